#!/bin/sh
# What a served node remembers of answers to people: the same question is answered from memory, and no answer outlives what it rested on.
. "$(dirname "$0")/lib.sh"
export CONCORD_NORMS="$CONCORD_SOURCE/norms"
cd "$tmp" || exit 1
cp -R "$CONCORD_SOURCE/examples/public-chatbot" sys
pid=
trap 'kill -9 $pid 2>/dev/null; rm -rf "$tmp"' EXIT
# A minute that passes between two questions is another stamp: the clock of this node stands still.
export CONCORD_NOW=2026-11-23T12:00:00Z
secret='several words that nobody guesses'
expect 0 "a node" "$CONCORD" init node --no-passphrase --name desk.example
"$CONCORD" serve --data node --listen 127.0.0.1:0 2>log >serve.out &
pid=$!
i=0
while ! grep -q listening log && [ $i -lt 200 ]; do sleep 0.05; i=$((i + 1)); done
url=http://localhost:$(sed -n 's/.*"event":"listening".*"port":\([0-9]*\).*/\1/p' log)

post() { curl -s -m 100 -o out -H 'Content-Type: application/json' --data "$2" ${3:+-c "$3"} "$url$1"; }
ask() { curl -s -m 100 -D head -o out -w '%{http_code}' -b "$1.jar" "$url$2" >code; } # ask WHO PATH
count() { curl -s "$url/metrics" | sed -n "s/^concord_answers_$1_total //p"; }
# made WHAT WHO PATH: it is worked out; kept: it comes from memory. Both are answered well.
made() {
	was=$(count made)
	ask "$2" "$3"
	[ "$(cat code) $(($(count made) - was))" = "200 1" ] && held=$((held + 1)) || broke "$1: status $(cat code), worked out $(($(count made) - was)) times"
}
kept() {
	was="$(count made) $(count kept)"
	ask "$2" "$3"
	[ "$(cat code) $(count made) $(count kept)" = "200 ${was% *} $((${was#* } + 1))" ] && held=$((held + 1)) || broke "$1: status $(cat code), made and kept: $was, then $(count made) $(count kept)"
}
refused() {
	ask "$2" "$3"
	[ "$(cat code)" = "$4" ] && held=$((held + 1)) || broke "$1: $(cat code), not $4"
}

post /api/v1/setup "{\"link\":\"$(cat node/private/setup-link)\",\"name\":\"ada\",\"password\":\"$secret\"}"
post /api/v1/session "{\"name\":\"ada\",\"password\":\"$secret\"}" ada.jar
expect 0 "bela, by who runs the machine" "$CONCORD" person add bela --role officer --data node --json
post /api/v1/setup "{\"link\":\"$(sed -n 's/.*"link": *"\([^"]*\)".*/\1/p' out)\",\"password\":\"$secret\"}"
post /api/v1/session "{\"name\":\"bela\",\"password\":\"$secret\"}" bela.jar
i=0 # the acts of before become records by themselves; then nothing else writes
while [ "$("$CONCORD" log show --json --data node | grep -c '"person-')" -lt 2 ] && [ $i -lt 100 ]; do sleep 0.1; i=$((i + 1)); done

# ---- the same question, by anybody who may ask it, and by nobody else
made "what was not asked before" ada /api/v1/system/list
kept "asked again" ada /api/v1/system/list
cp out first
kept "asked by another" bela /api/v1/system/list
same out first "one answer for both"
grep -qi '^cache-control: no-store' head && held=$((held + 1)) || broke "others may keep it: $(cat head)"
made "in another language" ada "/api/v1/system/list?lang=zh"
made "packed" ada /api/v1/log/show
was=$(count made)
curl -s -b ada.jar -H 'Accept-Encoding: gzip' --compressed -o packed "$url/api/v1/log/show"
curl -s -b ada.jar -H 'Accept-Encoding: gzip' --compressed -o again "$url/api/v1/log/show"
[ $(($(count made) - was)) = 1 ] && cmp -s packed again && cmp -s packed out && held=$((held + 1)) || broke "packed answers: worked out $(($(count made) - was)) times"
refused "by nobody" nobody /api/v1/system/list 401
made "who asks is part of the question where it counts" ada /api/v1/waiting
made "and is another for another" bela /api/v1/waiting
kept "each" ada /api/v1/waiting

# ---- what changes on the command line is seen at once
kept "as before" ada /api/v1/system/list
"$CONCORD" assess sys/system.yaml --policy sys/policy.yaml --data node --out dossier --as-of 2026-11-23 >assessed 2>&1
made "after an assessment" ada /api/v1/system/list
says '"harbour-chat"' "the system is there"
expect 0 "a key" "$CONCORD" key add --role management --no-passphrase --data node
key=$(tail -n 1 out)
made "no key is hers yet" bela /api/v1/key/mine
kept "again" bela /api/v1/key/mine
never_says "$key" "it is nobody's"
expect 0 "it is bela's" "$CONCORD" person key bela --key "$key" --data node
made "at once" bela /api/v1/key/mine
says "$key" "it is hers"
expect 0 "a watch" "$CONCORD" watch add complaints --system harbour-chat --what 'a complaint' --at-most 0.2 --data node
made "a watch" ada "/api/v1/watch/show?name=complaints"
kept "again" ada "/api/v1/watch/show?name=complaints"
cp out first
expect 0 "cases" "$CONCORD" watch feed complaints --events 2 --cases 40 --data node
made "after cases, which are no record" ada "/api/v1/watch/show?name=complaints"
cmp -s out first && broke "the watch stands as before" || held=$((held + 1))

# ---- and by way of the server
made "the systems" ada /api/v1/system/list
kept "again" ada /api/v1/system/list
curl -s -o out -b bela.jar -H "X-Concord-CSRF: $(curl -s -b bela.jar "$url/api/v1/session" | sed -n 's/.*"csrf": *"\([^"]*\)".*/\1/p')" -H 'Content-Type: application/json' --data '{"args":["2"],"flags":{"claim":"noted"}}' "$url/api/v1/counter"
made "after a command" ada /api/v1/system/list

# ---- what is erased is not remembered: neither served again nor held in memory
expect 0 "something to be erased" "$CONCORD" counter 2 --claim 'the quagga in the attic' --data node --json
record=$(sed -n 's/.*"seq": *\([0-9]*\).*/\1/p' out | head -n 1)
made "it is read" ada "/api/v1/record/show?record=$record"
says 'quagga' "as it is"
kept "and again" ada "/api/v1/record/show?record=$record"
held_bytes() { curl -s "$url/metrics" | sed -n 's/^concord_answer_cache_bytes //p'; }
[ "$(held_bytes)" -gt 0 ] && held=$((held + 1)) || broke "nothing is in memory"
expect 0 "it is erased" "$CONCORD" erase "$record" --reason request --data node
refused "at once, before anything is tidied up" ada "/api/v1/record/show?record=$record" 400
never_says 'quagga' "it is not served again"
i=0
while [ "$(held_bytes)" != 0 ] && [ $i -lt 50 ]; do sleep 0.1; i=$((i + 1)); done
[ "$(held_bytes)" = 0 ] && held=$((held + 1)) || broke "$(held_bytes) bytes of sealed answers are still in memory"
kill -TERM $pid
wait $pid
finish
