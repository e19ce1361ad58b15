/* letter: a step of a case as a page that is printed and sent: who writes to whom, in which case, what is asked or decided, why, until when something
 * can be done, and how it is checked. One language, no script, nothing from elsewhere. Pure. */
#ifndef CN_REPORT_LETTER_H
#define CN_REPORT_LETTER_H

#include "base/base.h"

typedef struct cn_letter {
	cn_str from, to;          /* name of the node, id of the party */
	cn_str title, system;     /* of the case */
	int64_t case_seq, step_seq;
	cn_str step_id;           /* of the record: "sha256:.." */
	cn_str step;              /* "question", "decision", "appeal-decision" */
	cn_str text, reasons, outcome, date, deadline; /* dates as 2026-11-23; empty: none */
	const cn_val *law;        /* list of ids of provisions; NULL: none */
} cn_letter;

typedef enum cn_letter_part {
	CN_LETTER_ROW, /* a name, and what it is */
	CN_LETTER_TITLE,
	CN_LETTER_HEADING,
	CN_LETTER_TEXT, /* may have lines */
	CN_LETTER_ITEM,
	CN_LETTER_DUE, /* what is due, and the day */
	CN_LETTER_FOOT
} cn_letter_part;

/* Says its parts from first to last; what `say` is given lives as long as the call. */
typedef void cn_letter_say(void *ctx, cn_letter_part part, cn_str name, cn_str text);
void cn_letter_tell(const cn_letter *l, cn_str lang, cn_letter_say *say, void *ctx);
/* The same as a page of HTML. */
void cn_letter_put(cn_buf *b, const cn_letter *l, cn_str lang);

#endif
