/* RDF/XML as XMP uses it, by what stands around each element; no recursion. */
#include "lab/media/xmp.h"
#include "lab/media/xml.h"

enum { ROOM_FIRST = 64 };

/* What an element is to RDF. */
typedef enum role {
	OUTSIDE,  /* above rdf:RDF */
	RDF,	  /* rdf:RDF */
	NODE,	  /* rdf:Description: its children are properties or fields */
	PROPERTY, /* a property or field: a text, or one child that is an array or a node */
	ARRAY,	  /* rdf:Alt, rdf:Seq, rdf:Bag */
	ITEM	  /* rdf:li, like a property */
} role;

typedef struct frame {
	role role;
	unsigned level;	 /* structures around it */
	cn_str ns, name; /* of the property or field that it belongs to */
	cn_str text, lang;
	size_t text_room;
	bool full; /* its value is known: a child, a resource, fields */
} frame;

typedef struct xmp_reader {
	cn_arena *a;
	cn_xml *x;
	cn_err *err;
	frame stack[CN_XML_DEPTH_MAX + 1];
	cn_xmp_property *property;
	cn_xmp_value *value;
	size_t room_property, room_value;
	cn_xmp out;
	bool rdf_seen, about_seen;
} xmp_reader;

static bool is_rdf(const cn_xml_name *n, const char *local)
{
	return cn_eqz(n->ns, CN_NS_RDF) && cn_eqz(n->local, local);
}

static cn_code put_property(xmp_reader *r, const cn_xml_name *n, size_t at, size_t size, bool attribute)
{
	if (r->out.n_property == CN_XMP_PROPERTIES_MAX)
		return CN_FAIL(r->err, CN_ETOOBIG, "more than %d properties in one packet", CN_XMP_PROPERTIES_MAX);
	if (r->out.n_property == r->room_property) {
		size_t room = r->room_property ? r->room_property * 2 : ROOM_FIRST;
		cn_xmp_property *p = CN_NEW(r->a, cn_xmp_property, room);
		if (!p)
			return cn_arena_fail(r->a, r->err);
		if (r->out.n_property)
			memcpy(p, r->property, r->out.n_property * sizeof *p);
		r->property = p;
		r->room_property = room;
	}
	r->property[r->out.n_property++] = (cn_xmp_property){ n->ns, n->local, n->prefix, at, size, attribute };
	return CN_OK;
}

static cn_code put_value(xmp_reader *r, cn_xmp_value v)
{
	if (r->out.n_value == CN_XMP_PROPERTIES_MAX)
		return CN_FAIL(r->err, CN_ETOOBIG, "more than %d values in one packet", CN_XMP_PROPERTIES_MAX);
	if (r->out.n_value == r->room_value) {
		size_t room = r->room_value ? r->room_value * 2 : ROOM_FIRST;
		cn_xmp_value *p = CN_NEW(r->a, cn_xmp_value, room);
		if (!p)
			return cn_arena_fail(r->a, r->err);
		if (r->out.n_value)
			memcpy(p, r->value, r->out.n_value * sizeof *p);
		r->value = p;
		r->room_value = room;
	}
	v.property = r->out.n_property - 1;
	r->value[r->out.n_value++] = v;
	return CN_OK;
}

/* Attributes of a description, or of a property that is a structure: each a property or field with a text. */
static cn_code attributes(xmp_reader *r, frame *f, unsigned level)
{
	for (size_t i = 0; i < r->x->n_attribute; i++) {
		const cn_xml_attribute *at = &r->x->attribute[i];
		cn_xmp_value v = { .ns = at->name.ns, .name = at->name.local, .inner = level > 0 };
		if (cn_eqz(at->name.ns, CN_NS_RDF) || cn_eqz(at->name.prefix, "xml") || at->name.ns.n == 0)
			continue;
		f->full = true;
		CN_TRY(cn_xml_unescape(r->x, at->raw, true, &v.text));
		if (level == 0)
			CN_TRY(put_property(r, &at->name, at->at, at->size, true));
		CN_TRY(put_value(r, v));
	}
	return CN_OK;
}

static cn_code open_node(xmp_reader *r, frame *f)
{
	for (size_t i = 0; i < r->x->n_attribute && f->level == 0; i++) {
		const cn_xml_attribute *at = &r->x->attribute[i];
		if (!is_rdf(&at->name, "about") && !(at->name.ns.n == 0 && cn_eqz(at->name.local, "about")))
			continue;
		if (!r->about_seen)
			r->out.about = at->raw;
		else if (!cn_eq(r->out.about, at->raw))
			return CN_FAIL(r->err, CN_EINPUT, "byte %zu: descriptions of two things in one packet", at->at);
		r->about_seen = true;
	}
	f->role = NODE;
	return attributes(r, f, f->level);
}

/* A property or an item: its attributes may say that it is a structure, or give its value. */
static cn_code open_property(xmp_reader *r, frame *f)
{
	bool structure = false;
	for (size_t i = 0; i < r->x->n_attribute; i++) {
		const cn_xml_attribute *at = &r->x->attribute[i];
		if (cn_eqz(at->name.prefix, "xml") && cn_eqz(at->name.local, "lang"))
			CN_TRY(cn_xml_unescape(r->x, at->raw, true, &f->lang));
		if (is_rdf(&at->name, "resource")) {
			cn_xmp_value v = { .ns = f->ns, .name = f->name, .inner = f->level > 0 };
			CN_TRY(cn_xml_unescape(r->x, at->raw, true, &v.text));
			CN_TRY(put_value(r, v));
			f->full = true;
		}
		if (is_rdf(&at->name, "parseType")) {
			if (!cn_eqz(at->raw, "Resource"))
				return CN_FAIL(r->err, CN_EINPUT, "byte %zu: rdf:parseType %.*s is not of XMP", at->at,
					       CN_FMT(cn_sub(at->raw, 0, 40)));
			structure = true;
		}
	}
	CN_TRY(attributes(r, f, f->level + 1));
	if (structure) {
		f->role = NODE;
		f->level++;
	}
	return CN_OK;
}

static cn_code open_in_property(xmp_reader *r, frame *parent, frame *f)
{
	const cn_xml_name *n = &r->x->name;
	if (parent->full)
		return CN_FAIL(r->err, CN_EINPUT, "byte %zu: a second value of one property", r->x->from);
	parent->full = true;
	f->ns = parent->ns;
	f->name = parent->name;
	if (is_rdf(n, "Alt") || is_rdf(n, "Seq") || is_rdf(n, "Bag")) {
		f->role = ARRAY;
		return CN_OK;
	}
	if (!is_rdf(n, "Description"))
		return CN_FAIL(r->err, CN_EINPUT, "byte %zu: %.*s is no value of XMP", r->x->from, CN_FMT(cn_sub(n->local, 0, 40)));
	f->level++;
	return open_node(r, f);
}

static cn_code opened(xmp_reader *r)
{
	const cn_xml_name *n = &r->x->name;
	frame *parent = &r->stack[r->x->depth - 1], *f = &r->stack[r->x->depth];
	*f = (frame){ .role = OUTSIDE, .level = parent->level };
	switch (parent->role) {
	case OUTSIDE:
		if (!is_rdf(n, "RDF"))
			return CN_OK;
		f->role = RDF;
		if (!r->rdf_seen)
			r->out.rdf_prefix = n->prefix;
		return CN_OK;
	case RDF:
		if (!is_rdf(n, "Description"))
			return CN_FAIL(r->err, CN_EINPUT, "byte %zu: %.*s stands in rdf:RDF, where descriptions stand", r->x->from,
				       CN_FMT(cn_sub(n->local, 0, 40)));
		return open_node(r, f);
	case NODE:
		f->role = PROPERTY;
		f->ns = n->ns;
		f->name = n->local;
		if (f->level == 0)
			CN_TRY(put_property(r, n, r->x->from, 0, false));
		return open_property(r, f);
	case ARRAY:
		if (!is_rdf(n, "li"))
			return CN_FAIL(r->err, CN_EINPUT, "byte %zu: %.*s stands in an array, where rdf:li stands", r->x->from,
				       CN_FMT(cn_sub(n->local, 0, 40)));
		f->role = ITEM;
		f->ns = parent->ns;
		f->name = parent->name;
		return open_property(r, f);
	case PROPERTY:
	case ITEM:
		return open_in_property(r, parent, f);
	}
	return CN_OK;
}

static cn_code text_met(xmp_reader *r)
{
	frame *f = &r->stack[r->x->depth];
	cn_str t = r->x->text;
	if (f->role != PROPERTY && f->role != ITEM)
		return CN_OK;
	if (!r->x->cdata)
		CN_TRY(cn_xml_unescape(r->x, t, false, &t));
	if (f->text.n == 0) {
		f->text = t;
		f->text_room = 0;
		return CN_OK;
	}
	size_t n = f->text.n + t.n;
	if (n > f->text_room) { /* pieces, between comments: grown by doubling */
		char *p = CN_NEW(r->a, char, n * 2);
		if (!p)
			return cn_arena_fail(r->a, r->err);
		memcpy(p, f->text.p, f->text.n);
		f->text.p = p;
		f->text_room = n * 2;
	}
	memcpy((char *)(uintptr_t)f->text.p + f->text.n, t.p, t.n);
	f->text.n = n;
	return CN_OK;
}

/* rdf:value is the text of the property around it, whose other fields only qualify it. */
static cn_code put_text(xmp_reader *r, const frame *f, const frame *parent)
{
	bool qualified = cn_eqz(f->ns, CN_NS_RDF) && cn_eqz(f->name, "value") && f->level > 0;
	const frame *of = qualified ? parent : f;
	return put_value(
	    r, (cn_xmp_value){
		   .ns = of->ns, .name = of->name, .text = f->text, .lang = f->lang, .inner = f->level > (qualified ? 1 : 0) });
}

static cn_code closed(xmp_reader *r)
{
	const cn_xml *x = r->x;
	frame *f = &r->stack[x->depth], *parent = &r->stack[x->depth - 1];
	if (f->role == RDF && !r->rdf_seen) {
		r->rdf_seen = true;
		r->out.rdf_end = x->empty ? x->to - 2 : x->from;
		r->out.rdf_empty = x->empty;
	}
	if ((f->role == PROPERTY || f->role == ITEM) && !f->full)
		CN_TRY(put_text(r, f, parent));
	if (f->full && f->role != NODE && f->role != ARRAY && cn_trim(f->text).n > 0)
		return CN_FAIL(r->err, CN_EINPUT, "byte %zu: a property with a text and another value", x->from);
	if (parent->role == NODE && parent->level == 0 && r->out.n_property > 0) {
		cn_xmp_property *p = &r->property[r->out.n_property - 1]; /* its own: fields inside it are no properties */
		p->size = x->to - p->at;
	}
	return CN_OK;
}

cn_code cn_xmp_read(cn_arena *a, cn_str packet, cn_xmp *ret, cn_err *err)
{
	xmp_reader *r = CN_NEW(a, xmp_reader, 1);
	if (!r)
		return cn_arena_fail(a, err);
	r->a = a;
	r->err = err;
	CN_TRY(cn_xml_begin(a, packet, &r->x, err));
	do {
		CN_TRY(cn_xml_next(r->x));
		if (r->x->kind == CN_XML_OPEN)
			CN_TRY(opened(r));
		else if (r->x->kind == CN_XML_CLOSE)
			CN_TRY(closed(r));
		else if (r->x->kind == CN_XML_TEXT)
			CN_TRY(text_met(r));
	} while (r->x->kind != CN_XML_END);
	if (!r->rdf_seen)
		return CN_FAIL(err, CN_EINPUT, "no rdf:RDF in it");
	r->out.property = r->property;
	r->out.value = r->value;
	*ret = r->out;
	return CN_OK;
}

const cn_xmp_value *cn_xmp_get(const cn_xmp *x, const char *ns, const char *name)
{
	for (size_t i = 0; i < x->n_value; i++) {
		const cn_xmp_value *v = &x->value[i];
		if (!v->inner && cn_eqz(v->ns, ns) && cn_eqz(v->name, name))
			return v;
	}
	return NULL;
}
