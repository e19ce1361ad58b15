#!/bin/sh
# Conditions against the CEL conformance suite and against @bufbuild/cel: see judge.mjs. CEL_SEED and CEL_PROFILES change the draw.
. "$(dirname "$0")/../lib.sh"
judge_node
judge_install
judge_build src/ext/cel_eval
judge_run judge.mjs "$build/src/ext/cel_eval" "$root/norms" "${CEL_SEED:-20261123}" "${CEL_PROFILES:-200}"
