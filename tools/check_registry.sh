#!/bin/sh
# src/registry.txt: four words a line, a known first word, no symbol twice, the file is there and holds the symbol. (The build
# refuses most of this too; here every fault is listed at once.)
#   tools/check_registry.sh [DIR]
set -u
root=$(cd "$(dirname "$0")/.." && pwd)
cd "${1:-$root}" || exit 1
bad=0
seen=' '
while read -r what name file symbol more; do
	case $what in '' | '#'*) continue ;; esac
	at="src/registry.txt: $what $name"
	case $what in kind | view | step | metric | procedure | adapter | op | export) ;; *) echo "$at: unknown word $what"; bad=1 ;; esac
	case $symbol in '' | '#'*) echo "$at: needs four words"; bad=1; continue ;; esac
	case $more in '' | '#'*) ;; *) echo "$at: more than four words"; bad=1 ;; esac
	case $seen in *" $symbol "*) echo "$at: $symbol stands twice"; bad=1 ;; esac
	seen="$seen$symbol "
	if [ ! -f "src/$file" ]; then
		echo "$at: no src/$file"
		bad=1
	elif ! grep -qw -- "$symbol" "src/$file"; then
		echo "$at: src/$file does not hold $symbol"
		bad=1
	fi
done <src/registry.txt
exit $bad
