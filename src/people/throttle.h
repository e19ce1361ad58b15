/* throttle: how often somebody may try. A bounded table of buckets: each key has `burst` tries at once, and one more every `every_us`. Nobody is
 * locked out for good, and who waits is told how long. A try that succeeds is given back.
 *
 * Keys are hashed with a secret of the table, so that nobody can choose keys that meet. When the table is full, the bucket that is nearest to
 * being full again gives way. Pure; the clock is a parameter and may be any that does not go back. One thread, or a lock around it. */
#ifndef CN_PEOPLE_THROTTLE_H
#define CN_PEOPLE_THROTTLE_H

#include "base/base.h"

enum { CN_THROTTLE_WAYS = 8, CN_THROTTLE_SETS = 512, CN_THROTTLE_SECRET_BYTES = 16 };

typedef struct cn_throttle_slot {
	uint64_t key;
	int64_t full_us; /* when its bucket is full again; 0: never used */
} cn_throttle_slot;

typedef struct cn_throttle {
	uint8_t secret[CN_THROTTLE_SECRET_BYTES];
	cn_throttle_slot slot[CN_THROTTLE_SETS][CN_THROTTLE_WAYS];
} cn_throttle;

typedef struct cn_throttle_rule {
	unsigned burst;   /* >= 1 */
	int64_t every_us; /* > 0 */
} cn_throttle_rule;

void cn_throttle_init(cn_throttle *t, const uint8_t secret[CN_THROTTLE_SECRET_BYTES]);
/* Takes one try of what `kind` and `key` name ("name", "anna"). 0: go on; else the microseconds to wait, and nothing was taken. */
int64_t cn_throttle_take(cn_throttle *t, const char *kind, cn_str key, cn_throttle_rule r, int64_t now_us);
/* Is a try of it not yet made up for? Takes nothing. */
bool cn_throttle_busy(cn_throttle *t, const char *kind, cn_str key, int64_t now_us);
/* Gives one try back. */
void cn_throttle_give(cn_throttle *t, const char *kind, cn_str key, cn_throttle_rule r, int64_t now_us);

#endif
