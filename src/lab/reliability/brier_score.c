/* Brier score, and Murphy's (1973) parts of it: reliability - resolution + uncertainty + what scores vary within bins. */
/* DUTY eu-ai-act/art_15.1-3: an appropriate level of accuracy, declared: the error of a probability is part of it */
#include "lab/reliability/reliability.h"

static cn_code parts_of(cn_arena *a, const cn_counts *c, double brier, cn_result *ret, cn_err *err)
{
	static const char *const why = "a part of the score: it has no interval of its own";
	binned b;
	double n = 0, pos = 0, reliability = 0, resolution = 0;
	CN_TRY(binned_read(c, "width", &b, err));
	for (size_t i = 0; i < b.n; i++) {
		n += (double)b.rows[i];
		pos += (double)b.pos[i];
	}
	if (!(n > 0))
		return CN_FAIL(err, CN_EINPUT, "the statistics lack \"%s\"", "width.rows");
	for (size_t i = 0; i < b.n; i++) {
		double rows = (double)b.rows[i];
		if (!(rows > 0))
			continue;
		double share = (double)b.pos[i] / rows, off = b.score[i] / rows - share, away = share - pos / n;
		reliability += rows * off * off / n;
		resolution += rows * away * away / n;
	}
	double uncertainty = pos / n * (1 - pos / n);
	cn_point *p = CN_NEW(a, cn_point, 4);
	if (!p)
		return cn_arena_fail(a, err);
	p[0] = bare_point("brier", CN_S("reliability"), 0, reliability, why);
	p[1] = bare_point("brier", CN_S("resolution"), 1, resolution, why);
	p[2] = bare_point("brier", CN_S("uncertainty"), 2, uncertainty, why);
	p[3] = bare_point("brier", CN_S("within bins"), 3, brier - (reliability - resolution + uncertainty), why);
	ret->point = p;
	ret->n_point = 4;
	return CN_OK;
}

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	const cn_stat *rows, *s;
	CN_TRY(cn_stat_counts(c, "rows", 3, &rows, err));
	CN_TRY(cn_stat_reals(c, "brier", 2, &s, err));
	CN_TRY(scored_captions(a, c, ret, err));
	if (rows->count[0] == 0)
		return CN_OK;
	ret->main = estimate_mean(s->real[0], s->real[1], rows->count[0], 0, 1, lab_confidence(o));
	return parts_of(a, c, ret->main.value, ret, err);
}

const cn_metric_row cn_metric_brier_score = {
	.name = "brier_score",
	.title_en = "Brier score, with its parts",
	.title_zh = "Brier 分数及其分解",
	.property = "reliability",
	.unit = "squared error",
	.formula = "docs/metrics.md#brier_score",
	.reference = "tests/vectors/procedure/calibration.json: scikit-learn brier_score_loss",
	.needs = CN_NEED_STATS,
	.procedure = "calibration",
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_LOWER,
	.interval = "normal from 300 rows up, else Hoeffding's bound",
	.assumptions = "rows are independent; the score is a probability of yes; the label is right",
	.meaning_en = "How far the probability that the system gave a person was, on average, from what then happened to them.",
	.meaning_zh = "系统给某人的概率与其实际结果平均相差多远。",
	.use = "to compare probabilities on the same people; resolution says how much they tell people apart",
	.misuse = "it depends on how common the outcome is: two populations cannot be compared by it",
	.compute = compute,
};
