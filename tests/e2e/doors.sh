#!/bin/sh
# The library goes out in other formats and others' libraries come in: read back by programs that are not ours (Python's csv, json, html.parser),
# the same bytes twice, nothing dropped silently, nothing written over.
. "$(dirname "$0")/lib.sh"
export CONCORD_NORMS="$CONCORD_SOURCE/norms" CONCORD_NOW=2026-11-23T12:00:00Z
cd "$tmp" || exit 1
for format in oscal-catalog oscal-mapping csv; do
	expect 0 "export $format" "$CONCORD" norm export $format --out $format.1
	expect 0 "export $format again" "$CONCORD" norm export $format --out $format.2
	same $format.1 $format.2 "$format is the same twice"
	expect 0 "export $format to the terminal" "$CONCORD" norm export $format
	same out $format.1 "$format on the terminal"
done
expect 0 "export of one instrument" "$CONCORD" norm export csv --instrument kr-ai-basic-act --out kr.csv
expect 0 "export site" "$CONCORD" norm export site --out site
expect 0 "norm list" "$CONCORD" norm list --json
cp out library.json
cat >check.py <<'END'
import csv, html.parser, json, os, re
library = {x["id"]: x for x in json.load(open("library.json"))}
total = sum(x["provisions"] for x in library.values())
rows = list(csv.DictReader(open("csv.1", encoding="utf-8-sig", newline="")))
assert len(rows) == total, (len(rows), total)
assert {r["instrument"] for r in rows} == set(library)
assert all(r["text_en"] and r["text_zh"] and r["confidence"] in ("read", "secondary", "unverified") for r in rows)
assert {r["instrument"] for r in csv.DictReader(open("kr.csv", encoding="utf-8-sig", newline=""))} == {"kr-ai-basic-act"}
catalog = json.load(open("oscal-catalog.1"))["catalog"]
asked = sum(r["deontic"] not in ("definition", "scope", "penalty") for r in rows)
assert sum(len(g.get("controls", [])) for g in catalog["groups"]) == asked
assert sum(len(g.get("parts", [])) for g in catalog["groups"]) == total - asked
texts = {c["id"]: c for g in catalog["groups"] for c in g.get("controls", [])}
for r in rows:
    if r["deontic"] in ("definition", "scope", "penalty"):
        continue
    parts = {p["props"][0]["value"]: p["prose"] for p in texts[r["id"].replace("/", ".")]["parts"] if p["name"] == "statement"}
    assert parts == {"en": r["text_en"], "zh": r["text_zh"]}, r["id"]
js = open("site/rows.js", encoding="utf-8").read()
found = json.loads(js[js.index("=") + 1:].rstrip().rstrip(";"))
assert len(found) == total and any("歧视" in f["z"] for f in found)
class Page(html.parser.HTMLParser):
    def __init__(self, path):
        super().__init__()
        self.ids, self.links, self.open = set(), [], []
        self.feed(open(path, encoding="utf-8").read())
        assert not self.open, (path, self.open)
    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        if "id" in a:
            assert a["id"] not in self.ids, a["id"]
            self.ids.add(a["id"])
        for k in ("href", "src"):
            if k in a:
                self.links.append(a[k])
        if tag not in ("meta", "link", "br", "input", "path", "circle", "rect", "line", "use"):
            self.open.append(tag)
    def handle_endtag(self, tag):
        if self.open and self.open[-1] == tag:
            self.open.pop()
        elif tag not in ("path", "circle", "rect", "line", "use"):
            raise AssertionError("closes " + tag)
pages = {p: Page(os.path.join("site", p)) for p in ["index.html"] + ["i/%s.html" % i for i in library]}
for path, page in pages.items():
    for link in page.links:
        if re.match("https?:", link):
            continue
        target, _, fragment = link.partition("#")
        where = os.path.normpath(os.path.join(os.path.dirname(path), target)) if target else path
        assert os.path.exists(os.path.join("site", where)), (path, link)
        assert not fragment or fragment in pages[where].ids, (path, link)
END
expect 0 "read back by others" python3 check.py
never_says 'https?://[^"]*\.(js|css)' "the site fetches nothing" site/index.html

# Our own catalogue comes back: every provision, its words, roles and dates; the rest is in the report.
expect 0 "import of our export" "$CONCORD" norm import oscal-catalog.1 --format oscal-catalog --jurisdiction EU --out law --json
cp out report.json
cp "$CONCORD_NORMS/vocabulary.yaml" "$CONCORD_NORMS/facts.yaml" law/
expect 0 "what came back is a library" "$CONCORD" norm check law
expect 0 "its table" "$CONCORD" norm export csv --norms law --out back.csv
cat >back.py <<'END'
import csv, json
keep = ["heading_en", "heading_zh", "text_en", "text_zh", "confidence", "deontic", "force", "act", "object", "roles", "stages", "themes", "protects"]
def table(f):
    return {r["id"]: [r[k] for k in keep] for r in csv.DictReader(open(f, encoding="utf-8-sig", newline=""))}
was, now = table("csv.1"), table("back.csv")
assert was == now, [i for i in was if was[i] != now.get(i)][:5]
conditions = sum(bool(r["condition"]) for r in csv.DictReader(open("csv.1", encoding="utf-8-sig", newline="")))
said = [r for r in json.load(open("report.json"))["report"] if r["what"].startswith("its condition")]
assert len(said) == conditions, (len(said), conditions)
END
expect 0 "nothing was lost silently" python3 back.py
expect 4 "nothing is written over" "$CONCORD" norm import oscal-catalog.1 --format oscal-catalog --jurisdiction EU --out law
expect 0 "unless asked" "$CONCORD" norm import oscal-catalog.1 --format oscal-catalog --jurisdiction EU --out law --force
# What is imported binds nobody: second-hand, by scope.
shown doors.md house.yaml >house.yaml
expect 0 "import of a CISO Assistant library" "$CONCORD" norm import house.yaml --format ciso-assistant --jurisdiction KE --out mine
for lost in implementation_groups 'translation into fr'; do says "$lost" "what has no place is named: $lost"; done
says 'art_1\.1' "an article number becomes a locator" mine/house-rules.yaml
says '指定负责人' "the Chinese text is taken" mine/house-rules.yaml
says 'Typical evidence: An entry of the register' "evidence stands in the note" mine/house-rules.yaml
never_says 'confidence: read|deontic: duty' "nothing of it was read here" mine/house-rules.yaml
# A library in the shape of the long ones that people share (an act with recitals and annexes, a framework with bare texts): names are missing,
# lines are folded, lists have tabs, no day is given. Every node arrives, and what the file says besides is named.
python3 - >shape.yaml <<'P'
out = []
def node(i, depth, parent, *lines, asks="false"):
    of = ["      parent_urn: urn:example:risk:req_node:shape:" + parent] if parent else []
    out.extend(["    - urn: urn:example:risk:req_node:shape:" + i, "      assessable: " + asks, "      depth: %d" % depth] + of + ["      " + x for x in lines])
node("node2", 1, None, "name: Preamble")
for r in range(1, 181):
    node("recital-%d" % r, 2, "node2", "ref_id: Recital %d" % r, 'description: "First line, folded\\', '  \\ here; the mark \\u2018so\\u2019.\\nSecond line.\\n\\u2022\\ta point;\\', '  \\n\\u2022\\tlast."')
for c in range(1, 14):
    node("annex%d" % c, 1, None, "name: 'ANNEX %d '" % c, "description: 'A head", "", "  (a) a point.'")
    for p in range(1, 80):
        node("annex%d-%d" % (c, p), 2, "annex%d" % c, "description: Only a text, without a name and a number.", asks="true")
node("lost", 2, "nowhere", "name: Stray", "threats: [urn:example:risk:threat:x]")
print('''urn: urn:example:risk:library:shape
locale: en
ref_id: Shape Act
name: Shape Act (whole)
description: An invented act
version: 2
provider: EX
packager: example
objects:
  threats:
  - {urn: "urn:example:risk:threat:x", ref_id: x}
  framework:
    urn: urn:example:risk:framework:shape
    ref_id: Shape Act
    name: Shape Act
    description: An invented act
    min_score: 0
    requirement_nodes:''')
print("\n".join(out))
P
expect 0 "import of a long library" "$CONCORD" norm import shape.yaml --format ciso-assistant --jurisdiction EU --out long
says 'long/shape-act.yaml  1222 provisions' "every node is a provision"
for lost in 'min_score has no place' 'name is another than' 'no publication_date: the day of the import' 'parent_urn .*:nowhere is not in this file' 'threats has no place' \
	'threat:x has no place' '^7 things have no place'; do says "$lost" "named: $lost"; done
cp "$CONCORD_NORMS/vocabulary.yaml" "$CONCORD_NORMS/facts.yaml" long/
expect 0 "it is an instrument" "$CONCORD" norm check long --norms long
expect 0 "a text of several lines" "$CONCORD" norm show shape-act/rec_180 --norms long
says '^  First line, folded here; the mark .so..$' "folded lines are one"
says '^  • last\.$' "a list keeps its lines, and its place below the heading"
expect 0 "by the name it had there" "$CONCORD" norm show urn:example:risk:framework:shape --norms long
expect 0 "in Chinese" "$CONCORD" norm import shape.yaml --format ciso-assistant --jurisdiction EU --out long --force --lang zh
says '没有 publication_date：以导入日代替' "the report in Chinese"
never_says 'has no place|is another' "nothing of it in English"
sed -e 's/^locale: en/locale: zh/' -e 's/name: Stray/name: 孤立条款/' shape.yaml >chinese.yaml
expect 0 "a Chinese library" "$CONCORD" norm import chinese.yaml --format ciso-assistant --jurisdiction CN --out chinese
says 'heading: \{en: "\(no English text\)", zh: "孤立条款"\}' "its texts stand in the Chinese column" chinese/shape-act.yaml
sed -e 's/^locale: en/locale: fr/' shape.yaml >french.yaml
expect 0 "a French library" "$CONCORD" norm import french.yaml --format ciso-assistant --jurisdiction EU --out french
says 'its texts are in fr' "another language is said"
sed -e 's/^  framework:/  frameworks:/' -e 's/^    urn: urn:example:risk:framework/  - urn: urn:example:risk:framework/' shape.yaml >list.yaml
expect 0 "a library whose frameworks are a list" "$CONCORD" norm import list.yaml --format ciso-assistant --jurisdiction EU --out list
says 'list/shape-act.yaml  1222 provisions' "the same"
# Wrong input is one sentence.
expect 3 "no such format" "$CONCORD" norm export pdf
says 'hint: oscal-catalog' "the formats are named" err
expect 3 "a folder to the terminal" "$CONCORD" norm export site
expect 3 "no such instrument" "$CONCORD" norm export csv --instrument eu-ai-akt
says 'eu-ai-act' "the nearest instrument" err
expect 3 "no jurisdiction" "$CONCORD" norm import house.yaml --format ciso-assistant --out x
expect 3 "not a catalogue" "$CONCORD" norm import library.json --format oscal-catalog --jurisdiction EU --out x
expect 3 "not a CISO library" "$CONCORD" norm import "$CONCORD_NORMS/facts.yaml" --format ciso-assistant --jurisdiction EU --out x
printf '{"catalog":{"metadata":{"title":"T"},"controls":[{"title":"no id"}]}}' >noid.json
expect 3 "a control without an id" "$CONCORD" norm import noid.json --format oscal-catalog --jurisdiction EU --out x
[ ! -e x ] && held=$((held + 1)) || broke "a refused import has written something"
finish
