#!/bin/sh
# Every #include "folder/file.h" below DIR (default src) against LAYERS (default tools/layers.txt).
#   tools/check_layers.sh [DIR [LAYERS]]       exit 1 and one line a fault
set -u
root=$(cd "$(dirname "$0")/.." && pwd)
dir=${1:-$root/src}
layers=${2:-$root/tools/layers.txt}
[ -d "$dir" ] && [ -r "$layers" ] || { echo "check_layers: no $dir or no $layers" >&2; exit 1; }
find "$dir" -name '*.[ch]' | LC_ALL=C sort | xargs -r awk -v dir="$dir/" -v layers="$layers" '
function fault(text) { print name ":" FNR ": " text; bad = 1 }
BEGIN {
	while ((getline line < layers) > 0) {
		n = split(line, w, " ")
		if (n == 0 || line ~ /^#/) continue
		known[w[1]] = 1
		may[w[1], w[1]] = 1
		for (i = 2; i <= n; i++) {
			if (w[i] == "pure") continue
			if (!(w[i] in known)) { print layers ": " w[1] " may not include " w[i] ", which is not below it"; bad = 1 }
			may[w[1], w[i]] = 1
		}
	}
}
FNR == 1 {
	name = FILENAME
	sub("^" dir, "", name)
	folder = name
	if (!sub("/.*", "", folder)) fault("files stand in a folder of src/, not beside the folders")
	else if (!(folder in known)) fault("folder " folder " is not in tools/layers.txt")
}
/^[ \t]*#[ \t]*include[ \t]*"/ {
	to = $0
	sub(/^[^"]*"/, "", to)
	sub(/".*/, "", to)
	if (to ~ /\.\./) { fault("\"" to "\": no .. in an include"); next }
	target = to
	if (!sub("/.*", "", target)) { # without a folder: only what the build makes
		beside = FILENAME
		sub("[^/]*$", to, beside)
		if ((getline line < beside) >= 0) fault("\"" to "\" needs its folder: \"" folder "/" to "\"")
		close(beside)
		next
	}
	if (!(target in known)) fault("\"" to "\": folder " target " is not in tools/layers.txt")
	else if (!((folder, target) in may)) fault(folder " may not include " target " (\"" to "\")")
}
END { exit bad }' || exit 1
