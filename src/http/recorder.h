/* recorder: a thread that lets administrative acts become records: each time it is told that some wait it runs `concord person record`, whose process can
 * sign. What cannot be recorded now waits for the next time. */
#ifndef CN_HTTP_RECORDER_H
#define CN_HTTP_RECORDER_H

#include "http/site.h"

typedef struct cn_recorder cn_recorder;
CN_MUST_CHECK cn_code cn_recorder_start(const cn_site *s, cn_recorder **ret, cn_err *err);
void cn_recorder_wake(cn_recorder *r); /* accepts NULL */
void cn_recorder_stop(cn_recorder *r); /* after what it does now; accepts NULL */

#endif
