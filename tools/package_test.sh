#!/bin/sh
# The packages of this commit and of an earlier one, judged and installed: lintian finds no error; systemd says that the service is locked
# down (at most 2.0); on a bare Debian the earlier one is installed, a node made and its record signed, then the upgrade keeps node, log and
# settings; removal leaves the node. Root only: it uses the Debian of tools/fresh_debian.sh.
#   tools/package_test.sh [EARLIER]    default: the commit before the last that touched debian/ or packaging/
set -u
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root" || exit 4
. tools/house.sh
[ "$(id -u)" = 0 ] || die 4 "this installs packages in a folder, which needs root"
earlier=${1:-$(git log -2 --format=%h -- debian packaging src | tail -n 1)}
[ -n "$earlier" ] || die 3 "there is no earlier commit"
dir=${CONCORD_FRESH:-${TMPDIR:-/tmp}/fresh}
old=$(tools/package.sh "$earlier" | tail -n 1) && [ -s "$old" ] || die 4 "no package of $earlier"
new=$(tools/package.sh | tail -n 1) && [ -s "$new" ] || die 4 "no package of this commit"

check "package: $old is earlier than $new" dpkg --compare-versions "$(dpkg-deb -f "$old" Version)" lt "$(dpkg-deb -f "$new" Version)"
# The domain of the address is one that nobody has; a native package of no distribution closes no bug of one.
check "package: lintian finds no error" lintian --fail-on error --suppress-tags bogus-mail-host-in-debian-changelog,maintainer-address-malformed,bad-distribution-in-changes-file,mail-address-loops-or-bounces "$new"
unit=$(mktemp -d)
dpkg-deb -x "$new" "$unit"
check "package: it says what it is made of" python3 -c 'import json, sys
bom = json.load(open(sys.argv[1], encoding="utf-8"))
assert bom["bomFormat"] == "CycloneDX" and bom["metadata"]["component"]["version"] == sys.argv[2] and bom["metadata"]["timestamp"]' "$unit/usr/share/doc/concord/sbom.cdx.json" "$(dpkg-deb -f "$new" Version)"
check "package: systemd-analyze security is at most 2.0" systemd-analyze security --offline=true --threshold=20 --no-pager "$unit/lib/systemd/system/concord.service"
check "package: the unit holds no word that systemd does not know" sh -c 'systemd-analyze verify --man=no "$1" 2>&1 | grep -v "is not executable\|concord: No such file" | grep "concord.service" && exit 1 || exit 0' - "$unit/lib/systemd/system/concord.service"
rm -rf "$unit"

tools/fresh_debian.sh --dir "$dir" --base-only >/dev/null || die 4 "no bare Debian"
box=$dir/package
rm -rf "$box"
cp -a "$dir/base" "$box" && cp "$old" "$box/old.deb" && cp "$new" "$box/new.deb" && cp -R examples/admissions "$box/admissions"
inside() { # inside COMMAND: in the bare Debian, with its own mounts
	unshare --mount --pid --fork sh -c 'mount --make-rprivate / && mount -t proc proc "$1/proc" && mount --rbind /dev "$1/dev" &&
		exec chroot "$1" env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive sh -ec "$2"' - "$box" "$1"
}
as="runuser -u concord --"
check "package: the earlier one installs" inside "apt-get update -q && apt-get install -y -q --no-install-recommends /old.deb curl"
check "package: it starts nothing and makes a user" inside "id concord && ! pgrep concord && test -f /etc/concord/concord.conf"
check "package: a node, and a record" inside "
	$as concord init /var/lib/concord/node --name registry.example --no-passphrase
	cp -R /admissions /tmp/a && chmod -R a+rX /tmp/a
	$as concord assess /tmp/a/system.yaml --data /var/lib/concord/node --out /tmp/out || test \$? -le 2
	$as concord log checkpoint --data /var/lib/concord/node >/before
	echo '# mine' >>/etc/concord/concord.conf"
check "package: the upgrade keeps node, log and settings" inside "
	apt-get install -y -q /new.deb
	$as concord log checkpoint --data /var/lib/concord/node | cmp - /before
	tail -n 1 /etc/concord/concord.conf | grep mine
	$as concord verify 1 --data /var/lib/concord/node
	$as concord doctor --config /etc/concord/concord.conf"
check "package: it serves by its settings" inside "
	$as concord serve --config /etc/concord/concord.conf --quiet & server=\$!
	for i in 1 2 3 4 5 6 7 8 9 10; do curl -sf http://localhost:8080/readyz && break; sleep 1; done
	curl -sf http://localhost:8080/checkpoint | cmp - /before
	kill \$server"
check "package: pages of every command" inside "for c in concord concord-assess concord-norm-show concord-doctor; do test -s /usr/share/man/man1/\$c.1.gz; done; grep -q 'complete -F' /usr/share/bash-completion/completions/concord"
check "package: a setting that is not known stops it with the line" inside "echo 'listn = 1' >>/etc/concord/concord.conf; concord serve --config /etc/concord/concord.conf 2>&1 | grep 'concord.conf:[0-9]*: there is no setting'"
check "package: removing all of it leaves the node" inside "apt-get purge -y -q concord && test -s /var/lib/concord/node/node.json && ! test -e /etc/concord/concord.conf && ! test -e /usr/bin/concord"
rm -rf "$box"
counts
