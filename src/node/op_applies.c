/* applies: which duties reach a system, by market, stage or issue; the dates ahead; what is at stake. */
#include "node/run.h"
#include "node/say.h"
#include "norm/ahead.h"
#include "report/report.h"

typedef struct view {
	cn_ctx *ctx;
	const cn_run *r;
	const cn_answers *answers; /* what the flags leave */
	const cn_ahead *ahead;
	size_t n_ahead;
	const cn_stake *stake;
	size_t n_stake;
} view;

static const char *mark_of(const cn_ctx *ctx, cn_answer a)
{
	static const char *const utf8[] = { "-", "✓", "?", "~" }, *const ascii[] = { "-", "+", "?", "~" };
	return ctx->utf8 ? utf8[a] : ascii[a];
}

/* ---- what the flags leave ---------------------------------------------------------------------------------------------------- */

static bool listed(cn_texts list, const char *z)
{
	for (size_t i = 0; i < list.n; i++)
		if (cn_eqz(list.item[i], z))
			return true;
	return false;
}

static bool wanted(cn_ctx *ctx, const cn_cell *c)
{
	const char *market = cn_flag_get(ctx, "market"), *theme = cn_flag_get(ctx, "theme"), *stage = cn_flag_get(ctx, "stage"), *force = cn_flag_get(ctx, "force");
	return (!market || cn_eqz(c->market, market)) && (!theme || listed(c->provision->themes, theme)) && (!stage || listed(c->provision->stages, stage)) &&
	       (!force || strcmp(cn_force_text(c->force), force) == 0);
}

static bool shown(const cn_ctx *ctx, const cn_cell *c)
{
	return cn_flag_on(ctx, "all") || c->answer != CN_DOES_NOT || c->later != CN_FALSE;
}

static cn_code check_market(cn_ctx *ctx, const cn_profile *p, cn_err *err)
{
	const char *market = cn_flag_get(ctx, "market");
	CN_AUTO_BUF all;
	cn_buf_init(&all, CN_HINT_BYTES);
	for (size_t i = 0; market && i < p->n_market; i++) {
		if (cn_eqz(p->market[i].code, market))
			return CN_OK;
		cn_buf_printf(&all, "%s%.*s", i ? ", " : "", CN_FMT(p->market[i].code));
	}
	if (!market)
		return CN_OK;
	(void)CN_FAIL(err, CN_EINPUT, "--market: the system is not offered in \"%.20s\"", market);
	return cn_hint(err, "%s", all.p ? all.p : "");
}

static cn_code filter(view *v, cn_err *err)
{
	cn_ctx *ctx = v->ctx;
	const cn_answers *from = v->r->day[0].answers;
	const char *by = cn_flag_get(ctx, "by");
	CN_TRY(cn_flag_listed(ctx, v->r->norms.lib, "theme", "themes", err));
	CN_TRY(cn_flag_listed(ctx, v->r->norms.lib, "stage", "stages", err));
	CN_TRY(cn_flag_listed(ctx, v->r->norms.lib, "force", "force", err));
	CN_TRY(check_market(ctx, v->r->system->profile, err));
	if (by && strcmp(by, "market") != 0 && strcmp(by, "stage") != 0 && strcmp(by, "theme") != 0) {
		(void)CN_FAIL(err, CN_EINPUT, "--by: \"%.20s\" is no way to group", by);
		return cn_hint(err, "market, stage or theme");
	}
	cn_answers *to = CN_NEW(ctx->a, cn_answers, 1);
	cn_cell *cell = CN_NEW(ctx->a, cn_cell, from->n_cell + 1);
	if (!to || !cell)
		return cn_arena_fail(ctx->a, err);
	*to = *from;
	to->cell = cell;
	to->n_cell = 0;
	for (size_t i = 0; i < from->n_cell; i++)
		if (wanted(ctx, &from->cell[i]))
			cell[to->n_cell++] = from->cell[i];
	v->answers = to;
	cn_ahead *ahead;
	cn_stake *stake;
	CN_TRY(cn_norm_ahead(ctx->a, to, &ahead, &v->n_ahead, err));
	CN_TRY(cn_norm_stakes(ctx->a, v->r->norms.lib, to, &stake, &v->n_stake, err));
	v->ahead = ahead;
	v->stake = stake;
	return CN_OK;
}

/* ---- on the terminal --------------------------------------------------------------------------------------------------------------- */

/* A text that is not binding and reaches the market only through a group of states, or because it addresses everybody: dozens of rows
 * that would bury the market's own law. One line an instrument, unless every row is asked for. */
static bool folded(const view *v, const cn_cell *c)
{
	return !cn_flag_on(v->ctx, "all") && c->force != CN_BINDING && !cn_library_own(v->r->norms.lib, c->market, c->provision->instrument, v->answers->as_of);
}

static void say_folded_one(view *v, cn_str market, const cn_instrument *in, bool *ret_title)
{
	cn_ctx *ctx = v->ctx;
	cn_str title = cn_in_lang(ctx, in->title);
	size_t by[4] = { 0 }, n = 0;
	cn_confidence weakest = CN_READ;
	for (size_t k = 0; k < v->answers->n_cell; k++) {
		const cn_cell *c = &v->answers->cell[k];
		if (c->provision->instrument != in || !cn_eq(c->market, market) || !shown(ctx, c) || !folded(v, c))
			continue;
		weakest = c->confidence > weakest ? c->confidence : weakest;
		by[c->answer]++;
		n++;
	}
	if (n == 0)
		return;
	if (!*ret_title)
		cn_para(ctx, 2, 2, "%.*s: %s", CN_FMT(market), cn_tr(ctx, "of groups of states or addressed to all, not binding; rows by answer, --all shows each",
								      "国家集团的或面向各方的文本，无约束力；按答案计行数，--all 逐行列出"));
	*ret_title = true;
	cn_para(ctx, 2, 19, "%s%3zu  %s%3zu  %s%3zu  %.*s: %.*s%s", mark_of(ctx, CN_APPLIES), by[CN_APPLIES] + by[CN_PRESUMED], mark_of(ctx, CN_ANSWER_UNKNOWN),
		by[CN_ANSWER_UNKNOWN], mark_of(ctx, CN_DOES_NOT), by[CN_DOES_NOT], CN_FMT(in->id), CN_FMT(title),
		weakest == CN_UNVERIFIED ? cn_tr(ctx, " [partly unverified]", " [部分未核实]") : cn_confidence_mark(ctx, weakest));
}

static void say_folded(view *v, cn_str market)
{
	bool title = false;
	for (size_t i = 0; i < cn_library_count(v->r->norms.lib); i++)
		say_folded_one(v, market, cn_library_at(v->r->norms.lib, i), &title);
}

static void missing_of(const cn_cell *c, cn_buf *b)
{
	for (size_t i = 0; c->answer == CN_ANSWER_UNKNOWN && i < c->n_missing && i < 4; i++)
		cn_buf_printf(b, "%s%.*s", i ? " " : "  <- ", CN_FMT(c->missing[i]->id));
}

static void say_cell(cn_ctx *ctx, const cn_cell *c, bool with_market)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, 4096);
	cn_str heading = cn_in_lang(ctx, c->provision->heading), role = cn_word_for(ctx, "role", c->actor->role);
	cn_report_pad(&b, cn_word_for(ctx, "force", cn_str_z(cn_force_text(c->force))), 9);
	cn_buf_printf(&b, " %.*s%s%.*s, %.*s: %.*s", CN_FMT(with_market ? c->market : CN_S("")), with_market ? " " : "", CN_FMT(c->provision->full), CN_FMT(role),
		      CN_FMT(heading));
	if (c->answer == CN_DOES_NOT && c->later == CN_TRUE)
		cn_buf_printf(&b, " (%s %s)", cn_tr(ctx, "from", "自"), cn_day_text(ctx, c->from));
	cn_buf_putz(&b, cn_confidence_mark(ctx, c->confidence));
	if (c->provision->scope_basis)
		cn_buf_putz(&b, cn_tr(ctx, " [scope only]", " [仅依适用范围]"));
	missing_of(c, &b);
	cn_para(ctx, 0, 12, "%s %s", mark_of(ctx, c->answer), b.p ? b.p : "");
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
		cn_para(ctx, 2, 2, "%s", cn_tr(ctx, "not covered: the library has no instrument of this market's own; that is not a finding of no duties",
					       "未涵盖：文库中没有该市场自身的文书；这不等于没有义务"));
	else
		cn_para(ctx, 2, 2, "%s: %zu %s, %zu %s, %zu %s", cn_tr(ctx, "coverage by theme", "按议题的覆盖情况"), by[0], cn_tr(ctx, "complete", "完整"),
			by[1], cn_tr(ctx, "partial", "部分"), by[2], cn_tr(ctx, "empty", "空缺"));
	return CN_OK;
}

static bool is_of(const cn_cell *c, const char *by, cn_str group)
{
	cn_texts list = strcmp(by, "stage") == 0 ? c->provision->stages : c->provision->themes;
	for (size_t i = 0; i < list.n; i++)
		if (cn_eq(list.item[i], group))
			return true;
	return group.n == 0 && list.n == 0;
}

static void say_group(view *v, const char *by, cn_str group, cn_str label)
{
	bool any = false, market = strcmp(by, "market") == 0;
	for (size_t i = 0; i < v->answers->n_cell; i++) {
		const cn_cell *c = &v->answers->cell[i];
		if (!shown(v->ctx, c) || folded(v, c) || !(market ? cn_eq(c->market, group) : is_of(c, by, group)))
			continue;
		if (!any && !market)
			cn_buf_printf(v->ctx->out, "\n%.*s\n", CN_FMT(label));
		any = true;
		say_cell(v->ctx, c, !market);
	}
}

/* Every stage or issue in the order of the vocabulary; a duty stands under each of its own. */
static cn_code say_groups(view *v, const char *by, cn_err *err)
{
	cn_ctx *ctx = v->ctx;
	const cn_profile *p = v->r->system->profile;
	const char *list = strcmp(by, "stage") == 0 ? "stages" : "themes", *only = cn_flag_get(ctx, by);
	size_t n;
	const cn_member *m = cn_library_list(v->r->norms.lib, list, &n);
	for (size_t i = 0; i < p->n_market; i++) {
		cn_str label = cn_in_lang(ctx, cn_library_label(v->r->norms.lib, "places", p->market[i].code));
		cn_buf_printf(ctx->out, "\n%.*s %.*s\n", CN_FMT(p->market[i].code), CN_FMT(label));
		CN_TRY(say_coverage_of(ctx, v->r, p->market[i].code, err));
	}
	for (size_t i = 0; i < n; i++)
		if (!only || cn_eqz(m[i].id, only))
			say_group(v, by, m[i].id, cn_in_lang(ctx, m[i].label));
	if (!only)
		say_group(v, by, CN_S(""), cn_str_z(cn_tr(ctx, "Of none in particular", "未指定")));
	cn_buf_putc(ctx->out, '\n');
	for (size_t i = 0; i < p->n_market; i++)
		say_folded(v, p->market[i].code);
	return CN_OK;
}

static cn_code say_markets(view *v, cn_err *err)
{
	cn_ctx *ctx = v->ctx;
	const cn_profile *p = v->r->system->profile;
	const char *only = cn_flag_get(ctx, "market");
	for (size_t i = 0; i < p->n_market; i++) {
		if (only && !cn_eqz(p->market[i].code, only))
			continue;
		cn_str label = cn_in_lang(ctx, cn_library_label(v->r->norms.lib, "places", p->market[i].code));
		cn_buf_printf(ctx->out, "\n%.*s\n", CN_FMT(label));
		CN_TRY(say_coverage_of(ctx, v->r, p->market[i].code, err));
		say_group(v, "market", p->market[i].code, label);
		say_folded(v, p->market[i].code);
	}
	return CN_OK;
}

/* The ids of a run of entries of one day, each once; the rest is counted. */
static void say_day(view *v, size_t from, size_t to)
{
	enum { NAMED = 6 };
	const cn_ahead *first = &v->ahead[from];
	CN_AUTO_BUF b;
	cn_buf_init(&b, 65536);
	size_t n = 0;
	for (size_t i = from; i < to; i++) {
		bool before = false;
		for (size_t k = from; k < i; k++)
			before = before || v->ahead[k].cell->provision == v->ahead[i].cell->provision;
		if (!before && n++ < NAMED)
			cn_buf_printf(&b, "%s%.*s", n > 1 ? ", " : "", CN_FMT(v->ahead[i].cell->provision->full));
	}
	if (n > NAMED)
		cn_buf_printf(&b, cn_tr(v->ctx, " and %zu more", " 等，另有 %zu 项"), n - NAMED);
	const char *what = first->starts ? first->certain ? cn_tr(v->ctx, "starts", "开始适用") : cn_tr(v->ctx, "may start", "可能开始适用")
			   : first->certain ? cn_tr(v->ctx, "last day of", "适用至当日") : cn_tr(v->ctx, "last day, if it applies, of", "如适用，至当日");
	cn_para(v->ctx, 2, 14, "%s  %s: %s", cn_day_text(v->ctx, first->day), what, b.p ? b.p : "");
}

static bool same_line(const cn_ahead *x, const cn_ahead *y)
{
	return x->day == y->day && x->starts == y->starts && x->certain == y->certain;
}

static int by_line(const void *x, const void *y)
{
	const cn_ahead *a = x, *b = y;
	if (a->day != b->day)
		return a->day < b->day ? -1 : 1;
	if (a->starts != b->starts)
		return a->starts ? -1 : 1;
	if (a->certain != b->certain)
		return a->certain ? -1 : 1;
	return a->cell < b->cell ? -1 : a->cell > b->cell;
}

static cn_code say_ahead(view *v, cn_err *err)
{
	if (v->n_ahead == 0)
		return CN_OK;
	cn_ahead *list = CN_NEW(v->ctx->a, cn_ahead, v->n_ahead);
	if (!list)
		return cn_arena_fail(v->ctx->a, err);
	memcpy(list, v->ahead, v->n_ahead * sizeof *list);
	qsort(list, v->n_ahead, sizeof *list, by_line);
	v->ahead = list;
	cn_title(v->ctx, "Dates ahead, as things stand", "今后日期（按现有事实）");
	for (size_t i = 0, k; i < v->n_ahead; i = k) {
		for (k = i + 1; k < v->n_ahead && same_line(&list[i], &list[k]); k++)
			;
		say_day(v, i, k);
	}
	return CN_OK;
}

static void say_stakes(view *v)
{
	cn_ctx *ctx = v->ctx;
	if (v->n_stake)
		cn_title(ctx, "Penalties at stake", "涉及的罚则");
	for (size_t i = 0; i < v->n_stake; i++) {
		const cn_stake *s = &v->stake[i];
		cn_str text = cn_in_lang(ctx, s->penalty->text);
		cn_para(ctx, 2, 4, cn_tr(ctx, "%.*s: %.*s%s (%zu of its duties apply, %zu may)", "%.*s：%.*s%s（其所涉义务 %zu 项适用，%zu 项可能适用）"),
			CN_FMT(s->penalty->full), CN_FMT(text), cn_confidence_mark(ctx, s->penalty->confidence), s->n_applies, s->n_duty - s->n_applies);
	}
}

static cn_code say_applies(view *v, cn_err *err)
{
	cn_ctx *ctx = v->ctx;
	const cn_profile *p = v->r->system->profile;
	const char *by = cn_flag_get(ctx, "by");
	cn_str name = cn_in_lang(ctx, p->name);
	cn_para(ctx, 0, 2, "%.*s   %s %s", CN_FMT(name), cn_tr(ctx, "law as of", "法律状态截至"), cn_day_text(ctx, v->answers->as_of));
	if (p->out_of_scope) {
		cn_buf_putc(ctx->out, '\n');
		cn_para(ctx, 0, 0, "%s", cn_tr(ctx, "Outside Concord's scope: a declared purpose is military, defence or national security.",
					       "超出本系统范围：所声明的用途涉及军事、国防或国家安全。"));
	} else {
		CN_TRY(by && strcmp(by, "market") != 0 ? say_groups(v, by, err) : say_markets(v, err));
		CN_TRY(say_ahead(v, err));
		say_stakes(v);
	}
	cn_buf_putc(ctx->out, '\n');
	cn_para(ctx, 0, 0, "%s %s   %s %s   %s %s   %s %s", mark_of(ctx, CN_APPLIES), cn_tr(ctx, "applies", "适用"), mark_of(ctx, CN_ANSWER_UNKNOWN),
		cn_tr(ctx, "not known: hangs on <- these facts", "未知：取决于 <- 所列事实"), mark_of(ctx, CN_PRESUMED), cn_tr(ctx, "presumed", "推定"),
		mark_of(ctx, CN_DOES_NOT), cn_tr(ctx, "not on this day, but it may later", "当日不适用，但以后可能适用"));
	cn_para(ctx, 0, 0, "%s", cn_tr(ctx, "This is the library's reading, not legal advice; whether a duty is met: concord assess.",
				       "以上依文书库的解读得出，不构成法律意见；义务是否已满足：concord assess。"));
	return CN_OK;
}

/* ---- as a tree ------------------------------------------------------------------------------------------------------------------------ */

static cn_val *ahead_val(const view *v)
{
	cn_arena *a = v->ctx->a;
	cn_val *list = cn_list(a);
	for (size_t i = 0; i < v->n_ahead; i++) {
		const cn_ahead *x = &v->ahead[i];
		cn_val *m = cn_push(a, list, cn_map(a));
		cn_put(a, m, "date", cn_textz(a, cn_day_text(v->ctx, x->day)));
		cn_put(a, m, "what", cn_textz(a, x->starts ? "starts" : "ends"));
		cn_put(a, m, "certain", cn_bool(a, x->certain));
		cn_put(a, m, "id", cn_text(a, x->cell->provision->full));
		cn_put(a, m, "market", cn_text(a, x->cell->market));
		cn_put(a, m, "role", cn_text(a, x->cell->actor->role));
	}
	return list;
}

static cn_val *parameters_val(cn_arena *a, const cn_provision *p)
{
	cn_val *list = cn_list(a);
	for (size_t i = 0; i < p->n_parameter; i++) {
		cn_val *m = cn_push(a, list, cn_map(a));
		cn_put(a, m, "name", cn_text(a, p->parameter[i].name));
		cn_put(a, m, "op", cn_text(a, p->parameter[i].op));
		cn_put(a, m, "value", cn_text(a, p->parameter[i].value));
		cn_put(a, m, "unit", cn_text(a, p->parameter[i].unit));
	}
	return list;
}

static cn_val *stakes_val(const view *v)
{
	cn_arena *a = v->ctx->a;
	cn_val *list = cn_list(a);
	for (size_t i = 0; i < v->n_stake; i++) {
		const cn_stake *s = &v->stake[i];
		cn_val *m = cn_push(a, list, cn_map(a)), *duties = cn_list(a);
		cn_put(a, m, "id", cn_text(a, s->penalty->full));
		cn_put(a, m, "heading", cn_words_val(a, s->penalty->heading));
		cn_put(a, m, "text", cn_words_val(a, s->penalty->text));
		cn_put(a, m, "confidence", cn_textz(a, cn_confidence_text(s->penalty->confidence)));
		cn_put(a, m, "parameters", parameters_val(a, s->penalty));
		cn_put(a, m, "applies", cn_int(a, (int64_t)s->n_applies));
		for (size_t k = 0; k < s->n_duty; k++)
			cn_push(a, duties, cn_text(a, s->duty[k]->full));
		cn_put(a, m, "duties", duties);
	}
	return list;
}

static cn_code applies(cn_ctx *ctx, const cn_run *r, cn_err *err)
{
	view v = { .ctx = ctx, .r = r };
	cn_val *top;
	CN_TRY(filter(&v, err));
	if (!ctx->json)
		return say_applies(&v, err);
	CN_TRY(cn_norm_answers_val(ctx->a, r->norms.lib, r->system->profile, v.answers, &top, err));
	cn_put(ctx->a, top, "ahead", ahead_val(&v));
	cn_put(ctx->a, top, "penalties", stakes_val(&v));
	return cn_answer_json(ctx, top, err);
}

static cn_code run_applies(cn_ctx *ctx, cn_err *err)
{
	cn_run r;
	CN_TRY(cn_run_system(ctx, ctx->args.arg[0], false, false, false, &r, err));
	cn_code rc = applies(ctx, &r, err);
	cn_run_done(&r);
	return rc;
}

static const cn_flag flags[] = { { "as-of", "DATE", "the day whose law counts (else today)", "按哪一天的法律判断（默认今天）", true },
				 { "by", "WHAT", "in groups: market (default), stage or theme", "分组方式：market（默认）、stage 或 theme", false },
				 { "market", "CODE", "only this market: EU, CN, KE, ...", "仅此市场：EU、CN、KE 等", false },
				 { "theme", "ISSUE", "only this issue: data-privacy, content-safety, ...", "仅此议题：data-privacy、content-safety 等", false },
				 { "stage", "STAGE", "only this stage: development, use, ...", "仅此阶段：development、use 等", false },
				 { "force", "FORCE", "only this force: binding, standard, soft, voluntary or draft", "仅此效力：binding、standard、soft、voluntary、draft", false },
				 { "all", NULL, "also what does not apply", "也列出不适用者", false },
				 { NULL, NULL, NULL, NULL, false } };

const cn_op cn_op_applies = { "applies", "FILE", 1, 1, "which duties reach a system, the dates ahead, the penalties at stake; measures nothing",
			      "哪些义务适用于该系统、今后日期和涉及的罚则；不作测量",
			      { "concord applies examples/public-chatbot/system.yaml --by theme", "concord applies system.yaml --market EU --json" }, flags, run_applies, CN_SERVED_SEALED, CN_ACCESS_READER };
