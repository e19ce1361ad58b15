/* acts: what was done to who may do what, on its way from private/people.db into the log. */
#ifndef CN_NODE_ACTS_H
#define CN_NODE_ACTS_H

#include "node/home.h"
#include "node/node.h"
#include "people/act.h"

/* Signs and appends an access/1 record for each act that waits, the oldest first. One that was cut off between its record and the note of it
 * is recorded again, under the same number. fails: as cn_home_ready and cn_home_append; what was recorded until then is */
CN_MUST_CHECK cn_code cn_acts_record(cn_home *h, cn_arena *a, cn_people *p, int64_t now_us, size_t *ret_n, cn_err *err);
/* Two keys are two persons: the person whose the signing key `key` is, where that is known (`concord person key`), never held one of those that signed
 * the record: freed or revoked, it was theirs. fails: CN_EINPUT */
CN_MUST_CHECK cn_code cn_second_person(cn_ctx *ctx, cn_home *h, const cn_signed *s, cn_str key, cn_err *err);
/* For somebody over HTTP: has who asks this key still, and not been locked out since? A command may take long. fails: CN_ESTATE */
CN_MUST_CHECK cn_code cn_own_key(cn_ctx *ctx, const char *key, cn_err *err);
/* Is one of these keys (names, a list of texts) among those that signed the record? Also one that counts no longer; one whose file is gone cannot be told. */
bool cn_signed_by_any(cn_ctx *ctx, cn_home *h, const cn_signed *s, const cn_val *keys);

#endif
