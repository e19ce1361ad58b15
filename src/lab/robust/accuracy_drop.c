/* The accuracy lost at the named level, of the kind of error that costs most. */
#include "lab/robust/live.h"

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	cn_estimate each[PERTURB_KINDS];
	cn_point *point = CN_NEW(a, cn_point, PERTURB_KINDS);
	int64_t rows, repeats;
	size_t n = 0, kinds = 0;
	CN_TRY(stat_one(c, "rows", &rows, err));
	CN_TRY(stat_one(c, "repeats", &repeats, err));
	CN_TRY(perturbed_caption(c, ret, err));
	if (!point)
		return cn_arena_fail(a, err);
	for (size_t kind = 0; kind < PERTURB_KINDS; kind++)
		kinds += cn_stat_find(c, PERTURB_STAT[PERTURB_DROP][kind]) != NULL;
	double times = (double)repeats;
	for (size_t kind = 0; kind < PERTURB_KINDS && rows; kind++) {
		const char *name = PERTURB_STAT[PERTURB_DROP][kind];
		const cn_stat *d;
		if (!cn_stat_find(c, name))
			continue;
		CN_TRY(cn_stat_counts(c, name, 3, &d, err));
		if (repeats < 1 || (double)d->count[0] + (double)d->count[1] > times * (double)rows)
			return stat_broken("drop", err);
		double sum = (double)(d->count[0] - d->count[1]) / times;
		each[n] = estimate_mean(sum, (double)d->count[2] / times / times, rows, -1, 2, simultaneous(lab_confidence(o), kinds));
		point[n] = (cn_point){ .of = "drop", .label = cn_str_z(PERTURB_KIND[kind]), .x = (double)n, .est = each[n] };
		n++;
	}
	ret->main = n ? estimate_largest(each, n) : undefined_why("undefined, 0 of 0");
	ret->point = point;
	ret->n_point = n;
	return CN_OK;
}

const cn_metric_row cn_metric_accuracy_drop = {
	.name = "accuracy_drop",
	.title_en = "Accuracy lost at the named level of errors, worst kind",
	.title_zh = "指定错误程度下的准确率损失（最差一类）",
	.property = "robustness",
	.unit = "difference",
	.formula = "docs/metrics.md#accuracy_drop",
	.reference = "tests/vectors/procedure/perturbation.json: scikit-learn accuracy_score",
	.needs = CN_NEED_STATS,
	.procedure = "perturbation",
	.lo = -1,
	.hi = 1,
	.better = CN_BETTER_LOWER,
	.interval = "normal from 300 rows up, else Hoeffding's bound, of the difference row by row, simultaneous over kinds",
	.assumptions = "rows are independent; the label, where there is one, is right",
	.meaning_en = "How many more people are decided wrongly when their data hold ordinary mistakes.",
	.meaning_zh = "当数据含有常见差错时，被错误决定的人会增加多少。",
	.use = "to hold one number against a limit: with the option level, as much error as the source of the data is known to have",
	.misuse = "a level without a reason: what it means depends on how often such mistakes happen",
	.compute = compute,
};
