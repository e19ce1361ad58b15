/* From a table to counts: one pass over the rows for cells, one sort for scores. The result does not depend on the order of the rows. */
#include "lab/priv.h"

#include <math.h>

enum { KEYS_DIRECT_MAX = 1 << 16, MAP_SLOTS = 4 * CN_STRATA_MAX, BLOCK = 512 };

unsigned binary_at(const binary *b, size_t row)
{
	if (!b->c)
		return 2;
	if (b->c->number) {
		double v = b->c->number[row];
		if (v != v)
			return 2;
		return b->threshold ? v >= b->number : v == b->number;
	}
	uint32_t code = cn_column_code(b->c, row);
	return code == CN_LEVEL_MISSING ? 2 : code == b->code;
}

static void binary_rows(const binary *b, size_t from, size_t n, uint8_t *ret)
{
	if (b->c && b->c->number && !b->threshold) {
		const double *v = b->c->number + from;
		for (size_t i = 0; i < n; i++)
			ret[i] = (uint8_t)((v[i] == b->number) | (v[i] != v[i]) << 1);
		return;
	}
	for (size_t i = 0; i < n; i++)
		ret[i] = (uint8_t)binary_at(b, from + i);
}

/* Is a row of neither value there? Missing ones do not count. */
static bool has_third(const double *v, size_t n, double one, double other)
{
	unsigned third = 0;
	for (size_t i = 0; i < n; i++)
		third |= (unsigned)((v[i] != one) & (v[i] != other) & (v[i] == v[i]));
	return third;
}

static cn_code binary_text(const cn_column *c, cn_str positive, bool named, binary *b, cn_err *err)
{
	b->code = CN_LEVEL_MISSING - 1;
	for (uint32_t i = 0; i < c->n_levels; i++)
		if (cn_eq(c->level[i], positive))
			b->code = i;
	bool found = b->code != CN_LEVEL_MISSING - 1;
	if (c->n_levels > 2)
		return CN_FAIL(err, CN_EINPUT, "column \"%.*s\" has %u different values: a label or prediction has two", CN_FMT(c->name), c->n_levels);
	if (!found && (c->n_levels == 2 || !named) && c->n_levels > 0) {
		(void)CN_FAIL(err, CN_EINPUT, "column \"%.*s\" never says \"%.*s\"", CN_FMT(c->name), CN_FMT(positive));
		return cn_hint(err, "the positive value is \"%.*s\"", CN_FMT(cn_sub(c->level[0], 0, 60)));
	}
	return CN_OK;
}

cn_code binary_init(const cn_table *t, cn_str name, cn_str positive, binary *b, cn_err *err)
{
	CN_TRY(cn_table_need(t, name, &b->c, err));
	const cn_column *c = b->c;
	bool named = positive.n > 0;
	if (!named)
		positive = CN_S("1");
	if (!c->number)
		return binary_text(c, positive, named, b, err);
	if (cn_real_parse(positive, &b->number, NULL) != CN_OK)
		return CN_FAIL(err, CN_EINPUT, "column \"%.*s\" is numeric, the positive value \"%.*s\" is not", CN_FMT(c->name), CN_FMT(cn_sub(positive, 0, 60)));
	size_t n = cn_table_rows(t), row = 0;
	while (row < n && (c->number[row] == b->number || c->number[row] != c->number[row]))
		row++;
	if (row < n && has_third(c->number + row, n - row, b->number, c->number[row]))
		return CN_FAIL(err, CN_EINPUT, "column \"%.*s\" has values besides %g and %g: a label or prediction has two", CN_FMT(c->name),
			       b->number, c->number[row]);
	return CN_OK;
}

typedef struct taking {
	const cn_table *t;
	const cn_measure *m;
	unsigned needs;
	coder by[CN_ATTRIBUTES_MAX], stratum;
	uint32_t stratum_at[CN_STRATA_MAX]; /* code -> place in order of bytes */
	binary label, prediction;
	const cn_column *score;
	/* key of a combination -> group in order of appearance + 1 */
	uint64_t n_keys;
	uint32_t *direct;
	uint64_t *map_key;
	uint32_t *map_group;
	uint64_t key[CN_GROUPS_MAX]; /* of each group */
	uint32_t n_groups;
	cn_cells *cell;
	int64_t *n, *skipped;
	uint32_t room;
} taking;

static cn_code group_add(cn_arena *a, taking *k, uint64_t key, size_t n_strata, cn_err *err)
{
	if (k->n_groups == CN_GROUPS_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "the attributes make more than %d groups", CN_GROUPS_MAX);
	if (k->n_groups == k->room) {
		uint32_t room = k->room ? k->room * 2 : 16;
		if (room * n_strata > CN_CELLS_MAX)
			room = (uint32_t)(CN_CELLS_MAX / n_strata);
		if (room <= k->n_groups)
			return CN_FAIL(err, CN_ETOOBIG, "groups times strata are more than %d", CN_CELLS_MAX);
		cn_cells *cell = CN_NEW(a, cn_cells, room * n_strata);
		int64_t *n = CN_NEW(a, int64_t, room), *skipped = CN_NEW(a, int64_t, room);
		if (!cell || !n || !skipped)
			return cn_arena_fail(a, err);
		if (k->n_groups) {
			memcpy(cell, k->cell, k->n_groups * n_strata * sizeof *cell);
			memcpy(n, k->n, k->n_groups * sizeof *n);
			memcpy(skipped, k->skipped, k->n_groups * sizeof *skipped);
		}
		k->cell = cell;
		k->n = n;
		k->skipped = skipped;
		k->room = room;
	}
	k->key[k->n_groups++] = key;
	return CN_OK;
}

/* What is asked of every row, for some rows. */
typedef struct rows {
	size_t from, n;
	uint64_t key[BLOCK];
	uint32_t code[BLOCK];
	uint8_t label[BLOCK], prediction[BLOCK];
} rows;

static void rows_read(const taking *k, size_t from, rows *r)
{
	size_t n = cn_table_rows(k->t) - from;
	r->from = from;
	r->n = n < BLOCK ? n : BLOCK;
	memset(r->key, 0, sizeof r->key);
	for (size_t a = 0; a < k->m->n_by; a++) {
		coder_rows(&k->by[a], from, r->n, r->code);
		for (size_t i = 0; i < r->n; i++)
			r->key[i] = r->key[i] * (k->by[a].n + 1) + r->code[i];
	}
	binary_rows(&k->label, from, r->n, r->label);
	binary_rows(&k->prediction, from, r->n, r->prediction);
}

static uint32_t *group_slot(taking *k, uint64_t key)
{
	if (k->direct)
		return &k->direct[key];
	size_t at = (size_t)mix(key) & (MAP_SLOTS - 1);
	while (k->map_group[at] && k->map_key[at] != key)
		at = (at + 1) & (MAP_SLOTS - 1);
	k->map_key[at] = key;
	return &k->map_group[at];
}

/* label * 2 + prediction -> place in cn_cells; a label of 2 is missing */
static const uint8_t CELL_AT[6] = { 2, 1, 3, 0, 5, 4 };
static_assert(sizeof(cn_cells) == 6 * sizeof(int64_t), "cells are six integers");

static cn_code block_count(cn_arena *a, taking *k, rows *r, cn_counts *c, cn_err *err)
{
	if (c->has_strata)
		coder_rows(&k->stratum, r->from, r->n, r->code);
	for (size_t i = 0; i < r->n; i++) {
		uint32_t *slot = group_slot(k, r->key[i]);
		if (!*slot) {
			CN_TRY(group_add(a, k, r->key[i], c->n_strata, err));
			*slot = k->n_groups;
		}
		uint32_t g = *slot - 1, s = 0;
		k->n[g]++;
		if (c->has_strata) {
			if (r->code[i] == k->stratum.n) {
				c->n_no_stratum++;
				continue;
			}
			s = k->stratum_at[r->code[i]];
		}
		unsigned p = r->prediction[i], y = r->label[i];
		if (p == 2) {
			k->skipped[g] += c->has_prediction;
			continue;
		}
		int64_t *six = (int64_t *)(void *)&k->cell[g * c->n_strata + s]; /* a struct of six is an array of six: see static_assert */
		six[CELL_AT[y * 2 + p]]++;
	}
	return CN_OK;
}

static cn_code rows_count(cn_arena *a, taking *k, cn_counts *c, cn_err *err)
{
	rows *r = CN_NEW(a, rows, 1);
	if (!r)
		return cn_arena_fail(a, err);
	for (size_t from = 0; from < cn_table_rows(k->t); from += BLOCK) {
		rows_read(k, from, r);
		CN_TRY(block_count(a, k, r, c, err));
	}
	return CN_OK;
}

static void group_values(const taking *k, uint64_t key, cn_str *value, bool *missing)
{
	*missing = false;
	for (size_t i = k->m->n_by; i-- > 0;) {
		uint32_t n = k->by[i].n, code = (uint32_t)(key % (n + 1));
		key /= n + 1;
		value[i] = code == n ? CN_S("(missing)") : k->by[i].text[code];
		*missing |= code == n;
	}
}

static int group_cmp(const cn_group *x, const cn_group *y, size_t n_by)
{
	if (x->missing != y->missing)
		return x->missing ? 1 : -1;
	for (size_t i = 0; i < n_by; i++) {
		int d = cn_cmp(x->value[i], y->value[i]);
		if (d)
			return d;
	}
	return 0;
}

/* Puts the groups in order; order[old] = new. */
static cn_code groups_order(cn_arena *a, const taking *k, cn_counts *c, uint32_t *order, cn_err *err)
{
	size_t n = k->n_groups;
	cn_group *g = CN_NEW(a, cn_group, n ? n : 1);
	uint32_t *old = CN_NEW(a, uint32_t, n ? n : 1);
	cn_cells *cell = CN_NEW(a, cn_cells, n * c->n_strata + 1);
	if (!g || !old || !cell)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < n; i++) {
		cn_str *value = CN_NEW(a, cn_str, c->n_by ? c->n_by : 1);
		if (!value)
			return cn_arena_fail(a, err);
		cn_group x = { .value = value, .n = k->n[i], .skipped = k->skipped[i] };
		group_values(k, k->key[i], value, &x.missing);
		x.name = counts_group_name(a, c, value);
		size_t at = i;
		for (; at > 0 && group_cmp(&x, &g[at - 1], c->n_by) < 0; at--) {
			g[at] = g[at - 1];
			old[at] = old[at - 1];
		}
		g[at] = x;
		old[at] = (uint32_t)i;
	}
	for (size_t i = 0; i < n; i++) {
		order[old[i]] = (uint32_t)i;
		memcpy(&cell[i * c->n_strata], &k->cell[old[i] * c->n_strata], c->n_strata * sizeof *cell);
	}
	c->group = g;
	c->n_groups = n;
	c->cell = cell;
	return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
}

typedef struct valued {
	cn_str text;
	uint32_t code;
} valued;

static int by_text(const void *x, const void *y)
{
	const valued *a = x, *b = y;
	return cn_cmp(a->text, b->text);
}

static cn_code strata_take(cn_arena *a, taking *k, cn_counts *c, cn_err *err)
{
	c->n_strata = 1;
	cn_str *text = CN_NEW(a, cn_str, 1);
	c->stratum = text;
	if (k->m->stratum.n == 0)
		return text ? CN_OK : cn_arena_fail(a, err);
	CN_TRY(coder_init(a, k->t, k->m->stratum, CN_STRATA_MAX, &k->stratum, err));
	uint32_t n = k->stratum.n;
	valued *v = CN_NEW(a, valued, n + 1);
	if (!(text = CN_NEW(a, cn_str, n ? n : 1)) || !v)
		return cn_arena_fail(a, err);
	for (uint32_t i = 0; i < n; i++)
		v[i] = (valued){ k->stratum.text[i], i };
	if (n > 1)
		qsort(v, n, sizeof *v, by_text);
	for (uint32_t i = 0; i < n; i++) {
		text[i] = v[i].text;
		k->stratum_at[v[i].code] = i;
	}
	c->stratum = text;
	c->n_strata = n ? n : 1;
	c->has_strata = n > 0;
	return CN_OK;
}

/* Label, score and prediction. */
static cn_code outcome_take(taking *k, cn_err *err)
{
	const cn_measure *m = k->m;
	if (m->label.n)
		CN_TRY(binary_init(k->t, m->label, m->label_positive, &k->label, err));
	if (m->score.n) {
		CN_TRY(cn_table_need(k->t, m->score, &k->score, err));
		if (!k->score->number)
			return CN_FAIL(err, CN_EINPUT, "column \"%.*s\" is text: a score is a number", CN_FMT(m->score));
	}
	if (m->prediction.n) {
		CN_TRY(binary_init(k->t, m->prediction, m->prediction_positive, &k->prediction, err));
	} else if (m->threshold.n && k->score) {
		k->prediction = (binary){ .c = k->score, .threshold = true };
		if (cn_real_parse(m->threshold, &k->prediction.number, NULL) != CN_OK)
			return CN_FAIL(err, CN_EINPUT, "the threshold \"%.*s\" is not a number", CN_FMT(cn_sub(m->threshold, 0, 60)));
	}
	return CN_OK;
}

static cn_code columns_take(cn_arena *a, taking *k, cn_counts *c, cn_err *err)
{
	const cn_measure *m = k->m;
	if (m->n_by > CN_ATTRIBUTES_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "more than %d attributes in one partition", CN_ATTRIBUTES_MAX);
	cn_str *by = CN_NEW(a, cn_str, m->n_by ? m->n_by : 1);
	k->n_keys = 1;
	for (size_t i = 0; i < m->n_by; i++) {
		CN_TRY(coder_init(a, k->t, m->by[i], CN_STRATA_MAX, &k->by[i], err));
		k->n_keys = k->n_keys > (1ull << 40) ? k->n_keys : k->n_keys * (k->by[i].n + 1);
		if (k->n_keys > 1ull << 40)
			return CN_FAIL(err, CN_ETOOBIG, "the attributes have too many combinations of values");
		if (by)
			by[i] = cn_str_copy(a, m->by[i]);
	}
	c->by = by;
	c->n_by = m->n_by;
	if (k->n_keys <= KEYS_DIRECT_MAX) {
		k->direct = CN_NEW(a, uint32_t, k->n_keys);
	} else {
		k->map_key = CN_NEW(a, uint64_t, MAP_SLOTS);
		k->map_group = CN_NEW(a, uint32_t, MAP_SLOTS);
	}
	CN_TRY(outcome_take(k, err));
	c->has_label = k->label.c != NULL;
	c->has_prediction = k->prediction.c != NULL;
	c->has_score = k->score != NULL;
	return cn_arena_ok(a) ? strata_take(a, k, c, err) : cn_arena_fail(a, err);
}

static cn_code unit_take(cn_arena *a, const taking *k, cn_counts *c, cn_err *err)
{
	const cn_column *u;
	if (k->m->unit.n == 0)
		return CN_OK;
	CN_TRY(cn_table_need(k->t, k->m->unit, &u, err));
	size_t n = cn_table_rows(k->t), there = n - u->n_missing;
	if (!u->number) {
		c->unit_shared = u->n_levels < there;
		return CN_OK;
	}
	size_t slots = 2;
	while (slots < 2 * n + 2)
		slots *= 2;
	double *seen = CN_NEW(a, double, slots);
	if (!seen)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < slots; i++)
		seen[i] = NAN;
	for (size_t row = 0; row < n && !c->unit_shared; row++) {
		double v = u->number[row];
		if (v != v)
			continue;
		uint64_t bits;
		memcpy(&bits, &v, sizeof bits);
		size_t at = (size_t)mix(bits) & (slots - 1);
		while (seen[at] == seen[at] && seen[at] != v)
			at = (at + 1) & (slots - 1);
		c->unit_shared = seen[at] == v;
		seen[at] = v;
	}
	return CN_OK;
}

/* Appends the scored rows of a block whose label is `want`; returns how many there are now. */
static size_t block_scores(taking *k, const rows *r, unsigned want, cn_counts *c, const uint32_t *order, scored *all, size_t n)
{
	for (size_t i = 0; i < r->n; i++) {
		double v = k->score->number[r->from + i];
		if (v != v || r->label[i] != want)
			continue;
		uint32_t g = order[*group_slot(k, r->key[i]) - 1];
		if (c->group[g].missing)
			continue;
		c->score_is_probability &= v >= 0 && v <= 1;
		all[n++] = (scored){ scored_key(v), g, want };
	}
	return n;
}

static cn_code scores_take(cn_arena *a, taking *k, cn_counts *c, const uint32_t *order, cn_err *err)
{
	if (!k->score || !(k->needs & (CN_NEED_SCORE | CN_NEED_PROBABILITY)) || !c->has_label)
		return CN_OK;
	size_t n_rows = cn_table_rows(k->t), n = 0;
	scored *all = CN_NEW(a, scored, n_rows ? n_rows : 1);
	cn_score_stats *stats = CN_NEW(a, cn_score_stats, c->n_groups ? c->n_groups : 1);
	rows *r = CN_NEW(a, rows, 1);
	if (!all || !stats || !r)
		return cn_arena_fail(a, err);
	c->score_is_probability = true;
	for (unsigned want = 0; want < 2; want++) {
		for (size_t from = 0; from < n_rows; from += BLOCK) {
			rows_read(k, from, r);
			n = block_scores(k, r, want, c, order, all, n);
		}
	}
	c->score = stats;
	return scores_count(a, all, n, stats, c->n_groups, err);
}

/* Columns of the features, and room for those of their rows that are whole. */
static cn_code features_take(cn_arena *a, const taking *k, const cn_column **col, double **f, cn_err *err)
{
	const cn_measure *m = k->m;
	size_t n_rows = cn_table_rows(k->t);
	for (size_t i = 0; i < m->n_features; i++) {
		CN_TRY(cn_table_need(k->t, m->features[i], &col[i], err));
		if (!col[i]->number)
			return CN_FAIL(err, CN_EINPUT, "column \"%.*s\" is text: consistency needs numbers", CN_FMT(m->features[i]));
		if (!(f[i] = CN_NEW(a, double, n_rows ? n_rows : 1)))
			return cn_arena_fail(a, err);
	}
	return CN_OK;
}

/* Copies one row into place n; false if something of it is missing. */
static bool row_whole(const taking *k, size_t row, const cn_column *const *col, double **f, uint8_t *p, size_t n)
{
	unsigned y = binary_at(&k->prediction, row);
	for (size_t i = 0; i < k->m->n_features; i++) {
		f[i][n] = col[i]->number[row];
		if (f[i][n] != f[i][n])
			return false;
	}
	p[n] = (uint8_t)y;
	return y != 2;
}

static cn_code knn_take(cn_arena *a, const taking *k, cn_counts *c, cn_err *err)
{
	const cn_measure *m = k->m;
	if (!(k->needs & CN_NEED_FEATURES) || m->n_features == 0 || !c->has_prediction)
		return CN_OK;
	size_t n_rows = cn_table_rows(k->t), n = 0;
	unsigned nb = m->neighbours ? m->neighbours : 5;
	if (nb > CN_NEIGHBOURS_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "more than %d neighbours", CN_NEIGHBOURS_MAX);
	double **f = CN_NEW(a, double *, m->n_features);
	const cn_column **col = CN_NEW(a, const cn_column *, m->n_features);
	uint8_t *p = CN_NEW(a, uint8_t, n_rows + 1);
	int64_t *with = CN_NEW(a, int64_t, nb + 1), *without = CN_NEW(a, int64_t, nb + 1);
	if (!cn_arena_ok(a))
		return cn_arena_fail(a, err);
	CN_TRY(features_take(a, k, col, f, err));
	for (size_t row = 0; row < n_rows; row++)
		n += row_whole(k, row, col, f, p, n);
	CN_TRY(knn_count(a, (const double *const *)f, m->n_features, p, n, nb, with, without, err));
	c->neighbours = nb;
	c->knn_with = with;
	c->knn_without = without;
	return CN_OK;
}

cn_code cn_counts_take(cn_arena *a, const cn_table *t, const cn_measure *m, unsigned needs, cn_counts **ret, cn_err *err)
{
	cn_counts *c = CN_NEW(a, cn_counts, 1);
	taking *k = CN_NEW(a, taking, 1);
	uint32_t *order = CN_NEW(a, uint32_t, CN_GROUPS_MAX);
	if (!c || !k || !order)
		return cn_arena_fail(a, err);
	k->t = t;
	k->m = m;
	k->needs = needs;
	c->n_rows = (int64_t)cn_table_rows(t);
	c->label_past_decision = m->label_meaning == CN_LABEL_PAST_DECISION;
	c->labels_censored = m->labels_censored;
	CN_TRY(columns_take(a, k, c, err));
	CN_TRY(rows_count(a, k, c, err));
	CN_TRY(groups_order(a, k, c, order, err));
	CN_TRY(unit_take(a, k, c, err));
	CN_TRY(scores_take(a, k, c, order, err));
	CN_TRY(knn_take(a, k, c, err));
	*ret = c;
	return CN_OK;
}
