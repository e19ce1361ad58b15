#include "node/walk.h"

enum { EVERY = 256 };

typedef struct counting {
	cn_ctx *ctx;
	uint64_t total;
} counting;

static void passed(void *arg, uint64_t index)
{
	const counting *c = arg;
	if (c->ctx->progress && index % EVERY == 0)
		c->ctx->progress(c->ctx->progress_arg, cn_tr(c->ctx, "reading the log", "正在读取日志"), index, c->total);
}

cn_code cn_walk(cn_ctx *ctx, cn_home *home, const cn_seek *what, uint64_t *at, cn_signed *ret, bool *ret_found, cn_err *err)
{
	counting c = { ctx, cn_home_size(home) };
	const cn_seek counted = { what->kind, what->wanted, what->arg, passed, &c };
	return cn_home_seek(home, ctx->a, &counted, at, ret, ret_found, err);
}
