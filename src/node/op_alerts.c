/* alerts: what needs somebody. A share that has passed its limit, what waits for a second person, a case with a deadline, evidence,
 * a fact, a waiver or a review of a risk whose last day has come or comes soon. Everything is read from the log, the manifests and
 * the watches; nothing is kept. */
#include "ext/yaml.h"
#include "node/cases.h"
#include "node/register.h"
#include "node/say.h"
#include "node/seen.h"
#include "node/waiting.h"
#include "node/watch.h"

enum { ENTRIES_MAX = 16384, WITHIN_DAYS = 30, WITHIN_MAX = 3660 };

/* The last word on one thing that holds until a day. */
typedef struct holding {
	const cn_signed *r;
	cn_str what, until; /* until is empty: it holds without end, or is settled */
} holding;

typedef struct gather {
	cn_ctx *ctx;
	const cn_library *lib;
	cn_date today, last;
	holding *at;
	size_t n;
	cn_register reg;
	cn_seconds seconds;
	cn_val *list;
} gather;

/* ---- what holds until a day ---- */

static bool same_thing(const cn_signed *x, const cn_signed *y)
{
	static const char *const keys[] = { "system", "duty", "line", "market", "type", "fact" };
	bool same = cn_eq(x->rec.kind, y->rec.kind);
	for (size_t i = 0; same && i < sizeof keys / sizeof *keys; i++)
		same = cn_eq(cn_get_text(x->rec.body, keys[i]), cn_get_text(y->rec.body, keys[i]));
	return same;
}

static cn_code hold(gather *g, const cn_signed *r, const char *what, const char *until, cn_err *err)
{
	size_t i = 0;
	while (i < g->n && !same_thing(g->at[i].r, r))
		i++;
	if (i == ENTRIES_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "more than %d pieces of evidence: an answer on part of them would be none",
			       ENTRIES_MAX);
	g->n += i == g->n;
	g->at[i] = (holding){ r, cn_str_z(what), cn_get_text(r->rec.body, until) };
	return CN_OK;
}

static bool wanted(cn_str kind)
{
	return cn_register_wants(kind) || cn_seconds_want(kind) || cn_eqz(kind, "evidence/1") || cn_eqz(kind, "judgement/1");
}

static cn_code take(void *arg, const cn_signed *r, cn_str key, cn_err *err)
{
	static const char *const kinds[][3] = { { "evidence/1", "evidence", "expires" },
						{ "judgement/1", "judgement", "expires" } };
	gather *g = arg;
	(void)key; /* whether it counts was seen before */
	CN_TRY(cn_register_take(&g->reg, r, err));
	CN_TRY(cn_seconds_take(&g->seconds, r, err));
	for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
		if (cn_eqz(r->rec.kind, kinds[k][0]))
			CN_TRY(hold(g, r, kinds[k][1], kinds[k][2], err));
	return CN_OK;
}

/* A waiver ends once it held: one that only one person has signed set nothing aside. */
static cn_code hold_waivers(gather *g, cn_err *err)
{
	for (size_t k = 0; k < g->seconds.n; k++)
		if (cn_eqz(g->seconds.at[k].rec->rec.kind, "waiver/1") &&
		    cn_second_approved(cn_second_state_of(&g->seconds, k, g->today)))
			CN_TRY(hold(g, g->seconds.at[k].rec, "waiver", "until", err));
	return CN_OK;
}

/* Puts an alert when its day is near enough; NULL: it is not. */
static cn_val *due(gather *g, cn_str what, cn_str day)
{
	cn_arena *a = g->ctx->a;
	cn_date d;
	if (!day.n || cn_date_parse(day, &d, NULL) != CN_OK || d > g->last)
		return NULL;
	cn_val *m = cn_push(a, g->list, cn_map(a));
	cn_put(a, m, "what", cn_text(a, what));
	cn_put(a, m, "due", cn_text(a, day));
	cn_put(a, m, "overdue", cn_bool(a, d < g->today));
	return m;
}

static void put_some(cn_arena *a, cn_val *m, const cn_val *body, const char *key, const char *as)
{
	if (m && cn_get(body, key))
		cn_put(a, m, as, cn_val_copy(a, cn_get(body, key)));
}

static void put_holdings(gather *g)
{
	cn_arena *a = g->ctx->a;
	for (size_t i = 0; i < g->n; i++) {
		const cn_val *body = g->at[i].r->rec.body;
		cn_val *m = due(g, g->at[i].what, g->at[i].until);
		if (!m)
			continue;
		const cn_provision *p = cn_library_provision(g->lib, cn_get_text(body, "duty"));
		put_some(a, m, body, "system", "system");
		put_some(a, m, body, "duty", "duty");
		put_some(a, m, body, "fact", "fact");
		if (p)
			cn_put(a, m, "title", cn_words_val(a, p->heading));
		cn_put(a, m, "record", cn_int(a, g->at[i].r->rec.seq));
	}
}

/* ---- what a manifest says: documents and facts that hold until a day, risks to look at again ---- */

/* A record about the same duty speaks in its place. */
static bool is_recorded(const gather *g, cn_str system, cn_str duty)
{
	for (size_t i = 0; i < g->n; i++)
		if (cn_eq(cn_get_text(g->at[i].r->rec.body, "system"), system) &&
		    cn_eq(cn_get_text(g->at[i].r->rec.body, "duty"), duty))
			return true;
	return false;
}

static void put_stated(gather *g, cn_str system, const cn_val *manifest)
{
	cn_arena *a = g->ctx->a;
	CN_EACH(e, cn_get(manifest, "evidence")) {
		cn_str duty, line;
		(void)cn_split(cn_get_text(e, "for"), '#', &duty, &line);
		const cn_provision *p = cn_library_provision(g->lib, duty);
		cn_val *m = is_recorded(g, system, duty) ? NULL : due(g, CN_S("evidence"), cn_get_text(e, "until"));
		if (!m)
			continue;
		cn_put(a, m, "system", cn_text(a, system));
		cn_put(a, m, "duty", cn_text(a, duty));
		if (p)
			cn_put(a, m, "title", cn_words_val(a, p->heading));
	}
	CN_EACH(v, cn_get(manifest, "facts")) {
		const cn_fact *f = cn_library_fact(g->lib, v->key);
		cn_val *m = v->type == CN_MAP ? due(g, CN_S("fact"), cn_get_text(v, "until")) : NULL;
		if (!m)
			continue;
		cn_put(a, m, "system", cn_text(a, system));
		cn_put(a, m, "fact", cn_text(a, v->key));
		if (f)
			cn_put(a, m, "title", cn_words_val(a, f->question));
	}
}

/* A risk is looked at again by the day of its last review, else by its own; a closed one is not. */
static cn_code put_risks(gather *g, cn_str file, const cn_val *manifest, cn_err *err)
{
	cn_arena *a = g->ctx->a;
	const cn_profile *p;
	cn_known k = { 0 };
	cn_risk_entry *risk;
	CN_TRY(cn_profile_read(a, g->lib, manifest, file, &p, NULL, err));
	CN_TRY(cn_risks_read(a, g->lib, manifest, file, &risk, &k.n_risk, err));
	k.risk = risk;
	CN_TRY(cn_register_of(a, &g->reg, p, &k, err));
	for (size_t i = 0; i < k.n_risk; i++) {
		const cn_risk_entry *e = &k.risk[i];
		if (!e->body || cn_is_text(cn_get(e->review, "decision"), "close") ||
		    cn_is_text(cn_get(e->body, "status"), "closed"))
			continue;
		cn_val *m = due(g, CN_S("risk"), e->review ? cn_get_text(e->review, "next") : cn_get_text(e->body, "review"));
		if (m)
			cn_put(a, m, "system", cn_text(a, p->id));
		put_some(a, m, e->body, "title", "title");
	}
	return CN_OK;
}

/* A manifest that the library no longer reads says nothing here: assessing it says why. */
static cn_code put_manifests(gather *g, cn_home *home, cn_err *err)
{
	cn_seen *s;
	size_t n;
	CN_TRY(cn_seen_read(g->ctx, home, &s, &n, err));
	for (size_t i = 0; i < n; i++) {
		cn_str text;
		const cn_val *tree;
		cn_err why = { 0 };
		if (!s[i].system.rec.body || cn_seen_file(g->ctx, home, &s[i].system, "manifest", &text, &why) != CN_OK ||
		    cn_yaml_parse(g->ctx->a, text, s[i].id, &tree, &why) != CN_OK)
			continue;
		put_stated(g, s[i].id, tree);
		cn_code rc = put_risks(g, s[i].id, tree, &why);
		if (rc == CN_ENOMEM || rc == CN_ETOOBIG)
			return CN_FAIL(err, rc, "%s", why.msg);
	}
	return CN_OK;
}

/* ---- cases, watches, law ---- */

static cn_code put_cases(gather *g, cn_home *home, cn_err *err)
{
	static const char *const keys[] = { "case", "title", "system", "state" };
	cn_cases all;
	CN_TRY(cn_cases_read(g->ctx, home, &all, err));
	for (size_t i = 0; i < all.n; i++) {
		const cn_val *c = cn_case_tree(g->ctx, &all.file[i], false);
		cn_str state = cn_get_text(c, "state");
		cn_val *m =
		    cn_eqz(state, "final") || cn_eqz(state, "withdrawn") ? NULL : due(g, CN_S("case"), cn_get_text(c, "due"));
		for (size_t k = 0; m && k < sizeof keys / sizeof *keys; k++)
			put_some(g->ctx->a, m, c, keys[k], keys[k]);
	}
	return CN_OK;
}

static cn_code put_breaches(gather *g, cn_err *err)
{
	static const char *const keys[] = { "system", "metric", "op", "limit", "gate_closes", "now" };
	cn_arena *a = g->ctx->a;
	const cn_val *names;
	CN_TRY(cn_watch_names(a, g->ctx->data_dir, &names, err));
	CN_EACH(n, names) {
		cn_watch w;
		CN_TRY(cn_watch_read(a, g->ctx->data_dir, n->s, &w, err));
		if (!w.alarmed)
			continue;
		cn_val *m = cn_push(a, g->list, cn_map(a));
		const cn_val *tree = cn_watch_tree(a, &w, false);
		cn_put(a, m, "what", cn_textz(a, "breach"));
		cn_put(a, m, "watch", cn_text(a, n->s));
		put_some(a, m, tree, "what", "title");
		for (size_t k = 0; k < sizeof keys / sizeof *keys; k++)
			put_some(a, m, tree, keys[k], keys[k]);
		cn_put(a, m, "record", cn_int(a, w.record));
	}
	return CN_OK;
}

/* ---- what waits for a second person ---- */

static cn_code put_waiting(gather *g, cn_home *home, cn_err *err)
{
	static const char *const keys[][2] = { { "kind", "kind" },	{ "title", "title" },	{ "system", "system" },
					       { "duty", "duty" },	{ "market", "market" }, { "owner", "owner" },
					       { "seq", "record" },	{ "since", "since" },	{ "may", "may" },
					       { "why_not", "why_not" } };
	cn_arena *a = g->ctx->a;
	cn_waiting w = { .lib = g->lib, .all = &g->seconds, .today = g->today };
	cn_val *own, *rows = cn_list(a);
	size_t n;
	CN_TRY(cn_asker_read(g->ctx, &w.who, err));
	CN_TRY(cn_own_keys(g->ctx, home, &w.who, &own, err));
	w.keys = own;
	cn_waiting_rows(g->ctx, home, &w, 0, SIZE_MAX, rows, &n);
	CN_EACH(r, rows) {
		bool command = cn_is_text(cn_get(r, "what"), "command");
		cn_str until = cn_sub(cn_get_text(r, "until"), 0, 10);
		cn_val *m = cn_push(a, g->list, cn_map(a));
		cn_put(a, m, "what", cn_textz(a, "waiting"));
		if (until.n)
			cn_put(a, m, "due", cn_text(a, until));
		cn_put(a, m, "overdue", cn_bool(a, false));
		put_some(a, m, r, command ? "id" : "-", "command");
		for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
			put_some(a, m, r, keys[i][0], keys[i][1]);
	}
	return CN_OK;
}

/* ---- the answer ---- */

/* Breaches first, then by day, then what waits without one. */
static int order(const void *x, const void *y)
{
	bool wx = cn_is_text(cn_get(*(cn_val *const *)x, "what"), "waiting") && !cn_get(*(cn_val *const *)x, "due");
	bool wy = cn_is_text(cn_get(*(cn_val *const *)y, "what"), "waiting") && !cn_get(*(cn_val *const *)y, "due");
	if (wx != wy)
		return wx ? 1 : -1;
	cn_str p = cn_get_text(*(cn_val *const *)x, "due"), q = cn_get_text(*(cn_val *const *)y, "due");
	return p.n != q.n ? (p.n < q.n ? -1 : 1) : cn_cmp(p, q);
}

static cn_val *sorted(cn_arena *a, const cn_val *list)
{
	size_t n = 0;
	cn_val *out = cn_list(a), **row = CN_NEW(a, cn_val *, list->n + 1);
	if (!row)
		return out;
	for (cn_val *v = list->first; v; v = v->next)
		row[n++] = v;
	qsort(row, n, sizeof *row, order);
	for (size_t i = 0; i < n; i++)
		cn_push(a, out, cn_val_copy(a, row[i]));
	return out;
}

static void say(cn_ctx *ctx, const cn_val *m)
{
	static const struct {
		const char *what, *en, *zh;
	} words[] = { { "breach", "limit passed", "超限" },
		      { "case", "case", "案件" },
		      { "evidence", "evidence expires", "证据到期" },
		      { "judgement", "judgement expires", "判断到期" },
		      { "waiver", "waiver ends", "临时豁免到期" },
		      { "risk", "review of a risk", "风险复核" },
		      { "fact", "fact to state again", "须重新说明的事实" },
		      { "waiting", "waits for a second person", "待第二人批准" } };
	const cn_val *t = cn_get(m, "title");
	cn_words both = { cn_get_text(t, "en"), cn_get_text(t, "zh") };
	cn_str title = t && t->type == CN_MAP ? cn_in_lang(ctx, both) : cn_get_text(m, "title"), day = cn_get_text(m, "due");
	if (!day.n)
		day = cn_sub(cn_get(m, "since") ? cn_get_text(m, "since") : cn_get_text(cn_get(m, "now"), "time"), 0,
			     10); /* since when */
	cn_buf_printf(ctx->out, "%-10.*s ", CN_FMT(day));
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (cn_is_text(cn_get(m, "what"), words[i].what))
			cn_buf_printf(ctx->out, "%s%s", ctx->lang.p[0] == 'z' ? words[i].zh : words[i].en,
				      cn_get_bool(m, "overdue", false) ? cn_tr(ctx, " (overdue)", "（已逾期）") : "");
	cn_buf_printf(ctx->out, "  %.*s  %.*s\n", CN_FMT(cn_get_text(m, "system")), CN_FMT(title));
}

static cn_code read_within(cn_ctx *ctx, gather *g, cn_err *err)
{
	int64_t days = WITHIN_DAYS;
	const char *z = cn_flag_get(ctx, "within");
	if (z && cn_int_parse(cn_str_z(z), 0, WITHIN_MAX, &days, err) != CN_OK)
		return cn_while(err, "--within");
	g->today = cn_time_date(ctx->now_us);
	g->last = g->today + (cn_date)days;
	return CN_OK;
}

static cn_code run_alerts(cn_ctx *ctx, cn_err *err)
{
	CN_AUTO_HOME home = NULL;
	cn_norms norms;
	gather g = { .ctx = ctx, .list = cn_list(ctx->a), .at = CN_NEW(ctx->a, holding, ENTRIES_MAX) };
	if (!g.at)
		return cn_arena_fail(ctx->a, err);
	CN_TRY(read_within(ctx, &g, err));
	CN_TRY(cn_home_open(ctx->a, ctx->data_dir, false, &home, err));
	CN_TRY(cn_load_norms(ctx, &norms, err));
	g.lib = norms.lib;
	CN_TRY(cn_register_init(ctx->a, &g.reg, err));
	CN_TRY(cn_seconds_init(ctx->a, &g.seconds, err));
	CN_TRY(put_breaches(&g, err));
	CN_TRY(put_cases(&g, home, err));
	CN_TRY(cn_records_each(ctx, home, wanted, take, &g, err));
	CN_TRY(hold_waivers(&g, err));
	put_holdings(&g);
	CN_TRY(put_waiting(&g, home, err));
	CN_TRY(put_manifests(&g, home, err));
	cn_val *list = sorted(ctx->a, g.list);
	if (!cn_arena_ok(ctx->a))
		return cn_arena_fail(ctx->a, err);
	if (ctx->json)
		return cn_answer_json(ctx, list, err);
	CN_EACH(m, list)
		say(ctx, m);
	if (!list->n)
		cn_buf_printf(ctx->out, "%s\n", cn_tr(ctx, "nothing needs anybody now", "目前没有需要处理的事项"));
	return CN_OK;
}

static const cn_flag flags[] = { { "within", "DAYS", "what comes due in so many days counts too (30)",
				   "多少天之内到期者也计入（默认 30）", false },
				 { NULL, NULL, NULL, NULL, false } };

const cn_op cn_op_alerts = { "alerts",
			     "",
			     0,
			     0,
			     "what needs somebody: limits passed, what waits for a second person, deadlines, evidence, facts and "
			     "waivers that end, risks to look at again",
			     "需要处理的事项：超限、待第二人批准者、期限、到期的证据、事实与临时豁免、待复核的风险",
			     { "concord alerts", "concord alerts --within 90 --lang zh" },
			     flags,
			     run_alerts,
			     CN_SERVED_SEALED,
			     CN_ACCESS_READER,
			     .told_who = true, .kept = true };
