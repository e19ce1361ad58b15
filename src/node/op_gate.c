/* gate: what stands in the way at a stage. why: from a finding to fact, clause and signature. */
#include "node/run.h"
#include "report/report.h"
#include "node/say.h"
#include "node/watch.h"

/* ---- gate ---- */

static void say_gate_rows(cn_ctx *ctx, const cn_val *list, const char *title, const char *lang)
{
	if (!list || list->n == 0)
		return;
	cn_buf_printf(ctx->out, "\n%s (%zu)\n", title, list->n);
	CN_EACH (x, list)
		cn_buf_printf(ctx->out, "  %.*s %.*s %.*s: %.*s\n", CN_FMT(cn_get_text(x, "market")), CN_FMT(cn_get_text(x, "id")),
			      CN_FMT(cn_word_for(ctx, "role", cn_get_text(x, "role"))), CN_FMT(cn_get_text(cn_get(x, "why"), lang)));
}

static cn_code gate(cn_ctx *ctx, const cn_run *r, cn_err *err)
{
	const char *stage = cn_flag_get(ctx, "stage");
	const cn_member *m;
	size_t n;
	m = cn_library_list(r->norms.lib, "stages", &n);
	bool known = !stage;
	for (size_t i = 0; i < n; i++)
		known = known || cn_eqz(m[i].id, stage);
	if (!known) {
		(void)CN_FAIL(err, CN_EINPUT, "\"%.30s\" is not a stage", stage);
		return cn_hint(err, "research, design, development, deployment, use or decommission");
	}
	const cn_val *g;
	cn_val *measured = cn_list(ctx->a);
	CN_EACH(x, r->measured.measurements)
		cn_push(ctx->a, measured, cn_val_copy(ctx->a, x));
	if (r->home)
		CN_TRY(cn_watch_gate(ctx->a, r->home, r->system->profile->id, measured, err));
	CN_TRY(cn_assess_gate(ctx->a, r->system->profile, r->day[0].answers, r->day[0].finding, measured, &r->system->policy,
			      cn_str_z(stage), &g, &ctx->verdict, err));
	if (ctx->json)
		return cn_answer_json(ctx, g, err);
	static const char *const said[][2] = { { "Open: nothing blocks", "放行：无阻碍" },
					       { "Closed: a binding duty or an owner's limit is not met", "不放行：有约束性义务或所有者限值未满足" },
					       { "Closed: not everything is decided", "不放行：尚有未决事项" } };
	const char *lang = cn_eqz(ctx->lang, "zh") ? "zh" : "en";
	cn_buf_printf(ctx->out, "%s\n", cn_tr(ctx, said[ctx->verdict][0], said[ctx->verdict][1]));
	say_gate_rows(ctx, cn_get(g, "blocks"), cn_tr(ctx, "Blocks", "阻碍"), lang);
	say_gate_rows(ctx, cn_get(g, "accepted"), cn_tr(ctx, "Accepted", "已接受"), lang);
	say_gate_rows(ctx, cn_get(g, "open"), cn_tr(ctx, "Unknown, moves no gate", "未知，不影响放行"), lang);
	return CN_OK;
}

static cn_code run_gate(cn_ctx *ctx, cn_err *err)
{
	cn_run r;
	CN_TRY(cn_run_system(ctx, ctx->args.arg[0], true, false, false, &r, err));
	cn_code rc = gate(ctx, &r, err);
	cn_run_done(&r);
	return rc;
}

/* ---- why ---- */

static void say_provenance(cn_ctx *ctx, const cn_why *w)
{
	const cn_provenance *p = &w->from;
	bool declared = w->fact && w->fact->judgement.n && !p->record.n; /* a role's judgement that nobody signed */
	if (p->by.n)
		cn_buf_printf(ctx->out, "  (%.*s%s%.*s%s%.*s%s%.*s%s)", CN_FMT(p->by), p->on.n ? ", " : "", CN_FMT(p->on), p->source.n ? ", " : "",
			      CN_FMT(p->source), p->record.n ? ", " : "", CN_FMT(p->record),
			      declared ? cn_tr(ctx, "; declared, not signed", "；仅为声明，未签署") : "");
}

static void say_why(cn_ctx *ctx, const cn_finding *f)
{
	const cn_cell *c = f->cell;
	cn_str heading = cn_in_lang(ctx, c->provision->heading), text = cn_in_lang(ctx, c->provision->text);
	cn_buf_printf(ctx->out, "%.*s   %.*s, %.*s\n%.*s\n  %.*s\n", CN_FMT(c->provision->full), CN_FMT(c->market),
		      CN_FMT(cn_word_for(ctx, "role", c->actor->role)), CN_FMT(heading), CN_FMT(text));
	cn_buf_printf(ctx->out, "%s: %.*s   %s: %.*s\n", cn_tr(ctx, "answer", "是否适用"), CN_FMT(cn_word_for(ctx, "answer", cn_str_z(cn_answer_text(c->answer)))),
		      cn_tr(ctx, "finding", "结论"), CN_FMT(cn_word_for(ctx, "status", cn_str_z(cn_finding_text(f->kind)))));
	for (size_t i = 0; i < c->n_why; i++) {
		cn_str line = cn_in_lang(ctx, c->why[i].text);
		cn_buf_printf(ctx->out, "  %*s%.*s", (int)c->why[i].depth * 2, "", CN_FMT(line));
		say_provenance(ctx, &c->why[i]);
		cn_buf_putc(ctx->out, '\n');
	}
	for (size_t i = 0; i < f->n_line; i++) {
		const cn_line_state *s = &f->line[i];
		cn_buf_printf(ctx->out, "  %s %.*s: %.*s", cn_tr(ctx, "evidence", "证据"), CN_FMT(s->line ? s->line->id : CN_S("duty")),
			      CN_FMT(cn_report_word("evidence_status", cn_str_z(s->status), ctx->lang)));
		if (s->piece)
			cn_buf_printf(ctx->out, "  (%.*s, %.*s)", CN_FMT(s->piece->by_role), CN_FMT(s->piece->record.n ? s->piece->record : CN_S("manifest")));
		cn_buf_putc(ctx->out, '\n');
	}
	cn_buf_printf(ctx->out, "  %s: %.*s\n", cn_tr(ctx, "condition", "条件"), CN_FMT(c->provision->condition));
	cn_buf_printf(ctx->out, "  %s: %.*s, %.*s\n\n", cn_tr(ctx, "clause", "条款"), CN_FMT(c->provision->instrument->reference),
		      CN_FMT(c->provision->instrument->url));
}

static cn_code why(cn_ctx *ctx, const cn_run *r, cn_err *err)
{
	const cn_provision *p = cn_library_provision(r->norms.lib, cn_str_z(ctx->args.arg[0]));
	if (!p) {
		(void)CN_FAIL(err, CN_ENOTFOUND, "\"%.80s\" is no provision of the library", ctx->args.arg[0]);
		cn_str near = cn_library_near(r->norms.lib, cn_str_z(ctx->args.arg[0]));
		return near.n ? cn_hint(err, "concord why %.*s %s", CN_FMT(near), ctx->args.arg[1]) : CN_ENOTFOUND;
	}
	size_t told = 0;
	cn_val *list = cn_list(ctx->a);
	for (size_t k = 0; k < r->n_day; k++)
		for (size_t i = 0; i < r->day[k].answers->n_cell; i++) {
			const cn_finding *f = &r->day[k].finding[i];
			if (f->cell->provision != p)
				continue;
			told++;
			if (!ctx->json)
				say_why(ctx, f);
			cn_val *m = cn_push(ctx->a, list, cn_map(ctx->a));
			cn_put(ctx->a, m, "id", cn_text(ctx->a, p->full));
			cn_put(ctx->a, m, "market", cn_text(ctx->a, f->cell->market));
			cn_put(ctx->a, m, "role", cn_text(ctx->a, f->cell->actor->role));
			cn_put(ctx->a, m, "answer", cn_textz(ctx->a, cn_answer_text(f->cell->answer)));
			cn_put(ctx->a, m, "finding", cn_textz(ctx->a, cn_finding_text(f->kind)));
			cn_val *lines = cn_put(ctx->a, m, "why", cn_list(ctx->a));
			for (size_t w = 0; w < f->cell->n_why; w++)
				cn_push(ctx->a, lines, cn_words_val(ctx->a, f->cell->why[w].text));
		}
	if (ctx->json)
		return cn_answer_json(ctx, list, err);
	if (!told)
		cn_buf_printf(ctx->out, "%.*s: %s\n", CN_FMT(p->full),
			      cn_tr(ctx, "it reaches no market and no role of this system", "不及于该系统的任何市场或角色"));
	return CN_OK;
}

static cn_code run_why(cn_ctx *ctx, cn_err *err)
{
	cn_run r;
	CN_TRY(cn_run_system(ctx, ctx->args.arg[1], true, false, false, &r, err)); /* a finding may hang on a measurement */
	cn_code rc = why(ctx, &r, err);
	cn_run_done(&r);
	return rc;
}

#define AS_OF { "as-of", "DATE", "the day whose law counts (else today)", "按哪一天的法律判断（默认今天）", true }
#define END { NULL, NULL, NULL, NULL, false }
static const cn_flag gate_flags[] = { AS_OF,
				      { "stage", "STAGE", "the stage to pass: research, design, development, deployment, use or decommission (else all)", "要通过的阶段：research、design、development、deployment、use、decommission（默认全部）", false },
				      { "policy", "FILE", "the owner's limits, and which unknowns are accepted, by whom, until when", "所有者限值，以及接受哪些未知、由谁、至何时", false },
				      END };
static const cn_flag why_flags[] = { AS_OF, END };


const cn_op cn_op_gate = { "gate", "FILE", 1, 1, "may this system pass a stage: exit code 0 yes, 1 no, 2 undecided", "该系统能否通过某阶段：退出码 0 可，1 否，2 未定",
			   { "concord gate system.yaml --stage deployment --policy policy.yaml", NULL }, gate_flags, run_gate, CN_SERVED_SEALED, CN_ACCESS_READER };
const cn_op cn_op_why = { "why", "PROVISION FILE", 2, 2, "why a provision does or does not bind a system: facts, whose they are, evidence, clause",
			  "某条款为何约束或不约束该系统：事实、来源、证据、条款", { "concord why eu-ai-act/art_26.6 examples/mortgage-lending/system.yaml", NULL },
			  why_flags, run_why, CN_SERVED_SEALED, CN_ACCESS_READER };
