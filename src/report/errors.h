/* errors: what an error says, in the language of the request. The modules below write English and note what it was made of (cn_said);
 * here, where an error meets a person, the noted format is looked up in the catalogue of the language and filled with the noted arguments.
 *
 * The catalogues are errors_<language>.def, one file a language; tools/check_messages.sh holds them against the sources. What no
 * catalogue has stays English. Pure; everything written is plain text without control characters (see cn_said_v). */
#ifndef CN_REPORT_ERRORS_H
#define CN_REPORT_ERRORS_H

#include "base/base.h"

/* The message with its contexts, and the hint (nothing if there is none). */
void cn_error_put(cn_buf *b, const cn_err *err, cn_str lang);
void cn_error_hint_put(cn_buf *b, const cn_err *err, cn_str lang);

/* One sentence whose parts are noted: a problem's message. `text` is what s->at and its arguments count from. */
void cn_said_put(cn_buf *b, cn_str text, const cn_said *s, cn_str lang);

/* A text of ours of which nothing is noted (it crossed a pipe, or is a word that fills a message): found by the literal parts of the
 * catalogue's formats, the one with the most letters first. The text itself if there is none. */
void cn_phrase_put(cn_buf *b, cn_str text, cn_str lang);

cn_str cn_phrase_text(cn_arena *a, cn_str text, cn_str lang); /* the same as a text of the arena */

/* The message as a text of the arena, for a line that says the same in several languages. */
cn_str cn_error_text(cn_arena *a, const cn_err *err, cn_str lang);

#endif
