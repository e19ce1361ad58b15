/* new system: a manifest from a template. Templates are files: norms/templates/NAME.yaml. */
#include "node/ask.h"
#include "store/file.h"

enum { TEMPLATE_BYTES_MAX = 65536 };

static cn_code list_templates(cn_ctx *ctx, const cn_val **ret, cn_err *err)
{
	const cn_val *names;
	CN_TRY(cn_dir_list(ctx->a, cn_strf(ctx->a, "%s/templates", ctx->norms_dir).p, &names, err));
	cn_val *list = cn_list(ctx->a);
	CN_EACH (n, names)
		if (cn_ends(n->s, ".yaml"))
			cn_push(ctx->a, list, cn_text(ctx->a, cn_sub(n->s, 0, n->s.n - 5)));
	*ret = list;
	return cn_arena_ok(ctx->a) ? CN_OK : cn_arena_fail(ctx->a, err);
}

static cn_code no_template(cn_ctx *ctx, const char *typed, cn_err *err)
{
	const cn_val *list;
	CN_TRY(list_templates(ctx, &list, err));
	CN_AUTO_BUF b;
	cn_buf_init(&b, CN_HINT_BYTES);
	CN_EACH (n, list)
		cn_buf_printf(&b, "%s%.*s", b.n ? ", " : "", CN_FMT(n->s));
	if (typed[0])
		(void)CN_FAIL(err, CN_EINPUT, "there is no template \"%.40s\"", typed);
	else
		(void)CN_FAIL(err, CN_EINPUT, "a new manifest is made from a template or by questions");
	return cn_hint(err, "--ask, or --template with one of %.*s", CN_FMT(cn_buf_str(&b)));
}

static cn_code by_template(cn_ctx *ctx, const char *name, cn_str *ret, cn_err *err)
{
	cn_str wanted = cn_str_z(name);
	const cn_val *list;
	bool known = false;
	CN_TRY(list_templates(ctx, &list, err));
	CN_EACH (n, list)
		known = known || cn_eq(n->s, wanted);
	if (!known)
		return no_template(ctx, name, err);
	return cn_file_read(ctx->a, cn_strf(ctx->a, "%s/templates/%s.yaml", ctx->norms_dir, name).p, TEMPLATE_BYTES_MAX, ret, err);
}

static cn_code by_questions(cn_ctx *ctx, cn_str *ret, cn_err *err)
{
	cn_norms norms;
	CN_AUTO_BUF b;
	cn_buf_init(&b, TEMPLATE_BYTES_MAX);
	CN_TRY(cn_load_norms(ctx, &norms, err));
	CN_TRY(cn_ask_system(ctx, &norms, &b, err));
	*ret = cn_str_copy(ctx->a, cn_buf_str(&b));
	return cn_arena_ok(ctx->a) ? CN_OK : cn_arena_fail(ctx->a, err);
}

static cn_code run_new(cn_ctx *ctx, cn_err *err)
{
	const char *name = cn_flag_get(ctx, "template"), *out = ctx->args.n_arg ? ctx->args.arg[0] : "system.yaml";
	bool ask = cn_flag_on(ctx, "ask");
	cn_str bytes = { 0 };
	if (cn_file_exists(out))
		return CN_FAIL(err, CN_ESTATE, "%s is there already; nothing was changed", out);
	if (ask && name)
		return CN_FAIL(err, CN_EINPUT, "--ask and --template are two ways; take one");
	if (!ask && !name)
		return no_template(ctx, "", err);
	CN_TRY(ask ? by_questions(ctx, &bytes, err) : by_template(ctx, name, &bytes, err));
	cn_code rc = cn_file_create(NULL, out, bytes, 0644, err);
	if (rc == CN_ESTATE)
		return CN_FAIL(err, CN_ESTATE, "%s is there already; nothing was changed", out);
	CN_TRY(rc);
	if (ctx->json) {
		cn_val *m = cn_map(ctx->a);
		cn_put(ctx->a, m, "file", cn_textz(ctx->a, out));
		return cn_answer_json(ctx, m, err);
	}
	cn_buf_printf(ctx->out, "%s\n%s: concord applies %s\n", out, cn_tr(ctx, "Next", "下一步"), out);
	return CN_OK;
}

static const cn_flag flags[] = { { "template", "NAME", "lender, public-chatbot, recruiter, image-generator or foundation-model",
				   "模板：lender、public-chatbot、recruiter、image-generator、foundation-model", false },
				 { "ask", NULL, "by questions, the one that decides most first", "按问题逐一填写，先问最能决定结果的", false },
				 { NULL, NULL, NULL, NULL, false } };

const cn_op cn_op_new_system = { "new system", "[FILE]", 0, 1, "a manifest from a template, or by questions", "从模板或通过问答生成系统清单",
				 { "concord new system system.yaml --template lender", "concord new system system.yaml --ask" }, flags, run_new, CN_SERVED_WRITES, CN_ACCESS_CONTRIBUTOR };
