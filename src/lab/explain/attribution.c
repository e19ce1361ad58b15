/* attribution: are explanations of single decisions worth anything? Each row's features are put in order by what they add to the score for
 * its decision; then taken away in that order, and put in (Petsiuk and others 2018). A row is explained again with a little noise. Of the
 * refused, the features that lower the score most are the reasons that they would be told.
 * O(rows x features x (3 + repeats)) questions. */
#include "lab/explain/explain.h"
#include "lab/model/model.h"

#include <math.h>

typedef struct sum {
	double sum, square;
} sum;

typedef struct explain {
	live l;
	const cn_shap *shap;         /* NULL: by occlusion */
	double error;                /* the largest that Shapley values fail to add up to a margin */
	double *with_base;           /* [LIVE_CHUNK * (k + 1)]: Shapley values as they come; NULL until they are needed */
	int64_t repeats, noise, reasons;
	double *of;                  /* [n * k] attributions */
	placed *order;               /* [k] of one row */
	double *near, *score, *again, *rank; /* [LIVE_CHUNK * k], [LIVE_CHUNK], [LIVE_CHUNK * k], [2 k]: rows with noise */
	sum deletion, insertion, gap, stability;
	double *curve[2], *square[2]; /* [k + 1]: deletion, insertion */
	int64_t stable_rows, outside; /* rows whose stability has a number; scores outside 0..1 */
	int64_t refused, actionable, without, *reason;
} explain;

static void add(sum *s, double x)
{
	s->sum += x;
	s->square += x * x;
}

/* The score for the decision that was made. */
static double for_decision(explain *e, bool yes, double score)
{
	e->outside += !(score >= 0 && score <= 1);
	return yes ? score : 1 - score;
}

/* Lays a row with one feature after the other taken away (or put in); returns where the next row goes. */
static double *lay_walk(const explain *e, const double *x, bool insert, double *to)
{
	const live *l = &e->l;
	for (size_t s = 0; s <= l->k; s++, to += l->k) {
		for (size_t i = 0; i < l->k; i++) {
			size_t j = e->order[i].at;
			to[j] = (i < s) == insert ? x[j] : l->column[j].typical;
		}
	}
	return to;
}

/* The area below the score for the decision. */
static double walked(explain *e, bool yes, bool insert, const double *said)
{
	double area = 0;
	for (size_t s = 0; s <= e->l.k; s++) {
		double v = for_decision(e, yes, said[s]);
		e->curve[insert][s] += v;
		e->square[insert][s] += v * v;
		area += s == 0 || s == e->l.k ? v / 2 : v;
	}
	return area / (double)e->l.k;
}

static cn_code faithful(explain *e, cn_err *err)
{
	live *l = &e->l;
	size_t each = l->cap / (2 * (l->k + 1));
	for (size_t from = 0; from < l->n; from += each) {
		size_t n = l->n - from < each ? l->n - from : each;
		double *to = l->ask;
		for (size_t row = from; row < from + n; row++) {
			/* what speaks for the decision first */
			places_by(e->of + row * l->k, l->k, live_yes(l, l->score[row]) ? 1 : -1, e->order);
			to = lay_walk(e, l->row + row * l->k, false, to);
			to = lay_walk(e, l->row + row * l->k, true, to);
		}
		CN_TRY(live_ask(l, n * 2 * (l->k + 1), err));
		for (size_t i = 0; i < n; i++) {
			const double *said = l->said + i * 2 * (l->k + 1);
			bool yes = live_yes(l, l->score[from + i]);
			double out = walked(e, yes, false, said), in = walked(e, yes, true, said + l->k + 1);
			add(&e->deletion, out);
			add(&e->insertion, in);
			add(&e->gap, in - out);
		}
	}
	return CN_OK;
}

/* A row's attributions against those of the row with noise, the mean over repeats. */
static void stable_row(explain *e, size_t row, const double *again)
{
	double total = 0, r;
	int64_t n = 0;
	for (int64_t q = 0; q < e->repeats; q++) {
		if (!rank_correlation(e->of + row * e->l.k, again + (size_t)q * e->l.k, e->l.k, e->rank, e->order, &r))
			continue;
		total += r;
		n++;
	}
	if (n == 0)
		return;
	e->stable_rows++;
	add(&e->stability, total / (double)n);
}

/* Exact Shapley values where the model is trees that we read and the option does not say otherwise. */
static cn_code choose(cn_arena *own, explain *e, cn_err *err)
{
	cn_str by;
	const cn_trees *t = e->l.model->trees;
	CN_TRY(take_text(e->l.in, "by", "", &by, err));
	bool can = t && cn_trees_features(t) == e->l.k && cn_trees_groups(t) == 1 && cn_trees_weighted(t);
	if (by.n && !cn_eqz(by, "occlusion") && !cn_eqz(by, "shapley"))
		return CN_FAIL(err, CN_EINPUT, "option \"by\" is shapley or occlusion");
	if (cn_eqz(by, "shapley") && !can)
		return CN_FAIL(err, CN_EUNDEFINED, "exact Shapley values need trees that are read here, with one output and the weights of their nodes");
	cn_shap *shap = NULL;
	if (can && !cn_eqz(by, "occlusion"))
		CN_TRY(cn_shap_new(own, t, &shap, err));
	e->shap = shap;
	return CN_OK;
}

static cn_code attribute(cn_arena *own, explain *e, const double *row, const double *score, size_t n, double *ret, cn_err *err)
{
	size_t k = e->l.k;
	if (!e->shap)
		return attributions_of(&e->l, row, score, n, ret, err);
	for (size_t from = 0; from < n; from += LIVE_CHUNK) {
		size_t some = n - from < LIVE_CHUNK ? n - from : LIVE_CHUNK;
		double off, *all = e->with_base ? e->with_base : CN_NEW(own, double, LIVE_CHUNK * (k + 1));
		if (!all)
			return cn_arena_fail(own, err);
		e->with_base = all;
		CN_TRY(cn_shap_explain(e->shap, row + from * k, some, all, &off, err));
		e->error = fmax(e->error, off);
		for (size_t i = 0; i < some; i++)
			memcpy(ret + (from + i) * k, all + i * (k + 1), k * sizeof *ret);
	}
	attributions_settle(ret, n, k);
	return CN_OK;
}

static cn_code stable(cn_arena *own, explain *e, cn_err *err)
{
	live *l = &e->l;
	size_t k = l->k, repeats = (size_t)e->repeats, each = LIVE_CHUNK / repeats;
	for (size_t from = 0; from < l->n; from += each) {
		size_t n = l->n - from < each ? l->n - from : each;
		for (size_t q = 0; q < n * repeats; q++) {
			const double *x = l->row + (from + q / repeats) * k;
			for (size_t j = 0; j < k; j++)
				e->near[q * k + j] =
					live_moves(l, j, x[j]) ? x[j] + live_gauss(&l->rng) * l->column[j].spread * (double)e->noise / 100 : x[j];
		}
		CN_TRY(cn_ask(l->model, e->near, n * repeats, e->score, err));
		CN_TRY(attribute(own, e, e->near, e->score, n * repeats, e->again, err));
		for (size_t i = 0; i < n; i++)
			stable_row(e, from + i, e->again + i * repeats * k);
	}
	return CN_OK;
}

/* Can a person move this feature towards the typical value? */
static bool actionable(const live *l, size_t j, double x)
{
	const cn_feature *f = &l->f.feature[j];
	if (f->fixed)
		return false;
	return f->direction == 0 || isnan(x) || (f->direction > 0) == (l->column[j].typical > x);
}

static void reasons(explain *e, size_t row)
{
	const double *of = e->of + row * e->l.k;
	bool any = false;
	e->refused++;
	places_by(of, e->l.k, -1, e->order);
	e->without += of[e->order[0].at] >= 0;
	for (size_t i = 0; i < e->l.k && (int64_t)i < e->reasons && of[e->order[i].at] < 0; i++) {
		size_t j = e->order[i].at;
		e->reason[j]++;
		any |= actionable(&e->l, j, e->l.row[row * e->l.k + j]);
	}
	e->actionable += any;
}

static cn_code measure(cn_arena *own, explain *e, cn_err *err)
{
	live *l = &e->l;
	size_t k = l->k, again = LIVE_CHUNK;
	e->of = CN_NEW(own, double, l->n * k + 1);
	e->order = CN_NEW(own, placed, k);
	e->near = CN_NEW(own, double, again * k);
	e->score = CN_NEW(own, double, again);
	e->again = CN_NEW(own, double, again * k);
	e->rank = CN_NEW(own, double, 2 * k);
	e->reason = CN_NEW(own, int64_t, k);
	for (size_t i = 0; i < 2; i++) {
		e->curve[i] = CN_NEW(own, double, k + 1);
		e->square[i] = CN_NEW(own, double, k + 1);
	}
	if (!cn_arena_ok(own))
		return cn_arena_fail(own, err);
	CN_TRY(choose(own, e, err));
	CN_TRY(attribute(own, e, l->row, l->score, l->n, e->of, err));
	for (size_t row = 0; row < l->n; row++)
		if (!live_yes(l, l->score[row]))
			reasons(e, row);
	CN_TRY(faithful(e, err));
	return stable(own, e, err);
}

static cn_code put(cn_arena *a, const explain *e, cn_counts *s, cn_err *err)
{
	static const char *const name[4] = { "deletion_auc", "insertion_auc", "faithfulness_gap", "explanation_stability" };
	const sum *of[4] = { &e->deletion, &e->insertion, &e->gap, &e->stability };
	const int64_t refused[2] = { e->actionable, e->refused }, without[2] = { e->without, e->refused };
	CN_TRY(live_put(a, s, "rows", (int64_t)e->l.n, err));
	CN_TRY(live_put(a, s, "stable", e->stable_rows, err));
	CN_TRY(live_put(a, s, "outside", e->outside, err));
	CN_TRY(live_put(a, s, "shapley", e->shap != NULL, err));
	CN_TRY(cn_stats_put_reals(a, s, "shapley.error", &e->error, 1, NULL, err));
	for (size_t i = 0; i < 4; i++) {
		const double x[2] = { of[i]->sum, of[i]->square };
		CN_TRY(cn_stats_put_reals(a, s, name[i], x, 2, NULL, err));
	}
	CN_TRY(cn_stats_put_reals(a, s, "deletion_auc.curve", e->curve[0], e->l.k + 1, NULL, err));
	CN_TRY(cn_stats_put_reals(a, s, "deletion_auc.square", e->square[0], e->l.k + 1, NULL, err));
	CN_TRY(cn_stats_put_reals(a, s, "insertion_auc.curve", e->curve[1], e->l.k + 1, NULL, err));
	CN_TRY(cn_stats_put_reals(a, s, "insertion_auc.square", e->square[1], e->l.k + 1, NULL, err));
	CN_TRY(cn_stats_put_counts(a, s, "refused.actionable", refused, 2, NULL, err));
	CN_TRY(cn_stats_put_counts(a, s, "refused.without", without, 2, NULL, err));
	return live_put_features(a, s, "reasons", &e->l, e->reason, err);
}

static cn_code take(cn_arena *a, const cn_take *in, cn_counts **ret, cn_err *err)
{
	explain e = { 0 };
	int64_t rows;
	CN_TRY(cn_option_int(in, "rows", 500, 1, 10000, &rows, err));
	CN_TRY(cn_option_int(in, "repeats", 5, 1, 100, &e.repeats, err));
	CN_TRY(cn_option_int(in, "noise", 5, 1, 100, &e.noise, err));
	CN_TRY(cn_option_int(in, "reasons", 4, 1, 20, &e.reasons, err));
	CN_AUTO_ARENA own = cn_arena_new(LIVE_SCRATCH_BYTES);
	CN_TRY(live_begin(own, in, false, rows, &e.l, err));
	CN_TRY(measure(own, &e, err));
	cn_counts *s = cn_stats_new(a, "attribution", (int64_t)e.l.n);
	if (!s)
		return cn_arena_fail(a, err);
	CN_TRY(put(a, &e, s, err));
	*ret = s;
	return CN_OK;
}

const cn_procedure cn_procedure_attribution = {
	.name = "attribution",
	.title_en = "attribution: what each feature adds to a decision, whether that is so, and the reasons of refusals",
	.title_zh = "归因：各特征对决定的贡献、其可信程度以及拒绝的理由",
	.needs = CN_TAKE_TABLE | CN_TAKE_MODEL,
	.options = "by  shapley or occlusion; if absent, shapley where the model is trees that are read here, else occlusion\n"
		   "rows  1..10000, 500 if absent: rows that are drawn and explained\n"
		   "repeats  1..100, 5 if absent: times that a row is explained again with noise\n"
		   "noise  1..100, 5 if absent: per cent of each number's standard deviation\n"
		   "reasons  1..20, 4 if absent: reasons that a refused person is told",
	.take = take,
};
