/* perturbation: is the decision still right when the data are worse than they were? Values go missing, numbers are noisy or in another unit,
 * categories are swapped, at rising levels; each level adds to the errors of the one before it, so a curve is not bent by its draws.
 * O(rows x repeats x 20) questions. */
#include "lab/robust/live.h"

#include <limits.h>
#include <math.h>

enum { KIND_MISSING, KIND_NOISE, KIND_UNIT, KIND_CATEGORY };

static const int64_t LEVEL[PERTURB_LEVELS] = { 0, 5, 10, 20, 50, 100 }; /* % of the values; noise: % of the spread */
static const int64_t WEIGHT[PERTURB_LEVELS] = { 5, 10, 15, 40, 80, 50 }; /* of the trapezoids between them, in 1/200 */

typedef struct perturb {
	live l;
	int64_t repeats;
	size_t level; /* the named one */
	unsigned *hit; /* [k]: below which level a value is left alone */
	double *with;  /* [k]: what stands there instead; noise: how many spreads are added at 100 % */
	int32_t *right; /* [n * PERTURB_LEVELS]: repeats that were right */
} perturb;

typedef struct tally {
	int64_t right[PERTURB_LEVELS], square[PERTURB_LEVELS]; /* over rows: right repeats, and their squares */
	int64_t area[2];  /* over rows: 200 times the area, and its square */
	int64_t drop[3];  /* at the named level: repeats lost, gained, and the squares of lost less gained */
} tally;

static bool applies(const perturb *p, size_t kind, size_t j, double x)
{
	const cn_feature *f = &p->l.f.feature[j];
	if (kind == KIND_MISSING)
		return true;
	if (isnan(x))
		return false;
	if (kind == KIND_NOISE)
		return live_moves(&p->l, j, x);
	return kind == KIND_UNIT ? !f->category : f->category && p->l.column[j].n_other > 1;
}

/* Another category that occurs. */
static double swapped(live_column *c, double x, cn_rng *r)
{
	size_t at = (size_t)cn_rng_below(r, c->n_other - 1);
	for (size_t i = 0; i <= at; i++)
		at += c->other[i] == x;
	return c->other[at];
}

static void draw(perturb *p, size_t kind, const double *x)
{
	cn_rng *r = &p->l.rng;
	for (size_t j = 0; j < p->l.k; j++) {
		p->hit[j] = UINT_MAX;
		if (!applies(p, kind, j, x[j]))
			continue;
		p->hit[j] = kind == KIND_NOISE ? 0 : (unsigned)cn_rng_below(r, 100);
		if (kind == KIND_MISSING) {
			p->with[j] = NAN;
		} else if (kind == KIND_NOISE) {
			p->with[j] = live_gauss(r) * p->l.column[j].spread;
		} else if (kind == KIND_UNIT) {
			uint64_t unit = cn_rng_below(r, 3);
			p->with[j] = unit == 0 ? x[j] * 10 : unit == 1 ? x[j] * 1000 : x[j] / 100;
		} else {
			p->with[j] = swapped(&p->l.column[j], x[j], r);
		}
	}
}

static void lay(const perturb *p, size_t kind, size_t level, const double *x, double *to)
{
	for (size_t j = 0; j < p->l.k; j++) {
		bool hit = p->hit[j] < LEVEL[level];
		to[j] = !hit ? x[j] : kind == KIND_NOISE ? x[j] + p->with[j] * (double)LEVEL[level] / 100 : p->with[j];
	}
}

static bool is_right(const perturb *p, size_t row, double score)
{
	bool want = p->l.label ? p->l.label[row] == 1 : live_yes(&p->l, p->l.score[row]);
	return live_yes(&p->l, score) == want;
}

static cn_code once(perturb *p, size_t kind, cn_err *err)
{
	const size_t each = PERTURB_LEVELS - 1, chunk = LIVE_CHUNK / each;
	live *l = &p->l;
	for (size_t from = 0; from < l->n; from += chunk) {
		size_t n = l->n - from < chunk ? l->n - from : chunk;
		for (size_t i = 0; i < n; i++) {
			const double *x = l->row + (from + i) * l->k;
			draw(p, kind, x);
			for (size_t v = 0; v < each; v++)
				lay(p, kind, v + 1, x, l->ask + (i * each + v) * l->k);
		}
		CN_TRY(live_ask(l, n * each, err));
		for (size_t i = 0; i < n; i++) {
			int32_t *right = p->right + (from + i) * PERTURB_LEVELS;
			right[0] += is_right(p, from + i, l->score[from + i]);
			for (size_t v = 0; v < each; v++)
				right[v + 1] += is_right(p, from + i, l->said[i * each + v]);
		}
	}
	return CN_OK;
}

static void add_up(const perturb *p, tally *t)
{
	for (size_t i = 0; i < p->l.n; i++) {
		const int32_t *right = p->right + i * PERTURB_LEVELS;
		int64_t area = 0, lost = right[0] - right[p->level];
		for (size_t v = 0; v < PERTURB_LEVELS; v++) {
			t->right[v] += right[v];
			t->square[v] += (int64_t)right[v] * right[v];
			area += WEIGHT[v] * right[v];
		}
		t->area[0] += area;
		t->area[1] += area * area;
		t->drop[lost < 0] += lost < 0 ? -lost : lost;
		t->drop[2] += lost * lost;
	}
}

static cn_code curve_put(cn_arena *a, perturb *p, size_t kind, cn_counts *s, cn_err *err)
{
	tally t = { 0 };
	add_up(p, &t);
	const int64_t *x[PERTURB_STATS] = { t.right, t.square, t.area, t.drop };
	const size_t n[PERTURB_STATS] = { PERTURB_LEVELS, PERTURB_LEVELS, 2, 3 };
	for (size_t i = 0; i < PERTURB_STATS; i++)
		CN_TRY(cn_stats_put_counts(a, s, PERTURB_STAT[i][kind], x[i], n[i], NULL, err));
	return CN_OK;
}

static cn_code kind_take(cn_arena *a, perturb *p, size_t kind, cn_counts *s, cn_err *err)
{
	bool any = false;
	for (size_t j = 0; j < p->l.k; j++)
		any |= p->l.column[j].n > 0 && applies(p, kind, j, 0);
	if (!any)
		return CN_OK;
	cn_rng_init(&p->l.rng, p->l.in->seed + kind); /* a kind that cannot be measured changes no other */
	memset(p->right, 0, p->l.n * PERTURB_LEVELS * sizeof *p->right);
	for (int64_t r = 0; r < p->repeats; r++) {
		cn_err why = { 0 };
		cn_code rc = once(p, kind, &why);
		if ((rc == CN_EUNDEFINED || rc == CN_EINPUT) && kind == KIND_MISSING)
			return CN_OK; /* it takes no missing values: there is no curve, and the metric says so */
		if (rc != CN_OK) {
			if (err)
				*err = why;
			return rc;
		}
	}
	return curve_put(a, p, kind, s, err);
}

static cn_code take(cn_arena *a, const cn_take *in, cn_counts **ret, cn_err *err)
{
	perturb p = { 0 };
	int64_t rows, level;
	CN_TRY(cn_option_int(in, "rows", 2000, 1, CN_LIVE_ROWS_MAX, &rows, err));
	CN_TRY(cn_option_int(in, "repeats", 5, 1, 100, &p.repeats, err));
	CN_TRY(cn_option_int(in, "level", 10, 5, 100, &level, err));
	while (p.level < PERTURB_LEVELS && LEVEL[p.level] != level)
		p.level++;
	if (p.level == PERTURB_LEVELS)
		return CN_FAIL(err, CN_EINPUT, "option \"level\" is 5, 10, 20, 50 or 100");
	CN_AUTO_ARENA own = cn_arena_new(LIVE_SCRATCH_BYTES);
	CN_TRY(live_begin(own, in, in->m->label.n > 0, rows, &p.l, err));
	p.hit = CN_NEW(own, unsigned, p.l.k);
	p.with = CN_NEW(own, double, p.l.k);
	p.right = CN_NEW(own, int32_t, p.l.n * PERTURB_LEVELS + 1);
	cn_counts *s = cn_stats_new(a, "perturbation", (int64_t)p.l.n);
	if (!p.hit || !p.with || !p.right)
		return cn_arena_fail(own, err);
	if (!s)
		return cn_arena_fail(a, err);
	CN_TRY(live_put(a, s, "rows", (int64_t)p.l.n, err));
	CN_TRY(live_put(a, s, "repeats", p.repeats, err));
	CN_TRY(live_put(a, s, "labelled", p.l.label != NULL, err));
	CN_TRY(live_put(a, s, "level", level, err));
	CN_TRY(cn_stats_put_counts(a, s, "levels", LEVEL, PERTURB_LEVELS, NULL, err));
	for (size_t kind = 0; kind < PERTURB_KINDS; kind++)
		CN_TRY(kind_take(a, &p, kind, s, err));
	*ret = s;
	return CN_OK;
}

const cn_procedure cn_procedure_perturbation = {
	.name = "perturbation",
	.title_en = "perturbation: decisions when values are missing, noisy, in another unit or swapped",
	.title_zh = "扰动：数值缺失、带噪声、单位错误或类别互换时的决定",
	.needs = CN_TAKE_TABLE | CN_TAKE_MODEL | CN_TAKE_MAY_LABEL,
	.options = "rows  1..100000, 2000 if absent: rows that are drawn and measured\n"
		   "repeats  1..100, 5 if absent: draws of the errors\n"
		   "level  5, 10, 20, 50 or 100, 10 if absent: per cent at which the drop is read: of the values; of the spread for noise",
	.take = take,
};
