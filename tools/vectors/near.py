"""Near pairs by comparing every pair: Python sets of shingles, or NumPy differences. For near_duplicates and leakage."""
import re

import numpy


def shingles(text, k=5):
    plain = re.sub("[ \t\r\n\u3000\u00a0]+", " ", text).strip(" ")
    plain = "".join(c.lower() if c < "\x80" else c for c in plain)
    return {plain[i:i + k] for i in range(max(1, len(plain) - k + 1))}


def texts_near(a, b, similarity=0.8, k=5):
    if a is None or b is None:
        return False
    x, y = shingles(a, k), shingles(b, k)
    return len(x & y) / len(x | y) >= similarity


def rows_near(cols, tolerance):
    """Matrix of near pairs of rows: numbers within tolerance of the column's range, texts equal, missing only to missing."""
    n = len(next(iter(cols.values())))
    near = numpy.ones((n, n), bool)
    for v in cols.values():
        if any(isinstance(x, str) for x in v):
            near &= numpy.array([[x == y for y in v] for x in v])
            continue
        x = numpy.array([numpy.nan if e is None else float(e) for e in v])
        gap = numpy.abs(x[:, None] - x[None, :])
        near &= (gap <= tolerance * (numpy.nanmax(x) - numpy.nanmin(x))) | (numpy.isnan(x)[:, None] & numpy.isnan(x)[None, :])
    return near


WORDS = "the applicant has paid every instalment since spring and asks for a larger loan to repair the roof of a shop near harbour market".split()
HAN = "申请人自去年春天起按时还款现请求增加贷款以修缮港口市场附近店铺的屋顶并雇用两名学徒"


def some_texts(r, n):
    """Texts, some of them copies with a word or a character changed, in two scripts; some missing."""
    out = []
    for _ in range(n):
        kind = r.randint(0, 6)
        if out and kind < 3 and any(out):
            old = [t for t in out if t][r.randint(0, sum(t is not None for t in out))]
            at = r.randint(0, len(old))
            new = "x" if ord(old[0]) < 128 else "年"
            out.append(old[:at] + new + old[at + 1:] if kind else old.upper().replace(" ", "   "))
        elif kind == 3:
            out.append(None)
        elif kind == 4:
            out.append("".join(HAN[i] for i in r.permutation(len(HAN))))
        else:
            out.append(" ".join(WORDS[i] for i in r.permutation(len(WORDS))))
    return out
