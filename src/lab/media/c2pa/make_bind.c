/* The bytes that a new manifest is of: hashed where they lie, piece after piece. */
#include "lab/media/c2pa/make_run.h"
#include "lab/media/format/format.h"

enum { INT_BYTES_MAX = 9, PAD_BYTES_MIN = 24, BOX_HEAD = 8, BOX_HEAD_LONG = 16, BOX_HEAD_UUID = 24 };

static_assert(PAD_BYTES_MIN + CN_C2PA_MADE_RANGES_MAX * 2 * (INT_BYTES_MAX - 1) < 256, "the head of the padding has one length");

static const char UUID[16] = { (char)0xd8, (char)0xfe, (char)0xc3, (char)0xd6, 0x1b,	   0x0e, 0x48,	     0x3c,
			       (char)0x92, (char)0x97, 0x58,	   0x28,       (char)0x87, 0x7e, (char)0xc4, (char)0x81 };

const char *cn_c2pa_binding_label(const cn_c2pa_maker *m)
{
	return m->bmff ? "c2pa.hash.bmff.v3" : "c2pa.hash.data";
}

static cn_cbor *number(cn_c2pa_maker *m, size_t u)
{
	return cn_cbor_new(m->a, CN_CBOR_UINT, u, (cn_str){ 0 });
}

static size_t int_bytes(size_t u)
{
	return u < 24 ? 1 : u < 1u << 8 ? 2 : u < 1u << 16 ? 3 : u <= UINT32_MAX ? 5 : INT_BYTES_MAX;
}

/* Where the store lies is known only once its length is: what the numbers leave of their longest form is padding. */
static void put_ranges(cn_c2pa_maker *m, cn_cbor *v)
{
	cn_cbor *list = cn_cbor_new(m->a, CN_CBOR_ARRAY, 0, (cn_str){ 0 });
	size_t pad = PAD_BYTES_MIN;
	for (size_t i = 0; i < m->n_out; i++) {
		cn_media_range r = m->out ? m->out[i] : (cn_media_range){ 0 };
		cn_cbor *e = cn_cbor_new(m->a, CN_CBOR_MAP, 0, (cn_str){ 0 });
		cn_c2pa_put(m, e, "start", number(m, r.at));
		cn_c2pa_put(m, e, "length", number(m, r.size));
		cn_cbor_push(list, e);
		pad += 2 * INT_BYTES_MAX - int_bytes(r.at) - int_bytes(r.size);
	}
	cn_c2pa_put(m, v, "exclusions", list);
	const char *zeros = cn_alloc(m->a, pad, 1);
	cn_c2pa_put(m, v, "pad", cn_cbor_new_bytes(m->a, (cn_str){ zeros, pad }));
}

/* Boxes that the specification leaves out of every digest: the store's, and two that only say where others lie. */
static void put_boxes(cn_c2pa_maker *m, cn_cbor *v)
{
	static const char *const PATHS[] = { "/uuid", "/ftyp", "/mfra" };
	cn_cbor *list = cn_cbor_new(m->a, CN_CBOR_ARRAY, 0, (cn_str){ 0 });
	for (size_t i = 0; i < sizeof PATHS / sizeof *PATHS; i++) {
		cn_cbor *e = cn_cbor_new(m->a, CN_CBOR_MAP, 0, (cn_str){ 0 });
		cn_c2pa_put(m, e, "xpath", cn_cbor_new_text(m->a, cn_str_z(PATHS[i])));
		if (i == 0) {
			cn_cbor *data = cn_cbor_new(m->a, CN_CBOR_ARRAY, 0, (cn_str){ 0 });
			cn_cbor *d = cn_cbor_new(m->a, CN_CBOR_MAP, 0, (cn_str){ 0 });
			cn_c2pa_put(m, d, "offset", number(m, BOX_HEAD));
			cn_c2pa_put(m, d, "value", cn_cbor_new_bytes(m->a, (cn_str){ UUID, sizeof UUID }));
			cn_cbor_push(data, d);
			cn_c2pa_put(m, e, "data", data);
		}
		cn_cbor_push(list, e);
	}
	cn_c2pa_put(m, v, "exclusions", list);
}

cn_cbor *cn_c2pa_binding(cn_c2pa_maker *m)
{
	cn_cbor *v = cn_cbor_new(m->a, CN_CBOR_MAP, 0, (cn_str){ 0 });
	cn_str digest = { (const char *)m->digest, m->digest_size };
	cn_c2pa_put(m, v, "alg", cn_cbor_new_text(m->a, cn_c2pa_alg_name(m)));
	cn_c2pa_put(m, v, "hash", cn_cbor_new_bytes(m->a, cn_str_copy(m->a, digest)));
	cn_c2pa_put(m, v, "name", cn_cbor_new_text(m->a, CN_S("content")));
	if (m->bmff)
		put_boxes(m, v);
	else
		put_ranges(m, v);
	return v;
}

/* ---- the digest ------------------------------------------------------------------------------------------ */

/* Goes through the pieces once, from the first byte to the last. */
typedef struct cursor {
	const cn_media_pieces *p;
	size_t piece, in; /* the byte of the piece that is next */
	size_t at;	  /* the byte of the file */
} cursor;

/* The next n bytes: into h, or into out, or nowhere. The pieces have them. */
static void take(cursor *c, size_t n, cn_sha2 *h, char *out)
{
	while (n > 0 && c->piece < c->p->n) {
		cn_str s = cn_sub(c->p->piece[c->piece], c->in, n);
		if (h)
			cn_sha2_put(h, s);
		if (out && s.n > 0) {
			memcpy(out, s.p, s.n);
			out += s.n;
		}
		n -= s.n;
		c->at += s.n;
		c->in += s.n;
		if (c->in == c->p->piece[c->piece].n) {
			c->piece++;
			c->in = 0;
		}
	}
}

static cn_code hash_outside(cn_c2pa_maker *m, cursor *c, cn_sha2 *h)
{
	for (size_t i = 0; i < m->n_out; i++) {
		if (m->out[i].at < c->at || m->out[i].at > c->p->bytes || m->out[i].size > c->p->bytes - m->out[i].at)
			return CN_FAIL(m->err, CN_EINTERNAL, "the store was put where the file does not reach");
		take(c, m->out[i].at - c->at, h, NULL);
		take(c, m->out[i].size, NULL, NULL);
	}
	take(c, c->p->bytes - c->at, h, NULL);
	return CN_OK;
}

static bool left_out(const char *head, size_t n)
{
	return memcmp(head + 4, "ftyp", 4) == 0 || memcmp(head + 4, "mfra", 4) == 0 ||
	       (memcmp(head + 4, "uuid", 4) == 0 && n == BOX_HEAD_UUID && memcmp(head + BOX_HEAD, UUID, sizeof UUID) == 0);
}

/* Each box of the file that is not left out: its place as eight bytes, then all of it. */
static cn_code hash_boxes(cn_c2pa_maker *m, cursor *c, cn_sha2 *h)
{
	for (size_t left; (left = c->p->bytes - c->at) > 0;) {
		char head[BOX_HEAD_UUID] = { 0 }, place[8];
		size_t start = c->at, had = BOX_HEAD;
		if (left < BOX_HEAD)
			return CN_FAIL(m->err, CN_EINPUT, "byte %zu of the file that would be signed: a box is cut off", start);
		take(c, BOX_HEAD, NULL, head);
		uint64_t size = cn_be32(head);
		if (size == 1 && left >= BOX_HEAD_LONG) {
			take(c, BOX_HEAD, NULL, head + BOX_HEAD);
			size = cn_be64(head + BOX_HEAD);
			had = BOX_HEAD_LONG;
		} else if (size == 0) {
			size = left;
		}
		if (size < had || size > left)
			return CN_FAIL(m->err, CN_EINPUT, "byte %zu of the file that would be signed: a box is longer than the file", start);
		if (memcmp(head + 4, "uuid", 4) == 0 && had == BOX_HEAD && size >= BOX_HEAD_UUID) {
			take(c, sizeof UUID, NULL, head + BOX_HEAD);
			had = BOX_HEAD_UUID;
		}
		bool out = left_out(head, had);
		for (size_t i = 0; i < 8; i++)
			place[i] = (char)((uint64_t)start >> (56 - 8 * i) & 0xff);
		if (!out) {
			cn_sha2_put(h, (cn_str){ place, sizeof place });
			cn_sha2_put(h, (cn_str){ head, had });
		}
		take(c, (size_t)size - had, out ? NULL : h, NULL);
	}
	return CN_OK;
}

cn_code cn_c2pa_bind(cn_c2pa_maker *m, const cn_media_pieces *p)
{
	cursor c = { .p = p };
	cn_sha2 h;
	cn_sha2_init(&h, m->alg);
	CN_TRY(m->bmff ? hash_boxes(m, &c, &h) : hash_outside(m, &c, &h));
	(void)cn_sha2_done(&h, m->digest);
	return CN_OK;
}
