/* JSON from outside: whatever the bytes, an answer; what is accepted is written and read back as the same tree. */
#include "base/base.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CN_AUTO_ARENA a = cn_arena_new(16 << 20);
	const cn_val *v = NULL, *again = NULL;
	cn_err err = { 0 };
	cn_str text = { (const char *)data, size }, peeked;
	cn_code rc = cn_json_parse(a, text, CN_JSON_DEPTH_MAX, &v, &err);
	bool had = cn_json_peek(text, "a", &peeked);
	if (rc == CN_OK && had && (v->type != CN_MAP || !cn_get(v, "a") || cn_get(v, "a")->type != CN_TEXT || !cn_eq(cn_get(v, "a")->s, peeked)))
		abort(); /* what a peek gives is what the tree has */
	if (rc != CN_OK) {
		if (v || !err.msg[0] || (rc != CN_EINPUT && rc != CN_ETOOBIG))
			abort();
		return 0;
	}
	CN_AUTO_BUF b;
	cn_buf_init(&b, 64 << 20);
	for (int indent = -1; indent <= 0; indent++) {
		cn_buf_reset(&b);
		cn_json_write(&b, v, indent);
		if (b.failed || !cn_utf8_ok(cn_buf_str(&b)))
			abort();
		if (cn_json_parse(a, cn_buf_str(&b), CN_JSON_DEPTH_MAX, &again, &err) != CN_OK)
			abort();
		if (v->type != CN_REAL && v->type != CN_LIST && v->type != CN_MAP && !cn_val_eq(v, again))
			abort(); /* reals are written with 12 digits, so containers may hold rounded ones */
	}
	return 0;
}
