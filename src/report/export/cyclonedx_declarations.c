/* What is declared: a claim for each duty that is satisfied or is not, and for each measurement that is held against a limit. What
 * is unknown is no claim: its row says why in words and has no score, so that nobody can count it as a no or as a yes. */
#include "report/export/bom.h"

static cn_str ref_of(const card *c, const char *what, cn_str id)
{
	return cn_strf(c->a, "%s:%.*s", what, CN_FMT(id));
}

static cn_str nth_ref(const card *c, const char *what, size_t i, cn_str more)
{
	return cn_strf(c->a, "%s:%zu%s%.*s", what, i, more.n ? ":" : "", CN_FMT(more));
}

/* Measurements and evidence are numbered, since nothing keeps the ids of a foreign file apart. */
static cn_str measured_ref(const card *c, const char *what, size_t i)
{
	return cn_strf(c->a, "%s:m%zu", what, i + 1);
}

/* By the id that a finding names; empty: there is none. */
static cn_str measurement_named(const card *c, cn_str id)
{
	size_t i = 0;
	CN_EACH(x, cn_get(c->content, "measurements")) {
		if (cn_eq(cn_get_text(x, "id"), id))
			return measured_ref(c, "evidence", i);
		i++;
	}
	return (cn_str){ 0 };
}

static bool is_limited(const cn_val *m)
{
	return cn_get_text(cn_get(m, "limit"), "value").n > 0;
}

/* An ISO date as the moment at which it begins. */
static void put_day(const card *c, cn_val *m, const char *key, cn_str day)
{
	cn_date d;
	if (cn_date_parse(day, &d, NULL) == CN_OK)
		cn_put(c->a, m, key, cn_text(c->a, cn_strf(c->a, "%.*sT00:00:00Z", CN_FMT(day))));
}

static void push_ref(const card *c, cn_val *claim, const char *key, cn_str ref)
{
	const cn_val *there = cn_get(claim, key);
	cn_val *list = there ? claim->last : cn_put(c->a, claim, key, cn_list(c->a)); /* what is put last stays last */
	cn_push(c->a, list, cn_text(c->a, ref));
}

/* ---- what is demanded ---- */

static bool reaches(const card *c, const cn_val *f)
{
	bool any = false;
	for (size_t k = 0; k < cn_list_n(cn_get(c->content, "as_of")); k++)
		any = any || card_reaches(f, k);
	return any;
}

/* A provision stands once, however many rows it reaches. */
static bool is_first(const card *c, const cn_val *f, const char *key)
{
	cn_str id = key ? cn_get_text(cn_get(f, "instrument"), "id") : cn_get_text(f, "id");
	for (const cn_val *x = cn_first(cn_get(c->content, "findings")); x != f; x = x->next)
		if (reaches(c, x) && cn_eq(key ? cn_get_text(cn_get(x, "instrument"), "id") : cn_get_text(x, "id"), id))
			return false;
	return reaches(c, f);
}

static cn_val *requirement(const card *c, const cn_val *f)
{
	static const char *const keys[] = { "force", "deontic", "confidence", "basis" };
	cn_val *m = cn_map(c->a);
	cn_str id = card_plain(c, cn_get_text(f, "id"));
	cn_put(c->a, m, "bom-ref", cn_text(c->a, ref_of(c, "duty", id)));
	cn_put(c->a, m, "identifier", cn_text(c->a, id));
	bom_text(c, m, "title", card_t(c, cn_get(f, "heading")));
	bom_text(c, m, "text", card_t(c, cn_get(f, "text")));
	cn_val *list = cn_put(c->a, m, "properties", cn_list(c->a));
	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
		bom_property(c, list, keys[i], cn_get_text(f, keys[i]));
	return m;
}

static cn_val *standard(const card *c, const cn_val *first)
{
	const cn_val *x = cn_get(first, "instrument");
	cn_str id = cn_get_text(x, "id"), url = cn_get_text(x, "url");
	cn_val *m = cn_map(c->a);
	cn_put(c->a, m, "bom-ref", cn_text(c->a, ref_of(c, "instrument", card_plain(c, id))));
	cn_put(c->a, m, "name", cn_text(c->a, card_t(c, cn_get(x, "title"))));
	cn_val *list = cn_put(c->a, m, "requirements", cn_list(c->a));
	for (const cn_val *f = first; f; f = f->next)
		if (cn_eq(cn_get_text(cn_get(f, "instrument"), "id"), id) && is_first(c, f, NULL))
			cn_push(c->a, list, requirement(c, f));
	if (cn_starts(url, "http")) {
		cn_val *r = cn_push(c->a, cn_put(c->a, m, "externalReferences", cn_list(c->a)), cn_map(c->a));
		cn_put(c->a, r, "type", cn_textz(c->a, "documentation"));
		cn_put(c->a, r, "url", cn_text(c->a, card_plain(c, url)));
	}
	return m;
}

static cn_val *limits(const card *c)
{
	cn_val *m = cn_map(c->a), *list = cn_list(c->a);
	size_t i = 0;
	CN_EACH(x, cn_get(c->content, "measurements")) {
		cn_str ref = measured_ref(c, "limit", i++);
		if (!is_limited(x))
			continue;
		cn_val *r = cn_push(c->a, list, cn_map(c->a));
		cn_put(c->a, r, "bom-ref", cn_text(c->a, ref));
		cn_put(c->a, r, "identifier", cn_text(c->a, card_plain(c, cn_get_text(x, "id"))));
		cn_put(c->a, r, "title", cn_text(c->a, CARD_MSG(c, M_actor, A_S(card_title(c, x)), A_S(card_limit(c, x)))));
		bom_text(c, r, "text", card_t(c, cn_get(cn_get(x, "limit"), "basis")));
		bom_property(c, cn_put(c->a, r, "properties", cn_list(c->a)), "from", cn_get_text(cn_get(x, "limit"), "from"));
	}
	cn_put(c->a, m, "bom-ref", cn_textz(c->a, "limits"));
	cn_put(c->a, m, "name", cn_text(c->a, CARD_MSG0(c, M_bom_limits)));
	cn_put(c->a, m, "requirements", list);
	return cn_list_n(list) ? m : NULL;
}

cn_val *bom_definitions(const card *c)
{
	cn_val *m = cn_map(c->a), *list = cn_put(c->a, m, "standards", cn_list(c->a)), *of_owner = limits(c);
	CN_EACH(f, cn_get(c->content, "findings"))
		if (is_first(c, f, "instrument"))
			cn_push(c->a, list, standard(c, f));
	if (of_owner)
		cn_push(c->a, list, of_owner);
	return m;
}

/* ---- evidence ---- */

static void put_data(const card *c, cn_val *evidence, cn_str name)
{
	if (name.n)
		cn_put(c->a, cn_push(c->a, cn_put(c->a, evidence, "data", cn_list(c->a)), cn_map(c->a)), "name",
		       cn_text(c->a, name));
}

static cn_val *measured(const card *c, const cn_val *x, size_t i)
{
	cn_val *m = cn_map(c->a);
	int64_t at;
	cn_put(c->a, m, "bom-ref", cn_text(c->a, measured_ref(c, "evidence", i)));
	cn_put(c->a, m, "propertyName",
	       cn_text(c->a, cn_strf(c->a, "concord:measurement:%.*s", CN_FMT(card_plain(c, cn_get_text(x, "metric"))))));
	cn_put(c->a, m, "description", cn_text(c->a, card_measured(c, x)));
	put_data(c, m, card_source(c, x));
	if (cn_time_parse(cn_get_text(c->content, "made_at"), &at, NULL) == CN_OK)
		cn_put(c->a, m, "created", cn_text(c->a, cn_get_text(c->content, "made_at")));
	return m;
}

/* What somebody has handed in; a measurement stands once, for all that rest on it. */
static bool is_given(const cn_val *e)
{
	cn_str s = cn_get_text(e, "status");
	return !cn_get(e, "measurement") && !cn_eqz(s, "absent") && !cn_eqz(s, "not_asked");
}

static cn_str given_ref(const card *c, size_t finding, size_t i)
{
	return cn_strf(c->a, "evidence:%zu:%zu", finding, i);
}

static cn_val *given(const card *c, const cn_val *e, cn_str ref)
{
	cn_val *m = cn_map(c->a);
	cn_str what = card_list(c, card_t(c, cn_get(e, "text")), card_word(c, "evidence_status", cn_get_text(e, "status")));
	cn_put(c->a, m, "bom-ref", cn_text(c->a, ref));
	cn_put(c->a, m, "propertyName", cn_text(c->a, cn_strf(c->a, "concord:%.*s", CN_FMT(cn_get_text(e, "kind")))));
	cn_put(c->a, m, "description", cn_text(c->a, card_list(c, what, card_plain(c, cn_get_text(e, "said")))));
	put_data(c, m, card_plain(c, cn_get_text(e, "digest")));
	put_day(c, m, "created", cn_get_text(e, "on"));
	put_day(c, m, "expires", cn_get_text(e, "until"));
	if (cn_get_text(e, "by_role").n) /* a role: names of people stand nowhere */
		bom_text(c, cn_put(c->a, m, "author", cn_map(c->a)), "name", card_word(c, "person", cn_get_text(e, "by_role")));
	return m;
}

static cn_val *evidence(const card *c)
{
	cn_val *list = cn_list(c->a);
	size_t i = 0;
	CN_EACH(x, cn_get(c->content, "measurements"))
		cn_push(c->a, list, measured(c, x, i++));
	i = 0;
	CN_EACH(f, cn_get(c->content, "findings")) {
		size_t k = 0;
		CN_EACH(e, cn_get(f, "evidence")) {
			if (is_given(e))
				cn_push(c->a, list, given(c, e, given_ref(c, i, k)));
			k++;
		}
		i++;
	}
	return list;
}

/* 1: it shows that what was demanded is there, -1: that it is not, 0: what decides nothing shows neither. */
static int shows(cn_str status)
{
	if (cn_eqz(status, "meets") || cn_eqz(status, "present"))
		return 1;
	return cn_eqz(status, "fails") || cn_eqz(status, "expired") ? -1 : 0;
}

/* ---- claims ---- */

static cn_str actor_ref(const card *c, const cn_val *f)
{
	size_t i = 0;
	CN_EACH(x, cn_get(c->system, "actors")) {
		if (cn_eq(cn_get_text(x, "party"), cn_get_text(f, "actor")) &&
		    cn_eq(cn_get_text(x, "role"), cn_get_text(f, "role")))
			return nth_ref(c, "actor", i, (cn_str){ 0 });
		i++;
	}
	return CN_S(BOM_SYSTEM);
}

static cn_val *claim_of(const card *c, cn_str ref, cn_str target, cn_str predicate, cn_str reasoning)
{
	cn_val *m = cn_map(c->a);
	cn_put(c->a, m, "bom-ref", cn_text(c->a, ref));
	cn_put(c->a, m, "target", cn_text(c->a, target));
	cn_put(c->a, m, "predicate", cn_text(c->a, predicate));
	bom_text(c, m, "reasoning", reasoning);
	return m;
}

/* Under `key`, the evidence of a finding that shows this. */
static void cite(const card *c, cn_val *claim, const char *key, int what, const cn_val *f, size_t i, cn_str as_of)
{
	size_t k = 0;
	CN_EACH(e, cn_get(f, "evidence")) {
		cn_str until = cn_get_text(e, "until"), ref = given_ref(c, i, k++);
		bool expires = what > 0 && until.n && cn_cmp(until, as_of) < 0;
		if (!is_given(e))
			ref = measurement_named(c, cn_get_text(e, "measurement"));
		if (shows(cn_get_text(e, "status")) == what && !expires && ref.n)
			push_ref(c, claim, key, ref);
	}
}

static bool is_decided(cn_dated at)
{
	return at.counts && (at.state == CN_SATISFIED || at.state == CN_FAILED);
}

static void put_finding_claims(const card *c, cn_val *list, const cn_val *f, size_t i)
{
	size_t k = 0;
	CN_EACH(d, cn_get(c->content, "as_of")) {
		cn_dated at = cn_finding_at(f, k);
		if (is_decided(at)) {
			cn_str who =
			    CARD_MSG(c, M_bom_asserts, A_S(cn_get_text(f, "id")), A_S(cn_get_text(f, "market")),
				     A_W("role", cn_get_text(f, "role")), A_W("status", cn_str_z(cn_state_token(at.state))));
			cn_str why =
			    CARD_MSG(c, M_role_of, A_T(cn_get(f, "heading")), A_W("confidence", cn_get_text(f, "confidence")));
			cn_val *m = cn_push(c->a, list, claim_of(c, nth_ref(c, "claim", i, d->s), actor_ref(c, f), who, why));
			int what = at.state == CN_SATISFIED
				       ? 1
				       : -1; /* what is claimed is the finding: it may be that a duty is not satisfied */
			cite(c, m, "evidence", what, f, i, d->s);
			cite(c, m, "counterEvidence", -what, f, i, d->s);
		}
		k++;
	}
}

static cn_val *claims(const card *c)
{
	cn_val *list = cn_list(c->a);
	size_t i = 0;
	CN_EACH(x, cn_get(c->content, "measurements")) {
		cn_str claimed = CARD_MSG(c, M_actor, A_S(card_title(c, x)), A_S(card_limit(c, x)));
		if (is_limited(x)) {
			cn_val *m = cn_push(
			    c->a, list, claim_of(c, measured_ref(c, "claim", i), CN_S(BOM_MODEL), claimed, card_measured(c, x)));
			int what = shows(cn_get_text(x, "verdict")); /* what is claimed is that the limit is met */
			if (what)
				push_ref(c, m, what > 0 ? "evidence" : "counterEvidence", measured_ref(c, "evidence", i));
		}
		i++;
	}
	i = 0;
	CN_EACH(f, cn_get(c->content, "findings"))
		put_finding_claims(c, list, f, i++);
	i = 0;
	CN_EACH(x, cn_get(c->content, "counters"))
		cn_push(c->a, list,
			claim_of(c, nth_ref(c, "counter", i++, (cn_str){ 0 }), CN_S(BOM_SYSTEM), card_t(c, cn_get(x, "text")),
				 CARD_MSG(c, M_bom_said_by, A_W("person", cn_get_text(x, "by_role")), A_S(cn_get_text(x, "on")))));
	return list;
}

/* ---- attestations ---- */

static void put_conformance(const card *c, cn_val *row, int score, cn_str why)
{
	cn_val *m = cn_put(c->a, row, "conformance", cn_map(c->a));
	if (score >= 0)
		cn_put(c->a, m, "score", cn_int(c->a, score));
	cn_put(c->a, m, "rationale", cn_text(c->a, why));
}

static cn_str why_of(const card *c, const cn_val *f, size_t date)
{
	cn_str why = card_status(c, f, date), missing = { 0 };
	if (cn_finding_at(f, date).state != CN_UNDECIDED)
		return why;
	CN_EACH(x, cn_get(f, "missing"))
		if (x->type == CN_TEXT) {
			const cn_val *q = cn_question_text(c->content, x->s);
			missing = card_list(c, missing, q ? card_t(c, q) : card_plain(c, x->s));
		}
	return missing.n ? card_list(c, why, CARD_MSG(c, M_actor, A_S(CARD_MSG0(c, M_card_open)), A_S(missing))) : why;
}

static cn_val *row_of(const card *c, const cn_val *f, size_t i, size_t date, cn_str as_of)
{
	cn_val *m = cn_map(c->a), *against = cn_list(c->a);
	cn_dated at = cn_finding_at(f, date);
	cn_str id = cn_get_text(f, "id");
	size_t k = 0;
	cn_put(c->a, m, "requirement", cn_text(c->a, ref_of(c, "duty", card_plain(c, id))));
	if (is_decided(at))
		push_ref(c, m, "claims", nth_ref(c, "claim", i, as_of));
	CN_EACH(x, cn_get(c->content, "counters")) {
		cn_str duty, line;
		(void)cn_split(cn_get_text(x, "finding"), '#', &duty, &line);
		if (cn_eq(duty, id))
			cn_push(c->a, against, cn_text(c->a, nth_ref(c, "counter", k, (cn_str){ 0 })));
		k++;
	}
	if (cn_list_n(against))
		cn_put(c->a, m, "counterClaims", against);
	put_conformance(c, m, !is_decided(at) ? -1 : at.state == CN_SATISFIED, why_of(c, f, date));
	cn_put(c->a, cn_put(c->a, m, "confidence", cn_map(c->a)), "rationale",
	       cn_text(c->a, card_word(c, "confidence", cn_get_text(f, "confidence"))));
	return m;
}

static cn_val *attestation(const card *c, cn_val *list, cn_str summary, cn_val **ret_map)
{
	cn_val *m = cn_push(c->a, list, cn_map(c->a));
	cn_put(c->a, m, "summary", cn_text(c->a, summary));
	cn_put(c->a, m, "assessor", cn_textz(c->a, "assessor"));
	*ret_map = cn_put(c->a, m, "map", cn_list(c->a));
	return m;
}

static void attest_limits(const card *c, cn_val *list)
{
	cn_val *map = NULL;
	size_t i = 0;
	CN_EACH(x, cn_get(c->content, "measurements")) {
		cn_str verdict = cn_get_text(x, "verdict"), limit = measured_ref(c, "limit", i),
		       claim = measured_ref(c, "claim", i);
		i++;
		if (!is_limited(x))
			continue;
		if (!map)
			attestation(c, list, CARD_MSG0(c, M_bom_limits), &map);
		cn_val *m = cn_push(c->a, map, cn_map(c->a));
		cn_put(c->a, m, "requirement", cn_text(c->a, limit));
		push_ref(c, m, "claims", claim);
		put_conformance(c, m, cn_eqz(verdict, "meets") ? 1 : cn_eqz(verdict, "fails") ? 0 : -1, card_measured(c, x));
	}
}

static cn_val *attestations(const card *c)
{
	cn_val *list = cn_list(c->a), *map;
	size_t k = 0;
	CN_EACH(x, cn_get(c->content, "answers")) {
		cn_str as_of = cn_get_text(x, "as_of");
		size_t i = 0;
		attestation(c, list, CARD_MSG(c, M_bom_answer, A_D(as_of), A_T(cn_get(x, "sentence"))), &map);
		CN_EACH(f, cn_get(c->content, "findings")) {
			if (card_reaches(f, k))
				cn_push(c->a, map, row_of(c, f, i, k, as_of));
			i++;
		}
		k++;
	}
	attest_limits(c, list);
	return list;
}

/* Whoever made the dossier; whether that is a third party, it does not say. */
static cn_val *assessors(const card *c)
{
	cn_val *list = cn_list(c->a), *m = cn_push(c->a, list, cn_map(c->a));
	cn_str name = card_plain(c, cn_get_text(c->signature, "author"));
	cn_put(c->a, m, "bom-ref", cn_textz(c->a, "assessor"));
	if (name.n)
		cn_put(c->a, cn_put(c->a, m, "organization", cn_map(c->a)), "name", cn_text(c->a, name));
	return list;
}

static cn_val *targets(const card *c)
{
	cn_val *m = cn_map(c->a), *list = cn_list(c->a);
	size_t i = 0;
	CN_EACH(x, cn_get(c->system, "actors")) {
		cn_val *o = cn_push(c->a, list, cn_map(c->a));
		const cn_val *name = cn_get(x, "name");
		cn_arg who = name ? A_T(name) : A_S(cn_get_text(x, "party"));
		cn_put(c->a, o, "bom-ref", cn_text(c->a, nth_ref(c, "actor", i++, (cn_str){ 0 })));
		cn_put(c->a, o, "name", cn_text(c->a, CARD_MSG(c, M_actor, A_W("role", cn_get_text(x, "role")), who)));
	}
	if (cn_list_n(list))
		cn_put(c->a, m, "organizations", list);
	return m;
}

cn_val *bom_declarations(const card *c)
{
	cn_val *m = cn_map(c->a);
	cn_str statement = card_t(c, cn_get(c->content, "statement"));
	cn_put(c->a, m, "assessors", assessors(c));
	cn_put(c->a, m, "attestations", attestations(c));
	cn_put(c->a, m, "claims", claims(c));
	cn_put(c->a, m, "evidence", evidence(c));
	cn_put(c->a, m, "targets", targets(c));
	if (statement.n)
		cn_put(c->a, cn_put(c->a, m, "affirmation", cn_map(c->a)), "statement", cn_text(c->a, statement));
	return m;
}
