/* Edits the text of a manifest by lines and columns of its tree. The result is read again and held against the old tree, so that a layout
 * that was not thought of is refused rather than spoiled. */
#include "node/manifest.h"

#include "ext/yaml.h"

typedef struct edit {
	cn_arena *a;
	cn_str text, fact, statement;
	const cn_val *tree;
	cn_buf *out;
} edit;

/* ---- lines -------------------------------------------------------------------------------------------------------------- */

/* Where line n (1-based) begins; the end of the text if there are fewer. */
static size_t line_at(cn_str s, uint32_t n)
{
	size_t i = 0;
	for (uint32_t k = 1; k < n && i < s.n; k++) {
		while (i < s.n && s.p[i] != '\n')
			i++;
		i += i < s.n;
	}
	return i;
}

static size_t next_line(cn_str s, size_t i)
{
	while (i < s.n && s.p[i] != '\n')
		i++;
	return i + (i < s.n);
}

static size_t indent_at(cn_str s, size_t line)
{
	size_t i = line;
	while (i < s.n && s.p[i] == ' ')
		i++;
	return i - line;
}

/* Nothing but spaces or a comment. */
static bool is_empty(cn_str s, size_t line)
{
	size_t i = line + indent_at(s, line);
	return i >= s.n || s.p[i] == '\n' || s.p[i] == '#' || s.p[i] == '\r';
}

/* The byte of a place; columns count characters. */
static size_t byte_at(cn_str s, uint32_t line, uint32_t col)
{
	size_t i = line_at(s, line);
	for (uint32_t k = 1; k < col && i < s.n; k++)
		do
			i++;
		while (i < s.n && ((unsigned char)s.p[i] & 0xc0) == 0x80);
	return i;
}

/* The end of what belongs to the entry whose first line begins at `line` and is indented by `indent`: behind its last line that is not
 * empty. Lists may stand at the indent of their key. */
static size_t entry_end(cn_str s, size_t line, size_t indent)
{
	size_t end = next_line(s, line);
	for (size_t i = end; i < s.n; i = next_line(s, i)) {
		if (is_empty(s, i))
			continue;
		size_t in = indent_at(s, i);
		bool item = in == indent && in + 1 < s.n - i && s.p[i + in] == '-' && s.p[i + in + 1] == ' ';
		if (in <= indent && !item)
			break;
		end = next_line(s, i);
	}
	return end;
}

/* ---- flow values ------------------------------------------------------------------------------------------------------------ */

/* Behind a quoted text that begins at i. */
static size_t quoted_end(cn_str s, size_t i)
{
	char q = s.p[i++];
	while (i < s.n && s.p[i] != q)
		i += q == '"' && s.p[i] == '\\' ? 2 : 1;
	return i < s.n ? i + 1 : s.n;
}

/* Behind a list or map in brackets that begins at i. */
static size_t brackets_end(cn_str s, size_t i)
{
	size_t depth = 0;
	for (; i < s.n; i++) {
		char c = s.p[i];
		if (c == '"' || (c == '\'' && strchr(" ,:[{", s.p[i - 1]))) { /* an apostrophe inside a word opens nothing */
			i = quoted_end(s, i) - 1;
			continue;
		}
		depth += c == '{' || c == '[';
		if ((c == '}' || c == ']') && --depth == 0)
			return i + 1;
	}
	return s.n;
}

/* Behind a plain text: before a comment, at the end of the line, and in brackets before what ends an item. */
static size_t plain_end(cn_str s, size_t i, bool in_flow)
{
	for (; i < s.n && s.p[i] != '\n'; i++)
		if ((s.p[i] == '#' && s.p[i - 1] == ' ') || (in_flow && strchr(",}]", s.p[i])))
			break;
	while (i > 0 && (s.p[i - 1] == ' ' || s.p[i - 1] == '\r'))
		i--;
	return i;
}

/* Behind a value that begins on the line of its key, at i; a key stands before it. */
static size_t value_end(cn_str s, size_t i, bool in_flow)
{
	char c = i < s.n ? s.p[i] : '\n';
	if (c == '"' || c == '\'')
		return quoted_end(s, i);
	return c == '{' || c == '[' ? brackets_end(s, i) : plain_end(s, i, in_flow);
}

/* ---- the edits ----------------------------------------------------------------------------------------------------------------- */

static void put_part(edit *e, size_t from, size_t to)
{
	cn_buf_put(e->out, cn_sub(e->text, from, to - from));
}

/* Everything, with `middle` put in at a byte. */
static void insert(edit *e, size_t at, const char *before, cn_str middle, const char *after)
{
	put_part(e, 0, at);
	if (at == e->text.n && at > 0 && e->text.p[at - 1] != '\n')
		cn_buf_putc(e->out, '\n');
	cn_buf_putz(e->out, before);
	cn_buf_put(e->out, middle);
	cn_buf_putz(e->out, after);
	put_part(e, at, e->text.n);
}

static cn_str entry_line(edit *e, size_t indent)
{
	return cn_strf(e->a, "%*s%.*s: %.*s\n", (int)indent, "", CN_FMT(e->fact), CN_FMT(e->statement));
}

/* facts: { ... } */
static void into_flow(edit *e, const cn_val *facts)
{
	size_t open = byte_at(e->text, facts->line, facts->col), end = value_end(e->text, open, false);
	cn_str entry = cn_strf(e->a, "%s%.*s: %.*s", facts->n ? ", " : "", CN_FMT(e->fact), CN_FMT(e->statement));
	insert(e, end - 1, "", entry, "");
}

static void new_fact(edit *e, const cn_val *facts)
{
	size_t key = facts ? line_at(e->text, facts->key_line) : 0;
	if (!facts) {
		insert(e, e->text.n, "facts:\n", entry_line(e, 2), "");
		return;
	}
	if (facts->type == CN_MAP && facts->line == facts->key_line) {
		into_flow(e, facts);
		return;
	}
	size_t indent = facts->type == CN_MAP && facts->n ? facts->first->key_col - 1 : indent_at(e->text, key) + 2;
	insert(e, facts->type == CN_MAP ? entry_end(e->text, key, indent_at(e->text, key)) : next_line(e->text, key), "", entry_line(e, indent), "");
}

static bool is_statement(const cn_val *v)
{
	return v && v->type == CN_MAP && cn_get(v, "value");
}

/* name: OLD  ->  name: [OLD, NEW] */
static void one_line(edit *e, const cn_val *v, bool in_flow)
{
	size_t from = byte_at(e->text, v->line, v->col), to = value_end(e->text, from, in_flow);
	bool list = v->type == CN_LIST && is_statement(v->first), wrap = !list && !is_statement(v);
	put_part(e, 0, from);
	cn_buf_putz(e->out, list ? "" : "[");
	cn_buf_putz(e->out, wrap ? "{value: " : "");
	put_part(e, from, list ? to - 1 : to);
	cn_buf_putz(e->out, wrap ? "}, " : ", ");
	cn_buf_put(e->out, e->statement);
	cn_buf_putz(e->out, "]");
	put_part(e, to, e->text.n);
}

/* A value over several lines becomes the first item of a list; its lines are moved right where they must. */
static void many_lines(edit *e, const cn_val *v, size_t key_line, size_t key_indent)
{
	cn_str s = e->text;
	size_t first = line_at(s, v->line), end = entry_end(s, key_line, key_indent), indent = indent_at(s, first);
	if (v->type == CN_LIST && is_statement(v->first)) {
		insert(e, end, cn_strf(e->a, "%*s- ", (int)indent, "").p, e->statement, "\n");
		return;
	}
	bool whole = is_statement(v) && indent >= key_indent + 2;
	put_part(e, 0, first);
	if (!whole)
		cn_buf_printf(e->out, "%*s- value:\n", (int)key_indent, "");
	for (size_t i = first; i < end; i = next_line(s, i)) {
		if (!whole)
			cn_buf_putz(e->out, is_empty(s, i) ? "" : "    ");
		else if (i == first)
			cn_buf_printf(e->out, "%*s- ", (int)indent - 2, "");
		size_t from = whole && i == first ? i + indent : i;
		put_part(e, from, next_line(s, i) < end ? next_line(s, i) : end);
	}
	if (e->out->n && e->out->p[e->out->n - 1] != '\n')
		cn_buf_putc(e->out, '\n');
	cn_buf_printf(e->out, "%*s- %.*s\n", (int)(whole ? indent - 2 : key_indent), "", CN_FMT(e->statement));
	put_part(e, end, s.n);
}

static void more_of_fact(edit *e, const cn_val *facts, const cn_val *v)
{
	size_t key = line_at(e->text, v->key_line);
	if (v->type == CN_TEXT && v->s.n == 0 && !v->quoted) /* name: with nothing */
		insert(e, byte_at(e->text, v->key_line, v->key_col) + e->fact.n + 1, " ", e->statement, "");
	else if (v->line == v->key_line)
		one_line(e, v, facts->line == facts->key_line);
	else
		many_lines(e, v, key, v->key_col - 1);
}

/* ---- is nothing else changed -------------------------------------------------------------------------------------------------------- */

static bool same_but(const cn_val *x, const cn_val *y, cn_str but)
{
	CN_EACH (v, x) {
		const cn_val *w = cn_get_s(y, v->key);
		if (!cn_eq(v->key, but) && (!w || !cn_val_eq(v, w)))
			return false;
	}
	return true;
}

static bool only_this(const edit *e, const cn_val *next)
{
	const cn_val *was = cn_get(e->tree, "facts"), *is = cn_get(next, "facts");
	size_t more = cn_get_s(was, e->fact) ? 0 : 1;
	size_t had = was && was->type == CN_MAP ? was->n : 0;
	return is && is->type == CN_MAP && is->n == had + more && same_but(e->tree, next, CN_S("facts")) && same_but(next, e->tree, CN_S("facts")) &&
	       same_but(was, is, e->fact) && cn_get_s(is, e->fact);
}

cn_code cn_manifest_add(cn_arena *a, cn_str text, cn_str file, cn_str fact, cn_str statement, cn_str *ret, cn_err *err)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, CN_YAML_BYTES_MAX);
	edit e = { .a = a, .text = text, .fact = fact, .statement = statement, .out = &b };
	const cn_val *next = NULL;
	CN_TRY(cn_yaml_parse(a, text, file, &e.tree, err));
	const cn_val *facts = cn_get(e.tree, "facts"), *old = cn_get_s(facts, fact);
	if (old)
		more_of_fact(&e, facts, old);
	else
		new_fact(&e, facts);
	if (b.failed || !cn_arena_ok(a))
		return cn_arena_ok(a) ? CN_FAIL(err, CN_ETOOBIG, "%.*s would be too big", CN_FMT(file)) : cn_arena_fail(a, err);
	cn_str made = cn_str_copy(a, cn_buf_str(&b));
	if (cn_yaml_parse(a, made, file, &next, NULL) != CN_OK || !only_this(&e, next)) {
		(void)CN_FAIL(err, CN_EINPUT, "%.*s: there is no place for the fact %.*s that would change nothing else; write it by hand", CN_FMT(file), CN_FMT(fact));
		return cn_hint(err, "%.*s: %.*s", CN_FMT(fact), CN_FMT(statement));
	}
	*ret = made;
	return cn_arena_ok(a) ? CN_OK : cn_arena_fail(a, err);
}
