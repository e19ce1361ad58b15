/* Who else asks the same, and two instruments side by side. Two provisions are alike when somebody related them, or when the library reads
 * the same act and object in both and both ask it, both forbid it or both allow it. */
#include "norm/browse.h"
#include "norm/concordance.h"
#include "norm/conflict_private.h"

/* ---- parameters ---------------------------------------------------------------------------------------------------------------- */

static const cn_parameter *parameter_named(const cn_provision *p, cn_str name)
{
	for (size_t i = 0; i < p->n_parameter; i++)
		if (cn_eq(p->parameter[i].name, name))
			return &p->parameter[i];
	return NULL;
}

/* "6 month" and "0.5 year" are the same; what cannot be compared counts as different only if it is written differently. */
static bool same_value(const cn_parameter *x, const cn_parameter *y)
{
	const cn_parameter *stricter;
	if (!cn_eq(x->op, y->op))
		return false;
	if (cn_eq(x->value, y->value) && cn_eq(x->unit, y->unit))
		return true;
	const cn_parameter vx = { x->name, CN_S("=="), x->value, x->unit }, vy = { y->name, CN_S("=="), y->value, y->unit };
	return !cn_eqz(x->op, "includes") && cn_fit_one(&vx, &vy, &stricter) == CN_FIT_SAME;
}

cn_code cn_parameters_paired(cn_arena *a, const cn_provision *x, const cn_provision *y, const cn_parameter_pair **ret, size_t *ret_n, cn_err *err)
{
	cn_parameter_pair *list = CN_NEW(a, cn_parameter_pair, x->n_parameter + y->n_parameter + 1);
	size_t n = 0;
	if (!list)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < x->n_parameter; i++) {
		const cn_parameter *p = &x->parameter[i], *q = parameter_named(y, p->name);
		list[n++] = (cn_parameter_pair){ p, q, q && same_value(p, q) };
	}
	for (size_t i = 0; i < y->n_parameter; i++)
		if (!parameter_named(x, y->parameter[i].name))
			list[n++] = (cn_parameter_pair){ NULL, &y->parameter[i], false };
	*ret = list;
	*ret_n = n;
	return CN_OK;
}

/* ---- alike ------------------------------------------------------------------------------------------------------------------------ */

/* What is asked, forbidden, allowed; definitions and the like are none of these. */
static int direction(cn_deontic d)
{
	switch (d) {
	case CN_D_DUTY:
	case CN_D_RECOMMENDATION:
	case CN_D_COMMITMENT:
		return 1;
	case CN_D_PROHIBITION:
		return 2;
	case CN_D_PERMISSION:
	case CN_D_RIGHT:
		return 3;
	default:
		return 0;
	}
}

static bool same_act(const cn_provision *x, const cn_provision *y)
{
	return x->act.n && x->object.n && cn_eq(x->act, y->act) && cn_eq(x->object, y->object) && direction(x->deontic) &&
	       direction(x->deontic) == direction(y->deontic);
}

typedef struct looking {
	cn_arena *a;
	const cn_library *lib;
	const cn_provision *p;
	const cn_instrument *in; /* NULL: any but p's own */
	cn_alike *item;
	size_t n, most;
} looking;

static bool wanted(const looking *l, const cn_provision *q)
{
	return l->in ? q->instrument == l->in && q != l->p : q->instrument != l->p->instrument;
}

/* The entry of a provision, made if there is none; NULL if it is not wanted. */
static cn_alike *entry(looking *l, const cn_provision *q)
{
	if (!q || !wanted(l, q))
		return NULL;
	for (size_t i = 0; i < l->n; i++)
		if (l->item[i].b == q)
			return &l->item[i];
	if (l->n == l->most)
		return NULL; /* cannot be: `most` is every provision */
	l->item[l->n] = (cn_alike){ .a = l->p, .b = q };
	return &l->item[l->n++];
}

/* The words of likeness; those of law (amends, conflicts-with ..) say something else. */
static bool is_likeness(cn_str word, cn_rel *ret)
{
	for (*ret = 0; *ret < CN_REL_COUNT; ++*ret)
		if (cn_eqz(word, cn_rel_text(*ret)))
			return true;
	return false;
}

static cn_str seen_from(cn_rel r, bool inverse)
{
	return cn_str_z(cn_rel_text(inverse ? cn_rel_inverse(r) : r));
}

/* What the files say; the concordance, read twice, goes before it. */
static void by_file(looking *l, const cn_relation *r, const cn_provision *q, bool inverse)
{
	cn_rel rel;
	cn_alike *e = is_likeness(r->rel, &rel) ? entry(l, q) : NULL;
	if (!e || e->rel.n)
		return;
	e->rel = seen_from(rel, inverse);
	e->strength = r->strength;
	e->gap = r->gap;
}

static void by_readers(looking *l, const cn_pair *pair)
{
	bool inverse = pair->b == l->p;
	if (pair->a != l->p && !inverse)
		return;
	cn_alike *e = entry(l, inverse ? pair->a : pair->b);
	if (!e)
		return;
	/* Of two readers who differ, the word that is not "nothing" stands here: the pair is shown, and as disputed. */
	const cn_reading *r = !pair->agreed && pair->first.rel == CN_REL_NONE ? &pair->second : &pair->first;
	e->rel = seen_from(r->rel, inverse);
	e->disputed = !pair->agreed;
	e->strength = pair->first.strength < pair->second.strength ? pair->first.strength : pair->second.strength;
	e->gap = r->gap;
}

static void look(looking *l)
{
	for (size_t i = 0; i < cn_library_pairs(l->lib); i++)
		by_readers(l, cn_library_pair_at(l->lib, i));
	for (size_t i = 0; i < l->p->n_relation; i++)
		by_file(l, &l->p->relation[i], cn_library_provision(l->lib, l->p->relation[i].to), false);
	for (size_t i = 0; i < cn_library_count(l->lib); i++) {
		const cn_instrument *x = cn_library_at(l->lib, i);
		if (l->in && x != l->in)
			continue;
		for (size_t k = 0; k < x->n_provision; k++) {
			const cn_provision *q = &x->provision[k];
			for (size_t r = 0; r < q->n_relation; r++)
				if (cn_library_provision(l->lib, q->relation[r].to) == l->p)
					by_file(l, &q->relation[r], q, true);
			cn_alike *e = same_act(l->p, q) ? entry(l, q) : NULL;
			if (e)
				e->same_act = true;
		}
	}
}

/* Related before the rest, then as the library has them. */
static int by_place(const void *x, const void *y)
{
	const cn_alike *p = x, *q = y;
	if ((p->rel.n > 0) != (q->rel.n > 0))
		return p->rel.n ? -1 : 1;
	if (p->b->instrument != q->b->instrument)
		return cn_cmp(p->b->instrument->id, q->b->instrument->id);
	return p->b->index < q->b->index ? -1 : p->b->index > q->b->index;
}

cn_code cn_norm_alike(cn_arena *a, const cn_library *lib, const cn_provision *p, const cn_instrument *in, cn_alike **ret, size_t *ret_n, cn_err *err)
{
	looking l = { a, lib, p, in, NULL, 0, in ? in->n_provision : cn_library_provisions(lib) };
	l.item = CN_NEW(a, cn_alike, l.most + 1);
	if (!l.item)
		return cn_arena_fail(a, err);
	look(&l);
	size_t n = 0;
	for (size_t i = 0; i < l.n; i++) {
		cn_alike *e = &l.item[i];
		if (cn_eqz(e->rel, "no-relationship")) {
			if (!e->same_act)
				continue;
			e->rel = CN_S("");
		}
		CN_TRY(cn_parameters_paired(a, p, e->b, &e->parameter, &e->n_parameter, err));
		l.item[n++] = *e;
	}
	if (n)
		qsort(l.item, n, sizeof *l.item, by_place);
	*ret = l.item;
	*ret_n = n;
	return CN_OK;
}

/* ---- side by side -------------------------------------------------------------------------------------------------------------------- */

/* Those of an instrument that ask something and were not found on the other side. */
static cn_code alone(cn_arena *a, const cn_instrument *x, const bool *met, const cn_provision *const **ret, size_t *ret_n, size_t *ret_out, cn_err *err)
{
	const cn_provision **list = CN_NEW(a, const cn_provision *, x->n_provision + 1);
	if (!list)
		return cn_arena_fail(a, err);
	*ret_n = *ret_out = 0;
	for (size_t i = 0; i < x->n_provision; i++) {
		if (!cn_deontic_binds(x->provision[i].deontic))
			++*ret_out;
		else if (!met[i])
			list[(*ret_n)++] = &x->provision[i];
	}
	*ret = list;
	return CN_OK;
}

typedef struct found {
	cn_alike *item;
	size_t n;
} found;

cn_code cn_norm_compare(cn_arena *a, const cn_library *lib, const cn_instrument *x, const cn_instrument *y, cn_comparison *ret, cn_err *err)
{
	cn_comparison c = { 0 };
	bool *met_x = CN_NEW(a, bool, x->n_provision + 1), *met_y = CN_NEW(a, bool, y->n_provision + 1);
	found *of = CN_NEW(a, found, x->n_provision + 1);
	size_t n = 0;
	if (x == y)
		return CN_FAIL(err, CN_EINPUT, "\"%.*s\" is compared with itself", CN_FMT(x->id));
	if (!met_x || !met_y || !of)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < x->n_provision; i++) {
		if (!cn_deontic_binds(x->provision[i].deontic))
			continue;
		CN_TRY(cn_norm_alike(a, lib, &x->provision[i], y, &of[i].item, &of[i].n, err));
		n += of[i].n;
	}
	cn_alike *both = CN_NEW(a, cn_alike, n + 1);
	if (!both)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < x->n_provision; i++)
		for (size_t k = 0; k < of[i].n; k++) {
			const cn_provision *q = of[i].item[k].b;
			if (!cn_deontic_binds(q->deontic))
				continue; /* a duty related to a definition: nothing that both ask */
			met_x[i] = met_y[q->index] = true;
			both[c.n_both++] = of[i].item[k];
		}
	c.both = both;
	CN_TRY(alone(a, x, met_x, &c.only_a, &c.n_only_a, &c.left_out_a, err));
	CN_TRY(alone(a, y, met_y, &c.only_b, &c.n_only_b, &c.left_out_b, err));
	*ret = c;
	return CN_OK;
}
