/* The op table and what is read from it: flags, help, man pages, completion. */
#include "node/node.h"

#define X(symbol) extern const cn_op symbol;
#include "registry_op.inc"
#undef X

static const cn_op *const all_ops[] = {
#define X(symbol) &symbol,
#include "registry_op.inc"
#undef X
};

static const cn_flag global_flags[] = {
	{ "json", NULL, "answer as one JSON document", "以 JSON 输出", false },
	{ "lang", "en|zh", "language of the answer (else from the locale)", "输出语言（默认取自系统区域设置）", false },
	{ "data", "DIR", "the node's folder (else $CONCORD_DATA, else ./concord-data)", "节点文件夹（默认 $CONCORD_DATA 或 ./concord-data）", false },
	{ "norms", "DIR", "the folder of instruments (else $CONCORD_NORMS, else ./norms)", "法律文书文件夹（默认 $CONCORD_NORMS 或 ./norms）", false },
	{ "color", "auto|always|never", "colour on a terminal", "终端颜色", false },
	{ "quiet", NULL, "only the answer line", "只输出结论行", false },
	{ "help", NULL, "this help", "显示帮助", false },
	{ NULL, NULL, NULL, NULL, false },
};

const cn_op *const *cn_ops(size_t *ret_n)
{
	*ret_n = sizeof all_ops / sizeof *all_ops;
	return all_ops;
}

const cn_flag *cn_flags_global(void)
{
	return global_flags;
}

const char *cn_flag_at(const cn_ctx *ctx, const char *name, size_t i)
{
	for (size_t k = 0; k < ctx->args.n_set; k++)
		if (strcmp(ctx->args.set[k].flag->name, name) == 0 && i-- == 0)
			return ctx->args.set[k].value;
	return NULL;
}

const char *cn_flag_get(const cn_ctx *ctx, const char *name)
{
	return cn_flag_at(ctx, name, 0);
}

bool cn_flag_on(const cn_ctx *ctx, const char *name)
{
	return cn_flag_at(ctx, name, 0) != NULL;
}

const char *cn_tr(const cn_ctx *ctx, const char *en, const char *zh)
{
	return cn_eqz(ctx->lang, "zh") ? zh : en;
}

cn_code cn_answer_json(cn_ctx *ctx, const cn_val *v, cn_err *err)
{
	if (!cn_arena_ok(ctx->a))
		return cn_arena_fail(ctx->a, err);
	cn_json_write(ctx->out, v, 0);
	cn_buf_putc(ctx->out, '\n');
	return CN_OK;
}

static void flags_help(const cn_ctx *ctx, const cn_flag *f, cn_buf *out)
{
	for (; f && f->name; f++) {
		char left[64];
		(void)snprintf(left, sizeof left, "--%s%s%s", f->name, f->value ? " " : "", f->value ? f->value : "");
		cn_buf_printf(out, "  %-24s %s\n", left, cn_tr(ctx, f->en, f->zh));
	}
}

void cn_help_op(const cn_ctx *ctx, const cn_op *op, cn_buf *out)
{
	cn_buf_printf(out, "concord %s%s%s\n\n  %s\n", op->name, *op->args ? " " : "", op->args, cn_tr(ctx, op->en, op->zh));
	if (op->example[0])
		cn_buf_printf(out, "\n%s\n", cn_tr(ctx, "Examples", "示例"));
	for (size_t i = 0; i < 2; i++)
		if (op->example[i])
			cn_buf_printf(out, "  %s\n", op->example[i]);
	if (op->flags && op->flags->name) {
		cn_buf_printf(out, "\n%s\n", cn_tr(ctx, "Flags", "选项"));
		flags_help(ctx, op->flags, out);
	}
	cn_buf_printf(out, "\n%s\n", cn_tr(ctx, "Flags of every command", "通用选项"));
	flags_help(ctx, global_flags, out);
}

void cn_help_all(const cn_ctx *ctx, cn_buf *out)
{
	cn_buf_printf(out, "concord: %s\n\n",
		      cn_tr(ctx, "which rules bind an AI system, does it meet them, and how that is proved",
			     "哪些规则约束一个人工智能系统、它是否符合、如何证明"));
	for (size_t i = 0; i < sizeof all_ops / sizeof *all_ops; i++) {
		char left[64];
		(void)snprintf(left, sizeof left, "%s %s", all_ops[i]->name, all_ops[i]->args);
		cn_buf_printf(out, "  %-30s %s\n", left, cn_tr(ctx, all_ops[i]->en, all_ops[i]->zh));
	}
	cn_buf_printf(out, "\n%s\n  concord new system system.yaml --template lender\n  concord applies system.yaml\n  concord init\n  concord assess system.yaml\n",
		      cn_tr(ctx, "To begin", "从这里开始"));
	cn_buf_printf(out, "\n%s\n", cn_tr(ctx, "Help on one: concord help assess.  Exit codes: 0 answered or pass, 1 not satisfied or forged,\n"
					    "2 undecided or cannot recompute, 3 bad input, 4 environment, 70 a bug of ours.",
					    "单条命令帮助：concord help assess。退出码：0 已回答或通过；1 未满足或伪造；\n"
					    "2 未定或无法重算；3 输入有误；4 环境问题；70 程序缺陷。"));
}

/* roff treats a leading dot or quote as a request; none of our texts begins with one, dashes are kept as minus signs. */
static void man_text(cn_buf *out, const char *z)
{
	for (; *z; z++) {
		if (*z == '-')
			cn_buf_putz(out, "\\-");
		else if (*z == '\\')
			cn_buf_putz(out, "\\e");
		else
			cn_buf_putc(out, *z);
	}
}

static void man_flags(const cn_flag *f, cn_buf *out)
{
	for (; f && f->name; f++) {
		cn_buf_printf(out, ".TP\n.B \\-\\-%s\n", f->name);
		if (f->value) {
			man_text(out, f->value);
			cn_buf_putz(out, ": ");
		}
		man_text(out, f->en);
		cn_buf_putc(out, '\n');
	}
}

void cn_help_man_name(const cn_op *op, char *ret, size_t n)
{
	(void)snprintf(ret, n, "concord-%s", op->name);
	for (; *ret; ret++)
		if (*ret == ' ')
			*ret = '-';
}

void cn_help_man_all(cn_buf *out)
{
	cn_buf_putz(out, ".TH CONCORD 1\n.SH NAME\nconcord \\- knows laws and promises for AI systems, works out which apply, measures, signs\n"
			 ".SH SYNOPSIS\n.B concord\n.I COMMAND\n[ARGUMENT ...] [\\-\\-FLAG ...]\n.SH COMMANDS\nEach has a page of its own.\n");
	for (size_t i = 0; i < sizeof all_ops / sizeof *all_ops; i++) {
		char page[64];
		cn_help_man_name(all_ops[i], page, sizeof page);
		cn_buf_printf(out, ".TP\n.BR %s (1)\n", page);
		man_text(out, all_ops[i]->en);
		cn_buf_putc(out, '\n');
	}
	cn_buf_putz(out, ".SH OPTIONS\nOf every command.\n");
	man_flags(global_flags, out);
	cn_buf_putz(out, ".SH EXIT STATUS\n0 answered, or pass; 1 not satisfied, forged, or something is wrong; 2 undecided, or cannot recompute; 3 bad input; "
			 "4 environment (disk, network, key locked, no node); 70 a bug.\n");
}

void cn_help_man(const cn_op *op, cn_buf *out)
{
	char page[64];
	cn_help_man_name(op, page, sizeof page);
	cn_buf_putz(out, ".TH ");
	for (const char *z = page; *z; z++)
		cn_buf_putc(out, (char)(*z >= 'a' && *z <= 'z' ? *z - 32 : *z));
	cn_buf_putz(out, " 1\n.SH NAME\n");
	cn_buf_printf(out, "%s \\- ", page); /* here a dash is one: indexes of pages look for the name as it is typed */
	man_text(out, op->en);
	cn_buf_printf(out, "\n.SH SYNOPSIS\n.B concord %s\n", op->name);
	man_text(out, op->args);
	cn_buf_putz(out, "\n.SH OPTIONS\n");
	man_flags(op->flags, out);
	man_flags(global_flags, out);
	if (op->example[0])
		cn_buf_putz(out, ".SH EXAMPLES\n.nf\n");
	for (size_t i = 0; i < 2; i++)
		if (op->example[i]) {
			man_text(out, op->example[i]);
			cn_buf_putc(out, '\n');
		}
}

void cn_help_completion(cn_buf *out)
{
	cn_buf_putz(out, "# bash completion for concord: eval \"$(concord completion bash)\"\n_concord() {\n"
			 "\tlocal cur=${COMP_WORDS[COMP_CWORD]} line=\"${COMP_WORDS[*]:1:COMP_CWORD-1}\"\n\tcase \"$line\" in\n");
	for (size_t i = 0; i < sizeof all_ops / sizeof *all_ops; i++) {
		cn_buf_printf(out, "\t\"%s\"*) COMPREPLY=($(compgen -f -W \"", all_ops[i]->name);
		for (const cn_flag *f = all_ops[i]->flags; f && f->name; f++)
			cn_buf_printf(out, "--%s ", f->name);
		for (const cn_flag *f = global_flags; f->name; f++)
			cn_buf_printf(out, "--%s ", f->name);
		cn_buf_putz(out, "\" -- \"$cur\")) ;;\n");
	}
	cn_buf_putz(out, "\t*) COMPREPLY=($(compgen -W \"");
	for (size_t i = 0; i < sizeof all_ops / sizeof *all_ops; i++)
		cn_buf_printf(out, "%s ", all_ops[i]->name);
	cn_buf_putz(out, "\" -- \"$cur\")) ;;\n\tesac\n}\ncomplete -F _concord concord\n");
}

const char *cn_nearest_op(const char *typed)
{
	const char *best = NULL;
	unsigned best_d = 3;
	for (size_t i = 0; i < sizeof all_ops / sizeof *all_ops; i++) {
		unsigned d = cn_edit_distance(cn_str_z(typed), cn_str_z(all_ops[i]->name), 2);
		if (d < best_d) {
			best = all_ops[i]->name;
			best_d = d;
		}
	}
	return best;
}

static const char *nearest_in(const cn_flag *f, const char *typed, unsigned *best_d)
{
	const char *best = NULL;
	for (; f && f->name; f++) {
		unsigned d = cn_edit_distance(cn_str_z(typed), cn_str_z(f->name), 2);
		if (d < *best_d) {
			best = f->name;
			*best_d = d;
		}
	}
	return best;
}

const char *cn_nearest_flag(const cn_op *op, const char *typed)
{
	unsigned d = 3;
	const char *own = nearest_in(op->flags, typed, &d);
	const char *global = nearest_in(global_flags, typed, &d);
	return global ? global : own;
}
