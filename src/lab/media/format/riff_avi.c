/* AVI files of several RIFF chunks (OpenDML 1.02): indices count bytes from the start of the file, in lists at its start and in chunks among
 * its frames. What points behind the first RIFF chunk is found here, and moves when that chunk grows or shrinks. */
#include "lab/media/format/riff.h"

enum { OF_INDICES = 0, OF_CHUNKS = 1, HEAD = 24, BASE = 12, ENTRY = 16, PLACES_MAX = 1 << 16 };

typedef struct finding {
	cn_arena *a;
	const cn_riff *f;
	size_t end; /* of the first RIFF chunk */
	cn_avi_places *out;
	size_t room;
	cn_err *err;
} finding;

static cn_code refuse(const finding *x, size_t at)
{
	return CN_FAIL(x->err, CN_EUNSUPPORTED, "AVI: the index at byte %zu does not say where its frames lie in a way that can be moved", at);
}

/* The eight bytes there are a place of the file. */
static cn_code note(finding *x, size_t at)
{
	if (x->out->n == PLACES_MAX)
		return refuse(x, at);
	if (x->out->n == x->room) {
		x->room = x->room ? 2 * x->room : 64;
		cn_avi_place *more = CN_NEW(x->a, cn_avi_place, x->room);
		if (!more)
			return cn_arena_fail(x->a, x->err);
		if (x->out->n > 0)
			memcpy(more, x->out->place, x->out->n * sizeof *more);
		x->out->place = more;
	}
	x->out->place[x->out->n++].at = at;
	return CN_OK;
}

/* An index of chunks: one place, from which it counts with 32 bits. `behind`: its chunks lie behind the first RIFF chunk. */
static cn_code of_chunks(finding *x, const cn_riff_chunk *c, bool behind)
{
	if (c->data.n < HEAD || c->data.p[3] != OF_CHUNKS)
		return refuse(x, c->at);
	if (cn_le64(c->data.p + BASE) >= x->end)
		return note(x, c->at + 8 + BASE);
	return behind ? refuse(x, c->at) : CN_OK;
}

static cn_code of_indices(finding *x, const cn_riff_chunk *c)
{
	size_t n = cn_le32(c->data.p + 4);
	for (size_t i = 0; i < n && i < (c->data.n - HEAD) / ENTRY; i++) {
		size_t at = HEAD + i * ENTRY;
		uint64_t place = cn_le64(c->data.p + at);
		cn_riff_chunk index;
		if (place < x->end)
			continue;
		if (place > x->f->file.n || cn_riff_chunk_at(x->f, (size_t)place, x->f->file.n, &index) != CN_RIFF_CHUNK || memcmp(index.id.p, "ix", 2) != 0)
			return refuse(x, c->at);
		CN_TRY(note(x, c->at + 8 + at));
		CN_TRY(of_chunks(x, &index, true));
	}
	return CN_OK;
}

static cn_code of_stream(finding *x, const cn_riff_chunk *strl)
{
	cn_riff_chunk c;
	size_t end = strl->at + strl->size;
	for (size_t at = strl->at + 12; cn_riff_chunk_at(x->f, at, end, &c) == CN_RIFF_CHUNK; at = c.next) {
		if (!cn_riff_is(&c, "indx"))
			continue;
		if (c.data.n < HEAD)
			return refuse(x, c.at);
		CN_TRY(c.data.p[3] == OF_INDICES ? of_indices(x, &c) : of_chunks(x, &c, false));
	}
	return CN_OK;
}

static int by_place(const void *a, const void *b)
{
	const cn_avi_place *x = a, *y = b;
	return x->at < y->at ? -1 : x->at > y->at;
}

cn_code cn_avi_index(cn_arena *a, const cn_riff *f, cn_avi_places *ret, cn_err *err)
{
	*ret = (cn_avi_places){ 0 };
	finding x = { .a = a, .f = f, .end = cn_riff_end(f), .out = ret, .err = err };
	cn_riff_chunk list, c;
	for (size_t at = 12; cn_riff_chunk_at(f, at, x.end, &list) == CN_RIFF_CHUNK; at = list.next)
		for (size_t in = list.at + 12; cn_riff_is_list(&list, "hdrl") && cn_riff_chunk_at(f, in, list.at + list.size, &c) == CN_RIFF_CHUNK; in = c.next)
			if (cn_riff_is_list(&c, "strl"))
				CN_TRY(of_stream(&x, &c));
	if (ret->n > 1)
		qsort(ret->place, ret->n, sizeof *ret->place, by_place);
	char *p = CN_NEW(a, char, 8 * ret->n + 1);
	if (!p)
		return cn_arena_fail(a, err);
	for (size_t i = 0; i < ret->n; i++) {
		ret->place[i].bytes = p + 8 * i;
		if (i > 0 && ret->place[i].at - ret->place[i - 1].at < 8)
			return refuse(&x, ret->place[i].at);
	}
	return CN_OK;
}

void cn_avi_move(const cn_avi_places *p, const cn_riff *f, uint64_t by)
{
	for (size_t i = 0; i < p->n; i++)
		cn_put_le(p->place[i].bytes, cn_le64(f->file.p + p->place[i].at) + by, 8);
}
