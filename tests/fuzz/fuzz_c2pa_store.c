/* A file with a manifest store from outside, under a table of certificates that believes everything, so that all later steps are
 * reached: an answer or a bound that is named; the same answer twice. */
#include "lab/media/c2pa/c2pa.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static cn_code believes(void *self, cn_cert_chain chain, cn_sigalg alg, cn_cert_facts *ret, cn_err *err)
{
	(void)self, (void)chain, (void)alg, (void)err;
	*ret = (cn_cert_facts){ .trusted = true, .from_us = INT64_MIN, .until_us = INT64_MAX };
	return CN_OK;
}

static bool signs(void *self, cn_str cert, cn_sigalg alg, cn_str message, cn_str sig)
{
	(void)self, (void)cert, (void)alg, (void)message, (void)sig;
	return true;
}

static void stamps(void *self, cn_str der, bool response, cn_str message, cn_stamp_facts *ret)
{
	(void)self, (void)der, (void)response, (void)message;
	*ret = (cn_stamp_facts){ .answer = CN_STAMP_HOLDS, .at_us = 1 };
}

static cn_ocsp_answer good(void *self, cn_str der, cn_cert_chain chain, int64_t stamped_us, int64_t now_us)
{
	(void)self, (void)der, (void)chain, (void)stamped_us, (void)now_us;
	return CN_OCSP_GOOD;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	cn_x509 table = { NULL, believes, signs, stamps, good };
	cn_str file = { (const char *)data, size };
	cn_c2pa_range at = { 0, size };
	for (size_t i = 12; i + 8 <= size; i++)
		if (memcmp(data + i, "jumdc2pa", 8) == 0) {
			at = (cn_c2pa_range){ i - 12, size - (i - 12) };
			break;
		}
	cn_c2pa_input in = { .file = file, .store = cn_sub(file, at.at, at.size), .ranges = &at, .n_ranges = 1, .x509 = &table };
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
