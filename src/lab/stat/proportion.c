/* Intervals of one proportion, of a difference and of a ratio of two, and the rule that chooses among them. */
#include "lab/stat/stat.h"

#include <math.h>

enum { RULE_N_MIN = 300, RULE_X_MIN = 5, SOLVE_STEPS = 110 };

bool cn_wilson(int64_t x, int64_t n, double confidence, cn_interval *ret)
{
	if (n <= 0)
		return false;
	double z = cn_z_of(confidence), dn = (double)n, p = (double)x / dn;
	double d = 1 + z * z / dn;
	double c = p + z * z / (2 * dn);
	double h = z * sqrt(p * (1 - p) / dn + z * z / (4 * dn * dn));
	double hi = x == n ? 1 : (c + h) / d;
	/* the product of the two roots is p^2 / d: no cancellation for small p */
	ret->lo = x == 0 ? 0 : p * p / (c + h);
	ret->hi = hi;
	return true;
}

bool cn_clopper_pearson(int64_t x, int64_t n, double confidence, cn_interval *ret)
{
	if (n <= 0)
		return false;
	double a = (1 - confidence) / 2, dx = (double)x, dn = (double)n;
	double lo = x == 0 ? 0 : cn_beta_quantile(dx, dn - dx + 1, a);
	double hi = x == n ? 1 : 1 - cn_beta_quantile(dn - dx, dx + 1, a);
	*ret = (cn_interval){ lo, hi };
	return true;
}

bool cn_rule_normal(int64_t x, int64_t n, double confidence)
{
	double z = cn_z_of(confidence) / 1.959963984540054;
	double k = ceil(RULE_X_MIN * z * z - 1e-9);
	if (k < RULE_X_MIN)
		k = RULE_X_MIN;
	return n >= RULE_N_MIN && (double)x >= k && (double)(n - x) >= k;
}

bool cn_proportion(int64_t x, int64_t n, double confidence, cn_interval *ret, const char **method)
{
	bool normal = cn_rule_normal(x, n, confidence);
	*method = normal ? "wilson" : "clopper-pearson";
	return normal ? cn_wilson(x, n, confidence, ret) : cn_clopper_pearson(x, n, confidence, ret);
}

bool cn_newcombe(cn_two t, double confidence, cn_interval *ret)
{
	cn_interval a, b;
	if (!cn_wilson(t.x1, t.n1, confidence, &a) || !cn_wilson(t.x2, t.n2, confidence, &b))
		return false;
	double p1 = (double)t.x1 / (double)t.n1, p2 = (double)t.x2 / (double)t.n2;
	double down = hypot(p1 - a.lo, b.hi - p2), up = hypot(a.hi - p1, p2 - b.lo);
	*ret = (cn_interval){ p1 - p2 - down, p1 - p2 + up };
	return true;
}

bool cn_diff_two_bounds(cn_two t, double confidence, cn_interval *ret)
{
	cn_interval a, b;
	double wide = (1 + confidence) / 2;
	if (!cn_clopper_pearson(t.x1, t.n1, wide, &a) || !cn_clopper_pearson(t.x2, t.n2, wide, &b))
		return false;
	*ret = (cn_interval){ a.lo - b.hi, a.hi - b.lo };
	return true;
}

bool cn_difference(cn_two t, double confidence, cn_interval *ret, const char **method)
{
	bool normal = cn_rule_normal(t.x1, t.n1, confidence) && cn_rule_normal(t.x2, t.n2, confidence);
	*method = normal ? "newcombe" : "two-bounds";
	return normal ? cn_newcombe(t, confidence, ret) : cn_diff_two_bounds(t, confidence, ret);
}

/* Derivative of the log-likelihood in p2 under p1 = p2 + d; decreasing in p2. */
static double null_slope(const cn_two *t, double d, double p)
{
	double s = 0;
	if (t->x1)
		s += (double)t->x1 / (p + d);
	if (t->x2)
		s += (double)t->x2 / p;
	if (t->n1 - t->x1)
		s -= (double)(t->n1 - t->x1) / (1 - p - d);
	if (t->n2 - t->x2)
		s -= (double)(t->n2 - t->x2) / (1 - p);
	return s;
}

static double null_p2(const cn_two *t, double d)
{
	double lo = d < 0 ? -d : 0, hi = d > 0 ? 1 - d : 1;
	for (unsigned i = 0; i < SOLVE_STEPS; i++) {
		double mid = lo + (hi - lo) / 2;
		if (mid <= lo || mid >= hi)
			break;
		if (null_slope(t, d, mid) > 0)
			lo = mid;
		else
			hi = mid;
	}
	return lo + (hi - lo) / 2;
}

static double diff_score(const cn_two *t, double d)
{
	double p2 = null_p2(t, d), p1 = p2 + d, n = (double)(t->n1 + t->n2);
	double v = (p1 * (1 - p1) / (double)t->n1 + p2 * (1 - p2) / (double)t->n2) * n / (n - 1);
	double gap = (double)t->x1 / (double)t->n1 - (double)t->x2 / (double)t->n2 - d;
	return v > 0 ? gap / sqrt(v) : copysign(1e12, gap);
}

bool cn_miettinen_nurminen(cn_two t, double confidence, cn_interval *ret)
{
	if (t.n1 <= 0 || t.n2 <= 0)
		return false;
	double z = cn_z_of(confidence), point = (double)t.x1 / (double)t.n1 - (double)t.x2 / (double)t.n2;
	cn_interval e = { -1, 1 };
	if (point > -1) {
		double lo = -1, hi = point;
		for (unsigned i = 0; i < SOLVE_STEPS; i++) {
			double mid = lo + (hi - lo) / 2;
			if (diff_score(&t, mid) > z)
				lo = mid;
			else
				hi = mid;
		}
		e.lo = lo;
	}
	if (point < 1) {
		double lo = point, hi = 1;
		for (unsigned i = 0; i < SOLVE_STEPS; i++) {
			double mid = lo + (hi - lo) / 2;
			if (diff_score(&t, mid) < -z)
				hi = mid;
			else
				lo = mid;
		}
		e.hi = hi;
	}
	*ret = e;
	return true;
}

static double ratio_score(const cn_two *t, double log_r, bool mn)
{
	double r = exp(log_r), n1 = (double)t->n1, n2 = (double)t->n2, n = n1 + n2, x1 = (double)t->x1, x2 = (double)t->x2;
	double b = n1 * r + x1 + n2 + x2 * r, c = x1 + x2;
	double p2 = 2 * c / (b + sqrt(fmax(0, b * b - 4 * n * r * c))), p1 = p2 * r;
	double v = p1 * (1 - p1) / n1 + r * r * p2 * (1 - p2) / n2;
	if (mn)
		v *= n / (n - 1);
	double gap = x1 / n1 - r * x2 / n2;
	return v > 0 ? gap / sqrt(v) : copysign(1e12, gap);
}

bool cn_ratio_score(cn_two t, double confidence, bool miettinen_nurminen, cn_interval *ret)
{
	if (t.n1 <= 0 || t.n2 <= 0 || (t.x1 == 0 && t.x2 == 0))
		return false;
	double z = cn_z_of(confidence), far = 40;
	double point = t.x1 == 0 ? -far : t.x2 == 0 ? far : log((double)t.x1 * (double)t.n2 / ((double)t.n1 * (double)t.x2));
	cn_interval e = { 0, HUGE_VAL };
	if (t.x1 > 0) {
		double lo = -far, hi = point;
		for (unsigned i = 0; i < SOLVE_STEPS; i++) {
			double mid = lo + (hi - lo) / 2;
			if (ratio_score(&t, mid, miettinen_nurminen) > z)
				lo = mid;
			else
				hi = mid;
		}
		e.lo = exp(lo);
	}
	if (t.x2 > 0) {
		double lo = point, hi = far;
		for (unsigned i = 0; i < SOLVE_STEPS; i++) {
			double mid = lo + (hi - lo) / 2;
			if (ratio_score(&t, mid, miettinen_nurminen) < -z)
				hi = mid;
			else
				lo = mid;
		}
		e.hi = exp(hi);
	}
	*ret = e;
	return true;
}

bool cn_ratio_log_adjusted(cn_two t, double confidence, cn_interval *ret)
{
	if (t.n1 <= 0 || t.n2 <= 0)
		return false;
	double z = cn_z_of(confidence);
	double x1 = (double)t.x1 + 0.5, n1 = (double)t.n1 + 0.5, x2 = (double)t.x2 + 0.5, n2 = (double)t.n2 + 0.5;
	double m = log(x1 / n1) - log(x2 / n2), s = z * sqrt(1 / x1 - 1 / n1 + 1 / x2 - 1 / n2);
	*ret = (cn_interval){ exp(m - s), exp(m + s) };
	return true;
}

bool cn_ratio_two_bounds(cn_two t, double confidence, cn_interval *ret)
{
	cn_interval a, b;
	double wide = (1 + confidence) / 2;
	if (t.x1 == 0 && t.x2 == 0)
		return false;
	if (!cn_clopper_pearson(t.x1, t.n1, wide, &a) || !cn_clopper_pearson(t.x2, t.n2, wide, &b))
		return false;
	*ret = (cn_interval){ a.lo / b.hi, b.lo > 0 ? a.hi / b.lo : HUGE_VAL };
	return true;
}

bool cn_ratio(cn_two t, double confidence, cn_interval *ret, const char **method)
{
	bool normal = cn_rule_normal(t.x1, t.n1, confidence) && cn_rule_normal(t.x2, t.n2, confidence);
	*method = normal ? "score" : "two-bounds";
	return normal ? cn_ratio_score(t, confidence, true, ret) : cn_ratio_two_bounds(t, confidence, ret);
}
