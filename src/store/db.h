/* The views of a node in a database: folded from records, dropped and rebuilt at will. Nothing here is needed to prove anything.
 *
 * SQLite: one file, STRICT tables, WAL, synchronous FULL. PostgreSQL: the schema `concord` of one database, which holds one log; the same SQL, put right
 * by store/dialect.h, so that equal sets of records give equal dumps in both. Tables of views, and one table that counts how far each log was folded.
 *
 * Thread rule: one thread at a time for one handle. */
#ifndef CN_STORE_DB_H
#define CN_STORE_DB_H

#include "core/keyring.h"
#include "core/view.h"
#include "store/log.h"
#include "store/url.h"

typedef struct cn_db cn_db;

/* path ":memory:" for a throw-away one. Makes the tables; views whose schema text changed are dropped and need a rebuild
 * (cn_db_cursor is then 0). fails: CN_EIO, CN_ESTATE (another process holds it), CN_ENOMEM */
CN_MUST_CHECK cn_code cn_db_open(const char *path, cn_db **ret, cn_err *err);
/* The same in PostgreSQL. Its messages never hold the password.
 * fails: CN_ESTATE no server, no leave, an older PostgreSQL than 13, another encoding than UTF-8, tables of a later program; CN_EIO; CN_ENOMEM */
CN_MUST_CHECK cn_code cn_db_open_url(const cn_store_url *url, cn_db **ret, cn_err *err);
/* A database of the node's own tables, in a file apart from the views. steps[i] is SQL that leads from version i to version i + 1
 * (PRAGMA user_version); those that were not run yet are, all or none. fails: CN_ESTATE too if a later program wrote it */
CN_MUST_CHECK cn_code cn_db_open_own(const char *path, const char *const *steps, size_t n, cn_db **ret, cn_err *err);
/* A copy of a SQLite file as it is at one moment, whoever writes to it; readable by its owner alone. fails: CN_EIO, CN_ESTATE, CN_ENOMEM */
CN_MUST_CHECK cn_code cn_db_copy(const char *from, const char *to, cn_err *err);
void cn_db_close(cn_db *db);
static inline void cn_db_auto_(cn_db **db)
{
	cn_db_close(*db);
}
#define CN_AUTO_DB __attribute__((cleanup(cn_db_auto_))) cn_db *

/* Transactions; calls below work inside or outside one. */
CN_MUST_CHECK cn_code cn_db_begin(cn_db *db, cn_err *err);
CN_MUST_CHECK cn_code cn_db_commit(cn_db *db, cn_err *err);
void cn_db_rollback(cn_db *db);

/* Folds one record into every view. Folding the same again changes nothing. */
CN_MUST_CHECK cn_code cn_db_fold(cn_db *db, const cn_seen *s, cn_err *err);
/* Removes what the views know of a record's content and leaves its tombstone. */
CN_MUST_CHECK cn_code cn_db_erase(cn_db *db, const cn_digest *id, cn_err *err);
/* Folds the entries of a log that were not folded yet, verifying each against the ring, which takes the log's key/1 records as they
 * come (so give a ring with pinned keys only). One transaction. */
CN_MUST_CHECK cn_code cn_db_follow(cn_db *db, cn_log *l, cn_str origin, cn_keyring *ring, cn_err *err);
/* Drops what was folded and follows the whole log: the same transaction. */
CN_MUST_CHECK cn_code cn_db_rebuild(cn_db *db, cn_log *l, cn_str origin, cn_keyring *ring, cn_err *err);
CN_MUST_CHECK cn_code cn_db_cursor(cn_db *db, cn_str origin, uint64_t *ret, cn_err *err);
/* Drops every table of every view and the cursors. */
CN_MUST_CHECK cn_code cn_db_reset(cn_db *db, cn_err *err);

/* Every row of every view's tables and SQL views, sorted, as text: equal sets of records give equal dumps. */
CN_MUST_CHECK cn_code cn_db_dump(cn_db *db, cn_buf *out, cn_err *err);

/* One question; each row as a map from column to text, integer or null. `?1`.. are bound to args. At most rows_max rows (CN_ETOOBIG). */
CN_MUST_CHECK cn_code cn_db_query(cn_db *db, cn_arena *a, const char *sql, const cn_sqlval *args, size_t n_args, size_t rows_max,
				  const cn_val **ret_list, cn_err *err);
/* A statement of the node's own (private tables). */
CN_MUST_CHECK cn_code cn_db_exec(cn_db *db, const char *sql, const cn_sqlval *args, size_t n_args, cn_err *err);
uint64_t cn_db_changed(cn_db *db); /* rows that the last statement inserted, changed or deleted */

#endif
