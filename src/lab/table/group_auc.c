/* AUC within each group, and against the background: BPSN (others' positives, own negatives) and BNSP (own positives, others' negatives)
 * of Borkan and others 2019. The number that a bound is put on is the lowest AUC within a group. */
#include "lab/table/metric.h"

static cn_estimate lowest(cn_estimate *e, size_t n)
{
	for (size_t i = 0; i < n; i++) { /* the largest of the mirrored ones */
		double lo = e[i].lo;
		e[i].value = -e[i].value;
		e[i].lo = -e[i].hi;
		e[i].hi = -lo;
	}
	cn_estimate low = estimate_largest(e, n);
	if (low.defined) {
		double lo = low.lo;
		low.value = -low.value;
		low.lo = low.has_interval ? -low.hi : 0;
		low.hi = low.has_interval ? -lo : 0;
	}
	return low;
}

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	compared g;
	CN_TRY(groups_compared(a, c, o, &g, err));
	cn_group_value *v = CN_NEW(a, cn_group_value, 3 * g.n + 1);
	cn_estimate *low = CN_NEW(a, cn_estimate, g.n + 1);
	if (!v || !low)
		return cn_arena_fail(a, err);
	double conf = lab_confidence(o), least = 2;
	size_t n = 0;
	for (size_t i = 0; i < g.n; i++) {
		uint32_t at = g.at[i];
		const cn_score_stats *s = &c->score[at];
		cn_str name = c->group[at].name;
		v[n++] = (cn_group_value){ at, "auc", estimate_auc(a, &s->within, conf, name) };
		v[n++] = (cn_group_value){ at, "bpsn_auc", estimate_auc(a, &s->bpsn, conf, name) };
		v[n++] = (cn_group_value){ at, "bnsp_auc", estimate_auc(a, &s->bnsp, conf, name) };
		low[i] = estimate_auc(a, &s->within, simultaneous(conf, g.n), name);
		if (low[i].defined && low[i].value < least) {
			least = low[i].value;
			ret->group_lo = at;
		}
	}
	ret->group = v;
	ret->n_group = n;
	ret->main = lowest(low, g.n);
	return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
}

const cn_metric_row cn_metric_group_auc = {
	.name = "group_auc",
	.title_en = "Lowest AUC of a group",
	.title_zh = "各组中最低的 AUC",
	.property = "fairness",
	.unit = "probability",
	.formula = "docs/metrics.md#group_auc",
	.reference = "tests/vectors/metric/auc.json: pROC ci.auc (DeLong), scikit-learn roc_auc_score",
	.needs = CN_NEED_SCORE | CN_NEED_LABEL | CN_NEED_GROUPS,
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_HIGHER,
	.interval = "DeLong; exact binomial on disjoint pairs where DeLong has no width; simultaneous over groups for the lowest",
	.assumptions = "rows are independent; the label is right; a higher score means yes",
	.meaning_en = "How well the system tells apart those who will and who will not, within the group where it does so worst.",
	.meaning_zh = "在系统区分能力最差的群体内部，它把会与不会的人区分得有多好。",
	.use = "where people of one group are ranked against each other",
	.misuse = "a good ranking within each group says nothing about how groups are ranked against each other, nor about the threshold",
	.compute = compute,
};
