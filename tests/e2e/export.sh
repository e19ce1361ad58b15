#!/bin/sh
# A dossier and results of the lab go out as a model card, CycloneDX and in-toto: the numbers are those of the dossier, the digests those of
# the files, read back by Python; what does not hold is not passed on, and nothing half-written is left.
. "$(dirname "$0")/lib.sh"
export CONCORD_NORMS="$CONCORD_SOURCE/norms" CONCORD_NOW=2026-11-23T12:00:00Z CONCORD_DATA=node
cd "$tmp" || exit 1
cp -R "$CONCORD_SOURCE/examples" examples
expect 0 "a node" "$CONCORD" init node --no-passphrase
expect 2 "a dossier" "$CONCORD" assess examples/mortgage-lending/system.yaml --out d --as-of 2026-11-23 --as-of 2027-12-03
"$CONCORD" assess examples/public-chatbot/system.yaml --unsigned --out u >out 2>err # any verdict
expect 0 "results" "$CONCORD" lab run examples/mortgage-lending/lab.yaml --out lab
expect 0 "which formats there are" "$CONCORD" export
cp out formats
expect 0 "which formats of the library" "$CONCORD" norm export
cp out others
for format in model-card cyclonedx in-toto datasheet; do
	says "^$format " "$format is listed" formats
	never_says "^$format " "$format is no format of the library" others
	expect 0 "$format of a folder" "$CONCORD" export $format d --out $format.d
	expect 0 "$format of the page" "$CONCORD" export $format d/dossier.html
	same out $format.d "$format of folder and page, on the terminal"
	expect 0 "$format of the JSON" "$CONCORD" export $format d/dossier.json --out $format.json
	sed 's/dossier\.json/dossier.html/' $format.json >was
	same was $format.d "$format of the JSON is that of the page"
	expect 0 "$format of results" "$CONCORD" export $format lab/results.json --out $format.lab
	expect 0 "$format in Chinese" "$CONCORD" export $format d --lang zh --out $format.zh
	expect 0 "$format of what nobody signed" "$CONCORD" export $format u/dossier.json --out $format.u
	expect 0 "$format, answered as JSON" "$CONCORD" export $format d --out again --json
	says "\"format\": \"$format\"" "it says what it wrote"
done
for section in 'Intended use' 'Out of scope' 'Measurements' 'What is not known' 'Law' 'Risks'; do says "^## $section\$" "the card has $section" model-card.d; done
for section in 预期用途 不在范围内 测量 未知事项 法律 风险; do says "^## $section\$" "the card has $section" model-card.zh; done
says 'Nobody has signed' "an unsigned dossier is said to be" model-card.u
says '2nd-hand source' "what was read at second hand is marked" model-card.d
says 'not stated' "what is not there is said" model-card.d
never_says '^license' "no licence is invented" model-card.d
cat >check.py <<'END'
import hashlib, json, re
def load(f): return json.load(open(f, encoding="utf-8"))
sha = lambda f: hashlib.sha256(open(f, "rb").read()).hexdigest()
dossier, lab = load("d/dossier.json")["content"], load("lab/results.json")
for content, card, bom, stated in ((dossier, "model-card.d", "cyclonedx.d", "in-toto.d"), (lab, "model-card.lab", "cyclonedx.lab", "in-toto.lab")):
    measured = [m for m in content["measurements"] if not m["undefined"]]
    # the metadata block: values in the order of the dossier, by metric
    head = open(card, encoding="utf-8").read().split("\n---\n")[0] + "\n"
    pairs = re.findall(r'- type: "([a-z_]+)"\n      name: (".*")\n      value: (\S+)\n', head)
    assert sorted((t, float(v)) for t, _, v in pairs) == sorted((m["metric"], float(m["value"])) for m in measured), pairs
    assert all("interval" in json.loads(n) and "cases" in json.loads(n) for _, n, _ in pairs)
    # CycloneDX: the same numbers with their intervals, n and source beside each
    b = load(bom)
    assert b["bomFormat"] == "CycloneDX" and b["specVersion"] == "1.7"
    model = [c for c in b["components"] if c["type"] == "machine-learning-model"][0]
    metrics = model["modelCard"]["quantitativeAnalysis"]["performanceMetrics"]
    assert [(m["type"], m["value"], m["confidenceInterval"]["lowerBound"], m["confidenceInterval"]["upperBound"]) for m in metrics] == \
           [(m["metric"], m["value"], m["lo"], m["hi"]) for m in measured]
    for m, of in zip(metrics, measured):
        assert format(of.get("behind", of["n"]), ",") + " cases" in m["slice"] and of["source"]["sha256"] in m["slice"]
    # in-toto: about the files, by the digests that the files have
    s = load(stated)
    for x in s["subject"]:
        assert sha("examples/mortgage-lending/" + x["name"]) == x["digest"]["sha256"], x
    p = s["predicate"]
    decided = {"meets": "passedTests", "fails": "failedTests", "not_enough_data": "warnedTests"}
    for m in content["measurements"]:
        for word, where in decided.items():
            assert any(t.split()[0] == m["id"] for t in p[where]) == (m.get("verdict") == word), (m["id"], word)
    assert p["result"] == ("FAILED" if p["failedTests"] else "WARNED" if p["warnedTests"] else "PASSED")
    more = p["https://concord.example/attestation/assessment/v1"]
    assert [(m["value"], m["lo"], m["hi"], m["n"]) for m in more["measurements"]] == [(m["value"], m["lo"], m["hi"], m["n"]) for m in content["measurements"]]
# counts of findings: those of the answers in the dossier
more = load("in-toto.d")["predicate"]["https://concord.example/attestation/assessment/v1"]
for k, a in enumerate(more["answers"]):
    want = {"satisfied": 0, "not_satisfied": 0, "unknown": 0, "waived": 0}
    for m in dossier["markets"]:
        for key in want:
            want[key] += m["by_date"][k]["counts"][key]
    assert a["findings"] == want, (a, want)
# the digest is the one that was signed
import base64
signed = [json.loads(base64.b64decode(r["envelope"]["payload"])) for r in load("d/dossier.json")["records"] if r["kind"] == "assessment/1"][0]
assert "sha256:" + more["source"]["digest"]["sha256"] == signed["body"]["content"]["digest"]
assert more["source"]["digest"]["sha256"] in open("model-card.d", encoding="utf-8").read()
# a claim for each finding that is decided, and none for what is unknown
b = load("cyclonedx.d")
claims = {c["bom-ref"] for c in b["declarations"]["claims"]}
for a in b["declarations"]["attestations"]:
    for row in a["map"]:
        assert set(row.get("claims", [])) <= claims
        if row["requirement"].startswith("duty:"):
            assert ("score" in row["conformance"]) == ("claims" in row), row
assert any("expires" in e for e in b["declarations"]["evidence"])
assert load("cyclonedx.u")["declarations"]["assessors"][0] == {"bom-ref": "assessor"}
END
expect 0 "read back" python3 check.py
# Signed by the node's key, in an envelope for others; the log stays as it was.
expect 0 "the log" "$CONCORD" log show
cp out log.before
expect 0 "signed" "$CONCORD" export in-toto d --sign --out signed.json
expect 0 "the log" "$CONCORD" log show
same out log.before "signing a statement writes no record"
expect 0 "the keys" "$CONCORD" key list --json
cp out keys.json
cat >envelope.py <<'END'
import base64, json
e, keys = json.load(open("signed.json")), json.load(open("keys.json"))
assert e["payloadType"] == "application/vnd.in-toto+json"
assert base64.b64decode(e["payload"]) == open("in-toto.d", "rb").read()
fingerprints = json.dumps(keys)
assert len(e["signatures"]) == 1 and e["signatures"][0]["keyid"] in fingerprints
assert len(base64.b64decode(e["signatures"][0]["sig"])) == 64
END
expect 0 "the envelope holds the statement" python3 envelope.py
expect 3 "--sign is for in-toto" "$CONCORD" export model-card d --sign
expect 0 "another node" "$CONCORD" init other --no-passphrase --name other.example
expect 3 "another node signs nothing of this" "$CONCORD" export in-toto d --sign --data other --out no
says 'did not sign this' "it says why" err
expect 3 "nobody signs what nobody signed" "$CONCORD" export in-toto u/dossier.json --sign --out no
# What does not hold is not passed on.
sed 's/"value":"0.771034116554"/"value":"0.871034116554"/; s/"value": "0.771034116554"/"value": "0.871034116554"/' d/dossier.json >forged.json
cmp -s forged.json d/dossier.json && broke "the test forges nothing"
expect 3 "a number was changed" "$CONCORD" export model-card forged.json --out no
says 'does not hold and is not passed on' "it says so" err
expect 3 "the same in Chinese" "$CONCORD" export model-card forged.json --out no --lang zh
says '验证不通过，不予导出' "it says so in Chinese" err
sed 's/"meets"/"perhaps"/' lab/results.json >wrong.json
expect 3 "a word that is none" "$CONCORD" export cyclonedx wrong.json --out no
says 'measurements\[1\].verdict' "it says where" err
printf '{"concord":"lab-results/1"}' >empty.json
expect 3 "results without a list" "$CONCORD" export cyclonedx empty.json --out no
printf '{"concord":"lab-results/1","inputs":[{"what":"table","file":"t","sha256":"sha256:%064d"}],"measurements":[]}' 0 >nothing.json
expect 3 "a statement of nothing" "$CONCORD" export in-toto nothing.json --out no
says 'no result to state' "it says so" err
printf 'text' >text.txt
expect 3 "no dossier" "$CONCORD" export in-toto text.txt --out no
expect 3 "no file" "$CONCORD" export in-toto missing.json --out no
expect 3 "no such format" "$CONCORD" export pdf d --out no
says 'hint: model-card, cyclonedx, in-toto' "the formats are named" err
expect 3 "no dossier named" "$CONCORD" export cyclonedx
[ ! -e no ] && held=$((held + 1)) || broke "a refused export has written something"
finish
