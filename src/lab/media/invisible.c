/* Only eight bytes begin a character that counts; each is looked for by memchr, and the nearest of them is taken next. */
#include "lab/media/invisible.h"

#include "lab/media/format/charset.h"

enum { FLAG_TAGS_MAX = 16, LEADS = 8 };

static const unsigned char LEAD[LEADS] = { 0xc2, 0xcd, 0xd8, 0xe1, 0xe2, 0xe3, 0xef, 0xf3 };

typedef enum kind { SEEN, ZERO_WIDTH, BIDI, TAG, SELECTOR } kind;

static kind kind_of(uint32_t c)
{
	static const struct {
		uint32_t from, to;
		kind kind;
	} OF[] = {
		{ 0xad, 0xad, ZERO_WIDTH },	{ 0x34f, 0x34f, ZERO_WIDTH },	{ 0x61c, 0x61c, BIDI },
		{ 0x115f, 0x1160, ZERO_WIDTH }, { 0x17b4, 0x17b5, ZERO_WIDTH }, { 0x180b, 0x180d, SELECTOR },
		{ 0x180e, 0x180e, ZERO_WIDTH }, { 0x180f, 0x180f, SELECTOR },	{ 0x200b, 0x200d, ZERO_WIDTH },
		{ 0x200e, 0x200f, BIDI },	{ 0x202a, 0x202e, BIDI },	{ 0x2060, 0x2064, ZERO_WIDTH },
		{ 0x2066, 0x2069, BIDI },	{ 0x206a, 0x206f, ZERO_WIDTH }, { 0x3164, 0x3164, ZERO_WIDTH },
		{ 0xfe00, 0xfe0f, SELECTOR },	{ 0xfeff, 0xfeff, ZERO_WIDTH }, { 0xffa0, 0xffa0, ZERO_WIDTH },
		{ 0xe0000, 0xe007f, TAG },	{ 0xe0100, 0xe01ef, SELECTOR },
	};
	for (size_t i = 0; i < sizeof OF / sizeof *OF; i++)
		if (c >= OF[i].from && c <= OF[i].to)
			return OF[i].kind;
	return SEEN;
}

/* The character before a byte; 0 at the start. */
static uint32_t before(cn_str s, size_t at)
{
	size_t from = at;
	uint32_t c = 0;
	if (at == 0)
		return 0;
	do
		from--;
	while (from > 0 && at - from < 4 && ((unsigned char)s.p[from] & 0xc0) == 0x80);
	(void)cn_utf8_at(s, from, &c);
	return c;
}

static bool east_asian(uint32_t c)
{
	return (c >= 0x2e80 && c <= 0xa4cf) || (c >= 0xac00 && c <= 0xd7af) || (c >= 0xf900 && c <= 0xfaff) ||
	       (c >= 0xfe30 && c <= 0xfe4f) || (c >= 0xff00 && c <= 0xffef) || (c >= 0x20000 && c <= 0x3ffff);
}

/* What joiners stand behind in Arabic, Indic and emoji: the variation selector of an emoji among them. */
static bool joins(cn_str s, size_t at)
{
	uint32_t c = before(s, at);
	if (c == 0xfe0f)
		return true;
	return c >= 0x600 && !east_asian(c) && !(c >= 0x2000 && c <= 0x206f) && kind_of(c) == SEEN;
}

static bool alone(cn_str s, size_t at, size_t end)
{
	uint32_t base = before(s, at), next = 0;
	if (end < s.n)
		(void)cn_utf8_at(s, end, &next);
	if (kind_of(next) == SELECTOR || kind_of(base) != SEEN)
		return false;
	bool keycap = (base >= '0' && base <= '9') || base == '#' || base == '*';
	return keycap || base >= 0x80;
}

/* The end of a flag's tags if this is their first one; else 0. */
static size_t flag(cn_str s, size_t at)
{
	uint32_t c;
	if (before(s, at) != 0x1f3f4)
		return 0;
	for (unsigned n = 0; n < FLAG_TAGS_MAX && at < s.n; n++) {
		at += cn_utf8_at(s, at, &c);
		if (c == 0xe007f)
			return at;
		if (kind_of(c) != TAG)
			return 0;
	}
	return 0;
}

/* The nearest byte that may begin one, at or behind `at`; next[] is where each kind of byte comes next. */
static size_t nearest(cn_str s, size_t at, size_t next[LEADS])
{
	size_t best = s.n;
	for (size_t i = 0; i < LEADS; i++) {
		if (next[i] < at) {
			const char *c = memchr(s.p + at, LEAD[i], s.n - at);
			next[i] = c ? (size_t)(c - s.p) : s.n;
		}
		best = next[i] < best ? next[i] : best;
	}
	return best;
}

typedef struct found {
	cn_invisible *out;
	unsigned char spelled[CN_INVISIBLE_HIDDEN_BYTES_MAX]; /* bytes */
	size_t n;
} found;

static void count(found *f, cn_str s, size_t at, uint32_t c, kind k)
{
	size_t *const counter[] = { NULL, &f->out->zero_width, &f->out->bidi, &f->out->tags, &f->out->selectors };
	++*counter[k];
	if (f->out->first == s.n)
		f->out->first = at;
	if (f->n == sizeof f->spelled)
		return;
	if (k == TAG && c > 0xe0000 && c < 0xe007f)
		f->spelled[f->n++] = (unsigned char)(c - 0xe0000);
	if (k == SELECTOR && c >= 0xfe00)
		f->spelled[f->n++] = (unsigned char)(c < 0xe0100 ? c - 0xfe00 : c - 0xe0100 + 16);
}

static bool ordinary(cn_str s, size_t at, size_t end, uint32_t c, kind k)
{
	if (c == 0x200c || c == 0x200d)
		return joins(s, at);
	if (k == SELECTOR)
		return alone(s, at, end);
	return c == 0xfeff && at == 0;
}

/* One after the other from `at`; gives where the first one that is seen stands. */
static size_t run(found *f, cn_str s, size_t at)
{
	while (at < s.n) {
		uint32_t c;
		size_t end = at + cn_utf8_at(s, at, &c), over;
		kind k = kind_of(c);
		if (k == SEEN)
			return end;
		if (k == TAG && (over = flag(s, at)) > 0)
			end = over;
		else if (!ordinary(s, at, end, c, k))
			count(f, s, at, c, k);
		at = end;
	}
	return at;
}

static cn_code spell(cn_arena *a, const found *f, cn_str *ret, cn_err *err)
{
	cn_str s = { (const char *)f->spelled, f->n };
	char *p = f->n ? CN_NEW(a, char, 3 * f->n) : NULL;
	size_t n = 0;
	if (f->n && !p)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < s.n;) {
		uint32_t c;
		char out[4];
		i += cn_utf8_at(s, i, &c);
		if ((c < 0x20 && c != '\n') || (c >= 0x7f && c < 0xa0) || kind_of(c) != SEEN)
			c = 0xfffd;
		size_t k = cn_utf8_write(c, out);
		if (k > CN_INVISIBLE_HIDDEN_BYTES_MAX - n)
			break;
		memcpy(p + n, out, k);
		n += k;
	}
	*ret = (cn_str){ p ? p : "", n };
	return CN_OK;
}

cn_code cn_media_invisible(cn_arena *a, cn_str text, cn_invisible *ret, cn_err *err)
{
	cn_invisible out = { .first = text.n };
	found f;
	size_t next[LEADS];
	f.out = &out;
	f.n = 0;
	for (size_t i = 0; i < LEADS; i++) {
		const char *c = text.n ? memchr(text.p, LEAD[i], text.n) : NULL;
		next[i] = c ? (size_t)(c - text.p) : text.n;
	}
	for (size_t at = 0; at < text.n;) {
		at = nearest(text, at, next);
		if (at < text.n)
			at = run(&f, text, at);
	}
	cn_str hidden;
	CN_TRY(spell(a, &f, &hidden, err));
	out.hidden = hidden;
	*ret = out;
	return CN_OK;
}
