/* A first pass copies without a lock, a second one what changed meanwhile, with it: writers wait for the second alone. */
#include "node/backup.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#include "node/home_private.h"

enum { COPY_JSON_BYTES_MAX = 4096, CHUNK = 1 << 20, NAMES_BYTES = 64 << 20 };

typedef struct walk {
	const char *from, *to;
	bool keys, last; /* last: nothing changes meanwhile; what is gone here goes there */
	cn_backup *said;
} walk;

static cn_code io_wrong(const char *doing, const char *path, cn_err *err)
{
	return CN_FAIL(err, CN_EIO, "%s %s: %s", doing, path, strerror(errno));
}

static cn_code copy_path(const char *dir, char out[CN_PATH_BYTES_MAX], cn_err *err)
{
	return cn_path(out, dir, "copy.json", err);
}

/* ---- one file ---- */

/* Bytes of src from `at` to its end go to the same place of dst. */
static cn_code pour(int src, int dst, off_t at, const char *path, uint64_t *bytes, cn_err *err)
{
	for (;;) {
		off_t in = at, out = at;
		ssize_t n = copy_file_range(src, &in, dst, &out, CHUNK, 0);
		if (n == 0)
			return CN_OK;
		if (n < 0 && errno != EXDEV && errno != EINVAL && errno != ENOSYS && errno != EOPNOTSUPP)
			return io_wrong("copying", path, err);
		if (n < 0) { /* not between these file systems */
			char b[65536];
			n = pread(src, b, sizeof b, at);
			if (n == 0)
				return CN_OK;
			if (n < 0 || pwrite(dst, b, (size_t)n, at) != n)
				return io_wrong("copying", path, err);
		}
		at += n;
		*bytes += (uint64_t)n;
	}
}

/* A file as an earlier pass or an earlier copy left it. */
static bool is_same(const struct stat *a, const struct stat *b)
{
	return a->st_size == b->st_size && a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/* From `at` on; the time of its last change is the other's, by which it is known again. */
static cn_code fill(walk *w, int src, int dst, off_t at, const struct stat *st, const char *path, cn_err *err)
{
	const struct timespec times[2] = { { 0, UTIME_NOW }, st->st_mtim };
	if (ftruncate(dst, at) != 0)
		return io_wrong("writing", path, err);
	CN_TRY(pour(src, dst, at, path, &w->said->bytes, err));
	return futimens(dst, times) == 0 ? CN_OK : io_wrong("writing", path, err);
}

static cn_code fill_file(walk *w, int src, const char *to, off_t at, const struct stat *st, cn_err *err)
{
	int dst = open(to, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, st->st_mode & 0777);
	if (dst < 0)
		return io_wrong("writing", to, err);
	cn_code rc = fill(w, src, dst, at, st, to, err);
	if (close(dst) != 0 && rc == CN_OK)
		rc = io_wrong("writing", to, err);
	return rc;
}

/* The log's entries only grow: what an earlier pass copied stays. Every other file is replaced whole. */
static cn_code copy_file(walk *w, const char *from, const char *to, const struct stat *st, bool grows, cn_err *err)
{
	char part[CN_PATH_BYTES_MAX + 8];
	struct stat there = { 0 };
	bool has = lstat(to, &there) == 0 && S_ISREG(there.st_mode);
	if (has && is_same(&there, st))
		return CN_OK;
	int src = open(from, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (src < 0)
		return errno == ENOENT && !w->last ? CN_OK : io_wrong("opening", from, err);
	(void)snprintf(part, sizeof part, "%s%s", to, grows ? "" : ".part");
	off_t at = !grows || !has ? 0 : there.st_size < st->st_size ? there.st_size : st->st_size;
	cn_code rc = fill_file(w, src, part, at, st, err);
	(void)close(src);
	if (rc == CN_OK && !grows && rename(part, to) != 0)
		rc = io_wrong("writing", to, err);
	w->said->files++;
	return rc;
}

/* ---- a folder ---- */

static bool left_out(const walk *w, cn_str rel)
{
	/* views, jobs and files of requests are of the moment; who may sign in is copied apart; a witness that goes back signs what it signed otherwise before */
	static const char *const not_here[] = { "copy.json", "node.json", "views.db", "views.db-wal", "views.db-shm", "private", "witness", "log/lock", "log/entries.cut", "log/sealed.cut" };
	for (size_t i = 0; i < sizeof not_here / sizeof *not_here; i++)
		if (cn_eqz(rel, not_here[i]))
			return true;
	return (!w->keys && cn_eqz(rel, "keys")) || cn_contains(rel, CN_S(".tmp-")) /* being written */;
}

static int remove_one(const char *path, const struct stat *st, int what, struct FTW *at)
{
	(void)st;
	(void)what;
	(void)at;
	return remove(path);
}

/* What stands there and not here any more: erased, replaced by a full tile. */
static cn_code drop_gone(walk *w, cn_arena *a, const char *from, const char *to, cn_str rel, cn_err *err)
{
	const cn_val *names;
	CN_TRY(cn_dir_list(a, to, &names, err));
	CN_EACH (v, names) {
		char here[CN_PATH_BYTES_MAX], there[CN_PATH_BYTES_MAX];
		struct stat st;
		cn_str name = cn_strf(a, "%.*s%s%.*s", CN_FMT(rel), rel.n ? "/" : "", CN_FMT(v->s));
		const char *z = cn_cstr(a, v->s);
		if (!z)
			return cn_arena_fail(a, err);
		CN_TRY(cn_path(here, from, z, err));
		CN_TRY(cn_path(there, to, z, err));
		if (lstat(here, &st) == 0 || left_out(w, name) || (!rel.n && cn_eqz(v->s, "keys")))
			continue;
		if (nftw(there, remove_one, 16, FTW_DEPTH | FTW_PHYS) != 0)
			return io_wrong("removing", there, err);
	}
	return CN_OK;
}

static cn_code copy_dir(walk *w, const char *from, const char *to, cn_str rel, mode_t mode, cn_err *err);

static cn_code copy_one(walk *w, const char *from, const char *to, cn_str rel, cn_err *err)
{
	struct stat st;
	if (left_out(w, rel) || lstat(from, &st) != 0)
		return CN_OK; /* gone since it was listed; the last pass lists nothing that goes */
	if (S_ISDIR(st.st_mode))
		return copy_dir(w, from, to, rel, st.st_mode & 0777, err);
	return S_ISREG(st.st_mode) ? copy_file(w, from, to, &st, cn_eqz(rel, "log/entries"), err) : CN_OK;
}

static cn_code copy_dir(walk *w, const char *from, const char *to, cn_str rel, mode_t mode, cn_err *err)
{
	CN_AUTO_ARENA a = cn_arena_new(NAMES_BYTES);
	const cn_val *names;
	if (!a)
		return CN_NOMEM(err);
	CN_TRY(cn_dir_make(NULL, to, mode, err));
	CN_TRY(cn_dir_list(a, from, &names, err));
	CN_EACH (v, names) {
		char here[CN_PATH_BYTES_MAX], there[CN_PATH_BYTES_MAX];
		const char *z = cn_cstr(a, v->s);
		cn_str name = cn_strf(a, "%.*s%s%.*s", CN_FMT(rel), rel.n ? "/" : "", CN_FMT(v->s));
		if (!z || !cn_arena_ok(a))
			return cn_arena_fail(a, err);
		CN_TRY(cn_path(here, from, z, err));
		CN_TRY(cn_path(there, to, z, err));
		CN_TRY(copy_one(w, here, there, name, err));
	}
	return w->last ? drop_gone(w, a, from, to, rel, err) : CN_OK;
}

/* ---- what says that it is a copy ---- */

static cn_code mark(cn_arena *a, const char *dir, cn_str origin, const cn_backup *b, int64_t now_us, cn_err *err)
{
	char p[CN_PATH_BYTES_MAX], when[CN_TIME_BYTES];
	CN_AUTO_BUF text;
	cn_val *m = cn_map(a);
	cn_time_text(now_us, when);
	cn_put(a, m, "concord", cn_textz(a, "copy/1"));
	cn_put(a, m, "origin", cn_text(a, origin));
	cn_put(a, m, "size", cn_int(a, (int64_t)b->records));
	cn_put(a, m, "root", cn_text(a, cn_digest_str(a, &b->root)));
	cn_put(a, m, "made", cn_textz(a, when));
	cn_buf_init(&text, COPY_JSON_BYTES_MAX);
	cn_json_write(&text, m, 0);
	cn_buf_putc(&text, '\n');
	if (!cn_arena_ok(a) || text.failed)
		return CN_NOMEM(err);
	CN_TRY(copy_path(dir, p, err));
	return cn_file_write(NULL, p, cn_buf_str(&text), 0600, err);
}

/* *ret is NULL for a folder that is no copy. */
static cn_code read_mark(cn_arena *a, const char *dir, const cn_val **ret, cn_err *err)
{
	char p[CN_PATH_BYTES_MAX];
	cn_str text;
	*ret = NULL;
	CN_TRY(copy_path(dir, p, err));
	if (!cn_file_exists(p))
		return CN_OK;
	CN_TRY(cn_file_read(a, p, COPY_JSON_BYTES_MAX, &text, err));
	if (cn_json_parse(a, text, CN_JSON_DEPTH_MAX, ret, err) != CN_OK)
		return cn_while(err, "%s", p);
	return CN_OK;
}

cn_code cn_backup_check(cn_arena *a, const char *dir, cn_err *err)
{
	const cn_val *m;
	CN_TRY(read_mark(a, dir, &m, err));
	if (!m)
		return CN_OK;
	(void)CN_FAIL(err, CN_ESTATE, "this folder is a copy of the node, made at %.*s when its log had %lld entries: it is not written to until it is known how far the log had got",
		      CN_FMT(cn_sub(cn_get_text(m, "made"), 0, 40)), (long long)cn_get_int(m, "size", 0));
	return cn_hint(err, "concord store resume --last-size N");
}

/* ---- making one ---- */

/* A new folder, an empty one, or a copy of this node. */
static cn_code check_target(cn_arena *a, const char *dir, const char *out, cn_str origin, cn_err *err)
{
	char from[PATH_MAX], to[PATH_MAX];
	const cn_val *names, *m;
	CN_TRY(cn_dir_make(NULL, out, 0700, err));
	if (!realpath(dir, from) || !realpath(out, to))
		return io_wrong("looking at", out, err);
	size_t n = strlen(from);
	if (strncmp(to, from, n) == 0 && (to[n] == '/' || to[n] == '\0'))
		return CN_FAIL(err, CN_ESTATE, "the copy of %s cannot lie in it", dir);
	CN_TRY(cn_dir_list(a, out, &names, err));
	if (!names->n)
		return CN_OK;
	CN_TRY(read_mark(a, out, &m, err));
	if (!m || !cn_eq(cn_get_text(m, "origin"), origin))
		return CN_FAIL(err, CN_ESTATE, "%s holds something else than a copy of this node: nothing was changed", out);
	return CN_OK;
}

static cn_code copy_people(const char *dir, const char *out, cn_err *err)
{
	char from[CN_PATH_BYTES_MAX], to[CN_PATH_BYTES_MAX], there[CN_PATH_BYTES_MAX];
	CN_TRY(cn_path(from, dir, "private/people.db", err));
	if (!cn_file_exists(from))
		return CN_OK;
	CN_TRY(cn_path(to, out, "private", err));
	CN_TRY(cn_dir_make(NULL, to, 0700, err));
	CN_TRY(cn_path(there, to, "people.db", err));
	return cn_db_copy(from, there, err);
}

/* The copy is opened as anybody would open it. */
static cn_code check_copy(const char *out, cn_str origin, const cn_pub *log_pub, const cn_backup *b, cn_err *err)
{
	char p[CN_PATH_BYTES_MAX];
	CN_AUTO_LOG l = NULL;
	const cn_log_options o = { .origin = origin, .log_pub = *log_pub };
	CN_TRY(cn_path(p, out, "log", err));
	cn_code rc = cn_log_open_read(p, &o, &l, err);
	cn_digest root = rc == CN_OK ? cn_log_root(l) : b->root;
	if (rc == CN_OK && (cn_log_size(l) != b->records || !cn_digest_eq(&root, &b->root)))
		rc = CN_FAIL(err, CN_EFORGED, "the log in %s is not the one of the node: remove the folder and make a new copy", out);
	return rc;
}

static cn_code copy_node_json(const char *dir, const char *out, cn_arena *a, cn_err *err)
{
	char from[CN_PATH_BYTES_MAX], to[CN_PATH_BYTES_MAX];
	cn_str text;
	CN_TRY(cn_path(from, dir, "node.json", err));
	CN_TRY(cn_path(to, out, "node.json", err));
	CN_TRY(cn_file_read(a, from, CN_JSON_BYTES_MAX, &text, err));
	return cn_file_write(NULL, to, text, 0644, err);
}

static cn_code copy_all(cn_arena *a, const char *dir, const char *out, const cn_about *about, int64_t now_us, walk *w, cn_err *err)
{
	char p[CN_PATH_BYTES_MAX];
	CN_TRY(mark(a, out, about->origin, w->said, now_us, err)); /* first: whatever happens, it is known what this folder is */
	CN_TRY(cn_path(p, out, "node.json", err));
	if (cn_file_exists(p)) /* and no node until it is whole */
		CN_TRY(cn_file_remove(NULL, p, err));
	CN_TRY(copy_dir(w, dir, out, CN_S(""), 0700, err));
	{
		CN_AUTO_HOME h = NULL;
		CN_TRY(cn_home_open(a, dir, true, &h, err));
		w->last = true;
		w->said->records = cn_log_size(h->log);
		w->said->root = cn_log_root(h->log);
		CN_TRY(copy_dir(w, dir, out, CN_S(""), 0700, err));
	}
	CN_TRY(copy_people(dir, out, err));
	CN_TRY(check_copy(out, about->origin, &about->log_pub, w->said, err));
	CN_TRY(mark(a, out, about->origin, w->said, now_us, err));
	CN_TRY(cn_files_sync(NULL, out, err));
	return copy_node_json(dir, out, a, err);
}

cn_code cn_backup_make(cn_arena *a, const char *dir, const char *out, bool keys, int64_t now_us, cn_backup *ret, cn_err *err)
{
	cn_about about;
	cn_backup said = { .keys = keys };
	walk w = { .from = dir, .to = out, .keys = keys, .said = &said };
	CN_TRY(cn_home_describe(a, dir, &about, err));
	CN_TRY(cn_backup_check(a, dir, err)); /* no copy of a copy: it would look newer than it is */
	CN_TRY(check_target(a, dir, out, about.origin, err));
	CN_TRY(copy_all(a, dir, out, &about, now_us, &w, err));
	*ret = said;
	return CN_OK;
}

/* ---- going on from one ---- */

cn_code cn_backup_resume(cn_arena *a, const char *dir, bool vouched, int64_t last_size, uint64_t *ret_records, cn_err *err)
{
	CN_AUTO_HOME h = NULL;
	char p[CN_PATH_BYTES_MAX];
	const cn_val *m;
	CN_TRY(read_mark(a, dir, &m, err));
	if (!m)
		return CN_FAIL(err, CN_ESTATE, "this folder is no copy: there is nothing to resume");
	CN_TRY(cn_home_open_copy(a, dir, &h, err)); /* the store says what it knows, and the whole log is read */
	uint64_t size = cn_log_size(h->log);
	if (!vouched && !h->db && last_size < 0) {
		(void)CN_FAIL(err, CN_EINPUT, "nobody says how far the log had got: no witness answers, and the store is no database");
		return cn_hint(err, "--last-size N: the largest size of this log that anybody has seen signed (a checkpoint, a dossier, a proof)");
	}
	if (last_size > 0 && size < (uint64_t)last_size)
		return CN_FAIL(err, CN_ESTATE, "the log of this copy ends at %llu, and %lld entries were seen signed: going on would fork it; nothing was changed", (unsigned long long)size,
			       (long long)last_size);
	CN_TRY(copy_path(dir, p, err));
	CN_TRY(cn_file_remove(NULL, p, err));
	*ret_records = size;
	return CN_OK;
}
