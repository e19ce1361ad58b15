/* Text fields of moov: QuickTime's texts in udta, keys with ilst (handler mdta), and the items of iTunes (handler mdir). */
#include "lab/media/format/bmff.h"

enum { TEXT_UTF8 = 1, TEXT_UTF16 = 2, TEXT_UTF8_SORT = 4, TEXT_UTF16_SORT = 5 };

/* Where the walk is: what holds the field that comes next. */
typedef struct place {
	cn_media_reader *r;
	cn_field_take *take;
	void *to;
	cn_box in[CN_HOLDERS];
	size_t n_in;
} place;

static place inside(const place *w, const cn_box *holder)
{
	place deeper = *w;
	deeper.in[deeper.n_in++] = *holder;
	return deeper;
}

bool cn_key_is_aigc(cn_str key)
{
	static const char name[] = "aigc";
	bool same = key.n == 4;
	for (size_t i = 0; i < 4 && same; i++)
		same = (key.p[i] | 0x20) == name[i];
	return same;
}

/* At most `most` bytes, and no half of a character. */
static cn_str shortened(cn_str s, size_t most)
{
	if (s.n <= most)
		return s;
	while (most > 0 && ((unsigned char)s.p[most] & 0xc0) == 0x80)
		most--;
	return cn_sub(s, 0, most);
}

static cn_code give(const place *w, const char *carrier, cn_str key, cn_str name, cn_str text, const cn_box *box)
{
	cn_field f = { .kind = cn_key_is_aigc(name) ? CN_PART_AIGC : CN_PART_TAG,
		       .carrier = carrier,
		       .key = key,
		       .text = text,
		       .box = *box,
		       .n_in = w->n_in };
	if (f.kind == CN_PART_TAG)
		f.text = shortened(text, CN_MEDIA_TAG_BYTES_MAX);
	memcpy(f.in, w->in, sizeof f.in);
	return w->take(w->to, &f);
}

/* ---- characters ------------------------------------------------------------------------------------------------------------- */

static size_t put_utf8(char *p, uint32_t c)
{
	if (c < 0x80) {
		p[0] = (char)c;
		return 1;
	}
	size_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
	for (size_t i = n - 1; i > 0; i--, c >>= 6)
		p[i] = (char)(0x80 | (c & 0x3f));
	p[0] = (char)(c | (n == 2 ? 0xc0u : n == 3 ? 0xe0u : 0xf0u));
	return n;
}

/* Big-endian UTF-16; what is no character becomes U+FFFD. */
static cn_code from_utf16(cn_media_reader *r, cn_str s, cn_str *ret)
{
	char *p = NULL;
	size_t n = 0;
	CN_TRY(cn_media_join(r, s.n / 2 * 3, &p));
	for (size_t at = 0; s.n - at >= 2; at += 2) {
		uint32_t c = cn_be16(s.p + at), low = s.n - at >= 4 ? cn_be16(s.p + at + 2) : 0;
		if (c >= 0xd800 && c < 0xdc00 && low >= 0xdc00 && low < 0xe000) {
			c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
			at += 2;
		} else if (c >= 0xd800 && c < 0xe000) {
			c = 0xfffd;
		}
		if (c != 0xfeff || at > 0)
			n += put_utf8(p + n, c);
	}
	*ret = (cn_str){ p, n };
	return CN_OK;
}

/* Mac OS Roman from 0x80 on: the bytes of QuickTime's texts and of the names of boxes. */
static const uint16_t MAC_ROMAN[128] = {
	0x00c4, 0x00c5, 0x00c7, 0x00c9, 0x00d1, 0x00d6, 0x00dc, 0x00e1, 0x00e0, 0x00e2, 0x00e4, 0x00e3, 0x00e5, 0x00e7, 0x00e9,
	0x00e8, 0x00ea, 0x00eb, 0x00ed, 0x00ec, 0x00ee, 0x00ef, 0x00f1, 0x00f3, 0x00f2, 0x00f4, 0x00f6, 0x00f5, 0x00fa, 0x00f9,
	0x00fb, 0x00fc, 0x2020, 0x00b0, 0x00a2, 0x00a3, 0x00a7, 0x2022, 0x00b6, 0x00df, 0x00ae, 0x00a9, 0x2122, 0x00b4, 0x00a8,
	0x2260, 0x00c6, 0x00d8, 0x221e, 0x00b1, 0x2264, 0x2265, 0x00a5, 0x00b5, 0x2202, 0x2211, 0x220f, 0x03c0, 0x222b, 0x00aa,
	0x00ba, 0x03a9, 0x00e6, 0x00f8, 0x00bf, 0x00a1, 0x00ac, 0x221a, 0x0192, 0x2248, 0x2206, 0x00ab, 0x00bb, 0x2026, 0x00a0,
	0x00c0, 0x00c3, 0x00d5, 0x0152, 0x0153, 0x2013, 0x2014, 0x201c, 0x201d, 0x2018, 0x2019, 0x00f7, 0x25ca, 0x00ff, 0x0178,
	0x2044, 0x20ac, 0x2039, 0x203a, 0xfb01, 0xfb02, 0x2021, 0x00b7, 0x201a, 0x201e, 0x2030, 0x00c2, 0x00ca, 0x00c1, 0x00cb,
	0x00c8, 0x00cd, 0x00ce, 0x00cf, 0x00cc, 0x00d3, 0x00d4, 0xf8ff, 0x00d2, 0x00da, 0x00db, 0x00d9, 0x0131, 0x02c6, 0x02dc,
	0x00af, 0x02d8, 0x02d9, 0x02da, 0x00b8, 0x02dd, 0x02db, 0x02c7,
};

/* A text of no named encoding: as it is where it is UTF-8, else Mac OS Roman. */
static cn_code from_bytes(cn_media_reader *r, cn_str s, cn_str *ret)
{
	*ret = s;
	if (cn_utf8_ok(s))
		return CN_OK;
	char *p = NULL;
	size_t n = 0;
	s = cn_sub(s, 0, CN_MEDIA_TAG_BYTES_MAX);
	CN_TRY(cn_media_join(r, 3 * s.n, &p));
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		n += put_utf8(p + n, c < 0x80 ? c : MAC_ROMAN[c - 0x80]);
	}
	*ret = (cn_str){ p, n };
	return CN_OK;
}

/* The text of a data box: type, locale, value. ret->p NULL: it is none. A label may be written as bytes of no type. */
static cn_code text_of(cn_media_reader *r, cn_str data, bool label, cn_str *ret)
{
	uint32_t type = data.n >= 8 ? cn_be32(data.p) : UINT32_MAX;
	cn_str value = cn_sub(data, 8, data.n);
	*ret = (cn_str){ 0 };
	if (type == TEXT_UTF8 || type == TEXT_UTF8_SORT || (type == 0 && label && cn_utf8_ok(value)))
		*ret = value;
	else if (type == TEXT_UTF16 || type == TEXT_UTF16_SORT)
		return from_utf16(r, value, ret);
	return CN_OK;
}

/* ---- ilst ------------------------------------------------------------------------------------------------------------------- */

typedef struct item {
	cn_str mean, name, data; /* .p NULL: it has none */
} item;

static cn_code item_of(cn_media_reader *r, const cn_box *box, item *ret)
{
	*ret = (item){ 0 };
	cn_boxes i = cn_boxes_in(r, box);
	while (cn_boxes_next(&i)) {
		cn_str body = cn_box_body(r->file, &i.box);
		if (cn_box_is(&i.box, "data") && !ret->data.p)
			ret->data = body;
		else if (cn_box_is(&i.box, "mean"))
			ret->mean = cn_sub(body, 4, body.n);
		else if (cn_box_is(&i.box, "name"))
			ret->name = cn_sub(body, 4, body.n);
	}
	return i.rc;
}

cn_code cn_keys_of(cn_media_reader *r, const cn_box *keys, cn_str **ret, size_t *ret_n)
{
	cn_str body = cn_box_body(r->file, keys);
	size_t n = body.n >= 8 ? cn_be32(body.p + 4) : 0, at = 8, k = 0;
	if (body.n < 8 || n > (body.n - 8) / 8) {
		*ret = NULL;
		*ret_n = 0;
		return cn_media_trouble(r, keys->at, "BMFF: a list of keys is cut off");
	}
	cn_str *key = CN_NEW(r->a, cn_str, n ? n : 1);
	if (!key)
		return cn_arena_fail(r->a, r->err);
	for (; k < n && body.n - at >= 8; k++) {
		size_t size = cn_be32(body.p + at);
		if (size < 8 || size > body.n - at)
			break;
		CN_TRY(cn_media_step(r));
		key[k] = cn_sub(body, at + 8, size - 8);
		at += size;
	}
	*ret = key;
	*ret_n = k;
	return k < n ? cn_media_trouble(r, keys->at, "BMFF: a list of keys is cut off") : CN_OK;
}

static cn_code keyed(const place *w, const cn_meta *m)
{
	cn_str *key = NULL;
	size_t n = 0;
	if (m->keys.size == 0)
		return CN_OK;
	CN_TRY(cn_keys_of(w->r, &m->keys, &key, &n));
	place in = inside(w, &m->ilst);
	cn_boxes i = cn_boxes_in(w->r, &m->ilst);
	while (cn_boxes_next(&i)) {
		uint32_t k = cn_be32(i.box.type);
		item t;
		cn_str text;
		CN_TRY(item_of(w->r, &i.box, &t));
		if (k == 0 || k > n)
			continue;
		CN_TRY(text_of(w->r, t.data, cn_key_is_aigc(key[k - 1]), &text));
		if (text.p)
			CN_TRY(give(&in, "keys", key[k - 1], key[k - 1], text, &i.box));
	}
	return i.rc;
}

/* "\xa9nam" as UTF-8: the first letter of Apple's own names is a copyright sign in one byte. */
static cn_code four_letters(cn_media_reader *r, const cn_box *b, cn_str *ret)
{
	return from_bytes(r, cn_sub(r->file, b->at + 4, 4), ret);
}

static cn_code itunes(const place *w, const cn_meta *m)
{
	place in = inside(w, &m->ilst);
	cn_boxes i = cn_boxes_in(w->r, &m->ilst);
	while (cn_boxes_next(&i)) {
		item t;
		cn_str text, key = { 0 };
		CN_TRY(item_of(w->r, &i.box, &t));
		CN_TRY(text_of(w->r, t.data, cn_key_is_aigc(t.name), &text));
		if (!text.p)
			continue;
		if (cn_box_is(&i.box, "----")) {
			char *p = NULL;
			CN_TRY(cn_media_join(w->r, t.mean.n + t.name.n + 6, &p));
			key = (cn_str){ p, t.mean.n + t.name.n + 6 };
			memcpy(p, "----:", 5);
			memcpy(p + 5, t.mean.n ? t.mean.p : "", t.mean.n);
			p[5 + t.mean.n] = ':';
			memcpy(p + 6 + t.mean.n, t.name.n ? t.name.p : "", t.name.n);
		} else {
			CN_TRY(four_letters(w->r, &i.box, &key));
		}
		CN_TRY(give(&in, "ilst", key, t.name, text, &i.box));
	}
	return i.rc;
}

static cn_code meta(const place *w, const cn_box *box)
{
	cn_meta m;
	CN_TRY(cn_meta_of(w->r, box, &m));
	if (m.ilst.size == 0)
		return CN_OK;
	place in = inside(w, box);
	return memcmp(m.handler, "mdir", 4) == 0 ? itunes(&in, &m) : keyed(&in, &m);
}

/* ---- udta ---------------------------------------------------------------------------------------------------------------------
 */

/* Each text of such a box has its length and language before it. Some programs write it bare, some as a data box. */
static cn_code quicktime_text(const place *w, const cn_box *box)
{
	cn_str body = cn_box_body(w->r->file, box), key, text;
	CN_TRY(four_letters(w->r, box, &key));
	if (body.n >= 16 && memcmp(body.p + 4, "data", 4) == 0) {
		CN_TRY(text_of(w->r, cn_sub(body, 8, body.n), false, &text));
		return text.p ? give(w, "udta", key, (cn_str){ 0 }, text, box) : CN_OK;
	}
	bool framed = body.n >= 4 && cn_be16(body.p) <= body.n - 4;
	for (size_t at = 0; framed && body.n - at >= 4;) {
		size_t n = cn_be16(body.p + at);
		if (n == 0 || n > body.n - at - 4)
			break;
		CN_TRY(cn_media_step(w->r));
		CN_TRY(from_bytes(w->r, cn_sub(body, at + 4, n), &text));
		CN_TRY(give(w, "udta", key, (cn_str){ 0 }, text, box));
		at += 4 + n;
	}
	if (framed || body.n == 0)
		return CN_OK;
	CN_TRY(from_bytes(w->r, body, &text));
	return give(w, "udta", key, (cn_str){ 0 }, text, box);
}

static cn_code user_data(const place *w, const cn_box *udta)
{
	place in = inside(w, udta);
	cn_boxes i = cn_boxes_in(w->r, udta);
	while (cn_boxes_next(&i)) {
		if (cn_box_is(&i.box, "meta")) {
			CN_TRY(meta(&in, &i.box));
		} else if (i.box.type[0] == '\xa9') {
			CN_TRY(quicktime_text(&in, &i.box));
		} else if (cn_box_is(&i.box, "XMP_")) {
			cn_field f = { .kind = CN_PART_XMP,
				       .carrier = "XMP_",
				       .text = cn_box_body(w->r->file, &i.box),
				       .box = i.box,
				       .n_in = in.n_in };
			memcpy(f.in, in.in, sizeof f.in);
			CN_TRY(in.take(in.to, &f));
		}
	}
	return i.rc;
}

cn_code cn_fields_of(cn_media_reader *r, const cn_box *moov, cn_field_take *take, void *to)
{
	place top = { .r = r, .take = take, .to = to };
	place in = inside(&top, moov);
	cn_boxes i = cn_boxes_in(r, moov);
	while (cn_boxes_next(&i)) {
		if (cn_box_is(&i.box, "udta"))
			CN_TRY(user_data(&in, &i.box));
		else if (cn_box_is(&i.box, "meta"))
			CN_TRY(meta(&in, &i.box));
	}
	return i.rc;
}
