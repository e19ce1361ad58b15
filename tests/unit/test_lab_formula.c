/* Numbers that other programs get wrong, each by the name of the fault; and what metrics make of intervals: every end is put together here
 * once more from intervals that the vectors hold, by the rule that the metric's page states. tools/mutate_metrics.py says what this holds. */
#include "lab_help.h"

enum { ARENA_BYTES = 64 << 20 };

static const cn_val *case_of(cn_arena *a, const char *file, const char *op, const char *name)
{
	CN_EACH (c, vectors(a, file))
		if (cn_is_text(cn_get(c, "op"), op) && cn_is_text(cn_get(c, "name"), name))
			return c;
	fail_msg("%s has no case %s of %s", file, name, op);
	return NULL;
}

static cn_cells cells_of(const cn_val *in)
{
	return (cn_cells){ .tp = cn_get_int(in, "tp", -1), .fp = cn_get_int(in, "fp", -1), .tn = cn_get_int(in, "tn", -1), .fn = cn_get_int(in, "fn", -1) };
}

static cn_counts *counts_of(cn_arena *a, const cn_cells *x, size_t n)
{
	cn_counts *c = counts_new(a, n, 1);
	for (size_t i = 0; i < n; i++)
		*cell_of(c, i) = x[i];
	return c;
}

static const cn_result *measured(cn_arena *a, const char *metric, const cn_counts *c, double confidence)
{
	const cn_metric_row *m = cn_metric_find(cn_str_z(metric));
	cn_lab_options o = { .confidence = confidence, .replicates = 200 };
	cn_result *r = NULL;
	cn_err err = { 0 };
	assert_non_null(m);
	if (cn_metric_from_counts(a, m, c, &o, &r, &err) != CN_OK)
		fail_msg("%s: %s", metric, err.msg);
	return r;
}

static void want_close(const char *what, double got, double want)
{
	if (!close_to(got, want))
		fail_msg("%s: %.17g, expected %.17g", what, got, want);
}

static double shared(double confidence, size_t m)
{
	return 1 - (1 - confidence) / (double)m;
}

/* ---- shown wrong by others ------------------------------------------------------------------------------------------------------- */

/* AI Verify, fairness plug-in: the rate of a group over the totals of all groups, which measures how large the group is. */
static void a_rate_is_of_its_own_group_and_not_of_all_groups(void **state)
{
	(void)state;
	static const char *const names[] = { "African-American", "Caucasian", "Native American", "all others" };
	static const double of_everyone[] = { 0.421, 0.155, 0.003 }, right[] = { 0.720, 0.523, 0.900 };
	CN_AUTO_ARENA a = cn_arena_new(ARENA_BYTES);
	cn_cells x[4];
	double positives = 0;
	for (size_t i = 0; i < 4; i++) {
		const cn_val *c = case_of(a, "group_rates", "rates", cn_cstr(a, cn_strf(a, "COMPAS, two years: %s", names[i])));
		x[i] = cells_of(cn_get(c, "in"));
		positives += (double)(x[i].tp + x[i].fn);
	}
	const cn_result *r = measured(a, "group_rates", counts_of(a, x, 4), 0.95);
	for (size_t i = 0; i < 3; i++) {
		double tpr = -1;
		for (size_t k = 0; k < r->n_group; k++)
			if (r->group[k].group == i && strcmp(r->group[k].of, "tpr") == 0)
				tpr = r->group[k].est.value;
		assert_true(fabs((double)x[i].tp / positives - of_everyone[i]) < 0.0005); /* so it is this fault that is looked for */
		assert_true(fabs(tpr - right[i]) < 0.0005);
	}
}

/* Aequitas, check_significance: the p of a false-positive gap was that of false discovery, one for four metrics. */
static void a_test_of_false_positive_rates_is_not_one_of_false_discovery(void **state)
{
	(void)state;
	static const char *const metrics[] = { "false_positive_rate_difference", "false_discovery_rate_difference" };
	static const char *const tests[] = { "3116/19000 against 4720/20000", "3116/10387 against 4720/15733" };
	CN_AUTO_ARENA a = cn_arena_new(ARENA_BYTES);
	const cn_val *c = case_of(a, "group_gaps", "gaps", "false-positive gap in 97,000 rows");
	cn_cells x[2];
	size_t n = 0;
	CN_EACH (g, cn_get(cn_get(c, "in"), "groups"))
		x[n++] = cells_of(g);
	for (size_t i = 0; i < 2; i++) {
		const cn_result *r = measured(a, metrics[i], counts_of(a, x, 2), 0.95);
		const cn_val *t = case_of(a, "proportion_tests", "z_pooled", tests[i]);
		assert_int_equal(r->n_pair, 1);
		assert_true(r->pair[0].has_p);
		want_real(t, metrics[i], r->pair[0].p, cn_get(cn_get(t, "expect"), "p"));
	}
}

/* AIF360, generalized_entropy_index(alpha = 0): divided by the mean of the benefits once more. */
static void entropy_at_alpha_0_is_not_divided_by_the_mean_again(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(ARENA_BYTES);
	size_t n_cases = 0;
	CN_EACH (c, vectors(a, "entropy_indices")) {
		const cn_val *list = cn_get(cn_get(c, "in"), "b"), *want = cn_get(cn_get(c, "expect"), "ge_0");
		double b[64], sum = 0, logs = 0, got;
		size_t n = 0;
		CN_EACH (v, list) {
			b[n] = real_of(v);
			sum += b[n++];
		}
		if (!list || is_undefined(want))
			continue;
		double mean = sum / (double)n;
		for (size_t i = 0; i < n; i++)
			logs -= log(b[i] / mean);
		assert_true(entropy_of_values(b, n, 0, &got));
		want_real(c, "ge_0", got, want);
		want_close("-mean ln(b / mean)", got, logs / (double)n);
		if (got > 0 && fabs(mean - 1) > 0.01) {
			assert_false(close_to(got, logs / (double)n / mean));
			n_cases++;
		}
	}
	assert_true(n_cases >= 2);
	static const cn_cells x[] = { { .tp = 40, .fp = 10, .tn = 45, .fn = 5 } };
	assert_int_equal(measured(a, "theil", counts_of(a, x, 1), 0.95)->n_group, 0); /* one index; generalized_entropy shows the six */
	assert_int_equal(measured(a, "generalized_entropy", counts_of(a, x, 1), 0.95)->n_group, 6);
}

/* garak: a bootstrap interval of no width where nothing, or everything, succeeded. */
static void an_interval_at_0_or_100_percent_has_a_width(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(ARENA_BYTES);
	static const cn_cells ends[] = { { .tn = 10 }, { .tp = 10 }, { .tn = 3000 }, { .tp = 3000 }, { .tn = 1 }, { .tp = 1 } };
	static const char *const metrics[] = { "false_positive_rate_difference", "selection_rate_difference" };
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		const cn_result *r = measured(a, "group_rates", counts_of(a, &ends[i], 1), 0.95);
		for (size_t k = 0; k < r->n_group; k++) {
			const cn_estimate *e = &r->group[k].est;
			assert_true(!e->defined || (e->has_interval && e->hi - e->lo > 0.001));
		}
	}
	const cn_cells none[] = { { .tn = 40, .tp = 5 }, { .tn = 60, .tp = 5 } }; /* no false alarm in either group */
	for (size_t i = 0; i < 2; i++) {
		const cn_result *r = measured(a, metrics[i], counts_of(a, none, 2), 0.95);
		assert_true(r->main.has_interval && r->main.hi > 0.01);
	}
}

/* AI Verify: a rate over nobody reported as 0, the failure swallowed. */
static void a_rate_over_nobody_is_undefined_and_not_0(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(ARENA_BYTES);
	const cn_val *c = case_of(a, "group_gaps", "gaps", "a group without positives");
	cn_cells x[2];
	size_t n = 0;
	CN_EACH (g, cn_get(cn_get(c, "in"), "groups"))
		x[n++] = cells_of(g);
	assert_true(is_undefined(cn_get(cn_get(c, "expect"), "equal_opportunity_difference")));
	const cn_result *r = measured(a, "equal_opportunity_difference", counts_of(a, x, 2), 0.95);
	assert_false(r->main.defined);
	assert_false(r->main.has_interval);
	assert_true(strlen(r->main.why) > 0);
}

/* ---- intervals over many groups --------------------------------------------------------------------------------------------------- */

/* So many groups that differ in size and in every rate. */
static void groups_make(cn_cells *x, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		int64_t k = (int64_t)i;
		x[i] = (cn_cells){ .tp = 300 + 11 * k, .fp = 90 + 7 * ((k * 5) % 13), .tn = 400 - 9 * ((k * 3) % 7), .fn = 120 + 13 * ((k * 7) % 11) };
	}
}

static void up_to_32_groups_are_paired_and_more_are_bounded_one_by_one(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(ARENA_BYTES);
	cn_cells x[CN_PAIRWISE_GROUPS_MAX + 1];
	groups_make(x, CN_PAIRWISE_GROUPS_MAX + 1);
	for (size_t n = CN_PAIRWISE_GROUPS_MAX; n <= CN_PAIRWISE_GROUPS_MAX + 1; n++) {
		bool paired = n == CN_PAIRWISE_GROUPS_MAX;
		double lo = 0, hi = 0, ratio_lo = 1, ratio_hi = 1, max_lo = 0, min_hi = 1, max_hi = 0, min_lo = 1;
		for (size_t i = 0; i < n; i++) {
			part p = rate_part(&x[i], RATE_SELECTION);
			cn_interval own;
			const char *method;
			assert_true(cn_proportion(p.x, p.n, shared(0.95, n), &own, &method));
			max_lo = own.lo > max_lo ? own.lo : max_lo;
			max_hi = own.hi > max_hi ? own.hi : max_hi;
			min_lo = own.lo < min_lo ? own.lo : min_lo;
			min_hi = own.hi < min_hi ? own.hi : min_hi;
			for (size_t j = 0; j < i; j++) {
				part q = rate_part(&x[j], RATE_SELECTION);
				bool up = (double)p.x / (double)p.n > (double)q.x / (double)q.n;
				cn_two t = up ? (cn_two){ p.x, p.n, q.x, q.n } : (cn_two){ q.x, q.n, p.x, p.n };
				cn_interval d, r;
				assert_true(cn_difference(t, shared(0.95, n * (n - 1) / 2), &d, &method));
				lo = d.lo > lo ? d.lo : lo;
				hi = d.hi > hi ? d.hi : hi;
				cn_two back = { t.x2, t.n2, t.x1, t.n1 };
				assert_true(cn_ratio(back, shared(0.95, n * (n - 1) / 2), &r, &method));
				ratio_lo = r.lo < ratio_lo ? r.lo : ratio_lo;
				ratio_hi = r.hi < ratio_hi ? r.hi : ratio_hi;
			}
		}
		cn_counts *c = counts_of(a, x, n);
		const cn_estimate *d = &measured(a, "selection_rate_difference", c, 0.95)->main, *r = &measured(a, "selection_rate_ratio", c, 0.95)->main;
		assert_string_equal(d->method, paired ? "newcombe, simultaneous" : "bounds of the groups, simultaneous");
		assert_string_equal(r->method, paired ? "score, simultaneous" : "bounds of the groups, simultaneous");
		want_close("lowest gap", d->lo, paired ? lo : max_lo - min_hi);
		want_close("highest gap", d->hi, paired ? hi : max_hi - min_lo);
		/* the ends of a ratio and of its inverse are found by a search: not to the last digit */
		assert_true(fabs(r->lo - (paired ? ratio_lo : min_lo / max_hi)) < 1e-6);
		assert_true(fabs(r->hi - (paired ? ratio_hi : min_hi / max_lo)) < 1e-6);
	}
}

static void average_odds_shares_its_confidence_over_rates_and_groups(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(ARENA_BYTES);
	cn_cells x[4];
	groups_make(x, 4);
	cn_counts *c = counts_of(a, x, 4);
	const cn_result *r = measured(a, "average_odds_difference", c, 0.9);
	double lo = 0, hi = 0, value = 0;
	for (size_t i = 0; i < 4; i++) {
		if (i == r->reference)
			continue;
		part t = rate_part(&x[i], RATE_TPR), u = rate_part(&x[r->reference], RATE_TPR);
		part f = rate_part(&x[i], RATE_FPR), g = rate_part(&x[r->reference], RATE_FPR);
		cn_interval dt, df;
		const char *method;
		assert_true(cn_difference((cn_two){ t.x, t.n, u.x, u.n }, shared(0.9, 6), &dt, &method));
		assert_true(cn_difference((cn_two){ f.x, f.n, g.x, g.n }, shared(0.9, 6), &df, &method));
		cn_interval s = interval_of_size((cn_interval){ (dt.lo + df.lo) / 2, (dt.hi + df.hi) / 2 });
		double v = ((double)t.x / (double)t.n - (double)u.x / (double)u.n + (double)f.x / (double)f.n - (double)g.x / (double)g.n) / 2;
		lo = s.lo > lo ? s.lo : lo;
		hi = s.hi > hi ? s.hi : hi;
		value = fabs(v) > value ? fabs(v) : value;
	}
	want_close("value", r->main.value, value);
	want_close("lo", r->main.lo, lo);
	want_close("hi", r->main.hi, hi);
	const cn_result *one = measured(a, "average_odds_difference", counts_of(a, x, 1), 0.95);
	assert_false(one->main.defined);
	assert_string_equal(one->main.why, "one group only: there is nothing to compare");
}

static void differential_fairness_is_bounded_by_both_outcomes(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(ARENA_BYTES);
	static const cn_cells few[] = { { .sel = 40, .rej = 360 }, { .sel = 200, .rej = 300 }, { .sel = 90, .rej = 410 } };
	static const cn_cells most[] = { { .sel = 360, .rej = 40 }, { .sel = 300, .rej = 200 }, { .sel = 410, .rej = 90 } }; /* the other outcome */
	double lo = 0, hi = 0;
	for (unsigned y = 0; y < 2; y++) {
		double max_lo = 0, min_hi = 1, max_hi = 0, min_lo = 1;
		for (size_t i = 0; i < 3; i++) {
			cn_interval e;
			const char *method;
			int64_t n = few[i].sel + few[i].rej;
			assert_true(cn_proportion(y ? few[i].rej : few[i].sel, n, shared(0.95, 3), &e, &method));
			max_lo = e.lo > max_lo ? e.lo : max_lo;
			max_hi = e.hi > max_hi ? e.hi : max_hi;
			min_lo = e.lo < min_lo ? e.lo : min_lo;
			min_hi = e.hi < min_hi ? e.hi : min_hi;
		}
		lo = log(max_lo / min_hi) > lo ? log(max_lo / min_hi) : lo;
		hi = log(max_hi / min_lo) > hi ? log(max_hi / min_lo) : hi;
	}
	const cn_cells *const both[] = { few, most };
	for (size_t i = 0; i < 2; i++) {
		const cn_estimate *e = &measured(a, "differential_fairness", counts_of(a, both[i], 3), 0.95)->main;
		assert_true(e->has_interval && !e->hi_open);
		want_close("lo", e->lo, lo);
		want_close("hi", e->hi, hi);
		assert_int_equal(e->n, 1400);
	}
	static const cn_cells near[] = { { .sel = 500, .rej = 500 }, { .sel = 520, .rej = 480 } };
	const cn_estimate *e = &measured(a, "differential_fairness", counts_of(a, near, 2), 0.95)->main;
	assert_true(e->lo == 0 && e->hi > 0 && e->hi < 0.25);
}

/* ---- means ----------------------------------------------------------------------------------------------------------------------------- */

static void a_mean_is_bounded_by_hoeffding_below_300_rows_and_by_the_normal_law_from_there(void **state)
{
	(void)state;
	for (int64_t n = 299; n <= 300; n++) {
		double dn = (double)n, sum = 0.3 * dn, sum2 = 0.1 * dn, var = (sum2 - sum * sum / dn) / (dn - 1);
		cn_estimate e = estimate_mean(sum, sum2, n, 0, 1, 0.95);
		double half = n < 300 ? sqrt(log(2 / 0.05) / (2 * dn)) : 1.959963984540054 * sqrt(var / dn);
		assert_string_equal(e.method, n < 300 ? "hoeffding" : "normal");
		want_close("lo", e.lo, 0.3 - half);
		want_close("hi", e.hi, 0.3 + half);
		/* twice as wide a range, twice as wide an interval */
		cn_estimate wide = estimate_mean(sum, sum2, n, -1, 2, 0.95);
		want_close("wide", wide.hi - wide.lo, (n < 300 ? 4 : 2) * half);
	}
	cn_estimate all = estimate_mean(500, 500, 500, 0, 1, 0.95); /* no variance: the normal law would say that there is no doubt */
	assert_string_equal(all.method, "hoeffding");
	assert_true(all.hi == 1 && all.lo < 0.95);
	cn_estimate none = estimate_mean(0, 0, 20, 0, 1, 0.95);
	assert_true(none.lo == 0 && none.hi > 0.2);
	cn_estimate one = estimate_mean(0.5, 0.25, 1, 0, 1, 0.95);
	assert_true(one.lo == 0 && one.hi == 1);
}

static void the_size_of_an_interval_around_0_begins_at_0(void **state)
{
	(void)state;
	static const double in[][4] = { { -0.2, 0.3, 0, 0.3 }, { -0.4, 0.3, 0, 0.4 }, { 0.1, 0.3, 0.1, 0.3 }, { -0.3, -0.1, 0.1, 0.3 }, { 0, 0.2, 0, 0.2 } };
	for (size_t i = 0; i < sizeof in / sizeof *in; i++) {
		cn_interval s = interval_of_size((cn_interval){ in[i][0], in[i][1] });
		assert_true(s.lo == in[i][2] && s.hi == in[i][3]);
	}
}

static void the_largest_of_estimates_has_the_largest_of_both_ends(void **state)
{
	(void)state;
	cn_estimate e[3] = { { .defined = true, .has_interval = true, .value = 0.2, .lo = 0.1, .hi = 0.9, .why = "" },
			     { .defined = true, .has_interval = true, .value = 0.5, .lo = 0.3, .hi = 0.6, .why = "" },
			     { .defined = true, .has_interval = true, .value = 0.4, .lo = 0.35, .hi = 0.5, .why = "" } };
	cn_estimate top = estimate_largest(e, 3);
	assert_true(top.value == 0.5 && top.lo == 0.35 && top.hi == 0.9 && top.has_interval);
	e[2].has_interval = false;
	top = estimate_largest(e, 3);
	assert_true(top.value == 0.5 && top.lo == 0 && top.hi == 0 && !top.has_interval);
	e[1].defined = false;
	e[1].why = "undefined, 0 of 0";
	top = estimate_largest(e, 3);
	assert_false(top.defined);
	assert_false(estimate_largest(e, 0).defined);
}

static void the_reference_is_the_largest_group_and_the_first_among_equals(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(ARENA_BYTES);
	static const int64_t rows[][4] = { { 5, 9, 9, 2 }, { 9, 5, 9, 2 }, { 2, 3, 4, 9 } };
	static const uint32_t want[] = { 1, 0, 3 };
	static const cn_cells x[4] = { { .tp = 1 }, { .tp = 1 }, { .tp = 1 }, { .tp = 1 } };
	for (size_t i = 0; i < 3; i++) {
		cn_counts *c = counts_of(a, x, 4);
		cn_group *g = (cn_group *)(uintptr_t)c->group;
		for (size_t k = 0; k < 4; k++)
			g[k].n = rows[i][k];
		compared got;
		assert_int_equal(groups_compared(a, c, &(cn_lab_options){ 0 }, &got, NULL), CN_OK);
		assert_int_equal(got.reference, want[i]);
		assert_int_equal(groups_compared(a, c, &(cn_lab_options){ .reference = CN_S("g=0002") }, &got, NULL), CN_OK);
		assert_int_equal(got.reference, 2);
	}
}

/* ---- scores ---------------------------------------------------------------------------------------------------------------------------- */

/* Two groups of n rows; all scores 0.35, so one bin; the share of positives differs. */
static cn_counts *scored_groups(cn_arena *a, int64_t n, double score, const int64_t *positives)
{
	cn_counts *c = counts_new(a, 2, 1);
	cn_score_stats *s = CN_NEW(a, cn_score_stats, 2);
	for (size_t i = 0; i < 2; i++) {
		double up = (double)positives[i], down = (double)(n - positives[i]), at = 1 - score;
		unsigned bin = (unsigned)(score * CN_CALIBRATION_BINS);
		s[i] = (cn_score_stats){ .n = n, .n_pos = positives[i], .sum_score = score * (double)n, .sum_gap2 = up * at * at + down * score * score,
					 .sum_gap4 = up * at * at * at * at + down * score * score * score * score };
		s[i].bin_n[bin] = n;
		s[i].bin_pos[bin] = positives[i];
		s[i].bin_score[bin] = score * (double)n;
	}
	c->score = s;
	c->has_score = c->score_is_probability = true;
	return c;
}

static void calibration_is_that_of_the_worst_group_with_bounds_that_hold_for_all(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(ARENA_BYTES);
	static const int64_t positives[] = { 320, 100 };
	cn_counts *c = scored_groups(a, 400, 0.35, positives);
	double off[2], brier[2], lo[2], hi[2];
	for (size_t i = 0; i < 2; i++) {
		const cn_score_stats *s = &c->score[i];
		off[i] = 0.35 - (double)positives[i] / 400;
		brier[i] = s->sum_gap2 / 400;
		double half = cn_z_of(shared(0.95, 2)) * sqrt((s->sum_gap2 / 400 - off[i] * off[i]) * 400 / 399 / 400);
		lo[i] = fabs(off[i]) - half;
		hi[i] = fabs(off[i]) + half;
	}
	const cn_result *r = measured(a, "calibration_in_the_large", c, 0.95);
	assert_int_equal(r->group_hi, 0);
	want_close("mean", r->group[0].est.value, off[0]);
	want_close("size", r->main.value, -off[0]);
	want_close("lo", r->main.lo, lo[0] > lo[1] ? lo[0] : lo[1]);
	want_close("hi", r->main.hi, hi[0] > hi[1] ? hi[0] : hi[1]);
	r = measured(a, "brier_by_group", c, 0.95);
	assert_int_equal(r->group_hi, 0);
	want_close("brier", r->main.value, brier[0]);
	r = measured(a, "ece_by_group", c, 0.95);
	assert_int_equal(r->group_hi, 0);
	want_close("ece", r->main.value, -off[0]);
	/* one bin: the error is |score - share|, so its bootstrap is that of a share: within half a width of the normal law's */
	assert_true(r->main.has_interval && fabs(r->main.lo - lo[0]) < 0.02 && fabs(r->main.hi - hi[0]) < 0.02);
	static const int64_t fewer[] = { 239, 75 };
	r = measured(a, "ece_by_group", scored_groups(a, 299, 0.35, fewer), 0.95);
	assert_true(r->main.defined && !r->main.has_interval);
	static const int64_t enough[] = { 240, 75 };
	assert_true(measured(a, "ece_by_group", scored_groups(a, 300, 0.35, enough), 0.95)->main.has_interval);
	static const int64_t rare[] = { 80, 25 }; /* 100 rows: Hoeffding, for scores less labels in -1..1 */
	r = measured(a, "calibration_in_the_large", scored_groups(a, 100, 0.35, rare), 0.95);
	want_close("hoeffding", r->main.hi, 0.45 + 2 * sqrt(log(2 / 0.025) / 200));
}

/* ---- which groups make a gap, and what has no rows ------------------------------------------------------------------------------------ */

static void equalised_odds_names_the_groups_of_the_larger_gap(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(ARENA_BYTES);
	/* tpr 0.5 0.6 0.7, fpr 0.8 0.5 0.2: false alarms differ more; and with label and prediction turned round, hits do */
	static const cn_cells x[] = { { .tp = 50, .fn = 50, .fp = 80, .tn = 20 }, { .tp = 60, .fn = 40, .fp = 50, .tn = 50 }, { .tp = 70, .fn = 30, .fp = 20, .tn = 80 } };
	static const cn_cells y[] = { { .tp = 80, .fn = 20, .fp = 50, .tn = 50 }, { .tp = 50, .fn = 50, .fp = 60, .tn = 40 }, { .tp = 20, .fn = 80, .fp = 70, .tn = 30 } };
	const cn_cells *const both[] = { x, y };
	for (size_t i = 0; i < 2; i++) {
		const cn_result *r = measured(a, "equalized_odds_difference", counts_of(a, both[i], 3), 0.95);
		want_close("gap", r->main.value, 0.6);
		assert_int_equal(r->group_hi, 0);
		assert_int_equal(r->group_lo, 2);
		assert_int_equal(r->n_group, 6);
		for (uint32_t k = 0; k < 6; k++) {
			assert_int_equal(r->group[k].group, k % 3);
			assert_string_equal(r->group[k].of, k < 3 ? "tpr" : "fpr");
		}
	}
	static const cn_cells even[] = { { .tp = 20, .fn = 80, .fp = 20, .tn = 80 }, { .tp = 80, .fn = 20, .fp = 20, .tn = 80 }, { .tp = 20, .fn = 80, .fp = 80, .tn = 20 } };
	assert_int_equal(measured(a, "equalized_odds_difference", counts_of(a, even, 3), 0.95)->group_hi, 1); /* equal gaps: that of hits */
}

static void among_equal_groups_the_first_is_named(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(ARENA_BYTES);
	static const cn_cells x[] = { { .sel = 50, .rej = 50 }, { .sel = 90, .rej = 10 }, { .sel = 20, .rej = 80 }, { .sel = 90, .rej = 10 }, { .sel = 20, .rej = 80 } };
	const cn_result *r = measured(a, "selection_rate_difference", counts_of(a, x, 5), 0.95);
	assert_int_equal(r->group_hi, 1);
	assert_int_equal(r->group_lo, 2);
	static const int64_t same[] = { 100, 100 };
	r = measured(a, "brier_by_group", scored_groups(a, 400, 0.35, same), 0.95);
	assert_int_equal(r->group_hi, 0);
	/* 100 rows: Hoeffding; and 10 rows, whose bound ends at the ends of what a mean of differences can be */
	static const int64_t few[] = { 20, 20 }, all[] = { 10, 10 };
	const cn_counts *c = scored_groups(a, 100, 0.35, few);
	r = measured(a, "brier_by_group", c, 0.95);
	want_close("hoeffding", r->main.hi, c->score[0].sum_gap2 / 100 + sqrt(log(2 / 0.025) / 200));
	r = measured(a, "calibration_in_the_large", scored_groups(a, 10, 0.05, all), 0.95);
	assert_true(r->main.hi == 1);
	assert_true(measured(a, "brier_by_group", scored_groups(a, 10, 0.05, all), 0.95)->main.hi == 1);
}

static void a_group_without_scores_has_no_calibration(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(ARENA_BYTES);
	static const char *const metrics[] = { "calibration_in_the_large", "brier_by_group", "ece_by_group" };
	static const int64_t positives[] = { 320, 100 };
	cn_counts *c = scored_groups(a, 400, 0.35, positives);
	((cn_score_stats *)(uintptr_t)c->score)[1] = (cn_score_stats){ 0 };
	for (size_t i = 0; i < 3; i++) {
		const cn_result *r = measured(a, metrics[i], c, 0.95);
		assert_false(r->main.defined);
		assert_string_equal(r->main.why, "undefined, 0 of 0 in g=0001");
	}
	double ret;
	static const int64_t nobody[] = { 0, 0, 0 }, some[] = { 4, 2, 2 };
	assert_false(consistency_of(nobody, 2, &ret));
	assert_false(consistency_of(some, 0, &ret));
	assert_true(consistency_of(some, 2, &ret)); /* distances 0, 1/2 and 1 */
	want_close("consistency", ret, 1 - (2 * 0.5 + 2 * 1) / 8);
	static const int64_t strata[] = { 5, 3, 2, 6, 0, 0, 0, 0 }; /* a stratum of nobody decides nothing */
	assert_true(conditional_disparity_of(strata, 2, false, &ret));
	want_close("disparity", ret, 3.0 / 9 - 5.0 / 7);
	static const int64_t taken[] = { 5, 3, 2, 6, 4, 0, 1, 0 }; /* one in which nobody was rejected has no value */
	assert_false(conditional_disparity_of(taken, 2, false, &ret));
	assert_true(conditional_disparity_of(taken, 2, true, &ret));
}

static void gaps_of_auc_end_at_1(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(ARENA_BYTES);
	cn_counts *c = counts_new(a, 2, 1);
	cn_score_stats *s = CN_NEW(a, cn_score_stats, 2);
	c->score = s;
	c->has_score = true;
	/* positives 3 5, negatives 1 4: three of four pairs in order. positives 1 4, negatives 3 5: one of four */
	s[0].within = (cn_ranks){ .n_pos = 2, .n_neg = 2, .u2_lo = 6, .pos2_lo = 20, .neg2_lo = 20 };
	s[1].within = (cn_ranks){ .n_pos = 2, .n_neg = 2, .u2_lo = 2, .pos2_lo = 4, .neg2_lo = 4 };
	const cn_result *r = measured(a, "group_auc_gap", c, 0.95);
	want_close("gap", r->main.value, 0.5);
	assert_true(r->main.lo == 0 && r->main.hi == 1);
	assert_int_equal(r->main.n, 8);
	r = measured(a, "group_auc", c, 0.95);
	want_close("lowest", r->main.value, 0.25);
	assert_int_equal(r->group_lo, 1);
	/* all pairs in order against none: no variance, so each side is bounded by 20 pairs of its own, both at once */
	s[0].within = (cn_ranks){ .n_pos = 20, .n_neg = 30, .u2_lo = 1200 };
	s[1].within = (cn_ranks){ .n_pos = 30, .n_neg = 20, .u2_lo = 0 };
	cn_interval won, lost;
	assert_true(cn_clopper_pearson(20, 20, shared(0.95, 2), &won));
	assert_true(cn_clopper_pearson(0, 20, shared(0.95, 2), &lost));
	r = measured(a, "group_auc_gap", c, 0.95);
	want_close("gap", r->main.value, 1);
	want_close("lo", r->main.lo, won.lo - lost.hi);
	assert_true(r->main.hi == 1);
}

static void there_is_no_bca_interval_where_the_value_lies_outside_the_replicates(void **state)
{
	(void)state;
	static const double sorted[] = { 1, 2, 3, 4 }, left_out[] = { 2, 3 };
	static const int64_t weight[] = { 3, 3 };
	cn_interval e;
	assert_true(cn_bca(sorted, 4, 2.5, left_out, weight, 2, 0.9, &e));
	assert_false(cn_bca(sorted, 4, 0.5, left_out, weight, 2, 0.9, &e));
	assert_false(cn_bca(sorted, 4, 4.5, left_out, weight, 2, 0.9, &e));
}

/* ---- tests of two proportions ------------------------------------------------------------------------------------------------------------ */

static void fisher_is_used_where_fewer_than_5_are_expected(void **state)
{
	(void)state;
	static const struct {
		cn_two t;
		const char *test;
	} cases[] = { { { 5, 20, 5, 20 }, "z" }, { { 5, 20, 4, 20 }, "fisher" }, { { 15, 20, 15, 20 }, "z" }, { { 16, 20, 15, 20 }, "fisher" },
		      { { 10, 20, 200, 800 }, "z" }, { { 10, 18, 200, 800 }, "fisher" } };
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		double p;
		const char *test;
		assert_true(cn_two_p(cases[i].t, &p, &test));
		assert_string_equal(test, cases[i].test);
	}
	double p;
	const char *test;
	assert_false(cn_two_p((cn_two){ 0, 0, 1, 2 }, &p, &test));
	assert_false(cn_two_p((cn_two){ 1, 2, 0, 0 }, &p, &test));
	want_close("1 of 4 against 4 of 4: 4 + 4 of 56 tables", cn_fisher((cn_two){ 1, 4, 4, 4 }), 8.0 / 56);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_rate_is_of_its_own_group_and_not_of_all_groups),
		cmocka_unit_test(a_test_of_false_positive_rates_is_not_one_of_false_discovery),
		cmocka_unit_test(entropy_at_alpha_0_is_not_divided_by_the_mean_again),
		cmocka_unit_test(an_interval_at_0_or_100_percent_has_a_width),
		cmocka_unit_test(a_rate_over_nobody_is_undefined_and_not_0),
		cmocka_unit_test(up_to_32_groups_are_paired_and_more_are_bounded_one_by_one),
		cmocka_unit_test(average_odds_shares_its_confidence_over_rates_and_groups),
		cmocka_unit_test(differential_fairness_is_bounded_by_both_outcomes),
		cmocka_unit_test(a_mean_is_bounded_by_hoeffding_below_300_rows_and_by_the_normal_law_from_there),
		cmocka_unit_test(the_size_of_an_interval_around_0_begins_at_0),
		cmocka_unit_test(the_largest_of_estimates_has_the_largest_of_both_ends),
		cmocka_unit_test(the_reference_is_the_largest_group_and_the_first_among_equals),
		cmocka_unit_test(calibration_is_that_of_the_worst_group_with_bounds_that_hold_for_all),
		cmocka_unit_test(equalised_odds_names_the_groups_of_the_larger_gap),
		cmocka_unit_test(among_equal_groups_the_first_is_named),
		cmocka_unit_test(a_group_without_scores_has_no_calibration),
		cmocka_unit_test(gaps_of_auc_end_at_1),
		cmocka_unit_test(there_is_no_bca_interval_where_the_value_lies_outside_the_replicates),
		cmocka_unit_test(fisher_is_used_where_fewer_than_5_are_expected),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
