/* Which keys may speak for an author, and until when: a fold over the author's key/1 records in the order of their log.
 *
 * It starts from pinned keys (from the node's own folder, or given by the one who verifies). A key/1 record counts only if it is signed
 * by keys that are good at its index:
 *   add     a new key, signed by a good record key of the same author
 *   rotate  a new key that replaces an old one, signed by both
 *   revoke  from entry `last_good_size` on, what the key signed is shown and not counted; signed by a good record key (also by itself)
 * Entries before last_good_size stay good: an attacker with the stolen key cannot take back what was honest. */
#ifndef CN_CORE_KEYRING_H
#define CN_CORE_KEYRING_H

#include "core/record.h"

typedef struct cn_ring_key {
	cn_str author;
	cn_str use;  /* record, log, person */
	cn_str role; /* of a person's key, from the vocabulary; may be empty */
	cn_pub pub;
	cn_digest id;
	int64_t from;  /* first entry index at which it may sign */
	int64_t until; /* first entry index at which it no longer counts; INT64_MAX: no end */
} cn_ring_key;

typedef struct cn_keyring cn_keyring;
cn_keyring *cn_keyring_new(cn_arena *a); /* everything it holds borrows from a; NULL: no memory */

/* fails: CN_EINPUT a key that must not be enrolled, CN_ENOMEM */
CN_MUST_CHECK cn_code cn_keyring_pin(cn_keyring *k, cn_str author, const cn_pub *pub, cn_str use, cn_err *err);
/* Takes a key/1 record (others are ignored). Call in order of rec.seq.
 *   fails  CN_EFORGED: not signed by whom it must; the ring is as before */
CN_MUST_CHECK cn_code cn_keyring_fold(cn_keyring *k, const cn_signed *s, cn_err *err);

/* The signature of s holds, by a key that was good for its author at index rec.seq. With several signatures every one of a known key
 * must hold and at least one must be good.
 *   ret_key  the key that counts (may be NULL); borrowed
 *   fails    CN_EFORGED: a signature does not hold, or the key was revoked or not yet added there; CN_EABSENT: no known key */
CN_MUST_CHECK cn_code cn_keyring_verify(const cn_keyring *k, const cn_signed *s, const cn_ring_key **ret_key, cn_err *err);

const cn_ring_key *cn_keyring_find(const cn_keyring *k, const cn_digest *key_id);
const cn_ring_key *cn_keyring_at(const cn_keyring *k, size_t i); /* NULL at the end */

#endif
