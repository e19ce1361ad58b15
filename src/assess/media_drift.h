/* media_drift: what would change an answer about a file: other versions of the C2PA specification, another set of rules of law, other days. Pure. */
#ifndef CN_ASSESS_MEDIA_DRIFT_H
#define CN_ASSESS_MEDIA_DRIFT_H

#include "assess/media.h"

enum { CN_DRIFT_YEARS = 3 }; /* how far ahead days of the law are looked at */

/* {credentials: [{rules, state, failure: [codes]}], rules: [{rules: digest, changes}], law: [{date, changes: [as cn_content_drift_val]}]}: only
 * what differs from *m. The file is hashed again for each version.
 *   other  another set of rules over the same library, for the same markets; NULL: none. What was declared and it does not ask for is left out
 *   fails  as cn_media_judge */
CN_MUST_CHECK cn_code cn_media_drift(cn_arena *a, cn_str bytes, const cn_media_ask *ask, const cn_content_rules *other, const cn_media_answer *m,
				     const cn_val **ret, cn_err *err);

#endif
