/* The share of wrong decisions, asked for until the limit is decided. */
#include "lab/sequential/turn.h"

const cn_metric_row cn_metric_error_rate_sequential = {
	.name = "error_rate_sequential",
	.title_en = "Share of errors, asked for until certain",
	.title_zh = "错误率（询问至可判定为止）",
	.property = "reliability",
	.unit = "share",
	.formula = "docs/metrics.md#error_rate_sequential",
	.reference = "tests/vectors/procedure/sequential_errors.json: closed form; confidence sequence: SciPy betaln, brentq",
	.needs = CN_NEED_STATS,
	.procedure = "sequential_errors",
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_LOWER,
	.interval = "confidence sequence: it holds at every moment at once, so that the data may choose the end",
	.assumptions = "rows are drawn at random from those the system will meet; the label is right",
	.meaning_en =
	    "How often the system decides wrongly, told as soon as that is certain, without more questions than it takes.",
	.meaning_zh = "系统出错的频率：一旦可以确定即告知，不多问一个问题。",
	.use = "where every question to the model costs money or time, and the limit is known beforehand",
	.misuse = "as the most exact number: it stops when the limit is decided, not when the share is known well",
	.compute = turn_rate,
};
