"""Forged dossiers. forge.py DOSSIER FOLDER writes FOLDER/<what>,<exit code of verify>.json, one lie each.

Two hands: one who holds no key and adds to a dossier that another signed, and a signer whose page does not say what the records say.
The second signs everything anew with keys of its own, by libsodium, and puts it in a log of its own."""
import base64
import copy
import ctypes
import hashlib
import json
import os
import sys

sodium = ctypes.CDLL("libsodium.so.23")
sodium.sodium_init()
TYPE = b"application/vnd.concord.record+json"


class Key:
    def __init__(self, seed):
        pub, self.secret = ctypes.create_string_buffer(32), ctypes.create_string_buffer(64)
        sodium.crypto_sign_seed_keypair(pub, self.secret, sha(seed.encode()))
        self.pub = pub.raw
        self.id = "sha256:" + sha(self.pub).hex()

    def sign(self, message):
        out = ctypes.create_string_buffer(64)
        sodium.crypto_sign_detached(out, None, message, ctypes.c_ulonglong(len(message)), self.secret)
        return out.raw

    def row(self, role, name):
        return {"role": role, "name": name, "key": b64(self.pub), "fingerprint": self.id}


def sha(b):
    return hashlib.sha256(b).digest()


def b64(b):
    return base64.b64encode(b).decode()


def jcs(v):
    return json.dumps(v, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def pae(payload):
    return b"DSSEv1 %d %s %d %s" % (len(TYPE), TYPE, len(payload), payload)


def payload(row):
    return base64.b64decode(row["envelope"]["payload"])


def tree(leaves):
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return sha(b"\1" + tree(leaves[:k]) + tree(leaves[k:]))


def path(i, leaves):
    if len(leaves) == 1:
        return []
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return path(i, leaves[:k]) + [tree(leaves[k:])] if i < k else path(i - k, leaves[k:]) + [tree(leaves[:k])]


def note(origin, leaves, key, more=""):
    text = "%s\n%d\n%s\n%s" % (origin, len(leaves), b64(tree(leaves)), more)
    mark = sha(origin.encode() + b"\n\1" + key.pub)[:4]
    return "%s\n\u2014 %s %s\n" % (text, origin, b64(mark + key.sign(text.encode())))


def proof(seq, leaves, head):
    return "c2sp.org/tlog-proof@v1\nindex %d\n%s\n%s" % (seq, "".join(b64(h) + "\n" for h in path(seq, leaves)), head)


def seal(statement, keys):
    """(id, envelope) of a statement signed by each of keys."""
    bytes_ = jcs(statement)
    signatures = [{"keyid": k.id, "sig": b64(k.sign(pae(bytes_)))} for k in keys]
    return sha(pae(bytes_)).hex(), {"payload": b64(bytes_), "payloadType": TYPE.decode(), "signatures": signatures}


def leaf(statement, id_, envelope):
    return sha(b"\0" + (jcs(envelope) if statement["tlp"] == "CLEAR" else b"concord-seal/v1\n" + id_.encode() + b"\n"))


def says(action, use, key, **more):
    return dict({"action": action, "use": use, "key": b64(key.pub)}, **more)


# Who enrols what at the beginning of a log: (body, signers) an entry, from entry 0 on.
ROOT, LOG, SIGNER = Key("root"), Key("log"), Key("record")
PLAIN = [(says("add", "record", SIGNER), [SIGNER]), (says("add", "log", LOG), [SIGNER])]


def key_entries(author, like, enrol):
    for i, (said, signers) in enumerate(enrol):
        r = dict(like, author=said.pop("author", author), seq=i, kind="key/1", refs=[], tlp="CLEAR", body=said,
                 nonce=b64(sha(b"key %d" % i)))
        yield (r,) + seal(r, signers)


def keys_said(rows):
    return {"records": len(rows), "digest": "sha256:" + sha("".join(r["id"] + "\n" for r in rows).encode()).hex()}


def sign_again(d, records, origin=None, more="", second=None, heads=1, enrol=PLAIN, told=None, shown=None):
    """The dossier again, of the content in d and the statements in records. second: a key that signs one of them instead.

    enrol: the key records of the log; told: those that the assessment names; shown: those that the dossier carries."""
    record, log = SIGNER, LOG
    author = records[-1]["author"]
    origin = origin or author + "/log"
    said = jcs(d["content"])
    records[-1]["body"]["content"].update(digest="sha256:" + sha(said).hex(), size=len(said))
    leaves, keys = [], []
    like = {k: v for k, v in records[-1].items() if k not in ("was", "body")}
    for r, id_, envelope in key_entries(author, like, copy.deepcopy(enrol)):
        leaves.append(leaf(r, id_, envelope))
        keys.append({"seq": r["seq"], "id": "sha256:" + id_, "envelope": envelope})
    told = keys if told is None else [keys[i] for i in told]
    records[-1]["body"]["keys"] = keys_said(told)
    first = len(leaves)
    new, rows = {}, []
    for i, r in enumerate(records):
        r["seq"] = first + i
        for ref in r["refs"]:
            ref["to"] = new.get(ref["to"], ref["to"])
        statement = {k: v for k, v in r.items() if k != "was"}
        id_, envelope = seal(statement, [second if second and i == 1 else record])
        new[r["was"]] = "sha256:" + id_
        leaves.append(leaf(statement, id_, envelope))
        rows.append({"seq": r["seq"], "id": "sha256:" + id_, "kind": r["kind"], "envelope": envelope})
    head = note(origin, leaves, log, more)
    later = leaves + [sha(b"\0later")]
    d["records"] = rows
    d["proofs"] = [{"seq": r["seq"], "proof": proof(r["seq"], leaves, head)} for r in rows]
    if heads == 2:
        d["proofs"][0]["proof"] = proof(rows[0]["seq"], later, note(origin, later, log))
    d["keys"] = [k.row("record", author) for k in [record] + ([second] if second else [])] + [log.row("log", origin)]
    d["key_records"] = [dict(k, proof=proof(k["seq"], leaves, head)) for k in (keys if shown is None else [keys[i] for i in shown])]


# ---- who holds no key

TEXT = "This system was certified by the European AI Office on 2026-11-20."


def witness(d):
    line = "\u2014 witness.ai-office.europa.eu " + b64(sha(b"random") * 2 + sha(b"more")[:12]) + "\n"
    for p in d["proofs"]:
        p["proof"] += line


def signs_too(d):
    k = Key("stranger")
    for r in d["records"]:
        r["envelope"]["signatures"].append({"keyid": k.id, "sig": b64(k.sign(pae(payload(r))))})
    d["keys"].append(k.row("record", d["keys"][0]["name"]))


def swap_key(d, again=True):
    """The first key record names another key: signed by that key, or not signed again at all."""
    row, k = d["key_records"][0], Key("stranger")
    statement = json.loads(payload(row))
    statement["body"]["key"] = b64(k.pub)
    id_, envelope = seal(statement, [k])
    if not again:
        envelope["signatures"] = row["envelope"]["signatures"]
    row.update(id="sha256:" + id_, envelope=envelope)


def another_node(d):
    row, k = d["key_records"][0], Key("stranger")
    statement = json.loads(payload(row))
    statement.update(author="stranger.example", body=says("add", "record", k))
    id_, envelope = seal(statement, [k])
    row.update(id="sha256:" + id_, envelope=envelope)


def extra(d):
    d["proofs"][0]["proof"] = d["proofs"][0]["proof"].replace("\n", "\nextra %s\n" % b64(TEXT.encode()), 1)


ADDED = [
    ("extra-proof", lambda d: d["proofs"].append({"seq": 999, "proof": TEXT})),
    ("extra-proof-for-a-record", lambda d: d["proofs"].append(dict(d["proofs"][0], proof=TEXT))),
    ("same-proof-twice", lambda d: d["proofs"].append(d["proofs"][0])),
    ("proof-missing", lambda d: d["proofs"].pop()),
    ("text-before-proof", lambda d: d["proofs"][0].update(proof=TEXT + "\n" + d["proofs"][0]["proof"])),
    ("text-after-proof", lambda d: d["proofs"][0].update(proof=d["proofs"][0]["proof"] + TEXT + "\n")),
    ("extra-line-in-proof", extra),
    ("forged-witness", witness),
    ("second-signature", signs_too),
    ("stranger-among-keys", lambda d: d["keys"].append(Key("stranger").row("record", d["keys"][0]["name"]))),
    ("stranger-as-log", lambda d: d["keys"].append(Key("stranger").row("log", "european.ai.office/log"))),
    ("key-records-missing", lambda d: d.pop("key_records")),
    ("key-records-empty", lambda d: d.update(key_records=[])),
    ("key-record-missing", lambda d: d["key_records"].pop()),
    ("first-key-record-missing", lambda d: d["key_records"].pop(0)),
    ("key-record-twice", lambda d: d["key_records"].append(d["key_records"][-1])),
    ("key-records-in-another-order", lambda d: d["key_records"].reverse()),
    ("key-record-of-another-key", swap_key),
    ("key-record-with-its-key-swapped", lambda d: swap_key(d, again=False)),
    ("key-record-of-another-node", another_node),
    ("key-record-says-more", lambda d: d["key_records"][0].update(note=TEXT)),
    ("key-records-are-text", lambda d: d.update(key_records=TEXT)),
    ("key-record-is-text", lambda d: d["key_records"].__setitem__(0, TEXT)),
    ("key-record-proof-swapped", lambda d: d["key_records"][0].update(proof=d["key_records"][1]["proof"])),
    ("key-record-proof-says-more", lambda d: d["key_records"][0].update(proof=d["key_records"][0]["proof"] + TEXT + "\n")),
    ("key-record-with-another-number", lambda d: d["key_records"][1].update(seq=5)),
    ("key-record-is-another-record", lambda d: d["key_records"][1].update({k: d["records"][0][k] for k in ("seq", "id", "envelope")})),
]

# ---- a signer whose page does not say what is signed: change(content, statements)


def of(records, kind):
    return [r for r in records if r["kind"] == kind]


def body(records, kind, i=0):
    return of(records, kind)[i]["body"]


def verdict(c, r, to, headline):
    c["answers"][0].update(verdict=to, headline=headline)
    body(r, "assessment/1")["answers"][0]["verdict"] = to


def drop(r, i):
    gone = of(r, "measurement/1")[i]
    r.remove(gone)
    r[-1]["refs"] = [x for x in r[-1]["refs"] if x["to"] != gone["was"]]


def double(r):
    again = copy.deepcopy(of(r, "measurement/1")[0])
    again.update(was="again", nonce=b64(sha(b"nonce")))
    r.insert(1, again)
    r[-1]["refs"].append({"role": "measurement", "to": "again"})


def open_findings(c, day=0):
    return [f for f in c["findings"] if f["force"] == "binding" and f["by_date"][day]["finding"] in ("unknown", "not_satisfied")]


def hide(c, r):
    gone = open_findings(c)[0]
    c["findings"].remove(gone)


def satisfy(c, r):
    """Every finding says satisfied, the numbers follow, and the answer too: the signer's statement, and named so."""
    for k, day in enumerate(c["as_of"]):
        for f in open_findings(c, k):
            f["by_date"][k]["finding"] = "satisfied"
            at = next(m for m in c["markets"] if m["market"] == f["market"])["by_date"][k]
            for n in (at["counts"], at["by_force"]["binding"]):
                was = "unknown" if n["unknown"] else "not_satisfied"
                n[was] -= 1
                n["satisfied"] += 1
        c["answers"][k].update(verdict="pass", headline={"en": "Passes", "zh": "通过"})
        body(r, "assessment/1")["answers"][k]["verdict"] = "pass"


def blob_of(v, name):
    return {"digest": "sha256:" + sha(jcs(v)).hex(), "size": len(jcs(v)), "media_type": "application/json", "name": name}


def recount(c, r, change):
    """Other counts under the first measurement, signed as such everywhere."""
    id_ = c["measurements"][0]["counts"]
    counts = next(x for x in c["counts"] if x["id"] == id_)
    change(counts["tree"])
    for m, rec in zip(c["measurements"], of(r, "measurement/1")):
        if m["counts"] == id_:
            m["n"] = rec["body"]["n"] = counts["tree"]["rows"]
            rec["body"]["counts"] = blob_of(counts["tree"], "counts.json")


def attribute(c, r, i, to):
    m = c["measurements"][i]
    m.update(attribute=to, attribute_name={"en": to, "zh": to})
    body(r, "measurement/1", i)["attribute"] = to


def other(digest):
    return digest[:-1] + ("0" if digest[-1] != "0" else "1")


LIES = [
    ("signed-again", 0, lambda c, r: None),
    ("record-of-another-value", 1, lambda c, r: body(r, "measurement/1").update(value="0.99")),
    ("record-of-another-bound", 1, lambda c, r: body(r, "measurement/1").update(lo="0.91")),
    ("record-of-another-verdict", 1, lambda c, r: body(r, "measurement/1").update(verdict="meets" if c["measurements"][0]["verdict"] != "meets" else "fails")),
    ("record-of-another-limit", 1, lambda c, r: body(r, "measurement/1")["limit"].update(value="0.1")),
    ("record-of-another-n", 1, lambda c, r: body(r, "measurement/1").update(n=1000000)),
    ("record-of-another-metric", 1, lambda c, r: body(r, "measurement/1").update(metric="accuracy")),
    ("record-of-other-counts", 1, lambda c, r: body(r, "measurement/1")["counts"].update(digest="sha256:" + "0" * 64)),
    ("records-swapped-names", 1, lambda c, r: (body(r, "measurement/1", 0).update(id="m2"), body(r, "measurement/1", 1).update(id="m1"))),
    ("measurement-without-record", 1, lambda c, r: drop(r, 0)),
    ("measurement-not-shown", 1, lambda c, r: c["measurements"].pop()),
    ("measurement-signed-twice", 1, lambda c, r: double(r)),
    ("measurement-shown-twice", 1, lambda c, r: c["measurements"].append(copy.deepcopy(c["measurements"][0]))),
    ("record-of-another-answer", 1, lambda c, r: body(r, "assessment/1")["answers"][0].update(verdict="not_satisfied")),
    ("record-of-another-date", 1, lambda c, r: body(r, "assessment/1")["as_of"].__setitem__(0, "2026-01-01")),
    ("another-library", 1, lambda c, r: body(r, "assessment/1").update(library="sha256:" + "0" * 64)),
    ("derived-from-another-library", 1, lambda c, r: body(r, "duties/1").update(library="sha256:" + "0" * 64)),
    ("derived-for-another-date", 1, lambda c, r: body(r, "duties/1")["as_of"].__setitem__(0, "2026-01-01")),
    ("derived-fewer", 1, lambda c, r: body(r, "duties/1")["counts"][0].update(applies=0, unknown=0)),
    ("another-system", 1, lambda c, r: body(r, "system/1").update(id="another")),
    ("another-name", 1, lambda c, r: body(r, "system/1")["name"].update(en="Another")),
    ("another-version", 1, lambda c, r: body(r, "system/1").update(version="9.9")),
    ("another-stage", 1, lambda c, r: body(r, "system/1").update(stage="research")),
    ("another-purpose", 1, lambda c, r: body(r, "system/1").update(purposes=["weather"])),
    ("another-market", 1, lambda c, r: body(r, "system/1")["markets"].append("JP")),
    ("another-manifest", 1, lambda c, r: body(r, "system/1")["manifest"].update(digest="sha256:" + "0" * 64)),
    ("answer-pass", 1, lambda c, r: verdict(c, r, "pass", {"en": "Passes", "zh": "通过"})),
    ("answer-not-satisfied", 1, lambda c, r: verdict(c, r, "not_satisfied", {"en": "Not satisfied", "zh": "未满足"})),
    ("headline-pass", 1, lambda c, r: c["answers"][0].update(headline={"en": "Passes", "zh": "通过"})),
    ("numbers-of-market", 1, lambda c, r: c["markets"][0]["by_date"][0]["counts"].update(unknown=0, satisfied=6)),
    ("numbers-by-force", 1, lambda c, r: c["markets"][0]["by_date"][0]["by_force"]["soft"].update(unknown=99)),
    ("number-of-later", 1, lambda c, r: c["markets"][0]["by_date"][0].update(later=0)),
    ("finding-hidden", 1, hide),
    ("finding-satisfied", 1, lambda c, r: open_findings(c)[0]["by_date"][0].update(finding="satisfied")),
    ("finding-of-another-force", 1, lambda c, r: open_findings(c)[0].update(force="soft")),
    ("finding-of-no-market", 1, lambda c, r: open_findings(c)[0].update(market="XX")),
    ("everything-satisfied", 0, satisfy),
    ("milder-register", 0, lambda c, r: c["risks"][0].update(severity={"lo": "negligible", "hi": "negligible"})),
    ("measured-by-another-version", 2, lambda c, r: body(r, "measurement/1").update(step="measure@9", value="0.99")),
    ("derived-by-another-version", 2, lambda c, r: body(r, "duties/1").update(step="derive@1")),
    ("judged-by-another-version", 2, lambda c, r: body(r, "assessment/1").update(step="judge@7")),
    ("measured-by-another-step", 1, lambda c, r: body(r, "measurement/1").update(step="judge@1")),
    ("derived-by-no-step", 1, lambda c, r: body(r, "duties/1").pop("step")),
    ("judged-by-words", 1, lambda c, r: body(r, "assessment/1").update(step="judge@1.0")),
    ("findings-of-another-list", 0, lambda c, r: body(r, "assessment/1")["findings"].update(digest="sha256:" + "0" * 64)),
    ("counts-of-another-attribute", 1, lambda c, r: attribute(c, r, 0, "single")),
    ("counts-of-fewer-attributes", 1, lambda c, r: attribute(c, r, 0, "afam*single")),
    ("counts-without-strata", 1, lambda c, r: c["measurements"][0].update(stratum="single")),
    ("counts-more-rows", 1, lambda c, r: recount(c, r, lambda t: t.update(rows=t["rows"] * 10))),
    ("counts-fewer-rows", 1, lambda c, r: recount(c, r, lambda t: t.update(rows=t["rows"] - 1))),
    ("counts-larger-group", 1, lambda c, r: recount(c, r, lambda t: t["groups"][0].update(n=t["groups"][0]["n"] + 5))),
]
# Signed as it should be, in a log or with keys as they should not be.
LOGS = [
    ("log-of-another", 1, {"origin": "ministry.example/log"}),
    ("checkpoint-says-more", 1, {"more": TEXT + "\n"}),
    ("two-record-keys", 1, {"second": Key("second")}),
    ("two-checkpoints", 1, {"heads": 2}),
]
ROOTED = [(says("add", "record", ROOT), [ROOT]), (says("add", "log", LOG), [ROOT])]
ADDED_KEY = ROOTED + [(says("add", "record", SIGNER), [ROOT])]
ROTATED = ROOTED + [(says("rotate", "record", SIGNER, replaces=ROOT.id), [ROOT, SIGNER])]
REVOKED = ADDED_KEY + [(says("revoke", "record", SIGNER, last_good_size=3), [ROOT])]
# A log whose keys are as they should be, or are not.
KEYS = [
    ("key-added", 0, {"enrol": ADDED_KEY}),
    ("key-rotated", 0, {"enrol": ROTATED}),
    ("key-that-does-not-hold", 0, {"enrol": ADDED_KEY + [(says("revoke", "record", SIGNER, last_good_size=1), [Key("stranger")])]}),
    ("key-revoked", 1, {"enrol": REVOKED}),
    ("key-revoked-later-left-out-of-the-dossier", 1, {"enrol": REVOKED, "shown": [0, 1, 2]}),
    ("key-revoked-not-told-and-shown", 1, {"enrol": REVOKED, "told": [0, 1, 2]}),
    ("key-revoked-told-and-shown-out-of-order", 1, {"enrol": REVOKED, "told": [0, 3, 1, 2], "shown": [0, 3, 1, 2]}),
    # A signer with the record key who keeps a revocation back: the dossier alone cannot show it, and says so.
    ("key-revoked-and-kept-back", 0, {"enrol": REVOKED, "told": [0, 1, 2], "shown": [0, 1, 2]}),
    ("key-rotated-away", 1, {"enrol": PLAIN + [(says("rotate", "record", ROOT, replaces=SIGNER.id), [SIGNER, ROOT])]}),
    ("key-rotated-by-one-hand", 1, {"enrol": ROOTED + [(says("rotate", "record", SIGNER, replaces=ROOT.id), [SIGNER])]}),
    ("key-added-by-itself", 1, {"enrol": ROOTED + [(says("add", "record", SIGNER), [SIGNER])]}),
    ("key-never-added", 1, {"enrol": ROOTED}),
    ("key-of-a-person", 1, {"enrol": ROOTED + [(says("add", "person", SIGNER, role="compliance"), [ROOT])]}),
    ("log-key-never-added", 1, {"enrol": PLAIN[:1]}),
    ("keys-of-another-node", 1, {"enrol": [(dict(b, author="stranger.example"), s) for b, s in PLAIN]}),
    ("first-key-not-shown", 1, {"enrol": ADDED_KEY, "told": [1, 2], "shown": [1, 2]}),
    ("key-records-at-the-bound", 0, {"enrol": PLAIN + [(says("add", "person", Key("person %d" % i), role="compliance"), [SIGNER]) for i in range(1022)]}),
    ("key-records-beyond-the-bound", 1, {"enrol": PLAIN + [(says("add", "person", Key("person %d" % i), role="compliance"), [SIGNER]) for i in range(1023)]}),
    ("no-key-told", 1, {"told": [], "shown": []}),
]


def main():
    whole = json.load(open(sys.argv[1], encoding="utf-8"))
    statements = [dict(json.loads(payload(r)), was=r["id"]) for r in whole["records"]]

    def write(what, code, d):
        with open(os.path.join(sys.argv[2], "%s,%d.json" % (what, code)), "w", encoding="utf-8") as f:
            json.dump(d, f, ensure_ascii=False)

    for what, change in ADDED:
        d = copy.deepcopy(whole)
        change(d)
        write(what, 1, d)
    for what, code, change in LIES:
        d, records = copy.deepcopy(whole), copy.deepcopy(statements)
        change(d["content"], records)
        sign_again(d, records)
        write(what, code, d)
    for what, code, how in LOGS + KEYS:
        d, records = copy.deepcopy(whole), copy.deepcopy(statements)
        sign_again(d, records, **how)
        write(what, code, d)
    # made by another version of the program
    d, records = copy.deepcopy(whole), copy.deepcopy(statements)
    records[-1]["body"]["program"] = "concord 9.9"
    sign_again(d, records)
    write("another-program", 0, d)


main()
