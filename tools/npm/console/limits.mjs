// The owner's limits, by keyboard alone: a policy adopted as text or from a file, listed as waiting, approved by a second person, in force.
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { downTo, key, tabTo } from './keyboard.mjs';

const POLICY = 'concord: policy/1\nowner: harbour-labs-board\nlimits:\n- {metric: label_explicit_share, op: ">=", value: "0.9", basis: {en: "nine in ten", zh: "九成"}}\n';
const words = (zh) => zh
  ? { waiting: /待第二人批准/, waits: /等待第二人[^]*另一人签署之前不生效/, force: /有效/, replaced: /已被取代/, system: /港湾问答/, owner: 'harbour-labs-board的限值', until: /2027年12月31日/, another: /由您提出：须第二人签署/, approved: /已批准/ }
  : { waiting: /Waits for a second person/, waits: /Waits for a second person[^]*does not count/, force: /In force/i, replaced: /Replaced/i, system: /Harbour Chat/, owner: 'Limits of harbour-labs-board', until: /31 Dec 2027/, another: /You asked for it: a second person signs/, approved: /approved/ };

// The list of policies, over the menu; the row of a record.
async function listed(p, record) {
  await key(p, 'g', 'm');
  await p.waitForFunction(() => location.pathname === '/admin');
  await p.waitForSelector('main .tabs');
  await tabTo(p, 'main .tabs a[href="/admin/policy"]');
  await key(p, 'Enter');
  const row = p.locator(`main tbody tr:has(a[href="/log/${record}"])`);
  await row.waitFor();
  return row.innerText();
}

// From the list of what waits to the record, and the second signature by the key that is chosen there, or by that of its only holder.
async function second(p, record, signer) {
  await tabTo(p, `main section a[href="/log/${record}"]`);
  await key(p, 'Enter');
  await p.waitForSelector('#second #key');
  await tabTo(p, '#second input[value=approve]');
  await key(p, 'Space', 'Tab');
  const chosen = await downTo(p, signer);
  await tabTo(p, '#second form .btn');
  await key(p, 'Enter');
  await p.waitForFunction(() => document.querySelector('#second .rows .chip') && !document.querySelector('#second form'));
  return chosen;
}

// Over the stand-in: commands are run by the program itself, on the same node.
export async function limits({ holds, open, dir }, lang) {
  const zh = lang === 'zh', say = words(zh), keys = readdirSync(join(dir, 'node/keys/people')), keyOf = (role) => keys.find((k) => k.startsWith(role + '-')).replace(/\..*/, '');
  const p = await open('/admin/policy', { signed: true, lang }), table = p.locator('main table');
  if (!zh) holds(`${lang}: where no policy is in force the page says so`, /No policy is in force/.test(await p.locator('main .empty').innerText()));
  const before = zh ? await p.locator('main tbody tr').first().innerText() : '';
  await p.waitForFunction(() => document.querySelectorAll('#system option').length > 2 && document.querySelectorAll('#key option').length === 4);
  await tabTo(p, 'main form .btn');
  await key(p, 'Enter');
  await p.waitForSelector('.faults');
  holds(`${lang}: a policy needs its text and a key`, (await p.locator('.faults a').evaluateAll((all) => all.map((a) => a.getAttribute('href')).join())) === '#text,#key' && !p.node.asked.some((a) => /^POST policy/.test(a)), await p.locator('.faults').innerText());
  await tabTo(p, '.faults a[href="#text"]');
  await key(p, 'Enter');
  await p.keyboard.type(POLICY);
  holds(`${lang}: what is typed is what stands there`, (await p.inputValue('#text')) === POLICY, await p.inputValue('#text'));
  await key(p, 'Tab');
  const system = await downTo(p, 'harbour-chat');
  await key(p, 'Tab');
  await p.keyboard.type('2027-12-31');
  await key(p, 'Tab');
  const signer = await downTo(p, keyOf('management'));
  await key(p, 'Tab', 'Enter');
  await p.waitForFunction(() => /^\/log\/\d+$/.test(location.pathname));
  const record = Number(p.url().replace(/\?.*/, '').split('/').pop());
  await p.waitForSelector('#second form');
  holds(`${lang}: system, key and end are reached by Tab and arrows; the record waits`, system && signer && say.waits.test(await p.locator('#second').innerText()), await p.locator('#second').innerText());
  const waiting = await listed(p, record);
  holds(`${lang}: it is listed as waiting, by the names of its system and its signer`, waiting.includes(say.owner) && say.waiting.test(waiting) && say.system.test(waiting) && say.until.test(waiting) && !/harbour-chat/.test(waiting), waiting);
  await tabTo(p, 'main section a[href="/admin/proposals"]');
  await key(p, 'Enter');
  await p.waitForSelector(`main section a[href="/log/${record}"]`);
  const chosen = await second(p, record, keyOf('risk-owner'));
  holds(`${lang}: a second person approves it`, chosen && say.approved.test(await p.locator('#second').innerText()), await p.locator('#second').innerText());
  const force = await listed(p, record), first = await p.locator('main tbody tr').first().innerText();
  holds(`${lang}: it is in force, stands first, and nothing says that there is none`, say.force.test(force) && first === force && (await p.locator('main .empty').count()) === 0, await table.innerText());
  if (zh) holds(`${lang}: what it took the place of is said to be replaced`, say.force.test(before) && say.replaced.test(await p.locator('main tbody tr').nth(1).innerText()), `${before} / ${await table.innerText()}`);
  holds(`${lang}: no error on the way`, p.problems.length === 0, p.problems.join('; '));
  await p.context().close();
}

// Over the node's own sign-in: Ada, who has two keys, adopts from a file; Bela, who has one, approves it in Chinese.
export async function limitsOfTwo({ holds, p, go, url, command, browser, file, hers, his }) {
  const link = /\/#\/setup\/\S+/.exec(command('person', 'add', 'Bela', '--role', 'officer'))[0], bytes = readFileSync(file);
  command('person', 'key', 'Bela', '--key', his);
  await go('/admin/policy');
  await p.waitForFunction(() => document.querySelectorAll('#key option').length === 3);
  await p.setInputFiles('#file', file);
  await p.waitForFunction(() => document.querySelector('#text').value !== '');
  holds('a policy from a file stands there byte for byte', (await p.inputValue('#text')) === bytes.toString('utf8'));
  await tabTo(p, '#key');
  const chosen = await downTo(p, hers);
  await tabTo(p, 'main form .btn');
  await key(p, 'Enter');
  await p.waitForFunction(() => /^\/log\/\d+$/.test(location.pathname));
  await p.waitForSelector('#second .chip');
  const record = Number(p.url().split('/').pop()), say = words(false);
  holds('who adopted it is told that a second person signs, and is given no form', chosen && say.another.test(await p.locator('#second').innerText()) && (await p.locator('#second form').count()) === 0, await p.locator('#second').innerText());
  const waiting = await listed(p, record);
  holds('the node lists it as waiting, by the digest of the file', say.waiting.test(waiting) && (await p.locator(`main tbody tr:has(a[href="/log/${record}"]) code`).getAttribute('title')) === 'sha256:' + createHash('sha256').update(bytes).digest('hex') && /No policy is in force/.test(await p.locator('main').innerText()), waiting);
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'zh-CN' }), q = await context.newPage();
  q.setDefaultTimeout(60000);
  await q.goto(url + link);
  await q.waitForSelector('#password');
  await tabTo(q, '#password');
  await q.keyboard.type('four words of his own');
  await key(q, 'Enter');
  await q.waitForFunction(() => location.pathname === '/signin' && document.querySelector('#password'));
  await tabTo(q, '#name');
  await q.keyboard.type('Bela');
  await key(q, 'Tab');
  await q.keyboard.type('four words of his own');
  await key(q, 'Enter');
  await q.waitForFunction(() => location.pathname === '/' && /Bela/.test(document.querySelector('.who')?.textContent ?? ''));
  await q.waitForSelector(`main a[href="/log/${record}"]`);
  holds('the second person finds it at first sight, and may sign', /您可以签署/.test(await q.locator(`main a[href="/log/${record}"]`).innerText()), await q.locator('main').innerText());
  const his_ = await second(q, record, his);
  holds('and signs with his only key', his_ && words(true).approved.test(await q.locator('#second').innerText()) && (await q.locator('#second .rows').count()) === 1, await q.locator('#second').innerText());
  await context.close();
  await go('/alerts'); // so that nothing of the list is remembered
  const force = await listed(p, record);
  holds('it is in force, says the page', say.force.test(force) && (await p.locator('main .empty').count()) === 0, await p.locator('main').innerText());
  holds('and the program', /in force/.test(command('policy', 'list')));
}
