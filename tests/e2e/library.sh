#!/bin/sh
# The whole library as people see it: nothing second-hand or unverified without its mark, in either language; a text of a group of states folded.
. "$(dirname "$0")/lib.sh"
norms=$CONCORD_SOURCE/norms
CONCORD_NOW=2026-11-23T12:00:00Z
export CONCORD_NOW
expect 0 "norm list" "$CONCORD" norm list --norms "$norms"
cp "$tmp/out" "$tmp/list"
says '^id +force +provisions  title$' "columns have heads" "$tmp/list"
expect 0 "one column begins where the head says" awk '/^id / { at = index($0, "title") } at && / instruments, / { exit bad } at && substr($0, at - 2, 2) != "  " { bad = 1; print }
	at && substr($0, at, 1) == " " { bad = 1; print }' "$tmp/list"
says '^us-eo-14110 .*\[repealed\]  \[2nd-hand source\]' "a repealed order is listed as such" "$tmp/list"
says '^br-pl-2338 .*\[bill\]' "a bill is listed as such" "$tmp/list"

# Each provision's first line names its confidence, so that counts by word are those of the file.
wrong=0
for file in "$norms"/*.yaml; do
	id=$(basename "$file" .yaml)
	case $id in vocabulary | facts | coverage | concordance) continue ;; esac
	"$CONCORD" norm show "$id" --norms "$norms" >"$tmp/en" 2>"$tmp/err" && "$CONCORD" norm show "$id" --norms "$norms" --lang zh >"$tmp/zh" 2>>"$tmp/err" ||
		broke "norm show $id"
	awk '/^confidence: / { own = $2 } /^- id: / && p { n[c]++ } /^provisions:/ { p = 1; next } p && /^- id: / { c = own; k++ } p && /^  confidence: / { c = $2 }
		END { if (k) n[c]++; print n["read"] + 0, n["secondary"] + 0, n["unverified"] + 0 }' "$file" | awk -v file="$file" '{ print }' >"$tmp/want"
	count() { grep -cE "^$id/[^ ]+  \[.*, $1\]\$" "$2"; }
	echo "$(count read "$tmp/en") $(count secondary "$tmp/en") $(count unverified "$tmp/en")" >"$tmp/got"
	echo "$(count 已读原文 "$tmp/zh") $(count 二手来源 "$tmp/zh") $(count 未核实 "$tmp/zh")" >"$tmp/got_zh"
	cmp -s "$tmp/want" "$tmp/got" && cmp -s "$tmp/want" "$tmp/got_zh" || { wrong=$((wrong + 1)); echo "$id: $(cat "$tmp/want"), shown $(cat "$tmp/got"), $(cat "$tmp/got_zh")"; }
done
expect 0 "every provision shows its confidence in both languages" test "$wrong" = 0

# A market that only groups of states reach is not covered, and what reaches it is folded.
cat >"$tmp/s.yaml" <<'Y'
concord: system/1
id: s
name: {en: "S", zh: "S"}
actors: [{role: provider}]
markets: [CL, US-CA]
Y
expect 0 "applies" "$CONCORD" applies "$tmp/s.yaml" --norms "$norms"
says "^  not covered: .* this market's own" "a market without a text of its own is not covered"
says '^  ✓ *[0-9]*  \? *[0-9]*  - *[0-9]*  oecd-recommendation-ai: ' "the OECD's text is one line"
tr '\n' ' ' <"$tmp/out" | tr -s ' ' >"$tmp/line"
says '✓ binding us-ca-ai-laws/bpc_22757.2, provider: Detection tool \[2nd-hand source\] \[scope only\]' "the state's law is shown with its marks" "$tmp/line"
says '^✓ voluntary us-nist-ai-rmf-1-0/govern_1.1' "what is of the country reaches the state"
expect 0 "rows" "$CONCORD" applies "$tmp/s.yaml" --norms "$norms" --all
says '^✓ soft +oecd-recommendation-ai/para_1.1' "every row, if asked for"
expect 0 "in Chinese" "$CONCORD" applies "$tmp/s.yaml" --norms "$norms" --lang zh
says '未涵盖：文库中没有该市场自身的文书' "not covered, in Chinese"
says '国家集团的或面向各方的文本，无约束力' "folded, in Chinese"
# A dossier leaves out what binds nobody and is nobody's own law, unless somebody has said something about it.
expect 2 "a dossier" "$CONCORD" assess "$tmp/s.yaml" --norms "$norms" --unsigned --out "$tmp/one" --json
says 'us-ca-ai-laws/bpc_22757.2' "the state's law is in the dossier"
if grep -q 'oecd-recommendation-ai/' "$tmp/out"; then broke "the OECD's text is in the dossier"; else held=$((held + 1)); fi
printf '%s\n' 'evidence:' '- {for: oecd-recommendation-ai/para_1.1, by: compliance, on: 2026-11-01, kind: judgement, answer: yes}' >>"$tmp/s.yaml"
expect 2 "a dossier with a judgement" "$CONCORD" assess "$tmp/s.yaml" --norms "$norms" --unsigned --out "$tmp/two" --json
says 'oecd-recommendation-ai/para_1.1' "what somebody judged is in the dossier"

expect 0 "an instrument" "$CONCORD" norm show us-eo-14110 --norms "$norms" --lang zh
says '2025年1月20日由EO 14148撤销' "when and by what it was revoked"
expect 0 "a relation" "$CONCORD" norm show cn-ai-safety-framework-2-0 --norms "$norms"
says '^  replaced-by cn-ai-safety-framework-3-0' "what took its place"
finish
