/* Bytes kept by their SHA-256: DIR/ab/<64 hex digits>. A blob is written once and never changes; it may be erased. */
#ifndef CN_STORE_BLOB_H
#define CN_STORE_BLOB_H

#include "core/hash.h"
#include "store/file.h"

enum { CN_BLOB_BYTES_MAX = 256 << 20 };

typedef struct cn_blobs cn_blobs;
/* Makes DIR if it is not there. disk may be NULL and must live as long. */
CN_MUST_CHECK cn_code cn_blobs_open(const char *dir, cn_disk *disk, cn_blobs **ret, cn_err *err);
void cn_blobs_close(cn_blobs *b);

/* Durable when it returns. Putting what is there already costs one look. CN_ETOOBIG, CN_EIO */
CN_MUST_CHECK cn_code cn_blob_put(cn_blobs *b, cn_str bytes, cn_digest *ret, cn_err *err);
/* Streams a file in; memory is bounded. ret_bytes may be NULL. CN_ENOTFOUND, CN_EIO */
CN_MUST_CHECK cn_code cn_blob_put_file(cn_blobs *b, const char *path, cn_digest *ret, uint64_t *ret_bytes, cn_err *err);
/* The bytes, checked against their digest. fails: CN_EABSENT; CN_EFORGED (the disk lies); CN_ETOOBIG over bytes_max; CN_EIO */
CN_MUST_CHECK cn_code cn_blob_get(cn_blobs *b, cn_arena *a, const cn_digest *d, size_t bytes_max, cn_str *ret, cn_err *err);
bool cn_blob_has(cn_blobs *b, const cn_digest *d);
CN_MUST_CHECK cn_code cn_blob_erase(cn_blobs *b, const cn_digest *d, cn_err *err); /* CN_OK also when it is not there */
CN_MUST_CHECK cn_code cn_blob_path(cn_blobs *b, const cn_digest *d, char out[CN_PATH_BYTES_MAX], cn_err *err);

#endif
