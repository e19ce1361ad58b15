/* The assertions of one claim: C2PA 2.2, 15.10, without the hard binding itself. */
#include "lab/media/c2pa/run.h"

static cn_str path_of(cn_c2pa_run *r, cn_str label)
{
	return cn_strf(r->a, "c2pa.assertions/%.*s", CN_FMT(label));
}

static void say(cn_c2pa_run *r, cn_c2pa_manifest *m, const cn_c2pa_assertion *s, cn_c2pa_code code, const char *why)
{
	cn_c2pa_say(r, m, path_of(r, s->label), code, why);
}

/* Redacted is emptied or gone: nothing but zeros may be left of it. */
static bool emptied(const cn_jumbf *box)
{
	for (const cn_jumbf *c = box ? box->first : NULL; c; c = c->next)
		for (size_t i = 0; i < c->body.n; i++)
			if (c->body.p[i] != 0)
				return false;
	return true;
}

static void check_redacted(cn_c2pa_run *r, cn_c2pa_manifest *m, cn_c2pa_assertion *s)
{
	if (cn_c2pa_is_actions(s->base))
		say(r, m, s, CN_C2PA_ACTION_REDACTED, "actions must not be redacted");
	else if (cn_c2pa_is_binding(r, s->base))
		say(r, m, s, CN_C2PA_DATA_REDACTED, "a hard binding must not be redacted");
	else if (!emptied(s->box))
		say(r, m, s, CN_C2PA_NOT_REDACTED, "it is said to be redacted and is still there");
}

static cn_code check_content(cn_c2pa_run *r, cn_c2pa_manifest *m, cn_c2pa_assertion *s)
{
	const cn_jumbf *cbor = cn_jumbf_content(s->box, CN_JUMBF_CBOR), *json = cn_jumbf_content(s->box, CN_JUMBF_JSON);
	if (cbor && !s->cbor)
		say(r, m, s, CN_C2PA_CBOR_INVALID, "its content is not well-formed CBOR");
	if (!json)
		return CN_OK;
	const cn_val *v = NULL;
	cn_code rc = cn_json_parse(r->a, json->body, CN_JSON_FOREIGN_DEPTH_MAX, &v, NULL);
	if (rc == CN_ENOMEM)
		return CN_NOMEM(r->err);
	if (rc != CN_OK)
		say(r, m, s, CN_C2PA_JSON_INVALID, "its content is not well-formed JSON");
	return CN_OK;
}

static cn_code check_one(cn_c2pa_run *r, cn_c2pa_manifest *m, cn_c2pa_assertion *s)
{
	if (s->redacted) {
		check_redacted(r, m, s);
		return CN_OK;
	}
	cn_c2pa_manifest *in = NULL;
	(void)cn_c2pa_resolve(r, m, s->url, &in);
	if (in != m && r->in->rules != CN_C2PA_1_4) {
		cn_c2pa_say(r, m, m->claim_box->label, CN_C2PA_OUTSIDE_MANIFEST,
			    "an assertion of the claim is not in its manifest");
		return CN_OK;
	}
	if (!s->box) {
		cn_c2pa_say(r, m, m->claim_box->label, CN_C2PA_ASSERTION_MISSING, "an assertion of the claim is missing");
		return CN_OK;
	}
	cn_sha2_alg alg = cn_c2pa_alg(r, m, s->uri, path_of(r, s->label));
	if (alg == CN_SHA2_NONE)
		return CN_OK;
	s->sound = cn_sha2_is(alg, s->box->body, cn_cbor_bytes(s->uri, "hash"));
	if (s->sound)
		say(r, m, s, CN_C2PA_ASSERTION_MATCH, "");
	else
		say(r, m, s, CN_C2PA_ASSERTION_MISMATCH, "it is not what the claim was made of");
	return check_content(r, m, s);
}

static void check_undeclared(cn_c2pa_run *r, cn_c2pa_manifest *m)
{
	const cn_jumbf *store = cn_jumbf_find(m->box, CN_S("c2pa.assertions"));
	for (const cn_jumbf *c = store ? store->first : NULL; c; c = c->next) {
		bool found = !c->super;
		for (size_t i = 0; i < m->n_assertions && !found; i++)
			found = m->assertion[i].box == c;
		if (!found)
			cn_c2pa_say(r, m, path_of(r, c->label), CN_C2PA_UNDECLARED, "the claim does not name it");
	}
}

static void check_self_redacted(cn_c2pa_run *r, cn_c2pa_manifest *m)
{
	CN_CBOR_EACH(u, cn_cbor_get(m->claim, "redacted_assertions"))
	{
		cn_c2pa_manifest *in = NULL;
		(void)cn_c2pa_resolve(r, m, u->s, &in);
		if (in == m)
			cn_c2pa_say(r, m, m->claim_box->label, CN_C2PA_SELF_REDACTED, "a claim redacts its own assertion");
	}
}

/* ---- actions
 * ------------------------------------------------------------------------------------------------------------------------ */

/* What an action asks of the ingredients it names: 15.10.3.2.2, steps 2 and 3. */
typedef struct asked {
	const char *action, *relationship;
	bool must, one;
	bool elsewhere; /* in another manifest: it is no ingredient any more */
} asked;

/* Of an ingredient assertion with the relationship this is the hashed URI, and its digest is that. */
static bool names_ingredient(cn_c2pa_run *r, cn_c2pa_manifest *m, const cn_c2pa_assertion *by, const cn_cbor *uri, const asked *ask)
{
	bool old = r->in->rules == CN_C2PA_1_4;
	cn_c2pa_manifest *in = NULL;
	const cn_jumbf *box = cn_c2pa_resolve(r, m, cn_cbor_text(uri, "url"), &in);
	if (!in || !box || (in != m) != (ask->elsewhere && !old)) /* 1.4, 16.7.3: in this manifest, whatever was done */
		return false;
	for (size_t i = 0; i < in->n_assertions; i++) {
		const cn_c2pa_assertion *s = &in->assertion[i];
		if (s->box != box || !cn_c2pa_is_ingredient(s->base))
			continue;
		if (s->redacted) /* what it said is gone, and may be */
			return true;
		return cn_eqz(cn_cbor_text(s->cbor, "relationship"), ask->relationship) &&
		       (old || cn_sha2_is(cn_c2pa_alg(r, m, uri, path_of(r, by->label)), box->body, cn_cbor_bytes(uri, "hash")));
	}
	return false;
}

static bool ingredients_fit(cn_c2pa_run *r, cn_c2pa_manifest *m, const cn_c2pa_assertion *s, const cn_cbor *action,
			    const asked *ask)
{
	const cn_cbor *p = cn_cbor_get(action, "parameters"), *single = cn_cbor_get(p, "ingredient"),
		      *list = cn_cbor_get(p, "ingredients");
	size_t n = 0, fit = 0;
	if (single) {
		n++;
		fit += names_ingredient(r, m, s, single, ask);
	}
	CN_CBOR_EACH(u, list)
	{
		n++;
		fit += names_ingredient(r, m, s, u, ask);
	}
	bool must = ask->must || r->in->rules == CN_C2PA_1_4 || list; /* an empty list names nothing */
	return fit == n && (n > 0 || !must) && (n < 2 || !ask->one);
}

/* What was redacted is there, or is named as redacted by the claims: it may be gone. */
static bool redaction_fits(cn_c2pa_run *r, cn_c2pa_manifest *m, const cn_cbor *action)
{
	cn_str url = cn_cbor_text(cn_cbor_get(action, "parameters"), "redacted"), absolute = cn_c2pa_absolute(r, m, url);
	cn_c2pa_manifest *in = NULL;
	if (cn_c2pa_resolve(r, m, url, &in))
		return true;
	for (size_t i = 0; i < r->n_redacted; i++)
		if (absolute.n > 0 && cn_eq(r->redacted[i], absolute))
			return true;
	return false;
}

static bool has(const cn_c2pa_manifest *m, const char *base)
{
	for (size_t i = 0; i < m->n_assertions; i++)
		if (cn_eqz(m->assertion[i].base, base))
			return true;
	return false;
}

static void check_named(cn_c2pa_run *r, cn_c2pa_manifest *m, const cn_c2pa_assertion *s, const cn_cbor *action, cn_str name)
{
	static const asked ASKED[] = { { "c2pa.opened", "parentOf", true, true, false },
				       { "c2pa.placed", "componentOf", true, false, false },
				       { "c2pa.removed", "componentOf", true, false, true },
				       { "c2pa.transcoded", "parentOf", false, false, false },
				       { "c2pa.repackaged", "parentOf", false, false, false } };
	for (size_t i = 0; i < sizeof ASKED / sizeof *ASKED; i++)
		if (cn_eqz(name, ASKED[i].action) && !ingredients_fit(r, m, s, action, &ASKED[i]))
			say(r, m, s, CN_C2PA_ACTION_MISMATCH,
			    "it names no ingredient of the kind that such an action has, or another's digest");
	if (cn_eqz(name, "c2pa.redacted") && !redaction_fits(r, m, action))
		say(r, m, s, CN_C2PA_ACTION_REDACTION, "what was redacted is not named, or is nowhere");
	if (r->in->rules == CN_C2PA_2_4 && (cn_eqz(name, "c2pa.watermarked") || cn_eqz(name, "c2pa.watermarked.bound")) &&
	    !has(m, "c2pa.soft-binding"))
		say(r, m, s, CN_C2PA_ACTION_SOFT_BINDING, "the watermark has no soft binding"); /* 2.4, 15.10.3.2.3 */
}

static void check_action(cn_c2pa_run *r, cn_c2pa_manifest *m, const cn_c2pa_assertion *s, const cn_cbor *action, bool first,
			 bool *opens)
{
	cn_str name = cn_cbor_text(action, "action");
	bool created = cn_eqz(name, "c2pa.created"), opened = cn_eqz(name, "c2pa.opened");
	if (name.n == 0)
		say(r, m, s, CN_C2PA_ACTION_MALFORMED, "an action has no name");
	if ((created || opened) && !first)
		say(r, m, s, CN_C2PA_ACTION_MALFORMED, "created or opened is not the first action");
	*opens |= created || opened;
	check_named(r, m, s, action, name);
	cn_str source = cn_cbor_text(action, "digitalSourceType");
	if (!r->ingredient && r->report->source_type.n == 0)
		r->report->source_type = source;
}

static void check_actions(cn_c2pa_run *r, cn_c2pa_manifest *m)
{
	bool opens = false, first = true;
	for (size_t i = 0; i < m->n_assertions; i++) {
		const cn_c2pa_assertion *s = &m->assertion[i];
		if (!cn_c2pa_is_actions(s->base) || s->redacted)
			continue;
		const cn_cbor *list = cn_cbor_get(s->cbor, "actions");
		if (s->cbor && !cn_cbor_is(list, CN_CBOR_ARRAY))
			say(r, m, s, CN_C2PA_ACTION_MALFORMED, "it has no list of actions");
		CN_CBOR_EACH(action, list)
		{
			check_action(r, m, s, action, first, &opens);
			first = false;
		}
		first = false;
	}
	if (!opens && m->version == 2 && !m->update)
		cn_c2pa_say(r, m, m->claim_box->label, CN_C2PA_ACTION_MALFORMED,
			    "no action says that the content was created or opened");
}

/* ---- which assertions a manifest of its kind may have
 * ------------------------------------------------------------------------------- */

static bool may_update(cn_str action)
{
	static const char *const LIST[] = { "c2pa.edited.metadata", "c2pa.opened", "c2pa.published", "c2pa.redacted" };
	for (size_t i = 0; i < sizeof LIST / sizeof *LIST; i++)
		if (cn_eqz(action, LIST[i]))
			return true;
	return false;
}

static void check_update(cn_c2pa_run *r, cn_c2pa_manifest *m, size_t ingredients, size_t parents)
{
	if (ingredients != 1 || parents != 1)
		cn_c2pa_say(r, m, m->claim_box->label, CN_C2PA_UPDATE_PARENTS, "an update has exactly one ingredient, its parent");
	bool bad = false;
	for (size_t i = 0; i < m->n_assertions; i++) {
		const cn_c2pa_assertion *s = &m->assertion[i];
		bad |= cn_c2pa_is_binding(r, s->base) || cn_starts(s->base, "c2pa.thumbnail") ||
		       cn_eqz(s->base, "c2pa.hash.multi-asset");
		CN_CBOR_EACH(action, cn_c2pa_is_actions(s->base) ? cn_cbor_get(s->cbor, "actions") : NULL)
		{
			bad |= !may_update(cn_cbor_text(action, "action"));
		}
		bad |= cn_c2pa_is_actions(s->base) && r->in->rules == CN_C2PA_1_4; /* 1.4, 16.7.1 */
	}
	if (bad)
		cn_c2pa_say(r, m, m->claim_box->label, CN_C2PA_UPDATE_INVALID,
			    "an update has an assertion or action that it must not have");
}

static void check_kind(cn_c2pa_run *r, cn_c2pa_manifest *m)
{
	size_t bindings = 0, ingredients = 0, parents = 0;
	for (size_t i = 0; i < m->n_assertions; i++) {
		const cn_c2pa_assertion *s = &m->assertion[i];
		bindings += cn_c2pa_is_binding(r, s->base);
		ingredients += cn_c2pa_is_ingredient(s->base);
		parents += cn_c2pa_is_ingredient(s->base) && cn_eqz(cn_cbor_text(s->cbor, "relationship"), "parentOf");
		if (cn_eqz(s->base, "c2pa.time-stamp") && s->cbor && (s->cbor->type != CN_CBOR_MAP || s->cbor->u == 0))
			say(r, m, s, CN_C2PA_TIMESTAMP_MALFORMED, "it is no map of time stamps");
	}
	if (m->update) {
		check_update(r, m, ingredients, parents);
		return;
	}
	if (bindings == 0)
		cn_c2pa_say(r, m, m->claim_box->label, CN_C2PA_NO_BINDING, "nothing binds the manifest to the content");
	if (bindings > 1)
		cn_c2pa_say(r, m, CN_S("c2pa.assertions"), CN_C2PA_MULTIPLE_BINDINGS, "there are several hard bindings");
	if (parents > 1)
		cn_c2pa_say(r, m, m->claim_box->label, CN_C2PA_MULTIPLE_PARENTS, "there are several parents");
}

cn_code cn_c2pa_assertions(cn_c2pa_run *r, cn_c2pa_manifest *m)
{
	for (size_t i = 0; i < m->n_assertions; i++)
		CN_TRY(check_one(r, m, &m->assertion[i]));
	check_undeclared(r, m);
	check_self_redacted(r, m);
	check_kind(r, m);
	check_actions(r, m);
	return CN_OK;
}
