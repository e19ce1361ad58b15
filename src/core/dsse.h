/* DSSE v1 envelopes (github.com/secure-systems-lab/dsse), in one strict form, so that one statement has one spelling:
 *   {"payload":"<base64>","payloadType":"<type>","signatures":[{"keyid":"sha256:<hex>","sig":"<base64>"}]}
 * keys in that order, no white space, standard padded base64, 1 to CN_DSSE_SIGS_MAX signatures, keyid always present and no keyid
 * twice. What is signed is the pre-authentication encoding: "DSSEv1 <len type> <type> <len payload> <payload>". */
#ifndef CN_CORE_DSSE_H
#define CN_CORE_DSSE_H

#include "core/sign.h"

enum { CN_DSSE_SIGS_MAX = 4, CN_DSSE_TYPE_BYTES_MAX = 128 };

typedef struct cn_dsse_sig {
	cn_digest keyid;
	cn_sig sig;
} cn_dsse_sig;

typedef struct cn_envelope {
	cn_str type;
	cn_str payload; /* decoded */
	unsigned n_sigs;
	cn_dsse_sig sig[CN_DSSE_SIGS_MAX];
} cn_envelope;

void cn_pae(cn_str type, cn_str payload, cn_buf *out);
cn_digest cn_pae_digest(cn_str type, cn_str payload); /* SHA-256 of the above: the id of a record */

/* Signs with every key given (1..CN_DSSE_SIGS_MAX) and appends the envelope.
 *   fails  CN_EINPUT: type not printable ASCII, the same key twice; CN_ETOOBIG: out's cap; CN_ENOMEM */
CN_MUST_CHECK cn_code cn_dsse_sign(cn_str type, cn_str payload, const cn_key *const *keys, unsigned n_keys, cn_buf *out,
				   cn_err *err);
/* Appends the strict form of an envelope that was parsed or built. */
void cn_dsse_write(const cn_envelope *e, cn_buf *out);

/* Reads the strict form; nothing else is accepted. Does not verify.
 *   fails  CN_EINPUT, CN_ETOOBIG (over CN_ENTRY_BYTES_MAX), CN_ENOMEM
 *   owns   texts borrow from a and from bytes */
CN_MUST_CHECK cn_code cn_dsse_parse(cn_arena *a, cn_str bytes, cn_envelope *ret, cn_err *err);

/* Holds if pub is among the signers and its signature is valid. fails: CN_EFORGED */
CN_MUST_CHECK cn_code cn_dsse_verify(const cn_envelope *e, const cn_pub *pub, cn_err *err);

#endif
