#include "store/fence.h"

#include <unistd.h>

#include "store/db_private.h"

enum { HOLDER_BYTES = 96, FENCE_ARENA_BYTES = 1 << 20 };

/* Who it is, for who looks: machine and process. Nobody's name. */
static void whoever(char out[HOLDER_BYTES])
{
	char host[64] = "?";
	(void)gethostname(host, sizeof host - 1); /* a cut name is good enough */
	(void)snprintf(out, HOLDER_BYTES, "%.60s:%ld", cn_utf8_ok(cn_str_z(host)) ? host : "?", (long)getpid());
}

static cn_code not_ours(cn_str other, cn_str origin, cn_err *err)
{
	(void)CN_FAIL(err, CN_ESTATE, "this database holds the log %.*s, not %.*s: a database is for one log", CN_FMT(cn_sub(other, 0, 120)), CN_FMT(cn_sub(origin, 0, 120)));
	return cn_hint(err, "createdb --encoding=UTF8 --template=template0 NAME");
}

static cn_code row_of(cn_db *db, cn_arena *a, const cn_val **ret, cn_err *err)
{
	const cn_val *rows;
	CN_TRY(cn_db_query(db, a, "SELECT name, log_key, size, root, epoch, holder, CAST(seen AS VARCHAR) AS seen FROM log ORDER BY name LIMIT 1", NULL, 0, 1, &rows, err));
	*ret = cn_first(rows);
	return CN_OK;
}

/* Its row, if it is of this log. */
static cn_code own_row(cn_db *db, cn_arena *a, cn_str origin, const cn_val **ret, cn_err *err)
{
	CN_TRY(row_of(db, a, ret, err));
	if (*ret && !cn_eq(cn_get_text(*ret, "name"), origin))
		return not_ours(cn_get_text(*ret, "name"), origin, err);
	return CN_OK;
}

static cn_code nothing_of(cn_str origin, cn_err *err)
{
	(void)CN_FAIL(err, CN_ESTATE, "this database has nothing of the log %.*s: it is new, or was put back from before the log moved here", CN_FMT(cn_sub(origin, 0, 120)));
	return cn_hint(err, "concord store move --to URL");
}

static cn_code take_row(const cn_val *row, const cn_pub *key, cn_fence *f, cn_err *err)
{
	cn_pub theirs;
	int64_t size = cn_get_int(row, "size", -1);
	if (!cn_pub_parse(cn_get_text(row, "log_key"), &theirs) || size < 0 || !cn_digest_parse(cn_get_text(row, "root"), &f->root))
		return CN_FAIL(err, CN_ESTATE, "what this database says of the log cannot be read");
	if (memcmp(theirs.b, key->b, CN_PUB_BYTES) != 0)
		return CN_FAIL(err, CN_ESTATE, "this database holds a log of the same name by another key");
	f->size = (uint64_t)size;
	return CN_OK;
}

/* A new epoch: whoever had the turn before moves nothing from here on. */
static cn_code begin(cn_fence *f, cn_arena *a, cn_err *err)
{
	char holder[HOLDER_BYTES];
	const cn_val *rows;
	whoever(holder);
	const cn_sqlval args[] = { CN_CELL_S(f->origin), CN_CELL_S(cn_str_z(holder)) };
	CN_TRY(cn_db_query(f->db, a, "UPDATE log SET epoch = epoch + 1, holder = ?2, seen = now() WHERE name = ?1 RETURNING epoch", args, 2, 1, &rows, err));
	f->epoch = cn_get_int(cn_first(rows), "epoch", -1);
	return f->epoch >= 0 ? CN_OK : nothing_of(f->origin, err);
}

cn_code cn_fence_take(cn_db *db, cn_str origin, const cn_pub *key, cn_fence *ret, cn_err *err)
{
	CN_AUTO_ARENA a = cn_arena_new(FENCE_ARENA_BYTES);
	cn_fence f = { .db = db, .origin = origin };
	const cn_val *row;
	if (!a)
		return CN_NOMEM(err);
	CN_TRY(own_row(db, a, origin, &row, err)); /* before it waits for what it would be refused */
	CN_TRY(cn_db_run(db, "SELECT pg_advisory_lock(1129270094, 1)", err));
	CN_TRY(own_row(db, a, origin, &row, err));
	if (!row)
		return nothing_of(origin, err);
	CN_TRY(take_row(row, key, &f, err));
	CN_TRY(begin(&f, a, err));
	*ret = f;
	return CN_OK;
}

static cn_code write_row(cn_fence *f, const cn_val *row, const cn_pub *key, uint64_t size, const cn_digest *root, cn_arena *a, cn_err *err)
{
	char holder[HOLDER_BYTES];
	whoever(holder);
	const cn_sqlval args[] = { CN_CELL_S(f->origin), CN_CELL_S(cn_pub_text(a, key)), CN_CELL_I((int64_t)size), CN_CELL_S(cn_digest_str(a, root)),
				   CN_CELL_S(cn_str_z(holder)) };
	if (!cn_arena_ok(a))
		return cn_arena_fail(a, err);
	if (row) {
		CN_TRY(take_row(row, key, f, err));
		if (f->size > size)
			return CN_FAIL(err, CN_ESTATE, "this database knows %llu entries of the log, and the log on this disk ends at %llu: it was put back from an older copy; nothing was written",
				       (unsigned long long)f->size, (unsigned long long)size);
	}
	return cn_db_exec(f->db, "INSERT INTO log VALUES (?1, ?2, ?3, ?4, 0, ?5, now()) ON CONFLICT (name) DO UPDATE SET size = excluded.size, root = excluded.root", args, 5, err);
}

cn_code cn_fence_make(cn_db *db, cn_str origin, const cn_pub *key, uint64_t size, const cn_digest *root, cn_fence *ret, cn_err *err)
{
	CN_AUTO_ARENA a = cn_arena_new(FENCE_ARENA_BYTES);
	cn_fence f = { .db = db, .origin = origin };
	const cn_val *row;
	int64_t got;
	if (!a)
		return CN_NOMEM(err);
	CN_TRY(cn_db_int(db, "SELECT CASE WHEN pg_try_advisory_lock(1129270094, 1) THEN 1 ELSE 0 END", NULL, 0, 0, &got, err));
	if (!got)
		return CN_FAIL(err, CN_ESTATE, "somebody writes to the log of this database now, or it is the one that the node has already");
	CN_TRY(own_row(db, a, origin, &row, err));
	CN_TRY(write_row(&f, row, key, size, root, a, err));
	f.size = size;
	f.root = *root;
	CN_TRY(begin(&f, a, err));
	*ret = f;
	return CN_OK;
}

static cn_code lost_turn(const cn_fence *f, cn_err *err)
{
	return CN_FAIL(err, CN_ESTATE, "this process lost its turn to write to the log %.*s: another one has it", CN_FMT(cn_sub(f->origin, 0, 120)));
}

cn_code cn_fence_holds(const cn_fence *f, cn_err *err)
{
	int64_t same;
	if (!f->db)
		return CN_OK;
	const cn_sqlval args[] = { CN_CELL_S(f->origin), CN_CELL_I(f->epoch), CN_CELL_I((int64_t)f->size) };
	CN_TRY(cn_db_int(f->db, "SELECT count(*) FROM log WHERE name = ?1 AND epoch = ?2 AND size = ?3", args, 3, 0, &same, err));
	return same ? CN_OK : lost_turn(f, err);
}

cn_code cn_fence_move(cn_fence *f, uint64_t size, const cn_digest *root, cn_err *err)
{
	CN_AUTO_ARENA a = cn_arena_new(FENCE_ARENA_BYTES);
	if (!f->db || size == f->size)
		return CN_OK;
	const cn_sqlval args[] = { CN_CELL_S(f->origin), CN_CELL_I(f->epoch), CN_CELL_I((int64_t)f->size), CN_CELL_I((int64_t)size), CN_CELL_S(cn_digest_str(a, root)) };
	if (!a || !cn_arena_ok(a))
		return CN_NOMEM(err);
	CN_TRY(cn_db_exec(f->db, "UPDATE log SET size = ?4, root = ?5, seen = now() WHERE name = ?1 AND epoch = ?2 AND size = ?3", args, 5, err));
	if (cn_db_changed(f->db) != 1)
		return lost_turn(f, err);
	f->size = size;
	f->root = *root;
	return CN_OK;
}

cn_code cn_fence_show(cn_db *db, cn_arena *a, const cn_val **ret, cn_err *err)
{
	CN_TRY(row_of(db, a, ret, err));
	if (!*ret)
		*ret = cn_null(a);
	return *ret ? CN_OK : cn_arena_fail(a, err);
}

cn_code cn_fence_look(cn_db *db, cn_str origin, cn_err *err)
{
	CN_AUTO_ARENA a = cn_arena_new(FENCE_ARENA_BYTES);
	const cn_val *row;
	if (!a)
		return CN_NOMEM(err);
	CN_TRY(own_row(db, a, origin, &row, err));
	return row ? CN_OK : nothing_of(origin, err);
}

cn_code cn_store_drop(cn_db *db, cn_err *err)
{
	CN_TRY(cn_db_run(db, "DELETE FROM log", err));
	return cn_db_run(db, "DROP SCHEMA concord", err);
}
