/* Each record that is looked at passes by `wanted`: there it is counted. */
#include "node/walk.h"

enum { EVERY = 256 };

typedef struct looking {
	cn_ctx *ctx;
	uint64_t total;
	cn_home_wanted *wanted;
	const void *arg;
} looking;

static bool counted(const cn_signed *r, const void *arg)
{
	const looking *l = arg;
	if (l->ctx->progress && r->rec.seq % EVERY == 0)
		l->ctx->progress(l->ctx->progress_arg, cn_tr(l->ctx, "reading the log", "正在读取日志"), (uint64_t)r->rec.seq, l->total);
	return l->wanted(r, l->arg);
}

cn_code cn_walk(cn_ctx *ctx, cn_home *home, uint64_t *at, cn_home_wanted *wanted, const void *arg, cn_signed *ret, bool *ret_found, cn_err *err)
{
	const looking l = { .ctx = ctx, .total = cn_home_size(home), .wanted = wanted, .arg = arg };
	return cn_home_seek(home, ctx->a, at, counted, &l, ret, ret_found, err);
}
