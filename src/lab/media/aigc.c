/* Labels by GB 45438: an object of seven texts, as JSON or as the YAML of front matter. What the standard wants was read in
 * secondary sources only (docs/media.md), so a reader here takes what it can and remarks on all that differs, instead of refusing
 * it. */
#include "lab/media/flat.h"
#include "lab/media/layer.h"

enum { FIELDS = 7, WRAPS_MAX = 3, SHOWN_BYTES = 80 };

static const char *const NAMES[FIELDS] = { "Label",	  "ContentProducer", "ProduceID", "ReservedCode1", "ContentPropagator",
					   "PropagateID", "ReservedCode2" };

typedef struct aigc_reader {
	cn_arena *a;
	cn_layer_draft *d; /* gets fields and remarks; NULL: nobody asked */
	cn_aigc out;
	unsigned seen; /* bit i: field i is there, a text or not */
	cn_err *err;
} aigc_reader;

static cn_str *slot(cn_aigc *k, size_t i)
{
	cn_str *const at[FIELDS] = { &k->label,	     &k->producer,     &k->produce_id, &k->reserved1,
				     &k->propagator, &k->propagate_id, &k->reserved2 };
	return at[i];
}

static void remark(aigc_reader *r, const char *en, const char *zh)
{
	if (r->d)
		cn_layer_remark(r->d, en, zh);
}

/* One member: its value as text, and whether it was a text. */
static void member(aigc_reader *r, cn_str name, cn_str value, bool is_text)
{
	for (size_t i = 0; i < FIELDS; i++) {
		if (!cn_eqz(name, NAMES[i]))
			continue;
		if (r->seen >> i & 1) {
			remark(r, CN_LAYER_TEXT(r->a, "%s stands there twice", NAMES[i]),
			       CN_LAYER_TEXT(r->a, "%s 重复出现", NAMES[i]));
			return;
		}
		*slot(&r->out, i) = value;
		r->seen |= 1U << i;
		r->out.have |= (unsigned)is_text << i;
		if (r->d)
			cn_layer_field(r->d, NAMES[i], value);
		if (!is_text)
			remark(r, CN_LAYER_TEXT(r->a, "%s is no text", NAMES[i]), CN_LAYER_TEXT(r->a, "%s 不是文本", NAMES[i]));
		return;
	}
	cn_str shown = cn_layer_shown(r->a, name, SHOWN_BYTES);
	remark(r, CN_LAYER_TEXT(r->a, "%.*s is none of the seven fields", CN_FMT(shown)),
	       CN_LAYER_TEXT(r->a, "%.*s 不是七个字段之一", CN_FMT(shown)));
}

/* ---- JSON ------------------------------------------------------------------------------------------------------------ */

static void members(aigc_reader *r, const cn_val *map)
{
	CN_EACH(m, map) {
		CN_AUTO_BUF b;
		cn_buf_init(&b, CN_AIGC_BYTES_MAX * 8);
		if (m->type != CN_TEXT)
			cn_json_write(&b, m, -1);
		member(r, m->key,
		       m->type == CN_TEXT   ? m->s
		       : m->type == CN_NULL ? CN_S("")
					    : cn_trim(cn_buf_copy(r->a, &b)),
		       m->type == CN_TEXT);
	}
}

/* Goes inwards through {"AIGC": {...}} and through JSON that was put into a text. */
static const cn_val *unwrapped(aigc_reader *r, const cn_val *v)
{
	for (unsigned i = 0; v && i < WRAPS_MAX; i++) {
		const cn_val *in = cn_get(v, "AIGC");
		if (v->type == CN_TEXT) {
			remark(r, "JSON inside a JSON text", "JSON 文本中又嵌 JSON");
			if (cn_json_parse(r->a, cn_trim(v->s), CN_JSON_DEPTH_MAX, &v, NULL) != CN_OK)
				return NULL;
		} else if (in) {
			v = in;
		} else {
			break;
		}
	}
	return v && v->type == CN_MAP ? v : NULL;
}

/* ---- YAML ------------------------------------------------------------------------------------------------------------ */

/* The text of a scalar. Between double quotes escapes are those of JSON, which are YAML's too; between single ones '' is a quote.
 */
static cn_str scalar(aigc_reader *r, const cn_flat_item *it)
{
	if (it->quote == '"') {
		const cn_val *v = NULL;
		cn_str whole = { it->value.p - 1, it->value.n + 2 };
		if (cn_json_parse(r->a, whole, 1, &v, NULL) == CN_OK && v->type == CN_TEXT)
			return v->s;
	}
	if (it->quote != '\'' || !cn_contains(it->value, CN_S("''")))
		return it->value;
	char *p = CN_NEW(r->a, char, it->value.n);
	size_t n = 0;
	for (size_t i = 0; p && i < it->value.n; i++) {
		p[n++] = it->value.p[i];
		i += it->value.p[i] == '\'' && i + 1 < it->value.n && it->value.p[i + 1] == '\'';
	}
	return (cn_str){ p, p ? n : 0 };
}

/* What YAML takes for something else than a text when it stands without quotes: numbers, nothing, a list or a map. */
static bool plain_is_text(cn_str s)
{
	bool digits = s.n > 0;
	for (size_t i = 0; i < s.n; i++)
		digits &= (s.p[i] >= '0' && s.p[i] <= '9') || (i > 0 && s.p[i] == '.');
	return s.n > 0 && !digits && !cn_eqz(s, "~") && !cn_eqz(s, "null") && s.p[0] != '{' && s.p[0] != '[';
}

static size_t take_flat(aigc_reader *r, cn_flat *f)
{
	cn_flat_item it;
	size_t n = 0;
	for (; cn_flat_next(f, &it); n++)
		member(r, it.name, scalar(r, &it), it.quote || plain_is_text(it.value));
	return n;
}

/* The fields, or AIGC: with the fields below or behind it. */
static cn_code flat_members(aigc_reader *r, cn_str s)
{
	cn_flat f = cn_flat_over(s), ahead = f;
	cn_flat_item it;
	if (cn_flat_next(&ahead, &it) && cn_eqz(it.name, "AIGC"))
		f = cn_flat_over(it.value.n ? (cn_str){ it.value.p, (size_t)(s.p + s.n - it.value.p) } : ahead.rest);
	if (take_flat(r, &f) == 0 || !r->seen)
		return CN_FAIL(r->err, CN_EINPUT, "no object with the fields of an AIGC label");
	if (f.braces && !f.closed) {
		if (r->d)
			r->d->unread = true;
		remark(r, "no closing brace", "缺少右花括号");
	}
	return CN_OK;
}

/* ---- either -------------------------------------------------------------------------------------------------------------- */

/* Without byte order mark, padding and the first line of a block scalar. */
static cn_str bare(cn_str s)
{
	if (cn_starts(s, "\xef\xbb\xbf"))
		s = cn_sub(s, 3, s.n);
	while (s.n > 0 && s.p[s.n - 1] == 0)
		s.n--;
	s = cn_flat_scalar(s);
	cn_str t = cn_trim(s);
	return t.n > 0 && (t.p[0] == '{' || t.p[0] == '"' || t.p[0] == '\'') ? t : s;
}

/* *done false: it is no JSON. */
static cn_code read_json(aigc_reader *r, cn_str s, bool yaml, bool *done)
{
	const cn_val *v = NULL;
	cn_err why = { 0 };
	cn_code rc = cn_json_parse(r->a, s, CN_JSON_DEPTH_MAX, &v, &why);
	if (rc == CN_ENOMEM)
		return CN_NOMEM(r->err);
	*done = rc == CN_OK;
	if (rc != CN_OK) {
		if (!yaml)
			remark(r, CN_LAYER_TEXT(r->a, "not JSON: %s", why.msg), "不是合法的 JSON");
		return CN_OK;
	}
	v = unwrapped(r, v);
	if (!v)
		return CN_FAIL(r->err, CN_EINPUT, "no object in the JSON text");
	members(r, v);
	return r->seen ? CN_OK : CN_FAIL(r->err, CN_EINPUT, "an object without a field of an AIGC label");
}

static cn_code read_any(aigc_reader *r, cn_str text, bool yaml)
{
	cn_str s = bare(text);
	bool done = false;
	if (s.n > CN_AIGC_BYTES_MAX)
		return CN_FAIL(r->err, CN_ETOOBIG, "an AIGC label of more than %d bytes", CN_AIGC_BYTES_MAX);
	if (!cn_utf8_ok(s) || (s.n > 0 && memchr(s.p, 0, s.n)))
		return CN_FAIL(r->err, CN_EINPUT, "an AIGC label that is no UTF-8 text");
	if (cn_starts(s, "'{")) /* JSON in a text of YAML */
		s = scalar(r, &(cn_flat_item){ .value = cn_sub(s, 1, s.n - (cn_ends(s, "'") ? 2 : 1)), .quote = '\'' });
	bool json = cn_starts(s, "{") || cn_starts(s, "\"{");
	if (!json && !yaml)
		return CN_FAIL(r->err, CN_EINPUT, "no JSON object");
	if (json)
		CN_TRY(read_json(r, s, yaml, &done));
	return done ? CN_OK : flat_members(r, s);
}

static cn_code read_label(aigc_reader *r, cn_str text, bool yaml)
{
	CN_TRY(read_any(r, text, yaml));
	return cn_arena_ok(r->a) ? CN_OK : cn_arena_fail(r->a, r->err);
}

cn_code cn_aigc_read(cn_arena *a, cn_str json, cn_aigc *ret, cn_err *err)
{
	aigc_reader r = { .a = a, .err = err };
	CN_TRY(read_label(&r, json, true));
	*ret = r.out;
	return CN_OK;
}

void cn_aigc_write(cn_buf *b, const cn_aigc *l)
{
	cn_aigc copy = *l;
	for (size_t i = 0; i < FIELDS; i++) {
		cn_buf_printf(b, "%s\"%s\":", i ? "," : "{", NAMES[i]);
		cn_json_text(b, *slot(&copy, i));
	}
	cn_buf_putc(b, '}');
}

/* ---- as a layer ---------------------------------------------------------------------------------------------------------- */

bool cn_aigc_all_zero(cn_str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != '0')
			return false;
	return true;
}

static void check_codes(cn_layer_draft *d, const char *name, cn_str producer)
{
	cn_str code;
	if (!cn_aigc_uscc(producer, &code) || cn_uscc_ok(code))
		return;
	cn_layer_remark(d,
			CN_LAYER_TEXT(d->a, "the check character of the credit code %.*s in %s does not hold", CN_FMT(code), name),
			CN_LAYER_TEXT(d->a, "%s 中的统一社会信用代码 %.*s 校验位不符", name, CN_FMT(code)));
}

static void check_meaning(cn_layer_draft *d, const cn_aigc *k, unsigned seen)
{
	for (size_t i = 0; i < FIELDS; i++)
		if (!(seen >> i & 1))
			cn_layer_remark(d, CN_LAYER_TEXT(d->a, "%s is missing", NAMES[i]),
					CN_LAYER_TEXT(d->a, "缺少 %s", NAMES[i]));
	cn_str shown = cn_layer_shown(d->a, k->label, SHOWN_BYTES);
	if ((seen & 1) && !cn_aigc_label_ok(k->label))
		cn_layer_remark(d, CN_LAYER_TEXT(d->a, "Label is \"%.*s\", not 1, 2 or 3", CN_FMT(shown)),
				CN_LAYER_TEXT(d->a, "Label 为“%.*s”，应为 1、2 或 3", CN_FMT(shown)));
	if (k->produce_id.n > 0 && cn_aigc_all_zero(k->produce_id))
		cn_layer_remark(d, "ProduceID is all zeros", "ProduceID 全为零");
	if (k->propagate_id.n > 0 && cn_aigc_all_zero(k->propagate_id))
		cn_layer_remark(d, "PropagateID is all zeros", "PropagateID 全为零");
	check_codes(d, "ContentProducer", k->producer);
	check_codes(d, "ContentPropagator", k->propagator);
}

bool cn_aigc_label_ok(cn_str label)
{
	return cn_eqz(label, "1") || cn_eqz(label, "2") || cn_eqz(label, "3");
}

void cn_layer_of_aigc(cn_layer_draft *d, cn_str text)
{
	cn_err why = { 0 };
	aigc_reader r = { .a = d->a, .d = d, .err = &why };
	bool yaml = cn_eqz(cn_str_z(d->out.carrier), "front matter");
	if (read_label(&r, text, yaml) != CN_OK) {
		d->unread = true;
		cn_layer_remark(d, CN_LAYER_TEXT(d->a, "it cannot be read: %s", why.msg), "无法读取该 AIGC 标识");
		return;
	}
	d->has_aigc = true;
	d->aigc = r.out;
	d->out.says_ai = cn_eqz(r.out.label, "1") ? CN_TRUE : CN_UNKNOWN; /* 2: possibly, 3: suspected */
	check_meaning(d, &r.out, r.seen);
}
