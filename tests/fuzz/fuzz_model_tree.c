/* Models of trees from outside, whatever their form: an answer and a reason, never a crash. What was read can be asked in blocks and by single
 * rows with the same result, explained so that the contributions add up, and its robustness bounds hold what they say. */
#include <math.h>

#include "lab/model/model.h"

enum { ROWS = 11, FEATURES_MAX = 64 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void rows_make(double *row, size_t features)
{
	static const double values[] = { 0, 1, -1, 0.5, 3, 1e30, -1e30, 0.25, 40, 1e-36 };
	for (size_t i = 0; i < ROWS * features; i++)
		row[i] = i % 7 == 3 ? (double)NAN : values[(i * 7 + i / 10) % 10];
}

static void ask(const cn_trees *t, const double *row, size_t features, size_t groups, double *margin)
{
	double one[16];
	for (size_t r = 0; r < ROWS; r++) {
		if (cn_trees_margin(t, row + r * features, 1, one, NULL) != CN_OK)
			abort();
		if (memcmp(one, margin + r * groups, groups * sizeof *one) != 0)
			abort();
	}
}

/* Leaves so large that a sum of doubles says nothing are left out. */
static void explain(cn_arena *a, const cn_trees *t, const double *row, size_t features, size_t groups, const double *margin)
{
	cn_shap *s = NULL;
	cn_err err = { 0 };
	double size = 1, error = -1;
	for (size_t i = 0; i < ROWS * groups; i++)
		size = fmax(size, fabs(margin[i]));
	double *phi = CN_NEW(a, double, ROWS * groups * (features + 1));
	if (!phi || cn_shap_new(a, t, &s, &err) != CN_OK || cn_shap_explain(s, row, ROWS, phi, &error, &err) != CN_OK)
		return;
	if (!(error >= 0) && size < 1e15)
		abort();
	if (cn_shap_against(t, row, 2, row, 2, phi, &error, &err) != CN_OK || !(error >= 0))
		abort();
}

static void robust(cn_arena *a, const cn_trees *t, const double *row)
{
	cn_robust r;
	cn_err err = { 0 };
	cn_robust_options o = { .threshold = 0.5, .steps = 200 };
	if (cn_trees_robust(a, t, row, &o, &r, &err) != CN_OK)
		return;
	if (!(r.lower >= 0) || !(r.lower <= r.upper) || (r.flipped == NULL) != (r.upper == HUGE_VAL))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CN_AUTO_ARENA a = cn_arena_new(256 << 20);
	cn_trees *t = NULL;
	cn_err err = { 0 };
	double row[ROWS * FEATURES_MAX], margin[ROWS * 16];
	if (cn_trees_read(a, (cn_str){ (const char *)data, size }, &t, &err) != CN_OK) {
		if (t || !err.msg[0])
			abort();
		return 0;
	}
	size_t features = cn_trees_features(t), groups = cn_trees_groups(t);
	if (features > FEATURES_MAX || groups > 16 || cn_trees_depth(t) > 64)
		return 0;
	rows_make(row, features);
	if (cn_trees_margin(t, row, ROWS, margin, &err) != CN_OK)
		return 0;
	ask(t, row, features, groups, margin);
	explain(a, t, row, features, groups, margin);
	robust(a, t, row);
	return 0;
}
