/* Texts, words and lines that several commands print. */
#include "node/say.h"

#include "report/report.h"

enum { PARAGRAPH_BYTES_MAX = 1 << 16 };

cn_str cn_in_lang(const cn_ctx *ctx, cn_words w)
{
	cn_str s = cn_eqz(ctx->lang, "zh") ? w.zh : w.en;
	return s.n ? s : w.en;
}

cn_str cn_word_for(const cn_ctx *ctx, const char *list, cn_str token)
{
	cn_str w = cn_eqz(ctx->lang, "en") ? token : cn_report_word(list, token, ctx->lang);
	return w.n ? w : token;
}

const char *cn_confidence_mark(const cn_ctx *ctx, cn_confidence c)
{
	return c == CN_READ ? "" : c == CN_SECONDARY ? cn_tr(ctx, " [2nd-hand source]", " [二手来源]") : cn_tr(ctx, " [unverified]", " [未核实]");
}

const char *cn_day_text(const cn_ctx *ctx, cn_date d)
{
	char text[CN_TIME_BYTES];
	cn_date_text(d, text);
	const char *z = text[0] ? cn_cstr(ctx->a, cn_str_z(text)) : NULL;
	return z ? z : "-";
}

void cn_para(cn_ctx *ctx, size_t first, size_t rest, const char *fmt, ...)
{
	va_list ap;
	CN_AUTO_BUF b;
	cn_buf_init(&b, PARAGRAPH_BYTES_MAX);
	va_start(ap, fmt);
	cn_buf_vprintf(&b, fmt, ap);
	va_end(ap);
	ctx->out->failed |= b.failed;
	cn_report_wrap(ctx->out, cn_buf_str(&b), ctx->width ? ctx->width : 80, first, rest);
}

void cn_title(cn_ctx *ctx, const char *en, const char *zh)
{
	cn_buf_printf(ctx->out, "\n%s\n", cn_tr(ctx, en, zh));
}

cn_code cn_flag_listed(cn_ctx *ctx, const cn_library *lib, const char *flag, const char *list, cn_err *err)
{
	const char *z = cn_flag_get(ctx, flag), *best = NULL;
	unsigned least = 4;
	size_t n;
	const cn_member *m = cn_library_list(lib, list, &n);
	CN_AUTO_BUF all;
	cn_buf_init(&all, CN_HINT_BYTES);
	for (size_t i = 0; z && i < n; i++) {
		if (cn_eqz(m[i].id, z))
			return CN_OK;
		unsigned d = cn_edit_distance(cn_str_z(z), m[i].id, 3);
		if (d < least) {
			least = d;
			best = cn_cstr(ctx->a, m[i].id);
		}
		cn_buf_printf(&all, "%s%.*s", i ? ", " : "", CN_FMT(m[i].id));
	}
	if (!z)
		return CN_OK;
	(void)CN_FAIL(err, CN_EINPUT, "--%s: \"%.40s\" is not in the list %s of the vocabulary", flag, z, list);
	return cn_hint(err, "%s", best ? best : all.p ? all.p : "");
}

cn_code cn_flag_parts(cn_ctx *ctx, const char *flag, cn_texts *ret, cn_err *err)
{
	const char *z = cn_flag_get(ctx, flag);
	cn_str rest = z ? cn_str_z(z) : CN_S(""), head;
	cn_str *item = CN_NEW(ctx->a, cn_str, rest.n + 1);
	size_t n = 0;
	if (!item)
		return cn_arena_fail(ctx->a, err);
	while (rest.n) {
		(void)cn_split(rest, ',', &head, &rest);
		head = cn_trim(head);
		if (head.n)
			item[n++] = head;
	}
	*ret = (cn_texts){ item, n };
	return CN_OK;
}
