#!/bin/sh
# Every "DUTY instrument/locator" in a comment of src names a provision of norms/*.yaml.
#   tools/check_duty.sh [--report] [DIR]     --report also lists, by instrument, the provisions that no code names
set -u
root=$(cd "$(dirname "$0")/.." && pwd)
report=
[ "${1:-}" != --report ] || { report=1; shift; }
tree=${1:-$root}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cd "$tree" || exit 1
find norms -name '*.yaml' 2>/dev/null | LC_ALL=C sort | xargs -r awk '
	FNR == 1 { instrument = "" }
	/^id:/ { instrument = $2 }
	/^ ? ?- (\{ ?)?id:/ && instrument != "" {
		id = $0
		sub(/^ *- (\{ ?)?id: */, "", id)
		sub(/[ ,}#].*/, "", id)
		gsub(/["\047]/, "", id)
		print instrument "/" id
	}' | LC_ALL=C sort -u >"$tmp/known"
grep -rnoE --include='*.[ch]' 'DUTY +[a-z0-9][a-z0-9._-]*/[A-Za-z0-9._-]*[A-Za-z0-9]' src 2>/dev/null >"$tmp/named"
bad=0
while IFS= read -r line; do
	id=$(printf '%s' "$line" | sed 's/.*DUTY  *//')
	grep -qxF "$id" "$tmp/known" || { echo "${line%%:DUTY*}: no provision $id in norms/"; bad=1; }
done <"$tmp/named"
if [ -n "$report" ]; then
	sed 's/.*DUTY  *//' "$tmp/named" | LC_ALL=C sort -u >"$tmp/used"
	LC_ALL=C comm -12 "$tmp/known" "$tmp/used" >"$tmp/covered"
	echo "$(wc -l <"$tmp/covered") of $(wc -l <"$tmp/known") provisions are named by code; not named, by instrument:"
	LC_ALL=C comm -23 "$tmp/known" "$tmp/used" | sed 's|/.*||' | uniq -c
fi
exit $bad
