/* bulk: many systems at once. Public, like norm.h, whose answers these are: cell by cell those of cn_norm_apply.
 *
 *   planes      cn_compile, cn_bulk_lay, cn_bulk_run, cn_bulk_settle   docs/engine.md#planes
 *   portfolio   cn_portfolio_                                          who is bound by what, what is unknown, what would decide most
 *
 * Pure, and lifetimes as in norm.h; a cn_compiled is read-only once made and may be shared between threads, a cn_bulk and a cn_portfolio
 * belong to one. */
#ifndef CN_NORM_BULK_H
#define CN_NORM_BULK_H

#include "norm/norm.h"

/* ---- many systems at once --------------------------------------------------------------------------------------------------------------- */

/* The bulk engine: the same answers as cn_norm_apply, for thousands of systems, as bit planes (docs/engine.md#planes). Compile the
 * library for a day; lay systems under it; run; settle what is left unknown; read. */
typedef struct cn_compiled cn_compiled; /* opaque; read-only once made */
typedef struct cn_bulk cn_bulk;         /* opaque */

/* A row: the systems in the order given, of each its markets, of each its actors. */
typedef struct cn_bulk_row {
	const cn_profile *profile;
	size_t system; /* which of the profiles given */
	const cn_market *market;
	const cn_actor *actor;
} cn_bulk_row;

/* The library as of one day, or one instrument of it (only; NULL: all). Rules are its provisions that can have cells, in the order of
 * cn_answers. digest: of the library, kept with it ("what did we believe"); may be empty.
 *   fails  CN_ENOMEM, CN_ETOOBIG */
CN_MUST_CHECK cn_code cn_compile(cn_arena *a, const cn_library *lib, const cn_instrument *only, cn_str digest, cn_date as_of,
				 const cn_compiled **ret, cn_err *err);
cn_date cn_compiled_day(const cn_compiled *c);
cn_str cn_compiled_digest(const cn_compiled *c);
size_t cn_compiled_rules(const cn_compiled *c);
const cn_provision *cn_compiled_rule(const cn_compiled *c, size_t rule);
/* For people who measure: tests on facts, and steps of code for all rules. */
void cn_compiled_size(const cn_compiled *c, size_t *ret_atoms, size_t *ret_steps);

/* Lays systems under the rules. Those out of scope have no rows. borrows from compiled and the profiles. */
CN_MUST_CHECK cn_code cn_bulk_lay(cn_arena *a, const cn_compiled *c, const cn_profile *const *profile, size_t n_profile, cn_bulk **ret, cn_err *err);
size_t cn_bulk_rows(const cn_bulk *b);
const cn_bulk_row *cn_bulk_row_at(const cn_bulk *b, size_t row);

/* Works out every rule for every row by Kleene. Vector code where the machine has it; both kinds give the same bits. */
typedef enum cn_bulk_how { CN_BULK_AUTO, CN_BULK_SCALAR, CN_BULK_VECTOR } cn_bulk_how;
void cn_bulk_run(cn_bulk *b, cn_bulk_how how);

/* A cell that Kleene leaves unknown, after the exact check and the presumptions; as in cn_cell. */
typedef struct cn_bulk_cell {
	size_t row, rule;
	cn_answer answer;
	bool either_way, not_read;
	const cn_fact *const *missing; /* of unknown and presumed cells; borrows from memory of the call */
	size_t n_missing;
} cn_bulk_cell;
typedef cn_code cn_bulk_fn(void *user, const cn_bulk_cell *cell, cn_err *err);

/* The exact check of every unknown cell, row by row; each is shown to `fn` (may be NULL), whose failure ends it. After cn_bulk_run. */
CN_MUST_CHECK cn_code cn_bulk_settle(cn_bulk *b, cn_bulk_fn *fn, void *user, cn_err *err);

/* 64 rows of one rule as bits: bit i is row 64 * word + i. Cells that do not exist are in none; does_not = exists less the three. */
typedef struct cn_bulk_bits {
	uint64_t exists, applies, unknown, presumed;
} cn_bulk_bits;
size_t cn_bulk_words(const cn_bulk *b);
cn_bulk_bits cn_bulk_at(const cn_bulk *b, size_t rule, size_t word);
/* One cell. False: there is none, and it does not apply. */
bool cn_bulk_get(const cn_bulk *b, size_t row, size_t rule, cn_answer *ret);

/* ---- a portfolio ---------------------------------------------------------------------------------------------------------------------- */

/* Many systems counted: who is bound by what, what is unknown, and which fact would decide most. Fed in portions; all in the arena given
 * to cn_portfolio_new. A system is bound by a provision if a row of it applies; else presumed, else open if a row is unknown. */
typedef enum cn_hold { CN_HOLD_NONE, CN_HOLD_OPEN, CN_HOLD_PRESUMED, CN_HOLD_BOUND } cn_hold;

typedef struct cn_portfolio_system {
	cn_str id, file;
	bool out_of_scope;
	size_t provisions[4]; /* by cn_hold; the first is not counted */
	const uint8_t *instrument; /* a cn_hold for each instrument of the library */
	const uint8_t *rule;       /* a cn_hold for each rule */
} cn_portfolio_system;

typedef struct cn_portfolio_reach { /* one instrument in one market that it reaches */
	const cn_instrument *instrument;
	cn_str market;
	size_t systems[4]; /* in that market, by cn_hold */
} cn_portfolio_reach;

typedef struct cn_portfolio_question {
	const cn_fact *fact;
	size_t cells, alone, binding; /* unknown cells it would help decide; that hang on it alone; binding duties and prohibitions */
	size_t systems;
	double law, weight; /* as of cn_question, over all systems */
} cn_portfolio_question;

typedef struct cn_portfolio_market {
	cn_str code;
	size_t systems;
	bool covered; /* the library has law of its own there (cn_library_own); if not, say "not covered", never "no duties" */
} cn_portfolio_market;

typedef struct cn_portfolio {
	const cn_compiled *compiled;
	cn_portfolio_system *system;
	size_t n_system, n_row;
	size_t cells[4];           /* by cn_hold */
	cn_portfolio_reach *reach; /* after cn_portfolio_end: by instrument, then market */
	size_t n_reach;
	cn_portfolio_market *market; /* in the order in which they came */
	size_t n_market;
	cn_portfolio_question *question; /* after cn_portfolio_end: the heaviest first */
	size_t n_question;
	struct cn_portfolio_work *work;
} cn_portfolio;

CN_MUST_CHECK cn_code cn_portfolio_new(cn_arena *a, const cn_compiled *c, cn_portfolio **ret, cn_err *err);
/* Lays, runs, settles and counts some systems, in the memory of `a`, which may then go. ret_bulk: their cells, in `a` (may be NULL). */
CN_MUST_CHECK cn_code cn_portfolio_add(cn_portfolio *p, cn_arena *a, const cn_profile *const *profile, size_t n, cn_bulk **ret_bulk, cn_err *err);
void cn_portfolio_end(cn_portfolio *p);
/* Systems by what a rule means for them; ret[0] is not counted. */
void cn_portfolio_rule(const cn_portfolio *p, size_t rule, size_t ret[4]);

#endif
