/* The smallest change that flips a decision, by branch and bound over boxes.
 *
 * Within a box each tree can give no more than the best leaf whose own box meets it; if these bounds together cannot reach the other decision,
 * no row of the box does. Else the box is cut at the first undecided split of the tree with the widest range, and both halves are looked at,
 * the more promising first. A box on which every tree has one leaf left is decided. Around the row the box has the radius that is asked for;
 * radii that matter are the distances to thresholds, and bisection over them finds the smallest that flips. */
#include "lab/model/priv.h"

#include <math.h>

enum { STEPS_DEFAULT = 100000, FRAMES_MAX = 4096 };

typedef struct range {
	uint32_t tree;
	double lo, hi; /* of the leaves that are within the box */
} range;

typedef struct search {
	const cn_trees *t;
	const double *x;     /* columns of the row */
	const double *scale; /* of each column; 0 = stays as it is */
	double *lo, *hi;     /* the box, ends included */
	double sign;         /* +1: looks for a margin at or above the wanted, -1: below it */
	double want, slack;
	double far;          /* only changes below this distance are of interest: the best found */
	double *best;        /* columns of the row found */
	range *stack;
	size_t room;
	uint64_t steps, steps_max;
} search;

typedef enum outcome { NONE, FOUND, GAVE_UP } outcome;

/* The largest number that compares below t, of those the model can tell apart. */
static double below(const cn_trees *t, double x)
{
	return t->narrow ? (double)nextafterf((float)x, -HUGE_VALF) : nextafter(x, -HUGE_VAL);
}

/* Which sides of a split the box meets: 1 first, 2 second, 3 both. */
static unsigned sides_met(const search *s, uint32_t n)
{
	node k = s->t->node[n];
	if (s->scale[k.column] == 0)
		return 1u << split_side(s->t, n, s->x[k.column]);
	return (s->lo[k.column] < k.t ? 1u : 0) | (s->hi[k.column] >= k.t ? 2u : 0);
}

static void range_walk(const search *s, uint32_t n, range *r)
{
	node k = s->t->node[n];
	if (k.first == n) {
		double v = s->sign * k.t;
		r->lo = v < r->lo ? v : r->lo;
		r->hi = v > r->hi ? v : r->hi;
		return;
	}
	unsigned met = sides_met(s, n);
	if (met & 1)
		range_walk(s, k.first, r);
	if (met & 2)
		range_walk(s, k.first + 1, r);
}

static range range_of(const search *s, uint32_t which)
{
	range r = { which, HUGE_VAL, -HUGE_VAL };
	range_walk(s, s->t->tree[which].root, &r);
	return r;
}

static double distance(const search *s, const double *y)
{
	double far = 0;
	for (uint32_t c = 0; c < s->t->n_columns; c++)
		if (s->scale[c] > 0 && y[c] != s->x[c])
			far = fmax(far, fabs(y[c] - s->x[c]) / s->scale[c]);
	return far;
}

/* Is the nearest row of a decided box one with the other decision? Its exact sum says. */
static outcome decided(search *s)
{
	double y[256], *p = s->t->n_columns < 256 ? y : s->best + s->t->n_columns + 1;
	for (uint32_t c = 0; c < s->t->n_columns; c++)
		p[c] = s->scale[c] == 0 ? s->x[c] : fmin(fmax(s->x[c], s->lo[c]), s->hi[c]);
	p[s->t->n_columns] = -HUGE_VAL;
	double m = trees_exact_margin(s->t, p, 0);
	if (s->sign > 0 ? !(m >= s->want) : !(m < s->want))
		return NONE;
	double far = distance(s, p);
	if (far < s->far) {
		s->far = far;
		memcpy(s->best, p, (s->t->n_columns + 1) * sizeof *p);
	}
	return FOUND;
}

/* The bounds of the n trees at from, within the box as it is now, go to `to`; those of one leaf only are added to *ret_sum. */
static size_t bound(const search *s, const range *from, size_t n, range *to, double *ret_sum, double *ret_hi)
{
	size_t left = 0;
	for (size_t i = 0; i < n; i++) {
		range r = range_of(s, from[i].tree);
		*ret_hi += r.hi;
		if (r.lo == r.hi)
			*ret_sum += r.hi;
		else
			to[left++] = r;
	}
	return left;
}

static bool can_reach(const search *s, double hi)
{
	return hi / s->t->divisor + s->sign * s->t->base[0] >= s->sign * s->want - s->slack;
}

/* The first split of the widest tree that the box leaves open. */
static uint32_t cut_of(const search *s, const range *r, size_t n)
{
	size_t widest = 0;
	for (size_t i = 1; i < n; i++)
		if (r[i].hi - r[i].lo > r[widest].hi - r[widest].lo)
			widest = i;
	uint32_t at = s->t->tree[r[widest].tree].root;
	for (unsigned met; (met = sides_met(s, at)) != 3;)
		at = s->t->node[at].first + (met == 2);
	return at;
}

/* Narrows the box to one side of a split; gives back what it was by widen. */
static double narrow(search *s, uint32_t n, unsigned side)
{
	node k = s->t->node[n];
	double *end = side ? &s->lo[k.column] : &s->hi[k.column], was = *end;
	*end = side ? k.t : below(s->t, k.t);
	return was;
}

static void widen(search *s, uint32_t n, unsigned side, double was)
{
	node k = s->t->node[n];
	*(side ? &s->lo[k.column] : &s->hi[k.column]) = was;
}

/* open: the n trees that the box leaves open; sum: of the others; top: how much of the stack is in use. */
static outcome look(search *s, const range *open, size_t n, double sum, size_t top, unsigned depth)
{
	if (n == 0)
		return decided(s);
	if (s->steps >= s->steps_max || depth >= FRAMES_MAX || top + 2 * n > s->room)
		return GAVE_UP;
	uint32_t cut = cut_of(s, open, n);
	const range *half[2];
	size_t left[2];
	double fixed[2] = { sum, sum }, hi[2] = { sum, sum };
	for (unsigned k = 0; k < 2; k++) {
		double was = narrow(s, cut, k);
		half[k] = s->stack + top;
		left[k] = bound(s, open, n, s->stack + top, &fixed[k], &hi[k]);
		widen(s, cut, k, was);
		top += left[k];
		s->steps++;
	}
	bool gave_up = false;
	for (unsigned i = 0; i < 2; i++) {
		unsigned k = hi[0] >= hi[1] ? i : 1 - i;
		if (!can_reach(s, hi[k]))
			continue;
		double was = narrow(s, cut, k);
		outcome o = look(s, half[k], left[k], fixed[k], top, depth + 1);
		widen(s, cut, k, was);
		if (o == FOUND)
			return FOUND;
		gave_up |= o == GAVE_UP;
	}
	return gave_up ? GAVE_UP : NONE;
}

/* ---- radii ---- */

/* The nearest number on the other side of split n (of a column that may change), and how far it is. */
static double across(const search *s, uint32_t n, double *far)
{
	node k = s->t->node[n];
	double x = s->x[k.column], y = x < k.t ? k.t : below(s->t, k.t);
	*far = fabs(y - x) / s->scale[k.column];
	return y;
}

/* The box of that radius: no wider than to the last threshold within, so that nothing is in it by rounding. */
static void box_around(search *s, double radius)
{
	const cn_trees *t = s->t;
	memcpy(s->lo, s->x, (t->n_columns + 1u) * sizeof *s->lo);
	memcpy(s->hi, s->x, (t->n_columns + 1u) * sizeof *s->hi);
	for (uint32_t i = 0; i < t->n_nodes; i++) {
		uint32_t c = t->node[i].column;
		double far;
		if (s->scale[c] == 0)
			continue;
		double y = across(s, i, &far);
		if (far > radius)
			continue;
		s->lo[c] = fmin(s->lo[c], y);
		s->hi[c] = fmax(s->hi[c], y);
	}
}

/* Is there a row with the other decision within this radius? Looks until the steps are spent. */
static outcome within(search *s, double radius)
{
	const cn_trees *t = s->t;
	double sum = 0, hi = 0;
	range *all = s->stack;
	box_around(s, radius);
	for (uint32_t i = 0; i < t->n_trees; i++)
		all[i].tree = i;
	size_t n = bound(s, all, t->n_trees, all, &sum, &hi);
	s->steps++;
	return can_reach(s, hi) ? look(s, all, n, sum, n, 0) : NONE;
}

static int by_value(const void *x, const void *y)
{
	double a = *(const double *)x, b = *(const double *)y;
	return (a > b) - (a < b);
}

/* The distances at which a feature of the row comes to the other side of a split, each once, sorted. */
static size_t radii(const search *s, double *ret)
{
	const cn_trees *t = s->t;
	size_t n = 0, kept = 0;
	for (uint32_t i = 0; i < t->n_nodes; i++) {
		double far = HUGE_VAL;
		if (s->scale[t->node[i].column] > 0)
			(void)across(s, i, &far);
		if (far < HUGE_VAL)
			ret[n++] = far;
	}
	qsort(ret, n, sizeof *ret, by_value);
	for (size_t i = 0; i < n; i++)
		if (kept == 0 || ret[i] != ret[kept - 1])
			ret[kept++] = ret[i];
	return kept;
}

/* Bisects: below radius[lo] nothing flips, for certain; s->far is the smallest found. */
static void bisect(search *s, const double *radius, size_t n, cn_robust *ret, uint64_t steps)
{
	size_t lo = 0, hi = n;
	s->steps_max = steps / 4 + 1;
	if (within(s, HUGE_VAL) == NONE)
		lo = n;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		uint64_t left = steps > s->steps ? steps - s->steps : 0;
		while (mid > lo && radius[mid] >= s->far) /* known already */
			mid = lo + ((hi = mid) - lo) / 2;
		if (radius[mid] >= s->far)
			break;
		s->steps_max = s->steps + left / 4 + 1;
		if (within(s, radius[mid]) == NONE)
			lo = mid + 1;
		else
			hi = mid; /* found, or not known: nothing is certain from here on */
	}
	ret->upper = s->far;
	ret->lower = lo < n ? fmin(radius[lo], s->far) : s->far;
	ret->exact = ret->lower == ret->upper;
	ret->steps = s->steps;
}

static cn_code wanted(const cn_trees *t, double threshold, double *ret, cn_err *err)
{
	double m = threshold;
	if (t->n_groups != 1)
		return CN_FAIL(err, CN_EUNDEFINED, "the model gives %zu numbers a row: robustness is of one decision", t->n_groups);
	if (t->link == CN_LINK_LOGISTIC)
		m = threshold > 0 && threshold < 1 ? log(threshold / (1 - threshold)) / t->slope : (double)NAN;
	else if (t->link == CN_LINK_EXP)
		m = threshold > 0 ? log(threshold) : (double)NAN;
	else if (t->link == CN_LINK_LOG1P_EXP)
		m = threshold > 0 ? log(expm1(threshold)) : (double)NAN;
	else if (t->link == CN_LINK_SQUARE)
		m = copysign(sqrt(fabs(threshold)), threshold);
	else if (t->link == CN_LINK_STEP)
		m = threshold > 0 && threshold <= 1 ? nextafter(0, 1) : (double)NAN;
	if (!isfinite(m))
		return CN_FAIL(err, CN_EUNDEFINED, "the threshold %g is not one that the model's scores can pass and miss", threshold);
	*ret = m;
	return CN_OK;
}

/* Columns that may change: numbers, present, with a scale. The column of the leaves stays. */
static cn_code scales_take(const cn_trees *t, const double *x, const double *scale, double *ret, cn_err *err)
{
	for (uint32_t c = 0; c < t->n_columns; c++) {
		ret[c] = scale ? scale[t->feature[c]] : 1;
		if (!(ret[c] >= 0 && ret[c] < HUGE_VAL))
			return CN_FAIL(err, CN_EINPUT, "the scale of feature %u is not a number from 0 up", (unsigned)t->feature[c]);
		if (!isfinite(x[c]))
			ret[c] = 0;
	}
	for (uint32_t i = 0; i < t->n_nodes; i++)
		if (t->flag[i] & (NODE_SET | NODE_ZERO_MISSING))
			ret[t->node[i].column] = 0;
	return CN_OK;
}

static double slack_of(const cn_trees *t)
{
	double size = fabs(t->base[0]);
	for (uint32_t i = 0; i < t->n_nodes; i++)
		if (trees_is_leaf(t, i))
			size = fmax(size, fabs(t->node[i].t));
	return 1e-9 * size;
}

cn_code cn_trees_robust(cn_arena *a, const cn_trees *t, const double *row, const cn_robust_options *o, cn_robust *ret, cn_err *err)
{
	size_t columns = t->n_columns + 1u;
	CN_AUTO_ARENA tmp = cn_arena_new((size_t)1 << 30);
	search s = { .t = t, .far = HUGE_VAL, .room = t->n_trees * 96 + 4096 };
	double *x = CN_NEW(tmp, double, columns), *scale = CN_NEW(tmp, double, columns), *radius = CN_NEW(tmp, double, t->n_nodes + 1);
	s.lo = CN_NEW(tmp, double, columns);
	s.hi = CN_NEW(tmp, double, columns);
	s.best = CN_NEW(tmp, double, 2 * columns);
	s.stack = CN_NEW(tmp, range, s.room);
	if (!tmp || !cn_arena_ok(tmp))
		return CN_NOMEM(err);
	CN_TRY(wanted(t, o->threshold, &s.want, err));
	trees_columns(t, row, x);
	CN_TRY(scales_take(t, x, o->scale, scale, err));
	s.x = x;
	s.scale = scale;
	s.slack = slack_of(t);
	s.sign = trees_exact_margin(t, x, 0) >= s.want ? -1 : 1;
	cn_robust r = { 0 };
	bisect(&s, radius, radii(&s, radius), &r, o->steps ? o->steps : STEPS_DEFAULT);
	if (r.upper < HUGE_VAL) {
		double *flipped = CN_NEW(a, double, t->n_features ? t->n_features : 1);
		if (!flipped)
			return cn_arena_fail(a, err);
		memcpy(flipped, row, t->n_features * sizeof *row);
		for (uint32_t c = 0; c < t->n_columns; c++)
			if (s.best[c] != x[c] && !isnan(s.best[c]))
				flipped[t->feature[c]] = s.best[c];
		r.flipped = flipped;
	}
	*ret = r;
	return CN_OK;
}
