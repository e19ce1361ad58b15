/* Every rate of every group, with its interval: the table that the other metrics of groups are read from. No single number. */
#include "lab/table/metric.h"

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	cn_group_value *v = CN_NEW(a, cn_group_value, c->n_groups * RATES + 1);
	size_t n = 0;
	if (!v)
		return cn_arena_fail(a, err);
	for (size_t g = 0; g < c->n_groups; g++) {
		cn_cells cells = group_cells(c, g);
		for (unsigned r = 0; r < RATES; r++)
			if (r == RATE_SELECTION || c->has_label)
				v[n++] = (cn_group_value){ (uint32_t)g, rate_name(r), estimate_rate(rate_part(&cells, r), lab_confidence(o)) };
	}
	ret->group = v;
	ret->n_group = n;
	ret->main = undefined_why("a table of rates: there is no single number");
	return CN_OK;
}

const cn_metric_row cn_metric_group_rates = {
	.name = "group_rates",
	.title_en = "Rates of each group",
	.title_zh = "各组比率",
	.property = "fairness",
	.unit = "share",
	.formula = "docs/metrics.md#group_rates",
	.reference = "tests/vectors/metric/group_rates.json: scikit-learn 1.2.1 and exact fractions",
	.needs = CN_NEED_PREDICTION | CN_NEED_GROUPS,
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_NONE,
	.interval = "Wilson or Clopper-Pearson, by the rule; each for itself",
	.assumptions = "rows are independent",
	.meaning_en = "For each group, how often people get a yes and how often each kind of error befalls them.",
	.meaning_zh = "对每个群体，人们得到肯定的频度，以及遭遇各种错误的频度。",
	.use = "first: it is the table from which the other numbers of groups are read",
	.misuse = "many rates at once: some differ by chance alone, so do not pick the worst afterwards and call it a finding",
	.compute = compute,
};
