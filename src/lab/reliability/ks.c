/* The two-sample Kolmogorov-Smirnov test. */
#include "lab/reliability/reliability.h"

#include <math.h>

enum { PATHS_MAX = 1000000, TERMS = 100 };

/* Random walks from (0, 0) to (n, m), every order of the two samples alike: the probability to touch |i m - j n| >= num on the way.
 * Only sums of positive terms: small probabilities keep their digits. */
static bool paths_p(cn_arena *a, int64_t num, int64_t n, int64_t m, double *ret)
{
	double *u = CN_NEW(a, double, (size_t)m + 1), touched = 0;
	if (!u)
		return false;
	u[0] = 1;
	for (int64_t i = 0; i <= n; i++) {
		for (int64_t j = 0; j <= m; j++) {
			double from = i == 0 && j == 0 ? 1 : 0;
			if (i > 0)
				from += u[j] * (double)(n - i + 1) / (double)(n - i + 1 + m - j);
			if (j > 0)
				from += u[j - 1] * (double)(m - j + 1) / (double)(n - i + m - j + 1);
			bool out = llabs(i * m - j * n) >= num;
			touched += out ? from : 0;
			u[j] = out ? 0 : from;
		}
	}
	*ret = fmin(1, touched);
	return true;
}

/* Kolmogorov's limit; below 1 by the theta transform, which converges there. */
static double limit_p(double x)
{
	const double pi = 3.14159265358979323846;
	double sum = 0;
	if (x <= 0)
		return 1;
	if (x < 1) {
		for (int k = 1; k <= TERMS; k += 2)
			sum += exp(-(double)(k * k) * pi * pi / (8 * x * x));
		return fmax(0, fmin(1, 1 - sqrt(2 * pi) / x * sum));
	}
	for (int k = 1; k <= TERMS; k++)
		sum += (k % 2 ? 2 : -2) * exp(-2.0 * k * k * x * x);
	return fmax(0, fmin(1, sum));
}

bool ks_p(cn_arena *a, int64_t num, int64_t n, int64_t m, double *ret)
{
	if (num <= 0) {
		*ret = 1;
		return true;
	}
	if (n <= PATHS_MAX / m)
		return paths_p(a, num, n, m, ret);
	double dn = (double)n, dm = (double)m;
	*ret = limit_p((double)num / (dn * dm) * sqrt(dn * dm / (dn + dm)));
	return true;
}
