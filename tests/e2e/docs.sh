#!/bin/sh
# The commands shown in the documents work. Every ```console block of the documents named below is run, line by line: what follows
# "$ " is run by sh in a scratch folder that holds examples/ and norms/, with `concord` on the path; a line "# exit N" after it says
# which exit code is right (0 if none is said). Lines without "$ " are what the reader sees and are not compared. ./dev itself is not
# run from here.
. "$(dirname "$0")/lib.sh"
mkdir -p "$tmp/bin" "$tmp/tree"
ln -s "$CONCORD" "$tmp/bin/concord"
cp -R "$CONCORD_SOURCE/examples" "$CONCORD_SOURCE/norms" "$tmp/tree/"
mkdir "$tmp/tree/build"
ln -s "$CONCORD" "$tmp/tree/build/concord"
PATH=$tmp/bin:$PATH
export PATH

run_line() { # run_line WANT FILE:LINE COMMAND
	case $3 in '' | ./dev* | *'/dev '* | git\ *) return ;; esac
	(broken=0; cd "$tmp/tree" && expect "$1" "$2" sh -c "$3"; [ "$broken" = 0 ]) && held=$((held + 1)) || broken=$((broken + 1))
}

cd "$CONCORD_SOURCE" || exit 1
for doc in README.md README.zh.md SECURITY.md CONTRIBUTING.md docs/*.md examples/*/README.md; do
	[ -r "$doc" ] || continue
	awk -v doc="$doc" '
		/^```console/ { on = 1; next }
		/^```/ { if (cmd != "") print want "\t" at "\t" cmd; cmd = ""; on = 0; next }
		on && /^\$ / { if (cmd != "") print want "\t" at "\t" cmd; cmd = substr($0, 3); at = doc ":" FNR; want = 0; next }
		on && /^# exit [0-9]+$/ { want = $3 }' "$CONCORD_SOURCE/$doc" >"$tmp/commands"
	while IFS='	' read -r want at cmd; do
		run_line "$want" "$at" "$cmd"
	done <"$tmp/commands"
done
# Links between documents lead somewhere.
for doc in README.md README.zh.md SECURITY.md CONTRIBUTING.md docs/words.md docs/threats.md docs/operating.md; do
	[ -r "$CONCORD_SOURCE/$doc" ] || continue
	for link in $(grep -oE '\]\([^)#:]+' "$CONCORD_SOURCE/$doc" | sed 's/^](//'); do
		if [ -e "$CONCORD_SOURCE/$(dirname "$doc")/$link" ]; then held=$((held + 1)); else broke "$doc links to $link, which is not there"; fi
	done
done
finish
