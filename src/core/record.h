/* A record: one party's signed statement about earlier records. Its bytes are in docs/record.md.
 *
 *   cn_record  --cn_record_write-->  payload (RFC 8785 bytes)  --cn_record_sign-->  envelope (DSSE)
 * One id for every record: SHA-256 of the pre-authentication encoding of its payload. It does not depend on who signed or how often. */
#ifndef CN_CORE_RECORD_H
#define CN_CORE_RECORD_H

#include "core/dsse.h"

#define CN_RECORD_TYPE "application/vnd.concord.record+json"
#define CN_SEAL_HEAD "concord-seal/v1\n"

enum { CN_NONCE_BYTES = 32, CN_SEAL_BYTES = 16 + 64 + 1 };

typedef enum cn_tlp { CN_CLEAR, CN_GREEN, CN_AMBER, CN_AMBER_STRICT, CN_RED } cn_tlp; /* TLP 2.0 */
const char *cn_tlp_text(cn_tlp t);                                                     /* "CLEAR" ... "AMBER+STRICT" "RED" */
CN_MUST_CHECK bool cn_tlp_parse(cn_str s, cn_tlp *ret);

typedef struct cn_ref {
	cn_str role; /* what the record is to this one: evidence, system, amends, ... */
	cn_digest to;
} cn_ref;

/* A foreign checkpoint that this record has seen: it cannot be older. */
typedef struct cn_after {
	cn_str origin; /* empty: none */
	uint64_t size;
	cn_digest root;
} cn_after;

typedef struct cn_record {
	cn_str kind;   /* "finding/1": lower-case name, '/', version; <= CN_KIND_BYTES_MAX */
	cn_str author; /* "node.example": <= CN_AUTHOR_BYTES_MAX, letters digits . - / */
	int64_t seq;   /* number of the record in its author's log, from 0: the entry's index */
	int64_t time_us; /* the author's clock: a claim */
	uint8_t nonce[CN_NONCE_BYTES]; /* random: a sealed record cannot be guessed from its id */
	const cn_ref *refs; /* <= CN_REFS_MAX */
	size_t n_refs;
	cn_after after;
	cn_tlp tlp;
	const cn_val *handling; /* NULL or a map: to, territory, purpose, retain, onward */
	const cn_val *body;     /* a map */
} cn_record;

/* The canonical payload. Checks everything that cn_record_read checks, and if the kind is known its fields (core/kind.h).
 *   fails  CN_EINPUT, CN_ETOOBIG, CN_ENOMEM;  owns *ret borrows from a */
CN_MUST_CHECK cn_code cn_record_write(cn_arena *a, const cn_record *r, cn_str *ret, cn_err *err);

/* Reads a payload; strict (unknown top-level keys refused, canonical bytes only). Kinds that are not known are accepted: they are
 * stored and forwarded. The body of a known kind is checked by cn_kind_check, not here, so that an old record stays readable.
 *   owns  *ret borrows from a and from payload */
CN_MUST_CHECK cn_code cn_record_read(cn_arena *a, cn_str payload, cn_record *ret, cn_err *err);

cn_digest cn_record_id(cn_str payload);

/* A record with the bytes that carry it. */
typedef struct cn_signed {
	cn_record rec;
	cn_digest id;
	cn_str payload;  /* canonical JSON */
	cn_str envelope; /* strict DSSE */
	cn_envelope env; /* the same, parsed */
} cn_signed;

/* Writes and signs. n_keys in [1, CN_DSSE_SIGS_MAX]. Everything in *ret borrows from a and from what r borrowed. */
CN_MUST_CHECK cn_code cn_record_sign(cn_arena *a, const cn_record *r, const cn_key *const *keys, unsigned n_keys, cn_signed *ret,
				     cn_err *err);
/* Reads an envelope and the record in it. Verifies nothing: that takes keys (core/keyring.h). */
CN_MUST_CHECK cn_code cn_record_open(cn_arena *a, cn_str envelope, cn_signed *ret, cn_err *err);
/* The kind of the record in an envelope, for a walk that passes over most: a tenth of the work of opening it, and none of its checks. False: opening it
 * says why. owns: borrows from a */
bool cn_record_kind(cn_arena *a, cn_str envelope, cn_str *ret);

/* What the log holds for a record that is not CLEAR: "concord-seal/v1\n<64 hex digits of the id>\n". */
void cn_seal_write(const cn_digest *id, cn_buf *out);
CN_MUST_CHECK bool cn_seal_parse(cn_str entry, cn_digest *ret_id); /* false: not a sealed entry */

#endif
