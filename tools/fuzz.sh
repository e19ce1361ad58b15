#!/bin/sh
# ./dev fuzz [TARGET] [SECONDS]: libFuzzer with ASan and UBSan on tests/fuzz/fuzz_<TARGET>.c (each, if none is named) for SECONDS
# (60). Seeds and tests/fuzz/<TARGET>.dict are used when there; the corpus is a copy, since libFuzzer writes into it. A crash is
# left in build-fuzz/ and belongs, mended and with a name, into tests/fuzz/seeds/<TARGET>/.
set -u
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root" || exit 4
. tools/house.sh
need build fuzz
case ${1:-} in '' | [0-9]*) names= ;; *) names=$1; shift ;; esac
seconds=${1:-60}
case $seconds in *[!0-9]*) die 3 "seconds is a whole number, not \"$seconds\"" ;; esac
[ -n "$names" ] || names=$(ls tests/fuzz/fuzz_*.c 2>/dev/null | sed 's|.*/fuzz_||; s|\.c$||')
[ -n "$names" ] || die 4 "no target in tests/fuzz yet"
CC=clang
log=$(mktemp)
if ! configure build-fuzz -Doptimization=1 -Ddebug=true -Db_sanitize=address,undefined -Db_lundef=false -Dc_args=-fsanitize=fuzzer-no-link >"$log" 2>&1 ||
	! ninja -C build-fuzz ${CN_JOBS:+-j"$CN_JOBS"} >"$log" 2>&1; then
	tail -n 40 "$log" >&2
	die 4 "the fuzzing build failed"
fi
libs=$(find build-fuzz/src -name 'lib*.a')
with="$(pkg-config --cflags --libs libsodium libcrypto jansson libfyaml libbrotlidec libjpeg libpng sqlite3 libseccomp zlib libmicrohttpd) -lm"
export LSAN_OPTIONS=suppressions=$root/tools/lsan.txt:print_suppressions=0
rc=0
for name in $names; do
	[ -r "tests/fuzz/fuzz_$name.c" ] || die 3 "no tests/fuzz/fuzz_$name.c"
	clang -std=c17 -D_GNU_SOURCE -g -O1 -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all -Isrc -Ibuild-fuzz \
		"tests/fuzz/fuzz_$name.c" -Wl,--start-group $libs -Wl,--end-group $with -o "build-fuzz/fuzz_$name" || die 4 "fuzz_$name does not link"
	corpus=$(mktemp -d)
	cp "tests/fuzz/seeds/$name/"* "$corpus/" 2>/dev/null || true
	dict=
	[ ! -r "tests/fuzz/$name.dict" ] || dict="-dict=tests/fuzz/$name.dict"
	if CONCORD_SOURCE=$root "build-fuzz/fuzz_$name" $dict -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1 \
		-artifact_prefix=build-fuzz/"$name"- "$corpus" >"$log" 2>&1; then
		say "ok    fuzz $name: $(sed -n 's/^stat::number_of_executed_units: *//p' "$log") runs in $seconds s, $(ls "$corpus" | wc -l) inputs kept"
	else
		rc=1
		say "FAIL  fuzz $name"
		tail -n 40 "$log"
		ls -t build-fuzz/"$name"-* 2>/dev/null | head -n 1
	fi
	rm -rf "$corpus"
done
rm -f "$log"
exit $rc
