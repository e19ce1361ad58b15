/* One question on the terminal, and its answer as a statement of a manifest. */
#include "node/question.h"

#include <unistd.h>

#include "node/say.h"

enum { LINE_BYTES_MAX = 1024 };

bool cn_read_line(cn_ctx *ctx, cn_str *ret)
{
	char line[LINE_BYTES_MAX];
	size_t n = 0;
	char c;
	ssize_t got;
	while ((got = read(STDIN_FILENO, &c, 1)) == 1 && c != '\n')
		if (n < sizeof line)
			line[n++] = c;
	if (got <= 0 && n == 0)
		return false;
	cn_str s = cn_trim((cn_str){ line, n < sizeof line ? n : 0 });
	*ret = cn_utf8_ok(s) ? cn_str_copy(ctx->a, s) : CN_S("");
	return true;
}

void cn_put_quoted(cn_buf *b, cn_str s)
{
	cn_buf_putc(b, '"');
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '"' || s.p[i] == '\\')
			cn_buf_putc(b, '\\');
		if ((unsigned char)s.p[i] >= 0x20)
			cn_buf_putc(b, s.p[i]);
	}
	cn_buf_putc(b, '"');
}

void cn_show_question(cn_ctx *ctx, const cn_question *q)
{
	cn_str text = cn_in_lang(ctx, q->fact->question), help = cn_in_lang(ctx, q->fact->help);
	(void)fprintf(stderr, "\n%.*s%s%.*s%s  (%s %zu)\n  %.*s\n", CN_FMT(text), q->market.n ? " [" : "", CN_FMT(q->market), q->market.n ? "]" : "",
		      cn_tr(ctx, "helps decide", "有助决定"), q->decides, CN_FMT(help));
	for (size_t i = 0; i < q->fact->n_member; i++) {
		cn_str label = cn_in_lang(ctx, q->fact->member[i].label);
		(void)fprintf(stderr, "  %.*s  %.*s\n", CN_FMT(q->fact->member[i].id), CN_FMT(label));
	}
	static const char *const how[][2] = { { "yes, no, or ? if you do not know yet", "yes、no，或 ?（尚不知道）" },
					      { "the ones that hold, separated by commas; none; or ?", "适用者，以逗号分隔；none；或 ?" },
					      { "one of them, or ?", "其中之一，或 ?" },
					      { "a number, or ?", "数字，或 ?" },
					      { "a date like 2026-11-23, or ?", "日期，如 2026-11-23，或 ?" } };
	(void)fprintf(stderr, "%s; q %s: ", cn_tr(ctx, how[q->fact->type][0], how[q->fact->type][1]), cn_tr(ctx, "to stop", "结束"));
}

cn_val *cn_typed_value(cn_ctx *ctx, const cn_fact *f, cn_str s)
{
	if (f->type == CN_F_BOOL && (cn_eqz(s, "y") || cn_eqz(s, "是")))
		return cn_textz(ctx->a, "yes");
	if (f->type == CN_F_BOOL && (cn_eqz(s, "n") || cn_eqz(s, "否")))
		return cn_textz(ctx->a, "no");
	if (f->type != CN_F_SET || cn_eqz(s, "none"))
		return cn_text(ctx->a, s);
	cn_val *list = cn_list(ctx->a);
	while (s.n) {
		cn_str part;
		(void)cn_split(s, ',', &part, &s);
		cn_push(ctx->a, list, cn_text(ctx->a, cn_trim(part)));
	}
	return list;
}

void cn_put_statement(cn_ctx *ctx, cn_buf *b, const cn_val *v, cn_str by, cn_str market)
{
	char today[CN_TIME_BYTES];
	cn_date_text(cn_time_date(ctx->now_us), today);
	cn_buf_putz(b, "{value: ");
	if (v->type == CN_LIST) {
		cn_buf_putc(b, '[');
		CN_EACH (x, v) {
			cn_put_quoted(b, x->s);
			cn_buf_putz(b, x->next ? ", " : "]");
		}
	} else {
		cn_put_quoted(b, v->s);
	}
	cn_buf_putz(b, ", by: ");
	cn_put_quoted(b, by);
	cn_buf_printf(b, ", on: %s, source: \"answered by questions\"", today);
	if (market.n)
		cn_buf_printf(b, ", market: %.*s", CN_FMT(market));
	cn_buf_putz(b, "}");
}
