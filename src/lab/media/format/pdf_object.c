/* Objects of PDF by number: at a byte of the file, or packed with others in a stream; and streams without their filters. */
#include "lab/media/format/pdf.h"

#include "lab/media/inflate.h"

enum { HOPS_MAX = 8, END_LOOKED_FOR = 16 << 20, PACKED_MAX = 1 << 16, COLUMNS_MAX = 1 << 16 };

/* ---- at a byte --------------------------------------------------------------------------------------------------------------- */

/* "12 0 obj": its number, and where its value begins. */
static bool object_head(cn_str s, size_t *at, uint32_t *number)
{
	cn_str a, b, word;
	uint64_t n;
	if (!cn_pdf_value(s, at, &a) || !cn_pdf_value(s, at, &b) || !cn_pdf_int(a, &n) || n > UINT32_MAX)
		return false;
	cn_pdf_space(s, at);
	word = cn_sub(s, *at, 3);
	*number = (uint32_t)n;
	*at += 3;
	return cn_eqz(word, "obj");
}

static size_t find_end(cn_str s)
{
	static const char END[] = "endstream";
	for (size_t at = 0; s.n - at >= sizeof END - 1;) {
		const char *e = memchr(s.p + at, 'e', s.n - at - (sizeof END - 2));
		if (!e)
			break;
		at = (size_t)(e - s.p);
		if (memcmp(e, END, sizeof END - 1) == 0) {
			at -= at > 0 && s.p[at - 1] == '\n';
			at -= at > 0 && s.p[at - 1] == '\r';
			return at;
		}
		at++;
	}
	return SIZE_MAX;
}

static bool ends_there(cn_str file, size_t at, uint64_t n)
{
	if (n > file.n - at)
		return false;
	size_t end = at + (size_t)n;
	cn_pdf_space(cn_sub(file, 0, end + 4 < file.n ? end + 4 : file.n), &end);
	return cn_starts(cn_sub(file, end, 9), "endstream");
}

void cn_pdf_spend(cn_pdf *p, size_t n)
{
	p->parsed += n < CN_PDF_PARSED_BYTES_MAX - p->parsed ? n : CN_PDF_PARSED_BYTES_MAX - p->parsed;
}

cn_code cn_pdf_may_spend(cn_pdf *p, bool *ret)
{
	*ret = p->parsed < CN_PDF_PARSED_BYTES_MAX;
	return *ret ? CN_OK : cn_media_trouble(p->r, 0, "PDF: its objects refer to each other too often to follow them all");
}

static cn_code load_number(cn_pdf *p, uint32_t number, bool with_stream, cn_pdf_object *ret);

/* The bytes after "stream" and the end of its line, as many as /Length says if the end stands there, else up to "endstream". */
static cn_code find_stream(cn_pdf *p, size_t at, cn_pdf_object *o)
{
	cn_str file = p->r->file, length = { "", 0 };
	uint64_t n = UINT64_MAX;
	uint32_t number;
	at += 6;
	at += at < file.n && file.p[at] == '\r';
	at += at < file.n && file.p[at] == '\n';
	if (cn_pdf_get(o->value, "Length", &length) && cn_pdf_ref(length, &number)) {
		cn_pdf_object l;
		CN_TRY(load_number(p, number, false, &l));
		length = l.value;
	}
	if (!cn_pdf_int(length, &n) || !ends_there(file, at, n)) {
		cn_str s = cn_sub(file, at, END_LOOKED_FOR);
		n = find_end(s);
		cn_pdf_spend(p, n < s.n ? (size_t)n : s.n);
	}
	if (n == SIZE_MAX)
		return cn_media_trouble(p->r, at, "PDF: a stream has no end");
	o->has_stream = true;
	o->stream = cn_sub(file, at, (size_t)n);
	return CN_OK;
}

static cn_code object_at(cn_pdf *p, uint64_t where, bool with_stream, uint32_t *number, cn_pdf_object *ret)
{
	cn_str file = p->r->file;
	cn_pdf_object o = { 0 };
	*ret = o;
	if (where >= file.n)
		return CN_OK;
	cn_str s = cn_sub(file, (size_t)where, CN_PDF_VALUE_BYTES_MAX);
	size_t at = 0;
	bool may, found;
	CN_TRY(cn_media_step(p->r));
	CN_TRY(cn_pdf_may_spend(p, &may));
	if (!may)
		return CN_OK;
	found = object_head(s, &at, number) && cn_pdf_value(s, &at, &o.value);
	cn_pdf_spend(p, found ? at : s.n);
	if (!found)
		return CN_OK;
	o.at = (cn_media_range){ (size_t)(o.value.p - file.p), o.value.n };
	cn_pdf_space(s, &at);
	if (with_stream && cn_starts(o.value, "<<") && cn_starts(cn_sub(s, at, 6), "stream"))
		CN_TRY(find_stream(p, (size_t)where + at, &o));
	*ret = o;
	return CN_OK;
}

cn_code cn_pdf_object_at(cn_pdf *p, uint64_t at, uint32_t *number, cn_pdf_object *ret)
{
	return object_at(p, at, true, number, ret);
}

/* ---- filters --------------------------------------------------------------------------------------------------------------- */

static unsigned char paeth(int a, int b, int c)
{
	int p = a + b - c, pa = p > a ? p - a : a - p, pb = p > b ? p - b : b - p, pc = p > c ? p - c : c - p;
	return (unsigned char)(pa <= pb && pa <= pc ? a : pb <= pc ? b : c);
}

/* Rows that each tell how they were predicted, as in PNG; bytes are predicted from those one pixel to the left. In place. */
static size_t unpredict(char *bytes, size_t n, size_t columns, size_t pixel)
{
	unsigned char *p = (unsigned char *)bytes, *up = NULL;
	size_t out = 0;
	for (size_t at = 0; n - at > columns; at += columns + 1) {
		unsigned how = p[at];
		unsigned char *row = p + out;
		for (size_t i = 0; i < columns; i++) {
			int left = i >= pixel ? row[i - pixel] : 0, above = up ? up[i] : 0,
			    corner = up && i >= pixel ? up[i - pixel] : 0;
			int guess = how == 1   ? left
				    : how == 2 ? above
				    : how == 3 ? (left + above) / 2
				    : how == 4 ? paeth(left, above, corner)
					       : 0;
			row[i] = (unsigned char)(p[at + 1 + i] + guess);
		}
		up = row;
		out += columns;
	}
	return out;
}

static uint64_t number_of(cn_str dict, const char *key, uint64_t otherwise)
{
	cn_str v;
	uint64_t n;
	return cn_pdf_get(dict, key, &v) && cn_pdf_int(v, &n) ? n : otherwise;
}

/* The only member of an array, or the value. */
static cn_str only(cn_str v)
{
	size_t at = 0;
	cn_str first = { "", 0 }, second;
	if (!cn_starts(v, "["))
		return v;
	return cn_pdf_each(v, &at, &first) && cn_pdf_each(v, &at, &second) ? (cn_str){ "?", 1 } : first;
}

static cn_code flate(cn_pdf *p, cn_str packed, cn_str *ret, bool *ok)
{
	size_t room = packed.n < CN_PDF_STREAM_BYTES_MAX / 4 ? 4 * packed.n + 1024 : CN_PDF_STREAM_BYTES_MAX, n = 0;
	for (;; room = room < CN_PDF_STREAM_BYTES_MAX / 4 ? 4 * room : CN_PDF_STREAM_BYTES_MAX) {
		char *out = NULL;
		CN_TRY(cn_media_join(p->r, room, &out));
		cn_inflated how = cn_inflate(packed, out, room, &n);
		if (how == CN_INFLATED_FULL && room < CN_PDF_STREAM_BYTES_MAX)
			continue;
		*ok = how == CN_INFLATED;
		*ret = (cn_str){ out, n };
		return CN_OK;
	}
}

cn_code cn_pdf_unpacked(cn_pdf *p, const cn_pdf_object *o, cn_str *ret, bool *ret_ok)
{
	cn_str filter = { "", 0 }, parms = { "", 0 };
	*ret = o->stream;
	*ret_ok = true;
	if (cn_pdf_get(o->value, "Filter", &filter))
		filter = only(filter);
	if (filter.n == 0)
		return CN_OK;
	if (!cn_eqz(filter, "/FlateDecode") && !cn_eqz(filter, "/Fl")) {
		*ret_ok = false;
		return CN_OK;
	}
	CN_TRY(flate(p, o->stream, ret, ret_ok));
	if (!*ret_ok || !cn_pdf_get(o->value, "DecodeParms", &parms))
		return CN_OK;
	parms = only(parms);
	uint64_t how = number_of(parms, "Predictor", 1), columns = number_of(parms, "Columns", 1);
	uint64_t bits = number_of(parms, "Colors", 1) * number_of(parms, "BitsPerComponent", 8);
	if (how == 1)
		return CN_OK;
	*ret_ok = how >= 10 && how <= 15 && columns > 0 && columns <= COLUMNS_MAX && bits > 0 && bits <= 256 && bits % 8 == 0;
	if (*ret_ok) { /* the room is of the arena, and ours */
		char *bytes = NULL;
		CN_TRY(cn_media_join(p->r, ret->n, &bytes));
		memcpy(bytes, ret->p, ret->n);
		ret->n = unpredict(bytes, ret->n, (size_t)columns * (size_t)bits / 8, (size_t)bits / 8);
		ret->p = bytes;
	}
	return CN_OK;
}

/* ---- packed ---------------------------------------------------------------------------------------------------------------- */

static cn_code open_pack(cn_pdf *p, uint64_t number, struct cn_pdf_pack **ret)
{
	*ret = NULL;
	for (size_t i = 0; i < p->n_pack; i++)
		if (p->pack[i].number == number)
			*ret = &p->pack[i];
	if (*ret)
		return CN_OK;
	if (number >= p->n_entry || p->entry[number].kind != 2)
		return CN_OK;
	if (p->n_pack == CN_PDF_PACKS_MAX)
		return cn_media_trouble(p->r, 0, "PDF: its objects are packed in too many streams to read them all");
	struct cn_pdf_pack *k = &p->pack[p->n_pack++];
	*k = (struct cn_pdf_pack){ .number = (uint32_t)number };
	cn_pdf_object o;
	uint32_t n = 0;
	bool ok;
	CN_TRY(object_at(p, p->entry[number].at, true, &n, &o));
	*ret = k;
	if (!o.has_stream || n != number)
		return CN_OK;
	CN_TRY(cn_pdf_unpacked(p, &o, &k->bytes, &ok));
	if (!ok) {
		k->bytes.n = 0;
		return cn_media_trouble(p->r, o.at.at,
					"PDF: a stream of objects is broken, or packed in a way that is not known here");
	}
	k->n = number_of(o.value, "N", 0);
	k->first = number_of(o.value, "First", 0);
	k->at = (cn_media_range){ (size_t)(o.stream.p - p->r->file.p), o.stream.n };
	return CN_OK;
}

/* Where an object of a pack begins, by the numbers and places at its head; false if it is not the one that is told. */
static bool place_in(cn_pdf *p, const struct cn_pdf_pack *k, uint32_t index, uint32_t number, size_t *ret)
{
	size_t at = 0;
	cn_str a, b, head = cn_sub(k->bytes, 0, CN_PDF_VALUE_BYTES_MAX);
	uint64_t n = 0, off = 0;
	for (uint32_t i = 0; i <= index; i++)
		if (!cn_pdf_value(head, &at, &a) || !cn_pdf_value(head, &at, &b))
			return false;
	cn_pdf_spend(p, at);
	if (!cn_pdf_int(a, &n) || !cn_pdf_int(b, &off) || n != number || k->first > k->bytes.n || off > k->bytes.n - k->first)
		return false;
	*ret = (size_t)(k->first + off);
	return true;
}

static cn_code load_packed(cn_pdf *p, const cn_pdf_entry *e, uint32_t number, cn_pdf_object *ret)
{
	struct cn_pdf_pack *k;
	size_t where, at = 0;
	bool may;
	CN_TRY(open_pack(p, e->at, &k));
	CN_TRY(cn_pdf_may_spend(p, &may));
	if (!may || !k || k->bytes.n == 0 || k->n > PACKED_MAX || e->index >= k->n || !place_in(p, k, e->index, number, &where))
		return CN_OK;
	cn_str s = cn_sub(k->bytes, where, CN_PDF_VALUE_BYTES_MAX), value;
	bool found = cn_pdf_value(s, &at, &value);
	cn_pdf_spend(p, found ? at : s.n);
	if (found)
		*ret = (cn_pdf_object){ .value = value, .at = k->at };
	return CN_OK;
}

static cn_code load_number(cn_pdf *p, uint32_t number, bool with_stream, cn_pdf_object *ret)
{
	*ret = (cn_pdf_object){ 0 };
	if (number >= p->n_entry)
		return CN_OK;
	const cn_pdf_entry *e = &p->entry[number];
	uint32_t n = 0;
	if (e->kind == 3 && with_stream)
		return load_packed(p, e, number, ret);
	if (e->kind != 2)
		return CN_OK;
	CN_TRY(object_at(p, e->at, with_stream, &n, ret));
	if (ret->value.n == 0 || n != number) {
		*ret = (cn_pdf_object){ 0 };
		return cn_media_trouble(p->r, e->at < p->r->file.n ? (size_t)e->at : p->r->file.n,
					"PDF: an object is not where the cross-references say");
	}
	return CN_OK;
}

cn_code cn_pdf_load(cn_pdf *p, cn_str value, cn_media_range at, cn_pdf_object *ret)
{
	uint32_t number;
	*ret = (cn_pdf_object){ .value = value, .at = at };
	for (unsigned hop = 0; hop < HOPS_MAX && cn_pdf_ref(ret->value, &number); hop++)
		CN_TRY(load_number(p, number, true, ret));
	return CN_OK;
}
