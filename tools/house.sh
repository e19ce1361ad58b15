# Shared by dev and tools/*.sh; sourced with $root set. POSIX sh (dash), mawk.

say() { printf '%s\n' "$*"; }
die() { code=$1; shift; printf 'error: %s\n' "$*" >&2; exit "$code"; }

# need SET...: installs the packages of these sets that are missing, and says once which and why.
need() {
	command -v dpkg-query >/dev/null 2>&1 || { need_elsewhere "$@"; return; }
	missing=
	why=
	while read -r set package stand_in reason; do
		case " $* " in *" $set "*) ;; *) continue ;; esac
		[ "$stand_in" = - ] || ! command -v "$stand_in" >/dev/null 2>&1 || continue
		[ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" != installed ] || continue
		case " $missing " in *" $package "*) continue ;; esac
		missing="$missing $package"
		why="$why
  $package: $reason"
	done <"$root/tools/packages.txt"
	[ -n "$missing" ] || return 0
	as_root=
	if [ "$(id -u)" != 0 ]; then
		command -v sudo >/dev/null 2>&1 || die 4 "please install, as root: apt-get install$missing"
		as_root=sudo
	fi
	say "Installing from Debian what is missing here:$why" >&2
	log=$(mktemp)
	# The lists are fetched only when they do not know a package, or know a version that is gone.
	if ! apt_install $missing >"$log" 2>&1; then
		if ! $as_root apt-get update >"$log" 2>&1 || ! apt_install $missing >>"$log" 2>&1; then
			tail -n 15 "$log" >&2
			rm -f "$log"
			die 4 "apt-get could not install:$missing"
		fi
	fi
	rm -f "$log"
}

apt_install() {
	$as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y -q --no-install-recommends "$@"
}

# Not a Debian: nothing is installed, only looked for.
need_elsewhere() {
	for tool in gcc meson ninja pkg-config; do
		command -v "$tool" >/dev/null 2>&1 ||
			die 4 "$tool is missing; ./dev installs only on Debian: tools/packages.txt lists what is needed"
	done
}

# Files of the project below the given paths, one a line: the tracked ones, or all in an unpacked archive.
project_files() {
	if [ -e "$root/.git" ] && command -v git >/dev/null 2>&1; then
		(cd "$root" && git ls-files -- "$@" | while read -r f; do [ ! -f "$f" ] || printf '%s\n' "$f"; done)
	else
		(cd "$root" && for p in "${@:-.}"; do find "$p" -type f; done 2>/dev/null |
			sed 's|^\./||' | grep -v -e '^build' -e '^out/' -e '^concord-data/' -e '/node_modules/')
	fi | LC_ALL=C sort -u
}

# configure DIR [meson options]: once; again when the options differ from the last time.
configure() {
	dir=$1
	shift
	if [ ! -e "$dir/build.ninja" ] || [ "$(cat "$dir/.options" 2>/dev/null)" != "$CC ${CC_LD:-} $*" ]; then
		rm -rf "$dir"
		CC=$CC meson setup "$dir" "$root" "$@" || return 1
		printf '%s\n' "$CC ${CC_LD:-} $*" >"$dir/.options"
	fi
}

# ---- counting, for check.sh and check_all.sh ------------------------------------------------------------------------------

passed=0
failed=0
failures=

# check NAME COMMAND...: one check; its output is shown only when it fails.
check() {
	name=$1
	shift
	log=$(mktemp)
	if "$@" >"$log" 2>&1 </dev/null; then
		passed=$((passed + 1))
		say "ok    $name"
	else
		fail "$name"
		tail -n "${CN_LOG_LINES:-80}" "$log" | sed 's/^/      /'
	fi
	rm -f "$log"
}

fail() {
	failed=$((failed + 1))
	failures="$failures
  $1"
	say "FAIL  $1"
}

# tests NAME DIR [meson test options]: builds DIR, runs its tests, counts each.
tests() {
	name=$1
	dir=$2
	shift 2
	log=$(mktemp)
	if ! ninja -C "$dir" -k 5 ${CN_JOBS:+-j"$CN_JOBS"} >"$log" 2>&1; then
		fail "$name: build"
		grep -v '^\[.*\(Compiling\|Linking\)\|^ninja: Entering' "$log" | tail -n 60 | sed 's/^/      /'
		rm -f "$log"
		return 1
	fi
	rc=0
	meson test -C "$dir" --no-rebuild --print-errorlogs "$@" >"$log" 2>&1 || rc=$?
	ok=$(awk '/^(Ok|Expected Fail):/ { n += $NF } END { print n + 0 }' "$log")
	bad=$(awk '/^(Fail|Unexpected Pass|Timeout):/ { n += $NF } END { print n + 0 }' "$log")
	skipped=$(awk '/^Skipped:/ { n += $NF } END { print n + 0 }' "$log")
	[ "$rc" = 0 ] || [ "$bad" != 0 ] || bad=1
	passed=$((passed + ok))
	if [ "$bad" = 0 ]; then
		say "ok    $name: $ok tests$([ "$skipped" = 0 ] || echo ", $skipped skipped")"
	else
		failed=$((failed + bad))
		failures="$failures
  $name: $(sed -n 's/^ *[0-9]*\/[0-9]* *\(.*[^ ]\)  *\(FAIL\|TIMEOUT\|ERROR\).*/\1/p' "$log" | LC_ALL=C sort -u | tr '\n' ';')"
		say "FAIL  $name: $bad of $((ok + bad)) tests"
		tail -n "${CN_LOG_LINES:-200}" "$log" | sed 's/^/      /'
	fi
	rm -f "$log"
	[ "$bad" = 0 ]
}

# The closing line; gives the exit code.
counts() {
	[ -z "$failures" ] || say "failed:$failures"
	say "$passed passed, $failed failed"
	[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
}
