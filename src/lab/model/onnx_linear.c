/* ai.onnx.ml LinearRegressor and LinearClassifier: what stands before them is affine and goes into coefficients and intercept. */
#include "lab/model/onnx.h"

#include <math.h>

typedef struct terms {
	double *coefficient;
	double intercept;
	onnx_post post;
	bool turned; /* the scores of the two classes are each other's negatives */
} terms;

static cn_code columns_of(size_t n, size_t rows, const onnx_input *in, size_t *ret, cn_err *err)
{
	if (n == 0 || n % rows)
		return CN_FAIL(err, CN_EINPUT, "\"coefficients\" has %zu numbers, which %zu outputs cannot share", n, rows);
	if (n / rows > CN_MODEL_FEATURES_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "the model has %zu features; at most %d are read", n / rows, CN_MODEL_FEATURES_MAX);
	*ret = n / rows;
	return onnx_widths_check(in, *ret, err);
}

/* Two rows: by SOFTMAX their difference counts, else the second alone. */
static void rows_join(terms *t, const double *c, const double *b, size_t n)
{
	bool both = t->post == POST_SOFTMAX;
	t->turned = b[0] == -b[1];
	for (size_t i = 0; i < n; i++) {
		t->coefficient[i] = c[n + i] - (both ? c[i] : 0);
		t->turned &= c[i] == -c[n + i];
	}
	t->intercept = b[1] - (both ? b[0] : 0);
}

static cn_code classifier_take(cn_arena *scratch, const onnx_node *n, const onnx_input *in, terms *t, size_t *ret_n, cn_err *err)
{
	const double *c, *b;
	size_t n_c, n_b, labels;
	CN_TRY(onnx_labels(scratch, n, &labels, err));
	CN_TRY(onnx_reals(scratch, n, "coefficients", &c, &n_c, err));
	CN_TRY(onnx_reals(scratch, n, "intercepts", &b, &n_b, err));
	if (labels != 2)
		return CN_FAIL(err, CN_EINPUT, "a linear classifier of %zu classes gives as many scores: two classes are read",
			       labels);
	if (n_b != 2)
		return CN_FAIL(err, CN_EINPUT, "\"%s\" has %zu numbers, %zu are expected", "intercepts", n_b, labels);
	CN_TRY(columns_of(n_c, n_b, in, ret_n, err));
	t->coefficient = CN_NEW(scratch, double, *ret_n);
	if (!t->coefficient)
		return cn_arena_fail(scratch, err);
	rows_join(t, c, b, *ret_n);
	return CN_OK;
}

static cn_code regressor_take(cn_arena *scratch, const onnx_node *n, const onnx_input *in, terms *t, size_t *ret_n, cn_err *err)
{
	const double *c, *b;
	size_t n_c, n_b;
	int64_t targets;
	CN_TRY(onnx_int(n, "targets", 1, &targets, err));
	CN_TRY(onnx_reals(scratch, n, "coefficients", &c, &n_c, err));
	CN_TRY(onnx_reals(scratch, n, "intercepts", &b, &n_b, err));
	if (targets != 1)
		return CN_FAIL(err, CN_EINPUT, "a linear model with another number of targets than one is not read");
	if (t->post != POST_NONE)
		return onnx_post_unclear(err);
	if (n_b > 1)
		return CN_FAIL(err, CN_EINPUT, "\"%s\" has %zu numbers, %zu are expected", "intercepts", n_b, (size_t)1);
	CN_TRY(columns_of(n_c, 1, in, ret_n, err));
	t->coefficient = CN_NEW(scratch, double, *ret_n);
	if (!t->coefficient)
		return cn_arena_fail(scratch, err);
	memcpy(t->coefficient, c, *ret_n * sizeof *c);
	t->intercept = n_b ? b[0] : 0;
	return CN_OK;
}

/* The coefficient of the row's own value, and what stands for a missing one in the row's units (NaN: nothing does). */
static double feature_fold(const onnx_input *in, size_t i, double coefficient, double *intercept, double *missing)
{
	double slope = 1, shift = 0, v = (double)NAN;
	for (size_t k = 0; k < in->n_steps; k++) {
		const onnx_step *s = &in->step[k];
		if (s->kind == STEP_SCALE) {
			double offset = s->offset[s->n_offset == 1 ? 0 : i], scale = s->scale[s->n_scale == 1 ? 0 : i];
			slope *= scale;
			shift = (shift - offset) * scale;
			v = (v - offset) * scale;
		} else if (s->kind == STEP_IMPUTE && isnan(v)) {
			v = s->value[s->n_value == 1 ? 0 : i];
		}
	}
	*intercept += coefficient * shift;
	*missing = (v - shift) / slope;
	return coefficient * slope;
}

/* Coefficients, what stands for a missing value, and names into m, whose n is set. */
static cn_code features_fold(cn_arena *a, const onnx_input *in, const terms *t, cn_linear *m, cn_err *err)
{
	double *c = CN_NEW(a, double, m->n), *missing = CN_NEW(a, double, m->n);
	cn_str *name = CN_NEW(a, cn_str, m->n);
	bool imputed = false;
	if (!c || !missing || !name)
		return cn_arena_fail(a, err);
	m->intercept = t->intercept;
	for (size_t i = 0; i < m->n; i++) {
		c[i] = feature_fold(in, i, t->coefficient[i], &m->intercept, &missing[i]);
		imputed = !isnan(missing[i]); /* of all or of none */
		name[i] = in->name ? cn_str_copy(a, in->name[i]) : (cn_str){ "", 0 };
		if (!isfinite(c[i]) || (imputed && !isfinite(missing[i])))
			return CN_FAIL(err, CN_EINPUT, "\"%s\" is not a number", "coefficients");
	}
	if (!isfinite(m->intercept))
		return CN_FAIL(err, CN_EINPUT, "\"%s\" is not a number", "intercepts");
	m->coefficient = c;
	m->missing = imputed ? missing : NULL;
	m->feature = name;
	return CN_OK;
}

cn_code onnx_linear(cn_arena *a, cn_arena *scratch, const onnx_node *n, const onnx_input *in, cn_linear **ret, bool *ret_sums_to_1,
		    cn_err *err)
{
	terms t = { 0 };
	bool classes = cn_eqz(n->op, "LinearClassifier");
	cn_linear *m = CN_NEW(a, cn_linear, 1);
	if (!m)
		return cn_arena_fail(a, err);
	CN_TRY(onnx_post_take(n, &t.post, err));
	CN_TRY((classes ? classifier_take : regressor_take)(scratch, n, in, &t, &m->n, err));
	CN_TRY(features_fold(a, in, &t, m, err));
	m->link = t.post == POST_NONE ? CN_LINK_IDENTITY : CN_LINK_LOGISTIC;
	*ret_sums_to_1 = classes && (t.post == POST_SOFTMAX || (t.post == POST_LOGISTIC && t.turned));
	*ret = m;
	return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
}
