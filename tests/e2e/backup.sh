#!/bin/sh
# Copies of a node made while it is written to; and that a copy does not go on by itself: with SQLite it is asked how far the log had got, witnesses are
# asked, and one that is behind does not write. (With PostgreSQL: tests/postgres/move.sh.)
. "$(dirname "$0")/lib.sh"
export CONCORD_NORMS="$CONCORD_SOURCE/norms"
cd "$tmp" || exit 1
pid= writer=
trap 'kill -9 $pid $writer 2>/dev/null; rm -rf "$tmp"' EXIT
cp -R "$CONCORD_SOURCE/examples/public-chatbot" sys
size() { "$CONCORD" log show --data "$1" --json | grep -c '"seq"'; }
key() { expect 0 "a record" "$CONCORD" key add --role compliance --no-passphrase --data "$1"; }
entries() { python3 -c 'import json; print(json.load(open("out"))["entries"])'; }

expect 0 init "$CONCORD" init node --name north.example --no-passphrase
expect 1 assess "$CONCORD" assess sys/system.yaml --as-of 2026-11-23 --data node --out d
expect 0 "views" "$CONCORD" views rebuild --data node

# ---- a copy
expect 0 "a copy" "$CONCORD" store backup copy --data node --json
first=$(entries)
[ "$first" = "$(size node)" ] && held=$((held + 1)) || broke "$first in the copy, $(size node) in the node"
[ ! -e copy/keys ] && [ ! -e copy/views.db ] && [ ! -e copy/log/lock ] && [ "$(stat -c %a copy)" = 700 ] && held=$((held + 1)) || broke "what is in a copy: $(ls -la copy)"
cmp -s node/log/entries copy/log/entries && cmp -s node/log/sealed copy/log/sealed && diff -r node/log/public copy/log/public && diff -r node/blobs copy/blobs && held=$((held + 1)) || broke "the copy differs"
expect 0 "it can be read" "$CONCORD" log show --data copy
expect 1 "and verified, but for its keys" "$CONCORD" doctor --data copy
says 'hashed to the signed root' "entry by entry"
says 'is a copy of the node' "and it says that it is a copy"
expect 4 "not written to" "$CONCORD" key add --role compliance --no-passphrase --data copy
says 'is a copy of the node' "it says why" err
says 'store resume' "and what to do" err
[ "$(size copy)" = "$first" ] && held=$((held + 1)) || broke "the copy was written to"
expect 0 "the same again copies little" "$CONCORD" store backup copy --data node --json
python3 -c 'import json; m = json.load(open("out")); assert m["files"] <= 2 and m["keys"] is False, m' && held=$((held + 1)) || broke "it copied what was there: $(cat out)"

# ---- while it is written to; what was erased goes from the copy too
( while :; do "$CONCORD" key add --role compliance --no-passphrase --data node >/dev/null 2>&1; done ) &
writer=$!
for i in 1 2 3 4; do
	expect 0 "a copy of what grows" "$CONCORD" store backup copy --data node --json
	[ "$(entries)" = "$(size copy)" ] && held=$((held + 1)) || broke "it says $(entries) and has $(size copy)"
done
kill $writer
wait $writer 2>/dev/null
blobs=$(find copy/blobs -type f | wc -l)
expect 0 "an erasure" "$CONCORD" erase 3 --reason law --data node
expect 0 "a copy after it" "$CONCORD" store backup copy --data node
same node/log/sealed copy/log/sealed "what is overwritten here is overwritten there"
[ "$(find copy/blobs -type f | wc -l)" -lt "$blobs" ] || [ "$(find node/blobs -type f | wc -l)" = "$(find copy/blobs -type f | wc -l)" ] && held=$((held + 1)) || broke "a blob that is gone is still in the copy"
diff -r node/blobs copy/blobs >/dev/null && held=$((held + 1)) || broke "blobs differ"

# ---- where it is not made
mkdir full && echo x >full/x
expect 4 "a folder of something else" "$CONCORD" store backup full --data node
[ "$(ls full)" = x ] && held=$((held + 1)) || broke "something was changed there"
expect 4 "in itself" "$CONCORD" store backup node/copy --data node
expect 0 "another node" "$CONCORD" init south --name south.example --no-passphrase
expect 4 "over a copy of another" "$CONCORD" store backup copy --data south
expect 4 "a copy of a copy" "$CONCORD" store backup copy2 --data copy
rm -rf copy2 node/copy
rm copy/node.json
expect 4 "a copy that was cut off is no node" "$CONCORD" log show --data copy
expect 0 "and is finished by the next one" "$CONCORD" store backup copy --data node

# ---- going on from a copy
cp -R copy back && cp -R node/keys back/
n=$(size back)
key node # the node went on; this copy must not
expect 3 "nobody says how far the log had got" "$CONCORD" store resume --data back
says 'nobody says' "it asks" err
expect 4 "further than this copy" "$CONCORD" store resume --last-size $((n + 1)) --data back
says "ends at $n, and $((n + 1)) entries were seen signed" "it says so" err
expect 4 "it is still not written to" "$CONCORD" key add --role compliance --no-passphrase --data back
expect 3 "no number" "$CONCORD" store resume --last-size many --data back
expect 4 "nothing to resume" "$CONCORD" store resume --last-size 1 --data node
rm -rf node
expect 0 "so far and no further" "$CONCORD" store resume --last-size "$n" --data back
key back
expect 0 "the views are made again" "$CONCORD" views rebuild --data back
[ "$(size back)" = $((n + 1)) ] && held=$((held + 1)) || broke "it has $(size back)"

# ---- a witness says
expect 0 "a witness" "$CONCORD" init w --name w.example --no-passphrase
vkey=$("$CONCORD" key list --data back --json | python3 -c 'import json, sys; print([k for k in json.load(sys.stdin) if k["role"] == "log"][0].get("vkey", ""))' 2>/dev/null)
[ -n "$vkey" ] || {
	: >log
	"$CONCORD" serve --data back --listen 127.0.0.1:0 --public-only 2>log &
	pid=$!
	i=0
	while ! grep -q listening log && [ $i -lt 200 ]; do sleep 0.05; i=$((i + 1)); done
	vkey=$(curl -s "http://localhost:$(sed -n 's/.*"port":\([0-9]*\).*/\1/p' log | head -n 1)/" | sed -n 's/.*<code>\([^<]*\)<.code>.*/\1/p' | head -n 1)
	kill -TERM $pid
	wait $pid
}
expect 0 "it watches the log" "$CONCORD" witness add north.example/log "$vkey" --no-passphrase --data w
: >log
"$CONCORD" serve --data w --listen 127.0.0.1:0 --public-only 2>log &
pid=$!
i=0
while ! grep -q listening log && [ $i -lt 200 ]; do sleep 0.05; i=$((i + 1)); done
url=http://localhost:$(sed -n 's/.*"port":\([0-9]*\).*/\1/p' log | head -n 1)
expect 0 "cosigned" "$CONCORD" log witness "$url" --vkey "$(cat w/witness/vkey)" --data back
expect 0 "a copy, as far as the witness knows" "$CONCORD" store backup good --keys --data back
expect 0 "an older copy" cp -R good older
key back
expect 0 "cosigned again" "$CONCORD" log witness --data back
expect 4 "the older copy is behind its witness" "$CONCORD" store resume --data older
says 'put back from a backup' "the witness says so" err
expect 4 "and behind it also when somebody says otherwise" "$CONCORD" store resume --last-size 1 --data older
expect 0 "the newest copy" "$CONCORD" store backup good --keys --data back
expect 0 "goes on by the word of its witness" "$CONCORD" store resume --data good
says '1 witnesses agree' "which was asked"
key good
kill -TERM $pid
wait $pid
expect 0 "a copy of it" "$CONCORD" store backup last --data good
expect 3 "a witness that does not answer says nothing" "$CONCORD" store resume --data last
finish
