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

void cn_letter_put(cn_buf *b, const cn_letter *l, cn_str lang);

#endif
