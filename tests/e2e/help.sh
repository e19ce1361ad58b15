#!/bin/sh
# Every command has help in both languages, a man page and a completion; every example in the help runs, in one node, in the order of a
# life: made, assessed, evidence, waiver, keys, release, erasure. What an example leaves to the reader (the name of a key, a fingerprint) is
# filled in. An op whose examples are not listed here fails the test.
. "$(dirname "$0")/lib.sh"
mkdir "$tmp/bin" "$tmp/w" "$tmp/pages"
ln -s "$CONCORD" "$tmp/bin/concord"
PATH=$tmp/bin:$PATH
cd "$tmp/w" || exit 1
cp -R "$CONCORD_SOURCE/examples" "$CONCORD_SOURCE/norms" .
cp examples/mortgage-lending/*.* .
rm system.yaml
echo 'Logs are kept for seven months.' | tee retention.txt >retention.pdf
echo 'What was done in a year.' >report.pdf
shown risks.md risks.yaml >risks.yaml
shown risks.md review.yaml >review.yaml
echo 'a passphrase for this test' >pass
printf '%s\n' my-bot 'My bot' acme KE provider EU chatbot use yes no q >answers # for `new system --ask`
export CONCORD_PASSPHRASE_FILE="$tmp/w/pass" CONCORD_NOW=2026-11-23T12:00:00Z

ops=$(awk '$1 == "op" { print $2 }' "$CONCORD_SOURCE/src/registry.txt")
expect 0 "help" concord help
for op in $ops; do
	says "^  $(echo "$op" | tr - ' ') " "help lists $op"
done
chinese() { LC_ALL=C grep -q '[^ -~	]' "$1"; } # no ASCII text alone

# Every text is there in both languages, and the Chinese is Chinese.
for op in $ops; do
	name=$(echo "$op" | tr - ' ')
	expect 0 "help $name" concord help $name --lang en
	says '^  [a-z]' "help $name says what it is"
	never_says ' $' "help $name: no blank at the end"
	awk '/^Examples$/ { on = 1; next } on && /^  / { print substr($0, 3); next } { on = 0 }' "$tmp/out" >"$tmp/pages/$op"
	[ -s "$tmp/pages/$op" ] || broke "help $name has no example"
	expect 0 "help $name in Chinese" concord help $name --lang zh
	sed -n 3p "$tmp/out" >"$tmp/line"
	if chinese "$tmp/line"; then held=$((held + 1)); else broke "help $name has no Chinese sentence"; fi
	awk '/^选项$/ { on = 1; next } /^通用/ { on = 0 } on && /^  --/ { print }' "$tmp/out" >"$tmp/flags"
	if LC_ALL=C grep -v '[^ -~	]' "$tmp/flags" >"$tmp/hits"; then broke "help $name: a flag without Chinese: $(head -n 1 "$tmp/hits")"; else held=$((held + 1)); fi
	expect 0 "man $name" concord man $name
	says '^\.SH EXAMPLES' "man $name has its examples"
	if command -v man >/dev/null 2>&1 && command -v groff >/dev/null 2>&1; then
		concord man $name | groff -man -ww -Tutf8 >/dev/null 2>"$tmp/roff" || :
		[ ! -s "$tmp/roff" ] && held=$((held + 1)) || broke "man $name: $(head -n 1 "$tmp/roff")"
	fi
done
expect 0 "completion" concord completion bash
expect 0 "completion is bash" bash -n "$tmp/out"
expect 0 "completion completes" bash -c 'eval "$(concord completion bash)"; COMP_WORDS=(concord norm show --j); COMP_CWORD=3; _concord; [ "${COMPREPLY[*]}" = --json ]'

done_ops=' '
# run OP [SED]: the examples of an op, changed by SED where they leave a blank. Verdicts 0, 1 and 2 are answers of assess, gate and verify.
run() {
	op=$1
	sed "${2:-}" "$tmp/pages/$op" >"$tmp/lines"
	while read -r line; do
		[ "$op" != new-system ] || rm -f system.yaml
		got=0
		eval "$line" >"$tmp/out" 2>"$tmp/err" <"$tmp/w/answers" || got=$?
		case $op,$got in *,0 | assess,[12] | gate,[12] | submit,[12] | media-check,[12] | media-preserve,1) held=$((held + 1)) ;; *) broke "help $op: exit $got: $line"; cat "$tmp/err" ;; esac
	done <"$tmp/lines"
	done_ops="$done_ops$op "
}

run new-system
run init
cp examples/mortgage-lending/system.yaml system.yaml
run norm-list; run norm-show; run norm-check; run norm-fmt; run norm-schema; run norm-words; run norm-facts; run lab-list
run applies; run why; run gate
run fact-set; run evidence-add
for role in legal-reviewer management management risk-owner ethics-committee; do
	expect 0 "a key for $role" concord key add --role $role
	tail -n 1 "$tmp/out" >>"$tmp/keys"
done
run judge-sign "s/legal-reviewer-[0-9a-f]*/$(sed -n 1p "$tmp/keys")/"
run waive "s/management-[0-9a-f]*/$(sed -n 2p "$tmp/keys")/"
run policy-adopt "s/management-[0-9a-f]*/$(sed -n 2p "$tmp/keys")/"; run policy-list
run log-show
seq_of() { concord log show | awk -v k="$1" '$2 == k { print $1; exit }'; }
run approve "s/ 5 / $(seq_of waiver/1) /; s/management-[0-9a-f]*/$(sed -n 3p "$tmp/keys")/"
run counter "s/ 3 / $(seq_of evidence/1) /"
run risk-list; run risk-add
run risk-review "s/risk-owner-[0-9a-f]*/$(sed -n 4p "$tmp/keys")/"
run ethics-add "s/ethics-committee-[0-9a-f]*/$(sed -n 5p "$tmp/keys")/"
run watch-add; run watch-feed
expect 1 "a breach" concord watch feed complaints --events 60 --cases 100
run watch-settle "s/risk-owner-[0-9a-f]*/$(sed -n 4p "$tmp/keys")/"
run commitment-adopt; run commitment-settle; run commitment-list
run case-open
run case-rule "s/ 20 / $(seq_of case/1) /; s/management-[0-9a-f]*/$(sed -n 2p "$tmp/keys")/"
run case-step "s/ 20 / $(seq_of case/1) /"
run case-list; run case-register
run case-show "s/ 20/ $(seq_of case/1)/"
run case-letter "s/ 20 / $(seq_of case/1) /"; run case-document "s/ 20 / $(seq_of case/1) /"
run intake-add; run intake-list
run intake-triage "s/i-0123456789abcdef/$(concord intake list | awk '{ print $1; exit }')/"
run key-add; run key-list; run key-rotate
run person-link; run person-add; run person-list
run person-key "s/management-[0-9a-f]*/$(sed -n 2p "$tmp/keys")/"
run person-role; run person-reset; run person-end; run person-record
run assess; run system-list; run system-show; run submit
run verify 's|out/mortgage-lending|out/northbank-mortgage|'
run log-prove; run log-checkpoint; run record-show; run views-rebuild
run release "s/ 5/ $(seq_of evidence/1)/"
run erase "s/ 5 / $(seq_of judgement/1) /"
fingerprint=$(concord key list | awk '$1 == "person" { print $2; exit }')
run key-revoke "s/sha256:0123[.]*/$fingerprint/; s/--last-good-size 41/--last-good-size 12/"
run help; run man; run completion; run version
run serve 's/^/timeout --preserve-status -s TERM 2 /' # it ends when it is told to
for op in $ops; do
	case $done_ops in *" $op "*) ;; *) run "$op" ;; esac # a new op: its examples must run as they stand
done
finish
