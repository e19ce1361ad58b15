/* library: what is behind cn_library. Private to norm. */
#ifndef CN_NORM_LIBRARY_H
#define CN_NORM_LIBRARY_H

#include "norm/concordance.h"
#include "norm/expr.h"
#include "norm/shape.h"

typedef struct cn_named_list {
	cn_str name;
	cn_member *member;
	size_t n;
} cn_named_list;

typedef struct cn_group {
	cn_str id;
	const cn_market *member; /* with dates */
	size_t n;
} cn_group;

/* Two acts of which one undoes or leaves out the other: what one asks for is missed by who does the other. */
typedef struct cn_opposite {
	cn_str one, other;
} cn_opposite;

/* Acts and objects that laws word differently and mean as one thing to be done: their provisions are compared with each other. */
typedef struct cn_matter {
	cn_member name;
	cn_texts acts, objects;
} cn_matter;

/* A provision by one of its names, for binary search. */
typedef struct cn_known_as {
	cn_str name;
	const cn_provision *provision;
} cn_known_as;

/* Where the built-in facts stand: first in the list, in this order. */
enum { CN_B_MARKET, CN_B_PLACE, CN_B_ROLE, CN_B_STAGE, CN_B_PURPOSES, CN_B_AS_OF, CN_B_COUNT };

struct cn_library {
	cn_named_list *list;
	size_t n_list;
	cn_group *group;
	size_t n_group;
	cn_opposite *opposite;
	size_t n_opposite;
	cn_matter *matter;
	size_t n_matter;
	cn_fact *fact;
	size_t n_fact;
	const cn_fact **by_name; /* facts sorted by id */
	cn_coverage *coverage;   /* market holds the jurisdiction */
	size_t n_coverage;
	const cn_instrument **instrument;
	size_t n_instrument;
	cn_known_as *known_as;
	size_t n_known_as;
	size_t n_provision;
	cn_pair *pair; /* as the file has them */
	size_t n_pair;
	cn_date paired_on;
};

/* Steps of loading; problems go to the report, only out-of-memory and size to err. */
CN_MUST_CHECK cn_code cn_load_vocabulary(cn_library *lib, cn_report *r, const cn_val *tree, cn_err *err);
CN_MUST_CHECK cn_code cn_load_facts(cn_library *lib, cn_report *r, const cn_val *tree, cn_err *err);
CN_MUST_CHECK cn_code cn_load_coverage(cn_library *lib, cn_report *r, const cn_val *tree, cn_err *err);
CN_MUST_CHECK cn_code cn_load_concordance(cn_library *lib, cn_report *r, const cn_val *tree, cn_err *err);
CN_MUST_CHECK cn_code cn_load_instrument(cn_library *lib, cn_report *r, const cn_norm_file *f, const cn_instrument **ret, cn_err *err);

/* Parses and binds a condition that stands at v; a problem is reported with file, line and column, and *ret is then NULL. */
CN_MUST_CHECK cn_code cn_load_expr(cn_library *lib, cn_report *r, const cn_val *v, const cn_definition *defs, size_t n_defs,
				   const cn_expr **ret, cn_err *err);

/* The same with names that are not the library's. */
CN_MUST_CHECK cn_code cn_load_expr_in(cn_report *r, const cn_scope *scope, const cn_val *v, const cn_expr **ret, cn_err *err);
/* "column 12: ..." of a condition at v becomes a problem there; other codes than CN_EINPUT and CN_ETOOBIG are given back. */
cn_code cn_report_expr(cn_report *r, const cn_val *v, const cn_err *e);

/* One entry of a file of facts; index: where it will stand. */
CN_MUST_CHECK cn_code cn_load_fact(cn_report *r, const cn_val *v, uint32_t index, cn_fact *ret, cn_err *err);
/* The word at `confidence`, or the other one. */
cn_confidence cn_confidence_at(const cn_val *map, cn_confidence otherwise);

/* v if it is a list (a map), else NULL: a wrong shape was reported and is passed over. */
static inline const cn_val *cn_as_list(const cn_val *v)
{
	return v && v->type == CN_LIST ? v : NULL;
}

static inline const cn_val *cn_as_map(const cn_val *v)
{
	return v && v->type == CN_MAP ? v : NULL;
}

/* The earlier day; CN_DATE_NONE is none. */
static inline cn_date cn_sooner(cn_date x, cn_date y)
{
	return x == CN_DATE_NONE || (y != CN_DATE_NONE && y < x) ? y : x;
}

static inline size_t cn_n_of(const cn_val *list)
{
	return list ? list->n : 0;
}

/* {en, zh} of a map entry; empty texts if absent. */
cn_words cn_words_at(const cn_val *map, const char *key);
/* The texts of a list of texts. */
CN_MUST_CHECK cn_code cn_texts_at(cn_arena *a, const cn_val *map, const char *key, cn_texts *ret, cn_err *err);
/* CN_DATE_NONE if absent or malformed (reported before). */
cn_date cn_date_at(const cn_val *map, const char *key);

#endif
