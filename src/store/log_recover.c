/* Opening the entries of a log: every frame is checked, the tree is built again, and the head must be the signed one. What a crash left
 * unfinished at the end is kept aside and cut off; damage before that is refused. */
#include <fcntl.h>
#include <sys/stat.h>

#include "store/log_private.h"

enum { WINDOW = 1 << 20 };

/* A window that moves over the file. */
typedef struct reader {
	const cn_log *l;
	uint64_t size; /* of the file */
	uint64_t at;   /* where buf begins */
	size_t n;
	char *buf;
} reader;

/* n bytes at `at`, NULL if the file ends before or cannot be read (*rc). */
static const char *look(reader *r, uint64_t at, size_t n, cn_code *rc, cn_err *err)
{
	if (at > r->size || n > r->size - at)
		return NULL;
	if (at < r->at || at + n > r->at + r->n) {
		size_t want = r->size - at < WINDOW ? (size_t)(r->size - at) : WINDOW;
		*rc = cn_fd_read(r->l->fd, r->buf, want, at, "the log's entries", err);
		if (*rc != CN_OK)
			return NULL;
		r->at = at;
		r->n = want;
	}
	return r->buf + (at - r->at);
}

void cn_mark_write(uint64_t offset, uint8_t out[CN_MARK_BYTES])
{
	out[0] = out[1] = 0;
	for (unsigned i = 0; i < 8; i++)
		out[2 + i] = (uint8_t)(offset >> (56 - 8 * i));
	cn_hash h;
	cn_hash_init(&h);
	cn_hash_puts(&h, CN_S("concord-group"));
	cn_hash_put(&h, out + 2, 8);
	cn_digest d = cn_hash_done(&h);
	memcpy(out + 10, d.b, 8);
}

static bool is_mark(const char *p, uint64_t at)
{
	uint8_t want[CN_MARK_BYTES];
	if (p[0] != 0 || p[1] != 0)
		return false;
	cn_mark_write(at, want);
	return memcmp(p, want, CN_MARK_BYTES) == 0;
}

cn_code cn_log_note(cn_log *l, cn_str entry, uint64_t at, cn_err *err)
{
	uint64_t index = cn_tree_size(l->tree);
	if (index % CN_OFFSET_EVERY == 0) {
		size_t i = (size_t)(index / CN_OFFSET_EVERY);
		if (i >= l->room) {
			size_t room = 2 * l->room + 1024;
			uint64_t *offset = cn_heap_grow(l->offset, room * sizeof *offset);
			if (!offset)
				return CN_NOMEM(err);
			l->offset = offset;
			l->room = room;
		}
		l->offset[i] = at;
	}
	return cn_tree_add(l->tree, entry, err);
}

/* One frame at `at`: *ret_n is its size, 0 if it is not whole. Marks have entry.n == 0. */
static cn_code take_frame(reader *r, uint64_t at, cn_str *entry, size_t *ret_n, cn_err *err)
{
	cn_code rc = CN_OK;
	*ret_n = 0;
	const char *p = look(r, at, 2, &rc, err);
	if (!p)
		return rc;
	size_t n = (size_t)(uint8_t)p[0] << 8 | (uint8_t)p[1];
	if (n == 0) {
		p = look(r, at, CN_MARK_BYTES, &rc, err);
		*entry = (cn_str){ NULL, 0 };
		*ret_n = p && is_mark(p, at) ? CN_MARK_BYTES : 0;
		return rc;
	}
	p = look(r, at, 2 + n + CN_ENTRY_CHECK_BYTES, &rc, err);
	if (!p)
		return rc;
	*entry = (cn_str){ p + 2, n };
	cn_digest leaf = cn_leaf_hash(*entry);
	if (memcmp(leaf.b, p + 2 + n, CN_ENTRY_CHECK_BYTES) == 0)
		*ret_n = 2 + n + CN_ENTRY_CHECK_BYTES;
	return CN_OK;
}

/* Is there a whole mark anywhere behind? Then what is before it had been synced. */
static cn_code mark_behind(reader *r, uint64_t at, bool *ret, cn_err *err)
{
	cn_code rc = CN_OK;
	*ret = false;
	for (const char *p; (p = look(r, at, CN_MARK_BYTES, &rc, err)); at++)
		if (is_mark(p, at)) {
			*ret = true;
			return CN_OK;
		}
	return rc;
}

static cn_code at_checkpoint(cn_log *l, cn_err *err)
{
	cn_digest head = cn_tree_head(l->tree);
	if (!cn_digest_eq(&head, &l->checkpoint.root))
		return CN_FAIL(err, CN_EFORGED, "the first %llu entries do not hash to the root that the log signed",
			       (unsigned long long)l->checkpoint.size);
	cn_tree_published(l->tree);
	return CN_OK;
}

static cn_code at_store_size(const cn_log *l, cn_err *err)
{
	cn_digest head = cn_tree_head(l->tree);
	if (cn_digest_eq(&head, &l->store_root))
		return CN_OK;
	(void)CN_FAIL(err, CN_ESTATE, "the first %llu entries of the log on this disk are not those that the store knows: two histories of one log; nothing was written",
		      (unsigned long long)l->store_size);
	(void)cn_hint(err, "docs/operating.md"); /* gives the code, unless err is NULL */
	return CN_ESTATE;
}

static cn_code walk(cn_log *l, reader *r, cn_err *err)
{
	l->end = CN_ENTRIES_HEAD_BYTES;
	if (l->has_checkpoint && l->checkpoint.size == 0)
		CN_TRY(at_checkpoint(l, err));
	for (;;) {
		cn_str entry;
		size_t n;
		CN_TRY(take_frame(r, l->end, &entry, &n, err));
		if (n == 0)
			return CN_OK;
		if (entry.n > 0) {
			CN_TRY(cn_log_note(l, entry, l->end, err));
			uint64_t size = cn_tree_size(l->tree);
			if (size == l->store_size)
				CN_TRY(at_store_size(l, err));
			if (size == l->checkpoint.size)
				CN_TRY(at_checkpoint(l, err));
			else if (size < l->checkpoint.size && size % CN_TILE_WIDTH == 0)
				cn_tree_published(l->tree); /* its tiles are out: forget them */
		}
		l->end += n;
	}
}

static cn_code cut_tail(cn_log *l, reader *r, cn_err *err)
{
	bool damage;
	CN_TRY(mark_behind(r, l->end, &damage, err));
	if (damage)
		return CN_FAIL(err, CN_EIO, "the log's entries are damaged at byte %llu, entry %llu, and whole groups follow: restore the file "
			       "from a copy", (unsigned long long)l->end, (unsigned long long)cn_tree_size(l->tree));
	uint64_t tail = r->size - l->end;
	if (!l->writable || tail == 0)
		return CN_OK;
	size_t n = tail < WINDOW ? (size_t)tail : WINDOW;
	char path[CN_PATH_BYTES_MAX];
	CN_TRY(cn_path(path, l->dir, "entries.cut", err));
	CN_TRY(cn_fd_read(l->fd, r->buf, n, l->end, "the log's entries", err));
	CN_TRY(cn_file_write(l->disk, path, (cn_str){ r->buf, n }, 0600, err));
	CN_TRY(cn_fd_cut(l->disk, l->fd, l->end, "the log's entries", err));
	return cn_fd_sync(l->disk, l->fd, "the log's entries", err);
}

cn_code cn_log_check_size(const cn_log *l, cn_err *err)
{
	uint64_t size = cn_tree_size(l->tree);
	if (l->has_checkpoint && size < l->checkpoint.size)
		return CN_FAIL(err, CN_ESTATE, "the log has %llu whole entries and its checkpoint signed %llu: was it restored from a backup?",
			       (unsigned long long)size, (unsigned long long)l->checkpoint.size);
	return CN_OK;
}

static cn_code recover(cn_log *l, reader *r, cn_log_report *report, cn_err *err)
{
	cn_code rc = CN_OK;
	if (r->size < CN_ENTRIES_HEAD_BYTES) { /* new, or a crash while it was made */
		l->end = r->size;
		CN_TRY(cn_log_check_size(l, err));
		if (!l->writable)
			return CN_OK;
		CN_TRY(cn_fd_cut(l->disk, l->fd, 0, "the log's entries", err));
		CN_TRY(cn_fd_write(l->disk, l->fd, CN_ENTRIES_HEAD, CN_ENTRIES_HEAD_BYTES, 0, "the log's entries", err));
		CN_TRY(cn_fd_sync(l->disk, l->fd, "the log's entries", err));
		r->size = CN_ENTRIES_HEAD_BYTES;
	}
	const char *head = look(r, 0, CN_ENTRIES_HEAD_BYTES, &rc, err);
	CN_TRY(rc);
	if (!head || memcmp(head, CN_ENTRIES_HEAD, CN_ENTRIES_HEAD_BYTES) != 0)
		return CN_FAIL(err, CN_EINPUT, "%s/entries is not the entries of a log", l->dir);
	CN_TRY(walk(l, r, err));
	CN_TRY(cn_log_check_size(l, err));
	report->cut_bytes = r->size - l->end;
	return cut_tail(l, r, err);
}

cn_code cn_log_recover(cn_log *l, cn_log_report *report, cn_err *err)
{
	struct stat st;
	if (fstat(l->fd, &st) != 0)
		return CN_FAIL(err, CN_EIO, "looking at %s/entries fails", l->dir);
	reader r = { .l = l, .size = (uint64_t)st.st_size, .buf = cn_heap_take(WINDOW) };
	if (!r.buf)
		return CN_NOMEM(err);
	cn_code rc = recover(l, &r, report, err);
	cn_heap_give(r.buf);
	return rc;
}
