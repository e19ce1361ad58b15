/* Files of ONNX from outside: an answer and a reason, never a crash. What was read gives one row what it gives a block of them,
 * contributions add up, and a row that is said to flip the decision does. */
#include <math.h>

#include "lab/model/model.h"

enum { ROWS = 9, FEATURES_MAX = 64, GROUPS_MAX = 16 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void rows_make(double *row, size_t n)
{
	static const double values[] = { 0, 1, -1, 0.5, 3, 1e30, -1e30, 0.25, 40, 1e-36 };
	for (size_t i = 0; i < n; i++)
		row[i] = i % 7 == 3 ? (double)NAN : values[(i * 7 + i / 10) % 10];
}

static void ask(cn_arena *a, const cn_trees *t, const double *row)
{
	double all[ROWS * GROUPS_MAX], one[GROUPS_MAX], error = -1;
	size_t features = cn_trees_features(t), groups = cn_trees_groups(t);
	cn_err err = { 0 };
	if (cn_trees_margin(t, row, ROWS, all, &err) != CN_OK)
		return;
	for (size_t r = 0; r < ROWS; r++)
		if (cn_trees_margin(t, row + r * features, 1, one, &err) != CN_OK ||
		    memcmp(one, all + r * groups, groups * sizeof *one) != 0)
			abort();
	double *phi = CN_NEW(a, double, 2 * groups * (features + 1));
	if (!phi || cn_shap_against(t, row, 2, row, 2, phi, &error, &err) != CN_OK || !(error >= 0))
		abort();
	cn_robust r;
	cn_robust_options o = { .threshold = 0.5, .steps = 200 };
	if (groups == 1 && cn_trees_robust(a, t, row, &o, &r, &err) == CN_OK &&
	    (!(r.lower <= r.upper) || (r.flipped == NULL) != (r.upper == HUGE_VAL)))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CN_AUTO_ARENA a = cn_arena_new(256 << 20);
	cn_onnx m = { 0 };
	cn_err err = { 0 };
	double row[ROWS * FEATURES_MAX], score[ROWS];
	if (cn_onnx_read(a, (cn_str){ (const char *)data, size }, &m, &err) != CN_OK) {
		if (m.trees || m.linear || !err.msg[0])
			abort();
		return 0;
	}
	if ((m.trees == NULL) == (m.linear == NULL))
		abort();
	rows_make(row, ROWS * FEATURES_MAX);
	if (m.linear && m.linear->n <= FEATURES_MAX && cn_linear_ask(m.linear, row, ROWS, score, &err) == CN_OK &&
	    !isfinite(score[ROWS - 1]))
		abort();
	if (m.trees && cn_trees_features(m.trees) <= FEATURES_MAX && cn_trees_groups(m.trees) <= GROUPS_MAX &&
	    cn_trees_depth(m.trees) <= 64)
		ask(a, m.trees, row);
	return 0;
}
