/* Chi-square test of each category column; the size of the change is Cramer's V, whose interval comes from the noncentral
 * chi-square. */
#include "lab/reliability/reliability.h"

#include <math.h>

enum { HALVINGS = 200 };

/* P(X <= x), X noncentral chi-square: Poisson mixture of central ones. From the far end down, where every step adds a positive
 * term. */
static double noncentral_cdf(double x, double df, double nc)
{
	double h = nc / 2, reach = 20 + 12 * sqrt(h), low = floor(h - reach), high = ceil(h + reach), sum = 0;
	if (!(nc > 0))
		return 1 - cn_chi2_tail(x, df);
	if (low < 0)
		low = 0;
	double cdf = 1 - cn_chi2_tail(x, df + 2 * high);
	double term =
	    exp((df / 2 + high) * log(x / 2) - x / 2 - lgamma(df / 2 + high + 1)); /* cdf at df + 2j less the one at df + 2j + 2 */
	double weight = exp(high * log(h) - h - lgamma(high + 1));
	for (int64_t at = (int64_t)high; at >= (int64_t)low; at--) {
		double j = (double)at;
		sum += weight * cdf;
		term *= (df / 2 + j) / (x / 2);
		cdf += term;
		weight *= j / h;
	}
	return fmin(1, sum);
}

/* The noncentrality at which P(X <= x) is p; 0 where it is less already at 0. */
static double noncentrality(double x, double df, double p)
{
	double lo = 0, hi = x + 1;
	if (noncentral_cdf(x, df, 0) <= p)
		return 0;
	while (noncentral_cdf(x, df, hi) > p)
		hi *= 2;
	for (int i = 0; i < HALVINGS && hi - lo > 1e-14 * hi; i++) {
		double mid = lo + (hi - lo) / 2;
		if (noncentral_cdf(x, df, mid) > p)
			lo = mid;
		else
			hi = mid;
	}
	return lo + (hi - lo) / 2;
}

static drift_each test_of(const drift_column *d, double confidence)
{
	double n = (double)d->rows_now, m = (double)d->rows_ref, chi = 0, kinds = 0;
	drift_each x = { .taken = !d->number, .est = undefined_why("undefined, 0 of 0") };
	if (d->number || !(n > 0 && m > 0))
		return x;
	for (size_t i = 0; i < d->n_bins; i++) {
		double both = (double)d->now[i] + (double)d->ref[i], one = both * n / (n + m), two = both * m / (n + m);
		if (!(both > 0))
			continue;
		kinds++;
		chi += ((double)d->now[i] - one) * ((double)d->now[i] - one) / one +
		       ((double)d->ref[i] - two) * ((double)d->ref[i] - two) / two;
	}
	if (kinds < 2) {
		x.est = undefined_why("undefined, the column has one value only");
		return x;
	}
	double tail = (1 - confidence) / 2;
	cn_estimate e = {
		.defined = true, .has_interval = true, .value = sqrt(chi / (n + m)), .n = d->rows_now + d->rows_ref, .why = ""
	};
	e.method = "noncentral chi-square";
	e.lo = fmin(e.value, sqrt(noncentrality(chi, kinds - 1, 1 - tail) / (n + m)));
	e.hi = fmin(1, fmax(e.value, sqrt(noncentrality(chi, kinds - 1, tail) / (n + m))));
	x.est = e;
	x.tested = true;
	x.p = cn_chi2_tail(chi, kinds - 1);
	return x;
}

static cn_code compute(cn_arena *a, const cn_counts *c, const cn_lab_options *o, cn_result *ret, cn_err *err)
{
	drift_column *col;
	size_t n, texts = 0;
	CN_TRY(drift_read(a, c, &col, &n, err));
	drift_each *each = CN_NEW(a, drift_each, n);
	if (!each)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < n; i++)
		texts += !col[i].number;
	for (size_t i = 0; i < n; i++)
		each[i] = test_of(&col[i], simultaneous(lab_confidence(o), texts));
	return drift_metric(a, col, each, n, "cramers_v", ret, err);
}

const cn_metric_row cn_metric_chi_square = {
	.name = "chi_square",
	.title_en = "Chi-square test of categories: Cramer's V of the column that moved most",
	.title_zh = "类别的卡方检验：移动最大的列的 Cramér V",
	.property = "reliability",
	.unit = "index",
	.formula = "docs/metrics.md#chi_square",
	.reference = "tests/vectors/procedure/drift.json: SciPy chi2_contingency, ncx2; statsmodels multipletests",
	.needs = CN_NEED_STATS,
	.procedure = "drift",
	.lo = 0,
	.hi = 1,
	.better = CN_BETTER_LOWER,
	.interval = "inversion of the noncentral chi-square, simultaneous over columns",
	.assumptions = "rows are independent, within and between the tables; most expected counts are 5 or more",
	.meaning_en =
	    "How much the make-up of the people whom the system decides about has changed, in the category that changed most.",
	.meaning_zh = "系统所判断的人在变化最大的类别上，构成变化了多少。",
	.use = "for categories and what is missing of them; the p of every column stand beside it",
	.misuse = "with rare categories the p is rough; with many rows it finds what does not matter: bound V",
	.compute = compute,
};
