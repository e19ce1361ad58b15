/* caller: what every asker of a server needs: its token, and its pace. Private to src/adapter. */
#ifndef CN_ADAPTER_CALLER_H
#define CN_ADAPTER_CALLER_H

#include "base/base.h"

enum { CALLER_RATE_MAX = 100000, CALLER_SECONDS_MAX = 3600 };

/* The token from the variable or the file that is named; neither: empty.
 *   fails  CN_EINPUT: no such variable, more than one line; CN_EIO */
CN_MUST_CHECK cn_code caller_token(cn_arena *a, cn_str env, const char *file, cn_str *ret, cn_err *err);

typedef struct caller_pace {
	int64_t pause_ns, next_ns; /* between requests; 0: as fast as it goes */
} caller_pace;

void caller_wait(caller_pace *p); /* until the next request may go out */

#endif
