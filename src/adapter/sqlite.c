/* Tables of an SQLite file that someone else made: opened read-only, its schema not trusted, its work bounded. */
#include "adapter/adapter.h"

#include <sqlite3.h>

enum { STEPS_A_CALL = 1000000, CALLS_MAX = 50000, FIELD_TEXT = 40 };

typedef struct source {
	sqlite3 *db;
	sqlite3_stmt *q;
	cn_builder *b;
	size_t *to; /* column of the query -> of the builder, SIZE_MAX: not kept */
	unsigned calls;
} source;

static int too_long(void *ctx)
{
	source *s = ctx;
	return ++s->calls > CALLS_MAX; /* a view may be endless */
}

static cn_code sql_failed(const source *s, const char *path, cn_err *err)
{
	int rc = sqlite3_errcode(s->db);
	cn_code code = rc == SQLITE_NOMEM ? CN_ENOMEM : rc == SQLITE_INTERRUPT ? CN_ETOOBIG : rc == SQLITE_NOTADB || rc == SQLITE_CORRUPT ? CN_EINPUT : CN_EIO;
	return CN_FAIL(err, code, "%s: %s", path, sqlite3_errmsg(s->db));
}

static bool wanted(const cn_table_options *o, cn_str name)
{
	for (size_t i = 0; i < o->n_only; i++)
		if (cn_eq(o->only[i], name))
			return true;
	return o->n_only == 0;
}

static cn_code columns(source *s, const cn_table_options *o, cn_arena *a, cn_err *err)
{
	size_t n = (size_t)sqlite3_column_count(s->q), kept = 0;
	s->to = CN_NEW(a, size_t, n + 1);
	if (!s->to)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < n; i++) {
		cn_str name = cn_str_z(sqlite3_column_name(s->q, (int)i));
		s->to[i] = SIZE_MAX;
		if (!wanted(o, name))
			continue;
		s->to[i] = kept++;
		CN_TRY(cn_builder_column(s->b, name, err));
	}
	if (o->n_only && kept < o->n_only)
		return CN_FAIL(err, CN_EINPUT, "%.*s: %zu of the %zu columns asked for are there", CN_FMT(o->source), kept, o->n_only);
	return CN_OK;
}

static cn_code cell(source *s, int i, size_t row, cn_err *err)
{
	char text[FIELD_TEXT];
	size_t to = s->to[i];
	switch (sqlite3_column_type(s->q, i)) {
	case SQLITE_NULL:
		return cn_builder_missing(s->b, to, err);
	case SQLITE_FLOAT: {
		int n = snprintf(text, sizeof text, "%.17g", sqlite3_column_double(s->q, i));
		return cn_builder_cell(s->b, to, (cn_str){ text, (size_t)n }, true, err);
	}
	case SQLITE_BLOB:
		return CN_FAIL(err, CN_EINPUT, "row %zu, column \"%s\": a blob", row, sqlite3_column_name(s->q, i));
	default: {
		const unsigned char *p = sqlite3_column_text(s->q, i);
		cn_str v = { (const char *)p, (size_t)sqlite3_column_bytes(s->q, i) };
		if (!p)
			return CN_NOMEM(err);
		if (!cn_utf8_ok(v))
			return CN_FAIL(err, CN_EINPUT, "row %zu, column \"%s\": not UTF-8", row, sqlite3_column_name(s->q, i));
		return cn_builder_cell(s->b, to, v, false, err);
	}
	}
}

static cn_code rows(source *s, const char *path, cn_err *err)
{
	for (size_t row = 1;; row++) {
		int rc = sqlite3_step(s->q);
		if (rc == SQLITE_DONE)
			return CN_OK;
		if (rc != SQLITE_ROW)
			return sql_failed(s, path, err);
		for (int i = 0; i < sqlite3_column_count(s->q); i++) {
			cn_code got = s->to[i] == SIZE_MAX ? CN_OK : cell(s, i, row, err);
			if (got != CN_OK) {
				(void)cn_while(err, "%s", path); /* it takes its code from err, which may be left out */
				return got;
			}
		}
		CN_TRY(cn_builder_row(s->b, row, err));
	}
}

static cn_code there_is(source *s, const char *path, cn_str name, cn_err *err)
{
	sqlite3_stmt *q = NULL;
	if (sqlite3_prepare_v2(s->db, "SELECT 1 FROM sqlite_master WHERE type IN ('table','view') AND name = ?1", -1, &q, NULL) != SQLITE_OK)
		return sql_failed(s, path, err);
	bool there = sqlite3_bind_text(q, 1, name.p, (int)name.n, SQLITE_STATIC) == SQLITE_OK && sqlite3_step(q) == SQLITE_ROW;
	(void)sqlite3_finalize(q);
	if (!there)
		return CN_FAIL(err, CN_EINPUT, "%s has no table or view named \"%.*s\"", path, CN_FMT(cn_sub(name, 0, 80)));
	return CN_OK;
}

static cn_code query(source *s, const char *path, cn_str name, const cn_table_options *o, cn_arena *a, cn_err *err)
{
	CN_AUTO_BUF sql;
	cn_buf_init(&sql, 4096);
	if (name.n == 0 || name.n > 512 || memchr(name.p, 0, name.n))
		return CN_FAIL(err, CN_EINPUT, "%s: the table is not named", path);
	CN_TRY(there_is(s, path, name, err));
	cn_buf_putz(&sql, "SELECT * FROM \"");
	for (size_t i = 0; i < name.n; i++) {
		cn_buf_putc(&sql, name.p[i]);
		if (name.p[i] == '"')
			cn_buf_putc(&sql, '"');
	}
	cn_buf_putz(&sql, "\"");
	if (sql.failed)
		return CN_NOMEM(err);
	if (sqlite3_prepare_v2(s->db, sql.p, (int)sql.n, &s->q, NULL) != SQLITE_OK)
		return sql_failed(s, path, err);
	CN_TRY(cn_builder_new(o, &s->b, err));
	CN_TRY(columns(s, o, a, err));
	return rows(s, path, err);
}

cn_code cn_table_read_sqlite(const char *path, cn_str name, const cn_table_options *o, cn_table **ret, cn_err *err)
{
	cn_table_options own = o ? *o : (cn_table_options){ 0 };
	source s = { 0 };
	if (own.source.n == 0)
		own.source = cn_str_z(path);
	CN_AUTO_ARENA a = cn_arena_new(CN_RECORD_ARENA_BYTES);
	if (!a)
		return CN_NOMEM(err);
	cn_code rc;
	if (sqlite3_open_v2(path, &s.db, SQLITE_OPEN_READONLY | SQLITE_OPEN_PRIVATECACHE, NULL) != SQLITE_OK) {
		rc = CN_FAIL(err, CN_EIO, "%s: %s", path, s.db ? sqlite3_errmsg(s.db) : "out of memory");
	} else {
		(void)sqlite3_db_config(s.db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);      /* hardening: an old library without them */
		(void)sqlite3_db_config(s.db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL); /* still reads correctly */
		(void)sqlite3_limit(s.db, SQLITE_LIMIT_LENGTH, CN_FIELD_BYTES_MAX * 8);
		sqlite3_progress_handler(s.db, STEPS_A_CALL, too_long, &s);
		rc = query(&s, path, name, &own, a, err);
	}
	if (rc == CN_OK)
		rc = cn_builder_end(s.b, ret, err);
	cn_builder_free(s.b);
	(void)sqlite3_finalize(s.q); /* its error was seen at the step */
	(void)sqlite3_close(s.db);
	return rc;
}
