/* file: a media file as parts: where in it its labels lie, and what it is, told by its bytes and never by a name.
 *
 * A container is read as far as its labels need; pixels and sound are not decoded. Pure; one arena; nothing is copied that lies in one piece.
 * A new format is one file in format/, one row in formats.def and one in the table of format/read.c. */
#ifndef CN_LAB_MEDIA_FILE_H
#define CN_LAB_MEDIA_FILE_H

#include "base/base.h"

enum {
	CN_MEDIA_PARTS_MAX = 4096,       /* of one file */
	CN_MEDIA_SEGMENTS_MAX = 1 << 20, /* segments, chunks, boxes, frames that are walked in one file */
	CN_MEDIA_DEPTH_MAX = 16,         /* boxes in boxes */
	CN_MEDIA_TAG_BYTES_MAX = 64 << 10, /* of a text field; the rest is left out */
	CN_MEDIA_JOINED_BYTES_MAX = 128 << 20 /* put together from pieces or decoded, in one file */
};

typedef enum cn_media_format {
	CN_MEDIA_OTHER = 0,
#define X(id, name, mime, modality) CN_MEDIA_##id,
#include "lab/media/formats.def"
#undef X
	CN_MEDIA_FORMATS
} cn_media_format;

typedef enum cn_media_modality { CN_MODALITY_NONE, CN_MODALITY_IMAGE, CN_MODALITY_AUDIO, CN_MODALITY_VIDEO, CN_MODALITY_TEXT } cn_media_modality;

const char *cn_media_format_text(cn_media_format f);         /* "jpeg"; "other" */
const char *cn_media_format_type(cn_media_format f);         /* "image/jpeg"; "application/octet-stream" */
cn_media_modality cn_media_format_modality(cn_media_format f);
const char *cn_media_modality_text(cn_media_modality m);     /* "image" "audio" "video" "text"; "" */

typedef enum cn_media_kind {
	CN_PART_C2PA = 1, /* a JUMBF store, put together */
	CN_PART_XMP,      /* an XMP packet; JPEG's extended packets are parts of their own with key "extended" */
	CN_PART_EXIF,     /* a TIFF block: its header first. TIFF files: the whole file */
	CN_PART_IPTC,     /* IIM datasets (0x1c ...), taken out of Photoshop's resource 0x0404 where they stand in one */
	CN_PART_AIGC,     /* the JSON text of a label by GB 45438, outside XMP: WAV chunk AIGC, ID3 TXXX AIGC, Vorbis AIGC=, moov.udta.meta
	                     AIGC, PDF Info /AIGC; Markdown: the YAML value of the key AIGC of the front matter */
	CN_PART_TAG,      /* any other text field: key and its text as UTF-8 (ID3 text frame "TIT2", Vorbis "ENCODER", PNG tEXt "parameters",
	                     RIFF INFO "ISFT", QuickTime key, PDF Info key); at most 64 KiB of it, else the first 64 KiB */
	CN_PART_BODY      /* text, Markdown, SVG: the text a reader sees, without front matter and byte order mark */
} cn_media_kind;

const char *cn_media_kind_text(cn_media_kind k); /* "c2pa" "xmp" "exif" "iptc" "aigc" "tag" "body" */

typedef struct cn_media_range {
	size_t at, size; /* bytes of the file */
} cn_media_range;

typedef struct cn_media_part {
	cn_media_kind kind;
	const char *carrier; /* where, in the words of the format, a literal: "APP1", "iTXt", "uuid", "TXXX", "front matter" */
	cn_str key;          /* TAG: its name; AIGC: as written; C2PA of BMFF: what its box is for, "manifest", "original" or "update"; else empty */
	cn_str bytes;        /* the payload without the container's frame: a slice of the file where it lies in one piece, else in the arena */
	/* Where it stands, in file order, at least one: for C2PA exactly what its hash leaves out (JPEG: whole APP11 segments; PNG: the whole
	 * chunk with its CRC; RIFF: the chunk without its padding; BMFF: the whole box; GIF: the whole extension; TIFF: the data of the tag; ID3: the
	 * data of the frame; SVG: the text of the element), for the others the frame with its payload. */
	const cn_media_range *range;
	size_t n_range;
} cn_media_part;

typedef struct cn_media_file {
	cn_media_format format;
	const cn_media_part *part; /* in the order of the file */
	size_t n_part;
	uint32_t width, height;    /* pixels as stored; 0: not known, or no picture */
	int64_t duration_us;       /* -1: not known */
	const char *trouble;       /* NULL, or what stopped the reader before the end, in English, of the arena: what was found
	                              before it is there. Only what the labels hang on counts; pixels may be as broken as they like */
	size_t trouble_at;         /* the byte of the file */
} cn_media_file;

/*   file   the whole file, as long as it is; mapped files are read only where labels can lie
 *   ret    borrows from a and from file. A file that is cut off or contradicts itself is an answer (`trouble`), not a failure;
 *          CN_MEDIA_OTHER with no part where the first bytes are of no format here and it is no UTF-8 text; with a part C2PA for a manifest
 *          store in a file of its own
 *   fails  CN_ETOOBIG over a bound above, its message names it; CN_ENOMEM; *ret is untouched then */
CN_MUST_CHECK cn_code cn_media_read(cn_arena *a, cn_str file, cn_media_file *ret, cn_err *err);

/* ---- writing ------------------------------------------------------------------------------------------------------------ */

/* One change: the part of this kind (and key) becomes these bytes; all parts of the kind and key that were there go. */
typedef struct cn_media_edit {
	cn_media_kind kind; /* C2PA, XMP, AIGC, TAG or IPTC */
	cn_str key;         /* TAG: its name */
	cn_str bytes;       /* the payload, as in cn_media_part; .p NULL: take it out */
} cn_media_edit;

/* The changed file as slices of the old one and of the arena, in order, so that a gigabyte is never copied. */
typedef struct cn_media_pieces {
	const cn_str *piece;
	size_t n;
	size_t bytes; /* the sum */
	/* Where the C2PA store lies in the new file, as in cn_media_part.range; n_store 0: it has none. */
	const cn_media_range *store;
	size_t n_store;
} cn_media_pieces;

/* Applies edits. What is not named stays byte for byte, except offsets that must move (stco, co64, iloc, tfhd, TIFF), sizes and checksums.
 * Two calls whose payloads have equal lengths give equal layouts: a store is sized first and signed after.
 *   fails  CN_EUNSUPPORTED where the format has no carrier for the kind (the sentence names both); CN_EINPUT if the file has trouble;
 *          CN_ETOOBIG where a length field of the format is too small for it; CN_ENOMEM */
CN_MUST_CHECK cn_code cn_media_write(cn_arena *a, cn_str file, const cn_media_edit *edit, size_t n, cn_media_pieces *ret, cn_err *err);

/* Can the format carry the kind? */
bool cn_media_carries(cn_media_format f, cn_media_kind kind);

#endif
