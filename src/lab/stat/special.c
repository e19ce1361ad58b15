/* Special functions. The binomial probability by Loader's saddle-point expansion (2000) is the front factor of the incomplete beta and
 * gamma functions, because a difference of log-gammas of 10^7 would lose eight digits. */
#include "lab/stat/stat.h"

#include <float.h>
#include <math.h>

static const double LN_SQRT_2PI = 0.918938533204672741780329736406;

double cn_norm_cdf(double x)
{
	return 0.5 * erfc(-x * M_SQRT1_2);
}

double cn_norm_two_sided(double z)
{
	return erfc(fabs(z) * M_SQRT1_2);
}

/* Abramowitz and Stegun 26.2.23 as the start, then Halley's steps on erfc. */
static double norm_quantile_lower(double p)
{
	double t = sqrt(-2 * log(p));
	double x = -(t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))));
	for (unsigned i = 0; i < 4; i++) {
		double e = cn_norm_cdf(x) - p;
		double u = e * exp(0.5 * x * x + LN_SQRT_2PI);
		x -= u / (1 + 0.5 * x * u);
	}
	return x;
}

/* Near the middle p - 1/2 is what has the digits. */
static double norm_quantile_middle(double off)
{
	double x = off * sqrt(2 * M_PI);
	for (unsigned i = 0; i < 6; i++) {
		double u = (0.5 * erf(x * M_SQRT1_2) - off) * exp(0.5 * x * x + LN_SQRT_2PI);
		x -= u / (1 + 0.5 * x * u);
	}
	return x;
}

double cn_norm_quantile(double p)
{
	assert(p > 0 && p < 1);
	if (fabs(p - 0.5) < 0.25)
		return norm_quantile_middle(p - 0.5);
	return p < 0.5 ? norm_quantile_lower(p) : -norm_quantile_lower(1 - p);
}

double cn_z_of(double confidence)
{
	return -cn_norm_quantile((1 - confidence) / 2);
}

static double log_gamma(double x)
{
	int sign; /* lgamma would write a global */
	return lgamma_r(x, &sign);
}

double cn_log_beta(double a, double b)
{
	return log_gamma(a) + log_gamma(b) - log_gamma(a + b);
}

/* log(n!) - log(sqrt(2 pi n) (n/e)^n) */
static double stirling_rest(double n)
{
	if (n <= 16)
		return log_gamma(n + 1) - (n + 0.5) * log(n) + n - LN_SQRT_2PI;
	double nn = n * n;
	return (1.0 / 12 - (1.0 / 360 - (1.0 / 1260 - (1.0 / 1680 - (1.0 / 1188) / nn) / nn) / nn) / nn) / n;
}

/* x log(x/m) + m - x without cancellation near x = m */
static double deviance(double x, double m)
{
	if (fabs(x - m) >= 0.1 * (x + m))
		return x * log(x / m) + m - x;
	double v = (x - m) / (x + m);
	double s = (x - m) * v, ej = 2 * x * v, vv = v * v;
	for (unsigned j = 1; j < 1000; j++) {
		ej *= vv;
		double next = s + ej / (2 * j + 1);
		if (next == s)
			break;
		s = next;
	}
	return s;
}

/* Gamma(n+1) / (Gamma(a+1) Gamma(b+1)) p^a q^b with n = a + b, a, b > 0; q = 1 - p given apart so that no digit is lost */
static double binom_front(double a, double b, double p, double q)
{
	double n = a + b;
	double e = stirling_rest(n) - stirling_rest(a) - stirling_rest(b) - deviance(a, n * p) - deviance(b, n * q);
	return exp(e) * sqrt(n / (2 * M_PI * a * b));
}

double cn_binom_pmf(double x, double n, double p)
{
	double q = 1 - p;
	if (p <= 0)
		return x == 0 ? 1 : 0;
	if (q <= 0)
		return x == n ? 1 : 0;
	if (x == 0)
		return exp(n * log1p(-p));
	if (x == n)
		return exp(n * log(p));
	return binom_front(x, n - x, p, q);
}

/* The continued fraction of DLMF 8.17.22 by Lentz's method, for x below (a+1)/(a+b+2). */
static double beta_fraction(double a, double b, double x)
{
	const double tiny = 1e-300;
	double c = 1, d = 1 - (a + b) * x / (a + 1);
	d = 1 / (fabs(d) < tiny ? tiny : d);
	double h = d;
	for (unsigned m = 1; m < 100000; m++) {
		double two = 2.0 * m;
		double even = m * (b - m) * x / ((a - 1 + two) * (a + two));
		d = 1 + even * d;
		c = 1 + even / c;
		d = 1 / (fabs(d) < tiny ? tiny : d);
		c = fabs(c) < tiny ? tiny : c;
		h *= d * c;
		double odd = -(a + m) * (a + b + m) * x / ((a + two) * (a + 1 + two));
		d = 1 + odd * d;
		c = 1 + odd / c;
		d = 1 / (fabs(d) < tiny ? tiny : d);
		c = fabs(c) < tiny ? tiny : c;
		h *= d * c;
		if (fabs(d * c - 1) < 4e-16)
			break;
	}
	return h;
}

static double beta_lower(double a, double b, double x, double y)
{
	if (x <= 0)
		return 0;
	if (y <= 0)
		return 1;
	if (x < (a + 1) / (a + b + 2))
		return b / (a + b) * binom_front(a, b, x, y) * beta_fraction(a, b, x);
	return 1 - a / (a + b) * binom_front(b, a, y, x) * beta_fraction(b, a, y);
}

double cn_beta_cdf(double a, double b, double x)
{
	assert(a > 0 && b > 0);
	return beta_lower(a, b, x, 1 - x);
}

/* A start: the normal law, or the first term of the series near 0. */
static double beta_start(double a, double b, double q)
{
	double sd = sqrt(a * b / ((a + b) * (a + b) * (a + b + 1)));
	double x = a / (a + b) + cn_norm_quantile(q) * sd;
	if (x <= 0)
		x = exp((log(q * a) + log_gamma(a) + log_gamma(b) - log_gamma(a + b)) / a);
	return x > 0 && x < 1 ? x : a / (a + b);
}

/* Newton's steps, kept inside a bracket that shrinks. */
double cn_beta_quantile(double a, double b, double q)
{
	assert(a > 0 && b > 0);
	if (q <= 0 || q >= 1)
		return q <= 0 ? 0 : 1;
	double lo = 0, hi = 1, x = beta_start(a, b, q);
	for (unsigned i = 0; i < 300; i++) {
		double f = beta_lower(a, b, x, 1 - x) - q;
		if (f == 0)
			return x;
		if (f < 0)
			lo = x;
		else
			hi = x;
		double density = a * b / (a + b) * binom_front(a, b, x, 1 - x) / (x * (1 - x));
		double next = density > 0 ? x - f / density : lo;
		if (!(next > lo && next < hi))
			next = lo == 0 && hi < 1e-3 ? hi / 16 : (lo + hi) / 2;
		if (fabs(next - x) <= 2 * DBL_EPSILON * x)
			return next;
		x = next;
	}
	return x;
}

/* Q(a, x): DLMF 8.11.4 (series of the lower function) or the continued fraction 8.9.2. */
double cn_chi2_tail(double x2, double df)
{
	assert(df > 0);
	double a = df / 2, x = x2 / 2;
	if (x <= 0)
		return 1;
	/* x^a e^-x / Gamma(a+1) */
	double front = exp(-stirling_rest(a) - deviance(a, x)) / sqrt(2 * M_PI * a);
	if (x < a + 1) {
		double term = 1, sum = 1;
		for (unsigned k = 1; k < 100000 && term > sum * 1e-17; k++) {
			term *= x / (a + k);
			sum += term;
		}
		return 1 - front * sum;
	}
	double b = x + 1 - a, c = 1e300, d = 1 / b, h = d;
	for (unsigned k = 1; k < 100000; k++) {
		double an = -(double)k * (k - a);
		b += 2;
		d = 1 / (an * d + b);
		c = b + an / c;
		h *= d * c;
		if (fabs(d * c - 1) < 4e-16)
			break;
	}
	return front * a * h;
}
