/* Spiegelhalter's (1986) test: is the Brier score what it would be if every score were the true chance? */
#include "lab/reliability/reliability.h"

#include <math.h>

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	const cn_stat *rows, *s;
	(void)o;
	CN_TRY(cn_stat_counts(c, "rows", 3, &rows, err));
	CN_TRY(cn_stat_reals(c, "spiegelhalter", 2, &s, err));
	CN_TRY(scored_captions(a, c, ret, err));
	if (rows->count[0] == 0)
		return CN_OK;
	if (!(s->real[1] > 0)) {
		ret->main = undefined_why("undefined, every score is 0, 0.5 or 1: the test has no variance");
		return CN_OK;
	}
	cn_point *p = CN_NEW(a, cn_point, 1);
	if (!p)
		return cn_arena_fail(a, err);
	double z = s->real[0] / sqrt(s->real[1]);
	ret->main = (cn_estimate){
		.defined = true,
		.value = z,
		.n = rows->count[0],
		.method = "",
		.why = "no interval: a test tells wrong scores from chance, it does not show that scores are right; bound the ece"
	};
	p[0] = bare_point("p", CN_S("p"), 0, cn_norm_two_sided(z), "a probability of the test");
	ret->point = p;
	ret->n_point = 1;
	return CN_OK;
}

const cn_metric_row cn_metric_spiegelhalter_z = {
	.name = "spiegelhalter_z",
	.title_en = "Spiegelhalter's test of calibration: z and p",
	.title_zh = "Spiegelhalter 校准检验：z 与 p",
	.property = "reliability",
	.unit = "z",
	.formula = "docs/metrics.md#spiegelhalter_z",
	.reference = "tests/vectors/procedure/calibration.json: its definition by NumPy and SciPy, and a case by hand",
	.needs = CN_NEED_STATS,
	.procedure = "calibration",
	.lo = -HUGE_VAL,
	.hi = HUGE_VAL,
	.better = CN_BETTER_ZERO,
	.interval = "none: the two-sided p stands beside it",
	.assumptions = "rows are independent; the score is a probability of yes; the label is right",
	.meaning_en = "Whether the chances given to people are further from what happened than luck explains.",
	.meaning_zh = "系统给人的概率与实际结果的差距，是否超出运气所能解释的范围。",
	.use = "to see whether scores contradict what happened",
	.misuse = "a p above 0.05 is no proof of calibration: with few rows everything passes",
	.compute = compute,
};
