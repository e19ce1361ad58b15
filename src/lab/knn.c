/* Neighbours for consistency: every pair of rows is compared, so the number of rows is bounded. Rows are first put in order of their
 * contents; ties in distance go to the earlier row of that order, which makes the count independent of the order of the input. */
#include "lab/priv.h"

typedef struct space {
	const double *const *feature;
	size_t n_features;
	const uint8_t *prediction;
} space;

typedef struct near {
	double d;
	size_t at;
} near;

static int by_contents(const space *s, size_t x, size_t y)
{
	for (size_t f = 0; f < s->n_features; f++) {
		double a = s->feature[f][x], b = s->feature[f][y];
		if (a != b)
			return a < b ? -1 : 1;
	}
	return s->prediction[x] - s->prediction[y];
}

/* Heap sort of indices: qsort has no place for the space. */
static void sift(const space *s, size_t *ix, size_t at, size_t n)
{
	for (size_t child; (child = 2 * at + 1) < n; at = child) {
		if (child + 1 < n && by_contents(s, ix[child], ix[child + 1]) < 0)
			child++;
		if (by_contents(s, ix[at], ix[child]) >= 0)
			return;
		size_t swap = ix[at];
		ix[at] = ix[child];
		ix[child] = swap;
	}
}

static void sort_rows(const space *s, size_t *ix, size_t n)
{
	for (size_t i = n / 2; i-- > 0;)
		sift(s, ix, i, n);
	for (size_t end = n; end-- > 1;) {
		size_t swap = ix[0];
		ix[0] = ix[end];
		ix[end] = swap;
		sift(s, ix, 0, end);
	}
}

/* Keeps the k nearest in order of (distance, index). */
static void offer(near *best, unsigned *n, unsigned k, double d, size_t at)
{
	unsigned i = *n;
	if (i == k && !(d < best[k - 1].d))
		return;
	if (i < k)
		++*n;
	else
		i = k - 1;
	for (; i > 0 && best[i - 1].d > d; i--)
		best[i] = best[i - 1];
	best[i] = (near){ d, at };
}

static unsigned apart(const near *best, unsigned k, const uint8_t *prediction, unsigned own)
{
	unsigned sum = 0;
	for (unsigned i = 0; i < k; i++)
		sum += prediction[best[i].at];
	return own * k > sum ? own * k - sum : sum - own * k;
}

/* The square of how far two points are from each other. */
static double squared(const double *one, const double *two, size_t n)
{
	double d = 0;
	for (size_t f = 0; f < n; f++)
		d += (one[f] - two[f]) * (one[f] - two[f]);
	return d;
}

cn_code knn_count(cn_arena *a, const double *const *feature, size_t n_features, const uint8_t *prediction, size_t n, unsigned k,
		  int64_t *hist_with, int64_t *hist_without, cn_err *err)
{
	if (k < 1 || k > CN_NEIGHBOURS_MAX)
		return CN_FAIL(err, CN_EINPUT, "consistency compares with 1 to %d neighbours, not %u", CN_NEIGHBOURS_MAX, k);
	if (n > CN_KNN_ROWS_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "consistency compares every pair of rows: %zu rows are more than %d", n, CN_KNN_ROWS_MAX);
	if (n <= k)
		return CN_FAIL(err, CN_EINPUT, "consistency with %u neighbours needs more than %zu rows", k, n);
	space s = { feature, n_features, prediction };
	size_t *ix = CN_NEW(a, size_t, n);
	double *point = CN_NEW(a, double, n *n_features);
	uint8_t *pred = CN_NEW(a, uint8_t, n);
	if (!ix || !point || !pred)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < n; i++)
		ix[i] = i;
	sort_rows(&s, ix, n);
	for (size_t i = 0; i < n; i++) {
		pred[i] = prediction[ix[i]];
		for (size_t f = 0; f < n_features; f++)
			point[i * n_features + f] = feature[f][ix[i]];
	}
	near best[CN_NEIGHBOURS_MAX] = { 0 }, other[CN_NEIGHBOURS_MAX] = { 0 };
	for (size_t i = 0; i < n; i++) {
		unsigned n_best = 0, n_other = 0;
		offer(best, &n_best, k, 0, i); /* itself is nearest */
		for (size_t j = 0; j < n; j++) {
			if (j == i)
				continue;
			offer(other, &n_other, k, squared(point + i * n_features, point + j * n_features, n_features), j);
		}
		for (unsigned m = 0; m + 1 < k; m++)
			offer(best, &n_best, k, other[m].d, other[m].at);
		hist_with[apart(best, k, pred, pred[i])]++;
		hist_without[apart(other, k, pred, pred[i])]++;
	}
	return CN_OK;
}
