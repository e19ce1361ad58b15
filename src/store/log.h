/* A log on disk: one writer, any number of readers of its public folder.
 *
 *   DIR/lock          held by the writer
 *   DIR/entries       every entry in order, each with its length and a check: what is acknowledged is here
 *   DIR/sealed        envelopes of records that are not CLEAR; erased by overwriting
 *   DIR/public/       checkpoint, tile/..., release/<id>: any web server may serve it
 * A group is written, synced once, then acknowledged. Tiles and the checkpoint follow (cn_log_publish) and can always be made again from
 * `entries`. The format is in docs/record.md, "A log on disk".
 *
 * Thread rule: one thread at a time for one handle. */
#ifndef CN_STORE_LOG_H
#define CN_STORE_LOG_H

#include "core/checkpoint.h"
#include "core/record.h"
#include "store/file.h"

enum { CN_LOG_GROUP_MAX = 65536 };

typedef struct cn_log cn_log;

typedef struct cn_log_options {
	cn_str origin;       /* name of the log, "node.example/log" */
	cn_pub log_pub;      /* the key of its checkpoints: an existing checkpoint must be signed by it */
	uint64_t known_size; /* the highest size anyone has seen signed (witnesses): a shorter log does not open for writing */
	/* What the store knows of it (store/fence.h); size 0: nothing. A log that is shorter, or has another beginning, does not open. */
	uint64_t store_size;
	cn_digest store_root;
	cn_disk *disk;       /* NULL, or the torture test's */
} cn_log_options;

/* What opening found. */
typedef struct cn_log_report {
	uint64_t entries;
	uint64_t published;   /* size of the checkpoint */
	uint64_t cut_bytes;   /* unacknowledged bytes at the end that were not whole; kept in DIR/entries.cut */
	uint64_t sealed, erased;
} cn_log_report;

/* Opens, or makes, the log in DIR, taking the lock. Unfinished writes of a crash are cut off; nothing acknowledged is.
 *   ret_report may be NULL
 *   fails  CN_ESTATE  another writer holds it; shorter than known_size or than its own checkpoint (restored from a backup?)
 *          CN_EFORGED entries do not hash to the signed root, or the checkpoint is not signed by log_pub
 *          CN_EIO, CN_ENOMEM */
CN_MUST_CHECK cn_code cn_log_open(const char *dir, const cn_log_options *o, cn_log **ret, cn_log_report *ret_report, cn_err *err);
/* For reading only: no lock, nothing is mended, what is not whole at the end is not there. */
CN_MUST_CHECK cn_code cn_log_open_read(const char *dir, const cn_log_options *o, cn_log **ret, cn_err *err);
void cn_log_close(cn_log *l); /* accepts NULL */
static inline void cn_log_auto_(cn_log **l)
{
	cn_log_close(*l);
}
#define CN_AUTO_LOG __attribute__((cleanup(cn_log_auto_))) cn_log *

uint64_t cn_log_size(const cn_log *l);      /* entries that are durable; also the seq of the next record */
uint64_t cn_log_published(const cn_log *l); /* size of the last checkpoint */
cn_digest cn_log_root(const cn_log *l);     /* over cn_log_size entries */

/* Appends a group: all of it is durable when this returns CN_OK, in order, from *ret_first on. A record that is not CLEAR becomes a
 * sealed entry and its envelope is kept beside the log. rec.seq of each must be its index (cn_log_size + i).
 *   n      1..CN_LOG_GROUP_MAX
 *   fails  CN_EINPUT a wrong seq, CN_ETOOBIG; CN_EIO: the handle then refuses every further append (CN_ESTATE) until it is opened again,
 *          since what reached the disk is not known */
CN_MUST_CHECK cn_code cn_log_append(cn_log *l, const cn_signed *recs, size_t n, uint64_t *ret_first, cn_err *err);
/* The same for bare entries (other people's formats, tests). */
CN_MUST_CHECK cn_code cn_log_append_raw(cn_log *l, const cn_str *entries, size_t n, uint64_t *ret_first, cn_err *err);

/* Writes the tiles and bundles that are new, then the checkpoint. Cheap if nothing is new. */
CN_MUST_CHECK cn_code cn_log_publish(cn_log *l, const cn_key *log_key, cn_err *err);

/* Puts signature lines of witnesses below the last checkpoint, in place of earlier ones by the same keys; whose they are is the caller's to check.
 * The next checkpoint begins without them.
 *   fails  CN_EINPUT they are no signature lines; CN_ETOOBIG; CN_ENOTFOUND before the first checkpoint; CN_EIO */
CN_MUST_CHECK cn_code cn_log_cosign(cn_log *l, cn_str lines, cn_err *err);

/* The bytes of an entry as they stand in the tree. CN_ENOTFOUND; CN_EFORGED (the disk changed) */
CN_MUST_CHECK cn_code cn_log_entry(cn_log *l, cn_arena *a, uint64_t index, cn_str *ret, cn_err *err);
/* The record's envelope: the entry itself, or what lies beside it. CN_EABSENT: erased or never here; ret_id may be NULL and is set
 * (not zero) also then, if the entry names it */
CN_MUST_CHECK cn_code cn_log_envelope(cn_log *l, cn_arena *a, uint64_t index, cn_str *ret, cn_digest *ret_id, cn_err *err);

/* The last checkpoint as signed. CN_ENOTFOUND before the first. */
CN_MUST_CHECK cn_code cn_log_checkpoint(cn_log *l, cn_arena *a, cn_str *ret, cn_err *err);
/* A tlog-proof file for an entry, against the last checkpoint. CN_ESTATE when the entry is not published yet. */
CN_MUST_CHECK cn_code cn_log_prove(cn_log *l, cn_arena *a, uint64_t index, cn_buf *out, cn_err *err);
CN_MUST_CHECK cn_code cn_log_consistency(cn_log *l, uint64_t from, uint64_t to, cn_hash_path *ret, cn_err *err); /* to <= published */

/* Publishes a sealed record's envelope as public/release/<hex id>. The caller logs release/1. CN_EABSENT */
CN_MUST_CHECK cn_code cn_log_release(cn_log *l, const cn_digest *id, cn_err *err);
/* Overwrites a sealed record's envelope and takes back its release. The entry and its proof stay. The caller logs erase/1.
 * CN_OK also when it is erased already; CN_ENOTFOUND when no sealed record has this id */
CN_MUST_CHECK cn_code cn_log_erase(cn_log *l, const cn_digest *id, cn_err *err);
bool cn_log_erased(cn_log *l, const cn_digest *id); /* here once, and erased */

#endif
