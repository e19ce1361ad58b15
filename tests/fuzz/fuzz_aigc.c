/* Labels of AIGC from outside, as JSON and as front matter: fields of UTF-8 or a sentence; what was read is written and reads back.
 */
#include "lab/media/layer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void layer(cn_arena *a, cn_str text, const char *carrier, cn_code rc)
{
	cn_layer_draft d = { .a = a, .out = { .kind = CN_PART_AIGC, .carrier = carrier, .says_ai = CN_UNKNOWN } };
	cn_layer_of_aigc(&d, text);
	if (d.has_aigc && rc != CN_OK)
		abort();
	if (!d.has_aigc && d.out.n_remark == 0)
		abort();
	for (size_t i = 0; i < d.out.n_field; i++)
		if (!cn_utf8_ok(d.out.field[i].value))
			abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	CN_AUTO_BUF b;
	cn_str text = { (const char *)data, size };
	cn_aigc k, back;
	cn_err err = { 0 };
	if (!a)
		return 0;
	cn_buf_init(&b, 1 << 20);
	cn_code rc = cn_aigc_read(a, text, &k, &err);
	if (rc != CN_OK && !err.msg[0])
		abort();
	layer(a, text, "AIGC", rc);
	layer(a, text, "front matter", rc);
	if (rc != CN_OK)
		return 0;
	cn_aigc_write(&b, &k);
	if (b.failed || b.n > CN_AIGC_BYTES_MAX)
		return 0;
	if (cn_aigc_read(a, cn_buf_str(&b), &back, &err) != CN_OK || !cn_eq(back.label, k.label) ||
	    !cn_eq(back.producer, k.producer) || !cn_eq(back.reserved2, k.reserved2))
		abort();
	return 0;
}
