/* witness: this node as a witness of other logs (C2SP tlog-witness). It has a key of its own and one file for each log that it watches; it signs
 * that a checkpoint continues the last one it signed, and never anything else.
 *
 *   DIR/keys/witness.key       signs cosignatures; no other key of the node does, and it signs nothing else
 *   DIR/witness/vkey           the verifier key, for everybody
 *   DIR/witness/<hex>.json     {"concord":"witness-log/1","origin","keys","ended","time","checkpoint"}; <hex> is SHA-256 of the origin
 *   DIR/witness/lock           held while one of them is read and replaced
 * The new file is on the disk before the cosignature leaves, so that a kill or a loss of power never makes it sign two histories. The folder
 * must not be put back from a backup: a witness that forgot what it signed is none. */
#ifndef CN_NODE_WITNESS_H
#define CN_NODE_WITNESS_H

#include "core/witness.h"
#include "node/home.h"

enum { CN_WITNESS_KEYS_MAX = 8, CN_WITNESS_LOGS_MAX = 4096 };

/* Watches a log: its origin and the key that signs its checkpoints (type 0x01). Makes the witness's key if there is none yet, under the passphrase
 * (empty: plain). For an origin that is watched already the key is added; one that was ended goes on where it stood.
 *   fails  CN_EINPUT origin or key; CN_ETOOBIG keys, logs; CN_ESTATE another process changes it; CN_EIO */
CN_MUST_CHECK cn_code cn_witness_add(cn_arena *a, const char *dir, cn_str origin, cn_str vkey, cn_str passphrase, cn_err *err);
bool cn_witness_has_key(const char *dir);
/* No more cosignatures for this origin. What was signed last is kept. CN_ENOTFOUND; CN_ESTATE; CN_EIO */
CN_MUST_CHECK cn_code cn_witness_end(cn_arena *a, const char *dir, cn_str origin, cn_err *err);
/* {"vkey", "logs": [{"origin", "keys", "ended", "size", "root", "time"}]}, by origin; no secret is read. size, root and time are null before the
 * first cosignature. CN_EIO, CN_EINPUT a file that is damaged */
CN_MUST_CHECK cn_code cn_witness_list(cn_arena *a, const char *dir, cn_val **ret, cn_err *err);

typedef struct cn_witness cn_witness;
/* Reads the key. A passphrase is asked for when it has one.
 *   fails  CN_ENOTFOUND this node witnesses no log; as cn_key_read */
CN_MUST_CHECK cn_code cn_witness_open(const char *dir, cn_witness **ret, cn_err *err);
void cn_witness_close(cn_witness *w); /* accepts NULL */

typedef struct cn_cosigned {
	unsigned status;  /* 200, 400, 403, 404, 409, 422 */
	cn_str lines;     /* 200: the signature lines. Borrows from a */
	bool size_differs; /* 409 because another size was signed last: `size` is it */
	uint64_t size;
} cn_cosigned;
/* Answers add-checkpoint. What it signed is durable when it returns. Any thread, and any number of processes.
 *   now_us  the clock; the time of a cosignature never goes back, even if the clock does
 *   fails   CN_ESTATE the state cannot be locked now, CN_EIO it cannot be kept: then nothing was signed; CN_ENOMEM
 *   err     also says why when the status is not 200 */
CN_MUST_CHECK cn_code cn_witness_cosign(cn_witness *w, cn_arena *a, cn_str body, int64_t now_us, cn_cosigned *ret, cn_err *err);

#endif
