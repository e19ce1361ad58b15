/* cases: the cases of a node, read from its log. */
#ifndef CN_NODE_CASES_H
#define CN_NODE_CASES_H

#include "assess/case.h"
#include "node/load.h"

enum { CN_CASES_MAX = 100000 };

typedef struct cn_case_file {
	cn_signed head;          /* case/1 */
	const cn_signed **step;  /* case-step/1 that count, in the order of the log */
	cn_case_event *event;    /* the same as what the rules know of them */
	bool *released;          /* each step: everybody may read it */
	size_t n;
} cn_case_file;

typedef struct cn_cases {
	cn_case_file *file;
	size_t n;
} cn_cases;

/* Every case of the log whose record is here and counts. *ret borrows from ctx->a. */
CN_MUST_CHECK cn_code cn_cases_read(cn_ctx *ctx, cn_home *home, cn_cases *ret, cn_err *err);
/* By the number of its record, or its id. fails: CN_ENOTFOUND, and the hint lists them */
CN_MUST_CHECK cn_code cn_case_find(cn_home *home, const cn_cases *all, const char *what, const cn_case_file **ret, cn_err *err);
/* {case, id, title, system, party, market, state, due, overdue, outcome, steps}: with every step, or their number. */
cn_val *cn_case_tree(cn_ctx *ctx, const cn_case_file *c, bool whole);
/* Every --document FILE as a blob of the node, named in body.documents; the name, the size and the kind of all of them are looked at before one is kept
 * (assess/document.h). fails: CN_EINPUT, CN_ETOOBIG, CN_EIO */
CN_MUST_CHECK cn_code cn_case_put_documents(cn_ctx *ctx, cn_home *home, cn_val *body, cn_err *err);

#endif
