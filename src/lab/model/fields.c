/* Members of the JSON that models of our own are kept in: names, numbers, links. */
#include "lab/model/priv.h"

#include <math.h>

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

cn_code field_real(const cn_val *map, const char *key, double *ret, cn_err *err)
{
	return real_take(cn_get(map, key), key, ret, err);
}

cn_code field_reals(cn_arena *a, const cn_val *map, const char *key, size_t n, const double **ret, cn_err *err)
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
	const field_name *a = x, *b = y;
	return cn_cmp(a->name, b->name);
}

cn_code field_names(cn_arena *a, const cn_val *map, const char *key, size_t max, const cn_str **ret, size_t *ret_n,
		    const field_name **ret_sorted, cn_err *err)
{
	const cn_val *list = cn_get(map, key);
	if (!list || list->type != CN_LIST)
		return CN_FAIL(err, CN_EINPUT, "\"%s\" is not a list of names", key);
	if (list->n == 0)
		return CN_FAIL(err, CN_EINPUT, "\"%s\" names nothing", key);
	if (list->n > max)
		return CN_FAIL(err, CN_ETOOBIG, "\"%s\" has %zu names; at most %zu are read", key, list->n, max);
	cn_str *name = CN_NEW(a, cn_str, list->n + 1);
	field_name *sorted = CN_NEW(a, field_name, list->n + 1);
	size_t n = 0;
	if (!name || !sorted)
		return cn_arena_fail(a, err);
	CN_EACH (c, list) {
		if (c->type != CN_TEXT || c->s.n == 0)
			return CN_FAIL(err, CN_EINPUT, "\"%s\" has something that is no name", key);
		name[n] = cn_str_copy(a, c->s);
		sorted[n] = (field_name){ name[n], n };
		n++;
	}
	if (!cn_arena_ok(a)) /* a name that was not copied looks like another */
		return cn_arena_fail(a, err);
	qsort(sorted, n, sizeof *sorted, by_name);
	for (size_t i = 1; i < n; i++)
		if (cn_eq(sorted[i].name, sorted[i - 1].name))
			return CN_FAIL(err, CN_EINPUT, "\"%s\" has \"%.*s\" twice", key, CN_FMT(cn_sub(sorted[i].name, 0, 60)));
	*ret = name;
	*ret_n = n;
	if (ret_sorted)
		*ret_sorted = sorted;
	return CN_OK;
}

const field_name *field_find(const field_name *sorted, size_t n, cn_str name)
{
	field_name key = { name, 0 };
	return n ? bsearch(&key, sorted, n, sizeof *sorted, by_name) : NULL;
}

cn_code field_link(const cn_val *map, cn_link *ret, cn_err *err)
{
	const cn_val *v = cn_get(map, "link");
	if (!cn_is_text(v, "logistic") && !cn_is_text(v, "identity"))
		return CN_FAIL(err, CN_EINPUT, "\"link\" is \"identity\" or \"logistic\"");
	*ret = cn_is_text(v, "logistic") ? CN_LINK_LOGISTIC : CN_LINK_IDENTITY;
	return CN_OK;
}

double linear_score(cn_link link, double sum)
{
	return link == CN_LINK_LOGISTIC ? 1 / (1 + exp(-sum)) : sum;
}
