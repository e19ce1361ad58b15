/* Maximum calibration error: the worst bin. Exact bounds of each bin's share hold together over the bins. */
#include "lab/reliability/reliability.h"

#include <math.h>

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	binned b;
	size_t used = 0, n = 0;
	CN_TRY(binned_read(c, "width", &b, err));
	CN_TRY(scored_captions(a, c, ret, err));
	cn_estimate *each = CN_NEW(a, cn_estimate, b.n + 1);
	cn_point *p = CN_NEW(a, cn_point, b.n + 1);
	if (!each || !p)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < b.n; i++)
		used += b.rows[i] > 0;
	for (size_t i = 0; i < b.n; i++) {
		if (!b.rows[i])
			continue;
		double mean = b.score[i] / (double)b.rows[i];
		each[n] = bin_gap(b.pos[i], b.rows[i], mean, simultaneous(lab_confidence(o), used));
		p[n] = (cn_point){ .of = "gap", .x = mean, .est = each[n] };
		n++;
	}
	if (n)
		ret->main = estimate_largest(each, n);
	ret->point = p;
	ret->n_point = n;
	return CN_OK;
}

const cn_metric_row cn_metric_mce = {
	.name = "mce",
	.title_en = "Largest calibration error of a bin",
	.title_zh = "最大校准误差（最差分箱）",
	.property = "reliability",
	.unit = "difference",
	.formula = "docs/metrics.md#mce",
	.reference = "tests/vectors/procedure/calibration.json: scikit-learn calibration_curve, statsmodels proportion_confint",
	.needs = CN_NEED_STATS,
	.procedure = "calibration",
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_LOWER,
	.interval = "Wilson or exact for the share of each bin, simultaneous over the bins; the scores are taken as given",
	.assumptions = "rows are independent; the score is a probability of yes; the label is right",
	.meaning_en = "How wrong a stated chance can be for the people who were given the worst one.",
	.meaning_zh = "对得到最不准概率的那部分人，系统所说的概率最多偏差多少。",
	.use = "where no range of scores may be badly wrong, whoever falls in it",
	.misuse = "bins with few rows are far off by chance: read the interval, not the number",
	.compute = compute,
};
