/* case: a regulator's case as a list of steps, each of them a record: what a provider submits, what the authority asks and decides, what others say, an
 * appeal. Which step may follow, and where the case stands on a day. Pure. */
#ifndef CN_ASSESS_CASE_H
#define CN_ASSESS_CASE_H

#include "base/base.h"
#include "core/hash.h"

enum { CN_CASE_STEPS_MAX = 1000 };

typedef enum cn_case_step {
	CN_CASE_QUESTION,        /* the authority asks; an answer is due on a day */
	CN_CASE_ANSWER,          /* the provider answers an open question */
	CN_CASE_COUNTER,         /* anybody says that something is not so */
	CN_CASE_DECISION,        /* the authority decides, with reasons and the last day of an appeal */
	CN_CASE_APPEAL,          /* somebody concerned asks for another decision */
	CN_CASE_APPEAL_DECISION, /* another person of the authority upholds, changes or annuls; annulled, the case is open again */
	CN_CASE_WITHDRAWAL,      /* the provider takes the submission back, before a decision */
	CN_CASE_STEPS
} cn_case_step;

typedef enum cn_case_state {
	CN_CASE_SUBMITTED, CN_CASE_ASKED, CN_CASE_ANSWERED, CN_CASE_DECIDED, CN_CASE_APPEALED, CN_CASE_FINAL, CN_CASE_WITHDRAWN
} cn_case_state;

typedef struct cn_case_event {
	cn_case_step step;
	cn_date on, deadline; /* CN_DATE_NONE: none */
	cn_str outcome;
	cn_digest key;        /* who signed it */
} cn_case_event;

typedef struct cn_case_now {
	cn_case_state state;
	cn_date due;          /* of an answer, or the last day of an appeal; CN_DATE_NONE: nothing is due */
	bool overdue;         /* an answer was due before that day */
	cn_str outcome;       /* of what was decided last; empty: nothing */
} cn_case_now;

const char *cn_case_step_text(cn_case_step s);   /* "question", "appeal-decision" */
const char *cn_case_state_text(cn_case_state s); /* "submitted", .. */
bool cn_case_step_parse(cn_str text, cn_case_step *ret);
bool cn_case_by_authority(cn_case_step s);       /* question, decision, appeal-decision */

/* Where it stands on a day after these steps, in the order in which they were recorded. */
cn_case_now cn_case_on(const cn_case_event *e, size_t n, cn_date day);
/* May this step follow?
 *   fails  CN_EINPUT: what it lacks (a deadline, an outcome); not where the case stands; the time of appeal is over; the same key would decide upon
 *          its own decision; CN_ETOOBIG */
CN_MUST_CHECK cn_code cn_case_may(const cn_case_event *e, size_t n, const cn_case_event *next, cn_err *err);

#endif
