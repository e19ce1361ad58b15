/* views rebuild: what is derived can be thrown away. Drops the node's views, folds the log again, and says what came out. */
#include "core/hash.h"
#include "node/home.h"
#include "node/node.h"

enum { DUMP_BYTES_MAX = 512 << 20 };

static cn_code run_rebuild(cn_ctx *ctx, cn_err *err)
{
	CN_AUTO_HOME home = NULL;
	CN_AUTO_BUF dump;
	cn_buf_init(&dump, DUMP_BYTES_MAX);
	CN_TRY(cn_home_open(ctx->a, ctx->data_dir, true, &home, err));
	CN_TRY(cn_home_views_rebuild(home, ctx->a, &dump, err));
	cn_digest d = cn_sha256(cn_buf_str(&dump));
	cn_str digest = cn_digest_str(ctx->a, &d);
	if (ctx->json) {
		cn_val *m = cn_map(ctx->a);
		cn_put(ctx->a, m, "records", cn_int(ctx->a, (int64_t)cn_home_size(home)));
		cn_put(ctx->a, m, "digest", cn_text(ctx->a, digest));
		return cn_answer_json(ctx, m, err);
	}
	if (cn_flag_on(ctx, "dump")) {
		cn_buf_put(ctx->out, cn_buf_str(&dump));
		return CN_OK;
	}
	cn_buf_printf(ctx->out, "%llu %s, %.*s\n", (unsigned long long)cn_home_size(home), cn_tr(ctx, "records folded", "条记录已汇入"), CN_FMT(digest));
	return CN_OK;
}

static const cn_flag flags[] = { { "dump", NULL, "print every row of every view", "输出各视图的所有行", false }, { NULL, NULL, NULL, NULL, false } };

const cn_op cn_op_views_rebuild = { "views rebuild", "", 0, 0, "drop the tables derived from the log and fold it again; equal logs give equal digests",
				    "丢弃由日志导出的表并重建；相同的日志得到相同的摘要", { "concord views rebuild", NULL }, flags, run_rebuild, CN_SERVED_WRITES, CN_ACCESS_ADMINISTRATOR };
