/* votes: what takes two persons (core/kind.h: two_person) and what keys said about it in approval/1 records, as they come in the order of the log. */
#ifndef CN_NODE_VOTES_H
#define CN_NODE_VOTES_H

#include "core/record.h"

typedef struct cn_vote {
	size_t about; /* number that the caller gave to what is voted on */
	cn_digest key, record; /* who said it, and the approval/1 that says it */
	bool approves;
} cn_vote;

typedef struct cn_votes {
	cn_vote *vote;
	size_t n, most;
} cn_votes;

CN_MUST_CHECK cn_code cn_votes_init(cn_arena *a, size_t most, cn_votes *ret, cn_err *err);
/* A key's later word replaces its earlier one, and nobody else's. false: there is no room, and what it is about takes no effect */
bool cn_votes_take(cn_votes *v, size_t about, const cn_signed *approval);
/* A key other than the author's approves, and no key, the author's included, stands by a refusal. ret_refused (may be NULL): one does. */
bool cn_votes_approve(const cn_votes *v, size_t about, const cn_digest *author, bool *ret_refused);
/* What one approval/1 that was taken is worth. What is shown as approved or refused is what counts here. */
typedef enum cn_vote_weight {
	CN_VOTE_COUNTS,
	CN_VOTE_OWN,     /* it approves by the author's own key: that is no second person */
	CN_VOTE_REPLACED /* the same key said something later, or there was no room for it */
} cn_vote_weight;
cn_vote_weight cn_votes_weigh(const cn_votes *v, size_t about, const cn_digest *author, const cn_digest *approval);
const char *cn_vote_weight_text(cn_vote_weight w); /* "counts" "own-key" "replaced" */

#endif
