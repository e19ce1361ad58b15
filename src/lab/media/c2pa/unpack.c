/* Compressed manifests: C2PA 2.2, 11.1.3.2, 11.2.4 and 15.5.4; 1.4, 12.1.3.1. What they may become is bounded before it is unpacked. */
#include "lab/media/c2pa/run.h"

static cn_code invalid(cn_c2pa_run *r, const cn_c2pa_manifest *m, const char *why)
{
	cn_c2pa_say(r, m, (cn_str){ 0 }, CN_C2PA_COMPRESSED_INVALID, why);
	return CN_OK;
}

static bool is_packable(const cn_jumbf *b)
{
	return b->kind == CN_JUMBF_MANIFEST || b->kind == CN_JUMBF_MANIFEST_OLD || b->kind == CN_JUMBF_UPDATE;
}

static cn_code take_in(cn_c2pa_run *r, cn_c2pa_manifest *m, cn_str bytes)
{
	const cn_jumbf *in = NULL;
	size_t n = 0;
	cn_err why = { 0 };
	cn_code rc = cn_jumbf_read_more(r->a, bytes, &r->n_boxes, &in, &n, &why);
	if (rc == CN_ENOMEM)
		return CN_NOMEM(r->err);
	if (rc != CN_OK)
		return invalid(r, m, why.msg);
	if (n != bytes.n || !is_packable(in))
		return invalid(r, m, "what is compressed is not one manifest or update alone");
	if (!cn_eq(in->label, m->label))
		return invalid(r, m, "what is compressed has another label than its box");
	m->box = in;
	return CN_OK;
}

cn_code cn_c2pa_unpack(cn_c2pa_run *r, cn_c2pa_manifest *m)
{
	CN_AUTO_BUF b;
	cn_err why = { 0 };
	const cn_jumbf *packed = cn_jumbf_content(m->box, CN_JUMBF_BROTLI);
	cn_buf_init(&b, CN_C2PA_UNPACKED_BYTES_MAX - r->unpacked);
	if (!r->in->unbrotli) {
		cn_c2pa_cannot(r, "a manifest is compressed");
		return CN_OK;
	}
	if (!packed || m->box->first != packed || packed->next)
		return invalid(r, m, "it is not one box of what is compressed");
	cn_code rc = r->in->unbrotli(packed->body, &b, &why);
	if (rc == CN_ENOMEM)
		return CN_NOMEM(r->err);
	if (rc == CN_ETOOBIG)
		return CN_FAIL(r->err, CN_ETOOBIG, "what is compressed in the manifest store is longer than %d bytes together", CN_C2PA_UNPACKED_BYTES_MAX);
	if (rc != CN_OK)
		return invalid(r, m, why.msg);
	r->unpacked += b.n;
	cn_str bytes = cn_buf_copy(r->a, &b);
	return cn_arena_ok(r->a) ? take_in(r, m, bytes) : cn_arena_fail(r->a, r->err);
}
