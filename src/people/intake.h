/* intake: reports of vulnerabilities and misuse, from anybody, without a name. They wait in the private file; nothing of them is in the log before somebody
 * of the node has looked. Who reports gets a receipt code, shown once, by which they read what came of it. */
#ifndef CN_PEOPLE_INTAKE_H
#define CN_PEOPLE_INTAKE_H

#include "people/people.h"

enum { CN_REPORT_BYTES_MAX = 16384, CN_REPORT_SHORT_BYTES_MAX = 256, CN_REPORTS_WAITING_MAX = 10000 };

typedef struct cn_report {
	cn_str about;   /* "vulnerability", "misuse", "other" */
	cn_str system;  /* id or name as the reporter knows it; may be empty */
	cn_str text;
	cn_str contact; /* may be empty; never part of a record */
} cn_report;

/* fails: CN_EINPUT, CN_ETOOBIG; CN_ESTATE too many wait */
CN_MUST_CHECK cn_code cn_intake_add(cn_people *p, const cn_report *r, int64_t now_us, char ret_id[CN_PERSON_ID_BYTES], char code[CN_TOKEN_BYTES], cn_err *err);
/* {id, about, system, text, contact, state, made, answer, record}, the oldest first; one if id is not empty. */
CN_MUST_CHECK cn_code cn_intake_list(cn_people *p, cn_arena *a, cn_str id, const cn_val **ret, cn_err *err);
/* {state, answer, record, made} for who has the code. fails: CN_EFORGED */
CN_MUST_CHECK cn_code cn_intake_status(cn_people *p, cn_arena *a, cn_str code, const cn_val **ret, cn_err *err);
/* accepted: it is record `record`. Dismissed (record < 0): its text and contact are forgotten. fails: CN_ENOTFOUND none that waits */
CN_MUST_CHECK cn_code cn_intake_decide(cn_people *p, cn_str id, int64_t record, cn_str answer, cn_err *err);

#endif
