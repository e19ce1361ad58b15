/* A server's certificate and its key, looked at before a server is started with them. */
#ifndef CN_EXT_TLS_PAIR_H
#define CN_EXT_TLS_PAIR_H

#include "base/base.h"

typedef struct cn_tls_pair {
	int64_t from_us, until_us; /* when the server's own certificate is valid, microseconds since 1970 */
	size_t n;                  /* certificates in the chain file */
} cn_tls_pair;

/* chain_pem: the server's certificate, then those above it; key_pem: its private key without a passphrase.
 *   fails  CN_EINPUT: no certificate, no key that can be read without asking, or a key of another certificate */
CN_MUST_CHECK cn_code cn_tls_pair_look(cn_str chain_pem, cn_str key_pem, cn_tls_pair *ret, cn_err *err);

#endif
