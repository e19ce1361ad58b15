#!/bin/sh
# Keys: no key record locks a node out, no key signs that does not count, a rotation that was cut off is finished, roles belong to keys,
# erasing leaves no trace of a document, a prompt leaves the terminal as it was, writers take turns.
. "$(dirname "$0")/lib.sh"
export CONCORD_NORMS="$CONCORD_SOURCE/norms" CONCORD_DATA=node CONCORD_NOW=2026-11-23T12:00:00Z
cd "$tmp" || exit 1
cp -R "$CONCORD_SOURCE/examples/public-chatbot" sys
sed -i '/^evidence:/,$d' sys/system.yaml
fp() { "$CONCORD" key list | awk -v u="$1" '$1 == u && !/no longer/ { print $2; exit }'; }
count() { "$CONCORD" log show --json | grep -c '"seq"'; }
last() { "$CONCORD" log show | awk 'END { print $1 }'; }
grown() { # grown N "what": the log has grown by N records since `n`
	[ "$(count)" = $((n + $1)) ] && held=$((held + 1)) || broke "$2: $(count) records, not $((n + $1))"
}
fact="$CONCORD fact set sys/system.yaml personal_use=no --by harbour-labs"

expect 0 "init" "$CONCORD" init node --no-passphrase
cp -R node whole

# The last good record key stays; the log key cannot be revoked; nothing is written when refused.
n=$(count)
expect 4 "revoke the record key" "$CONCORD" key revoke "$(fp record)"
says 'key rotate' "says what to do instead" err
expect 4 "revoke it from the start" "$CONCORD" key revoke "$(fp record)" --last-good-size 0
expect 3 "revoke the log key" "$CONCORD" key revoke "$(fp log)"
says 'cannot be revoked' "says so" err
grown 0 "refused revocations"
expect 0 "a record after all that" $fact
expect 0 "a key after all that" "$CONCORD" key add --role compliance --no-passphrase
compliance=$(cat out)

# Rotated, then the stolen old one is revoked as of an earlier entry; the node goes on.
old=$(fp record)
cp node/keys/record.key stolen.key
expect 0 "rotate" "$CONCORD" key rotate --no-passphrase
expect 0 "revoke the old one" "$CONCORD" key revoke "$old" --last-good-size 3
expect 3 "revoke it again" "$CONCORD" key revoke "$old" --last-good-size 3
says 'does not count from entry 3' "says from when" err
expect 1 "what it signed later does not count" "$CONCORD" verify 3
expect 0 "what it signed before does" "$CONCORD" verify 2
expect 0 "a key after revocation" "$CONCORD" key add --role management --no-passphrase
management=$(cat out)
expect 0 "rotate after revocation" "$CONCORD" key rotate --no-passphrase
expect 0 "the node opens" "$CONCORD" verify "$(last)"

# A node that holds the old key signs nothing.
cp node/keys/record.key good.key
cp stolen.key node/keys/record.key
n=$(count)
for what in "fact set sys/system.yaml personal_use=no --by harbour-labs" "key add --role engineer --no-passphrase" "key rotate --no-passphrase" \
	"assess sys/system.yaml --out stolen" "evidence add sys/system.yaml sys/README.md --for eu-ai-act/art_50.1#E1 --signer compliance"; do
	expect 4 "with the old key: $what" "$CONCORD" $what
	says 'revoked or replaced' "says so: $what" err
	says 'key list' "hints: $what" err
done
grown 0 "a key that does not count"
[ "$(ls node/keys/people | wc -l)" = 2 ] && held=$((held + 1)) || broke "a refused key left its file"
[ ! -e node/keys/record.key.next ] && held=$((held + 1)) || broke "a refused rotation left its file"
[ ! -e stolen/dossier.html ] && held=$((held + 1)) || broke "a refused assessment left a dossier"
cp good.key node/keys/record.key

# The other key of another node; a missing log key is found before anything is appended.
mv node/keys/log.key log.key
expect 3 "no log key" $fact
expect 3 "no log key: assess" "$CONCORD" assess sys/system.yaml --out nolog
cp node/keys/record.key node/keys/log.key
expect 4 "another log key" $fact
says 'not the log key' "says so" err
mv log.key node/keys/log.key
grown 0 "without its log key"
expect 0 "with it" $fact

# A place that cannot be written is found before anything is signed.
n=$(count)
: >occupied
expect 4 "assess into a file" "$CONCORD" assess sys/system.yaml --out occupied
mkdir half && : >half/records
expect 4 "assess where records cannot go" "$CONCORD" assess sys/system.yaml --out half
grown 0 "nowhere to write"

# A rotation cut off before its record: the half-made key goes. After it: the key takes its place.
printf 'half a key' >node/keys/record.key.next
expect 0 "a torn next key" $fact
[ ! -e node/keys/record.key.next ] && held=$((held + 1)) || broke "a torn next key stays"
cp whole/keys/record.key node/keys/record.key.next
mv node/keys/record.key kept.key && cp kept.key node/keys/record.key
expect 0 "a next key that the log ended" $fact
cmp -s kept.key node/keys/record.key && held=$((held + 1)) || broke "a key that no longer counts took the place of the good one"
rm -f node/keys/record.key.next
expect 0 "rotate" "$CONCORD" key rotate --no-passphrase
mv node/keys/record.key node/keys/record.key.next
cp kept.key node/keys/record.key
expect 0 "rotate again after the cut" "$CONCORD" key rotate --no-passphrase
expect 0 "signs" $fact
expect 0 "holds" "$CONCORD" verify "$(last)"

# init over a folder that is half a node.
cp -R whole torn && rm torn/node.json
expect 4 "init over keys" "$CONCORD" init torn --no-passphrase
says 'no node.json' "says what it found" err
says 'rm -r torn' "says what to do" err
cmp -s torn/keys/record.key whole/keys/record.key && held=$((held + 1)) || broke "init changed a key"

# Roles belong to keys.
duty=eu-ai-act/art_50.1
n=$(count)
expect 3 "no such role" "$CONCORD" key add --role janitor --no-passphrase
says 'legal-reviewer' "lists the roles" err
expect 3 "a judgement by nobody" "$CONCORD" judge sign sys/system.yaml --for $duty#E2 --signer compliance --answer yes --reason r
says 'key add --role compliance' "says how" err
expect 3 "a judgement in another role" "$CONCORD" judge sign sys/system.yaml --for $duty#E2 --signer legal-reviewer --answer yes --reason r --key "$compliance"
mv "node/keys/people/$compliance.key" "node/keys/people/legal-reviewer-00000001.key"
expect 3 "a key renamed to another role" "$CONCORD" judge sign sys/system.yaml --for $duty#E2 --signer legal-reviewer --answer yes --reason r --key legal-reviewer-00000001
mv "node/keys/people/legal-reviewer-00000001.key" "node/keys/people/$compliance.key"
expect 3 "a waiver by nobody" "$CONCORD" waive sys/system.yaml --for $duty --signer management --until 2027-01-01 --reason r
expect 3 "a document in another role" "$CONCORD" evidence add sys/system.yaml sys/README.md --for $duty#E1 --signer engineer --key "$compliance"
expect 3 "a judgement fact by anyone" "$CONCORD" fact set sys/system.yaml ai_nature_obvious=yes --by harbour-labs
says 'legal-reviewer' "says whose it is" err
expect 3 "a judgement fact by another role" "$CONCORD" fact set sys/system.yaml ai_nature_obvious=yes --by harbour-labs --key "$compliance"
# Dates and duties that make no sense are not signed.
expect 3 "a waiver that is over" "$CONCORD" waive sys/system.yaml --for $duty --signer management --until 2026-11-22 --reason r --key "$management"
says 'is past' "says so" err
expect 3 "a document from tomorrow" "$CONCORD" evidence add sys/system.yaml sys/README.md --for $duty#E1 --signer compliance --issued 2026-11-24
says 'after today' "says so" err
expect 3 "a document that never held" "$CONCORD" evidence add sys/system.yaml sys/README.md --for $duty#E1 --signer compliance --issued 2026-11-01 --expires 2026-10-01
expect 3 "a judgement from tomorrow" "$CONCORD" judge sign sys/system.yaml --for $duty#E2 --signer compliance --answer yes --reason r --issued 2026-11-24 --key "$compliance"
expect 3 "a counter-claim on no duty" "$CONCORD" counter 2 --claim c --for eu-ai-act/art_999
grown 0 "what makes no sense"
expect 0 "a reviewer" "$CONCORD" key add --role legal-reviewer --no-passphrase
reviewer=$(cat out)
expect 0 "a judgement fact by its role" "$CONCORD" fact set sys/system.yaml ai_nature_obvious=no --by harbour-labs --key "$reviewer"
expect 0 "a document filed by the node" "$CONCORD" evidence add sys/system.yaml sys/README.md --for $duty#E1 --signer compliance --issued 2026-11-23 --expires 2026-11-23

# Two keys for a waiver; a refusal by anyone stands until that key takes it back.
waived() {
	"$CONCORD" why $duty sys/system.yaml --json | grep -q '"finding": "waived"' && got=yes || got=no
	[ "$got" = "$1" ] && held=$((held + 1)) || broke "$2: waived $got, not $1"
}
expect 0 "a third person" "$CONCORD" key add --role risk-owner --no-passphrase
third=$(cat out)
expect 0 "waive" "$CONCORD" waive sys/system.yaml --for $duty --signer compliance --until 2026-12-31 --reason r --key "$compliance"
w=$(last)
waived no "asked for"
expect 0 "approved" "$CONCORD" approve "$w" --role management --key "$management"
waived yes "approved"
expect 0 "refused" "$CONCORD" approve "$w" --role risk-owner --key "$third" --refuse --reason "no"
waived no "refused by a third"
expect 0 "approved once more" "$CONCORD" approve "$w" --role management --key "$management"
waived no "the first cannot talk down the third"
expect 0 "refusal taken back" "$CONCORD" approve "$w" --role risk-owner --key "$third"
waived yes "taken back"
expect 0 "the author withdraws" "$CONCORD" approve "$w" --role compliance --key "$compliance" --refuse
waived no "withdrawn by its author"

# Erasure: the document's text is nowhere in the folder any more, views included.
echo 'Marker-7f3a: the minutes of the oversight board' >minutes.txt
expect 0 "a document" "$CONCORD" evidence add sys/system.yaml minutes.txt --for $duty#E1 --signer compliance --note 'Note-91bc: see page two'
doc=$(last)
"$CONCORD" assess sys/system.yaml --out d >out 2>err
cited=$(last)
expect 0 "views" "$CONCORD" views rebuild
grep -rqa 'Marker-7f3a' node && held=$((held + 1)) || broke "the document was not kept"
expect 0 "erase" "$CONCORD" erase "$doc" --reason request
says 'files destroyed.*: 1' "says that the file went"
says "may quote it.* $cited" "says which assessment may quote it"
grep -rqa 'Marker-7f3a' node && broke "the document is still there" || held=$((held + 1))
[ -e node/views.db ] && held=$((held + 1)) || broke "the views were not made again"
expect 0 "erase the assessment" "$CONCORD" erase "$cited" --reason request
grep -rqa 'Note-91bc' node && broke "the note is still there: $(grep -rla Note-91bc node)" || held=$((held + 1))
expect 0 "views again" "$CONCORD" views rebuild
# The digest of a document is named in public only if it was public before.
never_says "$(sha256sum minutes.txt | cut -c1-64)" "a digest of what was sealed" node/log/entries
echo 'Marker-55aa: published minutes' >public.txt
expect 0 "a document" "$CONCORD" evidence add sys/system.yaml public.txt --for $duty#E1 --signer compliance
doc=$(last)
expect 0 "release" "$CONCORD" release "$doc"
n=$(count)
expect 0 "erase what was released" "$CONCORD" erase "$doc" --reason error
grown 2 "an erase record for the record and one for its document"
grep -rqa 'Marker-55aa' node && broke "the released document is still there" || held=$((held + 1))
expect 0 "erase it twice" "$CONCORD" erase "$doc" --reason error
n=$(count)
cp node/keys/record.key good.key && cp stolen.key node/keys/record.key
expect 4 "erase with a key that does not count" "$CONCORD" erase "$w" --reason request
expect 0 "nothing was destroyed" "$CONCORD" record show "$w"
cp good.key node/keys/record.key
grown 0 "refused erasure"

# Writers take turns; one that never comes to its turn says so.
n=$(count)
for i in 1 2 3 4; do $fact >"o$i" 2>"e$i" & eval "p$i=$!"; done
for i in 1 2 3 4; do eval "wait \$p$i" && held=$((held + 1)) || { broke "writer $i"; cat "e$i"; }; done
grown 4 "four writers at once"
if command -v flock >/dev/null 2>&1; then
	flock node/log/lock sleep 12 &
	locker=$!
	sleep 0.5
	expect 4 "a lock that stays" $fact
	says 'another writer' "says so" err
	kill "$locker" 2>/dev/null
	wait "$locker" 2>/dev/null
fi

# A passphrase: the prompt leaves the terminal as it was, whatever ends it.
cat >prompt.py <<'PY'
import fcntl, os, signal, subprocess, sys, termios
how = sys.argv[2]
fd, slave = os.openpty()
r, w = os.pipe()
if os.fork() == 0: # a shell's part: leads the session and outlives the program, or the terminal would be reset when it ends
    os.setsid()
    fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
    for s in signal.SIGINT, signal.SIGTERM:
        signal.signal(s, lambda *a: None)
    os.environ.pop("CONCORD_PASSPHRASE_FILE", None)
    p = subprocess.Popen([sys.argv[1], "init", "asked-" + how], stdin=slave, stdout=slave, stderr=slave)
    os.write(w, b"%d\n" % p.pid)
    p.wait()
    os.write(w, b"%d %d\n" % (p.returncode, bool(termios.tcgetattr(slave)[3] & termios.ECHO)))
    os._exit(0)
os.close(w)
pid = int(os.read(r, 100))
seen = b""
def until(what):
    global seen
    while what not in seen:
        seen += os.read(fd, 1000)
    seen = b""
until(b"passphrase of the new keys: ")
assert not termios.tcgetattr(slave)[3] & termios.ECHO, "the passphrase would show"
if how == "line":
    os.write(fd, b"four words and more\n"); until(b"once more: "); os.write(fd, b"other words\n")
elif how == "int":
    os.write(fd, b"half\x03")
else:
    os.kill(pid, signal.SIGTERM)
code, echo = map(int, os.read(r, 100).split())
assert code == {"int": -signal.SIGINT, "term": -signal.SIGTERM, "line": 3}[how], code
assert echo, "the terminal stays without echo"
PY
for end in int term line; do
	EXPECT_SECONDS=20 expect 0 "prompt: $end" python3 prompt.py "$CONCORD" "$end"
	[ ! -e "asked-$end" ] && held=$((held + 1)) || broke "prompt $end: something was written"
done
head -c 2000 /dev/zero | tr '\0' x >long
expect 3 "a passphrase too long" env CONCORD_PASSPHRASE_FILE=long "$CONCORD" init toolong
finish
