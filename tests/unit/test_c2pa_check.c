/* Content credentials: files that another program signed (tests/vectors/c2pa), and the same with one region changed, against exact
 * codes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "c2pa_help.h"
#include "ext/x509.h"
#include "lab/media/c2pa/cose.h"

static int64_t at(const char *z)
{
	int64_t us = 0;
	assert_int_equal(cn_time_parse(cn_str_z(z), &us, NULL), CN_OK);
	return us;
}

#define NOW "2027-01-01T00:00:00Z"

/* The store of a file that carries it in one piece. */
static cn_c2pa_range store_of(cn_str file)
{
	static const char MARK[] = "jumdc2pa";
	for (size_t i = 12; i + 8 < file.n; i++)
		if (memcmp(file.p + i, MARK, 8) == 0) {
			const uint8_t *u = (const uint8_t *)file.p + i - 12;
			return (cn_c2pa_range){ i - 12, (size_t)u[1] << 16 | (size_t)u[2] << 8 | u[3] };
		}
	fail_msg("no store");
	return (cn_c2pa_range){ 0 };
}

static cn_x509 *anchors(cn_arena *a, const char *name)
{
	cn_x509 *x = NULL;
	cn_err err = { 0 };
	cn_str pem = name ? vector(a, name) : (cn_str){ 0 };
	if (cn_x509_open(pem, pem, &x, &err) != CN_OK)
		fail_msg("%s", err.msg);
	return x;
}

static cn_c2pa_report check_at(cn_arena *a, cn_str file, cn_x509 *x, const char *when)
{
	cn_c2pa_range *r = CN_NEW(a, cn_c2pa_range, 1);
	*r = store_of(file);
	cn_c2pa_input in = {
		.file = file, .store = cn_sub(file, r->at, r->size), .ranges = r, .n_ranges = 1, .at_us = at(when), .x509 = x
	};
	cn_c2pa_report out = { 0 };
	cn_err err = { 0 };
	if (cn_c2pa_check(a, &in, &out, &err) != CN_OK)
		fail_msg("%s", err.msg);
	return out;
}

static bool says(const cn_c2pa_report *r, cn_c2pa_code c)
{
	for (const cn_c2pa_note *n = r->notes; n; n = n->next)
		if (n->code == c)
			return true;
	return false;
}

static void files_that_another_program_signed_are_trusted(void **state)
{
	(void)state;
	static const char *const FILES[] = { "es256.jpg", "es256.png", "es256.mp4",  "es384.jpg",
					     "es512.jpg", "ps256.jpg", "ed25519.jpg" };
	for (size_t i = 0; i < sizeof FILES / sizeof *FILES; i++) {
		CN_AUTO_ARENA a = cn_arena_new(64 << 20);
		CN_AUTO_X509 x = anchors(a, "root.pem");
		cn_c2pa_report r = check_at(a, vector(a, FILES[i]), x, NOW);
		cn_str f = failures(a, &r);
		if (r.state != CN_C2PA_TRUSTED || f.n > 0 || r.unchecked)
			fail_msg("%s: %s, %.*s", FILES[i], cn_c2pa_state_text(r.state), CN_FMT(f));
		assert_true(says(&r, i == 2 ? CN_C2PA_BMFF_MATCH : CN_C2PA_DATA_MATCH) && says(&r, CN_C2PA_SIGNATURE_VALID));
		assert_true(r.claim_version == 2 && r.manifests == 1 && r.signed_us == INT64_MIN);
		assert_true(cn_ends(r.source_type, "/trainedAlgorithmicMedia") && cn_ends(r.signer, ", Concord test"));
	}
}

static void only_the_list_and_the_time_change_the_verdict(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	CN_AUTO_X509 x = anchors(a, "root.pem");
	CN_AUTO_X509 nobody = anchors(a, NULL);
	CN_AUTO_X509 other = anchors(a, "tsa.pem");
	cn_str file = vector(a, "es256.jpg");
	cn_c2pa_report r = check_at(a, file, nobody, NOW);
	assert_true(r.state == CN_C2PA_VALID && cn_eqz(failures(a, &r), "signingCredential.untrusted"));
	r = check_at(a, file, other, NOW);
	assert_true(r.state == CN_C2PA_VALID && cn_eqz(failures(a, &r), "signingCredential.untrusted"));
	r = check_at(a, file, x, "2040-01-01T00:00:00Z");
	assert_true(r.state == CN_C2PA_INVALID && r.well_formed && cn_eqz(failures(a, &r), "claimSignature.outsideValidity"));
	r = check_at(a, file, x, "2020-01-01T00:00:00Z");
	assert_true(cn_eqz(failures(a, &r), "claimSignature.outsideValidity"));
	CN_AUTO_BUF one;
	CN_AUTO_BUF two;
	cn_buf_init(&one, 1 << 20);
	cn_buf_init(&two, 1 << 20);
	r = check_at(a, file, x, NOW);
	cn_json_write(&one, cn_c2pa_val(a, &r), -1);
	r = check_at(a, file, x, NOW);
	cn_json_write(&two, cn_c2pa_val(a, &r), -1);
	assert_true(one.n > 500 && cn_eq(cn_buf_str(&one), cn_buf_str(&two)));
}

/* The nth place of `what`. */
static size_t place(cn_str file, const char *what, unsigned nth)
{
	size_t n = strlen(what);
	for (size_t i = 0; i + n <= file.n; i++)
		if (memcmp(file.p + i, what, n) == 0 && nth-- == 0)
			return i;
	fail_msg("%s is not there", what);
	return 0;
}

static void expect_after(const char *name, const char *what, unsigned nth, int plus, char bit, const char *codes)
{
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	CN_AUTO_X509 x = anchors(a, "root.pem");
	cn_str file = vector(a, name);
	char *p = cn_cstr(a, file);
	size_t i = place(file, what, nth) + (size_t)plus;
	p[i] = (char)(p[i] ^ bit);
	cn_c2pa_report r = check_at(a, (cn_str){ p, file.n }, x, NOW);
	cn_str got = failures(a, &r);
	if (r.state != CN_C2PA_INVALID || !cn_eqz(got, codes))
		fail_msg("%s, %s + %d: %s, %.*s", name, what, plus, cn_c2pa_state_text(r.state), CN_FMT(got));
}

static void a_bit_changed_in_each_region_gives_the_code_of_that_region(void **state)
{
	(void)state;
	/* content, claim, an assertion, the digest of an assertion in the claim */
	expect_after("es256.jpg", "JFIF", 0, 1, 1, "assertion.dataHash.mismatch");
	expect_after("es256.png", "IDAT", 0, 9, 1, "assertion.dataHash.mismatch");
	expect_after("es256.mp4", "mdat", 0, 50, 1, "assertion.bmffHash.mismatch");
	expect_after("es256.mp4", "moov", 0, 60, 1, "assertion.bmffHash.mismatch");
	expect_after("es256.jpg", "concord test", 0, 0, 1, "claimSignature.mismatch");
	expect_after("es256.jpg", "trainedAlgorithmicMedia", 0, 0, 1, "assertion.hashedURI.mismatch");
	expect_after("es256.jpg", "created_assertions", 0, 70, 1, "claimSignature.mismatch,assertion.hashedURI.mismatch");
	/* the signer's name in its certificate, the signature, the claim's name of it, and its box */
	expect_after("es256.jpg", "\x55\x04\x03\x0c\x05", 0, 5, 1, "signingCredential.untrusted,claimSignature.mismatch");
	expect_after("es256.jpg", "\xf6X@", 0, 9, 1, "claimSignature.mismatch");
	expect_after("es256.jpg", "c2pa.signature", 0, 0, 1, "claimSignature.missing");
	expect_after("es256.jpg", "c2pa.signature", 1, 0, 1, "claimSignature.missing");
	/* where the content is left out of the digest; an assertion's name; the type of the claim's box */
	expect_after("es256.jpg", "flength", 0, 8, 1, "assertion.hashedURI.mismatch,assertion.dataHash.mismatch");
	expect_after("es256.jpg", "c2pa.hash.data", 0, 0, 1, "assertion.missing,assertion.undeclared");
	expect_after("es256.jpg", "jumdc2cl", 0, 7, 1, "claim.missing");
	expect_after("es256.jpg", "jumdc2as", 0, 8, 1,
		     "assertion.missing,assertion.missing,assertion.undeclared,assertion.undeclared,assertion.action.malformed");
}

static void boxes_that_lie_and_bytes_that_follow_are_found(void **state)
{
	(void)state;
	expect_after("es256.png", "jumdc2as", 0, -3, 1, "general.error");
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	CN_AUTO_X509 x = anchors(a, "root.pem");
	static const char *const FILES[][2] = { { "es256.jpg", "assertion.dataHash.mismatch" },
						{ "es256.png", "assertion.dataHash.mismatch" },
						{ "es256.mp4", "assertion.bmffHash.mismatch" } };
	for (size_t i = 0; i < sizeof FILES / sizeof *FILES; i++) {
		cn_str file = vector(a, FILES[i][0]);
		char *p = cn_alloc(a, file.n + 8, 1);
		memcpy(p, file.p, file.n);
		memcpy(p + file.n, "\0\0\0\x08wide", 8); /* a box of its own, so that the file can still be walked */
		cn_c2pa_report r = check_at(a, (cn_str){ p, file.n + 8 }, x, NOW);
		assert_int_equal(r.state, CN_C2PA_INVALID);
		assert_true(cn_eqz(failures(a, &r), FILES[i][1]));
	}
}

/* 15.2.2: which codes are good, which only tell, which refuse, as their names have it; each name is one and of the form of 15.2.1.
 */
static void codes_have_distinct_names_and_the_weight_of_their_kind(void **state)
{
	(void)state;
	static const char *const GOOD[] = { ".match", ".validated", ".trusted", ".notRevoked", ".insideValidity" };
	static const char *const TELLS[] = { "algorithm.deprecated",
					     "assertion.bmffHash.additionalExclusionsPresent",
					     "assertion.boxesHash.additionalExclusionsPresent",
					     "assertion.dataHash.additionalExclusionsPresent",
					     "ingredient.unknownProvenance",
					     "signingCredential.ocsp.skipped" };
	for (cn_c2pa_code c = 0; c < CN_C2PA_CODES; c++) {
		const char *name = cn_c2pa_code_text(c);
		cn_c2pa_weight want = cn_starts(cn_str_z(name), "timeStamp.") ? CN_C2PA_INFO : CN_C2PA_FAILURE;
		for (size_t i = 0; i < sizeof GOOD / sizeof *GOOD; i++)
			want = cn_ends(cn_str_z(name), GOOD[i]) ? CN_C2PA_SUCCESS : want;
		for (size_t i = 0; i < sizeof TELLS / sizeof *TELLS; i++)
			want = strcmp(name, TELLS[i]) == 0 ? CN_C2PA_INFO : want;
		if (cn_c2pa_code_weight(c) != want)
			fail_msg("%s", name);
		assert_true(strchr(name, '.') && name[0] != '.' && !cn_ends(cn_str_z(name), ".") && !strstr(name, ".."));
		assert_int_equal(strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_."), strlen(name));
		for (cn_c2pa_code d = 0; d < c; d++)
			assert_string_not_equal(name, cn_c2pa_code_text(d));
	}
}

/* The names as the specification has them, when its list is at hand. */
static void every_code_has_a_name_of_the_specification(void **state)
{
	(void)state;
	char path[4096];
	const char *folder = getenv("CONCORD_VECTORS");
	(void)snprintf(path, sizeof path, "%s/c2pa/status-codes.txt", folder ? folder : "");
	FILE *f = folder ? fopen(path, "rb") : NULL;
	if (!f) {
		print_message("skipped: CONCORD_VECTORS names no folder with c2pa/status-codes.txt, so names are not held against "
			      "the list\n");
		skip(); /* it jumps: nothing may be held here */
	}
	CN_AUTO_ARENA a = cn_arena_new(4 << 20);
	char *p = cn_alloc(a, 1 << 16, 1);
	p[0] = '\n';
	cn_str list = { p, 1 + fread(p + 1, 1, (1 << 16) - 1, f) };
	(void)fclose(f);
	for (cn_c2pa_code c = 0; c < CN_C2PA_CODES; c++)
		if (!cn_ends(cn_str_z(cn_c2pa_code_text(c)), ".additionalExclusionsPresent") &&
		    c != CN_C2PA_ACTION_SOFT_BINDING && /* of 2.4 */
		    !cn_contains(list, cn_strf(a, "\n%s\n", cn_c2pa_code_text(c))))
			fail_msg("%s is not in the list", cn_c2pa_code_text(c));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_that_another_program_signed_are_trusted),
		cmocka_unit_test(only_the_list_and_the_time_change_the_verdict),
		cmocka_unit_test(a_bit_changed_in_each_region_gives_the_code_of_that_region),
		cmocka_unit_test(boxes_that_lie_and_bytes_that_follow_are_found),
		cmocka_unit_test(codes_have_distinct_names_and_the_weight_of_their_kind),
		cmocka_unit_test(every_code_has_a_name_of_the_specification),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
