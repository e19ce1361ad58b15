#!/bin/sh
# Outputs of a generator behind an address: drawn by a plan, kept by digest, measured; a run that stopped goes on; no credential is written anywhere.
. "$(dirname "$0")/lib.sh"
/usr/bin/python3 "$CONCORD_SOURCE/tests/e2e/data/generator_server.py" >"$tmp/port" 2>/dev/null &
server=$!
trap 'kill $server 2>/dev/null; rm -rf "$tmp"' EXIT
tries=0
while [ ! -s "$tmp/port" ] && [ $tries -lt 100 ]; do
	sleep 0.05
	tries=$((tries + 1))
done
at=http://localhost:$(cat "$tmp/port")
unset http_proxy https_proxy HTTP_PROXY HTTPS_PROXY all_proxy ALL_PROXY
export CONCORD_NORMS="$CONCORD_SOURCE/norms" CONCORD_NOW=2026-11-27T12:00:00Z
cd "$tmp" || exit 1

i=0
while [ $i -lt 40 ]; do
	echo "a picture of number $i"
	i=$((i + 1))
done >prompts.txt
plan() { # plan URL ASK ANSWER [MORE]: lines of a plan
	printf 'concord: sampling/1\nid: p\nurl: %s\nprompts: %s\nask: %s\n' "$at$1" "${prompts:-prompts.txt}" "'$2'" >plan.yaml
	[ -z "$3" ] || printf 'answer: %s\n' "$3" >>plan.yaml
	[ -z "${4:-}" ] || printf '%b\n' "$4" >>plan.yaml
}
chat='{"model": "m", "max_tokens": 300, "temperature": 0.7, "messages": [{"role": "user", "content": "{prompt}"}]}'
image='{"prompt": "{prompt}", "n": 1}'
is() { # is EXPRESSION WANT "what": of the answer in out
	got=$(python3 -c 'import json, sys
v = json.load(open("out"))
share = {(s["mark"], s["of"]): s for s in v.get("shares", [])}
low = float(share["machine", "all"]["lower"]) if share else None
print(eval(sys.argv[1]))' "$1" 2>&1)
	if [ "$got" = "$2" ]; then held=$((held + 1)); else broke "$3: $got, not $2"; fi
}
asked() { python3 -c 'import json, sys, urllib.request; print(json.load(urllib.request.urlopen(sys.argv[1]))["n"])' "$at"; }

# Pictures in base64.
plan /image "$image" data.0.b64_json 'base64: yes\nsample: 24\nseed: 5'
expect 0 "pictures" "$CONCORD" --json media sample plan.yaml --out o1
is 'v["asked"], v["given"], v["drawn"], v["drawn_from"], v["seed"]' "(24, 24, 24, 40, '5')" "how many"
marked=$(cat o1/outputs/*.png | grep -ac 'trainedAlgorithmicMedia')
[ "$marked" -lt 24 ] && held=$((held + 1)) || broke "the server marks every picture"
is 'share["machine", "all"]["yes"]' "$marked" "those with a mark, counted by another program"
is 'share["machine", "modality=image"] == dict(share["machine", "format=png"], of="modality=image")' True "by modality and format"
is 'share["credentials", "all"]["yes"], share["explicit", "all"]["unknown"]' "(0, 24)" "three answers"
# The exact lower bound: at it, so many or more marked ones would come up in 5 % of samples.
is '__import__("math").isclose(sum(__import__("math").comb(24, k) * low ** k * (1 - low) ** (24 - k) for k in range('"$marked"', 25)), 0.05, rel_tol=1e-6)' True "the bound"
for f in o1/outputs/*; do
	d=$(sha256sum <"$f" | cut -c1-16)
	case $f in *-"$d".png) ;; *) broke "$f is not named by its digest" ;; esac
done
python3 - <<'P' || broke "the ledger, and the draw as anyone can repeat it"
import hashlib, json, os
lines = [json.loads(l) for l in open("o1/asked.jsonl")]
order = sorted(range(40), key=lambda i: hashlib.sha256(b"5 %d" % i).digest())[:24]
assert [l["prompt"] - 1 for l in lines] == order
assert [l["n"] for l in lines] == list(range(1, 25))
for l in lines:
    b = open("o1/outputs/" + l["file"], "rb").read()
    assert l["sha256"] == "sha256:" + hashlib.sha256(b).hexdigest() and l["bytes"] == len(b) and l["format"] == "png", l
assert len(os.listdir("o1/outputs")) == 24
P
cp out o1.json
n=$(asked)
expect 0 "again" "$CONCORD" --json media sample plan.yaml --out o1
same out o1.json "the same answer"
[ "$(asked)" = "$n" ] && held=$((held + 1)) || broke "what was answered is asked again"
plan /image "$image" data.0.b64_json 'base64: yes\nsample: 30\nseed: 5'
expect 0 "a larger sample" "$CONCORD" --json media sample plan.yaml --out o1
[ "$(asked)" = $((n + 6)) ] && held=$((held + 1)) || broke "a larger sample asks for more than the rest"

# A run that was killed: half a line, and an output whose line was not written.
cp -R o1 o2
python3 - <<'P'
b = open("o2/asked.jsonl", "rb").read()
open("o2/asked.jsonl", "wb").write(b[:-40])
P
expect 0 "goes on" "$CONCORD" --json media sample plan.yaml --out o2
same o1/asked.jsonl o2/asked.jsonl "to the same ledger"
[ "$(ls o1/outputs)" = "$(ls o2/outputs)" ] && held=$((held + 1)) || broke "other outputs after a stop"
f=$(ls o2/outputs | head -1)
printf x >>"o2/outputs/$f"
expect 3 "an output that was changed" "$CONCORD" media sample plan.yaml --out o2
says "$f is not what the generator gave" "is named" err
sed -i 1d o1/asked.jsonl
expect 3 "a ledger that was changed" "$CONCORD" media sample plan.yaml --out o1
says 'asked.jsonl:1: .*the ledger was changed' "is said to be" err

# As they are, as texts, prompts as JSON Lines, what is refused, budgets.
plan /raw "$image" "" 'sample: 6'
expect 0 "pictures as they are" "$CONCORD" --json media sample plan.yaml --out raw
is 'share["machine", "format=png"]["outputs"]' 6 "are the answers"
printf '{"prompt": "line 1\\nof two"}\n\n{"prompt": "forbidden 2"}\n{"prompt": "say \\"3\\""}\n{"prompt": "4"}\n' >prompts.jsonl
prompts=prompts.jsonl
plan /chat "$chat" choices.0.message.content
expect 0 "a chat" "$CONCORD" --json media sample plan.yaml --out chat
is 'v["asked"], v["given"], v["without"]' "(4, 3, {'status 400': 1})" "what is refused is counted"
is 'share["explicit", "modality=text"]["yes"]' 2 "and the texts are measured"
grep -l '^of two' chat/outputs/*.txt >/dev/null && grep -l 'say "3"' chat/outputs/*.txt >/dev/null && held=$((held + 1)) || broke "prompts do not arrive as they are"
expect 0 "for people" "$CONCORD" media sample plan.yaml --out chat
says '4 of 4 prompts asked, drawn at random from 4' "how many"
says '1: status 400' "why not"
says 'all: 2 of 3; of all that it makes at least 13.5 %' "the bound"
expect 0 "in Chinese" "$CONCORD" --lang zh media sample plan.yaml --out chat
says '已询问 4 / 4 条提示' "in Chinese"
prompts=prompts.txt
plan /chat "$chat" choices.0.message.content 'budget: {requests: 5}'
expect 0 "a budget" "$CONCORD" --json media sample plan.yaml --out few
is 'v["asked"], v["spent"]' "(5, 'requests')" "ends the run"
plan /chat "$chat" choices.0.message.content 'sample: 8\nrate: 20'
start=$(date +%s%N)
expect 0 "a raised budget goes on, at a pace" "$CONCORD" --json media sample plan.yaml --out few
is 'v["asked"], v["spent"]' "(8, None)" "to the end"
[ $(($(date +%s%N) - start)) -gt 90000000 ] && held=$((held + 1)) || broke "three requests at 20 a second took less than a tenth of one"
plan /noise "$image" "" 'sample: 3'
expect 0 "what is no content" "$CONCORD" --json media sample plan.yaml --out noise
is 'v["given"], v["not_measured"], v["shares"]' "(3, 3, [])" "is kept and not measured"

plan /dies "$chat" choices.0.message.content
expect 3 "a server that fails" "$CONCORD" media sample plan.yaml --out dies
says 'status 500' "is named" err
k=$(wc -l <dies/asked.jsonl)
[ "$k" -gt 0 ] && [ "$k" -lt 40 ] && [ "$(ls dies/outputs | wc -l)" = "$k" ] && held=$((held + 1)) || broke "what was given until then is not kept"

# Bounds, at them and one past them: CN_PROMPT_BYTES_MAX, CN_PROMPTS_MAX, CN_PROMPTS_BYTES_MAX, CN_OUTPUT_BYTES_MAX.
prompts=bound.txt
plan /long "$image" ""
head -c 65536 /dev/zero | tr '\0' a >bound.txt
expect 0 "the longest prompt" "$CONCORD" --json media sample plan.yaml --dry
printf a >>bound.txt
expect 3 "a longer one" "$CONCORD" media sample plan.yaml --dry
says 'bound.txt:1: a prompt has at most 65536 bytes' "is refused" err
yes | head -n 100000 >bound.txt
expect 0 "the most prompts" "$CONCORD" --json media sample plan.yaml --dry
is 'v["drawn_from"]' 100000 "all of them"
echo one more >>bound.txt
expect 3 "one more" "$CONCORD" media sample plan.yaml --dry
says 'more than 100000 prompts' "is refused" err
yes '' | head -c 67108864 >bound.txt
expect 3 "the longest file" "$CONCORD" media sample plan.yaml --dry
says 'no prompt in it' "is read" err
echo >>bound.txt
expect 3 "a longer file" "$CONCORD" media sample plan.yaml --dry
never_says 'no prompt in it' "is not" err
echo 0 >bound.txt
expect 0 "the longest output" "$CONCORD" --json media sample plan.yaml --out long
is 'v["given"]' 1 "is kept"
echo 1 >bound.txt
expect 3 "a longer output" "$CONCORD" media sample plan.yaml --out longer
says 'answers with more than 67108864 bytes' "is refused" err
prompts=prompts.txt

# Credentials: used, and written nowhere.
TOKEN_OF_TEST=open-sesame
export TOKEN_OF_TEST
plan "/closed/chat?who=open-sesame" "$chat" choices.0.message.content 'token_env: TOKEN_OF_TEST\nsample: 5'
sed -i 's/^prompts: .*/prompts: prompts.jsonl/' plan.yaml
expect 0 "a token" "$CONCORD" media sample plan.yaml --out closed
cp out closed/said
if grep -rq open-sesame closed; then broke "the token is written somewhere"; else held=$((held + 1)); fi
if grep -rq forbidden closed; then broke "a prompt is written somewhere"; else held=$((held + 1)); fi
printf 'open-sesame\n' >token
plan /closed/chat "$chat" choices.0.message.content 'token_file: token\nsample: 2'
expect 0 "a token from a file" "$CONCORD" media sample plan.yaml --out closed2

bad() { # bad CODE "what" REGEX
	expect "$1" "$2" "$CONCORD" media sample plan.yaml --out bad
	says "$3" "$2" err
	never_says 'open-sesame' "$2" err
}
plan /echo "$image" text 'token_env: TOKEN_OF_TEST'
bad 3 "an answer that says the token" 'which is not kept'
[ -z "$(ls bad/outputs)" ] && held=$((held + 1)) || broke "an output with the token in it is kept"
plan /closed/chat "$chat" choices.0.message.content
rm -rf bad
bad 3 "no token" 'status 401'
rm -rf bad
plan /nothing "$chat" choices.0.message.content
bad 3 "nothing for anybody" 'the first 10 prompts were given no output \(no text at choices.0.message.content\)'
rm -rf bad
plan /page "$chat" choices.0.message.content
bad 3 "a page" 'with a page, not with JSON'
rm -rf bad
plan /nowhere "$chat" choices.0.message.content
bad 3 "no such model" 'status 404'
bad 3 "and again" 'status 404'
plan /chat "$chat" choices.0.message.content
bad 4 "a folder of another plan" 'outputs of another plan'
says 'another folder' "and what to do" err
rm -rf bad
kill $server
plan /chat "$chat" choices.0.message.content 'timeout: 1'
bad 4 "nobody there" 'gives no answer'
rm -rf bad

# Plans that cannot be meant.
plan /chat '{"messages": []}' choices.0.message.content
bad 3 "no place for the prompt" 'no text with {prompt}'
plan /chat '{"prompt": {prompt}}' x
bad 3 "a body that is no JSON" 'plan.yaml:5:.*ask is not JSON'
plan /image "$image" "" 'base64: yes'
bad 3 "base64 of nothing" 'base64 needs answer'
plan /image "$image" "" 'budget: 5'
bad 3 "a budget of one number" 'requests: 500'
plan /image "$image" "" 'budget: {euros: 5}'
bad 3 "a budget of money" 'euros'
plan /image "$image" "" 'sample: none'
bad 3 "a sample that is no number" 'plan.yaml:6:9: sample is a whole number'
plan /image "$image" "" 'tokens_env: X'
bad 3 "a key with a slip" 'tokens_env'
plan /image "$image" "" 'token_env: NOBODY_SET_THIS'
bad 3 "no variable" 'no NOBODY_SET_THIS'
plan /image "$image" ""
sed -i "s#^url: .*#url: http://me:open-sesame@localhost/x#" plan.yaml
bad 3 "a password in the address" 'no user or password'
sed -i "s#^url: .*#url: file:///etc/passwd#" plan.yaml
bad 3 "no address" 'not an address'
printf '\n\n' >none.txt
prompts=none.txt
plan /image "$image" ""
bad 3 "no prompts" 'no prompt in it'
printf 'a\n\377\n' >none.txt
bad 3 "prompts that are no UTF-8" 'none.txt:2: this line is not UTF-8'
prompts=nowhere.txt
plan /image "$image" ""
bad 3 "no file of prompts" 'nowhere.txt'
printf 'concord: plan/1\n' >plan.yaml
bad 3 "another kind of plan" 'begins with "concord: sampling/1"'
finish
