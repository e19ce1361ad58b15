/* Prediction. Rows are laid out in blocks of the columns that the trees use; each tree then takes the whole block, LANES rows side by side,
 * so that the processor has that many chains of loads under way at once. */
#include "lab/model/priv.h"

#include <math.h>

enum { BLOCK = 64 };

bool trees_is_leaf(const cn_trees *t, uint32_t n)
{
	return t->node[n].first == n;
}

static bool in_set(const cn_trees *t, double index, double x)
{
	const split_set *s = &t->set[(size_t)index];
	if (!((x >= 0 || (!t->narrow && x > -1)) && x < (double)s->n * 32)) /* both libraries cut fractions off */
		return false;
	uint32_t c = (uint32_t)x;
	return t->word[s->at + c / 32] >> (c % 32) & 1;
}

unsigned split_side(const cn_trees *t, uint32_t n, double x)
{
	const double next_to_zero = (double)1e-35f; /* LightGBM's */
	unsigned flag = t->flag[n], missing = !(flag & NODE_MISSING_FIRST);
	if (isnan(x) || ((flag & NODE_ZERO_MISSING) && fabs(x) <= next_to_zero))
		return missing;
	if (flag & NODE_SET)
		return !in_set(t, t->node[n].t, x);
	return !(x < t->node[n].t);
}

void trees_columns(const cn_trees *t, const double *row, double *block)
{
	if (t->narrow)
		for (size_t c = 0; c < t->n_columns; c++)
			block[c] = (double)(float)row[t->feature[c]];
	else
		for (size_t c = 0; c < t->n_columns; c++)
			block[c] = row[t->feature[c]];
	block[t->n_columns] = -HUGE_VAL;
}

/* One step of one row. i counts doubles, two a node, so that the address needs no arithmetic of its own. */
static inline __attribute__((always_inline)) uint32_t go(const double *quick, uint32_t i, const double *x)
{
	const quick_node *n = (const quick_node *)(const void *)(quick + i);
	return n->next + 2u * !(x[n->column] < n->t);
}

/* LANES rows down a plain tree, none of them with a missing value. Written out, since a loop around it keeps the indices in memory. */
static void lanes_plain(const double *quick, unsigned depth, const double *x, uint32_t root, double v[LANES])
{
	uint32_t a = root, b = root, c = root, d = root, e = root, f = root, g = root, h = root;
	for (unsigned k = 0; k < depth; k++) {
		a = go(quick, a, x);
		b = go(quick, b, x + 1);
		c = go(quick, c, x + 2);
		d = go(quick, d, x + 3);
		e = go(quick, e, x + 4);
		f = go(quick, f, x + 5);
		g = go(quick, g, x + 6);
		h = go(quick, h, x + 7);
	}
	const uint32_t at[LANES] = { a, b, c, d, e, f, g, h };
	for (unsigned r = 0; r < LANES; r++)
		v[r] = quick[at[r]];
}

/* With missing values, but plain splits. */
static void lanes_missing(const cn_trees *t, unsigned depth, const double *x, uint32_t root, double v[LANES])
{
	uint32_t at[LANES];
	for (unsigned r = 0; r < LANES; r++)
		at[r] = root;
	for (unsigned k = 0; k < depth; k++)
		for (unsigned r = 0; r < LANES; r++) {
			node n = t->node[at[r]];
			double y = x[n.column * LANES + r];
			at[r] = n.first + (!(y < n.t) & !(isnan(y) & (t->flag[at[r]] & NODE_MISSING_FIRST)));
		}
	for (unsigned r = 0; r < LANES; r++)
		v[r] = t->node[at[r]].t;
}

/* x[column * step] of one row. */
static uint32_t leaf_of(const cn_trees *t, uint32_t at, const double *x, size_t step)
{
	while (!trees_is_leaf(t, at))
		at = t->node[at].first + split_side(t, at, x[t->node[at].column * step]);
	return at;
}

double trees_exact_margin(const cn_trees *t, const double *block, size_t group)
{
	double sum = 0;
	for (size_t i = 0; i < t->n_trees; i++)
		if (t->tree[i].group == group)
			sum += t->node[leaf_of(t, t->tree[i].root, block, 1)].t;
	return sum / t->divisor + t->base[group];
}

/* LANES rows: x[column][lane], sum[output][lane]. */
typedef struct lane_group {
	double *x, *sum;
	bool missing;
} lane_group;

/* A deep tree has short paths, too: walking all lanes to its depth would be for nothing. */
enum { LANES_DEPTH_MAX = 64 };

static void tree_add(const cn_trees *t, const tree *e, const lane_group *g)
{
	double v[LANES], *s = g->sum + (size_t)e->group * LANES;
	if (!e->plain || e->depth > LANES_DEPTH_MAX)
		for (unsigned r = 0; r < LANES; r++)
			v[r] = t->node[leaf_of(t, e->root, g->x + r, LANES)].t;
	else if (g->missing)
		lanes_missing(t, e->depth, g->x, e->root, v);
	else
		lanes_plain((const double *)(const void *)t->quick, e->depth, g->x, 2 * e->root, v);
	if (t->narrow)
		for (unsigned r = 0; r < LANES; r++)
			s[r] = (double)((float)s[r] + (float)v[r]);
	else
		for (unsigned r = 0; r < LANES; r++)
			s[r] += v[r];
}

/* Rows that are left over in the last group are the first one again. */
static void group_fill(const cn_trees *t, const double *row, size_t rows, lane_group *g)
{
	g->missing = false;
	for (unsigned r = 0; r < LANES; r++) {
		const double *one = row + (r < rows ? r : 0) * t->n_features;
		for (uint32_t c = 0; c < t->n_columns; c++) {
			double y = one[t->feature[c]];
			g->x[c * LANES + r] = t->narrow ? (double)(float)y : y;
			g->missing |= isnan(y);
		}
		g->x[(size_t)t->n_columns * LANES + r] = -HUGE_VAL;
	}
	for (size_t k = 0; k < t->n_groups; k++)
		for (unsigned r = 0; r < LANES; r++)
			g->sum[k * LANES + r] = t->narrow ? t->base[k] : 0;
}

static void block_run(const cn_trees *t, lane_group *g, const double *row, size_t n, double *ret)
{
	size_t groups = (n + LANES - 1) / LANES, out = t->n_groups;
	for (size_t i = 0; i < groups; i++)
		group_fill(t, row + i * LANES * t->n_features, n - i * LANES, &g[i]);
	for (size_t k = 0; k < t->n_trees; k++)
		for (size_t i = 0; i < groups; i++)
			tree_add(t, &t->tree[k], &g[i]);
	for (size_t r = 0; r < n; r++)
		for (size_t k = 0; k < out; k++) {
			double s = g[r / LANES].sum[k * LANES + r % LANES];
			ret[r * out + k] = t->narrow ? s : s / t->divisor + t->base[k];
		}
}

static double one_margin(const cn_trees *t, const double *block, size_t group)
{
	float sum = (float)t->base[group];
	if (!t->narrow)
		return trees_exact_margin(t, block, group);
	for (size_t i = 0; i < t->n_trees; i++)
		if (t->tree[i].group == group)
			sum += (float)t->node[leaf_of(t, t->tree[i].root, block, 1)].t;
	return (double)sum;
}

/* One row needs no lanes. */
static void row_run(const cn_trees *t, double *room, const double *row, double *ret)
{
	trees_columns(t, row, room);
	for (size_t k = 0; k < t->n_groups; k++)
		ret[k] = one_margin(t, room, k);
}

cn_code cn_trees_margin(const cn_trees *t, const double *row, size_t n, double *ret, cn_err *err)
{
	enum { GROUPS = BLOCK / LANES };
	lane_group g[GROUPS];
	double near_by[1024];
	size_t columns = t->n_columns + 1u, one = (columns + t->n_groups) * LANES, groups = n <= 1 ? 1 : n < BLOCK ? (n + LANES - 1) / LANES : GROUPS;
	size_t bytes = groups * one * sizeof(double);
	double *room = bytes <= sizeof near_by ? near_by : cn_heap_take(bytes);
	if (!room)
		return CN_NOMEM(err);
	assert(groups > 0);
	for (size_t i = 0; i < groups; i++)
		g[i] = (lane_group){ .x = room + i * one, .sum = room + i * one + columns * LANES };
	if (n == 1)
		row_run(t, room, row, ret);
	for (size_t at = 0; n > 1 && at < n; at += BLOCK)
		block_run(t, g, row + at * t->n_features, n - at < BLOCK ? n - at : BLOCK, ret + at * t->n_groups);
	if (room != near_by)
		cn_heap_give(room);
	for (size_t i = 0; i < n * t->n_groups; i++)
		if (!isfinite(ret[i]))
			return CN_FAIL(err, CN_EUNDEFINED, "the model gives no finite score for row %zu", i / t->n_groups + 1);
	return CN_OK;
}

double trees_link_one(const cn_trees *t, double m)
{
	switch (t->link) {
	case CN_LINK_LOGISTIC:
		if (t->narrow) /* XGBoost's own bound, so that no score is below float32's smallest */
			return 1 / (exp(fmin(-m, (double)88.7f)) + 1);
		return 1 / (1 + exp(-t->slope * m));
	case CN_LINK_EXP:
		return exp(m);
	case CN_LINK_STEP:
		return m > 0;
	case CN_LINK_SQUARE:
		return copysign(m * m, m);
	case CN_LINK_LOG1P_EXP:
		return log1p(exp(m));
	case CN_LINK_IDENTITY:
	case CN_LINK_SOFTMAX:
		break;
	}
	return m;
}

static void softmax(double *v, size_t n)
{
	double hi = v[0], sum = 0;
	for (size_t i = 1; i < n; i++)
		hi = v[i] > hi ? v[i] : hi;
	for (size_t i = 0; i < n; i++)
		sum += v[i] = exp(v[i] - hi);
	for (size_t i = 0; i < n; i++)
		v[i] /= sum;
}

cn_code cn_trees_score(const cn_trees *t, const double *row, size_t n, double *ret, cn_err *err)
{
	size_t g = t->n_groups;
	CN_TRY(cn_trees_margin(t, row, n, ret, err));
	if (t->link == CN_LINK_SOFTMAX)
		for (size_t r = 0; r < n; r++)
			softmax(ret + r * g, g);
	else if (t->link != CN_LINK_IDENTITY)
		for (size_t i = 0; i < n * g; i++)
			ret[i] = trees_link_one(t, ret[i]);
	for (size_t i = 0; i < n * g; i++) {
		ret[i] = t->narrow ? (double)(float)ret[i] : ret[i];
		if (!isfinite(ret[i]))
			return CN_FAIL(err, CN_EUNDEFINED, "the model gives no finite score for row %zu", i / g + 1);
	}
	return CN_OK;
}

cn_code cn_trees_ask(void *self, const double *row, size_t n, double *ret, cn_err *err)
{
	const cn_trees *t = self;
	if (t->n_groups != 1)
		return CN_FAIL(err, CN_EINPUT, "the model gives %zu numbers a row: only models with one score a row can be measured", t->n_groups);
	return cn_trees_score(t, row, n, ret, err);
}
