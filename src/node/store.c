/* Which store a node has, and how it moves to another. The log itself never moves: it is files, since proofs and the public are served from files. */
#include "node/store.h"

#include "node/home_private.h"

enum { STORE_JSON_BYTES_MAX = 8192, DUMP_BYTES_MAX = 512 << 20 };

static cn_code store_path(const char *dir, char out[CN_PATH_BYTES_MAX], cn_err *err)
{
	return cn_path(out, dir, "store.json", err);
}

cn_code cn_store_of(cn_arena *a, const char *dir, cn_store_url *ret, cn_err *err)
{
	char p[CN_PATH_BYTES_MAX];
	cn_str text;
	const cn_val *m;
	CN_TRY(store_path(dir, p, err));
	if (!cn_file_exists(p))
		return cn_store_url_parse(a, CN_S(CN_STORE_SQLITE), ret, err);
	CN_TRY(cn_file_read(a, p, STORE_JSON_BYTES_MAX, &text, err));
	if (cn_json_parse(a, text, CN_JSON_DEPTH_MAX, &m, NULL) != CN_OK || !cn_is_text(cn_get(m, "concord"), "store/1")) /* its message would show what stands there */
		return CN_FAIL(err, CN_EINPUT, "%s does not say where the store is (store/1)", p);
	if (cn_store_url_parse(a, cn_get_text(m, "url"), ret, err) != CN_OK)
		return cn_while(err, "%s", p);
	return CN_OK;
}

static cn_code write_down(cn_arena *a, const char *dir, const cn_store_url *url, cn_err *err)
{
	char p[CN_PATH_BYTES_MAX];
	cn_val *m = cn_map(a);
	cn_put(a, m, "concord", cn_textz(a, "store/1"));
	cn_put(a, m, "url", cn_text(a, url->whole));
	CN_AUTO_BUF b;
	cn_buf_init(&b, STORE_JSON_BYTES_MAX);
	cn_json_write(&b, m, 0);
	cn_buf_putc(&b, '\n');
	if (!cn_arena_ok(a) || b.failed)
		return CN_NOMEM(err);
	CN_TRY(store_path(dir, p, err));
	return cn_file_write(NULL, p, cn_buf_str(&b), 0600, err);
}

/* ---- a connection that was made early ---- */

static struct {
	cn_db *db;
	cn_err why; /* without a connection: what was wrong, said when one is wanted */
} early; /* of a process that may make none any more */

void cn_store_early(cn_arena *a, const char *dir)
{
	cn_store_url url;
	cn_code rc = cn_store_of(a, dir, &url, &early.why);
	if (rc == CN_OK && url.postgresql)
		rc = cn_db_open_url(&url, &early.db, &early.why);
	if (rc != CN_OK)
		early.why.code = rc;
}

static cn_code connect_to(cn_home *h, const cn_store_url *url, cn_err *err)
{
	h->db = early.db;
	early.db = NULL;
	if (h->db)
		return CN_OK;
	if (early.why.code == CN_OK)
		return cn_db_open_url(url, &h->db, err);
	if (err)
		*err = early.why;
	return early.why.code;
}

cn_code cn_home_store_open(cn_home *h, cn_arena *a, cn_err *err)
{
	cn_store_url url;
	if (!h->write || h->apart)
		return CN_OK;
	CN_TRY(cn_store_of(a, h->dir, &url, err));
	if (!url.postgresql)
		return CN_OK;
	CN_TRY(connect_to(h, &url, err));
	return cn_fence_take(h->db, h->origin, &h->log_pub, &h->fence, err);
}

static cn_code fold_new(cn_home *h, cn_err *err)
{
	CN_AUTO_ARENA a = cn_arena_new(CN_REQUEST_ARENA_BYTES);
	uint64_t folded;
	cn_keyring *ring;
	if (!a)
		return CN_NOMEM(err);
	CN_TRY(cn_db_cursor(h->db, h->origin, &folded, err));
	if (folded >= cn_log_size(h->log))
		return CN_OK;
	CN_TRY(cn_home_ring_new(h, a, &ring, err));
	return cn_db_follow(h->db, h->log, h->origin, ring, err);
}

void cn_home_store_close(cn_home *h)
{
	cn_code rc = h->log && h->fence.db ? fold_new(h, NULL) : CN_OK;
	(void)rc; /* views can always be made again: what this writer could not fold the next one does */
	cn_db_close(h->db);
	h->db = NULL;
}

/* ---- moving ---- */

cn_code cn_home_views_open(cn_home *h, cn_db **ret, cn_err *err)
{
	char p[CN_PATH_BYTES_MAX];
	CN_TRY(cn_home_path(h, "views.db", p, err));
	return cn_db_open(p, ret, err);
}

/* The views in the database, and their digest. */
static cn_code fill(cn_home *h, cn_arena *a, cn_db *db, cn_store_moved *m, cn_err *err)
{
	cn_keyring *ring;
	CN_AUTO_BUF dump;
	cn_buf_init(&dump, DUMP_BYTES_MAX);
	CN_TRY(cn_home_ring_new(h, a, &ring, err));
	CN_TRY(cn_db_rebuild(db, h->log, h->origin, ring, err));
	CN_TRY(cn_db_dump(db, &dump, err));
	m->records = cn_log_size(h->log);
	m->digest = cn_sha256(cn_buf_str(&dump));
	return CN_OK;
}

static cn_code move_to_postgresql(cn_home *h, cn_arena *a, cn_store_moved *m, cn_err *err)
{
	CN_AUTO_DB db = NULL;
	cn_fence fence;
	cn_digest root = cn_log_root(h->log);
	bool ignored;
	CN_TRY(cn_db_open_url(&m->to, &db, err));
	CN_TRY(cn_fence_make(db, h->origin, &h->log_pub, cn_log_size(h->log), &root, &fence, err));
	CN_TRY(fill(h, a, db, m, err));
	CN_TRY(write_down(a, h->dir, &m->to, err));
	return cn_home_forget_views(h, &ignored, err);
}

static cn_code move_to_sqlite(cn_home *h, cn_arena *a, cn_store_moved *m, cn_err *err)
{
	char p[CN_PATH_BYTES_MAX];
	CN_AUTO_DB db = NULL;
	CN_TRY(cn_home_views_open(h, &db, err));
	CN_TRY(fill(h, a, db, m, err));
	CN_TRY(store_path(h->dir, p, err));
	return cn_file_exists(p) ? cn_file_remove(NULL, p, err) : CN_OK;
}

static cn_code move(cn_home *h, cn_arena *a, cn_store_moved *m, cn_err *err)
{
	m->was_there = cn_eq(m->from.shown, m->to.shown) && !h->apart;
	if (m->was_there) {
		CN_AUTO_DB db = NULL;
		if (!h->db)
			CN_TRY(cn_home_views_open(h, &db, err));
		CN_TRY(fill(h, a, h->db ? h->db : db, m, err));
		return m->to.postgresql ? write_down(a, h->dir, &m->to, err) : CN_OK;
	}
	CN_TRY(m->to.postgresql ? move_to_postgresql(h, a, m, err) : move_to_sqlite(h, a, m, err));
	if (!h->db)
		return CN_OK;
	h->fence.db = NULL; /* the turn is at the new one; here nothing is folded any more */
	return cn_store_drop(h->db, err);
}

/* The same store by another password or certificate: the one that is written down may be good no more. */
static cn_code renew(cn_arena *a, const char *dir, const cn_store_url *from, const cn_store_url *to, cn_err *err)
{
	CN_AUTO_DB db = NULL;
	cn_about about;
	if (!to->postgresql || !cn_eq(from->shown, to->shown) || cn_eq(from->whole, to->whole))
		return CN_OK;
	CN_TRY(cn_home_describe(a, dir, &about, err));
	CN_TRY(cn_db_open_url(to, &db, err));
	CN_TRY(cn_fence_look(db, about.origin, err));
	return write_down(a, dir, to, err);
}

cn_code cn_store_move(cn_arena *a, const char *dir, cn_str url, bool lost, cn_store_moved *ret, cn_err *err)
{
	CN_AUTO_HOME h = NULL;
	cn_store_moved m = { 0 };
	CN_TRY(cn_store_url_parse(a, url, &m.to, err));
	CN_TRY(cn_store_of(a, dir, &m.from, err));
	if (!lost)
		CN_TRY(renew(a, dir, &m.from, &m.to, err));
	CN_TRY(lost ? cn_home_open_apart(a, dir, &h, err) : cn_home_open(a, dir, true, &h, err));
	CN_TRY(cn_store_of(a, dir, &m.from, err));
	CN_TRY(move(h, a, &m, err));
	*ret = m;
	return CN_OK;
}

cn_code cn_store_expect(cn_arena *a, const char *dir, cn_str url, bool *ret_moved, cn_err *err)
{
	cn_store_url has, want;
	cn_store_moved m;
	CN_TRY(cn_store_url_parse(a, url, &want, err));
	CN_TRY(cn_store_of(a, dir, &has, err));
	*ret_moved = false;
	if (cn_eq(has.shown, want.shown))
		return renew(a, dir, &has, &want, err);
	if (has.postgresql) {
		(void)CN_FAIL(err, CN_ESTATE, "the store of this node is %.*s, not %.*s", CN_FMT(cn_sub(has.shown, 0, 200)), CN_FMT(cn_sub(want.shown, 0, 200)));
		return cn_hint(err, "concord store move --to URL");
	}
	CN_TRY(cn_store_move(a, dir, url, false, &m, err));
	*ret_moved = true;
	return CN_OK;
}

/* ---- showing ---- */

/* The log on this disk goes on from what the store knows of it. */
static cn_code goes_on(const cn_home *h, const cn_val *row, cn_err *err)
{
	char p[CN_PATH_BYTES_MAX];
	CN_AUTO_LOG l = NULL;
	cn_log_options o = { .origin = h->origin, .log_pub = h->log_pub, .store_size = (uint64_t)cn_get_int(row, "size", 0) };
	if (!cn_digest_parse(cn_get_text(row, "root"), &o.store_root))
		return CN_FAIL(err, CN_ESTATE, "what this database says of the log cannot be read");
	CN_TRY(cn_home_path(h, "log", p, err));
	return cn_log_open_read(p, &o, &l, err);
}

cn_code cn_store_show(cn_arena *a, const char *dir, cn_val **ret, cn_err *err)
{
	CN_AUTO_HOME h = NULL;
	CN_AUTO_DB db = NULL;
	cn_store_url url;
	const cn_val *row = NULL;
	uint64_t folded = 0;
	char p[CN_PATH_BYTES_MAX];
	CN_TRY(cn_home_open(a, dir, false, &h, err));
	CN_TRY(cn_store_of(a, dir, &url, err));
	CN_TRY(cn_home_path(h, "views.db", p, err));
	if (url.postgresql) {
		CN_TRY(cn_db_open_url(&url, &db, err));
		CN_TRY(cn_fence_look(db, h->origin, err));
		CN_TRY(cn_fence_show(db, a, &row, err));
		CN_TRY(goes_on(h, row, err));
	} else if (cn_file_exists(p)) {
		CN_TRY(cn_home_views_open(h, &db, err));
	}
	if (db)
		CN_TRY(cn_db_cursor(db, h->origin, &folded, err));
	cn_val *m = cn_map(a);
	cn_put(a, m, "store", cn_text(a, url.shown));
	cn_put(a, m, "entries", cn_int(a, (int64_t)cn_log_size(h->log)));
	cn_put(a, m, "folded", cn_int(a, (int64_t)folded));
	cn_put(a, m, "log", row ? cn_val_copy(a, row) : cn_null(a));
	*ret = m;
	return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
}
