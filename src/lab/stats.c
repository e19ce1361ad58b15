/* Named vectors: put together, found again, and as a tree that is attested. */
#include "lab/procedure.h"

#include "lab/priv.h"

#include <math.h>

cn_counts *cn_stats_new(cn_arena *a, const char *procedure, int64_t n_rows)
{
	cn_counts *c = CN_NEW(a, cn_counts, 1);
	cn_stat *s = CN_NEW(a, cn_stat, CN_STATS_MAX);
	if (!c || !s)
		return NULL;
	*c = (cn_counts){ .procedure = cn_str_z(procedure), .n_rows = n_rows, .stat = s };
	return c;
}

const cn_stat *cn_stat_find(const cn_counts *c, const char *name)
{
	for (size_t i = 0; i < c->n_stat; i++)
		if (cn_eqz(c->stat[i].name, name))
			return &c->stat[i];
	return NULL;
}

/* The next free place; the vectors of a set under construction are ours to write. */
static cn_code place(cn_counts *c, const char *name, size_t n, cn_stat **ret, cn_err *err)
{
	size_t length = name ? strlen(name) : 0;
	if (!name) /* a name the caller could not make */
		return CN_NOMEM(err);
	if (length == 0 || length > CN_STAT_NAME_BYTES_MAX || cn_stat_find(c, name))
		return CN_FAIL(err, CN_EINTERNAL, "statistics: the name \"%s\" is empty, too long or there already", name);
	if (c->n_stat >= CN_STATS_MAX || n > CN_STAT_VALUES_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "statistics: more than %d vectors, or more than %d values in \"%s\"", CN_STATS_MAX, CN_STAT_VALUES_MAX, name);
	*ret = (cn_stat *)(uintptr_t)&c->stat[c->n_stat];
	return CN_OK;
}

static cn_str *labels_copy(cn_arena *a, const cn_str *label, size_t n)
{
	cn_str *s = label ? CN_NEW(a, cn_str, n + 1) : NULL;
	for (size_t i = 0; s && i < n; i++)
		s[i] = cn_str_copy(a, label[i]);
	return s;
}

cn_code cn_stats_put_counts(cn_arena *a, cn_counts *c, const char *name, const int64_t *x, size_t n, const cn_str *label, cn_err *err)
{
	cn_stat *s;
	CN_TRY(place(c, name, n, &s, err));
	int64_t *own = CN_NEW(a, int64_t, n + 1);
	cn_str *text = labels_copy(a, label, n);
	if (!own || (label && !text))
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < n; i++) {
		if (x[i] < 0 || x[i] > CN_INT_MAX)
			return CN_FAIL(err, CN_EINTERNAL, "statistics: \"%s\" has a count that is none", name);
		own[i] = x[i];
	}
	*s = (cn_stat){ .name = cn_str_copy(a, cn_str_z(name)), .n = n, .count = own, .label = text };
	c->n_stat++;
	return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
}

cn_code cn_stats_put_reals(cn_arena *a, cn_counts *c, const char *name, const double *x, size_t n, const cn_str *label, cn_err *err)
{
	cn_stat *s;
	CN_TRY(place(c, name, n, &s, err));
	double *own = CN_NEW(a, double, n + 1);
	cn_str *text = labels_copy(a, label, n);
	if (!own || (label && !text))
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < n; i++) {
		if (!isfinite(x[i]))
			return CN_FAIL(err, CN_EINTERNAL, "statistics: \"%s\" has a number that is not finite", name);
		own[i] = x[i];
	}
	*s = (cn_stat){ .name = cn_str_copy(a, cn_str_z(name)), .n = n, .real = own, .label = text };
	c->n_stat++;
	return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
}

static cn_code stat_need(const cn_counts *c, const char *name, size_t n, bool reals, const cn_stat **ret, cn_err *err)
{
	const cn_stat *s = cn_stat_find(c, name);
	if (!s || (reals ? !s->real : !s->count) || (n && s->n != n))
		return CN_FAIL(err, CN_EINPUT, "the statistics lack \"%s\"", name);
	*ret = s;
	return CN_OK;
}

cn_code cn_stat_counts(const cn_counts *c, const char *name, size_t n, const cn_stat **ret, cn_err *err)
{
	return stat_need(c, name, n, false, ret, err);
}

cn_code cn_stat_reals(const cn_counts *c, const char *name, size_t n, const cn_stat **ret, cn_err *err)
{
	return stat_need(c, name, n, true, ret, err);
}

/* ---- as a tree -------------------------------------------------------------------------------------------------------------------------- */

void stats_encode(cn_arena *a, const cn_counts *c, cn_val *v)
{
	cn_val *list = cn_list(a);
	cn_put(a, v, "counts", cn_textz(a, "stats/1"));
	cn_put(a, v, "procedure", cn_text(a, c->procedure));
	cn_val *by = cn_put(a, v, "by", cn_list(a));
	for (size_t i = 0; i < c->n_by; i++)
		cn_push(a, by, cn_text(a, c->by[i]));
	if (c->options)
		cn_put(a, v, "options", cn_val_copy(a, c->options));
	for (size_t i = 0; i < c->n_stat; i++) {
		const cn_stat *s = &c->stat[i];
		cn_val *m = cn_push(a, list, cn_map(a)), *x = cn_list(a), *labels = cn_list(a);
		cn_put(a, m, "name", cn_text(a, s->name));
		for (size_t k = 0; k < s->n; k++) {
			cn_push(a, x, s->count ? cn_int(a, s->count[k]) : cn_real(a, s->real[k]));
			if (s->label)
				cn_push(a, labels, cn_text(a, s->label[k]));
		}
		cn_put(a, m, s->count ? "n" : "x", x);
		if (s->label)
			cn_put(a, m, "of", labels);
	}
	cn_put(a, v, "stats", list);
}

static bool labels_read(cn_arena *a, const cn_val *of, cn_stat *s)
{
	if (!of)
		return true;
	cn_str *text = CN_NEW(a, cn_str, s->n + 1);
	if (of->type != CN_LIST || of->n != s->n || !text)
		return false;
	size_t i = 0;
	CN_EACH (t, of) {
		if (t->type != CN_TEXT)
			return false;
		text[i++] = cn_str_copy(a, t->s);
	}
	s->label = text;
	return true;
}

static bool counts_read(cn_arena *a, const cn_val *list, cn_stat *s)
{
	int64_t *x = CN_NEW(a, int64_t, list->n + 1);
	size_t i = 0;
	CN_EACH (v, list) {
		if (!x || v->type != CN_INT || v->i < 0 || v->i > CN_INT_MAX)
			return false;
		x[i++] = v->i;
	}
	s->count = x;
	return x != NULL;
}

static bool reals_read(cn_arena *a, const cn_val *list, cn_stat *s)
{
	double *x = CN_NEW(a, double, list->n + 1);
	size_t i = 0;
	CN_EACH (v, list)
		if (!x || v->type != CN_TEXT || cn_real_parse(v->s, &x[i++], NULL) != CN_OK)
			return false;
	s->real = x;
	return x != NULL;
}

static bool stat_read(cn_arena *a, const cn_counts *c, const cn_val *v, cn_stat *s)
{
	const cn_val *n = cn_get(v, "n"), *x = cn_get(v, "x"), *list = n ? n : x;
	cn_str name = cn_get_text(v, "name");
	if (v->type != CN_MAP || !name.n || name.n > CN_STAT_NAME_BYTES_MAX || (n && x) || !list || list->type != CN_LIST ||
	    list->n > CN_STAT_VALUES_MAX)
		return false;
	for (size_t i = 0; i < c->n_stat; i++)
		if (cn_eq(c->stat[i].name, name))
			return false;
	*s = (cn_stat){ .name = cn_str_copy(a, name), .n = list->n };
	return (n ? counts_read(a, list, s) : reals_read(a, list, s)) && labels_read(a, cn_get(v, "of"), s);
}

static bool by_read(cn_arena *a, const cn_val *list, cn_counts *c)
{
	cn_str *by = CN_NEW(a, cn_str, CN_ATTRIBUTES_MAX);
	if (!list || list->type != CN_LIST || list->n > CN_ATTRIBUTES_MAX || !by)
		return false;
	CN_EACH (x, list) {
		if (x->type != CN_TEXT)
			return false;
		by[c->n_by++] = cn_str_copy(a, x->s);
	}
	c->by = by;
	return true;
}

bool stats_decode(cn_arena *a, const cn_val *v, cn_counts *c)
{
	const cn_val *list = cn_get(v, "stats"), *options = cn_get(v, "options");
	if (!by_read(a, cn_get(v, "by"), c) || (options && options->type != CN_MAP))
		return false;
	c->options = options ? cn_val_copy(a, options) : NULL;
	cn_str name = cn_get_text(v, "procedure");
	if (!name.n || name.n > CN_STAT_NAME_BYTES_MAX || !list || list->type != CN_LIST || list->n > CN_STATS_MAX)
		return false;
	cn_stat *s = CN_NEW(a, cn_stat, list->n + 1);
	if (!s)
		return false;
	c->procedure = cn_str_copy(a, name);
	c->stat = s;
	CN_EACH (x, list) {
		if (!stat_read(a, c, x, &s[c->n_stat]))
			return false;
		c->n_stat++;
	}
	return true;
}

cn_counts *cn_stats_refused(cn_arena *a, const char *procedure, cn_str en, cn_str zh)
{
	const int64_t both[2] = { 0, 0 };
	const cn_str why[2] = { en, zh };
	cn_counts *c = cn_stats_new(a, procedure, 0);
	return c && cn_stats_put_counts(a, c, "refused", both, 2, why, NULL) == CN_OK ? c : NULL;
}

bool cn_stats_why(const cn_counts *c, cn_str *ret_en, cn_str *ret_zh)
{
	const cn_stat *s = cn_stat_find(c, "refused");
	if (!s || !s->label || s->n != 2)
		return false;
	*ret_en = s->label[0];
	*ret_zh = s->label[1];
	return true;
}
