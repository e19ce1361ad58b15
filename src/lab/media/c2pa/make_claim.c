/* What a new manifest says: its assertions, and the claim over them. */
#include "lab/media/c2pa/make_run.h"
#include "lab/media/c2pa/run.h"

static cn_cbor *map(cn_c2pa_maker *m)
{
	return cn_cbor_new(m->a, CN_CBOR_MAP, 0, (cn_str){ 0 });
}

static cn_cbor *array(cn_c2pa_maker *m)
{
	return cn_cbor_new(m->a, CN_CBOR_ARRAY, 0, (cn_str){ 0 });
}

static cn_cbor *text(cn_c2pa_maker *m, cn_str s)
{
	return cn_cbor_new_text(m->a, s);
}

void cn_c2pa_put(cn_c2pa_maker *m, cn_cbor *map, const char *key, cn_cbor *item)
{
	(void)cn_cbor_put(m->a, map, cn_str_z(key), item);
}

static void put_text(cn_c2pa_maker *m, cn_cbor *v, const char *key, cn_str s)
{
	if (s.n > 0)
		cn_c2pa_put(m, v, key, text(m, s));
}

cn_str cn_c2pa_alg_name(const cn_c2pa_maker *m)
{
	return m->alg == CN_SHA2_512 ? CN_S("sha512") : m->alg == CN_SHA2_384 ? CN_S("sha384") : CN_S("sha256");
}

static cn_cbor *named(cn_c2pa_maker *m, cn_str name, cn_str version)
{
	cn_cbor *v = map(m);
	put_text(m, v, "name", name);
	put_text(m, v, "version", version);
	return v;
}

static cn_cbor *hashed_uri(cn_c2pa_maker *m, cn_str url, const uint8_t *digest)
{
	cn_cbor *v = map(m);
	put_text(m, v, "url", url);
	cn_c2pa_put(m, v, "hash", cn_cbor_new_bytes(m->a, cn_str_copy(m->a, (cn_str){ (const char *)digest, m->digest_size })));
	return v;
}

static void digest_of(cn_c2pa_maker *m, cn_str s, uint8_t out[CN_SHA2_BYTES_MAX])
{
	cn_sha2 h;
	cn_sha2_init(&h, m->alg);
	cn_sha2_put(&h, s);
	(void)cn_sha2_done(&h, out);
}

/* ---- assertions ------------------------------------------------------------------------------------------ */

/* Wraps the content into an assertion of the label. */
static cn_code add(cn_c2pa_maker *m, cn_str label, cn_jumbf_kind kind, const cn_buf *content, bool gathered)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, content->n + 1024);
	size_t at = cn_jumbf_begin(&b, kind, label);
	cn_jumbf_put(&b, (uint32_t)kind, cn_buf_str(content));
	cn_jumbf_end(&b, at);
	if (content->failed || b.failed)
		return content->over_cap
			   ? CN_FAIL(m->err, CN_ETOOBIG, "the assertion %.*s is longer than %zu bytes", CN_FMT(label), content->cap)
			   : CN_NOMEM(m->err);
	cn_c2pa_made *made = &m->made[m->n_made++];
	*made = (cn_c2pa_made){ .box = cn_buf_copy(m->a, &b), .gathered = gathered };
	made->url = cn_strf(m->a, "self#jumbf=c2pa.assertions/%.*s", CN_FMT(label));
	if (!cn_arena_ok(m->a))
		return cn_arena_fail(m->a, m->err);
	digest_of(m, cn_sub(made->box, 8, made->box.n), made->digest);
	return CN_OK;
}

static cn_code add_cbor(cn_c2pa_maker *m, cn_str label, const cn_cbor *v, size_t most, bool gathered)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, most);
	if (!cn_arena_ok(m->a))
		return cn_arena_fail(m->a, m->err);
	cn_cbor_write(&b, v);
	return add(m, label, CN_JUMBF_CBOR, &b, gathered);
}

static cn_code add_statement(cn_c2pa_maker *m, const cn_c2pa_statement *s)
{
	if (!s->json) {
		cn_cbor *v = NULL;
		if (cn_cbor_of(m->a, s->val, &v, m->err) != CN_OK)
			return cn_while(m->err, "the assertion %.*s", CN_FMT(s->label));
		return add_cbor(m, s->label, v, CN_C2PA_STATEMENT_BYTES_MAX, s->gathered);
	}
	CN_AUTO_BUF b;
	cn_buf_init(&b, CN_C2PA_STATEMENT_BYTES_MAX);
	cn_json_write(&b, s->val, -1);
	return add(m, s->label, CN_JUMBF_JSON, &b, s->gathered);
}

/* The notes of one weight, in their order; those of manifests further back belong to what the parent itself records. */
static cn_cbor *statuses(cn_c2pa_maker *m, cn_c2pa_weight weight)
{
	cn_cbor *list = array(m), **last = list ? &list->first : NULL;
	for (const cn_c2pa_note *n = m->order->parent->notes; n && last; n = n->next) {
		if (n->ingredient || cn_c2pa_code_weight(n->code) != weight)
			continue;
		cn_cbor *v = map(m);
		put_text(m, v, "code", cn_str_z(cn_c2pa_code_text(n->code)));
		put_text(m, v, "url", n->where);
		put_text(m, v, "explanation", n->why);
		if (!v)
			break;
		*last = v;
		last = &v->next;
		list->u++;
	}
	return list;
}

static cn_cbor *uri_of_box(cn_c2pa_maker *m, cn_str url, const cn_jumbf *box)
{
	uint8_t digest[CN_SHA2_BYTES_MAX];
	digest_of(m, box->body, digest);
	return hashed_uri(m, url, digest);
}

static const cn_jumbf *signature_of(const cn_jumbf *manifest)
{
	for (const cn_jumbf *c = manifest->first; c; c = c->next)
		if (c->kind == CN_JUMBF_SIGNATURE)
			return c;
	return NULL;
}

static cn_code add_parent(cn_c2pa_maker *m)
{
	const cn_jumbf *p = m->parent, *sig = signature_of(p);
	cn_cbor *v = map(m), *results = map(m), *active = map(m);
	cn_c2pa_put(m, active, "success", statuses(m, CN_C2PA_SUCCESS));
	cn_c2pa_put(m, active, "informational", statuses(m, CN_C2PA_INFO));
	cn_c2pa_put(m, active, "failure", statuses(m, CN_C2PA_FAILURE));
	cn_c2pa_put(m, results, "activeManifest", active);
	cn_c2pa_put(m, v, "relationship", text(m, CN_S("parentOf")));
	cn_c2pa_put(m, v, "validationResults", results);
	cn_c2pa_put(m, v, "activeManifest", uri_of_box(m, cn_strf(m->a, "self#jumbf=/c2pa/%.*s", CN_FMT(p->label)), p));
	if (sig)
		cn_c2pa_put(m, v, "claimSignature",
			    uri_of_box(m, cn_strf(m->a, "self#jumbf=/c2pa/%.*s/%.*s", CN_FMT(p->label), CN_FMT(sig->label)), sig));
	return add_cbor(m, CN_S("c2pa.ingredient.v3"), v, CN_C2PA_STORE_BYTES_MAX, false);
}

static cn_cbor *one_action(cn_c2pa_maker *m, cn_str name, cn_str source, cn_str description)
{
	const cn_c2pa_order *o = m->order;
	cn_cbor *v = map(m);
	put_text(m, v, "action", name);
	put_text(m, v, "description", description);
	if (source.n > 0 && !cn_contains(source, CN_S(":")))
		source = cn_strf(m->a, "http://cv.iptc.org/newscodes/digitalsourcetype/%.*s", CN_FMT(source));
	put_text(m, v, "digitalSourceType", source);
	if (o->agent.n > 0)
		cn_c2pa_put(m, v, "softwareAgent", named(m, o->agent, o->agent_version));
	if (o->when_us != INT64_MIN) {
		char when[CN_TIME_BYTES];
		cn_time_text(o->when_us, when);
		cn_c2pa_put(m, v, "when", cn_cbor_new_tag(m->a, 0, text(m, cn_str_copy(m->a, cn_str_z(when)))));
	}
	return v;
}

static cn_code add_actions(cn_c2pa_maker *m)
{
	const cn_c2pa_order *o = m->order;
	cn_cbor *v = map(m), *list = array(m);
	cn_cbor *first = one_action(m, m->parent ? CN_S("c2pa.opened") : CN_S("c2pa.created"), o->source_type, (cn_str){ 0 });
	if (m->parent) {
		cn_cbor *p = map(m), *from = array(m);
		cn_cbor_push(from, hashed_uri(m, m->made[0].url, m->made[0].digest));
		cn_c2pa_put(m, p, "ingredients", from);
		cn_c2pa_put(m, first, "parameters", p);
	}
	cn_cbor_push(list, first);
	for (size_t i = 0; i < o->n_action; i++)
		cn_cbor_push(list, one_action(m, o->action[i].action, o->action[i].source_type, o->action[i].description));
	cn_c2pa_put(m, v, "actions", list);
	return add_cbor(m, CN_S("c2pa.actions.v2"), v, CN_C2PA_STATEMENT_BYTES_MAX, false);
}

cn_code cn_c2pa_assertions_make(cn_c2pa_maker *m)
{
	m->n_made = 0;
	if (m->parent)
		CN_TRY(add_parent(m)); /* the first: its digest stands in the actions */
	CN_TRY(add_actions(m));
	for (size_t i = 0; i < m->order->n_statement; i++)
		CN_TRY(add_statement(m, &m->order->statement[i]));
	return add_cbor(m, cn_str_z(cn_c2pa_binding_label(m)), cn_c2pa_binding(m), CN_C2PA_STATEMENT_BYTES_MAX, false);
}

cn_code cn_c2pa_claim_make(cn_c2pa_maker *m, cn_str *ret)
{
	cn_cbor *v = map(m), *created = array(m), *gathered = array(m);
	for (size_t i = 0; i < m->n_made; i++)
		cn_cbor_push(m->made[i].gathered ? gathered : created, hashed_uri(m, m->made[i].url, m->made[i].digest));
	put_text(m, v, "instanceID", cn_strf(m->a, "xmp:iid:%s", m->instance));
	put_text(m, v, "dc:title", m->order->title);
	put_text(m, v, "alg", cn_c2pa_alg_name(m));
	put_text(m, v, "signature", cn_strf(m->a, "self#jumbf=/c2pa/urn:c2pa:%s/c2pa.signature", m->manifest));
	cn_c2pa_put(m, v, "claim_generator_info", named(m, m->order->generator, m->order->version));
	cn_c2pa_put(m, v, "created_assertions", created);
	if (gathered && gathered->u > 0)
		cn_c2pa_put(m, v, "gathered_assertions", gathered);
	CN_AUTO_BUF b;
	cn_buf_init(&b, 1 << 20); /* far above what the bounds of an order allow */
	if (cn_arena_ok(m->a))
		cn_cbor_write(&b, v);
	*ret = cn_buf_copy(m->a, &b);
	return cn_arena_ok(m->a) ? CN_OK : cn_arena_fail(m->a, m->err);
}

/* ---- the order ------------------------------------------------------------------------------------------- */

static cn_code text_ok(cn_str s, const char *what, cn_err *err)
{
	if (s.n > CN_C2PA_TEXT_BYTES_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "to sign: %s is longer than %d bytes", what, CN_C2PA_TEXT_BYTES_MAX);
	return cn_utf8_ok(s) ? CN_OK : CN_FAIL(err, CN_EINPUT, "to sign: %s is not UTF-8", what);
}

static bool made_here(cn_str label)
{
	static const char *const LIST[] = { "c2pa.actions",   "c2pa.hash.",	 "c2pa.ingredient", "c2pa.claim",
					    "c2pa.signature", "c2pa.assertions", "c2pa.time-stamp" };
	for (size_t i = 0; i < sizeof LIST / sizeof *LIST; i++)
		if (cn_starts(label, LIST[i]))
			return true;
	return false;
}

static bool word_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
}

static bool label_ok(cn_str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!word_char(s.p[i]))
			return false;
	/* two lines begin the number of an instance */
	return s.n <= CN_C2PA_LABEL_BYTES_MAX && cn_contains(s, CN_S(".")) && !cn_contains(s, CN_S("__")) && !made_here(s);
}

static cn_code statements_ok(const cn_c2pa_order *o, cn_err *err)
{
	if (o->n_statement > CN_C2PA_STATEMENTS_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "there are more than %d statements", CN_C2PA_STATEMENTS_MAX);
	for (size_t i = 0; i < o->n_statement; i++) {
		cn_str label = o->statement[i].label;
		if (!label_ok(label) || !o->statement[i].val)
			return CN_FAIL(
			    err, CN_EINPUT,
			    "%.*s is no label of a statement: letters, digits, dots, '_' and '-', and none that the claim uses",
			    CN_FMT(label));
		for (size_t k = 0; k < i; k++)
			if (cn_eq(o->statement[k].label, label))
				return CN_FAIL(err, CN_EINPUT, "there are two statements %.*s", CN_FMT(label));
	}
	return CN_OK;
}

static cn_code actions_ok(const cn_c2pa_order *o, cn_err *err)
{
	if (o->n_action > CN_C2PA_ACTIONS_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "there are more than %d actions", CN_C2PA_ACTIONS_MAX);
	for (size_t i = 0; i < o->n_action; i++) {
		const cn_c2pa_action *x = &o->action[i];
		CN_TRY(text_ok(x->action, "action", err));
		CN_TRY(text_ok(x->source_type, "source_type", err));
		CN_TRY(text_ok(x->description, "description", err));
		if (x->action.n == 0 || cn_eqz(x->action, "c2pa.created") || cn_eqz(x->action, "c2pa.opened"))
			return CN_FAIL(err, CN_EINPUT,
				       "an action after the first has no name, or creates or opens the content again");
	}
	return CN_OK;
}

static cn_code signer_ok(const cn_content_signer *s, cn_err *err)
{
	size_t chain = 0;
	for (size_t i = 0; i < s->chain.n && i < CN_CERTS_MAX; i++)
		if (!cn_add(chain, s->chain.der[i].n, &chain))
			chain = SIZE_MAX;
	if (s->chain.n == 0 || s->chain.n > CN_CERTS_MAX || chain > CN_CONTENT_CHAIN_BYTES_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "a signer has 1 to %d certificates, of %d bytes at most", CN_CERTS_MAX,
			       CN_CONTENT_CHAIN_BYTES_MAX);
	bool stamp_ok = !s->stamp || (s->stamp_bytes_max > 0 && s->stamp_bytes_max <= CN_CONTENT_STAMP_BYTES_MAX);
	if (s->alg == CN_SIGALG_NONE || s->sig_bytes == 0 || s->sig_bytes > CN_CONTENT_SIG_BYTES_MAX || !stamp_ok)
		return CN_FAIL(err, CN_EINTERNAL, "the signer's sizes are out of their bounds");
	return CN_OK;
}

cn_code cn_c2pa_order_check(const cn_c2pa_order *o, const cn_content_signer *s, cn_err *err)
{
	const struct {
		cn_str text;
		const char *what;
		bool needed;
	} texts[] = { { o->id, "id", true },
		      { o->title, "title", false },
		      { o->generator, "generator", true },
		      { o->version, "version", false },
		      { o->agent, "agent", false },
		      { o->agent_version, "agent_version", false },
		      { o->source_type, "source_type", false } };
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		CN_TRY(text_ok(texts[i].text, texts[i].what, err));
		if (texts[i].needed && texts[i].text.n == 0)
			return CN_FAIL(err, CN_EINPUT, "to sign: %s is missing", texts[i].what);
	}
	CN_TRY(actions_ok(o, err));
	CN_TRY(statements_ok(o, err));
	return signer_ok(s, err);
}
