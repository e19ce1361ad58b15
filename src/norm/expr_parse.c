/* Conditions from text: recursive descent with a depth bound and a node bound.
 *
 * Precedence is CEL's: ?: < || < && < relations < ! and -. What CEL has and we refuse (arithmetic, fields, functions, maps) is named in
 * the message. */
#include "norm/expr.h"

typedef enum tok {
	T_END, T_NAME, T_TEXT, T_NUMBER, T_AND, T_OR, T_NOT, T_EQ, T_NE, T_LT, T_LE, T_GT, T_GE, T_IN, T_QUERY, T_COLON, T_OPEN, T_CLOSE,
	T_LIST, T_LIST_END, T_COMMA, T_DOT, T_MINUS
} tok;

typedef struct parser {
	cn_arena *a;
	cn_str s;
	size_t i;     /* after the token at hand */
	tok t;
	uint32_t col; /* of the token at hand */
	cn_str text;  /* NAME, NUMBER as written; TEXT unescaped */
	unsigned depth;
	size_t nodes;
	cn_err *err;
} parser;

#define BAD(p, ...) bad_at((p), CN_HERE, (p)->col, __VA_ARGS__)

static cn_code bad_at(parser *p, const char *where, uint32_t col, const char *fmt, ...) CN_PRINTF(4, 5);
static cn_code bad_at(parser *p, const char *where, uint32_t col, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	(void)cn_fail_v(p->err, CN_EINPUT, where, fmt, ap);
	va_end(ap);
	(void)cn_while(p->err, "column %u", col);
	return CN_EINPUT;
}

static cn_code too_big(parser *p, uint32_t col, const char *fmt, ...) CN_PRINTF(3, 4);
static cn_code too_big(parser *p, uint32_t col, const char *fmt, ...)
{
	va_list ap;
	va_start(ap, fmt);
	(void)cn_fail_v(p->err, CN_ETOOBIG, CN_HERE, fmt, ap);
	va_end(ap);
	(void)cn_while(p->err, "column %u", col);
	return CN_ETOOBIG;
}

/* ---- tokens ------------------------------------------------------------------------------------------------------------ */

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool is_quote(char c)
{
	return c == '"' || c == '\'';
}

static void put_utf8(cn_buf *b, uint32_t c)
{
	if (c < 0x80) {
		cn_buf_putc(b, (char)c);
	} else if (c < 0x800) {
		cn_buf_putc(b, (char)(0xc0 | c >> 6));
		cn_buf_putc(b, (char)(0x80 | (c & 0x3f)));
	} else if (c < 0x10000) {
		cn_buf_putc(b, (char)(0xe0 | c >> 12));
		cn_buf_putc(b, (char)(0x80 | (c >> 6 & 0x3f)));
		cn_buf_putc(b, (char)(0x80 | (c & 0x3f)));
	} else {
		cn_buf_putc(b, (char)(0xf0 | c >> 18));
		cn_buf_putc(b, (char)(0x80 | (c >> 12 & 0x3f)));
		cn_buf_putc(b, (char)(0x80 | (c >> 6 & 0x3f)));
		cn_buf_putc(b, (char)(0x80 | (c & 0x3f)));
	}
}

static cn_code take_hex(parser *p, unsigned n, uint32_t *ret)
{
	uint32_t x = 0;
	for (unsigned k = 0; k < n; k++, p->i++) {
		char c = p->i < p->s.n ? p->s.p[p->i] : '\0';
		char low = (char)(c | 0x20);
		if (is_digit(c))
			x = x << 4 | (uint32_t)(c - '0');
		else if (low >= 'a' && low <= 'f')
			x = x << 4 | (uint32_t)(low - 'a' + 10);
		else
			return BAD(p, "an escape needs %u hex digits", n);
	}
	*ret = x;
	return CN_OK;
}

static cn_code take_escape(parser *p, cn_buf *b)
{
	static const char from[] = "abfnrtv\\\"'`?", to[] = "\a\b\f\n\r\t\v\\\"'`?";
	char c = p->i < p->s.n ? p->s.p[p->i++] : '\0';
	const char *at = c ? strchr(from, c) : NULL;
	if (at) {
		cn_buf_putc(b, to[at - from]);
		return CN_OK;
	}
	uint32_t x = 0;
	if (c == 'u' || c == 'U' || c == 'x' || c == 'X')
		CN_TRY(take_hex(p, c == 'u' ? 4 : c == 'U' ? 8 : 2, &x));
	else
		return BAD(p, "there is no escape \\%c", c ? c : ' ');
	if (x == 0 || x > 0x10ffff || (x >= 0xd800 && x < 0xe000))
		return BAD(p, "an escape is not a character");
	put_utf8(b, x);
	return CN_OK;
}

static cn_code take_text(parser *p, char quote, bool raw)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, CN_YAML_BYTES_MAX);
	for (;;) {
		if (p->i >= p->s.n)
			return BAD(p, "a text in quotes has no end");
		char c = p->s.p[p->i++];
		if (c == quote)
			break;
		if (c == '\n' || c == '\r')
			return BAD(p, "a text in quotes has no end on its line");
		if ((c >= 0 && c < ' ') || c == 0x7f)
			return BAD(p, "a text in quotes holds a control character: write it as an escape");
		if (c == '\\' && !raw)
			CN_TRY(take_escape(p, &b));
		else
			cn_buf_putc(&b, c);
	}
	if (b.failed)
		return CN_NOMEM(p->err);
	p->text = cn_buf_copy(p->a, &b);
	p->t = T_TEXT;
	return CN_OK;
}

/* The byte at i, NUL behind the end. */
static char look(const parser *p, size_t i)
{
	return i < p->s.n ? p->s.p[i] : '\0';
}

static void skip_digits(parser *p)
{
	while (is_digit(look(p, p->i)))
		p->i++;
}

static cn_code take_number(parser *p, size_t start)
{
	skip_digits(p);
	if (look(p, p->i) == '.' && is_digit(look(p, p->i + 1))) {
		p->i++;
		skip_digits(p);
	}
	if ((look(p, p->i) | 0x20) == 'e') {
		p->i++;
		if (look(p, p->i) == '-' || look(p, p->i) == '+')
			p->i++;
		skip_digits(p);
	}
	if (is_letter(look(p, p->i)))
		return BAD(p, "a number runs into a letter");
	p->text = cn_sub(p->s, start, p->i - start);
	p->t = T_NUMBER;
	return CN_OK;
}

static cn_code take_name(parser *p, size_t start)
{
	while (p->i < p->s.n && (is_letter(p->s.p[p->i]) || is_digit(p->s.p[p->i])))
		p->i++;
	p->text = cn_sub(p->s, start, p->i - start);
	p->t = cn_eqz(p->text, "in") ? T_IN : T_NAME;
	return CN_OK;
}

static cn_code take_sign(parser *p, char c)
{
	static const struct {
		const char *z;
		tok t;
	} two[] = { { "&&", T_AND }, { "||", T_OR }, { "==", T_EQ }, { "!=", T_NE }, { "<=", T_LE }, { ">=", T_GE } };
	static const struct {
		char c;
		tok t;
	} one[] = { { '!', T_NOT }, { '<', T_LT }, { '>', T_GT }, { '?', T_QUERY }, { ':', T_COLON }, { '(', T_OPEN }, { ')', T_CLOSE },
		    { '[', T_LIST }, { ']', T_LIST_END }, { ',', T_COMMA }, { '.', T_DOT }, { '-', T_MINUS } };
	for (size_t k = 0; k < sizeof two / sizeof two[0]; k++)
		if (p->i < p->s.n && c == two[k].z[0] && p->s.p[p->i] == two[k].z[1]) {
			p->i++;
			p->t = two[k].t;
			return CN_OK;
		}
	for (size_t k = 0; k < sizeof one / sizeof one[0]; k++)
		if (c == one[k].c) {
			p->t = one[k].t;
			return CN_OK;
		}
	if (c == '&' || c == '|' || c == '=')
		return (void)BAD(p, "a single \"%c\" means nothing here", c), CN_HINTED(p->err, CN_EINPUT, "%c%c", c, c);
	if (strchr("+*/%", c))
		return BAD(p, "there is no arithmetic in conditions (\"%c\")", c);
	if (c == '{')
		return BAD(p, "there are no maps in conditions");
	return BAD(p, "\"%c\" means nothing here", c >= ' ' && c < 0x7f ? c : '?');
}

static cn_code advance(parser *p)
{
	while (is_space(look(p, p->i)))
		p->i++;
	p->col = (uint32_t)p->i + 1;
	if (p->i >= p->s.n) {
		p->t = T_END;
		return CN_OK;
	}
	size_t start = p->i;
	char c = p->s.p[p->i++];
	if (is_quote(c))
		return take_text(p, c, false);
	if ((c | 0x20) == 'r' && is_quote(look(p, p->i)))
		return take_text(p, p->s.p[p->i++], true);
	if (is_digit(c))
		return take_number(p, start);
	if (c == '.' && is_digit(look(p, p->i)))
		return BAD(p, "a number starts with a digit: write 0.5");
	if (is_letter(c))
		return take_name(p, start);
	return take_sign(p, c);
}

static cn_code expect(parser *p, tok t, const char *what)
{
	return p->t == t ? advance(p) : BAD(p, "%s is missing here", what);
}

/* ---- nodes ------------------------------------------------------------------------------------------------------------- */

static cn_code make(parser *p, cn_eop op, uint32_t col, const cn_expr *const *kid, size_t n, cn_expr **ret)
{
	if (++p->nodes > CN_EXPR_NODES_MAX)
		return too_big(p, col, "the condition has more than %d parts", CN_EXPR_NODES_MAX);
	unsigned depth = 1;
	for (size_t i = 0; i < n; i++)
		if (kid[i]->depth >= depth)
			depth = kid[i]->depth + 1u;
	if (depth > CN_EXPR_DEPTH_MAX)
		return too_big(p, col, "parts stand more than %d deep in each other", CN_EXPR_DEPTH_MAX);
	cn_expr *e = CN_NEW(p->a, cn_expr, 1);
	const cn_expr **k = n ? CN_NEW(p->a, const cn_expr *, n) : NULL;
	if (!e || (n && !k))
		return cn_arena_fail(p->a, p->err);
	if (n)
		memcpy(k, kid, n * sizeof *k);
	*e = (cn_expr){ .op = (uint8_t)op, .depth = (uint16_t)depth, .col = col, .n = (uint32_t)n, .kid = k, .member = UINT32_MAX, .date = CN_DATE_NONE };
	*ret = e;
	return CN_OK;
}

/* Kids that are gathered before their number is known. */
typedef struct kids {
	const cn_expr **p;
	size_t n, room;
} kids;

static cn_code kids_add(parser *p, kids *k, const cn_expr *e)
{
	if (k->n == k->room) {
		size_t room = k->room ? k->room * 2 : 8;
		const cn_expr **grown = CN_NEW(p->a, const cn_expr *, room);
		if (!grown)
			return cn_arena_fail(p->a, p->err);
		if (k->n)
			memcpy(grown, k->p, k->n * sizeof *grown);
		k->p = grown;
		k->room = room;
	}
	k->p[k->n++] = e;
	return CN_OK;
}

static cn_code parse_cond(parser *p, const cn_expr **ret);

static cn_code parse_list(parser *p, const cn_expr **ret)
{
	uint32_t col = p->col;
	kids k = { 0 };
	CN_TRY(advance(p));
	while (p->t != T_LIST_END) {
		const cn_expr *e = NULL;
		CN_TRY(parse_cond(p, &e));
		CN_TRY(kids_add(p, &k, e));
		if (p->t != T_COMMA)
			break;
		CN_TRY(advance(p));
	}
	CN_TRY(expect(p, T_LIST_END, "\"]\""));
	cn_expr *e = NULL;
	CN_TRY(make(p, CN_E_LIST, col, k.p, k.n, &e));
	*ret = e;
	return CN_OK;
}

static cn_code parse_number(parser *p, bool neg, const cn_expr **ret)
{
	cn_expr *e = NULL;
	CN_TRY(make(p, CN_E_NUMBER, p->col, NULL, 0, &e));
	cn_dec *d = CN_NEW(p->a, cn_dec, 1);
	if (!d)
		return cn_arena_fail(p->a, p->err);
	if (cn_dec_parse(p->text, d, NULL) != CN_OK)
		return BAD(p, "\"%.*s\" is not a number of at most %d digits", CN_FMT(cn_sub(p->text, 0, 60)), CN_DEC_DIGITS_MAX);
	d->neg = neg && d->n > 0;
	e->num = d;
	*ret = e;
	return advance(p);
}

/* has(fact) and timestamp("2026-08-02"): the only calls. */
static cn_code parse_call(parser *p, cn_str name, uint32_t col, const cn_expr **ret)
{
	cn_expr *e = NULL;
	CN_TRY(advance(p));
	if (cn_eqz(name, "has")) {
		if (p->t != T_NAME)
			return BAD(p, "has() takes the name of a fact");
		CN_TRY(make(p, CN_E_HAS, col, NULL, 0, &e));
		e->text = p->text;
	} else if (cn_eqz(name, "timestamp")) {
		if (p->t != T_TEXT)
			return (void)BAD(p, "timestamp() takes a date in quotes"), CN_HINTED(p->err, CN_EINPUT, "timestamp(\"2026-08-02\")");
		CN_TRY(make(p, CN_E_DATE, col, NULL, 0, &e));
		cn_str day = cn_ends(p->text, "T00:00:00Z") ? cn_sub(p->text, 0, 10) : p->text;
		if (cn_date_parse(day, &e->date, NULL) != CN_OK)
			return BAD(p, "\"%.*s\" is not a date YYYY-MM-DD", CN_FMT(cn_sub(p->text, 0, 40)));
	} else if (cn_eqz(name, "known")) {
		return bad_at(p, CN_HERE, col, "known() is not used in conditions: what is not known is unknown by itself");
	} else {
		(void)bad_at(p, CN_HERE, col, "there is no function %.*s()", CN_FMT(name));
		return CN_HINTED(p->err, CN_EINPUT, "has(fact), timestamp(\"2026-08-02\")");
	}
	CN_TRY(advance(p));
	*ret = e;
	return expect(p, T_CLOSE, "\")\"");
}

static cn_code parse_name(parser *p, const cn_expr **ret)
{
	static const char *const reserved[] = { "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop",
						"package", "namespace", "return", "var", "void", "while", "null" };
	cn_str name = p->text;
	uint32_t col = p->col;
	for (size_t k = 0; k < sizeof reserved / sizeof reserved[0]; k++)
		if (cn_eqz(name, reserved[k]))
			return BAD(p, "the word \"%s\" is not used in conditions", reserved[k]);
	CN_TRY(advance(p));
	if (p->t == T_OPEN)
		return parse_call(p, name, col, ret);
	cn_expr *e = NULL;
	bool truth = cn_eqz(name, "true");
	if (truth || cn_eqz(name, "false")) {
		CN_TRY(make(p, CN_E_BOOL, col, NULL, 0, &e));
		e->value = truth;
	} else {
		CN_TRY(make(p, CN_E_NAME, col, NULL, 0, &e));
		e->text = name;
	}
	*ret = e;
	return CN_OK;
}

static cn_code parse_primary(parser *p, const cn_expr **ret)
{
	cn_expr *e = NULL;
	switch (p->t) {
	case T_NAME:
		return parse_name(p, ret);
	case T_NUMBER:
		return parse_number(p, false, ret);
	case T_LIST:
		return parse_list(p, ret);
	case T_TEXT:
		CN_TRY(make(p, CN_E_TEXT, p->col, NULL, 0, &e));
		e->text = p->text;
		*ret = e;
		return advance(p);
	case T_OPEN:
		CN_TRY(advance(p));
		CN_TRY(parse_cond(p, ret));
		return expect(p, T_CLOSE, "\")\"");
	case T_END:
		return BAD(p, "the condition ends too early");
	default:
		return BAD(p, "a fact, a value or \"(\" is missing here");
	}
}

/* range.exists(x, body), range.all(x, body) */
static cn_code parse_macro(parser *p, const cn_expr *range, const cn_expr **ret)
{
	CN_TRY(advance(p));
	bool exists = p->t == T_NAME && cn_eqz(p->text, "exists");
	if (!exists && !(p->t == T_NAME && cn_eqz(p->text, "all")))
		return (void)BAD(p, "facts have no fields; only .exists(x, ...) and .all(x, ...) follow a point"), CN_HINTED(p->err, CN_EINPUT, "exists");
	uint32_t col = p->col;
	CN_TRY(advance(p));
	CN_TRY(expect(p, T_OPEN, "\"(\""));
	if (p->t != T_NAME)
		return BAD(p, "the name of the element is missing: .exists(x, ...)");
	cn_str name = p->text;
	CN_TRY(advance(p));
	CN_TRY(expect(p, T_COMMA, "\",\""));
	const cn_expr *kid[2] = { range, NULL };
	CN_TRY(parse_cond(p, &kid[1]));
	CN_TRY(expect(p, T_CLOSE, "\")\""));
	cn_expr *e = NULL;
	CN_TRY(make(p, exists ? CN_E_EXISTS : CN_E_ALL, col, kid, 2, &e));
	e->text = name;
	*ret = e;
	return CN_OK;
}

static cn_code parse_unary(parser *p, const cn_expr **ret)
{
	uint32_t col = p->col;
	unsigned nots = 0;
	while (p->t == T_NOT) {
		if (++nots > CN_EXPR_DEPTH_MAX)
			return too_big(p, p->col, "parts stand more than %d deep in each other", CN_EXPR_DEPTH_MAX);
		CN_TRY(advance(p));
	}
	const cn_expr *e = NULL;
	if (p->t == T_MINUS) {
		CN_TRY(advance(p));
		if (p->t != T_NUMBER)
			return BAD(p, "there is no arithmetic in conditions: \"-\" stands before a number only");
		CN_TRY(parse_number(p, true, &e));
	} else {
		CN_TRY(parse_primary(p, &e));
	}
	for (unsigned k = 0; p->t == T_DOT; k++) {
		if (k >= CN_EXPR_DEPTH_MAX)
			return too_big(p, p->col, "parts stand more than %d deep in each other", CN_EXPR_DEPTH_MAX);
		CN_TRY(parse_macro(p, e, &e));
	}
	for (unsigned k = 0; k < nots; k++) {
		cn_expr *not_e = NULL;
		CN_TRY(make(p, CN_E_NOT, col, &e, 1, &not_e));
		e = not_e;
	}
	*ret = e;
	return CN_OK;
}

static cn_code parse_relation(parser *p, const cn_expr **ret)
{
	static const struct {
		tok t;
		cn_eop op;
	} ops[] = { { T_EQ, CN_E_EQ }, { T_NE, CN_E_NE }, { T_LT, CN_E_LT }, { T_LE, CN_E_LE }, { T_GT, CN_E_GT }, { T_GE, CN_E_GE }, { T_IN, CN_E_IN } };
	const cn_expr *kid[2] = { NULL, NULL };
	CN_TRY(parse_unary(p, &kid[0]));
	for (unsigned chain = 0;; chain++) {
		size_t k = 0;
		while (k < sizeof ops / sizeof ops[0] && ops[k].t != p->t)
			k++;
		if (k == sizeof ops / sizeof ops[0])
			break;
		if (chain >= CN_EXPR_DEPTH_MAX)
			return too_big(p, p->col, "too many comparisons in a chain");
		uint32_t col = p->col;
		CN_TRY(advance(p));
		CN_TRY(parse_unary(p, &kid[1]));
		cn_expr *e = NULL;
		CN_TRY(make(p, ops[k].op, col, kid, 2, &e));
		kid[0] = e;
	}
	*ret = kid[0];
	return CN_OK;
}

/* a && b && c and a || b || c are one node each. */
static cn_code parse_chain(parser *p, bool is_or, const cn_expr **ret)
{
	kids k = { 0 };
	uint32_t col = p->col;
	for (;;) {
		const cn_expr *e = NULL;
		CN_TRY(is_or ? parse_chain(p, false, &e) : parse_relation(p, &e));
		CN_TRY(kids_add(p, &k, e));
		if (p->t != (is_or ? T_OR : T_AND))
			break;
		CN_TRY(advance(p));
	}
	if (k.n == 1) {
		*ret = k.p[0];
		return CN_OK;
	}
	cn_expr *e = NULL;
	CN_TRY(make(p, is_or ? CN_E_OR : CN_E_AND, col, k.p, k.n, &e));
	*ret = e;
	return CN_OK;
}

static cn_code parse_cond(parser *p, const cn_expr **ret)
{
	if (p->depth >= CN_EXPR_DEPTH_MAX)
		return too_big(p, p->col, "parts stand more than %d deep in each other", CN_EXPR_DEPTH_MAX);
	p->depth++;
	const cn_expr *kid[3] = { NULL, NULL, NULL };
	CN_TRY(parse_chain(p, true, &kid[0]));
	*ret = kid[0];
	if (p->t == T_QUERY) {
		uint32_t col = p->col;
		CN_TRY(advance(p));
		CN_TRY(parse_chain(p, true, &kid[1]));
		CN_TRY(expect(p, T_COLON, "\":\""));
		CN_TRY(parse_cond(p, &kid[2]));
		cn_expr *e = NULL;
		CN_TRY(make(p, CN_E_COND, col, kid, 3, &e));
		*ret = e;
	}
	p->depth--;
	return CN_OK;
}

cn_code cn_expr_parse(cn_arena *a, cn_str text, const cn_expr **ret, cn_err *err)
{
	parser p = { .a = a, .s = text, .err = err };
	const cn_expr *e = NULL;
	if (text.n > CN_FIELD_BYTES_MAX)
		return too_big(&p, 1, "the condition is too long");
	if (text.n && !cn_utf8_ok(text))
		return bad_at(&p, CN_HERE, 1, "the condition is not UTF-8");
	CN_TRY(advance(&p));
	CN_TRY(parse_cond(&p, &e));
	if (p.t != T_END)
		return BAD(&p, "the condition should end here, or \"&&\" or \"||\" is missing");
	if (!cn_arena_ok(a))
		return cn_arena_fail(a, err);
	*ret = e;
	return CN_OK;
}
