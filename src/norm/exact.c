/* The exact check of unknown conditions.
 *
 * The unknown part of a condition is copied into a small tree whose leaves are (variable, truth of each of its regions); then the
 * assignments are searched depth first, cut wherever Kleene already decides, and given up as soon as both answers were seen. A tree in
 * which every variable stands once needs no search: there Kleene is exact. Counting whole assignments first keeps the answer the same
 * whatever the order of the search. */
#include "norm/eval.h"

typedef struct variable {
	const cn_fact *fact;       /* NULL: a definition that was not read */
	const cn_definition *def;
	uint32_t member;
	cn_str text;               /* member of an open set */
	unsigned uses;
	unsigned n_region;         /* at least 2, or the variable is fixed */
	bool closed;               /* a text whose closed list is used up: one test may hold for every value */
	const cn_expr **atom;      /* IS, CMP: what it is compared in */
	size_t n_atom, room;
} variable;

typedef struct rest {
	uint8_t op; /* CN_E_NOT AND OR COND SAME, CN_E_BOOL a leaf that is fixed, CN_E_FACT a leaf */
	cn_tri fixed;
	uint32_t var;
	const cn_expr *atom;
	const uint8_t *truth; /* one a region */
	uint32_t n;
	const struct rest **kid;
} rest;

typedef struct search {
	cn_arena *a;
	const cn_world *w;
	variable *var;
	size_t n_var, room;
	int *at;       /* region of each variable, -1 = not assigned */
	bool seen[2];
	bool has_fixed; /* a has() among the leaves */
	size_t steps;   /* cn_satisfiable: left of its bound */
	cn_err *err;
} search;

/* ---- regions --------------------------------------------------------------------------------------------------------------- */

static int cmp_bound(const cn_expr *x, const cn_expr *y)
{
	return x->num ? cn_dec_cmp(x->num, y->num) : (x->date > y->date) - (x->date < y->date);
}

/* Sorts the atoms of a variable by the value they compare with, and drops equal values. */
static size_t sort_bounds(const cn_expr **p, size_t n)
{
	for (size_t i = 1; i < n; i++)
		for (size_t j = i; j > 0 && cmp_bound(p[j - 1], p[j]) > 0; j--) {
			const cn_expr *t = p[j];
			p[j] = p[j - 1];
			p[j - 1] = t;
		}
	size_t m = 0;
	for (size_t i = 0; i < n; i++)
		if (m == 0 || cmp_bound(p[m - 1], p[i]) != 0)
			p[m++] = p[i];
	return m;
}

static bool holds(unsigned op, int c)
{
	switch ((cn_eop)op) {
	case CN_E_EQ:
		return c == 0;
	case CN_E_NE:
		return c != 0;
	case CN_E_LT:
		return c < 0;
	case CN_E_LE:
		return c <= 0;
	case CN_E_GT:
		return c > 0;
	default:
		return c >= 0;
	}
}

/* Regions of a number or date: below the first value, on it, between, on the next, ..., beyond the last. Two dates without a day
 * between them leave that region out: it maps to the one before. */
static cn_code truth_of_cmp(search *s, variable *v, const cn_expr **bound, size_t m, const cn_expr *atom, const uint8_t **ret)
{
	uint8_t *t = CN_NEW(s->a, uint8_t, 2 * m + 1);
	if (!t)
		return cn_arena_fail(s->a, s->err);
	unsigned r = 0;
	for (size_t k = 0; k < 2 * m + 1; k++) {
		size_t i = k / 2;
		bool on = k % 2;
		bool gap = on || i == 0 || i == m || bound[i]->num || bound[i]->date > bound[i - 1]->date + 1;
		if (!gap)
			continue;
		int c = on ? cmp_bound(bound[i], atom) : i == m || cmp_bound(bound[i], atom) > 0 ? 1 : -1;
		t[r++] = holds(atom->cmp, c);
	}
	v->n_region = r;
	*ret = t;
	return CN_OK;
}

/* The distinct values a text fact is compared with. */
static size_t distinct_texts(const variable *v, cn_str *out)
{
	size_t n = 0;
	for (size_t i = 0; i < v->n_atom; i++)
		for (size_t k = 0; k < v->atom[i]->item.n; k++) {
			size_t j = 0;
			while (j < n && !cn_eq(out[j], v->atom[i]->item.item[k]))
				j++;
			if (j == n)
				out[n++] = v->atom[i]->item.item[k];
		}
	return n;
}

/* Regions of a text: each value named, and "another one" unless the closed list is used up. */
static cn_code truth_of_is(search *s, variable *v, const cn_expr *atom, const uint8_t **ret)
{
	size_t most = 1;
	for (size_t i = 0; i < v->n_atom; i++)
		most += v->atom[i]->item.n;
	cn_str *named = CN_NEW(s->a, cn_str, most);
	uint8_t *t = CN_NEW(s->a, uint8_t, most);
	if (!named || !t)
		return cn_arena_fail(s->a, s->err);
	size_t n = distinct_texts(v, named);
	for (size_t r = 0; r < n; r++)
		for (size_t k = 0; k < atom->item.n; k++)
			if (cn_eq(named[r], atom->item.item[k]))
				t[r] = 1;
	bool other = v->fact->n_member == 0 || n < v->fact->n_member;
	v->n_region = (unsigned)n + other;
	v->closed = !other;
	*ret = t;
	return CN_OK;
}

static cn_code set_truth(search *s, rest *leaf)
{
	static const uint8_t plain[2] = { 0, 1 };
	variable *v = &s->var[leaf->var];
	if (leaf->atom->op == CN_E_IS)
		return truth_of_is(s, v, leaf->atom, &leaf->truth);
	if (leaf->atom->op == CN_E_CMP) {
		const cn_expr **bound = CN_NEW(s->a, const cn_expr *, v->n_atom);
		if (!bound)
			return cn_arena_fail(s->a, s->err);
		memcpy(bound, v->atom, v->n_atom * sizeof *bound);
		return truth_of_cmp(s, v, bound, sort_bounds(bound, v->n_atom), leaf->atom, &leaf->truth);
	}
	v->n_region = 2;
	leaf->truth = plain;
	return CN_OK;
}

/* ---- the rest tree ------------------------------------------------------------------------------------------------------------ */

static bool same_variable(const variable *v, const cn_expr *e)
{
	if (e->op == CN_E_DEF)
		return v->def == e->def;
	if (v->fact != e->fact)
		return false;
	return e->op != CN_E_MEMBER || (v->member == e->member && cn_eq(v->text, e->text));
}

static cn_code find_variable(search *s, const cn_expr *e, uint32_t *ret)
{
	size_t i = 0;
	while (i < s->n_var && !same_variable(&s->var[i], e))
		i++;
	if (i == s->room) {
		size_t room = s->room ? s->room * 2 : 16;
		variable *grown = CN_NEW(s->a, variable, room);
		if (!grown)
			return cn_arena_fail(s->a, s->err);
		if (s->n_var)
			memcpy(grown, s->var, s->n_var * sizeof *grown);
		s->var = grown;
		s->room = room;
	}
	variable *v = &s->var[i];
	if (i == s->n_var) {
		s->n_var++;
		*v = (variable){ .fact = e->op == CN_E_DEF ? NULL : e->fact, .def = e->def, .member = e->member, .text = e->text };
	}
	v->uses++;
	*ret = (uint32_t)i;
	if (e->op != CN_E_IS && e->op != CN_E_CMP)
		return CN_OK;
	if (v->n_atom == v->room) {
		size_t room = v->room ? v->room * 2 : 4;
		const cn_expr **grown = CN_NEW(s->a, const cn_expr *, room);
		if (!grown)
			return cn_arena_fail(s->a, s->err);
		if (v->n_atom)
			memcpy(grown, v->atom, v->n_atom * sizeof *grown);
		v->atom = grown;
		v->room = room;
	}
	v->atom[v->n_atom++] = e;
	return CN_OK;
}

static cn_code copy_rest(search *s, const cn_expr *e, cn_tri now, const rest **ret);

/* In an unknown && or || the decided kids are neutral and left out. */
static cn_code copy_kids(search *s, const cn_expr *e, rest *r)
{
	r->op = e->op;
	r->kid = CN_NEW(s->a, const rest *, e->n);
	if (!r->kid)
		return cn_arena_fail(s->a, s->err);
	for (uint32_t k = 0; k < e->n; k++) {
		cn_tri now = cn_eval(e->kid[k], s->w);
		bool neutral = (e->op == CN_E_AND || e->op == CN_E_OR) && now != CN_UNKNOWN;
		if (!neutral)
			CN_TRY(copy_rest(s, e->kid[k], now, &r->kid[r->n++]));
	}
	return CN_OK;
}

static cn_code copy_rest(search *s, const cn_expr *e, cn_tri now, const rest **ret)
{
	bool opaque = e->op == CN_E_DEF && cn_is_opaque(e, s->w);
	if (e->op == CN_E_DEF && !opaque && now == CN_UNKNOWN)
		return copy_rest(s, e->kid[0], now, ret);
	rest *r = CN_NEW(s->a, rest, 1);
	if (!r)
		return cn_arena_fail(s->a, s->err);
	*ret = r;
	if (now != CN_UNKNOWN || e->op == CN_E_HAS) {
		s->has_fixed |= now == CN_UNKNOWN;
		r->op = CN_E_BOOL;
		r->fixed = now == CN_UNKNOWN ? CN_TRUE : now;
		return CN_OK;
	}
	if (e->n == 0 || opaque) {
		r->op = CN_E_FACT;
		r->atom = e;
		return find_variable(s, e, &r->var);
	}
	return copy_kids(s, e, r);
}

/* Truth tables need every atom of a variable, so they are made after the copy. */
static cn_code set_truths(search *s, const rest *r)
{
	for (uint32_t k = 0; k < r->n; k++) {
		rest *kid = NULL;
		memcpy(&kid, &r->kid[k], sizeof kid); /* ours to finish: copy_rest made it */
		if (kid->op == CN_E_FACT)
			CN_TRY(set_truth(s, kid));
		else
			CN_TRY(set_truths(s, kid));
	}
	return CN_OK;
}

/* ---- the search ----------------------------------------------------------------------------------------------------------------- */

static cn_tri eval_rest(const rest *r, const int *at)
{
	cn_tri x, y;
	switch ((cn_eop)r->op) {
	case CN_E_BOOL:
		return r->fixed;
	case CN_E_FACT:
		return at[r->var] < 0 ? CN_UNKNOWN : r->truth[at[r->var]] ? CN_TRUE : CN_FALSE;
	case CN_E_NOT:
		return cn_tri_not(eval_rest(r->kid[0], at));
	case CN_E_COND:
		x = eval_rest(r->kid[0], at);
		if (x != CN_UNKNOWN)
			return eval_rest(r->kid[x == CN_TRUE ? 1 : 2], at);
		x = eval_rest(r->kid[1], at);
		return x == eval_rest(r->kid[2], at) ? x : CN_UNKNOWN;
	case CN_E_SAME:
		x = eval_rest(r->kid[0], at);
		y = eval_rest(r->kid[1], at);
		return x == CN_UNKNOWN || y == CN_UNKNOWN ? CN_UNKNOWN : x == y ? CN_TRUE : CN_FALSE;
	default:
		x = r->op == CN_E_AND ? CN_TRUE : CN_FALSE;
		for (uint32_t k = 0; k < r->n; k++) {
			y = eval_rest(r->kid[k], at);
			x = r->op == CN_E_AND ? cn_tri_and(x, y) : cn_tri_or(x, y);
			if (x == (r->op == CN_E_AND ? CN_FALSE : CN_TRUE))
				break;
		}
		return x;
	}
}

static void try_from(search *s, const rest *r, size_t next)
{
	cn_tri x = eval_rest(r, s->at);
	if (x != CN_UNKNOWN) {
		s->seen[x == CN_TRUE] = true;
		return;
	}
	if (next >= s->n_var)
		return;
	for (unsigned k = 0; k < s->var[next].n_region && !(s->seen[0] && s->seen[1]); k++) {
		s->at[next] = (int)k;
		try_from(s, r, next + 1);
	}
	s->at[next] = -1;
}

static bool each_once(const search *s)
{
	for (size_t i = 0; i < s->n_var; i++)
		if (s->var[i].uses > 1 || s->var[i].n_region < 2 || s->var[i].closed)
			return false;
	return !s->has_fixed;
}

static bool too_many(const search *s)
{
	size_t n = 1;
	for (size_t i = 0; i < s->n_var; i++)
		if (!cn_mul(n, s->var[i].n_region ? s->var[i].n_region : 1, &n) || n > (size_t)1 << CN_UNKNOWN_ATOMS_MAX)
			return true;
	return false;
}

/* The unknown part of a condition, ready to be searched. */
static cn_code open_search(search *s, const cn_expr *e, rest *top, const rest **kid)
{
	*top = (rest){ .op = CN_E_AND, .n = 1, .kid = kid };
	CN_TRY(copy_rest(s, e, CN_UNKNOWN, kid));
	CN_TRY(set_truths(s, top));
	s->at = CN_NEW(s->a, int, s->n_var ? s->n_var : 1);
	if (!s->at)
		return cn_arena_fail(s->a, s->err);
	for (size_t i = 0; i < s->n_var; i++)
		s->at[i] = -1;
	return CN_OK;
}

cn_code cn_exact(cn_arena *a, const cn_expr *e, const cn_world *w, cn_tri *ret, cn_err *err)
{
	search s = { .a = a, .w = w, .err = err };
	rest top;
	const rest *r = NULL;
	*ret = cn_eval(e, w);
	if (*ret != CN_UNKNOWN)
		return CN_OK;
	CN_TRY(open_search(&s, e, &top, &r));
	if (each_once(&s) || too_many(&s))
		return CN_OK;
	try_from(&s, &top, 0);
	if (s.seen[0] != s.seen[1])
		*ret = s.seen[1] ? CN_TRUE : CN_FALSE;
	return CN_OK;
}

/* Whether an assignment from `next` on makes it true. */
static bool find_from(search *s, const rest *r, size_t next)
{
	cn_tri x = eval_rest(r, s->at);
	if (x != CN_UNKNOWN || s->steps == 0 || next >= s->n_var)
		return x == CN_TRUE;
	bool found = false;
	for (unsigned k = s->var[next].n_region; k-- > 0 && !found && s->steps > 0;) { /* yes first: conditions mostly ask for it */
		s->at[next] = (int)k;
		s->steps--;
		found = find_from(s, r, next + 1);
	}
	s->at[next] = -1;
	return found;
}

cn_code cn_satisfiable(cn_arena *a, const cn_expr *e, const cn_world *w, cn_tri *ret, cn_err *err)
{
	search s = { .a = a, .w = w, .err = err, .steps = CN_SATISFY_STEPS_MAX };
	rest top;
	const rest *r = NULL;
	*ret = cn_eval(e, w);
	if (*ret != CN_UNKNOWN)
		return CN_OK;
	CN_TRY(open_search(&s, e, &top, &r));
	bool found = find_from(&s, &top, 0);
	if (found || s.steps > 0)
		*ret = found ? CN_TRUE : CN_FALSE;
	return CN_OK;
}
