/* attribute_inference: an attacker who knows everything about a person but one attribute, and the answer that the person got, tries each
 * value of the attribute and takes the one whose answer comes nearest; among equals the commonest value.
 *
 * The answer is the score as it is shown (rounded to some digits), or the decision alone. Whoever always says the commonest value is right
 * at the base rate; what counts is what the answers add. O(rows x values) questions. */
#include "lab/attack/attack.h"
#include "lab/robust/live.h"

#include <math.h>

typedef struct hidden {
	size_t feature, n;
	const double *value;
	int64_t rows[HIDDEN_VALUES_MAX]; /* of the whole table that have the value */
	size_t commonest;
} hidden;

static cn_code hidden_find(const cn_take *in, const live *l, hidden *h, cn_err *err)
{
	cn_str name;
	CN_TRY(take_text(in, "feature", "", &name, err));
	if (!name.n)
		return CN_FAIL(err, CN_EINPUT, "option \"feature\" has to name a feature of the model");
	while (h->feature < l->k && !cn_eq(l->f.feature[h->feature].name, name))
		h->feature++;
	if (h->feature == l->k)
		return CN_FAIL(err, CN_EINPUT, "the model has no feature \"%.*s\"", CN_FMT(cn_sub(name, 0, 80)));
	const live_column *c = &l->column[h->feature];
	h->n = c->n_other;
	h->value = c->other;
	if (h->n > HIDDEN_VALUES_MAX)
		return CN_FAIL(err, CN_EUNDEFINED, "\"%.*s\" has more than %d values: it is not guessed by trying each", CN_FMT(name), HIDDEN_VALUES_MAX);
	for (size_t i = 0, v = 0; i < c->n; i++) {
		v += c->value[i] != h->value[v];
		h->rows[v]++;
	}
	for (size_t v = 0; v < h->n; v++)
		h->commonest = h->rows[v] > h->rows[h->commonest] ? v : h->commonest;
	return CN_OK;
}

/* The value whose answer is nearest to the one got (far[v]: how far it is). */
static size_t nearest(const hidden *h, const double *far)
{
	size_t best = h->commonest;
	assert(best < h->n);
	for (size_t v = 0; v < h->n; v++)
		if (far[v] < far[best] || (far[v] == far[best] && h->rows[v] > h->rows[best]))
			best = v;
	return best;
}

enum { GAINED, LOST, ROWS, TALLIES };

static void tally(int64_t *t, bool right, bool base)
{
	t[GAINED] += right && !base;
	t[LOST] += base && !right;
	t[ROWS]++;
}

/* score[v]: with each value; `own` with the true one. */
static void guess(const hidden *h, const double *score, double own, double threshold, double scale, size_t truth, int64_t *by_score,
		  int64_t *by_decision)
{
	double shown[HIDDEN_VALUES_MAX], decided[HIDDEN_VALUES_MAX];
	for (size_t v = 0; v < h->n; v++) {
		shown[v] = fabs(floor(score[v] * scale + 0.5) - floor(own * scale + 0.5));
		decided[v] = (score[v] >= threshold) != (own >= threshold);
	}
	tally(by_score, nearest(h, shown) == truth, h->commonest == truth);
	tally(by_decision, nearest(h, decided) == truth, h->commonest == truth);
}

static cn_code values_put(cn_arena *a, cn_counts *s, const cn_feature *f, const hidden *h, cn_err *err)
{
	cn_str *name = CN_NEW(a, cn_str, h->n + 1);
	for (size_t v = 0; name && v < h->n; v++) {
		char text[CN_REAL_BYTES];
		cn_real_text(h->value[v], text);
		name[v] = f->category ? f->level[(size_t)h->value[v]] : cn_str_copy(a, cn_str_z(text));
	}
	return name ? cn_stats_put_counts(a, s, "values", h->rows, h->n, name, err) : cn_arena_fail(a, err);
}

static cn_code attack(live *l, const hidden *h, int64_t digits, int64_t *by_score, int64_t *by_decision, cn_err *err)
{
	double scale = 1;
	for (int64_t d = 0; d < digits; d++)
		scale *= 10;
	for (size_t i = 0; i < l->n; i++) {
		const double *x = l->row + i * l->k;
		size_t truth = 0;
		if (isnan(x[h->feature]))
			continue;
		while (h->value[truth] != x[h->feature])
			truth++;
		for (size_t v = 0; v < h->n; v++) {
			memcpy(l->ask + v * l->k, x, l->k * sizeof *x);
			l->ask[v * l->k + h->feature] = h->value[v];
		}
		CN_TRY(live_ask(l, h->n, err));
		guess(h, l->said, l->score[i], l->model->threshold, scale, truth, by_score, by_decision);
	}
	return CN_OK;
}

static cn_code take(cn_arena *a, const cn_take *in, cn_counts **ret, cn_err *err)
{
	live l;
	hidden h = { 0 };
	int64_t rows, digits, by_score[TALLIES] = { 0 }, by_decision[TALLIES] = { 0 };
	CN_TRY(cn_option_int(in, "rows", 1000, 1, CN_LIVE_ROWS_MAX, &rows, err));
	CN_TRY(cn_option_int(in, "digits", 2, 0, 15, &digits, err));
	CN_AUTO_ARENA own = cn_arena_new(LIVE_SCRATCH_BYTES);
	CN_TRY(live_begin(own, in, false, rows, &l, err));
	CN_TRY(hidden_find(in, &l, &h, err));
	CN_TRY(attack(&l, &h, digits, by_score, by_decision, err));
	cn_counts *s = cn_stats_new(a, "attribute_inference", by_score[ROWS]);
	if (!s)
		return cn_arena_fail(a, err);
	CN_TRY(cn_stats_put_counts(a, s, "score", by_score, TALLIES, NULL, err));
	CN_TRY(cn_stats_put_counts(a, s, "decision", by_decision, TALLIES, NULL, err));
	CN_TRY(values_put(a, s, &l.f.feature[h.feature], &h, err));
	*ret = s;
	return CN_OK;
}

const cn_procedure cn_procedure_attribute_inference = {
	.name = "attribute_inference",
	.title_en = "attribute inference: a hidden attribute guessed from the model's answers by trying each value",
	.title_zh = "属性推断：逐个尝试取值，凭模型的回答猜测隐藏的属性",
	.needs = CN_TAKE_TABLE | CN_TAKE_MODEL,
	.options = "feature  the feature that is hidden from the attacker\n"
		   "rows  1..100000, 1000 if absent: people attacked\n"
		   "digits  0..15, 2 if absent: decimals of the score that the attacker sees",
	.take = take,
};
