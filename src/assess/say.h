/* Private to assess: sentences in both languages. */
#ifndef CN_ASSESS_SAY_H
#define CN_ASSESS_SAY_H

#include "assess/assess.h"

/* {en, zh}; formats are literals at the call. */
cn_val *say_z(cn_arena *a, const char *en, const char *zh);
cn_val *say_s(cn_arena *a, cn_str en, cn_str zh);
/* A date as people write it: "2 Dec 2027" and "2027-12-02". */
cn_str say_date(cn_arena *a, cn_date d, const char *lang);
/* A sentence of the lab in Chinese; itself where none is known. */
cn_str say_zh(cn_arena *a, cn_str english);
/* ISO text of a date. */
cn_val *say_iso(cn_arena *a, cn_date d);

/* One finding by its dates, as the dossier tells it. `index[k]` is the finding's place in day k, SIZE_MAX where there is none. */
cn_val *say_finding(cn_arena *a, const cn_dossier_input *in, const size_t *index);
/* Everything of content beside the findings and the answers. */
cn_val *say_system(cn_arena *a, const cn_dossier_input *in);
cn_val *say_markets(cn_arena *a, const cn_dossier_input *in, cn_err *err);
cn_code say_facts(cn_arena *a, const cn_dossier_input *in, cn_val **ret, cn_err *err);
cn_code say_questions(cn_arena *a, const cn_dossier_input *in, cn_val **ret, cn_err *err);
cn_code say_what_if(cn_arena *a, const cn_dossier_input *in, cn_val **ret, cn_err *err);
cn_code say_coverage(cn_arena *a, const cn_dossier_input *in, cn_val **ret, cn_err *err);
cn_val *say_timeline(cn_arena *a, const cn_dossier_input *in);
cn_val *say_answers(cn_arena *a, const cn_dossier_input *in);

#endif
