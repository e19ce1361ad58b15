/* backup: a copy of a node's folder, made while the node is served; and how a node goes on from one. A copy is marked (DIR/copy.json,
 * {"concord":"copy/1","origin","size","root","made"}) and is not written to until somebody says how far the log had got: a log that goes on from an older
 * copy has two histories. */
#ifndef CN_NODE_BACKUP_H
#define CN_NODE_BACKUP_H

#include "node/home.h"

typedef struct cn_backup {
	uint64_t records;   /* entries of the log in the copy */
	cn_digest root;     /* over them */
	uint64_t files, bytes; /* that were copied now: those of an earlier copy in the same folder that are the same are left */
	bool keys;
} cn_backup;

/* Copies log, blobs, who may sign in, and what the folder says of itself to `out`: a new folder, an empty one, or an earlier copy of the same node, of which what
 * is gone here goes there too. Left out: views, which are made again; jobs; the state of a witness, which must never go back; keys unless asked for.
 * Writers wait while what changed during the first pass is copied. Cut off, `out` is no node; the same call finishes it.
 *   fails  CN_ESTATE `out` is something else, or lies in the node; another process writes; CN_EFORGED the copy does not hold; CN_EIO */
CN_MUST_CHECK cn_code cn_backup_make(cn_arena *a, const char *dir, const char *out, bool keys, int64_t now_us, cn_backup *ret, cn_err *err);

/* Refuses a folder that is a copy. fails: CN_ESTATE */
CN_MUST_CHECK cn_code cn_backup_check(cn_arena *a, const char *dir, cn_err *err);
/* The node goes on from this copy. vouched: witnesses have said so far; last_size: the largest size of the log that was seen signed, -1 when nobody says.
 * The store, when it is a database, is asked in any case.
 *   fails  CN_EINPUT nobody says; CN_ESTATE it is no copy; more was seen than it has; CN_EFORGED the log does not hold */
CN_MUST_CHECK cn_code cn_backup_resume(cn_arena *a, const char *dir, bool vouched, int64_t last_size, uint64_t *ret_records, cn_err *err);

#endif
