/* The small parsers of base on the same bytes: what is accepted prints in one form, and that form reads back as the same value. */
#include "base/base.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void same(bool ok)
{
	if (!ok)
		abort();
}

static void numbers(cn_str s)
{
	cn_dec d, e;
	CN_AUTO_BUF b;
	cn_buf_init(&b, 1 << 16);
	if (cn_dec_parse(s, &d, NULL) == CN_OK) {
		cn_dec_text(&d, &b);
		same(!b.failed && cn_dec_parse(cn_buf_str(&b), &e, NULL) == CN_OK && cn_dec_cmp(&d, &e) == 0);
		double x = cn_dec_real(&d);
		same(x - x == 0); /* finite */
	}
	double x, y;
	if (cn_real_parse(s, &x, NULL) == CN_OK) {
		char z[CN_REAL_BYTES], again[CN_REAL_BYTES];
		cn_real_text(x, z);
		if (cn_real_parse(cn_str_z(z), &y, NULL) == CN_OK) { /* near the largest double, 12 digits may round past it */
			cn_real_text(y, again);
			same(strcmp(z, again) == 0);
		}
	}
	int64_t i, lo = -1000, hi = 1000;
	if (cn_int_parse(s, lo, hi, &i, NULL) == CN_OK)
		same(i >= lo && i <= hi);
}

static void dates(cn_str s)
{
	char z[CN_TIME_BYTES];
	cn_date d, later;
	if (cn_date_parse(s, &d, NULL) == CN_OK) {
		cn_date_text(d, z);
		same(cn_eqz(s, z));
	}
	if (cn_date_plus(0, s, &later, NULL) == CN_OK)
		same(later >= 0);
	int64_t us, again;
	if (cn_time_parse(s, &us, NULL) == CN_OK) {
		cn_time_text(us, z);
		same(cn_time_parse(cn_str_z(z), &again, NULL) == CN_OK && us == again);
	}
}

static void bytes(cn_str s)
{
	CN_AUTO_ARENA a = cn_arena_new(4 << 20);
	cn_str raw, back, head, rest;
	CN_AUTO_BUF b;
	cn_buf_init(&b, 4 << 20);
	if (cn_unbase64(a, s, &raw)) {
		cn_base64(&b, (const uint8_t *)raw.p, raw.n);
		same(cn_eq(cn_buf_str(&b), s)); /* one text per value */
	}
	cn_buf_reset(&b);
	cn_base64(&b, (const uint8_t *)s.p, s.n);
	same(cn_unbase64(a, cn_buf_str(&b), &back) && cn_eq(back, s));
	if (cn_split(s, '=', &head, &rest))
		same(head.n + rest.n + 1 == s.n && cn_starts(s, "") && cn_contains(s, rest) && cn_contains(s, head));
	same(cn_trim(s).n <= s.n && cn_edit_distance(s, s, 3) == (s.n > 64 ? 4 : 0));
	if (cn_utf8_ok(s)) {
		cn_buf_reset(&b);
		cn_json_text(&b, s);
		const cn_val *v;
		if (!memchr(s.p ? s.p : "", 0, s.n)) /* NUL in a text is refused */
			same(cn_json_parse(a, cn_buf_str(&b), 1, &v, NULL) == CN_OK && cn_eq(v->s, s));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size > 65536)
		return 0;
	cn_str s = { (const char *)data, size };
	numbers(s);
	dates(s);
	bytes(s);
	return 0;
}
