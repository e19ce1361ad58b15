#!/bin/sh
# The pure libraries call nothing that reads the world or takes heap of its own (tools/impure.txt).
#   tools/check_pure.sh LIB...       e.g. build/src/lab/liblab.a; prints "liblab.a calls: time" and exits 1
set -u
root=$(cd "$(dirname "$0")/.." && pwd)
[ $# -gt 0 ] || { echo "check_pure: no library given" >&2; exit 1; }
bad=0
for lib; do
	symbols=$(nm -u -A "$lib" 2>&1) || { echo "$lib: nm cannot read it"; bad=1; continue; }
	calls=$(printf '%s\n' "$symbols" | awk -v list="$root/tools/impure.txt" '
		BEGIN {
			while ((getline line < list) > 0) {
				if (line ~ /^#/) continue
				n = split(line, w, " ")
				for (i = 1; i <= n; i++) {
					if (sub(/\*$/, "", w[i])) prefix[w[i]] = 1
					else banned[w[i]] = 1
				}
			}
		}
		$(NF - 1) == "U" {
			s = $NF
			plain = s
			sub(/^__isoc99_/, "", plain)
			sub(/_chk$/, "", plain) && sub(/^__/, "", plain)
			sub(/_2$/, "", plain) && sub(/^__/, "", plain)
			sub(/64$/, "", plain)
			hit = (s in banned) || (plain in banned)
			for (p in prefix) if (index(s, p) == 1) hit = 1
			if (hit && !seen[s]++) out = out " " s
		}
		END { print out }')
	[ -z "$calls" ] || { echo "$(basename "$lib") calls:$calls"; bad=1; }
done
exit $bad
