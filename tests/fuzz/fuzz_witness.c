/* What a stranger posts to be cosigned: one spelling, and nothing unsigned is ever cosigned. */
#include "core/witness.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CN_AUTO_ARENA a = cn_arena_new(4u << 20);
	cn_str in = { (const char *)data, size };
	cn_add_checkpoint q;
	cn_witness_says says;
	cn_vkey log;
	if (!a || cn_add_checkpoint_parse(a, in, &q, NULL) != CN_OK)
		return 0;
	CN_AUTO_BUF b;
	cn_buf_init(&b, CN_WITNESS_BODY_BYTES_MAX + 4096);
	cn_add_checkpoint_write(&q, &b);
	assert(cn_eq(cn_buf_str(&b), in));
	if (cn_vkey_parse(CN_S("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"), &log, NULL) == CN_OK)
		assert(cn_witness_weigh(a, &q, &log, 1, NULL, &says, NULL) == CN_OK && says == CN_WITNESS_FORBIDDEN);
	return 0;
}
