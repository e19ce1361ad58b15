/* Models under torture: reading, explaining, the smallest flip while each allocation fails once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "../torture/torture.h"
#include "lab/model/model.h"

static const char xgboost[] =
	"{\"learner\":{\"feature_names\":[\"a\",\"b\\u00e9\"],\"learner_model_param\":{\"base_score\":\"5E-1\",\"num_class\":\"0\",\"num_feature\":\"2\"},"
	"\"objective\":{\"name\":\"binary:logistic\"},\"gradient_booster\":{\"name\":\"gbtree\",\"model\":{\"tree_info\":[0,0],\"trees\":["
	"{\"left_children\":[1,-1,-1],\"right_children\":[2,-1,-1],\"split_indices\":[0,0,0],\"split_conditions\":[0.5,1,-2],\"default_left\":[1,0,0],"
	"\"sum_hessian\":[3,1,2]},"
	"{\"left_children\":[1,-1,-1],\"right_children\":[2,-1,-1],\"split_indices\":[1,0,0],\"split_conditions\":[0,1,-2],\"default_left\":[1,0,0],"
	"\"sum_hessian\":[3,1,2],\"split_type\":[1,0,0],\"categories\":[1,3],\"categories_nodes\":[0],\"categories_segments\":[0],\"categories_sizes\":[2]}"
	"]}}}}";
static const char lightgbm[] = "tree\nversion=v4\nnum_class=1\nnum_tree_per_iteration=1\nmax_feature_idx=1\nobjective=binary sigmoid:1\nfeature_names=a b\n\n"
			       "Tree=0\nnum_leaves=3\nnum_cat=1\nsplit_feature=0 1\nthreshold=0.5 0\ndecision_type=2 1\nleft_child=1 -1\nright_child=-3 -2\n"
			       "leaf_value=1 -2 0.5\nleaf_count=1 2 3\ninternal_count=6 3\ncat_boundaries=0 1\ncat_threshold=10\n\n\nend of trees\n";
static const char ubjson[] = "{U\x07learner{U\x04listSU\x02okU\x05array[$U#U\x02\x01\x02}}";

static cn_code read_and_ask(void *arg, cn_err *err)
{
	const double row[4] = { 0.25, 1, 3, 0 };
	double phi[6], error;
	cn_trees *t = NULL;
	cn_shap *s = NULL;
	cn_robust r;
	const cn_robust_options o = { .threshold = 0.5 };
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	if (!a)
		return CN_NOMEM(err);
	cn_code rc = cn_trees_read(a, cn_str_z(arg), &t, err);
	if (rc != CN_OK)
		assert_null(t);
	CN_TRY(rc);
	CN_TRY(cn_trees_score(t, row, 2, phi, err));
	CN_TRY(cn_shap_new(a, t, &s, err));
	CN_TRY(cn_shap_explain(s, row, 2, phi, &error, err));
	CN_TRY(cn_shap_against(t, row, 2, row, 2, phi, &error, err));
	return cn_trees_robust(a, t, row, &o, &r, err);
}

static void models_of_trees_survive_each_failure(void **state)
{
	(void)state;
	char text[2048];
	const char *const whole[] = { xgboost, lightgbm };
	for (size_t i = 0; i < 2; i++) {
		(void)snprintf(text, sizeof text, "%s", whole[i]);
		assert_in_range(torture_run("a model of trees", read_and_ask, text), 8, 10000);
	}
}

/* A document that is no model: refused as that when memory lasts, else for lack of it. */
static cn_code read_refused(void *arg, cn_err *err)
{
	cn_trees *t = NULL;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	if (!a)
		return CN_NOMEM(err);
	cn_code rc = cn_trees_read(a, *(const cn_str *)arg, &t, err);
	assert_null(t);
	return rc == CN_EINPUT ? CN_OK : rc;
}

static void ubjson_survives_each_failure(void **state)
{
	(void)state;
	cn_str s = { ubjson, sizeof ubjson - 1 };
	assert_in_range(torture_run("UBJSON", read_refused, &s), 2, 1000);
}

static cn_code read_linear(void *arg, cn_err *err)
{
	double row[2] = { 1, 2 }, score;
	cn_linear *m = NULL;
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	if (!a)
		return CN_NOMEM(err);
	CN_TRY(cn_linear_read(a, cn_str_z(arg), &m, err));
	return cn_linear_ask(m, row, 1, &score, err);
}

static void linear_models_survive_each_failure(void **state)
{
	(void)state;
	char text[] = "{\"concord\":\"linear/1\",\"features\":[\"a\",\"b\"],\"coefficients\":[2,-0.5],\"intercept\":1,\"link\":\"logistic\",\"missing\":[0,1]}";
	assert_in_range(torture_run("a linear model", read_linear, text), 10, 10000);
}

static cn_code read_words(void *arg, cn_err *err)
{
	double score;
	cn_tfidf *m = NULL;
	cn_str text = CN_S("Late FEE, late fee");
	CN_AUTO_ARENA a = cn_arena_new(1 << 20);
	if (!a)
		return CN_NOMEM(err);
	CN_TRY(cn_tfidf_read(a, cn_str_z(arg), &m, err));
	return cn_tfidf_score(m, &text, 1, &score, err);
}

static void models_of_words_survive_each_failure(void **state)
{
	(void)state;
	char text[] = "{\"concord\":\"tfidf/1\",\"column\":\"t\",\"token_pattern\":\"\\\\b\\\\w+\\\\b\",\"lowercase\":true,\"ngram_range\":[1,2],\"vocabulary\":[\"fee\","
		      "\"late fee\"],\"idf\":[1,2],\"stop_words\":[\"the\"],\"norm\":\"l2\",\"coefficients\":[2,-0.5],\"intercept\":1,\"link\":\"logistic\"}";
	assert_in_range(torture_run("a model of words", read_words, text), 10, 10000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(models_of_trees_survive_each_failure),
		cmocka_unit_test(ubjson_survives_each_failure),
		cmocka_unit_test(linear_models_survive_each_failure),
		cmocka_unit_test(models_of_words_survive_each_failure),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
