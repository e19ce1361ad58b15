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

/* The file with the edits, as one text; *ret: its pieces. */
static inline cn_str media_written(cn_arena *a, cn_str file, const cn_media_edit *e, size_t n, cn_media_pieces *ret)
{
	cn_err err = { 0 };
	if (cn_media_write(a, file, e, n, ret, &err) != CN_OK)
		fail_msg("%s", err.msg);
	return media_whole(a, ret);
}

/* One edit: the part of this kind and key becomes these bytes (NULL: it goes). */
static inline cn_str media_with(cn_arena *a, cn_str file, cn_media_kind kind, const char *key, const char *bytes)
{
	cn_media_edit e = { kind, cn_str_z(key), bytes ? cn_str_z(bytes) : (cn_str){ NULL, 0 } };
	cn_media_pieces out;
	return media_written(a, file, &e, 1, &out);
}

/* The store that the pieces note is the one that the reader finds. */
static inline void media_store_is(const cn_media_pieces *out, const cn_media_file *f, cn_str store)
{
	const cn_media_part *c = media_first(f, CN_PART_C2PA);
	assert_non_null(c);
	assert_int_equal(media_count(f, CN_PART_C2PA), 1);
	assert_true(cn_eq(c->bytes, store));
	assert_int_equal(out->n_store, 1);
	assert_int_equal(c->n_range, 1);
	assert_int_equal(out->store[0].at, c->range[0].at);
	assert_int_equal(out->store[0].size, c->range[0].size);
}

/* Written with as little memory as there may be: each time it is said, or the file is there. */
static inline void media_short_of_memory(const char *seed, const cn_media_edit *e, size_t n)
{
	CN_AUTO_ARENA whole = cn_arena_new(1 << 20);
	cn_str file = media_seed(whole, seed);
	cn_code rc = CN_ETOOBIG;
	for (size_t cap = 16; rc != CN_OK && cap <= 1 << 20; cap += 16) {
		CN_AUTO_ARENA a = cn_arena_new(cap);
		cn_media_pieces out = { 0 };
		cn_err err = { 0 };
		rc = a ? cn_media_write(a, file, e, n, &out, &err) : CN_ETOOBIG;
		if (rc != CN_OK && a && (rc != CN_ETOOBIG || !strstr(err.msg, "memory")))
			fail_msg("with %zu bytes: %s", cap, err.msg);
		assert_true(rc == CN_OK || out.n == 0);
	}
	assert_int_equal(rc, CN_OK);
}

/* Read without trouble. */
static inline cn_media_file media_read_whole(cn_arena *a, cn_str s)
{
	cn_media_file f;
	cn_err err = { 0 };
	if (cn_media_read(a, s, &f, &err) != CN_OK)
		fail_msg("%s", err.msg);
	if (f.trouble)
		fail_msg("byte %zu: %s", f.trouble_at, f.trouble);
	return f;
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
