/* norm words, norm facts: the closed lists of the library and the questions that conditions may ask, as a form or a filter needs them. */
#include "node/load.h"
#include "node/say.h"

static const char *const lists[] = { "stages", "roles", "themes", "properties", "protects", "force", "deontic", "confidence", "status", "kinds", "acts", "document_types", "people_roles", "places", "groups" };
enum { N_LISTS = sizeof lists / sizeof *lists };

static cn_val *member_val(cn_arena *a, const cn_member *m)
{
	cn_val *v = cn_map(a);
	cn_put(a, v, "id", cn_text(a, m->id));
	cn_put(a, v, "label", cn_words_val(a, m->label));
	return v;
}

/* The places that are inside a group on the day of asking. */
static void put_inside(cn_ctx *ctx, const cn_library *lib, cn_str group, cn_date today, cn_val *at)
{
	size_t n;
	const cn_member *place = cn_library_list(lib, "places", &n);
	cn_val *list = cn_put(ctx->a, at, "members", cn_list(ctx->a));
	for (size_t i = 0; i < n; i++)
		if (!cn_eq(place[i].id, group) && cn_library_inside(lib, place[i].id, group, today))
			cn_push(ctx->a, list, cn_text(ctx->a, place[i].id));
}

static cn_code check_list(cn_str asked, cn_err *err)
{
	for (size_t i = 0; i < N_LISTS; i++)
		if (cn_eqz(asked, lists[i]))
			return CN_OK;
	(void)CN_FAIL(err, CN_EINPUT, "there is no list \"%.*s\"", CN_FMT(cn_sub(asked, 0, 40)));
	return cn_hint(err, "stages, roles, themes, properties, protects, force, deontic, confidence, status, kinds, acts, places or groups");
}

static cn_code run_words(cn_ctx *ctx, cn_err *err)
{
	cn_norms norms;
	cn_str only = ctx->args.n_arg ? cn_str_z(ctx->args.arg[0]) : CN_S("");
	if (only.n)
		CN_TRY(check_list(only, err));
	cn_date today = cn_time_date(ctx->now_us);
	CN_TRY(cn_load_norms(ctx, &norms, err));
	cn_val *top = cn_map(ctx->a);
	for (size_t i = 0; i < N_LISTS; i++) {
		size_t n;
		const cn_member *m = cn_library_list(norms.lib, lists[i], &n);
		if (only.n && !cn_eqz(only, lists[i]))
			continue;
		cn_val *list = cn_put(ctx->a, top, lists[i], cn_list(ctx->a));
		if (!ctx->json && !only.n)
			cn_buf_printf(ctx->out, "%s\n", lists[i]);
		for (size_t k = 0; k < n; k++) {
			cn_val *v = cn_push(ctx->a, list, member_val(ctx->a, &m[k]));
			if (strcmp(lists[i], "groups") == 0)
				put_inside(ctx, norms.lib, m[k].id, today, v);
			if (!ctx->json)
				cn_buf_printf(ctx->out, "  %-24.*s %.*s\n", CN_FMT(m[k].id), CN_FMT(cn_in_lang(ctx, m[k].label)));
		}
	}
	return ctx->json ? cn_answer_json(ctx, top, err) : CN_OK;
}

static cn_val *fact_val(cn_arena *a, const cn_fact *f)
{
	static const char *const types[] = { [CN_F_BOOL] = "bool", [CN_F_SET] = "set", [CN_F_TEXT] = "text", [CN_F_NUMBER] = "number", [CN_F_DATE] = "date" };
	cn_val *v = cn_map(a);
	cn_put(a, v, "id", cn_text(a, f->id));
	cn_put(a, v, "type", cn_textz(a, types[f->type]));
	cn_put(a, v, "question", cn_words_val(a, f->question));
	if (f->help.en.n)
		cn_put(a, v, "help", cn_words_val(a, f->help));
	cn_put(a, v, "per_market", cn_bool(a, f->per_market));
	if (f->unit.n)
		cn_put(a, v, "unit", cn_text(a, f->unit));
	if (f->judgement.n)
		cn_put(a, v, "judgement", cn_text(a, f->judgement));
	cn_val *values = cn_put(a, v, "values", cn_list(a));
	for (size_t i = 0; i < f->n_member; i++)
		cn_push(a, values, member_val(a, &f->member[i]));
	return v;
}

static cn_code run_facts(cn_ctx *ctx, cn_err *err)
{
	cn_norms norms;
	CN_TRY(cn_load_norms(ctx, &norms, err));
	cn_val *list = cn_list(ctx->a);
	for (size_t i = 0; i < cn_library_facts(norms.lib); i++) {
		const cn_fact *f = cn_library_fact_at(norms.lib, i);
		if (f->builtin)
			continue;
		cn_push(ctx->a, list, fact_val(ctx->a, f));
		if (!ctx->json)
			cn_buf_printf(ctx->out, "%-30.*s %.*s\n", CN_FMT(f->id), CN_FMT(cn_in_lang(ctx, f->question)));
	}
	return ctx->json ? cn_answer_json(ctx, list, err) : CN_OK;
}

const cn_op cn_op_norm_words = { "norm words", "[WHAT]", 0, 1, "the closed lists that texts and systems use: places, roles, themes, stages, ...",
				 "文书与系统使用的封闭清单：地区、角色、议题、阶段等", { "concord norm words themes", "concord norm words --json" }, NULL, run_words, CN_SERVED_LAW };
const cn_op cn_op_norm_facts = { "norm facts", "", 0, 0, "the facts that conditions ask about, as questions", "条件所问的事实，以问题列出",
				 { "concord norm facts", "concord norm facts --json" }, NULL, run_facts, CN_SERVED_LAW };
