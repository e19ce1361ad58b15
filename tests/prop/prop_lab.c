/* Laws of the lab over random tables. PROP_SEED=<n> repeats a run; the seed is printed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "lab/lab.h"
#include "lab/stat/stat.h"

enum { RUNS = 300, ROWS_MAX = 120 };

static uint64_t seed_of_run(void)
{
	int64_t seed = 20261123;
	const char *z = getenv("PROP_SEED");
	if (z)
		assert_int_equal(cn_int_parse(cn_str_z(z), 0, INT64_MAX, &seed, NULL), CN_OK);
	print_message("seed %lld\n", (long long)seed);
	return (uint64_t)seed;
}

typedef struct row {
	unsigned g, y, p, s, d;
} row;

static const cn_str BY[] = { { "g", 1 } };
static const cn_str FEATURES[] = { { "s", 1 } };

static cn_counts *count(cn_arena *a, const row *rows, const size_t *order, size_t n)
{
	static const char *const yes_no[] = { "0", "1", "" };
	CN_AUTO_BUF b;
	cn_table *t = NULL;
	cn_counts *c = NULL;
	cn_err err = { 0 };
	cn_buf_init(&b, 1 << 20);
	cn_buf_putz(&b, "g,y,p,s,d\n");
	for (size_t i = 0; i < n; i++) {
		const row *r = &rows[order[i]];
		cn_buf_printf(&b, "g%u,%s,%s,0.%02u,d%u\n", r->g, yes_no[r->y], yes_no[r->p], r->s, r->d);
	}
	cn_column_decl decl[] = { { CN_S("y"), CN_COL_INTEGER }, { CN_S("p"), CN_COL_INTEGER }, { CN_S("s"), CN_COL_REAL } };
	cn_table_options o = { .decl = decl, .n_decl = 3 };
	assert_int_equal(cn_table_parse(CN_FORM_CSV, &o, cn_buf_str(&b), &t, &err), CN_OK);
	cn_measure m = { .label = CN_S("y"), .prediction = CN_S("p"), .score = CN_S("s"), .by = BY, .n_by = 1, .stratum = CN_S("d"),
			 .features = FEATURES, .n_features = n > 5 ? 1 : 0, .neighbours = 3 };
	if (cn_counts_take(a, t, &m, n > 5 ? ~0u : ~(unsigned)CN_NEED_FEATURES, &c, &err) != CN_OK) {
		assert_int_equal(err.code, CN_EINPUT); /* too few whole rows for three neighbours */
		c = NULL;
	}
	cn_table_free(t);
	return c;
}

static void text_of(cn_arena *a, const cn_counts *c, cn_buf *to)
{
	cn_val *v;
	assert_int_equal(cn_counts_encode(a, c, &v, NULL), CN_OK);
	cn_json_write(to, v, -1);
}

static void order_of_rows_does_not_matter(void **state)
{
	(void)state;
	cn_rng r;
	cn_rng_init(&r, seed_of_run());
	for (unsigned run = 0; run < RUNS; run++) {
		CN_AUTO_ARENA a = cn_arena_new(64 << 20);
		row rows[ROWS_MAX];
		size_t order[ROWS_MAX], n = 1 + cn_rng_below(&r, ROWS_MAX);
		for (size_t i = 0; i < n; i++) {
			rows[i] = (row){ (unsigned)cn_rng_below(&r, 4), (unsigned)cn_rng_below(&r, 3), (unsigned)cn_rng_below(&r, 3),
					 (unsigned)cn_rng_below(&r, 100), (unsigned)cn_rng_below(&r, 3) };
			order[i] = i;
		}
		cn_counts *one = count(a, rows, order, n);
		for (size_t i = n; i > 1; i--) {
			size_t j = cn_rng_below(&r, i), swap = order[i - 1];
			order[i - 1] = order[j];
			order[j] = swap;
		}
		cn_counts *two = count(a, rows, order, n);
		assert_int_equal(one == NULL, two == NULL);
		if (!one)
			continue;
		CN_AUTO_BUF x, y;
		cn_buf_init(&x, 1 << 20);
		cn_buf_init(&y, 1 << 20);
		text_of(a, one, &x);
		text_of(a, two, &y);
		assert_string_equal(x.p, y.p);
	}
}

/* Whatever the table: finite, within range, the interval holds the value, and counts that went through a record give the same. */
static void every_metric_is_sound(void **state)
{
	(void)state;
	cn_rng r;
	cn_rng_init(&r, seed_of_run() + 1);
	cn_lab_options o = { .replicates = 40, .seed = 5 };
	for (unsigned run = 0; run < RUNS / 3; run++) {
		CN_AUTO_ARENA a = cn_arena_new(256 << 20);
		row rows[ROWS_MAX];
		size_t order[ROWS_MAX], n = 1 + cn_rng_below(&r, run % 3 ? ROWS_MAX : 8);
		for (size_t i = 0; i < n; i++) {
			rows[i] = (row){ (unsigned)cn_rng_below(&r, 3), (unsigned)cn_rng_below(&r, 2), (unsigned)cn_rng_below(&r, 2),
					 (unsigned)cn_rng_below(&r, 100), (unsigned)cn_rng_below(&r, 2) };
			order[i] = i;
		}
		cn_counts *c = count(a, rows, order, n), *back;
		cn_val *v;
		if (!c)
			continue;
		assert_int_equal(cn_counts_encode(a, c, &v, NULL), CN_OK);
		assert_int_equal(cn_counts_decode(a, v, &back, NULL), CN_OK);
		for (size_t m = 0; m < cn_metric_count(); m++) {
			cn_result *x, *y;
			cn_err err = { 0 };
			cn_code rc = cn_metric_from_counts(a, cn_metric_at(m), c, &o, &x, &err);
			assert_int_equal(cn_metric_from_counts(a, cn_metric_at(m), back, &o, &y, NULL), rc);
			if (rc != CN_OK) {
				assert_int_equal(rc, CN_EINPUT);
				continue;
			}
			const cn_estimate *e = &x->main;
			assert_true(isfinite(e->value) && isfinite(e->lo) && isfinite(e->hi));
			if (e->has_interval)
				assert_true(e->lo <= e->value + 1e-9 && (e->hi_open || e->hi >= e->value - 1e-9));
			assert_true(e->defined == y->main.defined && fabs(e->value - y->main.value) <= 1e-9 * (1 + fabs(e->value)));
			for (size_t i = 0; i < x->n_pair; i++)
				assert_true(!x->pair[i].has_p || (x->pair[i].p <= x->pair[i].p_bh + 1e-15 && x->pair[i].p_bh <= x->pair[i].p_holm + 1e-15 &&
								  x->pair[i].p_holm <= 1));
			assert_non_null(cn_result_val(a, x, c));
		}
	}
}

/* More confidence, wider; exact bounds hold Wilson's point; x and n - x mirror each other. */
static void intervals_obey_their_laws(void **state)
{
	(void)state;
	cn_rng r;
	cn_rng_init(&r, seed_of_run() + 2);
	for (unsigned run = 0; run < 2000; run++) {
		int64_t n = 1 + (int64_t)cn_rng_below(&r, run % 10 ? 500 : 100000), x = (int64_t)cn_rng_below(&r, (uint64_t)n + 1);
		cn_interval a, b, c, w;
		assert_true(cn_clopper_pearson(x, n, 0.95, &a) && cn_clopper_pearson(x, n, 0.99, &b) && cn_clopper_pearson(n - x, n, 0.95, &c));
		assert_true(b.lo <= a.lo && a.hi <= b.hi);
		assert_true(fabs(a.lo - (1 - c.hi)) < 1e-12 && fabs(a.hi - (1 - c.lo)) < 1e-12);
		double p = (double)x / (double)n;
		assert_true(a.lo <= p && p <= a.hi && a.lo < a.hi);
		assert_true(cn_wilson(x, n, 0.95, &w) && w.lo <= p + 1e-15 && p <= w.hi + 1e-15 && w.lo >= 0 && w.hi <= 1);
		int64_t m = 1 + (int64_t)cn_rng_below(&r, 400), y = (int64_t)cn_rng_below(&r, (uint64_t)m + 1);
		cn_interval d, e;
		const char *method;
		assert_true(cn_difference((cn_two){ x, n, y, m }, 0.95, &d, &method) && cn_difference((cn_two){ y, m, x, n }, 0.95, &e, &method));
		assert_true(fabs(d.lo + e.hi) < 1e-12 && fabs(d.hi + e.lo) < 1e-12);
		assert_true(fabs(cn_beta_cdf((double)x + 1, (double)(n - x) + 1, cn_beta_quantile((double)x + 1, (double)(n - x) + 1, 0.3)) - 0.3) < 1e-10);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(order_of_rows_does_not_matter),
		cmocka_unit_test(every_metric_is_sound),
		cmocka_unit_test(intervals_obey_their_laws),
	};
	return cmocka_run_group_tests_name("lab laws", tests, NULL, NULL);
}
