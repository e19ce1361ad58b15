/* media_label: the labels that markets ask for, side by side, from one record of provenance. Pure.
 *
 *   record   who made it, with what, when, of what kind, under which number
 *   plan     which labels the markets ask of a file of this format, and where two of them cannot stand in one file
 *   edits    the labels as changes of the file (cn_media_write, cn_c2pa_make); visible words are a change of the text, or of the pixels
 *
 * Where each label comes from is said in docs/media.md; what GB 45438-2025 asks is at second hand and marked so there. */
#ifndef CN_ASSESS_MEDIA_LABEL_H
#define CN_ASSESS_MEDIA_LABEL_H

#include "lab/media/draw/draw.h"
#include "norm/norm.h"

enum { CN_LABEL_FIELD_BYTES_MAX = 512, CN_LABEL_EDITS_MAX = 8 };

/* What all renditions of one content share. Empty texts: not stated. */
typedef struct cn_origin {
	cn_str id;               /* number of the content: the same on every rendition */
	cn_str producer;         /* name or code of the provider */
	cn_str propagator;       /* of the service that spreads it; with its own number */
	cn_str propagate_id;
	cn_str system, version;
	cn_str source_type;      /* a term of IPTC: "trainedAlgorithmicMedia" */
	int64_t at_us;           /* when it was made or labelled; INT64_MIN: not stated */
	cn_str made_from;        /* "sha256:..." of the file as it was before */
} cn_origin;

/* {concord: provenance/1, id, producer, ...}: empty fields are left out. */
cn_val *cn_origin_val(cn_arena *a, const cn_origin *p);
/* fails: CN_EINPUT for a field that is too long, holds control characters, or an unknown term of source_type; producer and id must be there */
CN_MUST_CHECK cn_code cn_origin_check(const cn_origin *p, cn_err *err);

/* What the markets ask, put together. */
typedef struct cn_label_plan {
	bool aigc;        /* the AIGC object of China, in the carrier of the format */
	bool source_type; /* XMP digitalSourceType, with provider, system, time and number */
	bool visible;     /* words that people see */
	bool credentials; /* a signature is asked: without a key the answer says what is missing */
	bool text_en, text_zh, text_ko; /* languages of the visible words */
} cn_label_plan;

/*   market  codes: EU or a member's, CN, KR, KZ, US, US-CA, others: marks that machines read
 *   art     the content is evidently art or satire
 *   fails   CN_EINPUT where two markets ask what one file cannot be: the sentence names them, the hint the way out */
CN_MUST_CHECK cn_code cn_label_plan_of(const cn_str *market, size_t n, bool art, cn_media_modality modality, cn_label_plan *ret, cn_err *err);

/* The changes, and the file with visible words in its text or on its picture (the file itself otherwise).
 *   px          how pixels are reached; NULL: words are drawn on no picture
 *   fails       CN_EINPUT if existing XMP cannot be read; CN_ETOOBIG; CN_ENOMEM */
typedef struct cn_label_work {
	cn_str file;
	cn_media_edit edit[CN_LABEL_EDITS_MAX];
	size_t n_edit;
	cn_str visible;      /* the words; empty: none put in */
	bool had_words;      /* they were there already */
	bool drawn;          /* they were drawn on the picture: */
	cn_label_box box;    /* where, and how high */
	cn_words left;       /* labels for which the format has no place */
	cn_words not_drawn;  /* why the words could not be drawn on the picture; empty: they were, or none are asked */
} cn_label_work;
CN_MUST_CHECK cn_code cn_label_edits(cn_arena *a, cn_str file, const cn_media_file *read, const cn_origin *p, const cn_label_plan *plan,
				     const cn_pixels *px, cn_label_work *ret, cn_err *err);

/* What is signed of words that were drawn, the statement org.concord.label: the box, {market: [...], id}. */
cn_val *cn_label_statement(cn_arena *a, const cn_label_box *box, const cn_str *market, size_t n, cn_str id);

#endif
