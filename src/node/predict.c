/* A model's scores become a column. */
#include "node/predict.h"

enum { CELL_BYTES = 40 };

static cn_code put_cell(cn_builder *b, size_t column, const cn_column *c, size_t row, cn_err *err)
{
	if (cn_column_missing(c, row))
		return cn_builder_missing(b, column, err);
	if (!c->number)
		return cn_builder_cell(b, column, c->level[cn_column_code(c, row)], true, err);
	char z[CELL_BYTES];
	(void)snprintf(z, sizeof z, c->type == CN_COL_INTEGER ? "%.0f" : "%.17g", c->number[row]);
	return cn_builder_cell(b, column, cn_str_z(z), false, err);
}

static cn_code build(cn_ctx *ctx, cn_builder *b, const cn_table *t, const cn_column *const *col, size_t n, const double *scores,
		     const cn_scored_columns *added, cn_err *err)
{
	size_t rows = cn_table_rows(t);
	for (size_t k = 0; k < n; k++)
		CN_TRY(cn_builder_column(b, col[k]->name, err));
	CN_TRY(cn_builder_column(b, added->score, err));
	CN_TRY(cn_builder_column(b, added->prediction, err));
	for (size_t i = 0; i < rows; i++) {
		char z[CELL_BYTES];
		for (size_t k = 0; k < n; k++)
			CN_TRY(put_cell(b, k, col[k], i, err));
		(void)snprintf(z, sizeof z, "%.17g", scores[i]);
		CN_TRY(cn_builder_cell(b, n, cn_str_z(z), false, err));
		bool good = (scores[i] >= added->threshold) == added->high_is_good;
		CN_TRY(cn_builder_cell(b, n + 1, good ? CN_S("favourable") : CN_S("other"), false, err));
		CN_TRY(cn_builder_row(b, i + 2, err));
		if (i % 65536 == 0)
			ctx->progress(ctx->progress_arg, cn_tr(ctx, "scoring", "正在计算分数"), i, rows);
	}
	return CN_OK;
}

cn_code cn_predict(cn_ctx *ctx, const char *adapter, const cn_model *model, const cn_table *t, const cn_str *keep, size_t n_keep,
		   const cn_scored_columns *added, cn_table **ret, cn_err *err)
{
	const cn_adapter_row *row;
	const double *scores;
	const cn_column **col = CN_NEW(ctx->a, const cn_column *, n_keep);
	if (!col)
		return cn_arena_fail(ctx->a, err);
	CN_TRY(cn_adapter_need(cn_str_z(adapter), &row, err));
	for (size_t k = 0; k < n_keep; k++)
		CN_TRY(cn_table_need(t, keep[k], &col[k], err));
	ctx->progress(ctx->progress_arg, cn_tr(ctx, "running the model", "正在运行模型"), 0, 0);
	CN_TRY(row->predict(ctx->a, model, t, &scores, err));
	cn_builder *b;
	cn_table_options o = { .source = CN_S("the scored table") };
	CN_TRY(cn_builder_new(&o, &b, err));
	cn_code rc = build(ctx, b, t, col, n_keep, scores, added, err);
	if (rc == CN_OK)
		rc = cn_builder_end(b, ret, err);
	cn_builder_free(b);
	return rc;
}
