/* How often the set of answers holds the right one, over everyone and by what was right. */
#include "lab/reliability/reliability.h"

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	const cn_stat *s;
	CN_TRY(cn_stat_counts(c, "covered", 4, &s, err));
	CN_TRY(scored_captions(a, c, ret, err));
	const int64_t *x = s->count;
	if (x[1] > x[0] || x[3] > x[2])
		return CN_FAIL(err, CN_EINPUT, "the statistics lack \"%s\"", "covered");
	cn_point *p = CN_NEW(a, cn_point, 2);
	if (!p)
		return cn_arena_fail(a, err);
	p[0] = (cn_point){
		.of = "coverage", .label = CN_S("no"), .x = 0, .est = estimate_rate((part){ x[1], x[0] }, lab_confidence(o))
	};
	p[1] = (cn_point){
		.of = "coverage", .label = CN_S("yes"), .x = 1, .est = estimate_rate((part){ x[3], x[2] }, lab_confidence(o))
	};
	ret->point = p;
	ret->n_point = 2;
	ret->main = estimate_rate((part){ x[1] + x[3], x[0] + x[2] }, lab_confidence(o));
	return CN_OK;
}

const cn_metric_row cn_metric_split_conformal_coverage = {
	.name = "split_conformal_coverage",
	.title_en = "Coverage of split-conformal sets",
	.title_zh = "分割共形预测集的覆盖率",
	.property = "reliability",
	.unit = "share",
	.formula = "docs/metrics.md#split_conformal_coverage",
	.reference = "tests/vectors/procedure/conformal.json: its definition by NumPy on the same seeded split, statsmodels "
		     "proportion_confint",
	.needs = CN_NEED_STATS,
	.procedure = "conformal",
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_HIGHER,
	.interval = "Wilson or exact over the rows not used for the threshold",
	.assumptions = "rows are independent and from one population; the label is right",
	.meaning_en = "How often the answers that the system does not rule out for a person include the right one.",
	.meaning_zh = "系统没有为当事人排除的答案中，包含正确答案的频率。",
	.use = "to see whether a promised share (1 - alpha) holds, and for those whose right answer is the rarer one, too",
	.misuse = "coverage over everyone can hide that one outcome is missed most of the time: read both points",
	.compute = compute,
};
