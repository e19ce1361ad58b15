/* `subprocess`: a program of any kind that reads rows and writes scores, confined. One run answers one question; it has no memory of
 * the last. */
#include "adapter/rows.h"
#include "adapter/sandbox.h"

#include <stdlib.h>

enum { ARGS_MAX = 32, CPU_SECONDS = 600, WALL_MS = 900000 };
#define MEMORY_BYTES (8ull << 30) /* of address space: interpreters reserve much and use little */

typedef struct program {
	const char *argv[ARGS_MAX + 2];
	const char *dir;
	bool jsonl;
	const cn_feature *feature;
	size_t n_features;
} program;

static const char *folder_of(cn_arena *a, const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash == NULL ? "." : slash == path ? "/" : cn_cstr(a, (cn_str){ path, (size_t)(slash - path) });
}

/* A home folder or the root holds more than the model. */
static cn_code folder_check(const char *dir, cn_err *err)
{
	char *real = realpath(dir, NULL), *home = getenv("HOME") ? realpath(getenv("HOME"), NULL) : NULL;
	bool bad = !real || strcmp(real, "/") == 0 || (home && strcmp(real, home) == 0);
	free(real);
	free(home);
	return bad ? CN_FAIL(err, CN_EINPUT, "a program sees the folder it lies in: put it into one of its own, not into %s", dir) : CN_OK;
}

static cn_code program_of(cn_arena *a, const cn_model *m, program *p, cn_err *err)
{
	if (!m->path)
		return CN_FAIL(err, CN_EINPUT, "subprocess: no program is named: model: {adapter: subprocess, file: predict.py, command: [python3, predict.py]}");
	if (m->n_command > ARGS_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "subprocess: a command has at most %d words", ARGS_MAX);
	if (!m->n_features)
		return CN_FAIL(err, CN_EINPUT, "subprocess: the model's features are named: features: [age, income, ...]");
	if (m->rows.n && !cn_eqz(m->rows, "csv") && !cn_eqz(m->rows, "jsonl"))
		return CN_FAIL(err, CN_EINPUT, "subprocess: rows is csv or jsonl");
	p->dir = folder_of(a, m->path);
	p->jsonl = cn_eqz(m->rows, "jsonl");
	const char *slash = strrchr(m->path, '/');
	p->argv[0] = cn_cstr(a, cn_strf(a, "./%s", slash ? slash + 1 : m->path));
	for (size_t i = 0; i < m->n_command; i++)
		p->argv[i] = cn_cstr(a, m->command[i]);
	if (!p->dir || !cn_arena_ok(a))
		return cn_arena_fail(a, err);
	return folder_check(p->dir, err);
}

static cn_code ask(void *self, const double *row, size_t n, double *score, cn_err *err)
{
	const program *p = self;
	CN_AUTO_BUF in;
	CN_AUTO_BUF out;
	cn_buf_init(&in, ROWS_BYTES_MAX);
	cn_buf_init(&out, ANSWER_BYTES_MAX < (n + 64) * 64 ? (size_t)ANSWER_BYTES_MAX : (n + 64) * 64);
	(p->jsonl ? rows_jsonl : rows_csv)(&in, p->feature, p->n_features, row, n);
	if (in.failed)
		return CN_FAIL(err, CN_ETOOBIG, "the rows for the model pass %d bytes, or memory ended", ROWS_BYTES_MAX);
	sandbox s = { p->argv, p->dir, WALL_MS, CPU_SECONDS, MEMORY_BYTES };
	CN_TRY(sandbox_run(&s, cn_buf_str(&in), &out, err));
	return rows_answer(p->argv[0], cn_buf_str(&out), p->jsonl, score, n, err);
}

static cn_code open_program(cn_arena *a, const cn_model *m, cn_predictor *ret, cn_err *err)
{
	program *p = CN_NEW(a, program, 1);
	cn_feature *f;
	if (!p)
		return cn_arena_fail(a, err);
	CN_TRY(program_of(a, m, p, err));
	CN_TRY(cn_model_features(a, m, m->like, &f, err));
	p->feature = f;
	p->n_features = m->n_features;
	ret->self = p;
	ret->predict = ask;
	ret->feature = f;
	ret->n_features = m->n_features;
	return CN_OK;
}

static cn_code predict(cn_arena *a, const cn_model *m, const cn_table *t, const double **ret_scores, cn_err *err)
{
	cn_model with = *m;
	cn_predictor p = { 0 };
	with.like = t;
	CN_TRY(open_program(a, &with, &p, err));
	cn_measure none = { 0 };
	cn_take in = { .table = t, .m = &none, .model = &p };
	cn_frame f;
	CN_TRY(cn_frame_take(a, &in, t, &f, err));
	double *s = CN_NEW(a, double, f.n_rows + 1);
	if (!s)
		return cn_arena_fail(a, err);
	CN_TRY(cn_ask(&p, f.row, f.n_rows, s, err));
	*ret_scores = s;
	return CN_OK;
}

const cn_adapter_row cn_adapter_subprocess = {
	.name = "subprocess",
	.title_en = "A program that reads rows and writes scores, confined",
	.title_zh = "读入各行并输出分数的程序（受限运行）",
	.formats = "any program: CSV or JSON lines on standard input and output",
	.predict = predict,
	.open = open_program,
};
