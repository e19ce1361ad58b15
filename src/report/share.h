/* Equal parts of a dossier once: a page holds the same reasons, texts and titles at many findings. Private.
 *
 * In a page the dossier stands as JSON in which the last key "shared" is a list of values, and {"$": 3} anywhere inside `content` is the
 * fourth of them. A shared value may hold references to earlier ones. Which values are shared follows from the tree alone. */
#ifndef CN_REPORT_SHARE_H
#define CN_REPORT_SHARE_H

#include "base/base.h"

/* Appends the dossier as one line of JSON. A content that has the key "$" itself is written out in full.
 *   fails  CN_EINPUT if the dossier has a key "shared"; CN_ENOMEM, CN_ETOOBIG; what does not fit into o shows in o->failed */
CN_MUST_CHECK cn_code cn_share_write(cn_buf *o, const cn_val *dossier, cn_err *err);

/* The dossier as it was: same keys in the same order, without "shared". *ret borrows from a and from packed, which is foreign.
 *   fails  CN_EINPUT if a reference points nowhere, forward or to a reference, or all of it nests deeper than JSON may; CN_ETOOBIG, CN_ENOMEM */
CN_MUST_CHECK cn_code cn_share_read(cn_arena *a, const cn_val *packed, const cn_val **ret, cn_err *err);

#endif
