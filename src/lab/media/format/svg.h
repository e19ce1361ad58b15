/* svg: where the labels of an SVG stand; for its reader and its writer. Private to lab/media. */
#ifndef CN_LAB_MEDIA_FORMAT_SVG_H
#define CN_LAB_MEDIA_FORMAT_SVG_H

#include "lab/media/format/slices.h"
#include "lab/media/format/xml.h"

typedef struct cn_svg {
	cn_tag_xml root;     /* its opening tag */
	cn_tag_xml metadata; /* of the first element `metadata` right below it; kind 0: there is none */
	cn_slices packet;   /* XMP, each with the processing instructions around it */
	cn_slices manifest; /* elements c2pa:manifest, whole */
	cn_slices coded;    /* the text in each of them */
	cn_slices body;     /* texts that a reader sees, with line ends between those of different elements */
} cn_svg;

bool cn_svg_is(cn_str file); /* the first element is `svg` */
/* What is wrong with the file is trouble of r. */
CN_MUST_CHECK cn_code cn_svg_map(cn_media_reader *r, cn_svg *ret);

#endif
