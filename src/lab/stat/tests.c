/* Tests of two proportions, and adjustments for many tests. */
#include "lab/stat/stat.h"

#include <math.h>

/* Sum of the hypergeometric probabilities that are not above the observed one; recurrence from the observed table, both ways. */
double cn_fisher(cn_two t)
{
	int64_t k = t.x1 + t.x2, lo = k - t.n2 > 0 ? k - t.n2 : 0, hi = k < t.n1 ? k : t.n1;
	double total = 1, tail = 1, ratio = 1;
	const double near = 1 + 1e-7; /* as in R: equal up to rounding counts as equal */
	for (int64_t x = t.x1; x < hi; x++) {
		ratio *= (double)(t.n1 - x) / (double)(x + 1) * ((double)(k - x) / (double)(t.n2 - k + x + 1));
		total += ratio;
		tail += ratio <= near ? ratio : 0;
	}
	ratio = 1;
	for (int64_t x = t.x1; x > lo; x--) {
		ratio *= (double)x / (double)(t.n1 - x + 1) * ((double)(t.n2 - k + x) / (double)(k - x + 1));
		total += ratio;
		tail += ratio <= near ? ratio : 0;
	}
	double p = tail / total;
	return p < 1 ? p : 1;
}

bool cn_two_p(cn_two t, double *ret, const char **test)
{
	if (t.n1 <= 0 || t.n2 <= 0)
		return false;
	double n1 = (double)t.n1, n2 = (double)t.n2, p = (double)(t.x1 + t.x2) / (n1 + n2);
	double least = fmin(n1, n2) * fmin(p, 1 - p);
	if (least < 5) {
		*test = "fisher";
		*ret = cn_fisher(t);
		return true;
	}
	*test = "z";
	double z = ((double)t.x1 / n1 - (double)t.x2 / n2) / sqrt(p * (1 - p) * (1 / n1 + 1 / n2));
	*ret = cn_norm_two_sided(z);
	return true;
}

typedef struct ranked {
	double p;
	size_t at;
} ranked;

static int by_p(const void *x, const void *y)
{
	const ranked *a = x, *b = y;
	if (a->p != b->p)
		return a->p < b->p ? -1 : 1;
	return a->at < b->at ? -1 : a->at > b->at;
}

static ranked *rank_p(cn_arena *a, const double *p, size_t n)
{
	ranked *r = CN_NEW(a, ranked, n);
	if (!r)
		return NULL;
	for (size_t i = 0; i < n; i++)
		r[i] = (ranked){ p[i], i };
	if (n > 1)
		qsort(r, n, sizeof *r, by_p);
	return r;
}

bool cn_holm(cn_arena *a, const double *p, size_t n, double *out)
{
	ranked *r = rank_p(a, p, n);
	if (!r)
		return false;
	double most = 0;
	for (size_t i = 0; i < n; i++) {
		most = fmax(most, fmin(1, (double)(n - i) * r[i].p));
		out[r[i].at] = most;
	}
	return true;
}

bool cn_benjamini_hochberg(cn_arena *a, const double *p, size_t n, double *out)
{
	ranked *r = rank_p(a, p, n);
	if (!r)
		return false;
	double least = 1;
	for (size_t i = n; i-- > 0;) {
		least = fmin(least, (double)n / (double)(i + 1) * r[i].p);
		out[r[i].at] = least;
	}
	return true;
}
