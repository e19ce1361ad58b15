# Sourced by tests/e2e/*.sh that ask a served node as people do, after lib.sh. Leaves the script in a folder with a copy of the chatbot (sys) and a
# passphrase (pass); the node is DIR/node, its people have one password.
export CONCORD_NORMS="$CONCORD_SOURCE/norms"
cd "$tmp" || exit 1
cp -R "$CONCORD_SOURCE/examples/public-chatbot" sys
pid=
trap 'kill -9 $pid 2>/dev/null; rm -rf "$tmp"' EXIT
echo 'a passphrase for this node' >pass
secret='several words that nobody guesses'

up() {
	: >log
	"$CONCORD" serve --data node --listen 127.0.0.1:0 "$@" 2>>log >serve.out &
	pid=$!
	i=0
	while ! grep -q listening log && [ $i -lt 200 ]; do sleep 0.05; i=$((i + 1)); done
	port=$(sed -n 's/.*"event":"listening".*"port":\([0-9]*\).*/\1/p' log)
	url=http://localhost:$port
	[ -n "$port" ] && held=$((held + 1)) || { broke "it does not listen: $(cat log)"; finish; }
}

down() {
	kill -TERM $pid
	wait $pid
	got=$?
	[ $got = 0 ] && held=$((held + 1)) || broke "SIGTERM: exit $got"
	cat log >>logs
}

# ask STATUS WHAT CURL-ARGUMENTS...
ask() {
	want=$1
	what=$2
	shift 2
	: >out
	got=$(curl -s -m 100 -D head -o out -w '%{http_code}' "$@") || :
	[ "$got" = "$want" ] && held=$((held + 1)) || { broke "$what: $got, not $want"; head -c 600 out; echo; }
}

# as WHO STATUS WHAT PATH [BODY]: with the cookie of WHO; with a body by POST.
as() {
	who=$1 want=$2 what=$3 path=$4
	if [ $# -gt 4 ]; then
		printf '%s' "$5" >body
		ask "$want" "$what" -b "$who.jar" -H "X-Concord-CSRF: $(cat "$who.csrf")" -H 'Content-Type: application/json' --data-binary @body "$url$path"
	else
		ask "$want" "$what" -b "$who.jar" "$url$path"
	fi
}

field() { python3 -c 'import json, sys
v = json.load(open("out", encoding="utf-8"))
for k in sys.argv[1].split("."): v = v[int(k)] if isinstance(v, list) else v[k]
print(v)' "$1"; }

post() { # post STATUS WHAT PATH BODY, without a sign-in
	printf '%s' "$4" >body
	ask "$1" "$2" -H 'Content-Type: application/json' --data-binary @body "$url$3"
}

sign_in() { # sign_in WHO [CODE]
	printf '{"name":"%s","password":"%s"%s}' "$1" "$secret" "${2:+,\"code\":\"$2\"}" >body
	ask 201 "$1 signs in" -c "$1.jar" -H 'Content-Type: application/json' --data-binary @body "$url/api/v1/session"
	field csrf >"$1.csrf"
}

# invited NAME ROLE: by ada, with a link of their own; signed in. Leaves NAME.link, NAME.id and NAME.csrf.
invited() {
	as ada 201 "a place for $1" /api/v1/people "{\"name\":\"$1\",\"roles\":[\"$2\"]}"
	field link >"$1.link"
	field id >"$1.id"
	post 201 "$1 sets a password" /api/v1/setup "{\"link\":\"$(cat "$1.link")\",\"password\":\"$secret\"}"
	sign_in "$1"
}
