/* check: does a dossier, or a record of this node, hold. Every check is one line that says what was looked at and what came out. */
#ifndef CN_NODE_CHECK_H
#define CN_NODE_CHECK_H

#include "node/run.h"

typedef enum cn_level { CN_LEVEL_PROOF, CN_LEVEL_COUNTS, CN_LEVEL_DATA } cn_level;

/* What a verification found. Exit code: 0 holds, 1 forged or mismatch, 2 cannot recompute. */
typedef struct cn_checked {
	cn_val *lines; /* list of {what, result: holds|fails|absent, text: {en, zh}} */
	bool forged, absent;
	cn_str fingerprint; /* of the key that signed the assessment */
} cn_checked;

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
/* The counts again from the files that the content names, in `dir`. */
CN_MUST_CHECK cn_code cn_check_data(cn_ctx *ctx, const cn_val *content, const char *dir, cn_checked *c, cn_err *err);

#endif
