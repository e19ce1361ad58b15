/* home: a node's folder. Its keys, its log, its blobs, its views.
 *
 *   DIR/node.json         {"concord":"node/1","name","origin","created"}
 *   DIR/keys/record.key   signs records;  DIR/keys/log.key signs checkpoints (two keys: a stolen one is not both)
 *   DIR/keys/people/<role>-<id>.key  keys of persons, by role (a waiver needs a second one)
 *   DIR/log/              see store/log.h;  DIR/blobs/ by digest;  DIR/views.db can be thrown away
 *   DIR/store.json        where the views are when not in DIR/views.db (node/store.h)
 */
#ifndef CN_NODE_HOME_H
#define CN_NODE_HOME_H

#include "base/base.h"
#include "core/checkpoint.h"
#include "core/hash.h"
#include "core/record.h"
#include "core/sign.h"

typedef struct cn_home cn_home;

/* Makes a node's folder with two new keys; the log's first entry is the record key itself (key/1).
 *   name        "northbank.example": letters, digits, dots, dashes
 *   passphrase  empty: the keys stand in plain files, readable by their owner only
 *   fails       CN_ESTATE there is a node already; CN_EINPUT a bad name; CN_EIO */
CN_MUST_CHECK cn_code cn_home_init(cn_arena *a, const char *dir, cn_str name, cn_str passphrase, int64_t now_us, cn_err *err);

/* Opens for writing (takes the log's lock; waits up to about five seconds for it, a minute in the queue of a store in PostgreSQL) or reading. The passphrase is asked for only when a sealed key is first needed.
 *   fails  CN_ESTATE no node there (the hint names init), or another process writes */
CN_MUST_CHECK cn_code cn_home_open(cn_arena *a, const char *dir, bool write, cn_home **ret, cn_err *err);
void cn_home_close(cn_home *h); /* accepts NULL */
static inline void cn_home_auto_(cn_home **h)
{
	cn_home_close(*h);
}
#define CN_AUTO_HOME __attribute__((cleanup(cn_home_auto_))) cn_home *

bool cn_home_exists(const char *dir);
/* What node.json says, which anybody may know; the log is not opened. *ret borrows from a.
 *   fails  CN_ESTATE no node there (the hint names init); CN_EINPUT; CN_EIO */
typedef struct cn_about {
	cn_str name, origin;
	cn_pub root_pub, log_pub;
} cn_about;
CN_MUST_CHECK cn_code cn_home_describe(cn_arena *a, const char *dir, cn_about *ret, cn_err *err);
cn_str cn_home_name(const cn_home *h);
cn_str cn_home_origin(const cn_home *h);
uint64_t cn_home_size(const cn_home *h); /* records in the log */

/* What a caller gives; the runner adds author, seq, time, nonce, and signs. */
typedef struct cn_draft {
	const char *kind;
	const cn_ref *refs;
	size_t n_refs;
	const cn_val *body;
	cn_str signer; /* file name of a person's key below keys/people; empty: the node's record key */
} cn_draft;

/* Signs and appends one record, publishes tiles and checkpoint. */
CN_MUST_CHECK cn_code cn_home_append(cn_home *h, cn_arena *a, const cn_draft *d, int64_t now_us, cn_signed *ret, cn_err *err);

CN_MUST_CHECK cn_code cn_home_blob_put(cn_home *h, cn_str bytes, cn_digest *ret, cn_err *err);
CN_MUST_CHECK cn_code cn_home_blob_get(cn_home *h, cn_arena *a, const cn_digest *d, cn_str *ret, cn_err *err);

/* The record at an index, opened, with its id; CN_EABSENT when its payload was erased or is lost: cn_home_erased tells which. */
CN_MUST_CHECK cn_code cn_home_record(cn_home *h, cn_arena *a, uint64_t index, cn_signed *ret, cn_err *err);
/* What a walk over a log looks for. What it passes over leaves nothing in memory, however long the log is: none of the three keeps anything. */
typedef struct cn_seek {
	bool (*kind)(cn_str kind);                           /* records of other kinds are not opened; NULL: any */
	bool (*wanted)(const cn_signed *r, const void *arg); /* of those; NULL: each */
	const void *arg;
	void (*passed)(void *ctx, uint64_t index);           /* told of each entry that it comes to; NULL: nobody */
	void *ctx;
} cn_seek;
/* The next record from *at on that is looked for, opened in `a`, and *at behind it; *ret_found false: there is none any more. What is erased or
 * lost is passed over.
 *
 *	for (uint64_t at = 0; ; ) {
 *		CN_TRY(cn_home_seek(home, a, &what, &at, &r, &found, err));
 *		if (!found) break; ...
 *	}
 *
 * Its index is *at - 1. fails: CN_EINPUT, CN_EFORGED a record does not open; CN_EIO; CN_ENOMEM */
CN_MUST_CHECK cn_code cn_home_seek(cn_home *h, cn_arena *a, const cn_seek *what, uint64_t *at, cn_signed *ret, bool *ret_found, cn_err *err);
/* A record as every answer in JSON shows it: seq, id, kind, author, time, tlp, refs, body. NULL when the arena has failed. */
cn_val *cn_record_tree(cn_arena *a, const cn_signed *s);
bool cn_home_erased(cn_home *h, cn_arena *a, uint64_t index); /* the node erased it; false: it is here, or the file that held it is damaged */
/* "41" (a seq) or "sha256:..." (an id). */
CN_MUST_CHECK cn_code cn_home_find(cn_home *h, cn_str what, uint64_t *ret_index, cn_err *err);
/* The entry's bytes in the tree, and its proof against the last checkpoint (a tlog-proof text). */
CN_MUST_CHECK cn_code cn_home_entry(cn_home *h, cn_arena *a, uint64_t index, cn_str *ret, cn_err *err);
CN_MUST_CHECK cn_code cn_home_prove(cn_home *h, cn_arena *a, uint64_t index, cn_str *ret, cn_err *err);
CN_MUST_CHECK cn_code cn_home_checkpoint(cn_home *h, cn_arena *a, cn_str *ret, cn_err *err);
/* What is sent to a witness that has seen `old` entries of this log: the body of add-checkpoint for the last checkpoint. fails: CN_ESTATE the
 * checkpoint is smaller than that */
CN_MUST_CHECK cn_code cn_home_ask_cosign(cn_home *h, cn_arena *a, uint64_t old, cn_str *ret, cn_err *err);
/* Takes a witness's answer: the lines by that key are put below the checkpoint if they hold; others are left out.
 *   fails  CN_EFORGED none of them is by the key, or one does not hold; CN_EINPUT; CN_EIO */
CN_MUST_CHECK cn_code cn_home_take_cosign(cn_home *h, cn_arena *a, cn_str lines, const cn_vkey *witness, cn_err *err);
/* The verifier key of the log's checkpoints, and the public keys: {role, name, key, fingerprint} each. */
cn_val *cn_home_keys(cn_home *h, cn_arena *a);
/* Every key/1 record of the log in order, as {seq, id, envelope}, held good or not: who folds them sees what this node sees. */
CN_MUST_CHECK cn_code cn_home_key_records(cn_home *h, cn_arena *a, cn_val **ret, cn_err *err);
/* A DSSE envelope of any payload but a record, by the node's record key; appended to out. It leaves nothing in the log: who must know that
 * it was signed asks for a record instead.
 *   fails  CN_EINPUT: the type is that of records; as cn_home_ready */
CN_MUST_CHECK cn_code cn_home_envelope(cn_home *h, cn_arena *a, cn_str type, cn_str payload, cn_buf *out, cn_err *err);
/* Both keys of the node are read (a passphrase may be asked for), and the record key counts at the next entry: what follows can sign.
 *   fails  CN_ESTATE: revoked, replaced, another's; CN_ENOTFOUND: a key file is missing */
CN_MUST_CHECK cn_code cn_home_ready(cn_home *h, cn_arena *a, cn_err *err);
/* The role of a person's key by the name of its file, as the log enrolled it. CN_ENOTFOUND; CN_ESTATE: it does not count any more */
CN_MUST_CHECK cn_code cn_home_key_role(cn_home *h, cn_arena *a, cn_str name, cn_str *ret, cn_err *err);
CN_MUST_CHECK cn_code cn_home_key_id(cn_home *h, cn_arena *a, cn_str name, cn_digest *ret, cn_err *err); /* the same; its fingerprint */
/* Its fingerprint, also when it counts no longer: what it signed before may. CN_ENOTFOUND; CN_EINPUT: no whole key file */
CN_MUST_CHECK cn_code cn_home_key_was(cn_home *h, cn_arena *a, cn_str name, cn_digest *ret, cn_err *err);
/* The signature of a record holds by a key of this node that was good there. ret_role: of a person's key ("compliance"), else "node". */
CN_MUST_CHECK cn_code cn_home_verify(cn_home *h, cn_arena *a, const cn_signed *s, cn_str *ret_key, cn_err *err);

/* Makes a person's key, enrolled by a key/1 record; the name of its file is role-<8 hex digits>. Names of people stand nowhere. */
CN_MUST_CHECK cn_code cn_home_person_add(cn_home *h, cn_arena *a, cn_str role, cn_str passphrase, int64_t now_us, cn_str *ret_name, cn_err *err);
/* A new record key that replaces the old one (signed by both); or the end of a key from an entry on. A rotation that was cut off is
 * finished when the node is next opened for writing.
 *   fails  CN_EINPUT the log key, which cannot be revoked, or a key that ended before; CN_ESTATE the node's own record key: rotate first */
CN_MUST_CHECK cn_code cn_home_key_rotate(cn_home *h, cn_arena *a, cn_str passphrase, int64_t now_us, cn_signed *ret, cn_err *err);
CN_MUST_CHECK cn_code cn_home_key_revoke(cn_home *h, cn_arena *a, cn_str fingerprint, uint64_t last_good_size, int64_t now_us, cn_signed *ret, cn_err *err);

/* The blobs that only this record names; none when its content is gone. *ret borrows from a. */
CN_MUST_CHECK cn_code cn_home_own_blobs(cn_home *h, cn_arena *a, uint64_t index, const cn_digest **ret, size_t *ret_n, cn_err *err);
/* Publishes a sealed record, and logs release/1. */
CN_MUST_CHECK cn_code cn_home_release(cn_home *h, cn_arena *a, uint64_t index, int64_t now_us, cn_signed *ret, cn_err *err);
/* What an erasure did. */
typedef struct cn_erasure {
	cn_signed rec;         /* the erase/1 record */
	size_t n_blob;         /* blobs destroyed: those that no other record names */
	const uint64_t *citing; /* assessments that rest on it: their content may quote it, and stays until they are erased too */
	size_t n_citing;
} cn_erasure;
/* Erases a sealed record with the blobs that it alone names and what the views hold of it, and logs erase/1. Cut off, the same call
 * finishes it. *ret borrows from a.
 *   fails  CN_EINPUT a record that is public, and cannot be called back; before anything is destroyed: CN_ESTATE the node cannot sign */
CN_MUST_CHECK cn_code cn_home_erase(cn_home *h, cn_arena *a, uint64_t index, cn_str reason, int64_t now_us, cn_erasure *ret, cn_err *err);

/* Drops the views' tables, folds the whole log again, and appends every row of every view to *dump. */
CN_MUST_CHECK cn_code cn_home_views_rebuild(cn_home *h, cn_arena *a, cn_buf *dump, cn_err *err);

/* A passphrase while it is needed: in the caller's storage, wiped when that goes. */
typedef struct cn_secret {
	size_t n;
	char b[CN_PASSPHRASE_BYTES_MAX + 2];
} cn_secret;
void cn_secret_done(cn_secret *s);
#define CN_AUTO_SECRET __attribute__((cleanup(cn_secret_done))) cn_secret
static inline cn_str cn_secret_str(const cn_secret *s)
{
	return (cn_str){ s->b, s->n };
}
/* $CONCORD_PASSPHRASE_FILE's first line, else asked on the terminal without echo, which a signal puts right again.
 *   fails  CN_ESTATE no file and no terminal; CN_ETOOBIG; CN_EIO */
CN_MUST_CHECK cn_code cn_passphrase(const char *what, cn_secret *ret, cn_err *err);

#endif
