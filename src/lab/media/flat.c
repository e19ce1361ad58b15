/* Names with one value each: a block of lines or a list between braces. */
#include "lab/media/flat.h"

cn_str cn_flat_scalar(cn_str s)
{
	cn_str line, rest, t = cn_trim(s);
	bool scalar = cn_starts(t, "|") || cn_starts(t, ">");
	return scalar && cn_split(t, '\n', &line, &rest) ? rest : s;
}

cn_flat cn_flat_over(cn_str s)
{
	cn_str t = cn_trim(s);
	if (!cn_starts(t, "{"))
		return (cn_flat){ .rest = s };
	return (cn_flat){ .rest = { t.p + 1, s.n - (size_t)(t.p + 1 - s.p) }, .braces = true };
}

static cn_str unquoted(cn_str s, char *ret_quote)
{
	s = cn_trim(s);
	*ret_quote = 0;
	if (s.n >= 2 && (s.p[0] == '"' || s.p[0] == '\'') && s.p[s.n - 1] == s.p[0]) {
		*ret_quote = s.p[0];
		return cn_sub(s, 1, s.n - 2);
	}
	return s;
}

/* The first of `stops` that stands outside quotes; s.n: none. */
static size_t outside_quotes(cn_str s, const char *stops)
{
	char quote = 0;
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (quote == '"' && c == '\\') {
			i++;
			continue;
		}
		if (quote) {
			quote = c == quote ? 0 : quote;
			continue;
		}
		if (c == '"' || c == '\'')
			quote = c;
		else if (c && strchr(stops, c))
			return i;
	}
	return s.n;
}

static bool item(cn_str s, cn_flat_item *ret)
{
	size_t colon = outside_quotes(s, ":");
	char quote;
	if (colon == s.n)
		return false;
	cn_str name = unquoted(cn_sub(s, 0, colon), &quote);
	cn_str value = unquoted(cn_sub(s, colon + 1, s.n), &quote);
	*ret = (cn_flat_item){ name, value, quote };
	return true;
}

static bool next_between(cn_flat *f, cn_flat_item *ret)
{
	while (!f->closed && f->rest.n > 0) {
		size_t stop = outside_quotes(f->rest, ",}");
		cn_str one = cn_sub(f->rest, 0, stop);
		f->closed = stop < f->rest.n && f->rest.p[stop] == '}';
		bool ended = stop < f->rest.n; /* what the end of the text cuts off is no item */
		f->rest = cn_sub(f->rest, ended ? stop + 1 : stop, f->rest.n);
		if (ended && item(one, ret))
			return true;
	}
	return false;
}

/* A comment ends a line: a number sign outside quotes after white space. */
static cn_str without_comment(cn_str line)
{
	size_t at = outside_quotes(line, "#");
	while (at < line.n && at > 0 && line.p[at - 1] != ' ' && line.p[at - 1] != '\t') {
		size_t more = outside_quotes(cn_sub(line, at + 1, line.n), "#");
		at += 1 + more;
	}
	return cn_sub(line, 0, at);
}

static bool next_line(cn_flat *f, cn_flat_item *ret)
{
	while (f->rest.n > 0) {
		cn_str line, rest;
		(void)cn_split(f->rest, '\n', &line, &rest);
		cn_str plain = without_comment(line);
		size_t indent = 0;
		while (indent < line.n && line.p[indent] == ' ')
			indent++;
		if (cn_trim(plain).n > 0) {
			if (f->begun && indent < f->indent) {
				f->closed = true;
				return false;
			}
			f->indent = f->begun ? f->indent : indent;
			f->begun = true;
		}
		f->rest = rest;
		if (f->begun && indent == f->indent && item(plain, ret))
			return true;
	}
	return false;
}

bool cn_flat_next(cn_flat *f, cn_flat_item *ret)
{
	return f->braces ? next_between(f, ret) : next_line(f, ret);
}
