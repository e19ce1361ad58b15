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
		*to = (cn_vote){ .about = about, .key = *key, .approves = cn_is_text(cn_get(approval->rec.body, "decision"), "approve") };
	return to != NULL;
}

bool cn_votes_approve(const cn_votes *v, size_t about, const cn_digest *author, bool *ret_refused)
{
	bool approved = false, refused = false;
	for (size_t i = 0; i < v->n; i++)
		if (v->vote[i].about == about) {
			refused = refused || !v->vote[i].approves;
			approved = approved || (v->vote[i].approves && !cn_digest_eq(&v->vote[i].key, author));
		}
	if (ret_refused)
		*ret_refused = refused;
	return approved && !refused;
}
