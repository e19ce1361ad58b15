/* Files, read once from the start. */
#include "adapter/file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PIECE_BYTES = 1 << 18 };

static cn_code failed(const char *path, cn_err *err)
{
	char why[128];
	return CN_FAIL(err, errno == ENOENT ? CN_ENOTFOUND : CN_EIO, "%s: %s", path, strerror_r(errno, why, sizeof why));
}

static cn_code feed_open(int fd, const char *path, cn_code (*feed)(void *, cn_str, cn_err *), void *ctx, char *piece, cn_err *err)
{
	struct stat st;
	if (fstat(fd, &st) != 0)
		return failed(path, err);
	if (!S_ISREG(st.st_mode))
		return CN_FAIL(err, CN_EIO, "%s is not a regular file", path);
	for (;;) {
		ssize_t n = read(fd, piece, PIECE_BYTES);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return failed(path, err);
		if (n == 0)
			return CN_OK;
		CN_TRY(feed(ctx, (cn_str){ piece, (size_t)n }, err));
	}
}

cn_code file_feed(const char *path, cn_code (*feed)(void *ctx, cn_str piece, cn_err *err), void *ctx, cn_err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a fifo must not hold us before fstat tells what it is */
	if (fd < 0)
		return failed(path, err);
	char *piece = cn_heap_take(PIECE_BYTES);
	cn_code rc = piece ? feed_open(fd, path, feed, ctx, piece, err) : CN_NOMEM(err);
	cn_heap_give(piece);
	(void)close(fd); /* nothing was written */
	return rc;
}

typedef struct whole {
	const char *path;
	size_t bytes_max;
	cn_buf *to;
} whole;

static cn_code whole_feed(void *ctx, cn_str piece, cn_err *err)
{
	whole *w = ctx;
	if (piece.n > w->bytes_max - w->to->n)
		return CN_FAIL(err, CN_ETOOBIG, "%s is larger than %zu MiB", w->path, w->bytes_max >> 20);
	cn_buf_put(w->to, piece);
	return w->to->failed ? CN_NOMEM(err) : CN_OK;
}

cn_code file_read_whole(const char *path, size_t bytes_max, cn_buf *to, cn_err *err)
{
	whole w = { path, bytes_max, to };
	return file_feed(path, whole_feed, &w, err);
}
