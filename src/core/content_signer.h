/* Who signs content, as a table of functions: pure code signs through it and never sees the key nor the library that holds it
 * (src/ext/content_signer.c). A key that cannot leave its device is another table of the same form.
 *
 * Sizes are known before anything is signed, since what is signed states where its own signature lies. Thread rule: one thread a
 * table. */
#ifndef CN_CORE_CONTENT_SIGNER_H
#define CN_CORE_CONTENT_SIGNER_H

#include "core/x509.h"

enum {
	CN_CONTENT_SIG_BYTES_MAX = 2048,       /* RSA of 16,384 bits */
	CN_CONTENT_STAMP_BYTES_MAX = 32 << 10, /* of one time-stamp token */
	CN_CONTENT_CHAIN_BYTES_MAX = 256 << 10
};

typedef struct cn_content_signer cn_content_signer;
struct cn_content_signer {
	void *self;
	cn_sigalg alg;
	cn_cert_chain chain; /* 1 to CN_CERTS_MAX certificates, together at most CN_CONTENT_CHAIN_BYTES_MAX */
	size_t sig_bytes;    /* of every signature, in the form COSE gives it: 1 to CN_CONTENT_SIG_BYTES_MAX */
	/* Writes sig_bytes bytes.   fails: CN_ENOMEM, CN_ESTATE (the device refuses), CN_EIO */
	cn_code (*sign)(void *self, cn_str message, uint8_t *out, cn_err *err);
	/* NULL, or asks an authority for a time-stamp token of RFC 3161 (a ContentInfo, not the response around it) over the
	 * message; the token is put into the arena and is at most stamp_bytes_max bytes.   fails: CN_EIO, CN_EFORGED, CN_ENOMEM */
	cn_code (*stamp)(void *stamp_self, cn_arena *a, cn_str message, cn_str *ret, cn_err *err);
	void *stamp_self;
	size_t stamp_bytes_max; /* 1 to CN_CONTENT_STAMP_BYTES_MAX where there is a stamp function */
};

#endif
