/* Curves of perturbation: the share of decisions that stay right, level by level, and the area below. */
#include "lab/robust/live.h"

const char *const PERTURB_KIND[PERTURB_KINDS] = { "missing", "noise", "unit", "category" };
const char *const PERTURB_STAT[PERTURB_STATS][PERTURB_KINDS] = {
	{ "curve.missing", "curve.noise", "curve.unit", "curve.category" },
	{ "square.missing", "square.noise", "square.unit", "square.category" },
	{ "area.missing", "area.noise", "area.unit", "area.category" },
	{ "drop.missing", "drop.noise", "drop.unit", "drop.category" },
};
static const char *const ABSENT[PERTURB_KINDS] = {
	"undefined, the model refuses rows in which a value is missing",
	"undefined, the model takes no number that varies",
	"undefined, the model takes no number",
	"undefined, the model takes no category that varies",
};

cn_code perturbed_caption(const cn_counts *c, cn_result *ret, cn_err *err)
{
	int64_t labelled;
	CN_TRY(stat_one(c, "labelled", &labelled, err));
	if (!labelled)
		ret->caption[ret->n_captions++] = "No label was given: what is counted is agreement with the decision on the row as it was";
	return CN_OK;
}

cn_code perturbed_area(cn_arena *a, const cn_counts *c, const cn_lab_options *o, size_t kind, cn_result *ret, cn_err *err)
{
	const cn_stat *levels, *curve, *square, *area;
	int64_t rows, repeats;
	CN_TRY(stat_one(c, "rows", &rows, err));
	CN_TRY(stat_one(c, "repeats", &repeats, err));
	CN_TRY(cn_stat_counts(c, "levels", PERTURB_LEVELS, &levels, err));
	CN_TRY(perturbed_caption(c, ret, err));
	if (rows == 0 || !cn_stat_find(c, PERTURB_STAT[PERTURB_CURVE][kind])) {
		ret->main = undefined_why(rows ? ABSENT[kind] : "undefined, 0 of 0");
		return CN_OK;
	}
	CN_TRY(cn_stat_counts(c, PERTURB_STAT[PERTURB_CURVE][kind], PERTURB_LEVELS, &curve, err));
	CN_TRY(cn_stat_counts(c, PERTURB_STAT[PERTURB_SQUARE][kind], PERTURB_LEVELS, &square, err));
	CN_TRY(cn_stat_counts(c, PERTURB_STAT[PERTURB_AREA][kind], 2, &area, err));
	double times = (double)repeats, all = times * (double)rows, whole = 200 * times;
	cn_point *point = CN_NEW(a, cn_point, PERTURB_LEVELS);
	if (!point)
		return cn_arena_fail(a, err);
	if (repeats < 1 || (double)area->count[0] > 200 * all)
		return stat_broken("area", err);
	for (size_t v = 0; v < PERTURB_LEVELS; v++) {
		if ((double)curve->count[v] > all)
			return stat_broken("curve", err);
		point[v] = (cn_point){ .of = "accuracy", .x = (double)levels->count[v] / 100 };
		point[v].est = estimate_mean((double)curve->count[v] / times, (double)square->count[v] / times / times, rows, 0, 1, lab_confidence(o));
	}
	ret->main = estimate_mean((double)area->count[0] / whole, (double)area->count[1] / whole / whole, rows, 0, 1, lab_confidence(o));
	ret->point = point;
	ret->n_point = PERTURB_LEVELS;
	return CN_OK;
}
