/* assess: from answers and measurements to findings, a verdict and a dossier. Pure: several engines meet here, nothing reads the world.
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
	cn_str op;        /* "<=" "<" ">=" ">"; empty: measured for information, no limit */
	cn_str value;     /* exact decimal */
	cn_str from;      /* "law" "standard" "policy" */
	cn_str owner;     /* of a policy */
	cn_str duty;      /* instrument/provision whose evidence line it is; empty for a policy's own limit */
	bool blocks;      /* a policy may say that failing it blocks the gate */
	const cn_val *basis; /* why this number: {en, zh}; may be NULL */
} cn_limit;

/* A policy file (concord: policy/1), checked: owner, limits, accept. See docs/policy.md. */
typedef struct cn_accept {
	cn_str id;       /* instrument/provision, or "*" for all unknowns of soft instruments is not offered: name them */
	cn_str by_role;
	cn_date until;
	cn_str reason;
} cn_accept;

typedef struct cn_policy {
	cn_str owner;
	const cn_limit *limit;
	size_t n_limit;
	const cn_accept *accept;
	size_t n_accept;
} cn_policy;

/* Checks a policy tree. `file` is for messages. fails: CN_EINPUT file:line:col and the nearest known key or metric. */
CN_MUST_CHECK cn_code cn_policy_read(cn_arena *a, const cn_val *tree, cn_str file, cn_policy *ret, cn_err *err);

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
	cn_str line;     /* "E1"; empty: the only line of its kind, or the duty as a whole */
	cn_str by_role;  /* who signed it */
	cn_date on;      /* its own date, not the date of upload */
	cn_date until;   /* CN_DATE_NONE: as long as the provision's max_age lets it */
	cn_tri answer;   /* documents: true = there is one, false = declared absent; judgements: yes or no */
	cn_str digest;   /* "sha256:..." of the document; may be empty */
	cn_str file;
	cn_str record;   /* id of the record it came from; empty: from the manifest */
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

/* All that is known beside the facts. */
typedef struct cn_known {
	const cn_evidence *evidence;
	size_t n_evidence;
	const cn_waiver *waiver;
	size_t n_waiver;
	const cn_counter *counter;
	size_t n_counter;
	const cn_val *measurements; /* list of measurement trees (each with "limit") */
} cn_known;

/* Evidence of a manifest's `evidence:` list. */
CN_MUST_CHECK cn_code cn_evidence_read(cn_arena *a, const cn_val *manifest, cn_str file, cn_evidence **ret, size_t *ret_n, cn_err *err);

#endif
