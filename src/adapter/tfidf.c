/* `tfidf`: a linear model of the words of one column, in this process. Every text of the column is scored once; rows then name them. */
#include "adapter/own.h"
#include "lab/model/model.h"

#include <math.h>

typedef struct texts {
	double *score; /* of each level of the column */
	cn_feature feature;
} texts;

static cn_code read_model(cn_arena *a, const char *path, cn_tfidf **ret, cn_err *err)
{
	CN_AUTO_BUF bytes;
	CN_TRY(own_file("tfidf", path, &bytes, err));
	cn_code rc = cn_tfidf_read(a, cn_buf_str(&bytes), ret, err);
	if (rc != CN_OK)
		(void)cn_while(err, "%s", path); /* it takes its code from err, which may be left out */
	return rc;
}

static cn_code ask(void *self, const double *row, size_t n, double *score, cn_err *err)
{
	const texts *x = self;
	for (size_t i = 0; i < n; i++) {
		if (!(row[i] >= 0) || row[i] >= x->feature.n_levels)
			return CN_FAIL(err, CN_EUNDEFINED, "the text of \"%.*s\" is missing in a row: the model needs one",
				       CN_FMT(x->feature.name));
		score[i] = x->score[(size_t)row[i]];
	}
	return CN_OK;
}

static cn_code open_tfidf(cn_arena *a, const cn_model *m, cn_predictor *p, cn_err *err)
{
	cn_tfidf *model;
	cn_feature *f;
	cn_model with = *m;
	texts *x = CN_NEW(a, texts, 1);
	if (!x)
		return cn_arena_fail(a, err);
	CN_TRY(read_model(a, m->path, &model, err));
	cn_str column = m->n_features ? m->features[0] : cn_tfidf_column(model);
	if (m->n_features > 1)
		return CN_FAIL(err, CN_EINPUT, "the model takes one column of text, %zu are named", m->n_features);
	with.features = &column;
	with.n_features = 1;
	if (!m->like)
		return CN_FAIL(err, CN_EINPUT, "a model of words is asked about the texts of a table: none is given");
	CN_TRY(cn_model_features(a, &with, m->like, &f, err));
	if (!f->category)
		return CN_FAIL(err, CN_EINPUT, "feature \"%.*s\" is a number in the table: the model takes text", CN_FMT(column));
	x->feature = *f;
	x->score = CN_NEW(a, double, f->n_levels + (size_t)1);
	if (!x->score)
		return cn_arena_fail(a, err);
	CN_TRY(cn_tfidf_score(model, f->level, f->n_levels, x->score, err));
	p->self = x;
	p->predict = ask;
	p->words = model;
	p->feature = &x->feature;
	p->n_features = 1;
	return CN_OK;
}

static cn_code predict(cn_arena *a, const cn_model *m, const cn_table *t, const double **ret_scores, cn_err *err)
{
	cn_model with = *m;
	cn_predictor p = { 0 };
	const cn_column *c;
	with.like = t;
	CN_TRY(open_tfidf(a, &with, &p, err));
	CN_TRY(cn_table_need(t, p.feature->name, &c, err));
	size_t n = cn_table_rows(t);
	double *s = CN_NEW(a, double, n + 1);
	if (!s)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < n; i++) {
		double level = cn_column_missing(c, i) ? (double)NAN : cn_column_code(c, i);
		CN_TRY(ask(p.self, &level, 1, &s[i], err));
	}
	*ret_scores = s;
	return CN_OK;
}

const cn_adapter_row cn_adapter_tfidf = {
	.name = "tfidf",
	.title_en = "A linear model of the words of a text as JSON",
	.title_zh = "JSON 形式的文本词频线性模型",
	.formats = "JSON: concord tfidf/1 (docs/models.md), one column of text",
	.predict = predict,
	.open = open_tfidf,
};
