/* What Kleene leaves open, row by row: the exact check, then what the instrument presumes, then what is missing; as apply.c does for one
 * cell. Provisions of one instrument that ask the same share the work. */
#include "norm/apply.h"
#include "norm/plane.h"

enum { ROW_BYTES = 64 << 20, EXACT_BYTES = 64 << 20, EXACT_AGAIN_BYTES = 1 << 20 };

typedef struct known {
	size_t row; /* of which this is known, plus one */
	cn_answer answer;
	bool either_way;
	cn_open open; /* in the row's memory */
} known;

typedef struct todo {
	size_t rule;
	uint64_t rows;
} todo;

typedef struct settler {
	cn_bulk *b;
	cn_bulk_fn *fn;
	void *user;
	known *same;     /* by rule.same */
	todo *todo;      /* of 64 rows at hand */
	cn_value *value; /* of the row at hand, and then of the next */
	size_t value_row; /* whose values they are, plus one */
	cn_arena *room;  /* of these */
	cn_arena *a;     /* of the row at hand */
	cn_arena *exact; /* of some cells; made new when it has grown */
	const cn_instrument *in;
	cn_worlds worlds; /* of `in` */
	cn_err *err;
} settler;

static cn_code exact(settler *s, const cn_plane_rule *r, const cn_expr *e, const cn_world *w, cn_tri *ret)
{
	if (r->once && e == r->question[0]) {
		*ret = cn_eval(e, w);
		return CN_OK;
	}
	if (!s->exact || cn_arena_used(s->exact) > EXACT_AGAIN_BYTES) {
		cn_arena_free(s->exact);
		s->exact = cn_arena_new(EXACT_BYTES);
	}
	return s->exact ? cn_exact(s->exact, e, w, ret, s->err) : CN_NOMEM(s->err);
}

static cn_code look_at(settler *s, const cn_plane_rule *r, const cn_expr *e, known *x)
{
	const cn_world *w = r->provision->force == CN_BINDING ? &s->worlds.strict : &s->worlds.lax;
	cn_tri now = CN_UNKNOWN, presumed = CN_UNKNOWN;
	x->open = (cn_open){ 0 };
	CN_TRY(exact(s, r, e, w, &now));
	x->either_way = now != CN_UNKNOWN;
	x->answer = now == CN_TRUE ? CN_APPLIES : CN_DOES_NOT;
	if (now != CN_UNKNOWN)
		return CN_OK;
	x->answer = CN_ANSWER_UNKNOWN;
	CN_TRY(cn_open_facts(s->a, e, w, &x->open, s->err));
	if (s->worlds.presumes) {
		cn_world with = s->worlds.presumed;
		with.strict = w->strict;
		CN_TRY(exact(s, r, e, &with, &presumed));
	}
	if (presumed == CN_TRUE)
		x->answer = CN_PRESUMED;
	return CN_OK;
}

/* The facts of the row before are kept where it was the same system in the same market. */
static cn_code open_row(settler *s, size_t row)
{
	const cn_bulk_row *r = &s->b->row[row], *was = s->value_row ? &s->b->row[s->value_row - 1] : NULL;
	const cn_compiled *c = s->b->of;
	s->in = NULL;
	if (was && was->system == r->system && was->market == r->market)
		cn_world_actor(s->value, r->actor);
	else
		CN_TRY(cn_world_fill(s->room, c->lib, r->profile, r->market->code, r->actor, c->as_of, s->value, s->err));
	s->value_row = row + 1;
	return CN_OK;
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
	size_t at = k->first + row;
	bool role_known = s->b->row[at].actor->role.n > 0;
	known own = { 0 }, *x = role_known ? &s->same[r->same] : &own;
	if (r->provision->instrument != s->in) {
		cn_world w = { .value = s->value, .n = s->b->of->lib->n_fact };
		s->in = r->provision->instrument;
		CN_TRY(cn_worlds_open(s->a, s->a, s->in, &w, &s->worlds, s->err));
	}
	if (x->row != at + 1) {
		CN_TRY(look_at(s, r, r->question[!role_known], x));
		x->row = at + 1;
	}
	note(k, rule, row, x->answer);
	s->b->n_exact++;
	if (!s->fn)
		return CN_OK;
	cn_bulk_cell cell = { at, rule, x->answer, x->either_way, x->open.not_read, x->open.fact, x->open.n };
	return s->fn(s->user, &cell, s->err);
}

/* The rules that leave some of 64 rows unknown. What the role or the market leaves out is false in the planes. */
static size_t open_rules(settler *s, const cn_plane_block *k, size_t word, uint64_t rows)
{
	const cn_compiled *c = s->b->of;
	size_t n = 0;
	for (size_t i = 0; i < c->n_rule; i++) {
		uint64_t open = rows & ~(cn_plane_true(k, c->rule[i].answer)[word] | cn_plane_false(k, c->rule[i].answer)[word]);
		if (open)
			s->todo[n++] = (todo){ i, open };
	}
	return n;
}

static cn_code settle_row(settler *s, const cn_plane_block *k, size_t row, size_t n)
{
	CN_AUTO_ARENA a = cn_arena_new(ROW_BYTES);
	s->a = a;
	if (!a)
		return CN_NOMEM(s->err);
	CN_TRY(open_row(s, k->first + row));
	for (size_t i = 0; i < n; i++)
		if (s->todo[i].rows >> row % 64 & 1)
			CN_TRY(settle_cell(s, k, row, s->todo[i].rule));
	return CN_OK;
}

static cn_code settle_word(settler *s, const cn_plane_block *k, size_t word)
{
	size_t left = k->n - word * 64;
	size_t n = open_rules(s, k, word, left >= 64 ? ~(uint64_t)0 : ((uint64_t)1 << left) - 1);
	uint64_t any = 0;
	for (size_t i = 0; i < n; i++)
		any |= s->todo[i].rows;
	for (size_t bit = 0; bit < 64; bit++)
		if (any >> bit & 1)
			CN_TRY(settle_row(s, k, word * 64 + bit, n));
	return CN_OK;
}

static cn_code settle_all(settler *s)
{
	cn_bulk *b = s->b;
	b->n_exact = 0;
	for (size_t i = 0; i < b->n_block; i++) {
		cn_plane_block *k = &b->block[i];
		k->after = CN_NEW(b->a, uint64_t, (b->of->n_rule + 1) * 2 * k->words);
		if (!k->after)
			return cn_arena_fail(b->a, s->err);
		for (size_t word = 0; word * 64 < k->n; word++)
			CN_TRY(settle_word(s, k, word));
	}
	return CN_OK;
}

cn_code cn_bulk_settle(cn_bulk *b, cn_bulk_fn *fn, void *user, cn_err *err)
{
	CN_AUTO_ARENA room = cn_arena_new(ROW_BYTES);
	settler s = { .b = b, .fn = fn, .user = user, .room = room, .err = err };
	s.same = room ? CN_NEW(room, known, b->of->n_same + 1) : NULL;
	s.todo = room ? CN_NEW(room, todo, b->of->n_rule + 1) : NULL;
	s.value = s.same && s.todo ? cn_world_room(room, b->of->lib) : NULL;
	cn_code rc = s.value ? settle_all(&s) : CN_NOMEM(err);
	cn_arena_free(s.exact);
	return rc;
}
