/* adapter: tables from files and SQLite, scores from a column, a model in a limited worker. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <sqlite3.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "adapter/adapter.h"
#include "adapter/worker.h"

static const char *in_source(cn_arena *a, const char *path)
{
	const char *root = getenv("CONCORD_SOURCE");
	return cn_cstr(a, cn_strf(a, "%s/%s", root ? root : ".", path));
}

static char *scratch(const char *name)
{
	static char path[256];
	const char *tmp = getenv("TMPDIR");
	(void)snprintf(path, sizeof path, "%s/concord-test-adapter-%ld-%s", tmp ? tmp : "/tmp", (long)getpid(), name);
	return path;
}

static void put_file(const char *path, const void *p, size_t n)
{
	FILE *f = fopen(path, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(p, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
}

static void reads_csv_and_refuses_what_it_should(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(8 << 20);
	cn_table *t = NULL;
	cn_err err = { 0 };
	assert_int_equal(cn_table_read(in_source(a, "examples/mortgage-lending/hmda.csv"), NULL, &t, &err), CN_OK);
	assert_int_equal(cn_table_rows(t), 2380);
	assert_int_equal(cn_table_find(t, CN_S("afam"))->type, CN_COL_TEXT);
	assert_int_equal(cn_table_find(t, CN_S("pirat"))->type, CN_COL_REAL);
	cn_table_free(t);
	assert_int_equal(cn_table_read("/nonexistent/x.csv", NULL, &t, &err), CN_ENOTFOUND);
	assert_int_equal(cn_table_read("/dev/null.pkl", NULL, &t, &err), CN_EINPUT);
	assert_non_null(strstr(err.msg, "to_csv"));
	assert_int_equal(cn_table_read("x.docx", NULL, &t, &err), CN_EINPUT);
	char *dir = scratch("dir.csv");
	assert_int_equal(mkdir(dir, 0700), 0);
	assert_int_equal(cn_table_read(dir, NULL, &t, &err), CN_EIO);
	(void)rmdir(dir);
}

static void sql(const char *path, const char *text)
{
	sqlite3 *db = NULL;
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, text, NULL, NULL, NULL), SQLITE_OK);
	(void)sqlite3_close(db);
}

static void reads_sqlite(void **state)
{
	(void)state;
	cn_table *t = NULL;
	cn_err err = { 0 };
	char *path = scratch("a.sqlite");
	(void)unlink(path);
	sql(path, "CREATE TABLE \"odd \"\"name\" (g TEXT, n INTEGER, r REAL, x);"
		  "INSERT INTO \"odd \"\"name\" VALUES ('a', 1, 0.1, NULL), ('b', 2, 2.5, 7), ('', NULL, 1, 8);"
		  "CREATE TABLE blobs (b BLOB); INSERT INTO blobs VALUES (x'00ff');"
		  "CREATE VIEW endless AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x FROM c;");
	assert_int_equal(cn_table_read_sqlite(path, CN_S("odd \"name"), NULL, &t, &err), CN_OK);
	assert_int_equal(cn_table_rows(t), 3);
	const cn_column *r = cn_table_find(t, CN_S("r")), *n = cn_table_find(t, CN_S("n")), *g = cn_table_find(t, CN_S("g"));
	assert_true(r->type == CN_COL_REAL && r->number[0] == 0.1 && r->number[2] == 1);
	assert_true(n->type == CN_COL_INTEGER && cn_column_missing(n, 2) && n->number[1] == 2);
	assert_true(g->n_levels == 2 && cn_column_missing(g, 2));
	assert_int_equal(cn_table_find(t, CN_S("x"))->n_missing, 1);
	cn_table_free(t);
	assert_int_equal(cn_table_read_sqlite(path, CN_S("blobs"), NULL, &t, &err), CN_EINPUT);
	assert_int_equal(cn_table_read_sqlite(path, CN_S("x; DROP TABLE blobs"), NULL, &t, &err), CN_EINPUT);
	cn_table_options o = { .rows_max = 1000 };
	assert_int_equal(cn_table_read_sqlite(path, CN_S("endless"), &o, &t, &err), CN_ETOOBIG);
	put_file(path, "this is not a database, whatever its name says", 46);
	assert_int_equal(cn_table_read_sqlite(path, CN_S("t"), NULL, &t, &err), CN_EINPUT);
	(void)unlink(path);
	assert_int_equal(cn_table_read_sqlite(path, CN_S("t"), NULL, &t, &err), CN_EIO);
}

static const cn_adapter_row *adapter(const char *name)
{
	const cn_adapter_row *r = NULL;
	assert_int_equal(cn_adapter_need(cn_str_z(name), &r, NULL), CN_OK);
	return r;
}

static void predictions_are_a_column(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(8 << 20);
	cn_table *t = NULL;
	cn_err err = { 0 };
	const double *s;
	assert_int_equal(cn_table_parse(CN_FORM_CSV, NULL, CN_S("s,x,m\n0.25,a,1\n0.5,b,\n"), &t, &err), CN_OK);
	cn_model m = { .score = CN_S("s") };
	assert_int_equal(adapter("predictions")->predict(a, &m, t, &s, &err), CN_OK);
	assert_true(s[0] == 0.25 && s[1] == 0.5);
	m.score = CN_S("x");
	assert_int_equal(adapter("predictions")->predict(a, &m, t, &s, &err), CN_EINPUT);
	m.score = CN_S("m");
	assert_int_equal(adapter("predictions")->predict(a, &m, t, &s, &err), CN_EINPUT);
	const cn_adapter_row *r;
	assert_int_equal(cn_adapter_need(CN_S("xgbost"), &r, &err), CN_ENOTFOUND);
	assert_string_equal(err.hint, "xgboost");
	cn_table_free(t);
}

/* The example's model on the example's rows gives the scores that its training script saved (which rounds them). */
static void xgboost_gives_the_saved_scores(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_table *rows = NULL, *saved = NULL;
	cn_err err = { 0 };
	const double *s = NULL;
	assert_int_equal(cn_table_read(in_source(a, "examples/mortgage-lending/hmda.csv"), NULL, &rows, &err), CN_OK);
	assert_int_equal(cn_table_read(in_source(a, "examples/mortgage-lending/predictions.csv"), NULL, &saved, &err), CN_OK);
	cn_model m = { .path = in_source(a, "examples/mortgage-lending/model.json") };
	cn_code rc = adapter("xgboost")->predict(a, &m, rows, &s, &err);
	if (rc != CN_OK)
		fail_msg("%s", err.msg);
	const cn_column *id = cn_table_find(saved, CN_S("id")), *want = cn_table_find(saved, CN_S("score"));
	for (size_t i = 0; i < cn_table_rows(saved); i++) {
		double got = s[(size_t)id->number[i] - 1];
		if (fabs(got - want->number[i]) > 1e-6 && fabs(1 - got - want->number[i]) > 1e-6)
			fail_msg("row %g: %.9g, saved %.9g", id->number[i], got, want->number[i]);
	}
	/* a second run gives the same bytes, and feature columns may be named */
	static const cn_str names[] = { { "pirat", 5 }, { "hirat", 5 }, { "lvrat", 5 }, { "chist", 5 }, { "mhist", 5 }, { "phist", 5 },
					{ "unemp", 5 }, { "selfemp", 7 }, { "insurance", 9 }, { "condomin", 8 }, { "hschool", 7 } };
	const double *again = NULL;
	m.features = names;
	m.n_features = 11;
	assert_int_equal(adapter("xgboost")->predict(a, &m, rows, &again, &err), CN_OK);
	assert_memory_equal(s, again, cn_table_rows(rows) * sizeof *s);
	m.n_features = 10;
	assert_int_equal(adapter("xgboost")->predict(a, &m, rows, &again, &err), CN_EINPUT);
	cn_table_free(rows);
	m.n_features = 0;
	assert_int_equal(adapter("xgboost")->predict(a, &m, saved, &again, &err), CN_ENOTFOUND);
	if (!strstr(err.msg, "pirat"))
		fail_msg("%s", err.msg);
	cn_table_free(saved);
}

/* Our reader, in this process, against libxgboost in its worker. */
static void trees_and_linear_models_are_read_by_ourselves(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_table *rows = NULL;
	cn_err err = { 0 };
	const double *theirs, *ours;
	assert_int_equal(cn_table_read(in_source(a, "examples/mortgage-lending/hmda.csv"), NULL, &rows, &err), CN_OK);
	cn_model m = { .path = in_source(a, "examples/mortgage-lending/model.json") };
	assert_int_equal(adapter("xgboost")->predict(a, &m, rows, &theirs, &err), CN_OK);
	assert_int_equal(adapter("trees")->predict(a, &m, rows, &ours, &err), CN_OK);
	for (size_t i = 0; i < cn_table_rows(rows); i++)
		if (!(fabs(ours[i] - theirs[i]) <= 1e-6 * theirs[i]))
			fail_msg("row %zu: %.9g, by libxgboost %.9g", i, ours[i], theirs[i]);
	cn_predictor p;
	assert_int_equal(cn_model_open(a, adapter("trees"), &m, &p, &err), CN_OK);
	assert_true(p.trees && p.step && p.n_features == 11 && cn_eqz(p.feature[0].name, "pirat"));
	double none[11], score;
	for (size_t i = 0; i < 11; i++)
		none[i] = (double)NAN;
	assert_int_equal(cn_ask(&p, none, 1, &score, &err), CN_OK);
	assert_true(score > 0 && score < 1);
	cn_model_close(adapter("trees"), &p);
	static const cn_str names[] = { { "pirat", 5 }, { "afam", 4 } };
	m.features = names;
	m.n_features = 2;
	assert_int_equal(adapter("trees")->predict(a, &m, rows, &ours, &err), CN_EINPUT); /* the model has 11 */
	char *path = scratch("l.json");
	static const char linear[] = "{\"concord\":\"linear/1\",\"features\":[\"pirat\",\"hirat\"],\"coefficients\":[1,2],\"intercept\":0.5,\"link\":\"identity\"}";
	put_file(path, linear, sizeof linear - 1);
	m = (cn_model){ .path = path };
	assert_int_equal(adapter("linear")->predict(a, &m, rows, &ours, &err), CN_OK);
	assert_true(ours[0] == 0.5 + cn_table_find(rows, CN_S("pirat"))->number[0] + 2 * cn_table_find(rows, CN_S("hirat"))->number[0]);
	m.features = names; /* "afam" is text */
	m.n_features = 2;
	assert_int_equal(adapter("linear")->predict(a, &m, rows, &ours, &err), CN_EINPUT);
	assert_non_null(strstr(err.msg, "afam"));
	(void)unlink(path);
	cn_table_free(rows);
}

/* ONNX by our own reader: trees that can be explained, names of columns from the file. */
static void onnx_models_are_read_by_ourselves(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_table *rows = NULL;
	cn_err err = { 0 };
	cn_predictor p;
	const double *s;
	double row[4] = { 0.5, 1, -1, 2 }, score;
	assert_int_equal(cn_table_parse(CN_FORM_CSV, NULL, CN_S("age,income,debt,years\n0.5,1,-1,2\n"), &rows, &err), CN_OK);
	cn_model m = { .path = in_source(a, "tests/fuzz/seeds/model_onnx/joined-by-column") };
	assert_int_equal(adapter("onnx")->predict(a, &m, rows, &s, &err), CN_OK);
	assert_int_equal(cn_model_open(a, adapter("onnx"), &m, &p, &err), CN_OK);
	assert_true(p.trees && p.step && p.n_features == 4 && cn_eqz(p.feature[3].name, "years"));
	assert_int_equal(cn_ask(&p, row, 1, &score, &err), CN_OK);
	assert_true(score == s[0]);
	cn_model_close(adapter("onnx"), &p);
	m.path = in_source(a, "tests/fuzz/seeds/model_onnx/logistic-regression");
	assert_int_equal(adapter("onnx")->predict(a, &m, rows, &s, &err), CN_EINPUT); /* saved without names */
	static const cn_str names[] = { { "age", 3 }, { "income", 6 }, { "debt", 4 }, { "years", 5 } };
	m.features = names;
	m.n_features = 4;
	assert_int_equal(adapter("onnx")->predict(a, &m, rows, &s, &err), CN_OK);
	assert_true(fabs(s[0] - 1 / (1 + exp(-(0.5 * 0.5 - 1.25 - 0.3 + 4 + (double)0.1f)))) < 1e-7);
	assert_int_equal(cn_model_open(a, adapter("onnx"), &m, &p, &err), CN_OK);
	assert_true(!p.trees && !p.step);
	cn_model_close(adapter("onnx"), &p);
	m.path = in_source(a, "tests/fuzz/seeds/model_onnx/a-neural-network");
	assert_int_equal(adapter("onnx")->predict(a, &m, rows, &s, &err), CN_EINPUT);
	assert_non_null(strstr(err.msg, "Gemm"));
	cn_table_free(rows);
}

/* A model of words: each text of the column has its score, by table or asked; what is no text is refused. */
static void texts_are_scored_by_their_words(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	static const char words[] = "{\"concord\":\"tfidf/1\",\"column\":\"note\",\"token_pattern\":\"(?u)\\\\b\\\\w\\\\w+\\\\b\",\"lowercase\":true,\"ngram_range\":[1,1],"
				    "\"vocabulary\":[\"fee\",\"late\"],\"norm\":null,\"coefficients\":[2,1],\"intercept\":0.5,\"link\":\"identity\"}";
	cn_table *rows = NULL;
	cn_err err = { 0 };
	cn_predictor p;
	const double *s;
	double asked[2] = { 1, 0 }, score[2];
	assert_int_equal(cn_table_parse(CN_FORM_CSV, NULL, CN_S("note,n,holes\n\"Late fee, late\",1,x\nfee,2,\n\"Late fee, late\",3,y\n"), &rows, &err), CN_OK);
	char *path = scratch("t.json");
	put_file(path, words, sizeof words - 1);
	cn_model m = { .path = path };
	assert_int_equal(adapter("tfidf")->predict(a, &m, rows, &s, &err), CN_OK);
	assert_true(s[0] == 4.5 && s[1] == 2.5 && s[2] == 4.5);
	m.like = rows;
	assert_int_equal(cn_model_open(a, adapter("tfidf"), &m, &p, &err), CN_OK);
	assert_true(p.n_features == 1 && p.feature[0].category && cn_eqz(p.feature[0].name, "note") && !p.trees);
	assert_int_equal(cn_ask(&p, asked, 2, score, &err), CN_OK);
	assert_true(score[0] == 2.5 && score[1] == 4.5);
	asked[0] = (double)NAN;
	assert_int_equal(cn_ask(&p, asked, 2, score, &err), CN_EUNDEFINED);
	cn_model_close(adapter("tfidf"), &p);
	m.like = NULL;
	assert_int_equal(cn_model_open(a, adapter("tfidf"), &m, &p, &err), CN_EINPUT);
	assert_non_null(strstr(err.msg, "texts of a table"));
	static const cn_str names[] = { { "n", 1 }, { "holes", 5 } };
	m.features = names;
	m.n_features = 2;
	assert_int_equal(adapter("tfidf")->predict(a, &m, rows, &s, &err), CN_EINPUT);
	assert_non_null(strstr(err.msg, "one column"));
	m.n_features = 1;
	assert_int_equal(adapter("tfidf")->predict(a, &m, rows, &s, &err), CN_EINPUT);
	assert_non_null(strstr(err.msg, "is a number"));
	m.features = names + 1;
	assert_int_equal(adapter("tfidf")->predict(a, &m, rows, &s, &err), CN_EUNDEFINED);
	assert_non_null(strstr(err.msg, "is missing"));
	(void)unlink(path);
	cn_table_free(rows);
}

static void hostile_models_are_refused(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	static const struct {
		const char *bytes;
		size_t n;
		const char *says;
	} bad[] = { { "\x80\x04\x95", 3, "pickle" }, { "PK\x03\x04zip", 7, "pickle" }, { "binfxxxx", 8, "old binary" }, { "", 0, "not an xgboost" },
		    { "hello", 5, "not an xgboost" }, { "{}", 2, "" }, { "{\"learner\":{}}", 14, "" }, { "{\"learner\":1,", 13, "" },
		    { "{L\x00\x00\x00\x00\x00\x00\x00\x07learner", 17, "" } };
	cn_table *t = NULL;
	cn_err err = { 0 };
	const double *s;
	assert_int_equal(cn_table_parse(CN_FORM_CSV, NULL, CN_S("f\n1\n"), &t, &err), CN_OK);
	char *path = scratch("m.json");
	cn_model m = { .path = path };
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		put_file(path, bad[i].bytes, bad[i].n);
		assert_int_equal(adapter("xgboost")->predict(a, &m, t, &s, &err), CN_EINPUT);
		assert_non_null(strstr(err.msg, bad[i].says));
		assert_int_equal(adapter("trees")->predict(a, &m, t, &s, &err), CN_EINPUT);
		assert_int_equal(adapter("linear")->predict(a, &m, t, &s, &err), CN_EINPUT);
		assert_int_equal(adapter("onnx")->predict(a, &m, t, &s, &err), CN_EINPUT);
		if (i < 2)
			assert_non_null(strstr(err.msg, "pickle"));
	}
	CN_AUTO_BUF deep; /* nesting that would overflow a recursive reader's stack */
	cn_buf_init(&deep, 64 << 20);
	cn_buf_putz(&deep, "{\"learner\":");
	for (unsigned i = 0; i < 2000000; i++)
		cn_buf_putz(&deep, "{\"a\":");
	put_file(path, deep.p, deep.n);
	assert_int_equal(adapter("xgboost")->predict(a, &m, t, &s, &err), CN_ETOOBIG);
	assert_int_equal(adapter("trees")->predict(a, &m, t, &s, &err), CN_ETOOBIG);
	(void)unlink(path);
	assert_int_equal(adapter("xgboost")->predict(a, &m, t, &s, &err), CN_ENOTFOUND);
	cn_table_free(t);
}

/* ---- what a worker cannot do ------------------------------------------------------------------------------------------------- */

static cn_code computes(void *ctx, double *out, size_t n, cn_err *err)
{
	(void)err;
	for (size_t i = 0; i < n; i++)
		out[i] = *(const double *)ctx * (double)i;
	return CN_OK;
}

static cn_code opens_a_file(void *ctx, double *out, size_t n, cn_err *err)
{
	(void)n;
	(void)err;
	out[0] = open(ctx, O_RDONLY) < 0 ? errno : 0;
	out[1] = open("/tmp/concord-test-worker-wrote", O_WRONLY | O_CREAT, 0600) < 0 ? errno : 0;
	out[2] = socket(AF_INET, SOCK_STREAM, 0) < 0 ? errno : 0;
	char c;
	out[3] = read(0, &c, 1) == 0 ? 0 : 1; /* nothing comes from standard input */
	return CN_OK;
}

static cn_code forks(void *ctx, double *out, size_t n, cn_err *err)
{
	(void)ctx;
	(void)n;
	(void)err;
	out[0] = fork() < 0 ? 1 : 0;
	return CN_OK;
}

static cn_code runs_a_program(void *ctx, double *out, size_t n, cn_err *err)
{
	(void)out;
	(void)n;
	(void)err;
	char *argv[] = { ctx, NULL };
	(void)execv(ctx, argv);
	return CN_OK;
}

static cn_code fails(void *ctx, double *out, size_t n, cn_err *err)
{
	(void)ctx;
	(void)out;
	(void)n;
	return CN_FAIL(err, CN_ETOOBIG, "because");
}

static void a_worker_can_compute_and_nothing_else(void **state)
{
	(void)state;
	cn_err err = { 0 };
	double *out = calloc(100000, sizeof *out), two = 2;
	assert_non_null(out);
	assert_int_equal(worker_run(computes, &two, 0, out, 100000, &err), CN_OK);
	assert_true(out[99999] == 199998);
	char passwd[] = "/etc/passwd", ls[] = "/bin/ls";
	assert_int_equal(worker_run(opens_a_file, passwd, 0, out, 4, &err), CN_OK);
	assert_true(out[0] == EACCES && out[1] == EACCES && out[2] == EACCES && out[3] == 0);
	assert_int_equal(worker_run(runs_a_program, ls, 0, out, 1, &err), CN_EINPUT);
	assert_non_null(strstr(err.msg, "signal"));
	assert_int_equal(worker_run(forks, NULL, 0, out, 1, &err), CN_EINPUT);
	assert_int_equal(worker_run(fails, NULL, 0, out, 1, &err), CN_ETOOBIG);
	assert_string_equal(err.msg, "because");
	free(out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_csv_and_refuses_what_it_should), cmocka_unit_test(reads_sqlite), cmocka_unit_test(predictions_are_a_column),
		cmocka_unit_test(xgboost_gives_the_saved_scores), cmocka_unit_test(trees_and_linear_models_are_read_by_ourselves),
		cmocka_unit_test(onnx_models_are_read_by_ourselves),
		cmocka_unit_test(texts_are_scored_by_their_words),
		cmocka_unit_test(hostile_models_are_refused),
		cmocka_unit_test(a_worker_can_compute_and_nothing_else),
	};
	return cmocka_run_group_tests_name("adapter", tests, NULL, NULL);
}
