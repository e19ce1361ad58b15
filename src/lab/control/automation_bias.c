/* Do people follow wrong advice because it was advice? Agreement with it in the arm that saw it, less that in the arm that did not. */
#include "lab/procedure.h"
#include "lab/table/metric.h"

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	const cn_stat *arms;
	(void)a;
	if (!cn_stat_find(c, "arms")) {
		ret->main = undefined_why("undefined, no trial: name the arm that saw the advice");
		return CN_OK;
	}
	CN_TRY(cn_stat_counts(c, "arms", 4, &arms, err));
	const int64_t *x = arms->count;
	if (x[0] > x[1] || x[2] > x[3])
		return CN_FAIL(err, CN_EINPUT, "the statistics lack \"%s\"", "arms");
	ret->main = estimate_difference((cn_two){ x[0], x[1], x[2], x[3] }, lab_confidence(o));
	return CN_OK;
}

const cn_metric_row cn_metric_automation_bias = {
	.name = "automation_bias",
	.title_en = "Automation bias in a trial",
	.title_zh = "试验中的自动化偏误",
	.property = "controllability",
	.unit = "difference",
	.formula = "docs/metrics.md#automation_bias",
	.reference = "tests/vectors/procedure/oversight.json: statsmodels confint_proportions_2indep (newcomb), proportion_confint",
	.needs = CN_NEED_STATS,
	.procedure = "oversight",
	.lo = -1,
	.hi = 1,
	.better = CN_BETTER_LOWER,
	.interval = "Newcombe, or the difference of two Clopper-Pearson bounds, by the rule",
	.assumptions = "cases were put into the arms at random; the same case is not in both; rows are independent",
	.meaning_en = "How much oftener people go along with a wrong answer because the system gave it.",
	.meaning_zh = "人因为系统给出错误答案而随之出错的频率高出多少。",
	.use = "in a trial in which one arm decides with the advice and one without",
	.misuse = "without random arms it compares people, not the effect of advice",
	.compute = compute,
};
