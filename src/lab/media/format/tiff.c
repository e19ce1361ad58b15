/* TIFF 6.0 and BigTIFF: the chain of directories and the tags that hold labels. Pixels, and directories below a page, are left alone. */
#include "lab/media/format/tiff.h"

uint64_t cn_tiff_int(const cn_tiff *t, const char *p, size_t bytes)
{
	uint64_t x = 0;
	for (size_t i = 0; i < bytes; i++)
		x = x << 8 | (unsigned char)p[t->big_endian ? i : bytes - 1 - i];
	return x;
}

void cn_tiff_put(const cn_tiff *t, char *p, uint64_t x, size_t bytes)
{
	if (t->big_endian)
		cn_put_be(p, x, bytes);
	else
		cn_put_le(p, x, bytes);
}

bool cn_tiff_open(cn_str file, cn_tiff *ret, uint64_t *first)
{
	if (file.n < 8 || (memcmp(file.p, "II", 2) != 0 && memcmp(file.p, "MM", 2) != 0))
		return false;
	cn_tiff t = { .file = file, .big_endian = file.p[0] == 'M' };
	uint64_t version = cn_tiff_int(&t, file.p + 2, 2);
	t.wide = version == 43;
	if (version != 42 && !t.wide)
		return false;
	if (t.wide && (file.n < 16 || cn_tiff_int(&t, file.p + 4, 2) != 8 || cn_tiff_int(&t, file.p + 6, 2) != 0))
		return false;
	*first = cn_tiff_int(&t, file.p + (t.wide ? 8 : 4), cn_tiff_offset_bytes(&t));
	*ret = t;
	return true;
}

bool cn_tiff_dir_at(const cn_tiff *t, uint64_t at, cn_tiff_dir *ret)
{
	size_t head = t->wide ? 8 : 2, tail = cn_tiff_offset_bytes(t);
	if (at > t->file.n || t->file.n - at < head)
		return false;
	cn_tiff_dir d = { .at = (size_t)at, .entries = (size_t)at + head };
	uint64_t n = cn_tiff_int(t, t->file.p + at, head);
	size_t rest = t->file.n - d.entries;
	if (rest < tail || n > (rest - tail) / cn_tiff_entry_bytes(t))
		return false;
	d.n = (size_t)n;
	d.next_at = d.entries + d.n * cn_tiff_entry_bytes(t);
	d.next = cn_tiff_int(t, t->file.p + d.next_at, tail);
	*ret = d;
	return true;
}

static size_t type_bytes(unsigned type)
{
	static const unsigned char BYTES[] = { 0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8 };
	return type < sizeof BYTES ? BYTES[type] : 0;
}

cn_tiff_entry cn_tiff_entry_at(const cn_tiff *t, const cn_tiff_dir *d, size_t i)
{
	size_t at = d->entries + i * cn_tiff_entry_bytes(t), word = cn_tiff_offset_bytes(t), field = at + 4 + word;
	const char *p = t->file.p + at;
	cn_tiff_entry e = { .at = at, .tag = (unsigned)cn_tiff_int(t, p, 2), .type = (unsigned)cn_tiff_int(t, p + 2, 2),
			    .count = cn_tiff_int(t, p + 4, word), .value = { NULL, 0 } };
	size_t each = type_bytes(e.type);
	if (each == 0 || e.count > t->file.n / each)
		return e;
	size_t n = (size_t)e.count * each;
	uint64_t from = n <= word ? field : cn_tiff_int(t, t->file.p + field, word);
	if (from <= t->file.n && n <= t->file.n - from)
		e.value = cn_sub(t->file, (size_t)from, n);
	return e;
}

/* ---- reading ------------------------------------------------------------------------------------------------------------ */

typedef struct reading {
	cn_media_reader *r;
	cn_tiff t;
	bool exif; /* the first directory holds fields of EXIF */
	cn_tiff_entry store; /* .tag 0: none */
} reading;

/* Texts of the first directory that EXIF shares with TIFF: description, make, model, software, time, artist, copyright, and its own directories. */
static bool is_exif(unsigned tag)
{
	static const unsigned TAGS[] = { 270, 271, 272, 305, 306, 315, 33432, CN_TIFF_EXIF, 34853 };
	for (size_t i = 0; i < sizeof TAGS / sizeof *TAGS; i++)
		if (TAGS[i] == tag)
			return true;
	return false;
}

static uint32_t pixels(const reading *x, const cn_tiff_entry *e)
{
	if (!e->value.p || e->count != 1 || e->value.n > 8)
		return 0;
	uint64_t n = cn_tiff_int(&x->t, e->value.p, e->value.n);
	return n > UINT32_MAX ? 0 : (uint32_t)n;
}

static cn_code past_the_end(reading *x, const cn_tiff_entry *e)
{
	return cn_media_trouble(x->r, e->at, "TIFF: the value of a tag lies past the end of the file");
}

/* The store of a file is what its last directory names, else its first: as c2pa-rs has it, of which one version leaves a copy that is not filled
 * in at another page. */
static cn_code store(reading *x)
{
	const cn_tiff_entry *e = &x->store;
	if (e->tag == 0)
		return CN_OK;
	if (!e->value.p)
		return past_the_end(x, e);
	cn_media_range at = { (size_t)(e->value.p - x->t.file.p), e->value.n };
	return cn_media_put(x->r, CN_PART_C2PA, "tag 52545", (cn_str){ "", 0 }, e->value, at);
}

static cn_code entry(reading *x, const cn_tiff_entry *e, bool first)
{
	static const struct {
		unsigned tag;
		cn_media_kind kind;
		const char *carrier;
	} LABELS[] = {
		{ CN_TIFF_XMP, CN_PART_XMP, "tag 700" },
		{ CN_TIFF_IPTC, CN_PART_IPTC, "tag 33723" },
		{ CN_TIFF_PHOTOSHOP, 0, "tag 34377" },
	};
	if (first && e->tag == CN_TIFF_WIDTH)
		x->r->out->width = pixels(x, e);
	if (first && e->tag == CN_TIFF_HEIGHT)
		x->r->out->height = pixels(x, e);
	x->exif = x->exif || (first && is_exif(e->tag));
	for (size_t i = 0; i < sizeof LABELS / sizeof *LABELS; i++) {
		if (LABELS[i].tag != e->tag)
			continue;
		if (!e->value.p)
			return past_the_end(x, e);
		if (LABELS[i].kind == 0)
			return cn_media_put_photoshop(x->r, LABELS[i].carrier, e->value);
		cn_media_range at = { (size_t)(e->value.p - x->t.file.p), e->value.n };
		return cn_media_put(x->r, LABELS[i].kind, LABELS[i].carrier, (cn_str){ "", 0 }, e->value, at);
	}
	return CN_OK;
}

/* How many directories there are. Brent's search for a cycle: the one looked back to moves up at powers of two. In a loop only the first counts. */
static cn_code pages(reading *x, uint64_t first, size_t *ret)
{
	uint64_t back = 0;
	size_t n = 0, power = 1;
	for (uint64_t at = first; at != 0; n++) {
		cn_tiff_dir d;
		CN_TRY(cn_media_step(x->r));
		if (at == back) {
			*ret = 1;
			return cn_media_trouble(x->r, (size_t)at, "TIFF: its directories lead back to one before");
		}
		if (!cn_tiff_dir_at(&x->t, at, &d)) {
			*ret = n;
			return cn_media_trouble(x->r, x->t.file.n, "TIFF: a directory lies past the end of the file");
		}
		if (n + 1 == power) {
			back = at;
			power *= 2;
		}
		at = d.next;
	}
	*ret = n;
	return CN_OK;
}

static int by_place(const void *a, const void *b)
{
	const cn_media_part *x = a, *y = b;
	if (x->range[0].at != y->range[0].at)
		return x->range[0].at < y->range[0].at ? -1 : 1;
	return x->kind < y->kind ? -1 : x->kind > y->kind;
}

cn_code cn_media_read_tiff(cn_media_reader *r)
{
	reading x = { .r = r };
	uint64_t at = 0;
	size_t n = 0;
	if (!cn_tiff_open(r->file, &x.t, &at))
		return cn_media_trouble(r, 0, "TIFF: its header is cut off");
	if (at == 0)
		return cn_media_trouble(r, 4, "TIFF: it has no directory");
	CN_TRY(pages(&x, at, &n));
	for (size_t i = 0; i < n; i++) {
		cn_tiff_dir d;
		if (!cn_tiff_dir_at(&x.t, at, &d))
			break;
		for (size_t k = 0; k < d.n; k++) {
			CN_TRY(cn_media_step(r));
			cn_tiff_entry e = cn_tiff_entry_at(&x.t, &d, k);
			if (e.tag == CN_TIFF_C2PA && (i == 0 || i + 1 == n))
				x.store = e;
			CN_TRY(entry(&x, &e, i == 0));
		}
		at = d.next;
	}
	CN_TRY(store(&x));
	if (x.exif)
		CN_TRY(cn_media_put(r, CN_PART_EXIF, "IFD0", (cn_str){ "", 0 }, r->file, (cn_media_range){ 0, r->file.n }));
	if (r->n > 1)
		qsort(r->part, r->n, sizeof *r->part, by_place);
	return CN_OK;
}
