#!/bin/sh
# One duty, from unknown to satisfied by documented commands, and back when evidence expires; waivers, counter-claims, keys, erasure.
. "$(dirname "$0")/lib.sh"
export CONCORD_NORMS="$CONCORD_SOURCE/norms" CONCORD_DATA=node
duty=eu-ai-act/art_50.1
cd "$tmp" || exit 1
cp -R "$CONCORD_SOURCE/examples/public-chatbot" sys
sed -i '/interacts_with_people:/d; /^evidence:/,$d' sys/system.yaml
now() { CONCORD_NOW=${1}T12:00:00Z; export CONCORD_NOW; }
now 2026-11-23
expect 0 "init" "$CONCORD" init node --no-passphrase

# finding ANSWER FINDING "when" [DATE]: what `why` and `gate` say of the duty for the provider in the EU
finding() {
	expect 0 "why: $3" "$CONCORD" why $duty sys/system.yaml --json --as-of "${4:-2026-11-23}"
	got=$(python3 -c '
import json, sys
print(*[r["answer"] + " " + r["finding"] for r in json.load(open("out")) if r["market"] == "EU" and r["role"] == "provider"])')
	[ "$got" = "$1 $2" ] && held=$((held + 1)) || broke "$3: $got, not $1 $2"
	"$CONCORD" gate sys/system.yaml --as-of "${4:-2026-11-23}" >out 2>err
	case $2 in
	unknown) says "EU $duty provider: unknown" "gate: $3" ;;
	not_satisfied) says "EU $duty provider: not satisfied" "gate: $3" ;;
	waived) says "EU $duty provider: waived" "gate: $3" ;;
	satisfied) never_says "EU $duty provider" "gate: $3" ;;
	esac
}
last() { "$CONCORD" log show | awk 'END { print $1 }'; }
count() { "$CONCORD" log show --json | grep -c '"seq"'; }

finding unknown unknown "nothing declared"
expect 0 "why names the fact" "$CONCORD" why $duty sys/system.yaml --as-of 2026-11-23
says 'interact' "why names the fact"
expect 0 "fact set" "$CONCORD" fact set sys/system.yaml interacts_with_people=yes --by harbour-labs --source "chat window" --until 2027-06-30
finding applies unknown "declared, no evidence"
expect 0 "whose fact it is" "$CONCORD" why $duty sys/system.yaml --as-of 2026-11-23
says 'harbour-labs.*chat window.*sha256:' "the fact names who, source and record"
printf 'Notice: you are talking to an AI.\n' >notice.txt
expect 0 "evidence add" "$CONCORD" evidence add sys/system.yaml notice.txt --for $duty#E1 --signer compliance --expires 2027-03-31
document=$(last)
finding applies unknown "one line of two"

# People sign with keys of their own, in the role of the key.
expect 0 "a person's key" "$CONCORD" key add --role compliance --no-passphrase
compliance=$(cat out)
expect 0 "another person's key" "$CONCORD" key add --role management --no-passphrase
management=$(cat out)
n=$(count)
expect 3 "in another role than the key's" "$CONCORD" judge sign sys/system.yaml --for $duty#E2 --signer legal-reviewer --answer yes --reason r --key "$compliance"
expect 3 "a role that does not sign" "$CONCORD" judge sign sys/system.yaml --for $duty#E2 --signer janitor --answer yes --reason r
expect 3 "no such line" "$CONCORD" judge sign sys/system.yaml --for $duty#E9 --signer compliance --answer yes --reason r
expect 3 "no such duty" "$CONCORD" evidence add sys/system.yaml notice.txt --for eu-ai-act/art_50.11 --signer compliance
expect 3 "no such document" "$CONCORD" evidence add sys/system.yaml nothing.pdf --for $duty#E1 --signer compliance
expect 3 "no such key" "$CONCORD" judge sign sys/system.yaml --for $duty#E2 --signer compliance --answer yes --reason r --key compliance-00000000
expect 3 "a date that is none" "$CONCORD" evidence add sys/system.yaml notice.txt --for $duty#E1 --signer compliance --expires 2027-02-30
expect 3 "a market where it is not offered" "$CONCORD" evidence add sys/system.yaml notice.txt --for $duty#E1 --signer compliance --market JP
[ "$(count)" = "$n" ] && held=$((held + 1)) || broke "a refused command has grown the log"

expect 0 "an engineer's key" "$CONCORD" key add --role engineer --no-passphrase
engineer=$(cat out)
expect 0 "signed by the wrong role" "$CONCORD" judge sign sys/system.yaml --for $duty#E2 --signer engineer --answer yes --reason "looks fine" --key "$engineer"
finding applies unknown "a judgement by a role that the line does not name"
expect 0 "for another market" "$CONCORD" judge sign sys/system.yaml --for $duty#E2 --signer compliance --answer yes --reason "seen" --market KR --key "$compliance"
finding applies unknown "a judgement for another market"
expect 0 "judge sign" "$CONCORD" judge sign sys/system.yaml --for $duty#E2 --signer compliance --answer yes --reason "the notice stands above the first answer" --key "$compliance"
judgement=$(last)
finding applies satisfied "both lines"
expect 2 "assess" "$CONCORD" assess sys/system.yaml --out d1 --as-of 2026-11-23 --as-of 2027-04-15
expect 0 "its dossier holds" "$CONCORD" verify d1 --level data --from sys
says 'give the same answers and findings' "derived again from law, manifest and the records that it cites"
expect 0 "elsewhere, too" "$CONCORD" verify d1 --level data --from sys --data nowhere
says 'rest on records that only their author has' "elsewhere the records are not there"

# Time passes: evidence expires, then the fact itself; a fact that is no longer relied on is asked for again.
finding applies unknown "the document has expired" 2027-04-15
finding unknown unknown "the fact has expired" 2027-07-15
now 2027-04-15
expect 0 "a new document" "$CONCORD" evidence add sys/system.yaml notice.txt --for $duty#E1 --signer compliance --expires 2028-03-31
finding applies satisfied "renewed" 2027-04-15
finding applies satisfied "the past stays as it was" 2026-11-23
now 2026-11-24
expect 0 "a no" "$CONCORD" judge sign sys/system.yaml --for $duty#E2 --signer compliance --answer no --reason "the notice was taken away" --key "$compliance"
no=$(last)
finding applies not_satisfied "a signed no" 2026-11-24

# Set aside by two people, until a day.
expect 0 "waive" "$CONCORD" waive sys/system.yaml --for $duty --signer compliance --reason "new notice is being built" --until 2026-12-31 --key "$compliance"
waiver=$(last)
finding applies not_satisfied "a waiver of one person" 2026-11-24
expect 0 "what waits" "$CONCORD" waiting
says "concord approve $waiver" "how it is approved"
says 'until 2026-12-31' "until when"
expect 0 "among what needs somebody" "$CONCORD" alerts --lang zh
says '2026-12-31 待第二人批准' "in Chinese"
never_says '到期' "it set nothing aside that could end"
expect 3 "approve without a key" "$CONCORD" approve "$waiver" --role management
expect 0 "approved by the same key" "$CONCORD" approve "$waiver" --role compliance --key "$compliance"
says 'It does not count: the same key' "and is told that it is nothing"
finding applies not_satisfied "approved by the one who asked" 2026-11-24
expect 0 "it waits on" "$CONCORD" waiting "$waiver"
says 'waits for a second person' "for a second person"
says 'does not count: by the key of who asked' "and the approval counts for nothing"
expect 3 "a record that takes one" "$CONCORD" waiting 0
says 'needs no second person' "is said" err
expect 3 "no row" "$CONCORD" waiting --limit 0
expect 3 "approve what needs none" "$CONCORD" approve 0 --role management --key "$management"
expect 0 "approved by a second person" "$CONCORD" approve "$waiver" --role management --key "$management"
finding applies waived "waived" 2026-11-24
expect 0 "nothing waits" "$CONCORD" waiting
says 'nothing waits for a second person' "is said"
expect 0 "where it stands" "$CONCORD" waiting "$waiver" --json
cp out stands
expect 0 "approved by the second alone" python3 -c 'import json; r, = json.load(open("stands"))["items"]; assert r["state"] == "approved" and [(v["weight"], v["counts"]) for v in r["votes"]] == [("own-key", False), ("counts", True)] and "may" not in r, r'
expect 0 "the keys there are" "$CONCORD" key mine
says "^$management " "by name"
finding applies not_satisfied "the waiver has ended" 2027-01-01
finding applies satisfied "the waiver had not begun" 2026-11-23
expect 0 "taken back" "$CONCORD" approve "$waiver" --role management --key "$management" --refuse --reason "no longer"
finding applies not_satisfied "the second person took it back" 2026-11-24

# Anyone may object, and it is shown.
expect 0 "counter" "$CONCORD" counter "$judgement" --claim "the notice was not there on a phone" --for $duty --role user
"$CONCORD" assess sys/system.yaml --out d2 --as-of 2026-11-24 >out 2>err
says 'the notice was not there on a phone' "the counter-claim stands in the dossier" d2/dossier.html
expect 0 "its dossier holds" "$CONCORD" verify d2
expect 3 "counter without a claim" "$CONCORD" counter "$judgement"

# A stolen key: what it signed from an entry on is shown and does not count.
stolen=$("$CONCORD" key list | awk '$1 == "person" && $3 == "compliance" { print $2 }')
expect 0 "revoke" "$CONCORD" key revoke "$stolen" --last-good-size "$no"
expect 1 "the no does not count" "$CONCORD" verify "$no"
expect 0 "the yes before does" "$CONCORD" verify "$judgement"
finding applies satisfied "the record of a revoked key no longer counts" 2026-11-24
expect 4 "nor does it sign here any more" "$CONCORD" judge sign sys/system.yaml --for $duty#E2 --signer compliance --answer no --reason "signed by the thief" --key "$compliance"
says 'was revoked' "says so" err
expect 0 "the list says so" "$CONCORD" key list
says 'no longer counts' "the list says so"
expect 3 "revoke what is no key" "$CONCORD" key revoke sha256:00

# Rotation and release change no id and break no proof.
before=$("$CONCORD" key list | awk '$1 == "record" { print $2 }')
expect 0 "rotate" "$CONCORD" key rotate --no-passphrase
after=$("$CONCORD" key list | awk '$1 == "record" && !/no longer/ { print $2 }')
[ "$before" != "$after" ] && held=$((held + 1)) || broke "the record key is the same after rotation"
expect 0 "the old dossier holds" "$CONCORD" verify d1 --key "$before"
# Rotation once more, cut off between its record and the change of files: the next command finishes it.
cp node/keys/record.key old.key
expect 0 "rotate again" "$CONCORD" key rotate --no-passphrase
mv node/keys/record.key node/keys/record.key.next && mv old.key node/keys/record.key
after=$("$CONCORD" key list | awk '$1 == "record" && !/no longer/ { print $2 }')
expect 0 "the next record" "$CONCORD" fact set sys/system.yaml personal_use=no --by harbour-labs
expect 0 "is signed by the new key" "$CONCORD" verify "$(last)" --key "$after"
[ ! -e node/keys/record.key.next ] && held=$((held + 1)) || broke "the rotation was not finished"
expect 0 "an old record holds" "$CONCORD" verify "$document"
id=$("$CONCORD" record show "$document" | sed -n 's/^ *"id": "\(sha256:[0-9a-f]*\)".*/\1/p' | head -n 1)
expect 0 "release" "$CONCORD" release "$document"
expect 0 "the id is the same" "$CONCORD" verify "$id"
expect 0 "release twice is no harm" "$CONCORD" verify "$document"
"$CONCORD" assess sys/system.yaml --out d3 --as-of 2026-11-24 >out 2>err
expect 0 "a dossier by the new key" "$CONCORD" verify d3 --key "$after"
expect 1 "which is not the old one" "$CONCORD" verify d3 --key "$before"

# A writer that was killed between writing and publishing: the record is there, and no checkpoint covers it.
cp -R node/log/public before-public
expect 0 "a record" "$CONCORD" fact set sys/system.yaml personal_use=no --by harbour-labs
unproved=$(last)
cp -R node after && rm -r node/log/public && mv before-public node/log/public
expect 2 "not yet published" "$CONCORD" verify "$unproved"
says 'no checkpoint covers it yet' "says why"
never_says '✗|^x ' "nothing failed"
expect 2 "nor at level proof" "$CONCORD" verify "$unproved" --level proof --json
says '"result": *"cannot_recompute"' "as JSON"
expect 0 "the next write" "$CONCORD" fact set sys/system.yaml personal_use=no --by harbour-labs
expect 0 "publishes it" "$CONCORD" verify "$unproved"

# Erasure: the content is gone, its place and proof stay, and what rested on it is unknown again.
expect 3 "erase without a reason" "$CONCORD" erase "$judgement"
expect 0 "erase" "$CONCORD" erase "$judgement" --reason request
expect 2 "what was erased cannot be recomputed" "$CONCORD" verify "$judgement"
says 'cannot recompute' "says so"
expect 0 "its place is proved" "$CONCORD" log prove "$judgement"
finding applies unknown "what rested on it is unknown" 2026-11-24
sha=$(python3 -c 'import hashlib; print(hashlib.sha256(open("notice.txt","rb").read()).hexdigest())')
find node -name "$sha" | grep -q . && held=$((held + 1)) || broke "the document was not kept"
newest=$("$CONCORD" log show | awk '$2 == "evidence/1" { print $1 }' | tail -n 1)
expect 0 "a document that another record names" "$CONCORD" erase "$newest" --reason retention
find node -name "$sha" | grep -q . && held=$((held + 1)) || broke "a document that a record still names was destroyed"
expect 0 "the released one, too" "$CONCORD" erase "$document" --reason retention
find node -name "$sha" | grep -q . && broke "a document that no record names was kept" || held=$((held + 1))
expect 0 "erase twice" "$CONCORD" erase "$document" --reason retention
n=$(count)
expect 3 "erase what is public" "$CONCORD" erase 0 --reason law
says 'cannot be called back' "says that it is public" err
[ "$(count)" = "$n" ] && held=$((held + 1)) || broke "a refused erasure has grown the log"
for i in $("$CONCORD" log show | awk '$2 == "counter/1" || $2 == "erase/1" || $2 == "release/1" { print $1 }'); do
	expect 0 "record $i holds after it all" "$CONCORD" verify "$i"
done
expect 0 "the first dossier holds after it all" "$CONCORD" verify d1 --level data --from sys
says 'not derived again: a record that they rest on was erased' "what rested on the erased is not derived again"
expect 0 "views are folded again" "$CONCORD" views rebuild
finish
