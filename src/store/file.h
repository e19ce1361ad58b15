/* Files, durably: a bounded whole read, an atomic write (temporary file, fsync, rename, fsync of the folder), an append handle, and a lock.
 * Every write, sync, rename and truncation goes through a cn_disk, which a torture test can make fail. */
#ifndef CN_STORE_FILE_H
#define CN_STORE_FILE_H

#include "base/base.h"

#include <sys/types.h>

enum { CN_PATH_BYTES_MAX = 4096 };

/* The seam. NULL is accepted everywhere and means: nothing fails on purpose. Zeroed: counts only. */
typedef struct cn_disk {
	unsigned fail_at;  /* the k-th next operation fails with EIO; counts down; 0: none */
	bool torn;         /* the write that fails leaves half of its bytes */
	bool dead;         /* after a failure everything fails: the power is gone */
	unsigned ops;      /* operations so far */
	bool is_dead;      /* private */
} cn_disk;

/* The whole file. fails: CN_ENOTFOUND; CN_ETOOBIG over bytes_max; CN_EIO; CN_ENOMEM. owns: borrows from a */
CN_MUST_CHECK cn_code cn_file_read(cn_arena *a, const char *path, size_t bytes_max, cn_str *ret, cn_err *err);
/* The file holds either its old bytes or all the new ones, also after a crash. mode as in open(2): 0600, 0644. fails: CN_EIO */
CN_MUST_CHECK cn_code cn_file_write(cn_disk *d, const char *path, cn_str bytes, mode_t mode, cn_err *err);
/* The same of bytes that lie in several places. */
CN_MUST_CHECK cn_code cn_file_write_pieces(cn_disk *d, const char *path, const cn_str *piece, size_t n, mode_t mode, cn_err *err);
/* The same without the syncs: durable only after cn_files_sync of a folder above it. For many files at once. */
CN_MUST_CHECK cn_code cn_file_write_lazy(cn_disk *d, const char *path, cn_str bytes, mode_t mode, cn_err *err);
CN_MUST_CHECK cn_code cn_files_sync(cn_disk *d, const char *dir, cn_err *err);
/* Fails with CN_ESTATE if there is one already; atomic too. */
CN_MUST_CHECK cn_code cn_file_create(cn_disk *d, const char *path, cn_str bytes, mode_t mode, cn_err *err);
CN_MUST_CHECK cn_code cn_file_remove(cn_disk *d, const char *path, cn_err *err); /* CN_ENOTFOUND */
bool cn_file_exists(const char *path);
/* Makes the folder and those above it. */
CN_MUST_CHECK cn_code cn_dir_make(cn_disk *d, const char *path, mode_t mode, cn_err *err);
/* The names in a folder (not . and ..), sorted by bytes; a list of texts. */
CN_MUST_CHECK cn_code cn_dir_list(cn_arena *a, const char *path, const cn_val **ret, cn_err *err);
/* "dir/name" in the caller's storage. CN_ETOOBIG */
CN_MUST_CHECK cn_code cn_path(char out[CN_PATH_BYTES_MAX], const char *dir, const char *name, cn_err *err);

/* Low level, for logs: each call is one operation of the disk. */
CN_MUST_CHECK cn_code cn_fd_write(cn_disk *d, int fd, const void *p, size_t n, uint64_t at, const char *what, cn_err *err);
CN_MUST_CHECK cn_code cn_fd_sync(cn_disk *d, int fd, const char *what, cn_err *err);
CN_MUST_CHECK cn_code cn_fd_cut(cn_disk *d, int fd, uint64_t size, const char *what, cn_err *err);
CN_MUST_CHECK cn_code cn_fd_read(int fd, void *p, size_t n, uint64_t at, const char *what, cn_err *err); /* all n bytes or CN_EIO */
CN_MUST_CHECK cn_code cn_dir_sync(cn_disk *d, const char *path, cn_err *err);

/* An exclusive lock on a file, held until its descriptor is closed (also by a crash). CN_ESTATE: someone else holds it. */
CN_MUST_CHECK cn_code cn_file_lock(const char *path, int *ret_fd, cn_err *err);

/* Random bytes from the kernel: the only source of randomness of the program. */
void cn_entropy(void *p, size_t n);

#endif
