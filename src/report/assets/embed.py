#!/usr/bin/env python3
"""Makes assets.h out of the files of the page: bytes as C arrays, and the hashes that its content-security policy names.

embed.py OUT page.css page.js verify.js glyphs.svg mark.svg site.css site.js     Lines lose their indent, comment lines are left out; nothing else changes.
"""
import base64
import hashlib
import sys


def strip(path):
    lines = (line.strip() for line in open(path, encoding="utf-8"))
    comment = ("//",) if path.endswith(".js") else ("/*",)
    return "\n".join(l for l in lines if l and not (l.startswith(comment) and (comment[0] == "//" or l.endswith("*/"))))


def array(name, text):
    data = text.encode()
    rows = [",".join(str(b if b < 128 else b - 256) for b in data[i:i + 32]) for i in range(0, len(data), 32)]
    return "static const char %s[] = {\n%s\n};\n" % (name, ",\n".join(rows))


def policy_hash(text):
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def main(out, css, page, verify, glyphs, mark, site_css, site_js):
    style = strip(css)
    script = strip(page) + "\n" + strip(verify)
    for text in (style, script):
        if "</" in text:
            sys.exit("an asset holds </, which could end its element")
    with open(out, "w", encoding="ascii") as f:
        f.write("/* Made by src/report/assets/embed.py; do not edit. */\n")
        f.write(array("asset_style", style) + array("asset_script", script))
        f.write(array("asset_glyphs", strip(glyphs)) + array("asset_mark", strip(mark)))
        f.write(array("asset_site_style", strip(site_css)) + array("asset_site_script", strip(site_js)))
        f.write('#define ASSET_STYLE_HASH "%s"\n#define ASSET_SCRIPT_HASH "%s"\n' % (policy_hash(style), policy_hash(script)))


main(*sys.argv[1:])
