/* What the vector tests of the lab share: reading tests/vectors/metric and comparing reals to 1e-9 relative. */
#ifndef CN_TESTS_LAB_HELP_H
#define CN_TESTS_LAB_HELP_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "lab/table/metric.h"

enum { FILE_BYTES_MAX = 8 << 20 };

static inline cn_str file_read(cn_arena *a, const char *folder, const char *name)
{
	const char *root = getenv("CONCORD_SOURCE");
	const char *path = cn_cstr(a, cn_strf(a, "%s/%s/%s", root ? root : ".", folder, name));
	FILE *f = fopen(path, "rb");
	if (!f)
		fail_msg("cannot read %s", path);
	char *p = CN_NEW(a, char, FILE_BYTES_MAX);
	size_t n = fread(p, 1, FILE_BYTES_MAX, f);
	(void)fclose(f);
	return (cn_str){ p, n };
}

static inline const cn_val *vectors(cn_arena *a, const char *name)
{
	const cn_val *v = NULL;
	cn_err err = { 0 };
	cn_str text = file_read(a, "tests/vectors/metric", cn_cstr(a, cn_strf(a, "%s.json", name)));
	if (cn_json_parse(a, text, CN_JSON_FOREIGN_DEPTH_MAX, &v, &err) != CN_OK)
		fail_msg("%s: %s", name, err.msg);
	assert_true(cn_is_text(cn_get(v, "concord"), "vectors/1"));
	return cn_get(v, "cases");
}

static inline double real_of(const cn_val *v)
{
	double x = 0;
	if (!v)
		fail_msg("a value is missing");
	if (v->type == CN_INT)
		return (double)v->i;
	if (cn_eqz(v->s, "inf"))
		return HUGE_VAL;
	assert_int_equal(cn_real_parse(v->s, &x, NULL), CN_OK);
	return x;
}

static inline bool is_undefined(const cn_val *v)
{
	return v && v->type == CN_MAP && cn_is_text(cn_get(v, "error"), "undefined");
}

static inline bool close_to(double got, double want)
{
	if (got == want)
		return true;
	return fabs(got - want) <= 1e-9 * fmax(fabs(got), fabs(want)) || fabs(got - want) <= 2e-14;
}

static inline void want_real(const cn_val *c, const char *what, double got, const cn_val *want)
{
	double w = real_of(want);
	if (!close_to(got, w))
		fail_msg("%.*s: %s: %.17g, expected %.17g", CN_FMT(cn_get_text(c, "name")), what, got, w);
}

static inline void want_estimate(const cn_val *c, const char *what, const cn_estimate *e, const cn_val *want)
{
	if (is_undefined(want) == e->defined)
		fail_msg("%.*s: %s: defined %d", CN_FMT(cn_get_text(c, "name")), what, e->defined);
	if (e->defined)
		want_real(c, what, e->value, want);
	else
		assert_true(e->value == 0 && strlen(e->why) > 0);
}

static inline void want_ends(const cn_val *c, bool there, cn_interval got)
{
	const cn_val *e = cn_get(c, "expect");
	if (is_undefined(e) == there)
		fail_msg("%.*s: defined %d", CN_FMT(cn_get_text(c, "name")), there);
	if (!there)
		return;
	want_real(c, "lo", got.lo, cn_get(e, "lo"));
	want_real(c, "hi", got.hi, cn_get(e, "hi"));
}

static inline cn_two two_of(const cn_val *in)
{
	return (cn_two){ cn_get_int(in, "x1", -1), cn_get_int(in, "n1", -1), cn_get_int(in, "x2", -1), cn_get_int(in, "n2", -1) };
}

/* ---- counts made from vectors ---- */

static inline cn_counts *counts_new(cn_arena *a, size_t n_groups, size_t n_strata)
{
	cn_counts *c = CN_NEW(a, cn_counts, 1);
	cn_group *g = CN_NEW(a, cn_group, n_groups + 1);
	cn_str *by = CN_NEW(a, cn_str, 1), *stratum = CN_NEW(a, cn_str, n_strata + 1);
	cn_cells *cell = CN_NEW(a, cn_cells, n_groups * n_strata + 1);
	assert_true(cn_arena_ok(a));
	by[0] = CN_S("g");
	for (size_t i = 0; i < n_groups; i++) {
		cn_str *v = CN_NEW(a, cn_str, 1);
		v[0] = cn_strf(a, "%04zu", i);
		g[i] = (cn_group){ .value = v, .name = cn_strf(a, "g=%04zu", i), .n = 1 };
	}
	*c = (cn_counts){ .by = by, .n_by = 1, .group = g, .n_groups = n_groups, .stratum = stratum, .n_strata = n_strata, .cell = cell,
			  .has_label = true, .has_prediction = true, .has_strata = n_strata > 1 };
	return c;
}

static inline cn_cells *cell_of(const cn_counts *c, size_t i)
{
	return (cn_cells *)(uintptr_t)&c->cell[i];
}

/* What is an answer about the data or the model, and stands in a result; any other failure ends the run, since the plan, a file or the
 * machine has to be mended first. */
static inline bool is_answer(cn_str refused)
{
	static const char *const all[] = { "more than 32 values", "not a probability", "only for those once selected", "rows share units", "no protected feature",
					   "is text in one table", "would report as success", "is later than", "is not below 0", "too large to square",
					   "has no row whose group", "trees that are read here", "words that are read here", "needs at least 20 rows" };
	bool found = false;
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		found |= memmem(refused.p, refused.n, all[i], strlen(all[i])) != NULL;
	return found;
}

#endif
