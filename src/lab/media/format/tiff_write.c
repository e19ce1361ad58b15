/* Labels into TIFF files. The first directory is written anew at the end, behind the new values, and the header points there: every offset in
 * the file stays right, those inside maker notes too, and what was there before lies unused where it was.
 *
 * A store of credentials is named by the first directory, or, in a file of several pages, by a directory of its own behind the last: c2pa-rs
 * looks at the last one and then at the first, older ones of it at the last alone. */
#include "lab/media/format/tiff.h"

enum { NEW_MAX = 4 };

typedef struct value {
	unsigned tag, type;
	const cn_str *piece; /* in order */
	size_t n_piece, n;
	bool store;
	uint64_t at; /* where it will lie */
} value;

/* The offset of the next directory, where it stands in the old file, written anew. */
typedef struct link {
	size_t at;
	char *bytes;
} link;

typedef struct writing {
	cn_media_writer *w;
	cn_tiff t;
	value add[NEW_MAX];
	size_t n_add;
	bool photoshop; /* written anew without IIM, or taken out when nothing is left */
	link *change;   /* of directories behind the first */
	size_t n_change, room;
	uint64_t next;  /* of the first directory */
	char *own;      /* the link to the store's own directory, still open; NULL: it has none */
} writing;

static const cn_str NO_KEY = { "", 0 };

static const cn_media_edit *edit_of(const writing *x, cn_media_kind kind)
{
	return cn_media_edit_of(x->w, kind, NO_KEY);
}

static bool goes(const writing *x, unsigned tag)
{
	switch (tag) {
	case CN_TIFF_XMP:
		return edit_of(x, CN_PART_XMP) != NULL;
	case CN_TIFF_IPTC:
		return edit_of(x, CN_PART_IPTC) != NULL;
	case CN_TIFF_C2PA:
		return edit_of(x, CN_PART_C2PA) != NULL;
	case CN_TIFF_PHOTOSHOP:
		return x->photoshop;
	default:
		return false;
	}
}

static bool holds_iim(const writing *x, cn_str block)
{
	for (size_t i = 0; i < x->w->read->n_part; i++) {
		const cn_media_part *p = &x->w->read->part[i];
		if (p->kind == CN_PART_IPTC && cn_eqz(cn_str_z(p->carrier), "tag 34377") && p->bytes.p >= block.p && p->bytes.p <= block.p + block.n)
			return true;
	}
	return false;
}

static void add(writing *x, value v)
{
	for (size_t i = 0; i < v.n_piece; i++)
		v.n += v.piece[i].n;
	if (v.tag == CN_TIFF_PHOTOSHOP && v.n <= cn_tiff_offset_bytes(&x->t))
		return; /* less than the head of one resource: nothing is left */
	size_t to = x->n_add++;
	for (; to > 0 && x->add[to - 1].tag > v.tag; to--)
		x->add[to] = x->add[to - 1];
	x->add[to] = v;
}

/* The resources before and behind each IIM block, as slices. */
static cn_code without_iim(writing *x, const cn_tiff_entry *e)
{
	if (x->photoshop)
		return CN_OK;
	const cn_media_file *f = x->w->read;
	size_t base = (size_t)(e->value.p - x->t.file.p), at = base, end = base + e->value.n, n = 0;
	cn_str *piece = CN_NEW(x->w->a, cn_str, f->n_part + 1);
	if (!piece)
		return cn_arena_fail(x->w->a, x->w->err);
	for (size_t i = 0; i < f->n_part; i++) {
		cn_media_range r = f->part[i].range[0];
		if (f->part[i].kind != CN_PART_IPTC || r.at < at || r.at >= end || r.size > end - r.at)
			continue;
		piece[n++] = cn_sub(x->t.file, at, r.at - at);
		at = r.at + r.size;
		at += at < end ? f->part[i].bytes.n & 1 : 0;
	}
	piece[n++] = cn_sub(x->t.file, at, end - at);
	x->photoshop = true;
	add(x, (value){ .tag = CN_TIFF_PHOTOSHOP, .type = e->type, .piece = piece, .n_piece = n });
	return CN_OK;
}

/* A directory of nothing but the store. */
static bool only_store(const writing *x, const cn_tiff_dir *d)
{
	return d->n == 1 && cn_tiff_entry_at(&x->t, d, 0).tag == CN_TIFF_C2PA;
}

static cn_code stays_whole(const writing *x, const cn_tiff_dir *d, size_t page)
{
	for (size_t i = 0; i < d->n; i++) {
		cn_tiff_entry e = cn_tiff_entry_at(&x->t, d, i);
		bool iim = e.tag == CN_TIFF_PHOTOSHOP && e.value.p && edit_of(x, CN_PART_IPTC) && holds_iim(x, e.value);
		if (iim || (e.tag != CN_TIFF_PHOTOSHOP && goes(x, e.tag)))
			return CN_FAIL(x->w->err, CN_EUNSUPPORTED, "TIFF: page %zu has such a label of its own (tag %u), and only the first page is rewritten", page,
				       e.tag);
	}
	return CN_OK;
}

/* Room for a new link at a place of the old file. */
static cn_code change_link(writing *x, size_t at, char **ret)
{
	char *p = CN_NEW(x->w->a, char, cn_tiff_offset_bytes(&x->t));
	if (p && x->n_change == x->room) {
		x->room = x->room ? 2 * x->room : 8;
		link *more = CN_NEW(x->w->a, link, x->room);
		if (more && x->n_change > 0)
			memcpy(more, x->change, x->n_change * sizeof *more);
		x->change = more;
	}
	if (!p || !x->change)
		return cn_arena_fail(x->w->a, x->w->err);
	x->change[x->n_change++] = (link){ at, p };
	*ret = p;
	return CN_OK;
}

static cn_code set_link(writing *x, size_t from, uint64_t to)
{
	char *p = NULL;
	if (from == 0) {
		x->next = to;
		return CN_OK;
	}
	CN_TRY(change_link(x, from, &p));
	cn_tiff_put(&x->t, p, to, cn_tiff_offset_bytes(&x->t));
	return CN_OK;
}

static int by_place(const void *a, const void *b)
{
	const link *x = a, *y = b;
	return x->at < y->at ? -1 : x->at > y->at;
}

static cn_code overlap(const writing *x)
{
	return CN_FAIL(x->w->err, CN_EINPUT, "TIFF: a directory lies in another one");
}

/* A new link, and the one in the header, must not fall into a directory but at its end: in a file that is made to be misread they overlap. */
static cn_code links_are_apart(const writing *x, uint64_t first)
{
	cn_tiff_dir d;
	size_t word = cn_tiff_offset_bytes(&x->t);
	for (uint64_t at = first; at != 0 && cn_tiff_dir_at(&x->t, at, &d); at = d.next) {
		size_t lo = 0, hi = x->n_change; /* the first that ends behind the start of the directory */
		if (d.at < 2 * word)
			return overlap(x);
		while (lo < hi) {
			size_t mid = lo + (hi - lo) / 2;
			if (x->change[mid].at + word <= d.at)
				lo = mid + 1;
			else
				hi = mid;
		}
		if (lo < x->n_change && x->change[lo].at < d.next_at)
			return overlap(x);
		if (lo < x->n_change && x->change[lo].at > d.next_at && x->change[lo].at - d.next_at < word)
			return overlap(x);
	}
	return CN_OK;
}

/* The chain without directories whose store goes, and with one more if the new store gets its own. */
static cn_code later_pages(writing *x, uint64_t first)
{
	const cn_media_edit *store = edit_of(x, CN_PART_C2PA);
	size_t from = 0, page = 2;
	bool cut = false;
	cn_tiff_dir d;
	x->next = first;
	for (uint64_t at = first; at != 0 && cn_tiff_dir_at(&x->t, at, &d); at = d.next, page++) {
		if (store && only_store(x, &d)) {
			cut = true;
			continue;
		}
		CN_TRY(stays_whole(x, &d, page));
		if (cut)
			CN_TRY(set_link(x, from, at));
		cut = false;
		from = d.next_at;
	}
	if (from > 0 && store && store->bytes.p)
		CN_TRY(change_link(x, from, &x->own));
	else if (cut)
		CN_TRY(set_link(x, from, 0));
	if (x->n_change > 1)
		qsort(x->change, x->n_change, sizeof *x->change, by_place);
	return links_are_apart(x, first);
}

static cn_code new_values(writing *x, const cn_tiff_dir *d)
{
	static const struct {
		cn_media_kind kind;
		unsigned tag, type;
	} TAGS[] = {
		{ CN_PART_XMP, CN_TIFF_XMP, CN_TIFF_BYTE },
		{ CN_PART_IPTC, CN_TIFF_IPTC, CN_TIFF_UNDEFINED },
		{ CN_PART_C2PA, CN_TIFF_C2PA, CN_TIFF_UNDEFINED },
	};
	for (size_t i = 0; i < sizeof TAGS / sizeof *TAGS; i++) {
		const cn_media_edit *e = edit_of(x, TAGS[i].kind);
		if (!e || !e->bytes.p)
			continue;
		if (TAGS[i].kind == CN_PART_C2PA && e->bytes.n <= 8)
			return CN_FAIL(x->w->err, CN_EINPUT, "TIFF: a manifest store is longer than 8 bytes, not %zu", e->bytes.n);
		add(x, (value){ .tag = TAGS[i].tag, .type = TAGS[i].type, .piece = &e->bytes, .n_piece = 1, .store = TAGS[i].kind == CN_PART_C2PA });
	}
	for (size_t i = 0; edit_of(x, CN_PART_IPTC) && i < d->n; i++) {
		cn_tiff_entry e = cn_tiff_entry_at(&x->t, d, i);
		if (e.tag == CN_TIFF_PHOTOSHOP && e.value.p && holds_iim(x, e.value))
			CN_TRY(without_iim(x, &e));
	}
	return CN_OK;
}

/* To the next multiple of the length of an offset. */
static cn_code align(writing *x)
{
	static const char zero[8];
	size_t word = cn_tiff_offset_bytes(&x->t), over = x->w->bytes % word;
	return over ? cn_media_piece(x->w, (cn_str){ zero, word - over }) : CN_OK;
}

/* The header, its offset still open, and the old file with its new links; a store that is not edited stays where it is and is noted. */
static cn_code old_file(writing *x, char **header)
{
	size_t n = x->t.wide ? 16 : 8, word = cn_tiff_offset_bytes(&x->t), at = n;
	char *p = CN_NEW(x->w->a, char, n);
	if (!p)
		return cn_arena_fail(x->w->a, x->w->err);
	memcpy(p, x->t.file.p, n);
	*header = p;
	CN_TRY(cn_media_piece(x->w, (cn_str){ p, n }));
	for (size_t i = 0; i < x->n_change; i++) {
		size_t to = x->change[i].at;
		if (to < at)
			return overlap(x);
		CN_TRY(cn_media_piece(x->w, cn_sub(x->t.file, at, to - at)));
		CN_TRY(cn_media_piece(x->w, (cn_str){ x->change[i].bytes, word }));
		at = to + word;
	}
	for (size_t i = 0; i < x->w->read->n_part; i++) {
		const cn_media_part *s = &x->w->read->part[i];
		if (s->kind != CN_PART_C2PA || edit_of(x, CN_PART_C2PA))
			continue;
		if (s->range[0].at < at)
			return CN_FAIL(x->w->err, CN_EINPUT, "TIFF: a manifest store lies in the header");
		CN_TRY(cn_media_piece(x->w, cn_sub(x->t.file, at, s->range[0].at - at)));
		CN_TRY(cn_media_store_here(x->w, s->range[0].size));
		at = s->range[0].at;
	}
	return cn_media_piece(x->w, cn_sub(x->t.file, at, x->t.file.n));
}

static cn_code put_values(writing *x)
{
	for (size_t i = 0; i < x->n_add; i++) {
		value *v = &x->add[i];
		if (v->n <= cn_tiff_offset_bytes(&x->t))
			continue; /* it stands in the directory */
		CN_TRY(align(x));
		v->at = x->w->bytes;
		if (v->store)
			CN_TRY(cn_media_store_here(x->w, v->n));
		for (size_t k = 0; k < v->n_piece; k++)
			CN_TRY(cn_media_piece(x->w, v->piece[k]));
	}
	return CN_OK;
}

static char *put_entry(const writing *x, char *p, const value *v)
{
	size_t word = cn_tiff_offset_bytes(&x->t);
	cn_tiff_put(&x->t, p, v->tag, 2);
	cn_tiff_put(&x->t, p + 2, v->type, 2);
	cn_tiff_put(&x->t, p + 4, v->n, word);
	if (v->n > word)
		cn_tiff_put(&x->t, p + 4 + word, v->at, word);
	else
		memcpy(p + 4 + word, v->piece[0].p, v->n);
	return p + cn_tiff_entry_bytes(&x->t);
}

/* The old entries that stay and the new ones, in the order of their tags; *n: how many. Gives where they end. */
static char *put_entries(const writing *x, char *to, const cn_tiff_dir *old, const value *add, size_t n_add, size_t *n)
{
	size_t next = 0, each = cn_tiff_entry_bytes(&x->t);
	*n = 0;
	for (size_t i = 0; old && i < old->n; i++) {
		cn_tiff_entry e = cn_tiff_entry_at(&x->t, old, i);
		if (goes(x, e.tag))
			continue;
		for (; next < n_add && add[next].tag < e.tag; next++, ++*n)
			to = put_entry(x, to, &add[next]);
		memcpy(to, x->t.file.p + e.at, each);
		to += each;
		++*n;
	}
	for (; next < n_add; next++, ++*n)
		to = put_entry(x, to, &add[next]);
	return to;
}

/* Without an old directory it is the store's own. */
static cn_code put_directory(writing *x, const cn_tiff_dir *old, uint64_t *at)
{
	size_t head = x->t.wide ? 8 : 2, word = cn_tiff_offset_bytes(&x->t), n_add = 0, n = 0;
	value *add = CN_NEW(x->w->a, value, NEW_MAX);
	char *p = CN_NEW(x->w->a, char, head + ((old ? old->n : 0) + x->n_add) * cn_tiff_entry_bytes(&x->t) + word);
	if (!p || !add)
		return cn_arena_fail(x->w->a, x->w->err);
	for (size_t i = 0; i < x->n_add; i++)
		if (!x->own || x->add[i].store == !old)
			add[n_add++] = x->add[i];
	char *end = put_entries(x, p + head, old, add, n_add, &n);
	if (!x->t.wide && n > UINT16_MAX)
		return CN_FAIL(x->w->err, CN_ETOOBIG, "TIFF: a directory holds at most %d tags", UINT16_MAX);
	cn_tiff_put(&x->t, p, n, head);
	cn_tiff_put(&x->t, end, old ? x->next : 0, word);
	CN_TRY(align(x));
	*at = x->w->bytes;
	return cn_media_piece(x->w, (cn_str){ p, (size_t)(end - p) + word });
}

cn_code cn_media_write_tiff(cn_media_writer *w)
{
	writing x = { .w = w };
	uint64_t at = 0;
	cn_tiff_dir d;
	if (!cn_tiff_open(w->file, &x.t, &at) || !cn_tiff_dir_at(&x.t, at, &d))
		return CN_FAIL(w->err, CN_EINTERNAL, "a TIFF file without a directory was given to be written");
	size_t word = cn_tiff_offset_bytes(&x.t);
	char *header = NULL;
	CN_TRY(later_pages(&x, d.next));
	CN_TRY(new_values(&x, &d));
	CN_TRY(old_file(&x, &header));
	CN_TRY(put_values(&x));
	if (x.own) {
		CN_TRY(put_directory(&x, NULL, &at));
		cn_tiff_put(&x.t, x.own, at, word);
	}
	CN_TRY(put_directory(&x, &d, &at));
	cn_tiff_put(&x.t, header + (x.t.wide ? 8 : 4), at, word);
	if (!x.t.wide && w->bytes > UINT32_MAX)
		return CN_FAIL(w->err, CN_ETOOBIG, "TIFF: the written file would be longer than 4 GiB, which only BigTIFF can say");
	return CN_OK;
}
