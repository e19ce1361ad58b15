/* lab: draws, and the intervals made of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "lab/procedure.h"
#include "lab/table/metric.h"

static cn_str file_read(cn_arena *a, const char *path_in_source)
{
	enum { BYTES_MAX = 1 << 20 };
	const char *root = getenv("CONCORD_SOURCE");
	const char *path = cn_cstr(a, cn_strf(a, "%s/%s", root ? root : ".", path_in_source));
	FILE *f = fopen(path, "rb");
	if (!f)
		fail_msg("cannot read %s", path);
	char *p = CN_NEW(a, char, BYTES_MAX);
	size_t n = fread(p, 1, BYTES_MAX, f);
	(void)fclose(f);
	return (cn_str){ p, n };
}

static void draws_are_the_same_everywhere(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	static const int64_t cell[4] = { 100000, 1, 0, 899999 };
	cn_multinomial *m = cn_multinomial_new(cn_sampler_new(a, 42), cell, 4);
	int64_t draw[4];
	uint64_t digest = 1469598103934665603ull;
	for (unsigned i = 0; i < 1000; i++) {
		cn_multinomial_draw(m, draw);
		assert_int_equal(draw[0] + draw[1] + draw[2] + draw[3], 1000000);
		assert_int_equal(draw[2], 0);
		for (unsigned j = 0; j < 4; j++)
			digest = (digest ^ (uint64_t)draw[j]) * 1099511628211ull;
	}
	print_message("draws: %016llx\n", (unsigned long long)digest);
	assert_true(digest == 0x5cdd61c074d80a73ull);
}

/* Mean and variance of draws against n p and n p q, four standard errors. */
static void draws_follow_the_law(void **state)
{
	(void)state;
	static const uint64_t cases[][3] = { { 1, 1, 2 }, { 10, 3, 10 }, { 64, 1, 3 }, { 127, 99, 100 }, { 1000, 1, 1000 }, { 100003, 17, 64 },
					     { 20000000, 1, 7 } };
	enum { DRAWS = 20000 };
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		CN_AUTO_ARENA a = cn_arena_new(64 << 20);
		cn_sampler *s = cn_sampler_new(a, 7 + i);
		double n = (double)cases[i][0], p = (double)cases[i][1] / (double)cases[i][2], sum = 0, sum2 = 0;
		for (unsigned d = 0; d < DRAWS; d++) {
			double x = (double)cn_sampler_binomial(s, cases[i][0], cases[i][1], cases[i][2]) - n * p;
			sum += x;
			sum2 += x * x;
		}
		double var = n * p * (1 - p), kurt = (1 - 6 * p * (1 - p)) / var + 2;
		assert_true(fabs(sum / DRAWS) < 4 * sqrt(var / DRAWS) + 1e-12);
		assert_true(fabs(sum2 / DRAWS - var) < 4 * var * sqrt(kurt / DRAWS) + 1e-12);
	}
}

/* p of the chi-square test of seen against expected counts; neighbours are joined until 10 are expected. */
static double chi2_p(const double *seen, const double *expect, size_t n)
{
	double sum = 0, s = 0, e = 0, df = -1, s_last = 0, e_last = 0;
	for (size_t i = 0; i < n; i++) {
		s += seen[i];
		e += expect[i];
		if (e < 10)
			continue;
		sum += e_last > 0 ? (s_last - e_last) * (s_last - e_last) / e_last : 0;
		df++;
		s_last = s;
		e_last = e;
		s = e = 0;
	}
	s_last += s;
	e_last += e;
	sum += (s_last - e_last) * (s_last - e_last) / e_last;
	assert_true(df >= 5);
	return cn_chi2_tail(sum, df);
}

/* Every outcome of 12 rows over cells of 3, 1, 0, 8: counted in 200,000 draws, expected by the exact multinomial. */
static void small_draws_have_the_exact_multinomial_law(void **state)
{
	(void)state;
	enum { N = 12, DRAWS = 200000 };
	static const int64_t cell[4] = { 3, 1, 0, 8 };
	double seen[(N + 1) * (N + 1)] = { 0 }, expect[(N + 1) * (N + 1)] = { 0 };
	CN_AUTO_ARENA a = cn_arena_new(64 << 20);
	cn_multinomial *m = cn_multinomial_new(cn_sampler_new(a, 3), cell, 4);
	for (unsigned i = 0; i < DRAWS; i++) {
		int64_t d[4];
		cn_multinomial_draw(m, d);
		assert_true(d[2] == 0 && d[0] >= 0 && d[1] >= 0 && d[3] >= 0 && d[0] + d[1] + d[3] == N);
		seen[d[0] * (N + 1) + d[1]]++;
	}
	for (int x = 0; x <= N; x++)
		for (int y = 0; x + y <= N; y++)
			expect[x * (N + 1) + y] = DRAWS * exp(lgamma(N + 1) - lgamma(x + 1) - lgamma(y + 1) - lgamma(N - x - y + 1) + x * log(3. / N) +
							      y * log(1. / N) + (N - x - y) * log(8. / N));
	assert_true(chi2_p(seen, expect, (N + 1) * (N + 1)) > 0.001);
}

/* Of many rows, by the tables: each cell is binomial, and so is each sum of two of them, which is wrong if the cells hang together in
 * another way than they should. The later cells stand on what the earlier ones left. */
static void large_draws_have_binomial_cells_and_sums(void **state)
{
	(void)state;
	enum { CELLS = 6, DRAWS = 40000, WIDTH = 4096 };
	static const int64_t cells[][CELLS] = { { 300, 40, 7, 650, 1, 2 }, { 99000, 20000, 110000, 21000, 95000, 655000 }, { 9000000, 5, 400000, 3000, 8000000, 90000 } };
	static double seen[CELLS * CELLS][2 * WIDTH], expect[2 * WIDTH];
	for (size_t c = 0; c < sizeof cells / sizeof *cells; c++) {
		CN_AUTO_ARENA a = cn_arena_new(64 << 20);
		cn_multinomial *m = cn_multinomial_new(cn_sampler_new(a, 11 + c), cells[c], CELLS);
		double total = 0;
		for (unsigned i = 0; i < CELLS; i++)
			total += (double)cells[c][i];
		memset(seen, 0, sizeof seen);
		for (unsigned i = 0; i < DRAWS; i++) {
			int64_t d[CELLS], sum = 0;
			cn_multinomial_draw(m, d);
			for (unsigned x = 0; x < CELLS; x++) {
				sum += d[x];
				for (unsigned y = x; y < CELLS; y++) {
					int64_t mid = cells[c][x] + (y > x ? cells[c][y] : 0), at = d[x] + (y > x ? d[y] : 0) - mid + WIDTH;
					seen[x * CELLS + y][at < 0 ? 0 : at >= 2 * WIDTH ? 2 * WIDTH - 1 : at]++;
				}
			}
			assert_true((double)sum == total);
		}
		for (unsigned x = 0; x < CELLS; x++) {
			for (unsigned y = x; y < CELLS; y++) {
				double mid = (double)(cells[c][x] + (y > x ? cells[c][y] : 0)), left = 1;
				for (int i = 2 * WIDTH - 1; i > 0; i--) {
					double k = mid + i - WIDTH;
					expect[i] = k >= 0 && k <= total ? DRAWS * cn_binom_pmf(k, total, mid / total) : 0;
					left -= expect[i] / DRAWS;
				}
				expect[0] = left > 0 ? DRAWS * left : 0;
				size_t n_even = 0; /* a cell of one or two rows has few outcomes */
				for (int i = 0; i < 2 * WIDTH; i++)
					n_even += expect[i] >= 10;
				if (n_even >= 7)
					assert_true(chi2_p(seen[x * CELLS + y], expect, 2 * WIDTH) > 1e-4);
			}
		}
	}
}

static bool difference_of(const int64_t *cell, size_t n, const void *ctx, double *ret)
{
	(void)n;
	(void)ctx;
	int64_t n1 = cell[0] + cell[1], n2 = cell[2] + cell[3];
	*ret = n1 && n2 ? (double)cell[0] / (double)n1 - (double)cell[2] / (double)n2 : 0;
	return n1 && n2;
}

static double real_at(const cn_val *v, const char *key)
{
	double x = 0;
	assert_int_equal(cn_real_parse(cn_get_text(v, key), &x, NULL), CN_OK);
	return x;
}

/* Ends of 2,000 replicates within five of their own standard deviations of the reference's 4,000,000 draws. */
static void bootstrap_agrees_with_the_row_bootstrap(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(256 << 20);
	const cn_val *v;
	assert_int_equal(cn_json_parse(a, file_read(a, "tests/vectors/metric/bootstrap.json"), CN_JSON_FOREIGN_DEPTH_MAX, &v, NULL), CN_OK);
	unsigned n = 0;
	CN_EACH(c, cn_get(v, "cases"))
	{
		const cn_val *in = cn_get(c, "in"), *e = cn_get(c, "expect");
		if (!cn_is_text(cn_get(c, "op"), "all_rows"))
			continue;
		int64_t x1 = cn_get_int(in, "x1", 0), n1 = cn_get_int(in, "n1", 0), x2 = cn_get_int(in, "x2", 0), n2 = cn_get_int(in, "n2", 0);
		const int64_t cell[4] = { x1, n1 - x1, x2, n2 - x2 };
		cn_boot b;
		assert_int_equal(cn_bootstrap(cell, 4, difference_of, NULL, 20261123, 2000, 0.95, &b, NULL), CN_OK);
		assert_true(fabs(b.percentile.lo - real_at(e, "lo")) < 5 * real_at(e, "sd_lo"));
		assert_true(fabs(b.percentile.hi - real_at(e, "hi")) < 5 * real_at(e, "sd_hi"));
		assert_true(b.has_bca && b.n_used == 2000);
		n++;
	}
	assert_true(n >= 5);
}

static bool mean_of(const int64_t *cell, size_t n, const void *ctx, double *ret)
{
	const double *value = ctx;
	double sum = 0, rows = 0;
	for (size_t i = 0; i < n; i++) {
		sum += (double)cell[i] * value[i];
		rows += (double)cell[i];
	}
	*ret = rows > 0 ? sum / rows : 0;
	return rows > 0;
}

static void bca_agrees_with_the_reference(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(256 << 20);
	const cn_val *v;
	assert_int_equal(cn_json_parse(a, file_read(a, "tests/vectors/metric/bootstrap.json"), CN_JSON_FOREIGN_DEPTH_MAX, &v, NULL), CN_OK);
	CN_EACH(c, cn_get(v, "cases"))
	{
		const cn_val *list = cn_get(cn_get(c, "in"), "values"), *e = cn_get(c, "expect");
		if (!cn_is_text(cn_get(c, "op"), "bca_mean"))
			continue;
		double value[64];
		int64_t cell[64];
		for (size_t i = 0; i < list->n; i++) {
			assert_int_equal(cn_real_parse(cn_at(list, i)->s, &value[i], NULL), CN_OK);
			cell[i] = 1;
		}
		cn_boot b;
		assert_int_equal(cn_bootstrap(cell, list->n, mean_of, value, 1, 100000, 0.95, &b, NULL), CN_OK);
		assert_true(b.has_bca);
		assert_true(fabs(b.bca.lo - real_at(e, "lo")) <= 8 * real_at(e, "error_lo") + 1e-9);
		assert_true(fabs(b.bca.hi - real_at(e, "hi")) <= 8 * real_at(e, "error_hi") + 1e-9);
	}
}

/* DeLong on scores drawn from a known AUC: coverage of 95 % intervals within its own Monte Carlo error, printed. */
static void delong_covers(void **state)
{
	(void)state;
	enum { RUNS = 400, SIDE = 60 };
	cn_rng rng;
	cn_rng_init(&rng, 3);
	unsigned covered = 0;
	for (unsigned run = 0; run < RUNS; run++) { /* positives uniform on 0..999, negatives the lower of two: AUC 2/3 (ties: + 1/6000) */
		CN_AUTO_ARENA a = cn_arena_new(8 << 20);
		scored *rows = CN_NEW(a, scored, 2 * SIDE);
		cn_score_stats *s = CN_NEW(a, cn_score_stats, 1);
		for (size_t i = 0; i < 2 * SIDE; i++) {
			uint64_t x = cn_rng_below(&rng, 1000000), y = cn_rng_below(&rng, 1000000);
			bool pos = i >= SIDE;
			rows[i] = (scored){ scored_key((double)(pos || x < y ? x : y)), 0, pos };
		}
		assert_int_equal(scores_count(a, rows, 2 * SIDE, s, 1, NULL), CN_OK);
		cn_estimate e = estimate_auc(a, &s->within, 0.95, CN_S(""));
		covered += e.lo <= 2.0 / 3 && e.hi >= 2.0 / 3;
	}
	double share = (double)covered / RUNS, err = sqrt(0.95 * 0.05 / RUNS);
	print_message("DeLong, 60 against 60: coverage %.3f, Monte Carlo error %.3f\n", share, err);
	assert_true(fabs(share - 0.95) < 4 * err);
}

/* Scores that are the true chance: the interval of the calibration error holds 0, and not because it is endless. */
static void calibration_error_covers_none(void **state)
{
	(void)state;
	enum { RUNS = 400, ROWS = 400, BINS = 10 };
	cn_rng rng;
	cn_rng_init(&rng, 23);
	unsigned covered = 0;
	double width = 0;
	for (unsigned run = 0; run < RUNS; run++) {
		CN_AUTO_ARENA a = cn_arena_new(8 << 20);
		int64_t rows[BINS] = { 0 }, pos[BINS] = { 0 };
		double score[BINS] = { 0 };
		for (unsigned i = 0; i < ROWS; i++) {
			uint64_t p = cn_rng_below(&rng, 1000);
			rows[p / 100]++;
			pos[p / 100] += cn_rng_below(&rng, 1000) < p;
			score[p / 100] += (double)p / 1000;
		}
		cn_counts *c = cn_stats_new(a, "calibration", ROWS);
		cn_result *r;
		assert_int_equal(cn_stats_put_counts(a, c, "rows", (const int64_t[]){ ROWS, 0, 0 }, 3, NULL, NULL), CN_OK);
		assert_int_equal(cn_stats_put_counts(a, c, "label", (const int64_t[]){ 0 }, 1, NULL, NULL), CN_OK);
		assert_int_equal(cn_stats_put_counts(a, c, "width.rows", rows, BINS, NULL, NULL), CN_OK);
		assert_int_equal(cn_stats_put_counts(a, c, "width.positive", pos, BINS, NULL, NULL), CN_OK);
		assert_int_equal(cn_stats_put_reals(a, c, "width.score", score, BINS, NULL, NULL), CN_OK);
		cn_lab_options o = { .seed = run, .replicates = 400 };
		assert_int_equal(cn_metric_from_counts(a, cn_metric_find(CN_S("ece")), c, &o, &r, NULL), CN_OK);
		covered += r->main.has_interval && r->main.lo <= 0;
		width += (r->main.hi - r->main.lo) / RUNS;
	}
	double share = (double)covered / RUNS, err = sqrt(0.95 * 0.05 / RUNS);
	print_message("calibration error of 400 calibrated rows: coverage of 0 %.3f, Monte Carlo error %.3f, mean width %.3f\n", share, err, width);
	assert_true(share > 0.95 - 3 * err && width < 0.2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(draws_are_the_same_everywhere),
		cmocka_unit_test(draws_follow_the_law),
		cmocka_unit_test(small_draws_have_the_exact_multinomial_law),
		cmocka_unit_test(large_draws_have_binomial_cells_and_sums),
		cmocka_unit_test(bootstrap_agrees_with_the_row_bootstrap),
		cmocka_unit_test(bca_agrees_with_the_reference),
		cmocka_unit_test(delong_covers),
		cmocka_unit_test(calibration_error_covers_none),
	};
	return cmocka_run_group_tests_name("lab resampling", tests, NULL, NULL);
}
