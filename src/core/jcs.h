/* RFC 8785, the JSON Canonicalization Scheme, and the stricter profile that record payloads keep.
 *
 * Writer: keys sorted by UTF-16 code units, minimal escapes, no white space; a CN_REAL in the shortest form that reads back to
 * the same double, laid out as ECMAScript does (RFC 8785 section 3.2.2.3).
 * Profile of a payload: I-JSON; no reals (they are decimal texts); integers within +-(2^53-1); nesting <= CN_JSON_DEPTH_MAX;
 * <= CN_PAYLOAD_BYTES_MAX bytes; and the bytes are already canonical. */
#ifndef CN_CORE_JCS_H
#define CN_CORE_JCS_H

#include "base/base.h"

/* Appends the canonical form of v.
 *   scratch  arena for the sorting of keys
 *   fails    CN_EINPUT: duplicate key, text not UTF-8; CN_EUNDEFINED: a real that is not finite; CN_ETOOBIG: integer beyond
 *            +-(2^53-1), nesting over CN_JSON_FOREIGN_DEPTH_MAX, or out's cap; CN_ENOMEM
 *   On failure out may hold a part. */
CN_MUST_CHECK cn_code cn_jcs(cn_arena *scratch, const cn_val *v, cn_buf *out, cn_err *err);

/* The ES6 form of a finite double. "0" for -0. False (nothing written) if x is not finite. */
CN_MUST_CHECK bool cn_jcs_number(double x, char out[CN_REAL_BYTES]);

/* Checks a built tree against the profile of payloads (bytes are bounded by cn_payload_read and by the writer of records).
 *   fails  CN_EINPUT or CN_ETOOBIG; the message names the place: "body.groups[3].rate: a real must be a decimal text" */
CN_MUST_CHECK cn_code cn_payload_check(const cn_val *v, cn_err *err);

/* Reads payload bytes: strict JSON, profile, and the bytes equal the canonical form of what they say.
 *   fails  CN_EINPUT, CN_ETOOBIG, CN_ENOMEM
 *   owns   *ret borrows from a */
CN_MUST_CHECK cn_code cn_payload_read(cn_arena *a, cn_str bytes, const cn_val **ret, cn_err *err);

#endif
