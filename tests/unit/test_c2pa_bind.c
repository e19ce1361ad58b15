/* Hard bindings by byte ranges and by named boxes: small files and assertions made here, each with one thing that should not be. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

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

static cn_str segment(cn_arena *a, unsigned marker, cn_str body)
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

static void put_number(cn_buf *b, size_t n, bool little)
{
	for (int i = 0; i < 4; i++)
		cn_buf_putc(b, (char)(n >> (little ? 8 * i : 24 - 8 * i) & 0xff));
}

static cn_str chunk(cn_arena *a, const char *name, cn_str body, bool png)
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
static cn_str carry(cn_arena *a, const asset *f, cn_str store, size_t at, cn_c2pa_range *r, size_t *n)
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

static cn_str pieces(cn_arena *a, const asset *f, size_t from, size_t to)
{
	cn_str all = { 0 };
	for (size_t i = from; i < to; i++)
		all = join(a, all, f->piece[i]);
	return all;
}

/* The store of f under one manifest that is made of `name` and `content`; ret: the file and what is checked. */
static void put_store(cn_arena *a, const asset *f, cn_str manifests, cn_c2pa_input *ret)
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

static cn_c2pa_report run(cn_arena *a, cn_c2pa_input *in)
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

static cn_c2pa_report bound(cn_arena *a, const asset *f, const char *name, cn_str content)
{
	cn_c2pa_input in;
	made m = { .label = "m", .name = &name, .content = &content, .n = 1 };
	put_store(a, f, make(a, &m), &in);
	return run(a, &in);
}

/* ---- byte ranges
 * ---------------------------------------------------------------------------------------------------------------------- */

/* What a list of exclusions says of the ten bytes "0123456789"; the digest is that of `left`. */
static cn_c2pa_report data(cn_arena *a, const char *exclusions, const char *left)
{
	asset f = { .piece = { CN_S("0123456789") }, .n = 1 };
	return bound(a, &f, "c2pa.hash.data", diag(a, "{'exclusions':^,'hash':@}", diag(a, exclusions), sha256(a, cn_str_z(left))));
}

static void exclusions_are_in_order_apart_and_within_the_file(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(512 << 20);
	cn_c2pa_report r = data(a, "[]", "0123456789");
	HOLD(a, &r, TRUSTED, "");
	assert_true(told(&r, CN_C2PA_DATA_MATCH) && cn_eqz(r.binding, "c2pa.hash.data") && !told(&r, CN_C2PA_DATA_EXTRA));
	r = data(a, "[{'start':2,'length':3},{'start':5,'length':1},{'start':9,'length':1}]", "01678");
	HOLD(a, &r, WELL_FORMED, ""); /* what is left out of a format that is not read may be content */
	assert_true(told(&r, CN_C2PA_DATA_MATCH) && told(&r, CN_C2PA_DATA_EXTRA) && r.unchecked);
	r = data(a, "[{'start':10,'length':0}]", "0123456789");
	HOLD(a, &r, TRUSTED, "");
	static const char *const BAD[] = { "[{'start':2,'length':3},{'start':4,'length':1}]", /* over each other */
					   "[{'start':5,'length':1},{'start':2,'length':1}]", /* out of order */
					   "[{'start':2,'length':-1}]",
					   "[{'start':-1,'length':1}]",
					   "[{'start':2}]",
					   "[{'length':2}]",
					   "['x']",
					   "{'start':2,'length':1}",
					   "[{'start':18446744073709551615,'length':2}]" };
	for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
		r = data(a, BAD[i], "0123456789");
		HOLD(a, &r, INVALID, "assertion.dataHash.malformed");
	}
	static const char *const BEYOND[] = { "[{'start':9,'length':2}]", "[{'start':11,'length':0}]",
					      "[{'start':18446744073709551614,'length':1}]", "[{'start':0,'length':4294967296}]" };
	for (size_t i = 0; i < sizeof BEYOND / sizeof *BEYOND; i++) {
		r = data(a, BEYOND[i], "");
		HOLD(a, &r, INVALID, "assertion.dataHash.mismatch");
	}
}

static void the_digest_is_of_the_algorithm_that_stands_nearest(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	asset f = { .piece = { CN_S("content") }, .n = 1 };
	cn_str d384 = digest(a, CN_SHA2_384, CN_S("content"));
	cn_c2pa_report r = bound(a, &f, "c2pa.hash.data", diag(a, "{'alg':'sha384','hash':@}", d384));
	HOLD(a, &r, TRUSTED, "");
	r = bound(a, &f, "c2pa.hash.data", diag(a, "{'hash':@}", d384));
	HOLD(a, &r, INVALID, "assertion.dataHash.mismatch");
	r = bound(a, &f, "c2pa.hash.data", diag(a, "{'alg':'md5','hash':@}", d384));
	HOLD(a, &r, INVALID, "algorithm.unsupported");
	r = bound(a, &f, "c2pa.hash.data", diag(a, "{'pad':@}", (cn_str){ 0 }));
	HOLD(a, &r, INVALID, "assertion.dataHash.mismatch"); /* no digest at all */
	const char *name = "c2pa.hash.data"; /* no algorithm in the claim either */
	cn_str content = diag(a, "{'hash':@}", sha256(a, CN_S("content")));
	cn_str uri = hashed(a, "self#jumbf=c2pa.assertions/c2pa.hash.data", assertion_box(a, name, content));
	made m = { .label = "m", .name = &name, .content = &content, .n = 1 };
	m.claim_bytes = diag(a, "{'signature':'self#jumbf=c2pa.signature','assertions':[^]}", uri);
	cn_c2pa_input in;
	put_store(a, &f, make(a, &m), &in);
	r = run(a, &in);
	HOLD(a, &r, INVALID, "algorithm.unsupported,algorithm.unsupported");
}

/* SOI, Exif, [store], a table, a scan with its end. */
static asset a_jpeg(cn_arena *a)
{
	return (asset){ .format = "jpeg",
			.piece = { CN_S("\xff\xd8"), segment(a, 0xe1, CN_S("Exif\0\0 facts")), segment(a, 0xdb, CN_S("table")),
				   segment(a, 0xda, CN_S("scan head")), CN_S("\x11\x22\xff\x00\x33\xff\xd0\x44"), CN_S("\xff\xd9") },
			.n = 6,
			.place = 2 };
}

static asset a_png(cn_arena *a)
{
	return (asset){ .format = "png",
			.piece = { CN_S("\x89PNG\r\n\x1a\n"), chunk(a, "IHDR", CN_S("head"), true), chunk(a, "iTXt", CN_S("text"), true),
				   chunk(a, "IDAT", CN_S("pixels"), true), chunk(a, "IEND", (cn_str){ 0 }, true) },
			.n = 5,
			.place = 2 };
}

static asset a_riff(cn_arena *a)
{
	return (asset){ .format = "riff",
			.piece = { CN_S("RIFF\0\0\0\0WAVE"), chunk(a, "fmt ", CN_S("what"), false), chunk(a, "data", CN_S("sound"), false) },
			.n = 3,
			.place = 2 };
}

/* How an exclusion differs from that of the carrier, and what else is left out after it. */
typedef struct cut {
	int before, after; /* bytes more at its start and end */
	size_t at, size;   /* another, by its place in the pieces put together */
} cut;

/* The file of f signed with the cut: the length of the store is in the store, so it is made until it stays. */
static cn_c2pa_report cut_out(cn_arena *a, const asset *f, cut c)
{
	static const char *const NAME = "c2pa.hash.data";
	size_t carried = 0;
	cn_str all = pieces(a, f, 0, f->n), before = pieces(a, f, 0, f->place);
	cn_str left = c.size ? join(a, cn_sub(all, 0, c.at), cn_sub(all, c.at + c.size, all.n)) : all;
	if (c.before > 0 || c.after > 0)
		left = join(a, cn_sub(all, 0, before.n - (size_t)c.before), cn_sub(all, before.n + (size_t)c.after, all.n));
	bool first = c.size && c.at < before.n;
	cn_c2pa_input in = { 0 };
	for (int i = 0; i < 4; i++) {
		size_t start = before.n - (size_t)(long)c.before, size = carried + (size_t)(long)(c.before + c.after);
		cn_str own = diag(a, "{'start':#,'length':#}", (uint64_t)start, (uint64_t)size);
		cn_str other = diag(a, "{'start':#,'length':#}", (uint64_t)(first ? c.at : c.at + carried), (uint64_t)c.size);
		cn_str list = c.size ? diag(a, "[^,^]", first ? other : own, first ? own : other) : diag(a, "[^]", own);
		cn_str content = diag(a, "{'exclusions':^,'hash':@}", list, sha256(a, left));
		made m = { .label = "m", .name = &NAME, .content = &content, .n = 1 };
		put_store(a, f, make(a, &m), &in);
		carried = in.file.n - all.n;
	}
	return run(a, &in);
}

static void a_store_in_its_carrier_is_left_out_whole_and_alone(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(512 << 20);
	asset j = a_jpeg(a), p = a_png(a), w = a_riff(a);
	const asset *const files[] = { &j, &p, &w };
	for (size_t i = 0; i < 3; i++)
		for (int raw = 0; raw < 2; raw++) {
			asset f = *files[i];
			f.raw = raw;
			cn_c2pa_report r = cut_out(a, &f, (cut){ 0 });
			HOLD(a, &r, TRUSTED, "");
			assert_false(told(&r, CN_C2PA_DATA_EXTRA));
			f.junk = CN_S("\0\0\0\0\0\0");
			r = cut_out(a, &f, (cut){ 0 });
			HOLD(a, &r, TRUSTED, ""); /* padding is allowed */
			f.junk = CN_S("\0\0hidden");
			r = cut_out(a, &f, (cut){ 0 });
			HOLD(a, &r, INVALID, "assertion.dataHash.mismatch");
			f.junk = (cn_str){ 0 };
			for (int k = 0; k < 2 && i < 2; k++) {
				r = cut_out(a, &f, (cut){ .after = k ? 3 : -3 });
				HOLD(a, &r, INVALID, "assertion.dataHash.mismatch");
				r = cut_out(a, &f, (cut){ .before = k ? 3 : -3 });
				HOLD(a, &r, INVALID, "assertion.dataHash.mismatch");
			}
		}
	asset f = a_jpeg(a);
	f.cut = 100; /* several segments */
	cn_c2pa_report r = cut_out(a, &f, (cut){ 0 });
	HOLD(a, &r, TRUSTED, "");
	f.piece[2] = segment(a, 0xeb, CN_S("JP\0\2\0\0\0\1another")); /* APP11 of another kind right after */
	r = cut_out(a, &f, (cut){ 0 });
	HOLD(a, &r, TRUSTED, "");
	r = cut_out(a, &f, (cut){ .after = (int)f.piece[2].n });
	HOLD(a, &r, INVALID, "assertion.dataHash.mismatch");
	f = a_riff(a); /* heads and padding of a carrier that is not known here: 256 bytes and no more */
	f.piece[1] = chunk(a, "fmt ", (cn_str){ cn_alloc(a, 300, 1), 300 }, false);
	for (int more = 256; more < 258; more++) {
		r = cut_out(a, &f, (cut){ .before = more - 8 }); /* the store's own range begins after the head of the chunk */
		HOLD(a, &r, TRUSTED, "");
		f.raw = true;
		r = cut_out(a, &f, (cut){ .before = more - 8 });
		assert_true(r.state == (more == 256 ? CN_C2PA_TRUSTED : CN_C2PA_INVALID));
		f.raw = false;
	}
}

static void a_carrier_that_is_made_longer_hides_nothing(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(512 << 20);
	static const char *const NAME = "c2pa.hash.data";
	asset f = a_riff(a);
	cn_str content = { 0 }, all = pieces(a, &f, 0, 3), head = pieces(a, &f, 0, 2);
	cn_c2pa_input in = { 0 };
	size_t carried = 0;
	for (int i = 0; i < 4; i++) {
		content = diag(a, "{'exclusions':[{'start':#,'length':#}],'hash':@}", (uint64_t)head.n, (uint64_t)carried, sha256(a, all));
		made m = { .label = "m", .name = &NAME, .content = &content, .n = 1 };
		put_store(a, &f, make(a, &m), &in);
		carried = in.file.n - all.n;
	}
	cn_c2pa_report r = run(a, &in);
	HOLD(a, &r, TRUSTED, "");
	/* the chunk now claims the sound as its own: a reader finds a longer store, whose end is zeros, and no sound */
	cn_c2pa_range longer = { in.ranges[0].at, in.ranges[0].size + f.piece[2].n };
	in.ranges = &longer;
	r = run(a, &in);
	HOLD(a, &r, INVALID, "assertion.dataHash.mismatch");
}

static void only_metadata_may_be_left_out_besides(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(512 << 20);
	asset j = a_jpeg(a), p = a_png(a);
	cn_c2pa_report r = cut_out(a, &j, (cut){ .at = 2 + 4 + 6, .size = 6 }); /* within Exif */
	HOLD(a, &r, TRUSTED, "");
	assert_true(told(&r, CN_C2PA_DATA_EXTRA) && told(&r, CN_C2PA_DATA_MATCH));
	r = cut_out(a, &p, (cut){ .at = 8 + 16 + 8, .size = 4 }); /* within iTXt, that stands after the store */
	HOLD(a, &r, TRUSTED, "");
	size_t table = 2 + j.piece[1].n, scan = table + j.piece[2].n, entropy = scan + j.piece[3].n;
	const cut bad[] = { { .at = 0, .size = 1 }, /* the marker of the start */
			    { .at = 3, .size = 6 }, /* the length of Exif */
			    { .at = table + 4, .size = 2 },
			    { .at = scan + 4, .size = 2 },
			    { .at = entropy, .size = 2 },
			    { .at = entropy + 8, .size = 2 } };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		r = cut_out(a, &j, bad[i]);
		HOLD(a, &r, INVALID, "assertion.dataHash.mismatch");
	}
	size_t pixels = 8 + 16 + p.piece[2].n;
	const cut worse[] = { { .at = 0, .size = 8 }, { .at = 8 + 8, .size = 4 }, { .at = pixels + 8, .size = 4 }, { .at = pixels + 20, .size = 2 } };
	for (size_t i = 0; i < sizeof worse / sizeof *worse; i++) {
		r = cut_out(a, &p, worse[i]);
		HOLD(a, &r, INVALID, "assertion.dataHash.mismatch");
	}
	j.rules = CN_C2PA_2_4; /* from 2.4 on it is said and no more */
	r = cut_out(a, &j, (cut){ .at = table + 4, .size = 2 });
	HOLD(a, &r, TRUSTED, "");
	assert_true(told(&r, CN_C2PA_DATA_EXTRA));
}

/* A manifest whose store grows by an update after it was signed; later: another exclusion after the store. */
static cn_c2pa_report updated(cn_arena *a, const asset *f, size_t later_at, size_t later_size, const char *more)
{
	static const char *const NAMES[] = { "c2pa.hash.data", "c2pa.ingredient" };
	size_t carried = 0, old = 0;
	cn_str all = pieces(a, f, 0, f->n), before = pieces(a, f, 0, f->place), first = { 0 };
	cn_str left = later_size ? join(a, cn_sub(all, 0, later_at), cn_sub(all, later_at + later_size, all.n)) : all;
	cn_c2pa_input in = { 0 };
	for (int i = 0; i < 4; i++) {
		cn_str list = diag(a, "[{'start':#,'length':#},{'start':#,'length':#}]", (uint64_t)before.n, (uint64_t)carried,
				   (uint64_t)(later_at + carried), (uint64_t)later_size);
		cn_str content = diag(a, "{'exclusions':^,'hash':@,'name':'%'}", list, sha256(a, left));
		made m = { .label = "one", .name = NAMES, .content = &content, .n = 1 };
		first = make(a, &m);
		put_store(a, f, first, &in);
		old = carried = in.file.n - all.n;
	}
	cn_str parent = diag(a, "{'relationship':'parentOf','c2pa_manifest':^}", hashed(a, "self#jumbf=/c2pa/one", first));
	made m = { .label = "two", .kind = "c2um", .name = NAMES + 1, .content = &parent, .n = 1, .more = more };
	put_store(a, f, join(a, first, make(a, &m)), &in);
	assert_true(in.file.n - all.n != old);
	return run(a, &in);
}

static void an_update_moves_what_follows_the_store(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(512 << 20);
	asset j = a_jpeg(a), p = a_png(a), w = a_riff(a);
	const asset *const files[] = { &j, &p, &w };
	for (size_t i = 0; i < 3; i++)
		for (size_t n = 0; n < 2; n++) { /* of either parity: RIFF pads */
			asset f = *files[i];
			cn_c2pa_report r = updated(a, &f, pieces(a, &f, 0, f.n).n, 0, n ? "'x':'1'" : "'x':'22'");
			HOLD(a, &r, TRUSTED, "");
			assert_true(r.manifests == 2 && told(&r, CN_C2PA_DATA_MATCH));
			f.raw = true;
			r = updated(a, &f, pieces(a, &f, 0, f.n).n, 0, NULL);
			HOLD(a, &r, TRUSTED, "");
		}
	/* text after the store */
	cn_c2pa_report r = updated(a, &p, 8 + 16 + 8, 4, NULL);
	HOLD(a, &r, TRUSTED, "");
	r = updated(a, &p, 8 + 16 + 16 + 8, 4, NULL); /* pixels after it */
	HOLD(a, &r, INVALID, "assertion.dataHash.mismatch");
}

/* ---- named boxes
 * ---------------------------------------------------------------------------------------------------------------------- */

static cn_str entry(cn_arena *a, const char *names, cn_str bytes)
{
	return diag(a, "{'names':^,'hash':@,'pad':@}", diag(a, names), sha256(a, bytes), (cn_str){ 0 });
}

static cn_str the_store(cn_arena *a)
{
	return diag(a, "{'names':['C2PA'],'hash':@,'pad':@}", (cn_str){ "", 1 }, (cn_str){ 0 });
}

static cn_c2pa_report boxes(cn_arena *a, const asset *f, cn_str list)
{
	return bound(a, f, "c2pa.hash.boxes", diag(a, "{'alg':'sha256','boxes':^}", list));
}

/* Two entries around that of the store. */
static cn_c2pa_report around(cn_arena *a, const asset *f, const char *before, const char *after)
{
	return boxes(a, f, diag(a, "[^,^,^]", entry(a, before, pieces(a, f, 0, f->place)), the_store(a),
				entry(a, after, pieces(a, f, f->place, f->n))));
}

#define JPEG_HEAD "['SOI','APP1']"
#define JPEG_TAIL "['DQT','SOS','RST0','EOI']"
#define PNG_HEAD "['PNGh','IHDR']"
#define PNG_TAIL "['iTXt','IDAT','IEND']"

static void boxes_are_bound_by_their_names_in_their_order(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(256 << 20);
	asset j = a_jpeg(a), p = a_png(a);
	for (int i = 0; i < 3; i++) { /* one segment, several; PNG by the store's own range */
		j.cut = i ? 70 : 0;
		p.raw = i;
		cn_c2pa_report r = around(a, &j, JPEG_HEAD, JPEG_TAIL);
		HOLD(a, &r, TRUSTED, "");
		assert_true(told(&r, CN_C2PA_BOXES_MATCH) && cn_eqz(r.binding, "c2pa.hash.boxes") && !told(&r, CN_C2PA_BOXES_EXTRA));
		r = around(a, &p, PNG_HEAD, PNG_TAIL);
		HOLD(a, &r, TRUSTED, "");
	}
	static const struct {
		const char *head, *tail, *codes;
	} CASES[] = {
		{ "['APP1','SOI']", JPEG_TAIL, "assertion.boxesHash.mismatch" }, /* another order */
		{ JPEG_HEAD, "['SOS','DQT','RST0','EOI']", "assertion.boxesHash.mismatch" },
		{ JPEG_HEAD, "['DQT','DHT','SOS','RST0','EOI']", "assertion.boxesHash.mismatch" }, /* one is missing */
		{ JPEG_HEAD, "['DQT','SOS','RST0','EOI','EOI']", "assertion.boxesHash.mismatch" },
		{ JPEG_HEAD, "['DQT','SOS','RST0']", "assertion.boxesHash.unknownBox" }, /* one that is not listed */
		{ JPEG_HEAD, "['DQT','RST0','EOI']", "assertion.boxesHash.unknownBox" },
		{ "['SOI']", JPEG_TAIL, "assertion.boxesHash.unknownBox" },
		{ JPEG_HEAD, "['DQT','SOS','RST0','C2PA']", "assertion.boxesHash.malformed" },
		{ JPEG_HEAD, "['DQT','SOS','RST0',7]", "assertion.boxesHash.malformed" },
		{ JPEG_HEAD, "[]", "assertion.boxesHash.malformed" },
		{ JPEG_HEAD, "'DQT'", "assertion.boxesHash.malformed" },
		{ "['SOI','c2pa.after']", JPEG_TAIL, "assertion.boxesHash.unknownBox" },
	};
	j.cut = 0;
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		cn_c2pa_report r = around(a, &j, CASES[i].head, CASES[i].tail);
		if (!cn_eqz(failures(a, &r), CASES[i].codes))
			fail_msg("%s %s: %.*s", CASES[i].head, CASES[i].tail, CN_FMT(failures(a, &r)));
	}
	j.piece[4] = changed(a, j.piece[4], 0); /* the digest is of the whole run */
	cn_c2pa_report r = boxes(a, &j, diag(a, "[^,^,^]", entry(a, JPEG_HEAD, pieces(a, &j, 0, 2)), the_store(a), entry(a, JPEG_TAIL, CN_S("x"))));
	HOLD(a, &r, INVALID, "assertion.boxesHash.mismatch");
}

static void boxes_one_by_one_excluded_and_without_digest(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(256 << 20);
	asset p = a_png(a);
	cn_str head = entry(a, "['PNGh']", p.piece[0]), ihdr = entry(a, "['IHDR']", p.piece[1]);
	cn_str text = diag(a, "{'names':['iTXt'],'hash':@,'excluded':true}", (cn_str){ "", 1 });
	cn_str kept = diag(a, "{'names':['iTXt'],'hash':@,'excluded':false}", (cn_str){ "", 1 });
	cn_str tail = entry(a, "['IDAT','IEND']", pieces(a, &p, 3, 5));
	cn_c2pa_report r = boxes(a, &p, diag(a, "[^,^,^,^,^]", head, ihdr, the_store(a), text, tail));
	HOLD(a, &r, TRUSTED, "");
	assert_true(told(&r, CN_C2PA_BOXES_EXTRA));
	r = boxes(a, &p, diag(a, "[^,^,^,^,^]", head, ihdr, the_store(a), kept, tail));
	HOLD(a, &r, INVALID, "assertion.boxesHash.mismatch");
	r = boxes(a, &p, diag(a, "[^,^,^,^,{'names':['IDAT','IEND']}]", head, ihdr, the_store(a), text));
	HOLD(a, &r, INVALID, "assertion.boxesHash.mismatch");
	r = boxes(a, &p, diag(a, "[^,^,^,^,{'names':['IDAT','IEND'],'alg':'md5'}]", head, ihdr, the_store(a), text));
	HOLD(a, &r, INVALID, "algorithm.unsupported");
	r = boxes(a, &p, diag(a, "[^,^,^,^,{'names':['IDAT','IEND'],'alg':'sha512','hash':@}]", head, ihdr, the_store(a), text,
			      digest(a, CN_SHA2_512, pieces(a, &p, 3, 5))));
	HOLD(a, &r, TRUSTED, "");
	r = boxes(a, &p, diag(a, "[^,^,^,^]", head, ihdr, text, tail)); /* the store is not listed */
	HOLD(a, &r, INVALID, "assertion.boxesHash.unknownBox");
	r = boxes(a, &p, diag(a, "[{'hash':@}]", (cn_str){ 0 }));
	HOLD(a, &r, INVALID, "assertion.boxesHash.malformed");
	r = bound(a, &p, "c2pa.hash.boxes", diag(a, "{'boxes':'all'}"));
	HOLD(a, &r, INVALID, "assertion.boxesHash.malformed");
	p.junk = CN_S("\0\0more");
	r = boxes(a, &p, diag(a, "[^,^,^,^,^]", head, ihdr, the_store(a), text, tail));
	HOLD(a, &r, INVALID, "assertion.boxesHash.mismatch");
	asset w = a_riff(a);
	r = boxes(a, &w, diag(a, "[^]", the_store(a)));
	HOLD(a, &r, WELL_FORMED, "");
	assert_true(cn_contains(r.unchecked->what, CN_S("boxes")));
}

static void a_box_of_the_store_is_one_that_can_carry_it(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(256 << 20);
	static const char *const NAME = "c2pa.hash.boxes";
	asset j = a_jpeg(a);
	cn_str list = diag(a, "[^,^,^]", entry(a, "['SOI']", j.piece[0]), the_store(a), entry(a, JPEG_TAIL, pieces(a, &j, 2, 6)));
	cn_str content = diag(a, "{'boxes':^}", list);
	made m = { .label = "m", .name = &NAME, .content = &content, .n = 1 };
	cn_c2pa_input in;
	put_store(a, &j, make(a, &m), &in);
	cn_c2pa_range exif = { 2, j.piece[1].n + in.ranges[0].size }; /* says that the store begins with Exif */
	in.ranges = &exif;
	cn_c2pa_report r = run(a, &in);
	HOLD(a, &r, INVALID, "assertion.boxesHash.unknownBox");
}

/* A list that names each segment by what ISO 10918-1 calls it, and bytes after the end. */
static void segments_have_the_names_of_the_standard(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(256 << 20);
	static const struct {
		unsigned marker;
		const char *name;
	} ROWS[] = { { 0xc0, "SOF0" }, { 0xcf, "SOF15" }, { 0xc4, "DHT" }, { 0xc8, "JPG" },  { 0xcc, "DAC" }, { 0xdc, "DNL" },
		     { 0xdd, "DRI" },  { 0xde, "DHP" },	  { 0xdf, "EXP" }, { 0xfe, "COM" },  { 0xe0, "APP0" }, { 0xef, "APP15" },
		     { 0xeb, "APP11" }, { 0xf0, "F0" },	  { 0x02, "02" } };
	for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
		asset f = { .piece = { CN_S("\xff\xd8"), segment(a, ROWS[i].marker, CN_S("body")), CN_S("\xff\xd9") }, .n = 3 };
		cn_str list = diag(a, "[^]", entry(a, cn_cstr(a, cn_strf(a, "['SOI','%s','EOI']", ROWS[i].name)), pieces(a, &f, 0, 3)));
		cn_c2pa_report r = boxes(a, &f, list);
		if (r.state != CN_C2PA_TRUSTED)
			fail_msg("%s: %.*s", ROWS[i].name, CN_FMT(failures(a, &r)));
	}
	asset f = { .piece = { CN_S("\xff\xd8\xff\xd9"), CN_S("more") }, .n = 2 };
	cn_c2pa_report r = boxes(a, &f, diag(a, "[^]", entry(a, "['SOI','EOI']", f.piece[0])));
	HOLD(a, &r, INVALID, "assertion.boxesHash.unknownBox");
	r = boxes(a, &f, diag(a, "[^,^]", entry(a, "['SOI','EOI']", f.piece[0]), entry(a, "['c2pa.after']", f.piece[1])));
	HOLD(a, &r, TRUSTED, "");
	f.piece[1] = CN_S("\xff\xd8\xff\xe0\0\4xx\xff\xd9"); /* a second image: listed, or all that is after */
	r = boxes(a, &f, diag(a, "[^,^]", entry(a, "['SOI','EOI']", f.piece[0]), entry(a, "['SOI','APP0','EOI']", f.piece[1])));
	HOLD(a, &r, TRUSTED, "");
	r = boxes(a, &f, diag(a, "[^,^]", entry(a, "['SOI','EOI']", f.piece[0]), entry(a, "['c2pa.after']", f.piece[1])));
	HOLD(a, &r, TRUSTED, "");
	r = boxes(a, &f, diag(a, "[^,^,^]", entry(a, "['SOI','EOI']", f.piece[0]), entry(a, "['c2pa.after']", f.piece[1]),
			      entry(a, "['EOI']", f.piece[1])));
	HOLD(a, &r, INVALID, "assertion.boxesHash.mismatch"); /* it is the last */
	/* cut off: a segment that ends after the file, a scan without end, a marker without length */
	static const char *const CUT[] = { "\xff\xd8\xff\xe0\x7f\xff" "abc", "\xff\xd8\xff\xda\1\1ab\xff", "\xff\xd8\xff\xe0" };
	static const char *const CUT_NAMES[] = { "['SOI','APP0']", "['SOI','SOS']", "['SOI','APP0']" };
	for (size_t i = 0; i < 3; i++) {
		asset g = { .piece = { cn_str_z(CUT[i]) }, .n = 1 };
		r = boxes(a, &g, diag(a, "[^]", entry(a, CUT_NAMES[i], g.piece[0])));
		HOLD(a, &r, TRUSTED, "");
	}
	asset p = a_png(a); /* chunks after the end are none of the image's */
	p.piece[5] = chunk(a, "tEXt", CN_S("x"), true);
	p.n = 6;
	r = boxes(a, &p, diag(a, "[^,^,^,^]", entry(a, PNG_HEAD, pieces(a, &p, 0, 2)), the_store(a), entry(a, PNG_TAIL, pieces(a, &p, 2, 5)),
			      entry(a, "['c2pa.after']", p.piece[5])));
	HOLD(a, &r, TRUSTED, "");
	p.piece[4] = CN_S("\0\0\1\0IENDxxxx"); /* longer than the file */
	p.n = 5;
	r = boxes(a, &p, diag(a, "[^,^,^,^]", entry(a, PNG_HEAD, pieces(a, &p, 0, 2)), the_store(a), entry(a, "['iTXt','IDAT']", pieces(a, &p, 2, 4)),
			      entry(a, "['c2pa.after']", p.piece[4])));
	HOLD(a, &r, TRUSTED, "");
}

/* ---- what is not built here
 * ------------------------------------------------------------------------------------------------------------- */

static void bindings_to_several_files_or_parts_are_said_not_to_be_checked(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	asset f = { .piece = { CN_S("content") }, .n = 1 };
	cn_c2pa_report r = bound(a, &f, "c2pa.hash.collection.data", diag(a, "{'uris':[],'alg':'sha256'}"));
	HOLD(a, &r, WELL_FORMED, "");
	assert_true(cn_contains(r.unchecked->what, CN_S("collection")));
	/* of a file of several parts a part may be gone: the whole does not match and may yet be sound */
	static const char *const NAMES[] = { "c2pa.hash.data", "c2pa.hash.multi-asset" };
	cn_str content[] = { diag(a, "{'hash':@}", sha256(a, CN_S("content and more"))), diag(a, "{'parts':[]}") };
	made m = { .label = "m", .name = NAMES, .content = content, .n = 2 };
	cn_c2pa_input in;
	put_store(a, &f, make(a, &m), &in);
	r = run(a, &in);
	HOLD(a, &r, WELL_FORMED, "");
	assert_true(cn_contains(r.unchecked->what, CN_S("parts")) && !told(&r, CN_C2PA_DATA_MATCH));
	content[0] = diag(a, "{'hash':@}", sha256(a, CN_S("content"))); /* it need not be looked at */
	put_store(a, &f, make(a, &m), &in);
	r = run(a, &in);
	HOLD(a, &r, TRUSTED, "");
	content[0] = diag(a, "{'hash':@}", sha256(a, CN_S("other")));
	m.n = 1;
	put_store(a, &f, make(a, &m), &in);
	r = run(a, &in);
	HOLD(a, &r, INVALID, "assertion.dataHash.mismatch");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(exclusions_are_in_order_apart_and_within_the_file),
		cmocka_unit_test(the_digest_is_of_the_algorithm_that_stands_nearest),
		cmocka_unit_test(a_store_in_its_carrier_is_left_out_whole_and_alone),
		cmocka_unit_test(a_carrier_that_is_made_longer_hides_nothing),
		cmocka_unit_test(only_metadata_may_be_left_out_besides),
		cmocka_unit_test(an_update_moves_what_follows_the_store),
		cmocka_unit_test(boxes_are_bound_by_their_names_in_their_order),
		cmocka_unit_test(boxes_one_by_one_excluded_and_without_digest),
		cmocka_unit_test(a_box_of_the_store_is_one_that_can_carry_it),
		cmocka_unit_test(segments_have_the_names_of_the_standard),
		cmocka_unit_test(bindings_to_several_files_or_parts_are_said_not_to_be_checked),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
