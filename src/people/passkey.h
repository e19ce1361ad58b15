/* passkey: passkeys of people, and the challenges that they answer. A challenge is random, of one use, and good for five minutes. */
#ifndef CN_PEOPLE_PASSKEY_H
#define CN_PEOPLE_PASSKEY_H

#include "people/people.h"
#include "people/webauthn.h"

enum { CN_PASSKEYS_MAX = 32, CN_CHALLENGES_MAX = 4096 }; /* of one person; at once */
#define CN_CHALLENGE_US (5 * CN_MINUTE_US)

/* base64url of 32 random bytes. fails: CN_ESTATE too many wait */
CN_MUST_CHECK cn_code cn_people_challenge(cn_people *p, int64_t now_us, char out[CN_TOKEN_BYTES], cn_err *err);
/* fails: CN_EINPUT; CN_EFORGED the challenge; CN_ESTATE too many, or the passkey is somebody's already */
CN_MUST_CHECK cn_code cn_people_passkey_add(cn_people *p, cn_str id, const cn_webauthn_made *m, cn_str label, int64_t now_us, cn_err *err);
/* {id, label, origin, made, seen} of a person; id is base64url. */
CN_MUST_CHECK cn_code cn_people_passkeys(cn_people *p, cn_arena *a, cn_str id, const cn_val **ret, cn_err *err);
CN_MUST_CHECK cn_code cn_people_passkey_end(cn_people *p, cn_str id, cn_str passkey, int64_t now_us, cn_err *err); /* CN_ENOTFOUND */
/* A session by a passkey, whose person it tells. fails: CN_EINPUT; CN_EFORGED: not known here, not good, its counter went back */
CN_MUST_CHECK cn_code cn_people_passkey_sign_in(cn_people *p, cn_str passkey, const cn_webauthn_shown *s, int64_t now_us, char session[CN_TOKEN_BYTES],
						cn_who *ret, cn_err *err);

#endif
