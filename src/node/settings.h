/* settings: one file that says what the flags of `serve` would say, for a service that is started without a person.
 *
 *   # a comment; an empty line is nothing
 *   listen = 127.0.0.1:8080
 *   behind-proxy = yes
 *
 * A name is a flag of `serve`, or `data`, `norms`, `lang` or `quiet`; a value is the rest of the line, without quotes; a switch is
 * yes or no. What the command line says stands over the file. */
#ifndef CN_NODE_SETTINGS_H
#define CN_NODE_SETTINGS_H

#include "node/node.h"

/* Adds to `args` what `text` sets and `args` does not. Values borrow from a.
 *   op     whose flags are the names; it may be NULL: only what every command has
 *   file   how the file is called in an error, which names the line too
 *   fails  CN_EINPUT an unknown name (the hint has the nearest), a name twice, a line that is no setting, a switch that is neither
 * yes nor no, bytes that are no UTF-8; CN_ETOOBIG more than CN_FLAGS_MAX */
CN_MUST_CHECK cn_code cn_settings_take(cn_arena *a, const char *file, cn_str text, const cn_op *op, cn_args *args, cn_err *err);

/* The same from a file, by the flags of `serve`.
 *   fails  CN_EIO, CN_ENOTFOUND; CN_ETOOBIG over CN_SETTINGS_BYTES_MAX */
CN_MUST_CHECK cn_code cn_settings_read(cn_ctx *ctx, const char *file, cn_err *err);

#endif
