/* Accuracy over everyone: shares of right decisions; the groups stand beside it. */
/* DUTY eu-ai-act/art_15.1-3: an appropriate level of accuracy, declared */
#include "lab/table/metric.h"

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	part all = { 0, 0 };
	cn_group_value *v = CN_NEW(a, cn_group_value, c->n_groups + 1);
	if (!v)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < c->n_groups; i++) {
		cn_cells cell = group_cells(c, i);
		part p = rate_part(&cell, RATE_ACCURACY);
		v[i] = (cn_group_value){ (uint32_t)i, "accuracy", estimate_rate(p, lab_confidence(o)) };
		all.x += p.x;
		all.n += p.n;
	}
	ret->group = v;
	ret->n_group = c->n_groups;
	ret->main = estimate_rate(all, lab_confidence(o));
	return CN_OK;
}

const cn_metric_row cn_metric_accuracy = {
	.name = "accuracy",
	.title_en = "Accuracy",
	.title_zh = "准确率",
	.property = "reliability",
	.unit = "share",
	.formula = "docs/metrics.md#accuracy",
	.reference = "tests/vectors/metric/group_rates.json: scikit-learn",
	.needs = CN_NEED_PREDICTION | CN_NEED_LABEL | CN_NEED_GROUPS,
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_HIGHER,
	.interval = "Wilson or exact",
	.assumptions = "rows are independent; the label is right",
	.meaning_en = "How often the system decides rightly about a person.",
	.meaning_zh = "系统对当事人作出正确决定的频率。",
	.use = "beside the share of the commoner outcome, which a system that looks at nobody reaches too",
	.misuse = "alone, where one outcome is rare or one kind of error costs a person more than the other",
	.compute = compute,
};
