/* What the content was made from: C2PA 2.2, 15.11. Each manifest is checked once, however often it is named. */
#include "lab/media/c2pa/run.h"

/* The hashed URI of an ingredient's manifest: its name changed with version 3. */
static const cn_cbor *manifest_uri(const cn_c2pa_assertion *s)
{
	const cn_cbor *v = cn_cbor_get(s->cbor, "activeManifest");
	return v ? v : cn_cbor_get(s->cbor, "c2pa_manifest");
}

static cn_c2pa_manifest *manifest_of(cn_c2pa_run *r, cn_c2pa_manifest *m, const cn_c2pa_assertion *s)
{
	cn_c2pa_manifest *in = NULL;
	const cn_jumbf *box = cn_c2pa_resolve(r, m, cn_cbor_text(manifest_uri(s), "url"), &in);
	return box && in && box == in->box ? in : NULL;
}

cn_c2pa_manifest *cn_c2pa_parent(cn_c2pa_run *r, cn_c2pa_manifest *m)
{
	for (size_t i = 0; i < m->n_assertions; i++) {
		const cn_c2pa_assertion *s = &m->assertion[i];
		if (cn_c2pa_is_ingredient(s->base) && cn_eqz(cn_cbor_text(s->cbor, "relationship"), "parentOf"))
			return manifest_of(r, m, s);
	}
	return NULL;
}

static bool has_redactions(const cn_c2pa_run *r, const cn_c2pa_manifest *m)
{
	for (size_t i = 0; i < r->n_redacted; i++)
		if (r->redacted[i].n > m->label.n && memcmp(r->redacted[i].p, m->label.p, m->label.n) == 0 &&
		    r->redacted[i].p[m->label.n] == '/')
			return true;
	return false;
}

/* By the digest of its signature if something in it was redacted since, else by that of the whole. */
static void check_digest(cn_c2pa_run *r, cn_c2pa_manifest *m, const cn_c2pa_assertion *s, cn_c2pa_manifest *target, cn_str path)
{
	const cn_cbor *uri = manifest_uri(s), *sig = cn_cbor_get(s->cbor, "claimSignature");
	bool by_signature = has_redactions(r, target);
	if (by_signature && !sig && r->in->rules == CN_C2PA_1_4) {
		cn_c2pa_cannot(r, "whether a manifest with redactions is the one that was there: its signature has no digest");
		return;
	}
	cn_c2pa_manifest *in = NULL;
	const cn_jumbf *box = by_signature ? cn_c2pa_resolve(r, m, cn_cbor_text(sig, "url"), &in) : target->whole; /* 11.1.3.2 */
	if (!box || (by_signature && (in != target || box->kind != CN_JUMBF_SIGNATURE))) { /* 15.11.3.3.1, step 1 */
		cn_c2pa_say(r, m, path, CN_C2PA_INGREDIENT_SIG_MISSING, "the signature of a manifest with redactions is not named");
		return;
	}
	const cn_cbor *given = by_signature ? sig : uri;
	cn_sha2_alg alg = cn_c2pa_alg(r, m, given, path);
	bool same = cn_sha2_is(alg, box->body, cn_cbor_bytes(given, "hash"));
	if (by_signature)
		cn_c2pa_say(r, m, path, same ? CN_C2PA_INGREDIENT_SIG_VALID : CN_C2PA_INGREDIENT_SIG_MISMATCH,
			    same ? "" : "its signature is another");
	else
		cn_c2pa_say(r, m, path, same ? CN_C2PA_INGREDIENT_VALID : CN_C2PA_INGREDIENT_MISMATCH,
			    same ? "" : "it is not the manifest that was there");
}

/* ---- failures that the claim records of its ingredient
 * --------------------------------------------------------------------------------- */

enum { RECORDS_MAX = 256 }; /* of one ingredient; what comes after is not known to the claim */

typedef struct record {
	cn_c2pa_code code;
	cn_str path; /* absolute; empty: somewhere in the ingredient's manifest */
} record;

typedef struct records {
	record r[RECORDS_MAX];
	size_t n;
	bool any; /* a failure of whatever name */
} records;

/* Whoever recorded it had the names of the rules of that day. */
static bool is_named(cn_c2pa_code c, cn_str name)
{
	return cn_eqz(name, cn_c2pa_code_name(c, CN_C2PA_2_2)) || cn_eqz(name, cn_c2pa_code_name(c, CN_C2PA_2_4)) ||
	       cn_eqz(name, cn_c2pa_code_name(c, CN_C2PA_1_4));
}

static void read_records(cn_c2pa_run *r, const cn_c2pa_manifest *target, const cn_cbor *list, records *out)
{
	CN_CBOR_EACH(f, list)
	{
		cn_str code = cn_cbor_text(f, "code");
		out->any = true;
		for (cn_c2pa_code c = 0; c < CN_C2PA_CODES && out->n < RECORDS_MAX; c++)
			if (cn_c2pa_code_weight(c) == CN_C2PA_FAILURE && is_named(c, code))
				out->r[out->n++] = (record){ c, cn_c2pa_absolute(r, target, cn_cbor_text(f, "url")) };
	}
}

static bool is_recorded(const cn_c2pa_note *n, const records *all, cn_str label)
{
	static const char PREFIX[] = "self#jumbf=/c2pa/";
	cn_str path = cn_sub(n->where, sizeof PREFIX - 1, n->where.n);
	for (size_t i = 0; i < all->n; i++) {
		const record *k = &all->r[i];
		bool here =
		    path.n >= label.n && memcmp(path.p, label.p, label.n) == 0 && (path.n == label.n || path.p[label.n] == '/');
		if (k->code == n->code && (k->path.n ? cn_eq(k->path, path) : here))
			return true;
	}
	return false;
}

/* What the claim itself records is known, and does not speak against the claim; another failure of the same name, elsewhere, does
 * (15.11.3.3, step 1.5: an equivalent entry). 1.4, 16.8: with a failure recorded the ingredient is admitted whole. */
static cn_code mark_known(cn_c2pa_run *r, const cn_c2pa_assertion *s, const cn_c2pa_manifest *target, const cn_c2pa_note *since)
{
	const cn_cbor *results = cn_cbor_get(s->cbor, "validationResults");
	records *all = CN_NEW(r->a, records, 1);
	if (!all)
		return cn_arena_fail(r->a, r->err);
	read_records(r, target, cn_cbor_get(cn_cbor_get(results, "activeManifest"), "failure"), all);
	read_records(r, target, cn_cbor_get(s->cbor, "validationStatus"), all);
	CN_CBOR_EACH(delta, cn_cbor_get(results, "ingredientDeltas"))
	{
		read_records(r, target, cn_cbor_get(cn_cbor_get(delta, "validationDeltas"), "failure"), all);
	}
	bool whole = all->any && r->in->rules == CN_C2PA_1_4, of_it = false;
	for (cn_c2pa_note *n = all->any ? r->report->notes : NULL; n; n = n->next) {
		of_it |= n == since;
		if (n->ingredient)
			n->known |= is_recorded(n, all, target->label) || (whole && of_it);
	}
	return CN_OK;
}

static cn_code check_target(cn_c2pa_run *r, const cn_c2pa_assertion *s, cn_c2pa_manifest *target, unsigned depth)
{
	if (target->checked)
		return CN_OK;
	target->checked = true;
	bool was = r->ingredient;
	cn_c2pa_note **start = r->last;
	r->ingredient = true;
	cn_code rc = CN_OK;
	if (target->claim) {
		rc = cn_c2pa_signature(r, target);
		if (rc == CN_OK)
			rc = cn_c2pa_assertions(r, target);
		if (rc == CN_OK)
			rc = cn_c2pa_ingredients(r, target, depth + 1);
	}
	if (rc == CN_OK)
		rc = mark_known(r, s, target, *start);
	r->ingredient = was;
	return rc;
}

static cn_code check_one(cn_c2pa_run *r, cn_c2pa_manifest *m, const cn_c2pa_assertion *s, unsigned depth)
{
	cn_str path = cn_strf(r->a, "c2pa.assertions/%.*s", CN_FMT(s->label));
	cn_str rel = cn_cbor_text(s->cbor, "relationship");
	bool input = cn_eqz(rel, "inputTo");
	if (!input && !cn_eqz(rel, "parentOf") && !cn_eqz(rel, "componentOf"))
		cn_c2pa_say(r, m, path, CN_C2PA_INGREDIENT_MALFORMED, "it does not say how it relates to the content");
	if (!manifest_uri(s)) {
		if (!input)
			cn_c2pa_say(r, m, path, CN_C2PA_INGREDIENT_UNKNOWN, "nothing is known of where it comes from");
		return CN_OK;
	}
	if (r->in->rules == CN_C2PA_2_4 && cn_cbor_get(s->cbor, "digitalSourceType")) /* 2.4, 15.11.3.2 */
		cn_c2pa_say(r, m, path, CN_C2PA_INGREDIENT_MALFORMED, "it has both a manifest and a source type of its own");
	if (!cn_cbor_get(s->cbor, "validationResults") && cn_eqz(s->base, "c2pa.ingredient.v3"))
		cn_c2pa_say(r, m, path, CN_C2PA_INGREDIENT_MALFORMED, "it has a manifest and no results of validating it");
	cn_c2pa_manifest *target = manifest_of(r, m, s);
	if (!target) {
		cn_c2pa_say(r, m, path, CN_C2PA_INGREDIENT_MISSING, "its manifest is not in the store");
		return CN_OK;
	}
	check_digest(r, m, s, target, path);
	return check_target(r, s, target, depth);
}

cn_code cn_c2pa_ingredients(cn_c2pa_run *r, cn_c2pa_manifest *m, unsigned depth)
{
	if (depth > CN_C2PA_INGREDIENT_DEPTH_MAX)
		return CN_FAIL(r->err, CN_ETOOBIG, "more than %d manifests follow from each other", CN_C2PA_INGREDIENT_DEPTH_MAX);
	for (size_t i = 0; i < m->n_assertions; i++) {
		const cn_c2pa_assertion *s = &m->assertion[i];
		if (cn_c2pa_is_ingredient(s->base) && s->cbor && !s->redacted)
			CN_TRY(check_one(r, m, s, depth));
	}
	return CN_OK;
}
