#!/usr/bin/env python3
"""Makes record.tsv without any of our code: Python's json and hashlib, and the openssl program for Ed25519.
The payload is plain ASCII, sorted and without reals, so Python's compact sorted JSON is its RFC 8785 form."""
import base64, hashlib, json, os, subprocess, tempfile

TYPE = "application/vnd.concord.record+json"
b64 = lambda b: base64.b64encode(b).decode()
sha = lambda b: hashlib.sha256(b).digest()


class Key:
    def __init__(self, seed):
        self.seed = seed
        der = bytes.fromhex("302e020100300506032b657004220420") + seed
        self.path = tempfile.mktemp()
        with open(self.path, "wb") as f:
            f.write(der)
        out = subprocess.run(["openssl", "pkey", "-inform", "DER", "-in", self.path, "-pubout", "-outform", "DER"], check=True, capture_output=True).stdout
        self.pub = out[-32:]
        self.id = "sha256:" + sha(self.pub).hex()

    def sign(self, message):
        with tempfile.NamedTemporaryFile(delete=False) as f:
            f.write(message)
        out = subprocess.run(["openssl", "pkeyutl", "-sign", "-rawin", "-keyform", "DER", "-inkey", self.path, "-in", f.name], check=True, capture_output=True).stdout
        os.unlink(f.name)
        return out


def note_line(name, kind, key, signature):
    key_id = sha(name.encode() + b"\n" + bytes([kind]) + key.pub)[:4]
    return "— %s %s\n" % (name, b64(key_id + signature))


record, log, witness = Key(bytes(range(32))), Key(bytes(range(32, 64))), Key(bytes(range(64, 96)))
first = {"v": 1, "kind": "counter/1", "author": "node.example", "seq": 0, "time": "2026-11-23T19:20:21.123456Z", "nonce": b64(bytes(range(100, 132))),
         "refs": [{"role": "against", "to": "sha256:" + "11" * 32}], "tlp": "CLEAR",
         "after": {"origin": "other.example/log", "root": b64(b"\x22" * 32), "size": 1234},
         "handling": {"onward": True, "purpose": ["audit"]}, "body": {"claim": "the log was not kept", "role": "user"}}
payload = json.dumps(first, sort_keys=True, separators=(",", ":")).encode()
pae = b"DSSEv1 %d %s %d %s" % (len(TYPE), TYPE.encode(), len(payload), payload)
identity = sha(pae)
envelope = '{"payload":"%s","payloadType":"%s","signatures":[{"keyid":"%s","sig":"%s"}]}' % (b64(payload), TYPE, record.id, b64(record.sign(pae)))
seal = "concord-seal/v1\n%s\n" % identity.hex()
leaf = [sha(b"\0" + envelope.encode()), sha(b"\0" + seal.encode())]
root = sha(b"\1" + leaf[0] + leaf[1])
text = "node.example/log\n2\n%s\n" % b64(root)
stamp = 1795548000
seen = ("cosignature/v1\ntime %d\n" % stamp + text).encode()
checkpoint = text + "\n" + note_line("node.example/log", 1, log, log.sign(text.encode()))
cosignature = note_line("witness.example/w", 4, witness, stamp.to_bytes(8, "big") + witness.sign(seen))
proof = "c2sp.org/tlog-proof@v1\nindex 0\n%s\n\n%s" % (b64(leaf[1]), checkpoint)
vkey = lambda name, kind, key: "%s+%s+%s" % (name, sha(name.encode() + b"\n" + bytes([kind]) + key.pub)[:4].hex(), b64(bytes([kind]) + key.pub))
key_file = "concord-key/1\nname: node.example\nuse: record\npublic: %s\nseal: none\nsecret: %s\n" % (b64(record.pub), b64(record.seed))
mark = (18).to_bytes(8, "big")
frame = lambda e, l: len(e).to_bytes(2, "big") + e + l[:8]
entries = b"concord-entries/1\n" + b"\0\0" + mark + sha(b"concord-group" + mark)[:8] + frame(envelope.encode(), leaf[0]) + frame(seal.encode(), leaf[1])
content = envelope.encode()
sealed = b"concord-sealed/1\n" + b"S" + identity + len(content).to_bytes(4, "big") + sha(identity + content)[:8] + content

rows = [
    ("record-seed", record.seed.hex(), "Ed25519 secret of the record key, hex"),
    ("record-key", b64(record.pub), "its public key as it stands in records"),
    ("record-keyid", record.id, "SHA-256 of the 32 public bytes"),
    ("log-seed", log.seed.hex(), "secret of the checkpoint key, hex"),
    ("log-vkey", vkey("node.example/log", 1, log), "signed-note verifier key of the log"),
    ("witness-seed", witness.seed.hex(), "secret of a witness, hex"),
    ("witness-vkey", vkey("witness.example/w", 4, witness), "verifier key of the witness, type 0x04"),
    ("payload", payload.decode(), "RFC 8785 form"),
    ("pae-head", "DSSEv1 %d %s %d " % (len(TYPE), TYPE, len(payload)), "what stands before the payload in what is signed"),
    ("id", "sha256:" + identity.hex(), "SHA-256 of pae-head and payload"),
    ("envelope", envelope, "the entry of a CLEAR record"),
    ("seal", seal, "the entry of any other record"),
    ("leaf-envelope", leaf[0].hex(), "SHA-256 of 00 and the entry"),
    ("leaf-seal", leaf[1].hex(), "SHA-256 of 00 and the entry"),
    ("root", root.hex(), "of a log with these two entries"),
    ("checkpoint", checkpoint, "public/checkpoint"),
    ("cosignature", cosignature, "a witness's line under it"),
    ("proof", proof, "tlog-proof of entry 0"),
    ("key-file", key_file, "not sealed"),
    ("entries-sha256", sha(entries).hex(), "of DIR/entries after one group of both"),
    ("sealed-sha256", sha(sealed).hex(), "of DIR/sealed when it holds the envelope"),
]
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "record.tsv"), "w") as f:
    f.write("# Worked vectors of docs/record.md, made by make.py without our code. \\n in a value is a newline.\n# name\tvalue\twhy\n")
    for name, value, why in rows:
        f.write("%s\t%s\t%s\n" % (name, value.replace("\n", "\\n"), why))
