/* Ogg: pages of several streams side by side, packets over pages. The second packet of a stream of sound holds its comments;
 * content credentials are a stream of their own, whose first packet begins with a NUL and "c2pa" (C2PA 2.3, A.3.5). Check sums are
 * not looked at: a label on a page with a wrong one is still what is there. */
#include "lab/media/format/ogg.h"

#include "lab/media/format/audio.h"

#define C2PA_MARK "\0c2pa"

bool cn_ogg_page_at(cn_str file, size_t at, cn_ogg_page *ret)
{
	if (at > file.n || file.n - at < CN_OGG_HEAD || memcmp(file.p + at, "OggS\0", 5) != 0)
		return false;
	const char *h = file.p + at;
	cn_ogg_page p = { .at = at,
			  .n_lace = (unsigned char)h[26],
			  .flags = (unsigned char)h[5],
			  .serial = cn_le32(h + 14),
			  .number = cn_le32(h + 18) };
	size_t head = CN_OGG_HEAD + p.n_lace, body = 0;
	if (file.n - at < head)
		return false;
	p.lace = (const unsigned char *)h + CN_OGG_HEAD;
	for (unsigned i = 0; i < p.n_lace; i++)
		body += p.lace[i];
	if (body > file.n - at - head)
		return false;
	p.granule = (int64_t)((uint64_t)cn_le32(h + 10) << 32 | cn_le32(h + 6));
	p.whole = cn_sub(file, at, head + body);
	p.body = (cn_str){ h + head, body };
	*ret = p;
	return true;
}

const cn_ogg_codec *cn_ogg_codec_of(const cn_ogg_page *first)
{
	static const cn_ogg_codec CODECS[] = {
		{ { "\1vorbis", 7 }, { "\3vorbis", 7 }, 3, 12 }, { { "OpusHead", 8 }, { "OpusTags", 8 }, 2, 0 },
		{ { "Speex   ", 8 }, { "", 0 }, 2, 36 },	 { { "\x80theora", 7 }, { "\x81theora", 7 }, 3, 0 },
		{ { "\177FLAC", 5 }, { "", 0 }, 0, 0 },
	};
	for (size_t i = 0; i < sizeof CODECS / sizeof *CODECS; i++)
		if (cn_eq(cn_sub(first->body, 0, CODECS[i].first.n), CODECS[i].first))
			return &CODECS[i];
	return NULL;
}

bool cn_ogg_is_c2pa(const cn_ogg_page *first)
{
	return cn_eq(cn_sub(first->body, 0, 5), CN_S(C2PA_MARK));
}

/* ---- reading -------------------------------------------------------------------------------------------------------------- */

typedef struct stream {
	uint32_t serial;
	const cn_ogg_codec *codec;
	bool c2pa, done;  /* done: nothing more is looked for in its packets */
	unsigned packets; /* that ended so far */
	cn_slices got;	  /* of the comments, or of the store */
	cn_slices pages;  /* of the store: whole ones */
	uint32_t rate;
	int64_t skip; /* samples before the sound */
	int64_t granule;
} stream;

typedef struct walk {
	cn_media_reader *r;
	stream *s; /* CN_OGG_STREAMS_MAX */
	size_t n;
	size_t chain;	/* the first stream of this link of the chain */
	bool data_seen; /* a page that is no stream's first one, in this link */
	int64_t us;	/* of the links before */
} walk;

static void end_of_link(walk *w)
{
	int64_t longest = -1;
	for (size_t i = w->chain; i < w->n; i++) {
		const stream *s = &w->s[i];
		if (s->rate == 0 || s->granule <= s->skip)
			continue;
		int64_t us = cn_media_us((uint64_t)(s->granule - s->skip), s->rate);
		longest = us > longest ? us : longest;
	}
	if (longest > 0 && w->us <= INT64_MAX - longest)
		w->us += longest;
	w->chain = w->n;
	w->data_seen = false;
}

static cn_code open_stream(walk *w, const cn_ogg_page *p)
{
	if (w->data_seen)
		end_of_link(w);
	if (w->n == CN_OGG_STREAMS_MAX)
		return CN_FAIL(w->r->err, CN_ETOOBIG, "an Ogg file of more than %d streams", CN_OGG_STREAMS_MAX);
	stream s = { .serial = p->serial, .codec = cn_ogg_codec_of(p), .c2pa = cn_ogg_is_c2pa(p) };
	s.done = !s.codec && !s.c2pa;
	if (s.codec && s.codec->rate_at && p->body.n >= s.codec->rate_at + 4)
		s.rate = cn_le32(p->body.p + s.codec->rate_at);
	if (cn_starts(p->body, "OpusHead") && p->body.n >= 12) { /* always counted at 48 kHz */
		s.rate = 48000;
		s.skip = cn_le16(p->body.p + 10);
	}
	if (cn_starts(p->body, "\177FLAC") && p->body.n >= 31)
		s.rate = cn_be32(p->body.p + 27) >> 12;
	w->s[w->n++] = s;
	return CN_OK;
}

static stream *stream_of(walk *w, uint32_t serial)
{
	for (size_t i = w->n; i-- > w->chain;)
		if (w->s[i].serial == serial)
			return &w->s[i];
	return NULL;
}

/* The second packet: what it begins with, the comments. In FLAC it is a metadata block. */
static cn_code put_comments(walk *w, stream *s)
{
	cn_str packet, mark = s->codec->comments;
	CN_TRY(cn_slices_joined(w->r, &s->got, &packet));
	const cn_str *first = &s->got.slice[0], *last = &s->got.slice[s->got.n - 1];
	size_t at = (size_t)(first->p - w->r->file.p), end = (size_t)(last->p - w->r->file.p) + last->n;
	if (!cn_eq(cn_sub(packet, 0, mark.n), mark))
		return cn_media_trouble(w->r, at, "Ogg: the second packet of a stream holds no comments");
	size_t before = cn_starts(s->codec->first, "\177FLAC") ? 4 : mark.n;
	if (before == 4 && (packet.n < 4 || (packet.p[0] & 0x7f) != 4))
		return CN_OK;
	return cn_vorbis_read(w->r, cn_sub(packet, before, packet.n), (cn_media_range){ at + before, end - at - before });
}

static cn_code store_page(walk *w, stream *s, const cn_ogg_page *p)
{
	cn_str body = s->pages.n == 0 ? cn_sub(p->body, sizeof C2PA_MARK - 1, p->body.n) : p->body;
	CN_TRY(cn_slices_add(w->r->a, &s->got, body, w->r->err));
	return cn_slices_add(w->r->a, &s->pages, p->whole, w->r->err);
}

static cn_code put_store(walk *w, stream *s)
{
	cn_str store;
	CN_TRY(cn_slices_joined(w->r, &s->got, &store));
	cn_media_range *range = CN_NEW(w->r->a, cn_media_range, s->pages.n);
	if (!range)
		return cn_arena_fail(w->r->a, w->r->err);
	for (size_t i = 0; i < s->pages.n; i++)
		range[i] = (cn_media_range){ (size_t)(s->pages.slice[i].p - w->r->file.p), s->pages.slice[i].n };
	CN_TRY(cn_media_put_ranges(w->r, (cn_media_part){ CN_PART_C2PA, "stream", { "", 0 }, store, range, s->pages.n }));
	for (size_t i = w->r->n - 1; i > 0 && w->r->part[i - 1].range[0].at > range[0].at; i--) { /* it began before them */
		cn_media_part other = w->r->part[i - 1];
		w->r->part[i - 1] = w->r->part[i];
		w->r->part[i] = other;
	}
	return CN_OK;
}

/* The packets of a page as far as the comments. */
static cn_code packets(walk *w, stream *s, const cn_ogg_page *p)
{
	size_t at = 0;
	if (s->packets == 1 && s->got.n > 0 && !(p->flags & CN_OGG_CONTINUED))
		return cn_media_trouble(w->r, p->at, "Ogg: a packet of comments is not carried on");
	for (unsigned i = 0; i < p->n_lace && !s->done;) {
		size_t n = 0;
		bool ends = false;
		for (; i < p->n_lace && !ends; i++) {
			n += p->lace[i];
			ends = p->lace[i] < 255;
		}
		if (s->packets == 1)
			CN_TRY(cn_slices_add(w->r->a, &s->got, (cn_str){ p->body.p + at, n }, w->r->err));
		at += n;
		s->packets += ends;
		if (s->packets == 2) {
			s->done = true;
			CN_TRY(put_comments(w, s));
		}
	}
	return CN_OK;
}

static cn_code page(walk *w, const cn_ogg_page *p)
{
	if (p->flags & CN_OGG_FIRST)
		CN_TRY(open_stream(w, p));
	else
		w->data_seen = true;
	stream *s = stream_of(w, p->serial);
	if (!s)
		return cn_media_trouble(w->r, p->at, "Ogg: a page of a stream that has no first page");
	if (p->granule > s->granule)
		s->granule = p->granule;
	if (s->c2pa && !s->done) {
		CN_TRY(store_page(w, s, p));
		if (p->flags & CN_OGG_LAST) {
			s->done = true;
			return put_store(w, s);
		}
	}
	return s->codec && !s->done ? packets(w, s, p) : CN_OK;
}

cn_code cn_media_read_ogg(cn_media_reader *r)
{
	walk w = { .r = r };
	cn_ogg_page p;
	size_t at = 0;
	w.s = CN_NEW(r->a, stream, CN_OGG_STREAMS_MAX);
	if (!w.s)
		return cn_arena_fail(r->a, r->err);
	for (; at < r->file.n; at += p.whole.n) {
		CN_TRY(cn_media_step(r));
		if (!cn_ogg_page_at(r->file, at, &p)) {
			CN_TRY(cn_media_trouble(r, at, "Ogg: a page is cut off, or none begins where one should"));
			break;
		}
		CN_TRY(page(&w, &p));
	}
	for (size_t i = 0; i < w.n; i++) {
		if (w.s[i].c2pa && !w.s[i].done)
			CN_TRY(put_store(&w, &w.s[i]));
		else if (!w.s[i].done)
			CN_TRY(cn_media_trouble(r, r->file.n, "Ogg: a stream ends before its comments"));
	}
	end_of_link(&w);
	r->out->duration_us = w.us > 0 ? w.us : -1;
	return CN_OK;
}
