/* The share of rows whose decision changes with a protected feature, asked for until the limit is decided. */
#include "lab/sequential/turn.h"

const cn_metric_row cn_metric_flip_rate_sequential = {
	.name = "flip_rate_sequential",
	.title_en = "Decisions that change with a protected feature alone, asked for until certain",
	.title_zh = "仅改变受保护特征即翻转的决定比例（询问至可判定为止）",
	.property = "robustness",
	.unit = "share",
	.formula = "docs/metrics.md#flip_rate_sequential",
	.reference = "tests/vectors/procedure/sequential_flips.json: closed form; confidence sequence: SciPy betaln, brentq",
	.needs = CN_NEED_STATS,
	.procedure = "sequential_flips",
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_LOWER,
	.interval = "confidence sequence: it holds at every moment at once, so that the data may choose the end",
	.assumptions = "rows are drawn at random from those the system will meet",
	.meaning_en = "How many people would get another answer if only their sex, age or origin were different, told as soon as "
		      "that is certain.",
	.meaning_zh = "仅性别、年龄或出身不同即会得到另一答案的人有多少：一旦可以确定即告知。",
	.use = "as counterfactual_flip_rate, where every question to the model costs money or time",
	.misuse = "0 does not show fairness: other features may stand in for the one that was changed",
	.compute = turn_rate,
};
