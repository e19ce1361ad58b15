/* kind list, kind schema: the kinds of record, and what each may hold, from the tables that check them. */
#include "core/kind.h"
#include "node/node.h"
#include "report/errors.h"

static cn_code run_list(cn_ctx *ctx, cn_err *err)
{
	cn_val *list = cn_list(ctx->a);
	const cn_kind *k;
	for (size_t i = 0; (k = cn_kind_at(i)) != NULL; i++) {
		cn_val *m = cn_push(ctx->a, list, cn_map(ctx->a));
		cn_put(ctx->a, m, "name", cn_textz(ctx->a, k->name));
		cn_put(ctx->a, m, "what", cn_textz(ctx->a, k->what));
		cn_put(ctx->a, m, "tlp", cn_textz(ctx->a, cn_tlp_text(k->tlp)));
		cn_put(ctx->a, m, "public", cn_bool(ctx->a, k->is_public));
		cn_put(ctx->a, m, "two_person", cn_bool(ctx->a, k->two_person));
		if (ctx->json)
			continue;
		cn_buf_printf(ctx->out, "%-15s %-13s ", k->name, cn_tlp_text(k->tlp));
		cn_phrase_put(ctx->out, cn_str_z(k->what), ctx->lang);
		cn_buf_printf(ctx->out, "%s\n", k->two_person ? cn_tr(ctx, "  [takes two people]", "  [须两人]") : "");
	}
	return ctx->json ? cn_answer_json(ctx, list, err) : CN_OK;
}

/* The nearest kind within two edits; "waiver" means "waiver/1". */
static const char *nearest(cn_str typed)
{
	const cn_kind *k;
	const char *best = NULL;
	unsigned least = 3;
	for (size_t i = 0; (k = cn_kind_at(i)) != NULL; i++) {
		unsigned d = cn_edit_distance(typed, cn_str_z(k->name), 2);
		if (d < least) {
			least = d;
			best = k->name;
		}
	}
	return best;
}

static cn_code run_schema(cn_ctx *ctx, cn_err *err)
{
	cn_str name = cn_str_z(ctx->args.arg[0]);
	const cn_kind *k = cn_kind_find(name);
	if (!k) {
		const char *near = nearest(name);
		(void)CN_FAIL(err, CN_ENOTFOUND, "there is no kind of record called \"%.*s\"", CN_FMT(cn_sub(name, 0, 80)));
		return near ? cn_hint(err, "concord kind schema %s", near) : cn_hint(err, "concord kind list");
	}
	cn_kind_schema(k, ctx->a, ctx->out);
	return cn_arena_ok(ctx->a) ? CN_OK : cn_arena_fail(ctx->a, err);
}

const cn_op cn_op_kind_list = { "kind list", "", 0, 0, "the kinds of record that this program knows", "本程序所知的记录种类",
				{ "concord kind list", "concord kind list --json" }, NULL, run_list, CN_SERVED_LAW };
const cn_op cn_op_kind_schema = { "kind schema", "KIND", 1, 1, "JSON Schema of the records of a kind", "某种记录的 JSON Schema",
				  { "concord kind schema waiver/1", NULL }, NULL, run_schema, CN_SERVED_LAW };
