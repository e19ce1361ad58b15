/* Chi-square goodness of fit of the table's groups to a population. */
#include "lab/data/data.h"

#include <math.h>

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	groups_in_population g;
	(void)o;
	CN_TRY(population_read(c, &g, err));
	double chi2 = 0, least = HUGE_VAL;
	size_t df = 0;
	for (size_t i = 0; i < g.n; i++) {
		double want = g.share[i] * (double)g.rows, off = (double)g.sample[i] - want;
		if (!(want > 0) && g.sample[i] > 0) {
			ret->main = undefined_why("undefined, a group of the table is not in the population");
			return CN_OK;
		}
		if (!(want > 0))
			continue;
		df++;
		chi2 += off * off / want;
		least = fmin(least, want);
	}
	if (df < 2) {
		ret->main = undefined_why(g.rows ? "one group only: there is nothing to compare" : "undefined, no rows");
		return CN_OK;
	}
	ret->main = (cn_estimate){ .defined = true, .value = chi2, .n = g.rows, .method = "", .why = "a test statistic has a p-value, not an interval" };
	cn_point *p = CN_NEW(a, cn_point, 1);
	if (!p)
		return cn_arena_fail(a, err);
	*p = (cn_point){ .of = "p", .label = CN_S("p"), .est = { .defined = true, .value = cn_chi2_tail(chi2, (double)(df - 1)), .n = g.rows, .method = "",
								.why = "a p-value has no interval" } };
	ret->point = p;
	ret->n_point = 1;
	if (least < 5)
		ret->caption[ret->n_captions++] = "A group is expected fewer than 5 times: the p-value is rough";
	return CN_OK;
}

const cn_metric_row cn_metric_representation_chi2 = {
	.name = "representation_chi2",
	.title_en = "Chi-square test that the table's groups fit the population",
	.title_zh = "表中群体构成符合总体的卡方检验",
	.property = "data",
	.unit = "index",
	.formula = "docs/metrics.md#representation_chi2",
	.reference = "tests/vectors/procedure/representation.json: SciPy chisquare",
	.needs = CN_NEED_STATS,
	.procedure = "representation",
	.lo = 0,
	.hi = HUGE_VAL,
	.better = CN_BETTER_LOWER,
	.interval = "none: a test statistic; its p-value is given beside it",
	.assumptions = "rows are independent; each group is expected at least 5 times",
	.meaning_en = "Whether the mix of people in the data differs from the population by more than chance would explain.",
	.meaning_zh = "数据中人群的构成与总体的差异是否超出偶然所能解释的程度。",
	.use = "to tell a chance mismatch from a real one when there are few rows",
	.misuse = "with many rows any small mismatch is significant: judge by population_distance, not by the p-value",
	.compute = compute,
};
