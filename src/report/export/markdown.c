/* Markdown out of foreign text. GitHub's dialect: tables, and HTML passes, so that < and & are escaped as well. */
#include "report/export/markdown.h"

void md_raw(md *m, const char *markup)
{
	cn_buf_putz(m->o, markup);
}

void md_text(md *m, cn_str s)
{
	cn_str plain = card_plain(&m->c, s);
	for (size_t i = 0; i < plain.n; i++) {
		if (strchr("\\`*_[]<>&|~$", plain.p[i]))
			cn_buf_putc(m->o, '\\');
		cn_buf_putc(m->o, plain.p[i]);
	}
}

void md_head(md *m, const char *marks, cn_str title)
{
	cn_buf_printf(m->o, "\n%s ", marks);
	md_text(m, title);
	md_raw(m, "\n\n");
}

void md_item(md *m, cn_str label, cn_str text)
{
	md_raw(m, "- **");
	md_text(m, label);
	md_raw(m, m->c.lang == CN_ZH ? "** ： " : ":** ");
	md_text(m, text.n ? text : CARD_MSG0(&m->c, M_not_stated));
	md_raw(m, "\n");
}

void md_cell(md *m, cn_str s)
{
	md_raw(m, "| ");
	md_text(m, s);
	md_raw(m, " ");
}

void md_row_end(md *m)
{
	md_raw(m, "|\n");
}

void md_table(md *m, const cn_msg *heads, size_t n)
{
	for (size_t i = 0; i < n; i++)
		md_cell(m, CARD_MSG0(&m->c, heads[i]));
	md_row_end(m);
	for (size_t i = 0; i < n; i++)
		md_raw(m, "| --- ");
	md_row_end(m);
}

void md_yaml(md *m, cn_str s)
{
	cn_json_text(m->o, card_plain(&m->c, s));
}
