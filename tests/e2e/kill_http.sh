#!/bin/sh
# kill -9 while several people write over HTTP: three times at seeded moments; KILLS=100 in tests/torture/kill_node.sh. After each start the node is ready, its log
# continues the last checkpoint that anybody saw (roots are made anew from the entries, by Python), every record that was acknowledged is there under its number
# and id, none stands there twice, and what was asked for again by the key of its request is not done again. At the end every record is whole.
. "$(dirname "$0")/lib.sh"
export CONCORD_NORMS="$CONCORD_SOURCE/norms"
KILLS=${KILLS:-3}
cd "$tmp" || exit 1
pid=
trap 'kill -9 $pid 2>/dev/null; rm -rf "$tmp"' EXIT
expect 0 init "$CONCORD" init node --no-passphrase --name busy.example
cat >load.py <<'PY'
import base64, hashlib, http.client, json, os, random, signal, struct, subprocess, sys, threading, time
kills, seed = int(sys.argv[1]), int(sys.argv[2])
draw = random.Random(seed)
secret, broken, held = "several words that nobody guesses", 0, 0
acked, seen, port, server, token, csrf = [], {}, 0, None, "", ""  # seen: size -> root


def say(ok, what):
    global held, broken
    held, broken = held + bool(ok), broken + (not ok)
    if not ok:
        print("BROKEN (seed %d):" % seed, what, flush=True)


def ask(method, path, body=None, head=None, seconds=30):
    c = http.client.HTTPConnection("127.0.0.1", port, timeout=seconds)
    try:
        c.request(method, path, None if body is None else json.dumps(body), {**({} if body is None else {"Content-Type": "application/json"}), **(head or {})})
        a = c.getresponse()
        return a.status, a.read(), a.headers
    finally:
        c.close()


def up():
    global server, port
    log = open("log", "w+")
    server = subprocess.Popen([os.environ["CONCORD"], "serve", "--data", "node", "--listen", "127.0.0.1:0", "--quiet"], stdout=subprocess.DEVNULL, stderr=log)
    late = time.time() + 30
    while time.time() < late:
        for line in open("log"):
            if '"event":"listening"' in line and line.endswith("\n"):
                port = json.loads(line)["port"]
                return
        assert server.poll() is None, open("log").read()
        time.sleep(0.02)
    raise SystemExit("it does not listen")


def checkpoint():
    status, text, _ = ask("GET", "/checkpoint")
    assert status == 200, text
    lines = text.decode().split("\n")
    return int(lines[1]), base64.b64decode(lines[2])


def entries(size):
    out = []
    for i in range(0, size, 256):
        n = min(256, size - i)
        assert i // 256 < 1000
        status, b, _ = ask("GET", "/tile/entries/%03d%s" % (i // 256, "" if n == 256 else ".p/%d" % n))
        assert status == 200, (i, n, status)
        while b:
            k = struct.unpack(">H", b[:2])[0]
            out.append(b[2:2 + k])
            b = b[2 + k:]
    assert len(out) == size
    return out


def root(leaves):  # RFC 6962, 2.1
    if len(leaves) == 1:
        return hashlib.sha256(b"\0" + leaves[0]).digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\1" + root(leaves[:k]) + root(leaves[k:])).digest()


def write(who, n, head=None):
    claim = "%s-%d" % (who, n)
    h = {"Authorization": "Bearer " + token, "Idempotency-Key": claim}
    status, text, _ = ask("POST", "/api/v1/counter", {"args": ["0"], "flags": {"claim": claim}}, h)
    return status, claim, json.loads(text)


def writer(who, stop):
    n = 0
    while not stop.is_set():
        n += 1
        try:
            status, claim, answer = write(who, n)
        except (OSError, http.client.HTTPException, ValueError):
            continue  # not acknowledged: it may be there or not
        if status == 200:
            acked.append((claim, answer["answer"]["seq"], answer["answer"]["id"], who, n))
        elif status != 503:
            say(False, "a write: %d %s" % (status, answer))


def reader(stop):
    while not stop.is_set():
        try:
            size, r = checkpoint()
            seen[size] = r
        except (OSError, http.client.HTTPException, AssertionError, ValueError, IndexError):
            time.sleep(0.01)


up()
link = open("node/private/setup-link").read().strip()
assert ask("POST", "/api/v1/setup", {"link": link, "name": "ada", "password": secret})[0] == 201
status, text, head = ask("POST", "/api/v1/session", {"name": "ada", "password": secret})
cookie = {"Cookie": head["Set-Cookie"].split(";")[0], "X-Concord-CSRF": json.loads(text)["csrf"]}
until = time.strftime("%Y-%m-%d", time.gmtime(time.time() + 5 * 86400))
status, text, _ = ask("POST", "/api/v1/tokens", {"label": "load", "roles": ["contributor"], "until": until}, cookie)
assert status == 201, text
token = json.loads(text)["token"]
for k in range(kills):
    stop = threading.Event()
    threads = [threading.Thread(target=writer, args=("k%d-w%d" % (k, w), stop)) for w in range(3)] + [threading.Thread(target=reader, args=(stop,))]
    before = len(acked)
    for t in threads:
        t.start()
    late = time.time() + 60
    while len(acked) == before and time.time() < late:
        time.sleep(0.01)
    time.sleep(draw.uniform(0.1, 1))
    server.send_signal(signal.SIGKILL)
    server.wait()
    stop.set()
    for t in threads:
        t.join()
    up()
    say(ask("GET", "/readyz")[0] == 200, "kill %d: ready again" % k)
    size, r = checkpoint()
    say(size >= max(seen, default=0), "kill %d: %d entries, and %d were seen" % (k, size, max(seen, default=0)))
    all_ = entries(size)
    say(root(all_) == r, "kill %d: the root is that of the entries" % k)
    for s in sorted(seen)[-20:]:
        say(s <= size and root(all_[:s]) == seen[s], "kill %d: the checkpoint of %d entries is continued" % (k, s))
    for claim, seq, id, _, _ in acked[before:]:
        say(seq < size, "kill %d: %s was acknowledged as %d of %d" % (k, claim, seq, size))
    if len(acked) > before:
        claim, seq, id, who, n = acked[-1]
        status, _, answer = write(who, n)
        say(status == 200 and answer["answer"]["seq"] == seq, "kill %d: %s asked for again is %s, not %d" % (k, claim, answer, seq))
server.send_signal(signal.SIGTERM)
code = server.wait()
say(code == 0, "it stops: %d\n%s" % (code, open("log").read()[-3000:]))
say(len(acked) >= kills, "%d records were acknowledged in %d runs" % (len(acked), kills))
json.dump(acked, open("acked.json", "w"))
print("%d acknowledged, %d checkpoints seen" % (len(acked), len(seen)))
print("%d held, %d broken" % (held, broken))
sys.exit(broken != 0)
PY
EXPECT_SECONDS=2400 expect 0 "writing over HTTP, $KILLS kills" python3 load.py "$KILLS" "${SEED:-1}"
tail -n 2 out
expect 0 "every record is whole" "$CONCORD" views rebuild --data node
expect 0 "every entry is hashed to the signed root" "$CONCORD" doctor --data node
says 'hashed to the signed root' "doctor says it"
"$CONCORD" log show --data node --json >all.json
cat >count.py <<'PY'
import collections, json
have = json.load(open("all.json", encoding="utf-8"))
have = have.get("items", have) if isinstance(have, dict) else have
claims = collections.Counter(r["body"]["claim"] for r in have if r["kind"] == "counter/1")
by_seq = {r["seq"]: r for r in have}
acked = json.load(open("acked.json"))
for claim, seq, id, _, _ in acked:
    assert by_seq[seq]["id"] == id and by_seq[seq]["body"]["claim"] == claim, (claim, seq)
twice = [c for c, n in claims.items() if n > 1]
assert not twice, twice
assert [r["seq"] for r in have] == list(range(len(have)))
print(len(acked), "acknowledged of", len(claims), "that are there")
PY
expect 0 "every acknowledged record is there, once" python3 count.py
cat out
finish
