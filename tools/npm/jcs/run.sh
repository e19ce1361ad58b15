#!/bin/sh
# Our RFC 8785 form against npm's canonicalize on random documents, and against the published test data and number digests of
# cyberphone/json-canonicalization.      run.sh [SEED [DOCUMENTS]]
. "$(dirname "$0")/../lib.sh"
judge_node
judge_install
judge_build tests/jcs_cat
judge_run check.mjs "$build/tests/jcs_cat" "${1:-8785}" "${2:-3000}"
