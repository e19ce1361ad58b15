#!/bin/sh
# Bench of the table lab: one JSON object a line (tools/bench/bench_lab.c).
set -eu
build=${CONCORD_BUILD:?the build folder}
"$build/src/lab/bench_lab"
