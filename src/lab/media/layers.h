/* layers: what the parts of a file say, each layer by itself, and where they contradict each other. Pure.
 *
 *   cn_media_layers  parts -> one layer a part that says something, contradictions, facts
 *
 * The C2PA layer is given: who judges credentials needs certificates and a time (c2pa/c2pa.h). */
#ifndef CN_LAB_MEDIA_LAYERS_H
#define CN_LAB_MEDIA_LAYERS_H

#include "lab/media/c2pa/c2pa.h"
#include "lab/media/file.h"

typedef enum cn_media_fact_id {
#define X(id, type, en, zh) CN_MF_##id,
#include "lab/media/facts.def"
#undef X
	CN_MEDIA_FACTS
} cn_media_fact_id;

typedef enum cn_media_fact_type { CN_MF_BOOL, CN_MF_TEXT, CN_MF_NUMBER } cn_media_fact_type;

typedef struct cn_media_fact {
	cn_tri b;      /* BOOL */
	bool known;    /* TEXT, NUMBER */
	cn_str text;
	double number;
	const char *why_en, *why_zh; /* what it rests on, of the arena or a literal: "XMP at byte 1234: trainedAlgorithmicMedia"; may be NULL */
	int layer;     /* index of the layer that it rests on; -1: none */
} cn_media_fact;

const char *cn_media_fact_name(cn_media_fact_id f); /* "c2pa_present" */
cn_media_fact_type cn_media_fact_kind(cn_media_fact_id f);
const char *cn_media_fact_en(cn_media_fact_id f);
const char *cn_media_fact_zh(cn_media_fact_id f);

/* One field of a layer, as found: {"Label", "1"}. */
typedef struct cn_media_field {
	cn_str name, value;
} cn_media_field;

/* A thing worth saying of a layer: an unknown or retired term, a wrong check character, a zero content number. */
typedef struct cn_media_remark {
	const char *en, *zh;
} cn_media_remark;

typedef struct cn_media_layer {
	cn_media_kind kind;
	const char *carrier;
	cn_str key;
	const cn_media_range *range;
	size_t n_range;
	const cn_media_field *field; /* in the order of the part; only those that speak of provenance or of AI */
	size_t n_field;
	const cn_media_remark *remark;
	size_t n_remark;
	cn_tri says_ai; /* TRUE: made or changed by AI; FALSE: says it was made otherwise (a camera); UNKNOWN: says nothing of it */
} cn_media_layer;

typedef struct cn_media_contradiction {
	size_t a, b; /* layers */
	const char *en, *zh;
} cn_media_contradiction;

/* What the user states beside the file; each may be UNKNOWN. */
typedef struct cn_media_declared {
	cn_tri ai_made, deep_fake, public_interest, visible_label;
} cn_media_declared;

typedef struct cn_media_layers {
	const cn_media_layer *layer; /* C2PA first, the others in file order */
	size_t n_layer;
	const cn_media_contradiction *contradiction;
	size_t n_contradiction;
	cn_media_fact fact[CN_MEDIA_FACTS];
	/* Text bodies: invisible characters by kind, counted; a hidden text that variation selectors or tag characters spell. */
	struct {
		size_t zero_width, bidi, tags, selectors;
		cn_str hidden; /* what they spell, as UTF-8, at most 4 KiB; empty */
	} invisible;
} cn_media_layers;

/*   credentials  the verdict over the file's store; NULL: it has none, or nobody judged it
 *   ret          borrows from a, file and credentials
 *   fails        CN_ENOMEM; a part that cannot be read is a layer with a remark */
CN_MUST_CHECK cn_code cn_media_layers_of(cn_arena *a, const cn_media_file *file, const cn_c2pa_report *credentials, const cn_media_declared *declared,
					 cn_media_layers *ret, cn_err *err);

/* The layers, contradictions and facts as a tree of the JSON report. */
cn_val *cn_media_layers_val(cn_arena *a, const cn_media_layers *l);

/* ---- AIGC labels (GB 45438-2025 as secondary sources give it; docs/media.md marks it so) -------------------------------------- */

typedef struct cn_aigc {
	cn_str label, producer, produce_id, reserved1, propagator, propagate_id, reserved2;
	unsigned have; /* bit i: field i is there and a text */
} cn_aigc;
CN_MUST_CHECK cn_code cn_aigc_read(cn_arena *a, cn_str json, cn_aigc *ret, cn_err *err); /* CN_EINPUT: no object with texts */
void cn_aigc_write(cn_buf *b, const cn_aigc *l);                                           /* one line of JSON, seven fields in order */
/* An 18-character Unified Social Credit Code with its check character (GB 32100-2015). */
bool cn_uscc_ok(cn_str code);
/* The code inside a producer code "001" "1" USCC ...; false if it has none. */
bool cn_aigc_uscc(cn_str producer, cn_str *ret);

/* ---- IPTC digitalSourceType (vocabulary of 2024-09) ---------------------------------------------------------------------------- */

typedef struct cn_source_type {
	const char *term; /* "trainedAlgorithmicMedia" */
	cn_tri says_ai;
	bool retired;
	const char *en, *zh;
} cn_source_type;
/* A term, or its address below http(s)://cv.iptc.org/newscodes/digitalsourcetype/ or http://c2pa.org/digitalsourcetype/; NULL: not known. */
const cn_source_type *cn_source_type_of(cn_str term);

#endif
