/* Share of rows that are alone in their quasi-identifiers. */
#include "lab/data/data.h"

#include <math.h>

/* One row more or less changes the number of lone rows by at most 2 when it replaces another: McDiarmid's inequality (1989) bounds how far
 * the share lies from its mean over samples of this size, whatever the population. */
static cn_estimate lone_rows(int64_t x, int64_t n, double confidence)
{
	double value = (double)x / (double)n, half = 2 * sqrt(log(2 / (1 - confidence)) / (2 * (double)n));
	return (cn_estimate){ .defined = true, .has_interval = true, .value = value, .lo = fmax(0, value - half), .hi = fmin(1, value + half),
			      .x = x, .n = n, .method = "mcdiarmid", .why = "" };
}

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	int64_t unique, rows;
	(void)a;
	CN_TRY(get_one(c, "unique", &unique, err));
	CN_TRY(get_one(c, "rows", &rows, err));
	if (unique > rows)
		return CN_FAIL(err, CN_EINPUT, "the statistics lack \"%s\"", "rows");
	ret->main = rows ? lone_rows(unique, rows, lab_confidence(o)) : undefined_why("undefined, no rows");
	return CN_OK;
}

const cn_metric_row cn_metric_sample_uniqueness = {
	.name = "sample_uniqueness",
	.title_en = "Share of rows that are alone in their quasi-identifiers",
	.title_zh = "准标识符组合唯一的行的比例",
	.property = "data",
	.unit = "share",
	.formula = "docs/metrics.md#sample_uniqueness",
	.reference = "tests/vectors/procedure/anonymity.json: pandas value_counts; the interval in closed form",
	.needs = CN_NEED_STATS,
	.procedure = "anonymity",
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_LOWER,
	.interval = "McDiarmid's inequality, for the mean over samples of this size",
	.assumptions = "rows are independent; unique in the sample is not unique in the population",
	.meaning_en = "How many people in the table are the only one of their kind, so that whoever knows those few facts finds exactly them.",
	.meaning_zh = "表中有多少人是同类中唯一的一个，知道那几项事实的人就能准确找到他们。",
	.use = "as the plainest measure of the risk of re-identification before release",
	.misuse = "a person alone in a sample may have doubles in the population; the share falls as samples grow",
	.compute = compute,
};
