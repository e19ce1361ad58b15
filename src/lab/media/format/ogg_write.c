/* Ogg written: packets of comments anew, laid on pages again; the pages after them keep their bytes unless their numbers move; the
 * store as a stream of its own behind the first pages. */
#include "lab/media/format/audio.h"
#include "lab/media/format/ogg.h"

enum { LACES_MAX = 255, HEADERS_MAX = 3, STORE_SERIAL = 0x43325041 /* "C2PA"; the next free one */ };

typedef struct stream {
	uint32_t serial;
	const cn_ogg_codec *codec;
	bool removed;		   /* the old store */
	bool laid;		   /* its headers are written */
	unsigned packets;	   /* that ended so far */
	cn_slices got;		   /* of the headers after the first */
	size_t end[HEADERS_MAX];   /* of each of them in `got` */
	uint32_t number;	   /* of the first page of these */
	uint32_t old_pages, shift; /* pages that the headers took; what is added to numbers after them */
} stream;

typedef struct walk {
	cn_media_writer *w;
	stream *s;
	size_t n;
	bool edits_comments, edits_store, store_laid;
	uint32_t table[256];
} walk;

/* CRC-32 of the polynomial 0x04c11db7, the highest bit first, from zero. */
static void crc_init(uint32_t table[256])
{
	for (uint32_t i = 0; i < 256; i++) {
		uint32_t x = i << 24;
		for (unsigned k = 0; k < 8; k++)
			x = x << 1 ^ (x >> 31 ? 0x04c11db7u : 0);
		table[i] = x;
	}
}

static uint32_t crc(const walk *k, uint32_t x, cn_str s)
{
	for (size_t i = 0; i < s.n; i++)
		x = x << 8 ^ k->table[(x >> 24 ^ (unsigned char)s.p[i]) & 0xff];
	return x;
}

static void put_le32(char *p, uint32_t v)
{
	for (unsigned i = 0; i < 4; i++)
		p[i] = (char)(v >> 8 * i & 0xff);
}

/* ---- packets onto pages ------------------------------------------------------------------------------------------------- */

typedef struct layer {
	walk *k;
	uint32_t serial, number;
	unsigned flags;	    /* of the first page */
	unsigned last_flag; /* of the last one */
	bool goes_on;	    /* the page goes on with a packet */
	bool ended;	    /* a packet ended on the page */
	bool is_store;
	char *head;
	unsigned n_lace;
	cn_slices body;
} layer;

static cn_code page_out(layer *l, bool last)
{
	cn_media_writer *w = l->k->w;
	char *h = l->head;
	if (l->n_lace == 0)
		return CN_OK;
	memcpy(h, "OggS", 5);
	h[5] = (char)(l->flags | (l->goes_on ? CN_OGG_CONTINUED : 0u) | (last ? l->last_flag : 0u));
	memset(h + 6, l->ended ? 0 : 0xff, 8);
	put_le32(h + 14, l->serial);
	put_le32(h + 18, l->number++);
	h[26] = (char)l->n_lace;
	cn_str head = { h, CN_OGG_HEAD + l->n_lace };
	uint32_t x = crc(l->k, 0, head);
	for (size_t i = 0; i < l->body.n; i++)
		x = crc(l->k, x, l->body.slice[i]);
	put_le32(h + 22, x);
	if (l->is_store)
		CN_TRY(cn_media_store_here(w, head.n + l->body.bytes));
	CN_TRY(cn_media_piece(w, head));
	for (size_t i = 0; i < l->body.n; i++)
		CN_TRY(cn_media_piece(w, l->body.slice[i]));
	l->flags = 0;
	l->n_lace = 0;
	l->ended = false;
	l->body = (cn_slices){ 0 };
	return CN_OK;
}

static cn_code packet_out(layer *l, cn_str s, bool last)
{
	bool done = false;
	for (size_t at = 0; !done;) {
		if (l->n_lace == LACES_MAX)
			CN_TRY(page_out(l, false));
		if (l->n_lace == 0) {
			l->goes_on = at > 0;
			l->head = CN_NEW(l->k->w->a, char, CN_OGG_HEAD + LACES_MAX);
			if (!l->head)
				return cn_arena_fail(l->k->w->a, l->k->w->err);
		}
		size_t from = at;
		while (l->n_lace < LACES_MAX && !done) {
			size_t n = s.n - at < 255 ? s.n - at : 255;
			l->head[CN_OGG_HEAD + l->n_lace++] = (char)n;
			at += n;
			done = n < 255;
		}
		CN_TRY(cn_slices_add(l->k->w->a, &l->body, cn_sub(s, from, at - from), l->k->w->err));
	}
	l->ended = true;
	return last ? page_out(l, true) : CN_OK;
}

/* ---- streams -------------------------------------------------------------------------------------------------------------- */

static stream *stream_of(walk *k, uint32_t serial)
{
	for (size_t i = k->n; i-- > 0;)
		if (k->s[i].serial == serial)
			return &k->s[i];
	return NULL;
}

static cn_code new_comments(walk *k, const stream *s, cn_str packet, cn_str *ret)
{
	cn_str mark = s->codec->comments, block = cn_sub(packet, mark.n, packet.n), fresh;
	cn_str rest = cn_sub(block, cn_vorbis_bytes(block), block.n); /* Vorbis: a bit that is one; Opus: padding */
	CN_TRY(cn_vorbis_write(k->w, block, &fresh));
	char *p = CN_NEW(k->w->a, char, mark.n + fresh.n + rest.n + 1);
	if (!p)
		return cn_arena_fail(k->w->a, k->w->err);
	if (mark.n > 0)
		memcpy(p, mark.p, mark.n);
	memcpy(p + mark.n, fresh.p, fresh.n);
	if (rest.n > 0)
		memcpy(p + mark.n + fresh.n, rest.p, rest.n);
	*ret = (cn_str){ p, mark.n + fresh.n + rest.n };
	return CN_OK;
}

static cn_code lay_headers(walk *k, stream *s)
{
	cn_media_reader r = { .a = k->w->a, .file = k->w->file, .err = k->w->err };
	layer l = { .k = k, .serial = s->serial, .number = s->number };
	cn_str all, packet;
	unsigned n = s->codec->headers - 1;
	CN_TRY(cn_slices_joined(&r, &s->got, &all));
	for (unsigned i = 0; i < n; i++) {
		size_t from = i ? s->end[i - 1] : 0;
		packet = cn_sub(all, from, s->end[i] - from);
		if (i == 0)
			CN_TRY(new_comments(k, s, packet, &packet));
		CN_TRY(packet_out(&l, packet, i + 1 == n));
	}
	s->laid = true;
	s->shift = l.number - s->number - s->old_pages;
	return CN_OK;
}

/* A page of headers after the first: nothing is written before the last of them ends. */
static cn_code header_page(walk *k, stream *s, const cn_ogg_page *p)
{
	unsigned wanted = s->codec->headers;
	if (s->old_pages++ == 0)
		s->number = p->number;
	CN_TRY(cn_slices_add(k->w->a, &s->got, p->body, k->w->err));
	size_t at = s->got.bytes - p->body.n;
	for (unsigned i = 0; i < p->n_lace; i++) {
		at += p->lace[i];
		if (s->packets == wanted)
			return CN_FAIL(k->w->err, CN_EUNSUPPORTED,
				       "an Ogg stream has sound on the page of its headers, at byte %zu", p->at);
		if (p->lace[i] < 255)
			s->end[s->packets++ - 1] = at;
	}
	return s->packets == wanted ? lay_headers(k, s) : CN_OK;
}

static cn_code renumbered(walk *k, const stream *s, const cn_ogg_page *p)
{
	if (s->shift == 0)
		return cn_media_piece(k->w, p->whole);
	size_t n = CN_OGG_HEAD + p->n_lace;
	char *h = CN_NEW(k->w->a, char, n);
	if (!h)
		return cn_arena_fail(k->w->a, k->w->err);
	memcpy(h, p->whole.p, n);
	put_le32(h + 18, p->number + s->shift);
	put_le32(h + 22, 0);
	put_le32(h + 22, crc(k, crc(k, 0, (cn_str){ h, n }), p->body));
	CN_TRY(cn_media_piece(k->w, (cn_str){ h, n }));
	return cn_media_piece(k->w, p->body);
}

static cn_code open_stream(walk *k, const cn_ogg_page *p)
{
	stream s = { .serial = p->serial, .codec = cn_ogg_codec_of(p), .removed = k->edits_store && cn_ogg_is_c2pa(p) };
	if (k->edits_comments && s.codec && s.codec->headers == 0)
		return CN_FAIL(k->w->err, CN_EUNSUPPORTED, "comments of FLAC in Ogg cannot be written here");
	s.laid = !k->edits_comments || !s.codec;
	for (unsigned i = 0; i < p->n_lace; i++)
		s.packets += p->lace[i] < 255;
	if (!s.laid && s.packets != 1)
		return CN_FAIL(k->w->err, CN_EUNSUPPORTED,
			       "the first page of an Ogg stream, at byte %zu, holds more or less than its first packet", p->at);
	if (k->n == CN_OGG_STREAMS_MAX) /* the reader refused it */
		return CN_FAIL(k->w->err, CN_ETOOBIG, "an Ogg file of more than %d streams", CN_OGG_STREAMS_MAX);
	k->s[k->n++] = s;
	return s.removed ? CN_OK : cn_media_piece(k->w, p->whole);
}

/* ---- the store -------------------------------------------------------------------------------------------------------------- */

static bool serial_used(cn_str file, uint32_t serial)
{
	cn_ogg_page p;
	for (size_t at = 0; cn_ogg_page_at(file, at, &p); at += p.whole.n)
		if (p.serial == serial && !((p.flags & CN_OGG_FIRST) && cn_ogg_is_c2pa(&p)))
			return true;
	return false;
}

static cn_code lay_store(walk *k)
{
	static const cn_str MARK = { "\0c2pa", 5 };
	const cn_media_edit *e = cn_media_edit_of(k->w, CN_PART_C2PA, (cn_str){ "", 0 });
	k->store_laid = true;
	if (!e || !e->bytes.p)
		return CN_OK;
	layer l = { .k = k, .serial = STORE_SERIAL, .flags = CN_OGG_FIRST, .last_flag = CN_OGG_LAST, .is_store = true };
	while (stream_of(k, l.serial) || (l.serial - STORE_SERIAL < 16 && serial_used(k->w->file, l.serial)))
		l.serial++;
	if (e->bytes.n > UINT32_MAX)
		return CN_FAIL(k->w->err, CN_ETOOBIG, "a store of content credentials of more than 4 GiB");
	char *p = CN_NEW(k->w->a, char, MARK.n + e->bytes.n);
	if (!p)
		return cn_arena_fail(k->w->a, k->w->err);
	memcpy(p, MARK.p, MARK.n);
	memcpy(p + MARK.n, e->bytes.p, e->bytes.n);
	return packet_out(&l, (cn_str){ p, MARK.n + e->bytes.n }, true);
}

static cn_code page(walk *k, const cn_ogg_page *p)
{
	if (p->flags & CN_OGG_FIRST)
		return open_stream(k, p);
	if (!k->store_laid)
		CN_TRY(lay_store(k));
	stream *s = stream_of(k, p->serial);
	if (s && s->removed)
		return CN_OK;
	if (s && !s->laid)
		return header_page(k, s, p);
	return s ? renumbered(k, s, p) : cn_media_piece(k->w, p->whole);
}

cn_code cn_media_write_ogg(cn_media_writer *w)
{
	walk k = { .w = w };
	cn_ogg_page p;
	k.s = CN_NEW(w->a, stream, CN_OGG_STREAMS_MAX);
	if (!k.s)
		return cn_arena_fail(w->a, w->err);
	crc_init(k.table);
	for (size_t i = 0; i < w->n_edit; i++) {
		k.edits_comments = k.edits_comments || w->edit[i].kind == CN_PART_AIGC || w->edit[i].kind == CN_PART_TAG;
		k.edits_store = k.edits_store || w->edit[i].kind == CN_PART_C2PA;
	}
	for (size_t at = 0; cn_ogg_page_at(w->file, at, &p); at += p.whole.n)
		CN_TRY(page(&k, &p));
	if (!k.store_laid)
		CN_TRY(lay_store(&k));
	bool sound = false;
	for (size_t i = 0; i < k.n; i++)
		sound = sound || k.s[i].codec;
	if (k.edits_comments && !sound)
		return CN_FAIL(w->err, CN_EUNSUPPORTED, "no stream of the Ogg file is known to have comments");
	return CN_OK;
}
