/* The search for slices. Columns stand in groups whose levels make one joint code of at most 32 a row; a pass over the rows counts the joint
 * codes of three groups at once, and sums over them give the counts of every slice of columns that lie in these groups. Columns of four
 * levels go two to a group: 120 passes for 20 of them, where every three columns alone would take 1,140. */
#include "lab/reliability/reliability.h"

#include <math.h>

enum {
	NONE = 0xffff,
	UNCERTAIN = 64,
	GROUP_MAX = 32, /* joint codes of a group; one column has at most CN_LEVELS_MAX */
	COLUMNS = CN_SLICE_COLUMNS_MAX,
	OF_PASS = 15 /* columns of three groups: five of two levels each */
};

typedef struct group {
	size_t from, to;       /* columns; from == to: an empty one, so that there are three */
	uint32_t n;            /* joint codes */
	uint8_t *code, *wrong; /* [rows]: the code; twice the code and whether the row is wrong */
} group;

typedef struct search {
	slice_search *s;
	slice *all;
	size_t n, room;
	group *group;
	size_t n_groups;
	uint16_t *two;   /* [rows]: the joint code of the first two groups of a pass */
	uint32_t *joint; /* [code of the first two][code of the third][wrong] */
	uint32_t *cell;  /* of one choice of columns: [all but the last][wrong][last] */
	uint8_t *done;   /* [COLUMNS + 1]^3: choices of columns that were counted; the last place stands for none */
	cn_arena *a;
} search;

static cn_code group_make(search *k, size_t from, size_t to, cn_err *err)
{
	const slice_search *s = k->s;
	group *g = &k->group[k->n_groups++];
	*g = (group){ from, to, 1, CN_NEW(k->a, uint8_t, s->rows + 1), CN_NEW(k->a, uint8_t, s->rows + 1) };
	if (!g->code || !g->wrong)
		return cn_arena_fail(k->a, err);
	for (size_t c = from; c < to; c++) {
		const levels *l = &s->column[c];
		for (size_t row = 0; row < s->rows; row++)
			g->code[row] = (uint8_t)(g->code[row] * l->n + l->code[row]);
		g->n *= l->n;
	}
	for (size_t row = 0; row < s->rows; row++)
		g->wrong[row] = (uint8_t)(g->code[row] * 2 + s->wrong[row]);
	return CN_OK;
}

static cn_code groups_make(search *k, cn_err *err)
{
	const slice_search *s = k->s;
	k->group = CN_NEW(k->a, group, s->n_columns + 3);
	if (!k->group)
		return cn_arena_fail(k->a, err);
	for (size_t from = 0, to; from < s->n_columns; from = to) {
		uint32_t n = s->column[from].n;
		for (to = from + 1; to < s->n_columns && to < from + OF_PASS / 3 && n * s->column[to].n <= GROUP_MAX; to++)
			n *= s->column[to].n;
		CN_TRY(group_make(k, from, to, err));
	}
	while (k->n_groups < 3)
		CN_TRY(group_make(k, 0, 0, err));
	return CN_OK;
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

static bool once(search *k, const size_t column[3], bool mark)
{
	size_t at = 0;
	for (size_t i = 0; i < 3; i++)
		at = at * (COLUMNS + 1) + (column[i] == NONE ? COLUMNS : column[i]);
	bool first = !k->done[at];
	k->done[at] |= mark;
	return first;
}

/* What a code of each group of the pass adds to the place in cell. */
typedef struct offsets {
	uint32_t of[3][GROUP_MAX];
} offsets;

static void offsets_of(const search *k, const group *const g[3], const size_t column[3], offsets *ret)
{
	const levels *c = k->s->column;
	size_t depth = column[2] != NONE ? 3 : column[1] != NONE ? 2 : 1;
	uint32_t stride = 1;
	memset(ret, 0, sizeof *ret);
	for (size_t i = depth; i-- > 0;) {
		for (size_t p = 0; p < 3; p++) {
			uint32_t inner = 1;
			if (column[i] < g[p]->from || column[i] >= g[p]->to)
				continue;
			for (size_t q = column[i] + 1; q < g[p]->to; q++)
				inner *= c[q].n;
			for (uint32_t code = 0; code < g[p]->n; code++)
				ret->of[p][code] += code / inner % c[column[i]].n * stride;
		}
		stride *= i + 1 == depth ? 2 * c[column[i]].n : c[column[i]].n; /* right and wrong lie before the last column */
	}
	memset(k->cell, 0, stride * sizeof *k->cell);
}

/* Sums out every column but those chosen. */
static cn_code choice_add(search *k, const group *const g[3], const size_t column[3], cn_err *err)
{
	offsets o;
	size_t last = column[2] != NONE ? column[2] : column[1] != NONE ? column[1] : column[0];
	uint32_t wrong = k->s->column[last].n;
	const uint32_t *from = k->joint;
	offsets_of(k, g, column, &o);
	for (uint32_t x = 0; x < g[0]->n; x++)
		for (uint32_t y = 0; y < g[1]->n; y++) {
			uint32_t *to = k->cell + o.of[0][x] + o.of[1][y];
			for (uint32_t z = 0; z < g[2]->n; z++, from += 2) {
				to[o.of[2][z]] += from[0];
				to[o.of[2][z] + wrong] += from[1];
			}
		}
	return cells_add(k, column, err);
}

static void joint_count(const search *k, const group *const g[3])
{
	const uint16_t *two = k->two;
	const uint8_t *code = g[2]->wrong;
	uint32_t *joint = k->joint, n = g[2]->n * 2;
	memset(joint, 0, (size_t)g[0]->n * g[1]->n * n * sizeof *joint);
	for (size_t i = 0; i < k->s->rows; i++)
		joint[two[i] * n + code[i]]++;
}

/* All choices of one to depth columns of the groups that no pass before had; with `add` they are counted, else only looked for. */
static cn_code choices(search *k, const group *const g[3], bool add, bool *ret_any, cn_err *err)
{
	size_t column[OF_PASS + 1], n = 0;
	for (size_t p = 0; p < 3; p++)
		for (size_t c = g[p]->from; c < g[p]->to; c++)
			column[n++] = c;
	column[n] = NONE;
	*ret_any = false;
	for (size_t x = 0; x < n; x++)
		for (size_t y = k->s->depth > 1 ? x + 1 : n; y <= n; y++)
			for (size_t z = k->s->depth > 2 && y < n ? y + 1 : n; z <= n; z++) {
				const size_t of[3] = { column[x], column[y], column[z] };
				if (!once(k, of, add))
					continue;
				*ret_any = true;
				if (add)
					CN_TRY(choice_add(k, g, of, err));
			}
	return CN_OK;
}

static cn_code pass(search *k, const group *const g[3], bool *two_made, cn_err *err)
{
	bool any;
	CN_TRY(choices(k, g, false, &any, err));
	if (!any)
		return CN_OK;
	for (size_t i = 0; i < k->s->rows && !*two_made; i++)
		k->two[i] = (uint16_t)(g[0]->code[i] * g[1]->n + g[1]->code[i]);
	*two_made = true;
	joint_count(k, g);
	return choices(k, g, true, &any, err);
}

static cn_code count_all(search *k, cn_err *err)
{
	CN_TRY(groups_make(k, err));
	for (size_t x = 0; x < k->n_groups; x++)
		for (size_t y = x + 1; y < k->n_groups; y++) {
			bool two_made = false;
			for (size_t z = y + 1; z < k->n_groups; z++)
				CN_TRY(pass(k, (const group *const[]){ &k->group[x], &k->group[y], &k->group[z] }, &two_made, err));
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
	k.two = CN_NEW(a, uint16_t, s->rows + 1);
	k.joint = CN_NEW(a, uint32_t, GROUP_MAX * GROUP_MAX * GROUP_MAX * 2);
	k.cell = CN_NEW(a, uint32_t, CN_LEVELS_MAX * CN_LEVELS_MAX * CN_LEVELS_MAX * 2);
	k.done = CN_NEW(a, uint8_t, (COLUMNS + 1) * (COLUMNS + 1) * (COLUMNS + 1));
	if (!k.two || !k.joint || !k.cell || !k.done)
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
