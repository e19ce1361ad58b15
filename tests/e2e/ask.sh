#!/bin/sh
# new system --ask: a manifest by questions; what is not known stays out, what does not fit is asked again.
. "$(dirname "$0")/lib.sh"
export CONCORD_NORMS="$CONCORD_SOURCE/norms" CONCORD_NOW=2026-11-23T12:00:00Z

# ask FILE ANSWERS...: runs the dialogue with one answer a line.
ask() {
	file=$1
	shift
	printf '%s\n' "$@" >"$tmp/answers"
	timeout 60 "$CONCORD" new system "$file" --ask <"$tmp/answers" >"$tmp/out" 2>"$tmp/err"
}

if ask "$tmp/bot.yaml" my-bot 'My "bot"' acme KE provider 'EU, CN' chatbot deployment y maybe yes '?' q; then held=$((held + 1)); else broke "the dialogue"; fi
says 'generative: .value: "yes", by: "acme", on: 2026-11-23' "the first answer stands in the manifest" "$tmp/bot.yaml"
says 'name: .en: "My ..bot..",' "quotes are kept" "$tmp/bot.yaml"
says 'is yes, no or unknown, not "maybe"' "what does not fit is asked again" "$tmp/err"
expect 0 "what was asked for is a manifest" "$CONCORD" applies "$tmp/bot.yaml" --json
cp "$tmp/bot.yaml" "$tmp/before"
expect 4 "a manifest that is there is not touched" "$CONCORD" new system "$tmp/bot.yaml" --ask
same "$tmp/before" "$tmp/bot.yaml" "the manifest that was there"

# One fact asked for two markets becomes a list under one key.
# Both markets are of the Union, so a fact per market is asked for each: it becomes a list under one key.
if ask "$tmp/two.yaml" two Two acme unknown provider 'DE, FR' x use n y n y y y y q; then held=$((held + 1)); else broke "the dialogue about two markets"; fi
says '^  - .value: .*market: (DE|FR)' "one key with a list under it" "$tmp/two.yaml"
expect 0 "two answers to one fact are still a manifest" "$CONCORD" applies "$tmp/two.yaml" --json

if ask "$tmp/none.yaml" my-bot; then broke "answers that end too soon are accepted"; else held=$((held + 1)); fi
[ ! -e "$tmp/none.yaml" ] && held=$((held + 1)) || broke "a manifest was written from half an answer"
ask "$tmp/bad.yaml" my-bot Bot acme KE provider Atlantis chatbot use && broke "a market that is none is accepted" || held=$((held + 1))
says 'your answers:.*Atlantis|Atlantis' "the wrong market is named" "$tmp/err"
expect 3 "two ways at once" "$CONCORD" new system "$tmp/x.yaml" --ask --template lender
expect 3 "no way" "$CONCORD" new system "$tmp/x.yaml"
says 'lender' "the templates are named" "$tmp/err"
finish
