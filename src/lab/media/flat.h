/* flat: names with one value each, as YAML writes them in a block or between braces, one after the other. Private to lab/media.
 *
 *   Label: "1"                      {Label: "1", ContentProducer: x}
 *   ContentProducer: x
 *
 * No YAML: no anchors, tags, lists or maps in maps; enough for front matter. Nothing is allocated, everything borrows from the
 * text. */
#ifndef CN_LAB_MEDIA_FLAT_H
#define CN_LAB_MEDIA_FLAT_H

#include "base/base.h"

typedef struct cn_flat {
	cn_str rest;
	bool braces; /* begun by '{' */
	bool closed; /* its '}' was met: `rest` is what follows it */
	bool begun;
	size_t indent; /* block: of the first name */
} cn_flat;

typedef struct cn_flat_item {
	cn_str name, value; /* without their quotes; escapes inside them as they stand */
	char quote;	    /* of the value: '"', '\'' or 0 */
} cn_flat_item;

/* Without the first line of a block scalar of YAML ("|", ">-"); other texts as they are. */
cn_str cn_flat_scalar(cn_str s);
/* A text that begins with '{' after white space is read between braces, else line by line as far as its lines stand as deep as the
 * first. */
cn_flat cn_flat_over(cn_str s);
/* False at the end. What has no name and value is passed over. */
bool cn_flat_next(cn_flat *f, cn_flat_item *ret);

#endif
