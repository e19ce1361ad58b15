#!/bin/sh
# Bench of the log on the disk of the build folder: one JSON object a line (tools/bench/bench_log.c).
set -eu
build=${CONCORD_BUILD:?the build folder}
tmp=$(mktemp -d "$build/bench-log-XXXXXX")
trap 'rm -rf "$tmp"' EXIT
"$build/src/store/bench_log" "$tmp"
