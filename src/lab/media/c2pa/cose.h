/* COSE_Sign1 (RFC 9052) as C2PA uses it: the payload is the claim and stands elsewhere. Pure. */
#ifndef CN_LAB_MEDIA_C2PA_COSE_H
#define CN_LAB_MEDIA_C2PA_COSE_H

#include "core/x509.h"
#include "lab/media/c2pa/cbor.h"

enum { CN_COSE_VALUES_MAX = 16 }; /* time stamps, OCSP responses */

typedef struct cn_cose {
	cn_str protected_bytes;
	const cn_cbor *headers[2]; /* protected, unprotected */
	cn_str payload;            /* empty when detached */
	bool detached;
	cn_str signature;
	cn_sigalg alg; /* CN_SIGALG_NONE: none named, or one that is not allowed */
	cn_str cert[CN_CERTS_MAX];
	size_t n_certs;
	cn_str stamp[CN_COSE_VALUES_MAX];
	size_t n_stamps;
	bool stamp_v2; /* of the signature (sigTst2), not of the claim (sigTst) */
	cn_str ocsp[CN_COSE_VALUES_MAX];
	size_t n_ocsp;
} cn_cose;

/*   fails  CN_EINPUT if it is no COSE_Sign1; CN_ETOOBIG; CN_ENOMEM. Values over CN_COSE_VALUES_MAX or CN_CERTS_MAX: CN_ETOOBIG */
CN_MUST_CHECK cn_code cn_cose_read(cn_arena *a, cn_str bytes, cn_cose *ret, cn_err *err);

/* Takes the time stamps from the headers again: of version 2 if v2 and there are any, else of version 1. */
void cn_cose_stamps(cn_cose *c, bool v2);

/* What is signed: context "Signature1", or "CounterSignature" for what a time stamp of version 1 is over. */
cn_str cn_cose_signed(cn_arena *a, const cn_cose *c, const char *context, cn_str payload);

/* The byte strings of an array under `key`: { "ocspVals": [ ... ] }. Gives how many were put into out. */
size_t cn_cose_values(const cn_cbor *map, const char *key, cn_str out[CN_COSE_VALUES_MAX]);

#endif
