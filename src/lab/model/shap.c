/* Path-dependent TreeSHAP.
 *
 * Of one leaf with value v, a path with k different features i, z_i the share of training rows that take its splits and o_i whether the row
 * does (1 or 0), the Shapley value of feature j is
 *     v (o_j - z_j) sum over S of the other k - 1 of  |S|! (k - 1 - |S|)! / k!  product(i in S) o_i  product(others) z_i
 * and, since the integral of t^s (1 - t)^(k-1-s) is s! (k-1-s)! / k!, it is
 *     v (o_j - z_j) integral over [0, 1] of  product(i != j) (z_i (1 - t) + o_i t) dt.
 * The integrand is a polynomial of degree k - 1, for which Gauss and Legendre's rule with (k + 1) / 2 points is exact. So a walk down carries
 * the product at each point, the walk up brings the sums of the leaves below, and each edge adds its feature's part: the sum over its leaves
 * times (o - z) / (z (1 - t) + o t), less the same for the edge above of the same feature, whose factor this one has replaced.
 * All that depends on the tree alone (K for the way down, A for the way up) is computed once an edge and point, for the three states in which
 * the feature's edge above (o_before) and this one (o) can be: both 0, only before, both 1; between them it is linear. ROWS rows go together. */
#include "lab/model/priv.h"

#include <math.h>

enum { ROWS = 16 };

typedef struct edge {
	double k0, k1, k2; /* factor: k0 + o_before k1 + o k2 */
	double a1, a2;     /* part:        o_before a1 + o a2; nothing if both are 0 */
} edge;

typedef struct plan {
	unsigned points;
	size_t at;       /* of its edges: edge[at + (node - root) * points] */
} plan;

struct cn_shap {
	const cn_trees *t;
	plan *tree;
	edge *edge;
	uint16_t *above;  /* of each node: depth of the node of the same feature on the way to it, 0 = none */
	double *expected; /* [n_groups] */
	unsigned points;  /* most of any tree */
};

/* Points and weights of Gauss and Legendre's rule on [0, 1]. */
static void gauss(unsigned n, double *point, double *weight)
{
	for (unsigned i = 0; i < n; i++) {
		double x = cos(3.14159265358979323846 * (i + 0.75) / (n + 0.5)), slope = 1;
		for (int round = 0; round < 100; round++) {
			double p0 = 1, p1 = x;
			for (unsigned k = 2; k <= n; k++) {
				double p2 = ((2.0 * k - 1) * x * p1 - (k - 1.0) * p0) / k;
				p0 = p1;
				p1 = p2;
			}
			slope = n * (x * p1 - p0) / (x * x - 1);
			double by = p1 / slope;
			x -= by;
			if (fabs(by) < 1e-15)
				break;
		}
		point[i] = (1 - x) / 2;
		weight[i] = 1 / ((1 - x * x) * slope * slope);
	}
}

typedef struct making {
	cn_shap *s;
	const tree *e;
	const plan *p;
	const double *point, *weight;
	double *share; /* of each depth: the z of its edge's feature */
	uint32_t *path; /* nodes on the way */
	double *mean;  /* of each node of the tree */
} making;

static double share_of(const cn_trees *t, uint32_t parent, uint32_t child)
{
	double all = t->cover[t->node[parent].first] + t->cover[t->node[parent].first + 1];
	return all > 0 ? t->cover[child] / all : 0.5;
}

/* The edge to node n at depth d: z of its feature now, before (zb) and whether there is a before. */
static void edge_make(edge *g, double t, double w, bool before, double zb, double z)
{
	double c1 = z * (1 - t) + t, c0 = z * (1 - t);
	double b1 = before ? zb * (1 - t) + t : 1, part = before ? (1 - zb) / b1 : 0;
	double k00 = zb > 0 ? z / zb : 0, k10 = c0 / b1, k11 = c1 / b1;
	double a10 = w * (-1 / (1 - t) - part), a11 = w * ((1 - z) / c1 - part);
	*g = (edge){ k00, k10 - k00, k11 - k10, a10, a11 - a10 };
	if (!before) /* there o_before is 1 and not stored */
		*g = (edge){ k10, 0, k11 - k10, a10, a11 - a10 };
}

static void edges_make(const making *m, uint32_t n, unsigned depth)
{
	const cn_trees *t = m->s->t;
	uint32_t parent = m->path[depth - 1];
	unsigned above = 0;
	for (unsigned d = depth - 1; d > 0 && !above; d--)
		if (t->node[m->path[d - 1]].column == t->node[parent].column)
			above = d;
	double zb = above ? m->share[above] : 1, z = zb * share_of(t, parent, n);
	m->share[depth] = z;
	m->s->above[n] = (uint16_t)above;
	for (unsigned q = 0; q < m->p->points; q++)
		edge_make(&m->s->edge[m->p->at + (size_t)(n - m->e->root) * m->p->points + q], m->point[q], m->weight[q], above > 0, zb, z);
}

static void make(const making *m, uint32_t n, unsigned depth)
{
	const cn_trees *t = m->s->t;
	m->path[depth] = n;
	if (depth)
		edges_make(m, n, depth);
	if (trees_is_leaf(t, n)) {
		m->mean[n - m->e->root] = t->node[n].t;
		return;
	}
	double mean = 0;
	for (uint32_t c = t->node[n].first; c < t->node[n].first + 2; c++) {
		make(m, c, depth + 1);
		mean += share_of(t, n, c) * m->mean[c - m->e->root];
	}
	m->mean[n - m->e->root] = mean;
}

/* Different features on a path are at most its length, and at most the columns of the trees. */
static unsigned points_of(const cn_trees *t, const tree *e)
{
	unsigned k = e->depth < t->n_columns ? e->depth : t->n_columns;
	return k < 2 ? 1 : (k + 1) / 2;
}

static cn_code plan_edges(cn_arena *a, cn_shap *s, cn_err *err)
{
	const cn_trees *t = s->t;
	size_t n = 0, more;
	for (size_t i = 0; i < t->n_trees; i++) {
		s->tree[i] = (plan){ points_of(t, &t->tree[i]), n };
		s->points = s->tree[i].points > s->points ? s->tree[i].points : s->points;
		if (!cn_mul(t->tree[i].n, s->tree[i].points, &more) || !cn_add(n, more, &n))
			return CN_NOMEM(err);
	}
	s->edge = CN_NEW(a, edge, n ? n : 1);
	return s->edge ? CN_OK : cn_arena_fail(a, err);
}

cn_code cn_shap_new(cn_arena *a, const cn_trees *t, cn_shap **ret, cn_err *err)
{
	if (!t->weighted)
		return CN_FAIL(err, CN_EUNDEFINED, "the model does not say how many training rows each node saw (sum_hessian, internal_count): "
			       "path-dependent explanations need that");
	cn_shap *s = CN_NEW(a, cn_shap, 1);
	if (!s)
		return cn_arena_fail(a, err);
	s->t = t;
	s->tree = CN_NEW(a, plan, t->n_trees ? t->n_trees : 1);
	s->above = CN_NEW(a, uint16_t, t->n_nodes ? t->n_nodes : 1);
	s->expected = CN_NEW(a, double, t->n_groups);
	if (!cn_arena_ok(a))
		return cn_arena_fail(a, err);
	CN_TRY(plan_edges(a, s, err));
	CN_AUTO_ARENA tmp = cn_arena_new((size_t)1 << 30);
	size_t deep = t->depth + 1u, nodes = 1;
	for (size_t i = 0; i < t->n_trees; i++)
		nodes = t->tree[i].n > nodes ? t->tree[i].n : nodes;
	double *point = CN_NEW(tmp, double, s->points + 1), *weight = CN_NEW(tmp, double, s->points + 1);
	making m = { s, NULL, NULL, point, weight, CN_NEW(tmp, double, deep), CN_NEW(tmp, uint32_t, deep), CN_NEW(tmp, double, nodes) };
	if (!tmp || !cn_arena_ok(tmp))
		return CN_NOMEM(err);
	for (size_t i = 0; i < t->n_trees; i++) {
		m.e = &t->tree[i];
		m.p = &s->tree[i];
		if (i == 0 || m.p->points != s->tree[i - 1].points)
			gauss(m.p->points, point, weight);
		make(&m, m.e->root, 0);
		s->expected[m.e->group] += m.mean[0];
	}
	for (size_t g = 0; g < t->n_groups; g++)
		s->expected[g] = s->expected[g] / t->divisor + t->base[g];
	*ret = s;
	return CN_OK;
}

/* ---- explaining ---- */

typedef double lanes[ROWS];

typedef struct work {
	const cn_shap *s;
	const tree *e;
	unsigned points;
	size_t at;
	lanes *x;      /* [n_columns] */
	lanes *phi;    /* [n_columns] of one output */
	lanes *reach;  /* [depth]: o of the edge at that depth */
	lanes *product; /* [depth][points] */
	lanes *sum;     /* [depth][points] */
} work;

/* o of the edge to the second side of a split is 1 less that of the first. */
static void sides(const cn_trees *t, uint32_t n, const lanes x, lanes first)
{
	node s = t->node[n];
	unsigned flag = t->flag[n];
	if (flag & (NODE_SET | NODE_ZERO_MISSING)) {
		for (unsigned r = 0; r < ROWS; r++)
			first[r] = split_side(t, n, x[r]) ? 0 : 1;
		return;
	}
	if (flag & NODE_MISSING_FIRST)
		for (unsigned r = 0; r < ROWS; r++)
			first[r] = !(x[r] >= s.t) ? 1.0 : 0.0;
	else
		for (unsigned r = 0; r < ROWS; r++)
			first[r] = x[r] < s.t ? 1.0 : 0.0;
}

static void down(const edge *g, const lanes o, const double *before, const lanes product, lanes ret)
{
	if (before)
		for (unsigned r = 0; r < ROWS; r++)
			ret[r] = product[r] * (g->k0 + before[r] * g->k1 + o[r] * g->k2);
	else
		for (unsigned r = 0; r < ROWS; r++)
			ret[r] = product[r] * (g->k0 + o[r] * g->k2);
}

static void up(const edge *g, const lanes o, const double *before, const lanes below, lanes sum, lanes phi)
{
	if (before)
		for (unsigned r = 0; r < ROWS; r++)
			phi[r] += below[r] * (before[r] * g->a1 + o[r] * g->a2);
	else
		for (unsigned r = 0; r < ROWS; r++)
			phi[r] += below[r] * (g->a1 + o[r] * g->a2);
	for (unsigned r = 0; r < ROWS; r++)
		sum[r] += below[r];
}

static void walk(const work *w, uint32_t n, unsigned depth)
{
	const cn_trees *t = w->s->t;
	unsigned points = w->points;
	node s = t->node[n];
	lanes *product = w->product + (size_t)depth * points, *sum = w->sum + (size_t)depth * points;
	if (s.first == n) {
		for (unsigned q = 0; q < points; q++)
			for (unsigned r = 0; r < ROWS; r++)
				sum[q][r] = product[q][r] * s.t;
		return;
	}
	lanes first;
	unsigned above = w->s->above[s.first];
	const double *before = above ? w->reach[above] : NULL;
	double *o = w->reach[depth + 1];
	assert(o);
	sides(t, n, w->x[s.column], first);
	memset(sum, 0, points * sizeof *sum);
	for (uint32_t k = 0; k < 2; k++) {
		const edge *g = &w->s->edge[w->at + (size_t)(s.first + k - w->e->root) * points];
		for (unsigned r = 0; r < ROWS; r++)
			o[r] = (before ? before[r] : 1) * (k ? 1 - first[r] : first[r]);
		for (unsigned q = 0; q < points; q++)
			down(&g[q], o, before, product[q], product[points + q]);
		walk(w, s.first + k, depth + 1);
		for (unsigned q = 0; q < points; q++)
			up(&g[q], o, before, sum[points + q], sum[q], w->phi[s.column]);
	}
}

static void block_explain(work *w, const double *row, size_t rows, double *block, double *ret)
{
	const cn_trees *t = w->s->t;
	size_t width = t->n_features + 1;
	for (size_t r = 0; r < ROWS; r++) {
		trees_columns(t, row + (r < rows ? r : 0) * t->n_features, block);
		for (size_t c = 0; c < t->n_columns; c++)
			w->x[c][r] = block[c];
	}
	memset(ret, 0, rows * t->n_groups * width * sizeof *ret);
	for (size_t g = 0; g < t->n_groups; g++) {
		memset(w->phi, 0, t->n_columns * sizeof *w->phi);
		for (size_t i = 0; i < t->n_trees; i++) {
			w->e = &t->tree[i];
			if (w->e->group != g || w->e->depth == 0)
				continue;
			w->points = w->s->tree[i].points;
			w->at = w->s->tree[i].at;
			for (unsigned q = 0; q < w->points; q++)
				for (unsigned r = 0; r < ROWS; r++)
					w->product[q][r] = 1;
			walk(w, w->e->root, 0);
		}
		for (size_t r = 0; r < rows; r++) {
			double *out = ret + (r * t->n_groups + g) * width;
			for (size_t c = 0; c < t->n_columns; c++)
				out[t->feature[c]] = w->phi[c][r] / t->divisor;
			out[t->n_features] = w->s->expected[g];
		}
	}
}

cn_code cn_shap_explain(const cn_shap *s, const double *row, size_t n, double *ret, double *ret_error, cn_err *err)
{
	const cn_trees *t = s->t;
	size_t deep = t->depth + 2u, level = deep * s->points;
	CN_AUTO_ARENA tmp = cn_arena_new((size_t)1 << 30);
	work w = { .s = s, .x = CN_NEW(tmp, lanes, t->n_columns + 1u), .phi = CN_NEW(tmp, lanes, t->n_columns + 1u), .reach = CN_NEW(tmp, lanes, deep),
		   .product = CN_NEW(tmp, lanes, level + 1), .sum = CN_NEW(tmp, lanes, level + 1) };
	double *block = CN_NEW(tmp, double, t->n_columns + 1u), error = 0;
	if (!w.x || !w.phi || !w.reach || !w.product || !w.sum || !block)
		return cn_arena_fail(tmp, err);
	for (size_t at = 0; at < n; at += ROWS) {
		size_t rows = n - at < ROWS ? n - at : ROWS;
		block_explain(&w, row + at * t->n_features, rows, block, ret + at * t->n_groups * (t->n_features + 1));
	}
	for (size_t r = 0; ret_error && r < n; r++)
		error = fmax(error, shap_error(t, row + r * t->n_features, block, ret + r * t->n_groups * (t->n_features + 1)));
	if (ret_error)
		*ret_error = error;
	return CN_OK;
}

double shap_error(const cn_trees *t, const double *row, double *block, const double *phi)
{
	double error = 0;
	trees_columns(t, row, block);
	for (size_t g = 0; g < t->n_groups; g++) {
		double sum = 0;
		for (size_t c = 0; c <= t->n_features; c++)
			sum += phi[g * (t->n_features + 1) + c];
		error = fmax(error, fabs(sum - trees_exact_margin(t, block, g)));
	}
	return error;
}
