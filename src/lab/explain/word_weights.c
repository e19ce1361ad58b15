/* word_weights: what the words of a text add to a score, exactly, for a linear model of words; and of the refused, the words that lower the score
 * most, which are the reasons that they would be told. One pass over the texts that are drawn. */
#include "lab/explain/explain.h"
#include "lab/model/model.h"

#include <math.h>

enum { SHOWN = 20 };

typedef struct weighing {
	const cn_tfidf *model;
	double threshold;
	int64_t reasons;
	double *size, *square;  /* [terms]: of |weight|, and of its square */
	int64_t *reason;        /* [terms]: refused texts that would be told it */
	double *of;             /* [terms]: of one text, settled */
	placed *order;          /* [terms] */
	int64_t refused, without;
	double error;
} weighing;

static void reasons_of(weighing *w, const cn_explained_text *x)
{
	for (size_t k = 0; k < x->n; k++)
		w->of[k] = x->weight[k].of;
	attributions_settle(w->of, 1, x->n);
	for (size_t k = 0; k < x->n; k++)
		w->order[k] = (placed){ -w->of[k], x->weight[k].at };
	places_sort(w->order, x->n);
	w->refused++;
	w->without += x->n == 0 || !(w->order[0].x > 0);
	for (size_t k = 0; k < x->n && (int64_t)k < w->reasons && w->order[k].x > 0; k++)
		w->reason[w->order[k].at]++;
}

static cn_code weigh(void *arg, const cn_explained_text *x, cn_err *err)
{
	weighing *w = arg;
	double sum = cn_tfidf_intercept(w->model);
	(void)err;
	for (size_t k = 0; k < x->n; k++) {
		double of = x->weight[k].of;
		sum += of;
		w->size[x->weight[k].at] += fabs(of);
		w->square[x->weight[k].at] += of * of;
	}
	w->error = fmax(w->error, fabs(sum - x->margin));
	if (x->score < w->threshold)
		reasons_of(w, x);
	return CN_OK;
}

static cn_code weighing_new(cn_arena *own, const live *l, weighing *w, cn_err *err)
{
	size_t n = cn_tfidf_terms(l->model->words);
	w->model = l->model->words;
	w->threshold = l->model->threshold;
	w->size = CN_NEW(own, double, n);
	w->square = CN_NEW(own, double, n);
	w->of = CN_NEW(own, double, n);
	w->reason = CN_NEW(own, int64_t, n);
	w->order = CN_NEW(own, placed, n);
	return cn_arena_ok(own) ? CN_OK : cn_arena_fail(own, err);
}

static cn_code texts_weigh(cn_arena *own, const live *l, weighing *w, cn_err *err)
{
	cn_str *text = CN_NEW(own, cn_str, l->n + 1);
	if (!text)
		return cn_arena_fail(own, err);
	for (size_t i = 0; i < l->n; i++)
		text[i] = l->f.feature[0].level[(size_t)l->row[i]]; /* the model was asked about every row: none lacks its text */
	return cn_tfidf_explain(w->model, text, l->n, weigh, w, err);
}

/* The terms of most weight, and of the refused those told most often: no result has room for a vocabulary. */
static cn_code put(cn_arena *a, const live *l, weighing *w, cn_counts *s, cn_err *err)
{
	size_t terms = cn_tfidf_terms(w->model), n = 0, told = 0;
	double size[SHOWN], square[SHOWN], intercept = cn_tfidf_intercept(w->model);
	int64_t reason[SHOWN], occur = 0;
	cn_str name[SHOWN];
	const int64_t without[2] = { w->without, w->refused };
	for (size_t i = 0; i < terms; i++)
		occur += w->size[i] > 0;
	places_by(w->size, terms, 1, w->order);
	for (; n < SHOWN && n < terms && w->order[n].x > 0; n++) {
		name[n] = cn_tfidf_term(w->model, w->order[n].at);
		size[n] = w->order[n].x;
		square[n] = w->square[w->order[n].at];
	}
	CN_TRY(live_put(a, s, "rows", (int64_t)l->n, err));
	CN_TRY(live_put(a, s, "terms", occur, err));
	CN_TRY(cn_stats_put_reals(a, s, "size", size, n, name, err));
	CN_TRY(cn_stats_put_reals(a, s, "square", square, n, NULL, err));
	CN_TRY(cn_stats_put_reals(a, s, "intercept", &intercept, 1, NULL, err));
	CN_TRY(cn_stats_put_reals(a, s, "additivity_error", &w->error, 1, NULL, err));
	for (size_t i = 0; i < terms; i++)
		w->order[i] = (placed){ (double)w->reason[i], i };
	places_sort(w->order, terms);
	for (; told < SHOWN && told < terms && w->order[told].x > 0; told++) {
		name[told] = cn_tfidf_term(w->model, w->order[told].at);
		reason[told] = (int64_t)w->order[told].x;
	}
	CN_TRY(cn_stats_put_counts(a, s, "refused.without", without, 2, NULL, err));
	return cn_stats_put_counts(a, s, "reasons", reason, told, name, err);
}

static cn_code take(cn_arena *a, const cn_take *in, cn_counts **ret, cn_err *err)
{
	live l;
	weighing w = { 0 };
	int64_t rows;
	CN_TRY(cn_option_int(in, "rows", 10000, 1, CN_LIVE_ROWS_MAX, &rows, err));
	CN_TRY(cn_option_int(in, "reasons", 4, 1, 20, &w.reasons, err));
	if (!in->model->words)
		return CN_FAIL(err, CN_EUNDEFINED, "word_weights explains linear models of words that are read here: adapter: tfidf");
	CN_AUTO_ARENA own = cn_arena_new(LIVE_SCRATCH_BYTES);
	CN_TRY(live_begin(own, in, false, rows, &l, err));
	CN_TRY(weighing_new(own, &l, &w, err));
	CN_TRY(texts_weigh(own, &l, &w, err));
	cn_counts *s = cn_stats_new(a, "word_weights", (int64_t)l.n);
	if (!s)
		return cn_arena_fail(a, err);
	CN_TRY(put(a, &l, &w, s, err));
	*ret = s;
	return CN_OK;
}

const cn_procedure cn_procedure_word_weights = {
	.name = "word_weights",
	.title_en = "what the words of a text add to its score, exactly",
	.title_zh = "文本中各词对分数的精确贡献",
	.needs = CN_TAKE_TABLE | CN_TAKE_MODEL,
	.options = "rows  1..100000, 10000 if absent: rows that are drawn\n"
		   "reasons  1..20, 4 if absent: words that a refused person is told",
	.take = take,
};
