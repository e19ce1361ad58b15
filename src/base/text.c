/* Text, numbers in text, hex and base64. */
#include "base/base.h"

#include <stdio.h>
#include <stdlib.h>

cn_str cn_str_z(const char *z)
{
	return z ? (cn_str){ z, strlen(z) } : CN_S("");
}

/* Most texts that differ do so in their first byte. */
bool cn_eq(cn_str a, cn_str b)
{
	return a.n == b.n && (a.n == 0 || (a.p[0] == b.p[0] && memcmp(a.p, b.p, a.n) == 0));
}

bool cn_eqz(cn_str a, const char *z)
{
	if (!z)
		return a.n == 0;
	for (size_t i = 0; i < a.n; i++)
		if (z[i] == 0 || z[i] != a.p[i])
			return false;
	return z[a.n] == 0;
}

int cn_cmp(cn_str a, cn_str b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int c = n ? memcmp(a.p, b.p, n) : 0;
	if (c)
		return c < 0 ? -1 : 1;
	return (a.n > b.n) - (a.n < b.n);
}

bool cn_starts(cn_str s, const char *prefix)
{
	cn_str p = cn_str_z(prefix);
	return s.n >= p.n && cn_eq((cn_str){ s.p, p.n }, p);
}

bool cn_ends(cn_str s, const char *suffix)
{
	cn_str p = cn_str_z(suffix);
	return s.n >= p.n && cn_eq((cn_str){ s.p + (s.n - p.n), p.n }, p);
}

bool cn_ends_sentence(cn_str s)
{
	static const char *const ends[] = { ".", "!", "?", "。", "！", "？" };
	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
		if (cn_ends(s, ends[i]))
			return true;
	return s.n == 0;
}

bool cn_contains(cn_str s, cn_str part)
{
	if (part.n == 0)
		return true;
	for (size_t i = 0; part.n <= s.n - i; i++) {
		if (memcmp(s.p + i, part.p, part.n) == 0)
			return true;
		if (i + 1 > s.n - part.n)
			break;
	}
	return false;
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

cn_str cn_trim(cn_str s)
{
	while (s.n && is_space(s.p[0])) {
		s.p++;
		s.n--;
	}
	while (s.n && is_space(s.p[s.n - 1]))
		s.n--;
	return s;
}

cn_str cn_sub(cn_str s, size_t from, size_t n)
{
	if (from >= s.n)
		return CN_S("");
	if (n > s.n - from)
		n = s.n - from;
	return (cn_str){ s.p + from, n };
}

bool cn_split(cn_str s, char sep, cn_str *head, cn_str *rest)
{
	const char *at = s.n ? memchr(s.p, sep, s.n) : NULL;
	if (!at) {
		*head = s;
		*rest = CN_S("");
		return false;
	}
	size_t i = (size_t)(at - s.p);
	*head = (cn_str){ s.p, i };
	*rest = (cn_str){ at + 1, s.n - i - 1 };
	return true;
}

/* No overlong form, no surrogate, nothing above U+10FFFF: four first bytes narrow their second. */
static bool utf8_second_ok(unsigned char first, unsigned char second)
{
	switch (first) {
	case 0xe0:
		return second >= 0xa0;
	case 0xed:
		return second <= 0x9f;
	case 0xf0:
		return second >= 0x90;
	case 0xf4:
		return second <= 0x8f;
	default:
		return true;
	}
}

/* Length of the well-formed UTF-8 sequence at p (n >= 1), 0 if there is none. */
static size_t utf8_len(const unsigned char *p, size_t n)
{
	if (p[0] < 0x80)
		return 1;
	size_t len = p[0] >= 0xf0 ? 4 : p[0] >= 0xe0 ? 3 : 2;
	if (p[0] < 0xc2 || p[0] > 0xf4 || n < len)
		return 0;
	for (size_t i = 1; i < len; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	return utf8_second_ok(p[0], p[1]) ? len : 0;
}

bool cn_utf8_ok(cn_str s)
{
	for (size_t i = 0; i < s.n;) {
		uint64_t eight; /* ASCII goes by eight */
		if (i + sizeof eight <= s.n) {
			memcpy(&eight, s.p + i, sizeof eight);
			if ((eight & 0x8080808080808080u) == 0) {
				i += sizeof eight;
				continue;
			}
		}
		size_t len = utf8_len((const unsigned char *)s.p + i, s.n - i);
		if (len == 0)
			return false;
		i += len;
	}
	return true;
}

size_t cn_utf8_at(cn_str s, size_t i, uint32_t *cp)
{
	static const uint8_t lead[] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
	size_t n = utf8_len((const unsigned char *)s.p + i, s.n - i);
	*cp = 0xfffd;
	if (n == 0)
		return 1;
	*cp = (unsigned char)s.p[i] & lead[n];
	for (size_t k = 1; k < n; k++)
		*cp = *cp << 6 | ((unsigned char)s.p[i + k] & 0x3f);
	return n;
}

static unsigned min3(unsigned a, unsigned b, unsigned c)
{
	unsigned m = a < b ? a : b;
	return m < c ? m : c;
}

unsigned cn_edit_distance(cn_str a, cn_str b, unsigned most)
{
	enum { LEN_MAX = 64 };
	if (a.n > LEN_MAX || b.n > LEN_MAX)
		return most + 1;
	unsigned row[3][LEN_MAX + 1];
	for (size_t j = 0; j <= b.n; j++)
		row[0][j] = (unsigned)j;
	for (size_t i = 1; i <= a.n; i++) {
		unsigned *now = row[i % 3];
		const unsigned *up = row[(i + 2) % 3];
		const unsigned *up2 = row[(i + 1) % 3];
		now[0] = (unsigned)i;
		for (size_t j = 1; j <= b.n; j++) {
			now[j] = min3(up[j] + 1, now[j - 1] + 1, up[j - 1] + (a.p[i - 1] != b.p[j - 1]));
			if (i > 1 && j > 1 && a.p[i - 1] == b.p[j - 2] && a.p[i - 2] == b.p[j - 1] && up2[j - 2] + 1 < now[j])
				now[j] = up2[j - 2] + 1;
		}
	}
	unsigned d = row[a.n % 3][b.n];
	return d > most ? most + 1 : d;
}

cn_code cn_int_parse(cn_str s, int64_t lo, int64_t hi, int64_t *ret, cn_err *err)
{
	bool neg = s.n > 0 && s.p[0] == '-';
	size_t i = neg ? 1 : 0;
	if (i == s.n)
		return CN_FAIL(err, CN_EINPUT, "\"%.*s\" is not a whole number", CN_FMT(cn_sub(s, 0, 40)));
	int64_t x = 0;
	for (; i < s.n; i++) {
		unsigned d = (unsigned char)s.p[i] - (unsigned)'0';
		if (d > 9)
			return CN_FAIL(err, CN_EINPUT, "\"%.*s\" is not a whole number", CN_FMT(cn_sub(s, 0, 40)));
		if (__builtin_mul_overflow(x, (int64_t)10, &x) || __builtin_sub_overflow(x, (int64_t)d, &x))
			return CN_FAIL(err, CN_EINPUT, "%.*s is too large a number", CN_FMT(cn_sub(s, 0, 40)));
	}
	if (!neg && x == INT64_MIN)
		return CN_FAIL(err, CN_EINPUT, "%.*s is too large a number", CN_FMT(cn_sub(s, 0, 40)));
	if (!neg)
		x = -x;
	if (x < lo || x > hi)
		return CN_FAIL(err, CN_EINPUT, "%lld is not within %lld to %lld", (long long)x, (long long)lo, (long long)hi);
	*ret = x;
	return CN_OK;
}

static size_t skip_sign(cn_str s, size_t i)
{
	return i < s.n && (s.p[i] == '-' || s.p[i] == '+') ? i + 1 : i;
}

static size_t skip_digits(cn_str s, size_t i)
{
	while (i < s.n && s.p[i] >= '0' && s.p[i] <= '9')
		i++;
	return i;
}

/* [-]digits[.digits][(e|E)[+-]digits] or [-].digits, nothing else: no hex, no inf, no spaces. */
static bool real_form_ok(cn_str s)
{
	size_t from = skip_sign(s, 0), i = skip_digits(s, from), digits = i - from;
	if (i < s.n && s.p[i] == '.') {
		from = i + 1;
		i = skip_digits(s, from);
		digits += i - from;
	}
	if (digits == 0 || i == s.n)
		return digits != 0;
	if (s.p[i] != 'e' && s.p[i] != 'E')
		return false;
	from = skip_sign(s, i + 1);
	i = skip_digits(s, from);
	return i > from && i == s.n;
}

cn_code cn_real_parse(cn_str s, double *ret, cn_err *err)
{
	char z[128];
	if (s.n == 0 || s.n >= sizeof z || !real_form_ok(s))
		return CN_FAIL(err, CN_EINPUT, "\"%.*s\" is not a number", CN_FMT(cn_sub(s, 0, 40)));
	memcpy(z, s.p, s.n);
	z[s.n] = '\0';
	double x = strtod(z, NULL); /* the program never calls setlocale for LC_NUMERIC: the point is '.' */
	if (!(x <= 1.7976931348623157e308 && x >= -1.7976931348623157e308))
		return CN_FAIL(err, CN_EINPUT, "%.*s is too large a number", CN_FMT(s));
	*ret = x;
	return CN_OK;
}

void cn_real_text(double x, char out[CN_REAL_BYTES])
{
	if (x == 0) {
		memcpy(out, "0", 2);
		return;
	}
	char z[CN_REAL_BYTES];
	(void)snprintf(z, sizeof z, "%.12g", x);
	const char *e = strchr(z, 'e');
	if (!e) {
		memcpy(out, z, strlen(z) + 1);
		return;
	}
	/* exponent form: drop '+' and leading zeros of the exponent */
	const char *q = e + 1;
	bool neg = *q == '-';
	q++;
	while (*q == '0' && q[1])
		q++;
	(void)snprintf(out, CN_REAL_BYTES, "%.*se%s%.6s", (int)(e - z), z, neg ? "-" : "", q);
}

/* ---- hex and base64 ---- */

void cn_hex(cn_buf *b, const uint8_t *p, size_t n)
{
	static const char digit[] = "0123456789abcdef";
	for (size_t i = 0; i < n; i++) {
		char two[2] = { digit[p[i] >> 4], digit[p[i] & 15] };
		cn_buf_put(b, (cn_str){ two, 2 });
	}
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

bool cn_unhex(cn_str s, uint8_t *out, size_t n)
{
	if (s.n / 2 != n || s.n % 2 != 0)
		return false;
	for (size_t i = 0; i < n; i++) {
		int hi = hex_digit(s.p[2 * i]), lo = hex_digit(s.p[2 * i + 1]);
		if (hi < 0 || lo < 0)
			return false;
		out[i] = (uint8_t)(hi << 4 | lo);
	}
	return true;
}

static const char alphabet64[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void cn_base64(cn_buf *b, const uint8_t *p, size_t n)
{
	for (size_t i = 0; i < n; i += 3) {
		uint32_t v = (uint32_t)p[i] << 16 | (i + 1 < n ? (uint32_t)p[i + 1] << 8 : 0) | (i + 2 < n ? p[i + 2] : 0);
		char four[4] = { alphabet64[v >> 18], alphabet64[v >> 12 & 63], i + 1 < n ? alphabet64[v >> 6 & 63] : '=',
				 i + 2 < n ? alphabet64[v & 63] : '=' };
		cn_buf_put(b, (cn_str){ four, 4 });
	}
}

static int digit64(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

bool cn_unbase64(cn_arena *a, cn_str s, cn_str *ret)
{
	if (s.n % 4 != 0)
		return false;
	size_t pad = s.n && s.p[s.n - 1] == '=' ? (s.p[s.n - 2] == '=' ? 2 : 1) : 0;
	size_t n = s.n / 4 * 3 - pad;
	uint8_t *out = CN_NEW(a, uint8_t, n + 3);
	if (!out)
		return false;
	for (size_t i = 0; i < s.n; i += 4) {
		uint32_t v = 0;
		for (size_t j = 0; j < 4; j++) {
			bool is_pad = i + j >= s.n - pad;
			int d = is_pad ? 0 : digit64(s.p[i + j]);
			if (d < 0)
				return false;
			v = v << 6 | (uint32_t)d;
		}
		out[i / 4 * 3] = (uint8_t)(v >> 16);
		out[i / 4 * 3 + 1] = (uint8_t)(v >> 8);
		out[i / 4 * 3 + 2] = (uint8_t)v;
	}
	for (size_t i = 0; i < pad; i++)
		if (out[n + i] != 0) /* unused bits must be zero: one text per value */
			return false;
	*ret = (cn_str){ (const char *)out, n };
	return true;
}
