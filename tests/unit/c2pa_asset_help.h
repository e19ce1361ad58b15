/* Small files made here with a store in them, of the formats in which a store is bound by ranges and boxes. Include after cmocka.h. */
#ifndef CN_TESTS_C2PA_ASSET_HELP_H
#define CN_TESTS_C2PA_ASSET_HELP_H

#include "c2pa_toy.h"

enum { PIECES_MAX = 16 };

/* A file of pieces, of which one is where the store goes, and how. */
typedef struct asset {
	const char *format; /* "jpeg", "png", "riff"; NULL: the store is elsewhere */
	cn_str piece[PIECES_MAX];
	size_t n, place; /* the store goes before piece[place] */
	size_t cut;	 /* bytes of the store in one segment; 0: all */
	bool raw;	 /* the ranges are those of the store itself */
	cn_str junk;	 /* after the store, in its carrier */
	cn_c2pa_rules rules;
} asset;

static inline cn_str segment(cn_arena *a, unsigned marker, cn_str body)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, 1 << 17);
	cn_buf_putc(&b, (char)0xff);
	cn_buf_putc(&b, (char)marker);
	cn_buf_putc(&b, (char)((body.n + 2) >> 8));
	cn_buf_putc(&b, (char)((body.n + 2) & 0xff));
	cn_buf_put(&b, body);
	return cn_buf_copy(a, &b);
}

static inline void put_number(cn_buf *b, size_t n, bool little)
{
	for (int i = 0; i < 4; i++)
		cn_buf_putc(b, (char)(n >> (little ? 8 * i : 24 - 8 * i) & 0xff));
}

static inline cn_str chunk(cn_arena *a, const char *name, cn_str body, bool png)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, 1 << 17);
	if (png)
		put_number(&b, body.n, false);
	cn_buf_putz(&b, name);
	if (!png)
		put_number(&b, body.n, true);
	cn_buf_put(&b, body);
	if (png)
		cn_buf_putz(&b, "CRC.");
	else if (body.n & 1)
		cn_buf_putc(&b, 0);
	return cn_buf_copy(a, &b);
}

/* The store in its carrier, as it stands from `at` on in the file; r: where. */
static inline cn_str carry(cn_arena *a, const asset *f, cn_str store, size_t at, cn_c2pa_range *r, size_t *n)
{
	cn_str all = { 0 }, body = join(a, store, f->junk);
	bool jpeg = strcmp(f->format, "jpeg") == 0, png = strcmp(f->format, "png") == 0;
	size_t cut = jpeg && f->cut ? f->cut : body.n;
	*n = 0;
	for (size_t from = 0; from < body.n; from += cut) {
		cn_str part = cn_sub(body, from, cut);
		cn_str one = jpeg ? segment(a, 0xeb, join(a, from ? CN_S("JP\0\1\0\0\0\2lboxjumb") : CN_S("JP\0\1\0\0\0\1"), part))
				  : chunk(a, png ? "caBX" : "C2PA", part, png);
		size_t whole = !jpeg && !png ? 8 + part.n : one.n; /* the padding of RIFF is not the store's */
		r[(*n)++] = (cn_c2pa_range){ at + all.n, whole };
		if (f->raw)
			r[*n - 1] = (cn_c2pa_range){ at + all.n + (jpeg ? 12 : 8), store.n };
		all = join(a, all, one);
	}
	return all;
}

static inline cn_str pieces(cn_arena *a, const asset *f, size_t from, size_t to)
{
	cn_str all = { 0 };
	for (size_t i = from; i < to; i++)
		all = join(a, all, f->piece[i]);
	return all;
}

/* The store of f under one manifest that is made of `name` and `content`; ret: the file and what is checked. */
static inline void put_store(cn_arena *a, const asset *f, cn_str manifests, cn_c2pa_input *ret)
{
	cn_c2pa_range *r = CN_NEW(a, cn_c2pa_range, 4096);
	size_t n = 0;
	cn_str store = superbox(a, "c2pa", "c2pa", manifests), before = pieces(a, f, 0, f->format ? f->place : f->n);
	cn_str carried = f->format ? carry(a, f, store, before.n, r, &n) : (cn_str){ 0 };
	cn_str after = f->format ? pieces(a, f, f->place, f->n) : (cn_str){ 0 };
	*ret = (cn_c2pa_input){ .file = join(a, join(a, before, carried), after),
				.store = f->format ? join(a, store, f->junk) : store,
				.ranges = r,
				.n_ranges = n,
				.at_us = 500,
				.rules = f->rules };
}

static inline cn_c2pa_report run(cn_arena *a, cn_c2pa_input *in)
{
	toy t;
	cn_x509 x = toy_table(&t);
	cn_c2pa_report r = { 0 };
	cn_err err = { 0 };
	in->x509 = &x;
	if (cn_c2pa_check(a, in, &r, &err) != CN_OK)
		fail_msg("%s", err.msg);
	return r;
}

static inline cn_c2pa_report bound(cn_arena *a, const asset *f, const char *name, cn_str content)
{
	cn_c2pa_input in;
	made m = { .label = "m", .name = &name, .content = &content, .n = 1 };
	put_store(a, f, make(a, &m), &in);
	return run(a, &in);
}

/* SOI, Exif, [store], a table, a scan with its end. */
static inline asset a_jpeg(cn_arena *a)
{
	return (asset){ .format = "jpeg",
			.piece = { CN_S("\xff\xd8"), segment(a, 0xe1, CN_S("Exif\0\0 facts")), segment(a, 0xdb, CN_S("table")),
				   segment(a, 0xda, CN_S("scan head")), CN_S("\x11\x22\xff\x00\x33\xff\xd0\x44"), CN_S("\xff\xd9") },
			.n = 6,
			.place = 2 };
}

static inline asset a_png(cn_arena *a)
{
	return (asset){ .format = "png",
			.piece = { CN_S("\x89PNG\r\n\x1a\n"), chunk(a, "IHDR", CN_S("head"), true), chunk(a, "iTXt", CN_S("text"), true),
				   chunk(a, "IDAT", CN_S("pixels"), true), chunk(a, "IEND", (cn_str){ 0 }, true) },
			.n = 5,
			.place = 2 };
}

static inline asset a_riff(cn_arena *a)
{
	return (asset){ .format = "riff",
			.piece = { CN_S("RIFF\0\0\0\0WAVE"), chunk(a, "fmt ", CN_S("what"), false), chunk(a, "data", CN_S("sound"), false) },
			.n = 3,
			.place = 2 };
}

#endif
