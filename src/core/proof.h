/* C2SP tlog-proof v1: one text file that proves, offline, that an entry is in a log.
 *   c2sp.org/tlog-proof@v1
 *   extra <base64>          optional
 *   index <decimal>
 *   <base64 hash>           one a line, inclusion proof, none for a tree of one
 *                           empty line
 *   <checkpoint>            a signed note */
#ifndef CN_CORE_PROOF_H
#define CN_CORE_PROOF_H

#include "core/checkpoint.h"

#define CN_PROOF_HEAD "c2sp.org/tlog-proof@v1"
enum { CN_PROOF_BYTES_MAX = CN_NOTE_BYTES_MAX + 65536 };

typedef struct cn_proof {
	cn_str extra; /* decoded; empty: none */
	uint64_t index;
	cn_hash_path path;
	cn_str checkpoint; /* the note's bytes */
} cn_proof;

/* The hashes of a path, one a line, and the empty line after them, as C2SP formats have them. The reader takes them from the head of *rest
 * and adds to ret, which starts zeroed. fails: CN_EINPUT, CN_ETOOBIG */
void cn_hash_lines_write(const cn_hash_path *p, cn_buf *out);
CN_MUST_CHECK cn_code cn_hash_lines_parse(cn_str *rest, cn_hash_path *ret, cn_err *err);

void cn_proof_write(const cn_proof *p, cn_buf *out);
/* Strict: one spelling only. fails: CN_EINPUT, CN_ETOOBIG. owns: borrows from a and from text */
CN_MUST_CHECK cn_code cn_proof_parse(cn_arena *a, cn_str text, cn_proof *ret, cn_err *err);

/* The entry is in the log that `log` names, at the checkpoint in the proof. ret may be NULL.
 *   fails  CN_EFORGED, CN_EINPUT */
CN_MUST_CHECK cn_code cn_proof_verify(cn_arena *a, const cn_proof *p, cn_str entry, const cn_vkey *log, const cn_vkey *witnesses,
				      size_t n_witnesses, cn_checkpoint *ret, cn_note *ret_note, cn_err *err);

#endif
