/* A node's folder. Secrets are read when first needed; entropy and the clock come from here and nowhere lower. */
#include <time.h>
#include <unistd.h>

#include "core/kind.h"
#include "node/backup.h"
#include "node/cosigners.h"
#include "node/home_private.h"

enum { NAME_BYTES_MAX = 100, NODE_JSON_BYTES_MAX = 65536, LOCK_TRIES = 50, LOCK_WAIT_MS = 100 };
cn_code cn_home_path(const cn_home *h, const char *name, char out[CN_PATH_BYTES_MAX], cn_err *err)
{
	return cn_path(out, h->dir, name, err);
}

bool cn_home_exists(const char *dir)
{
	char p[CN_PATH_BYTES_MAX];
	return cn_path(p, dir, "node.json", NULL) == CN_OK && cn_file_exists(p);
}

cn_str cn_home_name(const cn_home *h)
{
	return h->name;
}

cn_str cn_home_origin(const cn_home *h)
{
	return h->origin;
}

uint64_t cn_home_size(const cn_home *h)
{
	return cn_log_size(h->log);
}

bool cn_home_name_ok(cn_str s)
{
	if (s.n == 0 || s.n > NAME_BYTES_MAX)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
		if (!letter && (i == 0 || (c != '.' && c != '-')))
			return false;
	}
	return true;
}

/* ---- init ---- */

static cn_code write_node_json(cn_arena *a, const cn_home *h, int64_t now_us, cn_err *err)
{
	char now[CN_TIME_BYTES], p[CN_PATH_BYTES_MAX];
	cn_time_text(now_us, now);
	cn_val *m = cn_map(a);
	cn_put(a, m, "concord", cn_textz(a, "node/1"));
	cn_put(a, m, "name", cn_text(a, h->name));
	cn_put(a, m, "origin", cn_text(a, h->origin));
	cn_put(a, m, "created", cn_textz(a, now));
	cn_put(a, m, "root_key", cn_text(a, cn_pub_text(a, &h->root_pub)));
	cn_put(a, m, "log_key", cn_text(a, cn_pub_text(a, &h->log_pub)));
	CN_AUTO_BUF b;
	cn_buf_init(&b, NODE_JSON_BYTES_MAX);
	cn_json_write(&b, m, 0);
	cn_buf_putc(&b, '\n');
	if (!cn_arena_ok(a) || b.failed)
		return CN_NOMEM(err);
	CN_TRY(cn_home_path(h, "node.json", p, err));
	return cn_file_write(NULL, p, cn_buf_str(&b), 0644, err);
}

/* Is the log's lock held by another process at this moment? */
static bool lock_held(const char *log_dir)
{
	char p[CN_PATH_BYTES_MAX];
	int fd;
	if (cn_path(p, log_dir, "lock", NULL) != CN_OK || !cn_file_exists(p))
		return false;
	cn_code rc = cn_file_lock(p, &fd, NULL);
	if (rc == CN_OK)
		(void)close(fd); /* only tried */
	return rc == CN_ESTATE;
}

/* A second writer waits a while for the first: pipelines that sign at the same time take turns. */
static cn_code open_to_write(const char *log_dir, const cn_log_options *o, cn_log **ret, cn_err *err)
{
	cn_log_report report;
	unsigned unheld = 0;
	for (unsigned i = 0;; i++) {
		cn_code rc = cn_log_open(log_dir, o, ret, &report, err);
		if (rc != CN_ESTATE || i >= LOCK_TRIES)
			return rc;
		if (!lock_held(log_dir) && ++unheld > 2)
			return rc; /* it is not the lock that stands in the way */
		const struct timespec pause = { .tv_nsec = LOCK_WAIT_MS * 1000000L };
		(void)nanosleep(&pause, NULL); /* a shorter pause is as good */
	}
}

static cn_code open_stores(cn_home *h, cn_arena *a, cn_err *err)
{
	char p[CN_PATH_BYTES_MAX];
	cn_cosigner *seen;
	size_t n;
	CN_TRY(cn_cosigners_read(a, h->dir, &seen, &n, err));
	CN_TRY(cn_home_store_open(h, a, err));
	CN_TRY(cn_home_path(h, "log", p, err));
	cn_log_options o = { .origin = h->origin, .log_pub = h->log_pub, .store_size = h->fence.size, .store_root = h->fence.root };
	for (size_t i = 0; i < n; i++)
		o.known_size = seen[i].size > o.known_size ? seen[i].size : o.known_size;
	CN_TRY(h->write ? open_to_write(p, &o, &h->log, err) : cn_log_open_read(p, &o, &h->log, err));
	CN_TRY(cn_home_path(h, "blobs", p, err));
	CN_TRY(cn_blobs_open(p, NULL, &h->blobs, err));
	CN_TRY(cn_home_path(h, "node.json", p, err));
	cn_code rc = cn_home_ring_new(h, a, &h->ring, err);
	if (rc != CN_OK)
		(void)cn_while(err, "%s", p); /* the first key stands there */
	return rc;
}

static cn_code init_at(cn_home *h, cn_arena *a, const char *dir, cn_str name, cn_str passphrase, int64_t now_us, cn_err *err)
{
	(void)snprintf(h->dir, sizeof h->dir, "%s", dir);
	h->name = name;
	h->origin = cn_strf(a, "%.*s/log", CN_FMT(name));
	h->write = true;
	CN_TRY(cn_dir_make(NULL, dir, 0700, err));
	CN_TRY(cn_home_keys_make(h, passphrase, err));
	CN_TRY(open_stores(h, a, err));
	/* node.json last: a folder without it is no node */
	CN_TRY(cn_home_key_record(h, a, &h->root_pub, "record", CN_S(""), now_us, err));
	CN_TRY(cn_home_key_record(h, a, &h->log_pub, "log", CN_S(""), now_us, err));
	return write_node_json(a, h, now_us, err);
}

/* Keys or a log without a node.json: nothing is built over them, since they may be all that is left of a node. */
static cn_code refuse_half_made(const char *dir, cn_err *err)
{
	static const char *const parts[] = { "keys", "log" };
	char p[CN_PATH_BYTES_MAX];
	for (size_t i = 0; i < 2; i++) {
		CN_TRY(cn_path(p, dir, parts[i], err));
		if (!cn_file_exists(p))
			continue;
		(void)CN_FAIL(err, CN_ESTATE, "%s holds %s/ but no node.json: an init that was cut off, or a node that lost it; nothing was changed", dir, parts[i]);
		return cn_hint(err, "if init was cut off: rm -r %s, then init again; if not: put node.json back from a backup", dir);
	}
	return CN_OK;
}

cn_code cn_home_init(cn_arena *a, const char *dir, cn_str name, cn_str passphrase, int64_t now_us, cn_err *err)
{
	if (!cn_home_name_ok(name)) {
		(void)CN_FAIL(err, CN_EINPUT, "\"%.*s\" is not a name for a node", CN_FMT(cn_sub(name, 0, 60)));
		return cn_hint(err, "--name northbank.example (letters, digits, dots and dashes)");
	}
	if (strlen(dir) >= CN_PATH_BYTES_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "the folder's path is too long");
	if (cn_home_exists(dir))
		return CN_FAIL(err, CN_ESTATE, "%s is a node already; nothing was changed", dir);
	CN_TRY(refuse_half_made(dir, err));
	CN_TRY(cn_sign_start(err));
	cn_home *h = cn_heap_take(sizeof *h);
	if (!h)
		return CN_NOMEM(err);
	*h = (cn_home){ 0 };
	cn_code rc = init_at(h, a, dir, name, passphrase, now_us, err);
	cn_home_close(h);
	return rc;
}

/* ---- open ---- */

cn_code cn_home_describe(cn_arena *a, const char *dir, cn_about *ret, cn_err *err)
{
	char p[CN_PATH_BYTES_MAX];
	cn_str text;
	const cn_val *m;
	cn_about about;
	if (!cn_home_exists(dir)) {
		(void)CN_FAIL(err, CN_ESTATE, "there is no node in \"%s\"", dir);
		return cn_hint(err, "concord init %s", dir);
	}
	CN_TRY(cn_path(p, dir, "node.json", err));
	CN_TRY(cn_file_read(a, p, NODE_JSON_BYTES_MAX, &text, err));
	if (cn_json_parse(a, text, CN_JSON_DEPTH_MAX, &m, err) != CN_OK)
		return cn_while(err, "%s", p);
	about.name = cn_get_text(m, "name");
	about.origin = cn_get_text(m, "origin");
	bool ok = cn_is_text(cn_get(m, "concord"), "node/1") && cn_home_name_ok(about.name) && about.origin.n;
	if (!ok || !cn_pub_parse(cn_get_text(m, "root_key"), &about.root_pub) || !cn_pub_parse(cn_get_text(m, "log_key"), &about.log_pub))
		return CN_FAIL(err, CN_EINPUT, "%s is not a node's description (node/1)", p);
	*ret = about;
	return CN_OK;
}

static cn_code open_at(cn_home *h, cn_arena *a, const char *dir, cn_err *err)
{
	cn_about about;
	(void)snprintf(h->dir, sizeof h->dir, "%s", dir);
	CN_TRY(cn_home_describe(a, dir, &about, err));
	h->name = about.name;
	h->origin = about.origin;
	h->root_pub = about.root_pub;
	h->log_pub = about.log_pub;
	CN_TRY(open_stores(h, a, err));
	cn_digest root = cn_log_root(h->log);
	CN_TRY(cn_fence_move(&h->fence, cn_log_size(h->log), &root, err)); /* entries whose writer was killed before it could say so */
	CN_TRY(cn_home_ring_fold(h, a, h->ring, err));
	return h->write ? cn_home_rotation_settle(h, a, err) : CN_OK;
}

static cn_code open_home(cn_arena *a, const char *dir, cn_home how, cn_home **ret, cn_err *err)
{
	if (strlen(dir) >= CN_PATH_BYTES_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "the folder's path is too long");
	CN_TRY(cn_sign_start(err));
	cn_home *h = cn_heap_take(sizeof *h);
	if (!h)
		return CN_NOMEM(err);
	*h = how;
	cn_code rc = open_at(h, a, dir, err);
	if (rc != CN_OK) {
		cn_home_close(h);
		return rc;
	}
	*ret = h;
	return CN_OK;
}

cn_code cn_home_open(cn_arena *a, const char *dir, bool write, cn_home **ret, cn_err *err)
{
	if (write && cn_home_exists(dir))
		CN_TRY(cn_backup_check(a, dir, err));
	return open_home(a, dir, (cn_home){ .write = write }, ret, err);
}

cn_code cn_home_open_apart(cn_arena *a, const char *dir, cn_home **ret, cn_err *err)
{
	CN_TRY(cn_backup_check(a, dir, err));
	return open_home(a, dir, (cn_home){ .write = true, .apart = true }, ret, err);
}

cn_code cn_home_open_copy(cn_arena *a, const char *dir, cn_home **ret, cn_err *err)
{
	return open_home(a, dir, (cn_home){ .write = true }, ret, err);
}

void cn_home_close(cn_home *h)
{
	if (!h)
		return;
	cn_key_free(h->record_key);
	cn_key_free(h->log_key);
	cn_home_store_close(h);
	cn_log_close(h->log);
	if (h->blobs)
		cn_blobs_close(h->blobs);
	cn_heap_give(h);
}

/* ---- records ---- */

cn_code cn_home_append_signed(cn_home *h, cn_arena *a, const cn_record *r, const cn_key *const *keys, unsigned n_keys, cn_signed *ret, cn_err *err)
{
	cn_key *log_key;
	uint64_t first;
	bool is_key = cn_eqz(r->kind, "key/1");
	CN_TRY(cn_home_log_key(h, a, &log_key, err)); /* before the append: a record without a checkpoint helps nobody */
	CN_TRY(cn_record_sign(a, r, keys, n_keys, ret, err));
	if (is_key)
		CN_TRY(cn_home_ring_try(h, a, ret, err));
	CN_TRY(cn_fence_holds(&h->fence, err));
	CN_TRY(cn_log_append(h->log, ret, 1, &first, err));
	if (is_key)
		CN_TRY(cn_keyring_fold(h->ring, ret, err));
	cn_digest root = cn_log_root(h->log);
	CN_TRY(cn_fence_move(&h->fence, cn_log_size(h->log), &root, err)); /* no checkpoint is signed that the store does not know */
	return cn_log_publish(h->log, log_key, err);
}

cn_code cn_home_next_record(cn_home *h, const cn_draft *d, int64_t now_us, cn_record *ret, cn_err *err)
{
	const cn_kind *k = cn_kind_find(cn_str_z(d->kind));
	if (!k)
		return CN_FAIL(err, CN_EINTERNAL, "unknown kind %s", d->kind);
	*ret = (cn_record){ .kind = cn_str_z(d->kind), .author = h->name, .seq = (int64_t)cn_log_size(h->log), .time_us = now_us,
			    .refs = d->refs, .n_refs = d->n_refs, .tlp = k->tlp, .body = d->body };
	cn_entropy(ret->nonce, sizeof ret->nonce);
	return CN_OK;
}

cn_code cn_home_append(cn_home *h, cn_arena *a, const cn_draft *d, int64_t now_us, cn_signed *ret, cn_err *err)
{
	cn_record r;
	cn_key *key;
	bool own;
	CN_TRY(cn_home_next_record(h, d, now_us, &r, err));
	CN_TRY(cn_home_signer(h, a, d->signer, &key, &own, err));
	const cn_key *keys[1] = { key };
	cn_code rc = cn_home_append_signed(h, a, &r, keys, 1, ret, err);
	if (own)
		cn_key_free(key);
	return rc;
}

cn_code cn_home_blob_put(cn_home *h, cn_str bytes, cn_digest *ret, cn_err *err)
{
	return cn_blob_put(h->blobs, bytes, ret, err);
}

cn_code cn_home_blob_get(cn_home *h, cn_arena *a, const cn_digest *d, cn_str *ret, cn_err *err)
{
	return cn_blob_get(h->blobs, a, d, CN_BLOB_BYTES_MAX, ret, err);
}

cn_code cn_home_record(cn_home *h, cn_arena *a, uint64_t index, cn_signed *ret, cn_err *err)
{
	cn_str envelope;
	CN_TRY(cn_log_envelope(h->log, a, index, &envelope, NULL, err));
	return cn_record_open(a, envelope, ret, err);
}

/* Is the record at *index looked for? Opened in `one`, which goes. */
static cn_code look_at(cn_home *h, cn_arena *one, const cn_seek *what, uint64_t index, bool *ret, cn_err *err)
{
	cn_str envelope, kind;
	cn_signed s;
	*ret = false;
	CN_TRY(cn_log_envelope(h->log, one, index, &envelope, NULL, err));
	if (what->kind && cn_record_kind(one, envelope, &kind) && !what->kind(kind))
		return CN_OK;
	CN_TRY(cn_record_open(one, envelope, &s, err));
	*ret = (!what->kind || what->kind(s.rec.kind)) && (!what->wanted || what->wanted(&s, what->arg));
	return CN_OK;
}

cn_code cn_home_seek(cn_home *h, cn_arena *a, const cn_seek *what, uint64_t *at, cn_signed *ret, bool *ret_found, cn_err *err)
{
	*ret_found = false;
	for (; *at < cn_log_size(h->log); ++*at) {
		CN_AUTO_ARENA one = cn_arena_new(CN_RECORD_ARENA_BYTES);
		if (!one)
			return CN_NOMEM(err);
		if (what->passed)
			what->passed(what->ctx, *at);
		cn_code rc = look_at(h, one, what, *at, ret_found, err);
		if (rc == CN_OK && *ret_found)
			rc = cn_home_record(h, a, *at, ret, err);
		if (rc == CN_OK && *ret_found)
			break;
		*ret_found = false;
		if (rc != CN_OK && rc != CN_EABSENT)
			return rc;
	}
	*at += *ret_found;
	return CN_OK;
}

bool cn_home_erased(cn_home *h, cn_arena *a, uint64_t index)
{
	cn_str ignored;
	cn_digest id = { { 0 } };
	return cn_log_envelope(h->log, a, index, &ignored, &id, NULL) == CN_EABSENT && cn_log_erased(h->log, &id);
}

cn_code cn_home_find(cn_home *h, cn_str what, uint64_t *ret_index, cn_err *err)
{
	int64_t seq;
	cn_digest id, here;
	if (cn_int_parse(what, 0, INT64_MAX, &seq, NULL) == CN_OK) {
		if ((uint64_t)seq >= cn_log_size(h->log))
			return CN_FAIL(err, CN_ENOTFOUND, "there is no record %lld: the log has %llu", (long long)seq,
				       (unsigned long long)cn_log_size(h->log));
		*ret_index = (uint64_t)seq;
		return CN_OK;
	}
	if (!cn_digest_parse(what, &id)) {
		(void)CN_FAIL(err, CN_EINPUT, "\"%.*s\" is neither a record number nor an id", CN_FMT(cn_sub(what, 0, 80)));
		return cn_hint(err, "41 or sha256:<64 hex digits>");
	}
	for (uint64_t i = 0; i < cn_log_size(h->log); i++) {
		CN_AUTO_ARENA one = cn_arena_new(CN_RECORD_ARENA_BYTES);
		cn_str envelope;
		if (!one)
			return CN_NOMEM(err);
		cn_code rc = cn_log_envelope(h->log, one, i, &envelope, &here, NULL);
		if ((rc == CN_OK || rc == CN_EABSENT) && cn_digest_eq(&here, &id)) {
			*ret_index = i;
			return CN_OK;
		}
	}
	return CN_FAIL(err, CN_ENOTFOUND, "no record of this node has the id %.*s", CN_FMT(what));
}

cn_code cn_home_entry(cn_home *h, cn_arena *a, uint64_t index, cn_str *ret, cn_err *err)
{
	return cn_log_entry(h->log, a, index, ret, err);
}

cn_code cn_home_prove(cn_home *h, cn_arena *a, uint64_t index, cn_str *ret, cn_err *err)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, CN_NOTE_BYTES_MAX * 2);
	CN_TRY(cn_log_prove(h->log, a, index, &b, err));
	*ret = cn_str_copy(a, cn_buf_str(&b));
	return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
}

cn_code cn_home_checkpoint(cn_home *h, cn_arena *a, cn_str *ret, cn_err *err)
{
	return cn_log_checkpoint(h->log, a, ret, err);
}

static cn_code fold_views(cn_home *h, cn_arena *a, cn_buf *dump, cn_err *err)
{
	CN_AUTO_DB own = NULL;
	cn_keyring *ring;
	if (!h->db)
		CN_TRY(cn_home_views_open(h, &own, err));
	cn_db *db = h->db ? h->db : own;
	CN_TRY(cn_home_ring_new(h, a, &ring, err)); /* the fold takes the key records as they come */
	CN_TRY(cn_db_rebuild(db, h->log, h->origin, ring, err));
	return dump ? cn_db_dump(db, dump, err) : CN_OK;
}

cn_code cn_home_views_fold(cn_home *h, cn_arena *a, cn_err *err)
{
	return fold_views(h, a, NULL, err);
}

cn_code cn_home_views_rebuild(cn_home *h, cn_arena *a, cn_buf *dump, cn_err *err)
{
	return fold_views(h, a, dump, err);
}

cn_val *cn_record_tree(cn_arena *a, const cn_signed *s)
{
	char when[CN_TIME_BYTES];
	cn_time_text(s->rec.time_us, when);
	cn_val *m = cn_map(a);
	cn_put(a, m, "seq", cn_int(a, s->rec.seq));
	cn_put(a, m, "id", cn_text(a, cn_digest_str(a, &s->id)));
	cn_put(a, m, "kind", cn_text(a, s->rec.kind));
	cn_put(a, m, "author", cn_text(a, s->rec.author));
	cn_put(a, m, "time", cn_textz(a, when));
	cn_put(a, m, "tlp", cn_textz(a, cn_tlp_text(s->rec.tlp)));
	cn_val *refs = cn_put(a, m, "refs", cn_list(a));
	for (size_t i = 0; i < s->rec.n_refs; i++) {
		cn_val *r = cn_push(a, refs, cn_map(a));
		cn_put(a, r, "role", cn_text(a, s->rec.refs[i].role));
		cn_put(a, r, "to", cn_text(a, cn_digest_str(a, &s->rec.refs[i].to)));
	}
	cn_put(a, m, "body", cn_val_copy(a, s->rec.body));
	return m;
}
