/* bench_trees: prediction and exact explanations of an ensemble of 100 trees, depth 6, 20 features, on 10,000 rows, against libxgboost in the
 * same process on one thread. The model is trained here by libxgboost on made rows and handed over as UBJSON. One JSON object a line; medians
 * of 5. ratio = our time / theirs: at most 0.5 for prediction, at most 0.2 for explanations. */
#include <math.h>
#include <sys/resource.h>
#include <xgboost/c_api.h>

#include "lab/model/model.h"

enum { ROWS = 10000, FEATURES = 20, TREES = 100, RUNS = 5, REPEAT = 20 };

static double cpu_now(void)
{
	struct rusage u;
	if (getrusage(RUSAGE_SELF, &u) != 0)
		return 0;
	return (double)u.ru_utime.tv_sec + (double)u.ru_stime.tv_sec + 1e-6 * (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec);
}

static int by_value(const void *x, const void *y)
{
	double a = *(const double *)x, b = *(const double *)y;
	return (a > b) - (a < b);
}

static double median(double *v)
{
	qsort(v, RUNS, sizeof *v, by_value);
	return v[RUNS / 2];
}

static void must(cn_code rc, const cn_err *err)
{
	if (rc == CN_OK)
		return;
	(void)fprintf(stderr, "%s\n", err->msg);
	exit(70);
}

static void xgb(int rc)
{
	if (rc == 0)
		return;
	(void)fprintf(stderr, "%s\n", XGBGetLastError());
	exit(70);
}

static void rows_make(float *x, double *wide, float *y)
{
	cn_rng r;
	cn_rng_init(&r, 7);
	for (unsigned i = 0; i < ROWS; i++) {
		double sum = 0;
		for (unsigned k = 0; k < FEATURES; k++) {
			float v = (float)((double)cn_rng_below(&r, 1000000) / 1e6);
			x[i * FEATURES + k] = v;
			wide[i * FEATURES + k] = (double)v;
			sum += (k % 3 ? 1 : -1) * (double)v + (k < 4 ? sin(9 * (double)v) : 0);
		}
		y[i] = sum + (double)cn_rng_below(&r, 1000) / 500 > 7 ? 1 : 0;
	}
}

static BoosterHandle train(DMatrixHandle d, const float *y)
{
	static const char *const param[][2] = { { "objective", "binary:logistic" }, { "max_depth", "6" }, { "eta", "0.1" }, { "nthread", "1" },
						{ "tree_method", "hist" }, { "min_child_weight", "0" }, { "verbosity", "0" } };
	BoosterHandle b;
	xgb(XGDMatrixSetFloatInfo(d, "label", y, ROWS));
	xgb(XGBoosterCreate(&d, 1, &b));
	for (size_t i = 0; i < sizeof param / sizeof *param; i++)
		xgb(XGBoosterSetParam(b, param[i][0], param[i][1]));
	for (int i = 0; i < TREES; i++)
		xgb(XGBoosterUpdateOneIter(b, i, d));
	return b;
}

/* In place, from the rows as they are. */
static double theirs(BoosterHandle b, const float *x, float *score)
{
	static const char config[] = "{\"type\":0,\"training\":false,\"iteration_begin\":0,\"iteration_end\":0,\"strict_shape\":false,\"cache_id\":0,"
				     "\"missing\":NaN}";
	char array[256];
	bst_ulong dim;
	const bst_ulong *shape;
	const float *out = NULL;
	(void)snprintf(array, sizeof array, "{\"data\":[%llu,true],\"shape\":[%d,%d],\"typestr\":\"<f4\",\"version\":3}", (unsigned long long)(uintptr_t)x,
		       ROWS, FEATURES);
	double start = cpu_now();
	for (int i = 0; i < REPEAT; i++)
		xgb(XGBoosterPredictFromDense(b, array, config, NULL, &shape, &dim, &out));
	double took = cpu_now() - start;
	memcpy(score, out, ROWS * sizeof *score);
	return took / REPEAT;
}

/* From a matrix made before the clock starts, a new one each time: of one that it has seen the library has the answer in its cache. */
static double theirs_matrix(BoosterHandle b, const float *x)
{
	double took = 0;
	for (int i = 0; i < REPEAT / 4; i++) {
		DMatrixHandle d;
		bst_ulong n;
		const float *out = NULL;
		xgb(XGDMatrixCreateFromMat_omp(x, ROWS, FEATURES, NAN, &d, 1));
		double start = cpu_now();
		xgb(XGBoosterPredict(b, d, 0, 0, 0, &n, &out));
		took += cpu_now() - start;
		xgb(XGDMatrixFree(d));
	}
	return took / (REPEAT / 4);
}

static double ours(const cn_trees *t, const double *x, double *score)
{
	cn_err err = { 0 };
	double start = cpu_now();
	for (int i = 0; i < REPEAT; i++)
		must(cn_trees_score(t, x, ROWS, score, &err), &err);
	return (cpu_now() - start) / REPEAT;
}

static double explain_theirs(BoosterHandle b, DMatrixHandle d, float *phi)
{
	bst_ulong n;
	const float *out = NULL;
	double start = cpu_now();
	xgb(XGBoosterPredict(b, d, 4, 0, 0, &n, &out));
	memcpy(phi, out, (size_t)ROWS * (FEATURES + 1) * sizeof *phi);
	return cpu_now() - start;
}

/* What is computed once for a model counts, too. */
static double explain_ours(const cn_trees *t, const double *x, double *phi, double *error)
{
	cn_err err = { 0 };
	cn_shap *s = NULL;
	CN_AUTO_ARENA a = cn_arena_new((size_t)1 << 30);
	double start = cpu_now();
	must(cn_shap_new(a, t, &s, &err), &err);
	must(cn_shap_explain(s, x, ROWS, phi, NULL, &err), &err);
	double took = cpu_now() - start;
	must(cn_shap_explain(s, x, ROWS, phi, error, &err), &err);
	return took;
}

static void line(const char *name, double value, const char *unit, const char *peer, double peer_value)
{
	if (peer)
		(void)printf("{\"area\":\"lab\",\"name\":\"%s\",\"value\":%.9g,\"unit\":\"%s\",\"peer\":\"%s\",\"peer_value\":%.9g,\"ratio\":%.4f,\"runs\":%d}\n",
			     name, value, unit, peer, peer_value, value / peer_value, RUNS);
	else
		(void)printf("{\"area\":\"lab\",\"name\":\"%s\",\"value\":%.9g,\"unit\":\"%s\",\"peer\":null,\"peer_value\":null,\"ratio\":null,\"runs\":%d}\n",
			     name, value, unit, RUNS);
}

/* The smallest flips of the first rows, with the steps that are allowed if nobody says otherwise. */
static void flips(const cn_trees *t, const double *x)
{
	enum { N = 40 };
	unsigned exact = 0;
	double gap = 0, start = cpu_now();
	for (unsigned i = 0; i < N; i++) {
		CN_AUTO_ARENA a = cn_arena_new(1 << 20);
		cn_err err = { 0 };
		cn_robust r;
		must(cn_trees_robust(a, t, x + i * FEATURES, &(cn_robust_options){ .threshold = 0.5 }, &r, &err), &err);
		exact += r.exact;
		gap += r.exact ? 0 : 1 - r.lower / r.upper;
	}
	line("trees: smallest flip of a row, 100,000 steps at most", (cpu_now() - start) / N, "s CPU a row", NULL, 0);
	line("trees: of these exact", (double)exact / N, "share", NULL, 0);
	line("trees: mean gap between the bounds of the others", exact < N ? gap / (N - exact) : 0, "share", NULL, 0);
}

static double largest(const double *a, const float *b, size_t n)
{
	double far = 0;
	for (size_t i = 0; i < n; i++)
		far = fmax(far, fabs(a[i] - (double)b[i]));
	return far;
}

int main(void)
{
	static float x[ROWS * FEATURES], y[ROWS], their_score[ROWS], their_phi[ROWS * (FEATURES + 1)];
	static double wide[ROWS * FEATURES], score[ROWS], phi[ROWS * (FEATURES + 1)];
	double t_ours[RUNS], t_theirs[RUNS], e_ours[RUNS], e_theirs[RUNS], error = 0;
	DMatrixHandle d;
	bst_ulong n;
	const char *bytes;
	cn_err err = { 0 };
	cn_trees *t = NULL;
	rows_make(x, wide, y);
	xgb(XGDMatrixCreateFromMat_omp(x, ROWS, FEATURES, NAN, &d, 1));
	BoosterHandle b = train(d, y);
	xgb(XGBoosterSaveModelToBuffer(b, "{\"format\":\"ubj\"}", &n, &bytes));
	CN_AUTO_ARENA a = cn_arena_new((size_t)1 << 30);
	must(cn_trees_read(a, (cn_str){ bytes, n }, &t, &err), &err);
	for (unsigned i = 0; i < RUNS; i++) {
		t_theirs[i] = fmin(theirs(b, x, their_score), theirs_matrix(b, x));
		t_ours[i] = ours(t, wide, score);
		e_theirs[i] = explain_theirs(b, d, their_phi);
		e_ours[i] = explain_ours(t, wide, phi, &error);
	}
	line("trees: scores of 10,000 rows (100 trees, depth 6, 20 features)", median(t_ours), "s CPU", "libxgboost in process, 1 thread", median(t_theirs));
	line("trees: exact Shapley values of the same", median(e_ours), "s CPU", "libxgboost pred_contribs, 1 thread", median(e_theirs));
	line("trees: largest difference of a score from libxgboost's", largest(score, their_score, ROWS), "", NULL, 0);
	line("trees: largest difference of a contribution", largest(phi, their_phi, (size_t)ROWS * (FEATURES + 1)), "margin", NULL, 0);
	line("trees: additivity error of ours", error, "margin", NULL, 0);
	flips(t, wide);
	(void)XGBoosterFree(b);
	(void)XGDMatrixFree(d);
	return 0;
}
