/* Conditions into one graph of ANDs. Operands of a node are sorted and each stands once, so that parts that say the same in another
 * order are one node. x && !x is kept: it is unknown while x is. */
#include "norm/apply.h"
#include "norm/plane.h"

enum { NODE_FIRST_ATOM = 2, TABLE_FIRST = 1024, ATOMS_MAX = 1 << 24 };

typedef struct compiler {
	cn_compiled *c;
	cn_plane_graph g;
	cn_arena *a;
	size_t room_atom;
	cn_signed_at *def[2]; /* of the instrument at hand, by strictness; 0: not done, else node + 1 */
	cn_err *err;
} compiler;

void *cn_plane_grow(cn_arena *a, void *old, size_t n, size_t *room, size_t size)
{
	if (n < *room)
		return old;
	size_t more = *room ? *room * 2 : 64;
	void *grown = cn_alloc(a, more, size);
	if (grown && n)
		memcpy(grown, old, n * size);
	if (grown)
		*room = more;
	return grown;
}

/* ---- atoms -------------------------------------------------------------------------------------------------------------------- */

static bool same_texts(cn_texts x, cn_texts y)
{
	bool same = x.n == y.n;
	for (size_t i = 0; same && i < x.n; i++)
		same = cn_eq(x.item[i], y.item[i]);
	return same;
}

static bool same_leaf(const cn_expr *x, const cn_expr *y)
{
	if (x->op != y->op || x->cmp != y->cmp || x->member != y->member || x->date != y->date)
		return false;
	if (x->num ? !y->num || cn_dec_cmp(x->num, y->num) != 0 : y->num != NULL)
		return false;
	return same_texts(x->item, y->item) && (x->op != CN_E_MEMBER || x->member != UINT32_MAX || cn_eq(x->text, y->text));
}

static bool same_atom(const cn_atom *x, const cn_atom *y)
{
	if (x->kind != y->kind)
		return false;
	if (x->kind == CN_ATOM_LEAF)
		return x->leaf && y->leaf && same_leaf(x->leaf, y->leaf);
	return same_texts(x->jurisdictions, y->jurisdictions);
}

static cn_code add_node(compiler *k, cn_plane_node n, uint32_t *ret)
{
	cn_plane_graph *g = &k->g;
	g->node = cn_plane_grow(k->a, g->node, g->n_node, &g->room_node, sizeof *g->node);
	if (!g->node)
		return cn_arena_fail(k->a, k->err);
	*ret = (uint32_t)g->n_node;
	g->node[g->n_node++] = n;
	return CN_OK;
}

/* The atom's node; atoms of one fact are few, so that they stand in a chain. slot holds the node until the code is written. */
static cn_code atom_node(compiler *k, cn_atom atom, uint32_t *chain, cn_signed_at *ret)
{
	cn_compiled *c = k->c;
	for (uint32_t i = *chain; i; i = c->atom[i].next)
		if (same_atom(&c->atom[i], &atom)) {
			*ret = c->atom[i].slot << 1;
			return CN_OK;
		}
	if (c->n_atom >= ATOMS_MAX)
		return CN_FAIL(k->err, CN_ETOOBIG, "the library tests more than %d different things", ATOMS_MAX);
	c->atom = cn_plane_grow(k->a, c->atom, c->n_atom, &k->room_atom, sizeof *c->atom);
	if (!c->atom)
		return cn_arena_fail(k->a, k->err);
	CN_TRY(add_node(k, (cn_plane_node){ 0 }, &atom.slot));
	atom.next = *chain;
	*chain = c->n_atom;
	c->atom[c->n_atom++] = atom;
	*ret = atom.slot << 1;
	return CN_OK;
}

static cn_code leaf_node(compiler *k, const cn_expr *e, cn_signed_at *ret)
{
	return atom_node(k, (cn_atom){ .kind = CN_ATOM_LEAF, .leaf = e }, &k->c->of_fact[e->fact->index], ret);
}

/* ---- nodes ------------------------------------------------------------------------------------------------------------------------ */

static uint64_t hash_of(const cn_signed_at *x, size_t n)
{
	uint64_t h = n;
	for (size_t i = 0; i < n; i++)
		h = (h ^ x[i]) * 0x9e3779b97f4a7c15u ^ (h >> 29);
	return h ^ (h >> 32);
}

static cn_code widen_table(compiler *k)
{
	cn_plane_graph *g = &k->g;
	size_t room = g->room_table ? g->room_table * 2 : TABLE_FIRST;
	uint32_t *t = CN_NEW(k->a, uint32_t, room);
	if (!t)
		return cn_arena_fail(k->a, k->err);
	for (uint32_t i = 0; i < g->n_node; i++) {
		if (g->node[i].n == 0)
			continue;
		size_t at = hash_of(g->pool + g->node[i].first, g->node[i].n) & (room - 1);
		while (t[at])
			at = (at + 1) & (room - 1);
		t[at] = i;
	}
	g->table = t;
	g->room_table = room;
	return CN_OK;
}

/* Sorted, each once, without true. False: one of them is false. */
static bool tidy(cn_signed_at *x, size_t *n)
{
	for (size_t i = 1; i < *n; i++)
		for (size_t j = i; j > 0 && x[j - 1] > x[j]; j--) {
			cn_signed_at t = x[j];
			x[j] = x[j - 1];
			x[j - 1] = t;
		}
	size_t m = 0;
	for (size_t i = 0; i < *n; i++) {
		if (x[i] == CN_AT_FALSE)
			return false;
		if (x[i] != CN_AT_TRUE && (m == 0 || x[m - 1] != x[i]))
			x[m++] = x[i];
	}
	*n = m;
	return true;
}

/* x[] is written over. */
static cn_code and_node(compiler *k, cn_signed_at *x, size_t n, cn_signed_at *ret)
{
	cn_plane_graph *g = &k->g;
	for (size_t i = 0; i < n; i++)
		if (x[i] >> 1 == CN_AT_UNKNOWN >> 1)
			x[i] = CN_AT_UNKNOWN;
	if (!tidy(x, &n) || n < 2) {
		*ret = n == 1 ? x[0] : n == 0 ? CN_AT_TRUE : CN_AT_FALSE;
		return CN_OK;
	}
	if (g->n_node * 2 >= g->room_table)
		CN_TRY(widen_table(k));
	size_t at = hash_of(x, n) & (g->room_table - 1);
	for (; g->table[at]; at = (at + 1) & (g->room_table - 1)) {
		const cn_plane_node *o = &g->node[g->table[at]];
		if (o->n == n && memcmp(g->pool + o->first, x, n * sizeof *x) == 0) {
			*ret = g->table[at] << 1;
			return CN_OK;
		}
	}
	uint32_t node = 0;
	CN_TRY(add_node(k, (cn_plane_node){ .first = (uint32_t)g->n_pool, .n = (uint32_t)n }, &node));
	for (size_t i = 0; i < n; i++) {
		g->pool = cn_plane_grow(k->a, g->pool, g->n_pool, &g->room_pool, sizeof *g->pool);
		if (!g->pool)
			return cn_arena_fail(k->a, k->err);
		g->pool[g->n_pool++] = x[i];
	}
	g->table[at] = node;
	*ret = node << 1;
	return CN_OK;
}

static cn_code and_of(compiler *k, cn_signed_at x, cn_signed_at y, cn_signed_at *ret)
{
	cn_signed_at both[2] = { x, y };
	return and_node(k, both, 2, ret);
}

static cn_code or_of(compiler *k, cn_signed_at x, cn_signed_at y, cn_signed_at *ret)
{
	CN_TRY(and_of(k, x ^ 1, y ^ 1, ret));
	*ret ^= 1;
	return CN_OK;
}

/* ---- conditions --------------------------------------------------------------------------------------------------------------------- */

static cn_code compile(compiler *k, const cn_expr *e, bool strict, cn_signed_at *ret);

static cn_code compile_many(compiler *k, const cn_expr *e, bool strict, cn_signed_at *ret)
{
	cn_signed_at few[16], *x = e->n <= 16 ? few : CN_NEW(k->a, cn_signed_at, e->n), turn = e->op == CN_E_OR;
	if (!x)
		return cn_arena_fail(k->a, k->err);
	for (uint32_t i = 0; i < e->n; i++) {
		CN_TRY(compile(k, e->kid[i], strict, &x[i]));
		x[i] ^= turn;
	}
	CN_TRY(and_node(k, x, e->n, ret));
	*ret ^= turn;
	return CN_OK;
}

/* (c && x) || (!c && y) || (x && y): the last part decides where c is unknown and both sides agree. */
static cn_code compile_cond(compiler *k, const cn_expr *e, bool strict, cn_signed_at *ret)
{
	cn_signed_at c = 0, x = 0, y = 0, part[3] = { 0 };
	CN_TRY(compile(k, e->kid[0], strict, &c));
	CN_TRY(compile(k, e->kid[1], strict, &x));
	CN_TRY(compile(k, e->kid[2], strict, &y));
	CN_TRY(and_of(k, c, x, &part[0]));
	CN_TRY(and_of(k, c ^ 1, y, &part[1]));
	CN_TRY(and_of(k, x, y, &part[2]));
	for (unsigned i = 0; i < 3; i++)
		part[i] ^= 1;
	CN_TRY(and_node(k, part, 3, ret));
	*ret ^= 1;
	return CN_OK;
}

static cn_code compile_same(compiler *k, const cn_expr *e, bool strict, cn_signed_at *ret)
{
	cn_signed_at x = 0, y = 0, yes = 0, no = 0;
	CN_TRY(compile(k, e->kid[0], strict, &x));
	CN_TRY(compile(k, e->kid[1], strict, &y));
	CN_TRY(and_of(k, x, y, &yes));
	CN_TRY(and_of(k, x ^ 1, y ^ 1, &no));
	return or_of(k, yes, no, ret);
}

static cn_code compile_def(compiler *k, const cn_expr *e, bool strict, cn_signed_at *ret)
{
	if (strict && e->def->confidence != CN_READ) {
		*ret = CN_AT_UNKNOWN;
		return CN_OK;
	}
	cn_signed_at *done = &k->def[strict][e->def->index];
	if (*done == 0) {
		CN_TRY(compile(k, e->kid[0], strict, ret));
		*done = *ret + 1;
	}
	*ret = *done - 1;
	return CN_OK;
}

static cn_code compile(compiler *k, const cn_expr *e, bool strict, cn_signed_at *ret)
{
	switch ((cn_eop)e->op) {
	case CN_E_BOOL:
		*ret = e->value ? CN_AT_TRUE : CN_AT_FALSE;
		return CN_OK;
	case CN_E_NOT:
		CN_TRY(compile(k, e->kid[0], strict, ret));
		*ret ^= 1;
		return CN_OK;
	case CN_E_AND:
	case CN_E_OR:
		return compile_many(k, e, strict, ret);
	case CN_E_COND:
		return compile_cond(k, e, strict, ret);
	case CN_E_SAME:
		return compile_same(k, e, strict, ret);
	case CN_E_DEF:
		return compile_def(k, e, strict, ret);
	default:
		return leaf_node(k, e, ret);
	}
}

/* ---- rules ------------------------------------------------------------------------------------------------------------------------------ */

static bool same_periods(const cn_provision *x, const cn_provision *y, cn_date day)
{
	bool same = x->n_period == y->n_period;
	for (size_t i = 0; same && i < x->n_period; i++) {
		const cn_period *p = &x->period[i], *q = &y->period[i];
		bool runs = cn_day_within(p->from, p->until, day);
		same = runs == cn_day_within(q->from, q->until, day) && (!runs || (!p->when == !q->when && cn_eq(p->when_text, q->when_text)));
	}
	return same;
}

enum { ONCE_MAX = 64 };

typedef struct seen {
	const cn_expr *leaf[ONCE_MAX];
	size_t n;
} seen;

/* The same fact, or the same member of the same set. */
static bool same_variable(const cn_expr *x, const cn_expr *y)
{
	if (x->op == CN_E_DEF || y->op == CN_E_DEF)
		return x->op == y->op && x->def == y->def;
	bool members = x->op == CN_E_MEMBER && y->op == CN_E_MEMBER;
	return x->fact == y->fact && (!members || (x->member == y->member && cn_eq(x->text, y->text)));
}

/* False when in doubt: then the exact check looks itself. A text test that names the whole list holds whatever the value. */
static bool stands_once(const cn_expr *e, bool strict, seen *s)
{
	bool opaque = e->op == CN_E_DEF && strict && e->def->confidence != CN_READ;
	bool odd = e->op == CN_E_HAS || (e->op == CN_E_IS && e->fact->n_member && e->item.n >= e->fact->n_member);
	if (odd || s->n == ONCE_MAX)
		return false;
	if (e->op == CN_E_BOOL)
		return true;
	if (e->n == 0 || opaque) {
		for (size_t i = 0; i < s->n; i++)
			if (same_variable(s->leaf[i], e))
				return false;
		s->leaf[s->n++] = e;
		return true;
	}
	for (uint32_t i = 0; i < e->n; i++)
		if (!stands_once(e->kid[i], strict, s))
			return false;
	return true;
}

/* Provisions of one instrument often have one condition: its unknown cells are then worked out once a row. */
static void find_same(cn_compiled *c, size_t first)
{
	cn_plane_rule *r = &c->rule[c->n_rule - 1];
	const cn_provision *p = r->provision;
	for (size_t i = c->n_rule - 1; i > first; i--) {
		const cn_plane_rule *o = &c->rule[i - 1];
		const cn_provision *q = o->provision;
		if (o->question[0] && (p->force == CN_BINDING) == (q->force == CN_BINDING) && !p->expr == !q->expr && cn_eq(p->condition, q->condition) &&
		    same_periods(p, q, c->as_of)) {
			r->same = o->same;
			return;
		}
	}
	r->same = c->n_same++;
}

static cn_code add_rule(compiler *k, const cn_provision *p, cn_signed_at reach, cn_signed_at in_force, size_t first)
{
	cn_compiled *c = k->c;
	cn_plane_rule *r = &c->rule[c->n_rule++];
	const cn_expr *role = NULL;
	cn_tri later;
	cn_say_id say;
	*r = (cn_plane_rule){ .provision = p, .reach = reach, .answer = CN_AT_FALSE };
	CN_TRY(cn_role_test(k->a, c->lib, p, &role, k->err));
	CN_TRY(leaf_node(k, role, &r->role));
	bool *counts = CN_NEW(k->a, bool, p->n_period);
	if (!counts)
		return cn_arena_fail(k->a, k->err);
	for (size_t i = 0; i < p->n_period; i++)
		counts[i] = cn_day_within(p->period[i].from, p->period[i].until, c->as_of);
	if (cn_settled_by_status(p, c->as_of, &later, &say))
		return CN_OK;
	for (unsigned unknown = 0; unknown < 2; unknown++)
		CN_TRY(cn_cell_question(k->a, c->lib, p, counts, !unknown, &r->question[unknown], k->err));
	if (!r->question[0])
		return CN_OK;
	cn_signed_at part[3] = { in_force, r->role, 0 };
	CN_TRY(compile(k, r->question[0], p->force == CN_BINDING, &part[2]));
	find_same(c, first);
	seen s = { .n = 0 };
	r->once = stands_once(r->question[0], p->force == CN_BINDING, &s);
	return and_node(k, part, 3, &r->answer);
}

static cn_code add_instrument(compiler *k, const cn_instrument *in)
{
	cn_signed_at reach = 0, open = 0, in_force = 0;
	size_t first = k->c->n_rule;
	for (unsigned i = 0; i < 2; i++) {
		k->def[i] = CN_NEW(k->a, cn_signed_at, in->n_definition + 1);
		if (!k->def[i])
			return cn_arena_fail(k->a, k->err);
	}
	CN_TRY(atom_node(k, (cn_atom){ .kind = CN_ATOM_REACH, .jurisdictions = in->jurisdictions }, &k->c->reach, &reach));
	CN_TRY(atom_node(k, (cn_atom){ .kind = CN_ATOM_OPEN }, &k->c->open, &open));
	CN_TRY(and_of(k, reach, open, &in_force));
	for (size_t i = 0; i < in->n_provision; i++)
		if (cn_deontic_binds(in->provision[i].deontic) && in->provision[i].roles.n)
			CN_TRY(add_rule(k, &in->provision[i], reach, in_force, first));
	return CN_OK;
}

cn_code cn_compile(cn_arena *a, const cn_library *lib, const cn_instrument *only, cn_str digest, cn_date as_of, const cn_compiled **ret, cn_err *err)
{
	cn_compiled *c = CN_NEW(a, cn_compiled, 1);
	compiler k = { .c = c, .a = a, .g.a = a, .err = err };
	uint32_t node = 0;
	if (!c)
		return cn_arena_fail(a, err);
	*c = (cn_compiled){ .lib = lib, .as_of = as_of, .digest = digest, .n_atom = 1 };
	c->of_fact = CN_NEW(a, uint32_t, lib->n_fact);
	c->rule = CN_NEW(a, cn_plane_rule, lib->n_provision + 1);
	c->atom = cn_plane_grow(a, NULL, 0, &k.room_atom, sizeof *c->atom);
	if (!c->of_fact || !c->rule || !c->atom)
		return cn_arena_fail(a, err);
	for (unsigned i = 0; i < NODE_FIRST_ATOM; i++)
		CN_TRY(add_node(&k, (cn_plane_node){ .slot = i }, &node));
	for (size_t i = 0; i < lib->n_instrument; i++)
		if (!only || only == lib->instrument[i])
			CN_TRY(add_instrument(&k, lib->instrument[i]));
	CN_TRY(cn_plane_emit(c, &k.g, err));
	*ret = c;
	return CN_OK;
}

cn_date cn_compiled_day(const cn_compiled *c)
{
	return c->as_of;
}

cn_str cn_compiled_digest(const cn_compiled *c)
{
	return c->digest;
}

size_t cn_compiled_rules(const cn_compiled *c)
{
	return c->n_rule;
}

const cn_provision *cn_compiled_rule(const cn_compiled *c, size_t rule)
{
	return rule < c->n_rule ? c->rule[rule].provision : NULL;
}

void cn_compiled_size(const cn_compiled *c, size_t *ret_atoms, size_t *ret_steps)
{
	*ret_atoms = c->n_atom - 1;
	*ret_steps = c->n_code;
}
