/* media: what a file made by a generator says about itself. Pure functions over the bytes of one file; text and Markdown here.
 *
 * Two labels are looked for, each answered yes or no with the reason in words:
 *   explicit  a phrase that says "made by AI" in the first or the last non-empty paragraph outside front matter (the list of phrases in
 *             English, Chinese and Korean is lab/media/label.c; letters compare without case, white space runs as one space)
 *   metadata  an `AIGC` object in YAML front matter, as a block, as an inline map or as JSON text, with a Label of 1, 2 or 3 and non-empty
 *             ContentProducer and ProduceID (the fields GB 45438-2025 names)
 */
#ifndef CN_LAB_MEDIA_MEDIA_H
#define CN_LAB_MEDIA_MEDIA_H

#include "base/base.h"

enum { CN_LABEL_FILE_BYTES_MAX = 16 << 20, CN_LABEL_WHY_BYTES = 160 };

typedef struct cn_label_found {
	bool explicit_label;
	char explicit_why[CN_LABEL_WHY_BYTES]; /* "first paragraph says \"AI-generated\"" or "no phrase in the first or last paragraph" */
	bool metadata_label;
	char metadata_why[CN_LABEL_WHY_BYTES]; /* "no front matter", "AIGC lacks ProduceID", "AIGC Label is 1, producer ..." */
} cn_label_found;

/*   text   the whole file; a byte order mark is skipped
 *   fails  CN_EINPUT if it is not UTF-8, CN_ETOOBIG over CN_LABEL_FILE_BYTES_MAX; *ret is untouched then */
CN_MUST_CHECK cn_code cn_label_check(cn_str text, cn_label_found *ret, cn_err *err);

/* Front matter of text without a byte order mark: what stands between a first line "---" and the next one, within 512 lines; *body is what
 * follows. False if there is none. */
bool cn_label_front(cn_str text, cn_str *front, cn_str *body);
/* The entry AIGC of front matter, from its line to the end of the last line that belongs to it, and its value as YAML: what stands on its
 * line, trimmed, or else the indented lines below it, the first one with its indentation and the last one without its line end. */
bool cn_label_block(cn_str front, cn_str *whole, cn_str *value);

#endif
