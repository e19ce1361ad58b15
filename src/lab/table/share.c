/* Estimates that metrics of procedures share: shares, paired differences, quantiles. */
#include "lab/procedure.h"
#include "lab/table/metric.h"

#include <math.h>

cn_estimate estimate_plain(double value, int64_t n, const char *why)
{
	return (cn_estimate){ .defined = true, .value = value, .n = n, .method = "", .why = why };
}

cn_estimate estimate_paired(int64_t gained, int64_t lost, int64_t n, double confidence)
{
	if (n == 0)
		return undefined_why("undefined, 0 of 0");
	return estimate_mean((double)(gained - lost), (double)(gained + lost), n, -1, 2, confidence);
}

/* The value at place k, counted from 1; false: it never came. */
static bool value_at(const double *value, const int64_t *weight, size_t n_values, uint64_t k, double *ret)
{
	uint64_t seen = 0;
	for (size_t i = 0; i < n_values; i++) {
		seen += weight ? (uint64_t)weight[i] : 1;
		if (seen >= k) {
			*ret = value[i];
			return true;
		}
	}
	return false;
}

cn_estimate estimate_quantile(const double *value, const int64_t *weight, size_t n_values, int64_t n, double q, double confidence)
{
	uint64_t lo, hi, at = (uint64_t)ceil(q * (double)n);
	cn_estimate e = { .defined = true, .has_interval = true, .n = n, .method = "order statistics", .why = "" };
	if (n == 0)
		return undefined_why("undefined, 0 of 0");
	if (!value_at(value, weight, n_values, at ? at : 1, &e.value))
		return undefined_why("undefined, so many never came to an end");
	cn_order_bounds((uint64_t)n, q, confidence, &lo, &hi);
	if (lo == 0 || !value_at(value, weight, n_values, lo, &e.lo))
		e.lo = 0;
	e.hi_open = hi > (uint64_t)n || !value_at(value, weight, n_values, hi, &e.hi);
	if (e.hi_open)
		e.hi = 0;
	return e;
}

bool rises_from_zero(const cn_stat *s)
{
	for (size_t i = 0; i < s->n; i++)
		if (!(s->real[i] >= (i ? s->real[i - 1] : 0)))
			return false;
	return true;
}

cn_code share_of_stat(const cn_counts *c, const char *name, double confidence, cn_estimate *ret, cn_err *err)
{
	const cn_stat *s;
	CN_TRY(cn_stat_counts(c, name, 2, &s, err));
	if (s->count[0] > s->count[1])
		return CN_FAIL(err, CN_EINPUT, "the statistics lack \"%s\"", name);
	*ret = estimate_rate((part){ s->count[0], s->count[1] }, confidence);
	return CN_OK;
}

cn_code share_metric(const cn_counts *c, const cn_lab_options *o, const char *name, const char *absent, cn_result *ret, cn_err *err)
{
	if (absent && !cn_stat_find(c, name)) {
		ret->main = undefined_why(absent);
		return CN_OK;
	}
	return share_of_stat(c, name, lab_confidence(o), &ret->main, err);
}

cn_code groups_named(cn_arena *a, const cn_str *name, size_t n, cn_counts *ret, compared *g, cn_err *err)
{
	cn_group *group = CN_NEW(a, cn_group, n + 1);
	*g = (compared){ CN_NEW(a, uint32_t, n + 1), n, UINT32_MAX };
	if (!group || !g->at)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < n; i++) {
		group[i].name = name[i];
		g->at[i] = (uint32_t)i;
	}
	*ret = (cn_counts){ .group = group, .n_groups = n, .n_strata = 1 };
	return CN_OK;
}
