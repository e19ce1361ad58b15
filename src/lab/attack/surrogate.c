/* The copy that an attacker makes: a classification tree, grown by exact integer comparisons. */
#include "lab/attack/attack.h"

#include <math.h>

typedef struct valued {
	double x;
	uint32_t row;
} valued;

/* Missing first; then by value, then by row, so that the order is one. */
static int by_value(const void *p, const void *q)
{
	const valued *x = p, *y = q;
	double u = isnan(x->x) ? -HUGE_VAL : x->x, v = isnan(y->x) ? -HUGE_VAL : y->x;
	if (u != v)
		return u < v ? -1 : 1;
	return x->row < y->row ? -1 : x->row > y->row;
}

/* How pure two sides are, as the fraction (yes^2 + no^2) / n summed over them: num / den. */
typedef struct purity {
	cn_u128 num, den;
} purity;

static purity purity_of(uint64_t yes_l, uint64_t n_l, uint64_t yes_r, uint64_t n_r)
{
	cn_u128 no_l = n_l - yes_l, no_r = n_r - yes_r, l = (cn_u128)yes_l * yes_l + no_l * no_l, r = (cn_u128)yes_r * yes_r + no_r * no_r;
	return (purity){ l * n_r + r * n_l, (cn_u128)n_l * n_r };
}

typedef struct growing {
	const double *row;
	const uint8_t *yes;
	size_t k;
	valued *scratch;
	uint32_t *at; /* rows, those of a node next to each other */
	copied_node *node;
	size_t n_node;
} growing;

typedef struct split {
	bool there;
	purity best;
	uint32_t feature;
	double at;
} split;

/* Halfway, but never so near the upper value that it would fall to the left. */
static double between(double lo, double hi)
{
	double mid = isinf(lo) ? hi - fabs(hi) - 1 : lo / 2 + hi / 2;
	return mid < hi ? mid : lo;
}

static void split_look(growing *g, const uint32_t *at, size_t n, size_t feature, split *s)
{
	uint64_t all = 0, left = 0;
	for (size_t i = 0; i < n; i++) {
		g->scratch[i] = (valued){ g->row[at[i] * g->k + feature], at[i] };
		all += g->yes[at[i]];
	}
	qsort(g->scratch, n, sizeof *g->scratch, by_value);
	for (size_t i = 0; i + 1 < n; i++) {
		double lo = isnan(g->scratch[i].x) ? -HUGE_VAL : g->scratch[i].x, hi = isnan(g->scratch[i + 1].x) ? -HUGE_VAL : g->scratch[i + 1].x;
		left += g->yes[g->scratch[i].row];
		if (!(lo < hi))
			continue;
		purity p = purity_of(left, i + 1, all - left, n - i - 1);
		if (s->there && p.num * s->best.den <= s->best.num * p.den)
			continue;
		*s = (split){ true, p, (uint32_t)feature, between(lo, hi) };
	}
}

static size_t part_by(growing *g, uint32_t *at, size_t n, const split *s)
{
	size_t left = 0;
	for (size_t i = 0; i < n; i++) {
		double x = g->row[at[i] * g->k + s->feature];
		if (!(isnan(x) || x <= s->at))
			continue;
		uint32_t swap = at[left];
		at[left++] = at[i];
		at[i] = swap;
	}
	return left;
}

static void grow(growing *g, uint32_t self, uint32_t *at, size_t n, unsigned depth)
{
	uint64_t yes = 0;
	for (size_t i = 0; i < n; i++)
		yes += g->yes[at[i]];
	g->node[self] = (copied_node){ .yes = 2 * yes >= n };
	if (depth == 0 || yes == 0 || yes == n)
		return;
	split s = { 0 };
	for (size_t k = 0; k < g->k; k++)
		split_look(g, at, n, k, &s);
	if (!s.there)
		return;
	size_t left = part_by(g, at, n, &s);
	uint32_t child = (uint32_t)g->n_node;
	g->n_node += 2;
	g->node[self] = (copied_node){ .at = s.at, .feature = s.feature, .left = child };
	grow(g, child, at, left, depth - 1);
	grow(g, child + 1, at + left, n - left, depth - 1);
}

cn_code copied_fit(cn_arena *a, const double *row, const uint8_t *yes, size_t n, size_t k, unsigned depth, copied *ret, cn_err *err)
{
	size_t most = depth < COPIED_DEPTH_MAX ? (size_t)2 << depth : (size_t)2 << COPIED_DEPTH_MAX;
	most = most < 2 * n + 1 ? most : 2 * n + 1; /* every leaf holds a row */
	assert(n >= 1 && n <= COPIED_ROWS_MAX && depth <= COPIED_DEPTH_MAX);
	growing g = { .row = row, .yes = yes, .k = k, .scratch = CN_NEW(a, valued, n), .at = CN_NEW(a, uint32_t, n),
		      .node = CN_NEW(a, copied_node, most), .n_node = 1 };
	if (!g.scratch || !g.at || !g.node)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < n; i++)
		g.at[i] = (uint32_t)i;
	grow(&g, 0, g.at, n, depth);
	*ret = (copied){ g.node, g.n_node };
	return CN_OK;
}

bool copied_says(const copied *t, const double *row)
{
	const copied_node *at = t->node;
	while (at->left) {
		double x = row[at->feature];
		at = &t->node[at->left + !(isnan(x) || x <= at->at)];
	}
	return at->yes;
}
