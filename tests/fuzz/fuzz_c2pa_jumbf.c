/* JUMBF from outside: read or refused with a reason; boxes lie within what holds them, one after the other. */
#include "lab/media/c2pa/jumbf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void walk(const cn_jumbf *v)
{
	const char *at = v->body.p;
	for (const cn_jumbf *c = v->first; c; c = c->next) {
		if (c->whole.p < at || c->whole.p + c->whole.n > v->body.p + v->body.n || c->body.n >= c->whole.n)
			abort();
		at = c->whole.p + c->whole.n;
		walk(c);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	const cn_jumbf *v = NULL;
	size_t n = 0;
	cn_err err = { 0 };
	if (!a)
		return 0;
	cn_code rc = cn_jumbf_read(a, (cn_str){ (const char *)data, size }, &v, &n, &err);
	if (rc != CN_OK) {
		if (v || !err.msg[0])
			abort();
		return 0;
	}
	if (n > size)
		abort();
	walk(v);
	(void)cn_jumbf_find(v, CN_S("a/b/c"));
	return 0;
}
