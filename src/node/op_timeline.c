/* timeline: the days on which answers change for a system. norm timeline: the dates of the library. */
#include "node/run.h"
#include "node/say.h"
#include "norm/ahead.h"

/* ---- of a system ------------------------------------------------------------------------------------------------------------ */

enum { YEARS_AHEAD = 5 };

/* A piece of evidence that counts until a day. */
static bool ends_between(const cn_evidence *e, cn_date after, cn_date day)
{
	return e->until != CN_DATE_NONE && e->until >= after && e->until < day;
}

static size_t applying(const cn_answers *r)
{
	size_t n = 0;
	for (size_t i = 0; i < r->n_cell; i++)
		n += r->cell[i].answer == CN_APPLIES || r->cell[i].answer == CN_PRESUMED;
	return n;
}

static size_t most_applying(const cn_turn *t, size_t n)
{
	size_t most = 1;
	for (size_t i = 0; i < n; i++)
		if (applying(t[i].answers) > most)
			most = applying(t[i].answers);
	return most;
}

/* "2027-12-02  ######      41": how many answers are yes from that day on. */
static void say_bar(cn_ctx *ctx, const cn_turn *t, size_t most)
{
	enum { CELLS = 30 };
	size_t n = applying(t->answers), cells = (n * CELLS + most - 1) / most;
	cn_buf_printf(ctx->out, "%s  ", cn_day_text(ctx, t->day));
	for (size_t i = 0; i < CELLS; i++)
		cn_buf_putz(ctx->out, i >= cells ? " " : ctx->utf8 ? "▇" : "#");
	cn_buf_printf(ctx->out, "  %zu\n", n);
}

static const char *mark_of(const cn_flip *f)
{
	if (f->after == CN_APPLIES || f->after == CN_PRESUMED)
		return "+";
	return f->after == CN_DOES_NOT ? "-" : "?";
}

static void say_flips(cn_ctx *ctx, const cn_turn *t)
{
	for (unsigned pass = 0; pass < 3; pass++) /* starts, ends, open */
		for (size_t i = 0; i < t->n_flip; i++) {
			const cn_flip *f = &t->flip[i];
			cn_str heading = cn_in_lang(ctx, f->provision->heading), role = cn_word_for(ctx, "role", f->role);
			if (mark_of(f)[0] == "+-?"[pass])
				cn_para(ctx, 2, 6, "%s %.*s %.*s, %.*s: %.*s%s", mark_of(f), CN_FMT(f->market), CN_FMT(f->provision->full), CN_FMT(role), CN_FMT(heading),
					cn_confidence_mark(ctx, f->provision->confidence));
		}
	for (size_t i = 0; i < t->n_expired; i++)
		cn_para(ctx, 2, 6, "! %s %.*s (%.*s)", cn_tr(ctx, "fact expires:", "事实失效："), CN_FMT(t->expired[i]->fact->id), CN_FMT(t->expired[i]->from.by));
}

static void say_evidence(cn_ctx *ctx, const cn_known *k, cn_date from, cn_date to)
{
	bool any = false;
	for (size_t i = 0; i < k->n_evidence; i++) {
		const cn_evidence *e = &k->evidence[i];
		if (!ends_between(e, from, to))
			continue;
		if (!any)
			cn_title(ctx, "Evidence that expires", "将失效的证据");
		any = true;
		cn_para(ctx, 2, 6, "%s  %.*s%s%.*s (%.*s)", cn_day_text(ctx, e->until), CN_FMT(e->duty), e->line.n ? "#" : "", CN_FMT(e->line), CN_FMT(e->by_role));
	}
}

static void say_timeline(cn_ctx *ctx, const cn_run *r, const cn_turn *t, size_t n, cn_date to)
{
	cn_str name = cn_in_lang(ctx, r->system->profile->name);
	cn_para(ctx, 0, 2, "%.*s   %s %s %s", CN_FMT(name), cn_day_text(ctx, t[0].day), cn_tr(ctx, "to", "至"), cn_day_text(ctx, to));
	cn_title(ctx, "Answers that are yes, from each day on", "自各日起为“适用”的答案数");
	for (size_t i = 0; i < n; i++)
		say_bar(ctx, &t[i], most_applying(t, n));
	for (size_t i = 1; i < n && !ctx->quiet; i++) {
		cn_buf_printf(ctx->out, "\n%s\n", cn_day_text(ctx, t[i].day));
		say_flips(ctx, &t[i]);
	}
	say_evidence(ctx, &r->system->known, t[0].day, to + 1);
	cn_buf_putc(ctx->out, '\n');
	cn_para(ctx, 0, 0, "%s", r->system->profile->out_of_scope ? cn_tr(ctx, "Outside Concord's scope: nothing is looked at.", "超出本系统范围：未作判断。")
								   : cn_tr(ctx, "+ starts to apply   - ends   ? becomes unknown   ! a fact expires. As the facts and the library stand today.",
									   "+ 开始适用   - 终止   ? 变为未知   ! 事实失效。按今日的事实和文书库。"));
}

static cn_val *turn_val(cn_ctx *ctx, const cn_turn *t)
{
	static const char *const key[] = { "starts", "ends", "unknown" };
	cn_arena *a = ctx->a;
	cn_val *m = cn_map(a), *list[3], *expired = cn_list(a);
	cn_put(a, m, "date", cn_textz(a, cn_day_text(ctx, t->day)));
	cn_put(a, m, "applies", cn_int(a, (int64_t)applying(t->answers)));
	for (unsigned k = 0; k < 3; k++)
		list[k] = cn_put(a, m, key[k], cn_list(a));
	for (size_t i = 0; i < t->n_flip; i++) {
		const cn_flip *f = &t->flip[i];
		unsigned k = mark_of(f)[0] == '+' ? 0 : mark_of(f)[0] == '-' ? 1 : 2;
		cn_val *x = cn_push(a, list[k], cn_map(a));
		cn_put(a, x, "id", cn_text(a, f->provision->full));
		cn_put(a, x, "market", cn_text(a, f->market));
		cn_put(a, x, "role", cn_text(a, f->role));
		cn_put(a, x, "before", cn_textz(a, cn_answer_text(f->before)));
		cn_put(a, x, "after", cn_textz(a, cn_answer_text(f->after)));
	}
	for (size_t i = 0; i < t->n_expired; i++) {
		cn_val *x = cn_push(a, expired, cn_map(a));
		cn_put(a, x, "fact", cn_text(a, t->expired[i]->fact->id));
		cn_put(a, x, "by", cn_text(a, t->expired[i]->from.by));
		cn_put(a, x, "until", cn_textz(a, cn_day_text(ctx, t->expired[i]->from.until)));
	}
	cn_put(a, m, "expires", expired);
	return m;
}

static cn_code timeline_val(cn_ctx *ctx, const cn_run *r, const cn_turn *t, size_t n, cn_date to, cn_err *err)
{
	cn_arena *a = ctx->a;
	const cn_known *k = &r->system->known;
	cn_val *top = cn_map(a), *days = cn_list(a), *evidence = cn_list(a);
	cn_put(a, top, "system", cn_text(a, r->system->profile->id));
	cn_put(a, top, "from", cn_textz(a, cn_day_text(ctx, t[0].day)));
	cn_put(a, top, "to", cn_textz(a, cn_day_text(ctx, to)));
	for (size_t i = 0; i < n; i++)
		cn_push(a, days, turn_val(ctx, &t[i]));
	cn_put(a, top, "days", days);
	for (size_t i = 0; i < k->n_evidence; i++) {
		if (!ends_between(&k->evidence[i], t[0].day, to + 1))
			continue;
		cn_val *x = cn_push(a, evidence, cn_map(a));
		cn_put(a, x, "duty", cn_text(a, k->evidence[i].duty));
		cn_put(a, x, "line", cn_text(a, k->evidence[i].line));
		cn_put(a, x, "until", cn_textz(a, cn_day_text(ctx, k->evidence[i].until)));
	}
	cn_put(a, top, "evidence", evidence);
	return cn_answer_json(ctx, top, err);
}

static cn_code timeline(cn_ctx *ctx, const cn_run *r, cn_err *err)
{
	cn_date from, to;
	cn_turn *t;
	size_t n;
	CN_TRY(cn_flag_date(ctx, "from", 0, &from, err));
	if (cn_flag_on(ctx, "to"))
		CN_TRY(cn_flag_date(ctx, "to", 0, &to, err));
	else
		CN_TRY(cn_date_plus(from, cn_strf(ctx->a, "P%dY", YEARS_AHEAD), &to, err));
	CN_TRY(cn_norm_timeline(ctx->a, r->norms.lib, r->system->profile, from, to, &t, &n, err));
	if (ctx->json)
		return timeline_val(ctx, r, t, n, to, err);
	say_timeline(ctx, r, t, n, to);
	return CN_OK;
}

static cn_code run_timeline(cn_ctx *ctx, cn_err *err)
{
	cn_run r;
	CN_TRY(cn_run_system(ctx, ctx->args.arg[0], false, false, false, &r, err));
	cn_code rc = timeline(ctx, &r, err);
	cn_run_done(&r);
	return rc;
}

/* ---- of the library ------------------------------------------------------------------------------------------------------------ */

static const struct {
	const char *what, *en, *zh;
} date_says[] = { { "adopted", "adopted", "通过" }, { "entry-into-force", "enters into force", "生效" }, { "applies", "applies", "施行" },
		  { "amended", "amended", "修订" }, { "repealed", "repealed", "废止" }, { "expires", "expires", "到期" }, { "expired", "expired", "失效" },
		  { "replaced", "replaced", "被取代" }, { "draft", "draft", "草案" } };

static const char *date_word(const cn_ctx *ctx, cn_str what)
{
	for (size_t i = 0; i < sizeof date_says / sizeof date_says[0]; i++)
		if (cn_eqz(what, date_says[i].what))
			return cn_tr(ctx, date_says[i].en, date_says[i].zh);
	return "";
}

static void say_milestone(cn_ctx *ctx, const cn_milestone *m, cn_date today)
{
	cn_str title = cn_in_lang(ctx, m->instrument->title);
	const char *mark = m->day > today ? ctx->utf8 ? "▶" : ">" : " ";
	if (m->date) {
		cn_str note = cn_in_lang(ctx, m->date->note);
		cn_para(ctx, 0, 14, "%s %s  %.*s %s: %.*s%s%.*s%s%.*s%s", mark, cn_day_text(ctx, m->day), CN_FMT(m->instrument->id), date_word(ctx, m->date->what), CN_FMT(title),
			m->date->by.n ? ", " : "", CN_FMT(m->date->by), note.n ? ". " : "", CN_FMT(note), cn_confidence_mark(ctx, m->instrument->confidence));
		return;
	}
	CN_AUTO_BUF b;
	cn_buf_init(&b, 1024);
	if (m->starts)
		cn_buf_printf(&b, cn_tr(ctx, "%zu of its provisions begin to count", "%zu 个条款开始适用"), m->n_provision);
	else
		cn_buf_printf(&b, cn_tr(ctx, "last day of %zu of its provisions", "%zu 个条款适用至当日"), m->n_provision);
	cn_para(ctx, 0, 14, "%s %s  %.*s: %s", mark, cn_day_text(ctx, m->day), CN_FMT(m->instrument->id), b.p ? b.p : "");
}

static cn_val *milestone_val(cn_ctx *ctx, const cn_milestone *m, cn_date today)
{
	cn_arena *a = ctx->a;
	cn_val *v = cn_map(a);
	cn_put(a, v, "date", cn_textz(a, cn_day_text(ctx, m->day)));
	cn_put(a, v, "instrument", cn_text(a, m->instrument->id));
	cn_put(a, v, "what", m->date ? cn_text(a, m->date->what) : cn_textz(a, m->starts ? "provisions-begin" : "provisions-end"));
	if (m->date && m->date->by.n)
		cn_put(a, v, "by", cn_text(a, m->date->by));
	if (m->date && m->date->note.en.n)
		cn_put(a, v, "note", cn_words_val(a, m->date->note));
	if (!m->date)
		cn_put(a, v, "provisions", cn_int(a, (int64_t)m->n_provision));
	cn_put(a, v, "upcoming", cn_bool(a, m->day > today));
	cn_put(a, v, "confidence", cn_textz(a, cn_confidence_text(m->instrument->confidence)));
	return v;
}

static bool named(const cn_ctx *ctx, const cn_instrument *in)
{
	for (size_t i = 0; i < ctx->args.n_arg; i++)
		if (cn_eqz(in->id, ctx->args.arg[i]))
			return true;
	return ctx->args.n_arg == 0;
}

static cn_code check_names(cn_ctx *ctx, const cn_library *lib, cn_err *err)
{
	for (size_t i = 0; i < ctx->args.n_arg; i++) {
		cn_str id = cn_str_z(ctx->args.arg[i]);
		if (cn_library_get(lib, id))
			continue;
		(void)CN_FAIL(err, CN_ENOTFOUND, "the library has no instrument \"%.*s\"", CN_FMT(cn_sub(id, 0, 80)));
		cn_str near = cn_library_near(lib, id);
		return cn_hint(err, "%.*s", CN_FMT(near.n ? near : CN_S("concord norm list")));
	}
	return CN_OK;
}

static cn_code run_norm_timeline(cn_ctx *ctx, cn_err *err)
{
	cn_norms n;
	cn_milestone *m;
	size_t n_m, ahead = 0;
	cn_date today;
	cn_val *list = cn_list(ctx->a);
	CN_TRY(cn_load_norms(ctx, &n, err));
	CN_TRY(check_names(ctx, n.lib, err));
	CN_TRY(cn_flag_date(ctx, "as-of", 0, &today, err));
	CN_TRY(cn_norm_milestones(ctx->a, n.lib, NULL, &m, &n_m, err));
	for (size_t i = 0; i < n_m; i++) {
		if (!named(ctx, m[i].instrument) || (cn_flag_on(ctx, "upcoming") && m[i].day <= today))
			continue;
		ahead += m[i].day > today;
		if (ctx->json)
			cn_push(ctx->a, list, milestone_val(ctx, &m[i], today));
		else
			say_milestone(ctx, &m[i], today);
	}
	if (ctx->json)
		return cn_answer_json(ctx, list, err);
	cn_para(ctx, 0, 0, cn_tr(ctx, "%s upcoming after %s: %zu", "%s %s 之后尚未到来：%zu"), ctx->utf8 ? "▶" : ">", cn_day_text(ctx, today), ahead);
	return CN_OK;
}

static const cn_flag flags[] = { { "from", "DATE", "first day (else today)", "起始日（默认今天）", false },
				 { "to", "DATE", "last day (else five years later)", "截止日（默认五年后）", false },
				 { NULL, NULL, NULL, NULL, false } };
static const cn_flag norm_flags[] = { { "as-of", "DATE", "what lies after it is upcoming (else today)", "此日之后视为尚未到来（默认今天）", false },
				      { "upcoming", NULL, "only what is still to come", "仅列尚未到来者", false },
				      { NULL, NULL, NULL, NULL, false } };

const cn_op cn_op_timeline = { "timeline", "FILE", 1, 1, "the days on which answers change for a system: what starts, ends, expires", "该系统答案改变的日期：开始、终止、失效",
			       { "concord timeline examples/public-chatbot/system.yaml", "concord timeline system.yaml --from 2026-01-01 --to 2030-12-31 --json" }, flags,
			       run_timeline, CN_SERVED_SEALED, CN_ACCESS_READER };
const cn_op cn_op_norm_timeline = { "norm timeline", "[ID...]", 0, CN_ARGS_MAX, "the dates of instruments in order, upcoming ones marked", "文书的日期，按先后排列，标出尚未到来者",
				    { "concord norm timeline eu-ai-act", "concord norm timeline --upcoming" }, norm_flags, run_norm_timeline, CN_SERVED_LAW };
