#!/bin/sh
# What the program writes and reads, against the JSON Schemas that it publishes, by Ajv (draft 2020-12).
. "$(dirname "$0")/../lib.sh"
judge_node
judge_install
judge_build concord
judge_circle
mkdir "$tmp/schema" "$tmp/kind"
for format in instrument facts vocabulary coverage concordance system profiles; do
	"$concord" norm schema "$format" >"$tmp/schema/$format.json" || die 1 "concord norm schema $format failed"
done
"$concord" kind list | while read -r kind rest; do
	"$concord" kind schema "$kind" >"$tmp/kind/$(printf %s "$kind" | tr / -).json" || die 1 "concord kind schema $kind failed"
done || exit 1
judge_run check.mjs "$tmp" "$root" "$concord"
