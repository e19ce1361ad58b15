#!/bin/sh
# Ten minutes of load on a served node: tiles, records, proofs, ops from memory and anew, cosignatures, a writer beside. From minute 2 on its memory and its
# descriptors do not grow. Runs in the long form alone (./dev check-all torture); $SOAK_SECONDS (600).
[ "${CN_TORTURE:-}" = long ] || { echo "only with CN_TORTURE=long"; exit 0; }
. "$(dirname "$0")/../e2e/lib.sh"
export CONCORD_NORMS="$CONCORD_SOURCE/norms"
cd "$tmp" || exit 1
pid=
trap 'kill -9 $pid 2>/dev/null; rm -rf "$tmp"' EXIT
expect 0 "init" "$CONCORD" init node --no-passphrase --name node.example
expect 0 "a witness of its own log: enough to be asked" "$CONCORD" witness add other.example/log "$(sed -n 's/.*"concord witness add southbank.example.log \([^ ]*\) .*/\1/p' "$CONCORD_SOURCE/src/node/op_witness.c" | head -n 1)" --no-passphrase --data node
"$CONCORD" serve --data node --listen 127.0.0.1:0 --quiet 2>log &
pid=$!
i=0
while ! grep -q listening log && [ $i -lt 100 ]; do sleep 0.1; i=$((i + 1)); done
port=$(sed -n 's/.*"port":\([0-9]*\).*/\1/p' log | head -n 1)
python3 - "$pid" "$port" "${SOAK_SECONDS:-600}" >report 2>&1 <<'PY'
import http.client, os, random, subprocess, sys, threading, time

pid, port, seconds = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])
stop = time.monotonic() + seconds
asked, bad, lock = [0], [], threading.Lock()
draw = random.Random(7)


def rss_kb():
    return int([l for l in open("/proc/%d/status" % pid) if l.startswith("VmRSS")][0].split()[1])


def descriptors():
    return len(os.listdir("/proc/%d/fd" % pid))


def load(seed):
    r = random.Random(seed)
    c = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    while time.monotonic() < stop:
        n = r.randrange(100)
        if n < 40:
            ask = ("GET", "/checkpoint", None, (200,))
        elif n < 60:
            ask = ("GET", "/api/v1/records/%d" % r.randrange(2), None, (200,))
        elif n < 70:
            ask = ("GET", "/api/v1/records/0/proof", None, (200,))
        elif n < 80:
            ask = ("GET", "/api/v1/norm/search?words=children&limit=%d" % r.randrange(1, 4), None, (200, 503))
        elif n < 82:
            ask = ("GET", "/api/v1/norm/search?words=w%d" % r.randrange(10 ** 9), None, (200, 400, 503))  # never from memory
        elif n < 90:
            ask = ("POST", "/add-checkpoint", b"old 0\n\nother.example/log\n1\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n\xe2\x80\x94 other.example/log AAAAAAAA\n", (403,))
        elif n < 95:
            ask = ("GET", "/no/such/%d" % r.randrange(10 ** 9), None, (404,))
        else:
            ask = ("GET", "/metrics", None, (200,))
        try:
            c.request(ask[0], ask[1], ask[2])
            a = c.getresponse()
            a.read()
            ok = a.status in ask[3]
        except OSError as e:
            c.close()
            ok = False
        with lock:
            asked[0] += 1
            if not ok and len(bad) < 20:
                bad.append(ask[1])
        if n == 99:
            c.close()  # and connects again
        time.sleep(0.002)


def writer():
    while time.monotonic() < stop:
        subprocess.run([os.environ["CONCORD"], "key", "add", "--role", "compliance", "--no-passphrase", "--data", "node"], capture_output=True, timeout=120)
        time.sleep(10)


threads = [threading.Thread(target=load, args=(i,)) for i in range(4)] + [threading.Thread(target=writer)]
for t in threads:
    t.start()
seen = []
while time.monotonic() < stop:
    seen.append((rss_kb(), descriptors()))
    time.sleep(seconds / 120)
for t in threads:
    t.join()
early, late = seen[24:48], seen[-24:]  # the third and fourth minute of ten, the last two
mid = lambda rows, k: sorted(r[k] for r in rows)[len(rows) // 2]
print("%d answers; memory %d -> %d kB, descriptors %d -> %d" % (asked[0], mid(early, 0), mid(late, 0), mid(early, 1), mid(late, 1)))
wrong = []
if bad:
    wrong.append("answers: %s" % bad)
if mid(late, 0) > mid(early, 0) + 4096:
    wrong.append("memory grows")
if mid(late, 1) > mid(early, 1) + 8:
    wrong.append("descriptors grow")
if asked[0] < 20 * seconds:
    wrong.append("too few answers")
print("; ".join(wrong) or "flat")
sys.exit(bool(wrong))
PY
[ $? = 0 ] && held=$((held + 1)) || broke "soak: $(cat report)"
cat report
kill -TERM $pid
wait $pid
[ $? = 0 ] && held=$((held + 1)) || broke "it does not stop as it should"
finish
