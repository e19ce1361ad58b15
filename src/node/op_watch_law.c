/* watch law, watch changes: the registry of systems held against the law files again. What bound whom is kept in the node; when a norm, a date or a system has changed,
 * who is newly bound by what, and who no longer is, is said. Nothing but binding law that applies counts; what is unknown binds nobody. */
#include "node/browse.h"
#include "node/desk.h"
#include "node/systems.h"
#include "store/file.h"

enum { PORTION = 256, PORTION_BYTES = 512 << 20, FILE_BYTES_MAX = 256 << 20, SHOWN = 20, TOLD_MAX = 20, TOLD_SYSTEMS_MAX = 500 };

typedef struct job {
	cn_ctx *ctx;
	cn_norms norms;
	cn_date day;
	bool own; /* the systems of this node */
	cn_systems systems;
	const cn_compiled *law;
	cn_portfolio *p;
	const cn_val *before; /* systems of the last time, by "file\nid"; NULL: the first time */
	const cn_val *told;   /* what was told until then */
	cn_val *now, *changed, *left_out;
	size_t n_new_system, n_gone;
} job;

/* ---- now ---- */

static cn_code read_portion(job *j, size_t from, size_t n, cn_err *err)
{
	CN_AUTO_ARENA a = cn_arena_new(PORTION_BYTES);
	const cn_profile *p[PORTION];
	size_t k = 0;
	if (!a)
		return CN_NOMEM(err);
	for (size_t i = 0; i < n; i++) {
		cn_err why = { 0 };
		if (j->systems.table && !j->systems.columns && cn_trim(j->systems.file[from + i]).n == 0)
			continue; /* an empty line */
		cn_code rc = cn_systems_read(j->ctx, a, &j->systems, j->norms.lib, from + i, &p[k], &why);
		if (rc == CN_EINPUT || rc == CN_ENOTFOUND)
			cn_push(j->ctx->a, j->left_out, cn_textz(j->ctx->a, why.msg));
		else if (rc != CN_OK)
			return CN_FAIL(err, rc, "%s", why.msg);
		k += rc == CN_OK;
	}
	return cn_portfolio_add(j->p, a, p, k, NULL, err);
}

/* Law that was read in full. What is known at second hand, and what is no law, decides nothing binding. */
static bool binds(const cn_provision *p)
{
	return p->force == CN_BINDING && p->confidence == CN_READ;
}

static cn_code work_out(job *j, cn_err *err)
{
	cn_ctx *ctx = j->ctx;
	CN_TRY(cn_compile(ctx->a, j->norms.lib, NULL, j->norms.digest, j->day, &j->law, err));
	CN_TRY(cn_portfolio_new(ctx->a, j->law, &j->p, err));
	for (size_t i = 0; i < j->systems.n; i += PORTION) {
		size_t left = j->systems.n - i;
		ctx->progress(ctx->progress_arg, cn_tr(ctx, "working out what applies", "推算适用义务"), i, j->systems.n);
		CN_TRY(read_portion(j, i, left < PORTION ? left : PORTION, err));
	}
	cn_portfolio_end(j->p);
	for (size_t i = 0; i < j->p->n_system; i++) {
		const cn_portfolio_system *s = &j->p->system[i];
		cn_val *m = cn_push(ctx->a, j->now, cn_map(ctx->a));
		cn_put(ctx->a, m, "id", cn_text(ctx->a, s->id));
		cn_put(ctx->a, m, "file", cn_text(ctx->a, s->file));
		cn_val *bound = cn_put(ctx->a, m, "bound", cn_list(ctx->a));
		for (size_t r = 0; r < cn_compiled_rules(j->law); r++)
			if (s->rule[r] == CN_HOLD_BOUND && binds(cn_compiled_rule(j->law, r)))
				cn_push(ctx->a, bound, cn_text(ctx->a, cn_compiled_rule(j->law, r)->full));
	}
	return cn_arena_ok(ctx->a) ? CN_OK : cn_arena_fail(ctx->a, err);
}

/* ---- before ---- */

static cn_code state_path(const cn_ctx *ctx, bool own, char out[CN_PATH_BYTES_MAX], cn_err *err)
{
	return cn_path(out, ctx->data_dir, own ? "watch-law-own.json" : "watch-law.json", err);
}

/* *ret: what the last time wrote; NULL: there was none. */
static cn_code read_state(cn_ctx *ctx, bool own, const cn_val **ret, cn_err *err)
{
	char path[CN_PATH_BYTES_MAX];
	cn_str text;
	*ret = NULL;
	CN_TRY(state_path(ctx, own, path, err));
	if (!cn_file_exists(path))
		return CN_OK;
	CN_TRY(cn_file_read(ctx->a, path, FILE_BYTES_MAX, &text, err));
	if (cn_json_parse(ctx->a, text, CN_JSON_DEPTH_MAX, ret, err) != CN_OK)
		return cn_while(err, "%s", path);
	if (!cn_is_text(cn_get(*ret, "concord"), "watch-law/1") || !cn_get(*ret, "systems"))
		return CN_FAIL(err, CN_EINPUT, "%s is not what watch law wrote: remove it to begin anew", path);
	return CN_OK;
}

static cn_code read_before(job *j, cn_err *err)
{
	const cn_val *m;
	CN_TRY(read_state(j->ctx, j->own, &m, err));
	j->before = cn_get(m, "systems");
	j->told = cn_get(m, "told");
	return CN_OK;
}

/* What was told before, the oldest left out, and what is told now; of many systems the first. */
static void put_told(job *j, cn_val *m, const char *when, const char *day)
{
	cn_arena *a = j->ctx->a;
	cn_val *list = cn_put(a, m, "told", cn_list(a));
	size_t left = j->told ? j->told->n : 0, n = 0;
	CN_EACH (t, j->told)
		if (left-- < TOLD_MAX)
			cn_push(a, list, cn_val_copy(a, t));
	if (!j->changed->n)
		return;
	cn_val *t = cn_push(a, list, cn_map(a));
	cn_put(a, t, "time", cn_textz(a, when));
	cn_put(a, t, "as_of", cn_textz(a, day));
	cn_put(a, t, "library", cn_text(a, j->norms.digest));
	cn_put(a, t, "changed", cn_int(a, (int64_t)j->changed->n));
	cn_val *systems = cn_put(a, t, "systems", cn_list(a));
	CN_EACH (s, j->changed)
		if (n++ < TOLD_SYSTEMS_MAX)
			cn_push(a, systems, cn_val_copy(a, s));
}

static cn_code write_now(job *j, cn_err *err)
{
	char path[CN_PATH_BYTES_MAX], day[CN_TIME_BYTES], when[CN_TIME_BYTES];
	cn_val *m = cn_map(j->ctx->a);
	cn_date_text(j->day, day);
	cn_time_text(j->ctx->now_us, when);
	cn_put(j->ctx->a, m, "concord", cn_textz(j->ctx->a, "watch-law/1"));
	cn_put(j->ctx->a, m, "time", cn_textz(j->ctx->a, when));
	cn_put(j->ctx->a, m, "as_of", cn_textz(j->ctx->a, day));
	cn_put(j->ctx->a, m, "library", cn_text(j->ctx->a, j->norms.digest));
	cn_put(j->ctx->a, m, "systems", j->now);
	if (j->own)
		put_told(j, m, when, day);
	CN_AUTO_BUF b;
	cn_buf_init(&b, FILE_BYTES_MAX);
	cn_json_write(&b, m, 0);
	cn_buf_putc(&b, '\n');
	if (!cn_arena_ok(j->ctx->a) || b.failed)
		return CN_NOMEM(err);
	CN_TRY(state_path(j->ctx, j->own, path, err));
	return cn_file_write(NULL, path, cn_buf_str(&b), 0600, err);
}

/* ---- what changed ---- */

static bool same_system(const cn_val *x, const cn_val *y)
{
	return cn_eq(cn_get_text(x, "id"), cn_get_text(y, "id")) && cn_eq(cn_get_text(x, "file"), cn_get_text(y, "file"));
}

/* Both lists are in the order of the registry: the search begins behind the last find. */
static const cn_val *find_system(const cn_val *list, const cn_val **hint, const cn_val *like)
{
	for (const cn_val *v = *hint ? (*hint)->next : cn_first(list); v; v = v->next)
		if (same_system(v, like)) {
			*hint = v;
			return v;
		}
	for (const cn_val *v = cn_first(list); v; v = v->next)
		if (same_system(v, like))
			return v;
	return NULL;
}

/* What is in x and not in y. Both come in the order of the rules, but a rule may be new: each is looked for. */
static cn_val *missing_in(cn_arena *a, const cn_val *x, const cn_val *y)
{
	cn_val *list = cn_list(a);
	const cn_val *at = cn_first(y);
	CN_EACH(d, x) {
		const cn_val *v = at;
		while (v && !cn_eq(v->s, d->s))
			v = v->next;
		for (const cn_val *w = v ? NULL : cn_first(y); w && !v; w = w->next)
			v = cn_eq(w->s, d->s) ? w : NULL;
		at = v ? v->next : at;
		if (!v)
			cn_push(a, list, cn_text(a, d->s));
	}
	return list;
}

static void compare(job *j)
{
	cn_arena *a = j->ctx->a;
	const cn_val *hint = NULL, *other = NULL;
	CN_EACH(s, j->now) {
		const cn_val *was = find_system(j->before, &hint, s);
		if (!was) {
			j->n_new_system++;
			continue;
		}
		cn_val *more = missing_in(a, cn_get(s, "bound"), cn_get(was, "bound")), *less = missing_in(a, cn_get(was, "bound"), cn_get(s, "bound"));
		if (!more || !less || (!more->n && !less->n))
			continue;
		cn_val *m = cn_push(a, j->changed, cn_map(a));
		cn_put(a, m, "id", cn_text(a, cn_get_text(s, "id")));
		cn_put(a, m, "file", cn_text(a, cn_get_text(s, "file")));
		cn_put(a, m, "newly_bound", more);
		cn_put(a, m, "no_longer_bound", less);
		j->ctx->verdict = more->n ? 1 : j->ctx->verdict;
	}
	CN_EACH(s, j->before)
		j->n_gone += !find_system(j->now, &other, s);
}

static void say_list(cn_ctx *ctx, const char *what, const cn_val *list)
{
	size_t i = 0;
	CN_EACH(d, list)
		if (i++ < SHOWN)
			cn_buf_printf(ctx->out, "  %s  %.*s\n", what, CN_FMT(d->s));
	if (i > SHOWN)
		cn_buf_printf(ctx->out, cn_tr(ctx, "  %s  and %zu more\n", "  %s  另有 %zu 条\n"), what, i - SHOWN);
}

static cn_code say(job *j, cn_err *err)
{
	cn_ctx *ctx = j->ctx;
	char day[CN_TIME_BYTES];
	cn_date_text(j->day, day);
	if (ctx->json) {
		cn_val *m = cn_map(ctx->a);
		cn_put(ctx->a, m, "as_of", cn_textz(ctx->a, day));
		cn_put(ctx->a, m, "library", cn_text(ctx->a, j->norms.digest));
		cn_put(ctx->a, m, "systems", cn_int(ctx->a, (int64_t)j->p->n_system));
		cn_put(ctx->a, m, "first_time", cn_bool(ctx->a, !j->before));
		cn_put(ctx->a, m, "new_systems", cn_int(ctx->a, (int64_t)j->n_new_system));
		cn_put(ctx->a, m, "gone_systems", cn_int(ctx->a, (int64_t)j->n_gone));
		cn_put(ctx->a, m, "left_out", j->left_out);
		cn_put(ctx->a, m, "changed", j->changed);
		return cn_answer_json(ctx, m, err);
	}
	cn_buf_printf(ctx->out, cn_tr(ctx, "%s: %zu systems, law as of %s\n", "%s：%zu 个系统，法律状态截至 %s\n"), j->systems.path, j->p->n_system, day);
	CN_EACH(s, j->left_out)
		cn_buf_printf(ctx->out, "%s: %.*s\n", cn_tr(ctx, "left out", "未计入"), CN_FMT(s->s));
	if (!j->before) {
		cn_buf_printf(ctx->out, "%s\n", cn_tr(ctx, "Noted: from now on changes are told.", "已记下：今后将告知变化。"));
		return CN_OK;
	}
	CN_EACH(s, j->changed) {
		cn_buf_printf(ctx->out, "%.*s\n", CN_FMT(cn_get_text(s, "id")));
		say_list(ctx, cn_tr(ctx, "newly bound by", "新受约束"), cn_get(s, "newly_bound"));
		say_list(ctx, cn_tr(ctx, "no longer bound by", "不再受约束"), cn_get(s, "no_longer_bound"));
	}
	cn_buf_printf(ctx->out, cn_tr(ctx, "%zu systems changed, %zu are new, %zu are gone\n", "%zu 个系统有变化，%zu 个为新增，%zu 个已不在\n"), j->changed->n, j->n_new_system,
		      j->n_gone);
	return CN_OK;
}

static cn_code law(job *j, cn_err *err)
{
	cn_about about;
	CN_TRY(cn_home_describe(j->ctx->a, j->ctx->data_dir, &about, err));
	CN_TRY(cn_flag_date(j->ctx, "as-of", 0, &j->day, err));
	CN_TRY(cn_load_norms(j->ctx, &j->norms, err));
	j->own = !j->ctx->args.n_arg;
	CN_TRY(j->own ? cn_systems_of_node(j->ctx, &j->systems, err) : cn_systems_open(j->ctx, j->ctx->args.arg[0], &j->systems, err));
	CN_TRY(read_before(j, err));
	CN_TRY(work_out(j, err));
	if (j->before)
		compare(j);
	if (!cn_arena_ok(j->ctx->a))
		return cn_arena_fail(j->ctx->a, err);
	if (!cn_flag_on(j->ctx, "look"))
		CN_TRY(write_now(j, err));
	return say(j, err);
}

static cn_code run_law(cn_ctx *ctx, cn_err *err)
{
	job j = { .ctx = ctx, .now = cn_list(ctx->a), .changed = cn_list(ctx->a), .left_out = cn_list(ctx->a) };
	cn_code rc = law(&j, err);
	cn_systems_close(&j.systems);
	return rc;
}

/* ---- watch changes ---- */

/* Provisions by id as what they are called. */
static cn_val *named(cn_ctx *ctx, const cn_library *lib, const cn_val *ids)
{
	cn_val *list = cn_list(ctx->a);
	CN_EACH (d, ids) {
		const cn_provision *p = cn_library_provision(lib, d->s);
		cn_val *m = cn_push(ctx->a, list, cn_map(ctx->a));
		cn_put(ctx->a, m, "id", cn_text(ctx->a, d->s));
		if (p)
			cn_put(ctx->a, m, "heading", cn_words_val(ctx->a, p->heading));
	}
	return list;
}

static cn_val *told_tree(cn_ctx *ctx, const cn_library *lib, const cn_val *t)
{
	cn_val *m = cn_map(ctx->a), *systems = cn_list(ctx->a);
	static const char *const keys[] = { "time", "as_of", "library", "changed" };
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		if (cn_get(t, keys[i]))
			cn_put(ctx->a, m, keys[i], cn_val_copy(ctx->a, cn_get(t, keys[i])));
	CN_EACH (s, cn_get(t, "systems")) {
		cn_val *row = cn_push(ctx->a, systems, cn_map(ctx->a));
		cn_put(ctx->a, row, "id", cn_text(ctx->a, cn_get_text(s, "id")));
		cn_put(ctx->a, row, "newly_bound", named(ctx, lib, cn_get(s, "newly_bound")));
		cn_put(ctx->a, row, "no_longer_bound", named(ctx, lib, cn_get(s, "no_longer_bound")));
	}
	cn_put(ctx->a, m, "systems", systems);
	return m;
}

static void say_told(cn_ctx *ctx, const cn_val *t)
{
	cn_buf_printf(ctx->out, cn_tr(ctx, "%.10s: law as of %.*s\n", "%.10s：法律状态截至 %.*s\n"), cn_cstr(ctx->a, cn_get_text(t, "time")), CN_FMT(cn_get_text(t, "as_of")));
	CN_EACH (s, cn_get(t, "systems")) {
		cn_buf_printf(ctx->out, "%.*s\n", CN_FMT(cn_get_text(s, "id")));
		say_list(ctx, cn_tr(ctx, "newly bound by", "新受约束"), cn_get(s, "newly_bound"));
		say_list(ctx, cn_tr(ctx, "no longer bound by", "不再受约束"), cn_get(s, "no_longer_bound"));
	}
}

static cn_code run_changes(cn_ctx *ctx, cn_err *err)
{
	cn_about about;
	cn_norms norms;
	const cn_val *state;
	CN_TRY(cn_home_describe(ctx->a, ctx->data_dir, &about, err));
	CN_TRY(read_state(ctx, true, &state, err));
	CN_TRY(cn_load_norms(ctx, &norms, err));
	cn_val *m = cn_map(ctx->a), *told = cn_list(ctx->a);
	static const char *const keys[] = { "time", "as_of", "library" };
	for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
		cn_put(ctx->a, m, keys[i], cn_get(state, keys[i]) ? cn_val_copy(ctx->a, cn_get(state, keys[i])) : cn_null(ctx->a));
	cn_put(ctx->a, m, "systems", cn_int(ctx->a, state ? (int64_t)cn_get(state, "systems")->n : 0));
	CN_EACH (t, cn_get(state, "told")) {
		cn_push(ctx->a, told, told_tree(ctx, norms.lib, t));
		if (!ctx->json)
			say_told(ctx, t);
	}
	cn_put(ctx->a, m, "told", told);
	if (!ctx->json && !told->n)
		cn_buf_printf(ctx->out, "%s\n", state ? cn_tr(ctx, "no change of the law has touched a system of this node yet", "规范变化尚未涉及本节点的系统")
						     : cn_tr(ctx, "not held against the law yet: concord watch law", "尚未对照规范：concord watch law"));
	return ctx->json ? cn_answer_json(ctx, m, err) : CN_OK;
}

static const cn_flag flags[] = { { "as-of", "DATE", "the day whose law counts (else today)", "按哪一天的法律判断（默认今天）", false },
				 { "look", NULL, "tell the changes and remember nothing", "只告知变化，不记录", false },
				 { NULL, NULL, NULL, NULL, false } };

const cn_op cn_op_watch_law = { "watch law", "[SYSTEMS]", 0, 1, "who of a registry (else of this node's systems) is newly bound since the last time; exit code 1: somebody is",
				"自上次以来登记的系统（默认本节点的系统）中谁新受约束；退出码 1 表示有",
				{ "concord watch law examples", NULL }, flags, run_law, CN_SERVED_WRITES, CN_ACCESS_ASSESSOR };
const cn_op cn_op_watch_changes = { "watch changes", "", 0, 0, "what watch law has told of this node's systems: who was newly bound by what", "watch law 就本节点系统告知的变化：谁新受何约束",
				    { "concord watch changes", NULL }, NULL, run_changes, CN_SERVED_SEALED, CN_ACCESS_READER, .kept = true };
