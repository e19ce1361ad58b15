/* The log from outside: what is in it, proof of one entry, one record; release and erasure. */
#include "node/load.h"

static void say_record(cn_ctx *ctx, const cn_signed *s, const char *state)
{
	char when[CN_TIME_BYTES];
	cn_time_text(s->rec.time_us, when);
	cn_str system = cn_get_text(s->rec.body, "system");
	cn_buf_printf(ctx->out, "%5lld  %-14.*s %-13s %s  %.*s%s\n", (long long)s->rec.seq, CN_FMT(s->rec.kind), cn_tlp_text(s->rec.tlp), when, CN_FMT(system),
		      state);
}

static cn_code run_log_show(cn_ctx *ctx, cn_err *err)
{
	CN_AUTO_HOME home = NULL;
	CN_TRY(cn_home_open(ctx->a, ctx->data_dir, false, &home, err));
	cn_val *list = cn_list(ctx->a);
	for (uint64_t i = 0; i < cn_home_size(home); i++) {
		CN_AUTO_ARENA one = cn_arena_new(CN_RECORD_ARENA_BYTES); /* as text nothing of a record is kept */
		cn_signed s;
		if (!one)
			return CN_NOMEM(err);
		cn_code rc = cn_home_record(home, ctx->json ? ctx->a : one, i, &s, err);
		if (rc == CN_EABSENT) {
			cn_val *m = cn_push(ctx->a, list, cn_map(ctx->a));
			cn_put(ctx->a, m, "seq", cn_int(ctx->a, (int64_t)i));
			bool erased = cn_home_erased(home, ctx->a, i);
			cn_put(ctx->a, m, erased ? "erased" : "lost", cn_bool(ctx->a, true));
			if (!ctx->json)
				cn_buf_printf(ctx->out, "%5llu  %s\n", (unsigned long long)i,
					      erased ? cn_tr(ctx, "content erased; its place and proof stay", "内容已删除；位置与证明仍在")
						     : cn_tr(ctx, "content lost, not erased: put log/sealed back from a copy", "内容丢失（并非删除）：请从副本恢复 log/sealed"));
			continue;
		}
		CN_TRY(rc);
		if (ctx->json)
			cn_push(ctx->a, list, cn_record_tree(ctx->a, &s));
		else
			say_record(ctx, &s, "");
	}
	return ctx->json ? cn_answer_json(ctx, list, err) : CN_OK;
}

static cn_code run_record_show(cn_ctx *ctx, cn_err *err)
{
	CN_AUTO_HOME home = NULL;
	uint64_t index;
	cn_signed s;
	CN_TRY(cn_home_open(ctx->a, ctx->data_dir, false, &home, err));
	CN_TRY(cn_home_find(home, cn_str_z(ctx->args.arg[0]), &index, err));
	CN_TRY(cn_home_record(home, ctx->a, index, &s, err));
	return cn_answer_json(ctx, cn_record_tree(ctx->a, &s), err);
}

static cn_code run_prove(cn_ctx *ctx, cn_err *err)
{
	CN_AUTO_HOME home = NULL;
	uint64_t index;
	cn_str proof;
	CN_TRY(cn_home_open(ctx->a, ctx->data_dir, false, &home, err));
	CN_TRY(cn_home_find(home, cn_str_z(ctx->args.arg[0]), &index, err));
	CN_TRY(cn_home_prove(home, ctx->a, index, &proof, err));
	if (ctx->json) {
		cn_val *m = cn_map(ctx->a);
		cn_put(ctx->a, m, "index", cn_int(ctx->a, (int64_t)index));
		cn_put(ctx->a, m, "proof", cn_text(ctx->a, proof));
		return cn_answer_json(ctx, m, err);
	}
	cn_buf_put(ctx->out, proof);
	return CN_OK;
}

static cn_code run_checkpoint(cn_ctx *ctx, cn_err *err)
{
	CN_AUTO_HOME home = NULL;
	cn_str note;
	CN_TRY(cn_home_open(ctx->a, ctx->data_dir, false, &home, err));
	CN_TRY(cn_home_checkpoint(home, ctx->a, &note, err));
	if (ctx->json) {
		cn_val *m = cn_map(ctx->a);
		cn_put(ctx->a, m, "checkpoint", cn_text(ctx->a, note));
		return cn_answer_json(ctx, m, err);
	}
	cn_buf_put(ctx->out, note);
	return CN_OK;
}

static cn_code said(cn_ctx *ctx, const cn_signed *s, cn_err *err)
{
	if (ctx->json)
		return cn_answer_json(ctx, cn_record_tree(ctx->a, s), err);
	say_record(ctx, s, "");
	return CN_OK;
}

static cn_code run_release(cn_ctx *ctx, cn_err *err)
{
	CN_AUTO_HOME home = NULL;
	uint64_t index;
	cn_signed s;
	CN_TRY(cn_home_open(ctx->a, ctx->data_dir, true, &home, err));
	CN_TRY(cn_home_find(home, cn_str_z(ctx->args.arg[0]), &index, err));
	CN_TRY(cn_home_release(home, ctx->a, index, ctx->now_us, &s, err));
	return said(ctx, &s, err);
}

static void say_erasure(cn_ctx *ctx, const cn_erasure *e)
{
	if (e->n_blob)
		cn_buf_printf(ctx->out, "%s: %zu\n", cn_tr(ctx, "files destroyed that no other record names", "已销毁且无其他记录引用的文件数"), e->n_blob);
	if (!e->n_citing)
		return;
	cn_buf_printf(ctx->out, "%s:", cn_tr(ctx, "assessments that rest on it may quote it; erase them too if they must not", "以下评估以其为依据，可能引用其内容；如不得保留，请一并删除"));
	for (size_t i = 0; i < e->n_citing; i++)
		cn_buf_printf(ctx->out, " %llu", (unsigned long long)e->citing[i]);
	cn_buf_putc(ctx->out, '\n');
}

static cn_code run_erase(cn_ctx *ctx, cn_err *err)
{
	static const char *const reasons[] = { "request", "retention", "law", "error", "other" };
	const char *reason = cn_flag_get(ctx, "reason");
	bool ok = false;
	for (size_t i = 0; reason && i < 5; i++)
		ok = ok || strcmp(reason, reasons[i]) == 0;
	if (!ok) {
		(void)CN_FAIL(err, CN_EINPUT, "an erasure needs a reason; it cannot be undone");
		return cn_hint(err, "--reason request, retention, law, error or other");
	}
	CN_AUTO_HOME home = NULL;
	uint64_t index;
	cn_erasure e;
	CN_TRY(cn_home_open(ctx->a, ctx->data_dir, true, &home, err));
	CN_TRY(cn_home_find(home, cn_str_z(ctx->args.arg[0]), &index, err));
	CN_TRY(cn_home_erase(home, ctx->a, index, cn_str_z(reason), ctx->now_us, &e, err));
	CN_TRY(said(ctx, &e.rec, err));
	if (!ctx->json)
		say_erasure(ctx, &e);
	return CN_OK;
}

static const cn_flag erase_flags[] = { { "reason", "WHY", "request, retention, law, error or other", "原因：request、retention、law、error、other", false },
				       { NULL, NULL, NULL, NULL, false } };

const cn_op cn_op_log_show = { "log show", "", 0, 0, "the records of this node's log", "列出本节点日志中的记录", { "concord log show", NULL }, NULL, run_log_show, CN_SERVED_SEALED, CN_ACCESS_READER, .kept = true };
const cn_op cn_op_log_prove = { "log prove", "RECORD", 1, 1, "the proof that an entry is in the log (C2SP tlog-proof)", "条目在日志中的证明（C2SP tlog-proof）",
				{ "concord log prove 5", NULL }, NULL, run_prove, CN_SERVED_NODE };
const cn_op cn_op_log_checkpoint = { "log checkpoint", "", 0, 0, "the log's signed head (C2SP tlog-checkpoint)", "日志的签名检查点", { "concord log checkpoint", NULL }, NULL,
				     run_checkpoint, CN_SERVED_NODE };
const cn_op cn_op_record_show = { "record show", "RECORD", 1, 1, "one record, by number or id", "按编号或标识显示一条记录", { "concord record show 5", NULL }, NULL, run_record_show, CN_SERVED_SEALED, CN_ACCESS_READER, .kept = true };
const cn_op cn_op_release = { "release", "RECORD", 1, 1, "make a sealed record public, for good; its id stays", "公开一条密封记录（不可撤回）；标识不变", { "concord release 5", NULL }, NULL, run_release, CN_SERVED_WRITES, CN_ACCESS_OFFICER };
const cn_op cn_op_erase = { "erase", "RECORD", 1, 1, "destroy the content of a sealed record; its place and proof stay", "销毁密封记录的内容；位置与证明仍在",
			    { "concord erase 5 --reason retention", NULL }, erase_flags, run_erase, CN_SERVED_WRITES, CN_ACCESS_OFFICER };
