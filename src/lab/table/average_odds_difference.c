/* Average odds: the mean of the differences in true and in false positive rate of a group against the reference. The number that a bound is
 * put on is the largest of them in size, since a signed one would let -0.5 pass "<= 0.1". */
#include "lab/table/metric.h"

#include <math.h>

static cn_estimate average(cn_two t, cn_two f, double confidence, bool sizes)
{
	cn_interval dt, df;
	const char *mt, *mf;
	if (!cn_difference(t, confidence, &dt, &mt) || !cn_difference(f, confidence, &df, &mf))
		return undefined_why("undefined, 0 of 0");
	double vt = (double)t.x1 / (double)t.n1 - (double)t.x2 / (double)t.n2, vf = (double)f.x1 / (double)f.n1 - (double)f.x2 / (double)f.n2;
	if (sizes) {
		dt = interval_of_size(dt);
		df = interval_of_size(df);
		vt = fabs(vt);
		vf = fabs(vf);
	}
	return (cn_estimate){ .defined = true, .has_interval = true, .value = (vt + vf) / 2, .lo = (dt.lo + df.lo) / 2, .hi = (dt.hi + df.hi) / 2,
			      .n = t.n1 + t.n2 + f.n1 + f.n2, .method = "mean of two intervals, simultaneous", .why = "" };
}

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	compared g;
	CN_TRY(groups_compared(a, c, o, &g, err));
	cn_pair_value *pair = CN_NEW(a, cn_pair_value, 2 * g.n + 1);
	cn_estimate *size = CN_NEW(a, cn_estimate, g.n + 1);
	if (!pair || !size)
		return cn_arena_fail(a, err);
	size_t n = 0, m = 0;
	double each = g.n > 1 ? simultaneous(lab_confidence(o), 2 * (g.n - 1)) : lab_confidence(o);
	for (size_t i = 0; i < g.n; i++) {
		if (g.at[i] == g.reference)
			continue;
		cn_cells x = group_cells(c, g.at[i]), y = group_cells(c, g.reference);
		part tx = rate_part(&x, RATE_TPR), ty = rate_part(&y, RATE_TPR), fx = rate_part(&x, RATE_FPR), fy = rate_part(&y, RATE_FPR);
		cn_two t = { tx.x, tx.n, ty.x, ty.n }, f = { fx.x, fx.n, fy.x, fy.n };
		pair[n] = (cn_pair_value){ .group = g.at[i], .against = g.reference, .of = "average_odds_difference", .est = average(t, f, each, false) };
		size[m] = pair[n++].est;
		cn_interval s = interval_of_size((cn_interval){ size[m].lo, size[m].hi });
		size[m].lo = s.lo;
		size[m].hi = s.hi;
		size[m].value = fabs(size[m].value);
		m++;
		pair[n++] = (cn_pair_value){ .group = g.at[i], .against = g.reference, .of = "average_abs_odds_difference",
					     .est = average(t, f, each, true) };
	}
	ret->pair = pair;
	ret->n_pair = n;
	ret->reference = g.reference;
	ret->main = m > 0 ? estimate_largest(size, m) : undefined_why("one group only: there is nothing to compare");
	for (size_t i = 0; i < n; i += 2)
		if (ret->main.defined && fabs(pair[i].est.value) == ret->main.value)
			ret->group_hi = pair[i].group;
	return CN_OK;
}

const cn_metric_row cn_metric_average_odds_difference = {
	.name = "average_odds_difference",
	.title_en = "Average odds difference",
	.title_zh = "平均几率差",
	.property = "fairness",
	.unit = "difference",
	.formula = "docs/metrics.md#average_odds_difference",
	.reference = "tests/vectors/metric/group_gaps.json: scikit-learn 1.2.1 and exact fractions",
	.needs = CN_NEED_PREDICTION | CN_NEED_LABEL | CN_NEED_GROUPS,
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_LOWER,
	.interval = "mean of the ends of the two differences, simultaneous over rates and groups",
	.assumptions = "rows are independent; the label is right",
	.meaning_en = "How differently people of two groups are treated who turned out alike, averaged over those who should get a yes and those who should not.",
	.meaning_zh = "结果相同而群体不同的人受到的对待相差多少，取应得肯定与不应得肯定两类人的平均。",
	.use = "as a summary when both error rates matter about equally",
	.misuse = "opposite differences cancel out: look at both rates, or at equalized_odds_difference",
	.compute = compute,
};
