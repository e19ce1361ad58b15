/* permutation_importance: how much accuracy is lost when one feature is shuffled between the rows (Breiman 2001).
 * O(features x repeats x rows) questions. */
#include "lab/explain/explain.h"

typedef struct importance {
	live l;
	int64_t repeats;
	double *shuffled; /* [n]: the feature */
	int32_t *right;   /* [n]: of the repeats */
	int64_t *lost, *gained, *square, *fixed; /* [k] */
} importance;

static bool is_right(const live *l, size_t row, double score)
{
	return live_yes(l, score) == (l->label[row] == 1);
}

static cn_code repeat(importance *p, size_t j, cn_err *err)
{
	live *l = &p->l;
	for (size_t i = l->n; i-- > 1;) {
		size_t with = (size_t)cn_rng_below(&l->rng, i + 1);
		double keep = p->shuffled[i];
		p->shuffled[i] = p->shuffled[with];
		p->shuffled[with] = keep;
	}
	for (size_t from = 0; from < l->n; from += l->cap) {
		size_t n = l->n - from < l->cap ? l->n - from : l->cap;
		memcpy(l->ask, l->row + from * l->k, n * l->k * sizeof *l->ask);
		for (size_t i = 0; i < n; i++)
			l->ask[i * l->k + j] = p->shuffled[from + i];
		CN_TRY(live_ask(l, n, err));
		for (size_t i = 0; i < n; i++)
			p->right[from + i] += is_right(l, from + i, l->said[i]);
	}
	return CN_OK;
}

static cn_code feature(importance *p, size_t j, cn_err *err)
{
	live *l = &p->l;
	cn_rng_init(&l->rng, l->in->seed); /* each feature is shuffled alike */
	for (size_t i = 0; i < l->n; i++) {
		p->shuffled[i] = l->row[i * l->k + j];
		p->right[i] = 0;
	}
	for (int64_t r = 0; r < p->repeats; r++)
		CN_TRY(repeat(p, j, err));
	for (size_t i = 0; i < l->n; i++) {
		int64_t lost = (is_right(l, i, l->score[i]) ? p->repeats : 0) - p->right[i];
		*(lost < 0 ? &p->gained[j] : &p->lost[j]) += lost < 0 ? -lost : lost;
		p->square[j] += lost * lost;
	}
	p->fixed[j] = l->f.feature[j].fixed;
	return CN_OK;
}

static cn_code measure(cn_arena *own, importance *p, cn_err *err)
{
	p->shuffled = CN_NEW(own, double, p->l.n + 1);
	p->right = CN_NEW(own, int32_t, p->l.n + 1);
	p->lost = CN_NEW(own, int64_t, p->l.k);
	p->gained = CN_NEW(own, int64_t, p->l.k);
	p->square = CN_NEW(own, int64_t, p->l.k);
	p->fixed = CN_NEW(own, int64_t, p->l.k);
	if (!p->shuffled || !p->right || !p->lost || !p->gained || !p->square || !p->fixed)
		return cn_arena_fail(own, err);
	for (size_t j = 0; j < p->l.k; j++)
		CN_TRY(feature(p, j, err));
	return CN_OK;
}

static cn_code take(cn_arena *a, const cn_take *in, cn_counts **ret, cn_err *err)
{
	importance p = { 0 };
	int64_t rows;
	CN_TRY(cn_option_int(in, "rows", 2000, 1, CN_LIVE_ROWS_MAX, &rows, err));
	CN_TRY(cn_option_int(in, "repeats", 5, 1, 1000, &p.repeats, err));
	CN_AUTO_ARENA own = cn_arena_new(LIVE_SCRATCH_BYTES);
	CN_TRY(live_begin(own, in, true, rows, &p.l, err));
	CN_TRY(measure(own, &p, err));
	cn_counts *s = cn_stats_new(a, "permutation_importance", (int64_t)p.l.n);
	if (!s)
		return cn_arena_fail(a, err);
	CN_TRY(live_put(a, s, "rows", (int64_t)p.l.n, err));
	CN_TRY(live_put(a, s, "repeats", p.repeats, err));
	CN_TRY(live_put_features(a, s, "lost", &p.l, p.lost, err));
	CN_TRY(live_put_features(a, s, "gained", &p.l, p.gained, err));
	CN_TRY(live_put_features(a, s, "square", &p.l, p.square, err));
	CN_TRY(live_put_features(a, s, "fixed", &p.l, p.fixed, err));
	*ret = s;
	return CN_OK;
}

const cn_procedure cn_procedure_permutation_importance = {
	.name = "permutation_importance",
	.title_en = "permutation importance: accuracy lost when one feature is shuffled between the rows",
	.title_zh = "置换重要性：把一个特征在各行间打乱后损失的准确率",
	.needs = CN_TAKE_TABLE | CN_TAKE_MODEL | CN_TAKE_LABEL,
	.options = "rows  1..100000, 2000 if absent: rows that are drawn and measured\n"
		   "repeats  1..1000, 5 if absent: shuffles of each feature",
	.take = take,
};
