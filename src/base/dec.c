/* Exact decimals for facts: 2e25 FLOP does not fit an integer of JSON and must not be rounded. Only parsing, comparing and
 * printing are needed, so there is no arithmetic. */
#include "base/base.h"

static cn_code dec_fail(cn_str s, cn_err *err)
{
	return CN_FAIL(err, CN_EINPUT, "\"%.*s\" is not a decimal number", CN_FMT(cn_sub(s, 0, 60)));
}

typedef struct scan {
	cn_str s;
	size_t i;
	int64_t point; /* digits before the point, counted from the first digit that is not zero */
	bool any, overflow;
} scan;

static void take_digits(scan *c, cn_dec *d, bool fraction)
{
	for (; c->i < c->s.n && c->s.p[c->i] >= '0' && c->s.p[c->i] <= '9'; c->i++) {
		uint8_t x = (uint8_t)(c->s.p[c->i] - '0');
		c->any = true;
		bool leading = d->n == 0 && x == 0;
		if (!fraction && !leading)
			c->point++;
		if (fraction && leading)
			c->point--;
		if (leading)
			continue;
		if (d->n < CN_DEC_DIGITS_MAX)
			d->digit[d->n++] = x;
		else if (x != 0)
			c->overflow = true;
	}
}

/* [e[+-]digits] to the end of the text; false if something else stands there. */
static bool take_exponent(scan *c, int64_t *e)
{
	if (c->i < c->s.n && (c->s.p[c->i] == 'e' || c->s.p[c->i] == 'E')) {
		cn_str tail = cn_sub(c->s, c->i + 1, c->s.n);
		if (tail.n && tail.p[0] == '+')
			tail = cn_sub(tail, 1, tail.n);
		if (cn_int_parse(tail, -CN_DEC_EXP_MAX, CN_DEC_EXP_MAX, e, NULL) != CN_OK)
			return false;
		c->i = c->s.n;
	}
	return c->i == c->s.n;
}

/* The one form of a value: no zeros at its end, zero without sign. False if the exponent is out of range. */
static bool settle(cn_dec *d, int64_t exp)
{
	while (d->n && d->digit[d->n - 1] == 0)
		d->n--;
	if (d->n == 0) {
		d->neg = false;
		return true;
	}
	d->exp = (int32_t)exp;
	return exp >= -CN_DEC_EXP_MAX && exp <= CN_DEC_EXP_MAX;
}

cn_code cn_dec_parse(cn_str s, cn_dec *ret, cn_err *err)
{
	cn_dec d = { 0 };
	scan c = { .s = s };
	if (s.n && (s.p[0] == '-' || s.p[0] == '+')) {
		d.neg = s.p[0] == '-';
		c.i++;
	}
	take_digits(&c, &d, false);
	if (c.i < s.n && s.p[c.i] == '.') {
		c.i++;
		take_digits(&c, &d, true);
	}
	int64_t e = 0;
	if (!c.any || !take_exponent(&c, &e))
		return dec_fail(s, err);
	if (c.overflow)
		return CN_FAIL(err, CN_ETOOBIG, "%.*s has more than %d digits", CN_FMT(cn_sub(s, 0, 60)), CN_DEC_DIGITS_MAX);
	if (!settle(&d, c.point + e))
		return dec_fail(s, err);
	*ret = d;
	return CN_OK;
}

static int mag_cmp(const cn_dec *a, const cn_dec *b)
{
	if (a->n == 0 || b->n == 0)
		return (a->n != 0) - (b->n != 0);
	if (a->exp != b->exp)
		return a->exp < b->exp ? -1 : 1;
	int c = memcmp(a->digit, b->digit, sizeof a->digit); /* unused digits are zero */
	return (c > 0) - (c < 0);
}

int cn_dec_cmp(const cn_dec *a, const cn_dec *b)
{
	if (a->neg != b->neg)
		return a->neg ? -1 : 1;
	return a->neg ? -mag_cmp(a, b) : mag_cmp(a, b);
}

void cn_dec_text(const cn_dec *d, cn_buf *b)
{
	if (d->n == 0) {
		cn_buf_putc(b, '0');
		return;
	}
	if (d->neg)
		cn_buf_putc(b, '-');
	int32_t exp = d->exp;
	if (exp > 21 || exp < -6) {
		cn_buf_putc(b, (char)('0' + d->digit[0]));
		if (d->n > 1)
			cn_buf_putc(b, '.');
		for (uint8_t i = 1; i < d->n; i++)
			cn_buf_putc(b, (char)('0' + d->digit[i]));
		cn_buf_printf(b, "e%d", (int)exp - 1);
		return;
	}
	if (exp <= 0)
		cn_buf_putz(b, "0.");
	for (int32_t i = exp; i < 0; i++)
		cn_buf_putc(b, '0');
	for (int32_t i = 0; i < (d->n > exp ? d->n : exp); i++) {
		if (i == exp && exp > 0)
			cn_buf_putc(b, '.');
		cn_buf_putc(b, (char)('0' + (i < d->n ? d->digit[i] : 0)));
	}
}

double cn_dec_real(const cn_dec *d)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, 256);
	cn_dec_text(d, &b);
	double x = 0;
	if (b.failed || cn_real_parse(cn_buf_str(&b), &x, NULL) != CN_OK)
		return d->neg ? -1.7976931348623157e308 : 1.7976931348623157e308;
	return x;
}
