/* Tags of ID3v2 written anew: the frames that stay as they are, the new ones after them, the store last, then the old padding. */
#include "lab/media/format/charset.h"
#include "lab/media/format/id3.h"

enum { HEAD = 10, UNSYNC_OF_FRAME = 0x02, TAG_BYTES_MAX = (1 << 28) - 1, FRAME_2_2_BYTES_MAX = (1 << 24) - 1, NEW_PIECES = 8 };

typedef struct tag {
	cn_media_writer *w;
	unsigned version;
	cn_str *piece; /* frames, whole or as header and data */
	size_t n, bytes;
	size_t store; /* the piece that is the store; SIZE_MAX: none */
} tag;

static void add(tag *o, cn_str s)
{
	o->piece[o->n++] = s;
	o->bytes += s.n;
}

static void put_be(char *p, size_t v, size_t n, unsigned bits)
{
	for (size_t i = n; i-- > 0; v >>= bits)
		p[i] = (char)(v & ((1u << bits) - 1));
}

/* A frame's header. 2.2 has names of three letters, which are the first three of the same frame's name for those that are written
 * here. */
static cn_code add_head(tag *o, cn_str id, size_t size, const unsigned char flag[2])
{
	size_t n = o->version == 2 ? 6 : HEAD;
	char *p = CN_NEW(o->w->a, char, n);
	if (!p)
		return cn_arena_fail(o->w->a, o->w->err);
	if (size > (o->version == 2 ? FRAME_2_2_BYTES_MAX : TAG_BYTES_MAX))
		return CN_FAIL(o->w->err, CN_ETOOBIG, "a label of %zu bytes is too long for a frame of ID3v2.%u", size, o->version);
	memcpy(p, id.p, o->version == 2 ? 3 : 4);
	if (o->version == 2) {
		put_be(p + 3, size, 3, 8);
	} else {
		put_be(p + 4, size, 4, o->version == 3 ? 8 : 7);
		p[8] = (char)flag[0];
		p[9] = (char)flag[1];
	}
	add(o, (cn_str){ p, n });
	return CN_OK;
}

static cn_code new_frame(tag *o, const char *id, cn_str front, cn_str data, bool store)
{
	static const unsigned char NONE[2] = { 0, 0 };
	size_t size;
	if (!cn_add(front.n, data.n, &size))
		size = SIZE_MAX;
	CN_TRY(add_head(o, cn_str_z(id), size, NONE));
	add(o, front);
	if (store)
		o->store = o->n;
	add(o, data);
	return CN_OK;
}

static bool ascii(cn_str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] >= 0x80)
			return false;
	return true;
}

/* UTF-16 with its mark, little-endian. */
static size_t wide(cn_str s, char *out)
{
	size_t n = 2, k;
	memcpy(out, "\xff\xfe", 2);
	for (size_t i = 0; i < s.n; i += k) {
		uint32_t cp, unit[2];
		k = cn_utf8_at(s, i, &cp);
		unit[0] = cp < 0x10000 ? cp : 0xd7c0 + (cp >> 10);
		unit[1] = 0xdc00 + (cp & 0x3ff);
		for (size_t u = 0; u < (cp < 0x10000 ? 1u : 2u); u++) {
			out[n++] = (char)(unit[u] & 0xff);
			out[n++] = (char)(unit[u] >> 8);
		}
	}
	return n;
}

/* A text, after a description and its end where there is one: UTF-8 since 2.4, before that Latin-1 where it is plain, else UTF-16.
 */
static cn_code text_frame(tag *o, const char *id, const cn_str *description, cn_str text)
{
	cn_str about = description ? *description : (cn_str){ "", 0 };
	char *p = NULL;
	if (about.n <= TAG_BYTES_MAX && text.n <= TAG_BYTES_MAX)
		p = CN_NEW(o->w->a, char, 8 + 2 * about.n + 2 * text.n);
	if (!p)
		return about.n + text.n > TAG_BYTES_MAX ? CN_FAIL(o->w->err, CN_ETOOBIG, "a text is too long for a frame of ID3")
							: cn_arena_fail(o->w->a, o->w->err);
	bool utf16 = o->version < 4 && !(ascii(about) && ascii(text));
	size_t n = 0;
	p[n++] = (char)(o->version == 4 ? 3 : utf16 ? 1 : 0);
	if (utf16) {
		if (description) {
			n += wide(about, p + n);
			p[n++] = 0;
			p[n++] = 0;
		}
		n += wide(text, p + n);
		return new_frame(o, id, (cn_str){ p, n }, (cn_str){ "", 0 }, false);
	}
	if (description) {
		memcpy(p + n, about.p, about.n);
		n += about.n;
		p[n++] = 0;
	}
	return new_frame(o, id, (cn_str){ p, n }, text, false);
}

static cn_code new_tag(tag *o, const cn_media_edit *e)
{
	bool own = cn_starts(e->key, "T") && e->key.n == (o->version == 2 ? 3 : 4) && !cn_starts(e->key, "TXX");
	for (size_t i = 0; i < e->key.n; i++)
		own = own && ((e->key.p[i] >= 'A' && e->key.p[i] <= 'Z') || (e->key.p[i] >= '0' && e->key.p[i] <= '9'));
	if (memchr(e->key.p, 0, e->key.n) || cn_eqz(e->key, "AIGC"))
		return CN_FAIL(o->w->err, CN_EINPUT, "a field of ID3 cannot have this name");
	char id[5] = { 0 };
	memcpy(id, own ? e->key.p : "TXXX", own ? e->key.n : 4);
	return text_frame(o, id, own ? NULL : &e->key, e->bytes);
}

static cn_code new_frames(tag *o, unsigned kinds)
{
	static const cn_str AIGC = { "AIGC", 4 };
	const cn_media_edit *e;
	for (size_t i = 0; i < o->w->n_edit; i++)
		if (o->w->edit[i].kind == CN_PART_TAG && (kinds & 1u << CN_PART_TAG) && o->w->edit[i].bytes.p)
			CN_TRY(new_tag(o, &o->w->edit[i]));
	if ((kinds & 1u << CN_PART_AIGC) && (e = cn_media_edit_of(o->w, CN_PART_AIGC, AIGC)) && e->bytes.p)
		CN_TRY(text_frame(o, "TXXX", &AIGC, e->bytes));
	if ((kinds & 1u << CN_PART_XMP) && (e = cn_media_edit_of(o->w, CN_PART_XMP, (cn_str){ "", 0 })) && e->bytes.p) {
		if (o->version == 2)
			return CN_FAIL(o->w->err, CN_EUNSUPPORTED, "a tag of ID3v2.2 has no place for a label of kind \"xmp\"");
		CN_TRY(new_frame(o, "PRIV", (cn_str){ "XMP", 4 }, e->bytes, false));
	}
	if ((kinds & 1u << CN_PART_C2PA) && (e = cn_media_edit_of(o->w, CN_PART_C2PA, (cn_str){ "", 0 })) && e->bytes.p)
		CN_TRY(new_frame(o, "GEOB", CN_S("\0application/c2pa\0c2pa\0c2pa manifest store\0"), e->bytes, true));
	return CN_OK;
}

/* Does an edit take this frame out? *part is the first part that may stand in it. */
static bool goes(const cn_media_writer *w, const cn_id3_frame *f, size_t *part)
{
	while (*part < w->read->n_part && w->read->part[*part].range[0].at < f->at.at)
		++*part;
	if (*part == w->read->n_part)
		return false;
	const cn_media_part *p = &w->read->part[*part];
	return p->range[0].at - f->at.at < f->at.size && cn_media_edit_of(w, p->kind, p->key) != NULL;
}

/* As it is; from a tag with zeros after ff without them, since the new tag has none. */
static cn_code old_frame(tag *o, const cn_id3 *t, const cn_id3_frame *f)
{
	if (!t->unsync) {
		add(o, cn_sub(o->w->file, f->at.at, f->at.size));
		return CN_OK;
	}
	cn_media_reader r = { .a = o->w->a, .file = o->w->file, .err = o->w->err };
	cn_id3_frame whole = *f;
	cn_str data;
	whole.data = (cn_media_range){ f->body, f->at.at + f->at.size - f->body };
	CN_TRY(cn_id3_data(&r, &whole, &data));
	unsigned char flag[2] = { f->flag[0], f->flag[1] };
	if (o->version == 4)
		flag[1] &= (unsigned char)~UNSYNC_OF_FRAME;
	CN_TRY(add_head(o, f->id, data.n, flag));
	add(o, data);
	return CN_OK;
}

static cn_code old_frames(tag *o, cn_id3 t, size_t *part, cn_str *padding)
{
	cn_id3_frame f;
	cn_id3 count = t;
	size_t n = NEW_PIECES + 3 * o->w->n_edit;
	while (cn_id3_next(&count, &f) == CN_ID3_FRAME)
		n += 2;
	o->piece = CN_NEW(o->w->a, cn_str, n);
	if (!o->piece)
		return cn_arena_fail(o->w->a, o->w->err);
	while (cn_id3_next(&t, &f) == CN_ID3_FRAME)
		if (!goes(o->w, &f, part))
			CN_TRY(old_frame(o, &t, &f));
	*padding = t.next < t.frames_end ? cn_sub(o->w->file, t.next, t.frames_end - t.next) : (cn_str){ "", 0 };
	return CN_OK;
}

static cn_code put_tag(tag *o, cn_str padding)
{
	if (o->n == 0)
		return CN_OK;
	char *h = CN_NEW(o->w->a, char, HEAD);
	if (!h)
		return cn_arena_fail(o->w->a, o->w->err);
	if (o->bytes + padding.n > TAG_BYTES_MAX)
		return CN_FAIL(o->w->err, CN_ETOOBIG, "a tag of ID3 holds at most %d bytes", TAG_BYTES_MAX);
	memcpy(h, "ID3", 3);
	h[3] = (char)o->version;
	put_be(h + 6, o->bytes + padding.n, 4, 7);
	CN_TRY(cn_media_piece(o->w, (cn_str){ h, HEAD }));
	for (size_t i = 0; i < o->n; i++) {
		if (i == o->store)
			CN_TRY(cn_media_store_here(o->w, o->piece[i].n));
		CN_TRY(cn_media_piece(o->w, o->piece[i]));
	}
	return cn_media_piece(o->w, padding);
}

cn_code cn_id3_write(cn_media_writer *w, unsigned kinds, size_t *ret_end)
{
	size_t at = 0, part = 0;
	cn_id3 t;
	bool first = true;
	while (cn_id3_open(w->file, at, &t) || first) {
		bool there = cn_id3_open(w->file, at, &t);
		tag o = { .w = w, .version = there ? t.version : 4, .store = SIZE_MAX };
		cn_str padding = { "", 0 };
		if (!there)
			t = (cn_id3){ .file = w->file };
		CN_TRY(old_frames(&o, t, &part, &padding));
		if (first)
			CN_TRY(new_frames(&o, kinds));
		CN_TRY(put_tag(&o, padding));
		at = there ? t.end : at;
		first = false;
	}
	*ret_end = at;
	return CN_OK;
}
