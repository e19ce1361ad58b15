/* The second reading (tests/vectors/norm/second-reading.yaml) against the conditions of norms/, pair by pair, by our own engine;
 * and against docs/second-reading.md, where every pair that is not equal has its line. Prints what it finds.
 *
 *   searched   is there any profile at all under which one condition holds and the other does not (cn_satisfiable)
 *   sampled    how often that happens among systems made at random that do not contradict themselves
 * CONCORD_SEED repeats a sample. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "core/hash.h"
#include "norm/profile.h"
#include "norm_help.h"

enum { ARENA_BYTES = 1 << 30, PAIRS = 100, SYSTEMS = 4000, FACTS_MAX = 512, ROLES_MAX = 16, MEMO_MAX = 1024 };

#define HANDED_IN "# Blind second reading"
#define DIGEST "sha256:c9fb3c47a0ca894d59a5b23b6be950f0770ac9534ca60980bd3057521a99c3a9"

/* Where only one of the two holds. UNKNOWN: the search was too long, so that the sample alone speaks. */
typedef struct gap {
	cn_tri only_first, only_second; /* is there a profile */
	size_t n_first, n_second;	/* cells of the sample */
} gap;

typedef struct pair {
	const cn_provision *p;
	const cn_expr *first, *second, *beside;
	gap any, sane,
	    aside; /* of all profiles (not sampled); of those that do not contradict themselves; of these, less what is set aside */
	size_t cells, holds_first, holds_second;
} pair;

typedef struct fixture {
	cn_arena *a;
	const cn_library *lib;
	cn_str reading, page;
	pair pair[PAIRS];
	size_t n, equal, aside;
	cn_value value[FACTS_MAX];
} fixture;

/* ---- what a system cannot be ----------------------------------------------------------------------------------------------------
 */

/* Where `a` is so, `b` is `is`, by what the two facts ask. A profile that breaks one contradicts itself: nobody could answer it so.
 */
static const struct {
	const char *a, *b;
	bool is;
} sane[] = {
	{ "realtime_identification", "biometric_identification", true },
	{ "criminal_search", "biometric_identification", true },
	{ "criminal_search", "realtime_identification", false },
	{ "criminal_search", "law_enforcement_use", true },
	{ "identification_exception", "realtime_identification", true },
	{ "only_profiling", "crime_prediction", true },
	{ "unrelated_treatment", "social_scoring", true },
	{ "unjustified_treatment", "social_scoring", true },
	{ "deep_fake", "synthetic_content", true },
	{ "public_interest_text", "synthetic_content", true },
	{ "intimate_imagery", "synthetic_content", true },
	{ "intimate_imagery_possible", "synthetic_content", true },
	{ "child_abuse_material", "synthetic_content", true },
	{ "child_abuse_material_possible", "synthetic_content", true },
	{ "offered_to_public", "internal_only", false },
	{ "internet_information_service", "internal_only", false },
	{ "provides_to_others", "internal_only", false },
	{ "content_platform", "internal_only", false },
	{ "personal_use", "public_body", false },
	{ "personal_use", "used_on_workers", false },
	{ "research_only", "public_procurement", false },
	{ "research_only", "used_on_workers", false },
};
enum { N_SANE = sizeof sane / sizeof *sane };

/* The two differences about the reach of the EU Act as a whole (products of Section B; where a deployer is), set aside to see what
 * is left. */
#define ASIDE                                                                                                                      \
	"!(product_safety_component && third_party_assessment && annex_i_section == \"b\") && (role != \"deployer\" || "           \
	"in_service)"

static cn_str sane_text(cn_arena *a)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, 1 << 16);
	for (size_t i = 0; i < N_SANE; i++)
		cn_buf_printf(&b, "%s(!%s || %s%s)", i ? " && " : "", sane[i].a, sane[i].is ? "" : "!", sane[i].b);
	cn_buf_putz(&b, " && (serious_incident || !(\"death\" in incident_kind || \"health\" in incident_kind || "
			"\"infrastructure\" in incident_kind || "
			"\"rights\" in incident_kind || \"property\" in incident_kind))");
	return cn_str_copy(a, cn_buf_str(&b));
}

/* ---- both readings in one library
 * ------------------------------------------------------------------------------------------------- */

static void define(cn_arena *a, cn_val *list, cn_str id, cn_str when)
{
	cn_val *d = cn_map(a);
	cn_put(a, d, "id", cn_text(a, id));
	cn_put(a, d, "when", cn_text(a, when));
	cn_put(a, d, "locator", cn_textz(a, "second_reading"));
	cn_push(a, list, d);
}

static cn_str name_of_reading(cn_arena *a, size_t i)
{
	return cn_strf(a, "second_reading_%zu", i);
}

/* A copy of an instrument that has the second reader's conditions as definitions beside its own. */
static const cn_val *with_reading(cn_arena *a, const cn_val *tree, const cn_val *read)
{
	cn_val *copy = cn_val_copy(a, tree);
	cn_val *list = (cn_val *)(uintptr_t)cn_get(copy, "definitions"); /* of our copy */
	if (!list)
		list = cn_put(a, copy, "definitions", cn_list(a));
	CN_EACH(d, cn_get(read, "definitions"))
		define(a, list, d->key, d->s);
	size_t i = 0;
	CN_EACH(r, cn_get(read, "readings"))
		define(a, list, name_of_reading(a, i++), cn_get_text(r, "when"));
	define(a, list, CN_S("second_reading_sane"), sane_text(a));
	define(a, list, CN_S("second_reading_aside"), CN_S("second_reading_sane && " ASIDE));
	return copy;
}

static const cn_expr *definition(const cn_instrument *in, cn_str id)
{
	for (size_t i = 0; i < in->n_definition; i++)
		if (cn_eq(in->definition[i].id, id))
			return in->definition[i].expr;
	return NULL;
}

static void pair_up(fixture *f, const cn_val *reading)
{
	CN_EACH(one, reading) {
		size_t i = 0;
		CN_EACH(r, cn_get(one, "readings")) {
			cn_str full =
			    cn_strf(f->a, "%.*s/%.*s", CN_FMT(cn_get_text(one, "instrument")), CN_FMT(cn_get_text(r, "id")));
			const cn_provision *p = cn_library_provision(f->lib, full);
			if (!p || f->n == PAIRS)
				fail_msg("%.*s: no such provision, or too many", CN_FMT(full));
			const cn_expr *second = definition(p->instrument, name_of_reading(f->a, i++));
			assert_non_null(second);
			f->pair[f->n++] = (pair){ .p = p, .first = p->expr ? p->expr : cn_expr_bool(f->a, true), .second = second };
		}
	}
	assert_int_equal(f->n, PAIRS);
}

static int load(void **state)
{
	static cn_norm_file file[512];
	fixture *f = calloc(1, sizeof *f);
	f->a = cn_arena_new(ARENA_BYTES);
	*state = f;
	f->reading = help_read(f->a, cn_strf(f->a, "%s/tests/vectors/norm/second-reading.yaml", help_source()).p);
	f->page = help_read(f->a, cn_strf(f->a, "%s/docs/second-reading.md", help_source()).p);
	const cn_val *reading = NULL;
	cn_err err = { 0 };
	if (cn_yaml_parse(f->a, f->reading, CN_S("second-reading.yaml"), &reading, &err) != CN_OK) {
		fprintf(stderr, "%s\n", err.msg);
		return -1;
	}
	size_t n = help_folder(f->a, "norms", file, 512);
	for (size_t i = 0; i < n; i++)
		CN_EACH(one, reading)
			if (cn_is_text(cn_get(file[i].tree, "concord"), "instrument/1") &&
			    cn_eq(cn_get_text(file[i].tree, "id"), cn_get_text(one, "instrument")))
				file[i].tree = with_reading(f->a, file[i].tree, one);
	cn_problems problems = { 0 };
	if (cn_library_load(f->a, file, n, &f->lib, &problems, &err) != CN_OK || cn_library_facts(f->lib) > FACTS_MAX) {
		fprintf(stderr, "%s\n", err.msg);
		return -1;
	}
	pair_up(f, reading);
	return 0;
}

static int unload(void **state)
{
	fixture *f = *state;
	cn_arena_free(f->a);
	free(f);
	return 0;
}

/* ---- worlds
 * ------------------------------------------------------------------------------------------------------------------------ */

static size_t index_of(const fixture *f, const char *id)
{
	const cn_fact *x = cn_library_fact(f->lib, cn_str_z(id));
	if (!x)
		fail_msg("no fact %s", id);
	return x->index;
}

static void be(cn_value *v, cn_str text)
{
	v->text = text;
	v->known = text.n > 0;
}

/* Nothing is known but the role. */
static void know_role(fixture *f, cn_str role)
{
	for (size_t i = 0; i < cn_library_facts(f->lib); i++)
		f->value[i] = (cn_value){ .b = CN_UNKNOWN };
	be(&f->value[CN_B_ROLE], role);
}

static bool yes(cn_rng *r, uint64_t percent)
{
	return cn_rng_below(r, 100) < percent;
}

static void make_fact(cn_rng *r, cn_arena *a, const cn_fact *x, cn_value *v, uint64_t percent)
{
	static const char *const dates[] = { "2024-01-01", "2025-09-01", "2026-08-02", "2027-12-02", "2029-01-01" };
	static const char *const numbers[] = { "0", "1e12", "1e24", "5e25", "2e26" };
	*v = (cn_value){ .known = true };
	if (x->type == CN_F_BOOL) {
		v->b = yes(r, percent) ? CN_TRUE : CN_FALSE;
	} else if (x->type == CN_F_SET) {
		v->member = CN_NEW(a, cn_tri, x->n_member + 1);
		for (size_t i = 0; i < x->n_member; i++)
			v->member[i] = CN_FALSE;
		for (size_t k = cn_rng_below(r, 4); x->n_member > 0 && k > 0; k--)
			v->member[cn_rng_below(r, x->n_member)] = CN_TRUE;
	} else if (x->type == CN_F_TEXT) {
		v->text = x->n_member ? x->member[cn_rng_below(r, x->n_member)].id : CN_S("KR");
	} else if (x->type == CN_F_NUMBER) {
		assert_int_equal(cn_dec_parse(cn_str_z(numbers[cn_rng_below(r, 5)]), &v->num, NULL), CN_OK);
	} else {
		assert_int_equal(cn_date_parse(cn_str_z(dates[cn_rng_below(r, 5)]), &v->date, NULL), CN_OK);
	}
}

static void make_sane(fixture *f)
{
	for (bool again = true; again;) {
		again = false;
		for (size_t i = 0; i < N_SANE; i++) {
			cn_value *x = &f->value[index_of(f, sane[i].a)];
			if (x->b == CN_TRUE && f->value[index_of(f, sane[i].b)].b != (sane[i].is ? CN_TRUE : CN_FALSE)) {
				x->b = CN_FALSE;
				again = true;
			}
		}
	}
	const cn_fact *kind = cn_library_fact(f->lib, CN_S("incident_kind"));
	for (size_t i = 0; f->value[index_of(f, "serious_incident")].b != CN_TRUE && i < kind->n_member; i++)
		if (!cn_eqz(kind->member[i].id, "widespread"))
			f->value[kind->index].member[i] = CN_FALSE;
}

/* Everything is known. Most systems touch the market, few are private or for research only; the rest is more or less frequent by
 * turns, so that conditions of many parts are met too. */
static void make_system(fixture *f, cn_rng *r, cn_arena *a)
{
	static const char *const often[] = { "placed_on_market", "in_service", "output_used_there", "offered_to_public",
					     "internet_information_service" };
	static const char *const seldom[] = { "research_only", "personal_use", "open_source", "internal_only" };
	static const char *const places[] = { "EU", "DE", "FR", "US", "CN", "KR", "JP", "KE" };
	uint64_t percent = 25 + 20 * cn_rng_below(r, 4);
	for (size_t i = 0; i < cn_library_facts(f->lib); i++) {
		const cn_fact *x = cn_library_fact_at(f->lib, i);
		make_fact(r, a, x, &f->value[x->index], percent);
	}
	for (size_t i = 0; i < sizeof often / sizeof *often; i++)
		f->value[index_of(f, often[i])].b = yes(r, 70) ? CN_TRUE : CN_FALSE;
	for (size_t i = 0; i < sizeof seldom / sizeof *seldom; i++)
		f->value[index_of(f, seldom[i])].b = yes(r, 15) ? CN_TRUE : CN_FALSE;
	be(&f->value[CN_B_PLACE], cn_str_z(places[cn_rng_below(r, 8)]));
	make_sane(f);
}

/* ---- comparing
 * ------------------------------------------------------------------------------------------------------------------------ */

static cn_tri worse(cn_tri a, cn_tri b)
{
	return a == CN_TRUE || b == CN_TRUE ? CN_TRUE : a == CN_UNKNOWN || b == CN_UNKNOWN ? CN_UNKNOWN : CN_FALSE;
}

static cn_tri can(fixture *f, const cn_expr *holds, const cn_expr *fails, const cn_expr *also)
{
	CN_AUTO_ARENA a = cn_arena_new(ARENA_BYTES);
	cn_world w = { .value = f->value, .n = cn_library_facts(f->lib) };
	const cn_expr *no[1] = { fails };
	const cn_expr *both[3] = { holds, cn_expr_nary(a, CN_E_NOT, no, 1), also };
	const cn_expr *all = cn_expr_nary(a, CN_E_AND, both, 3);
	cn_tri now = cn_eval(all, &w), ret = now;
	if (now == CN_UNKNOWN)
		assert_int_equal(cn_satisfiable(a, all, &w, &ret, NULL), CN_OK);
	return ret;
}

/* A profile for every role, of those that `also` admits. */
static gap search(fixture *f, const pair *p, const cn_expr *also)
{
	gap g = { .only_first = CN_FALSE, .only_second = CN_FALSE };
	for (size_t k = 0; k < p->p->roles.n; k++) {
		know_role(f, p->p->roles.item[k]);
		g.only_first = worse(g.only_first, can(f, p->first, p->second, also));
		g.only_second = worse(g.only_second, can(f, p->second, p->first, also));
	}
	return g;
}

static void meet(gap *g, bool first, bool second)
{
	g->n_first += first && !second;
	g->n_second += second && !first;
}

static void count(pair *p, const cn_world *w)
{
	bool first = cn_eval(p->first, w) == CN_TRUE, second = cn_eval(p->second, w) == CN_TRUE;
	p->cells++;
	p->holds_first += first;
	p->holds_second += second;
	meet(&p->sane, first, second);
	if (first != second && cn_eval(p->beside, w) == CN_TRUE)
		meet(&p->aside, first, second);
}

/* Every role of every pair on one system. */
static void ask(fixture *f)
{
	static uint8_t memo[MEMO_MAX];
	cn_world w = { .value = f->value, .n = cn_library_facts(f->lib), .memo = memo };
	static const char *const roles[] = { "provider", "developer", "deployer",	 "importer",  "distributor", "producer",
					     "operator", "user",      "affected-person", "authority", "state",	     "other" };
	for (size_t k = 0; k < sizeof roles / sizeof *roles; k++) {
		const cn_instrument *in = NULL;
		be(&f->value[CN_B_ROLE], cn_str_z(roles[k]));
		for (size_t i = 0; i < f->n; i++) {
			pair *p = &f->pair[i];
			bool its = false;
			for (size_t j = 0; j < p->p->roles.n; j++)
				its |= cn_eqz(p->p->roles.item[j], roles[k]);
			if (p->p->instrument != in)
				memset(memo, 0, sizeof memo);
			in = p->p->instrument;
			assert_true(in->n_definition <= MEMO_MAX);
			if (its)
				count(p, &w);
		}
	}
}

static uint64_t seed_of(void)
{
	const char *z = getenv("CONCORD_SEED");
	int64_t seed = 20261126;
	if (z && cn_int_parse(cn_str_z(z), 0, CN_INT_MAX, &seed, NULL) != CN_OK)
		fail_msg("CONCORD_SEED is not a number");
	fprintf(stderr, "seed %lld\n", (long long)seed);
	return (uint64_t)seed;
}

static bool is_wider(cn_tri found, size_t sampled)
{
	return found == CN_TRUE || sampled > 0;
}

static bool is_equal(gap g)
{
	return !is_wider(g.only_first, g.n_first) && !is_wider(g.only_second, g.n_second);
}

static const char *relation(gap g)
{
	bool first = is_wider(g.only_first, g.n_first), second = is_wider(g.only_second, g.n_second);
	return first && second ? "each" : first ? "first wider" : second ? "second wider" : "equal";
}

/* Prints a pair. What the search excludes, the sample must not hold. */
static void show(const pair *p)
{
	fprintf(stderr, "%-46.*s %-12s %-12s %-12s %5zu cells, first %5zu, second %5zu; only first %4zu, only second %4zu\n",
		CN_FMT(p->p->full), relation(p->any), relation(p->sane), relation(p->aside), p->cells, p->holds_first,
		p->holds_second, p->sane.n_first, p->sane.n_second);
	assert_true(p->holds_first > 0 && p->holds_second > 0);
	if (is_equal(p->any)) /* under every profile: searched, not only sampled */
		assert_true(p->any.only_first == CN_FALSE && p->any.only_second == CN_FALSE);
	assert_true(p->any.only_first != CN_FALSE || p->sane.n_first == 0);
	assert_true(p->any.only_second != CN_FALSE || p->sane.n_second == 0);
	assert_true(p->sane.only_first != CN_FALSE || p->sane.n_first == 0);
	assert_true(p->sane.only_second != CN_FALSE || p->sane.n_second == 0);
}

static void the_readings_are_compared(void **state)
{
	fixture *f = *state;
	cn_rng r;
	cn_rng_init(&r, seed_of());
	for (size_t i = 0; i < f->n; i++) {
		pair *p = &f->pair[i];
		p->beside = definition(p->p->instrument, CN_S("second_reading_aside"));
		p->any = search(f, p, cn_expr_bool(f->a, true));
		p->sane = search(f, p, definition(p->p->instrument, CN_S("second_reading_sane")));
		p->aside = search(f, p, p->beside);
	}
	for (size_t s = 0; s < SYSTEMS; s++) {
		CN_AUTO_ARENA a = cn_arena_new(1 << 20);
		make_system(f, &r, a);
		ask(f);
	}
	size_t sanely = 0, cells = 0, split = 0;
	for (size_t i = 0; i < f->n; i++) {
		pair *p = &f->pair[i];
		p->any.n_first = p->sane.n_first;
		p->any.n_second = p->sane.n_second;
		show(p);
		f->equal += is_equal(p->any);
		f->aside += is_equal(p->aside);
		sanely += is_equal(p->sane);
		cells += p->cells;
		split += p->sane.n_first + p->sane.n_second;
	}
	fprintf(stderr,
		"%zu of %zu pairs equal, %zu if no profile contradicts itself, %zu if the reach of the EU Act is set aside too; of "
		"%zu cells %zu differ\n",
		f->equal, f->n, sanely, f->aside, cells, split);
}

/* ---- what was decided
 * ----------------------------------------------------------------------------------------------------------------- */

static void what_was_handed_in_is_unchanged(void **state)
{
	fixture *f = *state;
	const char *start = f->reading.p ? strstr(cn_cstr(f->a, f->reading), HANDED_IN) : NULL;
	/* the words stand in the heading too, in quotes: what was handed in begins a line */
	while (start && start[-1] != '\n')
		start = strstr(start + 1, HANDED_IN);
	assert_non_null(start);
	cn_digest d = cn_sha256(cn_str_z(start));
	assert_true(cn_eqz(cn_digest_str(f->a, &d), DIGEST));
}

/* A row of the table: | id | at first | now | resolution | why |. Column 0 is the id. */
static cn_str column(cn_str line, unsigned k)
{
	cn_str part = { 0 };
	for (unsigned i = 0; i <= k + 1; i++)
		(void)cn_split(line, '|', &part, &line);
	return cn_trim(part);
}

static bool is_row(cn_str line)
{
	return cn_starts(line, "| ") && memchr(column(line, 0).p, '/', column(line, 0).n) != NULL;
}

static cn_str row_of(const fixture *f, cn_str full, size_t *ret_n)
{
	cn_str line, found = { 0 }, rest = f->page;
	*ret_n = 0;
	while (rest.n > 0) {
		(void)cn_split(rest, '\n', &line, &rest);
		if (is_row(line) && cn_eq(column(line, 0), full)) {
			found = line;
			++*ret_n;
		}
	}
	return found;
}

/* "kept", "open", "changed", or two of them: why it was changed, and what stands all the same. */
static bool is_settled(cn_str word, bool equal)
{
	static const char *const unequal_words[] = { "kept", "open", "changed, kept", "changed, open" };
	bool known = false;
	for (size_t i = 0; i < sizeof unequal_words / sizeof *unequal_words; i++)
		known |= cn_eqz(word, unequal_words[i]);
	return equal ? cn_eqz(word, "changed") : known;
}

static void every_unequal_pair_has_its_line(void **state)
{
	fixture *f = *state;
	size_t wrong = 0, rows = 0, listed = 0;
	for (size_t i = 0; i < f->n; i++) {
		const pair *p = &f->pair[i];
		size_t n = 0;
		cn_str row = row_of(f, p->p->full, &n);
		bool equal = is_equal(p->any);
		rows += n;
		if (equal && n == 0)
			continue;
		if (n != 1 || !cn_eqz(column(row, 2), relation(p->any)) || !is_settled(column(row, 3), equal) ||
		    column(row, 4).n == 0) {
			wrong++;
			fprintf(stderr, "docs/second-reading.md: %.*s: now \"%s\", but the table has %zu rows: %.*s\n",
				CN_FMT(p->p->full), relation(p->any), n, CN_FMT(row));
		}
	}
	for (cn_str line, rest = f->page; rest.n > 0;) {
		(void)cn_split(rest, '\n', &line, &rest);
		listed += is_row(line);
	}
	assert_int_equal(wrong, 0);
	assert_int_equal(listed, rows);
	cn_str today =
	    cn_strf(f->a, "Today %zu of 100 pairs are equal, %zu with the reach of the EU Act set aside.", f->equal, f->aside);
	if (!strstr(cn_cstr(f->a, f->page), today.p))
		fail_msg("docs/second-reading.md does not say: %s", today.p);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(what_was_handed_in_is_unchanged),
					    cmocka_unit_test(the_readings_are_compared),
					    cmocka_unit_test(every_unequal_pair_has_its_line) };
	return cmocka_run_group_tests(tests, load, unload);
}
