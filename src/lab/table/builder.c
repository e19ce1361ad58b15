/* Columns that grow cell by cell. Until the types are decided a column keeps its fields as text (at most CN_TABLE_GUESS_ROWS rows). */
#include "lab/table/priv.h"

#include <math.h>

enum { SLOTS_FIRST = 64, ROWS_FIRST = 1024 };

static bool copy_list(cn_arena *a, const cn_str *from, size_t n, cn_str **ret)
{
	cn_str *to = CN_NEW(a, cn_str, n ? n : 1);
	for (size_t i = 0; to && i < n; i++)
		to[i] = cn_str_copy(a, from[i]);
	*ret = to;
	return to != NULL;
}

cn_code cn_builder_new(const cn_table_options *o, cn_builder **ret, cn_err *err)
{
	cn_arena *a = cn_arena_new(TABLE_NAMES_BYTES);
	cn_builder *b = a ? cn_heap_take(sizeof *b) : NULL;
	if (!b) {
		cn_arena_free(a);
		return CN_NOMEM(err);
	}
	*b = (cn_builder){ .names = a, .staging = true, .n_missing = o->n_missing, .n_decl = o->n_decl };
	b->rows_max = o->rows_max ? o->rows_max : CN_ROWS_MAX;
	b->source = cn_str_copy(a, o->source.n ? o->source : CN_S("table"));
	b->decl = CN_NEW(a, cn_column_decl, o->n_decl ? o->n_decl : 1);
	b->decl_used = CN_NEW(a, bool, o->n_decl ? o->n_decl : 1);
	for (size_t i = 0; b->decl && i < o->n_decl; i++)
		b->decl[i] = (cn_column_decl){ cn_str_copy(a, o->decl[i].name), o->decl[i].type };
	if (!copy_list(a, o->missing, o->n_missing, &b->missing) || !cn_arena_ok(a)) {
		cn_code rc = cn_arena_fail(a, err);
		cn_builder_free(b);
		return rc;
	}
	*ret = b;
	return CN_OK;
}

static void column_free(opencol *c)
{
	cn_heap_give(c->number);
	cn_heap_give(c->code8);
	cn_heap_give(c->code32);
	cn_heap_give(c->level);
	cn_heap_give(c->slot);
	cn_heap_give(c->stage_end);
	cn_heap_give(c->stage_kind);
	cn_buf_done(&c->stage);
}

void cn_builder_free(cn_builder *b)
{
	if (!b)
		return;
	for (size_t i = 0; i < b->n_cols; i++)
		column_free(&b->col[i]);
	cn_heap_give(b->col);
	cn_arena_free(b->names);
	cn_heap_give(b);
}

#if defined CN_ANALYZER && !defined __clang__ /* it does not follow a pointer that memcpy carries */
#pragma GCC diagnostic ignored "-Wanalyzer-use-of-uninitialized-value"
#endif
static bool grow(void *at, size_t count, size_t size)
{
	size_t bytes;
	void *old, *more;
	memcpy(&old, at, sizeof old);
	if (!cn_mul(count, size, &bytes) || !(more = cn_heap_grow(old, bytes)))
		return false;
	memcpy(at, &more, sizeof more);
	return true;
}

/* Room for `rows` rows in the form the column has now. */
static bool column_room(const cn_builder *b, opencol *c, size_t rows)
{
	if (b->staging && !c->declared)
		return grow(&c->stage_end, rows, sizeof *c->stage_end) && grow(&c->stage_kind, rows, 1);
	if (c->type != CN_COL_TEXT)
		return grow(&c->number, rows, sizeof *c->number);
	return c->code32 ? grow(&c->code32, rows, sizeof *c->code32) : grow(&c->code8, rows, 1);
}

cn_code builder_find(const cn_builder *b, cn_str name, size_t *ret)
{
	for (size_t i = 0; i < b->n_cols; i++) {
		if (cn_eq(b->col[i].name, name)) {
			*ret = i;
			return CN_OK;
		}
	}
	return CN_ENOTFOUND;
}

cn_code cn_builder_column(cn_builder *b, cn_str name, cn_err *err)
{
	size_t at;
	if (!b->staging)
		return CN_FAIL(err, CN_EINPUT, "%.*s:%zu: column \"%.*s\" appears only after the first %d rows", CN_FMT(b->source), b->line,
			       CN_FMT(cn_sub(name, 0, 60)), CN_TABLE_GUESS_ROWS);
	if (builder_find(b, name, &at) == CN_OK)
		return CN_FAIL(err, CN_EINPUT, "%.*s: two columns are named \"%.*s\"", CN_FMT(b->source), CN_FMT(cn_sub(name, 0, 60)));
	if (b->n_cols == CN_COLUMNS_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "%.*s: more than %d columns", CN_FMT(b->source), CN_COLUMNS_MAX);
	if (b->n_cols == b->room_cols) {
		size_t room = b->room_cols ? b->room_cols * 2 : 16;
		if (!grow(&b->col, room, sizeof *b->col))
			return CN_NOMEM(err);
		b->room_cols = room;
	}
	opencol *c = &b->col[b->n_cols];
	*c = (opencol){ .name = cn_str_copy(b->names, name), .last = UINT32_MAX };
	cn_buf_init(&c->stage, TABLE_STAGE_BYTES);
	for (size_t i = 0; i < b->n_decl; i++) {
		if (cn_eq(b->decl[i].name, name)) {
			b->decl_used[i] = true;
			c->type = b->decl[i].type;
			c->declared = c->type != CN_COL_GUESS;
		}
	}
	b->n_cols++;
	if (!cn_arena_ok(b->names))
		return cn_arena_fail(b->names, err);
	if (b->room_rows && !column_room(b, c, b->room_rows))
		return CN_NOMEM(err);
	for (size_t row = 0; row < b->n_rows; row++)
		CN_TRY(column_put(b, c, CN_S(""), CELL_MISSING, err));
	return CN_OK;
}

static uint64_t text_hash(cn_str s)
{
	uint64_t h = s.n * 0x9e3779b97f4a7c15ull, w;
	size_t i = 0;
	for (; i + 8 <= s.n; i += 8) {
		memcpy(&w, s.p + i, 8);
		h = (h ^ w) * 0xff51afd7ed558ccdull;
		h ^= h >> 32;
	}
	w = 0;
	for (; i < s.n; i++)
		w = w << 8 | (unsigned char)s.p[i];
	h = (h ^ w) * 0xc4ceb9fe1a85ec53ull;
	return h ^ h >> 29;
}

static bool slots_double(opencol *c)
{
	uint32_t n = c->n_slots ? c->n_slots * 2 : SLOTS_FIRST;
	uint32_t *slot = cn_heap_take(n * sizeof *slot);
	if (!slot)
		return false;
	memset(slot, 0, n * sizeof *slot);
	for (uint32_t i = 0; i < c->n_levels; i++) {
		uint32_t at = (uint32_t)text_hash(c->level[i]) & (n - 1);
		while (slot[at])
			at = (at + 1) & (n - 1);
		slot[at] = i + 1;
	}
	cn_heap_give(c->slot);
	c->slot = slot;
	c->n_slots = n;
	return true;
}

static cn_code level_add(cn_builder *b, opencol *c, cn_str text, uint32_t at, uint32_t *ret, cn_err *err)
{
	if (c->n_levels == CN_TABLE_LEVELS_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "%.*s:%zu: column \"%.*s\" has more than %d different texts", CN_FMT(b->source), b->line,
			       CN_FMT(c->name), CN_TABLE_LEVELS_MAX);
	if (c->n_levels == c->room_levels) {
		uint32_t room = c->room_levels ? c->room_levels * 2 : 16;
		if (!grow(&c->level, room, sizeof *c->level))
			return CN_NOMEM(err);
		c->room_levels = room;
	}
	c->level[c->n_levels] = cn_str_copy(b->names, text);
	if (!cn_arena_ok(b->names))
		return cn_arena_fail(b->names, err);
	b->shape += c->n_levels < LEVELS_TRIED;
	*ret = c->n_levels++;
	c->slot[at] = c->n_levels;
	return CN_OK;
}

static cn_code level_of(cn_builder *b, opencol *c, cn_str text, uint32_t *ret, cn_err *err)
{
	if (c->last != UINT32_MAX && cn_eq(c->level[c->last], text)) {
		*ret = c->last;
		return CN_OK;
	}
	for (uint32_t i = 0; i < c->n_levels && i < LEVELS_TRIED; i++) {
		if (c->level[i].n == text.n && text.n > 0 && c->level[i].p[0] == text.p[0] && cn_eq(c->level[i], text)) {
			*ret = c->last = i;
			return CN_OK;
		}
	}
	if (c->n_levels * 2 >= c->n_slots && !slots_double(c))
		return CN_NOMEM(err);
	uint32_t at = (uint32_t)text_hash(text) & (c->n_slots - 1);
	while (c->slot[at] && !cn_eq(c->level[c->slot[at] - 1], text))
		at = (at + 1) & (c->n_slots - 1);
	if (c->slot[at])
		*ret = c->slot[at] - 1;
	else
		CN_TRY(level_add(b, c, text, at, ret, err));
	c->last = *ret;
	return CN_OK;
}

static cn_code text_put(cn_builder *b, opencol *c, cn_str text, bool missing, cn_err *err)
{
	uint32_t code = CN_LEVEL_MISSING;
	if (!missing)
		CN_TRY(level_of(b, c, text, &code, err));
	if (!c->code32 && code != CN_LEVEL_MISSING && code >= 255) {
		if (!grow(&c->code32, b->room_rows, sizeof *c->code32))
			return CN_NOMEM(err);
		for (size_t i = 0; i < c->filled; i++)
			c->code32[i] = c->code8[i] == 255 ? CN_LEVEL_MISSING : c->code8[i];
		cn_heap_give(c->code8);
		c->code8 = NULL;
		b->shape++;
	}
	assert(c->code32 || c->code8); /* room was made for the row */
	if (c->code32)
		c->code32[c->filled++] = code;
	else
		c->code8[c->filled++] = code == CN_LEVEL_MISSING ? 255 : (uint8_t)code;
	return CN_OK;
}

static cn_code number_refused(const cn_builder *b, const opencol *c, cn_str text, numkind kind, cn_err *err)
{
	const char *want = c->type == CN_COL_INTEGER ? "an integer" : "a number";
	if (kind == NUM_TOO_LONG)
		want = "a number that 53 bits hold";
	(void)CN_FAIL(err, CN_EINPUT, "%.*s:%zu: column \"%.*s\": \"%.*s\" is not %s", CN_FMT(b->source), b->line, CN_FMT(cn_sub(c->name, 0, 60)),
		      CN_FMT(cn_sub(text, 0, 60)), want);
	if (!c->declared)
		return cn_hint(err, "declare the column as text, or this value as missing");
	return CN_EINPUT;
}

cn_code column_put(cn_builder *b, opencol *c, cn_str text, cellkind kind, cn_err *err)
{
	bool missing = kind == CELL_MISSING;
	if (b->staging && !c->declared) {
		cn_buf_put(&c->stage, missing ? CN_S("") : text);
		if (c->stage.failed)
			return CN_NOMEM(err);
		c->stage_end[c->filled] = (uint32_t)c->stage.n;
		c->stage_kind[c->filled++] = (uint8_t)kind;
		b->staged_bytes += text.n;
		c->n_missing += missing;
		return CN_OK;
	}
	c->n_missing += missing;
	if (c->type == CN_COL_TEXT)
		return text_put(b, c, text, missing, err);
	double v = NAN;
	if (!missing) {
		numkind got = kind == CELL_TEXT ? NUM_NOT : table_number(text, &v);
		if (got == NUM_REAL && c->type == CN_COL_INTEGER && !c->declared) {
			c->type = CN_COL_REAL;
			b->shape++;
		}
		if (got != NUM_INTEGER && !(got == NUM_REAL && c->type == CN_COL_REAL))
			return number_refused(b, c, text, got, err);
	}
	c->number[c->filled++] = v;
	return CN_OK;
}

bool builder_is_missing(const cn_builder *b, cn_str text)
{
	if (text.n == 0)
		return true;
	for (size_t i = 0; i < b->n_missing; i++)
		if (cn_eq(b->missing[i], text))
			return true;
	return false;
}

static cn_code rows_room(cn_builder *b, cn_err *err)
{
	if (b->n_rows >= b->rows_max)
		return CN_FAIL(err, CN_ETOOBIG, "%.*s: more than %zu rows", CN_FMT(b->source), b->rows_max);
	size_t room = b->room_rows ? b->room_rows * 2 : ROWS_FIRST;
	if (room > b->rows_max)
		room = b->rows_max;
	for (size_t i = 0; i < b->n_cols; i++)
		if (!column_room(b, &b->col[i], room))
			return CN_NOMEM(err);
	b->room_rows = room;
	b->shape++;
	return CN_OK;
}

cn_code builder_put(cn_builder *b, size_t column, cn_str text, cellkind kind, cn_err *err)
{
	opencol *c = &b->col[column];
	if (b->n_rows == b->room_rows)
		CN_TRY(rows_room(b, err));
	if (text.n > CN_FIELD_BYTES_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "%.*s:%zu: a field of more than %d bytes", CN_FMT(b->source), b->line, CN_FIELD_BYTES_MAX);
	if (c->filled > b->n_rows)
		return CN_FAIL(err, CN_EINPUT, "%.*s:%zu: column \"%.*s\" has two values", CN_FMT(b->source), b->line, CN_FMT(c->name));
	if (kind == CELL_PLAIN && builder_is_missing(b, text))
		kind = CELL_MISSING;
	return column_put(b, c, text, kind, err);
}

cn_code cn_builder_cell(cn_builder *b, size_t column, cn_str text, bool quoted, cn_err *err)
{
	assert(column < b->n_cols);
	return builder_put(b, column, text, quoted ? CELL_QUOTED : CELL_PLAIN, err);
}

cn_code cn_builder_missing(cn_builder *b, size_t column, cn_err *err)
{
	assert(column < b->n_cols);
	return builder_put(b, column, CN_S(""), CELL_MISSING, err);
}

cn_code cn_builder_row(cn_builder *b, size_t line, cn_err *err)
{
	b->line = line;
	if (b->n_rows == b->room_rows)
		CN_TRY(rows_room(b, err));
	for (size_t i = 0; i < b->n_cols; i++)
		if (b->col[i].filled == b->n_rows)
			CN_TRY(column_put(b, &b->col[i], CN_S(""), CELL_MISSING, err));
	b->n_rows++;
	b->line = line + 1;
	if (b->staging && (b->n_rows >= CN_TABLE_GUESS_ROWS || b->staged_bytes > TABLE_STAGE_BYTES / 2))
		return builder_decide(b, err);
	return CN_OK;
}

static cn_str staged(const opencol *c, size_t row)
{
	size_t from = row ? c->stage_end[row - 1] : 0;
	return (cn_str){ c->stage.p + from, c->stage_end[row] - from };
}

/* A number that starts with a needless zero ("007") is a name, not a quantity. */
static bool looks_like_code(cn_str s)
{
	size_t i = s.n > 0 && s.p[0] == '-';
	return s.n > i + 1 && s.p[i] == '0' && s.p[i + 1] >= '0' && s.p[i + 1] <= '9';
}

static cn_coltype guess(const opencol *c)
{
	bool real = false, any = false;
	for (size_t row = 0; row < c->filled; row++) {
		if (c->stage_kind[row] == CELL_MISSING)
			continue;
		double v;
		cn_str s = staged(c, row);
		numkind k = c->stage_kind[row] == CELL_TEXT ? NUM_NOT : table_number(s, &v);
		if (k == NUM_NOT || k == NUM_TOO_LONG || looks_like_code(s))
			return CN_COL_TEXT;
		real |= k == NUM_REAL;
		any = true;
	}
	return !any ? CN_COL_TEXT : real ? CN_COL_REAL : CN_COL_INTEGER;
}

cn_code builder_decide(cn_builder *b, cn_err *err)
{
	if (!b->staging)
		return CN_OK;
	for (size_t i = 0; i < b->n_cols; i++)
		if (!b->col[i].declared)
			b->col[i].type = guess(&b->col[i]);
	b->staging = false;
	b->shape++;
	for (size_t i = 0; i < b->n_cols; i++) {
		opencol *c = &b->col[i];
		if (c->declared)
			continue;
		size_t n = c->filled;
		c->filled = 0;
		c->n_missing = 0;
		if (b->room_rows && !column_room(b, c, b->room_rows))
			return CN_NOMEM(err);
		for (size_t row = 0; row < n; row++)
			CN_TRY(column_put(b, c, staged(c, row), c->stage_kind[row], err));
		cn_buf_done(&c->stage);
		cn_buf_init(&c->stage, TABLE_STAGE_BYTES);
		cn_heap_give(c->stage_end);
		cn_heap_give(c->stage_kind);
		c->stage_end = NULL;
		c->stage_kind = NULL;
	}
	return CN_OK;
}

static void column_move(cn_column *to, opencol *c)
{
	*to = (cn_column){ .name = c->name, .type = c->type, .n_missing = c->n_missing, .number = c->number, .code8 = c->code8, .code32 = c->code32,
			   .level = c->level, .n_levels = c->n_levels };
	c->number = NULL;
	c->code8 = NULL;
	c->code32 = NULL;
	c->level = NULL;
}

cn_code cn_builder_end(cn_builder *b, cn_table **ret, cn_err *err)
{
	for (size_t i = 0; i < b->n_decl; i++)
		if (!b->decl_used[i])
			return CN_FAIL(err, CN_EINPUT, "%.*s: there is no column \"%.*s\", which was declared", CN_FMT(b->source), CN_FMT(b->decl[i].name));
	CN_TRY(builder_decide(b, err));
	for (size_t i = 0; i < b->n_cols; i++) /* a table of no rows still has arrays, so that number tells the type */
		if (!b->room_rows && !column_room(b, &b->col[i], 1))
			return CN_NOMEM(err);
	cn_table *t = cn_heap_take(sizeof *t);
	cn_column *col = cn_heap_take(b->n_cols * sizeof *col);
	if (!t || !col) {
		cn_heap_give(t);
		cn_heap_give(col);
		return CN_NOMEM(err);
	}
	*t = (cn_table){ .names = b->names, .col = col, .n_cols = b->n_cols, .room_cols = b->n_cols, .n_rows = b->n_rows };
	b->names = NULL;
	for (size_t i = 0; i < b->n_cols; i++)
		column_move(&col[i], &b->col[i]);
	*ret = t;
	return CN_OK;
}
