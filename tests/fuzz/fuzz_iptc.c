/* Blocks of IIM from outside: datasets that lie in the block, or a sentence; fields that are UTF-8. */
#include "lab/media/iptc.h"
#include "lab/media/layer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_str s = { (const char *)data, size };
	cn_iptc x;
	cn_err err = { 0 };
	if (!a)
		return 0;
	cn_code rc = cn_iptc_read(a, s, &x, &err);
	if (rc != CN_OK && !err.msg[0])
		abort();
	for (size_t i = 0; rc == CN_OK && i < x.n; i++)
		if (x.field[i].value.n > 0 &&
		    (x.field[i].value.p < s.p || x.field[i].value.n > size - (size_t)(x.field[i].value.p - s.p)))
			abort();
	cn_layer_draft d = { .a = a, .out = { .kind = CN_PART_IPTC, .carrier = "APP13", .says_ai = CN_UNKNOWN } };
	cn_layer_of_iptc(&d, s);
	if ((rc == CN_OK) == d.unread)
		abort();
	for (size_t i = 0; i < d.out.n_field; i++)
		if (!cn_utf8_ok(d.out.field[i].value))
			abort();
	return 0;
}
