/* For each class the share found in each group; the largest difference over groups and classes. */
#include "lab/fairness/fairness.h"

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	classed m;
	cn_counts names;
	compared g;
	CN_TRY(classed_read(c, &m, err));
	CN_TRY(groups_named(a, m.group->label, m.n, &names, &g, err));
	size_t classes = m.klass->n;
	cn_estimate *each = CN_NEW(a, cn_estimate, classes + 1);
	cn_point *point = CN_NEW(a, cn_point, classes + 1);
	part *p = CN_NEW(a, part, m.n + 1);
	if (!each || !point || !p)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < classes; i++) {
		gap x;
		for (size_t k = 0; k < m.n; k++)
			p[k] = (part){ m.right->count[k * classes + i], m.rows->count[k * classes + i] };
		CN_TRY(gap_difference(a, &names, &g, p, simultaneous(lab_confidence(o), classes), &x, err));
		each[i] = x.est;
		point[i] = (cn_point){ .of = "tpr difference", .label = m.klass->label[i], .x = (double)i, .est = x.est };
	}
	if (classes)
		ret->main = estimate_largest(each, classes);
	ret->point = point;
	ret->n_point = classes;
	return CN_OK;
}

const cn_metric_row cn_metric_multiclass_tpr_gap = {
	.name = "multiclass_tpr_gap",
	.title_en = "Largest difference of hit rates over classes",
	.title_zh = "各类命中率的最大群体差值",
	.property = "fairness",
	.unit = "difference",
	.formula = "docs/metrics.md#multiclass_tpr_gap",
	.reference = "tests/vectors/procedure/multiclass.json: scikit-learn recall_score, statsmodels confint_proportions_2indep, proportion_confint",
	.needs = CN_NEED_STATS,
	.procedure = "multiclass",
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_LOWER,
	.interval = "Newcombe, or two exact bounds, simultaneous over pairs of groups and classes",
	.assumptions = "rows are independent; the label is right",
	.meaning_en = "For the answer that is right for you: how much less often your group gets it than another.",
	.meaning_zh = "对您而言正确的那个答案，您所属群体得到它的机会比另一群体少多少。",
	.use = "for systems that choose among several answers: levels, diagnoses, topics",
	.misuse = "a class that is rare in one group makes the interval wide; leaving it out hides the people in it",
	.compute = compute,
};
