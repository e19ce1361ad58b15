#!/bin/sh
# A passkey at a served node, as a browser makes and shows it: Debian's Chromium with its virtual authenticator.
. "$(dirname "$0")/../lib.sh"
judge_node
judge_install
judge_build concord
command -v "${CHROMIUM:=/usr/bin/chromium}" >/dev/null 2>&1 || die 4 "chromium is missing: apt-get install chromium"
export CHROMIUM
"$build/concord" init "$tmp/node" --no-passphrase --name northbank.example >"$tmp/step" 2>&1 || { cat "$tmp/step" >&2; die 1 "init failed"; }
"$build/concord" serve --data "$tmp/node" --norms "$root/norms" --listen 127.0.0.1:0 --quiet --head-seconds 600 2>"$tmp/log" >/dev/null &
server=$!
trap 'kill $server 2>/dev/null; rm -rf "$tmp"' EXIT
i=0
while ! grep -q listening "$tmp/log" && [ $i -lt 100 ]; do sleep 0.1; i=$((i + 1)); done
port=$(sed -n 's/.*"port":\([0-9]*\).*/\1/p' "$tmp/log" | head -n 1)
[ -n "$port" ] || { cat "$tmp/log" >&2; die 1 "concord serve does not listen"; }
judge_run check.mjs "http://localhost:$port" "$tmp/node/private/setup-link"
