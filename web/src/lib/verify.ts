// Checking that an entry is in the log, in this browser: the path to the root (RFC 9162) and the Ed25519 signature of the checkpoint (C2SP signed
// note) against the key that the page or the reader names. Nothing is believed that the node says about its own proof.

export interface Checkpoint {
  text: string; // what is signed
  origin: string;
  size: number;
  root: Uint8Array;
  signatures: { name: string; id: Uint8Array; bytes: Uint8Array }[];
}

export type Verdict = 'holds' | 'fails' | 'cannot';

export function fromBase64(s: string): Uint8Array<ArrayBuffer> {
  const raw = atob(s), out = new Uint8Array(raw.length);
  for (let i = 0; i < raw.length; i++) out[i] = raw.charCodeAt(i);
  return out;
}
export const toHex = (b: Uint8Array) => [...b].map((x) => x.toString(16).padStart(2, '0')).join('');
export const equal = (a: Uint8Array, b: Uint8Array) => a.length === b.length && a.every((x, i) => x === b[i]);

async function sha256(...chunks: Uint8Array[]): Promise<Uint8Array> {
  const all = new Uint8Array(chunks.reduce((n, c) => n + c.length, 0));
  let at = 0;
  for (const c of chunks) {
    all.set(c, at);
    at += c.length;
  }
  return new Uint8Array(await crypto.subtle.digest('SHA-256', all));
}

export const leafHash = (entry: Uint8Array) => sha256(Uint8Array.of(0), entry);
const nodeHash = (l: Uint8Array, r: Uint8Array) => sha256(Uint8Array.of(1), l, r);

// RFC 9162, 2.1.3.2. null: the path does not fit the index and the size.
export async function rootFrom(leaf: Uint8Array, index: number, size: number, path: Uint8Array[]): Promise<Uint8Array | null> {
  if (!(index >= 0 && index < size)) return null;
  let fn = BigInt(index), sn = BigInt(size - 1), r = leaf;
  for (const p of path) {
    if (p.length !== 32 || sn === 0n) return null;
    if ((fn & 1n) === 1n || fn === sn) {
      r = await nodeHash(p, r);
      while ((fn & 1n) === 0n && fn !== 0n) {
        fn >>= 1n;
        sn >>= 1n;
      }
    } else {
      r = await nodeHash(r, p);
    }
    fn >>= 1n;
    sn >>= 1n;
  }
  return sn === 0n ? r : null;
}

export function parseCheckpoint(note: string): Checkpoint | null {
  const cut = note.indexOf('\n\n');
  if (cut < 0) return null;
  const text = note.slice(0, cut + 1), lines = text.split('\n');
  const size = Number(lines[1]);
  if (!lines[0] || !/^(0|[1-9]\d*)$/.test(lines[1] ?? '') || !Number.isSafeInteger(size)) return null;
  try {
    const root = fromBase64(lines[2] ?? '');
    if (root.length !== 32) return null;
    const signatures = note.slice(cut + 2).split('\n').filter(Boolean).map((l) => {
      const m = /^\u2014 (\S+) (\S+)$/.exec(l);
      if (!m) throw new Error('not a signature line');
      const b = fromBase64(m[2]!);
      return { name: m[1]!, id: b.slice(0, 4), bytes: b.slice(4) };
    });
    return { text, origin: lines[0], size, root, signatures };
  } catch {
    return null;
  }
}

export interface Proof {
  index: number;
  path: Uint8Array[];
  checkpoint: Checkpoint;
}

// C2SP tlog-proof: a line, the index, hashes, an empty line, the checkpoint.
export function parseProof(text: string): Proof | null {
  const cut = text.indexOf('\n\n'), lines = text.slice(0, cut).split('\n');
  if (cut < 0 || lines[0] !== 'c2sp.org/tlog-proof@v1') return null;
  let at = 1;
  if (lines[at]?.startsWith('extra ')) at++;
  const m = /^index (0|[1-9]\d*)$/.exec(lines[at++] ?? '');
  const checkpoint = parseCheckpoint(text.slice(cut + 2));
  if (!m || !checkpoint) return null;
  try {
    return { index: Number(m[1]), path: lines.slice(at).map(fromBase64), checkpoint };
  } catch {
    return null;
  }
}

// "name+hash+base64": the key's id is the first 4 bytes of SHA-256(name "\n" 0x01 key).
export async function checkSignature(c: Checkpoint, vkey: string): Promise<Verdict> {
  const m = /^([^+\s]+)\+([0-9a-f]{8})\+(\S+)$/.exec(vkey.trim());
  if (!m) return 'fails';
  let raw: Uint8Array<ArrayBuffer>;
  try {
    raw = fromBase64(m[3]!);
  } catch {
    return 'fails';
  }
  if (raw[0] !== 1 || raw.length !== 33) return 'fails';
  const id = (await sha256(new TextEncoder().encode(m[1] + '\n'), raw)).slice(0, 4);
  if (toHex(id) !== m[2]) return 'fails';
  let key: CryptoKey;
  try {
    key = await crypto.subtle.importKey('raw', raw.slice(1), { name: 'Ed25519' }, false, ['verify']);
  } catch {
    return 'cannot'; // a browser without Ed25519
  }
  for (const s of c.signatures) {
    if (s.name !== m[1] || !equal(s.id, id)) continue;
    if (await crypto.subtle.verify({ name: 'Ed25519' }, key, new Uint8Array(s.bytes), new TextEncoder().encode(c.text))) return 'holds';
  }
  return 'fails';
}

export interface Checked {
  leaf: string;
  path: Verdict;
  signature: Verdict;
  size: number;
  index: number;
  root: string;
}

export async function checkEntry(entry: Uint8Array, proofText: string, vkey: string, index: number): Promise<Checked | null> {
  const p = parseProof(proofText);
  if (!p) return null;
  const leaf = await leafHash(entry), root = await rootFrom(leaf, p.index, p.checkpoint.size, p.path);
  return {
    leaf: toHex(leaf), index: p.index, size: p.checkpoint.size, root: toHex(p.checkpoint.root),
    path: p.index === index && root && equal(root, p.checkpoint.root) ? 'holds' : 'fails',
    signature: await checkSignature(p.checkpoint, vkey),
  };
}
