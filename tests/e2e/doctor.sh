#!/bin/sh
# concord doctor says what would stop a node; the settings of the service are read, and a wrong one is named.
. "$(dirname "$0")/lib.sh"
export CONCORD_NORMS="$CONCORD_SOURCE/norms"
cd "$tmp" || exit 1
is() { # is CHECK STATE: what the last answer says of a check
	python3 -c 'import json, sys; c = {x["check"]: x["is"] for x in json.load(open(sys.argv[1]))["checks"]}; sys.exit(c[sys.argv[2]] != sys.argv[3])' "$tmp/out" "$1" "$2" &&
		held=$((held + 1)) || broke "$1 is not $2"
}
doctor() { # doctor CODE "what" ARGUMENTS: as JSON
	code=$1 what=$2
	shift 2
	expect "$code" "$what" "$CONCORD" doctor --json "$@"
}

# A node that is well, and what befalls it.
echo 'words that nobody guesses' >pass
CONCORD_PASSPHRASE_FILE=pass expect 0 "a node" "$CONCORD" init node --name registry.example
doctor 0 "a node that is well" --data node
for c in disk node keys log store clock law; do is $c well; done
is tls not_seen
expect 0 "to be read" "$CONCORD" doctor --data node
says '^. keys +both are there, under a passphrase' "keys in words"
says '^0 bad, ' "the last line counts"
expect 0 "in Chinese" "$CONCORD" doctor --data node --lang zh
says '^0 项有问题' "the last line in Chinese"
expect 0 "no node is asked for" "$CONCORD" doctor
says 'concord init ' "it says how to make one"
doctor 1 "a node is named that is not there" --data nowhere
is node bad
is keys not_seen
chmod 755 node
doctor 0 "a folder that others read" --data node
is node warning
chmod 700 node
chmod 644 node/keys/record.key
doctor 1 "a key that others read" --data node
is keys bad
chmod 600 node/keys/record.key
CONCORD_NOW=2020-01-01T00:00:00Z doctor 1 "a clock that is behind" --data node
is clock bad
mv node/keys/log.key .
doctor 1 "a key that is missing" --data node
is keys bad
mv log.key node/keys/
cp -R node spoilt
printf 'x' | dd of=spoilt/log/entries bs=1 seek=100 conv=notrunc 2>/dev/null
doctor 1 "a log that was changed" --data spoilt
is log bad
mkdir law && cp "$CONCORD_NORMS"/*.yaml law/ && printf 'concord: instrument/1\nid: x\n' >law/x.yaml
doctor 1 "a law file that is wrong" --data node --norms law
is law bad
expect 0 "no passphrase" "$CONCORD" init plain --no-passphrase
doctor 0 "keys that anyone can use" --data plain
is keys warning

# A certificate: its time, and whose key.
pair() { openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=localhost -days "$2" -keyout "$1.key" -out "$1.crt" 2>/dev/null; }
pair long 90
pair short 3
set_tls() { printf 'data = node\ntls-cert = %s\ntls-key = %s\n' "$1" "$2" >conf; }
set_tls long.crt long.key
doctor 0 "a certificate" --config conf
is tls well
is node well
set_tls short.crt short.key
doctor 0 "one that ends soon" --config conf
is tls warning
CONCORD_NOW=2036-01-01T00:00:00Z doctor 1 "one that has ended" --config conf
is tls bad
for wrong in "long.crt short.key" "long.key long.key" "long.crt long.crt" "long.crt none"; do
	set_tls ${wrong% *} ${wrong#* }
	doctor 1 "a pair that is none: $wrong" --config conf
	is tls bad
done

# Settings: the service and doctor read the same file.
printf 'data = node\nlistn = 127.0.0.1:0\n' >conf
for op in doctor serve; do
	expect 3 "$op: an unknown setting" "$CONCORD" $op --config conf
	says 'conf:2: there is no setting "listn"' "$op names line and name" "$tmp/err"
	says 'listen = ' "$op knows the nearest" "$tmp/err"
done
expect 3 "a file that is not there" "$CONCORD" doctor --config none
printf 'data = node\nlang = zh\n' >conf
expect 0 "the file's language" "$CONCORD" doctor --config conf
says '项有问题' "the file's language holds"
expect 0 "the command line stands over it" "$CONCORD" doctor --config conf --lang en
says '^0 bad' "the command line's language holds"

# The file of the package names every flag of serve, and nothing that serve does not know.
sed 's/^#\([a-z-]* = \)/\1/' "$CONCORD_SOURCE/packaging/concord.conf" | sed 's|^norms = .*|norms = law|' >conf
rm -r law && ln -s "$CONCORD_NORMS" law
sed -i -e 's|^data = .*|data = node|' -e 's|^tls-cert = .*|tls-cert = long.crt|' -e 's|^tls-key = .*|tls-key = long.key|' conf
expect 0 "the packaged settings, all of them on" "$CONCORD" doctor --config conf
"$CONCORD" help serve --json | python3 -c 'import json, sys; print("\n".join(json.load(sys.stdin)["flags"]))' >flags
while read -r flag; do
	[ "$flag" = config ] || says "^#?$flag = " "packaging/concord.conf names $flag" "$CONCORD_SOURCE/packaging/concord.conf"
done <flags
finish
