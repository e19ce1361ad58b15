/* OpenSSL's errors queue is emptied before each return: it is a global of the thread. */
#include "ext/content_token.h"
#include "ext/x509_private.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include "base/banned.h"

enum { CHAIN_ARENA_BYTES = CN_CONTENT_CHAIN_BYTES_MAX + (64 << 10), DER_BYTES_MAX = 160 };

typedef struct signer {
	cn_content_signer table;
	EVP_PKEY *key;
	cn_arena *arena; /* of the chain */
	cn_str der[CN_CERTS_MAX];
} signer;

static const char *const NAMES[] = { "", "es256", "es384", "es512", "ps256", "ps384", "ps512", "ed25519" };

cn_sigalg cn_sigalg_of(cn_str name)
{
	for (cn_sigalg i = CN_SIGALG_ES256; i <= CN_SIGALG_ED25519; i++)
		if (cn_eqz(name, NAMES[i]))
			return i;
	return CN_SIGALG_NONE;
}

const char *cn_sigalg_text(cn_sigalg alg)
{
	return NAMES[alg];
}

/* ---- signing --------------------------------------------------------------------------------------------- */

/* The library gives r and s as DER; COSE wants them side by side. */
static bool side_by_side(const uint8_t *der, size_t n, size_t half, uint8_t *out)
{
	const unsigned char *p = der;
	ECDSA_SIG *es = d2i_ECDSA_SIG(NULL, &p, (long)n);
	bool ok = es && BN_bn2binpad(ECDSA_SIG_get0_r(es), out, (int)half) == (int)half &&
		  BN_bn2binpad(ECDSA_SIG_get0_s(es), out + half, (int)half) == (int)half;
	ECDSA_SIG_free(es);
	return ok;
}

static bool sign_into(const signer *s, cn_str message, uint8_t *out)
{
	const cn_sigalg_row *row = cn_sigalg_row_of(s->table.alg);
	const unsigned char *bytes = (const unsigned char *)message.p;
	uint8_t der[DER_BYTES_MAX];
	EVP_PKEY_CTX *p = NULL;
	EVP_MD_CTX *c = EVP_MD_CTX_new();
	size_t n = row->half ? sizeof der : s->table.sig_bytes;
	bool ok = c && EVP_DigestSignInit_ex(c, &p, row->digest, NULL, NULL, s->key, NULL) == 1;
	if (ok && row->digest && !row->half)
		ok = EVP_PKEY_CTX_set_rsa_padding(p, RSA_PKCS1_PSS_PADDING) == 1 &&
		     EVP_PKEY_CTX_set_rsa_pss_saltlen(p, RSA_PSS_SALTLEN_DIGEST) == 1;
	ok = ok && EVP_DigestSign(c, row->half ? der : out, &n, bytes, message.n) == 1;
	ok = ok && (row->half ? side_by_side(der, n, row->half, out) : n == s->table.sig_bytes);
	EVP_MD_CTX_free(c);
	return ok;
}

static cn_code sign(void *self, cn_str message, uint8_t *out, cn_err *err)
{
	bool ok = sign_into(self, message, out);
	unsigned long why = ERR_peek_last_error();
	ERR_clear_error();
	if (ok)
		return CN_OK;
	return ERR_GET_REASON(why) == ERR_R_MALLOC_FAILURE ? CN_NOMEM(err) : CN_FAIL(err, CN_ESTATE, "the key does not sign");
}

/* ---- the key --------------------------------------------------------------------------------------------- */

typedef struct asked {
	cn_str passphrase;
	bool asked;
} asked;

static int passphrase(char *out, int room, int writing, void *arg)
{
	asked *q = arg;
	(void)writing;
	q->asked = true;
	if (q->passphrase.n == 0 || room < 0 || q->passphrase.n > (size_t)room)
		return -1;
	memcpy(out, q->passphrase.p, q->passphrase.n);
	return (int)q->passphrase.n;
}

static cn_code read_key(const cn_content_key *k, EVP_PKEY **ret, cn_err *err)
{
	asked q = { .passphrase = k->passphrase };
	if (k->key.n > CN_CONTENT_PEM_BYTES_MAX || k->passphrase.n > CN_CONTENT_PASSPHRASE_BYTES_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "a key has at most %d bytes and its passphrase %d", CN_CONTENT_PEM_BYTES_MAX,
			       CN_CONTENT_PASSPHRASE_BYTES_MAX);
	BIO *b = BIO_new_mem_buf(k->key.n ? k->key.p : "", (int)k->key.n);
	*ret = b ? PEM_read_bio_PrivateKey(b, NULL, passphrase, &q) : NULL;
	BIO_free(b);
	ERR_clear_error();
	if (!b)
		return CN_NOMEM(err);
	if (*ret)
		return CN_OK;
	if (!q.asked)
		return CN_FAIL(err, CN_EINPUT, "the key cannot be read: it must be a private key in PEM");
	return k->passphrase.n ? CN_FAIL(err, CN_ESTATE, "the passphrase does not open the key")
			       : CN_FAIL(err, CN_ESTATE, "the key is encrypted, and no passphrase is given");
}

static cn_sigalg alg_of(const EVP_PKEY *key)
{
	int type = EVP_PKEY_base_id(key);
	if (type == EVP_PKEY_ED25519)
		return CN_SIGALG_ED25519;
	if (type == EVP_PKEY_RSA || type == EVP_PKEY_RSA_PSS)
		return CN_SIGALG_PS256;
	char curve[64] = "";
	if (type == EVP_PKEY_EC)
		(void)EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_GROUP_NAME, curve, sizeof curve, NULL);
	for (cn_sigalg i = CN_SIGALG_ES256; i <= CN_SIGALG_ES512; i++)
		if (strcmp(curve, cn_sigalg_row_of(i)->curve) == 0)
			return i;
	return CN_SIGALG_NONE;
}

/* ---- the certificates ------------------------------------------------------------------------------------ */

static cn_code keep_cert(signer *s, X509 *x, cn_err *err)
{
	cn_cert_chain *c = &s->table.chain;
	unsigned char *der = NULL;
	int n = i2d_X509(x, &der);
	if (n > 0 && c->n < CN_CERTS_MAX)
		s->der[c->n] = cn_str_copy(s->arena, (cn_str){ (const char *)der, (size_t)n });
	OPENSSL_free(der);
	if (c->n == CN_CERTS_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "the chain has more than %d certificates", CN_CERTS_MAX);
	if (n <= 0 || !cn_arena_ok(s->arena))
		return n <= 0 ? CN_NOMEM(err) : cn_arena_fail(s->arena, err);
	c->n++;
	return CN_OK;
}

static cn_code read_chain(signer *s, cn_str pem, cn_err *err)
{
	if (pem.n > CN_CONTENT_PEM_BYTES_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "the chain of certificates is longer than %d bytes", CN_CONTENT_PEM_BYTES_MAX);
	BIO *b = BIO_new_mem_buf(pem.n ? pem.p : "", (int)pem.n);
	if (!b)
		return CN_NOMEM(err);
	cn_code rc = CN_OK;
	X509 *x;
	while (rc == CN_OK && (x = PEM_read_bio_X509(b, NULL, NULL, NULL)) != NULL) {
		rc = keep_cert(s, x, err);
		X509_free(x);
	}
	bool end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
	ERR_clear_error();
	BIO_free(b);
	if (rc == CN_OK && (s->table.chain.n == 0 || !end))
		return CN_FAIL(err, CN_EINPUT, "the chain: certificate %zu cannot be read: it must be PEM", s->table.chain.n + 1);
	return rc;
}

/* Each certificate below the root must be valid when content is signed. */
static cn_code valid_at(const signer *s, int64_t at_us, cn_err *err)
{
	for (size_t i = 0; i < s->table.chain.n; i++) {
		AUTO_X509 x = cn_x509_of(s->der[i]);
		int64_t from, until;
		char name[CN_CERT_NAME_BYTES], time[CN_TIME_BYTES];
		if (!x)
			return CN_NOMEM(err);
		if (i > 0 && (X509_get_extension_flags(x) & EXFLAG_SI))
			continue;
		cn_x509_name(X509_get_subject_name(x), name);
		if (!cn_x509_time(X509_get0_notBefore(x), &from) || !cn_x509_time(X509_get0_notAfter(x), &until))
			return CN_FAIL(err, CN_EINPUT, "the validity of the certificate of %s cannot be read", name);
		if (at_us >= from && at_us <= until)
			continue;
		cn_time_text(at_us < from ? from : until, time);
		return CN_FAIL(err, CN_EINPUT,
			       at_us < from ? "the certificate of %s is not valid before %s" : "the certificate of %s ended at %s",
			       name, time);
	}
	return CN_OK;
}

static cn_code fit(signer *s, cn_sigalg asked_for, cn_err *err)
{
	AUTO_X509 leaf = cn_x509_of(s->der[0]);
	if (!leaf)
		return CN_NOMEM(err);
	cn_sigalg own = alg_of(s->key);
	s->table.alg = asked_for != CN_SIGALG_NONE ? asked_for : own;
	if (own == CN_SIGALG_NONE)
		return CN_FAIL(err, CN_EINPUT, "the key is of a kind that content is not signed with");
	bool pss = own == CN_SIGALG_PS256 && s->table.alg >= CN_SIGALG_PS256 && s->table.alg <= CN_SIGALG_PS512;
	if (s->table.alg != own && !pss)
		return CN_FAIL(err, CN_EINPUT, "the key does not sign by %s; it would by %s", NAMES[s->table.alg], NAMES[own]);
	bool same = X509_check_private_key(leaf, s->key) == 1;
	ERR_clear_error();
	if (!same)
		return CN_FAIL(err, CN_EINPUT, "the first certificate of the chain is not that of the key");
	const char *why = cn_x509_problem(leaf, s->table.alg);
	ERR_clear_error();
	if (why)
		return CN_FAIL(err, CN_EINPUT, "the certificate may not sign content: %s", why);
	size_t half = cn_sigalg_row_of(s->table.alg)->half;
	s->table.sig_bytes = half ? 2 * half : (size_t)EVP_PKEY_size(s->key);
	if (s->table.sig_bytes > CN_CONTENT_SIG_BYTES_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "a signature by the key has more than %d bytes", CN_CONTENT_SIG_BYTES_MAX);
	return CN_OK;
}

cn_code cn_content_signer_open(const cn_content_key *k, cn_content_signer **ret, cn_err *err)
{
	signer *s = cn_heap_take(sizeof *s);
	if (!s)
		return CN_NOMEM(err);
	*s = (signer){ .table = { .self = s, .sign = sign }, .arena = cn_arena_new(CHAIN_ARENA_BYTES) };
	s->table.chain.der = s->der;
	cn_code rc = !s->arena ? CN_NOMEM(err) : k->token.n ? cn_content_token_key(k, &s->key, err) : read_key(k, &s->key, err);
	rc = rc == CN_OK ? read_chain(s, k->chain, err) : rc;
	rc = rc == CN_OK ? fit(s, k->alg, err) : rc;
	rc = rc == CN_OK ? valid_at(s, k->at_us, err) : rc;
	if (rc == CN_OK)
		*ret = &s->table;
	else
		cn_content_signer_close(&s->table);
	return rc;
}

void cn_content_signer_close(cn_content_signer *t)
{
	if (!t)
		return;
	signer *s = t->self;
	EVP_PKEY_free(s->key);
	cn_arena_free(s->arena);
	cn_heap_give(s);
}
