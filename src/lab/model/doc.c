/* JSON as a document whose lists of numbers are arrays. base's reader makes a value of 80 bytes of each number; a model of a thousand
 * trees has millions of them. */
#include "lab/model/priv.h"
#include "lab/table/priv.h"

#include <math.h>

typedef struct reader {
	cn_arena *a;
	cn_str s;
	size_t i;
	cn_err *err;
} reader;

static cn_code bad(const reader *r)
{
	return CN_FAIL(r->err, CN_EINPUT, "byte %zu: not valid JSON", r->i + 1);
}

static void space(reader *r)
{
	while (r->i < r->s.n && (r->s.p[r->i] == ' ' || r->s.p[r->i] == '\n' || r->s.p[r->i] == '\t' || r->s.p[r->i] == '\r'))
		r->i++;
}

static bool take(reader *r, char c)
{
	space(r);
	if (r->i >= r->s.n || r->s.p[r->i] != c)
		return false;
	r->i++;
	return true;
}

static bool word(reader *r, const char *z)
{
	if (!cn_starts(cn_sub(r->s, r->i, r->s.n), z))
		return false;
	r->i += strlen(z);
	return true;
}

static bool number(reader *r, double *ret)
{
	static const struct {
		const char *z;
		double x;
	} words[] = { { "true", 1 }, { "false", 0 }, { "NaN", (double)NAN }, { "Infinity", HUGE_VAL }, { "-Infinity", -HUGE_VAL } };
	space(r);
	for (size_t k = 0; k < sizeof words / sizeof *words; k++)
		if (word(r, words[k].z)) {
			*ret = words[k].x;
			return true;
		}
	size_t from = r->i;
	while (r->i < r->s.n && r->s.p[r->i] && strchr("0123456789+-.eE", r->s.p[r->i]))
		r->i++;
	cn_str s = cn_sub(r->s, from, r->i - from);
	numkind kind = table_number(s, ret);
	if (kind == NUM_INTEGER || kind == NUM_REAL || cn_real_parse(s, ret, NULL) == CN_OK)
		return true;
	r->i = from;
	return false;
}

static bool hex4(cn_str s, size_t at, uint32_t *ret)
{
	uint32_t x = 0;
	if (s.n < 4 || at > s.n - 4)
		return false;
	for (size_t i = at; i < at + 4; i++) {
		const char *digits = "0123456789abcdef0123456789ABCDEF", *d = s.p[i] ? strchr(digits, s.p[i]) : NULL;
		if (!d)
			return false;
		x = x * 16 + (uint32_t)((d - digits) % 16);
	}
	*ret = x;
	return true;
}

/* The code point behind \u at s.p[*i], which moves on; surrogates only as pairs. */
static bool escaped(cn_str s, size_t *i, uint32_t *ret)
{
	uint32_t hi, lo;
	if (!hex4(s, *i, &hi) || hi == 0 || (hi >= 0xdc00 && hi < 0xe000))
		return false;
	*i += 4;
	*ret = hi;
	if (hi < 0xd800 || hi >= 0xe000)
		return true;
	if (*i + 2 > s.n || s.p[*i] != '\\' || s.p[*i + 1] != 'u' || !hex4(s, *i + 2, &lo) || lo < 0xdc00 || lo >= 0xe000)
		return false;
	*i += 6;
	*ret = 0x10000 + ((hi - 0xd800) << 10) + (lo - 0xdc00);
	return true;
}

size_t doc_utf8(char *p, uint32_t c)
{
	if (c < 0x80) {
		p[0] = (char)c;
		return 1;
	}
	size_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
	for (size_t i = n; i-- > 1; c >>= 6)
		p[i] = (char)(0x80 | (c & 0x3f));
	p[0] = (char)((0xf00u >> n & 0xf0) | c);
	return n;
}

/* Escapes only make a text shorter, so it is made in as much room as it takes in the file. */
static cn_code unescape(reader *r, cn_str s, cn_str *ret)
{
	char *p = CN_NEW(r->a, char, s.n);
	size_t n = 0;
	if (!p)
		return cn_arena_fail(r->a, r->err);
	for (size_t i = 0; i < s.n;) {
		if (s.p[i] != '\\') {
			p[n++] = s.p[i++];
			continue;
		}
		static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
		char c = s.p[i + 1]; /* the end of the text was found behind a character that is not escaped */
		const char *k = c ? strchr(from, c) : NULL;
		uint32_t cp;
		i += 2;
		if (k)
			p[n++] = to[k - from];
		else if (c == 'u' && escaped(s, &i, &cp))
			n += doc_utf8(p + n, cp);
		else
			return bad(r);
	}
	*ret = (cn_str){ p, n };
	return CN_OK;
}

static cn_code text(reader *r, cn_str *ret)
{
	if (!take(r, '"'))
		return bad(r);
	size_t from = r->i;
	bool plain = true;
	for (; r->i < r->s.n && r->s.p[r->i] != '"'; r->i++) {
		if ((unsigned char)r->s.p[r->i] < 0x20)
			return bad(r);
		if (r->s.p[r->i] == '\\') {
			plain = false;
			r->i++;
		}
	}
	if (r->i >= r->s.n)
		return bad(r);
	cn_str s = cn_sub(r->s, from, r->i - from);
	if (!cn_utf8_ok(s))
		return bad(r);
	r->i++;
	*ret = s;
	return plain ? CN_OK : unescape(r, s, ret);
}

/* How many numbers the list that begins at r->i has, if there is nothing but numbers in it; 0 if not, or if it is empty. */
static size_t numbers_ahead(const reader *r)
{
	size_t n = 1, i = r->i;
	bool any = false;
	for (; i < r->s.n && r->s.p[i] != ']'; i++) {
		char c = r->s.p[i];
		if (c == '[' || c == '{' || c == '"')
			return 0;
		n += c == ',';
		any |= (unsigned char)c > ' ';
	}
	return any && i < r->s.n ? n : 0;
}

static cn_code numbers(reader *r, size_t n, doc *d)
{
	double *v = CN_NEW(r->a, double, n);
	if (!v)
		return cn_arena_fail(r->a, r->err);
	for (size_t k = 0; k < n; k++)
		if (!number(r, &v[k]) || !take(r, k + 1 < n ? ',' : ']'))
			return bad(r);
	d->type = DOC_NUMBERS;
	d->v = v;
	d->n = n;
	return CN_OK;
}

static cn_code value(reader *r, unsigned depth, doc *d);

static cn_code members(reader *r, unsigned depth, char end, doc *d)
{
	doc **at = &d->first;
	if (depth > CN_JSON_FOREIGN_DEPTH_MAX)
		return CN_FAIL(r->err, CN_ETOOBIG, "the model is nested deeper than %d levels", CN_JSON_FOREIGN_DEPTH_MAX);
	d->type = end == '}' ? DOC_MAP : DOC_LIST;
	if (take(r, end))
		return CN_OK;
	do {
		doc *m = CN_NEW(r->a, doc, 1);
		if (!m)
			return cn_arena_fail(r->a, r->err);
		if (end == '}') {
			CN_TRY(text(r, &m->key));
			if (!take(r, ':'))
				return bad(r);
		}
		CN_TRY(value(r, depth, m));
		*at = m;
		at = &m->next;
		d->n++;
	} while (take(r, ','));
	return take(r, end) ? CN_OK : bad(r);
}

static cn_code value(reader *r, unsigned depth, doc *d)
{
	if (take(r, '{'))
		return members(r, depth + 1, '}', d);
	if (take(r, '[')) {
		size_t n = numbers_ahead(r);
		size_t from = r->i;
		if (n && !word(r, "null"))
			return numbers(r, n, d);
		r->i = from;
		return members(r, depth + 1, ']', d);
	}
	if (r->i < r->s.n && r->s.p[r->i] == '"') {
		d->type = DOC_TEXT;
		return text(r, &d->text);
	}
	if (word(r, "null")) {
		d->type = DOC_NULL;
		return CN_OK;
	}
	d->type = DOC_NUMBER;
	return number(r, &d->number) ? CN_OK : bad(r);
}

cn_code doc_json(cn_arena *a, cn_str bytes, const doc **ret, cn_err *err)
{
	reader r = { a, bytes, 0, err };
	doc *d = CN_NEW(a, doc, 1);
	if (!d)
		return cn_arena_fail(a, err);
	CN_TRY(value(&r, 0, d));
	space(&r);
	if (r.i < bytes.n)
		return bad(&r);
	*ret = d;
	return CN_OK;
}

const doc *doc_get(const doc *map, const char *key)
{
	for (const doc *m = map && map->type == DOC_MAP ? map->first : NULL; m; m = m->next)
		if (cn_eqz(m->key, key))
			return m;
	return NULL;
}

cn_str doc_text(const doc *map, const char *key)
{
	const doc *d = doc_get(map, key);
	return d && d->type == DOC_TEXT ? d->text : (cn_str){ "", 0 };
}

cn_code doc_numbers(const doc *map, const char *key, size_t n, const double **ret, size_t *ret_n, cn_err *err)
{
	const doc *d = doc_get(map, key);
	bool empty = d && d->type == DOC_LIST && d->n == 0;
	if (!empty && (!d || d->type != DOC_NUMBERS))
		return CN_FAIL(err, CN_EINPUT, "\"%s\" is not a list of numbers", key);
	if (n != SIZE_MAX && d->n != n)
		return CN_FAIL(err, CN_EINPUT, "\"%s\" has %zu numbers, %zu are expected", key, d->n, n);
	*ret = d->v;
	if (ret_n)
		*ret_n = d->n;
	return CN_OK;
}

cn_code doc_number(const doc *map, const char *key, double *ret, cn_err *err)
{
	const doc *d = doc_get(map, key);
	if (d && d->type == DOC_NUMBER) {
		*ret = d->number;
		return CN_OK;
	}
	if (d && d->type == DOC_TEXT && cn_real_parse(d->text, ret, NULL) == CN_OK)
		return CN_OK;
	return CN_FAIL(err, CN_EINPUT, "\"%s\" is not a number", key);
}
