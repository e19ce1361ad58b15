/* A changed file as cuts and insertions: sizes of what holds them, where each old byte goes, and the pieces. */
#include "lab/media/format/bmff.h"

/* Room for one more of `size` bytes: the old ones are copied. */
static cn_code grow(cn_bmff_writer *b, void *list, size_t size, size_t n, size_t *room)
{
	void **at = list;
	if (n < *room)
		return CN_OK;
	*room = *room ? 2 * *room : 16;
	char *more = cn_alloc(b->w->a, *room, size);
	if (!more)
		return cn_arena_fail(b->w->a, b->w->err);
	if (n > 0)
		memcpy(more, *at, n * size);
	*at = more;
	return CN_OK;
}

static cn_code note(cn_bmff_writer *b, size_t at, size_t cut, cn_str put)
{
	void *list = b->splice;
	CN_TRY(grow(b, &list, sizeof *b->splice, b->n_splice, &b->room_splice));
	b->splice = list;
	b->splice[b->n_splice] = (cn_splice){ .at = at, .cut = cut, .put = put, .order = b->n_splice };
	b->n_splice++;
	return CN_OK;
}

static cn_code grows(cn_bmff_writer *b, const cn_box *box, int64_t by)
{
	void *list = b->grown;
	CN_TRY(grow(b, &list, sizeof *b->grown, b->n_grown, &b->room_grown));
	b->grown = list;
	b->grown[b->n_grown++] = (cn_grown){ *box, by };
	return CN_OK;
}

cn_code cn_splice_add(cn_bmff_writer *b, size_t at, size_t cut, cn_str put, const cn_box *in, size_t n_in)
{
	if (put.n > CN_BOX_PUT_MAX)
		return CN_FAIL(b->w->err, CN_ETOOBIG, "BMFF: a label has at most %d bytes, not %zu", CN_BOX_PUT_MAX, put.n);
	for (size_t k = 0; k < n_in; k++)
		CN_TRY(grows(b, &in[k], (int64_t)put.n - (int64_t)cut));
	return note(b, at, cut, put);
}

cn_code cn_splice_number(cn_bmff_writer *b, size_t at, size_t bytes, uint64_t v)
{
	if (bytes < 8 && v >> 8 * bytes != 0)
		return CN_FAIL(b->w->err, CN_ETOOBIG, "BMFF: the number at byte %zu has %zu bytes, too few for what it must say",
			       at, bytes);
	char *p = CN_NEW(b->w->a, char, bytes);
	if (!p)
		return cn_arena_fail(b->w->a, b->w->err);
	cn_put_be(p, v, bytes);
	return note(b, at, bytes, (cn_str){ p, bytes });
}

/* ---- where old bytes go --------------------------------------------------------------------------------------------------------
 */

/* What comes in at a place stands before what is cut from there. */
static int by_place(const void *a, const void *b)
{
	const cn_splice *x = a, *y = b;
	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	if ((x->cut == 0) != (y->cut == 0))
		return x->cut == 0 ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

static cn_code sorted(cn_bmff_writer *b)
{
	if (b->n_splice > 1)
		qsort(b->splice, b->n_splice, sizeof *b->splice, by_place);
	for (size_t k = 1; k < b->n_splice; k++)
		if (b->splice[k].at - b->splice[k - 1].at < b->splice[k - 1].cut)
			return CN_FAIL(b->w->err, CN_EUNSUPPORTED,
				       "BMFF: at byte %zu two things that must change lie in each other", b->splice[k].at);
	return CN_OK;
}

static int by_box(const void *a, const void *b)
{
	const cn_grown *x = a, *y = b;
	return x->box.at < y->box.at ? -1 : x->box.at > y->box.at;
}

static cn_code new_sizes(cn_bmff_writer *b)
{
	if (b->n_grown > 1)
		qsort(b->grown, b->n_grown, sizeof *b->grown, by_box);
	for (size_t k = 0; k < b->n_grown;) {
		const cn_box *box = &b->grown[k].box;
		bool wide = cn_be32(b->w->file.p + box->at) == 1;
		int64_t by = 0;
		while (k < b->n_grown && b->grown[k].box.at == box->at)
			by += b->grown[k++].by;
		if (by != 0 && !box->open)
			CN_TRY(cn_splice_number(b, box->at + (wide ? 8 : 0), wide ? 8 : 4, box->size + (uint64_t)by));
	}
	return CN_OK;
}

cn_code cn_splice_settle(cn_bmff_writer *b)
{
	int64_t by = 0;
	CN_TRY(sorted(b));
	b->shift = CN_NEW(b->w->a, cn_shift, b->n_splice ? b->n_splice : 1);
	if (!b->shift)
		return cn_arena_fail(b->w->a, b->w->err);
	for (size_t k = 0; k < b->n_splice;) {
		size_t at = b->splice[k].at, cut = 0;
		int64_t before = by;
		for (; k < b->n_splice && b->splice[k].at == at;
		     k++) { /* what comes in and what is cut at one place may be equally long */
			by += (int64_t)b->splice[k].put.n - (int64_t)b->splice[k].cut;
			cut += b->splice[k].cut;
		}
		if (by != before)
			b->shift[b->n_shift++] = (cn_shift){ at, at + cut, by };
	}
	return new_sizes(b);
}

/* The last shift that begins at or before the byte; n_shift: none. */
static size_t shift_before(const cn_bmff_writer *b, uint64_t at)
{
	size_t lo = 0, hi = b->n_shift;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		if (b->shift[mid].dead <= at)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo == 0 ? b->n_shift : lo - 1;
}

int64_t cn_shift_at(const cn_bmff_writer *b, uint64_t at)
{
	size_t k = shift_before(b, at);
	return k == b->n_shift ? 0 : b->shift[k].by;
}

cn_code cn_moved(const cn_bmff_writer *b, uint64_t at, uint64_t *ret)
{
	size_t k = shift_before(b, at);
	*ret = at;
	if (k == b->n_shift)
		return CN_OK;
	if (at < b->shift[k].from)
		return CN_FAIL(b->w->err, CN_EUNSUPPORTED,
			       "BMFF: something in the file points at byte %zu, into a label that is to change", (size_t)at);
	if (at > INT64_MAX - (uint64_t)(b->shift[k].by > 0 ? b->shift[k].by : 0))
		return CN_FAIL(b->w->err, CN_EINPUT, "BMFF: an offset of %zu is past every file", (size_t)at);
	*ret = at + (uint64_t)b->shift[k].by;
	return CN_OK;
}

uint64_t cn_splice_place(const cn_bmff_writer *b, size_t order)
{
	const cn_splice *one = NULL;
	int64_t by = 0;
	for (size_t k = 0; k < b->n_splice; k++)
		if (b->splice[k].order == order)
			one = &b->splice[k];
	for (size_t k = 0; k < b->n_splice; k++)
		if (one && by_place(&b->splice[k], one) < 0)
			by += (int64_t)b->splice[k].put.n - (int64_t)b->splice[k].cut;
	return one ? one->at + (uint64_t)by : 0;
}

/* ---- the pieces
 * -------------------------------------------------------------------------------------------------------------------- */

cn_code cn_splice_give(cn_bmff_writer *b)
{
	size_t at = 0;
	CN_TRY(sorted(b));
	for (size_t k = 0; k < b->n_splice; k++) {
		const cn_splice *s = &b->splice[k];
		CN_TRY(cn_media_piece(b->w, cn_sub(b->w->file, at, s->at - at)));
		if (s->store > 0)
			CN_TRY(cn_media_store_here(b->w, s->store));
		CN_TRY(cn_media_piece(b->w, s->put));
		at = s->at + s->cut;
	}
	return cn_media_piece(b->w, cn_sub(b->w->file, at, b->w->file.n));
}
