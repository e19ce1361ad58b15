#!/bin/sh
# A node as a witness, asked by a log that is not ours (Go, x/mod) and by another node; whatever was cosigned is remembered after kill -9.
. "$(dirname "$0")/lib.sh"
export CONCORD_NORMS="$CONCORD_SOURCE/norms"
cd "$tmp" || exit 1
pid=
trap 'kill -9 $pid 2>/dev/null; rm -rf "$tmp"' EXIT

up() { # up NODE: serves it; $pid, $url
	: >log
	"$CONCORD" serve --data "$1" --listen 127.0.0.1:0 2>log &
	pid=$!
	i=0
	while ! grep -q listening log && [ $i -lt 100 ]; do sleep 0.05; i=$((i + 1)); done
	url=http://localhost:$(sed -n 's/.*"event":"listening".*"port":\([0-9]*\).*/\1/p' log)
	case $url in *:) broke "it does not listen: $(cat log)"; finish ;; esac
}
down() { kill "$1" $pid; wait $pid 2>/dev/null; }
vkey_of() { "$CONCORD" witness list --data "$1" --json | python3 -c 'import json, sys; print(json.load(sys.stdin)["vkey"])'; }
log_vkey() { curl -s "$url/" | sed -n 's/.*<code>\([^<]*\)<.code>.*/\1/p' | head -n 1; }

export GO111MODULE=off GOPATH=/usr/share/gocode GOCACHE="${GOCACHE:-$tmp/cache}" GOFLAGS=
if ! command -v go >/dev/null || [ ! -d /usr/share/gocode/src/golang.org/x/mod/sumdb ]; then
	broke "go and x/mod are missing: apt-get install golang-go golang-golang-x-mod-dev"
	finish
fi
expect 0 "the Go log is built" go build -o "$tmp/golog" "$CONCORD_SOURCE/tests/interop/witness/main.go"
expect 0 "a key" ./golog key go.key
go_key=$(cat out)
expect 0 "init" "$CONCORD" init w --no-passphrase --name witness.example
expect 0 "init" "$CONCORD" init north --no-passphrase --name northbank.example

# ---- the operator
expect 0 "no witness yet" "$CONCORD" witness list --data w
says 'no witness yet' "it says so"
expect 4 "no node" "$CONCORD" witness add go.example/log "$go_key" --data nowhere --no-passphrase
[ ! -e nowhere ] && held=$((held + 1)) || broke "a folder was made for a node that is not there"
for bad in '' 'x' "${go_key%?}" "$(printf '%s' "$go_key" | sed 's/^go/no/')" 'witness.example/w+8d0c7cfd+BCVDuS/xCVURR2rcg2nbbdyTNmWhGXjdoUBO4QZsqVWd'; do
	expect 3 "not a log's key: $bad" "$CONCORD" witness add go.example/log "$bad" --data w --no-passphrase
done
expect 3 "not an origin" "$CONCORD" witness add '' "$go_key" --data w --no-passphrase
expect 3 "an origin of two lines" "$CONCORD" witness add "go.example/log
x" "$go_key" --data w --no-passphrase
[ ! -e w/keys/witness.key ] && held=$((held + 1)) || broke "a refused add made a key"
up w
got=$(curl -s -o out -w '%{http_code}' --data-binary 'old 0' "$url/add-checkpoint")
[ "$got" = 404 ] && held=$((held + 1)) || broke "no witness: $got"
expect 0 "a log" "$CONCORD" witness add go.example/log "$go_key" --data w --no-passphrase
got=$(curl -s -o out -w '%{http_code}' --data-binary 'old 0' "$url/add-checkpoint")
[ "$got" = 503 ] && held=$((held + 1)) || broke "a witness since the server began: $got"
down -TERM
expect 3 "an origin that is not watched" "$CONCORD" witness end other.example/log --data w
[ "$(stat -c %a w/keys/witness.key)" = 600 ] && held=$((held + 1)) || broke "the witness's key can be read by others"
w_key=$(vkey_of w)
cmp -s w/keys/witness.key w/keys/log.key && broke "the witness's key is the log's"

# ---- a log that is not ours
up w
expect 0 "the Go log is cosigned as it grows, and refused when it should be" ./golog ask "$url" go.key "$w_key"
says '^305$' "to the end"
got=$(curl -s -o out -w '%{http_code}' "$url/add-checkpoint")
[ "$got" = 405 ] && held=$((held + 1)) || broke "GET add-checkpoint: $got"
head -c 100000 /dev/zero >big
got=$(curl -s -o out -w '%{http_code}' --data-binary @big "$url/add-checkpoint")
[ "$got" = 413 ] && held=$((held + 1)) || broke "a giant body: $got"

# ---- kill -9 while it cosigns: what left is remembered
size=305
for n in 2 4 7; do
	( for k in 1 2 3 4 5 6; do ./golog go-on "$url" go.key "$w_key" $size || exit 1; size=$((size + 1)); done ) >steps 2>&1 &
	steps=$!
	sleep 0.0$n
	down -KILL
	wait $steps
	last=$(grep -E '^[0-9]+$' steps | tail -n 1)
	[ -z "$last" ] || size=$last
	up w
	kept=$("$CONCORD" witness list --data w --json | python3 -c 'import json, sys; print(json.load(sys.stdin)["logs"][0]["size"])')
	[ "$kept" -ge "$size" ] && held=$((held + 1)) || broke "it cosigned $size and remembers $kept"
	size=$kept
done
expect 0 "and goes on from there" ./golog go-on "$url" go.key "$w_key" "$size"
down -TERM

# ---- a state that is damaged, or that another process holds, cosigns nothing
f=$(ls w/witness/*.json)
cp "$f" state
: >"$f"
up w
expect 1 "a damaged state" ./golog go-on "$url" go.key "$w_key" $((size + 1))
says 'status 503' "is a fault, not a beginning from nothing"
never_says "$tmp|witness/" "and its name is nobody's business"
cp state "$f"
expect 0 "put right" ./golog go-on "$url" go.key "$w_key" $((size + 1))
chmod 500 w/witness
if [ "$(id -u)" != 0 ]; then expect 1 "a folder that cannot be written" ./golog go-on "$url" go.key "$w_key" $((size + 2)); fi
chmod 700 w/witness
expect 0 "ended" "$CONCORD" witness end go.example/log --data w
expect 1 "no cosignature any more" ./golog go-on "$url" go.key "$w_key" $((size + 2))
says 'status 404' "it is not watched"
expect 0 "taken up again" "$CONCORD" witness add go.example/log "$go_key" --data w
expect 0 "where it stood" ./golog go-on "$url" go.key "$w_key" $((size + 2))

# ---- another node's log
wpid=$pid
wurl=$url
up north
north_key=$(log_vkey)
expect 0 "nobody asked yet" "$CONCORD" log witness --data north
expect 3 "a new witness without its key" "$CONCORD" log witness "$wurl" --data north
expect 3 "a log's key for a witness" "$CONCORD" log witness "$wurl" --vkey "$north_key" --data north
expect 3 "not watched" "$CONCORD" log witness "$wurl" --vkey "$w_key" --data north
says 'does not watch this log' "it says so" err
expect 0 "watched" "$CONCORD" witness add northbank.example/log "$north_key" --data w
expect 0 "cosigned" "$CONCORD" log witness "$wurl/" --vkey "$w_key" --data north
says 'cosigned 2 entries' "it says what"
curl -s "$url/checkpoint" >note
expect 0 "x/mod accepts the served checkpoint with its cosignature" ./golog check note "$north_key" "$w_key"
expect 0 "again by name alone, and twice is once" "$CONCORD" log witness --data north
curl -s "$url/checkpoint" >note
[ "$(grep -c '^— witness.example/witness ' note)" = 1 ] && held=$((held + 1)) || broke "a cosignature stands twice"
expect 0 "a proof carries it" "$CONCORD" log prove 1 --data north
says '^— witness.example/witness ' "the cosignature"
cp -R north old
"$CONCORD" key add --role compliance --no-passphrase --data north >out 2>&1 || broke "key add: $(cat out)"
expect 0 "it grew; cosigned" "$CONCORD" log witness --data north
says 'cosigned 3 entries' "three"
curl -s "$url/checkpoint" >note
expect 0 "x/mod" ./golog check note "$north_key" "$w_key"
expect 3 "another's key in the witness's place" "$CONCORD" log witness "$wurl" --data north --vkey "$(vkey_of w | sed 's/.$/x/')"

# ---- a log that was put back from a backup is found out by its witness, and does not write once it knows
expect 4 "put back" "$CONCORD" log witness --data old
says 'put back from a backup' "the witness tells" err
cp north/witnesses.json old/
expect 4 "it knows what was cosigned" "$CONCORD" key add --role compliance --no-passphrase --data old
says 'were seen signed' "and writes nothing" err
expect 0 "json" "$CONCORD" log witness --data north --json
cp out answer
expect 0 "is JSON" python3 -c 'import json; assert json.load(open("answer"))[0]["cosigned"] is True'
expect 0 "openapi" curl -s -o openapi.json "$url/openapi.json"
expect 0 "the route is in the document" python3 -c 'import json; d = json.load(open("openapi.json"))["paths"]["/add-checkpoint"]["post"]; assert set(d["responses"]) >= {"200", "400", "403", "404", "409", "422"}'
down -TERM
kill -TERM $wpid
wait $wpid 2>/dev/null
finish
