/* store show, move, backup: where the node's views are, who keeps its writers apart, and copies of the whole folder. */
#include "node/backup.h"
#include "node/desk.h"
#include "node/store.h"

static cn_code run_show(cn_ctx *ctx, cn_err *err)
{
	cn_val *m;
	CN_TRY(cn_store_show(ctx->a, ctx->data_dir, &m, err));
	if (ctx->json)
		return cn_answer_json(ctx, m, err);
	const cn_val *log = cn_get(m, "log");
	cn_buf_printf(ctx->out, "%s  %.*s\n", cn_tr(ctx, "store        ", "存储        "), CN_FMT(cn_get_text(m, "store")));
	cn_buf_printf(ctx->out, "%s  %lld\n", cn_tr(ctx, "log on disk  ", "磁盘上的日志"), (long long)cn_get_int(m, "entries", 0));
	cn_buf_printf(ctx->out, "%s  %lld\n", cn_tr(ctx, "in the views ", "已汇入视图  "), (long long)cn_get_int(m, "folded", 0));
	if (log->type != CN_MAP)
		return CN_OK;
	cn_buf_printf(ctx->out, "%s  %lld, %.*s\n", cn_tr(ctx, "it knows     ", "存储所知    "), (long long)cn_get_int(log, "size", 0), CN_FMT(cn_get_text(log, "root")));
	cn_buf_printf(ctx->out, "%s  %lld, %.*s, %.*s\n", cn_tr(ctx, "last turn    ", "最近一轮写入"), (long long)cn_get_int(log, "epoch", 0), CN_FMT(cn_get_text(log, "holder")),
		      CN_FMT(cn_get_text(log, "seen")));
	return CN_OK;
}

static cn_code run_move(cn_ctx *ctx, cn_err *err)
{
	cn_store_moved m;
	cn_str to;
	CN_TRY(cn_need(ctx, "to", "postgresql://USER@HOST/DATABASE", &to, err));
	CN_TRY(cn_store_move(ctx->a, ctx->data_dir, to, cn_flag_on(ctx, "lost"), &m, err));
	cn_str digest = cn_digest_str(ctx->a, &m.digest);
	if (ctx->json) {
		cn_val *v = cn_map(ctx->a);
		cn_put(ctx->a, v, "from", cn_text(ctx->a, m.from.shown));
		cn_put(ctx->a, v, "to", cn_text(ctx->a, m.to.shown));
		cn_put(ctx->a, v, "records", cn_int(ctx->a, (int64_t)m.records));
		cn_put(ctx->a, v, "digest", cn_text(ctx->a, digest));
		return cn_answer_json(ctx, v, err);
	}
	cn_buf_printf(ctx->out, "%s %.*s\n", m.was_there ? cn_tr(ctx, "the store was there already:", "存储原本就在此处：") : cn_tr(ctx, "the store is now", "存储现为"), CN_FMT(m.to.shown));
	cn_buf_printf(ctx->out, "%llu %s, %.*s\n", (unsigned long long)m.records, cn_tr(ctx, "records folded", "条记录已汇入"), CN_FMT(digest));
	return CN_OK;
}

static cn_code run_backup(cn_ctx *ctx, cn_err *err)
{
	cn_backup b;
	CN_TRY(cn_backup_make(ctx->a, ctx->data_dir, ctx->args.arg[0], cn_flag_on(ctx, "keys"), ctx->now_us, &b, err));
	if (ctx->json) {
		cn_val *v = cn_map(ctx->a);
		cn_put(ctx->a, v, "entries", cn_int(ctx->a, (int64_t)b.records));
		cn_put(ctx->a, v, "root", cn_text(ctx->a, cn_digest_str(ctx->a, &b.root)));
		cn_put(ctx->a, v, "files", cn_int(ctx->a, (int64_t)b.files));
		cn_put(ctx->a, v, "bytes", cn_int(ctx->a, (int64_t)b.bytes));
		cn_put(ctx->a, v, "keys", cn_bool(ctx->a, b.keys));
		return cn_answer_json(ctx, v, err);
	}
	cn_buf_printf(ctx->out, cn_tr(ctx, "%llu entries, %llu files copied, %llu bytes\n", "%llu 条，复制 %llu 个文件，%llu 字节\n"), (unsigned long long)b.records, (unsigned long long)b.files,
		      (unsigned long long)b.bytes);
	if (!b.keys)
		cn_buf_printf(ctx->out, "%s\n", cn_tr(ctx, "Without keys/: keep a copy of them apart from this one.", "不含 keys/：请将密钥副本与此分开保存。"));
	return CN_OK;
}

static const cn_flag backup_flags[] = { { "keys", NULL, "with keys/: whoever has the copy and the passphrase is this node", "连同 keys/：持有该副本和口令者即可冒充本节点", false },
					{ NULL, NULL, NULL, NULL, false } };

static const cn_flag move_flags[] = {
	{ "to", "URL", "sqlite, or postgresql://USER@HOST:PORT/DATABASE", "sqlite，或 postgresql://USER@HOST:PORT/DATABASE", false },
	{ "lost", NULL, "the store it has now is gone for good: do not ask it", "现有存储已永久丢失：不再询问它", false },
	{ NULL, NULL, NULL, NULL, false }
};

const cn_op cn_op_store_show = { "store show", "", 0, 0, "where the node's views are, and what the store knows of the log", "节点视图所在的存储，以及存储所知的日志状态",
				 { "concord store show", NULL }, NULL, run_show, CN_NOT_SERVED };
const cn_op cn_op_store_move = { "store move", "", 0, 0, "move the node's views to another store: SQLite in its folder, or PostgreSQL for several servers at once",
				 "把节点视图移到另一存储：文件夹内的 SQLite，或供多个服务同时使用的 PostgreSQL", { "concord store move --to sqlite", NULL }, move_flags, run_move, CN_NOT_SERVED };
const cn_op cn_op_store_backup = { "store backup", "DIR", 1, 1, "copy the node's folder, while it is served, to a folder that does not go on by itself", "在服务运行时把节点文件夹复制到另一文件夹；副本不会自行继续写入",
				   { "concord store backup copy", NULL }, backup_flags, run_backup, CN_NOT_SERVED };
