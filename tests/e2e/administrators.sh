#!/bin/sh
# What takes two administrators at a served node, by two people and more: whose a signing key is, who becomes an administrator, and a reset of one. One
# alone does none of it, however often and in whatever order they ask.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/lib_people.sh"

nothing() { # nothing WHO "what": no key is theirs
	as "$1" 200 "$2" /api/v1/key/mine
	[ "$(tr -d ' \n' <out)" = '[]' ] && held=$((held + 1)) || broke "$2: $(cat out)"
}
decide() { # decide WHO STATUS WHAT PROPOSAL approve|refuse
	as "$1" "$2" "$3" "/api/v1/proposals/$4" "{\"decision\":\"$5\"}"
}
let_in() { # let_in WHO CODE: by the link that one has and the code that another has, and by neither alone
	post 403 "the link alone does not do" /api/v1/setup "{\"link\":\"$(cat "$1.link")\",\"password\":\"$secret\"}"
	post 201 "with the code it does" /api/v1/setup "{\"link\":\"$(cat "$1.link")\",\"code\":\"$2\",\"password\":\"$secret\"}"
	sign_in "$1"
}
new_key() { # new_key FILE: one that is nobody's yet
	expect 0 "a key that is nobody's yet" env CONCORD_PASSPHRASE_FILE=pass "$CONCORD" key add --role engineer --data node
	tail -n 1 out >"$1.key"
}
roles() { # roles WHO STATUS WHAT PERSON ROLES
	as "$1" "$2" "$3" "/api/v1/people/$(cat "$4.id")/roles" "{\"roles\":[$5]}"
}

expect 0 init env CONCORD_PASSPHRASE_FILE=pass "$CONCORD" init node --name northbank.example
up --passphrase-file pass
post 201 "the first administrator" /api/v1/setup "{\"link\":\"$(cat node/private/setup-link)\",\"name\":\"ada\",\"password\":\"$secret\"}"
field id >ada.id
sign_in ada
invited dora assessor

# ---- one alone makes no second, and nobody whom she let in signs by her word
new_key alone
as ada 409 "a key for dora" "/api/v1/people/$(cat dora.id)/keys" "{\"key\":\"$(cat alone.key)\"}"
says 'second administrator' "says why"
as ada 409 "a second administrator" /api/v1/people '{"name":"gita","roles":["officer","administrator"]}'
says 'second administrator' "says why"
says 'concord person add NAME --role administrator' "and who can"
roles ada 409 "nor of somebody who is there" dora '"administrator"'
as ada 409 "nor by a reset of herself" "/api/v1/people/$(cat ada.id)/reset" '{}'
as ada 200 "nothing waits" /api/v1/proposals
says '"items": \[\]' "nothing does"
expect 0 "who runs the machine makes one" env CONCORD_PASSPHRASE_FILE=pass "$CONCORD" person add gita --role administrator --data node --json
field person >gita.id
field link >gita.link
as ada 409 "one who never signed in is no second" /api/v1/people '{"name":"hana","roles":["administrator"]}'
post 201 "gita sets a password" /api/v1/setup "{\"link\":\"$(cat gita.link)\",\"password\":\"$secret\"}"
sign_in gita

# ---- what one of them has of before is worth nothing: a link of somebody who is made an administrator by who runs the machine, and the first link of the node
as ada 201 "a place for ivan" /api/v1/people '{"name":"ivan","roles":["reader"]}'
field link >ivan.link
field id >ivan.id
expect 0 "ivan is made an administrator" env CONCORD_PASSPHRASE_FILE=pass "$CONCORD" person role ivan --role administrator --data node --json
field link >ivan.new
post 403 "the link of before" /api/v1/setup "{\"link\":\"$(cat ivan.link)\",\"password\":\"$secret\"}"
post 201 "the new one" /api/v1/setup "{\"link\":\"$(cat ivan.new)\",\"password\":\"$secret\"}"
sign_in ivan
as ivan 200 "lets him in" /api/v1/people
expect 0 "a role more changes no password" env CONCORD_PASSPHRASE_FILE=pass "$CONCORD" person role ivan --role administrator,reader --data node
as ivan 200 "nor ends a session" /api/v1/people
as ada 400 "a name like an id" /api/v1/people "{\"name\":\"$(cat ivan.id)\",\"roles\":[\"reader\"]}"
ask 204 "ivan ends" -X DELETE -b ada.jar -H "X-Concord-CSRF: $(cat ada.csrf)" "$url/api/v1/people/$(cat ivan.id)"

# ---- two make a third, and each of them has one half of what lets her in
as ada 409 "a name that is taken" /api/v1/people '{"name":"dora","roles":["administrator"]}'
as ada 202 "hana is proposed" /api/v1/people '{"name":"hana","roles":["officer","administrator"]}'
proposal=$(field proposal)
code=$(field code)
decide ada 409 "not approved by who proposed it" "$proposal" approve
as gita 200 "the other reads what it is" /api/v1/proposals
says '"op": "person add"' "as the command that it is"
says 'officer,administrator' "with the roles"
never_says "$code" "and not the code"
printf '{"decision":"approve"}' >body
approve() { ask "$1" "$2" -b gita.jar -H "X-Concord-CSRF: $(cat gita.csrf)" -H 'Idempotency-Key: once-0123456789' -H 'Content-Type: application/json' --data-binary @body "$url/api/v1/proposals/$proposal"; }
approve 201 "gita approves"
field link >hana.link
field id >hana.id
approve 409 "the link is shown once"
setup() { post "$1" "$2" /api/v1/setup "{\"link\":\"$(cat hana.link)\"$3,\"password\":\"$secret\"}"; }
setup 403 "the link alone does not do" ''
says '"code_needed": *true' "says what is wanted"
setup 403 "a code that is another" ',"code":"c-0000000000000000"'
setup 201 "link and code do" ",\"code\":\"$code\""
setup 403 "once" ",\"code\":\"$code\""
sign_in hana
as hana 200 "hana administers" /api/v1/people

# ---- somebody who is there: the password that another may have chosen counts no more
printf '{"roles":["assessor","administrator"]}' >body
propose() { ask "$1" "$2" -b ada.jar -H "X-Concord-CSRF: $(cat ada.csrf)" -H 'Idempotency-Key: once-9876543210' -H 'Content-Type: application/json' --data-binary @body "$url/api/v1/people/$(cat dora.id)/roles"; }
propose 202 "dora is proposed"
code=$(field code)
proposal=$(field proposal)
propose 409 "the code is shown once"
shown=$code
roles ada 202 "proposed twice" dora '"assessor","administrator"'
again=$(field proposal)
roles ada 204 "other roles take one" dora '"contributor"'
as ada 200 "her place" "/api/v1/people/$(cat dora.id)"
decide hana 201 "hana approves" "$proposal" approve
field link >dora.link
as dora 401 "dora is out" /api/v1/session
let_in dora "$code"
as dora 200 "dora administers" /api/v1/people
decide hana 409 "the second proposal locks nobody out" "$again" approve
decide hana 204 "and is refused" "$again" refuse
as dora 200 "dora still does" /api/v1/people
roles ada 204 "who is one may have other roles as well" dora '"assessor","administrator"'
roles ada 204 "and be one no more, by one administrator" dora '"assessor"'
as dora 403 "dora does not" /api/v1/people

# ---- a reset of an administrator
as ada 202 "gita's is proposed" "/api/v1/people/$(cat gita.id)/reset" '{}'
code=$(field code)
proposal=$(field proposal)
as gita 200 "nothing happens to her yet" /api/v1/session
decide hana 204 "refused" "$proposal" refuse
as ada 202 "proposed again" "/api/v1/people/$(cat gita.id)/reset" '{}'
code=$(field code)
decide hana 201 "approved" "$(field proposal)" approve
field link >gita.link
as gita 401 "gita is out" /api/v1/session
let_in gita "$code"

# ---- whose a key is takes two administrators; taking it away takes one
new_key dora
expect 0 "one of hana's" env CONCORD_PASSPHRASE_FILE=pass "$CONCORD" key add --role management --data node
tail -n 1 out >hana.key
expect 0 "bound by who runs the machine" env CONCORD_PASSPHRASE_FILE=pass "$CONCORD" person key hana --key "$(cat hana.key)" --data node
as ada 200 "the keys there are to give" /api/v1/key/people
says "$(cat dora.key)" "one of them"
says "$(cat hana.key)" "and the other"
as dora 403 "for administrators" /api/v1/key/people
gives() { # gives WHO STATUS WHAT KEYFILE [MORE]: ada says that a key is of WHO
	as ada "$2" "$3" "/api/v1/people/$(cat "$1.id")/keys" "{\"key\":\"$(cat "$4")\"${5:-}}"
}
binds() { gives dora "$@"; }
binds 409 "another's key" hana.key
echo management-00000000 >no.key
binds 404 "a key that is not there" no.key
echo ../log >no.key
binds 400 "no name of a key" no.key
binds 202 "a key for dora waits" dora.key
proposal=$(field proposal)
nothing dora "it is not hers yet"
as gita 200 "another administrator is told" /api/v1/waiting
says '"person key"' "what waits"
decide ada 409 "not approved by who proposed it" "$proposal" approve
never_says '"code"' "dora was let in by two, and needs no new link"
decide gita 204 "approved by another" "$proposal" approve
as dora 200 "from then on" /api/v1/key/mine
says "$(cat dora.key)" "it is hers"
gives hana 404 "not from who has it not" dora.key ',"free":true'
binds 204 "taken away by one" dora.key ',"free":true'
nothing dora "at once"
as ada 202 "a key that dora gave back, for dora" "/api/v1/people/$(cat dora.id)/keys" "{\"key\":\"$(cat dora.key)\"}"
decide gita 204 "is refused by another" "$(field proposal)" refuse
gives hana 409 "for hana it is none: what it signed is dora's" dora.key
says 'for good' "is said"
binds 202 "once more" dora.key
decide gita 204 "refused" "$(field proposal)" refuse
nothing dora "nothing came of it"
binds 202 "proposed" dora.key
first=$(field proposal)
binds 202 "and proposed again" dora.key
proposal=$(field proposal)
decide gita 204 "the first is approved" "$first" approve
decide gita 409 "the second has nothing left to bind" "$proposal" approve
as gita 200 "and waits on" /api/v1/proposals
says "$proposal" "until it is refused"
decide gita 204 "which it is" "$proposal" refuse
# a reset takes the keys along: who resets has the new link, and must not have the signature
as dora 200 "dora's key" /api/v1/key/mine
says "$(cat dora.key)" "is hers"
as ada 201 "dora is reset, by one administrator" "/api/v1/people/$(cat dora.id)/reset" '{}'
post 201 "whoever has the link sets a password" /api/v1/setup "{\"link\":\"$(field link)\",\"password\":\"$secret\"}"
sign_in dora
nothing dora "and finds"

# ---- an administrator who kept an officer's link is in as the officer, and must not sign as them: with the key come both halves of a new link
new_key eve
invited eve officer
cp eve.jar kept.jar
as ada 200 "how eve was let in" "/api/v1/people/$(cat eve.id)"
says '"let_in_by_one": *true' "is said"
gives eve 202 "a key for eve" eve.key
eve_code=$(field code)
proposal=$(field proposal)
decide ada 409 "not approved by who has the code" "$proposal" approve
as kept 200 "nothing has changed" /api/v1/session
decide gita 201 "approved by another" "$proposal" approve
field link >eve.link
as kept 401 "who came by the old link is out" /api/v1/session
post 401 "the old password with it" /api/v1/session "{\"name\":\"eve\",\"password\":\"$secret\"}"
let_in eve "$eve_code"
as eve 200 "eve's keys" /api/v1/key/mine
says "$(cat eve.key)" "the key is hers"
as ada 200 "how eve was let in" "/api/v1/people/$(cat eve.id)"
says '"let_in_by_one": *false' "by two"
new_key eve
gives eve 202 "another key" eve.key
proposal=$(field proposal)
as ada 201 "meanwhile ada resets her, alone" "/api/v1/people/$(cat eve.id)/reset" '{}'
field link >eve.link
decide gita 409 "what was proposed without a code is done no more" "$proposal" approve
says 'propose it again' "is said"
decide gita 204 "it is refused" "$proposal" refuse
post 201 "ada comes in as eve" /api/v1/setup "{\"link\":\"$(cat eve.link)\",\"password\":\"$secret\"}"
sign_in eve
nothing eve "and signs with nothing"
gives eve 202 "proposed" eve.key
first=$(field proposal)
eve_code=$(field code)
new_key more
gives eve 202 "and a second key beside it" more.key
proposal=$(field proposal)
decide gita 201 "the first is approved" "$first" approve
field link >eve.link
let_in eve "$eve_code"
decide gita 204 "so is the second, which locks nobody out again" "$proposal" approve
as eve 200 "eve has both" /api/v1/key/mine
says "$(cat more.key)" "the second too"

# a job that was asked for before she was locked out, by whoever was in as her, does nothing now; one of hers is done
down
old=00000000000000aa # waits, as a server that ended leaves it
printf '{"id":"%s","op":"key mine","lang":"en","by":"%s","state":"queued","created":"2026-11-23T12:00:00Z","entry":0}\n' $old "$(cat eve.id)" >node/private/jobs/$old.json
echo '{}' >node/private/jobs/$old.body
up --passphrase-file pass
ended() {
	i=0
	while [ $i -lt 200 ] && grep -qE '"state": *"(queued|running)"' "node/private/jobs/$1.json"; do sleep 0.05; i=$((i + 1)); done
}
ended $old
as ada 200 "the job of before" /api/v1/jobs/$old
says '"state": *"failed"' "is not done"
says 'locked out since' "and says why"
as eve 202 "a job of now" /api/v1/jobs '{"op":"key mine"}'
job=$(field id)
ended "$job"
as eve 200 "it" "/api/v1/jobs/$job"
says '"state": *"done"' "is done"

# a token that may less than its person does so in a job too
as ada 201 "a token that reads" /api/v1/tokens "{\"label\":\"a script\",\"roles\":[\"reader\"],\"until\":\"$(date -u -d '+3 days' +%F)\"}"
token=$(field token)
new_key unused
gives eve 202 "something waits for administrators" unused.key
proposal=$(field proposal)
ask 202 "a job of the token" -H "Authorization: Bearer $token" -H 'Content-Type: application/json' --data '{"op":"waiting"}' "$url/api/v1/jobs"
job=$(field id)
ended "$job"
as ada 200 "it" "/api/v1/jobs/$job"
says '"state": *"done"' "is done"
never_says "$proposal" "without what a reader is not told" "node/private/jobs/$job.out"
decide gita 204 "refused" "$proposal" refuse

# what an administrator proposed does not outlive the role
as gita 202 "gita proposes" "/api/v1/people/$(cat dora.id)/keys" "{\"key\":\"$(cat dora.key)\"}"
proposal=$(field proposal)
roles ada 204 "gita is a reader from now on" gita '"reader"'
decide ada 409 "it would rest on one administrator" "$proposal" approve
says 'no administrator any more' "is said"
decide ada 204 "refused" "$proposal" refuse

# ---- what the log says of it, and what it does not
down
expect 0 "acts that waited are recorded" env CONCORD_PASSPHRASE_FILE=pass "$CONCORD" person record --data node
expect 0 "log show" env CONCORD_PASSPHRASE_FILE=pass "$CONCORD" log show --json --data node
says '"op": "person add"' "a proposal is an act"
says '"act": "approved"' "an approval is another"
says '"act": "failed"' "and that it came to nothing"
never_says "$code|c-0000000000000000|hana|gita" "neither codes nor names"
cat log logs >all.logs
never_says "$code|hana|gita|[0-9a-f]{64}" "nor in the server's log" all.logs
grep -rlF -e "$code" -e "$shown" -e "$eve_code" -e "$(sed 's|.*/||' gita.link)" node >hits
[ ! -s hits ] && held=$((held + 1)) || broke "a half of a link stands in a file as it is: $(cat hits)"
finish
