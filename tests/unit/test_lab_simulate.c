/* Statistical honesty by seeded simulation: how often intervals hold the truth, how often tests reject what is so (size), how often they
 * find what is not (power). Samples are drawn from known laws; each line says its number and its Monte Carlo error. A few seconds; with
 * CN_TORTURE=long ten times the runs and all the cells (./dev check-all simulate prints them).
 *
 * What fails: coverage below nominal - tolerance - 3 Monte Carlo errors, size above nominal + tolerance + 3. The tolerance is 0 for what
 * is proved for any sample (exact intervals, Fisher, Bonferroni, confidence sequences), 0.012 for shares and differences by the rule,
 * whose least coverage docs/decisions/002 enumerates as 0.9388, and 0.02 for what is true in the limit only (DeLong, the bootstrap,
 * Mantel-Haenszel, chi-square and normal tests): at the sizes used here that is what is left of the limit. */
#include "lab_sim.h"

#include "lab/procedure.h"
#include "lab/reliability/reliability.h"

static int64_t binomial(sim *m, int64_t n, unsigned per_mille)
{
	return (int64_t)cn_sampler_binomial(m->s, (uint64_t)n, per_mille, 1000);
}

static const char *named(char *to, size_t room, const char *format, ...) CN_PRINTF(3, 4);
static const char *named(char *to, size_t room, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	(void)vsnprintf(to, room, format, args);
	va_end(args);
	return to;
}

/* ---- shares ---- */

static void proportions_are_held_by_the_rule(void **state)
{
	(void)state;
	static const unsigned p[] = { 5, 20, 100, 300, 500, 950 };
	static const int64_t n[] = { 20, 100, 300, 1000, 5000 };
	sim m = sim_new(11);
	unsigned runs = runs_of(1000);
	for (size_t i = 0; i < 6; i++)
		for (size_t k = 0; k < 5; k++) {
			char z[80];
			unsigned hits = 0;
			for (unsigned r = 0; r < runs; r++) {
				cn_interval e;
				const char *method;
				assert_true(cn_proportion(binomial(&m, n[k], p[i]), n[k], NOMINAL, &e, &method));
				hits += e.lo <= p[i] / 1000.0 && p[i] / 1000.0 <= e.hi;
			}
			covers(named(z, sizeof z, "share %.3f of %lld rows", p[i] / 1000.0, (long long)n[k]), hits, runs, NOMINAL, BY_RULE);
		}
	cn_arena_free(m.a);
}

static void differences_are_held_by_the_rule(void **state)
{
	(void)state;
	static const struct {
		int64_t n1, n2;
		unsigned p1, p2;
	} c[] = { { 40, 60, 100, 300 }, { 300, 300, 20, 20 }, { 300, 1000, 500, 450 }, { 2000, 400, 950, 900 }, { 100, 5000, 10, 30 }, { 400, 400, 700, 300 } };
	sim m = sim_new(12);
	unsigned runs = runs_of(1000);
	for (size_t i = 0; i < 6; i++) {
		char z[80];
		unsigned hits = 0;
		double d = ((double)c[i].p1 - (double)c[i].p2) / 1000.0;
		for (unsigned r = 0; r < runs; r++) {
			cn_two t = { binomial(&m, c[i].n1, c[i].p1), c[i].n1, binomial(&m, c[i].n2, c[i].p2), c[i].n2 };
			cn_interval e;
			const char *method;
			assert_true(cn_difference(t, NOMINAL, &e, &method));
			hits += e.lo <= d && d <= e.hi;
		}
		covers(named(z, sizeof z, "difference %.3f of %lld, %.3f of %lld", c[i].p1 / 1000.0, (long long)c[i].n1, c[i].p2 / 1000.0, (long long)c[i].n2),
		       hits, runs, NOMINAL, BY_RULE);
	}
	cn_arena_free(m.a);
}

/* ---- scores ---- */

/* Positives uniform, negatives the least of k: AUC k / (k + 1). */
static void auc_is_held_by_delong(void **state)
{
	(void)state;
	static const struct {
		size_t pos, neg;
		unsigned k;
	} c[] = { { 60, 60, 1 }, { 60, 60, 2 }, { 40, 400, 4 }, { 300, 300, 9 } };
	sim m = sim_new(13);
	unsigned runs = runs_of(400);
	for (size_t i = 0; i < 4; i++) {
		char z[80];
		unsigned hits = 0;
		double truth = c[i].k / (c[i].k + 1.0);
		for (unsigned r = 0; r < runs; r++) {
			CN_AUTO_ARENA a = cn_arena_new(8 << 20);
			size_t n = c[i].pos + c[i].neg;
			scored *row = CN_NEW(a, scored, n);
			cn_score_stats *s = CN_NEW(a, cn_score_stats, 1);
			for (size_t q = 0; q < n; q++) {
				uint64_t x = cn_rng_below(&m.r, 1u << 30);
				for (unsigned j = 1; q < c[i].neg && j < c[i].k; j++) {
					uint64_t y = cn_rng_below(&m.r, 1u << 30);
					x = y < x ? y : x;
				}
				row[q] = (scored){ scored_key((double)x), 0, q >= c[i].neg };
			}
			assert_int_equal(scores_count(a, row, n, s, 1, NULL), CN_OK);
			cn_estimate e = estimate_auc(a, &s->within, NOMINAL, CN_S(""));
			hits += e.lo <= truth && truth <= e.hi;
		}
		covers(named(z, sizeof z, "AUC %.3f, %zu against %zu, DeLong", truth, c[i].pos, c[i].neg), hits, runs, NOMINAL, IN_THE_LIMIT);
	}
	cn_arena_free(m.a);
}

static bool f1_of(const int64_t *x, size_t n, const void *ctx, double *ret)
{
	(void)n;
	(void)ctx;
	int64_t d = 2 * x[0] + x[1] + x[2];
	*ret = d ? 2.0 * (double)x[0] / (double)d : 0;
	return d > 0;
}

static void cells_are_held_by_the_bootstrap(void **state)
{
	(void)state;
	static const int64_t of_1000[2][4] = { { 200, 100, 100, 600 }, { 50, 60, 40, 850 } };
	unsigned runs = runs_of(150);
	sim m = sim_new(14);
	for (size_t i = 0; i < 2; i++) {
		char z[80];
		unsigned percentile = 0, bca = 0;
		double truth;
		cn_multinomial *draw = cn_multinomial_new(m.s, of_1000[i], 4);
		assert_non_null(draw);
		assert_true(f1_of(of_1000[i], 4, NULL, &truth));
		for (unsigned r = 0; r < runs; r++) {
			int64_t cell[4];
			cn_boot b;
			cn_multinomial_draw(draw, cell);
			assert_int_equal(cn_bootstrap(cell, 4, f1_of, NULL, r, 1000, NOMINAL, &b, NULL), CN_OK);
			percentile += b.percentile.lo <= truth && truth <= b.percentile.hi;
			bca += b.has_bca && b.bca.lo <= truth && truth <= b.bca.hi;
		}
		covers(named(z, sizeof z, "F1 %.3f of 1,000 rows, bootstrap of cells, BCa", truth), bca, runs, NOMINAL, IN_THE_LIMIT);
		covers(named(z, sizeof z, "F1 %.3f of 1,000 rows, bootstrap of cells, percentile", truth), percentile, runs, NOMINAL, IN_THE_LIMIT);
	}
	cn_arena_free(m.a);
}

enum { BINS = 10 };

/* Laws of yes for a score p: as the score says; nearer to a half than it says; its square. In thousandths. */
typedef enum law { LAW_CALIBRATED, LAW_TOO_SURE, LAW_SQUARE, LAWS } law;

static uint64_t chance_of(law l, uint64_t p)
{
	return l == LAW_CALIBRATED ? p : l == LAW_TOO_SURE ? 250 + p / 2 : p * p / 1000;
}

static cn_counts *calibration_draw(cn_arena *a, sim *m, unsigned rows, law l)
{
	int64_t n[BINS] = { 0 }, pos[BINS] = { 0 };
	double score[BINS] = { 0 }, spiegel[2] = { 0 };
	for (unsigned i = 0; i < rows; i++) {
		uint64_t p = cn_rng_below(&m->r, 1000), chance = chance_of(l, p), yes = cn_rng_below(&m->r, 1000) < chance;
		double s = (double)p / 1000;
		n[p / 100]++;
		pos[p / 100] += (int64_t)yes;
		score[p / 100] += s;
		spiegel[0] += ((double)yes - s) * (1 - 2 * s);
		spiegel[1] += (1 - 2 * s) * (1 - 2 * s) * s * (1 - s);
	}
	cn_counts *c = cn_stats_new(a, "calibration", rows);
	assert_int_equal(cn_stats_put_counts(a, c, "rows", (const int64_t[]){ rows, 0, 0 }, 3, NULL, NULL), CN_OK);
	assert_int_equal(cn_stats_put_counts(a, c, "label", (const int64_t[]){ 0 }, 1, NULL, NULL), CN_OK);
	assert_int_equal(cn_stats_put_counts(a, c, "width.rows", n, BINS, NULL, NULL), CN_OK);
	assert_int_equal(cn_stats_put_counts(a, c, "width.positive", pos, BINS, NULL, NULL), CN_OK);
	assert_int_equal(cn_stats_put_reals(a, c, "width.score", score, BINS, NULL, NULL), CN_OK);
	assert_int_equal(cn_stats_put_reals(a, c, "spiegelhalter", spiegel, 2, NULL, NULL), CN_OK);
	return c;
}

/* The binned error of the law itself: the mean over the scores of |chance - score|, which is of one sign within each bin. */
static double calibration_truth(law l)
{
	double sum = 0;
	for (unsigned p = 0; p < 1000; p++)
		sum += fabs((double)p - (double)chance_of(l, p)) / 1000 / 1000;
	return sum;
}

static void calibration_is_held_and_tested(void **state)
{
	(void)state;
	static const unsigned rows[] = { 400, 2000 };
	unsigned runs = runs_of(150);
	sim m = sim_new(15);
	for (unsigned i = 0; i < 2 * LAWS; i++) {
		char z[80];
		law l = (law)(i % LAWS);
		unsigned hits = 0, rejected = 0, n = rows[i / LAWS];
		double truth = calibration_truth(l);
		for (unsigned r = 0; r < runs; r++) {
			CN_AUTO_ARENA a = cn_arena_new(8 << 20);
			cn_counts *c = calibration_draw(a, &m, n, l);
			cn_lab_options o = { .seed = r + 1, .replicates = 400 };
			cn_result *e, *t;
			assert_int_equal(cn_metric_from_counts(a, cn_metric_find(CN_S("ece")), c, &o, &e, NULL), CN_OK);
			assert_int_equal(cn_metric_from_counts(a, cn_metric_find(CN_S("spiegelhalter_z")), c, &o, &t, NULL), CN_OK);
			hits += e->main.has_interval && e->main.lo <= truth && truth <= e->main.hi;
			rejected += t->point[0].est.value < ALPHA;
		}
		covers(named(z, sizeof z, "calibration error %.3f of %u rows", truth, n), hits, runs, NOMINAL, IN_THE_LIMIT);
		if (l == LAW_CALIBRATED)
			sized(named(z, sizeof z, "Spiegelhalter, %u rows", n), rejected, runs, ALPHA, IN_THE_LIMIT);
		else if (l == LAW_TOO_SURE)
			finds(named(z, sizeof z, "Spiegelhalter, scores too sure, %u rows", n), rejected, runs, 0.9);
		else /* errors on both sides of a half cancel in it: it is blind to this one, and only the ece sees it */
			finds(named(z, sizeof z, "Spiegelhalter, chance = score^2, %u rows", n), rejected, runs, 0);
	}
	cn_arena_free(m.a);
}

/* ---- strata ---- */

/* Four strata of 100 against 150; odds of the first group are `odds` times those of the second. */
static void strata_draw(sim *m, double odds, int64_t strata[16])
{
	static const unsigned base[4] = { 100, 300, 500, 700 };
	for (size_t i = 0; i < 4; i++) {
		double q = base[i] / 1000.0, p = odds * q / (1 - q) / (1 + odds * q / (1 - q));
		int64_t x = (int64_t)cn_sampler_binomial(m->s, 100, (uint64_t)(p * 1e9 + 0.5), 1000000000), y = binomial(m, 150, base[i]);
		memcpy(strata + 4 * i, (const int64_t[]){ x, 100 - x, y, 150 - y }, 4 * sizeof *strata);
	}
}

static void odds_over_strata_are_held_and_tested(void **state)
{
	(void)state;
	static const double odds[] = { 1, 1.5, 2.5 };
	unsigned runs = runs_of(1000);
	sim m = sim_new(16);
	for (size_t i = 0; i < 3; i++) {
		char z[80];
		unsigned hits = 0, cmh = 0, tarone = 0;
		for (unsigned r = 0; r < runs; r++) {
			int64_t strata[16];
			mantel_haenszel e;
			strata_draw(&m, odds[i], strata);
			mantel_haenszel_of(strata, 4, NOMINAL, &e);
			hits += e.has_interval && e.ci.lo <= odds[i] && odds[i] <= e.ci.hi;
			cmh += e.has_test && e.p < ALPHA;
			tarone += e.has_homogeneity && e.tarone_p < ALPHA;
		}
		covers(named(z, sizeof z, "odds ratio %.1f over four strata, Mantel-Haenszel", odds[i]), hits, runs, NOMINAL, IN_THE_LIMIT);
		sized(named(z, sizeof z, "Breslow-Day with Tarone's term, odds ratio %.1f in all strata", odds[i]), tarone, runs, ALPHA, IN_THE_LIMIT);
		if (i == 0)
			sized("Cochran-Mantel-Haenszel", cmh, runs, ALPHA, IN_THE_LIMIT);
		else
			finds(named(z, sizeof z, "Cochran-Mantel-Haenszel, odds ratio %.1f", odds[i]), cmh, runs, i == 1 ? 0.6 : 0.95);
	}
	cn_arena_free(m.a);
}

/* ---- two samples ---- */

static void two_shares_are_tested(void **state)
{
	(void)state;
	static const struct {
		int64_t n1, n2;
		unsigned p1, p2;
		double least; /* power; 0: the shares are equal */
	} c[] = { { 400, 400, 300, 300, 0 }, { 60, 400, 500, 500, 0 },   { 30, 40, 50, 50, 0 },
		  { 20, 20, 500, 500, 0 },   { 400, 400, 300, 400, 0.8 }, { 40, 40, 100, 500, 0.9 } };
	unsigned runs = runs_of(2000);
	sim m = sim_new(17);
	for (size_t i = 0; i < 6; i++) {
		char z[80];
		unsigned hits = 0;
		for (unsigned r = 0; r < runs; r++) {
			cn_two t = { binomial(&m, c[i].n1, c[i].p1), c[i].n1, binomial(&m, c[i].n2, c[i].p2), c[i].n2 };
			const char *test;
			double p;
			hits += cn_two_p(t, &p, &test) && p < ALPHA;
		}
		named(z, sizeof z, "z or Fisher, %.2f of %lld, %.2f of %lld", c[i].p1 / 1000.0, (long long)c[i].n1, c[i].p2 / 1000.0, (long long)c[i].n2);
		if (c[i].least > 0)
			finds(z, hits, runs, c[i].least);
		else
			sized(z, hits, runs, ALPHA, IN_THE_LIMIT);
	}
	cn_arena_free(m.a);
}

/* Ten tests at once, all null, or three of ten not: what is said of any by Holm, and the share of false findings by Benjamini-Hochberg. */
static void many_tests_are_adjusted(void **state)
{
	(void)state;
	enum { TESTS = 10, APART = 3 };
	unsigned runs = runs_of(500), any = 0, found = 0;
	double false_share = 0;
	sim m = sim_new(18);
	for (unsigned r = 0; r < 2 * runs; r++) {
		CN_AUTO_ARENA a = cn_arena_new(1 << 20);
		double p[TESTS], holm[TESTS], bh[TESTS];
		bool null = r < runs, wrong = false;
		unsigned said = 0, said_wrong = 0;
		for (unsigned i = 0; i < TESTS; i++) {
			const char *test;
			cn_two t = { binomial(&m, 500, 300), 500, binomial(&m, 500, !null && i < APART ? 420 : 300), 500 };
			assert_true(cn_two_p(t, &p[i], &test));
		}
		assert_true(cn_holm(a, p, TESTS, holm) && cn_benjamini_hochberg(a, p, TESTS, bh));
		for (unsigned i = 0; i < TESTS; i++) {
			wrong |= null && holm[i] < ALPHA;
			said += bh[i] < ALPHA;
			said_wrong += bh[i] < ALPHA && i >= APART;
			found += !null && i < APART && holm[i] < ALPHA;
		}
		any += wrong;
		false_share += !null && said ? (double)said_wrong / said / runs : 0;
	}
	sized("any of ten true hypotheses, Holm", any, runs, ALPHA, IN_THE_LIMIT);
	finds("0.30 against 0.42 of 500 among ten, Holm", found, runs * APART, 0.7);
	sized("false among the findings, 3 of 10 apart, Benjamini-Hochberg", (unsigned)(false_share * runs + 0.5), runs, ALPHA, IN_THE_LIMIT);
	cn_arena_free(m.a);
}

static int by_value(const void *x, const void *y)
{
	uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;
	return a < b ? -1 : a > b;
}

/* n m D of two samples without ties. */
static int64_t ks_of(sim *m, int64_t n, int64_t k, uint64_t lift)
{
	uint64_t x[512];
	int64_t most = 0, at = 0;
	for (int64_t i = 0; i < n + k; i++)
		x[i] = (cn_rng_below(&m->r, 1u << 30) + (i < n ? lift : 0)) * 2 + (i < n);
	qsort(x, (size_t)(n + k), sizeof *x, by_value);
	for (int64_t i = 0; i < n + k; i++) {
		at += x[i] & 1 ? k : -n;
		int64_t far = at < 0 ? -at : at;
		most = far > most ? far : most;
	}
	return most;
}

static void two_samples_are_tested(void **state)
{
	(void)state;
	unsigned runs = runs_of(500), size = 0, power = 0;
	sim m = sim_new(19);
	for (unsigned r = 0; r < runs; r++) {
		CN_AUTO_ARENA a = cn_arena_new(8 << 20);
		double p;
		assert_true(ks_p(a, ks_of(&m, 100, 120, 0), 100, 120, &p));
		size += p < ALPHA;
		assert_true(ks_p(a, ks_of(&m, 200, 200, (1u << 30) / 4), 200, 200, &p));
		power += p < ALPHA;
	}
	sized("Kolmogorov-Smirnov, 100 against 120", size, runs, ALPHA, EXACT);
	finds("Kolmogorov-Smirnov, shifted by a quarter, 200 against 200", power, runs, 0.9);
	cn_arena_free(m.a);
}

/* Pearson's statistic of two samples over five cells, as cn_chi2_tail is used for drift and representation. */
static void chi_square_is_tested(void **state)
{
	(void)state;
	static const int64_t kinds[2][5] = { { 100, 60, 20, 60, 60 }, { 80, 80, 40, 50, 50 } };
	unsigned runs = runs_of(1000), said[2] = { 0 };
	sim m = sim_new(20);
	cn_multinomial *draw[2] = { cn_multinomial_new(m.s, kinds[0], 5), cn_multinomial_new(m.s, kinds[1], 5) };
	assert_true(draw[0] && draw[1]);
	for (unsigned r = 0; r < runs; r++)
		for (unsigned k = 0; k < 2; k++) {
			int64_t x[5], y[5];
			double chi2 = 0;
			cn_multinomial_draw(draw[0], x);
			cn_multinomial_draw(draw[k], y);
			for (size_t i = 0; i < 5; i++) {
				double e = (double)(x[i] + y[i]) / 2;
				chi2 += e > 0 ? 2 * ((double)x[i] - e) * ((double)x[i] - e) / e : 0;
			}
			said[k] += cn_chi2_tail(chi2, 4) < ALPHA;
		}
	sized("chi-square, five kinds, 300 against 300", said[0], runs, ALPHA, IN_THE_LIMIT);
	finds("chi-square, five kinds, 300 against 300, another law", said[1], runs, 0.6);
	cn_arena_free(m.a);
}

/* ---- at any stopping time ---- */

static bool sequence(int64_t x, int64_t n, cn_interval *ret)
{
	return cn_confidence_sequence(x, n, NOMINAL, ret);
}

/* After each of the first 50 rows, then each tenth; in the long form after every row. */
static bool looked_at(int64_t n)
{
	return is_long() || n <= 50 || n % 10 == 0;
}

/* Looked at up to the last row, the sequence has to hold the share at all of them at once. An ordinary interval looked at as
 * often does not: its number stands beside, for comparison. */
static void sequences_hold_at_every_time(void **state)
{
	(void)state;
	static const unsigned p[] = { 10, 50, 200, 500 };
	int64_t rows = is_long() ? 3000 : 600;
	unsigned runs = runs_of(150);
	sim m = sim_new(21);
	for (size_t i = 0; i < 4; i++) {
		char z[80];
		unsigned hits = 0, plain = 0;
		double truth = p[i] / 1000.0;
		for (unsigned r = 0; r < runs; r++) {
			bool held = true, plain_held = true;
			int64_t x = 0;
			for (int64_t n = 1; n <= rows; n++) {
				cn_interval e = { 0, 1 };
				const char *method;
				x += cn_rng_below(&m.r, 1000) < p[i];
				if (!looked_at(n))
					continue;
				if (held)
					assert_true(sequence(x, n, &e));
				held &= e.lo <= truth && truth <= e.hi;
				if (plain_held && n >= 50)
					assert_true(cn_proportion(x, n, NOMINAL, &e, &method));
				plain_held &= n < 50 || (e.lo <= truth && truth <= e.hi);
			}
			hits += held;
			plain += plain_held;
		}
		covers(named(z, sizeof z, "share %.3f at any of %lld rows, sequence", truth, (long long)rows), hits, runs, NOMINAL, EXACT);
		print_message("         (an ordinary interval looked at as often from row 50: %.4f)\n", (double)plain / runs);
	}
	cn_arena_free(m.a);
}

/* The verdict of a sequential plan, asked in batches of 20 up to 2,000 rows: wrong, right, and how many rows it took. */
static void sequential_verdicts_are_honest(void **state)
{
	(void)state;
	enum { BATCH = 20, ROWS = 2000 };
	static const struct {
		unsigned p; /* against "at most 0.1" */
		double least;
	} c[] = { { 100, 0 }, { 101, 0 }, { 50, 0.9 }, { 200, 0.95 } };
	unsigned runs = runs_of(400);
	sim m = sim_new(23);
	for (size_t i = 0; i < 4; i++) {
		char z[80];
		unsigned meets = 0, fails = 0;
		double rows = 0;
		for (unsigned r = 0; r < runs; r++) {
			int64_t x = 0, n = 0;
			cn_interval e = { 0, 1 };
			while (n < ROWS && e.lo <= 0.1 && e.hi > 0.1) {
				x += binomial(&m, BATCH, c[i].p);
				n += BATCH;
				assert_true(sequence(x, n, &e));
			}
			meets += e.hi <= 0.1;
			fails += e.lo > 0.1;
			rows += (double)n / runs;
		}
		named(z, sizeof z, "\"at most 0.1\" of %.3f, asked until certain", c[i].p / 1000.0);
		if (c[i].least > 0)
			finds(z, c[i].p < 100 ? meets : fails, runs, c[i].least);
		else
			sized(z, c[i].p > 100 ? meets : fails + meets, runs, ALPHA, EXACT); /* at the limit itself both ends are its edge */
		print_message("         (rows asked of %d: %.0f on average)\n", ROWS, rows);
	}
	cn_arena_free(m.a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(proportions_are_held_by_the_rule),
		cmocka_unit_test(differences_are_held_by_the_rule),
		cmocka_unit_test(auc_is_held_by_delong),
		cmocka_unit_test(cells_are_held_by_the_bootstrap),
		cmocka_unit_test(calibration_is_held_and_tested),
		cmocka_unit_test(odds_over_strata_are_held_and_tested),
		cmocka_unit_test(two_shares_are_tested),
		cmocka_unit_test(many_tests_are_adjusted),
		cmocka_unit_test(two_samples_are_tested),
		cmocka_unit_test(chi_square_is_tested),
		cmocka_unit_test(sequences_hold_at_every_time),
		cmocka_unit_test(sequential_verdicts_are_honest),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
