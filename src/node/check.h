/* check: does a dossier, or a record of this node, hold. Every check is one line that says what was looked at and what came out. */
#ifndef CN_NODE_CHECK_H
#define CN_NODE_CHECK_H

#include "node/run.h"

enum { CN_STEPS_MAX = 8 };

typedef enum cn_level { CN_LEVEL_PROOF, CN_LEVEL_COUNTS, CN_LEVEL_DATA } cn_level;

/* What a verification found. Exit code: 0 holds, 1 forged or mismatch, 2 cannot recompute. */
typedef struct cn_checked {
	cn_val *lines; /* list of {what, result: holds|fails|absent|note, text: {en, zh}}; a note is no check: it says what was not looked at */
	bool forged, absent;
	cn_str fingerprint; /* of the key that signed the assessment */
	const cn_signed **held; /* the records whose signature holds (cn_check_proof) */
	size_t n_held;
	bool other[CN_STEPS_MAX]; /* by place in the registry of steps: made by another version, so that it cannot be recomputed (cn_check_steps) */
	bool judged_again; /* the findings were derived and judged again, and are the same */
} cn_checked;

void cn_checked_init(cn_ctx *ctx, cn_checked *c);
/* Adds a line. */
void cn_checked_line(cn_ctx *ctx, cn_checked *c, const char *what, const char *result, cn_str en, cn_str zh);
int cn_checked_exit(const cn_checked *c);

/* Signatures, inclusion, the content's digest.   want_key: fingerprint that must have signed; empty: any that the dossier names */
CN_MUST_CHECK cn_code cn_check_proof(cn_ctx *ctx, const cn_val *dossier, cn_str want_key, cn_checked *c, cn_err *err);
/* The key that signed (c->fingerprint) is the one that was named; empty: any. */
void cn_check_key(cn_ctx *ctx, cn_str want_key, cn_checked *c);
/* Was every record made by the step of its kind, in this program's version. Another version is no forgery, and is not recomputed.
 *   records  as of cn_check_agree */
void cn_check_steps(cn_ctx *ctx, const cn_val *records, cn_checked *c);
bool cn_other_step(const cn_checked *c, const cn_step *s);
/* Every measurement again from the attested counts: metric, interval, verdict. */
CN_MUST_CHECK cn_code cn_check_counts(cn_ctx *ctx, const cn_val *content, cn_checked *c, cn_err *err);
/* The counts again from the files that the content names; and with the same law and records at hand, the derivation and the findings.
 *   from  the manifest, or the folder that holds it */
CN_MUST_CHECK cn_code cn_check_data(cn_ctx *ctx, const cn_val *content, const char *from, cn_checked *c, cn_err *err);
/* What a measurement of the content was held against; and the counts that it names. */
cn_limit cn_limit_of(const cn_val *m);
const cn_val *cn_counts_named(const cn_val *content, cn_str id);
/* Equal trees, reals within 1e-9 relative (the last bits of libm differ between machines). */
bool cn_same_tree(const cn_val *a, const cn_val *b);

/* Does a content say what the signed records say: each measurement once, the answers, the dates, the system, the library.
 *   records  list of {kind, body}, those of a dossier or of a submission */
CN_MUST_CHECK cn_code cn_check_agree(cn_ctx *ctx, const cn_val *content, const cn_val *records, cn_checked *c, cn_err *err);
/* Do the answers and the numbers of each market follow from the findings (src/assess/judge.c).   program: what made it */
void cn_check_answers(cn_ctx *ctx, const cn_val *content, cn_str program, cn_checked *c);
/* Are these counts of what the measurement says it measured: its attributes, its strata. */
bool cn_counts_fit(const cn_val *measurement, const cn_val *tree);
/* The list of findings that an assessment/1 names says what the page says, and rests row by row on the list that the duties/1 names. */
void cn_check_lists(cn_ctx *ctx, const cn_val *content, const cn_val *duties, const cn_val *findings, cn_checked *c);
/* The same, the lists found by the digests in the bodies.
 *   get    the bytes of a blob; CN_EABSENT: it is not there, and then nothing is checked
 *   fails  CN_EABSENT, and as get does */
typedef cn_code (*cn_blob_of)(void *arg, const cn_digest *d, cn_str *ret, cn_err *err);
CN_MUST_CHECK cn_code cn_check_blobs(cn_ctx *ctx, const cn_val *content, const cn_val *records, cn_blob_of get, void *arg, cn_checked *c, cn_err *err);
/* Did the keys of the records count when they signed: by the key records that the dossier carries, as of its checkpoint; and by this machine's
 * node, if it is their author's, as of now. What neither can show is said. */
CN_MUST_CHECK cn_code cn_check_keys(cn_ctx *ctx, const cn_val *dossier, cn_checked *c, cn_err *err);
/* Of one entry: why its proof (a tlog-proof text) does not hold under the log key that the dossier names; NULL: it holds. */
const char *cn_inclusion_wrong(cn_ctx *ctx, const cn_val *dossier, const cn_signed *s, cn_str proof);
cn_str cn_proof_note(cn_str proof); /* the checkpoint in a proof; empty: there is none */
bool cn_rows_only(const cn_val *list, const char *const *names); /* a list of maps with these members and no others; NULL at the end */


/* A dossier, from its page or its JSON. ret_html: the page's bytes; as it was when the file is JSON.
 *   fails  CN_EINPUT: it is not a dossier (the hint says what would be); CN_ENOTFOUND, CN_ETOOBIG, CN_EIO */
CN_MUST_CHECK cn_code cn_read_dossier(cn_ctx *ctx, const char *path, cn_str *ret_html, const cn_val **ret, cn_err *err);
/* All checks of a file, or of a folder (its dossier.html and what stands beside it), as far as `level` goes; of the request it reads the
 * flags --key and --from. *ret: the dossier that was checked. */
CN_MUST_CHECK cn_code cn_check_dossier(cn_ctx *ctx, const char *what, bool is_folder, cn_level level, cn_checked *c, const cn_val **ret, cn_err *err);

#endif
