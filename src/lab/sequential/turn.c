/* The order of asking, the end of it, and what is made of the counts. */
#include "lab/sequential/turn.h"

#include <math.h>

/* Shuffled, the first `most` of them. */
static cn_code order_of(cn_arena *own, const turn *t, uint64_t seed, size_t most, size_t **ret, size_t *ret_n, cn_err *err)
{
	size_t *order = CN_NEW(own, size_t, t->n + 1);
	cn_rng r;
	if (!order)
		return cn_arena_fail(own, err);
	memcpy(order, t->row, t->n * sizeof *order);
	cn_rng_init(&r, seed);
	size_t n = t->n < most ? t->n : most;
	for (size_t i = 0; i < n; i++) {
		size_t with = i + (size_t)cn_rng_below(&r, t->n - i), keep = order[i];
		order[i] = order[with];
		order[with] = keep;
	}
	*ret = order;
	*ret_n = n;
	return CN_OK;
}

static bool is_decided(int64_t x, int64_t n, double limit)
{
	static const cn_lab_options as_judged = { 0 };
	cn_interval e;
	return cn_confidence_sequence(x, n, lab_confidence(&as_judged), &e) && (e.lo > limit || e.hi < limit);
}

static int64_t queries_of(const turn *t, const size_t *order, size_t n)
{
	int64_t all = 0;
	for (size_t i = 0; i < n; i++)
		all += t->queries(t->self, order[i]);
	return all;
}

cn_code turn_take(cn_arena *a, const cn_take *in, const char *procedure, const turn *t, cn_counts **ret, cn_err *err)
{
	int64_t rows, batch, events[2] = { 0, 0 }, asked = 0;
	size_t *order, n, at = 0;
	CN_TRY(cn_option_int(in, "rows", 2000, 1, TURN_ROWS_MAX, &rows, err));
	CN_TRY(cn_option_int(in, "batch", 50, 1, TURN_BATCH_MAX, &batch, err));
	if (!(*in->limit > 0 && *in->limit < 1))
		return CN_FAIL(err, CN_EINPUT, "the limit of a share that is to be decided lies between 0 and 1");
	CN_AUTO_ARENA own = cn_arena_new((t->n + 1) * sizeof(size_t) + TURN_BATCH_MAX + CN_REQUEST_ARENA_BYTES);
	CN_TRY(order_of(own, t, in->seed, (size_t)rows, &order, &n, err));
	uint8_t *event = CN_NEW(own, uint8_t, (size_t)batch);
	if (!event)
		return cn_arena_fail(own, err);
	while (at < n && !is_decided(events[0], events[1], *in->limit)) {
		size_t k = n - at < (size_t)batch ? n - at : (size_t)batch;
		int64_t take = queries_of(t, order + at, k);
		if (in->model->budget && (uint64_t)take > in->model->budget - in->model->asked)
			break; /* the budget is an end like others: what was asked stands */
		memset(event, 0, k);
		CN_TRY(t->ask(t->self, order + at, k, event, err));
		for (size_t i = 0; i < k; i++)
			events[0] += event[i];
		at += k;
		events[1] = (int64_t)at;
		asked += take;
	}
	cn_counts *s = cn_stats_new(a, procedure, events[1]);
	if (!s)
		return cn_arena_fail(a, err);
	const int64_t queries[2] = { asked, queries_of(t, order, n) };
	CN_TRY(cn_stats_put_counts(a, s, "events", events, 2, NULL, err));
	CN_TRY(cn_stats_put_counts(a, s, "queries", queries, 2, NULL, err));
	CN_TRY(cn_stats_put_reals(a, s, "limit", in->limit, 1, NULL, err));
	*ret = s;
	return CN_OK;
}

cn_code turn_rate(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	const cn_stat *events, *queries, *limit;
	cn_interval e;
	CN_TRY(cn_stat_counts(c, "events", 2, &events, err));
	CN_TRY(cn_stat_counts(c, "queries", 2, &queries, err));
	CN_TRY(cn_stat_reals(c, "limit", 1, &limit, err));
	int64_t x = events->count[0], n = events->count[1];
	if (x > n || queries->count[0] > queries->count[1])
		return CN_FAIL(err, CN_EINPUT, "the statistics lack \"%s\"", "events");
	if (!cn_confidence_sequence(x, n, lab_confidence(o), &e)) {
		ret->main = undefined_why("undefined, 0 of 0");
		return CN_OK;
	}
	ret->main = (cn_estimate){ .defined = true,
				   .has_interval = true,
				   .value = (double)x / (double)n,
				   .lo = e.lo,
				   .hi = e.hi,
				   .x = x,
				   .n = n,
				   .method = "confidence sequence",
				   .why = "" };
	int64_t saved = queries->count[1] - queries->count[0];
	ret->caption[ret->n_captions++] =
	    saved
		? cn_cstr(
		      a,
		      cn_strf(a,
			      "%lld of %lld questions were asked: %lld were saved, the answer would hold whenever asking had ended",
			      (long long)queries->count[0], (long long)queries->count[1], (long long)saved))
		: cn_cstr(a, cn_strf(a, "All %lld questions were asked", (long long)queries->count[1]));
	return CN_OK;
}
