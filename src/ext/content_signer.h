/* content_signer: a key that signs content, by OpenSSL, behind the table of core/content_signer.h.
 *
 * A key is taken only together with a certificate that may sign content by it at the time that is given: what would be refused by
 * whoever reads the file is refused here, before anything is signed. Reads no file, no clock and no network, except
 * where a key is in a token. */
#ifndef CN_EXT_CONTENT_SIGNER_H
#define CN_EXT_CONTENT_SIGNER_H

#include "core/content_signer.h"

enum { CN_CONTENT_PEM_BYTES_MAX = 1 << 20, CN_CONTENT_PASSPHRASE_BYTES_MAX = 1024, CN_CONTENT_URI_BYTES_MAX = 1024 };

typedef struct cn_content_key {
	cn_str key;	   /* PEM: PKCS #8, plain or encrypted, or the older forms of EC and RSA; the caller wipes it */
	cn_str passphrase; /* empty: none; of a token its PIN; the caller wipes it */
	/* Instead of a key in PEM one that stays in its device: a URI of RFC 7512 ("pkcs11:token=NAME;object=NAME;type=private") and the library
	 * of the device's maker, which is code and may do as it likes. It is reached through OpenSSL's engine (Debian:
	 * libengine-pkcs11-openssl), and a process keeps to the first module that it names;
	 * a token that a PIN has opened stays open to it. */
	cn_str token, module;
	cn_str chain;  /* PEM: the signer's certificate first, then those that lead to an anchor; what else stands in it is passed
			  over */
	cn_sigalg alg; /* CN_SIGALG_NONE: that of the key: ES256, ES384, ES512 by its curve, PS256, Ed25519 */
	int64_t at_us; /* the time of signing */
} cn_content_key;

/*   fails  CN_EINPUT: no key, no certificate, one that is not of the key, may not sign content (its profile says why), or is not
 * valid at the time; CN_ESTATE: a passphrase is missing or wrong; CN_ETOOBIG over a bound; CN_ENOMEM owns   *ret:
 * cn_content_signer_close. It makes no time stamps: set stamp, stamp_self and stamp_bytes_max for that */
CN_MUST_CHECK cn_code cn_content_signer_open(const cn_content_key *k, cn_content_signer **ret, cn_err *err);
void cn_content_signer_close(cn_content_signer *t); /* accepts NULL; the library wipes the key */
static inline void cn_content_signer_auto_(cn_content_signer **s)
{
	cn_content_signer_close(*s);
}
#define CN_AUTO_CONTENT_SIGNER __attribute__((cleanup(cn_content_signer_auto_))) cn_content_signer *

/* "es256" "es384" "es512" "ps256" "ps384" "ps512" "ed25519"; CN_SIGALG_NONE for any other text. */
cn_sigalg cn_sigalg_of(cn_str name);
const char *cn_sigalg_text(cn_sigalg alg); /* "" for CN_SIGALG_NONE */

#endif
