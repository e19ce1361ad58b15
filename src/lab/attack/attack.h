/* attack: what an attacker learns from the answers of a model, and what it costs. Private to src/lab.
 *
 * Every attack here asks the model as anyone may who gets its answers; none reads its inside. Draws come from the seed alone. */
#ifndef CN_LAB_ATTACK_ATTACK_H
#define CN_LAB_ATTACK_ATTACK_H

#include "lab/priv.h"
#include "lab/procedure.h"
#include "lab/table/metric.h"

enum {
	LIMB_BITS = 48,          /* a sum of 128 bits is attested as three integers, the lowest first */
	GRADIENT_STEPS = 4,      /* sizes of the step of gradient_attack: a quarter, a half, once, twice the option */
	GRADIENT_STEP_NAMED = 2, /* the one that the option names */
	COPIED_DEPTH_MAX = 16,
	COPIED_ROWS_MAX = 100000,
	HIDDEN_VALUES_MAX = 32   /* values of an attribute that is guessed by trying each */
};

/* ---- a copy of a model: a tree of yes and no (surrogate.c) ---------------------------------------------------------------------------- */

typedef struct copied_node {
	double at;       /* a row goes left if its feature is missing or <= at */
	uint32_t feature;
	uint32_t left;   /* the right one follows; 0: a leaf */
	uint8_t yes;     /* what a leaf says: the commoner answer, yes among equals */
} copied_node;

typedef struct copied {
	const copied_node *node;
	size_t n;
} copied;

/* Fits a tree of Gini splits to answers of n rows of k features: at each node the split with the smallest sum of impurities, compared as
 * exact fractions; the first feature and the lowest place among equals. At most depth levels of splits; a node of one answer is a leaf.
 * Integers decide, so the tree is the same everywhere. O(depth k n log n).
 *   n      1..COPIED_ROWS_MAX; depth at most COPIED_DEPTH_MAX; scratch and tree from a
 *   fails  CN_ENOMEM */
CN_MUST_CHECK cn_code copied_fit(cn_arena *a, const double *row, const uint8_t *yes, size_t n, size_t k, unsigned depth, copied *ret, cn_err *err);
bool copied_says(const copied *t, const double *row);

#endif
