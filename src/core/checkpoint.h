/* C2SP signed-note, tlog-checkpoint and tlog-cosignature: the head of a log, who signed it and who saw it.
 *
 * A note is a text that ends in a newline, an empty line, and signature lines "— <name> <base64(key id || signature)>".
 * Signatures of unknown keys are ignored; one known key whose signature does not hold makes the note refused. */
#ifndef CN_CORE_CHECKPOINT_H
#define CN_CORE_CHECKPOINT_H

#include "core/merkle.h"
#include "core/sign.h"

enum { CN_NOTE_ED25519 = 0x01, CN_NOTE_COSIGNATURE = 0x04, CN_NOTE_NAME_BYTES_MAX = 200, CN_NOTE_BY_LOG = -2 };

/* A verifier key: "<name>+<8 hex digits of key id>+<base64(type || public key)>". */
typedef struct cn_vkey {
	cn_str name; /* no spaces, no '+' */
	uint8_t type;
	cn_pub pub;
	uint32_t id; /* first four bytes of SHA-256(name || LF || type || key), big-endian */
} cn_vkey;

/* fails: CN_EINPUT name. Borrows name. */
CN_MUST_CHECK cn_code cn_vkey_make(cn_str name, uint8_t type, const cn_pub *pub, cn_vkey *ret, cn_err *err);
/* fails: CN_EINPUT (form, id that does not fit, small-order key); CN_EUNSUPPORTED another type. Borrows from text. */
CN_MUST_CHECK cn_code cn_vkey_parse(cn_str text, cn_vkey *ret, cn_err *err);
void cn_vkey_text(const cn_vkey *k, cn_buf *out);

typedef struct cn_note_sig {
	cn_str name;
	uint32_t id;
	cn_str bytes;      /* after the key id */
	int known;         /* index of the key that verified it, -1: unknown to us */
	int64_t time_s;    /* cosignatures: when it was seen, seconds since 1970; else 0 */
} cn_note_sig;

typedef struct cn_note {
	cn_str text; /* with its last newline */
	unsigned n_sigs;
	cn_note_sig sig[CN_NOTE_SIGS_MAX];
} cn_note;

/* Reads and verifies against the known keys. Holds with no known signature at all: look at sig[].known.
 *   fails  CN_EINPUT form; CN_ETOOBIG; CN_EFORGED a known key's signature does not hold; CN_ENOMEM
 *   owns   borrows from a and from bytes */
CN_MUST_CHECK cn_code cn_note_open(cn_arena *a, cn_str bytes, const cn_vkey *known, size_t n_known, cn_note *ret, cn_err *err);
/* Appends one signature line for `text` to out. time_s only for CN_NOTE_COSIGNATURE, >= 0. */
CN_MUST_CHECK cn_code cn_note_sign(cn_str text, cn_str name, uint8_t type, const cn_key *key, int64_t time_s, cn_buf *out,
				   cn_err *err);

typedef struct cn_checkpoint {
	cn_str origin;
	uint64_t size;
	cn_digest root;
} cn_checkpoint;

/* A size or an index: decimal, no leading zero, at most CN_TREE_SIZE_MAX. */
CN_MUST_CHECK bool cn_tree_size_parse(cn_str s, uint64_t *ret);
/* "<origin>\n<size>\n<base64 root>\n". Extension lines are accepted when read and never written. */
void cn_checkpoint_text(const cn_checkpoint *c, cn_buf *out);
CN_MUST_CHECK cn_code cn_checkpoint_parse(cn_str note_text, cn_checkpoint *ret, cn_err *err);

/* Appends the whole signed note: text, empty line, the log's own signature (type 0x01, name = origin). */
CN_MUST_CHECK cn_code cn_checkpoint_sign(const cn_checkpoint *c, const cn_key *log_key, cn_buf *out, cn_err *err);
/* Opens a checkpoint: the note holds, its origin is log->name, and log's signature is there.
 *   ret_note  may be NULL; witnesses' times are in it; known is then the index into witnesses, or CN_NOTE_BY_LOG */
CN_MUST_CHECK cn_code cn_checkpoint_open(cn_arena *a, cn_str bytes, const cn_vkey *log, const cn_vkey *witnesses,
					 size_t n_witnesses, cn_checkpoint *ret, cn_note *ret_note, cn_err *err);

#endif
