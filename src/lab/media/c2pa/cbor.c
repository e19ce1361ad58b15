#include "lab/media/c2pa/cbor.h"

typedef struct reader {
	cn_arena *a;
	cn_str in;
	size_t at;
	size_t items;
	cn_cbor_flags *flags;
	cn_err *err;
} reader;

static cn_code item(reader *r, unsigned depth, cn_cbor **ret);

static cn_code bad(reader *r, const char *what)
{
	return CN_FAIL(r->err, CN_EINPUT, "CBOR byte %zu: %s", r->at, what);
}

typedef struct head {
	unsigned major, info;
	uint64_t u;
	bool open; /* the length is left open */
} head;

static cn_code read_head(reader *r, head *ret)
{
	if (r->at >= r->in.n)
		return bad(r, "the item is cut off");
	uint8_t first = (uint8_t)r->in.p[r->at];
	head h = { .major = first >> 5, .info = first & 31, .u = first & 31 };
	if (h.info >= 28 && h.info <= 30)
		return bad(r, "a reserved length");
	if (h.info == 31) {
		if (h.major < 2 || h.major == 6)
			return bad(r, "a number or tag with an open length");
		h.open = true;
		r->at++;
		*ret = h;
		return CN_OK;
	}
	if (h.info < 24) {
		r->at++;
		*ret = h;
		return CN_OK;
	}
	size_t n = (size_t)1 << (h.info - 24);
	if (r->in.n - r->at - 1 < n)
		return bad(r, "the item is cut off");
	h.u = 0;
	for (size_t i = 0; i < n; i++)
		h.u = h.u << 8 | (uint8_t)r->in.p[r->at + 1 + i];
	static const uint64_t below[] = { 24, 1u << 8, 1u << 16, 1ull << 32 };
	if (h.major != 7 && h.u < below[h.info - 24])
		r->flags->not_shortest = true;
	r->at += 1 + n;
	*ret = h;
	return CN_OK;
}

static bool at_break(const reader *r)
{
	return r->at < r->in.n && (uint8_t)r->in.p[r->at] == 0xff;
}

static cn_code take(reader *r, uint64_t n, cn_str *ret)
{
	if (n > r->in.n - r->at)
		return bad(r, "a text or byte string is longer than what is left");
	*ret = (cn_str){ r->in.p + r->at, (size_t)n };
	r->at += (size_t)n;
	return CN_OK;
}

/* Chunks of one string: measured first, so that one buffer is enough. */
static cn_code chunks(reader *r, unsigned major, cn_str *ret)
{
	size_t start = r->at, total = 0;
	while (!at_break(r)) {
		head h;
		cn_str s;
		CN_TRY(read_head(r, &h));
		if (h.major != major || h.open)
			return bad(r, "a chunk of a string is of another type");
		CN_TRY(take(r, h.u, &s));
		if (major == 3 && !cn_utf8_ok(s))
			return bad(r, "text is not UTF-8");
		total += s.n;
	}
	size_t end = r->at;
	char *p = cn_alloc(r->a, total + 1, 1);
	if (!p)
		return cn_arena_fail(r->a, r->err);
	r->at = start;
	for (size_t n = 0; r->at < end;) {
		head h;
		cn_str s;
		CN_TRY(read_head(r, &h));
		CN_TRY(take(r, h.u, &s));
		if (s.n > 0)
			memcpy(p + n, s.p, s.n);
		n += s.n;
	}
	r->at = end + 1;
	*ret = (cn_str){ p, total };
	return CN_OK;
}

static cn_code string(reader *r, const head *h, cn_str *ret)
{
	if (h->open)
		return chunks(r, h->major, ret);
	CN_TRY(take(r, h->u, ret));
	if (h->major == 3 && !cn_utf8_ok(*ret))
		return bad(r, "text is not UTF-8");
	return CN_OK;
}

static int by_bytes(const void *a, const void *b)
{
	return cn_cmp(*(const cn_str *)a, *(const cn_str *)b);
}

/* Equal keys stand beside each other once sorted: no map is compared key by key with itself. */
static cn_code look_for_duplicates(reader *r, const cn_cbor *map)
{
	if (map->u < 2)
		return CN_OK;
	cn_str *keys = CN_NEW(r->a, cn_str, (size_t)map->u);
	if (!keys)
		return cn_arena_fail(r->a, r->err);
	size_t n = 0;
	for (const cn_cbor *k = map->first; k; k = k->next->next)
		keys[n++] = k->raw;
	qsort(keys, n, sizeof *keys, by_bytes);
	for (size_t i = 1; i < n; i++)
		if (cn_eq(keys[i - 1], keys[i]))
			r->flags->duplicate_keys = true;
	return CN_OK;
}

static cn_code members(reader *r, const head *h, unsigned depth, cn_cbor *v)
{
	uint64_t per = h->major == 5 ? 2 : 1;
	if (!h->open && h->u > (r->in.n - r->at) / per)
		return bad(r, "an array or map has more members than bytes are left");
	uint64_t n = 0;
	cn_cbor *last = NULL;
	while (h->open ? !at_break(r) : n < h->u * per) {
		cn_cbor *c = NULL;
		CN_TRY(item(r, depth + 1, &c));
		if (last)
			last->next = c;
		else
			v->first = c;
		last = c;
		n++;
	}
	if (h->open)
		r->at++;
	if (n % per != 0)
		return bad(r, "a map ends with a key that has no value");
	v->u = n / per;
	return h->major == 5 ? look_for_duplicates(r, v) : CN_OK;
}

static cn_code content(reader *r, const head *h, unsigned depth, cn_cbor *v)
{
	static const cn_cbor_type TYPES[] = { CN_CBOR_UINT,  CN_CBOR_NINT, CN_CBOR_BYTES, CN_CBOR_TEXT,
					      CN_CBOR_ARRAY, CN_CBOR_MAP,  CN_CBOR_TAG,	  CN_CBOR_SIMPLE };
	v->type = TYPES[h->major];
	v->u = h->u;
	r->flags->indefinite |= h->open;
	if (h->major == 2 || h->major == 3)
		return string(r, h, &v->s);
	if (h->major == 4 || h->major == 5)
		return members(r, h, depth, v);
	if (h->major == 6) {
		cn_cbor *c = NULL;
		CN_TRY(item(r, depth + 1, &c));
		v->first = c;
	}
	if (h->major == 7 && h->open)
		return bad(r, "a break outside an open array or map");
	if (h->major == 7 && h->info == 24 && h->u < 32)
		return bad(r, "a simple value below 32 in two bytes");
	if (h->major == 7 && h->info > 24)
		v->type = CN_CBOR_FLOAT;
	return CN_OK;
}

static cn_code item(reader *r, unsigned depth, cn_cbor **ret)
{
	if (depth > CN_CBOR_DEPTH_MAX)
		return CN_FAIL(r->err, CN_ETOOBIG, "CBOR byte %zu: more than %d levels", r->at, CN_CBOR_DEPTH_MAX);
	if (++r->items > CN_CBOR_ITEMS_MAX)
		return CN_FAIL(r->err, CN_ETOOBIG, "CBOR byte %zu: more than %d items", r->at, CN_CBOR_ITEMS_MAX);
	size_t start = r->at;
	head h;
	CN_TRY(read_head(r, &h));
	cn_cbor *v = CN_NEW(r->a, cn_cbor, 1);
	if (!v)
		return cn_arena_fail(r->a, r->err);
	CN_TRY(content(r, &h, depth, v));
	v->raw = (cn_str){ r->in.p + start, r->at - start };
	*ret = v;
	return CN_OK;
}

cn_code cn_cbor_read_first(cn_arena *a, cn_str bytes, cn_cbor_flags *ret_flags, const cn_cbor **ret, size_t *ret_n, cn_err *err)
{
	cn_cbor_flags flags = { 0 };
	reader r = { .a = a, .in = bytes, .flags = &flags, .err = err };
	cn_cbor *v = NULL;
	CN_TRY(item(&r, 1, &v));
	*ret = v;
	*ret_flags = flags;
	*ret_n = r.at;
	return CN_OK;
}

cn_code cn_cbor_read(cn_arena *a, cn_str bytes, cn_cbor_flags *ret_flags, const cn_cbor **ret, cn_err *err)
{
	cn_cbor_flags flags;
	const cn_cbor *v = NULL;
	size_t n = 0;
	CN_TRY(cn_cbor_read_first(a, bytes, &flags, &v, &n, err));
	if (n != bytes.n)
		return CN_FAIL(err, CN_EINPUT, "CBOR byte %zu: bytes after the item", n);
	*ret = v;
	*ret_flags = flags;
	return CN_OK;
}

const cn_cbor *cn_cbor_get(const cn_cbor *v, const char *key)
{
	for (const cn_cbor *k = cn_cbor_is(v, CN_CBOR_MAP) ? v->first : NULL; k; k = k->next->next)
		if (k->type == CN_CBOR_TEXT && cn_eqz(k->s, key))
			return k->next->type == CN_CBOR_SIMPLE && k->next->u == 22 ? NULL : k->next;
	return NULL;
}

const cn_cbor *cn_cbor_at_label(const cn_cbor *v, int64_t label)
{
	cn_cbor_type type = label < 0 ? CN_CBOR_NINT : CN_CBOR_UINT;
	uint64_t u = label < 0 ? (uint64_t)(-1 - label) : (uint64_t)label;
	for (const cn_cbor *k = cn_cbor_is(v, CN_CBOR_MAP) ? v->first : NULL; k; k = k->next->next)
		if (k->type == type && k->u == u)
			return k->next;
	return NULL;
}

cn_str cn_cbor_text(const cn_cbor *map, const char *key)
{
	const cn_cbor *v = cn_cbor_get(map, key);
	return cn_cbor_is(v, CN_CBOR_TEXT) ? v->s : (cn_str){ 0 };
}

cn_str cn_cbor_bytes(const cn_cbor *map, const char *key)
{
	const cn_cbor *v = cn_cbor_get(map, key);
	return cn_cbor_is(v, CN_CBOR_BYTES) ? v->s : (cn_str){ 0 };
}

bool cn_cbor_uint(const cn_cbor *map, const char *key, uint64_t *ret)
{
	const cn_cbor *v = cn_cbor_get(map, key);
	if (!cn_cbor_is(v, CN_CBOR_UINT))
		return false;
	*ret = v->u;
	return true;
}

bool cn_cbor_is(const cn_cbor *v, cn_cbor_type type)
{
	return v && v->type == type;
}

bool cn_cbor_true(const cn_cbor *v)
{
	return cn_cbor_is(v, CN_CBOR_SIMPLE) && v->u == 21;
}

void cn_cbor_put_head(cn_buf *b, cn_cbor_type type, uint64_t u)
{
	unsigned major = (unsigned)type << 5;
	if (u < 24) {
		cn_buf_putc(b, (char)(major | u));
		return;
	}
	unsigned log = u < 1u << 8 ? 0 : u < 1u << 16 ? 1 : u < 1ull << 32 ? 2 : 3;
	cn_buf_putc(b, (char)(major | (24 + log)));
	for (unsigned i = 1u << log; i-- > 0;)
		cn_buf_putc(b, (char)(u >> (8 * i) & 0xff));
}

void cn_cbor_put_bytes(cn_buf *b, cn_str s)
{
	cn_cbor_put_head(b, CN_CBOR_BYTES, s.n);
	cn_buf_put(b, s);
}

void cn_cbor_put_text(cn_buf *b, cn_str s)
{
	cn_cbor_put_head(b, CN_CBOR_TEXT, s.n);
	cn_buf_put(b, s);
}
