/* A log on disk: opening, group append, publication. The order of writes is the whole point:
 *   sealed envelopes, sync; entries, sync; acknowledge;   tiles, sync; checkpoint, sync. */
#include <fcntl.h>
#include <unistd.h>

#include "core/nomem.h"
#include "store/log_private.h"

static cn_code open_checkpoint(cn_log *l, cn_err *err)
{
	char path[CN_PATH_BYTES_MAX];
	CN_TRY(cn_path(path, l->public, "checkpoint", err));
	if (!cn_file_exists(path))
		return CN_OK;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	if (!a)
		return CN_NOMEM(err);
	cn_str bytes;
	CN_TRY(cn_file_read(a, path, CN_NOTE_BYTES_MAX, &bytes, err));
	cn_code rc = cn_checkpoint_open(a, bytes, &l->vkey, NULL, 0, &l->checkpoint, NULL, err);
	if (rc != CN_OK) {
		(void)cn_while(err, "%.300s", path); /* gives rc, unless err is NULL */
		return rc;
	}
	l->checkpoint.origin = l->vkey.name; /* the bytes go */
	l->has_checkpoint = true;
	return CN_OK;
}

static cn_code open_files(cn_log *l, cn_log_report *report, cn_err *err)
{
	char path[CN_PATH_BYTES_MAX], kept[CN_PATH_BYTES_MAX];
	if (l->writable) {
		CN_TRY(cn_dir_make(l->disk, l->dir, 0700, err));
		CN_TRY(cn_dir_make(l->disk, l->public, 0755, err));
		CN_TRY(cn_path(path, l->dir, "lock", err));
		CN_TRY(cn_file_lock(path, &l->lock, err));
	}
	CN_TRY(open_checkpoint(l, err));
	CN_TRY(cn_path(path, l->dir, "entries", err));
	bool made = !cn_file_exists(path);
	if (made) /* a log whose entries are gone is not begun anew */
		CN_TRY(cn_log_check_size(l, err));
	l->fd = open(path, (l->writable ? O_RDWR | O_CREAT : O_RDONLY) | O_CLOEXEC, 0600);
	if (l->fd < 0)
		return CN_FAIL(err, made ? CN_ENOTFOUND : CN_EIO, "there is no log in %s that can be opened", l->dir);
	CN_TRY(cn_log_recover(l, report, err));
	CN_TRY(cn_path(path, l->dir, "sealed", err));
	CN_TRY(cn_path(kept, l->dir, "sealed.cut", err));
	CN_TRY(cn_sealed_open(path, kept, l->writable, l->disk, &l->sealed, err));
	return l->writable && made ? cn_dir_sync(l->disk, l->dir, err) : CN_OK;
}

static cn_code shorter_than_store(const cn_log *l, cn_err *err)
{
	(void)CN_FAIL(err, CN_ESTATE, "the log on this disk ends at %llu and the store knows %llu entries: it was put back from an older copy, and going on would fork it; nothing was written",
		      (unsigned long long)cn_tree_size(l->tree), (unsigned long long)l->store_size);
	(void)cn_hint(err, "docs/operating.md"); /* gives the code, unless err is NULL */
	return CN_ESTATE;
}

static cn_code open_log(const char *dir, const cn_log_options *o, bool writable, cn_log **ret, cn_log_report *ret_report, cn_err *err)
{
	cn_log *l = cn_heap_take(sizeof *l);
	if (!l)
		return CN_NOMEM(err);
	*l = (cn_log){ .lock = -1, .fd = -1, .writable = writable, .disk = o->disk, .store_size = o->store_size, .store_root = o->store_root };
	cn_log_report report = { 0 };
	cn_code rc = CN_OK;
	if (strlen(dir) >= sizeof l->dir || o->origin.n == 0 || o->origin.n >= sizeof l->origin) {
		rc = CN_FAIL(err, CN_ETOOBIG, "the folder or the origin of a log is empty or too long");
	} else {
		memcpy(l->dir, dir, strlen(dir));
		memcpy(l->origin, o->origin.p, o->origin.n);
		(void)snprintf(l->public, sizeof l->public, "%s/public", dir);
		rc = cn_vkey_make((cn_str){ l->origin, o->origin.n }, CN_NOTE_ED25519, &o->log_pub, &l->vkey, err);
	}
	if (rc == CN_OK)
		rc = cn_tree_new(&l->tree, err);
	if (rc == CN_OK)
		rc = open_files(l, &report, err);
	if (rc == CN_OK && cn_tree_size(l->tree) < l->store_size)
		rc = shorter_than_store(l, err);
	if (rc == CN_OK && writable && cn_tree_size(l->tree) < o->known_size)
		rc = CN_FAIL(err, CN_ESTATE, "the log has %llu entries, and %llu were seen signed: appending would make a second history",
			     (unsigned long long)cn_tree_size(l->tree), (unsigned long long)o->known_size);
	if (rc != CN_OK) {
		cn_log_close(l);
		return rc;
	}
	report.entries = cn_tree_size(l->tree);
	report.published = cn_tree_done(l->tree);
	report.cut_bytes += cn_sealed_cut(l->sealed);
	report.sealed = cn_sealed_count(l->sealed);
	report.erased = cn_sealed_erased(l->sealed);
	if (ret_report)
		*ret_report = report;
	*ret = l;
	return CN_OK;
}

cn_code cn_log_open(const char *dir, const cn_log_options *o, cn_log **ret, cn_log_report *ret_report, cn_err *err)
{
	return open_log(dir, o, true, ret, ret_report, err);
}

cn_code cn_log_open_read(const char *dir, const cn_log_options *o, cn_log **ret, cn_err *err)
{
	return open_log(dir, o, false, ret, NULL, err);
}

void cn_log_close(cn_log *l)
{
	if (!l)
		return;
	cn_sealed_close(l->sealed);
	cn_tree_free(l->tree);
	cn_heap_give(l->offset);
	if (l->fd >= 0)
		(void)close(l->fd); /* everything acknowledged was synced */
	if (l->lock >= 0)
		(void)close(l->lock); /* gives the lock back */
	cn_heap_give(l);
}

uint64_t cn_log_size(const cn_log *l)
{
	return cn_tree_size(l->tree);
}

uint64_t cn_log_published(const cn_log *l)
{
	return l->has_checkpoint ? l->checkpoint.size : 0;
}

cn_digest cn_log_root(const cn_log *l)
{
	return cn_tree_head(l->tree);
}

/* ---- append ---------------------------------------------------------------------------------------------------------------- */

static cn_code group_bytes(const cn_log *l, const cn_str *entries, size_t n, cn_buf *b, cn_err *err)
{
	uint8_t mark[CN_MARK_BYTES];
	cn_mark_write(l->end, mark);
	cn_buf_put(b, (cn_str){ (const char *)mark, sizeof mark });
	for (size_t i = 0; i < n; i++) {
		if (entries[i].n == 0 || entries[i].n > CN_ENTRY_BYTES_MAX)
			return CN_FAIL(err, CN_ETOOBIG, "entry %zu of the group has %zu bytes; 1 to %d are allowed", i, entries[i].n,
				       CN_ENTRY_BYTES_MAX);
		cn_digest leaf = cn_leaf_hash(entries[i]);
		cn_bundle_put(b, entries[i]);
		cn_buf_put(b, (cn_str){ (const char *)leaf.b, CN_ENTRY_CHECK_BYTES });
	}
	return b->over_cap ? CN_FAIL(err, CN_ETOOBIG, "no room for a group of %zu entries", n) : b->failed ? CN_NOMEM(err) : CN_OK;
}

static cn_code write_group(cn_log *l, const cn_str *entries, size_t n, const cn_buf *b, cn_err *err)
{
	CN_TRY(cn_fd_write(l->disk, l->fd, b->p, b->n, l->end, "the log's entries", err));
	CN_TRY(cn_fd_sync(l->disk, l->fd, "the log's entries", err));
	uint64_t at = l->end + CN_MARK_BYTES;
	for (size_t i = 0; i < n; i++) {
		CN_TRY(cn_log_note(l, entries[i], at, err));
		at += 2 + entries[i].n + CN_ENTRY_CHECK_BYTES;
	}
	l->end = at;
	return CN_OK;
}

static cn_code may_append(const cn_log *l, size_t n, cn_err *err)
{
	if (!l->writable)
		return CN_FAIL(err, CN_ESTATE, "the log is open for reading only");
	if (l->broken)
		return CN_FAIL(err, CN_ESTATE, "an earlier write to the log failed: open it again");
	if (n == 0 || n > CN_LOG_GROUP_MAX)
		return CN_FAIL(err, CN_EINPUT, "a group has 1 to %d entries, not %zu", CN_LOG_GROUP_MAX, n);
	return CN_OK;
}

static cn_code log_append_raw_once(cn_log *l, const cn_str *entries, size_t n, uint64_t *ret_first, cn_err *err)
{
	CN_TRY(may_append(l, n, err));
	CN_AUTO_BUF b;
	cn_buf_init(&b, (size_t)1 << 31);
	CN_TRY(group_bytes(l, entries, n, &b, err));
	uint64_t first = cn_tree_size(l->tree);
	cn_code rc = write_group(l, entries, n, &b, err);
	if (rc != CN_OK) {
		l->broken = true; /* what reached the disk is not known */
		return rc;
	}
	if (ret_first)
		*ret_first = first;
	return CN_OK;
}

cn_code cn_log_append_raw(cn_log *l, const cn_str *entries, size_t n, uint64_t *ret_first, cn_err *err)
{
	unsigned long was = cn_heap_failures();
	return cn_or_nomem(was, log_append_raw_once(l, entries, n, ret_first, err), err);
}

static cn_code log_append_once(cn_log *l, const cn_signed *recs, size_t n, uint64_t *ret_first, cn_err *err)
{
	CN_TRY(may_append(l, n, err));
	CN_AUTO_ARENA a = cn_arena_new(n * (sizeof(cn_str) + sizeof(cn_sealed_item) + CN_SEAL_BYTES + 64) + 65536);
	cn_str *entries = a ? CN_NEW(a, cn_str, n) : NULL;
	cn_sealed_item *sealed = a ? CN_NEW(a, cn_sealed_item, n) : NULL;
	if (!entries || !sealed)
		return CN_NOMEM(err);
	CN_AUTO_BUF seal;
	cn_buf_init(&seal, CN_SEAL_BYTES);
	size_t n_sealed = 0;
	for (size_t i = 0; i < n; i++) {
		if (recs[i].rec.seq < 0 || (uint64_t)recs[i].rec.seq != cn_log_size(l) + i)
			return CN_FAIL(err, CN_EINPUT, "record %zu of the group has seq %lld and would be entry %llu", i,
				       (long long)recs[i].rec.seq, (unsigned long long)(cn_log_size(l) + i));
		entries[i] = recs[i].envelope;
		if (recs[i].rec.tlp == CN_CLEAR)
			continue;
		cn_buf_reset(&seal);
		cn_seal_write(&recs[i].id, &seal);
		entries[i] = cn_str_copy(a, cn_buf_str(&seal));
		sealed[n_sealed++] = (cn_sealed_item){ recs[i].id, recs[i].envelope };
	}
	if (!cn_arena_ok(a) || seal.failed)
		return CN_NOMEM(err);
	cn_code rc = cn_sealed_append(l->sealed, sealed, n_sealed, err);
	if (rc != CN_OK) {
		l->broken = true;
		return rc;
	}
	return cn_log_append_raw(l, entries, n, ret_first, err);
}

cn_code cn_log_append(cn_log *l, const cn_signed *recs, size_t n, uint64_t *ret_first, cn_err *err)
{
	unsigned long was = cn_heap_failures();
	return cn_or_nomem(was, log_append_once(l, recs, n, ret_first, err), err);
}

/* ---- publication ----------------------------------------------------------------------------------------------------------- */

/* Up to so many tiles are synced one by one; more of them by one sync of the file system, which also waits for what others wrote. */
enum { SYNC_ONE_BY_ONE_MAX = 32 };

static cn_code write_tile(cn_log *l, const cn_file_out *f, bool lazy, cn_err *err)
{
	char path[CN_PATH_BYTES_MAX], folder[CN_PATH_BYTES_MAX];
	CN_TRY(cn_path(path, l->public, f->path, err));
	const char *slash = strrchr(path, '/');
	memcpy(folder, path, (size_t)(slash - path));
	folder[slash - path] = '\0';
	if (!cn_file_exists(folder))
		CN_TRY(cn_dir_make(l->disk, folder, 0755, err));
	return lazy ? cn_file_write_lazy(l->disk, path, f->bytes, 0644, err) : cn_file_write(l->disk, path, f->bytes, 0644, err);
}

/* A full tile replaces its partial ones; nothing asks for them once a checkpoint covers the full one. */
static void drop_partials(cn_log *l, const cn_file_out *f)
{
	cn_tile t;
	if (cn_tile_parse(cn_str_z(f->path), &t, NULL) != CN_OK || t.width < CN_TILE_WIDTH)
		return;
	char path[CN_PATH_BYTES_MAX], name[CN_TILE_PATH_BYTES + 4];
	(void)snprintf(name, sizeof name, "%s.p", f->path);
	CN_AUTO_ARENA a = cn_arena_new(1 << 18);
	const cn_val *names = NULL;
	if (!a || cn_path(path, l->public, name, NULL) != CN_OK || !cn_file_exists(path) || cn_dir_list(a, path, &names, NULL) != CN_OK)
		return;
	CN_EACH(c, names) {
		char file[CN_PATH_BYTES_MAX];
		const char *z = cn_cstr(a, c->s);
		if (z && cn_path(file, path, z, NULL) == CN_OK)
			(void)unlink(file); /* a partial tile that stays is only untidy */
	}
	(void)rmdir(path);
}

static cn_code write_checkpoint(cn_log *l, const cn_key *log_key, cn_err *err)
{
	cn_checkpoint c = { .origin = l->vkey.name, .size = cn_tree_size(l->tree), .root = cn_tree_head(l->tree) };
	CN_AUTO_BUF b;
	cn_buf_init(&b, CN_NOTE_BYTES_MAX);
	CN_TRY(cn_checkpoint_sign(&c, log_key, &b, err));
	char path[CN_PATH_BYTES_MAX];
	CN_TRY(cn_path(path, l->public, "checkpoint", err));
	CN_TRY(cn_file_write(l->disk, path, cn_buf_str(&b), 0644, err));
	l->checkpoint = c;
	l->has_checkpoint = true;
	return CN_OK;
}

static cn_code log_publish_once(cn_log *l, const cn_key *log_key, cn_err *err)
{
	CN_TRY(may_append(l, 1, err));
	if (l->has_checkpoint && l->checkpoint.size == cn_tree_size(l->tree))
		return CN_OK;
	cn_pub pub = cn_key_pub(log_key);
	if (memcmp(pub.b, l->vkey.pub.b, CN_PUB_BYTES) != 0)
		return CN_FAIL(err, CN_EINPUT, "the key given is not the key of this log");
	CN_AUTO_ARENA a = cn_arena_new(64u << 20);
	if (!a)
		return CN_NOMEM(err);
	cn_file_out *files;
	size_t n;
	CN_TRY(cn_tree_publish(l->tree, a, &files, &n, err));
	bool lazy = n > SYNC_ONE_BY_ONE_MAX;
	for (size_t i = 0; i < n; i++)
		CN_TRY(write_tile(l, &files[i], lazy, err));
	if (lazy)
		CN_TRY(cn_files_sync(l->disk, l->public, err));
	CN_TRY(write_checkpoint(l, log_key, err));
	for (size_t i = 0; i < n; i++)
		drop_partials(l, &files[i]);
	cn_tree_published(l->tree);
	return CN_OK;
}

cn_code cn_log_publish(cn_log *l, const cn_key *log_key, cn_err *err)
{
	unsigned long was = cn_heap_failures();
	return cn_or_nomem(was, log_publish_once(l, log_key, err), err);
}

/* ---- cosignatures ---------------------------------------------------------------------------------------------------------- */

static bool is_by(const cn_note *n, const cn_note_sig *s)
{
	for (unsigned i = 0; i < n->n_sigs; i++)
		if (n->sig[i].id == s->id && cn_eq(n->sig[i].name, s->name))
			return true;
	return false;
}

static cn_code log_cosign_once(cn_log *l, cn_arena *a, cn_str lines, cn_err *err)
{
	cn_note *have = CN_NEW(a, cn_note, 2);
	cn_str bytes;
	char path[CN_PATH_BYTES_MAX];
	if (!have)
		return cn_arena_fail(a, err);
	cn_note *more = have + 1;
	CN_TRY(may_append(l, 1, err));
	CN_TRY(cn_log_checkpoint(l, a, &bytes, err));
	CN_TRY(cn_note_open(a, bytes, &l->vkey, 1, have, err));
	CN_TRY(cn_note_open(a, cn_strf(a, "%.*s\n%.*s", CN_FMT(have->text), CN_FMT(lines)), NULL, 0, more, err));
	CN_AUTO_BUF b;
	cn_buf_init(&b, CN_NOTE_BYTES_MAX);
	cn_buf_printf(&b, "%.*s\n", CN_FMT(have->text));
	cn_str rest = cn_sub(bytes, have->text.n + 1, bytes.n), line;
	for (unsigned i = 0; i < have->n_sigs && cn_split(rest, '\n', &line, &rest); i++)
		if (have->sig[i].known == 0 || !is_by(more, &have->sig[i])) /* the log's own stays, whoever claims its name */
			cn_buf_printf(&b, "%.*s\n", CN_FMT(line));
	cn_buf_put(&b, lines);
	if (b.failed)
		return b.over_cap ? CN_FAIL(err, CN_ETOOBIG, "no room for more cosignatures on the checkpoint") : CN_NOMEM(err);
	cn_checkpoint c;
	CN_TRY(cn_checkpoint_open(a, cn_buf_str(&b), &l->vkey, NULL, 0, &c, NULL, err));
	CN_TRY(cn_path(path, l->public, "checkpoint", err));
	return cn_file_write(l->disk, path, cn_buf_str(&b), 0644, err);
}

cn_code cn_log_cosign(cn_log *l, cn_str lines, cn_err *err)
{
	unsigned long was = cn_heap_failures();
	CN_AUTO_ARENA a = cn_arena_new(2u << 20);
	if (!a)
		return CN_NOMEM(err);
	return cn_or_nomem(was, log_cosign_once(l, a, lines, err), err);
}
