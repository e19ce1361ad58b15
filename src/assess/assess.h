/* assess: from answers and measurements to findings, a verdict and a dossier. Pure: several engines meet here, nothing reads the world.
 * What of it makes a record is a step (assess/step.h).
 *
 *   derive   what binds, per row and date                     (norm)
 *   plan     what has to be measured, and against which limit  cn_assess_plan
 *   measure  counts -> metric -> interval -> verdict           cn_assess_measure (counts come from the node)
 *   judge    answer + evidence -> finding                      cn_assess_judge
 *   dossier  findings, measurements, questions -> content      cn_assess_content (docs/dossier.md)
 *   gate     what blocks                                       cn_assess_gate
 *
 * Trees (cn_val) that come in are borrowed; what goes out borrows from the arena given and from what came in. */
#ifndef CN_ASSESS_ASSESS_H
#define CN_ASSESS_ASSESS_H

#include "base/base.h"
#include "lab/lab.h"
#include "norm/norm.h"

/* ---- limits ------------------------------------------------------------------------------------------------------------ */

/* What a measurement is held against. A limit comes from law or a standard (an evidence line of a provision that carries a number) or
 * from the node's owner (a policy file). Only a law's or a standard's limit can make a duty "not satisfied". */
typedef struct cn_limit {
	cn_str metric;    /* a row of the lab */
	cn_str attribute; /* column of the protected attribute, or several joined by "*": "afam*single"; empty for measures without groups */
	cn_str stratum;   /* conditional measures: the column; empty otherwise */
	cn_str table, other; /* of a procedure: which of the manifest's tables; empty: its data, and the table "train" */
	const cn_val *columns, *options; /* of a procedure: the columns it looks at, and its own options; may be NULL */
	cn_str op;        /* "<=" "<" ">=" ">"; empty: measured for information, no limit */
	cn_str value;     /* exact decimal */
	cn_str from;      /* "law" "standard" "policy" */
	cn_str owner;     /* of a policy */
	cn_str duty;      /* instrument/provision whose evidence line it is; empty for a policy's own limit */
	cn_str line;      /* of that provision: "E1" */
	bool blocks;      /* a policy may say that failing it blocks the gate */
	const cn_val *basis; /* why this number: {en, zh}; may be NULL */
} cn_limit;

/* A policy file (concord: policy/1), checked: owner, limits, accept. See docs/policy.md. */
typedef struct cn_accept {
	cn_str id;       /* instrument/provision whose unknown answer is accepted */
	cn_str by_role;
	cn_date until;
	cn_str reason;
} cn_accept;

/* One entry of `limits:` of a policy or `measure:` of a plan; owner may be empty. */
CN_MUST_CHECK cn_code cn_limit_read(const cn_val *v, cn_str file, cn_str owner, cn_limit *ret, cn_err *err);

typedef struct cn_policy {
	cn_str owner;
	const cn_limit *limit;
	size_t n_limit;
	const cn_accept *accept;
	size_t n_accept;
} cn_policy;

/* Checks a policy tree. `file` is for messages. fails: CN_EINPUT file:line:col and the nearest known key or metric. */
CN_MUST_CHECK cn_code cn_policy_read(cn_arena *a, const cn_val *tree, cn_str file, cn_policy *ret, cn_err *err);

/* Everything that is to be measured: the policy's limits, then each number that law or a standard puts on a metric of the lab in an evidence
 * line of a provision that has a cell on any of the days (once per provision; for metrics of groups once per attribute, for those of a procedure once per table that the manifest keeps for it).
 *   manifest  its `protected` list and `tables` are read; may be NULL
 *   fails     CN_ENOTFOUND, CN_EINPUT: a table's `procedure` or `options` are none */
CN_MUST_CHECK cn_code cn_assess_plan(cn_arena *a, const cn_policy *policy, const cn_answers *const *answers, size_t n_answers,
				     const cn_val *manifest, cn_limit **ret, size_t *ret_n, cn_err *err);

/* Checks that what is accepted names provisions of the library, and gives them their full names. */
CN_MUST_CHECK cn_code cn_policy_check(const cn_library *lib, cn_policy *policy, cn_str file, cn_err *err);

/* ---- measure ------------------------------------------------------------------------------------------------------------- */

/* The measurement of docs/dossier.md from counts alone. Refusals (data that contradict an assumption) are an answer: the tree then has
 * "undefined": true and the reason in "explanation".
 *   id, counts_id  "m1", "c1": how the dossier names them
 *   labels         names for people of columns and values: {afam: {en, zh}, "afam=1": {en, zh}}; may be NULL */
CN_MUST_CHECK cn_code cn_assess_measure(cn_arena *a, cn_str id, cn_str counts_id, const cn_counts *counts, const cn_limit *limit,
					uint64_t seed, const cn_val *labels, const cn_val *source, const cn_val **ret, cn_err *err);

/* ---- evidence --------------------------------------------------------------------------------------------------------------- */

/* One piece of evidence, from a manifest or from a record. */
typedef enum cn_evidence_kind { CN_EV_DOCUMENT, CN_EV_JUDGEMENT } cn_evidence_kind;
typedef struct cn_evidence {
	cn_evidence_kind kind;
	cn_str duty;     /* instrument/provision */
	cn_str market;   /* only there; empty: everywhere */
	cn_str line;     /* "E1"; empty: the only line of its kind, or the duty as a whole */
	cn_str by_role;  /* who signed it */
	cn_date on;      /* its own date, not the date of upload */
	cn_date until;   /* CN_DATE_NONE: as long as the provision's max_age lets it */
	cn_tri answer;   /* documents: true = there is one, false = declared absent; judgements: yes or no */
	cn_str digest;   /* "sha256:..." of the document; may be empty */
	cn_str file;
	cn_str record;   /* id of the record it came from; empty: from the manifest, where a judgement is declared and decides nothing */
	cn_str text;     /* what was said */
} cn_evidence;

typedef struct cn_waiver {
	cn_str duty, market, reason, by_role, record;
	cn_date from, until;
	bool approved; /* by a second key: only then it takes effect */
} cn_waiver;

typedef struct cn_counter {
	cn_str duty, text, by_role, record;
	cn_date on;
} cn_counter;

/* A risk as it stands: its last statement, and the last review after that. Bodies are those of the kinds risk/1 and risk-review/1. */
typedef struct cn_risk_entry {
	const cn_val *body;
	cn_str record;        /* id of the record; empty: it stands in the manifest */
	const cn_val *review; /* NULL: nobody has looked since */
	cn_str review_record;
} cn_risk_entry;

/* A promise of a party as it stands: commitment/1 and the fulfilment/1 records about it, in the order of the log. */
enum { CN_FULFILMENTS_MAX = 64 }; /* of one promise; the newest are kept */
typedef struct cn_promise_entry {
	const cn_val *body;
	cn_str record;
	const cn_val *said[CN_FULFILMENTS_MAX];
	cn_str said_record[CN_FULFILMENTS_MAX];
	size_t n_said;
} cn_promise_entry;

/* All that is known beside the facts. */
typedef struct cn_known {
	const cn_evidence *evidence;
	size_t n_evidence;
	const cn_waiver *waiver;
	size_t n_waiver;
	const cn_counter *counter;
	size_t n_counter;
	const cn_val *measurements; /* list of measurement trees (each with "limit") */
	const cn_risk_entry *risk;
	size_t n_risk;
	const cn_promise_entry *promise; /* of the parties that are its actors, and of this system alone */
	size_t n_promise;
	const cn_val *reviews; /* list of {record, body} of ethics-review/1 */
} cn_known;

/* Evidence of a manifest's `evidence:` list. */
CN_MUST_CHECK cn_code cn_evidence_read(cn_arena *a, const cn_val *manifest, cn_str file, cn_evidence **ret, size_t *ret_n, cn_err *err);

/* Checks that every `duty` names a provision of the library and gives it its full name.
 *   fails  CN_EINPUT naming the evidence and the nearest provision */
CN_MUST_CHECK cn_code cn_evidence_check(const cn_library *lib, cn_evidence *evidence, size_t n, cn_err *err);

/* One date of a dossier. */
typedef struct cn_day {
	cn_date as_of;
	const cn_answers *answers;
	const struct cn_finding *finding; /* one a cell */
	int verdict;
} cn_day;

/* ---- risks and promises ------------------------------------------------------------------------------------------------------ */

/* A body of risk/1 against its table, the lists of the vocabulary (hazards, people_roles, protects, stages), the provisions and the metrics.
 * `at` names it in messages. fails: CN_EINPUT with the place and the nearest right word */
CN_MUST_CHECK cn_code cn_risk_check(const cn_library *lib, const cn_val *body, const char *at, cn_err *err);
/* The `risks:` of a manifest, each checked; a risk's name stands once. */
CN_MUST_CHECK cn_code cn_risks_read(cn_arena *a, const cn_library *lib, const cn_val *manifest, cn_str file, cn_risk_entry **ret,
				    size_t *ret_n, cn_err *err);
/* The register, as the dossier and `risk list --json` show it: worst first, what nobody has estimated before all, closed ones last. Each row
 * has the findings of its duties on `day` (NULL: left out) and the verdicts of its metrics. overdue: its review was due before as_of. */
CN_MUST_CHECK cn_code cn_risk_register(cn_arena *a, const cn_library *lib, const cn_risk_entry *entry, size_t n, const cn_day *day,
				       const cn_val *measurements, cn_date as_of, cn_val **ret, cn_err *err);
/* Hazards of the vocabulary for which no risk is entered: [{hazard, name}]. Not a finding: nobody has written down that they looked. */
CN_MUST_CHECK cn_code cn_risk_unseen(cn_arena *a, const cn_library *lib, const cn_risk_entry *entry, size_t n, cn_val **ret, cn_err *err);

/* Promises on a day: open (no day named), due, kept, overdue, broken, withdrawn. Overdue first, then by day. `kept` holds until the
 * document's last day, or for one period of `every`; after that it is overdue again. */
CN_MUST_CHECK cn_code cn_promise_register(cn_arena *a, const cn_library *lib, const cn_promise_entry *entry, size_t n, cn_date as_of,
					  cn_val **ret, cn_err *err);

/* ---- judge ------------------------------------------------------------------------------------------------------------------- */

typedef enum cn_finding_kind { CN_SATISFIED, CN_NOT_SATISFIED, CN_FINDING_UNKNOWN, CN_WAIVED, CN_NOT_APPLICABLE } cn_finding_kind;
const char *cn_finding_text(cn_finding_kind k); /* "satisfied" "not_satisfied" "unknown" "waived" "not_applicable" */

/* What is known of one evidence line on a day. */
typedef struct cn_line_state {
	const cn_line *line;      /* NULL: a judgement on the duty as a whole */
	cn_tri value;
	const char *status;       /* meets fails not_enough_data present absent expired declared not_asked */
	bool owner_limit;         /* held against the owner's limit: a failure is shown, and decides nothing about the law */
	const cn_evidence *piece; /* the document or judgement; NULL */
	cn_str measurement;       /* "m1"; empty */
	cn_date until;            /* last day on which it counts; CN_DATE_NONE: no end */
} cn_line_state;

typedef struct cn_finding {
	const cn_cell *cell;
	cn_finding_kind kind;
	cn_finding_kind if_applied; /* of a duty that applies later: judged as if it applied on the day */
	const cn_line_state *line;
	size_t n_line;
	const cn_waiver *waiver;
} cn_finding;

/* One finding a cell, in the order of the cells. `measured_on` is the day of the measurements; one that says `as_of` of an earlier day
 * is as old as that.
 * A prohibition whose condition describes the banned practice (`breach: condition`) is not satisfied when it applies, unless signed
 * evidence says otherwise. */
CN_MUST_CHECK cn_code cn_assess_judge(cn_arena *a, const cn_answers *answers, const cn_known *known, cn_date measured_on,
				      cn_finding **ret, cn_err *err);

/* The verdict of a day: 1 a binding duty or prohibition in application is not satisfied; 2 undecided; 0 pass. Undecided is also what the
 * library cannot speak about: no market, a market for which it holds nothing binding, a system outside Concord's scope. Silence would
 * look like "no duties". finding[] is one a cell of answers. */
int cn_assess_verdict(const cn_profile *profile, const cn_answers *answers, const cn_finding *finding);
/* Is the system offered in this market on the day, and does the library hold nothing binding for it there? */
bool cn_assess_uncovered(const cn_market *market, const cn_answers *answers, const cn_finding *finding);
/* The force under which a finding is counted and shown: a recommendation of a binding instrument binds nobody, so it counts as soft. */
cn_force cn_finding_force(const cn_finding *f);
bool cn_deontic_asks(cn_deontic d); /* false for rights and permissions: nobody has to meet them, so they are no findings */
bool cn_finding_counts(const cn_finding *f); /* binding, a duty or prohibition */

/* ---- gate --------------------------------------------------------------------------------------------------------------------- */

/* What stands in the way at a stage: {"verdict": 0|1|2, "blocks": [{id, market, role, why: {en, zh}}], "accepted": [...], "open": [...]}.
 *   stage   of the vocabulary; empty: every stage */
CN_MUST_CHECK cn_code cn_assess_gate(cn_arena *a, const cn_profile *profile, const cn_answers *answers, const cn_finding *finding,
				     const cn_val *measurements, const cn_policy *policy, cn_str stage, const cn_val **ret, int *ret_verdict,
				     cn_err *err);

/* ---- dossier -------------------------------------------------------------------------------------------------------------------- */

typedef struct cn_dossier_input {
	const cn_library *lib;
	cn_str library_digest;
	const cn_profile *profile;
	cn_str manifest_digest;
	const cn_day *day;
	size_t n_day;
	const cn_known *known;
	const cn_val *counts;     /* list of {id, tree}: attested */
	const cn_val *inputs;     /* list of {what, file, sha256, bytes} */
	cn_str node;              /* its name; empty: unsigned */
	int64_t now_us;
	cn_str command;
} cn_dossier_input;

/* The `content` of docs/dossier.md. */
CN_MUST_CHECK cn_code cn_assess_content(cn_arena *a, const cn_dossier_input *in, const cn_val **ret, cn_err *err);

/* The list that a duties/1 record attests: per date every row with answer, first day and force. And the one that an assessment/1 attests: the
 * same rows in the same order, with answer and finding. */
CN_MUST_CHECK cn_code cn_assess_duties(cn_arena *a, const cn_day *day, size_t n_day, const cn_val **ret, cn_err *err);
CN_MUST_CHECK cn_code cn_assess_findings(cn_arena *a, const cn_day *day, size_t n_day, const cn_val **ret, cn_err *err);

#endif
