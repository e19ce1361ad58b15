/* Honesty of what searches, by seeded simulation: a classifier that is to tell two tables apart, and the search for slices, on tables in which
 * there is nothing to find (size) and in which there is (power). What fails is as in test_lab_simulate.c. */
#include "lab_sim.h"

#include "lab/procedure.h"

enum { COLUMNS = 3, ROWS_MAX = 800 };

/* Twelve uniform draws less six: about normal. */
static double gauss(sim *m)
{
	double x = -6;
	for (unsigned i = 0; i < 12; i++)
		x += (double)cn_rng_below(&m->r, 1u << 24) / (1u << 24);
	return x;
}

static cn_table *table_of(const cn_str *name, size_t n_cols, const double *row, size_t n_rows)
{
	cn_table *t;
	cn_err err = { 0 };
	if (cn_table_of_rows(name, n_cols, row, n_rows, &t, &err) != CN_OK)
		fail_msg("%s", err.msg);
	return t;
}

static cn_result *measured(cn_arena *a, const char *metric, const cn_take *in)
{
	const cn_procedure *p;
	const cn_metric_row *m = cn_metric_find(cn_str_z(metric));
	cn_counts *c;
	cn_result *r = NULL;
	cn_err err = { 0 };
	if (cn_procedure_need(cn_str_z(m->procedure), &p, &err) != CN_OK || cn_procedure_take(a, p, in, &c, &err) != CN_OK ||
	    cn_metric_from_counts(a, m, c, NULL, &r, &err) != CN_OK)
		fail_msg("%s", err.msg);
	return r;
}

/* n rows of three numbers, the last of which follows the first; moved by so many of its spreads. */
static cn_table *numbers(sim *m, size_t n, double moved)
{
	static const cn_str name[COLUMNS] = { { "a", 1 }, { "b", 1 }, { "c", 1 } };
	double x[ROWS_MAX * COLUMNS];
	for (size_t i = 0; i < n; i++) {
		double *row = x + i * COLUMNS;
		row[0] = gauss(m) + moved;
		row[1] = gauss(m);
		row[2] = row[0] + gauss(m);
	}
	return table_of(name, COLUMNS, x, n);
}

static void tables_are_told_apart_where_they_differ(void **state)
{
	(void)state;
	static const struct {
		size_t n;
		double moved;
		const char *what;
	} all[] = { { 100, 0, "two tables of one law, a classifier, 100 against 100" },
		    { 400, 0, "two tables of one law, a classifier, 400 against 400" },
		    { 400, 0.5, "moved by half a spread, a classifier, 400 against 400" } };
	unsigned runs = runs_of(200);
	for (size_t k = 0; k < sizeof all / sizeof *all; k++) {
		unsigned said = 0;
		sim m = sim_new(31 + k);
		cn_measure none = { 0 };
		for (unsigned r = 0; r < runs; r++) {
			CN_AUTO_ARENA a = cn_arena_new(64 << 20);
			cn_table *now = numbers(&m, all[k].n, all[k].moved), *then = numbers(&m, all[k].n, 0);
			cn_result *x = measured(a, "classifier_two_sample", &(cn_take){ .table = now, .other = then, .m = &none, .seed = r + 1 });
			assert_true(x->main.defined && x->main.has_interval);
			said += x->main.lo > 0.5 || x->main.hi < 0.5;
			cn_table_free(now);
			cn_table_free(then);
		}
		if (all[k].moved > 0)
			finds(all[k].what, said, runs, 0.9);
		else
			sized(all[k].what, said, runs, ALPHA, IN_THE_LIMIT);
		cn_arena_free(m.a);
	}
}

/* Four columns of three values; a decision is wrong with chance `base` in a thousand, in one corner of two columns with chance `corner`. */
static cn_table *decisions(sim *m, size_t n, unsigned base, unsigned corner)
{
	static const cn_str name[] = { { "a", 1 }, { "b", 1 }, { "c", 1 }, { "e", 1 }, { "y", 1 }, { "d", 1 } };
	double x[ROWS_MAX * 6];
	for (size_t i = 0; i < n; i++) {
		double *row = x + i * 6;
		for (size_t j = 0; j < 4; j++)
			row[j] = (double)cn_rng_below(&m->r, 3);
		row[4] = (double)cn_rng_below(&m->r, 2);
		bool wrong = cn_rng_below(&m->r, 1000) < (row[0] == 1 && row[2] == 2 ? corner : base);
		row[5] = wrong ? 1 - row[4] : row[4];
	}
	return table_of(name, 6, x, n);
}

/* Where nothing hangs on the columns every finding is a false one: the share of tables with any is the false discovery rate. */
static void slices_that_stand_out_are_there(void **state)
{
	(void)state;
	static const cn_str features[] = { { "a", 1 }, { "b", 1 }, { "c", 1 }, { "e", 1 } };
	unsigned runs = runs_of(200), any = 0, found = 0, held = 0;
	sim m = sim_new(41);
	cn_measure me = { .label = CN_S("y"), .prediction = CN_S("d"), .features = features, .n_features = 4 };
	for (unsigned r = 0; r < runs; r++) {
		for (unsigned planted = 0; planted < 2; planted++) {
			CN_AUTO_ARENA a = cn_arena_new(64 << 20);
			cn_table *t = decisions(&m, ROWS_MAX, 100, planted ? 400 : 100);
			cn_result *x = measured(a, "worst_slice_gap", &(cn_take){ .table = t, .m = &me, .seed = 1 });
			bool says = false, corner = false;
			for (size_t i = 0; i < x->n_point && strcmp(x->point[i].of, "stands out") == 0; i++) {
				says = true;
				corner |= cn_eqz(x->point[i].label, "a=1 & c=2");
			}
			any += !planted && says;
			found += planted && corner;
			held += planted && x->main.lo <= 0.3 && x->main.hi >= 0.3; /* the corner against everyone else */
			cn_table_free(t);
		}
	}
	sized("any slice stands out where none does, 4 columns, 800 rows", any, runs, ALPHA, EXACT);
	finds("a corner of two columns wrong in 0.4 against 0.1 of cases", found, runs, 0.9);
	covers("gap of the worst slice, over all that were searched", held, runs, NOMINAL, EXACT);
	cn_arena_free(m.a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tables_are_told_apart_where_they_differ),
		cmocka_unit_test(slices_that_stand_out_are_there),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
