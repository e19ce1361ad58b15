/* Every metric against reference values that were not made here: tests/vectors/metric. Each file names its source and version. Reals agree
 * to 1e-9 relative. A metric without vectors fails. */
#include "lab_help.h"

/* ---- counts made from vectors ---------------------------------------------------------------------------------------------- */

static cn_counts *counts_of_cells(cn_arena *a, const cn_val *groups)
{
	cn_counts *c = counts_new(a, groups->n, 1);
	size_t i = 0;
	CN_EACH(g, groups)
	{
		*cell_of(c, i) = (cn_cells){ .tp = cn_get_int(g, "tp", -1), .fp = cn_get_int(g, "fp", -1), .tn = cn_get_int(g, "tn", -1),
					     .fn = cn_get_int(g, "fn", -1) };
		i++;
	}
	return c;
}

static const cn_result *measured(cn_arena *a, const char *metric, const cn_counts *c, const cn_lab_options *o)
{
	const cn_metric_row *m = cn_metric_find(cn_str_z(metric));
	cn_result *r = NULL;
	cn_err err = { 0 };
	assert_non_null(m);
	if (cn_metric_from_counts(a, m, c, o, &r, &err) != CN_OK)
		fail_msg("%s: %s", metric, err.msg);
	return r;
}

static const cn_estimate *group_est(const cn_result *r, uint32_t group, const char *of)
{
	for (size_t i = 0; i < r->n_group; i++)
		if (r->group[i].group == group && strcmp(r->group[i].of, of) == 0)
			return &r->group[i].est;
	fail_msg("%s has no %s of group %u", r->metric->name, of, group);
	return NULL;
}

static const cn_estimate *pair_est(const cn_result *r, uint32_t group, const char *of)
{
	for (size_t i = 0; i < r->n_pair; i++)
		if (r->pair[i].group == group && strcmp(r->pair[i].of, of) == 0)
			return &r->pair[i].est;
	fail_msg("%s has no %s of group %u", r->metric->name, of, group);
	return NULL;
}

/* ---- metrics ------------------------------------------------------------------------------------------------------------------- */

static void rates_of_groups(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	CN_EACH(c, vectors(a, "group_rates"))
	{
		const cn_val *in = cn_get(c, "in");
		cn_counts *k = counts_new(a, 1, 1);
		*cell_of(k, 0) = (cn_cells){ .tp = cn_get_int(in, "tp", -1), .fp = cn_get_int(in, "fp", -1), .tn = cn_get_int(in, "tn", -1),
					     .fn = cn_get_int(in, "fn", -1) };
		const cn_result *r = measured(a, "group_rates", k, NULL);
		CN_EACH(e, cn_get(c, "expect"))
			want_estimate(c, cn_cstr(a, e->key), group_est(r, 0, cn_cstr(a, e->key)), e);
		if (cn_get(cn_get(c, "expect"), "accuracy"))
			want_estimate(c, "accuracy", &measured(a, "accuracy", k, NULL)->main, cn_get(cn_get(c, "expect"), "accuracy"));
	}
}

/* metric -> member of `expect`, and of `against_reference` */
static const struct {
	const char *metric, *gap, *pair, *of;
} GAPS[] = {
	{ "selection_rate_difference", "selection_rate_difference", "selection_rate_difference", "selection_rate" },
	{ "selection_rate_ratio", "selection_rate_ratio", "selection_rate_ratio", "selection_rate" },
	{ "equal_opportunity_difference", "equal_opportunity_difference", "tpr_difference", "tpr" },
	{ "predictive_parity_difference", "ppv_difference", "ppv_difference", "ppv" },
	{ "false_positive_rate_difference", "fpr_difference", "fpr_difference", "fpr" },
	{ "false_positive_rate_ratio", "fpr_ratio", "fpr_ratio", "fpr" },
	{ "false_negative_rate_difference", "fnr_difference", "fnr_difference", "fnr" },
	{ "false_negative_rate_ratio", "fnr_ratio", "fnr_ratio", "fnr" },
	{ "false_discovery_rate_difference", "fdr_difference", "fdr_difference", "fdr" },
	{ "false_omission_rate_difference", "for_difference", "for_difference", "for" },
	{ "accuracy_difference", "accuracy_difference", "accuracy_difference", "accuracy" },
	{ "equalized_odds_difference", "equalized_odds_difference", NULL, NULL },
	{ "average_odds_difference", NULL, "average_odds_difference", "average_odds_difference" },
	{ "average_odds_difference", NULL, "average_abs_odds_difference", "average_abs_odds_difference" },
};

static void one_gap(cn_arena *a, const cn_val *c, size_t m)
{
	const cn_val *in = cn_get(c, "in"), *expect = cn_get(c, "expect"), *groups = cn_get(in, "groups");
	cn_counts *k = counts_of_cells(a, groups);
	size_t ref = 0, i = 0;
	CN_EACH(g, groups)
	{
		if (cn_eq(cn_get_text(g, "name"), cn_get_text(in, "reference")))
			ref = i;
		i++;
	}
	cn_lab_options o = { .reference = k->group[ref].name };
	const cn_result *r = measured(a, GAPS[m].metric, k, &o);
	if (GAPS[m].gap)
		want_estimate(c, GAPS[m].metric, &r->main, cn_get(expect, GAPS[m].gap));
	i = 0;
	double most = 0;
	CN_EACH(g, groups)
	{
		if (GAPS[m].pair && i != ref) {
			const cn_val *want = cn_get(cn_get_s(cn_get(expect, "against_reference"), cn_get_text(g, "name")), GAPS[m].pair);
			const cn_estimate *got = pair_est(r, (uint32_t)i, GAPS[m].of);
			want_estimate(c, GAPS[m].pair, got, want);
			most = fmax(most, fabs(got->value));
		}
		i++;
	}
	if (!GAPS[m].gap && strcmp(GAPS[m].of, "average_odds_difference") == 0 && r->main.defined)
		assert_true(close_to(r->main.value, most));
}

static void gaps_between_groups(void **state)
{
	(void)state;
	for (size_t m = 0; m < sizeof GAPS / sizeof *GAPS; m++) {
		CN_AUTO_ARENA a = cn_arena_new(64 << 20);
		CN_EACH(c, vectors(a, "group_gaps"))
			one_gap(a, c, m);
	}
}

static void strata_over_groups(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(256 << 20);
	CN_EACH(c, vectors(a, "stratified"))
	{
		const cn_val *in = cn_get(c, "in"), *e = cn_get(c, "expect"), *s = cn_get(in, "strata");
		int64_t *four = CN_NEW(a, int64_t, 4 * s->n);
		for (size_t i = 0; i < 4 * s->n; i++)
			four[i] = cn_at(cn_at(s, i / 4), i % 4)->i;
		mantel_haenszel m;
		mantel_haenszel_of(four, s->n, real_of(cn_get(in, "confidence")), &m);
		if (is_undefined(cn_get(e, "breslow_day")) || !cn_get(e, "tarone")) {
			assert_false(m.has_homogeneity && cn_get(e, "tarone"));
		} else {
			want_real(c, "breslow_day", m.breslow_day, cn_get(e, "breslow_day"));
			want_real(c, "breslow_day_p", m.breslow_day_p, cn_get(e, "breslow_day_p"));
			want_real(c, "tarone", m.tarone, cn_get(e, "tarone"));
			want_real(c, "tarone_p", m.tarone_p, cn_get(e, "tarone_p"));
		}
		if (!is_undefined(cn_get(e, "chi2")))
			want_real(c, "chi2", m.chi2, cn_get(e, "chi2"));
		cn_counts *k = counts_new(a, 2, s->n);
		k->has_strata = true;
		for (size_t i = 0; i < s->n; i++) {
			*cell_of(k, i) = (cn_cells){ .sel = four[4 * i], .rej = four[4 * i + 1] };
			*cell_of(k, s->n + i) = (cn_cells){ .sel = four[4 * i + 2], .rej = four[4 * i + 3] };
		}
		cn_lab_options o = { .reference = k->group[1].name };
		const cn_result *r = measured(a, "mantel_haenszel_odds_ratio", k, &o);
		want_estimate(c, "or", &r->main, cn_get(e, "or"));
		assert_int_equal(r->main.has_interval, cn_get(e, "lo") != NULL);
		if (r->main.has_interval) {
			want_real(c, "lo", r->main.lo, cn_get(e, "lo"));
			want_real(c, "hi", r->main.hi, cn_get(e, "hi"));
		}
		if (cn_get(e, "p"))
			want_real(c, "p", r->pair[0].p, cn_get(e, "p"));
	}
}

static void conditional_disparity(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(256 << 20);
	CN_EACH(c, vectors(a, "conditional_disparity"))
	{
		const cn_val *s = cn_get(cn_get(c, "in"), "strata"), *e = cn_get(c, "expect");
		cn_counts *k = counts_new(a, 2, s->n);
		k->has_strata = true;
		for (size_t i = 0; i < s->n; i++) {
			const cn_val *x = cn_at(s, i);
			*cell_of(k, i) = (cn_cells){ .sel = cn_at(x, 0)->i, .rej = cn_at(x, 1)->i };
			*cell_of(k, s->n + i) = (cn_cells){ .sel = cn_at(x, 2)->i, .rej = cn_at(x, 3)->i };
		}
		cn_lab_options o = { .replicates = 50 };
		const cn_result *r = measured(a, "conditional_demographic_disparity", k, &o);
		want_estimate(c, "cdd", group_est(r, 0, "cdd"), cn_get(e, "cdd"));
		want_estimate(c, "over_defined", group_est(r, 0, "cdd_over_defined_strata"), cn_get(e, "over_defined"));
		if (r->main.defined)
			assert_true(close_to(r->main.value, fmax(fabs(group_est(r, 0, "cdd")->value), fabs(group_est(r, 1, "cdd")->value))));
	}
}

static void differential_fairness(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	CN_EACH(c, vectors(a, "differential_fairness"))
	{
		const cn_val *in = cn_get(c, "in"), *groups = cn_get(in, "groups"), *e = cn_get(c, "expect");
		cn_counts *k = counts_new(a, groups->n, 1);
		for (size_t i = 0; i < groups->n; i++) {
			const cn_val *g = cn_at(groups, i);
			int64_t x = cn_get_int(g, "x", -1), n = cn_get_int(g, "n", -1);
			*cell_of(k, i) = (cn_cells){ .sel = x, .rej = n - x };
		}
		double alpha = real_of(cn_get(in, "alpha"));
		cn_lab_options o = { .alpha = alpha == 0 ? -1 : alpha };
		const cn_result *r = measured(a, "differential_fairness", k, &o);
		want_estimate(c, "eps", &r->main, is_undefined(e) ? e : cn_get(e, "eps"));
	}
}

static void entropy_indices(void **state)
{
	(void)state;
	static const char *const names[] = { "ge_0", "ge_1", "ge_2", "between_0", "between_1", "between_2" };
	CN_AUTO_ARENA a = cn_arena_new(256 << 20);
	CN_EACH(c, vectors(a, "entropy_indices"))
	{
		const cn_val *in = cn_get(c, "in"), *e = cn_get(c, "expect");
		if (cn_eqz(cn_get_text(c, "op"), "entropy_of_benefits")) {
			const cn_val *b = cn_get(in, "b");
			double *x = CN_NEW(a, double, b->n), got = 0;
			for (size_t i = 0; i < b->n; i++)
				x[i] = real_of(cn_at(b, i));
			for (unsigned alpha = 0; alpha < 3; alpha++) {
				cn_estimate est = { .defined = entropy_of_values(x, b->n, alpha, &got), .value = got, .why = "none" };
				est.value = est.defined ? got : 0;
				want_estimate(c, names[alpha], &est, cn_get(e, names[alpha]));
			}
			continue;
		}
		cn_counts *k = counts_of_cells(a, cn_get(in, "groups"));
		cn_lab_options o = { .replicates = 50 };
		const cn_result *r = measured(a, "generalized_entropy", k, &o);
		for (unsigned i = 0; i < 6; i++)
			want_estimate(c, names[i], group_est(r, GROUP_EVERYONE, names[i]), cn_get(e, names[i]));
		want_estimate(c, "main", &r->main, cn_get(e, "ge_2"));
		want_estimate(c, "theil", &measured(a, "theil", k, &o)->main, cn_get(e, "theil"));
	}
}

static void put_csv(cn_buf *b, const char *head, const cn_val *rows, const cn_val *prediction)
{
	cn_buf_putz(b, head);
	for (size_t i = 0; i < rows->n; i++) {
		CN_EACH(x, cn_at(rows, i))
			cn_buf_printf(b, "%.*s,", CN_FMT(x->s));
		cn_buf_printf(b, "%lld\n", (long long)cn_at(prediction, i)->i);
	}
}

static void consistency(void **state)
{
	(void)state;
	static const cn_str features[] = { { "f0", 2 }, { "f1", 2 }, { "f2", 2 }, { "f3", 2 } };
	static const char *const heads[] = { "f0,p\n", "f0,f1,p\n", "f0,f1,f2,p\n", "f0,f1,f2,f3,p\n" };
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	CN_EACH(c, vectors(a, "consistency"))
	{
		const cn_val *in = cn_get(c, "in"), *rows = cn_get(in, "rows"), *e = cn_get(c, "expect");
		size_t n_features = rows->first->n;
		CN_AUTO_BUF b;
		cn_buf_init(&b, 1 << 20);
		put_csv(&b, heads[n_features - 1], rows, cn_get(in, "prediction"));
		cn_table *t = NULL;
		cn_counts *k = NULL;
		assert_int_equal(cn_table_parse(CN_FORM_CSV, NULL, cn_buf_str(&b), &t, NULL), CN_OK);
		cn_measure m = { .prediction = CN_S("p"), .features = features, .n_features = n_features,
				 .neighbours = (unsigned)cn_get_int(in, "k", 0) };
		assert_int_equal(cn_counts_take(a, t, &m, CN_NEED_PREDICTION | CN_NEED_FEATURES, &k, NULL), CN_OK);
		cn_table_free(t);
		cn_lab_options o = { .replicates = 50 };
		const cn_result *r = measured(a, "consistency_knn", k, &o);
		want_estimate(c, "without_self", &r->main, cn_get(e, "without_self"));
		want_estimate(c, "with_self", group_est(r, GROUP_EVERYONE, "with_self"), cn_get(e, "with_self"));
	}
}

/* A table of one group (or two) from lists of scores. */
static cn_counts *counts_of_scores(cn_arena *a, cn_str csv)
{
	static const cn_str by[] = { { "g", 1 } };
	cn_table *t = NULL;
	cn_counts *k = NULL;
	cn_err err = { 0 };
	cn_column_decl decl[] = { { CN_S("s"), CN_COL_REAL }, { CN_S("y"), CN_COL_INTEGER }, { CN_S("g"), CN_COL_TEXT } };
	cn_table_options o = { .decl = decl, .n_decl = 3 };
	if (cn_table_parse(CN_FORM_CSV, &o, csv, &t, &err) != CN_OK)
		fail_msg("%s", err.msg);
	cn_measure m = { .label = CN_S("y"), .score = CN_S("s"), .by = by, .n_by = 1 };
	assert_int_equal(cn_counts_take(a, t, &m, CN_NEED_SCORE | CN_NEED_LABEL, &k, &err), CN_OK);
	cn_table_free(t);
	return k;
}

static void want_auc(const cn_val *c, const cn_ranks *r, const cn_estimate *e)
{
	const cn_val *x = cn_get(c, "expect");
	want_estimate(c, "auc", e, is_undefined(x) ? x : cn_get(x, "auc"));
	if (is_undefined(x))
		return;
	double auc, var;
	assert_true(ranks_auc(r, &auc, &var));
	assert_int_equal(r->u2_lo, cn_get_int(x, "u2", -1));
	if (!is_undefined(cn_get(x, "var")))
		want_real(c, "var", var, cn_get(x, "var"));
	if (var > 0) {
		want_real(c, "lo", e->lo, cn_get(x, "lo"));
		want_real(c, "hi", e->hi, cn_get(x, "hi"));
		assert_string_equal(e->method, "delong");
	} else if (e->has_interval) {
		assert_true(e->hi - e->lo > 0.05); /* where DeLong has no width, ours has */
	}
}

static void auc_by_group(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(256 << 20);
	CN_EACH(c, vectors(a, "auc"))
	{
		const cn_val *in = cn_get(c, "in");
		if (!cn_eqz(cn_get_text(c, "op"), "auc"))
			continue;
		CN_AUTO_BUF one, two;
		cn_buf_init(&one, 1 << 22);
		cn_buf_init(&two, 1 << 22);
		cn_buf_putz(&one, "s,y,g\n");
		cn_buf_putz(&two, "s,y,g\n");
		CN_EACH(s, cn_get(in, "positive"))
		{
			cn_buf_printf(&one, "%.*s,1,a\n", CN_FMT(s->s));
			cn_buf_printf(&two, "%.*s,1,b\n", CN_FMT(s->s));
		}
		CN_EACH(s, cn_get(in, "negative"))
		{
			cn_buf_printf(&one, "%.*s,0,a\n", CN_FMT(s->s));
			cn_buf_printf(&two, "%.*s,0,a\n", CN_FMT(s->s));
		}
		cn_counts *k = counts_of_scores(a, cn_buf_str(&one));
		if (k->n_groups == 0)
			continue;
		const cn_result *r = measured(a, "group_auc", k, NULL);
		want_auc(c, &k->score[0].within, &r->main);
		want_auc(c, &k->score[0].within, group_est(r, 0, "auc"));
		k = counts_of_scores(a, cn_buf_str(&two));
		if (k->n_groups < 2)
			continue;
		r = measured(a, "group_auc", k, NULL); /* group a has the negatives, b the positives */
		want_auc(c, &k->score[0].bpsn, group_est(r, 0, "bpsn_auc"));
		want_auc(c, &k->score[1].bnsp, group_est(r, 1, "bnsp_auc"));
	}
}

/* Both groups of the mortgage example in one table: the gap is the difference of the areas the reference gives one by one. */
static void auc_gap(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(256 << 20);
	CN_AUTO_BUF b;
	cn_buf_init(&b, 1 << 22);
	cn_buf_putz(&b, "s,y,g\n");
	double want[2] = { 0, 0 }, var[2] = { 0, 0 };
	static const char *const names[2] = { "mortgage, afam no", "mortgage, afam yes" };
	CN_EACH(c, vectors(a, "auc"))
	{
		for (unsigned g = 0; g < 2; g++) {
			if (!cn_is_text(cn_get(c, "name"), names[g]))
				continue;
			want[g] = real_of(cn_get(cn_get(c, "expect"), "auc"));
			var[g] = real_of(cn_get(cn_get(c, "expect"), "var"));
			CN_EACH(s, cn_get(cn_get(c, "in"), "positive"))
				cn_buf_printf(&b, "%.*s,1,%u\n", CN_FMT(s->s), g);
			CN_EACH(s, cn_get(cn_get(c, "in"), "negative"))
				cn_buf_printf(&b, "%.*s,0,%u\n", CN_FMT(s->s), g);
		}
	}
	const cn_result *r = measured(a, "group_auc_gap", counts_of_scores(a, cn_buf_str(&b)), NULL);
	double apart = fabs(want[0] - want[1]), half = 1.959963984540054 * sqrt(var[0] + var[1]);
	assert_true(apart > 0);
	assert_true(close_to(r->main.value, apart));
	assert_true(close_to(r->main.hi, apart + half));
	assert_true(r->main.lo == 0);
}

static void calibration(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(256 << 20);
	CN_EACH(c, vectors(a, "calibration"))
	{
		const cn_val *in = cn_get(c, "in"), *e = cn_get(c, "expect"), *y = cn_get(in, "label"), *s = cn_get(in, "score");
		CN_AUTO_BUF b;
		cn_buf_init(&b, 1 << 22);
		cn_buf_putz(&b, "s,y,g\n");
		const cn_val *label = y->first, *score = s->first;
		for (; label; label = label->next, score = score->next)
			cn_buf_printf(&b, "%.*s,%lld,a\n", CN_FMT(score->s), (long long)label->i);
		cn_counts *k = counts_of_scores(a, cn_buf_str(&b));
		cn_lab_options o = { .replicates = 200 };
		if (is_undefined(e)) {
			assert_false(measured(a, "brier_by_group", k, &o)->main.defined);
			assert_false(measured(a, "ece_by_group", k, &o)->main.defined);
			continue;
		}
		const cn_result *r = measured(a, "brier_by_group", k, &o);
		want_estimate(c, "brier", &r->main, cn_get(e, "brier"));
		want_estimate(c, "brier of the group", group_est(r, 0, "brier"), cn_get(e, "brier"));
		if (strcmp(r->main.method, "normal") == 0)
			assert_true(fabs((r->main.hi - r->main.value) - 1.959963984540054 * real_of(cn_get(e, "brier_se"))) < 1e-9);
		r = measured(a, "calibration_in_the_large", k, &o);
		want_estimate(c, "in_the_large", group_est(r, 0, "mean_score_minus_mean_label"), cn_get(e, "in_the_large"));
		assert_true(close_to(r->main.value, fabs(real_of(cn_get(e, "in_the_large")))));
		want_estimate(c, "ece", &measured(a, "ece_by_group", k, &o)->main, cn_get(e, "ece"));
	}
}

/* ---- examples ------------------------------------------------------------------------------------------------------------------- */

static void real_data(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(256 << 20);
	size_t gaps = 0, ratios = 0;
	CN_EACH(c, vectors(a, "examples"))
	{
		const cn_val *in = cn_get(c, "in"), *e = cn_get(c, "expect");
		if (cn_eqz(cn_get_text(c, "op"), "gap")) {
			cn_two t = two_of(in);
			bool normal = cn_rule_normal(t.x1, t.n1, 0.95) && cn_rule_normal(t.x2, t.n2, 0.95);
			cn_counts *k = counts_new(a, 2, 1);
			*cell_of(k, 0) = (cn_cells){ .sel = t.x1, .rej = t.n1 - t.x1 };
			*cell_of(k, 1) = (cn_cells){ .sel = t.x2, .rej = t.n2 - t.x2 };
			cn_lab_options o = { .reference = k->group[1].name };
			const cn_result *r = measured(a, "selection_rate_difference", k, &o);
			const cn_val *ends = cn_get(e, normal ? "newcombe" : "difference_two_bounds");
			want_real(c, "difference", r->pair[0].est.value, cn_get(e, "difference"));
			want_real(c, "lo", r->pair[0].est.lo, cn_at(ends, 0));
			want_real(c, "hi", r->pair[0].est.hi, cn_at(ends, 1));
			cn_interval size = interval_of_size((cn_interval){ real_of(cn_at(ends, 0)), real_of(cn_at(ends, 1)) });
			assert_true(close_to(r->main.lo, size.lo) && close_to(r->main.hi, size.hi));
			gaps++;
		} else if (cn_eqz(cn_get_text(c, "op"), "common_odds_ratio")) {
			const cn_val *s = cn_get(in, "strata");
			int64_t *four = CN_NEW(a, int64_t, 4 * s->n);
			for (size_t i = 0; i < 4 * s->n; i++)
				four[i] = cn_at(cn_at(s, i / 4), i % 4)->i;
			mantel_haenszel m;
			mantel_haenszel_of(four, s->n, 0.95, &m);
			want_real(c, "or", m.odds_ratio, cn_get(e, "or"));
			want_real(c, "lo", m.ci.lo, cn_get(e, "lo"));
			want_real(c, "hi", m.ci.hi, cn_get(e, "hi"));
			ratios++;
		}
	}
	assert_true(gaps >= 10 && ratios >= 3);
}

/* The CSV files of the examples, read by our own reader and counted by our own pass, give the reference's counts. */
static void one_rates_case(cn_arena *a, const cn_val *c)
{
	const cn_val *in = cn_get(c, "in"), *by = cn_get(in, "by");
	cn_str column, value, of = cn_get_text(in, "of");
	cn_table *t = NULL;
	cn_counts *k = NULL;
	cn_err err = { 0 };
	if (!cn_split(of, '=', &column, &value))
		fail_msg("of: %.*s", CN_FMT(of));
	cn_str names[CN_ATTRIBUTES_MAX];
	for (size_t i = 0; i < by->n; i++)
		names[i] = cn_at(by, i)->s;
	cn_str csv = file_read(a, "examples", cn_cstr(a, cn_get_text(in, "file")));
	if (cn_table_parse(CN_FORM_CSV, NULL, csv, &t, &err) != CN_OK)
		fail_msg("%s", err.msg);
	cn_measure m = { .prediction = cn_trim(column), .prediction_positive = cn_trim(value), .by = names, .n_by = by->n };
	if (cn_counts_take(a, t, &m, CN_NEED_PREDICTION, &k, &err) != CN_OK)
		fail_msg("%s", err.msg);
	cn_table_free(t);
	const cn_result *r = measured(a, "group_rates", k, NULL);
	assert_int_equal(k->n_groups, cn_get(c, "expect")->n);
	for (size_t g = 0; g < k->n_groups; g++) {
		cn_str key = k->group[g].value[0];
		for (size_t i = 1; i < by->n; i++)
			key = cn_strf(a, "%.*s/%.*s", CN_FMT(key), CN_FMT(k->group[g].value[i]));
		const cn_val *e = cn_get_s(cn_get(c, "expect"), key);
		const cn_estimate *x = group_est(r, (uint32_t)g, "selection_rate");
		assert_non_null(e);
		assert_int_equal(x->x, cn_get_int(e, "x", -1));
		assert_int_equal(x->n, cn_get_int(e, "n", -1));
		const cn_val *ends = cn_get(e, cn_rule_normal(x->x, x->n, 0.95) ? "wilson" : "clopper_pearson");
		want_real(c, "lo", x->lo, cn_at(ends, 0));
		want_real(c, "hi", x->hi, cn_at(ends, 1));
	}
}

static void files_of_the_examples(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(512 << 20);
	CN_EACH(c, vectors(a, "examples"))
	{
		if (cn_eqz(cn_get_text(c, "op"), "rates"))
			one_rates_case(a, c);
	}
}

/* ---- every metric has vectors ------------------------------------------------------------------------------------------------------ */

static void every_metric_has_vectors(void **state)
{
	(void)state;
	static const struct {
		const char *metric, *file, *member; /* member of some case's expect */
	} has[] = {
		{ "group_rates", "group_rates", "tpr" }, { "accuracy", "group_rates", "accuracy" }, { "group_auc", "auc", "auc" }, { "group_auc_gap", "auc", "auc" },
		{ "brier_by_group", "calibration", "brier" }, { "ece_by_group", "calibration", "ece" },
		{ "calibration_in_the_large", "calibration", "in_the_large" }, { "mantel_haenszel_odds_ratio", "stratified", "or" },
		{ "conditional_demographic_disparity", "conditional_disparity", "cdd" }, { "differential_fairness", "differential_fairness", "eps" },
		{ "generalized_entropy", "entropy_indices", "ge_2" }, { "theil", "entropy_indices", "theil" },
		{ "consistency_knn", "consistency", "without_self" }, { "label_explicit_share", "proportion_intervals", "lo" },
		{ "label_metadata_share", "proportion_intervals", "lo" }, { "machine_mark_share", "proportion_intervals", "lo" },
		{ "credentials_hold_share", "proportion_intervals", "lo" },
	};
	CN_AUTO_ARENA a = cn_arena_new(512 << 20);
	for (size_t i = 0; i < cn_metric_count(); i++) {
		const cn_metric_row *m = cn_metric_at(i);
		const char *file = NULL, *member = NULL;
		if (m->procedure) /* test_lab_procedures looks after these */
			continue;
		for (size_t j = 0; j < sizeof has / sizeof *has; j++) {
			if (strcmp(has[j].metric, m->name) == 0) {
				file = has[j].file;
				member = has[j].member;
			}
		}
		for (size_t j = 0; j < sizeof GAPS / sizeof *GAPS; j++) {
			if (strcmp(GAPS[j].metric, m->name) == 0) {
				file = "group_gaps";
				member = GAPS[j].gap ? GAPS[j].gap : "against_reference";
			}
		}
		if (!file)
			fail_msg("the metric %s has no vectors: a metric is not taken without an outside reference", m->name);
		bool found = false;
		CN_EACH(c, vectors(a, file))
			found |= cn_get(cn_get(c, "expect"), member) != NULL;
		if (!found)
			fail_msg("%s.json has no case with \"%s\" for the metric %s", file, member, m->name);
		assert_true(strlen(m->title_en) && strlen(m->title_zh) && strlen(m->property) && strlen(m->unit) && strlen(m->reference) &&
			    strlen(m->interval) && strlen(m->assumptions) && strlen(m->formula));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rates_of_groups),
		cmocka_unit_test(gaps_between_groups),
		cmocka_unit_test(strata_over_groups),
		cmocka_unit_test(conditional_disparity),
		cmocka_unit_test(differential_fairness),
		cmocka_unit_test(entropy_indices),
		cmocka_unit_test(consistency),
		cmocka_unit_test(auc_by_group),
		cmocka_unit_test(auc_gap),
		cmocka_unit_test(calibration),
		cmocka_unit_test(real_data),
		cmocka_unit_test(files_of_the_examples),
		cmocka_unit_test(every_metric_has_vectors),
	};
	return cmocka_run_group_tests_name("lab vectors", tests, NULL, NULL);
}
