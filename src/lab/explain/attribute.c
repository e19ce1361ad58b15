/* What each feature adds to a score, and how alike two such lists are. Exact Shapley values of trees take the place
 * of what is computed here: attribution.c. */
#include "lab/explain/explain.h"

#include <math.h>

/* Attributions that differ by rounding are ties: a machine's last digit must not decide which reason comes first. */
static void settle(double *of, size_t k)
{
	double most = 0;
	for (size_t j = 0; j < k; j++)
		most = fmax(most, fabs(of[j]));
	if (most == 0)
		return;
	double unit = ldexp(1, ilogb(most) - 32);
	for (size_t j = 0; j < k; j++)
		of[j] = rint(of[j] / unit) * unit;
}

void attributions_settle(double *of, size_t n, size_t k)
{
	for (size_t i = 0; i < n; i++)
		settle(of + i * k, k);
}

cn_code attributions_of(live *l, const double *row, const double *score, size_t n, double *ret, cn_err *err)
{
	size_t each = l->cap / l->k; /* cap is more than k: at least one row */
	for (size_t from = 0; from < n; from += each) {
		size_t some = n - from < each ? n - from : each;
		for (size_t q = 0; q < some * l->k; q++) {
			size_t j = q % l->k;
			double *to = l->ask + q * l->k;
			memcpy(to, row + (from + q / l->k) * l->k, l->k * sizeof *to);
			to[j] = l->column[j].typical;
		}
		CN_TRY(live_ask(l, some * l->k, err));
		for (size_t q = 0; q < some * l->k; q++)
			ret[from * l->k + q] = score[from + q / l->k] - l->said[q];
	}
	attributions_settle(ret, n, l->k);
	return CN_OK;
}

static int by_place(const void *p, const void *q)
{
	const placed *x = p, *y = q;
	if (x->x != y->x)
		return x->x > y->x ? -1 : 1;
	return x->at < y->at ? -1 : x->at > y->at;
}

void places_sort(placed *of, size_t n)
{
	if (n > 1)
		qsort(of, n, sizeof *of, by_place);
}

void places_by(const double *x, size_t n, int sign, placed *ret)
{
	for (size_t i = 0; i < n; i++)
		ret[i] = (placed){ sign * x[i], i };
	places_sort(ret, n);
}

static void ranks_of(const double *x, size_t n, placed *order, double *rank)
{
	places_by(x, n, -1, order);
	for (size_t from = 0, to; from < n; from = to) {
		for (to = from; to < n && order[to].x == order[from].x;)
			to++;
		for (size_t i = from; i < to; i++)
			rank[order[i].at] = ((double)(from + to) + 1) / 2;
	}
}

bool rank_correlation(const double *x, const double *y, size_t n, double *rank, placed *order, double *ret)
{
	double mean = ((double)n + 1) / 2, xx = 0, yy = 0, xy = 0;
	ranks_of(x, n, order, rank);
	ranks_of(y, n, order, rank + n);
	for (size_t i = 0; i < n; i++) {
		double dx = rank[i] - mean, dy = rank[n + i] - mean;
		xx += dx * dx;
		yy += dy * dy;
		xy += dx * dy;
	}
	if (xx == 0 || yy == 0)
		return false;
	*ret = fmax(-1, fmin(1, xy / sqrt(xx * yy)));
	return true;
}
