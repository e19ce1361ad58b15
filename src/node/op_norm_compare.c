/* norm compare: two instruments, or two provisions, side by side. */
#include "node/browse.h"
#include "report/report.h"

enum { BOTH_SHOWN = 12, ONLY_SHOWN = 12, LABEL = 12, GAP = 2, INDENT = 2 };

typedef struct job {
	cn_ctx *ctx;
	const cn_library *lib;
	cn_err *err;
} job;

static bool one_at_most(const job *j)
{
	return !cn_flag_on(j->ctx, "csv") || !j->ctx->json;
}

/* ---- the table --------------------------------------------------------------------------------------------------------------- */

static size_t width_of(const cn_ctx *ctx)
{
	return ctx->width ? ctx->width : 80;
}

static void row(const job *j, const char *en, const char *zh, cn_str a, cn_str b)
{
	size_t half = (width_of(j->ctx) - LABEL - 2 * GAP) / 2;
	const size_t cells[] = { LABEL, half, half };
	const cn_str text[] = { cn_str_z(cn_tr(j->ctx, en, zh)), a, b };
	if (a.n || b.n)
		cn_report_columns(j->ctx->out, cells, text, 3, 0);
}

static void pair(const job *j, cn_str a, cn_str b)
{
	size_t half = (width_of(j->ctx) - INDENT - GAP) / 2;
	const size_t cells[] = { half, half };
	const cn_str text[] = { a, b };
	cn_report_columns(j->ctx->out, cells, text, 2, INDENT);
}

static cn_str force_and_mark(const job *j, cn_force force, const cn_instrument *x, cn_confidence c)
{
	return cn_strf(j->ctx->a, "%.*s%s%s", CN_FMT(cn_word_for(j->ctx, "force", cn_str_z(cn_force_text(force)))), cn_status_mark(j->ctx, j->lib, x),
		       cn_confidence_mark(j->ctx, c));
}

static cn_str places(const job *j, const cn_instrument *x)
{
	cn_str all = CN_S("");
	for (size_t i = 0; i < x->jurisdictions.n; i++)
		all = cn_strf(j->ctx->a, "%.*s%s%.*s", CN_FMT(all), i ? ", " : "", CN_FMT(x->jurisdictions.item[i]));
	return all;
}

static cn_str dates(const job *j, const cn_instrument *x)
{
	cn_str all = CN_S("");
	for (size_t i = 0; i < x->n_date; i++)
		all = cn_strf(j->ctx->a, "%.*s%s%s %.*s", CN_FMT(all), i ? "; " : "", cn_day_text(j->ctx, x->date[i].date), CN_FMT(cn_date_what(j->ctx, x->date[i].what)));
	return all;
}

/* "art_26.6 Deployers keep logs [duty, binding] [2nd-hand source]" */
static cn_str line_of(const job *j, const cn_provision *p)
{
	return cn_strf(j->ctx->a, "%.*s  %.*s [%.*s, %.*s]%s", CN_FMT(p->id), CN_FMT(cn_in_lang(j->ctx, p->heading)),
		       CN_FMT(cn_word_for(j->ctx, "deontic", cn_str_z(cn_deontic_text(p->deontic)))),
		       CN_FMT(cn_word_for(j->ctx, "force", cn_str_z(cn_force_text(p->force)))), cn_confidence_mark(j->ctx, p->confidence));
}

/* Whom it binds, and when. */
static cn_str whom(const job *j, const cn_provision *p)
{
	cn_str roles = cn_join_words(j->ctx, j->lib, "roles", p->roles);
	const char *span = cn_norm_span_text(j->ctx, p);
	return cn_strf(j->ctx->a, "%.*s%s%s", CN_FMT(roles), roles.n && span[0] ? "; " : "", span);
}

static cn_str how(const job *j, const cn_alike *e)
{
	cn_str rel = e->rel.n ? cn_report_word("relation", e->rel, j->ctx->lang) : CN_S("");
	cn_str same = e->same_act ? cn_str_z(cn_tr(j->ctx, "same act and object", "行为与客体相同")) : CN_S("");
	return cn_strf(j->ctx->a, "%.*s%s%s%.*s", CN_FMT(rel), e->disputed ? cn_tr(j->ctx, " (two readers differ)", "（两次解读不一）") : "", rel.n && same.n ? cn_tr(j->ctx, ", ", "，") : "",
		       CN_FMT(same));
}

static cn_str value_of(const job *j, const cn_parameter *p)
{
	return p ? cn_parameter_text(j->ctx, j->lib, p) : cn_str_z(cn_tr(j->ctx, "not named", "未载明"));
}

static void say_parameters(const job *j, const cn_parameter_pair *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		cn_str name = (p[i].a ? p[i].a : p[i].b)->name, a = value_of(j, p[i].a), b = value_of(j, p[i].b);
		const char *mark = p[i].same ? "=" : "!";
		pair(j, cn_strf(j->ctx->a, "%s %.*s %.*s", mark, CN_FMT(name), CN_FMT(a)), cn_strf(j->ctx->a, "%s %.*s %.*s", mark, CN_FMT(name), CN_FMT(b)));
	}
}

static void say_both(const job *j, const cn_alike *e)
{
	cn_buf_putc(j->ctx->out, '\n');
	cn_para(j->ctx, 0, 2, "%.*s", CN_FMT(how(j, e)));
	pair(j, line_of(j, e->a), line_of(j, e->b));
	pair(j, whom(j, e->a), whom(j, e->b));
	say_parameters(j, e->parameter, e->n_parameter);
	cn_para(j->ctx, INDENT, INDENT, "%.*s", CN_FMT(cn_in_lang(j->ctx, e->gap)));
}

static void say_only(const job *j, const cn_instrument *x, const cn_provision *const *p, size_t n)
{
	size_t most = cn_flag_on(j->ctx, "all") ? SIZE_MAX : ONLY_SHOWN;
	cn_buf_printf(j->ctx->out, cn_tr(j->ctx, "\nOnly %.*s (%zu)\n", "\n仅 %.*s（%zu）\n"), CN_FMT(x->id), n);
	for (size_t i = 0; i < n && i < most; i++)
		cn_para(j->ctx, INDENT, 4, "%.*s", CN_FMT(line_of(j, p[i])));
	if (n > most)
		cn_buf_printf(j->ctx->out, cn_tr(j->ctx, "  %zu more: --all\n", "  另有 %zu 条：--all\n"), n - most);
}

static void say_heads(const job *j, const cn_instrument *x, const cn_instrument *y, const cn_comparison *c)
{
	cn_ctx *ctx = j->ctx;
	row(j, "", "", x->id, y->id);
	row(j, "title", "标题", cn_in_lang(ctx, x->title), cn_in_lang(ctx, y->title));
	row(j, "issuer", "发布机关", cn_in_lang(ctx, x->issuer), cn_in_lang(ctx, y->issuer));
	row(j, "force", "效力", force_and_mark(j, x->force, x, x->confidence), force_and_mark(j, y->force, y, y->confidence));
	row(j, "where", "法域", places(j, x), places(j, y));
	row(j, "dates", "日期", dates(j, x), dates(j, y));
	row(j, "asks", "要求", cn_strf(ctx->a, "%zu", x->n_provision - c->left_out_a), cn_strf(ctx->a, "%zu", y->n_provision - c->left_out_b));
	row(j, "not counted", "不计入", cn_strf(ctx->a, "%zu", c->left_out_a), cn_strf(ctx->a, "%zu", c->left_out_b));
}

static void say_instruments(const job *j, const cn_instrument *x, const cn_instrument *y, const cn_comparison *c)
{
	cn_ctx *ctx = j->ctx;
	size_t most = cn_flag_on(ctx, "all") ? SIZE_MAX : BOTH_SHOWN;
	say_heads(j, x, y, c);
	cn_buf_printf(ctx->out, cn_tr(ctx, "\nBoth ask (%zu)\n", "\n双方均要求（%zu）\n"), c->n_both);
	for (size_t i = 0; i < c->n_both && i < most; i++)
		say_both(j, &c->both[i]);
	if (c->n_both > most)
		cn_buf_printf(ctx->out, cn_tr(ctx, "\n  %zu more: --all\n", "\n  另有 %zu 条：--all\n"), c->n_both - most);
	say_only(j, x, c->only_a, c->n_only_a);
	say_only(j, y, c->only_b, c->n_only_b);
	cn_buf_putc(ctx->out, '\n');
	cn_para(ctx, 0, 0, "%s",
		cn_tr(ctx, "Found by what somebody related and by act and object as read here: one that stands alone may still be asked in other words. Definitions, scope and penalties are not counted. = the same value, ! another one.",
		      "依已登记的关联及所解读的行为与客体得出：单独列出者，另一方仍可能以其他表述提出要求。定义、适用范围和罚则不计入。= 数值相同，! 不同。"));
}

static void say_provisions(const job *j, const cn_provision *x, const cn_provision *y, const cn_alike *e, const cn_parameter_pair *p, size_t n)
{
	cn_ctx *ctx = j->ctx;
	static const struct {
		const char *en, *zh, *list;
		size_t at;
	} lists[] = { { "binds", "适用对象", "roles", offsetof(cn_provision, roles) },
		      { "stages", "阶段", "stages", offsetof(cn_provision, stages) },
		      { "issues", "议题", "themes", offsetof(cn_provision, themes) },
		      { "protects", "保护对象", "protects", offsetof(cn_provision, protects) } };
	row(j, "", "", x->full, y->full);
	row(j, "heading", "标题", cn_in_lang(ctx, x->heading), cn_in_lang(ctx, y->heading));
	row(j, "kind", "类型", cn_word_for(ctx, "deontic", cn_str_z(cn_deontic_text(x->deontic))), cn_word_for(ctx, "deontic", cn_str_z(cn_deontic_text(y->deontic))));
	row(j, "force", "效力", force_and_mark(j, x->force, x->instrument, x->confidence), force_and_mark(j, y->force, y->instrument, y->confidence));
	row(j, "text", "文本", cn_in_lang(ctx, x->text), cn_in_lang(ctx, y->text));
	row(j, "act", "行为", cn_member_word(ctx, j->lib, "acts", x->act), cn_member_word(ctx, j->lib, "acts", y->act));
	row(j, "object", "客体", cn_member_word(ctx, j->lib, "objects", x->object), cn_member_word(ctx, j->lib, "objects", y->object));
	for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
		const cn_texts *tx = (const void *)((const char *)x + lists[i].at), *ty = (const void *)((const char *)y + lists[i].at);
		row(j, lists[i].en, lists[i].zh, cn_join_words(ctx, j->lib, lists[i].list, *tx), cn_join_words(ctx, j->lib, lists[i].list, *ty));
	}
	row(j, "dates", "日期", cn_str_z(cn_norm_span_text(ctx, x)), cn_str_z(cn_norm_span_text(ctx, y)));
	row(j, "condition", "条件", x->condition, y->condition);
	row(j, "penalty", "罚则", x->penalty, y->penalty);
	for (size_t i = 0; i < n; i++) {
		cn_str name = cn_strf(ctx->a, "%s %.*s", p[i].same ? "=" : "!", CN_FMT((p[i].a ? p[i].a : p[i].b)->name));
		row(j, name.p, name.p, value_of(j, p[i].a), value_of(j, p[i].b));
	}
	cn_buf_putc(ctx->out, '\n');
	if (!e) {
		cn_para(ctx, 0, 0, "%s", cn_tr(ctx, "Nobody has related them, and they name another act or object. That is not the same as: they ask different things.",
					       "尚无人将二者关联，且其行为或客体不同。这不等于二者要求不同。"));
		return;
	}
	cn_para(ctx, 0, 2, "%.*s", CN_FMT(how(j, e)));
	cn_para(ctx, 0, 2, "%.*s", CN_FMT(cn_in_lang(ctx, e->gap)));
}

/* ---- CSV and JSON --------------------------------------------------------------------------------------------------------------- */

enum { SIDE = 9, FIELDS = 1 + 2 * SIDE + 4 };

static void side_fields(const job *j, const cn_provision *p, cn_str *f)
{
	cn_date from, until;
	char day[2][CN_TIME_BYTES] = { "", "" };
	if (!p)
		return;
	cn_norm_span(p, &from, &until);
	cn_date_text(from, day[0]);
	cn_date_text(until, day[1]);
	f[0] = p->full;
	f[1] = p->heading.en;
	f[2] = p->heading.zh;
	f[3] = cn_str_z(cn_deontic_text(p->deontic));
	f[4] = cn_str_z(cn_force_text(p->force));
	f[5] = cn_str_z(cn_confidence_text(p->confidence));
	for (size_t i = 0; i < p->roles.n; i++)
		f[6] = cn_strf(j->ctx->a, "%.*s%s%.*s", CN_FMT(f[6]), i ? " " : "", CN_FMT(p->roles.item[i]));
	f[7] = cn_str_copy(j->ctx->a, cn_str_z(day[0]));
	f[8] = cn_str_copy(j->ctx->a, cn_str_z(day[1]));
}

static void csv_line(const job *j, const char *what, const cn_provision *a, const cn_provision *b, const cn_alike *e)
{
	cn_str f[FIELDS] = { cn_str_z(what) }, *last = f + 1 + 2 * SIDE;
	side_fields(j, a, f + 1);
	side_fields(j, b, f + 1 + SIDE);
	if (e) {
		last[0] = e->rel;
		last[1] = cn_str_z(e->disputed ? "yes" : "no");
		last[2] = cn_str_z(e->same_act ? "yes" : "no");
		for (size_t i = 0; i < e->n_parameter; i++) {
			const cn_parameter_pair *p = &e->parameter[i];
			last[3] = cn_strf(j->ctx->a, "%.*s%s%.*s %.*s | %.*s", CN_FMT(last[3]), i ? "; " : "", CN_FMT((p->a ? p->a : p->b)->name),
					  CN_FMT(p->a ? cn_parameter_text(j->ctx, j->lib, p->a) : CN_S("-")), CN_FMT(p->b ? cn_parameter_text(j->ctx, j->lib, p->b) : CN_S("-")));
		}
	}
	cn_csv_line(j->ctx->out, f, FIELDS);
}

static cn_code put_csv(const job *j, const cn_comparison *c, cn_err *err)
{
	static const char *const heads[FIELDS] = { "what", "a", "a_heading_en", "a_heading_zh", "a_deontic", "a_force", "a_confidence", "a_roles", "a_from", "a_until",
						   "b", "b_heading_en", "b_heading_zh", "b_deontic", "b_force", "b_confidence", "b_roles", "b_from", "b_until",
						   "relation", "disputed", "same_act", "parameters" };
	cn_str f[FIELDS];
	for (size_t i = 0; i < FIELDS; i++)
		f[i] = cn_str_z(heads[i]);
	cn_csv_line(j->ctx->out, f, FIELDS);
	for (size_t i = 0; i < c->n_both; i++)
		csv_line(j, "both", c->both[i].a, c->both[i].b, &c->both[i]);
	for (size_t i = 0; i < c->n_only_a; i++)
		csv_line(j, "only_a", c->only_a[i], NULL, NULL);
	for (size_t i = 0; i < c->n_only_b; i++)
		csv_line(j, "only_b", NULL, c->only_b[i], NULL);
	return cn_arena_ok(j->ctx->a) ? CN_OK : cn_arena_fail(j->ctx->a, err);
}

static cn_val *side_val(const job *j, const cn_instrument *x, size_t left_out)
{
	cn_val *m = cn_instrument_val(j->ctx, x);
	cn_put(j->ctx->a, m, "asks", cn_int(j->ctx->a, (int64_t)(x->n_provision - left_out)));
	cn_put(j->ctx->a, m, "not_counted", cn_int(j->ctx->a, (int64_t)left_out));
	return m;
}

static cn_code put_json(const job *j, cn_val *a, cn_val *b, const cn_comparison *c)
{
	cn_arena *m = j->ctx->a;
	cn_val *top = cn_map(m), *list;
	cn_put(m, top, "a", a);
	cn_put(m, top, "b", b);
	list = cn_put(m, top, "both", cn_list(m));
	for (size_t i = 0; i < c->n_both; i++)
		cn_push(m, list, cn_alike_val(j->ctx, &c->both[i]));
	list = cn_put(m, top, "only_a", cn_list(m));
	for (size_t i = 0; i < c->n_only_a; i++)
		cn_push(m, list, cn_provision_val(j->ctx, c->only_a[i]));
	list = cn_put(m, top, "only_b", cn_list(m));
	for (size_t i = 0; i < c->n_only_b; i++)
		cn_push(m, list, cn_provision_val(j->ctx, c->only_b[i]));
	return cn_answer_json(j->ctx, top, j->err);
}

/* ---- the command ------------------------------------------------------------------------------------------------------------------ */

static cn_code instruments(const job *j, const cn_instrument *x, const cn_instrument *y)
{
	cn_comparison c;
	CN_TRY(cn_norm_compare(j->ctx->a, j->lib, x, y, &c, j->err));
	if (j->ctx->json)
		return put_json(j, side_val(j, x, c.left_out_a), side_val(j, y, c.left_out_b), &c);
	if (cn_flag_on(j->ctx, "csv"))
		return put_csv(j, &c, j->err);
	say_instruments(j, x, y, &c);
	return CN_OK;
}

static cn_code provisions(const job *j, const cn_provision *x, const cn_provision *y)
{
	cn_alike *e, *found = NULL;
	const cn_parameter_pair *p;
	size_t n, n_p;
	if (x == y)
		return CN_FAIL(j->err, CN_EINPUT, "\"%.*s\" is compared with itself", CN_FMT(x->full));
	CN_TRY(cn_norm_alike(j->ctx->a, j->lib, x, y->instrument, &e, &n, j->err));
	for (size_t i = 0; i < n; i++)
		if (e[i].b == y)
			found = &e[i];
	CN_TRY(cn_parameters_paired(j->ctx->a, x, y, &p, &n_p, j->err));
	const cn_comparison c = { .both = found, .n_both = found ? 1 : 0, .only_a = &x, .n_only_a = found ? 0 : 1, .only_b = &y, .n_only_b = found ? 0 : 1 };
	if (j->ctx->json)
		return put_json(j, cn_provision_val(j->ctx, x), cn_provision_val(j->ctx, y), &c);
	if (cn_flag_on(j->ctx, "csv"))
		return put_csv(j, &c, j->err);
	say_provisions(j, x, y, found, p, n_p);
	return CN_OK;
}

static cn_code run(cn_ctx *ctx, cn_err *err)
{
	cn_norms n;
	const cn_instrument *x, *y;
	const cn_provision *p, *q;
	job j = { .ctx = ctx, .err = err };
	if (!one_at_most(&j))
		return CN_FAIL(err, CN_EINPUT, "--csv and --json: one of them");
	CN_TRY(cn_load_norms(ctx, &n, err));
	j.lib = n.lib;
	CN_TRY(cn_norm_named(ctx, n.lib, "show", cn_str_z(ctx->args.arg[0]), &x, &p, err));
	CN_TRY(cn_norm_named(ctx, n.lib, "show", cn_str_z(ctx->args.arg[1]), &y, &q, err));
	if (x && y)
		return instruments(&j, x, y);
	if (p && q)
		return provisions(&j, p, q);
	return CN_FAIL(err, CN_EINPUT, "two instruments are compared, or two provisions, not one of each");
}

static const cn_flag flags[] = { { "all", NULL, "every line, not the first few of each part", "列出全部，而非每部分前几条", false },
				 { "csv", NULL, "a line each, for a spreadsheet", "每项一行，供表格软件使用", false },
				 { NULL, NULL, NULL, NULL, false } };

const cn_op cn_op_norm_compare = { "norm compare", "A B", 2, 2, "two instruments or two provisions side by side: what both ask, what one alone asks, what differs",
				   "两部文书或两个条款对照：双方均要求、仅一方要求、有何不同",
				   { "concord norm compare eu-ai-act kr-ai-basic-act", "concord norm compare eu-ai-act/art_50.2 cn-aigc-labelling-measures/art_5.1" }, flags, run, CN_SERVED_LAW };
