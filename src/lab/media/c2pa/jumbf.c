#include "lab/media/c2pa/jumbf.h"

enum { TYPE_SUPER = CN_4CC('j', 'u', 'm', 'b'), TYPE_ABOUT = CN_4CC('j', 'u', 'm', 'd') };

/* What follows the four letters in the type of a C2PA or content superbox. */
static const uint8_t TAIL[12] = { 0x00, 0x11, 0x00, 0x10, 0x80, 0x00, 0x00, 0xaa, 0x00, 0x38, 0x9b, 0x71 };
static const uint8_t FILE_TAIL[12] = { 0x41, 0x3d, 0x4b, 0xba, 0xb7, 0xc8, 0x64, 0xb8, 0x38, 0xca, 0x19, 0x6e };

typedef struct reader {
	cn_arena *a;
	const char *start; /* of the store, so that errors name its bytes */
	size_t boxes;
	cn_err *err;
} reader;

static cn_code bad(reader *r, const char *p, const char *what)
{
	return CN_FAIL(r->err, CN_EINPUT, "JUMBF byte %zu: %s", (size_t)(p - r->start), what);
}

static uint32_t be32(const char *p)
{
	const uint8_t *u = (const uint8_t *)p;
	return (uint32_t)u[0] << 24 | (uint32_t)u[1] << 16 | (uint32_t)u[2] << 8 | u[3];
}

/* The head of the box at the start of `in`: its type, its whole and its body. */
static cn_code box(reader *r, cn_str in, cn_jumbf *v)
{
	if (++r->boxes > CN_JUMBF_BOXES_MAX)
		return CN_FAIL(r->err, CN_ETOOBIG, "JUMBF: more than %d boxes", CN_JUMBF_BOXES_MAX);
	if (in.n < 8)
		return bad(r, in.p, "a box is cut off");
	uint64_t size = be32(in.p);
	size_t head = 8;
	if (size == 1) {
		if (in.n < 16)
			return bad(r, in.p, "a box is cut off");
		size = (uint64_t)be32(in.p + 8) << 32 | be32(in.p + 12);
		head = 16;
	} else if (size == 0) {
		size = in.n;
	}
	if (size < head)
		return bad(r, in.p, "a box is shorter than its head");
	if (size > in.n)
		return bad(r, in.p, "a box is longer than what holds it");
	v->type = be32(in.p + 4);
	v->whole = cn_sub(in, 0, (size_t)size);
	v->body = cn_sub(v->whole, head, v->whole.n - head);
	return CN_OK;
}

static cn_jumbf_kind kind_of(const char *uuid)
{
	uint32_t letters = be32(uuid);
	if (letters == (uint32_t)CN_JUMBF_FILE)
		return memcmp(uuid + 4, FILE_TAIL, sizeof FILE_TAIL) == 0 ? CN_JUMBF_FILE : CN_JUMBF_OTHER;
	return memcmp(uuid + 4, TAIL, sizeof TAIL) == 0 ? (cn_jumbf_kind)letters : CN_JUMBF_OTHER;
}

/* The description box: type, toggles, then what the toggles announce. Only type and label are of use here; the rest must fit. */
static cn_code about(reader *r, cn_str d, cn_jumbf *v)
{
	if (d.n < 17)
		return bad(r, d.p, "a description is cut off");
	v->kind = kind_of(d.p);
	v->toggles = (uint8_t)d.p[16];
	cn_str rest = cn_sub(d, 17, d.n - 17);
	if (v->toggles & 2) {
		const char *end = rest.n ? memchr(rest.p, 0, rest.n) : NULL;
		if (!end)
			return bad(r, d.p, "a label has no end");
		v->label = (cn_str){ rest.p, (size_t)(end - rest.p) };
		if (v->label.n > CN_JUMBF_LABEL_BYTES_MAX)
			return CN_FAIL(r->err, CN_ETOOBIG, "JUMBF byte %zu: a label is longer than %d bytes",
				       (size_t)(d.p - r->start), CN_JUMBF_LABEL_BYTES_MAX);
		if (!cn_utf8_ok(v->label))
			return bad(r, d.p, "a label is not UTF-8");
		rest = cn_sub(rest, v->label.n + 1, rest.n - v->label.n - 1);
	}
	size_t fixed = (v->toggles & 4 ? 4u : 0u) + (v->toggles & 8 ? 32u : 0u);
	if (rest.n < fixed)
		return bad(r, d.p, "a description is cut off");
	rest = cn_sub(rest, fixed, rest.n - fixed);
	if (rest.n > 0 && !(v->toggles & 16))
		return bad(r, d.p, "a description has bytes that its toggles do not announce");
	return CN_OK;
}

static cn_code super(reader *r, cn_jumbf *v, unsigned depth)
{
	if (depth > CN_JUMBF_DEPTH_MAX)
		return CN_FAIL(r->err, CN_ETOOBIG, "JUMBF byte %zu: more than %d levels", (size_t)(v->whole.p - r->start),
			       CN_JUMBF_DEPTH_MAX);
	v->super = true;
	cn_jumbf d = { 0 };
	CN_TRY(box(r, v->body, &d));
	if (d.type != TYPE_ABOUT)
		return bad(r, v->body.p, "a superbox does not begin with its description");
	CN_TRY(about(r, d.body, v));
	cn_jumbf *last = NULL;
	for (cn_str rest = cn_sub(v->body, d.whole.n, v->body.n - d.whole.n); rest.n > 0;) {
		cn_jumbf *c = CN_NEW(r->a, cn_jumbf, 1);
		if (!c)
			return cn_arena_fail(r->a, r->err);
		CN_TRY(box(r, rest, c));
		if (c->type == TYPE_SUPER)
			CN_TRY(super(r, c, depth + 1));
		if (last)
			last->next = c;
		else
			v->first = c;
		last = c;
		rest = cn_sub(rest, c->whole.n, rest.n - c->whole.n);
	}
	return CN_OK;
}

cn_code cn_jumbf_read_more(cn_arena *a, cn_str bytes, size_t *boxes, const cn_jumbf **ret, size_t *ret_n, cn_err *err)
{
	reader r = { .a = a, .start = bytes.p, .boxes = *boxes, .err = err };
	cn_jumbf *v = CN_NEW(a, cn_jumbf, 1);
	if (!v)
		return cn_arena_fail(a, err);
	CN_TRY(box(&r, bytes, v));
	if (v->type != TYPE_SUPER)
		return bad(&r, bytes.p, "this is no superbox");
	CN_TRY(super(&r, v, 1));
	*boxes = r.boxes;
	*ret = v;
	*ret_n = v->whole.n;
	return CN_OK;
}

cn_code cn_jumbf_read(cn_arena *a, cn_str bytes, const cn_jumbf **ret, size_t *ret_n, cn_err *err)
{
	size_t boxes = 0;
	return cn_jumbf_read_more(a, bytes, &boxes, ret, ret_n, err);
}

const cn_jumbf *cn_jumbf_find(const cn_jumbf *root, cn_str path)
{
	const cn_jumbf *at = root;
	while (at && path.n > 0) {
		cn_str label;
		(void)cn_split(path, '/', &label, &path);
		const cn_jumbf *c = at->super ? at->first : NULL;
		while (c && !(c->super && c->label.n > 0 && cn_eq(c->label, label)))
			c = c->next;
		at = c;
	}
	return at;
}

size_t cn_jumbf_count(const cn_jumbf *parent, cn_str label)
{
	size_t n = 0;
	for (const cn_jumbf *c = parent ? parent->first : NULL; c; c = c->next)
		n += c->super && cn_eq(c->label, label);
	return n;
}

const cn_jumbf *cn_jumbf_content(const cn_jumbf *super, uint32_t type)
{
	for (const cn_jumbf *c = super ? super->first : NULL; c; c = c->next)
		if (!c->super && c->type == type)
			return c;
	return NULL;
}
