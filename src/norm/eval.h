/* eval: the value of a bound condition in a world, what is open in it, and the exact check. Private to norm (and its tests). */
#ifndef CN_NORM_EVAL_H
#define CN_NORM_EVAL_H

#include "norm/expr.h"

/* One fact for one row. Which field counts follows from the fact's type. */
typedef struct cn_value {
	cn_tri *member;      /* closed sets: one a member; NULL: every one unknown */
	cn_tri *room;        /* where `member` goes when it is needed; NULL: taken from the arena */
	cn_texts open;       /* open sets (purposes): the members */
	cn_str text;
	cn_dec num;
	cn_date date;
	cn_tri b;            /* bool */
	bool known;          /* text, number, date */
	bool open_complete;  /* open sets: what is not in `open` is no */
	bool expired;        /* somebody stated it, and it no longer counts */
	const cn_statement *by; /* who said it last; NULL: nobody, or built in */
	const cn_presumption *presumed;
} cn_value;

/* All facts of one row. value[] is indexed by cn_fact.index. */
typedef struct cn_world {
	const cn_value *value;
	size_t n;
	bool strict;    /* definitions that were not read are unknown */
	uint8_t *memo;  /* one a definition of the instrument at hand, 0 = not computed, else 1 + value; NULL: none kept */
} cn_world;

/* Strong Kleene. */
cn_tri cn_eval(const cn_expr *e, const cn_world *w);
/* The value of an open definition in this world: unknown because nobody read it. */
bool cn_is_opaque(const cn_expr *def, const cn_world *w);
/* Text of a fact's value: "yes", "no", "unknown", a value; for sets "a, b" with "not: c". */
cn_str cn_value_text(cn_arena *a, const cn_fact *f, const cn_value *v);

/* What an unknown condition hangs on: facts each once in reading order; and whether on a definition that was not read. */
typedef struct cn_open {
	const cn_fact **fact;
	size_t n, room;
	bool not_read;
} cn_open;
CN_MUST_CHECK cn_code cn_open_facts(cn_arena *a, const cn_expr *e, const cn_world *w, cn_open *ret, cn_err *err);

/* The exact answer for a condition that Kleene leaves unknown: TRUE or FALSE if it is that however the unknown facts fall, else UNKNOWN.
 * Facts are taken as independent; members of a set are separate; numbers and dates fall between, on or beyond the values they are
 * compared with; a definition that was not read is one unknown of its own. Beyond 2^CN_UNKNOWN_ATOMS_MAX assignments: UNKNOWN. */
CN_MUST_CHECK cn_code cn_exact(cn_arena *a, const cn_expr *e, const cn_world *w, cn_tri *ret, cn_err *err);

/* Can the unknown facts fall so that the condition holds? TRUE: an assignment was found; FALSE: all were tried and none does; UNKNOWN:
 * CN_SATISFY_STEPS_MAX steps of the search were not enough. Facts fall as in cn_exact. */
CN_MUST_CHECK cn_code cn_satisfiable(cn_arena *a, const cn_expr *e, const cn_world *w, cn_tri *ret, cn_err *err);

#endif
