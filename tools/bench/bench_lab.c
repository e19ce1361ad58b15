/* bench_lab: 10 metrics x 4 groups on 10^6 rows, CSV parsing included, against the committed floor in the same run; 1,000 bootstrap
 * replicates against one pass; AUC by group; the search for slices against a pass a pair of columns (at most 5 of
 * them). One JSON object a line; medians of 5. The ratio to the floor should stay below 3. */
#include <sys/resource.h>

#include "bench/fair_floor.h"
#include "lab/lab.h"
#include "lab/procedure.h"
#include "lab/stat/stat.h"

enum { ROWS = 1000000, RUNS = 5, LINE_BYTES = 40 };

static const char *const TEN[] = { "selection_rate_difference",      "selection_rate_ratio",
				   "equal_opportunity_difference",   "equalized_odds_difference",
				   "average_odds_difference",        "predictive_parity_difference",
				   "false_positive_rate_difference", "false_negative_rate_difference",
				   "false_omission_rate_difference", "accuracy_difference" };

static double cpu_now(void)
{
	struct rusage u;
	if (getrusage(RUSAGE_SELF, &u) != 0)
		return 0;
	return (double)u.ru_utime.tv_sec + (double)u.ru_stime.tv_sec + 1e-6 * (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec);
}

static int by_value(const void *x, const void *y)
{
	double a = *(const double *)x, b = *(const double *)y;
	return a < b ? -1 : a > b;
}

static double median(double *v)
{
	qsort(v, RUNS, sizeof *v, by_value);
	return v[RUNS / 2];
}

static char *make_rows(size_t *n)
{
	static const char *const names[] = { "white", "black", "asian", "other" };
	char *p = malloc((size_t)ROWS * LINE_BYTES + 64);
	cn_rng r;
	if (!p)
		exit(4);
	cn_rng_init(&r, 1);
	int at = snprintf(p, 64, "group,label,prediction,score\n");
	for (unsigned i = 0; i < ROWS; i++) {
		unsigned g = (unsigned)cn_rng_below(&r, 4), s = (unsigned)cn_rng_below(&r, 1000000);
		unsigned y = cn_rng_below(&r, 1000000) < s, d = s > 500000 + 20000 * g;
		at += snprintf(p + at, LINE_BYTES, "%s,%u,%u,0.%06u\n", names[g], y, d, s);
	}
	*n = (size_t)at;
	return p;
}

static const cn_str BY[] = { { "group", 5 } };

static void must(cn_code rc, const cn_err *err)
{
	if (rc == CN_OK)
		return;
	(void)fprintf(stderr, "%s\n", err->msg);
	exit(70);
}

static cn_counts *take(cn_arena *a, const cn_table *t, unsigned needs)
{
	cn_err err = { 0 };
	cn_counts *c = NULL;
	cn_measure m = { .label = CN_S("label"), .prediction = CN_S("prediction"), .score = CN_S("score"), .by = BY, .n_by = 1 };
	must(cn_counts_take(a, t, &m, needs, &c, &err), &err);
	return c;
}

static double ours(const char *csv, size_t n)
{
	cn_err err = { 0 };
	cn_table *t = NULL;
	double sum = 0;
	must(cn_table_parse(CN_FORM_CSV, NULL, (cn_str){ csv, n }, &t, &err), &err);
	CN_AUTO_ARENA a = cn_arena_new(CN_REQUEST_ARENA_BYTES);
	cn_counts *c = take(a, t, CN_NEED_LABEL | CN_NEED_PREDICTION);
	for (unsigned i = 0; i < 10; i++) {
		cn_result *r;
		must(cn_metric_from_counts(a, cn_metric_find(cn_str_z(TEN[i])), c, NULL, &r, &err), &err);
		sum += r->main.value;
	}
	cn_table_free(t);
	return sum;
}

static bool gaps_of(const int64_t *cell, size_t n, const void *ctx, double *ret)
{
	double sum = 0;
	(void)ctx;
	for (unsigned m = 0; m < 10; m++) {
		double hi = -1, lo = 2;
		for (size_t g = 0; g < n / 4; g++) {
			const int64_t *x = &cell[4 * g];
			double num = (double)(x[0] + (m & 1 ? x[2] : x[1])), den = num + (double)(x[3] + (m & 2 ? x[1] : x[2]));
			hi = num / den > hi ? num / den : hi;
			lo = num / den < lo ? num / den : lo;
		}
		sum += hi - lo;
	}
	*ret = sum;
	return true;
}

static double boot(uint64_t seed)
{
	static const int64_t cell[16] = { 99000, 20000, 110000, 21000, 95000, 25000, 112000, 18000, 90000, 30000, 111000, 19000, 97000, 22000, 109000, 22000 };
	cn_err err = { 0 };
	cn_boot b;
	must(cn_bootstrap(cell, 16, gaps_of, NULL, seed, 1000, 0.95, &b, &err), &err);
	return b.percentile.hi;
}

static double areas(const char *csv, size_t n, double *seconds)
{
	cn_err err = { 0 };
	cn_table *t = NULL;
	cn_result *r;
	must(cn_table_parse(CN_FORM_CSV, NULL, (cn_str){ csv, n }, &t, &err), &err);
	double start = cpu_now();
	CN_AUTO_ARENA a = cn_arena_new(CN_REQUEST_ARENA_BYTES);
	cn_counts *c = take(a, t, CN_NEED_LABEL | CN_NEED_SCORE);
	must(cn_metric_from_counts(a, cn_metric_find(CN_S("group_auc")), c, NULL, &r, &err), &err);
	*seconds = cpu_now() - start;
	cn_table_free(t);
	return r->main.value;
}

/* ---- slices: 20 columns x 10^5 rows to depth 3, against one pass over the rows a pair of columns ------------------------------------ */

enum { SLICE_ROWS = 100000, SLICE_COLUMNS = 20, SLICE_LEVELS = 4, CELL_BYTES = 8 };

/* Every column has four values; a row is wrong a tenth of the time, twice that where the first three columns agree. */
static char *make_slices(uint8_t *code, uint8_t *wrong, size_t *n)
{
	char *p = malloc((size_t)SLICE_ROWS * SLICE_COLUMNS * CELL_BYTES);
	cn_rng r;
	if (!p)
		exit(4);
	cn_rng_init(&r, 2);
	int at = 0;
	for (unsigned c = 0; c < SLICE_COLUMNS; c++)
		at += snprintf(p + at, CELL_BYTES, "c%02u,", c);
	at += snprintf(p + at, 16, "y,d\n");
	for (unsigned i = 0; i < SLICE_ROWS; i++) {
		for (unsigned c = 0; c < SLICE_COLUMNS; c++) {
			uint8_t v = (uint8_t)cn_rng_below(&r, SLICE_LEVELS);
			code[(size_t)c * SLICE_ROWS + i] = v;
			at += snprintf(p + at, CELL_BYTES, "v%u,", v);
		}
		bool same = code[i] == code[SLICE_ROWS + i] && code[i] == code[2 * SLICE_ROWS + i], y = cn_rng_below(&r, 2);
		wrong[i] = cn_rng_below(&r, 10) < (same ? 2 : 1);
		at += snprintf(p + at, CELL_BYTES, "%u,%u\n", y, y != wrong[i]);
	}
	*n = (size_t)at;
	return p;
}

/* The peer: rows and errors of each pair of values, one pass over the rows for each of the 190 pairs of columns. */
static double pairs_pass(const uint8_t *code, const uint8_t *wrong)
{
	double sum = 0;
	for (unsigned a = 0; a < SLICE_COLUMNS; a++)
		for (unsigned b = a + 1; b < SLICE_COLUMNS; b++) {
			uint32_t cell[SLICE_LEVELS * SLICE_LEVELS][2] = { { 0 } };
			const uint8_t *x = code + (size_t)a * SLICE_ROWS, *y = code + (size_t)b * SLICE_ROWS;
			for (unsigned i = 0; i < SLICE_ROWS; i++)
				cell[x[i] * SLICE_LEVELS + y[i]][wrong[i]]++;
			sum += cell[0][1];
		}
	return sum;
}

static double slices(const cn_table *t)
{
	cn_str names[SLICE_COLUMNS];
	char text[SLICE_COLUMNS][CELL_BYTES];
	cn_err err = { 0 };
	cn_counts *c;
	const cn_procedure *p;
	for (unsigned i = 0; i < SLICE_COLUMNS; i++) {
		(void)snprintf(text[i], CELL_BYTES, "c%02u", i);
		names[i] = cn_str_z(text[i]);
	}
	CN_AUTO_ARENA a = cn_arena_new(CN_REQUEST_ARENA_BYTES);
	cn_measure m = { .label = CN_S("y"), .prediction = CN_S("d"), .features = names, .n_features = SLICE_COLUMNS };
	must(cn_procedure_need(CN_S("slices"), &p, &err), &err);
	must(cn_procedure_take(a, p, &(cn_take){ .table = t, .m = &m }, &c, &err), &err);
	return (double)cn_stat_find(c, "searched")->count[0];
}

static double most_mib(void)
{
	struct rusage u;
	return getrusage(RUSAGE_SELF, &u) == 0 ? (double)u.ru_maxrss / 1024 : 0;
}

/* What is counted once, from a table that was read: the pass over the rows that a row bootstrap would make 1,000 times. */
static double pass(const char *csv, size_t n, double *seconds)
{
	cn_err err = { 0 };
	cn_table *t = NULL;
	must(cn_table_parse(CN_FORM_CSV, NULL, (cn_str){ csv, n }, &t, &err), &err);
	double start = cpu_now();
	CN_AUTO_ARENA a = cn_arena_new(CN_REQUEST_ARENA_BYTES);
	const cn_counts *c = take(a, t, CN_NEED_LABEL | CN_NEED_PREDICTION);
	*seconds = cpu_now() - start;
	double sum = (double)c->cell[0].tp;
	cn_table_free(t);
	return sum;
}

static void line(const char *name, double value, const char *unit, const char *peer, double peer_value)
{
	if (peer)
		(void)printf("{\"area\":\"lab\",\"name\":\"%s\",\"value\":%.6f,\"unit\":\"%s\",\"peer\":\"%s\",\"peer_value\":%.6f,\"ratio\":%.3f,\"runs\":%d}\n",
			     name, value, unit, peer, peer_value, value / peer_value, RUNS);
	else
		(void)printf("{\"area\":\"lab\",\"name\":\"%s\",\"value\":%.6f,\"unit\":\"%s\",\"peer\":null,\"peer_value\":null,\"ratio\":null,\"runs\":%d}\n",
			     name, value, unit, RUNS);
}

/* The first of all rows, so that the largest memory so far is its own. */
static void bench_slices(void)
{
	uint8_t *code = malloc((size_t)SLICE_COLUMNS * SLICE_ROWS), *wrong = malloc(SLICE_ROWS);
	size_t n;
	cn_err err = { 0 };
	cn_table *t = NULL;
	double pass_s[RUNS], ours_s[RUNS], searched = 0;
	volatile double keep = 0;
	if (!code || !wrong)
		exit(4);
	char *csv = make_slices(code, wrong, &n);
	must(cn_table_parse(CN_FORM_CSV, NULL, (cn_str){ csv, n }, &t, &err), &err);
	free(csv);
	double before = most_mib();
	for (unsigned i = 0; i < RUNS; i++) {
		double t0 = cpu_now();
		keep += pairs_pass(code, wrong);
		double t1 = cpu_now();
		searched = slices(t);
		ours_s[i] = cpu_now() - t1;
		pass_s[i] = t1 - t0;
	}
	line("slice search, 20 columns x 10^5 rows, depth 3", median(ours_s), "s CPU", "one pass a pair of columns, 190 pairs", median(pass_s));
	line("slices that were counted and tested", searched, "slices", NULL, 0);
	line("memory of the search beside the table", most_mib() - before, "MiB", NULL, 0);
	cn_table_free(t);
	free(code);
	free(wrong);
}

int main(void)
{
	bench_slices();
	size_t n;
	char *csv = make_rows(&n);
	double floor_s[RUNS], ours_s[RUNS], boot_s[RUNS], auc_s[RUNS], pass_s[RUNS];
	volatile double keep = 0;
	for (unsigned i = 0; i < RUNS; i++) {
		double t0 = cpu_now();
		keep += fair_floor(csv, n);
		double t1 = cpu_now();
		keep += ours(csv, n);
		double t2 = cpu_now();
		keep += boot(i);
		double t3 = cpu_now();
		floor_s[i] = t1 - t0;
		ours_s[i] = t2 - t1;
		boot_s[i] = t3 - t2;
		keep += areas(csv, n, &auc_s[i]);
		keep += pass(csv, n, &pass_s[i]);
	}
	struct rusage u;
	double floor_at = median(floor_s), at = median(ours_s);
	line("10 metrics x 4 groups, 10^6 rows, CSV included", at, "s CPU", "committed C floor, one fixed layout", floor_at);
	line("1,000 bootstrap replicates, 10 metrics x 4 groups", median(boot_s), "s CPU", "one pass over 10^6 rows, without CSV", median(pass_s));
	line("AUC of 4 groups with DeLong, 10^6 rows, without CSV", median(auc_s), "s CPU", NULL, 0);
	if (getrusage(RUSAGE_SELF, &u) == 0)
		line("largest memory, the CSV itself included", (double)u.ru_maxrss / 1024, "MiB", NULL, 0);
	free(csv);
	return 0; /* what the ratio means is for the reader: CPU time on a busy machine varies by a third */
}
