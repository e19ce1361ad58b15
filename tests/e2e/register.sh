#!/bin/sh
# Risks, promises, ethics reviews: who may sign what, what is refused before it is signed, and that the dossier shows the register and holds.
. "$(dirname "$0")/lib.sh"
export CONCORD_NORMS="$CONCORD_SOURCE/norms" CONCORD_DATA=node CONCORD_NOW=2026-11-23T12:00:00Z
cd "$tmp" || exit 1
cp -R "$CONCORD_SOURCE/examples/mortgage-lending" sys
expect 0 "init" "$CONCORD" init node --no-passphrase
for role in risk-owner management ethics-committee; do
	expect 0 "a key for $role" "$CONCORD" key add --role $role --no-passphrase
	cp out "key-$role"
done
owner=$(cat key-risk-owner) manager=$(cat key-management) committee=$(cat key-ethics-committee)
count() { "$CONCORD" log show --json | grep -c '"seq"'; }
n=$(count)

# What is refused leaves the log as it was.
expect 3 "a review without a key" "$CONCORD" risk review sys/system.yaml old-data --role risk-owner --decision keep --reason r --next 2027-01-01
expect 3 "a review by another role's key" "$CONCORD" risk review sys/system.yaml old-data --role risk-owner --decision keep --reason r --next 2027-01-01 --key "$manager"
expect 3 "no such risk" "$CONCORD" risk review sys/system.yaml old-date --role risk-owner --decision keep --reason r --next 2027-01-01 --key "$owner"
says 'no risk "old-date"' "no such risk" err
says 'unequal-refusals' "the hint names the risks" err
expect 3 "an open risk without a next day" "$CONCORD" risk review sys/system.yaml old-data --role risk-owner --decision keep --reason r --key "$owner"
expect 3 "a next day that is past" "$CONCORD" risk review sys/system.yaml old-data --role risk-owner --decision keep --reason r --next 2026-11-23 --key "$owner"
expect 3 "a decision that is none" "$CONCORD" risk review sys/system.yaml old-data --role risk-owner --decision shrug --reason r --next 2027-01-01 --key "$owner"
printf 'concord: risk/1\nrisks: []\n' >wrong.yaml
expect 3 "another format" "$CONCORD" risk add sys/system.yaml wrong.yaml
printf 'concord: risks/1\nrisks: []\n' >empty.yaml
expect 3 "no risks" "$CONCORD" risk add sys/system.yaml empty.yaml
printf 'concord: risks/1\nrisks:\n- {id: r, system: other, title: {en: T}, hazard: model-security.opaque, cause: {en: C}, status: open, owner: engineer, review: 2027-01-01}\n' >other.yaml
expect 3 "another system's risk" "$CONCORD" risk add sys/system.yaml other.yaml
printf 'concord: risks/1\nrisks:\n- {id: r, title: {en: T}, hazard: model-security.opaque, cause: {en: C}, status: open, owner: engineer, review: 2027-01-01}\n- {id: q, title: {en: T}, hazard: model-security.opake, cause: {en: C}, status: open, owner: engineer, review: 2027-01-01}\n' >half.yaml
expect 3 "the second of two is wrong" "$CONCORD" risk add sys/system.yaml half.yaml
says 'hint: model-security.opaque' "the nearest hazard" err
expect 3 "a promise to what is not there" "$CONCORD" commitment adopt oecd-recommendation --party p --owner management --made 2026-01-01 --source s
expect 3 "a promise without a source" "$CONCORD" commitment adopt oecd-recommendation-ai/para_1.4.c --party p --owner management --made 2026-01-01
expect 3 "a promise due before it was made" "$CONCORD" commitment adopt oecd-recommendation-ai/para_1.4.c --party p --owner management --made 2026-01-01 --due 2025-01-01 --source s
expect 3 "settling what nobody promised" "$CONCORD" commitment settle oecd-recommendation-ai/para_1.4.c --party p --state broken --role management --reason r
expect 3 "a committee's review by the node's key" "$CONCORD" ethics add sys/system.yaml wrong.yaml
[ "$(count)" = "$n" ] && held=$((held + 1)) || broke "a refused command has grown the log"

# A review is laid over the manifest's risk; a record of the same id replaces it, and a later review is of that.
expect 0 "review of the manifest's risk" "$CONCORD" risk review sys/system.yaml old-data --role risk-owner --decision accept --reason "known and priced" --next 2027-05-31 --key "$owner"
expect 0 "list" "$CONCORD" risk list sys/system.yaml
says '^old-data  \[accepted\]' "the review's decision stands"
cat >again.yaml <<'END'
concord: risks/1
risks:
- {id: old-data, title: {en: "Old data, stated again", zh: 再述}, hazard: data-privacy.bad-data, cause: {en: C}, status: open, owner: engineer, review: 2027-01-01}
END
expect 0 "a record of the same id" "$CONCORD" risk add sys/system.yaml again.yaml
expect 0 "list" "$CONCORD" risk list sys/system.yaml
says '^old-data  \[open\]  Old data, stated again' "the record replaces the manifest's, and its review"
expect 0 "closing it" "$CONCORD" risk review sys/system.yaml old-data --role risk-owner --decision close --reason "new data" --key "$owner"
expect 0 "list as JSON" "$CONCORD" risk list sys/system.yaml --json
cp out list.json
expect 0 "JSON says what the list says" python3 -c '
import json
d = json.load(open("list.json"))
by = {r["id"]: r for r in d["risks"]}
assert by["old-data"]["status"] == "closed" and "review" not in by["old-data"], by["old-data"]
assert by["clerks-follow"]["overdue"] is True and "severity" not in by["clerks-follow"]
assert {f["market"] for x in by["unequal-refusals"]["duties"] for f in x["findings"]} == {"EU"}
assert all(h["hazard"] != "human-ai-ethics.discrimination" for h in d["hazards_without_a_risk"])'

# A whole instrument is taken on; what asks nothing cannot be promised.
expect 0 "adopting an instrument" "$CONCORD" commitment adopt oecd-recommendation-ai --party northbank --owner management --made 2026-01-01 --due 2026-06-30 --source "board minutes"
expect 0 "its promises" "$CONCORD" commitment list --party northbank --json
cp out list.json
expect 0 "every one is overdue" python3 -c '
import json
rows = json.load(open("list.json"))
assert len(rows) > 10 and all(r["state"] == "overdue" and r["confidence"] == "read" for r in rows), len(rows)'
expect 0 "nobody else promised" "$CONCORD" commitment list --party somebody
says '^0 promises, 0 overdue' "nobody else promised"

# The dossier holds the register; who changes a word of it is found out.
expect 2 "assess" "$CONCORD" assess sys/system.yaml --out dossier
says '"unequal-refusals"' "the register is in the dossier" dossier/dossier.json
says '[0-9] overdue|class="tb rows"' "the page has tables" dossier/dossier.html
says 'African-American applicants are refused more often' "the page shows a risk" dossier/dossier.html
says '非裔申请人被拒比例' "in Chinese too" dossier/dossier.html
# A risk that nobody has estimated says so once a cell, before and after controls; one of two numbers alone says which is missing.
python3 - dossier/dossier.html <<'P' && held=$((held + 1)) || broke "cells of risks"
import re, sys
page = open(sys.argv[1], encoding="utf-8").read()
table = re.search(r'aria-labelledby="h-risks".*?</table>', page, re.S)[0]
rows = [re.findall(r"<td>(.*?)</td>", r, re.S)[:2] for r in table.split("<tr>")[2:]]
cells = [re.sub(r"<[^>]*>", " ", c) for r in rows for c in r]
assert cells and all(len(re.findall(r"not stated", c)) <= 1 for c in cells), cells
assert any(re.search(r"(?<!severity )(?<!chance )not stated", c) for c in cells), cells
P
"$CONCORD" verify dossier >out 2>err
says 'counts' "it verifies"
sed 's/refused more often than the data justify/refused as the data justify/g' dossier/dossier.html >changed.html
expect 1 "a changed risk" "$CONCORD" verify changed.html
expect 2 "assess by the party's promises" "$CONCORD" assess sys/system.yaml --out dossier2
says '"state": "overdue"' "promises of its parties stand in it" dossier2/dossier.json

# The assessment names the records of its register, so that the register is made again from them.
"$CONCORD" record show "$("$CONCORD" log show | awk '$2 == "assessment/1" { print $1 }' | tail -n 1)" >assessment
for role in risk risk-review commitment; do says "[^a-z-]$role[^a-z-]" "the assessment cites: $role" assessment; done
expect 0 "its dossier, looked at again" "$CONCORD" verify dossier2 --level data --from sys
says 'give the same answers and findings' "the register comes out again"
never_says 'registers|not derived again' "nothing was left out" "$tmp/out"
python3 - dossier2/dossier.json <<'P' && held=$((held + 1)) || broke "a record of the register is not cited"
import base64, json, sys
d = json.load(open(sys.argv[1], encoding="utf-8"))
bodies = [json.loads(base64.b64decode(r["envelope"]["payload"])) for r in d["records"]]
refs = {ref["to"] for b in bodies for ref in b.get("predicate", b).get("refs", [])}
c = d["content"]
shown = {x["record"] for k in ("risks", "promises", "reviews") for x in c.get(k, []) if "record" in x}
shown |= {x["last_review"]["record"] for x in c["risks"] if "last_review" in x}
assert len(shown) > 10 and shown <= refs, shown - refs
P
# Later words of the register change nothing about what stood in it then; a record that is gone is said to be gone.
expect 0 "a promise is broken later" "$CONCORD" commitment settle oecd-recommendation-ai/para_1.1 --party northbank --role management --state broken --reason "no time" --key "$manager"
expect 0 "the dossier of then" "$CONCORD" verify dossier2 --level data --from sys
says 'give the same answers and findings' "rests on the records of then"
cited=$(python3 -c 'import json; print(json.load(open("dossier2/dossier.json", encoding="utf-8"))["content"]["promises"][0]["record"])')
expect 0 "one of them is erased" "$CONCORD" erase "$cited" --reason request
expect 0 "after that" "$CONCORD" verify dossier2 --level data --from sys
says 'not derived again: a record that they rest on was erased' "says so"

# More promises than an assessment can name: none is named, and the register is not compared.
for law in unesco-recommendation-ai-ethics-2021 un-ga-res-78-265 un-global-digital-compact iso-iec-42001-2023 us-nist-ai-rmf-1-0; do
	expect 0 "adopting $law" "$CONCORD" commitment adopt "$law" --party northbank --owner management --made 2026-01-01 --due 2026-06-30 --source "board minutes"
done
expect 2 "assess under many promises" "$CONCORD" assess sys/system.yaml --out dossier3
expect 0 "its dossier" "$CONCORD" verify dossier3 --level data --from sys
says 'risks, promises and reviews were not compared' "says what it did not look at"
says 'give the same answers and findings' "and looks at the rest"
finish
