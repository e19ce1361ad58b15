/* media sample: outputs of a generator behind an address, drawn by a plan, kept by digest, and measured. */
#include "lab/lab.h"
#include "lab/stat/stat.h"
#include "node/outputs.h"
#include "node/sampling.h"
#include "node/say.h"
#include "store/file.h"

enum { BODY_SHOWN_BYTES = 1 << 20 };

static const cn_flag sample_flags[] = {
	{ "out", "DIR", "where outputs, asked.jsonl and sampling.json are kept (else out/<id of the plan>)", "输出、asked.jsonl 与 sampling.json 的保存位置（默认 out/<计划标识>）", false },
	{ "dry", NULL, "say what would be asked, and ask nothing", "只说明将发送的请求，不实际发送", false },
	{ NULL, NULL, NULL, NULL, false },
};

/* ---- shares, each with its exact lower bound ------------------------------------------------------------------------------------- */

static const struct {
	cn_mark mark;
	const char *en, *zh;
} MARK[] = {
	{ CN_MARK_MACHINE, "a mark that machines read and that says made by AI", "表明由人工智能生成的机器可读标识" },
	{ CN_MARK_METADATA, "an AIGC label with its elements", "要素齐全的 AIGC 标识" },
	{ CN_MARK_CREDENTIALS, "content credentials that hold", "有效的内容凭证" },
	{ CN_MARK_EXPLICIT, "a label that people see or hear", "人可见或可听的标识" },
};
enum { MARKS = sizeof MARK / sizeof *MARK };

static double lower(const cn_outputs *o, cn_mark m)
{
	cn_interval at;
	return cn_clopper_pearson(o->yes[m], o->n, 0.9, &at) ? at.lo : 0;
}

static void put_share(cn_arena *a, cn_val *list, cn_mark m, const char *of, const cn_outputs *o)
{
	cn_val *v = cn_push(a, list, cn_map(a));
	(void)cn_put(a, v, "mark", cn_textz(a, cn_mark_text(m)));
	(void)cn_put(a, v, "of", cn_textz(a, of));
	(void)cn_put(a, v, "outputs", cn_int(a, o->n));
	(void)cn_put(a, v, "yes", cn_int(a, o->yes[m]));
	(void)cn_put(a, v, "unknown", cn_int(a, o->unknown[m]));
	(void)cn_put(a, v, "lower", cn_real(a, lower(o, m)));
}

/* All, then each modality with its formats. f: what to do with a row; depth 0, 1, 2. */
typedef void row_fn(void *to, unsigned depth, cn_mark m, const char *name, const cn_outputs *o);

static void each_share(const cn_counts *c, cn_mark m, row_fn *f, void *to)
{
	f(to, 0, m, "all", &c->outputs);
	for (unsigned k = CN_MODALITY_IMAGE; k <= CN_MODALITY_TEXT; k++) {
		cn_outputs of = cn_outputs_of(c, (cn_outputs_part){ (cn_media_modality)k, CN_MEDIA_OTHER });
		if (of.n == 0)
			continue;
		f(to, 1, m, cn_media_modality_text((cn_media_modality)k), &of);
		for (size_t i = 0; i < c->n_formats; i++)
			if (cn_media_format_modality(c->format[i].format) == (cn_media_modality)k)
				f(to, 2, m, cn_media_format_text(c->format[i].format), &c->format[i]);
	}
}

typedef struct into {
	cn_ctx *ctx;
	cn_val *list;
} into;

static void row_val(void *to, unsigned depth, cn_mark m, const char *name, const cn_outputs *o)
{
	into *t = to;
	static const char *const OF[] = { "", "modality=", "format=" };
	put_share(t->ctx->a, t->list, m, cn_strf(t->ctx->a, "%s%s", OF[depth], name).p, o);
}

static void row_say(void *to, unsigned depth, cn_mark m, const char *name, const cn_outputs *o)
{
	cn_ctx *ctx = ((into *)to)->ctx;
	const char *shown = depth == 0 ? cn_tr(ctx, "all", "全部") : name;
	cn_str unknown = o->unknown[m] ? cn_strf(ctx->a, cn_tr(ctx, ", %lld not known", "，%lld 个不明"), (long long)o->unknown[m]) : CN_S("");
	cn_para(ctx, 2 + 2 * depth, 6 + 2 * depth, cn_tr(ctx, "%s: %lld of %lld%.*s; of all that it makes at least %.1f %%", "%s：%lld / %lld%.*s；其全部输出中至少 %.1f %%"), shown,
		(long long)o->yes[m], (long long)o->n, CN_FMT(unknown), 100 * lower(o, m));
}

/* ---- the answer ------------------------------------------------------------------------------------------------------------------- */

static const char *spent_says(const cn_ctx *ctx, const char *what)
{
	if (cn_eqz(CN_S("requests"), what))
		return cn_tr(ctx, "the budget of requests is spent", "请求次数预算已用完");
	if (cn_eqz(CN_S("minutes"), what))
		return cn_tr(ctx, "the budget of minutes is spent", "时间预算已用完");
	return cn_tr(ctx, "the budget of megabytes is spent", "数据量预算已用完");
}

static void say(cn_ctx *ctx, const cn_sampling *s, const cn_sampled *d, const cn_counts *c, const char *out)
{
	into t = { ctx, NULL };
	cn_para(ctx, 0, 2, cn_tr(ctx, "%zu of %zu prompts asked, drawn at random from %zu by the seed %llu", "已询问 %zu / %zu 条提示，随机抽自 %zu 条，种子 %llu"), d->asked, s->n, s->n_prompt,
		(unsigned long long)s->seed);
	cn_para(ctx, 0, 2, cn_tr(ctx, "%zu outputs, %zu prompts without one", "%zu 个输出，%zu 条提示没有输出"), d->given, d->none);
	CN_EACH (x, d->reasons)
		cn_para(ctx, 2, 4, "%lld: %.*s", (long long)x->i, CN_FMT(x->key));
	if (d->other)
		cn_para(ctx, 2, 4, cn_tr(ctx, "%zu outputs are of no format that is read here: they are kept, and not measured", "%zu 个输出的格式此处不支持：已保存，未测量"), d->other);
	if (d->spent)
		cn_para(ctx, 0, 2, cn_tr(ctx, "%s: raise it and run again to go on", "%s：提高预算后重新运行即可继续"), spent_says(ctx, d->spent));
	for (size_t i = 0; c && i < MARKS; i++) {
		cn_title(ctx, MARK[i].en, MARK[i].zh);
		each_share(c, MARK[i].mark, row_say, &t);
	}
	if (c)
		cn_para(ctx, 0, 0, "%s", cn_tr(ctx, "Bounds are exact (Clopper and Pearson, 95 %), for prompts like those of the file; what is not known counts as no.",
					     "下限为精确值（Clopper-Pearson，95%），针对与该文件同类的提示；不明的按没有计。"));
	cn_buf_printf(ctx->out, "%s %s/outputs, %s/asked.jsonl\n", cn_tr(ctx, "Each output:", "逐个输出："), out, out);
}

static cn_val *answer_val(cn_ctx *ctx, const cn_sampling *s, const cn_sampled *d, const cn_counts *c)
{
	cn_arena *a = ctx->a;
	cn_val *v = cn_map(a);
	into t = { ctx, NULL };
	(void)cn_put(a, v, "concord", cn_textz(a, "media-sample/1"));
	(void)cn_put(a, v, "id", cn_text(a, s->id));
	(void)cn_put(a, v, "key", cn_text(a, s->key));
	(void)cn_put(a, v, "drawn", cn_int(a, (int64_t)s->n));
	(void)cn_put(a, v, "drawn_from", cn_int(a, (int64_t)s->n_prompt));
	(void)cn_put(a, v, "seed", cn_text(a, cn_strf(a, "%llu", (unsigned long long)s->seed)));
	(void)cn_put(a, v, "asked", cn_int(a, (int64_t)d->asked));
	(void)cn_put(a, v, "given", cn_int(a, (int64_t)d->given));
	(void)cn_put(a, v, "without", cn_val_copy(a, d->reasons));
	(void)cn_put(a, v, "not_measured", cn_int(a, (int64_t)d->other));
	(void)cn_put(a, v, "spent", d->spent ? cn_textz(a, d->spent) : cn_null(a));
	t.list = cn_put(a, v, "shares", cn_list(a));
	for (size_t i = 0; c && i < MARKS; i++)
		each_share(c, MARK[i].mark, row_val, &t);
	return v;
}

static cn_code dry(cn_ctx *ctx, const cn_sampling *s, cn_err *err)
{
	CN_AUTO_BUF body;
	cn_buf_init(&body, BODY_SHOWN_BYTES);
	cn_generator_body(s->how.body, s->prompt[s->order[0]], &body);
	if (body.failed)
		return CN_NOMEM(err);
	cn_str first = cn_buf_copy(ctx->a, &body);
	if (ctx->json) {
		cn_val *v = cn_map(ctx->a), *lines = cn_list(ctx->a);
		for (size_t i = 0; i < s->n; i++)
			(void)cn_push(ctx->a, lines, cn_int(ctx->a, (int64_t)s->prompt_line[s->order[i]]));
		(void)cn_put(ctx->a, v, "url", cn_text(ctx->a, s->url));
		(void)cn_put(ctx->a, v, "drawn", cn_int(ctx->a, (int64_t)s->n));
		(void)cn_put(ctx->a, v, "drawn_from", cn_int(ctx->a, (int64_t)s->n_prompt));
		(void)cn_put(ctx->a, v, "lines", lines);
		(void)cn_put(ctx->a, v, "first", cn_text(ctx->a, first));
		return cn_answer_json(ctx, v, err);
	}
	cn_para(ctx, 0, 2, cn_tr(ctx, "%zu of %zu prompts of %.*s would be asked of %.*s", "将询问 %zu / %zu 条提示（%.*s），地址 %.*s"), s->n, s->n_prompt, CN_FMT(s->prompts_file),
		CN_FMT(s->url));
	cn_buf_printf(ctx->out, cn_tr(ctx, "The first is line %zu:\n%.*s\n", "第一条为第 %zu 行：\n%.*s\n"), s->prompt_line[s->order[0]], CN_FMT(first));
	return CN_OK;
}

static cn_code run(cn_ctx *ctx, cn_err *err)
{
	cn_sampling s;
	cn_sampled done;
	cn_counts *counts = NULL;
	char dir[CN_PATH_BYTES_MAX];
	const char *out = cn_flag_get(ctx, "out");
	CN_TRY(cn_sampling_read(ctx, ctx->args.arg[0], &s, err));
	if (cn_flag_on(ctx, "dry"))
		return dry(ctx, &s, err);
	out = out ? out : cn_strf(ctx->a, "out/%.*s", CN_FMT(s.id)).p;
	if (!out)
		return cn_arena_fail(ctx->a, err);
	CN_TRY(cn_path(dir, out, "outputs", err));
	CN_TRY(cn_sampling_run(ctx, &s, out, &done, err));
	if (done.given > done.other)
		CN_TRY(cn_outputs_folder(ctx, dir, &counts, err));
	if (ctx->json)
		return cn_answer_json(ctx, answer_val(ctx, &s, &done, counts), err);
	say(ctx, &s, &done, counts, out);
	return CN_OK;
}

const cn_op cn_op_media_sample = { "media sample", "PLAN", 1, 1, "ask a generator behind an address for outputs by a plan, keep them by digest, and measure how many are marked",
				   "按计划向网络地址上的生成服务获取输出，按摘要保存，并测量有标识的比例",
				   { "concord media sample examples/public-chatbot/sampling.yaml --dry", NULL }, sample_flags, run, CN_NOT_SERVED };
