/* C2SP tlog-tiles: the paths and the contents of tiles (256 hashes of 32 bytes) and entry bundles (256 entries, each with a
 * big-endian uint16 length before it). Height 8. Partial ones carry their width: tile/0/x001/067.p/112. */
#ifndef CN_CORE_TILE_H
#define CN_CORE_TILE_H

#include "core/merkle.h"

enum { CN_TILE_WIDTH = 256, CN_TILE_HEIGHT = 8, CN_TILE_LEVELS_MAX = 8, CN_TILE_PATH_BYTES = 64 };
enum { CN_BUNDLE_BYTES_MAX = CN_TILE_WIDTH * (CN_ENTRY_BYTES_MAX + 2) };

typedef struct cn_tile {
	bool entries;   /* an entry bundle; level is then 0 */
	unsigned level; /* < CN_TILE_LEVELS_MAX */
	uint64_t index;
	unsigned width; /* 1..256 */
} cn_tile;

void cn_tile_path(const cn_tile *t, char out[CN_TILE_PATH_BYTES]);
CN_MUST_CHECK cn_code cn_tile_parse(cn_str path, cn_tile *ret, cn_err *err); /* exactly what cn_tile_path writes */

/* Hashes at tile level L of a tree of that size: size >> 8L. Width of tile (level, index) there: 0 if it is not in the tree. */
uint64_t cn_tile_hashes(uint64_t size, unsigned level);
unsigned cn_tile_width(uint64_t size, unsigned level, uint64_t index);

/* The tiles and bundles that a tree of size `to` has and one of size `from` has not, bundles first, then tiles from level 0 up.
 *   i  counts from 0; false when there is no i-th */
bool cn_tile_new_at(uint64_t from, uint64_t to, uint64_t i, cn_tile *ret);

void cn_bundle_put(cn_buf *b, cn_str entry); /* fails the buffer when entry is over CN_ENTRY_BYTES_MAX */
/* The entry at *pos, which moves on. fails: CN_EINPUT when the bundle is cut; CN_ENOTFOUND at its end */
CN_MUST_CHECK cn_code cn_bundle_next(cn_str bundle, size_t *pos, cn_str *ret, cn_err *err);

/* Where tile bytes come from (a folder, an HTTP client). `t->width` is the widest that the tree of that size has. Bytes need to live
 * until the next call. */
typedef struct cn_tiles {
	cn_code (*get)(void *ctx, const cn_tile *t, cn_str *ret, cn_err *err);
	void *ctx;
	uint64_t size; /* of the tree */
} cn_tiles;

/* A cn_hashes over tiles: .get = cn_tiles_hash, .ctx = the cn_tiles. */
cn_code cn_tiles_hash(void *tiles, unsigned level, uint64_t index, cn_digest *ret, cn_err *err);

#endif
