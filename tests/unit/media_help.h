/* What tests of media files share: include after cmocka.h. */
#ifndef CN_TESTS_UNIT_MEDIA_HELP_H
#define CN_TESTS_UNIT_MEDIA_HELP_H

#include "lab/media/file.h"

/* tests/fuzz/seeds/media/NAME, at most 64 KiB. */
static inline cn_str media_seed(cn_arena *a, const char *name)
{
	const char *root = getenv("CONCORD_SOURCE");
	const char *path = cn_cstr(a, cn_strf(a, "%s/tests/fuzz/seeds/media/%s", root ? root : ".", name));
	FILE *f = fopen(path, "rb");
	if (!f)
		fail_msg("cannot read %s", path);
	char *p = CN_NEW(a, char, 64 << 10);
	size_t n = fread(p, 1, 64 << 10, f);
	(void)fclose(f);
	return (cn_str){ p, n };
}

static inline void media_part_is(const cn_media_file *f, size_t i, cn_media_kind kind, const char *bytes, size_t n)
{
	assert_true(i < f->n_part);
	assert_int_equal(f->part[i].kind, kind);
	assert_int_equal(f->part[i].bytes.n, n);
	assert_memory_equal(f->part[i].bytes.p, bytes, n);
}

static inline const cn_media_part *media_first(const cn_media_file *f, cn_media_kind kind)
{
	for (size_t i = 0; i < f->n_part; i++)
		if (f->part[i].kind == kind)
			return &f->part[i];
	return NULL;
}

static inline size_t media_count(const cn_media_file *f, cn_media_kind kind)
{
	size_t n = 0;
	for (size_t i = 0; i < f->n_part; i++)
		n += f->part[i].kind == kind;
	return n;
}

/* The pieces of a written file as one text. */
static inline cn_str media_whole(cn_arena *a, const cn_media_pieces *out)
{
	char *p = CN_NEW(a, char, out->bytes ? out->bytes : 1);
	size_t n = 0;
	assert_non_null(p);
	for (size_t i = 0; i < out->n; n += out->piece[i++].n)
		memcpy(p + n, out->piece[i].p, out->piece[i].n);
	assert_int_equal(n, out->bytes);
	return (cn_str){ p, n };
}

/* Cut at every byte but the last `rest`: the reader says that something is wrong, or takes the file for another format. */
static inline void media_cut_everywhere(cn_arena *a, cn_str s, size_t rest)
{
	cn_media_file whole, f;
	assert_int_equal(cn_media_read(a, s, &whole, NULL), CN_OK);
	assert_null(whole.trouble);
	for (size_t n = 0; n + rest < s.n; n++) {
		assert_int_equal(cn_media_read(a, cn_sub(s, 0, n), &f, NULL), CN_OK);
		if (f.format == whole.format && !f.trouble)
			fail_msg("cut at byte %zu of %zu, and nothing is said", n, s.n);
	}
}

#endif
