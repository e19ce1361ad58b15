#!/bin/sh
# The library's OSCAL exports against the official JSON Schemas of OSCAL 1.2 (CONCORD_VECTORS: oscal/release-schemas), by Ajv.
. "$(dirname "$0")/../lib.sh"
schemas=${CONCORD_VECTORS:+$CONCORD_VECTORS/oscal/release-schemas}
if [ -z "$schemas" ] || [ ! -e "$schemas/oscal_catalog_schema.json" ]; then
	say "skipped: no vectors"
	say "0 passed, 0 failed, 2 skipped"
	exit 0
fi
judge_node
judge_install
judge_build concord
export CONCORD_NORMS="$root/norms" CONCORD_NOW=2026-11-23T12:00:00Z
for format in oscal-catalog oscal-mapping; do
	"$build/concord" norm export $format --out "$tmp/$format.json" >/dev/null || die 1 "concord norm export $format failed"
done
judge_run check.mjs "$schemas" "$tmp"
