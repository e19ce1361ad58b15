/* Envelopes and records from others: whatever is accepted is written back byte for byte. */
#include "core/kind.h"
#include "core/record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_bodies(const cn_record *r)
{
	const cn_kind *k = cn_kind_find(r->kind);
	cn_err err;
	if (k)
		assert(cn_kind_check(k, r, &err) == CN_OK || err.msg[0]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CN_AUTO_ARENA a = cn_arena_new(CN_RECORD_ARENA_BYTES);
	cn_str in = { (const char *)data, size }, again;
	cn_signed s;
	cn_record r;
	if (!a)
		return 0;
	if (cn_record_open(a, in, &s, NULL) == CN_OK) {
		CN_AUTO_BUF b;
		cn_buf_init(&b, CN_ENTRY_BYTES_MAX);
		cn_dsse_write(&s.env, &b);
		assert(cn_eq(cn_buf_str(&b), in));
		check_bodies(&s.rec);
	}
	if (cn_record_read(a, in, &r, NULL) == CN_OK) {
		check_bodies(&r);
		cn_code rc = cn_record_write(a, &r, &again, NULL); /* a known kind with a wrong body is read, and not written */
		assert(rc != CN_OK || cn_eq(again, in));
	}
	return 0;
}
