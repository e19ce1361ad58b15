/* Laws of conditions, on random conditions and random worlds. The seed is printed; CONCORD_SEED repeats a run.
 *
 *   learning    a value once true or false stays so, whatever is learnt later (Kleene and exact)
 *   exact       the exact check equals brute force over every completion; a condition can hold exactly if one of them makes it true
 *   printing    parse(print(e)) = e
 *   order       the order in which facts are stated does not matter (each stated once) */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "norm/eval.h"
#include "../unit/norm_help.h"

enum { RUNS = 2000, N_BOOL = 5, N_FACT = 9, N_MEMBER = 3 };

static const cn_member members[N_MEMBER] = { { { "x", 1 }, { { 0 }, { 0 } } }, { { "y", 1 }, { { 0 }, { 0 } } }, { { "z", 1 }, { { 0 }, { 0 } } } };
static const cn_fact facts[N_FACT] = {
	{ .id = { "a", 1 }, .type = CN_F_BOOL, .index = 0 }, { .id = { "b", 1 }, .type = CN_F_BOOL, .index = 1 },
	{ .id = { "c", 1 }, .type = CN_F_BOOL, .index = 2 }, { .id = { "e", 1 }, .type = CN_F_BOOL, .index = 3 },
	{ .id = { "f", 1 }, .type = CN_F_BOOL, .index = 4 },
	{ .id = { "s", 1 }, .type = CN_F_SET, .member = members, .n_member = N_MEMBER, .index = 5 },
	{ .id = { "t", 1 }, .type = CN_F_TEXT, .member = members, .n_member = N_MEMBER, .index = 6 },
	{ .id = { "n", 1 }, .type = CN_F_NUMBER, .index = 7 }, { .id = { "d", 1 }, .type = CN_F_DATE, .index = 8 },
};

static const cn_fact *find_fact(void *user, cn_str name)
{
	(void)user;
	for (size_t i = 0; i < N_FACT; i++)
		if (cn_eq(facts[i].id, name))
			return &facts[i];
	return NULL;
}

/* ---- random conditions ---------------------------------------------------------------------------------------------------- */

static void random_leaf(cn_rng *r, cn_buf *b)
{
	static const char *const ops[] = { "==", "!=", "<", "<=", ">", ">=" };
	const char *m[] = { "x", "y", "z" };
	switch (cn_rng_below(r, 10)) {
	case 0:
		cn_buf_printf(b, "\"%s\" in s", m[cn_rng_below(r, 3)]);
		return;
	case 1:
		cn_buf_printf(b, "t %s '%s'", ops[cn_rng_below(r, 2)], m[cn_rng_below(r, 3)]);
		return;
	case 2:
		cn_buf_printf(b, "t in ['%s', '%s']", m[cn_rng_below(r, 3)], m[cn_rng_below(r, 3)]);
		return;
	case 3:
		cn_buf_printf(b, "n %s %u", ops[cn_rng_below(r, 6)], (unsigned)cn_rng_below(r, 4));
		return;
	case 4:
		cn_buf_printf(b, "d %s timestamp('2026-01-0%u')", ops[cn_rng_below(r, 6)], 1 + (unsigned)cn_rng_below(r, 4));
		return;
	case 5:
		cn_buf_printf(b, "s.%s(q, q %s '%s')", cn_rng_below(r, 2) ? "exists" : "all", ops[cn_rng_below(r, 2)], m[cn_rng_below(r, 3)]);
		return;
	default:
		cn_buf_putc(b, "abcef"[cn_rng_below(r, N_BOOL)]);
	}
}

static void random_expr(cn_rng *r, cn_buf *b, unsigned depth)
{
	uint64_t k = depth == 0 ? 9 : cn_rng_below(r, 10);
	if (k >= 7) {
		random_leaf(r, b);
		return;
	}
	if (k == 0) {
		cn_buf_putz(b, "!(");
		random_expr(r, b, depth - 1);
		cn_buf_putz(b, ")");
		return;
	}
	unsigned n = k == 1 ? 3 : k == 2 ? 2 : 2 + (unsigned)cn_rng_below(r, 2);
	const char *sign = k == 2 ? " == " : k < 5 ? " && " : " || ";
	for (unsigned i = 0; i < n; i++) {
		cn_buf_putz(b, i == 0 ? "(" : k == 1 ? (i == 1 ? ") ? (" : ") : (") : ")");
		if (i && k != 1) {
			cn_buf_putz(b, sign);
			cn_buf_putc(b, '(');
		}
		random_expr(r, b, depth - 1);
	}
	cn_buf_putc(b, ')');
}

static const cn_expr *make(cn_arena *a, cn_rng *r, unsigned depth, const cn_expr **ret_parsed)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, 1 << 20);
	random_expr(r, &b, depth);
	cn_scope scope = { .find_fact = find_fact };
	const cn_expr *parsed = NULL, *e = NULL;
	cn_err err = { 0 };
	if (cn_expr_parse(a, cn_str_copy(a, cn_buf_str(&b)), &parsed, &err) != CN_OK || cn_expr_bind(a, &scope, parsed, &e, &err) != CN_OK)
		fail_msg("%s: %s", b.p, err.msg);
	if (ret_parsed)
		*ret_parsed = parsed;
	return e;
}

/* ---- random worlds ---------------------------------------------------------------------------------------------------------- */

typedef struct box {
	cn_value v[N_FACT];
	cn_tri m[N_MEMBER];
	cn_world w;
} box;

static void point(box *x)
{
	x->v[5].member = x->m;
	x->w = (cn_world){ .value = x->v, .n = N_FACT };
}

static void empty(box *x)
{
	*x = (box){ 0 };
	for (size_t i = 0; i < N_FACT; i++)
		x->v[i].b = CN_UNKNOWN;
	for (size_t i = 0; i < N_MEMBER; i++)
		x->m[i] = CN_UNKNOWN;
	point(x);
}

enum { N_VAR = N_BOOL + N_MEMBER + 3 };

/* Everything the tests can tell apart: 7 numbers (0 to 3 and between), 8 days, 3 texts, 2 truths. */
static unsigned choices(unsigned var)
{
	return var < N_BOOL + N_MEMBER ? 2 : var == N_BOOL + N_MEMBER ? N_MEMBER : var == N_BOOL + N_MEMBER + 1 ? 9 : 6;
}

static void set_var(box *x, unsigned var, unsigned k)
{
	static const char *const numbers[] = { "-1", "0", "0.5", "1", "1.5", "2", "2.5", "3", "4" };
	if (var < N_BOOL) {
		x->v[var].b = k ? CN_TRUE : CN_FALSE;
	} else if (var < N_BOOL + N_MEMBER) {
		x->m[var - N_BOOL] = k ? CN_TRUE : CN_FALSE;
	} else if (var == N_BOOL + N_MEMBER) {
		x->v[6].known = true;
		x->v[6].text = members[k].id;
	} else if (var == N_BOOL + N_MEMBER + 1) {
		x->v[7].known = true;
		assert_int_equal(cn_dec_parse(cn_str_z(numbers[k]), &x->v[7].num, NULL), CN_OK);
	} else {
		x->v[8].known = true;
		x->v[8].date = 20453 + (cn_date)k; /* 2025-12-31 and the days after */
	}
}

static bool is_set(const box *x, unsigned var)
{
	if (var < N_BOOL)
		return x->v[var].b != CN_UNKNOWN;
	if (var < N_BOOL + N_MEMBER)
		return x->m[var - N_BOOL] != CN_UNKNOWN;
	return x->v[var - N_MEMBER + 1].known;
}

static void learn_some(cn_rng *r, box *x, unsigned out_of_eight)
{
	for (unsigned var = 0; var < N_VAR; var++)
		if (!is_set(x, var) && cn_rng_below(r, 8) < out_of_eight)
			set_var(x, var, (unsigned)cn_rng_below(r, choices(var)));
}

/* ---- laws ---------------------------------------------------------------------------------------------------------------------- */

static uint64_t seed_of(void)
{
	const char *z = getenv("CONCORD_SEED");
	int64_t seed = 20261123;
	if (z && cn_int_parse(cn_str_z(z), 0, CN_INT_MAX, &seed, NULL) != CN_OK)
		fail_msg("CONCORD_SEED is not a number");
	fprintf(stderr, "seed %lld\n", (long long)seed);
	return (uint64_t)seed;
}

static void learning_never_flips(void **state)
{
	(void)state;
	cn_rng r;
	cn_rng_init(&r, seed_of());
	for (unsigned run = 0; run < RUNS; run++) {
		CN_AUTO_ARENA a = cn_arena_new(64 << 20);
		const cn_expr *e = make(a, &r, 4, NULL);
		box x;
		empty(&x);
		cn_tri kleene = CN_UNKNOWN, exact = CN_UNKNOWN;
		for (unsigned step = 0; step < 5; step++) {
			learn_some(&r, &x, step < 4 ? 3 : 8);
			cn_tri k = cn_eval(e, &x.w), ex = CN_UNKNOWN;
			assert_int_equal(cn_exact(a, e, &x.w, &ex, NULL), CN_OK);
			if (kleene != CN_UNKNOWN)
				assert_int_equal(k, kleene);
			if (exact != CN_UNKNOWN)
				assert_int_equal(ex, exact);
			if (k != CN_UNKNOWN)
				assert_int_equal(ex, k);
			kleene = k;
			exact = ex;
		}
		assert_int_not_equal(kleene, CN_UNKNOWN); /* all known: decided */
	}
}

static void brute(const cn_expr *e, box *x, unsigned var, bool seen[2])
{
	while (var < N_VAR && is_set(x, var))
		var++;
	if (seen[0] && seen[1])
		return;
	if (var == N_VAR) {
		seen[cn_eval(e, &x->w) == CN_TRUE] = true;
		return;
	}
	for (unsigned k = 0; k < choices(var); k++) {
		box y = *x;
		point(&y);
		set_var(&y, var, k);
		brute(e, &y, var + 1, seen);
	}
}

static void exact_equals_brute_force(void **state)
{
	(void)state;
	cn_rng r;
	cn_rng_init(&r, seed_of() + 1);
	unsigned decided = 0, unknown = 0;
	for (unsigned run = 0; run < RUNS; run++) {
		CN_AUTO_ARENA a = cn_arena_new(64 << 20);
		const cn_expr *e = make(a, &r, 3, NULL);
		box x;
		empty(&x);
		learn_some(&r, &x, 5);
		cn_tri kleene = cn_eval(e, &x.w), exact = CN_UNKNOWN;
		if (kleene != CN_UNKNOWN)
			continue;
		bool seen[2] = { false, false };
		brute(e, &x, 0, seen);
		assert_int_equal(cn_exact(a, e, &x.w, &exact, NULL), CN_OK);
		cn_tri can = CN_UNKNOWN;
		assert_int_equal(cn_satisfiable(a, e, &x.w, &can, NULL), CN_OK);
		assert_int_equal(can, seen[1] ? CN_TRUE : CN_FALSE);
		cn_tri want = seen[0] && seen[1] ? CN_UNKNOWN : seen[1] ? CN_TRUE : CN_FALSE;
		if (exact != want) {
			CN_AUTO_BUF b;
			cn_buf_init(&b, 1 << 20);
			cn_expr_lower_cel(e, &b);
			fail_msg("run %u: %s: exact %s, brute force %s", run, b.p, cn_tri_text(exact), cn_tri_text(want));
		}
		decided += want != CN_UNKNOWN;
		unknown++;
	}
	fprintf(stderr, "%u unknown by Kleene, %u of them decided either way\n", unknown, decided);
	assert_true(decided > 0);
}

static void printed_conditions_parse_to_the_same(void **state)
{
	(void)state;
	cn_rng r;
	cn_rng_init(&r, seed_of() + 2);
	for (unsigned run = 0; run < RUNS; run++) {
		CN_AUTO_ARENA a = cn_arena_new(64 << 20);
		CN_AUTO_BUF b;
		CN_AUTO_BUF twice;
		cn_buf_init(&b, 1 << 20);
		cn_buf_init(&twice, 1 << 20);
		const cn_expr *parsed = NULL, *again = NULL;
		(void)make(a, &r, 5, &parsed);
		cn_expr_print(parsed, &b);
		assert_int_equal(cn_expr_parse(a, cn_buf_str(&b), &again, NULL), CN_OK);
		assert_true(cn_expr_eq(parsed, again));
		cn_expr_print(again, &twice);
		assert_string_equal(b.p, twice.p);
	}
}

/* ---- whole profiles against the library ------------------------------------------------------------------------------------------- */

static cn_val *manifest(cn_arena *a)
{
	const char *text = "concord: system/1\nid: s\nname: {en: S, zh: S}\nmarkets: [EU, CN, KR, KE]\nactors: [{role: provider, place: DE}, {role: deployer, place: KE}]\n";
	return cn_val_copy(a, help_yaml(a, text, "s.yaml"));
}

static const cn_answers *answers_of(cn_arena *a, const cn_library *lib, const cn_val *facts_map)
{
	cn_val *m = manifest(a);
	cn_put(a, m, "facts", cn_val_copy(a, facts_map));
	const cn_profile *p = NULL;
	const cn_answers *r = NULL;
	cn_err err = { 0 };
	if (cn_profile_read(a, lib, m, CN_S("s"), &p, NULL, &err) != CN_OK || cn_norm_apply(a, lib, p, 21200, false, &r, &err) != CN_OK)
		fail_msg("%s", err.msg);
	return r;
}

static cn_val *reversed(cn_arena *a, const cn_val *map)
{
	cn_val *r = cn_map(a);
	const cn_val *all[1024];
	size_t n = 0;
	CN_EACH(v, map)
		all[n++] = v;
	while (n--)
		cn_put_s(a, r, all[n]->key, cn_val_copy(a, all[n]));
	return r;
}

/* A system whose facts are learnt one after the other: decided answers stay, and the order of the facts does not matter. */
static void learning_a_fact_of_a_system_never_flips_a_duty(void **state)
{
	(void)state;
	CN_AUTO_ARENA lib_arena = cn_arena_new(1 << 30);
	const cn_library *lib = help_norms(lib_arena);
	assert_non_null(lib);
	cn_rng r;
	cn_rng_init(&r, seed_of() + 3);
	for (unsigned run = 0; run < RUNS / 100; run++) {
		CN_AUTO_ARENA a = cn_arena_new(1 << 30);
		cn_val *known = cn_map(a);
		const cn_answers *before = answers_of(a, lib, known);
		for (unsigned step = 0; step < 6; step++) {
			for (size_t i = 0; i < cn_library_facts(lib); i++) {
				const cn_fact *f = cn_library_fact_at(lib, i);
				if (!f->builtin && !cn_get_s(known, f->id) && cn_rng_below(&r, 5) == 0)
					help_random_fact(a, &r, f, known);
			}
			const cn_answers *after = answers_of(a, lib, known), *other = answers_of(a, lib, reversed(a, known));
			assert_int_equal(before->n_cell, after->n_cell);
			for (size_t i = 0; i < after->n_cell; i++) {
				cn_answer was = before->cell[i].answer, is = after->cell[i].answer;
				assert_int_equal(is, other->cell[i].answer);
				bool flipped = (was == CN_APPLIES && is != CN_APPLIES) || (was == CN_DOES_NOT && is != CN_DOES_NOT);
				if (flipped)
					fail_msg("run %u: %.*s %.*s: %s became %s", run, CN_FMT(after->cell[i].provision->full), CN_FMT(after->cell[i].market),
						 cn_answer_text(was), cn_answer_text(is));
			}
			before = after;
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(learning_never_flips), cmocka_unit_test(exact_equals_brute_force), cmocka_unit_test(printed_conditions_parse_to_the_same),
		cmocka_unit_test(learning_a_fact_of_a_system_never_flips_a_duty),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
