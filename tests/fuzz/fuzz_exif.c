/* Blocks of EXIF from outside: it ends, with fields that are UTF-8, or with a sentence. */
#include "lab/media/exif.h"
#include "lab/media/layer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_str s = { (const char *)data, size };
	cn_exif e;
	cn_err err = { 0 };
	if (!a)
		return 0;
	cn_code rc = cn_exif_read(a, s, &e, &err);
	if (rc != CN_OK && !err.msg[0])
		abort();
	cn_layer_draft d = { .a = a, .out = { .kind = CN_PART_EXIF, .carrier = "APP1", .says_ai = CN_UNKNOWN } };
	cn_layer_of_exif(&d, s);
	if ((rc == CN_OK) == d.unread)
		abort();
	for (size_t i = 0; i < d.out.n_field; i++)
		if (!cn_utf8_ok(d.out.field[i].value))
			abort();
	return 0;
}
