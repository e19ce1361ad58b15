/* load: files of norms, manifests and policies become what the engines work on. */
#ifndef CN_NODE_LOAD_H
#define CN_NODE_LOAD_H

#include "assess/step.h"
#include "core/hash.h"
#include "node/home.h"
#include "node/node.h"
#include "norm/content_rules.h"

enum { CN_CITED_MAX = CN_REFS_MAX - 32 }; /* records that an assessment names beside its parts */

/* A YAML file: its bytes and its tree, both in the request's arena. */
CN_MUST_CHECK cn_code cn_load_yaml(cn_ctx *ctx, const char *path, cn_str *ret_bytes, const cn_val **ret_tree, cn_err *err);

typedef struct cn_norms {
	const cn_library *lib;
	cn_str digest; /* SHA-256 over "<digest of a file>  <its name>\n" in order of names: which law this answer rests on */
	cn_problems problems;
} cn_norms;

/* Every *.yaml directly in the folder of instruments, in order of names.
 *   fails  CN_EINPUT with the first problem; `problems` has all of them (also then) */
CN_MUST_CHECK cn_code cn_load_norms(cn_ctx *ctx, cn_norms *ret, cn_err *err);
/* The same with one more instrument laid over it for this run, in place of the one of that id if there is one. ret_id: its id. */
CN_MUST_CHECK cn_code cn_load_norms_with(cn_ctx *ctx, const char *draft, cn_norms *ret, cn_str *ret_id, cn_err *err);

typedef struct cn_media_rules {
	const cn_content_rules *rules; /* its digest: which readings a verdict about a file rests on */
	cn_problems problems;
} cn_media_rules;

/* Rules about files, in order of names.
 *   path   a file, or a folder whose *.yaml are read; they are all the rules that there are. What people may state beside a file (facts/1) is
 *          the library's where they declare none. NULL: the folder `media` of the folder of instruments, which may be missing
 *   fails  as cn_load_norms; CN_ENOTFOUND, CN_EIO; CN_EINPUT for a path without any rule */
CN_MUST_CHECK cn_code cn_load_media_rules(cn_ctx *ctx, const cn_norms *norms, const char *path, cn_media_rules *ret, cn_err *err);
/* What reading a file tells (src/lab/media/facts.def), as facts that rules may ask for. */
CN_MUST_CHECK cn_code cn_media_fact_table(cn_arena *a, const cn_fact **ret, size_t *ret_n, cn_err *err);

/* A system: its manifest with what records add to it (facts, evidence, judgements, waivers, counter-claims), and its policies. */
typedef struct cn_system {
	const char *path;
	cn_str dir;             /* of the manifest: files it names are beside it */
	cn_str manifest_bytes;
	cn_str manifest_digest; /* text */
	const cn_profile *profile;
	cn_policy policy;       /* n_limit = 0: none */
	cn_str policy_bytes;
	cn_known known;         /* without measurements */
	cn_ref ref[CN_REFS_MAX]; /* the records it used, for the assessment to cite */
	size_t n_ref;
	/* of a plan (lab run) */
	const char *parts;      /* folder in which counts are kept as they are taken, so that a run that was killed goes on; NULL: none */
	cn_str parts_key;       /* what they depend on besides the limit: files, model, seed */
	uint64_t seed;          /* has_seed: in place of the one that the manifest's digest gives */
	bool has_seed;
} cn_system;

/* Reads FILE; `home` may be NULL (nothing from records). policy_path NULL: `policy:` of the manifest, or policy.yaml beside it. */
CN_MUST_CHECK cn_code cn_load_system(cn_ctx *ctx, const cn_norms *norms, const char *path, cn_home *home, const char *policy_path,
				     cn_system **ret, cn_err *err);

/* The same as it stood for an assessment: of the records only those that it cites, the policy that the manifest names.
 *   ret_all  every record that it cites beside its parts is there and still counts */
CN_MUST_CHECK cn_code cn_load_system_then(cn_ctx *ctx, const cn_norms *norms, const char *path, cn_home *home, const cn_ref *cited, size_t n_cited,
					  cn_system **ret, bool *ret_all, cn_err *err);
bool cn_is_part(const cn_ref *r); /* of an assessment: its profile, a measurement, its derivation; the rest it only cites */
bool cn_is_of_register(const cn_ref *r); /* a risk, a promise, a review, or what was said of one */

/* What was measured: trees for the dossier, and what was read to make them. */
typedef struct cn_measured {
	const cn_val *measurements; /* list */
	const cn_val *counts;       /* list of {id, tree} */
	const cn_val *inputs;       /* list of {what, file, sha256, bytes} */
	const cn_step_out *made;    /* what the step measure gave, one a measurement */
	size_t n_made;
} cn_measured;
/* Reads the tables, models and outputs that the manifest names, and measures every limit of a plan (cn_assess_plan). */
CN_MUST_CHECK cn_code cn_measure_system(cn_ctx *ctx, const cn_system *s, const cn_limit *limit, size_t n_limit, cn_measured *ret, cn_err *err);

/* Only takes the counts of every n_shares-th partition, beginning with `share`, into s->parts: work of one of several processes.
 * What cannot be taken is left: who measures afterwards meets the error again, and says it. */
void cn_measure_share(cn_ctx *ctx, const cn_system *s, const cn_limit *limit, size_t n_limit, size_t share, size_t n_shares);
/* How many partitions there are. */
size_t cn_measure_partitions(const cn_limit *limit, size_t n_limit);

/* An option that is a date. Absent: today by ctx->now_us. */
CN_MUST_CHECK cn_code cn_flag_date(cn_ctx *ctx, const char *name, size_t i, cn_date *ret, cn_err *err);

/* SHA-256 and size of a file of any length. CN_EIO */
CN_MUST_CHECK cn_code cn_digest_file(const char *path, cn_digest *ret, uint64_t *ret_bytes, cn_err *err);

/* What is behind the last slash. */
cn_str cn_base_name(cn_str path);

/* "dir/file" in the request's arena. */
const char *cn_beside(cn_ctx *ctx, cn_str dir, cn_str file);

#endif
