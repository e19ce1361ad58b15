/* Linear models: a small JSON format of our own. */
#include "lab/model/model.h"

#include <math.h>

static const char *const KEYS[] = { "concord", "features", "coefficients", "intercept", "link", "missing", NULL };

static cn_code real_take(const cn_val *v, const char *what, double *ret, cn_err *err)
{
	if (v && v->type == CN_INT)
		*ret = (double)v->i;
	else if (v && v->type == CN_REAL)
		*ret = v->r;
	else
		return CN_FAIL(err, CN_EINPUT, "\"%s\" is not a number", what);
	return isfinite(*ret) ? CN_OK : CN_FAIL(err, CN_EINPUT, "\"%s\" is not a number", what);
}

static cn_code reals_take(cn_arena *a, const cn_val *map, const char *key, size_t n, const double **ret, cn_err *err)
{
	const cn_val *list = cn_get(map, key);
	double *v = CN_NEW(a, double, n ? n : 1);
	size_t k = 0;
	if (!v)
		return cn_arena_fail(a, err);
	if (!list || list->type != CN_LIST)
		return CN_FAIL(err, CN_EINPUT, "\"%s\" is not a list of numbers", key);
	if (list->n != n)
		return CN_FAIL(err, CN_EINPUT, "\"%s\" has %zu numbers, %zu are expected", key, list->n, n);
	CN_EACH (c, list)
		CN_TRY(real_take(c, key, &v[k++], err));
	*ret = v;
	return CN_OK;
}

static int by_name(const void *x, const void *y)
{
	const cn_str *a = x, *b = y;
	return cn_cmp(*a, *b);
}

static cn_code names_take(cn_arena *a, const cn_val *list, cn_linear *m, cn_err *err)
{
	if (!list || list->type != CN_LIST || list->n == 0)
		return CN_FAIL(err, CN_EINPUT, "\"features\" is not a list of names");
	if (list->n > CN_MODEL_FEATURES_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "the model has %zu features; at most %d are read", list->n, CN_MODEL_FEATURES_MAX);
	cn_str *name = CN_NEW(a, cn_str, list->n), *sorted = CN_NEW(a, cn_str, list->n);
	if (!name || !sorted)
		return cn_arena_fail(a, err);
	CN_EACH (c, list) {
		if (c->type != CN_TEXT || c->s.n == 0)
			return CN_FAIL(err, CN_EINPUT, "a feature has no name");
		name[m->n++] = cn_str_copy(a, c->s);
	}
	if (!cn_arena_ok(a)) /* a name that was not copied looks like another */
		return cn_arena_fail(a, err);
	memcpy(sorted, name, m->n * sizeof *name);
	qsort(sorted, m->n, sizeof *sorted, by_name);
	for (size_t i = 1; i < m->n; i++)
		if (cn_eq(sorted[i], sorted[i - 1]))
			return CN_FAIL(err, CN_EINPUT, "two features are named \"%.*s\"", CN_FMT(cn_sub(sorted[i], 0, 60)));
	m->feature = name;
	return CN_OK;
}

cn_code cn_linear_read(cn_arena *a, cn_str bytes, cn_linear **ret, cn_err *err)
{
	const cn_val *v = NULL;
	CN_AUTO_ARENA tmp = cn_arena_new((size_t)1 << 30);
	cn_linear *m = CN_NEW(a, cn_linear, 1);
	if (!tmp || !m)
		return CN_NOMEM(err);
	CN_TRY(cn_json_parse(tmp, bytes, CN_JSON_DEPTH_MAX, &v, err));
	if (!cn_is_text(cn_get(v, "concord"), "linear/1"))
		return CN_FAIL(err, CN_EINPUT, "not a linear model: it begins {\"concord\":\"linear/1\"");
	CN_TRY(cn_keys_check(v, KEYS, CN_S("linear/1"), err));
	CN_TRY(names_take(a, cn_get(v, "features"), m, err));
	CN_TRY(reals_take(a, v, "coefficients", m->n, &m->coefficient, err));
	CN_TRY(real_take(cn_get(v, "intercept"), "intercept", &m->intercept, err));
	if (cn_get(v, "missing"))
		CN_TRY(reals_take(a, v, "missing", m->n, &m->missing, err));
	m->link = cn_is_text(cn_get(v, "link"), "logistic") ? CN_LINK_LOGISTIC : CN_LINK_IDENTITY;
	if (m->link == CN_LINK_IDENTITY && !cn_is_text(cn_get(v, "link"), "identity"))
		return CN_FAIL(err, CN_EINPUT, "\"link\" is \"identity\" or \"logistic\"");
	if (!cn_arena_ok(a))
		return cn_arena_fail(a, err);
	*ret = m;
	return CN_OK;
}

/* The value that stands for feature i of a row; false if it is missing and nothing stands for it. */
static bool value_of(const cn_linear *m, const double *row, size_t i, double *ret)
{
	*ret = isnan(row[i]) && m->missing ? m->missing[i] : row[i];
	return !isnan(*ret);
}

static cn_code lacks(const cn_linear *m, size_t i, cn_err *err)
{
	return CN_FAIL(err, CN_EINPUT, "feature \"%.*s\" is missing in a row, and the model names nothing that stands for it",
		       CN_FMT(cn_sub(m->feature[i], 0, 60)));
}

cn_code cn_linear_ask(void *self, const double *row, size_t n, double *ret, cn_err *err)
{
	const cn_linear *m = self;
	for (size_t r = 0; r < n; r++) {
		double sum = m->intercept, x;
		for (size_t i = 0; i < m->n; i++) {
			if (!value_of(m, row + r * m->n, i, &x))
				return lacks(m, i, err);
			sum += m->coefficient[i] * x;
		}
		ret[r] = m->link == CN_LINK_LOGISTIC ? 1 / (1 + exp(-sum)) : sum;
		if (!isfinite(ret[r]))
			return CN_FAIL(err, CN_EINPUT, "the model gives no finite score for row %zu", r + 1);
	}
	return CN_OK;
}

cn_code cn_linear_explain(const cn_linear *m, const double *row, const double *mean, double *ret, cn_err *err)
{
	double base = m->intercept, x, from;
	for (size_t i = 0; i < m->n; i++) {
		if (!value_of(m, row, i, &x) || !value_of(m, mean, i, &from))
			return lacks(m, i, err);
		ret[i] = m->coefficient[i] * (x - from);
		base += m->coefficient[i] * from;
	}
	ret[m->n] = base;
	return CN_OK;
}
