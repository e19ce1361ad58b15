#!/bin/sh
# Content credentials that Concord makes: each format it signs by each algorithm, with and without a time stamp, over a file that has credentials
# already (its own or another's); what three versions of c2pa-rs and c2pa-ts, which shares no code with them, say of each.   run.sh [FORMATS]
. "$(dirname "$0")/../lib.sh"
command -v openssl >/dev/null 2>&1 || die 4 "openssl is missing: apt-get install openssl"
judge_node
judge_install
cp "$root/tools/npm/c2pa/carriers.mjs" "$judge/" || exit 4
judge_build src/ext/c2pa_sign src/ext/c2pa_check
sh "$root/tools/npm/c2pa/pki.sh" "$tmp/pki" >"$tmp/pki.log" 2>&1 || { tail -n 5 "$tmp/pki.log" >&2; die 4 "openssl could not make the test certificates"; }
judge_run judge.mjs "$build/src/ext/c2pa_sign" "$build/src/ext/c2pa_check" "$tmp" ${1:+"$1"}
