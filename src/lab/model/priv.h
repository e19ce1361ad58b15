/* lab/model: private. Trees as they lie in memory, and what readers hand to the builder. */
#ifndef CN_LAB_MODEL_PRIV_H
#define CN_LAB_MODEL_PRIV_H

#include "lab/model/model.h"

/* A split: x < t goes to node first, else to first + 1. A leaf: t is its value, first is itself, and its column is one that is below
 * everything, so that a walk may go on for as many steps as the tree is deep. */
typedef struct node {
	double t;
	uint32_t column; /* of the block that rows are laid out in; trees.feature[column] is the feature */
	uint32_t first;
} node;

/* The same for prediction in blocks: in doubles from the first node on, columns times LANES. */
enum { LANES = 8 };
typedef struct quick_node {
	double t;
	uint32_t column, next;
} quick_node;

enum {
	NODE_MISSING_FIRST = 1, /* a missing value goes first */
	NODE_SET = 2,           /* t is the index of a set: first if the value is in it */
	NODE_ZERO_MISSING = 4   /* values of next to zero count as missing */
};

typedef struct split_set {
	size_t at;
	uint32_t n; /* words */
} split_set;

typedef struct tree {
	uint32_t root;  /* index of its first node; its nodes are contiguous */
	uint32_t n;
	uint32_t group;
	uint16_t depth;
	bool plain;     /* no sets, no zeros that count as missing */
} tree;

struct cn_trees {
	const cn_str *name; /* [n_features] or NULL */
	size_t n_features, n_groups, n_trees, n_nodes;
	bool narrow;        /* float32 arithmetic */
	bool weighted;
	cn_link link;
	double slope;       /* of the logistic link */
	double divisor;     /* of the sum of the leaves: trees that are averaged */
	double *base;       /* [n_groups] */
	tree *tree;
	node *node;
	quick_node *quick;
	uint8_t *flag;      /* of each node: NODE_* */
	double *cover;
	uint32_t *feature;  /* of each column that is used; column n_columns is the one of the leaves */
	uint32_t n_columns;
	split_set *set;
	uint32_t *word;
	unsigned depth;
};

/* The side of a split that a value goes to: 0 or 1. */
unsigned split_side(const cn_trees *t, uint32_t n, double x);
bool trees_is_leaf(const cn_trees *t, uint32_t n);
/* The columns of a row as the trees compare them: float32 where the model is narrow; block[n_columns] is -inf. */
void trees_columns(const cn_trees *t, const double *row, double *block);
/* The exact sum of the leaves that a row reaches, base included; block as laid by trees_columns. */
double trees_exact_margin(const cn_trees *t, const double *block, size_t group);
double trees_link_one(const cn_trees *t, double margin);

/* How far the contributions of a row (all its outputs) are from adding up to its exact margins; block is room for trees_columns. */
double shap_error(const cn_trees *t, const double *row, double *block, const double *phi);

/* ---- building ---- */

typedef struct raw_node {
	double t, value, cover;
	int64_t child[2];  /* first, second; child[0] < 0: a leaf */
	uint32_t feature;
	uint8_t flags;
	const uint32_t *word; /* of a set; kept by the caller until the tree is added */
	size_t n_words;
} raw_node;

typedef struct builder {
	cn_arena *a;       /* of the model */
	cn_arena *scratch;
	cn_trees *t;
	size_t room_trees, room_nodes, room_sets, room_words, n_sets, n_words;
	uint32_t *column_of; /* [n_features]: column + 1, or 0 */
} builder;

/* Begins a model of n_trees trees. */
CN_MUST_CHECK cn_code builder_new(cn_arena *a, cn_arena *scratch, size_t n_features, size_t n_groups, size_t n_trees, builder *ret, cn_err *err);
/* Adds a tree: raw[0] is its root. */
CN_MUST_CHECK cn_code builder_tree(builder *b, const raw_node *raw, size_t n, size_t group, cn_err *err);
CN_MUST_CHECK cn_code builder_end(builder *b, cn_trees **ret, cn_err *err);
/* A number of a file as a count within 0..max; what it counts goes into the message. */
CN_MUST_CHECK cn_code count_of(double x, size_t max, const char *what, size_t *ret, cn_err *err);

/* A number of a file as a place within 0..max of something that the file has. */
CN_MUST_CHECK cn_code index_of(double x, size_t max, const char *what, size_t *ret, cn_err *err);

/* ---- documents ---- */

typedef enum doc_type { DOC_NULL, DOC_NUMBER, DOC_TEXT, DOC_NUMBERS, DOC_LIST, DOC_MAP } doc_type;

/* A JSON or UBJSON document with its lists of numbers as arrays: a model is almost nothing else. true is 1, false 0. */
typedef struct doc doc;
struct doc {
	doc_type type;
	cn_str key;      /* in a map */
	double number;
	cn_str text;
	const double *v; /* DOC_NUMBERS */
	size_t n;        /* numbers, or members */
	doc *first, *next;
};

/* NaN and Infinity are read, as XGBoost writes them. Borrows from a and bytes. */
CN_MUST_CHECK cn_code doc_json(cn_arena *a, cn_str bytes, const doc **ret, cn_err *err);
CN_MUST_CHECK cn_code doc_ubjson(cn_arena *a, cn_str bytes, const doc **ret, cn_err *err);
const doc *doc_get(const doc *map, const char *key); /* NULL if absent or not a map */
cn_str doc_text(const doc *map, const char *key);    /* empty if absent or another type */
/* A list of exactly n numbers (n = SIZE_MAX: any; an empty list is one). Messages name the key. */
CN_MUST_CHECK cn_code doc_numbers(const doc *map, const char *key, size_t n, const double **ret, size_t *ret_n, cn_err *err);
/* A number, or the same as text. */
CN_MUST_CHECK cn_code doc_number(const doc *map, const char *key, double *ret, cn_err *err);
size_t doc_utf8(char *p, uint32_t c);                /* bytes written, at most 4, for c <= U+10FFFF */

/* ---- members of the JSON of our own ---- */

typedef struct field_name {
	cn_str name;
	size_t i; /* its place in the file */
} field_name;

/* A list of 1 to max texts, none empty, none twice. ret_sorted (may be NULL): in order of bytes, for field_find. Copies.
 *   fails  CN_EINPUT, CN_ETOOBIG, CN_ENOMEM; messages name the key */
CN_MUST_CHECK cn_code field_names(cn_arena *a, const cn_val *map, const char *key, size_t max, const cn_str **ret, size_t *ret_n,
				  const field_name **ret_sorted, cn_err *err);
const field_name *field_find(const field_name *sorted, size_t n, cn_str name); /* NULL: not there */
CN_MUST_CHECK cn_code field_real(const cn_val *map, const char *key, double *ret, cn_err *err);
CN_MUST_CHECK cn_code field_reals(cn_arena *a, const cn_val *map, const char *key, size_t n, const double **ret, cn_err *err); /* exactly n */
CN_MUST_CHECK cn_code field_link(const cn_val *map, cn_link *ret, cn_err *err); /* "link": "identity" or "logistic" */
double linear_score(cn_link link, double sum);

CN_MUST_CHECK cn_code model_xgboost(cn_arena *a, cn_arena *scratch, const doc *root, cn_trees **ret, cn_err *err);
CN_MUST_CHECK cn_code model_lightgbm(cn_arena *a, cn_arena *scratch, cn_str text, cn_trees **ret, cn_err *err);

#endif
