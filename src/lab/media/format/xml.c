/* Where each token of XML ends. */
#include "lab/media/format/xml.h"

#include "lab/media/format/charset.h"

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Behind such an end, which closes with '>'; 0 if it is not there. */
static size_t behind(cn_str s, size_t at, const char *end)
{
	size_t n = strlen(end);
	for (size_t i = at; i < s.n; i++) {
		const char *c = memchr(s.p + i, '>', s.n - i);
		if (!c)
			return 0;
		i = (size_t)(c - s.p);
		if (i + 1 >= at + n && memcmp(s.p + i + 1 - n, end, n) == 0)
			return i + 1;
	}
	return 0;
}

/* Behind the '>' that is in no quotes, and in no brackets if there may be some; 0 if it is not there. */
static size_t behind_tag(cn_str s, size_t at, bool brackets)
{
	char quote = 0;
	bool inside = false;
	for (size_t i = at; i < s.n; i++) {
		char c = s.p[i];
		if (quote)
			quote = c == quote ? 0 : quote;
		else if (c == '"' || c == '\'')
			quote = c;
		else if (brackets && (c == '[' || c == ']'))
			inside = c == '[';
		else if (brackets && cn_starts(cn_sub(s, i, 4), "<!--")) /* quotes in it do not count */
			i = behind(s, i + 4, "-->") ? behind(s, i + 4, "-->") - 1 : s.n - 1;
		else if (c == '>' && !inside)
			return i + 1;
	}
	return 0;
}

static cn_tag_xml token(cn_str s, size_t *at, size_t end, cn_tag_xml_kind kind, size_t head, size_t tail)
{
	cn_tag_xml x = { .kind = CN_XML_BROKEN, .whole = cn_sub(s, *at, s.n) };
	if (end == 0)
		return x;
	x.kind = kind;
	x.whole = cn_sub(s, *at, end - *at);
	x.rest = cn_sub(x.whole, head, x.whole.n - head - tail);
	*at = end;
	return x;
}

static void take_name(cn_tag_xml *x)
{
	size_t n = 0;
	while (n < x->rest.n && !is_space(x->rest.p[n]))
		n++;
	x->name = cn_sub(x->rest, 0, n);
	x->rest = cn_sub(x->rest, n, x->rest.n);
}

static cn_tag_xml tag(cn_str s, size_t *at)
{
	bool close = s.n - *at > 1 && s.p[*at + 1] == '/';
	cn_tag_xml x = token(s, at, behind_tag(s, *at + 1, false), close ? CN_XML_CLOSE : CN_XML_OPEN, close ? 2 : 1, 1);
	if (x.kind == CN_XML_OPEN && cn_ends(x.rest, "/")) {
		x.kind = CN_XML_EMPTY;
		x.rest.n--;
	}
	if (x.kind != CN_XML_BROKEN)
		take_name(&x);
	return x;
}

cn_tag_xml cn_tag_xml_next(cn_str s, size_t *at)
{
	cn_str left = cn_sub(s, *at, s.n);
	if (left.n == 0)
		return (cn_tag_xml){ .kind = CN_XML_END };
	if (left.p[0] != '<') {
		const char *end = memchr(left.p, '<', left.n);
		return token(s, at, end ? (size_t)(end - s.p) : s.n, CN_XML_TEXT, 0, 0);
	}
	if (cn_starts(left, "<!--"))
		return token(s, at, behind(s, *at + 4, "-->"), CN_XML_NOTE, 4, 3);
	if (cn_starts(left, "<![CDATA["))
		return token(s, at, behind(s, *at + 9, "]]>"), CN_XML_CDATA, 9, 3);
	if (cn_starts(left, "<!"))
		return token(s, at, behind_tag(s, *at + 2, true), CN_XML_DOCTYPE, 2, 1);
	if (!cn_starts(left, "<?"))
		return tag(s, at);
	cn_tag_xml x = token(s, at, behind(s, *at + 2, "?>"), CN_XML_PI, 2, 2);
	if (x.kind == CN_XML_PI)
		take_name(&x);
	return x;
}

cn_str cn_tag_xml_local(cn_str name)
{
	cn_str prefix, local;
	return cn_split(name, ':', &prefix, &local) ? local : name;
}

bool cn_tag_xml_attribute(const cn_tag_xml *x, const char *name, cn_str *ret)
{
	cn_str s = x->rest;
	for (size_t at = 0;;) {
		while (at < s.n && is_space(s.p[at]))
			at++;
		size_t from = at;
		while (at < s.n && s.p[at] != '=' && !is_space(s.p[at]))
			at++;
		cn_str key = cn_sub(s, from, at - from);
		while (at < s.n && (is_space(s.p[at]) || s.p[at] == '='))
			at++;
		char quote = at < s.n ? s.p[at] : 0;
		if (quote != '"' && quote != '\'')
			return false;
		const char *end = memchr(s.p + at + 1, quote, s.n - at - 1);
		if (!end)
			return false;
		cn_str value = cn_sub(s, at + 1, (size_t)(end - s.p) - at - 1);
		if (cn_eqz(key, name)) {
			*ret = value;
			return true;
		}
		at = (size_t)(end - s.p) + 1;
	}
}

size_t cn_tag_xml_plain(char *p, size_t n)
{
	enum { ENTITY_MAX = 12 };
	size_t out = 0;
	for (size_t i = 0; i < n;) {
		size_t left = n - i < ENTITY_MAX ? n - i : ENTITY_MAX;
		const char *end = p[i] == '&' ? memchr(p + i, ';', left) : NULL;
		uint32_t cp = 0;
		char c[4];
		if (!end || !cn_xml_reference((cn_str){ p + i + 1, (size_t)(end - (p + i)) - 1 }, &cp)) {
			p[out++] = p[i++];
			continue;
		}
		size_t k = cn_utf8_write(cp, c); /* never longer than the reference was */
		memcpy(p + out, c, k);
		out += k;
		i = (size_t)(end - p) + 1;
	}
	return out;
}
