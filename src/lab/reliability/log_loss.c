/* Log loss: the mean of -log of the probability given to what happened, in natural units. A score of 0 for what did happen has no
 * finite loss, and cutting it off at some small number would make the result that number. */
#include "lab/reliability/reliability.h"

#include <math.h>

enum { LOG_ROWS_MIN = 300 };

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	const cn_stat *rows, *s, *wrong;
	CN_TRY(cn_stat_counts(c, "rows", 3, &rows, err));
	CN_TRY(cn_stat_reals(c, "log", 2, &s, err));
	CN_TRY(cn_stat_counts(c, "log.wrong", 1, &wrong, err));
	CN_TRY(scored_captions(a, c, ret, err));
	int64_t n = rows->count[0];
	if (n == 0)
		return CN_OK;
	if (wrong->count[0]) {
		ret->main = undefined_why(cn_cstr(
		    a,
		    cn_strf(
			a,
			"%lld rows were given no chance of what happened to them: their loss is infinite, so the mean is undefined",
			(long long)wrong->count[0])));
		return CN_OK;
	}
	double dn = (double)n, mean = s->real[0] / dn, var = n > 1 ? (s->real[1] - s->real[0] * mean) / (dn - 1) : 0;
	cn_estimate e = { .defined = true, .value = mean, .n = n, .method = "", .why = "" };
	if (n < LOG_ROWS_MIN || !(var > 0)) {
		e.why = "no interval: fewer than 300 rows, and a loss without an upper end";
	} else {
		double half = cn_z_of(lab_confidence(o)) * sqrt(var / dn);
		e.has_interval = true;
		e.method = "normal";
		e.lo = fmax(0, mean - half);
		e.hi = mean + half;
	}
	ret->main = e;
	return CN_OK;
}

const cn_metric_row cn_metric_log_loss = {
	.name = "log_loss",
	.title_en = "Log loss",
	.title_zh = "对数损失",
	.property = "reliability",
	.unit = "nats",
	.formula = "docs/metrics.md#log_loss",
	.reference = "tests/vectors/procedure/calibration.json: scikit-learn log_loss",
	.needs = CN_NEED_STATS,
	.procedure = "calibration",
	.lo = 0,
	.hi = HUGE_VAL,
	.better = CN_BETTER_LOWER,
	.interval = "normal, from 300 rows up",
	.assumptions = "rows are independent; the score is a probability of yes; the label is right; the loss has a variance",
	.meaning_en = "How surprised the system was by what happened to people; being sure and wrong costs most.",
	.meaning_zh = "系统对人们实际结果的“意外”程度；自信却错误的代价最大。",
	.use = "where a confident mistake is worse than a hesitant one",
	.misuse = "one score of 0 or 1 that is wrong leaves it without a number; it depends on how common the outcome is",
	.compute = compute,
};
