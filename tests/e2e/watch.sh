#!/bin/sh
# Shares watched while a system runs: cases by file and by counts, an alarm with its record, the gate closed and opened again by a person, what a crash leaves; and a
# registry of systems held against changed law.
. "$(dirname "$0")/lib.sh"
export CONCORD_NORMS="$CONCORD_SOURCE/norms" CONCORD_NOW=2026-11-23T12:00:00Z CONCORD_DATA=node
cd "$tmp" || exit 1
watch() { "$CONCORD" watch "$@"; }
expect 4 "no node" "$CONCORD" watch list
expect 0 "init" "$CONCORD" init node --no-passphrase
cp -R "$CONCORD_SOURCE/examples/public-chatbot" sys
id=$(sed -n 's/^id: *//p' sys/system.yaml)
expect 0 "nothing watched" "$CONCORD" watch list

# ---- what is refused
expect 3 "no system" "$CONCORD" watch add w --metric error_rate_sequential --at-most 0.05
expect 3 "no event" "$CONCORD" watch add w --system s --at-most 0.05
expect 3 "no limit" "$CONCORD" watch add w --system s --what x
expect 3 "two limits" "$CONCORD" watch add w --system s --what x --at-most 0.05 --at-least 0.5
for bad in 0 1 -1 2 x 1e400; do expect 3 "a limit of $bad" "$CONCORD" watch add w --system s --what x --at-most $bad; done
expect 3 "a name that leads elsewhere" "$CONCORD" watch add ../keys --system s --what x --at-most 0.05
expect 3 "a long name" "$CONCORD" watch add "$(printf '%065d' 0)" --system s --what x --at-most 0.05
expect 3 "a metric that is none" "$CONCORD" watch add w --system s --metric eror_rate --at-most 0.05
expect 3 "a metric that is no share" "$CONCORD" watch add w --system s --metric demographic_parity_difference --at-most 0.05
expect 3 "a duty that is none" "$CONCORD" watch add w --system s --what x --at-most 0.05 --duty eu-ai-act/art_9999
[ ! -e node/watch ] || [ -z "$(ls node/watch | grep -v lock)" ] && held=$((held + 1)) || broke "a refused watch left a file"

# ---- cases
expect 0 "a watch" "$CONCORD" watch add errors --system "$id" --metric error_rate_sequential --at-most 0.05 --closes-gate --duty eu-ai-act/art_50.1
expect 4 "the same name again" "$CONCORD" watch add errors --system "$id" --what x --at-most 0.5
python3 - <<'PY'
import random
r = random.Random(5)
def cases(name, n, p, more=""):
    with open(name, "w") as f:
        f.write("case,prediction,label\n")
        for i in range(n):
            f.write("%d,%d,%d\n" % (i, 1, 0 if r.random() < p else 1))
        f.write(more)
cases("good.csv", 2000, 0.02)
cases("bad.csv", 2000, 0.15)
cases("gap.csv", 3, 0, "4,1,\n")
with open("events.jsonl", "w") as f:
    for i in range(50):
        f.write('{"event": %d}\n' % (i % 40 == 0))
open("half.csv", "w").write("event\n0\n0.5\n")
open("words.csv", "w").write("prediction,label\nyes,yes\nno,yes\nno,no\n")
open("mixed.csv", "w").write("prediction,label\nyes,1\n")
open("none.csv", "w").write("a,b\n1,2\n")
PY
expect 0 "2,000 good cases" "$CONCORD" watch feed errors good.csv --after 0
says '2000 cases taken' "all of them"
expect 4 "the same file again" "$CONCORD" watch feed errors good.csv --after 0
says 'were taken so far' "it says so" err
cp node/watch/errors.json before
for bad in gap.csv half.csv mixed.csv none.csv nowhere.csv; do expect 3 "$bad" "$CONCORD" watch feed errors $bad; done
expect 3 "no file and no counts" "$CONCORD" watch feed errors
expect 3 "more events than cases" "$CONCORD" watch feed errors --events 5 --cases 4
expect 3 "no cases" "$CONCORD" watch feed errors --events 0 --cases 0
same node/watch/errors.json before "nothing of that was counted"
expect 0 "counts" "$CONCORD" watch feed errors --events 1 --cases 60 --json
expect 0 "events as JSON lines" "$CONCORD" watch feed errors events.jsonl
expect 0 "predictions and labels in words" "$CONCORD" watch feed errors words.csv
expect 0 "so far" "$CONCORD" watch show errors
says ' of 2113 cases' "all are counted once"
says 'quiet' "the interval holds the limit"
expect 3 "cases of tomorrow" "$CONCORD" watch feed errors --events 0 --cases 5 --on 2026-11-24
expect 3 "cases of a day before those that were taken" "$CONCORD" watch feed errors --events 0 --cases 5 --on 2026-11-22
says 'come in their order' "it says why" err
expect 0 "what was taken when" "$CONCORD" watch show errors --json
cp out shown
expect 0 "each time is a point, with the interval of then" python3 -c 'import json; w = json.load(open("shown")); h = w["history"]; assert [p["taken"] for p in h] == [2000, 60, 50, 3] and [p["taken_events"] for p in h][1:] == [1, 2, 1] and all(0 < float(p["lo"]) < float(p["hi"]) < 0.05 and p["state"] == "quiet" for p in h) and w["now"] == h[-1] and w["state"] == "quiet", w'
expect 0 "another, of earlier days" "$CONCORD" watch add stops --system "$id" --what "a stop that came too late" --at-least 0.9
expect 0 "told later" "$CONCORD" watch feed stops --events 9 --cases 10 --on 2026-11-01
expect 0 "listed without its history" "$CONCORD" watch list --json
cp out list
expect 0 "but with where it stands" python3 -c 'import json; l = json.load(open("list")); s = [x for x in l if x["name"] == "stops"][0]; assert "history" not in s and s["state"] == "not_enough_data" and s["now"]["time"] == "2026-11-01T00:00:00Z", s'
"$CONCORD" gate sys/system.yaml >gate.before 2>&1

# ---- a breach
expect 1 "it gets worse" "$CONCORD" watch feed errors bad.csv
says 'BREACH' "it says so"
taken=$(sed -n 's/^\([0-9]*\) cases taken$/\1/p' out)
[ "$taken" -gt 20 ] && [ "$taken" -lt 600 ] && held=$((held + 1)) || broke "found after $taken cases"
expect 0 "the record" "$CONCORD" log show
says 'breach/1' "is in the log"
seq=$(awk '$2 == "breach/1" { print $1 }' out)
expect 0 "the record itself" "$CONCORD" record show "$seq"
says '"gate": "closes"' "with what it does"
expect 0 "its kind" "$CONCORD" kind schema breach/1
expect 4 "no more cases now" "$CONCORD" watch feed errors good.csv
expect 1 "the gate is closed" "$CONCORD" gate sys/system.yaml
says 'passed its limit while the system ran' "it says why"
expect 1 "in Chinese too" "$CONCORD" gate sys/system.yaml --lang zh
says '监测的比例超限' "in Chinese"
expect 0 "listed" "$CONCORD" watch list --json
says '"record": ' "with its record"

# ---- what a crash leaves: the alarm is kept, its record is not written yet; and the record is written, and not noted
python3 - "$seq" <<'PY'
import json, sys
w = json.load(open("node/watch/errors.json"))
assert w["breach"]["record"] == int(sys.argv[1])
w["breach"]["record"] = -1
json.dump(w, open("node/watch/errors.json", "w"))
PY
expect 4 "opened again" "$CONCORD" watch feed errors good.csv
[ "$("$CONCORD" log show | grep -c 'breach/1')" = 1 ] && held=$((held + 1)) || broke "a breach was recorded twice"
cp node/watch/errors.json kept
for bad in '' '{}' '[' '{"concord":"watch/1","name":"errors","system":"s","op":"<=","limit":"2","alpha":"0.05","block":250,"state":{}}'; do
	printf '%s' "$bad" >node/watch/errors.json
	expect 3 "a damaged watch: $bad" "$CONCORD" watch show errors
done
cp kept node/watch/errors.json

# ---- settled by a person
expect 3 "without a role" "$CONCORD" watch settle errors --reason x
expect 3 "without a key" "$CONCORD" watch settle errors --role risk-owner --reason x
key=$("$CONCORD" key add --role risk-owner --no-passphrase)
other=$("$CONCORD" key add --role compliance --no-passphrase)
expect 3 "by a key of another role" "$CONCORD" watch settle errors --role risk-owner --reason x --key "$other"
expect 0 "settled" "$CONCORD" watch settle errors --role risk-owner --reason "the old model is back" --key "$key"
expect 4 "nothing left to settle" "$CONCORD" watch settle errors --role risk-owner --reason x --key "$key"
"$CONCORD" gate sys/system.yaml >gate.after 2>&1
same gate.before gate.after "the gate is as it was"
expect 0 "it begins anew" "$CONCORD" watch show errors
says ' 0 of 0 cases' "from nothing"
expect 0 "its end is a point too" "$CONCORD" watch show errors --json
cp out shown
expect 0 "and what was before it stays" python3 -c 'import json; w = json.load(open("shown")); assert [p["state"] for p in w["history"]][-2:] == ["breach", "settled"] and w["now"] is None and w["state"] == "not_enough_data", w'
sed 's/"time": *"[^"]*"/"time":"then"/' node/watch/stops.json >damaged
cp node/watch/stops.json whole
cp damaged node/watch/stops.json
expect 3 "a history that is none" "$CONCORD" watch show stops
cp whole node/watch/stops.json
expect 0 "the views take such records" "$CONCORD" views rebuild

# ---- what needs somebody
expect 0 "nothing" "$CONCORD" alerts
says 'nothing needs anybody now' "it says so"
expect 3 "a span that is none" "$CONCORD" alerts --within x
expect 1 "a breach again" "$CONCORD" watch feed errors --events 90 --cases 100
"$CONCORD" assess sys/system.yaml --out d >/dev/null 2>&1 || :
printf 'seen\n' >doc.txt
expect 0 "evidence that ends" "$CONCORD" evidence add sys/system.yaml doc.txt --for eu-ai-act/art_50.1#E1 --signer risk-owner --expires 2026-12-01 --key "$key"
expect 0 "a waiver that ends later" "$CONCORD" waive sys/system.yaml --for eu-ai-act/art_4 --signer risk-owner --until 2027-03-01 --reason x --key "$key"
cp -R "$CONCORD_SOURCE/examples/mortgage-lending" lend
"$CONCORD" assess lend/system.yaml --out d >/dev/null 2>&1 || :
expect 0 "a case" "$CONCORD" case open lend/system.yaml --party northbank --title "first use"
case=$("$CONCORD" log show | awk '$2 == "case/1" { print $1 }')
expect 0 "with a question" "$CONCORD" case rule "$case" --step question --text "how long?" --deadline 2026-11-25 --key "$key"
expect 0 "all of it, as JSON" "$CONCORD" alerts --json
cp out alerts.json
expect 0 "the breach first, then by day" python3 -c 'import json; a = json.load(open("alerts.json")); assert [(x["what"], x.get("due"), x.get("overdue")) for x in a] == [("breach", None, None), ("risk", "2026-10-31", True), ("case", "2026-11-25", False), ("evidence", "2026-12-01", False), ("waiting", "2027-03-01", False)], a; assert a[4]["kind"] == "waiver/1" and a[4]["record"] > 0 and "may" not in a[4]; assert a[0]["watch"] == "errors" and a[0]["gate_closes"] and a[3]["title"]["zh"] and a[1]["system"] == "northbank-mortgage"'
expect 0 "farther ahead" "$CONCORD" alerts --within 120
says '2027-03-01 waits for a second person' "a waiver that waits"
never_says 'waiver ends' "has set nothing aside that could end"
waiver=$("$CONCORD" log show | awk '$2 == "waiver/1" { print $1 }')
expect 0 "which a second person approves" "$CONCORD" approve "$waiver" --role compliance --key "$other"
expect 0 "farther ahead once more" "$CONCORD" alerts --within 120
says '2027-03-01 waiver ends' "the waiver"
never_says 'waits for a second person' "which waits no more"
expect 0 "in Chinese" "$CONCORD" alerts --lang zh
says '超限' "in Chinese"
expect 0 "a newer document" "$CONCORD" evidence add sys/system.yaml doc.txt --for eu-ai-act/art_50.1#E1 --signer risk-owner --expires 2028-12-01 --key "$key"
expect 0 "takes the place of the old one" "$CONCORD" alerts
never_says 'evidence expires' "which asks nothing any more"

# ---- the law changes, for the systems of this node
expect 0 "not yet" "$CONCORD" watch changes
says 'not held against the law yet' "what to do first"
expect 0 "noted" "$CONCORD" watch law --as-of 2026-11-23
says '2 systems' "both of them"
expect 0 "nothing yet" "$CONCORD" watch changes
says 'no change' "it says so"
expect 1 "a year later" "$CONCORD" watch law --as-of 2027-12-03
expect 0 "is kept" "$CONCORD" watch changes --json
cp out changes
expect 0 "who is newly bound by what, by name" python3 -c 'import json; c = json.load(open("changes")); t = c["told"]; assert len(t) == 1 and t[0]["as_of"] == "2027-12-03" and c["systems"] == 2; s = t[0]["systems"]; assert [x["id"] for x in s] == ["northbank-mortgage"] and all(p["heading"]["zh"] for p in s[0]["newly_bound"])'
expect 0 "in words" "$CONCORD" watch changes --lang zh
says '新受约束' "in Chinese"

# ---- the law changes
mkdir reg
cp -R "$CONCORD_SOURCE/examples/public-chatbot" reg/a
cp -R "$CONCORD_SOURCE/examples/mortgage-lending" reg/b
cp -R "$CONCORD_SOURCE/norms" law
expect 0 "noted" "$CONCORD" watch law reg --norms law --as-of 2026-11-23
says 'Noted' "the first time"
expect 0 "nothing has changed" "$CONCORD" watch law reg --norms law --as-of 2026-11-23
says '^0 systems changed' "it says so"
expect 1 "a year later" "$CONCORD" watch law reg --norms law --as-of 2027-12-03 --look
says 'newly bound by  eu-ai-act/' "high-risk duties apply by then"
expect 0 "it was only looked" "$CONCORD" watch law reg --norms law --as-of 2026-11-23
says '^0 systems changed' "and not noted"
cp -R reg/a reg/c
expect 0 "a system more" "$CONCORD" watch law reg --norms law --as-of 2026-11-23
says '1 are new' "is said, and is no change of the law"
python3 - later <<'PY'
import re
text = open("law/eu-ai-act.yaml", encoding="utf-8").read()
head, sep, rest = text.partition("- id: art_50.1\n")
assert sep, "art_50.1"
open("law/eu-ai-act.yaml", "w", encoding="utf-8").write(head + sep + re.sub(r"applies: \[\{from: [0-9-]+", "applies: [{from: 2099-01-01", rest, count=1))
PY
expect 0 "a norm is put off" "$CONCORD" watch law reg --norms law --as-of 2026-11-23
says 'no longer bound by  eu-ai-act/art_50.1' "who is free is said"
cp "$CONCORD_SOURCE/norms/eu-ai-act.yaml" law/
expect 1 "and put back" "$CONCORD" watch law reg --norms law --as-of 2026-11-23 --json
cp out answer
expect 0 "who is newly bound is said" python3 -c 'import json; a = json.load(open("answer")); assert [c["newly_bound"] for c in a["changed"]].count(["eu-ai-act/art_50.1"]) == 2, a["changed"]'
echo '{' >node/watch-law.json
expect 3 "a damaged memory" "$CONCORD" watch law reg --norms law --as-of 2026-11-23
rm node/watch-law.json
expect 3 "no systems" "$CONCORD" watch law norms-that-are-not-there
finish
