/* Vorbis comments: the vendor's text, a count, texts "KEY=value"; all lengths little-endian of four bytes, all text UTF-8. */
#include "lab/media/format/audio.h"
#include "lab/media/format/charset.h"

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Names of fields compare without case (Vorbis I, 5.2.2). */
static bool same_name(cn_str a, cn_str b)
{
	if (a.n != b.n)
		return false;
	for (size_t i = 0; i < a.n; i++)
		if (lower(a.p[i]) != lower(b.p[i]))
			return false;
	return true;
}

/* A text and its length before it; false if it does not lie in the block. */
static bool take(cn_str block, size_t *at, cn_str *ret)
{
	if (block.n - *at < 4)
		return false;
	size_t n = cn_le32(block.p + *at);
	if (n > block.n - *at - 4)
		return false;
	*ret = cn_sub(block, *at + 4, n);
	*at += 4 + n;
	return true;
}

static cn_code put(cn_media_reader *r, cn_str comment, cn_media_range at)
{
	cn_str key, value;
	if (!cn_split(comment, '=', &key, &value))
		return CN_OK; /* says nothing */
	bool label = same_name(key, CN_S("AIGC"));
	CN_TRY(cn_media_utf8(r, CN_CHARSET_UTF8, key, CN_MEDIA_TAG_BYTES_MAX, &key));
	CN_TRY(cn_media_utf8(r, CN_CHARSET_UTF8, value, label ? SIZE_MAX : CN_MEDIA_TAG_BYTES_MAX, &value));
	return cn_media_put(r, label ? CN_PART_AIGC : CN_PART_TAG, "Vorbis comment", key, value, at);
}

cn_code cn_vorbis_read(cn_media_reader *r, cn_str block, cn_media_range where)
{
	size_t at = 0;
	cn_str s;
	if (!take(block, &at, &s) || block.n - at < 4)
		return cn_media_trouble(r, where.at, "a block of Vorbis comments is cut off");
	uint32_t count = cn_le32(block.p + at);
	at += 4;
	for (uint32_t i = 0; i < count; i++) {
		size_t from = at;
		if (!take(block, &at, &s))
			return cn_media_trouble(r, where.at, "a Vorbis comment is longer than its block");
		CN_TRY(cn_media_step(r));
		CN_TRY(put(r, s, where.size == block.n ? (cn_media_range){ where.at + from, at - from } : where));
	}
	return CN_OK;
}

size_t cn_vorbis_bytes(cn_str block)
{
	size_t at = 0;
	cn_str s;
	if (!take(block, &at, &s) || block.n - at < 4)
		return block.n;
	uint32_t count = cn_le32(block.p + at);
	at += 4;
	for (uint32_t i = 0; i < count; i++)
		if (!take(block, &at, &s))
			return block.n;
	return at;
}

/* ---- writing -------------------------------------------------------------------------------------------------------------- */

static const cn_media_edit *edit_of(const cn_media_writer *w, cn_str comment)
{
	cn_str key, value;
	if (!cn_split(comment, '=', &key, &value))
		return NULL;
	for (size_t i = 0; i < w->n_edit; i++) {
		const cn_media_edit *e = &w->edit[i];
		if ((e->kind == CN_PART_AIGC && same_name(key, CN_S("AIGC"))) || (e->kind == CN_PART_TAG && same_name(key, e->key)))
			return e;
	}
	return NULL;
}

static char *put_le32(char *p, size_t v)
{
	for (unsigned i = 0; i < 4; i++)
		p[i] = (char)(v >> 8 * i & 0xff);
	return p + 4;
}

static char *put_bytes(char *p, cn_str s)
{
	if (s.n > 0)
		memcpy(p, s.p, s.n);
	return p + s.n;
}

static cn_str key_of(const cn_media_edit *e)
{
	return e->kind == CN_PART_AIGC ? CN_S("AIGC") : e->key;
}

static bool adds(const cn_media_edit *e)
{
	return (e->kind == CN_PART_AIGC || e->kind == CN_PART_TAG) && e->bytes.p;
}

/* Printable ASCII without "=". */
static bool key_ok(cn_str key)
{
	for (size_t i = 0; i < key.n; i++)
		if (key.p[i] < 0x20 || key.p[i] > 0x7d || key.p[i] == '=')
			return false;
	return key.n > 0;
}

/* Bytes that the new comments take at most beyond the old block. */
static cn_code room_for(const cn_media_writer *w, size_t *room)
{
	for (size_t i = 0; i < w->n_edit; i++) {
		const cn_media_edit *e = &w->edit[i];
		if (!adds(e))
			continue;
		if (!key_ok(key_of(e)) || (e->kind == CN_PART_TAG && same_name(e->key, CN_S("AIGC"))))
			return CN_FAIL(w->err, CN_EINPUT, "a Vorbis comment cannot have this name");
		if (e->bytes.n > UINT32_MAX - 5 - key_of(e).n)
			return CN_FAIL(w->err, CN_ETOOBIG, "a text is too long for a Vorbis comment");
		*room += 5 + key_of(e).n + e->bytes.n;
	}
	return CN_OK;
}

cn_code cn_vorbis_write(cn_media_writer *w, cn_str block, cn_str *ret)
{
	size_t at = 0, room = block.n + 8;
	uint32_t count = 0, kept = 0;
	cn_str s = { "", 0 };
	CN_TRY(room_for(w, &room));
	char *out = CN_NEW(w->a, char, room), *p = out;
	if (!out)
		return cn_arena_fail(w->a, w->err);
	if (block.n > 0 && take(block, &at, &s)) {
		count = cn_le32(block.p + at);
		at += 4;
	}
	p = put_bytes(put_le32(p, s.n), s);
	char *where_count = p;
	p += 4;
	for (uint32_t i = 0; i < count && take(block, &at, &s); i++) {
		if (edit_of(w, s))
			continue;
		p = put_bytes(put_le32(p, s.n), s);
		kept++;
	}
	for (size_t i = 0; i < w->n_edit; i++) {
		const cn_media_edit *e = &w->edit[i];
		if (!adds(e))
			continue;
		p = put_le32(p, key_of(e).n + 1 + e->bytes.n);
		p = put_bytes(put_bytes(put_bytes(p, key_of(e)), CN_S("=")), e->bytes);
		kept++;
	}
	(void)put_le32(where_count, kept);
	*ret = (cn_str){ out, (size_t)(p - out) };
	return CN_OK;
}
