#!/bin/sh
# Bench of the norms: one profile against every provision of the library, one JSON object a line (tools/bench/bench_norm.c).
set -eu
build=${CONCORD_BUILD:?the build folder}
root=${CONCORD_SOURCE:?this tree}
"$build/tests/bench_norm" "$root/norms" "$root/examples/mortgage-lending/system.yaml" 2027-12-03
