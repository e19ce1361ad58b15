/* Certificates, time stamps and OCSP: what openssl made (tests/vectors/c2pa), judged at several times and under several lists. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <openssl/pem.h>

#include "c2pa_help.h"
#include "ext/x509.h"

static cn_str der_of(cn_arena *a, cn_str pem)
{
	BIO *b = BIO_new_mem_buf(pem.p, (int)pem.n);
	X509 *x = PEM_read_bio_X509(b, NULL, NULL, NULL);
	unsigned char *der = NULL;
	int n = i2d_X509(x, &der);
	assert_true(n > 0);
	cn_str s = cn_str_copy(a, (cn_str){ (const char *)der, (size_t)n });
	OPENSSL_free(der);
	X509_free(x);
	BIO_free(b);
	return s;
}

static cn_x509 *table(cn_str signers, cn_str authorities)
{
	cn_x509 *x = NULL;
	cn_err err = { 0 };
	if (cn_x509_open(signers, authorities, &x, &err) != CN_OK)
		fail_msg("%s", err.msg);
	return x;
}

static int64_t at(const char *z)
{
	int64_t us = 0;
	assert_int_equal(cn_time_parse(cn_str_z(z), &us, NULL), CN_OK);
	return us;
}

static cn_cert_facts facts(cn_x509 *x, const cn_str *chain, size_t n, cn_sigalg alg)
{
	cn_cert_facts f = { 0 };
	assert_int_equal(x->certs(x->self, (cn_cert_chain){ chain, n }, alg, &f, NULL), CN_OK);
	return f;
}

static void a_certificate_for_content_has_no_problem_and_leads_to_its_anchor(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(4 << 20);
	cn_str root = vector(a, "root.pem"), leaf = der_of(a, vector(a, "es256.pem"));
	CN_AUTO_X509 x = table(root, (cn_str){ 0 });
	CN_AUTO_X509 nobody = table((cn_str){ 0 }, root);
	cn_cert_facts f = facts(x, &leaf, 1, CN_SIGALG_ES256);
	assert_string_equal(f.problem, "");
	assert_true(f.trusted && f.from_us == at("2026-11-26T22:38:18Z") && f.until_us == at("2036-11-23T22:38:18Z"));
	assert_string_equal(f.subject, "es256, Concord test");
	assert_string_equal(f.issuer, "test root, Concord test");
	f = facts(nobody, &leaf, 1, CN_SIGALG_ES256);
	assert_true(!f.trusted && !f.problem[0] && f.until_us == at("2036-11-23T22:38:18Z"));
	assert_string_not_equal(facts(x, &leaf, 1, CN_SIGALG_PS256).problem, "");
	assert_string_not_equal(facts(x, &leaf, 1, CN_SIGALG_ED25519).problem, "");
}

static void certificates_that_may_not_sign_content_are_told_why(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(4 << 20);
	cn_str root = vector(a, "root.pem");
	CN_AUTO_X509 x = table(root, root);
	static const char *const CASES[][2] = { { "noeku.pem", "it has no extended key usage" },
						{ "tsa.pem", "it is for time stamps or for OCSP, not for content" },
						{ "root.pem", "it is of an authority" } };
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		cn_str der = der_of(a, vector(a, CASES[i][0]));
		assert_string_equal(facts(x, &der, 1, CN_SIGALG_ES256).problem, CASES[i][1]);
	}
	assert_string_equal(facts(x, NULL, 0, CN_SIGALG_ES256).problem, "there is no certificate");
	cn_str many[CN_CERTS_MAX + 1];
	for (size_t i = 0; i <= CN_CERTS_MAX; i++)
		many[i] = der_of(a, vector(a, "es256.pem"));
	assert_string_equal(facts(x, many, CN_CERTS_MAX, CN_SIGALG_ES256).problem, "");
	assert_string_equal(facts(x, many, CN_CERTS_MAX + 1, CN_SIGALG_ES256).problem, "there are too many certificates");
	cn_str cut = cn_sub(many[0], 0, many[0].n - 1);
	assert_string_equal(facts(x, &cut, 1, CN_SIGALG_ES256).problem, "the certificate cannot be read");
}

static cn_stamp_answer stamp(cn_x509 *x, cn_str der, bool response, cn_str message, cn_stamp_facts *f)
{
	x->stamp(x->self, der, response, message, f);
	return f->answer;
}

static void a_time_stamp_holds_for_its_bytes_and_its_authorities_only(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(4 << 20);
	cn_str root = vector(a, "root.pem"), response = vector(a, "abc.tsr"), token = vector(a, "abc.tst");
	CN_AUTO_X509 x = table((cn_str){ 0 }, root);
	CN_AUTO_X509 signers_only = table(root, (cn_str){ 0 });
	cn_stamp_facts f = { 0 };
	assert_int_equal(stamp(x, response, true, CN_S("abc"), &f), CN_STAMP_HOLDS);
	assert_true(f.at_us == at("2026-11-26T23:39:19Z"));
	assert_string_equal(f.authority, "tsa, Concord test");
	assert_int_equal(stamp(x, token, false, CN_S("abc"), &f), CN_STAMP_HOLDS);
	assert_int_equal(stamp(x, token, true, CN_S("abc"), &f), CN_STAMP_MALFORMED);
	assert_int_equal(stamp(x, cn_sub(token, 0, token.n - 1), false, CN_S("abc"), &f), CN_STAMP_MALFORMED);
	assert_int_equal(stamp(x, (cn_str){ 0 }, false, CN_S("abc"), &f), CN_STAMP_MALFORMED);
	assert_int_equal(stamp(x, token, false, CN_S("abd"), &f), CN_STAMP_MISMATCH);
	assert_int_equal(stamp(signers_only, token, false, CN_S("abc"), &f), CN_STAMP_UNTRUSTED);
	char *p = cn_cstr(a, token);
	p[token.n - 5] = (char)(p[token.n - 5] ^ 1); /* within the authority's signature */
	assert_int_equal(stamp(x, (cn_str){ p, token.n }, false, CN_S("abc"), &f), CN_STAMP_MISMATCH);
}

static void a_stapled_response_counts_for_its_certificate_and_time_only(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(4 << 20);
	cn_str root = vector(a, "root.pem"), ocsp = vector(a, "status.ocsp");
	cn_str good = der_of(a, vector(a, "es256.pem")), revoked = der_of(a, vector(a, "es384.pem")),
	       other = der_of(a, vector(a, "noeku.pem"));
	CN_AUTO_X509 x = table(root, (cn_str){ 0 });
	CN_AUTO_X509 nobody = table((cn_str){ 0 }, root);
	int64_t signed_us = at("2026-12-01T00:00:00Z"), now = at("2027-01-01T00:00:00Z");
	assert_int_equal(x->ocsp(x->self, ocsp, (cn_cert_chain){ &good, 1 }, signed_us, now), CN_OCSP_GOOD);
	assert_int_equal(x->ocsp(x->self, ocsp, (cn_cert_chain){ &revoked, 1 }, signed_us, now), CN_OCSP_REVOKED);
	assert_int_equal(x->ocsp(x->self, ocsp, (cn_cert_chain){ &other, 1 }, signed_us, now), CN_OCSP_NOTHING);
	assert_int_equal(x->ocsp(x->self, ocsp, (cn_cert_chain){ &good, 1 }, signed_us, at("2026-01-01T00:00:00Z")),
			 CN_OCSP_NOTHING);
	assert_int_equal(x->ocsp(x->self, ocsp, (cn_cert_chain){ &good, 1 }, at("2036-01-01T00:00:00Z"), now), CN_OCSP_NOTHING);
	assert_int_equal(nobody->ocsp(nobody->self, ocsp, (cn_cert_chain){ &good, 1 }, signed_us, now), CN_OCSP_NOTHING);
	assert_int_equal(x->ocsp(x->self, cn_sub(ocsp, 0, ocsp.n - 9), (cn_cert_chain){ &good, 1 }, signed_us, now),
			 CN_OCSP_NOTHING);
}

static cn_code open_rc(cn_str pem, cn_err *err)
{
	cn_x509 *x = NULL;
	cn_code rc = cn_x509_open(pem, (cn_str){ 0 }, &x, err);
	assert_true((rc == CN_OK) == (x != NULL));
	cn_x509_close(x);
	return rc;
}

static void a_list_that_is_no_pem_or_too_long_is_refused(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_str root = vector(a, "root.pem");
	cn_err err = { 0 };
	assert_int_equal(open_rc(CN_S("no certificate"), &err), CN_EINPUT);
	assert_non_null(strstr(err.msg, "certificate 1 cannot be read"));
	CN_AUTO_BUF b;
	cn_buf_init(&b, (size_t)CN_ANCHOR_BYTES_MAX + 16);
	cn_buf_put(&b, root);
	cn_buf_putz(&b, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
	assert_int_equal(open_rc(cn_buf_str(&b), &err), CN_EINPUT);
	assert_non_null(strstr(err.msg, "certificate 2 cannot be read"));
	cn_buf_reset(&b);
	for (unsigned i = 0; i < CN_ANCHORS_MAX; i++)
		cn_buf_put(&b, root);
	assert_int_equal(open_rc(cn_buf_str(&b), &err), CN_OK);
	cn_buf_put(&b, root);
	assert_int_equal(open_rc(cn_buf_str(&b), &err), CN_ETOOBIG);
	cn_buf_reset(&b);
	cn_buf_put(&b, root);
	while (b.n < CN_ANCHOR_BYTES_MAX)
		cn_buf_putc(&b, '\n');
	assert_int_equal(open_rc(cn_buf_str(&b), &err), CN_OK);
	cn_buf_putc(&b, '\n');
	assert_int_equal(open_rc(cn_buf_str(&b), &err), CN_ETOOBIG);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_certificate_for_content_has_no_problem_and_leads_to_its_anchor),
		cmocka_unit_test(certificates_that_may_not_sign_content_are_told_why),
		cmocka_unit_test(a_time_stamp_holds_for_its_bytes_and_its_authorities_only),
		cmocka_unit_test(a_stapled_response_counts_for_its_certificate_and_time_only),
		cmocka_unit_test(a_list_that_is_no_pem_or_too_long_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
