#!/bin/sh
# Several servers of one folder, with PostgreSQL between them: writes through all of them take turns; one is killed while it writes, and the others go on;
# the database is restarted and killed under load, and the servers say so and go on by themselves. What was acknowledged is in the log, once.
. "$(dirname "$0")/../e2e/lib.sh"
. "$(dirname "$0")/pg.sh"
export CONCORD_NORMS="$CONCORD_SOURCE/norms"
cd "$tmp" || exit 1
pids=
trap 'kill -9 $pids 2>/dev/null; pg_end' EXIT
secret='several words that nobody guesses'
client="$CONCORD_SOURCE/tests/postgres/client.py"

up() { # up N [FLAGS]: server N; its port in port.N, its process in pid.N
	n=$1
	shift
	: >"log.$n"
	"$CONCORD" serve --data node --listen 127.0.0.1:0 --quiet "$@" 2>"log.$n" >"serve.$n.out" &
	echo $! >"pid.$n"
	pids="$pids $!"
	i=0
	while ! grep -q listening "log.$n" && [ $i -lt 400 ]; do sleep 0.05; i=$((i + 1)); done
	sed -n 's/.*"event":"listening".*"port":\([0-9]*\).*/\1/p' "log.$n" >"port.$n"
	[ -s "port.$n" ] && held=$((held + 1)) || { broke "server $n does not listen: $(cat "log.$n")"; finish; }
}
show_ports() { cat port.* >ports.new && mv ports.new ports; }
code() { curl -s -m 20 -o body -w '%{http_code}' "$@" || :; }
ready() { code "http://localhost:$(cat "port.$1")/readyz"; }
wait_ready() { # wait_ready N CODE SECONDS WHAT
	i=0
	while [ "$(ready "$1")" != "$2" ] && [ $i -lt $(($3 * 10)) ]; do sleep 0.1; i=$((i + 1)); done
	[ "$(ready "$1")" = "$2" ] && held=$((held + 1)) || broke "$4: $(ready "$1"), not $2: $(cat body)"
}
post() { printf '%s' "$3" >body.in; got=$(code -H 'Content-Type: application/json' --data-binary @body.in "$url$2"); [ "$got" = "$1" ] && held=$((held + 1)) || { broke "$2: $got, not $1"; cat body; }; }
field() { python3 -c 'import json, sys; print(json.load(open("body", encoding="utf-8"))[sys.argv[1]])' "$1"; }

# every_claim WHAT RESULT...: what was acknowledged stands in the log once, nothing stands there twice, the numbers have no gap, and the views are those of the log.
every_claim() {
	what=$1
	shift
	"$CONCORD" log show --data node --json >all.json || broke "the log opens"
	python3 - "$@" <<'PY' >counted && held=$((held + 1)) || broke "$what: $(cat counted)"
import collections, json, sys
records = json.load(open("all.json", encoding="utf-8"))
assert [r["seq"] for r in records] == list(range(len(records))), "the numbers have a gap"
there = collections.Counter(r["body"]["claim"] for r in records if r["kind"] == "counter/1")
assert not [c for c, n in there.items() if n > 1], "a claim stands twice"
acked = 0
for name in sys.argv[1:]:
    r = json.load(open(name))
    acked += len(r["acked"])
    lost = [c for c in r["acked"] if not there[c]]
    assert not lost, "lost: %s" % lost[:5]
    print(name, len(r["sent"]), "sent,", len(r["acked"]), "acknowledged,", r["statuses"], "longest gap %.1f s" % r["longest_gap"], *r["details"][:4], sep=" ")
assert acked > 0, "nothing was acknowledged"
PY
	sed 's/^/  /' counted
}

expect 0 init "$CONCORD" init node --name northbank.example --no-passphrase # so that what is timed is turns, not passphrases
# ---- the first one moves the node's views to the database
up 0 --store "$db"
says '"event":"store-moved"' "it says so" log.0
url=http://localhost:$(cat port.0)
link=$(cat node/private/setup-link)
post 201 /api/v1/setup "{\"link\":\"$link\",\"name\":\"ada\",\"password\":\"$secret\"}"
printf '{"name":"ada","password":"%s"}' "$secret" >body.in
[ "$(code -c jar -H 'Content-Type: application/json' --data-binary @body.in "$url/api/v1/session")" = 201 ] && held=$((held + 1)) || broke "signing in: $(cat body)"
csrf=$(field csrf)
until=$(date -d '+3 days' +%F)
printf '{"label":"load","roles":["contributor","administrator"],"until":"%s"}' "$until" >body.in
[ "$(code -b jar -H "X-Concord-CSRF: $csrf" -H 'Content-Type: application/json' --data-binary @body.in "$url/api/v1/tokens")" = 201 ] && held=$((held + 1)) || broke "a token: $(cat body)"
field token >token
up 1
up 2 --store "$db"
never_says 'store-moved' "it is there already" log.2
for n in 0 1 2; do [ "$(ready $n)" = 200 ] && held=$((held + 1)) || broke "server $n is not ready: $(cat body)"; done
expect 4 "another store than the node's" "$CONCORD" serve --data node --listen 127.0.0.1:0 --store "postgresql://concord@/other?host=$pg&port=$pg_port"
says 'the store of this node is' "it says which" err
[ "$(ls node/private/serving | tr '\n' ' ')" = '0 1 2 ' ] && held=$((held + 1)) || broke "seats: $(ls node/private/serving)"
show_ports

# ---- writes through all of them
python3 "$client" ports 4 6 >r.all
every_claim "through three servers" r.all
python3 -c 'import json; r = json.load(open("r.all")); assert set(r["statuses"]) == {"200"}, (r["statuses"], r["details"])' && held=$((held + 1)) || broke "a write was refused though nothing was wrong"

# ---- the one that writes is killed, again and again; a command line writes beside
for n in 1 2 0; do
	python3 "$client" ports 5 6 >r.kill$n &
	load=$!
	sleep 0.7
	expect 0 "the command line beside" "$CONCORD" key add --role compliance --no-passphrase --data node
	sleep 0.4
	kill -9 "$(cat pid.$n)"
	rm "port.$n"
	show_ports
	sleep 1.5
	up $n
	show_ports
	wait $load
	python3 -c 'import json, sys; r = json.load(open(sys.argv[1])); assert r["longest_gap"] < 5, r["longest_gap"]' r.kill$n && held=$((held + 1)) || broke "the others did not take over"
done
every_claim "after kill -9" r.all r.kill0 r.kill1 r.kill2
[ "$(ls node/private/serving | tr '\n' ' ')" = '0 1 2 ' ] && held=$((held + 1)) || broke "a seat is not free again: $(ls node/private/serving)"

# ---- the database is restarted under load, then is away for a while
python3 "$client" ports 14 6 >r.restart &
load=$!
sleep 1.5
pg_stop immediate
pg_start
sleep 3
pg_stop immediate
for n in 0 1 2; do
	wait_ready $n 503 10 "server $n without its database"
	says 'PostgreSQL|cannot be reached' "it says why" body
	[ "$(code "http://localhost:$(cat port.$n)/checkpoint")" = 200 ] && held=$((held + 1)) || broke "reading ends with the database"
	says '"event":"store-bad"' "and in its log" log.$n
done
pg_start
for n in 0 1 2; do
	wait_ready $n 200 10 "server $n with its database again"
	says '"event":"store-good"' "it says so" log.$n
done
wait $load
every_claim "after restarts of the database" r.all r.kill0 r.kill1 r.kill2 r.restart
python3 -c 'import json; r = json.load(open("r.restart")); assert set(r["statuses"]) <= {"200", "503"} and r["statuses"].get("503"), r["statuses"]' && held=$((held + 1)) || broke "statuses of a node without its database"
says 'PostgreSQL|cannot be reached|store' "the problem says why" r.restart

# ---- a database that takes questions and does not answer
backends=$(admin "SELECT string_agg(pid::text, ' ') FROM pg_stat_activity WHERE backend_type = 'client backend' AND datname = 'node'")
as_pg kill -STOP $backends
wait_ready 0 503 20 "a database that does not answer"
says 'has not answered for' "it says so" body
as_pg kill -CONT $backends
wait_ready 0 200 10 "one that answers again"
backends=$(admin "SELECT string_agg(pid::text, ' ') FROM pg_stat_activity WHERE backend_type = 'client backend' AND datname = 'node'")
as_pg kill -STOP $backends
sleep 2
kill -TERM "$(cat pid.2)"
wait "$(cat pid.2)" && held=$((held + 1)) || broke "SIGTERM while the database does not answer: $?"
as_pg kill -CONT $backends
up 2

# ---- in the end: views and log are one
expect 0 "a last record" "$CONCORD" key add --role compliance --no-passphrase --data node
expect 0 show "$CONCORD" store show --data node --json
python3 -c 'import json; m = json.load(open("out")); assert m["entries"] == m["folded"] == m["log"]["size"], m' && held=$((held + 1)) || broke "the views are behind: $(cat out)"
admin "SELECT idx || ' ' || id || ' ' || state FROM concord.entry ORDER BY idx" node >bit_by_bit
expect 0 "folded anew" "$CONCORD" views rebuild --data node
admin "SELECT idx || ' ' || id || ' ' || state FROM concord.entry ORDER BY idx" node >anew
same bit_by_bit anew "what was folded as it came is what is folded at once"
expect 0 "the log is whole" "$CONCORD" doctor --data node
grep -rhc . log.* >/dev/null && cat log.* >logs
never_says "$secret|$(cat token)" "no secret in a log" logs

# ---- one at a time ends well
for n in 0 1 2; do
	kill -TERM "$(cat pid.$n)"
	wait "$(cat pid.$n)" && held=$((held + 1)) || broke "SIGTERM: $?"
done

# ---- by TCP, a name and a password, which reaches the processes that write and no log
new_database safe carol
expect 0 "it moves to another database" "$CONCORD" store move --to "postgresql://carol:never-shown-1@localhost:$pg_port/safe" --data node
up 0
url=http://localhost:$(cat port.0)
write() { printf '{"args":["2"],"flags":{"claim":"%s"}}' "$2" >body.in; got=$(code -H "Authorization: Bearer $(cat token)" -H 'Content-Type: application/json' --data-binary @body.in "$url/api/v1/counter"); [ "$got" = "$1" ] && held=$((held + 1)) || { broke "$2: $got, not $1"; cat body; }; }
write 200 "with a password in the address"
admin "ALTER ROLE carol PASSWORD 'never-shown-3'"
write 503 "with a password that is good no more"
cp body said
kill -TERM "$(cat pid.0)"
wait "$(cat pid.0)"
printf 'localhost:%s:safe:carol:never-shown-3\n' "$pg_port" >pgpass
chmod 600 pgpass
export PGPASSFILE="$tmp/pgpass"
up 1 --store "postgresql://carol@localhost:$pg_port/safe"
url=http://localhost:$(cat port.1)
write 200 "with a password file"
[ "$(ready 1)" = 200 ] && held=$((held + 1)) || broke "not ready: $(cat body)"
kill -TERM "$(cat pid.1)"
wait "$(cat pid.1)"
# over TLS, with a certificate that is checked
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout "$pg/data/server.key" -out "$pg/data/server.crt" 2>/dev/null
chmod 600 "$pg/data/server.key"
[ "$(id -u)" != 0 ] || chown postgres "$pg/data/server.key" "$pg/data/server.crt"
cp "$pg/data/server.crt" ca.pem
admin "ALTER SYSTEM SET ssl = on" && admin "SELECT pg_reload_conf()" >/dev/null
sleep 1
sslurl="postgresql://carol@localhost:$pg_port/safe?sslmode=verify-full&sslrootcert=$tmp/ca.pem"
expect 0 "it moves away" "$CONCORD" store move --to sqlite --data node
expect 0 "by TLS" "$CONCORD" store move --to "$sslurl" --data node
up 2
url=http://localhost:$(cat port.2)
write 200 "over TLS"
says '^t$' "it is TLS" /dev/stdin <<END
$(admin "SELECT bool_and(s.ssl) FROM pg_stat_ssl s JOIN pg_stat_activity a USING (pid) WHERE a.usename = 'carol'")
END
kill -TERM "$(cat pid.2)"
wait "$(cat pid.2)"
cat log.* serve.*.out node/store.json >>said
says 'carol@localhost' "it is said where the store is" said
never_says 'never-shown' "and no password" said
finish
