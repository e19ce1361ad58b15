/* guard: who may call what. The rows of cn_routes and those of the ops are the whole table; cn_gates gives it, and tests/data/gates.txt is what
 * it should be.
 *
 * Who asks is told by an API token (Authorization: Bearer concord_...) or by the cookie of a session; a request that changes something and comes by a
 * cookie says the session's token against forgery too (X-Concord-CSRF). 401: nobody known asks; 403: somebody who may not. */
#ifndef CN_HTTP_GUARD_H
#define CN_HTTP_GUARD_H

#include "http/site.h"

typedef struct cn_gate {
	const char *name;
	cn_str path;
	cn_method method;
	cn_access least;
} cn_gate;

/* Every route and every op, each method apart; an op that nobody may call over HTTP once, as GET. *ret borrows from a. */
CN_MUST_CHECK cn_code cn_gates(cn_arena *a, const cn_gate **ret, size_t *ret_n, cn_err *err);

/* Sets c->who. A token or session that is not good leaves it empty and sets c->forged. fails: CN_EIO .. only */
CN_MUST_CHECK cn_code cn_guard_look(cn_call *c, cn_err *err);
/* May this call go on? Sets the status and what else its answer needs when not. */
CN_MUST_CHECK cn_code cn_guard(cn_call *c, cn_access least, bool reads, cn_err *err);

/* How often one may try, by address and by name. Somebody who signed in from an address before is not held up there by what others try. */
typedef struct cn_door cn_door;
CN_MUST_CHECK cn_code cn_door_new(cn_door **ret, cn_err *err);
void cn_door_free(cn_door *d); /* accepts NULL */
/* fails: CN_ESTATE, with 429 and when to come again */
CN_MUST_CHECK cn_code cn_door_try(cn_call *c, cn_str name, cn_err *err);
void cn_door_passed(cn_call *c, cn_str name);

/* Calls `answer`, once for each Idempotency-Key of a person: a POST that comes again gets what the first one was answered. */
cn_code cn_repeated(cn_call *c, const cn_route *r, cn_code (*answer)(cn_call *c, const cn_route *r, cn_err *err), cn_err *err);

/* The cookie of a session; empty: takes it away. */
void cn_guard_cookie(cn_call *c, const char *session);

#endif
