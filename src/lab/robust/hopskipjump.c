/* hopskipjump: the smallest change of numbers that turns a decision, found from decisions alone (Chen, Jordan and Wainwright 2020, L2).
 *
 * Each number is counted in its own standard deviation. What a person cannot change, categories and what is missing stay as they are. From
 * the nearest row of the other decision: halve the line to the own row until it changes sides; there, ask around in drawn directions, which
 * gives the direction into the other side; step that way as far as the decision stays turned, at first by distance / sqrt(step); again.
 * O(rows x steps x (directions + halvings)) questions; the search for a start is O(rows x pool). */
#include "lab/robust/live.h"

#include <math.h>

enum { STARTS = 20, DIRECTIONS_MAX = 1000, SHORTER_MAX = 30 };

typedef struct hop {
	live *l;
	int64_t steps, directions, halvings;
	size_t *move, d;          /* features that may move, in this row */
	const double *own;        /* the row */
	bool from;                /* its decision */
	double *z, *next, *grad, *u; /* [k], in spreads from the own row; u: [LIVE_CHUNK * k] */
	int64_t asked;
} hop;

static void lay(const hop *h, const double *z, double *to)
{
	memcpy(to, h->own, h->l->k * sizeof *to);
	for (size_t i = 0; i < h->d; i++)
		to[h->move[i]] += z[i] * h->l->column[h->move[i]].spread;
}

/* Is the decision at z the other one? */
static cn_code turned(hop *h, const double *z, bool *ret, cn_err *err)
{
	lay(h, z, h->l->ask);
	CN_TRY(live_ask(h->l, 1, err));
	h->asked++;
	*ret = live_yes(h->l, h->l->said[0]) != h->from;
	return CN_OK;
}

static double length(const double *z, size_t d)
{
	double sum = 0;
	for (size_t i = 0; i < d; i++)
		sum += z[i] * z[i];
	return sqrt(sum);
}

/* Pulls z, which is turned, towards the own row as far as it stays so. Stops too when the middle is no other number. */
static cn_code to_boundary(hop *h, double *z, cn_err *err)
{
	double lo = 0, hi = 1;
	for (int64_t i = 0; i < h->halvings; i++) {
		double mid = lo + (hi - lo) / 2;
		bool there;
		for (size_t j = 0; j < h->d; j++)
			h->next[j] = z[j] * mid;
		CN_TRY(turned(h, h->next, &there, err));
		*(there ? &hi : &lo) = mid;
	}
	for (size_t j = 0; j < h->d; j++)
		z[j] *= hi;
	return CN_OK;
}

/* The direction into the other side at z, from n drawn directions of length radius. */
static cn_code direction(hop *h, size_t n, double radius, cn_err *err)
{
	double mean = 0;
	for (size_t q = 0; q < n; q++) {
		double *u = h->u + q * h->l->k, size;
		do {
			for (size_t j = 0; j < h->d; j++)
				u[j] = live_gauss(&h->l->rng);
			size = length(u, h->d);
		} while (!(size > 0));
		for (size_t j = 0; j < h->d; j++) {
			u[j] /= size;
			h->next[j] = h->z[j] + radius * u[j];
		}
		lay(h, h->next, h->l->ask + q * h->l->k);
	}
	CN_TRY(live_ask(h->l, n, err));
	h->asked += (int64_t)n;
	for (size_t q = 0; q < n; q++)
		mean += live_yes(h->l, h->l->said[q]) != h->from ? 1 : -1;
	mean /= (double)n;
	if (fabs(mean) == 1)
		mean = 0; /* all on one side: their own mean is the direction, or away from it */
	memset(h->grad, 0, h->d * sizeof *h->grad);
	for (size_t q = 0; q < n; q++) {
		double weight = (live_yes(h->l, h->l->said[q]) != h->from ? 1 : -1) - mean;
		for (size_t j = 0; j < h->d; j++)
			h->grad[j] += weight * h->u[q * h->l->k + j];
	}
	double size = length(h->grad, h->d);
	for (size_t j = 0; j < h->d && size > 0; j++)
		h->grad[j] /= size;
	return CN_OK;
}

static cn_code step(hop *h, int64_t t, double *best, cn_err *err)
{
	double far = length(h->z, h->d), root = sqrt((double)t + 1), wide = (double)h->directions * root;
	double radius = far * (t == 0 ? 0.1 : 0.01 / (double)h->d), reach = far / root;
	CN_TRY(direction(h, wide < DIRECTIONS_MAX ? (size_t)wide : DIRECTIONS_MAX, radius, err));
	bool there = false;
	for (unsigned i = 0; i < SHORTER_MAX && !there; i++, reach /= 2) {
		for (size_t j = 0; j < h->d; j++)
			h->next[j] = h->z[j] + reach * h->grad[j];
		CN_TRY(turned(h, h->next, &there, err));
	}
	if (!there)
		return CN_OK;
	memcpy(h->z, h->next, h->d * sizeof *h->z);
	CN_TRY(to_boundary(h, h->z, err));
	*best = fmin(*best, length(h->z, h->d));
	return CN_OK;
}

/* ---- where to start ---------------------------------------------------------------------------------------------------------------------- */

typedef struct near {
	double far;
	size_t row;
} near;

static void in_spreads(const hop *h, const double *x, double *z)
{
	for (size_t i = 0; i < h->d; i++) {
		size_t j = h->move[i];
		z[i] = isnan(x[j]) ? 0 : (x[j] - h->own[j]) / h->l->column[j].spread;
	}
}

/* The nearest rows of the other decision, the nearest first; among equals the first. */
static size_t starts(hop *h, near *best)
{
	size_t n = 0;
	for (size_t i = 0; i < h->l->n; i++) {
		if (live_yes(h->l, h->l->score[i]) == h->from)
			continue;
		in_spreads(h, h->l->row + i * h->l->k, h->next);
		near x = { length(h->next, h->d), i };
		if (!(x.far > 0))
			continue; /* it differs in what does not move */
		size_t at = n;
		while (at > 0 && best[at - 1].far > x.far)
			at--;
		if (at >= STARTS)
			continue;
		n = n < STARTS ? n + 1 : STARTS;
		for (size_t k = n - 1; k > at; k--)
			best[k] = best[k - 1];
		best[at] = x;
	}
	return n;
}

/* *ret stays HUGE_VAL where no row of the other decision turns this one. */
static cn_code row_attack(hop *h, size_t row, double *ret, cn_err *err)
{
	near start[STARTS];
	bool there = false;
	h->own = h->l->row + row * h->l->k;
	h->from = live_yes(h->l, h->l->score[row]);
	h->d = 0;
	for (size_t j = 0; j < h->l->k; j++)
		if (live_moves(h->l, j, h->own[j]) && !h->l->f.feature[j].fixed)
			h->move[h->d++] = j;
	size_t n = h->d ? starts(h, start) : 0;
	for (size_t i = 0; i < n && !there; i++) {
		in_spreads(h, h->l->row + start[i].row * h->l->k, h->z);
		CN_TRY(turned(h, h->z, &there, err));
	}
	if (!there)
		return CN_OK;
	CN_TRY(to_boundary(h, h->z, err));
	*ret = length(h->z, h->d);
	for (int64_t t = 0; t < h->steps && h->d > 1; t++)
		CN_TRY(step(h, t, ret, err));
	return CN_OK;
}

/* ---- the procedure --------------------------------------------------------------------------------------------------------------------- */

static int by_number(const void *p, const void *q)
{
	double x = *(const double *)p, y = *(const double *)q;
	return x < y ? -1 : x > y;
}

static cn_code attack(cn_arena *own, hop *h, size_t rows, double *far, size_t *ret, cn_err *err)
{
	size_t k = h->l->k, n = h->l->n;
	uint32_t *order = CN_NEW(own, uint32_t, n + 1);
	h->move = CN_NEW(own, size_t, k);
	h->z = CN_NEW(own, double, k);
	h->next = CN_NEW(own, double, k);
	h->grad = CN_NEW(own, double, k);
	h->u = CN_NEW(own, double, LIVE_CHUNK * k);
	if (!order || !h->move || !h->z || !h->next || !h->grad || !h->u)
		return cn_arena_fail(own, err);
	for (size_t i = 0; i < n; i++)
		order[i] = (uint32_t)i;
	*ret = 0;
	for (size_t i = 0; i < rows; i++) {
		size_t with = i + (size_t)cn_rng_below(&h->l->rng, n - i);
		uint32_t row = order[with];
		double best = HUGE_VAL;
		order[with] = order[i];
		CN_TRY(row_attack(h, row, &best, err));
		if (!isinf(best))
			far[(*ret)++] = best;
	}
	qsort(far, *ret, sizeof *far, by_number);
	return CN_OK;
}

static cn_code take(cn_arena *a, const cn_take *in, cn_counts **ret, cn_err *err)
{
	live l;
	hop h = { .l = &l };
	int64_t rows, pool;
	size_t found;
	CN_TRY(cn_option_int(in, "rows", 50, 1, 10000, &rows, err));
	CN_TRY(cn_option_int(in, "pool", 2000, 1, CN_LIVE_ROWS_MAX, &pool, err));
	CN_TRY(cn_option_int(in, "steps", 10, 0, 100, &h.steps, err));
	CN_TRY(cn_option_int(in, "directions", 30, 2, 500, &h.directions, err));
	CN_TRY(cn_option_int(in, "halvings", 16, 4, 52, &h.halvings, err));
	CN_AUTO_ARENA own = cn_arena_new(LIVE_SCRATCH_BYTES);
	CN_TRY(live_begin(own, in, false, pool, &l, err));
	size_t n = l.n < (size_t)rows ? l.n : (size_t)rows;
	double *far = CN_NEW(own, double, n + 1);
	if (!far)
		return cn_arena_fail(own, err);
	CN_TRY(attack(own, &h, n, far, &found, err));
	cn_counts *s = cn_stats_new(a, "hopskipjump", (int64_t)n);
	if (!s)
		return cn_arena_fail(a, err);
	CN_TRY(live_put(a, s, "attacked", (int64_t)n, err));
	CN_TRY(live_put(a, s, "queries", h.asked, err));
	CN_TRY(cn_stats_put_reals(a, s, "distance", far, found, NULL, err));
	*ret = s;
	return CN_OK;
}

const cn_procedure cn_procedure_hopskipjump = {
	.name = "hopskipjump",
	.title_en = "HopSkipJump: the smallest change of numbers that turns a decision, from decisions alone",
	.title_zh = "HopSkipJump：仅凭决定结果，求使决定翻转的最小数值改动",
	.needs = CN_TAKE_TABLE | CN_TAKE_MODEL,
	.options = "rows  1..10000, 50 if absent: rows that are drawn and attacked, of the pool\n"
		   "pool  1..100000, 2000 if absent: rows that are drawn and asked, to start from those of the other decision\n"
		   "steps  0..100, 10 if absent: estimates of a direction\n"
		   "directions  2..500, 30 if absent: drawn for the first estimate; their number grows with the square root of the step, to 1000\n"
		   "halvings  4..52, 16 if absent: of the line back to the own row",
	.take = take,
};
