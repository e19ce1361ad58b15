/* Signature, certificate, time stamp and revocation: C2PA 2.2, 15.7 to 15.9. */
#include "lab/media/c2pa/run.h"

typedef struct signing {
	cn_cose cose;
	cn_cert_facts cert;
	cn_cert_chain chain;
	bool stamped;
	int64_t at_us; /* attested, if stamped; else the time of the verdict */
} signing;

static const char *const STAMP_WHY[] = { "", "it cannot be read, or was not granted",
					 "it is of other bytes, or its signature does not hold",
					 "its authority is on no list that was given",
					 "its authority's certificate was not valid then" };

/* One token; true if it holds. */
static bool stamp(cn_c2pa_run *r, cn_c2pa_manifest *m, signing *s, cn_str token, bool response, cn_str message)
{
	static const cn_c2pa_code CODES[] = { CN_C2PA_STAMP_VALID, CN_C2PA_STAMP_MALFORMED, CN_C2PA_STAMP_MISMATCH,
					      CN_C2PA_STAMP_UNTRUSTED, CN_C2PA_STAMP_OUTSIDE };
	cn_stamp_facts f = { 0 };
	r->in->x509->stamp(r->in->x509->self, token, response, message, &f);
	if (f.answer == CN_STAMP_HOLDS)
		cn_c2pa_say(r, m, m->signature_box->label, CN_C2PA_STAMP_TRUSTED, f.authority);
	cn_c2pa_say(r, m, m->signature_box->label, CODES[f.answer], STAMP_WHY[f.answer]);
	if (f.answer != CN_STAMP_HOLDS)
		return false;
	s->stamped = true;
	s->at_us = f.at_us;
	return true;
}

/* Version 1 is over the claim, as a counter-signature; version 2 over the signature as CBOR. */
static cn_str message_v2(cn_c2pa_run *r, const cn_cose *c)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, c->signature.n + CN_CBOR_HEAD_BYTES + 1);
	cn_cbor_put_bytes(&b, c->signature);
	return cn_buf_copy(r->a, &b);
}

/* Tokens that later manifests carry for this one: assertion c2pa.time-stamp, { manifest label: token }. */
static void later_stamps(cn_c2pa_run *r, cn_c2pa_manifest *m, signing *s)
{
	for (size_t i = 0; i < r->n_manifests && !s->stamped; i++)
		for (size_t k = 0; k < r->manifest[i].n_assertions && !s->stamped; k++) {
			const cn_c2pa_assertion *as = &r->manifest[i].assertion[k];
			char *key = cn_eqz(as->base, "c2pa.time-stamp") ? cn_cstr(r->a, m->label) : NULL;
			cn_str token = key ? cn_cbor_bytes(as->cbor, key) : (cn_str){ 0 };
			if (token.n > 0)
				(void)stamp(r, m, s, token, false, message_v2(r, &s->cose));
		}
}

static bool inside(const signing *s)
{
	return s->at_us >= s->cert.from_us && s->at_us <= s->cert.until_us;
}

static void stamps(cn_c2pa_run *r, cn_c2pa_manifest *m, signing *s)
{
	s->at_us = r->in->at_us;
	bool old = r->in->rules == CN_C2PA_1_4; /* 16.5: one of several is enough; a time outside the certificate's is as none */
	if (old)
		cn_cose_stamps(&s->cose, false);
	for (size_t i = 0; old && i < s->cose.n_stamps && !s->stamped; i++)
		s->stamped =
		    stamp(r, m, s, s->cose.stamp[i], true, cn_cose_signed(r->a, &s->cose, "CounterSignature", m->claim_bytes)) &&
		    inside(s);
	if (old) {
		s->at_us = s->stamped ? s->at_us : r->in->at_us;
		return;
	}
	if (s->cose.n_stamps > 1)
		cn_c2pa_say(r, m, m->signature_box->label, CN_C2PA_STAMP_MALFORMED, "there are several time stamps");
	if (s->cose.n_stamps == 1) {
		cn_str message =
		    s->cose.stamp_v2 ? message_v2(r, &s->cose) : cn_cose_signed(r->a, &s->cose, "CounterSignature", m->claim_bytes);
		(void)stamp(r, m, s, s->cose.stamp[0], !s->cose.stamp_v2, message);
	}
	if (!s->stamped)
		later_stamps(r, m, s);
}

static void validity(cn_c2pa_run *r, cn_c2pa_manifest *m, const signing *s)
{
	if (inside(s))
		cn_c2pa_say(r, m, m->signature_box->label, CN_C2PA_SIGNATURE_INSIDE, "");
	else
		cn_c2pa_say(r, m, m->signature_box->label, CN_C2PA_SIGNATURE_OUTSIDE,
			    s->stamped
				? "the certificate was not valid at the time of signing that is attested"
				: "the certificate is not valid at the time of this verdict, and no time stamp attests another");
}

static void revocation(cn_c2pa_run *r, cn_c2pa_manifest *m, const signing *s)
{
	cn_ocsp_answer best = CN_OCSP_NOTHING;
	for (size_t i = 0; s->stamped && i < s->cose.n_ocsp && best != CN_OCSP_GOOD; i++) {
		cn_ocsp_answer o = r->in->x509->ocsp(r->in->x509->self, s->cose.ocsp[i], s->chain, s->at_us, r->in->at_us);
		best = o != CN_OCSP_NOTHING ? o : best;
	}
	for (size_t i = 0; s->stamped && i < r->n_manifests; i++)
		for (size_t k = 0; k < r->manifest[i].n_assertions && best != CN_OCSP_GOOD; k++) {
			const cn_c2pa_assertion *as = &r->manifest[i].assertion[k];
			cn_str val[CN_COSE_VALUES_MAX];
			size_t n = cn_eqz(as->base, "c2pa.certificate-status") ? cn_cose_values(as->cbor, "ocspVals", val) : 0;
			for (size_t v = 0; v < n && best != CN_OCSP_GOOD; v++) {
				cn_ocsp_answer o = r->in->x509->ocsp(r->in->x509->self, val[v], s->chain, s->at_us, r->in->at_us);
				best = o != CN_OCSP_NOTHING ? o : best;
			}
		}
	if (best == CN_OCSP_GOOD)
		cn_c2pa_say(r, m, m->signature_box->label, CN_C2PA_OCSP_GOOD, "");
	else if (best == CN_OCSP_REVOKED)
		cn_c2pa_say(r, m, m->signature_box->label, CN_C2PA_OCSP_REVOKED,
			    "the certificate was revoked before the content was signed");
	else
		cn_c2pa_say(r, m, m->signature_box->label, CN_C2PA_OCSP_SKIPPED, "revocation was not asked for on the network");
}

static bool located(cn_c2pa_run *r, cn_c2pa_manifest *m)
{
	cn_c2pa_manifest *in = NULL;
	const cn_jumbf *box = cn_c2pa_resolve(r, m, cn_cbor_text(m->claim, "signature"), &in);
	if (in == m && box && box->kind == CN_JUMBF_SIGNATURE) {
		m->signature_box = box;
		return true;
	}
	cn_c2pa_say(r, m, m->claim_box->label, CN_C2PA_SIGNATURE_MISSING,
		    "the signature that the claim names is not in its manifest");
	return false;
}

static void judge(cn_c2pa_run *r, cn_c2pa_manifest *m, signing *s)
{
	cn_str at = m->signature_box->label;
	cn_x509 *x = r->in->x509;
	if (s->cert.problem[0])
		cn_c2pa_say(r, m, at, CN_C2PA_CREDENTIAL_INVALID, s->cert.problem);
	if (!r->ingredient || r->in->rules != CN_C2PA_1_4) /* 16.8: not asked for there */
		cn_c2pa_say(r, m, at, s->cert.trusted ? CN_C2PA_SIGNER_TRUSTED : CN_C2PA_SIGNER_UNTRUSTED,
			    s->cert.trusted ? s->cert.subject : "the signer is on no trust list that was given");
	bool holds = s->cose.n_certs > 0 && (s->cose.detached || cn_eq(s->cose.payload, m->claim_bytes)) &&
		     x->signs(x->self, s->cose.cert[0], s->cose.alg, cn_cose_signed(r->a, &s->cose, "Signature1", m->claim_bytes),
			      s->cose.signature);
	if (!holds) {
		cn_c2pa_say(r, m, at, CN_C2PA_SIGNATURE_MISMATCH, "the signature is not of this claim by this certificate");
		return;
	}
	cn_c2pa_say(r, m, at, CN_C2PA_SIGNATURE_VALID, "");
	stamps(r, m, s);
	validity(r, m, s);
	revocation(r, m, s);
}

cn_code cn_c2pa_signature(cn_c2pa_run *r, cn_c2pa_manifest *m)
{
	if (!located(r, m))
		return CN_OK;
	signing *s = CN_NEW(r->a, signing, 1);
	if (!s)
		return cn_arena_fail(r->a, r->err);
	const cn_jumbf *content = cn_jumbf_content(m->signature_box, CN_JUMBF_CBOR);
	cn_err why = { 0 };
	cn_code rc = content ? cn_cose_read(r->a, content->body, &s->cose, &why) : CN_EINPUT;
	if (rc == CN_ENOMEM)
		return CN_NOMEM(r->err);
	if (rc != CN_OK) {
		cn_c2pa_say(r, m, m->signature_box->label, CN_C2PA_SIGNATURE_MISMATCH,
			    content ? why.msg : "the signature box holds no CBOR");
		return CN_OK;
	}
	if (s->cose.alg == CN_SIGALG_NONE) {
		cn_c2pa_say(r, m, m->signature_box->label, CN_C2PA_ALGORITHM_UNSUPPORTED,
			    "the signature's algorithm is not allowed, or is not protected");
		return CN_OK;
	}
	s->chain = (cn_cert_chain){ s->cose.cert, s->cose.n_certs };
	CN_TRY(r->in->x509->certs(r->in->x509->self, s->chain, s->cose.alg, &s->cert, r->err));
	judge(r, m, s);
	if (!r->ingredient) {
		r->report->signer = cn_str_copy(r->a, cn_str_z(s->cert.subject));
		r->report->issuer = cn_str_copy(r->a, cn_str_z(s->cert.issuer));
		r->report->signed_us = s->stamped ? s->at_us : INT64_MIN;
	}
	return CN_OK;
}
