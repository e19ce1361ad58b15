/* fence: one writer of a log among many processes, on one machine or several. It stands in the database that they share (PostgreSQL), apart from the
 * folder of the log, so that it knows of a folder that was put back from an older copy.
 *
 *   cn_fence_take    waits for the turn in the order of asking; the turn ends with the connection, also when its process is killed
 *   cn_fence_holds   before entries are written: the turn is still this process's
 *   cn_fence_move    after they are durable and before a checkpoint is signed: the size goes from what it was to what it is, or nothing is signed
 * Each turn has a number, the epoch. Who lost the turn without knowing it (a connection that broke, a machine that slept) moves nothing. */
#ifndef CN_STORE_FENCE_H
#define CN_STORE_FENCE_H

#include "core/hash.h"
#include "core/sign.h"
#include "store/db.h"

typedef struct cn_fence {
	cn_db *db;       /* NULL: none; everything below does nothing then */
	cn_str origin;   /* borrowed */
	int64_t epoch;
	uint64_t size;   /* what the database knows of the log */
	cn_digest root;  /* over so many entries */
} cn_fence;

/* db and origin must live as long as *ret. key: the log's.
 * fails: CN_ESTATE another process held the turn for a minute; the database has nothing of this log, or has another log; CN_EIO */
CN_MUST_CHECK cn_code cn_fence_take(cn_db *db, cn_str origin, const cn_pub *key, cn_fence *ret, cn_err *err);
/* The same without waiting, for a log that moves here, whose size and root are written. fails: CN_ESTATE somebody has the turn, or it has another log, or
 * knows more of this one */
CN_MUST_CHECK cn_code cn_fence_make(cn_db *db, cn_str origin, const cn_pub *key, uint64_t size, const cn_digest *root, cn_fence *ret, cn_err *err);
/* fails: CN_ESTATE */
CN_MUST_CHECK cn_code cn_fence_holds(const cn_fence *f, cn_err *err);
CN_MUST_CHECK cn_code cn_fence_move(cn_fence *f, uint64_t size, const cn_digest *root, cn_err *err);

/* What the database says of its log, for who looks: {"name", "size", "root", "epoch", "holder", "seen"}; null when it has none. No turn is taken. */
CN_MUST_CHECK cn_code cn_fence_show(cn_db *db, cn_arena *a, const cn_val **ret, cn_err *err);
/* Is this database there, and has it this log? fails: CN_ESTATE, with the reason */
CN_MUST_CHECK cn_code cn_fence_look(cn_db *db, cn_str origin, cn_err *err);
/* Everything of ours in it goes, the log's row first. For a log that moved away. */
CN_MUST_CHECK cn_code cn_store_drop(cn_db *db, cn_err *err);

#endif
