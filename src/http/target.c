/* Targets, strictly. */
#include "http/target.h"

static bool path_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-' || c == ':' || c == '/';
}

static int hex_digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* RFC 3986: what a path may be made of. One that is not is malformed; one that is, and names nothing here, is only not found. */
static bool is_path(cn_str path)
{
	for (size_t i = 0; i < path.n; i++) {
		char c = path.p[i];
		if (c == '%' && (path.n - i < 3 || hex_digit(path.p[i + 1]) < 0 || hex_digit(path.p[i + 2]) < 0))
			return false;
		if (!path_char(c) && (!c || !strchr("%~!$&'()*+,;=@", c)))
			return false;
	}
	return path.n && path.p[0] == '/';
}

static cn_code check_path(cn_str path, cn_err *err)
{
	if (!is_path(path))
		return CN_FAIL(err, CN_EINPUT, "this is not a path: RFC 3986 says what one is made of");
	for (size_t i = 0; i < path.n; i++)
		if (!path_char(path.p[i]))
			return CN_FAIL(err, CN_ENOTFOUND, "paths here are made of letters, digits and . _ - : / alone");
	cn_str part, rest = cn_sub(path, 1, path.n);
	for (bool more = true; more;) {
		more = cn_split(rest, '/', &part, &rest);
		if (cn_eqz(part, ".") || cn_eqz(part, "..") || (!part.n && more))
			return CN_FAIL(err, CN_ENOTFOUND, "a path has no empty part, no . and no ..");
	}
	return CN_OK;
}

static cn_code unescape(cn_arena *a, cn_str s, cn_str *ret, cn_err *err)
{
	char *out = cn_alloc(a, s.n + 1, 1);
	size_t n = 0;
	if (!out)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (c == '+') {
			c = ' ';
		} else if (c == '%') {
			int hi = s.n - i > 2 ? hex_digit(s.p[i + 1]) : -1, lo = hi >= 0 ? hex_digit(s.p[i + 2]) : -1;
			if (lo < 0)
				return CN_FAIL(err, CN_EINPUT, "a %% is followed by two hexadecimal digits");
			c = (char)(hi * 16 + lo);
			i += 2;
		}
		if ((unsigned char)c < ' ' || c == 0x7f)
			return CN_FAIL(err, CN_EINPUT, "a question holds no control character");
		out[n++] = c;
	}
	*ret = (cn_str){ out, n };
	if (n > CN_QUERY_VALUE_BYTES_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "a value of a question is over %d bytes", CN_QUERY_VALUE_BYTES_MAX);
	return cn_utf8_ok(*ret) ? CN_OK : CN_FAIL(err, CN_EINPUT, "a question is not UTF-8");
}

cn_code cn_target_parse(cn_arena *a, cn_str text, cn_target *ret, cn_err *err)
{
	cn_target t = { 0 };
	cn_str rest, one;
	if (text.n > CN_TARGET_BYTES_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "an address is over %d bytes", CN_TARGET_BYTES_MAX);
	(void)cn_split(text, '?', &t.path, &rest);
	CN_TRY(check_path(t.path, err));
	while (rest.n) {
		(void)cn_split(rest, '&', &one, &rest);
		if (!one.n)
			continue;
		if (t.n_query >= CN_QUERY_MAX)
			return CN_FAIL(err, CN_ETOOBIG, "more than %d questions", CN_QUERY_MAX);
		cn_query *q = &t.query[t.n_query++];
		cn_str name, value;
		(void)cn_split(one, '=', &name, &value);
		CN_TRY(unescape(a, name, &q->name, err));
		CN_TRY(unescape(a, value, &q->value, err));
		if (!q->name.n)
			return CN_FAIL(err, CN_EINPUT, "a question without a name");
	}
	*ret = t;
	return CN_OK;
}

bool cn_target_get(const cn_target *t, const char *name, cn_str *ret)
{
	for (size_t i = 0; i < t->n_query; i++)
		if (cn_eqz(t->query[i].name, name)) {
			*ret = t->query[i].value;
			return true;
		}
	return false;
}
