#!/bin/sh
# Every header compiles alone, and twice, under GCC and Clang: through a .c that includes it (as a main file, its static inline
# functions would be "unused"). As many at a time as there are cores.
#   tools/check_headers.sh [DIR]      default src
set -u
root=$(cd "$(dirname "$0")/.." && pwd)
dir=${1:-$root/src}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
command -v gcc >/dev/null || { echo "check_headers: no gcc"; exit 1; }
compilers=gcc
! command -v clang >/dev/null || compilers="gcc clang"
cat >"$tmp/one" <<'END'
name=$(printf %s "$3" | tr / :)
printf '#include "%s"\n#include "%s"\nextern int alone;\n' "$3" "$3" >"$1/$name.c"
for cc in $4; do
	$cc -std=c17 -D_GNU_SOURCE -Wall -Wextra -Werror -Wno-missing-field-initializers -I"$2" -fsyntax-only "$1/$name.c" 2>"$1/$name.why" ||
		{ echo "$3 does not compile alone with $cc:"; sed 's/^/  /' "$1/$name.why" | head -n 8; } >>"$1/$name.bad"
done
END
(cd "$dir" && find . -name '*.h' | sed 's|^\./||') | xargs -P "${CN_JOBS:-$(nproc)}" -I{} sh "$tmp/one" "$tmp" "$dir" {} "$compilers"
cat "$tmp"/*.bad 2>/dev/null || exit 0
exit 1
