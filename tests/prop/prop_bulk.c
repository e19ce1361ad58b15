/* The bulk engine against the engine for one profile: every cell is the same, in everything that both say. On the library of the project,
 * on law made by dice (definitions nobody read, periods with conditions, presumptions, unknown roles, markets with dates), on the argued
 * profiles of tests/vectors/norm. And the vector code against its plain twin, bit by bit. The seed is printed; CONCORD_SEED repeats a run. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "norm/plane.h"
#include "../../tools/bench/made_law.h"
#include "../unit/norm_help.h"

enum { ARENA_BYTES = 1 << 30, SYSTEMS = 40, OPEN_MAX = 1 << 20 };

static uint64_t seed_of(void)
{
	const char *z = getenv("CONCORD_SEED");
	int64_t seed = 20261123;
	if (z && cn_int_parse(cn_str_z(z), 0, CN_INT_MAX, &seed, NULL) != CN_OK)
		fail_msg("CONCORD_SEED is not a number");
	fprintf(stderr, "seed %lld\n", (long long)seed);
	return (uint64_t)seed;
}

/* ---- every cell ---------------------------------------------------------------------------------------------------------------- */

/* What the bulk engine said of its open cells, kept by (row, rule). */
typedef struct heard {
	cn_arena *a;
	cn_bulk_cell *cell;
	size_t n, at;
} heard;

static cn_code hear(void *user, const cn_bulk_cell *cell, cn_err *err)
{
	heard *h = user;
	(void)err;
	assert_true(h->n < OPEN_MAX);
	const cn_fact **missing = CN_NEW(h->a, const cn_fact *, cell->n_missing + 1);
	assert_non_null(missing);
	if (cell->n_missing)
		memcpy(missing, cell->missing, cell->n_missing * sizeof *missing);
	h->cell[h->n] = *cell;
	h->cell[h->n++].missing = missing;
	return CN_OK;
}

typedef struct tally {
	size_t cells, unknown, presumed, either_way, not_read, applies;
} tally;

static void same_open_cell(heard *h, size_t row, size_t rule, const cn_cell *c, tally *t)
{
	bool is_open = h->at < h->n && h->cell[h->at].row == row && h->cell[h->at].rule == rule;
	if (!is_open) {
		assert_true(c->answer == CN_APPLIES || c->answer == CN_DOES_NOT);
		assert_false(c->either_way);
		return;
	}
	const cn_bulk_cell *o = &h->cell[h->at++];
	assert_int_equal(o->answer, c->answer);
	assert_int_equal(o->either_way, c->either_way);
	assert_int_equal(o->not_read, c->not_read);
	assert_int_equal(o->n_missing, c->n_missing);
	for (size_t i = 0; i < c->n_missing; i++)
		assert_ptr_equal(o->missing[i], c->missing[i]);
	t->either_way += o->either_way;
	t->not_read += o->not_read;
}

/* The cells of one row stand in the order of the rules in both. */
static void same_row(const cn_compiled *c, const cn_bulk *b, size_t row, const cn_answers *r, size_t *at, heard *h, tally *t)
{
	for (size_t rule = 0; rule < cn_compiled_rules(c); rule++) {
		cn_answer x;
		if (!cn_bulk_get(b, row, rule, &x)) {
			assert_int_equal(x, CN_DOES_NOT);
			continue;
		}
		assert_true(*at < r->n_cell);
		const cn_cell *cell = &r->cell[(*at)++];
		assert_ptr_equal(cell->provision, cn_compiled_rule(c, rule));
		if (cell->answer != x)
			fail_msg("%.*s, %.*s, %.*s: one by one %s, in bulk %s", CN_FMT(cell->provision->full), CN_FMT(cell->market), CN_FMT(cell->actor->role),
				 cn_answer_text(cell->answer), cn_answer_text(x));
		same_open_cell(h, row, rule, cell, t);
		t->cells++;
		t->unknown += x == CN_ANSWER_UNKNOWN;
		t->presumed += x == CN_PRESUMED;
		t->applies += x == CN_APPLIES;
	}
}

static void same_everywhere(const cn_library *lib, const cn_profile *const *p, size_t n, cn_date day, tally *t)
{
	CN_AUTO_ARENA a = cn_arena_new(ARENA_BYTES);
	const cn_compiled *c = NULL;
	cn_bulk *b = NULL;
	cn_err err = { 0 };
	heard h = { .a = a, .cell = CN_NEW(a, cn_bulk_cell, OPEN_MAX) };
	assert_int_equal(cn_compile(a, lib, NULL, CN_S("sha256:x"), day, &c, &err), CN_OK);
	assert_int_equal(cn_compiled_day(c), day);
	assert_string_equal(cn_compiled_digest(c).p, "sha256:x");
	assert_int_equal(cn_bulk_lay(a, c, p, n, &b, &err), CN_OK);
	cn_bulk_run(b, CN_BULK_AUTO);
	assert_int_equal(cn_bulk_settle(b, hear, &h, &err), CN_OK);
	size_t row = 0;
	for (size_t i = 0; i < n; i++) {
		const cn_answers *r = NULL;
		size_t at = 0;
		assert_int_equal(cn_norm_apply(a, lib, p[i], day, false, &r, &err), CN_OK);
		for (; row < cn_bulk_rows(b) && cn_bulk_row_at(b, row)->system == i; row++)
			same_row(c, b, row, r, &at, &h, t);
		assert_int_equal(at, r->n_cell);
	}
	assert_int_equal(row, cn_bulk_rows(b));
	assert_int_equal(h.at, h.n);
}

static void report(const char *what, const tally *t)
{
	fprintf(stderr, "%s: %zu cells, %zu apply, %zu unknown, %zu presumed, %zu either way, %zu not read\n", what, t->cells, t->applies, t->unknown, t->presumed,
		t->either_way, t->not_read);
}

static const char *const days[] = { "2019-12-31", "2024-08-01", "2025-09-01", "2026-02-28", "2026-11-23", "2027-12-02", "2029-01-01" };

static cn_date day_at(size_t i)
{
	cn_date d = CN_DATE_NONE;
	assert_int_equal(cn_date_parse(cn_str_z(days[i]), &d, NULL), CN_OK);
	return d;
}

/* ---- law made by dice ------------------------------------------------------------------------------------------------------------- */

static const cn_library *made(cn_arena *a, made_law *m)
{
	const cn_library *lib = NULL;
	cn_err err = { 0 };
	cn_str vocabulary = help_read(a, cn_strf(a, "%s/norms/vocabulary.yaml", help_source()).p);
	if (made_library(a, m, vocabulary, &lib, &err) != CN_OK)
		fail_msg("%s", err.msg);
	return lib;
}

static void bulk_answers_are_the_single_answers_on_made_law(void **state)
{
	(void)state;
	tally t = { 0 };
	uint64_t seed = seed_of();
	for (unsigned run = 0; run < 6; run++) {
		CN_AUTO_ARENA a = cn_arena_new(ARENA_BYTES);
		made_law m = { .facts = 20 + 10 * run, .leaves = 4 + run, .provisions = 60, .of_instrument = 12 };
		cn_rng_init(&m.rng, seed + run);
		const cn_library *lib = made(a, &m);
		const cn_profile *p[SYSTEMS];
		cn_err err = { 0 };
		for (unsigned i = 0; i < SYSTEMS; i++)
			if (made_system(a, &m, lib, 20 + 15 * (i % 6), true, &p[i], &err) != CN_OK)
				fail_msg("%s", err.msg);
		same_everywhere(lib, p, SYSTEMS, day_at(2 + run % 4), &t);
		same_everywhere(lib, p, 1, day_at(run), &t);
	}
	report("made law", &t);
	assert_true(t.unknown && t.presumed && t.either_way && t.not_read && t.applies);
}

/* ---- the library ---------------------------------------------------------------------------------------------------------------------- */

static const cn_profile *random_profile(cn_arena *a, cn_rng *r, const cn_library *lib)
{
	static const char *const heads[] = {
		"markets: [EU, CN, KR]\nactors: [{role: provider, place: DE}, {role: deployer, place: CN}]\nstage: use\npurposes: [chatbot]\n",
		"markets: [{code: EU, from: 2026-01-01, until: 2027-12-31}, KE, SG, NG]\nactors: [{role: unknown}, {role: distributor, place: KE}]\n",
		"markets: [CN, US, DE]\n",
	};
	cn_str text = cn_strf(a, "concord: system/1\nid: s\nname: {en: S, zh: S}\n%s", heads[cn_rng_below(r, 3)]);
	cn_val *tree = cn_val_copy(a, help_yaml(a, text.p, "s.yaml")), *facts = cn_map(a);
	uint64_t known = cn_rng_below(r, 10);
	for (size_t i = 0; i < cn_library_facts(lib); i++) {
		const cn_fact *f = cn_library_fact_at(lib, i);
		if (!f->builtin && cn_rng_below(r, 10) < known)
			help_random_fact(a, r, f, facts);
	}
	cn_put(a, tree, "facts", facts);
	const cn_profile *p = NULL;
	cn_err err = { 0 };
	if (cn_profile_read(a, lib, tree, CN_S("s"), &p, NULL, &err) != CN_OK)
		fail_msg("%s", err.msg);
	return p;
}

static void bulk_answers_are_the_single_answers_on_the_library(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(ARENA_BYTES);
	const cn_library *lib = help_norms(a);
	assert_non_null(lib);
	cn_rng r;
	cn_rng_init(&r, seed_of() + 7);
	tally t = { 0 };
	const cn_profile *p[SYSTEMS];
	for (unsigned i = 0; i < SYSTEMS; i++)
		p[i] = random_profile(a, &r, lib);
	for (size_t d = 0; d < sizeof days / sizeof *days; d++)
		same_everywhere(lib, p + d, d % 2 ? 5 : 12, day_at(d), &t);
	report("library", &t);
	assert_true(t.unknown && t.applies && t.not_read);
}

static void bulk_answers_are_the_single_answers_on_every_argued_profile(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(ARENA_BYTES);
	static cn_norm_file file[64];
	const cn_library *lib = help_norms(a);
	size_t n = help_folder(a, "tests/vectors/norm", file, 64);
	tally t = { 0 };
	assert_non_null(lib);
	for (size_t i = 0; i < n; i++)
		CN_EACH (x, cn_get(file[i].tree, "profiles")) {
			const cn_profile *p = NULL;
			cn_err err = { 0 };
			cn_date day = CN_DATE_NONE;
			if (cn_profile_read(a, lib, help_manifest(a, x), file[i].name, &p, NULL, &err) != CN_OK || cn_date_parse(cn_get_text(x, "as_of"), &day, &err) != CN_OK)
				fail_msg("%s", err.msg);
			same_everywhere(lib, &p, 1, day, &t);
		}
	report("argued profiles", &t);
	assert_true(t.cells > 0);
}

/* ---- the two kinds of code --------------------------------------------------------------------------------------------------------------- */

static void vector_and_scalar_code_give_the_same_bits(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(ARENA_BYTES);
	made_law m = { .facts = 50, .leaves = 11, .provisions = 120, .of_instrument = 40 };
	cn_rng_init(&m.rng, seed_of() + 9);
	const cn_library *lib = made(a, &m);
	const cn_profile *p[1200];
	const cn_compiled *c = NULL;
	cn_bulk *wide = NULL, *plain = NULL;
	cn_err err = { 0 };
	for (unsigned i = 0; i < 1200; i++)
		if (made_system(a, &m, lib, 70, false, &p[i], &err) != CN_OK)
			fail_msg("%s", err.msg);
	assert_int_equal(cn_compile(a, lib, NULL, CN_S(""), day_at(4), &c, &err), CN_OK);
	static const size_t sizes[] = { 0, 1, 63, 64, 65, 1023, 1024, 1025, 1200 };
	for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
		assert_int_equal(cn_bulk_lay(a, c, p, sizes[s], &wide, &err), CN_OK);
		assert_int_equal(cn_bulk_lay(a, c, p, sizes[s], &plain, &err), CN_OK);
		cn_bulk_run(wide, CN_BULK_VECTOR);
		cn_bulk_run(plain, CN_BULK_SCALAR);
		assert_int_equal(wide->n_row, sizes[s]);
		for (size_t k = 0; k < wide->n_block; k++)
			assert_memory_equal(wide->block[k].slot, plain->block[k].slot, (size_t)c->n_slot * 2 * wide->block[k].words * sizeof(uint64_t));
	}
	fprintf(stderr, "256-bit units: %s\n", cn_plane_has_vector() ? "yes" : "no");
}

/* ---- counting ----------------------------------------------------------------------------------------------------------------------------- */

static cn_hold hold_of(cn_answer x)
{
	return x == CN_APPLIES ? CN_HOLD_BOUND : x == CN_PRESUMED ? CN_HOLD_PRESUMED : x == CN_ANSWER_UNKNOWN ? CN_HOLD_OPEN : CN_HOLD_NONE;
}

/* What one by one says of a system: its strongest hold by provision, against the portfolio's; and its questions, added up. */
static void same_system(cn_arena *a, const cn_library *lib, const cn_portfolio *p, size_t at, const cn_profile *profile, cn_portfolio_question *sum)
{
	const cn_answers *r = NULL;
	cn_question *q = NULL;
	size_t n = 0, cell = 0;
	cn_err err = { 0 };
	assert_int_equal(cn_norm_apply(a, lib, profile, cn_compiled_day(p->compiled), false, &r, &err), CN_OK);
	for (size_t i = 0; i < cn_compiled_rules(p->compiled); i++) {
		cn_hold most = CN_HOLD_NONE;
		for (cell = 0; cell < r->n_cell; cell++)
			if (r->cell[cell].provision == cn_compiled_rule(p->compiled, i) && hold_of(r->cell[cell].answer) > most)
				most = hold_of(r->cell[cell].answer);
		assert_int_equal(p->system[at].rule[i], most);
	}
	assert_int_equal(cn_norm_questions(a, lib, r, &q, &n, &err), CN_OK);
	for (size_t i = 0; i < n; i++) {
		cn_portfolio_question *to = &sum[q[i].fact->index];
		to->cells += q[i].decides;
		to->alone += q[i].alone;
		to->binding += q[i].binding;
		to->weight += q[i].weight;
		to->law += q[i].law;
		size_t before = 0; /* a fact asked for two markets is one system's */
		while (q[before].fact != q[i].fact)
			before++;
		to->systems += before == i;
	}
}

static void a_portfolio_counts_what_single_answers_say(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(ARENA_BYTES);
	made_law m = { .facts = 30, .leaves = 5, .provisions = 40, .of_instrument = 10 };
	cn_rng_init(&m.rng, seed_of() + 11);
	const cn_library *lib = made(a, &m);
	const cn_profile *profile[SYSTEMS];
	const cn_compiled *c = NULL;
	cn_portfolio *p = NULL;
	cn_err err = { 0 };
	for (unsigned i = 0; i < SYSTEMS; i++)
		assert_int_equal(made_system(a, &m, lib, 30 + 10 * (i % 6), true, &profile[i], &err), CN_OK);
	assert_int_equal(cn_compile(a, lib, NULL, CN_S(""), day_at(4), &c, &err), CN_OK);
	assert_int_equal(cn_portfolio_new(a, c, &p, &err), CN_OK);
	for (unsigned from = 0; from < SYSTEMS; from += SYSTEMS / 4) {
		CN_AUTO_ARENA own = cn_arena_new(ARENA_BYTES); /* gone before anything is read */
		assert_int_equal(cn_portfolio_add(p, own, profile + from, SYSTEMS / 4, NULL, &err), CN_OK);
	}
	cn_portfolio_end(p);
	assert_int_equal(p->n_system, SYSTEMS);
	cn_portfolio_question *sum = CN_NEW(a, cn_portfolio_question, cn_library_facts(lib));
	for (size_t i = 0; i < SYSTEMS; i++)
		same_system(a, lib, p, i, profile[i], sum);
	for (size_t i = 0; i < p->n_question; i++) {
		const cn_portfolio_question *q = &p->question[i], *want = &sum[q->fact->index];
		assert_int_equal(q->cells, want->cells);
		assert_int_equal(q->alone, want->alone);
		assert_int_equal(q->binding, want->binding);
		assert_int_equal(q->systems, want->systems);
		assert_true(q->weight - want->weight < 1e-6 && want->weight - q->weight < 1e-6);
		assert_true(q->law - want->law < 1e-6 && want->law - q->law < 1e-6);
		assert_true(i == 0 || q->law <= p->question[i - 1].law);
	}
	assert_true(p->n_question > 0);
	size_t held[4] = { 0 }, by_rule[4];
	for (size_t i = 0; i < cn_compiled_rules(c); i++) {
		cn_portfolio_rule(p, i, by_rule);
		for (unsigned h = 0; h < 4; h++)
			held[h] += by_rule[h];
	}
	for (size_t i = 0; i < SYSTEMS; i++)
		for (unsigned h = 0; h < 4; h++)
			held[h] -= p->system[i].provisions[h];
	for (unsigned h = 0; h < 4; h++)
		assert_int_equal(held[h], 0);
}

static void one_instrument_alone_gives_its_part_of_the_answers(void **state)
{
	(void)state;
	CN_AUTO_ARENA a = cn_arena_new(ARENA_BYTES);
	const cn_library *lib = help_norms(a);
	const cn_instrument *in = cn_library_get(lib, CN_S("kr-ai-basic-act"));
	const cn_compiled *all = NULL, *one = NULL;
	cn_bulk *x = NULL, *y = NULL;
	cn_err err = { 0 };
	cn_rng r;
	cn_rng_init(&r, seed_of() + 13);
	const cn_profile *p = random_profile(a, &r, lib);
	assert_non_null(in);
	assert_int_equal(cn_compile(a, lib, NULL, CN_S(""), day_at(4), &all, &err), CN_OK);
	assert_int_equal(cn_compile(a, lib, in, CN_S(""), day_at(4), &one, &err), CN_OK);
	assert_int_equal(cn_bulk_lay(a, all, &p, 1, &x, &err), CN_OK);
	assert_int_equal(cn_bulk_lay(a, one, &p, 1, &y, &err), CN_OK);
	cn_bulk_run(x, CN_BULK_AUTO);
	cn_bulk_run(y, CN_BULK_AUTO);
	size_t at = 0;
	for (size_t i = 0; i < cn_compiled_rules(all); i++) {
		if (cn_compiled_rule(all, i)->instrument != in)
			continue;
		assert_ptr_equal(cn_compiled_rule(one, at), cn_compiled_rule(all, i));
		for (size_t row = 0; row < cn_bulk_rows(x); row++) {
			cn_answer k, l;
			assert_int_equal(cn_bulk_get(x, row, i, &k), cn_bulk_get(y, row, at, &l));
			assert_int_equal(k, l);
		}
		at++;
	}
	assert_int_equal(at, cn_compiled_rules(one));
	assert_true(at > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bulk_answers_are_the_single_answers_on_made_law), cmocka_unit_test(bulk_answers_are_the_single_answers_on_the_library),
		cmocka_unit_test(bulk_answers_are_the_single_answers_on_every_argued_profile), cmocka_unit_test(vector_and_scalar_code_give_the_same_bits),
		cmocka_unit_test(a_portfolio_counts_what_single_answers_say), cmocka_unit_test(one_instrument_alone_gives_its_part_of_the_answers),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
