#!/bin/sh
# concord serve: what is public is answered, what is sealed is not; the checkpoint follows the command line and is verified by a client
# that is not ours (Go, x/mod); hostile clients lose their connection and nobody else's; SIGTERM drains; kill -9 loses nothing.
. "$(dirname "$0")/lib.sh"
export CONCORD_NORMS="$CONCORD_SOURCE/norms" CONCORD_NOW=2026-11-23T12:00:00Z
cd "$tmp" || exit 1
cp -R "$CONCORD_SOURCE/examples/public-chatbot" sys
pid=
trap 'kill -9 $pid 2>/dev/null; rm -rf "$tmp"' EXIT

# up FLAGS...: starts it on a free port and waits until it listens; $pid, $port, $url.
up() {
	: >log
	"$CONCORD" serve --data node --listen 127.0.0.1:0 "$@" 2>log &
	pid=$!
	i=0
	while ! grep -q listening log && [ $i -lt 100 ]; do sleep 0.05; i=$((i + 1)); done
	port=$(sed -n 's/.*"event":"listening".*"port":\([0-9]*\).*/\1/p' log)
	url=http://localhost:$port
	[ -n "$port" ] && held=$((held + 1)) || { broke "it does not listen: $(cat log)"; finish; }
}

down() { # ends it and expects exit 0
	kill -TERM $pid
	wait $pid
	got=$?
	[ $got = 0 ] && held=$((held + 1)) || broke "SIGTERM: exit $got"
	says '"event":"stopped"' "it says that it stopped" log
}

# ask STATUS WHAT CURL-ARGUMENTS...: the body is left in $tmp/out, the head in $tmp/head.
ask() {
	want=$1
	what=$2
	shift 2
	: >out
	got=$(curl -s -m 30 -D head -o out -w '%{http_code}' "$@") || :
	[ "$got" = "$want" ] && held=$((held + 1)) || { broke "$what: $got, not $want: $*"; head -c 500 out; }
}

# ---- what it refuses before it starts
expect 4 "no node" "$CONCORD" serve --data nowhere
expect 0 "init" "$CONCORD" init node --no-passphrase --name northbank.example
expect 3 "beyond loopback without TLS" "$CONCORD" serve --data node --listen 0.0.0.0:0
says 'behind-proxy' "the hint names the way out" err
expect 3 "not an address" "$CONCORD" serve --data node --listen localhost
expect 3 "half of TLS" "$CONCORD" serve --data node --tls-cert x.pem
got=0
"$CONCORD" assess sys/system.yaml --data node --out d --as-of 2026-11-23 >out 2>&1 || got=$?
[ $got -le 2 ] && held=$((held + 1)) || broke "assess: exit $got"

# ---- what it answers
start=$(date +%s%N)
up
took=$((($(date +%s%N) - start) / 1000000))
[ $took -lt 1000 ] && held=$((held + 1)) || broke "ready after $took ms"
expect 4 "a port that is taken" "$CONCORD" serve --data node --listen 127.0.0.1:$port
ask 200 ready "$url/readyz"
ask 200 alive "$url/healthz"
ask 200 checkpoint "$url/checkpoint"
same out node/log/public/checkpoint "the checkpoint is the one on the disk"
cp out old-checkpoint
size=$(sed -n 2p out)
ask 200 tile "$url/tile/0/000.p/$size"
same out "node/log/public/tile/0/000.p/$size" "a tile is the file"
says '^Cache-Control: public, max-age=31536000, immutable' "a tile may be kept for ever" head
ask 200 bundle "$url/tile/entries/000.p/$size"
same out "node/log/public/tile/entries/000.p/$size" "a bundle is the file"
tag=$(sed -n 's/^ETag: \(.*\)\r$/\1/p' head)
ask 304 "the same tag" -H "If-None-Match: $tag" "$url/tile/entries/000.p/$size"
[ ! -s out ] && held=$((held + 1)) || broke "304 with a body"
ask 200 "another tag" -H 'If-None-Match: "x"' "$url/tile/entries/000.p/$size"
ask 200 "HEAD" -I "$url/checkpoint"
says '^Content-Length: [1-9]' "HEAD says how long it would be" head
ask 200 "the page" "$url/"
says '<section lang="zh">' "the page is in Chinese too"
says 'northbank.example' "the page names the node"
says '<script type="module" src="/app/console-' "the console is started by a file"
never_says '<script>|<style|style=' "nothing inline"
ask 200 "the page in Chinese" -H 'Accept-Language: zh-CN,zh;q=0.9' "$url/"
says '<html lang="zh-Hans">' "Chinese first"
ask 200 metrics "$url/metrics"
says '^concord_log_entries [1-9]' "entries are counted"
says '^concord_requests_total.route="tile",status="2xx". ' "requests are counted"
ask 200 openapi "$url/openapi.json"
cp out openapi.json
expect 0 "the document is JSON" python3 -c 'import json; d = json.load(open("openapi.json", encoding="utf-8")); assert d["openapi"] == "3.1.0" and len(d["paths"]) > 25'

# ---- ops: the same bytes as from the command line
for row in 'norm/list|norm list' 'norm/show?id=eu-ai-act/art_50.1|norm show eu-ai-act/art_50.1' 'norm/compare?a=eu-ai-act&b=kr-ai-basic-act|norm compare eu-ai-act kr-ai-basic-act' \
	'norm/search?words=%E7%AE%97%E6%B3%95&limit=3|norm search 算法 --limit 3' 'lab/show?metric=selection_rate_ratio|lab show selection_rate_ratio' \
	'kind/schema?kind=waiver/1|kind schema waiver/1' 'log/prove?record=2|log prove 2 --data node' 'key/list|key list --data node' 'version|version' \
	'norm/conflicts|norm conflicts' 'norm/concordance?id=eu-ai-act/art_50.2|norm concordance eu-ai-act/art_50.2' 'step/list|step list' 'witness/list|witness list --data node' \
	'norm/timeline?id=eu-ai-act&id=kr-ai-basic-act&upcoming=true|norm timeline eu-ai-act kr-ai-basic-act --upcoming'; do
	ask 200 "${row%%|*}" "$url/api/v1/${row%%|*}"
	cp out over-http
	# shellcheck disable=SC2086
	expect 0 "${row#*|}" "$CONCORD" ${row#*|} --json --norms "$CONCORD_SOURCE/norms"
	same out over-http "${row%%|*} is what the command says"
done
ask 200 "again, from memory" "$url/api/v1/norm/list"
tag=$(sed -n 's/^ETag: \(.*\)\r$/\1/p' head)
ask 304 "an answer that the client has" -H "If-None-Match: $tag" "$url/api/v1/norm/list"
ask 400 "no such provision" "$url/api/v1/norm/show?id=eu-ai-act/art_9999"
says '"detail":".*art_9999' "the sentence of the command"
ask 400 "the same in Chinese" "$url/api/v1/norm/show?id=nope&lang=zh"
says '文书库|文库' "in Chinese"
ask 400 "a value is no flag" "$url/api/v1/norm/show?id=--norms%3D/etc"
ask 400 "files are not named over HTTP" "$url/api/v1/norm/conflicts?system=/etc/passwd"
ask 401 "what writes is closed" -X POST --data x "$url/api/v1/assess"
ask 401 "what shows sealed content is closed" "$url/api/v1/record/show?record=3"
says '^Content-Type: application/problem\+json' "a problem says what it is" head
ask 405 "only read" -X DELETE "$url/api/v1/records"
says '^Allow: GET, HEAD' "and says how" head

# ---- sealed content
"$CONCORD" log show --data node --json >all.json
sealed=$(python3 -c 'import json; print([r["seq"] for r in json.load(open("all.json", encoding="utf-8")) if r.get("tlp") != "CLEAR"][0])')
ask 403 "a sealed record" "$url/api/v1/records/$sealed"
ask 200 "its place" "$url/api/v1/records/$sealed/entry"
says '^concord-seal/v1' "only its id"
ask 200 "the list" "$url/api/v1/records"
says '"public": false' "the list says that it is sealed"
for path in checkpoint "tile/0/000.p/$size" "tile/entries/000.p/$size" api/v1/records openapi.json metrics; do
	curl -s "$url/$path"
done >everything
python3 - >hits <<'PY'
import base64, json
text = open("everything", "rb").read()
for r in json.load(open("all.json", encoding="utf-8")):
    if r["tlp"] == "CLEAR":
        continue
    for value in r["body"].values():
        s = json.dumps(value, ensure_ascii=False).encode()
        if len(s) > 12 and (s in text or base64.b64encode(s)[4:20] in text):
            print(r["seq"], s[:60])
PY
[ ! -s hits ] && held=$((held + 1)) || broke "sealed content is served: $(head -n 3 hits)"
"$CONCORD" release "$sealed" --data node >out 2>&1 || broke "release"
ask 200 "a released record" "$url/api/v1/records/$sealed"

# ---- the writer goes on beside it; the client that is not ours
vkey=$(curl -s "$url/" | sed -n 's/.*<code>\([^<]*\)<.code>.*/\1/p' | head -n 1)
ask 200 checkpoint "$url/checkpoint"
[ "$(sed -n 2p out)" -gt "$size" ] && held=$((held + 1)) || broke "the checkpoint does not follow the writer"
export GO111MODULE=off GOPATH=/usr/share/gocode GOCACHE="${GOCACHE:-$tmp/cache}" GOFLAGS=
if command -v go >/dev/null && [ -d /usr/share/gocode/src/golang.org/x/mod/sumdb ]; then
	expect 0 "the Go client is built" go build -o "$tmp/httplog" "$CONCORD_SOURCE/tests/interop/httplog/main.go"
	expect 0 "x/mod accepts the served log, continued" "$tmp/httplog" "$url" "$vkey" old-checkpoint
	says 'every one proved' "all of it"
	for n in 1 2 3; do
		"$CONCORD" release "$n" --data node >out 2>&1
		expect 0 "and while it grows" "$tmp/httplog" "$url" "$vkey" old-checkpoint
	done
	expect 1 "another key is refused" "$tmp/httplog" "$url" "$(printf '%s' "$vkey" | sed 's/northbank/southbank/')"
else
	broke "go and x/mod are missing: apt-get install golang-go golang-golang-x-mod-dev"
fi
says '"event":"request","id":"[0-9a-f]{16}","method":"GET","route":"norm show"' "requests are logged" log
never_says 'art_9999|passwd|%E7' "what was asked is not" log
expect 0 "the log is JSON lines" python3 -c 'import json
for line in open("log", encoding="utf-8"): json.loads(line)'
down

# ---- hostile clients
up --head-seconds 2 --answer-seconds 3 --quiet
python3 - "$port" $pid >report 2>&1 <<'PY'
import os, resource, socket, sys, time
port, pid = int(sys.argv[1]), int(sys.argv[2])
broken = held = 0

def say(ok, what):
    global held, broken
    held, broken = held + bool(ok), broken + (not ok)
    if not ok:
        print("BROKEN:", what)

def connect():
    s = socket.create_connection(("127.0.0.1", port), timeout=15)
    return s

def ask(data, half=False):
    s = connect()
    try:
        s.sendall(data)
        if half:
            s.shutdown(socket.SHUT_WR)
        out = b""
        while True:
            more = s.recv(65536)
            if not more:
                break
            out += more
    except OSError:
        pass
    finally:
        s.close()
    return out

def status(out):
    return int(out[9:12]) if out.startswith(b"HTTP/1.1 ") else 0

def line(target, method=b"GET", more=b""):
    return method + b" " + target + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + more + b"\r\n"

for target in (b"/../node/keys/log.key", b"/tile/../../../keys/log.key", b"/%2e%2e/%2e%2e/keys/log.key", b"/tile/0/..%2f..%2fkeys", b"//etc/passwd", b"/checkpoint%00.txt",
               b"/tile\\..\\keys", b"/release/../checkpoint"):
    out = ask(line(target))
    say(status(out) in (400, 404) and b"PRIVATE" not in out and b"concord-key" not in out, "%r: %d" % (target, status(out)))
say(status(ask(line(b"/checkpoint", b"BREW"))) == 405, "a method that is none")
say(status(ask(b"GET /checkpoint HTTP/1.1\r\nConnection: close\r\n\r\n")) == 400, "no Host")
say(status(ask(line(b"/" + b"a" * 20000))) in (0, 400, 414, 431), "a giant target")
say(status(ask(line(b"/checkpoint", more=b"X: " + b"a" * 40000 + b"\r\n"))) in (0, 400, 431), "a giant head")
say(status(ask(line(b"/checkpoint", more=b"X: y\r\n" * 5000))) in (0, 400, 431), "very many lines in a head")
say(status(ask(line(b"/checkpoint", b"POST", b"Content-Length: 99999999\r\n"))) == 413, "a giant body")
say(status(ask(line(b"/checkpoint", b"POST", b"Content-Length: -5\r\n"))) in (400, 413), "a body of less than nothing")
chunk = b"ffff\r\n" + b"a" * 65535 + b"\r\n"
say(status(ask(line(b"/checkpoint", b"POST", b"Transfer-Encoding: chunked\r\n") + chunk * 4 + b"0\r\n\r\n")) in (0, 405, 413), "a giant body in chunks")
ask(b"\x00\xff\x16\x03\x01 nothing of HTTP\r\n\r\n")
ask(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"x" * 500)
say(b"ready" in ask(line(b"/readyz"), half=True), "a client that closes its half still gets its answer")
say(b" 200 " not in ask(b"GET /readyz HT", half=True), "half a request is none")
s = connect()
s.sendall(line(b"/readyz").replace(b"close", b"keep-alive") * 3)
time.sleep(0.5)
say(s.recv(65536).count(b"200 OK") == 3, "three requests in one piece")
s.close()

# a head that trickles in, and one that never comes: over after two seconds whatever is sent
def trickle(data):
    s = connect()
    start = time.monotonic()
    try:
        for i in range(0, len(data)):
            s.sendall(data[i:i + 1])
            s.settimeout(0.25)
            try:
                if s.recv(100) == b"":
                    break
            except socket.timeout:
                pass
    except OSError:
        pass
    s.close()
    return time.monotonic() - start

took = trickle(b"GET /checkpoint HTTP/1.1\r\nX-Slow: " + b"a" * 60)
say(1.0 < took < 6, "a slow head ended after %.1f s" % took)

# very many idle connections: others are served, and the idle ones end
soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
many = min(5000, hard - 500)
idle = []
try:
    for _ in range(many):
        idle.append(socket.create_connection(("127.0.0.1", port), timeout=15))
except OSError as e:
    say(False, "idle connections: %d, %s" % (len(idle), e))
start = time.monotonic()
say(status(ask(line(b"/checkpoint"))) == 200, "answered beside %d idle connections" % len(idle))
say(time.monotonic() - start < 3, "and soon")
time.sleep(4)
gone = 0
for s in idle:
    s.settimeout(0.5)
    try:
        gone += s.recv(1) == b""
    except OSError:
        gone += 1
    s.close()
say(gone == len(idle), "idle connections end: %d of %d" % (gone, len(idle)))
say(status(ask(line(b"/readyz"))) == 200, "ready after all of it")

def rss():
    return int([l for l in open("/proc/%d/status" % pid) if l.startswith("VmRSS")][0].split()[1])

def soak(n):
    for _ in range(n):
        s = connect()
        more = (line(b"/checkpoint") + line(b"/api/v1/records")).replace(b"close", b"keep-alive")
        s.sendall(more + line(b"/api/v1/records/0/proof"))
        while s.recv(65536):
            pass
        s.close()

soak(300)
before, files = rss(), len(os.listdir("/proc/%d/fd" % pid))
soak(1500)
say(rss() - before < 4096, "memory grew by %d kB over 4500 requests" % (rss() - before))
say(abs(len(os.listdir("/proc/%d/fd" % pid)) - files) < 20, "descriptors grew")
print("%d held, %d broken" % (held, broken))
sys.exit(broken > 0)
PY
[ $? = 0 ] && held=$((held + 1)) || broke "hostile clients: $(tail -n 8 report)"
never_says '"event":"request"' "--quiet: no line for a request" log

# ---- SIGTERM while an answer is being worked out: it comes; then nothing listens
made() { curl -s "$url/metrics" | sed -n 's/^concord_answers_made_total //p'; }
before=$(made)
curl -s -m 20 -o slow "$url/api/v1/norm/matrix?market=KE" &
curl_pid=$!
i=0
while [ "$(made)" = "$before" ] && [ $i -lt 200 ]; do sleep 0.02; i=$((i + 1)); done # until it is begun
if ! nm "$CONCORD" 2>/dev/null | grep -q __asan_init; then # sanitizers need more of the kernel
	for worker in $(cat /proc/$pid/task/*/children); do # it may have ended already
		[ ! -r /proc/$worker/status ] || grep -h '^Seccomp:' /proc/$worker/status
	done >confined 2>/dev/null
	never_says 'Seccomp:[[:space:]]*[01]$' "the process that works it out is confined" confined
fi
down
wait $curl_pid
expect 0 "the answer came whole" python3 -c 'import json; json.load(open("slow", encoding="utf-8"))'
ask 000 "nothing listens" "$url/readyz"

# ---- kill -9 beside a writer, and again
for n in 1 2 3; do
	up --quiet
	"$CONCORD" counter 0 --claim "noted $n times" --data node >counter 2>&1 &
	writer=$!
	kill -9 $pid
	wait $pid 2>/dev/null
	wait $writer || broke "the writer: $(cat counter)"
done
up --quiet
ask 200 "ready after kill -9" "$url/readyz"
[ ! -x httplog ] || expect 0 "and the log holds" ./httplog "$url" "$vkey" old-checkpoint
# ---- a log that is put back to an earlier state is not served
cp -R node/log/public was
"$CONCORD" counter 0 --claim "one more" --data node >out 2>&1 || broke "one more: $(cat out)"
ask 200 "the newest checkpoint" "$url/checkpoint"
cp out newest
cp -R was/. node/log/public/
ask 503 "a log that went back" "$url/readyz"
says 'backup' "and why"
ask 200 "the newest that was seen stands" "$url/checkpoint"
same out newest "not the older one"
down

# ---- TLS
expect 0 "a certificate" openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout key.pem -out cert.pem
rm -rf node
expect 0 "init" "$CONCORD" init node --no-passphrase --name northbank.example
expect 3 "a key that does not fit" "$CONCORD" serve --data node --listen 127.0.0.1:0 --tls-cert cert.pem --tls-key cert.pem
up --tls-cert cert.pem --tls-key key.pem
ask 200 "over TLS" --cacert cert.pem "https://localhost:$port/checkpoint"
ask 200 "an answer worked out, over TLS" --cacert cert.pem "https://localhost:$port/api/v1/version"
ask 000 "not without" "$url/checkpoint"
printf 'GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' >request
for version in tls1_2 tls1_3; do # another client and another TLS library
	openssl s_client -connect localhost:$port -servername localhost -CAfile cert.pem -verify_return_error -verify_hostname localhost -$version -quiet -ign_eof <request >out 2>err || broke "$version: $(tail -n 3 err)"
	says '^HTTP/1.1 200 OK' "$version by openssl"
done
openssl s_client -connect localhost:$port -tls1_1 -cipher DEFAULT@SECLEVEL=0 </dev/null >out 2>&1 && broke "TLS 1.1 is spoken"
openssl s_client -connect localhost:$port -CAfile key.pem -verify_return_error </dev/null >out 2>&1 && broke "a certificate that nobody vouches for"
down
finish
