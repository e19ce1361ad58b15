#!/bin/sh
# Bench of the lab: one JSON object a line (tools/bench/bench_lab.c, bench_trees.c).
set -eu
build=${CONCORD_BUILD:?the build folder}
"$build/src/lab/bench_lab"
"$build/src/lab/bench_trees"
