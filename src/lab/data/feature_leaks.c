/* feature_leaks: how well each feature alone separates the labels, as exact counts of pairs. O(rows log rows x features). */
#include "lab/data/data.h"

enum { LEVEL_ROWS_MIN = 10 }; /* a category of fewer rows goes to the rare ones: its own rate would be chance */

enum how { HOW_HIGH, HOW_LOW, HOW_CATEGORY, HOW_MISSING };

typedef struct leak {
	cn_str name;
	cn_ranks r;
	enum how how;
} leak;

/* Rows as scored wants them, negatives first: by value[row] where use[row], or all if use is NULL. */
static cn_code ranks_of(cn_arena *a, const double *value, const double *label, size_t n, bool absent_out, cn_ranks *ret, cn_err *err)
{
	scored *s = CN_NEW(a, scored, n + 1);
	cn_score_stats *stats = CN_NEW(a, cn_score_stats, 1);
	size_t k = 0;
	if (!s || !stats)
		return cn_arena_fail(a, err);
	for (unsigned positive = 0; positive < 2; positive++)
		for (size_t i = 0; i < n; i++)
			if (label[i] == positive && !(absent_out && value[i] != value[i]))
				s[k++] = (scored){ .key = scored_key(value[i]), .positive = positive };
	CN_TRY(scores_count(a, s, k, stats, 1, err));
	*ret = stats->within;
	return CN_OK;
}

static double auc_of(const cn_ranks *r)
{
	double auc, var;
	return ranks_auc(r, &auc, &var) ? auc : 0;
}

static cn_code try_values(cn_arena *a, double *value, const double *label, size_t n, enum how how, leak *best, cn_err *err)
{
	cn_ranks r;
	CN_TRY(ranks_of(a, value, label, n, how == HOW_HIGH || how == HOW_LOW, &r, err));
	if (auc_of(&r) > auc_of(&best->r)) {
		best->r = r;
		best->how = how;
	}
	return CN_OK;
}

static cn_code try_numbers(cn_arena *a, const cn_column *c, const double *label, double *value, size_t n, leak *best, cn_err *err)
{
	for (size_t i = 0; i < n; i++)
		value[i] = c->number[i];
	CN_TRY(try_values(a, value, label, n, HOW_HIGH, best, err));
	for (size_t i = 0; i < n; i++)
		value[i] = -c->number[i];
	return try_values(a, value, label, n, HOW_LOW, best, err);
}

/* Categories in order of their share of positives; those of few rows are one. */
static cn_code try_category(cn_arena *a, const cn_column *c, const double *label, double *value, size_t n, leak *best, cn_err *err)
{
	size_t levels = c->n_levels + (size_t)2, missing = c->n_levels, rare = missing + 1;
	int64_t *all = CN_NEW(a, int64_t, levels), *pos = CN_NEW(a, int64_t, levels);
	if (!all || !pos)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < n; i++) {
		size_t at = cn_column_missing(c, i) ? missing : cn_column_code(c, i);
		all[at] += label[i] == label[i];
		pos[at] += label[i] == 1;
	}
	for (size_t k = 0; k < rare; k++) {
		if (all[k] >= LEVEL_ROWS_MIN)
			continue;
		all[rare] += all[k];
		pos[rare] += pos[k];
		all[k] = 0;
	}
	for (size_t i = 0; i < n; i++) {
		size_t at = cn_column_missing(c, i) ? missing : cn_column_code(c, i);
		at = all[at] ? at : rare;
		value[i] = all[at] ? (double)pos[at] / (double)all[at] : 0; /* 0: rows without a label, which are not counted */
	}
	return try_values(a, value, label, n, HOW_CATEGORY, best, err);
}

static cn_code try_missing(cn_arena *a, const cn_column *c, const double *label, double *value, size_t n, leak *best, cn_err *err)
{
	for (int sign = -1; sign <= 1; sign += 2) {
		for (size_t i = 0; i < n; i++)
			value[i] = cn_column_missing(c, i) ? sign : 0;
		CN_TRY(try_values(a, value, label, n, HOW_MISSING, best, err));
	}
	return CN_OK;
}

static cn_code leak_of(const cn_column *c, const double *label, double *value, size_t n, leak *ret, cn_err *err)
{
	CN_AUTO_ARENA own = cn_arena_new(DATA_SCRATCH_BYTES);
	leak best = { .name = c->name };
	if (!own)
		return CN_NOMEM(err);
	CN_TRY(c->number ? try_numbers(own, c, label, value, n, &best, err) : try_category(own, c, label, value, n, &best, err));
	if (c->number && c->n_missing)
		CN_TRY(try_missing(own, c, label, value, n, &best, err));
	*ret = best;
	return CN_OK;
}

/* A sum of 128 bits as two integers that can be attested. */
static void split_wide(uint64_t hi, uint64_t lo, int64_t *ret_hi, int64_t *ret_lo)
{
	cn_u128 x = (cn_u128)hi << 64 | lo;
	*ret_hi = (int64_t)(x >> 48);
	*ret_lo = (int64_t)(x & (((cn_u128)1 << 48) - 1));
}

static cn_code put_all(cn_arena *a, const leak *x, size_t n, cn_counts *s, cn_err *err)
{
	static const char *const name[] = { "positives", "negatives", "u2.hi", "u2.lo", "pos2.hi", "pos2.lo", "neg2.hi", "neg2.lo", "how" };
	enum { VECTORS = sizeof name / sizeof *name };
	int64_t *v[VECTORS];
	cn_str *label = CN_NEW(a, cn_str, n + 1);
	for (size_t k = 0; k < VECTORS; k++)
		v[k] = CN_NEW(a, int64_t, n + 1);
	if (!cn_arena_ok(a))
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < n; i++) {
		const cn_ranks *r = &x[i].r;
		label[i] = x[i].name;
		v[0][i] = r->n_pos;
		v[1][i] = r->n_neg;
		split_wide(r->u2_hi, r->u2_lo, &v[2][i], &v[3][i]);
		split_wide(r->pos2_hi, r->pos2_lo, &v[4][i], &v[5][i]);
		split_wide(r->neg2_hi, r->neg2_lo, &v[6][i], &v[7][i]);
		v[8][i] = x[i].how;
	}
	for (size_t k = 0; k < VECTORS; k++)
		CN_TRY(cn_stats_put_counts(a, s, name[k], v[k], n, k ? NULL : label, err));
	return CN_OK;
}

static cn_code take(cn_arena *a, const cn_take *in, cn_counts **ret, cn_err *err)
{
	CN_AUTO_ARENA own = cn_arena_new(DATA_SCRATCH_BYTES);
	const cn_str without[] = { in->m->label, in->m->prediction, in->m->score, in->m->unit };
	cn_measure only_label = { .label = in->m->label, .label_positive = in->m->label_positive };
	cn_frame f;
	names col;
	if (!own)
		return CN_NOMEM(err);
	CN_TRY(columns_to_compare(own, in, without, 4, &col, err));
	CN_TRY(cn_frame_take(own, &(cn_take){ .m = &only_label }, in->table, &f, err));
	leak *x = CN_NEW(own, leak, col.n + 1);
	double *value = CN_NEW(own, double, f.n_rows + 1);
	if (!x || !value)
		return cn_arena_fail(own, err);
	for (size_t i = 0; i < col.n; i++) {
		const cn_column *c;
		CN_TRY(cn_table_need(in->table, col.at[i], &c, err));
		CN_TRY(leak_of(c, f.label, value, f.n_rows, &x[i], err));
	}
	cn_counts *s = cn_stats_new(a, "feature_leaks", (int64_t)f.n_rows);
	if (!s)
		return cn_arena_fail(a, err);
	CN_TRY(put_all(a, x, col.n, s, err));
	*ret = s;
	return CN_OK;
}

const cn_procedure cn_procedure_feature_leaks = {
	.name = "feature_leaks",
	.title_en = "single features that give the label away",
	.title_zh = "单独就能泄露标签的特征",
	.needs = CN_TAKE_TABLE | CN_TAKE_LABEL | CN_TAKE_COLUMNS,
	.options = "columns  list of columns that are tried: the features named, else all but label, prediction, score and unit",
	.take = take,
};
