#!/bin/sh
# Content credentials: files that c2pa-rs signs now, in every format and algorithm it can here, and the same with one bit changed; what we say
# of each against what it says. What may differ is the table at the head of judge.mjs.      run.sh [SEED [CHANGES]]
. "$(dirname "$0")/../lib.sh"
command -v openssl >/dev/null 2>&1 || die 4 "openssl is missing: apt-get install openssl"
judge_node
judge_install
judge_build src/ext/c2pa_check
sh "$here/pki.sh" "$tmp/pki" >"$tmp/pki.log" 2>&1 || { tail -n 5 "$tmp/pki.log" >&2; die 4 "openssl could not make the test certificates"; }
judge_run judge.mjs "$build/src/ext/c2pa_check" "$tmp" "${1:-20261126}" "${2:-40}"
