#!/bin/sh
# Proof that a fresh Debian 12 is enough: debootstraps bookworm into DIR/base, copies it to DIR/run, unpacks `git archive HEAD` there
# and runs `./dev run` and `./dev check` inside. Root only. The mirror is the one this machine uses itself.
#   tools/fresh_debian.sh [--dir DIR] [--base-only] [command ...]     default commands: "./dev run" "./dev check"
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
dir=${TMPDIR:-/tmp}/fresh
base_only=
while [ $# -gt 0 ]; do
	case $1 in
	--dir) dir=$2; shift 2 ;;
	--base-only) base_only=1; shift ;;
	--) shift; break ;;
	-*) echo "fresh_debian.sh: unknown flag $1" >&2; exit 3 ;;
	*) break ;;
	esac
done
[ "$(id -u)" = 0 ] || { echo "fresh_debian.sh: needs root (chroot)" >&2; exit 4; }
command -v debootstrap >/dev/null || apt-get install -y --no-install-recommends debootstrap

# The host's own source for bookworm, in either form of apt's files; without one, what debootstrap knows.
sources=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources 2>/dev/null || true)
mirror=$(printf '%s\n' "$sources" | awk '
	/^URIs:/ { uri = $2 }
	/^Suites:/ && / bookworm( |$)/ && uri { print uri; exit }
	/^deb / { for (i = 2; i < NF; i++) if ($i !~ /^\[/ && $(i + 1) == "bookworm") { print $i; exit } }')
proxy=$(apt-config dump --format '%v' Acquire::http::Proxy)
[ -z "$proxy" ] || export http_proxy="$proxy"

if [ ! -e "$dir/base/.complete" ]; then
	rm -rf "$dir/base"
	mkdir -p "$dir/base"
	debootstrap --variant=minbase --include=ca-certificates bookworm "$dir/base" ${mirror:+"$mirror"}
	cp -L /etc/resolv.conf /etc/hosts "$dir/base/etc/"
	for f in /etc/apt/sources.list /etc/apt/sources.list.d/debian.sources; do
		[ ! -e "$f" ] || cp "$f" "$dir/base$f"
	done
	[ ! -e "$dir/base/etc/apt/sources.list.d/debian.sources" ] || : >"$dir/base/etc/apt/sources.list"
	apt-config dump Acquire::http::Proxy >"$dir/base/etc/apt/apt.conf.d/90host-proxy"
	rm -rf "$dir/base/var/lib/apt/lists/"*
	: >"$dir/base/.complete"
fi
echo "fresh_debian.sh: $dir/base has $(chroot "$dir/base" dpkg-query -W -f '.' | wc -c) packages, Debian $(cat "$dir/base/etc/debian_version")"
[ -z "$base_only" ] || exit 0

rm -rf "$dir/run"
cp -a "$dir/base" "$dir/run"
mkdir -p "$dir/run/srv/concord"
git -C "$here" archive HEAD | tar -x -C "$dir/run/srv/concord"
[ $# -gt 0 ] || set -- "./dev run" "./dev check"
bad=0
for cmd; do
	start=$(date +%s)
	rc=0
	# A mount namespace of its own, so that /proc and /dev vanish with it.
	unshare --mount --pid --fork sh -c '
		mount --make-rprivate /
		mount -t proc proc "$1/proc"
		mount --rbind /dev "$1/dev"
		exec chroot "$1" env -i HOME=/srv PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 sh -c "cd /srv/concord && $2"
	' sh "$dir/run" "$cmd" || rc=$?
	echo "fresh_debian.sh: '$cmd' at $(git -C "$here" rev-parse --short HEAD): exit $rc after $(($(date +%s) - start)) s"
	[ "$rc" = 0 ] || bad=1
done
exit $bad
