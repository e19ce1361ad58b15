/* What stands before the model: casts, scaling, values for what is missing. All of them keep the order of numbers or turn it
 * around, so a threshold on what arrives is one on the row itself, found by bisection over the numbers there are: rounding is that
 * of the operators, to the last bit. */
#include "lab/model/onnx.h"

#include <math.h>

static double one_of(const double *v, size_t n, size_t feature)
{
	return v[n == 1 ? 0 : feature];
}

static cn_code width_check(const char *what, size_t has, size_t n, cn_err *err)
{
	return has == 1 || has == n ? CN_OK : CN_FAIL(err, CN_EINPUT, "\"%s\" has %zu numbers, %zu are expected", what, has, n);
}

cn_code onnx_widths_check(const onnx_input *in, size_t n, cn_err *err)
{
	if (in->width && in->width != n)
		return CN_FAIL(err, CN_EINPUT, "the model takes %zu columns, its operator %zu", in->width, n);
	for (size_t i = 0; i < in->n_steps; i++) {
		const onnx_step *s = &in->step[i];
		if (s->kind == STEP_SCALE) {
			CN_TRY(width_check("offset", s->n_offset, n, err));
			CN_TRY(width_check("scale", s->n_scale, n, err));
		} else if (s->kind == STEP_IMPUTE) {
			CN_TRY(width_check("imputed_value_floats", s->n_value, n, err));
		}
	}
	return CN_OK;
}

double onnx_arrives(const onnx_input *in, size_t feature, double x)
{
	if (in->narrow)
		x = (double)(float)x;
	for (size_t i = 0; i < in->n_steps; i++) {
		const onnx_step *s = &in->step[i];
		if (s->kind == STEP_FLOAT) {
			x = (double)(float)x;
		} else if (s->kind == STEP_IMPUTE) {
			x = isnan(x) ? one_of(s->value, s->n_value, feature) : x;
		} else {
			double offset = one_of(s->offset, s->n_offset, feature), scale = one_of(s->scale, s->n_scale, feature);
			float narrow = (float)x - (float)offset;
			x = s->wide ? (double)(float)((x - offset) * scale) : (double)(narrow * (float)scale);
		}
	}
	return x;
}

bool onnx_rises(const onnx_input *in, size_t feature)
{
	bool rises = true;
	for (size_t i = 0; i < in->n_steps; i++)
		if (in->step[i].kind == STEP_SCALE)
			rises ^= one_of(in->step[i].scale, in->step[i].n_scale, feature) < 0;
	return rises;
}

/* Numbers in their order as integers: both zeros are 0. */
static double at_key(bool narrow, int64_t key)
{
	uint64_t size = (uint64_t)(key < 0 ? -key : key), bits = size | (key < 0 ? UINT64_C(1) << 63 : 0);
	uint32_t few = (uint32_t)size | (key < 0 ? UINT32_C(1) << 31 : 0);
	double x;
	float f;
	if (narrow) {
		memcpy(&f, &few, sizeof f);
		return (double)f;
	}
	memcpy(&x, &bits, sizeof x);
	return x;
}

typedef struct cut {
	const onnx_input *in;
	size_t feature;
	double t;
	bool or_equal, rising;
} cut;

/* From the cut on. */
static bool beyond(const cut *c, int64_t key)
{
	double y = onnx_arrives(c->in, c->feature, at_key(c->in->narrow, key));
	bool below = c->or_equal ? y <= c->t : y < c->t;
	return below != c->rising;
}

double onnx_cut(const onnx_input *in, size_t feature, double t, bool or_equal)
{
	cut c = { in, feature, t, or_equal, onnx_rises(in, feature) };
	const int64_t infinity = in->narrow ? INT64_C(0x7f800000) : INT64_C(0x7ff0000000000000);
	int64_t lo = -infinity, hi = infinity;
	if (beyond(&c, lo))
		return -HUGE_VAL;
	if (!beyond(&c, hi)) /* not even infinity itself is beyond: only it would be told wrong */
		return HUGE_VAL;
	if (beyond(&c, 0)) /* the halves do not overflow */
		hi = 0;
	else
		lo = 0;
	while (hi - lo > 1) {
		int64_t mid = lo + (hi - lo) / 2;
		if (beyond(&c, mid))
			hi = mid;
		else
			lo = mid;
	}
	return at_key(in->narrow, hi);
}
