/* representation: how many of each group are in the table, against a population: a second table, or shares that are declared. O(rows). */
#include "lab/data/data.h"

#include <math.h>

#define SHARES_OFF 0.005 /* declared shares are rounded: they may miss 1 by this much, and are scaled */

typedef struct population {
	cn_str *name;
	double *share;
	int64_t *sample;
	size_t n;
} population;

static size_t place(const population *p, cn_str name)
{
	size_t i = 0;
	while (i < p->n && !cn_eq(p->name[i], name))
		i++;
	return i;
}

static cn_code population_new(cn_arena *a, size_t room, population *p, cn_err *err)
{
	*p = (population){ CN_NEW(a, cn_str, room + 1), CN_NEW(a, double, room + 1), CN_NEW(a, int64_t, room + 1), 0 };
	return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
}

static cn_code declared(cn_arena *a, const cn_val *shares, population *p, cn_err *err)
{
	double sum = 0;
	if (shares->type != CN_MAP || shares->n == 0 || shares->n > CN_GROUPS_MAX)
		return CN_FAIL(err, CN_EINPUT, "option \"shares\" gives each group its share, as \"sex=F\": \"0.51\"");
	CN_TRY(population_new(a, shares->n, p, err));
	CN_EACH (v, shares) {
		double x = v->type == CN_INT ? (double)v->i : -1;
		if ((v->type == CN_TEXT && cn_real_parse(v->s, &x, NULL) != CN_OK) || !(x >= 0 && x <= 1))
			return CN_FAIL(err, CN_EINPUT, "the share of \"%.*s\" is not a number from 0 to 1", CN_FMT(cn_sub(v->key, 0, 80)));
		p->name[p->n] = v->key;
		p->share[p->n++] = x;
		sum += x;
	}
	if (fabs(sum - 1) > SHARES_OFF)
		return CN_FAIL(err, CN_EINPUT, "the declared shares sum to %g, not to 1", sum);
	for (size_t i = 0; i < p->n; i++)
		p->share[i] /= sum;
	return CN_OK;
}

static int64_t *rows_of_groups(cn_arena *a, const cn_row_groups *g, size_t rows, int64_t *ret_missing)
{
	int64_t *n = CN_NEW(a, int64_t, g->n_all + 1);
	*ret_missing = 0;
	for (size_t i = 0; n && i < rows; i++) {
		n[g->of[i]]++;
		*ret_missing += g->of[i] >= g->n;
	}
	return n;
}

/* Groups of the second table, then those that the first alone has, with a share of 0. */
static cn_code counted(cn_arena *a, const cn_take *in, const cn_row_groups *own, population *p, cn_err *err)
{
	cn_row_groups g;
	int64_t missing;
	CN_TRY(cn_groups_of_rows(a, in->other, in->m->by, in->m->n_by, &g, err));
	int64_t *n = rows_of_groups(a, &g, cn_table_rows(in->other), &missing);
	if (!n)
		return cn_arena_fail(a, err);
	int64_t all = (int64_t)cn_table_rows(in->other) - missing;
	if (all == 0)
		return CN_FAIL(err, CN_EUNDEFINED, "the second table has no row whose group is known");
	CN_TRY(population_new(a, g.n + own->n, p, err));
	for (size_t i = 0; i < g.n; i++) {
		p->name[p->n] = g.name[i];
		p->share[p->n++] = (double)n[i] / (double)all;
	}
	for (size_t i = 0; i < own->n; i++)
		if (place(p, own->name[i]) == p->n)
			p->name[p->n++] = own->name[i];
	return CN_OK;
}

static cn_code take(cn_arena *a, const cn_take *in, cn_counts **ret, cn_err *err)
{
	CN_AUTO_ARENA own = cn_arena_new(DATA_SCRATCH_BYTES);
	const cn_val *shares = cn_get(in->options, "shares");
	cn_row_groups g;
	population p;
	int64_t missing;
	if (!own)
		return CN_NOMEM(err);
	if (!in->m->n_by)
		return CN_FAIL(err, CN_EINPUT, "the attributes that make the groups are not named");
	if (!shares && !in->other)
		return CN_FAIL(err, CN_EINPUT, "there is no population: give a second table, or the option \"shares\"");
	CN_TRY(cn_groups_of_rows(own, in->table, in->m->by, in->m->n_by, &g, err));
	CN_TRY(shares ? declared(own, shares, &p, err) : counted(own, in, &g, &p, err));
	int64_t *n = rows_of_groups(own, &g, cn_table_rows(in->table), &missing);
	if (!n)
		return cn_arena_fail(own, err);
	for (size_t i = 0; i < g.n; i++) {
		size_t at = place(&p, g.name[i]);
		if (at == p.n)
			return CN_FAIL(err, CN_EINPUT, "the group \"%.*s\" is in the table and has no declared share", CN_FMT(cn_sub(g.name[i], 0, 80)));
		p.sample[at] = n[i];
	}
	cn_counts *s = cn_stats_new(a, "representation", (int64_t)cn_table_rows(in->table));
	if (!s)
		return cn_arena_fail(a, err);
	CN_TRY(cn_stats_put_counts(a, s, "sample", p.sample, p.n, p.name, err));
	CN_TRY(cn_stats_put_reals(a, s, "population", p.share, p.n, NULL, err));
	CN_TRY(put_one(a, s, "missing", missing, err));
	*ret = s;
	return CN_OK;
}

const cn_procedure cn_procedure_representation = {
	.name = "representation",
	.title_en = "groups in the table against a population",
	.title_zh = "表中群体与总体的对照",
	.needs = CN_TAKE_TABLE | CN_TAKE_GROUPS | CN_TAKE_MAY_OTHER,
	.options = "shares  map of each group's share of the population, \"sex=F\": \"0.51\"; without it the second table is the population",
	.take = take,
};
