/* Two passes: a store of zeros, as long as the real one, shows where it will lie and so what it is of; then comes the real one. */
#include "lab/media/c2pa/make.h"

#include "lab/media/c2pa/make_run.h"

bool cn_c2pa_makes(cn_media_format f)
{
	return f != CN_MEDIA_OTHER && cn_media_carries(f, CN_PART_C2PA);
}

static bool is_bmff(cn_media_format f)
{
	return f == CN_MEDIA_MP4 || f == CN_MEDIA_MOV || f == CN_MEDIA_M4A || f == CN_MEDIA_HEIC || f == CN_MEDIA_AVIF;
}

/* ---- the store that the file has ------------------------------------------------------------------------- */

static const cn_jumbf *last_manifest(const cn_jumbf *store)
{
	const cn_jumbf *last = NULL;
	for (const cn_jumbf *c = store->first; c; c = c->next)
		if (c->super && (c->kind == CN_JUMBF_MANIFEST || c->kind == CN_JUMBF_UPDATE || c->kind == CN_JUMBF_COMPRESSED))
			last = c;
	return last;
}

/* The one store of the file; NULL if it has none, or if it is to go. */
static cn_code find_old(cn_c2pa_maker *m, const cn_media_file *f, const cn_media_part **ret)
{
	*ret = NULL;
	for (size_t i = 0; i < f->n_part && !m->order->drop_store; i++) {
		if (f->part[i].kind != CN_PART_C2PA)
			continue;
		if (*ret)
			return CN_FAIL(m->err, CN_EINPUT, "the file has several manifest stores: which of them came before cannot be said");
		*ret = &f->part[i];
	}
	return CN_OK;
}

static cn_code keep_old(cn_c2pa_maker *m, const cn_media_file *f)
{
	const cn_media_part *old;
	size_t n = 0;
	CN_TRY(find_old(m, f, &old));
	if (!old)
		return CN_OK;
	if (old->bytes.n > CN_C2PA_STORE_BYTES_MAX)
		return CN_FAIL(m->err, CN_ETOOBIG, "the manifest store is longer than %d bytes", CN_C2PA_STORE_BYTES_MAX);
	if (cn_jumbf_read(m->a, old->bytes, &m->old, &n, m->err) != CN_OK)
		return cn_while(m->err, "the manifest store that the file has cannot be carried over");
	m->parent = m->old->kind == CN_JUMBF_STORE && cn_eqz(m->old->label, "c2pa") ? last_manifest(m->old) : NULL;
	if (!m->parent || m->parent->label.n == 0)
		return CN_FAIL(m->err, CN_EINPUT, "the manifest store that the file has holds no manifest that could be carried over");
	if (!m->order->parent || !cn_eq(m->order->parent->active, m->parent->label))
		return CN_FAIL(m->err, CN_EINTERNAL, "the file has a manifest store, and no verdict over it is given");
	return CN_OK;
}

/* ---- one store ------------------------------------------------------------------------------------------- */

/* Names follow from the id, from what came before and from the content, so that one id may stand for several files. */
static void name(cn_c2pa_maker *m, const char *what, char out[CN_C2PA_UUID_BYTES])
{
	cn_sha2 h;
	uint8_t d[CN_SHA2_BYTES_MAX];
	cn_str parts[] = { cn_str_z(what),
			   m->order->id,
			   m->parent ? m->parent->label : (cn_str){ 0 },
			   { (const char *)m->digest, m->digest_size } };
	cn_sha2_init(&h, CN_SHA2_256);
	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		char n[4] = { (char)(parts[i].n >> 24 & 0xff), (char)(parts[i].n >> 16 & 0xff), (char)(parts[i].n >> 8 & 0xff),
			      (char)(parts[i].n & 0xff) };
		cn_sha2_put(&h, (cn_str){ n, sizeof n });
		cn_sha2_put(&h, parts[i]);
	}
	(void)cn_sha2_done(&h, d);
	d[6] = (uint8_t)((d[6] & 0x0f) | 0x40); /* the form that the specification asks for: version 4, variant 1 */
	d[8] = (uint8_t)((d[8] & 0x3f) | 0x80);
	char *p = out;
	for (size_t i = 0; i < 16; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			*p++ = '-';
		*p++ = "0123456789abcdef"[d[i] >> 4];
		*p++ = "0123456789abcdef"[d[i] & 15];
	}
	*p = 0;
}

static void put_manifest(cn_c2pa_maker *m, cn_buf *b, cn_str claim, cn_str cose)
{
	cn_str label = cn_strf(m->a, "urn:c2pa:%s", m->manifest);
	size_t whole = cn_jumbf_begin(b, CN_JUMBF_MANIFEST, label);
	size_t at = cn_jumbf_begin(b, CN_JUMBF_ASSERTIONS, CN_S("c2pa.assertions"));
	for (size_t i = 0; i < m->n_made; i++)
		cn_buf_put(b, m->made[i].box);
	cn_jumbf_end(b, at);
	at = cn_jumbf_begin(b, CN_JUMBF_CLAIM, CN_S("c2pa.claim.v2"));
	cn_jumbf_put(b, CN_JUMBF_CBOR, claim);
	cn_jumbf_end(b, at);
	at = cn_jumbf_begin(b, CN_JUMBF_SIGNATURE, CN_S("c2pa.signature"));
	cn_jumbf_put(b, CN_JUMBF_CBOR, cose);
	cn_jumbf_end(b, at);
	cn_jumbf_end(b, whole);
}

static cn_code store(cn_c2pa_maker *m, bool sign, cn_str *ret)
{
	cn_str claim, cose;
	name(m, "manifest", m->manifest);
	name(m, "instance", m->instance);
	CN_TRY(cn_c2pa_assertions_make(m));
	CN_TRY(cn_c2pa_claim_make(m, &claim));
	CN_TRY(cn_c2pa_sign(m, claim, sign, &cose));
	CN_AUTO_BUF b;
	cn_buf_init(&b, CN_C2PA_STORE_BYTES_MAX);
	size_t at = cn_jumbf_begin(&b, CN_JUMBF_STORE, CN_S("c2pa"));
	for (const cn_jumbf *c = m->old ? m->old->first : NULL; c; c = c->next)
		cn_buf_put(&b, c->whole);
	put_manifest(m, &b, claim, cose);
	cn_jumbf_end(&b, at);
	if (b.over_cap)
		return CN_FAIL(m->err, CN_ETOOBIG, "the manifest store is longer than %d bytes", CN_C2PA_STORE_BYTES_MAX);
	*ret = cn_buf_copy(m->a, &b);
	return cn_arena_ok(m->a) ? CN_OK : cn_arena_fail(m->a, m->err);
}

/* ---- the passes ------------------------------------------------------------------------------------------ */

typedef struct passes {
	cn_str file;
	cn_media_edit *edit; /* the caller's, and the store last */
	size_t n_edit;
} passes;

static cn_code put_store(cn_c2pa_maker *m, passes *p, cn_str bytes, cn_media_pieces *ret)
{
	p->edit[p->n_edit - 1] = (cn_media_edit){ .kind = CN_PART_C2PA, .bytes = bytes };
	CN_TRY(cn_media_write(m->a, p->file, p->edit, p->n_edit, ret, m->err));
	return ret->n_store > 0 ? CN_OK : CN_FAIL(m->err, CN_EINTERNAL, "the store was not put into the file");
}

/* Ranges that touch are one. */
static cn_code joined(cn_c2pa_maker *m, const cn_media_pieces *p, const cn_media_range **ret, size_t *ret_n)
{
	cn_media_range *out = CN_NEW(m->a, cn_media_range, p->n_store);
	size_t n = 0;
	if (!out)
		return cn_arena_fail(m->a, m->err);
	for (size_t i = 0; i < p->n_store; i++) {
		if (n > 0 && p->store[i].at - out[n - 1].at == out[n - 1].size)
			out[n - 1].size += p->store[i].size;
		else
			out[n++] = p->store[i];
	}
	if (n > CN_C2PA_MADE_RANGES_MAX)
		return CN_FAIL(m->err, CN_EUNSUPPORTED, "the store would lie in more than %d places of the file",
			       CN_C2PA_MADE_RANGES_MAX);
	*ret = out;
	*ret_n = n;
	return CN_OK;
}

/* Lays out a store of zeros; a second time if it comes to lie in more places than was thought, since each is named in it. */
static cn_code lay_out(cn_c2pa_maker *m, passes *p, cn_str *ret_blank, cn_media_pieces *ret)
{
	const cn_media_range *out = NULL;
	size_t n = 1;
	for (int again = 0; again < 3; again++) {
		m->n_out = n;
		CN_TRY(store(m, false, ret_blank));
		CN_TRY(put_store(m, p, *ret_blank, ret));
		CN_TRY(joined(m, ret, &out, &n));
		if (m->bmff || n == m->n_out) {
			m->out = out;
			return CN_OK;
		}
	}
	return CN_FAIL(m->err, CN_EINTERNAL, "the store does not come to lie in one form");
}

static bool same_layout(const cn_media_pieces *x, const cn_media_pieces *y)
{
	return x->bytes == y->bytes && x->n_store == y->n_store && memcmp(x->store, y->store, x->n_store * sizeof *x->store) == 0;
}

static cn_code make(cn_c2pa_maker *m, passes *p, cn_media_pieces *ret)
{
	cn_str blank, whole;
	cn_media_pieces first = { 0 }, last = { 0 };
	CN_TRY(lay_out(m, p, &blank, &first));
	CN_TRY(cn_c2pa_bind(m, &first));
	CN_TRY(store(m, true, &whole));
	if (whole.n != blank.n)
		return CN_FAIL(m->err, CN_EINTERNAL, "the store has %zu bytes and was to have %zu", whole.n, blank.n);
	CN_TRY(put_store(m, p, whole, &last));
	if (!same_layout(&first, &last))
		return CN_FAIL(m->err, CN_EINTERNAL, "the file came to be laid out otherwise than it was signed");
	*ret = last;
	return CN_OK;
}

cn_code cn_c2pa_make(cn_arena *a, const cn_c2pa_order *o, const cn_content_signer *signer, cn_str file, const cn_media_edit *edit,
		     size_t n_edit, cn_media_pieces *ret, cn_err *err)
{
	cn_media_file f = { 0 };
	cn_err own = { 0 };
	err = err ? err : &own; /* what puts words before an error needs one */
	CN_TRY(cn_c2pa_order_check(o, signer, err));
	CN_TRY(cn_media_read(a, file, &f, err));
	if (!cn_c2pa_makes(f.format))
		return CN_FAIL(err, CN_EUNSUPPORTED, "a file of format %s carries no content credentials here",
			       cn_media_format_text(f.format));
	cn_c2pa_maker *m = CN_NEW(a, cn_c2pa_maker, 1);
	passes p = { .file = file, .edit = CN_NEW(a, cn_media_edit, n_edit + 1), .n_edit = n_edit + 1 };
	if (!m || !p.edit)
		return cn_arena_fail(a, err);
	*m = (cn_c2pa_maker){
		.a = a, .order = o, .signer = signer, .alg = o->alg ? o->alg : CN_SHA2_256, .bmff = is_bmff(f.format), .err = err
	};
	m->digest_size = cn_sha2_size(m->alg);
	CN_TRY(keep_old(m, &f));
	if (!m->parent && o->source_type.n == 0)
		return CN_FAIL(err, CN_EINPUT, "the source type is missing: how the content came to be");
	if (n_edit > 0)
		memcpy(p.edit, edit, n_edit * sizeof *edit);
	return make(m, &p, ret);
}
