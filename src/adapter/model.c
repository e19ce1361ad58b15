/* A model that can be asked, whatever the adapter: by its own way, or a small table at a time. */
#include "adapter/adapter.h"

cn_code cn_model_features(cn_arena *a, const cn_model *m, const cn_table *t, cn_feature **ret, cn_err *err)
{
	cn_feature *f = CN_NEW(a, cn_feature, m->n_features + 1);
	if (!f)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < m->n_features; i++) {
		const cn_column *c = NULL;
		f[i].name = cn_str_copy(a, m->features[i]);
		if (t)
			CN_TRY(cn_table_need(t, m->features[i], &c, err));
		if (!c || c->number)
			continue;
		cn_str *level = CN_NEW(a, cn_str, c->n_levels + (size_t)1);
		for (uint32_t k = 0; level && k < c->n_levels; k++)
			level[k] = cn_str_copy(a, c->level[k]);
		f[i].category = true;
		f[i].level = level;
		f[i].n_levels = c->n_levels;
	}
	*ret = f;
	return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
}

typedef struct by_table {
	const cn_adapter_row *row;
	const cn_model *m;
	cn_str *name;
	size_t n;
} by_table;

enum { ASK_BYTES = 1 << 20 };

static cn_code predict_by_table(void *self, const double *row, size_t n, double *score, cn_err *err)
{
	const by_table *b = self;
	CN_AUTO_ARENA a = cn_arena_new(ASK_BYTES + n * 2 * sizeof(double));
	cn_table *t;
	const double *got;
	if (!a)
		return CN_NOMEM(err);
	CN_TRY(cn_table_of_rows(b->name, b->n, row, n, &t, err));
	cn_code rc = b->row->predict(a, b->m, t, &got, err);
	if (rc == CN_OK)
		memcpy(score, got, n * sizeof *score);
	cn_table_free(t);
	return rc;
}

static cn_code open_by_table(cn_arena *a, const cn_adapter_row *row, const cn_model *m, cn_predictor *ret, cn_err *err)
{
	if (!m->n_features)
		return CN_FAIL(err, CN_EINPUT, "to ask the model its features must be named: model: {features: [age, income, ...]}");
	by_table *b = CN_NEW(a, by_table, 1);
	cn_str *name = CN_NEW(a, cn_str, m->n_features);
	cn_feature *f = CN_NEW(a, cn_feature, m->n_features);
	if (!b || !name || !f)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < m->n_features; i++)
		f[i].name = name[i] = m->features[i];
	*b = (by_table){ row, m, name, m->n_features };
	*ret = (cn_predictor){ .self = b, .predict = predict_by_table, .feature = f, .n_features = m->n_features, .threshold = 0.5 };
	return CN_OK;
}

cn_code cn_model_open(cn_arena *a, const cn_adapter_row *row, const cn_model *m, cn_predictor *ret, cn_err *err)
{
	if (row->asks_nothing)
		return CN_FAIL(err, CN_EINPUT, "%s is a column of answers, which cannot be asked anything new: name the model itself",
			       row->name);
	*ret = (cn_predictor){ .threshold = 0.5 };
	return row->open ? row->open(a, m, ret, err) : open_by_table(a, row, m, ret, err);
}

void cn_model_close(const cn_adapter_row *row, cn_predictor *p)
{
	if (row && row->close && p->self)
		row->close(p);
	*p = (cn_predictor){ 0 };
}
