/* xml: the part of XML that packets of XMP are written in, one tag or text after the other. Private to lab/media.
 *
 * UTF-8; elements, attributes, namespaces, comments, processing instructions, CDATA; the five predefined entities and character
 * references. A document type is refused: it is where other entities, and attacks, come from. No recursion; every count has a
 * bound. */
#ifndef CN_LAB_MEDIA_XML_H
#define CN_LAB_MEDIA_XML_H

#include "base/base.h"

enum {
	CN_XML_BYTES_MAX = 16 << 20,
	CN_XML_DEPTH_MAX = 32,
	CN_XML_ELEMENTS_MAX = 1 << 16,
	CN_XML_ATTRIBUTES_MAX = 256, /* of one element */
	CN_XML_SCOPE_MAX = 128	     /* namespaces that are declared around one place */
};

typedef enum cn_xml_kind { CN_XML_END, CN_XML_OPEN, CN_XML_CLOSE, CN_XML_TEXT } cn_xml_kind;

typedef struct cn_xml_name {
	cn_str prefix, local; /* as written */
	cn_str ns;	      /* the address that the prefix stands for; empty: none */
} cn_xml_name;

typedef struct cn_xml_attribute {
	cn_xml_name name;
	cn_str raw;	 /* the value, escaped */
	size_t at, size; /* of all of it, name to quote */
} cn_xml_attribute;

typedef struct cn_xml {
	cn_arena *a;
	cn_str s;
	size_t at;
	cn_err *err;
	/* what was met */
	cn_xml_kind kind;
	size_t from, to;	     /* its bytes */
	cn_xml_name name;	     /* OPEN, CLOSE */
	cn_xml_attribute *attribute; /* OPEN; without the declarations of namespaces */
	size_t n_attribute;
	bool empty; /* OPEN, CLOSE: <x/>, whose CLOSE has the same bytes */
	bool cdata; /* TEXT: `text` is not escaped */
	cn_str text;
	/* what is open */
	cn_xml_name open[CN_XML_DEPTH_MAX];
	unsigned depth; /* of the element that was opened or is about to be closed: 1 is the outermost */
	size_t elements, n_scope;
	struct {
		cn_str prefix, uri;
		unsigned depth;
	} scope[CN_XML_SCOPE_MAX];
	bool closing; /* the last CLOSE takes effect with the next step */
} cn_xml;

/*   fails  CN_EUNSUPPORTED for UTF-16 and UTF-32; CN_EINPUT if it is not UTF-8; CN_ETOOBIG; CN_ENOMEM */
CN_MUST_CHECK cn_code cn_xml_begin(cn_arena *a, cn_str s, cn_xml **ret, cn_err *err);
/* The next tag or text. At the end of the text everything must be closed. */
CN_MUST_CHECK cn_code cn_xml_next(cn_xml *x);
/* Escaped text as text; in an attribute white space becomes spaces. */
CN_MUST_CHECK cn_code cn_xml_unescape(cn_xml *x, cn_str raw, bool attribute, cn_str *ret);
/* Text into XML; false if it has a character that XML cannot carry. */
bool cn_xml_escape(cn_buf *b, cn_str s);

#endif
