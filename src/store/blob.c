/* Blobs by digest: DIR/ab/<hex>. Written under a temporary name and linked, so a name always has whole bytes. */
#include "store/blob.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

struct cn_blobs {
	char dir[CN_PATH_BYTES_MAX];
	cn_disk *disk;
};

cn_code cn_blobs_open(const char *dir, cn_disk *disk, cn_blobs **ret, cn_err *err)
{
	CN_TRY(cn_dir_make(disk, dir, 0700, err));
	cn_blobs *b = cn_heap_take(sizeof *b);
	if (!b)
		return CN_NOMEM(err);
	size_t n = strlen(dir);
	memcpy(b->dir, dir, n + 1); /* cn_dir_make has bounded it */
	b->disk = disk;
	*ret = b;
	return CN_OK;
}

void cn_blobs_close(cn_blobs *b)
{
	cn_heap_give(b);
}

static cn_code folder_of(const cn_blobs *b, const cn_digest *d, char out[CN_PATH_BYTES_MAX], cn_err *err)
{
	char hex[CN_DIGEST_TEXT_BYTES];
	cn_digest_text(d, hex);
	char name[3] = { hex[7], hex[8], '\0' };
	return cn_path(out, b->dir, name, err);
}

cn_code cn_blob_path(cn_blobs *b, const cn_digest *d, char out[CN_PATH_BYTES_MAX], cn_err *err)
{
	char folder[CN_PATH_BYTES_MAX], hex[CN_DIGEST_TEXT_BYTES];
	cn_digest_text(d, hex);
	CN_TRY(folder_of(b, d, folder, err));
	return cn_path(out, folder, hex + 7, err);
}

bool cn_blob_has(cn_blobs *b, const cn_digest *d)
{
	char path[CN_PATH_BYTES_MAX];
	return cn_blob_path(b, d, path, NULL) == CN_OK && cn_file_exists(path);
}

cn_code cn_blob_put(cn_blobs *b, cn_str bytes, cn_digest *ret, cn_err *err)
{
	if (bytes.n > CN_BLOB_BYTES_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "a blob of %zu bytes is over %d", bytes.n, CN_BLOB_BYTES_MAX);
	cn_digest d = cn_sha256(bytes);
	char folder[CN_PATH_BYTES_MAX], path[CN_PATH_BYTES_MAX];
	CN_TRY(cn_blob_path(b, &d, path, err));
	if (!cn_file_exists(path)) {
		CN_TRY(folder_of(b, &d, folder, err));
		CN_TRY(cn_dir_make(b->disk, folder, 0700, err));
		CN_TRY(cn_file_write(b->disk, path, bytes, 0600, err));
	}
	*ret = d;
	return CN_OK;
}

/* Copies from one descriptor to the other, hashing. */
static cn_code copy(cn_blobs *b, int from, int to, const char *what, cn_digest *ret, uint64_t *ret_bytes, cn_err *err)
{
	enum { CHUNK = 1 << 16 };
	char *buf = cn_heap_take(CHUNK);
	if (!buf)
		return CN_NOMEM(err);
	cn_hash h;
	cn_hash_init(&h);
	uint64_t total = 0;
	cn_code rc = CN_OK;
	while (rc == CN_OK) {
		ssize_t n = read(from, buf, CHUNK);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			rc = CN_FAIL(err, CN_EIO, "reading %s: %s", what, strerror(errno));
		if (n <= 0)
			break;
		cn_hash_put(&h, buf, (size_t)n);
		rc = cn_fd_write(b->disk, to, buf, (size_t)n, total, what, err);
		total += (uint64_t)n;
	}
	cn_heap_give(buf);
	if (rc == CN_OK)
		rc = cn_fd_sync(b->disk, to, what, err);
	*ret = cn_hash_done(&h);
	*ret_bytes = total;
	return rc;
}

/* Gives the temporary file its name. */
static cn_code settle(cn_blobs *b, const char *tmp, const cn_digest *d, cn_err *err)
{
	char folder[CN_PATH_BYTES_MAX], path[CN_PATH_BYTES_MAX];
	CN_TRY(cn_blob_path(b, d, path, err));
	CN_TRY(folder_of(b, d, folder, err));
	CN_TRY(cn_dir_make(b->disk, folder, 0700, err));
	if (cn_file_exists(path))
		return unlink(tmp) == 0 ? CN_OK : CN_FAIL(err, CN_EIO, "removing %s: %s", tmp, strerror(errno));
	if (rename(tmp, path) != 0)
		return CN_FAIL(err, CN_EIO, "renaming to %s: %s", path, strerror(errno));
	return cn_dir_sync(b->disk, folder, err);
}

cn_code cn_blob_put_file(cn_blobs *b, const char *path, cn_digest *ret, uint64_t *ret_bytes, cn_err *err)
{
	char tmp[CN_PATH_BYTES_MAX], name[32];
	uint64_t r, bytes = 0;
	cn_entropy(&r, sizeof r);
	(void)snprintf(name, sizeof name, "tmp-%016llx", (unsigned long long)r);
	CN_TRY(cn_path(tmp, b->dir, name, err));
	int from = open(path, O_RDONLY | O_CLOEXEC);
	if (from < 0)
		return CN_FAIL(err, errno == ENOENT ? CN_ENOTFOUND : CN_EIO, "opening %s: %s", path, strerror(errno));
	int to = open(tmp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	cn_digest d = { { 0 } };
	cn_code rc = to < 0 ? CN_FAIL(err, CN_EIO, "making %s: %s", tmp, strerror(errno)) : copy(b, from, to, path, &d, &bytes, err);
	(void)close(from); /* read only */
	if (to >= 0 && close(to) != 0 && rc == CN_OK)
		rc = CN_FAIL(err, CN_EIO, "closing %s: %s", tmp, strerror(errno));
	if (rc == CN_OK)
		rc = settle(b, tmp, &d, err);
	if (rc != CN_OK) {
		(void)unlink(tmp); /* best effort: never read under this name */
		return rc;
	}
	*ret = d;
	if (ret_bytes)
		*ret_bytes = bytes;
	return CN_OK;
}

cn_code cn_blob_get(cn_blobs *b, cn_arena *a, const cn_digest *d, size_t bytes_max, cn_str *ret, cn_err *err)
{
	char path[CN_PATH_BYTES_MAX], text[CN_DIGEST_TEXT_BYTES];
	cn_digest_text(d, text);
	CN_TRY(cn_blob_path(b, d, path, err));
	cn_str bytes;
	cn_code rc = cn_file_read(a, path, bytes_max, &bytes, err);
	if (rc == CN_ENOTFOUND)
		return CN_FAIL(err, CN_EABSENT, "the bytes of %s are not here: absent or erased", text);
	CN_TRY(rc);
	cn_digest got = cn_sha256(bytes);
	if (!cn_digest_eq(&got, d))
		return CN_FAIL(err, CN_EFORGED, "the bytes kept as %s do not hash to it", text);
	*ret = bytes;
	return CN_OK;
}

cn_code cn_blob_erase(cn_blobs *b, const cn_digest *d, cn_err *err)
{
	char path[CN_PATH_BYTES_MAX];
	CN_TRY(cn_blob_path(b, d, path, err));
	if (!cn_file_exists(path))
		return CN_OK;
	return cn_file_remove(b->disk, path, err);
}
