/* yaml: YAML 1.2 documents become trees. libfyaml stays behind this header.
 *
 * Every scalar is CN_TEXT (nothing is typed implicitly: NO, 1.10, 012, null and 26:6 are texts), with its `quoted` flag; every value
 * carries line and column (1-based, columns in characters), every map entry those of its key. An empty value (`key:`) is an empty
 * CN_TEXT that is not quoted.
 * Refused: anchors, aliases, tags, merge keys, directives, more than one document, duplicate keys, keys that are not scalars, nesting
 * deeper than CN_YAML_DEPTH_MAX, more than CN_YAML_BYTES_MAX bytes, bytes that are not UTF-8, NUL and other control characters.
 * Thread rule: each call is independent. Heap: libfyaml's own for the time of the call; the result is in `a` alone. */
#ifndef CN_EXT_YAML_H
#define CN_EXT_YAML_H

#include "base/base.h"

/* Reads one document.
 *   file   the name that messages give: "norms/eu-ai-act.yaml"
 *   fails  CN_EINPUT "file:line:col: sentence"; CN_ETOOBIG; CN_ENOMEM
 *   owns   *ret borrows from a (texts are copied); untouched on failure */
CN_MUST_CHECK cn_code cn_yaml_parse(cn_arena *a, cn_str text, cn_str file, const cn_val **ret, cn_err *err);

#endif
