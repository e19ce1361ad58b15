/* What metrics of attribution share. */
#include "lab/explain/explain.h"

typedef struct kind {
	const char *name, *rows, *curve, *square;
	double floor, width;
	bool probability;
} kind;

static const kind KINDS[] = {
	{ "deletion_auc", "rows", "deletion_auc.curve", "deletion_auc.square", 0, 1, true },
	{ "insertion_auc", "rows", "insertion_auc.curve", "insertion_auc.square", 0, 1, true },
	{ "faithfulness_gap", "rows", NULL, NULL, -1, 2, true },
	{ "explanation_stability", "stable", NULL, NULL, -1, 2, false },
};

/* Can a sum of that many values within floor..floor + width be this? */
static bool is_sum(double sum, int64_t rows, double floor, double width)
{
	double slack = 1e-9 * (double)rows;
	return sum >= floor * (double)rows - slack && sum <= (floor + width) * (double)rows + slack;
}

static cn_code attribution_caption(cn_arena *a, const cn_counts *c, cn_result *ret, cn_err *err)
{
	int64_t shapley;
	const cn_stat *off;
	char text[CN_REAL_BYTES];
	CN_TRY(stat_one(c, "shapley", &shapley, err));
	CN_TRY(cn_stat_reals(c, "shapley.error", 1, &off, err));
	const char *says = "Attributions by occlusion: each feature against its typical value, one at a time";
	if (shapley) {
		cn_real_text(off->real[0], text);
		says = cn_cstr(a, cn_strf(a, "Attributions are exact Shapley values of the trees; they add up to the margin within %s", text));
	}
	ret->caption[ret->n_captions++] = says;
	return says ? CN_OK : cn_arena_fail(a, err);
}

static cn_code curve_points(cn_arena *a, const cn_counts *c, const kind *k, int64_t rows, double confidence, cn_result *ret, cn_err *err)
{
	const cn_stat *curve, *square;
	CN_TRY(cn_stat_reals(c, k->curve, 0, &curve, err));
	CN_TRY(cn_stat_reals(c, k->square, curve->n, &square, err));
	cn_point *point = CN_NEW(a, cn_point, curve->n + 1);
	if (!point)
		return cn_arena_fail(a, err);
	if (curve->n < 2)
		return stat_broken(k->curve, err);
	for (size_t i = 0; i < curve->n; i++) {
		if (!is_sum(curve->real[i], rows, 0, 1) || !is_sum(square->real[i], rows, 0, 1))
			return stat_broken(k->curve, err);
		point[i] = (cn_point){ .of = "score", .x = (double)i / (double)(curve->n - 1) };
		point[i].est = estimate_mean(curve->real[i], square->real[i], rows, 0, 1, confidence);
	}
	ret->point = point;
	ret->n_point = curve->n;
	return CN_OK;
}

cn_code faithfulness(cn_arena *a, const cn_counts *c, const cn_lab_options *o, const char *name, cn_result *ret, cn_err *err)
{
	const kind *k = KINDS;
	const cn_stat *s;
	int64_t rows, outside;
	while (strcmp(k->name, name) != 0)
		k++;
	CN_TRY(stat_one(c, k->rows, &rows, err));
	CN_TRY(stat_one(c, "outside", &outside, err));
	CN_TRY(cn_stat_reals(c, name, 2, &s, err));
	if (k->probability && outside)
		return CN_FAIL(err, CN_EINPUT, "%s takes scores as probabilities, and the model gave some outside 0..1", name);
	if (rows == 0) {
		ret->main = undefined_why(k->probability ? "undefined, 0 of 0" : "undefined, no explanation puts features in an order");
		return CN_OK;
	}
	if (!is_sum(s->real[0], rows, k->floor, k->width) || !is_sum(s->real[1], rows, 0, 1))
		return stat_broken(name, err);
	ret->main = estimate_mean(s->real[0], s->real[1], rows, k->floor, k->width, lab_confidence(o));
	CN_TRY(attribution_caption(a, c, ret, err));
	return k->curve ? curve_points(a, c, k, rows, lab_confidence(o), ret, err) : CN_OK;
}

cn_code refusal_reasons(cn_arena *a, const cn_counts *c, const cn_lab_options *o, const char *name, cn_result *ret, cn_err *err)
{
	const cn_stat *reasons, *refused;
	CN_TRY(share_of_stat(c, name, lab_confidence(o), &ret->main, err));
	CN_TRY(cn_stat_counts(c, name, 2, &refused, err));
	CN_TRY(cn_stat_counts(c, "reasons", 0, &reasons, err));
	cn_point *point = CN_NEW(a, cn_point, reasons->n + 1);
	if (!point)
		return cn_arena_fail(a, err);
	for (size_t j = 0; j < reasons->n; j++) {
		if (reasons->count[j] > refused->count[1] || !reasons->label)
			return stat_broken("reasons", err);
		point[j] = (cn_point){ .of = "reason", .label = reasons->label[j], .x = (double)j };
		point[j].est = estimate_rate((part){ reasons->count[j], refused->count[1] }, lab_confidence(o));
	}
	ret->point = point;
	ret->n_point = reasons->n;
	return CN_OK;
}

cn_code reason_share(cn_arena *a, const cn_counts *c, const cn_lab_options *o, const char *name, cn_result *ret, cn_err *err)
{
	CN_TRY(refusal_reasons(a, c, o, name, ret, err));
	return attribution_caption(a, c, ret, err);
}
