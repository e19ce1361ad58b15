/* Logistic regression with a ridge. */
#include "lab/reliability/reliability.h"

#include <math.h>

enum { STEPS = 50, HALVES = 40 };
static const double NEAR = 1e-6;

typedef struct problem {
	const double *x;
	const uint8_t *y;
	size_t rows, k;
	double ridge;
} problem;

static double linear(const problem *p, const double *w, size_t row)
{
	double s = w[p->k];
	for (size_t i = 0; i < p->k; i++)
		s += w[i] * p->x[row * p->k + i];
	return s;
}

static double objective(const problem *p, const double *w)
{
	double sum = 0;
	for (size_t i = 0; i < p->k; i++)
		sum += p->ridge / 2 * w[i] * w[i];
	for (size_t row = 0; row < p->rows; row++) {
		double s = linear(p, w, row), against = p->y[row] ? -s : s;
		sum += against > 0 ? against + log1p(exp(-against)) : log1p(exp(against));
	}
	return sum;
}

/* Gradient g and Hessian h (lower triangle) of k + 1 weights, the constant as a feature of 1. */
static void slopes(const problem *p, const double *w, double *g, double *h)
{
	size_t k = p->k, m = k + 1;
	memset(g, 0, m * sizeof *g);
	memset(h, 0, m * m * sizeof *h);
	for (size_t i = 0; i < k; i++) {
		g[i] = p->ridge * w[i];
		h[i * m + i] = p->ridge;
	}
	for (size_t row = 0; row < p->rows; row++) {
		const double *x = p->x + row * k;
		double at = 1 / (1 + exp(-linear(p, w, row))), off = at - p->y[row], weight = at * (1 - at);
		for (size_t i = 0; i < m; i++) {
			double xi = i < k ? x[i] : 1;
			if (xi == 0)
				continue; /* most of an indicator */
			g[i] += off * xi;
			double wx = weight * xi, *to = h + i * m;
			for (size_t j = 0; j <= i; j++)
				to[j] += wx * (j < k ? x[j] : 1);
		}
	}
}

/* Cholesky in place; solves h d = g into g. False: not positive definite. */
static bool solve(double *h, double *g, size_t m)
{
	for (size_t i = 0; i < m; i++) {
		for (size_t j = 0; j <= i; j++) {
			double s = h[i * m + j];
			for (size_t l = 0; l < j; l++)
				s -= h[i * m + l] * h[j * m + l];
			if (i == j && !(s > 0))
				return false;
			h[i * m + j] = i == j ? sqrt(s) : s / h[j * m + j];
		}
	}
	for (size_t i = 0; i < m; i++) {
		for (size_t l = 0; l < i; l++)
			g[i] -= h[i * m + l] * g[l];
		g[i] /= h[i * m + i];
	}
	for (size_t i = m; i-- > 0;) {
		for (size_t l = i + 1; l < m; l++)
			g[i] -= h[l * m + i] * g[l];
		g[i] /= h[i * m + i];
	}
	return true;
}

cn_code logistic_fit(cn_arena *a, const double *x, const uint8_t *y, size_t rows, size_t k, double ridge, double *w, cn_err *err)
{
	const problem p = { x, y, rows, k, ridge };
	size_t m = k + 1;
	double *g = CN_NEW(a, double, m), *h = CN_NEW(a, double, m *m), *next = CN_NEW(a, double, m);
	if (!g || !h || !next)
		return cn_arena_fail(a, err);
	memset(w, 0, m * sizeof *w);
	double value = objective(&p, w);
	for (unsigned step = 0; step < STEPS; step++) {
		slopes(&p, w, g, h);
		if (!solve(h, g, m))
			break;
		double most = 0, size = 1, got = value;
		for (size_t i = 0; i < m; i++)
			most = fmax(most, fabs(g[i]));
		/* so near, the objective is flat to its last digit and cannot say whether a step helps; a whole one squares the
		 * error */
		for (unsigned half = 0; half < HALVES; half++) {
			for (size_t i = 0; i < m; i++)
				next[i] = w[i] - size * g[i];
			got = objective(&p, next);
			if (got <= value || most < NEAR)
				break;
			size /= 2;
		}
		if (!(got <= value || most < NEAR))
			break;
		memcpy(w, next, m * sizeof *w);
		value = got;
		if (most < NEAR)
			return CN_OK;
	}
	return CN_FAIL(err, CN_EUNDEFINED, "the classifier does not settle on these columns");
}
