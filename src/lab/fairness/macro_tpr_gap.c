/* The mean over classes of the share found, each class counting the same; highest group less the lowest. */
#include "lab/fairness/fairness.h"

#include <math.h>

#define NOTHING_TO_COMPARE "one group only: there is nothing to compare"

/* The mean over classes and, from bounds of each class that hold together, its bounds. False: a class has no row in the group. */
static bool macro(const classed *m, size_t group, double confidence, cn_estimate *ret, size_t *ret_class)
{
	size_t classes = m->klass->n;
	cn_estimate e = { .defined = true, .has_interval = true, .method = "bounds of the classes, simultaneous", .why = "" };
	for (size_t i = 0; i < classes; i++) {
		part p = { m->right->count[group * classes + i], m->rows->count[group * classes + i] };
		cn_estimate one = estimate_rate(p, confidence);
		*ret_class = i;
		if (!one.defined)
			return false;
		e.value += one.value / (double)classes;
		e.lo += one.lo / (double)classes;
		e.hi += one.hi / (double)classes;
		e.n += p.n;
	}
	*ret = e;
	return classes > 0;
}

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	classed m;
	CN_TRY(classed_read(c, &m, err));
	cn_point *point = CN_NEW(a, cn_point, m.n + 1);
	cn_estimate top = { 0 }, low = { 0 }, e = { .defined = true, .method = "", .why = NOTHING_TO_COMPARE };
	if (!point)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < m.n; i++) {
		cn_estimate one;
		size_t at = 0;
		if (!macro(&m, i, simultaneous(lab_confidence(o), m.n * m.klass->n), &one, &at)) {
			ret->main = undefined_part(a, (part){ 0, 0 }, m.group->label[i]);
			return CN_OK;
		}
		point[i] = (cn_point){ .of = "macro tpr", .label = m.group->label[i], .x = (double)i, .est = one };
		top = i == 0 ? one : (cn_estimate){ .value = fmax(top.value, one.value), .lo = fmax(top.lo, one.lo), .hi = fmax(top.hi, one.hi) };
		low = i == 0 ? one : (cn_estimate){ .value = fmin(low.value, one.value), .lo = fmin(low.lo, one.lo), .hi = fmin(low.hi, one.hi) };
		e.n += one.n;
	}
	if (m.n == 0)
		return CN_OK;
	e.value = top.value - low.value;
	if (m.n > 1) {
		e.has_interval = true;
		e.lo = fmax(0, top.lo - low.hi);
		e.hi = fmin(1, top.hi - low.lo);
		e.method = "bounds of the classes, simultaneous";
		e.why = "";
	}
	ret->main = e;
	ret->point = point;
	ret->n_point = m.n;
	return CN_OK;
}

const cn_metric_row cn_metric_macro_tpr_gap = {
	.name = "macro_tpr_gap",
	.title_en = "Difference of macro-averaged hit rates",
	.title_zh = "各群体宏平均命中率之差",
	.property = "fairness",
	.unit = "difference",
	.formula = "docs/metrics.md#macro_tpr_gap",
	.reference = "tests/vectors/procedure/multiclass.json: scikit-learn balanced_accuracy_score, statsmodels proportion_confint",
	.needs = CN_NEED_STATS,
	.procedure = "multiclass",
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_LOWER,
	.interval = "bounds of every class and group that hold together (Wilson or Clopper-Pearson at the Bonferroni level), averaged: wider than needed",
	.assumptions = "rows are independent; the label is right",
	.meaning_en = "How much less often people of one group get the answer that is right for them, rare answers counting as much as common ones.",
	.meaning_zh = "某一群体得到正确答案的机会少多少，罕见答案与常见答案同等计算。",
	.use = "beside multiclass_tpr_gap, as one number for all classes",
	.misuse = "gains in one class can cancel losses in another",
	.compute = compute,
};
