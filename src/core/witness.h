/* C2SP tlog-witness, the pure part: what a log sends to be cosigned, and how a witness weighs it. Nothing is kept or signed here.
 *   old <decimal>
 *   <base64 hash>      one a line, consistency proof from `old` to the checkpoint; none for old 0
 *                      empty line
 *   <checkpoint>       a signed note */
#ifndef CN_CORE_WITNESS_H
#define CN_CORE_WITNESS_H

#include "core/checkpoint.h"

enum { CN_WITNESS_BODY_BYTES_MAX = CN_NOTE_BYTES_MAX + 8192 };
#define CN_WITNESS_SIZE_TYPE "text/x.tlog.size" /* media type of the size that comes with 409 */

typedef struct cn_add_checkpoint {
	uint64_t old;        /* size that the log believes the witness has seen last */
	cn_hash_path proof;
	cn_str note;         /* the checkpoint as signed */
	cn_str text;         /* what is signed of it; set by the parser */
	cn_checkpoint head;  /* read, not yet believed; set by the parser */
} cn_add_checkpoint;

void cn_add_checkpoint_write(const cn_add_checkpoint *q, cn_buf *out);
/* Strict: one spelling only. fails: CN_EINPUT, CN_ETOOBIG, CN_ENOMEM. owns: borrows from a and from body */
CN_MUST_CHECK cn_code cn_add_checkpoint_parse(cn_arena *a, cn_str body, cn_add_checkpoint *ret, cn_err *err);

/* What the protocol answers. 404 is the caller's: it knows which origins it watches. */
typedef enum cn_witness_says {
	CN_WITNESS_COSIGN = 200,
	CN_WITNESS_MALFORMED = 400, /* old is larger than the checkpoint */
	CN_WITNESS_FORBIDDEN = 403, /* no signature by a key of the origin, or one that does not hold */
	CN_WITNESS_CONFLICT = 409,  /* another size was seen last, or another root of the same size */
	CN_WITNESS_NO_PROOF = 422   /* the proof does not lead from what was seen to the checkpoint */
} cn_witness_says;

/* In the order of the protocol's text: signature, old against size, old against `seen`, proof, equal roots.
 *   keys  of this origin; at least one must have signed, and none of them wrongly
 *   seen  what was cosigned last for this origin; NULL: nothing yet
 *   why   when not 200: one sentence, as an error
 *   fails CN_ENOMEM alone */
CN_MUST_CHECK cn_code cn_witness_weigh(cn_arena *a, const cn_add_checkpoint *q, const cn_vkey *keys, size_t n_keys, const cn_checkpoint *seen,
				       cn_witness_says *ret, cn_err *why);

#endif
