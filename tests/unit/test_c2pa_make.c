/* lab/media/c2pa/make: what is signed holds, in each format; what is changed after does not, each region by its own code. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "c2pa_make_help.h"

#define SOURCE "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"

static const char WAV[] = "RIFF\x2e\0\0\0WAVEfmt \x10\0\0\0\1\0\1\0\x40\x1f\0\0\x40\x1f\0\0\1\0\x08\0"
			  "data\x09\0\0\0\x80\x80\x80\x80\x80\x80\x80\x80\x80";
static const char WEBP[] = "RIFF\x14\0\0\0WEBPVP8L\x08\0\0\0\x2f\0\0\0\x07\x88\xfe\x07";
static const char GIF[] = "GIF89a\1\0\1\0\x80\0\0\xff\xff\xff\0\0\0\x2c\0\0\0\0\1\0\1\0\0\2\2\x44\1\0;";
static const char SVG[] =
    "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"8\" height=\"8\"><rect width=\"8\" height=\"8\"/></svg>\n";
static const char TIFF[] =
    "II*\0\x0c\0\0\0\1\2\3\4\x03\0\0\1\3\0\1\0\0\0\2\0\0\0\1\1\3\0\1\0\0\0\2\0\0\0\x11\1\4\0\1\0\0\0\x08\0\0\0\0\0\0\0";

typedef struct sample {
	const char *name;
	cn_str bytes;
} sample;

static size_t samples(cn_arena *a, sample out[8])
{
	const sample all[] = { { "jpeg", plain(a, "es256.jpg") },     { "png", plain(a, "es256.png") },
			       { "wav", { WAV, sizeof WAV } }, /* with the zero that pads its chunk */
			       { "webp", { WEBP, sizeof WEBP - 1 } }, { "gif", { GIF, sizeof GIF - 1 } },
			       { "svg", { SVG, sizeof SVG - 1 } },    { "tiff", { TIFF, sizeof TIFF - 1 } },
			       { "mp4", plain(a, "es256.mp4") } };
	memcpy(out, all, sizeof all);
	return sizeof all / sizeof *all;
}

static void what_is_signed_is_trusted_in_every_format(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	sample s[8];
	size_t n = samples(a, s);
	cn_c2pa_order o = order(a);
	for (size_t i = 0; i < n; i++)
		for (int k = 0; k < 2; k++) {
			cn_str file = made(a, &o, k ? ed25519 : es256, s[i].bytes);
			cn_c2pa_report r = check(a, file);
			trusted(a, s[i].name, &r, 1);
			assert_true(r.claim_version == 2 && r.signed_us == INT64_MIN);
			assert_true(cn_eqz(r.generator, "Concord 1.0") && cn_eqz(r.source_type, SOURCE));
			assert_true(says(&r, i == 7 ? CN_C2PA_BMFF_MATCH : CN_C2PA_DATA_MATCH) &&
				    says(&r, CN_C2PA_SIGNATURE_VALID));
			assert_false(says(&r, CN_C2PA_DATA_EXTRA));
			assert_true(cn_eqz(r.binding, i == 7 ? "c2pa.hash.bmff.v3" : "c2pa.hash.data"));
		}
}

static void what_is_stated_can_be_read_back(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_c2pa_order o = order(a);
	o.action = &(cn_c2pa_action){ CN_S("c2pa.edited.metadata"), { 0 }, CN_S("labels were written") };
	o.n_action = 1;
	cn_str file = made(a, &o, es256, plain(a, "es256.jpg"));
	uint64_t u = 0;
	const cn_cbor *v = cn_cbor_get(cbor(a, file, "c2pa.assertions/org.concord.label"), "visible");
	assert_true(cn_cbor_uint(v, "glyph_height", &u) && u == 54);
	assert_true(cn_eqz(cn_cbor_text(v, "start"), "0.5"));
	cn_str json = content(a, file, "c2pa.assertions/org.concord.stated", CN_JUMBF_JSON);
	const cn_val *back = NULL;
	assert_int_equal(cn_json_parse(a, json, CN_JSON_DEPTH_MAX, &back, NULL), CN_OK);
	assert_true(cn_is_text(cn_get(back, "market"), "CN"));
	const cn_cbor *claim = cbor(a, file, "c2pa.claim.v2"), *created = cn_cbor_get(claim, "created_assertions"),
		      *gathered = cn_cbor_get(claim, "gathered_assertions");
	assert_int_equal(created->u, 3);
	assert_int_equal(gathered->u, 1);
	assert_true(cn_eqz(cn_cbor_text(gathered->first, "url"), "self#jumbf=c2pa.assertions/org.concord.stated"));
	assert_true(cn_eqz(cn_cbor_text(claim, "dc:title"), "a file") && cn_eqz(cn_cbor_text(claim, "alg"), "sha256"));
	assert_true(cn_starts(cn_cbor_text(claim, "instanceID"), "xmp:iid:") && cn_cbor_text(claim, "instanceID").n == 44);
	const cn_cbor *first = cn_cbor_get(cbor(a, file, "c2pa.assertions/c2pa.actions.v2"), "actions")->first;
	assert_true(cn_eqz(cn_cbor_text(first, "action"), "c2pa.created") &&
		    cn_eqz(cn_cbor_text(first, "digitalSourceType"), SOURCE));
	assert_true(cn_eqz(cn_cbor_text(cn_cbor_get(first, "softwareAgent"), "name"), "Studio"));
	const cn_cbor *when = cn_cbor_get(first, "when");
	assert_true(cn_cbor_is(when, CN_CBOR_TAG) && when->u == 0 && cn_eqz(when->first->s, NOW));
	assert_true(cn_eqz(cn_cbor_text(first->next, "action"), "c2pa.edited.metadata") &&
		    !cn_cbor_get(first->next, "digitalSourceType"));
	assert_true(cn_eqz(cn_cbor_text(first->next, "description"), "labels were written"));
}

static void what_need_not_be_said_is_left_out(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_c2pa_order o = {
		.id = CN_S("x"), .generator = CN_S("Concord"), .source_type = CN_S("http://example.org/other"), .when_us = INT64_MIN
	};
	cn_str file = made(a, &o, es256, plain(a, "es256.png"));
	cn_c2pa_report r = check(a, file);
	trusted(a, "the least", &r, 1);
	assert_true(cn_eqz(r.generator, "Concord") && cn_eqz(r.source_type, "http://example.org/other"));
	const cn_cbor *claim = cbor(a, file, "c2pa.claim.v2");
	const cn_cbor *first = cn_cbor_get(cbor(a, file, "c2pa.assertions/c2pa.actions.v2"), "actions")->first;
	assert_int_equal(claim->u, 5);
	assert_int_equal(first->u, 2);
	for (cn_sha2_alg alg = CN_SHA2_256; alg <= CN_SHA2_512; alg++) {
		o.alg = alg;
		r = check(a, made(a, &o, es256, plain(a, "es256.mp4")));
		trusted(a, "another digest", &r, 1);
	}
}

static void labels_are_written_first_and_signed_with_the_content(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	static const char XMP[] = "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF/></x:xmpmeta>";
	cn_media_edit e = { .kind = CN_PART_XMP, .bytes = { XMP, sizeof XMP - 1 } };
	cn_c2pa_order o = order(a);
	cn_media_pieces p;
	cn_media_file f;
	assert_int_equal(cn_c2pa_make(a, &o, es256, plain(a, "es256.jpg"), &e, 1, &p, NULL), CN_OK);
	cn_str file = media_whole(a, &p);
	cn_c2pa_report r = check(a, file);
	trusted(a, "with a label", &r, 1);
	assert_int_equal(cn_media_read(a, file, &f, NULL), CN_OK);
	assert_true(media_first(&f, CN_PART_XMP) && cn_eq(media_first(&f, CN_PART_XMP)->bytes, e.bytes));
	char *q = cn_cstr(a, file);
	q[(size_t)(strstr(XMP, "RDF") - XMP) + (size_t)(media_first(&f, CN_PART_XMP)->bytes.p - file.p)] ^= 1;
	r = check(a, (cn_str){ q, file.n });
	assert_true(cn_eqz(failures(a, &r), "assertion.dataHash.mismatch"));
}

/* ---- what was there before ----------------------------------------------------------------------------------------------- */

static void a_store_that_was_there_is_kept_as_the_parent(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	static const char *const FILES[] = { "es256.jpg", "es256.png", "es256.mp4" };
	for (size_t i = 0; i < 3; i++) {
		cn_c2pa_order o = order(a);
		cn_str before = vector(a, FILES[i]);
		cn_c2pa_input in, now;
		cn_c2pa_report parent = check(a, before);
		o.parent = &parent;
		o.source_type = (cn_str){ 0 };
		cn_str file = made(a, &o, es256, before);
		cn_c2pa_report r = check(a, file);
		trusted(a, FILES[i], &r, 2);
		assert_true(says(&r, CN_C2PA_INGREDIENT_VALID) && r.source_type.n == 0);
		assert_true(c2pa_input_of(a, before, anchors, 0, &in) && c2pa_input_of(a, file, anchors, 0, &now));
		assert_true(cn_contains(now.store, cn_sub(in.store, 38, in.store.n))); /* what is in the old store, byte for byte */
		const cn_cbor *first = cn_cbor_get(cbor(a, file, "c2pa.assertions/c2pa.actions.v2"), "actions")->first;
		assert_true(cn_eqz(cn_cbor_text(first, "action"), "c2pa.opened"));
		const cn_cbor *v = cbor(a, file, "c2pa.assertions/c2pa.ingredient.v3");
		assert_true(cn_eqz(cn_cbor_text(v, "relationship"), "parentOf"));
		const cn_cbor *results = cn_cbor_get(cn_cbor_get(v, "validationResults"), "activeManifest");
		assert_true(cn_cbor_get(results, "success")->u >= 5 && cn_cbor_get(results, "failure")->u == 0);
		o.parent = &r;
		o.source_type = CN_S("compositeWithTrainedAlgorithmicMedia");
		r = check(a, made(a, &o, ed25519, file));
		trusted(a, "the third", &r, 3);
		assert_true(cn_ends(r.source_type, "/compositeWithTrainedAlgorithmicMedia"));
	}
}

static void what_was_wrong_with_the_parent_is_recorded_and_does_not_spoil_the_rest(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_str before = vector(a, "es256.jpg");
	char *p = cn_cstr(a, before);
	for (size_t i = 0; i + 12 < before.n; i++)
		if (memcmp(p + i, "concord test", 12) == 0) { /* within the claim: its signature holds no more */
			p[i] ^= 1;
			break;
		}
	before.p = p;
	cn_c2pa_report parent = check(a, before);
	assert_true(cn_eqz(failures(a, &parent), "claimSignature.mismatch"));
	cn_c2pa_order o = order(a);
	o.parent = &parent;
	cn_c2pa_report r = check(a, made(a, &o, es256, before));
	assert_int_equal(r.state, CN_C2PA_TRUSTED);
	assert_true(cn_eqz(failures(a, &r), "claimSignature.mismatch"));
	/* and what goes wrong after is not excused by it */
	cn_str file = made(a, &o, es256, before);
	char *q = cn_cstr(a, file);
	q[file.n - 3] ^= 1;
	r = check(a, (cn_str){ q, file.n });
	assert_int_equal(r.state, CN_C2PA_INVALID);
}

static void a_store_that_cannot_be_kept_stops_the_signing_unless_it_may_go(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_err err;
	cn_c2pa_order o = order(a);
	cn_str before = vector(a, "es256.png");
	assert_int_equal(make_rc(a, &o, es256, before, &err), CN_EINTERNAL); /* the caller forgot to look */
	cn_c2pa_report other = check(a, vector(a, "es256.jpg"));
	o.parent = &other;
	assert_int_equal(make_rc(a, &o, es256, before, &err), CN_EINTERNAL); /* or looked at another file */
	const cn_str stores[] = { superbox(a, "c2pa", "c2pa", CN_S("\0\0\0\x63what?")),
				  superbox(a, "c2pa", "c2pa", CN_S("\0\0\0\x09what?")),
				  superbox(a, "c2pa", "c2pb", (cn_str){ 0 }) };
	static const char *const WORDS[] = { "cannot be carried over: JUMBF byte", "holds no manifest", "holds no manifest" };
	cn_str file = { 0 };
	for (size_t i = 3; i-- > 0;) {
		cn_media_edit broken = { .kind = CN_PART_C2PA, .bytes = stores[i] };
		cn_media_pieces p;
		assert_int_equal(cn_media_write(a, before, &broken, 1, &p, NULL), CN_OK);
		file = media_whole(a, &p);
		assert_int_equal(make_rc(a, &o, es256, file, &err), CN_EINPUT);
		if (!strstr(err.msg, WORDS[i]))
			fail_msg("%s", err.msg);
	}
	o.drop_store = true;
	o.parent = NULL;
	cn_c2pa_report r = check(a, made(a, &o, es256, file));
	trusted(a, "without the broken store", &r, 1);
	r = check(a, made(a, &o, es256, before));
	trusted(a, "without a sound store", &r, 1);
}

/* ---- changes ------------------------------------------------------------------------------------------------------------------
 */

/* The file with one bit changed, at the nth place of `what` and `plus` bytes on. */
static void expect_after(cn_arena *a, cn_str file, const char *what, size_t n, unsigned nth, size_t plus, const char *codes)
{
	char *p = cn_cstr(a, file);
	size_t at = 0;
	for (;; at++) {
		if (at + n > file.n)
			fail_msg("%s is not there", what);
		if (memcmp(p + at, what, n) == 0 && nth-- == 0)
			break;
	}
	p[at + plus] ^= 1;
	cn_c2pa_report r = check(a, (cn_str){ p, file.n });
	cn_str got = failures(a, &r);
	if (r.state != CN_C2PA_INVALID || !cn_eqz(got, codes))
		fail_msg("%s + %zu: %s, %.*s", what, plus, cn_c2pa_state_text(r.state), CN_FMT(got));
}
#define AFTER(file, literal, nth, plus, codes) expect_after(a, (file), "" literal, sizeof(literal) - 1, (nth), (plus), (codes))

static void a_bit_changed_in_each_region_gives_the_code_of_that_region(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_c2pa_order o = order(a);
	cn_str jpg = made(a, &o, es256, plain(a, "es256.jpg")), mp4 = made(a, &o, es256, plain(a, "es256.mp4"));
	/* content */
	AFTER(jpg, "JFIF", 0, 1, "assertion.dataHash.mismatch");
	AFTER(mp4, "moov", 0, 60, "assertion.bmffHash.mismatch");
	AFTER(mp4, "mdat", 0, 50, "assertion.bmffHash.mismatch");
	/* the claim: its generator, its title, the digest of an assertion */
	AFTER(jpg, "Concord", 0, 0, "claimSignature.mismatch");
	AFTER(jpg, "a file", 0, 0, "claimSignature.mismatch");
	AFTER(jpg, "instanceID", 0, 30, "claimSignature.mismatch");
	AFTER(jpg, "dhashX ", 1, 8, "claimSignature.mismatch,assertion.hashedURI.mismatch");
	/* statements, actions, the hard binding with its padding */
	AFTER(jpg, "glyph_height", 0, 13, "assertion.hashedURI.mismatch");
	AFTER(jpg, "\"market\"", 0, 11, "assertion.hashedURI.mismatch");
	AFTER(jpg, "trainedAlgorithmicMedia", 0, 0, "assertion.hashedURI.mismatch");
	AFTER(jpg, "Studio", 0, 0, "assertion.hashedURI.mismatch");
	AFTER(jpg, "cpadX", 0, 9, "assertion.hashedURI.mismatch");
	AFTER(jpg, "flength", 0, 9, "assertion.hashedURI.mismatch,assertion.dataHash.mismatch");
	AFTER(mp4, "/mfra", 0, 0, "assertion.hashedURI.mismatch,assertion.bmffHash.malformed");
	AFTER(mp4, "/ftyp", 0, 1, "assertion.hashedURI.mismatch,assertion.bmffHash.mismatch");
	/* certificate, signature, names of boxes */
	AFTER(jpg, "Concord test", 0, 0, "signingCredential.untrusted,claimSignature.mismatch");
	AFTER(jpg, "\xa0\xf6X@", 0, 9, "claimSignature.mismatch");
	AFTER(jpg, "c2pa.signature", 1, 0, "claimSignature.missing");
	AFTER(jpg, "jumdc2cl", 0, 7, "claim.missing");
	AFTER(jpg, "org.concord.label", 0, 0, "assertion.missing,assertion.undeclared");
}

static void bytes_that_follow_are_found(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_c2pa_order o = order(a);
	static const char *const FILES[][2] = { { "es256.jpg", "assertion.dataHash.mismatch" },
						{ "es256.png", "assertion.dataHash.mismatch" },
						{ "es256.mp4", "assertion.bmffHash.mismatch" } };
	for (size_t i = 0; i < 3; i++) {
		cn_str file = made(a, &o, es256, plain(a, FILES[i][0]));
		char *p = cn_alloc(a, file.n + 8, 1);
		memcpy(p, file.p, file.n);
		memcpy(p + file.n, "\0\0\0\x08wide", 8); /* a box of its own, so that the file can still be walked */
		cn_c2pa_report r = check(a, (cn_str){ p, file.n + 8 });
		assert_true(r.state == CN_C2PA_INVALID && cn_eqz(failures(a, &r), FILES[i][1]));
	}
}

/* ---- the same bytes each time ----------------------------------------------------------------------------------------------- */

static void one_order_gives_one_file_and_another_gives_other_names(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_str file = plain(a, "es256.png");
	cn_c2pa_order o = order(a);
	cn_str first = made(a, &o, ed25519, file);
	assert_true(cn_eq(first, made(a, &o, ed25519, file)));
	/* ECDSA has its own chance: all but the 64 bytes of the signature are the same */
	cn_str x = made(a, &o, es256, file), y = made(a, &o, es256, file);
	size_t differ = 0, from = 0, to = 0;
	assert_int_equal(x.n, y.n);
	for (size_t i = 0; i < x.n; i++)
		if (x.p[i] != y.p[i]) {
			from = differ++ ? from : i;
			to = i;
		}
	assert_true(differ > 32 && to - from < 64 + 200); /* the check sum of the chunk follows the signature */
	cn_str names[4] = { check(a, first).active };
	o.id = CN_S("two");
	names[1] = check(a, made(a, &o, ed25519, file)).active;
	names[2] = check(a, made(a, &o, ed25519, plain(a, "es256.jpg"))).active;
	cn_c2pa_report parent = check(a, first);
	o.parent = &parent;
	o.id = CN_S("one");
	names[3] = check(a, made(a, &o, ed25519, first)).active;
	for (size_t i = 0; i < 4; i++) {
		assert_true(cn_starts(names[i], "urn:c2pa:") && names[i].n == 45 && names[i].p[23] == '4');
		for (size_t k = 0; k < i; k++)
			assert_false(cn_eq(names[i], names[k]));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_signed_is_trusted_in_every_format),
		cmocka_unit_test(what_is_stated_can_be_read_back),
		cmocka_unit_test(what_need_not_be_said_is_left_out),
		cmocka_unit_test(labels_are_written_first_and_signed_with_the_content),
		cmocka_unit_test(a_store_that_was_there_is_kept_as_the_parent),
		cmocka_unit_test(what_was_wrong_with_the_parent_is_recorded_and_does_not_spoil_the_rest),
		cmocka_unit_test(a_store_that_cannot_be_kept_stops_the_signing_unless_it_may_go),
		cmocka_unit_test(a_bit_changed_in_each_region_gives_the_code_of_that_region),
		cmocka_unit_test(bytes_that_follow_are_found),
		cmocka_unit_test(one_order_gives_one_file_and_another_gives_other_names),
	};
	return cmocka_run_group_tests(tests, make_keys, drop_keys);
}
