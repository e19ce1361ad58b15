/* Systems as rows of bits, and the bits as answers. The facts of a system are the same for all its actors in a market: they are worked out
 * once, and only role and place for each actor. */
#include "norm/apply.h"
#include "norm/plane.h"

enum { LAY_BYTES = 64 << 20 };

typedef struct layer {
	cn_bulk *b;
	cn_arena *a;
	cn_value *value; /* used again for each market of each system */
	cn_err *err;
} layer;

/* One value for n rows that follow one another; nearly always they lie in one word. */
static void set_rows(const cn_bulk *b, uint32_t slot, size_t row, size_t n, cn_tri x)
{
	if (x == CN_UNKNOWN)
		return;
	while (n > 0) {
		const cn_plane_block *k = &b->block[row / CN_PLANE_ROWS];
		size_t bit = row % 64, some = n < 64 - bit ? n : 64 - bit;
		uint64_t mask = (some == 64 ? ~(uint64_t)0 : ((uint64_t)1 << some) - 1) << bit;
		cn_plane_at(k, slot)[row % CN_PLANE_ROWS / 64 + (x == CN_TRUE ? 0 : k->words)] |= mask;
		row += some;
		n -= some;
	}
}

/* Some rows: `times` runs of n rows that begin `apart` rows from each other. */
typedef struct run {
	size_t row, n, apart, times;
} run;

static void lay_fact(const cn_bulk *b, size_t fact, const cn_world *w, run r)
{
	const cn_compiled *c = b->of;
	for (uint32_t i = c->of_fact[fact]; i; i = c->atom[i].next) {
		cn_tri x = cn_eval(c->atom[i].leaf, w);
		for (size_t k = 0; k < r.times; k++)
			set_rows(b, c->atom[i].slot, r.row + k * r.apart, r.n, x);
	}
}

/* What is not a fact: does the law reach the market, is the system there. */
static void lay_market(const cn_bulk *b, const cn_market *m, size_t row, size_t n)
{
	const cn_compiled *c = b->of;
	for (uint32_t i = c->reach; i; i = c->atom[i].next) {
		bool in = false;
		for (size_t k = 0; k < c->atom[i].jurisdictions.n && !in; k++)
			in = cn_library_inside(c->lib, m->code, c->atom[i].jurisdictions.item[k], c->as_of);
		set_rows(b, c->atom[i].slot, row, n, in ? CN_TRUE : CN_FALSE);
	}
	for (uint32_t i = c->open; i; i = c->atom[i].next)
		set_rows(b, c->atom[i].slot, row, n, cn_day_within(m->from, m->until, c->as_of) ? CN_TRUE : CN_FALSE);
}

/* What somebody stated, and stage, purposes and day; the market, role and place are others from row to row. */
static cn_code lay_stated(const layer *l, const cn_bulk_row *r, run rows)
{
	cn_world w = { .value = l->value, .n = l->b->of->lib->n_fact };
	CN_TRY(cn_world_fill(l->a, l->b->of->lib, r->profile, r->market->code, NULL, l->b->of->as_of, l->value, l->err));
	for (size_t i = 0; i < w.n; i++)
		if (w.value[i].by || i == CN_B_STAGE || i == CN_B_PURPOSES || i == CN_B_AS_OF)
			lay_fact(l->b, i, &w, rows);
	return CN_OK;
}

static bool speaks_of_markets(const cn_profile *p)
{
	for (size_t i = 0; i < p->n_statement; i++)
		if (p->statement[i].market.n)
			return true;
	return false;
}

/* All rows of one system, which begin at `row`. */
static cn_code lay_system(const layer *l, size_t row)
{
	const cn_bulk *b = l->b;
	const cn_bulk_row *r = &b->row[row];
	size_t n_market = r->profile->n_market, n_actor = r->profile->n_actor;
	bool apart = speaks_of_markets(r->profile);
	cn_value own[CN_B_COUNT] = { 0 };
	cn_world w = { .value = own, .n = CN_B_COUNT };
	if (!apart)
		CN_TRY(lay_stated(l, r, (run){ row, n_market * n_actor, 0, 1 }));
	for (size_t m = 0; m < n_market; m++) {
		run rows = { row + m * n_actor, n_actor, 0, 1 };
		if (apart)
			CN_TRY(lay_stated(l, r + m * n_actor, rows));
		lay_market(b, r[m * n_actor].market, rows.row, rows.n);
		own[CN_B_MARKET] = (cn_value){ .text = r[m * n_actor].market->code, .known = true };
		lay_fact(b, CN_B_MARKET, &w, rows);
	}
	for (size_t k = 0; k < n_actor; k++) {
		run rows = { row + k, 1, n_actor, n_market };
		cn_world_actor(own, r[k].actor);
		lay_fact(b, CN_B_ROLE, &w, rows);
		lay_fact(b, CN_B_PLACE, &w, rows);
	}
	return CN_OK;
}

/* Those out of scope have none. */
static size_t rows_of(const cn_profile *p)
{
	return p->out_of_scope ? 0 : p->n_market * p->n_actor;
}

static cn_code make_blocks(cn_bulk *b, cn_err *err)
{
	unsigned words = b->n_row <= 64 ? 1 : CN_PLANE_WORDS;
	b->n_block = (b->n_row + CN_PLANE_ROWS - 1) / CN_PLANE_ROWS;
	b->block = CN_NEW(b->a, cn_plane_block, b->n_block + 1);
	for (size_t i = 0; b->block && i < b->n_block; i++) {
		size_t left = b->n_row - i * CN_PLANE_ROWS;
		cn_plane_block *k = &b->block[i];
		*k = (cn_plane_block){ .first = i * CN_PLANE_ROWS, .n = left < CN_PLANE_ROWS ? left : CN_PLANE_ROWS, .words = words };
		k->slot = CN_NEW(b->a, uint64_t, (size_t)b->of->n_slot * 2 * words);
		for (unsigned w = 0; k->slot && w < words; w++)
			cn_plane_at(k, 0)[w] = ~(uint64_t)0;
	}
	return cn_arena_ok(b->a) ? CN_OK : cn_arena_fail(b->a, err);
}

static void name_rows(cn_bulk *b, const cn_profile *const *profile, size_t n)
{
	size_t at = 0;
	for (size_t i = 0; i < n; i++)
		for (size_t m = 0; m < profile[i]->n_market && !profile[i]->out_of_scope; m++)
			for (size_t k = 0; k < profile[i]->n_actor; k++)
				b->row[at++] = (cn_bulk_row){ profile[i], i, &profile[i]->market[m], &profile[i]->actor[k] };
}

cn_code cn_bulk_lay(cn_arena *a, const cn_compiled *c, const cn_profile *const *profile, size_t n_profile, cn_bulk **ret, cn_err *err)
{
	cn_bulk *b = CN_NEW(a, cn_bulk, 1);
	layer l = { .b = b, .err = err };
	if (!b)
		return cn_arena_fail(a, err);
	*b = (cn_bulk){ .a = a, .of = c };
	for (size_t i = 0; i < n_profile; i++)
		b->n_row += rows_of(profile[i]);
	b->row = CN_NEW(a, cn_bulk_row, b->n_row + 1);
	if (!b->row)
		return cn_arena_fail(a, err);
	name_rows(b, profile, n_profile);
	CN_TRY(make_blocks(b, err));
	CN_AUTO_ARENA room = cn_arena_new(LAY_BYTES);
	l.a = room;
	l.value = room ? cn_world_room(room, c->lib) : NULL;
	if (!l.value)
		return CN_NOMEM(err);
	for (size_t row = 0; row < b->n_row; row += rows_of(b->row[row].profile))
		CN_TRY(lay_system(&l, row));
	*ret = b;
	return CN_OK;
}

size_t cn_bulk_rows(const cn_bulk *b)
{
	return b->n_row;
}

const cn_bulk_row *cn_bulk_row_at(const cn_bulk *b, size_t row)
{
	return row < b->n_row ? &b->row[row] : NULL;
}

void cn_bulk_run(cn_bulk *b, cn_bulk_how how)
{
	for (size_t i = 0; i < b->n_block; i++) {
		b->block[i].after = NULL; /* what was settled before was about other answers */
		if (how == CN_BULK_SCALAR)
			cn_plane_run_scalar(b->of, &b->block[i]);
		else
			cn_plane_run_vector(b->of, &b->block[i]);
	}
}

size_t cn_bulk_words(const cn_bulk *b)
{
	return (b->n_row + 63) / 64;
}

cn_bulk_bits cn_bulk_at(const cn_bulk *b, size_t rule, size_t word)
{
	const cn_plane_block *k = &b->block[word / CN_PLANE_WORDS];
	const cn_plane_rule *r = &b->of->rule[rule];
	size_t w = word % CN_PLANE_WORDS, left = b->n_row - word * 64;
	uint64_t all = left >= 64 ? ~(uint64_t)0 : ((uint64_t)1 << left) - 1;
	uint64_t t = cn_plane_true(k, r->answer)[w], f = cn_plane_false(k, r->answer)[w];
	cn_bulk_bits x = { .exists = all & cn_plane_true(k, r->reach)[w] & ~cn_plane_false(k, r->role)[w] };
	x.unknown = x.exists & ~(t | f);
	x.applies = x.exists & t;
	if (k->after) {
		const uint64_t *yes = k->after + rule * 2 * k->words, *no = yes + k->words;
		x.applies |= x.unknown & yes[w] & ~no[w];
		x.presumed = x.unknown & yes[w] & no[w];
		x.unknown &= ~(yes[w] | no[w]);
	}
	return x;
}

bool cn_bulk_get(const cn_bulk *b, size_t row, size_t rule, cn_answer *ret)
{
	cn_bulk_bits x = cn_bulk_at(b, rule, row / 64);
	uint64_t bit = (uint64_t)1 << row % 64;
	*ret = x.applies & bit ? CN_APPLIES : x.presumed & bit ? CN_PRESUMED : x.unknown & bit ? CN_ANSWER_UNKNOWN : CN_DOES_NOT;
	return (x.exists & bit) != 0;
}
