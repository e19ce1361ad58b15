/* Expected calibration error over equal-width bins, by group: sum of n_b / n |mean score - mean label| of the bin. A bound is put on the
 * worst group. It is biased upwards where bins are small, and the interval leaves that bias in: the caption says so. */
/* DUTY eu-ai-act/art_15.1-3: an appropriate level of accuracy, declared: calibration is part of it */
#include "lab/reliability/reliability.h"

enum { ECE_ROWS_MIN = 300 };

/* Cells are (bin, label); a bin's rows all count with the bin's mean score. */
static bool ece_of_cells(const int64_t *cell, size_t n_cells, const void *ctx, double *ret)
{
	const cn_score_stats *s = ctx;
	int64_t n[CN_CALIBRATION_BINS], pos[CN_CALIBRATION_BINS];
	double score[CN_CALIBRATION_BINS];
	for (size_t b = 0; b < n_cells / 2; b++) {
		pos[b] = cell[2 * b + 1];
		n[b] = cell[2 * b] + pos[b];
		score[b] = s->bin_n[b] ? s->bin_score[b] / (double)s->bin_n[b] * (double)n[b] : 0;
	}
	return binned_ece(&(binned){ n_cells / 2, n, pos, score }, ret);
}

static cn_code own_of(cn_arena *a, const cn_score_stats *s, const cn_lab_options *o, cn_str name, cn_result *ret, cn_estimate *e, cn_err *err)
{
	*e = (cn_estimate){ .defined = true, .n = s->n, .method = "", .why = "" };
	if (!binned_ece(&(binned){ CN_CALIBRATION_BINS, s->bin_n, s->bin_pos, s->bin_score }, &e->value)) {
		*e = undefined_part(a, (part){ 0, 0 }, name);
		return CN_OK;
	}
	if (s->n < ECE_ROWS_MIN) {
		e->why = "no interval: fewer than 300 rows in the group";
		return CN_OK;
	}
	int64_t cell[2 * CN_CALIBRATION_BINS];
	for (unsigned b = 0; b < CN_CALIBRATION_BINS; b++) {
		cell[2 * b] = s->bin_n[b] - s->bin_pos[b];
		cell[2 * b + 1] = s->bin_pos[b];
	}
	return bootstrap_into(a, cell, 2 * CN_CALIBRATION_BINS, ece_of_cells, s, o, ret, e, err);
}

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	compared g;
	CN_TRY(groups_compared(a, c, o, &g, err));
	cn_group_value *v = CN_NEW(a, cn_group_value, g.n + 1);
	cn_estimate *e = CN_NEW(a, cn_estimate, g.n + 1);
	if (!v || !e)
		return cn_arena_fail(a, err);
	cn_lab_options each = *o;
	each.confidence = simultaneous(lab_confidence(o), g.n);
	double worst = -1;
	for (size_t i = 0; i < g.n; i++) {
		const cn_score_stats *s = &c->score[g.at[i]];
		CN_TRY(own_of(a, s, &each, c->group[g.at[i]].name, ret, &e[i], err));
		v[i] = (cn_group_value){ g.at[i], "ece", e[i] };
		if (e[i].defined && e[i].value > worst) {
			worst = e[i].value;
			ret->group_hi = g.at[i];
		}
	}
	ret->group = v;
	ret->n_group = g.n;
	ret->main = estimate_largest(e, g.n);
	ret->caption[ret->n_captions++] = "Calibration error is biased upwards in small bins: part of it is chance";
	return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
}

const cn_metric_row cn_metric_ece_by_group = {
	.name = "ece_by_group",
	.title_en = "Calibration error of the worst group",
	.title_zh = "最差一组的期望校准误差",
	.property = "reliability",
	.unit = "difference",
	.formula = "docs/metrics.md#ece_by_group",
	.reference = "tests/vectors/metric/calibration.json: scikit-learn calibration_curve",
	.needs = CN_NEED_PROBABILITY | CN_NEED_LABEL | CN_NEED_GROUPS,
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_LOWER,
	.interval = "multinomial bootstrap over (bin, label), from 300 rows up; simultaneous over groups",
	.assumptions = "rows are independent; the score is a probability of yes; the label is right",
	.meaning_en = "When the system states a chance, how far it is off on average for the group whom it misleads most.",
	.meaning_zh = "系统给出概率时，对受误导最深的群体平均偏离多少。",
	.use = "where people act on the stated probability",
	.misuse = "it depends on the bins and grows by chance in small groups; a useless score can be well calibrated",
	.compute = compute,
};
