/* Share of rows that nearly repeat an earlier row. */
#include "lab/data/data.h"

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	(void)a;
	(void)o;
	ret->caption[ret->n_captions++] = "Rows are joined through others: a chain of near rows is one set. Of pairs of texts at the threshold fewer than 1 in 1,000 are missed";
	return complete_share(c, "repeats", "rows", NULL, ret, err);
}

const cn_metric_row cn_metric_near_duplicate_share = {
	.name = "near_duplicate_share",
	.title_en = "Share of rows that nearly repeat another row",
	.title_zh = "近似重复的行的比例",
	.property = "data",
	.unit = "share",
	.formula = "docs/metrics.md#near_duplicate_share",
	.reference = "tests/vectors/procedure/near_duplicates.json: every pair compared, in Python sets and NumPy",
	.needs = CN_NEED_STATS,
	.procedure = "near_duplicates",
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_LOWER,
	.interval = "a complete count of this table: the ends are the number itself; a pair of texts at the threshold is missed with a chance below 1 in 1,000",
	.assumptions = "the number is about this table; nothing is inferred about other data",
	.meaning_en = "How much of the data is nearly the same case again, with a word or a figure changed.",
	.meaning_zh = "数据中有多少是几乎相同的案例，只改动了个别词句或数字。",
	.use = "for texts collected from the web, and for records copied with small changes",
	.misuse = "likeness of letters is not likeness of meaning: a paraphrase is not found, a form letter is",
	.compute = compute,
};
