/* Missing values fall on some groups more than on others: the largest difference of the share missing, over columns. */
#include "lab/procedure.h"
#include "lab/table/metric.h"

#include <math.h>

typedef struct input {
	const cn_stat *rows, *missing, *columns;
	size_t n; /* groups compared */
} input;

static cn_code input_read(const cn_counts *c, input *ret, cn_err *err)
{
	const cn_stat *n;
	CN_TRY(cn_stat_counts(c, "compared", 1, &n, err));
	CN_TRY(cn_stat_counts(c, "rows", 0, &ret->rows, err));
	CN_TRY(cn_stat_counts(c, "columns", 0, &ret->columns, err));
	CN_TRY(cn_stat_counts(c, "missing", 0, &ret->missing, err));
	if ((uint64_t)n->count[0] > ret->rows->n || ret->missing->n != ret->rows->n * ret->columns->n || !ret->rows->label || !ret->columns->label)
		return CN_FAIL(err, CN_EINPUT, "the statistics lack \"%s\"", "missing");
	for (size_t i = 0; i < ret->missing->n; i++)
		if (ret->missing->count[i] > ret->rows->count[i % ret->rows->n])
			return CN_FAIL(err, CN_EINPUT, "the statistics lack \"%s\"", "rows");
	ret->n = (size_t)n->count[0];
	return CN_OK;
}

/* The groups as the gap functions take them: only their names are read. */
static cn_code names_of(cn_arena *a, const input *in, cn_counts *names, compared *g, cn_err *err)
{
	cn_group *group = CN_NEW(a, cn_group, in->n + 1);
	g->at = CN_NEW(a, uint32_t, in->n + 1);
	if (!group || !g->at)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < in->n; i++) {
		group[i].name = in->rows->label[i];
		g->at[i] = (uint32_t)i;
	}
	g->n = in->n;
	*names = (cn_counts){ .group = group, .n_groups = in->n, .n_strata = 1 };
	return CN_OK;
}

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	input in;
	cn_counts names;
	compared g = { .reference = UINT32_MAX };
	CN_TRY(input_read(c, &in, err));
	CN_TRY(names_of(a, &in, &names, &g, err));
	size_t columns = in.columns->n;
	cn_estimate *each = CN_NEW(a, cn_estimate, columns + 1);
	cn_point *point = CN_NEW(a, cn_point, columns + 1);
	part *p = CN_NEW(a, part, in.n + 1);
	if (!each || !point || !p)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < columns; i++) {
		gap x;
		for (size_t k = 0; k < in.n; k++)
			p[k] = (part){ in.missing->count[i * in.rows->n + k], in.rows->count[k] };
		CN_TRY(gap_difference(a, &names, &g, p, simultaneous(lab_confidence(o), columns), &x, err));
		each[i] = x.est;
		point[i] = (cn_point){ .of = "missing_rate_difference", .label = in.columns->label[i], .x = (double)i, .est = x.est };
	}
	if (columns)
		ret->main = estimate_largest(each, columns);
	ret->point = point;
	ret->n_point = columns;
	return CN_OK;
}

const cn_metric_row cn_metric_missing_rate_difference = {
	.name = "missing_rate_difference",
	.title_en = "Largest difference between groups in the share of missing values",
	.title_zh = "各群体缺失值比例的最大差值",
	.property = "data",
	.unit = "difference",
	.formula = "docs/metrics.md#missing_rate_difference",
	.reference = "tests/vectors/procedure/missing.json: statsmodels",
	.needs = CN_NEED_STATS,
	.procedure = "missing",
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_LOWER,
	.interval = "Newcombe, or two exact bounds, simultaneous over pairs of groups and columns",
	.assumptions = "rows are independent",
	.meaning_en = "How much more often the system has to do without a piece of information about one group than about another.",
	.meaning_zh = "系统缺少某一群体信息的情形比另一群体多出多少。",
	.use = "before training and before judging a model: what is missing for one group is guessed for that group",
	.misuse = "it says nothing about values that are there and wrong",
	.compute = compute,
};
