/* Stores made here, with a table of certificates that believes everything: bounds, ingredients, redaction, updates, several claims.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../c2pa_table.h"
#include "c2pa_toy.h"

static cn_ocsp_answer revoked = CN_OCSP_REVOKED;
static cn_x509 TABLE = { &revoked, believes, signs, stamps, says_ocsp };

static void key(cn_buf *b, const char *k, const char *text)
{
	cn_cbor_put_text(b, cn_str_z(k));
	if (text)
		cn_cbor_put_text(b, cn_str_z(text));
}

static cn_code check(cn_arena *a, cn_str manifests, cn_c2pa_report *ret, cn_err *err)
{
	cn_c2pa_input in = { .file = CN_S("content"), .store = superbox(a, "c2pa", "c2pa", manifests), .x509 = &TABLE };
	return cn_c2pa_check(a, &in, ret, err);
}

static cn_str manifest(cn_arena *a, const char *kind, const char *label, const char *const *labels, const cn_str *cbor, size_t n,
		       const char *redacts)
{
	made m = { .kind = kind, .label = label, .name = labels, .content = cbor, .n = n };
	if (redacts)
		m.more = cn_cstr(a, cn_strf(a, "'redacted_assertions':['%s']", redacts));
	return make(a, &m);
}

/* The hash.data assertion of "content" with no exclusion. */
static cn_str binding(cn_arena *a)
{
	return diag(a, "{'hash':@,'pad':@}", sha256(a, CN_S("content")), (cn_str){ 0 });
}

static cn_str ingredient(cn_arena *a, const char *label, cn_str target)
{
	return diag(a, "{'relationship':'parentOf','c2pa_manifest':^}",
		    hashed(a, cn_cstr(a, cn_strf(a, "self#jumbf=/c2pa/%s", label)), target));
}

static const char *const DATA[] = { "c2pa.hash.data", "c2pa.ingredient" };

static void a_store_made_here_is_trusted_and_its_update_too(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(256 << 20);
	cn_c2pa_report r = { 0 };
	cn_str bind = binding(a), first = manifest(a, "c2ma", "one", DATA, &bind, 1, NULL);
	assert_int_equal(check(a, first, &r, NULL), CN_OK);
	assert_true(r.state == CN_C2PA_TRUSTED && r.claim_version == 1 && failures(a, &r).n == 0);
	cn_str parent = ingredient(a, "one", first);
	assert_int_equal(check(a, join(a, first, manifest(a, "c2um", "two", DATA + 1, &parent, 1, NULL)), &r, NULL), CN_OK);
	assert_true(r.state == CN_C2PA_TRUSTED && r.manifests == 2 && cn_eqz(r.active, "two"));
	assert_int_equal(check(a, join(a, first, manifest(a, "c2um", "two", DATA, &bind, 1, NULL)), &r, NULL), CN_OK);
	assert_true(cn_starts(failures(a, &r), "manifest.update.wrongParents,manifest.update.invalid"));
	cn_str other = ingredient(a, "one", bind);
	assert_int_equal(check(a, join(a, first, manifest(a, "c2um", "two", DATA + 1, &other, 1, NULL)), &r, NULL), CN_OK);
	assert_true(cn_eqz(failures(a, &r), "ingredient.manifest.mismatch"));
	assert_int_equal(check(a, manifest(a, "c2um", "two", DATA + 1, &parent, 1, NULL), &r, NULL), CN_OK);
	assert_true(cn_eqz(failures(a, &r), "ingredient.manifest.missing,claim.hardBindings.missing"));
}

static void redaction_is_allowed_of_others_and_must_be_done(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(256 << 20);
	cn_c2pa_report r = { 0 };
	const char *const labels[] = { "c2pa.hash.data", "org.secret" };
	cn_str both[] = { binding(a), CN_S("\x63yes") }, first = manifest(a, "c2ma", "one", labels, both, 2, NULL);
	made one = { .label = "one", .name = labels, .content = both, .n = 2 };
	cn_str next[] = { both[0], ingredient_of(a, &one, "componentOf", ",'validationResults':{}") };
	static const char *const V3[] = { "c2pa.hash.data", "c2pa.ingredient.v3" };
	/* an ingredient whose record has no digest of its signature cannot have anything redacted: 15.11.3.3.1 */
	static const char SECRET[] = "self#jumbf=/c2pa/one/c2pa.assertions/org.secret";
	assert_int_equal(check(a, join(a, first, manifest(a, "c2ma", "two", V3, next, 2, SECRET)), &r, NULL), CN_OK);
	assert_true(cn_eqz(failures(a, &r), "assertion.notRedacted"));
	cn_str old[] = { both[0], ingredient(a, "one", first) };
	assert_int_equal(check(a, join(a, first, manifest(a, "c2ma", "two", DATA, old, 2, SECRET)), &r, NULL), CN_OK);
	assert_true(cn_eqz(failures(a, &r), "ingredient.claimSignature.missing,assertion.notRedacted"));
	char *p = cn_cstr(a, first); /* emptied, as redaction asks */
	for (size_t i = 0; i + 4 < first.n; i++)
		if (memcmp(p + i, "\x63yes", 4) == 0)
			memset(p + i, 0, 4);
	cn_str emptied = { p, first.n };
	assert_int_equal(check(a, join(a, emptied, manifest(a, "c2ma", "two", V3, next, 2, SECRET)), &r, NULL), CN_OK);
	assert_true(r.state == CN_C2PA_TRUSTED);
	assert_int_equal(check(a, join(a, emptied, manifest(a, "c2ma", "two", V3, next, 2, NULL)), &r, NULL), CN_OK);
	assert_true(cn_eqz(failures(a, &r), "ingredient.manifest.mismatch,assertion.hashedURI.mismatch,assertion.cbor.invalid"));
	static const char BIND[] = "self#jumbf=/c2pa/one/c2pa.assertions/c2pa.hash.data";
	assert_int_equal(check(a, join(a, first, manifest(a, "c2ma", "two", V3, next, 2, BIND)), &r, NULL), CN_OK);
	assert_true(cn_eqz(failures(a, &r), "assertion.dataHash.redacted"));
	static const char OWN[] = "self#jumbf=/c2pa/two/c2pa.assertions/c2pa.hash.data";
	assert_int_equal(check(a, join(a, first, manifest(a, "c2ma", "two", V3, next, 2, OWN)), &r, NULL), CN_OK);
	assert_true(cn_eqz(failures(a, &r), "assertion.selfRedacted"));
}

static void what_cannot_be_read_here_is_never_counted_as_good(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(256 << 20);
	cn_c2pa_report r = { 0 };
	assert_int_equal(check(a, superbox(a, "c2cm", "one", (cn_str){ 0 }), &r, NULL), CN_OK);
	assert_true(r.state == CN_C2PA_WELL_FORMED && r.unchecked && cn_contains(r.unchecked->what, CN_S("compressed")));
	const char *const labels[] = { "c2pa.hash.collection.data" };
	cn_str list = CN_S("\xa2\x63"
			   "alg\x66sha256\x64uris\x81\xa2\x63uri\x61x\x64hash\x41x");
	assert_int_equal(check(a, manifest(a, "c2ma", "one", labels, &list, 1, NULL), &r, NULL), CN_OK);
	assert_true(r.state == CN_C2PA_WELL_FORMED && r.unchecked);
	assert_int_equal(check(a, (cn_str){ 0 }, &r, NULL), CN_OK);
	assert_true(r.state == CN_C2PA_INVALID && !r.well_formed && cn_eqz(failures(a, &r), "general.error"));
}

static cn_str line_of(cn_arena *a, unsigned n)
{
	cn_str all = { 0 }, last = { 0 };
	for (unsigned i = 0; i < n; i++) {
		cn_str parts[2] = { binding(a) };
		if (i > 0)
			parts[1] = ingredient(a, cn_cstr(a, cn_strf(a, "m%u", i - 1)), last);
		last = manifest(a, "c2ma", cn_cstr(a, cn_strf(a, "m%u", i)), DATA, parts, i > 0 ? 2 : 1, NULL);
		all = join(a, all, last);
	}
	return all;
}

static void manifests_and_their_line_have_bounds(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(256 << 20);
	cn_c2pa_report r = { 0 };
	cn_err err = { 0 };
	assert_int_equal(check(a, line_of(a, CN_C2PA_INGREDIENT_DEPTH_MAX), &r, &err), CN_OK);
	assert_int_equal(r.state, CN_C2PA_TRUSTED);
	assert_int_equal(check(a, line_of(a, CN_C2PA_INGREDIENT_DEPTH_MAX + 1), &r, &err), CN_ETOOBIG);
	cn_str bind = binding(a), all = { 0 };
	for (unsigned i = 0; i < CN_C2PA_MANIFESTS_MAX; i++)
		all = join(a, all, manifest(a, "c2ma", "m", DATA, &bind, 1, NULL));
	assert_int_equal(check(a, all, &r, &err), CN_OK);
	assert_int_equal(r.manifests, CN_C2PA_MANIFESTS_MAX);
	assert_int_equal(check(a, join(a, all, manifest(a, "c2ma", "m", DATA, &bind, 1, NULL)), &r, &err), CN_ETOOBIG);
	static const char ZEROS[16];
	cn_c2pa_input in = { .store = { ZEROS, CN_C2PA_STORE_BYTES_MAX },
			     .x509 = &TABLE }; /* no byte after the first box's head is looked at */
	assert_int_equal(cn_c2pa_check(a, &in, &r, &err), CN_OK);
	in.store.n++;
	assert_int_equal(cn_c2pa_check(a, &in, &r, &err), CN_ETOOBIG);
}

/* A claim with n assertions that name nothing, and an ingredient if `target` is given. */
static cn_str hollow(cn_arena *a, const char *label, size_t n)
{
	CN_AUTO_BUF c;
	cn_buf_init(&c, 8 << 20);
	cn_cbor_put_head(&c, CN_CBOR_MAP, 2);
	key(&c, "signature", "self#jumbf=c2pa.signature");
	key(&c, "assertions", NULL);
	cn_cbor_put_head(&c, CN_CBOR_ARRAY, n);
	for (size_t i = 0; i < n; i++)
		cn_cbor_put_head(&c, CN_CBOR_MAP, 0);
	return superbox(a, "c2ma", label, cbor_box(a, "c2cl", "c2pa.claim", cn_buf_str(&c)));
}

static void assertions_notes_and_exclusions_have_bounds(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(256 << 20);
	cn_c2pa_report r = { 0 };
	cn_err err = { 0 };
	assert_int_equal(check(a, hollow(a, "m", CN_C2PA_ASSERTIONS_MAX), &r, &err), CN_OK);
	assert_int_equal(check(a, hollow(a, "m", CN_C2PA_ASSERTIONS_MAX + 1), &r, &err), CN_ETOOBIG);
	for (unsigned over = 0; over < 2; over++) { /* each of the ingredients' assertions is one note */
		enum { N = CN_C2PA_NOTES_MAX / CN_C2PA_ASSERTIONS_MAX };
		const char *labels[N] = { "c2pa.ingredient", "c2pa.ingredient__1", "c2pa.ingredient__2", "c2pa.ingredient__3" };
		cn_str parts[N], all = { 0 };
		for (unsigned i = 0; i < N; i++) {
			const char *name = cn_cstr(a, cn_strf(a, "h%u", i));
			cn_str h = hollow(a, name, over || i > 0 ? CN_C2PA_ASSERTIONS_MAX : 1);
			parts[i] = ingredient(a, name, h);
			all = join(a, all, h);
		}
		all = join(a, all, manifest(a, "c2ma", "m", labels, parts, N, NULL));
		assert_int_equal(check(a, all, &r, &err), over ? CN_ETOOBIG : CN_OK);
	}
	for (unsigned over = 0; over < 2; over++) {
		CN_AUTO_BUF b;
		cn_buf_init(&b, 1 << 20);
		cn_cbor_put_head(&b, CN_CBOR_MAP, 1);
		key(&b, "exclusions", NULL);
		cn_cbor_put_head(&b, CN_CBOR_ARRAY, CN_C2PA_EXCLUSIONS_MAX + over);
		for (unsigned i = 0; i < CN_C2PA_EXCLUSIONS_MAX + over; i++) {
			cn_cbor_put_head(&b, CN_CBOR_MAP, 2);
			key(&b, "start", NULL);
			cn_cbor_put_head(&b, CN_CBOR_UINT, 0);
			key(&b, "length", NULL);
			cn_cbor_put_head(&b, CN_CBOR_UINT, 0);
		}
		cn_str one = cn_buf_copy(a, &b);
		assert_int_equal(check(a, manifest(a, "c2ma", "m", DATA, &one, 1, NULL), &r, &err), CN_OK);
		assert_true(cn_eqz(failures(a, &r), over ? "assertion.dataHash.malformed" : "assertion.dataHash.mismatch"));
	}
}

static void a_signature_that_is_revoked_or_has_too_many_parts_is_told_so(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(16 << 20);
	cn_cose c;
	cn_err err = { 0 };
	for (unsigned over = 0; over < 2; over++) {
		CN_AUTO_BUF b;
		cn_buf_init(&b, 1 << 16);
		cn_cbor_put_head(&b, CN_CBOR_ARRAY, 4);
		cn_cbor_put_bytes(&b, CN_S("\xa1\x01\x26"));
		cn_cbor_put_head(&b, CN_CBOR_MAP, 2);
		cn_cbor_put_head(&b, CN_CBOR_UINT, 33);
		cn_cbor_put_head(&b, CN_CBOR_ARRAY, CN_CERTS_MAX + over);
		for (unsigned i = 0; i < CN_CERTS_MAX + over; i++)
			cn_cbor_put_bytes(&b, CN_S("x"));
		key(&b, "rVals", NULL);
		cn_cbor_put_head(&b, CN_CBOR_MAP, 1);
		key(&b, "ocspVals", NULL);
		cn_cbor_put_head(&b, CN_CBOR_ARRAY, CN_COSE_VALUES_MAX + over);
		for (unsigned i = 0; i < CN_COSE_VALUES_MAX + over; i++)
			cn_cbor_put_bytes(&b, CN_S("x"));
		cn_buf_putc(&b, (char)0xf6);
		cn_cbor_put_bytes(&b, CN_S("s"));
		assert_int_equal(cn_cose_read(a, cn_buf_str(&b), &c, &err), over ? CN_ETOOBIG : CN_OK);
		assert_true(over || (c.n_certs == CN_CERTS_MAX && c.n_ocsp == CN_COSE_VALUES_MAX && c.alg == CN_SIGALG_ES256 &&
				     c.detached));
	}
	assert_int_equal(cn_cose_read(a, CN_S("\x83\x40\xa0\xf6"), &c, &err), CN_EINPUT);
	assert_int_equal(cn_cose_read(a, CN_S("\x84\x40\xa0\xf5\x40"), &c, &err), CN_EINPUT);
	/* RFC 9052, 4.4: the structure that is signed */
	assert_int_equal(cn_cose_read(a, CN_S("\x84\x43\xa1\x01\x26\xa0\xf6\x41s"), &c, &err), CN_OK);
	assert_true(cn_eq(cn_cose_signed(a, &c, "Signature1", CN_S("pay")), CN_S("\x84\x6aSignature1\x43\xa1\x01\x26\x40\x43pay")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_store_made_here_is_trusted_and_its_update_too),
		cmocka_unit_test(redaction_is_allowed_of_others_and_must_be_done),
		cmocka_unit_test(what_cannot_be_read_here_is_never_counted_as_good),
		cmocka_unit_test(manifests_and_their_line_have_bounds),
		cmocka_unit_test(assertions_notes_and_exclusions_have_bounds),
		cmocka_unit_test(a_signature_that_is_revoked_or_has_too_many_parts_is_told_so),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
