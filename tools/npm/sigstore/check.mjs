// node check.mjs DIR    DIR is what judge_circle of tools/npm/lib.sh leaves, with proofs/<index>.tlog-proof. Prints `N passed, N failed` last.
// The judges are sigstore's own modules: the signed note, the checkpoint, the Merkle proof and the DSSE envelope of @sigstore/verify, which use
// Node's Ed25519 and SHA-256. They are internal modules, so their version is pinned.
//   every entry of the tiles is under the signed checkpoint; every earlier checkpoint in a dossier too; every envelope is signed by a key
//   that the log itself names; each change of one byte, line, key or place is refused
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url), inside = (file) => require(join(dirname(require.resolve('@sigstore/verify')), file));
const { crypto, dsse } = require('@sigstore/core');
const { verifyCheckpoint } = inside('tlog/checkpoint.js'), { verifyMerkleInclusion } = inside('tlog/merkle.js'), { DSSESignatureContent } = inside('bundle/dsse.js');

const dir = process.argv[2], node = join(dir, 'node');
let passed = 0, failed = 0;
function holds(what, ok, more = '') {
  if (ok) passed++;
  else if (failed++ < 20) console.log('FAIL', what, String(more).slice(0, 1000));
}
const refused = (f) => { try { return f() === false; } catch (e) { return e.name === 'VerificationError' || e.constructor.name === 'VerificationError'; } };
const sha256 = (...parts) => crypto.digest('sha256', ...parts);
const name = (b) => 'sha256:' + b.toString('hex');
const flip = (b, at) => { const c = Buffer.from(b); c[at] ^= 1; return c; };
const b64flip = (s, at) => flip(Buffer.from(s, 'base64'), at).toString('base64');
const publicKey = (raw) => crypto.createPublicKey(Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), raw]));

// ---- the log as the judges want it: its identity is SHA-256(name LF type key), of which a note's signature line carries four bytes
function logs(config, key = Buffer.from(config.log_key, 'base64')) {
  return [{ baseURL: config.origin, logID: sha256(Buffer.from(config.origin + '\n'), Buffer.from([1]), key), publicKey: publicKey(key) }];
}
const config = JSON.parse(readFileSync(join(node, 'node.json'), 'utf8')), ours = logs(config);

function readProof(text) {
  const cut = text.indexOf('\n\n'), [head, index, ...hashes] = text.slice(0, cut).split('\n');
  if (head !== 'c2sp.org/tlog-proof@v1' || !/^index (0|[1-9]\d*)$/.test(index)) throw Error('not a tlog-proof');
  return { checkpoint: { envelope: text.slice(cut + 2) }, logIndex: index.slice(6), hashes: hashes.map((h) => Buffer.from(h, 'base64')) };
}
function included(proof, entry, tlogs = ours) {
  const e = { inclusionProof: proof, canonicalizedBody: entry };
  verifyMerkleInclusion(e, verifyCheckpoint(e, tlogs));
  return true;
}

// ---- tiles: entry bundles and the lowest hashes
const publicDir = join(node, 'log', 'public'), checkpoint = readFileSync(join(publicDir, 'checkpoint'), 'utf8'), size = Number(checkpoint.split('\n')[1]);
function tile(level, n, width) {
  const base = join(publicDir, 'tile', String(level), String(n).padStart(3, '0'));
  return readFileSync(width === 256 ? base : join(base + '.p', String(width)));
}
const entries = [], leaves = [];
for (let n = 0; n * 256 < size; n++) {
  const width = Math.min(256, size - n * 256), bundle = tile('entries', n, width), hashes = tile(0, n, width);
  for (let at = 0; at < bundle.length;) {
    const length = bundle.readUInt16BE(at);
    entries.push(bundle.subarray(at + 2, at + 2 + length));
    at += 2 + length;
  }
  holds(`tile ${n} has ${width} hashes`, hashes.length === 32 * width);
  for (let i = 0; i < width; i++) leaves.push(hashes.subarray(32 * i, 32 * i + 32));
}
holds('as many entries as the checkpoint says', entries.length === size && leaves.length === size && size >= 25, `${entries.length} ${leaves.length} ${size}`);
entries.forEach((e, i) => holds(`leaf ${i}`, crypto.bufferEqual(leaves[i], sha256(Buffer.from([0]), e))));

// ---- inclusion of each entry under the newest checkpoint, and each way of changing it
const proofs = entries.map((_, i) => readProof(readFileSync(join(dir, 'proofs', `${i}.tlog-proof`), 'utf8')));
proofs.forEach((p, i) => {
  let why = '';
  try { included(p, entries[i]); } catch (e) { why = e.message; }
  holds(`entry ${i} is in the log`, !why, why);
  holds(`entry ${i}: the proof is under the newest checkpoint`, p.checkpoint.envelope === checkpoint);
  const broken = {
    'a changed entry': () => included(p, flip(entries[i], (i * 7) % entries[i].length)),
    'a longer entry': () => included(p, Buffer.concat([entries[i], Buffer.from('\n')])),
    'another entry': () => included(p, entries[(i + 1) % size]),
    'the next place': () => included({ ...p, logIndex: String((i + 1) % size) }, entries[i]),
    'a place beyond the log': () => included({ ...p, logIndex: String(size) }, entries[i]),
    'a line less': () => included({ ...p, hashes: p.hashes.slice(1) }, entries[i]),
    'a line more': () => included({ ...p, hashes: [...p.hashes, p.hashes[0]] }, entries[i]),
    'lines in another order': () => included({ ...p, hashes: [p.hashes[1], p.hashes[0], ...p.hashes.slice(2)] }, entries[i]),
    'a changed line': () => included({ ...p, hashes: p.hashes.map((h, k) => (k === i % p.hashes.length ? flip(h, i % 32) : h)) }, entries[i]),
  };
  for (const [why2, f] of Object.entries(broken)) holds(`entry ${i}, ${why2}: refused`, refused(f));
});

// ---- the checkpoint itself
function note(text, tlogs = ours) {
  return included({ ...proofs[0], checkpoint: { envelope: text } }, entries[0], tlogs);
}
{
  const [origin, n, root, , line] = checkpoint.split('\n'), [dash, signer, sig] = line.split(' ');
  const again = (o, s, r, l = line) => `${o}\n${s}\n${r}\n\n${l}\n`;
  holds('a checkpoint is a note of three lines and one signature', again(origin, n, root) === checkpoint && dash === '\u2014' && signer === config.origin && origin === config.origin);
  holds('the key hint is that of the log', Buffer.from(sig, 'base64').subarray(0, 4).equals(ours[0].logID.subarray(0, 4)));
  const broken = {
    'another size': again(origin, String(size + 1), root), 'size with a zero before it': again(origin, '0' + n, root), 'another root': again(origin, n, b64flip(root, 3)), 'another origin': again('other.example/log', n, root),
    'a changed signature': again(origin, n, root, `\u2014 ${signer} ${b64flip(sig, 20)}`), 'a changed key hint': again(origin, n, root, `\u2014 ${signer} ${b64flip(sig, 0)}`),
    'another signer': again(origin, n, root, `\u2014 other.example/log ${sig}`), 'an extension line': `${origin}\n${n}\n${root}\nmore\n\n${line}\n`, 'no signature': `${origin}\n${n}\n${root}\n\n`,
  };
  for (const [why, text] of Object.entries(broken)) holds(`checkpoint, ${why}: refused`, refused(() => note(text)));
  holds('checkpoint, another log key: refused', refused(() => note(checkpoint, logs(config, flip(Buffer.from(config.log_key, 'base64'), 5)))));
  holds('checkpoint, the record key as log key: refused', refused(() => note(checkpoint, logs(config, Buffer.from(config.root_key, 'base64')))));
}

// ---- envelopes: those in the log, those beside it, those in the dossiers. Keys are what the log's own key records name.
const envelopes = new Map(), seal = (id) => Buffer.from(`concord-seal/v1\n${id.slice(7)}\n`);
function envelope(text, where) {
  const e = JSON.parse(text);
  holds(`${where}: the strict form`, JSON.stringify({ payload: e.payload, payloadType: e.payloadType, signatures: e.signatures.map(({ keyid, sig }) => ({ keyid, sig })) }) === text, text.slice(0, 200));
  const payload = Buffer.from(e.payload, 'base64');
  const content = new DSSESignatureContent({ payloadType: e.payloadType, payload, signatures: e.signatures.map((s) => ({ keyid: s.keyid, sig: Buffer.from(s.sig, 'base64') })) });
  const id = name(sha256(content.preAuthEncoding));
  envelopes.set(id, { content, record: JSON.parse(payload.toString('utf8')), e, where });
  return id;
}
let clear = 0, sealed = 0;
const erased = [], idOf = entries.map((e, i) => {
  if (e.toString('latin1').startsWith('{')) {
    clear++;
    return envelope(e.toString('utf8'), `entry ${i}`);
  }
  sealed++;
  const id = 'sha256:' + e.toString('latin1').slice(16, 80);
  holds(`entry ${i} is a seal and nothing more`, crypto.bufferEqual(e, seal(id)), e.toString('latin1'));
  return id;
});
// The file of sealed envelopes (src/store/sealed.h): frames of state, id, length, check, bytes.
const file = readFileSync(join(node, 'log', 'sealed'));
for (let at = file.indexOf('\n') + 1; at < file.length;) {
  const state = String.fromCharCode(file[at]), id = name(file.subarray(at + 1, at + 33)), length = file.readUInt32BE(at + 33), bytes = file.subarray(at + 45, at + 45 + length);
  if (state === 'E') {
    erased.push(id);
    holds('erased bytes are zeros', bytes.every((b) => b === 0));
  } else {
    holds(`sealed ${id}: the id is that of its envelope`, envelope(bytes.toString('utf8'), `sealed ${id}`) === id);
  }
  at += 45 + length;
}
holds('one record was erased, its seal stays', erased.length === 1 && idOf.includes(erased[0]) && !envelopes.has(erased[0]));
for (const out of ['mortgage-lending', 'public-chatbot']) {
  for (const f of readdirSync(join(dir, out, 'records'))) {
    const seq = Number(f.replace('.json', '')), text = readFileSync(join(dir, out, 'records', f), 'utf8').trimEnd(), id = envelope(text, `${out}/${f}`);
    holds(`${out}/${f} is entry ${seq}`, idOf[seq] === id);
    const p = readProof(readFileSync(join(dir, out, 'proofs', `${seq}.tlog-proof`), 'utf8')), what = envelopes.get(id).record.tlp === 'CLEAR' ? Buffer.from(text) : seal(id);
    let why = '';
    try { included(p, what); } catch (e) { why = e.message; }
    holds(`${out}: the proof of ${seq} under an earlier checkpoint`, !why && Number(p.logIndex) === seq && Number(p.checkpoint.envelope.split('\n')[1]) <= size, why);
    if (envelopes.get(id).record.tlp !== 'CLEAR') holds(`${out}: ${seq} as an open entry: refused`, refused(() => included(p, Buffer.from(text))));
  }
}
const released = readdirSync(join(publicDir, 'release'));
holds('one record was released', released.length === 1);
for (const f of released) holds(`released ${f}: the id is that of its envelope`, envelope(readFileSync(join(publicDir, 'release', f), 'utf8').trimEnd(), `released ${f}`) === 'sha256:' + f && idOf.includes('sha256:' + f));
const keys = {};
for (const { record } of envelopes.values()) {
  if (record.kind !== 'key/1') continue;
  const raw = Buffer.from(record.body.key, 'base64');
  keys[name(sha256(raw))] = publicKey(raw);
}
holds('the log names its keys', Object.keys(keys).length >= 5, Object.keys(keys).length);
idOf.forEach((id, i) => holds(`entry ${i} has its envelope`, envelopes.has(id) || erased.includes(id)));
for (const [id, { content, record, e, where }] of envelopes) {
  const other = Object.values(keys).find((k) => k !== keys[e.signatures[0].keyid]);
  holds(`${where}: type, sequence and author`, e.payloadType === 'application/vnd.concord.record+json' && idOf[record.seq] === id && record.author === config.name);
  holds(`${where}: signed`, e.signatures.length >= 1 && e.signatures.every((s) => keys[s.keyid] && crypto.verify(content.preAuthEncoding, keys[s.keyid], Buffer.from(s.sig, 'base64'))) && content.verifySignature(keys[e.signatures[0].keyid]));
  holds(`${where}: the digest that is signed is the id`, content.compareSignedDigest(Buffer.from(id.slice(7), 'hex')));
  const changed = (env) => refused(() => new DSSESignatureContent({ ...content.env, ...env }).verifySignature(keys[e.signatures[0].keyid]));
  holds(`${where}, a changed payload: refused`, changed({ payload: flip(content.env.payload, record.seq % content.env.payload.length) }));
  holds(`${where}, a longer payload: refused`, changed({ payload: Buffer.concat([content.env.payload, Buffer.from(' ')]) }));
  holds(`${where}, another type: refused`, changed({ payloadType: 'application/json' }));
  holds(`${where}, a changed signature: refused`, changed({ signatures: [{ sig: flip(content.signature, record.seq % 64) }] }));
  holds(`${where}, another key: refused`, refused(() => content.verifySignature(other)));
}
holds('the encoding before signing, as DSSE writes it', dsse.preAuthEncoding('http://example.com/HelloWorld', Buffer.from('hello world')).toString() === 'DSSEv1 29 http://example.com/HelloWorld 11 hello world');
console.log(`${size} entries, ${clear} open, ${sealed} sealed, ${envelopes.size} envelopes, ${Object.keys(keys).length} keys`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
