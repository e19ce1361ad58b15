/* The longest run of days from one record of a log to the next, or from the last to the day on which it was read. */
#include "lab/data/data.h"

#include <math.h>

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	(void)o;
	return days_metric(a, c, "gap", ret, err);
}

const cn_metric_row cn_metric_longest_log_gap = {
	.name = "longest_log_gap",
	.title_en = "Longest time without a record in the log",
	.title_zh = "日志中最长的无记录时段",
	.property = "controllability",
	.unit = "days",
	.formula = "docs/metrics.md#longest_log_gap",
	.reference = "tests/vectors/procedure/log_age.json: pandas to_datetime, NumPy diff",
	.needs = CN_NEED_STATS,
	.procedure = "log_age",
	.lo = 0,
	.hi = HUGE_VAL,
	.better = CN_BETTER_LOWER,
	.interval = "a complete count of this log: the ends are the number itself",
	.assumptions = "the table is the log as it lay there on the day named; dates were written by the system when the record was made",
	.meaning_en = "For how many days in a row nothing can be found in the log about what the system did.",
	.meaning_zh = "连续多少天在日志中查不到系统做过什么。",
	.use = "beside oldest_log_age: records that were lost or never made leave a gap",
	.misuse = "a system that was not used for a while has a gap and has lost nothing",
	.compute = compute,
};
