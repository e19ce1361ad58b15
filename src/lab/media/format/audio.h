/* audio: what the readers of MP3, FLAC and Ogg share. Private to lab/media. */
#ifndef CN_LAB_MEDIA_FORMAT_AUDIO_H
#define CN_LAB_MEDIA_FORMAT_AUDIO_H

#include "lab/media/format/format.h"

bool cn_media_is_mp3(cn_str file);  /* a tag of ID3v2 with no FLAC after it, or two frames of MPEG audio from the first byte */
bool cn_media_is_flac(cn_str file); /* "fLaC", after tags of ID3v2 if there are any */

/* n things of which a second has so many, in microseconds; -1: not a length. */
int64_t cn_media_us(uint64_t n, uint32_t a_second);

/* ---- Vorbis comments: of FLAC, and of Vorbis, Opus, Speex and Theora in Ogg ------------------------------------------------- */

/* Each "KEY=value" of a block becomes a part: AIGC or TAG.
 *   block  the vendor's text first; it may lie in the arena
 *   at     where the block stands in the file: if it has the block's size it is in one piece, and each comment is told its own bytes */
CN_MUST_CHECK cn_code cn_vorbis_read(cn_media_reader *r, cn_str block, cn_media_range at);
/* Bytes of a block up to the end of its last comment; those of the block if it is broken. */
size_t cn_vorbis_bytes(cn_str block);
/* The block with the edits of kinds AIGC and TAG applied; what is not named stays in its order. An empty block: a new one is made. */
CN_MUST_CHECK cn_code cn_vorbis_write(cn_media_writer *w, cn_str block, cn_str *ret);

#endif
