/* Systems as rows of bits, and the bits as answers. The facts of a system are the same for all its actors in a market: they are worked out
 * once, and only role and place for each actor. */
#include "norm/apply.h"
#include "norm/plane.h"

enum { LAY_BYTES = 64 << 20, LAY_AGAIN_BYTES = 8 << 20 };

typedef struct layer {
	cn_bulk *b;
	cn_arena *scratch; /* of some markets; made new when it has grown */
	cn_err *err;
} layer;

static void set_bit(const cn_plane_block *b, uint32_t slot, size_t row, cn_tri x)
{
	if (x == CN_UNKNOWN)
		return;
	uint64_t *p = cn_plane_at(b, slot) + (x == CN_TRUE ? 0 : b->words);
	p[row / 64] |= (uint64_t)1 << row % 64;
}

/* One value for n rows of the whole. */
static void set_rows(const cn_bulk *b, uint32_t slot, size_t row, size_t n, cn_tri x)
{
	for (size_t i = row; i < row + n; i++)
		set_bit(&b->block[i / CN_PLANE_ROWS], slot, i % CN_PLANE_ROWS, x);
}

static void lay_fact(const cn_bulk *b, size_t fact, const cn_world *w, size_t row, size_t n)
{
	const cn_compiled *c = b->of;
	for (uint32_t i = c->of_fact[fact]; i; i = c->atom[i].next)
		set_rows(b, c->atom[i].slot, row, n, cn_eval(c->atom[i].leaf, w));
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

/* The rows of one market of one system; they follow one another. */
static cn_code lay_rows(layer *l, size_t row, size_t n)
{
	const cn_bulk *b = l->b;
	const cn_bulk_row *r = &b->row[row];
	cn_world w;
	if (cn_arena_used(l->scratch) > LAY_AGAIN_BYTES) {
		cn_arena_free(l->scratch);
		l->scratch = cn_arena_new(LAY_BYTES);
	}
	if (!l->scratch)
		return CN_NOMEM(l->err);
	lay_market(b, r->market, row, n);
	CN_TRY(cn_world_make(l->scratch, b->of->lib, r->profile, r->market->code, NULL, b->of->as_of, &w, l->err));
	for (size_t i = 0; i < w.n; i++)
		if (w.value[i].by || (i < CN_B_COUNT && i != CN_B_ROLE && i != CN_B_PLACE))
			lay_fact(b, i, &w, row, n);
	for (size_t i = 0; i < n; i++) {
		cn_value own[CN_B_COUNT] = { 0 };
		cn_world actor = { .value = own, .n = CN_B_COUNT };
		cn_world_actor(own, r[i].actor);
		lay_fact(b, CN_B_ROLE, &actor, row + i, 1);
		lay_fact(b, CN_B_PLACE, &actor, row + i, 1);
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
	l.scratch = cn_arena_new(LAY_BYTES);
	cn_code rc = CN_OK;
	for (size_t row = 0; rc == CN_OK && row < b->n_row; row += b->row[row].profile->n_actor)
		rc = lay_rows(&l, row, b->row[row].profile->n_actor);
	cn_arena_free(l.scratch);
	if (rc == CN_OK)
		*ret = b;
	return rc;
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
