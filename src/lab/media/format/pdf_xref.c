/* Cross-references of PDF: tables and streams, the newest first, each with its trailer; a later one hides an earlier one. */
#include "lab/media/format/pdf.h"

enum { START_LOOKED_FOR = 2048, ENTRIES_MAX = 1 << 22, WIDTH_MAX = 8 };

typedef struct index_walk {
	cn_pdf *p;
	uint64_t seen[CN_PDF_REVISIONS_MAX]; /* sections, so that none is followed twice */
	size_t n_seen;
	size_t entries;
	bool broken;
} index_walk;

static cn_code put_entry(index_walk *x, uint64_t number, cn_pdf_entry e)
{
	cn_pdf *p = x->p;
	if (number >= CN_PDF_OBJECTS_MAX || ++x->entries > ENTRIES_MAX) {
		x->broken = true;
		return CN_OK;
	}
	if (number >= p->n_entry) {
		size_t n = p->n_entry ? p->n_entry : 64;
		while (n <= number)
			n *= 2;
		cn_pdf_entry *more = CN_NEW(p->r->a, cn_pdf_entry, n);
		if (!more)
			return cn_arena_fail(p->r->a, p->r->err);
		if (p->n_entry > 0)
			memcpy(more, p->entry, p->n_entry * sizeof *more);
		p->entry = more;
		p->n_entry = n;
	}
	if (p->entry[number].kind == 0)
		p->entry[number] = e;
	return CN_OK;
}

static void take_trailer(cn_pdf *p, cn_str dict)
{
	cn_str *const slot[] = { &p->root, &p->info, &p->encrypt };
	static const char *const KEY[] = { "Root", "Info", "Encrypt" };
	for (size_t i = 0; i < sizeof slot / sizeof *slot; i++)
		if (slot[i]->n == 0)
			(void)cn_pdf_get(dict, KEY[i], slot[i]);
}

static bool take_int(cn_str s, size_t *at, uint64_t *ret)
{
	cn_str v = { "", 0 };
	cn_pdf_space(s, at);
	size_t from = *at;
	while (*at < s.n && s.p[*at] >= '0' && s.p[*at] <= '9')
		++*at;
	v = cn_sub(s, from, *at - from);
	return cn_pdf_int(v, ret);
}

/* ---- tables -------------------------------------------------------------------------------------------------------------- */

static cn_code subsection(index_walk *x, size_t *at, uint64_t first, uint64_t n)
{
	cn_str s = x->p->r->file;
	for (uint64_t i = 0; i < n && !x->broken; i++) {
		uint64_t where, generation;
		bool ok = take_int(s, at, &where) && take_int(s, at, &generation);
		cn_pdf_space(s, at);
		char c = ok && *at < s.n ? s.p[*at] : 0;
		if (c != 'n' && c != 'f') {
			x->broken = true;
			return CN_OK;
		}
		++*at;
		CN_TRY(put_entry(x, first + i, (cn_pdf_entry){ .at = where, .kind = c == 'n' ? 2 : 1 }));
	}
	return CN_OK;
}

static cn_code table(index_walk *x, size_t at, cn_str *trailer)
{
	cn_str s = x->p->r->file;
	for (size_t before = at;; before = at) {
		uint64_t first, n;
		cn_pdf_space(s, &at);
		if (cn_starts(cn_sub(s, at, 7), "trailer"))
			break;
		if (!take_int(s, &at, &first) || !take_int(s, &at, &n) || first > CN_PDF_OBJECTS_MAX || n > CN_PDF_OBJECTS_MAX) {
			x->broken = true;
			return CN_OK;
		}
		CN_TRY(subsection(x, &at, first, n));
		cn_pdf_spend(x->p, at - before);
		if (x->broken)
			return CN_OK;
	}
	size_t from = 0;
	if (!cn_pdf_value(cn_sub(s, at + 7, CN_PDF_VALUE_BYTES_MAX), &from, trailer))
		x->broken = true;
	return CN_OK;
}

/* ---- streams -------------------------------------------------------------------------------------------------------------- */

static uint64_t field(const char *p, unsigned width, uint64_t otherwise)
{
	uint64_t v = 0;
	for (unsigned i = 0; i < width; i++)
		v = v << 8 | (unsigned char)p[i];
	return width ? v : otherwise;
}

static cn_code stream_entries(index_walk *x, cn_str bytes, const unsigned width[3], uint64_t first, uint64_t n, size_t *at)
{
	size_t row = width[0] + width[1] + width[2];
	for (uint64_t i = 0; i < n && bytes.n - *at >= row && !x->broken; i++, *at += row) {
		const char *p = bytes.p + *at;
		uint64_t kind = field(p, width[0], 1), a = field(p + width[0], width[1], 0),
			 b = field(p + width[0] + width[1], width[2], 0);
		if (kind > 2 || (kind == 2 && b > UINT32_MAX))
			continue;
		CN_TRY(put_entry(x, first + i, (cn_pdf_entry){ a, kind == 2 ? (uint32_t)b : 0, (uint8_t)(kind + 1) }));
	}
	return CN_OK;
}

static bool widths(cn_str dict, unsigned width[3])
{
	cn_str w, v;
	size_t at = 0;
	uint64_t n;
	if (!cn_pdf_get(dict, "W", &w))
		return false;
	for (unsigned i = 0; i < 3; i++) {
		if (!cn_pdf_each(w, &at, &v) || !cn_pdf_int(v, &n) || n > WIDTH_MAX)
			return false;
		width[i] = (unsigned)n;
	}
	return width[0] + width[1] + width[2] > 0;
}

static cn_code section_stream(index_walk *x, uint64_t where, cn_str *trailer)
{
	cn_pdf_object o;
	uint32_t number;
	unsigned width[3];
	cn_str bytes, index, v, size;
	bool ok = false;
	CN_TRY(cn_pdf_object_at(x->p, where, &number, &o));
	if (o.has_stream)
		CN_TRY(cn_pdf_unpacked(x->p, &o, &bytes, &ok));
	if (!ok || !widths(o.value, width)) {
		x->broken = true;
		return CN_OK;
	}
	*trailer = o.value;
	uint64_t first = 0, n = 0;
	size_t at = 0, next = 0;
	if (!cn_pdf_get(o.value, "Index", &index)) {
		x->broken = !cn_pdf_get(o.value, "Size", &size) || !cn_pdf_int(size, &n);
		return x->broken ? CN_OK : stream_entries(x, bytes, width, 0, n, &at);
	}
	while (cn_pdf_each(index, &next, &v) && cn_pdf_int(v, &first) && cn_pdf_each(index, &next, &v) && cn_pdf_int(v, &n) &&
	       !x->broken) {
		if (first > CN_PDF_OBJECTS_MAX)
			x->broken = true;
		else
			CN_TRY(stream_entries(x, bytes, width, first, n, &at));
	}
	return CN_OK;
}

/* ---- following them --------------------------------------------------------------------------------------------------------- */

static cn_code section(index_walk *x, uint64_t where, cn_str *trailer)
{
	for (size_t i = 0; i < x->n_seen; i++)
		x->broken = x->broken || x->seen[i] == where;
	if (x->broken || where >= x->p->r->file.n || x->n_seen == CN_PDF_REVISIONS_MAX) {
		x->broken = true;
		return CN_OK;
	}
	x->seen[x->n_seen++] = where;
	size_t at = (size_t)where;
	bool may;
	CN_TRY(cn_pdf_may_spend(x->p, &may));
	x->broken = !may;
	if (!may)
		return CN_OK;
	cn_pdf_space(x->p->r->file, &at);
	cn_pdf_spend(x->p, at - (size_t)where);
	if (cn_starts(cn_sub(x->p->r->file, at, 4), "xref"))
		return table(x, at + 4, trailer);
	return section_stream(x, where, trailer);
}

static cn_code follow(index_walk *x, uint64_t where)
{
	cn_str trailer, v;
	for (bool more = true; more && !x->broken;) {
		trailer = (cn_str){ "", 0 };
		CN_TRY(section(x, where, &trailer));
		if (x->broken)
			break;
		take_trailer(x->p, trailer);
		if (cn_pdf_get(trailer, "XRefStm", &v) && cn_pdf_int(v, &where)) { /* a table and a stream at once */
			cn_str other = { "", 0 };
			CN_TRY(section(x, where, &other));
		}
		more = cn_pdf_get(trailer, "Prev", &v) && cn_pdf_int(v, &where);
	}
	return CN_OK;
}

static bool find_start(cn_str file, uint64_t *ret)
{
	size_t from = file.n > START_LOOKED_FOR ? file.n - START_LOOKED_FOR : 0;
	for (size_t at = file.n < 9 ? 0 : file.n - 8; at-- > from;)
		if (memcmp(file.p + at, "startxref", 9) == 0) {
			at += 9;
			return take_int(file, &at, ret);
		}
	return false;
}

/* ---- without them ------------------------------------------------------------------------------------------------------------ */

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

/* "12 0 " before this byte: where it begins; SIZE_MAX if it does not stand there. */
static size_t head_before(cn_str s, size_t at)
{
	for (unsigned part = 0; part < 2; part++) {
		size_t end = at;
		while (at > 0 && (s.p[at - 1] == ' ' || s.p[at - 1] == '\n' || s.p[at - 1] == '\r'))
			at--;
		if (at == end)
			return SIZE_MAX;
		end = at;
		while (at > 0 && end - at < 10 && digit(s.p[at - 1]))
			at--;
		if (at == end)
			return SIZE_MAX;
	}
	return at;
}

/* The last reference behind such a key. */
static void last_ref(cn_str file, const char *key, char first, cn_str *ret)
{
	size_t n = strlen(key);
	uint32_t number;
	for (size_t at = 0; file.n - at > n; at++) {
		const char *c = memchr(file.p + at, first, file.n - at - n);
		if (!c)
			return;
		at = (size_t)(c - file.p);
		cn_str s = cn_sub(file, at + n, 64), v;
		size_t i = 0;
		if (memcmp(c, key, n) == 0 && cn_pdf_value(s, &i, &v) && cn_pdf_ref(v, &number))
			*ret = v;
	}
}

static cn_code look_for_objects(index_walk *x)
{
	cn_pdf *p = x->p;
	cn_str file = p->r->file;
	x->broken = false;
	x->entries = 0;
	for (size_t i = 0; i < p->n_entry; i++)
		p->entry[i] = (cn_pdf_entry){ 0 };
	for (size_t at = 0; file.n - at > 3 && !x->broken; at++) {
		const char *o = memchr(file.p + at, 'o', file.n - at - 3);
		if (!o)
			break;
		at = (size_t)(o - file.p);
		if (o[1] != 'b' || o[2] != 'j')
			continue;
		size_t head = head_before(file, at), i = head;
		uint64_t number;
		if (head == SIZE_MAX || !take_int(file, &i, &number))
			continue;
		if (number < p->n_entry)
			p->entry[number].kind = 0; /* the last one counts */
		CN_TRY(put_entry(x, number, (cn_pdf_entry){ .at = head, .kind = 2 }));
	}
	last_ref(file, "/Root", '/', &p->root);
	last_ref(file, "/Info", '/', &p->info);
	return CN_OK;
}

cn_code cn_pdf_index(cn_pdf *p)
{
	index_walk *x = CN_NEW(p->r->a, index_walk, 1);
	uint64_t start = 0;
	if (!x)
		return cn_arena_fail(p->r->a, p->r->err);
	x->p = p;
	bool found = find_start(p->r->file, &start);
	if (found)
		CN_TRY(follow(x, start));
	if (found && !x->broken)
		return CN_OK;
	CN_TRY(cn_media_trouble(p->r, found && start < p->r->file.n ? (size_t)start : p->r->file.n,
				"PDF: its cross-references are broken, and its objects were looked for one by one"));
	return look_for_objects(x);
}
