/* store_watch: a thread that looks each second whether the node's database (node/store.h) can be reached and has this log. It reads one row there; what
 * writes does so in processes of its own, each with a connection of its own. */
#ifndef CN_HTTP_STORE_WATCH_H
#define CN_HTTP_STORE_WATCH_H

#include "http/site.h"
#include "http/worker.h"

typedef struct cn_store_watch cn_store_watch;
/* *ret is NULL for a node whose store is SQLite. The first look is over when it returns. */
CN_MUST_CHECK cn_code cn_store_watch_start(const cn_site *s, cn_store_watch **ret, cn_err *err);
void cn_store_watch_stop(cn_store_watch *w); /* accepts NULL */
/* CN_OK, also for NULL; else what was wrong at the last look */
CN_MUST_CHECK cn_code cn_store_watch_state(cn_store_watch *w, cn_err *err);
/* What a process that writes is given to reach it. NULL for NULL. */
const cn_worker_store *cn_store_watch_worker(const cn_store_watch *w);

#endif
