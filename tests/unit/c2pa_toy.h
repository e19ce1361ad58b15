/* Content credentials made here: CBOR from text, manifests, and a table of certificates that is a toy. Include after cmocka.h. */
#ifndef CN_TESTS_C2PA_TOY_H
#define CN_TESTS_C2PA_TOY_H

#include "c2pa_help.h"
#include "core/sha2.h"
#include "lab/media/c2pa/cose.h"

/* ---- CBOR from text: {'key': [1, -2, true, null, 'text', @bytes, #number, ^item]}; arguments in their order: cn_str, uint64_t, cn_str - */

typedef struct diag_reader {
	const char *p;
	va_list ap;
	cn_buf *out;
} diag_reader;

static inline uint64_t diag_number(diag_reader *r)
{
	uint64_t u = 0;
	for (; *r->p >= '0' && *r->p <= '9'; r->p++)
		u = u * 10 + (uint64_t)(*r->p - '0');
	return u;
}

static inline void diag_item(diag_reader *r);

static inline void diag_members(diag_reader *r, char end, bool map)
{
	CN_AUTO_BUF b;
	cn_buf *out = r->out;
	cn_buf_init(&b, 8 << 20);
	uint64_t n = 0;
	r->out = &b;
	for (r->p++; *r->p != end; n++) {
		diag_item(r);
		while (*r->p == ',' || *r->p == ':' || *r->p == ' ')
			r->p++;
	}
	r->p++;
	r->out = out;
	cn_cbor_put_head(out, map ? CN_CBOR_MAP : CN_CBOR_ARRAY, map ? n / 2 : n);
	cn_buf_put(out, cn_buf_str(&b));
}

static inline void diag_item(diag_reader *r)
{
	static const char *const WORDS[] = { "false", "true", "null" };
	while (*r->p == ' ')
		r->p++;
	char c = *r->p;
	for (size_t i = 0; i < 3; i++)
		if (strncmp(r->p, WORDS[i], strlen(WORDS[i])) == 0) {
			r->p += strlen(WORDS[i]);
			cn_buf_putc(r->out, (char)(0xf4 + i));
			return;
		}
	if (c == '\'') {
		const char *end = strchr(++r->p, '\'');
		cn_cbor_put_text(r->out, (cn_str){ r->p, (size_t)(end - r->p) });
		r->p = end + 1;
	} else if (c == '{' || c == '[') {
		diag_members(r, c == '{' ? '}' : ']', c == '{');
	} else if (c == '@' || c == '^') {
		cn_str s = va_arg(r->ap, cn_str);
		r->p++;
		if (c == '@')
			cn_cbor_put_bytes(r->out, s);
		else
			cn_buf_put(r->out, s);
	} else if (c == '#') {
		r->p++;
		cn_cbor_put_head(r->out, CN_CBOR_UINT, va_arg(r->ap, uint64_t));
	} else if (c == '-') {
		r->p++;
		cn_cbor_put_head(r->out, CN_CBOR_NINT, diag_number(r) - 1);
	} else if (c >= '0' && c <= '9') {
		cn_cbor_put_head(r->out, CN_CBOR_UINT, diag_number(r));
	} else {
		fail_msg("no CBOR at %s", r->p);
	}
}

static inline cn_str diag(cn_arena *a, const char *text, ...)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, 8 << 20);
	diag_reader r = { .p = text, .out = &b };
	va_start(r.ap, text);
	diag_item(&r);
	va_end(r.ap);
	if (*r.p)
		fail_msg("more than one item: %s", r.p);
	return cn_buf_copy(a, &b);
}

static inline cn_str digest(cn_arena *a, cn_sha2_alg alg, cn_str s)
{
	cn_sha2 h;
	uint8_t out[CN_SHA2_BYTES_MAX];
	cn_sha2_init(&h, alg);
	cn_sha2_put(&h, s);
	size_t n = cn_sha2_done(&h, out);
	return cn_str_copy(a, (cn_str){ (char *)out, n });
}

static inline cn_str sha256(cn_arena *a, cn_str s)
{
	return digest(a, CN_SHA2_256, s);
}

static inline cn_str join(cn_arena *a, cn_str x, cn_str y)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, 64 << 20);
	cn_buf_put(&b, x);
	cn_buf_put(&b, y);
	return cn_buf_copy(a, &b);
}

/* s with one byte of it changed. */
static inline cn_str changed(cn_arena *a, cn_str s, size_t at)
{
	char *p = cn_cstr(a, s);
	p[at] = (char)(p[at] ^ 1);
	return (cn_str){ p, s.n };
}

/* ---- boxes and manifests -------------------------------------------------------------------------------------------------------- */

/* A superbox around one content box: "cbor", "json". */
static inline cn_str content_box(cn_arena *a, const char *letters, const char *label, const char *type, cn_str content)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, 32 << 20);
	put_box(&b, type, content);
	return superbox(a, letters, label, cn_buf_str(&b));
}

static inline cn_str cbor_box(cn_arena *a, const char *letters, const char *label, cn_str cbor)
{
	return content_box(a, letters, label, "cbor", cbor);
}

/* {url, hash} of a box; the digest is of its body (the head is 8 bytes). */
static inline cn_str hashed(cn_arena *a, const char *url, cn_str box)
{
	return diag(a, "{'url':^,'hash':@}", diag(a, cn_cstr(a, cn_strf(a, "'%s'", url))), sha256(a, cn_sub(box, 8, box.n)));
}

/* What is made by default: a manifest "c2ma" with claim version 1, signed by the toy. */
typedef struct made {
	const char *label;
	const char *const *name; /* of its assertions */
	const cn_str *content;   /* their CBOR; JSON if it begins with a brace */
	size_t n;
	unsigned version;      /* of the claim; 0: 1 */
	const char *kind;      /* NULL: "c2ma" */
	const char *claim;     /* label of its box; NULL: by its version */
	const char *more;      /* further pairs of the claim, as text: "'redacted_assertions':['...']"; NULL: none */
	cn_str claim_bytes;    /* instead of the claim */
	cn_str cose;           /* instead of the signature */
	cn_str boxes;          /* more boxes, after the others */
	cn_str assertions;     /* more boxes in the assertion store */
} made;

static inline cn_str assertion_box(cn_arena *a, const char *label, cn_str content)
{
	bool json = content.n > 0 && content.p[0] == '{';
	return content_box(a, json ? "json" : "cbor", label, json ? "json" : "cbor", content);
}

static inline cn_str claim_of(cn_arena *a, const made *m)
{
	CN_AUTO_BUF list;
	cn_buf_init(&list, 8 << 20);
	cn_cbor_put_head(&list, CN_CBOR_ARRAY, m->n);
	for (size_t i = 0; i < m->n; i++)
		cn_buf_put(&list, hashed(a, cn_cstr(a, cn_strf(a, "self#jumbf=c2pa.assertions/%s", m->name[i])),
					 assertion_box(a, m->name[i], m->content[i])));
	return diag(a,
		    cn_cstr(a, cn_strf(a, "{%s'alg':'sha256','signature':'self#jumbf=c2pa.signature',%s%s'%s':^}",
				       m->version == 2 ? "'instanceID':'i','claim_generator_info':{'name':'test'}," : "",
				       m->more ? m->more : "", m->more ? "," : "", m->version == 2 ? "created_assertions" : "assertions")),
		    cn_buf_str(&list));
}

/* The toy's signature is the digest of what is signed. */
static inline cn_str toy_cose(cn_arena *a, cn_str protect, cn_str unprotected, cn_str claim)
{
	cn_cose c = { .protected_bytes = protect };
	return diag(a, "[@,^,null,@]", protect, unprotected, sha256(a, cn_cose_signed(a, &c, "Signature1", claim)));
}

static inline cn_str cose_of(cn_arena *a, const made *m, cn_str claim)
{
	return m->cose.n ? m->cose : toy_cose(a, diag(a, "{1:-7,33:@}", CN_S("leaf")), diag(a, "{}"), claim);
}

static inline cn_str make(cn_arena *a, const made *m)
{
	CN_AUTO_BUF s;
	CN_AUTO_BUF all;
	cn_buf_init(&s, 32 << 20);
	cn_buf_init(&all, 64 << 20);
	for (size_t i = 0; i < m->n; i++)
		cn_buf_put(&s, assertion_box(a, m->name[i], m->content[i]));
	cn_buf_put(&s, m->assertions);
	cn_str claim = m->claim_bytes.n ? m->claim_bytes : claim_of(a, m);
	cn_buf_put(&all, superbox(a, "c2as", "c2pa.assertions", cn_buf_str(&s)));
	cn_buf_put(&all, cbor_box(a, "c2cl", m->claim ? m->claim : m->version == 2 ? "c2pa.claim.v2" : "c2pa.claim", claim));
	cn_buf_put(&all, cbor_box(a, "c2cs", "c2pa.signature", cose_of(a, m, claim)));
	cn_buf_put(&all, m->boxes);
	return superbox(a, m->kind ? m->kind : "c2ma", m->label, cn_buf_str(&all));
}

/* An ingredient (version 3) that is the manifest of m; more: further pairs. */
static inline cn_str ingredient_of(cn_arena *a, const made *m, const char *relationship, const char *more)
{
	const char *url = cn_cstr(a, cn_strf(a, "self#jumbf=/c2pa/%s", m->label)),
		   *sig = cn_cstr(a, cn_strf(a, "self#jumbf=/c2pa/%s/c2pa.signature", m->label));
	cn_str claim = m->claim_bytes.n ? m->claim_bytes : claim_of(a, m);
	return diag(a, cn_cstr(a, cn_strf(a, "{'relationship':'%s','activeManifest':^,'claimSignature':^%s}", relationship, more)),
		    hashed(a, url, make(a, m)), hashed(a, sig, cbor_box(a, "c2cs", "c2pa.signature", cose_of(a, m, claim))));
}

/* The toy's table: a signature is the digest of what is signed; a token is the digest of what is stamped and eight bytes of time; a response
 * is "good" or "revoked" and the certificate. What else it answers is its fields. */
typedef struct toy {
	cn_cert_facts cert;
	cn_stamp_answer stamp; /* of a token that is of the message */
	cn_str signer;         /* the certificate that was asked about last */
	cn_sigalg alg;
} toy;

static inline cn_code toy_certs(void *self, cn_cert_chain chain, cn_sigalg alg, cn_cert_facts *ret, cn_err *err)
{
	toy *t = self;
	(void)err;
	t->signer = chain.n ? chain.der[0] : (cn_str){ 0 };
	t->alg = alg;
	*ret = t->cert;
	return CN_OK;
}

static inline bool toy_signs(void *self, cn_str cert, cn_sigalg alg, cn_str message, cn_str sig)
{
	(void)self, (void)cert;
	return alg != CN_SIGALG_NONE && cn_sha2_is(CN_SHA2_256, message, sig);
}

static inline void toy_stamp(void *self, cn_str der, bool response, cn_str message, cn_stamp_facts *ret)
{
	const toy *t = self;
	size_t head = response ? 1 : 0; /* a response is a token after "R" */
	*ret = (cn_stamp_facts){ .answer = CN_STAMP_MALFORMED };
	if (der.n != 40 + head || (response && der.p[0] != 'R'))
		return;
	ret->answer = cn_sha2_is(CN_SHA2_256, message, cn_sub(der, head, 32)) ? t->stamp : CN_STAMP_MISMATCH;
	for (size_t i = 0; i < 8; i++)
		ret->at_us = ret->at_us * 256 + (uint8_t)der.p[head + 32 + i];
}

static inline cn_ocsp_answer toy_ocsp(void *self, cn_str der, cn_cert_chain chain, int64_t stamped_us, int64_t now_us)
{
	(void)self;
	if (chain.n == 0 || !cn_ends(der, "leaf") || stamped_us > now_us)
		return CN_OCSP_NOTHING;
	return cn_starts(der, "good") ? CN_OCSP_GOOD : cn_starts(der, "revoked") ? CN_OCSP_REVOKED : CN_OCSP_NOTHING;
}

static inline cn_x509 toy_table(toy *t)
{
	*t = (toy){ .cert = { .trusted = true, .from_us = 0, .until_us = 1000 }, .stamp = CN_STAMP_HOLDS };
	return (cn_x509){ t, toy_certs, toy_signs, toy_stamp, toy_ocsp };
}

static inline cn_str toy_token(cn_arena *a, const char *before, cn_str message, uint64_t at_us)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, 64);
	cn_buf_putz(&b, before);
	cn_buf_put(&b, sha256(a, message));
	for (int i = 56; i >= 0; i -= 8)
		cn_buf_putc(&b, (char)(at_us >> i & 0xff));
	return cn_buf_copy(a, &b);
}

/* ---- the answers -------------------------------------------------------------------------------------------------------------- */

static inline bool told(const cn_c2pa_report *r, cn_c2pa_code c)
{
	for (const cn_c2pa_note *n = r->notes; n; n = n->next)
		if (n->code == c)
			return true;
	return false;
}

/* Holds that a check ends in the state with exactly these failures. */
static inline void hold_(cn_arena *a, const cn_c2pa_report *r, cn_c2pa_state state, const char *codes, int line)
{
	cn_str got = failures(a, r);
	if (r->state != state || !cn_eqz(got, codes))
		fail_msg("line %d: %s, %.*s; not %s, %s", line, cn_c2pa_state_text(r->state), CN_FMT(got), cn_c2pa_state_text(state), codes);
}
#define HOLD(a, r, state, codes) hold_(a, r, CN_C2PA_##state, codes, __LINE__)

/* Each allocation fails once: the answer is that memory ran out, or the same as ever. in->x509 is the toy's. */
static inline void starve(cn_c2pa_input *in)
{
	toy t;
	cn_x509 x = toy_table(&t);
	cn_code rc = CN_ENOMEM;
	unsigned k = 1;
	in->x509 = &x;
	for (; rc == CN_ENOMEM; k++) {
		CN_AUTO_ARENA a = cn_arena_new(256 << 20);
		cn_c2pa_report r = { 0 };
		cn_err err = { 0 };
		cn_test_fail_alloc = k;
		rc = cn_c2pa_check(a, in, &r, &err);
		bool failed = cn_test_fail_alloc == 0; /* it has counted down */
		cn_test_fail_alloc = 0;
		assert_true(rc == CN_OK || (rc == CN_ENOMEM && err.msg[0] && r.notes == NULL));
		assert_true(rc == CN_ENOMEM || !failed);
	}
	assert_true(k > 2);
}

#endif
