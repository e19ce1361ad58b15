#!/bin/sh
# Content credentials of a sound file of a gigabyte and of a picture of 150 kB, judged in process and warm, against SHA-256 of the same bytes and,
# where npm is at hand, against c2pa-rs in the same run. Asked: a gigabyte at >= 0.8 of the machine's own rate of SHA-256 and >= 3 times the
# native peer; the picture in <= 0.5 of the native peer's time; at most 30 MiB beyond the mapped file. MEDIA_BYTES makes the long one shorter.
judge_root=$CONCORD_SOURCE
. "$CONCORD_SOURCE/tools/npm/lib.sh"
bench=$CONCORD_BUILD/src/assess/bench_media
long=${MEDIA_BYTES:-1000000000}
sh "$CONCORD_SOURCE/tools/npm/c2pa/pki.sh" "$tmp/pki" >/dev/null 2>&1 || die 4 "openssl could not make the test certificates"
export CONCORD_NORMS="$CONCORD_SOURCE/norms"
peers=
(judge_node && judge_install "$CONCORD_SOURCE/tools/npm/c2pa-sign") >/dev/null 2>&1 && peers=1
[ -z "$peers" ] || { judge_node; judge_install "$CONCORD_SOURCE/tools/npm/c2pa-sign"; }
one() { # one NAME FILE BYTES TYPE RUNS REPEAT
	"$bench" make "$tmp/plain.$2" "$3" || die 1 "no $2"
	"$CONCORD" media label "$tmp/plain.$2" --market EU --producer Bench --no-visible --key "$tmp/pki/es256.key" --chain "$tmp/pki/es256.pem" --out "$tmp/$2" >/dev/null ||
		die 1 "$2 was not signed"
	rm "$tmp/plain.$2"
	"$bench" check "$tmp/$2" "$tmp/pki/root.pem" "$5" "$6" >"$tmp/ours" || die 1 "$2 was not judged"
	echo '{}' >"$tmp/theirs"
	[ -z "$peers" ] || judge_run bench.mjs "$tmp/$2" "$4" "$tmp/pki/root.pem" "$5" "$6" >"$tmp/theirs" || die 1 "the peers did not judge $2"
	python3 - "$1" "$tmp/ours" "$tmp/theirs" "$5" <<'P'
import json, sys
name, runs = sys.argv[1], int(sys.argv[4])
ours, theirs = (json.load(open(f)) for f in sys.argv[2:4])
assert ours["state"] == "Trusted", ours
def row(what, peer, value, other, unit="s"):
    print(json.dumps({"area": "media", "name": f"{name}: {what}", "value": round(value, 6), "unit": unit, "peer": peer, "peer_value": round(other, 6), "ratio": round(value / other, 3), "runs": runs}))
row("judge", "SHA-256 of the bytes", ours["seconds"], ours["sha256_seconds"])
for key, peer in (("native", "c2pa-rs 0.82.1, native"), ("wasm", "c2pa-rs 0.91.3, wasm")):
    if key in theirs:
        assert theirs[key]["state"] == "Trusted", theirs
        row("judge", peer, ours["seconds"], theirs[key]["seconds"])
row("memory beyond the file", "30 MiB", ours["more_memory_bytes"] / 1048576, 30, "MiB")
P
	rm -f "$tmp/$2"
}
one "WAV $((long / 1000000)) MB" bench.wav "$long" audio/wav 3 1
one "JPEG 150 kB" bench.jpg 150000 image/jpeg 5 200
