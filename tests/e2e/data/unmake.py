"""Dossiers that are changed on purpose. unmake.py DOSSIER FOLDER writes FOLDER/<what>,<exit code of verify>.json, one change each."""
import copy
import json
import sys

whole = json.load(open(sys.argv[1], encoding="utf-8"))


def swap(a, b, key):
    a[key], b[key] = b[key], a[key]


def envelopes(d):
    return d["records"][0]["envelope"], d["records"][1]["envelope"]


CHANGES = [
    ("same-tree-written-otherwise", 0, lambda d: None),
    ("word", 1, lambda d: d["content"]["system"]["name"].update(en="Another")),
    ("chinese-word", 1, lambda d: d["content"]["system"]["name"].update(zh="另一个")),
    ("verdict", 1, lambda d: d["content"]["answers"][0].update(verdict="pass")),
    ("measured-value", 1, lambda d: d["content"]["measurements"][0].update(value="0.99")),
    ("counts", 1, lambda d: d["content"]["counts"][0].update(tree={})),
    ("no-counts", 1, lambda d: d["content"].update(counts=[])),
    ("name-of-key", 1, lambda d: d["keys"][0].update(name="ministry.example")),
    ("role-of-key", 1, lambda d: d["keys"][0].update(role="person")),
    ("name-of-log", 1, lambda d: d["keys"][1].update(name="ministry.example/log")),
    ("key-twice", 1, lambda d: d["keys"].append(dict(d["keys"][0], name="ministry.example"))),
    ("no-keys", 1, lambda d: d["keys"].clear()),
    ("end-of-key", 1, lambda d: d["keys"][0].update(until=3)),
    ("note-beside", 1, lambda d: d.update(note="approved")),
    ("note-in-record", 1, lambda d: d["records"][0].update(note="approved")),
    ("proofs-swapped", 1, lambda d: swap(d["proofs"][0], d["proofs"][1], "proof")),
    ("numbers-of-proofs-swapped", 1, lambda d: swap(d["proofs"][0], d["proofs"][1], "seq")),
    ("no-proofs", 1, lambda d: d["proofs"].clear()),
    ("record-missing", 1, lambda d: d["records"].pop(0)),
    ("record-twice", 1, lambda d: d["records"].append(d["records"][0])),
    ("assessment-twice", 1, lambda d: d["records"].append(d["records"][-1])),
    ("assessment-missing", 1, lambda d: d["records"].pop()),
    ("payloads-swapped", 1, lambda d: swap(*envelopes(d), "payload")),
    ("signatures-swapped", 1, lambda d: swap(*envelopes(d), "signatures")),
    ("no-signature", 1, lambda d: d["records"][-1]["envelope"].update(signatures=[])),
    ("kind-of-record", 1, lambda d: d["records"][-1].update(kind="finding/1")),
    ("id-of-record", 1, lambda d: d["records"][-1].update(id=d["records"][0]["id"])),
    ("no-records", 2, lambda d: d["records"].clear()),
    ("records-of-another-type", 1, lambda d: d.update(records="none")),
    ("keys-of-another-type", 1, lambda d: d.update(keys="none")),
    ("no-content", 3, lambda d: d.pop("content")),
    ("another-document", 3, lambda d: d.update(concord="system/1")),
]
for what, code, change in CHANGES:
    d = copy.deepcopy(whole)
    change(d)
    with open("%s/%s,%d.json" % (sys.argv[2], what, code), "w", encoding="utf-8") as f:
        json.dump(d, f, ensure_ascii=False)
