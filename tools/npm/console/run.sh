#!/bin/sh
# The console (web/): the types hold, web/dist is what its sources give, byte for byte; then its pages in Debian's Chromium over a node that has done
# everything once. `tools/npm/console/run.sh build` writes web/dist instead and ends.
. "$(dirname "$0")/../lib.sh"
judge_node
judge_install "$root/web"
rm -rf "$judge/src"
cp -R "$root/web/src" "$root/web/css" "$root/web/data" "$root/web/index.html" "$root/web/mark.svg" "$root/web/tsconfig.json" "$judge/" || exit 4
judge_run node_modules/typescript/bin/tsc -p . >"$tmp/types" 2>&1 || { cat "$tmp/types"; die 1 "the types of web/ do not hold"; }
judge_run build.mjs "$judge" "$tmp/dist" || die 1 "web/ does not build"
if [ "${1:-}" = build ]; then
	rm -rf "$root/web/dist"
	cp -R "$tmp/dist" "$root/web/dist"
	exit
fi
diff -r "$tmp/dist" "$root/web/dist" >"$tmp/diff" || { head -n 20 "$tmp/diff"; die 1 "web/dist is not what web/ gives: tools/npm/console/run.sh build"; }
command -v "${CHROMIUM:=/usr/bin/chromium}" >/dev/null 2>&1 || die 4 "chromium is missing: apt-get install chromium fonts-noto-cjk"
export CHROMIUM
judge_build concord
judge_circle
# two shares that are watched, one of which has passed its limit; a year later the law binds one system anew
step watch add chat-corrections --system harbour-chat --what "An answer that a person had to correct" --at-most 0.05 --closes-gate
step watch add overruled --system northbank-mortgage --what "A decision that the officer overruled" --at-most 0.1
for fed in '5 210 09-28' '7 260 10-05' '9 250 10-12' '8 240 11-02' '45 250 11-16'; do
	set -- $fed
	answered watch feed chat-corrections --events "$1" --cases "$2" --on "2026-$3"
	step watch feed overruled --events "$(($1 % 8))" --cases "$2" --on "2026-$3"
done
step watch law
answered watch law --as-of 2027-12-03
# a waiver that waits for its second person
step waive "$tmp/examples/public-chatbot/system.yaml" --for eu-ai-act/art_4 --signer management --until 2027-03-01 --reason "training starts in February" --key "$(key_of management)"
for script in "$here"/*.mjs; do
	cp "$script" "$judge/" || exit 4
done
"$concord" serve --data "$tmp/node" --listen 127.0.0.1:0 --quiet --head-seconds 600 2>"$tmp/log" &
server=$!
trap 'kill $server 2>/dev/null; rm -rf "$tmp"' EXIT
i=0
while ! grep -q listening "$tmp/log" && [ $i -lt 100 ]; do sleep 0.1; i=$((i + 1)); done
port=$(sed -n 's/.*"port":\([0-9]*\).*/\1/p' "$tmp/log" | head -n 1)
[ -n "$port" ] || { cat "$tmp/log" >&2; die 1 "concord serve does not listen"; }
export CONCORD_PROGRAM="$concord"
judge_run check.mjs "http://localhost:$port" "$tmp" "$root/tests/vectors/report/chart.vec.json"
