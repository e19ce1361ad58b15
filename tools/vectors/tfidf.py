#!/usr/bin/python3
"""Models of words with what scikit-learn gives for them: TfidfVectorizer or CountVectorizer, then a linear model; and
what Python's own \\w and str.lower() make of every code point, as two sums."""
import json
import re

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LinearRegression, LogisticRegression

from common import File, real, versions

TRAIN = [
    "The late fee was waived after the customer called twice", "Payment received, account in good standing",
    "Late again: second notice, late fee applied", "Customer paid the fee early and thanked us",
    "third notice. third! account overdue, no payment received", "Überfällige Zahlung: zweite Mahnung, Gebühr fällig",
    "Zahlung erhalten, Gebühr erlassen", "账户 逾期 第二次 通知 费用", "已 收到 付款 账户 良好", "ΟΔΟΣ ΑΘΗΝΑΣ late payment fee",
    "no late fee, no notice, a good customer", "x y z late_fee 42 42 7",
]
LABEL = [0, 0, 1, 0, 1, 1, 0, 1, 0, 1, 0, 1]
ASK = TRAIN + [
    "", "   \t\r\n ", "nothing known hereabouts", "LATE LATE late Fee FEE_fee late-fee", "a an I x 7 42 no", "the fee the fee the fee",
    "Gebu\u0308hr u\u0308berfa\u0308llig", "GEBÜHR ÜBERFÄLLIGE ZAHLUNG", "οδος Οδοσ ΟΔΟΣ. ΟΔΟΣ' ΟΔΟΣ'Α Σ ΑΣΑ", "İSTANBUL istanbul ıslak",
    "账户逾期 通知", "late\u00a0fee late\u200bfee late\u3000fee", "late\U0001f600fee \U00010400\U00010401 ²³½ Ⅷ", "fee\x00late", "notice, " * 400,
]
ASK = [t for t in ASK if "\x00" not in t]  # no table has one


def written(v, m):
    """The lines of docs/models.md."""
    d = {"concord": "tfidf/1", "column": "text", "token_pattern": v.token_pattern, "lowercase": v.lowercase,
         "ngram_range": list(v.ngram_range), "vocabulary": v.get_feature_names_out().tolist(), "binary": v.binary,
         "sublinear_tf": getattr(v, "sublinear_tf", False), "norm": getattr(v, "norm", None),
         "coefficients": np.ravel(m.coef_).tolist(), "intercept": float(np.ravel(m.intercept_)[0]),
         "link": "logistic" if hasattr(m, "predict_proba") else "identity"}
    if getattr(v, "use_idf", False):
        d["idf"] = v.idf_.tolist()
    if v.stop_words:
        d["stop_words"] = sorted(v.get_stop_words())
    return json.dumps(d, ensure_ascii=False)


def case(f, name, why, v, linear=False):
    x = v.fit_transform(TRAIN)
    m = LinearRegression() if linear else LogisticRegression(C=10.0)
    m.fit(x.toarray(), LABEL)
    y = v.transform(ASK).toarray()
    got = m.predict(y) if linear else m.predict_proba(y)[:, 1]
    f.case("model", name, why, {"model": written(v, m), "texts": ASK}, {"score": [real(s) for s in got]})


def small_letters():
    """Sums that any wrong code point changes: of the places of word characters, and of place times small letter."""
    word = lower = 0
    for c in range(0x110000):
        if 0xd800 <= c <= 0xdfff:
            continue
        if re.match(r"\w", chr(c)):
            word = (word * 31 + c) % (1 << 31)
        for d in chr(c).lower():
            lower = (lower * 31 + ord(d)) % (1 << 31)
    return word, lower


f = File("tfidf_texts", versions("sklearn", "python"), "tools/vectors/tfidf.py",
         "score by text: predict_proba of the second class, or predict; op letters: sums over every code point", folder="model")
case(f, "as it comes", "TfidfVectorizer and LogisticRegression with nothing set", TfidfVectorizer())
case(f, "pairs and triples", "terms of one to three words", TfidfVectorizer(ngram_range=(1, 3)))
case(f, "pairs alone", "the least number of words is not one", TfidfVectorizer(ngram_range=(2, 2)))
case(f, "one letter words", "the pattern with one \\w", TfidfVectorizer(token_pattern=r"(?u)\b\w+\b"))
case(f, "capitals kept", "lowercase is off", TfidfVectorizer(lowercase=False))
case(f, "stop words", "are left out before pairs are made", TfidfVectorizer(stop_words=["the", "a", "fee", "no"], ngram_range=(1, 2)))
case(f, "english stop words", "scikit-learn's own list", TfidfVectorizer(stop_words="english"))
case(f, "sublinear", "1 + ln of a count", TfidfVectorizer(sublinear_tf=True))
case(f, "binary", "a word counts once", TfidfVectorizer(binary=True))
case(f, "l1", "weights add up to 1", TfidfVectorizer(norm="l1"))
case(f, "no norm", "weights as they are", TfidfVectorizer(norm=None))
case(f, "no idf", "counts, then l2", TfidfVectorizer(use_idf=False))
case(f, "idf not smoothed", "another idf", TfidfVectorizer(smooth_idf=False, sublinear_tf=True))
case(f, "counts", "CountVectorizer: neither idf nor norm", CountVectorizer(ngram_range=(1, 2)))
case(f, "few terms", "max_features drops terms, whose weight then does not count in the norm", TfidfVectorizer(max_features=5))
case(f, "a line", "LinearRegression: the score is the sum", TfidfVectorizer(), linear=True)
w, l = small_letters()
f.case("letters", "every code point", "of Unicode 14, which Python 3.11 has", {}, {"word": w, "lower": l})
f.write()
