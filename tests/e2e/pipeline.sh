#!/bin/sh
# A pipeline without keys leaves a result; the node that has the keys signs it, once, and only if it is whole.
. "$(dirname "$0")/lib.sh"
export CONCORD_NORMS="$CONCORD_SOURCE/norms" CONCORD_NOW=2026-11-23T12:00:00Z
cd "$tmp" || exit 1
cp -R "$CONCORD_SOURCE/examples/public-chatbot" sys
expect 0 "init" "$CONCORD" init node --no-passphrase --name signer.example
size() { "$CONCORD" log show --data node --json | grep -c '"seq"'; }
start=$(size)

# No node, no key, no network: exit code of the verdict, and a page that says what it is.
expect 1 "assess --unsigned" "$CONCORD" assess sys/system.yaml --unsigned --out u --as-of 2026-11-23 --data nowhere
[ ! -e nowhere ] && held=$((held + 1)) || broke "--unsigned made a node"
for part in record.json blobs dossier.html dossier.json; do
	[ -s "u/$part" ] && held=$((held + 1)) || broke "no u/$part"
done
says 'Nobody has signed this file' "the unsigned page says so" u/dossier.html
says '本文件无人签署' "and in Chinese" u/dossier.html
expect 2 "verify the unsigned folder" "$CONCORD" verify u
says 'nobody signed' "verify says that nobody signed"
cp -R u kept

# What is refused leaves the log as it was.
refused() { # refused "what" 'shell in the copy' REGEX
	rm -rf bad && cp -R kept bad
	(cd bad && eval "$2")
	expect 3 "submit: $1" "$CONCORD" submit bad --data node
	says "$3" "submit: $1: says why" err
	[ "$(wc -l <err)" -le 2 ] && held=$((held + 1)) || broke "submit: $1: more than a sentence and a hint"
	[ "$(size)" = "$start" ] && held=$((held + 1)) || broke "submit: $1: the log has grown"
}
json() { # json 'python on d': changes record.json
	printf '%s\n' "python3 -c 'import json
d = json.load(open(\"record.json\", encoding=\"utf-8\"))
$1
json.dump(d, open(\"record.json\", \"w\", encoding=\"utf-8\"), ensure_ascii=False)'"
}
refused "a changed blob" 'for f in blobs/*; do :; done; printf x >>"$f"' 'was changed'
refused "every blob renamed" 'i=0; for f in blobs/*; do i=$((i+1)); mv "$f" "blobs/$(printf %064d $i)"; done' 'was changed'
refused "a blob that is no digest" 'printf x >blobs/notes.txt' 'is not a file of a submission'
refused "the content is absent" 'rm -f $(grep -l market_date blobs/* | xargs grep -l "\"as_of\"" | head -n 9)' 'not in blobs|absent'
refused "no record.json" 'rm record.json' 'record.json'
refused "an empty record.json" ': >record.json' 'record.json'
refused "half a record.json" 'head -c 900 record.json >x; mv x record.json' 'record.json'
refused "another document" 'sed -i "s,submission/1,system/1," record.json' 'is not a submission'
for kind in key/1 release/1 erase/1 revoke/1 approval/1 facts/1 evidence/1 judgement/1 waiver/1 instrument/1 unheard/1; do
	refused "a record of kind $kind" "$(json "d[\"records\"][0][\"kind\"] = \"$kind\"")" "cannot hold a record of kind"
	refused "a record of kind $kind among them" "$(json "d[\"records\"].insert(2, {\"kind\": \"$kind\", \"body\": {}})")" "cannot hold a record of kind"
done
refused "two assessments" "$(json 'd["records"].insert(0, d["records"][-1])')" 'one assessment'
refused "no assessment" "$(json 'd["records"].pop()')" 'does not end in an assessment'
refused "no records" "$(json 'd["records"] = []')" 'does not end in an assessment'
refused "records of another type" "$(json 'd["records"] = "x"')" 'does not end in an assessment'
refused "a body that is not there" "$(json 'del d["records"][0]["body"]')" 'has no body'
refused "a body with a field too many" "$(json 'd["records"][0]["body"]["approved"] = True')" 'approved'
refused "a body with a wrong type" "$(json 'd["records"][1]["body"]["n"] = "many"')" 'body.n'
refused "a body without what it needs" "$(json 'del d["records"][0]["body"]["id"]')" 'id'
refused "a ref that is none" "$(json 'd["refs"] = [{"role": "facts", "to": "sha256:00"}]')" 'ref'
refused "a number that the counts do not give" "$(json '
import hashlib, os
b = d["records"][-1]["body"]["content"]
p = "blobs/" + b["digest"][7:]
c = json.load(open(p, encoding="utf-8"))
c["measurements"][0]["value"] = "0.999"
t = json.dumps(c, ensure_ascii=False).encode()
b["digest"] = "sha256:" + hashlib.sha256(t).hexdigest()
b["size"] = len(t)
open("blobs/" + b["digest"][7:], "wb").write(t)')" 'does not follow from its counts'
expect 4 "submit without a node" "$CONCORD" submit kept --data nowhere
says 'concord init' "names init" err
expect 3 "submit what is not there" "$CONCORD" submit nothing --data node

# Signed: the same answer, by this node; a second time is refused.
expect 0 "submit" "$CONCORD" submit u --data node
says 'signed as record' "says the number"
expect 0 "verify the signed folder" "$CONCORD" verify u
expect 0 "verify it against the data" "$CONCORD" verify u/dossier.html --level data --from sys
says 'signer.example' "the page names the node" u/dossier.html
never_says 'Nobody has signed this file' "the signed page says so no more" u/dossier.html
grown=$(size)
expect 3 "submit twice" "$CONCORD" submit u --data node
says 'signed already' "says that it was signed" err
expect 3 "submit a copy" "$CONCORD" submit kept --data node
[ "$(size)" = "$grown" ] && held=$((held + 1)) || broke "a second submission has grown the log"
expect 0 "what was signed still holds" "$CONCORD" verify u
seq=$("$CONCORD" log show --data node | awk '$2 == "assessment/1" { print $1 }' | tail -n 1)
expect 0 "verify by number" "$CONCORD" verify "$seq" --data node --level data --from sys
finish
