/* yaml_plain: a quick reader for the YAML that `concord norm fmt` writes and people mostly write: block maps and lists, one-line flow
 * collections, one-line scalars, comments that fill a line. Private to ext (and its tests).
 *
 * What it takes, it reads as libfyaml does, marks included (a fuzz target and tests hold the two against each other); everything else, and
 * everything wrong, it leaves to libfyaml, whose messages people then see. */
#ifndef CN_EXT_YAML_PLAIN_H
#define CN_EXT_YAML_PLAIN_H

#include "ext/yaml.h"

/* text: UTF-8 without control characters but line feeds, at most CN_YAML_BYTES_MAX bytes.
 *   gives  the root, in `a`; NULL: not for this reader (or the arena failed: cn_arena_ok tells) */
const cn_val *cn_yaml_plain(cn_arena *a, cn_str text);

/* The same by libfyaml alone: what cn_yaml_parse falls back to. */
CN_MUST_CHECK cn_code cn_yaml_full(cn_arena *a, cn_str text, cn_str file, const cn_val **ret, cn_err *err);

#endif
