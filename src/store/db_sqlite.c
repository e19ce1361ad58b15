/* cn_db by SQLite: a file, or memory. */
#include <errno.h>
#include <sqlite3.h>
#include <unistd.h>

#include "store/db_private.h"

typedef struct kept {
	struct kept *next;
	sqlite3_stmt *stmt;
	char sql[];
} kept;

typedef struct lite {
	cn_db db;
	sqlite3 *sql;
	kept *kept;
} lite;

static lite *of(cn_db *db)
{
	return (lite *)(void *)db;
}

static cn_code sql_fail(const lite *l, int rc, const char *doing, cn_err *err)
{
	cn_code code = rc == SQLITE_NOMEM ? CN_ENOMEM :
		       rc == SQLITE_BUSY || rc == SQLITE_LOCKED ? CN_ESTATE :
		       rc == SQLITE_ERROR || rc == SQLITE_MISUSE ? CN_EINTERNAL :
								   CN_EIO;
	return CN_FAIL(err, code, "%s: %s", doing, l->sql ? sqlite3_errmsg(l->sql) : sqlite3_errstr(rc));
}

static cn_code run(cn_db *db, const char *sql, cn_err *err)
{
	int rc = sqlite3_exec(of(db)->sql, sql, NULL, NULL, NULL);
	return rc == SQLITE_OK ? CN_OK : sql_fail(of(db), rc, "the database", err);
}

static cn_code bind(const lite *l, sqlite3_stmt *s, const cn_sqlval *args, size_t n, cn_err *err)
{
	for (size_t i = 0; i < n; i++) {
		int rc = SQLITE_OK, at = (int)i + 1;
		if (args[i].type == CN_CELL_NULL)
			rc = sqlite3_bind_null(s, at);
		else if (args[i].type == CN_CELL_INT)
			rc = sqlite3_bind_int64(s, at, args[i].i);
		else if (args[i].type == CN_CELL_BLOB)
			rc = sqlite3_bind_blob64(s, at, args[i].s.n ? args[i].s.p : "", args[i].s.n, SQLITE_TRANSIENT);
		else
			rc = sqlite3_bind_text64(s, at, args[i].s.n ? args[i].s.p : "", args[i].s.n, SQLITE_TRANSIENT, SQLITE_UTF8);
		if (rc != SQLITE_OK)
			return sql_fail(l, rc, "binding a value", err);
	}
	return CN_OK;
}

/* A statement that comes again, from what is kept; it is reset after each use and never finalized here. */
static cn_code prepare_again(lite *l, const char *sql, sqlite3_stmt **ret, cn_err *err)
{
	for (const kept *k = l->kept; k; k = k->next)
		if (strcmp(k->sql, sql) == 0) {
			*ret = k->stmt;
			return CN_OK;
		}
	kept *k = cn_heap_take(sizeof *k + strlen(sql) + 1);
	if (!k)
		return CN_NOMEM(err);
	memcpy(k->sql, sql, strlen(sql) + 1);
	int rc = sqlite3_prepare_v2(l->sql, sql, -1, &k->stmt, NULL);
	if (rc != SQLITE_OK) {
		cn_heap_give(k);
		return sql_fail(l, rc, sql, err);
	}
	k->next = l->kept;
	l->kept = k;
	*ret = k->stmt;
	return CN_OK;
}

static cn_val *column(cn_arena *a, sqlite3_stmt *s, int i)
{
	int type = sqlite3_column_type(s, i);
	if (type == SQLITE_NULL)
		return cn_null(a);
	if (type == SQLITE_INTEGER)
		return cn_int(a, sqlite3_column_int64(s, i));
	if (type == SQLITE_FLOAT)
		return cn_real(a, sqlite3_column_double(s, i));
	const char *p = (const char *)sqlite3_column_text(s, i);
	return p ? cn_text(a, (cn_str){ p, (size_t)sqlite3_column_bytes(s, i) }) : cn_null(a);
}

static cn_code take_row(sqlite3_stmt *s, const cn_ask *q, cn_err *err)
{
	if (q->first && sqlite3_column_type(s, 0) == SQLITE_INTEGER)
		*q->first = sqlite3_column_int64(s, 0);
	if (!q->rows)
		return CN_OK;
	if (q->rows->n == q->rows_max)
		return CN_FAIL(err, CN_ETOOBIG, "more than %zu rows", q->rows_max);
	cn_val *row = cn_push(q->a, q->rows, cn_map(q->a));
	for (int i = 0; i < sqlite3_column_count(s); i++)
		cn_put(q->a, row, sqlite3_column_name(s, i), column(q->a, s, i));
	return cn_arena_ok(q->a) ? CN_OK : cn_arena_fail(q->a, err);
}

static cn_code walk(lite *l, sqlite3_stmt *s, const cn_ask *q, cn_err *err)
{
	int rc;
	CN_TRY(bind(l, s, q->args, q->n_args, err));
	for (bool more = true; (rc = sqlite3_step(s)) == SQLITE_ROW;) {
		if (more)
			CN_TRY(take_row(s, q, err));
		more = q->rows != NULL; /* a statement runs to its end also when one value of it is wanted */
	}
	if (rc != SQLITE_DONE)
		return sql_fail(l, rc, q->rows ? q->sql : "the database", err);
	l->db.changed = (uint64_t)sqlite3_changes64(l->sql);
	return CN_OK;
}

static cn_code ask(cn_db *db, const cn_ask *q, cn_err *err)
{
	lite *l = of(db);
	sqlite3_stmt *s = NULL;
	if (q->again) {
		CN_TRY(prepare_again(l, q->sql, &s, err));
	} else {
		int rc = sqlite3_prepare_v2(l->sql, q->sql, -1, &s, NULL);
		if (rc != SQLITE_OK)
			return sql_fail(l, rc, q->sql, err);
	}
	cn_code code = walk(l, s, q, err);
	(void)(q->again ? sqlite3_reset(s) : sqlite3_finalize(s)); /* repeats the error of the last step, which was seen */
	return code;
}

static void forget(cn_db *db)
{
	lite *l = of(db);
	while (l->kept) {
		kept *k = l->kept;
		l->kept = k->next;
		(void)sqlite3_finalize(k->stmt); /* its errors were seen */
		cn_heap_give(k);
	}
}

static void close_it(cn_db *db)
{
	forget(db);
	(void)sqlite3_close_v2(of(db)->sql); /* v2: never refuses */
	cn_heap_give(of(db));
}

static const cn_engine engine = { run, ask, forget, close_it, "BEGIN IMMEDIATE" };

cn_code cn_sqlite_open(const char *path, cn_db **ret, cn_err *err)
{
	lite *l = cn_heap_take(sizeof *l);
	if (!l)
		return CN_NOMEM(err);
	*l = (lite){ .db = { .engine = &engine } };
	int rc = sqlite3_open_v2(path, &l->sql, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
	if (rc != SQLITE_OK) {
		cn_code code = sql_fail(l, rc, path, err);
		close_it(&l->db);
		return code;
	}
	(void)sqlite3_busy_timeout(l->sql, 5000); /* cannot fail on an open database */
	(void)sqlite3_extended_result_codes(l->sql, 0);
	*ret = &l->db;
	return CN_OK;
}

cn_code cn_db_copy(const char *from, const char *to, cn_err *err)
{
	char part[CN_PATH_BYTES_MAX + 8];
	CN_AUTO_DB db = NULL;
	(void)snprintf(part, sizeof part, "%s.part", to);
	(void)unlink(part); /* of a copy that was cut off */
	CN_TRY(cn_file_write(NULL, part, CN_S(""), 0600, err)); /* an empty file with the right mode: SQLite fills it */
	CN_TRY(cn_sqlite_open(from, &db, err));
	const cn_sqlval args[] = { CN_CELL_S(cn_str_z(part)) };
	CN_TRY(cn_db_exec(db, "VACUUM INTO ?1", args, 1, err));
	if (rename(part, to) != 0)
		return CN_FAIL(err, CN_EIO, "%s could not take the place of %s: %s", part, to, strerror(errno));
	return CN_OK;
}
