/* Files, durably. The seam for faults is one function: every operation that changes the disk asks it first. */
#include "store/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

/* True if this operation must fail. */
static bool faulty(cn_disk *d)
{
	if (!d)
		return false;
	d->ops++;
	if (d->is_dead)
		return true;
	if (d->fail_at == 0 || --d->fail_at > 0)
		return false;
	d->is_dead = d->dead;
	return true;
}

static cn_code io_fail(cn_err *err, const char *doing, const char *what)
{
	return CN_FAIL(err, errno == ENOENT ? CN_ENOTFOUND : CN_EIO, "%s %s: %s", doing, what, strerror(errno));
}

static cn_code injected(cn_err *err, const char *doing, const char *what)
{
	return CN_FAIL(err, CN_EIO, "%s %s: made to fail by a test", doing, what);
}

/* ---- descriptors --------------------------------------------------------------------------------------------------------- */

cn_code cn_fd_write(cn_disk *d, int fd, const void *p, size_t n, uint64_t at, const char *what, cn_err *err)
{
	bool fail = faulty(d);
	if (fail && d->torn)
		n /= 2;
	else if (fail)
		return injected(err, "writing", what);
	const char *from = p;
	while (n > 0) {
		ssize_t k = pwrite(fd, from, n, (off_t)at);
		if (k < 0 && errno == EINTR)
			continue;
		if (k <= 0)
			return io_fail(err, "writing", what);
		from += k;
		at += (uint64_t)k;
		n -= (size_t)k;
	}
	return fail ? injected(err, "writing", what) : CN_OK;
}

cn_code cn_fd_sync(cn_disk *d, int fd, const char *what, cn_err *err)
{
	if (faulty(d))
		return injected(err, "syncing", what);
	return fdatasync(fd) == 0 ? CN_OK : io_fail(err, "syncing", what);
}

cn_code cn_fd_cut(cn_disk *d, int fd, uint64_t size, const char *what, cn_err *err)
{
	if (faulty(d))
		return injected(err, "cutting", what);
	return ftruncate(fd, (off_t)size) == 0 ? CN_OK : io_fail(err, "cutting", what);
}

cn_code cn_fd_read(int fd, void *p, size_t n, uint64_t at, const char *what, cn_err *err)
{
	char *to = p;
	while (n > 0) {
		ssize_t k = pread(fd, to, n, (off_t)at);
		if (k < 0 && errno == EINTR)
			continue;
		if (k < 0)
			return io_fail(err, "reading", what);
		if (k == 0)
			return CN_FAIL(err, CN_EIO, "reading %s: it ends at byte %llu", what, (unsigned long long)at);
		to += k;
		at += (uint64_t)k;
		n -= (size_t)k;
	}
	return CN_OK;
}

cn_code cn_dir_sync(cn_disk *d, const char *path, cn_err *err)
{
	if (faulty(d))
		return injected(err, "syncing the folder", path);
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return io_fail(err, "opening the folder", path);
	int rc = fsync(fd);
	int saved = errno;
	(void)close(fd); /* read only: nothing to lose */
	errno = saved;
	return rc == 0 ? CN_OK : io_fail(err, "syncing the folder", path);
}

/* ---- paths ------------------------------------------------------------------------------------------------------------------ */

cn_code cn_path(char out[CN_PATH_BYTES_MAX], const char *dir, const char *name, cn_err *err)
{
	int n = snprintf(out, CN_PATH_BYTES_MAX, "%s/%s", dir, name);
	return n > 0 && n < CN_PATH_BYTES_MAX ? CN_OK : CN_FAIL(err, CN_ETOOBIG, "a path of more than %d bytes", CN_PATH_BYTES_MAX - 1);
}

bool cn_file_exists(const char *path)
{
	return access(path, F_OK) == 0;
}

static void parent_of(const char *path, char out[CN_PATH_BYTES_MAX])
{
	const char *slash = strrchr(path, '/');
	size_t n = slash ? (size_t)(slash - path) : 0;
	if (!slash || n >= CN_PATH_BYTES_MAX) {
		memcpy(out, slash ? "/" : ".", 2);
		return;
	}
	memcpy(out, n ? path : "/", n ? n : 1);
	out[n ? n : 1] = '\0';
}

static cn_code make_one(cn_disk *d, const char *path, mode_t mode, cn_err *err)
{
	if (faulty(d))
		return injected(err, "making the folder", path);
	if (mkdir(path, mode) != 0) {
		if (errno == EEXIST)
			return CN_OK;
		return CN_FAIL(err, CN_EIO, "making the folder %s: %s", path, strerror(errno));
	}
	char parent[CN_PATH_BYTES_MAX];
	parent_of(path, parent);
	return cn_dir_sync(d, parent, err);
}

cn_code cn_dir_make(cn_disk *d, const char *path, mode_t mode, cn_err *err)
{
	char part[CN_PATH_BYTES_MAX];
	size_t n = strlen(path);
	if (n == 0 || n >= sizeof part)
		return CN_FAIL(err, CN_ETOOBIG, "the name of a folder is empty or too long");
	for (size_t i = 1; i <= n; i++) {
		if (path[i] != '/' && path[i] != '\0')
			continue;
		memcpy(part, path, i);
		part[i] = '\0';
		if (!cn_file_exists(part))
			CN_TRY(make_one(d, part, mode, err));
	}
	return CN_OK;
}

static int by_bytes(const void *a, const void *b)
{
	return cn_cmp(*(const cn_str *)a, *(const cn_str *)b);
}

cn_code cn_dir_list(cn_arena *a, const char *path, const cn_val **ret, cn_err *err)
{
	DIR *dir = opendir(path);
	if (!dir)
		return io_fail(err, "opening the folder", path);
	cn_val *names = cn_list(a);
	for (const struct dirent *e; (e = readdir(dir));)
		if (!cn_eqz(cn_str_z(e->d_name), ".") && !cn_eqz(cn_str_z(e->d_name), ".."))
			cn_push(a, names, cn_textz(a, e->d_name));
	(void)closedir(dir); /* read only */
	cn_str *sorted = names ? CN_NEW(a, cn_str, names->n + 1) : NULL;
	if (!sorted)
		return cn_arena_fail(a, err);
	size_t n = 0;
	CN_EACH(c, names)
		sorted[n++] = c->s;
	qsort(sorted, n, sizeof *sorted, by_bytes);
	cn_val *list = cn_list(a);
	for (size_t i = 0; i < n; i++)
		cn_push(a, list, cn_text(a, sorted[i]));
	if (!cn_arena_ok(a))
		return cn_arena_fail(a, err);
	*ret = list;
	return CN_OK;
}

/* ---- whole files --------------------------------------------------------------------------------------------------------------- */

cn_code cn_file_read(cn_arena *a, const char *path, size_t bytes_max, cn_str *ret, cn_err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return io_fail(err, "opening", path);
	struct stat st;
	cn_code rc = CN_OK;
	char *p = NULL;
	size_t n = 0;
	if (fstat(fd, &st) != 0)
		rc = io_fail(err, "looking at", path);
	else if (!S_ISREG(st.st_mode))
		rc = CN_FAIL(err, CN_EINPUT, "%s is not a file", path);
	else if ((uint64_t)st.st_size > bytes_max)
		rc = CN_FAIL(err, CN_ETOOBIG, "%s has %lld bytes, at most %zu are read", path, (long long)st.st_size, bytes_max);
	else if (!(p = cn_alloc(a, (n = (size_t)st.st_size) + 1, 1)))
		rc = cn_arena_fail(a, err);
	else
		rc = cn_fd_read(fd, p, n, 0, path, err);
	(void)close(fd); /* read only */
	if (rc == CN_OK)
		*ret = (cn_str){ p, n };
	return rc;
}

/* Writes path.tmp-<random>, syncs it, and gives its name. */
static cn_code write_temporary(cn_disk *d, const char *path, const cn_str *piece, size_t n_piece, mode_t mode, bool sync,
			       char tmp[CN_PATH_BYTES_MAX], cn_err *err)
{
	uint64_t r;
	cn_entropy(&r, sizeof r);
	int n = snprintf(tmp, CN_PATH_BYTES_MAX, "%s.tmp-%016llx", path, (unsigned long long)r);
	if (n < 0 || n >= CN_PATH_BYTES_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "a path of more than %d bytes", CN_PATH_BYTES_MAX - 1);
	int fd = open(tmp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
	if (fd < 0)
		return CN_FAIL(err, CN_EIO, "making %s: %s", tmp, strerror(errno));
	cn_code rc = CN_OK;
	uint64_t at = 0;
	for (size_t i = 0; i < n_piece && rc == CN_OK; at += piece[i++].n)
		rc = cn_fd_write(d, fd, piece[i].p, piece[i].n, at, path, err);
	if (rc == CN_OK && sync)
		rc = cn_fd_sync(d, fd, path, err);
	if (close(fd) != 0 && rc == CN_OK)
		rc = io_fail(err, "closing", path);
	if (rc != CN_OK)
		(void)unlink(tmp); /* best effort: the name is not one that is ever read */
	return rc;
}

static cn_code replace(cn_disk *d, const char *path, const cn_str *piece, size_t n, mode_t mode, bool sync, cn_err *err)
{
	char tmp[CN_PATH_BYTES_MAX];
	CN_TRY(write_temporary(d, path, piece, n, mode, sync, tmp, err));
	bool fail = faulty(d);
	if (fail || rename(tmp, path) != 0) {
		cn_code rc = fail ? injected(err, "renaming to", path) : CN_FAIL(err, CN_EIO, "renaming to %s: %s", path, strerror(errno));
		(void)unlink(tmp); /* best effort */
		return rc;
	}
	return CN_OK;
}

cn_code cn_file_write_pieces(cn_disk *d, const char *path, const cn_str *piece, size_t n, mode_t mode, cn_err *err)
{
	char parent[CN_PATH_BYTES_MAX];
	CN_TRY(replace(d, path, piece, n, mode, true, err));
	parent_of(path, parent);
	return cn_dir_sync(d, parent, err);
}

cn_code cn_file_write(cn_disk *d, const char *path, cn_str bytes, mode_t mode, cn_err *err)
{
	return cn_file_write_pieces(d, path, &bytes, 1, mode, err);
}

cn_code cn_file_write_lazy(cn_disk *d, const char *path, cn_str bytes, mode_t mode, cn_err *err)
{
	return replace(d, path, &bytes, 1, mode, false, err);
}

cn_code cn_files_sync(cn_disk *d, const char *dir, cn_err *err)
{
	if (faulty(d))
		return injected(err, "syncing the files below", dir);
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return io_fail(err, "opening the folder", dir);
	int rc = syncfs(fd);
	int saved = errno;
	(void)close(fd); /* read only */
	errno = saved;
	return rc == 0 ? CN_OK : io_fail(err, "syncing the files below", dir);
}

cn_code cn_file_create(cn_disk *d, const char *path, cn_str bytes, mode_t mode, cn_err *err)
{
	char tmp[CN_PATH_BYTES_MAX], parent[CN_PATH_BYTES_MAX];
	CN_TRY(write_temporary(d, path, &bytes, 1, mode, true, tmp, err));
	bool fail = faulty(d);
	int rc = fail ? -1 : link(tmp, path); /* unlike rename, this does not replace */
	int saved = errno;
	(void)unlink(tmp); /* the other name stays */
	if (fail)
		return injected(err, "making", path);
	if (rc != 0)
		return CN_FAIL(err, saved == EEXIST ? CN_ESTATE : CN_EIO, "making %s: %s", path, strerror(saved));
	parent_of(path, parent);
	return cn_dir_sync(d, parent, err);
}

cn_code cn_file_remove(cn_disk *d, const char *path, cn_err *err)
{
	if (faulty(d))
		return injected(err, "removing", path);
	if (unlink(path) != 0)
		return io_fail(err, "removing", path);
	char parent[CN_PATH_BYTES_MAX];
	parent_of(path, parent);
	return cn_dir_sync(d, parent, err);
}

cn_code cn_file_lock(const char *path, int *ret_fd, cn_err *err)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		return CN_FAIL(err, CN_EIO, "opening %s: %s", path, strerror(errno));
	if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		bool held = errno == EWOULDBLOCK;
		(void)close(fd); /* nothing was written */
		return held ? CN_FAIL(err, CN_ESTATE, "%s is held by another writer", path) :
			      CN_FAIL(err, CN_EIO, "locking %s: %s", path, strerror(errno));
	}
	*ret_fd = fd;
	return CN_OK;
}

void cn_entropy(void *p, size_t n)
{
	uint8_t *to = p;
	while (n > 0) {
		ssize_t k = getrandom(to, n, 0);
		if (k < 0 && errno == EINTR)
			continue;
		assert(k > 0); /* without randomness there is nothing safe to do */
		to += k;
		n -= (size_t)k;
	}
}
