/* Time stamps (RFC 3161) and stapled OCSP responses (RFC 6960), judged at times that are given. */
#include "ext/x509_private.h"

#include <openssl/err.h>
#include <openssl/ocsp.h>
#include <openssl/pkcs7.h>
#include <openssl/ts.h>

#include "base/banned.h"

/* The token: the whole of the bytes, or that of a response which grants one. */
static PKCS7 *token_of(cn_str der, bool response)
{
	const unsigned char *p = (const unsigned char *)der.p;
	if (der.n == 0 || der.n > INT32_MAX)
		return NULL;
	if (!response)
		return d2i_PKCS7(NULL, &p, (long)der.n);
	TS_RESP *r = d2i_TS_RESP(NULL, &p, (long)der.n);
	PKCS7 *token = NULL;
	if (r) {
		long status = ASN1_INTEGER_get(TS_STATUS_INFO_get0_status(TS_RESP_get_status_info(r)));
		PKCS7 *t = TS_RESP_get_token(r);
		if (t && (status == 0 || status == 1))
			token = PKCS7_dup(t);
	}
	TS_RESP_free(r);
	return token;
}

static bool imprint_of(TS_TST_INFO *info, cn_str message, bool *ret_allowed)
{
	TS_MSG_IMPRINT *imprint = TS_TST_INFO_get_msg_imprint(info);
	const ASN1_OBJECT *oid = NULL;
	X509_ALGOR_get0(&oid, NULL, NULL, TS_MSG_IMPRINT_get_algo(imprint));
	int nid = OBJ_obj2nid(oid);
	*ret_allowed = nid == NID_sha256 || nid == NID_sha384 || nid == NID_sha512;
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned n = 0;
	const ASN1_OCTET_STRING *given = TS_MSG_IMPRINT_get_msg(imprint);
	return *ret_allowed && EVP_Digest(message.p, message.n, digest, &n, EVP_get_digestbynid(nid), NULL) == 1 && given &&
	       ASN1_STRING_length(given) == (int)n && memcmp(ASN1_STRING_get0_data(given), digest, n) == 0;
}

/* The certificate may stamp times: that and nothing else, and it says so as something that must be understood. */
static bool may_stamp(X509 *x)
{
	return (X509_get_extension_flags(x) & EXFLAG_XKUSAGE) && X509_get_extended_key_usage(x) == XKU_TIMESTAMP;
}

static cn_stamp_answer authority(const cn_anchors *a, PKCS7 *token, cn_stamp_facts *f)
{
	STACK_OF(X509) *signers = PKCS7_get0_signers(token, NULL, 0);
	X509 *tsa = sk_X509_num(signers) == 1 ? sk_X509_value(signers, 0) : NULL;
	X509_ALGOR *digest = NULL; /* C2PA 2.2, 15.8.2 */
	if (tsa)
		PKCS7_SIGNER_INFO_get0_algs(sk_PKCS7_SIGNER_INFO_value(token->d.sign->signer_info, 0), NULL, &digest, NULL);
	tsa = cn_x509_digest_allowed(digest) ? tsa : NULL;
	cn_stamp_answer answer = CN_STAMP_UNTRUSTED;
	if (tsa) {
		cn_x509_name(X509_get_subject_name(tsa), f->authority);
		AUTO_STACK path = may_stamp(tsa) ? cn_x509_path(a->authorities, tsa, token->d.sign->cert) : NULL;
		int64_t from, until;
		if (path && cn_x509_window(path, &from, &until))
			answer = f->at_us >= from && f->at_us <= until ? CN_STAMP_HOLDS : CN_STAMP_OUTSIDE;
	}
	sk_X509_free(signers);
	return answer;
}

static bool signature_holds(PKCS7 *token)
{
	BIO *out = BIO_new(BIO_s_null());
	bool ok = out && PKCS7_verify(token, NULL, NULL, NULL, out, PKCS7_NOVERIFY | PKCS7_BINARY) == 1;
	BIO_free(out);
	return ok;
}

static cn_stamp_answer judge(const cn_anchors *a, PKCS7 *token, cn_str message, cn_stamp_facts *f)
{
	TS_TST_INFO *info = token && PKCS7_type_is_signed(token) ? PKCS7_to_TS_TST_INFO(token) : NULL;
	if (!info || !TS_TST_INFO_get_msg_imprint(info) || !cn_x509_time(TS_TST_INFO_get_time(info), &f->at_us)) {
		TS_TST_INFO_free(info);
		return CN_STAMP_MALFORMED;
	}
	bool allowed = false, same = imprint_of(info, message, &allowed);
	TS_TST_INFO_free(info);
	if (!allowed)
		return CN_STAMP_UNTRUSTED;
	if (!same || !signature_holds(token))
		return CN_STAMP_MISMATCH;
	return authority(a, token, f);
}

void cn_x509_stamp(void *self, cn_str der, bool response, cn_str message, cn_stamp_facts *ret)
{
	cn_stamp_facts f = { 0 };
	PKCS7 *token = token_of(der, response);
	f.answer = judge(self, token, message, &f);
	PKCS7_free(token);
	ERR_clear_error();
	*ret = f;
}

/* ---- OCSP
 * --------------------------------------------------------------------------------------------------------------------------- */

enum { DAY_S = 86400 };

static bool is_of(const OCSP_SINGLERESP *one, const X509 *cert, const X509 *issuer)
{
	const OCSP_CERTID *id = OCSP_SINGLERESP_get0_id(one);
	ASN1_OBJECT *md = NULL;
	if (OCSP_id_get0_info(NULL, &md, NULL, NULL, (OCSP_CERTID *)(uintptr_t)id) != 1) /* it only looks */
		return false;
	const EVP_MD *digest = EVP_get_digestbyobj(md);
	OCSP_CERTID *want = digest ? OCSP_cert_to_id(digest, cert, issuer) : NULL;
	bool same = want && OCSP_id_cmp(want, id) == 0;
	OCSP_CERTID_free(want);
	return same;
}

/* C2PA 2.2, 15.9.1: known by now, and the time of signing lies before the response or within its interval. */
static bool of_time(OCSP_BASICRESP *basic, ASN1_GENERALIZEDTIME *from, ASN1_GENERALIZEDTIME *until, int64_t stamped, int64_t now)
{
	int64_t f, u;
	if (!cn_x509_time(from, &f) || f > now)
		return false;
	if (until) {
		if (!cn_x509_time(until, &u))
			return false;
	} else {
		if (!cn_x509_time(OCSP_resp_get0_produced_at(basic), &u))
			return false;
		u += DAY_S * INT64_C(1000000);
	}
	return stamped <= u;
}

static cn_ocsp_answer answer_of(OCSP_BASICRESP *basic, const X509 *cert, const X509 *issuer, int64_t stamped, int64_t now)
{
	int n = OCSP_resp_count(basic);
	cn_ocsp_answer answer = CN_OCSP_NOTHING;
	for (int i = 0; i < n && answer != CN_OCSP_GOOD; i++) {
		OCSP_SINGLERESP *one = OCSP_resp_get0(basic, i);
		ASN1_GENERALIZEDTIME *revoked = NULL, *from = NULL, *until = NULL;
		int reason = 0;
		int status = OCSP_single_get0_status(one, &reason, &revoked, &from, &until);
		if (!is_of(one, cert, issuer) || !of_time(basic, from, until, stamped, now))
			continue;
		if (status == V_OCSP_CERTSTATUS_GOOD ||
		    (status == V_OCSP_CERTSTATUS_REVOKED && reason == OCSP_REVOKED_STATUS_REMOVEFROMCRL))
			answer = CN_OCSP_GOOD;
		else if (status == V_OCSP_CERTSTATUS_REVOKED)
			answer = CN_OCSP_REVOKED;
	}
	return answer;
}

cn_ocsp_answer cn_x509_ocsp(void *self, cn_str der, cn_cert_chain chain, int64_t stamped_us, int64_t now_us)
{
	const cn_anchors *a = self;
	const unsigned char *p = (const unsigned char *)der.p;
	cn_ocsp_answer answer = CN_OCSP_NOTHING;
	OCSP_RESPONSE *r = der.n > 0 && der.n <= INT32_MAX ? d2i_OCSP_RESPONSE(NULL, &p, (long)der.n) : NULL;
	OCSP_BASICRESP *basic =
	    r && OCSP_response_status(r) == OCSP_RESPONSE_STATUS_SUCCESSFUL ? OCSP_response_get1_basic(r) : NULL;
	AUTO_X509 leaf = chain.n > 0 && chain.n <= CN_CERTS_MAX ? cn_x509_of(chain.der[0]) : NULL;
	AUTO_STACK others = cn_x509_stack(chain, 1);
	AUTO_STACK path = leaf && others ? cn_x509_path(a->signers, leaf, others) : NULL;
	if (basic && path && sk_X509_num(path) > 1) {
		X509_STORE_set_flags(a->signers, X509_V_FLAG_NO_CHECK_TIME | X509_V_FLAG_PARTIAL_CHAIN);
		if (OCSP_basic_verify(basic, path, a->signers, 0) == 1)
			answer = answer_of(basic, leaf, sk_X509_value(path, 1), stamped_us, now_us);
	}
	OCSP_BASICRESP_free(basic);
	OCSP_RESPONSE_free(r);
	ERR_clear_error();
	return answer;
}
