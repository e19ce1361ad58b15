/* The gap between the highest and the lowest AUC within groups. */
#include "lab/table/metric.h"

#include <math.h>

/* Groups are independent, so variances add; without a variance the groups' own bounds are subtracted. */
static cn_interval auc_difference(cn_arena *a, const cn_ranks *x, const cn_ranks *y, double confidence)
{
	double ax, vx, ay, vy;
	if (ranks_auc(x, &ax, &vx) && ranks_auc(y, &ay, &vy) && vx > 0 && vy > 0) {
		double half = cn_z_of(confidence) * sqrt(vx + vy);
		return (cn_interval){ fmax(-1, ax - ay - half), fmin(1, ax - ay + half) };
	}
	cn_estimate ex = estimate_auc(a, x, simultaneous(confidence, 2), CN_S("")), ey = estimate_auc(a, y, simultaneous(confidence, 2), CN_S(""));
	if (!ex.has_interval || !ey.has_interval)
		return (cn_interval){ -1, 1 };
	return (cn_interval){ ex.lo - ey.hi, ex.hi - ey.lo };
}

static void widen(cn_arena *a, const cn_counts *c, const compared *g, double confidence, cn_estimate *e)
{
	double each = simultaneous(confidence, g->n * (g->n - 1) / 2);
	e->has_interval = true;
	e->method = "delong, simultaneous";
	for (size_t i = 0; i < g->n; i++) {
		for (size_t j = i + 1; j < g->n; j++) {
			cn_interval d = auc_difference(a, &c->score[g->at[i]].within, &c->score[g->at[j]].within, each);
			d = interval_of_size(d);
			e->lo = fmax(e->lo, d.lo);
			e->hi = fmax(e->hi, d.hi);
		}
	}
	e->lo = fmin(e->lo, e->value);
}

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	compared g;
	CN_TRY(groups_compared(a, c, o, &g, err));
	cn_group_value *v = CN_NEW(a, cn_group_value, g.n + 1);
	if (!v)
		return cn_arena_fail(a, err);
	double hi = -1, lo = 2;
	cn_estimate e = { .defined = g.n > 0, .method = "", .why = g.n ? "" : "undefined, no group" };
	for (size_t i = 0; i < g.n; i++) {
		v[i] = (cn_group_value){ g.at[i], "auc", estimate_auc(a, &c->score[g.at[i]].within, lab_confidence(o), c->group[g.at[i]].name) };
		if (e.defined && !v[i].est.defined)
			e = v[i].est;
		if (v[i].est.value > hi) {
			hi = v[i].est.value;
			ret->group_hi = g.at[i];
		}
		if (v[i].est.value < lo) {
			lo = v[i].est.value;
			ret->group_lo = g.at[i];
		}
		if (e.defined)
			e.n += v[i].est.n;
	}
	if (e.defined) {
		e.value = hi - lo;
		if (g.n > 1)
			widen(a, c, &g, lab_confidence(o), &e);
		else
			e.why = "one group only: there is nothing to compare";
	}
	ret->group = v;
	ret->n_group = g.n;
	ret->main = e;
	return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
}

const cn_metric_row cn_metric_group_auc_gap = {
	.name = "group_auc_gap",
	.title_en = "Gap between group AUCs",
	.title_zh = "各组 AUC 之差",
	.property = "fairness",
	.unit = "difference",
	.formula = "docs/metrics.md#group_auc_gap",
	.reference = "tests/vectors/metric/auc.json: pROC ci.auc (DeLong), scikit-learn roc_auc_score",
	.needs = CN_NEED_SCORE | CN_NEED_LABEL | CN_NEED_GROUPS,
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_LOWER,
	.interval = "DeLong, variances of independent groups added, simultaneous over pairs",
	.assumptions = "rows are independent; the label is right; a higher score means yes",
	.meaning_en = "How much better the system ranks the people of one group than those of another.",
	.meaning_zh = "系统对某一群体的人排序，比对另一群体好多少。",
	.use = "to see whether the data serve one group worse than another",
	.misuse = "equal areas do not mean equal errors at the threshold in use",
	.compute = compute,
};
