/* Private to core and store: an answer that was spoilt by a failed allocation is "out of memory", whatever else it looked like (a buffer that
 * did not grow looks like one over its cap, a text that was not decoded like a malformed one, a text that was not made like an empty one). */
#ifndef CN_CORE_NOMEM_H
#define CN_CORE_NOMEM_H

#include "base/base.h"

/* was: cn_heap_failures() before the work that gave rc. */
static inline cn_code cn_or_nomem(unsigned long was, cn_code rc, cn_err *err)
{
	return cn_heap_failures() != was ? CN_NOMEM(err) : rc;
}

#endif
