/* layer: how one part becomes a layer: the fields that it shows, the remarks that it earns, what it claims. Private to lab/media.
 */
#ifndef CN_LAB_MEDIA_LAYER_H
#define CN_LAB_MEDIA_LAYER_H

#include "lab/media/layers.h"

enum {
	CN_LAYER_FIELDS_MAX = 64, /* of one layer; what is over it is said in a remark */
	CN_LAYER_REMARKS_MAX = 32,
	CN_LAYER_VALUE_BYTES_MAX = 4096, /* of one field, as shown */
	CN_AIGC_BYTES_MAX = 1 << 16
};

/* What a layer names of how the content was made: what California asks of a latent disclosure. */
typedef enum cn_layer_names {
	CN_NAMES_NOTHING,
	CN_NAMES_PROVIDER,
	CN_NAMES_SYSTEM,
	CN_NAMES_VERSION, /* of the system */
	CN_NAMES_TIME,
	CN_NAMES_ID,
	CN_NAMES
} cn_layer_names;

typedef struct cn_layer_draft {
	cn_arena *a;
	cn_media_layer out;
	cn_media_field *field;
	cn_media_remark *remark;
	size_t room_field, room_remark;
	bool unread;	    /* not all of it could be read: what it does not say is unknown */
	cn_str source_type; /* digitalSourceType as written; empty: none */
	cn_str aigc_text;   /* an AIGC label that lies in it: the next layer */
	bool has_aigc;	    /* kind AIGC: `aigc` was read */
	cn_aigc aigc;
	cn_str credentials; /* where it says that content credentials are; empty */
	cn_str named[CN_NAMES]; /* XMP: the first value of each; empty: none */
	bool camera;	    /* names the make and model of a camera */
} cn_layer_draft;

/* The value is made fit to show: what is no UTF-8 and no printable character becomes U+FFFD, what is long is cut. An empty one is
 * kept. */
void cn_layer_field(cn_layer_draft *d, const char *name, cn_str value);
/* Both live as long as the arena. */
void cn_layer_remark(cn_layer_draft *d, const char *en, const char *zh);
/* The value as cn_layer_field shows it, at most `most` bytes: for remarks. */
cn_str cn_layer_shown(cn_arena *a, cn_str value, size_t most);
/* A text of the arena with its NUL; "" when the arena has failed. */
#define CN_LAYER_TEXT(a, ...) (cn_strf((a), __VA_ARGS__).p)
/* Notes a digitalSourceType: the field, what it says of AI, and remarks on terms that are retired or not known. */
void cn_layer_source_type(cn_layer_draft *d, const char *name, cn_str value);
/* Free text (a caption, a credit line): AI if it says so in one of the phrases of lab/media/label.c. The field is shown always, or
 * only then. */
void cn_layer_words(cn_layer_draft *d, const char *name, cn_str value, bool always);
/* Settings that generators of images leave, in the two forms that their makers document: AI. */
void cn_layer_settings(cn_layer_draft *d, const char *name, cn_str value);

/* One part each. What cannot be read leaves a remark and `unread`. */
void cn_layer_of_xmp(cn_layer_draft *d, cn_str packet);
void cn_layer_of_iptc(cn_layer_draft *d, cn_str iim);
void cn_layer_of_exif(cn_layer_draft *d, cn_str tiff);
void cn_layer_of_tag(cn_layer_draft *d, cn_str key, cn_str value);
void cn_layer_of_aigc(cn_layer_draft *d, cn_str text);
bool cn_aigc_label_ok(cn_str label); /* 1, 2 or 3 */
bool cn_aigc_all_zero(cn_str s);     /* so is an empty one */

/* Facts and contradictions over all drafts; n drafts in the order of the layers. */
typedef struct cn_layers_work {
	cn_arena *a;
	const cn_media_file *file;
	const cn_c2pa_report *credentials;
	cn_media_declared declared;
	cn_layer_draft *draft;
	size_t n;
	cn_media_layers *out;
} cn_layers_work;
/* "XMP", "a text field". */
const char *cn_layer_name_en(cn_media_kind k);
const char *cn_layer_name_zh(cn_media_kind k);
void cn_layers_contradict(cn_layers_work *w);
void cn_layers_facts(cn_layers_work *w);

#endif
