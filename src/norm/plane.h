/* plane: the library compiled for one day, and many rows laid under it as bits. Private to norm (and its tests and bench).
 *
 * Every condition becomes a graph of Kleene ANDs over signed operands: an OR is a negated AND of negations, == and ?: are spelled out,
 * and a negation costs nothing, since it swaps the two planes. Equal parts are found by hashing, so that a definition that many
 * provisions name is worked out once. The graph is written out as postfix code over slots, two planes each: T (known true) and F (known
 * false), of CN_PLANE_WORDS words; slots are constants, atoms, shared parts and answers, and the few temporary ones that stay in L1.
 *
 * plane_compile.c conditions -> graph; plane_emit.c graph -> code; plane_lay.c rows -> atoms; plane_run.c code over words;
 * plane_open.c what Kleene leaves open. */
#ifndef CN_NORM_PLANE_H
#define CN_NORM_PLANE_H

#include "norm/bulk.h"
#include "norm/profile.h"

enum { CN_PLANE_WORDS = 16, CN_PLANE_ROWS = 64 * CN_PLANE_WORDS }; /* of one block */

/* A node or a slot with a sign: twice its number, plus one if it is negated. */
typedef uint32_t cn_signed_at;
enum { CN_AT_TRUE = 0, CN_AT_FALSE = 1, CN_AT_UNKNOWN = 2 }; /* node and slot 0 is true, 1 is unknown */

typedef enum cn_atom_kind {
	CN_ATOM_LEAF,  /* one test on one fact */
	CN_ATOM_REACH, /* the market lies in one of the jurisdictions */
	CN_ATOM_OPEN   /* the system is in the market on that day */
} cn_atom_kind;

typedef struct cn_atom {
	cn_atom_kind kind;
	const cn_expr *leaf;
	cn_texts jurisdictions;
	uint32_t slot;
	uint32_t next; /* the next atom of the same fact, or of the same kind; 0: none (atom 0 is not used) */
} cn_atom;

/* dst = x && y */
typedef struct cn_step_and {
	uint32_t dst;
	cn_signed_at x, y;
} cn_step_and;

/* A provision that can have cells. */
typedef struct cn_plane_rule {
	const cn_provision *provision;
	cn_signed_at reach, role, answer; /* nodes while compiling, slots after */
	const cn_expr *question[2];       /* of rows whose role is known, is unknown; NULL: decided for every row */
	uint32_t same;                    /* equal for rules of one instrument that ask the same of a known role */
	bool once;                        /* every variable of the question stands once: there Kleene is exact */
} cn_plane_rule;

struct cn_compiled {
	const cn_library *lib;
	cn_date as_of;
	cn_str digest;
	cn_atom *atom;
	uint32_t n_atom;
	uint32_t *of_fact; /* first atom of each fact */
	uint32_t reach, open; /* first atom of these kinds */
	cn_plane_rule *rule;
	size_t n_rule;
	uint32_t n_same;
	cn_step_and *code;
	size_t n_code;
	uint32_t n_slot;
};

/* One block: all slots of up to CN_PLANE_ROWS rows. `words` is 1 or CN_PLANE_WORDS. */
typedef struct cn_plane_block {
	uint64_t *slot; /* n_slot x (T, F) x words */
	uint64_t *after; /* n_rule x (T, F) x words: what the exact check made of unknown cells; both: presumed. NULL before it */
	size_t first, n; /* rows */
	unsigned words;
} cn_plane_block;

struct cn_bulk {
	cn_arena *a;
	const cn_compiled *of;
	cn_bulk_row *row;
	size_t n_row;
	cn_plane_block *block;
	size_t n_block;
	size_t n_exact; /* unknown cells looked at */
};

/* The code over one block. Both give the same bits. */
void cn_plane_run_scalar(const cn_compiled *c, const cn_plane_block *b);
void cn_plane_run_vector(const cn_compiled *c, const cn_plane_block *b);
bool cn_plane_has_vector(void); /* a wider unit than the plain one is here */

/* Code and slots from the graph. */
typedef struct cn_plane_node {
	uint32_t first, n; /* operands in the pool; n = 0: a constant or an atom, whose slot is `slot` */
	uint32_t uses, slot;
} cn_plane_node;

typedef struct cn_plane_graph {
	cn_arena *a;
	cn_plane_node *node;
	size_t n_node, room_node;
	cn_signed_at *pool;
	size_t n_pool, room_pool;
	uint32_t *table; /* node numbers by hash; 0: free */
	size_t room_table;
} cn_plane_graph;

CN_MUST_CHECK cn_code cn_plane_emit(cn_compiled *c, cn_plane_graph *g, cn_err *err);

/* Twice as much room for n items of `size` bytes, when they are full. NULL: the arena failed. */
void *cn_plane_grow(cn_arena *a, void *old, size_t n, size_t *room, size_t size);

static inline uint64_t *cn_plane_at(const cn_plane_block *b, uint32_t slot)
{
	return b->slot + (size_t)slot * 2 * b->words;
}

/* The T plane of a signed slot. */
static inline const uint64_t *cn_plane_true(const cn_plane_block *b, cn_signed_at s)
{
	return cn_plane_at(b, s >> 1) + (s & 1 ? b->words : 0);
}

static inline const uint64_t *cn_plane_false(const cn_plane_block *b, cn_signed_at s)
{
	return cn_plane_true(b, s ^ 1);
}

#endif
