/* Days from the oldest record of a log to the day on which it was read. */
#include "lab/data/data.h"

#include <math.h>

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	(void)o;
	CN_TRY(days_metric(a, c, "age", ret, err));
	if (!ret->main.defined)
		return CN_OK;
	/* What is older may have been deleted, or never have been: the log shows a least time, and no most. */
	ret->main.hi_open = true;
	ret->main.hi = 0;
	return CN_OK;
}

const cn_metric_row cn_metric_oldest_log_age = {
	.name = "oldest_log_age",
	.title_en = "Age of the oldest record of the log",
	.title_zh = "日志中最早记录的存续天数",
	.property = "controllability",
	.unit = "days",
	.formula = "docs/metrics.md#oldest_log_age",
	.reference = "tests/vectors/procedure/log_age.json: pandas to_datetime",
	.needs = CN_NEED_STATS,
	.procedure = "log_age",
	.lo = 0,
	.hi = HUGE_VAL,
	.better = CN_BETTER_HIGHER,
	.interval = "the lower end is the age itself; there is no upper end, because a young log does not show that older records were deleted",
	.assumptions = "the table is the log as it lay there on the day named; dates were written by the system when the record was made",
	.meaning_en = "How long ago something about you may have happened and still be found in the log.",
	.meaning_zh = "与您有关的事情过去多久之后，仍可在日志中查到。",
	.use = "against a least time for which logs are kept: at or above the limit the log is shown to reach that far",
	.misuse = "one old record does not show that all since then were kept, see longest_log_gap; a log younger than the limit shows no breach",
	.compute = compute,
};
