/* Special functions, intervals and tests against reference values that were not made here: tests/vectors/metric. */
#include "lab_help.h"

/* ---- special functions, intervals, tests -------------------------------------------------------------------------------- */

static double special(const cn_val *c, cn_str op)
{
	const cn_val *in = cn_get(c, "in");
	if (cn_eqz(op, "normal_cdf"))
		return cn_norm_cdf(real_of(cn_get(in, "z")));
	if (cn_eqz(op, "normal_upper"))
		return cn_norm_cdf(-real_of(cn_get(in, "z")));
	if (cn_eqz(op, "normal_quantile"))
		return cn_norm_quantile(real_of(cn_get(in, "p")));
	if (cn_eqz(op, "chi_square_upper"))
		return cn_chi2_tail(real_of(cn_get(in, "x")), real_of(cn_get(in, "df")));
	if (cn_eqz(op, "beta_quantile"))
		return cn_beta_quantile(real_of(cn_get(in, "a")), real_of(cn_get(in, "b")), real_of(cn_get(in, "p")));
	if (cn_starts(op, "binomial")) {
		double k = real_of(cn_get(in, "k")), n = real_of(cn_get(in, "n")), p = real_of(cn_get(in, "p")), sum = 0;
		bool upper = cn_eqz(op, "binomial_upper");
		for (double x = upper ? k : 0; x <= (upper ? n : k); x++)
			sum += cn_binom_pmf(x, n, p);
		return sum;
	}
	return cn_beta_cdf(real_of(cn_get(in, "a")), real_of(cn_get(in, "b")), real_of(cn_get(in, "x")));
}

static void special_functions(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	double worst = 0;
	CN_EACH(c, vectors(a, "special_functions"))
	{
		cn_str op = cn_get_text(c, "op");
		const cn_val *y = cn_get(cn_get(c, "expect"), "y");
		double got;
		if (cn_eqz(op, "beta_upper")) { /* 1 - I_x(a, b) = I_(1-x)(b, a), with 1 - x rounded: only where that costs nothing */
			const cn_val *in = cn_get(c, "in");
			got = 1 - cn_beta_cdf(real_of(cn_get(in, "a")), real_of(cn_get(in, "b")), real_of(cn_get(in, "x")));
			if (real_of(y) < 1e-3)
				continue;
		} else {
			got = special(c, op);
		}
		double w = real_of(y), off = got == w ? 0 : fabs(got - w) / fabs(w);
		worst = fmax(worst, off);
		if (off > (cn_starts(op, "binomial") ? 1e-11 : 1e-12) && w > 1e-300)
			fail_msg("%.*s %.*s: %.17g, expected %.17g: off by %g", CN_FMT(op), CN_FMT(cn_get_text(c, "name")), got, w, off);
	}
	print_message("special functions: largest relative difference %.1e\n", worst);
}

static void proportion_intervals(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	CN_EACH(c, vectors(a, "proportion_intervals"))
	{
		const cn_val *in = cn_get(c, "in");
		int64_t x = cn_get_int(in, "x", -1), n = cn_get_int(in, "n", -1);
		double conf = real_of(cn_get(in, "confidence"));
		cn_interval e = { 0, 0 };
		bool wilson = cn_eqz(cn_get_text(c, "op"), "wilson");
		bool there = wilson ? cn_wilson(x, n, conf, &e) : cn_clopper_pearson(x, n, conf, &e);
		want_ends(c, there, e);
	}
}

static void difference_and_ratio_intervals(void **state)
{
	(void)state;
	static const char *const files[] = { "difference_intervals", "ratio_intervals" };
	for (unsigned f = 0; f < 2; f++) {
		CN_AUTO_ARENA a = cn_arena_new(64 << 20);
		CN_EACH(c, vectors(a, files[f]))
		{
			const cn_val *in = cn_get(c, "in");
			cn_two t = two_of(in);
			double conf = real_of(cn_get(in, "confidence"));
			cn_interval e = { 0, 0 };
			cn_str op = cn_get_text(c, "op");
			bool there = false;
			if (cn_eqz(op, "newcombe"))
				there = cn_newcombe(t, conf, &e);
			else if (cn_eqz(op, "miettinen_nurminen"))
				there = cn_miettinen_nurminen(t, conf, &e);
			else if (cn_eqz(op, "score_mn") || cn_eqz(op, "koopman"))
				there = cn_ratio_score(t, conf, cn_eqz(op, "score_mn"), &e);
			else if (cn_eqz(op, "log_adjusted"))
				there = cn_ratio_log_adjusted(t, conf, &e);
			else if (cn_eqz(op, "exact_two_bounds"))
				there = f == 0 ? cn_diff_two_bounds(t, conf, &e) : cn_ratio_two_bounds(t, conf, &e);
			else
				fail_msg("unknown op %.*s", CN_FMT(op));
			want_ends(c, there, e);
		}
	}
}

static void tests_of_proportions(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	CN_EACH(c, vectors(a, "proportion_tests"))
	{
		cn_str op = cn_get_text(c, "op");
		const cn_val *e = cn_get(c, "expect");
		cn_two t = two_of(cn_get(c, "in"));
		if (cn_eqz(op, "fisher") && !is_undefined(e)) {
			want_real(c, "fisher", cn_fisher(t), cn_get(e, "p"));
		} else if (cn_eqz(op, "z_pooled") && !is_undefined(e)) {
			const char *test;
			double p;
			assert_true(cn_two_p(t, &p, &test));
			if (strcmp(test, "z") == 0)
				want_real(c, "z", p, cn_get(e, "p"));
		} else if (cn_eqz(op, "chi_square") && !is_undefined(e)) {
			want_real(c, "p", cn_chi2_tail(real_of(cn_get(e, "chi2")), real_of(cn_get(e, "df"))), cn_get(e, "p"));
		}
	}
}

static void adjusted_for_many_tests(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	CN_EACH(c, vectors(a, "multiple_tests"))
	{
		const cn_val *ps = cn_get(cn_get(c, "in"), "p"), *e = cn_get(c, "expect");
		size_t n = ps->n;
		double *p = CN_NEW(a, double, n + 1), *out = CN_NEW(a, double, n + 1);
		for (size_t i = 0; i < n; i++)
			p[i] = real_of(cn_at(ps, i));
		assert_true(cn_holm(a, p, n, out));
		for (size_t i = 0; i < n; i++)
			want_real(c, "holm", out[i], cn_at(cn_get(e, "holm"), i));
		assert_true(cn_benjamini_hochberg(a, p, n, out));
		for (size_t i = 0; i < n; i++)
			want_real(c, "bh", out[i], cn_at(cn_get(e, "benjamini_hochberg"), i));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(special_functions),
		cmocka_unit_test(proportion_intervals),
		cmocka_unit_test(difference_and_ratio_intervals),
		cmocka_unit_test(tests_of_proportions),
		cmocka_unit_test(adjusted_for_many_tests),
	};
	return cmocka_run_group_tests_name("lab intervals", tests, NULL, NULL);
}
