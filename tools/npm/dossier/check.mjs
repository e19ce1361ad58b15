// node check.mjs DIR REPORT_SAMPLE CONCORD    DIR is what judge_circle of tools/npm/lib.sh leaves. Prints `N passed, N failed` last.
// Debian's Chromium, offline, opens the dossiers that the program wrote:
//   the four checks of the page's verifier hold, in English and in Chinese, and say in that language what they do not prove
//   words, records, proofs and keys changed inside the page: the check that must fail does, and says so; the others still hold
//   words changed in what is visible alone: no script can see that, and `concord verify` refuses it, as the page says it would
//   axe-core: no violation, in both languages, both themes, 1280 and 390 px wide; no request, no error, no sideways scrolling
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const [dir, sampler, concord] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
let passed = 0, failed = 0;
function holds(what, ok, more = '') {
  if (ok) passed++;
  else if (failed++ < 40) console.log('FAIL', what, String(more).slice(0, 1500));
}
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-quic'],
});
async function open(file, hash, width = 1280, bypassCSP = false) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, offline: true, bypassCSP });
  const p = await context.newPage();
  p.setDefaultTimeout(240000);
  p.problems = [];
  p.on('console', (m) => { if (m.type() === 'error' || m.type() === 'warning') p.problems.push(m.text()); });
  p.on('pageerror', (e) => p.problems.push(e.message));
  p.on('request', (r) => { if (!r.url().startsWith('file:')) p.problems.push('request ' + r.url()); });
  await p.goto(pathToFileURL(file).href + hash);
  return p;
}

// ---- the verifier in the page
// verdicts(FILE, LANG): what each check says: {ids: ["ok", the visible words], ...}
async function verdicts(file, lang) {
  const p = await open(file, `#${lang}-light`);
  await p.click('#check');
  await p.waitForFunction(() => [...document.querySelectorAll('[data-check]')].every((li) => li.querySelector('[data-r=wait]').hidden));
  const out = await p.evaluate(() => Object.fromEntries([...document.querySelectorAll('[data-check]')].map((li) => [li.dataset.check,
    [[...li.querySelectorAll('[data-r]')].filter((x) => !x.hidden).map((x) => x.dataset.r).join(), li.querySelector('[data-r]:not([hidden])').innerText, li.innerText]])));
  holds(`${file} ${lang}: checked without a request or an error`, p.problems.length === 0, p.problems.join('; '));
  await p.context().close();
  return out;
}
const short = (v) => Object.entries(v).map(([k, x]) => `${k}=${x[0]}`).join(' ');
const chinese = /[\u4e00-\u9fff]/, fileOf = { lender: join(dir, 'mortgage-lending', 'dossier.html'), chatbot: join(dir, 'public-chatbot', 'dossier.html') };
for (const [name, file] of Object.entries(fileOf)) {
  for (const lang of ['en', 'zh']) {
    const v = await verdicts(file, lang);
    holds(`${name} ${lang}: all four checks hold`, Object.values(v).length === 4 && Object.values(v).every((x) => x[0] === 'ok'), short(v));
    for (const [k, [, said, all]] of Object.entries(v))
      holds(`${name} ${lang}: ${k} speaks its language`, lang === 'zh' ? chinese.test(said) : !chinese.test(all) && /[a-z]{4}/.test(said), all);
    holds(`${name} ${lang}: says what it does not prove`, Object.values(v).every(([, , all]) => (lang === 'en' ? /not prove/i : /不能?证明|并不证明|不证明|无法证明/).test(all)), JSON.stringify(Object.values(v).map((x) => x[2])));
  }
}

// ---- changed pages. The tree inside the page is changed and the page made again from it, as a forger with our program would.
const flip = (b64, at) => { const b = Buffer.from(b64, 'base64'); b[at] ^= 1; return b.toString('base64'); };
const rewrite = (r, how) => { const p = JSON.parse(Buffer.from(r.envelope.payload, 'base64').toString('utf8')); how(p); r.envelope.payload = Buffer.from(JSON.stringify(p)).toString('base64'); };
const assessment = (d) => d.records.find((r) => r.kind.startsWith('assessment/')), measurement = (d) => d.records.find((r) => r.kind.startsWith('measurement/'));
const log = (d) => d.keys.find((k) => k.role === 'log'), record = (d) => d.keys.find((k) => k.role === 'record');
const changes = {
  'a verdict': [(d) => { d.content.answers[0].verdict = 'pass'; }, { ids: 'ok', content: 'bad', signatures: 'ok', log: 'ok' }],
  'a word of a finding': [(d) => { d.content.findings[0].text.en += ' Always.'; }, { ids: 'ok', content: 'bad', signatures: 'ok', log: 'ok' }],
  'a Chinese word of a finding': [(d) => { d.content.findings[0].text.zh += '。'; }, { ids: 'ok', content: 'bad', signatures: 'ok', log: 'ok' }],
  'a finding taken away': [(d) => { d.content.findings.pop(); }, { content: 'bad', signatures: 'ok' }],
  'a measured value': [(d) => { d.content.measurements[0].value = '0.99'; }, { ids: 'ok', content: 'bad', signatures: 'ok', log: 'ok' }],
  'whose fact it is': [(d) => { d.content.facts[0].by = 'somebody else'; }, { content: 'bad' }],
  'a count': [(d) => { d.content.library.provisions++; }, { content: 'bad' }],
  'the digest in the assessment, to fit a changed word': [(d) => { d.content.findings[0].text.en += '!'; rewrite(assessment(d), (p) => { p.body.content.digest = 'sha256:' + '0'.repeat(64); }); }, { ids: 'bad', content: 'bad', signatures: 'bad' }],
  'a record': [(d) => rewrite(measurement(d), (p) => { p.body.value = '0.99'; }), { ids: 'bad', content: 'ok', signatures: 'bad' }],
  'the time of a record': [(d) => rewrite(measurement(d), (p) => { p.time = '2020-01-01T00:00:00Z'; }), { ids: 'bad', signatures: 'bad' }],
  'an id': [(d) => { const r = measurement(d); r.id = r.id.slice(0, -1) + (r.id.endsWith('0') ? '1' : '0'); }, { ids: 'bad', log: 'bad', signatures: 'ok' }],
  'a signature': [(d) => { const s = measurement(d).envelope.signatures[0]; s.sig = flip(s.sig, 40); }, { ids: 'ok', content: 'ok', signatures: 'bad' }],
  'the type of an envelope': [(d) => { measurement(d).envelope.payloadType = 'application/json'; }, { ids: 'bad', signatures: 'bad' }],
  'the record key': [(d) => { record(d).key = flip(record(d).key, 3); }, { ids: 'ok', signatures: ['cannot', 'bad'], log: 'ok' }],
  'the log key': [(d) => { log(d).key = flip(log(d).key, 3); }, { signatures: 'ok', log: ['cannot', 'bad'] }],
  'a line of a proof': [(d) => { d.proofs[0].proof = d.proofs[0].proof.replace(/\n([A-Za-z0-9+/]{43}=)\n/, (m, h) => '\n' + flip(h, 7) + '\n'); }, { ids: 'ok', signatures: 'ok', log: 'bad' }],
  'the place in the log': [(d) => { d.proofs[0].proof = d.proofs[0].proof.replace(/index (\d+)/, (m, n) => `index ${Number(n) + 1}`); }, { log: 'bad' }],
  'the size of the log': [(d) => { const p = d.proofs.at(-1); p.proof = p.proof.replace(/(\n\n[^\n]+\n)(\d+)\n/, (m, a, n) => `${a}${Number(n) + 1}\n`); }, { log: 'bad' }],
  'the root of the log': [(d) => { const p = d.proofs.at(-1); p.proof = p.proof.replace(/(\n\n[^\n]+\n\d+\n)([^\n]+)\n/, (m, a, h) => `${a}${flip(h, 1)}\n`); }, { log: 'bad' }],
  'the signature of the checkpoint': [(d) => { const p = d.proofs.at(-1); p.proof = p.proof.replace(/(\u2014 \S+ )(\S+)/, (m, a, s) => a + flip(s, 30)); }, { log: 'bad' }],
  'two proofs for each other': [(d) => { [d.proofs[0].proof, d.proofs[1].proof] = [d.proofs[1].proof, d.proofs[0].proof]; }, { log: 'bad' }],
  'a proof taken away': [(d) => { d.proofs.pop(); }, { ids: 'ok', log: ['cannot', 'bad'] }],
  'the assessment taken away': [(d) => { const r = assessment(d); d.records = d.records.filter((x) => x !== r); d.proofs = d.proofs.filter((p) => p.seq !== r.seq); }, { ids: 'ok', content: 'cannot', signatures: 'ok', log: 'ok' }],
};
for (const [name, file] of Object.entries(fileOf)) {
  const genuine = JSON.parse(readFileSync(join(file, '..', 'dossier.json'), 'utf8')), langs = ['en', 'zh'];
  let turn = name === 'lender' ? 0 : 1;
  for (const [what, [how, want]] of Object.entries(changes)) {
    const d = structuredClone(genuine), json = join(dir, 'changed.json'), page = join(dir, 'changed.html'), lang = langs[turn++ % 2];
    how(d);
    writeFileSync(json, JSON.stringify(d));
    const made = spawnSync(sampler, ['html', json], { maxBuffer: 1 << 28 });
    holds(`${name}, ${what} changed: a page is made`, made.status === 0, made.stderr);
    if (made.status !== 0) continue;
    writeFileSync(page, made.stdout);
    const v = await verdicts(page, lang);
    holds(`${name} ${lang}, ${what} changed: seen`, Object.entries(want).every(([k, w]) => [].concat(w).includes(v[k][0])) && Object.values(v).some((x) => x[0] !== 'ok'), `${short(v)}; wanted ${JSON.stringify(want)}`);
    for (const [k, [verdict, said]] of Object.entries(v))
      if (verdict !== 'ok') holds(`${name} ${lang}, ${what} changed: ${k} says so in words`, said.trim().length > 10 && chinese.test(said) === (lang === 'zh'), said);
    const r = spawnSync(concord, ['verify', page]);
    holds(`${name}, ${what} changed: concord verify does not pass it`, r.status === 1 || r.status === 2, `exit ${r.status} ${r.stderr}`);
  }
}

// ---- words changed in what is visible alone
{
  const html = readFileSync(fileOf.lender, 'utf8'), page = join(dir, 'changed.html'), cut = html.indexOf('<h1');
  const head = html.slice(0, cut), body = html.slice(cut).replace(/>([^<>{}]*[A-Za-z]{5}[^<>{}]*)</, (m, s) => '>' + s.replace(/[A-Za-z]{5}/, 'Never') + '<');
  writeFileSync(page, head + body);
  const v = await verdicts(page, 'en'), r = spawnSync(concord, ['verify', page]);
  holds('a visible word changed alone: the script cannot see it', Object.values(v).every((x) => x[0] === 'ok') && head + body !== html, short(v));
  holds('a visible word changed alone: the page names the check that can', /concord verify/.test(html.slice(html.indexOf('id="verify"'))));
  holds('a visible word changed alone: concord verify refuses it', r.status === 1, `exit ${r.status}`);
  for (const [name, file] of Object.entries(fileOf)) holds(`${name}: concord verify passes the genuine page`, spawnSync(concord, ['verify', file]).status === 0);
}

// ---- axe-core, all unfolded. A whole page has 20,000 elements and takes minutes, so each is seen whole once, and in every dress with one
// finding of each sort left.
function fewer(name, file) {
  const d = JSON.parse(readFileSync(join(file, '..', 'dossier.json'), 'utf8')), seen = new Set(), json = join(dir, `fewer-${name}.json`), page = join(dir, `fewer-${name}.html`);
  d.content.findings = d.content.findings.filter((f) => {
    const sort = JSON.stringify([f.force, f.confidence, f.by_date.map((x) => [x.answer, x.finding]), (f.evidence || []).map((e) => [e.kind, e.status]).slice(0, 1)]), fresh = !seen.has(sort);
    seen.add(sort);
    return fresh;
  });
  d.content.facts = d.content.facts.slice(0, 8);
  writeFileSync(json, JSON.stringify(d));
  writeFileSync(page, spawnSync(sampler, ['html', json], { maxBuffer: 1 << 28 }).stdout);
  return page;
}
async function accessible(what, file, hash, width) {
  const p = await open(file, hash, width, true), started = Date.now();
  await p.evaluate(() => document.querySelectorAll('details').forEach((x) => { x.open = true; }));
  const over = await p.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  holds(`${what}: no sideways scrolling`, over <= 0, over);
  await p.evaluate(axe);
  const found = await p.evaluate(() => window.axe.run({ resultTypes: ['violations'] }));
  for (const bad of found.violations) holds(`${what}: axe ${bad.id} (${bad.impact})`, false, `${bad.nodes.length} places: ${bad.nodes[0].html.slice(0, 200)} ${bad.nodes[0].failureSummary}`);
  holds(`${what}: axe finds nothing`, found.violations.length === 0 && found.passes.length > 20, `${found.violations.map((x) => x.id)} ${found.passes.length}`);
  holds(`${what}: no request, no error`, p.problems.length === 0, p.problems.join('; '));
  if (process.env.TIMES) console.log(`${what}: ${Date.now() - started} ms, ${found.passes.length} rules`);
  await p.context().close();
}
for (const [name, file] of Object.entries(fileOf)) {
  const page = fewer(name, file);
  for (const hash of ['#en-light', '#en-dark', '#zh-light', '#zh-dark']) for (const width of [1280, 390]) await accessible(`${name} ${hash} ${width}`, page, hash, width);
}
await accessible('lender, whole, #en-light 1280', fileOf.lender, '#en-light', 1280);
await accessible('chatbot, whole, #zh-dark 390', fileOf.chatbot, '#zh-dark', 390);
await browser.close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
