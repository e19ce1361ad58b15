/* browse: what one asks of the library itself, without a system: which texts reach a market, how many duties by issue and stage, who is
 * protected, who else asks the same, two texts side by side. Pure, as norm.h; docs/library.md shows the commands. */
#ifndef CN_NORM_BROWSE_H
#define CN_NORM_BROWSE_H

#include "norm/norm.h"

/* ---- which ---------------------------------------------------------------------------------------------------------------- */

/* An empty field asks nothing. */
typedef struct cn_browse {
	cn_str market;       /* instruments that reach it: its own, and those of groups that it is in */
	cn_date as_of;       /* the day for memberships and ends */
	bool ended;          /* provisions that ended before that day are in too */
	cn_str theme, stage;
	cn_str force;        /* token; of the provision */
} cn_browse;

bool cn_browse_reaches(const cn_library *lib, const cn_instrument *in, const cn_browse *b); /* market alone */
bool cn_browse_takes(const cn_library *lib, const cn_provision *p, const cn_browse *b);     /* all of it */
bool cn_texts_have(cn_texts t, cn_str id);

/* An instrument by its id, an alias or its title in any language (ASCII letters of either case); NULL if none or several have that name. */
const cn_instrument *cn_library_named(const cn_library *lib, cn_str name);

/* ---- counts --------------------------------------------------------------------------------------------------------------- */

/* Provisions that ask something (cn_deontic_binds) of each instrument, by issue and stage. One with two themes counts under both; the
 * last column of each is for those that name none. */
typedef struct cn_matrix {
	const cn_instrument *const *row; /* instruments with at least one, by id */
	size_t n_row;
	const cn_member *theme, *stage;
	size_t n_theme, n_stage;  /* without the last column */
	const size_t *cell;       /* [row][theme][stage]: each provision once in each theme and stage that it names */
	const size_t *by_theme;   /* [row][theme], n_theme + 1 a row: each provision once a theme */
	const size_t *by_stage;   /* [row][stage], n_stage + 1 a row */
	const size_t *all;        /* [row]: each provision once */
} cn_matrix;
CN_MUST_CHECK cn_code cn_norm_matrix(cn_arena *a, const cn_library *lib, const cn_browse *b, cn_matrix *ret, cn_err *err);

/* ---- whom ----------------------------------------------------------------------------------------------------------------- */

/* A member of the list `protects` by its id or its label in either language (ASCII letters of either case); NULL if there is none. */
const cn_member *cn_protected_group(const cn_library *lib, cn_str name);

/* Every provision that protects a group, of whatever kind, in the order of the library. */
CN_MUST_CHECK cn_code cn_norm_protecting(cn_arena *a, const cn_library *lib, cn_str group, const cn_browse *b, const cn_provision *const **ret,
					 size_t *ret_n, cn_err *err);

/* ---- who else asks the same ------------------------------------------------------------------------------------------------ */

/* One parameter as two provisions have it. */
typedef struct cn_parameter_pair {
	const cn_parameter *a, *b; /* one of them may be NULL: the other side does not have it */
	bool same;                 /* known to be the same value */
} cn_parameter_pair;

/* Two provisions of different instruments that ask alike. `a` is the one it was asked for. */
typedef struct cn_alike {
	const cn_provision *a, *b;
	bool same_act;   /* the same act and object, both asked, both forbidden or both allowed */
	cn_str rel;      /* the word of the concordance or of a file's `relates`, as seen from a; empty: nobody compared them. Never
			  * no-relationship: that is a finding that they are not alike, and takes them out unless same_act */
	bool disputed;   /* of the concordance: the two readers used different words, rel is the first one's */
	int strength;    /* 1..10; 0: not given */
	cn_words gap;
	const cn_parameter_pair *parameter; /* in the order of a, then what only b has */
	size_t n_parameter;
} cn_alike;

/* Who else asks the same as p: what somebody related to it (either way), then what names the same act and object, each once, in the order
 * of the library.   in: only provisions of this instrument; NULL: of any other */
CN_MUST_CHECK cn_code cn_norm_alike(cn_arena *a, const cn_library *lib, const cn_provision *p, const cn_instrument *in, cn_alike **ret,
				    size_t *ret_n, cn_err *err);

/* Parameters of two provisions, held against each other by name. */
CN_MUST_CHECK cn_code cn_parameters_paired(cn_arena *a, const cn_provision *x, const cn_provision *y, const cn_parameter_pair **ret, size_t *ret_n,
					   cn_err *err);

/* ---- side by side ----------------------------------------------------------------------------------------------------------- */

typedef struct cn_comparison {
	const cn_alike *both; /* by a, then b */
	size_t n_both;
	const cn_provision *const *only_a, *const *only_b;
	size_t n_only_a, n_only_b;
	size_t left_out_a, left_out_b; /* definitions, scope, penalties: they ask nothing */
} cn_comparison;
/* Two different instruments, each as a whole.   fails: CN_EINPUT it is one and the same */
CN_MUST_CHECK cn_code cn_norm_compare(cn_arena *a, const cn_library *lib, const cn_instrument *x, const cn_instrument *y, cn_comparison *ret,
				      cn_err *err);

#endif
