/* recourse: what would have to be different for a yes. For each refused row the fewest changes are sought, and among as few the shortest,
 * within the values that occur; what a person cannot change stays, what can only rise or only fall does so.
 *
 * One change first: every value of every feature. Where none suffices, the best value of each feature by score; from the five best of them
 * a second change, from the five best of those a third. So one change is found if there is one; more are found if a rise in score leads there.
 * O(refused x features x values x 11) questions. */
#include "lab/explain/explain.h"

#include <math.h>

enum { DEPTH_MAX = 3, BEAM = 5 };

typedef struct state {
	size_t feature[DEPTH_MAX];
	double value[DEPTH_MAX];
	size_t n;
	double score;
} state;

typedef struct search {
	live l;
	int64_t depth;
	double **value;   /* [k]: values that are tried */
	size_t *n_value;
	const double *own;
	state *asked;     /* [cap]: what each row of the question is */
	state beam[BEAM], next[BEAM], best;
	size_t n_beam, n_next;
	double cost;      /* of best; HUGE_VAL: none yet */
	int64_t refused, reached, changes[DEPTH_MAX], *used;
	double *costs;
} search;

static double cost_of(const search *w, const state *s)
{
	double sum = 0;
	for (size_t i = 0; i < s->n; i++) {
		size_t j = s->feature[i];
		double d = w->l.f.feature[j].category ? 1 : (s->value[i] - w->own[j]) / w->l.column[j].spread;
		sum += d * d;
	}
	return sqrt(sum);
}

/* A feature that a person can change, to this value. */
static bool may(const search *w, size_t j, double to)
{
	const cn_feature *f = &w->l.f.feature[j];
	double x = w->own[j];
	if (f->fixed || isnan(x) || x == to)
		return false;
	return f->direction == 0 || (f->direction > 0) == (to > x);
}

/* Keeps the best state of each last feature, the five best in all, the first among equals. */
static void keep(search *w, const state *s)
{
	size_t at;
	for (size_t i = 0; i < w->n_next; i++) {
		if (w->next[i].feature[s->n - 1] != s->feature[s->n - 1] || memcmp(w->next[i].feature, s->feature, (s->n - 1) * sizeof *s->feature) != 0)
			continue;
		if (w->next[i].score >= s->score)
			return;
		memmove(w->next + i, w->next + i + 1, (--w->n_next - i) * sizeof *w->next);
		break;
	}
	at = w->n_next;
	while (at > 0 && w->next[at - 1].score < s->score)
		at--;
	if (at == BEAM)
		return;
	size_t n = w->n_next < BEAM ? w->n_next + 1 : BEAM;
	memmove(w->next + at + 1, w->next + at, (n - at - 1) * sizeof *w->next);
	w->next[at] = *s;
	w->n_next = n;
}

static cn_code ask(search *w, size_t n, cn_err *err)
{
	CN_TRY(live_ask(&w->l, n, err));
	for (size_t q = 0; q < n; q++) {
		state *s = &w->asked[q];
		s->score = w->l.said[q];
		if (!live_yes(&w->l, s->score)) {
			keep(w, s);
			continue;
		}
		double cost = cost_of(w, s);
		if (cost < w->cost) {
			w->cost = cost;
			w->best = *s;
		}
	}
	return CN_OK;
}

static bool changes(const state *s, size_t j)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->feature[i] == j)
			return true;
	return false;
}

/* Every further change from one state. */
static cn_code grow(search *w, const state *from, cn_err *err)
{
	live *l = &w->l;
	size_t n = 0;
	for (size_t j = 0; j < l->k; j++) {
		for (size_t v = 0; v < w->n_value[j] && !changes(from, j); v++) {
			if (!may(w, j, w->value[j][v]))
				continue;
			state *s = &w->asked[n];
			double *to = l->ask + n++ * l->k;
			*s = *from;
			s->feature[s->n] = j;
			s->value[s->n++] = w->value[j][v];
			memcpy(to, w->own, l->k * sizeof *to);
			for (size_t i = 0; i < s->n; i++)
				to[s->feature[i]] = s->value[i];
			if (n == l->cap) {
				CN_TRY(ask(w, n, err));
				n = 0;
			}
		}
	}
	return ask(w, n, err);
}

static cn_code row_search(search *w, size_t row, cn_err *err)
{
	w->own = w->l.row + row * w->l.k;
	w->refused++;
	w->cost = HUGE_VAL;
	w->beam[0] = (state){ .n = 0 };
	w->n_beam = 1;
	for (int64_t depth = 0; depth < w->depth && isinf(w->cost); depth++) {
		w->n_next = 0;
		for (size_t b = 0; b < w->n_beam; b++)
			CN_TRY(grow(w, &w->beam[b], err));
		memcpy(w->beam, w->next, w->n_next * sizeof *w->beam);
		w->n_beam = w->n_next;
	}
	if (isinf(w->cost))
		return CN_OK;
	w->costs[w->reached++] = w->cost;
	w->changes[w->best.n - 1]++;
	for (size_t i = 0; i < w->best.n; i++)
		w->used[w->best.feature[i]]++;
	return CN_OK;
}

static int by_number(const void *p, const void *q)
{
	double x = *(const double *)p, y = *(const double *)q;
	return x < y ? -1 : x > y;
}

static cn_code measure(cn_arena *own, search *w, size_t values, cn_err *err)
{
	live *l = &w->l;
	w->value = CN_NEW(own, double *, l->k);
	w->n_value = CN_NEW(own, size_t, l->k);
	w->used = CN_NEW(own, int64_t, l->k);
	w->asked = CN_NEW(own, state, l->cap);
	w->costs = CN_NEW(own, double, l->n + 1);
	if (!w->value || !w->n_value || !w->used || !w->asked || !w->costs)
		return cn_arena_fail(own, err);
	for (size_t j = 0; j < l->k; j++)
		CN_TRY(live_values(own, &l->column[j], values, &w->value[j], &w->n_value[j], err));
	for (size_t row = 0; row < l->n; row++)
		if (!live_yes(l, l->score[row]))
			CN_TRY(row_search(w, row, err));
	qsort(w->costs, (size_t)w->reached, sizeof *w->costs, by_number);
	return CN_OK;
}

static cn_code take(cn_arena *a, const cn_take *in, cn_counts **ret, cn_err *err)
{
	search w = { 0 };
	int64_t rows, values;
	CN_TRY(cn_option_int(in, "rows", 500, 1, 20000, &rows, err));
	CN_TRY(cn_option_int(in, "values", 20, 2, 1000, &values, err));
	CN_TRY(cn_option_int(in, "depth", DEPTH_MAX, 1, DEPTH_MAX, &w.depth, err));
	CN_AUTO_ARENA own = cn_arena_new(LIVE_SCRATCH_BYTES);
	CN_TRY(live_begin(own, in, false, rows, &w.l, err));
	CN_TRY(measure(own, &w, (size_t)values, err));
	cn_counts *s = cn_stats_new(a, "recourse", (int64_t)w.l.n);
	if (!s)
		return cn_arena_fail(a, err);
	const int64_t refused[2] = { w.reached, w.refused };
	CN_TRY(cn_stats_put_counts(a, s, "refused", refused, 2, NULL, err));
	CN_TRY(cn_stats_put_counts(a, s, "changes", w.changes, (size_t)w.depth, NULL, err));
	CN_TRY(live_put_features(a, s, "used", &w.l, w.used, err));
	CN_TRY(cn_stats_put_reals(a, s, "cost", w.costs, (size_t)w.reached, NULL, err));
	*ret = s;
	return CN_OK;
}

const cn_procedure cn_procedure_recourse = {
	.name = "recourse",
	.title_en = "recourse: the fewest changes that a refused person could make to get a yes",
	.title_zh = "补救：被拒者可作出的、使结果变为同意的最少改变",
	.needs = CN_TAKE_TABLE | CN_TAKE_MODEL,
	.options = "rows  1..20000, 500 if absent: rows that are drawn; those refused are searched\n"
		   "values  2..1000, 20 if absent: values of a feature that are tried\n"
		   "depth  1..3, 3 if absent: changes at once",
	.take = take,
};
