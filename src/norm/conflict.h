/* conflict: where two laws pull in different directions. Found from the act, the object and the parameters of provisions; resolved by nobody.
 *
 * Two provisions are compared when they are of different instruments, speak of the same object (or of one matter of the vocabulary), may
 * bind one party (or two parties of one system), count on a common day, and their conditions can hold together. The reasoning, and what
 * it cannot see, is in docs/conflicts.md. */
#ifndef CN_NORM_CONFLICT_H
#define CN_NORM_CONFLICT_H

#include "norm/norm.h"

/* What an operator can do about it. */
typedef enum cn_conflict_type {
	CN_CONFLICT_HARD,  /* "H": who does the one in full misses the other: two variants, or not in both places */
	CN_CONFLICT_STACK, /* "S": both can be met; the stricter one, or both side by side */
	CN_CONFLICT_POLICY /* "P": between states; no operator can solve it */
} cn_conflict_type;
const char *cn_conflict_type_text(cn_conflict_type t); /* "H" "S" "P" */

typedef enum cn_conflict_kind {
	CN_CONFLICT_FORBIDDEN,  /* one side asks for what the other forbids */
	CN_CONFLICT_OPPOSITE,   /* the sides ask for opposite acts */
	CN_CONFLICT_PERMISSION, /* one side permits what the other forbids or undoes: usable only where it holds */
	CN_CONFLICT_DISJOINT,   /* no value meets both parameters */
	CN_CONFLICT_STRICTER,   /* parameters differ and can be met together */
	CN_CONFLICT_THRESHOLD,  /* two definitions draw the line elsewhere: each is computed by itself */
	CN_CONFLICT_DATES       /* the same duty, in application on one side and still to come on the other */
} cn_conflict_kind;
const char *cn_conflict_kind_text(cn_conflict_kind k); /* "forbidden" "opposite" "permission" "disjoint" "stricter" "threshold" "dates" */

/* One line of what meets both sides. Lists (op "includes") are the union, in order of first mention; of DATES it is {from, "", day}. */
typedef struct cn_conflict_line {
	cn_str name, op, value, unit;
	const cn_provision *from; /* whose value it is; NULL: of both */
} cn_conflict_line;

typedef struct cn_conflict {
	cn_conflict_type type;
	cn_conflict_kind kind;
	const cn_provision *a, *b; /* ordered by full id */
	cn_str market_a, market_b; /* where each holds: the market asked about, else the first jurisdiction */
	cn_str matter;             /* id of the matter that brought them together; empty: same object */
	bool same_market;          /* both can bind in one place */
	bool two_parties;          /* no role is bound by both: it concerns the system, not one party */
	cn_tri together;           /* TRUE: facts exist under which both apply; UNKNOWN: they may (the search has a bound) */
	cn_date from;              /* first day on which both count; CN_DATE_NONE: no beginning is known */
	const cn_conflict_line *envelope; /* STRICTER: what meets both;  DISJOINT, THRESHOLD: what each side says, a's first */
	size_t n_envelope;
	cn_confidence confidence;  /* the weaker of the two */
	cn_force force;            /* the weaker of the two */
	cn_str settled_by;         /* the relation by which an instrument itself settles it ("lex-specialis-to"); empty: nobody did */
	const cn_cell *cell_a, *cell_b; /* with a system: its rows; NULL without, and for definitions */
	cn_words why;              /* one sentence */
} cn_conflict;

typedef struct cn_conflict_query {
	cn_texts markets;          /* only between these; n = 0: all */
	cn_date as_of;             /* what has ended before it is left out; what begins later is in */
	const cn_answers *answers; /* only what reaches this system on that day, or may later; NULL: any system */
} cn_conflict_query;

/* Every conflict, hard ones first, then by force and ids.
 *   fails  CN_ENOTFOUND a market that is no place of the vocabulary (hint: the nearest); CN_ETOOBIG more than CN_CONFLICTS_MAX; CN_ENOMEM */
CN_MUST_CHECK cn_code cn_norm_conflicts(cn_arena *a, const cn_library *lib, const cn_conflict_query *q, cn_conflict **ret, size_t *ret_n,
					cn_err *err);

/* {type, kind, a: {id, heading, market, deontic, act, object, force, confidence, reference, url, answer?}, b, matter?, same_market, two_parties,
 * together, from?, envelope: [{name, op, value, unit?, from?}], confidence, force, settled_by?, why} */
cn_val *cn_conflict_val(cn_arena *a, const cn_library *lib, const cn_conflict *c);

#endif
