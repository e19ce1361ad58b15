#!/usr/bin/env python3
"""What Concord is made of, as a CycloneDX 1.7 document: the program, every shared library it is linked to or loads and what those are linked to, by Debian package with
version, licences and purl, and the npm packages inside the console's scripts. Sorted, and the same bytes for the same program on the same machine.

  python3 tools/sbom.py PROGRAM OUT [VERSION]   $SOURCE_DATE_EPOCH is the time it bears; without it, none

Libraries are those that the program's own dynamic section names (readelf), found where the loader finds them. Debian says whose file each is. Licences are those
that the package's copyright file gives for the whole ("Files: *"); all others that it names are listed as evidence. What is loaded only when asked for (OPTIONAL) has no
version: it is no part of the build.
"""
import base64
import datetime
import hashlib
import json
import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
OPTIONAL = {"libonnxruntime.so.1": ("runs any ONNX model", None), "libpangocairo-1.0-0": ("draws letters as PDF", "pkg:deb/debian/libpangocairo-1.0-0")}
# Debian's short names of licences (copyright-format 1.0) as SPDX has them
SPDX = {
    "apache-2.0": "Apache-2.0", "artistic": "Artistic-1.0", "bsd-2-clause": "BSD-2-Clause", "bsd-3-clause": "BSD-3-Clause", "bsd-4-clause": "BSD-4-Clause",
    "bsd-4-clause-uc": "BSD-4-Clause-UC", "bsl-1.0": "BSL-1.0", "cc0": "CC0-1.0", "cc0-1.0": "CC0-1.0", "curl": "curl", "expat": "MIT", "fsfap": "FSFAP", "fsful": "FSFUL", "fsfullr": "FSFULLR",
    "gfdl-1.3+": "GFDL-1.3-or-later", "gpl-1+": "GPL-1.0-or-later", "gpl-2": "GPL-2.0-only", "gpl-2.0+": "GPL-2.0-or-later", "gpl-2+": "GPL-2.0-or-later", "gpl-3": "GPL-3.0-only",
    "gpl-3+": "GPL-3.0-or-later", "gpl-3.0+": "GPL-3.0-or-later", "isc": "ISC", "lgpl-2": "LGPL-2.0-only", "lgpl-2+": "LGPL-2.0-or-later", "lgpl-2.1": "LGPL-2.1-only", "lgpl-2.1+": "LGPL-2.1-or-later",
    "lgpl-3": "LGPL-3.0-only", "lgpl-3+": "LGPL-3.0-or-later", "libpng": "Libpng", "mit": "MIT", "mpl-2.0": "MPL-2.0", "ntp": "NTP", "oldap-2.8": "OLDAP-2.8", "openssl": "OpenSSL", "x11": "X11", "zlib": "Zlib",
}


def fail(what):
    sys.exit(f"error: {what}")


def run(*argv, check=True):
    try:
        done = subprocess.run(argv, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C.UTF-8"})
    except FileNotFoundError:
        fail(f"{argv[0]} is missing: the parts of a program are named by Debian's own tools (binutils, dpkg)")
    if check and done.returncode != 0:
        fail(f"{' '.join(argv[:3])}: {done.stderr.strip() or done.returncode}")
    return done.stdout


# ---- which libraries

LOADED = ["libcurl.so.4", "libpq.so.5", "libxgboost.so.0"]  # by the program itself, when it needs them (src/core/dso.h)


def needed(path):
    return re.findall(r"\(NEEDED\).*\[(.*)\]", run("readelf", "-d", path))


def where_libraries_are():
    """soname -> file, of this machine's architecture, as the loader's cache has it."""
    machine = os.uname().machine.replace("_", "-")
    found = {}
    for line in run("/sbin/ldconfig", "-p").splitlines():
        m = re.match(r"\s+(\S+) \((.*)\) => (\S+)", line)
        if m and (machine in m[2] or (machine == "aarch64" and "AArch64" in m[2])):
            found.setdefault(m[1], os.path.realpath(m[3]))
    return found


def closure(program):
    """(name of a library or of the program) -> what it needs, and where the libraries are."""
    own = needed(program) + LOADED
    at, needs, todo = where_libraries_are(), {"": own}, [*own]
    while todo:
        name = todo.pop()
        if name in needs:
            continue
        if name not in at:
            fail(f"the library {name} is not here: build where the program is linked")
        needs[name] = needed(at[name])
        todo += needs[name]
    return needs, at


# ---- whose they are

def owners(paths):
    """file -> package, by dpkg; a file may be known under / or under /usr."""
    asked = sorted({v for p in paths for v in (p, p[4:] if p.startswith("/usr/lib") else "/usr" + p)})
    found = {}
    for line in run("dpkg-query", "-S", *asked, check=False).splitlines():
        if ": /" in line and not line.startswith("diversion "):
            package, path = line.split(": ", 1)
            found[path] = package.split(",")[0].split(":")[0]
    by_path = {p: found.get(p) or found.get(p[4:] if p.startswith("/usr/lib") else "/usr" + p) for p in paths}
    lost = [p for p, who in by_path.items() if not who]
    if lost:
        fail(f"no Debian package has {lost[0]}")
    return by_path


def described(packages):
    fields = "${Package}\t${Version}\t${Architecture}\t${source:Package}\t${source:Version}\t${binary:Summary}\t${Homepage}\t${Multi-Arch}\t${db:Status-Status}\n"
    rows = {}
    for line in run("dpkg-query", "-W", "-f", fields, *packages).splitlines():
        row = line.split("\t")
        if row[8] == "installed" and (row[0] not in rows or row[2] == native()):
            rows[row[0]] = row
    return rows


def native():
    return run("dpkg", "--print-architecture").strip()


# ---- licences

def licence(name):
    known = SPDX.get(name.lower())
    return {"license": {"id": known} if known else {"name": name}}


def licences_of(package):
    """(what the whole is under, everything that is named), from the copyright file."""
    path = f"/usr/share/doc/{package}/copyright"
    try:
        with open(path, encoding="utf-8", errors="replace") as f:
            text = f.read()
    except OSError:
        return [], []
    if not re.search(r"(?im)^Format:.*copyright-format", text):
        return [], sorted(set(re.findall(r"/usr/share/common-licenses/([A-Za-z0-9.+-]*[A-Za-z0-9+])", text)))
    whole, named = [], set()
    for block in re.split(r"\n\s*\n", text):
        head = re.search(r"(?m)^License:[ \t]*(\S.*)$", block)
        if not head:
            continue
        name = head[1].strip()
        named.add(name)
        if re.search(r"(?m)^Files:[ \t\n]*\*[ \t]*$", block) or re.search(r"(?m)^Files:[ \t]*\*\s", block):
            whole = [name]
    return whole, sorted(named, key=str.lower)


# ---- the document

def debian(row, sonames):
    package, version, arch, source, source_version, summary, homepage = row[:7]
    # escaped as a purl wants it: pkg:deb/debian/libstdc%2B%2B6@12.2.0-14%2Bdeb12u1
    purl = f"pkg:deb/debian/{package.replace('+', '%2B')}@{version.replace('+', '%2B').replace(':', '%3A')}?arch={arch}"
    whole, named = licences_of(package)
    c = {"type": "library", "bom-ref": purl, "name": package, "version": version, "description": summary, "scope": "required"}
    if whole:
        c["licenses"] = [licence(n) for n in whole]
    c["purl"] = purl
    if homepage:
        c["externalReferences"] = [{"type": "website", "url": homepage}]
    c["properties"] = [{"name": "debian:source", "value": f"{source} {source_version}"}, {"name": "debian:copyright-file", "value": f"/usr/share/doc/{package}/copyright"}]
    c["properties"] += [{"name": "concord:soname", "value": s} for s in sorted(sonames)]
    if named:
        c["evidence"] = {"licenses": [licence(n) for n in named]}
    return c


def bundled():
    """The npm packages whose code is in the console: those that web/dist/licences.txt names, as web/package-lock.json locks them."""
    with open(os.path.join(ROOT, "web/package-lock.json"), encoding="utf-8") as f:
        lock = json.load(f)["packages"]
    with open(os.path.join(ROOT, "web/dist/licences.txt"), encoding="utf-8") as f:
        inside = re.findall(r"(?m)^---- (\S+) (\S+), (.+)$", f.read())
    list_ = []
    for name, version, _ in sorted(inside):
        p = lock.get(f"node_modules/{name}")
        if not p or p["version"] != version:
            fail(f"web/dist has {name} {version}, which web/package-lock.json does not lock")
        purl = f"pkg:npm/{name.replace('@', '%40')}@{version}"
        algorithm, digest = p["integrity"].split("-", 1)
        list_.append({
            "type": "library", "bom-ref": purl, "name": name, "version": version, "description": "inside the scripts of the console", "scope": "required",
            "hashes": [{"alg": {"sha512": "SHA-512", "sha384": "SHA-384", "sha256": "SHA-256"}[algorithm], "content": base64.b64decode(digest).hex()}],
            "licenses": [{"license": {"id": p["license"]}}], "purl": purl,
        })
    return list_


def project_version():
    with open(os.path.join(ROOT, "meson.build"), encoding="utf-8") as f:
        return re.search(r"version: '([^']+)'", f.read())[1]


def document(program, version):
    needs, at = closure(program)
    names = [n for n in needs if n]
    package_of_path = owners({at[n] for n in names})
    package = {n: package_of_path[at[n]] for n in names}
    rows = described(sorted(set(package.values())))
    components = {p: debian(rows[p], [n for n in names if package[n] == p]) for p in set(package.values())}
    ref = {p: c["bom-ref"] for p, c in components.items()}
    npm = bundled()
    self = f"pkg:generic/concord@{version.replace('+', '%2B')}"
    optional = [{"type": "library", "bom-ref": purl or f"optional:{p}", "name": p, "description": f"{why}; loaded only when it is asked for", "scope": "optional", **({"purl": purl} if purl else {})}
                for p, (why, purl) in sorted(OPTIONAL.items())]
    on = {self: {ref[package[n]] for n in needs[""]} | {c["bom-ref"] for c in npm + optional}}
    for p in components:
        on[ref[p]] = {ref[package[m]] for n in names if package[n] == p for m in needs[n]} - {ref[p]}
    for c in npm + optional:
        on[c["bom-ref"]] = set()
    bom = {
        "$schema": "http://cyclonedx.org/schema/bom-1.7.schema.json", "bomFormat": "CycloneDX", "specVersion": "1.7", "version": 1,
        "metadata": {
            "lifecycles": [{"phase": "build"}],
            "tools": {"components": [{"type": "application", "name": "tools/sbom.py", "version": version}]},
            "component": {"type": "application", "bom-ref": self, "name": "concord", "version": version, "description": "node of AI governance: law, measurement, signed results",
                          "licenses": [{"license": {"id": "Apache-2.0"}}], "purl": self},
        },
        "components": sorted([*components.values(), *npm, *optional], key=lambda c: c["bom-ref"]),
        "dependencies": [{"ref": r, **({"dependsOn": sorted(d)} if d else {})} for r, d in sorted(on.items())],
    }
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch:
        bom["metadata"]["timestamp"] = datetime.datetime.fromtimestamp(int(epoch), datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    # a number for this document: of its own content (a UUID of version 8, RFC 9562)
    digest = bytearray(hashlib.sha256(json.dumps(bom, sort_keys=True).encode()).digest()[:16])
    digest[6], digest[8] = digest[6] & 0x0F | 0x80, digest[8] & 0x3F | 0x80
    h = digest.hex()
    bom["serialNumber"] = f"urn:uuid:{h[:8]}-{h[8:12]}-{h[12:16]}-{h[16:20]}-{h[20:]}"
    return bom


def main():
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    text = json.dumps(document(sys.argv[1], sys.argv[3] if len(sys.argv) == 4 else project_version()), indent=1, ensure_ascii=False) + "\n"
    with open(sys.argv[2] + ".new", "w", encoding="utf-8") as f:
        f.write(text)
    os.replace(sys.argv[2] + ".new", sys.argv[2])


if __name__ == "__main__":
    main()
