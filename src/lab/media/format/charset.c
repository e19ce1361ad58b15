/* Latin-1, UTF-16 and PDFDocEncoding as UTF-8. */
#include "lab/media/format/charset.h"

size_t cn_utf8_write(uint32_t cp, char out[4])
{
	static const unsigned char LEAD[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
	size_t n = cp < 0x80 ? 1 : cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
	for (size_t i = n - 1; i > 0; i--, cp >>= 6)
		out[i] = (char)(0x80 | (cp & 0x3f));
	out[0] = (char)(LEAD[n] | cp);
	return n;
}

cn_str cn_utf8_head(cn_str s, size_t n)
{
	if (s.n <= n)
		return s;
	for (unsigned back = 0; n > 0 && back < 3 && ((unsigned char)s.p[n] & 0xc0) == 0x80; back++)
		n--;
	return cn_sub(s, 0, n);
}

/* ---- XML ------------------------------------------------------------------------------------------------------------------------ */

bool cn_xml_char(uint32_t c)
{
	return c == 9 || c == 10 || c == 13 || (c >= 0x20 && c <= 0xd7ff) || (c >= 0xe000 && c <= 0xfffd) ||
	       (c >= 0x10000 && c <= 0x10ffff);
}

static int hex_digit(char c)
{
	static const char DIGITS[] = "0123456789abcdef";
	const char *at = memchr(DIGITS, c >= 'A' && c <= 'F' ? c - 'A' + 'a' : c, 16);
	return at ? (int)(at - DIGITS) : -1;
}

/* "#65", "#x41": a character that XML may have. */
static bool by_number(cn_str name, uint32_t *ret)
{
	uint32_t base = cn_starts(name, "#x") ? 16 : 10, v = 0;
	size_t i = base == 16 ? 2 : 1;
	if (!cn_starts(name, "#") || i >= name.n)
		return false;
	for (; i < name.n; i++) {
		int digit = hex_digit(name.p[i]);
		if (digit < 0 || (uint32_t)digit >= base || v > 0x10ffff)
			return false;
		v = v * base + (uint32_t)digit;
	}
	*ret = v;
	return cn_xml_char(v);
}

bool cn_xml_reference(cn_str name, uint32_t *ret)
{
	static const struct {
		const char *name;
		char c;
	} KNOWN[] = { { "lt", '<' }, { "gt", '>' }, { "amp", '&' }, { "quot", '"' }, { "apos", '\'' } };
	for (size_t i = 0; i < sizeof KNOWN / sizeof *KNOWN; i++)
		if (cn_eqz(name, KNOWN[i].name)) {
			*ret = (unsigned char)KNOWN[i].c;
			return true;
		}
	return by_number(name, ret);
}

/* ---- PDF, UTF-16 ---------------------------------------------------------------------------------------------------------------- */

/* The characters of PDFDocEncoding that are not those of Latin-1 (ISO 32000-2, table D.2): 0x18 to 0x1f and 0x80 to 0xa0. */
static uint32_t pdf_char(unsigned char c)
{
	static const uint16_t LOW[] = { 0x2d8, 0x2c7, 0x2c6, 0x2d9, 0x2dd, 0x2db, 0x2da, 0x2dc };
	static const uint16_t HIGH[] = { 0x2022, 0x2020, 0x2021, 0x2026, 0x2014, 0x2013, 0x192,	 0x2044, 0x2039, 0x203a, 0x2212,
					 0x2030, 0x201e, 0x201c, 0x201d, 0x2018, 0x2019, 0x201a, 0x2122, 0xfb01, 0xfb02, 0x141,
					 0x152,	 0x160,	 0x178,	 0x17d,	 0x131,	 0x142,	 0x153,	 0x161,	 0x17e,	 0xfffd, 0x20ac };
	if (c >= 0x18 && c <= 0x1f)
		return LOW[c - 0x18];
	return c >= 0x80 && c <= 0xa0 ? HIGH[c - 0x80] : c;
}

typedef struct source {
	cn_str s;
	size_t at;
	cn_charset from;
	bool little;
} source;

static uint32_t unit(source *x)
{
	const char *p = x->s.p + x->at;
	x->at += 2;
	return x->little ? cn_le16(p) : cn_be16(p);
}

static uint32_t next_utf16(source *x)
{
	if (x->s.n - x->at < 2) {
		x->at = x->s.n;
		return 0xfffd;
	}
	uint32_t high = unit(x);
	if (high < 0xd800 || high > 0xdfff)
		return high;
	if (high > 0xdbff || x->s.n - x->at < 2)
		return 0xfffd;
	size_t before = x->at;
	uint32_t low = unit(x);
	if (low < 0xdc00 || low > 0xdfff) {
		x->at = before;
		return 0xfffd;
	}
	return 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
}

static uint32_t next_char(source *x)
{
	uint32_t cp;
	if (x->from == CN_CHARSET_UTF16)
		return next_utf16(x);
	if (x->from == CN_CHARSET_UTF8) {
		x->at += cn_utf8_at(x->s, x->at, &cp);
		return cp;
	}
	unsigned char c = (unsigned char)x->s.p[x->at++];
	return x->from == CN_CHARSET_PDF ? pdf_char(c) : c;
}

/* By its byte order mark, which goes. */
static source open_source(cn_charset from, cn_str s)
{
	source x = { .s = s, .from = from, .little = from == CN_CHARSET_UTF16 };
	bool be = cn_starts(s, "\xfe\xff"), le = cn_starts(s, "\xff\xfe");
	if (from == CN_CHARSET_UTF16BE || (from == CN_CHARSET_PDF && be))
		x.from = CN_CHARSET_UTF16;
	if (x.from == CN_CHARSET_UTF16 && (be || le)) {
		x.little = le;
		x.s = cn_sub(s, 2, s.n);
	}
	if ((from == CN_CHARSET_PDF || from == CN_CHARSET_UTF8) && cn_starts(s, "\xef\xbb\xbf")) {
		x.from = CN_CHARSET_UTF8;
		x.s = cn_sub(s, 3, s.n);
	}
	return x;
}

static bool plain(const source *x)
{
	if (x->from == CN_CHARSET_UTF16)
		return x->s.n == 0;
	if (x->from == CN_CHARSET_UTF8)
		return cn_utf8_ok(x->s);
	for (size_t i = 0; i < x->s.n; i++) {
		unsigned char c = (unsigned char)x->s.p[i];
		if (c >= 0x80 || (x->from == CN_CHARSET_PDF && pdf_char(c) != c))
			return false;
	}
	return true;
}

cn_code cn_media_utf8(cn_media_reader *r, cn_charset from, cn_str s, size_t most, cn_str *ret)
{
	source x = open_source(from, s);
	if (x.from == CN_CHARSET_UTF8)
		x.s = cn_utf8_head(x.s, most); /* before it is looked through */
	if (plain(&x)) {
		*ret = cn_sub(x.s, 0, most);
		return CN_OK;
	}
	size_t need = x.s.n <= most / 3 ? 3 * x.s.n : most, n = 0; /* no byte of any of them becomes more than three */
	char *p = NULL;
	CN_TRY(cn_media_join(r, need, &p));
	while (x.at < x.s.n) {
		char c[4];
		size_t k = cn_utf8_write(next_char(&x), c);
		if (k > need - n)
			break;
		memcpy(p + n, c, k);
		n += k;
	}
	*ret = (cn_str){ p, n };
	return CN_OK;
}

cn_code cn_media_unbase64(cn_media_reader *r, cn_str coded, cn_str *ret, bool *ret_ok)
{
	char *p = NULL;
	size_t n = 0;
	CN_TRY(cn_media_join(r, coded.n, &p));
	for (size_t i = 0; i < coded.n; i++)
		if (coded.p[i] != ' ' && coded.p[i] != '\t' && coded.p[i] != '\r' && coded.p[i] != '\n')
			p[n++] = coded.p[i];
	*ret_ok = cn_unbase64(r->a, (cn_str){ p, n }, ret);
	return cn_arena_ok(r->a) ? CN_OK : cn_arena_fail(r->a, r->err);
}
