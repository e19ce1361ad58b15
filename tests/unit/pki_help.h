/* Keys and certificates made for one run of a test. Include after cmocka.h. */
#ifndef CN_TESTS_PKI_HELP_H
#define CN_TESTS_PKI_HELP_H

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include "ext/content_signer.h"
#include "ext/x509.h"

typedef struct pki_root {
	EVP_PKEY *key;
	X509 *cert;
} pki_root;

/* What a leaf is: each field that is not given is that of a sound signer of content. */
typedef struct pki_leaf {
	const char *kind;    /* "P-256" "P-384" "P-521" "secp256k1" "RSA" "ED25519" */
	unsigned bits;	     /* of RSA; 2048 */
	const char *purpose; /* "emailProtection" */
	const char *from, *until;
	const EVP_MD *digest; /* that the root signs with; SHA-256 */
} pki_leaf;

typedef struct pki_made {
	EVP_PKEY *key;
	cn_str key_pem, chain_pem;
} pki_made;

#define PKI_AT "2026-11-27T12:00:00Z"

static inline int64_t pki_time(const char *z)
{
	int64_t us = 0;
	assert_int_equal(cn_time_parse(cn_str_z(z), &us, NULL), CN_OK);
	return us;
}

static inline cn_str pki_text(cn_arena *a, BIO *b)
{
	char *p = NULL;
	long n = BIO_get_mem_data(b, &p);
	cn_str s = cn_str_copy(a, (cn_str){ p, (size_t)n });
	BIO_free(b);
	return s;
}

static inline cn_str pki_cert_pem(cn_arena *a, X509 *x)
{
	BIO *b = BIO_new(BIO_s_mem());
	assert_int_equal(PEM_write_bio_X509(b, x), 1);
	return pki_text(a, b);
}

/* Encrypted where there is a passphrase. */
static inline cn_str pki_key_pem(cn_arena *a, EVP_PKEY *key, const char *passphrase)
{
	BIO *b = BIO_new(BIO_s_mem());
	assert_int_equal(PEM_write_bio_PKCS8PrivateKey(b, key, passphrase ? EVP_aes_256_cbc() : NULL, passphrase,
						       passphrase ? (int)strlen(passphrase) : 0, NULL, NULL),
			 1);
	return pki_text(a, b);
}

static inline void pki_extension(X509 *x, X509 *issuer, int nid, const char *value)
{
	X509V3_CTX c;
	X509V3_set_ctx(&c, issuer, x, NULL, NULL, 0);
	X509_EXTENSION *e = X509V3_EXT_conf_nid(NULL, &c, nid, value);
	assert_non_null(e);
	assert_int_equal(X509_add_ext(x, e, -1), 1);
	X509_EXTENSION_free(e);
}

static inline X509 *pki_begin(EVP_PKEY *key, const char *name, const char *from, const char *until)
{
	static long serial = 100;
	X509 *x = X509_new();
	X509_NAME *n = X509_get_subject_name(x);
	assert_non_null(x);
	(void)X509_set_version(x, 2);
	(void)ASN1_INTEGER_set(X509_get_serialNumber(x), serial++);
	(void)X509_NAME_add_entry_by_txt(n, "CN", MBSTRING_ASC, (const unsigned char *)name, -1, -1, 0);
	(void)X509_NAME_add_entry_by_txt(n, "O", MBSTRING_ASC, (const unsigned char *)"Concord test", -1, -1, 0);
	assert_int_equal(ASN1_TIME_set_string(X509_getm_notBefore(x), from), 1);
	assert_int_equal(ASN1_TIME_set_string(X509_getm_notAfter(x), until), 1);
	assert_int_equal(X509_set_pubkey(x, key), 1);
	return x;
}

static inline pki_root pki_root_new(void)
{
	pki_root r = { .key = EVP_EC_gen("P-256") };
	r.cert = pki_begin(r.key, "root", "20260101000000Z", "20460101000000Z");
	assert_int_equal(X509_set_issuer_name(r.cert, X509_get_subject_name(r.cert)), 1);
	pki_extension(r.cert, r.cert, NID_basic_constraints, "critical,CA:TRUE");
	pki_extension(r.cert, r.cert, NID_key_usage, "critical,keyCertSign,cRLSign");
	pki_extension(r.cert, r.cert, NID_subject_key_identifier, "hash");
	assert_true(X509_sign(r.cert, r.key, EVP_sha256()) > 0);
	return r;
}

static inline void pki_root_free(pki_root *r)
{
	EVP_PKEY_free(r->key);
	X509_free(r->cert);
}

static inline EVP_PKEY *pki_key(const char *kind, unsigned bits)
{
	static const uint8_t SEED[32] = { 0xc0, 0x4c, 0x04, 0xd0 };
	EVP_PKEY *k = strcmp(kind, "RSA") == 0	     ? EVP_RSA_gen(bits ? bits : 2048)
		      : strcmp(kind, "ED25519") == 0 ? EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, SEED, sizeof SEED)
						     : EVP_EC_gen(kind);
	assert_non_null(k);
	return k;
}

/* Its key is to be given back by EVP_PKEY_free. */
static inline pki_made pki_leaf_new(cn_arena *a, const pki_root *r, pki_leaf l)
{
	pki_made m = { .key = pki_key(l.kind, l.bits) };
	X509 *x = pki_begin(m.key, l.kind, l.from ? l.from : "20260101000000Z", l.until ? l.until : "20360101000000Z");
	assert_int_equal(X509_set_issuer_name(x, X509_get_subject_name(r->cert)), 1);
	pki_extension(x, r->cert, NID_basic_constraints, "critical,CA:FALSE");
	pki_extension(x, r->cert, NID_key_usage, "critical,digitalSignature");
	pki_extension(x, r->cert, NID_ext_key_usage, l.purpose ? l.purpose : "emailProtection");
	pki_extension(x, r->cert, NID_authority_key_identifier, "keyid:always");
	assert_true(X509_sign(x, r->key, l.digest ? l.digest : EVP_sha256()) > 0);
	m.key_pem = pki_key_pem(a, m.key, NULL);
	m.chain_pem = cn_strf(a, "%.*s%.*s", CN_FMT(pki_cert_pem(a, x)), CN_FMT(pki_cert_pem(a, r->cert)));
	X509_free(x);
	return m;
}

static inline cn_content_signer *pki_signer(const pki_made *m, cn_sigalg alg)
{
	cn_content_signer *s = NULL;
	cn_err err = { 0 };
	if (cn_content_signer_open(
		&(cn_content_key){ .key = m->key_pem, .chain = m->chain_pem, .alg = alg, .at_us = pki_time(PKI_AT) }, &s, &err) !=
	    CN_OK)
		fail_msg("%s", err.msg);
	return s;
}

#endif
