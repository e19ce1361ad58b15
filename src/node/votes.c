#include "node/votes.h"

cn_code cn_votes_init(cn_arena *a, size_t most, cn_votes *ret, cn_err *err)
{
	*ret = (cn_votes){ .vote = CN_NEW(a, cn_vote, most), .most = most };
	return ret->vote ? CN_OK : cn_arena_fail(a, err);
}

bool cn_votes_take(cn_votes *v, size_t about, const cn_signed *approval)
{
	const cn_digest *key = &approval->env.sig[0].keyid;
	cn_vote *to = NULL;
	for (size_t i = 0; i < v->n && !to; i++)
		if (v->vote[i].about == about && cn_digest_eq(&v->vote[i].key, key))
			to = &v->vote[i];
	if (!to && v->n < v->most)
		to = &v->vote[v->n++];
	if (to)
		*to = (cn_vote){ .about = about, .key = *key, .record = approval->id, .approves = cn_is_text(cn_get(approval->rec.body, "decision"), "approve") };
	return to != NULL;
}

static bool is_second(const cn_vote *v, const cn_digest *author)
{
	return !cn_digest_eq(&v->key, author);
}

cn_vote_weight cn_votes_weigh(const cn_votes *v, size_t about, const cn_digest *author, const cn_digest *approval)
{
	for (size_t i = 0; i < v->n; i++)
		if (v->vote[i].about == about && cn_digest_eq(&v->vote[i].record, approval))
			return v->vote[i].approves && !is_second(&v->vote[i], author) ? CN_VOTE_OWN : CN_VOTE_COUNTS;
	return CN_VOTE_REPLACED;
}

const char *cn_vote_weight_text(cn_vote_weight w)
{
	static const char *const all[] = { "counts", "own-key", "replaced" };
	return all[w];
}

bool cn_votes_approve(const cn_votes *v, size_t about, const cn_digest *author, bool *ret_refused)
{
	bool approved = false, refused = false;
	for (size_t i = 0; i < v->n; i++)
		if (v->vote[i].about == about) {
			refused = refused || !v->vote[i].approves;
			approved = approved || (v->vote[i].approves && is_second(&v->vote[i], author));
		}
	if (ret_refused)
		*ret_refused = refused;
	return approved && !refused;
}
