/* A file with a manifest store from outside, under a table of certificates that believes everything, so that all later steps are
 * reached: an answer or a bound that is named; the same answer twice. */
#include "../c2pa_table.h"
#include "ext/brotli.h"
#include "lab/media/c2pa/c2pa.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Files beside: each is its own path, and must be one within. */
static cn_code beside(void *self, cn_str path, cn_sha2_alg alg, uint8_t ret[CN_SHA2_BYTES_MAX], size_t *ret_n, cn_err *err)
{
	cn_sha2 h;
	(void)self;
	if (path.n == 0 || path.p[0] == '/' || path.p[path.n - 1] == '/' || cn_eqz(path, "..") || cn_starts(path, "../") || cn_contains(path, CN_S("/../")) ||
	    memchr(path.p, 0, path.n))
		abort();
	if (path.n % 7 == 0)
		return CN_FAIL(err, CN_ENOTFOUND, "it is not there");
	cn_sha2_init(&h, alg);
	cn_sha2_put(&h, path);
	*ret_n = cn_sha2_done(&h, ret);
	return CN_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const cn_c2pa_beside BESIDE = { NULL, beside };
	cn_ocsp_answer good = CN_OCSP_GOOD;
	cn_x509 table = believing(&good);
	cn_str file = { (const char *)data, size };
	cn_c2pa_range at = { 0, size };
	for (size_t i = 12; i + 8 <= size; i++)
		if (memcmp(data + i, "jumdc2pa", 8) == 0) {
			at = (cn_c2pa_range){ i - 12, size - (i - 12) };
			break;
		}
	cn_c2pa_input in = { .file = file, .store = cn_sub(file, at.at, at.size), .ranges = &at, .n_ranges = 1, .x509 = &table, .unbrotli = cn_unbrotli, .beside = &BESIDE };
	if (size % 5 == 0) /* the same store as what updates itself */
		in.update = in.store;
	cn_c2pa_report r = { 0 }, again = { 0 };
	cn_err err = { 0 };
	CN_AUTO_ARENA a = cn_arena_new(256 << 20);
	if (!a)
		return 0;
	cn_code rc = cn_c2pa_check(a, &in, &r, &err);
	if (rc != CN_OK) {
		if ((rc != CN_ETOOBIG && rc != CN_ENOMEM) || !err.msg[0])
			abort();
		return 0;
	}
	if (!cn_c2pa_val(a, &r) || cn_c2pa_check(a, &in, &again, &err) != CN_OK || again.state != r.state)
		abort();
	return 0;
}
