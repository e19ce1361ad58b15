/* PKCS #11 through OpenSSL's engine: Debian 12 has no provider for it. The interface of engines is deprecated in OpenSSL 3 and still whole. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "ext/content_token.h"

#include <openssl/crypto.h>
#include <openssl/engine.h>
#include <openssl/err.h>

#include "base/banned.h"

enum { TEXT_BYTES = CN_CONTENT_URI_BYTES_MAX + 1 };

static_assert(CN_CONTENT_PASSPHRASE_BYTES_MAX <= CN_CONTENT_URI_BYTES_MAX, "a PIN fits");

/* The engine takes texts that end in a zero byte. */
static bool text(cn_str s, char out[TEXT_BYTES])
{
	if (s.n >= TEXT_BYTES || (s.n > 0 && memchr(s.p, 0, s.n)))
		return false;
	if (s.n > 0)
		memcpy(out, s.p, s.n);
	out[s.n] = 0;
	return true;
}

static cn_code load(ENGINE *e, const char *uri, const char *module, const char *pin, EVP_PKEY **ret, cn_err *err)
{
	(void)ENGINE_ctrl_cmd(e, "QUIET", 0, NULL, NULL, 1); /* it would write to stderr what is said here */
	if ((module[0] && ENGINE_ctrl_cmd_string(e, "MODULE_PATH", module, 0) != 1) || ENGINE_init(e) != 1)
		return CN_FAIL(err, CN_EINPUT, "the PKCS #11 module %s cannot be loaded", module);
	if (pin[0])
		(void)ENGINE_ctrl_cmd_string(e, "PIN", pin, 0);
	*ret = ENGINE_load_private_key(e, uri, NULL, NULL); /* it holds the engine from here */
	(void)ENGINE_finish(e);
	return *ret ? CN_OK : CN_FAIL(err, CN_ESTATE, "the token gives no key for %s: it has none of that name, or the PIN is wrong", uri);
}

cn_code cn_content_token_key(const cn_content_key *k, EVP_PKEY **ret, cn_err *err)
{
	char uri[TEXT_BYTES], module[TEXT_BYTES], pin[TEXT_BYTES];
	*ret = NULL;
	if (!text(k->token, uri) || !text(k->module, module) || !text(k->passphrase, pin))
		return CN_FAIL(err, CN_ETOOBIG, "the URI of a key in a token, its module and its PIN are texts of at most %d bytes",
			       CN_CONTENT_URI_BYTES_MAX);
	ENGINE_load_dynamic();
	ENGINE *e = ENGINE_by_id("pkcs11");
	cn_code rc = e ? load(e, uri, module, pin, ret, err)
		       : CN_FAIL(err, CN_EUNSUPPORTED, "keys in tokens need OpenSSL's engine for PKCS #11: libengine-pkcs11-openssl");
	ENGINE_free(e);
	OPENSSL_cleanse(pin, sizeof pin);
	ERR_clear_error();
	return rc;
}
