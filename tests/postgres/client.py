"""Load on several servers of one folder. Arguments: where the ports stand, how many seconds, how many threads. Each thread posts counter-claims with
words of its own to one server after the other and notes what was acknowledged; it says at the end {"sent", "acked", "statuses", "longest_gap"}."""
import http.client
import json
import os
import sys
import threading
import time

ports_file, seconds, threads = sys.argv[1], float(sys.argv[2]), int(sys.argv[3])
token = open("token").read().strip()
sent, acked, statuses, details, times = [], [], {}, set(), []
lock = threading.Lock()
end = time.monotonic() + seconds


def ports():
    try:
        return [int(x) for x in open(ports_file).read().split()]
    except (OSError, ValueError):
        return []


def post(port, claim):
    c = http.client.HTTPConnection("127.0.0.1", port, timeout=100)
    body = json.dumps({"args": ["2"], "flags": {"claim": claim}})
    c.request("POST", "/api/v1/counter", body, {"Content-Type": "application/json", "Authorization": "Bearer " + token})
    a = c.getresponse()
    return a.status, a.read().decode()


def work(me):
    n = 0
    while time.monotonic() < end:
        there = ports()
        if not there:
            time.sleep(0.05)
            continue
        claim = "claim %d of %d in %d" % (n, me, os.getpid())
        with lock:
            sent.append(claim)
        try:
            status, text = post(there[(n + me) % len(there)], claim)
        except (OSError, http.client.HTTPException):
            status, text = 0, ""
        n += 1
        with lock:
            statuses[status] = statuses.get(status, 0) + 1
            if status == 200:
                acked.append(claim)
                times.append(time.monotonic())
            elif status >= 400:
                details.add(str(status) + " " + text[:300])
        if status != 200:
            time.sleep(0.1)


all_of_them = [threading.Thread(target=work, args=(i,)) for i in range(threads)]
for t in all_of_them:
    t.start()
for t in all_of_them:
    t.join()
gaps = [b - a for a, b in zip(times, times[1:])]
json.dump({"sent": sent, "acked": acked, "statuses": statuses, "details": sorted(details), "longest_gap": max(gaps or [0])}, sys.stdout)
