/* Who may sign content, and whether a signature holds: the certificate profile of C2PA 2.2, 14.5.1, and the algorithms of 13.2. */
#include "ext/x509_private.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/rsa.h>

#include "base/banned.h"

enum { EC_BYTES_MAX = 66 };

static const cn_sigalg_row ALGS[] = {
	[CN_SIGALG_ES256] = { "SHA256", "prime256v1", 32 },
	[CN_SIGALG_ES384] = { "SHA384", "secp384r1", 48 },
	[CN_SIGALG_ES512] = { "SHA512", "secp521r1", 66 },
	[CN_SIGALG_PS256] = { "SHA256", NULL, 0 },
	[CN_SIGALG_PS384] = { "SHA384", NULL, 0 },
	[CN_SIGALG_PS512] = { "SHA512", NULL, 0 },
	[CN_SIGALG_ED25519] = { NULL, NULL, 0 },
};

const cn_sigalg_row *cn_sigalg_row_of(cn_sigalg alg)
{
	return &ALGS[alg];
}

static bool sha2(const X509_ALGOR *alg, int *ret_nid)
{
	const ASN1_OBJECT *oid = NULL;
	if (alg)
		X509_ALGOR_get0(&oid, NULL, NULL, alg);
	*ret_nid = oid ? OBJ_obj2nid(oid) : NID_undef;
	return *ret_nid == NID_sha256 || *ret_nid == NID_sha384 || *ret_nid == NID_sha512;
}

/* ES256 with a key on P-384 is sound COSE, if unusual: any of the three curves will do for any ES algorithm. */
static const char *key_problem(EVP_PKEY *key, cn_sigalg alg)
{
	int type = key ? EVP_PKEY_base_id(key) : 0;
	if (type == EVP_PKEY_EC) {
		char curve[64] = "";
		(void)EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_GROUP_NAME, curve, sizeof curve, NULL);
		bool known = false;
		for (int i = CN_SIGALG_ES256; i <= CN_SIGALG_ES512; i++)
			known |= strcmp(curve, ALGS[i].curve) == 0;
		if (!known)
			return "its key is on a curve that is not allowed";
		return alg > CN_SIGALG_ES512 ? "its key is of another kind than the signature says" : NULL;
	}
	if (type == EVP_PKEY_RSA || type == EVP_PKEY_RSA_PSS) {
		if (EVP_PKEY_bits(key) < 2048)
			return "its RSA key is shorter than 2048 bits";
		return alg < CN_SIGALG_PS256 || alg > CN_SIGALG_PS512 ? "its key is of another kind than the signature says" : NULL;
	}
	if (type == EVP_PKEY_ED25519)
		return alg != CN_SIGALG_ED25519 ? "its key is of another kind than the signature says" : NULL;
	return "its key is of a kind that is not allowed";
}

/* The digest that the mask is made by: the parameters of MGF1. */
static X509_ALGOR *mask_digest(const RSA_PSS_PARAMS *pss)
{
	const ASN1_OBJECT *oid = NULL;
	int kind = 0;
	const void *value = NULL;
	if (!pss || !pss->maskGenAlgorithm)
		return NULL;
	X509_ALGOR_get0(&oid, &kind, &value, pss->maskGenAlgorithm);
	const ASN1_STRING *seq = kind == V_ASN1_SEQUENCE && OBJ_obj2nid(oid) == NID_mgf1 ? value : NULL;
	const unsigned char *p = seq ? ASN1_STRING_get0_data(seq) : NULL;
	return p ? d2i_X509_ALGOR(NULL, &p, ASN1_STRING_length(seq)) : NULL;
}

static bool pss_allowed(const X509_ALGOR *alg)
{
	const ASN1_OBJECT *oid = NULL;
	int kind = 0;
	const void *value = NULL;
	X509_ALGOR_get0(&oid, &kind, &value, alg);
	const ASN1_STRING *seq = kind == V_ASN1_SEQUENCE ? value : NULL;
	const unsigned char *p = seq ? ASN1_STRING_get0_data(seq) : NULL;
	RSA_PSS_PARAMS *pss = p ? d2i_RSA_PSS_PARAMS(NULL, &p, ASN1_STRING_length(seq)) : NULL;
	int digest, mask; /* absent is SHA-1 */
	X509_ALGOR *mgf = mask_digest(pss);
	bool ok = pss && sha2(pss->hashAlgorithm, &digest) && sha2(mgf, &mask) && digest == mask; /* 14.5.1.1 */
	X509_ALGOR_free(mgf);
	RSA_PSS_PARAMS_free(pss);
	return ok;
}

static const char *signature_problem(const X509 *cert)
{
	switch (X509_get_signature_nid(cert)) {
	case NID_ecdsa_with_SHA256:
	case NID_ecdsa_with_SHA384:
	case NID_ecdsa_with_SHA512:
	case NID_sha256WithRSAEncryption:
	case NID_sha384WithRSAEncryption:
	case NID_sha512WithRSAEncryption:
	case NID_ED25519:
		return NULL;
	case NID_rsassaPss:
		return pss_allowed(X509_get0_tbs_sigalg(cert)) ? NULL
							       : "it is signed by RSASSA-PSS with a digest that is not allowed";
	default:
		return "it is signed by an algorithm that is not allowed";
	}
}

static bool purpose_for_signing(const ASN1_OBJECT *o)
{
	static const char *const ALLOWED[] = { "1.3.6.1.5.5.7.3.4", "1.3.6.1.5.5.7.3.36", "1.3.6.1.4.1.62558.2.1",
					       "1.3.6.1.4.1.311.76.59.1.9" };
	char oid[80];
	if (OBJ_obj2txt(oid, sizeof oid, o, 1) <= 0)
		return false;
	for (size_t i = 0; i < sizeof ALLOWED / sizeof *ALLOWED; i++)
		if (strcmp(oid, ALLOWED[i]) == 0)
			return true;
	return false;
}

static const char *purpose_problem(X509 *cert)
{
	EXTENDED_KEY_USAGE *eku = X509_get_ext_d2i(cert, NID_ext_key_usage, NULL, NULL);
	if (!eku)
		return "it has no extended key usage";
	bool any = false, stamps = false, ocsp = false, signs = false;
	int n = sk_ASN1_OBJECT_num(eku);
	for (int i = 0; i < n; i++) {
		const ASN1_OBJECT *o = sk_ASN1_OBJECT_value(eku, i);
		int nid = OBJ_obj2nid(o);
		any |= nid == NID_anyExtendedKeyUsage;
		stamps |= nid == NID_time_stamp;
		ocsp |= nid == NID_OCSP_sign;
		signs |= purpose_for_signing(o);
	}
	sk_ASN1_OBJECT_pop_free(eku, ASN1_OBJECT_free);
	if (any)
		return "its extended key usage is any";
	if (stamps || ocsp)
		return "it is for time stamps or for OCSP, not for content";
	return signs ? NULL : "its extended key usage does not include signing content";
}

const char *cn_x509_problem(X509 *cert, cn_sigalg alg)
{
	const ASN1_BIT_STRING *issuer_uid = NULL, *subject_uid = NULL;
	if (X509_get_version(cert) != 2)
		return "it is not of version 3";
	X509_get0_uids(cert, &issuer_uid, &subject_uid);
	if (issuer_uid || subject_uid)
		return "it has a unique id of issuer or subject";
	uint32_t flags = X509_get_extension_flags(cert);
	if (flags & EXFLAG_INVALID)
		return "an extension cannot be read";
	if (flags & EXFLAG_CA)
		return "it is of an authority";
	if (flags & EXFLAG_SI)
		return "it is issued by its own subject";
	if ((flags & EXFLAG_KUSAGE) && (X509_get_key_usage(cert) & KU_KEY_CERT_SIGN)) /* 14.5.1.1: authorities only */
		return "its key usage includes signing certificates";
	if (!X509_get0_authority_key_id(cert))
		return "it does not name its issuer's key";
	if (!(flags & EXFLAG_KUSAGE) || !(X509_get_key_usage(cert) & KU_DIGITAL_SIGNATURE))
		return "its key usage does not include digital signatures";
	const char *why = purpose_problem(cert);
	why = why ? why : signature_problem(cert);
	return why ? why : key_problem(X509_get0_pubkey(cert), alg);
}

/* 14.5.1.1 is of all certificates: a chain is no stronger than what signed its links. Of the key only its own kind is asked here.
 */
bool cn_x509_link_sound(X509 *cert)
{
	EVP_PKEY *key = X509_get0_pubkey(cert);
	int type = key ? EVP_PKEY_base_id(key) : 0;
	cn_sigalg like = type == EVP_PKEY_EC ? CN_SIGALG_ES256 : type == EVP_PKEY_ED25519 ? CN_SIGALG_ED25519 : CN_SIGALG_PS256;
	return !signature_problem(cert) && !key_problem(key, like);
}

bool cn_x509_digest_allowed(const X509_ALGOR *alg)
{
	int nid;
	return sha2(alg, &nid);
}

/* COSE gives r and s side by side; OpenSSL takes them as DER. */
static int ecdsa_der(cn_str sig, unsigned char **ret)
{
	size_t half = sig.n / 2;
	if (sig.n == 0 || sig.n % 2 != 0 || half > EC_BYTES_MAX)
		return 0;
	ECDSA_SIG *es = ECDSA_SIG_new();
	BIGNUM *r = BN_bin2bn((const unsigned char *)sig.p, (int)half, NULL);
	BIGNUM *s = BN_bin2bn((const unsigned char *)sig.p + half, (int)half, NULL);
	int n = 0;
	if (es && r && s && ECDSA_SIG_set0(es, r, s) == 1) {
		r = s = NULL;
		n = i2d_ECDSA_SIG(es, ret);
	}
	BN_free(r);
	BN_free(s);
	ECDSA_SIG_free(es);
	return n;
}

static bool ready(EVP_MD_CTX *c, EVP_PKEY *key, cn_sigalg alg)
{
	EVP_PKEY_CTX *p = NULL;
	if (EVP_DigestVerifyInit_ex(c, &p, ALGS[alg].digest, NULL, NULL, key, NULL) != 1)
		return false;
	if (alg < CN_SIGALG_PS256 || alg > CN_SIGALG_PS512)
		return true;
	return EVP_PKEY_CTX_set_rsa_padding(p, RSA_PKCS1_PSS_PADDING) == 1 &&
	       EVP_PKEY_CTX_set_rsa_pss_saltlen(p, RSA_PSS_SALTLEN_DIGEST) == 1;
}

/* The key of a certificate, kept by the table; NULL if it cannot be read. */
static EVP_PKEY *key_of(cn_anchors *a, cn_str cert)
{
	cn_digest of = cn_sha256(cert);
	size_t at = of.b[0] % CN_X509_KEPT;
	if (!a->kept.key[at].key || !cn_digest_eq(&a->kept.key[at].of, &of)) {
		AUTO_X509 x = cn_x509_of(cert);
		EVP_PKEY_free(a->kept.key[at].key);
		a->kept.key[at].key = x ? X509_get_pubkey(x) : NULL;
		a->kept.key[at].of = of;
	}
	return a->kept.key[at].key;
}

bool cn_x509_signs(void *self, cn_str cert, cn_sigalg alg, cn_str message, cn_str sig)
{
	EVP_PKEY *key = alg != CN_SIGALG_NONE ? key_of(self, cert) : NULL;
	if (!key || key_problem(key, alg))
		return false;
	unsigned char *der = NULL;
	const unsigned char *bytes = (const unsigned char *)sig.p;
	size_t n = sig.n;
	if (alg <= CN_SIGALG_ES512) {
		int m = ecdsa_der(sig, &der);
		bytes = der;
		n = m > 0 ? (size_t)m : 0;
	}
	EVP_MD_CTX *c = EVP_MD_CTX_new();
	bool ok =
	    c && n > 0 && ready(c, key, alg) && EVP_DigestVerify(c, bytes, n, (const unsigned char *)message.p, message.n) == 1;
	EVP_MD_CTX_free(c);
	OPENSSL_free(der);
	ERR_clear_error();
	return ok;
}
