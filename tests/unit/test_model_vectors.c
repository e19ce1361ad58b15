/* lab/model against tests/vectors/model: what XGBoost gives for models of its own, exact fractions of a deep chain, LightGBM's rules. */
#include "lab_help.h"

#include "lab/model/model.h"

typedef struct one {
	const cn_val *c;
	cn_trees *t;
	double *row;
	size_t n, features, groups;
} one;

static const cn_val *cases(cn_arena *a, const char *name)
{
	const cn_val *v = NULL;
	cn_err err = { 0 };
	cn_str text = file_read(a, "tests/vectors/model", cn_cstr(a, cn_strf(a, "%s.json", name)));
	if (cn_json_parse(a, text, CN_JSON_FOREIGN_DEPTH_MAX, &v, &err) != CN_OK)
		fail_msg("%s: %s", name, err.msg);
	return cn_get(v, "cases");
}

static one take(cn_arena *a, const cn_val *c)
{
	one x = { .c = c };
	cn_err err = { 0 };
	const cn_val *in = cn_get(c, "in"), *rows = cn_get(in, "rows");
	cn_str bytes = cn_get_text(in, "model");
	if (cn_get(in, "base64"))
		assert_true(cn_unbase64(a, cn_get_text(in, "base64"), &bytes));
	if (cn_trees_read(a, bytes, &x.t, &err) != CN_OK)
		fail_msg("%.*s: %s", CN_FMT(cn_get_text(c, "name")), err.msg);
	x.features = cn_trees_features(x.t);
	x.groups = cn_trees_groups(x.t);
	x.row = CN_NEW(a, double, rows->n * x.features);
	CN_EACH (r, rows) {
		size_t k = 0;
		assert_int_equal(r->n, x.features);
		CN_EACH (v, r)
			x.row[x.n * x.features + k++] = v->type == CN_NULL ? (double)NAN : real_of(v);
		x.n++;
	}
	return x;
}

/* want: a list of rows; got: as many numbers, each within rel of the wanted, relative to it or to `least`. */
static void hold(const one *x, const char *what, const double *got, const cn_val *want, double rel, double least)
{
	size_t i = 0;
	CN_EACH (r, want)
		CN_EACH (v, r) {
			double w = real_of(v);
			if (!(fabs(got[i] - w) <= rel * fmax(fabs(w), least)))
				fail_msg("%.*s: %s, number %zu: %.17g, expected %.17g", CN_FMT(cn_get_text(x->c, "name")), what, i, got[i], w);
			i++;
		}
	assert_true(i > 0 && i % x->n == 0);
}

static void asked(cn_arena *a, const one *x, double rel)
{
	cn_err err = { 0 };
	const cn_val *expect = cn_get(x->c, "expect");
	double *got = CN_NEW(a, double, x->n * x->groups), *alone = CN_NEW(a, double, x->groups);
	assert_int_equal(cn_trees_margin(x->t, x->row, x->n, got, &err), CN_OK);
	hold(x, "margin", got, cn_get(expect, "margin"), rel, 1e-3);
	for (size_t r = 0; r < x->n; r++) {
		assert_int_equal(cn_trees_margin(x->t, x->row + r * x->features, 1, alone, &err), CN_OK);
		assert_memory_equal(alone, got + r * x->groups, x->groups * sizeof *alone); /* one row or many: the same bytes */
	}
	assert_int_equal(cn_trees_score(x->t, x->row, x->n, got, &err), CN_OK);
	hold(x, "score", got, cn_get(expect, "score"), rel, 1e-30);
	double *again = CN_NEW(a, double, x->n * x->groups);
	if (x->groups == 1) {
		assert_int_equal(cn_trees_ask(x->t, x->row, x->n, again, &err), CN_OK);
		assert_memory_equal(again, got, x->n * sizeof *got);
	} else {
		assert_int_equal(cn_trees_ask(x->t, x->row, x->n, again, &err), CN_EINPUT);
	}
}

static void explained(cn_arena *a, const one *x, double rel, double least)
{
	cn_err err = { 0 };
	cn_shap *s = NULL;
	double error = -1, *phi = CN_NEW(a, double, x->n * x->groups * (x->features + 1));
	if (cn_shap_new(a, x->t, &s, &err) != CN_OK)
		fail_msg("%s", err.msg);
	assert_int_equal(cn_shap_explain(s, x->row, x->n, phi, &error, &err), CN_OK);
	hold(x, "contributions", phi, cn_get(cn_get(x->c, "expect"), "contributions"), rel, least);
	assert_true(error >= 0 && error < 1e-12 * least);
}

static void xgboost_models_give_what_xgboost_gives(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(256 << 20);
	size_t n = 0;
	CN_EACH (c, cases(a, "xgboost_trees")) {
		one x = take(a, c);
		asked(a, &x, 1e-6);
		explained(a, &x, 2e-5, 1);
		n++;
	}
	assert_int_equal(n, 14);
}

static void json_and_ubjson_are_one_model(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(256 << 20);
	const cn_val *all = cases(a, "xgboost_trees");
	one x = take(a, cn_at(all, 0)), y = take(a, cn_at(all, 1));
	double p[64], q[64];
	assert_int_equal(cn_trees_margin(x.t, x.row, x.n, p, NULL), CN_OK);
	assert_int_equal(cn_trees_margin(y.t, y.row, y.n, q, NULL), CN_OK);
	assert_memory_equal(p, q, x.n * sizeof *p);
	assert_true(cn_trees_named(y.t) && cn_eqz(cn_trees_feature(y.t, 5), "f"));
	assert_true(cn_trees_depth(y.t) == 4 && cn_trees_count(y.t) == 8 && cn_trees_link(y.t) == CN_LINK_LOGISTIC);
}

static void a_chain_of_60_splits_is_explained_to_the_last_digits(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(256 << 20);
	size_t n = 0;
	CN_EACH (c, cases(a, "deep_chain")) {
		one x = take(a, c);
		explained(a, &x, 1e-11, 100);
		n++;
	}
	assert_int_equal(n, 9);
}

static void lightgbm_models_follow_its_rules(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(256 << 20);
	size_t n = 0;
	CN_EACH (c, cases(a, "lightgbm_trees")) {
		one x = take(a, c);
		asked(a, &x, 1e-12);
		cn_shap *s = NULL;
		double error, *phi = CN_NEW(a, double, x.n * x.groups * (x.features + 1));
		assert_int_equal(cn_shap_new(a, x.t, &s, NULL), CN_OK);
		assert_int_equal(cn_shap_explain(s, x.row, x.n, phi, &error, NULL), CN_OK);
		assert_true(error < 1e-13);
		n++;
	}
	assert_int_equal(n, 9);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(xgboost_models_give_what_xgboost_gives),
		cmocka_unit_test(json_and_ubjson_are_one_model),
		cmocka_unit_test(a_chain_of_60_splits_is_explained_to_the_last_digits),
		cmocka_unit_test(lightgbm_models_follow_its_rules),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
