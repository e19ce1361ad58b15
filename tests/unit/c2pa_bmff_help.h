/* ISO base media files made here, with what their flat digest is to be of. Include after cmocka.h. */
#ifndef CN_TESTS_C2PA_BMFF_HELP_H
#define CN_TESTS_C2PA_BMFF_HELP_H

#include "c2pa_toy.h"

enum { ROOTS_MAX = 16 };

/* A box at the root and what the digest is to be of: nothing (not even its place) if it is gone. */
typedef struct root {
	cn_str box, kept;
	bool gone;
} root;

static inline cn_str box(cn_arena *a, const char *type, cn_str body)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, 32 << 20);
	put_box(&b, type, body);
	return cn_buf_copy(a, &b);
}

static inline void put_number(cn_buf *b, uint64_t n, int bytes)
{
	for (int i = 8 * (bytes - 1); i >= 0; i -= 8)
		cn_buf_putc(b, (char)(n >> i & 0xff));
}

/* With its size in eight bytes. */
static inline cn_str long_box(cn_arena *a, const char *type, cn_str body)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, 1 << 20);
	put_number(&b, 1, 4);
	cn_buf_putz(&b, type);
	put_number(&b, body.n + 16, 8);
	cn_buf_put(&b, body);
	return cn_buf_copy(a, &b);
}

static inline root kept(cn_str b)
{
	return (root){ b, b, false };
}

static inline root gone(cn_str b)
{
	return (root){ .box = b, .gone = true };
}

/* Without size bytes from at on. */
static inline root without(cn_arena *a, cn_str b, size_t at, size_t size)
{
	return (root){ b, join(a, cn_sub(b, 0, at), cn_sub(b, at + size, b.n)), false };
}

static inline cn_str file_of(cn_arena *a, const root *r, size_t n)
{
	cn_str all = { 0 };
	for (size_t i = 0; i < n; i++)
		all = join(a, all, r[i].box);
	return all;
}

/* 18.6.2: the place of each root box, then what is kept of it. */
static inline cn_str flat(cn_arena *a, const root *r, size_t n, uint64_t from)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, 32 << 20);
	for (size_t i = 0; i < n; i++) {
		if (!r[i].gone) {
			put_number(&b, from, 8);
			cn_buf_put(&b, r[i].kept);
		}
		from += r[i].box.n;
	}
	return cn_buf_copy(a, &b);
}

static inline cn_c2pa_input input_of(cn_arena *a, cn_str file, cn_str content)
{
	static const char *const NAME = "c2pa.hash.bmff.v3";
	made m = { .label = "m", .name = &NAME, .content = &content, .n = 1 };
	return (cn_c2pa_input){ .file = file, .store = superbox(a, "c2pa", "c2pa", make(a, &m)), .at_us = 500 };
}

static inline cn_c2pa_report check(cn_arena *a, cn_str file, cn_str content)
{
	toy t;
	cn_x509 x = toy_table(&t);
	cn_c2pa_input in = input_of(a, file, content);
	in.x509 = &x;
	cn_c2pa_report r = { 0 };
	cn_err err = { 0 };
	if (cn_c2pa_check(a, &in, &r, &err) != CN_OK)
		fail_msg("%s", err.msg);
	return r;
}

static inline cn_c2pa_report bmff(cn_arena *a, const root *r, size_t n, cn_str exclusions)
{
	return check(a, file_of(a, r, n), diag(a, "{'exclusions':^,'hash':@}", exclusions, sha256(a, flat(a, r, n, 0))));
}

#define UUID "\xd8\xfe\xc3\xd6\x1b\x0e\x48\x3c\x92\x97\x58\x28\x87\x7e\xc4\x81"
#define N(x) (sizeof(x) / sizeof *(x))

/* What A.5.6 leaves out of every binding. */
static inline cn_str usual(cn_arena *a)
{
	return diag(a, "[{'xpath':'/uuid','data':[{'offset':8,'value':@}]},{'xpath':'/ftyp'},{'xpath':'/mfra'}]", CN_S(UUID));
}

#endif
