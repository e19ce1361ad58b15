/* The share of rows whose own curve goes the other way than the mean one. */
#include "lab/explain/explain.h"

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	dependence_curve *d;
	size_t n;
	CN_TRY(dependence_read(a, c, &d, &n, err));
	cn_estimate *each = CN_NEW(a, cn_estimate, n + 1);
	cn_point *point = CN_NEW(a, cn_point, n + 1);
	if (!each || !point)
		return cn_arena_fail(a, err);
	for (size_t j = 0; j < n; j++) {
		part p = { d[j].opposite, d[j].rows };
		each[j] = estimate_rate(p, simultaneous(lab_confidence(o), n));
		point[j] = (cn_point){ .of = "opposite", .label = d[j].name, .x = (double)j, .est = each[j] };
	}
	ret->main = estimate_largest(each, n);
	ret->point = point;
	ret->n_point = n;
	return CN_OK;
}

const cn_metric_row cn_metric_ice_disagreement = {
	.name = "ice_disagreement",
	.title_en = "People for whom a feature works the other way than on average",
	.title_zh = "某特征对其作用与平均方向相反的人的比例",
	.property = "explainability",
	.unit = "share",
	.formula = "docs/metrics.md#ice_disagreement",
	.reference = "tests/vectors/procedure/dependence.json: scikit-learn partial_dependence, kind individual",
	.needs = CN_NEED_STATS,
	.procedure = "dependence",
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_LOWER,
	.interval = "Wilson, or Clopper-Pearson, by the rule for proportions, simultaneous over features",
	.assumptions = "rows are independent; the two places that are compared are those where the mean is lowest and highest",
	.meaning_en = "How many people are told something wrong by \"more of this raises your score\": for them it lowers it.",
	.meaning_zh = "“这一项越高，分数越高”对多少人来说是错的：对他们而言反而降低分数。",
	.use = "before an average effect is told to anyone: above 0 it does not hold for everybody",
	.misuse = "it does not say how much the other way, only how many",
	.compute = compute,
};
