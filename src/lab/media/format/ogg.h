/* ogg: pages, and what stands at the start of their streams (RFC 3533). Private to lab/media. */
#ifndef CN_LAB_MEDIA_FORMAT_OGG_H
#define CN_LAB_MEDIA_FORMAT_OGG_H

#include "lab/media/format/slices.h"

enum {
	CN_OGG_STREAMS_MAX = 256, /* logical streams of one file, side by side and one after the other */
	CN_OGG_CONTINUED = 1,     /* flags of a page: it goes on with a packet */
	CN_OGG_FIRST = 2,
	CN_OGG_LAST = 4,
	CN_OGG_HEAD = 27          /* bytes before the table of segments */
};

typedef struct cn_ogg_page {
	size_t at;
	cn_str whole, body;
	const unsigned char *lace; /* n_lace lengths of segments; one below 255 ends a packet */
	unsigned n_lace, flags;
	int64_t granule;           /* -1: no packet ends here */
	uint32_t serial, number;
} cn_ogg_page;

typedef struct cn_ogg_codec {
	cn_str first;     /* how the first packet begins */
	cn_str comments;  /* how the second one does, before Vorbis comments */
	unsigned headers; /* packets before those of the sound; 0: no comments are known of it */
	unsigned rate_at; /* of the first packet: samples a second; 0: not known */
} cn_ogg_codec;

/* A page that begins at this byte and ends within the file. */
bool cn_ogg_page_at(cn_str file, size_t at, cn_ogg_page *ret);
/* What a stream is, by its first page; NULL: not known. */
const cn_ogg_codec *cn_ogg_codec_of(const cn_ogg_page *first);
bool cn_ogg_is_c2pa(const cn_ogg_page *first);

#endif
