#!/bin/sh
# The commands shown in the documents work. Every ```console block of the documents named below is run, line by line: what follows
# "$ " is run by sh in a folder of the document's own that holds examples/ and norms/, with `concord` on the path. After a command
# a line "# exit N" says which exit code is right (0 if none is said), and a line "# says TEXT" that its output holds TEXT. Other lines
# without "$ " are what the reader sees and are not compared. A block whose fence names a path (```yaml law/br.yaml) is written there
# before the next command runs. ./dev itself is not run from here.
. "$(dirname "$0")/lib.sh"
mkdir -p "$tmp/bin"
ln -s "$CONCORD" "$tmp/bin/concord"
PATH=$tmp/bin:$PATH
CONCORD_NOW=2026-11-23T12:00:00Z # the documents were written on this day, and their dates count from it
export PATH CONCORD_NOW

tree() { # a fresh folder for a document
	rm -rf "$tmp/tree" "$tmp/blocks"
	mkdir -p "$tmp/tree/build" "$tmp/blocks"
	cp -R "$CONCORD_SOURCE/examples" "$CONCORD_SOURCE/norms" "$tmp/tree/"
	ln -s "$CONCORD" "$tmp/tree/build/concord"
}

run_line() { # run_line WANT FILE:LINE COMMAND
	case $3 in '' | ./dev* | *'/dev '* | git\ *) return ;; esac
	(broken=0; cd "$tmp/tree" && expect "$1" "$2" sh -c "$3"; [ "$broken" = 0 ]) && held=$((held + 1)) || broken=$((broken + 1))
}

step() { # step WHAT WANT FILE:LINE TEXT
	case $1 in
	run) run_line "$2" "$3" "$4" ;;
	says) if grep -qF -- "$4" "$tmp/out" "$tmp/err"; then held=$((held + 1)); else broke "$3: nothing says: $4"; head -c 2000 "$tmp/out" "$tmp/err"; fi ;;
	file) mkdir -p "$tmp/tree/$(dirname "$4")" && cp "$tmp/blocks/$2" "$tmp/tree/$4" ;;
	esac
}

cd "$CONCORD_SOURCE" || exit 1
for doc in docs/people.md docs/cases.md docs/serve.md; do
	[ -r "$doc" ] && grep -q '^```console' "$doc" || continue
	tree
	awk -v doc="$doc" -v blocks="$tmp/blocks" '
		function flush(   i) {
			if (cmd != "") print "run\t" want "\t" at "\t" cmd
			for (i = 1; i <= n_says; i++) print "says\t0\t" at "\t" says[i]
			cmd = ""; n_says = 0; want = 0
		}
		/^```console/ { on = 1; next }
		/^```[a-z]+ [^ ]+$/ { path = $2; block++; next }
		/^```/ { flush(); if (path != "") print "file\t" block "\t" doc ":" FNR "\t" path; path = ""; on = 0; next }
		path != "" { print >(blocks "/" block); next }
		on && /^\$ / { flush(); cmd = substr($0, 3); at = doc ":" FNR; next }
		on && /^# exit [0-9]+$/ { want = $3 }
		on && /^# says / { says[++n_says] = substr($0, 8) }' "$CONCORD_SOURCE/$doc" >"$tmp/commands"
	while IFS='	' read -r what want at text; do
		step "$what" "$want" "$at" "$text"
	done <"$tmp/commands"
done
# Links between documents lead somewhere.
for doc in README.md README.zh.md SECURITY.md CONTRIBUTING.md CHANGES.md docs/*.md docs/decisions/*.md examples/*/README.md; do
	[ -r "$CONCORD_SOURCE/$doc" ] || continue
	for link in $(grep -oE '\]\([^)#:]+' "$CONCORD_SOURCE/$doc" | sed 's/^](//'); do
		if [ -e "$CONCORD_SOURCE/$(dirname "$doc")/$link" ]; then held=$((held + 1)); else broke "$doc links to $link, which is not there"; fi
	done
done
# What the READMEs count is what there is, and both languages have the same commands, headings and links.
metrics=$(grep -c '^metric ' src/registry.txt)
expect 0 "norm list" "$CONCORD" norm list --norms norms
instruments=$(awk '/ instruments, / { print $1 }' "$tmp/out")
number() { echo "$1" | awk 'BEGIN { split("one two three four five six seven eight nine ten eleven twelve", w) } { print $1 in w ? w[$1] : $1 }'; }
tr '\n' ' ' <README.md >"$tmp/readme"
says "Here: $(number "$instruments") instruments" "README counts the instruments" "$tmp/readme"
says " $metrics measures" "README counts the metrics" "$tmp/readme"
says " $metrics 项" "the Chinese README counts the metrics" README.zh.md
chinese=$(echo "$instruments" | awk 'BEGIN { split("一 二 三 四 五 六 七 八 九 十", w) } { print $1 in w ? w[$1] : $1 }')
says "已有：$chinese *部文书" "the Chinese README counts the instruments" README.zh.md
for doc in README.md README.zh.md; do
	{
		sed -n 's/^\$ \([^#]*[^# ]\) *#*.*/\1/p' "$doc" | sed 's/ --lang zh//'
		grep -c '^## ' "$doc"
		grep -oE '\]\([^)]+' "$doc" | grep -v README | sort
	} >"$tmp/$doc"
done
same "$tmp/README.md" "$tmp/README.zh.md" "the two READMEs"
for doc in README.md README.zh.md; do
	[ "$(wc -l <"$doc")" -le 60 ] && held=$((held + 1)) || broke "$doc is longer than a screen"
done
finish
