#!/bin/sh
# The console as a browser asks for it: the page at each of its addresses, its files packed and plain, tags, HEAD, what is not there; and the commands
# that its pages rest on.
. "$(dirname "$0")/lib.sh"
export CONCORD_NORMS="$CONCORD_SOURCE/norms" CONCORD_NOW=2026-11-23T12:00:00Z
cd "$tmp" || exit 1
pid=
trap 'kill -9 $pid 2>/dev/null; rm -rf "$tmp"' EXIT
cat >holds.py <<'PY'
import json, sys
d = json.load(open(sys.argv[1], encoding="utf-8"))
assert eval(sys.argv[2]), sys.argv[2]
PY

expect 0 "init" "$CONCORD" init node --no-passphrase --name northbank.example
expect 0 "no system yet" "$CONCORD" system list --data node
says 'concord assess FILE' "what to do first"
expect 3 "none to show" "$CONCORD" system show harbour-chat --data node
cp -R "$CONCORD_SOURCE/examples/public-chatbot" sys
got=0
"$CONCORD" assess sys/system.yaml --data node --out d --as-of 2026-11-23 --json >dossier 2>err || got=$?
[ $got -le 2 ] && held=$((held + 1)) || broke "assess: exit $got"
"$CONCORD" assess sys/system.yaml --data node --out d2 --as-of 2026-11-23 >out 2>&1 || :
expect 0 "a system" "$CONCORD" system list --data node --json
cp out list
expect 0 "one row for two assessments" python3 holds.py list 'len(d) == 1 and d[0]["id"] == "harbour-chat" and d[0]["assessments"] == 2 and d[0]["answers"][0]["verdict"] == "not_satisfied"'
expect 0 "its last assessment" "$CONCORD" system show harbour-chat --data node --json
cp out shown
expect 0 "with what the assessment said" python3 -c 'import json
shown, dossier = (json.load(open(f, encoding="utf-8")) for f in ("shown", "dossier"))
assert shown["content"] == dossier["content"]
assert shown["manifest"] == open("sys/system.yaml", encoding="utf-8").read()
kinds = [r["kind"] for r in shown["history"]]
assert kinds.count("assessment/1") == 2 and "measurement/1" in kinds and [r["seq"] for r in shown["history"]] == sorted(r["seq"] for r in shown["history"])'
expect 0 "in words" "$CONCORD" system show harbour-chat --data node --lang zh
says '未满足' "in Chinese"
expect 0 "words" "$CONCORD" norm words --json
cp out words
expect 0 "places and groups" python3 holds.py words 'len(d["places"]) > 190 and [g for g in d["groups"] if g["id"] == "EU"][0]["members"].__len__() == 27 and d["themes"][0]["label"]["zh"]'
expect 3 "no such list" "$CONCORD" norm words frob
expect 0 "facts" "$CONCORD" norm facts --json
cp out facts
expect 0 "questions in both languages, and what may be answered" python3 holds.py facts 'len(d) > 60 and all(f["question"]["en"] and f["question"]["zh"] for f in d) and [f for f in d if f["id"] == "use_area"][0]["values"][0]["label"]["zh"]'

"$CONCORD" serve --data node --listen 127.0.0.1:0 --quiet 2>log &
pid=$!
i=0
while ! grep -q listening log && [ $i -lt 100 ]; do sleep 0.05; i=$((i + 1)); done
url=http://localhost:$(sed -n 's/.*"event":"listening".*"port":\([0-9]*\).*/\1/p' log)

# ask STATUS WHAT CURL-ARGUMENTS...: the body is left in $tmp/out, the head in $tmp/head.
ask() {
	want=$1
	what=$2
	shift 2
	: >out
	got=$(curl -s -m 30 -D head -o out -w '%{http_code}' "$@") || :
	[ "$got" = "$want" ] && held=$((held + 1)) || { broke "$what: $got, not $want: $*"; head -c 500 out; }
}

for path in / /law /law/eu-ai-act/art_26.6 /systems/harbour-chat /log/3 /admin; do
	ask 200 "the page at $path" "$url$path"
	says '^Content-Type: text/html' "is a page" head
	says "^Content-Security-Policy: default-src 'none'; script-src 'self'" "lets this server's scripts alone run" head
	says '<script type="module" src="/app/console-[A-Z0-9]*.js"></script>' "starts the console"
	says 'northbank.example' "names the node"
done
ask 404 "a path that is none of its pages" "$url/lawful"
ask 405 "a page is only read" -X POST --data x "$url/law"
script=$(curl -s "$url/" | sed -n 's/.*src="\(\/app\/console-[A-Z0-9]*\.js\)".*/\1/p')
ask 200 "its script" "$url$script"
cp out plain
says '^Cache-Control: public, max-age=31536000, immutable' "may be kept for ever" head
says '^Vary: Accept-Encoding' "differs by what the client takes" head
never_says '^Content-Encoding' "plain" head
tag=$(sed -n 's/^ETag: \(.*\)\r$/\1/p' head)
ask 304 "a file that the client has" -H "If-None-Match: $tag" "$url$script"
ask 200 "with gzip" -H 'Accept-Encoding: gzip' "$url$script"
says '^Content-Encoding: gzip' "is packed" head
cp out packed
expect 0 "unpacks to the same" python3 -c 'import gzip; assert gzip.open("packed").read() == open("plain", "rb").read()'
ask 200 "the plain tag does not fit the packed file" -H 'Accept-Encoding: gzip' -H "If-None-Match: $tag" "$url$script"
ask 200 "with brotli" -H 'Accept-Encoding: gzip, deflate, br' "$url$script"
says '^Content-Encoding: br' "is packed best" head
ask 200 "HEAD" -I -H 'Accept-Encoding: gzip' "$url$script"
says '^Content-Length: [1-9]' "HEAD says how long" head
ask 200 "licences" "$url/app/licences.txt"
says 'MIT' "of what it contains"
says '^Cache-Control: no-cache' "whose name may come again" head
ask 404 "a file of another build" "$url/app/console-00000000.js"
ask 404 "no way out of the folder" --path-as-is "$url/app/index.html"

# answers of commands, packed once and kept so
ask 200 "a command, packed" -H 'Accept-Encoding: gzip' "$url/api/v1/norm/list"
says '^Content-Encoding: gzip' "packed" head
cp out packed
tag=$(sed -n 's/^ETag: \(.*\)\r$/\1/p' head)
ask 200 "from memory" -H 'Accept-Encoding: gzip' "$url/api/v1/norm/list"
same out packed "the same bytes"
says '^Content-Encoding: gzip' "and says that they are packed" head
ask 304 "or not at all" -H 'Accept-Encoding: gzip' -H "If-None-Match: $tag" "$url/api/v1/norm/list"
ask 200 "plain for who takes no packing" "$url/api/v1/norm/list"
cp out plain
expect 0 "the same answer" python3 -c 'import gzip; assert gzip.open("packed").read() == open("plain", "rb").read()'
ask 200 "counters" "$url/metrics"
says '^concord_requests_total.route="console",status="2xx". ' "pages are counted"
finish
