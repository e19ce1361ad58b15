/* What the sections ask of a dossier tree: states, lookups, the order in which findings bind. Private. */
#ifndef CN_REPORT_MODEL_H
#define CN_REPORT_MODEL_H

#include "base/base.h"

/* States in the order in which they are counted and listed everywhere. */
typedef enum cn_state { CN_SATISFIED, CN_FAILED, CN_UNDECIDED, CN_WAIVED, CN_NOT_APPLICABLE, CN_STATES } cn_state;

const char *cn_state_token(cn_state s); /* of the list "status" */
const char *cn_state_class(cn_state s); /* sa fa un wa na: class and symbol of the page */
cn_state cn_state_of(cn_str token);     /* statuses, verdicts, measured and evidence words alike */

/* A finding at a date of the dossier. */
typedef struct cn_dated {
	const cn_val *entry; /* of by_date; NULL when the finding says nothing about that date */
	cn_state state;      /* as found; for a duty that applies later, as if it applied */
	bool counts;         /* it applies, is presumed to, or nobody knows: not "does_not" and not later */
	bool later;
} cn_dated;
cn_dated cn_finding_at(const cn_val *finding, size_t date);
bool cn_finding_fails(const cn_val *finding);   /* at any date, or if it applied */
bool cn_finding_open(const cn_val *finding);    /* unknown at any date */
cn_str cn_finding_from(const cn_val *finding);  /* the date from which it applies; empty: now or not known */
cn_str cn_locator(cn_str id);                   /* what follows the slash */

const cn_val *cn_find(const cn_val *list, const char *key, cn_str value); /* first map whose key is value */
const cn_val *cn_market_name(const cn_val *content, cn_str code);         /* NULL if not listed */
const cn_val *cn_party_name(const cn_val *content, cn_str party);
const cn_val *cn_question_text(const cn_val *content, cn_str fact);
size_t cn_list_n(const cn_val *list);
void cn_count_states(const cn_val *counts, size_t out[CN_STATES]); /* a map of the five words to numbers */
const cn_val *cn_assessment(const cn_val *root);                  /* the signed record of kind assessment/..; NULL: unsigned */

#endif
