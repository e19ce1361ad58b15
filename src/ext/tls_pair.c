#include "ext/tls_pair.h"
#include "ext/x509_private.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include "base/banned.h"

static inline void bio_free(BIO **b)
{
	BIO_free(*b);
}
#define AUTO_BIO __attribute__((cleanup(bio_free))) BIO *

static BIO *over(cn_str s)
{
	return s.n > INT32_MAX ? NULL : BIO_new_mem_buf(s.n ? s.p : "", (int)s.n);
}

/* A server has nobody to ask. */
static int no_passphrase(char *buf, int size, int writing, void *ctx)
{
	(void)buf, (void)size, (void)writing, (void)ctx;
	return -1;
}

static cn_code look_at_key(X509 *own, cn_str key_pem, cn_err *err)
{
	AUTO_BIO b = over(key_pem);
	if (!b)
		return CN_NOMEM(err);
	EVP_PKEY *key = PEM_read_bio_PrivateKey(b, NULL, no_passphrase, NULL);
	bool same = key && X509_check_private_key(own, key) == 1;
	EVP_PKEY_free(key);
	ERR_clear_error();
	if (!key)
		return CN_FAIL(err, CN_EINPUT, "the key cannot be read: it must be a private key in PEM without a passphrase");
	return same ? CN_OK : CN_FAIL(err, CN_EINPUT, "the key is not that of the first certificate");
}

cn_code cn_tls_pair_look(cn_str chain_pem, cn_str key_pem, cn_tls_pair *ret, cn_err *err)
{
	cn_tls_pair pair = { 0 };
	AUTO_BIO b = over(chain_pem);
	if (!b)
		return CN_NOMEM(err);
	AUTO_X509 own = PEM_read_bio_X509(b, NULL, NULL, NULL);
	ERR_clear_error();
	if (!own)
		return CN_FAIL(err, CN_EINPUT, "no certificate in PEM stands first");
	for (X509 *above = own; above; pair.n++) {
		if (above != own)
			X509_free(above);
		above = PEM_read_bio_X509(b, NULL, NULL, NULL);
	}
	ERR_clear_error();
	if (!cn_x509_time(X509_get0_notBefore(own), &pair.from_us) || !cn_x509_time(X509_get0_notAfter(own), &pair.until_us))
		return CN_FAIL(err, CN_EINPUT, "the certificate does not say from when until when it is valid");
	CN_TRY(look_at_key(own, key_pem, err));
	*ret = pair;
	return CN_OK;
}
