/* UBJSON (draft 12) as a document. Lengths are held against the bytes that are left before anything is taken. */
#include "lab/model/priv.h"

typedef struct reader {
	cn_arena *a;
	cn_str s;
	size_t i;
	cn_err *err;
} reader;

static cn_code bad(const reader *r)
{
	return CN_FAIL(r->err, CN_EINPUT, "byte %zu: not valid UBJSON", r->i + 1);
}

static bool take(reader *r, char c)
{
	if (r->i >= r->s.n || r->s.p[r->i] != c)
		return false;
	r->i++;
	return true;
}

/* Bytes of a number of that type; 0 for another type. */
static size_t width(char type)
{
	switch (type) {
	case 'i':
	case 'U':
		return 1;
	case 'I':
		return 2;
	case 'l':
	case 'd':
		return 4;
	case 'L':
	case 'D':
		return 8;
	default:
		return 0;
	}
}

static uint64_t big_endian(const char *p, size_t n)
{
	uint64_t x = 0;
	for (size_t i = 0; i < n; i++)
		x = x << 8 | (unsigned char)p[i];
	return x;
}

/* The number at r->i, whose bytes are there. */
static double fixed(char type, const char *p)
{
	uint64_t x = big_endian(p, width(type));
	uint32_t low = (uint32_t)x;
	float f;
	double d;
	switch (type) {
	case 'i':
		return (int8_t)low;
	case 'I':
		return (int16_t)low;
	case 'l':
		return (int32_t)low;
	case 'L':
		return (double)(int64_t)x;
	case 'd':
		memcpy(&f, &low, sizeof f);
		return (double)f;
	case 'D':
		memcpy(&d, &x, sizeof d);
		return d;
	default:
		return (double)x; /* U */
	}
}

static bool number(reader *r, char type, double *ret)
{
	size_t n = width(type);
	if (n == 0 || r->s.n - r->i < n)
		return false;
	*ret = fixed(type, r->s.p + r->i);
	r->i += n;
	return true;
}

static bool length(reader *r, size_t *ret)
{
	double x;
	char type = r->i < r->s.n ? r->s.p[r->i++] : 'Z';
	if (type == 'd' || type == 'D' || !number(r, type, &x) || !(x >= 0 && x <= (double)r->s.n))
		return false;
	*ret = (size_t)x;
	return true;
}

static cn_code text(reader *r, cn_str *ret)
{
	size_t n;
	if (!length(r, &n) || r->s.n - r->i < n)
		return bad(r);
	cn_str s = cn_sub(r->s, r->i, n);
	if (!cn_utf8_ok(s) || memchr(s.p, 0, s.n))
		return bad(r);
	r->i += n;
	*ret = s;
	return CN_OK;
}

static cn_code numbers(reader *r, char type, size_t n, doc *d)
{
	size_t w = width(type), bytes;
	if (!cn_mul(n, w, &bytes) || r->s.n - r->i < bytes)
		return bad(r);
	double *v = CN_NEW(r->a, double, n ? n : 1);
	if (!v)
		return cn_arena_fail(r->a, r->err);
	for (size_t k = 0; k < n; k++)
		v[k] = fixed(type, r->s.p + r->i + k * w);
	r->i += bytes;
	d->type = DOC_NUMBERS;
	d->v = v;
	d->n = n;
	return CN_OK;
}

/* A list of single numbers, as another writer may give it, becomes an array too. */
static cn_code as_numbers(reader *r, doc *d)
{
	if (d->type != DOC_LIST || d->n == 0)
		return CN_OK;
	for (const doc *m = d->first; m; m = m->next)
		if (m->type != DOC_NUMBER)
			return CN_OK;
	double *v = CN_NEW(r->a, double, d->n);
	if (!v)
		return cn_arena_fail(r->a, r->err);
	size_t k = 0;
	for (const doc *m = d->first; m; m = m->next)
		v[k++] = m->number;
	d->type = DOC_NUMBERS;
	d->v = v;
	d->first = NULL;
	return CN_OK;
}

static cn_code value(reader *r, char type, unsigned depth, doc *d);

/* n = SIZE_MAX: until end. type 0: each member says its own. */
static cn_code members(reader *r, unsigned depth, char end, char type, size_t n, doc *d)
{
	doc **at = &d->first;
	d->type = end == '}' ? DOC_MAP : DOC_LIST;
	while (n == SIZE_MAX ? !take(r, end) : d->n < n) {
		if (r->i >= r->s.n)
			return bad(r);
		if (take(r, 'N')) /* no value */
			continue;
		doc *m = CN_NEW(r->a, doc, 1);
		if (!m)
			return cn_arena_fail(r->a, r->err);
		if (end == '}')
			CN_TRY(text(r, &m->key));
		char own = type ? type : r->i < r->s.n ? r->s.p[r->i++] : 'N';
		CN_TRY(value(r, own, depth, m));
		*at = m;
		at = &m->next;
		d->n++;
	}
	return CN_OK;
}

static cn_code container(reader *r, unsigned depth, char end, doc *d)
{
	char type = 0;
	size_t n = SIZE_MAX;
	if (depth > CN_JSON_FOREIGN_DEPTH_MAX)
		return CN_FAIL(r->err, CN_ETOOBIG, "the model is nested deeper than %d levels", CN_JSON_FOREIGN_DEPTH_MAX);
	if (take(r, '$')) {
		type = r->i < r->s.n ? r->s.p[r->i++] : 0;
		if (!type || strchr("ZNTF", type)) /* members without bytes: as many as are asked for */
			return bad(r);
	}
	if (take(r, '#')) {
		if (!length(r, &n))
			return bad(r);
	} else if (type) {
		return bad(r);
	}
	if (end == ']' && width(type))
		return numbers(r, type, n, d);
	CN_TRY(members(r, depth, end, type, n, d));
	return as_numbers(r, d);
}

static cn_code value(reader *r, char type, unsigned depth, doc *d)
{
	switch (type) {
	case '{':
		return container(r, depth + 1, '}', d);
	case '[':
		return container(r, depth + 1, ']', d);
	case 'S':
	case 'H':
		d->type = DOC_TEXT;
		return text(r, &d->text);
	case 'C':
		if (r->i >= r->s.n || (unsigned char)r->s.p[r->i] > 127)
			return bad(r);
		d->type = DOC_TEXT;
		d->text = cn_sub(r->s, r->i++, 1);
		return CN_OK;
	case 'T':
	case 'F':
		d->type = DOC_NUMBER;
		d->number = type == 'T';
		return CN_OK;
	case 'Z':
		d->type = DOC_NULL;
		return CN_OK;
	default:
		d->type = DOC_NUMBER;
		return number(r, type, &d->number) ? CN_OK : bad(r);
	}
}

cn_code doc_ubjson(cn_arena *a, cn_str bytes, const doc **ret, cn_err *err)
{
	reader r = { a, bytes, 0, err };
	doc *d = CN_NEW(a, doc, 1);
	if (!d)
		return cn_arena_fail(a, err);
	if (bytes.n == 0)
		return bad(&r);
	CN_TRY(value(&r, r.s.p[r.i++], 0, d));
	if (r.i < bytes.n)
		return bad(&r);
	*ret = d;
	return CN_OK;
}
