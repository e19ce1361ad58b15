/* The views of a node in a database. Order of arrival does not matter because rows are functions of single records, states only ever rise
 * (sealed < unverified < counted or revoked < erased), and the depth of a record is recomputed when what it refers to comes or goes. */
#include "store/db_private.h"

static cn_code run(cn_db *db, const char *sql, cn_err *err)
{
	return db->engine->run(db, sql, err);
}

cn_code cn_db_run(cn_db *db, const char *sql, cn_err *err)
{
	return run(db, sql, err);
}

cn_code cn_db_exec(cn_db *db, const char *sql, const cn_sqlval *args, size_t n_args, cn_err *err)
{
	const cn_ask q = { .sql = sql, .args = args, .n_args = n_args };
	return db->engine->ask(db, &q, err);
}

cn_code cn_db_int(cn_db *db, const char *sql, const cn_sqlval *args, size_t n, int64_t otherwise, int64_t *ret, cn_err *err)
{
	const cn_ask q = { .sql = sql, .args = args, .n_args = n, .again = true, .first = ret };
	*ret = otherwise;
	return db->engine->ask(db, &q, err);
}

/* A statement of each fold. */
static cn_code exec_again(cn_db *db, const char *sql, const cn_sqlval *args, size_t n, cn_err *err)
{
	const cn_ask q = { .sql = sql, .args = args, .n_args = n, .again = true };
	return db->engine->ask(db, &q, err);
}

/* ---- schema ------------------------------------------------------------------------------------------------------------------- */

const char cn_own_schema[] =
	"CREATE TABLE IF NOT EXISTS cursor (origin TEXT PRIMARY KEY, size INTEGER NOT NULL) STRICT;"
	"CREATE TABLE IF NOT EXISTS view_schema (name TEXT PRIMARY KEY, digest TEXT NOT NULL) STRICT;"
	"CREATE TABLE IF NOT EXISTS depth (id TEXT PRIMARY KEY, depth INTEGER NOT NULL) STRICT;";

static cn_digest schema_digest(void)
{
	cn_hash h;
	cn_hash_init(&h);
	for (size_t i = 0; cn_view_at(i); i++) {
		cn_hash_puts(&h, cn_str_z(cn_view_at(i)->name));
		cn_hash_puts(&h, cn_str_z(cn_view_at(i)->schema));
		cn_hash_puts(&h, cn_str_z(cn_view_at(i)->tables));
	}
	return cn_hash_done(&h);
}

/* Calls f for each word of a list of names separated by a space. */
static cn_code each_name(cn_db *db, const char *names, const char *before, const char *after, const cn_sqlval *args, size_t n, cn_err *err)
{
	cn_str rest = cn_str_z(names), word;
	while (rest.n > 0) {
		char sql[256];
		(void)cn_split(rest, ' ', &word, &rest); /* the last word comes without a space */
		(void)snprintf(sql, sizeof sql, "%s%.*s%s", before, CN_FMT(word), after);
		CN_TRY(cn_db_exec(db, sql, args, n, err));
	}
	return CN_OK;
}

static cn_code make_views(cn_db *db, cn_err *err)
{
	for (size_t i = 0; cn_view_at(i); i++)
		CN_TRY(run(db, cn_view_at(i)->schema, err));
	cn_digest d = schema_digest();
	char text[CN_DIGEST_TEXT_BYTES];
	cn_digest_text(&d, text);
	const cn_sqlval args[] = { CN_CELL_S(cn_str_z(text)) };
	return cn_db_exec(db, "INSERT INTO view_schema VALUES ('all', ?1) ON CONFLICT (name) DO UPDATE SET digest = excluded.digest", args, 1, err);
}

cn_code cn_db_reset(cn_db *db, cn_err *err)
{
	db->engine->forget(db);
	for (size_t i = 0; cn_view_at(i); i++) {
		CN_TRY(each_name(db, cn_view_at(i)->derived ? cn_view_at(i)->derived : "", "DROP VIEW IF EXISTS ", "", NULL, 0, err));
		CN_TRY(each_name(db, cn_view_at(i)->tables, "DROP TABLE IF EXISTS ", "", NULL, 0, err));
	}
	CN_TRY(run(db, "DELETE FROM cursor; DELETE FROM depth; DELETE FROM view_schema;", err));
	return make_views(db, err);
}

static cn_code prepare_schema(cn_db *db, cn_err *err)
{
	cn_digest d = schema_digest();
	char text[CN_DIGEST_TEXT_BYTES];
	cn_digest_text(&d, text);
	const cn_sqlval args[] = { CN_CELL_S(cn_str_z(text)) };
	int64_t same = 0;
	CN_TRY(cn_db_int(db, "SELECT count(*) FROM view_schema WHERE digest = ?1", args, 1, 0, &same, err));
	if (same)
		return CN_OK;
	CN_TRY(cn_db_begin(db, err));
	cn_code rc = cn_db_reset(db, err);
	if (rc == CN_OK)
		return cn_db_commit(db, err);
	cn_db_rollback(db);
	return rc;
}

static cn_code opened(cn_db *db, cn_db **ret, cn_err *err)
{
	cn_code code = db->shared ? CN_OK : run(db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;", err);
	if (code == CN_OK && !db->shared)
		code = run(db, cn_own_schema, err);
	if (code == CN_OK)
		code = prepare_schema(db, err);
	if (code != CN_OK) {
		cn_db_close(db);
		return code;
	}
	*ret = db;
	return CN_OK;
}

cn_code cn_db_open(const char *path, cn_db **ret, cn_err *err)
{
	cn_db *db = NULL;
	CN_TRY(cn_sqlite_open(path, &db, err));
	return opened(db, ret, err);
}

cn_code cn_db_open_url(const cn_store_url *url, cn_db **ret, cn_err *err)
{
	cn_db *db = NULL;
	CN_TRY(cn_pg_open(url, &db, err));
	return opened(db, ret, err);
}

/* In one transaction, so that no table is half made; another process may be doing the same. */
static cn_code migrate(cn_db *db, const char *const *steps, size_t n, cn_err *err)
{
	int64_t have = 0;
	CN_TRY(cn_db_int(db, "PRAGMA user_version", NULL, 0, 0, &have, err));
	if (have < 0 || (uint64_t)have > n)
		return CN_FAIL(err, CN_ESTATE, "this database was written by a later version of this program (%lld, here %zu)", (long long)have, n);
	for (size_t i = (size_t)have; i < n; i++) {
		char version[48];
		(void)snprintf(version, sizeof version, "PRAGMA user_version = %zu", i + 1);
		CN_TRY(run(db, steps[i], err));
		CN_TRY(run(db, version, err));
	}
	return CN_OK;
}

cn_code cn_db_open_own(const char *path, const char *const *steps, size_t n, cn_db **ret, cn_err *err)
{
	cn_db *db = NULL;
	CN_TRY(cn_sqlite_open(path, &db, err));
	cn_code code = run(db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;", err);
	if (code == CN_OK)
		code = cn_db_begin(db, err);
	if (code == CN_OK) {
		code = migrate(db, steps, n, err);
		if (code == CN_OK)
			code = cn_db_commit(db, err);
		else
			cn_db_rollback(db);
	}
	if (code != CN_OK) {
		cn_db_close(db);
		return code;
	}
	*ret = db;
	return CN_OK;
}

uint64_t cn_db_changed(cn_db *db)
{
	return db->changed;
}

void cn_db_close(cn_db *db)
{
	if (db)
		db->engine->close(db);
}

cn_code cn_db_begin(cn_db *db, cn_err *err)
{
	return run(db, db->engine->begin, err);
}

cn_code cn_db_commit(cn_db *db, cn_err *err)
{
	return run(db, "COMMIT", err);
}

void cn_db_rollback(cn_db *db)
{
	(void)run(db, "ROLLBACK", NULL); /* fails only when there is nothing to roll back */
}

/* ---- folding ------------------------------------------------------------------------------------------------------------------ */

static cn_code put_row(void *ctx, const char *table, const cn_sqlval *cells, size_t n, cn_err *err)
{
	CN_AUTO_BUF sql;
	cn_buf_init(&sql, 1024);
	cn_buf_printf(&sql, "INSERT INTO %s VALUES (", table);
	for (size_t i = 0; i < n; i++)
		cn_buf_printf(&sql, i ? ",?%zu" : "?%zu", i + 1);
	cn_buf_putz(&sql, ") ON CONFLICT DO NOTHING");
	return sql.failed ? CN_NOMEM(err) : exec_again(ctx, sql.p, cells, n, err);
}

static int state_rank(cn_str state)
{
	static const char *const states[] = { "sealed", "unverified", "counted", "revoked", "erased" };
	static const int rank[] = { 0, 1, 2, 2, 3 };
	for (size_t i = 0; i < sizeof rank / sizeof *rank; i++)
		if (cn_eqz(state, states[i]))
			return rank[i];
	return 1;
}

/* Depth over refs: 1 without refs, else one more than the deepest known target. Recomputes id and, when it changed, what refers to it. */
static cn_code settle_depth(cn_db *db, cn_arena *a, cn_str first, cn_err *err)
{
	cn_val *todo = cn_list(a);
	cn_push(a, todo, cn_text(a, first));
	if (!cn_arena_ok(a))
		return cn_arena_fail(a, err);
	CN_EACH(c, todo) {
		const cn_sqlval id[] = { CN_CELL_S(c->s) };
		int64_t was = 0, is = 0;
		CN_TRY(cn_db_int(db, "SELECT depth FROM depth WHERE id = ?1", id, 1, 0, &was, err));
		CN_TRY(cn_db_int(db, "SELECT CASE WHEN EXISTS (SELECT 1 FROM record WHERE id = ?1) THEN 1 + coalesce((SELECT max(d.depth) FROM ref x"
				   " JOIN depth d ON d.id = x.target WHERE x.id = ?1), 0) ELSE 0 END", id, 1, 0, &is, err));
		if (was == is)
			continue;
		const cn_sqlval row[] = { CN_CELL_S(c->s), CN_CELL_I(is) };
		const char *change = is ? "INSERT INTO depth VALUES (?1, ?2) ON CONFLICT (id) DO UPDATE SET depth = excluded.depth" : "DELETE FROM depth WHERE id = ?1";
		CN_TRY(exec_again(db, change, row, is ? 2 : 1, err));
		const cn_val *rows = NULL;
		CN_TRY(cn_db_query(db, a, "SELECT DISTINCT id FROM ref WHERE target = ?1", id, 1, SIZE_MAX, &rows, err));
		CN_EACH(r, rows)
			cn_push(a, todo, cn_text(a, cn_get_text(r, "id")));
		if (!cn_arena_ok(a))
			return cn_arena_fail(a, err);
	}
	return CN_OK;
}

/* Removes a record's content from every table but `entry`. */
static cn_code drop_content(cn_db *db, cn_arena *a, cn_str id, cn_err *err)
{
	const cn_sqlval args[] = { CN_CELL_S(id) };
	for (size_t i = 0; cn_view_at(i); i++) {
		cn_str rest = cn_str_z(cn_view_at(i)->tables), word;
		while (rest.n > 0) {
			(void)cn_split(rest, ' ', &word, &rest); /* the last word comes without a space */
			if (cn_eqz(word, "entry"))
				continue;
			const char *name = cn_cstr(a, word);
			if (!name)
				return cn_arena_fail(a, err);
			CN_TRY(each_name(db, name, "DELETE FROM ", " WHERE id = ?1", args, 1, err));
		}
	}
	return settle_depth(db, a, id, err);
}

static cn_code mark_erased(cn_db *db, cn_arena *a, cn_str id, cn_err *err)
{
	const cn_sqlval args[] = { CN_CELL_S(id) };
	CN_TRY(cn_db_exec(db, "UPDATE entry SET state = 'erased', key_id = NULL WHERE id = ?1", args, 1, err));
	return drop_content(db, a, id, err);
}

static cn_code fold_views(cn_db *db, cn_arena *a, const cn_seen *s, cn_err *err)
{
	cn_sink sink = { put_row, db, a };
	for (size_t i = 0; cn_view_at(i); i++) {
		const cn_view *v = cn_view_at(i);
		if (v->kind && !(s->rec && cn_eqz(s->rec->kind, v->kind)))
			continue;
		CN_TRY(v->fold(s, &sink, err));
	}
	return CN_OK;
}

static cn_code fold(cn_db *db, cn_arena *a, const cn_seen *s, cn_err *err)
{
	cn_str id = cn_digest_str(a, &s->id);
	if (!cn_arena_ok(a))
		return cn_arena_fail(a, err);
	const cn_sqlval at[] = { CN_CELL_S(id), CN_CELL_S(s->origin), CN_CELL_I((int64_t)s->index) };
	int64_t erased = 0, had = 0;
	CN_TRY(cn_db_int(db, "SELECT count(*) FROM entry WHERE id = ?1 AND state = 'erased'", at, 1, 0, &erased, err));
	CN_TRY(cn_db_int(db, "SELECT CASE state WHEN 'sealed' THEN 0 WHEN 'unverified' THEN 1 WHEN 'erased' THEN 3 ELSE 2 END FROM entry"
			   " WHERE id = ?1 AND origin = ?2 AND idx = ?3", at, 3, -1, &had, err));
	cn_seen seen = *s;
	if (erased) { /* what is erased stays erased, whoever sends it again */
		seen.rec = NULL;
		seen.whole = NULL;
		seen.state = CN_S("erased");
		seen.key_id = (cn_digest){ { 0 } };
	}
	if (had >= state_rank(seen.state))
		return CN_OK;
	if (had >= 0)
		CN_TRY(cn_db_exec(db, "DELETE FROM entry WHERE id = ?1 AND origin = ?2 AND idx = ?3", at, 3, err));
	CN_TRY(fold_views(db, a, &seen, err));
	if (cn_eqz(seen.state, "erased") && !erased)
		return mark_erased(db, a, id, err);
	return seen.rec ? settle_depth(db, a, id, err) : CN_OK;
}

cn_code cn_db_fold(cn_db *db, const cn_seen *s, cn_err *err)
{
	CN_AUTO_ARENA a = cn_arena_new(CN_REQUEST_ARENA_BYTES);
	return a ? fold(db, a, s, err) : CN_NOMEM(err);
}

cn_code cn_db_erase(cn_db *db, const cn_digest *id, cn_err *err)
{
	CN_AUTO_ARENA a = cn_arena_new(CN_REQUEST_ARENA_BYTES);
	if (!a)
		return CN_NOMEM(err);
	return mark_erased(db, a, cn_digest_str(a, id), err);
}

/* ---- reading ------------------------------------------------------------------------------------------------------------------- */

cn_code cn_db_query(cn_db *db, cn_arena *a, const char *sql, const cn_sqlval *args, size_t n_args, size_t rows_max, const cn_val **ret_list,
		    cn_err *err)
{
	const cn_ask q = { .sql = sql, .args = args, .n_args = n_args, .a = a, .rows = cn_list(a), .rows_max = rows_max };
	if (!q.rows)
		return cn_arena_fail(a, err);
	CN_TRY(db->engine->ask(db, &q, err));
	*ret_list = q.rows;
	return CN_OK;
}

cn_code cn_db_cursor(cn_db *db, cn_str origin, uint64_t *ret, cn_err *err)
{
	const cn_sqlval args[] = { CN_CELL_S(origin) };
	int64_t size = 0;
	CN_TRY(cn_db_int(db, "SELECT size FROM cursor WHERE origin = ?1", args, 1, 0, &size, err));
	*ret = (uint64_t)size;
	return CN_OK;
}
