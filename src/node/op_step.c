/* step list: what turns records and evidence into new records, in which version. */
#include "assess/step.h"
#include "node/node.h"

static cn_code run_list(cn_ctx *ctx, cn_err *err)
{
	cn_val *list = cn_list(ctx->a);
	const cn_step *s;
	for (size_t i = 0; (s = cn_step_at(i)) != NULL; i++) {
		cn_val *m = cn_push(ctx->a, list, cn_map(ctx->a));
		cn_str name = cn_step_text(ctx->a, s);
		cn_put(ctx->a, m, "step", cn_text(ctx->a, name));
		cn_put(ctx->a, m, "name", cn_textz(ctx->a, s->name));
		cn_put(ctx->a, m, "version", cn_int(ctx->a, (int64_t)s->version));
		cn_put(ctx->a, m, "makes", cn_textz(ctx->a, s->makes));
		cn_put(ctx->a, m, "what", cn_textz(ctx->a, s->en));
		if (!ctx->json)
			cn_buf_printf(ctx->out, "%-11.*s %-14s %s\n", CN_FMT(name), s->makes, cn_tr(ctx, s->en, s->zh));
	}
	return ctx->json ? cn_answer_json(ctx, list, err) : CN_OK;
}

const cn_op cn_op_step_list = { "step list", "", 0, 0, "the steps that make records, and their versions", "生成记录的各个步骤及其版本",
				{ "concord step list", "concord step list --json" }, NULL, run_list, CN_SERVED_LAW };
