#!/bin/sh
# What one asks of the library itself: search in two languages, show, compare, matrix, protects.
. "$(dirname "$0")/lib.sh"
export CONCORD_NORMS="$CONCORD_SOURCE/norms" CONCORD_NOW=2026-11-23T12:00:00Z
cd "$tmp" || exit 1
esc=$(printf '\033')

# python NAME PROGRAM: the last output as JSON in `d`; every statement of the program is an assertion or fails.
holds() {
	what=$1
	shift
	if python3 -c "import json; d = json.load(open('out', encoding='utf-8'))
$*" 2>hits; then held=$((held + 1)); else broke "$what: $(tail -n 2 hits)"; fi
}

# ---- search: two characters are a word, wherever they stand
"$CONCORD" norm list --json >list.json
for word in 算法 歧视 标识 儿童 隐私 算力 主权 鸿沟; do
	expect 0 "search $word" "$CONCORD" norm search "$word" --lang zh --json --limit 10000
	holds "$word: every text, heading or title that has it, and no other" "
import glob, re
title = {i['id']: i['title']['zh'] for i in json.load(open('list.json', encoding='utf-8'))}
assert d['all_words'] and d['found'] == len(d['hits']) > 0
for h in d['hits']:
    t = ''.join(p['text'] for p in h['snippet']['parts'] if p['hit']) if 'snippet' in h else ''
    assert '$word' in t + h.get('heading', h.get('title'))['zh'] + title[h.get('instrument', h['id'])], h['id']
found = {h['id'] for h in d['hits']}
for f in glob.glob('$CONCORD_NORMS/*.yaml'):
    head, _, rules = open(f, encoding='utf-8').read().partition('\\nprovisions:\\n')
    for r in re.split(r'^- id: ', rules, flags=re.M)[1:]:
        shown = ''.join(re.findall(r'^  (?:heading|text): .*', r, re.M))
        if '$word' in re.sub(r'en: \"(?:[^\"\\\\]|\\\\.)*\"', '', shown):
            assert re.search(r'^id: (.*)', head, re.M)[1] + '/' + r.split()[0] in found, r"
done
# The words of a text in any order; the id, the heading and the title of the law count.
first() { # first ID WORDS...: the first that is found
	id=$1
	shift
	expect 0 "search $*" "$CONCORD" norm search "$@" --json
	holds "$*: $id comes first" "assert d['hits'][0]['id'] == '$id', [h['id'] for h in d['hits']]"
}
first eu-ai-act/art_26.6 deployers keep logs
first eu-ai-act/art_26.6 logs deployer keeping
first eu-ai-act/art_26.6 eu-ai-act/art_26.6
first eu-ai-act 欧盟人工智能法
first eu-ai-act "AI Act"
first eu-ai-act/art_5.1.c 社会评分 --market EU --force binding
first cn-genai-interim-measures 生成式人工智能服务管理暂行办法
first unesco-recommendation-ai-ethics-2021/para_29 principle non-discrimination

expect 0 "stems" "$CONCORD" norm search labelled --json --limit 10000
holds "labelled finds label and labels" "
t = {p['text'].lower() for h in d['hits'] for p in h.get('snippet', {'parts': []})['parts'] if p['hit']}
assert {'label', 'labels'} <= t, t"
expect 0 "a beginning of the last word" "$CONCORD" norm search discrimina
says 'iscrimination\*' "is completed"
expect 0 "accents" "$CONCORD" norm search equité --json
expect 0 "two words that no text has together" "$CONCORD" norm search 儿童的 hovercraft
says '^No text has all of these words' "it says so"
expect 0 "a word that is nowhere" "$CONCORD" norm search zzzyx
says '^Nothing in the library has a word of "zzzyx"' "it says so, and no more"
expect 0 "in Chinese" "$CONCORD" norm search zzzyx --lang zh
says '这不等于没有法律涉及' "absence is not a finding"

# ---- search: filters, marks, bounds
expect 0 "market" "$CONCORD" norm search 算法 --market CN --json --limit 10000
holds "a market has its own and what reaches it" "
i = {h.get('instrument', h['id']) for h in d['hits']}
assert any(x.startswith('cn-') for x in i) and not any(x.startswith(('us-', 'kr-', 'eu-')) for x in i), i"
expect 0 "force, theme, stage" "$CONCORD" norm search label --force binding --theme content-safety --stage use --json --limit 10000
holds "only provisions of that force" "
assert d['hits'] and all(h['what'] == 'provision' and h['force'] == 'binding' for h in d['hits'])"
expect 0 "marks" "$CONCORD" norm search kazakhstan --limit 50
never_says '^kz-[^ ]* +\[[^]]*\]$' "what is second-hand is not shown without its mark"
says '\[2nd-hand source\]|\[unverified\]' "the mark is there"
expect 0 "repealed" "$CONCORD" norm search 14110
says '^us-eo-14110 .*\[repealed\]' "a repealed text is found and marked"
expect 0 "colour" "$CONCORD" norm search 算法 --color=always
says "$esc\\[1m算法$esc\\[0m" "the word is bold"
expect 0 "no colour" "$CONCORD" norm search 算法
never_says "$esc" "no escape bytes in a pipe"
says '\*算法\*' "the word stands between stars"
expect 0 "a hit late in a text" "$CONCORD" norm search 未成年 --lang zh
says '效办法防止\*未成年\*人' "the excerpt shows the whole word"
never_says '未\*|\*未\*' "and never half of it"
for bad in '"' '"""' '*' 'AND' 'a OR b*' 'NEAR(a b, 2)' '{heading_en} : x' '^a -b' "x' OR 1=1 --" '(' 'a"b' 'a^b~c' ':' ; do
	got=0
	"$CONCORD" norm search "$bad" >out 2>err || got=$?
	case $got in 0 | 3) held=$((held + 1)) ;; *) broke "search for $bad: exit $got: $(cat err)" ;; esac
	never_says 'fts5|syntax|SQL|index' "search for $bad: nothing of the machinery" err
done
expect 3 "no word" "$CONCORD" norm search '"*"'
says 'no word to search for' "it says so" "$tmp/err"
expect 3 "10 kB" "$CONCORD" norm search "$(head -c 10000 /dev/zero | tr '\0' a)"
says 'at most 1000' "and how much is possible" "$tmp/err"
expect 3 "33 words" "$CONCORD" norm search a b c d e f g h i j k l m n o p q r s t u v w x y z 1 2 3 4 5 6 7
expect 3 "not UTF-8" "$CONCORD" norm search "$(printf 'a\377')"
expect 3 "limit" "$CONCORD" norm search a --limit 0
expect 3 "market" "$CONCORD" norm search a --market UK
expect 3 "theme" "$CONCORD" norm search a --theme privacy
python3 - <<'P' && held=$((held + 1)) || broke "a search takes more than a second and a half here, whatever the build"
import os, subprocess, time
best = 9
for _ in range(3):
    t = time.time()
    subprocess.run([os.environ["CONCORD"], "norm", "search", "算法", "歧视"], stdout=subprocess.DEVNULL, check=True)
    best = min(best, time.time() - t)
assert best < 1.5, best
P

# ---- show
expect 0 "show" "$CONCORD" norm show eu-ai-act/art_26.6
cp out show
for line in '^eu-ai-act/art_26.6  \[duty, binding, read\]$' 'retention >= 6 month' 'applies from 2027-12-02' 'condition: scope_eu' 'evidence #E1: measurement, ' \
	'penalty: eu-ai-act/art_99.4' 'amended by eu-2026-1744' 'who else asks the same' 'cn-aigc-labelling-measures/art_9.log' 'official: OJ L' 'full-text, 2026-11-23' '^  status on 2026-11-23: in force\. ' \
	'retention-procedure, signed by compliance, good for 1$' '>= 184 \(a limit set by law\), good$' '^      for 30 days$'; do
	says "$line" "show has $line" show
done
expect 0 "show in Chinese" "$CONCORD" norm show eu-ai-act/art_26.6 --lang zh
for line in 'retention 不低于 6 个月$' '>= 184（法定限值）, 有效期 30 天$' '签署人 合规负责人, 有效期 1 年$' '^  2026-11-23 的状态：生效。' '(节选, 2026-11-23)'; do
	says "$line" "in Chinese: $line"
done
expect 0 "the same from the other side" "$CONCORD" norm show cn-aigc-labelling-measures/art_9.log
says 'eu-ai-act/art_26.6' "a relation that the other file holds"
expect 0 "an alias of the instrument" "$CONCORD" norm show "AI Act/art_26.6"
same out show "an alias shows the same"
expect 0 "a title in Chinese" "$CONCORD" norm show 欧盟人工智能法 --lang zh
says '^人工智能法' "an instrument by its alias"
says '^eu-ai-act/art_50.1  \[义务, 有约束力, 已读原文\]' "the outline has each provision with its marks"
never_says 'scope_eu' "an outline has no conditions"
expect 0 "in full" "$CONCORD" norm show eu-ai-act --full
says 'condition: scope_eu' "in full it has"
expect 0 "what was before" "$CONCORD" norm show cn-ai-safety-framework-3-0 --json
expect 0 "relations of an instrument, from the other side" "$CONCORD" norm show us-eo-14110
says 'us-eo-14179' "who repealed it"
expect 3 "a typo" "$CONCORD" norm show eu-ai-act/art_26.66
says 'concord norm show eu-ai-act/art_26' "the nearest id" "$tmp/err"
expect 3 "a name that nobody has" "$CONCORD" norm show "No Such Act Anywhere"
says 'concord norm list' "where to look" "$tmp/err"
expect 0 "json" "$CONCORD" norm show eu-ai-act/art_26.6 --json
holds "show --json" "
assert d['full'] == 'eu-ai-act/art_26.6' and d['id'] == 'art_26.6' and d['force'] == 'binding' and d['confidence'] == 'read'
assert len(d['periods']) == 3 and d['periods'][0]['from'] == '2027-12-02'
assert d['penalty_text']['id'] == 'eu-ai-act/art_99.4' and d['penalty_text']['text']['zh']
assert any(e['b']['id'] == 'cn-aigc-labelling-measures/art_9.log' and e['rel'] == 'intersects-with' for e in d['alike'])
assert d['instrument']['id'] == 'eu-ai-act' and any(x['what'] == 'amended' for x in d['instrument']['dates'])
assert isinstance(d['related_to'], list) and isinstance(d['before'], list)"

# ---- compare
expect 0 "compare" "$CONCORD" norm compare eu-ai-act kr-ai-basic-act
says '^  ! retention >= 10 year +! retention >= 5 year' "parameters that differ"
says '^Only eu-ai-act \(' "what one alone asks"
says 'overlaps with' "how they are related"
expect 0 "json" "$CONCORD" norm compare eu-ai-act kr-ai-basic-act --json
holds "compare --json" "
n = lambda k: d[k]['asks'] + d[k]['not_counted']
assert d['a']['id'] == 'eu-ai-act' and d['b']['id'] == 'kr-ai-basic-act'
a, b = {e['a']['id'] for e in d['both']}, {e['b']['id'] for e in d['both']}
only = {p['id'] for p in d['only_a']}
assert len(a) + len(only) == d['a']['asks'] and not a & only
assert len(b) + len(d['only_b']) == d['b']['asks']
assert all(p['deontic'] not in ('definition', 'scope', 'penalty') for p in d['only_a'] + d['only_b'])
assert any(not q['same'] and q['name'] == 'retention' for e in d['both'] for q in e['parameters'])"
cp out both.json
expect 0 "csv" "$CONCORD" norm compare eu-ai-act kr-ai-basic-act --csv
python3 - <<'P' && held=$((held + 1)) || broke "compare --csv is not what --json is"
import csv, json
d = json.load(open("both.json", encoding="utf-8"))
rows = list(csv.DictReader(open("out", encoding="utf-8", newline="")))
assert [r["a"] for r in rows if r["what"] == "both"] == [e["a"]["id"] for e in d["both"]]
assert [r["b"] for r in rows if r["what"] == "only_b"] == [p["id"] for p in d["only_b"]]
assert all(r["a_confidence"] and r["a_heading_zh"] for r in rows if r["a"])
P
expect 0 "two provisions" "$CONCORD" norm compare eu-ai-act/art_18.1 kr-ai-basic-act/decree_art_27.2 --lang zh
says '^! retention +不低于 10 年 +不低于 5 年' "side by side"
expect 0 "json" "$CONCORD" norm compare eu-ai-act/art_18.1 oecd-recommendation-ai/para_1.1 --json
holds "two that nobody related" "assert d['both'] == [] and d['only_a'][0]['id'] == 'eu-ai-act/art_18.1' and d['b']['id'] == 'oecd-recommendation-ai/para_1.1'"
expect 3 "one of each" "$CONCORD" norm compare eu-ai-act kr-ai-basic-act/art_31.2
expect 3 "itself" "$CONCORD" norm compare eu-ai-act "AI Act"
expect 3 "a typo" "$CONCORD" norm compare eu-ai-act kr-ai-basik-act
says 'kr-ai-basic-act' "the nearest id" "$tmp/err"
expect 3 "both forms" "$CONCORD" norm compare eu-ai-act kr-ai-basic-act --csv --json

# ---- matrix: the counts are those of the files
expect 0 "json" "$CONCORD" norm matrix --as-of 2020-01-01 --json
cp out matrix.json
python3 - <<'P' && held=$((held + 1)) || broke "the matrix counts other than the files do"
import json, os, re
d = json.load(open("matrix.json", encoding="utf-8"))
for row in d["instruments"]:
    text = open(os.path.join(os.environ["CONCORD_NORMS"], row["id"] + ".yaml"), encoding="utf-8").read()
    rules = re.split(r"^- id: ", text.split("\nprovisions:\n")[1], flags=re.M)[1:]
    asks = [r for r in rules if not re.search(r"^  deontic: (definition|scope|penalty)$", r, re.M)]
    assert row["all"] == len(asks), (row["id"], row["all"], len(asks))
    for theme, n in row["themes"].items():
        if theme != "none":
            of = sum(1 for r in asks if re.search(r"^  themes: \[[^]]*\b" + theme + r"\b", r, re.M))
            assert n == of, (row["id"], theme, n, of)
    assert sum(c["count"] for c in row["cells"]) >= row["all"]
P
expect 0 "matrix" "$CONCORD" norm matrix --market CN
says '^cn-genai-interim-measures +[0-9. ]+ 33$' "a row"
never_says '^us-' "of other markets nothing"
never_says '^us-eo-14110' "what was repealed is not counted"
says '2nd-hand source' "the legend says what the marks are"
expect 0 "stages" "$CONCORD" norm matrix --stages --lang zh
says 'A 研究，B 设计' "the stages in words"
expect 0 "csv" "$CONCORD" norm matrix --csv
python3 - <<'P' && held=$((held + 1)) || broke "matrix --csv"
import csv
rows = list(csv.DictReader(open("out", encoding="utf-8", newline="")))
assert len(rows) > 60 and all(int(r["all"]) > 0 and r["confidence"] in ("read", "secondary", "unverified") for r in rows)
assert {"sovereignty", "divide-cooperation", "none"} <= set(rows[0])
P

# ---- protects
expect 0 "protects" "$CONCORD" norm protects children --market EU
tr '\n' ' ' <out | tr -s ' ' >line
says 'art_5.1.bb Child sexual abuse material \[prohibition, binding\] from 2026-12-02' "what begins later, with its day" line
expect 0 "by its name" "$CONCORD" norm protects 儿童 --market EU --json
holds "protects --json" "
assert d['group'] == 'children' and any(p['id'] == 'eu-ai-act/art_5.1.b' for p in d['provisions'])
assert all(p['confidence'] for p in d['provisions'])"
expect 0 "another day" "$CONCORD" norm protects children --as-of 2019-01-01
expect 3 "no group" "$CONCORD" norm protects child
says 'concord norm protects children' "the nearest" "$tmp/err"
says 'persons-with-disabilities' "and the list" "$tmp/err"

# ---- every table fits a terminal of 80 and of 60 columns, in both languages, and its lines end in no space
for words in "search 算法 歧视" "search keep logs" "show eu-ai-act/art_26.6" "compare eu-ai-act kr-ai-basic-act --all" "compare eu-ai-act/art_50.2 cn-aigc-labelling-measures/art_5.1" \
	"matrix" "matrix --stages --market CN" "protects children" "protects workers --force binding" "show cn-genai-interim-measures --full"; do
	for lang in en zh; do
		for width in 60 80; do
			# shellcheck disable=SC2086
			COLUMNS=$width "$CONCORD" norm $words --lang $lang >out 2>err
			python3 - $width <<'P' >hits && held=$((held + 1)) || broke "norm $words, $lang, $width columns: $(head -n 2 hits)"
import sys, unicodedata
width, bad = int(sys.argv[1]), 0
for line in open("out", encoding="utf-8"):
    line = line.rstrip("\n")
    cells = sum(2 if unicodedata.east_asian_width(c) in "WF" else 0 if unicodedata.combining(c) else 1 for c in line)
    # an id or an address is not cut, since nobody could type it then
    # a closing mark does not begin a line, nor an opening one end it
    if line.lstrip(" ")[:1] in ("]", "，", "。", "、", "）") or line[-1:] in ("（", "[", "“"):
        print("a mark at the wrong end", repr(line))
        bad += 1
    if line != line.rstrip(" ") or (cells > width and max(len(w) for w in line.split()) < 24):
        print(cells, repr(line))
        bad += 1
sys.exit(bad > 0)
P
		done
	done
done

# ---- rules about files: read with the library, checked by its check, printed in canonical form
expect 0 "the library and its rules about files" "$CONCORD" norm check
says '^[0-9]+ instruments, [0-9]+ provisions, [0-9]+ rules about files: no error$' "the rules are counted"
expect 0 "in Chinese" "$CONCORD" norm check --lang zh
says '^[0-9]+ 部文书，[0-9]+ 个条款，[0-9]+ 条文件规则：无错误$' "the rules are counted in Chinese"
for f in "$CONCORD_NORMS"/media/*.yaml; do
	expect 0 "fmt $f" "$CONCORD" norm fmt "$f"
	same "$f" out "the canonical form of $f"
done
cp -R "$CONCORD_NORMS" own
rm -r own/media
expect 0 "a library without rules" "$CONCORD" norm check own
says '^[0-9]+ instruments, [0-9]+ provisions: no error$' "none is no error"
mkdir own/media
cp "$CONCORD_NORMS/media/facts.yaml" own/media/
sed "s/met_when: 'machine_mark/met_when: 'machine_marks/; s/art_50.4.sub2/art_50.4.sub3/" "$CONCORD_NORMS/media/eu.yaml" >own/media/eu.yaml
expect 3 "two wrong words" "$CONCORD" norm check own
says '^own/media/eu.yaml:[0-9]+:[0-9]+: there is no fact or definition called "machine_marks"; did you mean machine_mark\?$' "the word, its place and the nearest"
says '^own/media/eu.yaml:[0-9]+:[0-9]+: there is no provision eu-ai-act/art_50.4.sub3; did you mean eu-ai-act/art_50.4.sub[12]\?$' "the provision"
says '^own/media/facts.yaml:[0-9]+:[0-9]+: warning: no rule asks for the fact spread$' "a fact that nothing asks for"
expect 3 "in Chinese" "$CONCORD" norm check own --lang zh
says '没有名为“machine_marks”的事实或定义|machine_marks' "in Chinese"
says '没有条款 eu-ai-act/art_50.4.sub3' "in Chinese"
expect 3 "as JSON" "$CONCORD" norm check own --json
holds "each problem in both languages" "
assert len([p for p in d if not p['warning']]) == 2
assert all(p['line'] and p['file'].startswith('own/media/') and p['message'] != p['message_zh'] for p in d), d"
expect 0 "a schema for editors" "$CONCORD" norm schema media-rules
holds "the schema of a rule" "assert d['properties']['rules']['items']['required'] == ['provision', 'asked_when', 'met_when', 'note']"
rm -r own

finish
