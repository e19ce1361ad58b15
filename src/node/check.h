/* check: does a dossier, or a record of this node, hold. Every check is one line that says what was looked at and what came out. */
#ifndef CN_NODE_CHECK_H
#define CN_NODE_CHECK_H

#include "node/run.h"

typedef enum cn_level { CN_LEVEL_PROOF, CN_LEVEL_COUNTS, CN_LEVEL_DATA } cn_level;

/* What a verification found. Exit code: 0 holds, 1 forged or mismatch, 2 cannot recompute. */
typedef struct cn_checked {
	cn_val *lines; /* list of {what, result: holds|fails|absent|note, text: {en, zh}}; a note is no check: it says what was not looked at */
	bool forged, absent;
	cn_str fingerprint; /* of the key that signed the assessment */
	const cn_signed **held; /* the records whose signature holds (cn_check_proof) */
	size_t n_held;
} cn_checked;

bool cn_is_part(const cn_ref *r); /* of an assessment: its profile, a measurement, its derivation; the rest it only cites */

void cn_checked_init(cn_ctx *ctx, cn_checked *c);
/* Adds a line. */
void cn_checked_line(cn_ctx *ctx, cn_checked *c, const char *what, const char *result, cn_str en, cn_str zh);
int cn_checked_exit(const cn_checked *c);

/* Signatures, inclusion, the content's digest.   want_key: fingerprint that must have signed; empty: any that the dossier names */
CN_MUST_CHECK cn_code cn_check_proof(cn_ctx *ctx, const cn_val *dossier, cn_str want_key, cn_checked *c, cn_err *err);
/* The key that signed (c->fingerprint) is the one that was named; empty: any. */
void cn_check_key(cn_ctx *ctx, cn_str want_key, cn_checked *c);
/* Every measurement again from the attested counts: metric, interval, verdict. */
CN_MUST_CHECK cn_code cn_check_counts(cn_ctx *ctx, const cn_val *content, cn_checked *c, cn_err *err);
/* The counts again from the files that the content names.   from: the manifest, or the folder that holds it */
CN_MUST_CHECK cn_code cn_check_data(cn_ctx *ctx, const cn_val *content, const char *from, cn_checked *c, cn_err *err);

/* Does a content say what the signed records say: each measurement once, the answers, the dates, the system, the library.
 *   records  list of {kind, body}, those of a dossier or of a submission */
CN_MUST_CHECK cn_code cn_check_agree(cn_ctx *ctx, const cn_val *content, const cn_val *records, cn_checked *c, cn_err *err);
/* Do the answers and the numbers of each market follow from the findings (src/assess/judge.c).   program: what made it */
void cn_check_answers(cn_ctx *ctx, const cn_val *content, cn_str program, cn_checked *c);
/* Are these counts of what the measurement says it measured: its attributes, its strata. */
bool cn_counts_fit(const cn_val *measurement, const cn_val *tree);
/* The list that a duties/1 record names says what the findings say. */
void cn_check_duties(cn_ctx *ctx, const cn_val *content, const cn_val *list, cn_checked *c);
/* The keys of the records, by this machine's node if it is their author's: good at that entry, and the same entry in its log. */
CN_MUST_CHECK cn_code cn_check_keys(cn_ctx *ctx, cn_checked *c, cn_err *err);

#endif
