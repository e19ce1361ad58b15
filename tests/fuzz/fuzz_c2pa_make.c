/* A file from outside is signed, by a key that signs anything: an error with a sentence, or a file of the same format whose
 * credentials hold, and which is the same the second time. */
#include "../c2pa_table.h"
#include "lab/media/c2pa/make.h"
#include "../../tools/c2pa_tool.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { SIG_BYTES = 64, STAMP_BYTES_MAX = 300 };

static cn_code sign(void *self, cn_str message, uint8_t *out, cn_err *err)
{
	(void)self, (void)message, (void)err;
	memset(out, 0x5a, SIG_BYTES);
	return CN_OK;
}

static cn_code stamp(void *self, cn_arena *a, cn_str message, cn_str *ret, cn_err *err)
{
	(void)a, (void)err;
	*ret = cn_sub(message, 0, *(const uint8_t *)self % STAMP_BYTES_MAX + 1u);
	return CN_OK;
}

static cn_str joined(cn_arena *a, const cn_media_pieces *p)
{
	char *whole = cn_alloc(a, p->bytes + 1, 1);
	size_t n = 0;
	for (size_t i = 0; whole && i < p->n; n += p->piece[i++].n)
		memcpy(whole + n, p->piece[i].p, p->piece[i].n);
	if (whole && n != p->bytes)
		abort();
	return (cn_str){ whole, n };
}

/* What was signed, looked at again. */
static void holds(cn_arena *a, cn_str file, cn_media_format format, cn_x509 *table, const cn_c2pa_report *parent)
{
	cn_c2pa_input in;
	cn_c2pa_report r;
	cn_media_file f;
	if (cn_media_read(a, file, &f, NULL) != CN_OK)
		return; /* a bound: signing added to what was near it */
	if (f.format != format || f.trouble || !c2pa_input_of(a, file, table, 0, &in))
		abort();
	if (cn_c2pa_check(a, &in, &r, NULL) == CN_OK && r.state == CN_C2PA_INVALID && !(parent && parent->state == CN_C2PA_INVALID))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CN_AUTO_ARENA a = cn_arena_new(512 << 20);
	cn_ocsp_answer good = CN_OCSP_GOOD;
	cn_x509 table = believing(&good);
	cn_str file = { (const char *)data, size }, cert = CN_S("certificate");
	cn_c2pa_input in;
	cn_c2pa_report parent = { 0 };
	cn_media_pieces p, again;
	cn_media_file f;
	cn_err err = { 0 };
	uint8_t last = size ? data[size - 1] : 0;
	cn_content_signer s = { .alg = CN_SIGALG_ED25519,
				.chain = { &cert, 1 },
				.sig_bytes = SIG_BYTES,
				.sign = sign,
				.stamp = last & 1 ? stamp : NULL,
				.stamp_self = &last,
				.stamp_bytes_max = STAMP_BYTES_MAX };
	cn_c2pa_order o = {
		.id = CN_S("fuzz"), .generator = CN_S("fuzz"), .source_type = CN_S("trainedAlgorithmicMedia"), .when_us = 0
	};
	if (!a || cn_media_read(a, file, &f, NULL) != CN_OK)
		return 0;
	bool had = c2pa_input_of(a, file, &table, 0, &in) && cn_c2pa_check(a, &in, &parent, NULL) == CN_OK;
	o.parent = had ? &parent : NULL;
	cn_code rc = cn_c2pa_make(a, &o, &s, file, NULL, 0, &p, &err);
	if (rc != CN_OK) {
		if (!err.msg[0] || (rc == CN_EINTERNAL && had && parent.active.n > 0))
			abort();
		return 0;
	}
	holds(a, joined(a, &p), f.format, &table, o.parent);
	if (cn_c2pa_make(a, &o, &s, file, NULL, 0, &again, &err) == CN_OK && !cn_eq(joined(a, &p), joined(a, &again)))
		abort();
	return 0;
}
