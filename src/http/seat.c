#include "http/seat.h"

#include <time.h>

#include "store/file.h"

enum { TRIES = 6, WAIT_MS = 20 };

/* A server that was just killed may hold its seat a moment longer, by a process that it was starting: so the first one that is taken is tried again. */
static cn_code take(const char *path, unsigned *tries, int *ret_fd, cn_err *err)
{
	for (;;) {
		cn_code rc = cn_file_lock(path, ret_fd, err);
		if (rc != CN_ESTATE || ++*tries >= TRIES)
			return rc;
		const struct timespec pause = { .tv_nsec = WAIT_MS * 1000000L };
		(void)nanosleep(&pause, NULL); /* a shorter pause is as good */
	}
}

cn_code cn_seat_take(const char *data_dir, unsigned *ret_seat, int *ret_fd, cn_err *err)
{
	char dir[CN_PATH_BYTES_MAX], path[CN_PATH_BYTES_MAX];
	CN_TRY(cn_path(dir, data_dir, "private/serving", err));
	CN_TRY(cn_dir_make(NULL, dir, 0700, err));
	unsigned tries = 0;
	for (unsigned i = 0; i < CN_SEATS_MAX; i++) {
		char name[16];
		(void)snprintf(name, sizeof name, "%u", i);
		CN_TRY(cn_path(path, dir, name, err));
		cn_code rc = take(path, &tries, ret_fd, err);
		if (rc == CN_OK)
			*ret_seat = i;
		if (rc != CN_ESTATE)
			return rc;
	}
	return CN_FAIL(err, CN_ESTATE, "%d servers serve this folder already", CN_SEATS_MAX);
}
