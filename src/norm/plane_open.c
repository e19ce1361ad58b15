/* What Kleene leaves open, row by row: the exact check, then what the instrument presumes, then what is missing; as apply.c does for one
 * cell. Provisions of one instrument that ask the same share the work. */
#include "norm/apply.h"
#include "norm/plane.h"

enum { ROW_BYTES = 64 << 20 };

typedef struct known {
	bool done;
	cn_answer answer;
	bool either_way;
	cn_open open;
} known;

typedef struct settler {
	cn_bulk *b;
	cn_bulk_fn *fn;
	void *user;
	known *same; /* of the row at hand, by rule.same; in its arena */
	cn_arena *a; /* of the row at hand */
	cn_world world;
	const cn_instrument *in;
	cn_worlds worlds; /* of `in` */
	cn_err *err;
} settler;

static cn_code look_at(settler *s, const cn_plane_rule *r, const cn_expr *e, known *ret)
{
	const cn_world *w = r->provision->force == CN_BINDING ? &s->worlds.strict : &s->worlds.lax;
	cn_tri x = CN_UNKNOWN, presumed = CN_UNKNOWN;
	*ret = (known){ .done = true };
	CN_TRY(cn_exact_apart(e, w, &x, s->err));
	ret->either_way = x != CN_UNKNOWN;
	ret->answer = x == CN_TRUE ? CN_APPLIES : CN_DOES_NOT;
	if (x != CN_UNKNOWN)
		return CN_OK;
	ret->answer = CN_ANSWER_UNKNOWN;
	CN_TRY(cn_open_facts(s->a, e, w, &ret->open, s->err));
	if (s->worlds.presumes) {
		cn_world with = s->worlds.presumed;
		with.strict = w->strict;
		CN_TRY(cn_exact_apart(e, &with, &presumed, s->err));
	}
	if (presumed == CN_TRUE)
		ret->answer = CN_PRESUMED;
	return CN_OK;
}

static cn_code open_row(settler *s, size_t row)
{
	const cn_bulk_row *r = &s->b->row[row];
	const cn_compiled *c = s->b->of;
	s->in = NULL;
	s->same = CN_NEW(s->a, known, c->n_same + 1);
	if (!s->same)
		return cn_arena_fail(s->a, s->err);
	return cn_world_make(s->a, c->lib, r->profile, r->market->code, r->actor, c->as_of, &s->world, s->err);
}

static void note(const cn_plane_block *k, size_t rule, size_t row, cn_answer x)
{
	uint64_t *yes = k->after + rule * 2 * k->words, *no = yes + k->words, bit = (uint64_t)1 << row % 64;
	if (x == CN_APPLIES || x == CN_PRESUMED)
		yes[row / 64] |= bit;
	if (x == CN_DOES_NOT || x == CN_PRESUMED)
		no[row / 64] |= bit;
}

static cn_code settle_cell(settler *s, const cn_plane_block *k, size_t row, size_t rule)
{
	const cn_plane_rule *r = &s->b->of->rule[rule];
	bool role_known = s->b->row[k->first + row].actor->role.n > 0;
	known own = { 0 }, *x = role_known ? &s->same[r->same] : &own;
	if (r->provision->instrument != s->in) {
		s->in = r->provision->instrument;
		CN_TRY(cn_worlds_open(s->a, s->a, s->in, &s->world, &s->worlds, s->err));
	}
	if (!x->done)
		CN_TRY(look_at(s, r, r->question[!role_known], x));
	note(k, rule, row, x->answer);
	s->b->n_exact++;
	if (!s->fn)
		return CN_OK;
	cn_bulk_cell cell = { k->first + row, rule, x->answer, x->either_way, x->open.not_read, x->open.fact, x->open.n };
	return s->fn(s->user, &cell, s->err);
}

static bool is_unknown(const cn_compiled *c, const cn_plane_block *k, size_t row, size_t rule)
{
	const cn_plane_rule *r = &c->rule[rule];
	uint64_t decided = cn_plane_true(k, r->answer)[row / 64] | cn_plane_false(k, r->answer)[row / 64];
	return !(decided >> row % 64 & 1);
}

/* The world of a row is made when its first unknown cell is met. What the role or the market leaves out is false in the planes. */
static cn_code settle_row(settler *s, const cn_plane_block *k, size_t row)
{
	const cn_compiled *c = s->b->of;
	cn_code rc = CN_OK;
	s->a = NULL;
	for (size_t i = 0; rc == CN_OK && i < c->n_rule; i++) {
		if (!is_unknown(c, k, row, i))
			continue;
		if (!s->a) {
			s->a = cn_arena_new(ROW_BYTES);
			rc = s->a ? open_row(s, k->first + row) : CN_NOMEM(s->err);
		}
		if (rc == CN_OK)
			rc = settle_cell(s, k, row, i);
	}
	cn_arena_free(s->a);
	return rc;
}

cn_code cn_bulk_settle(cn_bulk *b, cn_bulk_fn *fn, void *user, cn_err *err)
{
	settler s = { .b = b, .fn = fn, .user = user, .err = err };
	b->n_exact = 0;
	for (size_t i = 0; i < b->n_block; i++) {
		cn_plane_block *k = &b->block[i];
		k->after = CN_NEW(b->a, uint64_t, (b->of->n_rule + 1) * 2 * k->words);
		if (!k->after)
			return cn_arena_fail(b->a, err);
		for (size_t row = 0; row < k->n; row++)
			CN_TRY(settle_row(&s, k, row));
	}
	return CN_OK;
}
