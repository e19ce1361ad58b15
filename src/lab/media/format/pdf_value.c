/* Values of PDF: what separates them, where they end, what they say. Nesting is counted, never followed by recursion. */
#include "lab/media/format/pdf.h"

static bool is_space(char c)
{
	return c == 0 || c == '\t' || c == '\n' || c == '\f' || c == '\r' || c == ' ';
}

static bool is_regular(char c)
{
	return !is_space(c) && c != '(' && c != ')' && c != '<' && c != '>' && c != '[' && c != ']' && c != '{' && c != '}' &&
	       c != '/' && c != '%';
}

void cn_pdf_space(cn_str s, size_t *at)
{
	for (; *at < s.n; ++*at) {
		if (s.p[*at] == '%')
			while (*at + 1 < s.n && s.p[*at] != '\n' && s.p[*at] != '\r')
				++*at;
		else if (!is_space(s.p[*at]))
			return;
	}
}

/* Behind the parenthesis that closes the one before. */
static bool over_text(cn_str s, size_t *at)
{
	for (size_t depth = 1; *at < s.n; ++*at) {
		char c = s.p[*at];
		if (c == '\\')
			++*at;
		else if (c == '(')
			depth++;
		else if (c == ')' && --depth == 0) {
			++*at;
			return true;
		}
	}
	return false;
}

static bool starts2(cn_str s, size_t at, char a, char b)
{
	return s.n - at >= 2 && s.p[at] == a && s.p[at + 1] == b;
}

/* One token; the depth of what is open changes by it. */
static bool over_token(cn_str s, size_t *at, size_t *depth)
{
	char c = s.p[*at];
	if (starts2(s, *at, '<', '<') || starts2(s, *at, '>', '>')) {
		*depth = c == '<' ? *depth + 1 : *depth > 0 ? *depth - 1 : 0;
		*at += 2;
		return true;
	}
	++*at;
	if (c == '(')
		return over_text(s, at);
	if (c == '<') {
		const char *end = memchr(s.p + *at, '>', s.n - *at);
		*at = end ? (size_t)(end - s.p) + 1 : s.n;
		return end != NULL;
	}
	if (c == '[')
		++*depth;
	else if (c == ']')
		*depth -= *depth > 0;
	else if (c == '/' || is_regular(c))
		while (*at < s.n && is_regular(s.p[*at]))
			++*at;
	return true;
}

static size_t digits(cn_str s, size_t at)
{
	size_t n = 0;
	while (at + n < s.n && s.p[at + n] >= '0' && s.p[at + n] <= '9')
		n++;
	return n;
}

/* " 0 R" after a number: where it ends; 0 if it does not stand there. */
static size_t over_ref(cn_str s, size_t at)
{
	size_t from = at, n;
	cn_pdf_space(s, &at);
	n = digits(s, at);
	if (at == from || n == 0)
		return 0;
	from = at += n;
	cn_pdf_space(s, &at);
	if (at == from || at >= s.n || s.p[at] != 'R' || (at + 1 < s.n && is_regular(s.p[at + 1])))
		return 0;
	return at + 1;
}

bool cn_pdf_value(cn_str s, size_t *at, cn_str *ret)
{
	size_t depth = 0, i = *at;
	cn_pdf_space(s, &i);
	size_t from = i;
	if (i >= s.n || s.p[i] == '>' || s.p[i] == ']')
		return false;
	do {
		cn_pdf_space(s, &i);
		if (i >= s.n || !over_token(s, &i, &depth))
			return false;
	} while (depth > 0);
	size_t n = digits(s, from), ref = n > 0 && from + n == i ? over_ref(s, i) : 0;
	*at = ref ? ref : i;
	*ret = cn_sub(s, from, *at - from);
	return true;
}

bool cn_pdf_next(cn_str dict, size_t *at, cn_str *key, cn_str *value)
{
	cn_str name;
	if (!cn_starts(dict, "<<"))
		return false;
	*at = *at ? *at : 2;
	while (cn_pdf_value(dict, at, &name)) {
		if (!cn_starts(name, "/"))
			continue;
		*key = (cn_str){ name.p + 1, name.n - 1 };
		return cn_pdf_value(dict, at, value);
	}
	return false;
}

bool cn_pdf_get(cn_str dict, const char *key, cn_str *ret)
{
	size_t at = 0;
	cn_str name, value;
	while (cn_pdf_next(dict, &at, &name, &value)) {
		if (!cn_eqz(name, key))
			continue;
		*ret = value;
		return true;
	}
	return false;
}

bool cn_pdf_each(cn_str array, size_t *at, cn_str *ret)
{
	if (!cn_starts(array, "["))
		return false;
	*at = *at ? *at : 1;
	return cn_pdf_value(array, at, ret);
}

bool cn_pdf_int(cn_str value, uint64_t *ret)
{
	uint64_t v = 0;
	if (value.n == 0 || value.n > 18 || digits(value, 0) != value.n)
		return false;
	for (size_t i = 0; i < value.n; i++)
		v = 10 * v + (uint64_t)(value.p[i] - '0');
	*ret = v;
	return true;
}

bool cn_pdf_ref(cn_str value, uint32_t *ret)
{
	uint64_t v;
	size_t n = digits(value, 0);
	if (value.n == 0 || value.p[value.n - 1] != 'R' || !cn_pdf_int(cn_sub(value, 0, n), &v) || v > UINT32_MAX)
		return false;
	*ret = (uint32_t)v;
	return true;
}

/* ---- texts -------------------------------------------------------------------------------------------------------------- */

static int hex(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static size_t from_hex(cn_str s, char *out)
{
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++) {
		int v = hex(s.p[i]);
		if (v < 0)
			continue;
		out[n / 2] = (char)(n % 2 ? out[n / 2] | v : v << 4);
		n++;
	}
	return (n + 1) / 2;
}

/* What stands for itself behind a backslash, or as one of these. */
static char escaped(char c)
{
	static const char FROM[] = "nrtbf", TO[] = "\n\r\t\b\f";
	for (size_t i = 0; i < sizeof FROM - 1; i++)
		if (c == FROM[i])
			return TO[i];
	return c;
}

static size_t unescape(cn_str s, char *out)
{
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] != '\\' || i + 1 == s.n) {
			out[n++] = s.p[i];
			continue;
		}
		char c = s.p[++i];
		unsigned octal = 0, k = 0;
		for (; k < 3 && i + k < s.n && s.p[i + k] >= '0' && s.p[i + k] <= '7'; k++)
			octal = octal * 8 + (unsigned)(s.p[i + k] - '0');
		if (k > 0) {
			out[n++] = (char)(octal & 0xff);
			i += k - 1;
		} else if (c == '\r') { /* the line goes on */
			i += i + 1 < s.n && s.p[i + 1] == '\n';
		} else if (c != '\n') {
			out[n++] = escaped(c);
		}
	}
	return n;
}

/* #20 in a name. */
static size_t unname(cn_str s, char *out)
{
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++) {
		bool code = s.p[i] == '#' && s.n - i > 2 && hex(s.p[i + 1]) >= 0 && hex(s.p[i + 2]) >= 0;
		out[n++] = code ? (char)(hex(s.p[i + 1]) << 4 | hex(s.p[i + 2])) : s.p[i];
		i += code ? 2 : 0;
	}
	return n;
}

cn_code cn_pdf_text(cn_media_reader *r, cn_str value, cn_str *ret)
{
	bool text = cn_starts(value, "("), code = cn_starts(value, "<"), name = cn_starts(value, "/");
	cn_str s = value;
	if (text || code || name)
		s = cn_sub(value, 1, value.n - (name ? 1 : 2));
	*ret = s;
	if (s.n == 0 || !(code || (text && memchr(s.p, '\\', s.n)) || (name && memchr(s.p, '#', s.n))))
		return CN_OK;
	char *p = NULL;
	CN_TRY(cn_media_join(r, s.n, &p));
	*ret = (cn_str){ p, text ? unescape(s, p) : code ? from_hex(s, p) : unname(s, p) };
	return CN_OK;
}
