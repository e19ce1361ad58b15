/* systems: many systems at once, from a folder of manifests or from a table. What cannot be read is left out and named. */
#ifndef CN_NODE_SYSTEMS_H
#define CN_NODE_SYSTEMS_H

#include "node/load.h"
#include "norm/bulk.h"

/* Where the systems are: found, not yet read. */
typedef struct cn_systems {
	const char *path;
	bool table;
	cn_str *file;      /* a folder's manifests, in order of their paths; a table's lines of JSON; ids of a node's systems */
	const cn_str *text; /* a node's systems: their manifests; NULL otherwise */
	struct cn_table *columns; /* a CSV table; NULL otherwise */
	size_t n;
} cn_systems;

/* A folder (system.yaml at any depth, not in hidden folders nor through links), or a table: NAME.csv with a header, NAME.jsonl.
 *   fails  CN_ENOTFOUND; CN_EINPUT no system there, a table that is none; CN_ETOOBIG folders too deep */
CN_MUST_CHECK cn_code cn_systems_open(cn_ctx *ctx, const char *path, cn_systems *ret, cn_err *err);
/* The systems that the node at ctx->data_dir knows, by the manifests of their last assessments. fails: CN_EINPUT it has none */
CN_MUST_CHECK cn_code cn_systems_of_node(cn_ctx *ctx, cn_systems *ret, cn_err *err);
void cn_systems_close(cn_systems *r);

/* The i-th system. a: memory of the portion at hand.
 *   fails  CN_EINPUT "place: sentence": this one is to be left out; other codes end it all */
CN_MUST_CHECK cn_code cn_systems_read(cn_ctx *ctx, cn_arena *a, const cn_systems *r, const cn_library *lib, size_t i, const cn_profile **ret, cn_err *err);

#endif
