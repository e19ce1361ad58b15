/* manifest: one more statement in the text of a manifest. Every other byte stays: comments, order, style. */
#ifndef CN_NODE_MANIFEST_H
#define CN_NODE_MANIFEST_H

#include "base/base.h"

/* Adds a statement about a fact. A fact that is there already gets a list of statements, the new one last (the later one counts).
 *   text       the manifest; read again afterwards and compared: nothing but this fact may differ
 *   statement  one line of flow YAML: {value: "yes", by: "acme"}
 *   ret        borrows from a
 *   fails      CN_EINPUT the text does not read, or its layout leaves no place that changes nothing else; the hint is what to write by hand */
CN_MUST_CHECK cn_code cn_manifest_add(cn_arena *a, cn_str text, cn_str file, cn_str fact, cn_str statement, cn_str *ret, cn_err *err);

#endif
