/* Tables of market by issue: the findings matrix, one a date, and the coverage of the library; and the timeline of duties. */
#include "report/chart.h"
#include "report/sections.h"

static const char *const themes[] = { "sovereignty",    "society-sustainability", "innovation-industry", "human-ai-ethics",
				      "content-safety", "model-security",         "data-privacy",        "liability",
				      "intellectual-property", "divide-cooperation" };
enum { THEMES = sizeof themes / sizeof themes[0], LANES_OPEN = 14 };

static bool has_word(const cn_val *list, const char *word)
{
	CN_EACH(w, list)
		if (cn_is_text(w, word))
			return true;
	return false;
}

static void theme_heads(cn_page *p)
{
	h_raw(p, "<thead><tr>");
	h_th(p, M_market);
	for (size_t t = 0; t < THEMES; t++) {
		h_raw(p, "<th scope=\"col\">");
		h_word(p, "theme_short", cn_str_z(themes[t]));
		h_raw(p, "</th>");
	}
	h_raw(p, "</tr></thead>");
}

/* On a phone the headings are gone: each cell then carries its own. */
static void cell_label(cn_page *p, size_t theme)
{
	h_raw(p, "<span class=\"ph\">");
	h_word(p, "theme_short", cn_str_z(themes[theme]));
	h_raw(p, "</span>");
}

static void cell(cn_page *p, cn_str market, size_t theme, size_t date)
{
	static const cn_state worst_first[] = { CN_FAILED, CN_UNDECIDED, CN_WAIVED, CN_SATISFIED };
	size_t n[CN_STATES] = { 0 };
	CN_EACH(f, cn_get(p->content, "findings")) {
		cn_dated at = cn_finding_at(f, date);
		if (at.counts && cn_eq(cn_get_text(f, "market"), market) && has_word(cn_get(f, "themes"), themes[theme]))
			n[at.state]++;
	}
	for (size_t i = 0; i < sizeof worst_first / sizeof worst_first[0]; i++) {
		cn_state s = worst_first[i];
		if (n[s] == 0)
			continue;
		cn_buf_printf(p->o, "<td class=\"%s\"><span>", cn_state_class(s));
		h_icon(p, s);
		h_int(p, (int64_t)n[s]);
		h_raw(p, "<span class=\"vh\"> ");
		h_word(p, "status", cn_str_z(cn_state_token(s)));
		h_raw(p, "</span>");
		cell_label(p, theme);
		h_raw(p, "</span></td>");
		return;
	}
	h_raw(p, "<td class=\"no\"><span>–</span></td>");
}

static void matrix(cn_page *p, cn_str date, size_t index)
{
	h_raw(p, "<table class=\"mx ten\"><caption class=\"cap\">");
	h_date(p, date, CN_DATE_LONG);
	h_raw(p, "</caption>");
	theme_heads(p);
	h_raw(p, "<tbody>");
	CN_EACH(m, cn_get(p->content, "markets")) {
		if (!cn_get_bool(m, "covered", false))
			continue;
		h_raw(p, "<tr><th scope=\"row\">");
		h_t(p, cn_get(m, "name"));
		h_raw(p, "</th>");
		for (size_t t = 0; t < THEMES; t++)
			cell(p, cn_get_text(m, "market"), t, index);
		h_raw(p, "</tr>");
	}
	h_raw(p, "</tbody></table>\n");
}

void sec_matrix(cn_page *p)
{
	size_t index = 0;
	if (cn_list_n(cn_get(p->content, "findings")) == 0)
		return;
	h_section(p, "matrix", M_matrix_title);
	h_lead(p, M_matrix_lead);
	CN_EACH(d, cn_get(p->content, "as_of"))
		matrix(p, d->s, index++);
	h_raw(p, "</section>");
}

/* ---- coverage -------------------------------------------------------------------------------------------------------------------- */

static void coverage_cell(cn_page *p, cn_str market, size_t theme)
{
	cn_str level = { 0 };
	CN_EACH(c, cn_get(p->content, "coverage"))
		if (cn_eq(cn_get_text(c, "market"), market) && cn_is_text(cn_get(c, "theme"), themes[theme]))
			level = cn_get_text(c, "level");
	if (level.n == 0)
		level = CN_S("empty");
	h_raw(p, cn_eqz(level, "complete") ? "<td class=\"cv full\"><span>" : cn_eqz(level, "partial") ? "<td class=\"cv half\"><span>" : "<td class=\"cv none\"><span>");
	h_word(p, "coverage", level);
	cell_label(p, theme);
	h_raw(p, "</span></td>");
}

static void coverage_notes(cn_page *p)
{
	size_t n = 0;
	CN_EACH(c, cn_get(p->content, "coverage"))
		n += cn_text_in(cn_get(c, "note"), CN_EN).n > 0;
	if (n == 0)
		return;
	h_raw(p, "<details><summary>");
	H_MSG(p, M_coverage_notes, A_N(n));
	h_raw(p, "</summary><ul class=\"notes sm\">");
	CN_EACH(c, cn_get(p->content, "coverage")) {
		if (cn_text_in(cn_get(c, "note"), CN_EN).n == 0)
			continue;
		h_raw(p, "<li><b>");
		h_market(p, cn_get_text(c, "market"));
		h_raw(p, " · ");
		h_word(p, "theme", cn_get_text(c, "theme"));
		h_raw(p, "</b> ");
		h_t(p, cn_get(c, "note"));
		if (cn_get_text(c, "as_of").n > 0) {
			h_raw(p, " <span class=\"mu\">");
			h_date(p, cn_get_text(c, "as_of"), CN_DATE_SHORT);
			h_raw(p, "</span>");
		}
		h_raw(p, "</li>");
	}
	h_raw(p, "</ul></details>");
}

void sec_coverage(cn_page *p)
{
	if (cn_list_n(cn_get(p->content, "coverage")) == 0)
		return;
	h_section(p, "coverage", M_coverage_title);
	h_lead(p, M_coverage_lead);
	h_raw(p, "<table class=\"mx ten cvt\">");
	h_caption(p, M_coverage_title);
	theme_heads(p);
	h_raw(p, "<tbody>");
	CN_EACH(m, cn_get(p->content, "markets")) {
		h_raw(p, "<tr><th scope=\"row\">");
		h_t(p, cn_get(m, "name"));
		h_raw(p, "</th>");
		for (size_t t = 0; t < THEMES; t++)
			coverage_cell(p, cn_get_text(m, "market"), t);
		h_raw(p, "</tr>");
	}
	h_raw(p, "</tbody></table>");
	coverage_notes(p);
	h_raw(p, "</section>");
}

/* ---- timeline ---------------------------------------------------------------------------------------------------------------------- */

static cn_date day_of(const cn_val *e)
{
	cn_date d;
	return cn_date_parse(cn_get_text(e, "date"), &d, NULL) == CN_OK ? d : CN_DATE_NONE;
}

static void lane(cn_page *p, const cn_val *e, cn_lane l)
{
	h_raw(p, "<li><div class=\"lt\"><b>");
	h_date(p, cn_get_text(e, "date"), CN_DATE_SHORT);
	h_raw(p, "</b> ");
	h_market(p, cn_get_text(e, "market"));
	h_raw(p, " · ");
	H_MSG(p, M_actor, A_T(cn_get(e, "title")), A_T(cn_get(e, "what")));
	h_raw(p, "</div>");
	cn_chart_lane(p->o, &l);
	h_raw(p, "</li>\n");
}

/* The entry after `last` in order of date, then of the list; NULL at the end. */
static const cn_val *next_by_date(const cn_val *list, const cn_val *last)
{
	const cn_val *best = NULL;
	bool passed = last == NULL;
	CN_EACH(e, list) {
		cn_date d = day_of(e);
		bool after = last == NULL || d > day_of(last) || (d == day_of(last) && passed);
		if (d != CN_DATE_NONE && after && e != last && (!best || d < day_of(best)))
			best = e;
		passed = passed || e == last;
	}
	return best;
}

void sec_timeline(cn_page *p)
{
	const cn_val *list = cn_get(p->content, "timeline"), *as_of = cn_get(p->content, "as_of");
	cn_lane l = { .to = CN_DATE_NONE };
	size_t n = 0;
	if (cn_date_parse(as_of->first->s, &l.today, NULL) != CN_OK)
		return;
	l.from = l.to = l.today;
	CN_EACH(e, list) {
		cn_date d = day_of(e);
		if (d == CN_DATE_NONE)
			continue;
		n++;
		l.from = d < l.from ? d : l.from;
		l.to = d > l.to ? d : l.to;
	}
	if (n == 0)
		return;
	l.from = l.from < l.today - 4 * 365 ? l.today - 4 * 365 : l.from - 30;
	l.to = (l.to > l.today + 10 * 365 ? l.today + 10 * 365 : l.to) + 150;
	h_section(p, "timeline", M_timeline_title);
	h_lead(p, M_timeline_lead);
	h_raw(p, "<figure class=\"ch tl\">");
	cn_chart_years(p->o, l.from, l.to, l.today);
	h_raw(p, "<ol>");
	size_t shown = 0;
	for (const cn_val *e = next_by_date(list, NULL); e; e = next_by_date(list, e)) {
		l.at = day_of(e);
		if (shown++ == LANES_OPEN && n > LANES_OPEN + 2) {
			h_raw(p, "</ol><details><summary>");
			H_MSG(p, M_n_more, A_N(n - LANES_OPEN));
			h_raw(p, "</summary><ol>");
		}
		lane(p, e, l);
	}
	h_raw(p, n > LANES_OPEN + 2 ? "</ol></details>" : "</ol>");
	h_raw(p, "<figcaption class=\"sm mu\">");
	H_MSG(p, M_timeline_note, A_D(as_of->first->s));
	h_raw(p, "</figcaption></figure></section>");
}
