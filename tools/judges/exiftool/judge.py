#!/usr/bin/env python3
"""Labels in XMP, IPTC and EXIF, held against two programs that share no code with ours.

    judge.py CONCORD VECTORS SEED

1. exiftool writes a source type, who and what made it, in each form of packet that it has, IPTC in two character sets, EXIF in both byte
   orders; `media check` must show the same texts.
2. `media label` writes into files that have no packet, and into files that have one of exiftool's; exiftool must read our properties and the
   others as they were, exempi must read the packet, and the AIGC label must be the JSON that `media check` shows.

Texts are drawn from SEED: letters that XML escapes, accents, Chinese, characters beyond 16 bits. The last line is `N passed, N failed`.
"""
import json
import os
import random
import struct
import subprocess
import sys
import tempfile
import zlib

TERM = "http://cv.iptc.org/newscodes/digitalsourcetype/"
LETTERS = "abcXYZ0189 &<>\"'#;{}[]=/éßñ人工智能生成한글\U0001f600"
FORMS = ([], ["-api", "Compact=Shorthand"], ["-api", "Compact=Shorthand,OneDesc,NoPadding,NoIndent,NoNewline"], ["-api", "Compact=AllSpace"])
AIGC = ("Label", "ContentProducer", "ProduceID", "ReservedCode1", "ContentPropagator", "PropagateID", "ReservedCode2")

concord, vectors, seed = sys.argv[1], sys.argv[2], int(sys.argv[3])
draw = random.Random(seed)
passed = failed = 0


def holds(ok, what):
    global passed, failed
    if ok:
        passed += 1
    else:
        failed += 1
        print("FAIL", what)


def text():
    s = "".join(draw.choice(LETTERS) for _ in range(draw.randint(1, 24))).strip()
    return s or "x"


def latin():
    return "".join(draw.choice("abc XYZé&<") for _ in range(12)).strip() + "é"


def run(*args):
    p = subprocess.run(args, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    return p.returncode, p.stdout.decode("utf-8", "replace"), p.stderr.decode("utf-8", "replace")


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def pictures(folder):
    """Small whole files of each container: name -> path."""
    rows = b"".join(b"\0" + bytes(24) for _ in range(8))
    made = {
        "png": b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""),
        "gif": bytes.fromhex("47494638396101000100800000ffffff00000021f90400000000002c00000000010001000002024401003b"),
        "tif": b"II*\0\x08\0\0\0" + struct.pack("<H", 8) + b"".join(struct.pack("<HHII", t, 4 if t == 273 else 3, 1, v) for t, v in (
            (256, 8), (257, 8), (258, 8), (259, 1), (262, 1), (273, 110), (278, 8), (279, 64))) + bytes(4) + bytes(64),
    }
    for name in ("jpg", "mp4"):
        with open(os.path.join(vectors, "es256." + name), "rb") as f:
            made[name] = f.read()
    out = {}
    for name, data in made.items():
        out[name] = os.path.join(folder, "plain." + name)
        with open(out[name], "wb") as f:
            f.write(data)
    return out


def layers(path):
    code, out, err = run(concord, "media", "check", path, "--json")
    if code not in (0, 1, 2):
        print("FAIL", path, err.strip())
        return []
    return json.loads(out)["layers"]


def fields(path, kind):
    """name -> texts, over all layers of the kind."""
    got = {}
    for layer in layers(path):
        for f in layer["fields"] if layer["kind"] == kind else []:
            got.setdefault(f["name"], []).append(f["value"])
    return got


def exiftool_writes(folder, plain, form, *args):
    to = os.path.join(folder, "written." + plain.rsplit(".", 1)[1])
    if os.path.exists(to):
        os.remove(to)
    code, _, err = run("exiftool", "-q", "-m", "-charset", "utf8", *form, "-o", to, *args, plain)
    if code != 0:
        print("FAIL exiftool", err.strip())
    return to


def we_read(folder, plain, name):
    for form in FORMS:
        term = draw.choice(("trainedAlgorithmicMedia", "compositeSynthetic", "digitalCapture", "humanEdits"))
        tool, credit, rights, authors = text(), text(), text(), [text(), text()]
        to = exiftool_writes(folder, plain, form, "-XMP-iptcExt:DigitalSourceType=" + TERM + term, "-XMP-xmp:CreatorTool=" + tool,
                             "-XMP-photoshop:Credit=" + credit, "-XMP-dc:Rights=" + rights, "-XMP-xmpMM:DerivedFromDocumentID=no",
                             "-XMP-xmpMM:DocumentID=yes", *("-XMP-dc:Creator=" + a for a in authors))
        got = fields(to, "xmp")
        want = {"Iptc4xmpExt:DigitalSourceType": [TERM + term], "xmp:CreatorTool": [tool], "photoshop:Credit": [credit], "dc:rights": [rights],
                "dc:creator": authors, "xmpMM:DocumentID": ["yes"]}
        for key, value in want.items():
            holds(got.get(key) == value, f"{name} {form}: {key} is {got.get(key)}, exiftool wrote {value}")
    if name in ("jpg", "tif"):
        for charset, word in ((["-codedcharacterset=utf8"], text()), (["-charset", "iptc=latin1"], latin())):
            to = exiftool_writes(folder, plain, [], *charset, "-IPTC:By-line=" + word, "-IPTC:OriginatingProgram=P")
            got = fields(to, "iptc")
            holds(got.get("2:80 By-line") == [word], f"{name} IPTC {charset}: {got}, exiftool wrote {word}")
    if name in ("jpg", "png", "tif"):
        for order in ("II", "MM"):
            if name == "tif" and order == "MM":
                continue  # the order of the file is given
            software, comment = text(), "AI-generated " + text()
            to = exiftool_writes(folder, plain, [], "-ExifByteOrder=" + order, "-EXIF:Software=" + software, "-EXIF:Make=M", "-EXIF:Model=N",
                                 "-EXIF:UserComment=" + comment, "-EXIF:DateTimeOriginal=2026:01:02 03:04:05")
            got = fields(to, "exif")
            for key, value in {"Software": software, "Make": "M", "Model": "N", "UserComment": comment, "DateTimeOriginal": "2026:01:02 03:04:05"}.items():
                holds(got.get(key) == [value], f"{name} EXIF {order}: {key} is {got.get(key)}, exiftool wrote {value}")


def exiftool_reads(path):
    code, out, err = run("exiftool", "-j", "-G1", "-struct", "-XMP:all", "-charset", "utf8", path)
    return json.loads(out)[0] if code == 0 else {"error": err}


def they_read(folder, plain, name):
    tool, author = text(), text()
    before = exiftool_writes(folder, plain, draw.choice(FORMS), "-XMP-xmp:CreatorTool=" + tool, "-XMP-dc:Creator=" + author, "-XMP-dc:Title=" + text(),
                             "-XMP-iptcExt:DigitalSourceType=" + TERM + "digitalCapture")
    kept = exiftool_reads(before)
    for source in (plain, before):
        producer, system = "0011" + "91110000600037341L" + "18705", text()
        to = os.path.join(folder, "labelled." + name)
        code, _, err = run(concord, "media", "label", source, "--market", "CN,EU,US-CA", "--producer", producer, "--system", system, "--system-version", "2",
                           "--no-visible", "--at", "2026-11-27T12:00:00Z", "--replace", "--out", to)
        holds(code == 0, f"{name}: media label says {err.strip()}")
        if code != 0:
            continue
        got = exiftool_reads(to)
        holds(got.get("XMP-iptcExt:DigitalSourceType") == TERM + "trainedAlgorithmicMedia", f"{name}: exiftool reads {got}")
        holds(got.get("XMP-iptcExt:AISystemUsed") == system, f"{name}: exiftool reads AISystemUsed {got.get('XMP-iptcExt:AISystemUsed')}, not {system}")
        if source == before:
            for key in ("XMP-xmp:CreatorTool", "XMP-dc:Creator", "XMP-dc:Title"):
                holds(key in kept and got.get(key) == kept.get(key), f"{name}: {key} was {kept.get(key)}, is {got.get(key)}")
        ours = fields(to, "aigc")
        if "XMP-TC260:Aigc" in got:
            label = got["XMP-TC260:Aigc"]
            label = json.loads(label) if isinstance(label, str) else label
            holds([ours.get(k) for k in AIGC] == [[label.get(k)] for k in AIGC], f"{name}: the label is {label} to exiftool, {ours} to us")
            holds(label.get("ContentProducer") == producer, f"{name}: the label names {label}")
        else:
            holds(name == "mp4" and ours.get("ContentProducer") == [producer], f"{name}: no AIGC label to exiftool in {got}")
        if name in ("png", "jpg", "gif", "tif"):
            code, out, err = run("exempi", "-x", to)
            holds(code == 0 and "trainedAlgorithmicMedia" in out and "TC260:AIGC" in out, f"{name}: exempi says {out[:200]} {err[:200]}")


def main():
    with tempfile.TemporaryDirectory() as folder:
        for name, plain in pictures(folder).items():
            we_read(folder, plain, name)
            they_read(folder, plain, name)
    print(f"{passed} passed, {failed} failed")
    return failed > 0


sys.exit(main())
