/* sequential_flips: counterfactual_flip, asked for until its share is certainly above or below a limit. */
#include "lab/robust/live.h"
#include "lab/sequential/turn.h"

#include <math.h>

typedef struct flips {
	live l;
	protected_features p;
	double *ask, *said;
	size_t *of; /* which row of the batch a question is about; the first of each is the row as it is */
} flips;

static int64_t queries(const void *self, size_t row)
{
	const flips *w = self;
	int64_t n = 1;
	for (size_t i = 0; i < w->p.n; i++) {
		double own = w->l.f.row[row * w->l.k + w->p.feature[i]];
		for (size_t v = 0; v < w->p.n_value[i] && !isnan(own); v++)
			n += w->p.value[i][v] != own;
	}
	return n;
}

/* Lays the questions of one row from place n; gives the place after them. */
static size_t lay(flips *w, size_t row, size_t batch_row, size_t n)
{
	size_t k = w->l.k;
	const double *x = w->l.f.row + row * k;
	memcpy(w->ask + n * k, x, k * sizeof *x);
	w->of[n++] = batch_row;
	for (size_t i = 0; i < w->p.n; i++) {
		size_t j = w->p.feature[i];
		for (size_t v = 0; v < w->p.n_value[i] && !isnan(x[j]); v++) {
			if (w->p.value[i][v] == x[j])
				continue;
			memcpy(w->ask + n * k, x, k * sizeof *x);
			w->ask[n * k + j] = w->p.value[i][v];
			w->of[n++] = batch_row;
		}
	}
	return n;
}

static cn_code ask(void *self, const size_t *row, size_t n, uint8_t *event, cn_err *err)
{
	flips *w = self;
	size_t asked = 0;
	for (size_t i = 0; i < n; i++)
		asked = lay(w, row[i], i, asked);
	CN_TRY(cn_ask(w->l.model, w->ask, asked, w->said, err));
	for (size_t q = 0, first = 0; q < asked; q++) {
		first = w->of[q] == w->of[first] ? first : q;
		if (live_yes(&w->l, w->said[q]) != live_yes(&w->l, w->said[first]))
			event[w->of[q]] = 1;
	}
	return CN_OK;
}

static cn_code rows_of(cn_arena *own, flips *w, int64_t batch, size_t **ret, size_t *ret_n, cn_err *err)
{
	size_t *row = CN_NEW(own, size_t, w->l.f.n_rows + 1), n = 0, most = 1, cells;
	if (!row)
		return cn_arena_fail(own, err);
	for (size_t i = 0; i < w->p.n; i++)
		most += w->p.n_value[i];
	if (!cn_mul((size_t)batch * most, w->l.k, &cells) || cells > CN_FRAME_VALUES_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "a batch asks about more than %d numbers: make it smaller", CN_FRAME_VALUES_MAX);
	w->ask = CN_NEW(own, double, cells + 1);
	w->said = CN_NEW(own, double, (size_t)batch *most);
	w->of = CN_NEW(own, size_t, (size_t)batch * most);
	if (!w->ask || !w->said || !w->of)
		return cn_arena_fail(own, err);
	for (size_t i = 0; i < w->l.f.n_rows; i++)
		if (queries(w, i) > 1) /* a row that has none of the features says nothing */
			row[n++] = i;
	*ret = row;
	*ret_n = n;
	return CN_OK;
}

static cn_code take(cn_arena *a, const cn_take *in, cn_counts **ret, cn_err *err)
{
	flips w = { 0 };
	int64_t batch, values;
	size_t *row, n;
	CN_TRY(cn_option_int(in, "batch", 50, 1, TURN_BATCH_MAX, &batch, err));
	CN_TRY(cn_option_int(in, "values", 20, 2, 1000, &values, err));
	CN_AUTO_ARENA own = cn_arena_new(TURN_SCRATCH_BYTES);
	CN_TRY(live_lay(own, in, false, &w.l, err));
	CN_TRY(live_protected(own, &w.l, (size_t)values, &w.p, err));
	CN_TRY(rows_of(own, &w, batch, &row, &n, err));
	const turn t = { &w, queries, ask, row, n };
	return turn_take(a, in, "sequential_flips", &t, ret, err);
}

const cn_procedure cn_procedure_sequential_flips = {
	.name = "sequential_flips",
	.title_en = "counterfactual flip, asked for one batch after the other until the limit is decided",
	.title_zh = "反事实翻转：逐批询问，直到限值得以判定",
	.needs = CN_TAKE_TABLE | CN_TAKE_MODEL | CN_TAKE_LIMIT | CN_TAKE_GROUPS,
	.options = TURN_OPTIONS "\n"
				"values  2..1000, 20 if absent: values of a number that are tried",
	.take = take,
};
