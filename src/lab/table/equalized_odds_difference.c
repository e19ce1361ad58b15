/* Equalised odds: the larger of the gaps in true positive rate and in false positive rate (Hardt, Price and Srebro 2016). */
#include "lab/table/metric.h"

#include <math.h>

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	static const rate both[2] = { RATE_TPR, RATE_FPR };
	compared g;
	CN_TRY(groups_compared(a, c, o, &g, err));
	part *p = CN_NEW(a, part, g.n ? g.n : 1);
	cn_group_value *v = CN_NEW(a, cn_group_value, 2 * c->n_groups + 1);
	if (!p || !v)
		return cn_arena_fail(a, err);
	gap x[2];
	size_t n = 0;
	for (unsigned r = 0; r < 2; r++) {
		for (size_t i = 0; i < c->n_groups; i++) {
			cn_cells cells = group_cells(c, i);
			v[n++] = (cn_group_value){ (uint32_t)i, rate_name(both[r]), estimate_rate(rate_part(&cells, both[r]), lab_confidence(o)) };
		}
		for (size_t i = 0; i < g.n; i++) {
			cn_cells cells = group_cells(c, g.at[i]);
			p[i] = rate_part(&cells, both[r]);
		}
		CN_TRY(gap_difference(a, c, &g, p, simultaneous(lab_confidence(o), 2), &x[r], err));
	}
	ret->group = v;
	ret->n_group = n;
	ret->reference = g.reference;
	cn_estimate e[2] = { x[0].est, x[1].est };
	ret->main = estimate_largest(e, 2);
	if (ret->main.defined) {
		const gap *top = x[1].est.value > x[0].est.value ? &x[1] : &x[0];
		ret->group_hi = g.at[top->hi];
		ret->group_lo = g.at[top->lo];
	}
	return CN_OK;
}

const cn_metric_row cn_metric_equalized_odds_difference = {
	.name = "equalized_odds_difference",
	.title_en = "Equalised odds difference",
	.title_zh = "机会均等差（真阳性率与假阳性率）",
	.property = "fairness",
	.unit = "difference",
	.formula = "docs/metrics.md#equalized_odds_difference",
	.reference = "tests/vectors/metric/group_gaps.json: scikit-learn 1.2.1 and exact fractions",
	.needs = CN_NEED_PREDICTION | CN_NEED_LABEL | CN_NEED_GROUPS,
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_LOWER,
	.interval = "the two gaps, each bounded at half the error",
	.assumptions = "rows are independent; the label is right",
	.meaning_en = "The larger of two gaps between groups: in being rightly accepted, and in being wrongly accepted.",
	.meaning_zh = "群体之间两种差距中较大的一个：被正确接受的比例与被错误接受的比例。",
	.use = "where both kinds of error must fall equally on the groups",
	.misuse = "it cannot be 0 together with equal precision when outcomes differ between groups, unless prediction is perfect",
	.compute = compute,
};
