/* table: private. A builder holds columns that are still open. */
#ifndef CN_LAB_TABLE_PRIV_H
#define CN_LAB_TABLE_PRIV_H

#include "lab/table/table.h"

enum {
	TABLE_NAMES_BYTES = 1 << 30,  /* names and levels of one table */
	TABLE_STAGE_BYTES = 64 << 20, /* fields kept as text until the types are decided */
	TABLE_ROW_BYTES = 64 << 20,   /* one row of a file */
	LEVELS_TRIED = 8              /* before a text is hashed */
};

typedef enum cellkind { CELL_PLAIN, CELL_QUOTED, CELL_TEXT, CELL_MISSING } cellkind; /* TEXT: text whatever it looks like */

typedef struct opencol {
	cn_str name;
	cn_coltype type;
	bool declared;
	size_t filled; /* rows that have a cell of this column */
	size_t n_missing;
	double *number;
	uint8_t *code8;
	uint32_t *code32;
	cn_str *level;
	uint32_t n_levels, room_levels;
	uint32_t *slot; /* hash table of level + 1 */
	uint32_t n_slots, last;
	cn_buf stage;
	uint32_t *stage_end; /* per row: where its text ends */
	uint8_t *stage_kind;
} opencol;

struct cn_builder {
	cn_arena *names;
	cn_str source;
	cn_str *missing;
	size_t n_missing;
	cn_column_decl *decl;
	bool *decl_used;
	size_t n_decl;
	size_t rows_max;
	opencol *col;
	size_t n_cols, room_cols;
	size_t n_rows, room_rows;
	size_t line; /* of the row being built */
	size_t staged_bytes;
	bool staging;
	unsigned shape; /* goes up when an array of a column has moved, a type has changed or a text come up that is tried first */
};

struct cn_table {
	cn_arena *names;
	cn_column *col;
	size_t n_cols, room_cols, n_rows;
};

typedef enum numkind { NUM_NOT, NUM_INTEGER, NUM_REAL, NUM_TOO_LONG } numkind;
extern const double table_pow10[23];
numkind table_number(cn_str s, double *ret); /* exact for integers within +-(2^53 - 1); correctly rounded for the rest */
CN_MUST_CHECK cn_code builder_put(cn_builder *b, size_t column, cn_str text, cellkind kind, cn_err *err);
bool builder_is_missing(const cn_builder *b, cn_str text);
CN_MUST_CHECK cn_code builder_decide(cn_builder *b, cn_err *err);
CN_MUST_CHECK cn_code column_put(cn_builder *b, opencol *c, cn_str text, cellkind kind, cn_err *err);

/* How csv_plain.c reads one field of a row: as a number, as one of the first texts of its column, or past it. */
typedef struct plainfield {
	enum { PLAIN_SKIP, PLAIN_INTEGER, PLAIN_REAL, PLAIN_TEXT } kind;
	char end; /* the byte behind it */
	uint8_t n_texts, code_of[LEVELS_TRIED];
	double *number;
	uint8_t *code;                                     /* NULL: the column has too many texts */
	uint64_t word[LEVELS_TRIED], mask[LEVELS_TRIED]; /* the first bytes of a text; its end too, where there is room */
	cn_str text[LEVELS_TRIED];
} plainfield;

/* Splits one or more whole CSV records; see csv.c. */
typedef struct csv {
	char separator;
	uint8_t stop[256]; /* bytes that may end a plain field */
	bool has_header;
	size_t n_fields;
	size_t line;
	size_t *to; /* field of the file -> column of the builder, SIZE_MAX: not kept */
	const cn_str *only;
	size_t n_only;
	cn_buf cell; /* a quoted field without its quotes */
	bool crlf;          /* the header line ended so */
	bool numbers_plain; /* no number means missing */
	plainfield *plain;  /* one a field; NULL until there are rows to read */
	unsigned plain_made_for;
} csv;
CN_MUST_CHECK cn_code csv_parse(csv *c, cn_builder *b, cn_arena *a, cn_str whole, cn_err *err);
/* Reads rows from *pos on as long as they are plain, and moves *pos behind them. Not before the types are decided. */
CN_MUST_CHECK cn_code csv_rows_plain(csv *c, cn_builder *b, cn_arena *a, cn_str whole, size_t *pos, cn_err *err);
CN_MUST_CHECK cn_code jsonl_line(cn_builder *b, cn_str line, size_t line_no, const cn_str *only, size_t n_only, cn_err *err);
CN_MUST_CHECK cn_code builder_find(const cn_builder *b, cn_str name, size_t *ret);

#endif
