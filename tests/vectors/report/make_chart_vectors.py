#!/usr/bin/env python3
"""Writes chart.vec.json: a second drawing of each picture, written apart from src/report/chart.c, that any third one must equal byte for byte.

Rules: x in per cent with one decimal (half to even), y in px; axis = values with 12 % room at both ends, cut to the bounds; ticks at 1, 2 or 5
times a power of ten, the smallest step that gives at most five intervals."""
import datetime
import json
import math
import os


def pct(s):
    return "%.1f%%" % (s * 100)


def share(a, x):
    return min(1.0, max(0.0, (x - a["from"]) / (a["to"] - a["from"])))


def axis_over(x, low, high):
    low, high = float(low), float(high)
    lo, hi = min(x), max(x)
    most = max(abs(lo), abs(hi))
    room = (hi - lo) * .12 if hi > lo else most * .12 if most > 0 else 1
    lo, hi = lo - room, hi + room
    if low <= high:
        lo, hi = max(lo, low), min(hi, high)
    if not lo < hi:
        lo, hi = lo - room, hi + room
    want = (hi - lo) / 5
    e = math.floor(math.log10(want) + 1e-12)
    for k in (e, e + 1):
        for m in (1, 2, 5):
            if m * 10.0 ** k >= want * (1 - 1e-9):
                return {"from": lo, "to": hi, "step": float("%de%d" % (m, k)), "decimals": max(0, -k)}


def vline(at, y1, y2, rest):
    return '<line x1="%s" x2="%s" y1="%d" y2="%d" %s/>' % (pct(at), pct(at), y1, y2, rest)


def anchor(s):
    return "start" if s < .04 else "end" if s > .96 else "middle"


def axis(a):
    out = '<svg class="ax" width="100%" height="20" aria-hidden="true">'
    k = math.ceil(a["from"] / a["step"] - 1e-9)
    while k * a["step"] <= a["to"] + a["step"] * 1e-9:
        x = k * a["step"]
        s = share(a, x)
        out += vline(s, 0, 4, 'class="tick"') + '<text x="%s" y="17" text-anchor="%s">%s%.*f</text>' % (pct(s), anchor(s), "−" if k < 0 else "", a["decimals"], abs(x))
        k += 1
    return out + "</svg>"


def strip(i):
    a, h = i["axis"], i["height"]
    out = '<svg class="strip" width="100%%" height="%d" aria-hidden="true">' % h
    if i["meets"]:
        at = share(a, i["limit"])
        x, w = (at, 1 - at) if i["meets"] > 0 else (0, at)
        out += '<rect class="band" x="%s" y="0" width="%s" height="%d"/>' % (pct(x), pct(w), h) + vline(at, 0, h, 'class="lim"')
    else:
        out += '<line class="base" x1="0" x2="100%%" y1="%d" y2="%d"/>' % (h // 2, h // 2)
    if i["has_value"]:
        m = h // 2
        out += '<g class="%s"><line x1="%s" x2="%s" y1="%d" y2="%d" stroke="currentColor" stroke-width="3"/>' % (i["class"], pct(share(a, i["lo"])), pct(share(a, i["hi"])), m, m)
        for end in (i["lo"], i["hi"]):
            if (end == i["lo"] and end >= a["from"]) or (end == i["hi"] and end <= a["to"]):
                out += vline(share(a, end), m - 6, m + 6, 'stroke="currentColor" stroke-width="2"')
        out += '<circle cx="%s" cy="%d" r="5.5" fill="%s" stroke="currentColor" stroke-width="2.5"/></g>' % (pct(share(a, i["value"])), m, "var(--bg)" if i["hollow"] else "currentColor")
    return out + "</svg>"


def marks(n):
    kinds = (("sa full", 1, 1, "h8v10h-8z"), ("fa", 1, 2, "l8 8m0-8l-8 8"), ("un", 5, 1, "l4.4 5.2-4.4 5.2-4.4-5.2z"), ("wa", 1, 1, "h8v10h-8z"), ("na", 1, 6, "h8"))
    total = sum(n)
    if not total:
        return ""
    out = '<svg class="sb" width="%d" height="%d" aria-hidden="true">' % (min(24, total) * 11, -(-total // 24) * 13)
    k = 0
    for count, (cls, dx, dy, d) in zip(n, kinds):
        if count:
            out += '<path class="%s" d="%s"/>' % (cls, "".join("M%d %d%s" % (j % 24 * 11 + dx, j // 24 * 13 + dy, d) for j in range(k, k + count)))
        k += count
    return out + "</svg>"


def day(t):
    return datetime.date.fromisoformat(t).toordinal()


def lane(i):
    a = {"from": day(i["from"]), "to": day(i["to"])}
    at, today = share(a, day(i["at"])), share(a, day(i["today"]))
    out = '<svg class="lane" width="100%" height="20" aria-hidden="true">'
    out += '<line class="%s" x1="%s" x2="100%%" y1="10" y2="10"/>' % ("bar2 dash" if day(i["at"]) > day(i["today"]) else "bar2", pct(at))
    if day(i["at"]) >= a["from"] and not i.get("vague"):
        out += '<circle class="dot" cx="%s" cy="10" r="6.5"/>' % pct(min(.99, max(.01, at)))
    return out + vline(today, 0, 20, 'class="lim"') + "</svg>"


def years(i):
    a = {"from": day(i["from"]), "to": day(i["to"])}
    first, last = int(i["from"][:4]), int(i["to"][:4])
    out = '<svg class="ax" width="100%" height="22" aria-hidden="true">'
    for y in range(first, last + 1, (last - first) // 6 + 1):
        d = day("%04d-01-01" % y)
        if a["from"] <= d <= a["to"]:
            s = share(a, d)
            out += vline(s, 16, 22, 'class="tick"') + '<text x="%s" y="13" text-anchor="%s">%d</text>' % (pct(s), anchor(s), y)
    return out + vline(share(a, day(i["today"])), 16, 22, 'class="lim"') + "</svg>"


def text(v):
    """Reals as decimal texts, as in records."""
    return {k: text(x) if isinstance(x, dict) else repr(x) if isinstance(x, float) else x for k, x in v.items()}


out = []


def add(why, draw, i, result):
    out.append({"why": why, "draw": draw, "in": text(i), "out": result})


for why, x, low, high in (("ratio near its limit", [.748, .674, .832, .8], 0, 2), ("points, limit below", [15.1, 8.6, 23.1, 5.0], 0, 100), ("across zero", [.012, -.051, .075], -1, 1),
                          ("one value, no bounds", [3.0], 1, 0), ("all zero", [0.0, 0.0], 1, 0), ("cut at the upper bound", [.97, .93, .999, .95], 0, 1), ("tiny", [1.2e-7, 1e-7, 1.5e-7], 1, 0),
                          ("large", [2.5e6, 1e6, 4e6], 1, 0), ("a value on its bound alone", [1.0], 1, 1)):
    a = axis_over(x, low, high)
    out.append({"why": why, "draw": "axis_over", "in": {"x": [repr(float(v)) for v in x], "low": repr(float(low)), "high": repr(float(high))},
                "out": " ".join(("%.12g" % a[k]).replace("e-0", "e-") for k in ("from", "to", "step")) + " %d" % a["decimals"]})
    if why not in ("tiny", "large"):
        add("ticks: " + why, "axis", {"axis": a}, axis(a))
A = axis_over([.748, .674, .832, .8], 0, 2)
for why, i in (("not decided: hollow", dict(hollow=True, meets=1, cls="un")), ("meets above", dict(lo=.85, hi=.9, value=.87, meets=1, cls="sa")), ("fails above", dict(lo=.68, hi=.7, value=.69, meets=1, cls="fa")),
               ("limit from above", dict(meets=-1, cls="sa")), ("no limit", dict(meets=0, cls="s1", height=22)), ("undefined: band and limit alone", dict(has_value=False, meets=1, cls="un")),
               ("interval beyond the axis has no end cap there", dict(lo=-5.0, hi=9.0, cls="un", meets=1, hollow=True))):
    base = {"axis": A, "class": i.pop("cls"), "value": .748, "lo": .674, "hi": .832, "limit": .8, "hollow": False, "has_value": True, "meets": 0, "height": 30}
    base.update(i)
    add(why, "strip", base, strip(base))
for why, n in (("none draws nothing", [0] * 5), ("one of each", [1] * 5), ("a second row after 24", [20, 1, 13, 1, 0]), ("exactly a row", [24, 0, 0, 0, 0])):
    add(why, "marks", {"n": n}, marks(n))
SPAN = {"from": "2024-12-24", "to": "2028-12-30", "today": "2026-11-23"}
for why, more in (("applies now", {"at": "2026-01-22"}), ("starts later: dashed", {"at": "2027-12-02"}), ("before the plot: no dot", {"at": "2020-01-01"}), ("on the day itself", {"at": "2026-11-23"}),
                  ("uncertain day: open end", {"at": "2027-06-01", "vague": True}), ("at the left edge the dot stays inside", {"at": "2024-12-24"})):
    add(why, "lane", dict(SPAN, **more), lane(dict(SPAN, **more)))
add("four years", "years", SPAN, years(SPAN))
LONG = {"from": "2016-03-01", "to": "2036-03-01", "today": "2026-11-23"}
add("twenty years: every fourth", "years", LONG, years(LONG))
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "chart.vec.json"), "w", encoding="utf-8") as f:
    json.dump(out, f, ensure_ascii=False, indent=1)
    f.write("\n")
