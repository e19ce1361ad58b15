/* The canonical writer and the profile of payloads. The number form tries 1 to 17 digits until the text reads back to the same double,
 * which glibc's exact printing and reading make right; integers, nearly all there is, take a short way. */
#include "core/jcs.h"
#include "core/nomem.h"

/* ---- numbers --------------------------------------------------------------------------------------------------------- */

/* The shortest digits of a finite x > 0: value = 0.d1d2..dk * 10^n. */
static unsigned shortest(double x, char digits[18], int *ret_n)
{
	char text[40];
	int precision = 0;
	for (; precision < 16; precision++) {
		(void)snprintf(text, sizeof text, "%.*e", precision, x);
		if (strtod(text, NULL) == x)
			break;
	}
	(void)snprintf(text, sizeof text, "%.*e", precision, x);
	unsigned k = 0;
	const char *p = text;
	for (; *p != 'e'; p++)
		if (*p >= '0' && *p <= '9')
			digits[k++] = *p;
	p++;
	bool neg = *p == '-';
	int e = 0;
	for (p++; *p; p++)
		e = e * 10 + (*p - '0');
	while (k > 1 && digits[k - 1] == '0')
		k--;
	*ret_n = (neg ? -e : e) + 1;
	return k;
}

/* ECMA-262 Number::toString, steps 6 to 10. Returns the bytes written, at most 26. */
static size_t lay_out(const char *digits, unsigned k, int n, char *out)
{
	size_t at = 0;
	if (n > 0 && n <= 21) {
		for (int i = 0; i < (int)k || i < n; i++) {
			if (i == n)
				out[at++] = '.';
			out[at++] = i < (int)k ? digits[i] : '0';
		}
		return at;
	}
	if (n > -6 && n <= 0) {
		out[at++] = '0';
		out[at++] = '.';
		for (int i = n; i < 0; i++)
			out[at++] = '0';
		memcpy(out + at, digits, k);
		return at + k;
	}
	out[at++] = digits[0];
	if (k > 1) {
		out[at++] = '.';
		memcpy(out + at, digits + 1, k - 1);
		at += k - 1;
	}
	int e = n - 1;
	out[at++] = 'e';
	out[at++] = e < 0 ? '-' : '+';
	e = e < 0 ? -e : e;
	if (e >= 100)
		out[at++] = (char)('0' + e / 100);
	if (e >= 10)
		out[at++] = (char)('0' + e / 10 % 10);
	out[at++] = (char)('0' + e % 10);
	return at;
}

bool cn_jcs_number(double x, char out[CN_REAL_BYTES])
{
	if (!(x >= -1.7976931348623157e308 && x <= 1.7976931348623157e308))
		return false;
	if (x == 0) { /* also -0 */
		memcpy(out, "0", 2);
		return true;
	}
	if (x > -9007199254740992.0 && x < 9007199254740992.0 && x == (double)(int64_t)x) {
		(void)snprintf(out, CN_REAL_BYTES, "%lld", (long long)(int64_t)x);
		return true;
	}
	char digits[18];
	int n;
	size_t at = 0;
	if (x < 0)
		out[at++] = '-';
	unsigned k = shortest(x < 0 ? -x : x, digits, &n);
	at += lay_out(digits, k, n, out + at);
	out[at] = '\0';
	return true;
}

/* ---- the canonical form ------------------------------------------------------------------------------------------------ */

/* UTF-16 code units order like UTF-8 bytes, but for characters beyond U+FFFF: their surrogates (D800..DFFF) stand before
 * U+E000..U+FFFF. At the first byte that differs, a lead byte F0..F4 therefore goes between ED and EE. */
static unsigned utf16_rank(uint8_t byte)
{
	if (byte >= 0xf0)
		return 0xed * 2 + 1 + (byte - 0xf0u);
	return byte >= 0xee ? byte * 2u + 100 : byte * 2u;
}

static int key_cmp(const void *pa, const void *pb)
{
	const cn_val *a = *(const cn_val *const *)pa, *b = *(const cn_val *const *)pb;
	size_t n = a->key.n < b->key.n ? a->key.n : b->key.n;
	for (size_t i = 0; i < n; i++) {
		uint8_t x = (uint8_t)a->key.p[i], y = (uint8_t)b->key.p[i];
		if (x != y)
			return utf16_rank(x) < utf16_rank(y) ? -1 : 1;
	}
	return a->key.n == b->key.n ? 0 : a->key.n < b->key.n ? -1 : 1;
}

static cn_code put_value(cn_arena *a, const cn_val *v, unsigned depth, cn_buf *out, cn_err *err);

static cn_code put_text(cn_str s, cn_buf *out, cn_err *err)
{
	if (!cn_utf8_ok(s))
		return CN_FAIL(err, CN_EINPUT, "a text is not well-formed UTF-8");
	cn_json_text(out, s);
	return CN_OK;
}

static cn_code put_map(cn_arena *a, const cn_val *map, unsigned depth, cn_buf *out, cn_err *err)
{
	const cn_val **member = CN_NEW(a, const cn_val *, map->n + 1);
	if (!member)
		return cn_arena_fail(a, err);
	size_t n = 0;
	bool sorted = true;
	CN_EACH(c, map) {
		member[n++] = c;
		sorted = sorted && (n < 2 || key_cmp(&member[n - 2], &member[n - 1]) < 0);
	}
	if (!sorted)
		qsort(member, n, sizeof *member, key_cmp);
	cn_buf_putc(out, '{');
	for (size_t i = 0; i < n; i++) {
		if (i > 0 && cn_eq(member[i - 1]->key, member[i]->key))
			return CN_FAIL(err, CN_EINPUT, "key \"%.*s\" stands twice in one object", CN_FMT(cn_sub(member[i]->key, 0, 64)));
		if (i > 0)
			cn_buf_putc(out, ',');
		CN_TRY(put_text(member[i]->key, out, err));
		cn_buf_putc(out, ':');
		CN_TRY(put_value(a, member[i], depth + 1, out, err));
	}
	cn_buf_putc(out, '}');
	return CN_OK;
}

static cn_code put_list(cn_arena *a, const cn_val *list, unsigned depth, cn_buf *out, cn_err *err)
{
	cn_buf_putc(out, '[');
	CN_EACH(c, list) {
		if (c != list->first)
			cn_buf_putc(out, ',');
		CN_TRY(put_value(a, c, depth + 1, out, err));
	}
	cn_buf_putc(out, ']');
	return CN_OK;
}

static cn_code put_value(cn_arena *a, const cn_val *v, unsigned depth, cn_buf *out, cn_err *err)
{
	if (depth > CN_JSON_FOREIGN_DEPTH_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "nested deeper than %d", CN_JSON_FOREIGN_DEPTH_MAX);
	char number[CN_REAL_BYTES];
	switch (v->type) {
	case CN_NULL:
		cn_buf_putz(out, "null");
		return CN_OK;
	case CN_BOOL:
		cn_buf_putz(out, v->b ? "true" : "false");
		return CN_OK;
	case CN_INT:
		if (v->i > CN_INT_MAX || v->i < -CN_INT_MAX)
			return CN_FAIL(err, CN_ETOOBIG, "the integer %lld is beyond 2^53 - 1: write it as a text", (long long)v->i);
		cn_buf_printf(out, "%lld", (long long)v->i);
		return CN_OK;
	case CN_REAL:
		if (!cn_jcs_number(v->r, number))
			return CN_FAIL(err, CN_EUNDEFINED, "a real is not finite");
		cn_buf_putz(out, number);
		return CN_OK;
	case CN_TEXT:
		return put_text(v->s, out, err);
	case CN_LIST:
		return put_list(a, v, depth, out, err);
	case CN_MAP:
		return put_map(a, v, depth, out, err);
	}
	return CN_FAIL(err, CN_EINTERNAL, "a value of no type");
}

static cn_code jcs_once(cn_arena *scratch, const cn_val *v, cn_buf *out, cn_err *err)
{
	if (!v)
		return cn_arena_ok(scratch) ? CN_FAIL(err, CN_EINPUT, "there is no value to write") : cn_arena_fail(scratch, err);
	CN_TRY(put_value(scratch, v, 0, out, err));
	if (out->failed)
		return CN_FAIL(err, CN_ETOOBIG, "canonical form over %zu bytes", out->cap);
	return CN_OK;
}

cn_code cn_jcs(cn_arena *scratch, const cn_val *v, cn_buf *out, cn_err *err)
{
	unsigned long was = cn_heap_failures();
	return cn_or_nomem(was, jcs_once(scratch, v, out, err), err);
}

/* ---- the profile of payloads ---------------------------------------------------------------------------------------------- */

/* Where we are in the tree: a chain of frames on the stack, printed only when something is wrong. */
typedef struct place {
	const struct place *up;
	const cn_val *v;
	size_t index; /* in a list */
	bool in_list;
} place;

static void put_place(const place *p, cn_buf *b)
{
	if (!p->up)
		return;
	put_place(p->up, b);
	if (p->in_list)
		cn_buf_printf(b, "[%zu]", p->index);
	else
		cn_buf_printf(b, "%s%.*s", b->n ? "." : "", CN_FMT(cn_sub(p->v->key, 0, 64)));
}

static cn_code refuse(const place *p, cn_code code, const char *what, cn_err *err)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, 512);
	put_place(p, &b);
	(void)CN_FAIL(err, code, "%s", what);
	(void)cn_while(err, "%.*s", b.n ? (int)b.n : 7, b.n ? b.p : "payload");
	return code;
}

static cn_code check_value(const place *p, unsigned depth, cn_err *err)
{
	const cn_val *v = p->v;
	if (depth > CN_JSON_DEPTH_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "payload: nested deeper than %d", CN_JSON_DEPTH_MAX);
	if (v->type == CN_REAL)
		return refuse(p, CN_EINPUT, "a real must be written as a decimal text", err);
	if (v->type == CN_INT && (v->i > CN_INT_MAX || v->i < -CN_INT_MAX))
		return refuse(p, CN_ETOOBIG, "an integer beyond 2^53 - 1 must be written as a text", err);
	if (v->type == CN_TEXT && !cn_utf8_ok(v->s))
		return refuse(p, CN_EINPUT, "not well-formed UTF-8", err);
	if (v->type == CN_TEXT && v->s.n > 0 && memchr(v->s.p, 0, v->s.n))
		return refuse(p, CN_EINPUT, "holds a NUL character", err);
	if (v->type != CN_LIST && v->type != CN_MAP)
		return CN_OK;
	size_t i = 0;
	CN_EACH(c, v) {
		place down = { .up = p, .v = c, .index = i++, .in_list = v->type == CN_LIST };
		if (v->type == CN_MAP && !cn_utf8_ok(c->key))
			return refuse(p, CN_EINPUT, "a key is not well-formed UTF-8", err);
		CN_TRY(check_value(&down, depth + 1, err));
	}
	return CN_OK;
}

cn_code cn_payload_check(const cn_val *v, cn_err *err)
{
	if (!v)
		return CN_FAIL(err, CN_EINPUT, "payload: absent");
	place top = { .v = v };
	return check_value(&top, v->type == CN_LIST || v->type == CN_MAP ? 1 : 0, err);
}

static cn_code payload_read_once(cn_arena *a, cn_str bytes, const cn_val **ret, cn_err *err)
{
	if (bytes.n > CN_PAYLOAD_BYTES_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "payload of %zu bytes is over %d", bytes.n, CN_PAYLOAD_BYTES_MAX);
	const cn_val *v;
	CN_TRY(cn_json_parse(a, bytes, CN_JSON_DEPTH_MAX, &v, err));
	CN_TRY(cn_payload_check(v, err));
	CN_AUTO_BUF again;
	cn_buf_init(&again, CN_PAYLOAD_BYTES_MAX);
	CN_TRY(cn_jcs(a, v, &again, err));
	if (!cn_eq(cn_buf_str(&again), bytes)) {
		size_t at = 0;
		while (at < bytes.n && at < again.n && bytes.p[at] == again.p[at])
			at++;
		return CN_FAIL(err, CN_EINPUT, "payload is not in canonical form (RFC 8785) from byte %zu on", at);
	}
	*ret = v;
	return CN_OK;
}

cn_code cn_payload_read(cn_arena *a, cn_str bytes, const cn_val **ret, cn_err *err)
{
	unsigned long was = cn_heap_failures();
	return cn_or_nomem(was, payload_read_once(a, bytes, ret, err), err);
}
