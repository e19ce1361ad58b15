/* applies: which duties reach a system. gate: what stands in the way at a stage. why: from a finding to fact, clause and signature. */
#include "node/run.h"

#include "report/report.h"

static const char *mark_of(const cn_ctx *ctx, cn_answer a)
{
	static const char *const utf8[] = { "-", "✓", "?", "~" }, *const ascii[] = { "-", "+", "?", "~" };
	return ctx->utf8 ? utf8[a] : ascii[a];
}

static cn_str in_lang(const cn_ctx *ctx, cn_words w)
{
	cn_str s = cn_eqz(ctx->lang, "zh") ? w.zh : w.en;
	return s.n ? s : w.en;
}

/* A token of a closed list: as it stands in English, where it is also what JSON and commands say; by its word in other languages. */
static cn_str word_of(const cn_ctx *ctx, const char *list, cn_str token)
{
	cn_str w = cn_eqz(ctx->lang, "en") ? token : cn_report_word(list, token, ctx->lang);
	return w.n ? w : token;
}

static void say_cell(cn_ctx *ctx, const cn_cell *c)
{
	cn_str heading = in_lang(ctx, c->provision->heading);
	cn_buf_printf(ctx->out, "%s ", mark_of(ctx, c->answer));
	cn_report_pad(ctx->out, word_of(ctx, "force", cn_str_z(cn_force_text(c->force))), 9);
	cn_buf_printf(ctx->out, " %-34.*s ", CN_FMT(c->provision->full));
	cn_report_pad(ctx->out, word_of(ctx, "role", c->actor->role), 9);
	cn_buf_printf(ctx->out, " %.*s", CN_FMT(heading));
	if (c->answer == CN_DOES_NOT && c->later == CN_TRUE) {
		char from[CN_TIME_BYTES];
		cn_date_text(c->from, from);
		cn_buf_printf(ctx->out, "  (%s %s)", cn_tr(ctx, "from", "自"), from);
	}
	if (c->confidence != CN_READ)
		cn_buf_printf(ctx->out, "  [%s]", c->confidence == CN_SECONDARY ? cn_tr(ctx, "2nd-hand source", "二手来源") : cn_tr(ctx, "unverified", "未核实"));
	if (c->provision->scope_basis)
		cn_buf_printf(ctx->out, "  [%s]", cn_tr(ctx, "scope only", "仅依适用范围"));
	if (c->answer == CN_ANSWER_UNKNOWN && c->n_missing) {
		cn_buf_printf(ctx->out, "  <-");
		for (size_t i = 0; i < c->n_missing && i < 4; i++)
			cn_buf_printf(ctx->out, " %.*s", CN_FMT(c->missing[i]->id));
	}
	cn_buf_putc(ctx->out, '\n');
}

static bool wanted(cn_ctx *ctx, const cn_cell *c)
{
	const char *market = cn_flag_get(ctx, "market"), *theme = cn_flag_get(ctx, "theme"), *stage = cn_flag_get(ctx, "stage");
	bool theme_ok = !theme, stage_ok = !stage;
	for (size_t i = 0; i < c->provision->themes.n; i++)
		theme_ok = theme_ok || cn_eqz(c->provision->themes.item[i], theme);
	for (size_t i = 0; i < c->provision->stages.n; i++)
		stage_ok = stage_ok || cn_eqz(c->provision->stages.item[i], stage);
	bool shown = cn_flag_on(ctx, "all") || c->answer != CN_DOES_NOT || c->later != CN_FALSE;
	return shown && theme_ok && stage_ok && (!market || cn_eqz(c->market, market));
}

/* A text that is not binding and reaches the market only through a group of states, or because it addresses everybody: dozens of rows
 * that would bury the market's own law. One line an instrument, unless every row is asked for. */
static bool folded(cn_ctx *ctx, const cn_run *r, const cn_cell *c)
{
	return !cn_flag_on(ctx, "all") && c->force != CN_BINDING &&
	       !cn_library_own(r->norms.lib, c->market, c->provision->instrument, r->day[0].as_of);
}

static void say_folded(cn_ctx *ctx, const cn_run *r, cn_str market)
{
	const cn_answers *all = r->day[0].answers;
	bool title = false;
	for (size_t i = 0; i < cn_library_count(r->norms.lib); i++) {
		const cn_instrument *in = cn_library_at(r->norms.lib, i);
		cn_str name = in_lang(ctx, in->title);
		size_t by[4] = { 0 }, n = 0;
		cn_confidence weakest = CN_READ;
		for (size_t k = 0; k < all->n_cell; k++) {
			const cn_cell *c = &all->cell[k];
			if (c->provision->instrument != in || !cn_eq(c->market, market) || !wanted(ctx, c) || !folded(ctx, r, c))
				continue;
			weakest = c->confidence > weakest ? c->confidence : weakest;
			by[c->answer]++;
			n++;
		}
		if (n == 0)
			continue;
		if (!title)
			cn_buf_printf(ctx->out, "  %s\n", cn_tr(ctx, "of groups of states or addressed to all, not binding; rows by answer, --all shows each",
								 "国家集团的或面向各方的文本，无约束力；按答案计行数，--all 逐行列出"));
		title = true;
		cn_buf_printf(ctx->out, "  %s%3zu  %s%3zu  %s%3zu  %-44.*s %.*s%s\n", mark_of(ctx, CN_APPLIES), by[CN_APPLIES] + by[CN_PRESUMED],
			      mark_of(ctx, CN_ANSWER_UNKNOWN), by[CN_ANSWER_UNKNOWN], mark_of(ctx, CN_DOES_NOT), by[CN_DOES_NOT], CN_FMT(in->id), CN_FMT(name),
			      weakest == CN_READ ? "" : weakest == CN_SECONDARY ? cn_tr(ctx, "  [2nd-hand source]", "  [二手来源]")
									     : cn_tr(ctx, "  [partly unverified]", "  [部分未核实]"));
	}
}

static cn_code say_coverage_of(cn_ctx *ctx, const cn_run *r, cn_str market, cn_err *err)
{
	cn_coverage *c;
	size_t n, by[3] = { 0 };
	bool covered;
	CN_TRY(cn_library_coverage(ctx->a, r->norms.lib, market, r->day[0].as_of, &c, &n, &covered, err));
	for (size_t i = 0; i < n; i++)
		by[cn_eqz(c[i].level, "complete") ? 0 : cn_eqz(c[i].level, "partial") ? 1 : 2]++;
	if (!covered)
		cn_buf_printf(ctx->out, "%s\n", cn_tr(ctx, "  not covered: the library has no instrument of this market's own; that is not a finding of no duties",
						       "  未涵盖：文库中没有该市场自身的文书；这不等于没有义务"));
	else
		cn_buf_printf(ctx->out, "  %s: %zu %s, %zu %s, %zu %s\n", cn_tr(ctx, "coverage by theme", "按议题的覆盖情况"), by[0],
			      cn_tr(ctx, "complete", "完整"), by[1], cn_tr(ctx, "partial", "部分"), by[2], cn_tr(ctx, "empty", "空缺"));
	return CN_OK;
}

static cn_code say_applies(cn_ctx *ctx, const cn_run *r, cn_err *err)
{
	const cn_profile *p = r->system->profile;
	char day[CN_TIME_BYTES];
	cn_date_text(r->day[0].as_of, day);
	cn_str name = in_lang(ctx, p->name);
	cn_buf_printf(ctx->out, "%.*s   %s %s\n", CN_FMT(name), cn_tr(ctx, "law as of", "法律状态截至"), day);
	if (p->out_of_scope)
		cn_buf_printf(ctx->out, "\n%s\n", cn_tr(ctx, "Outside Concord's scope: a declared purpose is military, defence or national security.",
							 "超出本系统范围：所声明的用途涉及军事、国防或国家安全。"));
	for (size_t m = 0; m < p->n_market && !p->out_of_scope; m++) {
		cn_str label = in_lang(ctx, cn_library_label(r->norms.lib, "places", p->market[m].code));
		cn_buf_printf(ctx->out, "\n%.*s\n", CN_FMT(label));
		CN_TRY(say_coverage_of(ctx, r, p->market[m].code, err));
		for (size_t i = 0; i < r->day[0].answers->n_cell; i++) {
			const cn_cell *c = &r->day[0].answers->cell[i];
			if (cn_eq(c->market, p->market[m].code) && wanted(ctx, c) && !folded(ctx, r, c))
				say_cell(ctx, c);
		}
		say_folded(ctx, r, p->market[m].code);
	}
	cn_buf_printf(ctx->out, "\n%s %s   %s %s   %s %s   %s %s\n%s\n", mark_of(ctx, CN_APPLIES), cn_tr(ctx, "applies", "适用"),
		      mark_of(ctx, CN_ANSWER_UNKNOWN), cn_tr(ctx, "not known: hangs on <- these facts", "未知：取决于 <- 所列事实"), mark_of(ctx, CN_PRESUMED),
		      cn_tr(ctx, "presumed", "推定"), mark_of(ctx, CN_DOES_NOT), cn_tr(ctx, "not on this day, but it may later", "当日不适用，但以后可能适用"),
		      cn_tr(ctx, "This is the library's reading, not legal advice; whether a duty is met: concord assess.",
			    "以上依文书库的解读得出，不构成法律意见；义务是否已满足：concord assess。"));
	return CN_OK;
}

static cn_code run_applies(cn_ctx *ctx, cn_err *err)
{
	cn_run r;
	CN_TRY(cn_run_system(ctx, ctx->args.arg[0], false, false, false, &r, err));
	cn_code rc;
	if (ctx->json) {
		cn_val *v;
		rc = cn_norm_answers_val(ctx->a, r.norms.lib, r.system->profile, r.day[0].answers, &v, err);
		if (rc == CN_OK)
			rc = cn_answer_json(ctx, v, err);
	} else {
		rc = say_applies(ctx, &r, err);
	}
	cn_run_done(&r);
	return rc;
}

/* ---- gate ---- */

static void say_gate_rows(cn_ctx *ctx, const cn_val *list, const char *title, const char *lang)
{
	if (!list || list->n == 0)
		return;
	cn_buf_printf(ctx->out, "\n%s (%zu)\n", title, list->n);
	CN_EACH (x, list)
		cn_buf_printf(ctx->out, "  %.*s %.*s %.*s: %.*s\n", CN_FMT(cn_get_text(x, "market")), CN_FMT(cn_get_text(x, "id")),
			      CN_FMT(word_of(ctx, "role", cn_get_text(x, "role"))), CN_FMT(cn_get_text(cn_get(x, "why"), lang)));
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
	CN_TRY(cn_assess_gate(ctx->a, r->system->profile, r->day[0].answers, r->day[0].finding, r->measured.measurements, &r->system->policy,
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
	cn_str heading = in_lang(ctx, c->provision->heading), text = in_lang(ctx, c->provision->text);
	cn_buf_printf(ctx->out, "%.*s   %.*s, %.*s\n%.*s\n  %.*s\n", CN_FMT(c->provision->full), CN_FMT(c->market),
		      CN_FMT(word_of(ctx, "role", c->actor->role)), CN_FMT(heading), CN_FMT(text));
	cn_buf_printf(ctx->out, "%s: %.*s   %s: %.*s\n", cn_tr(ctx, "answer", "是否适用"), CN_FMT(word_of(ctx, "answer", cn_str_z(cn_answer_text(c->answer)))),
		      cn_tr(ctx, "finding", "结论"), CN_FMT(word_of(ctx, "status", cn_str_z(cn_finding_text(f->kind)))));
	for (size_t i = 0; i < c->n_why; i++) {
		cn_str line = in_lang(ctx, c->why[i].text);
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
static const cn_flag applies_flags[] = { AS_OF,
					 { "market", "CODE", "only this market: EU, CN, KE, ...", "仅此市场：EU、CN、KE 等", false },
					 { "theme", "ISSUE", "only this issue: data-privacy, content-safety, ...", "仅此议题：data-privacy、content-safety 等", false },
					 { "stage", "STAGE", "only this stage: development, use, ...", "仅此阶段：development、use 等", false },
					 { "all", NULL, "also what does not apply", "也列出不适用者", false },
					 END };
static const cn_flag gate_flags[] = { AS_OF,
				      { "stage", "STAGE", "the stage to pass: research, design, development, deployment, use or decommission (else all)", "要通过的阶段：research、design、development、deployment、use、decommission（默认全部）", false },
				      { "policy", "FILE", "the owner's limits, and which unknowns are accepted, by whom, until when", "所有者限值，以及接受哪些未知、由谁、至何时", false },
				      END };
static const cn_flag why_flags[] = { AS_OF, END };

const cn_op cn_op_applies = { "applies", "FILE", 1, 1, "which duties reach a system, per market and role; measures nothing", "哪些义务适用于该系统（按市场和角色）；不作测量",
			      { "concord applies examples/public-chatbot/system.yaml", "concord applies system.yaml --market EU --json" }, applies_flags, run_applies };
const cn_op cn_op_gate = { "gate", "FILE", 1, 1, "may this system pass a stage: exit code 0 yes, 1 no, 2 undecided", "该系统能否通过某阶段：退出码 0 可，1 否，2 未定",
			   { "concord gate system.yaml --stage deployment --policy policy.yaml", NULL }, gate_flags, run_gate };
const cn_op cn_op_why = { "why", "PROVISION FILE", 2, 2, "why a provision does or does not bind a system: facts, whose they are, evidence, clause",
			  "某条款为何约束或不约束该系统：事实、来源、证据、条款", { "concord why eu-ai-act/art_26.6 examples/mortgage-lending/system.yaml", NULL },
			  why_flags, run_why };
