/* lab/media/c2pa/make: what is signed holds, in each format; what is changed after does not, each region by its own code. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "c2pa_help.h"
#include "pki_help.h"

#include "lab/media/c2pa/cose.h"
#include "lab/media/c2pa/jumbf.h"
#include "lab/media/c2pa/make.h"
#include "lab/media/c2pa/make_run.h"
#include "tests/torture/torture.h"
#include "tests/unit/media_help.h"
#include "tools/c2pa_tool.h"

#define NOW PKI_AT
#define SOURCE "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"

static pki_root root;
static cn_arena *keys; /* what is made once */
static pki_made key256, key25519;
static cn_content_signer *es256, *ed25519;
static cn_x509 *anchors;

static int make_keys(void **state)
{
	(void)state;
	root = pki_root_new();
	keys = cn_arena_new(4 << 20);
	key256 = pki_leaf_new(keys, &root, (pki_leaf){ .kind = "P-256" });
	key25519 = pki_leaf_new(keys, &root, (pki_leaf){ .kind = "ED25519" });
	es256 = pki_signer(&key256, CN_SIGALG_NONE);
	ed25519 = pki_signer(&key25519, CN_SIGALG_NONE);
	/* the roots of these keys and of the files that another program signed */
	cn_str pem = cn_strf(keys, "%.*s%.*s", CN_FMT(pki_cert_pem(keys, root.cert)), CN_FMT(vector(keys, "root.pem")));
	return cn_x509_open(pem, pem, &anchors, NULL) == CN_OK ? 0 : -1;
}

static int drop_keys(void **state)
{
	(void)state;
	cn_x509_close(anchors);
	cn_content_signer_close(es256);
	cn_content_signer_close(ed25519);
	EVP_PKEY_free(key256.key);
	EVP_PKEY_free(key25519.key);
	pki_root_free(&root);
	cn_arena_free(keys);
	return 0;
}

/* The labels as a node would state them. */
static cn_val *label(cn_arena *a)
{
	cn_val *v = cn_map(a), *box = cn_map(a);
	(void)cn_put(a, v, "id", cn_textz(a, "urn:uuid:7b9f"));
	(void)cn_put(a, v, "market", cn_textz(a, "CN"));
	(void)cn_put(a, v, "visible", box);
	(void)cn_put(a, box, "x", cn_int(a, 12));
	(void)cn_put(a, box, "glyph_height", cn_int(a, 54));
	(void)cn_put(a, box, "shortest_side", cn_int(a, 1080));
	(void)cn_put(a, box, "start", cn_real(a, 0.5));
	return v;
}

static cn_c2pa_order order(cn_arena *a)
{
	cn_c2pa_statement *s = CN_NEW(a, cn_c2pa_statement, 2);
	s[0] = (cn_c2pa_statement){ .label = CN_S("org.concord.label"), .val = label(a) };
	s[1] = (cn_c2pa_statement){ .label = CN_S("org.concord.stated"), .val = label(a), .json = true, .gathered = true };
	return (cn_c2pa_order){ .id = CN_S("one"),
				.title = CN_S("a file"),
				.generator = CN_S("Concord"),
				.version = CN_S("1.0"),
				.agent = CN_S("Studio"),
				.agent_version = CN_S("3"),
				.source_type = CN_S("trainedAlgorithmicMedia"),
				.when_us = pki_time(NOW),
				.statement = s,
				.n_statement = 2 };
}

static cn_str made(cn_arena *a, const cn_c2pa_order *o, const cn_content_signer *s, cn_str file)
{
	cn_media_pieces p;
	cn_err err = { 0 };
	if (cn_c2pa_make(a, o, s, file, NULL, 0, &p, &err) != CN_OK)
		fail_msg("%s", err.msg);
	return media_whole(a, &p);
}

static cn_c2pa_report check(cn_arena *a, cn_str file)
{
	cn_c2pa_input in;
	cn_c2pa_report r = { 0 };
	cn_err err = { 0 };
	if (!c2pa_input_of(a, file, anchors, pki_time(NOW), &in))
		fail_msg("no store");
	if (cn_c2pa_check(a, &in, &r, &err) != CN_OK)
		fail_msg("%s", err.msg);
	return r;
}

/* A file that another program signed, without its store. */
static cn_str plain(cn_arena *a, const char *name)
{
	cn_media_pieces p;
	cn_media_edit out = { .kind = CN_PART_C2PA };
	cn_err err = { 0 };
	if (cn_media_write(a, vector(a, name), &out, 1, &p, &err) != CN_OK)
		fail_msg("%s", err.msg);
	return media_whole(a, &p);
}

static const char WAV[] = "RIFF\x2e\0\0\0WAVEfmt \x10\0\0\0\1\0\1\0\x40\x1f\0\0\x40\x1f\0\0\1\0\x08\0" "data\x09\0\0\0\x80\x80\x80\x80\x80\x80\x80\x80\x80";
static const char WEBP[] = "RIFF\x14\0\0\0WEBPVP8L\x08\0\0\0\x2f\0\0\0\x07\x88\xfe\x07";
static const char GIF[] = "GIF89a\1\0\1\0\x80\0\0\xff\xff\xff\0\0\0\x2c\0\0\0\0\1\0\1\0\0\2\2\x44\1\0;";
static const char SVG[] = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"8\" height=\"8\"><rect width=\"8\" height=\"8\"/></svg>\n";
static const char TIFF[] = "II*\0\x0c\0\0\0\1\2\3\4\x03\0\0\1\3\0\1\0\0\0\2\0\0\0\1\1\3\0\1\0\0\0\2\0\0\0\x11\1\4\0\1\0\0\0\x08\0\0\0\0\0\0\0";

typedef struct sample {
	const char *name;
	cn_str bytes;
} sample;

static size_t samples(cn_arena *a, sample out[8])
{
	const sample all[] = { { "jpeg", plain(a, "es256.jpg") },
			       { "png", plain(a, "es256.png") },
			       { "wav", { WAV, sizeof WAV } }, /* with the zero that pads its chunk */
			       { "webp", { WEBP, sizeof WEBP - 1 } },
			       { "gif", { GIF, sizeof GIF - 1 } },
			       { "svg", { SVG, sizeof SVG - 1 } },
			       { "tiff", { TIFF, sizeof TIFF - 1 } },
			       { "mp4", plain(a, "es256.mp4") } };
	memcpy(out, all, sizeof all);
	return sizeof all / sizeof *all;
}

static bool says(const cn_c2pa_report *r, cn_c2pa_code c)
{
	for (const cn_c2pa_note *n = r->notes; n; n = n->next)
		if (n->code == c)
			return true;
	return false;
}

static void trusted(cn_arena *a, const char *what, const cn_c2pa_report *r, size_t manifests)
{
	cn_str f = failures(a, r);
	if (r->state != CN_C2PA_TRUSTED || f.n > 0 || r->unchecked || r->manifests != manifests)
		fail_msg("%s: %s, %zu manifests, %.*s", what, cn_c2pa_state_text(r->state), r->manifests, CN_FMT(f));
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
			assert_true(says(&r, i == 7 ? CN_C2PA_BMFF_MATCH : CN_C2PA_DATA_MATCH) && says(&r, CN_C2PA_SIGNATURE_VALID));
			assert_false(says(&r, CN_C2PA_DATA_EXTRA));
			assert_true(cn_eqz(r.binding, i == 7 ? "c2pa.hash.bmff.v3" : "c2pa.hash.data"));
		}
}

/* The store of a file, and the content of one of its boxes below the active manifest. */
static cn_str content(cn_arena *a, cn_str file, const char *path, uint32_t type)
{
	cn_c2pa_input in;
	const cn_jumbf *store, *last = NULL;
	size_t n;
	assert_true(c2pa_input_of(a, file, anchors, 0, &in));
	assert_int_equal(cn_jumbf_read(a, in.store, &store, &n, NULL), CN_OK);
	for (const cn_jumbf *c = store->first; c; c = c->next)
		last = c;
	const cn_jumbf *box = cn_jumbf_content(cn_jumbf_find(last, cn_str_z(path)), type);
	if (!box)
		fail_msg("there is no %s", path);
	return box->body;
}

static const cn_cbor *cbor(cn_arena *a, cn_str file, const char *path)
{
	const cn_cbor *v = NULL;
	cn_cbor_flags flags = { 0 };
	assert_int_equal(cn_cbor_read(a, content(a, file, path, CN_JUMBF_CBOR), &flags, &v, NULL), CN_OK);
	assert_false(flags.not_shortest || flags.indefinite || flags.duplicate_keys);
	return v;
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
	assert_true(cn_eqz(cn_cbor_text(first, "action"), "c2pa.created") && cn_eqz(cn_cbor_text(first, "digitalSourceType"), SOURCE));
	assert_true(cn_eqz(cn_cbor_text(cn_cbor_get(first, "softwareAgent"), "name"), "Studio"));
	const cn_cbor *when = cn_cbor_get(first, "when");
	assert_true(cn_cbor_is(when, CN_CBOR_TAG) && when->u == 0 && cn_eqz(when->first->s, NOW));
	assert_true(cn_eqz(cn_cbor_text(first->next, "action"), "c2pa.edited.metadata") && !cn_cbor_get(first->next, "digitalSourceType"));
	assert_true(cn_eqz(cn_cbor_text(first->next, "description"), "labels were written"));
}

static void what_need_not_be_said_is_left_out(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_c2pa_order o = { .id = CN_S("x"), .generator = CN_S("Concord"), .source_type = CN_S("http://example.org/other"), .when_us = INT64_MIN };
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

static cn_code make_rc(cn_arena *a, const cn_c2pa_order *o, const cn_content_signer *s, cn_str file, cn_err *err)
{
	cn_media_pieces p = { 0 };
	*err = (cn_err){ 0 };
	cn_code rc = cn_c2pa_make(a, o, s, file, NULL, 0, &p, err);
	assert_true((rc == CN_OK) == (p.n > 0));
	return rc;
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
	const cn_str stores[] = { superbox(a, "c2pa", "c2pa", CN_S("\0\0\0\x63what?")), superbox(a, "c2pa", "c2pa", CN_S("\0\0\0\x09what?")),
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

/* ---- changes ------------------------------------------------------------------------------------------------------------------ */

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

/* ---- sizes ---------------------------------------------------------------------------------------------------------------------- */

static cn_val *long_text(cn_arena *a, size_t n)
{
	char *p = cn_alloc(a, n, 1);
	memset(p, 'x', n);
	return cn_text(a, (cn_str){ p, n });
}

static void a_store_of_any_length_fits_its_own_description(void **state)
{
	(void)state;
	/* around the lengths at which a number of the binding, or a head, grows by a byte; over one segment of JPEG */
	static const size_t LENGTHS[] = { 1, 23, 24, 255, 256, 62000, 63000, 63050, 63100, 65535, 65536, 70000, 200000 };
	for (size_t i = 0; i < sizeof LENGTHS / sizeof *LENGTHS; i++) {
		CN_AUTO_ARENA a = cn_arena_new(64 << 20);
		cn_c2pa_order o = order(a);
		cn_c2pa_statement s = { .label = CN_S("org.concord.long"), .val = long_text(a, LENGTHS[i]) };
		o.statement = &s;
		o.n_statement = 1;
		static const char *const FILES[] = { "es256.jpg", "es256.png" };
		for (size_t k = 0; k < 2; k++) {
			cn_c2pa_report r = check(a, made(a, &o, ed25519, plain(a, FILES[k])));
			trusted(a, FILES[k], &r, 1);
		}
	}
}

static cn_code constant(void *self, cn_str message, uint8_t *out, cn_err *err)
{
	(void)message;
	(void)err;
	memset(out, 0x5a, *(size_t *)self);
	return CN_OK;
}

static cn_code token(void *self, cn_arena *a, cn_str message, cn_str *ret, cn_err *err)
{
	size_t n = *(size_t *)self;
	assert_true(message.n == 64 + 2 && (uint8_t)message.p[0] == 0x58 && message.p[1] == 64 && message.p[2] == 0x5a);
	if (n == SIZE_MAX)
		return CN_FAIL(err, CN_EIO, "the authority does not answer");
	*ret = (cn_str){ cn_alloc(a, n + 1, 1), n };
	return CN_OK;
}

static void a_time_stamp_of_any_length_has_its_room(void **state)
{
	(void)state;
	static const size_t LENGTHS[] = { 1, 22, 23, 24, 255, 256, 5000, CN_CONTENT_STAMP_BYTES_MAX };
	static size_t sig = 64, n;
	cn_content_signer s = *es256;
	s.self = &sig;
	s.sign = constant;
	s.stamp = token;
	s.stamp_self = &n;
	size_t bytes = 0;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_c2pa_order o = order(a);
	cn_err err;
	for (size_t i = 0; i < sizeof LENGTHS / sizeof *LENGTHS; i++) {
		n = LENGTHS[i];
		s.stamp_bytes_max = CN_CONTENT_STAMP_BYTES_MAX;
		cn_str file = made(a, &o, &s, plain(a, "es256.png"));
		assert_true(bytes == 0 || file.n == bytes);
		bytes = file.n;
		cn_cose c;
		assert_int_equal(cn_cose_read(a, content(a, file, "c2pa.signature", CN_JUMBF_CBOR), &c, NULL), CN_OK);
		assert_true(c.n_stamps == 1 && c.stamp_v2 && c.stamp[0].n == n && c.signature.n == 64 && c.detached);
		s.stamp_bytes_max = n;
		assert_int_equal(make_rc(a, &o, &s, plain(a, "es256.png"), &err), CN_OK);
		n++;
		assert_int_equal(make_rc(a, &o, &s, plain(a, "es256.png"), &err), CN_ETOOBIG);
	}
	n = 0;
	assert_int_equal(make_rc(a, &o, &s, plain(a, "es256.png"), &err), CN_ETOOBIG);
	n = SIZE_MAX;
	assert_int_equal(make_rc(a, &o, &s, plain(a, "es256.png"), &err), CN_EIO);
	s.stamp_bytes_max = CN_CONTENT_STAMP_BYTES_MAX + 1;
	assert_int_equal(make_rc(a, &o, &s, plain(a, "es256.png"), &err), CN_EINTERNAL);
}

/* ---- the digest --------------------------------------------------------------------------------------------------------------- */

/* What another program wrote as the digest of its file. */
static cn_str their_digest(cn_arena *a, cn_str file, const char *path)
{
	return cn_cbor_bytes(cbor(a, file, path), "hash");
}

static cn_str our_digest(cn_arena *a, cn_c2pa_maker *m, const cn_str *piece, size_t n)
{
	cn_media_pieces p = { .piece = piece, .n = n };
	for (size_t i = 0; i < n; i++)
		p.bytes += piece[i].n;
	cn_err err = { 0 };
	m->err = &err;
	if (cn_c2pa_bind(m, &p) != CN_OK)
		fail_msg("%s", err.msg);
	return cn_str_copy(a, (cn_str){ (const char *)m->digest, 32 });
}

static void the_digest_is_that_of_another_program_however_the_file_is_cut(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_str mp4 = vector(a, "es256.mp4"), jpg = vector(a, "es256.jpg");
	cn_media_range out = { 20, 13084 }; /* the exclusion of es256.jpg */
	cn_c2pa_maker boxes = { .a = a, .alg = CN_SHA2_256, .bmff = true }, ranges = { .a = a, .alg = CN_SHA2_256, .out = &out, .n_out = 1 };
	cn_str want = their_digest(a, jpg, "c2pa.assertions/c2pa.hash.data");
	for (size_t i = 0; i < jpg.n; i += i < 60 || i > 13060 ? 1 : 997) {
		cn_str cut[] = { cn_sub(jpg, 0, i), { "", 0 }, cn_sub(jpg, i, 1), cn_sub(jpg, i + 1, jpg.n) };
		assert_true(cn_eq(our_digest(a, &ranges, cut, 4), want));
	}
	static const char OF_MP4[] = "\x9f\x46\xb7\x48\xb3\xb5\xad\x46\xdf\x26\xc8\x76\xa2\x47\xe3\x1d"
				     "\xda\x7c\x21\x07\x93\x6a\xb7\x6b\x26\xd8\xb3\x92\xe2\x24\xea\x1f"; /* in its c2pa.hash.bmff.v3 */
	for (size_t i = 0; i < mp4.n; i += i < 100 || i > 13400 ? 1 : 997) {
		cn_str cut[] = { cn_sub(mp4, 0, i), { "", 0 }, cn_sub(mp4, i, 1), cn_sub(mp4, i + 1, mp4.n) };
		assert_memory_equal(our_digest(a, &boxes, cut, 4).p, OF_MP4, 32);
	}
}

static void boxes_that_do_not_fit_the_file_have_no_digest(void **state)
{
	(void)state;
	static const cn_str BAD[] = { { "\0\0\0\x08" "free\0\0", 10 }, { "\0\0\0\x07" "free", 8 }, { "\0\0\0\x09" "free", 8 },
				      { "\0\0\0\1" "free\0\0\0\0\0\0\0\x0f", 16 }, { "\0\0\0\1" "free", 8 },
				      { "\0\0\0\1" "free\xff\xff\xff\xff\xff\xff\xff\xff", 16 } };
	static const cn_str GOOD[] = { { "\0\0\0\x08" "free", 8 }, { "\0\0\0\0" "free\0\0", 10 }, { "\0\0\0\1" "free\0\0\0\0\0\0\0\x10", 16 },
				       { "\0\0\0\x08" "uuid", 8 }, { "", 0 } };
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	cn_err err = { 0 };
	cn_c2pa_maker m = { .a = a, .alg = CN_SHA2_256, .bmff = true, .err = &err };
	for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++)
		assert_int_equal(cn_c2pa_bind(&m, &(cn_media_pieces){ .piece = &BAD[i], .n = 1, .bytes = BAD[i].n }), CN_EINPUT);
	for (size_t i = 0; i < sizeof GOOD / sizeof *GOOD; i++)
		assert_int_equal(cn_c2pa_bind(&m, &(cn_media_pieces){ .piece = &GOOD[i], .n = 1, .bytes = GOOD[i].n }), CN_OK);
}

/* ---- orders that are refused ------------------------------------------------------------------------------------------------- */

static void refused(cn_arena *a, const cn_c2pa_order *o, cn_code code, const char *words)
{
	cn_err err;
	cn_code rc = make_rc(a, o, es256, plain(a, "es256.png"), &err);
	if (rc != code || (words && !strstr(err.msg, words)))
		fail_msg("%d, \"%s\" and not %d, \"%s\"", (int)rc, err.msg, (int)code, words ? words : "");
}

static void an_order_that_lacks_or_contradicts_is_refused(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(512 << 20);
	cn_c2pa_order o = order(a);
	o.id.n = 0;
	refused(a, &o, CN_EINPUT, "id is missing");
	o = order(a);
	o.generator.n = 0;
	refused(a, &o, CN_EINPUT, "generator is missing");
	o = order(a);
	o.source_type.n = 0;
	refused(a, &o, CN_EINPUT, "the source type is missing");
	o = order(a);
	o.title = CN_S("\xff");
	refused(a, &o, CN_EINPUT, "title is not UTF-8");
	static const char *const LABELS[] = { "", "nodot", "org.con cord", "org.x__2", "c2pa.actions.v2", "c2pa.hash.data", "c2pa.ingredient.v3" };
	for (size_t i = 0; i < sizeof LABELS / sizeof *LABELS; i++) {
		o = order(a);
		o.statement = &(cn_c2pa_statement){ .label = cn_str_z(LABELS[i]), .val = label(a) };
		o.n_statement = 1;
		refused(a, &o, CN_EINPUT, "is no label of a statement");
	}
	o = order(a);
	o.statement = (cn_c2pa_statement[]){ { .label = CN_S("org.x"), .val = label(a) }, { .label = CN_S("org.x"), .val = label(a) } };
	refused(a, &o, CN_EINPUT, "two statements org.x");
	cn_val *twice = cn_map(a);
	(void)cn_put(a, twice, "k", cn_int(a, 1));
	(void)cn_put(a, twice, "k", cn_int(a, 2));
	o.statement = &(cn_c2pa_statement){ .label = CN_S("org.x"), .val = twice };
	o.n_statement = 1;
	refused(a, &o, CN_EINPUT, "org.x: a map has the key k twice");
	static const char *const ACTIONS[] = { "", "c2pa.created", "c2pa.opened" };
	for (size_t i = 0; i < 3; i++) {
		o = order(a);
		o.action = &(cn_c2pa_action){ .action = cn_str_z(ACTIONS[i]) };
		o.n_action = 1;
		refused(a, &o, CN_EINPUT, "an action after the first");
	}
	cn_err err;
	o = order(a);
	assert_int_equal(make_rc(a, &o, es256, CN_S("\xff\xfe\xfd"), &err), CN_EUNSUPPORTED);
	cn_str jpg = plain(a, "es256.jpg");
	assert_int_equal(make_rc(a, &o, es256, cn_sub(jpg, 0, 25), &err), CN_EINPUT);
}

static void bounds_hold_at_their_value_and_not_one_past_it(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new((size_t)1 << 30);
	cn_c2pa_order o = order(a);
	cn_str *const texts[] = { &o.id, &o.title, &o.generator, &o.version, &o.agent, &o.agent_version, &o.source_type };
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		cn_str was = *texts[i];
		*texts[i] = long_text(a, CN_C2PA_TEXT_BYTES_MAX)->s;
		refused(a, &o, CN_OK, NULL);
		*texts[i] = long_text(a, CN_C2PA_TEXT_BYTES_MAX + 1)->s;
		refused(a, &o, CN_ETOOBIG, "longer than 1024 bytes");
		*texts[i] = was;
	}
	cn_c2pa_statement many[CN_C2PA_STATEMENTS_MAX + 1];
	for (size_t i = 0; i <= CN_C2PA_STATEMENTS_MAX; i++)
		many[i] = (cn_c2pa_statement){ .label = cn_strf(a, "org.s%zu", i), .val = cn_int(a, 1) };
	o.statement = many;
	o.n_statement = CN_C2PA_STATEMENTS_MAX;
	refused(a, &o, CN_OK, NULL);
	o.n_statement++;
	refused(a, &o, CN_ETOOBIG, "more than 64 statements");
	o.n_statement = 1;
	many[0].label = cn_strf(a, "org.%.*s", CN_FMT(long_text(a, CN_C2PA_LABEL_BYTES_MAX - 4)->s));
	refused(a, &o, CN_OK, NULL);
	many[0].label = cn_strf(a, "org.%.*s", CN_FMT(long_text(a, CN_C2PA_LABEL_BYTES_MAX - 3)->s));
	refused(a, &o, CN_EINPUT, "is no label");
	many[0] = (cn_c2pa_statement){ .label = CN_S("org.long"), .val = long_text(a, CN_C2PA_STATEMENT_BYTES_MAX - 5) };
	refused(a, &o, CN_OK, NULL);
	many[0].val = long_text(a, CN_C2PA_STATEMENT_BYTES_MAX - 4);
	refused(a, &o, CN_ETOOBIG, "org.long is longer than 1048576 bytes");
	o.n_statement = 0;
	cn_c2pa_action acts[CN_C2PA_ACTIONS_MAX + 1];
	for (size_t i = 0; i <= CN_C2PA_ACTIONS_MAX; i++)
		acts[i] = (cn_c2pa_action){ .action = CN_S("c2pa.edited") };
	o.action = acts;
	o.n_action = CN_C2PA_ACTIONS_MAX;
	refused(a, &o, CN_OK, NULL);
	o.n_action++;
	refused(a, &o, CN_ETOOBIG, "more than 64 actions");
}

static void a_chain_of_certificates_has_its_bounds(void **state)
{
	(void)state;
	static size_t sig = 64;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_str der[CN_CERTS_MAX + 1];
	cn_content_signer s = *es256;
	cn_c2pa_order o = order(a);
	cn_err err;
	s.self = &sig;
	s.sign = constant;
	for (size_t i = 0; i <= CN_CERTS_MAX; i++)
		der[i] = es256->chain.der[0];
	s.chain = (cn_cert_chain){ der, CN_CERTS_MAX };
	assert_int_equal(make_rc(a, &o, &s, plain(a, "es256.png"), &err), CN_OK);
	s.chain.n++;
	assert_int_equal(make_rc(a, &o, &s, plain(a, "es256.png"), &err), CN_ETOOBIG);
	s.chain.n = 0;
	assert_int_equal(make_rc(a, &o, &s, plain(a, "es256.png"), &err), CN_ETOOBIG);
	der[0] = (cn_str){ cn_alloc(a, CN_CONTENT_CHAIN_BYTES_MAX, 1), CN_CONTENT_CHAIN_BYTES_MAX - 10 };
	der[1] = (cn_str){ der[0].p, 10 };
	s.chain.n = 2;
	assert_int_equal(make_rc(a, &o, &s, plain(a, "es256.png"), &err), CN_OK);
	der[1].n++;
	assert_int_equal(make_rc(a, &o, &s, plain(a, "es256.png"), &err), CN_ETOOBIG);
	der[1].n = SIZE_MAX;
	assert_int_equal(make_rc(a, &o, &s, plain(a, "es256.png"), &err), CN_ETOOBIG);
}

/* ---- memory ------------------------------------------------------------------------------------------------------------------- */

typedef struct run {
	cn_str file;
	cn_content_signer signer;
} run;

static cn_code sign_once(void *arg, cn_err *err)
{
	run *r = arg;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	CN_AUTO_ARENA mine = NULL;
	if (!a)
		return CN_NOMEM(err);
	unsigned k = cn_test_fail_alloc;
	cn_test_fail_alloc = 0;
	mine = cn_arena_new(8 << 20);
	cn_c2pa_order o = order(mine);
	cn_c2pa_report parent = check(mine, r->file);
	o.parent = &parent;
	cn_test_fail_alloc = k;
	cn_media_pieces p = { 0 };
	cn_code rc = cn_c2pa_make(a, &o, &r->signer, r->file, NULL, 0, &p, err);
	assert_true((rc == CN_OK) == (p.n > 0));
	return rc;
}

static void memory_that_is_not_there_is_said(void **state)
{
	(void)state;
	static size_t sig = 64, stamp_bytes = 100;
	CN_AUTO_ARENA a = cn_arena_new(8 << 20);
	static const char *const FILES[] = { "es256.jpg", "es256.mp4" };
	for (size_t i = 0; i < 2; i++) {
		run r = { .file = vector(a, FILES[i]), .signer = *es256 };
		r.signer.self = &sig;
		r.signer.sign = constant;
		r.signer.stamp = token;
		r.signer.stamp_self = &stamp_bytes;
		r.signer.stamp_bytes_max = 200;
		torture_some("signing", sign_once, &r, 60, CN_ENOMEM);
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
		cmocka_unit_test(a_store_of_any_length_fits_its_own_description),
		cmocka_unit_test(a_time_stamp_of_any_length_has_its_room),
		cmocka_unit_test(the_digest_is_that_of_another_program_however_the_file_is_cut),
		cmocka_unit_test(boxes_that_do_not_fit_the_file_have_no_digest),
		cmocka_unit_test(an_order_that_lacks_or_contradicts_is_refused),
		cmocka_unit_test(bounds_hold_at_their_value_and_not_one_past_it),
		cmocka_unit_test(a_chain_of_certificates_has_its_bounds),
		cmocka_unit_test(memory_that_is_not_there_is_said),
	};
	return cmocka_run_group_tests(tests, make_keys, drop_keys);
}
