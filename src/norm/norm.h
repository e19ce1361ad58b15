/* norm: what the law says, and whether it reaches a system. Instruments, vocabulary, facts, conditions, applicability.
 *
 * Pure: trees come in (ext/yaml.h or JSON makes them), answers come out; no file, clock or heap of its own. The formats are in
 * docs/instrument.md, the reasoning in docs/engine.md.
 *
 *   library   cn_library_load       vocabulary + facts + coverage + instruments, checked against each other
 *   profile   cn_profile_read       a manifest (concord: system/1) with its facts and their provenance
 *   answers   cn_norm_apply         per row (system, market, actor, role) and provision: applies | does_not | unknown | presumed, and why
 *   asking    cn_norm_questions     which facts to find out first;  cn_norm_what_if   what one change would flip (as typed: change.h)
 *   later     ahead.h               dates to come, penalties, the days on which answers change
 *   conflicts conflict.h            where two laws pull in different directions
 *   alike     concordance.h         which provisions ask the same, as two readers found
 *   bulk      norm/bulk.h           the same answers for thousands of systems at once
 *
 * Lifetimes: everything given out borrows from the arena given, and from the library and profile it was made of; both are read-only
 * once made and may then be shared between threads. Texts borrow from the trees, which must live as long.
 * Logic: strong Kleene. A fact nobody stated is unknown, never false and never an error. Learning a fact never turns an answer that
 * rests on no presumption from applies to does_not or back. */
#ifndef CN_NORM_NORM_H
#define CN_NORM_NORM_H

#include "base/base.h"

/* A hint, and the code whether or not the caller takes errors. */
#define CN_HINTED(err, code, ...) ((void)cn_hint((err), __VA_ARGS__), (code))

/* ---- words and problems ------------------------------------------------------------------------------------------------ */

/* A text for people in the two languages every file has. */
typedef struct cn_words {
	cn_str en, zh;
} cn_words;

/* {"en": ..., "zh": ...}; NULL if both are empty. */
cn_val *cn_words_val(cn_arena *a, cn_words w);

/* One thing wrong with a file. Rows of `concord norm check`. */
typedef struct cn_problem {
	cn_str file;
	uint32_t line, col; /* 1-based; 0 = the file as a whole */
	bool warning;       /* worth a look; the file is still used */
	cn_str message;     /* one sentence, no full stop */
	cn_said said;       /* what the message was made of */
	cn_str hint;        /* the nearest right word, or empty */
} cn_problem;

enum { CN_PROBLEMS_MAX = 1000 }; /* later ones are counted in `more` */
typedef struct cn_problems {
	cn_problem *item;
	size_t n, n_errors, more; /* n counts warnings too */
} cn_problems;

/* "file:line:col: message; did you mean hint?" */
void cn_problem_text(const cn_problem *p, cn_buf *b);
/* Fails with the first problem that is no warning; its hint is the error's. */
cn_code cn_problems_fail(const cn_problems *p, cn_err *err);

/* ---- the library ----------------------------------------------------------------------------------------------------------- */

typedef struct cn_library cn_library; /* opaque; everything in it is reached by the functions below */

/* A file already read into a tree. The kind is told by its `concord:` line. */
typedef struct cn_norm_file {
	cn_str name;   /* "norms/eu-ai-act.yaml", for messages */
	cn_str digest; /* "sha256:..." of its bytes; kept with the instrument; may be empty */
	const cn_val *tree;
} cn_norm_file;

typedef struct cn_member {
	cn_str id;
	cn_words label;
} cn_member;

/* What a fact can be. */
typedef enum cn_fact_type { CN_F_BOOL, CN_F_SET, CN_F_TEXT, CN_F_NUMBER, CN_F_DATE } cn_fact_type;

typedef struct cn_fact {
	cn_str id;
	const cn_member *member; /* the closed list of a set or text; NULL for others and for open texts (place, purposes) */
	size_t n_member;
	cn_str unit;
	cn_words question, help;
	cn_str judgement; /* role that must sign it; empty: anyone may state it */
	cn_fact_type type;
	uint32_t index; /* position in the library's list; stable within one library */
	uint32_t line;	/* of facts.yaml */
	bool per_market;
	bool builtin; /* market place role stage purposes as_of */
} cn_fact;

/* What a provision does. Duty-like ones (see cn_deontic_binds) get answers. */
typedef enum cn_deontic {
	CN_D_DUTY, CN_D_PROHIBITION, CN_D_RECOMMENDATION, CN_D_PERMISSION, CN_D_RIGHT, CN_D_COMMITMENT,
	CN_D_DEFINITION, CN_D_SCOPE, CN_D_PENALTY
} cn_deontic;
const char *cn_deontic_text(cn_deontic d);
bool cn_deontic_binds(cn_deontic d); /* false for definition, scope, penalty: never counted as a duty */

/* Ordered from strong to weak. */
typedef enum cn_force { CN_BINDING, CN_STANDARD, CN_SOFT, CN_VOLUNTARY, CN_DRAFT } cn_force;
const char *cn_force_text(cn_force f); /* "binding" "standard" "soft" "voluntary" "draft" */

/* Ordered from sure to unsure. */
typedef enum cn_confidence { CN_READ, CN_SECONDARY, CN_UNVERIFIED } cn_confidence;
const char *cn_confidence_text(cn_confidence c);

typedef struct cn_list_of_text {
	const cn_str *item;
	size_t n;
} cn_texts;

typedef struct cn_parameter {
	cn_str name, op, value, unit;
} cn_parameter;

typedef enum cn_line_kind { CN_LINE_MEASUREMENT, CN_LINE_DOCUMENT, CN_LINE_JUDGEMENT } cn_line_kind;

/* What would show that a provision is met. */
typedef struct cn_line {
	cn_str id; /* "E1" */
	cn_line_kind kind;
	cn_str metric, bound, op, value, unit, threshold_from; /* measurement; op and value empty where the owner sets the limit */
	cn_str type;       /* document */
	cn_words question; /* judgement */
	cn_str signed_by;  /* people role; empty: any */
	cn_str max_age;    /* ISO duration; empty: no age limit */
	cn_words note;
	const cn_val *tree;
} cn_line;

typedef struct cn_relation {
	cn_str to, rel, rationale;
	int strength; /* 1..10; 0 = not given */
	cn_words gap;
} cn_relation;

/* When a provision counts. Both ends included; `when` may be NULL (always). */
typedef struct cn_period {
	cn_date from, until; /* CN_DATE_NONE: open */
	cn_str when_text;
	const struct cn_expr *when;
} cn_period;

typedef struct cn_instrument cn_instrument;

typedef struct cn_provision {
	cn_str id;   /* "art_26.6" */
	cn_str full; /* "eu-ai-act/art_26.6" */
	const cn_instrument *instrument;
	cn_texts aliases;
	cn_words heading, text, note;
	cn_confidence confidence;
	cn_deontic deontic;
	cn_force force; /* its own or the instrument's; CN_DRAFT while the instrument is a draft or a bill */
	cn_str act, object, penalty;
	const cn_parameter *parameter;
	size_t n_parameter;
	cn_texts roles, stages, themes, protects, properties;
	bool scope_basis;   /* basis: scope */
	cn_str condition;   /* as written; empty: none of its own (then the instrument's `scope`, or always) */
	const struct cn_expr *expr; /* compiled; NULL: true */
	const cn_period *period;
	size_t n_period;    /* at least 1: its own, or made from the instrument's dates (the first there is of: entry-into-force,
			     * applies, adopted, draft; and until repealed, expired, expires or replaced) */
	const cn_line *line;
	size_t n_line;
	cn_str satisfied_when; /* as written; empty: all lines */
	const struct cn_expr *satisfied; /* parsed; NULL: all lines */
	const cn_relation *relation;
	size_t n_relation;
	const cn_val *tree;
	uint32_t index;     /* in its instrument */
} cn_provision;

typedef struct cn_instrument_date {
	cn_date date;
	cn_str what, by;
	cn_words note;
} cn_instrument_date;

typedef struct cn_source {
	cn_str read, extent;
	cn_date on;
} cn_source;

/* A named condition. */
typedef struct cn_definition {
	cn_str id, when, locator;
	cn_confidence confidence;
	cn_words note;
	const struct cn_expr *expr;
	uint32_t index;
} cn_definition;

typedef struct cn_presumption {
	const cn_fact *fact;
	cn_str value, by; /* value as written; by: locator */
	cn_str when_text;
	cn_words note;
	const struct cn_expr *when;
} cn_presumption;

/* What an instrument has to do with another one, which need not be in the library. */
typedef struct cn_tie {
	cn_str to, rel; /* rel: implements amends repeals replaces replaced-by cites */
	cn_words note;
} cn_tie;

struct cn_instrument {
	cn_str id, kind, digest, file;
	cn_words title, issuer, notes;
	cn_str original; /* title in its own language; may be empty */
	cn_texts aliases, jurisdictions;
	cn_force force;
	cn_str status;   /* in-force adopted draft bill replaced repealed expired */
	cn_date status_as_of;
	cn_words status_note;
	const cn_instrument_date *date;
	size_t n_date;
	cn_str reference, url;
	const cn_source *source;
	size_t n_source;
	cn_confidence confidence;
	const cn_definition *definition;
	size_t n_definition;
	const cn_presumption *presumption;
	size_t n_presumption;
	const cn_tie *tie;
	size_t n_tie;
	const cn_provision *provision;
	size_t n_provision;
	const cn_val *tree;
	uint32_t index;
};

/* Checks and loads a library. Exactly one vocabulary/1 and one facts/1 file, at most one coverage/1, any number of instrument/1.
 *   ret_problems  every problem found, in file order (may be NULL); written on success and on CN_EINPUT
 *   fails         CN_EINPUT with the first error if any file has one (then there is no library: nobody reasons on half of the law);
 *                 CN_ETOOBIG; CN_ENOMEM */
CN_MUST_CHECK cn_code cn_library_load(cn_arena *a, const cn_norm_file *file, size_t n_file, const cn_library **ret,
				      cn_problems *ret_problems, cn_err *err);

size_t cn_library_count(const cn_library *lib); /* instruments, ordered by id */
const cn_instrument *cn_library_at(const cn_library *lib, size_t i);
const cn_instrument *cn_library_get(const cn_library *lib, cn_str id);               /* NULL if absent */
const cn_provision *cn_library_provision(const cn_library *lib, cn_str name); /* "eu-ai-act/art_26.6", or an alias */
size_t cn_library_provisions(const cn_library *lib); /* of all instruments */
size_t cn_library_facts(const cn_library *lib);
const cn_fact *cn_library_fact_at(const cn_library *lib, size_t i);
const cn_fact *cn_library_fact(const cn_library *lib, cn_str id);
/* The nearest name for "did you mean": of an instrument or provision, of a fact. Empty if none is near. */
cn_str cn_library_near(const cn_library *lib, cn_str wrong);
cn_str cn_library_near_fact(const cn_library *lib, cn_str wrong);
/* The members of a closed list ("roles", "stages", "themes", "places", ...) in the order of the file. NULL and 0 if there is no such list. */
const cn_member *cn_library_list(const cn_library *lib, const char *name, size_t *ret_n);
/* The label of a member; both languages are the id itself if it has none. */
cn_words cn_library_label(const cn_library *lib, const char *list, cn_str id);
/* Is a market inside a jurisdiction on that day: the same code, or a member of that group. A part of a country (US-CA) is inside whatever
 * the country (US) is inside; the country is not inside its part. */
bool cn_library_inside(const cn_library *lib, cn_str market, cn_str jurisdiction, cn_date as_of);
/* Is an instrument the market's own: of its code, its country, or a union that is itself a place (EU)? Not so a text that reaches it only
 * through a group of states (OECD, UN) or because it addresses everybody. */
bool cn_library_own(const cn_library *lib, cn_str market, const cn_instrument *in, cn_date as_of);
/* Does an instrument reach a market on that day: is the market inside one of its jurisdictions? */
bool cn_library_reaches(const cn_library *lib, cn_str market, const cn_instrument *in, cn_date as_of);
/* Digest text given by the caller for the whole library is not made here: hash the files' digests in file order. */

/* One line per theme: how well the library covers a market. `level` is "complete" "partial" "empty"; the best of the places the market
 * lies in (what a group of states agreed is not the law of its members). A market that has no instrument of its own (cn_library_own) has
 * covered = false: say "not covered", never "no duties". */
typedef struct cn_coverage {
	cn_str market, theme, level;
	cn_date as_of; /* CN_DATE_NONE where nothing is listed */
	cn_words note;
} cn_coverage;
CN_MUST_CHECK cn_code cn_library_coverage(cn_arena *a, const cn_library *lib, cn_str market, cn_date as_of, cn_coverage **ret,
					  size_t *ret_n, bool *ret_covered, cn_err *err);

/* ---- files as text --------------------------------------------------------------------------------------------------------------- */

/* The canonical form of a vocabulary, facts, coverage or instrument file (`concord norm fmt`): keys in the order of the format, one
 * clause a line, texts in double quotes. The identity on its own output. Comments that fill a line are kept before the entry they stood
 * before; a comment behind a value moves to a line of its own.
 *   text   the source the tree was read from (for its comments)
 *   fails  CN_EINPUT if `concord:` names no known format; unknown keys are printed last, as they stand */
CN_MUST_CHECK cn_code cn_norm_fmt(const cn_val *tree, cn_str text, cn_str file, cn_buf *out, cn_err *err);

/* JSON Schema (2020-12) for editors. what: "instrument" "facts" "vocabulary" "coverage" "system" "profiles". With a library the closed
 * lists are spelled out; lib may be NULL. */
CN_MUST_CHECK cn_code cn_norm_schema(cn_arena *a, const cn_library *lib, const char *what, cn_val **ret, cn_err *err);

/* ---- other people's libraries ------------------------------------------------------------------------------------------------------ */

/* What an importer cannot know is said by the caller. Empty texts get the default in brackets. */
typedef struct cn_import_options {
	cn_str id;           /* of the instrument [made from the file's own] */
	cn_str jurisdiction; /* a place or group of the vocabulary; must be given for files that do not carry one */
	cn_str kind, force;  /* [framework], [voluntary] */
	cn_date read_on;     /* the day of the import; stands in `sources` */
} cn_import_options;

/* Turns a CISO Assistant library (YAML) or an OSCAL catalogue (JSON) into trees of instrument/1, one an instrument. Nothing of it was read
 * by anybody here, so that every provision is `secondary`, has basis `scope`, and binds nobody until somebody reads it; what OSCAL carries
 * in our own properties (see the export) comes back as it was.
 *   format      "ciso-assistant" or "oscal-catalog"
 *   ret_report  list of {where, what}: everything that has no place in our form. Nothing is dropped without a line here
 *   fails       CN_EINPUT not of that format; CN_ETOOBIG more than CN_IMPORT_NODES_MAX nodes */
enum { CN_IMPORT_NODES_MAX = 20000 };
CN_MUST_CHECK cn_code cn_norm_import(cn_arena *a, const cn_library *lib, const char *format, const cn_val *tree, cn_str file,
				     const cn_import_options *o, cn_val **ret_instruments, cn_val **ret_report, cn_err *err);

/* ---- the profile ------------------------------------------------------------------------------------------------------------------- */

/* Who said a fact. Texts may be empty. */
typedef struct cn_provenance {
	cn_str by, on, source;
	cn_date until;  /* last day on which it counts; CN_DATE_NONE: no end */
	bool disputed;  /* shown; the value still counts */
	cn_str record;  /* id of the `fact set` record; empty: from the manifest */
} cn_provenance;

/* One statement about one fact. The later statement wins, member by member for sets; one about a market wins over one about all. */
typedef struct cn_statement {
	const cn_fact *fact;
	cn_str market;       /* empty: every market */
	const cn_val *value; /* as written: text, list, or map of set members; "unknown" takes it back */
	bool complete;       /* sets: members that are not named are no */
	cn_provenance from;
	uint32_t line, col;
} cn_statement;

typedef struct cn_actor {
	cn_str role; /* of the vocabulary; empty: unknown */
	cn_str party, place; /* place: code; empty: unknown */
	cn_words name;
	bool assumed; /* not in the manifest: one per role when no actor is named */
} cn_actor;

typedef struct cn_market {
	cn_str code;
	cn_date from, until; /* CN_DATE_NONE: open */
} cn_market;

typedef struct cn_part {
	cn_str id, kind, part_of, party;
	cn_words name;
} cn_part;

typedef struct cn_profile {
	cn_str id, version, file;
	cn_words name, description;
	cn_str stage;        /* empty: unknown */
	cn_texts purposes;   /* n = 0: unknown */
	bool out_of_scope;   /* a purpose is military (a word of it: military, warfare, weapons; or all of it: defence, defense,
			      * national-security): no rows, say so */
	const cn_part *part;
	size_t n_part;
	const cn_actor *actor;
	size_t n_actor;      /* at least 1 */
	const cn_market *market;
	size_t n_market;
	const cn_statement *statement;
	size_t n_statement;
	const cn_val *tree;  /* for the parts other modules read: model, data, protected, labels, policy, evidence, measure, outputs, risks */
} cn_profile;

/* Reads a manifest strictly (design: `concord: system/1`). Facts are typed by facts.yaml:
 *   bool    yes no true false unknown
 *   set     [a, b] (these are yes, the others unknown), {a: yes, b: no, c: unknown}, none (every one is no);
 *           with {value: ..., complete: true} the unlisted are no
 *   text    one of its values;  number: exact decimal;  date: YYYY-MM-DD;  all: unknown
 *   each    a value, {value, by, on, source, until, market, disputed, complete}, or a list of such maps (one per market or over time)
 *   fails   CN_EINPUT with the first of ret_problems (file:line:col, nearest known word) */
CN_MUST_CHECK cn_code cn_profile_read(cn_arena *a, const cn_library *lib, const cn_val *tree, cn_str file, const cn_profile **ret,
				      cn_problems *ret_problems, cn_err *err);

/* The same profile with one more statement at the end (a `fact set` record, a what-if). `value` as in the manifest; `from` is copied.
 *   fails  CN_ENOTFOUND no such fact (hint: the nearest); CN_EINPUT the value does not fit its type, or a market the profile lacks */
CN_MUST_CHECK cn_code cn_profile_with_fact(cn_arena *a, const cn_library *lib, const cn_profile *p, cn_str fact, cn_str market,
					   const cn_val *value, const cn_provenance *from, const cn_profile **ret, cn_err *err);
CN_MUST_CHECK cn_code cn_profile_with_market(cn_arena *a, const cn_library *lib, const cn_profile *p, cn_str market,
					     const cn_profile **ret, cn_err *err);

/* A fact as it stands for a market on a day, for showing. market may be empty (statements about one market are then left out).
 *   text   "yes" "no" "unknown", the value, or for sets "a, b; not: c; complete"
 *   from   who said it last; by is empty if nobody did; expired: somebody did, but it no longer counts */
typedef struct cn_fact_view {
	const cn_fact *fact;
	cn_str market;
	bool known, expired;
	cn_str text;
	cn_provenance from;
} cn_fact_view;
CN_MUST_CHECK cn_code cn_profile_fact(cn_arena *a, const cn_library *lib, const cn_profile *p, cn_str fact, cn_str market, cn_date as_of,
				      cn_fact_view *ret, cn_err *err);

/* ---- answers ----------------------------------------------------------------------------------------------------------------------- */

typedef enum cn_answer { CN_DOES_NOT, CN_APPLIES, CN_ANSWER_UNKNOWN, CN_PRESUMED } cn_answer;
const char *cn_answer_text(cn_answer x); /* "does_not" "applies" "unknown" "presumed" */

/* Why an answer is what it is, as lines in reading order; `depth` indents. */
typedef enum cn_why_kind {
	CN_WHY_FACT,        /* a fact that decides, or would */
	CN_WHY_DEFINITION,  /* a named condition; its own reasons follow one deeper */
	CN_WHY_NOT_READ,    /* a definition nobody here has read in the original: unknown */
	CN_WHY_EITHER_WAY,  /* some facts are unknown, and the answer is the same however they fall */
	CN_WHY_PRESUMED,    /* a presumption of the instrument, with its locator */
	CN_WHY_DATE,        /* from when, until when */
	CN_WHY_MARKET,      /* the system's own time in this market */
	CN_WHY_ROLE,        /* the actor's role is not known */
	CN_WHY_SCOPE,       /* only scope, role and dates were looked at */
	CN_WHY_STATUS       /* draft, repealed, adopted without a date */
} cn_why_kind;

typedef struct cn_why {
	cn_why_kind kind;
	unsigned depth;
	cn_tri value;          /* of this line's test, as the condition needs it */
	cn_words text;         /* one sentence a lawyer reads */
	const cn_fact *fact;   /* CN_WHY_FACT; else NULL */
	cn_str fact_value;     /* "yes" "no" "unknown" or the value */
	cn_provenance from;
	cn_str locator;        /* of the definition or presumption it rests on; may be empty */
} cn_why;

/* A cell: one row and one provision. Only cells whose provision is duty-like, whose instrument reaches the market, and whose roles
 * include the row's role (or the role is unknown) exist; what has no cell does not apply. */
typedef struct cn_cell {
	const cn_provision *provision;
	const cn_actor *actor;
	cn_str market;
	cn_answer answer;
	cn_date from;      /* first day on which it counts for this row; CN_DATE_NONE: unknown or never */
	cn_tri later;      /* does_not today: TRUE it will apply from `from` as things stand, UNKNOWN it may, FALSE no */
	cn_date until;     /* last day, if it ends */
	bool either_way;   /* decided by exact check although facts are unknown */
	bool not_read;     /* unknown because of a definition that was not read: moves no gate */
	cn_force force;
	cn_confidence confidence; /* weakest of the provision and the definitions its answer rests on */
	const cn_fact *const *missing; /* unknown facts the answer hangs on, each once, in the order of the condition */
	size_t n_missing;
	const cn_why *why;
	size_t n_why;
} cn_cell;

typedef struct cn_answers {
	cn_date as_of;
	bool out_of_scope; /* no cells: outside Concord's scope */
	const cn_cell *cell; /* ordered by market (manifest order), actor, instrument id, provision order */
	size_t n_cell;
} cn_answers;

/* Every cell of a profile on a day. explain = false leaves `why` empty (missing stays): for what-if and bulk work. */
CN_MUST_CHECK cn_code cn_norm_apply(cn_arena *a, const cn_library *lib, const cn_profile *p, cn_date as_of, bool explain,
				    const cn_answers **ret, cn_err *err);

/* Days after `from` and not after `to` on which a date alone may change an answer (periods, memberships, conditions on as_of; the system's
 * own time in a market; statements that expire), ascending, each once. */
CN_MUST_CHECK cn_code cn_norm_breakpoints(cn_arena *a, const cn_library *lib, const cn_profile *p, cn_date from, cn_date to,
					  cn_date **ret, size_t *ret_n, cn_err *err);

/* Does the answer satisfy an evidence expression ("E1 && E2"): value[i] is what is known of line i of the provision. Kleene. */
cn_tri cn_provision_satisfied(const cn_provision *p, const cn_tri *value, size_t n);

/* ---- asking ----------------------------------------------------------------------------------------------------------------------------- */

typedef struct cn_question {
	const cn_fact *fact;
	cn_str market;   /* facts that are per market are asked per market; empty otherwise */
	size_t decides;  /* unknown cells it would help decide */
	size_t alone;    /* of these, cells that hang on it alone */
	size_t binding;  /* of `decides`, binding duties and prohibitions */
	double law;      /* what they are ordered by, descending: sum over binding cells of weight(force, deontic) / facts missing there */
	double weight;   /* the same over all cells; breaks ties */
	const cn_provision *const *needed_by; /* each once */
	size_t n_needed_by;
} cn_question;
/* The open questions of one set of answers: the one that decides most of the binding law first (ties by weight, fact
 * index, market). */
CN_MUST_CHECK cn_code cn_norm_questions(cn_arena *a, const cn_library *lib, const cn_answers *answers, cn_question **ret, size_t *ret_n,
					cn_err *err);

typedef struct cn_flip {
	const cn_provision *provision;
	cn_str market, role, party;
	bool had, has;       /* the cell exists before, after */
	cn_answer before, after;
	const cn_cell *was, *is; /* in the two sets of answers; NULL where it does not exist */
} cn_flip;
/* Cells whose answer differs between two sets of answers of the same system (fact, market or date changed). */
CN_MUST_CHECK cn_code cn_norm_flips(cn_arena *a, const cn_answers *before, const cn_answers *after, cn_flip **ret, size_t *ret_n,
				    cn_err *err);
/* What one fact would change: cn_profile_with_fact, cn_norm_apply, cn_norm_flips in one call. */
CN_MUST_CHECK cn_code cn_norm_what_if(cn_arena *a, const cn_library *lib, const cn_profile *p, cn_str fact, cn_str market,
				      const cn_val *value, cn_date as_of, cn_flip **ret, size_t *ret_n, cn_err *err);

/* Answers and coverage as `applies --json` prints them:
 * {"as_of", "out_of_scope", "rows":[{id,market,actor,role,answer,from,force,confidence,basis,why}],"coverage":[{market,theme,level,as_of,note}]}
 * `why` is a list of {en, zh, fact, value, by, on, source, locator, depth}. */
CN_MUST_CHECK cn_code cn_norm_answers_val(cn_arena *a, const cn_library *lib, const cn_profile *p, const cn_answers *answers, cn_val **ret,
					  cn_err *err);

#endif
