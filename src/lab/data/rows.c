/* Rows as classes of equal rows, which columns are compared, and facts about a table as estimates. */
#include "lab/data/data.h"

enum { NUMBERED_ROWS_MIN = 20 };

/* ---- which columns -------------------------------------------------------------------------------------------------------------- */

cn_code option_names(cn_arena *a, const cn_take *in, const char *option, names *ret, cn_err *err)
{
	const cn_val *v = cn_get(in->options, option);
	names x = { NULL, 0 };
	if (v && v->type != CN_TEXT && (v->type != CN_LIST || v->n == 0 || v->n > CN_COLUMNS_MAX))
		return CN_FAIL(err, CN_EINPUT, "option \"%s\" is a list of columns", option);
	x.at = CN_NEW(a, cn_str, v && v->type == CN_LIST ? v->n : 1);
	if (!x.at)
		return cn_arena_fail(a, err);
	if (v && v->type == CN_TEXT)
		x.at[x.n++] = v->s;
	CN_EACH (t, v) {
		if (t->type != CN_TEXT)
			return CN_FAIL(err, CN_EINPUT, "option \"%s\" is a list of columns", option);
		x.at[x.n++] = t->s;
	}
	const cn_column *c;
	for (size_t i = 0; i < x.n; i++)
		CN_TRY(cn_table_need(in->table, x.at[i], &c, err));
	*ret = x;
	return CN_OK;
}

static bool among(cn_str s, const cn_str *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (list[i].n && cn_eq(s, list[i]))
			return true;
	return false;
}

cn_code columns_to_compare(cn_arena *a, const cn_take *in, const cn_str *without, size_t n_without, names *ret, cn_err *err)
{
	CN_TRY(option_names(a, in, "columns", ret, err));
	if (ret->n)
		return CN_OK;
	bool named = in->m && in->m->n_features;
	size_t n = named ? in->m->n_features : cn_table_columns(in->table);
	ret->at = CN_NEW(a, cn_str, n + 1);
	if (!ret->at)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < n; i++) {
		cn_str s = named ? in->m->features[i] : cn_table_column(in->table, i)->name;
		if (named || !among(s, without, n_without))
			ret->at[ret->n++] = s;
	}
	return CN_OK;
}

/* ---- values ---------------------------------------------------------------------------------------------------------------------------- */

static uint64_t bits_of(double x)
{
	uint64_t u;
	if (x != x)
		return VALUE_MISSING;
	x = x == 0 ? 0 : x; /* -0 and 0 are one value */
	memcpy(&u, &x, sizeof u);
	return u;
}

typedef struct word {
	cn_str text;
	uint32_t *place;
} word;

static int by_text(const void *x, const void *y)
{
	return cn_cmp(((const word *)x)->text, ((const word *)y)->text);
}

/* The texts of up to two columns in order of bytes: to[k][level] is a text's place, the same for equal texts. */
static cn_code places_of_texts(cn_arena *a, const cn_column *const *c, uint32_t **to, size_t n, cn_err *err)
{
	size_t words = 0, at = 0;
	for (size_t k = 0; k < n; k++)
		words += c[k]->n_levels;
	word *w = CN_NEW(a, word, words + 1);
	if (!w)
		return cn_arena_fail(a, err);
	for (size_t k = 0; k < n; k++) {
		to[k] = CN_NEW(a, uint32_t, c[k]->n_levels + (size_t)1);
		if (!to[k])
			return cn_arena_fail(a, err);
		for (uint32_t i = 0; i < c[k]->n_levels; i++)
			w[at++] = (word){ c[k]->level[i], &to[k][i] };
	}
	qsort(w, words, sizeof *w, by_text);
	uint32_t place = 0;
	for (size_t i = 0; i < words; i++) {
		place += i > 0 && !cn_eq(w[i].text, w[i - 1].text);
		*w[i].place = place;
	}
	return CN_OK;
}

cn_code values_of_column(cn_arena *a, const cn_table *t, const cn_table *other, cn_str name, uint64_t *ret, cn_err *err)
{
	const cn_table *table[2] = { t, other };
	const cn_column *c[2] = { NULL, NULL };
	uint32_t *to[2] = { NULL, NULL };
	size_t n = other ? 2 : 1;
	for (size_t k = 0; k < n; k++) {
		cn_code rc = cn_table_need(table[k], name, &c[k], err);
		if (rc != CN_OK && k)
			(void)cn_while(err, "the second table");
		if (rc != CN_OK)
			return rc;
	}
	if (n == 2 && !c[0]->number != !c[1]->number)
		return CN_FAIL(err, CN_EUNDEFINED, "column \"%.*s\" is text in one table and a number in the other", CN_FMT(name));
	if (!c[0]->number)
		CN_TRY(places_of_texts(a, c, to, n, err));
	for (size_t k = 0; k < n; k++) {
		size_t rows = cn_table_rows(table[k]);
		for (size_t i = 0; i < rows; i++, ret++) {
			if (c[k]->number)
				*ret = bits_of(c[k]->number[i]);
			else
				*ret = cn_column_missing(c[k], i) ? VALUE_MISSING : to[k][cn_column_code(c[k], i)];
		}
	}
	return CN_OK;
}

/* ---- classes ----------------------------------------------------------------------------------------------------------------------------- */

typedef struct slot {
	uint64_t value;
	uint32_t from, to; /* to = 0: empty; else the refined class + 1 */
} slot;

static uint32_t refined(slot *s, size_t mask, uint64_t value, uint32_t from, uint32_t *n)
{
	size_t at = (size_t)mix(value + mix(from + 0x9e3779b97f4a7c15ull)) & mask;
	while (s[at].to && (s[at].value != value || s[at].from != from))
		at = (at + 1) & mask;
	if (!s[at].to)
		s[at] = (slot){ value, from, ++*n };
	return s[at].to - 1;
}

/* Classes by the columns so far, cut finer by one column after the other. */
static cn_code classes_refine(const cn_table *t, const cn_table *other, names col, classes *c, cn_err *err)
{
	CN_AUTO_ARENA own = cn_arena_new(DATA_SCRATCH_BYTES);
	size_t room = 2;
	while (room < c->rows * 2)
		room *= 2;
	slot *s = own ? CN_NEW(own, slot, room) : NULL;
	uint64_t *value = own ? CN_NEW(own, uint64_t, c->rows + 1) : NULL;
	if (!s || !value)
		return own ? cn_arena_fail(own, err) : CN_NOMEM(err);
	for (size_t k = 0; k < col.n; k++) {
		CN_AUTO_ARENA each = cn_arena_new(DATA_SCRATCH_BYTES);
		if (!each)
			return CN_NOMEM(err);
		CN_TRY(values_of_column(each, t, other, col.at[k], value, err));
		memset(s, 0, room * sizeof *s);
		c->n = 0;
		for (size_t i = 0; i < c->rows; i++)
			c->of[i] = refined(s, room - 1, value[i], c->of[i], &c->n);
	}
	return CN_OK;
}

cn_code classes_of_rows(cn_arena *a, const cn_table *t, const cn_table *other, names col, classes *ret, cn_err *err)
{
	classes c = { .rows = cn_table_rows(t) + (other ? cn_table_rows(other) : 0) };
	c.n = c.rows > 0;
	c.of = CN_NEW(a, uint32_t, c.rows + 1);
	if (!c.of)
		return cn_arena_fail(a, err);
	CN_TRY(classes_refine(t, other, col, &c, err));
	c.size = CN_NEW(a, int64_t, c.n + (size_t)1);
	c.first = CN_NEW(a, uint32_t, c.n + (size_t)1);
	if (!c.size || !c.first)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < c.rows; i++)
		if (c.size[c.of[i]]++ == 0)
			c.first[c.of[i]] = (uint32_t)i;
	*ret = c;
	return CN_OK;
}

cn_code columns_can_repeat(const cn_take *in, names col, cn_err *err)
{
	size_t rows = cn_table_rows(in->table);
	static const char *const said[] = { "columns", "key", "text", "tolerance" };
	bool chosen = in->m && in->m->n_features;
	for (size_t i = 0; i < sizeof said / sizeof *said; i++)
		chosen |= cn_get(in->options, said[i]) != NULL;
	for (size_t i = 0; i < col.n && !chosen && rows >= NUMBERED_ROWS_MIN; i++) {
		const cn_column *c = cn_table_find(in->table, col.at[i]);
		if (!c || c->type == CN_COL_REAL || c->n_missing)
			continue;
		CN_AUTO_ARENA own = cn_arena_new(CN_REQUEST_ARENA_BYTES + rows * 128);
		classes x;
		if (!own)
			return CN_NOMEM(err);
		CN_TRY(classes_of_rows(own, in->table, NULL, (names){ &col.at[i], 1 }, &x, err));
		if (x.n == rows)
			return CN_FAIL(err, CN_EINPUT, "column \"%.*s\" differs in every row, so that no row could repeat another: name the columns to compare",
				       CN_FMT(cn_sub(c->name, 0, 80)));
	}
	return CN_OK;
}

/* ---- for metrics ----------------------------------------------------------------------------------------------------------------------- */

cn_code put_one(cn_arena *a, cn_counts *s, const char *name, int64_t x, cn_err *err)
{
	return cn_stats_put_counts(a, s, name, &x, 1, NULL, err);
}

cn_code get_one(const cn_counts *c, const char *name, int64_t *ret, cn_err *err)
{
	const cn_stat *s;
	CN_TRY(cn_stat_counts(c, name, 1, &s, err));
	*ret = s->count[0];
	return CN_OK;
}

cn_estimate complete(double value, int64_t x, int64_t n)
{
	return (cn_estimate){ .defined = true, .has_interval = true, .value = value, .lo = value, .hi = value, .x = x, .n = n,
			      .method = "complete count", .why = "" };
}

cn_code days_metric(cn_arena *a, const cn_counts *c, const char *name, cn_result *ret, cn_err *err)
{
	int64_t dated, undated, days;
	CN_TRY(get_one(c, "dated", &dated, err));
	CN_TRY(get_one(c, "undated", &undated, err));
	if (undated)
		ret->caption[ret->n_captions++] = cn_cstr(a, cn_strf(a, "%lld records without a date are left out", (long long)undated));
	if (!dated) {
		ret->main = undefined_why("undefined, no record has a date");
		return CN_OK;
	}
	CN_TRY(get_one(c, name, &days, err));
	ret->main = complete((double)days, 0, dated);
	return CN_OK;
}

cn_code complete_share(const cn_counts *c, const char *x, const char *n, const char *absent, cn_result *ret, cn_err *err)
{
	int64_t part_of = 0, whole = 0;
	if (absent && !cn_stat_find(c, x)) {
		ret->main = undefined_why(absent);
		return CN_OK;
	}
	CN_TRY(get_one(c, x, &part_of, err));
	CN_TRY(get_one(c, n, &whole, err));
	if (part_of > whole)
		return CN_FAIL(err, CN_EINPUT, "the statistics lack \"%s\"", n);
	ret->main = whole ? complete((double)part_of / (double)whole, part_of, whole) : undefined_why("undefined, 0 of 0");
	return CN_OK;
}

cn_code named_gap(cn_arena *a, const cn_str *name, const int64_t *x, const int64_t *n, size_t groups, double confidence, cn_estimate *ret,
		  cn_err *err)
{
	cn_group *group = CN_NEW(a, cn_group, groups + 1);
	compared g = { .at = CN_NEW(a, uint32_t, groups + 1), .n = groups, .reference = UINT32_MAX };
	part *p = CN_NEW(a, part, groups + 1);
	if (!group || !g.at || !p)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < groups; i++) {
		group[i].name = name[i]; /* all that gap_difference reads of a group */
		g.at[i] = (uint32_t)i;
		p[i] = (part){ x[i], n[i] };
	}
	gap d;
	CN_TRY(gap_difference(a, &(cn_counts){ .group = group, .n_groups = groups, .n_strata = 1 }, &g, p, confidence, &d, err));
	*ret = d.est;
	return CN_OK;
}

cn_code population_read(const cn_counts *c, groups_in_population *ret, cn_err *err)
{
	const cn_stat *sample, *share;
	CN_TRY(cn_stat_counts(c, "sample", 0, &sample, err));
	CN_TRY(cn_stat_reals(c, "population", 0, &share, err));
	groups_in_population g = { sample->label, sample->count, share->real, sample->n, 0 };
	if (share->n != sample->n || !sample->label)
		return CN_FAIL(err, CN_EINPUT, "the statistics lack \"%s\"", "population");
	for (size_t i = 0; i < g.n; i++) {
		if (!(g.share[i] >= 0 && g.share[i] <= 1))
			return CN_FAIL(err, CN_EINPUT, "the statistics lack \"%s\"", "population");
		g.rows += g.sample[i];
	}
	*ret = g;
	return CN_OK;
}
