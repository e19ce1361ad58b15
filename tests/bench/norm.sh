#!/bin/sh
# Bench of the norms, one JSON object a line: the library and one profile (bench_norm), the bulk engine on law made by dice (bench_plane), its
# instructions under callgrind, and three engines from npm on the same law and systems (tools/npm/norm/bench.mjs), held to the same answers.
set -eu
build=${CONCORD_BUILD:?the build folder}
root=${CONCORD_SOURCE:?this tree}
norms=$root/norms
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
"$build/tests/bench_norm" "$norms" "$root/examples/mortgage-lending/system.yaml" 2027-12-03
"$build/tests/bench_plane" one "$norms" "$root/examples/mortgage-lending/system.yaml" 2027-12-03 100
"$build/tests/bench_plane" made "$norms" 1000 500 1 | tee "$tmp/small"
"$build/tests/bench_plane" made "$norms" 10000 5000 50
if command -v valgrind >/dev/null 2>&1; then
	valgrind --tool=callgrind --toggle-collect=cn_bulk_run --callgrind-out-file="$tmp/callgrind" "$build/tests/bench_plane" count "$norms" >"$tmp/count" 2>&1
	awk '/Collected/ { n = $NF / 500000
		printf "{\"area\":\"norm\",\"name\":\"1000 x 500: instructions a decision\",\"value\":%.3g,\"unit\":\"instr\",\"peer\":\"its bound\",\"peer_value\":4,\"ratio\":%.3g,\"runs\":1}\n", n, n / 4 }' "$tmp/count"
else
	echo "valgrind is missing: instructions are not counted" >&2
fi
ours=$(sed -n 's/.*tests, .*"value":\([0-9.e+]*\),.*decisions.*/\1/p' "$tmp/small")
if command -v npm >/dev/null 2>&1; then
	CONCORD_BUILD=$build "$root/tools/npm/norm/run.sh" bench "$ours"
else
	echo "Node and npm are missing: the peers are not run" >&2
fi
