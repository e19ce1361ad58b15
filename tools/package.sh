#!/bin/sh
# ./dev package [REVISION]: a Debian package of a revision (HEAD) in out/package, by Debian's own tools and the folder debian/.
# Its version is that of debian/changelog with the number of commits: a later revision is an upgrade of an earlier one.
set -u
root=$(cd "$(dirname "$0")/.." && pwd)
cd "$root" || exit 4
. tools/house.sh
rev=${1:-HEAD}
git rev-parse --verify -q "$rev^{commit}" >/dev/null || die 3 "no revision \"$rev\": a package is made of a commit"
need build package
out=$root/out/package
src=$out/src
rm -rf "$src"
mkdir -p "$src" || exit 4
git archive "$rev" | tar -x -C "$src" || die 4 "the revision could not be unpacked"
for f in debian packaging; do # a revision from before there were packages
	[ -e "$src/$f" ] || git archive HEAD $f | tar -x -C "$src"
done
base=$(sed -n '1s/^concord (\([^)]*\)).*/\1/p' "$src/debian/changelog")
version="$base+$(git rev-list --count "$rev").$(git rev-parse --short=8 "$rev")"
{
	printf 'concord (%s) bookworm; urgency=medium\n\n  * Revision %s.\n\n -- The Concord project <concord@concord.example>  %s\n\n' \
		"$version" "$(git rev-parse --short=8 "$rev")" "$(git log -1 --format=%cD "$rev")"
	cat "$src/debian/changelog"
} >"$src/debian/changelog.new" && mv "$src/debian/changelog.new" "$src/debian/changelog"
log=$out/build.log
if ! (cd "$src" && DEB_BUILD_OPTIONS="noautodbgsym parallel=${CN_JOBS:-$(nproc)}" SOURCE_DATE_EPOCH=$(git log -1 --format=%ct "$rev") \
	dpkg-buildpackage -b -us -uc) >"$log" 2>&1; then
	tail -n 30 "$log" >&2
	die 4 "the package could not be built; the whole of it is in ${log#"$root"/}"
fi

rm -rf "$src"
say "out/package/concord_${version}_$(dpkg --print-architecture).deb"
