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
expect 0 "the views take such records" "$CONCORD" views rebuild

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
