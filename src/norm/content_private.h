/* content_private: what is behind cn_content_rules. Private to norm. */
#ifndef CN_NORM_CONTENT_PRIVATE_H
#define CN_NORM_CONTENT_PRIVATE_H

#include "norm/content_rules.h"
#include "norm/why.h"

/* Facts of the file, then declared ones; their index goes on behind the library's, so that one world holds all. */
struct cn_content_rules {
	const cn_library *lib;
	cn_fact *fact;
	size_t n_fact;
	cn_content_rule *rule;
	size_t n_rule;
	cn_str digest;
};

/* Is a provision in application on the day, as far as its periods and what was stated tell? */
typedef struct cn_content_timing {
	cn_tri now;
	bool over;               /* it was once, and does not come back */
	bool never_here;         /* its periods run, and their conditions do not hold */
	cn_date from, at_latest; /* as in a verdict */
	bool draft;
} cn_content_timing;

/* One provision and one file, with all that the answer was made of. */
typedef struct cn_content_case {
	cn_arena *a;
	const cn_content_rules *rules;
	const cn_content_rule *rule;
	const cn_content_fact *const *given; /* by index of the fact; NULL: nobody gave it */
	cn_world world;
	cn_tri asked, met, excepted; /* excepted: FALSE where the rule knows no exception */
	cn_tri bound;                /* the provision's own condition */
	bool other_role;             /* a role was stated that the provision does not bind */
	cn_content_timing timing;
	cn_content_verdict *verdict;
} cn_content_case;

/* Fills why, rests_on and missing of the verdict. */
CN_MUST_CHECK cn_code cn_content_explain(const cn_content_case *c, cn_err *err);

#endif
