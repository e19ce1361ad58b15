#!/bin/sh
# The figures in examples/*/README.md are what the program gives now: each is computed here from a fresh run and looked for in the text.
. "$(dirname "$0")/lib.sh"
cd "$tmp" || exit 1
cp -R "$CONCORD_SOURCE/examples" . || exit 1
export CONCORD_NORMS="$CONCORD_SOURCE/norms" CONCORD_NOW=2026-11-23T12:00:00Z

assess() { # assess EXIT NAME MANIFEST DATE...
	want=$1 name=$2 manifest=$3
	shift 3
	days=
	for d; do days="$days --as-of $d"; done
	expect "$want" "assess $name" "$CONCORD" assess "$manifest" --unsigned --out "out-$name" $days
}

readme() { # readme EXAMPLE "text": the README says it (line ends count as blanks)
	if tr '\n' ' ' <"examples/$1/README.md" | tr -s ' ' | grep -qF -- "$2"; then held=$((held + 1)); else broke "examples/$1/README.md does not say: $2"; fi
}

assess 2 mortgage-lending examples/mortgage-lending/system.yaml 2026-11-23 2027-12-03
sed 's/\(design_changed_significantly: {value: \)yes/\1no/' examples/mortgage-lending/system.yaml >examples/mortgage-lending/same.yaml
assess 2 unchanged examples/mortgage-lending/same.yaml 2026-11-23 2027-12-03
assess 1 public-chatbot examples/public-chatbot/system.yaml 2026-11-23
sed 's/\(general_purpose_model: {value: \)no/\1yes/' examples/public-chatbot/system.yaml >examples/public-chatbot/gpai.yaml
for f in system gpai; do
	expect 0 "applies $f" "$CONCORD" applies "examples/public-chatbot/$f.yaml" --json --as-of 2026-11-23
	cp "$tmp/out" "$f.json"
done
assess 2 admissions examples/admissions/system.yaml 2026-11-23
assess 2 credit examples/credit/system.yaml 2026-11-23 2027-12-03
assess 2 breast-cancer examples/breast-cancer/system.yaml 2026-11-23
for e in "credit 1" "breast-cancer 0" "mortgage-lending 0"; do
	expect "${e#* }" "the lab on ${e% *}" "$CONCORD" lab run "examples/${e% *}/lab.yaml" --out "lab-${e% *}"
done
assess 2 image-studio examples/image-studio/system.yaml 2026-11-23

cat >figures.py <<'END'
"""Prints EXAMPLE<tab>TEXT: what each README must say. Python comes with meson; nothing but its library is used."""
import json
import re

NUMBER = {0: "No", 1: "One", 2: "Two", 3: "Three", 4: "Four", 5: "Five"}

def content(name):
    with open(f"out-{name}/dossier.json", encoding="utf-8") as f:
        return json.load(f)["content"]

def three(x):
    t = f"{float(x):.3f}"
    return t[0] if t in ("0.000", "1.000") and float(x) == float(t) else t

def say(example, text):
    print(f"{example}\t{text}")

def bound(c, day):
    """Binding duties and prohibitions of the EU's Act that apply to the provider."""
    return sum(f["market"] == "EU" and f["role"] == "provider" and f["force"] == "binding" and f["by_date"][day]["answer"] == "applies"
               and f["deontic"] in ("duty", "prohibition") for f in c["findings"])

for name in ("mortgage-lending", "public-chatbot", "admissions", "image-studio"):
    for m in content(name)["measurements"]:
        if m.get("limit"):
            side = "at least" if m["limit"]["op"] == ">=" else "at most"
            if "value" not in m:
                say(name, f'not known of any of {m["n"]} | | | {side} {m["limit"]["value"]} | {m["verdict"].replace("_", " ")} |')
                continue
            say(name, f'{three(m["value"])} | {three(m["lo"])} to {three(m["hi"])} | {side} {m["limit"]["value"]} | {m["verdict"].replace("_", " ")} |')

c, u = content("mortgage-lending"), content("unchanged")
assert bound(c, 0) == 1 and bound(u, 0) == 1, "the README's grammar is for one duty on the first day"
say("mortgage-lending", f"One duty of the EU's Act binds the provider on the first day, {bound(c, 1)} on the second; "
    f"with the fact set to `no`, {NUMBER[bound(u, 1)].lower()} again.")
asked = [q["needed_by"] for q in c["questions"][:2]]
assert all(i.startswith("kr-") for ids in asked for i in ids), "the README says that the first two questions are Korea's"
say("mortgage-lending", "The first two are Korea's.")

def undecided(c, day):
    return int(re.search(r"(\d+) are not decided", c["answers"][day]["sentence"]["en"]).group(1))

c = content("credit")
say("credit", f"{undecided(c, 0)} open duties on the first day become {undecided(c, 1)} on the second.")
first = c["questions"][0]
assert first["fact"] == "design_changed_significantly", "the README says what the dossier asks for first"
say("credit", f"{first['binding']} of them wait for one answer")
asked = [q["fact"] for q in content("breast-cancer")["questions"][:3]]
assert asked == ["grave_effect_on_rights", "output_used_there", "provides_to_others"], asked

c = content("image-studio")
by = {m["metric"] + m.get("attribute", ""): m for m in c["measurements"]}
for key in by:
    if "value" in by[key]:
        n = by[key]["n"]
        say("image-studio", f'{round(float(by[key]["value"]) * n)} of {n} | {three(by[key]["value"])} |')
say("image-studio", f'leaves room up to {100 * float(by["machine_mark_share"]["hi"]):.1f} %')
say("image-studio", f'with two sides it is {100 * float(by["machine_mark_sharemodality=image"]["lo"]):.1f} %')
assert any(f["id"].startswith("us-ca-") for f in c["findings"]) or "us-ca" in json.dumps(c), "the README says that California's acts are listed"

c = content("public-chatbot")
# What was worked out by hand, file by file, against what was counted: each modality, each of three marks, yes and unknown.
KIND = {"md": "text", "txt": "text", "png": "image", "jpg": "image", "webp": "image", "mp3": "audio", "wav": "audio", "m4a": "audio"}
with open("examples/public-chatbot/outputs/EXPECTED.tsv", encoding="utf-8") as f:
    hand = [line.rstrip("\n").split("\t") for line in f][1:]
formats = next(t["tree"] for t in c["counts"] if "formats" in t["tree"])["formats"]
for kind in ("text", "image", "audio"):
    of = [h for h in hand if KIND[h[0].rpartition(".")[2]] == kind]
    for column, mark in enumerate(("explicit", "metadata", "machine"), 1):
        for answer in ("yes", "unknown"):
            counted, by_hand = sum(f[mark][answer] for f in formats if f["modality"] == kind), sum(h[column] == answer for h in of)
            assert counted == by_hand, (kind, mark, answer, counted, by_hand)
yes, known = sum(h[1] == "yes" for h in hand), sum(h[1] != "unknown" for h in hand)
say("public-chatbot", f"{yes} of {known} that are known = ")
say("public-chatbot", f'{sum(h[2] == "yes" for h in hand)} of {len(hand)} = ')
say("public-chatbot", f'{sum(h[3] == "yes" for h in hand)} of {len(hand)} = ')
say("public-chatbot", f"Even {len(hand)} labelled out of {len(hand)} would leave a lower bound of {0.025 ** (1 / len(hand)):.3f}.")
say("public-chatbot", f"Six of {len(hand)} are unknown")
assert len(hand) - known == 6 and len(hand) - sum(h[2] == "yes" for h in hand) == 13
evidence = {(f["id"], e["id"]): e for f in c["findings"] for e in f.get("evidence", [])}
for line, metric in {("eu-ai-act/art_50.2", "E1"): "machine_mark_share", ("kr-ai-basic-act/art_31.2", "E2"): "machine_mark_share",
                     ("cn-aigc-labelling-measures/art_5.1", "E1"): "label_metadata_share"}.items():
    e = evidence[line]
    assert metric in e["text"]["en"] and e["status"] == "fails", (line, e)
failing = [f for f in c["findings"] if f["force"] == "binding" and f["by_date"][0]["finding"] == "not_satisfied"]
assert [f["id"] for f in failing] == ["cn-genai-interim-measures/art_9.2"], [f["id"] for f in failing]
say("public-chatbot", "One duty is plainly not met: China wants an agreement with registered users")
say("public-chatbot", f'about {c["measurements"][0]["needed_n"]} outputs would settle it')
before, after = ({(r["id"], r["market"], r["role"]): r["answer"] for r in json.load(open(f"{f}.json", encoding="utf-8"))["rows"]} for f in ("system", "gpai"))
new = [a for k, a in after.items() if before.get(k, "does_not") == "does_not"]
assert all(k[0].startswith("eu-ai-act/") for k, a in after.items() if before.get(k) != a)
say("public-chatbot", f'{new.count("applies")} more provisions of the EU\'s Act apply and {new.count("unknown")} more are open')
END
expect 0 "the figures" python3 figures.py
cp "$tmp/out" figures
[ "$(wc -l <figures)" -ge 12 ] && held=$((held + 1)) || broke "few figures"
while IFS='	' read -r example text; do
	readme "$example" "$text"
done <figures
cat >lab.py <<'END'
"""Every row of the READMEs' tables of what the lab found against the lab's results, at the precision shown."""
import json
import re

ROWS = {
    "credit": {"ratio of offers between age groups": "selection_rate_ratio", "difference among those who repaid": "equal_opportunity_difference",
               "accuracy lost to equal offers": "parity_accuracy_cost", "accuracy": "accuracy", "expected calibration error": "ece", "worst slice": "worst_slice_gap",
               "share of errors, asked for until certain": "error_rate_sequential", "accuracy under missing values": "accuracy_under_missing",
               "accuracy under wrong units": "accuracy_under_unit_errors", "refusals without a reason that can be named": "refusals_without_reason",
               "refusals that a change within reach would turn": "counterfactual_reach", "agreement of a copy": "extraction_agreement",
               "membership inference, AUC": "membership_auc", "label noise, estimated": "label_noise_share",
               "loans that the training half has too, number aside": "leaked_row_share",
               "rows alone in age, marital status, home, job years and income": "sample_uniqueness"},
    "breast-cancer": {"accuracy": "accuracy", "errors among the four fifths that the model is surest of": "selective_risk", "expected calibration error": "ece",
                      "accuracy with noisy numbers": "accuracy_under_noise", "accuracy with missing values": "accuracy_under_missing",
                      "distance within which a decision is proved to stay": "certified_distance_median",
                      "certainty left as the named reasons are taken away": "deletion_auc", "mean size of the strongest exact contribution": "shap_importance",
                      "right decisions turned by a gradient step": "gradient_attack_success", "agreement of a copy": "extraction_agreement",
                      "membership inference, AUC": "membership_auc", "estimated share of wrong labels": "label_noise_share"},
    "mortgage-lending": {"agreement with past decisions": "accuracy", "expected calibration error": "ece", "worst slice": "worst_slice_gap",
                         "agreement when numbers are noisy": "accuracy_under_noise", "decisions that turn with a fixed feature alone": "counterfactual_flip_rate",
                         "smallest change that turns a decision": "adversarial_distance_median", "refusals that a change within reach would turn": "counterfactual_reach",
                         "test rows that were trained on": "leaked_row_share"},
}

def shown(what, text, actual):
    percent = text.endswith("%")
    text = text.replace("%", "").replace(",", "").strip()
    decimals = len(text.partition(".")[2])
    assert abs(float(text) - float(actual) * (100 if percent else 1)) <= 0.5 * 10 ** -decimals + 1e-12, (what, text, actual)

def value(what, cell, m):
    if cell == "refused":
        assert m.get("undefined") is True, what
        return
    part = re.fullmatch(r"([\d,]+) of ([\d,]+)", cell)
    if not part:
        return shown(what, cell, m["value"])
    x, n = (int(t.replace(",", "")) for t in part.groups())
    assert n == m.get("behind", m["n"]) and abs(float(m["value"]) * n - x) < 1e-6, (what, cell, m["value"], m["n"])

def interval(what, cell, m):
    unit = " %" if cell.endswith("%") else ""
    ends = re.fullmatch(r"(?:from )?(-?[\d.]+)?(?: ?to (-?[\d.]+))?(?: %)?", cell)
    assert ends, (what, cell)
    for text, key in zip(ends.groups(), ("lo", "hi")):
        if text:
            shown(what, text + unit, m[key])

seen = 0
for example, rows in ROWS.items():
    with open(f"lab-{example}/results.json", encoding="utf-8") as f:
        results = {m["metric"]: m for m in json.load(f)["measurements"]}
    left = dict(rows)
    with open(f"examples/{example}/README.md", encoding="utf-8") as f:
        text = f.read()
    for line in text[text.index("concord lab run"):].splitlines():
        cells = [c.strip() for c in line.strip("|").split("|")]
        name = next((c for c in cells[:2] if c in left), None)
        if not line.startswith("| ") or name is None:
            assert not re.match(r"\| .* \| -?[\d.]+ \|", line), (example, "no metric is known for", line)
            continue
        at = cells.index(name)
        m = results[left.pop(name)]
        value((example, name), cells[at + 1], m)
        interval((example, name), cells[at + 2], m)
        seen += 1
    assert not left, (example, left)
    if example == "credit":
        used = {p["label"]: float(p["value"]) for p in results["counterfactual_reach"]["points"]}
        for t in ("for %.0f %% of them a smaller sum is part of it" % (100 * used["amount"]), "after 1,000 of 2,000 questions", "25 of 40 wrong"):
            assert t in text, t
        assert "1000 of 2000 questions" in json.dumps(results["error_rate_sequential"]) and "25 of 40 are errors" in json.dumps(results["worst_slice_gap"])
        rates = {g["of"]["en"] for g in results["equal_opportunity_difference"]["groups"]}
        assert rates == {"of those with a favourable outcome, granted by the model"}, rates
    if example == "mortgage-lending":
        asked = re.search(r"([\d]+) questions to the model", json.dumps(results["adversarial_distance_median"])).group(1)
        assert f"50 people, {int(asked):,} questions" in text, asked
        for name in ("accuracy_under_noise", "permutation_importance", "accuracy", "ece"):
            assert results[name]["caption"]["en"].startswith("Agreement with past decisions"), name
assert seen == 36, seen
END
expect 0 "every row of what the lab found" python3 lab.py
cat >by_hand.py <<'END'
"""The renewal model is a sum: its numbers are computed here again from the loans, with nothing of Concord's but model.json."""
import csv
import json
import math
from bisect import bisect_left, bisect_right
from collections import Counter

def rows(name):
    with open(f"examples/credit/{name}.csv", newline="", encoding="utf-8") as f:
        return list(csv.DictReader(f))

with open("examples/credit/model.json", encoding="utf-8") as f:
    model = json.load(f)
CUT = 0.625839

def score(r):
    z = model["intercept"] + sum(w * (float(r[f]) if r[f] else m) for f, w, m in zip(model["features"], model["coefficients"], model["missing"]))
    return 1 / (1 + math.exp(-z))

held, train = rows("heldout"), rows("train")
for r in held + train:
    r["s"], r["good"] = score(r), r["bad"] == "0"
    r["offer"] = r["s"] >= CUT
n = len(held)
rate = lambda rs, k: sum(r[k] for r in rs) / len(rs)
groups = {g: [r for r in held if r["age"] == g] for g in {r["age"] for r in held}}
offers = [rate(rs, "offer") for rs in groups.values()]
kept = [rate([r for r in rs if r["good"]], "offer") for rs in groups.values()]
bins = [[r for r in held if min(int(r["s"] * 10), 9) == b] for b in range(10)]
slice_ = [r for r in held if r["time"] and 36 < float(r["time"]) <= 48 and r["records"] == "1" and r["job_fixed"] == "1"]
rest = [r for r in held if r not in slice_]
wrong = lambda rs: sum(r["offer"] != r["good"] for r in rs) / len(rs)
sure = lambda rs: sorted(r["s"] if r["good"] else 1 - r["s"] for r in rs)
out = sure(held)
beaten = sum((bisect_left(out, x) + bisect_right(out, x)) / 2 for x in sure(train))
alone = Counter((r["age"], r["marital"], r["owner"], r["seniority"], r["income"]) for r in held)
whole = lambda r: tuple(v for k, v in r.items() if k not in ("id", "s", "good", "offer"))
trained = {whole(r) for r in train}
mine = {
    "selection_rate_ratio": min(offers) / max(offers),
    "equal_opportunity_difference": max(kept) - min(kept),
    "accuracy": 1 - wrong(held),
    "log_loss": -sum(math.log(r["s"] if r["good"] else 1 - r["s"]) for r in held) / n,
    "ece": sum(abs(sum(r["s"] - r["good"] for r in b)) for b in bins) / n,
    "worst_slice_gap": wrong(slice_) - wrong(rest),
    "membership_auc": beaten / n / len(train),
    "sample_uniqueness": sum(c == 1 for c in alone.values()) / n,
    "leaked_row_share": sum(whole(r) in trained for r in held) / n,
}
with open("lab-credit/results.json", encoding="utf-8") as f:
    theirs = {m["metric"]: float(m["value"]) for m in json.load(f)["measurements"] if "value" in m}
for k, v in mine.items():
    assert abs(theirs[k] - v) < 1e-9, (k, theirs[k], v)
print("offering everybody a renewal is right in %.3f of cases" % rate(held, "good"))
END
expect 0 "the renewal model by hand" python3 by_hand.py
readme credit "$(cat "$tmp/out")"
# Counts by hand of the outputs, and the model's and the lenders' own, from the data.
pairs=$(awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
	{ g = $at["afam"]; n[g]++; offered[g] += $at["prediction"] == 0; lent[g] += $at["deny"] == 0 || $at["deny"] == "no" }
	END { printf "%d of %d against %d of 1,%03d|%d of %d against %d of 1,%03d", offered["yes"], n["yes"], offered["no"], n["no"] - 1000, lent["yes"], n["yes"], lent["no"], n["no"] - 1000 }' \
	examples/mortgage-lending/predictions.csv)
readme mortgage-lending "${pairs%%|*}"
readme mortgage-lending "(${pairs##*|})"
finish
