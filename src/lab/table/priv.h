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
};

struct cn_table {
	cn_arena *names;
	cn_column *col;
	size_t n_cols, room_cols, n_rows;
};

typedef enum numkind { NUM_NOT, NUM_INTEGER, NUM_REAL, NUM_TOO_LONG } numkind;
numkind table_number(cn_str s, double *ret); /* exact for integers within +-(2^53 - 1); correctly rounded for the rest */
CN_MUST_CHECK cn_code builder_put(cn_builder *b, size_t column, cn_str text, cellkind kind, cn_err *err);
/* The commonest cells of a large file, plain numbers and one of the first few texts, without a call: true if it was one of them. */
static inline bool builder_put_fast(cn_builder *b, size_t column, cn_str text)
{
	opencol *c = &b->col[column];
	if (b->staging || b->n_rows >= b->room_rows || c->filled != b->n_rows || b->n_missing > 0)
		return false;
	if (c->number) {
		unsigned d = (unsigned)(unsigned char)text.p[0] - '0';
		double v = d;
		if (text.n != 1 || d > 9) {
			if (text.n == 0)
				return false;
			numkind k = table_number(text, &v);
			if (k != NUM_INTEGER && (k != NUM_REAL || c->type != CN_COL_REAL))
				return false;
		}
		c->number[c->filled++] = v;
		return true;
	}
	if (!c->code8 || text.n == 0)
		return false;
	for (uint32_t i = 0; i < c->n_levels && i < LEVELS_TRIED; i++) {
		if (c->level[i].n == text.n && c->level[i].p[0] == text.p[0] && memcmp(c->level[i].p, text.p, text.n) == 0) {
			c->code8[c->filled++] = (uint8_t)i;
			return true;
		}
	}
	return false;
}

/* A row every column of which was given; false: cn_builder_row has work to do. */
static inline bool builder_row_fast(cn_builder *b, size_t line)
{
	if (b->staging || b->n_rows >= b->room_rows)
		return false;
	b->n_rows++;
	b->line = line + 1;
	return true;
}

CN_MUST_CHECK cn_code builder_decide(cn_builder *b, cn_err *err);
CN_MUST_CHECK cn_code column_put(cn_builder *b, opencol *c, cn_str text, cellkind kind, cn_err *err);

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
} csv;
CN_MUST_CHECK cn_code csv_parse(csv *c, cn_builder *b, cn_arena *a, cn_str whole, cn_err *err);
CN_MUST_CHECK cn_code jsonl_line(cn_builder *b, cn_str line, size_t line_no, const cn_str *only, size_t n_only, cn_err *err);
CN_MUST_CHECK cn_code builder_find(const cn_builder *b, cn_str name, size_t *ret);

#endif
