#!/bin/sh
# Models behind an address: the same answers as the same rule run here; servers that lie are one sentence; no credential is written anywhere.
. "$(dirname "$0")/lib.sh"
mkdir "$tmp/own"
cp "$CONCORD_SOURCE/examples/mortgage-lending/hmda.csv" "$tmp"
/usr/bin/python3 "$CONCORD_SOURCE/tests/e2e/data/model_server.py" >"$tmp/port" 2>/dev/null &
server=$!
trap 'kill $server 2>/dev/null; rm -rf "$tmp"' EXIT
tries=0
while [ ! -s "$tmp/port" ] && [ $tries -lt 100 ]; do
	sleep 0.05
	tries=$((tries + 1))
done
at=http://localhost:$(cat "$tmp/port")
unset http_proxy https_proxy HTTP_PROXY HTTPS_PROXY all_proxy ALL_PROXY
cd "$tmp" || exit 1

cat >own/rule.py <<'END'
import csv, sys
print("score")
for r in csv.DictReader(sys.stdin):
    print(0.9 if float(r["pirat"]) < 0.4 else 0.2)
END
plan() { # plan "MODEL" [FEATURES]
	printf 'concord: plan/1\nid: p\nmodel: {%s, features: [%s], label: deny, favourable: "0"}\ndata: {file: hmda.csv}\nmeasure: [{metric: selection_rate_difference, attribute: afam}]\n' "$1" "${2:-pirat, hirat}" >plan.yaml
}
counts() { python3 -c 'import json,sys; print(json.dumps(json.load(open(sys.argv[1]))["counts"]))' "$1" >"$2"; }

plan "adapter: subprocess, file: own/rule.py, command: [python3, rule.py]"
expect 0 "here" "$CONCORD" lab run plan.yaml --out here
counts here/results.json here.json
works() { # works "what" "MODEL" [FEATURES]
	plan "$2" "${3:-pirat, hirat}"
	rm -rf there
	expect 0 "$1" "$CONCORD" lab run plan.yaml --out there
	counts there/results.json there.json
	same here.json there.json "$1: the counts of the rule run here"
}
works "one tensor" "adapter: oip, url: '$at/v2/models/m/infer', batch: 700"
works "a tensor a feature" "adapter: oip, url: '$at/v2/models/m/infer', tensors: columns"
works "a feature that is a text" "adapter: oip, url: '$at/v2/models/m/infer'" "pirat, single"
works "two classes" "adapter: oip, url: '$at/v2/models/two/infer', output: p"
works "mlflow" "adapter: mlflow, url: '$at/invocations'"
works "mlflow before 2" "adapter: mlflow, url: '$at/old/invocations', rate: 100"
works "a server that is busy twice" "adapter: mlflow, url: '$at/busy/invocations'"
TOKEN_OF_TEST=open-sesame
export TOKEN_OF_TEST
works "a token of the environment" "adapter: mlflow, url: '$at/token/invocations', token_env: TOKEN_OF_TEST"
printf 'open-sesame\n' >token
works "a token of a file" "adapter: mlflow, url: '$at/token/invocations', token_file: token"
if grep -r open-sesame here there "$tmp/out" "$tmp/err" >/dev/null; then broke "the token is written somewhere"; else held=$((held + 1)); fi

bad() { # bad CODE "what" "MODEL" REGEX
	plan "$3"
	expect "$1" "$2" "$CONCORD" lab run plan.yaml --out there
	says "$4" "$2" "$tmp/err"
	never_says 'open-sesame' "$2" "$tmp/err"
}
bad 3 "a page" "adapter: mlflow, url: '$at/html/invocations'" 'with a page, not with JSON'
bad 3 "one answer too few" "adapter: mlflow, url: '$at/short/invocations'" 'gives [0-9]+ answers to [0-9]+ rows'
bad 3 "answers that are no numbers" "adapter: mlflow, url: '$at/nan/invocations'" "$at/nan"
bad 3 "answers that are texts" "adapter: mlflow, url: '$at/text/invocations'" 'is not a number'
bad 3 "an error of the server" "adapter: mlflow, url: '$at/error/invocations'" 'status 500: .*not loaded'
bad 3 "another address" "adapter: mlflow, url: '$at/moved/invocations'" 'status 302'
bad 3 "packed zeros" "adapter: mlflow, url: '$at/bomb/invocations'" "$at/bomb"
bad 3 "no such model" "adapter: mlflow, url: '$at/nowhere'" 'status 404'
bad 3 "a wrong token" "adapter: mlflow, url: '$at/token/invocations'" 'status 401'
bad 4 "an answer that is cut" "adapter: mlflow, url: '$at/cut/invocations'" 'gives no answer'
bad 4 "an answer that drips" "adapter: mlflow, url: '$at/drip/invocations', timeout: 1" 'too slow'
bad 4 "nobody there" "adapter: mlflow, url: 'http://localhost:1/invocations'" 'gives no answer'
bad 3 "not an address" "adapter: mlflow, url: 'ftp://127.0.0.1/x'" 'not an address'
bad 3 "a password in the address" "adapter: mlflow, url: 'http://me:open-sesame@127.0.0.1/x'" 'no user or password'
bad 3 "no variable" "adapter: mlflow, url: '$at/invocations', token_env: NOBODY_SET_THIS" 'no NOBODY_SET_THIS'
bad 3 "an output that is not there" "adapter: oip, url: '$at/v2/models/m/infer', output: q" 'no output'
bad 3 "a batch of none" "adapter: oip, url: '$at/v2/models/m/infer', batch: 0" 'whole numbers'
finish
