/* Private to store: the file of sealed envelopes beside a log.
 *
 * "concord-sealed/1\n", then frames: state byte ('S' here, 'E' erased), id (32), length (4, big-endian), check (8: first bytes of
 * SHA-256(id || bytes)), bytes. Erasing turns the state and then overwrites the bytes with zeros; the frame keeps its length. */
#ifndef CN_STORE_SEALED_H
#define CN_STORE_SEALED_H

#include "core/hash.h"
#include "store/file.h"

typedef struct cn_sealed cn_sealed;

/* Opens or makes the file. What is not whole at its end is cut off (writable) or not there (read only).
 * kept_path: where the cut bytes are kept. */
CN_MUST_CHECK cn_code cn_sealed_open(const char *path, const char *kept_path, bool writable, cn_disk *disk, cn_sealed **ret, cn_err *err);
void cn_sealed_close(cn_sealed *s);
uint64_t cn_sealed_count(const cn_sealed *s);
uint64_t cn_sealed_erased(const cn_sealed *s);
uint64_t cn_sealed_cut(const cn_sealed *s); /* bytes cut off when it was opened */

/* Adds a group; durable when it returns. */
typedef struct cn_sealed_item {
	cn_digest id;
	cn_str bytes;
} cn_sealed_item;
CN_MUST_CHECK cn_code cn_sealed_append(cn_sealed *s, const cn_sealed_item *items, size_t n, cn_err *err);
/* CN_ENOTFOUND never here; CN_EABSENT erased; CN_EFORGED the disk changed */
CN_MUST_CHECK cn_code cn_sealed_get(cn_sealed *s, cn_arena *a, const cn_digest *id, cn_str *ret, cn_err *err);
CN_MUST_CHECK cn_code cn_sealed_erase(cn_sealed *s, const cn_digest *id, cn_err *err);

#endif
