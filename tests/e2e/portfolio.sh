#!/bin/sh
# portfolio: a folder and a table give the same answers as one system after the other; what cannot be read is named; a draft shows whom it reaches.
. "$(dirname "$0")/lib.sh"
export CONCORD_NORMS="$CONCORD_SOURCE/norms" CONCORD_NOW=2026-11-23T12:00:00Z
mkdir -p "$tmp/all/deep/er" "$tmp/all/.hidden" "$tmp/all/bad"
cp -R "$CONCORD_SOURCE/examples/public-chatbot/." "$tmp/all/deep/er"
cp -R "$CONCORD_SOURCE/examples/mortgage-lending/." "$tmp/all"
cp "$CONCORD_SOURCE/examples/mortgage-lending/system.yaml" "$tmp/all/.hidden/system.yaml"
cp "$CONCORD_SOURCE/examples/mortgage-lending/system.yaml" "$tmp/all/deep/other.yaml"

expect 0 "a folder" "$CONCORD" portfolio "$tmp/all"
says '2 systems, [0-9]+ rows' "files called system.yaml at any depth, not hidden ones"
says 'EU +eu-ai-act +binding +2 ' "an instrument in a market"
says 'grave_effect_on_rights' "the question that decides most"
expect 0 "in Chinese" "$CONCORD" portfolio "$tmp/all" --lang zh
says '谁受何约束' "Chinese headings"

# Every answer is the one that applies gives.
expect 0 "as CSV" "$CONCORD" portfolio "$tmp/all" --csv --as-of 2027-12-03
cut -d, -f3-5,7 "$tmp/out" | sed 1d | sort >"$tmp/bulk"
for f in "$tmp/all/system.yaml" "$tmp/all/deep/er/system.yaml"; do
	"$CONCORD" applies "$f" --json --as-of 2027-12-03
done >"$tmp/single.json"
awk '
	/"id":/ { id = $2 } /"market":/ { market = $2 } /"role":/ { role = $2 }
	/"answer":/ { if ($2 !~ /does_not/) print market role id $2 }' "$tmp/single.json" | tr -d ' "' | sed 's/,$//' | sort >"$tmp/single"
same "$tmp/single" "$tmp/bulk" "applies, one by one, and portfolio"
[ -s "$tmp/bulk" ] && held=$((held + 1)) || broke "no answers were compared"

# A row of a table is a system too.
cat >"$tmp/t.csv" <<'END'
id,name,markets,roles,stage,purposes,training_compute,facts
lender,"A lender, large",EU;KR,provider@US;deployer@US,deployment,credit-scoring,2e25,use_area=5b-creditworthiness; profiles_persons=yes
chat,Chat,CN,provider,use,chatbot,,"generative=yes; offered_to_public=yes; modality=text"
END
expect 0 "a CSV table" "$CONCORD" portfolio "$tmp/t.csv" --json
says '"systems": 2, "rows": 5' "its rows"
says '"id": "lender".*"applies": \[.*"eu-ai-act/' "what binds a row"
cat >"$tmp/t.jsonl" <<'END'
{"id": "lender", "name": "A lender, large", "markets": ["EU", "KR"], "roles": ["provider@US", "deployer@US"], "stage": "deployment", "purposes": ["credit-scoring"], "facts": {"training_compute": 2e25, "use_area": ["5b-creditworthiness"], "profiles_persons": true}}

{"id": "chat", "name": "Chat", "markets": "CN", "roles": "provider", "stage": "use", "purposes": ["chatbot"], "facts": {"generative": true, "offered_to_public": true, "modality": {"text": true}}}
END
expect 0 "the CSV as answers" "$CONCORD" portfolio "$tmp/t.csv" --csv
cut -d, -f1,4- "$tmp/out" | grep -v row >"$tmp/from-csv"
expect 0 "lines of JSON" "$CONCORD" portfolio "$tmp/t.jsonl" --csv
cut -d, -f1,4- "$tmp/out" | grep -v row >"$tmp/from-lines"
same "$tmp/from-csv" "$tmp/from-lines" "a table and the same as lines of JSON"
expect 0 "one market" "$CONCORD" portfolio "$tmp/t.csv" --market CN
says '1 systems, 1 rows' "only what is offered there"
says '1 systems are not offered' "and how many are not"

printf 'id,markets\nx,PE;KE\n' >"$tmp/far.csv"
"$CONCORD" norm list --json | grep -q '"PE"' && broke "PE has law now: take another place" || held=$((held + 1))
expect 0 "a market without law in the library" "$CONCORD" portfolio "$tmp/far.csv"
says 'Not covered, .* PE \(1\)' "is not covered, which is said"

# What cannot be read is one sentence, and the rest goes on.
printf 'concord: system/1\nid: x\nname: {en: X, zh: X}\nmarkets: [EU]\nstagee: use\n' >"$tmp/all/bad/system.yaml"
expect 3 "a bad manifest" "$CONCORD" portfolio "$tmp/all"
says 'Left out, since they cannot be read: 1' "counted"
says 'bad/system.yaml:5:1: .*stagee' "with its place"
says '2 systems' "the others are answered"
expect 3 "strictly" "$CONCORD" portfolio "$tmp/all" --strict
says 'bad/system.yaml:5:1' "the first one ends it" "$tmp/err"
[ -s "$tmp/out" ] && broke "half an answer was printed" || held=$((held + 1))
printf 'id,markets,colour\nx,EU,red\ny,Atlantis,\nz,KE,\n' >"$tmp/bad.csv"
expect 3 "bad rows" "$CONCORD" portfolio "$tmp/bad.csv"
says 'bad.csv, row 1: there is no fact called "colour"' "a column that is no fact"
says 'bad.csv, row 2:.*Atlantis' "a market that is none"
says '1 systems' "the good row"
printf 'id,markets\nx,EU,KE\n' >"$tmp/ragged.csv"
expect 3 "a ragged table" "$CONCORD" portfolio "$tmp/ragged.csv"
says 'ragged.csv:2' "the line is named" "$tmp/err"
expect 3 "nothing there" "$CONCORD" portfolio "$tmp/nowhere"
mkdir "$tmp/empty"
expect 3 "an empty folder" "$CONCORD" portfolio "$tmp/empty"
says 'holds no system' "which is said" "$tmp/err"
expect 3 "no table" "$CONCORD" portfolio "$CONCORD_SOURCE/README.md"
expect 3 "no market" "$CONCORD" portfolio "$tmp/t.csv" --market Atlantis

# A draft: whom it would newly bind, whom it may.
cat >"$tmp/draft.yaml" <<'END'
concord: instrument/1
id: ke-draft-ai-act
title: {en: "A draft act", zh: "一部草案"}
issuer: {en: "A parliament", zh: "某议会"}
kind: act
force: draft
status: {value: draft, as_of: 2026-11-01}
jurisdictions: [EU]
dates: [{date: 2026-11-01, what: draft}]
official: {reference: "Draft", url: "https://example.org/draft"}
sources: [{read: "the draft", extent: full-text, on: 2026-11-01}]
confidence: read
provisions:
- id: sec_1
  heading: {en: "Tell people", zh: "告知"}
  text: {en: "Whoever decides on credit by machine tells the applicant.", zh: "以机器决定信贷者应告知申请人。"}
  deontic: duty
  act: retain
  object: automatic-logs
  roles: [deployer]
  stages: [use]
  themes: [data-privacy]
  applies_when: '"5b-creditworthiness" in use_area'
  applies: [{from: 2028-01-01}]
END
cat >"$tmp/three.csv" <<'END'
id,markets,roles,use_area
bound,EU,deployer,5b-creditworthiness
open,EU,deployer,
other,EU,deployer,5b-creditworthiness=no
away,CN,deployer,5b-creditworthiness
END
expect 0 "a draft over the library" "$CONCORD" portfolio "$tmp/three.csv" --draft "$tmp/draft.yaml"
says 'law as of 2028-01-01' "the day on which it has begun"
says 'newly bound: 1$' "whom it would bind"
says 'May be bound: not known: 1$' "whom it may"
says 'use_area +1 systems' "what would tell"
expect 0 "the same in JSON" "$CONCORD" portfolio "$tmp/three.csv" --draft "$tmp/draft.yaml" --json
says '"id": "bound".*"draft": "newly_bound"' "bound"
says '"id": "open".*"draft": "may_bind"' "open"
says '"id": "other".*"draft": "none"' "other"
says '"id": "away".*"draft": "none"' "away"
expect 0 "a new version of a law" "$CONCORD" portfolio "$tmp/t.csv" --draft "$CONCORD_SOURCE/norms/kr-ai-basic-act.yaml"
says 'newly bound: 0$' "against itself nothing changes"
expect 3 "a draft that is none" "$CONCORD" portfolio "$tmp/t.csv" --draft "$CONCORD_SOURCE/norms/facts.yaml"
finish
