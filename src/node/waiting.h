/* waiting: what waits for a second person, as answers show it: for `concord waiting` and `concord alerts`.
 *
 * A row: {what: "record" or "command", kind, title {en, zh} or text, state, since, until, by {role} or {person}, needs {access,
 * command}}, of a record also seq, id, system, duty, market, owner, reason; of a command id. Where it is known who asks
 * (node/asker.h): may (true or false), why_not ("role", "no-key", "same-person", "not-waiting"), and the names of their own keys
 * that would do, keys [{name, role}]. */
#ifndef CN_NODE_WAITING_H
#define CN_NODE_WAITING_H

#include "node/asker.h"
#include "node/second.h"

/* The keys that who asks may sign with, {name, role, fingerprint} each, by name: on the command line all of the node, else their
 * own. One that no longer counts, or is of another node, is not among them. *ret borrows from ctx->a. */
CN_MUST_CHECK cn_code cn_own_keys(cn_ctx *ctx, cn_home *home, const cn_asker *who, cn_val **ret, cn_err *err);
/* The same of everybody, whoever asks. */
CN_MUST_CHECK cn_code cn_all_keys(cn_ctx *ctx, cn_home *home, cn_val **ret, cn_err *err);

typedef struct cn_waiting {
	const cn_library *lib;
	const cn_seconds *all;
	cn_asker who;
	const cn_val *keys; /* cn_own_keys */
	cn_date today;
} cn_waiting;

/* The row of the k-th record that takes two, whatever its state. */
cn_val *cn_waiting_record(cn_ctx *ctx, cn_home *home, const cn_waiting *w, size_t k);
/* Rows of what waits, in order of the log, then the commands, the oldest first; appended to list. ret_n: how many there are; only
 * those from number `from` on, and at most `most`, become rows. */
void cn_waiting_rows(cn_ctx *ctx, cn_home *home, const cn_waiting *w, size_t from, size_t most, cn_val *list, size_t *ret_n);

#endif
