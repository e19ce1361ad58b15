/* Hard bindings by named boxes of JPEG and PNG files made here, each with one thing that should not be. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "c2pa_asset_help.h"

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
	return boxes(a, f,
		     diag(a, "[^,^,^]", entry(a, before, pieces(a, f, 0, f->place)), the_store(a),
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
		assert_true(told(&r, CN_C2PA_BOXES_MATCH) && cn_eqz(r.binding, "c2pa.hash.boxes") &&
			    !told(&r, CN_C2PA_BOXES_EXTRA));
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
	cn_c2pa_report r = boxes(
	    a, &j, diag(a, "[^,^,^]", entry(a, JPEG_HEAD, pieces(a, &j, 0, 2)), the_store(a), entry(a, JPEG_TAIL, CN_S("x"))));
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
	r = boxes(a, &p,
		  diag(a, "[^,^,^,^,{'names':['IDAT','IEND'],'alg':'sha512','hash':@}]", head, ihdr, the_store(a), text,
		       digest(a, CN_SHA2_512, pieces(a, &p, 3, 5))));
	HOLD(a, &r, TRUSTED, "");
	r = boxes(a, &p, diag(a, "[^,^,^,^]", head, ihdr, text, tail)); /* the store is not listed */
	HOLD(a, &r, INVALID, "assertion.boxesHash.unknownBox");
	r = boxes(a, &p, diag(a, "[{'hash':@}]", (cn_str){ 0 }));
	HOLD(a, &r, INVALID, "assertion.boxesHash.malformed");
	r = bound(a, &p, "c2pa.hash.boxes", diag(a, "{'boxes':'all'}"));
	HOLD(a, &r, INVALID, "assertion.boxesHash.malformed");
	cn_str partly = diag(a, "[^,^,^,^,{'names':['IDAT','IEND'],'hash':@,'exclusions':[{'boxIndex':0,'start':8,'length':2}]}]",
			     head, ihdr, the_store(a), text, sha256(a, CN_S("the rest")));
	r = boxes(a, &p, partly);
	HOLD(a, &r, INVALID, "assertion.boxesHash.mismatch");
	p.rules = CN_C2PA_2_4; /* it may, and is not looked at here */
	r = boxes(a, &p, partly);
	HOLD(a, &r, WELL_FORMED, "");
	p.rules = CN_C2PA_2_2;
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
	} ROWS[] = { { 0xc0, "SOF0" }, { 0xcf, "SOF15" }, { 0xc4, "DHT" },   { 0xc8, "JPG" }, { 0xcc, "DAC" },
		     { 0xdc, "DNL" },  { 0xdd, "DRI" },	  { 0xde, "DHP" },   { 0xdf, "EXP" }, { 0xfe, "COM" },
		     { 0xe0, "APP0" }, { 0xef, "APP15" }, { 0xeb, "APP11" }, { 0xf0, "F0" },  { 0x02, "02" } };
	for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
		asset f = { .piece = { CN_S("\xff\xd8"), segment(a, ROWS[i].marker, CN_S("body")), CN_S("\xff\xd9") }, .n = 3 };
		cn_str list =
		    diag(a, "[^]", entry(a, cn_cstr(a, cn_strf(a, "['SOI','%s','EOI']", ROWS[i].name)), pieces(a, &f, 0, 3)));
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
	r = boxes(a, &f,
		  diag(a, "[^,^,^]", entry(a, "['SOI','EOI']", f.piece[0]), entry(a, "['c2pa.after']", f.piece[1]),
		       entry(a, "['EOI']", f.piece[1])));
	HOLD(a, &r, INVALID, "assertion.boxesHash.mismatch"); /* it is the last */
	/* cut off: a segment that ends after the file, a scan without end, a marker without length */
	static const char *const CUT[] = { "\xff\xd8\xff\xe0\x7f\xff:bc", "\xff\xd8\xff\xda\1\1ab\xff", "\xff\xd8\xff\xe0" };
	static const char *const CUT_NAMES[] = { "['SOI','APP0']", "['SOI','SOS']", "['SOI','APP0']" };
	for (size_t i = 0; i < 3; i++) {
		asset g = { .piece = { cn_str_z(CUT[i]) }, .n = 1 };
		r = boxes(a, &g, diag(a, "[^]", entry(a, CUT_NAMES[i], g.piece[0])));
		HOLD(a, &r, TRUSTED, "");
	}
	asset p = a_png(a); /* chunks after the end are none of the image's */
	p.piece[5] = chunk(a, "tEXt", CN_S("x"), true);
	p.n = 6;
	r = boxes(a, &p,
		  diag(a, "[^,^,^,^]", entry(a, PNG_HEAD, pieces(a, &p, 0, 2)), the_store(a),
		       entry(a, PNG_TAIL, pieces(a, &p, 2, 5)), entry(a, "['c2pa.after']", p.piece[5])));
	HOLD(a, &r, TRUSTED, "");
	p.piece[4] = CN_S("\0\0\1\0IENDxxxx"); /* longer than the file */
	p.n = 5;
	r = boxes(a, &p,
		  diag(a, "[^,^,^,^]", entry(a, PNG_HEAD, pieces(a, &p, 0, 2)), the_store(a),
		       entry(a, "['iTXt','IDAT']", pieces(a, &p, 2, 4)), entry(a, "['c2pa.after']", p.piece[4])));
	HOLD(a, &r, TRUSTED, "");
}

static void memory_that_runs_out_is_said(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(256 << 20);
	static const char *const NAME = "c2pa.hash.boxes";
	asset j = a_jpeg(a);
	for (int i = 6; i < 15; i++) /* more boxes than are first made room for */
		j.piece[i] = pieces(a, &j, 1, 6);
	j.n = 15;
	cn_str content = diag(a, "{'boxes':[^,^]}", entry(a, "['SOI','APP1']", pieces(a, &j, 0, 2)), the_store(a));
	made m = { .label = "m", .name = &NAME, .content = &content, .n = 1 };
	cn_c2pa_input in;
	put_store(a, &j, make(a, &m), &in);
	starve(&in);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(boxes_are_bound_by_their_names_in_their_order),
		cmocka_unit_test(boxes_one_by_one_excluded_and_without_digest),
		cmocka_unit_test(a_box_of_the_store_is_one_that_can_carry_it),
		cmocka_unit_test(segments_have_the_names_of_the_standard),
		cmocka_unit_test(memory_that_runs_out_is_said),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
