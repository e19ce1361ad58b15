/* Lines of the terminal summary. */
#include "report/term.h"

#include "report/utf8.h"

enum { CHINESE_KEEPS = 7 }; /* the first rows of plain_forms */

static const struct {
	uint32_t cp;
	const char *ascii;
} plain_forms[] = {
	{ 0x2018, "'" }, { 0x2019, "'" }, { 0x201c, "\"" }, { 0x201d, "\"" }, { 0x2014, "-" },  { 0x2026, ".." }, { 0xb7, "-" },
	{ 0x2013, "-" }, { 0xd7, "x" },   { 0xf7, "/" },    { 0x2192, "->" }, { 0x2264, "<=" }, { 0x2265, ">=" }, { 0x202f, " " },
	{ 0xa0, " " },   { 0xad, "" },    { 0x2212, "-" },
};

/* Chinese keeps its quotes, dashes and dots, which are two cells wide there; signs of ambiguous width go in every language. */
static const char *plain_form(uint32_t cp, bool chinese)
{
	for (size_t i = chinese ? CHINESE_KEEPS : 0; i < sizeof plain_forms / sizeof plain_forms[0]; i++)
		if (plain_forms[i].cp == cp)
			return plain_forms[i].ascii;
	return NULL;
}

cn_str t_keep(cn_term *t, const cn_buf *b)
{
	t->failed = t->failed || b->failed;
	return cn_str_copy(t->a, cn_buf_str(b));
}

cn_str t_plain(cn_term *t, cn_str s)
{
	CN_AUTO_BUF safe, out;
	cn_buf_init(&safe, CN_REPORT_BYTES_MAX);
	cn_buf_init(&out, CN_REPORT_BYTES_MAX);
	cn_escape_terminal(&safe, s);
	t->failed = t->failed || safe.failed;
	cn_str from = cn_buf_str(&safe);
	for (size_t i = 0, len; i < from.n; i += len) {
		uint32_t cp;
		len = cn_utf8_at(from, i, &cp);
		const char *as = plain_form(cp, t->lang == CN_ZH && t->opts->utf8);
		if (as)
			cn_buf_putz(&out, as);
		else
			cn_buf_put(&out, cn_sub(from, i, len));
	}
	return t_keep(t, &out);
}

cn_str t_text(cn_term *t, const cn_val *v)
{
	return t_plain(t, cn_text_in(v, t->lang));
}

cn_str t_word(cn_term *t, const char *list, cn_str token)
{
	return t_plain(t, cn_word(list, token, t->lang));
}

cn_str t_date(cn_term *t, cn_str iso)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, 4096);
	if (t->lang == CN_ZH)
		return t_plain(t, cn_sub(iso, 0, 10));
	cn_date_put(&b, cn_sub(iso, 0, 10), t->lang, CN_DATE_SHORT, cn_escape_terminal);
	return t_keep(t, &b);
}

static cn_str recase(cn_term *t, cn_str s, char first, char last, int by)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, CN_REPORT_BYTES_MAX);
	for (size_t i = 0; i < s.n; i++)
		cn_buf_putc(&b, s.p[i] >= first && s.p[i] <= last ? (char)(s.p[i] + by) : s.p[i]);
	return t_keep(t, &b);
}

cn_str t_upper(cn_term *t, cn_str s)
{
	return recase(t, s, 'a', 'z', 'A' - 'a');
}

cn_str t_lower(cn_term *t, cn_str s)
{
	return recase(t, s, 'A', 'Z', 'a' - 'A');
}

cn_str t_msg_n(cn_term *t, cn_msg m, const cn_arg *args, size_t n)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, CN_REPORT_BYTES_MAX);
	cn_msg_put(&b, t->lang, m, args, n, cn_escape_terminal);
	t->failed = t->failed || b.failed;
	return t_plain(t, cn_buf_str(&b));
}

const char *t_glyph(const cn_term *t, cn_state s)
{
	static const char *const utf8[] = { "✓", "✗", "?", "~", "-" }, *const ascii[] = { "+", "x", "?", "~", "-" };
	return t->opts->utf8 ? utf8[s] : ascii[s];
}

void t_style(cn_term *t, cn_state s, bool bold)
{
	static const char *const codes[] = { "32", "31", "33", "35", "2" };
	if (t->opts->color)
		cn_buf_printf(t->o, "\033[%s%sm", bold ? "1;" : "", codes[s]);
}

void t_style_end(cn_term *t)
{
	if (t->opts->color)
		cn_buf_putz(t->o, "\033[0m");
}

void t_newline(cn_term *t)
{
	while (!t->o->failed && t->o->n > 0 && t->o->p[t->o->n - 1] == ' ')
		t->o->p[--t->o->n] = '\0';
	cn_buf_putc(t->o, '\n');
}

void t_blank(cn_term *t)
{
	cn_buf_putc(t->o, '\n');
}

static void spaces(cn_term *t, size_t n)
{
	while (n-- > 0)
		cn_buf_putc(t->o, ' ');
}

void t_head(cn_term *t, cn_str s)
{
	if (t->opts->color)
		cn_buf_putz(t->o, "\033[1m");
	t_wrap(t, 0, 0, s);
	t_style_end(t);
}

/* Punctuation that may not begin a line. */
static bool closes(uint32_t cp)
{
	static const uint32_t marks[] = { 0x3001, 0x3002, 0xff0c, 0xff1b, 0xff1a, 0xff1f, 0xff01, 0xff09, 0x300b, 0x201d, 0x2019, ')', ']', ',', '.', ';', ':', '%' };
	for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
		if (marks[i] == cp)
			return true;
	return false;
}

/* Punctuation that may not end one. */
static bool opens(uint32_t cp)
{
	return cp == 0xff08 || cp == 0x300a || cp == 0x201c || cp == 0x2018 || cp == '(' || cp == '[';
}

/* May a line end before cp? At a space, or between two characters of which one is wide. */
static bool may_break(uint32_t before, uint32_t cp, bool first)
{
	return cp == ' ' || (!first && before != ' ' && !closes(cp) && !opens(before) && (cn_cells(cp) == 2 || cn_cells(before) == 2));
}

/* How many bytes of s (from `at`) go on a line of `room` cells: up to the last place where a line may break. */
static size_t line_end(cn_str s, size_t at, size_t room)
{
	size_t used = 0, best = 0, i = at;
	uint32_t before = 0;
	while (i < s.n) {
		uint32_t cp;
		size_t len = cn_utf8_at(s, i, &cp);
		if (cp == '\n')
			return i;
		if (may_break(before, cp, i == at))
			best = i;
		if (used + cn_cells(cp) > room && i > at) {
			if (best > at)
				return best;
			/* one word wider than the line: it is not cut (paths, ids) */
			while (i < s.n && s.p[i] != ' ' && s.p[i] != '\n')
				i++;
			return i;
		}
		used += cn_cells(cp);
		before = cp;
		i += len;
	}
	return s.n;
}

void cn_report_wrap(cn_buf *b, cn_str s, size_t width, size_t first, size_t rest)
{
	size_t at = 0, indent = first;
	while (at < s.n) {
		size_t end = line_end(s, at, width > indent ? width - indent : 1);
		size_t last = end;
		while (last > at && s.p[last - 1] == ' ')
			last--;
		cn_buf_printf(b, "%*s%.*s\n", (int)indent, "", CN_FMT(cn_sub(s, at, last - at)));
		at = end;
		while (at < s.n && s.p[at] == ' ')
			at++;
		at += at < s.n && s.p[at] == '\n';
		indent = rest;
	}
}

void t_wrap(cn_term *t, size_t first, size_t rest, cn_str s)
{
	cn_report_wrap(t->o, s, t->width, first, rest);
}

void t_sides(cn_term *t, size_t indent, cn_str left, cn_str right)
{
	size_t used = indent + cn_report_width(left), needs = cn_report_width(right);
	if (used + 2 + needs > t->width) {
		t_wrap(t, indent, indent + 4, left);
		t_wrap(t, indent + 4, indent + 4, right);
		return;
	}
	spaces(t, indent);
	cn_buf_put(t->o, left);
	spaces(t, t->width - used - needs);
	cn_buf_put(t->o, right);
	t_newline(t);
}

void t_count(cn_term *t, cn_state s, size_t n, size_t cells, bool with_glyph)
{
	char digits[24] = ".";
	size_t used;
	if (n > 0)
		snprintf(digits, sizeof digits, "%zu", n);
	used = strlen(digits);
	if (with_glyph)
		cn_buf_printf(t->o, "%s ", t_glyph(t, s));
	else
		spaces(t, used < cells ? cells - used : 1);
	if (n > 0)
		t_style(t, s, false);
	cn_buf_putz(t->o, digits);
	if (n > 0)
		t_style_end(t);
	if (with_glyph)
		spaces(t, used + 2 < cells ? cells - used - 2 : 1);
}
