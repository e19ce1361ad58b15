/* help, man, completion, version: all from the op table. */
#include "node/node.h"
#include "store/file.h"

static const cn_op *op_named(const cn_args *args)
{
	size_t n;
	const cn_op *const *ops = cn_ops(&n);
	char name[96];
	(void)snprintf(name, sizeof name, "%.40s%s%.40s", args->arg[0], args->n_arg > 1 ? " " : "", args->n_arg > 1 ? args->arg[1] : "");
	for (size_t i = 0; i < n; i++)
		if (strcmp(ops[i]->name, name) == 0)
			return ops[i];
	return NULL;
}

static cn_code no_such_op(const cn_ctx *ctx, cn_err *err)
{
	(void)CN_FAIL(err, CN_EINPUT, "there is no command \"%.40s\"", ctx->args.arg[0]);
	const char *near = cn_nearest_op(ctx->args.arg[0]);
	return cn_hint(err, near ? "concord help %s" : "concord help", near);
}

static cn_val *op_tree(cn_ctx *ctx, const cn_op *op)
{
	cn_val *m = cn_map(ctx->a);
	cn_put(ctx->a, m, "name", cn_textz(ctx->a, op->name));
	cn_put(ctx->a, m, "args", cn_textz(ctx->a, op->args));
	cn_put(ctx->a, m, "en", cn_textz(ctx->a, op->en));
	cn_put(ctx->a, m, "zh", cn_textz(ctx->a, op->zh));
	cn_val *flags = cn_put(ctx->a, m, "flags", cn_list(ctx->a));
	for (const cn_flag *f = op->flags; f && f->name; f++)
		cn_push(ctx->a, flags, cn_textz(ctx->a, f->name));
	return m;
}

/* `concord help norm`: the commands of a group. False if there is none. */
static bool help_group(cn_ctx *ctx)
{
	size_t n, found = 0;
	const cn_op *const *ops = cn_ops(&n);
	char prefix[48];
	(void)snprintf(prefix, sizeof prefix, "%.40s ", ctx->args.arg[0]);
	for (size_t i = 0; i < n; i++) {
		if (!cn_starts(cn_str_z(ops[i]->name), prefix))
			continue;
		char left[64];
		(void)snprintf(left, sizeof left, "%s %s", ops[i]->name, ops[i]->args);
		cn_buf_printf(ctx->out, "  %-30s %s\n", left, cn_tr(ctx, ops[i]->en, ops[i]->zh));
		found++;
	}
	return found > 0;
}

static cn_code run_help(cn_ctx *ctx, cn_err *err)
{
	if (ctx->args.n_arg) {
		const cn_op *op = op_named(&ctx->args);
		if (!op && ctx->args.n_arg == 1 && !ctx->json && help_group(ctx))
			return CN_OK;
		if (!op)
			return no_such_op(ctx, err);
		if (ctx->json)
			return cn_answer_json(ctx, op_tree(ctx, op), err);
		cn_help_op(ctx, op, ctx->out);
		return CN_OK;
	}
	if (ctx->json) {
		cn_val *list = cn_list(ctx->a);
		size_t n;
		const cn_op *const *ops = cn_ops(&n);
		for (size_t i = 0; i < n; i++)
			cn_push(ctx->a, list, op_tree(ctx, ops[i]));
		return cn_answer_json(ctx, list, err);
	}
	cn_help_all(ctx, ctx->out);
	return CN_OK;
}

/* Every page as a file of its own, for a package. */
static cn_code write_pages(cn_ctx *ctx, const char *dir, cn_err *err)
{
	size_t n;
	const cn_op *const *ops = cn_ops(&n);
	CN_AUTO_BUF b;
	cn_buf_init(&b, CN_FIELD_BYTES_MAX);
	CN_TRY(cn_dir_make(NULL, dir, 0755, err));
	for (size_t i = 0; i <= n; i++) {
		char page[64] = "concord";
		cn_buf_reset(&b);
		if (i < n) {
			cn_help_man_name(ops[i], page, sizeof page);
			cn_help_man(ops[i], &b);
		} else {
			cn_help_man_all(&b);
		}
		const char *path = cn_strf(ctx->a, "%s/%s.1", dir, page).p;
		if (!path)
			return cn_arena_fail(ctx->a, err);
		CN_TRY(cn_file_write_lazy(NULL, path, cn_buf_str(&b), 0644, err));
	}
	if (ctx->json) {
		cn_val *m = cn_map(ctx->a);
		cn_put(ctx->a, m, "pages", cn_int(ctx->a, (int64_t)n + 1));
		cn_put(ctx->a, m, "folder", cn_textz(ctx->a, dir));
		return cn_answer_json(ctx, m, err);
	}
	if (!ctx->quiet)
		cn_buf_printf(ctx->out, cn_tr(ctx, "%zu pages in %s\n", "%zu 页，位于 %s\n"), n + 1, dir);
	return CN_OK;
}

static cn_code run_man(cn_ctx *ctx, cn_err *err)
{
	const char *dir = cn_flag_get(ctx, "out");
	if (dir && ctx->args.n_arg == 0)
		return write_pages(ctx, dir, err);
	if (dir)
		return CN_FAIL(err, CN_EINPUT, "--out writes every page: name no command beside it");
	if (ctx->args.n_arg == 0) {
		cn_help_man_all(ctx->out);
		return CN_OK;
	}
	const cn_op *op = op_named(&ctx->args);
	if (!op)
		return no_such_op(ctx, err);
	cn_help_man(op, ctx->out);
	return CN_OK;
}

static cn_code run_completion(cn_ctx *ctx, cn_err *err)
{
	if (strcmp(ctx->args.arg[0], "bash") != 0) {
		(void)CN_FAIL(err, CN_EINPUT, "completion is written for bash, not for \"%.20s\"", ctx->args.arg[0]);
		return cn_hint(err, "concord completion bash");
	}
	cn_help_completion(ctx->out);
	return CN_OK;
}

static cn_code run_version(cn_ctx *ctx, cn_err *err)
{
	if (ctx->json) {
		cn_val *m = cn_map(ctx->a);
		cn_put(ctx->a, m, "version", cn_textz(ctx->a, CN_VERSION));
		return cn_answer_json(ctx, m, err);
	}
	cn_buf_putz(ctx->out, "concord " CN_VERSION "\n");
	return CN_OK;
}

const cn_op cn_op_help = { "help", "[COMMAND]", 0, 2, "what Concord can be asked, or one command in full", "列出命令，或说明一条命令",
			   { "concord help", "concord help assess" }, NULL, run_help };
static const cn_flag man_flags[] = {
	{ "out", "DIR", "write the page of every command, and of the program, into this folder", "把全部手册页写入此文件夹", false },
	{ NULL, NULL, NULL, NULL, false },
};

const cn_op cn_op_man = { "man", "[COMMAND]", 0, 2, "the man page of a command, as roff", "命令的手册页（roff 格式）",
			  { "concord man assess", "concord man --out man1" }, man_flags, run_man };
const cn_op cn_op_completion = { "completion", "SHELL", 1, 1, "completion for the shell (bash)", "命令行补全（bash）",
				 { "concord completion bash", NULL }, NULL, run_completion };
const cn_op cn_op_version = { "version", "", 0, 0, "the version of this program", "程序版本", { "concord version", NULL }, NULL, run_version, CN_SERVED_LAW };
