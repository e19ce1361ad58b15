/* Manifests, claims and what URIs name. */
#include "lab/media/c2pa/run.h"

/* 15.12.1 to 15.12.4: with a hash of parts a mismatch of the whole says nothing yet. True if it was heard, and is no note. */
static bool hear(cn_c2pa_heard *h, cn_c2pa_code code, const char *why)
{
	static const struct {
		cn_c2pa_code match, mismatch, malformed;
	} OF[] = { { CN_C2PA_DATA_MATCH, CN_C2PA_DATA_MISMATCH, CN_C2PA_DATA_MALFORMED },
		   { CN_C2PA_BOXES_MATCH, CN_C2PA_BOXES_MISMATCH, CN_C2PA_BOXES_MALFORMED },
		   { CN_C2PA_BMFF_MATCH, CN_C2PA_BMFF_MISMATCH, CN_C2PA_BMFF_MALFORMED } };
	bool held = false, mismatch = code == CN_C2PA_BOXES_UNKNOWN && h->of_part, malformed = false;
	for (size_t i = 0; i < sizeof OF / sizeof *OF; i++) {
		held |= h->of_part && code == OF[i].match;
		mismatch |= code == OF[i].mismatch;
		malformed |= h->of_part && code == OF[i].malformed;
	}
	h->held |= held;
	if ((mismatch || malformed) && !h->failed)
		*h = (cn_c2pa_heard){ .of_part = h->of_part,
				      .held = h->held,
				      .failed = true,
				      .code = malformed ? CN_C2PA_PARTS_MALFORMED : CN_C2PA_PARTS_MISMATCH,
				      .why = why };
	return held || mismatch || malformed;
}

void cn_c2pa_say(cn_c2pa_run *r, const cn_c2pa_manifest *m, cn_str path, cn_c2pa_code code, const char *why)
{
	if (r->heard && hear(r->heard, code, why))
		return;
	if (r->n_notes == CN_C2PA_NOTES_MAX) {
		r->too_many = true;
		return;
	}
	cn_c2pa_note *n = CN_NEW(r->a, cn_c2pa_note, 1);
	if (!n)
		return; /* the arena has failed: cn_c2pa_check says so at the end */
	*n = (cn_c2pa_note){ .code = code, .ingredient = r->ingredient, .why = cn_str_copy(r->a, cn_str_z(why)) };
	n->where = !m ? CN_S("self#jumbf=/c2pa")
		      : cn_strf(r->a, "self#jumbf=/c2pa/%.*s%s%.*s", CN_FMT(m->label), path.n ? "/" : "", CN_FMT(path));
	*r->last = n;
	r->last = &n->next;
	r->n_notes++;
}

void cn_c2pa_cannot(cn_c2pa_run *r, const char *what)
{
	for (const cn_c2pa_gap *g = r->report->unchecked; g; g = g->next)
		if (cn_eqz(g->what, what))
			return; /* it is said once */
	cn_c2pa_gap *g = CN_NEW(r->a, cn_c2pa_gap, 1);
	if (!g)
		return;
	g->what = cn_str_copy(r->a, cn_str_z(what));
	*r->last_gap = g;
	r->last_gap = &g->next;
}

bool cn_c2pa_of_store(const cn_c2pa_input *in, size_t at, size_t size)
{
	size_t lo = 0, hi = in->n_ranges; /* the first range that ends after `at` */
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (in->ranges[mid].at + in->ranges[mid].size > at)
			hi = mid;
		else
			lo = mid + 1;
	}
	return lo < in->n_ranges && in->ranges[lo].at < at + size;
}

bool cn_c2pa_zeros(cn_str s, size_t from, size_t to)
{
	for (; from < to; from++)
		if (s.p[from] != 0)
			return false;
	return true;
}

cn_str cn_c2pa_absolute(cn_c2pa_run *r, const cn_c2pa_manifest *m, cn_str url)
{
	static const char PREFIX[] = "self#jumbf=";
	if (!cn_starts(url, PREFIX))
		return (cn_str){ 0 };
	cn_str path = cn_sub(url, sizeof PREFIX - 1, url.n);
	if (cn_starts(path, "/c2pa/"))
		return cn_sub(path, 6, path.n);
	if (cn_starts(path, "/"))
		return (cn_str){ 0 };
	return cn_strf(r->a, "%.*s/%.*s", CN_FMT(m->label), CN_FMT(path));
}

const cn_jumbf *cn_c2pa_resolve(cn_c2pa_run *r, cn_c2pa_manifest *m, cn_str url, cn_c2pa_manifest **ret_in)
{
	cn_str label, rest, path = cn_c2pa_absolute(r, m, url);
	*ret_in = NULL;
	if (path.n == 0)
		return NULL;
	(void)cn_split(path, '/', &label, &rest);
	for (size_t i = 0; i < r->n_manifests && !*ret_in; i++)
		if (cn_eq(r->manifest[i].label, label))
			*ret_in = &r->manifest[i];
	return *ret_in ? cn_jumbf_find((*ret_in)->box, rest) : NULL;
}

cn_sha2_alg cn_c2pa_alg(cn_c2pa_run *r, const cn_c2pa_manifest *m, const cn_cbor *v, cn_str path)
{
	cn_str name = cn_cbor_text(v, "alg");
	if (name.n == 0)
		name = cn_cbor_text(m->claim, "alg");
	cn_sha2_alg alg = cn_sha2_alg_of(name);
	if (alg == CN_SHA2_NONE)
		cn_c2pa_say(r, m, path, CN_C2PA_ALGORITHM_UNSUPPORTED,
			    name.n ? "this digest is not allowed" : "no digest is named");
	return alg;
}

static bool is_one_of(cn_str s, const char *const *list)
{
	for (; *list; list++)
		if (cn_eqz(s, *list))
			return true;
	return false;
}

bool cn_c2pa_is_binding(const cn_c2pa_run *r, cn_str base)
{
	static const char *const LIST[] = { "c2pa.hash.data", "c2pa.hash.boxes", "c2pa.hash.collection.data", "c2pa.hash.bmff.v2",
					    NULL };
	/* 18.6.1: the first version is passed over; 1.4, 16.7.1: it counts, and the third is not known */
	return is_one_of(base, LIST) || cn_eqz(base, r->in->rules == CN_C2PA_1_4 ? "c2pa.hash.bmff" : "c2pa.hash.bmff.v3");
}

bool cn_c2pa_is_ingredient(cn_str base)
{
	static const char *const LIST[] = { "c2pa.ingredient", "c2pa.ingredient.v2", "c2pa.ingredient.v3", NULL };
	return is_one_of(base, LIST);
}

bool cn_c2pa_is_actions(cn_str base)
{
	return cn_eqz(base, "c2pa.actions") || cn_eqz(base, "c2pa.actions.v2");
}

/* "c2pa.ingredient.v3__2" is the second of its kind. */
static cn_str base_of(cn_str label)
{
	size_t n = label.n;
	while (n > 0 && label.p[n - 1] >= '0' && label.p[n - 1] <= '9')
		n--;
	if (n < label.n && n > 2 && label.p[n - 1] == '_' && label.p[n - 2] == '_')
		return cn_sub(label, 0, n - 2);
	return label;
}

/* The box is an assertion: a box of the assertion store of its manifest. No digest covers what the store says of itself. */
static bool in_store(const cn_c2pa_manifest *m, const cn_jumbf *box)
{
	const cn_jumbf *store = m ? cn_jumbf_find(m->box, CN_S("c2pa.assertions")) : NULL;
	const cn_jumbf *c = store && store->kind == CN_JUMBF_ASSERTIONS ? store->first : NULL;
	while (c && c != box)
		c = c->next;
	return c != NULL;
}

static cn_code one(cn_c2pa_run *r, cn_c2pa_manifest *m, const cn_cbor *uri, bool created)
{
	if (m->n_assertions == CN_C2PA_ASSERTIONS_MAX)
		return CN_FAIL(r->err, CN_ETOOBIG, "a claim has more than %d assertions", CN_C2PA_ASSERTIONS_MAX);
	cn_c2pa_assertion *s = &m->assertion[m->n_assertions++];
	cn_c2pa_manifest *in = NULL;
	*s = (cn_c2pa_assertion){ .url = cn_cbor_text(uri, "url"), .uri = uri, .created = created };
	const cn_jumbf *box = cn_c2pa_resolve(r, m, s->url, &in);
	if ((in == m || r->in->rules == CN_C2PA_1_4) && in_store(in, box)) /* 1.4, 16.7.3: it may be of another manifest */
		s->box = box;
	cn_str absolute = cn_c2pa_absolute(r, m, s->url);
	for (cn_str rest = absolute; rest.n > 0;)
		(void)cn_split(rest, '/', &s->label, &rest);
	s->base = base_of(s->label);
	const cn_jumbf *content = cn_jumbf_content(s->box, CN_JUMBF_CBOR);
	cn_cbor_flags flags;
	if (!content)
		return CN_OK;
	cn_code rc = cn_cbor_read(r->a, content->body, &flags, &s->cbor, NULL);
	if (rc == CN_OK && flags.duplicate_keys) /* 18.1, RFC 8949 4.2.1: which of the two is meant is anyone's guess */
		s->cbor = NULL;
	return rc == CN_ENOMEM ? CN_NOMEM(r->err) : CN_OK; /* what cannot be read is noted when it is checked */
}

static cn_code list(cn_c2pa_run *r, cn_c2pa_manifest *m)
{
	static const char *const KEYS[] = { "assertions", "created_assertions", "gathered_assertions" };
	uint64_t n = 1;
	for (size_t k = 0; k < 3; k++) {
		const cn_cbor *v = cn_cbor_get(m->claim, KEYS[k]);
		n += cn_cbor_is(v, CN_CBOR_ARRAY) ? v->u : 0; /* no more than there are items in the claim */
	}
	m->assertion = CN_NEW(r->a, cn_c2pa_assertion, n > CN_C2PA_ASSERTIONS_MAX ? CN_C2PA_ASSERTIONS_MAX : (size_t)n);
	if (!m->assertion)
		return cn_arena_fail(r->a, r->err);
	for (size_t k = m->version == 1 ? 0 : 1; k < (m->version == 1 ? 1u : 3u); k++) {
		CN_CBOR_EACH(uri, cn_cbor_get(m->claim, KEYS[k]))
		{
			CN_TRY(one(r, m, uri, k == 1));
		}
	}
	return CN_OK;
}

static bool fields_present(const cn_c2pa_manifest *m)
{
	const cn_cbor *c = m->claim;
	if (!cn_cbor_is(cn_cbor_get(c, "signature"), CN_CBOR_TEXT))
		return false;
	if (m->version == 1)
		return cn_cbor_is(cn_cbor_get(c, "assertions"), CN_CBOR_ARRAY);
	return cn_cbor_text(c, "instanceID").n > 0 && cn_cbor_is(cn_cbor_get(c, "created_assertions"), CN_CBOR_ARRAY) &&
	       cn_cbor_text(cn_cbor_get(c, "claim_generator_info"), "name").n > 0;
}

static cn_code read_claim(cn_c2pa_run *r, cn_c2pa_manifest *m)
{
	const cn_jumbf *content = cn_jumbf_content(m->claim_box, CN_JUMBF_CBOR);
	cn_cbor_flags flags;
	cn_err why = { 0 };
	const cn_cbor *claim = NULL;
	cn_code rc = content ? cn_cbor_read(r->a, content->body, &flags, &claim, &why) : CN_EINPUT;
	if (rc == CN_ENOMEM)
		return CN_NOMEM(r->err);
	if (rc != CN_OK || flags.duplicate_keys || claim->type != CN_CBOR_MAP) {
		cn_c2pa_say(r, m, m->claim_box->label, CN_C2PA_CLAIM_CBOR,
			    rc != CN_OK ? why.msg : "the claim is no map, or names a field twice");
		return CN_OK;
	}
	m->claim = claim;
	m->claim_bytes = content->body;
	if (!fields_present(m)) {
		cn_c2pa_say(r, m, m->claim_box->label, CN_C2PA_CLAIM_MALFORMED, "a field that a claim must have is missing");
		m->claim = NULL;
		return CN_OK;
	}
	return list(r, m);
}

static cn_code open_parts(cn_c2pa_run *r, cn_c2pa_manifest *m)
{
	unsigned n = 0;
	for (const cn_jumbf *c = m->box->first; c; c = c->next) {
		if (c->kind == CN_JUMBF_CLAIM && n++ == 0)
			m->claim_box = c;
		if (c->kind == CN_JUMBF_SIGNATURE && !m->signature_box)
			m->signature_box = c;
	}
	bool v2 = m->claim_box && cn_eqz(m->claim_box->label, "c2pa.claim.v2");
	m->version = v2 ? 2 : 1;
	if (n > 1) {
		cn_c2pa_say(r, m, (cn_str){ 0 }, CN_C2PA_CLAIM_MULTIPLE, "it has several claims");
		return CN_OK;
	}
	if (n == 0 || !(v2 ? r->in->rules != CN_C2PA_1_4 : cn_eqz(m->claim_box->label, "c2pa.claim"))) { /* 15.6.1; 1.4, 16.3 */
		cn_c2pa_say(r, m, (cn_str){ 0 }, CN_C2PA_CLAIM_MISSING,
			    n ? "its claim has another label than claims have" : "it has no claim");
		return CN_OK;
	}
	return read_claim(r, m);
}

cn_code cn_c2pa_open(cn_c2pa_run *r, cn_c2pa_manifest *m)
{
	if (m->opened)
		return CN_OK;
	m->opened = true;
	if (m->box->kind == CN_JUMBF_COMPRESSED)
		CN_TRY(cn_c2pa_unpack(r, m));
	m->update = m->box->kind == CN_JUMBF_UPDATE;
	if (m->box->kind == CN_JUMBF_COMPRESSED) /* still: it was said why */
		return CN_OK;
	if (!m->beside || m->update)
		return open_parts(r, m);
	cn_c2pa_say(r, m, (cn_str){ 0 }, CN_C2PA_GENERAL, "it stands in the store of updates and is none"); /* A.5.3 */
	return CN_OK;
}
