/* The graph as code: postfix, one AND a step. What is used twice, and every answer, has a slot of its own and is worked out where it is
 * first needed; the rest lives in temporary slots, three a level of nesting, so that no step reads what it writes. */
#include "norm/plane.h"

#define TEMPORARY 0x80000000u /* a slot that gets its number when all lasting ones have theirs */

typedef struct emitter {
	cn_compiled *c;
	cn_plane_graph *g;
	size_t room;
	uint32_t n_level;
	cn_err *err;
} emitter;

static void count_uses(cn_plane_graph *g, uint32_t node)
{
	cn_plane_node *n = &g->node[node];
	if (n->uses++ > 0)
		return;
	for (uint32_t i = 0; i < n->n; i++)
		count_uses(g, g->pool[n->first + i] >> 1);
}

static uint32_t temporary(emitter *e, uint32_t level, uint32_t which)
{
	if (level >= e->n_level)
		e->n_level = level + 1;
	return TEMPORARY | (level * 3 + which);
}

static cn_code step(emitter *e, uint32_t dst, cn_signed_at x, cn_signed_at y)
{
	cn_compiled *c = e->c;
	c->code = cn_plane_grow(e->g->a, c->code, c->n_code, &e->room, sizeof *c->code);
	if (!c->code)
		return cn_arena_fail(e->g->a, e->err);
	c->code[c->n_code++] = (cn_step_and){ dst, x, y };
	return CN_OK;
}

/* Temporary slots are told apart by their own bit until the end: a signed slot is then (slot & ~TEMPORARY) << 1 with the bit kept. */
static cn_signed_at with_sign(uint32_t slot, cn_signed_at like)
{
	return (slot & TEMPORARY) | (slot & ~TEMPORARY) << 1 | (like & 1);
}

static cn_code emit(emitter *e, uint32_t node, uint32_t level, uint32_t *ret)
{
	const cn_plane_graph *g = e->g;
	cn_plane_node *n = &g->node[node];
	if (n->n == 0 || n->slot) {
		*ret = n->slot;
		return CN_OK;
	}
	const cn_signed_at *op = g->pool + n->first;
	uint32_t dst = n->uses > 1 ? 0 : temporary(e, level, 2), slot = 0;
	CN_TRY(emit(e, op[0] >> 1, level + 1, &slot));
	cn_signed_at acc = with_sign(slot, op[0]);
	for (uint32_t i = 1; i < n->n; i++) {
		CN_TRY(emit(e, op[i] >> 1, level + 1 + (i == 1), &slot));
		cn_signed_at y = with_sign(slot, op[i]);
		uint32_t to = temporary(e, level, i & 1);
		if (i + 1 == n->n) {
			if (!dst)
				dst = n->slot = e->c->n_slot++;
			to = dst;
		}
		CN_TRY(step(e, to, acc, y));
		acc = with_sign(to, 0);
	}
	*ret = dst;
	return CN_OK;
}

static cn_signed_at slot_of(const cn_plane_graph *g, cn_signed_at s)
{
	return g->node[s >> 1].slot << 1 | (s & 1);
}

static void number_temporaries(cn_compiled *c)
{
	for (size_t i = 0; i < c->n_code; i++) {
		cn_step_and *s = &c->code[i];
		if (s->dst & TEMPORARY)
			s->dst = (s->dst & ~TEMPORARY) + c->n_slot;
		if (s->x & TEMPORARY)
			s->x = (s->x & ~TEMPORARY) + (c->n_slot << 1);
		if (s->y & TEMPORARY)
			s->y = (s->y & ~TEMPORARY) + (c->n_slot << 1);
	}
}

cn_code cn_plane_emit(cn_compiled *c, cn_plane_graph *g, cn_err *err)
{
	emitter e = { .c = c, .g = g, .err = err };
	c->n_slot = 2; /* true, unknown */
	for (uint32_t i = 1; i < c->n_atom; i++) {
		g->node[c->atom[i].slot].slot = c->n_slot;
		c->atom[i].slot = c->n_slot++;
	}
	for (size_t i = 0; i < c->n_rule; i++) {
		cn_plane_node *n = &g->node[c->rule[i].answer >> 1];
		count_uses(g, c->rule[i].answer >> 1);
		n->uses++; /* an answer lasts, even if it stands once */
	}
	for (size_t i = 0; i < c->n_rule; i++) {
		cn_plane_rule *r = &c->rule[i];
		uint32_t slot = 0;
		CN_TRY(emit(&e, r->answer >> 1, 0, &slot));
		r->reach = slot_of(g, r->reach);
		r->role = slot_of(g, r->role);
		r->answer = slot << 1 | (r->answer & 1);
	}
	number_temporaries(c);
	c->n_slot += e.n_level * 3;
	return c->n_slot < TEMPORARY >> 1 ? CN_OK : CN_FAIL(err, CN_ETOOBIG, "the library's conditions have more parts than fit");
}
