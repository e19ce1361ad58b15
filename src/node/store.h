/* store: where a node's views are, and who keeps its writers apart. DIR/store.json says it, {"concord":"store/1","url"}; without the file it is SQLite, in
 * DIR/views.db. The file is its owner's alone, since a password may stand in the address. */
#ifndef CN_NODE_STORE_H
#define CN_NODE_STORE_H

#include "node/home.h"
#include "store/url.h"

/* Environment of a process that works for a server: the folder of the node whose store it may reach. It is connected as the first thing it does, before it
 * reads anything of the request, and makes no connection afterwards (adapter/confine.h). */
#define CN_STORE_ENV "CONCORD_STORE"

/* *ret borrows from a. fails: CN_EINPUT the file is damaged; CN_EIO */
CN_MUST_CHECK cn_code cn_store_of(cn_arena *a, const char *dir, cn_store_url *ret, cn_err *err);
/* Connects to the store of the node in dir and keeps the connection, or what was wrong, for the next cn_home_open of this process. Nothing for SQLite. */
void cn_store_early(cn_arena *a, const char *dir);

typedef struct cn_store_moved {
	bool was_there;   /* the node had it already: only the address was written down anew */
	cn_store_url from, to;
	uint64_t records;
	cn_digest digest; /* of the dump of its views there */
} cn_store_moved;
/* Makes the store at `url` the node's: its views are folded there from the log, the writers' turn goes there, and what the old one held is removed.
 * Cut off before its end the old one is still the node's, and the same call finishes it. *ret borrows from a.
 *   lost   the old one is gone for good: it is not asked, and nothing of it is removed. What it knew of the log is lost with it
 *   fails  CN_EINPUT no such address; CN_ESTATE the store cannot be reached, holds another log or is in use; another process writes; CN_EIO */
CN_MUST_CHECK cn_code cn_store_move(cn_arena *a, const char *dir, cn_str url, bool lost, cn_store_moved *ret, cn_err *err);

/* The node's store is to be the one at `url`: if it is SQLite's still, it moves there. fails: CN_ESTATE it is another; as cn_store_move */
CN_MUST_CHECK cn_code cn_store_expect(cn_arena *a, const char *dir, cn_str url, bool *ret_moved, cn_err *err);

/* {"store", "entries", "folded", "log"}: where it is, entries of the log on this disk, how far the views are, and what PostgreSQL knows of the log
 * (cn_fence_show; null with SQLite). fails: CN_ESTATE too when the log on this disk does not go on from that */
CN_MUST_CHECK cn_code cn_store_show(cn_arena *a, const char *dir, cn_val **ret, cn_err *err);

#endif
