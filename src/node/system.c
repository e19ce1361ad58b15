/* A system as it stands: its manifest, and what signed records add to it. A record counts if a key that was good signed it. */
#include <unistd.h>

#include "node/register.h"
#include "node/role.h"
#include "node/votes.h"

enum { KNOWN_MAX = 4096 };

typedef struct gather {
	cn_ctx *ctx;
	const cn_norms *norms;
	cn_system *s;
	cn_evidence *evidence;
	cn_waiver *waiver;
	cn_digest *waiver_id, *waiver_key;
	cn_votes votes;
	cn_counter *counter;
	size_t n_evidence, n_waiver, n_counter;
	cn_register reg;
	const cn_ref *only; /* the records that count; NULL: all */
	size_t n_only;
} gather;

static cn_date date_or(const cn_val *body, const char *key, cn_date otherwise)
{
	cn_date d;
	return cn_date_parse(cn_get_text(body, key), &d, NULL) == CN_OK ? d : otherwise;
}

static void cite(cn_system *s, const char *role, const cn_digest *id)
{
	if (s->n_ref < CN_CITED_MAX)
		s->ref[s->n_ref++] = (cn_ref){ .role = cn_str_z(role), .to = *id };
}

/* A fact that only a role may state counts when a key of that role signed it. */
static bool may_state(const gather *g, cn_str fact, cn_str key)
{
	cn_str use, role;
	const cn_fact *f = cn_library_fact(g->norms->lib, fact);
	return !f || !f->judgement.n || (cn_split(key, ':', &use, &role) && cn_eq(role, f->judgement));
}

static cn_code take_facts(gather *g, const cn_signed *r, cn_str key, cn_err *err)
{
	cn_arena *a = g->ctx->a;
	cn_str id = cn_digest_str(a, &r->id);
	CN_EACH (f, cn_get(r->rec.body, "facts")) {
		cn_provenance from = { .by = cn_get_text(f, "by"), .on = cn_get_text(f, "on"), .source = cn_get_text(f, "source"),
				       .until = date_or(f, "until", CN_DATE_NONE), .record = id };
		const cn_profile *next;
		cn_err why = { 0 };
		if (!may_state(g, cn_get_text(f, "fact"), key))
			continue;
		cn_code rc = cn_profile_with_fact(a, g->norms->lib, g->s->profile, cn_get_text(f, "fact"), cn_get_text(f, "market"),
						  cn_get(f, "value"), &from, &next, &why);
		if (rc == CN_ENOMEM || rc == CN_ETOOBIG) {
			*err = why;
			return rc;
		}
		if (rc == CN_OK) /* a fact that the library no longer has says nothing: it stays in the log, and unknown here */
			g->s->profile = next;
	}
	cite(g->s, "facts", &r->id);
	return CN_OK;
}

static void take_evidence(gather *g, const cn_signed *r, cn_evidence_kind kind)
{
	if (g->n_evidence >= KNOWN_MAX)
		return;
	const cn_val *b = r->rec.body;
	cn_evidence *e = &g->evidence[g->n_evidence++];
	*e = (cn_evidence){ .kind = kind, .duty = cn_get_text(b, "duty"), .line = cn_get_text(b, "line"), .market = cn_get_text(b, "market"),
			    .on = date_or(b, "issued", cn_time_date(r->rec.time_us)), .until = date_or(b, "expires", CN_DATE_NONE),
			    .answer = CN_TRUE, .record = cn_digest_str(g->ctx->a, &r->id) };
	if (kind == CN_EV_JUDGEMENT) {
		cn_str answer = cn_get_text(b, "answer");
		e->by_role = cn_get_text(b, "role");
		e->text = cn_get_text(b, "reason");
		e->answer = cn_eqz(answer, "yes") ? CN_TRUE : cn_eqz(answer, "no") ? CN_FALSE : CN_UNKNOWN;
	} else {
		e->by_role = cn_get_text(b, "signer_role");
		e->text = cn_get_text(b, "note");
		e->digest = cn_get_text(cn_get(b, "document"), "digest");
		e->file = cn_get_text(cn_get(b, "document"), "name");
	}
	cite(g->s, kind == CN_EV_JUDGEMENT ? "judgement" : "evidence", &r->id);
}

static void take_waiver(gather *g, const cn_signed *r)
{
	if (g->n_waiver >= KNOWN_MAX)
		return;
	const cn_val *b = r->rec.body;
	g->waiver_id[g->n_waiver] = r->id;
	g->waiver_key[g->n_waiver] = r->env.sig[0].keyid;
	g->waiver[g->n_waiver++] = (cn_waiver){ .duty = cn_get_text(b, "duty"), .market = cn_get_text(b, "market"),
						.reason = cn_get_text(b, "reason"), .by_role = cn_get_text(b, "role"),
						.record = cn_digest_str(g->ctx->a, &r->id), .from = cn_time_date(r->rec.time_us),
						.until = date_or(b, "until", CN_DATE_NONE) };
	cite(g->s, "waiver", &r->id);
}

static void take_approval(gather *g, const cn_signed *r)
{
	for (size_t i = 0; i < r->rec.n_refs; i++)
		for (size_t k = 0; k < g->n_waiver; k++)
			if (cn_digest_eq(&r->rec.refs[i].to, &g->waiver_id[k])) {
				bool room = cn_votes_take(&g->votes, k, r); /* more than can be weighed: it does not take effect */
				g->waiver[k].approved = room && cn_votes_approve(&g->votes, k, &g->waiver_key[k], NULL);
				cite(g->s, "approval", &r->id);
			}
}

static void take_counter(gather *g, const cn_signed *r)
{
	if (g->n_counter >= KNOWN_MAX)
		return;
	const cn_val *b = r->rec.body;
	g->counter[g->n_counter++] = (cn_counter){ .duty = cn_get_text(b, "duty"), .text = cn_get_text(b, "claim"),
						   .by_role = cn_get_text(b, "role"), .on = cn_time_date(r->rec.time_us),
						   .record = cn_digest_str(g->ctx->a, &r->id) };
	cite(g->s, "counter", &r->id);
}

static cn_code take_record(gather *g, const cn_signed *r, cn_str key, cn_err *err)
{
	cn_str kind = r->rec.kind;
	if (cn_eqz(kind, "approval/1")) {
		take_approval(g, r);
		return CN_OK;
	}
	if (!cn_eq(cn_get_text(r->rec.body, "system"), g->s->profile->id))
		return CN_OK;
	if (cn_eqz(kind, "facts/1"))
		return take_facts(g, r, key, err);
	if (cn_eqz(kind, "evidence/1"))
		take_evidence(g, r, CN_EV_DOCUMENT);
	else if (cn_eqz(kind, "judgement/1"))
		take_evidence(g, r, CN_EV_JUDGEMENT);
	else if (cn_eqz(kind, "waiver/1"))
		take_waiver(g, r);
	else if (cn_eqz(kind, "counter/1"))
		take_counter(g, r);
	return CN_OK;
}

static bool is_cited(const cn_ref *refs, size_t n, const cn_digest *id)
{
	for (size_t i = 0; i < n; i++)
		if (cn_digest_eq(&refs[i].to, id))
			return true;
	return false;
}

/* Every kind that take_record and the register take. */
static bool wanted(cn_str kind)
{
	static const char *const kinds[] = { "approval/1", "facts/1", "evidence/1", "judgement/1", "waiver/1", "counter/1" };
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (cn_eqz(kind, kinds[i]))
			return true;
	return cn_register_wants(kind);
}

static cn_code take_counted(void *arg, const cn_signed *r, cn_str key, cn_err *err)
{
	gather *g = arg;
	if (g->only && !is_cited(g->only, g->n_only, &r->id))
		return CN_OK;
	CN_TRY(take_record(g, r, key, err));
	/* the last slot stays free: a full list may have left something out, and the newest is what counts */
	if (g->n_evidence >= KNOWN_MAX || g->n_waiver >= KNOWN_MAX || g->votes.n >= KNOWN_MAX || g->n_counter >= KNOWN_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "more than %d pieces of evidence, waivers or counter-claims about one system", KNOWN_MAX - 1);
	return cn_register_take(&g->reg, r, err);
}

static cn_code room_for_known(gather *g, cn_err *err)
{
	cn_arena *a = g->ctx->a;
	g->evidence = CN_NEW(a, cn_evidence, KNOWN_MAX);
	g->waiver = CN_NEW(a, cn_waiver, KNOWN_MAX);
	g->waiver_id = CN_NEW(a, cn_digest, KNOWN_MAX);
	g->waiver_key = CN_NEW(a, cn_digest, KNOWN_MAX);
	g->counter = CN_NEW(a, cn_counter, KNOWN_MAX);
	return cn_votes_init(a, KNOWN_MAX, &g->votes, err);
}

static void cite_named(cn_system *s, const char *role, cn_str record)
{
	cn_digest id;
	if (record.n && cn_digest_parse(record, &id))
		cite(s, role, &id);
}

/* Every record of the register, or none: half of it would be another register than the one that the dossier shows. */
static void cite_register(cn_system *s)
{
	const cn_known *k = &s->known;
	size_t before = s->n_ref;
	for (size_t i = 0; i < k->n_risk; i++) {
		cite_named(s, "risk", k->risk[i].record);
		cite_named(s, "risk-review", k->risk[i].review_record);
	}
	for (size_t i = 0; i < k->n_promise; i++) {
		cite_named(s, "commitment", k->promise[i].record);
		for (size_t n = 0; n < k->promise[i].n_said; n++)
			cite_named(s, "fulfilment", k->promise[i].said_record[n]);
	}
	CN_EACH (r, k->reviews)
		cite_named(s, "ethics-review", cn_get_text(r, "record"));
	if (s->n_ref == CN_CITED_MAX)
		s->n_ref = before;
}

static cn_str folder_of(cn_str path)
{
	while (path.n && path.p[path.n - 1] != '/')
		path.n--;
	if (path.n > 1)
		path.n--;
	return path;
}

static cn_code load_policy(cn_ctx *ctx, const cn_library *lib, cn_system *s, const char *given, cn_err *err)
{
	cn_str named = cn_get_text(s->profile->tree, "policy");
	const char *path = given;
	if (!path)
		path = cn_beside(ctx, s->dir, named.n ? named : CN_S("policy.yaml"));
	if (!path)
		return cn_arena_fail(ctx->a, err);
	if (!given && !named.n && access(path, F_OK) != 0)
		return CN_OK; /* no policy: nothing is held against an owner's limit */
	const cn_val *tree;
	CN_TRY(cn_load_yaml(ctx, path, &s->policy_bytes, &tree, err));
	CN_TRY(cn_policy_read(ctx->a, tree, cn_str_z(path), &s->policy, err));
	return cn_policy_check(lib, &s->policy, cn_str_z(path), err);
}

/* A document that the manifest names is looked at: it is there, and is the one whose digest stands beside it. */
static cn_code look_at_documents(cn_ctx *ctx, const cn_system *s, cn_evidence *e, size_t n, cn_err *err)
{
	for (size_t i = 0; i < n; i++) {
		cn_digest d;
		uint64_t bytes;
		if (e[i].kind != CN_EV_DOCUMENT || e[i].answer != CN_TRUE || !e[i].file.n)
			continue;
		const char *path = cn_beside(ctx, s->dir, e[i].file);
		if (!path)
			return cn_arena_fail(ctx->a, err);
		if (cn_digest_file(path, &d, &bytes, err) != CN_OK)
			return cn_while(err, "%s: evidence for %.*s", s->path, CN_FMT(e[i].duty));
		cn_str is = cn_digest_str(ctx->a, &d);
		if (e[i].digest.n && !cn_eq(e[i].digest, is))
			return CN_FAIL(err, CN_EFORGED, "%s: evidence for %.*s: %s is not the file whose digest is named: its digest is %.*s", s->path,
				       CN_FMT(e[i].duty), path, CN_FMT(is));
		e[i].digest = is;
	}
	return CN_OK;
}

static cn_code load_system(gather *g, const char *path, cn_home *home, const char *policy_path, cn_err *err)
{
	cn_ctx *ctx = g->ctx;
	const cn_norms *norms = g->norms;
	cn_system *s = g->s;
	const cn_val *tree;
	s->path = path;
	s->dir = folder_of(cn_str_z(path));
	CN_TRY(cn_load_yaml(ctx, path, &s->manifest_bytes, &tree, err));
	cn_digest d = cn_sha256(s->manifest_bytes);
	s->manifest_digest = cn_digest_str(ctx->a, &d);
	CN_TRY(cn_profile_read(ctx->a, norms->lib, tree, cn_str_z(path), &s->profile, NULL, err));
	CN_TRY(load_policy(ctx, norms->lib, s, policy_path, err));
	CN_TRY(room_for_known(g, err));
	cn_evidence *own;
	size_t n_own;
	CN_TRY(cn_evidence_read(ctx->a, tree, cn_str_z(path), &own, &n_own, err));
	if (cn_evidence_check(norms->lib, own, n_own, err) != CN_OK)
		return cn_while(err, "%s", path);
	CN_TRY(look_at_documents(ctx, s, own, n_own, err));
	for (size_t i = 0; i < n_own && i < KNOWN_MAX; i++)
		g->evidence[g->n_evidence++] = own[i];
	cn_risk_entry *risk;
	size_t n_risk;
	CN_TRY(cn_risks_read(ctx->a, norms->lib, tree, cn_str_z(path), &risk, &n_risk, err));
	CN_TRY(cn_register_init(ctx->a, &g->reg, err));
	if (home)
		CN_TRY(cn_records_each(ctx, home, wanted, take_counted, g, err));
	s->known = (cn_known){ .evidence = g->evidence, .n_evidence = g->n_evidence, .waiver = g->waiver, .n_waiver = g->n_waiver,
			       .counter = g->counter, .n_counter = g->n_counter, .risk = risk, .n_risk = n_risk };
	CN_TRY(cn_register_of(ctx->a, &g->reg, s->profile, &s->known, err));
	cite_register(s);
	return CN_OK;
}

cn_code cn_load_system(cn_ctx *ctx, const cn_norms *norms, const char *path, cn_home *home, const char *policy_path, cn_system **ret, cn_err *err)
{
	gather g = { .ctx = ctx, .norms = norms, .s = CN_NEW(ctx->a, cn_system, 1) };
	if (!g.s)
		return cn_arena_fail(ctx->a, err);
	CN_TRY(load_system(&g, path, home, policy_path, err));
	*ret = g.s;
	return CN_OK;
}

cn_code cn_load_system_then(cn_ctx *ctx, const cn_norms *norms, const char *path, cn_home *home, const cn_ref *cited, size_t n_cited, cn_system **ret,
			    bool *ret_all, cn_err *err)
{
	static const cn_ref none;
	gather g = { .ctx = ctx, .norms = norms, .s = CN_NEW(ctx->a, cn_system, 1), .only = n_cited ? cited : &none, .n_only = n_cited };
	if (!g.s)
		return cn_arena_fail(ctx->a, err);
	CN_TRY(load_system(&g, path, home, NULL, err));
	*ret_all = true;
	for (size_t i = 0; i < n_cited; i++)
		*ret_all = *ret_all && (cn_is_part(&cited[i]) || is_cited(g.s->ref, g.s->n_ref, &cited[i].to));
	*ret = g.s;
	return CN_OK;
}
