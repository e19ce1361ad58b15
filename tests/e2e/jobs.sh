#!/bin/sh
# Jobs at a served node: a command that goes on after the answer, its events, its result, cancelling, what another person sees, and what a kill leaves.
. "$(dirname "$0")/lib.sh"
export CONCORD_NORMS="$CONCORD_SOURCE/norms"
cd "$tmp" || exit 1
pid=
trap 'kill -9 $pid 2>/dev/null; rm -rf "$tmp"' EXIT
echo 'a passphrase for this node' >pass
expect 0 init env CONCORD_PASSPHRASE_FILE=pass "$CONCORD" init node --name northbank.example
# the owner's limits come with what is assessed: two persons stand for them
export CONCORD_PASSPHRASE_FILE="$tmp/pass"
expect 0 "a key" "$CONCORD" key add --role management --data node
one=$(tail -n 1 out)
expect 0 "another" "$CONCORD" key add --role management --data node
two=$(tail -n 1 out)
expect 0 "a policy" "$CONCORD" policy adopt "$CONCORD_SOURCE/examples/mortgage-lending/policy.yaml" --signer management --key "$one" --data node --json
expect 0 "approved" "$CONCORD" approve "$(sed -n 's/.*"seq": \([0-9]*\).*/\1/p' out)" --role management --key "$two" --data node
unset CONCORD_PASSPHRASE_FILE
up() {
	: >log
	"$CONCORD" serve --data node --listen 127.0.0.1:0 --passphrase-file pass 2>>log >serve.out &
	pid=$!
	i=0
	while ! grep -q listening log && [ $i -lt 400 ]; do sleep 0.05; i=$((i + 1)); done
	port=$(sed -n 's/.*"event":"listening".*"port":\([0-9]*\).*/\1/p' log)
	[ -n "$port" ] || { broke "it does not listen: $(cat log)"; finish; }
}
cat >client.py <<'PY'
import http.client, json, os, sys, time
port, step = int(sys.argv[1]), sys.argv[2]
held = broken = 0
secret = "several words that nobody guesses"
sys_dir = os.environ["CONCORD_SOURCE"] + "/examples/"


def say(ok, what):
    global held, broken
    held, broken = held + bool(ok), broken + (not ok)
    if not ok:
        print("BROKEN:", what, flush=True)


class Person:
    def __init__(self, name):
        self.cookie = self.csrf = ""
        if not name:
            return
        status, head, body = self.ask("POST", "/api/v1/session", {"name": name, "password": secret})
        assert status == 201, body
        self.cookie, self.csrf = head["Set-Cookie"].split(";")[0], json.loads(body)["csrf"]

    def ask(self, method, path, body=None, head=None):
        c = http.client.HTTPConnection("localhost", port, timeout=100)
        h = {"Cookie": self.cookie, "X-Concord-CSRF": self.csrf, **(head or {})}
        if body is not None:
            h["Content-Type"] = "application/json"
            body = json.dumps(body)
        c.request(method, path, body, h)
        a = c.getresponse()
        return a.status, a.headers, a.read().decode()


def job(who, want, what, body):
    status, head, text = who.ask("POST", "/api/v1/jobs", body)
    say(status == want, "%s: %d, not %d: %s" % (what, status, want, text[:300]))
    if status == 202:
        say(head["Location"] == "/api/v1/jobs/" + json.loads(text)["id"], "where it is")
    return json.loads(text).get("id")


def wait_for(who, id, states, seconds=90):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        status, _, text = who.ask("GET", "/api/v1/jobs/" + id)
        if status == 200 and json.loads(text)["state"] in states:
            return json.loads(text)
        time.sleep(0.1)
    say(False, "the job does not become %s: %s" % (states, text[:300]))
    return json.loads(text)


def files(name):
    out = {}
    for f in os.listdir(sys_dir + name):
        if os.path.isfile(sys_dir + name + "/" + f) and not f.endswith(".py"):
            try:
                out[f] = open(sys_dir + name + "/" + f, encoding="utf-8").read()
            except UnicodeDecodeError:
                pass
    return out


chat = {"op": "applies", "args": ["system.yaml"], "flags": {"as-of": "2026-11-23"}, "files": files("public-chatbot")}
loan = {"op": "assess", "args": ["system.yaml"], "flags": {"as-of": "2026-11-23"}, "files": files("mortgage-lending")}
if step == "first":
    nobody = Person("")
    link = open("node/private/setup-link").read().strip()
    say(nobody.ask("POST", "/api/v1/setup", {"link": link, "name": "ada", "password": secret})[0] == 201, "the first administrator")
    ada = Person("ada")
    for name, role in (("dora", "assessor"), ("emil", "reader")):
        text = ada.ask("POST", "/api/v1/people", {"name": name, "roles": [role]})[2]
        say(nobody.ask("POST", "/api/v1/setup", {"link": json.loads(text)["link"], "password": secret})[0] == 201, name)
    dora, emil = Person("dora"), Person("emil")
    say(nobody.ask("GET", "/api/v1/jobs")[0] == 401, "nobody sees jobs")
    say(nobody.ask("POST", "/api/v1/jobs", chat)[0] == 401, "nobody begins one")
    say(dora.ask("POST", "/api/v1/jobs", chat, {"X-Concord-CSRF": ""})[0] == 403, "not from another page")
    job(emil, 403, "a reader does not assess", loan)
    job(dora, 400, "no such command", {"op": "no such"})
    job(dora, 400, "a command for who runs the machine", {"op": "serve"})
    job(dora, 400, "an unknown field", {**chat, "more": 1})
    job(dora, 400, "no command", {"args": []})
    say(dora.ask("GET", "/api/v1/jobs/0123456789abcdef")[0] == 404, "no such job")

    # one that is done
    id = job(dora, 202, "a job", chat)
    done = wait_for(dora, id, ["done"])
    say(done["result"]["exit"] == 0 and done["status"] == 200 and done["ended"], "its result: %s" % str(done)[:200])
    direct = json.loads(dora.ask("POST", "/api/v1/applies", {k: chat[k] for k in ("args", "flags", "files")})[2])
    say(direct["answer"] == done["result"]["answer"], "is what the command answers")
    status, head, text = dora.ask("GET", "/api/v1/jobs/%s/events" % id)
    say(status == 200 and head["Content-Type"] == "text/event-stream", "events: %d %s" % (status, head["Content-Type"]))
    ids = [int(l[4:]) for l in text.split("\n") if l.startswith("id: ")]
    say(ids == sorted(ids) and 'data: "queued"' in text and text.rstrip().endswith('data: "done"') and text.startswith("retry: "), "in their order: " + text)
    say(dora.ask("GET", "/api/v1/jobs/%s/events" % id, head={"Last-Event-ID": str(ids[-1])})[0] == 204, "nothing follows")
    say('data: "queued"' not in dora.ask("GET", "/api/v1/jobs/%s/events?after=1" % id)[2], "only what is new")
    say(dora.ask("GET", "/api/v1/jobs/%s/events?after=x" % id)[0] == 400, "after what")

    # whose it is
    say(emil.ask("GET", "/api/v1/jobs/" + id)[0] == 404 and emil.ask("DELETE", "/api/v1/jobs/" + id)[0] == 404, "another's job is not there")
    say(json.loads(emil.ask("GET", "/api/v1/jobs")[2])["items"] == [], "nor in the list")
    say(ada.ask("GET", "/api/v1/jobs/" + id)[0] == 200, "an administrator sees it")

    # one that fails says why, in the language that was asked for
    bad = {**chat, "files": {"system.yaml": "id: [\n"}}
    why = wait_for(dora, job(dora, 202, "a job that fails", bad), ["failed"])
    say(why["status"] == 400 and "system.yaml" in why["detail"] and why["result"] is None, "why: %s" % why)

    # cancelled while it waits, and while it runs
    long = job(dora, 202, "a long one", loan)
    second = job(dora, 202, "one behind it", chat)
    say(dora.ask("DELETE", "/api/v1/jobs/" + second)[0] == 204, "cancelled before it began")
    wait_for(dora, long, ["running", "done"])
    for i in range(200):
        text = dora.ask("GET", "/api/v1/jobs/%s/events" % long)[2]
        if "event: progress" in text or "done" in text:
            break
        time.sleep(0.05)
    say("event: progress" in text, "it says how far it is: " + text)
    say(dora.ask("DELETE", "/api/v1/jobs/" + long)[0] == 204, "cancelled while it runs")
    say(wait_for(dora, long, ["cancelled", "done"])["state"] in ("cancelled", "done"), "it ends")
    say(wait_for(dora, second, ["cancelled"])["state"] == "cancelled", "the other did not run")
    say(dora.ask("DELETE", "/api/v1/jobs/" + second)[0] == 204 and dora.ask("GET", "/api/v1/jobs/" + second)[0] == 404, "one that has ended is forgotten")
    say(not [f for f in os.listdir("node/private/jobs") if f.startswith(second)], "its files too")

    # no more wait than CN_JOBS_WAITING_MAX
    CN_JOBS_WAITING_MAX = 32
    long = job(dora, 202, "a long one", loan)
    wait_for(dora, long, ["running", "done"])
    many = [job(dora, 202, "one that waits", chat) for _ in range(CN_JOBS_WAITING_MAX)]
    if json.loads(dora.ask("GET", "/api/v1/jobs/" + many[0])[2])["state"] == "queued":
        job(dora, 503, "one too many", chat)
    for w in many + [long]:
        dora.ask("DELETE", "/api/v1/jobs/" + w)
    wait_for(dora, long, ["cancelled", "done"])

    # what the kill meets: one that writes runs, others wait
    running = job(dora, 202, "one that writes", loan)
    waiting = [job(dora, 202, "one that waits", chat) for _ in range(2)]
    wait_for(dora, running, ["running", "done"])
    json.dump([id, running, waiting], open("ids.json", "w"))
else:
    dora = Person("dora")
    id, running, waiting = json.load(open("ids.json"))
    say(wait_for(dora, running, ["interrupted", "done"])["state"] in ("interrupted", "done"), "what was being written is not begun again")
    for w in waiting:
        say(wait_for(dora, w, ["done"])["result"]["exit"] == 0, "what waited is done")
    say(json.loads(dora.ask("GET", "/api/v1/jobs/" + id)[2])["result"]["exit"] == 0, "an old result is still there")
    for w in waiting + [id, running]:
        say(dora.ask("DELETE", "/api/v1/jobs/" + w)[0] == 204, "forgotten")
print("%d held, %d broken" % (held, broken))
sys.exit(broken > 0)
PY
up
EXPECT_SECONDS=300 expect 0 "jobs" python3 client.py "$port" first
kill -9 $pid
wait $pid 2>/dev/null
[ "$(stat -c %a node/private/jobs)" = 700 ] && held=$((held + 1)) || broke "the folder of jobs can be read by others"
echo '{' >node/private/jobs/0000000000000000.json # a damaged one stops nothing
up
EXPECT_SECONDS=300 expect 0 "after kill -9" python3 client.py "$port" second
kill -TERM $pid
wait $pid
[ $? = 0 ] && held=$((held + 1)) || broke "SIGTERM"
never_says 'several words|concord=' "no secret in the log" log
finish
