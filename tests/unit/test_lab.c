/* lab: counts, refusals, verdicts; and the known wrong answers of other tools as regressions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "lab/table/metric.h"

static cn_table *table(const char *csv)
{
	cn_table *t = NULL;
	cn_err err = { 0 };
	if (cn_table_parse(CN_FORM_CSV, NULL, cn_str_z(csv), &t, &err) != CN_OK)
		fail_msg("%s", err.msg);
	return t;
}

/* ---- counts -------------------------------------------------------------------------------------------------------------------- */

static const cn_str BY_G[] = { { "g", 1 } };

static cn_counts *counts(cn_arena *a, const char *csv, const cn_measure *m, unsigned needs)
{
	cn_table *t = table(csv);
	cn_counts *c = NULL;
	cn_err err = { 0 };
	if (cn_counts_take(a, t, m, needs, &c, &err) != CN_OK)
		fail_msg("%s", err.msg);
	cn_table_free(t);
	return c;
}

static cn_code counts_rc(const char *csv, const cn_measure *m, cn_err *err)
{
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_table *t = table(csv);
	cn_counts *c = NULL;
	cn_code rc = cn_counts_take(a, t, m, ~0u, &c, err);
	cn_table_free(t);
	return rc;
}

static void counts_by_group_and_intersection(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_str by[] = { CN_S("sex"), CN_S("old") };
	cn_measure m = { .label = CN_S("y"), .prediction = CN_S("p"), .label_positive = CN_S("yes"), .by = by, .n_by = 2 };
	cn_counts *c = counts(a, "sex,old,y,p\nm,1,yes,1\nf,0,no,1\nf,0,yes,0\n,0,no,0\nf,1,,1\nf,1,no,\n", &m, CN_NEED_LABEL);
	assert_int_equal(c->n_groups, 4);
	assert_true(cn_eqz(c->group[0].name, "sex=f, old=0") && cn_eqz(c->group[1].name, "sex=f, old=1"));
	assert_true(cn_eqz(c->group[2].name, "sex=m, old=1") && c->group[3].missing);
	assert_true(c->cell[0].fp == 1 && c->cell[0].fn == 1 && c->cell[2].tp == 1 && c->cell[3].tn == 1);
	assert_true(c->cell[1].sel == 1 && c->group[1].skipped == 1 && c->group[1].n == 2);
	m.n_by = 0;
	c = counts(a, "sex,old,y,p\nm,1,yes,1\nf,0,no,1\n", &m, CN_NEED_LABEL);
	assert_true(c->n_groups == 1 && cn_eqz(c->group[0].name, "everyone"));
}

static void counts_refuse_what_is_not_theirs(void **state)
{
	(void)state;
	cn_err err = { 0 };
	cn_measure m = { .label = CN_S("y"), .prediction = CN_S("p"), .by = BY_G, .n_by = 1 };
	assert_int_equal(counts_rc("g,y,p\na,1,0\nb,2,0\nb,0,1\n", &m, &err), CN_EINPUT); /* three label values */
	assert_int_equal(counts_rc("g,y,q\na,1,0\n", &m, &err), CN_ENOTFOUND);
	assert_int_equal(counts_rc("g,y,p\na,yes,0\nb,no,1\n", &m, &err), CN_EINPUT); /* "1" never occurs */
	assert_non_null(strstr(err.msg, "never says \"1\""));
	assert_int_equal(counts_rc("g,y,p\n1.5,1,0\n", &m, &err), CN_EINPUT); /* reals are not groups */
	m.score = CN_S("g");
	assert_int_equal(counts_rc("g,y,p\na,1,0\nb,0,1\n", &m, &err), CN_EINPUT);
}

static cn_counts *rich_counts(cn_arena *a)
{
	static const cn_str features[] = { { "s", 1 } };
	cn_measure m = { .label = CN_S("y"), .score = CN_S("s"), .threshold = CN_S("0.5"), .by = BY_G, .n_by = 1, .stratum = CN_S("d"),
			 .features = features, .n_features = 1, .neighbours = 2 };
	return counts(a,
		      "g,y,s,d\na,1,0.9,x\na,0,0.1,x\nb,1,0.5,y\nb,0,0.7,x\nb,1,1,\na,0,0,y\n,1,0.25,x\n\"中\",1,0.125,y\n",
		      &m, ~0u);
}

static void counts_go_into_a_record_and_come_back(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_counts *c[3] = { rich_counts(a), cn_counts_outputs(a, 72, 69, 62), NULL };
	for (unsigned i = 0; c[i]; i++) {
		cn_val *v, *w;
		cn_counts *back;
		const cn_val *read;
		CN_AUTO_BUF one, two;
		cn_buf_init(&one, 1 << 20);
		cn_buf_init(&two, 1 << 20);
		assert_int_equal(cn_counts_encode(a, c[i], &v, NULL), CN_OK);
		cn_json_write(&one, v, -1);
		assert_int_equal(cn_json_parse(a, cn_buf_str(&one), CN_JSON_DEPTH_MAX, &read, NULL), CN_OK);
		assert_int_equal(cn_counts_decode(a, read, &back, NULL), CN_OK);
		assert_int_equal(cn_counts_encode(a, back, &w, NULL), CN_OK);
		cn_json_write(&two, w, -1);
		assert_string_equal(one.p, two.p);
		for (size_t m = 0; m < cn_metric_count(); m++) {
			cn_result *r1, *r2;
			cn_code rc = cn_metric_from_counts(a, cn_metric_at(m), c[i], NULL, &r1, NULL);
			assert_int_equal(cn_metric_from_counts(a, cn_metric_at(m), back, NULL, &r2, NULL), rc);
			if (rc == CN_OK)
				assert_true(r1->main.defined == r2->main.defined && fabs(r1->main.value - r2->main.value) <= 1e-9 * fabs(r1->main.value) + 1e-12);
		}
	}
}

static void damaged_counts_are_refused(void **state)
{
	(void)state;
	static const struct {
		const char *from, *to;
	} change[] = { { "\"n\":", "\"m\":" }, { "table/1", "table/9" }, { "\"tp\"", "" }, { "[1,", "[-1," }, { "\"u2\":\"", "\"u2\":\"99999999999999999999" },
		       { "\"values\":[\"a\"]", "\"values\":[\"a\",\"b\"]" }, { "\"rows\":8", "\"rows\":\"8\"" },
		       { "\"rows\":8", "\"rows\":9" }, { "\"rows\":8", "\"rows\":7" }, { "\"cells\":[[", "\"cells\":[[9" }, { "\"no_stratum\":", "\"no_stratum\":1" },
		       { "\"skipped\":0", "\"skipped\":1" } };
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	CN_AUTO_BUF text;
	cn_val *v;
	cn_buf_init(&text, 1 << 20);
	assert_int_equal(cn_counts_encode(a, rich_counts(a), &v, NULL), CN_OK);
	cn_json_write(&text, v, -1);
	for (size_t i = 0; i < sizeof change / sizeof *change; i++) {
		char *at = strstr(text.p, change[i].from);
		if (!at)
			continue;
		CN_AUTO_BUF bad;
		const cn_val *read;
		cn_counts *back;
		cn_err err = { 0 };
		cn_buf_init(&bad, 1 << 20);
		cn_buf_put(&bad, (cn_str){ text.p, (size_t)(at - text.p) });
		cn_buf_putz(&bad, change[i].to);
		cn_buf_putz(&bad, at + strlen(change[i].from));
		assert_int_equal(cn_json_parse(a, cn_buf_str(&bad), CN_JSON_DEPTH_MAX, &read, NULL), CN_OK);
		assert_int_equal(cn_counts_decode(a, read, &back, &err), CN_EINPUT);
	}
}

/* ---- refusals and captions ---------------------------------------------------------------------------------------------------------- */

static cn_code measure_rc(cn_arena *a, const char *metric, const cn_counts *c, cn_result **r, cn_err *err)
{
	cn_lab_options o = { .replicates = 100 };
	return cn_metric_from_counts(a, cn_metric_find(cn_str_z(metric)), c, &o, r, err);
}

static void metrics_refuse_data_that_contradict_them(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_err err = { 0 };
	cn_result *r;
	cn_measure m = { .label = CN_S("y"), .score = CN_S("s"), .prediction = CN_S("p"), .by = BY_G, .n_by = 1 };
	const char *csv = "g,y,s,p,u\na,1,1.5,1,7\na,0,0.1,0,8\nb,1,0.5,0,7\nb,0,0.5,1,9\n";
	cn_counts *c = counts(a, csv, &m, ~0u);
	assert_int_equal(measure_rc(a, "brier_by_group", c, &r, &err), CN_EINPUT);
	assert_non_null(strstr(err.msg, "outside 0 to 1"));
	assert_int_equal(measure_rc(a, "group_auc", c, &r, &err), CN_OK); /* ranks need no probability */
	assert_int_equal(measure_rc(a, "mantel_haenszel_odds_ratio", c, &r, &err), CN_EINPUT);
	assert_int_equal(measure_rc(a, "consistency_knn", c, &r, &err), CN_EINPUT);
	assert_int_equal(measure_rc(a, "label_explicit_share", c, &r, &err), CN_EINPUT);
	m.unit = CN_S("u");
	assert_int_equal(measure_rc(a, "selection_rate_difference", counts(a, csv, &m, ~0u), &r, &err), CN_EINPUT);
	assert_non_null(strstr(err.msg, "rows share units"));
	m.unit = CN_S("s");
	assert_int_equal(measure_rc(a, "selection_rate_difference", counts(a, "g,y,s,p\na,1,1,1\nb,0,2,1\n", &m, ~0u), &r, &err), CN_OK);
	m.unit = CN_S("");
	m.labels_censored = true;
	c = counts(a, csv, &m, ~0u);
	assert_int_equal(measure_rc(a, "equal_opportunity_difference", c, &r, &err), CN_EINPUT);
	assert_non_null(strstr(err.msg, "those once selected"));
	assert_int_equal(measure_rc(a, "selection_rate_difference", c, &r, &err), CN_OK); /* needs no label */
	m.labels_censored = false;
	m.label_meaning = CN_LABEL_PAST_DECISION;
	c = counts(a, csv, &m, ~0u);
	assert_int_equal(measure_rc(a, "equal_opportunity_difference", c, &r, &err), CN_OK);
	assert_non_null(strstr(r->caption[0], "Agreement with past decisions"));
	assert_int_equal(measure_rc(a, "selection_rate_difference", c, &r, &err), CN_OK);
	assert_int_equal(r->n_captions, 0);
	cn_lab_options o = { .reference = CN_S("g=zz") };
	assert_int_equal(cn_metric_from_counts(a, cn_metric_find(CN_S("selection_rate_ratio")), c, &o, &r, &err), CN_EINPUT);
	const cn_metric_row *row;
	assert_int_equal(cn_metric_need(CN_S("selection_rate_ration"), &row, &err), CN_ENOTFOUND);
	assert_string_equal(err.hint, "selection_rate_ratio");
}

static void a_zero_denominator_is_undefined_never_0(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_result *r;
	cn_measure m = { .label = CN_S("y"), .prediction = CN_S("p"), .by = BY_G, .n_by = 1 };
	cn_counts *c = counts(a, "g,y,p\na,1,1\na,0,0\nb,0,1\nb,0,0\n", &m, ~0u); /* b has no positives */
	assert_int_equal(measure_rc(a, "equal_opportunity_difference", c, &r, NULL), CN_OK);
	assert_false(r->main.defined);
	assert_string_equal(r->main.why, "undefined, 0 of 0 in g=b");
	cn_judged j;
	assert_int_equal(cn_lab_judge(a, r, c, NULL, CN_S("<="), 0.1, &j, NULL), CN_OK);
	assert_int_equal(j.verdict, CN_NOT_ENOUGH_DATA);
	for (size_t i = 0; i < cn_metric_count(); i++) { /* and no metric stumbles over tables of nothing */
		cn_table *t = table("g,y,p,s\n");
		cn_measure all = { .label = CN_S("y"), .prediction = CN_S("p"), .by = BY_G, .n_by = 1 };
		cn_counts *none;
		assert_int_equal(cn_counts_take(a, t, &all, ~0u, &none, NULL), CN_OK);
		if (cn_metric_from_counts(a, cn_metric_at(i), none, NULL, &r, NULL) == CN_OK)
			assert_false(r->main.defined);
		cn_table_free(t);
	}
}

/* ---- verdicts ------------------------------------------------------------------------------------------------------------------------ */

static cn_judged judge_share(cn_arena *a, int64_t x, int64_t n, const char *op, double limit)
{
	cn_judged j;
	cn_result *r;
	cn_counts *c = cn_counts_outputs(a, n, x, 0);
	assert_int_equal(cn_metric_from_counts(a, cn_metric_find(CN_S("label_explicit_share")), c, NULL, &r, NULL), CN_OK);
	assert_int_equal(cn_lab_judge(a, r, c, NULL, cn_str_z(op), limit, &j, NULL), CN_OK);
	return j;
}

static void the_bound_decides_not_the_point(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(256 << 20);
	cn_judged j = judge_share(a, 72, 72, ">=", 0.99);
	assert_int_equal(j.verdict, CN_NOT_ENOUGH_DATA); /* all 72 of 72 prove no 99 % */
	assert_int_equal(j.n_needed, 368);               /* 0.025^(1/368) = 0.99002 */
	assert_int_equal(judge_share(a, 298, 298, ">=", 0.99).verdict, CN_NOT_ENOUGH_DATA);
	assert_int_equal(judge_share(a, 367, 367, ">=", 0.99).verdict, CN_NOT_ENOUGH_DATA);
	assert_int_equal(judge_share(a, 368, 368, ">=", 0.99).verdict, CN_MEETS);
	assert_int_equal(judge_share(a, 60, 72, ">=", 0.99).verdict, CN_FAILS);
	assert_int_equal(judge_share(a, 60, 72, "<", 0.99).verdict, CN_MEETS);
	assert_int_equal(judge_share(a, 60, 72, ">", 0.5).verdict, CN_MEETS);
	assert_int_equal(judge_share(a, 0, 0, ">=", 0.5).verdict, CN_NOT_ENOUGH_DATA);
	j = judge_share(a, 50, 100, "<=", 0.5);
	assert_true(j.verdict == CN_NOT_ENOUGH_DATA && j.n_needed == 0); /* the rate is the limit: no number of rows decides */
	assert_string_equal(cn_verdict_text(j.verdict), "not_enough_data");
	cn_result *r;
	cn_counts *c = cn_counts_outputs(a, 10, 5, 0);
	assert_int_equal(cn_metric_from_counts(a, cn_metric_find(CN_S("label_explicit_share")), c, NULL, &r, NULL), CN_OK);
	assert_int_equal(cn_lab_judge(a, r, c, NULL, CN_S("=="), 0.5, &j, NULL), CN_EINPUT);
	assert_int_equal(cn_lab_judge(a, r, c, NULL, CN_S("<="), NAN, &j, NULL), CN_EINPUT);
}

static cn_counts *two_groups(cn_arena *a, cn_cells x, cn_cells y)
{
	cn_counts *c = CN_NEW(a, cn_counts, 1);
	cn_group *g = CN_NEW(a, cn_group, 2);
	cn_cells *cell = CN_NEW(a, cn_cells, 2);
	cn_str *s = CN_NEW(a, cn_str, 1);
	g[0] = (cn_group){ .value = s, .name = CN_S("g=A"), .n = x.tp + x.fp + x.tn + x.fn + x.sel + x.rej };
	g[1] = (cn_group){ .value = s, .name = CN_S("g=B"), .n = y.tp + y.fp + y.tn + y.fn + y.sel + y.rej };
	cell[0] = x;
	cell[1] = y;
	*c = (cn_counts){ .by = BY_G, .n_by = 1, .group = g, .n_groups = 2, .stratum = s, .n_strata = 1, .cell = cell, .has_label = true,
			  .has_prediction = true, .n_rows = g[0].n + g[1].n };
	return c;
}

static void a_group_of_18_gets_no_verdict(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(256 << 20);
	cn_counts *c = two_groups(a, (cn_cells){ .sel = 9, .rej = 9 }, (cn_cells){ .sel = 2000, .rej = 2000 });
	cn_result *r;
	cn_judged j;
	assert_int_equal(measure_rc(a, "selection_rate_difference", c, &r, NULL), CN_OK);
	assert_true(r->main.value == 0);
	assert_int_equal(cn_lab_judge(a, r, c, NULL, CN_S("<="), 0.1, &j, NULL), CN_OK);
	assert_int_equal(j.verdict, CN_NOT_ENOUGH_DATA); /* equal rates, but 18 people */
	assert_true(j.n_needed > 4018);
	assert_string_equal(r->main.method, "two-bounds");
}

/* ---- what other tools get wrong ---------------------------------------------------------------------------------------------------------- */

/* One divides tp of a group by the positives of all groups: 0.421, 0.155, 0.003. COMPAS counts: Larson et al., ProPublica 2016. */
static void a_rate_is_over_its_own_group(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_result *r;
	cn_counts *c = two_groups(a, (cn_cells){ .tp = 1369, .fp = 805, .tn = 990, .fn = 532 }, (cn_cells){ .tp = 505, .fp = 349, .tn = 1139, .fn = 461 });
	assert_int_equal(measure_rc(a, "equal_opportunity_difference", c, &r, NULL), CN_OK);
	assert_true(fabs(r->group[0].est.value - 0.720) < 5e-4 && fabs(r->group[1].est.value - 0.523) < 5e-4);
}

/* One tests FDR and calls it a test of FPR: p = 0.90 where FPRs of 0.164 and 0.236 differ beyond doubt (7e-70). */
static void a_test_of_fpr_is_over_negatives(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_result *fpr, *fdr;
	cn_counts *c = two_groups(a, (cn_cells){ .tp = 7271, .fp = 3116, .tn = 15884, .fn = 23729 },
				  (cn_cells){ .tp = 11013, .fp = 4720, .tn = 15280, .fn = 18987 });
	assert_int_equal(measure_rc(a, "false_positive_rate_difference", c, &fpr, NULL), CN_OK);
	assert_true(fpr->pair[0].has_p && fpr->pair[0].p < 1e-60);
	assert_true(fabs(fpr->group[0].est.value - 0.164) < 1e-12 && fabs(fpr->group[1].est.value - 0.236) < 1e-12);
	assert_int_equal(measure_rc(a, "false_discovery_rate_difference", c, &fdr, NULL), CN_OK);
	assert_true(fdr->pair[0].p > 0.5);
}

/* One divides the entropy of alpha 0 by the mean once more: 0.0402 for 0.0505. */
static void entropy_of_alpha_0_is_divided_by_the_mean_once(void **state)
{
	(void)state;
	const double b[] = { 1, 2, 2, 1, 1, 2, 1, 1 };
	double got, want = 0, mu = 11.0 / 8;
	for (unsigned i = 0; i < 8; i++)
		want -= log(b[i] / mu) / 8;
	assert_true(entropy_of_values(b, 8, 0, &got));
	assert_true(fabs(got - want) < 1e-15 && fabs(got - want / mu) > 1e-3);
}

/* One gives intervals of no width at 0 % and 100 %. */
static void no_interval_without_width(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_judged j = judge_share(a, 10, 10, ">=", 0.7);
	assert_int_equal(j.verdict, CN_NOT_ENOUGH_DATA);
	cn_interval e;
	assert_true(cn_clopper_pearson(10, 10, 0.95, &e) && e.hi == 1 && e.lo < 0.7);
	cn_result *r;
	cn_counts *c = two_groups(a, (cn_cells){ .tp = 20, .tn = 20 }, (cn_cells){ .tp = 20, .tn = 20 });
	assert_int_equal(measure_rc(a, "generalized_entropy", c, &r, NULL), CN_OK); /* no errors: all replicates are 0 */
	assert_true(r->main.defined && r->main.value == 0 && !r->main.has_interval && strlen(r->main.why) > 0);
}

/* ---- memory ------------------------------------------------------------------------------------------------------------------------------- */

static cn_code all_of_it(void)
{
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	static const cn_str features[] = { { "s", 1 } };
	cn_measure m = { .label = CN_S("y"), .score = CN_S("s"), .threshold = CN_S("0.5"), .by = BY_G, .n_by = 1, .stratum = CN_S("d"),
			 .features = features, .n_features = 1, .neighbours = 1 };
	cn_table *t = NULL;
	cn_counts *c = NULL, *back;
	cn_val *v;
	cn_lab_options o = { .replicates = 20 };
	if (!a)
		return CN_ENOMEM;
	CN_TRY(cn_table_parse(CN_FORM_CSV, NULL, CN_S("g,y,s,d\na,1,0.9,x\nb,0,0.1,x\nb,1,0.5,\"y\"\n"), &t, NULL));
	cn_code rc = cn_counts_take(a, t, &m, ~0u, &c, NULL);
	cn_table_free(t);
	CN_TRY(rc);
	CN_TRY(cn_counts_encode(a, c, &v, NULL));
	CN_TRY(cn_counts_decode(a, v, &back, NULL));
	for (size_t i = 0; i < cn_metric_count(); i++) {
		cn_result *r;
		cn_judged j;
		rc = cn_metric_from_counts(a, cn_metric_at(i), back, &o, &r, NULL);
		if (rc == CN_EINPUT)
			continue;
		CN_TRY(rc);
		if (!cn_result_val(a, r, back))
			return CN_ENOMEM;
		CN_TRY(cn_lab_judge(a, r, back, &o, CN_S("<="), 0.1, &j, NULL));
	}
	return CN_OK;
}

static void each_allocation_may_fail(void **state)
{
	(void)state;
	for (unsigned k = 1;; k++) {
		cn_test_fail_alloc = k;
		cn_code rc = all_of_it();
		bool beyond = cn_test_fail_alloc != 0;
		cn_test_fail_alloc = 0;
		if (beyond) {
			assert_int_equal(rc, CN_OK);
			print_message("%u allocations failed, one by one\n", k - 1);
			break;
		}
		/* an estimate of the sample size may give up quietly; everything else says that memory is out */
		if (rc != CN_ENOMEM && rc != CN_OK)
			fail_msg("allocation %u: code %d", k, rc);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts_by_group_and_intersection),
		cmocka_unit_test(counts_refuse_what_is_not_theirs),
		cmocka_unit_test(counts_go_into_a_record_and_come_back),
		cmocka_unit_test(damaged_counts_are_refused),
		cmocka_unit_test(metrics_refuse_data_that_contradict_them),
		cmocka_unit_test(a_zero_denominator_is_undefined_never_0),
		cmocka_unit_test(the_bound_decides_not_the_point),
		cmocka_unit_test(a_group_of_18_gets_no_verdict),
		cmocka_unit_test(a_rate_is_over_its_own_group),
		cmocka_unit_test(a_test_of_fpr_is_over_negatives),
		cmocka_unit_test(entropy_of_alpha_0_is_divided_by_the_mean_once),
		cmocka_unit_test(no_interval_without_width),
		cmocka_unit_test(each_allocation_may_fail),
	};
	return cmocka_run_group_tests_name("lab", tests, NULL, NULL);
}
