/* Order statistics that bound a quantile: free of any law of the values, and right with ties (the bounds are then wider than needed). */
#include "lab/stat/stat.h"

/* P(B >= k) and P(B <= k) of B ~ binomial(n, q). */
static double at_least(uint64_t k, uint64_t n, double q)
{
	return k == 0 ? 1 : k > n ? 0 : cn_beta_cdf((double)k, (double)(n - k + 1), q);
}

static double at_most(uint64_t k, uint64_t n, double q)
{
	return k >= n ? 1 : cn_beta_cdf((double)(n - k), (double)k + 1, 1 - q);
}

void cn_order_bounds(uint64_t n, double q, double confidence, uint64_t *ret_lo, uint64_t *ret_hi)
{
	double half = (1 - confidence) / 2;
	uint64_t lo = 0, hi = n; /* the largest l in 0..n with l = 0 or P(B <= l - 1) <= half */
	while (lo < hi) {
		uint64_t mid = hi - (hi - lo) / 2;
		if (at_most(mid - 1, n, q) <= half)
			lo = mid;
		else
			hi = mid - 1;
	}
	*ret_lo = lo;
	lo = 0; /* the smallest u in 1..n + 1 with P(B >= u) <= half, which n + 1 always is */
	hi = n + 1;
	while (lo + 1 < hi) {
		uint64_t mid = lo + (hi - lo) / 2;
		if (at_least(mid, n, q) <= half)
			hi = mid;
		else
			lo = mid;
	}
	*ret_hi = hi;
}
