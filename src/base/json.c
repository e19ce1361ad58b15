/* JSON through jansson, which gives duplicate-key, surrogate and range checks. Its types stay in this file. */
#include <jansson.h>

#include "base/base.h"

/* jansson recurses up to 2048 deep; bound the depth before it runs. Brackets inside strings do not count. */
static bool depth_ok(cn_str text, unsigned depth_max)
{
	unsigned depth = 0;
	bool in_string = false;
	for (size_t i = 0; i < text.n; i++) {
		char c = text.p[i];
		if (in_string) {
			if (c == '\\')
				i++;
			else if (c == '"')
				in_string = false;
		} else if (c == '"') {
			in_string = true;
		} else if (c == '{' || c == '[') {
			if (++depth > depth_max)
				return false;
		} else if ((c == '}' || c == ']') && depth > 0) {
			depth--;
		}
	}
	return true;
}

static cn_val *from_json(cn_arena *a, const json_t *j);

static cn_val *container_from_json(cn_arena *a, const json_t *j)
{
	if (json_is_array(j)) {
		cn_val *list = cn_list(a);
		for (size_t i = 0; i < json_array_size(j); i++)
			cn_push(a, list, from_json(a, json_array_get(j, i)));
		return list;
	}
	cn_val *map = cn_map(a);
	json_t *walk = (json_t *)(uintptr_t)j; /* jansson's iterator wants a mutable object; nothing is changed */
	for (void *it = json_object_iter(walk); it; it = json_object_iter_next(walk, it))
		cn_put_s(a, map, (cn_str){ json_object_iter_key(it), json_object_iter_key_len(it) },
			 from_json(a, json_object_iter_value(it)));
	return map;
}

static cn_val *from_json(cn_arena *a, const json_t *j)
{
	switch (json_typeof(j)) {
	case JSON_OBJECT:
	case JSON_ARRAY:
		return container_from_json(a, j);
	case JSON_STRING:
		return cn_text(a, (cn_str){ json_string_value(j), json_string_length(j) });
	case JSON_INTEGER:
		return cn_int(a, json_integer_value(j));
	case JSON_REAL: {
		cn_val *v = cn_int(a, 0);
		if (v) {
			v->type = CN_REAL;
			v->r = json_real_value(j);
		}
		return v;
	}
	case JSON_TRUE:
	case JSON_FALSE:
		return cn_bool(a, json_is_true(j));
	case JSON_NULL:
		return cn_null(a);
	}
	return NULL;
}

cn_code cn_json_parse(cn_arena *a, cn_str text, unsigned depth_max, const cn_val **ret, cn_err *err)
{
	if (text.n > CN_JSON_BYTES_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "the JSON document has %zu bytes; at most %d are read", text.n, CN_JSON_BYTES_MAX);
	if (!depth_ok(text, depth_max))
		return CN_FAIL(err, CN_ETOOBIG, "the JSON document is nested deeper than %u", depth_max);
	json_error_t why;
	json_set_alloc_funcs(cn_heap_take, cn_heap_give); /* the same two each time: nothing changes after the first */
	unsigned long failures = cn_heap_failures();
	json_t *j = json_loadb(text.p ? text.p : "", text.n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &why);
	/* jansson's lexer forgets some failed allocations: it calls the text invalid, or reads a shorter one */
	if (cn_heap_failures() != failures) {
		json_decref(j);
		return CN_NOMEM(err);
	}
	if (!j)
		return CN_FAIL(err, CN_EINPUT, "line %d, column %d: not valid JSON: %s", why.line, why.column, why.text);
	cn_val *v = from_json(a, j);
	json_decref(j);
	if (!v || !cn_arena_ok(a))
		return cn_arena_fail(a, err);
	*ret = v;
	return CN_OK;
}

void cn_json_text(cn_buf *b, cn_str s)
{
	cn_buf_putc(b, '"');
	size_t from = 0;
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		if (c >= 0x20 && c != '"' && c != '\\')
			continue;
		cn_buf_put(b, cn_sub(s, from, i - from));
		from = i + 1;
		static const char short_form[] = "btn?fr"; /* 8 9 10 - 12 13 */
		if (c == '"' || c == '\\')
			cn_buf_printf(b, "\\%c", c);
		else if (c >= 8 && c <= 13 && c != 11)
			cn_buf_printf(b, "\\%c", short_form[c - 8]);
		else
			cn_buf_printf(b, "\\u%04x", c);
	}
	cn_buf_put(b, cn_sub(s, from, s.n - from));
	cn_buf_putc(b, '"');
}

static void new_line(cn_buf *b, int indent)
{
	if (indent < 0)
		return;
	cn_buf_putc(b, '\n');
	for (int i = 0; i < indent; i++)
		cn_buf_putz(b, "  ");
}

void cn_json_write(cn_buf *b, const cn_val *v, int indent)
{
	char z[CN_REAL_BYTES];
	int inner = indent < 0 ? -1 : indent + 1;
	switch (v ? v->type : CN_NULL) {
	case CN_NULL:
		cn_buf_putz(b, "null");
		return;
	case CN_BOOL:
		cn_buf_putz(b, v->b ? "true" : "false");
		return;
	case CN_INT:
		cn_buf_printf(b, "%lld", (long long)v->i);
		return;
	case CN_REAL:
		cn_real_text(v->r, z);
		cn_buf_putz(b, z);
		return;
	case CN_TEXT:
		cn_json_text(b, v->s);
		return;
	case CN_LIST:
	case CN_MAP:
		break;
	}
	cn_buf_putc(b, v->type == CN_MAP ? '{' : '[');
	CN_EACH (c, v) {
		new_line(b, inner);
		if (v->type == CN_MAP) {
			cn_json_text(b, c->key);
			cn_buf_putz(b, indent < 0 ? ":" : ": ");
		}
		cn_json_write(b, c, inner);
		if (c->next)
			cn_buf_putc(b, ',');
	}
	if (v->n)
		new_line(b, indent);
	cn_buf_putc(b, v->type == CN_MAP ? '}' : ']');
}

/* ---- one member, without a tree ---- */

/* Behind the text that begins at i, with its bytes; false: it does not end. */
static bool peek_text(cn_str s, size_t *i, cn_str *ret)
{
	size_t from = *i + 1;
	for (size_t k = from; k < s.n; k++) {
		if (s.p[k] == '"') {
			*ret = cn_sub(s, from, k - from);
			*i = k + 1;
			return true;
		}
		k += s.p[k] == '\\';
	}
	return false;
}

static void peek_space(cn_str s, size_t *i)
{
	while (*i < s.n && (s.p[*i] == ' ' || s.p[*i] == '\t' || s.p[*i] == '\n' || s.p[*i] == '\r'))
		++*i;
}

/* The text behind ':' at i. */
static bool peek_value(cn_str s, size_t i, cn_str *ret)
{
	peek_space(s, &i);
	if (i >= s.n || s.p[i] != ':')
		return false;
	i++;
	peek_space(s, &i);
	return i < s.n && s.p[i] == '"' && peek_text(s, &i, ret) && !(ret->n && memchr(ret->p, '\\', ret->n));
}

bool cn_json_peek(cn_str text, const char *key, cn_str *ret)
{
	size_t i = 0, depth = 1;
	bool is_key = true; /* the next text of depth 1 is one */
	peek_space(text, &i);
	if (i >= text.n || text.p[i++] != '{')
		return false;
	while (i < text.n && depth) {
		char c = text.p[i];
		cn_str t;
		if (c == '"') {
			if (!peek_text(text, &i, &t))
				return false;
			if (depth == 1 && is_key && cn_eqz(t, key))
				return peek_value(text, i, ret);
			continue;
		}
		depth += c == '{' || c == '[';
		depth -= c == '}' || c == ']';
		if (depth == 1 && (c == ',' || c == ':'))
			is_key = c == ',';
		i++;
	}
	return false;
}
