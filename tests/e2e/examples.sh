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
assess 2 image-studio examples/image-studio/system.yaml 2026-11-23

cat >figures.py <<'END'
"""Prints EXAMPLE<tab>TEXT: what each README must say. Python comes with meson; nothing but its library is used."""
import json

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
# Counts by hand of the outputs, and the model's and the lenders' own, from the data.
explicit=$(awk -F '\t' 'NR > 1 && $2 == "yes"' examples/public-chatbot/outputs/EXPECTED.tsv | wc -l)
all=$(find examples/public-chatbot/outputs -name '[0-9]*' | wc -l)
[ "$explicit" = 0 ] || readme public-chatbot "$explicit of $all = "
readme public-chatbot "Even $all labelled out of $all"
pairs=$(awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
	{ g = $at["afam"]; n[g]++; offered[g] += $at["prediction"] == 0; lent[g] += $at["deny"] == 0 || $at["deny"] == "no" }
	END { printf "%d of %d against %d of 1,%03d|%d of %d against %d of 1,%03d", offered["yes"], n["yes"], offered["no"], n["no"] - 1000, lent["yes"], n["yes"], lent["no"], n["no"] - 1000 }' \
	examples/mortgage-lending/predictions.csv)
readme mortgage-lending "${pairs%%|*}"
readme mortgage-lending "(${pairs##*|})"
finish
