/* xml: the tokens of XML as byte ranges, for files that are read as far as they go (SVG). Nothing is expanded, names are as written, nesting is
 * the caller's, document types are passed over. What must be read strictly or not at all (XMP) is read by lab/media/xml.h; of both the
 * references to characters are in charset.h. Private to lab/media. */
#ifndef CN_LAB_MEDIA_FORMAT_XML_H
#define CN_LAB_MEDIA_FORMAT_XML_H

#include "base/base.h"

typedef enum cn_tag_xml_kind {
	CN_XML_END,
	CN_XML_BROKEN, /* it does not end within the text */
	CN_XML_TEXT,
	CN_XML_OPEN,
	CN_XML_CLOSE,
	CN_XML_EMPTY, /* <a/> */
	CN_XML_CDATA,
	CN_XML_NOTE,  /* a comment */
	CN_XML_PI,    /* <?name ...?> */
	CN_XML_DOCTYPE
} cn_tag_xml_kind;

typedef struct cn_tag_xml {
	cn_tag_xml_kind kind;
	cn_str whole;
	cn_str name; /* of elements and PIs, with its prefix */
	cn_str rest; /* attributes; what CDATA and texts say; what a DOCTYPE declares */
} cn_tag_xml;

/* The token at *at, which moves behind it; a broken one is left where it is. */
cn_tag_xml cn_tag_xml_next(cn_str s, size_t *at);
/* A name without its prefix. */
cn_str cn_tag_xml_local(cn_str name);
/* The value of an attribute as written; false if there is none. */
bool cn_tag_xml_attribute(const cn_tag_xml *x, const char *name, cn_str *ret);
/* Replaces the five named entities and numbers of characters by what they mean, in place; others stay. Gives the new length. */
size_t cn_tag_xml_plain(char *p, size_t n);

#endif
