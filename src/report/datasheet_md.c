/* A datasheet as Markdown, in one language. */
#include "report/report.h"

#include "report/words.h"

/* What turns the direction of a line or is no character to be seen. */
static bool is_trick(uint32_t cp)
{
	return cp == 0xfffd || (cp >= 0x80 && cp < 0xa0) || (cp >= 0x202a && cp <= 0x202e) || (cp >= 0x2066 && cp <= 0x2069);
}

/* Foreign text as plain words of a line: what Markdown or HTML would read as a mark is escaped, line ends are spaces. */
static void escape_markdown(cn_buf *b, cn_str s)
{
	for (size_t i = 0; i < s.n;) {
		uint32_t cp;
		size_t n = cn_utf8_at(s, i, &cp);
		char c = s.p[i];
		if (is_trick(cp))
			cn_buf_putz(b, "\xef\xbf\xbd");
		else if (n > 1)
			cn_buf_put(b, cn_sub(s, i, n));
		else if ((unsigned char)c < ' ' || c == 0x7f)
			cn_buf_putc(b, ' ');
		else if (c == '<' || c == '&')
			cn_buf_putz(b, c == '<' ? "&lt;" : "&amp;");
		else
			cn_buf_printf(b, "%s%c", strchr("\\`*_[]|~", c) ? "\\" : "", c);
		i += n;
	}
}

typedef struct sheet {
	cn_buf *b;
	cn_lang l;
} sheet;

static void line(const sheet *s, cn_msg m, const cn_arg *args, size_t n)
{
	cn_msg_put(s->b, s->l, m, args, n, escape_markdown);
}

static void words(const sheet *s, const cn_val *text)
{
	escape_markdown(s->b, cn_text_in(text, s->l));
}

static void number(const sheet *s, const cn_val *m, const char *key)
{
	cn_real_put(s->b, cn_get_text(m, key), cn_scale_of(m), escape_markdown);
}

static void value(const sheet *s, const cn_val *m)
{
	const cn_val *n = cn_get(m, "behind") ? cn_get(m, "behind") : cn_get(m, "n");
	number(s, m, "value");
	if (cn_get_text(m, "lo").n && cn_eq(cn_get_text(m, "lo"), cn_get_text(m, "hi"))) {
		line(s, M_ds_complete, NULL, 0);
	} else if (cn_get_text(m, "lo").n) {
		line(s, M_ds_from, NULL, 0);
		number(s, m, "lo");
		line(s, cn_get_text(m, "hi").n ? M_ds_to : M_ds_open, NULL, 0);
		if (cn_get_text(m, "hi").n)
			number(s, m, "hi");
	} else {
		line(s, M_ds_no_interval, NULL, 0);
	}
	if (n && n->type == CN_INT)
		line(s, M_ds_n, (cn_arg[]){ A_N(n->i) }, 1);
}

static void measurement(const sheet *s, const cn_val *m)
{
	const cn_val *name = cn_get(m, "name");
	cn_buf_putz(s->b, "- **");
	if (cn_text_in(name, s->l).n)
		words(s, name);
	else
		escape_markdown(s->b, cn_get_text(m, "metric"));
	cn_buf_putz(s->b, "**");
	if (cn_get_text(m, "attribute").n)
		line(s, M_ds_attribute, (cn_arg[]){ A_S(cn_get_text(m, "attribute")) }, 1);
	cn_buf_putz(s->b, s->l == CN_ZH ? "：" : ": ");
	if (cn_get_bool(m, "known", false))
		value(s, m);
	else
		line(s, M_ds_not_known, NULL, 0);
	bool ended = false;
	if (cn_get(m, "explanation")) {
		cn_buf_putz(s->b, s->l == CN_ZH ? "；" : "; ");
		words(s, cn_get(m, "explanation"));
		ended = cn_ends_sentence(cn_text_in(cn_get(m, "explanation"), s->l));
	}
	cn_buf_putz(s->b, s->l == CN_ZH ? (ended ? "" : "。") : (ended ? " " : ". "));
	words(s, cn_get(m, "meaning"));
	cn_buf_putz(s->b, "\n");
}

static void columns(const sheet *s, const cn_val *list)
{
	if (!cn_first(list))
		return;
	static const cn_msg head[] = { M_ds_column, M_ds_type, M_ds_missing };
	cn_buf_putz(s->b, "\n|");
	for (size_t i = 0; i < sizeof head / sizeof *head; i++) {
		cn_buf_putc(s->b, ' ');
		line(s, head[i], NULL, 0);
		cn_buf_putz(s->b, " |");
	}
	cn_buf_putz(s->b, "\n| --- | --- | --- |\n");
	CN_EACH(c, list) {
		cn_buf_putz(s->b, "| ");
		escape_markdown(s->b, cn_get_text(c, "name"));
		cn_buf_putz(s->b, " | ");
		escape_markdown(s->b, cn_get_text(c, "type"));
		cn_buf_putz(s->b, " | ");
		if (cn_get(c, "missing"))
			cn_number_put(s->b, cn_get_int(c, "missing", 0));
		cn_buf_putz(s->b, " |\n");
	}
}

static void question(const sheet *s, const cn_val *q)
{
	cn_buf_putz(s->b, "\n### ");
	words(s, cn_get(q, "question"));
	cn_buf_putz(s->b, "\n\n");
	if (cn_get(q, "declared")) {
		line(s, M_ds_declared, (cn_arg[]){ A_T(cn_get(q, "declared")) }, 1);
		cn_buf_putz(s->b, "\n");
		if (cn_first(cn_get(q, "measured")))
			cn_buf_putz(s->b, "\n");
	}
	if (cn_get(q, "rows")) {
		size_t n = 0;
		CN_EACH(c, cn_get(q, "columns"))
			n += c->type == CN_MAP;
		line(s, n ? M_ds_size : M_ds_rows, (cn_arg[]){ A_N(cn_get_int(q, "rows", 0)), A_N(n) }, 2);
		cn_buf_putz(s->b, "\n");
		columns(s, cn_get(q, "columns"));
	}
	CN_EACH(m, cn_get(q, "measured"))
		measurement(s, m);
	CN_EACH(m, cn_get(q, "not_measured")) {
		cn_buf_putz(s->b, "- ");
		line(s, M_ds_not_measured, NULL, 0);
		cn_buf_printf(s->b, "`%.*s`\n", CN_FMT(m->type == CN_TEXT ? m->s : CN_S("")));
	}
	if (cn_is_text(cn_get(q, "state"), "not_known") && !cn_first(cn_get(q, "measured")) && !cn_first(cn_get(q, "not_measured"))) {
		line(s, M_ds_nobody_said, NULL, 0);
		cn_buf_putz(s->b, "\n");
	}
}

static void unknown(const sheet *s, const cn_val *datasheet)
{
	cn_buf_putz(s->b, "\n## ");
	line(s, M_ds_unknown_title, NULL, 0);
	cn_buf_putz(s->b, "\n\n");
	if (!cn_first(cn_get(datasheet, "not_known"))) {
		line(s, M_ds_unknown_none, NULL, 0);
		cn_buf_putz(s->b, "\n");
	}
	CN_EACH(section, cn_get(datasheet, "sections"))
		CN_EACH(q, cn_get(section, "questions")) {
			if (!cn_is_text(cn_get(q, "state"), "not_known"))
				continue;
			cn_buf_putz(s->b, "- ");
			words(s, cn_get(q, "question"));
			cn_buf_putz(s->b, "\n");
		}
}

cn_code cn_report_datasheet_markdown(const cn_val *datasheet, cn_str lang, cn_buf *out, cn_err *err)
{
	const sheet s = { out, cn_lang_of(lang) };
	size_t open = 0;
	if (!cn_is_text(cn_get(datasheet, "concord"), "datasheet/1"))
		return CN_FAIL(err, CN_EINPUT, "this is not a datasheet");
	CN_EACH(id, cn_get(datasheet, "not_known"))
		open += id->type == CN_TEXT;
	cn_buf_putz(out, "# ");
	line(&s, M_ds_title, (cn_arg[]){ A_T(cn_get(datasheet, "name")) }, 1);
	cn_buf_putz(out, "\n\n");
	if (cn_get_text(datasheet, "as_of").n) {
		line(&s, M_ds_as_of, (cn_arg[]){ A_D(cn_get_text(datasheet, "as_of")) }, 1);
		cn_buf_putz(out, " ");
	}
	line(&s, M_ds_lead, (cn_arg[]){ A_N(cn_get_int(datasheet, "measured", 0)), A_N(cn_get_int(datasheet, "declared", 0)), A_N(open) }, 3);
	cn_buf_putz(out, "\n");
	CN_EACH(section, cn_get(datasheet, "sections")) {
		cn_buf_putz(out, "\n## ");
		words(&s, cn_get(section, "title"));
		cn_buf_putz(out, "\n");
		CN_EACH(q, cn_get(section, "questions"))
			question(&s, q);
	}
	unknown(&s, datasheet);
	return out->failed ? CN_FAIL(err, CN_ETOOBIG, "the datasheet passes %zu bytes", out->cap) : CN_OK;
}
