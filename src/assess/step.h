/* A step turns records and evidence into the body of a new record, and names the blobs that the body cites.
 *
 *   derive   law, system and days -> duties/1          which provisions reach it; the list of answers is a blob
 *   measure  counts and a limit   -> measurement/1     number, interval, verdict; the counts are a blob
 *   judge    answers and evidence -> assessment/1      findings, and the dossier's content; both are blobs
 *
 * A step is a pure function: equal inputs give equal bodies and equal blobs. The runner (node) finds the inputs, runs the step, adds refs
 * and signs; verification finds the same inputs again, runs the same step, and compares. cn_step_run is the one door for both: it writes
 * the step's name and version into the body, "measure@1". docs/decisions/004-steps.md says what is no step and why. */
#ifndef CN_ASSESS_STEP_H
#define CN_ASSESS_STEP_H

#include "assess/assess.h"
#include "core/kind.h"

enum { CN_STEP_BLOBS_MAX = 2 };

/* What measure looks at. */
typedef struct cn_measure_input {
	cn_str system, id, counts_id; /* of the system; "m1"; "c1" */
	const cn_counts *counts;
	const cn_val *counts_tree;    /* the same as they are attested (cn_counts_encode); NULL: the body names no counts */
	const cn_limit *limit;
	uint64_t seed;
	const cn_val *labels, *source;
} cn_measure_input;

typedef struct cn_step_in {
	const cn_dossier_input *of;
	bool dossier;             /* derive: without what binds nobody and reaches a market only through a group of states, or because it addresses
				   * everybody, unless somebody has said something about it */      /* derive: lib, library_digest, profile, day[].as_of; judge: all, day[].answers as derive gave them */
	const cn_measure_input *measure; /* measure alone */
	cn_date measured_on;             /* judge: the day of the measurements */
	cn_str program;                  /* judge: what runs it, "concord 0.1.0" */
} cn_step_in;

typedef struct cn_step_blob {
	const char *name; /* "duties.json" */
	cn_str bytes;     /* RFC 8785 */
	cn_digest digest;
} cn_step_blob;

typedef struct cn_step_out {
	cn_val *body;
	const cn_val *tree; /* measure: the measurement as the dossier tells it; judge: the content; derive: NULL */
	cn_day *day;        /* derive: with answers; judge: with findings and verdict too; measure: NULL */
	cn_step_blob blob[CN_STEP_BLOBS_MAX]; /* derive: list; measure: counts, if there are; judge: content, findings */
	size_t n_blob;
} cn_step_out;

typedef struct cn_step {
	const char *name;
	unsigned version;    /* changes whenever equal inputs may give another body or another blob */
	const char *makes;   /* the kind of record */
	const char *en, *zh; /* one line */
	cn_code (*run)(cn_arena *a, const cn_step_in *in, cn_step_out *ret, cn_err *err); /* not called but by cn_step_run */
} cn_step;

/* The registry (src/registry.txt): NULL when not known; the i-th, NULL at the end; the one that makes a kind. */
const cn_step *cn_step_find(cn_str name);
const cn_step *cn_step_at(size_t i);
const cn_step *cn_step_for(cn_str kind);
extern const cn_step cn_step_derive, cn_step_measure, cn_step_judge;

/* Runs it and signs the body with the step: body.step = "name@version".
 *   owns   *ret borrows from a and from what `in` holds
 *   fails  as the step's engine does; CN_ENOMEM. *ret is as before */
CN_MUST_CHECK cn_code cn_step_run(cn_arena *a, const cn_step *s, const cn_step_in *in, cn_step_out *ret, cn_err *err);

/* "measure@1" */
cn_str cn_step_text(cn_arena *a, const cn_step *s);
/* Was a body made by this very step? false: another name, another version, or nothing is said. *ret_version: what is said, 0 if not "name@N"
 * of this step. */
bool cn_step_made(const cn_step *s, const cn_val *body, int64_t *ret_version);

/* ---- bodies that follow from what the dossier shows ----
 * The steps make their bodies by these; verification holds a signed body against a page by them, when the law and the files are not there.
 * Without `step`: the door adds it. */
CN_MUST_CHECK cn_code cn_measurement_body(cn_arena *a, cn_str system, const cn_val *m, const cn_val *counts, cn_val **ret, cn_step_blob *ret_counts,
					  cn_err *err);
/* findings: the blob's row as the body holds it; NULL: none */
CN_MUST_CHECK cn_code cn_assessment_body(cn_arena *a, const cn_val *content, cn_str program, const cn_val *findings, cn_val **ret,
					 cn_step_blob *ret_content, cn_err *err);
/* Canonical bytes of a tree, as a blob. */
CN_MUST_CHECK cn_code cn_step_blob_of(cn_arena *a, const cn_val *v, const char *name, cn_step_blob *ret, cn_err *err);
cn_val *cn_step_blob_ref(cn_arena *a, const cn_step_blob *b);

#endif
