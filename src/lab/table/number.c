/* Numbers in fields. The common ones (up to 15 digits, small exponents) are read by Clinger's fast path, which is exact; the others go
 * to base's parser. */
#include "lab/table/priv.h"

const double table_pow10[] = { 1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
				1e19, 1e20, 1e21, 1e22 };
enum { EXACT_DIGITS = 15 };
static_assert(sizeof table_pow10 / sizeof *table_pow10 > EXACT_DIGITS, "a power for every digit");

static numkind number_slow(cn_str s, bool integer, double *ret)
{
	if (integer) {
		int64_t i;
		if (cn_int_parse(s, -CN_INT_MAX, CN_INT_MAX, &i, NULL) != CN_OK)
			return NUM_TOO_LONG;
		*ret = (double)i;
		return NUM_INTEGER;
	}
	return cn_real_parse(s, ret, NULL) == CN_OK ? NUM_REAL : NUM_NOT;
}

/* Digits from *at on; m takes the first EXACT_DIGITS of all seen. */
static size_t digits_read(cn_str s, size_t *at, uint64_t *m, size_t seen)
{
	size_t i = *at, n = seen;
	uint64_t v = *m;
	for (; i < s.n; i++) {
		unsigned d = (unsigned)(unsigned char)s.p[i] - '0';
		if (d > 9)
			break;
		if (n++ < EXACT_DIGITS)
			v = v * 10 + d;
	}
	*at = i;
	*m = v;
	return n;
}

/* A number of few digits that ends where its digits end: exact by one division. */
static numkind number_short(uint64_t m, size_t after, bool point, bool neg, double *ret)
{
	double v = point ? (double)m / table_pow10[after] : (double)m;
	*ret = neg && m ? -v : v; /* one zero, not two */
	return point ? NUM_REAL : NUM_INTEGER;
}

numkind table_number(cn_str s, double *ret)
{
	bool neg = s.n > 0 && s.p[0] == '-';
	uint64_t m = 0;
	size_t i = neg, whole = digits_read(s, &i, &m, 0), digits = whole;
	bool point = i < s.n && s.p[i] == '.';
	if (point) {
		i++;
		digits = digits_read(s, &i, &m, whole);
	}
	if (digits == 0)
		return NUM_NOT;
	if (i == s.n && digits <= EXACT_DIGITS && digits - whole >= point)
		return number_short(m, digits - whole, point, neg, ret);
	if (i < s.n && s.p[i] != 'e' && s.p[i] != 'E')
		return NUM_NOT;
	return number_slow(s, i == s.n && !point, ret);
}
