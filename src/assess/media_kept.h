/* media_kept: what a way through (resizing, transcoding, uploading) did to the labels of a file: kept, altered, removed, added. Pure. */
#ifndef CN_ASSESS_MEDIA_KEPT_H
#define CN_ASSESS_MEDIA_KEPT_H

#include "assess/media.h"

typedef enum cn_kept {
	CN_KEPT,    /* it says the same; its carrier may be another */
	CN_ALTERED, /* it is there, and a field of it is gone, new or different */
	CN_BROKEN,  /* credentials: the same bytes, which held before and do not hold for what the file is now */
	CN_REMOVED,
	CN_ADDED
} cn_kept;
const char *cn_kept_text(cn_kept k);  /* "kept" "altered" "broken" "removed" "added" */
cn_words cn_kept_words(cn_kept k);

/* One label: the layer of each side, SIZE_MAX where it has none. */
typedef struct cn_kept_row {
	size_t before, after;
	cn_kept outcome;
	cn_texts gone, changed, new; /* names of fields */
} cn_kept_row;

typedef struct cn_media_kept {
	const cn_kept_row *row; /* in the order of the file before, then what is new */
	size_t n_row;
	cn_tri marks_kept;      /* every label that spoke of AI says it still; UNKNOWN where the file after could not be read to its end */
	bool had_marks;         /* the file before had one */
} cn_media_kept;

CN_MUST_CHECK cn_code cn_media_compare(cn_arena *a, const cn_media_answer *before, const cn_media_answer *after, cn_media_kept *ret, cn_err *err);

/* The law on the file after, asked with what is known of the way: the facts compared and label_lost of norms/media/facts.yaml. */
CN_MUST_CHECK cn_code cn_media_kept_verdicts(cn_arena *a, const cn_media_ask *ask, const cn_media_answer *after, const cn_media_kept *kept,
					     cn_content_verdict **ret, size_t *ret_n, cn_err *err);

/* [{kind, key, carrier_before, carrier_after, outcome, gone, changed, new}] */
cn_val *cn_media_kept_val(cn_arena *a, const cn_media_answer *before, const cn_media_answer *after, const cn_media_kept *kept);

#endif
