"""Puts a value of the wrong type in one place of a dossier at a time. twist.py DOSSIER FOLDER N writes N files, seeded places."""
import json
import random
import sys

tree = json.load(open(sys.argv[1], encoding="utf-8"))
folder, wanted = sys.argv[2], int(sys.argv[3])
spots = []


def walk(v):
    for k in (list(v) if isinstance(v, dict) else range(len(v)) if isinstance(v, list) else []):
        spots.append((v, k))
        walk(v[k])


walk(tree)
draw = random.Random(20261123)
first = [s for s in spots if s[0] is tree or s[0] is tree["content"]]
places = first + draw.sample(spots, max(0, wanted - len(first)))
for i, (at, k) in enumerate(places[:wanted]):
    kept = at[k]
    for wrong in draw.sample([None, True, 7, -9007199254740991, "text", "", [], ["x", 1], {}, {"en": []}], 10):
        if type(wrong) is not type(kept):
            break
    at[k] = wrong
    with open("%s/%03d.json" % (folder, i), "w", encoding="utf-8") as f:
        json.dump(tree, f, ensure_ascii=False)
    at[k] = kept
