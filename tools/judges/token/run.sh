#!/bin/sh
# Keys that stay in their device: SoftHSM holds them, OpenSSL's engine for PKCS #11 reaches them, and the unit test of the signer signs by each.
set -u
root=$(cd "$(dirname "$0")/../../.." && pwd)
. "$root/tools/house.sh"
need build all
build=${CONCORD_BUILD:-$root/build-check-gcc}
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
CC=gcc
{ [ -n "${CONCORD_BUILD:-}" ] || (cd "$root" && configure build-check-gcc -Dbuildtype=debug -Dwerror=true); } >"$tmp/log" 2>&1 &&
	ninja -C "$build" ${CN_JOBS:+-j"$CN_JOBS"} concord tests/test_content_signer >"$tmp/log" 2>&1 || { tail -n 20 "$tmp/log" >&2; die 4 "the build failed"; }
mkdir "$tmp/tokens"
printf 'directories.tokendir = %s\nobjectstore.backend = file\nlog.level = ERROR\n' "$tmp/tokens" >"$tmp/softhsm2.conf"
export SOFTHSM2_CONF="$tmp/softhsm2.conf" CONCORD_SOURCE="$root"
{
	sh "$root/tools/npm/c2pa/pki.sh" "$tmp/pki" && softhsm2-util --init-token --free --label concord --pin 1234 --so-pin 5678
} >"$tmp/log" 2>&1 || { tail -n 5 "$tmp/log" >&2; die 4 "no token could be made"; }
id=10
for name in es256 es384 es512 ps256; do
	openssl pkcs8 -topk8 -nocrypt -in "$tmp/pki/$name.key" -out "$tmp/$name.p8" &&
		softhsm2-util --import "$tmp/$name.p8" --token concord --label "$name" --id "$id" --pin 1234 >"$tmp/log" 2>&1 ||
		{ tail -n 5 "$tmp/log" >&2; die 4 "the key $name could not be put into the token"; }
	id=$((id + 1))
done
export CONCORD_TOKEN="$tmp/pki" CONCORD_TOKEN_PIN=1234
CONCORD_TOKEN_MODULE=$(dpkg -L libsofthsm2 | grep '/libsofthsm2\.so$' | head -n 1)
export CONCORD_TOKEN_MODULE
[ -n "$CONCORD_TOKEN_MODULE" ] || die 4 "SoftHSM's module is not where its package says"
"$build/tests/test_content_signer" >"$tmp/log" 2>&1 && grep -q 'OK \] a_key_in_a_token_signs_and_stays_there' "$tmp/log" || {
	cat "$tmp/log" >&2
	die 1 "the signer fails with keys in a token"
}
# And through the command: the PIN from a file, as a passphrase.
printf '1234\n' >"$tmp/pin"
export CONCORD_PASSPHRASE_FILE="$tmp/pin"
for name in es256 es384 es512 ps256; do
	"$build/concord" media label "$root/tests/vectors/c2pa/es256.png" --market EU --producer Studio --no-visible --out "$tmp/$name.png" \
		--key "pkcs11:token=concord;object=$name;type=private" --module "$CONCORD_TOKEN_MODULE" --chain "$tmp/pki/$name.pem" >"$tmp/log" 2>&1 ||
		{ cat "$tmp/log" >&2; die 1 "media label does not sign by the key $name of the token"; }
	"$build/concord" media check "$tmp/$name.png" --trust "$tmp/pki/root.pem" --json >"$tmp/json" 2>"$tmp/log"
	grep -q '"state": "Trusted"' "$tmp/json" || { cat "$tmp/json" "$tmp/log" >&2; die 1 "what the key $name signed is not trusted"; }
done
echo "4 keys in a token sign, as functions and through the command"
