/* Risks, promises and reviews out of the log: the last statement about each stands, and what was said of it after that. */
#include "node/register.h"

#include "node/role.h"
#include "node/walk.h"

enum { RECORDS_SCAN_MAX = 1 << 20 };

cn_code cn_register_init(cn_arena *a, cn_register *ret, cn_err *err)
{
	*ret = (cn_register){ .a = a, .risk = CN_NEW(a, cn_risk_entry, CN_REGISTER_MAX), .promise = CN_NEW(a, cn_promise_entry, CN_REGISTER_MAX),
			      .reviews = cn_list(a) };
	return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
}

static cn_code too_many(const char *what, cn_err *err)
{
	return CN_FAIL(err, CN_ETOOBIG, "more than %d %s: a register with holes would be none", CN_REGISTER_MAX, what);
}

/* A review of a risk that stands in a manifest comes without a body to lie on: it waits under the risk's name. */
static cn_str name_of(const cn_risk_entry *e)
{
	return e->body ? cn_get_text(e->body, "id") : cn_get_text(e->review, "risk");
}

static cn_str system_of(const cn_risk_entry *e)
{
	return cn_get_text(e->body ? e->body : e->review, "system");
}

/* The entry of that name, made if there is none. */
static cn_code risk_at(cn_register *g, cn_str system, cn_str name, cn_risk_entry **ret, cn_err *err)
{
	size_t i = 0;
	while (i < g->n_risk && !(cn_eq(name_of(&g->risk[i]), name) && cn_eq(system_of(&g->risk[i]), system)))
		i++;
	if (i == CN_REGISTER_MAX)
		return too_many("risks", err);
	if (i == g->n_risk)
		g->risk[g->n_risk++] = (cn_risk_entry){ 0 };
	*ret = &g->risk[i];
	return CN_OK;
}

static cn_code take_risk(cn_register *g, const cn_signed *r, cn_err *err)
{
	cn_risk_entry *e;
	CN_TRY(risk_at(g, cn_get_text(r->rec.body, "system"), cn_get_text(r->rec.body, "id"), &e, err));
	*e = (cn_risk_entry){ .body = r->rec.body, .record = cn_digest_str(g->a, &r->id) }; /* reviews before it are of what stood then */
	return CN_OK;
}

static cn_code take_risk_review(cn_register *g, const cn_signed *r, cn_err *err)
{
	cn_risk_entry *e;
	CN_TRY(risk_at(g, cn_get_text(r->rec.body, "system"), cn_get_text(r->rec.body, "risk"), &e, err));
	e->review = r->rec.body;
	e->review_record = cn_digest_str(g->a, &r->id);
	return CN_OK;
}

static cn_code take_commitment(cn_register *g, const cn_signed *r, cn_err *err)
{
	const cn_val *b = r->rec.body;
	size_t i = 0;
	while (i < g->n_promise && !(cn_eq(cn_get_text(g->promise[i].body, "id"), cn_get_text(b, "id")) &&
				     cn_eq(cn_get_text(g->promise[i].body, "party"), cn_get_text(b, "party"))))
		i++;
	if (i == CN_REGISTER_MAX)
		return too_many("promises", err);
	if (i == g->n_promise)
		g->promise[g->n_promise++] = (cn_promise_entry){ 0 };
	g->promise[i].body = b; /* what was shown of it before still counts: the promise is the same one */
	g->promise[i].record = cn_digest_str(g->a, &r->id);
	return CN_OK;
}

static void take_fulfilment(cn_register *g, const cn_signed *r)
{
	const cn_val *b = r->rec.body;
	for (size_t i = 0; i < g->n_promise; i++) {
		cn_promise_entry *e = &g->promise[i];
		if (!cn_eq(cn_get_text(e->body, "id"), cn_get_text(b, "commitment")) || !cn_eq(cn_get_text(e->body, "party"), cn_get_text(b, "party")))
			continue;
		if (e->n_said == CN_FULFILMENTS_MAX) {
			memmove(e->said, e->said + 1, sizeof e->said - sizeof e->said[0]);
			memmove(e->said_record, e->said_record + 1, sizeof e->said_record - sizeof e->said_record[0]);
			e->n_said--;
		}
		e->said[e->n_said] = b;
		e->said_record[e->n_said++] = cn_digest_str(g->a, &r->id);
	}
}

bool cn_register_wants(cn_str kind)
{
	static const char *const kinds[] = { "risk/1", "risk-review/1", "commitment/1", "fulfilment/1", "ethics-review/1" };
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (cn_eqz(kind, kinds[i]))
			return true;
	return false;
}

cn_code cn_register_take(cn_register *g, const cn_signed *r, cn_err *err)
{
	cn_str kind = r->rec.kind;
	if (cn_eqz(kind, "risk/1"))
		return take_risk(g, r, err);
	if (cn_eqz(kind, "risk-review/1"))
		return take_risk_review(g, r, err);
	if (cn_eqz(kind, "commitment/1"))
		return take_commitment(g, r, err);
	if (cn_eqz(kind, "fulfilment/1"))
		take_fulfilment(g, r);
	if (!cn_eqz(kind, "ethics-review/1"))
		return CN_OK;
	if (g->reviews->n >= CN_REGISTER_MAX)
		return too_many("reviews", err);
	cn_val *m = cn_push(g->a, g->reviews, cn_map(g->a));
	cn_put(g->a, m, "record", cn_text(g->a, cn_digest_str(g->a, &r->id)));
	cn_put(g->a, m, "body", cn_val_copy(g->a, r->rec.body));
	return cn_arena_ok(g->a) ? CN_OK : cn_arena_fail(g->a, err);
}

cn_code cn_records_each(cn_ctx *ctx, cn_home *home, bool (*wanted)(cn_str kind), cn_code (*take)(void *arg, const cn_signed *r, cn_str key, cn_err *err), void *arg,
			cn_err *err)
{
	const cn_seek what = { .kind = wanted };
	uint64_t n = cn_home_size(home);
	if (n > RECORDS_SCAN_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "the log has more than %d records: an answer on part of them would be none", RECORDS_SCAN_MAX);
	for (uint64_t at = 0;;) {
		cn_signed *r = CN_NEW(ctx->a, cn_signed, 1);
		cn_str key;
		bool found;
		if (!r)
			return cn_arena_fail(ctx->a, err);
		CN_TRY(cn_walk(ctx, home, &what, &at, r, &found, err)); /* what is erased says nothing any more */
		if (!found)
			return CN_OK;
		if (cn_home_verify(home, ctx->a, r, &key, NULL) == CN_OK && cn_role_counts(r, key))
			CN_TRY(take(arg, r, key, err));
	}
}

static cn_code take_any(void *arg, const cn_signed *r, cn_str key, cn_err *err)
{
	(void)key; /* whether it counts for its role was seen before */
	return cn_register_take(arg, r, err);
}

cn_code cn_register_read(cn_ctx *ctx, cn_home *home, cn_register *ret, cn_err *err)
{
	CN_TRY(cn_register_init(ctx->a, ret, err));
	return cn_records_each(ctx, home, cn_register_wants, take_any, ret, err);
}

/* ---- of one system ------------------------------------------------------------------------------------------------------------ */

static bool is_party(const cn_profile *p, cn_str party)
{
	for (size_t i = 0; i < p->n_actor; i++)
		if (cn_eq(p->actor[i].party, party))
			return true;
	return false;
}

/* Risks of the manifest first, each replaced by a record of the same name; a review is laid on whichever stands. */
static size_t lay_risks(cn_risk_entry *out, size_t n, const cn_register *g, cn_str system)
{
	for (size_t i = 0; i < g->n_risk; i++) {
		const cn_risk_entry *e = &g->risk[i];
		if (!cn_eq(system_of(e), system))
			continue;
		size_t k = 0;
		while (k < n && !cn_eq(cn_get_text(out[k].body, "id"), name_of(e)))
			k++;
		if (k == n && !e->body)
			continue; /* a review of a risk that the manifest no longer has */
		if (k == n)
			out[n++] = (cn_risk_entry){ 0 };
		if (e->body)
			out[k] = *e;
		out[k].review = e->review;
		out[k].review_record = e->review_record;
	}
	return n;
}

cn_code cn_register_of(cn_arena *a, const cn_register *g, const cn_profile *p, cn_known *known, cn_err *err)
{
	cn_risk_entry *risk = CN_NEW(a, cn_risk_entry, known->n_risk + g->n_risk + 1);
	cn_promise_entry *promise = CN_NEW(a, cn_promise_entry, g->n_promise + 1);
	cn_val *reviews = cn_list(a);
	if (!risk || !promise)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < known->n_risk; i++)
		risk[i] = known->risk[i];
	known->n_risk = lay_risks(risk, known->n_risk, g, p->id);
	known->risk = risk;
	known->n_promise = 0;
	for (size_t i = 0; i < g->n_promise; i++) {
		cn_str system = cn_get_text(g->promise[i].body, "system");
		if (system.n ? cn_eq(system, p->id) : is_party(p, cn_get_text(g->promise[i].body, "party")))
			promise[known->n_promise++] = g->promise[i];
	}
	known->promise = promise;
	CN_EACH(r, g->reviews)
		if (cn_eq(cn_get_text(cn_get(r, "body"), "system"), p->id))
			cn_push(a, reviews, cn_val_copy(a, r));
	known->reviews = reviews;
	return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
}
