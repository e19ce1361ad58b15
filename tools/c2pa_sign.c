/* Signs files as Concord does, for judges that are not ours (tools/npm/c2pa-sign).
 *   c2pa_sign FOLDER TIME < LINES     FOLDER: ALG.key, ALG.pem, root.pem, and tsa.key and tsa.crt for time stamps
 * A line is `ALG IN OUT [stamp|long|sha384|sha512]`: with a time stamp, a statement of 150 kB, another digest. What is said of it
 * is a line too: `ok BYTES`, or `no WHY`. */
#include "c2pa_tool.h"

#include "ext/content_signer.h"
#include "lab/media/c2pa/make.h"

#include <openssl/pem.h>
#include <openssl/ts.h>

#include "base/banned.h"

typedef struct tsa {
	EVP_PKEY *key;
	X509 *cert;
	int64_t at_us;
} tsa;

static ASN1_INTEGER *serial(TS_RESP_CTX *c, void *arg)
{
	(void)c;
	(void)arg;
	ASN1_INTEGER *n = ASN1_INTEGER_new();
	(void)ASN1_INTEGER_set(n, 7);
	return n;
}

static int when(TS_RESP_CTX *c, void *arg, long *sec, long *usec)
{
	(void)c;
	const tsa *t = arg;
	*sec = (long)(t->at_us / 1000000);
	*usec = 0;
	return 1;
}

/* The request of RFC 3161 over the message, as DER in a BIO. */
static BIO *request(cn_str message)
{
	uint8_t digest[EVP_MAX_MD_SIZE];
	unsigned n = 0;
	TS_REQ *q = TS_REQ_new();
	TS_MSG_IMPRINT *imprint = TS_MSG_IMPRINT_new();
	X509_ALGOR *alg = X509_ALGOR_new();
	BIO *b = BIO_new(BIO_s_mem());
	(void)EVP_Digest(message.p, message.n, digest, &n, EVP_sha256(), NULL);
	(void)X509_ALGOR_set0(alg, OBJ_nid2obj(NID_sha256), V_ASN1_NULL, NULL);
	(void)TS_MSG_IMPRINT_set_algo(imprint, alg);
	(void)TS_MSG_IMPRINT_set_msg(imprint, digest, (int)n);
	(void)TS_REQ_set_version(q, 1);
	(void)TS_REQ_set_msg_imprint(q, imprint);
	(void)TS_REQ_set_cert_req(q, 1);
	(void)i2d_TS_REQ_bio(b, q);
	X509_ALGOR_free(alg);
	TS_MSG_IMPRINT_free(imprint);
	TS_REQ_free(q);
	return b;
}

static cn_code stamp(void *self, cn_arena *a, cn_str message, cn_str *ret, cn_err *err)
{
	tsa *t = self;
	TS_RESP_CTX *c = TS_RESP_CTX_new();
	ASN1_OBJECT *policy = OBJ_txt2obj("1.2.3.4", 1);
	TS_RESP_CTX_set_serial_cb(c, serial, NULL);
	TS_RESP_CTX_set_time_cb(c, when, t);
	bool ok = TS_RESP_CTX_set_signer_cert(c, t->cert) && TS_RESP_CTX_set_signer_key(c, t->key) &&
		  TS_RESP_CTX_set_def_policy(c, policy) && TS_RESP_CTX_add_md(c, EVP_sha256()) &&
		  TS_RESP_CTX_set_signer_digest(c, EVP_sha256()) && TS_RESP_CTX_set_ess_cert_id_digest(c, EVP_sha256());
	BIO *b = request(message);
	TS_RESP *r = ok ? TS_RESP_create_response(c, b) : NULL;
	unsigned char *der = NULL;
	int n = r && TS_RESP_get_token(r) ? i2d_PKCS7(TS_RESP_get_token(r), &der) : 0;
	*ret = n > 0 ? cn_str_copy(a, (cn_str){ (const char *)der, (size_t)n }) : (cn_str){ 0 };
	OPENSSL_free(der);
	TS_RESP_free(r);
	BIO_free(b);
	ASN1_OBJECT_free(policy);
	TS_RESP_CTX_free(c);
	return n > 0 ? CN_OK : CN_FAIL(err, CN_EIO, "the authority gives no time stamp");
}

static void open_tsa(const char *folder, tsa *t)
{
	char path[2][1024];
	(void)snprintf(path[0], sizeof path[0], "%s/tsa.key", folder);
	(void)snprintf(path[1], sizeof path[1], "%s/tsa.crt", folder);
	BIO *k = BIO_new_file(path[0], "r"), *c = BIO_new_file(path[1], "r");
	t->key = k ? PEM_read_bio_PrivateKey(k, NULL, NULL, NULL) : NULL;
	t->cert = c ? PEM_read_bio_X509(c, NULL, NULL, NULL) : NULL;
	BIO_free(k);
	BIO_free(c);
}

static cn_val *long_text(cn_arena *a)
{
	enum { BYTES = 150000 };
	char *p = cn_alloc(a, BYTES, 1);
	for (size_t i = 0; p && i < BYTES; i++)
		p[i] = "abcdefghijklmnop"[i * i % 16];
	return cn_text(a, (cn_str){ p, p ? BYTES : 0 });
}

/* What a visible label would be signed as. */
static cn_val *label(cn_arena *a)
{
	static const char *const NUMBERS[] = { "x", "y", "width", "height", "glyph_height", "shortest_side", "start", "duration" };
	cn_val *v = cn_map(a), *box = cn_map(a);
	(void)cn_put(a, v, "id", cn_textz(a, "concord-judge"));
	(void)cn_put(a, v, "market", cn_textz(a, "CN"));
	for (size_t i = 0; i < sizeof NUMBERS / sizeof *NUMBERS; i++)
		(void)cn_put(a, box, NUMBERS[i], cn_int(a, (int64_t)i * 300));
	(void)cn_put(a, v, "visible", box);
	return v;
}

static cn_code sign(cn_arena *a, const char *folder, int64_t at_us, char *const field[4], FILE *out, size_t *ret, cn_err *err)
{
	char key[1024], chain[1024], root[1024];
	(void)snprintf(key, sizeof key, "%s/%s.key", folder, field[0]);
	(void)snprintf(chain, sizeof chain, "%s/%s.pem", folder, field[0]);
	(void)snprintf(root, sizeof root, "%s/root.pem", folder);
	cn_str anchors = slurp(a, root), file = slurp(a, field[1]);
	CN_AUTO_X509 x = NULL;
	CN_AUTO_CONTENT_SIGNER s = NULL;
	CN_TRY(cn_x509_open(anchors, anchors, &x, err));
	CN_TRY(cn_content_signer_open(
	    &(cn_content_key){
		.key = slurp(a, key), .chain = slurp(a, chain), .alg = cn_sigalg_of(cn_str_z(field[0])), .at_us = at_us },
	    &s, err));
	tsa t = { .at_us = at_us };
	cn_str how = cn_str_z(field[3]);
	if (cn_eqz(how, "stamp")) {
		open_tsa(folder, &t);
		s->stamp = stamp;
		s->stamp_self = &t;
		s->stamp_bytes_max = 8192;
	}
	cn_c2pa_input in;
	cn_c2pa_report parent;
	cn_c2pa_statement said[] = { { CN_S("org.concord.label"), label(a), false, false },
				     { CN_S("org.concord.stated"), label(a), true, true },
				     { CN_S("org.concord.long"), long_text(a), false, false } };
	cn_c2pa_order o = { .id = CN_S("concord-judge"),
			    .title = CN_S("a file"),
			    .generator = CN_S("Concord"),
			    .version = CN_S("1"),
			    .agent = CN_S("Studio"),
			    .agent_version = CN_S("3"),
			    .source_type = CN_S("trainedAlgorithmicMedia"),
			    .when_us = at_us,
			    .statement = said,
			    .n_statement = cn_eqz(how, "long") ? 3 : 2,
			    .alg = cn_sha2_alg_of(how) };
	if (c2pa_input_of(a, file, x, at_us, &in)) {
		CN_TRY(cn_c2pa_check(a, &in, &parent, err));
		o.parent = &parent;
	}
	cn_media_pieces p;
	cn_code rc = cn_c2pa_make(a, &o, s, file, NULL, 0, &p, err);
	EVP_PKEY_free(t.key);
	X509_free(t.cert);
	CN_TRY(rc);
	for (size_t i = 0; i < p.n; i++)
		(void)fwrite(p.piece[i].p, 1, p.piece[i].n, out);
	*ret = p.bytes;
	return CN_OK;
}

int main(int argc, char **argv)
{
	cn_err err = { 0 };
	int64_t at_us = 0;
	char line[4096];
	if (argc != 3 || cn_time_parse(cn_str_z(argv[2]), &at_us, &err) != CN_OK) {
		(void)fputs("usage: c2pa_sign FOLDER TIME < LINES\n", stderr);
		return 3;
	}
	while (fgets(line, sizeof line, stdin)) {
		CN_AUTO_ARENA a = cn_arena_new((size_t)1 << 30);
		char *field[4] = { NULL }, *save = NULL, *at = line;
		for (size_t i = 0; i < 4; i++, at = NULL)
			field[i] = strtok_r(at, " \n", &save);
		FILE *out = field[2] ? fopen(field[2], "wb") : NULL;
		size_t n = 0;
		cn_code rc = out ? sign(a, argv[1], at_us, field, out, &n, &err)
				 : CN_FAIL(&err, CN_EINPUT, "a line is ALG IN OUT [stamp|long|sha384|sha512]");
		if (out && fclose(out) != 0)
			rc = CN_FAIL(&err, CN_EIO, "cannot write %s", field[2]);
		if (rc == CN_OK)
			(void)printf("ok %zu\n", n);
		else
			(void)printf("no %s\n", err.msg);
	}
	return 0;
}
