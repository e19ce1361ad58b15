/* Measuring a system: the tables, models and outputs that its manifest names are read once, counted, and every limit is held against
 * the counts. Only here do files and the lab meet. */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "adapter/adapter.h"
#include "node/load.h"
#include "node/outputs.h"
#include "node/predict.h"
#include "node/tables.h"
#include "store/file.h"

enum { KEEP_MAX = CN_MODEL_COLUMNS_MAX, PARTITIONS_MAX = 64, READ_BYTES = 1 << 16,
       PART_BYTES_MAX = 64 << 20, PART_NAME = 32 };

typedef struct partition {
	cn_str attribute, stratum;
	const cn_limit *taken; /* a procedure took it, as this limit asks; NULL: counted from the table or the outputs */
	bool outputs; /* counted from the outputs */
	bool scored; /* for metrics of scores: positive is what the score is the probability of, not what is good for the person */
	cn_str id;   /* "c1" */
	const cn_val *source; /* {file, sha256} of what was counted */
	cn_counts *counts;
	const cn_val *tree; /* of the counts, as attested */
} partition;

typedef struct work {
	cn_ctx *ctx;
	const cn_system *s;
	const cn_limit *limit;
	size_t n_limit;
	cn_tables tables;            /* for procedures, as they ask for them */
	cn_table *table;             /* for counts */
	const cn_val *table_source;  /* {file, sha256} of the table */
	cn_val *counts, *measurements;
	cn_step_out *made;
	partition part[PARTITIONS_MAX];
	size_t n_part;
	uint64_t seed;
} work;

cn_code cn_digest_file(const char *path, cn_digest *ret, uint64_t *ret_bytes, cn_err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return CN_FAIL(err, errno == ENOENT || errno == ENOTDIR ? CN_ENOTFOUND : CN_EIO, "%s cannot be read: %s", path, strerror(errno));
	cn_hash h;
	cn_hash_init(&h);
	uint8_t buf[READ_BYTES];
	ssize_t n;
	*ret_bytes = 0;
	while ((n = read(fd, buf, sizeof buf)) > 0) {
		cn_hash_put(&h, buf, (size_t)n);
		*ret_bytes += (uint64_t)n;
	}
	int why = errno;
	(void)close(fd);
	if (n < 0)
		return CN_FAIL(err, why == EISDIR ? CN_EINPUT : CN_EIO, "%s cannot be read: %s", path, strerror(why));
	*ret = cn_hash_done(&h);
	return CN_OK;
}

/* ---- tables ---- */

static size_t keep_column(cn_str *keep, size_t n, cn_str name)
{
	for (size_t i = 0; i < n; i++)
		if (cn_eq(keep[i], name))
			return n;
	if (name.n && n < KEEP_MAX)
		keep[n++] = name;
	return n;
}

/* The columns that counting will ask for: label, attributes, strata, unit, features of the neighbours. */
static size_t columns_to_keep(const work *w, const cn_val *model, cn_str *keep)
{
	cn_str by[CN_ATTRIBUTES_MAX];
	size_t n = keep_column(keep, 0, cn_get_text(model, "label"));
	n = keep_column(keep, n, cn_get_text(model, "unit"));
	for (size_t i = 0; i < w->n_limit; i++) {
		const cn_metric_row *row = cn_metric_find(w->limit[i].metric);
		if (!row || row->procedure)
			continue;
		size_t n_by = cn_attributes_split(w->limit[i].attribute, by);
		for (size_t k = 0; k < n_by; k++)
			n = keep_column(keep, n, by[k]);
		n = keep_column(keep, n, w->limit[i].stratum);
	}
	CN_EACH (f, cn_get(model, "neighbours"))
		if (f->type == CN_TEXT)
			n = keep_column(keep, n, f->s);
	return n;
}

/* A model that is run, not read from a column: its file is an input too, checked by its digest. */
static cn_code run_model(work *w, const cn_val *model, cn_err *err)
{
	cn_str keep[KEEP_MAX], file = cn_get_text(model, "file"), sha, score = cn_get_text(model, "score");
	const char *path = cn_beside(w->ctx, w->s->dir, file), *adapter = cn_cstr(w->ctx->a, cn_get_text(model, "adapter"));
	if (!path || !adapter)
		return cn_arena_fail(w->ctx->a, err);
	if (file.n)
		CN_TRY(cn_note_input(&w->tables, "model", path, file, cn_get_text(model, "sha256"), &sha, err));
	cn_model_words *words = CN_NEW(w->ctx->a, cn_model_words, 1);
	cn_model m;
	if (!words)
		return cn_arena_fail(w->ctx->a, err);
	CN_TRY(cn_model_read(w->ctx, w->s, words, &m, err));
	m.path = file.n ? path : NULL;
	cn_table *scored;
	double threshold = 0.5;
	cn_str limit = cn_get_text(model, "threshold");
	if (limit.n && cn_real_parse(limit, &threshold, err) != CN_OK)
		return cn_while(err, "%s: model.threshold", w->s->path);
	cn_str of = cn_get_text(model, "score_of"); /* the label's value that the score is the probability of */
	bool high_is_good = of.n == 0 || cn_eq(of, cn_get_text(model, "favourable"));
	cn_scored_columns names = { score.n ? score : CN_S("score"), CN_S("prediction"), threshold, high_is_good };
	CN_TRY(cn_predict(w->ctx, adapter, &m, w->table, keep, columns_to_keep(w, model, keep), &names, &scored, err));
	cn_table_free(w->table);
	w->table = scored;
	return CN_OK;
}

static cn_code read_table(work *w, cn_err *err)
{
	const cn_val *model = cn_get(w->s->profile->tree, "model"), *data = cn_get(w->s->profile->tree, "data");
	const cn_val *named = cn_eqz(cn_get_text(model, "adapter"), "predictions") || !data ? model : data;
	cn_str file = cn_get_text(named, "file");
	if (!file.n)
		return CN_FAIL(err, CN_EINPUT, "%s: a measurement needs a table: model: {adapter: predictions, file: predictions.csv, ...}", w->s->path);
	const char *path = cn_beside(w->ctx, w->s->dir, file);
	if (!path)
		return cn_arena_fail(w->ctx->a, err);
	cn_str sha;
	CN_TRY(cn_note_input(&w->tables, "table", path, file, cn_get_text(named, "sha256"), &sha, err));
	w->ctx->progress(w->ctx->progress_arg, cn_tr(w->ctx, "reading the table", "正在读取表格"), 0, 0);
	cn_str na = CN_S("NA");
	cn_table_options o = { .source = file, .missing = &na, .n_missing = 1 };
	CN_TRY(cn_table_read(path, &o, &w->table, err));
	cn_val *src = cn_map(w->ctx->a);
	cn_put(w->ctx->a, src, "file", cn_text(w->ctx->a, file));
	cn_put(w->ctx->a, src, "sha256", cn_text(w->ctx->a, sha));
	w->table_source = src;
	cn_str adapter = cn_get_text(model, "adapter");
	return adapter.n == 0 || cn_eqz(adapter, "predictions") ? CN_OK : run_model(w, model, err);
}

static bool needs_score(const cn_metric_row *row)
{
	return (row->needs & (CN_NEED_SCORE | CN_NEED_PROBABILITY)) != 0;
}

/* What all the limits of one partition need. */
static unsigned needs_of(const work *w, const partition *p)
{
	unsigned needs = 0;
	for (size_t i = 0; i < w->n_limit; i++) {
		const cn_limit *l = &w->limit[i];
		const cn_metric_row *row = cn_metric_find(l->metric);
		if (row && !row->procedure && cn_eq(l->attribute, p->attribute) && cn_eq(l->stratum, p->stratum) && needs_score(row) == p->scored)
			needs |= row->needs;
	}
	return needs;
}

static cn_code count_table(work *w, partition *p, cn_err *err)
{
	if (!w->table)
		CN_TRY(read_table(w, err));
	p->source = w->table_source;
	const cn_val *tree = w->s->profile->tree, *model = cn_get(tree, "model");
	cn_str by[CN_ATTRIBUTES_MAX], features[KEEP_MAX], score = cn_get_text(model, "score");
	bool run = !cn_eqz(cn_get_text(model, "adapter"), "predictions") && cn_get_text(model, "adapter").n;
	cn_measure m = { .label = cn_get_text(model, "label"), .prediction = run ? CN_S("prediction") : cn_get_text(model, "prediction"),
			 .score = score.n || !run ? score : CN_S("score"), .threshold = run ? CN_S("") : cn_get_text(model, "threshold"),
			 .label_positive = cn_get_text(model, "favourable"),
			 .prediction_positive = run ? CN_S("favourable") : cn_get_text(model, "favourable"),
			 .by = by, .n_by = cn_attributes_split(p->attribute, by), .stratum = p->stratum, .unit = cn_get_text(model, "unit"),
			 .features = features };
	CN_TRY(cn_texts_list(cn_get(model, "neighbours"), features, KEEP_MAX, &m.n_features, err));
	if (p->scored && cn_get_text(model, "score_of").n)
		m.label_positive = cn_get_text(model, "score_of");
	if (cn_is_text(cn_get(model, "label_meaning"), "past-decision"))
		m.label_meaning = CN_LABEL_PAST_DECISION;
	m.labels_censored = cn_is_text(cn_get(model, "labels_censored"), "yes");
	w->ctx->progress(w->ctx->progress_arg, cn_tr(w->ctx, "counting", "正在计数"), 0, cn_table_rows(w->table));
	return cn_counts_take(w->ctx->a, w->table, &m, needs_of(w, p), &p->counts, err);
}

/* ---- all ---- */

static bool needs_outputs(const cn_metric_row *row)
{
	return (row->needs & CN_NEED_OUTPUTS) != 0;
}

static bool serves(const partition *p, const cn_limit *l, const cn_metric_row *row)
{
	if (row->procedure || p->taken)
		return row->procedure && p->taken && cn_same_taking(p->taken, l);
	if (p->outputs || needs_outputs(row)) /* counted once, whatever part of them a limit is on */
		return p->outputs && needs_outputs(row);
	return cn_eq(p->attribute, l->attribute) && cn_eq(p->stratum, l->stratum) && p->scored == needs_score(row);
}

static cn_code partition_take(work *w, partition *p, const cn_limit *l, const cn_metric_row *row, cn_err *err)
{
	if (row->procedure)
		return cn_tables_take(&w->tables, l, row, w->seed, &p->counts, &p->source, err);
	return p->outputs ? cn_outputs_take(w->ctx, w->s, w->seed, w->tables.inputs, &p->counts, &p->source, err) : count_table(w, p, err);
}

/* Where the counts of a partition are kept: by all that they depend on. */
static const char *part_path(work *w, const cn_limit *l, const cn_metric_row *row, unsigned needs)
{
	cn_arena *a = w->ctx->a;
	cn_val *key = cn_map(a);
	cn_put(a, key, "of", cn_text(a, w->s->parts_key));
	cn_put(a, key, "procedure", cn_textz(a, row->procedure ? row->procedure : needs_outputs(row) ? "outputs" : "table"));
	cn_put(a, key, "attribute", cn_text(a, needs_outputs(row) ? CN_S("") : l->attribute));
	cn_put(a, key, "stratum", cn_text(a, l->stratum));
	cn_put(a, key, "table", cn_text(a, l->table));
	cn_put(a, key, "other", cn_text(a, l->other));
	cn_put(a, key, "needs", cn_int(a, row->procedure ? 0 : needs));
	cn_put(a, key, "scored", cn_bool(a, !row->procedure && needs_score(row)));
	if (cn_takes_limit(row))
		cn_put(a, key, "limit", cn_text(a, l->value));
	if (l->columns)
		cn_put(a, key, "columns", cn_val_copy(a, l->columns));
	if (l->options)
		cn_put(a, key, "options", cn_val_copy(a, l->options));
	CN_AUTO_BUF b;
	cn_buf_init(&b, PART_BYTES_MAX);
	cn_json_write(&b, key, -1);
	cn_digest d = cn_sha256(cn_buf_str(&b));
	cn_str hex = cn_sub(cn_digest_str(a, &d), 7, 7 + PART_NAME);
	return cn_arena_ok(a) && !b.failed ? cn_strf(a, "%s/%.*s.json", w->s->parts, CN_FMT(hex)).p : NULL;
}

/* Counts that an earlier run, or another process of this one, has kept. A file that is damaged counts as none. */
static bool part_read(work *w, const char *path, partition *p)
{
	cn_str text;
	const cn_val *tree;
	if (!path || !cn_file_exists(path) || cn_file_read(w->ctx->a, path, PART_BYTES_MAX, &text, NULL) != CN_OK)
		return false;
	return cn_json_parse(w->ctx->a, text, CN_JSON_FOREIGN_DEPTH_MAX, &tree, NULL) == CN_OK &&
	       cn_counts_decode(w->ctx->a, cn_get(tree, "tree"), &p->counts, NULL) == CN_OK && (p->source = cn_get(tree, "source")) != NULL;
}

static cn_code part_write(work *w, const char *path, const partition *p, cn_err *err)
{
	cn_arena *a = w->ctx->a;
	cn_val *v = cn_map(a), *tree;
	CN_TRY(cn_counts_encode(a, p->counts, &tree, err));
	cn_put(a, v, "tree", tree);
	cn_put(a, v, "source", p->source ? cn_val_copy(a, p->source) : cn_map(a));
	CN_AUTO_BUF b;
	cn_buf_init(&b, PART_BYTES_MAX);
	cn_json_write(&b, v, -1);
	if (b.failed || !cn_arena_ok(a))
		return cn_arena_ok(a) ? CN_NOMEM(err) : cn_arena_fail(a, err);
	return cn_file_write_lazy(NULL, path, cn_buf_str(&b), 0644, err);
}

static cn_code partition_get(work *w, partition *p, const cn_limit *l, const cn_metric_row *row, cn_err *err)
{
	if (!w->s->parts)
		return partition_take(w, p, l, row, err);
	const char *path = part_path(w, l, row, needs_of(w, p));
	if (part_read(w, path, p))
		return CN_OK;
	CN_TRY(partition_take(w, p, l, row, err));
	return path ? part_write(w, path, p, err) : cn_arena_fail(w->ctx->a, err);
}

static cn_code partition_for(work *w, const cn_limit *l, const cn_metric_row *row, partition **ret, cn_err *err)
{
	cn_arena *a = w->ctx->a;
	for (size_t i = 0; i < w->n_part; i++)
		if (serves(&w->part[i], l, row)) {
			*ret = &w->part[i];
			return CN_OK;
		}
	if (w->n_part >= PARTITIONS_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "the policy asks for more than %d partitions of the data", PARTITIONS_MAX);
	partition *p = &w->part[w->n_part];
	*p = (partition){ .attribute = l->attribute, .stratum = l->stratum, .scored = !row->procedure && needs_score(row),
			  .outputs = !row->procedure && needs_outputs(row), .id = cn_strf(a, "c%zu", w->n_part + 1), .taken = row->procedure ? l : NULL };
	CN_TRY(partition_get(w, p, l, row, err));
	w->n_part++;
	cn_val *tree, *m = cn_push(a, w->counts, cn_map(a));
	CN_TRY(cn_counts_encode(a, p->counts, &tree, err));
	CN_TRY(cn_counts_decode(a, tree, &p->counts, err)); /* measured from what is attested: who recomputes has the same bits */
	cn_put(a, m, "id", cn_text(a, p->id));
	p->tree = cn_put(a, m, "tree", tree);
	*ret = p;
	return CN_OK;
}

static cn_code measure_limits(work *w, cn_err *err)
{
	cn_ctx *ctx = w->ctx;
	for (size_t i = 0; i < w->n_limit; i++) {
		const cn_limit *l = &w->limit[i];
		const cn_metric_row *row;
		partition *p;
		CN_TRY(cn_metric_need(l->metric, &row, err));
		if (partition_for(w, l, row, &p, err) != CN_OK)
			return cn_while(err, "measuring %s", row->name);
		ctx->progress(ctx->progress_arg, cn_tr(ctx, "measuring", "正在测量"), i + 1, w->n_limit);
		cn_measure_input in = { .system = w->s->profile->id, .id = cn_strf(ctx->a, "m%zu", i + 1), .counts_id = p->id, .counts = p->counts,
					.counts_tree = p->tree, .limit = l, .seed = w->seed, .labels = cn_get(w->s->profile->tree, "labels"),
					.source = p->source };
		CN_TRY(cn_step_run(ctx->a, &cn_step_measure, &(cn_step_in){ .measure = &in }, &w->made[i], err));
		cn_push(ctx->a, w->measurements, (cn_val *)(uintptr_t)w->made[i].tree); /* just made by this call; nobody else holds it */
	}
	return CN_OK;
}

/* The seed of resampling: the first eight bytes of the manifest's digest, so that who has the manifest has the seed. */
static uint64_t seed_of(cn_str manifest_digest)
{
	cn_digest d;
	uint64_t seed = 0;
	if (cn_digest_parse(manifest_digest, &d))
		for (size_t i = 0; i < 8; i++)
			seed = seed << 8 | d.b[i];
	return seed;
}

cn_code cn_measure_system(cn_ctx *ctx, const cn_system *s, const cn_limit *limit, size_t n_limit, cn_measured *ret, cn_err *err)
{
	work w = { .ctx = ctx, .s = s, .limit = limit, .n_limit = n_limit, .seed = s->has_seed ? s->seed : seed_of(s->manifest_digest) };
	w.tables = (cn_tables){ .ctx = ctx, .s = s, .inputs = cn_list(ctx->a) };
	w.counts = cn_list(ctx->a);
	w.measurements = cn_list(ctx->a);
	w.made = CN_NEW(ctx->a, cn_step_out, n_limit);
	if (!w.made)
		return cn_arena_fail(ctx->a, err);
	cn_code rc = s->profile->out_of_scope ? CN_OK : measure_limits(&w, err);
	cn_table_free(w.table);
	cn_tables_close(&w.tables);
	CN_TRY(rc);
	if (!cn_arena_ok(ctx->a))
		return cn_arena_fail(ctx->a, err);
	*ret = (cn_measured){ .measurements = w.measurements, .counts = w.counts, .inputs = w.tables.inputs, .made = w.made,
			     .n_made = w.measurements->n };
	return CN_OK;
}

/* The first limit of each partition, in order. */
static bool begins_partition(const cn_limit *limit, size_t i, const cn_metric_row *row)
{
	for (size_t k = 0; k < i; k++) {
		const cn_metric_row *other = cn_metric_find(limit[k].metric);
		partition p = { .attribute = limit[k].attribute, .stratum = limit[k].stratum, .taken = other->procedure ? &limit[k] : NULL,
				.scored = !other->procedure && needs_score(other), .outputs = !other->procedure && needs_outputs(other) };
		if (serves(&p, &limit[i], row))
			return false;
	}
	return true;
}

size_t cn_measure_partitions(const cn_limit *limit, size_t n_limit)
{
	size_t n = 0;
	for (size_t i = 0; i < n_limit; i++)
		n += begins_partition(limit, i, cn_metric_find(limit[i].metric));
	return n;
}

void cn_measure_share(cn_ctx *ctx, const cn_system *s, const cn_limit *limit, size_t n_limit, size_t share, size_t n_shares)
{
	work w = { .ctx = ctx, .s = s, .limit = limit, .n_limit = n_limit, .seed = s->has_seed ? s->seed : seed_of(s->manifest_digest) };
	w.tables = (cn_tables){ .ctx = ctx, .s = s, .inputs = cn_list(ctx->a) };
	w.counts = cn_list(ctx->a);
	size_t n = 0;
	for (size_t i = 0; i < n_limit; i++) {
		const cn_metric_row *row = cn_metric_find(limit[i].metric);
		partition *p;
		if (begins_partition(limit, i, row) && n++ % n_shares == share)
			(void)!partition_for(&w, &limit[i], row, &p, NULL); /* who measures meets it again */
	}
	cn_table_free(w.table);
	cn_tables_close(&w.tables);
}
