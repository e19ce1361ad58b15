/* xmp: packets of XMP (ISO 16684-1), read and written. Private to lab/media; the writer is also of `concord media label`.
 *
 * Read strictly: RDF/XML in UTF-8, as elements and as attributes, rdf:Alt, rdf:Seq and rdf:Bag, structures; names by the address of
 * their namespace, whatever the prefix. What is no RDF of this kind is refused as a whole: half a packet would be taken for one
 * that says less. */
#ifndef CN_LAB_MEDIA_XMP_H
#define CN_LAB_MEDIA_XMP_H

#include "base/base.h"

#define CN_NS_RDF "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
#define CN_NS_XMP "http://ns.adobe.com/xap/1.0/"
#define CN_NS_XMP_MM "http://ns.adobe.com/xap/1.0/mm/"
#define CN_NS_DC "http://purl.org/dc/elements/1.1/"
#define CN_NS_DCTERMS "http://purl.org/dc/terms/"
#define CN_NS_PHOTOSHOP "http://ns.adobe.com/photoshop/1.0/"
#define CN_NS_PLUS "http://ns.useplus.org/ldf/xmp/1.0/"
#define CN_NS_IPTC_EXT "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
#define CN_NS_TC260 "http://www.tc260.org.cn/ns/AIGC/1.0/"

enum {
	CN_XMP_PROPERTIES_MAX = 1 << 14,
	CN_XMP_SETS_MAX = 64,	    /* of one call of cn_xmp_write */
	CN_XMP_PADDING_BYTES = 2048 /* white space at the end of a packet, for those who edit in place */
};

/* A property of the file: where all of it stands in the packet. */
typedef struct cn_xmp_property {
	cn_str ns, name, prefix; /* prefix: as written */
	size_t at, size;	 /* its element, or its attribute name to quote */
	bool attribute;
} cn_xmp_property;

/* A text: the value of a property, of an item of its array, or of a field inside it. */
typedef struct cn_xmp_value {
	cn_str ns, name; /* of the innermost: the field of a structure, else the property */
	cn_str text;	 /* unescaped */
	cn_str lang;	 /* xml:lang; empty: none */
	bool inner;	 /* inside a structure: not a value of the property itself */
	size_t property; /* index: which property it is in */
} cn_xmp_value;

typedef struct cn_xmp {
	const cn_xmp_property *property;
	size_t n_property;
	const cn_xmp_value *value;
	size_t n_value;
	/* where the writer adds: */
	cn_str rdf_prefix; /* of the first rdf:RDF, as written */
	size_t rdf_end;	   /* where its end tag begins; of <rdf:RDF .../> the last two bytes */
	bool rdf_empty;	   /* it is <rdf:RDF .../> */
	cn_str about;	   /* rdf:about of the first description, escaped; the others must agree */
} cn_xmp;

/*   packet  with or without <?xpacket?>; may end in white space and NULs
 *   ret     borrows from a and from packet
 *   fails   CN_EINPUT with the byte; CN_EUNSUPPORTED for UTF-16; CN_ETOOBIG over a bound; CN_ENOMEM */
CN_MUST_CHECK cn_code cn_xmp_read(cn_arena *a, cn_str packet, cn_xmp *ret, cn_err *err);
/* The first text of a property of the file; NULL: it has none. */
const cn_xmp_value *cn_xmp_get(const cn_xmp *x, const char *ns, const char *name);

typedef enum cn_xmp_form { CN_XMP_TEXT, CN_XMP_SEQ, CN_XMP_BAG, CN_XMP_ALT } cn_xmp_form; /* an array of one; ALT: for x-default */

typedef struct cn_xmp_set {
	const char *ns, *prefix, *name;
	cn_str value; /* .p NULL: take the property out */
	cn_xmp_form form;
} cn_xmp_set;

/* Sets properties: one that is there is replaced where it stands, in the prefix that it has; the others are added in one
 * description. All else of an existing packet stays byte for byte, but for the <?xpacket?> around it and its padding, which are
 * written new. existing  a packet, or empty b         gets the packet; what it holds when this fails is of no use fails     as
 * cn_xmp_read; CN_EINPUT for a value that XML cannot carry; CN_ETOOBIG over CN_XMP_SETS_MAX or the cap of b */
CN_MUST_CHECK cn_code cn_xmp_write(cn_arena *a, cn_buf *b, cn_str existing, const cn_xmp_set *set, size_t n, cn_err *err);

#endif
