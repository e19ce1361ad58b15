/* The group that is most under-represented: its share in the table over its share of the population. */
#include "lab/data/data.h"

#include <math.h>

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	groups_in_population g;
	CN_TRY(population_read(c, &g, err));
	cn_point *point = CN_NEW(a, cn_point, g.n + 1);
	if (!point)
		return cn_arena_fail(a, err);
	cn_estimate least = undefined_why("undefined, no group");
	size_t asked = 0;
	for (size_t i = 0; i < g.n; i++)
		asked += g.share[i] > 0;
	for (size_t i = 0; i < g.n; i++) {
		if (!(g.share[i] > 0)) /* nobody of the population is of this group: it cannot be under-represented */
			continue;
		cn_estimate e = estimate_rate((part){ g.sample[i], g.rows }, simultaneous(lab_confidence(o), asked));
		e.value /= g.share[i];
		e.lo /= g.share[i];
		e.hi /= g.share[i];
		point[ret->n_point++] = (cn_point){ .of = "representation_ratio", .label = g.name[i], .x = (double)i, .est = e };
		if (ret->n_point == 1 || !e.defined) {
			least = e;
			continue;
		}
		double lo = fmin(least.lo, e.lo), hi = fmin(least.hi, e.hi);
		if (e.value < least.value)
			least = e;
		least.lo = lo;
		least.hi = hi;
	}
	ret->main = least;
	ret->point = point;
	return CN_OK;
}

const cn_metric_row cn_metric_least_represented_ratio = {
	.name = "least_represented_ratio",
	.title_en = "Share of the least represented group, relative to the population",
	.title_zh = "代表性最低的群体相对于总体的比率",
	.property = "data",
	.unit = "ratio",
	.formula = "docs/metrics.md#least_represented_ratio",
	.reference = "tests/vectors/procedure/representation.json: statsmodels proportion_confint",
	.needs = CN_NEED_STATS,
	.procedure = "representation",
	.lo = 0,
	.hi = HUGE_VAL,
	.better = CN_BETTER_HIGHER,
	.interval = "Wilson or Clopper-Pearson for each group, simultaneous, over its share of the population",
	.assumptions = "rows are independent; the population's shares are known without error",
	.meaning_en = "How many of the people of the most neglected group are in the data, for every one that should be.",
	.meaning_zh = "最受忽视的群体，每应有一人在数据中，实际有多少人。",
	.use = "to find the group that the data forget; 1 means as many as in the population, 0.5 half as many",
	.misuse = "a ratio of 1 for a group of few rows is not enough to judge the system on them",
	.compute = compute,
};
