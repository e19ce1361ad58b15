/* Jensen-Shannon distance over bins: the root of the divergence in bits, 0 for equal and 1 for disjoint. */
#include "lab/reliability/reliability.h"

#include <math.h>

static double part_of(double x, double mean)
{
	return x > 0 ? x * log2(x / mean) : 0;
}

static double distance(const int64_t *p, const int64_t *q, size_t n)
{
	double rows_p = 0, rows_q = 0, sum = 0;
	for (size_t i = 0; i < n; i++) {
		rows_p += (double)p[i];
		rows_q += (double)q[i];
	}
	for (size_t i = 0; i < n; i++) {
		double x = (double)p[i] / rows_p, y = (double)q[i] / rows_q, mean = (x + y) / 2;
		sum += part_of(x, mean) + part_of(y, mean);
	}
	return sqrt(fmax(0, sum / 2));
}

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	return bins_metric(a, c, o, distance, false, "jensen_shannon", 1, ret, err);
}

const cn_metric_row cn_metric_jensen_shannon = {
	.name = "jensen_shannon",
	.title_en = "Jensen-Shannon distance of the column that moved most",
	.title_zh = "移动最大的列的 Jensen–Shannon 距离",
	.property = "reliability",
	.unit = "index",
	.formula = "docs/metrics.md#jensen_shannon",
	.reference = "tests/vectors/procedure/drift.json: SciPy jensenshannon",
	.needs = CN_NEED_STATS,
	.procedure = "drift",
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_LOWER,
	.interval = "bootstrap of the distance to the data in both tables, by the triangle inequality; simultaneous over columns",
	.assumptions = "rows are independent, within and between the tables",
	.meaning_en = "How easily one could tell, from one piece of information, that the system now meets other people than it "
		      "was made with.",
	.meaning_zh = "凭一项信息，有多容易看出系统现在面对的人与制作时不同。",
	.use = "to compare columns of any kind on one scale from 0 to 1",
	.misuse = "it depends on the bins, and does not see moves within one",
	.compute = compute,
};
