/* Small ISO base media files, box by box, for tests. */
#ifndef CN_TESTS_UNIT_BMFF_HELP_H
#define CN_TESTS_UNIT_BMFF_HELP_H

#include "lab/media/file.h"

typedef struct bmff {
	cn_buf b;
	size_t open[32], n;
} bmff;

static inline void bmff_init(bmff *f)
{
	*f = (bmff){ 0 };
	cn_buf_init(&f->b, 32 << 20);
}

static inline void bmff_be(bmff *f, uint64_t v, size_t bytes)
{
	while (bytes-- > 0)
		cn_buf_putc(&f->b, (char)(v >> 8 * bytes & 0xff));
}

static inline void bmff_put(bmff *f, cn_str s)
{
	cn_buf_put(&f->b, s);
}

static inline void bmff_begin(bmff *f, const char *type)
{
	f->open[f->n++] = f->b.n;
	bmff_be(f, 0, 4);
	cn_buf_put(&f->b, (cn_str){ type, 4 });
}

static inline void bmff_full(bmff *f, const char *type, unsigned version, unsigned flags)
{
	bmff_begin(f, type);
	bmff_be(f, version, 1);
	bmff_be(f, flags, 3);
}

static inline void bmff_end(bmff *f)
{
	size_t at = f->open[--f->n], size = f->b.n - at;
	for (size_t i = 0; i < 4; i++)
		f->b.p[at + i] = (char)(size >> (24 - 8 * i) & 0xff);
}

static inline void bmff_box(bmff *f, const char *type, cn_str body)
{
	bmff_begin(f, type);
	bmff_put(f, body);
	bmff_end(f);
}

static inline void bmff_ftyp(bmff *f, const char *brand)
{
	bmff_begin(f, "ftyp");
	bmff_put(f, (cn_str){ brand, 4 });
	bmff_be(f, 0, 4);
	bmff_end(f);
}

static inline void bmff_hdlr(bmff *f, const char *handler)
{
	bmff_full(f, "hdlr", 0, 0);
	bmff_be(f, 0, 4);
	bmff_put(f, (cn_str){ handler, 4 });
	bmff_end(f);
}

/* Where `bytes` stand in s from `from` on; fails the test if they do not. */
static inline size_t bmff_find(cn_str s, size_t from, const char *bytes)
{
	size_t n = strlen(bytes);
	for (size_t i = from; i < s.n && n <= s.n - i; i++)
		if (memcmp(s.p + i, bytes, n) == 0)
			return i;
	fail_msg("\"%s\" is not there", bytes);
	return 0;
}

static inline uint64_t bmff_get(cn_str s, size_t at, size_t bytes)
{
	uint64_t v = 0;
	assert_true(at <= s.n && bytes <= s.n - at);
	for (size_t i = 0; i < bytes; i++)
		v = v << 8 | (unsigned char)s.p[at + i];
	return v;
}

/* A copy with one number changed. */
static inline cn_str bmff_with(cn_arena *a, cn_str s, size_t at, size_t bytes, uint64_t v)
{
	char *p = CN_NEW(a, char, s.n);
	memcpy(p, s.p, s.n);
	for (size_t i = 0; i < bytes; i++)
		p[at + i] = (char)(v >> 8 * (bytes - 1 - i) & 0xff);
	return (cn_str){ p, s.n };
}

#endif
