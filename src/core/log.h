/* The state of a log that grows, without any I/O: entries go in, the files that a tiled log publishes come out.
 *
 *   cn_tree t; cn_tree_init(&t);
 *   cn_tree_add(&t, entry) ...            many
 *   cn_tree_publish(&t, a, &files, &n)    the tiles and bundles that are new since the last publication
 *   ... write them, then the checkpoint (cn_tree_head), then cn_tree_published(&t)
 * It keeps the hashes of unfinished tiles and the entries of the unfinished bundle only: memory is O(256 * log n). */
#ifndef CN_CORE_LOG_H
#define CN_CORE_LOG_H

#include "core/tile.h"

typedef struct cn_file_out {
	char path[CN_TILE_PATH_BYTES];
	cn_str bytes;
} cn_file_out;

typedef struct cn_tree cn_tree;
CN_MUST_CHECK cn_code cn_tree_new(cn_tree **ret, cn_err *err); /* an empty log */
void cn_tree_free(cn_tree *t);

/* fails: CN_ETOOBIG entry over CN_ENTRY_BYTES_MAX; CN_EINPUT an empty one; CN_ENOMEM. Nothing changes on failure. */
CN_MUST_CHECK cn_code cn_tree_add(cn_tree *t, cn_str entry, cn_err *err);
uint64_t cn_tree_size(const cn_tree *t);
cn_digest cn_tree_head(const cn_tree *t);        /* root over all that was added */
uint64_t cn_tree_done(const cn_tree *t);         /* size at the last cn_tree_published */

/* The files that a publication of the present size needs and the last one did not make; full tiles of every level, partial ones at the
 * right edge. Bytes borrow from t until its next
 * change. The state does not change: call cn_tree_published once they are safe, or right after a restart, when what was added so far
 * is known to be published. */
CN_MUST_CHECK cn_code cn_tree_publish(const cn_tree *t, cn_arena *a, cn_file_out **ret, size_t *ret_n, cn_err *err);
void cn_tree_published(cn_tree *t);

#endif
