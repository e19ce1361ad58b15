/* content_rules: what each law asks of a file of content, and whether the file has it. Rules are data (docs/media-rules.md).
 *
 *   load     rules of norms/media, checked against the library: a rule names a provision, and title, dates, force and confidence come from there
 *   apply    facts of one file, markets, a day -> a verdict for each provision that a rule reads
 *   compare  two lists of verdicts (another day, another rule set) -> those that differ
 *
 * A verdict is about the file: has it what the provision asks of content like it? Whether the provision binds who made the file hangs on
 * their system and is told by cn_norm_apply; `reach` says as much of it as was stated. Logic is strong Kleene: nothing unknown becomes no.
 * Pure; deterministic. Everything given out borrows from the arena, the rules, the library and what was given. */
#ifndef CN_NORM_CONTENT_RULES_H
#define CN_NORM_CONTENT_RULES_H

#include "norm/norm.h"

enum {
	CN_CONTENT_RULES_MAX = 1024,       /* of one set */
	CN_CONTENT_DEFINITIONS_MAX = 256,  /* of one file */
	CN_CONTENT_FACTS_MAX = 1024,       /* of a file of content, declared ones included */
	CN_CONTENT_VERDICTS_MAX = 1 << 16  /* of one file: markets x rules */
};

/* One rule: how a provision is read on files. */
typedef struct cn_content_rule {
	const cn_provision *provision;
	cn_str asked_when, met_when, unless_when;       /* as written; unless_when may be empty */
	const struct cn_expr *asked, *met, *unless;     /* unless: NULL if there is none */
	const cn_provision *unless_by;                  /* whose exception that is */
	cn_confidence confidence;                       /* of this reading; the provision has its own */
	cn_str source;                                  /* what was read for it */
	cn_words note;                                  /* what the rule looks at, and what it cannot see */
	cn_date read_on;
	cn_str file;                                    /* "norms/media/eu.yaml" */
	uint32_t line;
} cn_content_rule;

typedef struct cn_content_rules cn_content_rules; /* opaque */

/* Loads files whose `concord:` is media-rules/1, and at most one facts/1: what people state beside a file (a notice around it).
 *   of_file  what is known of a file by reading it: id, type, member (texts; NULL: any), question (a name that a value follows:
 *            "container:"); index is not looked at. In conditions these names come first, then the declared ones, then the library's
 *   ret      n_file 0 is a set without rules
 *   fails    as cn_library_load: CN_EINPUT with the first problem; ret_problems (may be NULL) has all, also then; CN_ETOOBIG; CN_ENOMEM */
CN_MUST_CHECK cn_code cn_content_rules_load(cn_arena *a, const cn_library *lib, const cn_fact *of_file, size_t n_of_file, const cn_norm_file *file,
					    size_t n_file, const cn_content_rules **ret, cn_problems *ret_problems, cn_err *err);

size_t cn_content_rules_count(const cn_content_rules *r); /* in the order of files, then of the file */
const cn_content_rule *cn_content_rules_at(const cn_content_rules *r, size_t i);
/* "sha256:..." over "<digest of a file>  <its name behind the last slash>\n" in the order given: which readings a verdict rests on. */
cn_str cn_content_rules_digest(const cn_content_rules *r);
/* The facts that a caller may state beside those of the file: the declared ones, then the library's that a condition or a date can ask for. */
const cn_fact *cn_content_rules_fact(const cn_content_rules *r, cn_str name); /* of any of the three; NULL: none of that name */
/* The places and groups that the laws of the rules address, each once, in the order of the rules: CN, EU, KR ... */
CN_MUST_CHECK cn_code cn_content_markets(cn_arena *a, const cn_content_rules *r, const cn_str **ret, size_t *ret_n, cn_err *err);
/* Is there a rule for a law that reaches this market on that day? If not, say "not covered", never "nothing is asked". */
bool cn_content_covers(const cn_content_rules *r, cn_str market, cn_date day);

/* ---- verdicts ------------------------------------------------------------------------------------------------------------ */

/* One fact of a file, or one that somebody states of it or of the system that made it. A fact that is not given is unknown. */
typedef struct cn_content_fact {
	cn_str name;
	enum { CN_GIVEN_TRI, CN_GIVEN_TEXT, CN_GIVEN_NUMBER } as;
	cn_tri b;
	cn_str text;   /* any type, written as in a manifest: yes, no, unknown, a member, 2.5, 2026-08-02; sets: one member that is in it */
	double number; /* not a number: unknown */
	cn_words why;  /* the caller's own words: "XMP at byte 1234: trainedAlgorithmicMedia"; may be empty */
} cn_content_fact;

typedef enum cn_content_answer {
	CN_CONTENT_MET,
	CN_CONTENT_NOT_MET,
	CN_CONTENT_UNKNOWN,   /* cannot be known from what is given */
	CN_CONTENT_NOT_ASKED, /* the provision asks nothing of a file like this */
	CN_CONTENT_NOT_YET,   /* not in application on that day; `from` says when it starts */
	CN_CONTENT_NO_LONGER  /* no longer in application */
} cn_content_answer;
const char *cn_content_answer_text(cn_content_answer x); /* "met" "not_met" "unknown" "not_asked" "not_yet" "no_longer" */
cn_words cn_content_answer_words(cn_arena *a, cn_content_answer x); /* for people: "not met", "不符合" */

typedef struct cn_content_verdict {
	const cn_content_rule *rule; /* rule->provision->instrument is the law */
	cn_str market;
	cn_date day;
	cn_content_answer answer;
	/* The answer without what keeps it from deciding: confidence, the date. The same as `answer` where nothing does. */
	cn_content_answer would_be;
	cn_confidence confidence;    /* the weakest it rests on; beyond CN_READ nothing is decided, and the mark is shown */
	cn_tri reach;                /* does the provision bind who made the file, as far as was stated? Usually CN_UNKNOWN */
	bool exception_open;         /* not_met, and whether the exception holds was not stated */
	bool not_read;               /* hangs on a definition that nobody read: stating facts will not help there */
	cn_date from;                /* since when, or from when, it is in application; CN_DATE_NONE: not known */
	cn_date at_latest;           /* from when it is in application whatever was not stated; CN_DATE_NONE: no such day */
	const cn_str *rests_on;      /* names of the facts that decided it, each once, in reading order */
	size_t n_rests_on;
	const cn_str *missing;       /* names of the unknown facts it hangs on */
	size_t n_missing;
	cn_words why;                /* clauses joined, no full stop at the end */
} cn_content_verdict;

/*   fact     a later one of a name replaces an earlier one
 *   market   codes of places; a law counts in a market that lies in its jurisdiction on that day (DE in EU, US-CA alone for California)
 *   explain  false leaves why, rests_on, missing and not_read empty
 *   ret      ordered by market as given, then as the rules stand
 *   fails    CN_ENOTFOUND a fact or market of no such name (hint: the nearest); CN_EINPUT a value that does not fit its fact;
 *            CN_ETOOBIG; CN_ENOMEM */
CN_MUST_CHECK cn_code cn_content_apply(cn_arena *a, const cn_content_rules *r, const cn_content_fact *fact, size_t n_fact, const cn_str *market,
				       size_t n_market, cn_date day, bool explain, cn_content_verdict **ret, size_t *ret_n, cn_err *err);

/* [{law, article, provision, title, market, date, answer, would_be, reach, exception_open, not_read, confidence, force, from, at_latest, why, rests_on,
 *   missing, note, source, read_on}] */
cn_val *cn_content_verdicts_val(cn_arena *a, const cn_content_verdict *v, size_t n);

/* Days after `from` and not after `to` on which a provision that a rule reads begins or has ended, ascending, each once. */
CN_MUST_CHECK cn_code cn_content_days(cn_arena *a, const cn_content_rules *r, const cn_str *market, size_t n_market, cn_date from, cn_date to,
				      cn_date **ret, size_t *ret_n, cn_err *err);

/* A verdict that differs; NULL where one side has none. */
typedef struct cn_content_drift {
	const cn_content_verdict *before, *after;
} cn_content_drift;
/* Verdicts of the same file by provision and market whose answer, would_be or start differs; the two lists may come from two rule sets. */
CN_MUST_CHECK cn_code cn_content_compare(cn_arena *a, const cn_content_verdict *before, size_t n_before, const cn_content_verdict *after,
					 size_t n_after, cn_content_drift **ret, size_t *ret_n, cn_err *err);
/* [{provision, market, before:{date, answer, would_be, from}, after:{...}}] */
cn_val *cn_content_drift_val(cn_arena *a, const cn_content_drift *d, size_t n);

#endif
