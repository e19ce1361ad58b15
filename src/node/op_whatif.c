/* whatif: what would change if the system, its markets or the day were another. */
#include "node/run.h"
#include "node/say.h"
#include "norm/change.h"

/* The ways an answer changes, in the order in which they are shown. */
typedef enum turn { NEWLY, NO_LONGER, UNKNOWN_NOW, RULED_OUT, TURNS } turn;

static const struct {
	const char *key, *mark, *en, *zh;
} says[TURNS] = {
	[NEWLY] = { "newly_applies", "+", "Newly applies", "新适用" },
	[NO_LONGER] = { "no_longer", "-", "No longer applies", "不再适用" },
	[UNKNOWN_NOW] = { "becomes_unknown", "?", "Becomes unknown", "变为未知" },
	[RULED_OUT] = { "ruled_out", "-", "Was unknown, does not apply", "原为未知，现不适用" },
};

typedef struct changes {
	const cn_run *r;
	const cn_profile *after;
	cn_date day;
	const cn_answers *to;
	const cn_flip *flip;
	size_t n_flip;
} changes;

static turn turn_of(const cn_flip *f)
{
	if (f->after == CN_APPLIES || f->after == CN_PRESUMED)
		return NEWLY;
	if (f->after == CN_ANSWER_UNKNOWN)
		return UNKNOWN_NOW;
	return f->before == CN_ANSWER_UNKNOWN ? RULED_OUT : NO_LONGER;
}

/* From applies to presumed and back: the duty is there both times. */
static bool is_turn(const cn_flip *f)
{
	bool had = f->before == CN_APPLIES || f->before == CN_PRESUMED, has = f->after == CN_APPLIES || f->after == CN_PRESUMED;
	return !(had && has);
}

/* The lines that decide: the top ones of the new answer. A row that is gone has none. */
static void say_reasons(cn_ctx *ctx, const cn_flip *f)
{
	enum { REASONS = 3 };
	size_t said = 0;
	for (size_t i = 0; f->is && i < f->is->n_why && said < REASONS; i++) {
		if (f->is->why[i].depth > 1)
			continue;
		cn_str text = cn_in_lang(ctx, f->is->why[i].text);
		cn_para(ctx, 6, 8, "%.*s", CN_FMT(text));
		said++;
	}
}

static void say_flip(cn_ctx *ctx, const cn_flip *f)
{
	cn_str heading = cn_in_lang(ctx, f->provision->heading), role = cn_word_for(ctx, "role", f->role);
	cn_str force = cn_word_for(ctx, "force", cn_str_z(cn_force_text(f->provision->force)));
	cn_para(ctx, 2, 6, "%s %.*s %.*s, %.*s: %.*s [%.*s]%s%s", says[turn_of(f)].mark, CN_FMT(f->market), CN_FMT(f->provision->full), CN_FMT(role), CN_FMT(heading),
		CN_FMT(force), cn_confidence_mark(ctx, f->provision->confidence), f->after == CN_PRESUMED ? cn_tr(ctx, " (presumed)", "（推定）") : "");
	if (!ctx->quiet)
		say_reasons(ctx, f);
}

static void count(const changes *c, size_t n[TURNS])
{
	for (size_t i = 0; i < c->n_flip; i++)
		if (is_turn(&c->flip[i]))
			n[turn_of(&c->flip[i])]++;
}

static void say_changes(cn_ctx *ctx, const changes *c)
{
	size_t n[TURNS] = { 0 }, all = 0;
	cn_str name = cn_in_lang(ctx, c->after->name);
	count(c, n);
	CN_AUTO_BUF b;
	cn_buf_init(&b, 8192);
	for (size_t i = 1; i < ctx->args.n_arg; i++)
		cn_buf_printf(&b, " %s", ctx->args.arg[i]);
	cn_para(ctx, 0, 2, "%.*s   %s%s   %s %s", CN_FMT(name), cn_tr(ctx, "if", "若"), b.p ? b.p : "", cn_tr(ctx, "law as of", "法律状态截至"), cn_day_text(ctx, c->day));
	for (unsigned t = 0; t < TURNS; t++) {
		all += n[t];
		if (n[t] == 0)
			continue;
		cn_buf_printf(ctx->out, "\n%s (%zu)\n", cn_tr(ctx, says[t].en, says[t].zh), n[t]);
		bool gone = false;
		for (size_t i = 0; i < c->n_flip; i++)
			if (is_turn(&c->flip[i]) && turn_of(&c->flip[i]) == (turn)t) {
				say_flip(ctx, &c->flip[i]);
				gone = gone || !c->flip[i].is;
			}
		if (gone)
			cn_para(ctx, 2, 2, "%s", cn_tr(ctx, "Those without a reason: the system is no longer offered there, or nobody has this role.",
						       "未列理由者：该系统不再在该市场提供，或已无此角色。"));
	}
	if (c->after->out_of_scope)
		cn_para(ctx, 0, 0, "%s", cn_tr(ctx, "Outside Concord's scope.", "超出本系统范围。"));
	else if (all == 0)
		cn_buf_printf(ctx->out, "\n%s\n", cn_tr(ctx, "No answer would change.", "没有答案会改变。"));
}

static cn_val *flip_val(cn_ctx *ctx, const cn_flip *f)
{
	cn_arena *a = ctx->a;
	cn_val *m = cn_map(a), *why = cn_list(a);
	cn_put(a, m, "id", cn_text(a, f->provision->full));
	cn_put(a, m, "heading", cn_words_val(a, f->provision->heading));
	cn_put(a, m, "instrument", cn_words_val(a, f->provision->instrument->title));
	cn_put(a, m, "market", cn_text(a, f->market));
	cn_put(a, m, "role", cn_text(a, f->role));
	cn_put(a, m, "before", cn_textz(a, cn_answer_text(f->before)));
	cn_put(a, m, "after", cn_textz(a, cn_answer_text(f->after)));
	cn_put(a, m, "row", cn_textz(a, !f->had ? "new" : !f->has ? "gone" : "same"));
	cn_put(a, m, "force", cn_textz(a, cn_force_text(f->provision->force)));
	cn_put(a, m, "confidence", cn_textz(a, cn_confidence_text(f->is ? f->is->confidence : f->provision->confidence)));
	for (size_t i = 0; f->is && i < f->is->n_why; i++)
		cn_push(a, why, cn_words_val(a, f->is->why[i].text));
	cn_put(a, m, "why", why);
	return m;
}

static cn_code changes_val(cn_ctx *ctx, const changes *c, cn_err *err)
{
	cn_arena *a = ctx->a;
	cn_val *top = cn_map(a), *asked = cn_list(a), *list[TURNS];
	cn_put(a, top, "system", cn_text(a, c->after->id));
	for (size_t i = 1; i < ctx->args.n_arg; i++)
		cn_push(a, asked, cn_textz(a, ctx->args.arg[i]));
	cn_put(a, top, "changes", asked);
	cn_put(a, top, "as_of", cn_textz(a, cn_day_text(ctx, c->r->day[0].as_of)));
	cn_put(a, top, "then", cn_textz(a, cn_day_text(ctx, c->day)));
	for (unsigned t = 0; t < TURNS; t++)
		list[t] = cn_put(a, top, says[t].key, cn_list(a));
	for (size_t i = 0; i < c->n_flip; i++)
		if (is_turn(&c->flip[i]))
			cn_push(a, list[turn_of(&c->flip[i])], flip_val(ctx, &c->flip[i]));
	return cn_answer_json(ctx, top, err);
}

static cn_code whatif(cn_ctx *ctx, const cn_run *r, cn_err *err)
{
	changes c = { .r = r, .after = r->system->profile, .day = r->day[0].as_of };
	cn_flip *flip;
	for (size_t i = 1; i < ctx->args.n_arg; i++)
		CN_TRY(cn_profile_change(ctx->a, r->norms.lib, c.after, cn_str_z(ctx->args.arg[i]), &c.after, &c.day, err));
	CN_TRY(cn_norm_apply(ctx->a, r->norms.lib, c.after, c.day, true, &c.to, err));
	CN_TRY(cn_norm_flips(ctx->a, r->day[0].answers, c.to, &flip, &c.n_flip, err));
	c.flip = flip;
	if (ctx->json)
		return changes_val(ctx, &c, err);
	say_changes(ctx, &c);
	return CN_OK;
}

static cn_code run_whatif(cn_ctx *ctx, cn_err *err)
{
	cn_run r;
	CN_TRY(cn_run_system(ctx, ctx->args.arg[0], false, false, false, &r, err));
	cn_code rc = whatif(ctx, &r, err);
	cn_run_done(&r);
	return rc;
}

static const cn_flag flags[] = { { "as-of", "DATE", "the day to start from (else today)", "起始日期（默认今天）", true }, { NULL, NULL, NULL, NULL, false } };

const cn_op cn_op_whatif = { "whatif", "FILE CHANGE...", 2, CN_ARGS_MAX, "what would change: market+=EU market-=KR compute=2e25 role=provider stage=use date=2027-12-03",
			     "会有什么变化：market+=EU market-=KR compute=2e25 role=provider stage=use date=2027-12-03",
			     { "concord whatif examples/public-chatbot/system.yaml market+=KR", "concord whatif system.yaml compute=2e25 date=2027-12-03" }, flags, run_whatif, CN_SERVED_SEALED, CN_ACCESS_READER };
