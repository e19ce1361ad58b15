/* The order of the steps, and the verdict: C2PA 2.2, 15.5 to 15.12 and 14.3. */
#include "lab/media/c2pa/run.h"

static const struct {
	const char *text;
	cn_c2pa_weight weight;
	bool structure;
} CODES[] = {
#define X(id, text, weight, structure) [CN_C2PA_##id] = { text, CN_C2PA_##weight, structure },
#include "lab/media/c2pa/codes.def"
#undef X
};

const char *cn_c2pa_code_text(cn_c2pa_code c)
{
	return CODES[c].text;
}

cn_c2pa_weight cn_c2pa_code_weight(cn_c2pa_code c)
{
	return CODES[c].weight;
}

const char *cn_c2pa_state_text(cn_c2pa_state s)
{
	static const char *const TEXT[] = { "Invalid", "Well-Formed", "Valid", "Trusted" };
	return TEXT[s];
}

cn_c2pa_container cn_c2pa_container_of(cn_str file)
{
	if (file.n >= 3 && memcmp(file.p, "\xff\xd8\xff", 3) == 0)
		return CN_C2PA_JPEG;
	if (file.n >= 8 && memcmp(file.p, "\x89PNG\r\n\x1a\n", 8) == 0)
		return CN_C2PA_PNG;
	if (file.n >= 8 && memcmp(file.p + 4, "ftyp", 4) == 0)
		return CN_C2PA_BMFF;
	return CN_C2PA_OTHER;
}

static bool is_manifest(const cn_jumbf *b)
{
	return b->super && (b->kind == CN_JUMBF_MANIFEST || b->kind == CN_JUMBF_MANIFEST_OLD || b->kind == CN_JUMBF_UPDATE ||
			    b->kind == CN_JUMBF_COMPRESSED);
}

static cn_code read_store(cn_c2pa_run *r, cn_str bytes, bool updates)
{
	size_t n = 0;
	cn_err why = { 0 };
	if (bytes.n > CN_C2PA_STORE_BYTES_MAX)
		return CN_FAIL(r->err, CN_ETOOBIG, "the manifest store is longer than %d bytes", CN_C2PA_STORE_BYTES_MAX);
	cn_code rc = cn_jumbf_read_more(r->a, bytes, &r->n_boxes, &r->root, &n, &why);
	if (rc == CN_ENOMEM)
		return CN_NOMEM(r->err);
	if (rc != CN_OK || r->root->kind != CN_JUMBF_STORE || !cn_eqz(r->root->label, "c2pa")) {
		r->root = NULL;
		cn_c2pa_say(r, NULL, (cn_str){ 0 }, CN_C2PA_GENERAL, rc != CN_OK ? why.msg : "it is no manifest store");
		return CN_OK;
	}
	size_t before = r->n_manifests;
	r->padded = updates ? r->padded : cn_c2pa_zeros(bytes, n, bytes.n);
	for (const cn_jumbf *c = r->root->first; c; c = c->next) {
		if (!is_manifest(c))
			continue;
		if (r->n_manifests == CN_C2PA_MANIFESTS_MAX)
			return CN_FAIL(r->err, CN_ETOOBIG, "the store has more than %d manifests", CN_C2PA_MANIFESTS_MAX);
		r->manifest[r->n_manifests++] = (cn_c2pa_manifest){ .box = c, .whole = c, .label = c->label, .beside = updates };
	}
	if (r->n_manifests == before) {
		r->root = NULL;
		cn_c2pa_say(r, NULL, (cn_str){ 0 }, CN_C2PA_GENERAL, "the store has no manifest");
	}
	return CN_OK;
}

/* A.5.3: what was updated, then its updates, of which the last is the active one. */
static cn_code read_stores(cn_c2pa_run *r)
{
	r->manifest = CN_NEW(r->a, cn_c2pa_manifest, CN_C2PA_MANIFESTS_MAX);
	if (!r->manifest)
		return cn_arena_fail(r->a, r->err);
	CN_TRY(read_store(r, r->in->store, false));
	if (r->in->update_gone)
		cn_c2pa_cannot(r, "the updates that the carrier of the manifest store speaks of are not there");
	if (!r->root || r->in->update.n == 0)
		return CN_OK;
	if (r->in->rules != CN_C2PA_1_4)
		return read_store(r, r->in->update, true);
	cn_c2pa_cannot(r, "updates in a box of their own");
	return CN_OK;
}

static cn_code note_redactions(cn_c2pa_run *r, cn_c2pa_manifest *m)
{
	CN_CBOR_EACH(u, cn_cbor_get(m->claim, "redacted_assertions"))
	{
		cn_str absolute = cn_c2pa_absolute(r, m, u->s);
		if (r->n_redacted == CN_C2PA_ASSERTIONS_MAX)
			return CN_FAIL(r->err, CN_ETOOBIG, "more than %d assertions are redacted", CN_C2PA_ASSERTIONS_MAX);
		if (absolute.n > 0 && !(absolute.n > m->label.n && memcmp(absolute.p, m->label.p, m->label.n) == 0 &&
					absolute.p[m->label.n] == '/')) {
			r->redactor[r->n_redacted] = m;
			r->redacted[r->n_redacted++] = absolute;
		}
	}
	return CN_OK;
}

/* Marks what m leads to. Each call marks a manifest anew, of which there are CN_C2PA_MANIFESTS_MAX. */
static void look_from(cn_c2pa_manifest *m, const cn_c2pa_manifest *from)
{
	for (size_t i = 0; i < m->n_parts; i++)
		if (m->part[i]->seen_from != from) {
			m->part[i]->seen_from = from;
			look_from(m->part[i], from);
		}
}

/* Is the URI, which may be relative to m, that absolute one? As cn_c2pa_absolute has it, without a copy. */
static bool is_at(const cn_c2pa_manifest *m, cn_str url, cn_str absolute)
{
	cn_str path = cn_starts(url, "self#jumbf=") ? cn_sub(url, 11, url.n) : (cn_str){ 0 };
	if (cn_starts(path, "/c2pa/"))
		return cn_eq(cn_sub(path, 6, path.n), absolute);
	return path.n > 0 && path.p[0] != '/' && cn_eq(cn_sub(absolute, m->label.n + 1, absolute.n), path);
}

/* A claim redacts what it was made from and nothing else: 15.10.2, and 1.4, 16.8, where the list is that of "any ingredients along
 * the path". Else an ingredient could have the signed assertions of another, or of the whole, taken out. */
static void keep_own_redactions(cn_c2pa_run *r)
{
	size_t n = 0;
	for (size_t i = 0; i < r->n_redacted; i++) {
		cn_c2pa_manifest *by = r->redactor[i], *of = NULL;
		if (i == 0 || r->redactor[i - 1] != by)
			look_from(by, by);
		cn_str label, rest;
		(void)cn_split(r->redacted[i], '/', &label, &rest);
		for (size_t k = 0; k < r->n_manifests && !of; k++)
			of = cn_eq(r->manifest[k].label, label) ? &r->manifest[k] : NULL;
		if (!of || of->seen_from != by)
			continue;
		for (size_t k = 0; k < of->n_assertions; k++)
			of->assertion[k].redacted |= is_at(of, of->assertion[k].url, r->redacted[i]);
		r->redacted[n++] = r->redacted[i];
	}
	r->n_redacted = n;
}

/* Opens what the active manifest leads to, so that redactions are known before anything is judged. A manifest that nothing leads to
 * is left alone, as 15.11.3.3 asks. */
static cn_code open_all(cn_c2pa_run *r, cn_c2pa_manifest *m, unsigned depth)
{
	if (m->opened)
		return CN_OK;
	if (depth > CN_C2PA_INGREDIENT_DEPTH_MAX)
		return CN_FAIL(r->err, CN_ETOOBIG, "more than %d manifests follow from each other", CN_C2PA_INGREDIENT_DEPTH_MAX);
	r->ingredient = depth > 1;
	CN_TRY(cn_c2pa_open(r, m));
	CN_TRY(note_redactions(r, m));
	size_t n = 0;
	for (size_t i = 0; i < m->n_assertions; i++)
		n += cn_c2pa_is_ingredient(m->assertion[i].base);
	m->part = CN_NEW(r->a, cn_c2pa_manifest *, n + 1);
	if (!m->part)
		return cn_arena_fail(r->a, r->err);
	for (size_t i = 0; i < m->n_assertions; i++) {
		const cn_c2pa_assertion *s = &m->assertion[i];
		if (!cn_c2pa_is_ingredient(s->base))
			continue;
		const cn_cbor *uri = cn_cbor_get(s->cbor, "activeManifest");
		uri = uri ? uri : cn_cbor_get(s->cbor, "c2pa_manifest");
		cn_c2pa_manifest *in = NULL;
		(void)cn_c2pa_resolve(r, m, cn_cbor_text(uri, "url"), &in);
		if (in) {
			m->part[m->n_parts++] = in;
			CN_TRY(open_all(r, in, depth + 1));
		}
	}
	r->ingredient = false;
	return CN_OK;
}

/* The manifest whose binding is that of the file: the first in the line of parents that is no update; NULL if there is none. */
static cn_c2pa_manifest *binding_manifest(cn_c2pa_run *r, cn_c2pa_manifest *active)
{
	cn_c2pa_manifest *m = active;
	for (size_t i = 0; m && m->update && i < r->n_manifests; i++)
		m = cn_c2pa_parent(r, m);
	return m && !m->update ? m : NULL;
}

static const cn_c2pa_assertion *binding_of(const cn_c2pa_run *r, const cn_c2pa_manifest *m)
{
	for (size_t i = 0; i < m->n_assertions; i++)
		if (cn_c2pa_is_binding(r, m->assertion[i].base) && m->assertion[i].cbor)
			return &m->assertion[i];
	return NULL;
}

static cn_code bind_by(cn_c2pa_run *r, cn_c2pa_manifest *m, const cn_c2pa_assertion *s, bool updated)
{
	cn_c2pa_heard whole = { 0 };
	if (cn_eqz(s->base, "c2pa.hash.collection.data"))
		return cn_c2pa_bind_files(r, m, s);
	if (r->in->alone) {
		cn_c2pa_cannot(r, "the content that a manifest store alone is of: it is not here");
		return CN_OK;
	}
	r->heard = r->in->rules != CN_C2PA_1_4 && cn_c2pa_has_parts(m) ? &whole : NULL;
	if (cn_eqz(s->base, "c2pa.hash.data"))
		cn_c2pa_bind_data(r, m, s, updated);
	else if (cn_eqz(s->base, "c2pa.hash.boxes"))
		cn_c2pa_bind_boxes(r, m, s);
	else if (cn_eqz(s->base, "c2pa.hash.bmff"))
		cn_c2pa_cannot(r, "a binding of the first version to the boxes of a file");
	else
		cn_c2pa_bind_bmff(r, m, s);
	r->heard = NULL;
	if (whole.failed && updated) { /* an update may have moved what follows the store */
		cn_c2pa_cannot(r, "the binding to the parts of a file of several, whose whole does not match");
		return CN_OK;
	}
	return whole.failed ? cn_c2pa_bind_parts(r, m) : CN_OK;
}

static cn_code bind(cn_c2pa_run *r, cn_c2pa_manifest *active)
{
	cn_c2pa_manifest *m = binding_manifest(r, active);
	const cn_c2pa_assertion *s = m ? binding_of(r, m) : NULL;
	if (!s && m == active)
		return CN_OK;			/* noted where the assertions were checked */
	if (!s || (m != active && !s->sound)) { /* the update's claim may record that; the file is bound by nothing all the same */
		cn_c2pa_say(r, active, active->claim_box->label, CN_C2PA_NO_BINDING,
			    m ? "its parent has no binding, or one that is not what was signed"
			      : "no parent of the update binds it to the content");
		return CN_OK;
	}
	r->report->binding = s->label;
	return bind_by(r, m, s, m != active);
}

static void about(cn_c2pa_run *r, const cn_c2pa_manifest *m)
{
	cn_c2pa_report *out = r->report;
	out->claim_version = m->version;
	const cn_cbor *info = cn_cbor_get(m->claim, "claim_generator_info");
	info = cn_cbor_is(info, CN_CBOR_ARRAY) ? info->first : info;
	cn_str name = cn_cbor_text(info, "name"), version = cn_cbor_text(info, "version");
	out->generator = name.n ? cn_strf(r->a, "%.*s%s%.*s", CN_FMT(name), version.n ? " " : "", CN_FMT(version))
				: cn_cbor_text(m->claim, "claim_generator");
}

/* The signer's own word only, as it was signed. */
static void stated(cn_c2pa_run *r, const cn_c2pa_manifest *m)
{
	for (size_t i = 0; i < m->n_assertions; i++) {
		const cn_c2pa_assertion *s = &m->assertion[i];
		if (cn_eqz(s->label, CN_C2PA_LABEL) && s->sound && s->created && !s->redacted && s->cbor)
			r->report->label = cn_cbor_val(r->a, s->cbor);
	}
}

static void decide(cn_c2pa_run *r)
{
	bool failed = false, trusted = false;
	r->report->well_formed = true;
	for (const cn_c2pa_note *n = r->report->notes; n; n = n->next) {
		bool counts = CODES[n->code].weight == CN_C2PA_FAILURE && !n->known;
		failed |= counts && (n->code != CN_C2PA_SIGNER_UNTRUSTED || r->in->rules == CN_C2PA_1_4); /* 1.4, 16.4 */
		trusted |= n->code == CN_C2PA_SIGNER_TRUSTED && !n->ingredient;
		r->report->well_formed &= !(counts && CODES[n->code].structure);
	}
	r->report->state = failed		  ? CN_C2PA_INVALID
			   : r->report->unchecked ? CN_C2PA_WELL_FORMED
			   : trusted		  ? CN_C2PA_TRUSTED
						  : CN_C2PA_VALID;
}

static cn_code steps(cn_c2pa_run *r)
{
	CN_TRY(read_stores(r));
	r->report->manifests = r->n_manifests;
	if (!r->root || r->n_manifests == 0)
		return CN_OK;
	r->redacted = CN_NEW(r->a, cn_str, CN_C2PA_ASSERTIONS_MAX);
	r->redactor = CN_NEW(r->a, cn_c2pa_manifest *, CN_C2PA_ASSERTIONS_MAX);
	if (!r->redacted || !r->redactor)
		return cn_arena_fail(r->a, r->err);
	cn_c2pa_manifest *active = &r->manifest[r->n_manifests - 1];
	r->report->active = active->label;
	CN_TRY(open_all(r, active, 1));
	keep_own_redactions(r);
	if (!active->claim)
		return CN_OK;
	active->checked = true;
	about(r, active);
	CN_TRY(cn_c2pa_signature(r, active));
	CN_TRY(cn_c2pa_assertions(r, active));
	stated(r, active);
	CN_TRY(cn_c2pa_ingredients(r, active, 1));
	return bind(r, active);
}

cn_code cn_c2pa_check(cn_arena *a, const cn_c2pa_input *in, cn_c2pa_report *ret, cn_err *err)
{
	cn_c2pa_report out = { .signed_us = INT64_MIN, .rules = in->rules };
	cn_c2pa_run r = { .a = a, .in = in, .report = &out, .err = err, .last = &out.notes, .last_gap = &out.unchecked };
	CN_TRY(steps(&r));
	if (r.too_many)
		return CN_FAIL(err, CN_ETOOBIG, "more than %d things are to be said of the manifest store", CN_C2PA_NOTES_MAX);
	if (!cn_arena_ok(a))
		return cn_arena_fail(a, err);
	decide(&r);
	*ret = out;
	return CN_OK;
}

static cn_val *notes_val(cn_arena *a, const cn_c2pa_report *r, cn_c2pa_weight weight)
{
	cn_val *list = cn_list(a);
	for (const cn_c2pa_note *n = r->notes; n; n = n->next) {
		if (CODES[n->code].weight != weight)
			continue;
		cn_val *v = cn_push(a, list, cn_map(a));
		(void)cn_put(a, v, "code", cn_textz(a, cn_c2pa_code_name(n->code, r->rules)));
		(void)cn_put(a, v, "url", cn_text(a, n->where));
		if (n->why.n > 0)
			(void)cn_put(a, v, "why", cn_text(a, n->why));
		if (n->ingredient)
			(void)cn_put(a, v, "ingredient", cn_bool(a, true));
		if (n->known)
			(void)cn_put(a, v, "known", cn_bool(a, true));
	}
	return list;
}

cn_val *cn_c2pa_val(cn_arena *a, const cn_c2pa_report *r)
{
	cn_val *v = cn_map(a), *codes = cn_map(a), *gaps = cn_list(a);
	char time_text[CN_TIME_BYTES];
	(void)cn_put(a, v, "state", cn_textz(a, cn_c2pa_state_text(r->state)));
	(void)cn_put(a, v, "rules", cn_textz(a, cn_c2pa_rules_text(r->rules)));
	(void)cn_put(a, v, "well_formed", cn_bool(a, r->well_formed));
	(void)cn_put(a, v, "active_manifest", cn_text(a, r->active));
	(void)cn_put(a, v, "manifests", cn_int(a, (int64_t)r->manifests));
	(void)cn_put(a, v, "claim_version", cn_int(a, (int64_t)r->claim_version));
	(void)cn_put(a, v, "claim_generator", cn_text(a, r->generator));
	(void)cn_put(a, v, "signer", cn_text(a, r->signer));
	(void)cn_put(a, v, "issuer", cn_text(a, r->issuer));
	if (r->signed_us != INT64_MIN) {
		cn_time_text(r->signed_us, time_text);
		(void)cn_put(a, v, "signed_at", cn_textz(a, time_text));
	}
	(void)cn_put(a, v, "digital_source_type", cn_text(a, r->source_type));
	(void)cn_put(a, v, "hard_binding", cn_text(a, r->binding));
	(void)cn_put(a, codes, "success", notes_val(a, r, CN_C2PA_SUCCESS));
	(void)cn_put(a, codes, "informational", notes_val(a, r, CN_C2PA_INFO));
	(void)cn_put(a, codes, "failure", notes_val(a, r, CN_C2PA_FAILURE));
	(void)cn_put(a, v, "codes", codes);
	for (const cn_c2pa_gap *g = r->unchecked; g; g = g->next)
		(void)cn_push(a, gaps, cn_text(a, g->what));
	(void)cn_put(a, v, "unchecked", gaps);
	return v;
}
