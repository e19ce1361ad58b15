/* lab: counts, refusals, verdicts, resampling; and the known wrong answers of other tools as regressions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "lab/table/metric.h"

static cn_str file_read(cn_arena *a, const char *path_in_source)
{
	enum { BYTES_MAX = 1 << 20 };
	const char *root = getenv("CONCORD_SOURCE");
	const char *path = cn_cstr(a, cn_strf(a, "%s/%s", root ? root : ".", path_in_source));
	FILE *f = fopen(path, "rb");
	if (!f)
		fail_msg("cannot read %s", path);
	char *p = CN_NEW(a, char, BYTES_MAX);
	size_t n = fread(p, 1, BYTES_MAX, f);
	(void)fclose(f);
	return (cn_str){ p, n };
}

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
	assert_int_equal(counts_rc("g,y,q\na,1,0\n", &m, &err), CN_EINPUT);
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

/* ---- resampling ---------------------------------------------------------------------------------------------------------------------------- */

static void draws_are_the_same_everywhere(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	static const int64_t cell[4] = { 100000, 1, 0, 899999 };
	cn_multinomial *m = cn_multinomial_new(cn_sampler_new(a, 42), cell, 4);
	int64_t draw[4];
	uint64_t digest = 1469598103934665603ull;
	for (unsigned i = 0; i < 1000; i++) {
		cn_multinomial_draw(m, draw);
		assert_int_equal(draw[0] + draw[1] + draw[2] + draw[3], 1000000);
		assert_int_equal(draw[2], 0);
		for (unsigned j = 0; j < 4; j++)
			digest = (digest ^ (uint64_t)draw[j]) * 1099511628211ull;
	}
	print_message("draws: %016llx\n", (unsigned long long)digest);
	assert_true(digest == 0x5cdd61c074d80a73ull);
}

/* Mean and variance of draws against n p and n p q, four standard errors. */
static void draws_follow_the_law(void **state)
{
	(void)state;
	static const uint64_t cases[][3] = { { 1, 1, 2 }, { 10, 3, 10 }, { 64, 1, 3 }, { 127, 99, 100 }, { 1000, 1, 1000 }, { 100003, 17, 64 },
					     { 20000000, 1, 7 } };
	enum { DRAWS = 20000 };
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		CN_AUTO_ARENA a = cn_arena_new(64 << 20);
		cn_sampler *s = cn_sampler_new(a, 7 + i);
		double n = (double)cases[i][0], p = (double)cases[i][1] / (double)cases[i][2], sum = 0, sum2 = 0;
		for (unsigned d = 0; d < DRAWS; d++) {
			double x = (double)cn_sampler_binomial(s, cases[i][0], cases[i][1], cases[i][2]) - n * p;
			sum += x;
			sum2 += x * x;
		}
		double var = n * p * (1 - p), kurt = (1 - 6 * p * (1 - p)) / var + 2;
		assert_true(fabs(sum / DRAWS) < 4 * sqrt(var / DRAWS) + 1e-12);
		assert_true(fabs(sum2 / DRAWS - var) < 4 * var * sqrt(kurt / DRAWS) + 1e-12);
	}
}

/* p of the chi-square test of seen against expected counts; neighbours are joined until 10 are expected. */
static double chi2_p(const double *seen, const double *expect, size_t n)
{
	double sum = 0, s = 0, e = 0, df = -1, s_last = 0, e_last = 0;
	for (size_t i = 0; i < n; i++) {
		s += seen[i];
		e += expect[i];
		if (e < 10)
			continue;
		sum += e_last > 0 ? (s_last - e_last) * (s_last - e_last) / e_last : 0;
		df++;
		s_last = s;
		e_last = e;
		s = e = 0;
	}
	s_last += s;
	e_last += e;
	sum += (s_last - e_last) * (s_last - e_last) / e_last;
	assert_true(df >= 5);
	return cn_chi2_tail(sum, df);
}

/* Every outcome of 12 rows over cells of 3, 1, 0, 8: counted in 200,000 draws, expected by the exact multinomial. */
static void small_draws_have_the_exact_multinomial_law(void **state)
{
	(void)state;
	enum { N = 12, DRAWS = 200000 };
	static const int64_t cell[4] = { 3, 1, 0, 8 };
	double seen[(N + 1) * (N + 1)] = { 0 }, expect[(N + 1) * (N + 1)] = { 0 };
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_multinomial *m = cn_multinomial_new(cn_sampler_new(a, 3), cell, 4);
	for (unsigned i = 0; i < DRAWS; i++) {
		int64_t d[4];
		cn_multinomial_draw(m, d);
		assert_true(d[2] == 0 && d[0] >= 0 && d[1] >= 0 && d[3] >= 0 && d[0] + d[1] + d[3] == N);
		seen[d[0] * (N + 1) + d[1]]++;
	}
	for (int x = 0; x <= N; x++)
		for (int y = 0; x + y <= N; y++)
			expect[x * (N + 1) + y] = DRAWS * exp(lgamma(N + 1) - lgamma(x + 1) - lgamma(y + 1) - lgamma(N - x - y + 1) + x * log(3. / N) +
							      y * log(1. / N) + (N - x - y) * log(8. / N));
	assert_true(chi2_p(seen, expect, (N + 1) * (N + 1)) > 0.001);
}

/* Of many rows, by the tables: each cell is binomial, and so is each sum of two of them, which is wrong if the cells hang together in
 * another way than they should. The later cells stand on what the earlier ones left. */
static void large_draws_have_binomial_cells_and_sums(void **state)
{
	(void)state;
	enum { CELLS = 6, DRAWS = 40000, WIDTH = 4096 };
	static const int64_t cells[][CELLS] = { { 300, 40, 7, 650, 1, 2 }, { 99000, 20000, 110000, 21000, 95000, 655000 }, { 9000000, 5, 400000, 3000, 8000000, 90000 } };
	static double seen[CELLS * CELLS][2 * WIDTH], expect[2 * WIDTH];
	for (size_t c = 0; c < sizeof cells / sizeof *cells; c++) {
		CN_AUTO_ARENA a = cn_arena_new(64 << 20);
		cn_multinomial *m = cn_multinomial_new(cn_sampler_new(a, 11 + c), cells[c], CELLS);
		double total = 0;
		for (unsigned i = 0; i < CELLS; i++)
			total += (double)cells[c][i];
		memset(seen, 0, sizeof seen);
		for (unsigned i = 0; i < DRAWS; i++) {
			int64_t d[CELLS], sum = 0;
			cn_multinomial_draw(m, d);
			for (unsigned x = 0; x < CELLS; x++) {
				sum += d[x];
				for (unsigned y = x; y < CELLS; y++) {
					int64_t mid = cells[c][x] + (y > x ? cells[c][y] : 0), at = d[x] + (y > x ? d[y] : 0) - mid + WIDTH;
					seen[x * CELLS + y][at < 0 ? 0 : at >= 2 * WIDTH ? 2 * WIDTH - 1 : at]++;
				}
			}
			assert_true((double)sum == total);
		}
		for (unsigned x = 0; x < CELLS; x++) {
			for (unsigned y = x; y < CELLS; y++) {
				double mid = (double)(cells[c][x] + (y > x ? cells[c][y] : 0)), left = 1;
				for (int i = 2 * WIDTH - 1; i > 0; i--) {
					double k = mid + i - WIDTH;
					expect[i] = k >= 0 && k <= total ? DRAWS * cn_binom_pmf(k, total, mid / total) : 0;
					left -= expect[i] / DRAWS;
				}
				expect[0] = left > 0 ? DRAWS * left : 0;
				size_t n_even = 0; /* a cell of one or two rows has few outcomes */
				for (int i = 0; i < 2 * WIDTH; i++)
					n_even += expect[i] >= 10;
				if (n_even >= 7)
					assert_true(chi2_p(seen[x * CELLS + y], expect, 2 * WIDTH) > 1e-4);
			}
		}
	}
}

static bool difference_of(const int64_t *cell, size_t n, const void *ctx, double *ret)
{
	(void)n;
	(void)ctx;
	int64_t n1 = cell[0] + cell[1], n2 = cell[2] + cell[3];
	*ret = n1 && n2 ? (double)cell[0] / (double)n1 - (double)cell[2] / (double)n2 : 0;
	return n1 && n2;
}

static double real_at(const cn_val *v, const char *key)
{
	double x = 0;
	assert_int_equal(cn_real_parse(cn_get_text(v, key), &x, NULL), CN_OK);
	return x;
}

/* Ends of 2,000 replicates within five of their own standard deviations of the reference's 4,000,000 draws. */
static void bootstrap_agrees_with_the_row_bootstrap(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(256 << 20);
	const cn_val *v;
	assert_int_equal(cn_json_parse(a, file_read(a, "tests/vectors/metric/bootstrap.json"), CN_JSON_FOREIGN_DEPTH_MAX, &v, NULL), CN_OK);
	unsigned n = 0;
	CN_EACH(c, cn_get(v, "cases"))
	{
		const cn_val *in = cn_get(c, "in"), *e = cn_get(c, "expect");
		if (!cn_is_text(cn_get(c, "op"), "all_rows"))
			continue;
		int64_t x1 = cn_get_int(in, "x1", 0), n1 = cn_get_int(in, "n1", 0), x2 = cn_get_int(in, "x2", 0), n2 = cn_get_int(in, "n2", 0);
		const int64_t cell[4] = { x1, n1 - x1, x2, n2 - x2 };
		cn_boot b;
		assert_int_equal(cn_bootstrap(cell, 4, difference_of, NULL, 20261123, 2000, 0.95, &b, NULL), CN_OK);
		assert_true(fabs(b.percentile.lo - real_at(e, "lo")) < 5 * real_at(e, "sd_lo"));
		assert_true(fabs(b.percentile.hi - real_at(e, "hi")) < 5 * real_at(e, "sd_hi"));
		assert_true(b.has_bca && b.n_used == 2000);
		n++;
	}
	assert_true(n >= 5);
}

static bool mean_of(const int64_t *cell, size_t n, const void *ctx, double *ret)
{
	const double *value = ctx;
	double sum = 0, rows = 0;
	for (size_t i = 0; i < n; i++) {
		sum += (double)cell[i] * value[i];
		rows += (double)cell[i];
	}
	*ret = rows > 0 ? sum / rows : 0;
	return rows > 0;
}

static void bca_agrees_with_the_reference(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(256 << 20);
	const cn_val *v;
	assert_int_equal(cn_json_parse(a, file_read(a, "tests/vectors/metric/bootstrap.json"), CN_JSON_FOREIGN_DEPTH_MAX, &v, NULL), CN_OK);
	CN_EACH(c, cn_get(v, "cases"))
	{
		const cn_val *list = cn_get(cn_get(c, "in"), "values"), *e = cn_get(c, "expect");
		if (!cn_is_text(cn_get(c, "op"), "bca_mean"))
			continue;
		double value[64];
		int64_t cell[64];
		for (size_t i = 0; i < list->n; i++) {
			assert_int_equal(cn_real_parse(cn_at(list, i)->s, &value[i], NULL), CN_OK);
			cell[i] = 1;
		}
		cn_boot b;
		assert_int_equal(cn_bootstrap(cell, list->n, mean_of, value, 1, 100000, 0.95, &b, NULL), CN_OK);
		assert_true(b.has_bca);
		assert_true(fabs(b.bca.lo - real_at(e, "lo")) <= 8 * real_at(e, "error_lo") + 1e-9);
		assert_true(fabs(b.bca.hi - real_at(e, "hi")) <= 8 * real_at(e, "error_hi") + 1e-9);
	}
}

/* DeLong on scores drawn from a known AUC: coverage of 95 % intervals within its own Monte Carlo error, printed. */
static void delong_covers(void **state)
{
	(void)state;
	enum { RUNS = 400, SIDE = 60 };
	cn_rng rng;
	cn_rng_init(&rng, 3);
	unsigned covered = 0;
	for (unsigned run = 0; run < RUNS; run++) { /* positives uniform on 0..999, negatives the lower of two: AUC 2/3 (ties: + 1/6000) */
		CN_AUTO_ARENA a = cn_arena_new(8 << 20);
		scored *rows = CN_NEW(a, scored, 2 * SIDE);
		cn_score_stats *s = CN_NEW(a, cn_score_stats, 1);
		for (size_t i = 0; i < 2 * SIDE; i++) {
			uint64_t x = cn_rng_below(&rng, 1000000), y = cn_rng_below(&rng, 1000000);
			bool pos = i >= SIDE;
			rows[i] = (scored){ scored_key((double)(pos || x < y ? x : y)), 0, pos };
		}
		assert_int_equal(scores_count(a, rows, 2 * SIDE, s, 1, NULL), CN_OK);
		cn_estimate e = estimate_auc(a, &s->within, 0.95, CN_S(""));
		covered += e.lo <= 2.0 / 3 && e.hi >= 2.0 / 3;
	}
	double share = (double)covered / RUNS, err = sqrt(0.95 * 0.05 / RUNS);
	print_message("DeLong, 60 against 60: coverage %.3f, Monte Carlo error %.3f\n", share, err);
	assert_true(fabs(share - 0.95) < 4 * err);
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
		cmocka_unit_test(draws_are_the_same_everywhere),
		cmocka_unit_test(draws_follow_the_law),
		cmocka_unit_test(small_draws_have_the_exact_multinomial_law),
		cmocka_unit_test(large_draws_have_binomial_cells_and_sums),
		cmocka_unit_test(bootstrap_agrees_with_the_row_bootstrap),
		cmocka_unit_test(bca_agrees_with_the_reference),
		cmocka_unit_test(delong_covers),
		cmocka_unit_test(each_allocation_may_fail),
	};
	return cmocka_run_group_tests_name("lab", tests, NULL, NULL);
}
