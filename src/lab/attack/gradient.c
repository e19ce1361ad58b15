/* gradient_attack: one step against the estimated gradient of the score (Goodfellow and others 2015, by finite differences).
 *
 * Such an attack says nothing about a model that is constant between jumps: every difference is 0, no row moves, and what it reports as
 * success is what the model gets wrong without any attack. So it is refused there, and also where no difference was ever found.
 * O(rows x features) questions. */
#include "lab/attack/attack.h"
#include "lab/robust/live.h"

#include <math.h>

typedef struct push {
	live l;
	int *sign; /* of each feature: which way the score rises; 0: it does not, or nobody can move it */
	double step[GRADIENT_STEPS];
	int64_t right[2], turned[GRADIENT_STEPS], moved;
} push;

static void probe_put(const live *l, size_t at, const double *x, size_t feature, double by)
{
	double *t = l->ask + at * l->k;
	memcpy(t, x, l->k * sizeof *t);
	t[feature] += by;
}

/* Each feature is asked about a little above and a little below, as many features at once as a question holds. */
static cn_code slope(push *p, const double *x, cn_err *err)
{
	const double probe = 1e-4; /* of a standard deviation */
	live *l = &p->l;
	for (size_t from = 0, to; from < l->k; from = to) {
		size_t asked = 0;
		for (to = from; to < l->k && asked + 2 <= l->cap; to++) {
			if (!live_moves(l, to, x[to]) || l->f.feature[to].fixed)
				continue;
			probe_put(l, asked++, x, to, probe * l->column[to].spread);
			probe_put(l, asked++, x, to, -probe * l->column[to].spread);
		}
		if (asked)
			CN_TRY(live_ask(l, asked, err));
		asked = 0;
		for (size_t k = from; k < to; k++) {
			p->sign[k] = 0;
			if (!live_moves(l, k, x[k]) || l->f.feature[k].fixed)
				continue;
			p->sign[k] = (l->said[asked] > l->said[asked + 1]) - (l->said[asked] < l->said[asked + 1]);
			p->moved += p->sign[k] != 0;
			asked += 2;
		}
	}
	return CN_OK;
}

static cn_code push_row(push *p, const double *x, bool yes, cn_err *err)
{
	live *l = &p->l;
	CN_TRY(slope(p, x, err));
	for (size_t s = 0; s < GRADIENT_STEPS; s++)
		for (size_t k = 0; k < l->k; k++)
			l->ask[s * l->k + k] = p->sign[k] == 0 ? x[k] : x[k] + (yes ? -1 : 1) * p->sign[k] * p->step[s] * l->column[k].spread;
	CN_TRY(live_ask(l, GRADIENT_STEPS, err));
	for (size_t s = 0; s < GRADIENT_STEPS; s++)
		p->turned[s] += live_yes(l, l->said[s]) != yes;
	return CN_OK;
}

static cn_code attack(push *p, cn_err *err)
{
	live *l = &p->l;
	p->right[1] = (int64_t)l->n;
	for (size_t i = 0; i < l->n; i++)
		p->right[0] += (l->label[i] == 1) == live_yes(l, l->score[i]);
	for (size_t i = 0; i < l->n && !l->model->step; i++) {
		bool yes = live_yes(l, l->score[i]);
		if ((l->label[i] == 1) == yes)
			CN_TRY(push_row(p, l->row + i * l->k, yes, err));
	}
	if (!l->model->step && (p->moved || !p->right[0]))
		return CN_OK;
	return CN_FAIL(err, CN_EUNDEFINED,
		       "the model is constant between jumps, so its gradient is 0: the attack would report as success the %lld of %lld rows that "
		       "the model gets wrong without any attack; take hopskipjump, which needs decisions alone",
		       (long long)(p->right[1] - p->right[0]), (long long)p->right[1]);
}

static cn_code take(cn_arena *a, const cn_take *in, cn_counts **ret, cn_err *err)
{
	static const double times[GRADIENT_STEPS] = { 0.25, 0.5, 1, 2 };
	push p = { 0 };
	int64_t rows;
	double step;
	CN_TRY(cn_option_int(in, "rows", 1000, 1, CN_LIVE_ROWS_MAX, &rows, err));
	CN_TRY(cn_option_real(in, "step", 0.1, 0, 10, &step, err));
	for (size_t s = 0; s < GRADIENT_STEPS; s++)
		p.step[s] = step * times[s];
	CN_AUTO_ARENA own = cn_arena_new(LIVE_SCRATCH_BYTES);
	CN_TRY(live_begin(own, in, true, rows, &p.l, err));
	p.sign = CN_NEW(own, int, p.l.k);
	if (!p.sign)
		return cn_arena_fail(own, err);
	CN_TRY(attack(&p, err));
	cn_counts *s = cn_stats_new(a, "gradient_attack", p.right[1]);
	if (!s)
		return cn_arena_fail(a, err);
	CN_TRY(cn_stats_put_counts(a, s, "right", p.right, 2, NULL, err));
	CN_TRY(cn_stats_put_counts(a, s, "turned", p.turned, GRADIENT_STEPS, NULL, err));
	CN_TRY(cn_stats_put_reals(a, s, "steps", p.step, GRADIENT_STEPS, NULL, err));
	*ret = s;
	return CN_OK;
}

const cn_procedure cn_procedure_gradient_attack = {
	.name = "gradient_attack",
	.title_en = "gradient attack: one step against the estimated gradient of the score; refused for models that are constant between jumps",
	.title_zh = "梯度攻击：沿分数的估计梯度走一步；对分段恒定的模型拒绝使用",
	.needs = CN_TAKE_TABLE | CN_TAKE_MODEL | CN_TAKE_LABEL,
	.options = "rows  1..100000, 1000 if absent: rows attacked\n"
		   "step  0..10, 0.1 if absent: standard deviations by which every number moves",
	.take = take,
};
