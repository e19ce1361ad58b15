/* Confidence sequences: intervals that hold at every moment at once. */
#include "lab/stat/stat.h"

#include <math.h>

enum { HALVINGS = 200 };

typedef struct mixture {
	double x, rest, level; /* log of the mixture's wealth at p is level - x log p - rest log(1 - p) */
} mixture;

static bool is_inside(const mixture *m, double p)
{
	double of_x = m->x > 0 ? m->x * log(p) : 0, of_rest = m->rest > 0 ? m->rest * log1p(-p) : 0;
	return m->level < of_x + of_rest;
}

/* Between a share outside and one inside, until no number lies between them. */
static double edge(const mixture *m, double out, double in)
{
	for (unsigned i = 0; i < HALVINGS; i++) {
		double mid = out + (in - out) / 2;
		if (mid == out || mid == in)
			break;
		if (is_inside(m, mid))
			in = mid;
		else
			out = mid;
	}
	return out + (in - out) / 2;
}

static mixture mixture_of(int64_t x, int64_t n, double confidence)
{
	return (mixture){ (double)x, (double)(n - x), cn_log_beta((double)x + 0.5, (double)(n - x) + 0.5) - log(acos(-1)) + log(1 - confidence) };
}

bool cn_confidence_excludes(int64_t x, int64_t n, double confidence, double p)
{
	if (n <= 0 || x < 0 || x > n || !(p > 0 && p < 1))
		return false;
	const mixture m = mixture_of(x, n, confidence);
	return !is_inside(&m, p);
}

bool cn_confidence_sequence(int64_t x, int64_t n, double confidence, cn_interval *ret)
{
	if (n <= 0 || x < 0 || x > n)
		return false;
	double share = (double)x / (double)n;
	const mixture m = mixture_of(x, n, confidence);
	ret->lo = x == 0 ? 0 : edge(&m, 0, share);
	ret->hi = x == n ? 1 : edge(&m, 1, share);
	return true;
}
