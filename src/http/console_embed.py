#!/usr/bin/env python3
"""Makes console_files.h out of the built console: each file as it is and as it was compressed, as C arrays, with its tag and media type.

console_embed.py OUT DEPFILE DIST     DIST/files.txt names the files: "<path> [gz] [br]" a line, the encodings that lie beside it as <path>.gz, <path>.br.
"""
import hashlib
import os
import sys

TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml", ".html": "text/html; charset=utf-8",
         ".txt": "text/plain; charset=utf-8"}


def main(out, depfile, dist):
    read = [os.path.join(dist, "files.txt")]
    arrays, rows = [], []

    def array(path):
        read.append(path)
        data = open(path, "rb").read()
        name = "file_%d" % len(arrays)
        lines = [",".join(map(str, data[i:i + 40])) for i in range(0, len(data), 40)]
        arrays.append("static const unsigned char %s[] = {\n%s\n};\n" % (name, ",\n".join(lines)))
        return "{ %s, %d }" % (name, len(data)), data

    for line in open(read[0], encoding="ascii"):
        path, *encodings = line.split()
        plain, data = array(os.path.join(dist, path))
        tag = hashlib.sha256(data).hexdigest()[:32]
        packed = [array(os.path.join(dist, path + "." + e))[0] if e in encodings else "{ NULL, 0 }" for e in ("gz", "br")]
        rows.append('\t{ "%s", "%s", "%s", { %s, %s, %s } },\n' % (path, TYPES[os.path.splitext(path)[1]], tag, plain, *packed))
    with open(out, "w", encoding="ascii") as f:
        f.write("/* Made by src/http/console_embed.py; do not edit. */\n")
        f.write("".join(arrays))
        f.write("static const console_file files[] = {\n%s};\n" % "".join(rows))
    with open(depfile, "w", encoding="utf-8") as f:
        f.write("%s: %s\n" % (out, " ".join(read)))


main(*sys.argv[1:])
