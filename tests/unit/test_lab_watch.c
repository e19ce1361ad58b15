/* A watched share: false alarms over time, how soon a change is found, bounds. Draws are seeded; docs/watch.md states what is measured here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "lab/sequential/watch.h"
#include "lab/stat/stat.h"

static bool draw(cn_rng *r, double p)
{
	return (double)(cn_rng_next(r) >> 11) * 0x1p-53 < p;
}

/* Cases until the alarm; -1: none. Looks after each `step` cases. The share is p0 for n0 cases, then p1. */
static int64_t run(const cn_watch_rule *w, uint64_t seed, double p0, int64_t n0, double p1, int64_t end, int64_t step)
{
	cn_rng r;
	cn_watch_state s = { 0 };
	cn_watch_alarm a;
	cn_rng_init(&r, seed);
	for (int64_t i = 0; i < end; i += step) {
		int64_t x = 0;
		bool alarm = false;
		for (int64_t k = 0; k < step; k++)
			x += draw(&r, i + k < n0 ? p0 : p1);
		assert_int_equal(cn_watch_take(w, &s, x, step, &alarm, &a, NULL), CN_OK);
		if (alarm) {
			assert_true(a.lo > w->limit || a.hi < w->limit);
			return i + step;
		}
	}
	return -1;
}

/* At the limit itself, where a false alarm is likeliest: of 200 systems at most so many ever raise one as 0.05 allows (15 with probability 0.96). */
static void false_alarms_stay_few_for_as_long_as_it_runs(void **state)
{
	(void)state;
	const cn_watch_rule most = { true, 0.05, 0.05, 250 }, least = { false, 0.9, 0.05, 100 };
	unsigned n = 0, m = 0;
	for (uint64_t i = 0; i < 200; i++) {
		n += run(&most, 1000 + i, 0.05, 0, 0.05, 4000, 10) >= 0;
		m += run(&least, 5000 + i, 0.9, 0, 0.9, 2000, 10) >= 0;
	}
	assert_in_range(n, 0, 15);
	assert_in_range(m, 0, 15);
}

static int by_value(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
	return (x > y) - (x < y);
}

/* Half of the changes are found within so many cases. */
static int64_t delay(const cn_watch_rule *w, double p0, int64_t n0, double p1, unsigned runs)
{
	int64_t d[64];
	assert_true(runs <= 64);
	for (unsigned i = 0; i < runs; i++) {
		int64_t at = run(w, 77 + i, p0, n0, p1, n0 + 8000, 10);
		assert_true(at > n0); /* found, and not before it happened */
		d[i] = at - n0;
	}
	qsort(d, runs, sizeof *d, by_value);
	return d[runs / 2];
}

static void a_change_is_found_soon_however_long_it_was_good(void **state)
{
	(void)state;
	const cn_watch_rule w = { true, 0.05, 0.05, 250 };
	assert_in_range(delay(&w, 0.03, 0, 0.10, 25), 100, 500);      /* bad from the first */
	assert_in_range(delay(&w, 0.03, 5000, 0.10, 25), 100, 800);   /* after 5,000 good cases */
	assert_in_range(delay(&w, 0.03, 12000, 0.10, 25), 100, 1200); /* after 12,000: a test for the whole would need thousands */
	const cn_watch_rule whole = { true, 0.05, 0.05, CN_WATCH_BLOCK_MAX };
	assert_true(delay(&whole, 0.03, 5000, 0.10, 25) > 1500); /* with one test alone the good time hides the bad */
}

static void the_alarm_names_a_test_near_the_change(void **state)
{
	(void)state;
	const cn_watch_rule w = { true, 0.05, 0.05, 250 };
	cn_watch_state s = { 0 };
	cn_watch_alarm a = { 0 };
	bool alarm = false;
	for (int64_t i = 0; i < 3000; i++)
		assert_int_equal(cn_watch_take(&w, &s, i % 50 == 0, 1, &alarm, &a, NULL), CN_OK);
	assert_false(alarm);
	for (int64_t i = 0; !alarm && i < 1000; i++)
		assert_int_equal(cn_watch_take(&w, &s, i % 4 == 0, 1, &alarm, &a, NULL), CN_OK);
	assert_true(alarm);
	assert_in_range(a.test.from, 2250, 3250);
	assert_true(a.lo > 0.05 && a.test.x <= a.test.n && a.test.from + a.test.n == s.n);
}

static void excluding_a_share_is_the_same_as_an_interval_without_it(void **state)
{
	(void)state;
	cn_rng r;
	cn_rng_init(&r, 3);
	for (unsigned i = 0; i < 3000; i++) {
		int64_t n = 1 + (int64_t)cn_rng_below(&r, 5000), x = (int64_t)cn_rng_below(&r, (uint64_t)n + 1);
		double p = (double)(1 + cn_rng_below(&r, 998)) / 1000, confidence = i % 2 ? 0.95 : 0.9999;
		cn_interval e;
		assert_true(cn_confidence_sequence(x, n, confidence, &e));
		if (p < e.lo - 1e-9 || p > e.hi + 1e-9)
			assert_true(cn_confidence_excludes(x, n, confidence, p));
		if (p > e.lo + 1e-9 && p < e.hi - 1e-9)
			assert_false(cn_confidence_excludes(x, n, confidence, p));
	}
	assert_false(cn_confidence_excludes(0, 0, 0.95, 0.5));
	assert_false(cn_confidence_excludes(5, 4, 0.95, 0.5));
	assert_false(cn_confidence_excludes(5, 5, 0.95, 1));
	assert_true(cn_confidence_excludes(0, 1, 0.5, 0.99)); /* one row can do it: B(1/2, 3/2) = pi/2, and 0.01 < 1/4 */
	assert_false(cn_confidence_excludes(0, 1, 0.5, 0.7));
}

static void tests_are_bounded_and_the_first_stays(void **state)
{
	(void)state;
	const cn_watch_rule w = { true, 0.5, 0.05, 1 };
	cn_watch_state s = { 0 };
	cn_watch_alarm a;
	bool alarm = false;
	for (int64_t i = 0; i < 3 * CN_WATCH_TESTS_MAX; i++)
		assert_int_equal(cn_watch_take(&w, &s, i % 3 == 0, 1, &alarm, &a, NULL), CN_OK);
	assert_int_equal(s.n_test, CN_WATCH_TESTS_MAX);
	assert_int_equal(s.test[0].k, 1);
	assert_int_equal(s.test[0].n, s.n);
	assert_int_equal(s.test[1].k, 3 * CN_WATCH_TESTS_MAX - CN_WATCH_TESTS_MAX + 2);
	assert_int_equal(s.test[CN_WATCH_TESTS_MAX - 1].k, s.begun);
}

static void numbers_out_of_range_are_refused(void **state)
{
	(void)state;
	static const cn_watch_rule good = { true, 0.05, 0.05, CN_WATCH_BLOCK_MAX },
				   bad[] = { { true, 0, 0.05, 1 }, { true, 1, 0.05, 1 }, { true, 0.1, 0, 1 }, { true, 0.1, 0.6, 1 }, { true, 0.1, 0.05, 0 }, { true, 0.1, 0.05, CN_WATCH_BLOCK_MAX + 1 } };
	cn_watch_state s = { 0 };
	cn_watch_alarm a;
	bool alarm = false;
	assert_int_equal(cn_watch_check(&good, NULL), CN_OK);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_int_equal(cn_watch_check(&bad[i], NULL), CN_EINPUT);
	assert_int_equal(cn_watch_take(&good, &s, 2, 1, &alarm, &a, NULL), CN_EINPUT);
	assert_int_equal(cn_watch_take(&good, &s, -1, 1, &alarm, &a, NULL), CN_EINPUT);
	assert_int_equal(cn_watch_take(&good, &s, 0, 0, &alarm, &a, NULL), CN_EINPUT);
	assert_int_equal(s.n, 0);
	assert_int_equal(cn_watch_take(&good, &s, 0, CN_WATCH_CASES_MAX, &alarm, &a, NULL), CN_OK);
	assert_int_equal(cn_watch_take(&good, &s, 0, 1, &alarm, &a, NULL), CN_ETOOBIG);
	assert_int_equal(s.n, CN_WATCH_CASES_MAX);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(false_alarms_stay_few_for_as_long_as_it_runs), cmocka_unit_test(a_change_is_found_soon_however_long_it_was_good),
		cmocka_unit_test(the_alarm_names_a_test_near_the_change), cmocka_unit_test(excluding_a_share_is_the_same_as_an_interval_without_it),
		cmocka_unit_test(tests_are_bounded_and_the_first_stays), cmocka_unit_test(numbers_out_of_range_are_refused),
	};
	return cmocka_run_group_tests(all, NULL, NULL);
}
