/* lab list: what can be measured, by which formula, checked against what. */
#include "lab/lab.h"
#include "node/node.h"

static cn_val *metric_tree(cn_ctx *ctx, const cn_metric_row *m)
{
	cn_arena *a = ctx->a;
	cn_val *v = cn_map(a);
	cn_put(a, v, "name", cn_textz(a, m->name));
	cn_val *title = cn_put(a, v, "title", cn_map(a));
	cn_put(a, title, "en", cn_textz(a, m->title_en));
	cn_put(a, title, "zh", cn_textz(a, m->title_zh));
	cn_put(a, v, "property", cn_textz(a, m->property));
	cn_put(a, v, "unit", cn_textz(a, m->unit));
	cn_put(a, v, "formula", cn_textz(a, m->formula));
	cn_put(a, v, "reference", cn_textz(a, m->reference));
	cn_put(a, v, "interval", cn_textz(a, m->interval));
	cn_put(a, v, "assumptions", cn_textz(a, m->assumptions));
	return v;
}

static cn_code run_list(cn_ctx *ctx, cn_err *err)
{
	size_t n = cn_metric_count();
	if (ctx->json) {
		cn_val *list = cn_list(ctx->a);
		for (size_t i = 0; i < n; i++)
			cn_push(ctx->a, list, metric_tree(ctx, cn_metric_at(i)));
		return cn_answer_json(ctx, list, err);
	}
	cn_buf_printf(ctx->out, "%zu %s\n\n", n, cn_tr(ctx, "metrics", "项指标"));
	for (size_t i = 0; i < n; i++) {
		const cn_metric_row *m = cn_metric_at(i);
		cn_buf_printf(ctx->out, "%s   (%s, %s)\n  %s\n  %s: %s\n", m->name, m->property, m->unit, cn_tr(ctx, m->title_en, m->title_zh),
			      cn_tr(ctx, "checked against", "核对来源"), m->reference);
	}
	return CN_OK;
}

const cn_op cn_op_lab_list = { "lab list", "", 0, 0, "what can be measured, and what each metric was checked against", "可测量的指标及其核对来源",
			       { "concord lab list", "concord lab list --json" }, NULL, run_list };
