/* `onnxruntime`: without the library it says what to install. Where CONCORD_TEST_ONNXRUNTIME names one (tools/npm/onnx does), the
 * models of tests/vectors/model/onnx_models.json get the scores of the file through the limited worker, and bad ones are refused in
 * its words. */
#include "lab_help.h"

#include <stdlib.h>
#include <unistd.h>

#include "adapter/adapter.h"

enum { FEATURES_MAX = 64 };

static const cn_adapter_row *runtime(void)
{
	const cn_adapter_row *row = NULL;
	assert_int_equal(cn_adapter_need(CN_S("onnxruntime"), &row, NULL), CN_OK);
	return row;
}

static const char *model_file(cn_arena *a, cn_str bytes)
{
	const char *tmp = getenv("TMPDIR"),
		   *path = cn_cstr(a, cn_strf(a, "%s/concord-test-onnx-%ld", tmp ? tmp : "/tmp", (long)getpid()));
	FILE *f = fopen(path, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(bytes.p, 1, bytes.n, f), bytes.n);
	assert_int_equal(fclose(f), 0);
	return path;
}

static cn_table *table_of(cn_arena *a, const cn_str *name, size_t n_features, const cn_val *rows)
{
	cn_table *t = NULL;
	double *v = CN_NEW(a, double, rows->n *n_features);
	size_t k = 0;
	CN_EACH(r, rows)
		CN_EACH(x, r)
			v[k++] = x->type == CN_NULL ? (double)NAN : real_of(x);
	assert_int_equal(k, rows->n * n_features);
	assert_int_equal(cn_table_of_rows(name, n_features, v, rows->n, &t, NULL), CN_OK);
	return t;
}

static void one_case(cn_arena *a, const cn_val *c)
{
	cn_str bytes, name[FEATURES_MAX];
	cn_err err = { 0 };
	const double *score;
	const cn_val *in = cn_get(c, "in"), *rows = cn_get(in, "rows");
	size_t n = cn_first(rows)->n, i = 0;
	assert_true(n <= FEATURES_MAX);
	for (size_t k = 0; k < n; k++)
		name[k] = cn_strf(a, "c%zu", k);
	assert_true(cn_unbase64(a, cn_get_text(in, cn_get(in, "runtime") ? "runtime" : "base64"), &bytes));
	cn_model m = { .path = model_file(a, bytes), .features = name, .n_features = n, .output = cn_get_text(in, "output") };
	cn_table *t = table_of(a, name, n, rows);
	cn_code rc = runtime()->predict(a, &m, t, &score, &err);
	cn_table_free(t);
	(void)unlink(m.path);
	const cn_val *want = cn_get(cn_get(c, "expect"), "score");
	if (cn_first(want)->n > 1) { /* several classes: one score a row is what can be measured */
		assert_int_equal(rc, CN_EINPUT);
		return;
	}
	if (rc != CN_OK)
		fail_msg("%.*s: %s", CN_FMT(cn_get_text(c, "name")), err.msg);
	CN_EACH(w, want) {
		double x = real_of(cn_first(w));
		if (!(fabs(score[i] - x) <= 2e-6 * fmax(1, fabs(x))))
			fail_msg("%.*s: row %zu: %.9g, expected %.9g", CN_FMT(cn_get_text(c, "name")), i, score[i], x);
		i++;
	}
}

static bool library(void)
{
	const char *path = getenv("CONCORD_TEST_ONNXRUNTIME");
	if (path && *path)
		assert_int_equal(setenv("CONCORD_ONNXRUNTIME", path, 1), 0);
	else
		print_message("CONCORD_TEST_ONNXRUNTIME names no library here\n");
	return path && *path;
}

static void models_get_their_scores(void **state)
{
	(void)state;
	if (!library())
		return;
	CN_AUTO_ARENA a = cn_arena_new(256 << 20);
	const cn_val *v = NULL;
	size_t n = 0;
	assert_int_equal(
	    cn_json_parse(a, file_read(a, "tests/vectors/model", "onnx_models.json"), CN_JSON_FOREIGN_DEPTH_MAX, &v, NULL), CN_OK);
	CN_EACH(c, cn_get(v, "cases")) {
		one_case(a, c);
		n++;
	}
	print_message("%zu models asked\n", n);
	assert_true(n > 30);
}

static void what_is_no_model_is_refused(void **state)
{
	(void)state;
	if (!library())
		return;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	static const char *const bad[] = { "", "{}", "not a model", "\x80\x04pickled", "\x08\x07\x12\x04junk" };
	cn_str name = CN_S("x");
	const double row = 1, *score;
	cn_table *t = NULL;
	assert_int_equal(cn_table_of_rows(&name, 1, &row, 1, &t, NULL), CN_OK);
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		cn_err err = { 0 };
		cn_model m = { .path = model_file(a, cn_str_z(bad[i])), .features = &name, .n_features = 1 };
		assert_int_equal(runtime()->predict(a, &m, t, &score, &err), CN_EINPUT);
		assert_true(strlen(err.msg) > 10);
		(void)unlink(m.path);
	}
	cn_table_free(t);
}

static void without_the_library_it_says_what_to_install(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_str name = CN_S("x");
	const double row = 1, *score;
	cn_table *t = NULL;
	cn_err err = { 0 };
	assert_int_equal(cn_table_of_rows(&name, 1, &row, 1, &t, NULL), CN_OK);
	cn_model m = { .path = model_file(a, CN_S("x")), .features = &name, .n_features = 1 };
	assert_int_equal(setenv("CONCORD_ONNXRUNTIME", "/nonexistent/libonnxruntime.so.1", 1), 0);
	assert_int_equal(runtime()->predict(a, &m, t, &score, &err), CN_EUNSUPPORTED);
	assert_non_null(strstr(err.msg, "ONNX Runtime cannot be loaded"));
	assert_non_null(strstr(err.hint, "CONCORD_ONNXRUNTIME"));
	(void)unlink(m.path);
	cn_table_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_the_library_it_says_what_to_install), /* first: it is loaded once */
		cmocka_unit_test(models_get_their_scores),
		cmocka_unit_test(what_is_no_model_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
