#!/bin/sh
# Every header compiles alone, and twice, under GCC and Clang: through a .c that includes it (as a main file, its static inline
# functions would be "unused").
#   tools/check_headers.sh [DIR]      default src
set -u
root=$(cd "$(dirname "$0")/.." && pwd)
dir=${1:-$root/src}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
bad=0
for h in $(cd "$dir" && find . -name '*.h' | sed 's|^\./||' | LC_ALL=C sort); do
	printf '#include "%s"\n#include "%s"\nextern int alone;\n' "$h" "$h" >"$tmp/alone.c"
	for cc in gcc clang; do
		command -v $cc >/dev/null || { [ $cc = clang ] && continue; echo "check_headers: no $cc"; exit 1; }
		if ! $cc -std=c17 -D_GNU_SOURCE -Wall -Wextra -Werror -Wno-missing-field-initializers -I"$dir" -fsyntax-only "$tmp/alone.c" 2>"$tmp/why"; then
			echo "$h does not compile alone with $cc:"
			sed 's/^/  /' "$tmp/why" | head -n 8
			bad=1
		fi
	done
done
exit $bad
