/* The search for slices. Columns stand in blocks, whose levels make one joint code a row: one pass over the rows counts a prefix
 * (one or two columns) against every column of a block at once, and sums over the joint codes give the counts of each. */
#include "lab/reliability/reliability.h"

#include <math.h>

enum {
	NONE = 0xffff,
	UNCERTAIN = 64,
	PREFIXES = CN_LEVELS_MAX * CN_LEVELS_MAX * 2, /* (level, level, wrong) */
	JOINT_MAX = 128
};

typedef struct block {
	size_t from, to; /* columns */
	uint32_t n;	 /* joint codes */
	uint8_t *code;	 /* [rows] */
} block;

typedef struct search {
	slice_search *s;
	slice *all;
	size_t n, room;
	block *block;
	size_t n_blocks;
	uint16_t *prefix; /* of each row */
	uint32_t *joint;  /* [prefix * codes of the block + code] */
	uint32_t *cell;	  /* [prefix * levels of the column + level] */
	cn_arena *a;
} search;

static cn_code blocks_make(search *k, cn_err *err)
{
	const slice_search *s = k->s;
	k->block = CN_NEW(k->a, block, s->n_columns + 1);
	if (!k->block)
		return cn_arena_fail(k->a, err);
	for (size_t i = 0; i < s->n_columns; k->n_blocks++) {
		block *b = &k->block[k->n_blocks];
		*b = (block){ i, i, 1, CN_NEW(k->a, uint8_t, s->rows + 1) };
		if (!b->code)
			return cn_arena_fail(k->a, err);
		for (; i < s->n_columns && b->n * s->column[i].n <= JOINT_MAX; i++) {
			const levels *c = &s->column[i];
			for (size_t row = 0; row < s->rows; row++)
				b->code[row] = (uint8_t)(b->code[row] * c->n + c->code[row]);
			b->n *= c->n;
			b->to = i + 1;
		}
	}
	return CN_OK;
}

/* The code of one or two columns and whether the row is wrong; gives how many codes there are. */
static size_t prefix_make(const search *k, const levels *one, const levels *two)
{
	for (size_t i = 0; i < k->s->rows; i++)
		k->prefix[i] = (uint16_t)((two ? one->code[i] * two->n + two->code[i] : one->code[i]) * 2 + k->s->wrong[i]);
	return (size_t)one->n * (two ? two->n : 1) * 2;
}

static void joint_count(const search *k, const block *b, size_t n_prefix)
{
	const uint16_t *prefix = k->prefix;
	const uint8_t *code = b->code;
	uint32_t *joint = k->joint, n = b->n;
	memset(joint, 0, n_prefix * n * sizeof *joint);
	for (size_t i = 0; i < k->s->rows; i++)
		joint[prefix[i] * n + code[i]]++;
}

/* Sums out the other columns of the block. */
static void cells_of(const search *k, const block *b, size_t column, size_t n_prefix)
{
	const levels *c = k->s->column;
	uint32_t inner = 1, n = c[column].n;
	for (size_t i = column + 1; i < b->to; i++)
		inner *= c[i].n;
	uint32_t outer = b->n / (inner * n);
	memset(k->cell, 0, n_prefix * n * sizeof *k->cell);
	const uint32_t *from = k->joint;
	for (size_t p = 0; p < n_prefix; p++)
		for (uint32_t o = 0; o < outer; o++)
			for (uint32_t z = 0; z < n; z++)
				for (uint32_t x = 0; x < inner; x++)
					k->cell[p * n + z] += *from++;
}

static cn_code slice_add(search *k, slice x, cn_err *err)
{
	if (x.rows < k->s->rows_min || x.rows == (int64_t)k->s->rows)
		return CN_OK;
	if (k->n == CN_SLICES_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "more than %d slices: name fewer features, or ask for more rows in a slice",
			       CN_SLICES_MAX);
	if (k->n == k->room) {
		size_t room = k->room ? 2 * k->room : 4096;
		slice *more = CN_NEW(k->a, slice, room);
		if (!more)
			return cn_arena_fail(k->a, err);
		if (k->n)
			memcpy(more, k->all, k->n * sizeof *more);
		k->all = more;
		k->room = room;
	}
	k->all[k->n++] = x;
	return CN_OK;
}

/* Cells into slices: of the columns that are there, the last of them is that of the cells' levels. */
static cn_code cells_add(search *q, const size_t column[3], cn_err *err)
{
	const levels *c = q->s->column;
	size_t depth = column[2] != NONE ? 3 : column[1] != NONE ? 2 : 1;
	const uint32_t n[3] = { c[column[0]].n, depth > 1 ? c[column[1]].n : 1, depth > 2 ? c[column[2]].n : 1 };
	uint32_t last = n[depth - 1], firsts = n[0] * n[1] * n[2] / last;
	for (uint32_t at = 0; at < firsts * last; at++) {
		const uint32_t *right = q->cell + (size_t)(at / last) * 2 * last + at % last;
		slice s = { .part = { NONE, NONE, NONE }, .rows = (int64_t)right[0] + right[last], .errors = right[last] };
		uint32_t rest = at;
		for (size_t i = depth; i-- > 0; rest /= n[i])
			s.part[i] = (uint16_t)(column[i] * CN_LEVELS_MAX + rest % n[i]);
		CN_TRY(slice_add(q, s, err));
	}
	return CN_OK;
}

/* Every slice that adds one column after `two` (after `one` where there is none) to the prefix. */
static cn_code prefix_count(search *k, size_t one, size_t two, cn_err *err)
{
	const levels *c = k->s->column;
	size_t n = prefix_make(k, &c[one], two == NONE ? NULL : &c[two]), after = (two == NONE ? one : two) + 1;
	for (size_t i = 0; i < k->n_blocks; i++) {
		const block *b = &k->block[i];
		if (b->to <= after)
			continue;
		joint_count(k, b, n);
		for (size_t l = b->from < after ? after : b->from; l < b->to; l++) {
			cells_of(k, b, l, n);
			CN_TRY(cells_add(k, two == NONE ? (const size_t[]){ one, l, NONE } : (const size_t[]){ one, two, l }, err));
		}
	}
	return CN_OK;
}

static cn_code single_count(search *k, size_t i, cn_err *err)
{
	const levels *c = &k->s->column[i];
	memset(k->cell, 0, (size_t)c->n * 2 * sizeof *k->cell);
	for (size_t row = 0; row < k->s->rows; row++)
		k->cell[(size_t)k->s->wrong[row] * c->n + c->code[row]]++;
	return cells_add(k, (const size_t[]){ i, NONE, NONE }, err);
}

static cn_code count_all(search *k, cn_err *err)
{
	const slice_search *s = k->s;
	CN_TRY(blocks_make(k, err));
	for (size_t i = 0; i < s->n_columns; i++) {
		CN_TRY(single_count(k, i, err));
		if (s->depth > 1)
			CN_TRY(prefix_count(k, i, NONE, err));
		for (size_t j = i + 1; j < s->n_columns && s->depth > 2; j++)
			CN_TRY(prefix_count(k, i, j, err));
	}
	return CN_OK;
}

/* ---- tests and choice
 * ------------------------------------------------------------------------------------------------------------------- */

static double gap_of(const slice_search *s, const slice *x)
{
	return (double)x->errors / (double)x->rows - (double)(s->errors - x->errors) / (double)((int64_t)s->rows - x->rows);
}

static cn_two two_of(const slice_search *s, const slice *x)
{
	return (cn_two){ x->errors, x->rows, s->errors - x->errors, (int64_t)s->rows - x->rows };
}

static int by_parts(const slice *a, const slice *b)
{
	size_t da = 0, db = 0;
	for (size_t i = 0; i < 3; i++) {
		da += a->part[i] != NONE;
		db += b->part[i] != NONE;
	}
	if (da != db)
		return da < db ? -1 : 1;
	for (size_t i = 0; i < 3; i++)
		if (a->part[i] != b->part[i])
			return a->part[i] < b->part[i] ? -1 : 1;
	return 0;
}

static int by_p(const void *x, const void *y)
{
	const slice *a = x, *b = y;
	return a->p != b->p ? (a->p < b->p ? -1 : 1) : by_parts(a, b);
}

/* a / b against c / d for counts: exact. */
static int fractions(int64_t a, int64_t b, int64_t c, int64_t d)
{
	cn_u128 l = (cn_u128)a * (cn_u128)d, r = (cn_u128)c * (cn_u128)b;
	return (l > r) - (l < r);
}

typedef struct gapped {
	double gap;
	slice *at;
} gapped;

static int by_gap(const void *x, const void *y)
{
	const gapped *a = x, *b = y;
	if (a->gap != b->gap)
		return a->gap > b->gap ? -1 : 1;
	return by_parts(a->at, b->at);
}

static cn_code keep_worst(search *k, cn_err *err)
{
	slice_search *s = k->s;
	size_t rejected = (size_t)s->rejected;
	gapped *g = CN_NEW(k->a, gapped, rejected + 1);
	s->found = CN_NEW(k->a, slice, CN_SLICES_KEPT);
	if (!g || !s->found)
		return cn_arena_fail(k->a, err);
	for (size_t i = 0; i < rejected; i++)
		g[i] = (gapped){ gap_of(s, &k->all[i]), &k->all[i] };
	if (rejected > 1)
		qsort(g, rejected, sizeof *g, by_gap);
	for (size_t i = 0; i < rejected && s->n_found < CN_SLICES_KEPT; i++)
		s->found[s->n_found++] = *g[i].at;
	for (size_t i = rejected; i < k->n && s->n_found < CN_SLICES_KEPT && k->all[i].p < 1; i++)
		s->found[s->n_found++] = k->all[i];
	return CN_OK;
}

/* The slices whose gap may be largest for all that is known. Newcombe's end, which is cheap, picks some; the rule's own decides
 * among them. */
typedef struct uncertain {
	double hi;
	slice x;
} uncertain;

static void widest_offer(const slice_search *s, uncertain *top, const slice *x, double z)
{
	double n = (double)x->rows, p = (double)x->errors / n, zz = z * z / n;
	double hi = (p + zz / 2 + z * sqrt(p * (1 - p) / n + zz / (4 * n))) / (1 + zz) - (p - gap_of(s, x));
	size_t at = UNCERTAIN;
	while (at > 0 && hi > top[at - 1].hi)
		at--;
	if (at == UNCERTAIN || (at > 0 && top[at - 1].x.rows == x->rows && top[at - 1].x.errors == x->errors))
		return;
	memmove(&top[at + 1], &top[at], (UNCERTAIN - 1 - at) * sizeof *top);
	top[at] = (uncertain){ hi, *x };
}

static slice widest_of(const slice_search *s, const uncertain *top, double confidence)
{
	size_t best = 0;
	double hi = -2;
	for (size_t i = 0; i < UNCERTAIN && top[i].hi > -2; i++) {
		cn_interval d;
		const char *method;
		if (cn_difference(two_of(s, &top[i].x), confidence, &d, &method) && d.hi > hi) {
			hi = d.hi;
			best = i;
		}
	}
	return top[best].x;
}

cn_code slices_find(cn_arena *a, slice_search *s, cn_err *err)
{
	search k = { .s = s, .a = a };
	k.prefix = CN_NEW(a, uint16_t, s->rows + 1);
	k.joint = CN_NEW(a, uint32_t, PREFIXES * JOINT_MAX);
	k.cell = CN_NEW(a, uint32_t, PREFIXES * CN_LEVELS_MAX);
	if (!k.prefix || !k.joint || !k.cell)
		return cn_arena_fail(a, err);
	CN_TRY(count_all(&k, err));
	s->searched = (int64_t)k.n;
	uncertain top[UNCERTAIN];
	for (size_t i = 0; i < UNCERTAIN; i++)
		top[i] = (uncertain){ .hi = -2 };
	double each = simultaneous(0.95, k.n), z = cn_z_of(each);
	for (size_t i = 0; i < k.n; i++) {
		slice *x = &k.all[i];
		const char *test;
		x->p = 1;
		if (fractions(x->errors, x->rows, s->errors - x->errors, (int64_t)s->rows - x->rows) > 0 &&
		    !cn_two_p(two_of(s, x), &x->p, &test))
			x->p = 1;
		widest_offer(s, top, x, z);
	}
	s->widest = widest_of(s, top, each);
	if (k.n > 1)
		qsort(k.all, k.n, sizeof *k.all, by_p);
	for (size_t i = 0; i < k.n; i++) {
		k.all[i].rank = (uint32_t)i + 1;
		if (k.all[i].p < 1 && k.all[i].p * (double)k.n <= s->fdr * (double)(i + 1))
			s->rejected = (int64_t)i + 1;
	}
	return keep_worst(&k, err);
}
