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
