#!/bin/sh
# Bad input of every kind: the right exit code, one sentence that names the place, nothing written.
. "$(dirname "$0")/lib.sh"
export CONCORD_NORMS="$CONCORD_SOURCE/norms" CONCORD_NOW=2026-11-23T12:00:00Z
cd "$tmp" || exit 1
examples=$CONCORD_SOURCE/examples
expect 0 "init" "$CONCORD" init node --no-passphrase
expect 2 "a good one, for comparison" "$CONCORD" assess "$examples/mortgage-lending/system.yaml" --data node --out good --as-of 2026-11-23
size() { "$CONCORD" log show --data node --json | grep -c '"seq"'; }
start=$(size)

# What every refusal has in common: the last command wrote one sentence (and at most a hint), nothing to stdout, no folder, no record.
clean() { # clean "what" REGEX
	says "^error: .*($2)" "$1: says what is wrong" err
	[ "$(grep -c '^error: ' err)" = 1 ] && [ "$(wc -l <err)" -le 2 ] && held=$((held + 1)) || broke "$1: not one sentence: $(head -n 4 err)"
	never_says 'bug of ours|Sanitizer|runtime error|�' "$1: not our bug" err
	[ ! -s out ] && held=$((held + 1)) || broke "$1: something on stdout: $(head -n 1 out)"
	[ ! -e o ] && held=$((held + 1)) || broke "$1: the output folder was made"
	[ "$(stat -c %s node/log/entries)" = "$entries" ] && held=$((held + 1)) || broke "$1: the log has grown"
}
entries=$(stat -c %s node/log/entries)

# bad EXAMPLE "what" CODE REGEX 'shell in a copy of the example': the assessment of it is refused.
bad() {
	rm -rf s && cp -R "$examples/$1" s
	(cd s && eval "$5")
	expect "$3" "$2" "$CONCORD" assess s/system.yaml --data node --out o --as-of 2026-11-23
	clean "$2" "$4"
	rm -rf o
}
m=mortgage-lending
yaml='s/system\.yaml:[0-9]+:[0-9]+: '

# ---- manifests
bad $m "manifest: cut" 3 "$yaml" 'head -c 3000 system.yaml >x; mv x system.yaml'
bad $m "manifest: empty" 3 "$yaml" ': >system.yaml'
bad $m "manifest: only a comment" 3 "$yaml" 'echo "# none" >system.yaml'
bad $m "manifest: NUL" 3 "$yaml.*control character" 'printf "a\000b" >>system.yaml'
bad $m "manifest: escape sequence" 3 "$yaml.*control character" 'printf "a: \033[31m\n" >>system.yaml'
bad $m "manifest: not UTF-8" 3 "${yaml}the file is not UTF-8" 'printf "x: \377\n" >>system.yaml'
bad $m "manifest: UTF-16" 3 "$yaml" 'iconv -t UTF-16 system.yaml >x; mv x system.yaml'
bad $m "manifest: a picture" 3 "$yaml|not UTF-8" 'head -c 4096 /dev/urandom >system.yaml'
bad $m "manifest: deep" 3 "$yaml.*deep" 'python3 -c "print(\"concord: system/1\"); print(\"id: \" + \"[\" * 100000)" >system.yaml'
bad $m "manifest: deep in blocks" 3 "$yaml.*deep|$yaml" 'python3 -c "
for i in range(1000): print(\" \" * i + \"a:\")" >system.yaml'
bad $m "manifest: huge" 3 'at most [0-9]+ are read' 'head -c 20000000 /dev/zero | tr "\0" a >system.yaml'
bad $m "manifest: an anchor" 3 "$yaml.*anchors" 'echo "parts2: &v 1" >>system.yaml'
bad $m "manifest: many aliases" 3 "$yaml" 'printf "a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n" >>system.yaml'
bad $m "manifest: a tag" 3 "$yaml" 'echo "x: !!python/object:os.system {}" >>system.yaml'
bad $m "manifest: two documents" 3 "$yaml" 'printf -- "---\nconcord: system/1\n" >>system.yaml'
bad $m "manifest: a key twice" 3 "$yaml.*second time" 'echo "id: other" >>system.yaml'
bad $m "manifest: a key misspelt" 3 "$yaml.*no key \"stagee\"" 'sed -i "s/^stage:/stagee:/" system.yaml'
says '^hint: stage$' "the nearest key" err
bad $m "manifest: a stage misspelt" 3 "$yaml.*deploymnt" 'sed -i "s/^stage:.*/stage: deploymnt/" system.yaml'
says '^hint: deployment$' "the nearest stage" err
bad $m "manifest: a role misspelt" 3 "$yaml.*provder" 'sed -i "s/role: provider/role: provder/" system.yaml'
bad $m "manifest: a fact misspelt" 3 "$yaml.*in_servce" 'sed -i "s/^  in_service:/  in_servce:/" system.yaml'
bad $m "manifest: a fact of another type" 3 "$yaml" 'sed -i "s/^  in_service: {value: yes/  in_service: {value: 12/" system.yaml'
bad $m "manifest: a fact that is a list" 3 "$yaml" 'sed -i "s/^  in_service:.*/  in_service: [yes, no]/" system.yaml'
bad $m "manifest: a date that is none" 3 "$yaml" 'sed -i "s/on: 2026-11-03/on: 2026-02-30/" system.yaml'
bad $m "manifest: another document" 3 "$yaml" 'sed -i "s,^concord: system/1,concord: policy/1," system.yaml'
bad $m "manifest: a later version" 3 "$yaml" 'sed -i "s,^concord: system/1,concord: system/9," system.yaml'
bad $m "manifest: no id" 3 "$yaml" 'sed -i "/^id:/d" system.yaml'
bad $m "manifest: an id that is a path" 3 "$yaml" 'sed -i "s,^id:.*,id: ../../etc/x," system.yaml'
bad $m "manifest: markets are a number" 3 "$yaml.*list" 'sed -i "s/^markets:.*/markets: 7/" system.yaml'
bad $m "manifest: a market that is no place" 3 "$yaml.*\"XX\"" 'sed -i "s/^markets:.*/markets: [XX]/" system.yaml'
bad $m "manifest: facts are a list" 3 "$yaml" 'sed -i "s/^facts:/facts: []\nfacts2:/" system.yaml'
bad $m "manifest: actors are a map" 3 "$yaml" 'sed -i "s/^actors:/actors: {a: b}\nparts2:/" system.yaml'
bad $m "manifest: evidence for no duty" 3 'no provision' 'sed -i "s,eu-ai-act/art_4#E1,eu-ai-act/art_4x#E1," system.yaml'
bad $m "manifest: evidence for no line" 3 'no evidence line' 'sed -i "s,eu-ai-act/art_4#E1,eu-ai-act/art_4#E7," system.yaml'
bad $m "manifest: absent" 3 'system.yaml' 'rm system.yaml'
bad $m "manifest: a folder" 3 'not a file' 'rm system.yaml; mkdir system.yaml'
bad $m "manifest: a device" 3 'not a file|system.yaml' 'rm system.yaml; ln -s /dev/zero system.yaml'
bad $m "manifest: a link in a circle" 4 'system.yaml' 'rm system.yaml; ln -s system.yaml system.yaml'

# ---- policies
policy='policy\.yaml:[0-9]+:[0-9]+: '
bad $m "policy: cut" 3 "$policy" 'head -c 300 policy.yaml >x; mv x policy.yaml'
bad $m "policy: empty" 3 "$policy" ': >policy.yaml'
bad $m "policy: a metric misspelt" 3 "$policy.*selection_rate_rato" 'sed -i "s/metric: selection_rate_ratio/metric: selection_rate_rato/" policy.yaml'
says '^hint: .*selection_rate_ratio' "the nearest metric" err
bad $m "policy: an operator that is none" 3 "$policy" 'sed -i "s/op: \">=\"/op: \"=>\"/" policy.yaml'
bad $m "policy: a limit that is no number" 3 "$policy" 'sed -i "s/value: \"0.8\"/value: \"many\"/" policy.yaml'
bad $m "policy: NaN" 3 "$policy" 'sed -i "s/value: \"0.8\"/value: \"nan\"/" policy.yaml'
bad $m "policy: limits are text" 3 "$policy" 'printf "concord: policy/1\nowner: x\nlimits: none\n" >policy.yaml'
bad $m "policy: a column that is not there" 3 'afan' 'sed -i "s/attribute: afam/attribute: afan/" policy.yaml'
bad $m "policy: another document" 3 "$policy" 'cp system.yaml policy.yaml'
bad $m "policy: named and absent" 3 'nothing.yaml' 'echo "policy: nothing.yaml" >>system.yaml'

# ---- tables (the manifest names a digest: without it the table is read, with it a changed one is refused at once)
loose='sed -i "/^model:/,/^data:/{s/, sha256: [0-9a-f]*//;/^  sha256:/d}" system.yaml;'
table='predictions\.csv(:[0-9]+)?'
bad $m "table: changed" 3 'is not the file that the manifest names' 'printf "9999,0,0.5,0,no,no\n" >>predictions.csv'
bad $m "table: absent" 3 'predictions.csv' 'rm predictions.csv'
bad $m "table: empty" 3 "$table" "$loose : >predictions.csv"
bad $m "table: only a head" 3 'no row|no case|empty|selection_rate' "$loose"'head -n 1 predictions.csv >x; mv x predictions.csv'
bad $m "table: a row too short" 3 "$table" "$loose"'printf "9,0,0.5\n" >>predictions.csv'
bad $m "table: a row too long" 3 "$table" "$loose"'printf "9,0,0.5,0,no,no,no\n" >>predictions.csv'
bad $m "table: an open quote" 3 "$table" "$loose"'printf "9,\"0,0.5,0,no,no\n" >>predictions.csv'
bad $m "table: not UTF-8" 3 "$table" "$loose"'printf "9,0,0.5,0,\377,no\n" >>predictions.csv'
bad $m "table: NUL" 3 "$table" "$loose"'printf "9,0,0.5,0,n\000o,no\n" >>predictions.csv'
bad $m "table: a column missing" 3 'afam' "$loose"'cut -d, -f1-4,6 predictions.csv >x; mv x predictions.csv'
bad $m "table: a column twice" 3 "$table" "$loose"'sed -i "1s/single/afam/" predictions.csv'
bad $m "table: a score that is no number" 3 "$table|score" "$loose"'sed -i "2s/0\.[0-9]*/high/" predictions.csv'
bad $m "table: a score of NaN" 3 "$table|score" "$loose"'sed -i "2s/0\.[0-9]*/nan/" predictions.csv'
bad $m "table: a field of a megabyte" 3 "$table" "$loose"'python3 -c "print(\"9,0,0.5,0,\" + \"x\" * 3000000 + \",no\")" >>predictions.csv'
bad $m "table: a hundred thousand columns" 3 "$table" "$loose"'python3 -c "print(\",\".join(\"c%d\" % i for i in range(100000)))" >predictions.csv'
bad $m "table: a picture" 3 "$table" "$loose"'head -c 4096 /dev/urandom >predictions.csv'
bad $m "table: a folder" 3 'predictions.csv' "$loose"'rm predictions.csv; mkdir predictions.csv'

# ---- models
model='sed -i "s/adapter: predictions/adapter: xgboost/" system.yaml; sed -i "/^model:/,/^data:/{s/file: predictions.csv/file: model.json/;s/, sha256: [0-9a-f]*//;/^  sha256:/d;/^  prediction:/d;/^  score:/d}" system.yaml; sed -i "s/^data:.*/data: {file: hmda.csv}/" system.yaml;'
bad $m "model: JSON that is none" 3 'model' "$model"'echo "{\"learner\": 7}" >model.json'
bad $m "model: cut" 3 'model' "$model"'head -c 2000 model.json >x; mv x model.json'
bad $m "model: a pickle" 3 'model' "$model"'python3 -c "import pickle,sys; sys.stdout.buffer.write(pickle.dumps({\"a\": print}))" >model.json'
bad $m "model: noise" 3 'model' "$model"'head -c 4096 /dev/urandom >model.json'
bad $m "model: empty" 3 'model' "$model"': >model.json'
for own in trees linear onnx tfidf; do # our own readers, in process
	bad $m "$own: JSON that is none" 3 'model' "$model"'sed -i "s/adapter: xgboost/adapter: '$own'/" system.yaml; echo "{\"learner\": 7}" >model.json'
	bad $m "$own: cut" 3 'model' "$model"'sed -i "s/adapter: xgboost/adapter: '$own'/" system.yaml; head -c 2000 model.json >x; mv x model.json'
	bad $m "$own: a pickle" 3 'pickle' "$model"'sed -i "s/adapter: xgboost/adapter: '$own'/" system.yaml; python3 -c "import pickle,sys; sys.stdout.buffer.write(pickle.dumps({\"a\": print}))" >model.json'
	bad $m "$own: empty" 3 'model' "$model"'sed -i "s/adapter: xgboost/adapter: '$own'/" system.yaml; : >model.json'
done
bad $m "model: an adapter that is none" 3 'adapter|pickle' 'sed -i "s/adapter: predictions/adapter: pickle/" system.yaml'
bad public-chatbot "outputs: absent" 3 'outputs' 'rm -r outputs'
bad public-chatbot "outputs: not UTF-8" 3 'outputs' 'printf "\377\376" >outputs/zz.txt'

# ---- files of norms
norms() { # norms "what" REGEX 'shell in a copy of norms'
	rm -rf l && cp -R "$CONCORD_SOURCE/norms" l
	(cd l && eval "$3")
	expect 3 "$1" "$CONCORD" assess "$examples/public-chatbot/system.yaml" --norms l --data node --out o --as-of 2026-11-23
	clean "$1" "$2"
	expect 3 "check: $1" "$CONCORD" norm check l
}
law='l/eu-ai-act\.yaml:[0-9]+:[0-9]+: '
norms "norms: cut" "$law" 'head -c 20000 eu-ai-act.yaml >x; mv x eu-ai-act.yaml'
norms "norms: a condition that is none" "$law" 'sed -i "0,/applies_when: .*/s//applies_when: '"'scope_eu \&\& '"'/" eu-ai-act.yaml'
norms "norms: a fact that is none" "$law" 'sed -i "0,/applies_when: .*/s//applies_when: '"'scope_eu_x'"'/" eu-ai-act.yaml'
norms "norms: a key misspelt" "$law" 'sed -i "0,/^  deontic:/s//  deontc:/" eu-ai-act.yaml'
norms "norms: a word off the list" "$law" 'sed -i "0,/deontic: duty/s//deontic: dooty/" eu-ai-act.yaml'
norms "norms: a provision twice" "$law" 'sed -i "s/^- id: art_50.2$/- id: art_50.1/" eu-ai-act.yaml'
norms "norms: not UTF-8" 'l/eu-ai-act' 'printf "x: \377\n" >>eu-ai-act.yaml'
norms "norms: no vocabulary" 'vocabulary' 'rm vocabulary.yaml'
norms "norms: no facts" 'facts' 'rm facts.yaml'
mkdir void
for folder in nowhere void; do
	expect 3 "norms in $folder" "$CONCORD" applies "$examples/public-chatbot/system.yaml" --norms $folder --data node
	clean "norms in $folder" "$folder|vocabulary"
done

# ---- commands and flags
cli() { # cli CODE REGEX HINT ARGUMENTS...
	code=$1 regex=$2 hint=$3
	shift 3
	expect "$code" "concord $*" "$CONCORD" "$@"
	clean "concord $*" "$regex"
	[ -z "$hint" ] || says "^hint: .*$hint" "concord $*: hint" err
}
cli 3 'no command "asess"' 'concord assess' asess
cli 3 '"concord norm" takes one more word' 'concord help norm' norm
cli 3 'no command' '' norm lst
cli 3 'no flag --as-off' '--as-of' assess x --as-off 2026-11-23
cli 3 'no flag --xyzzy' 'concord help verify' verify x --xyzzy
cli 3 'needs a value' '' assess x --out
cli 3 'takes no value' '' assess x --unsigned=yes
cli 3 'given twice' '' assess x --out a --out b
cli 3 'takes FILE' '' assess
cli 3 'takes FILE' '' assess a b
cli 3 'not a language' 'lang en' norm list --lang fr
cli 3 'color is' '' norm list --color purple
cli 3 'as-of' '' assess "$examples/$m/system.yaml" --data node --as-of yesterday
cli 3 'as-of' '' assess "$examples/$m/system.yaml" --data node --as-of 2026-02-30
cli 3 'twice' '' assess "$examples/$m/system.yaml" --data node --as-of 2026-11-23 --as-of 2026-11-23
cli 3 'not a stage' 'deployment' gate "$examples/$m/system.yaml" --data node --stage deploy
cli 3 'no provision|art_26.66' '' why eu-ai-act/art_26.66 "$examples/$m/system.yaml" --data node
cli 3 '.' '' norm show no-such-law
cli 3 '.' '' help asess
cli 4 'no node' 'concord init' log show --data nowhere
cli 4 'no node' 'concord init nowhere|unsigned' assess "$examples/$m/system.yaml" --data nowhere --out o
cli 4 'a node already' '' init node --no-passphrase
cli 3 'not a name' '--name' init new --no-passphrase --name 'a b'
[ ! -e new ] && held=$((held + 1)) || broke "a refused init left a folder"
CONCORD_NOW=noon expect 3 "a clock that is none" "$CONCORD" version
clean "a clock that is none" 'CONCORD_NOW'

# ---- bounds of the command line and of lists in a manifest, at their value and one past it
many() { python3 -c "print(\" \".join(\"$2\" % (i if \"%\" in \"$2\" else ()) for i in range($1)))"; }
dates() { python3 -c "print(\" \".join(\"--as-of 20%02d-11-23\" % (26 + i) for i in range($1)))"; }
expect 0 "CN_ARGS_MAX arguments" "$CONCORD" norm timeline $(many 64 eu-ai-act)
cli 3 'more than 64 arguments' '' norm timeline $(many 65 eu-ai-act)
cli 3 'at most 32 dates' '' assess "$examples/$m/system.yaml" --data node --out o $(dates 62) # CN_FLAGS_MAX flags in all
cli 3 'more than 64 flags' '' assess "$examples/$m/system.yaml" --data node --out o $(dates 63)
expect 1 "CN_DAYS_MAX dates" "$CONCORD" assess "$examples/public-chatbot/system.yaml" --unsigned --out days $(dates 32)
cli 3 'at most 32 dates' '' assess "$examples/public-chatbot/system.yaml" --unsigned --out o $(dates 33)
names() { many "$1" 'c%d,'; }
bad $m "CN_MODEL_COLUMNS_MAX features" 3 'model' "$model"'sed -i "s/^data:/  features: ['"$(names 256)"']\ndata:/" system.yaml'
never_says 'more than 256 names' "256 features are read" err
bad $m "more features" 3 'a list of the manifest has more than 256 names' "$model"'sed -i "s/^data:/  features: ['"$(names 257)"']\ndata:/" system.yaml'
bad $m "more than CN_COMMAND_WORDS_MAX words" 3 'a list of the manifest has more than 33 names' "$model"'sed -i "s/^data:/  command: ['"$(names 34)"']\ndata:/" system.yaml'
tables() { # tables N: measures N tables
	python3 - "$1" <<'END'
import sys
n = int(sys.argv[1])
with open("system.yaml", "a") as f:
    f.write("tables:\n" + "".join(f"  t{i}: {{file: hmda.csv}}\n" for i in range(n)))
with open("policy.yaml", "w") as f:
    f.write("concord: policy/1\nowner: board\nlimits:\n" + "".join(
        f"- {{metric: missing_rate_difference, attribute: afam, table: t{i}, columns: [pirat]}}\n" for i in range(n)))
END
}
rm -rf s && cp -R "$examples/$m" s && (cd s && tables 16)
expect 2 "CN_OPEN_TABLES_MAX tables" "$CONCORD" assess s/system.yaml --unsigned --out tables --as-of 2026-11-23
bad $m "more tables" 3 'more than 16 tables' 'tables 17'

# ---- places where nothing can be written
expect 4 "a full device as standard output" sh -c '"$CONCORD" norm list >/dev/full'
says 'could not be written' "says so" err
expect 4 "a verdict that nobody reads" sh -c '"$CONCORD" verify good >/dev/full'
: >plain
expect 4 "the output folder is a file" "$CONCORD" assess "$examples/$m/system.yaml" --data node --out plain --as-of 2026-11-23
says '^error: .*plain' "names it" err
[ "$(size)" = "$start" ] && held=$((held + 1)) || broke "the log has grown though nothing could be written"
expect 4 "the output folder cannot be made" "$CONCORD" assess "$examples/$m/system.yaml" --data node --out /proc/x/y --as-of 2026-11-23
[ "$(size)" = "$start" ] && held=$((held + 1)) || broke "the log has grown though nothing could be written"
mkdir full
if mount -t tmpfs -o size=300k tmpfs full 2>/dev/null; then
	expect 4 "a full disk for the dossier" "$CONCORD" assess "$examples/$m/system.yaml" --data node --out full/o --as-of 2026-11-23
	says '^error: ' "one sentence" err
	[ ! -e full/o/dossier.html ] && held=$((held + 1)) || broke "half a dossier on a full disk"
	expect 3 "which is no dossier" "$CONCORD" verify full/o
	umount full
	mount -t tmpfs -o size=40k tmpfs full
	"$CONCORD" init full/n --no-passphrase >out 2>err
	expect 4 "a full disk for the log" "$CONCORD" assess "$examples/$m/system.yaml" --data full/n --out o2 --as-of 2026-11-23
	[ ! -e o2/dossier.html ] && held=$((held + 1)) || broke "a dossier whose log could not be written"
	umount full
fi
expect 4 "files may not grow" sh -c "ulimit -f 100; trap '' XFSZ; exec \"\$CONCORD\" assess '$examples/$m/system.yaml' --data node --out lim --as-of 2026-11-23"
[ ! -e lim/dossier.html ] && held=$((held + 1)) || broke "half a dossier under a limit"
expect 2 "and afterwards all is well" "$CONCORD" assess "$examples/$m/system.yaml" --data node --out after --as-of 2026-11-23
expect 0 "it holds" "$CONCORD" verify after
rm -rf after lim

# ---- what is said plainly
rm -rf s && cp -R "$examples/$m" s && sed -i 's/^purposes:.*/purposes: [military]/' s/system.yaml
expect 2 "military" "$CONCORD" assess s/system.yaml --data node --out mil --as-of 2026-11-23
says "OUTSIDE CONCORD'S SCOPE" "military: said in the first words"
says 'no finding of no duties|not a finding of no duties' "military: silence is no pass"
expect 0 "military: applies" "$CONCORD" applies s/system.yaml --data node --json
python3 -c 'import json,sys; d = json.load(open("out")); sys.exit(d["rows"] != [] or not d.get("out_of_scope", True))' && held=$((held + 1)) || broke "military: there are rows"
expect 2 "military: verify holds or cannot" sh -c '"$CONCORD" verify mil >/dev/null && exit 2'
cp -R "$examples/$m"/. s && sed -i 's/^markets:.*/markets: [NG]/' s/system.yaml
expect 2 "not covered" "$CONCORD" assess s/system.yaml --data node --out ng --as-of 2026-11-23
says 'not a finding of no duties|no binding instrument' "not covered: said"
never_says '[^f] no duties' "not covered: never 'no duties'"
expect 0 "not covered: applies" "$CONCORD" applies s/system.yaml --data node
says 'not covered' "not covered: applies says so"
says 'ot covered' "not covered: the page says so" ng/dossier.html

# The bounds of a command line, at the bound and one past it: CN_DAYS_MAX, CN_FLAGS_MAX, CN_ARGS_MAX.
days() { awk -v n="$1" 'BEGIN { for (i = 0; i < n; i++) printf " --as-of %d-%02d-01", 2024 + int(i / 12), i % 12 + 1 }'; }
chat=$examples/public-chatbot/system.yaml
# shellcheck disable=SC2046
{
	expect 0 "32 days" "$CONCORD" applies "$chat" $(days 32)
	expect 3 "33 days" "$CONCORD" applies "$chat" $(days 33)
	says 'at most 32 dates' "33 days" err
	expect 3 "65 flags" "$CONCORD" applies "$chat" $(days 65)
	says 'more than 64 flags' "65 flags" err
	expect 3 "64 words are too many to search for" "$CONCORD" norm search $(yes logs | head -n 64)
	never_says 'arguments' "64 words: of the search, not of the command line" err
	expect 3 "65 words" "$CONCORD" norm search $(yes logs | head -n 65)
	says 'more than 64 arguments' "65 words" err
}
# ---- stores
entries=$(stat -c %s node/log/entries)

for row in '3|no address|not the address of a store|mysql://u:SECRET@h/d' '3|a port|the port is a whole number|postgresql://u:SECRET@h:70000/d' '3|a setting|a setting that is not known|postgresql://u:SECRET@h/d?options=x' \
	'3|a password among the settings|stands behind the user|postgresql://u@h/d?password=SECRET' '3|a user with an @|are written %40|postgresql://u@x:SECRET@h/d' \
	"4|no server|cannot be reached|postgresql://u:SECRET@/d?host=$tmp"; do
	url=${row##*|}
	rest=${row%|*}
	code=${rest%%|*}
	rest=${rest#*|}
	expect "$code" "store: ${rest%%|*}" "$CONCORD" store move --to "$url" --data node
	clean "store: ${rest%%|*}" "${rest#*|}"
	never_says SECRET "store: ${rest%%|*}: no password" err
	[ ! -e node/store.json ] && held=$((held + 1)) || broke "store: ${rest%%|*}: something was written"
done
expect 4 "a store that a server expects" "$CONCORD" serve --data node --listen 127.0.0.1:0 --store "postgresql://u:SECRET@/d?host=$tmp"
clean "serve" "cannot be reached"
never_says SECRET "serve: no password" err
printf '{"concord":"store/1","url":"postgresql://u:SECRET@h/d/e"}' >node/store.json
expect 3 "a damaged store.json" "$CONCORD" key add --role compliance --no-passphrase --data node
clean "store.json" "store.json: in the address of a store"
never_says SECRET "store.json: no password" err
printf 'SECRET' >node/store.json
expect 3 "store.json is no JSON" "$CONCORD" store show --data node
clean "store.json" "does not say where the store is"
never_says SECRET "store.json: no password" err
rm node/store.json

finish
