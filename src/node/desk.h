/* desk: what the commands that sign one record about a system share. Private to the ops. */
#ifndef CN_NODE_DESK_H
#define CN_NODE_DESK_H

#include "node/load.h"

/* The system, the library, the node. */
typedef struct cn_desk {
	cn_norms norms;
	cn_system *system;
	cn_home *home;
} cn_desk;

/* Opens the node for writing, loads the library and the manifest. After CN_OK close ret->home; records = false: the manifest alone. */
CN_MUST_CHECK cn_code cn_desk_open(cn_ctx *ctx, const char *path, bool records, cn_desk *ret, cn_err *err);
/* The passphrase of keys that are to be made: asked twice on a terminal, else from $CONCORD_PASSPHRASE_FILE. Empty with --no-passphrase.
 * fails: CN_EINPUT empty, or two that differ; as cn_passphrase */
CN_MUST_CHECK cn_code cn_passphrase_new(cn_ctx *ctx, cn_secret *ret, cn_err *err);
/* A flag that must be given. fails: CN_EINPUT, and the hint shows an example */
CN_MUST_CHECK cn_code cn_need(cn_ctx *ctx, const char *flag, const char *example, cn_str *ret, cn_err *err);
/* An optional flag that is a date, put under `key`; checked before anything is written. */
CN_MUST_CHECK cn_code cn_put_date(cn_ctx *ctx, cn_val *body, const char *flag, const char *key, cn_err *err);
/* A file kept as a blob of the node, and put under `key` with its name. The node can sign, or nothing is kept. */
CN_MUST_CHECK cn_code cn_put_document(cn_ctx *ctx, cn_home *home, cn_val *body, const char *key, const char *path, cn_err *err);
/* Signs by --key, else the node's key, and appends; says nothing. */
CN_MUST_CHECK cn_code cn_desk_sign(cn_ctx *ctx, cn_home *home, const char *kind, const cn_val *body, const cn_ref *ref, size_t n_ref,
				   cn_signed *ret, cn_err *err);
/* Says which records were written: a line each, or one list as JSON. */
CN_MUST_CHECK cn_code cn_desk_said(cn_ctx *ctx, const cn_signed *s, size_t n, cn_err *err);
/* Signs one record and says so: a line, or one object as JSON. */
CN_MUST_CHECK cn_code cn_desk_append(cn_ctx *ctx, cn_home *home, const char *kind, const cn_val *body, const cn_ref *ref, size_t n_ref,
				     cn_err *err);

#endif
