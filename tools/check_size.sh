#!/bin/sh
# Files of code: at most 600 lines, or a reason in tools/long_files.txt; never 1,000. Functions in src: at most 70 lines and
# complexity 15 (pmccabe's modified McCabe: a switch counts once).
#   tools/check_size.sh [DIR]      default: this tree; DIR needs src/ and may have tests/, tools/
set -u
root=$(cd "$(dirname "$0")/.." && pwd)
tree=${1:-$root}
. "$root/tools/house.sh"
bad=0
cd "$tree" || exit 1
list=$(mktemp)
trap 'rm -f "$list"' EXIT
(root=$tree; project_files src tests tools dev) | grep -e '\.[ch]$' -e '\.sh$' -e '\.py$' -e '\.mjs$' -e '\.js$' -e '\.go$' -e '^dev$' >"$list"
while read -r f; do
	n=$(wc -l <"$f")
	[ "$n" -gt 600 ] || continue
	if [ "$n" -ge 1000 ]; then
		echo "$f has $n lines; 1,000 is too many whatever the reason"
		bad=1
	elif ! grep -q "^$f ..*" tools/long_files.txt 2>/dev/null; then
		echo "$f has $n lines; over 600 needs a reason in tools/long_files.txt"
		bad=1
	fi
done <"$list"
command -v pmccabe >/dev/null || { echo "check_size: no pmccabe"; exit 1; }
grep '^src/.*\.c$' "$list" | xargs -r pmccabe | awk -F '\t' '
	$5 > 70 { print $6 ": " $5 " lines; at most 70"; bad = 1 }
	$1 > 15 { print $6 ": complexity " $1 "; at most 15"; bad = 1 }
	END { exit bad }' || bad=1
exit $bad
