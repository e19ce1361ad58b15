/* Compressed manifests: what they hold once they are unpacked, what is refused, and what unpacking may cost. No peer at hand writes them, so they
 * are made here, with Brotli's own encoder. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <brotli/encode.h>

#include "c2pa_forged_help.h"
#include "ext/brotli.h"
#include "lab/media/c2pa/jumbf.h"

static cn_str packed_by(cn_arena *a, cn_str s, int quality)
{
	size_t n = BrotliEncoderMaxCompressedSize(s.n) + 64;
	char *p = CN_NEW(a, char, n);
	assert_true(p && BrotliEncoderCompress(quality, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_GENERIC, s.n, (const uint8_t *)s.p, &n, (uint8_t *)p));
	return (cn_str){ p, n };
}

static cn_str brob(cn_arena *a, cn_str packed)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, 32 << 20);
	put_box(&b, "brob", packed);
	return cn_buf_copy(a, &b);
}

static cn_str pack(cn_arena *a, const char *label, cn_str manifest)
{
	return superbox(a, "c2cm", label, brob(a, packed_by(a, manifest, 5)));
}

static cn_code judge(cn_arena *a, cn_str manifests, cn_c2pa_rules rules, cn_unpacks *unbrotli, cn_c2pa_report *ret, cn_err *err)
{
	toy t;
	cn_x509 x = toy_table(&t);
	cn_c2pa_input in = { .file = CN_S("content"), .store = superbox(a, "c2pa", "c2pa", manifests), .at_us = 500, .x509 = &x, .rules = rules, .unbrotli = unbrotli };
	return cn_c2pa_check(a, &in, ret, err);
}

static cn_c2pa_report unpacked(cn_arena *a, cn_str manifests)
{
	cn_c2pa_report r = { 0 };
	cn_err err = { 0 };
	if (judge(a, manifests, CN_C2PA_2_2, cn_unbrotli, &r, &err) != CN_OK)
		fail_msg("%s", err.msg);
	return r;
}

/* An ingredient whose manifest is m, compressed into `box`: the digest is of the box as it stands (11.1.3.2). */
static cn_str ingredient_packed(cn_arena *a, const made *m, cn_str box, const char *relationship)
{
	const char *url = cn_cstr(a, cn_strf(a, "self#jumbf=/c2pa/%s", m->label)), *sig = cn_cstr(a, cn_strf(a, "%s/c2pa.signature", url));
	return diag(a, cn_cstr(a, cn_strf(a, "{'relationship':'%s','activeManifest':^,'claimSignature':^,'validationResults':{}}", relationship)), hashed(a, url, box),
		    hashed(a, sig, cbor_box(a, "c2cs", "c2pa.signature", cose_of(a, m, claim_of(a, m)))));
}

static void a_compressed_manifest_is_judged_as_what_it_unpacks_to(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(256 << 20);
	cn_str content[4];
	made m = a_made(a, "one", content, CREATED);
	cn_str box = pack(a, "one", make(a, &m));
	cn_c2pa_report r = unpacked(a, box);
	HOLD(a, &r, TRUSTED, "");
	assert_true(cn_eqz(r.binding, "c2pa.hash.data") && cn_eqz(r.active, "one") && r.claim_version == 2 && !r.unchecked);
	/* an update over it, plain and compressed; then one over that */
	cn_str up_content[] = { ingredient_packed(a, &m, box, "parentOf") };
	made up = { .label = "up", .kind = "c2um", .name = WITH + 1, .content = up_content, .n = 1 };
	cn_str plain = make(a, &up), small = pack(a, "up", plain);
	r = unpacked(a, join(a, box, plain));
	HOLD(a, &r, TRUSTED, "");
	assert_true(told(&r, CN_C2PA_INGREDIENT_VALID) && told(&r, CN_C2PA_DATA_MATCH));
	r = unpacked(a, join(a, box, small));
	HOLD(a, &r, TRUSTED, "");
	assert_true(told(&r, CN_C2PA_DATA_MATCH));
	cn_str last[] = { ingredient_packed(a, &up, small, "parentOf") };
	made upper = { .label = "upper", .kind = "c2um", .name = WITH + 1, .content = last, .n = 1 };
	r = unpacked(a, join(a, join(a, box, small), pack(a, "upper", make(a, &upper))));
	HOLD(a, &r, TRUSTED, "");
	assert_true(r.manifests == 3 && told(&r, CN_C2PA_DATA_MATCH));
	/* compressed again in another way it is not the box that was there */
	cn_str other = superbox(a, "c2cm", "one", brob(a, packed_by(a, make(a, &m), 0)));
	r = unpacked(a, join(a, other, plain));
	HOLD(a, &r, INVALID, "ingredient.manifest.mismatch");
	/* what was redacted in it is found by the signature within */
	cn_str redacted[] = { up_content[0] };
	made redacts = { .label = "up", .kind = "c2um", .name = WITH + 1, .content = redacted, .n = 1, .more = REDACTS("one/c2pa.assertions/org.one") };
	cn_str emptied = pack(a, "one", zeroed(a, make(a, &m), content[2]));
	r = unpacked(a, join(a, emptied, make(a, &redacts)));
	HOLD(a, &r, TRUSTED, "");
	assert_true(told(&r, CN_C2PA_INGREDIENT_SIG_VALID));
}

static void what_does_not_unpack_to_one_manifest_is_invalid(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(512 << 20);
	cn_str content[4];
	made m = a_made(a, "one", content, CREATED);
	cn_str whole = make(a, &m), packed = packed_by(a, whole, 5), box = brob(a, packed), none = { "", 0 };
	const struct {
		const char *what;
		cn_str manifest;
	} CASES[] = {
		{ "nothing in it", superbox(a, "c2cm", "one", none) },
		{ "no bytes", superbox(a, "c2cm", "one", brob(a, none)) },
		{ "no Brotli", superbox(a, "c2cm", "one", brob(a, CN_S("\xff\xff\xff\xff"))) },
		{ "not compressed", superbox(a, "c2cm", "one", whole) },
		{ "twice", superbox(a, "c2cm", "one", join(a, box, box)) },
		{ "and more", superbox(a, "c2cm", "one", join(a, box, content_box(a, "json", "x", "json", CN_S("{}")))) },
		{ "bytes after", superbox(a, "c2cm", "one", brob(a, join(a, packed, CN_S("\0")))) },
		{ "another label", superbox(a, "c2cm", "two", box) },
		{ "a byte after", pack(a, "one", join(a, whole, CN_S("\0"))) },
		{ "two manifests", pack(a, "one", join(a, whole, whole)) },
		{ "a byte short", pack(a, "one", cn_sub(whole, 0, whole.n - 1)) },
		{ "a store", pack(a, "c2pa", superbox(a, "c2pa", "c2pa", whole)) },
		{ "compressed in itself", pack(a, "one", pack(a, "one", whole)) },
		{ "empty", pack(a, "one", none) },
	};
	for (size_t i = 0; i < N(CASES); i++) {
		cn_c2pa_report r = unpacked(a, CASES[i].manifest);
		if (r.state != CN_C2PA_INVALID || !cn_eqz(failures(a, &r), "manifest.compressed.invalid"))
			fail_msg("%s: %s, %.*s", CASES[i].what, cn_c2pa_state_text(r.state), CN_FMT(failures(a, &r)));
		assert_false(r.well_formed);
	}
	for (size_t n = 0; n < packed.n; n++) { /* cut off anywhere */
		CN_AUTO_ARENA s = cn_arena_new(64 << 20);
		cn_c2pa_report r = unpacked(s, superbox(s, "c2cm", "one", brob(s, cn_sub(packed, 0, n))));
		HOLD(s, &r, INVALID, "manifest.compressed.invalid");
	}
	for (size_t i = 0; i < packed.n; i++) { /* a bit changed anywhere: it is that manifest still, or does not hold */
		CN_AUTO_ARENA s = cn_arena_new(64 << 20);
		CN_AUTO_BUF out;
		cn_str bad = changed(s, packed, i);
		cn_c2pa_report r = unpacked(s, superbox(s, "c2cm", "one", brob(s, bad)));
		cn_buf_init(&out, 1 << 20);
		bool same = cn_unbrotli(bad, &out, NULL) == CN_OK && cn_eq(cn_buf_str(&out), whole);
		if (same != (r.state == CN_C2PA_TRUSTED))
			fail_msg("byte %zu: %s", i, cn_c2pa_state_text(r.state));
	}
}

static void without_a_decoder_it_is_said_not_to_be_checked(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_str content[4];
	made m = a_made(a, "one", content, CREATED);
	for (cn_c2pa_rules rules = CN_C2PA_2_2; rules <= CN_C2PA_1_4; rules++) { /* each knows them */
		m.version = rules == CN_C2PA_1_4 ? 1 : 2;
		cn_str box = pack(a, "one", make(a, &m));
		cn_c2pa_report r = { 0 };
		assert_int_equal(judge(a, box, rules, NULL, &r, NULL), CN_OK);
		HOLD(a, &r, WELL_FORMED, "");
		assert_true(r.unchecked && cn_contains(r.unchecked->what, CN_S("compressed")));
		assert_int_equal(judge(a, box, rules, cn_unbrotli, &r, NULL), CN_OK);
		HOLD(a, &r, TRUSTED, "");
	}
}

/* A manifest of exactly n bytes. */
static cn_str of_size(cn_arena *a, const char *label, size_t n)
{
	CN_AUTO_BUF free;
	cn_str content = binding(a);
	made m = { .label = label, .name = NAMES, .content = &content, .n = 1 };
	size_t room = n - make(a, &m).n - 8;
	cn_buf_init(&free, n);
	put_box(&free, "free", (cn_str){ CN_NEW(a, char, room), room });
	m.boxes = cn_buf_str(&free);
	cn_str all = make(a, &m);
	assert_int_equal(all.n, n);
	return all;
}

static void what_would_explode_is_stopped_at_its_bound(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new((size_t)1 << 30);
	enum { MAX = CN_C2PA_UNPACKED_BYTES_MAX };
	cn_err err = { 0 };
	cn_c2pa_report r = { 0 };
	cn_str most = pack(a, "one", of_size(a, "one", MAX)), more = pack(a, "one", of_size(a, "one", MAX + 1));
	assert_true(most.n < 4096);
	assert_int_equal(judge(a, most, CN_C2PA_2_2, cn_unbrotli, &r, &err), CN_OK);
	HOLD(a, &r, TRUSTED, "");
	assert_int_equal(judge(a, more, CN_C2PA_2_2, cn_unbrotli, &r, &err), CN_ETOOBIG);
	assert_non_null(strstr(err.msg, "16777216"));
	/* the bound is of all together; what nothing leads to is not unpacked at all */
	cn_str content[4];
	made small = a_made(a, "two", content, CREATED);
	cn_str two = make(a, &small);
	assert_int_equal(judge(a, join(a, more, pack(a, "two", two)), CN_C2PA_2_2, cn_unbrotli, &r, &err), CN_OK);
	HOLD(a, &r, TRUSTED, "");
	made ghost = { .label = "one" };
	cn_str part[] = { binding(a), ingredient_packed(a, &ghost, most, "componentOf") };
	made leads = { .label = "two", .name = WITH, .content = part, .n = 2 };
	cn_str plain = make(a, &leads);
	assert_int_equal(judge(a, join(a, most, plain), CN_C2PA_2_2, cn_unbrotli, &r, &err), CN_OK);
	assert_int_equal(judge(a, join(a, most, pack(a, "two", plain)), CN_C2PA_2_2, cn_unbrotli, &r, &err), CN_ETOOBIG);
}

static void boxes_are_counted_in_all_that_is_compressed_together(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(256 << 20);
	CN_AUTO_BUF free;
	cn_buf_init(&free, 1 << 20);
	cn_str content[4];
	cn_c2pa_report r;
	made m = a_made(a, "one", content, CREATED);
	const cn_jumbf *v;
	size_t n, boxes = 0;
	assert_int_equal(cn_jumbf_read_more(a, make(a, &m), &boxes, &v, &n, NULL), CN_OK);
	assert_int_equal(cn_jumbf_read_more(a, superbox(a, "c2pa", "c2pa", pack(a, "one", make(a, &m))), &boxes, &v, &n, NULL), CN_OK);
	for (size_t more = 0; more < 2; more++) {
		cn_buf_reset(&free);
		for (size_t i = 0; i < CN_JUMBF_BOXES_MAX - boxes + more; i++)
			put_box(&free, "free", (cn_str){ "", 0 });
		m.boxes = cn_buf_str(&free);
		r = unpacked(a, pack(a, "one", make(a, &m)));
		if (more == 0)
			HOLD(a, &r, TRUSTED, "");
		else
			HOLD(a, &r, INVALID, "manifest.compressed.invalid");
	}
}

static void the_decoder_says_what_is_wrong(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	CN_AUTO_BUF out;
	cn_err err = { 0 };
	cn_buf_init(&out, 10);
	cn_str ten = packed_by(a, CN_S("0123456789"), 5), eleven = packed_by(a, CN_S("0123456789a"), 5);
	assert_int_equal(cn_unbrotli(ten, &out, &err), CN_OK);
	assert_true(cn_eqz(cn_buf_str(&out), "0123456789"));
	cn_buf_reset(&out);
	assert_int_equal(cn_unbrotli(eleven, &out, &err), CN_ETOOBIG);
	const struct {
		cn_str packed;
		const char *says;
	} BAD[] = { { CN_S("\xff\xff\xff"), "not compressed as Brotli" }, { cn_sub(ten, 0, ten.n - 1), "cut off" }, { join(a, ten, ten), "bytes follow" }, { { "", 0 }, "cut off" } };
	for (size_t i = 0; i < N(BAD); i++) {
		cn_buf_done(&out);
		cn_buf_init(&out, 100);
		assert_int_equal(cn_unbrotli(BAD[i].packed, &out, &err), CN_EINPUT);
		assert_non_null(strstr(err.msg, BAD[i].says));
	}
	cn_code rc = CN_ENOMEM;
	for (unsigned k = 1; rc == CN_ENOMEM; k++) {
		cn_buf_done(&out);
		cn_buf_init(&out, 100);
		cn_test_fail_alloc = k;
		rc = cn_unbrotli(ten, &out, &err);
		assert_true(rc == CN_OK || (rc == CN_ENOMEM && cn_test_fail_alloc == 0));
		cn_test_fail_alloc = 0;
	}
	assert_int_equal(rc, CN_OK);
}

static void memory_that_runs_out_is_said(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_str content[4];
	made m = a_made(a, "one", content, CREATED);
	cn_c2pa_input in = { .file = CN_S("content"), .store = superbox(a, "c2pa", "c2pa", pack(a, "one", make(a, &m))), .at_us = 500, .unbrotli = cn_unbrotli };
	starve(&in);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_compressed_manifest_is_judged_as_what_it_unpacks_to),
		cmocka_unit_test(what_does_not_unpack_to_one_manifest_is_invalid),
		cmocka_unit_test(without_a_decoder_it_is_said_not_to_be_checked),
		cmocka_unit_test(what_would_explode_is_stopped_at_its_bound),
		cmocka_unit_test(boxes_are_counted_in_all_that_is_compressed_together),
		cmocka_unit_test(the_decoder_says_what_is_wrong),
		cmocka_unit_test(memory_that_runs_out_is_said),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
