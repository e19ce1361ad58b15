/* Tables and models that a manifest names, for procedures. A file is read once, digested once, and noted as an input. */
#include "node/tables.h"

#include "node/check.h"
#include "report/errors.h"

enum { ASK_ROWS = 65536 };

static cn_str bare(cn_str digest)
{
	return cn_starts(digest, "sha256:") ? cn_sub(digest, 7, digest.n) : digest;
}

cn_code cn_note_input(cn_tables *t, const char *what, const char *path, cn_str file, cn_str want, cn_str *ret_sha, cn_err *err)
{
	cn_arena *a = t->ctx->a;
	CN_EACH (m, t->inputs)
		if (cn_is_text(cn_get(m, "what"), what) && cn_eq(cn_get_text(m, "file"), file)) {
			*ret_sha = cn_get_text(m, "sha256");
			return CN_OK;
		}
	cn_digest d;
	uint64_t bytes;
	CN_TRY(cn_digest_file(path, &d, &bytes, err));
	*ret_sha = cn_digest_str(a, &d);
	if (want.n && !cn_eq(bare(want), bare(*ret_sha)))
		return CN_FAIL(err, CN_EFORGED, "%s is not the file that the manifest names: its digest is %.*s", path, CN_FMT(*ret_sha));
	cn_val *m = cn_push(a, t->inputs, cn_map(a));
	cn_put(a, m, "what", cn_textz(a, what));
	cn_put(a, m, "file", cn_text(a, file));
	cn_put(a, m, "sha256", cn_text(a, *ret_sha));
	cn_put(a, m, "bytes", cn_int(a, (int64_t)bytes));
	return CN_OK;
}

size_t cn_attributes_split(cn_str attribute, cn_str *ret)
{
	size_t n = 0;
	while (attribute.n && n < CN_ATTRIBUTES_MAX) {
		cn_str head, rest;
		(void)cn_split(attribute, '*', &head, &rest);
		ret[n++] = cn_trim(head);
		attribute = rest;
	}
	return n;
}

cn_code cn_texts_list(const cn_val *list, cn_str *ret, size_t max, size_t *ret_n, cn_err *err)
{
	size_t n = 0;
	if (list && list->type != CN_LIST)
		return CN_FAIL(err, CN_EINPUT, "\"%.*s\" is a list of names: [age, income]", CN_FMT(cn_sub(list->key, 0, 80)));
	CN_EACH (v, list) {
		if (v->type != CN_TEXT)
			return CN_FAIL(err, CN_EINPUT, "\"%.*s\" is a list of names: [age, income]", CN_FMT(cn_sub(list->key, 0, 80)));
		if (n == max)
			return CN_FAIL(err, CN_ETOOBIG, "a list of the manifest has more than %zu names", max);
		ret[n++] = v->s;
	}
	*ret_n = n;
	return CN_OK;
}

static bool same_or_none(const cn_val *a, const cn_val *b)
{
	return a && b ? cn_same_tree(a, b) : a == b;
}

bool cn_takes_limit(const cn_metric_row *row)
{
	const cn_procedure *p;
	return row->procedure && cn_procedure_need(cn_str_z(row->procedure), &p, NULL) == CN_OK && (p->needs & CN_TAKE_LIMIT);
}

bool cn_same_taking(const cn_limit *a, const cn_limit *b)
{
	const cn_metric_row *x = cn_metric_find(a->metric), *y = cn_metric_find(b->metric);
	return x && y && x->procedure && y->procedure && strcmp(x->procedure, y->procedure) == 0 && cn_eq(a->attribute, b->attribute) &&
	       (!cn_takes_limit(x) || cn_eq(a->value, b->value)) && cn_eq(a->table, b->table) && cn_eq(a->other, b->other) && same_or_none(a->columns, b->columns) && same_or_none(a->options, b->options);
}

void cn_tables_close(cn_tables *t)
{
	for (size_t i = 0; i < t->n_open; i++)
		cn_table_free(t->open[i].table);
	t->n_open = 0;
	cn_model_close(t->adapter, &t->predictor);
	t->adapter = NULL;
}

static cn_str named_or_data(cn_str name)
{
	return name.n ? name : CN_S("data");
}

/* Where the manifest says the table lies: `tables: {name: {file}}`; "data" is also its `data`, or the file of its predictions. */
static cn_code place_of(const cn_tables *t, cn_str name, const cn_val **ret, cn_err *err)
{
	const cn_val *tree = t->s->profile->tree, *model = cn_get(tree, "model"), *v = cn_get_s(cn_get(tree, "tables"), name);
	if (!v && cn_eqz(name, "data"))
		v = cn_get(tree, "data") ? cn_get(tree, "data") : cn_eqz(cn_get_text(model, "adapter"), "predictions") ? model : NULL;
	if (!cn_get_text(v, "file").n) {
		return CN_FAIL(err, CN_EINPUT, "%s: there is no table \"%.*s\": tables: {%.*s: {file: %.*s.csv}}", t->s->path, CN_FMT(cn_sub(name, 0, 60)),
			       CN_FMT(cn_sub(name, 0, 60)), CN_FMT(cn_sub(name, 0, 60)));
	}
	*ret = v;
	return CN_OK;
}

static cn_code table_open(cn_tables *t, cn_str name, cn_open_table **ret, cn_err *err)
{
	for (size_t i = 0; i < t->n_open; i++)
		if (cn_eq(t->open[i].name, name)) {
			*ret = &t->open[i];
			return CN_OK;
		}
	if (t->n_open == CN_OPEN_TABLES_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "more than %d tables in one measurement", CN_OPEN_TABLES_MAX);
	const cn_val *v;
	CN_TRY(place_of(t, name, &v, err));
	cn_str file = cn_get_text(v, "file"), sha, na = CN_S("NA");
	const char *path = cn_beside(t->ctx, t->s->dir, file);
	if (!path)
		return cn_arena_fail(t->ctx->a, err);
	CN_TRY(cn_note_input(t, "table", path, file, cn_get_text(v, "sha256"), &sha, err));
	t->ctx->progress(t->ctx->progress_arg, cn_tr(t->ctx, "reading the table", "正在读取表格"), 0, 0);
	cn_table_options o = { .source = file, .missing = &na, .n_missing = 1 };
	cn_open_table *x = &t->open[t->n_open];
	CN_TRY(cn_table_read(path, &o, &x->table, err));
	cn_val *source = cn_map(t->ctx->a);
	cn_put(t->ctx->a, source, "file", cn_text(t->ctx->a, file));
	cn_put(t->ctx->a, source, "sha256", cn_text(t->ctx->a, sha));
	x->name = name;
	x->source = source;
	x->scored = false;
	t->n_open++;
	*ret = x;
	return CN_OK;
}

/* ---- the model -------------------------------------------------------------------------------------------------------------------------- */

/* A name that is neither a feature of the model nor a column of its table is a slip of the pen, and would silently free what is fixed. */
static cn_code feature_named(const cn_tables *t, const char *where, cn_str name, cn_err *err)
{
	const cn_column *c;
	for (size_t i = 0; i < t->predictor.n_features; i++)
		if (cn_eq(t->predictor.feature[i].name, name))
			return CN_OK;
	if (t->n_open == 0 || cn_table_need(t->open[0].table, name, &c, err) == CN_OK)
		return CN_OK;
	return cn_while(err, "%s: model.%s names a feature of the model", t->s->path, where);
}

static cn_code marks_check(const cn_tables *t, const cn_val *model, cn_err *err)
{
	const cn_val *fixed = cn_get(model, "fixed"), *direction = cn_get(model, "direction");
	if (fixed && fixed->type != CN_LIST)
		return CN_FAIL(err, CN_EINPUT, "%s: model.fixed is a list of features: fixed: [age]", t->s->path);
	if (direction && direction->type != CN_MAP)
		return CN_FAIL(err, CN_EINPUT, "%s: model.direction says of features where they can go: direction: {income: up}", t->s->path);
	CN_EACH (x, fixed) {
		if (x->type != CN_TEXT)
			return CN_FAIL(err, CN_EINPUT, "%s: model.fixed is a list of features: fixed: [age]", t->s->path);
		CN_TRY(feature_named(t, "fixed", x->s, err));
	}
	CN_EACH (d, direction) {
		if (d->type != CN_TEXT || !(cn_eqz(d->s, "up") || cn_eqz(d->s, "down")))
			return CN_FAIL(err, CN_EINPUT, "%s: model.direction: %.*s is up or down", t->s->path, CN_FMT(cn_sub(d->key, 0, 80)));
		CN_TRY(feature_named(t, "direction", d->key, err));
	}
	return CN_OK;
}

/* `fixed: [age, sex]` and `direction: {income: up}` of the model say what a person can change. */
static cn_code features_mark(cn_tables *t, const cn_val *model, cn_err *err)
{
	CN_TRY(marks_check(t, model, err));
	cn_predictor *p = &t->predictor;
	cn_feature *f = CN_NEW(t->ctx->a, cn_feature, p->n_features + 1);
	if (!f)
		return cn_arena_fail(t->ctx->a, err);
	for (size_t i = 0; i < p->n_features; i++) {
		f[i] = p->feature[i];
		CN_EACH (x, cn_get(model, "fixed"))
			f[i].fixed |= cn_eq(x->s, f[i].name);
		const cn_val *d = cn_get_s(cn_get(model, "direction"), f[i].name);
		cn_str way = d ? d->s : CN_S("");
		f[i].direction = cn_eqz(way, "up") - cn_eqz(way, "down");
	}
	p->feature = f;
	return CN_OK;
}

cn_code cn_model_read(cn_ctx *ctx, const cn_system *s, cn_model_words *w, cn_model *ret, cn_err *err)
{
	const cn_val *model = cn_get(s->profile->tree, "model");
	cn_model m = { .features = w->features, .command = w->command, .rows = cn_get_text(model, "rows"), .url = cn_get_text(model, "url"),
		       .token_env = cn_get_text(model, "token_env"), .batch = cn_get_text(model, "batch"), .rate = cn_get_text(model, "rate"),
		       .timeout = cn_get_text(model, "timeout"), .tensors = cn_get_text(model, "tensors"), .input = cn_get_text(model, "input"),
		       .output = cn_get_text(model, "output") };
	CN_TRY(cn_texts_list(cn_get(model, "features"), w->features, CN_MODEL_COLUMNS_MAX, &m.n_features, err));
	CN_TRY(cn_texts_list(cn_get(model, "command"), w->command, CN_COMMAND_WORDS_MAX, &m.n_command, err));
	if (cn_get_text(model, "token_file").n) {
		m.token_file = cn_beside(ctx, s->dir, cn_get_text(model, "token_file"));
		if (!m.token_file)
			return cn_arena_fail(ctx->a, err);
	}
	*ret = m;
	return CN_OK;
}

static cn_code model_open(cn_tables *t, cn_err *err)
{
	if (t->adapter)
		return CN_OK;
	cn_arena *a = t->ctx->a;
	const cn_val *model = cn_get(t->s->profile->tree, "model");
	cn_str adapter = cn_get_text(model, "adapter"), file = cn_get_text(model, "file"), sha, at = cn_get_text(model, "threshold");
	const cn_adapter_row *row;
	if (!adapter.n)
		return CN_FAIL(err, CN_EINPUT, "%s: this metric asks the model: model: {adapter: ..., file: ...}", t->s->path);
	CN_TRY(cn_adapter_need(adapter, &row, err));
	CN_TRY(cn_model_read(t->ctx, t->s, &t->words, &t->model, err));
	for (size_t i = 0; i < t->n_open; i++)
		if (cn_eqz(t->open[i].name, "data"))
			t->model.like = t->open[i].table;
	if (file.n && !row->asks_nothing) {
		t->model.path = cn_beside(t->ctx, t->s->dir, file);
		if (!t->model.path)
			return cn_arena_fail(a, err);
		CN_TRY(cn_note_input(t, "model", t->model.path, file, cn_get_text(model, "sha256"), &sha, err));
	}
	CN_TRY(cn_model_open(a, row, &t->model, &t->predictor, err));
	t->adapter = row; /* from here on it is closed */
	if (at.n && cn_real_parse(at, &t->predictor.threshold, err) != CN_OK)
		return cn_while(err, "%s: model.threshold", t->s->path);
	int64_t budget = 0;
	if (cn_get(model, "queries") && cn_int_parse(cn_get_text(model, "queries"), 1, CN_INT_MAX, &budget, NULL) != CN_OK)
		return CN_FAIL(err, CN_EINPUT, "%s: model.queries is how many rows the model may be asked: a whole number from 1 up", t->s->path);
	t->predictor.budget = (uint64_t)budget;
	return features_mark(t, model, err);
}

/* The model's scores as a column of the table, in blocks of rows. */
static cn_code table_score(cn_tables *t, cn_open_table *x, cn_err *err)
{
	if (x->scored || cn_table_find(x->table, CN_S("score")))
		return CN_OK;
	CN_TRY(model_open(t, err));
	t->predictor.asked = 0; /* the budget is for each taking: in which order, by how many processes, after which kill must not matter */
	CN_AUTO_ARENA a = cn_arena_new(CN_FRAME_VALUES_MAX * sizeof(double) + (size_t)(64 << 20));
	size_t rows = cn_table_rows(x->table), n = t->predictor.n_features;
	cn_measure none = { 0 };
	cn_take in = { .table = x->table, .m = &none, .model = &t->predictor };
	cn_frame f;
	if (!a)
		return CN_NOMEM(err);
	CN_TRY(cn_frame_take(a, &in, x->table, &f, err));
	double *s = CN_NEW(a, double, rows + 1);
	if (!s)
		return cn_arena_fail(a, err);
	for (size_t from = 0; from < rows; from += ASK_ROWS) {
		t->ctx->progress(t->ctx->progress_arg, cn_tr(t->ctx, "running the model", "正在运行模型"), from, rows);
		CN_TRY(cn_ask(&t->predictor, f.row + from * n, rows - from < ASK_ROWS ? rows - from : ASK_ROWS, s + from, err));
	}
	CN_TRY(cn_table_add_numbers(x->table, CN_S("score"), s, err));
	x->scored = true;
	return CN_OK;
}

/* ---- taking ------------------------------------------------------------------------------------------------------------------------------- */

/* Whether the model's scores are put beside the rows: where they are asked for, and where decisions are and no column has them. What stops
 * as soon as it can asks for itself. */
static bool wants_scores(const cn_val *model, const cn_procedure *p)
{
	if (cn_get_text(model, "score").n || (p->needs & CN_TAKE_LIMIT))
		return false;
	bool asks = cn_get_text(model, "adapter").n && !cn_is_text(cn_get(model, "adapter"), "predictions");
	return (p->needs & CN_TAKE_SCORE) || ((p->needs & CN_TAKE_LABEL) && asks && !cn_get_text(model, "prediction").n);
}

static cn_code tables_for(cn_tables *t, const cn_limit *l, const cn_procedure *p, cn_open_table *got[2], cn_err *err)
{
	if (p->needs & CN_TAKE_TABLE)
		CN_TRY(table_open(t, named_or_data(l->table), &got[0], err));
	if ((p->needs & CN_TAKE_OTHER) || ((p->needs & CN_TAKE_MAY_OTHER) && l->other.n))
		CN_TRY(table_open(t, l->other.n ? l->other : CN_S("train"), &got[1], err));
	const cn_val *model = cn_get(t->s->profile->tree, "model");
	for (size_t i = 0; i < 2; i++)
		if (got[i] && wants_scores(model, p))
			CN_TRY(table_score(t, got[i], err));
	return p->needs & CN_TAKE_MODEL ? model_open(t, err) : CN_OK;
}

/* A refusal is an answer, which stands beside the others; a mistake of the plan is not. */
static cn_code take_or_refusal(cn_arena *a, const cn_procedure *p, const cn_take *in, cn_counts **ret, cn_err *err)
{
	cn_err why = { 0 };
	cn_code rc = cn_procedure_take(a, p, in, ret, &why);
	if (rc == CN_EUNDEFINED) {
		*ret = cn_stats_refused(a, p->name, cn_str_z(why.msg), cn_error_text(a, &why, CN_S("zh")));
		return *ret ? CN_OK : cn_arena_fail(a, err);
	}
	if (rc != CN_OK && err)
		*err = why;
	return rc;
}

/* Nobody has read a log on a day that is still to come, which would make every record older than it is. */
static cn_code day_has_come(const cn_tables *t, const cn_val *options, cn_err *err)
{
	cn_date d;
	if (cn_date_parse(cn_get_text(options, "as_of"), &d, NULL) == CN_OK && d > cn_time_date(t->ctx->now_us))
		return CN_FAIL(err, CN_ENOTFOUND, "option \"as_of\": the day has not come yet");
	return CN_OK;
}

cn_code cn_tables_take(cn_tables *t, const cn_limit *l, const cn_metric_row *row, uint64_t seed, cn_counts **ret, const cn_val **ret_source,
		       cn_err *err)
{
	const cn_procedure *p;
	cn_open_table *got[2] = { NULL, NULL };
	CN_TRY(cn_procedure_need(cn_str_z(row->procedure), &p, err));
	CN_TRY(day_has_come(t, l->options, err));
	CN_TRY(tables_for(t, l, p, got, err));
	const cn_val *model = cn_get(t->s->profile->tree, "model");
	cn_str by[CN_ATTRIBUTES_MAX], columns[CN_MODEL_COLUMNS_MAX], score = cn_get_text(model, "score"), of = cn_get_text(model, "score_of");
	cn_measure m = { .label = cn_get_text(model, "label"), .score = score.n ? score : wants_scores(model, p) ? CN_S("score") : CN_S(""),
			 .label_positive = of.n ? of : cn_get_text(model, "favourable"), .prediction = cn_get_text(model, "prediction"),
			 .prediction_positive = cn_get_text(model, "favourable"), .threshold = cn_get_text(model, "threshold"), .by = by,
			 .n_by = cn_attributes_split(l->attribute, by), .unit = cn_get_text(model, "unit"), .features = columns };
	CN_TRY(cn_texts_list(l->columns ? l->columns : cn_get(model, "features"), columns, CN_MODEL_COLUMNS_MAX, &m.n_features, err));
	if (!m.threshold.n && !m.prediction.n)
		m.threshold = CN_S("0.5");
	m.labels_censored = cn_is_text(cn_get(model, "labels_censored"), "yes");
	if (cn_is_text(cn_get(model, "label_meaning"), "past-decision"))
		m.label_meaning = CN_LABEL_PAST_DECISION;
	t->ctx->progress(t->ctx->progress_arg, cn_tr(t->ctx, p->title_en, p->title_zh), 0, 0);
	double limit = 0;
	t->predictor.asked = 0;
	if (l->value.n)
		CN_TRY(cn_real_parse(l->value, &limit, err));
	cn_take in = { .limit = l->value.n ? &limit : NULL, .table = got[0] ? got[0]->table : NULL, .other = got[1] ? got[1]->table : NULL, .m = &m,
		       .model = p->needs & CN_TAKE_MODEL ? &t->predictor : NULL, .options = l->options, .seed = seed };
	CN_TRY(take_or_refusal(t->ctx->a, p, &in, ret, err));
	*ret_source = got[0] ? got[0]->source : NULL;
	return CN_OK;
}
