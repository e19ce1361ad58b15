// node check.mjs URL DIR CHART_VECTORS    a served node that judge_circle made, its folder, tests/vectors/report/chart.vec.json. Prints `N passed, N failed` last.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { double } from './double.mjs';
import { parts } from './parts.mjs';
import { paths } from './paths.mjs';
import { real } from './real.mjs';

const [url, dir, vectors] = process.argv.slice(2), concord = process.env.CONCORD_PROGRAM;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
let passed = 0, failed = 0;
function holds(what, ok, more = '') {
  if (ok) passed++;
  else if (failed++ < 60) console.log('FAIL', what, String(more).slice(0, 700));
}
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'] });

// open(PATH, {lang, theme, width, signed, ..}): a page that has come to rest; p.problems holds what went wrong on the way.
async function open(path, { lang = 'en', theme = 'light', width = 1280, height = 900, signed = false, scripts = true, bypassCSP = false } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: theme, locale: lang === 'zh' ? 'zh-CN' : 'en-GB', javaScriptEnabled: scripts, bypassCSP, acceptDownloads: true });
  const p = await context.newPage();
  p.problems = [];
  p.setDefaultTimeout(60000);
  p.on('console', (m) => { if (m.type() === 'error' || m.type() === 'warning') p.problems.push(m.text()); });
  p.on('pageerror', (e) => p.problems.push(e.message));
  p.on('request', (r) => { if (!r.url().startsWith(url) && !/^(blob|data):/.test(r.url())) p.problems.push('request ' + r.url()); });
  const node = double(concord, join(dir, 'node'), ['assessor', 'officer', 'administrator']);
  p.node = node;
  await p.route('**/api/v1/**', node.answer);
  if (signed) {
    node.signIn();
    await p.addInitScript(() => localStorage.setItem('concord.signed', 'yes'));
  }
  await p.goto(url + path, { waitUntil: 'load' });
  if (scripts) await rest(p);
  return p;
}
const rest = async (p) => {
  try {
    await p.waitForSelector('main h1');
    await p.waitForFunction(() => !document.querySelector('main .wait'));
  } catch (e) {
    throw new Error(`${p.url()} does not come to rest: ${p.problems.join('; ')}; ${await p.evaluate(() => document.body.innerText.slice(0, 500))}`, { cause: e });
  }
};
const over = (p) => p.evaluate(() => document.documentElement.scrollWidth - innerWidth);

// ---- without a browser: geometry, proofs, manifests, tables
await parts({ holds, url, dir, vectors, concord });

// ---- every page: axe, width, language, nothing fetched from elsewhere
const open_ = ['/', '/law', '/law/eu-ai-act', '/law/eu-ai-act/art_50.1', '/law/search?words=children', '/law/compare?a=eu-ai-act&b=kr-ai-basic-act', '/law/matrix?market=KE', '/law/timeline?upcoming=true',
  '/law/conflicts?markets=EU,CN', '/law/map', '/law/protects?group=children', '/lab', '/lab/selection_rate_ratio', '/log', '/log/0', '/log/keys', '/about', '/signin', '/setup', '/assess', '/intake/new', '/intake/status', '/systems', '/watch', '/alerts/1', '/cases/register'];
// a waiver that waits, which run.sh made
const waits = JSON.parse(spawnSync(concord, ['log', 'show', '--json'], { encoding: 'utf8', maxBuffer: 1 << 28, env: { ...process.env, CONCORD_DATA: join(dir, 'node') } }).stdout).findLast((r) => r.kind === 'waiver/1').seq;
const closed = ['/', '/log/2', '/systems', '/systems/northbank-mortgage', '/systems/northbank-mortgage?tab=measurements', '/systems/northbank-mortgage?tab=whatif', '/systems/northbank-mortgage?tab=history', '/findings', '/findings/harbour-chat',
  '/systems/northbank-mortgage?tab=risks', '/systems/northbank-mortgage?tab=whatif&change=market%2B%3DCN',
  '/findings/harbour-chat/eu-ai-act/art_50.1?market=EU&role=provider', '/findings/harbour-chat/eu-ai-act/art_50.1?market=EU&role=provider&waive=yes', `/log/${waits}`, '/cases', '/cases/new', '/watch', '/watch/chat-corrections', '/watch/overruled', '/watch?view=law', '/watch?view=new', '/alerts', '/intake', '/admin/me', '/admin/people', '/admin/people/p-0123456789abcdef', '/admin/policy', '/admin/proposals', '/admin/sessions', '/admin/tokens', '/admin/node'];
const only = process.env.ONLY; // an expression for addresses, or "paths": for who works on one thing
for (const [list, signed] of [[open_, false], [closed, true]])
  for (const path of list) {
    if (only && !new RegExp(only).test(path)) continue;
    for (const dress of [{ lang: 'en', theme: 'light', width: 1280 }, { lang: 'zh', theme: 'dark', width: 390 }]) {
      const what = `${path}${signed ? ' (signed in)' : ''} ${dress.lang}`;
      const p = await open(path, { ...dress, signed, bypassCSP: true });
      const seen = await p.evaluate(() => ({ h1: [...document.querySelectorAll('h1')].map((h) => h.innerText), lang: document.documentElement.lang, title: document.title, text: document.querySelector('main').innerText }));
      holds(`${what}: no error, no request elsewhere`, p.problems.length === 0, p.problems.join('; '));
      holds(`${what}: one title, of the page and its tab`, seen.h1.length === 1 && seen.h1[0].length > 1 && seen.title.endsWith('Concord') && seen.title !== 'Concord', JSON.stringify([seen.h1, seen.title]));
      holds(`${what}: its language`, dress.lang === 'zh' ? seen.lang === 'zh-Hans' && /[\u4e00-\u9fff]/.test(seen.text) : seen.lang === 'en', seen.lang);
      holds(`${what}: nothing unsaid`, !/undefined|\[object|NaN/.test(seen.text.replaceAll('undefined: 0 of 0', '')), seen.text.match(/.{30}(undefined|\[object|NaN).{30}/)?.[0]);
      holds(`${what}: no sideways scrolling`, (await over(p)) <= 0, await over(p));
      await p.setViewportSize({ width: dress.width === 390 ? 320 : 640, height: 800 }); // the smallest phone, and twice the size of letters
      holds(`${what}: nor narrower`, (await over(p)) <= 0, await over(p));
      await p.setViewportSize({ width: dress.width, height: 900 });
      await p.evaluate(() => document.querySelectorAll('details').forEach((d) => { d.open = true; }));
      await p.evaluate(axe);
      const found = await p.evaluate(() => window.axe.run({ resultTypes: ['violations'] }));
      for (const bad of found.violations) holds(`${what}: axe ${bad.id}`, false, `${bad.nodes.length}: ${bad.nodes[0].html.slice(0, 200)} ${bad.nodes[0].failureSummary}`);
      holds(`${what}: axe finds nothing`, found.violations.length === 0 && found.passes.length > 10, found.passes.length);
      await p.context().close();
      if (process.env.TIMES) console.log(what, Math.round(performance.now()), failed);
    }
  }

// ---- the other dresses of a few pages: the themes crossed, and a language that runs the other way
for (const path of ['/law', '/law/map', '/log/0', '/systems/northbank-mortgage?tab=measurements', '/watch/chat-corrections'])
  for (const dress of [{ lang: 'en', theme: 'dark', width: 1280 }, { lang: 'zh', theme: 'light', width: 1280 }]) {
    if (only && !new RegExp(only).test(path)) continue;
    const p = await open(path, { ...dress, signed: /^.(systems|watch)/.test(path), bypassCSP: true });
    await p.evaluate(axe);
    const found = await p.evaluate(() => window.axe.run({ resultTypes: ['violations'] }));
    holds(`${path} ${dress.lang} ${dress.theme}: axe finds nothing`, found.violations.length === 0, JSON.stringify(found.violations.map((v) => [v.id, v.nodes[0].html.slice(0, 200)])));
    await p.goto(`${url}${path}${path.includes('?') ? '&' : '?'}dir=rtl`);
    await rest(p);
    holds(`${path} from right to left: no sideways scrolling`, (await p.evaluate(() => document.documentElement.dir)) === 'rtl' && (await over(p)) <= 0, await over(p));
    await p.context().close();
  }

if (!only || only === 'paths') await paths({ holds, open, rest, browser, url, writeFileSync, dir, waits });
// ---- the same over the node's own sign-in, where it has one
const routes = Object.keys((await (await fetch(url + '/openapi.json')).json()).paths);
if ((!only || only === 'real') && routes.includes('/api/v1/session')) await real({ holds, browser, dir, concord, paths: routes });
await browser.close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
