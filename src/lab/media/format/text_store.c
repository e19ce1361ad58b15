/* Where stores of content credentials stand in text: behind U+FEFF as variation selectors, or in a block between two lines of
 * dashes. */
#include "lab/media/format/text.h"

enum { WRAPPER_HEAD = 13 };

static const char MAGIC[8] = "C2PATXT";
static const char BOM[] = "\xef\xbb\xbf";

size_t cn_selector_at(cn_str s, size_t at, unsigned char *ret)
{
	const unsigned char *u = (const unsigned char *)s.p + at;
	size_t left = s.n - at;
	if (left >= 3 && u[0] == 0xef && u[1] == 0xb8 && u[2] >= 0x80 && u[2] <= 0x8f) {
		*ret = u[2] & 0x0f;
		return 3;
	}
	if (left < 4 || u[0] != 0xf3 || u[1] != 0xa0 || u[2] < 0x84 || u[2] > 0x87 || u[3] < 0x80 || u[3] > 0xbf)
		return 0;
	unsigned v = (u[2] - 0x84u) * 64 + (u[3] & 0x3fu) + 16;
	*ret = (unsigned char)v;
	return v <= 0xff ? 4 : 0;
}

static bool wrapper_at(cn_str s, size_t at, cn_text_wrapper *ret)
{
	unsigned char head[WRAPPER_HEAD], c;
	size_t i = at + 3, n = 0, k;
	for (; n < WRAPPER_HEAD && (k = cn_selector_at(s, i, &head[n])) > 0; n++)
		i += k;
	if (n < sizeof MAGIC || memcmp(head, MAGIC, sizeof MAGIC) != 0)
		return false;
	bool known = n == WRAPPER_HEAD && head[sizeof MAGIC] == 1; /* the version */
	cn_text_wrapper w = { .store_from = i, .store_n = known ? cn_be32((const char *)head + sizeof MAGIC + 1) : 0 };
	for (n = 0; (k = cn_selector_at(s, i, &c)) > 0; n++)
		i += k;
	w.whole = known && n >= w.store_n;
	w.at = (cn_media_range){ at, i - at };
	*ret = w;
	return true;
}

bool cn_text_wrapper_next(cn_str s, size_t at, cn_text_wrapper *ret)
{
	for (; s.n - at >= 3; at++) {
		const char *c = memchr(s.p + at, (unsigned char)BOM[0], s.n - at - 2);
		if (!c)
			return false;
		at = (size_t)(c - s.p);
		if (c[1] == BOM[1] && c[2] == BOM[2] && wrapper_at(s, at, ret))
			return true;
	}
	return false;
}

/* ---- blocks -------------------------------------------------------------------------------------------------------------------
 */

/* Where such a text begins at or behind a byte; the length of s if it does not. */
static size_t find(cn_str s, size_t at, const char *text)
{
	size_t n = strlen(text);
	for (; at < s.n && s.n - at >= n; at++) {
		const char *c = memchr(s.p + at, text[0], s.n - at - n + 1);
		if (!c)
			break;
		at = (size_t)(c - s.p);
		if (memcmp(c, text, n) == 0)
			return at;
	}
	return s.n;
}

static size_t line_start(cn_str s, size_t at, size_t from)
{
	while (at > from && s.p[at - 1] != '\n')
		at--;
	return at;
}

bool cn_text_block_next(cn_str s, size_t from, cn_text_block *ret)
{
	static const char BEGIN[] = "BEGIN C2PA MANIFEST-----", END[] = "END C2PA MANIFEST-----";
	enum { DASHES = 5 };
	size_t begin = find(s, from, BEGIN);
	while (begin < s.n && (begin - from < DASHES || memcmp(s.p + begin - DASHES, "-----", DASHES) != 0))
		begin = find(s, begin + 1, BEGIN);
	if (begin == s.n)
		return false;
	size_t start = line_start(s, begin - DASHES, from), open = begin + sizeof BEGIN - 1, end = find(s, open, END);
	cn_text_block b = { .at = { start, s.n - start } };
	if (end < s.n && end - open >= DASHES && memcmp(s.p + end - DASHES, "-----", DASHES) == 0) {
		b.whole = true;
		b.reference = cn_trim(cn_sub(s, open, end - DASHES - open));
		const char *eol = memchr(s.p + end, '\n', s.n - end);
		size_t stop = eol ? (size_t)(eol - s.p) + 1 : s.n;
		if (stop == s.n) { /* at the end of the text */
			start -= start > from;
			start -= start > from && s.p[start] == '\n' && s.p[start - 1] == '\r';
		}
		b.at = (cn_media_range){ start, stop - start };
	}
	*ret = b;
	return true;
}

cn_text_cut cn_text_cuts_next(cn_text_cuts *c, cn_media_range *ret)
{
	if (!c->sought_wrapper || (c->has_wrapper && c->wrapper.at.at < c->at))
		c->has_wrapper = cn_text_wrapper_next(c->s, c->at, &c->wrapper);
	if (!c->sought_block || (c->has_block && c->block.at.at < c->at))
		c->has_block = cn_text_block_next(c->s, c->at, &c->block);
	c->sought_wrapper = c->sought_block = true;
	if (!c->has_wrapper && !c->has_block)
		return CN_TEXT_NO_CUT;
	bool first = c->has_wrapper && (!c->has_block || c->wrapper.at.at < c->block.at.at);
	*ret = first ? c->wrapper.at : c->block.at;
	c->at = ret->at + ret->size;
	return first ? CN_TEXT_WRAPPER : CN_TEXT_BLOCK;
}
