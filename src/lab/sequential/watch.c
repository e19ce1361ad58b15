/* Tests that begin one after the other, and share what may go wrong. */
#include "lab/sequential/watch.h"

#include <math.h>

#include "lab/stat/stat.h"

cn_code cn_watch_check(const cn_watch_rule *w, cn_err *err)
{
	if (!(w->limit > 0 && w->limit < 1))
		return CN_FAIL(err, CN_EINPUT, "the limit of a share that is watched lies between 0 and 1");
	if (!(w->alpha > 0 && w->alpha <= 0.5))
		return CN_FAIL(err, CN_EINPUT, "the probability of a false alarm lies above 0 and is at most 0.5");
	if (w->block < 1 || w->block > CN_WATCH_BLOCK_MAX)
		return CN_FAIL(err, CN_EINPUT, "a new test begins every 1 to %d cases", CN_WATCH_BLOCK_MAX);
	return CN_OK;
}

/* The oldest but the first makes room. */
static void begin_test(cn_watch_state *s)
{
	if (s->n_test == CN_WATCH_TESTS_MAX) {
		memmove(&s->test[1], &s->test[2], (CN_WATCH_TESTS_MAX - 2) * sizeof s->test[0]);
		s->n_test--;
	}
	s->test[s->n_test++] = (cn_watch_test){ .k = ++s->begun, .from = s->n };
}

static double confidence_of(const cn_watch_rule *w, const cn_watch_test *t)
{
	return 1 - w->alpha / ((double)t->k * ((double)t->k + 1));
}

static bool is_over(const cn_watch_rule *w, const cn_watch_test *t)
{
	double share = (double)t->x / (double)t->n;
	if (w->at_most ? share <= w->limit : share >= w->limit)
		return false;
	return cn_confidence_excludes(t->x, t->n, confidence_of(w, t), w->limit);
}

cn_code cn_watch_take(const cn_watch_rule *w, cn_watch_state *s, int64_t x, int64_t n, bool *ret, cn_watch_alarm *alarm, cn_err *err)
{
	if (n < 1 || x < 0 || x > n)
		return CN_FAIL(err, CN_EINPUT, "%lld events in %lld cases are not counts", (long long)x, (long long)n);
	if (n > CN_WATCH_CASES_MAX - s->n)
		return CN_FAIL(err, CN_ETOOBIG, "more than %lld cases: settle it and begin anew", CN_WATCH_CASES_MAX);
	if (!s->n_test || s->n - s->test[s->n_test - 1].from >= w->block)
		begin_test(s);
	const cn_watch_test *over = NULL;
	s->x += x;
	s->n += n;
	for (size_t i = 0; i < s->n_test; i++) {
		cn_watch_test *t = &s->test[i];
		t->x += x;
		t->n += n;
		if (is_over(w, t))
			over = t;
	}
	*ret = over != NULL;
	if (!over)
		return CN_OK;
	cn_interval e = { 0 };
	*alarm = (cn_watch_alarm){ .test = *over, .confidence = confidence_of(w, over) };
	if (!cn_confidence_sequence(over->x, over->n, alarm->confidence, &e))
		return CN_FAIL(err, CN_EINTERNAL, "a test without an interval");
	alarm->lo = e.lo;
	alarm->hi = e.hi;
	return CN_OK;
}

/* How far an interval reaches beyond the limit for certain; an alarm is above zero. */
static double beyond(const cn_watch_rule *w, const cn_interval *e)
{
	return w->at_most ? e->lo - w->limit : w->limit - e->hi;
}

bool cn_watch_now(const cn_watch_rule *w, const cn_watch_state *s, cn_watch_alarm *ret)
{
	bool any = false;
	double most = 0;
	for (size_t i = 0; i < s->n_test; i++) {
		cn_interval e = { 0 };
		double confidence = confidence_of(w, &s->test[i]);
		if (!s->test[i].n || !cn_confidence_sequence(s->test[i].x, s->test[i].n, confidence, &e) || (any && beyond(w, &e) <= most))
			continue;
		any = true;
		most = beyond(w, &e);
		*ret = (cn_watch_alarm){ s->test[i], confidence, e.lo, e.hi };
	}
	return any;
}
