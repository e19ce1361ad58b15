/* ASCII is passed over eight bytes at a time; of the rest only those characters are decoded whose first two bytes can begin one
 * that counts. */
#include "lab/media/invisible.h"

#include "lab/media/format/charset.h"

enum { FLAG_TAGS_MAX = 16 };

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

/* Can these two bytes begin a character that counts? */
static bool may_begin(unsigned char a, unsigned char b)
{
	switch (a) {
	case 0xc2:
		return b == 0xad;
	case 0xcd:
		return b == 0x8f;
	case 0xd8:
		return b == 0x9c;
	case 0xe1:
		return b == 0x85 || b == 0x9e || b == 0xa0;
	case 0xe2:
		return b == 0x80 || b == 0x81;
	case 0xe3:
		return b == 0x85;
	case 0xef:
		return b == 0xb8 || b == 0xbb || b == 0xbe;
	case 0xf3:
		return b == 0xa0;
	default:
		return false;
	}
}

/* The nearest byte at or behind `at` that may begin one; the length of the text if there is none. */
static size_t nearest(cn_str s, size_t at)
{
	const unsigned char *u = (const unsigned char *)s.p;
	while (s.n - at >= 2) {
		uint64_t eight;
		if (s.n - at >= sizeof eight) {
			memcpy(&eight, u + at, sizeof eight);
			if ((eight & 0x8080808080808080u) == 0) {
				at += sizeof eight;
				continue;
			}
		}
		if (u[at] >= 0xc2 && may_begin(u[at], u[at + 1]))
			return at;
		at++;
	}
	return s.n;
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
	f.out = &out;
	f.n = 0;
	for (size_t at = 0; at < text.n;) {
		at = nearest(text, at);
		if (at < text.n)
			at = run(&f, text, at);
	}
	cn_str hidden;
	CN_TRY(spell(a, &f, &hidden, err));
	out.hidden = hidden;
	*ret = out;
	return CN_OK;
}
