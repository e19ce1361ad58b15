/* Population stability index: sum (p - q) ln(p / q) over bins. Half a row is added to every bin where one is empty in one of the
 * tables. */
#include "lab/reliability/reliability.h"

#include <math.h>

static double root_psi(const int64_t *p, const int64_t *q, size_t n)
{
	double rows_p = 0, rows_q = 0, sum = 0, add = 0;
	for (size_t i = 0; i < n; i++) {
		rows_p += (double)p[i];
		rows_q += (double)q[i];
		add = p[i] == 0 || q[i] == 0 ? 0.5 : add;
	}
	for (size_t i = 0; i < n; i++) {
		double x = ((double)p[i] + add) / (rows_p + add * (double)n), y = ((double)q[i] + add) / (rows_q + add * (double)n);
		sum += (x - y) * log(x / y);
	}
	return sqrt(fmax(0, sum));
}

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	return bins_metric(a, c, o, root_psi, true, "psi", HUGE_VAL, ret, err);
}

const cn_metric_row cn_metric_psi = {
	.name = "psi",
	.title_en = "Population stability index of the column that moved most",
	.title_zh = "移动最大的列的群体稳定性指数（PSI）",
	.property = "reliability",
	.unit = "index",
	.formula = "docs/metrics.md#psi",
	.reference = "tests/vectors/procedure/drift.json: NumPy, from its definition",
	.needs = CN_NEED_STATS,
	.procedure = "drift",
	.lo = 0,
	.hi = HUGE_VAL,
	.better = CN_BETTER_LOWER,
	.interval =
	    "bootstrap of the root's distance to the data in both tables, by the triangle inequality; simultaneous over columns",
	.assumptions = "rows are independent, within and between the tables; the root of the index is near a distance, which holds "
		       "where it is small",
	.meaning_en = "How much the make-up of the people whom the system decides about has changed.",
	.meaning_zh = "系统所判断的人群构成变化了多少。",
	.use = "where a supervisor or a bank's own rule names it; numbers, categories and missing values alike",
	.misuse = "the usual limits 0.1 and 0.25 are custom, and with few rows chance alone passes them",
	.compute = compute,
};
