#!/bin/sh
# A node's own files, and a dossier's, damaged one at a time: each command that needs them says in one sentence what is wrong, ends with the
# right code, and writes nothing; what does not need them still answers. Then folders and disks that take no more.
. "$(dirname "$0")/lib.sh"
export CONCORD_NORMS="$CONCORD_SOURCE/norms" CONCORD_NOW=2026-11-23T12:00:00Z
cd "$tmp" || exit 1
mortgage=$CONCORD_SOURCE/examples/mortgage-lending/system.yaml
chatbot=$CONCORD_SOURCE/examples/public-chatbot/system.yaml
expect 0 "init" "$CONCORD" init node --name node.example --no-passphrase
expect 0 "another node" "$CONCORD" init other --name other.example --no-passphrase
expect 2 "a good one" "$CONCORD" assess "$mortgage" --data node --out good --as-of 2026-11-23
seq=$(ls good/records | sort -n | tail -n 1 | sed 's/\.json//')
size=$((seq + 1))
expect 0 "it holds" "$CONCORD" verify "$seq" --data node

flip() { # flip FILE AT: one bit of the byte at AT
	python3 - "$1" "$2" <<'END'
import sys
path, at = sys.argv[1], int(sys.argv[2])
b = bytearray(open(path, "rb").read())
b[at] ^= 1
open(path, "wb").write(b)
END
}
cut() { head -c "$2" "$1" >cut.tmp && mv cut.tmp "$1"; } # cut FILE BYTES

damage() { # damage "what" 'shell': the copy n of the node has it
	rm -rf n d made && cp -R node n && cp -R good d
	this=$1
	eval "$2"
	state=$(state_of)
}
state_of() { (cd n && find . -type f ! -path ./log/lock ! -path './views*' -exec sha256sum {} + | LC_ALL=C sort); }

refused() { # refused CODE REGEX COMMAND...: one sentence, and the node is as it was
	code=$1 regex=$2
	shift 2
	expect "$code" "$this: $*" "$CONCORD" "$@"
	says "^error: .*($regex)" "$this: $*: says what is wrong" err
	[ "$(grep -c '^error: ' err)" = 1 ] && [ "$(wc -l <err)" -le 2 ] && held=$((held + 1)) || broke "$this: $*: not one sentence: $(head -n 4 err)"
	never_says 'bug of ours|Sanitizer|runtime error' "$this: $*: not our bug" err
	[ ! -s out ] && held=$((held + 1)) || broke "$this: $*: something on stdout: $(head -n 1 out)"
	[ ! -e made ] && held=$((held + 1)) || broke "$this: $*: the output folder was made"
	[ "$(state_of)" = "$state" ] && held=$((held + 1)) || broke "$this: $*: the node was changed"
}
answered() { # answered CODE REGEX COMMAND...
	code=$1 regex=$2
	shift 2
	expect "$code" "$this: $*" "$CONCORD" "$@"
	says "$regex" "$this: $*"
	never_says '.' "$this: $*: nothing on stderr" err
}
writing="assess $chatbot --data n --out made --as-of 2026-11-23"

# ---- key files: who signs is refused, who reads is not
for key in record log; do
	file=keys/$key.key
	damage "$key key: cut" "cut n/$file 100"
	refused 3 "n/$file: key file: the line" $writing
	answered 0 'assessment/1' log show --data n
	damage "$key key: empty" ": >n/$file"
	refused 3 "n/$file: not a key file" $writing
	damage "$key key: a byte of the secret" "flip n/$file 150"
	refused 3 "n/$file: .*(secret|base64)" $writing
	damage "$key key: a folder" "rm n/$file && mkdir n/$file"
	refused 3 "n/$file is not a file" $writing
	damage "$key key: gone" "rm n/$file"
	refused 3 "n/$file: No such file" $writing
	answered 0 'It holds' verify "$seq" --data n
done
damage "record key: another node's" "cp other/keys/record.key n/keys/"
refused 4 'keys/record.key is not in the log' $writing
damage "log key: another node's" "cp other/keys/log.key n/keys/"
refused 4 'n/keys/log.key is not the log key' $writing

# ---- the signed head: without one that holds, nothing is read and nothing is written
head=n/log/public/checkpoint
checkpoint() { # checkpoint "what" REGEX 'shell'
	damage "checkpoint: $1" "$3"
	refused 3 "$head: .*$2" $writing
	refused 3 "$head: .*$2" log show --data n
	refused 3 "$head: .*$2" verify "$seq" --data n
	refused 3 "$head: .*$2" log prove 5 --data n
}
checkpoint "another log's" 'it is of other.example/log' "cp other/log/public/checkpoint $head"
checkpoint "cut" 'the last line is not ended' "cut $head 90"
checkpoint "empty" 'not a text' ": >$head"
checkpoint "a byte of its root" 'does not hold' "flip $head 40"
checkpoint "a byte of its signature" 'does not hold|not signed by' "flip $head 130"
checkpoint "a larger log than there is" 'does not hold' "sed -i 's/^$size\$/99/' $head"
damage "checkpoint: gone" "rm $head"
answered 2 'no checkpoint covers it yet' verify 5 --data n
refused 4 'not published yet' log prove 5 --data n

# ---- tiles: they are made again from the entries; until then no proof is handed out that does not hold
tile=n/log/public/tile/0/000.p/$size
damage "tile: cut" "cut $tile 100"
refused 3 'n/log/public: a tile has 100 bytes' log prove 5 --data n
answered 1 '^. inclusion  n/log/public: a tile has 100 bytes' verify 5 --data n
damage "tile: a byte" "flip $tile 100"
refused 3 'n/log/public: the inclusion proof does not lead to the root' log prove 5 --data n
answered 1 '^. inclusion  n/log/public: the inclusion proof does not lead to the root' verify 5 --data n
expect 1 "in Chinese" "$CONCORD" verify 5 --data n --lang zh
never_says 'the inclusion proof' "in Chinese"
damage "tile: gone" "rm $tile"
refused 3 'tile/0/000.p/[0-9]+: No such file' log prove 5 --data n
answered 2 '^. inclusion  .*No such file' verify 5 --data n
damage "tiles: gone" "rm -r n/log/public/tile"
answered 0 'assessment/1' log show --data n
expect 1 "a node without tiles still writes" "$CONCORD" $writing
expect 0 "and proves again" "$CONCORD" log prove 5 --data n

# ---- entries: cut, changed or gone, a log that was signed is not begun anew
entries() { # entries "what" CODE REGEX 'shell'
	damage "entries: $1" "$4"
	for words in "$writing" "log show --data n" "verify 5 --data n" "log prove 5 --data n" "record show $seq --data n"; do
		refused "$2" "$3" $words
	done
}
file=n/log/entries
last=$(stat -c %s node/log/entries)
entries "cut in the middle" 4 "its checkpoint signed $size" "cut $file 1000"
entries "the last byte cut" 4 "its checkpoint signed $size" "cut $file $((last - 1))"
entries "a byte in the middle" 4 "its checkpoint signed $size|damaged at byte" "flip $file 1000"
entries "a byte of its head" 3 'n/log/entries is not the entries of a log' "flip $file 3"
entries "another log's" 4 "its checkpoint signed $size" "cp other/log/entries $file"
entries "empty" 4 "its checkpoint signed $size" ": >$file"
entries "gone" 4 "its checkpoint signed $size" "rm $file"

# ---- sealed content: what is lost is not said to be erased
damage "sealed: gone" "rm n/log/sealed"
answered 0 'content lost, not erased' log show --data n
answered 0 '"lost": *true' log show --data n --json
answered 2 'content is lost, not erased' verify 5 --data n
refused 3 "entry $seq is sealed and its record is not here" record show "$seq" --data n
damage "sealed: cut" "cut n/log/sealed 8000"
answered 0 'content lost, not erased' log show --data n
damage "sealed: a byte of the third frame" "flip n/log/sealed 3000"
answered 2 'content is lost, not erased' verify 4 --data n
answered 0 'It holds' verify 5 --data n
damage "sealed: a byte of its head" "flip n/log/sealed 2"
refused 3 'n/log/sealed is not a file of sealed records' $writing
damage "sealed: erased is erased" ':'
expect 0 "erase" "$CONCORD" erase 5 --data n --reason request
answered 0 'content erased; its place and proof stay' log show --data n
answered 2 "content was erased" verify 5 --data n

# ---- blobs
content=$(grep -o '"content":{"digest":"sha256:[0-9a-f]*' good/dossier.json | head -n 1 | grep -o '[0-9a-f]*$')
[ -n "$content" ] || content=$(cd node/blobs && ls -S */* | head -n 1 | sed 's,.*/,,')
blob=blobs/$(printf %.2s "$content")/$content
damage "blob: a byte" "flip n/$blob 5000"
answered 1 '^. counts .*do not hash to it' verify "$seq" --data n
damage "blob: gone" "rm n/$blob"
answered 2 'cannot recompute: the content is absent' verify "$seq" --data n

# ---- node.json
json() { # json "what" REGEX 'shell'
	damage "node.json: $1" "$3"
	refused 3 "$2" $writing
	refused 3 "$2" log show --data n
}
json "cut" 'n/node.json: line [0-9]+, column' 'cut n/node.json 100'
json "empty" 'n/node.json: ' ': >n/node.json'
json "a list" "n/node.json is not a node's description" 'echo "[1]" >n/node.json'
json "a name of another type" "n/node.json is not a node's description" 'sed -i "s/\"name\": \"[a-z.]*\"/\"name\": 7/" n/node.json'
json "another document" "n/node.json is not a node's description" 'sed -i "s,node/1,node/9," n/node.json'
json "a key that is no point" 'n/node.json: not a usable Ed25519' 'sed -i "s/root_key\": \"[^\"]*/root_key\": \"AgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=/" n/node.json'
json "another log key" 'checkpoint: .*the key we know' 'sed -i "s/log_key\": \"./log_key\": \"Z/" n/node.json'
json "another name" 'n/log/public/checkpoint: ' 'sed -i "s/node\.example/noda.example/" n/node.json'
damage "node.json: gone" 'rm n/node.json'
refused 4 'there is no node in "n"' log show --data n
refused 4 'n holds keys/ but no node.json' init n --no-passphrase

# ---- the files of a dossier: what was changed is forged, what is not there cannot be recomputed
dossier() { # dossier "what" CODE REGEX 'shell'
	damage "dossier: $1" "$4"
	answered "$2" "$3" verify d
}
dossier "a proof cut" 1 'proofs/5.tlog-proof was changed' 'cut d/proofs/5.tlog-proof 200'
dossier "a proof empty" 1 'proofs/5.tlog-proof was changed' ': >d/proofs/5.tlog-proof'
dossier "a proof of another record" 1 'proofs/5.tlog-proof was changed' 'cp good/proofs/6.tlog-proof d/proofs/5.tlog-proof'
dossier "a proof for another place" 1 'proofs/5.tlog-proof was changed' 'sed -i "s/^index 5/index 6/" d/proofs/5.tlog-proof'
dossier "a record of another place" 1 'records/5.json was changed' 'cp good/records/6.json d/records/5.json'
dossier "a key record cut" 1 'keys/0.json was changed' 'cut d/keys/0.json 100'
dossier "a key record of another key" 1 'keys/0.json was changed' 'cp good/keys/1.json d/keys/0.json'
dossier "a blob changed" 1 'was changed: its digest is another' "flip d/blobs/$content 5000"
for part in records proofs keys blobs dossier.json records/5.json; do
	dossier "without $part" 2 "folder.* d/$part is absent" "rm -r d/$part"
done
damage "dossier: JSON cut" 'cut d/dossier.json 500000'
refused 3 'd/dossier.json: line [0-9]+, column [0-9]+: not valid JSON' verify d
damage "dossier: the page cut" 'cut d/dossier.html 500000'
refused 3 'd/dossier.html: not a page of Concord' verify d/dossier.html

# ---- places that take nothing
damage "/dev/full" ':'
for words in "norm export oscal-catalog" "norm export csv" "log show --data n" "verify 5 --data n --json"; do
	expect 4 "/dev/full: $words" sh -c "\"\$CONCORD\" $words >/dev/full"
	says '^error: .*could not be written' "/dev/full: $words" err
done
mkdir disk
if mount -t tmpfs -o size=8k tmpfs disk 2>/dev/null; then
	this="full disk"
	refused 4 'No space left on device' init disk/n --no-passphrase
	[ ! -e disk/n/node.json ] && held=$((held + 1)) || broke "a node on a full disk"
	refused 4 'disk/laws' norm export site --out disk/laws
	umount disk
	mount -t tmpfs tmpfs disk && cp -R node disk/n && mount -o remount,ro disk
	this="read-only folder"
	refused 4 'disk/new' init disk/new --no-passphrase
	refused 4 'disk/made' assess "$chatbot" --data n --out disk/made --as-of 2026-11-23
	refused 4 'disk/laws' norm export site --out disk/laws
	refused 4 'disk/n' assess "$chatbot" --data disk/n --out made --as-of 2026-11-23
	answered 0 'assessment/1' log show --data disk/n
	answered 0 'It holds' verify "$seq" --data disk/n
	umount disk
else
	echo "no mount here: full and read-only disks are not tried"
fi
finish
