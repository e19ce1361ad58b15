/* why: reasons in words. Private to norm. */
#ifndef CN_NORM_WHY_H
#define CN_NORM_WHY_H

#include "norm/profile.h"

/* Lines being gathered for one cell. */
typedef struct cn_reasons {
	cn_arena *a;
	const cn_library *lib;
	cn_why *line;
	size_t n, room;
	bool full; /* CN_WHY_MAX reached: the rest is left out */
} cn_reasons;

enum { CN_WHY_MAX = 120 };

/* Why e has its value in w: the true branch chosen, the first and shortest false part, the unknown parts that are left. */
CN_MUST_CHECK cn_code cn_why_expr(cn_reasons *r, const cn_expr *e, const cn_world *w, unsigned depth, cn_err *err);

/* The weakest confidence of the definitions that the value of e in w rests on. */
cn_confidence cn_why_confidence(const cn_expr *e, const cn_world *w);

/* Sentences. Each template stands once, in both languages; {0} {1} {2} are filled from arg. */
typedef enum cn_say_id {
	CN_SAY_YES, CN_SAY_NO, CN_SAY_UNKNOWN, CN_SAY_SET_YES, CN_SAY_SET_NO, CN_SAY_SET_UNKNOWN, CN_SAY_VALUE, CN_SAY_VALUE_ASKED, CN_SAY_UNKNOWN_ASKED,
	CN_SAY_EQ, CN_SAY_NE, CN_SAY_LT, CN_SAY_LE, CN_SAY_GT, CN_SAY_GE, CN_SAY_DAY_LT, CN_SAY_DAY_LE, CN_SAY_DAY_GT, CN_SAY_DAY_GE,
	CN_SAY_STATED, CN_SAY_STATED_ON, CN_SAY_SOURCE, CN_SAY_EXPIRED, CN_SAY_DISPUTED, CN_SAY_JUDGEMENT, CN_SAY_PRESUMED,
	CN_SAY_DEF_TRUE, CN_SAY_DEF_FALSE, CN_SAY_DEF_UNKNOWN, CN_SAY_NOT_READ, CN_SAY_EITHER_TRUE, CN_SAY_EITHER_FALSE,
	CN_SAY_SINCE, CN_SAY_WILL, CN_SAY_MAY, CN_SAY_ENDED, CN_SAY_ENDS, CN_SAY_NO_PERIOD, CN_SAY_MARKET_FROM, CN_SAY_MARKET_UNTIL, CN_SAY_ROLE,
	CN_SAY_SCOPE, CN_SAY_DRAFT, CN_SAY_REPEALED, CN_SAY_NOT_YET, CN_SAY_ALWAYS, CN_SAY_SEPARATOR,
	/* conflicts: {0} one provision, {1} what it is about, {2} the other, {3} what it is about, {4} limits or days */
	CN_SAY_X_FORBIDDEN, CN_SAY_X_OPPOSITE, CN_SAY_X_BARRED, CN_SAY_X_UNDONE, CN_SAY_X_DISJOINT, CN_SAY_X_STRICTER, CN_SAY_X_THRESHOLD, CN_SAY_X_DATES,
	CN_SAY_X_WHAT,
	/* verdicts about a file: the answers in their order, then clauses */
	CN_SAY_C_MET, CN_SAY_C_NOT_MET, CN_SAY_C_UNKNOWN, CN_SAY_C_NOT_ASKED, CN_SAY_C_NOT_YET, CN_SAY_C_NO_LONGER,
	CN_SAY_C_DATE_OPEN, CN_SAY_C_DATE_EITHER, CN_SAY_C_AT_LATEST, CN_SAY_C_SECONDARY, CN_SAY_C_UNVERIFIED, CN_SAY_C_WOULD_BE, CN_SAY_C_OWN_WORDS, CN_SAY_C_EXCEPTION,
	CN_SAY_C_NOT_BOUND, CN_SAY_COUNT
} cn_say_id;
cn_words cn_say(cn_arena *a, cn_say_id id, const cn_words *arg, size_t n);
cn_words cn_say1(cn_arena *a, cn_say_id id, cn_words arg);
cn_words cn_say_date(cn_arena *a, cn_say_id id, cn_date d);
cn_words cn_say_list(cn_arena *a, const cn_words *item, size_t n); /* a, b, c */
cn_words cn_say_roles(cn_arena *a, const cn_library *lib, cn_texts roles); /* their labels, listed */
/* Two sentences, one after the other. */
cn_words cn_say_join(cn_arena *a, cn_words x, cn_words y);

CN_MUST_CHECK cn_code cn_why_add(cn_reasons *r, cn_why line, cn_err *err);

#endif
