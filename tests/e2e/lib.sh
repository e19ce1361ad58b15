# Sourced by tests/e2e/*.sh, which run the real program. POSIX sh.
#   $CONCORD         the program (set by ./dev check; else build/concord)
#   $CONCORD_SOURCE  this tree
#   $tmp             a folder of the test's own, removed at its end
# A script ends with `finish`; it passes if every expectation held.
set -u
here=$(cd "$(dirname "$0")/../.." && pwd)
CONCORD_SOURCE=${CONCORD_SOURCE:-$here}
CONCORD=${CONCORD:-$CONCORD_SOURCE/build/concord}
export CONCORD CONCORD_SOURCE
unset CONCORD_DATA CONCORD_NORMS
export LC_ALL=C.UTF-8 TZ=UTC
PATH=/usr/bin:/bin:$PATH # Debian's own tools: a wrapper in front of one may take longer than what is tested
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' INT TERM
held=0
broken=0

broke() { broken=$((broken + 1)); printf 'BROKEN: %s\n' "$*"; }

# expect CODE "what" COMMAND...: the command ends with CODE; its output is left in $tmp/out and $tmp/err.
expect() {
	want=$1
	what=$2
	shift 2
	got=0
	timeout "${EXPECT_SECONDS:-120}" "$@" >"$tmp/out" 2>"$tmp/err" </dev/null || got=$?
	if [ "$got" = "$want" ]; then
		held=$((held + 1))
	else
		broke "$what: exit $got, not $want: $*"
		head -c 2000 "$tmp/out" "$tmp/err"
	fi
}

# says REGEX "what" [FILE]: the last output (or FILE) holds a line like this; never_says is its opposite.
says() {
	if grep -qE -- "$1" "${3:-$tmp/out}"; then held=$((held + 1)); else broke "$2: nothing says /$1/"; head -c 2000 "${3:-$tmp/out}"; fi
}

never_says() {
	if grep -nE -- "$1" "${3:-$tmp/out}" >"$tmp/hits"; then broke "$2: says /$1/"; head -n 5 "$tmp/hits"; else held=$((held + 1)); fi
}

same() { # same FILE FILE "what"
	if cmp -s "$1" "$2"; then held=$((held + 1)); else broke "$3: $1 and $2 differ"; fi
}

shown() { # shown DOC FILE: the file as docs/DOC shows it, in a fence that names it
	awk -v name="$2" '/^```/ { on = !on && $2 == name; next } on' "$CONCORD_SOURCE/docs/$1"
}

finish() {
	printf '%d held, %d broken\n' "$held" "$broken"
	[ "$broken" = 0 ] && [ "$held" -gt 0 ]
	exit
}
