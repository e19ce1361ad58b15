#!/bin/sh
# Once around: a node, a dossier of two dates, verification at each level, and every way of changing it refused.
. "$(dirname "$0")/lib.sh"
export CONCORD_NORMS="$CONCORD_SOURCE/norms" CONCORD_NOW=2026-11-23T12:00:00Z
data=$CONCORD_SOURCE/tests/e2e/data
twisted=${CONCORD_LONG:+1500}
twisted=${twisted:-40}
cd "$tmp" || exit 1
cp -R "$CONCORD_SOURCE/examples/mortgage-lending" sys

expect 0 "init" "$CONCORD" init node --no-passphrase --name northbank.example
expect 4 "init twice" "$CONCORD" init node --no-passphrase
says 'nothing was changed' "init twice says so" err
expect 2 "assess" "$CONCORD" assess sys/system.yaml --data node --out d --as-of 2026-11-23 --as-of 2027-12-03
says 'NOT YET DECIDED' "the answer stands in the first lines"
says '3 Dec 2027' "both dates are shown"
says 'not legal advice' "it says what it is"
for part in dossier.html dossier.json records proofs blobs; do
	[ -s "d/$part" ] && held=$((held + 1)) || broke "no d/$part"
done
seq=$("$CONCORD" log show --data node | awk '$2 == "assessment/1" { print $1 }' | tail -n 1)
id=$("$CONCORD" record show "$seq" --data node | sed -n 's/^ *"id": "\(sha256:[0-9a-f]*\)".*/\1/p' | head -n 1)
# Every step of the registry made its kind of record, in its version; no record of such a kind came about without one.
"$CONCORD" step list --json >steps
python3 - d/dossier.json steps <<'END' && held=$((held + 1)) || broke "steps and records do not match"
import base64, json, sys
steps = {s["makes"]: s["step"] for s in json.load(open(sys.argv[2]))}
records = [json.loads(base64.b64decode(r["envelope"]["payload"])) for r in json.load(open(sys.argv[1]))["records"]]
assert steps and {r["kind"] for r in records} == set(steps) | {"system/1"}, steps
for r in records:
    assert r["body"].get("step") == steps.get(r["kind"]), r["kind"]
END
key=$("$CONCORD" key list --data node | awk '$1 == "record" { print $2 }')
expect 0 "the tree is the same the second time" "$CONCORD" views rebuild --data node

# What holds, at each level.
for level in proof counts data; do
	for what in d d/dossier.json; do
		expect 0 "verify $what at $level" "$CONCORD" verify "$what" --level $level --from sys --key "$key"
		says "level: $level" "verify says its level"
	done
	for what in "$seq" "$id"; do
		expect 0 "verify $what at $level" "$CONCORD" verify "$what" --data node --level $level --from sys --key "$key"
	done
done
says 'compare the fingerprint' "verify says what it does not prove"
expect 0 "the first record" "$CONCORD" verify 0 --data node
expect 3 "no such record" "$CONCORD" verify 999999 --data node
expect 3 "no such file" "$CONCORD" verify nowhere
expect 3 "no such level" "$CONCORD" verify d --level everything

# The wrong key.
other=sha256:$(printf '%064d' 7)
for what in d d/dossier.html d/dossier.json "$seq"; do
	expect 1 "another key for $what" "$CONCORD" verify "$what" --data node --key "$other"
	says 'not signed by the key that you named' "says that the key is another"
done

# The files behind the numbers.
cp -R sys changed
sed -i '5s/0/1/' changed/predictions.csv
expect 1 "a changed table" "$CONCORD" verify d --level data --from changed
says 'not those that were counted' "says that the files are others"
printf 'a,b\n' >>changed/predictions.csv
expect 1 "a broken table" "$CONCORD" verify d --level data --from changed
rm changed/predictions.csv
expect 2 "a missing table" "$CONCORD" verify d --level data --from changed
says 'cannot recompute' "says that it cannot"
printf '\n' >>changed/system.yaml
expect 1 "another manifest" "$CONCORD" verify d --level data --from changed
rm changed/system.yaml
expect 2 "no manifest" "$CONCORD" verify d --level data --from changed
says 'cannot recompute' "says that it cannot"

# Every visible word: one place of the page at a time.
mkdir pages
n=$(python3 "$data/mutate.py" d/dossier.html pages)
[ "$n" -ge 30 ] && held=$((held + 1)) || broke "only $n changes of the page"
for page in pages/*.html; do
	cmp -s "$page" d/dossier.html && broke "$page is not changed"
	expect 1 "$(basename "$page")" "$CONCORD" verify "$page"
	says 'does not hold' "$(basename "$page") is refused in words"
done

# The JSON: what is signed, what is not signed, what is missing, what is there twice.
mkdir twists
python3 "$data/unmake.py" d/dossier.json twists
for file in twists/*.json; do
	want_code=${file##*,}
	expect "${want_code%.json}" "$file" "$CONCORD" verify "$file"
	case $file in *no-records*) says 'nobody signed' "without records: nobody signed" ;; esac
done
[ "$(ls twists | wc -l)" -ge 28 ] && held=$((held + 1)) || broke "too few changed dossiers"

# A page without records, made by the program itself: nothing is proved, and it says so.
expect 2 "unsigned" "$CONCORD" assess sys/system.yaml --unsigned --out u --as-of 2026-11-23
expect 2 "verify an unsigned page" "$CONCORD" verify u/dossier.html
says 'nobody signed' "says that nobody signed"

# Values of the wrong type anywhere: refused, never a crash.
mkdir twisted
python3 "$data/twist.py" d/dossier.json twisted $twisted
for file in twisted/*.json; do
	got=0
	timeout 60 "$CONCORD" verify "$file" >out 2>err </dev/null || got=$?
	case $got in 1 | 2 | 3) held=$((held + 1)) ;; *) broke "$file: exit $got"; head -n 3 err ;; esac
done

# A folder: each file in it.
folder() { # folder "what" CODE 'shell in the copy f'
	rm -rf f && cp -R d f
	(cd f && eval "$3")
	expect "$2" "folder: $1" "$CONCORD" verify f
}
folder "untouched" 0 ':'
folder "a record changed" 1 "sed -i 's/\"sig\":\"x/\"sig\":\"y/; t; s/\"sig\":\"./\"sig\":\"x/' records/$seq.json"
folder "a record cut" 1 "head -c 100 records/$seq.json >x && mv x records/$seq.json"
folder "a record is absent" 2 "rm records/$seq.json"
folder "a proof swapped" 1 "cp proofs/2.tlog-proof proofs/$seq.tlog-proof"
folder "a proof is absent" 2 "rm proofs/$seq.tlog-proof"
folder "a blob changed" 1 'f=$(ls blobs | head -n 1); printf x >>blobs/$f'
folder "a foreign file among the blobs" 1 'printf x >blobs/readme'
folder "only the page: what else was in it is said to be gone" 2 'rm -rf records proofs blobs dossier.json'
folder "JSON of another dossier" 1 'cp ../u/dossier.json .'
folder "JSON changed" 1 'sed -i "s/northbank.example/southbank.example/" dossier.json'
folder "no page" 3 'rm dossier.html'
folder "half a page" 3 'head -c 200000 dossier.html >x && mv x dossier.html'
folder "an empty page" 3 ': >dossier.html'

# The node's own log.
node() { # node "what" CODE 'shell in the copy n' COMMAND...
	rm -rf n && cp -R node n
	(cd n && eval "$3")
	what=$1 want_code=$2
	shift 3
	expect "$want_code" "node: $what" "$CONCORD" "$@" --data n
}
node "untouched" 0 ':' verify "$seq"
node "content of the assessment is absent" 2 'rm -rf blobs/??' verify "$seq"
says 'cannot recompute' "says that it cannot"
finish
