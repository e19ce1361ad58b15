#!/bin/sh
# ./dev check: two builds with their tests, the checks of style, the end-to-end scripts, the independent verifier of the log.
# CONCORD_VECTORS, when set, names a folder of further vectors for the tests that can use them.
set -u
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root" || exit 4
. tools/house.sh
need build check
start=$(date +%s)
export CONCORD_SOURCE="$root" CC_LD=lld # 300 programs of tests are linked
gcc_dir=build-check-gcc
asan_dir=build-check-asan
export ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1:detect_stack_use_after_return=1
export UBSAN_OPTIONS=print_stacktrace=1
export LSAN_OPTIONS=max_leaks=4:print_suppressions=0

style() {
	for c in layers headers size words duty registry tour messages limits; do
		check "style: $c" "tools/check_$c.sh"
	done
}

pure() {
	libs=
	for folder in $(awk '!/^#/ && / pure( |$)/ { print $1 }' tools/layers.txt); do
		[ ! -e "src/$folder/meson.build" ] || libs="$libs $gcc_dir/src/$folder/lib$folder.a"
	done
	[ -z "$libs" ] || check "style: pure libraries" tools/check_pure.sh $libs
	check "style: one name, one definition" tools/check_names.sh $gcc_dir/src/*/lib*.a
}

# Scripts that drive the real program; lib*.sh are sourced by them.
# As many at a time as there are cores: each has a folder of its own. Then one after the other is counted.
e2e() {
	ran=$(mktemp -d)
	for script in tests/e2e/*.sh; do
		case $script in *'*'* | */lib*.sh) ;; *) echo "$script" ;; esac
	done | xargs -P "${CN_JOBS:-$(nproc)}" -I{} sh -c 'out=$1/$(basename "$2"); rc=0; timeout 600 "$2" >"$out" 2>&1 || rc=$?; echo "$rc" >"$out.rc"' - "$ran" {}
	for script in tests/e2e/*.sh; do
		out=$ran/$(basename "$script")
		case $script in *'*'* | */lib*.sh) continue ;; esac
		check "e2e: $(basename "$script" .sh)" sh -c 'cat "$1"; exit "$(cat "$1.rc" 2>/dev/null || echo 70)"' - "$out"
	done
	rm -rf "$ran"
}

style
CC=gcc
log=$(mktemp)
if configure $gcc_dir -Dbuildtype=debug -Dwerror=true >"$log" 2>&1; then
	tests "GCC, -Werror" $gcc_dir
	pure
	export CONCORD="$root/$gcc_dir/concord"
	if [ -x "$CONCORD" ]; then
		e2e
		for script in tests/interop/*/run.sh; do
			[ ! -x "$script" ] || check "interop: $(basename "$(dirname "$script")")" timeout 300 "$script"
		done
	fi
else
	fail "GCC: configure"
	tail -n 30 "$log"
fi
CC=clang
if configure $asan_dir -Doptimization=1 -Ddebug=true -Db_sanitize=address,undefined -Db_lundef=false >"$log" 2>&1; then
	tests "Clang, ASan and UBSan" $asan_dir -t 3
else
	fail "Clang: configure"
	tail -n 30 "$log"
fi
rm -f "$log"
say "took $(($(date +%s) - start)) s"
counts
