#!/bin/sh
# tools/check_tour.sh fails when a name that the tour cites is gone, and says which.
. "$(dirname "$0")/lib.sh"
check=$CONCORD_SOURCE/tools/check_tour.sh
t=$tmp/tree
mkdir -p "$t/docs" "$t/src/low"
echo 'int kept(void);' >"$t/src/low/a.h"
tour() { printf '%s\n' "$@" >"$t/docs/tour.md"; }
echo 'See `src/low/a.h`.' >"$t/docs/adding.md"

tour 'It is `src/low/a.h: kept`, called by hand.'
expect 0 "tour: all names hold" "$check" "$t"
says '^2 names hold$' "tour counts"
tour 'It is `src/low/a.h: renamed`.'
expect 1 "tour: a function is gone" "$check" "$t"
says '^docs/tour.md:1: src/low/a.h does not hold renamed$' "tour names it"
tour 'It is `src/low/a.h: kep`.'
expect 1 "tour: half a name is not the name" "$check" "$t"
tour 'It is `src/low/b.h: kept`.'
expect 1 "tour: a file is gone" "$check" "$t"
says 'there is no src/low/b.h' "tour names the file"
tour 'One good, `src/low/a.h: kept`; one bad, `norms/law.yaml: art_1`.'
expect 1 "tour: the second of a line" "$check" "$t"
tour 'Nothing.'
expect 1 "tour: cites nothing" "$check" "$t"
tour '```' '`src/low/b.h: kept`' '```' '`src/low/a.h`'
expect 0 "tour: code blocks are not citations" "$check" "$t"
rm "$t/docs/tour.md"
expect 1 "tour: not there" "$check" "$t"

# The real ones hold, and a renamed function in a copy turns them red.
expect 0 "tour: this tree" "$check" "$CONCORD_SOURCE"
mkdir "$tmp/copy"
(cd "$CONCORD_SOURCE" && cp -R src docs norms tests tools examples "$tmp/copy/") || exit 1
sed -i 's/cn_assess_judge/cn_assess_decide/' "$tmp/copy/src/assess/judge.c"
expect 1 "tour: a function renamed in a copy" "$check" "$tmp/copy"
says 'src/assess/judge.c does not hold cn_assess_judge' "tour says which"
finish
