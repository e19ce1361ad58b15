#!/bin/sh
# Folders of content: a line a file, whoever reads it; a run that is killed goes on to the same bytes; names, links, pipes and what may not be read.
# FOLDER_FILES: how many files the folder of many has (1,500; tests/torture/media_folder.sh takes 100,000).
. "$(dirname "$0")/lib.sh"
EXPECT_SECONDS=${FOLDER_SECONDS:-120}
many=${FOLDER_FILES:-1500}
seeds=$CONCORD_SOURCE/tests/fuzz/seeds/media
studio=$CONCORD_SOURCE/examples/image-studio
export CONCORD_NORMS="$CONCORD_SOURCE/norms" CONCORD_NOW=2026-11-27T12:00:00Z
cd "$tmp" || exit 1
is() { # is EXPRESSION WANT "what": v is the answer in out
	got=$(python3 -c 'import json, sys
v = json.load(open("out"))
print(eval(sys.argv[1]))' "$1" 2>&1)
	if [ "$got" = "$2" ]; then held=$((held + 1)); else broke "$3: $got, not $2"; fi
}

# A dozen formats, some damaged, in folders in each other.
mkdir -p all/deep/er
cp "$studio"/outputs/* all/
cp "$studio/base/01.png" all/deep/
cp "$CONCORD_SOURCE"/examples/public-chatbot/outputs/0*.md "$seeds/gif" "$seeds/svg" "$seeds/pdf" all/deep/er/
head -c 300 "$studio/outputs/06.jpg" >all/deep/cut.jpg
: >all/deep/empty
n=$(find all -type f | wc -l)
ln -s /etc/passwd all/link
ln -s .. all/deep/loop
mkfifo all/deep/pipe
expect 1 "a folder" "$CONCORD" media check all --out o1 --jobs 1 --trust "$studio/root.pem" --market CN
says "^$n files" "links and pipes are not followed"
expect 1 "the same by three" "$CONCORD" media check all --out o3 --jobs 3 --trust "$studio/root.pem" --market CN --json
same o1/files.jsonl o3/files.jsonl "who reads does not matter"
same o1/files.csv o3/files.csv "nor for the table"
same o1/overview.svg o3/overview.svg "nor for the picture"
is 'v["files"], v["errors"]' "($n, 0)" "all of them"
is '[(f["files"], f["marked"]) for f in v["formats"] if f["format"] == "webp"], [m["files"] for m in v["marked"] if m["modality"] == "audio"]' "([(2, 2)], [3])" "by format and modality"
is '[round(float(f["lower"]), 6) for f in v["formats"] if f["format"] == "webp"]' "[0.223607]" "the exact lower bound: the root of 0.05"
python3 - "$n" <<'P' && held=$((held + 1)) || broke "table, lines and picture"
import csv, json, sys, xml.dom.minidom
xml.dom.minidom.parse("o1/overview.svg")
rows = list(csv.DictReader(open("o1/files.csv", newline="", encoding="utf-8")))
lines = [json.loads(l) for l in open("o1/files.jsonl", encoding="utf-8")]
assert len(rows) == len(lines) == int(sys.argv[1])
assert [r["file"] for r in rows] == [l["file"] for l in lines]
for r, l in zip(rows, lines):
    assert r["sha256"] == l["sha256"] and r["format"] == l["format"] and r["machine_mark"] == l["machine_mark"]
    assert [r[v["market"] + " " + v["provision"]] for v in l["verdicts"]] == [v["answer"] for v in l["verdicts"]]
P
for k in 00 03; do printf '{"file": "ha' >>"o3/parts/$k.jsonl"; done
sed -i '$d' o3/parts/05.jsonl
expect 1 "what is missing is read again" "$CONCORD" media check all --out o3 --jobs 2 --trust "$studio/root.pem" --market CN
same o1/files.jsonl o3/files.jsonl "to the same lines"
cp "$studio/base/01.png" all/new.png
expect 1 "a new file" "$CONCORD" --json media check all --out o3 --trust "$studio/root.pem" --market CN
is 'v["files"]' $((n + 1)) "is seen"
expect 1 "other rules" "$CONCORD" --json media check all --out o3 --trust "$studio/root.pem" --market CN --rules 2.4
is 'v["replay"]["credentials"]' "C2PA 2.4" "are asked anew"
mkdir empty
expect 3 "an empty folder" "$CONCORD" media check empty
[ ! -e out/media ] && held=$((held + 1)) || broke "an empty folder leaves something"

# Written into the folder that is read: what was written is no content.
mkdir own && cp "$studio/base/01.png" own/
expect 2 "into itself" "$CONCORD" --json media check own --out own/out --market EU
is 'v["files"]' 1 "once"
expect 2 "and again" "$CONCORD" --json media check own --out own/out --market EU
is 'v["files"]' 1 "twice"

# Names of any kind: JSON stays JSON, terminals stay still.
mkdir odd
python3 - "$studio/base/01.png" <<'P'
import os, sys
b = open(sys.argv[1], "rb").read()
for name in (b"a\nb.png", b"bad\xff.png", b"esc\x1b[31m.png", b'quote",=1+1.png', "\u56fe\u7247.png".encode(), "turn\u202egnp.exe".encode(), b"-dash", b" "):
    open(b"odd/" + name, "wb").write(b)
P
expect 2 "odd names" "$CONCORD" media check odd --out o4 --market EU
python3 - <<'P' && held=$((held + 1)) || broke "odd names: $(head -c 300 o4/files.csv)"
import csv, json
names = [r["file"] for r in csv.DictReader(open("o4/files.csv", newline="", encoding="utf-8"))]
names = [n[1:] if n[:2] in ("'-", "'=") else n for n in names]  # a table program would compute what begins so
assert names == [json.loads(l)["file"] for l in open("o4/files.jsonl", encoding="utf-8")]
want = {" ", "-dash", "a\\x0Ab.png", "bad\\xFF.png", "esc\\x1B[31m.png", 'quote",=1+1.png', "turn\\u202Egnp.exe", "\u56fe\u7247.png"}
assert set(names) == want, names
P
for f in odd/*; do
	"$CONCORD" --json media check "$f" --market EU >out 2>err
	python3 -c 'import json; json.load(open("out", encoding="utf-8"))' 2>/dev/null && held=$((held + 1)) || broke "$f: no JSON"
	"$CONCORD" media check "./$f" --market EU >out 2>err
	if tr -d '\n' <out | LC_ALL=C grep -q '[[:cntrl:]]'; then broke "$f: the terminal is moved"; else held=$((held + 1)); fi
done

# What is no file, or may not be read.
expect 3 "a pipe" timeout 10 "$CONCORD" media check all/deep/pipe
says 'a pipe or a device' "says what it is" err
expect 3 "a device" timeout 10 "$CONCORD" media check /dev/zero
expect 3 "no name" "$CONCORD" media check ""
says 'name of a file is empty' "says so" err
expect 3 "no such file, with a flag of folders" "$CONCORD" media check nowhere --out o5
says 'nowhere: No such file' "says which" err
expect 3 "a flag of folders with a file" "$CONCORD" media check all/01.png --out o5
says 'out is for a folder' "says so" err
expect 3 "a folder to compare" "$CONCORD" media preserve all all/01.png
says 'it is a folder' "says so" err
expect 2 "an empty file" "$CONCORD" media check all/deep/empty --market EU
says 'empty: there is nothing in it' "says so"
: >nothing
got=0
"$CONCORD" media check - --market EU <nothing >out 2>err || got=$?
[ $got = 2 ] && says 'empty' "nothing on standard input"
if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null; then
	mkdir -p locked/in && cp "$studio/base/01.png" locked/a.png && cp "$studio/base/01.png" locked/b.png && cp "$studio/base/01.png" locked/in/c.png
	chmod 000 locked/b.png locked/in
	chmod 755 . locked
	mkdir theirs && chmod 777 theirs
	expect 2 "what may not be read" setpriv --reuid 65534 --clear-groups "$CONCORD" --json media check locked --out theirs/o --market EU
	is 'v["files"], v["errors"]' "(3, 2)" "is a line with an error"
	says 'b.png.*Permission denied' "and says why" theirs/o/files.jsonl
	says '"in".*Permission denied' "a folder as well" theirs/o/files.jsonl
	chmod 755 locked/in
fi

# Many files, killed in the middle and gone on, against a run that nothing stopped.
python3 - "$many" "$seeds" "$studio/outputs" "$CONCORD_SOURCE/examples/public-chatbot/outputs" <<'P'
import os, sys
n, seeds = int(sys.argv[1]), []
for d in sys.argv[2:]:
    for f in sorted(os.listdir(d)):
        if os.path.getsize(os.path.join(d, f)) < 9000:
            seeds.append((f, open(os.path.join(d, f), "rb").read()))
for i in range(n):
    name, b = seeds[i % len(seeds)]
    if i % 1000 == 0:
        os.makedirs("many/%03d" % (i // 1000))
    with open("many/%03d/%06d-%s" % (i // 1000, i, name), "wb") as f:
        f.write(b if i % 3 else b + str(i).encode())
P
export EXPECT_SECONDS
expect 1 "a run that nothing stops" "$CONCORD" --json media check many --out whole --market CN,EU
cp out whole.json
is 'v["files"], v["errors"], len(v["formats"]) >= 12' "($many, 0, True)" "all of them"
lines() { cat killed/parts/*.jsonl 2>/dev/null | wc -l; }
# The run and its readers, a group of their own, run for a moment at a time: so it is in the middle however fast the machine.
for part in 3 2; do
	setsid "$CONCORD" --json media check many --out killed --market CN,EU >/dev/null 2>&1 &
	run=$!
	until kill -STOP -$run 2>/dev/null; do kill -0 $run 2>/dev/null || break; done
	while kill -STOP -$run 2>/dev/null && [ "$(lines)" -lt $((many / part)) ]; do
		kill -CONT -$run
		sleep 0.02
	done
	if [ $part = 3 ]; then
		expect 4 "two runs at once" "$CONCORD" media check many --out killed --market CN,EU
		says 'another run writes into killed' "one is told" err
	fi
	kill -KILL $run 2>/dev/null
	kill -CONT -$run 2>/dev/null # its readers, which end with it
	wait $run 2>/dev/null
done
[ "$(lines)" -lt "$many" ] && [ "$(lines)" -gt 0 ] && [ ! -e killed/files.csv ] && held=$((held + 1)) || broke "it was not killed in the middle: $(lines) of $many"
expect 1 "it goes on" "$CONCORD" --json media check many --out killed --market CN,EU
same out whole.json "the same answer"
for f in files.jsonl files.csv overview.svg; do same "whole/$f" "killed/$f" "the same $f"; done
finish
