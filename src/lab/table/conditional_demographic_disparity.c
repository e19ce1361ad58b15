/* Conditional demographic disparity (Wachter, Mittelstadt and Russell 2021): within each stratum, a group's share of those rejected minus its
 * share of those selected, averaged over strata by their size. A bound is put on the largest in size over the groups. */
#include "lab/table/metric.h"

#include <math.h>

bool conditional_disparity_of(const int64_t *strata, size_t n, bool over_defined, double *ret)
{
	double sum = 0, rows = 0;
	for (size_t i = 0; i < n; i++) {
		const int64_t *x = &strata[4 * i];
		double sel = (double)(x[0] + x[2]), rej = (double)(x[1] + x[3]);
		if (sel + rej > 0 && sel > 0 && rej > 0) {
			sum += (sel + rej) * ((double)x[1] / rej - (double)x[0] / sel);
			rows += sel + rej;
		} else if (!over_defined && sel + rej > 0) {
			return false;
		}
	}
	if (!(rows > 0))
		return false;
	*ret = sum / rows;
	return true;
}

static bool of_cells(const int64_t *cell, size_t n_cells, const void *ctx, double *ret)
{
	(void)ctx;
	return conditional_disparity_of(cell, n_cells / 4, true, ret);
}

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	compared g;
	CN_TRY(groups_compared(a, c, o, &g, err));
	cn_group_value *v = CN_NEW(a, cn_group_value, 2 * g.n + 1);
	cn_estimate *size = CN_NEW(a, cn_estimate, g.n + 1);
	if (!v || !size)
		return cn_arena_fail(a, err);
	cn_lab_options each = *o;
	each.confidence = simultaneous(lab_confidence(o), g.n);
	double worst = -1;
	for (size_t i = 0; i < g.n; i++) {
		int64_t *s, rows = 0;
		CN_TRY(strata_of(a, c, &g, g.at[i], GROUP_EVERYONE, &s, err));
		for (size_t k = 0; k < 4 * c->n_strata; k++)
			rows += s[k];
		cn_estimate all = undefined_why("undefined: in a stratum nobody was selected, or nobody rejected"), over = all;
		if (conditional_disparity_of(s, c->n_strata, true, &over.value)) {
			over = (cn_estimate){ .defined = true, .value = over.value, .n = rows, .method = "", .why = "" };
			CN_TRY(bootstrap_into(a, s, 4 * c->n_strata, of_cells, NULL, &each, ret, &over, err));
			if (conditional_disparity_of(s, c->n_strata, false, &all.value))
				all = over;
		}
		v[2 * i] = (cn_group_value){ g.at[i], "cdd", all };
		v[2 * i + 1] = (cn_group_value){ g.at[i], "cdd_over_defined_strata", over };
		size[i] = all;
		cn_interval e = interval_of_size((cn_interval){ all.lo, all.hi });
		size[i].value = fabs(all.value);
		size[i].lo = e.lo;
		size[i].hi = e.hi;
		if (all.defined && size[i].value > worst) {
			worst = size[i].value;
			ret->group_hi = g.at[i];
		}
	}
	ret->group = v;
	ret->n_group = 2 * g.n;
	ret->main = estimate_largest(size, g.n);
	return CN_OK;
}

const cn_metric_row cn_metric_conditional_demographic_disparity = {
	.name = "conditional_demographic_disparity",
	.title_en = "Conditional demographic disparity",
	.title_zh = "条件人口差异",
	.property = "fairness",
	.unit = "difference",
	.formula = "docs/metrics.md#conditional_demographic_disparity",
	.reference = "tests/vectors/metric/conditional_disparity.json: exact fractions",
	.needs = CN_NEED_PREDICTION | CN_NEED_STRATA | CN_NEED_GROUPS,
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_LOWER,
	.interval = "multinomial bootstrap over (stratum, group, outcome), simultaneous over groups",
	.assumptions = "rows are independent; every stratum has both outcomes",
	.meaning_en = "Whether a group makes up more of the refused than of the accepted, even among people in the same stratum.",
	.meaning_zh = "即使在同一分层的人中，某一群体在被拒者中的占比是否高于在被接受者中的占比。",
	.use = "where a lawful reason, such as the post applied for, may explain a difference and should be held equal",
	.misuse = "if the stratum is itself the result of discrimination, holding it equal hides that",
	.compute = compute,
};
