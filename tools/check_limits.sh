#!/bin/sh
# Every bound has a test: each name of src/base/limits.h, and each CN_..._MAX of another header of src, stands in a file below tests/ or in
# tools/limits_untested.txt, one a line with its reason. A line of that list whose bound a test names, or that is no bound, is wrong too.
#   tools/check_limits.sh [DIR]
set -u
root=$(cd "$(dirname "$0")/.." && pwd)
cd "${1:-$root}" || exit 1
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
list=tools/limits_untested.txt
find src -name '*.h' | LC_ALL=C sort | xargs -r awk '
	{ sub(/\/\*.*/, "") }
	FILENAME ~ /base\/limits\.h$/ && match($0, /CN_[A-Z0-9_]+( =|  *[0-9])/) { name = substr($0, RSTART); sub(/[ =].*/, "", name); print name, FILENAME; next }
	{
		while (match($0, /CN_[A-Z0-9_]+_MAX( =|  *[0-9(])/)) {
			name = substr($0, RSTART)
			sub(/[ =(].*/, "", name)
			print name, FILENAME
			$0 = substr($0, RSTART + RLENGTH)
		}
	}' | LC_ALL=C sort -u >"$tmp/bounds"
[ -s "$tmp/bounds" ] || { echo "check_limits: no bound found below src"; exit 1; }
grep -rhoE 'CN_[A-Z0-9_]+' tests 2>/dev/null | LC_ALL=C sort -u >"$tmp/tested"
bad=0
while read -r name file; do
	grep -qx "$name" "$tmp/tested" && continue
	grep -q "^$name [^ ]" "$list" 2>/dev/null || { echo "$file: no test names $name, and $list gives no reason"; bad=1; }
done <"$tmp/bounds"
[ ! -e "$list" ] || while read -r name reason; do
	case $name in '' | '#') continue ;; esac
	grep -q "^$name " "$tmp/bounds" || { echo "$list: $name is no bound of a header"; bad=1; }
	! grep -qx "$name" "$tmp/tested" || { echo "$list: a test names $name; its line can go"; bad=1; }
done <"$list"
exit $bad
