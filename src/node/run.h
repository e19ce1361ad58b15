/* run: the steps of an assessment, one after the other, on one system. assess, gate, applies and why share it. */
#ifndef CN_NODE_RUN_H
#define CN_NODE_RUN_H

#include "node/load.h"

enum { CN_DAYS_MAX = 32 };

typedef struct cn_run {
	cn_norms norms;
	cn_system *system;
	cn_home *home; /* NULL: unsigned */
	cn_measured measured;
	cn_known known;
	cn_day day[CN_DAYS_MAX];
	size_t n_day;
	cn_step_out derived, judged; /* what those steps gave; judged: after cn_run_judge */
} cn_run;

/* derive and judge for every --as-of (today if none), ascending. measure = false: measurements are left out (applies, why).
 * need_home: for a dossier, which leaves out what binds nobody and reaches a market only through a group of states or because it addresses
 * everybody (unless somebody has said something about it). The home is opened for `write` unless the request says --unsigned; close it with cn_run_done. */
CN_MUST_CHECK cn_code cn_run_system(cn_ctx *ctx, const char *path, bool measure, bool need_home, bool write, cn_run *ret, cn_err *err);
void cn_run_done(cn_run *r);

/* What is to be measured for the days of a run. */
CN_MUST_CHECK cn_code cn_run_plan(cn_ctx *ctx, const cn_run *r, cn_limit **ret, size_t *ret_n, cn_err *err);

/* The steps derive and judge on what a run holds: norms, system, days; judge: known, measured. node: name to stand in the dossier; empty:
 * unsigned. They fill r->derived and r->judged, and the days. dossier: as need_home of cn_run_system. */
CN_MUST_CHECK cn_code cn_run_derive(cn_ctx *ctx, cn_run *r, bool dossier, cn_err *err);
CN_MUST_CHECK cn_code cn_run_judge(cn_ctx *ctx, cn_run *r, cn_str node, cn_err *err);

/* ---- what is signed ---- */

/* A blob to keep: its bytes and what they are. */
typedef struct cn_bytes_out {
	cn_str bytes;
	cn_digest digest;
} cn_bytes_out;

/* Everything of an assessment that a node signs, or that a pipeline leaves for a node to sign (`record.json` and `blobs/`). */
typedef struct cn_submission {
	const cn_val *content;
	cn_val *records; /* list of {kind, body}; the last one is assessment/1 */
	const cn_ref *refs; /* earlier records it rests on */
	size_t n_refs;
	cn_bytes_out *blob;
	size_t n_blob;
} cn_submission;

/* From what the steps of a run gave (after cn_run_judge). */
CN_MUST_CHECK cn_code cn_submission_make(cn_ctx *ctx, const cn_run *r, cn_submission *ret, cn_err *err);
/* record.json and blobs/ in a folder; and back, every digest checked. */
CN_MUST_CHECK cn_code cn_submission_write(cn_ctx *ctx, const cn_submission *s, const char *dir, cn_err *err);
CN_MUST_CHECK cn_code cn_submission_read(cn_ctx *ctx, const char *dir, cn_submission *ret, cn_err *err);

/* Every record is of a kind that a submission may hold, and has the fields of its kind. */
CN_MUST_CHECK cn_code cn_submission_check(const cn_submission *s, cn_err *err);
const cn_bytes_out *cn_submission_blob(const cn_submission *s, cn_str digest); /* NULL: it is not there */

cn_str cn_program(void); /* "concord 0.1.0": what made it */

/* Signs every record, keeps the blobs, and makes the whole dossier tree. ret_seq: of the assessment. */
CN_MUST_CHECK cn_code cn_submission_sign(cn_ctx *ctx, cn_home *home, const cn_submission *s, const cn_val **ret_dossier, uint64_t *ret_seq,
					 cn_err *err);

/* {records, digest} over the ids of a list of key records: what the assessment says of them. */
cn_val *cn_key_records_said(cn_arena *a, const cn_val *key_records);

/* dossier.json, dossier.html (last), records/, proofs/, keys/, blobs/. */
CN_MUST_CHECK cn_code cn_dossier_write(cn_ctx *ctx, const cn_val *dossier, const cn_submission *s, const char *dir, cn_err *err);

/* RFC 8785 bytes in the request's arena. */
CN_MUST_CHECK cn_code cn_canonical(cn_ctx *ctx, const cn_val *v, cn_str *ret, cn_err *err);

#endif
