/* cn_db by PostgreSQL. Statements that come again are prepared on the server; values travel as text, whose type is said. */
#include <libpq-fe.h>

#include "core/dso.h"
#include "store/db_private.h"
#include "store/dialect.h"

enum { VERSION_LEAST = 130000, SCHEMA_VERSION = 1, ARGS_MOST = 24, NUMBER_BYTES = 24 };
/* Types as the server numbers them (pg_type.dat): they never change. */
enum { OID_BOOL = 16, OID_INT8 = 20, OID_INT2 = 21, OID_INT4 = 23, OID_TEXT = 25 };

#define CALLS(X) X(PQclear) X(PQcmdTuples) X(PQconnectdbParams) X(PQerrorMessage) X(PQexec) X(PQexecParams) X(PQexecPrepared) X(PQfinish) \
	X(PQfname) X(PQftype) X(PQgetisnull) X(PQgetlength) X(PQgetvalue) X(PQnfields) X(PQntuples) X(PQparameterStatus) X(PQprepare) \
	X(PQresultErrorField) X(PQresultErrorMessage) X(PQresultStatus) X(PQserverVersion) X(PQsetNoticeReceiver) X(PQstatus)
static CN_DSO_TABLE(CALLS) lib;
static const char *const calls[] = { CALLS(CN_DSO_NAME) NULL };

typedef struct kept {
	struct kept *next;
	char name[24], sql[];
} kept;

typedef struct pg {
	cn_db db;
	PGconn *conn;
	kept *kept;
	unsigned n_kept;
} pg;

static pg *of(cn_db *db)
{
	return (pg *)(void *)db;
}

static void result_done(PGresult **r)
{
	lib.PQclear(*r);
}
#define AUTO_RESULT __attribute__((cleanup(result_done))) PGresult *

/* The first line of what the library says, without "ERROR:  " and the like. */
static cn_str said(const char *message)
{
	cn_str line, rest;
	(void)cn_split(cn_trim(cn_str_z(message)), '\n', &line, &rest);
	static const char *const before[] = { "ERROR:", "FATAL:", "PANIC:" };
	for (size_t i = 0; i < sizeof before / sizeof *before; i++)
		if (cn_starts(line, before[i]))
			line = cn_trim(cn_sub(line, strlen(before[i]), line.n));
	return cn_sub(line, 0, 300);
}

static cn_code lost(const pg *p, cn_err *err)
{
	cn_str why = said(lib.PQerrorMessage(p->conn));
	return CN_FAIL(err, CN_ESTATE, "the connection to PostgreSQL was lost: %.*s", CN_FMT(why));
}

/* What the classes of SQLSTATE mean here (PostgreSQL's appendix A). */
static cn_code sql_fail(const pg *p, const PGresult *r, cn_err *err)
{
	const char *state = r ? lib.PQresultErrorField(r, PG_DIAG_SQLSTATE) : NULL;
	if (lib.PQstatus(p->conn) != CONNECTION_OK || !state)
		return lost(p, err);
	cn_str why = said(lib.PQresultErrorMessage(r)), s = cn_str_z(state);
	if (cn_eqz(s, "55P03"))
		return CN_FAIL(err, CN_ESTATE, "another process writes: PostgreSQL let nobody else in for a minute");
	cn_code code = cn_starts(s, "53") || cn_starts(s, "58") || cn_starts(s, "XX") ? CN_EIO :
		       cn_starts(s, "57") || cn_starts(s, "40") || cn_starts(s, "25") || cn_eqz(s, "42501") ? CN_ESTATE :
													  CN_EINTERNAL;
	return CN_FAIL(err, code, "PostgreSQL: %.*s", CN_FMT(why));
}

static bool went_well(const PGresult *r)
{
	ExecStatusType s = r ? lib.PQresultStatus(r) : PGRES_FATAL_ERROR;
	return s == PGRES_COMMAND_OK || s == PGRES_TUPLES_OK;
}

static cn_code run(cn_db *db, const char *sql, cn_err *err)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, 1 << 20);
	cn_sql_for_postgresql(sql, &b);
	if (b.failed)
		return CN_NOMEM(err);
	AUTO_RESULT r = lib.PQexec(of(db)->conn, b.p);
	return went_well(r) ? CN_OK : sql_fail(of(db), r, err);
}

/* ---- values ------------------------------------------------------------------------------------------------------------------- */

typedef struct values {
	Oid type[ARGS_MOST];
	const char *p[ARGS_MOST];
	char number[ARGS_MOST][NUMBER_BYTES];
	char *copy[ARGS_MOST]; /* texts, which end with a NUL there */
} values;

static void values_done(values *v)
{
	for (size_t i = 0; i < ARGS_MOST; i++)
		cn_heap_give(v->copy[i]);
}

static cn_code put_value(values *v, size_t i, const cn_sqlval *x, cn_err *err)
{
	if (x->type == CN_CELL_NULL)
		return CN_OK;
	if (x->type == CN_CELL_INT) {
		v->type[i] = OID_INT8;
		(void)snprintf(v->number[i], NUMBER_BYTES, "%lld", (long long)x->i);
		v->p[i] = v->number[i];
		return CN_OK;
	}
	if (x->type != CN_CELL_TEXT || (x->s.n && memchr(x->s.p, 0, x->s.n)))
		return CN_FAIL(err, CN_EINTERNAL, "a view puts bytes or a NUL, which PostgreSQL does not keep in a text");
	v->copy[i] = cn_heap_take(x->s.n + 1);
	if (!v->copy[i])
		return CN_NOMEM(err);
	if (x->s.n)
		memcpy(v->copy[i], x->s.p, x->s.n);
	v->copy[i][x->s.n] = '\0';
	v->type[i] = OID_TEXT;
	v->p[i] = v->copy[i];
	return CN_OK;
}

static cn_val *cell(cn_arena *a, const PGresult *r, int row, int col)
{
	int64_t i = 0;
	if (lib.PQgetisnull(r, row, col))
		return cn_null(a);
	cn_str s = { lib.PQgetvalue(r, row, col), (size_t)lib.PQgetlength(r, row, col) };
	switch (lib.PQftype(r, col)) {
	case OID_INT8:
	case OID_INT4:
	case OID_INT2:
		return cn_int_parse(s, INT64_MIN, INT64_MAX, &i, NULL) == CN_OK ? cn_int(a, i) : cn_null(a);
	case OID_BOOL:
		return cn_int(a, cn_eqz(s, "t"));
	default:
		return cn_text(a, s);
	}
}

/* Text that is no whole number leaves it as it was. */
static void take_int(cn_str s, int64_t *to)
{
	int64_t i;
	if (cn_int_parse(s, INT64_MIN, INT64_MAX, &i, NULL) == CN_OK)
		*to = i;
}

static cn_code take_rows(const PGresult *r, const cn_ask *q, cn_err *err)
{
	int rows = lib.PQntuples(r);
	if (q->first && rows > 0)
		take_int(cn_str_z(lib.PQgetvalue(r, 0, 0)), q->first); /* empty for NULL */
	if (!q->rows)
		return CN_OK;
	if ((size_t)rows > q->rows_max)
		return CN_FAIL(err, CN_ETOOBIG, "more than %zu rows", q->rows_max);
	for (int i = 0; i < rows; i++) {
		cn_val *row = cn_push(q->a, q->rows, cn_map(q->a));
		for (int k = 0; k < lib.PQnfields(r); k++)
			cn_put(q->a, row, lib.PQfname(r, k), cell(q->a, r, i, k));
		if (!cn_arena_ok(q->a))
			return cn_arena_fail(q->a, err);
	}
	return CN_OK;
}

/* ---- asking -------------------------------------------------------------------------------------------------------------------- */

/* The name under which the server has a statement that comes again. The types of its values are those of the columns. */
static cn_code prepared(pg *p, const cn_ask *q, const char **ret, cn_err *err)
{
	for (const kept *k = p->kept; k; k = k->next)
		if (strcmp(k->sql, q->sql) == 0) {
			*ret = k->name;
			return CN_OK;
		}
	CN_AUTO_BUF b;
	cn_buf_init(&b, 1 << 20);
	cn_sql_for_postgresql(q->sql, &b);
	kept *k = b.failed ? NULL : cn_heap_take(sizeof *k + strlen(q->sql) + 1);
	if (!k)
		return CN_NOMEM(err);
	memcpy(k->sql, q->sql, strlen(q->sql) + 1);
	(void)snprintf(k->name, sizeof k->name, "s%u", ++p->n_kept);
	AUTO_RESULT r = lib.PQprepare(p->conn, k->name, b.p, 0, NULL);
	if (!went_well(r)) {
		cn_heap_give(k);
		return sql_fail(p, r, err);
	}
	k->next = p->kept;
	p->kept = k;
	*ret = k->name;
	return CN_OK;
}

static cn_code send(pg *p, const cn_ask *q, const values *v, cn_err *err)
{
	const char *name = NULL;
	CN_AUTO_BUF b;
	cn_buf_init(&b, 1 << 20);
	if (q->again)
		CN_TRY(prepared(p, q, &name, err));
	else
		cn_sql_for_postgresql(q->sql, &b);
	if (b.failed)
		return CN_NOMEM(err);
	AUTO_RESULT r = name ? lib.PQexecPrepared(p->conn, name, (int)q->n_args, v->p, NULL, NULL, 0) :
			       lib.PQexecParams(p->conn, b.p, (int)q->n_args, v->type, v->p, NULL, NULL, 0);
	if (!went_well(r))
		return sql_fail(p, r, err);
	int64_t changed = 0;
	take_int(cn_str_z(lib.PQcmdTuples(r)), &changed); /* empty for what changes nothing */
	p->db.changed = (uint64_t)changed;
	return take_rows(r, q, err);
}

static cn_code ask(cn_db *db, const cn_ask *q, cn_err *err)
{
	values v = { 0 };
	if (q->n_args > ARGS_MOST)
		return CN_FAIL(err, CN_EINTERNAL, "more than %d values in one statement", ARGS_MOST);
	cn_code rc = CN_OK;
	for (size_t i = 0; rc == CN_OK && i < q->n_args; i++)
		rc = put_value(&v, i, &q->args[i], err);
	if (rc == CN_OK)
		rc = send(of(db), q, &v, err);
	values_done(&v);
	return rc;
}

static void forget(cn_db *db)
{
	pg *p = of(db);
	while (p->kept) {
		kept *k = p->kept;
		p->kept = k->next;
		cn_heap_give(k);
	}
	lib.PQclear(lib.PQexec(p->conn, "DEALLOCATE ALL")); /* names are never used twice: what stayed would only lie there */
}

static void close_it(cn_db *db)
{
	pg *p = of(db);
	while (p->kept) {
		kept *k = p->kept;
		p->kept = k->next;
		cn_heap_give(k);
	}
	lib.PQfinish(p->conn);
	cn_heap_give(p);
}

/* Numbers of advisory locks are ours alone: a database holds one log. */
static const cn_engine engine = { run, ask, forget, close_it, "BEGIN; SELECT pg_advisory_xact_lock(1129270094, 2)" };

/* ---- opening ------------------------------------------------------------------------------------------------------------------- */

/* What is waited for has an end; a server that is gone without a word is noticed in half a minute, a client likewise. */
static const char session[] =
	"SET client_min_messages = warning; SET search_path = concord; SET standard_conforming_strings = on; SET lock_timeout = '60s';"
	"SET synchronous_commit = on; SET TIME ZONE 'UTC'; SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3;";

static void no_notice(void *arg, const PGresult *r)
{
	(void)arg;
	(void)r; /* what matters fails; the library would print it */
}

static cn_code connect_to(const cn_store_url *url, PGconn **ret, cn_err *err)
{
	static const char *const more[][2] = { { "client_encoding", "UTF8" }, { "connect_timeout", "5" }, { "keepalives_idle", "10" }, { "keepalives_interval", "5" },
					       { "keepalives_count", "3" }, { "tcp_user_timeout", "30000" }, { "fallback_application_name", "concord" } };
	enum { MORE = sizeof more / sizeof *more };
	const char *name[CN_STORE_PARTS_MAX + MORE + 1] = { NULL }, *value[CN_STORE_PARTS_MAX + MORE + 1] = { NULL };
	size_t n = 0;
	for (; url->name[n]; n++) {
		name[n] = url->name[n];
		value[n] = url->value[n];
	}
	for (size_t i = 0; i < MORE; i++, n++) {
		name[n] = more[i][0];
		value[n] = more[i][1];
	}
	PGconn *conn = lib.PQconnectdbParams(name, value, 0);
	if (!conn)
		return CN_NOMEM(err);
	if (lib.PQstatus(conn) == CONNECTION_OK) {
		(void)lib.PQsetNoticeReceiver(conn, no_notice, NULL); /* gives the one before */
		*ret = conn;
		return CN_OK;
	}
	cn_str why = said(lib.PQerrorMessage(conn));
	cn_code rc = CN_FAIL(err, CN_ESTATE, "the store %.*s cannot be reached: %.*s", CN_FMT(cn_sub(url->shown, 0, 200)), CN_FMT(why));
	lib.PQfinish(conn);
	return rc;
}

static cn_code check_server(pg *p, cn_err *err)
{
	int version = lib.PQserverVersion(p->conn);
	const char *encoding = lib.PQparameterStatus(p->conn, "server_encoding");
	if (version < VERSION_LEAST)
		return CN_FAIL(err, CN_ESTATE, "this is PostgreSQL %d; the store needs %d or later", version / 10000, VERSION_LEAST / 10000);
	if (!encoding || strcmp(encoding, "UTF8") != 0)
		return CN_FAIL(err, CN_ESTATE, "the encoding of this database is %.40s; the store needs UTF8: createdb --encoding=UTF8 --template=template0 NAME", encoding ? encoding : "?");
	return CN_OK;
}

/* The schema and the tables that are no view's. Another process may be doing the same. */
static cn_code make_tables(pg *p, cn_err *err)
{
	static const char log_tables[] =
		"CREATE SCHEMA IF NOT EXISTS concord;"
		"CREATE TABLE IF NOT EXISTS concord.version (one INTEGER PRIMARY KEY, version INTEGER NOT NULL);"
		"INSERT INTO concord.version VALUES (1, 1) ON CONFLICT DO NOTHING;"
		"CREATE TABLE IF NOT EXISTS concord.log (name TEXT PRIMARY KEY, log_key TEXT NOT NULL, size INTEGER NOT NULL, root TEXT NOT NULL,"
		" epoch INTEGER NOT NULL, holder TEXT NOT NULL, seen TIMESTAMPTZ NOT NULL);";
	cn_db *db = &p->db;
	CN_TRY(run(db, engine.begin, err));
	cn_code rc = run(db, log_tables, err);
	if (rc == CN_OK)
		rc = run(db, cn_own_schema, err);
	if (rc == CN_OK)
		return run(db, "COMMIT", err);
	(void)run(db, "ROLLBACK", NULL); /* the connection goes anyway */
	return rc;
}

static cn_code prepare_tables(pg *p, cn_err *err)
{
	int64_t there, version;
	CN_TRY(run(&p->db, session, err));
	CN_TRY(cn_db_int(&p->db, "SELECT count(*) FROM pg_tables WHERE schemaname = 'concord' AND tablename IN ('log', 'version', 'depth')", NULL, 0, 0, &there, err));
	if (there < 3)
		CN_TRY(make_tables(p, err));
	CN_TRY(cn_db_int(&p->db, "SELECT version FROM version WHERE one = 1", NULL, 0, 0, &version, err));
	if (version != SCHEMA_VERSION)
		return CN_FAIL(err, CN_ESTATE, "this database was written by a later version of this program (%lld, here %zu)", (long long)version, (size_t)SCHEMA_VERSION);
	return CN_OK;
}

cn_code cn_pg_open(const cn_store_url *url, cn_db **ret, cn_err *err)
{
	CN_TRY(cn_dso_load("libpq.so.5", "libpq5", calls, &lib, err));
	pg *p = cn_heap_take(sizeof *p);
	if (!p)
		return CN_NOMEM(err);
	*p = (pg){ .db = { .engine = &engine, .shared = true } };
	cn_code rc = connect_to(url, &p->conn, err);
	if (rc == CN_OK) {
		rc = check_server(p, err);
		if (rc == CN_OK)
			rc = prepare_tables(p, err);
		if (rc != CN_OK)
			(void)cn_while(err, "%.*s", CN_FMT(cn_sub(url->shown, 0, 200))); /* gives rc, unless err is NULL */
	}
	if (rc != CN_OK) {
		close_it(&p->db); /* accepts a connection that was never made */
		return rc;
	}
	*ret = &p->db;
	return CN_OK;
}
