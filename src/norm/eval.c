/* Strong Kleene over a tree. Trees are small and rows few, so this is plain recursion; definitions are remembered per row. */
#include "norm/eval.h"

static cn_tri tri(bool b)
{
	return b ? CN_TRUE : CN_FALSE;
}

bool cn_is_opaque(const cn_expr *def, const cn_world *w)
{
	return w->strict && def->def->confidence != CN_READ;
}

static bool listed(cn_texts list, cn_str s)
{
	for (size_t i = 0; i < list.n; i++)
		if (cn_eq(list.item[i], s))
			return true;
	return false;
}

static cn_tri eval_member(const cn_expr *e, const cn_value *v)
{
	if (e->member != UINT32_MAX)
		return v->member ? v->member[e->member] : CN_UNKNOWN;
	if (listed(v->open, e->text))
		return CN_TRUE;
	return v->open_complete ? CN_FALSE : CN_UNKNOWN;
}

static cn_tri eval_cmp(const cn_expr *e, const cn_value *v)
{
	if (!v->known)
		return CN_UNKNOWN;
	int c = e->num ? cn_dec_cmp(&v->num, e->num) : (v->date > e->date) - (v->date < e->date);
	switch ((cn_eop)e->cmp) {
	case CN_E_EQ:
		return tri(c == 0);
	case CN_E_NE:
		return tri(c != 0);
	case CN_E_LT:
		return tri(c < 0);
	case CN_E_LE:
		return tri(c <= 0);
	case CN_E_GT:
		return tri(c > 0);
	default:
		return tri(c >= 0);
	}
}

/* has(): a fact that is not stated is unknown, not absent: otherwise learning it would flip the answer. */
static cn_tri eval_has(const cn_fact *f, const cn_value *v)
{
	if (f->type == CN_F_BOOL)
		return v->b == CN_UNKNOWN ? CN_UNKNOWN : CN_TRUE;
	if (f->type != CN_F_SET)
		return v->known ? CN_TRUE : CN_UNKNOWN;
	if (f->n_member == 0)
		return v->open_complete || v->open.n ? CN_TRUE : CN_UNKNOWN;
	for (size_t i = 0; v->member && i < f->n_member; i++)
		if (v->member[i] != CN_UNKNOWN)
			return CN_TRUE;
	return CN_UNKNOWN;
}

static cn_tri eval_leaf(const cn_expr *e, const cn_world *w)
{
	const cn_value *v = &w->value[e->fact->index];
	switch ((cn_eop)e->op) {
	case CN_E_FACT:
		return v->b;
	case CN_E_MEMBER:
		return eval_member(e, v);
	case CN_E_IS:
		return v->known ? tri(listed(e->item, v->text)) : CN_UNKNOWN;
	case CN_E_CMP:
		return eval_cmp(e, v);
	default:
		return eval_has(e->fact, v);
	}
}

static cn_tri eval_many(const cn_expr *e, const cn_world *w)
{
	cn_tri decides = e->op == CN_E_AND ? CN_FALSE : CN_TRUE, r = e->op == CN_E_AND ? CN_TRUE : CN_FALSE;
	for (uint32_t k = 0; k < e->n; k++) {
		cn_tri x = cn_eval(e->kid[k], w);
		if (x == decides)
			return x;
		if (x == CN_UNKNOWN)
			r = x;
	}
	return r;
}

static cn_tri eval_cond(const cn_expr *e, const cn_world *w)
{
	cn_tri c = cn_eval(e->kid[0], w);
	if (c != CN_UNKNOWN)
		return cn_eval(e->kid[c == CN_TRUE ? 1 : 2], w);
	cn_tri x = cn_eval(e->kid[1], w);
	return x == cn_eval(e->kid[2], w) ? x : CN_UNKNOWN;
}

static cn_tri eval_def(const cn_expr *e, const cn_world *w)
{
	if (cn_is_opaque(e, w))
		return CN_UNKNOWN;
	if (!w->memo)
		return cn_eval(e->kid[0], w);
	uint8_t *m = &w->memo[e->def->index];
	if (*m == 0)
		*m = (uint8_t)(1 + (unsigned)cn_eval(e->kid[0], w));
	return (cn_tri)(*m - 1);
}

cn_tri cn_eval(const cn_expr *e, const cn_world *w)
{
	switch ((cn_eop)e->op) {
	case CN_E_BOOL:
		return tri(e->value);
	case CN_E_NOT:
		return cn_tri_not(cn_eval(e->kid[0], w));
	case CN_E_AND:
	case CN_E_OR:
		return eval_many(e, w);
	case CN_E_COND:
		return eval_cond(e, w);
	case CN_E_SAME: {
		cn_tri x = cn_eval(e->kid[0], w), y = cn_eval(e->kid[1], w);
		return x == CN_UNKNOWN || y == CN_UNKNOWN ? CN_UNKNOWN : tri(x == y);
	}
	case CN_E_DEF:
		return eval_def(e, w);
	default:
		return eval_leaf(e, w);
	}
}

/* ---- what is open -------------------------------------------------------------------------------------------------------- */

static cn_code add_fact(cn_arena *a, cn_open *o, const cn_fact *f, cn_err *err)
{
	for (size_t i = 0; i < o->n; i++)
		if (o->fact[i] == f)
			return CN_OK;
	if (o->n == o->room) {
		size_t room = o->room ? o->room * 2 : 8;
		const cn_fact **grown = CN_NEW(a, const cn_fact *, room);
		if (!grown)
			return cn_arena_fail(a, err);
		if (o->n)
			memcpy(grown, o->fact, o->n * sizeof *grown);
		o->fact = grown;
		o->room = room;
	}
	o->fact[o->n++] = f;
	return CN_OK;
}

/* Only unknown parts count: in an unknown && every other part is true, in an unknown || every other part is false. */
static cn_code walk_open(cn_arena *a, const cn_expr *e, const cn_world *w, cn_open *o, cn_err *err)
{
	if (cn_eval(e, w) != CN_UNKNOWN)
		return CN_OK;
	if (e->op == CN_E_DEF && cn_is_opaque(e, w)) {
		o->not_read = true;
		return CN_OK;
	}
	if (e->n == 0)
		return add_fact(a, o, e->fact, err);
	if (e->op == CN_E_COND) {
		cn_tri c = cn_eval(e->kid[0], w);
		if (c != CN_UNKNOWN)
			return walk_open(a, e->kid[c == CN_TRUE ? 1 : 2], w, o, err);
	}
	for (uint32_t k = 0; k < e->n; k++)
		CN_TRY(walk_open(a, e->kid[k], w, o, err));
	return CN_OK;
}

cn_code cn_open_facts(cn_arena *a, const cn_expr *e, const cn_world *w, cn_open *ret, cn_err *err)
{
	cn_open o = { 0 };
	CN_TRY(walk_open(a, e, w, &o, err));
	*ret = o;
	return CN_OK;
}

/* ---- values as text ---------------------------------------------------------------------------------------------------------- */

static void put_member(cn_buf *b, const char *lead, cn_str s, bool *any)
{
	cn_buf_putz(b, *any ? ", " : b->n ? "; " : "");
	if (!*any)
		cn_buf_putz(b, lead);
	cn_buf_put(b, s);
	*any = true;
}

static void set_text(const cn_fact *f, const cn_value *v, cn_buf *b)
{
	bool yes = false, no = false, all_known = f->n_member > 0 && v->member;
	for (size_t i = 0; i < v->open.n; i++)
		put_member(b, "", v->open.item[i], &yes);
	for (size_t i = 0; v->member && i < f->n_member; i++) {
		if (v->member[i] == CN_TRUE)
			put_member(b, "", f->member[i].id, &yes);
		if (v->member[i] == CN_UNKNOWN)
			all_known = false;
	}
	if (all_known) {
		cn_buf_putz(b, yes ? "; complete" : "none");
		return;
	}
	for (size_t i = 0; v->member && i < f->n_member; i++)
		if (v->member[i] == CN_FALSE)
			put_member(b, "not: ", f->member[i].id, &no);
	if (b->n == 0)
		cn_buf_putz(b, "unknown");
}

cn_str cn_value_text(cn_arena *a, const cn_fact *f, const cn_value *v)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, CN_FIELD_BYTES_MAX);
	char day[CN_TIME_BYTES];
	if (f->type == CN_F_SET) {
		set_text(f, v, &b);
	} else if (f->type == CN_F_BOOL) {
		cn_buf_putz(&b, v->b == CN_TRUE ? "yes" : v->b == CN_FALSE ? "no" : "unknown");
	} else if (!v->known) {
		cn_buf_putz(&b, "unknown");
	} else if (f->type == CN_F_TEXT) {
		cn_buf_put(&b, v->text);
	} else if (f->type == CN_F_NUMBER) {
		cn_dec_text(&v->num, &b);
	} else {
		cn_date_text(v->date, day);
		cn_buf_putz(&b, day);
	}
	return cn_buf_copy(a, &b);
}
