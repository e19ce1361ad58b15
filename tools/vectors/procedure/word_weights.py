"""word_weights: what each term of a text adds to the margin of a linear model of words. Weights of terms are scikit-learn's own transform, a
contribution is the weight times the coefficient; sums over texts are made here."""
import json

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from statsmodels.stats.proportion import proportion_confint

from common import Procedures, UNDEFINED, real, reals, versions

TRAIN = ["the late fee was waived", "payment received in good standing", "late again second notice", "paid the fee early", "third notice overdue", "paid in full", "late late late fee",
         "good customer paid early", "overdue notice fee", "thanks paid"]
GOOD = [1, 1, 0, 1, 0, 1, 0, 1, 0, 1]
TEXTS = TRAIN + ["nothing known", "late", "paid paid late", "second overdue fee notice", "good good notice", "unseen words only"]


def written(v, w, b):
    d = {"concord": "tfidf/1", "column": "text", "token_pattern": v.token_pattern, "lowercase": v.lowercase, "ngram_range": list(v.ngram_range),
         "vocabulary": v.get_feature_names_out().tolist(), "binary": v.binary, "sublinear_tf": getattr(v, "sublinear_tf", False), "norm": getattr(v, "norm", None),
         "coefficients": w.tolist(), "intercept": b, "link": "logistic"}
    if getattr(v, "use_idf", False):
        d["idf"] = v.idf_.tolist()
    return json.dumps(d)


def largest(x, names, shown=20):
    """The names of the largest, the first in the vocabulary among equals; none that is 0."""
    return [i for i in sorted(range(len(x)), key=lambda i: (-x[i], i)) if x[i] > 0][:shown]


def case(f, name, why, v, texts, reasons=4, cut=0.5):
    m = LogisticRegression(C=10.0).fit(v.fit_transform(TRAIN).toarray(), GOOD)
    w, b = np.round(m.coef_[0], 6), round(float(m.intercept_[0]), 6)
    terms = v.get_feature_names_out().tolist()
    of = v.transform(texts).toarray() * w
    score = 1 / (1 + np.exp(-(of.sum(1) + b)))
    assert min(abs(score - cut)) > 1e-6
    refused = [i for i in range(len(texts)) if score[i] < cut]
    told, without = np.zeros(len(terms)), 0
    for i in refused:
        low = [j for j in sorted(range(len(terms)), key=lambda j: (of[i, j], j)) if of[i, j] < 0]
        without += not low
        for j in low[:reasons]:
            told[j] += 1
    size, square = abs(of).sum(0), (of ** 2).sum(0)
    top, most = largest(size, terms), largest(told, terms)
    n = len(texts)
    lo, hi = proportion_confint(without, len(refused), method="beta")
    points = {terms[j]: real(told[j] / len(refused)) for j in most}
    f.case(name, why, table="text\n" + "".join('"%s"\n' % t for t in texts), model={"features": ["text"], "levels": {"text": list(dict.fromkeys(texts))},
           "tfidf": written(v, w, b), "threshold": real(cut)}, options={"reasons": reasons},
           stats={"rows": [real(n)], "terms": [real(sum(size > 0))], "size": reals(size[top]), "square": reals(square[top]), "intercept": [real(b)],
                  "refused.without": reals([without, len(refused)]), "reasons": reals(told[most])},
           expect={"word_importance": {"value": real(size[top[0]] / n), "points": {terms[j]: real(size[j] / n) for j in top}},
                   "refusals_without_word": {"value": real(without / len(refused)), "lo": real(lo), "hi": real(hi), "points": points}})


def main():
    f = Procedures("word_weights", versions("sklearn", "statsmodels", "python") + ": TfidfVectorizer and CountVectorizer transform, LogisticRegression coef_",
                   "tools/vectors/procedure/word_weights.py")
    case(f, "weights of length one", "idf and the l2 norm; two texts that the model knows no word of", TfidfVectorizer(), TEXTS)
    case(f, "pairs of words", "terms of one and two words, the l1 norm, 1 + ln count", TfidfVectorizer(ngram_range=(1, 2), norm="l1", sublinear_tf=True), TEXTS, reasons=2)
    case(f, "counts", "no norm: a word said three times adds three times", CountVectorizer(), TEXTS, reasons=1, cut=0.6)
    case(f, "presence", "a word counts once", CountVectorizer(binary=True), TEXTS)
    unknown = written(CountVectorizer().fit(["a1 b2"]), np.array([1.0, -1.0]), -1.0)
    f.case("no word known", "every text is refused by the intercept alone", table="text\nxx\nyy\n",
           model={"features": ["text"], "levels": {"text": ["xx", "yy"]}, "tfidf": unknown}, stats={"terms": ["0"], "size": [], "refused.without": ["2", "2"], "reasons": []},
           expect={"word_importance": UNDEFINED, "refusals_without_word": {"value": "1"}})
    f.case("not words", "a model of numbers", table="x\n1\n", model={"features": ["x"], "w": ["1"], "b": "0", "link": "logistic"},
           refused="linear models of words that are read here")
    f.write()


if __name__ == "__main__":
    main()
