/* net: asking a server over HTTP. One request, one answer, bounded in time, size and number of tries. No redirect is followed, nothing is
 * unpacked, TLS is verified. Credentials come from the environment or a file of their own, and are never part of a message.
 */
#ifndef CN_NET_NET_H
#define CN_NET_NET_H

#include "base/base.h"

typedef struct cn_http {
	unsigned total_ms;      /* of one try; 0 = 60,000 */
	unsigned tries;         /* 0 = 4: again after no connection, 429, 502, 503, 504, with growing pauses */
	size_t answer_max;      /* bytes; 0 = 64 MiB */
	cn_str token;           /* bearer token; empty: none */
	unsigned *status;       /* gets the status of the last answer, 0 without one; NULL: not wanted */
} cn_http;

/* An URL that may be asked: http or https, a host, no user or password in it.
 *   fails  CN_EINPUT */
CN_MUST_CHECK cn_code cn_http_url_check(cn_str url, cn_err *err);

/* Posts JSON; the answer's body is appended to *out.
 *   fails  CN_EIO: no connection, too slow, gone in between (after the last try); CN_EINPUT: another status than 200 (with the beginning of what
 *          it said, unless it says the token), an answer that is too large; CN_ENOMEM */
CN_MUST_CHECK cn_code cn_http_post_json(const cn_http *h, const char *url, cn_str body, cn_buf *out, cn_err *err);

/* Posts text; the answer's body is appended to *out whatever its status is, which goes to *ret_status. No other try is made after an answer but
 * 429, 502, 503 and 504.
 *   fails  CN_EIO: no connection, too slow, gone in between; CN_EINPUT: an answer that is too large; CN_ENOMEM */
CN_MUST_CHECK cn_code cn_http_post_text(const cn_http *h, const char *url, cn_str body, cn_buf *out, unsigned *ret_status, cn_err *err);

#endif
