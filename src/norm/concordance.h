/* concordance: which provisions ask the same, as two readers found (docs/concordance.md). Part of norm; its data are norms/concordance.yaml. */
#ifndef CN_NORM_CONCORDANCE_H
#define CN_NORM_CONCORDANCE_H

#include "norm/norm.h"

/* How two provisions stand to each other as sets of what they ask: the six words of NIST IR 8477 and OSCAL 1.2. no-relationship is a finding
 * too: somebody looked, and found none. Ordered so that the inverse of a word is easy to see. */
typedef enum cn_rel { CN_REL_EQUAL, CN_REL_EQUIVALENT, CN_REL_SUBSET, CN_REL_SUPERSET, CN_REL_INTERSECTS, CN_REL_NONE, CN_REL_COUNT } cn_rel;
const char *cn_rel_text(cn_rel r); /* "equal-to" "equivalent-to" "subset-of" "superset-of" "intersects-with" "no-relationship" */
cn_rel cn_rel_inverse(cn_rel r);   /* subset-of and superset-of change places */
/* What a-b and b-c say about a-c. false: nothing (two intersections, and everything that is not forced). */
bool cn_rel_compose(cn_rel ab, cn_rel bc, cn_rel *ret);

/* One reader's view of a pair. */
typedef struct cn_reading {
	cn_rel rel;
	cn_str rationale; /* syntactic semantic functional */
	int strength;     /* 1..10 */
	cn_words gap;     /* what one has and the other has not; empty only for equal-to */
} cn_reading;

/* A pair of provisions, read twice, the second time by somebody who had not seen the first reading. Where they differ, both stand. */
typedef struct cn_pair {
	const cn_provision *a, *b;
	cn_str theme;
	cn_reading first, second;
	bool agreed; /* the same word */
} cn_pair;

size_t cn_library_pairs(const cn_library *lib);
const cn_pair *cn_library_pair_at(const cn_library *lib, size_t i);
cn_date cn_library_paired_on(const cn_library *lib); /* CN_DATE_NONE: there is no concordance */

/* Agreement of the two readings: Cohen's kappa (Cohen 1960) with the interval of Fleiss, Cohen and Everitt (1969, eq. 13). Where all words are
 * equal that has no width; then the lower end is (p - pe) / (1 - pe) with p the exact lower bound (Clopper-Pearson) of n of n.
 *   theme  only pairs of this theme; empty: all
 *   fails  CN_EUNDEFINED no pair, or both readers used one word for all of them (chance agreement is 1) */
typedef struct cn_kappa {
	size_t n, agreed;
	size_t table[CN_REL_COUNT][CN_REL_COUNT]; /* first by second */
	double kappa, lo, hi;                     /* in [-1, 1], 95 % */
} cn_kappa;
/* From a table of counts alone, ret->table filled in by the caller. */
CN_MUST_CHECK cn_code cn_kappa_of_table(cn_kappa *ret, cn_err *err);
CN_MUST_CHECK cn_code cn_concordance_kappa(const cn_library *lib, cn_str theme, cn_kappa *ret, cn_err *err);

/* What is related to a provision: pairs in which it stands, as seen from it, and what follows over one agreed pair more. */
typedef struct cn_related {
	const cn_provision *other;
	const cn_pair *pair;         /* NULL: it follows over `via` */
	const cn_provision *via;
	bool inverse;                /* the pair has it as b: words are turned round */
	cn_rel rel;                  /* of an agreed pair, or composed; of a disputed one the first reading */
	int strength;                /* the weaker of the readings, of both links */
	bool agreed;
} cn_related;
/* Direct ones first in the order of the file, then derived ones by id. A provision that is directly compared is not derived as well. */
CN_MUST_CHECK cn_code cn_concordance_of(cn_arena *a, const cn_library *lib, const cn_provision *p, cn_related **ret, size_t *ret_n, cn_err *err);

#endif
