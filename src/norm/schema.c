/* JSON Schema (2020-12) of the formats, from the same tables as the check. For editors: the loader is stricter (names, meaning). */
#include "norm/library.h"

static cn_val *typed(cn_arena *a, const char *type)
{
	cn_val *m = cn_map(a);
	cn_put(a, m, "type", cn_textz(a, type));
	return m;
}

static cn_val *pattern(cn_arena *a, const char *re)
{
	cn_val *m = typed(a, "string");
	cn_put(a, m, "pattern", cn_textz(a, re));
	return m;
}

static cn_val *enum_of_words(cn_arena *a, const char *words)
{
	cn_val *m = cn_map(a), *list = cn_list(a);
	cn_str rest = cn_str_z(words), head;
	while (rest.n) {
		(void)cn_split(rest, ' ', &head, &rest);
		cn_push(a, list, cn_text(a, head));
	}
	cn_put(a, m, "enum", list);
	return m;
}

static void add_members(cn_arena *a, cn_val *list, const cn_library *lib, const char *name)
{
	size_t n = 0;
	const cn_member *m = cn_library_list(lib, name, &n);
	for (size_t i = 0; i < n; i++)
		cn_push(a, list, cn_text(a, m[i].id));
}

/* Without a library: any text. */
static cn_val *enum_of_lists(cn_arena *a, const cn_library *lib, const char *one, const char *two)
{
	if (!lib)
		return typed(a, "string");
	cn_val *m = cn_map(a), *list = cn_list(a);
	add_members(a, list, lib, one);
	if (two)
		add_members(a, list, lib, two);
	cn_put(a, m, "enum", list);
	return m;
}

static cn_val *words_schema(cn_arena *a, const cn_shape_key *f)
{
	cn_val *m = typed(a, "object"), *props = cn_map(a), *needed = cn_list(a);
	cn_put(a, props, "en", typed(a, "string"));
	cn_put(a, props, "zh", typed(a, "string"));
	if (f->arg && f->kind == CN_K_WORDS)
		cn_put(a, props, f->arg, typed(a, "string"));
	cn_push(a, needed, cn_textz(a, "en"));
	cn_push(a, needed, cn_textz(a, "zh"));
	cn_put(a, m, "properties", props);
	cn_put(a, m, "required", needed);
	cn_put(a, m, "additionalProperties", cn_bool(a, false));
	return m;
}

static cn_val *shape_schema(cn_arena *a, const cn_library *lib, const cn_shape *s);

static cn_val *either(cn_arena *a, cn_val *x, cn_val *y)
{
	cn_val *m = cn_map(a), *list = cn_list(a);
	cn_push(a, list, x);
	cn_push(a, list, y);
	cn_put(a, m, "anyOf", list);
	return m;
}

static cn_val *map_of(cn_arena *a, cn_val *value)
{
	cn_val *m = typed(a, "object");
	cn_put(a, m, "additionalProperties", value);
	return m;
}

static cn_val *list_of(cn_arena *a, cn_val *value)
{
	cn_val *m = typed(a, "array");
	cn_put(a, m, "items", value);
	return m;
}

/* One statement of the manifest. */
static cn_val *statement_schema(cn_arena *a, cn_val *value)
{
	static const char *const texts[] = { "by", "on", "source", "until", "market" };
	cn_val *m = typed(a, "object"), *props = cn_map(a), *needed = cn_list(a);
	cn_put(a, props, "value", value);
	for (size_t i = 0; i < 5; i++)
		cn_put(a, props, texts[i], typed(a, "string"));
	cn_put(a, props, "disputed", cn_map(a));
	cn_put(a, props, "complete", cn_map(a));
	cn_push(a, needed, cn_textz(a, "value"));
	cn_put(a, m, "properties", props);
	cn_put(a, m, "required", needed);
	cn_put(a, m, "additionalProperties", cn_bool(a, false));
	return m;
}

/* A value, a statement, or a list of statements. YAML editors may read yes as true, so the scalar's type is left open. */
static cn_val *facts_schema(cn_arena *a, const cn_library *lib)
{
	cn_val *m = typed(a, "object"), *props = cn_map(a);
	for (size_t i = 0; i < cn_library_facts(lib); i++) {
		const cn_fact *f = cn_library_fact_at(lib, i);
		if (f->builtin)
			continue;
		cn_val *one = cn_map(a), *any = cn_list(a), *scalar = cn_map(a), *type = cn_list(a);
		static const char *const scalars[] = { "string", "boolean", "number" };
		for (size_t k = 0; k < 3; k++)
			cn_push(a, type, cn_textz(a, scalars[k]));
		if (f->type == CN_F_SET) {
			cn_push(a, type, cn_textz(a, "array"));
			cn_push(a, type, cn_textz(a, "object"));
		}
		cn_put(a, scalar, "type", type);
		cn_push(a, any, statement_schema(a, cn_val_copy(a, scalar)));
		cn_push(a, any, list_of(a, statement_schema(a, cn_val_copy(a, scalar))));
		cn_push(a, any, scalar);
		cn_put(a, one, "anyOf", any);
		cn_put(a, one, "description", cn_text(a, f->question.en));
		cn_put_s(a, props, f->id, one);
	}
	cn_put(a, m, "properties", props);
	cn_put(a, m, "additionalProperties", cn_bool(a, false));
	return m;
}

/* What is told by the form of a text alone. */
static cn_val *form_schema(cn_arena *a, cn_shape_kind kind)
{
	switch (kind) {
	case CN_K_ID:
		return pattern(a, "^[a-z0-9][a-z0-9._-]*$");
	case CN_K_NAME:
		return pattern(a, "^[a-z][a-z0-9_]*$");
	case CN_K_LOCATOR:
		return pattern(a, "^[A-Za-z0-9._()-]+$");
	case CN_K_FULL:
		return pattern(a, "^[a-z0-9][a-z0-9._-]*/[A-Za-z0-9._()-]+$");
	case CN_K_DATE:
		return pattern(a, "^[0-9]{4}-[0-9]{2}-[0-9]{2}$");
	case CN_K_DURATION:
		return pattern(a, "^P[0-9]+[YMWD]$");
	case CN_K_DECIMAL:
	case CN_K_STRENGTH:
		/* editors read YAML with implicit types: 5 is a number to them */
		return either(a, pattern(a, "^-?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?$"), typed(a, "number"));
	default:
		return typed(a, "string");
	}
}

static cn_val *kind_schema(cn_arena *a, const cn_library *lib, const cn_shape_key *f)
{
	switch (f->kind) {
	case CN_K_WORDS:
		return words_schema(a, f);
	case CN_K_NOTE:
		return either(a, typed(a, "string"), words_schema(a, f));
	case CN_K_LISTED:
		return enum_of_lists(a, lib, f->arg, NULL);
	case CN_K_PLACE:
		return enum_of_lists(a, lib, "places", "groups");
	case CN_K_ENUM:
		return enum_of_words(a, f->arg);
	case CN_K_MAP:
		return shape_schema(a, lib, f->sub);
	case CN_K_CODE:
		return either(a, enum_of_lists(a, lib, "places", "groups"), shape_schema(a, lib, f->sub));
	case CN_K_LABELS:
		return map_of(a, words_schema(a, f));
	case CN_K_LISTS:
		return map_of(a, list_of(a, shape_schema(a, lib, f->sub)));
	case CN_K_YES:
		return typed(a, "boolean");
	case CN_K_ANY:
		return lib && strcmp(f->name, "facts") == 0 ? facts_schema(a, lib) : cn_map(a);
	default:
		return form_schema(a, f->kind);
	}
}

static cn_val *shape_schema(cn_arena *a, const cn_library *lib, const cn_shape *s)
{
	cn_val *m = typed(a, "object"), *props = cn_map(a), *needed = cn_list(a);
	for (const cn_shape_key *f = s->field; f->name; f++) {
		cn_val *v = kind_schema(a, lib, f);
		cn_put(a, props, f->name, f->flags & CN_LIST_OF ? list_of(a, v) : v);
		if (f->flags & CN_NEEDED)
			cn_push(a, needed, cn_textz(a, f->name));
	}
	cn_put(a, m, "properties", props);
	if (needed && needed->n)
		cn_put(a, m, "required", needed);
	cn_put(a, m, "additionalProperties", cn_bool(a, false));
	return m;
}

cn_code cn_norm_schema(cn_arena *a, const cn_library *lib, const char *what, cn_val **ret, cn_err *err)
{
	const cn_shape *s = cn_shape_named(what);
	if (!s)
		return CN_FAIL(err, CN_ENOTFOUND, "there is no format called \"%s\"", what);
	cn_val *top = cn_map(a);
	cn_put(a, top, "$schema", cn_textz(a, "https://json-schema.org/draft/2020-12/schema"));
	cn_put(a, top, "title", cn_text(a, cn_strf(a, "concord: %s/1", what)));
	cn_val *body = shape_schema(a, lib, s);
	if (!cn_arena_ok(a))
		return cn_arena_fail(a, err);
	for (cn_val *x = body->first, *next; x; x = next) {
		next = x->next;
		x->next = NULL;
		cn_put_s(a, top, x->key, x);
	}
	if (!cn_arena_ok(a))
		return cn_arena_fail(a, err);
	*ret = top;
	return CN_OK;
}
