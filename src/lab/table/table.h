/* table: columns in memory, and the readers that make them from bytes (CSV, JSON Lines) or from cells (SQLite, by src/adapter).
 *
 * A table is read-only once made. Rows keep the order of the input; nothing measured depends on that order.
 * Thread rule: one reader belongs to one thread; a finished table may be read by many.
 * Heap: through base's cn_heap_*, bounded by CN_ROWS_MAX, CN_COLUMNS_MAX, CN_FIELD_BYTES_MAX.
 */
#ifndef CN_LAB_TABLE_TABLE_H
#define CN_LAB_TABLE_TABLE_H

#include "base/base.h"

/* Whole numbers beyond +-(2^53 - 1) are read as text, so that no digit is lost. */
typedef enum cn_coltype {
	CN_COL_GUESS = 0, /* only in options: decide from the first CN_TABLE_GUESS_ROWS rows */
	CN_COL_INTEGER,
	CN_COL_REAL,
	CN_COL_TEXT /* a category: dictionary-coded */
} cn_coltype;

enum { CN_TABLE_GUESS_ROWS = 8192, CN_TABLE_LEVELS_MAX = 1 << 24 };
#define CN_LEVEL_MISSING UINT32_MAX

typedef struct cn_column {
	cn_str name;
	cn_coltype type;
	size_t n_missing;
	const double *number;  /* INTEGER, REAL: one a row; a missing one is NaN: ask cn_column_missing. NULL for TEXT */
	const uint8_t *code8;  /* TEXT with at most 255 levels; 255 = missing; else NULL */
	const uint32_t *code32; /* TEXT with more levels; CN_LEVEL_MISSING = missing; else NULL */
	const cn_str *level;   /* TEXT: the values, in order of first appearance */
	uint32_t n_levels;
} cn_column;

typedef struct cn_table cn_table;
void cn_table_free(cn_table *t); /* accepts NULL */
size_t cn_table_rows(const cn_table *t);
size_t cn_table_columns(const cn_table *t);
const cn_column *cn_table_column(const cn_table *t, size_t index);   /* index < columns; borrows from t */
const cn_column *cn_table_find(const cn_table *t, cn_str name);      /* NULL if there is none */
/* As cn_table_find, but says which column is missing and names the nearest one. */
CN_MUST_CHECK cn_code cn_table_need(const cn_table *t, cn_str name, const cn_column **ret, cn_err *err);

/* Adds a REAL column of cn_table_rows(t) finite numbers, which are copied: the scores of a model. Refused if the name is there already. */
CN_MUST_CHECK cn_code cn_table_add_numbers(cn_table *t, cn_str name, const double *number, cn_err *err);

/* A table of REAL columns from rows laid one after the other, n_cols numbers each; NaN = missing. Copies what it needs.
 *   fails  CN_EINPUT for an infinite number or a repeated name; CN_ETOOBIG; CN_ENOMEM */
CN_MUST_CHECK cn_code cn_table_of_rows(const cn_str *name, size_t n_cols, const double *row, size_t n_rows, cn_table **ret, cn_err *err);

static inline uint32_t cn_column_code(const cn_column *c, size_t row) /* TEXT only */
{
	if (c->code8)
		return c->code8[row] == 255 ? CN_LEVEL_MISSING : c->code8[row];
	return c->code32[row];
}
static inline bool cn_column_missing(const cn_column *c, size_t row)
{
	return c->number ? c->number[row] != c->number[row] : cn_column_code(c, row) == CN_LEVEL_MISSING;
}

/* How a file is to be read. All zero = CSV with a header, comma, every column, guessed types, only the empty field missing. */
typedef struct cn_column_decl {
	cn_str name;
	cn_coltype type;
} cn_column_decl;

typedef struct cn_table_options {
	cn_str source;              /* name for messages: "applications.csv" */
	char separator;             /* CSV: 0 = comma */
	const cn_str *missing;      /* texts that mean missing besides the empty field: "NA" */
	size_t n_missing;
	const cn_column_decl *decl; /* declared types; a name that is not in the file is refused */
	size_t n_decl;
	const cn_str *only;         /* keep these columns only (n_only = 0: all); a name that is not in the file is refused */
	size_t n_only;
	size_t rows_max;            /* 0 = CN_ROWS_MAX */
} cn_table_options;

typedef enum cn_table_form { CN_FORM_CSV, CN_FORM_JSONL } cn_table_form;

/* Streaming reader: new, feed any number of pieces cut anywhere, end.
 *   CSV    RFC 4180 with a header line; quotes doubled inside quotes; LF or CRLF; line ends inside quotes kept; UTF-8 byte order mark
 *          skipped; a quoted empty field is empty text, not missing; a line that is wholly empty is skipped
 *   JSONL  one object a line, RFC 8259; null or an absent key is missing; true and false are the texts "true" and "false"; a nested value
 *          is refused; columns are the keys of the first 8,192 rows in order of appearance
 *   guess  integer if every field is, else real, else text; a later row that contradicts the guess is refused and the line says how to
 *          declare the column (integer to real goes over without loss)
 *   fails  CN_EINPUT with source:line (ragged row, bad quote, not UTF-8, unknown or repeated column, bad number); CN_ETOOBIG; CN_ENOMEM.
 *          After a failure only cn_reader_free may follow */
typedef struct cn_reader cn_reader;
/* Copies what it needs of *o. */
CN_MUST_CHECK cn_code cn_reader_new(cn_table_form form, const cn_table_options *o, cn_reader **ret, cn_err *err);
void cn_reader_free(cn_reader *r); /* accepts NULL */
CN_MUST_CHECK cn_code cn_reader_feed(cn_reader *r, cn_str bytes, cn_err *err);
/* A file without a header is CN_EINPUT; a header without rows is a table of 0 rows. The caller owns *ret; the reader still has to be freed. */
CN_MUST_CHECK cn_code cn_reader_end(cn_reader *r, cn_table **ret, cn_err *err);
/* The three in one. */
CN_MUST_CHECK cn_code cn_table_parse(cn_table_form form, const cn_table_options *o, cn_str bytes, cn_table **ret, cn_err *err);

/* Row by row from cells, for sources that have cells already. Columns are fixed first; text is guessed as above unless declared. */
typedef struct cn_builder cn_builder;
CN_MUST_CHECK cn_code cn_builder_new(const cn_table_options *o, cn_builder **ret, cn_err *err);
void cn_builder_free(cn_builder *b); /* accepts NULL */
CN_MUST_CHECK cn_code cn_builder_column(cn_builder *b, cn_str name, cn_err *err);
CN_MUST_CHECK cn_code cn_builder_cell(cn_builder *b, size_t column, cn_str text, bool quoted, cn_err *err); /* quoted: never missing */
CN_MUST_CHECK cn_code cn_builder_missing(cn_builder *b, size_t column, cn_err *err);
CN_MUST_CHECK cn_code cn_builder_row(cn_builder *b, size_t line, cn_err *err); /* ends a row; cells not given are missing */
CN_MUST_CHECK cn_code cn_builder_end(cn_builder *b, cn_table **ret, cn_err *err);

#endif
