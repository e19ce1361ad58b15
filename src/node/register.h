/* register: risks, promises and ethics reviews as the log has them. */
#ifndef CN_NODE_REGISTER_H
#define CN_NODE_REGISTER_H

#include "node/load.h"

enum { CN_REGISTER_MAX = 2048 }; /* risks, promises, reviews: each */

typedef struct cn_register {
	cn_arena *a;
	cn_risk_entry *risk;
	size_t n_risk;
	cn_promise_entry *promise;
	size_t n_promise;
	cn_val *reviews; /* list of {record, body} */
} cn_register;

CN_MUST_CHECK cn_code cn_register_init(cn_arena *a, cn_register *ret, cn_err *err);

/* Takes one record that counts, in the order of the log; what is neither risk, promise nor review is passed over.
 *   fails  CN_ETOOBIG past CN_REGISTER_MAX: a register with holes would be none */
CN_MUST_CHECK cn_code cn_register_take(cn_register *g, const cn_signed *r, cn_err *err);

bool cn_register_wants(cn_str kind); /* cn_register_take passes over every other kind */

/* Calls `take` with every record of the node's log of a kind that is wanted and that counts: signed by a key that was good there, and by the key of the role it names
 * where a role is needed. Erased ones are passed over. fails: CN_ETOOBIG too many records; what `take` fails with */
CN_MUST_CHECK cn_code cn_records_each(cn_ctx *ctx, cn_home *home, bool (*wanted)(cn_str kind), cn_code (*take)(void *arg, const cn_signed *r, cn_str key, cn_err *err),
				      void *arg, cn_err *err);
/* The whole register of a node. */
CN_MUST_CHECK cn_code cn_register_read(cn_ctx *ctx, cn_home *home, cn_register *ret, cn_err *err);

/* Only what concerns one system: its risks, reviews, and the promises of its parties or of itself alone. Borrows from `g`. */
CN_MUST_CHECK cn_code cn_register_of(cn_arena *a, const cn_register *g, const cn_profile *p, cn_known *known, cn_err *err);

#endif
