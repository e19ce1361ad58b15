#!/bin/sh
# The tour (docs/tour.md) and its kin cite files and names as `path: name` or `path`. Each path must be there, and each name must stand
# in it as a word of its own (for YAML and JSON, too). So a renamed function turns the check red until the document follows.
#   tools/check_tour.sh [DIR]       docs/tour.md and docs/adding.md below DIR
set -u
root=$(cd "$(dirname "$0")/.." && pwd)
cd "${1:-$root}" || exit 1
bad=0
cited=0
for doc in docs/tour.md docs/adding.md; do
	[ -r "$doc" ] || { echo "$doc is not there"; bad=1; continue; }
	# Everything between backticks that begins like a path of this tree; code blocks are left out.
	list=$(awk '
		/^```/ { code = !code; next }
		!code { n = split($0, part, "`"); for (i = 2; i <= n; i += 2) if (part[i] ~ /^(src|norms|examples|tests|tools|docs)\/[^ *<>]+(: [^ ]+)?$/) print FNR "|" part[i] }' "$doc")
	[ -n "$list" ] || { echo "$doc cites nothing"; bad=1; continue; }
	while IFS='|' read -r line cite; do
		file=${cite%%: *}
		name=
		[ "$file" = "$cite" ] || name=${cite#*: }
		case $file in */NAME.* | */ID.* | */op_NAME.*) continue ;; esac # place-holders
		cited=$((cited + 1))
		if [ ! -e "$file" ]; then
			echo "$doc:$line: there is no $file"
			bad=1
		elif [ -n "$name" ] && ! grep -qwF -- "$name" "$file"; then
			echo "$doc:$line: $file does not hold $name"
			bad=1
		fi
	done <<END
$list
END
done
[ "$bad" != 0 ] || echo "$cited names hold"
exit $bad
