/* site: what a served node is made of, and its routes. Private to src/http.
 *
 * A route is a row: a path, what it answers with, and a function; the rows make the dispatch, the counters' names and the OpenAPI document. The
 * ops that are served (node/node.h: served) are routes by the same rows that make the command line. */
#ifndef CN_HTTP_SITE_H
#define CN_HTTP_SITE_H

#include <stdatomic.h>

#include "http/cache.h"
#include "http/shelf.h"
#include "http/target.h"
#include "net/server.h"
#include "node/node.h"
#include "node/witness.h"
#include "people/people.h"

enum { CN_LIST_LIMIT = 50, CN_LIST_LIMIT_MAX = 200, CN_OP_ARG_VALUES = 32, CN_ROUTE_PLACES = 256, CN_LATENCY_BUCKETS = 8 };

/* Lines for people and machines who watch: one JSON object each, to standard error. They are written in groups; a fault at once. */
typedef struct cn_journal cn_journal;
CN_MUST_CHECK cn_code cn_journal_open(int fd, cn_journal **ret, cn_err *err);
void cn_journal_close(cn_journal *j); /* writes what waits; accepts NULL */
void cn_journal_flush(cn_journal *j);
/* event: "listening", "request", ..; fields: the rest of the object, without braces ("\"port\":8080"), may be empty. */
void cn_journal_line(cn_journal *j, const char *level, const char *event, cn_str fields);

typedef struct cn_counts {
	atomic_uint_fast64_t by[CN_ROUTE_PLACES][5]; /* by route and class of status */
	atomic_uint_fast64_t cut, bytes, took_us, answers_kept, answers_made;
	atomic_uint_fast64_t within[CN_LATENCY_BUCKETS + 1];
} cn_counts;

typedef struct cn_site {
	cn_str name, origin, vkey;
	const char *data_dir, *norms_dir, *self, *now; /* absolute; now: $CONCORD_NOW or NULL */
	bool quiet;                                    /* no line for each request */
	bool secure;                                   /* clients come by TLS, ours or a proxy's: cookies say so */
	bool proxied;                                  /* the last address of X-Forwarded-For is the client's */
	unsigned seat;                                 /* among the servers of this folder (seat.h) */
	const char *passphrase_file;                   /* of the node's keys: the processes of ops read it, this one never; NULL: none */
	cn_people *people;                             /* NULL: nobody signs in here */
	struct cn_door *door;                          /* how often one may try (guard.c); NULL like people */
	struct cn_jobs *jobs;                          /* NULL: no jobs here (jobs.h) */
	struct cn_store_watch *store;                  /* NULL: the views are in the folder (store_watch.h) */
	struct cn_recorder *recorder;                  /* lets administrative acts become records; NULL: they wait */
	cn_shelf *shelf;
	cn_cache *answers;                             /* of ops, which are everybody's */
	cn_cache *sealed;                              /* of ops, which are not: until something changes, and a minute at most */
	cn_journal *journal;
	cn_witness *witness;                           /* NULL: this node cosigns no other log */
	cn_server *server;                             /* for the counters; NULL in tests */
	atomic_bool draining;
	atomic_uint_fast64_t law_stamp;                /* changes when a file of the library does */
	atomic_uint_fast64_t n_written;                /* commands that wrote, by way of this server */
	cn_counts counts;
} cn_site;

/* One request on its way through a route. */
typedef struct cn_call {
	cn_site *site;
	const cn_asked *asked;
	cn_arena *a;
	cn_target target;
	cn_str part;       /* what stood at {..} of the path */
	cn_str lang;       /* of what people read */
	const cn_op *op;   /* of a route that is an op */
	cn_who who;        /* who asks, once the guard has looked */
	bool forged;       /* a token came that is not good, or a session that is over */
	bool code_needed;  /* of a problem: the password fits, a one-time code is wanted */
	struct cn_job *job; /* of a command that runs as a job; NULL: it is waited for */
	bool shown_once;   /* set by a route whose answer holds a secret: it is not kept for who asks again */
	bool may_wait;     /* on a thread for slow work */
	bool later;        /* set by a route that must wait and may not */
	cn_buf out;        /* the body, unless ret->body is set */
	cn_answered *ret;
} cn_call;

typedef enum cn_method { CN_GET, CN_POST, CN_DELETE } cn_method; /* GET answers HEAD too */

typedef struct cn_route {
	const char *path;     /* "/api/v1/records/{record}/proof"; "{rest}" at the end takes everything */
	const char *name;     /* operationId, and the name in logs and counters */
	const char *type;     /* media type of its answer */
	const char *cache;    /* Cache-Control */
	const char *en, *zh;
	const char *query[3]; /* names of its questions, all whole numbers; NULL: no more */
	cn_code (*answer)(cn_call *c, cn_err *err);
	cn_method method;     /* a path may stand in several rows */
	cn_access least;      /* whom it answers; another method than GET comes with JSON, and works where it may wait */
	bool secret;          /* its answer is shown once and never kept */
	bool password;        /* its body holds one: nothing of it is kept, not even a digest, so an Idempotency-Key is not looked at */
	const char *body;     /* name of the schema of its JSON body (schemas.c); NULL: none */
	const char *schema;   /* the same of its answer */
} cn_route;

extern const char cn_no_cache[], cn_forever[], cn_no_store[], cn_json_type[];

/* All routes that are not ops, in the order of the document. */
const cn_route *cn_routes(size_t *ret_n);

/* The callbacks of the server; ctx is the cn_site. */
bool cn_site_quick(void *site, const cn_asked *q, cn_answered *ret);
void cn_site_slow(void *site, const cn_asked *q, cn_answered *ret);
void cn_site_refuse(void *site, const cn_asked *q, unsigned status, cn_answered *ret);
void cn_site_done(void *site, const cn_served *d);
size_t cn_site_body_most(void *site, const cn_asked *q);
int64_t cn_site_now_us(const cn_site *s);
/* Looks whether the library changed; at most once a second is enough. */
void cn_site_look_at_law(cn_site *s);

/* ---- ops as routes (ops.c) ---- */

/* What an op takes over HTTP. A flag or an argument that names a file or folder is not taken: nothing on this machine is read by name. */
bool cn_op_flag_served(const cn_flag *f);
bool cn_op_served(const cn_op *op); /* by GET */
bool cn_op_posted(const cn_op *op); /* by POST: its arguments, flags and files are a body (run.c) */
cn_code cn_op_run(cn_call *c, cn_err *err);
cn_code cn_op_body(cn_call *c, const cn_val **ret, cn_err *err);      /* {"args", "flags", "files"} */
cn_code cn_op_run_body(cn_call *c, const cn_val *body, cn_err *err); /* runs c->op by such a body */
const cn_op *cn_op_named(cn_str name); /* NULL: none */
/* The name of its i-th argument as a question: "id", "a", "words"; false: no more. ret_many: may be asked again and again. */
bool cn_op_arg_name(const cn_op *op, size_t i, cn_str *ret, bool *ret_many);
/* /api/v1/norm/show -> its op, served or not; NULL: no op. */
const cn_op *cn_op_of_path(cn_str path);
void cn_op_path(const cn_op *op, cn_buf *out);
cn_code cn_op_answer(cn_call *c, cn_err *err);
/* Which stretch of time an answer is good for: it says "today", so a day (UTC); a sealed one is worked out again after a minute in any case. */
uint64_t cn_answer_period(int64_t seconds, bool sealed);
/* Lets go of sealed answers that are no longer good: what was erased from the log does not stay in memory. Every moment or so. */
void cn_site_forget(cn_site *s);

/* ---- answers in JSON (answer.c) ---- */

cn_code cn_answer_tree(cn_call *c, const cn_val *v, cn_err *err);
/* {"items": list, "next": null} */
cn_code cn_answer_items(cn_call *c, const cn_val *list, cn_err *err);
/* The body as a JSON object that has these keys and no others (a list that ends with NULL; one that may be missing begins with '?').
 * fails: CN_EINPUT */
cn_code cn_body_object(cn_call *c, const char *const *keys, const cn_val **ret, cn_err *err);
/* 409 for what the state forbids, 204 without a body. */
cn_code cn_answer_change(cn_call *c, cn_code rc, const cn_err *err);

/* ---- documents about it (openapi.c, site.c) ---- */


cn_code cn_route_add_checkpoint(cn_call *c, cn_err *err); /* routes.c */
cn_code cn_route_openapi(cn_call *c, cn_err *err);
cn_code cn_route_metrics(cn_call *c, cn_err *err);

#endif
