/* id3: tags of ID3v2 (2.2, 2.3, 2.4), before MP3 and FLAC alike. Private to lab/media. */
#ifndef CN_LAB_MEDIA_FORMAT_ID3_H
#define CN_LAB_MEDIA_FORMAT_ID3_H

#include "lab/media/format/format.h"

typedef struct cn_id3 {
	cn_str file;
	unsigned version; /* 2, 3 or 4 */
	bool unsync;      /* the whole tag has a zero after each ff that needs one */
	size_t at, end;   /* of the tag with its header and footer; the end may lie past the file */
	size_t next;      /* frame of the walk */
	size_t frames_end;
} cn_id3;

typedef struct cn_id3_frame {
	cn_str id;           /* "TXXX"; of 2.2 three letters */
	cn_media_range at;   /* with its header, as stored */
	cn_media_range data; /* as stored, after what flags put before it */
	size_t body;         /* where what follows the header begins, as stored */
	unsigned char flag[2];
	bool unsync;         /* stored with zeros after ff */
	bool opaque;         /* compressed or encrypted */
} cn_id3_frame;

typedef enum cn_id3_step { CN_ID3_FRAME, CN_ID3_END, CN_ID3_BROKEN } cn_id3_step;

/* A tag that begins at this byte; false if none does. */
bool cn_id3_open(cn_str file, size_t at, cn_id3 *ret);
/* The next frame. At the end `next` is where padding begins; a broken one is left where it is. */
cn_id3_step cn_id3_next(cn_id3 *t, cn_id3_frame *ret);
/* What the frame holds, without the zeros of unsynchronisation. */
CN_MUST_CHECK cn_code cn_id3_data(cn_media_reader *r, const cn_id3_frame *f, cn_str *ret);

/* All tags from the start of the file; *ret_end: where what they stand before begins. */
CN_MUST_CHECK cn_code cn_id3_read(cn_media_reader *r, size_t *ret_end);
/* Writes the tags at the start anew by the edits of the kinds that are bits of `kinds`; a tag is made where there is none and one is
 * needed. *ret_end: the byte of the old file that comes next.
 *   fails  CN_EUNSUPPORTED for a new label into a tag of 2.2; CN_ETOOBIG over 256 MiB */
CN_MUST_CHECK cn_code cn_id3_write(cn_media_writer *w, unsigned kinds, size_t *ret_end);

#endif
