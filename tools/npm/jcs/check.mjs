// node check.mjs JCS_CAT SEED DOCUMENTS    JCS_CAT is the program built from tools/jcs_cat.c. Prints `N passed, N failed` last.
//   random documents: our canonical form is npm canonicalize's, and is a fixed point; their numbers in many spellings
//   the files input/ and output/ of cyberphone/json-canonicalization, as the package canonify carries them
//   that project's sequence of numbers: our lines have the digests its README publishes for 10^3 to 10^6 lines
//   what RFC 8785 and I-JSON refuse, we refuse
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import canonicalize from 'canonicalize';

const [cat, seedText, countText] = process.argv.slice(2);
let passed = 0, failed = 0;
function holds(what, ok, more = '') {
  if (ok) passed++;
  else if (failed++ < 20) console.log('FAIL', what, String(more).slice(0, 2000));
}
// ours(LINES, MODE...): what jcs_cat answers, one line for each.
function ours(lines, ...mode) {
  const r = spawnSync(cat, mode, { input: lines.join('\n') + '\n', maxBuffer: 1 << 30 });
  if (r.status !== 0) throw Error(`jcs_cat ends with ${r.status}: ${r.stderr}`);
  const out = r.stdout.toString('utf8').split('\n');
  out.pop();
  if (out.length !== lines.length) throw Error(`jcs_cat gives ${out.length} lines for ${lines.length}`);
  return out;
}

// ---- a seeded generator (mulberry32) and documents with what is awkward in JCS
function generator(seed) {
  let a = seed >>> 0;
  const next = () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (t ^ (t >>> 14)) >>> 0;
  };
  return { next, below: (n) => next() % n, pick: (list) => list[next() % list.length] };
}
const rng = generator(Number(seedText));
const edges = [0, -0, 1, -1, 5e-324, -5e-324, 1.7976931348623157e308, 2 ** 53 - 1, -(2 ** 53 - 1), 1e21, 999999999999999700000, 1e-6, 1e-7, 9.999999999999997e-7, 0.1, 0.2 + 0.1,
  1 / 3, 333333333.33333329, 4.35, 100, 1e20, 123456789012345680000, 2.2250738585072014e-308, 2.225073858507201e-308];
function bits() {
  const view = new DataView(new ArrayBuffer(8));
  for (;;) {
    view.setUint32(0, rng.next());
    view.setUint32(4, rng.next());
    if (Number.isFinite(view.getFloat64(0))) return view.getFloat64(0);
  }
}
function number() {
  switch (rng.below(6)) {
  case 0: return rng.pick(edges);
  case 1: return rng.below(2000) - 1000;
  case 2: return bits();
  case 3: return (rng.next() - 2 ** 31) * 2 ** (rng.below(120) - 80);
  case 4: return Number(`${rng.below(100000)}e${rng.below(60) - 40}`);
  default: return (rng.below(2 ** 21) * 2 ** 32 + rng.next()) * (rng.below(2) ? 1 : -1);
  }
}
const ranges = [[0x20, 0x7e], [0, 0x1f], [0x7f, 0xff], [0x4e00, 0x4eff], [0x0600, 0x06ff], [0xfb00, 0xfb4f], [0xe000, 0xe00f], [0xfff0, 0xfffd], [0x1f600, 0x1f64f], [0x10fff0, 0x10ffff], [0x2028, 0x2029], [0x300, 0x30f]];
function text() {
  let s = '';
  for (let n = rng.below(3) ? rng.below(8) : rng.below(60); n > 0; n--) {
    const [lo, hi] = rng.below(2) ? ranges[0] : rng.pick(ranges);
    s += String.fromCodePoint(lo + rng.below(hi - lo + 1));
  }
  return s.replaceAll('\0', '\x01'); // a NUL in a text is refused here, on purpose
}
function value(depth) {
  const kind = rng.below(depth > 0 ? 8 : 5);
  if (kind === 0) return rng.pick([null, true, false]);
  if (kind <= 2) return number();
  if (kind <= 4) return text();
  if (kind === 5) return Array.from({ length: rng.below(6) }, () => value(depth - 1));
  const o = {};
  for (let n = rng.below(9); n > 0; n--) Object.defineProperty(o, text(), { value: value(depth - 1), enumerable: true, configurable: true, writable: true });
  return o;
}
// beyond(V): does V hold a number that prints as an integer beyond 2^53?
function beyond(v) {
  if (typeof v === 'number') return Number.isInteger(v) && Math.abs(v) >= 2 ** 53 && Math.abs(v) < 1e21;
  return v !== null && typeof v === 'object' && Object.values(v).some(beyond);
}
// spell(V): V as JSON nobody would sign: other spellings of numbers and texts, keys in any order, white space.
const space = () => rng.pick(['', '', '', ' ', '\t', '  ', '\r']);
function spellNumber(x) {
  if (Object.is(x, -0)) return rng.pick(['-0', '-0.0', '-0e5']);
  if (Number.isInteger(x) && Math.abs(x) < 2 ** 53) return rng.pick([String(x), String(x), `${x}.0`, `${x}e0`, `${x}.000E+0`]);
  let s = rng.below(2) ? x.toExponential() : x.toPrecision(17); // 17 digits read back to the same double
  if (!/[.e]/.test(s)) s += '.0';
  return rng.below(2) ? s.toUpperCase() : s;
}
function spellText(s) { // by code points: a pair is escaped whole or not at all, since half of one is no UTF-8
  return '"' + Array.from(s, (ch) => {
    if (ch < ' ' || rng.below(12) === 0) return Array.from({ length: ch.length }, (_, i) => ch.charCodeAt(i).toString(16).padStart(4, '0')).map((h) => '\\u' + (rng.below(2) ? h : h.toUpperCase())).join('');
    return ch === '"' || ch === '\\' ? '\\' + ch : ch === '/' && rng.below(2) ? '\\/' : ch;
  }).join('') + '"';
}
function spell(v) {
  const pad = (s) => space() + s + space();
  if (typeof v === 'number') return pad(spellNumber(v));
  if (typeof v === 'string') return pad(spellText(v));
  if (Array.isArray(v)) return pad('[' + v.map(spell).join(',') + space() + ']');
  if (v && typeof v === 'object') {
    const keys = Object.keys(v);
    for (let i = keys.length - 1; i > 0; i--) { const j = rng.below(i + 1); [keys[i], keys[j]] = [keys[j], keys[i]]; }
    return pad('{' + keys.map((k) => pad(spellText(k)) + ':' + spell(v[k])).join(',') + space() + '}');
  }
  return pad(JSON.stringify(v));
}
{
  const docs = [], lines = [];
  while (docs.length < Number(countText)) {
    docs.push(rng.below(4) ? [value(5), value(5), value(5), value(5)] : value(5));
    lines.push(spell(docs.at(-1)));
  }
  const got = ours(lines), again = ours(got.map((s) => (s.startsWith('!') ? 'null' : s)));
  docs.forEach((v, i) => {
    const want = canonicalize(v), big = beyond(v);
    holds(`document ${i} of seed ${seedText}`, got[i] === want, `\n  in   ${lines[i]}\n  ours ${got[i]}\n  npm  ${want}`);
    // A real that prints as an integer beyond 2^53 is refused when it is read again, as the profile of payloads asks.
    holds(`document ${i} again`, big ? again[i].startsWith('!') : again[i] === want, `${want}\n  ${again[i]}`);
  });
  console.log(`${docs.length} random documents, ${lines.join('').length} characters`);
}

// ---- the published files and digests
const data = join(dirname(fileURLToPath(import.meta.resolve('canonify'))), '..', 'tests', 'testdata');
for (const name of readdirSync(join(data, 'input'))) {
  const input = JSON.stringify(JSON.parse(readFileSync(join(data, 'input', name), 'utf8'))), want = readFileSync(join(data, 'output', name), 'utf8').replace(/\n$/, '');
  const bytes = Buffer.from(readFileSync(join(data, 'outhex', name.replace('json', 'txt')), 'utf8').replace(/\s+/g, ''), 'hex');
  const [got] = ours([input]);
  holds(`${name}: output`, got === want, got);
  holds(`${name}: bytes`, Buffer.from(got).equals(bytes), Buffer.from(got).toString('hex'));
}
{
  const readme = readFileSync(join(data, 'README.md'), 'utf8'), published = {};
  for (const [, digest, n, size] of readme.matchAll(/\|\s*([0-9a-f]{64})\s*\|\s*(\d+)\s*\|\s*(\d+)\s*\|/g)) published[n] = { digest, size: Number(size) };
  const numgen = readFileSync(join(data, 'numgen.js'), 'utf8');
  const fixed = [...numgen.slice(0, numgen.indexOf('])')).matchAll(/0x([0-9a-f]{16})n/g)].map((m) => BigInt('0x' + m[1]));
  holds('the published table was read', Object.keys(published).length === 6 && fixed.length > 100, `${Object.keys(published)} ${fixed.length}`);
  // The sequence: fixed values, 2,000 doubles from 2^-1022 up, then the doubles of SHA-256 chained from 32 zero bytes, finite ones only.
  let block = Buffer.alloc(32), queue = [];
  function* sequence() {
    yield* fixed;
    for (let i = 0n; i < 2000n; i++) yield 0x0010000000000000n + i;
    for (;;) {
      if (!queue.length) {
        block = createHash('sha256').update(block).digest();
        queue = [0, 8, 16, 24].map((at) => block.readBigUInt64LE(at));
      }
      const x = queue.shift();
      if ((x >> 52n & 0x7ffn) !== 0x7ffn) yield x;
    }
  }
  const hash = createHash('sha256'), numbers = sequence();
  let done = 0, size = 0;
  for (const n of ['1000', '10000', '100000', '1000000']) {
    while (done < Number(n)) {
      const step = Math.min(Number(n) - done, 100000), out = ours(Array.from({ length: step }, () => numbers.next().value.toString(16)), 'numbers').join('\n') + '\n';
      hash.update(out);
      size += out.length;
      done += step;
    }
    const digest = hash.copy().digest('hex');
    holds(`numbers: the digest of ${n} lines`, published[n] && digest === published[n].digest && size === published[n].size, `${digest} ${size}`);
  }
}

// ---- what is no canonical JSON for anyone
const refusals = { 'a duplicate key': '{"a":1,"a":2}', 'a duplicate key in another spelling': '{"a":1,"\\u0061":2}', 'half a surrogate pair': '"\\ud83d"', 'halves in the wrong order': '"\\ude02\\ud83d"', 'an infinite number': '1e400',
  'NaN': 'NaN', 'a trailing comma': '[1,]', 'a leading zero': '01', 'a plus sign': '+1', 'a comment': '1//', 'two documents': '1 2', 'nothing': '', 'an open text': '"a', 'a tab in a text': '"\t"', 'an integer beyond 2^53': '9007199254740992',
  'an integer below -2^53': '-9007199254740992', 'an integer beyond 2^64': '18446744073709551616', 'a byte order mark': '\ufeff1', 'nesting of 200': '['.repeat(200) + ']'.repeat(200) };
const answers = ours(Object.values(refusals));
Object.keys(refusals).forEach((why, i) => holds(`refused: ${why}`, answers[i].startsWith('!'), answers[i]));
const notFinite = ours(['7ff0000000000000', 'fff0000000000000', '7ff8000000000000', '7ff0000000000001'], 'numbers');
notFinite.forEach((s) => holds('refused: not finite', s.startsWith('!'), s));

console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
