/* Names, types, and everything finite written out: what comes out is logic over tests on facts.
 *
 * Lists and the closed values of sets are expanded, so that exists() and all() leave no loop behind; comparisons of constants are
 * decided here. The element of a macro is substituted by its value. */
#include "norm/expr.h"

/* The element of a macro while its body is bound: a constant. */
typedef struct element {
	cn_str name;
	const cn_expr *value; /* TEXT, NUMBER, DATE or BOOL */
	const struct element *outer;
} element;

typedef struct binder {
	cn_arena *a;
	const cn_scope *s;
	size_t nodes;
	const element *el;
	cn_err *err;
} binder;

/* What an operand of a comparison is. */
typedef struct operand {
	enum { O_COND, O_CONST, O_FACT } is;
	const cn_expr *e;   /* bound condition, or the constant */
	const cn_fact *fact;
} operand;

#define BAD(b, e, ...) bad_at((b), CN_HERE, (e), __VA_ARGS__)

static cn_code bad_at(binder *b, const char *where, const cn_expr *e, const char *fmt, ...) CN_PRINTF(4, 5);
static cn_code bad_at(binder *b, const char *where, const cn_expr *e, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	(void)cn_fail_v(b->err, CN_EINPUT, where, fmt, ap);
	va_end(ap);
	(void)cn_while(b->err, "column %u", e->col);
	if (b->s->ret_col)
		*b->s->ret_col = e->col;
	return CN_EINPUT;
}

static cn_code node(binder *b, cn_eop op, const cn_expr *at, cn_expr **ret)
{
	if (++b->nodes > CN_EXPR_NODES_MAX)
		return CN_FAIL(b->err, CN_ETOOBIG, "the condition has more than %d parts once lists are written out", CN_EXPR_NODES_MAX);
	cn_expr *e = CN_NEW(b->a, cn_expr, 1);
	if (!e)
		return cn_arena_fail(b->a, b->err);
	*e = (cn_expr){ .op = (uint8_t)op, .col = at ? at->col : 0, .member = UINT32_MAX, .date = CN_DATE_NONE };
	*ret = e;
	return CN_OK;
}

static cn_code set_kids(binder *b, cn_expr *e, const cn_expr *const *kid, size_t n)
{
	const cn_expr **k = CN_NEW(b->a, const cn_expr *, n ? n : 1);
	if (!k)
		return cn_arena_fail(b->a, b->err);
	memcpy(k, kid, n * sizeof *k);
	e->kid = k;
	e->n = (uint32_t)n;
	return CN_OK;
}

const cn_expr *cn_expr_bool(cn_arena *a, bool v)
{
	cn_expr *e = CN_NEW(a, cn_expr, 1);
	if (e)
		*e = (cn_expr){ .op = CN_E_BOOL, .value = v, .member = UINT32_MAX, .date = CN_DATE_NONE };
	return e;
}

const cn_expr *cn_expr_nary(cn_arena *a, cn_eop op, const cn_expr *const *kid, size_t n)
{
	cn_expr *e = CN_NEW(a, cn_expr, 1);
	const cn_expr **k = CN_NEW(a, const cn_expr *, n ? n : 1);
	if (!e || !k)
		return NULL;
	for (size_t i = 0; i < n; i++)
		if (!(k[i] = kid[i]))
			return NULL;
	*e = (cn_expr){ .op = (uint8_t)op, .n = (uint32_t)n, .kid = k, .member = UINT32_MAX, .date = CN_DATE_NONE };
	return e;
}

static cn_code constant(binder *b, bool v, const cn_expr *at, const cn_expr **ret)
{
	cn_expr *e = NULL;
	CN_TRY(node(b, CN_E_BOOL, at, &e));
	e->value = v;
	*ret = e;
	return CN_OK;
}

static const char *type_word(cn_fact_type t)
{
	static const char *const word[] = { "yes or no", "a set", "a text", "a number", "a date" };
	return word[t];
}

static bool is_const(const cn_expr *e)
{
	return e->op == CN_E_TEXT || e->op == CN_E_NUMBER || e->op == CN_E_DATE || e->op == CN_E_BOOL;
}

static const char *const_word(const cn_expr *e)
{
	return e->op == CN_E_TEXT ? "a text" : e->op == CN_E_NUMBER ? "a number" : e->op == CN_E_DATE ? "a date" : "yes or no";
}

static const cn_expr *find_element(const binder *b, cn_str name)
{
	for (const element *el = b->el; el; el = el->outer)
		if (cn_eq(el->name, name))
			return el->value;
	return NULL;
}

static cn_code bind(binder *b, const cn_expr *e, const cn_expr **ret);

static cn_code unknown_name(binder *b, const cn_expr *e)
{
	cn_str near = b->s->near ? b->s->near(b->s->user, e->text) : CN_S("");
	(void)BAD(b, e, "there is no fact or definition called \"%.*s\"", CN_FMT(cn_sub(e->text, 0, 80)));
	return near.n ? CN_HINTED(b->err, CN_EINPUT, "%.*s", CN_FMT(near)) : CN_EINPUT;
}

static cn_code fact_named(binder *b, const cn_expr *e, const cn_fact **ret)
{
	*ret = b->s->find_fact(b->s->user, e->text);
	return *ret ? CN_OK : unknown_name(b, e);
}

/* The index of a member in the fact's closed list. */
static cn_code member_of(binder *b, const cn_fact *f, const cn_expr *at, uint32_t *ret)
{
	*ret = UINT32_MAX;
	if (f->n_member == 0)
		return CN_OK;
	for (size_t i = 0; i < f->n_member; i++)
		if (cn_eq(f->member[i].id, at->text)) {
			*ret = (uint32_t)i;
			return CN_OK;
		}
	cn_str near = { 0 };
	unsigned best = 4;
	for (size_t i = 0; i < f->n_member; i++) {
		unsigned d = cn_edit_distance(f->member[i].id, at->text, best);
		if (d < best) {
			best = d;
			near = f->member[i].id;
		}
	}
	(void)BAD(b, at, "\"%.*s\" is not a value of the fact %.*s", CN_FMT(cn_sub(at->text, 0, 80)), CN_FMT(f->id));
	return near.n ? CN_HINTED(b->err, CN_EINPUT, "%.*s", CN_FMT(near)) : CN_EINPUT;
}

/* ---- comparisons ------------------------------------------------------------------------------------------------------- */

static cn_code take_operand(binder *b, const cn_expr *e, operand *ret)
{
	*ret = (operand){ .is = O_CONST, .e = e };
	if (e->op == CN_E_NAME) {
		const cn_expr *v = find_element(b, e->text);
		if (v) {
			ret->e = v;
			return CN_OK;
		}
		const cn_fact *f = b->s->find_fact(b->s->user, e->text);
		if (f && f->type != CN_F_BOOL) {
			*ret = (operand){ .is = O_FACT, .e = e, .fact = f };
			return CN_OK;
		}
	}
	if (is_const(e))
		return CN_OK;
	if (e->op == CN_E_LIST)
		return BAD(b, e, "a list stands on the right of \"in\" only");
	ret->is = O_COND;
	return bind(b, e, &ret->e);
}

static bool holds(cn_eop op, int cmp)
{
	switch (op) {
	case CN_E_EQ:
		return cmp == 0;
	case CN_E_NE:
		return cmp != 0;
	case CN_E_LT:
		return cmp < 0;
	case CN_E_LE:
		return cmp <= 0;
	case CN_E_GT:
		return cmp > 0;
	default:
		return cmp >= 0;
	}
}

static cn_code compare_constants(binder *b, cn_eop op, const cn_expr *x, const cn_expr *y, const cn_expr *at, const cn_expr **ret)
{
	if (x->op != y->op)
		return BAD(b, at, "%s is compared with %s", const_word(x), const_word(y));
	bool ordered = op != CN_E_EQ && op != CN_E_NE;
	if (x->op == CN_E_BOOL && ordered)
		return BAD(b, at, "yes and no have no order");
	int cmp = x->op == CN_E_TEXT     ? cn_cmp(x->text, y->text)
		  : x->op == CN_E_NUMBER ? cn_dec_cmp(x->num, y->num)
		  : x->op == CN_E_DATE   ? (x->date > y->date) - (x->date < y->date)
					 : (int)x->value - (int)y->value;
	return constant(b, holds(op, cmp), at, ret);
}

static cn_eop mirrored(cn_eop op)
{
	return op == CN_E_LT ? CN_E_GT : op == CN_E_GT ? CN_E_LT : op == CN_E_LE ? CN_E_GE : op == CN_E_GE ? CN_E_LE : op;
}

/* fact is one of the texts */
static cn_code make_is(binder *b, const cn_fact *f, const cn_expr *const *texts, size_t n, const cn_expr *at, const cn_expr **ret)
{
	cn_expr *e = NULL;
	cn_str *item = CN_NEW(b->a, cn_str, n ? n : 1);
	if (!item)
		return cn_arena_fail(b->a, b->err);
	for (size_t i = 0; i < n; i++) {
		uint32_t unused;
		if (texts[i]->op != CN_E_TEXT)
			return BAD(b, texts[i], "the fact %.*s is a text and is compared with %s", CN_FMT(f->id), const_word(texts[i]));
		CN_TRY(member_of(b, f, texts[i], &unused));
		item[i] = texts[i]->text;
	}
	CN_TRY(node(b, CN_E_IS, at, &e));
	e->fact = f;
	e->item = (cn_texts){ item, n };
	*ret = e;
	return CN_OK;
}

static cn_code negate(binder *b, const cn_expr *x, const cn_expr **ret)
{
	cn_expr *e = NULL;
	CN_TRY(node(b, CN_E_NOT, x, &e));
	CN_TRY(set_kids(b, e, &x, 1));
	*ret = e;
	return CN_OK;
}

static cn_code compare_fact(binder *b, cn_eop op, const cn_fact *f, const cn_expr *c, const cn_expr *at, const cn_expr **ret)
{
	if (f->type == CN_F_SET)
		return (void)BAD(b, at, "%.*s is a set: ask for its members", CN_FMT(f->id)), CN_HINTED(b->err, CN_EINPUT, "\"...\" in %.*s", CN_FMT(f->id));
	if (f->type == CN_F_TEXT) {
		if (op != CN_E_EQ && op != CN_E_NE)
			return BAD(b, at, "the fact %.*s is a text: only == and != compare it", CN_FMT(f->id));
		const cn_expr *is = NULL;
		CN_TRY(make_is(b, f, &c, 1, at, &is));
		if (op == CN_E_NE)
			return negate(b, is, ret);
		*ret = is;
		return CN_OK;
	}
	if ((f->type == CN_F_NUMBER) != (c->op == CN_E_NUMBER) || (f->type == CN_F_DATE) != (c->op == CN_E_DATE)) {
		(void)BAD(b, at, "the fact %.*s is %s and is compared with %s", CN_FMT(f->id), type_word(f->type), const_word(c));
		return f->type == CN_F_DATE ? CN_HINTED(b->err, CN_EINPUT, "timestamp(\"2026-08-02\")") : CN_EINPUT;
	}
	cn_expr *e = NULL;
	CN_TRY(node(b, CN_E_CMP, at, &e));
	e->fact = f;
	e->cmp = (uint8_t)op;
	e->num = c->num;
	e->date = c->date;
	*ret = e;
	return CN_OK;
}

static cn_code same(binder *b, cn_eop op, operand x, operand y, const cn_expr *at, const cn_expr **ret)
{
	if (op != CN_E_EQ && op != CN_E_NE)
		return BAD(b, at, "yes and no have no order");
	cn_expr *e = NULL;
	CN_TRY(node(b, CN_E_SAME, at, &e));
	const cn_expr *kid[2] = { x.e, y.e };
	CN_TRY(set_kids(b, e, kid, 2));
	*ret = e;
	return op == CN_E_NE ? negate(b, e, ret) : CN_OK;
}

static bool is_condition(const operand *o)
{
	return o->is == O_COND || (o->is == O_CONST && o->e->op == CN_E_BOOL);
}

static const char *operand_word(const operand *o)
{
	return o->is == O_FACT ? type_word(o->fact->type) : const_word(o->e);
}

static cn_code bind_compare(binder *b, const cn_expr *e, const cn_expr **ret)
{
	operand x, y;
	CN_TRY(take_operand(b, e->kid[0], &x));
	CN_TRY(take_operand(b, e->kid[1], &y));
	if (x.is == O_CONST && y.is == O_CONST)
		return compare_constants(b, e->op, x.e, y.e, e, ret);
	if (x.is == O_FACT && y.is == O_CONST)
		return compare_fact(b, e->op, x.fact, y.e, e, ret);
	if (x.is == O_CONST && y.is == O_FACT)
		return compare_fact(b, mirrored(e->op), y.fact, x.e, e, ret);
	if (x.is == O_FACT && y.is == O_FACT)
		return BAD(b, e, "two facts are compared with each other; one side has to be a fixed value");
	if (!is_condition(&x) || !is_condition(&y))
		return BAD(b, e, "a condition (yes or no) is compared with %s", operand_word(is_condition(&x) ? &y : &x));
	return same(b, e->op, x, y, e, ret);
}

/* ---- in ------------------------------------------------------------------------------------------------------------------ */

/* The constants of a list, elements of macros put in. */
static cn_code list_items(binder *b, const cn_expr *list, const cn_expr ***ret)
{
	const cn_expr **item = CN_NEW(b->a, const cn_expr *, list->n ? list->n : 1);
	if (!item)
		return cn_arena_fail(b->a, b->err);
	for (uint32_t k = 0; k < list->n; k++) {
		operand o;
		CN_TRY(take_operand(b, list->kid[k], &o));
		if (o.is != O_CONST)
			return BAD(b, list->kid[k], "a list holds fixed values only");
		if (k && o.e->op != item[0]->op)
			return BAD(b, list->kid[k], "a list holds values of one type");
		item[k] = o.e;
	}
	*ret = item;
	return CN_OK;
}

static cn_code bind_in_list(binder *b, operand x, const cn_expr *list, const cn_expr *at, const cn_expr **ret)
{
	const cn_expr **item = NULL;
	CN_TRY(list_items(b, list, &item));
	if (x.is == O_FACT && x.fact->type == CN_F_TEXT)
		return make_is(b, x.fact, item, list->n, at, ret);
	if (list->n == 0)
		return constant(b, false, at, ret);
	cn_expr *or_e = NULL;
	CN_TRY(node(b, CN_E_OR, at, &or_e));
	const cn_expr **kid = CN_NEW(b->a, const cn_expr *, list->n);
	if (!kid)
		return cn_arena_fail(b->a, b->err);
	for (uint32_t k = 0; k < list->n; k++) {
		if (x.is == O_FACT)
			CN_TRY(compare_fact(b, CN_E_EQ, x.fact, item[k], at, &kid[k]));
		else if (x.is == O_CONST)
			CN_TRY(compare_constants(b, CN_E_EQ, x.e, item[k], at, &kid[k]));
		else
			return BAD(b, at, "on the left of \"in\" stands a value or a fact");
	}
	or_e->kid = kid;
	or_e->n = list->n;
	*ret = or_e;
	return CN_OK;
}

static cn_code bind_in(binder *b, const cn_expr *e, const cn_expr **ret)
{
	operand x;
	CN_TRY(take_operand(b, e->kid[0], &x));
	const cn_expr *right = e->kid[1];
	if (right->op == CN_E_LIST)
		return bind_in_list(b, x, right, e, ret);
	if (right->op != CN_E_NAME)
		return BAD(b, right, "on the right of \"in\" stands a list or a set");
	const cn_fact *f = NULL;
	CN_TRY(fact_named(b, right, &f));
	if (f->type != CN_F_SET)
		return BAD(b, right, "the fact %.*s is %s, not a set", CN_FMT(f->id), type_word(f->type));
	if (x.is != O_CONST || x.e->op != CN_E_TEXT)
		return BAD(b, e->kid[0], "a set holds texts: a text in quotes stands on the left of \"in\"");
	cn_expr *m = NULL;
	CN_TRY(node(b, CN_E_MEMBER, e, &m));
	m->fact = f;
	m->text = x.e->text;
	cn_expr at = *x.e;
	at.col = e->kid[0]->col;
	CN_TRY(member_of(b, f, &at, &m->member));
	*ret = m;
	return CN_OK;
}

/* ---- exists, all --------------------------------------------------------------------------------------------------------- */

typedef struct range {
	const cn_fact *set; /* NULL: a list */
	const cn_expr **item;
	size_t n;
} range;

static cn_code take_range(binder *b, const cn_expr *e, range *ret)
{
	*ret = (range){ 0 };
	if (e->op == CN_E_LIST) {
		ret->n = e->n;
		return list_items(b, e, &ret->item);
	}
	if (e->op != CN_E_NAME)
		return BAD(b, e, "before .exists or .all stands a set or a list");
	const cn_fact *f = NULL;
	CN_TRY(fact_named(b, e, &f));
	if (f->type != CN_F_SET || f->n_member == 0)
		return BAD(b, e, "the fact %.*s is not a set with a closed list of values", CN_FMT(f->id));
	ret->set = f;
	ret->n = f->n_member;
	ret->item = CN_NEW(b->a, const cn_expr *, f->n_member);
	if (!ret->item)
		return cn_arena_fail(b->a, b->err);
	for (size_t i = 0; i < f->n_member; i++) {
		cn_expr *t = NULL;
		CN_TRY(node(b, CN_E_TEXT, e, &t));
		t->text = f->member[i].id;
		ret->item[i] = t;
	}
	return CN_OK;
}

/* One value of the range: (in the set) && body, or !(in the set) || body. */
static cn_code bind_element(binder *b, const cn_expr *e, const range *r, size_t i, const cn_expr **ret)
{
	element el = { e->text, r->item[i], b->el };
	b->el = &el;
	const cn_expr *kid[2] = { NULL, NULL };
	cn_code rc = bind(b, e->kid[1], &kid[1]);
	b->el = el.outer;
	if (rc != CN_OK)
		return rc;
	if (!r->set) {
		*ret = kid[1];
		return CN_OK;
	}
	cn_expr *m = NULL;
	CN_TRY(node(b, CN_E_MEMBER, e, &m));
	m->fact = r->set;
	m->member = (uint32_t)i;
	m->text = r->item[i]->text;
	kid[0] = m;
	if (e->op == CN_E_ALL)
		CN_TRY(negate(b, m, &kid[0]));
	cn_expr *both = NULL;
	CN_TRY(node(b, e->op == CN_E_ALL ? CN_E_OR : CN_E_AND, e, &both));
	CN_TRY(set_kids(b, both, kid, 2));
	*ret = both;
	return CN_OK;
}

static cn_code bind_macro(binder *b, const cn_expr *e, const cn_expr **ret)
{
	range r;
	CN_TRY(take_range(b, e->kid[0], &r));
	if (r.n == 0)
		return constant(b, e->op == CN_E_ALL, e, ret);
	const cn_expr **kid = CN_NEW(b->a, const cn_expr *, r.n);
	if (!kid)
		return cn_arena_fail(b->a, b->err);
	for (size_t i = 0; i < r.n; i++)
		CN_TRY(bind_element(b, e, &r, i, &kid[i]));
	cn_expr *many = NULL;
	CN_TRY(node(b, e->op == CN_E_ALL ? CN_E_AND : CN_E_OR, e, &many));
	many->kid = kid;
	many->n = (uint32_t)r.n;
	*ret = many;
	return CN_OK;
}

/* ---- the rest ------------------------------------------------------------------------------------------------------------ */

static cn_code bind_name(binder *b, const cn_expr *e, const cn_expr **ret)
{
	const cn_expr *v = find_element(b, e->text);
	if (v && v->op != CN_E_BOOL)
		return BAD(b, e, "%.*s is %s here, not a condition", CN_FMT(e->text), const_word(v));
	if (v) {
		*ret = v;
		return CN_OK;
	}
	cn_expr *x = NULL;
	const cn_definition *d = b->s->find_def ? b->s->find_def(b->s->user, e->text) : NULL;
	if (d) {
		CN_TRY(node(b, CN_E_DEF, e, &x));
		x->def = d;
		x->text = d->id;
		*ret = x;
		return set_kids(b, x, &d->expr, 1);
	}
	const cn_fact *f = NULL;
	CN_TRY(fact_named(b, e, &f));
	if (f->type != CN_F_BOOL)
		return BAD(b, e, "the fact %.*s is %s and does not stand alone: compare it", CN_FMT(f->id), type_word(f->type));
	CN_TRY(node(b, CN_E_FACT, e, &x));
	x->fact = f;
	*ret = x;
	return CN_OK;
}

static cn_code bind_logic(binder *b, const cn_expr *e, const cn_expr **ret)
{
	cn_expr *x = NULL;
	CN_TRY(node(b, e->op, e, &x));
	const cn_expr **kid = CN_NEW(b->a, const cn_expr *, e->n);
	if (!kid)
		return cn_arena_fail(b->a, b->err);
	for (uint32_t k = 0; k < e->n; k++)
		CN_TRY(bind(b, e->kid[k], &kid[k]));
	x->kid = kid;
	x->n = e->n;
	*ret = x;
	return CN_OK;
}

static cn_code bind_has(binder *b, const cn_expr *e, const cn_expr **ret)
{
	cn_expr *x = NULL;
	CN_TRY(node(b, CN_E_HAS, e, &x));
	*ret = x;
	return fact_named(b, e, &x->fact);
}

static cn_code bind(binder *b, const cn_expr *e, const cn_expr **ret)
{
	switch ((cn_eop)e->op) {
	case CN_E_BOOL:
		return constant(b, e->value, e, ret);
	case CN_E_NAME:
		return bind_name(b, e, ret);
	case CN_E_NOT: case CN_E_AND: case CN_E_OR: case CN_E_COND:
		return bind_logic(b, e, ret);
	case CN_E_HAS:
		return bind_has(b, e, ret);
	case CN_E_EQ: case CN_E_NE: case CN_E_LT: case CN_E_LE: case CN_E_GT: case CN_E_GE:
		return bind_compare(b, e, ret);
	case CN_E_IN:
		return bind_in(b, e, ret);
	case CN_E_EXISTS: case CN_E_ALL:
		return bind_macro(b, e, ret);
	default:
		return BAD(b, e, "a condition is yes or no; this is %s", e->op == CN_E_LIST ? "a list" : const_word(e));
	}
}

cn_code cn_expr_bind(cn_arena *a, const cn_scope *scope, const cn_expr *parsed, const cn_expr **ret, cn_err *err)
{
	binder b = { .a = a, .s = scope, .err = err };
	const cn_expr *e = NULL;
	CN_TRY(bind(&b, parsed, &e));
	if (!cn_arena_ok(a))
		return cn_arena_fail(a, err);
	if (cn_expr_size(e) > CN_EXPR_NODES_MAX) {
		(void)CN_FAIL(err, CN_ETOOBIG, "the condition has more than %d parts once definitions are written out", CN_EXPR_NODES_MAX);
		(void)cn_while(err, "column %u", 1u);
		return CN_ETOOBIG;
	}
	*ret = e;
	return CN_OK;
}
