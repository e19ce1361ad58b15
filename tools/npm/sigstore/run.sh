#!/bin/sh
# A node's log, its proofs and its envelopes, made by the real program, against sigstore's packages.
. "$(dirname "$0")/../lib.sh"
judge_node
judge_install
judge_build concord
judge_circle
mkdir "$tmp/proofs"
n=$(sed -n 2p "$tmp/node/log/public/checkpoint")
i=0
while [ "$i" -lt "$n" ]; do
	"$concord" log prove "$i" >"$tmp/proofs/$i.tlog-proof" || die 1 "concord log prove $i failed"
	i=$((i + 1))
done
judge_run check.mjs "$tmp"
