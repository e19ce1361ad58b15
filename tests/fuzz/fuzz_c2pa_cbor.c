/* CBOR from outside: read or refused with a reason; what was read lies within the bytes, and is the same a second time. */
#include "lab/media/c2pa/cbor.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t walk(const cn_cbor *v, cn_str in)
{
	size_t n = 1;
	if (v->raw.p < in.p || v->raw.p + v->raw.n > in.p + in.n || v->raw.n == 0)
		abort();
	for (const cn_cbor *c = v->first; c; c = c->next)
		n += walk(c, in);
	return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	cn_str in = { (const char *)data, size };
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	const cn_cbor *v = NULL, *again = NULL;
	cn_cbor_flags f, g;
	cn_err err = { 0 };
	if (!a)
		return 0;
	cn_code rc = cn_cbor_read(a, in, &f, &v, &err);
	if (rc != CN_OK) {
		if (v || !err.msg[0])
			abort();
		return 0;
	}
	if (walk(v, in) > CN_CBOR_ITEMS_MAX)
		abort();
	if (cn_cbor_read(a, in, &g, &again, &err) == CN_OK &&
	    (f.not_shortest != g.not_shortest || f.duplicate_keys != g.duplicate_keys))
		abort();
	return 0;
}
