/* The canonical form of a file. Keys in the order of the format, one clause a line, so that a diff shows the legal change only.
 *
 * Comments are not in the tree: they are found in the source by a small scanner (quotes, block scalars) and put before the entry that
 * followed them. Blank lines go. */
#include "norm/shape.h"

typedef struct comment {
	uint32_t line;
	cn_str text; /* "# ..." */
} comment;

typedef struct printer {
	cn_buf *b;
	cn_arena *a;
	comment *c;
	size_t n_c, next_c;
} printer;

/* ---- comments ------------------------------------------------------------------------------------------------------------------ */

typedef struct scanner {
	cn_str s;
	size_t i;
	uint32_t line;
	char quote;       /* 0, ' or " */
	bool value_start; /* a scalar may begin here */
} scanner;

static cn_str rest_of_line(const scanner *x)
{
	size_t end = x->i;
	while (end < x->s.n && x->s.p[end] != '\n')
		end++;
	return cn_sub(x->s, x->i, end - x->i);
}

/* "key: |" and what belongs to it: the lines behind that are indented deeper. */
static bool begins_block(cn_str line)
{
	cn_str t = cn_trim(line);
	return cn_ends(t, ": |") || cn_ends(t, ": >") || cn_ends(t, ": |-") || cn_ends(t, ": >-") || cn_ends(t, ": |+") || cn_ends(t, ": >+");
}

static size_t indent_of(cn_str line)
{
	size_t n = 0;
	while (n < line.n && line.p[n] == ' ')
		n++;
	return n;
}

static void skip_block(scanner *x, size_t indent)
{
	while (x->i < x->s.n) {
		cn_str line = rest_of_line(x);
		if (cn_trim(line).n && indent_of(line) <= indent)
			return;
		x->i += line.n + (x->i + line.n < x->s.n);
		x->line++;
	}
}

static void in_quote(scanner *x)
{
	char c = x->s.p[x->i];
	bool two = x->i + 1 < x->s.n;
	if (c == '\n')
		x->line++;
	else if (two && ((c == '\\' && x->quote == '"') || (c == '\'' && x->quote == '\'' && x->s.p[x->i + 1] == '\'')))
		x->i++; /* what is escaped does not end the text */
	else if (c == x->quote)
		x->quote = 0;
	x->i++;
}

static bool is_comment(const scanner *x)
{
	return x->s.p[x->i] == '#' && (x->i == 0 || x->s.p[x->i - 1] == ' ' || x->s.p[x->i - 1] == '\n' || x->s.p[x->i - 1] == '\t');
}

/* One step outside of quotes and comments. */
static void step(scanner *x, size_t *line_start)
{
	char c = x->s.p[x->i];
	if (c == '\n') {
		cn_str line = cn_sub(x->s, *line_start, x->i - *line_start);
		x->i++;
		x->line++;
		if (begins_block(line))
			skip_block(x, indent_of(line));
		*line_start = x->i;
		x->value_start = true;
		return;
	}
	if ((c == '"' || c == '\'') && x->value_start)
		x->quote = c;
	if (c != ' ')
		x->value_start = c == '[' || c == '{' || c == ',' || c == ':' || c == '-';
	x->i++;
}

static cn_code find_comments(printer *p, cn_str text, cn_err *err)
{
	size_t room = 1;
	for (size_t i = 0; i < text.n; i++)
		room += text.p[i] == '#';
	p->c = CN_NEW(p->a, comment, room);
	if (!p->c)
		return cn_arena_fail(p->a, err);
	scanner x = { .s = text, .line = 1, .value_start = true };
	size_t line_start = 0;
	while (x.i < text.n) {
		if (x.quote) {
			in_quote(&x);
		} else if (is_comment(&x)) {
			cn_str c = rest_of_line(&x);
			p->c[p->n_c++] = (comment){ x.line, cn_trim(c) };
			x.i += c.n;
		} else {
			step(&x, &line_start);
		}
	}
	return CN_OK;
}

static void put_indent(cn_buf *b, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		cn_buf_putc(b, ' ');
}

/* Comments that stood on lines before this one. A comment behind the value of the entry before has that entry's line, so it comes here too. */
static void put_comments(printer *p, uint32_t line, unsigned indent)
{
	for (; p->next_c < p->n_c && (line == 0 || p->c[p->next_c].line < line); p->next_c++) {
		put_indent(p->b, indent);
		cn_buf_put(p->b, p->c[p->next_c].text);
		cn_buf_putc(p->b, '\n');
	}
}

/* ---- scalars -------------------------------------------------------------------------------------------------------------------- */

static bool letter_or_digit(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static bool plain_safe(cn_str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!letter_or_digit(s.p[i]) && !(i && s.p[i] && strchr("._-/()+", s.p[i])))
			return false;
	return s.n > 0;
}

static void put_single(cn_buf *b, cn_str s)
{
	cn_buf_putc(b, '\'');
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '\'')
			cn_buf_putc(b, '\'');
		cn_buf_putc(b, s.p[i]);
	}
	cn_buf_putc(b, '\'');
}

static bool is_plain_kind(const cn_shape_key *f)
{
	if (!f)
		return true;
	if (f->kind == CN_K_TEXT)
		return strcmp(f->name, "concord") == 0 || strcmp(f->name, "id") == 0;
	return f->kind != CN_K_WORDS && f->kind != CN_K_NOTE && f->kind != CN_K_DECIMAL && f->kind != CN_K_LABELS;
}

static void put_scalar(printer *p, const cn_shape_key *f, const cn_val *v)
{
	bool expr = f && (f->kind == CN_K_EXPR || f->kind == CN_K_LINES);
	if (expr && !memchr(v->s.p, '\n', v->s.n))
		put_single(p->b, v->s);
	else if (is_plain_kind(f) && plain_safe(v->s))
		cn_buf_put(p->b, v->s);
	else
		cn_json_text(p->b, v->s);
}

/* ---- on one line ----------------------------------------------------------------------------------------------------------------- */

static void put_flow(printer *p, const cn_shape_key *f, const cn_val *v);

static void put_pair(printer *p, const cn_shape_key *f, const cn_val *v, bool first)
{
	if (!first)
		cn_buf_putz(p->b, ", ");
	if (plain_safe(v->key))
		cn_buf_put(p->b, v->key);
	else
		cn_json_text(p->b, v->key);
	cn_buf_putz(p->b, ": ");
	put_flow(p, f, v);
}

static void put_flow_map(printer *p, const cn_shape_key *f, const cn_val *v)
{
	static const cn_shape_key words[] = { { "en", CN_K_WORDS }, { "zh", CN_K_WORDS }, { "original", CN_K_WORDS }, { 0 } };
	const cn_shape *s = f ? f->sub : NULL;
	bool is_words = f && (f->kind == CN_K_WORDS || f->kind == CN_K_NOTE || f->kind == CN_K_LABELS);
	const cn_shape words_shape = { "words", words, false };
	if (is_words)
		s = &words_shape;
	bool first = true;
	cn_buf_putc(p->b, '{');
	for (const cn_shape_key *g = s ? s->field : NULL; g && g->name; g++) {
		const cn_val *x = cn_get(v, g->name);
		if (x) {
			put_pair(p, g, x, first);
			first = false;
		}
	}
	CN_EACH(x, v)
		if (!s || !cn_shape_field(s, x->key)) {
			put_pair(p, NULL, x, first);
			first = false;
		}
	cn_buf_putc(p->b, '}');
}

static void put_flow(printer *p, const cn_shape_key *f, const cn_val *v)
{
	if (v->type == CN_TEXT) {
		put_scalar(p, f, v);
	} else if (v->type == CN_MAP) {
		put_flow_map(p, f, v);
	} else {
		cn_buf_putc(p->b, '[');
		CN_EACH(x, v) {
			if (x != v->first)
				cn_buf_putz(p->b, ", ");
			put_flow(p, f, x);
		}
		cn_buf_putc(p->b, ']');
	}
}

/* ---- over several lines ------------------------------------------------------------------------------------------------------------ */

static void put_keys(printer *p, const cn_shape *s, const cn_val *v, unsigned indent, bool dash);

static void put_items(printer *p, const cn_shape_key *f, const cn_val *v, unsigned indent)
{
	CN_EACH(x, v) {
		put_comments(p, x->line, indent);
		put_indent(p->b, indent);
		cn_buf_putz(p->b, "- ");
		if (f->sub && f->sub->block && x->type == CN_MAP && x->n) {
			put_keys(p, f->sub, x, indent + 2, true);
		} else {
			put_flow(p, f, x);
			cn_buf_putc(p->b, '\n');
		}
	}
}

static void put_map_lines(printer *p, const cn_shape_key *f, const cn_val *v, unsigned indent)
{
	CN_EACH(x, v) {
		put_comments(p, x->key_line, indent);
		put_indent(p->b, indent);
		if (plain_safe(x->key))
			cn_buf_put(p->b, x->key);
		else
			cn_json_text(p->b, x->key);
		cn_buf_putz(p->b, ":");
		if (f->kind == CN_K_LISTS && x->type == CN_LIST && x->n) {
			cn_buf_putc(p->b, '\n');
			put_items(p, f, x, indent);
		} else {
			cn_buf_putc(p->b, ' ');
			put_flow(p, f, x);
			cn_buf_putc(p->b, '\n');
		}
	}
}

static bool over_lines(const cn_shape_key *f, const cn_val *v)
{
	if (!f || v->type == CN_TEXT || v->n == 0)
		return false;
	if (f->kind == CN_K_LISTS || (f->kind == CN_K_LABELS && v->type == CN_MAP))
		return v->type == CN_MAP;
	return v->type == CN_LIST && ((f->flags & CN_BLOCK) || (f->sub && f->sub->block));
}

static void put_key(printer *p, const cn_shape_key *f, const cn_val *v, unsigned indent, bool dash)
{
	if (!dash) {
		put_comments(p, v->key_line, indent);
		put_indent(p->b, indent);
	}
	if (plain_safe(v->key))
		cn_buf_put(p->b, v->key);
	else
		cn_json_text(p->b, v->key);
	cn_buf_putc(p->b, ':');
	if (!over_lines(f, v)) {
		cn_buf_putc(p->b, ' ');
		put_flow(p, f, v);
		cn_buf_putc(p->b, '\n');
		return;
	}
	cn_buf_putc(p->b, '\n');
	if (v->type == CN_MAP)
		put_map_lines(p, f, v, indent + 2);
	else
		put_items(p, f, v, indent);
}

/* dash: the first key stands behind "- " already. */
static void put_keys(printer *p, const cn_shape *s, const cn_val *v, unsigned indent, bool dash)
{
	for (const cn_shape_key *f = s->field; f->name; f++) {
		const cn_val *x = cn_get(v, f->name);
		if (x) {
			put_key(p, f, x, indent, dash);
			dash = false;
		}
	}
	CN_EACH(x, v)
		if (!cn_shape_field(s, x->key)) {
			put_key(p, NULL, x, indent, dash);
			dash = false;
		}
}

cn_code cn_norm_fmt(const cn_val *tree, cn_str text, cn_str file, cn_buf *out, cn_err *err)
{
	cn_str format = cn_get_text(tree, "concord");
	const cn_shape *s = cn_shape_of(format);
	bool ours = s && !cn_eqz(format, "system/1") && !cn_eqz(format, "profiles/1");
	if (!ours)
		return CN_FAIL(err, CN_EINPUT, "%.*s: the first line names no format of the library (concord: instrument/1)", CN_FMT(file));
	CN_AUTO_ARENA a = cn_arena_new(64u << 20);
	if (!a)
		return CN_NOMEM(err);
	printer p = { .b = out, .a = a };
	CN_TRY(find_comments(&p, text, err));
	/* what stands before the first key stays the head of the file */
	put_comments(&p, tree->first ? tree->first->key_line : 1, 0);
	put_keys(&p, s, tree, 0, false);
	put_comments(&p, 0, 0);
	if (out->failed && !out->over_cap)
		return CN_NOMEM(err);
	return out->failed ? CN_FAIL(err, CN_ETOOBIG, "%.*s: no room for the text", CN_FMT(file)) : CN_OK;
}
