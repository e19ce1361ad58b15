#!/bin/sh
# What people ask about a system: applies in groups, ask, whatif, timeline; and of the library: norm timeline, norm conflicts.
. "$(dirname "$0")/lib.sh"
export CONCORD_NORMS="$CONCORD_SOURCE/norms" CONCORD_NOW=2026-11-23T12:00:00Z
cd "$tmp" || exit 1
cp -R "$CONCORD_SOURCE/examples/public-chatbot" chat
s=chat/system.yaml

# python expression over the last JSON output as d
holds() { # holds "what" EXPRESSION
	if python3 -c "import json,sys; d=json.load(open('$tmp/out',encoding='utf-8')); sys.exit(not ($2))"; then held=$((held + 1)); else broke "$1: not ($2)"; fi
}

# ---- applies
expect 0 "applies --json" "$CONCORD" applies $s --json
holds "the contract of applies" "all(k in d for k in ('rows','coverage','markets','ahead','penalties'))"
holds "what is ahead lies ahead and in order" "[a['date'] for a in d['ahead']] == sorted(a['date'] for a in d['ahead']) and all(a['date'] >= '2026-11-23' for a in d['ahead'])"
holds "the marks may be due in December" "any(a['id'] == 'eu-ai-act/art_5.1.ba' and a['date'] == '2026-12-02' and not a['certain'] for a in d['ahead'])"
holds "each penalty once" "len({p['id'] for p in d['penalties']}) == len(d['penalties']) > 2"
holds "the fine of Art. 99(4)" "any(p['id'] == 'eu-ai-act/art_99.4' and 'eu-ai-act/art_50.1' in p['duties'] and p['parameters'][0]['value'] == '15000000' for p in d['penalties'])"
holds "soft law has no penalty" "not any(x.startswith('oecd') for p in d['penalties'] for x in p['duties'])"
expect 0 "applies --market --json" "$CONCORD" applies $s --market CN --json
holds "only China" "{r['market'] for r in d['rows']} == {'CN'}"
expect 0 "applies --force --json" "$CONCORD" applies $s --force soft --json
holds "only soft law" "{r['force'] for r in d['rows']} == {'soft'} and not d['penalties']"
expect 0 "applies --by stage" "$CONCORD" applies $s --by stage
says '^Development$' "groups are stages"
says 'CN cn-genai-interim-measures/art_7.1' "lines name the market then"
expect 0 "applies --by theme --theme" "$CONCORD" applies $s --by theme --theme liability
says '^Responsibility and liability$' "one issue"
never_says '^Data and privacy$' "and no other"
expect 0 "applies --stage" "$CONCORD" applies $s --stage research
for wrong in '--by colour' '--stage usee' '--theme data-privcy' '--force bindng' '--market KE'; do
	# shellcheck disable=SC2086
	expect 3 "applies $wrong" "$CONCORD" applies $s $wrong
	says '^hint: ' "applies $wrong: a hint" "$tmp/err"
done

# ---- whatif
expect 0 "whatif: a market" "$CONCORD" whatif $s market-=KR --json
holds "all that goes is Korean or through Korea" "d['no_longer'] and all(f['market'] == 'KR' and f['row'] == 'gone' for f in d['no_longer']) and not d['newly_applies']"
expect 0 "whatif: a fact" "$CONCORD" whatif $s general_purpose_model=yes date=2027-12-03 --json
holds "duties of model providers" "any(f['id'] == 'eu-ai-act/art_53.1.d' and f['before'] == 'does_not' and f['why'] and f['heading']['zh'] and f['instrument']['zh'] for f in d['newly_applies'])"
expect 0 "whatif: compute" "$CONCORD" whatif $s general_purpose_model=yes compute=2e25 --json
holds "above 10^25 it is presumed to have systemic risk" "any(f['id'] == 'eu-ai-act/art_55.1.a' and f['after'] == 'presumed' for f in d['newly_applies'])"
expect 0 "whatif: compute below" "$CONCORD" whatif $s general_purpose_model=yes compute=9e24 --json
holds "below it is not" "not any(f['id'] == 'eu-ai-act/art_55.1.a' for f in d['newly_applies'])"
expect 0 "whatif: unknown" "$CONCORD" whatif $s interacts_with_people=unknown --json
holds "what hung on it is unknown" "any(f['id'] == 'eu-ai-act/art_50.1' and f['before'] == 'applies' for f in d['becomes_unknown'])"
expect 0 "whatif: nothing" "$CONCORD" whatif $s stage=use
says 'No answer would change' "nothing changes"
expect 0 "whatif in words" "$CONCORD" whatif $s market+=SG general_purpose_model=yes
says 'Newly applies' "says what newly applies"
says 'eu-ai-act/art_53' "and which"
same chat/system.yaml "$CONCORD_SOURCE/examples/public-chatbot/system.yaml" "what if leaves the manifest alone"
for wrong in 'market+=EUU' 'generativ=yes' 'compte=2e25' 'modality+=texxt' 'stage=usee' 'role=provder' 'date=soon' 'nothing'; do
	expect 3 "whatif $wrong" "$CONCORD" whatif $s "$wrong"
	says '^error: .' "whatif $wrong: one sentence" "$tmp/err"
done
says '^hint: market' "the forms are shown" "$tmp/err"
expect 3 "whatif without a change" "$CONCORD" whatif $s

# ---- timeline
expect 0 "timeline --json" "$CONCORD" timeline $s --from 2025-01-01 --to 2029-12-31 --json
holds "days in order, the first is the beginning" "d['days'][0]['date'] == '2025-01-01' and [x['date'] for x in d['days']] == sorted(x['date'] for x in d['days'])"
holds "labels start on 1 September 2025" "any(x['date'] == '2025-09-01' and any(i['id'] == 'cn-aigc-labelling-measures/art_4.1' for i in x['starts'] + x['unknown']) for x in d['days'])"
holds "Korea starts on 22 January 2026" "any(x['date'] == '2026-01-22' and any(i['id'] == 'kr-ai-basic-act/art_31.1' for i in x['starts']) for x in d['days'])"
cp $s short.yaml
sed -i 's/^  interacts_with_people: .*/  interacts_with_people: {value: yes, by: harbour-labs, until: 2027-03-31}/' short.yaml
expect 0 "a fact that expires" "$CONCORD" timeline short.yaml --json
holds "and what it decided becomes unknown the day after" "any(x['date'] == '2027-04-01' and x['expires'][0]['fact'] == 'interacts_with_people' and any(i['id'] == 'eu-ai-act/art_50.1' for i in x['unknown']) for x in d['days'])"
expect 0 "timeline in words" "$CONCORD" timeline short.yaml
says '! fact expires: interacts_with_people' "says what expires"
expect 3 "a timeline that ends before it begins" "$CONCORD" timeline $s --from 2027-01-01 --to 2026-01-01
expect 3 "a wrong day" "$CONCORD" timeline $s --from 2027-13-01
expect 0 "norm timeline" "$CONCORD" norm timeline eu-ai-act kr-ai-basic-act --json
holds "in order, upcoming marked" "[x['date'] for x in d] == sorted(x['date'] for x in d) and all(x['upcoming'] == (x['date'] > '2026-11-23') for x in d) and {x['instrument'] for x in d} == {'eu-ai-act','kr-ai-basic-act'}"
expect 0 "norm timeline --upcoming" "$CONCORD" norm timeline --upcoming --json
holds "only what is to come" "d and all(x['upcoming'] for x in d)"
expect 3 "norm timeline of nothing" "$CONCORD" norm timeline eu-ai-acts
says '^hint: eu-ai-act$' "the nearest" "$tmp/err"

# ---- ask
expect 0 "ask without a terminal" "$CONCORD" ask $s --limit 2
says '^2\. ' "two questions"
never_says '^3\. ' "and no third"
says 'needed by: ' "why each is asked"
expect 0 "ask --json" "$CONCORD" ask $s --limit 1000 --json
holds "ordered by the law they decide, then by weight" "[(float(q['law']), float(q['weight'])) for q in d['questions']] == sorted(((float(q['law']), float(q['weight'])) for q in d['questions']), reverse=True) and len(d['questions']) == d['open'] > 3"
holds "each says who needs it" "all(q['needed_by'] and q['decides'] > 0 for q in d['questions'])"
sed -i '/^  interacts_with_people:/d' $s
cp $s before.yaml
expect 3 "a judgement by another role" "$CONCORD" ask $s --answer may_confuse_public=no --by engineer
says 'judgement of the legal-reviewer' "whose it is" "$tmp/err"
expect 3 "one good answer and one bad" "$CONCORD" ask $s --answer interacts_with_people=yes --answer generative=perhaps --by engineer
expect 3 "no such fact" "$CONCORD" ask $s --answer interacts=yes --by engineer
expect 3 "no answer" "$CONCORD" ask $s --answer yes
expect 3 "--limit 0" "$CONCORD" ask $s --limit 0
same $s before.yaml "nothing is half written"
expect 0 "an answer" "$CONCORD" ask $s --answer interacts_with_people=yes --by engineer --json
holds "says what it wrote" "d['written'] == [{'fact':'interacts_with_people','value':'yes','by':'engineer'}]"
diff before.yaml $s >change
[ "$(grep -c '^[<>]' change)" = 1 ] && held=$((held + 1)) || broke "more than one line of the manifest changed"
says '^> +interacts_with_people: .value: "yes", by: "engineer", on: 2026-11-23' "who said it and when" change
expect 0 "a second word on the same fact" "$CONCORD" ask $s --answer interacts_with_people=no --by compliance
says '^  interacts_with_people: \[.*engineer.*, .*"no", by: "compliance"' "both stand there" $s
expect 0 "the later one counts" "$CONCORD" why eu-ai-act/art_50.1 $s --json
holds "the duty is gone" "d[0]['answer'] == 'does_not'"

# On a terminal: why, a value that does not fit, an answer, one passed over, the end.
cat >terminal.py <<'PY'
import os, pty, select, sys
pid, fd = pty.fork()
if pid == 0:
    os.execv(sys.argv[1], ["concord", "ask", sys.argv[2], "--by", "engineer"])
seen = b""
def until(what):
    global seen
    while what not in seen:
        if not select.select([fd], [], [], 60)[0]:
            sys.exit("nothing comes after " + repr(seen[-300:]))
        try:
            part = os.read(fd, 4096)
        except OSError:
            part = b""
        if not part:
            sys.exit(0 if what == b"\0" else "ended before " + repr(what))
        seen += part
        sys.stdout.buffer.write(part)
    seen = seen[seen.index(what) + len(what):]
until(b"Has the Minister")
until(b"> ")
os.write(fd, b"w\n"); until(b"art_34.1.1"); until(b"> ")
os.write(fd, b"perhaps\n"); until(b"is not a value"); until(b"> ")
os.write(fd, b"none\n"); until(b"> ")
os.write(fd, b"s\n"); until(b"> ")
os.write(fd, b"q\n"); until(b"1 answers written"); until(b"\0")
PY
cp before.yaml term.yaml
expect 0 "ask on a terminal" python3 terminal.py "$CONCORD" term.yaml
says 'passed over: grave_effect_on_rights is a judgement' "judgements of others are passed over"
says '^  high_impact_confirmation: .value: "none", by: "engineer"' "the answer is written" term.yaml

# ---- conflicts
expect 0 "norm conflicts" "$CONCORD" norm conflicts --markets EU,CN --json
holds "both sides with locator, confidence and why" "d['conflicts'] and all(c[s]['id'] and c[s]['confidence'] and c[s]['reference'] for c in d['conflicts'] for s in 'ab') and all(c['why']['en'] and c['why']['zh'] and c['type'] in 'HSP' for c in d['conflicts'])"
holds "unlabelled copies" "any(c['type'] == 'H' and c['a']['id'] == 'cn-aigc-labelling-measures/art_9' and c['b']['id'] == 'eu-ai-act/art_50.2' for c in d['conflicts'])"
expect 0 "norm conflicts as of" "$CONCORD" norm conflicts --as-of 2030-01-01 --json
holds "dates that have come are no conflict any more" "not any(c['kind'] == 'dates' for c in d['conflicts'])"
expect 0 "norm conflicts of a system" "$CONCORD" norm conflicts --system $s --json
holds "only what reaches it" "d['conflicts'] and all(c[s]['market'] in ('EU','CN','KR') for c in d['conflicts'] for s in 'ab') and all('answer' in c[s] or c['kind'] == 'threshold' for c in d['conflicts'] for s in 'ab')"
expect 0 "norm conflicts in words" "$CONCORD" norm conflicts
says '^  EU +eu-ai-act/art_18.1: ' "sides"
says 'retention >= 10 year' "the stricter envelope"
says '2nd-hand source' "marks"
expect 3 "a market that is none" "$CONCORD" norm conflicts --markets EU,CNN
says '^hint: CN$' "the nearest" "$tmp/err"

# Both languages fit 80 columns; words that cannot be broken excepted.
for words in "applies $s" "applies $s --by theme" "ask $s" "whatif $s market-=KR general_purpose_model=yes" "timeline $s" "norm timeline" "norm conflicts"; do
	for lang in en zh; do
		# shellcheck disable=SC2086
		expect 0 "$words --lang $lang" env COLUMNS=80 "$CONCORD" $words --lang $lang
		python3 - "$tmp/out" <<'PY' && held=$((held + 1)) || broke "$words --lang $lang: a line is wider than 80"
import sys, unicodedata
wide = 0
for line in open(sys.argv[1], encoding="utf-8"):
    cells = sum(2 if unicodedata.east_asian_width(c) in "WF" else 0 if unicodedata.combining(c) else 1 for c in line.rstrip("\n"))
    if cells > 80 and len(line.split()) > 1:
        wide += 1
        print(cells, line)
sys.exit(wide > 0)
PY
	done
done
finish
