#!/bin/sh
# Forged dossiers: what stands beside the signatures, a page that does not say what was signed, keys that no longer count.
. "$(dirname "$0")/lib.sh"
export CONCORD_NORMS="$CONCORD_SOURCE/norms" CONCORD_NOW=2026-11-23T12:00:00Z
data=$CONCORD_SOURCE/tests/e2e/data
cd "$tmp" || exit 1
cp -R "$CONCORD_SOURCE/examples/mortgage-lending" sys
expect 0 "init" "$CONCORD" init node --no-passphrase --name northbank.example
expect 2 "assess" "$CONCORD" assess sys/system.yaml --data node --out d --as-of 2026-11-23 --as-of 2027-12-03
expect 0 "what nobody touched" "$CONCORD" verify d
says "findings are the signer's statement; only the numbers were recomputed" "says what it did not look at"
says 'by the 2 key records inside, the key counted when it signed' "the key records inside are looked at"
says 'whether the key was revoked after that checkpoint; ask northbank.example' "says what they cannot show"
python3 - d/dossier.json d/keys <<'END' && held=$((held + 1)) || broke "keys/ does not hold the key records"
import json, os, sys
d = json.load(open(sys.argv[1], encoding="utf-8"))
assert sorted(os.listdir(sys.argv[2])) == sorted("%d%s" % (r["seq"], e) for r in d["key_records"] for e in (".json", ".tlog-proof"))
for r in d["key_records"]:
    assert json.load(open("%s/%d.json" % (sys.argv[2], r["seq"]))) == r["envelope"]
END
cp -R d e && printf ' ' >>e/keys/0.json
expect 1 "a changed file of a key record" "$CONCORD" verify e
rm e/keys/0.json
expect 2 "a missing file of a key record" "$CONCORD" verify e
python3 - d/dossier.json older.json <<'END'
import json, sys
d = json.load(open(sys.argv[1], encoding="utf-8"))
del d["key_records"]
json.dump(d, open(sys.argv[2], "w", encoding="utf-8"))
END
expect 1 "key records taken out of a dossier that names them" "$CONCORD" verify older.json

mkdir f
python3 "$data/forge.py" d/dossier.json f || broke "forge.py"
for file in f/*.json; do
	want_code=${file##*,}
	expect "${want_code%.json}" "$file" "$CONCORD" verify "$file"
done
[ "$(ls f | wc -l)" -ge 94 ] && held=$((held + 1)) || broke "too few forged dossiers"
expect 1 "why: an extra proof" "$CONCORD" verify f/extra-proof,1.json
says 'one proof for each record' "an extra proof is named"
expect 1 "why: a witness" "$CONCORD" verify f/forged-witness,1.json
says 'a signature that cannot be verified here' "a forged witness is named"
expect 2 "why: a step" "$CONCORD" verify f/measured-by-another-version,2.json
says 'cannot recompute measurement/1: made by step measure version 9, this program has version 1' "names step and versions"
expect 1 "why: another step" "$CONCORD" verify f/measured-by-another-step,1.json
says 'says that step "judge@1" made it' "names the step"
expect 1 "why: a key record left out" "$CONCORD" verify f/key-record-missing,1.json
says 'not those that the assessment names' "names the key records"
expect 1 "why: a revoked key" "$CONCORD" verify f/key-revoked,1.json
says 'by the key records, its signing key is not good at entry' "names the entry"
expect 1 "why: a first key that another made" "$CONCORD" verify f/first-key-not-shown,1.json
says 'not entry 0 of the log' "the first key vouches for itself"
expect 1 "why: a person's key" "$CONCORD" verify f/key-of-a-person,1.json
says "is a person's" "a person does not sign for the node"
expect 0 "what a signer keeps back" "$CONCORD" verify f/key-revoked-and-kept-back,0.json
says 'whether the key was revoked' "is said not to be shown"
expect 1 "why: a signature" "$CONCORD" verify f/second-signature,1.json
says 'more than one signature' "a second signature is named"
expect 1 "why: a value" "$CONCORD" verify f/record-of-another-value,1.json
says 'm1: value' "names the measurement and the member"

# The findings of a signer are taken as said, unless the derivation that was signed lies beside them.
expect 0 "everything satisfied" "$CONCORD" verify f/everything-satisfied,0.json
says "findings are the signer's statement" "said so"
page() { # page JSON OUT: the honest page around another dossier
	python3 - "$1" "$2" <<'END'
import json, sys
d = json.dumps(json.load(open(sys.argv[1], encoding="utf-8")), ensure_ascii=False).replace("<", "\\u003c")
page = open("d/dossier.html", encoding="utf-8", newline="").read()
a = page.index(">", page.index("application/json")) + 1
open(sys.argv[2], "w", encoding="utf-8", newline="").write(page[:a] + d + page[page.index("</script>", a):])
END
}
# With the law and the files at hand, the steps are run again.
expect 0 "what nobody touched, derived again" "$CONCORD" verify d --level data --from sys
says 'give the same answers and findings' "derived again"
never_says "signer's statement" "nothing was left to the signer's word"
expect 1 "everything satisfied, derived again" "$CONCORD" verify f/everything-satisfied,0.json --level data --from sys
says 'law, manifest and records give other findings' "seen"
expect 1 "a milder register, looked at again" "$CONCORD" verify f/milder-register,0.json --level data --from sys
says 'other findings than the dossier: risks' "the manifest says how severe it is"
expect 1 "another list, derived again" "$CONCORD" verify f/findings-of-another-list,0.json --level data --from sys
says 'other findings than the dossier: assessment/1' "names the record"
cp -R "$CONCORD_SOURCE/norms" law && printf '# changed\n' >>law/eu-ai-act.yaml
expect 0 "another library" "$CONCORD" verify f/everything-satisfied,0.json --level data --from sys --norms law
says 'not derived again: the library of law here is another one' "says what it did not look at"
sed 's/0.8/0.7/' sys/policy.yaml >policy.new && cp -R sys poli && mv policy.new poli/policy.yaml
expect 0 "another policy" "$CONCORD" verify d --level data --from poli
says 'not derived again: the policy there is another one' "says so"

mkdir with && cp -R d/blobs with/blobs
page f/everything-satisfied,0.json with/dossier.html
expect 1 "the derivation beside it" "$CONCORD" verify with
says 'not those of the signed derivation' "the signed derivation says otherwise"

# A page of another version of the program is not a forged page.
page f/another-program,0.json older.html
expect 2 "a page made by another version" "$CONCORD" verify older.html
says 'cannot recompute: the page was made by version concord 9.9' "names the version"
page f/signed-again,0.json same.html
expect 1 "a page of this version that differs" "$CONCORD" verify same.html
says 'the page was changed' "a changed page is one"

# Keys: this machine's node knows which of them were good.
expect 0 "by the node itself" "$CONCORD" verify d --data node
says 'the key was good at each entry' "the node's own ring was asked"
expect 1 "signed by a stranger under the node's name" "$CONCORD" verify f/signed-again,0.json --data node
says '✗ keys|x keys' "the node does not know that key"
"$CONCORD" init other --no-passphrase --name southbank.example >/dev/null
expect 0 "another node does not know" "$CONCORD" verify d --data other
says 'ask northbank.example' "says whom to ask"
cp -R node thief
expect 0 "rotate" "$CONCORD" key rotate --data node --no-passphrase
expect 0 "what a rotated key signed before" "$CONCORD" verify d --data node
old=$("$CONCORD" key list --data node | awk '$1 == "record" { print $2; exit }')
seq=$(ls d/records | sort -n | head -n 1)
expect 0 "revoke" "$CONCORD" key revoke "$old" --last-good-size "${seq%.json}" --data node
expect 1 "what a revoked key signed after" "$CONCORD" verify d --data node
says 'keys .*record' "names the record"
expect 2 "a thief goes on" "$CONCORD" assess sys/system.yaml --data thief --out t --as-of 2026-11-23
expect 1 "by the thief" "$CONCORD" verify t --data node
expect 0 "in the thief's own words" "$CONCORD" verify t --data thief

# The manifest: by its folder, or itself.
cp sys/system.yaml sys/bank.yaml
expect 0 "data, from the folder" "$CONCORD" verify d --level data --from sys
expect 0 "data, from the manifest" "$CONCORD" verify d --level data --from sys/bank.yaml
expect 2 "data, from nowhere" "$CONCORD" verify d --level data --from nowhere

# A node signs no lie of a pipeline.
expect 2 "unsigned" "$CONCORD" assess sys/system.yaml --unsigned --out u --as-of 2026-11-23 --data nowhere
lie() { # lie "what" REGEX 'python on records r and content c'
	rm -rf bad && cp -R u bad
	python3 - "$3" <<'END'
import hashlib, json, sys
d = json.load(open("bad/record.json", encoding="utf-8"))
r = d["records"]
b = r[-1]["body"]["content"]
c = json.load(open("bad/blobs/" + b["digest"][7:], encoding="utf-8"))
exec(sys.argv[1])
t = json.dumps(c, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
b["digest"] = "sha256:" + hashlib.sha256(t).hexdigest()
b["size"] = len(t)
open("bad/blobs/" + b["digest"][7:], "wb").write(t)
json.dump(d, open("bad/record.json", "w", encoding="utf-8"), ensure_ascii=False)
END
	n=$("$CONCORD" log show --data other | wc -l)
	expect 3 "submit: $1" "$CONCORD" submit bad --data other
	says "$2" "submit: $1" err
	[ "$("$CONCORD" log show --data other | wc -l)" = "$n" ] && held=$((held + 1)) || broke "submit: $1: the log has grown"
}
lie "another value in a record" 'measurement/1 m1: value' 'r[1]["body"]["value"] = "0.99"'
lie "another system" 'system/1' 'r[0]["body"]["name"]["en"] = "Another"'
lie "a measurement without a record" 'one signed record for each' 'del r[1]'
lie "another answer" 'does not follow from the findings' 'c["answers"][0]["verdict"] = r[-1]["body"]["answers"][0]["verdict"] = "pass"'
lie "a finding that was not derived" 'not those of the signed derivation' '
f = [f for f in c["findings"] if f["force"] == "soft" and f["by_date"][0]["finding"] == "unknown"][0]
f["by_date"][0]["finding"] = "satisfied"
for m in c["markets"]:
    if m["market"] == f["market"]:
        n = m["by_date"][0]["by_force"]["soft"]
        n["unknown"] -= 1
        n["satisfied"] += 1'
lie "counts of another attribute" 'does not follow from its counts' 'c["measurements"][0]["attribute"] = r[1]["body"]["attribute"] = "single"'
expect 0 "what is no lie" "$CONCORD" submit u --data other
expect 0 "and holds" "$CONCORD" verify u --data other
says 'the key was good at each entry' "by its own node"
finish
