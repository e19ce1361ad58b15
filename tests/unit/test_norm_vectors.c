/* Every profile of tests/vectors/norm against norms/: the answers that were argued from the law, file by file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "norm_help.h"

enum { ARENA_BYTES = 1 << 30 };

static const cn_cell *cell_of(const cn_answers *r, const cn_provision *p)
{
	for (size_t i = 0; i < r->n_cell; i++)
		if (r->cell[i].provision == p)
			return &r->cell[i];
	return NULL;
}

static void say_why(const cn_cell *c)
{
	for (size_t i = 0; c && i < c->n_why && i < 12; i++)
		fprintf(stderr, "      %*s%.*s\n", (int)c->why[i].depth * 2, "", CN_FMT(c->why[i].text.en));
}

static size_t check_expect(const cn_library *lib, const cn_val *c, const cn_answers *r, const char *file, size_t *n)
{
	size_t wrong = 0;
	const cn_val *expect = cn_get(c, "expect");
	CN_EACH(x, expect) {
		const cn_provision *p = cn_library_provision(lib, x->key);
		const cn_cell *cell = p ? cell_of(r, p) : NULL;
		const char *got = !p ? "(no such provision)" : cell ? cn_answer_text(cell->answer) : "does_not";
		++*n;
		if (cn_eqz(x->s, got))
			continue;
		wrong++;
		fprintf(stderr, "%s:%u: %.*s: %.*s: expected %.*s, got %s%s\n", file, x->key_line, CN_FMT(cn_get_text(c, "id")), CN_FMT(x->key), CN_FMT(x->s), got,
			p && !cell ? " (no cell: not its role or market, or not a duty)" : "");
		say_why(cell);
	}
	return wrong;
}

static size_t check_case(cn_arena *a, const cn_library *lib, const cn_val *c, const char *file, size_t *n)
{
	const cn_profile *p = NULL;
	const cn_answers *r = NULL;
	cn_problems problems = { 0 };
	cn_err err = { 0 };
	cn_date as_of = CN_DATE_NONE;
	if (cn_date_parse(cn_get_text(c, "as_of"), &as_of, &err) != CN_OK ||
	    cn_profile_read(a, lib, help_manifest(a, c), cn_str_z(file), &p, &problems, &err) != CN_OK ||
	    cn_norm_apply(a, lib, p, as_of, true, &r, &err) != CN_OK) {
		fprintf(stderr, "%s:%u: %.*s: %s\n", file, c->line, CN_FMT(cn_get_text(c, "id")), err.msg);
		help_print(&problems, stderr);
		++*n;
		return 1;
	}
	return check_expect(lib, c, r, file, n);
}

static void profiles_get_the_answers_argued_from_the_law(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(ARENA_BYTES);
	static cn_norm_file file[256];
	const cn_library *lib = help_norms(a);
	assert_non_null(lib);
	size_t n_file = help_folder(a, "tests/vectors/norm", file, 256), n = 0, wrong = 0;
	for (size_t i = 0; i < n_file; i++) {
		if (!cn_is_text(cn_get(file[i].tree, "concord"), "profiles/1"))
			continue;
		CN_EACH(c, cn_get(file[i].tree, "profiles")) {
			CN_AUTO_ARENA one = cn_arena_new(ARENA_BYTES);
			wrong += check_case(one, lib, c, file[i].name.p, &n);
		}
	}
	fprintf(stderr, "%zu answers in %zu files, %zu wrong\n", n, n_file, wrong);
	assert_int_equal(wrong, 0);
}

/* ---- the six errors that reviewers find in checkers of the AI Act -------------------------------------------------------------------- */

enum { ERRORS = 6, ERROR_FIELDS = 5 };

/* Where the Act says it: a provision, a locator that a definition cites, or Art. 113, whose dates stand in the provisions' own periods. */
static bool is_article(cn_arena *a, const cn_library *lib, cn_str article)
{
	const cn_instrument *x = cn_library_get(lib, CN_S("eu-ai-act"));
	if (cn_eqz(article, "art_113") || cn_library_provision(lib, cn_strf(a, "eu-ai-act/%.*s", CN_FMT(article))))
		return true;
	for (size_t i = 0; i < x->n_definition; i++)
		if (cn_eq(x->definition[i].locator, article))
			return true;
	return false;
}

static const cn_val *case_named(const cn_norm_file *file, size_t n_file, cn_str id)
{
	for (size_t i = 0; i < n_file; i++)
		CN_EACH(c, cn_get(file[i].tree, "profiles"))
			if (cn_eq(cn_get_text(c, "id"), id))
				return c;
	return NULL;
}

static bool line_holds(cn_arena *a, const cn_library *lib, const cn_norm_file *file, size_t n_file, cn_str line, size_t count[ERRORS])
{
	cn_str f[ERROR_FIELDS], rest = line;
	for (size_t i = 0; i < ERROR_FIELDS; i++)
		(void)cn_split(rest, ' ', &f[i], &rest);
	const cn_val *c = case_named(file, n_file, f[1]);
	cn_str want = cn_get_text(cn_get(c, "expect"), cn_strf(a, "eu-ai-act/%.*s", CN_FMT(f[3])).p);
	if (f[0].n != 1 || f[0].p[0] < '1' || f[0].p[0] > '0' + ERRORS || rest.n || !is_article(a, lib, f[2]) || !want.n || cn_eq(want, f[4]) ||
	    !(cn_eqz(f[4], "applies") || cn_eqz(f[4], "does_not") || cn_eqz(f[4], "unknown")))
		return false;
	count[f[0].p[0] - '1']++;
	return true;
}

static void each_of_the_six_errors_has_profiles_that_answer_otherwise(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(ARENA_BYTES);
	static cn_norm_file file[64];
	const cn_library *lib = help_norms(a);
	assert_non_null(lib);
	size_t n_file = help_folder(a, "tests/vectors/norm", file, 64), count[ERRORS] = { 0 }, all = 0, wrong = 0;
	cn_str line, rest = help_read(a, cn_strf(a, "%s/tests/vectors/norm/six-errors.txt", help_source()).p);
	while (rest.n > 0) {
		(void)cn_split(rest, '\n', &line, &rest);
		if (line.n == 0 || line.p[0] == '#' || line_holds(a, lib, file, n_file, line, count))
			continue;
		wrong++;
		fprintf(stderr, "no such error, profile, article or provision, or the profile expects the wrong answer: %.*s\n", CN_FMT(line));
	}
	for (size_t e = 0; e < ERRORS; e++) {
		fprintf(stderr, "error %zu: %zu profiles\n", e + 1, count[e]);
		assert_true(count[e] >= 4);
		all += count[e];
	}
	assert_int_equal(wrong, 0);
	assert_true(all >= 30);
}

/* ---- mutation: a condition that could be dropped unseen is not held by any case --------------------------------------------------- */

/* Does dropping the condition of p change an answer that this case argues? */
static bool case_sees(cn_arena *a, const cn_library *lib, const cn_val *c, const cn_provision *p)
{
	const cn_profile *profile = NULL;
	const cn_answers *r = NULL;
	cn_date as_of = CN_DATE_NONE;
	const cn_val *x = NULL;
	CN_EACH(e, cn_get(c, "expect"))
		if (cn_library_provision(lib, e->key) == p)
			x = e;
	if (!x || cn_is_text(x, "applies") || cn_date_parse(cn_get_text(c, "as_of"), &as_of, NULL) != CN_OK ||
	    cn_profile_read(a, lib, help_manifest(a, c), CN_S("case"), &profile, NULL, NULL) != CN_OK ||
	    cn_norm_apply(a, lib, profile, as_of, false, &r, NULL) != CN_OK)
		return false;
	const cn_cell *cell = cell_of(r, p);
	return !cn_eqz(x->s, cell ? cn_answer_text(cell->answer) : "does_not");
}

static bool seen(const cn_library *lib, const cn_norm_file *file, size_t n_file, const cn_provision *p)
{
	for (size_t i = 0; i < n_file; i++)
		CN_EACH(c, cn_get(file[i].tree, "profiles")) {
			CN_AUTO_ARENA one = cn_arena_new(ARENA_BYTES);
			if (cn_get(cn_get(c, "expect"), p->full.p ? cn_cstr(one, p->full) : "") && case_sees(one, lib, c, p))
				return true;
		}
	return false;
}

/* Does the condition speak of the role alone (kr_operator is a list of roles), or of nothing? Then it says what `roles` says. */
static bool of_role_alone(cn_str s)
{
	cn_str part, rest = s;
	if (cn_eqz(s, "true") || cn_eqz(s, "kr_operator"))
		return true;
	while (rest.n > 0) {
		(void)cn_split(rest, '|', &part, &rest);
		if (cn_trim(part).n > 0 && !cn_starts(cn_trim(part), "role =="))
			return false;
	}
	return true;
}

/* A binding provision with a condition of its own, argued by hand. One of an instrument without a day of effect never applies, whatever its
 * condition. */
static bool is_argued(const cn_provision *p)
{
	return !cn_eqz(p->instrument->status, "adopted") && p->instrument->force == CN_BINDING && p->expr && !of_role_alone(p->condition) && !p->scope_basis && cn_deontic_binds(p->deontic);
}

static void a_condition_that_is_dropped_changes_an_argued_answer(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(ARENA_BYTES);
	static cn_norm_file file[64];
	const cn_library *lib = help_norms(a);
	assert_non_null(lib);
	size_t n_file = help_folder(a, "tests/vectors/norm", file, 64), argued = 0, unseen = 0;
	for (size_t i = 0; i < cn_library_count(lib); i++)
		for (size_t k = 0; k < cn_library_at(lib, i)->n_provision; k++) {
			cn_provision *p = (cn_provision *)(uintptr_t)&cn_library_at(lib, i)->provision[k]; /* the mutant */
			const struct cn_expr *condition = p->expr;
			if (!is_argued(p))
				continue;
			argued++;
			p->expr = NULL; /* true */
			if (!seen(lib, file, n_file, p)) {
				unseen++;
				fprintf(stderr, "no case notices when %.*s loses its condition: %.*s\n", CN_FMT(p->full), CN_FMT(p->condition));
			}
			p->expr = condition;
		}
	fprintf(stderr, "%zu conditions dropped one by one, %zu unnoticed\n", argued, unseen);
	assert_true(argued > 200);
	assert_int_equal(unseen, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(profiles_get_the_answers_argued_from_the_law),
					    cmocka_unit_test(each_of_the_six_errors_has_profiles_that_answer_otherwise),
					    cmocka_unit_test(a_condition_that_is_dropped_changes_an_argued_answer) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
