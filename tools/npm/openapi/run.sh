#!/bin/sh
# The interface of a served node as other programs meet it: its OpenAPI 3.1 document is valid, a typed client is made from it, and every route answers
# that client what the document says.
. "$(dirname "$0")/../lib.sh"
judge_node
judge_install
judge_build concord
judge_circle
step case open "$lender" --party northbank --title "first use"
case=$(last case/1)
step case rule "$case" --step question --text "how are logs kept?" --deadline 2026-12-15 --key "$(key_of management)"
step intake add --about other --text "a report"
"$concord" serve --data "$tmp/node" --listen 127.0.0.1:0 --quiet --head-seconds 600 2>"$tmp/log" &
server=$!
trap 'kill $server 2>/dev/null; rm -rf "$tmp"' EXIT
i=0
while ! grep -q listening "$tmp/log" && [ $i -lt 100 ]; do sleep 0.1; i=$((i + 1)); done
port=$(sed -n 's/.*"port":\([0-9]*\).*/\1/p' "$tmp/log" | head -n 1)
[ -n "$port" ] || { cat "$tmp/log" >&2; die 1 "concord serve does not listen"; }
judge_run check.mjs "http://localhost:$port" "$tmp" "$tmp/node/private/setup-link" "$case" "$lender"
