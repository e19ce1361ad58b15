/* regression: errors of predicted amounts by group. The label and the score are numbers; the error is score - label. O(rows). */
#include "lab/fairness/fairness.h"

#include <math.h>

enum { OF_E, OF_ABS, OF_E2, OF_E4, OF_D2, OF_D4, OF_E2D2, MOMENTS };

static const char *const NAMES[MOMENTS] = { "error", "absolute", "error2", "error4", "label2", "label4", "error2label2" };

static void add(double *sum, double e, double d)
{
	sum[OF_E] += e;
	sum[OF_ABS] += fabs(e);
	sum[OF_E2] += e * e;
	sum[OF_E4] += e * e * e * e;
	sum[OF_D2] += d * d;
	sum[OF_D4] += d * d * d * d;
	sum[OF_E2D2] += e * e * d * d;
}

static cn_code moments_put(cn_arena *a, cn_counts *s, const double *sum, const cn_row_groups *g, const int64_t *rows, cn_err *err)
{
	double *x = CN_NEW(a, double, g->n + 1);
	if (!x)
		return cn_arena_fail(a, err);
	CN_TRY(cn_stats_put_counts(a, s, "rows", rows, g->n, g->name, err));
	for (size_t m = 0; m < MOMENTS; m++) {
		for (size_t i = 0; i < g->n; i++) {
			x[i] = rows[i] ? sum[i * MOMENTS + m] / (double)rows[i] : 0;
			if (!isfinite(x[i]))
				return CN_FAIL(err, CN_EUNDEFINED, "the amounts are too large to square: measure them in a larger unit");
		}
		CN_TRY(cn_stats_put_reals(a, s, NAMES[m], x, g->n, NULL, err));
	}
	return CN_OK;
}

static cn_code take(cn_arena *a, const cn_take *in, cn_counts **ret, cn_err *err)
{
	const cn_column *y, *p;
	cn_row_groups g;
	CN_TRY(take_refuse(in, true, err));
	CN_TRY(take_number(in->table, in->m->label, &y, err));
	CN_TRY(take_number(in->table, in->m->score, &p, err));
	CN_TRY(cn_groups_of_rows(a, in->table, in->m->by, in->m->n_by, &g, err));
	size_t n = cn_table_rows(in->table);
	double *sum = CN_NEW(a, double, g.n_all * MOMENTS + 1), *mean = CN_NEW(a, double, g.n_all + 1);
	int64_t *rows = CN_NEW(a, int64_t, g.n_all + 1);
	cn_counts *s = cn_stats_new(a, "regression", (int64_t)n);
	if (!sum || !mean || !rows || !s)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < n; i++) {
		if (cn_column_missing(y, i) || cn_column_missing(p, i))
			continue;
		mean[g.of[i]] += y->number[i];
		rows[g.of[i]]++;
	}
	for (size_t i = 0; i < g.n_all; i++)
		mean[i] /= rows[i] ? (double)rows[i] : 1;
	for (size_t i = 0; i < n; i++)
		if (!cn_column_missing(y, i) && !cn_column_missing(p, i))
			add(sum + g.of[i] * MOMENTS, p->number[i] - y->number[i], y->number[i] - mean[g.of[i]]);
	CN_TRY(moments_put(a, s, sum, &g, rows, err));
	*ret = s;
	return CN_OK;
}

const cn_procedure cn_procedure_regression = {
	.name = "regression",
	.title_en = "errors of predicted amounts, by group",
	.title_zh = "按群体统计预测金额等数值的误差",
	.needs = CN_TAKE_TABLE | CN_TAKE_LABEL | CN_TAKE_SCORE | CN_TAKE_GROUPS,
	.options = "",
	.take = take,
};

cn_code amounts_read(const cn_counts *c, amounts *ret, cn_err *err)
{
	const double **const to[MOMENTS] = { &ret->e, &ret->abs, &ret->e2, &ret->e4, &ret->d2, &ret->d4, &ret->e2d2 };
	CN_TRY(cn_stat_counts(c, "rows", 0, &ret->rows, err));
	ret->n = ret->rows->n;
	if (!ret->rows->label)
		return CN_FAIL(err, CN_EINPUT, "the statistics lack \"%s\"", "rows");
	for (size_t m = 0; m < MOMENTS; m++) {
		const cn_stat *s;
		CN_TRY(cn_stat_reals(c, NAMES[m], 0, &s, err));
		if (s->n != ret->n)
			return CN_FAIL(err, CN_EINPUT, "the statistics lack \"%s\"", NAMES[m]);
		*to[m] = s->real;
	}
	return CN_OK;
}

static cn_estimate normal_of(double value, double var, int64_t n, double confidence)
{
	if (n < NORMAL_ROWS_MIN_GROUP || !(var > 0))
		return estimate_plain(value, n, "no interval: fewer than 300 rows in the group");
	double half = cn_z_of(confidence) * sqrt(var);
	return (cn_estimate){ .defined = true, .has_interval = true, .value = value, .lo = value - half, .hi = value + half, .n = n,
			      .method = "normal", .why = "" };
}

/* Bounds of max - min from all pairs, as for gaps of rates. */
static bool gap_bounds(const amounts *m, const double *value, const double *var, double confidence, cn_estimate *e)
{
	double z = cn_z_of(simultaneous(confidence, m->n * (m->n - 1) / 2));
	for (size_t i = 0; i < m->n; i++)
		if (m->rows->count[i] < NORMAL_ROWS_MIN_GROUP || !(var[i] > 0))
			return false;
	for (size_t i = 0; i < m->n; i++) {
		for (size_t k = i + 1; k < m->n; k++) {
			double d = value[i] - value[k], half = z * sqrt(var[i] + var[k]);
			cn_interval x = interval_of_size((cn_interval){ d - half, d + half });
			e->lo = fmax(e->lo, x.lo);
			e->hi = fmax(e->hi, x.hi);
		}
	}
	e->lo = fmin(e->lo, e->value);
	e->has_interval = true;
	e->method = m->n > 2 ? "normal, simultaneous" : "normal";
	return true;
}

cn_code amounts_gap(cn_arena *a, const amounts *m, const char *of, const double *value, const double *var, const cn_lab_options *o, cn_result *ret,
		    cn_err *err)
{
	cn_point *point = CN_NEW(a, cn_point, m->n + 1);
	double most = -HUGE_VAL, least = HUGE_VAL;
	int64_t rows = 0;
	if (!point)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < m->n; i++) {
		bool there = m->rows->count[i] > 0 && var[i] >= 0;
		point[i] = (cn_point){ .of = of, .label = m->rows->label[i], .x = (double)i };
		point[i].est = there ? normal_of(value[i], var[i], m->rows->count[i], lab_confidence(o)) :
				       undefined_part(a, (part){ 0, m->rows->count[i] }, m->rows->label[i]);
		most = there ? fmax(most, value[i]) : most;
		least = there ? fmin(least, value[i]) : least;
		rows += m->rows->count[i];
	}
	ret->point = point;
	ret->n_point = m->n;
	for (size_t i = 0; i < m->n; i++) {
		if (point[i].est.defined)
			continue;
		ret->main = point[i].est;
		return CN_OK;
	}
	if (m->n == 0)
		return CN_OK;
	ret->main = estimate_plain(most - least, rows,
				   m->n == 1 ? "one group only: there is nothing to compare" : "no interval: fewer than 300 rows in the group");
	if (m->n > 1)
		(void)gap_bounds(m, value, var, lab_confidence(o), &ret->main);
	return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
}

cn_code amounts_mean_gap(cn_arena *a, const cn_counts *c, bool absolute, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	amounts m;
	CN_TRY(amounts_read(c, &m, err));
	const double *mean = absolute ? m.abs : m.e;
	double *var = CN_NEW(a, double, m.n + 1);
	if (!var)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < m.n; i++) {
		double n = (double)m.rows->count[i];
		var[i] = n > 1 ? fmax(0, m.e2[i] - mean[i] * mean[i]) / (n - 1) : 0;
	}
	return amounts_gap(a, &m, absolute ? "mean absolute error" : "mean error", mean, var, o, ret, err);
}
