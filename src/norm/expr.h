/* expr: conditions. Private to norm (and its tests).
 *
 * Three steps: cn_expr_parse reads the text (a subset of CEL, docs/instrument.md); cn_expr_bind looks its names up, checks types and
 * expands what is finite (lists, exists, all); the result is evaluated over a world (eval.h). Parsed and bound nodes share one type. */
#ifndef CN_NORM_EXPR_H
#define CN_NORM_EXPR_H

#include "norm/norm.h"

typedef enum cn_eop {
	/* in both */
	CN_E_BOOL, CN_E_NOT, CN_E_AND, CN_E_OR, CN_E_COND, CN_E_HAS,
	/* parsed only */
	CN_E_TEXT, CN_E_NUMBER, CN_E_DATE, CN_E_LIST, CN_E_NAME,
	CN_E_EQ, CN_E_NE, CN_E_LT, CN_E_LE, CN_E_GT, CN_E_GE, CN_E_IN, CN_E_EXISTS, CN_E_ALL,
	/* bound only */
	CN_E_FACT,   /* a bool fact */
	CN_E_MEMBER, /* a set fact holds a member */
	CN_E_IS,     /* a text fact is one of item[] */
	CN_E_CMP,    /* a number or date fact against a constant: cmp is CN_E_EQ, NE, LT, LE, GT or GE */
	CN_E_SAME,   /* two conditions have the same value */
	CN_E_DEF     /* a definition */
} cn_eop;

typedef struct cn_expr cn_expr;
struct cn_expr {
	uint8_t op, cmp;
	bool value;       /* CN_E_BOOL */
	uint16_t depth;   /* of the tree below, this node included; at most CN_EXPR_DEPTH_MAX as parsed */
	uint32_t col;     /* 1-based, in the text */
	uint32_t n;       /* kids */
	const cn_expr *const *kid;
	cn_str text;      /* NAME, TEXT, member or purpose; EXISTS and ALL: the bound name (kid 0 range, kid 1 body) */
	const cn_fact *fact;
	uint32_t member;  /* MEMBER: index in the fact's list; UINT32_MAX: by text (open sets) */
	cn_texts item;    /* IS */
	const cn_dec *num;
	cn_date date;
	const cn_definition *def;
};

/* Reads a condition; names borrow from text. fails: CN_EINPUT "column N: sentence" with a hint; CN_ETOOBIG (nodes, depth). */
CN_MUST_CHECK cn_code cn_expr_parse(cn_arena *a, cn_str text, const cn_expr **ret, cn_err *err);

/* Writes a parsed condition in its canonical form: parse(print(e)) = e. */
void cn_expr_print(const cn_expr *e, cn_buf *b);
bool cn_expr_eq(const cn_expr *a, const cn_expr *b); /* parsed ones; columns do not count */

/* What names mean. `find_fact` and `find_def` give NULL for what they do not know; `near` the nearest known name (may be empty). */
typedef struct cn_scope {
	void *user;
	const cn_fact *(*find_fact)(void *user, cn_str name);
	const cn_definition *(*find_def)(void *user, cn_str name); /* a definition that is bound already */
	cn_str (*near)(void *user, cn_str name);
	/* The column of an error, for the caller to add to the place of the text; may be NULL. */
	uint32_t *ret_col;
} cn_scope;

/* fails: CN_EINPUT with column and hint: unknown name, wrong type, a value outside a closed list; CN_ETOOBIG */
CN_MUST_CHECK cn_code cn_expr_bind(cn_arena *a, const cn_scope *scope, const cn_expr *parsed, const cn_expr **ret, cn_err *err);

/* A bound condition in plain CEL, definitions and macros written out; facts as fields of `f` (f.annex_iii). For outside judges. */
void cn_expr_lower_cel(const cn_expr *e, cn_buf *b);

/* Nodes of a bound condition with definitions expanded, at most CN_EXPR_NODES_MAX + 1. */
size_t cn_expr_size(const cn_expr *e);

/* Builders for bound nodes; NULL kids or a failed arena give NULL. */
const cn_expr *cn_expr_bool(cn_arena *a, bool v);
const cn_expr *cn_expr_nary(cn_arena *a, cn_eop op, const cn_expr *const *kid, size_t n);

#endif
