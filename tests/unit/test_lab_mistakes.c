/* What a manifest gets wrong about a label ends the run with a sentence: it is never counted as something else. */
#include "lab/procedure.h"
#include "lab_help.h"

static cn_code small_steps(void *self, const double *row, size_t n, double *score, cn_err *err)
{
	(void)self;
	(void)err;
	for (size_t i = 0; i < n; i++)
		score[i] = 1 / (1 + exp(-0.01 * row[i]));
	return CN_OK;
}

/* A label that says yes and no is no label of 1 and 0: to count every row as not positive, in silence, would give numbers about nothing. */
static void a_label_that_never_says_the_positive_value_is_a_mistake(void **state)
{
	(void)state;
	static const struct {
		const char *y[3], *positive;
		bool good;
	} all[] = { { { "yes", "no", "no" }, "", false },    { { "yes", "no", "no" }, "Yes", false }, { { "yes", "no", "no" }, "yes", true },
		    { { "yes", "no", "maybe" }, "yes", false }, { { "1", "0", "0" }, "", true },	      { { "1", "0", "2" }, "1", false },
		    { { "1", "0", "0" }, "yes", false },      { { "0", "0", "0" }, "1", true } };
	static const char *const takes[] = { "calibration", "selective", "conformal", "slices", "label_noise", "mitigation", "feature_leaks", "membership",
					     "permutation_importance", "perturbation", "gradient_attack", "sequential_errors" };
	for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
		CN_AUTO_ARENA a = cn_arena_new(64 << 20);
		CN_AUTO_BUF csv;
		cn_buf_init(&csv, 1 << 16);
		cn_buf_putz(&csv, "x,s,g,y\n");
		for (size_t row = 0; row < 60; row++)
			cn_buf_printf(&csv, "%zu,0.%zu,%c,%s\n", row, row % 10, 'a' + (char)(row % 2), all[i].y[row % 3]);
		cn_table *t;
		assert_int_equal(cn_table_parse(CN_FORM_CSV, NULL, cn_buf_str(&csv), &t, NULL), CN_OK);
		const cn_str features[] = { CN_S("x") }, by[] = { CN_S("g") };
		cn_measure m = { .label = CN_S("y"), .score = CN_S("s"), .label_positive = cn_str_z(all[i].positive), .threshold = CN_S("0.5"), .by = by, .n_by = 1,
				 .features = features, .n_features = 1 };
		cn_feature f = { .name = CN_S("x") };
		double limit = 0.3;
		for (size_t k = 0; k < sizeof takes / sizeof *takes; k++) {
			const cn_procedure *p;
			cn_counts *c;
			cn_err err = { 0 };
			cn_predictor model = { .predict = small_steps, .feature = &f, .n_features = 1, .threshold = 0.5 };
			assert_int_equal(cn_procedure_need(cn_str_z(takes[k]), &p, NULL), CN_OK);
			cn_code rc = cn_procedure_take(a, p, &(cn_take){ .table = t, .other = t, .m = &m, .model = &model, .limit = &limit, .seed = 1 }, &c, &err);
			if (rc != (all[i].good ? CN_OK : CN_EINPUT))
				fail_msg("%s, \"%s\" of %s %s %s: code %d %s", takes[k], all[i].positive, all[i].y[0], all[i].y[1], all[i].y[2], (int)rc, err.msg);
			assert_true(all[i].good || strstr(err.msg, "column \"y\""));
		}
		cn_table_free(t);
	}
}

/* The score may be the probability of what is bad for the person, the column of decisions says what is good: errors are the same. */
static void decisions_are_held_against_the_label_by_their_own_word(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(16 << 20);
	CN_AUTO_BUF csv;
	cn_buf_init(&csv, 1 << 16);
	cn_buf_putz(&csv, "g,y,d,s\n");
	for (size_t row = 0; row < 100; row++)
		cn_buf_printf(&csv, "%c,%zu,%zu,0.%zu\n", 'a' + (char)(row % 2), row % 3 ? (size_t)1 : 0, row % 3 && row % 5 ? (size_t)1 : 0, row % 10);
	cn_table *t;
	assert_int_equal(cn_table_parse(CN_FORM_CSV, NULL, cn_buf_str(&csv), &t, NULL), CN_OK);
	const cn_procedure *p;
	assert_int_equal(cn_procedure_need(CN_S("slices"), &p, NULL), CN_OK);
	for (int of = 0; of < 2; of++) {
		cn_measure m = { .label = CN_S("y"), .prediction = CN_S("d"), .score = CN_S("s"), .prediction_positive = CN_S("0"),
				 .label_positive = of ? CN_S("1") : CN_S("0") };
		cn_counts *c;
		assert_int_equal(cn_procedure_take(a, p, &(cn_take){ .table = t, .m = &m, .seed = 1 }, &c, NULL), CN_OK);
		assert_int_equal(cn_stat_find(c, "rows")->count[1], 13);
	}
	cn_table_free(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_label_that_never_says_the_positive_value_is_a_mistake),
		cmocka_unit_test(decisions_are_held_against_the_label_by_their_own_word),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
