/* portfolio: thousands of systems at once. Read in portions, each in memory of its own; only counts stay. */
#include "node/say.h"
#include "node/systems.h"
#include "report/report.h"

enum { PORTION = 256, PORTION_BYTES = 512 << 20, TOP = 12, LEFT_OUT_SHOWN = 8, LEFT_OUT_MAX = 10000 };

typedef struct job {
	cn_ctx *ctx;
	const cn_library *lib;
	cn_str digest;
	cn_date day;
	cn_systems systems;
	cn_portfolio *now, *before; /* before: the law without the draft; NULL: there is none */
	const cn_instrument *draft; /* NULL: none */
	cn_str *left_out;           /* a sentence each */
	size_t n_left_out, n_other_market;
	cn_err *err;
} job;

/* ---- reading and counting ----------------------------------------------------------------------------------------------------------- */

/* Only --market: the others are taken out. False: it is not offered there. */
static bool keep_market(const job *j, cn_arena *a, const cn_profile **p)
{
	const char *code = cn_flag_get(j->ctx, "market");
	for (size_t i = 0; code && i < (*p)->n_market; i++) {
		cn_profile *q = cn_eqz((*p)->market[i].code, code) ? CN_NEW(a, cn_profile, 1) : NULL;
		if (!q)
			continue;
		*q = **p;
		q->market = &(*p)->market[i];
		q->n_market = 1;
		*p = q;
		return true;
	}
	return !code;
}

static cn_code leave_out(job *j, cn_arena *a, cn_err *why)
{
	bool theirs = cn_arena_ok(a) && (why->code == CN_EINPUT || why->code == CN_ETOOBIG || why->code == CN_ENOTFOUND || why->code == CN_EIO);
	if (!theirs || cn_flag_on(j->ctx, "strict")) {
		*j->err = *why;
		return why->code;
	}
	if (j->n_left_out < LEFT_OUT_MAX)
		j->left_out[j->n_left_out] = cn_strf(j->ctx->a, "%s%s%s%s", why->msg, why->hint[0] ? "; " : "", why->hint[0] ? cn_tr(j->ctx, "did you mean ", "是否指 ") : "",
						     why->hint);
	j->n_left_out++;
	return CN_OK;
}

/* ---- every cell, for --csv ------------------------------------------------------------------------------------------------------------ */

static void put_cells(const job *j, const cn_bulk *b)
{
	cn_buf *out = j->ctx->out;
	for (size_t row = 0; row < cn_bulk_rows(b); row++) {
		const cn_bulk_row *r = cn_bulk_row_at(b, row);
		for (size_t i = 0; i < cn_compiled_rules(j->now->compiled); i++) {
			cn_answer x;
			if (!cn_bulk_get(b, row, i, &x) || x == CN_DOES_NOT)
				continue;
			const cn_provision *p = cn_compiled_rule(j->now->compiled, i);
			cn_csv_put(out, r->profile->id);
			cn_buf_putc(out, ',');
			cn_csv_put(out, r->profile->file);
			cn_buf_printf(out, ",%.*s,%.*s,%.*s,%s,%s,%s\n", CN_FMT(r->market->code), CN_FMT(r->actor->role.n ? r->actor->role : CN_S("unknown")),
				      CN_FMT(p->full), cn_force_text(p->force), cn_answer_text(x), cn_confidence_text(p->confidence));
		}
	}
}

static cn_code do_portion(job *j, size_t from, size_t n)
{
	CN_AUTO_ARENA a = cn_arena_new(PORTION_BYTES);
	const cn_profile *p[PORTION];
	cn_bulk *b = NULL;
	size_t k = 0;
	if (!a)
		return CN_NOMEM(j->err);
	for (size_t i = 0; i < n; i++) {
		cn_err why = { 0 };
		bool empty_line = j->systems.table && !j->systems.columns && cn_trim(j->systems.file[from + i]).n == 0;
		if (empty_line)
			continue;
		if (cn_systems_read(j->ctx, a, &j->systems, j->lib, from + i, &p[k], &why) != CN_OK)
			CN_TRY(leave_out(j, a, &why));
		else if (keep_market(j, a, &p[k]))
			k++;
		else
			j->n_other_market++;
	}
	CN_TRY(cn_portfolio_add(j->now, a, p, k, &b, j->err));
	if (j->before)
		CN_TRY(cn_portfolio_add(j->before, a, p, k, NULL, j->err));
	if (cn_flag_on(j->ctx, "csv"))
		put_cells(j, b);
	return CN_OK;
}

static cn_code count_all(job *j)
{
	j->left_out = CN_NEW(j->ctx->a, cn_str, LEFT_OUT_MAX);
	if (!j->left_out)
		return cn_arena_fail(j->ctx->a, j->err);
	for (size_t i = 0; i < j->systems.n; i += PORTION) {
		size_t left = j->systems.n - i;
		j->ctx->progress(j->ctx->progress_arg, cn_tr(j->ctx, "working out what applies", "推算适用义务"), i, j->systems.n);
		CN_TRY(do_portion(j, i, left < PORTION ? left : PORTION));
	}
	cn_portfolio_end(j->now);
	if (j->before)
		cn_portfolio_end(j->before);
	return CN_OK;
}

/* ---- what a draft changes ---------------------------------------------------------------------------------------------------------------- */

static size_t place_of(const cn_library *lib, cn_str id)
{
	size_t i = 0;
	while (i < cn_library_count(lib) && !cn_eq(cn_library_at(lib, i)->id, id))
		i++;
	return i;
}

static cn_hold hold_after(const job *j, size_t system)
{
	return (cn_hold)j->now->system[system].instrument[place_of(j->lib, j->draft->id)];
}

static cn_hold hold_before(const job *j, size_t system)
{
	if (!j->before)
		return CN_HOLD_NONE;
	const cn_portfolio_system *s = &j->before->system[system];
	for (size_t i = 0; i < cn_compiled_rules(j->before->compiled); i++)
		if (s->rule[i] == CN_HOLD_BOUND)
			return CN_HOLD_BOUND;
	return s->provisions[CN_HOLD_PRESUMED] ? CN_HOLD_PRESUMED : s->provisions[CN_HOLD_OPEN] ? CN_HOLD_OPEN : CN_HOLD_NONE;
}

typedef enum effect { SAME, NEWLY, MAY, FREED, EFFECTS } effect;

static effect effect_of(const job *j, size_t system)
{
	cn_hold was = hold_before(j, system), is = hold_after(j, system);
	if (is == CN_HOLD_BOUND)
		return was == CN_HOLD_BOUND ? SAME : NEWLY;
	if (was == CN_HOLD_BOUND)
		return FREED;
	return is > was ? MAY : SAME;
}

/* The day on which all of it has begun, if that is still to come. */
static cn_date full_day(const cn_instrument *in, cn_date today)
{
	cn_date day = today;
	for (size_t i = 0; i < in->n_provision; i++)
		for (size_t k = 0; k < in->provision[i].n_period; k++)
			if (in->provision[i].period[k].from != CN_DATE_NONE && in->provision[i].period[k].from > day)
				day = in->provision[i].period[k].from;
	return day;
}

/* ---- as JSON -------------------------------------------------------------------------------------------------------------------------------- */

/* Written out as it goes: thousands of systems with their provisions are more than a tree should hold. */
static void key_text(cn_buf *b, const char *lead, const char *key, cn_str s)
{
	cn_buf_printf(b, "%s\"%s\": ", lead, key);
	cn_json_text(b, s);
}

static void json_hold(cn_buf *b, const size_t n[4])
{
	cn_buf_printf(b, "\"applies\": %zu, \"presumed\": %zu, \"unknown\": %zu", n[CN_HOLD_BOUND], n[CN_HOLD_PRESUMED], n[CN_HOLD_OPEN]);
}

static void json_system(const job *j, size_t at, cn_buf *b)
{
	static const char *const word[] = { "", "unknown", "presumed", "applies" };
	static const char *const effects[] = { "none", "newly_bound", "may_bind", "no_longer_bound" };
	const cn_portfolio_system *s = &j->now->system[at];
	key_text(b, at ? ",\n    {" : "\n    {", "id", s->id);
	key_text(b, ", ", "file", s->file);
	cn_buf_printf(b, ", \"out_of_scope\": %s", s->out_of_scope ? "true" : "false");
	if (j->draft)
		cn_buf_printf(b, ", \"draft\": \"%s\"", effects[effect_of(j, at)]);
	for (unsigned h = CN_HOLD_BOUND; h > CN_HOLD_NONE; h--) {
		bool any = false;
		cn_buf_printf(b, ", \"%s\": [", word[h]);
		for (size_t i = 0; i < cn_compiled_rules(j->now->compiled); i++)
			if (s->rule[i] == h) {
				cn_buf_putz(b, any ? ", " : "");
				cn_json_text(b, cn_compiled_rule(j->now->compiled, i)->full);
				any = true;
			}
		cn_buf_putc(b, ']');
	}
	cn_buf_putc(b, '}');
}

static void json_lists(const job *j, cn_buf *b)
{
	const cn_portfolio *p = j->now;
	cn_buf_putz(b, ",\n  \"instruments\": [");
	for (size_t i = 0; i < p->n_reach; i++) {
		key_text(b, i ? ",\n    {" : "\n    {", "instrument", p->reach[i].instrument->id);
		key_text(b, ", ", "market", p->reach[i].market);
		cn_buf_printf(b, ", \"systems\": %zu, ", p->reach[i].systems[0] + p->reach[i].systems[1] + p->reach[i].systems[2] + p->reach[i].systems[3]);
		json_hold(b, p->reach[i].systems);
		cn_buf_putc(b, '}');
	}
	cn_buf_putz(b, "],\n  \"markets\": [");
	for (size_t i = 0; i < p->n_market; i++) {
		key_text(b, i ? ", {" : "{", "market", p->market[i].code);
		cn_buf_printf(b, ", \"systems\": %zu, \"covered\": %s}", p->market[i].systems, p->market[i].covered ? "true" : "false");
	}
	cn_buf_putz(b, "],\n  \"provisions\": [");
	for (size_t i = 0; i < cn_compiled_rules(p->compiled); i++) {
		size_t n[4];
		const cn_provision *r = cn_compiled_rule(p->compiled, i);
		cn_portfolio_rule(p, i, n);
		key_text(b, i ? ",\n    {" : "\n    {", "id", r->full);
		cn_buf_printf(b, ", \"force\": \"%s\", \"confidence\": \"%s\", ", cn_force_text(r->force), cn_confidence_text(r->confidence));
		json_hold(b, n);
		cn_buf_putc(b, '}');
	}
	cn_buf_putz(b, "],\n  \"questions\": [");
	for (size_t i = 0; i < p->n_question; i++) {
		const cn_portfolio_question *q = &p->question[i];
		key_text(b, i ? ",\n    {" : "\n    {", "fact", q->fact->id);
		cn_buf_printf(b, ", \"systems\": %zu, \"cells\": %zu, \"alone\": %zu, \"binding\": %zu}", q->systems, q->cells, q->alone, q->binding);
	}
	cn_buf_putz(b, "],\n  \"left_out\": [");
	for (size_t i = 0; i < j->n_left_out && i < LEFT_OUT_MAX; i++) {
		cn_buf_putz(b, i ? ",\n    " : "\n    ");
		cn_json_text(b, j->left_out[i]);
	}
	cn_buf_putz(b, "],\n  \"systems\": [");
	for (size_t i = 0; i < p->n_system; i++)
		json_system(j, i, b);
	cn_buf_putz(b, "]\n}\n");
}

static void say_json(const job *j)
{
	cn_buf *b = j->ctx->out;
	char day[CN_TIME_BYTES];
	cn_date_text(j->day, day);
	cn_buf_printf(b, "{\n  \"as_of\": \"%s\"", day);
	key_text(b, ", ", "library", j->digest);
	if (j->draft)
		key_text(b, ", ", "draft", j->draft->id);
	cn_buf_printf(b, ",\n  \"counts\": {\"systems\": %zu, \"rows\": %zu, \"left_out\": %zu, \"in_other_markets\": %zu, \"cells\": {\"all\": %zu, ", j->now->n_system,
		      j->now->n_row, j->n_left_out, j->n_other_market, j->now->cells[0]);
	json_hold(b, j->now->cells);
	cn_buf_putz(b, "}}");
	json_lists(j, b);
}

/* ---- for reading --------------------------------------------------------------------------------------------------------------------------------- */

static void say_head(const job *j)
{
	cn_ctx *ctx = j->ctx;
	char day[CN_TIME_BYTES];
	cn_date_text(j->day, day);
	cn_buf_printf(ctx->out, "%s: %zu %s, %zu %s   %s %s\n", j->systems.path, j->now->n_system, cn_tr(ctx, "systems", "个系统"), j->now->n_row,
		      cn_tr(ctx, "rows (market and role)", "行（市场与角色）"), cn_tr(ctx, "law as of", "法律状态截至"), day);
	if (j->n_other_market)
		cn_buf_printf(ctx->out, "%zu %s\n", j->n_other_market, cn_tr(ctx, "systems are not offered in that market", "个系统未在该市场提供"));
}

/* Chinese characters are two cells wide, so that printf cannot align them. */
static void say_column(cn_ctx *ctx, const char *word)
{
	cn_str s = cn_str_z(word);
	size_t wide = cn_report_width(s);
	cn_buf_printf(ctx->out, "%*s%s", wide < 10 ? (int)(10 - wide) : 0, "", word);
}

static cn_str force_word(const cn_ctx *ctx, const cn_instrument *in)
{
	cn_str t = cn_str_z(cn_force_text(in->force)), w = cn_eqz(ctx->lang, "en") ? t : cn_report_word("force", t, ctx->lang);
	return w.n ? w : t;
}

static void say_number(cn_ctx *ctx, size_t n)
{
	cn_buf_printf(ctx->out, " %9zu", n);
}

static int by_bound(const void *x, const void *y)
{
	const cn_portfolio_reach *a = x, *b = y;
	if (a->instrument->force != b->instrument->force)
		return a->instrument->force < b->instrument->force ? -1 : 1;
	if (a->systems[CN_HOLD_BOUND] != b->systems[CN_HOLD_BOUND])
		return a->systems[CN_HOLD_BOUND] > b->systems[CN_HOLD_BOUND] ? -1 : 1;
	if (a->systems[CN_HOLD_OPEN] != b->systems[CN_HOLD_OPEN])
		return a->systems[CN_HOLD_OPEN] > b->systems[CN_HOLD_OPEN] ? -1 : 1;
	int c = cn_cmp(a->instrument->id, b->instrument->id);
	return c ? c : cn_cmp(a->market, b->market);
}

static cn_str marked(const cn_ctx *ctx, const cn_instrument *in)
{
	return cn_str_z(in->confidence == CN_READ ? "" : in->confidence == CN_SECONDARY ? cn_tr(ctx, "  [2nd-hand source]", "  [二手来源]")
										       : cn_tr(ctx, "  [unverified]", "  [未核实]"));
}

/* No law of a place in the library is not a finding of no duties. */
static void say_uncovered(const job *j)
{
	cn_ctx *ctx = j->ctx;
	size_t n = 0;
	for (size_t i = 0; i < j->now->n_market; i++) {
		const cn_portfolio_market *m = &j->now->market[i];
		if (m->covered)
			continue;
		cn_buf_printf(ctx->out, "%s %.*s (%zu)", n++ ? "," : cn_tr(ctx, "\nNot covered, which is not a finding of no duties; systems there:", "\n未涵盖（不等于没有义务），其中系统数："),
			      CN_FMT(m->code), m->systems);
	}
	cn_buf_putz(ctx->out, n ? "\n" : "");
}

static void say_reach(const job *j)
{
	cn_ctx *ctx = j->ctx;
	cn_portfolio *p = j->now;
	cn_buf_printf(ctx->out, "\n%s\n", cn_tr(ctx, "Who is bound by what: systems in each market, by instrument (soft and voluntary ones: whom they address)",
					   "谁受何约束：各市场中的系统数，按文书（软性与自愿者：所针对的对象）"));
	cn_report_pad(ctx->out, cn_str_z(""), 59);
	say_column(ctx, cn_tr(ctx, "applies", "适用"));
	say_column(ctx, cn_tr(ctx, "presumed", "推定"));
	say_column(ctx, cn_tr(ctx, "unknown", "未知"));
	cn_buf_putc(ctx->out, '\n');
	if (p->n_reach)
		qsort(p->reach, p->n_reach, sizeof *p->reach, by_bound);
	size_t n = 0;
	for (size_t i = 0; i < p->n_reach; i++) {
		const size_t *by = p->reach[i].systems;
		cn_str mark = marked(ctx, p->reach[i].instrument);
		if (by[CN_HOLD_BOUND] + by[CN_HOLD_PRESUMED] + by[CN_HOLD_OPEN] == 0 || n++ >= TOP)
			continue;
		cn_buf_printf(ctx->out, "  %-5.*s ", CN_FMT(p->reach[i].market));
		cn_report_pad(ctx->out, p->reach[i].instrument->id, 40);
		cn_buf_putc(ctx->out, ' ');
		cn_report_pad(ctx->out, force_word(ctx, p->reach[i].instrument), 10);
		for (unsigned h = CN_HOLD_BOUND; h > CN_HOLD_NONE; h--)
			say_number(ctx, p->reach[i].systems[h]);
		cn_buf_printf(ctx->out, "%.*s\n", CN_FMT(mark));
	}
	if (n > TOP)
		cn_buf_printf(ctx->out, "  %s %zu\n", cn_tr(ctx, "further lines:", "另有行数："), n - TOP);
}

static void say_questions(const job *j)
{
	cn_ctx *ctx = j->ctx;
	if (j->now->n_question == 0)
		return;
	cn_buf_printf(ctx->out, "\n%s\n", cn_tr(ctx, "What to find out first: the facts that would decide most", "先查明什么：最能定夺的事实"));
	for (size_t i = 0; i < j->now->n_question && i < TOP; i++) {
		const cn_portfolio_question *q = &j->now->question[i];
		cn_str text = cn_in_lang(ctx, q->fact->question);
		cn_buf_printf(ctx->out, "  %-30.*s %6zu %s %8zu %s  %.*s\n", CN_FMT(q->fact->id), q->systems, cn_tr(ctx, "systems", "个系统"), q->cells,
			      cn_tr(ctx, "answers", "项答案"), CN_FMT(text));
	}
}

/* The systems with the most of one thing, not sorted in place: the order of the registry is kept for the rest. */
static void say_most(const job *j, cn_hold h, const char *title)
{
	cn_ctx *ctx = j->ctx;
	bool *told = CN_NEW(ctx->a, bool, j->now->n_system + 1);
	for (unsigned k = 0; told && k < TOP / 2; k++) {
		size_t best = j->now->n_system;
		for (size_t i = 0; i < j->now->n_system; i++) {
			bool more = best == j->now->n_system || j->now->system[i].provisions[h] > j->now->system[best].provisions[h];
			if (!told[i] && j->now->system[i].provisions[h] && more)
				best = i;
		}
		if (best == j->now->n_system)
			return;
		if (k == 0)
			cn_buf_printf(ctx->out, "\n%s\n", title);
		told[best] = true;
		cn_buf_printf(ctx->out, "  %-30.*s %6zu  %.*s\n", CN_FMT(j->now->system[best].id), j->now->system[best].provisions[h], CN_FMT(j->now->system[best].file));
	}
}

static void say_left_out(const job *j)
{
	cn_ctx *ctx = j->ctx;
	if (j->n_left_out == 0)
		return;
	cn_buf_printf(ctx->out, "\n%s: %zu\n", cn_tr(ctx, "Left out, since they cannot be read", "无法读取而略去"), j->n_left_out);
	for (size_t i = 0; i < j->n_left_out && i < LEFT_OUT_SHOWN; i++)
		cn_buf_printf(ctx->out, "  %.*s\n", CN_FMT(j->left_out[i]));
	if (j->n_left_out > LEFT_OUT_SHOWN)
		cn_buf_printf(ctx->out, "  %s\n", cn_tr(ctx, "the others: --json", "其余见 --json"));
}

static void say_end(const job *j)
{
	say_left_out(j);
	cn_buf_printf(j->ctx->out, "\n%s\n", cn_tr(j->ctx, "Everything: --json, or --csv with a line an answer. The library's reading, not legal advice.",
						 "全部内容：--json，或 --csv（每行一项答案）。以上依文书库的解读得出，不构成法律意见。"));
}

static void say_portfolio(const job *j)
{
	size_t outside = 0;
	for (size_t i = 0; i < j->now->n_system; i++)
		outside += j->now->system[i].out_of_scope;
	say_head(j);
	if (outside)
		cn_buf_printf(j->ctx->out, "%zu %s\n", outside, cn_tr(j->ctx, "are outside Concord's scope (military, defence or national security)", "个超出本系统范围（军事、国防或国家安全）"));
	say_reach(j);
	say_uncovered(j);
	say_most(j, CN_HOLD_BOUND, cn_tr(j->ctx, "Bound by most provisions", "受约束条款最多者"));
	say_most(j, CN_HOLD_OPEN, cn_tr(j->ctx, "Most provisions unknown", "未知条款最多者"));
	say_questions(j);
	say_end(j);
}

static void say_effect(const job *j, effect which, const char *title)
{
	size_t n = 0;
	for (size_t i = 0; i < j->now->n_system; i++)
		n += effect_of(j, i) == which;
	cn_buf_printf(j->ctx->out, "\n%s: %zu\n", title, n);
	n = 0;
	for (size_t i = 0; i < j->now->n_system && n < TOP; i++) {
		const cn_portfolio_system *s = &j->now->system[i];
		if (effect_of(j, i) != which)
			continue;
		n++;
		cn_buf_printf(j->ctx->out, "  %-30.*s %4zu %s %4zu %s  %.*s\n", CN_FMT(s->id), s->provisions[CN_HOLD_BOUND], cn_tr(j->ctx, "apply", "项适用"),
			      s->provisions[CN_HOLD_OPEN] + s->provisions[CN_HOLD_PRESUMED], cn_tr(j->ctx, "may", "项可能"), CN_FMT(s->file));
	}
}

static void say_draft(const job *j)
{
	cn_ctx *ctx = j->ctx;
	cn_str title = cn_in_lang(ctx, j->draft->title), mark = marked(ctx, j->draft);
	say_head(j);
	cn_buf_printf(ctx->out, "%s: %.*s (%.*s)%.*s\n", cn_tr(ctx, "draft", "草案"), CN_FMT(title), CN_FMT(j->draft->id), CN_FMT(mark));
	if (!cn_flag_get(ctx, "as-of"))
		cn_buf_printf(ctx->out, "%s\n", cn_tr(ctx, "The day on which all of it would have begun; --as-of for another.", "以其全部开始适用之日为准；另择日期用 --as-of。"));
	if (j->before)
		cn_buf_printf(ctx->out, "%s\n", cn_tr(ctx, "Compared with the instrument of this id in the library.", "与文书库中同一标识的文书相比。"));
	say_effect(j, NEWLY, cn_tr(ctx, "Would be newly bound", "将新受约束"));
	say_effect(j, MAY, cn_tr(ctx, "May be bound: not known", "可能受约束：未知"));
	if (j->before)
		say_effect(j, FREED, cn_tr(ctx, "No longer bound", "不再受约束"));
	say_questions(j);
	say_end(j);
}

/* ---- the op --------------------------------------------------------------------------------------------------------------------------------------- */

/* With a draft only that instrument is worked out, and what stands under its id today. */
static cn_code open_law(job *j)
{
	cn_ctx *ctx = j->ctx;
	cn_norms norms, today;
	cn_str id;
	const cn_compiled *c, *was;
	const char *draft = cn_flag_get(ctx, "draft");
	CN_TRY(cn_flag_date(ctx, "as-of", 0, &j->day, j->err));
	CN_TRY(cn_load_norms(ctx, &today, j->err));
	norms = today;
	if (draft) {
		CN_TRY(cn_load_norms_with(ctx, draft, &norms, &id, j->err));
		j->draft = cn_library_get(norms.lib, id);
		if (!cn_flag_get(ctx, "as-of"))
			j->day = full_day(j->draft, j->day);
	}
	j->lib = norms.lib;
	j->digest = norms.digest;
	CN_TRY(cn_compile(ctx->a, norms.lib, j->draft, norms.digest, j->day, &c, j->err));
	CN_TRY(cn_portfolio_new(ctx->a, c, &j->now, j->err));
	const cn_instrument *old = draft ? cn_library_get(today.lib, id) : NULL;
	if (!old)
		return CN_OK;
	CN_TRY(cn_compile(ctx->a, today.lib, old, today.digest, j->day, &was, j->err));
	return cn_portfolio_new(ctx->a, was, &j->before, j->err);
}

static cn_code check_market(const job *j)
{
	size_t n;
	const char *code = cn_flag_get(j->ctx, "market");
	const cn_member *m = cn_library_list(j->lib, "places", &n);
	for (size_t i = 0; code && i < n; i++)
		if (cn_eqz(m[i].id, code))
			return CN_OK;
	m = cn_library_list(j->lib, "groups", &n);
	for (size_t i = 0; code && i < n; i++)
		if (cn_eqz(m[i].id, code))
			return CN_OK;
	return code ? CN_FAIL(j->err, CN_EINPUT, "--market: \"%.40s\" is not a place of the vocabulary", code) : CN_OK;
}

static cn_code run_portfolio(cn_ctx *ctx, cn_err *err)
{
	job j = { .ctx = ctx, .err = err };
	bool csv = cn_flag_on(ctx, "csv");
	if (csv && ctx->json)
		return CN_FAIL(err, CN_EINPUT, "--csv and --json: one of them");
	CN_TRY(open_law(&j));
	CN_TRY(check_market(&j));
	CN_TRY(cn_systems_open(ctx, ctx->args.arg[0], &j.systems, err));
	if (csv)
		cn_buf_putz(ctx->out, "system,file,market,role,provision,force,answer,confidence\n");
	cn_code rc = count_all(&j);
	cn_systems_close(&j.systems);
	if (rc != CN_OK) {
		cn_buf_reset(ctx->out);
		return rc;
	}
	if (ctx->json)
		say_json(&j);
	else if (!csv && j.draft)
		say_draft(&j);
	else if (!csv)
		say_portfolio(&j);
	ctx->verdict = j.n_left_out ? 3 : 0;
	return CN_OK;
}

#define END { NULL, NULL, NULL, NULL, false }
static const cn_flag flags[] = { { "as-of", "DATE", "the day whose law counts (else today)", "按哪一天的法律判断（默认今天）", false },
				 { "market", "CODE", "only this market: EU, CN, KE, ...", "仅此市场：EU、CN、KE 等", false },
				 { "draft", "FILE", "an instrument file: whom it would newly bind, and whom it may", "文书文件：将新约束谁、可能约束谁", false },
				 { "csv", NULL, "every answer but \"does not\", one a line", "除“不适用”外的每项答案，每行一项", false },
				 { "strict", NULL, "stop at the first system that cannot be read", "遇首个无法读取的系统即停止", false },
				 END };

const cn_op cn_op_portfolio = { "portfolio", "DIR|TABLE", 1, 1, "many systems at once: who is bound by what, what is unknown, what a draft would change",
				"一次看众多系统：谁受何约束、何事未知、草案会改变什么",
				{ "concord portfolio examples", "concord portfolio examples --draft norms/kr-ai-basic-act.yaml --json" }, flags, run_portfolio, CN_SERVED_SEALED, CN_ACCESS_READER };
