#!/bin/sh
# Labels in XMP, IPTC and EXIF held against exiftool and exempi (Adobe's XMP toolkit): see judge.py. EXIFTOOL_SEED changes the draw.
set -u
root=$(cd "$(dirname "$0")/../../.." && pwd)
. "$root/tools/house.sh"
need build all
build=${CONCORD_BUILD:-$root/build-check-gcc}
log=$(mktemp)
trap 'rm -f "$log"' EXIT
CC=gcc
{ [ -n "${CONCORD_BUILD:-}" ] || (cd "$root" && configure build-check-gcc -Dbuildtype=debug -Dwerror=true); } >"$log" 2>&1 &&
	{ [ -n "${CONCORD_BUILD:-}" ] || ninja -C "$build" ${CN_JOBS:+-j"$CN_JOBS"} concord; } >"$log" 2>&1 || { tail -n 20 "$log" >&2; die 4 "the build failed"; }
CONCORD_NORMS=$root/norms PYTHONDONTWRITEBYTECODE=1 python3 "$root/tools/judges/exiftool/judge.py" "$build/concord" "$root/tests/vectors/c2pa" "${EXIFTOOL_SEED:-20261127}"
