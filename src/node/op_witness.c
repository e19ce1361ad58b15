/* witness: the logs that this node cosigns. What is asked over HTTP is in src/http; here the operator says for whom. */
#include "node/desk.h"
#include "node/witness.h"

static cn_code must_be_node(cn_ctx *ctx, cn_err *err)
{
	cn_about about;
	return cn_home_describe(ctx->a, ctx->data_dir, &about, err);
}

static void say_log(cn_ctx *ctx, const cn_val *log)
{
	const char *state = cn_get_bool(log, "ended", false) ? cn_tr(ctx, "ended", "已停止") : cn_tr(ctx, "watched", "见证中");
	cn_buf_printf(ctx->out, "  %.*s  %s", CN_FMT(cn_get_text(log, "origin")), state);
	if (cn_get(log, "size")->type == CN_INT)
		cn_buf_printf(ctx->out, cn_tr(ctx, "  %lld entries, cosigned %.*s", "  %lld 条，联署于 %.*s"), (long long)cn_get_int(log, "size", 0),
			      CN_FMT(cn_get_text(log, "time")));
	cn_buf_putc(ctx->out, '\n');
	CN_EACH(k, cn_get(log, "keys"))
		cn_buf_printf(ctx->out, "    %.*s\n", CN_FMT(k->s));
}

static cn_code say_all(cn_ctx *ctx, cn_err *err)
{
	cn_val *m;
	CN_TRY(cn_witness_list(ctx->a, ctx->data_dir, &m, err));
	if (ctx->json)
		return cn_answer_json(ctx, m, err);
	if (cn_get(m, "vkey")->type != CN_TEXT) {
		cn_buf_printf(ctx->out, "%s\n", cn_tr(ctx, "this node is no witness yet: concord witness add ORIGIN VKEY", "本节点尚不是见证方：concord witness add ORIGIN VKEY"));
		return CN_OK;
	}
	cn_buf_printf(ctx->out, "%s  %.*s\n", cn_tr(ctx, "verifier key", "验证密钥"), CN_FMT(cn_get_text(m, "vkey")));
	CN_EACH(log, cn_get(m, "logs"))
		say_log(ctx, log);
	return CN_OK;
}

static cn_code run_add(cn_ctx *ctx, cn_err *err)
{
	CN_AUTO_SECRET passphrase = { 0 };
	CN_TRY(must_be_node(ctx, err));
	if (!cn_witness_has_key(ctx->data_dir))
		CN_TRY(cn_passphrase_new(ctx, &passphrase, err));
	CN_TRY(cn_witness_add(ctx->a, ctx->data_dir, cn_str_z(ctx->args.arg[0]), cn_str_z(ctx->args.arg[1]), cn_secret_str(&passphrase), err));
	return say_all(ctx, err);
}

static cn_code run_end(cn_ctx *ctx, cn_err *err)
{
	CN_TRY(must_be_node(ctx, err));
	CN_TRY(cn_witness_end(ctx->a, ctx->data_dir, cn_str_z(ctx->args.arg[0]), err));
	return say_all(ctx, err);
}

static cn_code run_list(cn_ctx *ctx, cn_err *err)
{
	CN_TRY(must_be_node(ctx, err));
	return say_all(ctx, err);
}

static const cn_flag add_flags[] = { { "no-passphrase", NULL, "the witness's key in a plain file, so that the server starts without asking", "见证密钥以明文存放，服务启动时不询问口令", false },
				     { NULL, NULL, NULL, NULL, false } };

const cn_op cn_op_witness_add = { "witness add", "ORIGIN VKEY", 2, 2, "watch a log: cosign its checkpoints as long as each continues the last", "见证一份日志：新检查点延续旧检查点时予以联署",
				  { "concord witness add southbank.example/log southbank.example/log+4b663385+AW0Z0UkNmM69kUifNEPwH+wJl2ugH0EvvwoO4+J/GL05 --no-passphrase", NULL },
				  add_flags, run_add };
const cn_op cn_op_witness_list = { "witness list", "", 0, 0, "the logs that this node watches, and its verifier key", "本节点见证的日志及其验证密钥",
				   { "concord witness list", NULL }, NULL, run_list, CN_SERVED_NODE };
const cn_op cn_op_witness_end = { "witness end", "ORIGIN", 1, 1, "watch a log no longer; what was cosigned last is kept", "不再见证一份日志；最后联署的状态保留",
				  { "concord witness end southbank.example/log", NULL }, NULL, run_end };
