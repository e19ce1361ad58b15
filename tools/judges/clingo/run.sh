#!/bin/sh
# The exact check and the conflicts held against clingo (Debian's gringo): see judge.py. LAW_SEED, LAW_SYSTEMS change the draw.
set -u
root=$(cd "$(dirname "$0")/../../.." && pwd)
. "$root/tools/house.sh"
need build all
build=${CONCORD_BUILD:-$root/build-check-gcc}
log=$(mktemp)
trap 'rm -f "$log"' EXIT
CC=gcc
{ [ -n "${CONCORD_BUILD:-}" ] || (cd "$root" && configure build-check-gcc -Dbuildtype=debug -Dwerror=true); } >"$log" 2>&1 &&
	ninja -C "$build" ${CN_JOBS:+-j"$CN_JOBS"} concord tests/law_cases >"$log" 2>&1 || { tail -n 20 "$log" >&2; die 4 "the build failed"; }
PYTHONDONTWRITEBYTECODE=1 python3 "$root/tools/judges/clingo/judge.py" "$build/tests/law_cases" "$build/concord" "$root/norms" "${LAW_SEED:-20261123}" "${LAW_SYSTEMS:-400}"
