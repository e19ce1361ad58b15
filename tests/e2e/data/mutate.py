"""Changes one visible or hidden place of a page at a time. mutate.py PAGE FOLDER writes FOLDER/<n>-<what>.html, one change each."""
import re
import sys

page = open(sys.argv[1], encoding="utf-8", newline="").read()
folder = sys.argv[2]
count = 0


def swapped(text):
    """The same length, another character in the middle: a digit for a digit, a letter for a letter."""
    for i in range(len(text) // 2, len(text)):
        c = text[i]
        if c.isdigit():
            return text[:i] + str((int(c) + 1) % 10) + text[i + 1:]
        if c.isascii() and c.isalpha():
            return text[:i] + ("x" if c != "x" else "y") + text[i + 1:]
        if ord(c) >= 0x4E00:
            return text[:i] + ("不" if c != "不" else "可") + text[i + 1:]
    return None


def change(what, pattern, n, group=1, flags=0):
    """Changes n places of those that match, spread over the page."""
    global count
    spots = [m.span(group) for m in re.finditer(pattern, page, flags) if swapped(m.group(group))]
    if not spots:
        raise SystemExit("no place for: " + what)
    step = max(1, len(spots) // n)
    for a, b in spots[::step][:n]:
        count += 1
        with open("%s/%02d-%s.html" % (folder, count, what), "w", encoding="utf-8", newline="") as f:
            f.write(page[:a] + swapped(page[a:b]) + page[b:])


body = page.index("<body")
change("text", r">([^<>{}]*[A-Za-z]{4}[^<>{}]*)</(?:p|td|h1|h2|h3|span|li|th|dd|summary|a|div)", 7)
change("number", r">([^<>{}]*\d[^<>{}]*)</(?:text|td|span|dd|strong|b|div|p)", 4)
change("chinese", r">([^<>{}]*[\u4e00-\u9fff]{2}[^<>{}]*)</", 4)
change("attribute", r' (?:aria-label|title|alt|content)="([^"]*[A-Za-z]{3}[^"]*)"', 2)
change("link", r' href="(https?://[^"]+)"', 1)
change("style", r"<style[^>]*>([^<]+)</style>", 1)
change("json-text", r'"en": ?"([^"\\]{8,})"', 4)
change("json-number", r'"(?:value|lo|hi)": ?"(\d[^"]*)"', 2)
change("json-count", r'"(?:decides|unknown|satisfied|n)": ?(\d+)', 2)
change("signature", r'"sig": ?"([^"]+)"', 1)
change("proof", r'"proof": ?"([^"]+)"', 1)
change("key", r'"key": ?"([^"]+)"', 1)
change("id", r'"id": ?"(sha256:[^"]+)"', 1)
scripts = [m for m in re.finditer(r"<script(?![^>]*json)[^>]*>(.+?)</script>", page, re.S)]
if not scripts:
    raise SystemExit("no script")
a, b = scripts[-1].span(1)
open("%s/%02d-script.html" % (folder, count + 1), "w", encoding="utf-8", newline="").write(page[:a] + page[a:b].replace("false", "true ", 1) + page[b:])
open("%s/%02d-added.html" % (folder, count + 2), "w", encoding="utf-8", newline="").write(page + "<p>approved</p>\n")
open("%s/%02d-cut.html" % (folder, count + 3), "w", encoding="utf-8", newline="").write(page[:body] + page[body + 5:])
print(count + 3)
