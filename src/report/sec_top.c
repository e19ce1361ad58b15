/* The first screen: what was looked at, when, who signed it, and the answer for each date side by side. */
#include "report/chart.h"
#include "report/sections.h"

static void meta(cn_page *p)
{
	h_raw(p, "<p class=\"meta mu sm\"><span>");
	H_MSG0(p, M_law_as_of);
	CN_EACH(d, cn_get(p->content, "as_of")) {
		h_raw(p, d == cn_get(p->content, "as_of")->first ? " " : " · ");
		h_date(p, d->s, CN_DATE_LONG);
	}
	h_raw(p, "</span><span>");
	H_MSG(p, M_n_markets, A_N(cn_list_n(cn_get(p->content, "markets"))));
	h_raw(p, "</span>");
	int64_t most = cn_measured_on(cn_get(p->content, "measurements"));
	if (most > 0) {
		h_raw(p, "<span>");
		H_MSG(p, M_measured_on_n, A_N(most));
		h_raw(p, "</span>");
	}
	h_raw(p, "</p>");
}

static void signed_by(cn_page *p)
{
	const cn_val *record = cn_assessment(p->root);
	cn_str node = cn_get_text(cn_get(p->content, "node"), "name");
	h_raw(p, "<p class=\"signed sm\">");
	if (record) {
		H_MSG(p, M_signed_by, A_S(node), A_N(cn_get_int(record, "seq", 0)));
	} else {
		h_chip_msg(p, CN_UNDECIDED, M_unsigned);
		h_raw(p, " ");
		H_MSG0(p, M_unsigned_means);
	}
	h_raw(p, "</p>");
}

static void actors(cn_page *p)
{
	const cn_val *list = cn_get(cn_get(p->content, "system"), "actors");
	if (cn_list_n(list) == 0)
		return;
	h_raw(p, "<p class=\"meta mu sm\">");
	CN_EACH(a, list) {
		h_raw(p, "<span>");
		cn_arg role = A_W("role", cn_get_text(a, "role")), party = h_party_arg(p, cn_get_text(a, "party"));
		if (cn_get_text(a, "place").n > 0)
			H_MSG(p, M_actor_at, role, party, A_S(cn_get_text(a, "place")));
		else
			H_MSG(p, M_actor, role, party);
		h_raw(p, "</span>");
	}
	h_raw(p, "</p>");
}

static void answer(cn_page *p, const cn_val *a)
{
	cn_state s = cn_state_of(cn_get_text(a, "verdict"));
	cn_buf_printf(p->o, "<div class=\"ans %s\"><h2><span class=\"when\">", cn_state_class(s));
	h_date(p, cn_get_text(a, "as_of"), CN_DATE_LONG);
	h_raw(p, "</span>");
	h_icon(p, s);
	h_raw(p, "<span>");
	h_t(p, cn_get(a, "headline"));
	h_raw(p, "</span></h2><p>");
	h_t(p, cn_get(a, "sentence"));
	h_raw(p, "</p></div>");
}

static void link_to(cn_page *p, const char *id, cn_msg m, size_t n)
{
	if (n == 0)
		return;
	cn_buf_printf(p->o, "<li><a href=\"#%s\">", id);
	H_MSG(p, m, A_N(n));
	h_raw(p, "</a></li>");
}

static void contents(cn_page *p)
{
	size_t failing = 0;
	const cn_val *c = p->content;
	CN_EACH(f, cn_get(c, "findings"))
		failing += cn_finding_fails(f);
	h_raw(p, "<nav aria-labelledby=\"h-toc\"><h2 class=\"vh\" id=\"h-toc\">");
	H_MSG0(p, M_contents);
	h_raw(p, "</h2><ul class=\"toc\">");
	link_to(p, "failing", M_toc_failing, failing);
	link_to(p, "questions", M_toc_questions, cn_list_n(cn_get(c, "questions")));
	link_to(p, "measured", M_toc_measured, cn_list_n(cn_get(c, "measurements")));
	link_to(p, "findings", M_toc_findings, cn_list_n(cn_get(c, "findings")));
	link_to(p, "facts", M_toc_facts, cn_list_n(cn_get(c, "facts")));
	link_to(p, "secondary", M_toc_secondary, cn_list_n(cn_get(c, "secondary")));
	link_to(p, "coverage", M_toc_coverage, cn_list_n(cn_get(c, "coverage")));
	link_to(p, "verify", M_toc_verify, 1);
	h_raw(p, "</ul></nav>");
}

void sec_top(cn_page *p)
{
	const cn_val *system = cn_get(p->content, "system");
	cn_str tlp = cn_get_text(p->content, "tlp");
	h_raw(p, "<div class=\"top\">");
	if (tlp.n > 0) {
		cn_buf_printf(p->o, "<p><strong class=\"tlp%s\">TLP:", cn_starts(tlp, "RED") ? " red" : cn_starts(tlp, "AMBER") ? " amber" : cn_starts(tlp, "GREEN") ? " green" : "");
		h_text(p, tlp);
		h_raw(p, "</strong></p>");
	}
	h_raw(p, "<h1>");
	h_t(p, cn_get(system, "name"));
	h_raw(p, " ");
	h_text(p, cn_get_text(system, "version"));
	h_raw(p, "</h1>");
	meta(p);
	actors(p);
	signed_by(p);
	h_raw(p, "</div>");
	if (cn_get_bool(p->content, "out_of_scope", false)) {
		h_raw(p, "<p class=\"note un\">");
		h_icon(p, CN_UNDECIDED);
		H_MSG0(p, M_out_of_scope);
		h_raw(p, "</p>");
	}
	h_raw(p, "<div class=\"answers\">");
	CN_EACH(a, cn_get(p->content, "answers"))
		answer(p, a);
	h_raw(p, "</div><p class=\"stmt sm mu\">");
	h_t(p, cn_get(p->content, "statement"));
	h_raw(p, "</p>");
	contents(p);
}

/* ---- counts per market ------------------------------------------------------------------------------------------------- */

static void force_counts(cn_page *p, cn_str force, const cn_val *counts, bool with_marks)
{
	size_t n[CN_STATES], total = 0;
	cn_count_states(counts, n);
	for (int s = 0; s < CN_STATES; s++)
		total += n[s];
	if (total == 0 && !with_marks)
		return;
	h_raw(p, "<div class=\"fc\">");
	h_force(p, force);
	if (total == 0) {
		h_raw(p, "<span class=\"mu sm\">");
		H_MSG0(p, M_none_applies);
		h_raw(p, "</span></div>");
		return;
	}
	h_counts(p, n);
	h_raw(p, "</div>");
	if (with_marks) {
		n[CN_NOT_APPLICABLE] = 0; /* only counted */
		cn_chart_marks(p->o, n);
	}
}

static void market_at(cn_page *p, const cn_val *d)
{
	static const char *const forces[] = { "soft", "voluntary", "standard", "draft" };
	h_raw(p, "<td><span class=\"ph mu sm\">");
	h_date(p, cn_get_text(d, "as_of"), CN_DATE_SHORT);
	h_raw(p, "</span>");
	force_counts(p, CN_S("binding"), cn_get(d, "counts"), true);
	for (size_t i = 0; i < sizeof forces / sizeof forces[0]; i++)
		force_counts(p, cn_str_z(forces[i]), cn_get(cn_get(d, "by_force"), forces[i]), false);
	int64_t later = cn_get_int(d, "later", 0);
	if (later > 0) {
		h_raw(p, "<div class=\"mu sm\">");
		H_MSG(p, M_start_later, A_N(later));
		h_raw(p, "</div>");
	}
	h_raw(p, "</td>");
}

static void market_instruments(cn_page *p, const cn_val *m)
{
	bool first = true;
	h_raw(p, "<span class=\"mu sm\">");
	CN_EACH(id, cn_get(m, "instruments")) {
		const cn_val *title = NULL;
		CN_EACH(f, cn_get(p->content, "findings"))
			if (!title && id->type == CN_TEXT && cn_eq(cn_get_text(cn_get(f, "instrument"), "id"), id->s))
				title = cn_get(cn_get(f, "instrument"), "title");
		if (!first)
			h_raw(p, "<br>");
		first = false;
		if (title)
			h_t(p, title);
		else if (id->type == CN_TEXT)
			h_code(p, id->s);
	}
	h_raw(p, "</span>");
}

static void market_row(cn_page *p, const cn_val *m)
{
	h_raw(p, "<tr><th scope=\"row\"><strong>");
	h_t(p, cn_get(m, "name"));
	h_raw(p, "</strong>");
	market_instruments(p, m);
	h_raw(p, "</th>");
	if (!cn_get_bool(m, "covered", false)) {
		cn_buf_printf(p->o, "<td colspan=\"%zu\">", p->n_dates);
		h_chip(p, CN_UNDECIDED, "coverage", CN_S("empty"));
		h_raw(p, " <span class=\"sm\">");
		H_MSG0(p, M_not_covered_means);
		h_raw(p, "</span></td></tr>");
		return;
	}
	CN_EACH(d, cn_get(m, "by_date"))
		market_at(p, d);
	h_raw(p, "</tr>\n");
}

void sec_markets(cn_page *p)
{
	if (cn_list_n(cn_get(p->content, "markets")) == 0)
		return;
	h_section(p, "markets", M_markets_title);
	h_lead(p, M_markets_lead);
	h_raw(p, "<table class=\"mk\">");
	h_caption(p, M_markets_title);
	h_raw(p, "<thead><tr>");
	h_th(p, M_market);
	CN_EACH(d, cn_get(p->content, "as_of")) {
		h_raw(p, "<th scope=\"col\">");
		h_date(p, d->s, CN_DATE_LONG);
		h_raw(p, "</th>");
	}
	h_raw(p, "</tr></thead><tbody>");
	CN_EACH(m, cn_get(p->content, "markets"))
		market_row(p, m);
	h_raw(p, "</tbody></table><p class=\"legend xs\">");
	for (cn_state s = 0; s < CN_STATES; s++) {
		h_raw(p, "<span>");
		h_icon(p, s);
		h_word(p, "status", cn_str_z(cn_state_token(s)));
		h_raw(p, "</span>");
	}
	h_raw(p, "</p></section>");
}
