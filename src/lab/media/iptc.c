/* IPTC Information Interchange Model: datasets of a record and a number. It has no place for digitalSourceType, which XMP alone
 * carries; what is looked for is who and what made the picture, and words that say AI. */
#include "lab/media/format/charset.h"
#include "lab/media/iptc.h"
#include "lab/media/layer.h"

enum { MARKER = 0x1c, HEAD_BYTES = 5, LONG = 0x8000, LENGTH_BYTES_MAX = 4 };

/* The length field: two bytes, or as many as its low bits say. False: it is cut off, or longer than any file. */
static bool length_of(cn_str s, size_t *at, size_t *ret)
{
	size_t n = cn_be16(s.p + *at);
	*at += 2;
	if (!(n & LONG)) {
		*ret = n;
		return true;
	}
	size_t bytes = n & (LONG - 1);
	if (bytes == 0 || bytes > LENGTH_BYTES_MAX || bytes > s.n - *at)
		return false;
	for (n = 0; bytes > 0; bytes--)
		n = n << 8 | (unsigned char)s.p[(*at)++];
	*ret = n;
	return true;
}

cn_code cn_iptc_read(cn_arena *a, cn_str s, cn_iptc *ret, cn_err *err)
{
	cn_iptc out = { 0 };
	size_t at = 0;
	out.field = CN_NEW(a, cn_iptc_field, CN_IPTC_FIELDS_MAX);
	if (!out.field)
		return cn_arena_fail(a, err);
	while (at < s.n && s.p[at] == MARKER) {
		size_t head = at, size;
		if (s.n - at < HEAD_BYTES)
			return CN_FAIL(err, CN_EINPUT, "byte %zu: a dataset is cut off", head);
		cn_iptc_field f = { .record = (unsigned char)s.p[at + 1], .number = (unsigned char)s.p[at + 2] };
		at += 3;
		if (!length_of(s, &at, &size) || size > s.n - at)
			return CN_FAIL(err, CN_EINPUT, "byte %zu: a dataset that is longer than what is left", head);
		f.value = cn_sub(s, at, size);
		at += size;
		if (out.n == CN_IPTC_FIELDS_MAX)
			return CN_FAIL(err, CN_ETOOBIG, "more than %d datasets", CN_IPTC_FIELDS_MAX);
		if (f.record == 1 && f.number == 90)
			out.utf8 = cn_eqz(f.value, "\x1b%G");
		out.field[out.n++] = f;
	}
	for (size_t i = at; i < s.n; i++) /* padding to an even length, or more of it */
		if (s.p[i] != 0)
			return CN_FAIL(err, CN_EINPUT, "byte %zu: a dataset is wanted", i);
	*ret = out;
	return CN_OK;
}

/* ---- as a layer ---------------------------------------------------------------------------------------------------------- */

static const struct {
	unsigned char number;
	bool always; /* shown whatever it says */
	const char *name;
} FIELDS[] = {
	{ 25, false, "2:25 Keywords" },
	{ 40, false, "2:40 Special Instructions" },
	{ 65, true, "2:65 Originating Program" },
	{ 70, true, "2:70 Program Version" },
	{ 80, true, "2:80 By-line" },
	{ 105, false, "2:105 Headline" },
	{ 110, true, "2:110 Credit" },
	{ 115, true, "2:115 Source" },
	{ 116, true, "2:116 Copyright Notice" },
	{ 120, false, "2:120 Caption" },
	{ 122, true, "2:122 Writer" },
};

/* Texts that are no UTF-8 are read as ISO 8859-1, as most programs do where 1:90 names no character set. */
static cn_str as_utf8(cn_layer_draft *d, cn_str s, bool *latin)
{
	if (cn_utf8_ok(s))
		return s;
	s = cn_sub(s, 0, CN_LAYER_VALUE_BYTES_MAX);
	char *p = CN_NEW(d->a, char, 2 * s.n);
	size_t n = 0;
	for (size_t i = 0; p && i < s.n; i++)
		n += cn_utf8_write((unsigned char)s.p[i], p + n);
	*latin = true;
	return (cn_str){ p, n };
}

void cn_layer_of_iptc(cn_layer_draft *d, cn_str iim)
{
	cn_iptc x;
	cn_err why = { 0 };
	bool latin = false;
	if (cn_iptc_read(d->a, iim, &x, &why) != CN_OK) {
		d->unread = true;
		cn_layer_remark(d, CN_LAYER_TEXT(d->a, "it cannot be read: %s", why.msg), "无法读取该 IPTC 数据");
		return;
	}
	for (size_t i = 0; i < x.n; i++)
		for (size_t k = 0; k < sizeof FIELDS / sizeof *FIELDS && x.field[i].record == 2; k++)
			if (x.field[i].number == FIELDS[k].number)
				cn_layer_words(d, FIELDS[k].name, as_utf8(d, x.field[i].value, &latin), FIELDS[k].always);
	if (latin)
		cn_layer_remark(
		    d, x.utf8 ? "it says UTF-8 but is not; read as ISO 8859-1" : "it names no character set; read as ISO 8859-1",
		    x.utf8 ? "声明为 UTF-8 但并不是，按 ISO 8859-1 读取" : "未声明字符集，按 ISO 8859-1 读取");
}
