/* A mean over the scores of each group, and the bound on the largest of them in size. */
#include "lab/table/metric.h"

#include <math.h>

cn_code worst_mean_metric(cn_arena *a, const cn_counts *c, const cn_lab_options *o, const char *of, score_mean *mean, cn_result *ret, cn_err *err)
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
		if (s->n == 0) {
			e[i] = undefined_part(a, (part){ 0, 0 }, c->group[g.at[i]].name);
			v[i] = (cn_group_value){ g.at[i], of, e[i] };
			continue;
		}
		v[i] = (cn_group_value){ g.at[i], of, mean(s, lab_confidence(o)) };
		e[i] = mean(s, simultaneous(lab_confidence(o), g.n));
		cn_interval size = interval_of_size((cn_interval){ e[i].lo, e[i].hi });
		e[i].value = fabs(e[i].value);
		e[i].lo = size.lo;
		e[i].hi = size.hi;
		if (e[i].value > worst) {
			worst = e[i].value;
			ret->group_hi = g.at[i];
		}
	}
	ret->group = v;
	ret->n_group = g.n;
	ret->main = estimate_largest(e, g.n);
	return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
}
