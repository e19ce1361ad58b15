/* lab run: a plan of measurements, without law: what the lab says of a model and its data. Counts are kept as they are taken, by as many
 * processes as there are cores, so a run that was killed goes on where it was; the answer does not depend on how many there were. */
#include <errno.h>
#include <sys/wait.h>
#include <unistd.h>

#include "node/check.h"
#include "node/tables.h"
#include "report/report.h"
#include "store/file.h"

enum { MEASURES_MAX = 512, RESULT_BYTES_MAX = 256 << 20, JOBS_MAX = 64 };

static const cn_flag run_flags[] = {
	{ "out", "DIR", "where results.json and the counts are written (else out/<id of the plan>)", "results.json 与计数的输出文件夹（默认 out/<计划标识>）", false },
	{ "jobs", "N", "processes that count at a time (else one a core)", "同时计数的进程数（默认每核一个）", false },
	{ "again", NULL, "count everything anew", "全部重新计数", false },
	{ "all", NULL, "show every measurement", "显示全部测量", false },
	{ NULL, NULL, NULL, NULL, false },
};

typedef struct plan {
	cn_system system;
	cn_profile profile;
	cn_limit *limit;
	size_t n_limit;
	const char *out;
	const cn_val *inputs; /* what it reads, by digest */
} plan;

/* It names a folder. */
static bool is_id(cn_str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!((s.p[i] >= 'a' && s.p[i] <= 'z') || (s.p[i] >= '0' && s.p[i] <= '9') || (i && s.p[i] == '-')))
			return false;
	return s.n > 0 && s.n <= 80;
}

static cn_code plan_head(cn_ctx *ctx, const char *path, plan *p, cn_err *err)
{
	static const char *const keys[] = { "concord", "id", "name", "model", "data", "tables", "labels", "outputs", "seed", "measure", "note", NULL };
	const cn_val *tree;
	CN_TRY(cn_load_yaml(ctx, path, &p->system.manifest_bytes, &tree, err));
	cn_str file = cn_str_z(path);
	CN_TRY(cn_keys_check(tree, keys, file, err));
	if (!cn_is_text(cn_get(tree, "concord"), "plan/1"))
		return CN_FAIL(err, CN_EINPUT, "%s:1:1: a plan begins with \"concord: plan/1\"", path);
	p->profile = (cn_profile){ .id = cn_get_text(tree, "id"), .tree = tree, .file = file };
	if (!is_id(p->profile.id))
		return CN_FAIL(err, CN_EINPUT, "%s: a plan has an id of small letters, digits and hyphens: id: credit-model", path);
	cn_digest d = cn_sha256(p->system.manifest_bytes);
	p->system.manifest_digest = cn_digest_str(ctx->a, &d);
	p->system.path = path;
	p->system.dir = cn_sub(file, 0, file.n - cn_base_name(file).n);
	p->system.profile = &p->profile;
	const cn_val *seed = cn_get(tree, "seed");
	int64_t x = 0;
	if (seed && (seed->type != CN_TEXT || cn_int_parse(seed->s, 0, CN_INT_MAX, &x, NULL) != CN_OK))
		return CN_FAIL(err, CN_EINPUT, "%s:%u:%u: seed is a whole number from 0 up", path, seed->line, seed->col);
	p->system.has_seed = seed != NULL;
	p->system.seed = (uint64_t)x;
	return CN_OK;
}

static cn_code plan_read(cn_ctx *ctx, const char *path, plan *p, cn_err *err)
{
	CN_TRY(plan_head(ctx, path, p, err));
	const cn_val *list = cn_get(p->profile.tree, "measure");
	if (!list || list->type != CN_LIST || list->n == 0 || list->n > MEASURES_MAX)
		return CN_FAIL(err, CN_EINPUT, "%s: measure is a list of 1 to %d metrics: measure: [{metric: group_rates, attribute: sex}]", path, MEASURES_MAX);
	p->limit = CN_NEW(ctx->a, cn_limit, list->n);
	if (!p->limit)
		return cn_arena_fail(ctx->a, err);
	CN_EACH (v, list)
		CN_TRY(cn_limit_read(v, cn_str_z(path), CN_S(""), &p->limit[p->n_limit++], err));
	const char *out = cn_flag_get(ctx, "out");
	p->out = out ? out : cn_strf(ctx->a, "out/%.*s", CN_FMT(p->profile.id)).p;
	p->system.parts = p->out ? cn_strf(ctx->a, "%s/counts", p->out).p : NULL;
	return p->system.parts ? CN_OK : cn_arena_fail(ctx->a, err);
}

static cn_code note_file(cn_ctx *ctx, const plan *p, const char *what, const cn_val *named, cn_val *files, cn_err *err)
{
	cn_arena *a = ctx->a;
	cn_str file = cn_get_text(named, "file");
	cn_digest d;
	uint64_t bytes;
	const char *path = file.n ? cn_beside(ctx, p->system.dir, file) : NULL;
	if (!path)
		return file.n ? cn_arena_fail(a, err) : CN_OK;
	CN_TRY(cn_digest_file(path, &d, &bytes, err));
	cn_val *m = cn_push(a, files, cn_map(a));
	cn_put(a, m, "what", cn_textz(a, what));
	cn_put(a, m, "file", cn_text(a, file));
	cn_put(a, m, "sha256", cn_text(a, cn_digest_str(a, &d)));
	cn_put(a, m, "bytes", cn_int(a, (int64_t)bytes));
	return CN_OK;
}

/* Every file that the plan names, digested before anything is counted: kept counts are those of these bytes. */
static cn_code files_digest(cn_ctx *ctx, plan *p, cn_err *err)
{
	cn_arena *a = ctx->a;
	const cn_val *tree = p->profile.tree;
	cn_val *key = cn_map(a), *files = cn_list(a);
	bool asked = !cn_is_text(cn_get(cn_get(tree, "model"), "adapter"), "predictions");
	CN_TRY(note_file(ctx, p, asked ? "model" : "table", cn_get(tree, "model"), files, err));
	CN_TRY(note_file(ctx, p, "table", cn_get(tree, "data"), files, err));
	CN_EACH (t, cn_get(tree, "tables"))
		CN_TRY(note_file(ctx, p, "table", t, files, err));
	cn_put(a, key, "files", cn_val_copy(a, files));
	cn_put(a, key, "version", cn_textz(a, CN_VERSION));
	cn_put(a, key, "seed", cn_text(a, p->system.has_seed ? cn_strf(a, "%llu", (unsigned long long)p->system.seed) : p->system.manifest_digest));
	static const char *const parts[] = { "model", "outputs" };
	for (size_t i = 0; i < 2; i++)
		if (cn_get(tree, parts[i]))
			cn_put(a, key, parts[i], cn_val_copy(a, cn_get(tree, parts[i])));
	CN_AUTO_BUF b;
	cn_buf_init(&b, RESULT_BYTES_MAX);
	cn_json_write(&b, key, -1);
	cn_digest d = cn_sha256(cn_buf_str(&b));
	p->system.parts_key = cn_digest_str(a, &d);
	p->inputs = files;
	return b.failed || !cn_arena_ok(a) ? cn_arena_fail(a, err) : CN_OK;
}

static cn_code jobs_of(cn_ctx *ctx, size_t most, size_t *ret, cn_err *err)
{
	const char *z = cn_flag_get(ctx, "jobs");
	int64_t n = sysconf(_SC_NPROCESSORS_ONLN);
	if (z && cn_int_parse(cn_str_z(z), 1, JOBS_MAX, &n, NULL) != CN_OK)
		return CN_FAIL(err, CN_EINPUT, "--jobs is a number from 1 to %d", JOBS_MAX);
	n = n < 1 ? 1 : n > JOBS_MAX ? JOBS_MAX : n;
	*ret = (size_t)n < most ? (size_t)n : most;
	return CN_OK;
}

static void silent(void *arg, const char *phase, uint64_t done, uint64_t total)
{
	(void)arg;
	(void)phase;
	(void)done;
	(void)total;
}

/* Counts in several processes, into files. A process that dies leaves its share to the one that measures. */
static void count_ahead(cn_ctx *ctx, const plan *p, size_t jobs)
{
	pid_t child[JOBS_MAX];
	size_t n = 0;
	for (size_t i = 0; i < jobs && jobs > 1; i++) {
		pid_t pid = fork();
		if (pid == 0) {
			cn_ctx own = *ctx;
			own.progress = silent;
			cn_measure_share(&own, &p->system, p->limit, p->n_limit, i, jobs);
			_exit(0);
		}
		if (pid > 0)
			child[n++] = pid;
	}
	for (size_t i = 0; i < n; i++) {
		ctx->progress(ctx->progress_arg, cn_tr(ctx, "counting", "正在计数"), i, n);
		while (waitpid(child[i], NULL, 0) < 0 && errno == EINTR)
			;
	}
}

static int verdict_of(const cn_val *measurements)
{
	int worst = 0;
	CN_EACH (m, measurements) {
		if (cn_is_text(cn_get(m, "verdict"), "fails"))
			return 1;
		if (cn_is_text(cn_get(m, "verdict"), "not_enough_data"))
			worst = 2;
	}
	return worst;
}

static cn_val *result_of(cn_ctx *ctx, const plan *p, const cn_measured *m)
{
	cn_arena *a = ctx->a;
	cn_val *v = cn_map(a);
	cn_put(a, v, "concord", cn_textz(a, "lab-results/1"));
	cn_put(a, v, "plan", cn_text(a, p->profile.id));
	cn_put(a, v, "plan_digest", cn_text(a, p->system.manifest_digest));
	cn_put(a, v, "inputs", cn_val_copy(a, p->inputs));
	cn_put(a, v, "counts", cn_val_copy(a, m->counts));
	cn_put(a, v, "measurements", cn_val_copy(a, m->measurements));
	return v;
}

static cn_code parts_clear(cn_ctx *ctx, const plan *p, cn_err *err)
{
	const cn_val *names;
	CN_TRY(cn_dir_list(ctx->a, p->system.parts, &names, err));
	CN_EACH (name, names) {
		char path[CN_PATH_BYTES_MAX];
		if (!cn_ends(name->s, ".json"))
			continue;
		CN_TRY(cn_path(path, p->system.parts, cn_cstr(ctx->a, name->s), err));
		CN_TRY(cn_file_remove(NULL, path, err));
	}
	return CN_OK;
}

static cn_code run(cn_ctx *ctx, cn_err *err)
{
	plan p = { 0 };
	cn_measured m;
	size_t jobs;
	CN_TRY(plan_read(ctx, ctx->args.arg[0], &p, err));
	CN_TRY(jobs_of(ctx, cn_measure_partitions(p.limit, p.n_limit), &jobs, err));
	CN_TRY(files_digest(ctx, &p, err));
	CN_TRY(cn_dir_make(NULL, p.system.parts, 0755, err));
	if (cn_flag_on(ctx, "again"))
		CN_TRY(parts_clear(ctx, &p, err));
	count_ahead(ctx, &p, jobs);
	CN_TRY(cn_measure_system(ctx, &p.system, p.limit, p.n_limit, &m, err));
	cn_val *v = result_of(ctx, &p, &m);
	CN_AUTO_BUF b;
	cn_buf_init(&b, RESULT_BYTES_MAX);
	cn_json_write(&b, v, -1);
	if (b.failed || !cn_arena_ok(ctx->a))
		return cn_arena_ok(ctx->a) ? CN_NOMEM(err) : cn_arena_fail(ctx->a, err);
	const char *path = cn_strf(ctx->a, "%s/results.json", p.out).p;
	if (!path)
		return cn_arena_fail(ctx->a, err);
	CN_TRY(cn_file_write(NULL, path, cn_buf_str(&b), 0644, err));
	ctx->verdict = verdict_of(m.measurements);
	if (ctx->json)
		return cn_answer_json(ctx, v, err);
	cn_report_term o = { .lang = ctx->lang, .width = ctx->width, .color = ctx->color, .utf8 = ctx->utf8, .all = cn_flag_on(ctx, "all"),
			     .again = cn_strf(ctx->a, "concord lab run %s --all", ctx->args.arg[0]) };
	CN_TRY(cn_report_measured(v, &o, ctx->out, err));
	cn_buf_printf(ctx->out, "%s %s\n", cn_tr(ctx, "Numbers, intervals and counts:", "数值、区间与计数："), path);
	return CN_OK;
}

const cn_op cn_op_lab_run = { "lab run", "PLAN", 1, 1, "measures a model and its data by a plan, without asking the law", "按计划测量模型及其数据（不涉及法律）",
			      { "concord lab run examples/mortgage-lending/lab.yaml --out out/lab", "concord lab run examples/mortgage-lending/lab.yaml --out out/lab --json" },
			      run_flags, run, CN_SERVED_WRITES, CN_ACCESS_ASSESSOR };
