/* Seconds until a person stopped an output; a wrong one that nobody stopped took longer than any. */
#include "lab/procedure.h"
#include "lab/table/metric.h"

#include <math.h>

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	static const double at[] = { 0.5, 0.9, 0.95 };
	const cn_stat *seconds, *stops, *timed;
	int64_t n = 0;
	cn_point *point = CN_NEW(a, cn_point, 3);
	if (!point)
		return cn_arena_fail(a, err);
	if (!cn_stat_find(c, "seconds")) {
		ret->main = undefined_why("undefined, the log has no column for it");
		return CN_OK;
	}
	CN_TRY(cn_stat_reals(c, "seconds", 0, &seconds, err));
	CN_TRY(cn_stat_counts(c, "stops", 0, &stops, err));
	CN_TRY(cn_stat_counts(c, "timed", 1, &timed, err));
	for (size_t i = 0; i < stops->n && n <= timed->count[0]; i++)
		n += stops->count[i];
	if (stops->n != seconds->n || n > timed->count[0] || !rises_from_zero(seconds))
		return CN_FAIL(err, CN_EINPUT, "the statistics lack \"%s\"", "seconds");
	for (size_t i = 0; i < 3; i++) {
		point[i] = (cn_point){ .of = "seconds", .x = at[i] };
		point[i].est = estimate_quantile(seconds->real, stops->count, seconds->n, timed->count[0], at[i], lab_confidence(o));
	}
	ret->main = point[0].est;
	ret->point = point;
	ret->n_point = 3;
	return CN_OK;
}

const cn_metric_row cn_metric_time_to_stop = {
	.name = "time_to_stop",
	.title_en = "Time until a person stops an output, median",
	.title_zh = "人制止输出所需时间，中位数",
	.property = "controllability",
	.unit = "seconds",
	.formula = "docs/metrics.md#time_to_stop",
	.reference = "tests/vectors/procedure/oversight.json: NumPy quantile (inverted_cdf), SciPy binom",
	.needs = CN_NEED_STATS,
	.procedure = "oversight",
	.lo = 0,
	.hi = HUGE_VAL,
	.better = CN_BETTER_LOWER,
	.interval = "order statistics, exact for any law of the times",
	.assumptions = "rows are independent; the clock starts when the output leaves the system",
	.meaning_en = "How long a wrong output is at work before a person stops it.",
	.meaning_zh = "错误输出在被人制止之前起作用的时间。",
	.use = "for outputs that do harm while they run: prices, alarms, machines",
	.misuse = "without a column of the truth the outputs that nobody stopped are not counted, and the time looks too short",
	.compute = compute,
};
