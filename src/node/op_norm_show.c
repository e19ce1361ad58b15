/* norm show: one provision with all that is known of it, or an instrument with an outline of its provisions. */
#include "node/browse.h"
#include "report/report.h"

enum { ALIKE_SHOWN = 8 };

typedef struct show {
	cn_ctx *ctx;
	const cn_library *lib;
	cn_err *err;
} show;

/* ---- words of the format ------------------------------------------------------------------------------------------------------ */

static cn_str tie_word(const cn_ctx *ctx, cn_str rel)
{
	static const char *const row[][2] = { { "implements", "落实" }, { "amends", "修订" }, { "repeals", "废止" }, { "replaces", "取代" },
					      { "replaced-by", "被取代于" }, { "cites", "援引" }, { "lex-specialis-to", "特别法优于" },
					      { "presumes-conformity-with", "推定符合" }, { "conflicts-with", "冲突于" } };
	return cn_key_word(ctx, rel, row, sizeof row / sizeof row[0]);
}

/* What another text's relation to this one is called from here. */
static cn_str tied_word(const cn_ctx *ctx, cn_str rel)
{
	static const struct {
		const char *rel, *en, *zh;
	} row[] = { { "implements", "implemented by", "由其落实：" }, { "amends", "amended by", "由其修订：" }, { "repeals", "repealed by", "由其废止：" },
		    { "replaces", "replaced by", "由其取代：" }, { "replaced-by", "took the place of", "取代了：" }, { "cites", "cited by", "由其援引：" } };
	for (size_t i = 0; i < sizeof row / sizeof row[0]; i++)
		if (cn_eqz(rel, row[i].rel))
			return cn_str_z(cn_tr(ctx, row[i].en, row[i].zh));
	return cn_strf(ctx->a, cn_tr(ctx, "named (%.*s) by", "被提及（%.*s）："), CN_FMT(rel));
}

static cn_str rel_word(const cn_ctx *ctx, cn_str rel)
{
	cn_str w = cn_report_word("relation", rel, ctx->lang);
	return w.n ? w : tie_word(ctx, rel);
}

static bool is_law_word(cn_str rel)
{
	return !cn_report_word("relation", rel, CN_S("en")).n;
}

/* ---- pieces -------------------------------------------------------------------------------------------------------------------------- */

static const char *colon(const cn_ctx *ctx)
{
	return cn_tr(ctx, ": ", "：");
}

static void field(cn_ctx *ctx, const char *en, const char *zh, cn_str text)
{
	if (text.n)
		cn_para(ctx, 2, 6, "%s%s%.*s", cn_tr(ctx, en, zh), colon(ctx), CN_FMT(text));
}

/* Which provision, of which kind and force, and how sure: e2e tests count provisions by this line. */
static void head_line(cn_ctx *ctx, const cn_provision *p)
{
	cn_buf_printf(ctx->out, "%.*s  [%.*s, %.*s, %.*s]\n", CN_FMT(p->full), CN_FMT(cn_word_for(ctx, "deontic", cn_str_z(cn_deontic_text(p->deontic)))),
		      CN_FMT(cn_word_for(ctx, "force", cn_str_z(cn_force_text(p->force)))),
		      CN_FMT(cn_word_for(ctx, "confidence", cn_str_z(cn_confidence_text(p->confidence)))));
}

/* What would show that it is met: what `evidence add` and `judge sign` name as DUTY#E1. */
static void say_lines(cn_ctx *ctx, const cn_provision *p)
{
	static const char *const kind[] = { [CN_LINE_MEASUREMENT] = "measurement", [CN_LINE_DOCUMENT] = "document", [CN_LINE_JUDGEMENT] = "judgement" };
	for (size_t i = 0; i < p->n_line; i++) {
		const cn_line *l = &p->line[i];
		cn_str what = l->kind == CN_LINE_MEASUREMENT ? l->metric : l->kind == CN_LINE_DOCUMENT ? l->type : cn_in_lang(ctx, l->question);
		cn_str all = cn_strf(ctx->a, "#%.*s: %.*s, %.*s", CN_FMT(l->id), CN_FMT(cn_word_for(ctx, "evidence_kind", cn_str_z(kind[l->kind]))), CN_FMT(what));
		if (l->kind == CN_LINE_MEASUREMENT)
			all = cn_strf(ctx->a, "%.*s%s%.*s%s%.*s%s%.*s%s", CN_FMT(all), l->op.n ? " " : "", CN_FMT(l->op), l->op.n ? " " : "", CN_FMT(l->value),
				      cn_tr(ctx, " (", "（"), CN_FMT(cn_report_word("limit_from", l->threshold_from, ctx->lang)), cn_tr(ctx, ")", "）"));
		if (l->signed_by.n)
			all = cn_strf(ctx->a, "%.*s, %s %.*s", CN_FMT(all), cn_tr(ctx, "signed by", "签署人"), CN_FMT(cn_word_for(ctx, "person", l->signed_by)));
		if (l->max_age.n)
			all = cn_strf(ctx->a, "%.*s, %s %.*s", CN_FMT(all), cn_tr(ctx, "good for", "有效期"), CN_FMT(cn_span_words(ctx, l->max_age)));
		cn_para(ctx, 2, 6, "%s %.*s", cn_tr(ctx, "evidence", "证据"), CN_FMT(all));
	}
}

static void say_periods(cn_ctx *ctx, const cn_provision *p)
{
	for (size_t i = 0; i < p->n_period; i++) {
		const cn_period *d = &p->period[i];
		cn_para(ctx, 2, 6, "%s %s%s%s%s%.*s", cn_tr(ctx, "applies from", "适用自"), cn_day_text(ctx, d->from), d->until != CN_DATE_NONE ? " - " : "",
			d->until != CN_DATE_NONE ? cn_day_text(ctx, d->until) : "", d->when_text.n ? cn_tr(ctx, "  if ", "  条件 ") : "", CN_FMT(d->when_text));
	}
}

static void say_date(cn_ctx *ctx, const cn_instrument_date *d)
{
	cn_str more = cn_in_lang(ctx, d->note);
	cn_para(ctx, 2, 6, "%s  %.*s%s%.*s%s%.*s", cn_day_text(ctx, d->date), CN_FMT(cn_date_what(ctx, d->what)), d->by.n ? cn_tr(ctx, " by ", "，依 ") : "", CN_FMT(d->by),
		more.n ? "  " : "", CN_FMT(more));
}

/* How it stands, on the day on which somebody looked: not a date of its history. */
static void say_status(const show *s, const cn_instrument *x)
{
	cn_ctx *ctx = s->ctx;
	cn_str word = cn_report_word("instrument_status", x->status, ctx->lang), more = cn_in_lang(ctx, x->status_note);
	cn_para(ctx, 2, 6, cn_tr(ctx, "status on %s: %.*s%s%.*s", "%s 的状态：%.*s%s%.*s"), cn_day_text(ctx, x->status_as_of),
		CN_FMT(word.n ? word : cn_member_word(ctx, s->lib, "status", x->status)), more.n ? cn_tr(ctx, ". ", "。") : "", CN_FMT(more));
}

static bool tied_to(const cn_instrument *x, cn_str id)
{
	for (size_t i = 0; i < x->n_tie; i++)
		if (cn_eq(x->tie[i].to, id))
			return true;
	return false;
}

/* What an instrument has to do with others, and others with it where it does not say so itself. */
static void say_ties(const show *s, const cn_instrument *x)
{
	cn_ctx *ctx = s->ctx;
	for (size_t i = 0; i < x->n_tie; i++) {
		cn_str more = cn_in_lang(ctx, x->tie[i].note);
		cn_para(ctx, 2, 6, "%.*s %.*s%s%.*s", CN_FMT(tie_word(ctx, x->tie[i].rel)), CN_FMT(x->tie[i].to), more.n ? "  " : "", CN_FMT(more));
	}
	for (size_t i = 0; i < cn_library_count(s->lib); i++) {
		const cn_instrument *y = cn_library_at(s->lib, i);
		for (size_t k = 0; k < y->n_tie && !tied_to(x, y->id); k++)
			if (cn_eq(y->tie[k].to, x->id))
				cn_para(ctx, 2, 6, "%.*s %.*s%s", CN_FMT(tied_word(ctx, y->tie[k].rel)), CN_FMT(y->id), cn_confidence_mark(ctx, y->confidence));
	}
}

static cn_str extent_word(const cn_ctx *ctx, cn_str extent)
{
	static const char *const row[][2] = { { "full-text", "全文" }, { "extract", "节选" }, { "summary", "摘要" }, { "secondary", "二手来源" },
					      { "none", "未读" } };
	return cn_key_word(ctx, extent, row, sizeof row / sizeof row[0]);
}

static void say_sources(cn_ctx *ctx, const cn_instrument *x)
{
	field(ctx, "official", "官方文本", cn_strf(ctx->a, "%.*s  %.*s", CN_FMT(x->reference), CN_FMT(x->url)));
	for (size_t i = 0; i < x->n_source; i++)
		cn_para(ctx, 2, 6, "%s%s%.*s (%.*s, %s)", cn_tr(ctx, "read", "所读文本"), colon(ctx), CN_FMT(x->source[i].read), CN_FMT(extent_word(ctx, x->source[i].extent)),
			cn_day_text(ctx, x->source[i].on));
}

/* ---- a provision ------------------------------------------------------------------------------------------------------------------------ */

static void say_asks(const show *s, const cn_provision *p)
{
	cn_ctx *ctx = s->ctx;
	cn_str all = cn_strf(ctx->a, "%.*s%s%.*s", CN_FMT(cn_member_word(ctx, s->lib, "acts", p->act)), p->act.n && p->object.n ? cn_tr(ctx, ", ", "：") : "",
			     CN_FMT(cn_member_word(ctx, s->lib, "objects", p->object)));
	for (size_t i = 0; i < p->n_parameter; i++)
		all = cn_strf(ctx->a, "%.*s; %.*s %.*s", CN_FMT(all), CN_FMT(p->parameter[i].name), CN_FMT(cn_parameter_text(ctx, s->lib, &p->parameter[i])));
	field(ctx, "act and object", "行为与客体", all);
	field(ctx, "binds", "适用对象", cn_join_words(ctx, s->lib, "roles", p->roles));
	field(ctx, "stages", "阶段", cn_join_words(ctx, s->lib, "stages", p->stages));
	field(ctx, "issues", "议题", cn_join_words(ctx, s->lib, "themes", p->themes));
	field(ctx, "protects", "保护对象", cn_join_words(ctx, s->lib, "protects", p->protects));
}

/* The penalty that a provision names: a locator of its own instrument. */
static const cn_provision *penalty_of(const show *s, const cn_provision *p)
{
	return p->penalty.n ? cn_library_provision(s->lib, cn_strf(s->ctx->a, "%.*s/%.*s", CN_FMT(p->instrument->id), CN_FMT(p->penalty))) : NULL;
}

static void say_penalty(const show *s, const cn_provision *p)
{
	const cn_provision *q = penalty_of(s, p);
	if (!q) {
		field(s->ctx, "penalty", "罚则", p->penalty);
		return;
	}
	cn_str heading = cn_in_lang(s->ctx, q->heading), text = cn_in_lang(s->ctx, q->text);
	cn_para(s->ctx, 2, 6, "%s%s%.*s%s  %.*s%s%.*s", cn_tr(s->ctx, "penalty", "罚则"), colon(s->ctx), CN_FMT(q->full),
		cn_confidence_mark(s->ctx, q->confidence), CN_FMT(heading), colon(s->ctx), CN_FMT(text));
}

/* The instrument that stood before this one, if it is in the library; NULL at the end. */
static const cn_instrument *before(const show *s, const cn_instrument *x, size_t *at)
{
	while (*at < x->n_tie) {
		const cn_tie *t = &x->tie[(*at)++];
		const cn_instrument *y = cn_eqz(t->rel, "replaces") || cn_eqz(t->rel, "repeals") || cn_eqz(t->rel, "amends") ? cn_library_get(s->lib, t->to) : NULL;
		if (y)
			return y;
	}
	return NULL;
}

static cn_code say_history(const show *s, const cn_provision *p)
{
	cn_ctx *ctx = s->ctx;
	const cn_instrument *x = p->instrument, *old;
	cn_buf_printf(ctx->out, "  %s\n", cn_tr(ctx, "history of the instrument", "文书沿革"));
	say_status(s, x);
	for (size_t i = 0; i < x->n_date; i++)
		say_date(ctx, &x->date[i]);
	say_ties(s, x);
	for (size_t at = 0; (old = before(s, x, &at));) {
		cn_alike *e;
		size_t n;
		CN_TRY(cn_norm_alike(ctx->a, s->lib, p, old, &e, &n, s->err));
		for (size_t i = 0; i < n && i < ALIKE_SHOWN; i++)
			cn_para(ctx, 2, 6, "%s%s%.*s%s  %.*s", cn_tr(ctx, "before", "此前"), colon(ctx), CN_FMT(e[i].b->full), cn_confidence_mark(ctx, e[i].b->confidence),
				CN_FMT(cn_in_lang(ctx, e[i].b->heading)));
	}
	return CN_OK;
}

/* Relations in the words of law, from here and to here; likeness follows below. */
static void say_relations(const show *s, const cn_provision *p)
{
	cn_ctx *ctx = s->ctx;
	for (size_t i = 0; i < p->n_relation; i++)
		if (is_law_word(p->relation[i].rel) || cn_eqz(p->relation[i].rel, "no-relationship"))
			cn_para(ctx, 2, 6, "%.*s %.*s  %.*s", CN_FMT(rel_word(ctx, p->relation[i].rel)), CN_FMT(p->relation[i].to), CN_FMT(cn_in_lang(ctx, p->relation[i].gap)));
	for (size_t i = 0; i < cn_library_count(s->lib); i++) {
		const cn_instrument *y = cn_library_at(s->lib, i);
		for (size_t k = 0; k < y->n_provision; k++)
			for (size_t r = 0; r < y->provision[k].n_relation; r++) {
				const cn_relation *rel = &y->provision[k].relation[r];
				if (is_law_word(rel->rel) && cn_library_provision(s->lib, rel->to) == p)
					cn_para(ctx, 2, 6, "%.*s %.*s%s", CN_FMT(tied_word(ctx, rel->rel)), CN_FMT(y->provision[k].full),
						cn_confidence_mark(ctx, y->provision[k].confidence));
			}
	}
}

static void say_alike(const show *s, const cn_alike *e)
{
	cn_ctx *ctx = s->ctx;
	cn_str why = e->rel.n ? rel_word(ctx, e->rel) : cn_str_z(cn_tr(ctx, "same act and object", "行为与客体相同"));
	cn_str gap = cn_in_lang(ctx, e->gap);
	cn_para(ctx, 4, 6, "%.*s%s%s%.*s  %.*s [%.*s]%s%s", CN_FMT(why), e->disputed ? cn_tr(ctx, " (two readers differ)", "（两次解读不一）") : "", colon(ctx), CN_FMT(e->b->full),
		CN_FMT(cn_in_lang(ctx, e->b->heading)), CN_FMT(cn_word_for(ctx, "force", cn_str_z(cn_force_text(e->b->force)))),
		cn_status_mark(ctx, s->lib, e->b->instrument), cn_confidence_mark(ctx, e->b->confidence));
	if (gap.n)
		cn_para(ctx, 6, 6, "%.*s", CN_FMT(gap));
}

static cn_code say_others(const show *s, const cn_provision *p)
{
	cn_ctx *ctx = s->ctx;
	cn_alike *e;
	size_t n, most = cn_flag_on(ctx, "all") ? SIZE_MAX : ALIKE_SHOWN;
	CN_TRY(cn_norm_alike(ctx->a, s->lib, p, NULL, &e, &n, s->err));
	cn_buf_printf(ctx->out, "  %s\n", cn_tr(ctx, "who else asks the same", "还有谁提出同样要求"));
	for (size_t i = 0; i < n && i < most; i++)
		say_alike(s, &e[i]);
	if (n == 0)
		cn_para(ctx, 4, 6, "%s", cn_tr(ctx, "nothing is related to it yet, and no other text names the same act and object; that is not the same as: nobody asks it",
						"尚无关联条款，也没有其他文书载有相同的行为与客体；这不等于无人提出同样要求"));
	if (n > most)
		cn_buf_printf(ctx->out, cn_tr(ctx, "    %zu more: --all\n", "    另有 %zu 条：--all\n"), n - most);
	return CN_OK;
}

static cn_code say_provision(const show *s, const cn_provision *p, bool whole)
{
	cn_ctx *ctx = s->ctx;
	cn_str heading = cn_in_lang(ctx, p->heading), text = cn_in_lang(ctx, p->text), note = cn_in_lang(ctx, p->note);
	head_line(ctx, p);
	cn_para(ctx, 2, 2, "%.*s", CN_FMT(heading));
	cn_para(ctx, 2, 2, "%.*s", CN_FMT(text));
	say_asks(s, p);
	say_periods(ctx, p);
	field(ctx, "condition", "条件", p->condition);
	if (p->scope_basis)
		field(ctx, "basis", "依据", cn_str_z(cn_tr(ctx, "scope, role and dates alone; its own condition was not worked out", "仅依适用范围、角色和日期；其自身条件未展开")));
	say_lines(ctx, p);
	say_penalty(s, p);
	field(ctx, "note", "注", note);
	if (!whole)
		return CN_OK;
	say_relations(s, p);
	CN_TRY(say_others(s, p));
	CN_TRY(say_history(s, p));
	say_sources(ctx, p->instrument);
	return CN_OK;
}

/* ---- an instrument ------------------------------------------------------------------------------------------------------------------------ */

/* What an instrument is, before its provisions: its standing on a day, its dates, what it has to do with others, what to know about it. */
static void say_instrument(const show *s, const cn_instrument *x)
{
	cn_ctx *ctx = s->ctx;
	cn_para(ctx, 0, 2, "%.*s", CN_FMT(cn_in_lang(ctx, x->title)));
	cn_para(ctx, 0, 2, "%.*s", CN_FMT(cn_in_lang(ctx, x->issuer)));
	cn_para(ctx, 0, 2, "%.*s  [%.*s, %.*s]", CN_FMT(x->id), CN_FMT(cn_word_for(ctx, "force", cn_str_z(cn_force_text(x->force)))),
		CN_FMT(cn_word_for(ctx, "confidence", cn_str_z(cn_confidence_text(x->confidence)))));
	say_status(s, x);
	for (size_t i = 0; i < x->n_date; i++)
		say_date(ctx, &x->date[i]);
	say_ties(s, x);
	say_sources(ctx, x);
	cn_para(ctx, 2, 2, "%.*s", CN_FMT(cn_in_lang(ctx, x->notes)));
	cn_buf_putc(ctx->out, '\n');
}

static void say_outline(const show *s, const cn_instrument *x)
{
	cn_ctx *ctx = s->ctx;
	for (size_t i = 0; i < x->n_provision; i++) {
		const cn_provision *p = &x->provision[i];
		const char *span = cn_norm_span_text(ctx, p);
		head_line(ctx, p);
		cn_para(ctx, 2, 4, "%.*s%s%s", CN_FMT(cn_in_lang(ctx, p->heading)), span[0] ? "  " : "", span);
	}
	cn_buf_printf(ctx->out, cn_tr(ctx, "\n%zu provisions. One in full: concord norm show %.*s/%.*s\n", "\n%zu 个条款。查看全文：concord norm show %.*s/%.*s\n"), x->n_provision,
		      CN_FMT(x->id), CN_FMT(x->n_provision ? x->provision[0].id : CN_S("")));
}

/* ---- JSON -------------------------------------------------------------------------------------------------------------------------------------- */

static void put_absent(cn_arena *a, cn_val *m, const char *key, cn_val *v)
{
	if (!cn_get(m, key))
		cn_put(a, m, key, v);
}

/* A date by its keys in the file, with what the file left out. */
static cn_val *periods_val(cn_ctx *ctx, const cn_provision *p)
{
	cn_val *list = cn_list(ctx->a);
	for (size_t i = 0; i < p->n_period; i++) {
		cn_val *m = cn_push(ctx->a, list, cn_map(ctx->a));
		if (p->period[i].from != CN_DATE_NONE)
			cn_put(ctx->a, m, "from", cn_textz(ctx->a, cn_day_text(ctx, p->period[i].from)));
		if (p->period[i].until != CN_DATE_NONE)
			cn_put(ctx->a, m, "until", cn_textz(ctx->a, cn_day_text(ctx, p->period[i].until)));
		if (p->period[i].when_text.n)
			cn_put(ctx->a, m, "when", cn_text(ctx->a, p->period[i].when_text));
	}
	return list;
}

static cn_val *related_to(const show *s, const cn_provision *p)
{
	cn_arena *a = s->ctx->a;
	cn_val *list = cn_list(a);
	for (size_t i = 0; i < cn_library_count(s->lib); i++) {
		const cn_instrument *y = cn_library_at(s->lib, i);
		for (size_t k = 0; k < y->n_provision; k++)
			for (size_t r = 0; r < y->provision[k].n_relation; r++) {
				const cn_relation *rel = &y->provision[k].relation[r];
				if (cn_library_provision(s->lib, rel->to) != p)
					continue;
				cn_val *m = cn_push(a, list, cn_map(a));
				cn_put(a, m, "from", cn_text(a, y->provision[k].full));
				cn_put(a, m, "rel", cn_text(a, rel->rel));
				cn_put(a, m, "confidence", cn_textz(a, cn_confidence_text(y->provision[k].confidence)));
			}
	}
	return list;
}

/* The instrument without its provisions: where the text comes from, and its history. */
static cn_val *source_val(const show *s, const cn_instrument *x)
{
	static const char *const keys[] = { "issuer", "dates", "official", "sources", "relations", "notes" };
	cn_val *m = cn_instrument_val(s->ctx, x);
	for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
		if (cn_get(x->tree, keys[i]))
			cn_put(s->ctx->a, m, keys[i], cn_val_copy(s->ctx->a, cn_get(x->tree, keys[i])));
	return m;
}

static cn_code provision_json(const show *s, const cn_provision *p)
{
	cn_arena *a = s->ctx->a;
	cn_val *m = cn_val_copy(a, p->tree), *alike, *earlier;
	const cn_provision *penalty = penalty_of(s, p);
	const cn_instrument *old;
	cn_alike *e;
	size_t n;
	cn_put(a, m, "full", cn_text(a, p->full));
	put_absent(a, m, "force", cn_textz(a, cn_force_text(p->force)));
	put_absent(a, m, "confidence", cn_textz(a, cn_confidence_text(p->confidence)));
	cn_put(a, m, "periods", periods_val(s->ctx, p));
	if (penalty) {
		cn_val *v = cn_put(a, m, "penalty_text", cn_provision_val(s->ctx, penalty));
		cn_put(a, v, "text", cn_words_val(a, penalty->text));
	}
	cn_put(a, m, "related_to", related_to(s, p));
	alike = cn_put(a, m, "alike", cn_list(a));
	CN_TRY(cn_norm_alike(a, s->lib, p, NULL, &e, &n, s->err));
	for (size_t i = 0; i < n; i++)
		cn_push(a, alike, cn_alike_val(s->ctx, &e[i]));
	earlier = cn_put(a, m, "before", cn_list(a));
	for (size_t at = 0; (old = before(s, p->instrument, &at));) {
		CN_TRY(cn_norm_alike(a, s->lib, p, old, &e, &n, s->err));
		for (size_t i = 0; i < n; i++)
			cn_push(a, earlier, cn_provision_val(s->ctx, e[i].b));
	}
	cn_put(a, m, "instrument", source_val(s, p->instrument));
	return cn_answer_json(s->ctx, m, s->err);
}

static cn_code run(cn_ctx *ctx, cn_err *err)
{
	cn_norms n;
	const cn_instrument *x;
	const cn_provision *p;
	CN_TRY(cn_load_norms(ctx, &n, err));
	CN_TRY(cn_norm_named(ctx, n.lib, "show", cn_str_z(ctx->args.arg[0]), &x, &p, err));
	show s = { ctx, n.lib, err };
	if (ctx->json)
		return x ? cn_answer_json(ctx, x->tree, err) : provision_json(&s, p);
	if (p)
		return say_provision(&s, p, true);
	say_instrument(&s, x);
	if (!cn_flag_on(ctx, "full"))
		say_outline(&s, x);
	for (size_t i = 0; i < x->n_provision && cn_flag_on(ctx, "full"); i++)
		CN_TRY(say_provision(&s, &x->provision[i], false));
	return CN_OK;
}

static const cn_flag flags[] = { { "full", NULL, "an instrument: every provision with its text, not an outline", "文书：列出各条款全文，而非提纲", false },
				 { "all", NULL, "a provision: everybody who asks the same, not the first few", "条款：列出全部提出同样要求者", false },
				 { NULL, NULL, NULL, NULL, false } };

const cn_op cn_op_norm_show = { "norm show", "ID", 1, 1,
				"an instrument in outline, or one provision: text, dates, history, evidence, penalty, who else asks the same, source",
				"文书提纲，或一个条款：文本、日期、沿革、证据、罚则、还有谁提出同样要求、来源",
				{ "concord norm show eu-ai-act/art_26.6", "concord norm show cn-genai-interim-measures" }, flags, run, CN_SERVED_LAW };
