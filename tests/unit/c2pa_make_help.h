/* What the tests of making content credentials share: keys, an order, a file made and looked at. Include after cmocka.h. */
#ifndef CN_TESTS_C2PA_MAKE_HELP_H
#define CN_TESTS_C2PA_MAKE_HELP_H

#include "c2pa_help.h"
#include "pki_help.h"

#include "lab/media/c2pa/cbor.h"
#include "lab/media/c2pa/jumbf.h"
#include "lab/media/c2pa/make.h"
#include "tests/unit/media_help.h"
#include "tools/c2pa_tool.h"

#define NOW PKI_AT

static pki_root root;
static cn_arena *keys; /* what is made once */
static pki_made key256, key25519;
static cn_content_signer *es256, *ed25519;
static cn_x509 *anchors;

static inline int make_keys(void **state)
{
	(void)state;
	root = pki_root_new();
	keys = cn_arena_new(4 << 20);
	key256 = pki_leaf_new(keys, &root, (pki_leaf){ .kind = "P-256" });
	key25519 = pki_leaf_new(keys, &root, (pki_leaf){ .kind = "ED25519" });
	es256 = pki_signer(&key256, CN_SIGALG_NONE);
	ed25519 = pki_signer(&key25519, CN_SIGALG_NONE);
	/* the roots of these keys and of the files that another program signed */
	cn_str pem = cn_strf(keys, "%.*s%.*s", CN_FMT(pki_cert_pem(keys, root.cert)), CN_FMT(vector(keys, "root.pem")));
	return cn_x509_open(pem, pem, &anchors, NULL) == CN_OK ? 0 : -1;
}

static inline int drop_keys(void **state)
{
	(void)state;
	cn_x509_close(anchors);
	cn_content_signer_close(es256);
	cn_content_signer_close(ed25519);
	EVP_PKEY_free(key256.key);
	EVP_PKEY_free(key25519.key);
	pki_root_free(&root);
	cn_arena_free(keys);
	return 0;
}

/* The labels as a node would state them. */
static inline cn_val *label(cn_arena *a)
{
	cn_val *v = cn_map(a), *box = cn_map(a);
	(void)cn_put(a, v, "id", cn_textz(a, "urn:uuid:7b9f"));
	(void)cn_put(a, v, "market", cn_textz(a, "CN"));
	(void)cn_put(a, v, "visible", box);
	(void)cn_put(a, box, "x", cn_int(a, 12));
	(void)cn_put(a, box, "glyph_height", cn_int(a, 54));
	(void)cn_put(a, box, "shortest_side", cn_int(a, 1080));
	(void)cn_put(a, box, "start", cn_real(a, 0.5));
	return v;
}

static inline cn_c2pa_order order(cn_arena *a)
{
	cn_c2pa_statement *s = CN_NEW(a, cn_c2pa_statement, 2);
	s[0] = (cn_c2pa_statement){ .label = CN_S("org.concord.label"), .val = label(a) };
	s[1] = (cn_c2pa_statement){ .label = CN_S("org.concord.stated"), .val = label(a), .json = true, .gathered = true };
	return (cn_c2pa_order){ .id = CN_S("one"),
				.title = CN_S("a file"),
				.generator = CN_S("Concord"),
				.version = CN_S("1.0"),
				.agent = CN_S("Studio"),
				.agent_version = CN_S("3"),
				.source_type = CN_S("trainedAlgorithmicMedia"),
				.when_us = pki_time(NOW),
				.statement = s,
				.n_statement = 2 };
}

static inline cn_str made(cn_arena *a, const cn_c2pa_order *o, const cn_content_signer *s, cn_str file)
{
	cn_media_pieces p;
	cn_err err = { 0 };
	if (cn_c2pa_make(a, o, s, file, NULL, 0, &p, &err) != CN_OK)
		fail_msg("%s", err.msg);
	return media_whole(a, &p);
}

static inline cn_c2pa_report check(cn_arena *a, cn_str file)
{
	cn_c2pa_input in;
	cn_c2pa_report r = { 0 };
	cn_err err = { 0 };
	if (!c2pa_input_of(a, file, anchors, pki_time(NOW), &in))
		fail_msg("no store");
	if (cn_c2pa_check(a, &in, &r, &err) != CN_OK)
		fail_msg("%s", err.msg);
	return r;
}

/* A file that another program signed, without its store. */
static inline cn_str plain(cn_arena *a, const char *name)
{
	cn_media_pieces p;
	cn_media_edit out = { .kind = CN_PART_C2PA };
	cn_err err = { 0 };
	if (cn_media_write(a, vector(a, name), &out, 1, &p, &err) != CN_OK)
		fail_msg("%s", err.msg);
	return media_whole(a, &p);
}

static inline bool says(const cn_c2pa_report *r, cn_c2pa_code c)
{
	for (const cn_c2pa_note *n = r->notes; n; n = n->next)
		if (n->code == c)
			return true;
	return false;
}

static inline void trusted(cn_arena *a, const char *what, const cn_c2pa_report *r, size_t manifests)
{
	cn_str f = failures(a, r);
	if (r->state != CN_C2PA_TRUSTED || f.n > 0 || r->unchecked || r->manifests != manifests)
		fail_msg("%s: %s, %zu manifests, %.*s", what, cn_c2pa_state_text(r->state), r->manifests, CN_FMT(f));
}

/* The store of a file, and the content of one of its boxes below the active manifest. */
static inline cn_str content(cn_arena *a, cn_str file, const char *path, uint32_t type)
{
	cn_c2pa_input in;
	const cn_jumbf *store, *last = NULL;
	size_t n;
	assert_true(c2pa_input_of(a, file, anchors, 0, &in));
	assert_int_equal(cn_jumbf_read(a, in.store, &store, &n, NULL), CN_OK);
	for (const cn_jumbf *c = store->first; c; c = c->next)
		last = c;
	const cn_jumbf *box = cn_jumbf_content(cn_jumbf_find(last, cn_str_z(path)), type);
	if (!box)
		fail_msg("there is no %s", path);
	return box->body;
}

static inline const cn_cbor *cbor(cn_arena *a, cn_str file, const char *path)
{
	const cn_cbor *v = NULL;
	cn_cbor_flags flags = { 0 };
	assert_int_equal(cn_cbor_read(a, content(a, file, path, CN_JUMBF_CBOR), &flags, &v, NULL), CN_OK);
	assert_false(flags.not_shortest || flags.indefinite || flags.duplicate_keys);
	return v;
}

static inline cn_code make_rc(cn_arena *a, const cn_c2pa_order *o, const cn_content_signer *s, cn_str file, cn_err *err)
{
	cn_media_pieces p = { 0 };
	*err = (cn_err){ 0 };
	cn_code rc = cn_c2pa_make(a, o, s, file, NULL, 0, &p, err);
	assert_true((rc == CN_OK) == (p.n > 0));
	return rc;
}

#endif
