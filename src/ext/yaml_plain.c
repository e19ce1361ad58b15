/* The quick reader. It works on one copy of the text in the arena: scalars are slices of it, and escapes are undone in place. Wherever
 * YAML has a second way to read on (a scalar that goes on in the next line, an empty value, a tab), it gives up. */
#include "ext/yaml_plain.h"

enum { KEYS_MAX = 1000, KEY_BYTES_MAX = 1000 }; /* at most what the full reader and YAML allow */

typedef struct plain {
	cn_arena *a;
	char *at, *end;       /* end: a line feed that is ours */
	char *mark;           /* up to here the columns of this line are counted */
	uint32_t line, col;   /* of `mark` */
	size_t indent;        /* spaces before the content of this line */
	bool more;            /* there is such a line */
} plain;

/* ---- places --------------------------------------------------------------------------------------------------------------------- */

/* The column of p, which does not lie before the one asked for last in this line. */
static uint32_t col_of(plain *s, const char *p)
{
	for (; s->mark < p; s->mark++)
		s->col += ((unsigned char)*s->mark & 0xc0) != 0x80;
	return s->col;
}

/* From the end of a line to the content of the next one that has any. */
static void next_line(plain *s)
{
	for (;;) {
		if (s->at >= s->end) {
			s->more = false;
			return;
		}
		char *start = ++s->at; /* behind the line feed */
		s->line++;
		while (*s->at == ' ')
			s->at++;
		if (*s->at == '#')
			while (*s->at != '\n')
				s->at++;
		if (*s->at == '\n')
			continue;
		s->indent = (size_t)(s->at - start);
		s->mark = s->at;
		s->col = (uint32_t)s->indent + 1;
		s->more = true;
		return;
	}
}

static void skip_spaces(plain *s)
{
	while (*s->at == ' ')
		s->at++;
}

/* Only spaces up to the end of the line. */
static bool line_ends(plain *s)
{
	skip_spaces(s);
	return *s->at == '\n';
}

static bool is_item(const plain *s)
{
	return s->at[0] == '-' && s->at[1] == ' ';
}

/* ---- nodes ---------------------------------------------------------------------------------------------------------------------------- */

static cn_val *new_val(plain *s, cn_type type, const char *place)
{
	cn_val *v = CN_NEW(s->a, cn_val, 1);
	if (v) {
		v->type = type;
		v->line = s->line;
		v->col = col_of(s, place);
	}
	return v;
}

static void append(cn_val *in, cn_val *v)
{
	(void)cn_push(NULL, in, v); /* needs no memory */
}

typedef struct key {
	cn_str text;
	uint32_t line, col;
} key;

/* A map's entry. False: a key the full reader has a word to say about. */
static bool put(cn_val *in, const key *k, cn_val *v)
{
	if (in->n >= KEYS_MAX || k->text.n == 0 || cn_eq(k->text, CN_S("<<")) || cn_get_s(in, k->text))
		return false;
	v->key = k->text;
	v->key_line = k->line;
	v->key_col = k->col;
	append(in, v);
	return true;
}

/* ---- scalars ---------------------------------------------------------------------------------------------------------------------------- */

/* A byte of a text that is made shorter in place; columns are counted before it is written over. */
static void keep(plain *s, char **to, const char *p, char c)
{
	if (*to < p)
		(void)col_of(s, p);
	*(*to)++ = c;
}

/* Both begin behind the opening quote, close on this line, and leave s->at behind it. */
static bool double_quoted(plain *s, cn_str *ret)
{
	char *from = s->at + 1, *to = from, *p = from;
	for (; *p != '"'; p++) {
		if (*p == '\n')
			return false;
		if (*p != '\\') {
			keep(s, &to, p, *p);
			continue;
		}
		p++;
		if (*p == '\n' || !memchr("\"\\/n", *p, 4))
			return false;
		keep(s, &to, p, *p == 'n' ? '\n' : *p);
	}
	*ret = (cn_str){ from, (size_t)(to - from) };
	s->at = p + 1;
	return true;
}

static bool single_quoted(plain *s, cn_str *ret)
{
	char *from = s->at + 1, *to = from, *p = from;
	for (; *p != '\'' || p[1] == '\''; p++) {
		if (*p == '\n')
			return false;
		if (*p == '\'') {
			p++;
			if (p[1] == '\'' && p[2] == '\'')
				return false; /* libfyaml 0.7.12 loses text behind two doubled quotes */
		}
		keep(s, &to, p, *p);
	}
	*ret = (cn_str){ from, (size_t)(to - from) };
	s->at = p + 1;
	return true;
}

static bool is_quote(char c)
{
	return c == '"' || c == '\'';
}

static bool quoted_text(plain *s, cn_str *ret)
{
	return *s->at == '"' ? double_quoted(s, ret) : single_quoted(s, ret);
}

/* A plain scalar begins with a letter, a digit or a sign that cannot mean anything else. */
static bool begins_plain(const char *p)
{
	static const char no[] = "-?:,[]{}#&*!|>'\"%@`\n ";
	if (*p == '-' || *p == '.')
		return (p[1] >= '0' && p[1] <= '9') || (p[1] >= 'a' && p[1] <= 'z');
	return memchr(no, *p, sizeof no - 1) == NULL;
}

/* Signs that mean something else in a flow. */
static bool is_wrong_in_flow(const char *p)
{
	return *p == '[' || *p == '{' || (*p == ':' && memchr(",[]{}", p[1], 5));
}

static bool is_colon(const char *p)
{
	return *p == ':' && (p[1] == ' ' || p[1] == '\n');
}

/* Up to `,` `]` `}` in a flow, up to the end of the line outside, or to what makes it a key. What may be a comment is refused. */
static bool plain_text(plain *s, bool flow, cn_str *ret)
{
	if (!begins_plain(s->at))
		return false;
	char *from = s->at, *p = from;
	for (; *p != '\n' && !is_colon(p); p++) {
		if ((*p == '#' && p[-1] == ' ') || (flow && is_wrong_in_flow(p)))
			return false;
		if (flow && (*p == ',' || *p == ']' || *p == '}'))
			break;
	}
	s->at = p;
	while (p > from && p[-1] == ' ')
		p--;
	*ret = (cn_str){ from, (size_t)(p - from) };
	return true;
}

/* A key and its colon, up to the value or the end of the line. */
static bool read_key(plain *s, bool flow, key *ret)
{
	char *from = s->at;
	*ret = (key){ .line = s->line, .col = col_of(s, from) };
	bool quoted = is_quote(*from);
	if (!(quoted ? quoted_text(s, &ret->text) : plain_text(s, flow, &ret->text)))
		return false;
	bool close = *s->at == ':' && (quoted || s->at == ret->text.p + ret->text.n) && s->at - from < KEY_BYTES_MAX;
	if (!close || !is_colon(s->at))
		return false;
	s->at++;
	skip_spaces(s);
	return true;
}

static cn_val *read_flow(plain *s, unsigned depth);

/* A value that ends on this line. */
static cn_val *read_inline(plain *s, bool flow, unsigned depth)
{
	char *from = s->at;
	if (*from == '[' || *from == '{')
		return read_flow(s, depth + 1);
	cn_val *v = new_val(s, CN_TEXT, from);
	bool quoted = is_quote(*from);
	if (!v || !(quoted ? quoted_text(s, &v->s) : plain_text(s, flow, &v->s)))
		return NULL;
	v->quoted = quoted;
	return v;
}

/* One member of a flow, and the spaces behind it. */
static bool read_member(plain *s, cn_val *in, unsigned depth)
{
	key k = { .line = 0 };
	if (in->type == CN_MAP && !read_key(s, true, &k))
		return false;
	cn_val *v = read_inline(s, true, depth);
	if (!v || (in->type == CN_MAP && !put(in, &k, v)))
		return false;
	if (in->type == CN_LIST)
		append(in, v);
	skip_spaces(s);
	return true;
}

/* [a, b] and {k: v}, in one line. */
static cn_val *read_flow(plain *s, unsigned depth)
{
	bool map = *s->at == '{';
	char close = map ? '}' : ']';
	cn_val *in = depth <= CN_YAML_DEPTH_MAX ? new_val(s, map ? CN_MAP : CN_LIST, s->at) : NULL;
	if (!in)
		return NULL;
	s->at++;
	skip_spaces(s);
	while (*s->at != close) {
		if (!read_member(s, in, depth))
			return NULL;
		if (*s->at == close)
			break;
		if (*s->at != ',')
			return NULL;
		s->at++;
		skip_spaces(s);
		if (*s->at == close)
			return NULL; /* a comma too many */
	}
	s->at++;
	return in;
}

/* ---- blocks ---------------------------------------------------------------------------------------------------------------------------------- */

static cn_val *read_map(plain *s, size_t indent, unsigned depth);
static cn_val *read_list(plain *s, size_t indent, unsigned depth);

/* What stands behind `key:`, here or below; a list may stand as far left as its key. */
static cn_val *read_below(plain *s, size_t indent, unsigned depth)
{
	if (*s->at != '\n') {
		cn_val *v = read_inline(s, false, depth);
		if (!v || !line_ends(s))
			return NULL;
		next_line(s);
		return s->more && s->indent > indent ? NULL : v; /* it may go on there */
	}
	next_line(s);
	if (!s->more || s->indent < indent || (s->indent == indent && !is_item(s)))
		return NULL; /* an empty value */
	return is_item(s) ? read_list(s, s->indent, depth + 1) : read_map(s, s->indent, depth + 1);
}

static cn_val *read_map(plain *s, size_t indent, unsigned depth)
{
	cn_val *in = depth <= CN_YAML_DEPTH_MAX ? new_val(s, CN_MAP, s->at) : NULL;
	do {
		key k;
		if (!in || is_item(s) || !read_key(s, false, &k))
			return NULL;
		cn_val *v = read_below(s, indent, depth);
		if (!v || !put(in, &k, v))
			return NULL;
	} while (s->more && s->indent == indent && !is_item(s));
	return s->more && s->indent >= indent && !(s->indent == indent && is_item(s)) ? NULL : in;
}

/* Does `key:` begin here? Only looks. */
static bool is_entry(const plain *s)
{
	const char *p = s->at;
	while (*p != '\n' && !is_colon(p))
		p++;
	return *p == ':';
}

/* An item: a map whose first key stands behind the dash, or what ends on this line. */
static cn_val *read_item(plain *s, size_t indent, unsigned depth)
{
	char *dash = s->at;
	while (*++s->at == ' ')
		;
	if (*s->at == '\n' || is_item(s))
		return NULL;
	if (begins_plain(s->at) && is_entry(s))
		return read_map(s, indent + (size_t)(s->at - dash), depth + 1);
	cn_val *v = read_inline(s, false, depth);
	if (!v || !line_ends(s))
		return NULL;
	next_line(s);
	return v;
}

static cn_val *read_list(plain *s, size_t indent, unsigned depth)
{
	cn_val *in = depth <= CN_YAML_DEPTH_MAX ? new_val(s, CN_LIST, s->at) : NULL;
	do {
		cn_val *v = in ? read_item(s, indent, depth) : NULL;
		if (!v)
			return NULL;
		append(in, v);
	} while (s->more && s->indent == indent && is_item(s));
	return s->more && s->indent > indent ? NULL : in;
}

/* Line ends, spaces and marks that only look like letters. */
static bool is_odd(unsigned char c, unsigned char d, unsigned char e)
{
	if (c == 0xc2)
		return d <= 0xa0;
	if (c == 0xe2)
		return d == 0x80 && (e == 0xa8 || e == 0xa9);
	return c == 0xef && (d == 0xbb || (d == 0xbf && e >= 0xbe));
}

static bool has_odd_letters(cn_str t)
{
	const unsigned char *p = (const unsigned char *)t.p;
	for (size_t i = 0; i + 2 < t.n; i++) {
		uint64_t eight; /* ASCII goes by eight */
		for (; i + sizeof eight <= t.n; i += sizeof eight) {
			memcpy(&eight, p + i, sizeof eight);
			if (eight & 0x8080808080808080u)
				break;
		}
		if (i + 2 < t.n && is_odd(p[i], p[i + 1], p[i + 2]))
			return true;
	}
	return false;
}

const cn_val *cn_yaml_plain(cn_arena *a, cn_str text)
{
	if (text.n > CN_YAML_BYTES_MAX)
		return NULL;
	char *copy = CN_NEW(a, char, text.n + 4); /* a line feed before, two behind, so that one look ahead is always inside */
	if (!copy)
		return NULL;
	copy[0] = '\n';
	memcpy(copy + 1, text.p, text.n);
	copy[text.n + 1] = copy[text.n + 2] = '\n';
	if (has_odd_letters((cn_str){ copy + 1, text.n + 2 }))
		return NULL;
	plain s = { .a = a, .at = copy, .end = copy + text.n + 1 };
	next_line(&s);
	bool document = s.more && (memcmp(s.at, "---", 3) == 0 || memcmp(s.at, "...", 3) == 0);
	if (!s.more || document || s.indent > 0)
		return NULL;
	const cn_val *root = is_item(&s) ? read_list(&s, 0, 1) : read_map(&s, 0, 1);
	return s.more || !cn_arena_ok(a) ? NULL : root;
}
