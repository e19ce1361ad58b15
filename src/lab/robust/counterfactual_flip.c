/* counterfactual_flip: the same person, with another value of what may not count. For each protected feature every other value that occurs
 * is tried, all else equal. Protected are the attributes of `by` that the model takes, else the features that a person cannot change.
 * O(rows x values) questions. */
#include "lab/robust/live.h"

#include <math.h>

typedef struct flip {
	live l;
	protected_features p;
	int64_t *there, *turned; /* [p.n]: rows that have it; rows whose decision changed by it */
	int64_t any, gained, lost, left_out;
	size_t *queue;   /* [cap]: row * n + feature of each row of the question */
	uint8_t *turns;  /* [rows * n] */
} flip;

/* Asks what is queued, and marks whose decision it turned. */
static cn_code flush(flip *w, size_t n, cn_err *err)
{
	live *l = &w->l;
	CN_TRY(live_ask(l, n, err));
	for (size_t q = 0; q < n; q++) {
		size_t row = w->queue[q] / w->p.n;
		if (live_yes(l, l->said[q]) != live_yes(l, l->score[row]))
			w->turns[w->queue[q]] = 1;
	}
	return CN_OK;
}

static cn_code ask_all(flip *w, cn_err *err)
{
	live *l = &w->l;
	size_t n = 0;
	for (size_t at = 0; at < l->n * w->p.n; at++) {
		size_t i = at % w->p.n, j = w->p.feature[i];
		const double *x = l->row + at / w->p.n * l->k;
		for (size_t v = 0; v < w->p.n_value[i] && !isnan(x[j]); v++) {
			if (w->p.value[i][v] == x[j])
				continue;
			memcpy(l->ask + n * l->k, x, l->k * sizeof *x);
			l->ask[n * l->k + j] = w->p.value[i][v];
			w->queue[n++] = at;
			if (n < l->cap)
				continue;
			CN_TRY(flush(w, n, err));
			n = 0;
		}
	}
	return flush(w, n, err);
}

static void add_up(flip *w)
{
	for (size_t row = 0; row < w->l.n; row++) {
		bool any = false, there = false;
		for (size_t i = 0; i < w->p.n; i++) {
			bool own = !isnan(w->l.row[row * w->l.k + w->p.feature[i]]), turned = w->turns[row * w->p.n + i];
			w->there[i] += own;
			w->turned[i] += turned;
			there |= own;
			any |= turned;
		}
		w->left_out += !there;
		w->any += any;
		*(live_yes(&w->l, w->l.score[row]) ? &w->lost : &w->gained) += any;
	}
}

static cn_code take(cn_arena *a, const cn_take *in, cn_counts **ret, cn_err *err)
{
	flip w = { 0 };
	int64_t rows, values;
	CN_TRY(cn_option_int(in, "rows", 2000, 1, CN_LIVE_ROWS_MAX, &rows, err));
	CN_TRY(cn_option_int(in, "values", 20, 2, 1000, &values, err));
	CN_AUTO_ARENA own = cn_arena_new(LIVE_SCRATCH_BYTES);
	CN_TRY(live_begin(own, in, false, rows, &w.l, err));
	CN_TRY(live_protected(own, &w.l, (size_t)values, &w.p, err));
	w.there = CN_NEW(own, int64_t, w.p.n);
	w.turned = CN_NEW(own, int64_t, w.p.n);
	w.queue = CN_NEW(own, size_t, w.l.cap);
	w.turns = CN_NEW(own, uint8_t, w.l.n * w.p.n + 1);
	if (!w.queue || !w.turns || !w.there || !w.turned)
		return cn_arena_fail(own, err);
	CN_TRY(ask_all(&w, err));
	add_up(&w);
	cn_counts *s = cn_stats_new(a, "counterfactual_flip", (int64_t)w.l.n);
	cn_str *label = CN_NEW(a, cn_str, w.p.n);
	if (!s || !label)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < w.p.n; i++)
		label[i] = w.l.f.feature[w.p.feature[i]].name;
	const int64_t all[2] = { w.any, (int64_t)w.l.n - w.left_out }, way[2] = { w.gained, w.lost };
	CN_TRY(cn_stats_put_counts(a, s, "turned", all, 2, NULL, err));
	CN_TRY(cn_stats_put_counts(a, s, "way", way, 2, NULL, err));
	CN_TRY(cn_stats_put_counts(a, s, "feature.turned", w.turned, w.p.n, label, err));
	CN_TRY(cn_stats_put_counts(a, s, "feature.rows", w.there, w.p.n, label, err));
	*ret = s;
	return CN_OK;
}

const cn_procedure cn_procedure_counterfactual_flip = {
	.name = "counterfactual_flip",
	.title_en = "counterfactual flip: the same rows with every other value of what may not count",
	.title_zh = "反事实翻转：同一行换成受保护特征的其他取值",
	.needs = CN_TAKE_TABLE | CN_TAKE_MODEL | CN_TAKE_GROUPS,
	.options = "rows  1..100000, 2000 if absent: rows that are drawn and measured\n"
		   "values  2..1000, 20 if absent: values of a number that are tried",
	.take = take,
};
