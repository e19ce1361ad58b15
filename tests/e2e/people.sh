#!/bin/sh
# People at a served node, from the first link to a waiver that two of them signed: over HTTP with curl and with Python's own implementation of one-time
# codes. What must not get out does not: secrets stand in no log, file or record, names of people in no record; files of a request reach nothing else.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_people.sh"

# ---- the first start: on a terminal the link is printed, once; what is no terminal is a log
expect 0 "a node to look at" "$CONCORD" init shown --no-passphrase --name shown.example
cat >terminal.py <<'PY'
import os, pty, re, signal, subprocess, sys, time
out, lang = sys.argv[1:3]
mine, theirs = pty.openpty()
log = open("terminal.log", "wb")
ends = {"stdout": (theirs, log), "stderr": (log, theirs), "neither": (log, log)}[out]
p = subprocess.Popen([os.environ["CONCORD"], "serve", "--data", "shown", "--listen", "127.0.0.1:0", "--lang", lang], stdin=subprocess.DEVNULL, stdout=ends[0], stderr=ends[1])
os.close(theirs)
seen, late = b"", time.time() + 20
os.set_blocking(mine, False)
def more():
    try:
        return os.read(mine, 65536)
    except (BlockingIOError, OSError):
        return b""
while time.time() < late and b'"event":"setup"' not in seen + open("terminal.log", "rb").read():
    seen += more()
    time.sleep(0.02)
time.sleep(0.2)
p.send_signal(signal.SIGTERM)
while p.poll() is None:
    seen += more()
    time.sleep(0.02)
seen += more()
link = open("shown/private/setup-link").read().strip()
plain = [l for l in seen.decode().splitlines() if not l.startswith("{")]
told = [l for l in plain if link in l]
kept = open("terminal.log").read() + "".join(l for l in seen.decode().splitlines() if l.startswith("{"))
assert '"event":"setup"' in kept and "private/setup-link" in kept, kept
assert link.split("/")[-1] not in kept, "the structured log holds the link"
assert len(told) == (0 if out == "neither" else 1), (out, plain)
for l in told:
    assert re.search(r"http://127\.0\.0\.1:[1-9][0-9]*/#/setup/[0-9a-f]{64}$", l), l
    assert ("一次性链接" in l) == (lang == "zh"), l
PY
for row in 'stdout en' 'stderr zh' 'neither en'; do
	expect 0 "the first start, terminal: $row" python3 terminal.py $row
done
expect 0 init env CONCORD_PASSPHRASE_FILE=pass "$CONCORD" init node --name northbank.example
expect 3 "a passphrase file that is not there" "$CONCORD" serve --data node --passphrase-file nowhere
up --passphrase-file pass
says '"event":"setup"' "it says that nobody administers it" log
never_says '/#/setup/' "and not the link" log
[ "$(stat -c %a node/private/setup-link)" = 600 ] && [ "$(stat -c %a node/private)" = 700 ] && held=$((held + 1)) || broke "the link can be read by others"
link=$(cat node/private/setup-link)
ask 401 "nobody is signed in" "$url/api/v1/session"
says '^WWW-Authenticate: Bearer' "and is told how" head
post 403 "a link that is none" /api/v1/setup '{"link":"0000000000000000000000000000000000000000000000000000000000000000","name":"x","password":"several words again"}'
post 400 "a short password" /api/v1/setup "{\"link\":\"$link\",\"name\":\"Ada Example\",\"password\":\"short\"}"
post 201 "the first administrator" /api/v1/setup "{\"link\":\"http://northbank.example$link\",\"name\":\"Ada Example\",\"password\":\"$secret\"}"
post 403 "once only" /api/v1/setup "{\"link\":\"$link\",\"name\":\"Eve\",\"password\":\"$secret\"}"
[ ! -e node/private/setup-link ] && held=$((held + 1)) || broke "the link is still there"
post 401 "a wrong password" /api/v1/session '{"name":"Ada Example","password":"not this one at all"}'
printf '{"name":"Ada Example","password":"%s"}' "$secret" >body
ask 201 "she signs in" -c ada.jar -H 'Idempotency-Key: sign-in' -H 'Content-Type: application/json' --data-binary @body "$url/api/v1/session"
{ printf '/api/v1/session\n' && cat body; } | sha256sum | cut -d ' ' -f 1 >fast
grep -qF -f fast node/private/people.db* && broke "a fast hash of a password is kept" || held=$((held + 1))
field csrf >ada.csrf
says '^Set-Cookie: concord=[0-9a-f]{64}; Path=/; HttpOnly; SameSite=Strict; Max-Age=43200' "the cookie" head
says '^Cache-Control: no-store' "is kept by nobody" head
never_says '^Access-Control-Allow-Origin' "other sites' pages cannot read it" head
says '^X-Frame-Options: DENY' "no frames" head
says "^Content-Security-Policy: .*default-src 'none'.*frame-ancestors 'none'" "no frames, no scripts" head
ask 415 "not by a form of another page" -H 'Content-Type: text/plain' --data-binary @body "$url/api/v1/session"

# ---- others, each by a link of their own
for row in 'bela|officer' 'cem|officer' 'dora|assessor' 'emil|reader'; do
	invited "${row%|*}" "${row#*|}"
done
as ada 409 "the same name again" /api/v1/people '{"name":"bela","roles":["reader"]}'
as ada 400 "a role that is none" /api/v1/people '{"name":"x","roles":["king"]}'
as emil 403 "a reader lets nobody in" /api/v1/people '{"name":"x","roles":["reader"]}'
as emil 403 "nor sees who there is" /api/v1/people
as ada 200 "the administrator does" /api/v1/people
says '"name": "dora"' "all of them"
sed -n 's/.*"id": "\(p-[0-9a-f]*\)".*/\1/p' out | head -n 1 >ada.id
ask 403 "without the token against forgery" -b ada.jar -H 'Content-Type: application/json' --data '{"name":"x","roles":["reader"]}' "$url/api/v1/people"
as ada 409 "the last administrator stays" "/api/v1/people/$(cat ada.id)/reset" '{}'

# ---- one-time codes, made by another implementation (RFC 6238)
cat >totp.py <<'PY'
import base64, hashlib, hmac, struct, sys, time
key = base64.b32decode(sys.argv[1])
mac = hmac.new(key, struct.pack(">Q", int(time.time()) // 30 + int(sys.argv[2])), hashlib.sha1).digest()
at = mac[19] & 15
print("%06d" % ((struct.unpack(">I", mac[at:at + 4])[0] & 0x7fffffff) % 1000000))
PY
as dora 201 "a key for codes" /api/v1/code '{}'
key=$(field key)
as dora 403 "a code that is none" /api/v1/code/confirm '{"code":"000000"}'
as dora 204 "a code of it" /api/v1/code/confirm "{\"code\":\"$(python3 totp.py "$key" 0)\"}"
post 401 "from now on a code is asked for" /api/v1/session "{\"name\":\"dora\",\"password\":\"$secret\"}"
says '"code_needed":true' "and it is said"
code=$(python3 totp.py "$key" 1)
sign_in dora "$code"
post 401 "no code twice" /api/v1/session "{\"name\":\"dora\",\"password\":\"$secret\",\"code\":\"$code\"}"

# ---- sessions and tokens
as emil 200 "his sessions" /api/v1/sessions
[ "$(field items.0.person) $(field items.0.current)" = "$(cat emil.id) True" ] && held=$((held + 1)) || broke "another's session, or not the one that asks: $(cat out)"
as ada 200 "everybody's, for an administrator" /api/v1/sessions
[ "$(python3 -c 'import json; print([s["person"] for s in json.load(open("out"))["items"] if s["current"]])')" = "['$(cat ada.id)']" ] && held=$((held + 1)) || broke "one of them is her own: $(cat out)"
as emil 400 "a token beyond his role" /api/v1/tokens '{"label":"x","roles":["officer"],"until":"2099-01-01"}'
until=$(date -d '+3 days' +%F)
as emil 400 "a token that may more than he" /api/v1/tokens "{\"label\":\"x\",\"roles\":[\"officer\"],\"until\":\"$until\"}"
as emil 201 "a token" /api/v1/tokens "{\"label\":\"a script\",\"roles\":[\"reader\"],\"until\":\"$until\"}"
token=$(field token)
tid=$(field id)
ask 200 "it reads what is sealed" -H "Authorization: Bearer $token" "$url/api/v1/log/show"
says '"act": "person-added"' "acts are records"
ask 403 "and writes nothing" -H "Authorization: Bearer $token" -H 'Content-Type: application/json' --data '{}' "$url/api/v1/counter"
ask 204 "its end" -X DELETE -b emil.jar -H "X-Concord-CSRF: $(cat emil.csrf)" "$url/api/v1/tokens/$tid"
ask 401 "a token that ended" -H "Authorization: Bearer $token" "$url/api/v1/log/show"
ask 204 "signing out" -X DELETE -b emil.jar -H "X-Concord-CSRF: $(cat emil.csrf)" "$url/api/v1/session"
as emil 401 "signed out" /api/v1/session

# ---- an assessment by files of a request
python3 - <<'PY'
import base64, json, os
files = {}
for where, _, names in os.walk("sys"):
    for n in names:
        p = os.path.join(where, n)
        raw = open(p, "rb").read()
        try:
            files[os.path.relpath(p, "sys")] = raw.decode()
        except UnicodeDecodeError:
            files[os.path.relpath(p, "sys")] = {"base64": base64.b64encode(raw).decode()}
json.dump({"args": ["system.yaml"], "files": files}, open("files.json", "w"))
def with_manifest(name, edit):
    more = dict(files)
    more["system.yaml"] = edit(files["system.yaml"])
    json.dump({"args": ["system.yaml"], "files": more}, open(name, "w"))
with_manifest("outside.json", lambda y: y.replace("folder: outputs", "folder: ../../../keys"))
with_manifest("absolute.json", lambda y: y.replace("folder: outputs", "folder: /etc"))
with_manifest("program.json", lambda y: y + "\nmodel: {adapter: subprocess, command: [sh, -c, id], favourable: yes}\n")
with_manifest("network.json", lambda y: y + "\nmodel: {adapter: oip, url: 'http://169.254.169.254/latest', favourable: yes}\n")
PY
head -c 70000 /dev/zero | tr '\0' ' ' >large
ask 413 "a stranger's large body" -H 'Content-Type: application/json' --data-binary @large "$url/api/v1/assess"
# ---- the owner's limits, by two persons: before, an assessor could loosen them alone
for who in bela cem; do
	expect 0 "a key for $who" env CONCORD_PASSPHRASE_FILE=pass "$CONCORD" key add --role management --data node
	tail -n 1 out >"$who.key"
	as $who 200 "$who is in, by a link that ada had whole" /api/v1/session
	expect 0 "$who's key is $who's" env CONCORD_PASSPHRASE_FILE=pass "$CONCORD" person key $who --key "$(cat $who.key)" --data node
	says 'one administrator had whole' "what ada gave counts no more"
	cp out out.said
	as $who 401 "at once" /api/v1/session
	post 201 "the new link does" /api/v1/setup "{\"link\":\"$(sed -n 's/.*: \/#/\/#/p' out.said)\",\"password\":\"$secret\"}"
	sign_in $who
done
expect 0 "a second key for bela" env CONCORD_PASSPHRASE_FILE=pass "$CONCORD" key add --role management --data node
tail -n 1 out >bela.other
expect 0 "which is bela's too" env CONCORD_PASSPHRASE_FILE=pass "$CONCORD" person key bela --key "$(cat bela.other)" --data node
never_says '/#/setup/' "and changes nothing else"
as bela 200 "she is still in" /api/v1/session
expect 3 "a key that is not cem's to lose" env CONCORD_PASSPHRASE_FILE=pass "$CONCORD" person key cem --key "$(cat bela.other)" --free --data node
expect 4 "a key is of one person" env CONCORD_PASSPHRASE_FILE=pass "$CONCORD" person key cem --key "$(cat bela.other)" --data node
adoption() { # adoption FILE KEY [FLAG VALUE]: the body of a request
	python3 - "$@" <<'PY'
import json, sys
flags = {"signer": "management", "key": sys.argv[2]}
flags.update(zip(sys.argv[3::2], sys.argv[4::2]))
print(json.dumps({"args": ["policy.yaml"], "flags": flags, "files": {"policy.yaml": open(sys.argv[1], encoding="utf-8").read()}}))
PY
}
approval() { printf '{"args":[%s],"flags":{"role":"management","key":"%s"%s}}' "$1" "$(cat "$2")" "${3:-}"; }
as dora 400 "a policy that nobody signed" /api/v1/assess "$(cat files.json)"
says 'not in force here' "is said to be none"
as dora 403 "an assessor adopts none" /api/v1/policy/adopt "$(adoption sys/policy.yaml "$(cat bela.key)")"
as bela 403 "nor an officer by another's key" /api/v1/policy/adopt "$(adoption sys/policy.yaml "$(cat cem.key)")"
as bela 200 "an officer signs it" /api/v1/policy/adopt "$(adoption sys/policy.yaml "$(cat bela.key)")"
policy=$(field answer.seq)
as dora 400 "one person is not two" /api/v1/assess "$(cat files.json)"
as bela 403 "approved by another's key" /api/v1/approve "$(approval "$policy" cem.key)"
as bela 400 "approved by a second key of the same person" /api/v1/approve "$(approval "$policy" bela.other)"
says 'the same person' "is said"
as emil 401 "not signed in: nobody lists them" /api/v1/policy/list
as cem 200 "approved by a second person" /api/v1/approve "$(approval "$policy" cem.key)"
as dora 200 "the policies" /api/v1/policy/list
[ "$(field 0.state)" = in-force ] && [ "$(field 0.sha256)" = "sha256:$(sha256sum <sys/policy.yaml | cut -d' ' -f1)" ] && held=$((held + 1)) || broke "the policy in force: $(cat out)"
without=$(python3 -c 'import json; b = json.load(open("files.json")); del b["files"]["policy.yaml"]; print(json.dumps(b))')
as dora 400 "without the policy" /api/v1/gate "$without"
says "record $policy" "is said which one it is"
sed 's/value: "0.99"/value: "0.1"/' sys/policy.yaml >loose.yaml
cmp -s loose.yaml sys/policy.yaml && broke "the policy was not loosened"
loose=$(python3 -c 'import json; b = json.load(open("files.json")); b["files"]["policy.yaml"] = open("loose.yaml", encoding="utf-8").read(); print(json.dumps(b))')
as dora 400 "a looser one" /api/v1/assess "$loose"
as bela 400 "nor by the two steps of a pipeline" /api/v1/submit "$("$CONCORD" assess sys/system.yaml --policy loose.yaml --unsigned --out loosened >out 2>err; python3 - <<'PY'
import json, os
files = {}
for where, _, names in os.walk("loosened"):
    for n in names:
        p = os.path.join(where, n)
        files["loosened/" + os.path.relpath(p, "loosened")] = open(p, encoding="utf-8").read()
print(json.dumps({"args": ["loosened"], "files": files}))
PY
)"
says 'not in force here' "is said to be none"
as bela 200 "an officer may what an assessor may" /api/v1/assess "$(cat files.json)"
cp out assessed
python3 - <<'PY' && held=$((held + 1)) || broke "the answer of assess"
import json
a = json.load(open("assessed", encoding="utf-8"))
assert a["exit"] in (0, 1, 2) and a["answer"]["concord"] == "dossier/1", a["exit"]
assert any(n.endswith("dossier.html") and "<html" in t for n, t in a["files"].items())
assert not any(n.startswith("sys") or n == "system.yaml" for n in a["files"])
PY
as dora 400 "a folder outside" /api/v1/assess "$(cat outside.json)"
says 'lies elsewhere' "is said to be"
as dora 400 "an absolute folder" /api/v1/assess "$(cat absolute.json)"
as dora 400 "a program" /api/v1/assess "$(cat program.json)"
says 'not for somebody over HTTP' "is not run"
as dora 400 "another machine" /api/v1/assess "$(cat network.json)"
says 'not for somebody over HTTP' "is not asked"
as dora 400 "a name that leads out" /api/v1/applies '{"args":["../../people.db"]}'
as dora 400 "a fingerprint is no signing key" /api/v1/verify '{"args":["none"],"flags":{"key":"AAAA"}}'
as dora 400 "a file of the machine" /api/v1/verify '{"args":["/etc/passwd"]}'
[ -z "$(ls node/private/scratch/0)" ] && held=$((held + 1)) || broke "files of requests are left: $(ls node/private/scratch/0)"
as emil 401 "not signed in" /api/v1/applies '{"args":["system.yaml"],"files":{"system.yaml":""}}'
as dora 200 "which duties reach it" /api/v1/applies "$(cat files.json)"
printf '%s' "$(cat body)" >again.json
ask 200 "once" -b dora.jar -H "X-Concord-CSRF: $(cat dora.csrf)" -H 'Idempotency-Key: one' -H 'Content-Type: application/json' --data '{"args":["2"],"flags":{"claim":"noted"}}' "$url/api/v1/counter"
cp out first
ask 200 "and again" -b dora.jar -H "X-Concord-CSRF: $(cat dora.csrf)" -H 'Idempotency-Key: one' -H 'Content-Type: application/json' --data '{"args":["2"],"flags":{"claim":"noted"}}' "$url/api/v1/counter"
same out first "a request that comes twice is done once"

# ---- a waiver by two persons
body=$(python3 - "$(cat bela.key)" <<'PY'
import json, sys
b = json.load(open("files.json"))
b["flags"] = {"for": "eu-ai-act/art_4", "signer": "management", "until": "2099-03-01", "reason": "training starts in February", "key": sys.argv[1]}
print(json.dumps(b))
PY
)
as cem 403 "another's key signs nothing" /api/v1/waive "$body"
as bela 200 "a waiver" /api/v1/waive "$body"
waiver=$(field answer.seq)
as bela 200 "what waits, for who asked" /api/v1/waiting
[ "$(field items.0.seq) $(field items.0.may) $(field items.0.why_not)" = "$waiver False same-person" ] && held=$((held + 1)) || broke "who asked is no second person: $(cat out)"
never_says "$(cat cem.key)" "another's key"
as cem 200 "for another officer" /api/v1/waiting
[ "$(field items.0.may) $(field items.0.keys.0.name)" = "True $(cat cem.key)" ] && held=$((held + 1)) || broke "another officer is one, by a key of theirs: $(cat out)"
never_says "$(cat bela.key)" "another's key"
as dora 200 "for an assessor" "/api/v1/waiting?record=$waiver"
[ "$(field items.0.why_not)" = role ] && held=$((held + 1)) || broke "an assessor is none: $(cat out)"
as emil 401 "for nobody" /api/v1/waiting
as bela 200 "the keys that are hers" /api/v1/key/mine
says "$(cat bela.key)" "by name"
says "$(cat bela.other)" "both"
never_says "$(cat cem.key)" "and no other"
as dora 200 "who has none" /api/v1/key/mine
[ "$(tr -d ' \n' <out)" = '[]' ] && held=$((held + 1)) || broke "an assessor without a key: $(cat out)"
as cem 200 "among what needs somebody" /api/v1/alerts
[ "$(python3 -c 'import json; print([(a["record"], a["may"]) for a in json.load(open("out")) if a["what"] == "waiting" and "record" in a])')" = "[($waiver, True)]" ] && held=$((held + 1)) || broke "alerts: $(cat out)"
as bela 403 "approved by another's key" /api/v1/approve "{\"args\":[$waiver],\"flags\":{\"role\":\"management\",\"key\":\"$(cat cem.key)\"}}"
as bela 400 "approved by a second key of the same person" /api/v1/approve "{\"args\":[$waiver],\"flags\":{\"role\":\"management\",\"key\":\"$(cat bela.other)\"}}"
says 'the same person' "is said"
# a key that was given back signed all the same: neither the route nor what waits takes her for another
free_key() { as ada "$1" "$2" "/api/v1/people/$(cat bela.id)/keys" "{\"key\":\"$(cat bela.key)\",\"free\":true}"; }
free_key 204 "the key that signed is freed, by one administrator"
as bela 400 "she approves with her other key" /api/v1/approve "{\"args\":[$waiver],\"flags\":{\"role\":\"management\",\"key\":\"$(cat bela.other)\"}}"
says 'the same person' "is said"
as bela 200 "what waits" "/api/v1/waiting?record=$waiver"
[ "$(field items.0.why_not)" = same-person ] && held=$((held + 1)) || broke "a freed key made her a second person: $(cat out)"
expect 0 "her other key is freed too" env CONCORD_PASSPHRASE_FILE=pass "$CONCORD" person key bela --key "$(cat bela.other)" --free --data node
expect 3 "nor does she approve with a key that was hers" env CONCORD_PASSPHRASE_FILE=pass "$CONCORD" approve "$waiver" --role management --key "$(cat bela.other)" --data node
says 'the same person' "is said" err
expect 0 "it is hers again" env CONCORD_PASSPHRASE_FILE=pass "$CONCORD" person key bela --key "$(cat bela.key)" --data node
# the process asks again whose key it signs with: the request may be one of before, which was on its way
for by in '' "$(cat cem.id) 0" "$(cat bela.id) 1" nonsense; do
	expect 4 "a process signs with a key by '$by'" env CONCORD_SERVED=1 CONCORD_BY="$by" CONCORD_PASSPHRASE_FILE=pass "$CONCORD" approve "$waiver" --role management --key "$(cat cem.key)" --data node
	says 'not theirs any more' "is said" err
done
as cem 200 "approved by a second person" /api/v1/approve "{\"args\":[$waiver],\"flags\":{\"role\":\"management\",\"key\":\"$(cat cem.key)\"}}"

# ---- a case and a report, over HTTP
body=$(python3 - <<'PY'
import json
b = json.load(open("files.json"))
b["flags"] = {"title": "first use", "party": "acme"}
print(json.dumps(b))
PY
)
as dora 200 "a case" /api/v1/cases "$body"
case=$(field answer.seq)
as dora 403 "the authority's words take an officer" "/api/v1/cases/$case/steps" '{"flags":{"step":"question","text":"how?","deadline":"2099-01-01"}}'
as bela 200 "an officer asks" "/api/v1/cases/$case/steps" "{\"flags\":{\"step\":\"question\",\"text\":\"how?\",\"deadline\":\"2099-01-01\",\"key\":\"$(cat bela.key)\"}}"
as dora 200 "an answer" "/api/v1/cases/$case/steps" '{"flags":{"step":"answer","text":"so"}}'
as dora 400 "not twice" "/api/v1/cases/$case/steps" '{"flags":{"step":"answer","text":"so"}}'
as dora 200 "the cases" /api/v1/cases
[ "$(field items.0.state)" = answered ] && held=$((held + 1)) || broke "the state of the case"
as dora 200 "its steps" "/api/v1/cases/$case/steps"
[ "$(field items.1.text)" = so ] && held=$((held + 1)) || broke "the steps of the case"
# its documents: in with a step, out as bytes to be saved, to those who may read cases and nobody else
step() { python3 -c 'import base64, json, sys; print(json.dumps({"flags": {"step": "counter", "text": "see", "document": sys.argv[1]}, "files": {sys.argv[2]: {"base64": base64.b64encode(open(sys.argv[3], "rb").read()).decode()}}}))' "$@"; }
printf '%%PDF-1.7 \001\002 the contract' >contract.bin
as dora 200 "a document with a step" "/api/v1/cases/$case/steps" "$(step '合同 1.pdf' '合同 1.pdf' contract.bin)"
stepped=$(field answer.seq)
as dora 200 "the case names it" "/api/v1/cases/$case"
[ "$(field steps.2.documents.0.name) $(field steps.2.documents.0.size) $(field steps.2.documents.0.media_type)" = "合同 1.pdf $(wc -c <contract.bin) application/pdf" ] && held=$((held + 1)) || broke "name, size and kind of the document"
[ "$(field steps.2.documents.0.digest)" = "sha256:$(sha256sum contract.bin | cut -d ' ' -f 1)" ] && held=$((held + 1)) || broke "its digest"
as dora 200 "the document" "/api/v1/cases/$case/document?step=$stepped&number=1"
cmp -s contract.bin "$tmp/out" && held=$((held + 1)) || broke "the bytes of the document"
for line in 'content-type: application/octet-stream' 'x-content-type-options: nosniff' 'cache-control: no-store' "content-disposition: attachment; filename=\"_______1.pdf\"; filename\*=UTF-8''%E5%90%88%E5%90%8C%201.pdf"; do
	grep -qi "^$line" head && held=$((held + 1)) || broke "the head of a document: $line"
done
ask 200 "packed for who asks so" -b dora.jar -H 'Accept-Encoding: gzip' --compressed "$url/api/v1/cases/$case/steps"
[ "$(field items.1.text)" = so ] && held=$((held + 1)) || broke "the steps of the case, packed"
ask 200 "a document as it is, whatever is accepted" -b dora.jar -H 'Accept-Encoding: gzip' "$url/api/v1/cases/$case/document?step=$stepped"
cmp -s contract.bin "$tmp/out" && held=$((held + 1)) || broke "the bytes of the document, unpacked"
as dora 200 "the manifest" "/api/v1/cases/$case/document?number=0"
ask 401 "nobody known gets no document" "$url/api/v1/cases/$case/document?step=$stepped&number=1"
as dora 400 "another record is no step of the case" "/api/v1/cases/$case/document?step=0&number=1"
as dora 400 "no such document" "/api/v1/cases/$case/document?step=$stepped&number=2"
as dora 400 "a path as a name" "/api/v1/cases/$case/steps" "$(step ../contract.pdf ../contract.pdf contract.bin)"
as dora 400 "a file of the machine" "/api/v1/cases/$case/steps" '{"flags":{"step":"counter","text":"see","document":"/etc/passwd"}}'
as dora 400 "another kind than its name says" "/api/v1/cases/$case/steps" "$(step a.png a.png contract.bin)"
says 'does not hold what its name says' "is said"
as dora 400 "a kind that no case takes" "/api/v1/cases/$case/steps" "$(step a.html a.html contract.bin)"
head -c 8388609 /dev/zero | tr '\0' x >large.txt
as dora 400 "too large" "/api/v1/cases/$case/steps" "$(step large.txt large.txt large.txt)"
says 'larger than 8 MiB' "is said"
as dora 200 "its letter" "/api/v1/case/letter?record=$case"
as dora 200 "its letter as a PDF" "/api/v1/case/letter?record=$case&pdf=true&lang=zh"
field pdf | base64 -d >served.pdf
as dora 200 "as a file of a request" "/api/v1/case/letter?lang=zh" "{\"args\":[$case],\"flags\":{\"pdf\":true,\"out\":\"l.pdf\"}}"
ask 200 "the register is public" "$url/api/v1/case/register"
entries() { curl -s "$url/checkpoint" | sed -n 2p; }
before=
while [ "$before" != "$(entries)" ]; do before=$(entries); sleep 1; done # acts of before become records by themselves
post 201 "a report from anybody" /api/v1/intake '{"about":"misuse","text":"it is used on pupils","contact":"me@example.org"}'
code=$(field code)
post 400 "a report without a word" /api/v1/intake '{"about":"misuse","text":""}'
post 404 "a code that is none" /api/v1/intake/status '{"code":"0"}'
post 200 "what came of it" /api/v1/intake/status "{\"code\":\"$code\"}"
says '"state": "received"' "it waits"
[ "$(entries)" = "$before" ] && held=$((held + 1)) || broke "a report is logged before triage"
as dora 200 "an assessor looks" /api/v1/intake
as dora 200 "and takes it up" "/api/v1/intake/$(field items.0.id)" '{"decision":"accept","answer":"thank you"}'
post 200 "which its sender reads" /api/v1/intake/status "{\"code\":\"$code\"}"
says '"answer": "thank you"' "with the answer"

# ---- an end
ask 204 "cem ends" -X DELETE -b ada.jar -H "X-Concord-CSRF: $(cat ada.csrf)" "$url/api/v1/people/$(cat cem.id)"
as cem 401 "cem is out" /api/v1/session
expect 0 "person list" "$CONCORD" person list --data node
never_says 'cem' "the name is forgotten"
says "$(cat cem.id)" "the id stays"
down
expect 0 "acts that waited are recorded" env CONCORD_PASSPHRASE_FILE=pass "$CONCORD" person record --data node

# ---- secrets and names
expect 0 "log show" env CONCORD_PASSPHRASE_FILE=pass "$CONCORD" log show --json --data node
cp out all.json
never_says 'Ada Example|bela|dora|emil|"cem|me@example' "names of people stand in no record" all.json
says '"act": "ran"' "what was done over HTTP is" all.json
says '"act": "person-ended"' "and who ended" all.json
never_says 'Ada|bela|cem"|dora|emil|[0-9a-f]{64}|several words|concord_|passphrase' "nor names, nor secrets, in the server's log" logs
python3 - "$secret" "$token" "$code" "$(sed 's|.*/||' bela.link)" "$key" <<'PY' >hits
import os, sys
for where, _, names in os.walk("node"):
    for n in names:
        raw = open(os.path.join(where, n), "rb").read()
        for s in sys.argv[1:]:
            if s.encode() in raw:
                print(n, s[:12])
PY
[ ! -s hits ] && held=$((held + 1)) || broke "a secret stands in a file as it is: $(cat hits)"

# ---- without people, and behind a proxy
up --public-only
post 403 "nobody signs in" /api/v1/session '{"name":"a","password":"b"}'
as bela 401 "whatever they bring" /api/v1/log/show
ask 200 "what is public is served" "$url/api/v1/records"
down
up --behind-proxy --passphrase-file pass
printf '{"name":"bela","password":"%s"}' "$secret" >body
ask 201 "behind a proxy" -H 'Content-Type: application/json' --data-binary @body "$url/api/v1/session"
says '^Set-Cookie: __Host-concord=[0-9a-f]{64}; Path=/; HttpOnly; SameSite=Strict; Max-Age=43200; Secure' "the cookie goes by TLS alone" head
i=0
while [ $i -lt 40 ] && [ "$(curl -s -o out -D head -w '%{http_code}' -H 'Content-Type: application/json' -H 'X-Forwarded-For: 198.51.100.1' --data '{"link":"","password":""}' "$url/api/v1/setup")" != 429 ]; do i=$((i + 1)); done
[ $i -lt 40 ] && held=$((held + 1)) || broke "nobody is held up"
says '^Retry-After: ' "and it is said how long" head
ask 403 "others are not" -H 'Content-Type: application/json' -H 'X-Forwarded-For: 198.51.100.1, 198.51.100.2' --data '{"link":"","password":""}' "$url/api/v1/setup"
down
finish
