/* Linear models: a small JSON format of our own. */
#include "lab/model/priv.h"

#include <math.h>

static const char *const KEYS[] = { "concord", "features", "coefficients", "intercept", "link", "missing", NULL };

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
	CN_TRY(field_names(a, v, "features", CN_MODEL_FEATURES_MAX, &m->feature, &m->n, NULL, err));
	CN_TRY(field_reals(a, v, "coefficients", m->n, &m->coefficient, err));
	CN_TRY(field_real(v, "intercept", &m->intercept, err));
	if (cn_get(v, "missing"))
		CN_TRY(field_reals(a, v, "missing", m->n, &m->missing, err));
	CN_TRY(field_link(v, &m->link, err));
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
	return CN_FAIL(err, CN_EUNDEFINED, "feature \"%.*s\" is missing in a row, and the model names nothing that stands for it",
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
		ret[r] = linear_score(m->link, sum);
		if (!isfinite(ret[r]))
			return CN_FAIL(err, CN_EUNDEFINED, "the model gives no finite score for row %zu", r + 1);
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
