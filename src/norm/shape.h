/* shape: what the files of norm look like, as tables. One row makes the strict check, the canonical printer and the JSON Schema.
 * Private to norm. */
#ifndef CN_NORM_SHAPE_H
#define CN_NORM_SHAPE_H

#include "norm/norm.h"

typedef enum cn_shape_kind {
	CN_K_TEXT,     /* any text that is not empty */
	CN_K_WORDS,    /* {en, zh}, both given; `original` too where a title may stand in its own language */
	CN_K_NOTE,     /* a text or {en, zh} */
	CN_K_LISTED,   /* a member of the vocabulary list `arg` */
	CN_K_ENUM,     /* one of the words in `arg`, separated by spaces */
	CN_K_ID,       /* a-z 0-9 . _ - , begins with a letter or digit */
	CN_K_NAME,     /* a-z 0-9 _ , begins with a letter: what conditions can name */
	CN_K_LOCATOR,  /* letters of any case, digits . _ - ( ) : no spaces or slashes */
	CN_K_FULL,     /* instrument/locator */
	CN_K_PLACE,    /* a place or group of the vocabulary */
	CN_K_DATE, CN_K_DECIMAL, CN_K_DURATION,
	CN_K_STRENGTH, /* 1 to 10 */
	CN_K_YES,      /* true or false */
	CN_K_EXPR,     /* a condition over facts; its names are checked by the loader */
	CN_K_LINES,    /* a condition over evidence lines */
	CN_K_MAP,      /* sub */
	CN_K_CODE,     /* a place, or sub ({code, from, until}) */
	CN_K_LABELS,   /* a map from any id to {en, zh} */
	CN_K_LISTS,    /* a map from a list's name to a list of sub */
	CN_K_ANY       /* read elsewhere */
} cn_shape_kind;

enum { CN_LIST_OF = 1, CN_NEEDED = 2, CN_BLOCK = 4 }; /* CN_BLOCK: printed over several lines even inside an item */

typedef struct cn_shape cn_shape;
typedef struct cn_shape_key {
	const char *name;
	cn_shape_kind kind;
	unsigned flags;
	const char *arg;
	const cn_shape *sub;
} cn_shape_key;

struct cn_shape {
	const char *what;  /* for messages: "a provision" */
	const cn_shape_key *field;
	bool block;        /* an item is printed one key a line; else in braces on one line */
};

/* The shape of a file by its `concord:` line ("instrument/1"), NULL if unknown. */
const cn_shape *cn_shape_of(cn_str concord);
/* The same by the first half: "instrument". */
const cn_shape *cn_shape_named(const char *name);
const cn_shape_key *cn_shape_field(const cn_shape *s, cn_str key);

/* Where problems go. */
typedef struct cn_report {
	cn_arena *a;
	cn_problems *to;
	size_t room;
	cn_str file;
} cn_report;
void cn_report_at(cn_report *r, const cn_val *at, cn_str hint, const char *fmt, ...) CN_PRINTF(4, 5);
void cn_report_key(cn_report *r, const cn_val *at, cn_str hint, const char *fmt, ...) CN_PRINTF(4, 5); /* the place of its key */
/* A sentence that an error has made: its innermost one, and its hint. */
void cn_report_err(cn_report *r, const cn_val *at, const cn_err *e);
void cn_report_warn(cn_report *r, const cn_val *at, const char *fmt, ...) CN_PRINTF(3, 4);

/* Checks a tree against its shape; lib gives the closed lists and may be NULL (then they are not checked). */
void cn_shape_check(cn_report *r, const cn_library *lib, const cn_shape *s, const cn_val *tree);

/* The nearest of the candidates, at most 3 edits away (1 in three letters); empty if none. */
typedef struct cn_nearest {
	cn_str wrong, best;
	unsigned most;
} cn_nearest;
cn_nearest cn_nearest_to(cn_str wrong);
void cn_nearest_try(cn_nearest *n, cn_str candidate);

#endif
