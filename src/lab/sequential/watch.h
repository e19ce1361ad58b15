/* watch: a share that is watched for as long as a system runs. Cases arrive one after the other, each with an event or not (an error, a complaint, a stop
 * that came too late); the question is whether the share has passed its limit, now and not on average since the beginning.
 *
 * Every `block` cases a new test begins, which sees only what comes from then on; the k-th has a share 1 / (k (k + 1)) of the false alarms that are
 * allowed in all. A test is a confidence sequence (stat.h), so that it may be looked at after every case. If the true share never is on the wrong side of
 * the limit, the probability that there is ever an alarm, however long it runs, is at most `alpha`. The first test and the youngest CN_WATCH_TESTS_MAX - 1 are
 * kept: a share that gets worse after a long good time is found by a young test, one that is slightly too high all along by the first.
 *
 * Pure; the state is a value. */
#ifndef CN_LAB_SEQUENTIAL_WATCH_H
#define CN_LAB_SEQUENTIAL_WATCH_H

#include "base/base.h"

enum { CN_WATCH_TESTS_MAX = 64, CN_WATCH_BLOCK = 250, CN_WATCH_BLOCK_MAX = 1000000 };
#define CN_WATCH_CASES_MAX 1000000000LL /* what the confidence sequence is exact for */

typedef struct cn_watch_rule {
	bool at_most;   /* the share is to be at most the limit; else at least */
	double limit;   /* 0 < limit < 1 */
	double alpha;   /* probability of ever a false alarm, 0 < alpha <= 0.5 */
	int64_t block;  /* 1..CN_WATCH_BLOCK_MAX */
} cn_watch_rule;

typedef struct cn_watch_test {
	int64_t k;      /* the how-manieth test, from 1 */
	int64_t from;   /* cases before it */
	int64_t x, n;   /* events, cases that it has seen */
} cn_watch_test;

typedef struct cn_watch_state { /* all zero: before the first case */
	int64_t x, n;   /* events, cases in all */
	int64_t begun;  /* tests begun */
	size_t n_test;
	cn_watch_test test[CN_WATCH_TESTS_MAX];
} cn_watch_state;

/* What raised the alarm: the case after which it came, the test, and the interval of the share that the test gives. */
typedef struct cn_watch_alarm {
	cn_watch_test test;
	double confidence, lo, hi;
} cn_watch_alarm;

/* fails: CN_EINPUT a number out of its range */
CN_MUST_CHECK cn_code cn_watch_check(const cn_watch_rule *w, cn_err *err);
/* Takes n cases with x events at once and then looks: with n = 1 after every case. Cases of one call belong to the same block.
 *   ret    true: alarm; *alarm says which of the tests that raise it has seen the least (the nearest to when it began)
 *   fails  CN_EINPUT unless 0 <= x <= n, n >= 1; CN_ETOOBIG more than CN_WATCH_CASES_MAX in all */
CN_MUST_CHECK cn_code cn_watch_take(const cn_watch_rule *w, cn_watch_state *s, int64_t x, int64_t n, bool *ret, cn_watch_alarm *alarm, cn_err *err);

/* What the tests say now: the interval of the one that is nearest to an alarm, of equals the one that has seen the most. No alarm, and its interval on the
 * right side of the limit as a whole: the share holds the limit for certain; else it cannot be told yet.
 *   ret  false before the first case */
bool cn_watch_now(const cn_watch_rule *w, const cn_watch_state *s, cn_watch_alarm *ret);

#endif
