/* Conditions as text: the canonical form, and plain CEL for outside judges. */
#include "norm/expr.h"

/* Binding strength: the higher, the tighter. */
static int level(const cn_expr *e)
{
	switch ((cn_eop)e->op) {
	case CN_E_COND:
		return 0;
	case CN_E_OR:
		return 1;
	case CN_E_AND:
		return 2;
	case CN_E_EQ: case CN_E_NE: case CN_E_LT: case CN_E_LE: case CN_E_GT: case CN_E_GE: case CN_E_IN:
	case CN_E_MEMBER: case CN_E_IS: case CN_E_CMP: case CN_E_SAME:
		return 3;
	case CN_E_NOT:
		return 4;
	default:
		return 5;
	}
}

static const char *sign(unsigned op)
{
	switch ((cn_eop)op) {
	case CN_E_AND:
		return " && ";
	case CN_E_OR:
		return " || ";
	case CN_E_NE:
		return " != ";
	case CN_E_LT:
		return " < ";
	case CN_E_LE:
		return " <= ";
	case CN_E_GT:
		return " > ";
	case CN_E_GE:
		return " >= ";
	case CN_E_IN:
		return " in ";
	default:
		return " == ";
	}
}

static void put_text(cn_buf *b, cn_str s)
{
	cn_buf_putc(b, '"');
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if (c == '"' || c == '\\')
			cn_buf_printf(b, "\\%c", c);
		else if (c == '\n')
			cn_buf_putz(b, "\\n");
		else if (c < 0x20 || c == 0x7f)
			cn_buf_printf(b, "\\u%04x", c);
		else
			cn_buf_putc(b, (char)c);
	}
	cn_buf_putc(b, '"');
}

static void put_date(cn_buf *b, cn_date d, const char *tail)
{
	char text[CN_TIME_BYTES];
	cn_date_text(d, text);
	cn_buf_printf(b, "timestamp(\"%s%s\")", text, tail);
}

typedef void put_fn(const cn_expr *e, cn_buf *b);

static void put_at(const cn_expr *e, int least, cn_buf *b, put_fn *put)
{
	bool paren = level(e) < least;
	if (paren)
		cn_buf_putc(b, '(');
	put(e, b);
	if (paren)
		cn_buf_putc(b, ')');
}

/* What looks alike in both forms. */
static void put_logic(const cn_expr *e, cn_buf *b, put_fn *put)
{
	if (e->op == CN_E_BOOL) {
		cn_buf_putz(b, e->value ? "true" : "false");
	} else if (e->op == CN_E_NOT) {
		cn_buf_putc(b, '!');
		put_at(e->kid[0], 4, b, put);
	} else if (e->op == CN_E_COND) {
		put_at(e->kid[0], 1, b, put);
		cn_buf_putz(b, " ? ");
		put_at(e->kid[1], 1, b, put);
		cn_buf_putz(b, " : ");
		put_at(e->kid[2], 0, b, put);
	} else {
		int own = level(e);
		for (uint32_t k = 0; k < e->n; k++) {
			if (k)
				cn_buf_putz(b, sign(e->op));
			/* && and || are one node each, so an equal kid was in parentheses; relations lean to the left */
			put_at(e->kid[k], own == 3 && k == 0 ? own : own + 1, b, put);
		}
	}
}

static void put_macro(const cn_expr *e, cn_buf *b)
{
	put_at(e->kid[0], 5, b, cn_expr_print);
	cn_buf_printf(b, ".%s(%.*s, ", e->op == CN_E_EXISTS ? "exists" : "all", CN_FMT(e->text));
	cn_expr_print(e->kid[1], b);
	cn_buf_putc(b, ')');
}

void cn_expr_print(const cn_expr *e, cn_buf *b)
{
	switch ((cn_eop)e->op) {
	case CN_E_TEXT:
		put_text(b, e->text);
		return;
	case CN_E_NUMBER:
		cn_dec_text(e->num, b);
		return;
	case CN_E_DATE:
		put_date(b, e->date, "");
		return;
	case CN_E_NAME:
		cn_buf_put(b, e->text);
		return;
	case CN_E_HAS:
		cn_buf_printf(b, "has(%.*s)", CN_FMT(e->text));
		return;
	case CN_E_LIST:
		cn_buf_putc(b, '[');
		for (uint32_t k = 0; k < e->n; k++) {
			if (k)
				cn_buf_putz(b, ", ");
			cn_expr_print(e->kid[k], b);
		}
		cn_buf_putc(b, ']');
		return;
	case CN_E_EXISTS:
	case CN_E_ALL:
		put_macro(e, b);
		return;
	default:
		put_logic(e, b, cn_expr_print);
	}
}

bool cn_expr_eq(const cn_expr *x, const cn_expr *y)
{
	if (x->op != y->op || x->n != y->n || x->value != y->value || x->date != y->date || !cn_eq(x->text, y->text))
		return false;
	if ((x->num != NULL) != (y->num != NULL) || (x->num && cn_dec_cmp(x->num, y->num) != 0))
		return false;
	for (uint32_t k = 0; k < x->n; k++)
		if (!cn_expr_eq(x->kid[k], y->kid[k]))
			return false;
	return true;
}

/* CEL's doubles: a number that would read as an int gets ".0", so that facts may be doubles throughout. */
static void put_double(const cn_dec *d, cn_buf *b)
{
	size_t start = b->n;
	cn_dec_text(d, b);
	cn_str s = cn_sub(cn_buf_str(b), start, b->n);
	if (!cn_contains(s, CN_S(".")) && !cn_contains(s, CN_S("e")))
		cn_buf_putz(b, ".0");
}

static void put_leaf_cel(const cn_expr *e, cn_buf *b)
{
	switch ((cn_eop)e->op) {
	case CN_E_FACT:
		cn_buf_printf(b, "f.%.*s", CN_FMT(e->fact->id));
		return;
	case CN_E_HAS:
		cn_buf_printf(b, "has(f.%.*s)", CN_FMT(e->fact->id));
		return;
	case CN_E_MEMBER:
		put_text(b, e->text);
		cn_buf_printf(b, " in f.%.*s", CN_FMT(e->fact->id));
		return;
	case CN_E_IS:
		cn_buf_printf(b, "f.%.*s in [", CN_FMT(e->fact->id));
		for (size_t k = 0; k < e->item.n; k++) {
			if (k)
				cn_buf_putz(b, ", ");
			put_text(b, e->item.item[k]);
		}
		cn_buf_putc(b, ']');
		return;
	default: /* CN_E_CMP */
		cn_buf_printf(b, "f.%.*s%s", CN_FMT(e->fact->id), sign(e->cmp));
		if (e->num)
			put_double(e->num, b);
		else
			put_date(b, e->date, "T00:00:00Z");
	}
}

void cn_expr_lower_cel(const cn_expr *e, cn_buf *b)
{
	switch ((cn_eop)e->op) {
	case CN_E_FACT: case CN_E_HAS: case CN_E_MEMBER: case CN_E_IS: case CN_E_CMP:
		put_leaf_cel(e, b);
		return;
	case CN_E_DEF:
		cn_buf_putc(b, '(');
		cn_expr_lower_cel(e->kid[0], b);
		cn_buf_putc(b, ')');
		return;
	default:
		put_logic(e, b, cn_expr_lower_cel);
	}
}

/* Stops counting behind the bound: definitions can multiply. */
static void count(const cn_expr *e, size_t *n)
{
	if (++*n > CN_EXPR_NODES_MAX)
		return;
	for (uint32_t k = 0; k < e->n && *n <= CN_EXPR_NODES_MAX; k++)
		count(e->kid[k], n);
}

size_t cn_expr_size(const cn_expr *e)
{
	size_t n = 0;
	if (e)
		count(e, &n);
	return n;
}
