#!/bin/sh
# No machine paths, registry hosts or open ends in the files of the project (tools/banned_words.txt, extended regular expressions).
# A line that must hold one says "words: allowed" and why.
#   tools/check_words.sh [DIR]
set -u
house=$(cd "$(dirname "$0")/.." && pwd)
. "$house/tools/house.sh"
root=${1:-$house}
cd "$root" || exit 1
hits=$(project_files | grep -vxF tools/banned_words.txt | tr '\n' '\0' |
	xargs -0 -r grep -HInE -f "$house/tools/banned_words.txt" -- | grep -v 'words: allowed' | cut -c 1-200)
[ -z "$hits" ] || { printf '%s\n' "$hits"; exit 1; }
