/* Anchors, chains and names. OpenSSL's errors queue is emptied before each return: it is a global of the thread. */
#include "ext/x509_private.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#include "base/banned.h"

X509 *cn_x509_of(cn_str der)
{
	const unsigned char *p = (const unsigned char *)der.p;
	if (der.n == 0 || der.n > INT32_MAX)
		return NULL;
	X509 *x = d2i_X509(NULL, &p, (long)der.n);
	if (x && p != (const unsigned char *)der.p + der.n) {
		X509_free(x);
		x = NULL;
	}
	ERR_clear_error();
	return x;
}

STACK_OF(X509) * cn_x509_stack(cn_cert_chain chain, size_t from)
{
	STACK_OF(X509) *s = sk_X509_new_null();
	for (size_t i = from; s && i < chain.n; i++) {
		X509 *x = cn_x509_of(chain.der[i]);
		if (x && sk_X509_push(s, x) == 0) {
			X509_free(x);
			sk_X509_pop_free(s, X509_free);
			s = NULL;
		}
	}
	return s;
}

bool cn_x509_time(const ASN1_TIME *t, int64_t *ret_us)
{
	struct tm tm;
	char text[CN_TIME_BYTES * 2];
	if (!t || ASN1_TIME_to_tm(t, &tm) != 1)
		return false;
	int n = snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02dZ", tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday,
			 tm.tm_hour, tm.tm_min, tm.tm_sec);
	return n > 0 && (size_t)n < sizeof text && cn_time_parse(cn_str_z(text), ret_us, NULL) == CN_OK;
}

STACK_OF(X509) * cn_x509_path(X509_STORE *anchors, X509 *cert, STACK_OF(X509) * others)
{
	X509_STORE_CTX *c = X509_STORE_CTX_new();
	STACK_OF(X509) *path = NULL;
	if (c && X509_STORE_CTX_init(c, anchors, cert, others) == 1) {
		/* an anchor may be an intermediate certificate; validity is judged by the caller, at the time that counts */
		X509_STORE_CTX_set_flags(c, X509_V_FLAG_NO_CHECK_TIME | X509_V_FLAG_PARTIAL_CHAIN);
		if (X509_verify_cert(c) == 1)
			path = X509_STORE_CTX_get1_chain(c);
	}
	X509_STORE_CTX_free(c);
	ERR_clear_error();
	return path;
}

bool cn_x509_window(STACK_OF(X509) * path, int64_t *ret_from, int64_t *ret_until)
{
	int n = sk_X509_num(path);
	int64_t from = INT64_MIN, until = INT64_MAX;
	for (int i = 0; i < n && (i == 0 || i < n - 1); i++) {
		int64_t f, u;
		const X509 *x = sk_X509_value(path, i);
		if (!cn_x509_time(X509_get0_notBefore(x), &f) || !cn_x509_time(X509_get0_notAfter(x), &u))
			return false;
		from = f > from ? f : from;
		until = u < until ? u : until;
	}
	*ret_from = from;
	*ret_until = until;
	return n > 0;
}

static cn_str entry(const X509_NAME *name, int nid, unsigned char **ret)
{
	int at = X509_NAME_get_index_by_NID(name, nid, -1);
	if (at < 0)
		return (cn_str){ 0 };
	int n = ASN1_STRING_to_UTF8(ret, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at)));
	return n > 0 ? (cn_str){ (const char *)*ret, (size_t)n } : (cn_str){ 0 };
}

void cn_x509_name(const X509_NAME *name, char out[CN_CERT_NAME_BYTES])
{
	unsigned char *cn = NULL, *org = NULL;
	cn_str a = entry(name, NID_commonName, &cn), b = entry(name, NID_organizationName, &org);
	(void)snprintf(out, CN_CERT_NAME_BYTES, "%.*s%s%.*s", CN_FMT(a), a.n && b.n ? ", " : "", CN_FMT(b));
	/* a name is the signer's own words: what is cut within a character, or would steer a terminal, goes */
	for (char *p = out; *p; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			*p = ' ';
	size_t len = strlen(out);
	while (len > 0 && !cn_utf8_ok((cn_str){ out, len }))
		out[--len] = 0;
	OPENSSL_free(cn);
	OPENSSL_free(org);
	ERR_clear_error();
}

static void say(char out[CN_CERT_WHY_BYTES], const char *why)
{
	(void)snprintf(out, CN_CERT_WHY_BYTES, "%s", why);
}

/* A path to an anchor all whose links may stand in one; the anchor itself is trusted as it is. */
static STACK_OF(X509) * sound_path(const cn_anchors *a, X509 *leaf, STACK_OF(X509) * others)
{
	STACK_OF(X509) *path = cn_x509_path(a->signers, leaf, others);
	for (int i = 1; i < sk_X509_num(path) - 1; i++)
		if (!cn_x509_link_sound(sk_X509_value(path, i))) {
			sk_X509_pop_free(path, X509_free);
			return NULL;
		}
	return path;
}

static cn_code judge(const cn_anchors *a, cn_cert_chain chain, cn_sigalg alg, cn_cert_facts *ret, cn_err *err)
{
	cn_cert_facts f = { 0 };
	AUTO_X509 leaf = chain.n > 0 && chain.n <= CN_CERTS_MAX ? cn_x509_of(chain.der[0]) : NULL;
	if (!leaf) {
		say(f.problem, chain.n == 0		? "there is no certificate"
			       : chain.n > CN_CERTS_MAX ? "there are too many certificates"
							: "the certificate cannot be read");
		*ret = f;
		return CN_OK;
	}
	AUTO_STACK others = cn_x509_stack(chain, 1);
	if (!others)
		return CN_NOMEM(err);
	const char *why = cn_x509_problem(leaf, alg);
	if (why)
		say(f.problem, why);
	AUTO_STACK path = sound_path(a, leaf, others);
	f.trusted = path != NULL;
	if (!path) { /* the signer's own certificate is all whose validity counts */
		path = sk_X509_new_null();
		if (!path || X509_up_ref(leaf) != 1 || sk_X509_push(path, leaf) == 0)
			return CN_NOMEM(err);
	}
	if (!cn_x509_window(path, &f.from_us, &f.until_us) && !f.problem[0])
		say(f.problem, "its validity cannot be read");
	cn_x509_name(X509_get_subject_name(leaf), f.subject);
	cn_x509_name(X509_get_issuer_name(leaf), f.issuer);
	ERR_clear_error();
	*ret = f;
	return CN_OK;
}

static cn_digest digest_of(cn_cert_chain chain, cn_sigalg alg)
{
	cn_hash h;
	size_t head[] = { (size_t)alg, chain.n };
	cn_hash_init(&h);
	cn_hash_put(&h, head, sizeof head);
	for (size_t i = 0; i < chain.n; i++) {
		cn_hash_put(&h, &chain.der[i].n, sizeof chain.der[i].n);
		cn_hash_puts(&h, chain.der[i]);
	}
	return cn_hash_done(&h);
}

static cn_code certs(void *self, cn_cert_chain chain, cn_sigalg alg, cn_cert_facts *ret, cn_err *err)
{
	cn_anchors *a = self;
	cn_digest of = digest_of(chain, alg);
	size_t at = of.b[0] % CN_X509_KEPT;
	if (!a->kept.facts[at].there || !cn_digest_eq(&a->kept.facts[at].of, &of)) {
		CN_TRY(judge(a, chain, alg, &a->kept.facts[at].facts, err));
		a->kept.facts[at].of = of;
		a->kept.facts[at].there = true;
	}
	*ret = a->kept.facts[at].facts;
	return CN_OK;
}

static cn_code list(cn_str pem, const char *what, X509_STORE *store, cn_err *err)
{
	if (pem.n > CN_ANCHOR_BYTES_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "the list of %s is longer than %d bytes", what, CN_ANCHOR_BYTES_MAX);
	BIO *b = BIO_new_mem_buf(pem.p, (int)pem.n);
	if (!b)
		return CN_NOMEM(err);
	int n = 0;
	bool memory = true;
	X509 *x;
	while (memory && n <= CN_ANCHORS_MAX && (x = PEM_read_bio_X509(b, NULL, NULL, NULL)) != NULL) {
		memory = X509_STORE_add_cert(store, x) == 1;
		X509_free(x);
		n++;
	}
	bool end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
	ERR_clear_error();
	BIO_free(b);
	if (!memory)
		return CN_NOMEM(err);
	if (n > CN_ANCHORS_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "the list of %s has more than %d certificates", what, CN_ANCHORS_MAX);
	if (n == 0 || !end)
		return CN_FAIL(err, CN_EINPUT, "the list of %s: certificate %d cannot be read: it must be PEM", what, n + 1);
	return CN_OK;
}

cn_code cn_x509_open(cn_str signers, cn_str authorities, cn_x509 **ret, cn_err *err)
{
	cn_anchors *a = cn_heap_take(sizeof *a);
	if (!a)
		return CN_NOMEM(err);
	*a = (cn_anchors){ .table = { a, certs, cn_x509_signs, cn_x509_stamp, cn_x509_ocsp },
			   .signers = X509_STORE_new(),
			   .authorities = X509_STORE_new() };
	cn_code rc = a->signers && a->authorities ? CN_OK : CN_NOMEM(err);
	if (rc == CN_OK && signers.n > 0)
		rc = list(signers, "signers", a->signers, err);
	if (rc == CN_OK && authorities.n > 0)
		rc = list(authorities, "time-stamp authorities", a->authorities, err);
	if (rc == CN_OK)
		*ret = &a->table;
	else
		cn_x509_close(&a->table);
	return rc;
}

void cn_x509_close(cn_x509 *x)
{
	if (!x)
		return;
	cn_anchors *a = x->self;
	X509_STORE_free(a->signers);
	X509_STORE_free(a->authorities);
	for (size_t i = 0; i < CN_X509_KEPT; i++)
		EVP_PKEY_free(a->kept.key[i].key);
	cn_heap_give(a);
}
