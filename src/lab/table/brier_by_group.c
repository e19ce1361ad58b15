/* Brier score (mean squared error of a probability) by group; a bound is put on the worst group. */
#include "lab/table/metric.h"

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	compared g;
	CN_TRY(groups_compared(a, c, o, &g, err));
	cn_group_value *v = CN_NEW(a, cn_group_value, g.n + 1);
	cn_estimate *e = CN_NEW(a, cn_estimate, g.n + 1);
	if (!v || !e)
		return cn_arena_fail(a, err);
	double worst = -1;
	for (size_t i = 0; i < g.n; i++) {
		const cn_score_stats *s = &c->score[g.at[i]];
		cn_estimate own = undefined_part(a, (part){ 0, 0 }, c->group[g.at[i]].name);
		e[i] = own;
		if (s->n > 0) {
			own = estimate_mean(s->sum_gap2, s->sum_gap4, s->n, 0, 1, lab_confidence(o));
			e[i] = estimate_mean(s->sum_gap2, s->sum_gap4, s->n, 0, 1, simultaneous(lab_confidence(o), g.n));
		}
		v[i] = (cn_group_value){ g.at[i], "brier", own };
		if (own.defined && own.value > worst) {
			worst = own.value;
			ret->group_hi = g.at[i];
		}
	}
	ret->group = v;
	ret->n_group = g.n;
	ret->main = estimate_largest(e, g.n);
	return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
}

const cn_metric_row cn_metric_brier_by_group = {
	.name = "brier_by_group",
	.title_en = "Brier score of the worst group",
	.title_zh = "最差一组的 Brier 分数",
	.property = "reliability",
	.unit = "squared error",
	.formula = "docs/metrics.md#brier_by_group",
	.reference = "tests/vectors/metric/calibration.json: scikit-learn brier_score_loss",
	.needs = CN_NEED_PROBABILITY | CN_NEED_LABEL | CN_NEED_GROUPS,
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_LOWER,
	.interval = "normal from 300 rows up, else Hoeffding's bound; simultaneous over groups for the worst",
	.assumptions = "rows are independent; the score is a probability of yes; the label is right",
	.meaning_en = "How far the stated chances lie from what happened, for the group whom they serve worst.",
	.meaning_zh = "对受益最差的群体而言，系统给出的概率与实际结果相差多远。",
	.use = "where the score itself is shown or used as a probability",
	.misuse = "groups with outcomes near even odds score worse even when the probabilities are right: compare with calibration",
	.compute = compute,
};
