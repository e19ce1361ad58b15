/* Proof files from others: one spelling, and none holds for an entry that is not there. */
#include "core/proof.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CN_AUTO_ARENA a = cn_arena_new(4u << 20);
	cn_str in = { (const char *)data, size };
	cn_proof p;
	cn_vkey log;
	if (!a || cn_proof_parse(a, in, &p, NULL) != CN_OK)
		return 0;
	CN_AUTO_BUF b;
	cn_buf_init(&b, CN_PROOF_BYTES_MAX + 4096);
	cn_proof_write(&p, &b);
	assert(cn_eq(cn_buf_str(&b), in));
	if (cn_vkey_parse(CN_S("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"), &log, NULL) == CN_OK)
		assert(cn_proof_verify(a, &p, CN_S("no such entry"), &log, NULL, 0, NULL, NULL, NULL) != CN_OK);
	return 0;
}
