/* A key in a token, for content_signer.c alone. */
#ifndef CN_EXT_CONTENT_TOKEN_H
#define CN_EXT_CONTENT_TOKEN_H

#include <openssl/evp.h>

#include "ext/content_signer.h"

/* fails as cn_content_signer_open; owns *ret: EVP_PKEY_free */
CN_MUST_CHECK cn_code cn_content_token_key(const cn_content_key *k, EVP_PKEY **ret, cn_err *err);

#endif
