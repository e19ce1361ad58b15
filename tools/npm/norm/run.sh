#!/bin/sh
# The bulk engine's answers held against CEL and json-logic from npm, and against brute force where facts are unknown: see judge.mjs.
# LAW_SEED, LAW_SYSTEMS change the draw. `run.sh bench OURS` times the peers instead, for tests/bench/norm.sh.
. "$(dirname "$0")/../lib.sh"
judge_node
judge_install
if [ "${1:-}" = bench ]; then
	judge_run bench.mjs "$CONCORD_BUILD/tests/law_cases" "$root/norms" "${2:?decisions a second}"
	exit
fi
judge_build tests/law_cases
judge_run judge.mjs "$build/tests/law_cases" "$root/norms" "${LAW_SEED:-20261123}" "${LAW_SYSTEMS:-1000}"
