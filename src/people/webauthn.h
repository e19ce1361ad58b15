/* webauthn: what an authenticator and a browser say in a ceremony with a passkey (W3C Web Authentication Level 2), read and checked. Pure.
 *
 * Attestation is not asked for ("none"), so that nothing of an attestation object is signed; the key is taken as browsers already decode it
 * (getPublicKey(): SubjectPublicKeyInfo), and no CBOR is read. Signatures: ES256 on P-256, EdDSA on Ed25519, RS256. */
#ifndef CN_PEOPLE_WEBAUTHN_H
#define CN_PEOPLE_WEBAUTHN_H

#include "core/hash.h"

enum {
	CN_WEBAUTHN_DATA_BYTES_MAX = 4096,  /* of the client's data, and of the authenticator's */
	CN_WEBAUTHN_KEY_BYTES_MAX = 1024,   /* of a public key */
	CN_WEBAUTHN_ID_BYTES_MAX = 1023,    /* of a credential's id: Level 2, 4 */
	CN_ORIGIN_BYTES_MAX = 256
};

/* Raw bytes, as they came. */
typedef struct cn_webauthn_made {
	cn_str client_data, authenticator_data, id, public_key;
} cn_webauthn_made;

typedef struct cn_webauthn_shown {
	cn_str client_data, authenticator_data, signature;
} cn_webauthn_shown;

typedef struct cn_webauthn_said {
	cn_str challenge; /* as the client gives it: base64url without padding */
	cn_str origin;    /* "https://node.example" */
	uint32_t counter; /* of signatures; 0: the authenticator has none */
	bool verified;    /* who was there proved it to the authenticator, by finger, face or PIN; else they only touched it */
} cn_webauthn_said;

/* A new passkey: of type webauthn.create, made for the host of its origin with somebody there, the id that of the authenticator's data, and the key
 * one that can be used.
 *   fails  CN_EINPUT, CN_ETOOBIG; owns: *ret borrows from a */
CN_MUST_CHECK cn_code cn_webauthn_made_check(cn_arena *a, const cn_webauthn_made *m, cn_webauthn_said *ret, cn_err *err);
/* A signature by a passkey that was made for `origin`.
 *   fails  CN_EINPUT, CN_ETOOBIG what is malformed; CN_EFORGED another origin or host, nobody there, a signature that does not hold */
CN_MUST_CHECK cn_code cn_webauthn_shown_check(cn_arena *a, const cn_webauthn_shown *s, cn_str public_key, cn_str origin, cn_webauthn_said *ret, cn_err *err);
/* base64url without padding (RFC 4648, 5), strict. */
CN_MUST_CHECK bool cn_unbase64url(cn_arena *a, cn_str s, cn_str *ret);
void cn_base64url(cn_buf *b, const uint8_t *p, size_t n);

#endif
