/* Rows of a table as a model sees them, drawn, asked, and what occurs in each feature. */
#include "lab/robust/live.h"

#include <math.h>

bool live_yes(const live *l, double score)
{
	return score >= l->model->threshold;
}

double live_gauss(cn_rng *r)
{
	uint64_t sum = 0;
	for (unsigned i = 0; i < 6; i++) {
		uint64_t x = cn_rng_next(r);
		sum += (x >> 32) + (x & UINT32_MAX);
	}
	return (double)sum / 4294967296.0 - 6;
}

cn_code live_ask(live *l, size_t n, cn_err *err)
{
	return cn_ask(l->model, l->ask, n, l->said, err);
}

bool live_moves(const live *l, size_t feature, double x)
{
	return !l->f.feature[feature].category && l->column[feature].spread > 0 && !isnan(x);
}

static int by_number(const void *p, const void *q)
{
	double x = *(const double *)p, y = *(const double *)q;
	return x < y ? -1 : x > y;
}

static int by_place(const void *p, const void *q)
{
	uint32_t x = *(const uint32_t *)p, y = *(const uint32_t *)q;
	return x < y ? -1 : x > y;
}

/* Median, or the longest run of equal ones; values are sorted. */
static double typical_of(const live_column *c, bool category)
{
	double best = NAN;
	size_t longest = 0, run = 0;
	if (c->n == 0 || !category)
		return c->n ? c->value[(c->n - 1) / 2] : NAN;
	for (size_t i = 0; i < c->n; i++) {
		run = i && c->value[i] == c->value[i - 1] ? run + 1 : 1;
		if (run > longest) {
			longest = run;
			best = c->value[i];
		}
	}
	return best;
}

static double spread_of(const live_column *c)
{
	double mean = 0, sum = 0;
	if (c->n < 2 || c->value[0] == c->value[c->n - 1])
		return 0;
	for (size_t i = 0; i < c->n; i++)
		mean += c->value[i];
	mean /= (double)c->n;
	for (size_t i = 0; i < c->n; i++)
		sum += (c->value[i] - mean) * (c->value[i] - mean);
	return sqrt(sum / (double)(c->n - 1));
}

static cn_code columns_of(cn_arena *own, live *l, cn_err *err)
{
	l->column = CN_NEW(own, live_column, l->k);
	if (!l->column)
		return cn_arena_fail(own, err);
	for (size_t j = 0; j < l->k; j++) {
		live_column *c = &l->column[j];
		c->value = CN_NEW(own, double, l->f.n_rows + 1);
		c->other = CN_NEW(own, double, l->f.n_rows + 1);
		if (!c->value || !c->other)
			return cn_arena_fail(own, err);
		for (size_t i = 0; i < l->f.n_rows; i++)
			if (!isnan(l->f.row[i * l->k + j]))
				c->value[c->n++] = l->f.row[i * l->k + j];
		qsort(c->value, c->n, sizeof *c->value, by_number);
		for (size_t i = 0; i < c->n; i++)
			if (i == 0 || c->value[i] != c->value[i - 1])
				c->other[c->n_other++] = c->value[i];
		c->spread = l->f.feature[j].category ? 0 : spread_of(c);
		c->typical = typical_of(c, l->f.feature[j].category);
	}
	return CN_OK;
}

/* The places of at most `most` rows, in the order of the table. */
static cn_code rows_draw(cn_arena *own, live *l, bool label, size_t most, uint32_t **ret, cn_err *err)
{
	uint32_t *at = CN_NEW(own, uint32_t, l->f.n_rows + 1);
	size_t n = 0;
	if (!at)
		return cn_arena_fail(own, err);
	for (size_t i = 0; i < l->f.n_rows; i++)
		if (!label || !isnan(l->f.label[i]))
			at[n++] = (uint32_t)i;
	for (size_t i = 0; n > most && i < most; i++) {
		size_t with = i + (size_t)cn_rng_below(&l->rng, n - i);
		uint32_t keep = at[i];
		at[i] = at[with];
		at[with] = keep;
	}
	l->n = n < most ? n : most;
	qsort(at, l->n, sizeof *at, by_place);
	*ret = at;
	return CN_OK;
}

static cn_code rows_copy(cn_arena *own, live *l, bool label, const uint32_t *at, cn_err *err)
{
	l->row = CN_NEW(own, double, l->n * l->k + 1);
	l->score = CN_NEW(own, double, l->n + 1);
	l->label = label ? CN_NEW(own, double, l->n + 1) : NULL;
	l->cap = 2 * (l->k + 1) < LIVE_CHUNK ? LIVE_CHUNK : 2 * (l->k + 1);
	l->ask = CN_NEW(own, double, l->cap * l->k);
	l->said = CN_NEW(own, double, l->cap);
	if (!l->row || !l->score || !l->ask || !l->said || (label && !l->label))
		return cn_arena_fail(own, err);
	for (size_t i = 0; i < l->n; i++) {
		memcpy(l->row + i * l->k, l->f.row + at[i] * l->k, l->k * sizeof *l->row);
		if (label)
			l->label[i] = l->f.label[at[i]];
	}
	return cn_ask(l->model, l->row, l->n, l->score, err);
}

cn_code live_lay(cn_arena *own, const cn_take *in, bool label, live *ret, cn_err *err)
{
	live l = { .in = in, .model = in->model };
	cn_measure m = *in->m;
	cn_take plain = *in;
	m.score = (cn_str){ 0 }; /* scores that stand in the table are not those of a changed row */
	if (!label)
		m.label = (cn_str){ 0 };
	plain.m = &m;
	CN_TRY(take_refuse(in, label, err));
	CN_TRY(cn_frame_take(own, &plain, in->table, &l.f, err));
	l.k = l.f.n_features;
	if (l.k == 0)
		return CN_FAIL(err, CN_EINPUT, "the model names no features: there is nothing to change");
	cn_rng_init(&l.rng, in->seed);
	CN_TRY(columns_of(own, &l, err));
	*ret = l;
	return CN_OK;
}

cn_code live_begin(cn_arena *own, const cn_take *in, bool label, int64_t rows_max, live *ret, cn_err *err)
{
	live l;
	uint32_t *at;
	CN_TRY(live_lay(own, in, label, &l, err));
	CN_TRY(rows_draw(own, &l, label, (size_t)rows_max, &at, err));
	CN_TRY(rows_copy(own, &l, label, at, err));
	*ret = l;
	return CN_OK;
}

static bool is_protected(const live *l, size_t j)
{
	const cn_measure *m = l->in->m;
	for (size_t i = 0; i < m->n_by; i++)
		if (cn_eq(m->by[i], l->f.feature[j].name))
			return true;
	return m->n_by == 0 && l->f.feature[j].fixed;
}

cn_code live_protected(cn_arena *own, const live *l, size_t most, protected_features *ret, cn_err *err)
{
	protected_features p = { .feature = CN_NEW(own, size_t, l->k), .value = CN_NEW(own, double *, l->k), .n_value = CN_NEW(own, size_t, l->k) };
	if (!p.feature || !p.value || !p.n_value)
		return cn_arena_fail(own, err);
	for (size_t j = 0; j < l->k; j++) {
		if (!is_protected(l, j))
			continue;
		CN_TRY(live_values(own, &l->column[j], most, &p.value[p.n], &p.n_value[p.n], err));
		p.feature[p.n++] = j;
	}
	if (p.n == 0)
		return CN_FAIL(err, CN_EUNDEFINED, "the model takes no protected feature: nothing of it can be changed (others may still stand in for it)");
	*ret = p;
	return CN_OK;
}

cn_code live_values(cn_arena *own, const live_column *c, size_t most, double **ret, size_t *ret_n, cn_err *err)
{
	size_t n = c->n_other < most ? c->n_other : most;
	double *v = CN_NEW(own, double, n + 1);
	if (!v)
		return cn_arena_fail(own, err);
	for (size_t i = 0; i < n; i++)
		v[i] = c->other[n == c->n_other ? i : i * (c->n_other - 1) / (n - 1)];
	*ret = v;
	*ret_n = n;
	return CN_OK;
}

cn_code live_put(cn_arena *a, cn_counts *s, const char *name, int64_t x, cn_err *err)
{
	return cn_stats_put_counts(a, s, name, &x, 1, NULL, err);
}

cn_code live_put_features(cn_arena *a, cn_counts *s, const char *name, const live *l, const int64_t *x, cn_err *err)
{
	cn_str *label = CN_NEW(a, cn_str, l->k);
	if (!label)
		return cn_arena_fail(a, err);
	for (size_t j = 0; j < l->k; j++)
		label[j] = l->f.feature[j].name;
	return cn_stats_put_counts(a, s, name, x, l->k, label, err);
}

cn_code stat_broken(const char *name, cn_err *err)
{
	return CN_FAIL(err, CN_EINPUT, "the statistics lack \"%s\"", name);
}

cn_code stat_one(const cn_counts *c, const char *name, int64_t *ret, cn_err *err)
{
	const cn_stat *s;
	CN_TRY(cn_stat_counts(c, name, 1, &s, err));
	*ret = s->count[0];
	return CN_OK;
}
