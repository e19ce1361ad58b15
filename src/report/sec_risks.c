/* The register of risks, the promises of the parties, and reviews by an ethics committee. */
#include "report/sections.h"

static void muted(cn_page *p, cn_msg m)
{
	h_raw(p, "<span class=\"mu\">");
	h_msg_n(p, m, NULL, 0);
	h_raw(p, "</span>");
}

static void severity(cn_page *p, const cn_val *s)
{
	cn_str lo = cn_get_text(s, "lo"), hi = cn_get_text(s, "hi");
	if (hi.n == 0)
		muted(p, M_severity_not_stated);
	else if (cn_eq(lo, hi))
		h_word(p, "severity", hi);
	else
		H_MSG(p, M_range_to, A_W("severity", lo), A_W("severity", hi));
}

static void likelihood(cn_page *p, const cn_val *l)
{
	h_raw(p, "<br><span class=\"sm mu\">");
	if (l)
		H_MSG(p, M_chance, A_S(cn_get_text(l, "lo")), A_S(cn_get_text(l, "hi")), A_W("chance_per", cn_get_text(l, "per")));
	else
		H_MSG0(p, M_chance_not_stated);
	h_raw(p, "</span>");
}

/* How bad and how often, before or after controls: what is missing is named, and once if both are. */
static void level(cn_page *p, const cn_val *of)
{
	const cn_val *s = cn_get(of, "severity"), *l = cn_get(of, "likelihood");
	h_raw(p, "<td>");
	if (s || l) {
		severity(p, s);
		likelihood(p, l);
	} else {
		muted(p, M_not_stated);
	}
	h_raw(p, "</td>");
}

static void links(cn_page *p, const cn_val *r)
{
	CN_EACH(d, cn_get(r, "duties")) {
		h_raw(p, "<li>");
		h_code(p, cn_get_text(d, "id"));
		CN_EACH(f, cn_get(d, "findings")) {
			h_raw(p, " ");
			h_market(p, cn_get_text(f, "market"));
			h_raw(p, " ");
			h_chip(p, cn_state_of(cn_get_text(f, "finding")), "status", cn_get_text(f, "finding"));
		}
		h_raw(p, "</li>");
	}
	CN_EACH(m, cn_get(r, "measurements")) {
		cn_str verdict = cn_get_text(m, "verdict");
		h_raw(p, "<li>");
		h_code(p, cn_get_text(m, "metric"));
		h_raw(p, " ");
		h_text(p, cn_get_text(m, "attribute"));
		h_raw(p, " ");
		if (verdict.n > 0)
			h_chip(p, cn_state_of(verdict), "measured", verdict);
		h_raw(p, "</li>");
	}
}

static void about(cn_page *p, const cn_val *r)
{
	h_raw(p, "<tr><th scope=\"row\"><b>");
	h_t(p, cn_get(r, "title"));
	h_raw(p, "</b> <span class=\"sm\">");
	h_word(p, "risk_status", cn_get_text(r, "status"));
	h_raw(p, "</span><div class=\"sm mu\">");
	h_t(p, cn_get(r, "hazard_name"));
	h_raw(p, "<br>");
	h_t(p, cn_get(r, "cause"));
	if (cn_list_n(cn_get(r, "affected")) > 0) {
		h_raw(p, "<br>");
		h_words(p, "protects", cn_get(r, "affected"));
	}
	h_raw(p, "</div><ul class=\"sm\">");
	CN_EACH(c, cn_get(r, "controls")) {
		h_raw(p, "<li>");
		h_t(p, cn_get(c, "what"));
		h_raw(p, "</li>");
	}
	links(p, r);
	h_raw(p, "</ul></th>");
}

static void risk(cn_page *p, const cn_val *r)
{
	const cn_val *last = cn_get(r, "last_review");
	about(p, r);
	level(p, r);
	level(p, cn_get(r, "residual"));
	h_raw(p, "<td>");
	h_word(p, "person", cn_get_text(r, "owner"));
	if (cn_get_text(r, "review").n > 0) {
		h_raw(p, "<br><span class=\"sm\">");
		H_MSG(p, M_review_by, A_D(cn_get_text(r, "review")));
		h_raw(p, "</span>");
	}
	if (cn_get_bool(r, "overdue", false)) {
		h_raw(p, " ");
		h_chip_msg(p, CN_UNDECIDED, M_overdue);
	}
	if (last) {
		h_raw(p, "<div class=\"sm mu\">");
		H_MSG(p, M_last_review, A_D(cn_get_text(last, "on")), A_W("review_decision", cn_get_text(last, "decision")),
		      A_W("person", cn_get_text(last, "role")));
		h_raw(p, "<br>");
		h_text(p, cn_get_text(last, "reason"));
		h_raw(p, "</div>");
	}
	h_raw(p, "</td></tr>\n");
}

static void risks(cn_page *p, const cn_val *list)
{
	static const cn_msg heads[] = { M_risk, M_before_controls, M_after_controls, M_risk_owner };
	if (cn_list_n(list) == 0)
		return;
	h_raw(p, "<div class=\"sx\" tabindex=\"0\" role=\"group\" aria-labelledby=\"h-risks\"><table class=\"tb rows\">");
	h_caption(p, M_risks_title);
	h_raw(p, "<thead><tr>");
	for (size_t k = 0; k < sizeof heads / sizeof heads[0]; k++)
		h_th(p, heads[k]);
	h_raw(p, "</tr></thead><tbody>");
	CN_EACH(r, list)
		risk(p, r);
	h_raw(p, "</tbody></table></div>");
}

/* ---- promises and reviews -------------------------------------------------------------------------------------------------------- */

static cn_state state_of_promise(cn_str state)
{
	if (cn_eqz(state, "kept"))
		return CN_SATISFIED;
	return cn_eqz(state, "overdue") || cn_eqz(state, "broken") ? CN_FAILED : CN_UNDECIDED;
}

static void promises(cn_page *p, const cn_val *list)
{
	if (cn_list_n(list) == 0)
		return;
	h_raw(p, "<h3>");
	H_MSG0(p, M_promises_title);
	h_raw(p, "</h3><ul class=\"ex\">");
	CN_EACH(r, list) {
		cn_str state = cn_get_text(r, "state"), confidence = cn_get_text(r, "confidence");
		h_raw(p, "<li>");
		h_chip(p, state_of_promise(state), "promise_state", state);
		h_raw(p, " ");
		h_party(p, cn_get_text(r, "party"));
		h_raw(p, " · ");
		h_t(p, cn_get(r, "title"));
		if (cn_get_text(r, "due").n > 0) {
			h_raw(p, " · ");
			H_MSG(p, M_promise_due, A_D(cn_get_text(r, "due")));
		}
		h_raw(p, " <span class=\"sm mu\">");
		h_code(p, cn_get_text(r, "id"));
		if (confidence.n > 0 && !cn_eqz(confidence, "read")) {
			h_raw(p, " <span class=\"conf\">");
			h_word(p, "confidence", confidence);
			h_raw(p, "</span>");
		}
		h_raw(p, "</span></li>");
	}
	h_raw(p, "</ul>");
}

static void review(cn_page *p, const cn_val *b)
{
	h_raw(p, "<li>");
	H_MSG(p, M_ethics_vote, A_D(cn_get_text(b, "on")), A_W("ethics_decision", cn_get_text(b, "decision")), A_N(cn_get_int(b, "present", 0)),
	      A_N(cn_get_int(b, "members", 0)), A_N(cn_get_int(b, "yes", 0)), A_N(cn_get_int(b, "no", 0)), A_N(cn_get_int(b, "abstain", 0)));
	h_raw(p, "<p class=\"sm\">");
	h_t(p, cn_get(b, "question"));
	h_raw(p, "</p>");
	CN_EACH(d, cn_get(b, "dissent")) {
		h_raw(p, "<p class=\"sm\">");
		H_MSG(p, M_dissent, A_S(d->type == CN_TEXT ? d->s : CN_S("")));
		h_raw(p, "</p>");
	}
	h_raw(p, "</li>");
}

void sec_risks(cn_page *p)
{
	const cn_val *r = cn_get(p->content, "risks"), *m = cn_get(p->content, "promises"), *v = cn_get(p->content, "reviews");
	if (cn_list_n(r) + cn_list_n(m) + cn_list_n(v) == 0)
		return;
	h_section(p, "risks", M_risks_title);
	h_lead(p, M_risks_lead);
	risks(p, r);
	promises(p, m);
	if (cn_list_n(v) > 0) {
		h_raw(p, "<ul class=\"ex\">");
		CN_EACH(x, v)
			review(p, cn_get(x, "body"));
		h_raw(p, "</ul>");
	}
	h_raw(p, "</section>");
}
