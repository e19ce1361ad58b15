#!/bin/sh
# Every template loads, gives answers and a dossier; so does each with every hint uncommented; and what a hint names changes something.
. "$(dirname "$0")/lib.sh"
cd "$tmp" || exit 1
export CONCORD_NORMS="$CONCORD_SOURCE/norms" CONCORD_NOW=2026-11-23T12:00:00Z
count() { # rows of `applies --json` with this answer
	"$CONCORD" applies "$1" --json --as-of "$3" | grep -o "\"answer\": *\"$2\"" | wc -l
}
for file in "$CONCORD_SOURCE"/norms/templates/*.yaml; do
	t=$(basename "$file" .yaml)
	expect 0 "$t: new system" "$CONCORD" new system "$t.yaml" --template "$t"
	expect 4 "$t: nothing is written over" "$CONCORD" new system "$t.yaml" --template "$t"
	same "$file" "$t.yaml" "$t"
	expect 0 "$t: applies" "$CONCORD" applies "$t.yaml" --as-of 2027-12-03
	says ' (eu-ai-act|kr-ai-basic-act|us-nist-ai-rmf-1-0)/' "$t: something applies or may"
	expect 2 "$t: assess is undecided" "$CONCORD" assess "$t.yaml" --unsigned --out "out-$t" --as-of 2027-12-03
	says '^Answer next' "$t: the dossier asks"
	expect 2 "$t: nobody signed, nothing is proved" "$CONCORD" verify "out-$t/dossier.json" --level counts
	# The hints are facts as they should be written.
	sed 's/^  # \([a-z_]*: {value\)/  \1/' "$t.yaml" >"$t-full.yaml"
	[ "$(grep -c '^  # [a-z_]*: {value' "$t.yaml")" -ge 10 ] && held=$((held + 1)) || broke "$t: few hints"
	expect 0 "$t: with all hints" "$CONCORD" applies "$t-full.yaml" --as-of 2027-12-03
	few=$(count "$t.yaml" unknown 2027-12-03)
	fewer=$(count "$t-full.yaml" unknown 2027-12-03)
	[ "$fewer" -lt "$few" ] && held=$((held + 1)) || broke "$t: the hints decide nothing ($few unknown, then $fewer)"
	# Both languages, and no line of the hints without one.
	expect 1 "$t: every hint has Chinese" sh -c "grep '^  # [A-Z].*' $t.yaml | LC_ALL=C grep -v '[^ -~]'"
done
# Art. 111(2): the lender's system of before is left alone until its design changes.
sed 's/^  # \(market_date: {value\)/  \1/' lender.yaml >old.yaml
sed 's/^  # \(market_date: {value\)/  \1/; s/^  # \(design_changed_significantly: {value: \)no/  \1no/' lender.yaml >same.yaml
sed 's/\(design_changed_significantly: {value: \)no/\1yes/' same.yaml >changed.yaml
expect 0 "Art. 111(2): left alone" "$CONCORD" why eu-ai-act/art_10.2 same.yaml --as-of 2027-12-03
says '^answer: does_not' "a system of before, unchanged"
expect 0 "Art. 111(2): changed" "$CONCORD" why eu-ai-act/art_10.2 changed.yaml --as-of 2027-12-03
says '^answer: applies' "a system of before, changed"
expect 0 "Art. 111(2): not said" "$CONCORD" why eu-ai-act/art_10.2 old.yaml --as-of 2027-12-03
says '^answer: unknown' "a system of before; changed or not is not said"
finish
