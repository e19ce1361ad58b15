/* Hard bindings of ISO base media files: exclusions by path, the places of boxes, Merkle trees. Files and digests are made here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "c2pa_toy.h"

enum { ROOTS_MAX = 16 };

/* A box at the root and what the digest is to be of: nothing (not even its place) if it is gone. */
typedef struct root {
	cn_str box, kept;
	bool gone;
} root;

static cn_str box(cn_arena *a, const char *type, cn_str body)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, 32 << 20);
	put_box(&b, type, body);
	return cn_buf_copy(a, &b);
}

static void put_number(cn_buf *b, uint64_t n, int bytes)
{
	for (int i = 8 * (bytes - 1); i >= 0; i -= 8)
		cn_buf_putc(b, (char)(n >> i & 0xff));
}

/* With its size in eight bytes. */
static cn_str long_box(cn_arena *a, const char *type, cn_str body)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, 1 << 20);
	put_number(&b, 1, 4);
	cn_buf_putz(&b, type);
	put_number(&b, body.n + 16, 8);
	cn_buf_put(&b, body);
	return cn_buf_copy(a, &b);
}

static root kept(cn_str b)
{
	return (root){ b, b, false };
}

static root gone(cn_str b)
{
	return (root){ .box = b, .gone = true };
}

/* Without size bytes from at on. */
static root without(cn_arena *a, cn_str b, size_t at, size_t size)
{
	return (root){ b, join(a, cn_sub(b, 0, at), cn_sub(b, at + size, b.n)), false };
}

static cn_str file_of(cn_arena *a, const root *r, size_t n)
{
	cn_str all = { 0 };
	for (size_t i = 0; i < n; i++)
		all = join(a, all, r[i].box);
	return all;
}

/* 18.6.2: the place of each root box, then what is kept of it. */
static cn_str flat(cn_arena *a, const root *r, size_t n, uint64_t from)
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

static cn_c2pa_report check(cn_arena *a, cn_str file, cn_str content)
{
	static const char *const NAME = "c2pa.hash.bmff.v3";
	made m = { .label = "m", .name = &NAME, .content = &content, .n = 1 };
	toy t;
	cn_x509 x = toy_table(&t);
	cn_c2pa_input in = { .file = file, .store = superbox(a, "c2pa", "c2pa", make(a, &m)), .at_us = 500, .x509 = &x };
	cn_c2pa_report r = { 0 };
	cn_err err = { 0 };
	if (cn_c2pa_check(a, &in, &r, &err) != CN_OK)
		fail_msg("%s", err.msg);
	return r;
}

static cn_c2pa_report bmff(cn_arena *a, const root *r, size_t n, cn_str exclusions)
{
	return check(a, file_of(a, r, n), diag(a, "{'exclusions':^,'hash':@}", exclusions, sha256(a, flat(a, r, n, 0))));
}

#define UUID "\xd8\xfe\xc3\xd6\x1b\x0e\x48\x3c\x92\x97\x58\x28\x87\x7e\xc4\x81"
#define N(x) (sizeof(x) / sizeof *(x))

/* What A.5.6 leaves out of every binding. */
static cn_str usual(cn_arena *a)
{
	return diag(a, "[{'xpath':'/uuid','data':[{'offset':8,'value':@}]},{'xpath':'/ftyp'},{'xpath':'/mfra'}]", CN_S(UUID));
}

static void what_every_binding_leaves_out_is_left_out_and_the_rest_has_its_place(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(256 << 20);
	cn_str ours = box(a, "uuid", CN_S(UUID "\0\0\0\0manifest\0store")), other = box(a, "uuid", CN_S("0123456789abcdef other"));
	root r[] = { gone(box(a, "ftyp", CN_S("mp42"))), gone(ours), kept(other), kept(box(a, "moov", CN_S("whole"))),
		     kept(box(a, "mdat", CN_S("sound"))), gone(box(a, "mfra", CN_S("x"))) };
	cn_c2pa_report out = bmff(a, r, N(r), usual(a));
	HOLD(a, &out, TRUSTED, "");
	assert_true(told(&out, CN_C2PA_BMFF_MATCH) && !told(&out, CN_C2PA_BMFF_EXTRA) && cn_eqz(out.binding, "c2pa.hash.bmff.v3"));
	cn_str content = diag(a, "{'exclusions':^,'hash':@}", usual(a), sha256(a, flat(a, r, N(r), 0)));
	root swapped[] = { r[0], r[1], r[2], r[4], r[3], r[5] }, more[] = { r[0], r[1], r[1], r[2], r[3], r[4], r[5] },
	     last[] = { r[0], r[1], r[2], r[3], r[4], r[5], r[1] }, tail[] = { r[0], r[1], r[2], r[3], r[4], r[5], kept(box(a, "free", CN_S(""))) };
	out = check(a, file_of(a, swapped, N(swapped)), content);
	HOLD(a, &out, INVALID, "assertion.bmffHash.mismatch");
	out = check(a, file_of(a, more, N(more)), content); /* what is left out moves the rest */
	HOLD(a, &out, INVALID, "assertion.bmffHash.mismatch");
	out = check(a, file_of(a, last, N(last)), content); /* an update's store at the end moves nothing */
	HOLD(a, &out, TRUSTED, "");
	out = check(a, file_of(a, tail, N(tail)), content);
	HOLD(a, &out, INVALID, "assertion.bmffHash.mismatch");
	out = check(a, file_of(a, r, N(r)), diag(a, "{'exclusions':^}", usual(a)));
	HOLD(a, &out, INVALID, "assertion.bmffHash.mismatch");
	out = check(a, file_of(a, r, N(r)), diag(a, "{'exclusions':^,'hash':@,'alg':'sha1'}", usual(a), (cn_str){ 0 }));
	HOLD(a, &out, INVALID, "algorithm.unsupported");
	out = check(a, CN_S("\xff\xd8\xff\xd9 is no such file"), content);
	HOLD(a, &out, INVALID, "assertion.bmffHash.mismatch");
}

static cn_str rule(cn_arena *a, const char *text)
{
	return diag(a, "[^]", diag(a, text));
}

/* moov { trak { tkhd }, udta, trak { tkhd, tkhd } } */
static cn_str a_moov(cn_arena *a)
{
	cn_str tkhd = box(a, "tkhd", CN_S("\1\0\0\7" "body")), one = box(a, "trak", tkhd), two = box(a, "trak", join(a, tkhd, tkhd));
	return box(a, "moov", join(a, join(a, one, box(a, "udta", CN_S("text"))), two));
}

static void paths_lead_to_boxes_by_name_and_by_number(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(256 << 20);
	cn_str moov = a_moov(a), ftyp = box(a, "ftyp", CN_S("mp42"));
	enum { ONE = 8 + 8, UDTA = 8 + 24, TWO = UDTA + 12, THREE = TWO + 8, FOUR = THREE + 16 }; /* where they stand in moov */
	const struct {
		const char *path;
		root want;
	} CASES[] = {
		{ "/moov", gone(moov) },
		{ "/moov[1]", gone(moov) },
		{ "/moov[2]", kept(moov) },
		{ "/moov/udta", without(a, moov, UDTA, 12) },
		{ "/moov/udta[1]", without(a, moov, UDTA, 12) },
		{ "/moov/trak[1]", without(a, moov, 8, 24) },
		{ "/moov/trak[2]", without(a, moov, TWO, 40) },
		{ "/moov/trak[1]/tkhd", without(a, moov, ONE, 16) },
		{ "/moov/trak/tkhd[2]", without(a, moov, FOUR, 16) },
		{ "/moov/trak[2]/tkhd[1]", without(a, moov, THREE, 16) },
		{ "/moov[1]/trak[2]/tkhd", without(a, moov, THREE, 32) },
		{ "/moov/trak/tkhd/body", kept(moov) }, /* within fields that are no boxes */
		{ "/udta", kept(moov) },
		{ "/moov/trak/udta", kept(moov) },
	};
	for (size_t i = 0; i < N(CASES); i++) {
		root r[] = { kept(ftyp), CASES[i].want, kept(box(a, "mdat", CN_S("x"))) };
		cn_c2pa_report out = bmff(a, r, N(r), rule(a, cn_cstr(a, cn_strf(a, "{'xpath':'%s'}", CASES[i].path))));
		if (out.state != CN_C2PA_TRUSTED || !told(&out, CN_C2PA_BMFF_EXTRA))
			fail_msg("%s: %.*s", CASES[i].path, CN_FMT(failures(a, &out)));
	}
	static const char *const BAD[] = { "",	     "moov",	 "/",	      "//moov",	   "/moov/",   "/moo",
					   "/moov[", "/moov[]",	 "/moov[0]",  "/moov[01]", "/moov[x]", "/moov[1",
					   "/moovx", "/moov[-1]", "/moov[1]x", "/a/b" };
	for (size_t i = 0; i < N(BAD); i++) {
		cn_c2pa_report out = check(a, ftyp, diag(a, "{'exclusions':^}", rule(a, cn_cstr(a, cn_strf(a, "{'xpath':'%s'}", BAD[i])))));
		if (!cn_eqz(failures(a, &out), "assertion.bmffHash.malformed"))
			fail_msg("%s: %.*s", BAD[i], CN_FMT(failures(a, &out)));
	}
}

/* A full box: version 1, flags 000305. */
static void a_rule_fits_by_length_version_flags_and_data(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(256 << 20);
	cn_str emsg = box(a, "emsg", CN_S("\1\0\3\5 the message")), uuid = box(a, "uuid", CN_S(UUID "\2\0\0\1 x")),
	       small = box(a, "emsg", CN_S("\1"));
	const struct {
		const char *text;
		int fits; /* 0: none, 1: emsg, 2: uuid */
	} CASES[] = {
		{ "{'xpath':'/emsg','length':24}", 1 },
		{ "{'xpath':'/emsg','length':23}", 0 },
		{ "{'xpath':'/emsg','version':1}", 1 },
		{ "{'xpath':'/emsg','version':0}", 0 },
		{ "{'xpath':'/uuid','version':2}", 2 }, /* after its long type */
		{ "{'xpath':'/uuid','version':216}", 0 },
		{ "{'xpath':'/emsg','flags':@}", 1 },
		{ "{'xpath':'/emsg','flags':@,'exact':true}", 1 },
		{ "{'xpath':'/emsg','flags':%}", 0 },
		{ "{'xpath':'/emsg','flags':%,'exact':false}", 1 },
		{ "{'xpath':'/emsg','flags':~,'exact':false}", 0 },
		{ "{'xpath':'/emsg','data':[{'offset':8,'value':!}]}", 1 },
		{ "{'xpath':'/emsg','data':[{'offset':8,'value':!},{'offset':9,'value':!}]}", 0 },
		{ "{'xpath':'/emsg','data':[{'offset':22,'value':!}]}", 0 }, /* beyond its end */
		{ "{'xpath':'/emsg','data':[{'offset':18446744073709551615,'value':!}]}", 0 },
	};
	for (size_t i = 0; i < N(CASES); i++) {
		const char *mark = strpbrk(CASES[i].text, "@%~!");
		cn_str value = !mark		? (cn_str){ 0 }
			       : *mark == '@' ? CN_S("\0\3\5")
			       : *mark == '%' ? CN_S("\0\1\4")
			       : *mark == '~' ? CN_S("\0\1\2")
					      : CN_S("\1\0\3");
		char *text = cn_cstr(a, cn_str_z(CASES[i].text));
		for (char *p = text; *p; p++)
			*p = strchr("%~!", *p) ? '@' : *p;
		root r[] = { kept(box(a, "ftyp", CN_S("x"))), CASES[i].fits == 1 ? gone(emsg) : kept(emsg), CASES[i].fits == 2 ? gone(uuid) : kept(uuid),
			     kept(small) };
		cn_c2pa_report out = bmff(a, r, N(r), diag(a, "[^]", diag(a, text, value, value)));
		if (out.state != CN_C2PA_TRUSTED)
			fail_msg("%s: %.*s", CASES[i].text, CN_FMT(failures(a, &out)));
	}
	static const char *const BAD[] = { "{'xpath':'/emsg','length':-1}",
					   "{'xpath':'/emsg','length':'24'}",
					   "{'xpath':'/emsg','version':-1}",
					   "{'xpath':'/emsg','flags':'abc'}",
					   "{'xpath':'/emsg','flags':@}", /* two bytes */
					   "{'xpath':'/emsg','exact':1}",
					   "{'xpath':'/emsg','exact':null,'data':{}}",
					   "{'xpath':'/emsg','data':'emsg'}",
					   "{'xpath':'/emsg','data':[{'offset':4}]}",
					   "{'xpath':'/emsg','data':[{'offset':-4,'value':@}]}",
					   "{'xpath':7}",
					   "{'xpath':'/emsg','subset':{}}",
					   "{'xpath':'/emsg','subset':[{'offset':4}]}",
					   "{'xpath':'/emsg','subset':[{'length':4}]}",
					   "{'xpath':'/emsg','subset':[{'offset':-4,'length':1}]}",
					   "{'xpath':'/emsg','subset':[{'offset':4,'length':4},{'offset':7,'length':1}]}",
					   "{'xpath':'/emsg','subset':[{'offset':9,'length':1},{'offset':7,'length':1}]}",
					   "{'xpath':'/emsg','subset':[{'offset':4,'length':0},{'offset':7,'length':1}]}",
					   "{'xpath':'/emsg','subset':[{'offset':18446744073709551615,'length':2}]}" };
	for (size_t i = 0; i < N(BAD); i++) {
		cn_c2pa_report out = check(a, emsg, diag(a, "{'exclusions':[^]}", diag(a, BAD[i], CN_S("ab"))));
		if (!cn_eqz(failures(a, &out), "assertion.bmffHash.malformed"))
			fail_msg("%s: %.*s", BAD[i], CN_FMT(failures(a, &out)));
	}
	static const char *const LISTS[] = { "{'hash':null}", "{'exclusions':[]}", "{'exclusions':{}}", "{'exclusions':'/emsg'}" };
	for (size_t i = 0; i < N(LISTS); i++) {
		cn_c2pa_report out = check(a, emsg, diag(a, LISTS[i]));
		HOLD(a, &out, INVALID, "assertion.bmffHash.malformed");
	}
}

static void parts_of_a_box_are_left_out_by_their_place_in_it(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(256 << 20);
	cn_str moov = a_moov(a), free_box = box(a, "free", CN_S("0123456789"));
	cn_str both = join(a, cn_sub(free_box, 0, 8), cn_sub(free_box, 14, 4));
	const struct {
		const char *text;
		cn_str left;
	} CASES[] = {
		{ "[{'xpath':'/free','subset':[{'offset':8,'length':6}]}]", both },
		{ "[{'xpath':'/free','subset':[{'offset':8,'length':3},{'offset':11,'length':3}]}]", both },
		{ "[{'xpath':'/free','subset':[{'offset':8,'length':4}]},{'xpath':'/free','subset':[{'offset':10,'length':4}]}]", both }, /* any rule */
		{ "[{'xpath':'/free','subset':[{'offset':12,'length':0}]}]", cn_sub(free_box, 0, 12) },
		{ "[{'xpath':'/free','subset':[{'offset':12,'length':99}]}]", cn_sub(free_box, 0, 12) },
		{ "[{'xpath':'/free','subset':[{'offset':99,'length':9}]}]", free_box },
		{ "[{'xpath':'/free','subset':[{'offset':18,'length':0}]}]", free_box },
		{ "[{'xpath':'/free','subset':[{'offset':0,'length':8}]}]", cn_sub(free_box, 8, 10) },
	};
	for (size_t i = 0; i < N(CASES); i++) {
		root r[] = { kept(moov), { free_box, CASES[i].left, false } };
		cn_c2pa_report out = bmff(a, r, N(r), diag(a, CASES[i].text));
		if (out.state != CN_C2PA_TRUSTED)
			fail_msg("%s: %.*s", CASES[i].text, CN_FMT(failures(a, &out)));
	}
	root r[] = { kept(moov), gone(free_box) }; /* a part and the whole */
	cn_c2pa_report out =
	    bmff(a, r, N(r), diag(a, "[{'xpath':'/free','subset':[{'offset':0,'length':4}]},{'xpath':'/free'},{'xpath':'/free','length':1}]"));
	HOLD(a, &out, TRUSTED, "");
	root deep[] = { { moov, join(a, cn_sub(moov, 0, 12), cn_sub(moov, 8 + 24 + 12, moov.n)), false }, kept(free_box) }; /* over what stands in it */
	out = bmff(a, deep, N(deep), diag(a, "[{'xpath':'/moov','subset':[{'offset':12,'length':22}]},{'xpath':'/moov/udta'}]"));
	HOLD(a, &out, TRUSTED, "");
}

static void sizes_of_every_form_are_read_and_false_ones_refused(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(256 << 20);
	cn_str ftyp = box(a, "ftyp", CN_S("x")), open = CN_S("\0\0\0\0mdatto the end");
	root r[] = { gone(ftyp), kept(long_box(a, "mdat", CN_S("sound"))), gone(long_box(a, "mfra", CN_S("index"))), kept(open) };
	cn_c2pa_report out = bmff(a, r, N(r), usual(a));
	HOLD(a, &out, TRUSTED, "");
	static const cn_str BAD[] = { { "\0\0\0\7free", 8 },
				      { "\0\0\0\x09" "free", 8 },
				      { "\0\0\0\1free", 8 },
				      { "\0\0\0\1free\0\0\0\0\0\0\0\xf", 16 },
				      { "\0\0\0\1free\0\0\0\0\0\0\0\x11", 16 },
				      { "\0\0\0\1free\xff\xff\xff\xff\xff\xff\xff\xff", 16 },
				      { "\0\0\0", 3 } };
	for (size_t i = 0; i < N(BAD); i++) {
		root bad[] = { gone(ftyp), kept(BAD[i]) };
		out = bmff(a, bad, N(bad), usual(a));
		HOLD(a, &out, INVALID, "assertion.bmffHash.mismatch");
	}
	/* 65 types in one box: the last is not counted, so that no number leads to it */
	cn_str many = { 0 };
	for (int i = 0; i < 65; i++)
		many = join(a, many, box(a, cn_cstr(a, cn_strf(a, "x%03d", i)), (cn_str){ 0 }));
	cn_str moov = box(a, "moov", many);
	root counted[] = { gone(ftyp), without(a, moov, 8 + 63 * 8, 8) };
	out = bmff(a, counted, N(counted), diag(a, "[{'xpath':'/ftyp'},{'xpath':'/moov/x063[1]'},{'xpath':'/moov/x064[1]'}]"));
	HOLD(a, &out, TRUSTED, "");
}

static void walks_rules_and_paths_have_bounds(void **state)
{
	(void)state;
	for (size_t over = 0; over < 2; over++) {
		CN_AUTO_ARENA a = cn_arena_new(512 << 20);
		enum { BOXES = 1 << 18 };
		CN_AUTO_BUF b;
		CN_AUTO_BUF h;
		cn_buf_init(&b, 8 << 20);
		cn_buf_init(&h, 8 << 20);
		for (size_t i = 0; i < BOXES + over; i++) {
			cn_buf_put(&b, CN_S("\0\0\0\x08" "skip"));
			put_number(&h, i * 8, 8);
			cn_buf_put(&h, CN_S("\0\0\0\x08" "skip"));
		}
		cn_c2pa_report out = check(a, cn_buf_str(&b), diag(a, "{'exclusions':^,'hash':@}", usual(a), sha256(a, cn_buf_str(&h))));
		assert_int_equal(out.state, over ? CN_C2PA_INVALID : CN_C2PA_TRUSTED);
		/* paths of eight nodes */
		cn_str path = { 0 }, in = { 0 };
		for (size_t i = 0; i < 8 + over; i++) {
			path = join(a, path, CN_S("/boxx"));
			in = box(a, "boxx", in);
		}
		out = check(a, in, diag(a, cn_cstr(a, cn_strf(a, "{'exclusions':[{'xpath':'%.*s'}],'hash':@}", CN_FMT(path))),
					sha256(a, flat(a, (root[]){ { in, cn_sub(in, 0, 7 * 8), false } }, 1, 0))));
		assert_int_equal(out.state, over ? CN_C2PA_INVALID : CN_C2PA_TRUSTED);
		/* rules */
		CN_AUTO_BUF rules;
		cn_buf_init(&rules, 1 << 20);
		cn_cbor_put_head(&rules, CN_CBOR_ARRAY, CN_C2PA_EXCLUSIONS_MAX + over);
		for (size_t i = 0; i < CN_C2PA_EXCLUSIONS_MAX + over; i++)
			cn_buf_put(&rules, diag(a, "{'xpath':'/ftyp'}"));
		root one[] = { kept(box(a, "mdat", CN_S("x"))) };
		out = bmff(a, one, 1, cn_buf_copy(a, &rules));
		assert_true(cn_eqz(failures(a, &out), over ? "assertion.bmffHash.malformed" : ""));
	}
	/* ranges: 64 of each of 1024 boxes */
	for (size_t over = 0; over < 2; over++) {
		CN_AUTO_ARENA a = cn_arena_new(512 << 20);
		CN_AUTO_BUF parts;
		CN_AUTO_BUF file;
		CN_AUTO_BUF h;
		cn_buf_init(&parts, 1 << 20);
		cn_buf_init(&file, 1 << 20);
		cn_buf_init(&h, 1 << 20);
		cn_cbor_put_head(&parts, CN_CBOR_ARRAY, 64);
		for (uint64_t i = 0; i < 64; i++)
			cn_buf_put(&parts, diag(a, "{'offset':#,'length':1}", 8 + 2 * i));
		for (size_t i = 0; i < 1024 + over; i++) {
			put_number(&h, file.n, 8);
			cn_buf_put(&file, box(a, "free", (cn_str){ cn_alloc(a, 128, 1), 128 }));
			cn_buf_put(&h, CN_S("\0\0\0\x88" "free"));
			cn_buf_put(&h, (cn_str){ cn_alloc(a, 64, 1), 64 });
		}
		cn_c2pa_report out = check(a, cn_buf_str(&file), diag(a, "{'exclusions':[{'xpath':'/free','subset':^}],'hash':@}", cn_buf_str(&parts),
								      sha256(a, cn_buf_str(&h))));
		assert_int_equal(out.state, over ? CN_C2PA_INVALID : CN_C2PA_TRUSTED);
	}
}

/* ---- Merkle trees
 * --------------------------------------------------------------------------------------------------------------------- */

enum { LEAVES_MAX = 16 };

/* Row `level` of the tree over the leaves, 0 their own; gives how many. */
static size_t row_of(cn_arena *a, const cn_str *leaf, size_t n, int level, cn_str *out)
{
	memcpy(out, leaf, n * sizeof *out);
	for (; level > 0; level--) {
		for (size_t i = 0; i < n; i += 2)
			out[i / 2] = i + 1 < n ? sha256(a, join(a, out[i], out[i + 1])) : out[i];
		n = (n + 1) / 2;
	}
	return n;
}

static cn_str list_of(cn_arena *a, const cn_str *s, size_t n)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, 1 << 16);
	cn_cbor_put_head(&b, CN_CBOR_ARRAY, n);
	for (size_t i = 0; i < n; i++)
		cn_cbor_put_bytes(&b, s[i]);
	return cn_buf_copy(a, &b);
}

/* The box with the way from leaf `at` up to row `level`. */
static cn_str proof_box(cn_arena *a, const cn_str *leaf, size_t n, int level, size_t at, const char *ids, bool padded)
{
	cn_str way[LEAVES_MAX], row[LEAVES_MAX];
	size_t n_way = 0, place = at;
	for (int i = 0; i < level; i++, place /= 2) {
		size_t m = row_of(a, leaf, n, i, row);
		if ((place ^ 1) < m)
			way[n_way++] = row[place ^ 1];
	}
	cn_str cbor = diag(a, cn_cstr(a, cn_strf(a, "{%s,'location':#%s", ids, n_way ? ",'hashes':^}" : "}")), (uint64_t)at, list_of(a, way, n_way));
	return box(a, "uuid", join(a, join(a, CN_S(UUID "\0\0\0\0merkle\0"), cbor), padded ? CN_S("\0\0\0") : (cn_str){ 0 }));
}

/* ftyp, mdat with a payload of 50 bytes after 16 of head, then proofs if there are any. */
typedef struct tree_case {
	const char *cut;   /* how the payload is cut, as text of CBOR; after it a comma */
	size_t size[LEAVES_MAX], n;
	int level;	   /* of the row in the manifest */
	bool proofs;
} tree_case;

#define PAYLOAD "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmn"

static size_t leaves_of(cn_arena *a, const tree_case *c, cn_str *leaf)
{
	size_t at = 0;
	for (size_t i = 0; i < c->n; i++) {
		leaf[i] = sha256(a, cn_sub(CN_S(PAYLOAD), at, c->size[i]));
		at += c->size[i];
	}
	return c->n;
}

static cn_str mdat_box(cn_arena *a)
{
	return box(a, "mdat", CN_S("12345678" PAYLOAD));
}

static size_t tree_roots(cn_arena *a, const tree_case *c, root *r)
{
	cn_str leaf[LEAVES_MAX], mdat = mdat_box(a);
	size_t n = leaves_of(a, c, leaf), at = 0;
	r[at++] = gone(box(a, "ftyp", CN_S("x")));
	r[at++] = (root){ mdat, cn_sub(mdat, 0, 16), false };
	for (size_t i = 0; c->proofs && i < n; i++)
		r[at++] = gone(proof_box(a, leaf, n, c->level, i, "'uniqueId':1,'localId':0", i & 1));
	return at;
}

static cn_str rules_of_trees(cn_arena *a)
{
	return diag(a, "[{'xpath':'/uuid','data':[{'offset':8,'value':@}]},{'xpath':'/ftyp'},{'xpath':'/mdat','subset':[{'offset':16,'length':0}]}]",
		    CN_S(UUID));
}

static cn_c2pa_report with_trees(cn_arena *a, const root *r, size_t n, cn_str trees)
{
	return check(a, file_of(a, r, n), diag(a, "{'exclusions':^,'hash':@,'merkle':^}", rules_of_trees(a), sha256(a, flat(a, r, n, 0)), trees));
}

static cn_str map_of(cn_arena *a, const tree_case *c)
{
	cn_str leaf[LEAVES_MAX], row[LEAVES_MAX];
	size_t n = row_of(a, leaf, leaves_of(a, c, leaf), c->level, row);
	return diag(a, cn_cstr(a, cn_strf(a, "{'uniqueId':1,'localId':0,'count':%zu,%s'hashes':^}", c->n, c->cut)), list_of(a, row, n));
}

static cn_c2pa_report tree(cn_arena *a, const tree_case *c)
{
	root r[ROOTS_MAX];
	size_t n = tree_roots(a, c, r);
	return with_trees(a, r, n, diag(a, "[^]", map_of(a, c)));
}

#define FIXED "'fixedBlockSize':16,"
#define VARIABLE "'variableBlockSizes':[20,0,7,13,10],"

static void a_tree_holds_the_payload_at_each_of_its_rows(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(512 << 20);
	for (int level = 0; level < 4; level++) {
		tree_case fixed = { FIXED, { 16, 16, 16, 2 }, 4, level, level > 0 }, five = { VARIABLE, { 20, 0, 7, 13, 10 }, 5, level, level > 0 };
		cn_c2pa_report r = tree(a, &five);
		HOLD(a, &r, TRUSTED, "");
		assert_true(told(&r, CN_C2PA_BMFF_MATCH) && !told(&r, CN_C2PA_BMFF_EXTRA));
		if (level < 3) {
			r = tree(a, &fixed);
			HOLD(a, &r, TRUSTED, "");
			fixed.proofs = !fixed.proofs; /* needed where the manifest has not got the leaves */
			r = tree(a, &fixed);
			if (level)
				HOLD(a, &r, INVALID, "assertion.bmffHash.malformed");
			else
				HOLD(a, &r, TRUSTED, "");
		}
	}
	tree_case whole = { "", { 50 }, 1, 0, false };
	cn_c2pa_report r = tree(a, &whole);
	HOLD(a, &r, TRUSTED, "");
}

static void trees_that_do_not_fit_their_box_are_malformed(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(512 << 20);
	const struct {
		tree_case c;
		const char *codes;
	} CASES[] = {
		{ { FIXED, { 16, 16, 16, 1 }, 4, 0, false }, "assertion.bmffHash.mismatch" }, /* the last digest is of other bytes */
		{ { FIXED, { 16, 16, 18 }, 3, 0, false }, "assertion.bmffHash.malformed" },	/* fewer blocks than there are */
		{ { FIXED, { 16, 16, 16, 2, 0 }, 5, 0, false }, "assertion.bmffHash.malformed" },
		{ { "'fixedBlockSize':0,", { 50 }, 1, 0, false }, "assertion.bmffHash.malformed" },
		{ { "'fixedBlockSize':'16',", { 50 }, 1, 0, false }, "assertion.bmffHash.malformed" },
		{ { FIXED VARIABLE, { 20, 0, 7, 13, 10 }, 5, 0, false }, "assertion.bmffHash.malformed" },
		{ { "'variableBlockSizes':[20,30,1],", { 20, 30, 0 }, 3, 0, false }, "assertion.bmffHash.malformed" },
		{ { "'variableBlockSizes':[20,29],", { 20, 29 }, 2, 0, false }, "assertion.bmffHash.malformed" },
		{ { "'variableBlockSizes':[20,30],", { 20, 15, 15 }, 3, 0, false }, "assertion.bmffHash.malformed" },
		{ { "'variableBlockSizes':[20,-30],", { 20, 30 }, 2, 0, false }, "assertion.bmffHash.malformed" },
		{ { "'variableBlockSizes':50,", { 50 }, 1, 0, false }, "assertion.bmffHash.malformed" },
		{ { "", { 25, 25 }, 2, 0, false }, "assertion.bmffHash.malformed" },
	};
	for (size_t i = 0; i < N(CASES); i++) {
		cn_c2pa_report r = tree(a, &CASES[i].c);
		if (!cn_eqz(failures(a, &r), CASES[i].codes))
			fail_msg("%zu: %.*s", i, CN_FMT(failures(a, &r)));
	}
	tree_case c = { FIXED, { 16, 16, 16, 2 }, 4, 0, false };
	root r[ROOTS_MAX];
	size_t n = tree_roots(a, &c, r);
	cn_str four = list_of(a, (cn_str[]){ CN_S("1"), CN_S("2"), CN_S("3"), CN_S("4") }, 4);
	static const char *const MAPS[] = { "[]",
					    "{}",
					    "[7]",
					    "[{'localId':0,'count':4,'fixedBlockSize':16,'hashes':^}]",
					    "[{'uniqueId':1,'count':4,'fixedBlockSize':16,'hashes':^}]",
					    "[{'uniqueId':1,'localId':1,'count':4,'fixedBlockSize':16,'hashes':^}]", /* no such box */
					    "[{'uniqueId':1,'localId':0,'fixedBlockSize':16,'hashes':^}]",
					    "[{'uniqueId':1,'localId':0,'count':0,'fixedBlockSize':16,'hashes':^}]",
					    "[{'uniqueId':1,'localId':0,'count':3,'fixedBlockSize':16,'hashes':^}]",
					    "[{'uniqueId':1,'localId':0,'count':1048577,'fixedBlockSize':16,'hashes':^}]",
					    "[{'uniqueId':1,'localId':0,'count':5,'fixedBlockSize':16,'hashes':^}]", /* no row of five */
					    "[{'uniqueId':1,'localId':0,'count':4,'fixedBlockSize':16,'hashes':[]}]",
					    "[{'uniqueId':1,'localId':0,'count':4,'fixedBlockSize':16}]" };
	for (size_t i = 0; i < N(MAPS); i++) {
		cn_c2pa_report out = with_trees(a, r, n, diag(a, MAPS[i], four));
		if (!cn_eqz(failures(a, &out), "assertion.bmffHash.malformed"))
			fail_msg("%s: %.*s", MAPS[i], CN_FMT(failures(a, &out)));
	}
	cn_c2pa_report out = with_trees(a, r, n, diag(a, "[^,^]", map_of(a, &c), map_of(a, &c))); /* one tree a box */
	HOLD(a, &out, INVALID, "assertion.bmffHash.malformed");
	out = with_trees(a, r, n, diag(a, "[{'uniqueId':1,'localId':0,'count':4,'alg':'md5','hashes':^}]", four));
	HOLD(a, &out, INVALID, "algorithm.unsupported");
	out = with_trees(a, r, n, diag(a, "[{'uniqueId':1,'localId':0,'count':4,'fixedBlockSize':16,'hashes':[1,2,3,4]}]"));
	HOLD(a, &out, INVALID, "assertion.bmffHash.mismatch");
	CN_AUTO_BUF many;
	cn_buf_init(&many, 8 << 20);
	for (uint64_t k = 1024; k < 1026; k++) { /* trees have a bound: past it none is looked at */
		cn_buf_reset(&many);
		cn_cbor_put_head(&many, CN_CBOR_ARRAY, k);
		for (uint64_t i = 0; i < k; i++)
			cn_buf_put(&many, diag(a, "{'uniqueId':1,'localId':0,'count':4,'alg':'md5','hashes':^}", four));
		out = with_trees(a, r, n, cn_buf_copy(a, &many));
		HOLD(a, &out, INVALID, k == 1024 ? "algorithm.unsupported" : "assertion.bmffHash.malformed");
	}
}

static void a_payload_without_a_tree_or_with_a_false_proof_is_not_bound(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(512 << 20);
	tree_case c = { FIXED, { 16, 16, 16, 2 }, 4, 1, true };
	root r[ROOTS_MAX], good[ROOTS_MAX];
	size_t n = tree_roots(a, &c, good);
	cn_str trees = diag(a, "[^]", map_of(a, &c)), leaf[LEAVES_MAX], mdat = mdat_box(a);
	(void)leaves_of(a, &c, leaf);
	const struct {
		size_t i;
		cn_str box;
		const char *codes;
	} CASES[] = {
		{ 2, proof_box(a, leaf, 4, 1, 1, "'uniqueId':1,'localId':0", false), "assertion.bmffHash.mismatch" }, /* another place */
		{ 2, proof_box(a, leaf, 4, 0, 0, "'uniqueId':1,'localId':0", false), "assertion.bmffHash.mismatch" }, /* no way up */
		{ 2, proof_box(a, leaf, 4, 2, 0, "'uniqueId':1,'localId':0", false), "assertion.bmffHash.mismatch" }, /* too long a way */
		{ 5, proof_box(a, leaf, 4, 1, 4, "'uniqueId':1,'localId':0", false), "assertion.bmffHash.mismatch" },
		{ 2, proof_box(a, leaf, 4, 1, 0, "'uniqueId':2,'localId':0", false), "assertion.bmffHash.malformed" }, /* of no tree */
		{ 2, proof_box(a, leaf, 4, 1, 0, "'uniqueId':1", false), "assertion.bmffHash.malformed" },
		{ 2, proof_box(a, leaf, 4, 1, 0, "'localId':0", false), "assertion.bmffHash.malformed" },
		{ 2, box(a, "uuid", CN_S(UUID "\0\0\0\0merkle\0\xff")), "assertion.bmffHash.malformed" },
		{ 2, box(a, "uuid", join(a, CN_S(UUID "\0\0\0\0merkle\0"), diag(a, "{'uniqueId':1,'localId':0}"))), "assertion.bmffHash.malformed" },
		{ 2, box(a, "uuid", join(a, CN_S(UUID "\0\0\0\0merkle\0"), diag(a, "{'uniqueId':1,'localId':0,'location':0,'hashes':7}"))),
		  "assertion.bmffHash.malformed" },
		{ 2, box(a, "uuid", join(a, CN_S(UUID "\0\0\0\0merkle\0"), diag(a, "{'uniqueId':1,'localId':0,'location':0,'hashes':[7]}"))),
		  "assertion.bmffHash.mismatch" },
		{ 2, changed(a, good[2].box, good[2].box.n - 3), "assertion.bmffHash.mismatch" },
	};
	for (size_t i = 0; i < N(CASES); i++) {
		memcpy(r, good, sizeof r);
		r[CASES[i].i] = gone(CASES[i].box);
		cn_c2pa_report out = with_trees(a, r, n, trees);
		if (!cn_eqz(failures(a, &out), CASES[i].codes))
			fail_msg("%zu: %.*s", i, CN_FMT(failures(a, &out)));
	}
	/* the payload; a second box, whose payload is left out too, has no tree of its own */
	memcpy(r, good, sizeof r);
	r[1].box = changed(a, mdat, 40);
	cn_c2pa_report out = with_trees(a, r, n, trees);
	HOLD(a, &out, INVALID, "assertion.bmffHash.mismatch");
	memcpy(r, good, sizeof r);
	r[n] = good[1];
	out = with_trees(a, r, n + 1, trees);
	HOLD(a, &out, INVALID, "assertion.bmffHash.mismatch");
	r[n] = kept(box(a, "mdat", CN_S("1234"))); /* all of it is in the flat digest */
	out = with_trees(a, r, n + 1, trees);
	HOLD(a, &out, TRUSTED, "");
	/* the payload is in the flat digest as well: no tree is needed for the second */
	r[1] = kept(mdat);
	r[n] = kept(mdat);
	out = check(a, file_of(a, r, n + 1),
		    diag(a, "{'exclusions':^,'hash':@,'merkle':^}", usual(a), sha256(a, flat(a, r, n + 1, 0)), trees));
	HOLD(a, &out, TRUSTED, "");
	r[1] = kept(box(a, "skip", CN_S("no mdat at all")));
	out = with_trees(a, r, 2, trees);
	HOLD(a, &out, INVALID, "assertion.bmffHash.malformed");
	CN_AUTO_BUF many; /* mdat boxes have a bound */
	CN_AUTO_BUF h;
	cn_buf_init(&many, 1 << 20);
	cn_buf_init(&h, 1 << 20);
	cn_buf_put(&many, mdat);
	put_number(&h, 0, 8);
	cn_buf_put(&h, cn_sub(mdat, 0, 16));
	tree_case leafs = { FIXED, { 16, 16, 16, 2 }, 4, 0, false };
	for (size_t i = 1; i < 1025; i++) {
		cn_str content = { 0 };
		if (i >= 1023) {
			content = diag(a, "{'exclusions':^,'hash':@,'merkle':[^]}", rules_of_trees(a), sha256(a, cn_buf_str(&h)), map_of(a, &leafs));
			out = check(a, cn_buf_str(&many), content);
			HOLD(a, &out, TRUSTED, "");
		}
		put_number(&h, many.n, 8);
		cn_buf_put(&h, CN_S("\0\0\0\x08mdat"));
		cn_buf_put(&many, CN_S("\0\0\0\x08mdat"));
	}
	out = check(a, cn_buf_str(&many), diag(a, "{'exclusions':^,'hash':@,'merkle':[^]}", rules_of_trees(a), sha256(a, cn_buf_str(&h)), map_of(a, &leafs)));
	HOLD(a, &out, INVALID, "assertion.bmffHash.mismatch");
}

/* ---- fragments
 * ------------------------------------------------------------------------------------------------------------------------- */

enum { FRAGMENTS = 5 };

/* ftyp, moov, then for each fragment its proof, moof and mdat; the row of the manifest is `level`. */
typedef struct fragmented {
	root r[2 + 3 * FRAGMENTS];
	size_t n;
	cn_str leaf[FRAGMENTS], start;
	int level;
} fragmented;

#define TRACK "'uniqueId':3,'localId':7"

static void make_fragments(cn_arena *a, fragmented *f, int level)
{
	*f = (fragmented){ .n = N(f->r), .level = level };
	f->r[0] = gone(box(a, "ftyp", CN_S("x")));
	f->r[1] = kept(box(a, "moov", CN_S("track 7")));
	f->start = sha256(a, flat(a, f->r, 2, 0));
	for (int again = 0; again < 2; again++) { /* proofs have the same length whatever they prove, so places are known after one round */
		uint64_t at = f->r[0].box.n + f->r[1].box.n;
		for (size_t i = 0; i < FRAGMENTS; i++) {
			root *r = &f->r[2 + 3 * i];
			r[0] = gone(proof_box(a, f->leaf, FRAGMENTS, level, i, TRACK, i & 1));
			r[1] = kept(box(a, "moof", cn_strf(a, "head %zu", i)));
			r[2] = kept(box(a, "mdat", cn_strf(a, "body %zu", i)));
			at += r[0].box.n;
			f->leaf[i] = sha256(a, flat(a, r + 1, 2, at));
			at += r[1].box.n + r[2].box.n;
		}
	}
	for (size_t i = 0; i < FRAGMENTS; i++)
		f->r[2 + 3 * i] = gone(proof_box(a, f->leaf, FRAGMENTS, level, i, TRACK, i & 1));
}

static cn_str fragment_map(cn_arena *a, const fragmented *f, const char *more)
{
	cn_str row[LEAVES_MAX];
	size_t n = row_of(a, f->leaf, FRAGMENTS, f->level, row);
	return diag(a, cn_cstr(a, cn_strf(a, "{" TRACK ",'count':5,%s'initHash':@,'hashes':^}", more)), f->start, list_of(a, row, n));
}

static cn_c2pa_report fragments(cn_arena *a, const root *r, size_t n, cn_str map)
{
	return check(a, file_of(a, r, n), diag(a, "{'exclusions':^,'merkle':[^]}", usual(a), map));
}

static void fragments_are_bound_one_by_one_after_their_start(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(512 << 20);
	fragmented f;
	for (int level = 0; level < 4; level++) {
		make_fragments(a, &f, level);
		cn_c2pa_report r = fragments(a, f.r, f.n, fragment_map(a, &f, ""));
		HOLD(a, &r, TRUSTED, "");
		assert_true(told(&r, CN_C2PA_BMFF_MATCH));
	}
	make_fragments(a, &f, 1);
	cn_str map = fragment_map(a, &f, "");
	fragmented g = f;
	g.r[1].box = changed(a, f.r[1].box, 10); /* the start */
	cn_c2pa_report r = fragments(a, g.r, g.n, map);
	HOLD(a, &r, INVALID, "assertion.bmffHash.mismatch");
	g = f;
	g.r[7].box = changed(a, f.r[7].box, 10); /* a body */
	r = fragments(a, g.r, g.n, map);
	HOLD(a, &r, INVALID, "assertion.bmffHash.mismatch");
	r = fragments(a, f.r, f.n - 3, map); /* the last is gone */
	HOLD(a, &r, INVALID, "assertion.bmffHash.mismatch");
	root twice[2 + 3 * (FRAGMENTS + 1)];
	memcpy(twice, f.r, sizeof f.r);
	memcpy(twice + f.n, f.r + f.n - 3, 3 * sizeof *twice);
	r = fragments(a, twice, f.n + 3, map); /* one comes again */
	HOLD(a, &r, INVALID, "assertion.bmffHash.mismatch");
	g = f;
	g.r[5] = gone(box(a, "free", cn_sub(f.r[5].box, 8, f.r[5].box.n))); /* no proof where one should be, in the same place */
	r = fragments(a, g.r, g.n, map);
	HOLD(a, &r, INVALID, "assertion.bmffHash.mismatch"); /* the fragment before it has one box more */
	g.r[5] = gone(proof_box(a, f.leaf, FRAGMENTS, 1, 1, "'uniqueId':3,'localId':8", true));
	r = fragments(a, g.r, g.n, map);
	HOLD(a, &r, INVALID, "assertion.bmffHash.malformed");
	g = f;
	g.r[2] = gone(box(a, "ftyp", CN_S("instead of a proof")));
	r = fragments(a, g.r, g.n, map);
	HOLD(a, &r, INVALID, "assertion.bmffHash.malformed");
	g = f;
	for (size_t i = 0; i < 3; i++) { /* two in each other's place */
		g.r[2 + i] = f.r[5 + i];
		g.r[5 + i] = f.r[2 + i];
	}
	r = fragments(a, g.r, g.n, map);
	HOLD(a, &r, INVALID, "assertion.bmffHash.mismatch");
	static const char *const CUTS[] = { "'fixedBlockSize':16,", "'variableBlockSizes':[1,2,3,4,5]," };
	for (size_t i = 0; i < 2; i++) {
		r = fragments(a, f.r, f.n, fragment_map(a, &f, CUTS[i]));
		HOLD(a, &r, INVALID, "assertion.bmffHash.malformed");
	}
	cn_str row[LEAVES_MAX];
	size_t n = row_of(a, f.leaf, FRAGMENTS, 1, row);
	r = fragments(a, f.r, f.n, diag(a, "{" TRACK ",'count':5,'hashes':^}", list_of(a, row, n))); /* no digest of the start */
	HOLD(a, &r, INVALID, "assertion.bmffHash.malformed");
	root cut[2 + 3 * FRAGMENTS];
	memcpy(cut, f.r, sizeof cut);
	cut[4].box = CN_S("\0\0\1\0mdat");
	r = fragments(a, cut, 5, map);
	HOLD(a, &r, INVALID, "assertion.bmffHash.mismatch");
}

static void a_start_whose_fragments_are_elsewhere_is_checked_as_far_as_it_goes(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	fragmented f;
	make_fragments(a, &f, 1);
	cn_c2pa_report r = fragments(a, f.r, 2, fragment_map(a, &f, ""));
	HOLD(a, &r, WELL_FORMED, "");
	assert_true(!told(&r, CN_C2PA_BMFF_MATCH) && cn_contains(r.unchecked->what, CN_S("fragments")));
	f.r[1].box = changed(a, f.r[1].box, 9);
	r = fragments(a, f.r, 2, fragment_map(a, &f, ""));
	HOLD(a, &r, INVALID, "assertion.bmffHash.mismatch");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_every_binding_leaves_out_is_left_out_and_the_rest_has_its_place),
		cmocka_unit_test(paths_lead_to_boxes_by_name_and_by_number),
		cmocka_unit_test(a_rule_fits_by_length_version_flags_and_data),
		cmocka_unit_test(parts_of_a_box_are_left_out_by_their_place_in_it),
		cmocka_unit_test(sizes_of_every_form_are_read_and_false_ones_refused),
		cmocka_unit_test(walks_rules_and_paths_have_bounds),
		cmocka_unit_test(a_tree_holds_the_payload_at_each_of_its_rows),
		cmocka_unit_test(trees_that_do_not_fit_their_box_are_malformed),
		cmocka_unit_test(a_payload_without_a_tree_or_with_a_false_proof_is_not_bound),
		cmocka_unit_test(fragments_are_bound_one_by_one_after_their_start),
		cmocka_unit_test(a_start_whose_fragments_are_elsewhere_is_checked_as_far_as_it_goes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
