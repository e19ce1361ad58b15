/* What people type becomes an FTS5 expression. Nothing typed is ever syntax: each word stands in double quotes, its own quotes are
 * word boundaries, and the only bare characters are ours. */
#include "store/search.h"

typedef struct range {
	uint32_t first, last;
} range;

static bool among(const range *r, size_t n, uint32_t cp)
{
	for (size_t i = 0; i < n; i++)
		if (cp >= r[i].first && cp <= r[i].last)
			return true;
	return false;
}

/* Written without spaces between words (Hangul has them, but particles grow onto words): Han, kana, bopomofo, Hangul. */
static bool is_cjk(uint32_t cp)
{
	static const range r[] = { { 0x1100, 0x11ff }, { 0x3005, 0x3007 }, { 0x3041, 0x30ff }, { 0x3105, 0x318e }, { 0x31a0, 0x31bf }, { 0x31f0, 0x31ff },
				   { 0x3400, 0x4dbf }, { 0x4e00, 0x9fff }, { 0xac00, 0xd7a3 }, { 0xf900, 0xfaff }, { 0xff66, 0xffdc }, { 0x20000, 0x3ffff } };
	return cp != 0x30fb && among(r, sizeof r / sizeof r[0], cp); /* U+30FB parts words */
}

/* Part of a word: letters and digits. Beyond ASCII everything but spaces, punctuation, symbols and what is not a character; a rare symbol
 * that passes finds nothing. */
static bool is_word(uint32_t cp)
{
	static const range no[] = { { 0x80, 0xa9 },     { 0xab, 0xb1 },     { 0xb4, 0xb4 },     { 0xb6, 0xb8 },         { 0xbb, 0xbb },        { 0xbf, 0xbf },
				    { 0xd7, 0xd7 },     { 0xf7, 0xf7 },     { 0x2000, 0x206f }, { 0x20a0, 0x20cf },     { 0x2190, 0x245f },    { 0x2500, 0x2bff },
				    { 0x2e00, 0x2e7f }, { 0x3000, 0x3004 }, { 0x3008, 0x3020 }, { 0x3030, 0x3030 },     { 0x30fb, 0x30fb },    { 0xd800, 0xf8ff },
				    { 0xfe00, 0xfe6f }, { 0xfeff, 0xff0f }, { 0xff1a, 0xff20 }, { 0xff3b, 0xff40 },     { 0xff5b, 0xff65 },    { 0xffe0, 0xffff },
				    { 0x1f000, 0x1faff }, { 0xe0000, 0x10ffff } };
	if (cp < 0x80)
		return (cp >= '0' && cp <= '9') || (cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z');
	return !among(no, sizeof no / sizeof no[0], cp);
}

bool cn_search_stretch(cn_str text, size_t *at, cn_stretch *ret)
{
	size_t from = *at, end = from;
	while (end < text.n) {
		uint32_t cp;
		size_t len = (unsigned char)text.p[end] < 0x80 ? 1 : cn_utf8_at(text, end, &cp);
		if (len > 1 && is_cjk(cp)) {
			if (end == from) {
				*ret = (cn_stretch){ cn_sub(text, from, len), true };
				*at = from + len;
				return true;
			}
			break;
		}
		end += len;
	}
	*ret = (cn_stretch){ cn_sub(text, from, end - from), false };
	*at = end;
	return end > from;
}

/* ---- words ------------------------------------------------------------------------------------------------------------------ */

/* A word of the query: between two boundaries. Marks inside it ("art_26.6", "high-risk") stay, so that it is found as a phrase. */
typedef struct word {
	cn_str text;
	size_t n_cjk;
	bool latin, latin_last; /* has characters that are not CJK; ends with one */
} word;

/* Parts words: spaces, quotes and whatever would hide two words in one. What joins words inside one stays. */
static bool parts(uint32_t cp)
{
	return !is_word(cp) && !is_cjk(cp) && (cp >= 0x80 || !strchr("_-./", (int)cp) || cp == 0);
}

static bool next_word(cn_str s, size_t *at, word *ret)
{
	bool any = false;
	size_t i = *at, from = i;
	*ret = (word){ 0 };
	for (uint32_t cp; i < s.n;) {
		size_t len = cn_utf8_at(s, i, &cp);
		if (parts(cp)) {
			if (any)
				break;
			from = i + len;
		} else if (is_cjk(cp)) {
			any = true;
			ret->n_cjk++;
			ret->latin_last = false;
		} else if (is_word(cp)) {
			any = ret->latin = ret->latin_last = true;
		}
		i += len;
	}
	ret->text = cn_sub(s, from, i - from);
	*at = i;
	return any;
}

static void put_phrase(cn_buf *b, cn_str s)
{
	cn_buf_putc(b, '"'); /* a quote is a boundary of words, so that none is left inside */
	cn_buf_put(b, s);
	cn_buf_putc(b, '"');
}

static bool has_word(cn_str s)
{
	uint32_t cp;
	for (size_t i = 0; i < s.n;) {
		i += cn_utf8_at(s, i, &cp);
		if (is_word(cp))
			return true;
	}
	return false;
}

/* Every two neighbouring characters of a Chinese word, and each stretch that is not Chinese. False: there is none ("宗-法"), and nothing was put. */
static bool put_pairs(cn_buf *b, cn_str s)
{
	cn_stretch one, last = { 0 };
	const char *between = "";
	for (size_t at = 0; cn_search_stretch(s, &at, &one); last = one) {
		bool pair = one.cjk && last.cjk;
		if (!pair && (one.cjk || !has_word(one.text)))
			continue;
		cn_buf_putz(b, between);
		put_phrase(b, pair ? (cn_str){ last.text.p, last.text.n + one.text.n } : one.text);
		between = " OR ";
	}
	return between[0] != '\0';
}

static void put_word(cn_buf *b, const word *w, cn_search_join join, bool last)
{
	enum { PREFIX_MIN = 2 };
	if (join == CN_SEARCH_ANY && w->n_cjk > 2 && put_pairs(b, w->text))
		return;
	if (join == CN_SEARCH_ALL && last && w->latin_last && w->text.n >= PREFIX_MIN) {
		cn_buf_putc(b, '(');
		put_phrase(b, w->text);
		cn_buf_putz(b, " OR ");
		put_phrase(b, w->text);
		cn_buf_putz(b, " *)");
		return;
	}
	put_phrase(b, w->text);
}

cn_code cn_search_query(cn_str words, cn_search_join join, cn_buf *out, cn_err *err)
{
	word w, next;
	size_t at = 0, n = 0;
	if (words.n > CN_SEARCH_BYTES_MAX)
		return CN_FAIL(err, CN_ETOOBIG, "the words to search for have %zu bytes; at most %d", words.n, CN_SEARCH_BYTES_MAX);
	if (!cn_utf8_ok(words))
		return CN_FAIL(err, CN_EINPUT, "the words to search for are not UTF-8");
	bool more = next_word(words, &at, &w);
	if (!more) {
		(void)CN_FAIL(err, CN_EINPUT, "there is no word to search for in it");
		return cn_hint(err, "concord norm search 算法歧视");
	}
	for (; more; w = next, n++) {
		if (n == CN_SEARCH_WORDS_MAX)
			return CN_FAIL(err, CN_ETOOBIG, "more than %d words to search for", CN_SEARCH_WORDS_MAX);
		more = next_word(words, &at, &next);
		if (n)
			cn_buf_putz(out, join == CN_SEARCH_ALL ? " AND " : " OR ");
		put_word(out, &w, join, !more);
	}
	return out->failed ? CN_NOMEM(err) : CN_OK;
}
