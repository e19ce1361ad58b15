/* Interventional Shapley values: for one row and one background row, a path to a leaf is open to a coalition if each of its splits goes the
 * leaf's way for the row (features in the coalition) or for the background row (features out of it). With a features that only the row, and
 * b that only the background row takes along the path, a leaf of value v gives v (a-1)! b! / (a+b)! to each of the a and -v a! (b-1)! / (a+b)!
 * to each of the b. Where both rows take the same side only that side is walked. */
#include "lab/model/priv.h"

#include <math.h>

typedef struct duel {
	const cn_trees *t;
	const double *x, *z; /* columns of the row, of the background row */
	uint8_t *whose;      /* of each column: 0 not split on yet, 1 the row's side, 2 the background's */
	double *phi;         /* [n_columns] of the output at hand */
	double *weight;      /* [(depth + 1)^2]: (a-1)! b! / (a+b)! at [a][b], a >= 1 */
	size_t width;
} duel;

typedef struct gain {
	double row, background; /* what each feature of that side gets from the leaves below */
} gain;

static gain leaf_gain(const duel *d, double v, unsigned a, unsigned b)
{
	return (gain){ a ? v * d->weight[a * d->width + b] : 0, b ? -v * d->weight[b * d->width + a] : 0 };
}

/* a, b: features decided so far for either side. */
static gain fight(const duel *d, uint32_t n, unsigned a, unsigned b)
{
	const cn_trees *t = d->t;
	node s = t->node[n];
	if (s.first == n)
		return leaf_gain(d, s.t, a, b);
	unsigned row = split_side(t, n, d->x[s.column]), background = split_side(t, n, d->z[s.column]);
	uint8_t *whose = &d->whose[s.column];
	if (row == background || *whose)
		return fight(d, s.first + (*whose == 2 ? background : row), a, b);
	*whose = 1;
	gain g = fight(d, s.first + row, a + 1, b);
	*whose = 2;
	gain h = fight(d, s.first + background, a, b + 1);
	*whose = 0;
	d->phi[s.column] += g.row + h.background;
	return (gain){ g.row + h.row, g.background + h.background };
}

static void row_explain(const duel *d, const double *backgrounds, size_t n, double *expected, double *ret)
{
	const cn_trees *t = d->t;
	for (size_t g = 0; g < t->n_groups; g++) {
		double *out = ret + g * (t->n_features + 1);
		memset(d->phi, 0, t->n_columns * sizeof *d->phi);
		for (size_t k = 0; k < n; k++) {
			duel one = *d;
			one.z = backgrounds + k * (t->n_columns + 1u);
			for (size_t i = 0; i < t->n_trees; i++)
				if (t->tree[i].group == g)
					(void)fight(&one, t->tree[i].root, 0, 0);
		}
		memset(out, 0, (t->n_features + 1) * sizeof *out);
		for (size_t c = 0; c < t->n_columns; c++)
			out[t->feature[c]] = d->phi[c] / (double)n / t->divisor;
		out[t->n_features] = expected[g];
	}
}

static cn_code weights_make(cn_arena *a, duel *d, cn_err *err)
{
	size_t n = d->width = d->t->depth + 1u;
	d->weight = CN_NEW(a, double, n *n);
	if (!d->weight)
		return cn_arena_fail(a, err);
	for (size_t i = 1; i < n; i++) {
		double w = 1 / (double)i; /* (i-1)! 0! / i! */
		for (size_t j = 0; i + j < n; j++) {
			d->weight[i * n + j] = w;
			w *= (double)(j + 1) / (double)(i + j + 1);
		}
	}
	return CN_OK;
}

cn_code cn_shap_against(const cn_trees *t, const double *background, size_t n_background, const double *row, size_t n, double *ret,
			double *ret_error, cn_err *err)
{
	if (n_background == 0)
		return CN_FAIL(err, CN_EINPUT, "explanations against a background need at least one background row");
	CN_AUTO_ARENA tmp = cn_arena_new((size_t)2 << 30);
	size_t stride = t->n_columns + 1u, cells, width = t->n_groups * (t->n_features + 1);
	double *block = CN_NEW(tmp, double, stride), *expected = CN_NEW(tmp, double, t->n_groups), error = 0;
	double *z = cn_mul(n_background, stride, &cells) ? CN_NEW(tmp, double, cells) : NULL;
	duel d = { .t = t, .x = block, .whose = CN_NEW(tmp, uint8_t, stride), .phi = CN_NEW(tmp, double, stride) };
	if (!tmp || !z || !cn_arena_ok(tmp))
		return cn_arena_fail(tmp, err);
	CN_TRY(weights_make(tmp, &d, err));
	for (size_t k = 0; k < n_background; k++) {
		trees_columns(t, background + k * t->n_features, z + k * stride);
		for (size_t g = 0; g < t->n_groups; g++)
			expected[g] += trees_exact_margin(t, z + k * stride, g) / (double)n_background;
	}
	for (size_t r = 0; r < n; r++) {
		trees_columns(t, row + r * t->n_features, block);
		row_explain(&d, z, n_background, expected, ret + r * width);
		error = fmax(error, shap_error(t, row + r * t->n_features, block, ret + r * width));
	}
	if (ret_error)
		*ret_error = error;
	return CN_OK;
}
