/* shelf: what a node's log shows to everybody, read from its public folder alone: checkpoint, tiles, released records. Keys, sealed
 * payloads and private tables are never opened, so nothing here can give them away.
 *
 * The log's writer is another process (the command line): the checkpoint is looked at again with each question. A new one counts only if it is
 * signed by the log, is no smaller, and continues the last one by a consistency proof over the tiles; else the last good one stays and the
 * shelf says what is wrong. Any thread. */
#ifndef CN_HTTP_SHELF_H
#define CN_HTTP_SHELF_H

#include "core/proof.h"
#include "core/record.h"
#include "http/cache.h"

typedef struct cn_shelf cn_shelf;

typedef struct cn_shelf_options {
	const char *public_dir;
	cn_str origin;   /* as long as the shelf */
	cn_pub log_pub;
	size_t cache_bytes;
} cn_shelf_options;

CN_MUST_CHECK cn_code cn_shelf_open(const cn_shelf_options *o, cn_shelf **ret, cn_err *err);
void cn_shelf_close(cn_shelf *s); /* accepts NULL */

/* Looks again. CN_OK: the checkpoint on the disk is good; else why not, while the last good one is served on. */
cn_code cn_shelf_look(cn_shelf *s, cn_err *err);
uint64_t cn_shelf_size(cn_shelf *s); /* entries of the checkpoint that is served */
/* The signed note. CN_ENOTFOUND: none yet; owns: one share of *ret */
CN_MUST_CHECK cn_code cn_shelf_checkpoint(cn_shelf *s, cn_body **ret, char etag[CN_ETAG_BYTES], cn_err *err);
/* A tile or bundle by its path ("tile/0/000"); only of the tree that the checkpoint signs. CN_ENOTFOUND, CN_EINPUT, CN_EIO */
CN_MUST_CHECK cn_code cn_shelf_tile(cn_shelf *s, cn_str path, cn_body **ret, char etag[CN_ETAG_BYTES], cn_err *err);
/* The bytes of an entry. CN_ENOTFOUND: the checkpoint has no such entry */
CN_MUST_CHECK cn_code cn_shelf_entry(cn_shelf *s, cn_arena *a, uint64_t index, cn_str *ret, cn_err *err);
/* A record of the log as far as it is public. */
typedef struct cn_shelf_record {
	cn_digest id;
	bool open, released; /* its payload is public, from the first or by a release */
	cn_signed rec;       /* when open */
} cn_shelf_record;
CN_MUST_CHECK cn_code cn_shelf_record_at(cn_shelf *s, cn_arena *a, uint64_t index, cn_shelf_record *ret, cn_err *err);
/* "41" or "sha256:...". CN_ENOTFOUND; CN_ESTATE: the ids are still being read after a start */
CN_MUST_CHECK cn_code cn_shelf_find(cn_shelf *s, cn_str what, uint64_t *ret, cn_err *err);
/* Both in one. *ret_index is that of the entry, also when that cannot be read; CN_SHELF_NONE: there is none. fails: as both */
#define CN_SHELF_NONE UINT64_MAX
CN_MUST_CHECK cn_code cn_shelf_record_of(cn_shelf *s, cn_arena *a, cn_str what, cn_shelf_record *ret, uint64_t *ret_index, cn_err *err);
/* A tlog-proof text against the checkpoint that is served. */
CN_MUST_CHECK cn_code cn_shelf_prove(cn_shelf *s, cn_arena *a, uint64_t index, cn_buf *out, cn_err *err);
CN_MUST_CHECK cn_code cn_shelf_consistency(cn_shelf *s, uint64_t from, uint64_t to, cn_hash_path *ret, cn_err *err);

/* Reads the ids of one bundle more. False: there is nothing more to read now, or it cannot be read. */
bool cn_shelf_index_some(cn_shelf *s);
size_t cn_shelf_cached(cn_shelf *s);

#endif
