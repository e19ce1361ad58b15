/* sampling: a plan of prompts, and what a generator behind an address answered to each: kept by digest, with a ledger. Private to the ops.
 *
 * A folder holds sampling.json (which plan it is of), asked.jsonl (a line a prompt: its line in the file of prompts, when, the output's file, digest
 * and size, or why there is none) and outputs/. A run that was stopped goes on behind the last line of the ledger. No credential, no prompt and
 * nothing of what a server said stands in any of them but the outputs themselves. */
#ifndef CN_NODE_SAMPLING_H
#define CN_NODE_SAMPLING_H

#include "adapter/generator.h"
#include "node/node.h"

enum {
	CN_PROMPTS_MAX = 100000,          /* of a file */
	CN_PROMPTS_BYTES_MAX = 64 << 20,  /* of a file */
	CN_PROMPT_BYTES_MAX = 1 << 16,
	CN_SAMPLING_NONE_FIRST = 10       /* prompts without an output at the start, after which nobody asks on */
};

typedef struct cn_sampling {
	const char *path;          /* of the plan */
	cn_str id;
	cn_generator_spec how;
	cn_str url;                /* as it is shown: without what stands behind a question mark */
	cn_str prompts_file, prompts_digest;
	const cn_str *prompt;      /* all of the file, in order */
	const size_t *prompt_line; /* where each stands, from 1 */
	size_t n_prompt;
	const size_t *order;       /* the prompts that are drawn, n of them, in the order in which they are asked */
	size_t n;
	uint64_t seed;
	size_t sample;             /* how many of them the plan wants; 0: all */
	int64_t requests, minutes, megabytes; /* of the budget: prompts asked in all runs, minutes of one run, megabytes kept; 0: no bound */
	cn_str key;                /* digest of all that an output depends on */
} cn_sampling;

/* Reads a plan (concord: sampling/1) and its prompts, a line each, or JSON Lines with {"prompt": ...}. The order of asking is that of
 * SHA-256("SEED INDEX"), so that what was asked so far is a random sample at any time, and anyone can draw it again.
 *   fails  CN_EINPUT with the place; CN_ENOTFOUND, CN_EIO, CN_ETOOBIG */
CN_MUST_CHECK cn_code cn_sampling_read(cn_ctx *ctx, const char *path, cn_sampling *ret, cn_err *err);
/* The two halves of it: a plan's tree, and the prompts of its file (for messages: `file`). What is in *ret before is not read. */
CN_MUST_CHECK cn_code cn_sampling_plan(cn_ctx *ctx, const char *path, const cn_val *tree, cn_sampling *ret, cn_err *err);
CN_MUST_CHECK cn_code cn_sampling_draw(cn_ctx *ctx, const cn_sampling *plan, const char *file, cn_str bytes, cn_sampling *ret, cn_err *err);

/* How far it is. */
typedef struct cn_sampled {
	size_t asked, given, none; /* none: prompts without an output */
	size_t other;              /* of those given: files of a format that is not read here, which are not measured */
	uint64_t bytes;
	const char *spent;         /* the part of the budget that ended this run: "requests", "minutes", "megabytes"; NULL: nothing did */
	const cn_val *reasons;     /* {reason: how many} of those without an output */
} cn_sampled;

/* Asks on from where the folder is.
 *   fails  CN_ESTATE: the folder is of another plan, or another run holds it; CN_EINPUT: an output that is kept was changed, or nothing was given for
 *          the first prompts; what cn_generator_ask fails with; CN_EIO. What was given until then is kept */
CN_MUST_CHECK cn_code cn_sampling_run(cn_ctx *ctx, const cn_sampling *s, const char *out, cn_sampled *ret, cn_err *err);

#endif
