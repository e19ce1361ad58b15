/* AUC with DeLong's variance (DeLong, DeLong and Clarke-Pearson 1988) from exact integer sums. */
#include "lab/table/metric.h"

#include <math.h>

enum { DELONG_SIDE_MIN = 2 };

static double wide(uint64_t hi, uint64_t lo)
{
	return (double)((cn_u128)hi << 64 | lo);
}

/* Sum of squared deviations of n placements with the integer sum s and sum of squares q: (n q - s^2) / n, exact before the division. */
static double spread(cn_u128 q, cn_u128 s, uint64_t n)
{
	cn_u128 nq, ss;
	if (!__builtin_mul_overflow(q, (cn_u128)n, &nq) && !__builtin_mul_overflow(s, s, &ss))
		return nq > ss ? (double)(nq - ss) / (double)n : 0;
	double d = (double)q - (double)s / (double)n * (double)s;
	return d > 0 ? d : 0;
}

bool ranks_auc(const cn_ranks *r, double *auc, double *var)
{
	if (r->n_pos <= 0 || r->n_neg <= 0)
		return false;
	double m = (double)r->n_pos, n = (double)r->n_neg;
	*auc = wide(r->u2_hi, r->u2_lo) / (2 * m * n);
	*var = 0;
	if (r->n_pos < DELONG_SIDE_MIN || r->n_neg < DELONG_SIDE_MIN)
		return true;
	/* placements of positives sum to u2 / (2 n), those of negatives to u2 / (2 m); the halves are taken out as 4 */
	cn_u128 u2 = (cn_u128)r->u2_hi << 64 | r->u2_lo;
	double s10 = spread((cn_u128)r->pos2_hi << 64 | r->pos2_lo, u2, (uint64_t)r->n_pos) / (4 * n * n * (m - 1));
	double s01 = spread((cn_u128)r->neg2_hi << 64 | r->neg2_lo, u2, (uint64_t)r->n_neg) / (4 * m * m * (n - 1));
	*var = s10 / m + s01 / n;
	return true;
}

/* DeLong says "no width" for perfect separation. min(m, n) disjoint pairs of a positive and a negative are independent, each won with
 * probability AUC: an exact binomial bound on them holds. */
static void auc_by_pairs(const cn_ranks *r, double confidence, cn_estimate *e)
{
	int64_t k = r->n_pos < r->n_neg ? r->n_pos : r->n_neg;
	cn_interval down, up;
	if (!cn_clopper_pearson((int64_t)floor(e->value * (double)k), k, confidence, &down) ||
	    !cn_clopper_pearson((int64_t)ceil(e->value * (double)k), k, confidence, &up))
		return;
	e->has_interval = true;
	e->method = "disjoint pairs, clopper-pearson";
	e->lo = down.lo;
	e->hi = up.hi;
}

cn_estimate estimate_auc(cn_arena *a, const cn_ranks *r, double confidence, cn_str group)
{
	double var;
	cn_estimate e = { .defined = true, .n = r->n_pos + r->n_neg, .method = "", .why = "" };
	if (!ranks_auc(r, &e.value, &var))
		return undefined_part(a, (part){ 0, 0 }, group);
	if (!(var > 0)) {
		auc_by_pairs(r, confidence, &e);
		return e;
	}
	double half = cn_z_of(confidence) * sqrt(var);
	e.has_interval = true;
	e.method = "delong";
	e.lo = fmax(0, e.value - half);
	e.hi = fmin(1, e.value + half);
	return e;
}
