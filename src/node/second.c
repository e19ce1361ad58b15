#include "node/second.h"

#include "core/kind.h"
#include "node/register.h"

enum { SAID_MAX = 4 * CN_SECONDS_MAX };

const char *cn_second_state_text(cn_second_state s)
{
	static const char *const all[] = { "waiting", "refused", "lapsed", "approved", "ended" };
	return all[s];
}

bool cn_second_approved(cn_second_state s)
{
	return s == CN_SECOND_HOLDS || s == CN_SECOND_ENDED;
}

cn_code cn_seconds_init(cn_arena *a, cn_seconds *ret, cn_err *err)
{
	*ret = (cn_seconds){ .at = CN_NEW(a, cn_second, CN_SECONDS_MAX), .said = CN_NEW(a, cn_second_said, SAID_MAX) };
	return ret->at && ret->said ? cn_votes_init(a, SAID_MAX, &ret->votes, err) : cn_arena_fail(a, err);
}

static cn_code take_first(cn_seconds *g, const cn_signed *r, cn_err *err)
{
	const cn_val *b = r->rec.body;
	if (g->n == CN_SECONDS_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "more than %d records that take two persons", CN_SECONDS_MAX);
	cn_second *s = &g->at[g->n++];
	*s = (cn_second){ .rec = r, .role = cn_get_text(b, "role"), .until = CN_DATE_NONE };
	if (!s->role.n)
		s->role = cn_get_text(b, "owner_role");
	return cn_get(b, "until") ? cn_date_parse(cn_get_text(b, "until"), &s->until, err) : CN_OK;
}

static cn_code take_said(cn_seconds *g, const cn_signed *r, cn_err *err)
{
	for (size_t i = 0; i < r->rec.n_refs; i++)
		for (size_t k = 0; k < g->n; k++) {
			if (!cn_digest_eq(&r->rec.refs[i].to, &g->at[k].rec->id))
				continue;
			if (g->n_said == SAID_MAX || !cn_votes_take(&g->votes, k, r))
				return CN_FAIL(err, CN_ETOOBIG, "more than %d approvals of what takes two persons", SAID_MAX);
			g->said[g->n_said++] = (cn_second_said){ k, r };
		}
	return CN_OK;
}

bool cn_seconds_want(cn_str kind)
{
	const cn_kind *k = cn_kind_find(kind);
	return (k && k->two_person) || cn_eqz(kind, "approval/1");
}

cn_code cn_seconds_take(cn_seconds *g, const cn_signed *r, cn_err *err)
{
	const cn_kind *k = cn_kind_find(r->rec.kind);
	if (k && k->two_person)
		return take_first(g, r, err);
	return cn_eqz(r->rec.kind, "approval/1") ? take_said(g, r, err) : CN_OK;
}

static cn_code take(void *arg, const cn_signed *r, cn_str key, cn_err *err)
{
	(void)key; /* whether it counts for its role was seen before */
	return cn_seconds_take(arg, r, err);
}

cn_code cn_seconds_read(cn_ctx *ctx, cn_home *home, cn_seconds *ret, cn_err *err)
{
	CN_TRY(cn_seconds_init(ctx->a, ret, err));
	return cn_records_each(ctx, home, cn_seconds_want, take, ret, err);
}

cn_second_state cn_second_state_of(const cn_seconds *g, size_t k, cn_date today)
{
	bool refused, past = g->at[k].until != CN_DATE_NONE && g->at[k].until < today;
	if (cn_votes_approve(&g->votes, k, &g->at[k].rec->env.sig[0].keyid, &refused))
		return past ? CN_SECOND_ENDED : CN_SECOND_HOLDS;
	return refused ? CN_SECOND_REFUSED : past ? CN_SECOND_LAPSED : CN_SECOND_WAITS;
}

cn_vote_weight cn_second_weigh(const cn_seconds *g, const cn_second_said *said)
{
	return cn_votes_weigh(&g->votes, said->about, &g->at[said->about].rec->env.sig[0].keyid, &said->rec->id);
}
