/* Hard bindings of ISO base media files: exclusions by path, the places of boxes. Files and digests are made here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "c2pa_bmff_help.h"

static void what_every_binding_leaves_out_is_left_out_and_the_rest_has_its_place(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(256 << 20);
	cn_str ours = box(a, "uuid", CN_S(UUID "\0\0\0\0manifest\0store")), other = box(a, "uuid", CN_S("0123456789abcdef other"));
	root r[] = { gone(box(a, "ftyp", CN_S("mp42"))),
		     gone(ours),
		     kept(other),
		     kept(box(a, "moov", CN_S("whole"))),
		     kept(box(a, "mdat", CN_S("sound"))),
		     gone(box(a, "mfra", CN_S("x"))) };
	cn_c2pa_report out = bmff(a, r, N(r), usual(a));
	HOLD(a, &out, TRUSTED, "");
	assert_true(told(&out, CN_C2PA_BMFF_MATCH) && !told(&out, CN_C2PA_BMFF_EXTRA) && cn_eqz(out.binding, "c2pa.hash.bmff.v3"));
	cn_str content = diag(a, "{'exclusions':^,'hash':@}", usual(a), sha256(a, flat(a, r, N(r), 0)));
	root swapped[] = { r[0], r[1], r[2], r[4], r[3], r[5] }, more[] = { r[0], r[1], r[1], r[2], r[3], r[4], r[5] },
	     last[] = { r[0], r[1], r[2], r[3], r[4], r[5], r[1] },
	     tail[] = { r[0], r[1], r[2], r[3], r[4], r[5], kept(box(a, "free", CN_S(""))) };
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
	cn_str tkhd = box(a, "tkhd",
			  CN_S("\1\0\0\7"
			       "body")),
	       one = box(a, "trak", tkhd), two = box(a, "trak", join(a, tkhd, tkhd));
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
	static const char *const BAD[] = { "",	     "moov",	  "/",	       "//moov",    "/moov/",	"/moo",
					   "/moov[", "/moov[]",	  "/moov[0]",  "/moov[01]", "/moov[x]", "/moov[1",
					   "/moovx", "/moov[-1]", "/moov[1]x", "/a/b" };
	for (size_t i = 0; i < N(BAD); i++) {
		cn_c2pa_report out =
		    check(a, ftyp, diag(a, "{'exclusions':^}", rule(a, cn_cstr(a, cn_strf(a, "{'xpath':'%s'}", BAD[i])))));
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
		cn_str value = !mark	      ? (cn_str){ 0 }
			       : *mark == '@' ? CN_S("\0\3\5")
			       : *mark == '%' ? CN_S("\0\1\4")
			       : *mark == '~' ? CN_S("\0\1\2")
					      : CN_S("\1\0\3");
		char *text = cn_cstr(a, cn_str_z(CASES[i].text));
		for (char *p = text; *p; p++)
			*p = strchr("%~!", *p) ? '@' : *p;
		root r[] = { kept(box(a, "ftyp", CN_S("x"))), CASES[i].fits == 1 ? gone(emsg) : kept(emsg),
			     CASES[i].fits == 2 ? gone(uuid) : kept(uuid), kept(small) };
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
		{ "[{'xpath':'/free','subset':[{'offset':8,'length':4}]},{'xpath':'/free','subset':[{'offset':10,'length':4}]}]",
		  both }, /* any rule */
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
	    bmff(a, r, N(r),
		 diag(a, "[{'xpath':'/free','subset':[{'offset':0,'length':4}]},{'xpath':'/free'},{'xpath':'/free','length':1}]"));
	HOLD(a, &out, TRUSTED, "");
	root deep[] = { { moov, join(a, cn_sub(moov, 0, 12), cn_sub(moov, 8 + 24 + 12, moov.n)), false },
			kept(free_box) }; /* over what stands in it */
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
				      { "\0\0\0\x09"
					"free",
					8 },
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
			cn_buf_put(&b, CN_S("\0\0\0\x08"
					    "skip"));
			put_number(&h, i * 8, 8);
			cn_buf_put(&h, CN_S("\0\0\0\x08"
					    "skip"));
		}
		cn_c2pa_report out =
		    check(a, cn_buf_str(&b), diag(a, "{'exclusions':^,'hash':@}", usual(a), sha256(a, cn_buf_str(&h))));
		assert_int_equal(out.state, over ? CN_C2PA_INVALID : CN_C2PA_TRUSTED);
		/* paths of eight nodes */
		cn_str path = { 0 }, in = { 0 };
		for (size_t i = 0; i < 8 + over; i++) {
			path = join(a, path, CN_S("/boxx"));
			in = box(a, "boxx", in);
		}
		out = check(a, in,
			    diag(a, cn_cstr(a, cn_strf(a, "{'exclusions':[{'xpath':'%.*s'}],'hash':@}", CN_FMT(path))),
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
			cn_buf_put(&h, CN_S("\0\0\0\x88"
					    "free"));
			cn_buf_put(&h, (cn_str){ cn_alloc(a, 64, 1), 64 });
		}
		cn_c2pa_report out = check(a, cn_buf_str(&file),
					   diag(a, "{'exclusions':[{'xpath':'/free','subset':^}],'hash':@}", cn_buf_str(&parts),
						sha256(a, cn_buf_str(&h))));
		assert_int_equal(out.state, over ? CN_C2PA_INVALID : CN_C2PA_TRUSTED);
	}
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
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
