/* What the exports of a dossier share: its parts, and what is said of a measurement, in one language and as plain text. Private.
 * The tree is that of report.h: cn_export; what was measured by a plan has measurements and inputs, and no more. */
#ifndef CN_REPORT_CARD_H
#define CN_REPORT_CARD_H

#include "report/model.h"
#include "report/report.h"
#include "report/words.h"

typedef struct card {
	cn_arena *a;
	const cn_val *tree, *content, *system, *source, *signature; /* system, signature: NULL where there is none */
	cn_lang lang;
} card;

card card_of(cn_arena *a, const cn_val *tree);
cn_str card_id(const card *c);                /* of the system, or of the plan */
cn_str card_name(const card *c);              /* of the system; a plan has its id alone */

/* Plain texts: one line, no control or override character. */
cn_str card_plain(const card *c, cn_str s);
cn_str card_t(const card *c, const cn_val *text);
cn_str card_word(const card *c, const char *list, cn_str token);
cn_str card_words(const card *c, const char *list, const cn_val *tokens); /* joined; empty if there are none */
cn_str card_msg_n(const card *c, cn_msg m, const cn_arg *args, size_t n);
#define CARD_MSG(c, m, ...) card_msg_n((c), (m), (const cn_arg[]){ __VA_ARGS__ }, sizeof((const cn_arg[]){ __VA_ARGS__ }) / sizeof(cn_arg))
#define CARD_MSG0(c, m) card_msg_n((c), (m), NULL, 0)
cn_str card_list(const card *c, cn_str before, cn_str more); /* "before, more", or the one that is not empty */

/* Of a measurement. */
bool card_has_value(const cn_val *m);
cn_str card_title(const card *c, const cn_val *m);    /* metric, attribute and comparison */
cn_str card_real(const card *c, cn_str real, const cn_val *m); /* rounded by the interval's width */
cn_str card_range(const card *c, const cn_val *m);    /* "0.66 to 0.88"; open at an end: "0.66 and up", "up to 0.88"; without one: "not stated" */
cn_str card_interval(const card *c, const cn_val *m); /* the same with its level: "0.66 to 0.88 (95 %)" */
cn_str card_verdict(const card *c, const cn_val *m);
cn_str card_limit(const card *c, const cn_val *m);    /* "at least 0.8, set by northbank-board"; empty: none */
cn_str card_source(const card *c, const cn_val *m);   /* file and digest; without them: "not stated" */
cn_str card_measured(const card *c, const cn_val *m); /* all of it in one sentence, with n and source */
const cn_val *card_counts(const card *c, const cn_val *m); /* the tree of its counts; NULL */

/* The input of a kind ("model"); NULL. Hexadecimal digits of "sha256:..."; empty when it is another text. */
const cn_val *card_input(const card *c, const char *what);
cn_str card_hex(cn_str digest);

/* A finding that says something at a date: it applies then, or nobody knows, or it will apply. */
bool card_reaches(const cn_val *finding, size_t date);
cn_str card_status(const card *c, const cn_val *finding, size_t date);

/* One JSON document and a line end. */
cn_code card_write(const card *c, const char *name, const cn_val *v, const cn_export_out *out, cn_err *err);

#endif
