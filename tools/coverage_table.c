/* coverage_table: how often the intervals, chosen by the rule as used, hold the truth; by enumeration of every outcome, no simulation.
 *   coverage_table write DIR          proportion.tsv and difference.tsv
 *   coverage_table check DIR [slice]  computes again and compares to 1e-8; every cell at least 0.93; slice: a part that takes a second
 * Proportions: n = 10, 30, 100, 300, 1,000, 3,000 and p = 0.005 to 0.5 by 0.005. Differences: both n from 10, 30, 100, 300, p1 as above,
 * the worst over p2 = 0.005 to 0.995 by 0.005. Outcomes less likely than 1e-13 each are left out: the sum is too low by less than 1e-9. */
#include "lab/stat/stat.h"

#include <math.h>

enum { STEPS = 100, STEPS_2 = 199, N_MAX = 3000, DIFF_N_MAX = 300 };
static const int NS[] = { 10, 30, 100, 300, 1000, 3000 };
enum { N_NS = 6, N_DIFF_NS = 4 };
static const double LEAST = 0.93, CONFIDENCE = 0.95, UNLIKELY = 1e-13;

static double step_p(int i)
{
	return i / 200.0;
}

/* P(X = x) for every x; *from and *to bound those that count. */
static void pmf_fill(double *pmf, int n, double p, int *from, int *to)
{
	*from = n;
	*to = 0;
	for (int x = 0; x <= n; x++) {
		pmf[x] = cn_binom_pmf(x, n, p);
		if (pmf[x] >= UNLIKELY) {
			*from = x < *from ? x : *from;
			*to = x;
		}
	}
}

typedef struct sink {
	FILE *f;         /* NULL: compare with the line that is next in old */
	FILE *old;
	double worst;
	unsigned lines, wrong;
	bool slice;
} sink;

/* One line "key\tvalue"; compares or writes. */
static void line_put(sink *s, const char *key, double value)
{
	char have[256], want[128];
	s->worst = fmin(s->worst, value);
	s->lines++;
	if (value < LEAST) {
		s->wrong++;
		(void)fprintf(stderr, "%s: coverage %.6f is below %.2f\n", key, value, LEAST);
	}
	if (s->f) {
		(void)fprintf(s->f, "%s\t%.9f\n", key, value);
		return;
	}
	(void)snprintf(want, sizeof want, "%s\t", key);
	double old = -1;
	while (fgets(have, sizeof have, s->old)) {
		if (strncmp(have, want, strlen(want)) != 0) {
			if (s->slice)
				continue; /* the slice skips lines */
			break;
		}
		if (cn_real_parse(cn_trim(cn_str_z(have + strlen(want))), &old, NULL) != CN_OK)
			old = -1;
		break;
	}
	if (!(fabs(old - value) <= 1e-8)) {
		s->wrong++;
		(void)fprintf(stderr, "%s: %.9f computed, %.9f in the table\n", key, value, old);
	}
}

static void proportion_table(sink *s)
{
	static double pmf[N_MAX + 1];
	static cn_interval e[N_MAX + 1];
	for (int k = 0; k < (s->slice ? 4 : N_NS); k++) {
		int n = NS[k], from, to;
		for (int x = 0; x <= n; x++) {
			const char *method;
			if (!cn_proportion(x, n, CONFIDENCE, &e[x], &method))
				abort();
		}
		for (int i = 1; i <= STEPS; i++) {
			double p = step_p(i), sum = 0;
			char key[64];
			pmf_fill(pmf, n, p, &from, &to);
			for (int x = from; x <= to; x++)
				sum += e[x].lo <= p && p <= e[x].hi ? pmf[x] : 0;
			(void)snprintf(key, sizeof key, "%d\t%.3f", n, p);
			line_put(s, key, sum);
		}
	}
}

typedef struct grid {
	double pmf[STEPS_2 + 1][DIFF_N_MAX + 1];
	int from[STEPS_2 + 1], to[STEPS_2 + 1];
} grid;

static void grid_fill(grid *g, int n)
{
	for (int i = 1; i <= STEPS_2; i++)
		pmf_fill(g->pmf[i], n, step_p(i), &g->from[i], &g->to[i]);
}

static double coverage_at(const grid *a, const grid *b, int i, int j, cn_interval e[][DIFF_N_MAX + 1])
{
	double d = step_p(i) - step_p(j), sum = 0;
	const double slack = 1e-12; /* 0.3 - 0.1 is not 0.2 in binary */
	for (int x = a->from[i]; x <= a->to[i]; x++) {
		double in = 0;
		for (int y = b->from[j]; y <= b->to[j]; y++)
			in += e[x][y].lo <= d + slack && d <= e[x][y].hi + slack ? b->pmf[j][y] : 0;
		sum += a->pmf[i][x] * in;
	}
	return sum;
}

static void difference_table(sink *s)
{
	static grid a, b;
	static cn_interval e[DIFF_N_MAX + 1][DIFF_N_MAX + 1];
	for (int k = 0; k < (s->slice ? 2 : N_DIFF_NS); k++) {
		for (int m = 0; m <= k; m++) {
			grid_fill(&a, NS[k]);
			grid_fill(&b, NS[m]);
			for (int x = 0; x <= NS[k]; x++) {
				for (int y = 0; y <= NS[m]; y++) {
					const char *method;
					if (!cn_difference((cn_two){ x, NS[k], y, NS[m] }, CONFIDENCE, &e[x][y], &method))
						abort();
				}
			}
			for (int i = 1; i <= STEPS; i++) {
				double least = 2;
				int at = 0;
				char key[64];
				for (int j = 1; j <= STEPS_2; j++) {
					double c = coverage_at(&a, &b, i, j, e);
					at = c < least - 1e-9 ? j : at;
					least = fmin(least, c);
				}
				(void)at;
				(void)snprintf(key, sizeof key, "%d\t%d\t%.3f", NS[k], NS[m], step_p(i));
				line_put(s, key, least);
			}
		}
	}
}

static int one_table(const char *dir, const char *name, const char *head, void (*fill)(sink *), bool write, bool slice)
{
	char path[4096], skip[256];
	(void)snprintf(path, sizeof path, "%s/%s.tsv", dir, name);
	FILE *f = fopen(path, write ? "w" : "r");
	if (!f) {
		(void)fprintf(stderr, "%s: cannot be opened\n", path);
		return 1;
	}
	sink s = { .f = write ? f : NULL, .old = write ? NULL : f, .worst = 2, .slice = slice };
	if (write)
		(void)fprintf(f, "%s\n", head);
	else if (!fgets(skip, sizeof skip, f))
		s.wrong++;
	fill(&s);
	if (fclose(f) != 0)
		s.wrong++;
	(void)printf("%s: %u cells, least coverage %.6f, %u wrong\n", name, s.lines, s.worst, s.wrong);
	return s.wrong ? 1 : 0;
}

int main(int argc, char **argv)
{
	bool write = argc == 3 && strcmp(argv[1], "write") == 0, check = argc >= 3 && strcmp(argv[1], "check") == 0;
	bool slice = argc == 4 && strcmp(argv[3], "slice") == 0;
	if (!write && !check) {
		(void)fprintf(stderr, "usage: coverage_table write DIR | check DIR [slice]\n");
		return 3;
	}
	int bad = one_table(argv[2], "proportion", "n\tp\tcoverage", proportion_table, write, slice);
	return one_table(argv[2], "difference", "n1\tn2\tp1\tleast coverage over p2", difference_table, write, slice) | bad;
}
