/* The few fields of EXIF that say who or what made a picture. */
#include "lab/media/exif.h"
#include "lab/media/format/charset.h"
#include "lab/media/layer.h"

enum {
	ENTRY_BYTES = 12,
	TEXT_BYTES_MAX = 1 << 16,
	TYPE_ASCII = 2,
	TYPE_SHORT = 3,
	TYPE_LONG = 4,
	TYPE_UNDEFINED = 7,
	TYPE_UTF8 = 129,
	TAG_ORIENTATION = 0x0112,
	TAG_EXIF_IFD = 0x8769
};

typedef struct exif_reader {
	cn_arena *a;
	cn_str s;
	bool big; /* big-endian */
	cn_exif out;
	size_t exif_ifd; /* 0: none */
} exif_reader;

static uint16_t u16(const exif_reader *r, size_t at)
{
	return r->big ? cn_be16(r->s.p + at) : cn_le16(r->s.p + at);
}

static uint32_t u32(const exif_reader *r, size_t at)
{
	return r->big ? cn_be32(r->s.p + at) : cn_le32(r->s.p + at);
}

/* ---- UserComment -------------------------------------------------------------------------------------------------------- */

/* Which byte order a text of UTF-16 is in: its mark, else the file's, unless most characters would be Latin in the other one (some
 * writers ignore the order of the file). */
static bool utf16_big(cn_str s, bool own)
{
	size_t latin[2] = { 0, 0 };
	if (s.n >= 2 && (memcmp(s.p, "\xfe\xff", 2) == 0 || memcmp(s.p, "\xff\xfe", 2) == 0))
		return (unsigned char)s.p[0] == 0xfe;
	for (size_t i = 0; i + 1 < s.n; i += 2) {
		latin[1] += s.p[i] == 0 && s.p[i + 1] != 0;
		latin[0] += s.p[i + 1] == 0 && s.p[i] != 0;
	}
	return latin[!own] > latin[own] && latin[!own] > s.n / 4 ? !own : own;
}

static uint32_t unit(cn_str s, size_t i, bool big)
{
	return s.n - i < 2 ? 0 : big ? cn_be16(s.p + i) : cn_le16(s.p + i);
}

static cn_str from_utf16(exif_reader *r, cn_str s)
{
	bool big = utf16_big(s, r->big);
	char *p = CN_NEW(r->a, char, s.n / 2 * 3 + 1);
	size_t n = 0;
	for (size_t i = 0; p && s.n - i >= 2; i += 2) {
		uint32_t c = unit(s, i, big), low = unit(s, i + 2, big);
		if (c >= 0xd800 && c < 0xdc00 && low >= 0xdc00 && low < 0xe000) {
			c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
			i += 2;
		}
		if (c != 0 && c != 0xfeff)
			n += cn_utf8_write(c >= 0xd800 && c < 0xe000 ? 0xfffd : c, p + n);
	}
	return (cn_str){ p, p ? n : 0 };
}

static cn_str comment_of(exif_reader *r, cn_str s)
{
	enum { CODE_BYTES = 8 };
	if (s.n < CODE_BYTES)
		return (cn_str){ 0 };
	cn_str text = cn_sub(s, CODE_BYTES, s.n);
	if (memcmp(s.p, "UNICODE", CODE_BYTES) == 0)
		return from_utf16(r, text);
	return text; /* ASCII, none named, or JIS, which is shown as far as it can be */
}

/* ---- directories ---------------------------------------------------------------------------------------------------------- */

static cn_str ended(cn_str s)
{
	while (s.n > 0 && (s.p[s.n - 1] == 0 || s.p[s.n - 1] == ' '))
		s.n--;
	return s;
}

static cn_str *slot(cn_exif *e, unsigned tag)
{
	switch (tag) {
	case 0x010e:
		return &e->description;
	case 0x010f:
		return &e->make;
	case 0x0110:
		return &e->model;
	case 0x0131:
		return &e->software;
	case 0x013b:
		return &e->artist;
	case 0x8298:
		return &e->copyright;
	case 0x9003:
		return &e->taken;
	case 0x9286:
		return &e->comment;
	case 0xa43b:
		return &e->editing_software;
	default:
		return NULL;
	}
}

static void turned(exif_reader *r, unsigned tag, unsigned type, size_t at)
{
	if (tag == TAG_ORIENTATION && type == TYPE_SHORT && r->out.orientation == 0 && u16(r, at) <= 8)
		r->out.orientation = u16(r, at);
}

static void entry(exif_reader *r, size_t at)
{
	unsigned tag = u16(r, at), type = u16(r, at + 2);
	size_t count = u32(r, at + 4), from = at + 8;
	cn_str *to = slot(&r->out, tag);
	if (tag == TAG_EXIF_IFD && (type == TYPE_LONG || type == 13) && count == 1)
		r->exif_ifd = u32(r, from);
	turned(r, tag, type, from);
	if (!to || to->n > 0 || (type != TYPE_ASCII && type != TYPE_UNDEFINED && type != TYPE_UTF8))
		return;
	if (count > 4) {
		from = u32(r, from);
		if (from > r->s.n || count > r->s.n - from) {
			r->out.broken = true;
			return;
		}
	}
	cn_str v = cn_sub(r->s, from, count < TEXT_BYTES_MAX ? count : TEXT_BYTES_MAX);
	*to = ended(tag == 0x9286 ? comment_of(r, v) : v);
}

static void directory(exif_reader *r, size_t at)
{
	if (at > r->s.n || r->s.n - at < 2) {
		r->out.broken = true;
		return;
	}
	size_t n = u16(r, at);
	at += 2;
	if (n * ENTRY_BYTES > r->s.n - at) {
		r->out.broken = true;
		n = (r->s.n - at) / ENTRY_BYTES;
	}
	for (size_t i = 0; i < n; i++)
		entry(r, at + i * ENTRY_BYTES);
}

cn_code cn_exif_read(cn_arena *a, cn_str tiff, cn_exif *ret, cn_err *err)
{
	exif_reader r = { .a = a, .s = tiff };
	if (tiff.n < 8 || (memcmp(tiff.p, "II", 2) != 0 && memcmp(tiff.p, "MM", 2) != 0))
		return CN_FAIL(err, CN_EINPUT, "it does not begin as TIFF does");
	r.big = tiff.p[0] == 'M';
	if (u16(&r, 2) == 43)
		return CN_FAIL(err, CN_EUNSUPPORTED, "it is BigTIFF");
	if (u16(&r, 2) != 42)
		return CN_FAIL(err, CN_EINPUT, "it does not begin as TIFF does");
	size_t first = u32(&r, 4);
	directory(&r, first);
	if (r.exif_ifd > 0 && r.exif_ifd != first)
		directory(&r, r.exif_ifd);
	if (!cn_arena_ok(a))
		return cn_arena_fail(a, err);
	*ret = r.out;
	return CN_OK;
}

/* ---- as a layer ---------------------------------------------------------------------------------------------------------- */

void cn_layer_of_exif(cn_layer_draft *d, cn_str tiff)
{
	cn_exif e;
	cn_err why = { 0 };
	if (cn_exif_read(d->a, tiff, &e, &why) != CN_OK) {
		d->unread = true;
		cn_layer_remark(d, CN_LAYER_TEXT(d->a, "it cannot be read: %s", why.msg), "无法读取该 EXIF");
		return;
	}
	const struct {
		const char *name;
		cn_str value;
		bool always;
	} FIELD[] = { { "Make", e.make, true },
		      { "Model", e.model, true },
		      { "Software", e.software, true },
		      { "ImageEditingSoftware", e.editing_software, true },
		      { "Artist", e.artist, true },
		      { "Copyright", e.copyright, true },
		      { "DateTimeOriginal", e.taken, true },
		      { "ImageDescription", e.description, false } };
	for (size_t i = 0; i < sizeof FIELD / sizeof *FIELD; i++)
		if (FIELD[i].value.n > 0)
			cn_layer_words(d, FIELD[i].name, FIELD[i].value, FIELD[i].always);
	d->camera = e.make.n > 0 && e.model.n > 0;
	cn_str comment = cn_trim(e.comment);
	if (cn_starts(comment, "{") && cn_contains(comment, CN_S("ContentProducer"))) {
		d->aigc_text = comment;
		cn_layer_remark(d, "UserComment has an AIGC label, which belongs into XMP",
				"UserComment 中有 AIGC 标识，应写入 XMP");
	} else {
		cn_layer_settings(d, "UserComment", comment);
	}
	if (e.broken)
		cn_layer_remark(d, "an entry lies outside the block", "有条目位于数据块之外");
}
