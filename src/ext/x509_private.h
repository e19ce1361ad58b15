/* What the files of ext/x509*.c share. */
#ifndef CN_EXT_X509_PRIVATE_H
#define CN_EXT_X509_PRIVATE_H

#include "core/hash.h"
#include "ext/x509.h"

#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

/* The algorithms: digest and curve by the library's names, NULL where there is none; half: the bytes of r and of s. */
typedef struct cn_sigalg_row {
	const char *digest, *curve;
	size_t half;
} cn_sigalg_row;
const cn_sigalg_row *cn_sigalg_row_of(cn_sigalg alg); /* not of CN_SIGALG_NONE */

/* What was asked before. Every answer depends on the arguments alone, so that one that was kept is the same as one that is made anew; a folder of
 * content is signed by few. A place for each digest's first byte, the last one in it stays. */
enum { CN_X509_KEPT = 64 };

typedef struct cn_x509_kept {
	struct {
		bool there;
		cn_digest of; /* the chain and the algorithm */
		cn_cert_facts facts;
	} facts[CN_X509_KEPT];
	struct {
		cn_digest of; /* the certificate */
		EVP_PKEY *key; /* NULL: none is kept here */
	} key[CN_X509_KEPT];
} cn_x509_kept;

typedef struct cn_anchors {
	cn_x509 table;
	X509_STORE *signers;
	X509_STORE *authorities;
	cn_x509_kept kept;
} cn_anchors;

static inline void cn_x509_free_(X509 **x)
{
	X509_free(*x);
}
#define AUTO_X509 __attribute__((cleanup(cn_x509_free_))) X509 *

static inline void cn_x509_stack_free_(STACK_OF(X509) * *s)
{
	sk_X509_pop_free(*s, X509_free);
}
#define AUTO_STACK __attribute__((cleanup(cn_x509_stack_free_))) STACK_OF(X509) *

X509 *cn_x509_of(cn_str der);					  /* one certificate and nothing after it; NULL if it is none */
STACK_OF(X509) * cn_x509_stack(cn_cert_chain chain, size_t from); /* those that can be read; NULL: no memory */
bool cn_x509_time(const ASN1_TIME *t, int64_t *ret_us);
/* The chain from cert to an anchor, whatever the time; NULL if there is none. */
STACK_OF(X509) * cn_x509_path(X509_STORE *anchors, X509 *cert, STACK_OF(X509) * others);
/* The time in which all certificates of the path but its last (the anchor; the first counts always) are valid. */
bool cn_x509_window(STACK_OF(X509) * path, int64_t *ret_from, int64_t *ret_until);
void cn_x509_name(const X509_NAME *name, char out[CN_CERT_NAME_BYTES]);

const char *cn_x509_problem(X509 *cert, cn_sigalg alg); /* why it may not sign content; NULL if it may */
bool cn_x509_link_sound(X509 *cert); /* may it stand between such a certificate and the anchor, by its key and its signature? */
bool cn_x509_digest_allowed(const X509_ALGOR *alg);
bool cn_x509_signs(void *self, cn_str cert, cn_sigalg alg, cn_str message, cn_str sig);
void cn_x509_stamp(void *self, cn_str der, bool response, cn_str message, cn_stamp_facts *ret);
cn_ocsp_answer cn_x509_ocsp(void *self, cn_str der, cn_cert_chain chain, int64_t stamped_us, int64_t now_us);

#endif
