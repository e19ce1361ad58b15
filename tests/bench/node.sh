#!/bin/sh
# Bench of a served node, on the disk of the build folder: one JSON object a line. nginx serves the same tiles, and constant bodies of the same size, in
# the same run; wrk asks both, in turn, three times each. $BENCH_SECONDS (4) a measurement.
set -eu
build=${CONCORD_BUILD:?the build folder}
seconds=${BENCH_SECONDS:-4}
entries=51200 # 200 full tiles
for tool in nginx wrk curl; do
	command -v $tool >/dev/null || { echo "$tool is missing: apt-get install nginx-light wrk curl" >&2; exit 4; }
done
tmp=$(mktemp -d "$build/bench-node-XXXXXX")
server=
nginx=
trap 'kill $server $nginx 2>/dev/null; rm -rf "$tmp"' EXIT
"$build/concord" init "$tmp/node" --no-passphrase --name node.example >"$tmp/out"
"$build/src/http/bench_node" fill "$tmp/node" $entries
mkdir "$tmp/work"
"$build/src/http/bench_node" append "$tmp/work"
# One system, assessed, for the page of its findings, in a node of its own: a verdict is its exit code.
"$build/concord" init "$tmp/desk" --no-passphrase --name desk.example >"$tmp/out"
CONCORD_NORMS="$CONCORD_SOURCE/norms" "$build/concord" assess "$CONCORD_SOURCE/examples/public-chatbot/system.yaml" --data "$tmp/desk" --out "$tmp/dossier" --as-of 2026-11-23 >"$tmp/out" 2>&1 || [ $? -le 2 ] || { cat "$tmp/out" >&2; exit 1; }

served() { # served NODE: starts it; its address is in $address, its process in $server
	"$build/concord" serve --data "$1" --listen 127.0.0.1:0 --quiet 2>"$1.log" &
	server="$server $!"
	i=0
	while ! grep -q listening "$1.log" && [ $i -lt 100 ]; do sleep 0.1; i=$((i + 1)); done
	address=http://localhost:$(sed -n 's/.*"port":\([0-9]*\).*/\1/p' "$1.log" | head -n 1)
}
served "$tmp/node"
ours=$address
served "$tmp/desk"
desk=$address
port=$((20000 + $$ % 20000))
theirs=http://localhost:$port
record=$(curl -s "$ours/api/v1/records?from=300&limit=1" | sed -n 's/.*"id": "\([^"]*\)".*/\1/p')
mkdir -p "$tmp/constant"
until [ "$(curl -s -o "$tmp/constant/record" -w '%{http_code}' "$ours/api/v1/records/$record")" = 200 ]; do sleep 0.2; done
curl -s -H 'Accept-Encoding: gzip' "$ours/" >"$tmp/constant/page"
# The first administrator, signed in: what the page of findings asks for, as it is sent to a browser (packed).
printf '{"link":"%s","name":"Ada","password":"twelve characters or more"}' "$(cat "$tmp/desk/private/setup-link")" >"$tmp/setup"
curl -s -f -o "$tmp/out" -H 'Content-Type: application/json' -d @"$tmp/setup" "$desk/api/v1/setup"
curl -s -f -o "$tmp/out" -c "$tmp/jar" -H 'Content-Type: application/json' -d '{"name":"Ada","password":"twelve characters or more"}' "$desk/api/v1/session"
signed_in="$(awk '$6 ~ /concord/ { print $6 "=" $7 }' "$tmp/jar")"
findings="/api/v1/system/show?id=harbour-chat"
curl -s -f -o "$tmp/constant/findings" -H "Cookie: $signed_in" -H 'Accept-Encoding: gzip' "$desk$findings"
[ "$(curl -s -o "$tmp/out" -w '%{http_code}' "$desk$findings")" = 401 ] || { echo "the findings are shown to nobody in particular" >&2; exit 1; }
user= # its workers read the node's folder, which is its owner's
[ "$(id -u)" != 0 ] || user="user root;"
cat >"$tmp/nginx.conf" <<END
$user
daemon off;
worker_processes auto;
pid $tmp/nginx.pid;
error_log $tmp/nginx.log;
events { worker_connections 1024; }
http {
	access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000; open_file_cache max=1000 inactive=60s;
	client_body_temp_path $tmp/b; proxy_temp_path $tmp/p; fastcgi_temp_path $tmp/f; uwsgi_temp_path $tmp/u; scgi_temp_path $tmp/s;
	server {
		listen 127.0.0.1:$port;
		location /tile/ { root $tmp/node/log/public; default_type application/octet-stream; add_header Cache-Control "public, max-age=31536000, immutable"; }
		location = /record { default_type application/json; alias $tmp/constant/record; }
		location = /page { default_type text/html; alias $tmp/constant/page; }
		location = /findings { default_type application/json; alias $tmp/constant/findings; }
	}
}
END
nginx -e "$tmp/nginx.log" -c "$tmp/nginx.conf" -p "$tmp" &
nginx=$!
i=0
while ! curl -s -o "$tmp/out" "$theirs/page" && [ $i -lt 100 ]; do sleep 0.1; i=$((i + 1)); done
curl -s "$ours/tile/0/007" | cmp - "$tmp/node/log/public/tile/0/007"
curl -s "$theirs/tile/0/007" | cmp - "$tmp/node/log/public/tile/0/007"

cat >"$tmp/tiles.lua" <<'END'
local n = 0
request = function()
	n = (n * 5 + 3) % 199
	return wrk.format("GET", string.format("/tile/0/%03d", n))
end
END
cookie=
packed= # what a browser is sent: pages go packed
rate() { # rate URL [SCRIPT]: answers a second; every one of them good. Both servers are sent the same headers.
	wrk -t 2 -c 32 -d "${seconds}s" ${packed:+-H 'Accept-Encoding: gzip'} ${cookie:+-H "Cookie: $cookie"} ${2:+-s "$2"} "$1" >"$tmp/wrk"
	if grep -q 'Non-2xx\|Socket errors' "$tmp/wrk"; then cat "$tmp/wrk" >&2; exit 1; fi
	sed -n 's/^Requests.sec: *//p' "$tmp/wrk"
}
compare() { # compare NAME PEER OURS THEIRS [SCRIPT]
	: >"$tmp/rates"
	for run in 1 2 3; do
		a=$(rate "$3" "${5:-}")
		b=$(rate "$4" "${5:-}")
		echo "$a $b" >>"$tmp/rates"
	done
	awk -v name="$1" -v peer="$2" '
		{ a[NR] = $1; b[NR] = $2; r[NR] = $1 / $2 }
		function mid(x) { return x[1] < x[2] ? (x[2] < x[3] ? x[2] : x[1] < x[3] ? x[3] : x[1]) : (x[1] < x[3] ? x[1] : x[2] < x[3] ? x[3] : x[2]) }
		END { printf "{\"area\":\"node\",\"name\":\"%s\",\"value\":%.0f,\"unit\":\"answers/s\",\"peer\":\"%s\",\"peer_value\":%.0f,\"ratio\":%.3f,\"runs\":3}\n", name, mid(a), peer, mid(b), mid(r) }' "$tmp/rates"
}
compare "tiles" "nginx, the same files" "$ours" "$theirs" "$tmp/tiles.lua"
compare "a record by its id" "nginx, a constant body" "$ours/api/v1/records/$record" "$theirs/record"
packed=1
compare "the open page" "nginx, a constant body" "$ours/" "$theirs/page"
cookie=$signed_in
compare "signed in: a system's findings" "nginx, a constant body" "$desk$findings" "$theirs/findings"
compare "signed in: the page of findings" "nginx, a constant body" "$desk/findings/harbour-chat" "$theirs/page"
