#!/bin/sh
# A served node that is a witness, and its writer, when things go wrong: kill -9 under load, a full disk, a disk that became read-only, a clock that jumps.
# No acknowledged record is lost, none is half there, nothing is cosigned that is not kept, readers are served on, and the program says what is wrong.
# 4 kills; 100 with CN_TORTURE=long. Killed while others write over HTTP: kill_http.sh. Clients that are slow, idle or hostile: serve.sh. The disks are tmpfs in a user namespace; where there is none
# (or /dev/fuse of a container forbids it) that part says so and is left out.
. "$(dirname "$0")/lib.sh"
export CONCORD_NORMS="$CONCORD_SOURCE/norms"
kills=4
[ "${CN_TORTURE:-}" != long ] || kills=100
pid=
inside=${1:-}
[ -z "$inside" ] || { rm -rf "$tmp"; tmp=$inside; }
cd "$tmp" || exit 1
trap 'kill -9 $pid 2>/dev/null; [ -n "$inside" ] || rm -rf "$tmp"' EXIT

up() { # up NODE: serves it; $pid, $url
	: >log
	"$CONCORD" serve --data "$1" --listen 127.0.0.1:0 --quiet --public-only 2>log & # a disk with an open private table cannot become read-only
	pid=$!
	i=0
	while ! grep -q listening log && [ $i -lt 200 ]; do sleep 0.05; i=$((i + 1)); done
	url=http://localhost:$(sed -n 's/.*"event":"listening".*"port":\([0-9]*\).*/\1/p' log)
	case $url in *:) broke "it does not listen: $(cat log)"; finish ;; esac
}
down() { kill "$1" $pid; wait $pid 2>/dev/null; }
code() { curl -s -m 20 -o body -w '%{http_code}' "$@" || :; }
writes() { "$CONCORD" key add --role compliance --no-passphrase --data "$1"; } # acknowledged: the name of the key
vkey() { curl -s "$url/" | sed -n 's/.*<code>\([^<]*\)<.code>.*/\1/p' | head -n 1; }
keys_of() { "$CONCORD" key list --data "$1" | grep -c '^person'; } # how many the log has
size_seen() { "$CONCORD" witness list --data "$1" --json | python3 -c 'import json, sys; print(json.load(sys.stdin)["logs"][0]["size"] or 0)'; }
time_seen() { "$CONCORD" witness list --data "$1" --json | python3 -c 'import json, sys; print(json.load(sys.stdin)["logs"][0]["time"])'; }

# pair DIR: a node w that watches the log of a node north, both below DIR; north knows w's key ($w_key) but not yet where it is.
pair() {
	"$CONCORD" init "$1/w" --no-passphrase --name w.example >out && "$CONCORD" init "$1/north" --no-passphrase --name north.example >out || broke "init"
	up "$1/north"
	"$CONCORD" witness add north.example/log "$(vkey)" --no-passphrase --data "$1/w" >out || broke "witness add"
	down -TERM
	w_key=$(cat "$1/w/witness/vkey")
}

on_small_disk() {
	mkdir disk && mount -t tmpfs -o size=6m,mode=700 none disk || { echo "no disk"; exit 0; }
	pair disk
	up disk/w
	expect 0 "cosigned" "$CONCORD" log witness "$url" --vkey "$w_key" --data disk/north
	expect 0 "a record" "$CONCORD" key add --role compliance --no-passphrase --data disk/north
	cat out >>acknowledged
	cp disk/w/log/public/checkpoint before

	# ---- full
	dd if=/dev/zero of=disk/filler bs=4k 2>/dev/null
	expect 4 "nothing is written to a full disk" "$CONCORD" key add --role compliance --no-passphrase --data disk/north
	says 'No space left|space' "it says why" err
	expect 3 "nothing is cosigned that cannot be kept" "$CONCORD" log witness "$url" --vkey "$w_key" --data disk/north
	says 'status 503' "the witness says not now" err
	[ "$(size_seen disk/w)" = 2 ] && held=$((held + 1)) || broke "the witness moved on a full disk"
	[ "$(code "$url/readyz")$(code "$url/checkpoint")" = 200200 ] && held=$((held + 1)) || broke "reading ends with a full disk"
	same body before "the checkpoint stands"
	rm disk/filler
	expect 0 "room again: a record" "$CONCORD" key add --role compliance --no-passphrase --data disk/north
	cat out >>acknowledged
	expect 0 "and a cosignature" "$CONCORD" log witness "$url" --vkey "$w_key" --data disk/north

	# ---- read-only
	mount -o remount,ro disk
	expect 4 "nothing is written to a disk that is read-only" "$CONCORD" key add --role compliance --no-passphrase --data disk/north
	says 'Read-only|read-only' "it says why" err
	expect 3 "nothing is cosigned" "$CONCORD" log witness "$url" --vkey "$w_key" --data disk/north
	[ "$(code "$url/readyz")$(code "$url/checkpoint")" = 200200 ] && held=$((held + 1)) || broke "reading ends with a read-only disk"
	down -KILL
	up disk/w
	[ "$(code "$url/readyz")" = 200 ] && held=$((held + 1)) || broke "a read-only node cannot be served"
	mount -o remount,rw disk
	expect 0 "writable again" "$CONCORD" key add --role compliance --no-passphrase --data disk/north
	cat out >>acknowledged
	[ "$(keys_of disk/north)" = 3 ] && [ "$(wc -l <acknowledged)" = 3 ] && held=$((held + 1)) || broke "three were acknowledged, $(keys_of disk/north) are there"
	expect 0 "every record is whole" "$CONCORD" views rebuild --data disk/north
	down -TERM
	umount disk
	echo "held $held broken $broken"
	exit 0
}
[ -z "$inside" ] || on_small_disk

# ---- kill -9 under load: readers, a writer beside, a log that asks to be cosigned
mkdir far
pair far
for n in $(seq "$kills"); do
	up far/w
	( while curl -s -m 5 -o /dev/null "$url/checkpoint" && curl -s -m 5 -o /dev/null "$url/api/v1/records"; do :; done ) &
	readers=$!
	( writes far/w >>acknowledged 2>>noise ) &
	writer=$!
	( writes far/north >>noise 2>&1 && "$CONCORD" log witness "$url" --vkey "$w_key" --data far/north --json 2>>noise >cosigned.$n ) &
	log=$!
	sleep 0.$((n * 37 % 90 + 10))
	down -KILL
	wait $writer || broke "the writer beside: $(tail -n 2 noise)"
	wait $log $readers 2>/dev/null
done
up far/w
[ "$(code "$url/readyz")" = 200 ] && held=$((held + 1)) || broke "not ready after kill -9: $(cat body)"
[ "$(keys_of far/w)" = "$kills" ] && [ "$(wc -l <acknowledged)" = "$kills" ] && held=$((held + 1)) || broke "of $kills records $(wc -l <acknowledged) were acknowledged, $(keys_of far/w) are there"
expect 0 "every record is whole" "$CONCORD" views rebuild --data far/w
expect 0 "cosigned after all" "$CONCORD" log witness "$url" --vkey "$w_key" --data far/north
claimed=$(cat cosigned.* | python3 -c 'import re, sys; print(max([0] + [int(n) for n in re.findall(r"\"size\": (\d+)", sys.stdin.read())]))')
[ "$(size_seen far/w)" -ge "$claimed" ] && held=$((held + 1)) || broke "cosigned $claimed, and remembers $(size_seen far/w)"
down -TERM

# ---- the clock jumps: back, ahead, back. The time of what was cosigned does not.
last=$(time_seen far/w)
for now in 2001-01-01T00:00:00Z 2031-05-06T07:08:09Z 2020-02-02T02:02:02Z; do
	export CONCORD_NOW=$now
	up far/w
	expect 0 "in $now: cosigned" "$CONCORD" log witness "$url" --vkey "$w_key" --data far/north
	[ "$(code "$url/readyz")$(code "$url/api/v1/version")" = 200200 ] && held=$((held + 1)) || broke "in $now it does not answer"
	expect 0 "in $now: a record" "$CONCORD" key add --role compliance --no-passphrase --data far/w
	[ "$(code "$url/readyz")" = 200 ] && held=$((held + 1)) || broke "in $now a record is appended, and it is not ready: $(cat body)"
	down -TERM
	then=$last
	last=$(time_seen far/w)
	[ "$(printf '%s\n%s\n' "$then" "$last" | sort | head -n 1)" = "$then" ] && held=$((held + 1)) || broke "cosigned at $then, then at $last"
done
[ "$last" = 2031-05-06T07:08:09Z ] && held=$((held + 1)) || broke "the latest time stands: $last"
unset CONCORD_NOW
expect 0 "every record is whole, whatever the clock said" "$CONCORD" views rebuild --data far/w
[ "$(keys_of far/w)" = $((kills + 3)) ] && held=$((held + 1)) || broke "records of a clock that jumps: $(keys_of far/w) keys, not $((kills + 3))"

if unshare -rm true 2>/dev/null; then
	said=$(EXPECT_SECONDS=60 unshare -rm "$CONCORD_SOURCE/tests/e2e/faults.sh" "$(mktemp -d "$tmp/small-XXXXXX")" | tee -a small.log | tail -n 1)
	case $said in
	"no disk") echo "a full disk and a read-only one: left out, no tmpfs can be mounted here" ;;
	held*"broken 0") held=$((held + $(echo "$said" | cut -d' ' -f2))) ;;
	*) broke "on a small disk: $(cat small.log)" ;;
	esac
else
	echo "a full disk and a read-only one: left out, no user namespace here"
fi
finish
