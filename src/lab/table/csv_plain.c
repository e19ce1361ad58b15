/* Rows of plain cells, the bulk of a large file, without a call for each cell. A row goes this way only when every cell of it is a
 * short number in a column of numbers or one of the first few texts of its column, and its line ends as the header did. Any other
 * row is left as it was for csv.c, which knows quotes, missing cells and complaints: nothing is written down before a row is whole.
 */
#include "lab/table/priv.h"

enum { AHEAD = 32, SHORT_TEXT = 7, DIGITS_MAX = 15 }; /* 15 digits, a sign, a point and eight bytes more are fewer than AHEAD */

/* Eight bytes, the first one lowest; compilers make one load of it. */
static inline uint64_t load8(const char *p)
{
	const unsigned char *u = (const unsigned char *)p;
	uint64_t lo = (uint64_t)u[0] | (uint64_t)u[1] << 8 | (uint64_t)u[2] << 16 | (uint64_t)u[3] << 24;
	uint64_t hi = (uint64_t)u[4] | (uint64_t)u[5] << 8 | (uint64_t)u[6] << 16 | (uint64_t)u[7] << 24;
	return lo | hi << 32;
}

static bool text_known(const csv *c, const cn_builder *b, cn_str text)
{
	if (text.n == 0 || builder_is_missing(b, text))
		return false;
	for (size_t i = 0; i < text.n; i++)
		if (c->stop[(unsigned char)text.p[i]] || text.p[i] == '\r')
			return false; /* only quotes can have brought it here */
	return true;
}

static void field_plan(const csv *c, const cn_builder *b, const opencol *o, plainfield *f)
{
	if (o->number) {
		f->kind = o->type == CN_COL_REAL ? PLAIN_REAL : PLAIN_INTEGER;
		f->number = o->number;
	} else {
		f->kind = PLAIN_TEXT;
		f->code = o->code8;
	}
	f->n_texts = 0;
	for (uint32_t i = 0; f->code && i < o->n_levels && i < LEVELS_TRIED; i++) {
		if (!text_known(c, b, o->level[i]))
			continue;
		char eight[8] = { 0 };
		size_t n = o->level[i].n;
		memcpy(eight, o->level[i].p, n < 8 ? n : 8);
		if (n <= SHORT_TEXT)
			eight[n] = f->end;
		f->text[f->n_texts] = o->level[i];
		f->word[f->n_texts] = load8(eight);
		f->mask[f->n_texts] = n < SHORT_TEXT ? (1ull << 8 * (n + 1)) - 1 : UINT64_MAX;
		f->code_of[f->n_texts++] = (uint8_t)i;
	}
}

static bool plan_make(csv *c, const cn_builder *b, cn_arena *a)
{
	if (!c->plain && !(c->plain = CN_NEW(a, plainfield, c->n_fields)))
		return false;
	for (size_t i = 0; i < c->n_fields; i++) {
		c->plain[i] = (plainfield){ .kind = PLAIN_SKIP, .end = i + 1 < c->n_fields ? c->separator : c->crlf ? '\r' : '\n' };
		if (c->to[i] != SIZE_MAX)
			field_plan(c, b, &b->col[c->to[i]], &c->plain[i]);
	}
	c->plain_made_for = b->shape;
	return true;
}

/* The digits at the start of eight bytes: how many, and what they come to. */
static inline unsigned eight_digits(uint64_t w, uint64_t *ret)
{
	uint64_t x = w ^ 0x3030303030303030u;
	uint64_t other = ((x + 0x7676767676767676u) | x) & 0x8080808080808080u; /* right up to the first byte that is no digit */
	unsigned n = other ? (unsigned)__builtin_ctzll(other) / 8 : 8;
	*ret = 0;
	if (n == 0)
		return 0;
	x <<= 8 * (8 - n);
	x = x * 10 + (x >> 8);
	*ret = ((x & 0x000000ff000000ffu) * 0x000f424000000064u + (x >> 16 & 0x000000ff000000ffu) * 0x0000271000000001u) >> 32;
	return n;
}

/* Behind the digits after a point, at most `room` of them, which *m goes on with; *after: how many. NULL: none, or more. */
static inline const char *fraction_at(const char *p, unsigned room, uint64_t *m, unsigned *after)
{
	uint64_t more;
	unsigned n = eight_digits(load8(p), &more);
	p += n;
	if (n == 0 || n > room)
		return NULL;
	*m = *m * (uint64_t)table_pow10[n] + more;
	for (unsigned d; n >= 8 && (d = (unsigned)(unsigned char)*p - '0') <= 9; n++, p++) {
		if (n == room)
			return NULL;
		*m = *m * 10 + d;
	}
	*after = n;
	return p;
}

/* Behind the number at p; NULL: not one of the short ones. AHEAD bytes from p on are there. */
static inline const char *number_at(const char *p, bool real, double *ret)
{
	uint64_t m = (unsigned)(unsigned char)*p - '0';
	if (m <= 9 && p[1] != '.' && ((unsigned)(unsigned char)p[1] - '0') > 9) { /* one digit: a yes or no, a small count */
		*ret = (double)m;
		return p + 1;
	}
	bool neg = *p == '-';
	p += neg;
	unsigned n = 0, after = 0;
	m = 0;
	for (unsigned d; n <= DIGITS_MAX && (d = (unsigned)(unsigned char)*p - '0') <= 9; n++, p++)
		m = m * 10 + d;
	if (n == 0 || n > DIGITS_MAX || (real && *p == '.' && !(p = fraction_at(p + 1, DIGITS_MAX - n, &m, &after))))
		return NULL;
	double v = after ? (double)m / table_pow10[after] : (double)m;
	*ret = neg && m ? -v : v;
	return p;
}

static inline const char *text_at(const char *p, const char *end, const plainfield *f, uint8_t *ret)
{
	uint64_t w = load8(p);
	unsigned hits = 0;
	for (unsigned i = 0; i < f->n_texts; i++)
		hits |= (unsigned)(((w ^ f->word[i]) & f->mask[i]) == 0) << i;
	for (; hits; hits &= hits - 1) {
		unsigned i = (unsigned)__builtin_ctz(hits);
		size_t n = f->text[i].n;
		if (n > SHORT_TEXT && (n >= (size_t)(end - p) || memcmp(p + 8, f->text[i].p + 8, n - 8) != 0))
			continue;
		*ret = f->code_of[i];
		return p + n;
	}
	return NULL;
}

/* Behind the cell, where its separator or line end must be; NULL: no plain cell. */
static inline const char *cell_at(const csv *c, const char *p, const char *end, const plainfield *f, size_t row)
{
	if (f->kind == PLAIN_TEXT)
		return f->code ? text_at(p, end, f, &f->code[row]) : NULL;
	if (f->kind != PLAIN_SKIP)
		return c->numbers_plain ? number_at(p, f->kind == PLAIN_REAL, &f->number[row]) : NULL;
	const char *q = p;
	while (q < end && !c->stop[(unsigned char)*q])
		q++;
	return f->end != '\r' ? q : q > p ? q - 1 : NULL;
}

static inline const char *row_at(const csv *c, const char *p, const char *end, size_t row)
{
	for (const plainfield *f = c->plain, *last = f + c->n_fields; f < last; f++) {
		if (end - p < AHEAD || !(p = cell_at(c, p, end, f, row)) || p >= end || *p != f->end)
			return NULL;
		p++;
	}
	if (!c->crlf)
		return p;
	return p < end && *p == '\n' ? p + 1 : NULL;
}

cn_code csv_rows_plain(csv *c, cn_builder *b, cn_arena *a, cn_str whole, size_t *pos, cn_err *err)
{
	if ((!c->plain || c->plain_made_for != b->shape) && !plan_make(c, b, a))
		return cn_arena_fail(a, err);
	const char *p = whole.p + *pos, *end = whole.p + whole.n, *next;
	size_t row = b->n_rows;
	while (row < b->room_rows && (next = row_at(c, p, end, row)) != NULL) {
		p = next;
		row++;
	}
	c->line += row - b->n_rows;
	b->n_rows = row;
	b->line = c->line;
	for (size_t i = 0; i < b->n_cols; i++)
		b->col[i].filled = row;
	*pos = (size_t)(p - whole.p);
	return CN_OK;
}
