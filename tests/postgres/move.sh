#!/bin/sh
# The views of a node in PostgreSQL and back: the same rows as in SQLite, whatever the order of letters of the database; what is refused, and in which
# words; a folder that was put back from an older copy; and that a password is shown nowhere.
. "$(dirname "$0")/../e2e/lib.sh"
. "$(dirname "$0")/pg.sh"
export CONCORD_NORMS="$CONCORD_SOURCE/norms" CONCORD_NOW=2026-11-23T12:00:00Z
cd "$tmp" || exit 1
cp -R "$CONCORD_SOURCE/examples/public-chatbot" sys
digest() { sed -n 's/.*\(sha256:[0-9a-f]*\).*/\1/p' out | tail -n 1; }
alike() { [ "$2" = "$3" ] && held=$((held + 1)) || broke "$1: $2, not $3"; }
key() { expect 0 "a record" "$CONCORD" key add --role compliance --no-passphrase --data "$1"; }

# ---- there and back
expect 0 init "$CONCORD" init n --name north.example --no-passphrase
expect 1 assess "$CONCORD" assess sys/system.yaml --as-of 2026-11-23 --data n --out d1
expect 0 "the views in SQLite" "$CONCORD" views rebuild --data n
lite=$(digest)
expect 0 "they move" "$CONCORD" store move --to "$db" --data n
alike "the rows are the same" "$(digest)" "$lite"
[ ! -e n/views.db ] && [ "$(stat -c %a n/store.json)" = 600 ] && held=$((held + 1)) || broke "what is left in the folder: $(ls -l n)"
key n
expect 1 "another assessment" "$CONCORD" assess sys/system.yaml --as-of 2026-11-23 --data n --out d
expect 0 "it verifies" "$CONCORD" verify d
expect 0 show "$CONCORD" store show --data n --json
python3 - <<'PY' && held=$((held + 1)) || broke "what the store knows: $(cat out)"
import json
m = json.load(open("out"))
assert m["entries"] == m["folded"] == m["log"]["size"] and m["log"]["name"] == "north.example/log" and m["log"]["epoch"] >= 3, m
PY
alike "others read them by SQL" "$(admin "SELECT count(*) FROM concord.record WHERE kind = 'key/1'" node)" 3
expect 0 "folded bit by bit" "$CONCORD" views rebuild --dump --data n
cp out anew
expect 0 "they move back" "$CONCORD" store move --to sqlite --data n
back=$(digest)
alike "nothing of ours stays there" "$(admin "SELECT count(*) FROM pg_namespace WHERE nspname = 'concord'" node)" 0
expect 0 "the views in SQLite" "$CONCORD" views rebuild --dump --data n
same out anew "the dump of PostgreSQL is that of SQLite"
expect 0 "their digest" "$CONCORD" views rebuild --data n
alike "as it was said" "$(digest)" "$back"
expect 0 "to the same place" "$CONCORD" store move --to sqlite --data n

# ---- what was erased is in no table
expect 0 "there again" "$CONCORD" store move --to "$db" --data n
alike "the record is there" "$(admin "SELECT count(*) FROM concord.record WHERE seq = 3" node)" 1
expect 0 "an erasure" "$CONCORD" erase 3 --reason law --data n
alike "and is gone" "$(admin "SELECT count(*) FROM concord.record WHERE seq = 3" node)" 0
alike "its tombstone stays" "$(admin "SELECT state FROM concord.entry WHERE idx = 3" node)" erased

# ---- what is refused
size=$("$CONCORD" store show --data n --json | python3 -c 'import json, sys; print(json.load(sys.stdin)["entries"])')
expect 0 "another node" "$CONCORD" init south --name south.example --no-passphrase
expect 4 "a database is for one log" "$CONCORD" store move --to "$db" --data south
says 'holds the log north.example/log, not south.example/log' "it says whose it is" err
expect 4 "no server" "$CONCORD" store move --to "postgresql://concord@/node?host=$tmp" --data south
says 'cannot be reached' "it says so" err
expect 4 "no such database" "$CONCORD" store move --to "postgresql://concord@/nothing?host=$pg&port=$pg_port" --data south
says 'does not exist' "it says so" err
expect 3 "no address" "$CONCORD" store move --to "mysql://x/y" --data south
expect 3 "a setting that is not known" "$CONCORD" store move --to "postgresql://x/y?options=-cx" --data south
admin "CREATE DATABASE latin OWNER concord TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'"
expect 4 "another encoding" "$CONCORD" store move --to "postgresql://concord@/latin?host=$pg&port=$pg_port" --data south
says 'LATIN1; the store needs UTF8' "it says what to do" err
new_database later
expect 0 "tables" "$CONCORD" store move --to "postgresql://concord@/later?host=$pg&port=$pg_port" --data south
admin "UPDATE concord.version SET version = 2" later
expect 4 "tables of a later program" "$CONCORD" key add --role compliance --no-passphrase --data south
says 'later version of this program' "it says so" err
admin "UPDATE concord.version SET version = 1" later
admin "CREATE ROLE guest LOGIN" && admin "GRANT CONNECT ON DATABASE node TO guest"
expect 0 "a third node" "$CONCORD" init third --name third.example --no-passphrase
new_database closed carol
expect 4 "no leave to make tables" "$CONCORD" store move --to "postgresql://guest@/closed?host=$pg&port=$pg_port" --data third
says 'permission denied' "it says so" err
[ ! -e third/store.json ] && held=$((held + 1)) || broke "something half was written"
expect 0 "it writes as before" "$CONCORD" key add --role compliance --no-passphrase --data third

# ---- zh
expect 4 "in Chinese" "$CONCORD" store move --to "$db" --data south --lang zh
says '数据库' "it is said in Chinese" err

# ---- a folder that was put back from an older copy
cp -R n older
key n
key n
expect 4 "the older copy does not go on" "$CONCORD" key add --role compliance --no-passphrase --data older
says "the log on this disk ends at $size and the store knows $((size + 2)) entries" "it says what is where" err
expect 0 "it can be read" "$CONCORD" log show --data older
expect 4 "nor does it move away" "$CONCORD" store move --to sqlite --data older
expect 4 "nor by saying that the store is lost, while it is there" "$CONCORD" store move --to "$db" --lost --data older
says 'put back from an older copy' "it says so" err
head -c "$(stat -c %s older/log/entries)" n/log/entries | cmp -s - older/log/entries && held=$((held + 1)) || broke "the older copy was written to"
key n
# a second history of the same length and more, by a copy that had no store
rm older/store.json
for i in 1 2 3 4; do key older; done
cp n/store.json older/
expect 4 "nor does one that went on by itself" "$CONCORD" key add --role compliance --no-passphrase --data older
says 'two histories' "it says so" err

# ---- copies that are made with it
expect 0 "a copy" "$CONCORD" store backup copy --keys --data n
key n
expect 4 "the database says that the copy is behind" "$CONCORD" store resume --data copy
says "ends at .* and the store knows" "it says so" err
expect 4 "and also when somebody says otherwise" "$CONCORD" store resume --last-size 1 --data copy
expect 1 "the doctor sees it" "$CONCORD" doctor --data older
says 'two histories|older copy|knows' "and says so"
expect 0 "the newest copy" "$CONCORD" store backup copy --keys --data n
mv n gone
expect 0 "goes on by the word of the database" "$CONCORD" store resume --data copy
mv copy n
key n

# ---- the database is the older one, or gone
new_database node
expect 4 "an empty database knows nothing of the log" "$CONCORD" key add --role compliance --no-passphrase --data n
says 'has nothing of the log' "it says so" err
expect 0 "it is said to be lost" "$CONCORD" store move --to "$db" --lost --data n
key n
expect 0 "the views are whole" "$CONCORD" store show --data n

# ---- an entry whose writer was killed before the store knew of it: the log on the disk is ahead, and goes on
root=$(admin "SELECT root FROM concord.log" node)
old=$(admin "SELECT size FROM concord.log" node)
key n
admin "UPDATE concord.log SET size = $old, root = '$root'" node
key n
alike "the store follows" "$(admin "SELECT size FROM concord.log" node)" $((old + 2))

# ---- a password
new_database safe carol
safe="postgresql://carol:never-shown-1@$db_tcp/safe"
expect 4 "a wrong password" "$CONCORD" store move --to "postgresql://carol:never-shown-2@$db_tcp/safe" --data third
never_says 'never-shown' "it is not repeated" err
expect 0 "a password in the address" "$CONCORD" store move --to "$safe" --data third
cat out err >said
expect 0 show "$CONCORD" store show --data third
cat out err >>said
expect 4 "the database of another" "$CONCORD" store move --to "$safe" --data south
cat out err >>said
says "carol@$db_tcp/safe" "it says where" said
never_says 'never-shown' "and no password" said
printf '%s:%s:safe:carol:never-shown-1\n' 127.0.0.1 "$pg_port" >pgpass
chmod 600 pgpass
expect 0 "it moves away" "$CONCORD" store move --to sqlite --data third
expect 0 "by a password file" env PGPASSFILE="$tmp/pgpass" "$CONCORD" store move --to "postgresql://carol@$db_tcp/safe" --data third
expect 4 "without it" "$CONCORD" key add --role compliance --no-passphrase --data third
expect 0 "the address names the file" "$CONCORD" store move --to "postgresql://carol@$db_tcp/safe?passfile=$tmp/pgpass" --lost --data third
key third
never_says 'never-shown' "no password in the folder" third/store.json

# ---- the parts below the commands, and random sets of records
for program in test_store_pg prop_core; do
	program=$(dirname "$CONCORD")/tests/$program
	new_database random
	[ -x "$program" ] || { broke "$program is not built"; continue; }
	expect 0 "$program" env CONCORD_PG="postgresql://concord@/random?host=$pg&port=$pg_port" PROP_RUNS=1 "$program"
	cat out err >>programs
	never_says 'SKIPPED' "it had its database" out
done
says 'OK \] equal_sets_give_equal_dumps_in_both_databases' "dumps were compared" programs
says 'OK \] a_lost_turn_moves_nothing' "turns were lost" programs
finish
