/* Mean number of answers left in the set: 1 says something, 2 says "either", 0 says that the case looks like none. */
#include "lab/reliability/reliability.h"

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	const cn_stat *s;
	CN_TRY(cn_stat_counts(c, "size", 3, &s, err));
	CN_TRY(scored_captions(a, c, ret, err));
	int64_t n = s->count[0] + s->count[1] + s->count[2];
	cn_point *p = CN_NEW(a, cn_point, 3);
	if (!p)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < 3; i++)
		p[i] = (cn_point){ .of = "set size",
				   .x = (double)i,
				   .est = estimate_rate((part){ s->count[i], n }, lab_confidence(o)) };
	ret->point = p;
	ret->n_point = 3;
	if (n)
		ret->main = estimate_mean((double)(s->count[1] + 2 * s->count[2]), (double)(s->count[1] + 4 * s->count[2]), n, 0, 2,
					  lab_confidence(o));
	return CN_OK;
}

const cn_metric_row cn_metric_conformal_set_size = {
	.name = "conformal_set_size",
	.title_en = "Mean size of split-conformal sets",
	.title_zh = "分割共形预测集的平均大小",
	.property = "reliability",
	.unit = "values",
	.formula = "docs/metrics.md#conformal_set_size",
	.reference = "tests/vectors/procedure/conformal.json: NumPy mean on the same seeded split, SciPy norm",
	.needs = CN_NEED_STATS,
	.procedure = "conformal",
	.lo = 0,
	.hi = 2,
	.better = CN_BETTER_LOWER,
	.interval = "normal from 300 rows up, else Hoeffding's bound",
	.assumptions = "rows are independent and from one population",
	.meaning_en = "How many answers the system has to leave open for a person to keep its promise.",
	.meaning_zh = "为兑现承诺，系统平均要为当事人保留多少个答案。",
	.use = "beside the coverage: a set that always holds every answer covers everything and says nothing",
	.misuse = "a small size without its coverage is no praise",
	.compute = compute,
};
