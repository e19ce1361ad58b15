/* Tags and texts of XML, one after the other. */
#include "lab/media/xml.h"
#include "lab/media/format/charset.h"

#define XML_FAIL(x, ...) CN_FAIL((x)->err, CN_EINPUT, __VA_ARGS__)
#define XML_NS CN_S("http://www.w3.org/XML/1998/namespace")

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Names: everything but what ends them. Looser than XML, which lists letters: a name that no table knows is passed over anyway. */
static bool is_name(char c)
{
	return !is_space(c) && c != 0 && !strchr("<>/=\"'&!?#;,()[]{}", c);
}

static void skip_space(cn_xml *x)
{
	while (x->at < x->s.n && is_space(x->s.p[x->at]))
		x->at++;
}

static bool at_text(const cn_xml *x, const char *z)
{
	return cn_starts(cn_sub(x->s, x->at, strlen(z)), z);
}

/* The bytes up to `end`, which is passed over. False: it does not come. */
static bool up_to(cn_xml *x, const char *end, cn_str *ret)
{
	size_t n = strlen(end);
	const char *p = x->s.p + x->at;
	const char *hit = memmem(p, x->s.n - x->at, end, n);
	if (!hit)
		return false;
	*ret = (cn_str){ p, (size_t)(hit - p) };
	x->at += ret->n + n;
	return true;
}

cn_code cn_xml_begin(cn_arena *a, cn_str s, cn_xml **ret, cn_err *err)
{
	if (s.n > CN_XML_BYTES_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "more than %d MiB of XML", CN_XML_BYTES_MAX >> 20);
	if (s.n >= 2 && (memcmp(s.p, "\xfe\xff", 2) == 0 || memcmp(s.p, "\xff\xfe", 2) == 0 || s.p[0] == 0 || s.p[1] == 0))
		return CN_FAIL(err, CN_EUNSUPPORTED, "it is in UTF-16 or UTF-32; UTF-8 is read");
	while (s.n > 0 && s.p[s.n - 1] == 0) /* some carriers end their texts so */
		s.n--;
	if (!cn_utf8_ok(s) || memchr(s.n ? s.p : "", 0, s.n))
		return CN_FAIL(err, CN_EINPUT, "it is not UTF-8 text");
	cn_xml *x = CN_NEW(a, cn_xml, 1);
	cn_xml_attribute *room = CN_NEW(a, cn_xml_attribute, CN_XML_ATTRIBUTES_MAX);
	if (!x || !room)
		return cn_arena_fail(a, err);
	*x = (cn_xml){ .a = a, .s = s, .err = err, .attribute = room };
	x->at = cn_starts(s, "\xef\xbb\xbf") ? 3 : 0;
	*ret = x;
	return CN_OK;
}

static cn_code read_name(cn_xml *x, cn_xml_name *ret)
{
	size_t from = x->at;
	while (x->at < x->s.n && is_name(x->s.p[x->at]))
		x->at++;
	cn_str all = cn_sub(x->s, from, x->at - from);
	*ret = (cn_xml_name){ 0 };
	if (!cn_split(all, ':', &ret->prefix, &ret->local))
		*ret = (cn_xml_name){ .local = all };
	if (ret->local.n == 0 || memchr(ret->local.p, ':', ret->local.n) || (all.n != ret->local.n && ret->prefix.n == 0))
		return XML_FAIL(x, "byte %zu: a name is wanted", from);
	return CN_OK;
}

/* Names are resolved by the innermost declaration. Attributes without a prefix are in no namespace. */
static cn_code resolve(cn_xml *x, cn_xml_name *name, bool attribute)
{
	if (cn_eqz(name->prefix, "xml")) {
		name->ns = XML_NS;
		return CN_OK;
	}
	if (attribute && name->prefix.n == 0)
		return CN_OK;
	for (size_t i = x->n_scope; i > 0; i--)
		if (cn_eq(x->scope[i - 1].prefix, name->prefix)) {
			name->ns = x->scope[i - 1].uri;
			return CN_OK;
		}
	if (name->prefix.n == 0)
		return CN_OK;
	return XML_FAIL(x, "byte %zu: no namespace is declared for %.*s", x->from, CN_FMT(cn_sub(name->prefix, 0, 40)));
}

static cn_code declare(cn_xml *x, const cn_xml_attribute *at)
{
	cn_str uri;
	if (x->n_scope == CN_XML_SCOPE_MAX)
		return CN_FAIL(x->err, CN_ETOOBIG, "more than %d namespaces around one place", CN_XML_SCOPE_MAX);
	CN_TRY(cn_xml_unescape(x, at->raw, true, &uri));
	x->scope[x->n_scope].prefix = at->name.prefix.n ? at->name.local : (cn_str){ 0 };
	x->scope[x->n_scope].uri = uri;
	x->scope[x->n_scope++].depth = x->depth;
	return CN_OK;
}

static cn_code read_attribute(cn_xml *x)
{
	cn_xml_attribute at = { .at = x->at };
	CN_TRY(read_name(x, &at.name));
	skip_space(x);
	if (!at_text(x, "="))
		return XML_FAIL(x, "byte %zu: = is wanted after the name of an attribute", x->at);
	x->at++;
	skip_space(x);
	char quote = x->at < x->s.n ? x->s.p[x->at] : 0;
	x->at += quote != 0;
	if ((quote != '"' && quote != '\'') || !up_to(x, quote == '"' ? "\"" : "'", &at.raw) || memchr(at.raw.p, '<', at.raw.n))
		return XML_FAIL(x, "byte %zu: an attribute without a whole value", at.at);
	at.size = x->at - at.at;
	if (cn_eqz(at.name.prefix, "xmlns") || (at.name.prefix.n == 0 && cn_eqz(at.name.local, "xmlns")))
		return declare(x, &at);
	if (x->n_attribute == CN_XML_ATTRIBUTES_MAX)
		return CN_FAIL(x->err, CN_ETOOBIG, "more than %d attributes in one element", CN_XML_ATTRIBUTES_MAX);
	x->attribute[x->n_attribute++] = at;
	return CN_OK;
}

static cn_code resolve_attributes(cn_xml *x)
{
	for (size_t i = 0; i < x->n_attribute; i++) {
		cn_xml_name *n = &x->attribute[i].name;
		CN_TRY(resolve(x, n, true));
		for (size_t k = 0; k < i; k++)
			if (cn_eq(x->attribute[k].name.local, n->local) && cn_eq(x->attribute[k].name.ns, n->ns))
				return XML_FAIL(x, "byte %zu: an attribute stands there twice", x->attribute[i].at);
	}
	return CN_OK;
}

static cn_code read_open(cn_xml *x)
{
	x->kind = CN_XML_OPEN;
	x->n_attribute = 0;
	if (x->depth == CN_XML_DEPTH_MAX)
		return CN_FAIL(x->err, CN_ETOOBIG, "elements in each other more than %d deep", CN_XML_DEPTH_MAX);
	if (x->elements++ == CN_XML_ELEMENTS_MAX)
		return CN_FAIL(x->err, CN_ETOOBIG, "more than %d elements", CN_XML_ELEMENTS_MAX);
	x->at++;
	x->depth++;
	CN_TRY(read_name(x, &x->name));
	for (;;) {
		size_t before = x->at;
		skip_space(x);
		x->empty = at_text(x, "/>");
		if (x->empty || at_text(x, ">"))
			break;
		if (x->at == before)
			return XML_FAIL(x, "byte %zu: the end of a tag is wanted", x->at);
		CN_TRY(read_attribute(x));
	}
	x->at += x->empty ? 2 : 1;
	x->to = x->at;
	CN_TRY(resolve(x, &x->name, false));
	x->open[x->depth - 1] = x->name;
	return resolve_attributes(x);
}

static cn_code read_close(cn_xml *x)
{
	x->kind = CN_XML_CLOSE;
	x->at += 2;
	CN_TRY(read_name(x, &x->name));
	skip_space(x);
	if (!at_text(x, ">"))
		return XML_FAIL(x, "byte %zu: the end of a tag is wanted", x->at);
	x->at++;
	x->to = x->at;
	const cn_xml_name *open = x->depth ? &x->open[x->depth - 1] : NULL;
	if (!open || !cn_eq(open->prefix, x->name.prefix) || !cn_eq(open->local, x->name.local))
		return XML_FAIL(x, "byte %zu: %.*s is closed but not open", x->from, CN_FMT(cn_sub(x->name.local, 0, 40)));
	x->name = *open;
	x->closing = true;
	return CN_OK;
}

/* After '<': comments and instructions are passed over. *ret false: nothing of them. */
static cn_code read_aside(cn_xml *x, bool *ret)
{
	cn_str inside;
	bool comment = at_text(x, "<!--"), instruction = at_text(x, "<?");
	*ret = comment || instruction;
	if (!*ret)
		return CN_OK;
	x->at += comment ? 4 : 2;
	return up_to(x, comment ? "-->" : "?>", &inside) ? CN_OK : XML_FAIL(x, "byte %zu: it is not closed", x->from);
}

static cn_code read_cdata(cn_xml *x)
{
	x->at += 9;
	x->kind = CN_XML_TEXT;
	x->cdata = true;
	if (!up_to(x, "]]>", &x->text))
		return XML_FAIL(x, "byte %zu: it is not closed", x->from);
	x->to = x->at;
	return CN_OK;
}

cn_code cn_xml_next(cn_xml *x)
{
	if (x->kind == CN_XML_OPEN && x->empty) {
		x->kind = CN_XML_CLOSE;
		x->closing = true;
		return CN_OK;
	}
	if (x->closing) {
		while (x->n_scope > 0 && x->scope[x->n_scope - 1].depth == x->depth)
			x->n_scope--;
		x->depth--;
		x->closing = x->empty = false;
	}
	for (;;) {
		x->from = x->at;
		if (x->at == x->s.n) {
			x->kind = CN_XML_END;
			return x->depth ? XML_FAIL(x, "it ends inside %.*s", CN_FMT(cn_sub(x->open[x->depth - 1].local, 0, 40)))
					: CN_OK;
		}
		if (x->s.p[x->at] != '<') {
			const char *p = x->s.p + x->at, *lt = memchr(p, '<', x->s.n - x->at);
			x->kind = CN_XML_TEXT;
			x->cdata = false;
			x->text = (cn_str){ p, lt ? (size_t)(lt - p) : x->s.n - x->at };
			x->to = x->at += x->text.n;
			return CN_OK;
		}
		bool aside;
		CN_TRY(read_aside(x, &aside));
		if (aside)
			continue;
		if (at_text(x, "</"))
			return read_close(x);
		if (at_text(x, "<![CDATA["))
			return read_cdata(x);
		if (at_text(x, "<!"))
			return XML_FAIL(x, "byte %zu: a document type is not read", x->at);
		return read_open(x);
	}
}

/* ---- characters --------------------------------------------------------------------------------------------------------- */

static bool is_plain(cn_str raw, bool attribute)
{
	for (size_t i = 0; i < raw.n; i++)
		if (raw.p[i] == '&' || raw.p[i] == '\r' || (attribute && (raw.p[i] == '\n' || raw.p[i] == '\t')))
			return false;
	return true;
}

/* Line ends are one line feed each, and in attributes white space is a space: XML 1.0, 2.11 and 3.3.3. */
static char normal(char c, bool attribute)
{
	return (char)(attribute && is_space(c) ? ' ' : c == '\r' ? '\n' : c);
}

cn_code cn_xml_unescape(cn_xml *x, cn_str raw, bool attribute, cn_str *ret)
{
	enum { REFERENCE_MAX = 10 };
	*ret = raw;
	if (is_plain(raw, attribute))
		return CN_OK;
	char *p = CN_NEW(x->a, char, raw.n);
	size_t n = 0;
	if (!p)
		return cn_arena_fail(x->a, x->err);
	for (size_t i = 0; i < raw.n; i++) {
		cn_str name, rest;
		uint32_t cp;
		if (raw.p[i] == '\r' && i + 1 < raw.n && raw.p[i + 1] == '\n')
			continue;
		if (raw.p[i] != '&') {
			p[n++] = normal(raw.p[i], attribute);
			continue;
		}
		if (!cn_split(cn_sub(raw, i + 1, REFERENCE_MAX), ';', &name, &rest) || !cn_xml_reference(name, &cp))
			return XML_FAIL(x, "an entity that is not one of the five of XML, or a character that XML does not have");
		n += cn_utf8_write(cp, p + n); /* never longer than the reference was */
		i += name.n + 1;
	}
	*ret = (cn_str){ p, n };
	return CN_OK;
}

bool cn_xml_escape(cn_buf *b, cn_str s)
{
	for (size_t i = 0; i < s.n;) {
		uint32_t cp;
		size_t step = cn_utf8_at(s, i, &cp);
		if (!cn_xml_char(cp) || (cp == 0xfffd && step == 1))
			return false;
		char c = s.p[i];
		if (c == '&' || c == '<' || c == '>' || c == '\r' || c == '"')
			cn_buf_putz(b, c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '"' ? "&quot;" : "&#xD;");
		else
			cn_buf_put(b, cn_sub(s, i, step));
		i += step;
	}
	return true;
}
