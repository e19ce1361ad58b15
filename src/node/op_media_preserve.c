/* media preserve: what a way through did to the labels of a file. */
#include "assess/media_kept.h"
#include "node/media_say.h"
#include "node/say.h"

static const cn_flag preserve_flags[] = { CN_MEDIA_FLAGS, { NULL, NULL, NULL, NULL, false } };

typedef struct side {
	cn_media_bytes bytes;
	cn_str name;
	cn_media_answer m;
	const cn_val *v;
} side;

static cn_code read_side(cn_ctx *ctx, const cn_media_set *s, const char *path, side *ret, cn_err *err)
{
	ret->name = cn_media_name(ctx->a, cn_base_name(cn_str_z(path)));
	CN_TRY(cn_media_open(path, &ret->bytes, err));
	return cn_media_report(ctx->a, s, ret->name, ret->bytes.bytes, &ret->m, &ret->v, err) == CN_OK ? CN_OK : cn_while(err, "%s", path);
}

static void say_names(cn_ctx *ctx, const char *what, cn_texts t)
{
	cn_str all = CN_S("");
	for (size_t i = 0; i < t.n; i++)
		all = cn_strf(ctx->a, "%.*s%s%.*s", CN_FMT(all), i ? ", " : "", CN_FMT(t.item[i]));
	if (t.n)
		cn_para(ctx, 6, 8, "%s: %.*s", what, CN_FMT(all));
}

static void say_row(cn_ctx *ctx, const side *b, const side *a, const cn_kept_row *r)
{
	static const char *const MARK[] = { "✓", "!", "✗", "✗", "+" }, *const PLAIN[] = { "=", "!", "x", "x", "+" };
	const cn_media_layer *l = r->before != SIZE_MAX ? &b->m.layers.layer[r->before] : &a->m.layers.layer[r->after];
	const char *ai = cn_media_says_ai(ctx, l->says_ai);
	cn_str word = cn_in_lang(ctx, cn_kept_words(r->outcome));
	cn_para(ctx, 2, 4, "%s %.*s  %s%s%.*s (%s)%s%s", (ctx->utf8 ? MARK : PLAIN)[r->outcome], CN_FMT(word), cn_media_kind_text(l->kind), l->key.n ? " " : "",
		CN_FMT(l->key), l->carrier ? l->carrier : "-", ai[0] ? "  " : "", ai);
	say_names(ctx, cn_tr(ctx, "gone", "消失"), r->gone);
	say_names(ctx, cn_tr(ctx, "changed", "改变"), r->changed);
	say_names(ctx, cn_tr(ctx, "new", "新增"), r->new);
}

static void say_verdicts(cn_ctx *ctx, const cn_media_set *s, const cn_content_verdict *v, size_t n)
{
	bool any = false;
	for (size_t i = 0; i < n; i++) {
		bool of_the_way = false;
		for (size_t k = 0; k < v[i].n_rests_on; k++)
			of_the_way = of_the_way || cn_eqz(v[i].rests_on[k], "label_lost") || cn_eqz(v[i].rests_on[k], "compared");
		for (size_t k = 0; k < v[i].n_missing; k++)
			of_the_way = of_the_way || cn_eqz(v[i].missing[k], "label_lost");
		if (!of_the_way)
			continue;
		if (!any)
			cn_title(ctx, "Rules against taking marks away", "禁止移除标识的规定");
		any = true;
		cn_media_say_verdict(ctx, s, &v[i]);
	}
}

static void say(cn_ctx *ctx, const cn_media_set *s, const side *b, const side *a, const cn_media_kept *k, const cn_content_verdict *v, size_t n)
{
	cn_buf_printf(ctx->out, "%.*s (%s) -> %.*s (%s)\n", CN_FMT(b->name), cn_media_format_text(b->m.file.format), CN_FMT(a->name),
		      cn_media_format_text(a->m.file.format));
	cn_title(ctx, "Labels before and after", "前后标识对比");
	if (k->n_row == 0)
		cn_para(ctx, 2, 2, "%s", cn_tr(ctx, "Neither file has any.", "两个文件均无标识。"));
	for (size_t i = 0; i < k->n_row; i++)
		say_row(ctx, b, a, &k->row[i]);
	cn_buf_putc(ctx->out, '\n');
	if (!k->had_marks)
		cn_para(ctx, 0, 0, "%s", cn_tr(ctx, "Nothing before said that AI made it, so no such mark could be lost.", "原文件没有表明由人工智能生成的标识，故无此类标识可失。"));
	else
		cn_para(ctx, 0, 0, "%s", k->marks_kept == CN_TRUE ? cn_tr(ctx, "Every mark that says made by AI is there still.", "表明由人工智能生成的标识均仍保留。")
						: k->marks_kept == CN_FALSE ? cn_tr(ctx, "A mark that says made by AI is gone or no longer says the same.", "有表明由人工智能生成的标识被移除或内容改变。")
						: cn_tr(ctx, "Whether a mark is lost cannot be known: the file after could not be read to its end.", "标识是否丢失无法得知：处理后的文件未能完整读取。"));
	say_verdicts(ctx, s, v, n);
}

static cn_code answer(cn_ctx *ctx, const cn_media_set *s, const side *b, const side *a, cn_err *err)
{
	cn_media_kept k;
	cn_content_verdict *v;
	size_t n;
	CN_TRY(cn_media_compare(ctx->a, &b->m, &a->m, &k, err));
	CN_TRY(cn_media_kept_verdicts(ctx->a, &s->ask, &a->m, &k, &v, &n, err));
	ctx->verdict = !k.had_marks || k.marks_kept == CN_TRUE ? 0 : k.marks_kept == CN_FALSE ? 1 : 2;
	if (!ctx->json) {
		say(ctx, s, b, a, &k, v, n);
		return CN_OK;
	}
	cn_val *top = cn_map(ctx->a);
	(void)cn_put(ctx->a, top, "concord", cn_textz(ctx->a, "media-preserve/1"));
	(void)cn_put(ctx->a, top, "before", cn_val_copy(ctx->a, b->v));
	(void)cn_put(ctx->a, top, "after", cn_val_copy(ctx->a, a->v));
	(void)cn_put(ctx->a, top, "labels", cn_media_kept_val(ctx->a, &b->m, &a->m, &k));
	(void)cn_put(ctx->a, top, "marks_before", cn_bool(ctx->a, k.had_marks));
	(void)cn_put(ctx->a, top, "marks_kept", cn_textz(ctx->a, cn_tri_text(k.marks_kept)));
	(void)cn_put(ctx->a, top, "verdicts", cn_content_verdicts_val(ctx->a, v, n));
	return cn_answer_json(ctx, top, err);
}

static cn_code run(cn_ctx *ctx, cn_err *err)
{
	cn_media_set s;
	side before = { 0 }, after = { 0 };
	if (strcmp(ctx->args.arg[0], "-") == 0 && strcmp(ctx->args.arg[1], "-") == 0)
		return CN_FAIL(err, CN_EINPUT, "standard input can be read once: one of the two files is named");
	cn_code rc = cn_media_set_open(ctx, &s, err);
	if (rc == CN_OK)
		rc = read_side(ctx, &s, ctx->args.arg[0], &before, err);
	if (rc == CN_OK)
		rc = read_side(ctx, &s, ctx->args.arg[1], &after, err);
	if (rc == CN_OK)
		rc = answer(ctx, &s, &before, &after, err);
	cn_media_close(&before.bytes);
	cn_media_close(&after.bytes);
	cn_media_set_close(&s);
	return rc;
}

const cn_op cn_op_media_preserve = { "media preserve", "BEFORE AFTER", 2, 2, "what a resize, a transcode or an upload did to the labels of a file", "缩放、转码或上传对文件标识的影响",
				     { "concord media preserve examples/image-studio/outputs/01.png examples/image-studio/base/01.png",
				       "concord media preserve examples/image-studio/outputs/02.png examples/image-studio/outputs/02.png --json" }, preserve_flags, run, CN_NOT_SERVED };
