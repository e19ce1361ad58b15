/* Importances of features, from what was lost and gained row by row. */
#include "lab/explain/explain.h"

cn_code importance_largest(cn_arena *a, const cn_counts *c, const cn_lab_options *o, bool fixed, cn_result *ret, cn_err *err)
{
	const cn_stat *lost, *gained, *square, *is_fixed;
	int64_t rows, repeats;
	size_t n = 0, many = 0;
	CN_TRY(stat_one(c, "rows", &rows, err));
	CN_TRY(stat_one(c, "repeats", &repeats, err));
	CN_TRY(cn_stat_counts(c, "lost", 0, &lost, err));
	CN_TRY(cn_stat_counts(c, "gained", lost->n, &gained, err));
	CN_TRY(cn_stat_counts(c, "square", lost->n, &square, err));
	CN_TRY(cn_stat_counts(c, "fixed", lost->n, &is_fixed, err));
	cn_estimate *each = CN_NEW(a, cn_estimate, lost->n + 1);
	cn_point *point = CN_NEW(a, cn_point, lost->n + 1);
	if (!each || !point)
		return cn_arena_fail(a, err);
	if (repeats < 1 || !lost->label)
		return stat_broken("repeats", err);
	double times = (double)repeats;
	for (size_t j = 0; j < lost->n; j++)
		many += !fixed || is_fixed->count[j];
	for (size_t j = 0; j < lost->n && rows; j++) {
		if (fixed && !is_fixed->count[j])
			continue;
		if ((double)lost->count[j] + (double)gained->count[j] > times * (double)rows)
			return stat_broken("lost", err);
		double sum = (double)(lost->count[j] - gained->count[j]) / times;
		each[n] = estimate_mean(sum, (double)square->count[j] / times / times, rows, -1, 2, simultaneous(lab_confidence(o), many));
		point[n] = (cn_point){ .of = "importance", .label = lost->label[j], .x = (double)n, .est = each[n] };
		n++;
	}
	ret->main = n ? estimate_largest(each, n) : undefined_why(rows ? "undefined, no feature is fixed" : "undefined, 0 of 0");
	ret->point = point;
	ret->n_point = n;
	ret->caption[ret->n_captions++] = "Features that say the same share their importance: each can be shuffled without loss while the other is there";
	return CN_OK;
}
