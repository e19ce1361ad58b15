/* The second half of a model card: which duties reach the system, and what its owner says could go wrong. */
#include "report/export/markdown.h"

static void put_answers(md *m)
{
	const card *c = &m->c;
	CN_EACH(x, cn_get(c->content, "answers"))
		md_item(m, CARD_MSG(c, M_card_as_of, A_D(cn_get_text(x, "as_of"))),
			card_list(c, card_t(c, cn_get(x, "headline")), card_t(c, cn_get(x, "sentence"))));
	CN_EACH(x, cn_get(c->content, "markets"))
		if (!cn_get_bool(x, "covered", false))
			md_item(m, card_t(c, cn_get(x, "name")), CARD_MSG0(c, M_not_covered_means));
}

static bool reaches(const cn_val *finding, size_t dates)
{
	bool any = false;
	for (size_t k = 0; k < dates; k++)
		any = any || card_reaches(finding, k);
	return any && cn_is_text(cn_get(finding, "force"), "binding");
}

static void put_duty(md *m, const cn_val *f, size_t dates)
{
	const card *c = &m->c;
	md_cell(m, card_list(c, card_plain(c, cn_get_text(f, "id")), card_t(c, cn_get(f, "heading"))));
	const cn_val *market = cn_market_name(c->content, cn_get_text(f, "market"));
	md_cell(m, market ? card_t(c, market) : card_plain(c, cn_get_text(f, "market")));
	md_cell(m, card_word(c, "role", cn_get_text(f, "role")));
	md_cell(m, card_word(c, "confidence", cn_get_text(f, "confidence")));
	for (size_t k = 0; k < dates; k++)
		md_cell(m, card_status(c, f, k));
	md_row_end(m);
}

static void put_duties(md *m)
{
	static const cn_msg heads[] = { M_card_duty, M_market, M_card_role, M_card_reading };
	const card *c = &m->c;
	const cn_val *dates = cn_get(c->content, "as_of");
	size_t n = cn_list_n(dates);
	bool any = false;
	CN_EACH(f, cn_get(c->content, "findings")) {
		if (!reaches(f, n))
			continue;
		if (!any) {
			md_head(m, "###", CARD_MSG0(c, M_card_duties));
			for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
				md_cell(m, CARD_MSG0(c, heads[i]));
			CN_EACH(d, dates)
				md_cell(m, CARD_MSG(c, M_card_as_of, A_D(d->s)));
			md_row_end(m);
			for (size_t i = 0; i < sizeof heads / sizeof heads[0] + n; i++)
				md_raw(m, "| --- ");
			md_row_end(m);
		}
		any = true;
		put_duty(m, f, n);
	}
}

static void put_exceptions(md *m)
{
	const card *c = &m->c;
	md_raw(m, "\n");
	CN_EACH(w, cn_get(c->content, "waivers")) {
		cn_str state = CARD_MSG0(c, cn_get_bool(w, "approved", false) ? M_approved : M_not_approved);
		md_item(m, card_word(c, "status", CN_S("waived")),
			CARD_MSG(c, M_bom_asserts, A_S(cn_get_text(w, "finding")),
				 A_S(CARD_MSG(c, M_valid_until, A_D(cn_get_text(w, "until")))), A_S(state),
				 A_T(cn_get(w, "reason"))));
	}
	CN_EACH(x, cn_get(c->content, "counters"))
		md_item(m, CARD_MSG0(c, M_counter),
			CARD_MSG(c, M_bom_asserts, A_S(cn_get_text(x, "finding")), A_W("person", cn_get_text(x, "by_role")),
				 A_D(cn_get_text(x, "on")), A_T(cn_get(x, "text"))));
}

/* ---- risks ---- */

static cn_str severity_text(const card *c, const cn_val *s)
{
	cn_str lo = cn_get_text(s, "lo"), hi = cn_get_text(s, "hi");
	if (hi.n == 0)
		return CARD_MSG0(c, M_not_stated);
	return cn_eq(lo, hi) ? card_word(c, "severity", hi) : CARD_MSG(c, M_range_to, A_W("severity", lo), A_W("severity", hi));
}

static cn_str source_text(const card *c, cn_str said, const cn_val *of)
{
	const cn_val *source = cn_get(of, "source");
	return source ? CARD_MSG(c, M_role_of, A_S(said), A_T(source)) : said;
}

/* Likelihood and severity with who says so; what nobody has estimated is said. */
static cn_str estimate_text(const card *c, const cn_val *of)
{
	const cn_val *l = cn_get(of, "likelihood"), *s = cn_get(of, "severity");
	cn_str chance = l ? CARD_MSG(c, M_chance, A_S(cn_get_text(l, "lo")), A_S(cn_get_text(l, "hi")),
				     A_W("chance_per", cn_get_text(l, "per")))
			  : CARD_MSG0(c, M_not_stated);
	cn_str severity = source_text(c, severity_text(c, s), s);
	chance = source_text(c, chance, l);
	return CARD_MSG(c, M_card_likelihood, A_S(severity), A_S(chance));
}

static cn_str controls_text(const card *c, const cn_val *list)
{
	cn_str all = { 0 };
	CN_EACH(x, list)
		all = card_list(c, all, card_t(c, cn_get(x, "what")));
	return all;
}

static void put_risk(md *m, const cn_val *r)
{
	const card *c = &m->c;
	cn_str review = cn_get_text(r, "review"), owner = card_word(c, "person", cn_get_text(r, "owner"));
	if (review.n)
		owner = card_list(c, owner, CARD_MSG(c, M_review_by, A_D(review)));
	if (cn_get_bool(r, "overdue", false))
		owner = card_list(c, owner, CARD_MSG0(c, M_overdue));
	md_head(m, "###", CARD_MSG(c, M_role_of, A_T(cn_get(r, "title")), A_W("risk_status", cn_get_text(r, "status"))));
	md_item(m, CARD_MSG0(c, M_card_cause), card_t(c, cn_get(r, "cause")));
	md_item(m, CARD_MSG0(c, M_card_affected), card_words(c, "protects", cn_get(r, "affected")));
	md_item(m, CARD_MSG0(c, M_before_controls), estimate_text(c, r));
	md_item(m, CARD_MSG0(c, M_card_controls), controls_text(c, cn_get(r, "controls")));
	md_item(m, CARD_MSG0(c, M_after_controls), cn_get(r, "residual") ? estimate_text(c, cn_get(r, "residual")) : (cn_str){ 0 });
	md_item(m, CARD_MSG0(c, M_risk_owner), owner);
}

static void put_risks(md *m)
{
	const card *c = &m->c;
	const cn_val *list = cn_get(c->content, "risks");
	md_head(m, "##", CARD_MSG0(c, M_card_risks));
	md_text(m, CARD_MSG0(c, cn_list_n(list) ? M_risks_lead : M_not_stated));
	md_raw(m, "\n");
	CN_EACH(r, list)
		put_risk(m, r);
}

void model_card_law(md *m)
{
	const card *c = &m->c;
	md_head(m, "##", CARD_MSG0(c, M_card_law));
	if (cn_list_n(cn_get(c->content, "answers")) == 0) {
		md_text(m, CARD_MSG0(c, M_card_no_law));
		md_raw(m, "\n");
	} else {
		put_answers(m);
		put_duties(m);
		put_exceptions(m);
		md_raw(m, "\n");
		md_text(m, card_t(c, cn_get(c->content, "statement")));
		md_raw(m, "\n");
	}
	put_risks(m);
}
