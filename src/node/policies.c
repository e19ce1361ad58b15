#include "node/policies.h"

#include "node/register.h"
#include "node/votes.h"

enum { VOTES_MAX = 4 * CN_POLICIES_MAX };

typedef struct gather {
	cn_ctx *ctx;
	cn_adopted *p;
	size_t n;
	cn_votes votes;
} gather;

const char *cn_policy_state_text(cn_policy_state s)
{
	static const char *const all[] = { "waiting", "refused", "ended", "replaced", "in-force" };
	return all[s];
}

static cn_code take_policy(gather *g, const cn_signed *r, cn_err *err)
{
	const cn_val *b = r->rec.body;
	if (g->n == CN_POLICIES_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "more than %d policies", CN_POLICIES_MAX);
	cn_adopted *p = &g->p[g->n++];
	*p = (cn_adopted){ .rec = *r, .system = cn_get_text(b, "system"), .owner = cn_get_text(b, "owner"), .role = cn_get_text(b, "owner_role"),
			   .digest = cn_get_text(cn_get(b, "file"), "digest"), .until = CN_DATE_NONE };
	return cn_get(b, "until") ? cn_date_parse(cn_get_text(b, "until"), &p->until, err) : CN_OK;
}

static bool wanted(cn_str kind)
{
	return cn_eqz(kind, "policy/1") || cn_eqz(kind, "approval/1");
}

static cn_code take(void *arg, const cn_signed *r, cn_str key, cn_err *err)
{
	gather *g = arg;
	(void)key; /* whether it counts for its role was seen before */
	if (cn_eqz(r->rec.kind, "policy/1"))
		return take_policy(g, r, err);
	if (!cn_eqz(r->rec.kind, "approval/1"))
		return CN_OK;
	for (size_t i = 0; i < r->rec.n_refs; i++)
		for (size_t k = 0; k < g->n; k++)
			if (cn_digest_eq(&r->rec.refs[i].to, &g->p[k].rec.id) && !cn_votes_take(&g->votes, k, r))
				return CN_FAIL(err, CN_ETOOBIG, "more than %d approvals of policies", VOTES_MAX);
	return CN_OK;
}

static cn_policy_state state_of(const gather *g, size_t k, cn_date today)
{
	bool refused, past = g->p[k].until != CN_DATE_NONE && g->p[k].until < today;
	bool approved = cn_votes_approve(&g->votes, k, &g->p[k].rec.env.sig[0].keyid, &refused);
	if (!approved && refused)
		return CN_POLICY_REFUSED;
	if (past) /* approved or not: nobody signs any more what is over (second.h: lapsed) */
		return CN_POLICY_ENDED;
	return approved ? CN_POLICY_HOLDS : CN_POLICY_WAITS;
}

cn_code cn_policies(cn_ctx *ctx, cn_home *home, cn_date today, const cn_adopted **ret, size_t *ret_n, cn_err *err)
{
	gather g = { .ctx = ctx, .p = CN_NEW(ctx->a, cn_adopted, CN_POLICIES_MAX) };
	if (!g.p)
		return cn_arena_fail(ctx->a, err);
	CN_TRY(cn_votes_init(ctx->a, VOTES_MAX, &g.votes, err));
	CN_TRY(cn_records_each(ctx, home, wanted, take, &g, err));
	for (size_t k = 0; k < g.n; k++) {
		g.p[k].state = state_of(&g, k, today);
		for (size_t i = 0; g.p[k].state == CN_POLICY_HOLDS && i < k; i++)
			if (g.p[i].state == CN_POLICY_HOLDS && cn_eq(g.p[i].system, g.p[k].system))
				g.p[i].state = CN_POLICY_REPLACED;
	}
	*ret = g.p;
	*ret_n = g.n;
	return CN_OK;
}

const cn_adopted *cn_policy_for(const cn_adopted *p, size_t n, cn_str system)
{
	const cn_adopted *general = NULL;
	for (size_t i = 0; i < n; i++) {
		if (p[i].state != CN_POLICY_HOLDS)
			continue;
		if (cn_eq(p[i].system, system))
			return &p[i];
		if (!p[i].system.n)
			general = &p[i];
	}
	return general;
}

cn_code cn_policy_must_hold(cn_ctx *ctx, cn_home *home, cn_str system, cn_str digest, cn_err *err)
{
	const cn_adopted *all, *p;
	size_t n;
	if (!ctx->confined)
		return CN_OK;
	CN_TRY(cn_policies(ctx, home, cn_time_date(ctx->now_us), &all, &n, err));
	p = cn_policy_for(all, n, system);
	if (p && cn_eq(p->digest, digest))
		return CN_OK;
	if (!p && !digest.n)
		return CN_OK;
	if (!digest.n)
		return CN_FAIL(err, CN_EINPUT, "the policy in force for this system is record %lld: it comes with the request as policy.yaml", (long long)p->rec.rec.seq);
	(void)CN_FAIL(err, CN_EINPUT, "this policy is not in force here: over HTTP the owner's limits count when two persons have signed them");
	return cn_hint(err, "concord policy adopt FILE --signer ROLE --key NAME, then concord approve RECORD");
}
