/* Counts as a tree and back: what is attested. Integers stay integers; 128-bit sums are decimal text; sums of scores are reals with 12
 * digits, so a decoded count is what verifiers see, and decode(encode(c)) encodes to the same bytes. */
#include "lab/priv.h"

#include <math.h>

enum { WIDE_DIGITS = 40 };

static cn_val *wide_val(cn_arena *a, uint64_t hi, uint64_t lo)
{
	char digit[WIDE_DIGITS];
	cn_u128 x = (cn_u128)hi << 64 | lo;
	size_t at = sizeof digit;
	do {
		digit[--at] = (char)('0' + (unsigned)(x % 10));
		x /= 10;
	} while (x);
	return cn_text(a, (cn_str){ digit + at, sizeof digit - at });
}

static cn_val *ints_val(cn_arena *a, const int64_t *x, size_t n)
{
	cn_val *v = cn_list(a);
	for (size_t i = 0; i < n; i++)
		cn_push(a, v, cn_int(a, x[i]));
	return v;
}

static cn_val *ranks_val(cn_arena *a, const cn_ranks *r)
{
	cn_val *v = cn_map(a);
	cn_put(a, v, "pos", cn_int(a, r->n_pos));
	cn_put(a, v, "neg", cn_int(a, r->n_neg));
	cn_put(a, v, "u2", wide_val(a, r->u2_hi, r->u2_lo));
	cn_put(a, v, "pos2", wide_val(a, r->pos2_hi, r->pos2_lo));
	cn_put(a, v, "neg2", wide_val(a, r->neg2_hi, r->neg2_lo));
	return v;
}

static cn_val *score_val(cn_arena *a, const cn_score_stats *s)
{
	cn_val *v = cn_map(a), *bins = cn_list(a);
	cn_put(a, v, "n", cn_int(a, s->n));
	cn_put(a, v, "pos", cn_int(a, s->n_pos));
	cn_put(a, v, "sum", cn_real(a, s->sum_score));
	cn_put(a, v, "gap2", cn_real(a, s->sum_gap2));
	cn_put(a, v, "gap4", cn_real(a, s->sum_gap4));
	cn_put(a, v, "var", cn_real(a, s->sum_var));
	for (unsigned b = 0; b < CN_CALIBRATION_BINS; b++) {
		cn_val *x = cn_push(a, bins, cn_map(a));
		cn_put(a, x, "n", cn_int(a, s->bin_n[b]));
		cn_put(a, x, "pos", cn_int(a, s->bin_pos[b]));
		cn_put(a, x, "sum", cn_real(a, s->bin_score[b]));
	}
	cn_put(a, v, "bins", bins);
	cn_put(a, v, "within", ranks_val(a, &s->within));
	cn_put(a, v, "bpsn", ranks_val(a, &s->bpsn));
	cn_put(a, v, "bnsp", ranks_val(a, &s->bnsp));
	return v;
}

static cn_val *texts_val(cn_arena *a, const cn_str *s, size_t n)
{
	cn_val *v = cn_list(a);
	for (size_t i = 0; i < n; i++)
		cn_push(a, v, cn_text(a, s[i]));
	return v;
}

static cn_val *group_val(cn_arena *a, const cn_counts *c, size_t g)
{
	const cn_group *x = &c->group[g];
	cn_val *v = cn_map(a), *cells = cn_list(a);
	cn_put(a, v, "values", texts_val(a, x->value, c->n_by));
	cn_put(a, v, "missing", cn_bool(a, x->missing));
	cn_put(a, v, "n", cn_int(a, x->n));
	cn_put(a, v, "skipped", cn_int(a, x->skipped));
	for (size_t s = 0; s < c->n_strata; s++) {
		const cn_cells *k = &c->cell[g * c->n_strata + s];
		const int64_t six[6] = { k->tp, k->fp, k->tn, k->fn, k->sel, k->rej };
		cn_push(a, cells, ints_val(a, six, 6));
	}
	cn_put(a, v, "cells", cells);
	if (c->score)
		cn_put(a, v, "score", score_val(a, &c->score[g]));
	return v;
}

static const struct flag {
	const char *name;
	size_t at;
} FLAGS[] = {
	{ "label", offsetof(cn_counts, has_label) },
	{ "prediction", offsetof(cn_counts, has_prediction) },
	{ "score", offsetof(cn_counts, has_score) },
	{ "probability", offsetof(cn_counts, score_is_probability) },
	{ "strata", offsetof(cn_counts, has_strata) },
	{ "unit_shared", offsetof(cn_counts, unit_shared) },
	{ "label_past_decision", offsetof(cn_counts, label_past_decision) },
	{ "labels_censored", offsetof(cn_counts, labels_censored) },
};

cn_code cn_counts_encode(cn_arena *a, const cn_counts *c, cn_val **ret, cn_err *err)
{
	cn_val *v = cn_map(a), *has = cn_map(a), *groups = cn_list(a);
	cn_put(a, v, "rows", cn_int(a, c->n_rows));
	if (c->procedure.n) {
		stats_encode(a, c, v);
	} else if (!c->group) {
		outputs_encode(a, c, v);
	} else {
		cn_put(a, v, "counts", cn_textz(a, "table/1"));
		for (size_t i = 0; i < sizeof FLAGS / sizeof *FLAGS; i++) {
			bool b;
			memcpy(&b, (const char *)c + FLAGS[i].at, sizeof b);
			cn_put(a, has, FLAGS[i].name, cn_bool(a, b));
		}
		cn_put(a, v, "has", has);
		cn_put(a, v, "by", texts_val(a, c->by, c->n_by));
		cn_put(a, v, "strata", texts_val(a, c->stratum, c->n_strata));
		cn_put(a, v, "no_stratum", cn_int(a, c->n_no_stratum));
		for (size_t g = 0; g < c->n_groups; g++)
			cn_push(a, groups, group_val(a, c, g));
		cn_put(a, v, "groups", groups);
		if (c->knn_with && c->knn_without) {
			cn_put(a, v, "with_self", ints_val(a, c->knn_with, c->neighbours + 1));
			cn_put(a, v, "without_self", ints_val(a, c->knn_without, c->neighbours + 1));
		}
	}
	if (!cn_arena_ok(a))
		return cn_arena_fail(a, err);
	*ret = v;
	return CN_OK;
}

/* Decoding keeps the first failure and goes on; the caller looks once. */
typedef struct decoder {
	cn_arena *a;
	cn_err *err;
	cn_code rc;
} decoder;

static void wrong(decoder *d, const char *name)
{
	if (d->rc == CN_OK)
		d->rc = CN_FAIL(d->err, CN_EINPUT, "counts: \"%s\" is missing or not what it should be", name);
}

static int64_t int_of(decoder *d, const cn_val *v, const char *name)
{
	if (!v || v->type != CN_INT || v->i < 0 || v->i > CN_INT_MAX) {
		wrong(d, name);
		return 0;
	}
	return v->i;
}

static int64_t int_at(decoder *d, const cn_val *map, const char *name)
{
	return int_of(d, cn_get(map, name), name);
}

static double real_at(decoder *d, const cn_val *map, const char *name)
{
	double x = 0;
	if (cn_real_parse(cn_get_text(map, name), &x, NULL) != CN_OK)
		wrong(d, name);
	return x;
}

static bool bool_at(decoder *d, const cn_val *map, const char *name)
{
	const cn_val *v = cn_get(map, name);
	if (!v || v->type != CN_BOOL)
		wrong(d, name);
	return v && v->type == CN_BOOL && v->b;
}

static void wide_at(decoder *d, const cn_val *map, const char *name, uint64_t *hi, uint64_t *lo)
{
	cn_str s = cn_get_text(map, name);
	cn_u128 x = 0;
	if (s.n == 0 || s.n > 38 || (s.n > 1 && s.p[0] == '0'))
		wrong(d, name);
	for (size_t i = 0; i < s.n && s.n <= 38; i++) {
		unsigned k = (unsigned)(unsigned char)s.p[i] - '0';
		if (k > 9) {
			wrong(d, name);
			return;
		}
		x = x * 10 + k;
	}
	*hi = (uint64_t)(x >> 64);
	*lo = (uint64_t)x;
}

static const cn_val *list_at(decoder *d, const cn_val *map, const char *name, size_t least, size_t most)
{
	const cn_val *v = cn_get(map, name);
	if (!v || v->type != CN_LIST || v->n < least || v->n > most) {
		wrong(d, name);
		return NULL;
	}
	return v;
}

static cn_str *texts_at(decoder *d, const cn_val *map, const char *name, size_t least, size_t most, size_t *n)
{
	const cn_val *v = list_at(d, map, name, least, most);
	*n = v ? v->n : 0;
	cn_str *s = CN_NEW(d->a, cn_str, *n ? *n : 1);
	size_t i = 0;
	CN_EACH(t, v)
	{
		if (t->type != CN_TEXT)
			wrong(d, name);
		else if (s)
			s[i] = cn_str_copy(d->a, t->s);
		i++;
	}
	return s;
}

static void ranks_at(decoder *d, const cn_val *map, const char *name, cn_ranks *r)
{
	const cn_val *v = cn_get(map, name);
	r->n_pos = int_at(d, v, "pos");
	r->n_neg = int_at(d, v, "neg");
	wide_at(d, v, "u2", &r->u2_hi, &r->u2_lo);
	wide_at(d, v, "pos2", &r->pos2_hi, &r->pos2_lo);
	wide_at(d, v, "neg2", &r->neg2_hi, &r->neg2_lo);
	cn_u128 u2 = (cn_u128)r->u2_hi << 64 | r->u2_lo;
	if (u2 > 2 * (cn_u128)r->n_pos * (cn_u128)r->n_neg)
		wrong(d, name);
}

static void score_at(decoder *d, const cn_val *v, cn_score_stats *s)
{
	const cn_val *bins = list_at(d, v, "bins", CN_CALIBRATION_BINS, CN_CALIBRATION_BINS);
	s->n = int_at(d, v, "n");
	s->n_pos = int_at(d, v, "pos");
	s->sum_score = real_at(d, v, "sum");
	s->sum_gap2 = real_at(d, v, "gap2");
	s->sum_gap4 = real_at(d, v, "gap4");
	s->sum_var = real_at(d, v, "var");
	size_t b = 0;
	CN_EACH(x, bins)
	{
		s->bin_n[b] = int_at(d, x, "n");
		s->bin_pos[b] = int_at(d, x, "pos");
		s->bin_score[b] = real_at(d, x, "sum");
		if (s->bin_pos[b] > s->bin_n[b])
			wrong(d, "bins");
		b++;
	}
	ranks_at(d, v, "within", &s->within);
	ranks_at(d, v, "bpsn", &s->bpsn);
	ranks_at(d, v, "bnsp", &s->bnsp);
	if (s->n_pos > s->n)
		wrong(d, "score");
}

cn_str counts_group_name(cn_arena *a, const cn_counts *c, const cn_str *value)
{
	cn_str name = c->n_by ? CN_S("") : CN_S("everyone");
	for (size_t i = 0; i < c->n_by; i++)
		name = cn_strf(a, "%.*s%s%.*s=%.*s", CN_FMT(name), i ? ", " : "", CN_FMT(c->by[i]), CN_FMT(value[i]));
	return name;
}

static void group_at(decoder *d, const cn_val *v, cn_counts *c, cn_group *g, cn_cells *cell, cn_score_stats *score)
{
	size_t n;
	g->value = texts_at(d, v, "values", c->n_by, c->n_by, &n);
	g->missing = bool_at(d, v, "missing");
	g->n = int_at(d, v, "n");
	g->skipped = int_at(d, v, "skipped");
	if (d->rc == CN_OK && g->value)
		g->name = counts_group_name(d->a, c, g->value);
	const cn_val *cells = list_at(d, v, "cells", c->n_strata, c->n_strata);
	size_t at = 0;
	CN_EACH(x, cells)
	{
		int64_t six[6] = { 0 };
		if (x->type != CN_LIST || x->n != 6)
			wrong(d, "cells");
		for (size_t i = 0; i < 6 && d->rc == CN_OK; i++)
			six[i] = int_of(d, cn_at(x, i), "cells");
		cell[at++] = (cn_cells){ six[0], six[1], six[2], six[3], six[4], six[5] };
	}
	if (score)
		score_at(d, cn_get(v, "score"), score);
}

static const int64_t *hist_at(decoder *d, const cn_val *v, const char *name, unsigned *k)
{
	const cn_val *l = list_at(d, v, name, *k ? *k + 1 : 2, *k ? *k + 1 : CN_NEIGHBOURS_MAX + 1);
	int64_t *h = l ? CN_NEW(d->a, int64_t, l->n) : NULL;
	size_t i = 0;
	CN_EACH(x, l)
	{
		if (h)
			h[i++] = int_of(d, x, name);
	}
	*k = l ? (unsigned)l->n - 1 : *k;
	return h;
}

/* Adds x to *sum as long as it stays within most: sums of foreign integers never overflow. */
static bool within(int64_t *sum, int64_t x, int64_t most)
{
	if (x > most - *sum)
		return false;
	*sum += x;
	return true;
}

/* Rows are the rows of the groups, and each row is in one cell, or its group's skipped, or has no stratum. */
static void sums_check(decoder *d, const cn_counts *c)
{
	int64_t rows = 0, placed = 0;
	bool ok = within(&placed, c->n_no_stratum, c->n_rows);
	for (size_t g = 0; g < c->n_groups && ok; g++) {
		const cn_group *x = &c->group[g];
		int64_t own = 0;
		ok = within(&rows, x->n, c->n_rows) && within(&own, x->skipped, x->n);
		for (size_t s = 0; s < c->n_strata && ok; s++) {
			const cn_cells *k = &c->cell[g * c->n_strata + s];
			const int64_t six[6] = { k->tp, k->fp, k->tn, k->fn, k->sel, k->rej };
			for (size_t i = 0; i < 6 && ok; i++)
				ok = within(&own, six[i], x->n);
		}
		ok = ok && within(&placed, own, c->n_rows) && (!c->score || c->score[g].n <= x->n);
	}
	if (!ok || rows != c->n_rows || (c->has_prediction && placed != rows))
		wrong(d, "rows");
}

static void table_at(decoder *d, const cn_val *v, cn_counts *c)
{
	const cn_val *has = cn_get(v, "has");
	for (size_t i = 0; i < sizeof FLAGS / sizeof *FLAGS; i++) {
		bool b = bool_at(d, has, FLAGS[i].name);
		memcpy((char *)c + FLAGS[i].at, &b, sizeof b);
	}
	c->by = texts_at(d, v, "by", 0, CN_ATTRIBUTES_MAX, &c->n_by);
	c->stratum = texts_at(d, v, "strata", 1, CN_STRATA_MAX, &c->n_strata);
	c->n_no_stratum = int_at(d, v, "no_stratum");
	const cn_val *groups = list_at(d, v, "groups", 0, CN_GROUPS_MAX);
	c->n_groups = groups ? groups->n : 0;
	if (d->rc == CN_OK && c->n_groups * c->n_strata > CN_CELLS_MAX)
		wrong(d, "groups");
	if (d->rc != CN_OK)
		return;
	bool score = groups->n > 0 && cn_get(groups->first, "score");
	cn_group *g = CN_NEW(d->a, cn_group, c->n_groups + 1);
	cn_cells *cell = CN_NEW(d->a, cn_cells, c->n_groups * c->n_strata + 1);
	cn_score_stats *s = score ? CN_NEW(d->a, cn_score_stats, c->n_groups + 1) : NULL;
	if (!g || !cell || (score && !s))
		return;
	size_t i = 0;
	CN_EACH(x, groups)
	{
		group_at(d, x, c, &g[i], &cell[i * c->n_strata], s ? &s[i] : NULL);
		i++;
	}
	c->group = g;
	c->cell = cell;
	c->score = s;
	if (d->rc == CN_OK)
		sums_check(d, c);
	if (cn_get(v, "with_self")) {
		c->knn_with = hist_at(d, v, "with_self", &c->neighbours);
		c->knn_without = hist_at(d, v, "without_self", &c->neighbours);
	}
}

cn_code cn_counts_decode(cn_arena *a, const cn_val *v, cn_counts **ret, cn_err *err)
{
	decoder d = { a, err, CN_OK };
	cn_counts *c = CN_NEW(a, cn_counts, 1);
	if (!c)
		return cn_arena_fail(a, err);
	c->n_rows = int_at(&d, v, "rows");
	if (cn_starts(cn_get_text(v, "counts"), "outputs/")) {
		if (!outputs_decode(a, v, c) && cn_arena_ok(a))
			wrong(&d, "outputs");
	} else if (cn_is_text(cn_get(v, "counts"), "stats/1")) {
		if (!stats_decode(a, v, c) && cn_arena_ok(a))
			wrong(&d, "stats");
	} else if (cn_is_text(cn_get(v, "counts"), "table/1")) {
		table_at(&d, v, c);
	} else {
		wrong(&d, "counts");
	}
	if (d.rc != CN_OK)
		return d.rc;
	if (!cn_arena_ok(a))
		return cn_arena_fail(a, err);
	*ret = c;
	return CN_OK;
}
