/* Kinds: the registry, and the walk over a table of fields that checks a body. The schema and the docs are in kind_out.c. */
#include "core/kind.h"

#define X(symbol) extern const cn_kind symbol;
#include "registry_kind.inc"
#undef X

static const cn_kind *const kinds[] = {
#define X(symbol) &symbol,
#include "registry_kind.inc"
#undef X
	NULL,
};

const cn_kind *cn_kind_at(size_t i)
{
	return i < sizeof kinds / sizeof *kinds ? kinds[i] : NULL;
}

const cn_kind *cn_kind_find(cn_str name)
{
	for (size_t i = 0; kinds[i]; i++)
		if (cn_eqz(name, kinds[i]->name))
			return kinds[i];
	return NULL;
}

/* ---- one value ------------------------------------------------------------------------------------------------------------- */

/* Where a value stands: a chain on the stack, printed only when something is wrong. */
typedef struct place {
	const struct place *up;
	const char *name;
	cn_str key;   /* instead of name */
	int64_t index; /* >= 0: in a list */
} place;

static void put_place(const place *p, cn_buf *b)
{
	if (p->up)
		put_place(p->up, b);
	if (p->index >= 0)
		cn_buf_printf(b, "[%lld]", (long long)p->index);
	else if (p->name)
		cn_buf_printf(b, "%s%s", p->up ? "." : "", p->name);
	else
		cn_buf_printf(b, ".%.*s", CN_FMT(cn_sub(p->key, 0, 64)));
}

static cn_code refuse(const place *p, cn_err *err, const char *fmt, ...) CN_PRINTF(3, 4);
static cn_code refuse(const place *p, cn_err *err, const char *fmt, ...)
{
	CN_AUTO_BUF b;
	cn_buf_init(&b, CN_ERR_BYTES);
	put_place(p, &b);
	va_list ap;
	va_start(ap, fmt);
	(void)cn_fail_v(err, CN_EINPUT, CN_HERE, fmt, ap);
	va_end(ap);
	(void)cn_while(err, "%s", b.p ? b.p : "");
	return CN_EINPUT;
}

static bool id_ok(cn_str s, int64_t max)
{
	if (s.n == 0 || s.n > (max ? (size_t)max : 256))
		return false;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
		if (!word && !strchr("._-/+:@#", c))
			return false;
	}
	return true;
}

static bool choice_ok(cn_str s, const char *choices)
{
	cn_str rest = cn_str_z(choices), word;
	while (rest.n > 0) {
		(void)cn_split(rest, ' ', &word, &rest); /* false at the last word: word is then all that was left */
		if (cn_eq(word, s))
			return true;
	}
	return false;
}

static bool real_ok(cn_str s)
{
	double x;
	char again[CN_REAL_BYTES];
	if (cn_real_parse(s, &x, NULL) != CN_OK)
		return false;
	cn_real_text(x, again);
	return cn_eqz(s, again);
}

static cn_code check_text(const cn_field *f, cn_str s, const place *p, cn_err *err)
{
	int64_t max = f->max ? f->max : 4096;
	if ((int64_t)s.n < f->min || (int64_t)s.n > max)
		return refuse(p, err, "%zu bytes; %lld to %lld are allowed", s.n, (long long)f->min, (long long)max);
	return CN_OK;
}

static cn_code check_scalar_text(const cn_field *f, cn_str s, const place *p, cn_err *err)
{
	cn_digest digest;
	cn_pub pub;
	cn_dec dec;
	cn_date date;
	int64_t us;
	switch (f->type) {
	case CN_FIELD_TEXT:
		return check_text(f, s, p, err);
	case CN_FIELD_ID:
		return id_ok(s, f->max) ? CN_OK : refuse(p, err, "not an id (letters, digits, . _ - / + : @ #; 1 to %lld bytes)",
							 f->max ? (long long)f->max : 256LL);
	case CN_FIELD_CHOICE:
		return choice_ok(s, f->choices) ? CN_OK :
						  refuse(p, err, "\"%.*s\" is not one of: %s", CN_FMT(cn_sub(s, 0, 64)), f->choices);
	case CN_FIELD_DECIMAL:
		return cn_dec_parse(s, &dec, NULL) == CN_OK ? CN_OK : refuse(p, err, "not an exact decimal such as \"0.05\" or \"2e25\"");
	case CN_FIELD_REAL:
		return real_ok(s) ? CN_OK : refuse(p, err, "not a real in record form (at most 12 significant digits, such as \"0.05\" or \"7e-70\")");
	case CN_FIELD_DATE:
		return cn_date_parse(s, &date, NULL) == CN_OK ? CN_OK : refuse(p, err, "not a date such as 2026-11-23");
	case CN_FIELD_TIME:
		return cn_time_parse(s, &us, NULL) == CN_OK ? CN_OK : refuse(p, err, "not a time such as 2026-11-23T19:20:21Z");
	case CN_FIELD_DIGEST:
		return cn_digest_parse(s, &digest) ? CN_OK : refuse(p, err, "not sha256:<64 lower-case hex digits>");
	case CN_FIELD_KEY:
		return cn_pub_parse(s, &pub) ? CN_OK : refuse(p, err, "not base64 of a 32-byte public key");
	default:
		return refuse(p, err, "not of its type");
	}
}

static cn_code check_words(const cn_field *f, const cn_val *v, const place *p, cn_err *err)
{
	if (v->type != CN_MAP || v->n == 0)
		return refuse(p, err, "not texts by language: {\"en\": \"...\"}");
	CN_EACH(c, v) {
		place at = { p, NULL, c->key, -1 };
		if (!id_ok(c->key, 16) || c->type != CN_TEXT)
			return refuse(&at, err, "not a text under a language such as en or zh");
		CN_TRY(check_text(f, c->s, &at, err));
	}
	return CN_OK;
}

static cn_code check_fields(const cn_field *fields, const cn_val *map, const place *p, cn_err *err);

static const cn_field blob_fields[] = {
	{ "digest", CN_FIELD_DIGEST, .required = true, .what = "SHA-256 of the bytes" },
	{ "size", CN_FIELD_INT, .required = true, .min = 0, .max = CN_INT_MAX, .what = "how many bytes" },
	{ "media_type", CN_FIELD_TEXT, .required = true, .min = 3, .max = 128, .what = "such as application/json" },
	{ "name", CN_FIELD_TEXT, .max = 256, .what = "file name it came from" },
	{ 0 },
};

static cn_code check_one(const cn_field *f, const cn_val *v, const place *p, cn_err *err)
{
	switch (f->type) {
	case CN_FIELD_ANY:
		return CN_OK;
	case CN_FIELD_BOOL:
		return v->type == CN_BOOL ? CN_OK : refuse(p, err, "not true or false");
	case CN_FIELD_INT:
		if (v->type != CN_INT)
			return refuse(p, err, "not an integer");
		if ((f->min || f->max) && (v->i < f->min || v->i > f->max))
			return refuse(p, err, "%lld is not in %lld..%lld", (long long)v->i, (long long)f->min, (long long)f->max);
		return CN_OK;
	case CN_FIELD_MAP:
	case CN_FIELD_BLOB:
		if (v->type != CN_MAP)
			return refuse(p, err, "not an object");
		return check_fields(f->type == CN_FIELD_BLOB ? blob_fields : f->fields, v, p, err);
	case CN_FIELD_WORDS:
		return check_words(f, v, p, err);
	default:
		if (v->type != CN_TEXT)
			return refuse(p, err, "not a text");
		return check_scalar_text(f, v->s, p, err);
	}
}

static cn_code check_value(const cn_field *f, const cn_val *v, const place *up, cn_err *err)
{
	place p = { up, f->name, { NULL, 0 }, -1 };
	if (f->list_max == 0)
		return check_one(f, v, &p, err);
	if (v->type != CN_LIST)
		return refuse(&p, err, "not a list");
	if (v->n < f->list_min || v->n > f->list_max)
		return refuse(&p, err, "%zu items; %u to %u are allowed", v->n, f->list_min, f->list_max);
	place item = { &p, NULL, { NULL, 0 }, 0 };
	CN_EACH(c, v) {
		CN_TRY(check_one(f, c, &item, err));
		item.index++;
	}
	return CN_OK;
}

/* ---- a table --------------------------------------------------------------------------------------------------------------- */

static const cn_field *field_find(const cn_field *fields, cn_str name)
{
	for (const cn_field *f = fields; f->name; f++)
		if (cn_eqz(name, f->name))
			return f;
	return NULL;
}

static cn_code unknown_field(const cn_field *fields, cn_str key, const place *p, cn_err *err)
{
	unsigned best = 4;
	const char *nearest = NULL;
	for (const cn_field *f = fields; f->name; f++) {
		unsigned d = cn_edit_distance(key, cn_str_z(f->name), 3);
		if (d < best) {
			best = d;
			nearest = f->name;
		}
	}
	place at = { p, NULL, key, -1 };
	(void)refuse(&at, err, "unknown field"); /* the code is given below */
	if (nearest)
		(void)cn_hint(err, "%s", nearest);
	return CN_EINPUT;
}

static cn_code check_fields(const cn_field *fields, const cn_val *map, const place *p, cn_err *err)
{
	CN_EACH(c, map) {
		const cn_field *f = field_find(fields, c->key);
		if (!f)
			return unknown_field(fields, c->key, p, err);
		CN_TRY(check_value(f, c, p, err));
	}
	for (const cn_field *f = fields; f->name; f++)
		if (f->required && !cn_get(map, f->name)) {
			place at = { p, f->name, { NULL, 0 }, -1 };
			return refuse(&at, err, "missing: %s", f->what);
		}
	return CN_OK;
}

cn_code cn_fields_check(const cn_field *fields, const cn_val *map, const char *at, cn_err *err)
{
	place p = { NULL, at, { NULL, 0 }, -1 };
	if (!map || map->type != CN_MAP)
		return refuse(&p, err, "not an object");
	return check_fields(fields, map, &p, err);
}

static cn_code check_refs(const cn_kind *k, const cn_record *r, cn_err *err)
{
	for (size_t i = 0; i < r->n_refs; i++) {
		const cn_ref_rule *rule = k->refs;
		while (rule && rule->role && !cn_eqz(r->refs[i].role, rule->role))
			rule++;
		if (!rule || !rule->role)
			return CN_FAIL(err, CN_EINPUT, "refs[%zu].role: \"%.*s\" is not a role of %s", i, CN_FMT(r->refs[i].role), k->name);
	}
	for (const cn_ref_rule *rule = k->refs; rule && rule->role; rule++) {
		size_t n = 0;
		for (size_t i = 0; i < r->n_refs; i++)
			n += cn_eqz(r->refs[i].role, rule->role);
		if (rule->required && n == 0)
			return CN_FAIL(err, CN_EINPUT, "refs: %s needs one of role \"%s\" (%s)", k->name, rule->role, rule->what);
		if (!rule->many && n > 1)
			return CN_FAIL(err, CN_EINPUT, "refs: %s takes one of role \"%s\", not %zu", k->name, rule->role, n);
	}
	return CN_OK;
}

cn_code cn_kind_check(const cn_kind *k, const cn_record *r, cn_err *err)
{
	if (!cn_eqz(r->kind, k->name))
		return CN_FAIL(err, CN_EINPUT, "kind: the record is \"%.*s\", not %s", CN_FMT(r->kind), k->name);
	if (k->is_public && r->tlp != CN_CLEAR)
		return CN_FAIL(err, CN_EINPUT, "tlp: %s is public by its schema, so CLEAR", k->name);
	CN_TRY(cn_fields_check(k->fields, r->body, "body", err));
	CN_TRY(check_refs(k, r, err));
	return k->check ? k->check(r, err) : CN_OK;
}

cn_val *cn_blob_ref(cn_arena *a, const cn_digest *d, size_t size, const char *media_type, cn_str name)
{
	cn_val *m = cn_map(a);
	cn_put(a, m, "digest", cn_text(a, cn_digest_str(a, d)));
	cn_put(a, m, "media_type", cn_textz(a, media_type));
	if (name.n > 0)
		cn_put(a, m, "name", cn_text(a, name));
	cn_put(a, m, "size", cn_int(a, (int64_t)size));
	return m;
}
