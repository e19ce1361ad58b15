/* Pictures against tests/vectors/report/chart.vec.json: the same vectors hold for every other drawer of these pictures. */
#include "report_samples.h"

#include "report/chart.h"

enum { ARENA = 16 << 20 };

static double real(const cn_val *in, const char *key)
{
	double x = 0;
	if (cn_get(in, key))
		assert_int_equal(cn_real_parse(cn_get_text(in, key), &x, NULL), CN_OK);
	return x;
}

static cn_axis axis_in(const cn_val *in)
{
	cn_axis a = { real(in, "from"), real(in, "to"), real(in, "step"), (int)cn_get_int(in, "decimals", 0) };
	return a;
}

static void draw_axis_over(cn_buf *b, const cn_val *in)
{
	double x[8];
	size_t n = 0;
	CN_EACH(v, cn_get(in, "x"))
		assert_int_equal(cn_real_parse(v->s, &x[n++], NULL), CN_OK);
	cn_axis a = cn_axis_over(x, n, real(in, "low"), real(in, "high"));
	char from[CN_REAL_BYTES], to[CN_REAL_BYTES], step[CN_REAL_BYTES];
	cn_real_text(a.from, from);
	cn_real_text(a.to, to);
	cn_real_text(a.step, step);
	cn_buf_printf(b, "%s %s %s %d", from, to, step, a.decimals);
}

static void draw(cn_arena *a, cn_buf *b, cn_str what, const cn_val *in)
{
	cn_axis axis = axis_in(cn_get(in, "axis"));
	if (cn_eqz(what, "axis_over")) {
		draw_axis_over(b, in);
	} else if (cn_eqz(what, "axis")) {
		cn_chart_axis(b, &axis);
	} else if (cn_eqz(what, "strip")) {
		cn_strip s = { cn_cstr(a, cn_get_text(in, "class")), real(in, "value"), real(in, "lo"), real(in, "hi"), cn_get_bool(in, "hollow", false),
			       cn_get_bool(in, "has_value", true), (int)cn_get_int(in, "meets", 0), real(in, "limit"), (unsigned)cn_get_int(in, "height", 30) };
		cn_chart_strip(b, &axis, &s);
	} else if (cn_eqz(what, "marks")) {
		size_t n[5] = { 0 }, i = 0;
		CN_EACH(v, cn_get(in, "n"))
			n[i++] = (size_t)v->i;
		cn_chart_marks(b, n);
	} else if (cn_eqz(what, "lane")) {
		cn_lane l = { .vague = cn_get_bool(in, "vague", false) };
		assert_int_equal(cn_date_parse(cn_get_text(in, "from"), &l.from, NULL), CN_OK);
		assert_int_equal(cn_date_parse(cn_get_text(in, "to"), &l.to, NULL), CN_OK);
		assert_int_equal(cn_date_parse(cn_get_text(in, "today"), &l.today, NULL), CN_OK);
		assert_int_equal(cn_date_parse(cn_get_text(in, "at"), &l.at, NULL), CN_OK);
		cn_chart_lane(b, &l);
	} else if (cn_eqz(what, "years")) {
		cn_date from, to, today;
		assert_int_equal(cn_date_parse(cn_get_text(in, "from"), &from, NULL), CN_OK);
		assert_int_equal(cn_date_parse(cn_get_text(in, "to"), &to, NULL), CN_OK);
		assert_int_equal(cn_date_parse(cn_get_text(in, "today"), &today, NULL), CN_OK);
		cn_chart_years(b, from, to, today);
	} else {
		fail_msg("no picture called %.*s", CN_FMT(what));
	}
}

static void draws_every_vector_byte_for_byte(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(ARENA);
	const cn_val *list = sample(a, "chart.vec");
	size_t n = 0;
	CN_EACH(v, list) {
		CN_AUTO_BUF b;
		cn_buf_init(&b, 1 << 20);
		draw(a, &b, cn_get_text(v, "draw"), cn_get(v, "in"));
		if (!cn_eq(cn_buf_str(&b), cn_get_text(v, "out")))
			fail_msg("%.*s\n got %.*s\nwant %.*s", CN_FMT(cn_get_text(v, "why")), CN_FMT(cn_buf_str(&b)), CN_FMT(cn_get_text(v, "out")));
		n++;
	}
	assert_true(n >= 20);
}

/* For any values: few ticks, all values inside, bounds respected. */
static void axes_hold_their_values(void **state)
{
	(void)state;
	cn_rng r;
	cn_rng_init(&r, 20261123);
	for (int k = 0; k < 5000; k++) {
		double x[3], scale = 1;
		for (uint64_t e = cn_rng_below(&r, 9); e > 0; e--)
			scale *= k % 2 ? 10 : 0.1;
		for (int i = 0; i < 3; i++)
			x[i] = scale * ((double)cn_rng_below(&r, 2000001) / 1e6 - 1);
		if (k % 7 == 0)
			x[1] = x[2] = x[0];
		cn_axis a = cn_axis_over(x, 3, k % 3 ? 1 : -2 * scale, k % 3 ? 0 : 2 * scale);
		assert_true(a.from < a.to && a.step > 0 && a.decimals >= 0 && a.decimals <= 12);
		for (int i = 0; i < 3; i++)
			assert_true(x[i] >= a.from && x[i] <= a.to);
		CN_AUTO_BUF b;
		cn_buf_init(&b, 1 << 16);
		cn_chart_axis(&b, &a);
		size_t ticks = count_of(cn_buf_str(&b), "<text");
		assert_true(ticks >= 1 && ticks <= CN_TICKS_MAX + 1);
	}
}

static size_t count_hollow(const cn_buf *b)
{
	return count_of(cn_buf_str(b), "var(--bg)");
}

static void a_curve_has_a_gap_where_nothing_was_measured_and_is_hollow_where_the_limit_is_not_decided(void **state)
{
	(void)state;
	const cn_step_point step[] = { { 0, 0.9, 0.88, 0.92, true }, { 0.1, 0.8, 0.75, 0.85, true }, { 0.2, 0, 0, 0, false }, { 0.3, 0.6, 0.5, 0.7, true } };
	cn_curve c = { { 0, 0.3, 0.1, 1 }, { 0.4, 1, 0.2, 1 }, step, 4, true, 0.8, 112 };
	CN_AUTO_BUF b;
	cn_buf_init(&b, 1 << 16);
	cn_chart_curve(&b, &c);
	assert_int_equal(count_of(cn_buf_str(&b), "<circle"), 3);
	assert_int_equal(count_hollow(&b), 1); /* 0.75 to 0.85 crosses 0.8 */
	assert_int_equal(count_of(cn_buf_str(&b), "stroke-width=\"1.5\""), 1); /* one line: 0 to 0.1 */
	assert_true(cn_contains(cn_buf_str(&b), CN_S("cx=\"33.3%\" cy=\"39\""))); /* a third across; (1 - 0.8) / 0.6 of 100 px down, and 6 */
	assert_int_equal(count_of(cn_buf_str(&b), "class=\"lim\""), 1);
}

static void a_bar_begins_at_zero_and_is_hollow_where_its_interval_holds_zero(void **state)
{
	(void)state;
	cn_axis axis = { -1, 1, 0.5, 1 };
	CN_AUTO_BUF b, c, none;
	cn_buf_init(&b, 1 << 16);
	cn_buf_init(&c, 1 << 16);
	cn_buf_init(&none, 1 << 16);
	cn_chart_bar(&b, &axis, &(cn_bar){ 0.5, 0.2, 0.8, true, 20 });
	assert_true(cn_contains(cn_buf_str(&b), CN_S("<rect x=\"50.0%\" width=\"25.0%\"")));
	assert_int_equal(count_hollow(&b), 0);
	cn_chart_bar(&c, &axis, &(cn_bar){ -0.5, -1.1, 0.1, true, 20 });
	assert_true(cn_contains(cn_buf_str(&c), CN_S("<rect x=\"25.0%\" width=\"25.0%\"")));
	assert_int_equal(count_hollow(&c), 1);
	cn_chart_bar(&none, &axis, &(cn_bar){ 0, 0, 0, false, 20 });
	assert_int_equal(count_of(cn_buf_str(&none), "<rect"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(draws_every_vector_byte_for_byte),
		cmocka_unit_test(axes_hold_their_values),
		cmocka_unit_test(a_curve_has_a_gap_where_nothing_was_measured_and_is_hollow_where_the_limit_is_not_decided),
		cmocka_unit_test(a_bar_begins_at_zero_and_is_hollow_where_its_interval_holds_zero),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
