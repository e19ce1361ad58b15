/* Signatures and chains as they are, under certificates made for the run: who may sign content, and what becomes of it with time.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "pki_help.h"
#include "c2pa_toy.h"

#define N(x) (sizeof(x) / sizeof *(x))

/* A signer's certificate that is sound but for what is given. */
typedef struct odd {
	const char *basic, *usage, *purpose, *more; /* NULL: as it should be; "": without */
	const char *critical;			    /* an extension of this number, that must be understood */
	int version;				    /* 0: 3 */
	const EVP_MD *digest;			    /* that its issuer signs with */
	bool own;				    /* it is issued by itself */
	const char *from, *until, *name;
} odd;

static EVP_PKEY *ed25519(uint8_t first)
{
	uint8_t seed[32] = { first, 1 };
	EVP_PKEY *k = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, seed, sizeof seed);
	assert_non_null(k);
	return k;
}

static void extend(X509 *x, X509 *issuer, int nid, const char *given, const char *usual)
{
	const char *value = given ? given : usual;
	if (value && value[0])
		pki_extension(x, issuer, nid, value);
}

static X509 *certificate(EVP_PKEY *key, X509 *issuer, EVP_PKEY *issuer_key, const odd *o)
{
	X509 *x = pki_begin(key, o->name ? o->name : "signer", o->from ? o->from : "20260101000000Z",
			    o->until ? o->until : "20360101000000Z");
	issuer = o->own ? x : issuer;
	assert_int_equal(X509_set_issuer_name(x, X509_get_subject_name(issuer)), 1);
	if (o->version)
		(void)X509_set_version(x, o->version - 1);
	extend(x, issuer, NID_basic_constraints, o->basic, "critical,CA:FALSE");
	extend(x, issuer, NID_key_usage, o->usage, "critical,digitalSignature");
	extend(x, issuer, NID_ext_key_usage, o->purpose, "emailProtection");
	extend(x, issuer, NID_subject_key_identifier, NULL, "hash");
	if (!o->own)
		extend(x, issuer, NID_authority_key_identifier, o->more, "keyid:always");
	if (o->critical) {
		ASN1_OBJECT *id = OBJ_txt2obj(o->critical, 1);
		ASN1_OCTET_STRING *value = ASN1_OCTET_STRING_new();
		(void)ASN1_OCTET_STRING_set(value, (const unsigned char *)"\5", 2);
		X509_EXTENSION *e = X509_EXTENSION_create_by_OBJ(NULL, id, 1, value);
		assert_int_equal(X509_add_ext(x, e, -1), 1);
		X509_EXTENSION_free(e);
		ASN1_OCTET_STRING_free(value);
		ASN1_OBJECT_free(id);
	}
	EVP_PKEY *by = o->own ? key : issuer_key;
	assert_true(X509_sign(x, by, EVP_PKEY_base_id(by) == EVP_PKEY_ED25519 ? NULL : o->digest ? o->digest : EVP_sha256()) > 0);
	return x;
}

static cn_str der_of(cn_arena *a, X509 *x)
{
	unsigned char *p = NULL;
	int n = i2d_X509(x, &p);
	assert_true(n > 0);
	cn_str s = cn_str_copy(a, (cn_str){ (char *)p, (size_t)n });
	OPENSSL_free(p);
	return s;
}

static cn_x509 *table(cn_str pem)
{
	cn_x509 *x = NULL;
	cn_err err = { 0 };
	if (cn_x509_open(pem, (cn_str){ 0 }, &x, &err) != CN_OK)
		fail_msg("%s", err.msg);
	return x;
}

static cn_cert_facts facts(cn_x509 *x, const cn_str *chain, size_t n)
{
	cn_cert_facts f = { 0 };
	assert_int_equal(x->certs(x->self, (cn_cert_chain){ chain, n }, CN_SIGALG_ED25519, &f, NULL), CN_OK);
	return f;
}

static void who_may_sign_content_is_said_by_the_certificate(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	pki_root root = pki_root_new();
	EVP_PKEY *key = ed25519(1);
	CN_AUTO_X509 x = table(pki_cert_pem(a, root.cert));
	static const struct {
		odd o;
		const char *problem; /* "": none */
		bool trusted;
	} CASES[] = {
		{ { 0 }, "", true },
		{ { .purpose = "1.3.6.1.4.1.62558.2.1" }, "", true },
		{ { .purpose = "1.3.6.1.5.5.7.3.36,clientAuth" }, "", true }, /* others beside it do not matter */
		{ { .basic = "" }, "", true },
		{ { .basic = "critical,CA:TRUE", .usage = "critical,digitalSignature,keyCertSign" },
		  "it is of an authority",
		  true },
		{ { .basic = "critical,CA:TRUE" }, "it is of an authority", true },
		{ { .usage = "critical,digitalSignature,keyCertSign" }, "its key usage includes signing certificates", true },
		{ { .usage = "critical,keyAgreement" }, "its key usage does not include digital signatures", true },
		{ { .usage = "" }, "its key usage does not include digital signatures", true },
		{ { .purpose = "" }, "it has no extended key usage", true },
		{ { .purpose = "anyExtendedKeyUsage" }, "its extended key usage is any", true },
		{ { .purpose = "emailProtection,anyExtendedKeyUsage" }, "its extended key usage is any", true },
		{ { .purpose = "emailProtection,timeStamping" }, "it is for time stamps or for OCSP, not for content", true },
		{ { .purpose = "emailProtection,OCSPSigning" }, "it is for time stamps or for OCSP, not for content", true },
		{ { .purpose = "clientAuth" }, "its extended key usage does not include signing content", true },
		{ { .more = "" }, "it does not name its issuer's key", true },
		{ { .own = true }, "it is issued by its own subject", false },
		{ { .digest = NULL, .critical = "1.2.3.4.5" }, "", false }, /* RFC 5280, 4.2: what must be understood and is not */
		{ { .critical = "2.5.29.19" }, "an extension cannot be read", false }, /* a second of its kind */
	};
	for (size_t i = 0; i < N(CASES); i++) {
		X509 *c = certificate(key, root.cert, root.key, &CASES[i].o);
		cn_str der = der_of(a, c);
		cn_cert_facts f = facts(x, &der, 1);
		if (strcmp(f.problem, CASES[i].problem) != 0 || f.trusted != CASES[i].trusted)
			fail_msg("%zu: %s, %s", i, f.problem, f.trusted ? "trusted" : "not trusted");
		X509_free(c);
	}
	odd sha1 = { .digest = EVP_sha1() };
	X509 *c = certificate(key, root.cert, root.key, &sha1);
	cn_str der = der_of(a, c);
	assert_string_equal(facts(x, &der, 1).problem, "it is signed by an algorithm that is not allowed");
	X509_free(c);
	EVP_PKEY_free(key);
	pki_root_free(&root);
}

static void a_chain_is_no_stronger_than_its_links(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	pki_root root = pki_root_new();
	EVP_PKEY *key = ed25519(1), *middle = EVP_EC_gen("P-384"), *weak = EVP_RSA_gen(1024), *curve = EVP_EC_gen("secp256k1");
	CN_AUTO_X509 x = table(pki_cert_pem(a, root.cert));
#define AUTHORITY .name = "middle", .basic = "critical,CA:TRUE", .usage = "critical,keyCertSign", .purpose = ""
	const struct {
		EVP_PKEY *key;
		odd o;
		bool trusted;
	} CASES[] = {
		{ middle, { AUTHORITY }, true },
		{ middle, { AUTHORITY, .digest = EVP_sha1() }, false },
		{ middle,
		  { .name = "middle", .basic = "critical,CA:TRUE,pathlen:0", .usage = "critical,keyCertSign", .purpose = "" },
		  true },
		{ middle,
		  { .name = "middle", .basic = "critical,CA:FALSE", .usage = "critical,keyCertSign", .purpose = "" },
		  false }, /* no authority */
		{ middle,
		  { .name = "middle", .basic = "critical,CA:TRUE", .usage = "critical,digitalSignature", .purpose = "" },
		  false },
		{ middle, { AUTHORITY, .critical = "1.2.3.4.5" }, false },
		{ weak, { AUTHORITY }, false },
		{ curve, { AUTHORITY }, false },
		{ middle, { AUTHORITY, .until = "20270101000000Z" }, true }, /* its end is that of the whole */
	};
	for (size_t i = 0; i < N(CASES); i++) {
		X509 *ca = certificate(CASES[i].key, root.cert, root.key, &CASES[i].o);
		X509 *leaf = certificate(key, ca, CASES[i].key, &(odd){ 0 });
		cn_str chain[] = { der_of(a, leaf), der_of(a, ca) };
		cn_cert_facts f = facts(x, chain, 2);
		if (f.problem[0] || f.trusted != CASES[i].trusted)
			fail_msg("%zu: %s, %s", i, f.problem, f.trusted ? "trusted" : "not trusted");
		if (CASES[i].o.until)
			assert_true(f.until_us == pki_time("2027-01-01T00:00:00Z"));
		assert_false(facts(x, chain, 1).trusted); /* the link must be there */
		X509_free(ca);
		X509_free(leaf);
	}
	EVP_PKEY_free(key);
	EVP_PKEY_free(middle);
	EVP_PKEY_free(weak);
	EVP_PKEY_free(curve);
	pki_root_free(&root);
}

static cn_str signature(cn_arena *a, EVP_PKEY *key, cn_str what)
{
	unsigned char sig[64];
	size_t n = sizeof sig;
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	assert_int_equal(EVP_DigestSignInit(ctx, NULL, NULL, NULL, key), 1);
	assert_int_equal(EVP_DigestSign(ctx, sig, &n, (const unsigned char *)what.p, what.n), 1);
	EVP_MD_CTX_free(ctx);
	return cn_str_copy(a, (cn_str){ (char *)sig, n });
}

/* More certificates than a table keeps, so that places are taken over; each twice. */
static void what_was_kept_is_what_would_be_answered_anew(void **state)
{
	(void)state;
	enum { CERTS = 150 };
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	pki_root root = pki_root_new();
	EVP_PKEY *key[] = { ed25519(1), ed25519(2) };
	cn_str pem = pki_cert_pem(a, root.cert), der[CERTS], message = CN_S("a claim");
	cn_str sig[] = { signature(a, key[0], message), signature(a, key[1], message) };
	CN_AUTO_X509 x = table(pem);
	for (size_t i = 0; i < CERTS; i++) {
		odd o = { .name = cn_cstr(a, cn_strf(a, "signer %zu", i)), .purpose = i % 3 == 0 ? "clientAuth" : NULL };
		X509 *c = certificate(key[i % 2], root.cert, root.key, &o);
		der[i] = der_of(a, c);
		X509_free(c);
	}
	for (size_t k = 0; k < 2 * CERTS; k++) {
		size_t i = k % CERTS;
		CN_AUTO_X509 anew = table(pem);
		cn_cert_facts kept = facts(x, &der[i], 1), f = facts(anew, &der[i], 1), other;
		assert_memory_equal(&kept, &f, sizeof f);
		assert_string_equal(kept.subject, cn_cstr(a, cn_strf(a, "signer %zu, Concord test", i)));
		assert_true(kept.trusted && !kept.problem[0] == (i % 3 != 0));
		assert_int_equal(x->certs(x->self, (cn_cert_chain){ &der[i], 1 }, CN_SIGALG_ES256, &other, NULL), CN_OK); /* of another kind */
		assert_true(other.problem[0]);
		assert_true(x->signs(x->self, der[i], CN_SIGALG_ED25519, message, sig[i % 2]));
		assert_false(x->signs(x->self, der[i], CN_SIGALG_ED25519, message, sig[1 - i % 2]));
		assert_false(x->signs(x->self, der[i], CN_SIGALG_ES256, message, sig[i % 2]));
		assert_false(x->signs(x->self, cn_sub(der[i], 0, der[i].n - 1), CN_SIGALG_ED25519, message, sig[i % 2]));
	}
	EVP_PKEY_free(key[0]);
	EVP_PKEY_free(key[1]);
	pki_root_free(&root);
}

/* A manifest of "content" whose claim the key signs. */
static cn_str signed_store(cn_arena *a, EVP_PKEY *key, cn_str cert)
{
	static const char *const NAME = "c2pa.hash.data";
	cn_str content = diag(a, "{'hash':@}", sha256(a, CN_S("content")));
	made m = { .label = "m", .name = &NAME, .content = &content, .n = 1 };
	cn_cose c = { .protected_bytes = diag(a, "{1:-8,33:@}", cert) };
	cn_str what = cn_cose_signed(a, &c, "Signature1", claim_of(a, &m));
	m.cose = diag(a, "[@,{},null,@]", c.protected_bytes, signature(a, key, what));
	return superbox(a, "c2pa", "c2pa", make(a, &m));
}

static cn_c2pa_report verdict(cn_arena *a, cn_str store, cn_x509 *x, const char *when)
{
	cn_c2pa_input in = { .file = CN_S("content"), .store = store, .at_us = pki_time(when), .x509 = x };
	cn_c2pa_report r = { 0 };
	cn_err err = { 0 };
	if (cn_c2pa_check(a, &in, &r, &err) != CN_OK)
		fail_msg("%s", err.msg);
	return r;
}

static void lists_keys_and_times_decide_of_a_signature_that_holds(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	pki_root root = pki_root_new(), another = pki_root_new();
	EVP_PKEY *key = ed25519(1), *thief = ed25519(2);
	CN_AUTO_X509 x = table(pki_cert_pem(a, root.cert));
	CN_AUTO_X509 other = table(pki_cert_pem(a, another.cert));
	CN_AUTO_X509 nobody = table((cn_str){ 0 });
	static const char NOW[] = "2027-01-01T00:00:00Z";
	X509 *sound = certificate(key, root.cert, root.key, &(odd){ 0 }),
	     *odd_one = certificate(key, root.cert, root.key, &(odd){ .critical = "1.2.3.4.5" }),
	     *authority = certificate(key, root.cert, root.key, &(odd){ AUTHORITY });
	cn_str store = signed_store(a, key, der_of(a, sound));
	cn_c2pa_report r = verdict(a, store, x, NOW);
	HOLD(a, &r, TRUSTED, "");
	r = verdict(a, store, nobody, NOW); /* on no list: an empty one, or another's of the same name */
	HOLD(a, &r, VALID, "signingCredential.untrusted");
	r = verdict(a, store, other, NOW);
	HOLD(a, &r, VALID, "signingCredential.untrusted");
	r = verdict(a, store, x, "2025-12-31T23:59:59Z");
	HOLD(a, &r, INVALID, "claimSignature.outsideValidity");
	r = verdict(a, store, x, "2026-01-01T00:00:00Z");
	HOLD(a, &r, TRUSTED, "");
	r = verdict(a, store, x, "2036-01-01T00:00:01Z");
	HOLD(a, &r, INVALID, "claimSignature.outsideValidity");
	r = verdict(a, signed_store(a, thief, der_of(a, sound)), x, NOW); /* another's certificate */
	HOLD(a, &r, INVALID, "claimSignature.mismatch");
	r = verdict(a, signed_store(a, key, der_of(a, odd_one)), x, NOW);
	HOLD(a, &r, VALID, "signingCredential.untrusted");
	r = verdict(a, signed_store(a, key, der_of(a, authority)), x, NOW);
	HOLD(a, &r, INVALID, "signingCredential.invalid");
	r = verdict(a, signed_store(a, key, CN_S("no certificate")), x, NOW);
	assert_true(r.state == CN_C2PA_INVALID && told(&r, CN_C2PA_CREDENTIAL_INVALID) && told(&r, CN_C2PA_SIGNATURE_MISMATCH));
	X509_free(sound);
	X509_free(odd_one);
	X509_free(authority);
	EVP_PKEY_free(key);
	EVP_PKEY_free(thief);
	pki_root_free(&root);
	pki_root_free(&another);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_may_sign_content_is_said_by_the_certificate),
		cmocka_unit_test(a_chain_is_no_stronger_than_its_links),
		cmocka_unit_test(what_was_kept_is_what_would_be_answered_anew),
		cmocka_unit_test(lists_keys_and_times_decide_of_a_signature_that_holds),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
