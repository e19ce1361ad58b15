#!/bin/sh
# ./dev check-all [AREA] [--write]: what is too long for every change. Each area takes at most an hour on 2 cores.
# --write notes date, commit, counts and seconds of what ran in docs/verified.md, one row an area; rows of other areas stay as they are.
set -u
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root" || exit 4
. tools/house.sh
areas="style tsan valgrind analyzer cppcheck tidy coverage simulate vectors mutation npm judges fuzz torture postgres repro package"
write=
asked=
for word; do
	case $word in
	--write) write=1 ;;
	-*) die 3 "unknown flag $word" ;;
	*) case " $areas " in *" $word "*) asked="$asked $word" ;; *) die 3 "unknown area $word; there are: $areas" ;; esac ;;
	esac
done
need build check all
export CONCORD_SOURCE="$root" CC_LD=lld
: "${COVERAGE_LINES:=95}" "${COVERAGE_BRANCHES:=85}" "${COVERAGE_FOLDERS:=base core norm lab}"
CC=gcc

# built NAME DIR OPTIONS...: configured, or a failure counted.
built() {
	name=$1
	shift
	log=$(mktemp)
	configure "$@" >"$log" 2>&1 && { rm -f "$log"; return 0; }
	fail "$name: configure"
	tail -n 30 "$log"
	rm -f "$log"
	return 1
}

area_style() {
	for c in layers headers size words duty registry messages limits; do
		check "style: $c" "tools/check_$c.sh"
	done
	check "style: the checks fail when they should" tests/e2e/checks_fail.sh
	tools/check_duty.sh --report | sed 's/^/      /'
}

# Under setarch -R: with much address randomisation this runtime stops with "unexpected memory mapping".
area_tsan() {
	CC=clang
	built tsan build-tsan -Doptimization=1 -Ddebug=true -Db_sanitize=thread -Db_lundef=false &&
		TSAN_OPTIONS=suppressions=$root/tools/tsan.txt tests tsan build-tsan -t 5 --wrap='setarch -R'
	CC=gcc
}

# The GCC build: valgrind 3.19 cannot read Clang 14's debug information.
area_valgrind() {
	built valgrind build-check-gcc -Dbuildtype=debug -Dwerror=true && tests valgrind build-check-gcc -t 20 --no-suite fuzz --no-suite seccomp \
		--wrap='valgrind -q --error-exitcode=9 --leak-check=full --errors-for-leak-kinds=definite --num-callers=20 --suppressions='"$root/tools/valgrind.txt"
}

area_analyzer() {
	rm -rf build-analyzer # so that every file is read anew
	built analyzer build-analyzer -Dbuildtype=debug '-Dc_args=-fanalyzer -fanalyzer-transitivity -DCN_ANALYZER' || return
	warnings=$(mktemp)
	ninja -C build-analyzer concord >"$warnings" 2>&1 || fail "analyzer: build"
	n=$(grep -c 'warning:.*\[-Wanalyzer' "$warnings")
	check "GCC -fanalyzer on src: $n warnings" test "$n" = 0
	[ "$n" = 0 ] || grep 'warning:.*\[-Wanalyzer' "$warnings" | sed 's/^/      /' | head -n 60
	rm -f "$warnings"
}

area_cppcheck() {
	built cppcheck build-check-gcc -Dbuildtype=debug -Dwerror=true &&
		check cppcheck cppcheck -q -j2 --std=c11 --enable=warning,performance,portability --inline-suppr \
			--suppressions-list=tools/cppcheck.txt --error-exitcode=1 -Isrc -Ibuild-check-gcc -D_GNU_SOURCE src
}

area_tidy() {
	CC=clang
	built tidy build-check-asan -Doptimization=1 -Ddebug=true -Db_sanitize=address,undefined -Db_lundef=false || { CC=gcc; return; }
	CC=gcc
	ninja -C build-check-asan >/dev/null 2>&1 # generated files
	findings=$(mktemp -d)
	files=$(project_files src | grep '\.c$' | while read -r f; do ! grep -qF "$f\"" build-check-asan/compile_commands.json || echo "$f"; done)
	printf '%s\n' $files | xargs -P "$(nproc)" -I{} sh -c 'out=$1/$(printf %s "$2" | tr / :)
		clang-tidy -quiet --extra-arg=-DCN_ANALYZER -p build-check-asan "$2" >"$out" 2>&1
		echo $? >"$out.rc"' - "$findings" {}
	for f in $files; do
		check "tidy: $f" sh -c 'cat "$1"; exit "$(cat "$1.rc")"' - "$findings/$(printf %s "$f" | tr / :)"
	done
	rm -rf "$findings"
}

# Each object of an arena is an allocation of its own here, so that the torture tests make each of them fail.
area_coverage() {
	built coverage build-coverage -Dbuildtype=debug -Db_coverage=true -Dc_args=-DARENA_ONE_EACH=1 || return
	find build-coverage -name '*.gcda' -delete
	tests "coverage run" build-coverage
	for folder in $COVERAGE_FOLDERS; do
		[ -e "src/$folder/meson.build" ] || continue
		check "coverage of src/$folder: at least $COVERAGE_LINES % of lines, $COVERAGE_BRANCHES % of branches" \
			gcovr --root . --object-directory build-coverage --filter "src/$folder/" --exclude-throw-branches \
			--fail-under-line "$COVERAGE_LINES" --fail-under-branch "$COVERAGE_BRANCHES" --print-summary
	done
	gcovr --root . --object-directory build-coverage --filter src/ 2>/dev/null | sed 's/^/      /'
}

# Coverage of the intervals, size and power of the tests, each with its Monte Carlo error. Optimised: ten times the samples of ./dev check.
area_simulate() {
	CC=gcc
	built simulate build-repro-gcc-2-plain -Ddebug=false -Doptimization=2 && ninja -C build-repro-gcc-2-plain tests/test_lab_simulate tests/test_lab_simulate_search >/dev/null 2>&1
	lines=$(mktemp)
	for t in test_lab_simulate test_lab_simulate_search; do
		check "simulate: intervals hold, tests keep their size and find what is there ($t)" \
			sh -c 'CN_TORTURE=long "build-repro-gcc-2-plain/tests/$2" >"$1" 2>&1' - "$lines" "$t"
		sed -n 's/^\(coverage\|size\|power\|ERROR\|   \)/      &/p' "$lines"
	done
	rm -f "$lines"
}

# Regenerates the metric vectors from R, SciPy, statsmodels and compares with the committed ones.
area_vectors() {
	[ -x tools/vectors/run ] || { say "      no tools/vectors/run yet"; return; }
	fresh=$(mktemp -d)
	mkdir -p "$fresh/metric"
	check "vectors: generators run" env CONCORD_VECTORS_OUT="$fresh" PYTHONDONTWRITEBYTECODE=1 tools/vectors/run
	for f in "$fresh"/metric/*.json "$fresh"/procedure/*.json; do
		check "vectors: ${f#"$fresh"/}" diff "$f" "tests/vectors/${f#"$fresh"/}"
	done
	rm -rf "$fresh"
}

# One operator, bound or constant of the lab's formulas changed at a time: a test must fail. All 2,000 take hours:
# MUTATION_EACH of each file are tried (0: all), and tools/mutants_survive.txt says which may survive, and why.
area_mutation() {
	built mutation build-check-gcc -Dbuildtype=debug -Dwerror=true || return
	ninja -C build-check-gcc >/dev/null 2>&1 || fail "mutation: build"
	check "mutation: ${MUTATION_EACH:-6} mutants of each of the lab's formulas fail a test" env PYTHONDONTWRITEBYTECODE=1 \
		tools/mutate_metrics.py build-check-gcc --each "${MUTATION_EACH:-6}"
}

area_npm() {
	for script in tools/npm/*/run.sh; do
		[ ! -x "$script" ] || check "npm: $(basename "$(dirname "$script")")" timeout 1800 "$script"
	done
}

area_judges() {
	for script in tools/judges/*/run.sh; do
		check "judge: $(basename "$(dirname "$script")")" timeout 1800 "$script"
	done
}

area_fuzz() {
	for f in tests/fuzz/fuzz_*.c; do
		[ ! -e "$f" ] || check "fuzz: $f, ${FUZZ_SECONDS:-60} s" tools/fuzz.sh "$(basename "$f" .c | sed 's/^fuzz_//')" "${FUZZ_SECONDS:-60}"
	done
}

# Tests that have a long form read CN_TORTURE=long.
area_torture() {
	export CN_TORTURE=long
	CC=clang
	built torture build-check-asan -Doptimization=1 -Ddebug=true -Db_sanitize=address,undefined -Db_lundef=false &&
		tests "torture, long" build-check-asan -t 30
	CC=gcc
	# The real program, without sanitizers: their memory is not its memory.
	built "torture, program" build-check-gcc -Dbuildtype=debug -Dwerror=true && ninja -C build-check-gcc concord >/dev/null || fail "torture, program: build"
	for script in tests/torture/*.sh tests/e2e/faults.sh; do
		[ ! -x "$script" ] || check "torture: $(basename "$script" .sh)" env CONCORD="$root/build-check-gcc/concord" timeout 3000 "$script"
	done
	unset CN_TORTURE
}

# The views in Debian's PostgreSQL, several servers of one folder, and a database that goes away. Each script starts a server of its own.
area_postgres() {
	built postgres build-check-gcc -Dbuildtype=debug -Dwerror=true && ninja -C build-check-gcc concord tests/prop_core tests/test_store_pg >/dev/null || fail "postgres: build"
	for script in tests/postgres/*.sh; do
		case $script in */pg.sh) continue ;; esac
		check "postgres: $(basename "$script" .sh)" env CONCORD="$root/build-check-gcc/concord" timeout 1200 "$script"
	done
}

# Counts, seeds and draws: the same bytes from each build. Reals and verdicts: each build passes the vectors (1e-9).
area_repro() {
	rm -rf build-repro-out
	mkdir build-repro-out
	for build in "gcc 0 plain" "gcc 2 plain" "gcc 2 native" "clang 2 plain"; do
		set -- $build
		CC=$1
		args=
		[ "$3" != native ] || args=-Dc_args=-march=native
		built "repro $build" "build-repro-$1-$2-$3" -Ddebug=false "-Doptimization=$2" $args || continue
		tests "repro: $build" "build-repro-$1-$2-$3" -t 3 --no-suite fuzz
		ninja -C "build-repro-$1-$2-$3" tests/repro >/dev/null 2>&1
		"build-repro-$1-$2-$3/tests/repro" >"build-repro-out/$1-$2-$3" || fail "repro: $build runs"
		check "repro: $build gives the bytes of gcc 0" cmp build-repro-out/gcc-0-plain "build-repro-out/$1-$2-$3"
	done
	CC=gcc
	check "repro: something was compared" test -s build-repro-out/gcc-0-plain
}

# The Debian package, installed on a bare Debian, upgraded and removed. Root only.
area_package() {
	check "package: built, judged, installed, upgraded, removed" env -u CC_LD tools/package_test.sh
}

# note AREA PASSED FAILED SECONDS: the area's row, in the order of $areas; the others are kept.
note() {
	page=docs/verified.md
	commit="$(git rev-parse --short HEAD 2>/dev/null || echo unknown)"
	[ -z "$(git status --porcelain --untracked-files=no -- . ":!$page" 2>/dev/null)" ] || commit="$commit, changed"
	rows=$(mktemp)
	grep '^| [a-z]* | [0-9]' "$page" 2>/dev/null | grep -v "^| $1 |" >"$rows"
	printf '| %s | %s | %s | %s | %s | %s |\n' "$1" "$2" "$3" "$4" "$(date -u +%Y-%m-%d)" "$commit" >>"$rows"
	{
		printf '# Verified\n\nWhat the last `./dev check-all --write` of each area found. `./dev check` runs on every change and is not in this table.\n'
		printf 'Machine: %s cores, GCC %s, Clang %s.\n\n' "$(nproc)" "$(gcc -dumpfullversion 2>/dev/null)" \
			"$(clang --version 2>/dev/null | sed -n 's/.*version \([0-9.]*\).*/\1/p')"
		printf '| area | passed | failed | seconds | date | commit |\n| --- | --- | --- | --- | --- | --- |\n'
		for known in $areas; do
			grep "^| $known |" "$rows"
		done
		: # the last area may have no row
	} >"$page.new" && mv "$page.new" "$page"
	rm -f "$rows"
}

start=$(date +%s)
for area in ${asked:-$areas}; do
	say "== $area"
	before_ok=$passed
	before_bad=$failed
	since=$(date +%s)
	area_"$area"
	[ -z "$write" ] || note "$area" $((passed - before_ok)) $((failed - before_bad)) $(($(date +%s) - since))
done
say "took $(($(date +%s) - start)) s"
counts
