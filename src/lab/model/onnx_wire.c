/* ONNX as bytes: protocol buffers (the wire format, without any library) and attributes of operators. Every length is held against
 * what is left. */
#include "lab/model/onnx.h"

#include <math.h>

pb pb_of(cn_str message)
{
	return (pb){ .rest = message };
}

bool pb_varint(cn_str *rest, uint64_t *ret)
{
	uint64_t x = 0;
	for (size_t i = 0; i < rest->n && i < 10; i++) {
		uint64_t b = (unsigned char)rest->p[i];
		if (i == 9 && b > 1)
			return false; /* more than 64 bits */
		x |= (b & 0x7f) << (7 * i);
		if (b < 0x80) {
			*rest = cn_sub(*rest, i + 1, rest->n);
			*ret = x;
			return true;
		}
	}
	return false;
}

/* Little-endian. */
static uint64_t fixed(const char *p, unsigned n)
{
	uint64_t x = 0;
	for (unsigned i = 0; i < n; i++)
		x |= (uint64_t)(unsigned char)p[i] << (8 * i);
	return x;
}

static bool fixed_take(pb *c, unsigned n)
{
	if (c->rest.n < n)
		return false;
	c->value = fixed(c->rest.p, n);
	c->rest = cn_sub(c->rest, n, c->rest.n);
	return true;
}

static bool value_take(pb *c)
{
	uint64_t n;
	switch (c->type) {
	case 0:
		return pb_varint(&c->rest, &c->value);
	case 1:
		return fixed_take(c, 8);
	case 2:
		if (!pb_varint(&c->rest, &n) || n > c->rest.n)
			return false;
		c->bytes = cn_sub(c->rest, 0, (size_t)n);
		c->rest = cn_sub(c->rest, (size_t)n, c->rest.n);
		return true;
	case 5:
		return fixed_take(c, 4);
	default: /* groups, which ONNX never had, and numbers that mean nothing */
		return false;
	}
}

bool pb_next(pb *c)
{
	uint64_t tag;
	if (c->bad || c->rest.n == 0)
		return false;
	c->bad = true;
	if (!pb_varint(&c->rest, &tag) || tag >> 3 == 0 || tag >> 3 > (1u << 29) - 1)
		return false;
	c->number = (uint32_t)(tag >> 3);
	c->type = tag & 7;
	c->bad = !value_take(c);
	return !c->bad;
}

bool pb_is(const pb *c, uint32_t number, unsigned type)
{
	return c->number == number && c->type == type;
}

cn_code pb_end(const pb *c, cn_err *err)
{
	return c->bad ? CN_FAIL(err, CN_EINPUT, "not valid ONNX: the file is cut off, or is something else") : CN_OK;
}

/* ---- operators ---- */

cn_code onnx_node_take(cn_str bytes, onnx_node *ret, cn_err *err)
{
	onnx_node n = { .bytes = bytes };
	pb c = pb_of(bytes);
	while (pb_next(&c)) {
		if (pb_is(&c, 1, 2) && n.n_in++ == 0)
			n.in = c.bytes;
		else if (pb_is(&c, 2, 2) && n.n_out++ < 2)
			n.out[n.n_out - 1] = c.bytes;
		else if (pb_is(&c, 4, 2))
			n.op = c.bytes;
		else if (pb_is(&c, 7, 2))
			n.domain = c.bytes;
	}
	CN_TRY(pb_end(&c, err));
	if (cn_eqz(n.domain, "ai.onnx"))
		n.domain = (cn_str){ "", 0 };
	*ret = n;
	return CN_OK;
}

bool onnx_is(const onnx_node *n, const char *domain, const char *op)
{
	return cn_eqz(n->domain, domain) && cn_eqz(n->op, op);
}

/* The attribute of that name: an empty message if there is none. */
static cn_code attribute(const onnx_node *n, const char *name, cn_str *ret, cn_err *err)
{
	pb c = pb_of(n->bytes);
	*ret = (cn_str){ "", 0 };
	while (pb_next(&c)) {
		if (!pb_is(&c, 5, 2))
			continue;
		pb one = pb_of(c.bytes);
		bool here = false;
		while (pb_next(&one))
			here |= pb_is(&one, 1, 2) && cn_eqz(one.bytes, name);
		CN_TRY(pb_end(&one, err));
		if (here) {
			*ret = c.bytes;
			return CN_OK;
		}
	}
	return pb_end(&c, err);
}

static double real_of(uint64_t bits, unsigned width)
{
	double x;
	float f;
	uint32_t low = (uint32_t)bits;
	if (width == 4) {
		memcpy(&f, &low, sizeof f);
		return (double)f;
	}
	memcpy(&x, &bits, sizeof x);
	return x;
}

/* The reals of a repeated field, packed or one by one; width 4 or 8. NULL counts only. */
static cn_code reals_walk(cn_str message, uint32_t number, unsigned width, double *ret, size_t *ret_n, cn_err *err)
{
	size_t n = 0;
	pb c = pb_of(message);
	while (pb_next(&c)) {
		if (pb_is(&c, number, width == 4 ? 5 : 1)) {
			if (ret)
				ret[n] = real_of(c.value, width);
			n++;
		} else if (pb_is(&c, number, 2)) {
			c.bad |= c.bytes.n % width != 0;
			for (size_t i = 0; i < c.bytes.n / width; i++, n++)
				if (ret)
					ret[n] = real_of(fixed(c.bytes.p + i * width, width), width);
		}
	}
	*ret_n = n;
	return pb_end(&c, err);
}

static cn_code reals_take(cn_arena *a, cn_str message, uint32_t number, unsigned width, const double **ret, size_t *ret_n,
			  cn_err *err)
{
	CN_TRY(reals_walk(message, number, width, NULL, ret_n, err));
	double *v = CN_NEW(a, double, *ret_n ? *ret_n : 1);
	if (!v)
		return cn_arena_fail(a, err);
	*ret = v;
	return reals_walk(message, number, width, v, ret_n, err);
}

typedef struct tensor {
	uint64_t type; /* 1 float, 11 double */
	cn_str raw;
	bool elsewhere;
} tensor;

static cn_code tensor_reals(cn_arena *a, cn_str bytes, const char *name, const double **ret, size_t *ret_n, cn_err *err)
{
	tensor t = { .raw = { "", 0 } };
	pb c = pb_of(bytes);
	while (pb_next(&c)) {
		if (pb_is(&c, 2, 0))
			t.type = c.value;
		else if (pb_is(&c, 9, 2))
			t.raw = c.bytes;
		t.elsewhere |= pb_is(&c, 14, 0) && c.value != 0;
	}
	CN_TRY(pb_end(&c, err));
	if (t.elsewhere)
		return CN_FAIL(err, CN_EINPUT, "\"%s\" keeps its numbers in another file: save the model as one file", name);
	if (t.type != 1 && t.type != 11)
		return CN_FAIL(err, CN_EINPUT, "\"%s\" is not a list of numbers", name);
	unsigned width = t.type == 1 ? 4 : 8;
	if (t.raw.n == 0)
		return reals_take(a, bytes, t.type == 1 ? 4 : 10, width, ret, ret_n, err);
	*ret_n = t.raw.n / width;
	double *v = CN_NEW(a, double, *ret_n + 1);
	if (!v)
		return cn_arena_fail(a, err);
	if (t.raw.n % width)
		return CN_FAIL(err, CN_EINPUT, "\"%s\" is not a list of numbers", name);
	for (size_t i = 0; i < *ret_n; i++)
		v[i] = real_of(fixed(t.raw.p + i * width, width), width);
	*ret = v;
	return CN_OK;
}

cn_code onnx_reals(cn_arena *a, const onnx_node *n, const char *name, const double **ret, size_t *ret_n, cn_err *err)
{
	cn_str m;
	char tensor_name[64];
	CN_TRY(attribute(n, name, &m, err));
	CN_TRY(reals_take(a, m, 7, 4, ret, ret_n, err));
	if (*ret_n)
		return CN_OK;
	(void)snprintf(tensor_name, sizeof tensor_name, "%s_as_tensor", name);
	CN_TRY(attribute(n, tensor_name, &m, err));
	pb c = pb_of(m);
	while (pb_next(&c))
		if (pb_is(&c, 5, 2))
			return tensor_reals(a, c.bytes, tensor_name, ret, ret_n, err);
	return pb_end(&c, err);
}

static cn_code ints_walk(cn_str message, int64_t *ret, size_t *ret_n, cn_err *err)
{
	size_t n = 0;
	uint64_t x;
	pb c = pb_of(message);
	while (pb_next(&c)) {
		if (pb_is(&c, 8, 0)) {
			if (ret)
				ret[n] = (int64_t)c.value;
			n++;
		} else if (pb_is(&c, 8, 2)) {
			for (cn_str rest = c.bytes; rest.n && !c.bad; n++) {
				c.bad = !pb_varint(&rest, &x);
				if (ret && !c.bad)
					ret[n] = (int64_t)x;
			}
		}
	}
	*ret_n = n;
	return pb_end(&c, err);
}

cn_code onnx_ints(cn_arena *a, const onnx_node *n, const char *name, const int64_t **ret, size_t *ret_n, cn_err *err)
{
	cn_str m;
	CN_TRY(attribute(n, name, &m, err));
	CN_TRY(ints_walk(m, NULL, ret_n, err));
	int64_t *v = CN_NEW(a, int64_t, *ret_n ? *ret_n : 1);
	if (!v)
		return cn_arena_fail(a, err);
	*ret = v;
	return ints_walk(m, v, ret_n, err);
}

cn_code onnx_texts(cn_arena *a, const onnx_node *n, const char *name, const cn_str **ret, size_t *ret_n, cn_err *err)
{
	cn_str m, *v = NULL;
	CN_TRY(attribute(n, name, &m, err));
	for (unsigned fill = 0; fill < 2; fill++) {
		pb c = pb_of(m);
		size_t k = 0;
		while (pb_next(&c))
			if (pb_is(&c, 9, 2)) {
				if (v)
					v[k] = c.bytes;
				k++;
			}
		CN_TRY(pb_end(&c, err));
		*ret_n = k;
		if (!v && !(v = CN_NEW(a, cn_str, k ? k : 1)))
			return cn_arena_fail(a, err);
	}
	*ret = v;
	return CN_OK;
}

/* The last field of that number and type of an attribute; false if there is none. */
static cn_code last(const onnx_node *n, const char *name, uint32_t number, unsigned type, pb *ret, bool *found, cn_err *err)
{
	cn_str m;
	*found = false;
	CN_TRY(attribute(n, name, &m, err));
	pb c = pb_of(m);
	while (pb_next(&c))
		if (pb_is(&c, number, type)) {
			*ret = c;
			*found = true;
		}
	return pb_end(&c, err);
}

cn_code onnx_text(const onnx_node *n, const char *name, const char *absent, cn_str *ret, cn_err *err)
{
	pb c;
	bool found;
	CN_TRY(last(n, name, 4, 2, &c, &found, err));
	*ret = found ? c.bytes : cn_str_z(absent);
	return CN_OK;
}

cn_code onnx_int(const onnx_node *n, const char *name, int64_t absent, int64_t *ret, cn_err *err)
{
	pb c;
	bool found;
	CN_TRY(last(n, name, 3, 0, &c, &found, err));
	*ret = found ? (int64_t)c.value : absent;
	return CN_OK;
}

cn_code onnx_real(const onnx_node *n, const char *name, double absent, double *ret, cn_err *err)
{
	pb c;
	bool found;
	CN_TRY(last(n, name, 2, 5, &c, &found, err));
	*ret = found ? real_of(c.value, 4) : absent;
	return CN_OK;
}
