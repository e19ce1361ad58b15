/* system list, system show: the systems that this node has assessed, and the last assessment of one. What is in it is not public: these are for who runs the node. */
#include "node/say.h"
#include "node/seen.h"
#include "node/walk.h"

static void put_copy(cn_arena *a, cn_val *to, const char *key, const cn_val *from)
{
	if (cn_get(from, key))
		cn_put(a, to, key, cn_val_copy(a, cn_get(from, key)));
}

static cn_val *seen_val(cn_ctx *ctx, const cn_seen *s)
{
	static const char *const of_system[] = { "name", "version", "stage", "markets", "purposes" };
	cn_arena *a = ctx->a;
	cn_val *m = cn_map(a);
	char when[CN_TIME_BYTES];
	cn_put(a, m, "id", cn_text(a, s->id));
	for (size_t i = 0; i < sizeof of_system / sizeof *of_system; i++)
		put_copy(a, m, of_system[i], s->system.rec.body);
	cn_put(a, m, "assessments", cn_int(a, (int64_t)s->n_assessment));
	if (!s->n_assessment)
		return m;
	cn_time_text(s->assessment.rec.time_us, when);
	cn_put(a, m, "record", cn_int(a, s->assessment.rec.seq));
	cn_put(a, m, "time", cn_textz(a, when));
	put_copy(a, m, "answers", s->assessment.rec.body);
	return m;
}

static cn_code run_list(cn_ctx *ctx, cn_err *err)
{
	CN_AUTO_HOME home = NULL;
	size_t n;
	cn_seen *s;
	CN_TRY(cn_home_open(ctx->a, ctx->data_dir, false, &home, err));
	CN_TRY(cn_seen_read(ctx, home, &s, &n, err));
	cn_val *list = cn_list(ctx->a);
	for (size_t i = 0; i < n; i++) {
		cn_val *m = cn_push(ctx->a, list, seen_val(ctx, &s[i]));
		cn_str verdict = cn_get_text(cn_first(cn_get(m, "answers")), "verdict");
		if (!ctx->json)
			cn_buf_printf(ctx->out, "%-28.*s %-14.*s %.*s\n", CN_FMT(s[i].id), CN_FMT(verdict.n ? verdict : CN_S("-")), CN_FMT(cn_get_text(m, "time")));
	}
	if (!ctx->json && !n)
		cn_buf_printf(ctx->out, "%s\n", cn_tr(ctx, "no system yet: concord assess FILE", "尚无系统：concord assess FILE"));
	return ctx->json ? cn_answer_json(ctx, list, err) : CN_OK;
}

/* The manifest and the content of the last assessment. */
static cn_code put_files(cn_ctx *ctx, cn_home *home, const cn_seen *s, cn_val *at, const cn_val **ret_content, cn_err *err)
{
	cn_str manifest, content;
	CN_TRY(cn_seen_file(ctx, home, &s->system, "manifest", &manifest, err));
	CN_TRY(cn_seen_file(ctx, home, &s->assessment, "content", &content, err));
	CN_TRY(cn_json_parse(ctx->a, content, CN_JSON_DEPTH_MAX, ret_content, err));
	cn_put(ctx->a, at, "manifest", cn_text(ctx->a, manifest));
	cn_put(ctx->a, at, "content", cn_val_copy(ctx->a, *ret_content));
	return CN_OK;
}

static bool is_about(const cn_signed *r, const void *arg)
{
	const cn_str *id = arg;
	return cn_eq(cn_get_text(r->rec.body, "system"), *id) || (cn_eqz(r->rec.kind, "system/1") && cn_eq(cn_get_text(r->rec.body, "id"), *id));
}

/* Every record about the system, in order. */
static cn_code put_history(cn_ctx *ctx, cn_home *home, cn_str id, cn_val *list, cn_err *err)
{
	const cn_seek what = { .wanted = is_about, .arg = &id };
	for (uint64_t at = 0;;) {
		cn_signed r;
		char when[CN_TIME_BYTES];
		bool found;
		CN_TRY(cn_walk(ctx, home, &what, &at, &r, &found, err));
		if (!found)
			return CN_OK;
		cn_val *row = cn_push(ctx->a, list, cn_map(ctx->a));
		cn_time_text(r.rec.time_us, when);
		cn_put(ctx->a, row, "seq", cn_int(ctx->a, r.rec.seq));
		cn_put(ctx->a, row, "kind", cn_text(ctx->a, r.rec.kind));
		cn_put(ctx->a, row, "time", cn_textz(ctx->a, when));
		put_copy(ctx->a, row, "answers", r.rec.body);
	}
}

static void say_answer(cn_ctx *ctx, const cn_val *answer)
{
	const cn_val *h = cn_get(answer, "headline"), *t = cn_get(answer, "sentence");
	cn_words headline = { cn_get_text(h, "en"), cn_get_text(h, "zh") }, sentence = { cn_get_text(t, "en"), cn_get_text(t, "zh") };
	cn_buf_printf(ctx->out, "%.*s\n", CN_FMT(cn_in_lang(ctx, headline)));
	cn_para(ctx, 2, 2, "%.*s", CN_FMT(cn_in_lang(ctx, sentence)));
}

static cn_code run_show(cn_ctx *ctx, cn_err *err)
{
	CN_AUTO_HOME home = NULL;
	size_t n;
	const cn_val *content = NULL;
	cn_str id = cn_str_z(ctx->args.arg[0]);
	cn_seen *s;
	CN_TRY(cn_home_open(ctx->a, ctx->data_dir, false, &home, err));
	CN_TRY(cn_seen_read(ctx, home, &s, &n, err));
	const cn_seen *at = cn_seen_at(s, n, id);
	if (!at || !at->n_assessment) {
		(void)CN_FAIL(err, CN_ENOTFOUND, "this node has assessed no system \"%.*s\"", CN_FMT(cn_sub(id, 0, 80)));
		return cn_hint(err, "concord system list");
	}
	cn_val *m = seen_val(ctx, at);
	CN_TRY(put_history(ctx, home, id, cn_put(ctx->a, m, "history", cn_list(ctx->a)), err));
	CN_TRY(put_files(ctx, home, at, m, &content, err));
	if (ctx->json)
		return cn_answer_json(ctx, m, err);
	say_answer(ctx, cn_first(cn_get(content, "answers")));
	return CN_OK;
}

const cn_op cn_op_system_list = { "system list", "", 0, 0, "the systems that this node has assessed, with the last answer", "本节点评估过的系统及其最近一次结论",
				  { "concord system list", NULL }, NULL, run_list, CN_SERVED_SEALED, CN_ACCESS_READER, .kept = true };
const cn_op cn_op_system_show = { "system show", "ID", 1, 1, "the last assessment of a system: answer, findings, measurements, history", "某系统最近一次评估：结论、逐条结论、测量与历史",
				  { "concord system show northbank-mortgage", "concord system show northbank-mortgage --json" }, NULL, run_show, CN_SERVED_SEALED, CN_ACCESS_READER, .kept = true };
