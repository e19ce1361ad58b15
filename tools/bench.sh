#!/bin/sh
# ./dev bench [AREA] [--json]: builds build-bench (-O2, no checks) and runs each tests/bench/<AREA>.sh, which prints one JSON object a line:
#   {"area","name","value","unit","peer","peer_value","ratio","runs"}     value and peer_value are medians of `runs`, same run
# Without --json the lines are shown as a table.
set -u
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root" || exit 4
. tools/house.sh
json=
area=
for word; do
	case $word in --json) json=1 ;; -*) die 3 "unknown flag $word" ;; *) area=$word ;; esac
done
scripts=$(ls tests/bench/${area:-*}.sh 2>/dev/null)
[ -n "$scripts" ] || die 4 "no bench${area:+ named $area} yet (tests/bench/*.sh)"
need build bench
CC=gcc
log=$(mktemp)
if ! configure build-bench -Dbuildtype=release -Db_ndebug=if-release >"$log" 2>&1 || ! ninja -C build-bench >"$log" 2>&1; then
	tail -n 40 "$log" >&2
	die 4 "the bench build failed"
fi
rm -f "$log"
export CONCORD="$root/build-bench/concord" CONCORD_SOURCE="$root" CONCORD_BUILD="$root/build-bench"
lines=$(mktemp)
trap 'rm -f "$lines"' EXIT
for script in $scripts; do
	"$script" >>"$lines" || die 1 "$script failed"
done
[ -z "$json" ] || { cat "$lines"; exit 0; }
awk '
	function get(key,   s) {
		s = $0
		if (!sub(".*\"" key "\" *: *", "", s)) return "-"
		if (substr(s, 1, 1) == "\"") { s = substr(s, 2); sub(/".*/, "", s) } else sub(/[,}].*/, "", s)
		return s
	}
	function row(a, b, c, d, e, f, g) { printf "%-10s %-38s %14s %-10s %-26s %14s %8s\n", a, b, c, d, e, f, g }
	NR == 1 { row("area", "name", "value", "unit", "against", "its value", "ratio") }
	{ row(get("area"), get("name"), get("value"), get("unit"), get("peer"), get("peer_value"), get("ratio")) }' "$lines"
