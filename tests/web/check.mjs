// node check.mjs REPORT_SAMPLE [SHOTS]   Checks of the dossier page in Debian's Chromium, offline. REPORT_SAMPLE is the program built from
// tools/report_sample.c; with SHOTS, a folder, pictures of each view are written there. Prints `N passed, N failed` last; exit 1 if any failed.
//   axe-core in both languages, both themes, three widths; no sideways scrolling; no request leaves the file; nothing breaks the page's own
//   policy; languages and themes switch without script; print opens what is folded; the verifier holds on a signed sample and refuses each
//   of its alterations; the page's own Ed25519 agrees with Node's.
import { execFileSync } from 'node:child_process';
import { generateKeyPairSync, sign, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const [sampler, shots] = process.argv.slice(2);
const here = dirname(fileURLToPath(import.meta.url)), vectors = join(here, '..', 'vectors', 'report');
const work = mkdtempSync(join(tmpdir(), 'concord-web-'));
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
let passed = 0, failed = 0;
function holds(what, ok, more = '') {
  if (ok) passed++;
  else { failed++; console.log('FAIL', what, more); }
}
function page(json, name) {
  const file = join(work, name + '.html');
  writeFileSync(file, execFileSync(sampler, ['html', json], { maxBuffer: 1 << 28 }));
  return file;
}
const url = (file, hash = '') => pathToFileURL(file).href + hash;

// The whole sample has 20,000 elements; most checks see one with fewer findings of every kind, signed too.
const shortJson = join(work, 'short.json'), signedJson = join(work, 'signed.json'), wholeJson = join(work, 'whole.json');
{
  const d = JSON.parse(readFileSync(join(vectors, 'mortgage.json'), 'utf8')), f = d.content.findings;
  d.content.findings = f.filter((x, i) => i < 6 || i % 12 === 0 || x.by_date.some((e) => e.finding === 'waived' || e.finding === 'not_satisfied'));
  d.content.facts = d.content.facts.slice(0, 8);
  d.content.questions = d.content.questions.slice(0, 3);
  writeFileSync(shortJson, JSON.stringify(d));
}
for (const [from, to] of [[shortJson, signedJson], [join(vectors, 'mortgage.json'), wholeJson]]) execFileSync(process.execPath, [join(here, 'sign_sample.mjs'), from, to]);
const files = { signed: page(signedJson, 'signed'), whole: page(wholeJson, 'whole') };
for (const name of ['mortgage', 'nothing-applies', 'not-covered', 'out-of-scope', 'hostile']) files[name] = page(join(vectors, name + '.json'), name);

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-quic'],
});

async function open(file, hash, options = {}) {
  const context = await browser.newContext({ viewport: { width: options.width || 1280, height: 900 }, javaScriptEnabled: options.js !== false, bypassCSP: options.axe === true, offline: true });
  const p = await context.newPage();
  p.problems = [];
  p.on('console', (m) => { if (m.type() === 'error' || m.type() === 'warning') p.problems.push(m.text()); });
  p.on('pageerror', (e) => p.problems.push(e.message));
  p.on('dialog', (d) => { p.problems.push('dialog ' + d.message()); d.dismiss(); });
  p.on('request', (r) => { if (!r.url().startsWith('file:')) p.problems.push('request ' + r.url()); });
  await p.goto(url(file, hash));
  return p;
}

// ---- accessibility and overflow
{
  for (const [name, file] of [['signed', files.signed], ['not-covered', files['not-covered']], ['out-of-scope', files['out-of-scope']]]) {
    for (const hash of name === 'signed' ? ['#en-light', '#zh-dark', '#en-dark', '#zh-light'] : ['#zh-light']) for (const width of name === 'signed' && /en-light|zh-dark/.test(hash) ? [1280, 390] : [390]) {
      const p = await open(file, hash, { width, axe: true });
      await p.evaluate(() => document.querySelectorAll('details').forEach((x) => { x.open = true; }));
      await p.evaluate(axe);
      const found = await p.evaluate(() => window.axe.run({ resultTypes: ['violations'] }));
      holds(`axe ${name} ${hash} ${width}`, found.violations.length === 0, found.violations.map((v) => `${v.id} (${v.nodes.length}): ${v.nodes[0].html.slice(0, 160)} ${v.nodes[0].failureSummary.split('\n')[1] || ''}`).join('\n  '));
      await p.context().close();
    }
  }
  for (const [name, file] of Object.entries(files)) {
    const p = await open(file, '#en-light', { width: 320 });
    await p.evaluate(() => document.querySelectorAll('details').forEach((x) => { x.open = true; }));
    for (const width of [320, 390, 1280]) {
      await p.setViewportSize({ width, height: 900 });
      const over = await p.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      holds(`no sideways scrolling ${name} ${width}`, over <= 0, over);
    }
    await p.context().close();
  }
}

// ---- policy, languages, themes, print
for (const [name, file] of Object.entries(files)) {
  const p = await open(file, '#en-light');
  holds(`${name} keeps its policy, offline`, p.problems.length === 0, p.problems.join('; '));
  await p.context().close();
}
{
  const p = await open(files.signed, '', { js: false });
  const en = await p.locator('h1 i[lang=en]').isVisible(), zh = await p.locator('h1 i[lang=zh-Hans]').isVisible();
  await p.locator('label[for=l-zh]').click();
  const en2 = await p.locator('h1 i[lang=en]').isVisible(), zh2 = await p.locator('h1 i[lang=zh-Hans]').isVisible();
  holds('language switches without script', en && !zh && !en2 && zh2);
  await p.locator('label[for=t-dark]').click();
  holds('verifier says what it needs without script', await p.locator('#verify .ver p').first().isVisible() && !(await p.locator('#check').isVisible()));
  await p.context().close();
}
{
  const p = await open(files.signed, '#zh-dark');
  holds('dark theme', await p.evaluate(() => getComputedStyle(document.documentElement).backgroundColor) === 'rgb(18, 21, 25)');
  holds('root language follows', await p.evaluate(() => document.documentElement.lang) === 'zh-Hans');
  await p.emulateMedia({ media: 'print' });
  holds('print is light', await p.evaluate(() => getComputedStyle(document.documentElement).backgroundColor) === 'rgb(255, 255, 255)');
  holds('print shows what is folded', await p.evaluate(() => { const why = document.querySelector('#failing .why'); return why.getBoundingClientRect().height > 40; }));
  await p.context().close();
}
{
  const p = await open(files.signed, '#en-light', { width: 1280 });
  await p.keyboard.press('Tab');
  holds('the first Tab is the way to the content', await p.evaluate(() => document.activeElement.getAttribute('href')) === '#main');
  await p.locator('label:has(#s-sa)').click();
  holds('filters hide satisfied findings without script', await p.evaluate(() => getComputedStyle(document.querySelector('.fl > .sa')).display) === 'none');
  await p.context().close();
}

// ---- the verifier
async function verify(file) {
  const p = await open(file, '#en-light');
  await p.click('#check');
  await p.waitForFunction(() => [...document.querySelectorAll('[data-check]')].every((li) => li.querySelector('[data-r=wait]').hidden));
  const out = await p.evaluate(() => Object.fromEntries([...document.querySelectorAll('[data-check]')].map((li) => [li.dataset.check, li.querySelector('[data-r]:not([hidden])').dataset.r])));
  const words = await p.evaluate(() => document.querySelector('[data-check=signatures]').innerText);
  await p.context().close();
  return { out, words };
}
const signed = JSON.parse(readFileSync(signedJson, 'utf8'));
async function altered(why, change, want) {
  const d = structuredClone(signed);
  change(d);
  const json = join(work, 'altered.json');
  writeFileSync(json, JSON.stringify(d));
  const { out } = await verify(page(json, 'altered'));
  holds('verifier: ' + why, Object.entries(want).every(([k, v]) => out[k] === v), JSON.stringify(out));
}
const flip = (b64, at) => { const b = Buffer.from(b64, 'base64'); b[at] ^= 1; return b.toString('base64'); };
const whole = await verify(files.whole);
holds('verifier: all four hold on the signed sample', Object.values(whole.out).join() === 'ok,ok,ok,ok', JSON.stringify(whole.out));
holds('verifier: says what it does not prove', /does not prove whose key it is/.test(whole.words));
await altered('a changed finding', (d) => { d.content.findings[0].heading.en += '.'; }, { ids: 'ok', content: 'bad', signatures: 'ok', log: 'ok' });
await altered('a changed payload', (d) => { d.records[0].envelope.payload = flip(d.records[0].envelope.payload, 40); }, { ids: 'bad', signatures: 'bad' });
await altered('a changed id', (d) => { d.records[1].id = d.records[1].id.slice(0, -1) + (d.records[1].id.endsWith('0') ? '1' : '0'); }, { ids: 'bad', log: 'bad' });
await altered('a changed signature', (d) => { const s = d.records[0].envelope.signatures[0]; s.sig = flip(s.sig, 3); }, { ids: 'ok', signatures: 'bad', log: 'bad' });
await altered('another key under the same fingerprint text', (d) => { d.keys[0].key = flip(d.keys[0].key, 9); }, { signatures: 'cannot' });
await altered('a key of small order', (d) => { d.keys[0].key = Buffer.concat([Buffer.from([1]), Buffer.alloc(31)]).toString('base64'); }, { signatures: 'cannot' });
await altered('a changed proof line', (d) => { d.proofs[0].proof = d.proofs[0].proof.replace(/\n([A-Za-z0-9+/]{43}=)\n/, (m, h) => '\n' + flip(h, 0) + '\n'); }, { log: 'bad' });
await altered('another index', (d) => { d.proofs[0].proof = d.proofs[0].proof.replace('index 39', 'index 38'); }, { log: 'bad' });
await altered('a checkpoint of another size', (d) => { d.proofs[2].proof = d.proofs[2].proof.replace('\n58\n', '\n59\n'); }, { log: 'bad' });
await altered('a checkpoint with a changed signature', (d) => { d.proofs[2].proof = d.proofs[2].proof.replace(/(\/log )([A-Za-z0-9+/=]{80,})/, (m, a, s) => a + flip(s, 20)); }, { log: 'bad' });
await altered('a log key that is not there', (d) => { d.keys.pop(); }, { log: 'cannot', signatures: 'ok' });
await altered('a sealed entry opened: the log holds its seal alone', (d) => { d.proofs[1].proof = d.proofs[0].proof; }, { log: 'bad' });
await altered('a second assessment', (d) => { d.records.push(d.records[2]); }, { content: 'bad' });
await altered('another number beside the statement', (d) => { d.records[0].seq = 7; }, { ids: 'bad' });
await altered('another kind beside the statement', (d) => { d.records[0].kind = 'assessment/1'; }, { ids: 'bad' });
await altered('a second signature', (d) => { const s = d.records[0].envelope.signatures; s.push({ ...s[0], sig: flip(s[0].sig, 3) }); }, { signatures: 'bad' });
await altered('the same signature twice', (d) => { const s = d.records[0].envelope.signatures; s.push(s[0]); }, { signatures: 'bad' });
await altered('a key that signed nothing', (d) => { d.keys.push({ ...d.keys[0], name: 'ministry.example', key: flip(d.keys[0].key, 5) }); }, { signatures: 'bad' });
await altered('another name of the key', (d) => { d.keys[0].name = 'ministry.example'; }, { signatures: 'bad' });
await altered('a proof that nothing asks for', (d) => { d.proofs.push({ seq: 999, proof: 'certified' }); }, { log: 'bad' });
await altered('a proof twice', (d) => { d.proofs.push(d.proofs[0]); }, { log: 'bad' });
await altered('words in a proof', (d) => { d.proofs[0].proof = d.proofs[0].proof.replace('\n', '\nextra Y2VydGlmaWVk\n'); }, { log: 'bad' });
await altered('a witness that nobody can verify', (d) => { for (const p of d.proofs) p.proof += '\u2014 witness.example ' + Buffer.alloc(76, 7).toString('base64') + '\n'; }, { log: 'bad' });
await altered('a missing proof', (d) => { d.proofs.pop(); }, { log: 'cannot' });
await altered('a proof for no record', (d) => { d.records[1].seq = 99; }, { log: 'bad' });

// ---- the page's own Ed25519 against Node's: random keys and messages, and one flipped bit each
{
  const p = await open(files.signed, '#en-light');
  const cases = [];
  for (let i = 0; i < 12; i++) {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519'), msg = randomBytes(i * 7), sig = sign(null, msg, privateKey);
    const key = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32), wrong = Buffer.from(sig);
    wrong[i * 5] ^= 1 << (i % 8);
    cases.push([[...key], [...sig], [...msg], true], [[...key], [...wrong], [...msg], false]);
  }
  // RFC 8032, 7.1, test 2
  cases.push([[...Buffer.from('3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c', 'hex')],
    [...Buffer.from('92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00', 'hex')], [0x72], true]);
  const bad = await p.evaluate(async (list) => {
    let n = 0;
    for (const [key, sig, msg, want] of list) if (await window.concordEd25519(Uint8Array.from(key), Uint8Array.from(sig), Uint8Array.from(msg)) !== want) n++;
    return n;
  }, cases);
  holds(`own Ed25519 agrees with Node's on ${cases.length} signatures`, bad === 0, bad);
  await p.context().close();
}

// ---- what the page says is what the tree says: back out of the page, byte for byte
for (const [name, file] of Object.entries(files)) {
  const json = { signed: signedJson, whole: wholeJson }[name] || join(vectors, name + '.json');
  const back = execFileSync(sampler, ['extract', file], { maxBuffer: 1 << 28 }).toString();
  holds(`${name} comes back out of its page`, JSON.stringify(JSON.parse(back)) === JSON.stringify(JSON.parse(readFileSync(json, 'utf8'))));
}

if (shots) {
  mkdirSync(shots, { recursive: true });
  for (const hash of ['#en-light', '#zh-dark', '#zh-light', '#en-dark']) for (const width of [1280, 390]) {
    const p = await open(files.whole, hash, { width });
    await p.setViewportSize({ width, height: 2400 });
    await p.screenshot({ path: join(shots, `dossier${hash.replace('#', '-')}-${width}.png`), timeout: 120000 });
    await p.context().close();
  }
}
await browser.close();
rmSync(work, { recursive: true, force: true });
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
