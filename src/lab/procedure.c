/* The table of procedures, what they are given, and rows as numbers. */
#include "lab/priv.h"
#include "lab/procedure.h"

#include <math.h>

#define X(symbol) extern const cn_procedure symbol;
#include "registry_procedure.inc"
#undef X

static const cn_procedure *const ROWS[] = {
#define X(symbol) &symbol,
#include "registry_procedure.inc"
#undef X
};

size_t cn_procedure_count(void)
{
	return sizeof ROWS / sizeof *ROWS;
}

const cn_procedure *cn_procedure_at(size_t index)
{
	assert(index < cn_procedure_count());
	return ROWS[index];
}

cn_code cn_procedure_need(cn_str name, const cn_procedure **ret, cn_err *err)
{
	const cn_procedure *near = NULL;
	unsigned best = 6;
	for (size_t i = 0; i < cn_procedure_count(); i++) {
		unsigned d = cn_edit_distance(name, cn_str_z(ROWS[i]->name), 5);
		if (d == 0) {
			*ret = ROWS[i];
			return CN_OK;
		}
		if (d < best) {
			best = d;
			near = ROWS[i];
		}
	}
	(void)CN_FAIL(err, CN_ENOTFOUND, "there is no procedure \"%.*s\"", CN_FMT(cn_sub(name, 0, 80)));
	return near ? cn_hint(err, "%s", near->name) : CN_ENOTFOUND;
}

/* An option is the first word of a line. */
static bool lists_option(const cn_procedure *p, cn_str key)
{
	cn_str rest = cn_str_z(p->options), line, word, more;
	while (rest.n) {
		(void)cn_split(rest, '\n', &line, &rest);
		(void)cn_split(line, ' ', &word, &more);
		if (cn_eq(word, key))
			return true;
	}
	return false;
}

/* What it was asked for is attested with what it took. */
static cn_code asked_note(cn_arena *a, const cn_procedure *p, const cn_take *in, cn_counts *c, cn_err *err)
{
	cn_str *by = CN_NEW(a, cn_str, in->m && in->m->n_by ? in->m->n_by : 1);
	if (!by)
		return cn_arena_fail(a, err);
	for (size_t i = 0; in->m && i < in->m->n_by; i++)
		by[i] = cn_str_copy(a, in->m->by[i]);
	c->by = by;
	c->n_by = in->m ? in->m->n_by : 0;
	c->options = cn_first(in->options) ? cn_val_copy(a, in->options) : NULL;
	const int64_t past = 1;
	bool reads = (p->needs & (CN_TAKE_LABEL | CN_TAKE_MAY_LABEL)) && in->m && in->m->label.n && in->m->label_meaning == CN_LABEL_PAST_DECISION;
	if (reads && !cn_stats_why(c, &(cn_str){ 0 }, &(cn_str){ 0 }) && !cn_stat_find(c, "label"))
		CN_TRY(cn_stats_put_counts(a, c, "label", &past, 1, NULL, err));
	return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
}

cn_code cn_procedure_take(cn_arena *a, const cn_procedure *p, const cn_take *in, cn_counts **ret, cn_err *err)
{
	const struct {
		unsigned need;
		bool there;
		const char *what;
	} all[] = {
		{ CN_TAKE_TABLE, in->table != NULL, "a table" },
		{ CN_TAKE_OTHER, in->other != NULL, "a second table" },
		{ CN_TAKE_MODEL, in->model && in->model->predict, "a model that can be asked" },
		{ CN_TAKE_LABEL, in->m && in->m->label.n, "a label" },
		{ CN_TAKE_SCORE, in->m && in->m->score.n, "a score" },
		{ CN_TAKE_LIMIT, in->limit != NULL, "a limit to decide: op and value" },
	};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if ((p->needs & all[i].need) && !all[i].there)
			return CN_FAIL(err, CN_ENOTFOUND, "%s needs %s", p->name, all[i].what);
	CN_EACH (o, in->options)
		if (!lists_option(p, o->key))
			return CN_FAIL(err, CN_ENOTFOUND, "%s has no option \"%.*s\"", p->name, CN_FMT(cn_sub(o->key, 0, 80)));
	cn_counts *c = NULL;
	cn_code rc = p->take(a, in, &c, err);
	if (rc != CN_OK) {
		(void)cn_while(err, "%s", p->name); /* it takes its code from err, which a caller may leave out */
		return rc;
	}
	CN_TRY(asked_note(a, p, in, c, err));
	*ret = c;
	return CN_OK;
}

cn_code cn_option_real(const cn_take *in, const char *name, double fallback, double lo, double hi, double *ret, cn_err *err)
{
	const cn_val *v = cn_get(in->options, name);
	double x = fallback;
	bool ok = !v || v->type == CN_INT || v->type == CN_TEXT;
	if (v && v->type == CN_INT)
		x = (double)v->i;
	else if (v && v->type == CN_TEXT)
		ok = cn_real_parse(v->s, &x, NULL) == CN_OK;
	if (!ok || !(x >= lo && x <= hi))
		return CN_FAIL(err, CN_ETOOBIG, "option \"%s\" is a number from %g to %g", name, lo, hi);
	*ret = x;
	return CN_OK;
}

cn_code cn_option_int(const cn_take *in, const char *name, int64_t fallback, int64_t lo, int64_t hi, int64_t *ret, cn_err *err)
{
	const cn_val *v = cn_get(in->options, name);
	int64_t x = v && v->type == CN_INT ? v->i : fallback;
	bool ok = !v || v->type == CN_INT || (v->type == CN_TEXT && cn_int_parse(v->s, lo, hi, &x, NULL) == CN_OK);
	if (!ok || x < lo || x > hi)
		return CN_FAIL(err, CN_ETOOBIG, "option \"%s\" is a whole number from %lld to %lld", name, (long long)lo, (long long)hi);
	*ret = x;
	return CN_OK;
}

cn_code cn_ask(cn_predictor *m, const double *row, size_t n, double *score, cn_err *err)
{
	if (m->budget && n > m->budget - m->asked)
		return CN_FAIL(err, CN_ETOOBIG, "the budget of %llu queries is spent", (unsigned long long)m->budget);
	if (n == 0)
		return CN_OK;
	CN_TRY(m->predict(m->self, row, n, score, err));
	m->asked += n;
	for (size_t i = 0; i < n; i++)
		if (!isfinite(score[i]))
			return CN_FAIL(err, CN_EUNDEFINED, "the model gave a score that is not a number");
	return CN_OK;
}

/* ---- frames ---------------------------------------------------------------------------------------------------------------------------- */

static uint32_t level_of(const cn_feature *f, cn_str text)
{
	for (uint32_t i = 0; i < f->n_levels; i++)
		if (cn_eq(f->level[i], text))
			return i;
	return UINT32_MAX;
}

/* Column f of a frame of n features, from a column of the table. */
static cn_code column_lay(cn_arena *a, const cn_feature *f, const cn_column *c, size_t rows, double *to, size_t n, cn_err *err)
{
	for (size_t i = 0; c->n_missing == rows && i < rows; i++)
		to[i * n] = NAN; /* of a column that is empty nobody can tell what it is of */
	if (c->n_missing == rows)
		return CN_OK;
	if (!f->category && !c->number)
		return CN_FAIL(err, CN_EINPUT, "feature \"%.*s\" is text in the table: the model takes numbers", CN_FMT(f->name));
	if (f->category && c->number)
		return CN_FAIL(err, CN_EINPUT, "feature \"%.*s\" is a number in the table: the model takes categories", CN_FMT(f->name));
	uint32_t *index = NULL;
	if (f->category) {
		index = CN_NEW(a, uint32_t, c->n_levels + (size_t)1);
		if (!index)
			return cn_arena_fail(a, err);
		for (uint32_t i = 0; i < c->n_levels; i++)
			index[i] = level_of(f, c->level[i]);
	}
	for (size_t i = 0; i < rows; i++) {
		if (cn_column_missing(c, i)) {
			to[i * n] = NAN;
			continue;
		}
		if (c->number) {
			to[i * n] = c->number[i];
			continue;
		}
		uint32_t at = index[cn_column_code(c, i)];
		if (at == UINT32_MAX)
			return CN_FAIL(err, CN_EUNDEFINED, "feature \"%.*s\": the model does not know the category \"%.*s\"", CN_FMT(f->name),
				       CN_FMT(cn_sub(c->level[cn_column_code(c, i)], 0, 80)));
		to[i * n] = at;
	}
	return CN_OK;
}

/* Without a model the columns themselves say what they are: numbers, or categories with the levels that occur. */
static cn_code features_of(cn_arena *a, const cn_take *in, const cn_table *t, const cn_feature **ret, size_t *ret_n, cn_err *err)
{
	if (in->model && in->model->n_features) {
		*ret = in->model->feature;
		*ret_n = in->model->n_features;
		return CN_OK;
	}
	size_t n = in->m ? in->m->n_features : 0;
	cn_feature *f = CN_NEW(a, cn_feature, n + 1);
	if (!f)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < n; i++) {
		const cn_column *c;
		CN_TRY(cn_table_need(t, in->m->features[i], &c, err));
		f[i] = (cn_feature){ .name = in->m->features[i], .category = !c->number };
		f[i].n_levels = c->number ? 0 : c->n_levels;
		if (c->number)
			continue;
		cn_str *level = CN_NEW(a, cn_str, c->n_levels + (size_t)1);
		for (uint32_t k = 0; level && k < c->n_levels; k++)
			level[k] = cn_str_copy(a, c->level[k]);
		f[i].level = level;
	}
	*ret = f;
	*ret_n = n;
	return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
}

static cn_code label_lay(cn_arena *a, const cn_take *in, const cn_table *t, const double **ret, cn_err *err)
{
	binary b = { 0 };
	CN_TRY(binary_init(t, in->m->label, in->m->label_positive, &b, err));
	size_t rows = cn_table_rows(t);
	double *y = CN_NEW(a, double, rows + 1);
	for (size_t i = 0; y && i < rows; i++) {
		unsigned v = binary_at(&b, i);
		y[i] = v == 2 ? (double)NAN : (double)v;
	}
	*ret = y;
	return y ? CN_OK : cn_arena_fail(a, err);
}

cn_code cn_frame_take(cn_arena *a, const cn_take *in, const cn_table *t, cn_frame *ret, cn_err *err)
{
	cn_frame f = { .n_rows = cn_table_rows(t) };
	CN_TRY(features_of(a, in, t, &f.feature, &f.n_features, err));
	if (f.n_features && f.n_rows > CN_FRAME_VALUES_MAX / f.n_features)
		return CN_FAIL(err, CN_ETOOBIG, "%zu rows of %zu features are more than can be held: measure a sample", f.n_rows, f.n_features);
	double *row = CN_NEW(a, double, f.n_rows * f.n_features + 1);
	if (!row)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < f.n_features; i++) {
		const cn_column *c;
		if (cn_table_need(t, f.feature[i].name, &c, err) != CN_OK)
			return cn_while(err, "feature of the model");
		CN_TRY(column_lay(a, &f.feature[i], c, f.n_rows, row + i, f.n_features, err));
	}
	f.row = row;
	if (in->m && in->m->label.n)
		CN_TRY(label_lay(a, in, t, &f.label, err));
	if (in->m && in->m->score.n) {
		const cn_column *c;
		CN_TRY(cn_table_need(t, in->m->score, &c, err));
		if (!c->number)
			return CN_FAIL(err, CN_EINPUT, "the score \"%.*s\" is text", CN_FMT(in->m->score));
		double *s = CN_NEW(a, double, f.n_rows + 1);
		for (size_t i = 0; s && i < f.n_rows; i++)
			s[i] = c->number[i];
		f.score = s;
		if (!s)
			return cn_arena_fail(a, err);
	}
	*ret = f;
	return CN_OK;
}
