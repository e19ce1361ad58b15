#!/bin/sh
# docs/adding.md tells the truth: each C file that it shows goes into a copy of the tree with its line of the registry, passes the checks of
# registry, layers and size, and compiles without a warning. With CONCORD_LONG=1 the whole is built and its commands are run as well.
. "$(dirname "$0")/lib.sh"
copy=$tmp/copy
mkdir "$copy"
(cd "$CONCORD_SOURCE" && cp -R src tools tests norms examples docs meson.build "$copy/") || exit 1
awk -v copy="$copy" -v list="$tmp/files" '
	/^```c src\/[a-z_\/]+\.c$/ { path = $2; print path >list; next }
	/^```text registry$/ { path = "src/registry.txt"; next }
	/^```/ { path = ""; next }
	path == "src/registry.txt" { print >>(copy "/" path); next }
	path != "" { print >(copy "/" path) }' "$CONCORD_SOURCE/docs/adding.md"
expect 0 "the document shows files" test -s "$tmp/files"
expect 0 "each file has its line" "$copy/tools/check_registry.sh" "$copy"
expect 0 "layers" "$copy/tools/check_layers.sh" "$copy/src" "$copy/tools/layers.txt"
printf '#define CN_VERSION "test"\n' >"$tmp/version.h"
while read -r file; do
	symbol=$(awk -v f="${file#src/}" '$3 == f { print $4 }' "$copy/src/registry.txt")
	expect 0 "$file: a row of the registry names its symbol" grep -q "$symbol = {" "$copy/$file"
	expect 0 "$file compiles" gcc -std=c17 -D_GNU_SOURCE -include "$tmp/version.h" -I "$copy/src" -Wall -Wextra -Wshadow -Wconversion -Wcast-qual \
		-Wno-missing-field-initializers -Werror -fsyntax-only "$copy/$file"
done <"$tmp/files"
if [ -n "${CONCORD_LONG:-}" ]; then
	expect 0 "configure" meson setup "$tmp/build" "$copy"
	EXPECT_SECONDS=1200 expect 0 "build" ninja -C "$tmp/build" concord
	expect 0 "the new command" "$tmp/build/concord" fact list --norms "$copy/norms"
	says '^placed_on_market ' "fact list lists facts"
	expect 0 "the new metric" "$tmp/build/concord" lab list
	says '^prevalence_difference ' "lab list lists it"
	expect 0 "help" "$tmp/build/concord" help fact list --lang zh
	says '全部问题' "help has it in Chinese"
fi
finish
