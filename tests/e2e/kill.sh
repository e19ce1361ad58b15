#!/bin/sh
# kill -9 at seeded moments of assess: the log opens, what was acknowledged verifies, the next assessment works, and no half dossier
# is taken for one. 25 moments; 200 with CONCORD_LONG=1 or CN_TORTURE=long.
. "$(dirname "$0")/lib.sh"
export CONCORD_NORMS="$CONCORD_SOURCE/norms" CONCORD_NOW=2026-11-23T12:00:00Z
moments=25
[ -z "${CONCORD_LONG:-}" ] && [ "${CN_TORTURE:-}" != long ] || moments=200
cd "$tmp" || exit 1
cp -R "$CONCORD_SOURCE/examples/mortgage-lending" sys
expect 0 "init" "$CONCORD" init node --no-passphrase
python3 - "$moments" >report 2>&1 <<'PY'
import os
import random
import shutil
import subprocess
import sys
import time

program = os.environ["CONCORD"]
draw = random.Random(20261123)
held = broken = whole = cut = 0
good = {}  # number of a record -> id, once acknowledged
deadline = time.monotonic() + (60 if int(sys.argv[1]) < 100 else 1500)


def say(ok, what):
    global held, broken
    held, broken = held + ok, broken + (not ok)
    if not ok:
        print("BROKEN:", what, flush=True)


def run(*args):
    p = subprocess.run([program, *args, "--data", "node"], capture_output=True, text=True, timeout=120, stdin=subprocess.DEVNULL)
    return p.returncode, p.stdout, p.stderr


def log():
    """Opens the log (a writer's recovery, too) and gives {number: id}."""
    import json
    code, out, err = run("log", "show", "--json")
    say(code == 0, "the log does not open: " + err)
    return {r["seq"]: r.get("id") for r in json.loads(out)} if code == 0 else {}


assess = [program, "assess", "sys/system.yaml", "--data", "node", "--as-of", "2026-11-23", "--quiet", "--out"]
start = time.monotonic()
code = subprocess.run(assess + ["first"], capture_output=True, timeout=300).returncode
took = time.monotonic() - start
say(code == 2, "the first assessment: exit %d" % code)
good = log()
done = 0
for i in range(int(sys.argv[1])):
    if time.monotonic() > deadline:
        break
    done += 1
    out = "out%d" % i
    p = subprocess.Popen(assess + [out], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(took * 1.1 * (i + draw.random()) / int(sys.argv[1]))
    p.kill()
    code = p.wait()
    whole, cut = whole + (code == 2), cut + (code == -9)
    now = log()
    say(all(now.get(k) == v for k, v in good.items()), "moment %d: acknowledged records are gone or others" % i)
    for k in sorted(set(now) - set(good))[-3:]:
        code_k, text, err = run("verify", str(k), "--level", "proof")
        # a record that was written but not yet under a checkpoint cannot be proved; it was not acknowledged either
        say(code_k == 0 or (code_k == 2 and "no checkpoint covers it yet" in text), "moment %d: record %d: exit %d %s" % (i, k, code_k, text + err))
        if code_k == 0:
            good[k] = now[k]
    code_v, text, err = run("verify", out)
    if os.path.exists(out + "/dossier.html"):
        say(code_v == 0, "moment %d: a page stands there and does not hold: %s" % (i, text + err))
    else:
        say(code_v == 3, "moment %d: exit %d for half a dossier" % (i, code_v))
    if code == 2:
        say(code_v == 0, "moment %d: it ended and does not hold" % i)
    if i % 5 == 4:
        code, text, err = run("assess", "sys/system.yaml", "--as-of", "2026-11-23", "--quiet", "--out", out)
        say(code == 2, "moment %d: the next assessment: exit %d %s" % (i, code, err))
        say(run("verify", out)[0] == 0, "moment %d: the next dossier does not hold" % i)
        good.update(log())
        say(run("views", "rebuild")[0] == 0, "moment %d: views do not fold" % i)
    shutil.rmtree(out, ignore_errors=True)
for k in sorted(good)[:: max(1, len(good) // 20)]:
    say(run("verify", str(k), "--level", "proof")[0] == 0, "record %d does not verify at the end" % k)
say(run("verify", "first")[0] == 0, "the first dossier does not hold at the end")
say(cut >= done // 4, "only %d of %d were cut off" % (cut, done))
print("%d moments of %.2f s: %d cut off, %d ended; %d records, %d held, %d broken" % (done, took, cut, whole, len(good), held, broken))
sys.exit(broken > 0 or done < 10)
PY
[ $? = 0 ] && held=$((held + 1)) || broke "killed at $moments moments"
tail -n 12 report
finish
