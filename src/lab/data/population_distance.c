/* Total variation distance between the groups of the table and those of a population. */
#include "lab/data/data.h"

#include <math.h>

/* P(|p' - p| >= e) <= (2^K - 2) exp(-n e^2 / 2) for the sum of differences over K groups (Weissman and others 2003); the distance to the
 * population moves by no more than the sample does. */
static double half_width(double n, double groups, double confidence)
{
	return 0.5 * sqrt(2 * (groups * log(2) + log1p(-2 * exp(-groups * log(2))) - log(1 - confidence)) / n);
}

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	groups_in_population g;
	CN_TRY(population_read(c, &g, err));
	(void)a;
	if (g.n < 2 || g.rows == 0) {
		ret->main = undefined_why(g.rows ? "one group only: there is nothing to compare" : "undefined, no rows");
		return CN_OK;
	}
	double sum = 0;
	for (size_t i = 0; i < g.n; i++)
		sum += fabs((double)g.sample[i] / (double)g.rows - g.share[i]);
	double half = half_width((double)g.rows, (double)g.n, lab_confidence(o));
	ret->main = (cn_estimate){ .defined = true, .has_interval = true, .value = sum / 2, .lo = fmax(0, sum / 2 - half), .hi = fmin(1, sum / 2 + half),
				   .n = g.rows, .method = "weissman", .why = "" };
	return CN_OK;
}

const cn_metric_row cn_metric_population_distance = {
	.name = "population_distance",
	.title_en = "Distance between the table's groups and the population's",
	.title_zh = "表中群体构成与总体的距离",
	.property = "data",
	.unit = "share",
	.formula = "docs/metrics.md#population_distance",
	.reference = "tests/vectors/procedure/representation.json: NumPy; the interval in closed form",
	.needs = CN_NEED_STATS,
	.procedure = "representation",
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_LOWER,
	.interval = "inequality of Weissman and others 2003",
	.assumptions = "rows are independent; the population's shares are known without error",
	.meaning_en = "What share of the data would have to belong to other groups for the data to look like the population.",
	.meaning_zh = "数据中有多大比例需要换成其他群体，数据构成才会与总体一致。",
	.use = "with shares of the people the system will be used on, not of the country at large",
	.misuse = "a representative table may still hold too few of a small group to learn from, and says nothing about the quality of their data",
	.compute = compute,
};
