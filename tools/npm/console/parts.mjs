// What of the console needs no browser: the pictures' geometry, the verifier, manifests, tables.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';

async function bundled(dir, name) {
  const out = join(dir, name.replaceAll('/', '_') + '.mjs');
  await esbuild.build({ entryPoints: [join('src', name)], outfile: out, bundle: true, format: 'esm', platform: 'node', logLevel: 'warning' });
  return import(pathToFileURL(out));
}
const numbers = (o) => Object.fromEntries(Object.entries(o).map(([k, v]) => [k, typeof v === 'string' && v !== '' && !Number.isNaN(Number(v)) ? Number(v) : v]));

export async function parts({ holds, url, dir, vectors, concord }) {
  globalThis.document ??= { documentElement: {} };
  globalThis.location ??= { search: '', pathname: '/', href: url };

  // ---- byte for byte what the C of the dossier draws
  const g = await bundled(dir, 'charts/geometry.ts');
  let drawn = 0;
  for (const v of JSON.parse(readFileSync(vectors, 'utf8'))) {
    if (v.draw === 'axis_over') {
      const a = g.axisOver(v.in.x.map(Number), Number(v.in.low), Number(v.in.high)), [from, to, step, decimals] = v.out.split(' ').map(Number), near = (x, y) => Math.abs(x - y) <= 1e-9 * Math.max(1, Math.abs(y));
      holds(`axis over: ${v.why}`, near(a.from, from) && near(a.to, to) && near(a.step, step) && a.decimals === decimals, JSON.stringify([a, v.out]));
    } else if (v.draw === 'axis') {
      holds(`axis: ${v.why}`, g.markup(g.axis(numbers(v.in.axis))) === v.out, g.markup(g.axis(numbers(v.in.axis))));
    } else if (v.draw === 'strip') {
      const s = numbers(v.in), got = g.markup(g.strip(numbers(v.in.axis), { cls: s.class, value: s.value ?? 0, lo: s.lo ?? 0, hi: s.hi ?? 0, hollow: !!s.hollow, hasValue: !!s.has_value, meets: s.meets, limit: s.limit ?? 0, height: s.height }));
      holds(`strip: ${v.why}`, got === v.out, got);
    } else continue;
    drawn++;
  }
  holds('there are vectors of each picture that the console draws', drawn > 20, drawn);

  // ---- proofs: each entry of the node holds, and nothing that was changed does
  const v = await bundled(dir, 'lib/verify.ts'), page = await (await fetch(url + '/')).text(), key = /name="concord-key" content="([^"]+)"/.exec(page)[1];
  const { size } = await (await fetch(`${url}/api/v1/records?limit=1`)).json();
  for (let i = 0; i < size; i++) {
    const entry = new Uint8Array(await (await fetch(`${url}/api/v1/records/${i}/entry`)).arrayBuffer()), proof = await (await fetch(`${url}/api/v1/records/${i}/proof`)).text();
    const c = await v.checkEntry(entry, proof, key, i);
    holds(`entry ${i} is proved`, c?.path === 'holds' && c.signature === 'holds' && c.size === size, JSON.stringify(c));
    if (i % 7) continue;
    const other = Uint8Array.from(entry);
    other[0] ^= 1;
    const flip = (s) => s.replace(/\n([A-Za-z0-9+/])([A-Za-z0-9+/]{42}=)\n/, (m, a, b) => `\n${a === 'A' ? 'B' : 'A'}${b}\n`);
    const seen = {
      'another entry': await v.checkEntry(other, proof, key, i), 'another number': await v.checkEntry(entry, proof, key, i + 1), 'a hash of the path': await v.checkEntry(entry, flip(proof), key, i),
      'the size': await v.checkEntry(entry, proof.replace(/(\n\n[^\n]+\n)(\d+)\n/, (m, a, n) => `${a}${Number(n) + 1}\n`), key, i),
      'another key': await v.checkEntry(entry, proof, key.replace(/\+([0-9a-f])/, (m, h) => '+' + (h === '0' ? '1' : '0')), i),
      'the bytes of the key': await v.checkEntry(entry, proof, key.slice(0, -6) + 'AAAAAA', i),
    };
    for (const [what, r] of Object.entries(seen)) holds(`entry ${i}, ${what} changed: seen`, r === null || r.path !== 'holds' || r.signature !== 'holds', JSON.stringify(r));
  }
  for (const bad of ['', 'c2sp.org/tlog-proof@v1\nindex 0\n', 'c2sp.org/tlog-proof@v1\nindex -1\n\nx\n1\nAAAA\n\n', 'c2sp.org/tlog-proof@v2\nindex 0\n\nx\n1\nAAAA\n\n'])
    holds(`not a proof: ${JSON.stringify(bad.slice(0, 40))}`, v.parseProof(bad) === null);
  holds('a path longer than the tree is refused', (await v.rootFrom(new Uint8Array(32), 0, 1, [new Uint8Array(32)])) === null && (await v.rootFrom(new Uint8Array(32), 3, 3, [])) === null);

  // ---- a manifest from answers is one that the program reads
  const m = await bundled(dir, 'lib/manifest.ts'), file = join(dir, 'from-answers.yaml');
  let yaml = m.manifestOf({ id: m.idOf('Ölçüm: "Bot" #1'), name: 'Ölçüm: "Bot" #1 {x}\n- y', party: 'acme', place: 'KE', role: 'provider', markets: ['EU', 'CN'], purposes: ['chatbot'], stage: 'use' });
  const say = (fact, value, source = 'note: "a" # b') => { yaml = m.withFact(yaml, { fact, value, by: 'acme', on: '2026-11-20', source }); };
  say('interacts_with_people', 'no');
  say('interacts_with_people', 'yes');
  say('use_area', []);
  say('modality', ['text', 'image']);
  say('training_compute', '2e25');
  say('market_date', '2026-09-15');
  writeFileSync(file, yaml);
  const r = spawnSync(concord, ['applies', file, '--json'], { encoding: 'utf8', maxBuffer: 1 << 28 });
  holds('the program reads a manifest made of answers', r.status === 0 && JSON.parse(r.stdout).rows.some((x) => x.id === 'eu-ai-act/art_50.1' && x.market === 'EU' && x.role === 'provider'), r.stderr + yaml);
  holds('an answer that is given again stands once', yaml.match(/interacts_with_people/g).length === 1);
  holds('what was stated is known', m.factsIn(yaml).has('use_area') && !m.factsIn(yaml).has('public_body') && m.glance(yaml).party === 'acme');

  holds('its name is known', JSON.stringify(m.glance(yaml).name) === JSON.stringify({ en: 'Ölçüm: "Bot" #1 {x}\n- y', zh: 'Ölçüm: "Bot" #1 {x}\n- y' }), JSON.stringify(m.glance(yaml).name));
  const lender = readFileSync(join(dir, 'examples/mortgage-lending/system.yaml'), 'utf8');
  holds('of one that people wrote too', m.glance(lender).name.en === 'Northbank mortgage decisions' && /[\u4e00-\u9fff]/.test(m.glance(lender).name.zh), JSON.stringify(m.glance(lender)));
  writeFileSync(file, m.bare(lender));
  const asked = spawnSync(concord, ['whatif', file, 'market+=CN', '--json'], { encoding: 'utf8', maxBuffer: 1 << 28 });
  holds('without what names files beside it the program still reads it', asked.status === 0 && /^evidence:/m.test(lender) && !/^evidence:/m.test(m.bare(lender)), asked.stderr);
  const nested = m.withFact('facts:\n  use_area:\n    value: {credit: yes}\n    by: a\n  public_body: no\n', { fact: 'use_area', value: 'x', by: 'a', on: '2026-11-20', source: 's' });
  holds('a fact on several lines is replaced whole', nested.split('\n').length === 4 && /^  public_body: no$/m.test(nested), nested);

  // ---- the picture of a watch
  const c = await bundled(dir, 'charts/control.ts'), day = 86400000, dot = (k, value, lo, hi, verdict) => ({ at: k * day, value, lo, hi, verdict });
  const drawn2 = c.control([dot(0, 0.02, 0, 0.9, 'not_enough_data'), dot(7, 0.02, 0.01, 0.04, 'quiet'), dot(14, 0.02, 0.01, 0.04, 'quiet'), dot(42, 0.2, 0.1, 0.3, 'breach')], 0.05, true, [{ at: 20 * day, text: 'law' }], 'no data', (x) => `${x * 100}%`), text = g.markup(drawn2.plot);
  holds('hollow until decided, filled after', (text.match(/fill="var\(--bg\)"/g) ?? []).length === 1 && (text.match(/<circle/g) ?? []).length === 4 && /class="fa"/.test(text), text);
  holds('where nothing was measured it says so, and dots are not joined', (text.match(/no data/g) ?? []).length === 1 && !/<path|<polyline/.test(text));
  holds('an interval that leaves the picture squeezes nothing', drawn2.axis.to < 0.5 && c.yOf(drawn2.axis, 0.9) === 0, JSON.stringify(drawn2.axis));
  holds('the limit is named beside its line, and dates have room', /≤ 5%/.test(g.markup(drawn2.labels)) && drawn2.times.length >= 2 && drawn2.times.every((t, i) => !i || t[0] - drawn2.times[i - 1][0] >= 0.24), JSON.stringify(drawn2.times));
  const one = c.control([dot(3, 0.5, 0.4, 0.6, 'quiet')], 0.3, false, [], '', String);
  holds('one measurement stands in the middle, above its lower limit', one.times.length === 1 && one.times[0][0] === 0.5 && /≥ 0.3/.test(g.markup(one.labels)));

  // ---- colours: every pair that is used, in both themes, from the style sheet itself (WCAG 2: text 4.5, graphics 3)
  const css = readFileSync('css/tokens.css', 'utf8');
  const theme = (start) => Object.fromEntries([...css.slice(css.indexOf(start)).split('}')[0].matchAll(/--([\w-]+):(#[0-9a-f]{3,6})/g)].map((x) => [x[1], x[2].length === 4 ? '#' + [...x[2].slice(1)].map((c) => c + c).join('') : x[2]]));
  const light = (h) => [1, 3, 5].map((i) => parseInt(h.slice(i, i + 2), 16) / 255).map((x) => (x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4)).reduce((sum, x, i) => sum + x * [0.2126, 0.7152, 0.0722][i], 0);
  const ratio = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p); return (x + 0.05) / (y + 0.05); };
  const states = ['satisfied', 'failed', 'unknown', 'na', 'waived'], grounds = ['bg', 'surface', 'raised'];
  const texts = [...['ink', 'muted', 'accent', ...states].flatMap((f) => grounds.map((b) => [f, b])), ...states.flatMap((x) => [[x, x + '-bg'], ['ink', x + '-bg']]), ['on-accent', 'accent'], ['ink', 'band'], ['muted', 'band']];
  const graphics = [...['control', 'focus', 's1', 's2', 's3', 's4'].flatMap((f) => grounds.map((b) => [f, b])), ...['s1', 'satisfied', 'failed', 'unknown'].map((f) => [f, 'band'])];
  for (const [name, start] of [['light', ':root{'], ['dark', ':root[data-theme=dark]{'], ['dark by wish of the system', ':root:not([data-theme=light]){']]) {
    const t = theme(start);
    for (const [need, pairs] of [[4.5, texts], [3, graphics]])
      for (const [f, b] of pairs) if (!(t[f] && t[b] && ratio(t[f], t[b]) >= need)) holds(`${name}: ${f} on ${b}`, false, `${t[f]} ${t[b]}`);
    holds(`${name}: ${texts.length + graphics.length} pairs of colours hold`, Object.keys(t).length >= 25, Object.keys(t).length);
  }

  // ---- a line of a chain as people put it
  const { lineSaid } = await bundled(dir, 'pages/system_data.ts');
  const ofNorth = { content: { system: { actors: [{ party: 'north', role: 'provider', name: { en: 'North $& Bank', zh: '北岸银行' } }] } } }, line = (en, more = {}) => lineSaid(ofNorth, { text: { en, zh: en }, depth: 0, ...more }, (id) => (id === 'legal-reviewer' ? 'Legal reviewer' : id));
  holds('days and parties as people put them', line('Yes (stated by north on 2026-11-03)', { by: 'north' }) === 'Yes (stated by North $& Bank on 3 Nov 2026)', line('Yes (stated by north on 2026-11-03)', { by: 'north' }));
  holds('what a source says is quoted as it is', line('On 2027-12-02? Yes (stated by north on 2026-11-03) (source: plan of 2026-11-03, by north)', { by: 'north', source: 'plan of 2026-11-03, by north' }) === 'On 2 Dec 2027? Yes (stated by North $& Bank on 3 Nov 2026) (source: plan of 2026-11-03, by north)');
  holds('a role is called by its name', line('No (stated by legal-reviewer on 2026-11-18)', { by: 'legal-reviewer' }) === 'No (stated by Legal reviewer on 18 Nov 2026)');
  holds('a party without a name keeps its id; a number that is no day stays', line('Yes (stated by south on 2026-11-03), no. 12026-11-034, 2026-11', { by: 'south' }) === 'Yes (stated by south on 3 Nov 2026), no. 12026-11-034, 2026-11', line('Yes (stated by south on 2026-11-03), no. 12026-11-034, 2026-11', { by: 'south' }));

  // ---- tables for spreadsheets
  const { csv } = await bundled(dir, 'lib/csv.ts');
  holds('a cell that could run as a formula is text', csv([['=1+1', '-2', -2, 'a "b", c', 'x\ny']]) === '\ufeff\'=1+1,\'-2,-2,"a ""b"", c","x\ny"\r\n', JSON.stringify(csv([['=1+1', '-2', -2]])));
}
