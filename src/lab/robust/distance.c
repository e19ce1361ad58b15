/* Quantiles of adversarial distances. A row for which no change was found counts as farther than any. */
#include "lab/robust/live.h"

enum { PLACES = 5 };

cn_code distance_quantile(cn_arena *a, const cn_counts *c, const cn_lab_options *o, double q, cn_result *ret, cn_err *err)
{
	static const double at[PLACES] = { 0.1, 0.25, 0.5, 0.75, 0.9 };
	const cn_stat *far;
	int64_t attacked, queries;
	CN_TRY(stat_one(c, "attacked", &attacked, err));
	CN_TRY(stat_one(c, "queries", &queries, err));
	CN_TRY(cn_stat_reals(c, "distance", 0, &far, err));
	if ((uint64_t)attacked < far->n || !rises_from_zero(far))
		return stat_broken("distance", err);
	cn_point *point = CN_NEW(a, cn_point, PLACES);
	const char *count = cn_cstr(a, cn_strf(a, "%lld questions to the model, %zu of %lld rows turned", (long long)queries, far->n, (long long)attacked));
	if (!point || !count)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < PLACES; i++) {
		point[i] = (cn_point){ .of = "distance", .x = at[i] };
		point[i].est = estimate_quantile(far->real, NULL, far->n, attacked, at[i], lab_confidence(o));
	}
	ret->main = estimate_quantile(far->real, NULL, far->n, attacked, q, lab_confidence(o));
	ret->point = point;
	ret->n_point = PLACES;
	ret->caption[ret->n_captions++] = "An attack finds a way, not the shortest one: the true distances are at most these";
	ret->caption[ret->n_captions++] = count;
	return CN_OK;
}
