/* derive -> plan -> measure -> judge, for one system and one or more days. */
#include "node/run.h"

#include "core/jcs.h"
#include "node/policies.h"

cn_code cn_canonical(cn_ctx *ctx, const cn_val *v, cn_str *ret, cn_err *err)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, CN_JSON_BYTES_MAX);
	CN_TRY(cn_jcs(ctx->a, v, &b, err));
	*ret = cn_str_copy(ctx->a, cn_buf_str(&b));
	return cn_arena_ok(ctx->a) ? CN_OK : cn_arena_fail(ctx->a, err);
}

static cn_code take_days(cn_ctx *ctx, cn_run *r, cn_err *err)
{
	do {
		cn_date d;
		if (r->n_day >= CN_DAYS_MAX)
			return CN_FAIL(err, CN_ETOOBIG, "at most %d dates at once", CN_DAYS_MAX);
		CN_TRY(cn_flag_date(ctx, "as-of", r->n_day, &d, err));
		size_t i = r->n_day++;
		for (; i > 0 && r->day[i - 1].as_of > d; i--)
			r->day[i] = r->day[i - 1];
		if (i > 0 && r->day[i - 1].as_of == d)
			return CN_FAIL(err, CN_EINPUT, "--as-of names the same date twice");
		r->day[i] = (cn_day){ .as_of = d };
	} while (cn_flag_at(ctx, "as-of", r->n_day));
	return CN_OK;
}

cn_code cn_run_plan(cn_ctx *ctx, const cn_run *r, cn_limit **ret, size_t *ret_n, cn_err *err)
{
	const cn_answers *answers[CN_DAYS_MAX];
	for (size_t k = 0; k < r->n_day; k++)
		answers[k] = r->day[k].answers;
	return cn_assess_plan(ctx->a, &r->system->policy, answers, r->n_day, r->system->profile->tree, ret, ret_n, err);
}

static cn_code measure_days(cn_ctx *ctx, cn_run *r, cn_err *err)
{
	cn_limit *limit;
	size_t n;
	CN_TRY(cn_run_plan(ctx, r, &limit, &n, err));
	return cn_measure_system(ctx, r->system, limit, n, &r->measured, err);
}

/* The findings alone: gate and why make no record, and need no content. */
static cn_code judge_days(cn_ctx *ctx, cn_run *r, cn_err *err)
{
	for (size_t k = 0; k < r->n_day; k++) {
		cn_day *d = &r->day[k];
		cn_finding *f;
		CN_TRY(cn_assess_judge(ctx->a, d->answers, &r->known, cn_time_date(ctx->now_us), &f, err));
		d->finding = f;
		d->verdict = cn_assess_verdict(r->system->profile, d->answers, d->finding);
	}
	return CN_OK;
}

static cn_code policy_holds(cn_ctx *ctx, const cn_run *r, cn_err *err)
{
	cn_digest d = cn_sha256(r->system->policy_bytes);
	return cn_policy_must_hold(ctx, r->home, r->system->profile->id, r->system->policy_bytes.n ? cn_digest_str(ctx->a, &d) : CN_S(""), err);
}

static cn_code run_all(cn_ctx *ctx, const char *path, bool measure, bool need_home, bool write, cn_run *r, cn_err *err)
{
	CN_TRY(take_days(ctx, r, err));
	bool unsigned_run = cn_flag_on(ctx, "unsigned");
	if (!unsigned_run && (need_home || ctx->data_given || cn_home_exists(ctx->data_dir))) {
		cn_code rc = cn_home_open(ctx->a, ctx->data_dir, write, &r->home, err);
		if (rc == CN_ESTATE && need_home && !cn_home_exists(ctx->data_dir))
			return cn_hint(err, "concord init %s, or --unsigned for a result that nobody signs", ctx->data_dir);
		CN_TRY(rc);
	}
	CN_TRY(cn_load_norms(ctx, &r->norms, err));
	CN_TRY(cn_load_system(ctx, &r->norms, path, r->home, cn_flag_get(ctx, "policy"), &r->system, err));
	if (measure && r->home)
		CN_TRY(policy_holds(ctx, r, err));
	CN_TRY(cn_run_derive(ctx, r, need_home, err));
	if (measure)
		CN_TRY(measure_days(ctx, r, err));
	r->known = r->system->known;
	r->known.measurements = r->measured.measurements;
	return judge_days(ctx, r, err);
}

cn_code cn_run_system(cn_ctx *ctx, const char *path, bool measure, bool need_home, bool write, cn_run *ret, cn_err *err)
{
	*ret = (cn_run){ 0 };
	cn_code rc = run_all(ctx, path, measure, need_home, write, ret, err);
	if (rc != CN_OK)
		cn_run_done(ret);
	return rc;
}

void cn_run_done(cn_run *r)
{
	cn_home_close(r->home);
	r->home = NULL;
}

cn_str cn_base_name(cn_str path)
{
	for (size_t i = path.n; i > 0; i--)
		if (path.p[i - 1] == '/')
			return cn_sub(path, i, path.n);
	return path;
}

/* The command that repeats it, without what only this machine has. */
static cn_str command_of(cn_ctx *ctx, const cn_run *r)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, 4096);
	cn_str file = cn_base_name(cn_str_z(r->system->path));
	cn_buf_printf(&b, "concord assess %.*s", CN_FMT(file));
	for (size_t k = 0; k < r->n_day; k++) {
		char day[CN_TIME_BYTES];
		cn_date_text(r->day[k].as_of, day);
		cn_buf_printf(&b, " --as-of %s", day);
	}
	return cn_str_copy(ctx->a, cn_buf_str(&b));
}

static void input_row(cn_arena *a, cn_val *list, const char *what, cn_str file, cn_str digest, size_t bytes)
{
	cn_val *m = cn_push(a, list, cn_map(a));
	cn_put(a, m, "what", cn_textz(a, what));
	cn_put(a, m, "file", cn_text(a, file));
	cn_put(a, m, "sha256", cn_text(a, digest));
	if (bytes)
		cn_put(a, m, "bytes", cn_int(a, (int64_t)bytes));
}

static const cn_val *inputs_of(cn_ctx *ctx, const cn_run *r)
{
	cn_arena *a = ctx->a;
	cn_val *list = cn_list(a);
	input_row(a, list, "manifest", cn_base_name(cn_str_z(r->system->path)), r->system->manifest_digest, r->system->manifest_bytes.n);
	if (r->system->policy_bytes.n) {
		cn_digest d = cn_sha256(r->system->policy_bytes);
		input_row(a, list, "policy", CN_S("policy.yaml"), cn_digest_str(a, &d), r->system->policy_bytes.n);
	}
	input_row(a, list, "library", CN_S("norms/"), r->norms.digest, 0);
	CN_EACH (m, r->measured.inputs)
		cn_push(a, list, cn_val_copy(a, m));
	return list;
}

static cn_dossier_input input_of(cn_ctx *ctx, const cn_run *r, cn_str node)
{
	return (cn_dossier_input){ .lib = r->norms.lib, .library_digest = r->norms.digest, .profile = r->system->profile,
				   .manifest_digest = r->system->manifest_digest, .day = r->day, .n_day = r->n_day, .known = &r->known,
				   .counts = r->measured.counts, .inputs = inputs_of(ctx, r), .node = node, .now_us = ctx->now_us,
				   .command = command_of(ctx, r) };
}

static void take_days_of(cn_run *r, const cn_step_out *out)
{
	for (size_t k = 0; k < r->n_day; k++)
		r->day[k] = out->day[k];
}

cn_code cn_run_derive(cn_ctx *ctx, cn_run *r, bool dossier, cn_err *err)
{
	cn_dossier_input of = input_of(ctx, r, CN_S(""));
	of.known = &r->system->known;
	ctx->progress(ctx->progress_arg, cn_tr(ctx, "working out what applies", "正在推导适用的义务"), 0, r->n_day);
	CN_TRY(cn_step_run(ctx->a, &cn_step_derive, &(cn_step_in){ .of = &of, .dossier = dossier }, &r->derived, err));
	take_days_of(r, &r->derived);
	return CN_OK;
}

cn_code cn_run_judge(cn_ctx *ctx, cn_run *r, cn_str node, cn_err *err)
{
	cn_dossier_input of = input_of(ctx, r, node);
	cn_step_in in = { .of = &of, .measured_on = cn_time_date(ctx->now_us), .program = cn_program() };
	CN_TRY(cn_step_run(ctx->a, &cn_step_judge, &in, &r->judged, err));
	take_days_of(r, &r->judged);
	return CN_OK;
}
