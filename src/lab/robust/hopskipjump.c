/* hopskipjump: the smallest change of numbers that turns a decision, found from decisions alone (Chen, Jordan and Wainwright 2020, L2).
 *
 * Each number is counted in its own standard deviation. What a person cannot change, categories and what is missing stay as they are. From
 * the nearest row of the other decision: halve the line to the own row until it changes sides; there, ask around in drawn directions, which
 * gives the direction into the other side; step that way as far as the decision stays turned, at first by distance / sqrt(step); again.
 * O(rows x steps x (directions + halvings)) questions; the search for a start is O(rows x pool). */
#include "lab/robust/live.h"

#include <math.h>

enum { STARTS = 20, DIRECTIONS_MAX = 1000, SHORTER_MAX = 30 };

typedef struct near {
	double far;
	size_t row;
} near;

/* One row under attack. All rows take the same step at the same time, so that one question asks about many. */
typedef struct hop {
	const double *own;           /* the row */
	bool from;                   /* its decision */
	size_t *move, d;             /* features that may move */
	double *z, *next, *grad;     /* [d], in spreads from the own row: where it is, a trial, a direction */
	near start[STARTS];
	size_t n_start, tried;
	double lo, hi, reach, best;  /* best: HUGE_VAL until the decision has turned once */
	bool asks, there;            /* is next to be asked? had it the other decision? */
	size_t n_direction, first;   /* drawn directions, the first one's place in the question */
	cn_rng rng;
} hop;

typedef struct attack {
	live l;
	int64_t steps, directions, halvings, asked;
	hop *row;
	size_t n;
	double *u;    /* [cap * k]: drawn directions */
	size_t *of;   /* [cap]: which row each trial of a question is of */
} attack;

static void lay(const attack *w, const hop *h, const double *z, double *to)
{
	memcpy(to, h->own, w->l.k * sizeof *to);
	for (size_t i = 0; i < h->d; i++)
		to[h->move[i]] += z[i] * w->l.column[h->move[i]].spread;
}

static bool other_side(const attack *w, const hop *h, double score)
{
	return live_yes(&w->l, score) != h->from;
}

static double length(const double *z, size_t d)
{
	double sum = 0;
	for (size_t i = 0; i < d; i++)
		sum += z[i] * z[i];
	return sqrt(sum);
}

/* Asks the trial of every row that has one. */
static cn_code ask_trials(attack *w, cn_err *err)
{
	size_t n = 0;
	for (size_t i = 0; i <= w->n; i++) {
		if (n == w->l.cap || (i == w->n && n)) {
			CN_TRY(live_ask(&w->l, n, err));
			w->asked += (int64_t)n;
			for (size_t q = 0; q < n; q++)
				w->row[w->of[q]].there = other_side(w, &w->row[w->of[q]], w->l.said[q]);
			n = 0;
		}
		if (i == w->n || !w->row[i].asks)
			continue;
		lay(w, &w->row[i], w->row[i].next, w->l.ask + n * w->l.k);
		w->of[n++] = i;
	}
	return CN_OK;
}

/* Pulls each row's next, which has turned, towards its own row as far as it stays so, and leaves it in z. */
static cn_code to_boundary(attack *w, cn_err *err)
{
	for (size_t i = 0; i < w->n; i++) {
		hop *h = &w->row[i];
		h->lo = 0;
		h->hi = 1;
		if (h->asks)
			memcpy(h->z, h->next, h->d * sizeof *h->z);
	}
	for (int64_t t = 0; t < w->halvings; t++) {
		for (size_t i = 0; i < w->n; i++)
			for (size_t j = 0; j < w->row[i].d && w->row[i].asks; j++)
				w->row[i].next[j] = w->row[i].z[j] * (w->row[i].lo + (w->row[i].hi - w->row[i].lo) / 2);
		CN_TRY(ask_trials(w, err));
		for (size_t i = 0; i < w->n; i++) {
			hop *h = &w->row[i];
			double mid = h->lo + (h->hi - h->lo) / 2;
			*(h->there ? &h->hi : &h->lo) = mid;
		}
	}
	for (size_t i = 0; i < w->n; i++) {
		hop *h = &w->row[i];
		if (!h->asks)
			continue;
		for (size_t j = 0; j < h->d; j++)
			h->z[j] *= h->hi;
		h->best = fmin(h->best, length(h->z, h->d));
	}
	return CN_OK;
}

/* ---- the direction into the other side --------------------------------------------------------------------------------------------------- */

static void draw(attack *w, hop *h, size_t place, double radius)
{
	double *u = w->u + place * w->l.k, size;
	do {
		for (size_t j = 0; j < h->d; j++)
			u[j] = live_gauss(&h->rng);
		size = length(u, h->d);
	} while (!(size > 0));
	for (size_t j = 0; j < h->d; j++) {
		u[j] /= size;
		h->next[j] = h->z[j] + radius * u[j];
	}
	lay(w, h, h->next, w->l.ask + place * w->l.k);
}

/* The mean of the drawn directions, those that turned less those that did not, each less the share of them. */
static void direction(const attack *w, hop *h)
{
	double mean = 0;
	for (size_t q = h->first; q < h->first + h->n_direction; q++)
		mean += other_side(w, h, w->l.said[q]) ? 1 : -1;
	mean /= (double)h->n_direction;
	if (fabs(mean) == 1)
		mean = 0; /* all on one side: their own mean is the direction, or away from it */
	memset(h->grad, 0, h->d * sizeof *h->grad);
	for (size_t q = h->first; q < h->first + h->n_direction; q++) {
		double weight = (other_side(w, h, w->l.said[q]) ? 1 : -1) - mean;
		for (size_t j = 0; j < h->d; j++)
			h->grad[j] += weight * w->u[q * w->l.k + j];
	}
	double size = length(h->grad, h->d);
	for (size_t j = 0; j < h->d && size > 0; j++)
		h->grad[j] /= size;
}

static cn_code directions(attack *w, int64_t t, cn_err *err)
{
	double wide = (double)w->directions * sqrt((double)t + 1);
	size_t each = wide < DIRECTIONS_MAX ? (size_t)wide : DIRECTIONS_MAX, n = 0, from = 0;
	for (size_t i = 0; i <= w->n; i++) {
		if (i == w->n || n + each > w->l.cap) {
			CN_TRY(live_ask(&w->l, n, err));
			w->asked += (int64_t)n;
			for (; from < i; from++)
				if (w->row[from].asks)
					direction(w, &w->row[from]);
			n = 0;
		}
		if (i == w->n || !w->row[i].asks)
			continue;
		hop *h = &w->row[i];
		double far = length(h->z, h->d);
		h->first = n;
		h->n_direction = each;
		h->reach = far / sqrt((double)t + 1);
		for (size_t q = 0; q < each; q++)
			draw(w, h, n++, far * (t == 0 ? 0.1 : 0.01 / (double)h->d));
	}
	return CN_OK;
}

/* Steps along the direction, shorter and shorter until the decision is the other one. */
static cn_code reach(attack *w, cn_err *err)
{
	for (unsigned t = 0; t < SHORTER_MAX; t++) {
		for (size_t i = 0; i < w->n; i++) {
			hop *h = &w->row[i];
			if (t == 0)
				h->there = false;
			h->asks = h->asks && !h->there;
			for (size_t j = 0; j < h->d && h->asks; j++)
				h->next[j] = h->z[j] + h->reach * h->grad[j];
			h->reach /= 2;
		}
		CN_TRY(ask_trials(w, err));
	}
	return CN_OK;
}

static cn_code step(attack *w, int64_t t, cn_err *err)
{
	for (size_t i = 0; i < w->n; i++)
		w->row[i].asks = w->row[i].best < HUGE_VAL && w->row[i].d > 1;
	CN_TRY(directions(w, t, err));
	CN_TRY(reach(w, err));
	for (size_t i = 0; i < w->n; i++)
		w->row[i].asks = w->row[i].best < HUGE_VAL && w->row[i].d > 1 && w->row[i].there;
	return to_boundary(w, err);
}

/* ---- where to start ---------------------------------------------------------------------------------------------------------------------- */

static void in_spreads(const attack *w, const hop *h, const double *x, double *z)
{
	for (size_t i = 0; i < h->d; i++) {
		size_t j = h->move[i];
		z[i] = isnan(x[j]) ? 0 : (x[j] - h->own[j]) / w->l.column[j].spread;
	}
}

/* The nearest rows of the other decision, the nearest first; among equals the first. */
static void find_starts(const attack *w, hop *h)
{
	size_t n = 0;
	near *best = h->start;
	for (size_t i = 0; i < w->l.n && h->d; i++) {
		if (live_yes(&w->l, w->l.score[i]) == h->from)
			continue;
		in_spreads(w, h, w->l.row + i * w->l.k, h->next);
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
	h->n_start = n;
}

static cn_code start(attack *w, cn_err *err)
{
	for (size_t t = 0; t < STARTS; t++) {
		for (size_t i = 0; i < w->n; i++) {
			hop *h = &w->row[i];
			h->asks = !h->there && t < h->n_start;
			if (h->asks)
				in_spreads(w, h, w->l.row + h->start[t].row * w->l.k, h->next);
		}
		CN_TRY(ask_trials(w, err));
	}
	for (size_t i = 0; i < w->n; i++)
		w->row[i].asks = w->row[i].there;
	return to_boundary(w, err);
}

/* ---- the procedure --------------------------------------------------------------------------------------------------------------------- */

static cn_code hop_init(cn_arena *own, attack *w, size_t row, hop *h, cn_err *err)
{
	size_t k = w->l.k;
	*h = (hop){ .own = w->l.row + row * k, .from = live_yes(&w->l, w->l.score[row]), .best = HUGE_VAL };
	h->move = CN_NEW(own, size_t, k);
	h->z = CN_NEW(own, double, k);
	h->next = CN_NEW(own, double, k);
	h->grad = CN_NEW(own, double, k);
	if (!h->move || !h->z || !h->next || !h->grad)
		return cn_arena_fail(own, err);
	cn_rng_init(&h->rng, cn_rng_next(&w->l.rng));
	for (size_t j = 0; j < k; j++)
		if (live_moves(&w->l, j, h->own[j]) && !w->l.f.feature[j].fixed)
			h->move[h->d++] = j;
	find_starts(w, h);
	return CN_OK;
}

static int by_number(const void *p, const void *q)
{
	double x = *(const double *)p, y = *(const double *)q;
	return x < y ? -1 : x > y;
}

static cn_code run(cn_arena *own, attack *w, size_t rows, double *far, size_t *ret, cn_err *err)
{
	uint32_t *order = CN_NEW(own, uint32_t, w->l.n + 1);
	w->row = CN_NEW(own, hop, rows + 1);
	w->u = CN_NEW(own, double, w->l.cap * w->l.k);
	w->of = CN_NEW(own, size_t, w->l.cap);
	if (!order || !w->row || !w->u || !w->of)
		return cn_arena_fail(own, err);
	for (size_t i = 0; i < w->l.n; i++)
		order[i] = (uint32_t)i;
	for (; w->n < rows; w->n++) {
		size_t with = w->n + (size_t)cn_rng_below(&w->l.rng, w->l.n - w->n);
		uint32_t row = order[with];
		order[with] = order[w->n];
		CN_TRY(hop_init(own, w, row, &w->row[w->n], err));
	}
	CN_TRY(start(w, err));
	for (int64_t t = 0; t < w->steps; t++)
		CN_TRY(step(w, t, err));
	*ret = 0;
	for (size_t i = 0; i < w->n; i++)
		if (!isinf(w->row[i].best))
			far[(*ret)++] = w->row[i].best;
	qsort(far, *ret, sizeof *far, by_number);
	return CN_OK;
}

static cn_code take(cn_arena *a, const cn_take *in, cn_counts **ret, cn_err *err)
{
	attack w = { 0 };
	int64_t rows, pool;
	size_t found;
	CN_TRY(cn_option_int(in, "rows", 50, 1, 10000, &rows, err));
	CN_TRY(cn_option_int(in, "pool", 2000, 1, CN_LIVE_ROWS_MAX, &pool, err));
	CN_TRY(cn_option_int(in, "steps", 10, 0, 100, &w.steps, err));
	CN_TRY(cn_option_int(in, "directions", 30, 2, 500, &w.directions, err));
	CN_TRY(cn_option_int(in, "halvings", 16, 4, 52, &w.halvings, err));
	CN_AUTO_ARENA own = cn_arena_new(LIVE_SCRATCH_BYTES);
	CN_TRY(live_begin(own, in, false, pool, &w.l, err));
	size_t n = w.l.n < (size_t)rows ? w.l.n : (size_t)rows;
	double *far = CN_NEW(own, double, n + 1);
	if (!far)
		return cn_arena_fail(own, err);
	CN_TRY(run(own, &w, n, far, &found, err));
	cn_counts *s = cn_stats_new(a, "hopskipjump", (int64_t)n);
	if (!s)
		return cn_arena_fail(a, err);
	CN_TRY(live_put(a, s, "attacked", (int64_t)n, err));
	CN_TRY(live_put(a, s, "queries", w.asked, err));
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
