#!/bin/sh
# tools/import_norms.py --merge: what a hand has added to a law file outlives another import, byte for byte.
. "$(dirname "$0")/lib.sh"
export CONCORD_NORMS="$CONCORD_SOURCE/norms" PYTHONDONTWRITEBYTECODE=1
cd "$tmp" || exit 1
mkdir -p tools/import source law
cp "$CONCORD_SOURCE/tools/import_norms.py" "$CONCORD_SOURCE/tools/import_merge.py" tools/
cat >tools/import/heads_1.yaml <<'Y'
xx-guide:
  jur: [KE]
  issuer: "某部"
  status: [in-force, null, null]
Y
cat >source/xx-guide.yaml <<'Y'
id: xx-guide
title: {en: "Guide", zh: "指南"}
body: the Ministry
kind: guide
force: voluntary
adopted: 2024-05-06
in_force: null
status: {value: in force, as_of: 2026-11-23}
jurisdictions: [KE]
official_reference: No. 7
url: "https://example.org/guide"
source_read:
- {where: "example.org", extent: "full text"}
confidence: read
provisions:
- {locator: "art 1", text: "Keep the logs.", zh: "保存日志。", duty: recommendation, addressee: [deployer], lifecycle: [use], themes: [liability], confidence: read}
- {locator: "art 3", text: "Tell the users.", zh: "告知用户。", duty: recommendation, addressee: [deployer], lifecycle: [use], themes: [liability], confidence: read}
Y
expect 0 "the first import" python3 tools/import_norms.py source law
says '^1 instruments, 2 provisions written' "two provisions"
cp "$CONCORD_SOURCE/norms/vocabulary.yaml" "$CONCORD_SOURCE/norms/facts.yaml" law/
expect 0 "it is a law file" "$CONCORD" norm check law
cp law/xx-guide.yaml first.yaml

# A hand reads the text: act, object, condition, evidence, a better heading, a definition, a comment, a provision of its own.
python3 - <<'P'
s = open("law/xx-guide.yaml", encoding="utf-8").read()
a, b = s.split("- id: art_3\n")
a = a.replace("  deontic: recommendation\n", "  deontic: recommendation\n  # from the minister's speech\n  act: retain\n  object: automatic-logs\n")
a = a.replace("  basis: scope\n", "  applies_when: 'logs_under_control'\n  evidence:\n  - {id: E1, kind: document, type: retention-procedure, signed_by: compliance, max_age: P1Y}\n")
a = a.replace('heading: {en: "Keep the logs"', 'heading: {en: "Logs are kept"').replace("provisions:\n", "definitions:\n- {id: scope, when: 'in_service', confidence: read}\nprovisions:\n# read in full by two\n")
own = a[a.index("- id: art_1\n"):].replace("- id: art_1\n", "- id: art_2\n").replace('aliases: ["xx-guide/art 1"]', 'aliases: ["xx-guide/two"]').replace("Logs are kept", "Logs are kept safe")
open("law/xx-guide.yaml", "w", encoding="utf-8").write(a + own + "- id: art_3\n" + b)
P
expect 0 "it still is one" "$CONCORD" norm check law
cp law/xx-guide.yaml hand.yaml
expect 1 "the hand has changed it" cmp first.yaml hand.yaml
expect 0 "without --merge" python3 tools/import_norms.py source law
says 'exists already: not touched' "says so"
same law/xx-guide.yaml hand.yaml "a file that exists is not touched"
expect 0 "the same source again" python3 tools/import_norms.py --merge source law
same law/xx-guide.yaml hand.yaml "merging what is there already changes no byte"
says 'art_1: heading differs in the source; the file.s stands' "what differs is named"
says 'art_2 is not in the source; it stays' "what the hand added is named"

# The source has grown: a provision, and a key that a provision lacked.
cat >>source/xx-guide.yaml <<'Y'
- {locator: "art 4", text: "Stop it.", zh: "停用。", duty: recommendation, addressee: [deployer], lifecycle: [use], themes: [liability], confidence: secondary}
Y
sed -i 's/text: "Tell the users."/note: "a note", properties: [transparency], text: "Tell all users."/' source/xx-guide.yaml
printf 'a note\tA note.\t注。\n' >tools/import/notes.tsv
expect 0 "a longer source" python3 tools/import_norms.py --merge source law
says 'art_4 is new' "the new one is named"
says 'art_3: text differs in the source' "and what it says otherwise"
expect 0 "it is a law file still" "$CONCORD" norm check law
diff hand.yaml law/xx-guide.yaml >changes
never_says '^<' "no line of the hand's is gone" changes
says '^>   properties: \[transparency\]' "a key that was missing" changes
says '^>   note: \{en: "A note."' "a note that was missing" changes
says '^> - id: art_4' "the new provision" changes
expect 0 "nothing else" test "$(grep -c '^>' changes)" = "$(awk '/^- id: art_4/ { on = 1 } on { n++ } END { print n + 2 }' law/xx-guide.yaml)"
expect 0 "and again" python3 tools/import_norms.py --merge source law
cp law/xx-guide.yaml twice.yaml
expect 0 "a third time" python3 tools/import_norms.py --merge source law
same law/xx-guide.yaml twice.yaml "merging twice is merging once"
finish
