/* What a verdict about signed content needs of certificates, as a table of functions: pure code asks through it and never sees the library
 * that answers (src/ext/x509.c), and a test can answer in its place.
 *
 * Every answer depends on the arguments alone: trust anchors were given when the table was made, times are parameters, nothing is fetched
 * and no clock is read. Thread rule: one thread a table. */
#ifndef CN_CORE_X509_H
#define CN_CORE_X509_H

#include "base/base.h"

enum {
	CN_CERTS_MAX = 32,          /* of one chain */
	CN_CERT_NAME_BYTES = 256,   /* a name, cut at this, terminator included */
	CN_CERT_WHY_BYTES = 160
};

/* Signature algorithms of COSE (RFC 9053, RFC 8230) that C2PA allows. */
typedef enum cn_sigalg {
	CN_SIGALG_NONE = 0,
	CN_SIGALG_ES256,
	CN_SIGALG_ES384,
	CN_SIGALG_ES512,
	CN_SIGALG_PS256,
	CN_SIGALG_PS384,
	CN_SIGALG_PS512,
	CN_SIGALG_ED25519
} cn_sigalg;

/* Certificates as DER, the signer's first. */
typedef struct cn_cert_chain {
	const cn_str *der;
	size_t n; /* at most CN_CERTS_MAX */
} cn_cert_chain;

typedef struct cn_cert_facts {
	char problem[CN_CERT_WHY_BYTES]; /* "" if it may sign content; else what forbids it, in English */
	bool trusted;                     /* a chain leads to an anchor of the signers' list */
	int64_t from_us, until_us;        /* the time in which the signer's certificate and every other below the anchor is valid */
	char subject[CN_CERT_NAME_BYTES]; /* common name, else organisation; then the organisation: "NAME, ORG" */
	char issuer[CN_CERT_NAME_BYTES];
} cn_cert_facts;

typedef enum cn_stamp_answer {
	CN_STAMP_HOLDS,
	CN_STAMP_MALFORMED, /* it cannot be read, or was not granted */
	CN_STAMP_MISMATCH,  /* it is of other bytes, or its signature does not hold */
	CN_STAMP_UNTRUSTED, /* no chain to an anchor of the authorities' list, or an algorithm that is not allowed */
	CN_STAMP_OUTSIDE    /* its authority's certificate was not valid at the time it attests */
} cn_stamp_answer;

typedef struct cn_stamp_facts {
	cn_stamp_answer answer;
	int64_t at_us; /* the time it attests; 0 if malformed */
	char authority[CN_CERT_NAME_BYTES];
} cn_stamp_facts;

typedef enum cn_ocsp_answer {
	CN_OCSP_NOTHING, /* it says nothing that counts: unreadable, of another certificate or time, or its responder has no authority */
	CN_OCSP_GOOD,
	CN_OCSP_REVOKED
} cn_ocsp_answer;

typedef struct cn_x509 cn_x509;
struct cn_x509 {
	void *self;
	/* fails: CN_ENOMEM only; whatever is wrong with the certificates stands in *ret */
	cn_code (*certs)(void *self, cn_cert_chain chain, cn_sigalg alg, cn_cert_facts *ret, cn_err *err);
	/* Does `sig`, in the form COSE gives it, sign `message` under the key of the first certificate? */
	bool (*signs)(void *self, cn_str cert, cn_sigalg alg, cn_str message, cn_str sig);
	/* A time stamp of RFC 3161 over `message`: a token, or a whole response. */
	void (*stamp)(void *self, cn_str der, bool response, cn_str message, cn_stamp_facts *ret);
	/* An OCSP response for the first certificate of the chain, of which content was signed at stamped_us and which is judged at now_us. */
	cn_ocsp_answer (*ocsp)(void *self, cn_str der, cn_cert_chain chain, int64_t stamped_us, int64_t now_us);
};

#endif
