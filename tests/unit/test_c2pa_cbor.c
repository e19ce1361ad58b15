/* CBOR and JUMBF as C2PA uses them. The CBOR examples are those of RFC 8949, appendix A and F. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "c2pa_help.h"
#include "core/sha2.h"
#include "lab/media/c2pa/cbor.h"
#include "lab/media/c2pa/jumbf.h"

static cn_str hex(cn_arena *a, const char *z)
{
	size_t n = strlen(z) / 2;
	uint8_t *p = CN_NEW(a, uint8_t, n + 1);
	assert_true(cn_unhex(cn_str_z(z), p, n));
	return (cn_str){ (const char *)p, n };
}

static const cn_cbor *read_hex(cn_arena *a, const char *z, cn_cbor_flags *flags)
{
	const cn_cbor *v = NULL;
	cn_err err = { 0 };
	if (cn_cbor_read(a, hex(a, z), flags, &v, &err) != CN_OK)
		fail_msg("%s: %s", z, err.msg);
	return v;
}

static void numbers_are_read_as_the_rfc_says(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	static const struct {
		const char *hex;
		cn_cbor_type type;
		uint64_t u;
	} RFC[] = { { "00", CN_CBOR_UINT, 0 },
		    { "17", CN_CBOR_UINT, 23 },
		    { "1818", CN_CBOR_UINT, 24 },
		    { "1903e8", CN_CBOR_UINT, 1000 },
		    { "1a000f4240", CN_CBOR_UINT, 1000000 },
		    { "1bffffffffffffffff", CN_CBOR_UINT, UINT64_MAX },
		    { "3bffffffffffffffff", CN_CBOR_NINT, UINT64_MAX },
		    { "3863", CN_CBOR_NINT, 99 },
		    { "f4", CN_CBOR_SIMPLE, 20 },
		    { "f5", CN_CBOR_SIMPLE, 21 },
		    { "f6", CN_CBOR_SIMPLE, 22 },
		    { "f8ff", CN_CBOR_SIMPLE, 255 },
		    { "f93c00", CN_CBOR_FLOAT, 0x3c00 },
		    { "fb3ff199999999999a", CN_CBOR_FLOAT, 0x3ff199999999999a } };
	for (size_t i = 0; i < sizeof RFC / sizeof *RFC; i++) {
		cn_cbor_flags f;
		const cn_cbor *v = read_hex(a, RFC[i].hex, &f);
		assert_int_equal(v->type, RFC[i].type);
		assert_true(v->u == RFC[i].u);
		assert_false(f.not_shortest || f.indefinite || f.duplicate_keys);
		assert_int_equal(v->raw.n, strlen(RFC[i].hex) / 2);
	}
}

static void arrays_maps_tags_and_texts_are_read(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_cbor_flags f;
	const cn_cbor *v = read_hex(a, "a26161016162820203", &f); /* {"a": 1, "b": [2, 3]} */
	uint64_t u = 0;
	assert_true(cn_cbor_uint(v, "a", &u) && u == 1);
	const cn_cbor *b = cn_cbor_get(v, "b");
	assert_true(b && b->type == CN_CBOR_ARRAY && b->u == 2 && b->first->u == 2 && b->first->next->u == 3);
	assert_null(cn_cbor_get(v, "c"));
	assert_null(cn_cbor_get(b, "a"));
	v = read_hex(a, "c11a514b67b0", &f);
	assert_true(v->type == CN_CBOR_TAG && v->u == 1 && v->first->u == 1363896240);
	v = read_hex(a, "a201020326", &f); /* {1: 2, 3: -7} */
	assert_true(cn_cbor_is(cn_cbor_at_label(v, 3), CN_CBOR_NINT) && cn_cbor_at_label(v, 3)->u == 6);
	assert_null(cn_cbor_at_label(v, -7));
	v = read_hex(a, "62c3bc", &f);
	assert_true(cn_eqz(v->s, "\xc3\xbc"));
}

static void what_the_deterministic_encoding_forbids_is_flagged(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_cbor_flags f;
	(void)read_hex(a, "1817", &f);
	assert_true(f.not_shortest && !f.indefinite);
	(void)read_hex(a, "190018", &f);
	assert_true(f.not_shortest);
	(void)read_hex(a, "580161", &f);
	assert_true(f.not_shortest);
	(void)read_hex(a, "a2616101616102", &f);
	assert_true(f.duplicate_keys && !f.not_shortest);
	const cn_cbor *v = read_hex(a, "5f42010243030405ff", &f);
	assert_true(f.indefinite && cn_eq(v->s, CN_S("\x01\x02\x03\x04\x05")));
	v = read_hex(a, "bf61610161629f0203ffff", &f);
	assert_true(f.indefinite && v->u == 2 && cn_cbor_get(v, "b")->u == 2);
}

static cn_code rc_of(cn_str bytes)
{
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	const cn_cbor *v = NULL;
	cn_cbor_flags f;
	cn_err err = { 0 };
	cn_code rc = cn_cbor_read(a, bytes, &f, &v, &err);
	assert_true(rc == CN_OK ? v != NULL : v == NULL && err.msg[0]);
	return rc;
}

static void what_is_not_well_formed_is_refused(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	/* RFC 8949, appendix F: ends in a head, ends in a string, reserved lengths, simple values, chunks, breaks, odd maps; then
	 * trailing bytes */
	static const char *const BAD[] = { "",	       "18",	 "19",	 "1a00",	 "1b01",   "9a01ff00",	 "f8",
					   "fa0000",   "41",	 "61",	 "5affffffff00", "81",	   "818181",	 "8200",
					   "a1",       "a20102", "a100", "a2000000",	 "9f",	   "bf",	 "5f4100",
					   "1c",       "3d",	 "fe",	 "f800",	 "f81f",   "5f00ff",	 "5f6100ff",
					   "7f4100ff", "ff",	 "81ff", "a1ff",	 "bf00ff", "bf000000ff", "1f",
					   "3f",       "df00",	 "61ff", "7f61ffff",	 "0000" };
	for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++)
		if (rc_of(hex(a, BAD[i])) != CN_EINPUT)
			fail_msg("%s was read", BAD[i]);
}

static void depth_and_items_have_their_bounds(void **state)
{
	(void)state;
	char deep[CN_CBOR_DEPTH_MAX + 1];
	memset(deep, (char)0x81, sizeof deep);
	deep[CN_CBOR_DEPTH_MAX - 1] = 0;
	assert_int_equal(rc_of((cn_str){ deep, CN_CBOR_DEPTH_MAX }), CN_OK);
	deep[CN_CBOR_DEPTH_MAX - 1] = (char)0x81;
	deep[CN_CBOR_DEPTH_MAX] = 0;
	assert_int_equal(rc_of((cn_str){ deep, CN_CBOR_DEPTH_MAX + 1 }), CN_ETOOBIG);
	static char wide[CN_CBOR_ITEMS_MAX + CN_CBOR_HEAD_BYTES];
	CN_AUTO_BUF b;
	cn_buf_init(&b, 64);
	for (unsigned over = 0; over < 2; over++) {
		uint64_t n = CN_CBOR_ITEMS_MAX - 1 + over;
		cn_buf_reset(&b);
		cn_cbor_put_head(&b, CN_CBOR_ARRAY, n);
		memset(wide, 0, sizeof wide);
		memcpy(wide, b.p, b.n);
		assert_int_equal(rc_of((cn_str){ wide, b.n + (size_t)n }), over ? CN_ETOOBIG : CN_OK);
	}
}

static void what_is_written_is_read_back_in_the_shortest_form(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	static const uint64_t N[] = { 0, 23, 24, 255, 256, 65535, 65536, 0xffffffff, 0x100000000, UINT64_MAX };
	for (size_t i = 0; i < sizeof N / sizeof *N; i++) {
		CN_AUTO_BUF b;
		cn_buf_init(&b, 64);
		cn_cbor_put_head(&b, CN_CBOR_NINT, N[i]);
		const cn_cbor *v = NULL;
		cn_cbor_flags f;
		assert_int_equal(cn_cbor_read(a, cn_buf_str(&b), &f, &v, NULL), CN_OK);
		assert_true(v->type == CN_CBOR_NINT && v->u == N[i] && !f.not_shortest && b.n <= CN_CBOR_HEAD_BYTES);
	}
}

/* ---- JUMBF
 * -------------------------------------------------------------------------------------------------------------------------- */

static cn_code jumbf_rc(cn_str bytes)
{
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	const cn_jumbf *v = NULL;
	size_t n = 0;
	cn_err err = { 0 };
	cn_code rc = cn_jumbf_read(a, bytes, &v, &n, &err);
	assert_true(rc == CN_OK ? v && n <= bytes.n : err.msg[0] != 0);
	return rc;
}

static void a_store_is_walked_by_its_labels(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	CN_AUTO_BUF c;
	cn_buf_init(&c, 1 << 16);
	put_box(&c, "cbor", CN_S("\xa0"));
	cn_str claim = superbox(a, "c2cl", "c2pa.claim.v2", cn_buf_str(&c));
	cn_str store = superbox(a, "c2pa", "c2pa", superbox(a, "c2ma", "urn:c2pa:1", claim));
	const cn_jumbf *v = NULL;
	size_t n = 0;
	assert_int_equal(cn_jumbf_read(a, store, &v, &n, NULL), CN_OK);
	assert_int_equal(n, store.n);
	assert_int_equal(v->kind, CN_JUMBF_STORE);
	const cn_jumbf *found = cn_jumbf_find(v, CN_S("urn:c2pa:1/c2pa.claim.v2"));
	assert_true(found && found->kind == CN_JUMBF_CLAIM);
	assert_true(cn_eq(cn_jumbf_content(found, CN_4CC('c', 'b', 'o', 'r'))->body, CN_S("\xa0")));
	assert_null(cn_jumbf_content(found, CN_4CC('j', 's', 'o', 'n')));
	assert_null(cn_jumbf_find(v, CN_S("urn:c2pa:1/c2pa.claim")));
	assert_null(cn_jumbf_find(v, CN_S("urn:c2pa:1//c2pa.claim.v2")));
	assert_ptr_equal(cn_jumbf_find(v, CN_S("")), v);
	assert_int_equal(cn_jumbf_count(v, CN_S("urn:c2pa:1")), 1);
	assert_int_equal(found->body.n + 8, found->whole.n);
}

static void boxes_that_lie_about_their_size_are_refused(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_str good = superbox(a, "c2pa", "c2pa", (cn_str){ 0 });
	assert_int_equal(jumbf_rc(good), CN_OK);
	for (size_t n = 0; n < good.n; n++)
		assert_int_equal(jumbf_rc(cn_sub(good, 0, n)), CN_EINPUT);
	for (size_t i = 0; i < 12; i++) { /* sizes and types of the two heads */
		if (i >= 4 && i < 8)
			continue;
		char *p = cn_cstr(a, good);
		p[i] = (char)(p[i] ^ 0x55);
		assert_int_equal(jumbf_rc((cn_str){ p, good.n }), CN_EINPUT);
	}
	char *p = cn_cstr(a, good);
	p[32] = 1; /* the label is not announced: its bytes are too many */
	assert_int_equal(jumbf_rc((cn_str){ p, good.n }), CN_EINPUT);
}

static void nesting_boxes_and_labels_have_their_bounds(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_str s = { 0 };
	for (unsigned i = 1; i <= CN_JUMBF_DEPTH_MAX + 1; i++) {
		s = superbox(a, "c2pa", "x", s);
		assert_int_equal(jumbf_rc(s), i <= CN_JUMBF_DEPTH_MAX ? CN_OK : CN_ETOOBIG);
	}
	CN_AUTO_BUF b;
	cn_buf_init(&b, 8 << 20);
	for (unsigned i = 0; i < CN_JUMBF_BOXES_MAX - 2; i++) /* the superbox and its description count too */
		put_box(&b, "free", (cn_str){ 0 });
	assert_int_equal(jumbf_rc(superbox(a, "c2pa", "x", cn_buf_str(&b))), CN_OK);
	put_box(&b, "free", (cn_str){ 0 });
	assert_int_equal(jumbf_rc(superbox(a, "c2pa", "x", cn_buf_str(&b))), CN_ETOOBIG);
	char label[CN_JUMBF_LABEL_BYTES_MAX + 2] = { 0 };
	memset(label, 'l', CN_JUMBF_LABEL_BYTES_MAX);
	assert_int_equal(jumbf_rc(superbox(a, "c2pa", label, (cn_str){ 0 })), CN_OK);
	label[CN_JUMBF_LABEL_BYTES_MAX] = 'l';
	assert_int_equal(jumbf_rc(superbox(a, "c2pa", label, (cn_str){ 0 })), CN_ETOOBIG);
}

/* ---- SHA-2
 * -------------------------------------------------------------------------------------------------------------------------- */

static void digests_are_those_of_the_standard(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	/* FIPS 180-2, appendices B and D, and the SHA-256 example: "abc" */
	assert_true(
	    cn_sha2_is(CN_SHA2_256, CN_S("abc"), hex(a, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")));
	assert_true(
	    cn_sha2_is(CN_SHA2_384, CN_S("abc"),
		       hex(a, "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7")));
	assert_true(cn_sha2_is(
	    CN_SHA2_512, CN_S("abc"),
	    hex(a,
		"ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2"
		"a9ac94fa54ca49f")));
	assert_false(
	    cn_sha2_is(CN_SHA2_256, CN_S("abd"), hex(a, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")));
	assert_false(cn_sha2_is(CN_SHA2_NONE, CN_S(""), CN_S("")));
	assert_int_equal(cn_sha2_alg_of(CN_S("sha384")), CN_SHA2_384);
	assert_int_equal(cn_sha2_alg_of(CN_S("sha1")), CN_SHA2_NONE);
	assert_int_equal(cn_sha2_size(CN_SHA2_512), CN_SHA2_BYTES_MAX);
}

/* ---- building ------------------------------------------------------------------------------------------------------------------- */

static cn_str written(cn_arena *a, const cn_val *v)
{
	cn_cbor *c = NULL;
	cn_err err = { 0 };
	CN_AUTO_BUF b;
	cn_buf_init(&b, 8 << 20);
	if (cn_cbor_of(a, v, &c, &err) != CN_OK)
		fail_msg("%s", err.msg);
	cn_cbor_write(&b, c);
	assert_false(b.failed);
	return cn_buf_copy(a, &b);
}

static void values_are_written_in_the_one_form_that_the_rfc_calls_deterministic(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	static const char *const CASES[][2] = {
		/* RFC 8949, appendix A */
		{ "[1, [2, 3], [4, 5]]", "8301820203820405" },
		{ "{\"a\": 1, \"b\": [2, 3]}", "a26161016162820203" },
		{ "[-1, -10, -100, -1000, 0, 23, 24, 1000000000000]", "88202938633903e7001718181b000000e8d4a51000" },
		{ "[true, false, null, \"\"]", "84f5f4f660" },
		{ "[9223372036854775807, -9223372036854775808]", "821b7fffffffffffffff3b7fffffffffffffff" },
		/* 4.2.1: the order of the encoded keys, whatever that of the values */
		{ "{\"aa\": 1, \"b\": 2, \"a\": 3, \"\": 4}", "a4" "6004" "616103" "616202" "62616101" },
		{ "{}", "a0" },
	};
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		const cn_val *v = NULL;
		assert_int_equal(cn_json_parse(a, cn_str_z(CASES[i][0]), CN_JSON_DEPTH_MAX, &v, NULL), CN_OK);
		cn_str got = written(a, v), want = hex(a, CASES[i][1]);
		if (!cn_eq(got, want))
			fail_msg("%s is written otherwise", CASES[i][0]);
	}
	assert_true(cn_eq(written(a, cn_real(a, 0.25)), CN_S("\x64" "0.25")));
	cn_cbor *tag = cn_cbor_new_tag(a, 0, cn_cbor_new_text(a, CN_S("t")));
	CN_AUTO_BUF b;
	cn_buf_init(&b, 64);
	cn_cbor_write(&b, tag);
	assert_true(cn_eq(cn_buf_str(&b), CN_S("\xc0\x61t")));
	cn_cbor_write(&b, cn_cbor_new(a, CN_CBOR_FLOAT, 0, (cn_str){ 0 }));
	assert_true(b.failed);
}

static void values_have_bounds_and_one_value_a_key(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_cbor *c = NULL;
	cn_err err = { 0 };
	for (unsigned over = 0; over < 2; over++) {
		cn_val *deep = cn_int(a, 1), *wide = cn_list(a);
		for (unsigned i = 1; i < CN_CBOR_DEPTH_MAX + over; i++) { /* the number is a level too */
			cn_val *l = cn_list(a);
			(void)cn_push(a, l, deep);
			deep = l;
		}
		for (unsigned i = 1; i < CN_CBOR_ITEMS_MAX / 2 + over; i++)
			(void)cn_push(a, wide, cn_int(a, 1));
		assert_int_equal(cn_cbor_of(a, deep, &c, &err), over ? CN_ETOOBIG : CN_OK);
		assert_int_equal(cn_cbor_of(a, wide, &c, &err), over ? CN_ETOOBIG : CN_OK);
		if (over)
			continue;
		const cn_cbor *back = NULL;
		cn_cbor_flags f = { 0 };
		assert_int_equal(cn_cbor_read(a, written(a, deep), &f, &back, NULL), CN_OK);
		assert_int_equal(cn_cbor_read(a, written(a, wide), &f, &back, NULL), CN_OK);
		assert_int_equal(back->u, CN_CBOR_ITEMS_MAX / 2 - 1);
	}
	cn_cbor *map = cn_cbor_new(a, CN_CBOR_MAP, 7, (cn_str){ 0 });
	assert_int_equal(map->u, 0);
	assert_true(cn_cbor_put(a, map, CN_S("k"), cn_cbor_new_text(a, CN_S("v"))));
	assert_false(cn_cbor_put(a, map, CN_S("k"), cn_cbor_new_text(a, CN_S("w"))));
	assert_true(map->u == 1 && cn_eqz(cn_cbor_text(map, "k"), "v"));
}

static void boxes_that_are_written_are_walked_again(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	CN_AUTO_BUF b;
	cn_buf_init(&b, 4096);
	size_t store = cn_jumbf_begin(&b, CN_JUMBF_STORE, CN_S("c2pa"));
	size_t box = cn_jumbf_begin(&b, CN_JUMBF_CBOR, CN_S("x.y"));
	cn_jumbf_put(&b, CN_JUMBF_CBOR, CN_S("\xa0"));
	cn_jumbf_end(&b, box);
	cn_jumbf_end(&b, store);
	CN_AUTO_BUF inner;
	cn_buf_init(&inner, 4096);
	put_box(&inner, "cbor", CN_S("\xa0"));
	cn_str want = superbox(a, "c2pa", "c2pa", superbox(a, "cbor", "x.y", cn_buf_str(&inner)));
	assert_true(cn_eq(cn_buf_str(&b), want));
	const cn_jumbf *v = NULL;
	size_t n = 0;
	assert_int_equal(cn_jumbf_read(a, want, &v, &n, NULL), CN_OK);
	assert_true(n == want.n && cn_jumbf_content(cn_jumbf_find(v, CN_S("x.y")), CN_JUMBF_CBOR)->body.n == 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_are_read_as_the_rfc_says),
		cmocka_unit_test(arrays_maps_tags_and_texts_are_read),
		cmocka_unit_test(what_the_deterministic_encoding_forbids_is_flagged),
		cmocka_unit_test(what_is_not_well_formed_is_refused),
		cmocka_unit_test(depth_and_items_have_their_bounds),
		cmocka_unit_test(what_is_written_is_read_back_in_the_shortest_form),
		cmocka_unit_test(a_store_is_walked_by_its_labels),
		cmocka_unit_test(boxes_that_lie_about_their_size_are_refused),
		cmocka_unit_test(nesting_boxes_and_labels_have_their_bounds),
		cmocka_unit_test(digests_are_those_of_the_standard),
		cmocka_unit_test(values_are_written_in_the_one_form_that_the_rfc_calls_deterministic),
		cmocka_unit_test(values_have_bounds_and_one_value_a_key),
		cmocka_unit_test(boxes_that_are_written_are_walked_again),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
