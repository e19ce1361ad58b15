// node sign_sample.mjs DOSSIER.json OUT.json   Signs a sample dossier with keys of its own, by Node's Ed25519 and SHA-256 alone: another
// hand than the page's verifier and than the core. Keys come from fixed seeds, so that the file is the same each time.
import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';

const sha = (...parts) => { const h = createHash('sha256'); parts.forEach((p) => h.update(p)); return h.digest(); };
const jcs = (v) => Array.isArray(v) ? `[${v.map(jcs).join(',')}]` : v && typeof v === 'object'
  ? `{${Object.keys(v).sort().map((k) => JSON.stringify(k) + ':' + jcs(v[k])).join(',')}}` : JSON.stringify(v);
const key = (seed) => createPrivateKey({ format: 'der', type: 'pkcs8', key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), sha(seed)]) });
const raw = (k) => createPublicKey(k).export({ format: 'der', type: 'spki' }).subarray(-32);
const TYPE = 'application/vnd.concord.record+json';
const record = key('sample record key'), log = key('sample log key'), ORIGIN = 'northbank.example/log';

function envelope(body, kind, seq, tlp) {
  const payload = Buffer.from(jcs({ v: 1, kind, author: 'northbank.example', seq, time: '2026-11-23T09:14:07Z', nonce: sha('n' + seq).toString('hex'), refs: [], tlp, body }));
  const pae = Buffer.concat([Buffer.from(`DSSEv1 ${TYPE.length} ${TYPE} ${payload.length} `), payload]);
  return { pae, e: { payload: payload.toString('base64'), payloadType: TYPE, signatures: [{ keyid: 'sha256:' + sha(raw(record)).toString('hex'), sig: sign(null, pae, record).toString('base64') }] } };
}
const leaf = (b) => sha(Buffer.from([0]), b), node = (l, r) => sha(Buffer.from([1]), l, r);
const split = (n) => { let k = 1; while (k * 2 < n) k *= 2; return k; };
const root = (ls) => ls.length === 1 ? ls[0] : node(root(ls.slice(0, split(ls.length))), root(ls.slice(split(ls.length))));
const path = (i, ls) => ls.length === 1 ? [] : i < split(ls.length) ? [...path(i, ls.slice(0, split(ls.length))), root(ls.slice(split(ls.length)))]
  : [...path(i - split(ls.length), ls.slice(split(ls.length))), root(ls.slice(0, split(ls.length)))];

const d = JSON.parse(readFileSync(process.argv[2], 'utf8'));
d.content.node.signed = true;
const parts = [['profile/1', 'CLEAR', { system: d.content.system.id }], ['evidence/1', 'AMBER+STRICT', { what: 'policy' }],
  ['assessment/1', 'CLEAR', { content: { digest: 'sha256:' + sha(jcs(d.content)).toString('hex'), size: Buffer.byteLength(jcs(d.content)), media_type: 'application/json' } }]];
const leaves = [];
for (let i = 0; i < 39; i++) leaves.push(leaf(Buffer.from('another entry ' + i)));
d.records = parts.map(([kind, tlp, body], i) => {
  const seq = 39 + i, { pae, e } = envelope(body, kind, seq, tlp), id = sha(pae).toString('hex');
  leaves.push(leaf(Buffer.from(tlp === 'CLEAR' ? JSON.stringify(e) : `concord-seal/v1\n${id}\n`)));
  return { seq, id: 'sha256:' + id, kind, envelope: e };
});
for (let i = 0; i < 16; i++) leaves.push(leaf(Buffer.from('a later entry ' + i)));
const text = `${ORIGIN}\n${leaves.length}\n${root(leaves).toString('base64')}\n`;
const keyid = sha(ORIGIN + '\n', Buffer.from([1]), raw(log)).subarray(0, 4);
const note = `${text}\n\u2014 ${ORIGIN} ${Buffer.concat([keyid, sign(null, Buffer.from(text), log)]).toString('base64')}\n`;
d.proofs = d.records.map((r) => ({ seq: r.seq, proof: `c2sp.org/tlog-proof@v1\nindex ${r.seq}\n${path(r.seq, leaves).map((h) => h.toString('base64') + '\n').join('')}\n${note}` }));
d.keys = [['record', 'northbank.example', record], ['log', ORIGIN, log]].map(([role, name, k]) => ({ role, name, key: raw(k).toString('base64'), fingerprint: 'sha256:' + sha(raw(k)).toString('hex') }));
writeFileSync(process.argv[3], JSON.stringify(d) + '\n');
