#!/bin/sh
# What the program says it is made of (tools/sbom.py, ./dev sbom, in the package): every library that its dynamic section names and every package of npm inside
# the console, with the versions that Debian and the lock file have; the same bytes each time. Its schema is judged by tools/npm/cyclonedx.
. "$(dirname "$0")/lib.sh"
export SOURCE_DATE_EPOCH=1795435200
cd "$tmp" || exit 1
if ! command -v dpkg-query >/dev/null 2>&1; then
	echo "left out: not a Debian"
	held=1
	finish
fi
expect 0 "an SBOM" python3 "$CONCORD_SOURCE/tools/sbom.py" "$CONCORD" one.json
expect 0 "and again" python3 "$CONCORD_SOURCE/tools/sbom.py" "$CONCORD" two.json
same one.json two.json "the same bytes"
readelf -d "$CONCORD" | sed -n 's/.*(NEEDED).*\[\(.*\)\]/\1/p' >needed
dpkg-query -W -f '${Package} ${Version}\n' >installed
cat >check.py <<'PY'
import json, re, sys
source = sys.argv[1]
bom = json.load(open("one.json", encoding="utf-8"))
assert bom["bomFormat"] == "CycloneDX" and bom["specVersion"] == "1.7" and bom["metadata"]["timestamp"] == "2026-11-23T12:00:00Z"
assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", bom["serialNumber"]), bom["serialNumber"]
parts = bom["components"]
assert [c["bom-ref"] for c in parts] == sorted({c["bom-ref"] for c in parts})
sonames = {p["value"]: c for c in parts for p in c.get("properties", []) if p["name"] == "concord:soname"}
needed = open("needed").read().split()
assert len(needed) > 10
direct = next(d for d in bom["dependencies"] if d["ref"] == bom["metadata"]["component"]["bom-ref"])["dependsOn"]
for n in needed:
    assert sonames[n]["bom-ref"] in direct, n
have = {tuple(l.split()) for l in open("installed")}
for c in sonames.values():
    assert (c["name"], c["version"]) in have, c["name"]
    assert c["purl"].startswith("pkg:deb/debian/" + c["name"].replace("+", "%2B") + "@"), c["purl"]
lock = json.load(open(source + "/web/package-lock.json"))["packages"]
npm = {c["name"]: c for c in parts if c.get("purl", "").startswith("pkg:npm/")}
inside = re.findall(r"(?m)^---- (\S+) (\S+),", open(source + "/web/dist/licences.txt", encoding="utf-8").read())
bundled = {k.split("node_modules/")[1] for k, p in lock.items() if k and not p.get("dev")}
assert bundled and bundled == {n for n, _ in inside} == set(npm), (bundled, inside, set(npm))
for name, version in inside:
    c = npm[name]
    assert c["version"] == version == lock["node_modules/" + name]["version"] and len(c["hashes"][0]["content"]) == 128
    assert c["licenses"][0]["license"]["id"] == lock["node_modules/" + name]["license"]
by_name = {c["name"]: c for c in parts}
assert by_name["zlib1g"]["licenses"] == [{"license": {"id": "Zlib"}}] and by_name["libjansson4"]["licenses"] == [{"license": {"id": "MIT"}}]
print("whole")
PY
expect 0 "every library and package is in it" python3 check.py "$CONCORD_SOURCE"
expect 1 "a program that is none" python3 "$CONCORD_SOURCE/tools/sbom.py" "$CONCORD_SOURCE/README.md" three.json
[ ! -e three.json ] && held=$((held + 1)) || broke "an SBOM of nothing"
finish
