/* target: what stands behind the method of a request, "/api/v1/norm/show?id=eu-ai-act%2Fart_50.1", as a path and its questions. Pure.
 *
 * One spelling only is taken for a path, so that nothing can be asked for under a second name: it begins with '/', has no empty part but the last, no "." or
 * "..", no escape (every path of this server is made of letters, digits, '.', '_', '-', ':' and '/'), no backslash, nothing that is not
 * printable ASCII. Names and values of questions are unescaped ("%41", '+' for a space), are UTF-8, and hold no control character. */
#ifndef CN_HTTP_TARGET_H
#define CN_HTTP_TARGET_H

#include "base/base.h"

enum { CN_TARGET_BYTES_MAX = 4096, CN_QUERY_MAX = 64, CN_QUERY_VALUE_BYTES_MAX = 1024 };

typedef struct cn_query {
	cn_str name, value;
} cn_query;

typedef struct cn_target {
	cn_str path;
	cn_query query[CN_QUERY_MAX];
	size_t n_query;
} cn_target;

/* fails: CN_EINPUT malformed; CN_ENOTFOUND a path of RFC 3986 that cannot name anything here; CN_ETOOBIG, CN_ENOMEM. owns: borrows from a and from text */
CN_MUST_CHECK cn_code cn_target_parse(cn_arena *a, cn_str text, cn_target *ret, cn_err *err);
/* The first value of that name; false: not asked. */
bool cn_target_get(const cn_target *t, const char *name, cn_str *ret);

#endif
