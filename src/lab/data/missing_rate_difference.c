/* Missing values fall on some groups more than on others: the largest difference of the share missing, over columns. */
#include "lab/data/data.h"

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

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	input in;
	CN_TRY(input_read(c, &in, err));
	size_t columns = in.columns->n;
	cn_estimate *each = CN_NEW(a, cn_estimate, columns + 1);
	cn_point *point = CN_NEW(a, cn_point, columns + 1);
	if (!each || !point)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < columns; i++) {
		CN_TRY(named_gap(a, in.rows->label, in.missing->count + i * in.rows->n, in.rows->count, in.n, simultaneous(lab_confidence(o), columns),
				 &each[i], err));
		point[i] = (cn_point){ .of = "missing_rate_difference", .label = in.columns->label[i], .x = (double)i, .est = each[i] };
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
