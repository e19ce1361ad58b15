// What people come for, by keyboard alone.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { administrators } from './administrators.mjs';
import { downTo, focused, key, tabTo } from './keyboard.mjs';
import { limits } from './limits.mjs';
import { lines } from './lines.mjs';
import { names } from './names.mjs';

const keyNamed = (dir, role) => readdirSync(join(dir, 'node/keys/people')).find((k) => k.startsWith(role + '-')).replace(/\..*/, '');

export async function paths({ holds, open, rest, browser, url, dir, waits }) {
  // ---- the law: "/" to search, a hit, its provision, who else asks it
  let p = await open('/');
  await key(p, 'Tab');
  holds('the first Tab is the way past the menu', /Skip to content/.test(await focused(p)), await focused(p));
  await key(p, 'Enter');
  holds('which leads to the title', (await p.evaluate(() => document.activeElement.tagName)) === 'H1');
  await key(p, '/');
  await p.keyboard.type('children');
  await key(p, 'Enter');
  await p.waitForSelector('main [data-row]');
  holds('a search has its address', /\/law\/search\?words=children/.test(p.url()), p.url());
  holds('and its hits are marked', (await p.locator('main mark').count()) > 0);
  await key(p, 'j', 'j');
  await key(p, 'k');
  const hit = await focused(p);
  await key(p, 'Enter');
  await p.waitForSelector('#alike');
  holds('j, k and Enter open a hit', (await p.locator('main h1').innerText()).includes(hit) && hit.length > 3, hit);
  holds('after going somewhere the title has the focus', (await p.evaluate(() => document.activeElement.tagName)) === 'H1');
  await key(p, 'Escape');
  await p.waitForFunction(() => location.pathname.split('/').length === 3 && document.querySelector('main table'));
  holds('Esc goes one level up, to the instrument', (await p.locator('main table').count()) === 1);
  await key(p, 'g', 'r');
  await p.waitForFunction(() => location.pathname === '/log');
  holds('g and a letter go to a place', true);
  await p.goBack();
  await p.goBack();
  await p.waitForFunction(() => location.search.includes('words=children') || location.pathname.startsWith('/law/'));
  holds('the way back works', p.problems.length === 0, p.problems.join('; '));
  await p.context().close();

  // ---- sorting, more rows, a table as CSV, a filter in the address
  p = await open('/law');
  const sortBy = await tabTo(p, () => document.activeElement.matches('th button') && /Provisions/.test(document.activeElement.innerText), 120);
  await key(p, 'Enter', 'Enter');
  const most = Number(await p.locator('main tbody tr').first().locator('td.r').innerText());
  holds('a table sorts by its heading, and says so', sortBy && most > 100 && (await p.locator('th[aria-sort=descending]').count()) === 1 && /law\.by=-n/.test(p.url()), `${most} ${p.url()}`);
  holds('50 rows, then more', (await p.locator('main tbody tr').count()) === 50);
  await p.getByText(/^Show \d+ more$/).press('Enter');
  holds('more', (await p.locator('main tbody tr').count()) > 80);
  const [file] = await Promise.all([p.waitForEvent('download'), p.locator('main .under button', { hasText: 'CSV' }).press('Enter')]);
  const text = Buffer.concat(await (await file.createReadStream()).toArray()).toString('utf8');
  holds('a table is a CSV of all its rows', file.suggestedFilename() === 'concord-instruments.csv' && text.split('\r\n').length > 85, text.slice(0, 200));
  await p.selectOption('#f-force', 'binding');
  const url1 = p.url(), rows = await p.locator('main tbody tr').count();
  await p.goto(url1);
  await rest(p);
  holds('a filter is in the address', /force=binding/.test(url1) && rows > 5 && rows < 40 && (await p.locator('main tbody tr').count()) === rows, `${rows} ${url1}`);
  await p.context().close();

  // ---- the log: verify one entry, with the right key and with another
  p = await open('/log');
  await key(p, 'j', 'Enter');
  await p.waitForSelector('#vkey');
  holds('the verify button is reached by Tab', await tabTo(p, () => document.activeElement.matches('#verify .btn')));
  await key(p, 'Enter');
  await p.waitForSelector('.check li');
  holds('an entry is verified in the browser', (await p.locator('.check .chip.satisfied').count()) === 2, await p.locator('.check').innerText());
  holds('and what that does not prove is said', /does not prove/.test(await p.locator('.check').innerText()));
  const good = await p.inputValue('#vkey');
  await p.fill('#vkey', good.slice(0, -8) + 'AAAAAAA=');
  await p.press('#vkey', 'Enter');
  await p.waitForSelector('.check .chip.failed');
  holds('with another key it does not hold', (await p.locator('.check .chip.failed').count()) === 1);
  await p.route('**/proof', async (r) => { const a = await r.fetch(), t = await a.text(); await r.fulfill({ response: a, body: t.replace(/index (\d+)/, (m, n) => `index ${Number(n) ? Number(n) - 1 : 1}`) }); });
  await p.fill('#vkey', good);
  await p.press('#vkey', 'Enter');
  await p.waitForFunction(() => document.querySelector('.check li .chip')?.classList.contains('failed'));
  holds('a proof that is for another entry does not hold', true);
  await p.context().close();

  // ---- language and theme stay; a link carries the language
  p = await open('/law/map?lang=zh');
  holds('lang in the address decides', (await p.evaluate(() => document.documentElement.lang)) === 'zh-Hans');
  await p.locator('main .tabs a').nth(3).press('Enter');
  await rest(p);
  holds('and is carried along', /lang=zh/.test(p.url()), p.url());
  await p.locator('.seg.theme button').nth(1).press('Enter');
  await p.goto(url + '/');
  await rest(p);
  holds('the theme stays', (await p.evaluate(() => document.documentElement.dataset.theme)) === 'dark');
  await p.context().close();

  // ---- a picture has its words and numbers
  p = await open('/law/map');
  const label = await p.locator('svg.world').getAttribute('aria-label'), tiles = await p.locator('svg.world g').count();
  holds('the map has a tile for each member and observer, its sentence and its table', tiles === 195 && /193 members/.test(label) && (await p.locator('main table').count()) === 1, `${tiles} ${label}`);
  const counts = [...label.matchAll(/\d+/g)].map((m) => Number(m[0])).slice(2);
  holds('its numbers are those of the tiles', counts.reduce((a, b) => a + b, 0) === 195 && (await p.locator('svg.world g.binding').count()) === counts[0] && counts[0] > 27, JSON.stringify(counts));
  await p.context().close();

  await signedIn({ holds, open, rest, dir });
  for (const lang of ['en', 'zh']) {
    await people({ holds, open, rest }, lang);
    await names({ holds, open, rest, waits }, lang);
    await secondPerson({ holds, open, rest, dir, waits }, lang);
    await letters({ holds, open, rest, dir }, lang);
    await limits({ holds, open, dir }, lang);
    await administrators({ holds, open, rest }, lang);
  }
  await phoneMatrix({ holds, open });
  await newcomer({ holds, open, rest });
  for (const lang of ['en', 'zh']) await watching({ holds, open, rest, dir }, lang);
  await running({ holds, open, rest });
  await whatIf({ holds, open, rest });
  await intake({ holds, open });
  await lines({ holds, browser, url });
}

async function signedIn({ holds, open, rest, dir }) {
  const p = await open('/findings');
  holds('a page that is for people says what it is for and how to go on', /not public/.test(await p.locator('main').innerText()));
  await p.locator('main a.btn').press('Enter');
  await p.waitForSelector('#name');
  await p.locator('main form .btn').press('Enter');
  await p.waitForSelector('.faults');
  holds('what is missing is said at the top, and has the focus', (await p.locator('.faults a').count()) === 2 && (await p.evaluate(() => document.activeElement.className)) === 'faults' && (await p.title()).startsWith('Error: '), await p.title());
  await tabTo(p, () => document.activeElement.matches('.faults a'));
  await key(p, 'Enter');
  holds('and leads to the field', (await p.evaluate(() => document.activeElement.id)) === 'name');
  await p.keyboard.type('Ada');
  await key(p, 'Tab');
  await p.keyboard.type('wrong');
  await key(p, 'Enter');
  await p.waitForFunction(() => /do not fit/.test(document.querySelector('.faults')?.innerText ?? ''));
  holds('a wrong password is refused in words', true);
  await p.fill('#password', 'three words and more');
  await p.press('#password', 'Enter');
  await p.waitForFunction(() => location.pathname === '/findings');
  await rest(p);
  holds('after signing in one is where one wanted to be', (await p.locator('main [data-row]').count()) === 2);
  // findings: the answer, why, clause, signature
  await key(p, 'j', 'j', 'Enter');
  await p.waitForSelector('main table');
  await key(p, 'j', 'Enter');
  await p.waitForSelector('.chain');
  const chain = await p.locator('main').innerText();
  holds('from a result to facts, clause and signature', /Because of these facts/.test(chain) && /By this clause/.test(chain) && /Entry \d+/.test(chain), chain.slice(0, 400));
  holds('its days are as people write them, and parties by name', !/(?<![\d-])20\d\d-\d\d-\d\d/.test((await p.locator('.chain').innerText()).replace(/\(source:.*/g, '')) && !/stated by [a-z-]+ on/.test(chain), chain.slice(0, 600));
  await tabTo(p, () => /\/law\/[a-z]/.test(document.activeElement.getAttribute('href') ?? ''), 120);
  await key(p, 'Enter');
  await p.waitForFunction(() => location.pathname.startsWith('/law/'));
  await rest(p);
  holds('the clause is one step away', (await p.locator('main h1').innerText()).length > 3);
  await p.goto(new URL('/admin/people', p.url()).href);
  await rest(p);
  await p.locator('#who').focus();
  await p.keyboard.type('Grace');
  await key(p, 'Enter');
  await p.waitForSelector('.done code');
  await p.waitForFunction(() => /Grace/.test(document.querySelector('main table')?.innerText ?? '')); // the list is asked for anew
  holds('a person is invited, and the link shown once', /Grace/.test(await p.locator('main table').innerText()));
  await p.goto(new URL('/admin/tokens', p.url()).href);
  await rest(p);
  await p.fill('#label', 'build server');
  await p.press('#label', 'Enter');
  await p.waitForSelector('.done code');
  await p.locator('main tbody button').press('Enter');
  await p.waitForFunction(() => !document.querySelector('main tbody button'));
  holds('a token is made, shown once, and ended', true);
  await p.goto(new URL('/cases/new', p.url()).href);
  await rest(p);
  await p.fill('#title', 'Chatbot, first use');
  await p.fill('#party', 'acme');
  await p.press('#title', 'Enter');
  await p.waitForSelector('.faults');
  await p.setInputFiles('#manifest', { name: 'system.yaml', mimeType: 'application/yaml', buffer: Buffer.from('concord: system/1\nid: harbour-helper\n') });
  await p.press('#title', 'Enter');
  await p.waitForFunction(() => /\/cases\/\d+/.test(location.pathname));
  await rest(p);
  await p.fill('#text', 'Which data was it trained on?');
  await p.fill('#due', '2026-13');
  await p.press('#due', 'Enter');
  await p.waitForSelector('.faults');
  holds('a question takes a date that there is, and a key', (await p.locator('.faults a').evaluateAll((all) => all.map((a) => a.getAttribute('href')).join())) === '#due,#key', await p.locator('.faults').innerText());
  await p.fill('#due', '2026-12-24');
  await p.selectOption('#key', keyNamed(dir, 'management'));
  await p.press('#due', 'Enter');
  await p.waitForFunction(() => /Which data/.test(document.querySelector('main ol.rows')?.innerText ?? ''));
  holds('a case is opened, a question asked, with a deadline', /24 Dec 2026/.test(await p.locator('main ol.rows').innerText()));
  await p.goto(new URL('/admin/proposals', p.url()).href);
  await rest(p);
  holds('what another proposed is shown word for word', /key add/.test(await p.locator('main tbody').first().innerText()) && /management/.test(await p.locator('main tbody pre').first().innerText()));
  holds('and who is meant, by name', /"p-0123456789abcdef"[^]*p-0123456789abcdef Ada/.test(await p.locator('main tbody').first().innerText()), await p.locator('main tbody').first().innerText());
  await p.locator('main tbody .btn').first().press('Enter');
  await p.waitForFunction(() => document.querySelectorAll('main tbody pre').length === 1);
  await p.locator('main tbody .btn').first().press('Enter');
  await p.waitForSelector('main .empty');
  await p.goto(new URL('/admin/me', p.url()).href);
  await rest(p);
  await p.locator('main .acts .btn.s').first().press('Enter');
  await p.waitForSelector('#code');
  holds('a second factor is set up', /JBSWY3DPEHPK3PXP/.test(await p.locator('main').innerText()));
  await p.fill('#code', '123456');
  await p.press('#code', 'Enter');
  await p.waitForSelector('.done');
  p.node.reports([{ id: 'i-1', about: 'misuse', system: 'chat', text: 'It was used to clone a voice.', contact: '', state: 'received', made: '2026-11-23T09:00:00Z', answer: null, record: null }]);
  await p.goto(new URL('/intake', p.url()).href);
  await rest(p);
  await key(p, 'j', 'Enter');
  await p.waitForSelector('#answer');
  await p.fill('#answer', 'Thank you, we look into it.');
  await p.locator('main .acts .btn').first().press('Enter');
  await p.waitForFunction(() => /Taken up/.test(document.querySelector('main').innerText));
  holds('a report is read and taken up, with an answer', /Thank you/.test(await p.locator('main').innerText()));
  const writes = p.node.asked.filter((a) => !/^(GET|POST (norm|lab|system))/.test(a));
  holds('nothing was written twice', new Set(writes.filter((a) => a.startsWith('POST cases'))).size === 2, writes.join());
  const bad = p.problems.filter((x) => !/401/.test(x)); // the browser notes the refused password
  holds('no error on the way', bad.length === 0, bad.join('; '));
  await p.context().close();
}

// An administrator invites, changes roles and ends; each is asked about before, with the heading in focus, and can be left.
async function people({ holds, open, rest }, lang) {
  const zh = lang === 'zh', p = await open('/admin/people', { signed: true, lang });
  await p.fill('#who', 'Grace');
  await p.press('#who', 'Enter');
  await p.waitForSelector('.done code');
  await tabTo(p, () => /Grace/.test(document.activeElement.innerText ?? '') && document.activeElement.matches('a'), 120);
  await key(p, 'Enter');
  await p.waitForSelector('#roles');
  const address = p.url(), id = address.split('/').pop(), button = (text) => p.locator('main button', { hasText: text });
  await button(zh ? '更改角色' : 'Change roles').press('Enter');
  await p.waitForSelector('.faults');
  holds(`${lang}: the same roles are no change`, /(other roles|不同的角色)/.test(await p.locator('.faults').innerText()) && !p.node.asked.some((a) => /roles/.test(a)));
  await p.locator('#roles input[value=officer]').press('Space');
  await button(zh ? '更改角色' : 'Change roles').press('Enter');
  await p.waitForSelector('.confirm h2:focus');
  holds(`${lang}: before roles change it says from what to what`, (zh ? /读者[^]*读者、官员/ : /Reader[^]*Reader, Officer/).test(await p.locator('.confirm').innerText()) && (await p.evaluate(() => document.activeElement.id)) === 'confirm-h' && !p.node.asked.some((a) => /roles/.test(a)), await p.locator('.confirm').innerText());
  await key(p, 'Tab', 'Enter');
  await p.waitForSelector('.done');
  await p.waitForFunction(() => document.querySelectorAll('#roles input:checked').length === 2); // the person is asked for anew
  holds(`${lang}: roles are changed, and said`, /(Officer|官员)/.test(await p.locator('.done').innerText()) && p.node.asked.includes(`POST people/${id}/roles`) && (await p.locator('#roles input:checked').count()) === 2 && (await p.locator('.confirm').count()) === 0, p.node.asked.join());
  await button(zh ? '发放新链接' : 'Give a new link').press('Enter');
  await p.waitForSelector('.confirm h2:focus');
  await key(p, 'Tab', 'Enter');
  await p.waitForSelector('.done code');
  holds(`${lang}: a new link is shown`, /#\/setup\/m+$/.test(await p.locator('.done code').innerText()));
  await button(zh ? '终止此人' : 'End this person').press('Enter');
  await p.waitForSelector('.confirm h2:focus');
  holds(`${lang}: what ending means is said before`, (zh ? /终止Grace[^]*姓名[^]*不可撤回/ : /End Grace\?[^]*the name[^]*Cannot be taken back/).test(await p.locator('.confirm').innerText()));
  await key(p, 'Tab', 'Tab', 'Enter');
  await p.waitForFunction(() => !document.querySelector('.confirm'));
  holds(`${lang}: and nothing is done when one goes back`, !p.node.asked.some((a) => /^DELETE/.test(a)));
  await button(zh ? '终止此人' : 'End this person').press('Enter');
  await p.waitForSelector('.confirm h2:focus');
  await key(p, 'Tab', 'Enter');
  await p.waitForFunction(() => location.pathname === '/admin/people');
  await rest(p);
  holds(`${lang}: a person is ended, and the name forgotten`, p.node.asked.includes(`DELETE people/${id}`) && !/Grace/.test(await p.locator('main table').innerText()) && (zh ? /终止/ : /ended/).test(await p.locator('main table').innerText()), await p.locator('main table').innerText());
  holds(`${lang}: no error on the way`, p.problems.length === 0, p.problems.join('; '));
  await p.context().close();
}

// An officer sets a duty aside; the record waits, by name, and a second person signs. The keys are those of the node, by the program.
async function secondPerson({ holds, open, rest, dir, waits }, lang) {
  const zh = lang === 'zh', keys = readdirSync(join(dir, 'node/keys/people')), keyOf = (role) => keyNamed(dir, role);
  const p = await open('/admin/proposals', { signed: true, lang });
  await p.waitForSelector('main section table');
  const waiting = await p.locator('main section table').innerText();
  holds(`${lang}: a waiver that waits is there by name`, (zh ? /临时豁免 人工智能法.*第4条[^]*海港城聊天助手|临时豁免 人工智能法.*第4条/ : /Waiver Artificial Intelligence Act, Art\. 4/).test(waiting) && !/harbour-chat|art_4/.test(waiting), waiting);
  const rows = await p.locator('main section tbody tr').count();
  await p.goto(new URL('/findings/harbour-chat?status=unknown&market=EU', p.url()).href);
  await rest(p);
  await key(p, 'j');
  await p.locator('main tbody a').first().press('Enter');
  await p.waitForSelector('.chain, main .mu');
  await p.locator('a[href*="waive=yes"]').press('Enter');
  await p.waitForSelector('#until');
  await p.fill('#until', '2027-13-01');
  await p.press('#until', 'Enter');
  await p.waitForSelector('.faults');
  holds(`${lang}: a waiver needs an end, a reason and a key`, (await p.locator('.faults a').count()) === 3, await p.locator('.faults').innerText());
  await p.fill('#until', '2027-02-01');
  await p.fill('#reason', 'The text is being written.');
  holds(`${lang}: the keys are offered by role and name, and none is chosen where there are several`, (await p.inputValue('#key')) === '' && (await p.locator('#key option').evaluateAll((all) => all.map((o) => o.value))).every((v) => v === '' || keys.includes(`${v}.key`)) && (await p.locator('#key option').count()) === 4 && (zh ? /管理层（management-/ : /management \(management-/i).test(await p.locator('#key').innerText()), await p.locator('#key').innerText());
  await p.selectOption('#key', keyOf('management'));
  await p.locator('main form .btn').first().press('Enter');
  await p.waitForFunction(() => /^\/log\/\d+$/.test(location.pathname));
  await p.waitForSelector('#second form');
  const record = Number(p.url().split('/').pop());
  holds(`${lang}: it leads to the record, which waits`, record > waits && (zh ? /等待第二人[^]*另一人签署之前不生效/ : /Waits for a second person[^]*does not count/).test(await p.locator('#second').innerText()) && /2027/.test(await p.locator('#second').innerText()), await p.locator('#second').innerText());
  const sign = async (role, decision) => {
    await p.locator(`#second input[value=${decision}]`).press('Space');
    await p.selectOption('#key', keyOf(role));
    await p.locator('#second form .btn').press('Enter');
  };
  await sign('management', 'approve');
  await p.waitForSelector('#second .rows .chip');
  holds(`${lang}: an approval by the key of who asked is shown as none, and the record waits on`, (zh ? /等待第二人[^]*不计[^]*不是第二人/ : /Waits for a second person[^]*does not count[^]*no second person/).test(await p.locator('#second').innerText()) && !(zh ? /已批准/ : /approved/).test(await p.locator('#second .rows').innerText()) && (await p.locator('#second form').count()) === 1, await p.locator('#second').innerText());
  await sign('risk-owner', zh ? 'refuse' : 'approve');
  await p.waitForFunction(() => !document.querySelector('#second form'));
  holds(`${lang}: the second signature is shown, and nothing waits any more`, (zh ? /已拒绝[^]*风险/ : /approved[^]*Risk owner/).test(await p.locator('#second').innerText()) && (await p.locator('#second form').count()) === 0, await p.locator('#second').innerText());
  await p.goto(new URL('/admin/proposals', p.url()).href);
  await p.waitForSelector('main section table');
  holds(`${lang}: nor stands in the list`, (await p.locator('main section tbody tr').count()) === rows, `${rows}`);
  // a policy that one person signed, as a node says it to the person who signed, and to one who has no key
  const row = { what: 'record', kind: 'policy/1', title: { en: 'Limits of northbank-board', zh: 'northbank-board的限值' }, state: 'waiting', seq: 900, id: 'sha256:0', since: '2026-11-23T12:00:00Z', until: '2027-12-31', by: { role: 'management' }, owner: 'northbank-board', votes: [] };
  const told = (more) => p.route('**/api/v1/waiting?*', (r) => r.fulfill({ json: { total: 1, items: [{ ...row, ...more }] } }));
  await told({ may: false, why_not: 'same-person' });
  await p.reload();
  await p.waitForSelector('main section table');
  const policy = await p.locator('main section table').innerText();
  holds(`${lang}: a policy waits by name`, (zh ? /内部政策|政策/ : /Policy Limits of northbank-board/).test(policy) && (await p.locator('main section tbody tr').count()) === 1 && (zh ? /northbank-board的限值[^]*2027年12月31日/ : /all systems[^]*31 Dec 2027/).test(policy), policy);
  holds(`${lang}: who asked is told that another signs`, (zh ? /须第二人签署/ : /a second person signs/).test(policy), policy);
  await p.goto(new URL(`/log/${record}`, p.url()).href);
  await p.waitForSelector('#second .chip');
  holds(`${lang}: and is given no form`, (await p.locator('#second form').count()) === 0 && (zh ? /须第二人签署/ : /a second person signs/).test(await p.locator('#second').innerText()), await p.locator('#second').innerText());
  await told({ may: false, why_not: 'no-key' });
  await p.reload();
  await p.waitForSelector('#second .chip');
  holds(`${lang}: without a key, it says who gives one`, (await p.locator('#second form').count()) === 0 && /(two administrators|两位管理员)/i.test(await p.locator('#second').innerText()), await p.locator('#second').innerText());
  await p.route('**/api/v1/key/mine', (r) => r.fulfill({ json: [{ name: 'management-0a0b0c0d', role: 'management' }] }));
  await told({ may: true });
  await p.reload();
  await p.waitForSelector('#key');
  await p.waitForFunction(() => document.querySelector('#key')?.value !== '');
  holds(`${lang}: the only key is chosen`, (await p.inputValue('#key')) === 'management-0a0b0c0d' && (await p.locator('#key option').count()) === 1);
  const bad = p.problems.filter((x) => !/400|409/.test(x)); // the browser notes what the program refused
  holds(`${lang}: no error on the way`, bad.length === 0, bad.join('; '));
  await p.context().close();
}

// The letter of what the authority asked, to print; as PDF where the node says that it makes them. The register is everybody's.
async function letters({ holds, open, rest, dir }, lang) {
  const zh = lang === 'zh', signer = keyNamed(dir, 'legal-reviewer'), p = await open('/cases/new', { signed: true, lang });
  await p.fill('#title', 'Chatbot');
  await p.fill('#party', 'acme');
  await p.setInputFiles('#manifest', { name: 'system.yaml', mimeType: 'application/yaml', buffer: Buffer.from('concord: system/1\nid: harbour-helper\n') });
  await p.press('#title', 'Enter');
  await p.waitForFunction(() => /\/cases\/\d+/.test(location.pathname));
  await rest(p);
  const steps = [];
  p.on('request', (r) => { if (r.method() === 'POST' && /\/steps$/.test(r.url())) steps.push(r.postDataJSON().flags); });
  for (const kind of ['question', 'answer']) {
    await p.locator(`#kind input[value=${kind}]`).press('Space');
    await p.fill('#text', `This is the ${kind}.`);
    if (kind === 'question') {
      await p.waitForSelector('select#key');
      await p.locator('main form .btn').press('Enter');
      await p.waitForSelector('.faults a[href="#due"]');
      await p.fill('#due', '2026-12-24');
      await p.press('#due', 'Enter');
      await p.waitForFunction(() => document.querySelectorAll('.faults a').length === 1);
      holds(`${lang}: a step of the authority without a key is refused in the form, which leads to the keys`, steps.length === 0 && (await p.locator('.faults a').getAttribute('href')) === '#key' && (await p.locator('#key').getAttribute('aria-invalid')) === 'true', await p.locator('.faults').innerText());
      await tabTo(p, '.faults a[href="#key"]');
      await key(p, 'Enter');
      await downTo(p, signer);
    }
    if (kind === 'answer') {
      holds(`${lang}: a party's step asks for no key`, (await p.locator('#key').count()) === 0);
      await p.setInputFiles('#documents', { name: 'page.html', mimeType: 'text/html', buffer: Buffer.from('<p>') });
      await p.locator('main form .btn').press('Enter');
      await p.waitForSelector('.faults a[href="#documents"]');
      holds(`${lang}: a document of no kind that a case takes is refused before it is sent`, /page\.html/.test(await p.locator('#documents-wrong').innerText()));
      await p.locator('ul.docs button').press('Enter');
      await p.setInputFiles('#documents', { name: 'contract.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7 contract') });
    }
    await p.locator('main form .btn').press('Enter');
    await p.waitForFunction((k) => new RegExp(`the ${k}`).test(document.querySelector('main ol.rows')?.innerText ?? ''), kind);
  }
  holds(`${lang}: what the authority says carries the key that was chosen, what a party says none`, steps.length === 2 && steps[0].step === 'question' && steps[0].key === signer && steps[1].step === 'answer' && !('key' in steps[1]), JSON.stringify(steps));
  holds(`${lang}: and stands there in the role of the key`, (zh ? /询问 法律/ : /Question Legal reviewer/i).test(await p.locator('main ol.rows li').first().innerText()), await p.locator('main ol.rows').innerText());
  const doc = p.locator('main ol.rows ul.docs li');
  holds(`${lang}: a document stands with its step: name, size, digest, and where to save it`, (await doc.count()) === 1 && /contract\.pdf[^]*17 B[^]*sha256:[0-9a-f]{12}/.test(await doc.innerText()) && /\/api\/v1\/cases\/\d+\/document\?step=\d+&number=1$/.test(await doc.locator('a[download]').getAttribute('href')), await doc.innerText());
  const letter = p.locator('main ol.rows button', { hasText: zh ? '信函（HTML' : 'Letter (HTML' }), pdf = p.locator('main ol.rows button', { hasText: 'PDF' });
  const makes = await p.evaluate(async () => (await (await fetch('/openapi.json')).json()).paths['/api/v1/case/letter'].get.parameters.some((x) => x.name === 'pdf'));
  holds(`${lang}: what the authority says has a letter, what a party says has none; a PDF just where the node makes one`, (await letter.count()) === 1 && (await pdf.count()) === (makes ? 1 : 0));
  let [file] = await Promise.all([p.waitForEvent('download'), letter.press('Enter')]);
  const text = async () => Buffer.concat(await (await file.createReadStream()).toArray()).toString('utf8');
  holds(`${lang}: the letter is a page of its step, in the language of the reader`, /^letter-\d+-\d+\.html$/.test(file.suggestedFilename()) && new RegExp(`step 8, ${lang}`).test(await text()), `${file.suggestedFilename()} ${await text()}`);
  await p.route('**/openapi.json', (r) => r.fulfill({ json: { paths: { '/api/v1/case/letter': { get: { parameters: [{ name: 'record' }, { name: 'pdf' }] } } } } }));
  await p.reload();
  await pdf.waitFor();
  [file] = await Promise.all([p.waitForEvent('download'), pdf.press('Enter')]);
  holds(`${lang}: and as PDF, byte for byte`, /\.pdf$/.test(file.suggestedFilename()) && /^%PDF-1\.7 letter of/.test(await text()), await text());
  await p.goto(new URL('/cases', p.url()).href);
  await rest(p);
  await p.locator('main a[href="/cases/register"]').press('Enter');
  await p.waitForSelector('main .empty');
  holds(`${lang}: the register is reached from the cases, and says when it is empty`, (await p.locator('main a[href="/api/v1/case/register"]').count()) === 1);
  await p.route('**/api/v1/case/register', (r) => r.fulfill({ json: { items: [{ case: 4, system: 'credit', party: 'northbank', market: 'EU', step: 'decision', outcome: 'refused', decided: '2026-11-20', record: 9 }], next: null } }));
  await p.reload();
  await p.waitForSelector('main table');
  [file] = await Promise.all([p.waitForEvent('download'), p.locator('main .under button', { hasText: 'CSV' }).press('Enter')]);
  holds(`${lang}: a decision is there in words, and all of it as CSV`, (zh ? /决定[^]*拒绝[^]*2026年11月20日/ : /European Union[^]*Decision[^]*refused[^]*20 Nov 2026/).test(await p.locator('main table').innerText()) && /credit,northbank,EU,decision,refused,2026-11-20,9/.test(await text()), await text());
  holds(`${lang}: no error on the way`, p.problems.length === 0, p.problems.join('; '));
  await p.context().close();
}

// Below 600 px the matrix is a list, market by market; the numbers are those of the table.
async function phoneMatrix({ holds, open }) {
  for (const lang of ['en', 'zh']) {
    const p = await open('/law/matrix?market=KE', { lang, width: 390 });
    const seen = await p.evaluate(() => {
      const shown = (e) => e.getClientRects().length > 0, list = document.querySelector('.by-market'), table = document.querySelector('.matrix');
      const sum = (cells) => [...cells].reduce((a, c) => a + Number(c.innerText), 0);
      return { list: shown(list), table: shown(table), markets: [...list.querySelectorAll('h2')].map((h) => h.innerText), links: list.querySelectorAll('a').length, rows: table.querySelectorAll('tbody tr').length, first: sum(list.querySelectorAll('ul.rows > li:first-child')[0].querySelectorAll('.cell')), empty: list.querySelectorAll('ul.cells:empty').length };
    });
    holds(`${lang}: the matrix is a list on a phone`, seen.list && !seen.table && seen.markets.length >= 1 && seen.links >= seen.rows && seen.first > 0 && seen.empty === 0, JSON.stringify(seen));
    holds(`${lang}: by the names of markets`, seen.markets.some((m) => (lang === 'zh' ? /肯尼亚/ : /Kenya/).test(m)), seen.markets.join());
    await p.setViewportSize({ width: 700, height: 900 });
    holds(`${lang}: and a table where there is room`, await p.evaluate(() => document.querySelector('.matrix').getClientRects().length > 0 && document.querySelector('.by-market').getClientRects().length === 0));
    await p.context().close();
  }
}

// A fresh manifest by questions to a first answer read: how many presses of a button it takes.
async function newcomer({ holds, open, rest }) {
  const p = await open('/', { signed: true }), began = Date.now();
  let acts = 0;
  const press = async (where) => { acts++; await p.locator(where).first().press('Enter'); };
  acts++;
  await key(p, 'g', 'a');
  await p.waitForSelector('main #name');
  await p.waitForFunction(() => document.querySelectorAll('#market option').length > 100 && document.querySelectorAll('#role .choice').length === 5);
  await p.fill('#name', 'Harbour Helper');
  await p.fill('#purpose', 'chatbot');
  await p.selectOption('#market', 'EU');
  await p.locator('input[name=role][value=provider]').press('Space');
  acts += 2;
  await press('main form .btn');
  await p.waitForSelector('#answer, .empty');
  const first = await p.locator('main').innerText();
  holds('one question a screen, with a third answer of equal size', /I don’t know yet/.test(first) && (await p.locator('fieldset#answer input[type=radio]').count()) >= 3, first.slice(0, 300));
  const before = await p.locator('#answer legend').innerText();
  await p.locator('#answer input[value=yes], #answer input').first().press('Space');
  await press('main form .btn');
  await p.waitForFunction((old) => document.querySelector('#answer legend, label[for=answer]')?.innerText !== old, before);
  holds('an answer brings the next question', true);
  await p.reload();
  await rest(p);
  holds('what was answered is kept', /Harbour Helper/.test(await p.locator('h1').innerText()), await p.locator('h1').innerText());
  await press('main .acts a.btn[href="/assess/run"]');
  await p.waitForSelector('main pre');
  await press('main button.btn');
  await p.waitForSelector('.answer', { timeout: 120000 });
  holds('the run gives an answer in a sentence', (await p.locator('.answer .say').innerText()).length > 20, await p.locator('.answer').innerText());
  await press('main .acts a.btn');
  await p.waitForSelector('main table');
  acts++;
  await key(p, 'j', 'Enter');
  await p.waitForSelector('.chain, .answer');
  const took = (Date.now() - began) / 1000;
  holds(`a newcomer reads why after ${acts} presses and ${took.toFixed(0)} s`, acts <= 12 && took < 300);
  console.log(`newcomer: ${acts} presses, ${took.toFixed(1)} s`);
  holds('no error on the way', p.problems.length === 0, p.problems.join('; '));
  await p.context().close();
}

// What is watched: a breach read and, once, settled; a watch added, cases given; who is newly bound; what needs somebody.
async function watching({ holds, open, rest, dir }, lang) {
  const en = lang === 'en', p = await open('/alerts', { lang, signed: true });
  const urgent = await p.locator('main tbody tr').first().innerText();
  holds(`${lang}: what is most urgent comes first`, (en ? /Limit passed/ : /风险复核/).test(urgent), urgent); // the breach is settled by then
  if (en) {
    await key(p, 'j', 'Enter');
    await p.waitForSelector('.control');
    const label = await p.locator('.control').getAttribute('aria-label');
    holds('the picture says when and how sure', /passed its limit for certain on 16 November 2026/.test(label) && /5 measurements/.test(label) && (await p.locator('.plot circle').count()) === 5, label);
    holds('the breach is the first filled dot', (await p.locator('.plot g.fa').count()) === 1 && (await p.locator('.plot g.un circle[fill="var(--bg)"]').count()) === 4);
    await p.locator('figure summary').press('Enter');
    const [file] = await Promise.all([p.waitForEvent('download'), p.locator('figure .under button', { hasText: 'CSV' }).press('Enter')]);
    const text = Buffer.concat(await (await file.createReadStream()).toArray()).toString('utf8');
    holds('its numbers are a table and a CSV', (await p.locator('figure tbody tr').count()) === 5 && text.split('\r\n').length === 7 && /45\/250/.test(text), text);
    await p.locator('main form .btn').press('Enter');
    await p.waitForSelector('.faults');
    holds('a breach is not settled without a reason and a key', (await p.locator('.faults a').count()) === 2);
    await p.fill('#reason', 'The old prompt is back.');
    await p.selectOption('#key', keyNamed(dir, 'risk-owner'));
    await p.locator('main form .btn').press('Enter');
    await p.waitForSelector('#events');
    holds('settled, it takes cases again', (await p.locator('.answer.unknown').count()) === 1 && /Settled/.test(await p.locator('figure').innerText()), await p.locator('main').innerText());
  }
  await p.goto(new URL('/watch?view=new', p.url()).href);
  await rest(p);
  await p.waitForFunction(() => document.querySelectorAll('#system option').length > 2);
  await p.locator('#what').focus();
  await key(p, 'Enter');
  await p.waitForSelector('.faults');
  holds(`${lang}: a watch says what it lacks`, (await p.locator('.faults a').count()) === 3);
  await p.selectOption('#system', 'harbour-chat');
  await p.fill('#what', en ? 'A complaint' : '一次投诉');
  await p.fill('#limit', '2');
  await p.press('#limit', 'Enter');
  await p.waitForSelector('#events');
  holds(`${lang}: a watch is added, and has its address`, /\/watch\/harbour-chat-/.test(p.url()), p.url());
  await p.fill('#events', '9');
  await p.fill('#cases', '8');
  await p.press('#cases', 'Enter');
  await p.waitForSelector('.faults');
  holds(`${lang}: more events than cases are refused`, (await p.locator('.faults a').count()) === 1);
  await p.fill('#events', '1');
  await p.fill('#cases', '120');
  await p.press('#cases', 'Enter');
  await p.waitForSelector('.done');
  await p.waitForSelector('.control');
  holds(`${lang}: cases are taken and drawn`, /120/.test(await p.locator('.done').innerText()) && (await p.locator('.plot circle').count()) === 1);
  await p.goto(new URL('/watch?view=law', p.url()).href);
  await rest(p);
  const bound = await p.locator('main').innerText();
  holds(`${lang}: who is newly bound by what is told by name`, en ? /1 system was newly bound by 34 provisions/.test(bound) && /Risk management system/.test(bound) : /风险管理体系/.test(bound) && /新受约束/.test(bound), bound.slice(0, 400));
  if (en) {
    await p.locator('main .acts .btn').press('Enter');
    await p.waitForFunction(() => /No longer bound/.test(document.querySelector('main tbody').innerText));
    holds('it is looked at again, by the law of today', (await p.locator('main tbody tr').count()) === 50);
  }
  holds(`${lang}: no error on the way`, p.problems.length === 0, p.problems.join('; '));
  await p.context().close();
}

// A run that goes on: progress, a reload, a stop, and the answer; the address names it.
async function running({ holds, open, rest }) {
  const p = await open('/assess', { signed: true });
  await p.setInputFiles('#upload', { name: 'system.yaml', mimeType: 'application/yaml', buffer: Buffer.from('concord: system/1\nid: harbour-helper\nname: {en: Harbour Helper, zh: 港湾助手}\nversion: "1"\nparts:\n- {id: system, kind: service, party: harbour}\nactors:\n- {role: provider, party: harbour}\nmarkets: [EU]\npurposes: [chatbot]\nstage: use\nfacts:\n') });
  await p.waitForFunction(() => location.pathname === '/assess/questions');
  await p.goto(new URL('/assess/run', p.url()).href);
  await rest(p);
  await p.locator('main button.btn').first().press('Enter');
  await p.waitForFunction(() => /measuring/.test(document.querySelector('main code')?.textContent ?? ''));
  p.node.jobs.at(-1).held = true;
  holds('a run has its address, and says how far it is', /\?job=[0-9a-f]{16}$/.test(p.url()), p.url());
  await p.reload();
  await p.waitForFunction(() => /measuring/.test(document.querySelector('main code')?.textContent ?? ''));
  holds('it survives a reload', true);
  await p.locator('main .empty .btn').press('Enter');
  await p.waitForSelector('main .problem');
  holds('it can be stopped, and nothing typed is lost', /stopped/.test(await p.locator('main .problem').innerText()) && /harbour-helper/.test(await p.locator('main pre').innerText()), await p.locator('main').innerText());
  await p.locator('main button.btn').first().press('Enter');
  await p.waitForSelector('.answer .say', { timeout: 120000 });
  const address = p.url();
  await p.goto(address);
  await p.waitForSelector('.answer .say');
  holds('its answer is read at its address', true);
  holds('no error on the way', p.problems.length === 0, p.problems.join('; '));
  await p.context().close();
}

async function whatIf({ holds, open, rest }) {
  const p = await open('/systems/northbank-mortgage?tab=whatif', { signed: true });
  await p.waitForFunction(() => document.querySelectorAll('#what option').length > 100);
  await p.selectOption('#what', 'market');
  await p.waitForFunction(() => document.querySelectorAll('#value option').length > 100);
  await p.selectOption('#value', 'CN');
  await p.locator('main form .btn').press('Enter');
  await p.waitForSelector('main section .text');
  holds('what if has its address, and says what changes', /change=market%2B%3DCN/.test(p.url()) && /duties newly apply/.test(await p.locator('main section').first().innerText()), p.url());
  await p.selectOption('#what', { index: 2 });
  await p.selectOption('#value', { index: 1 });
  await p.locator('main form .btn').press('Enter');
  await p.waitForFunction(() => [...document.querySelectorAll('main section .btn')].some((b) => /system.yaml/.test(b.innerText)));
  const [file] = await Promise.all([p.waitForEvent('download'), p.locator('main section .btn', { hasText: 'system.yaml' }).press('Enter')]);
  const text = Buffer.concat(await (await file.createReadStream()).toArray()).toString('utf8');
  holds('and gives the manifest that says so', /^concord: system\/1/m.test(text) && /source: "what if"/.test(text), text.slice(0, 300));
  holds('no error on the way', p.problems.length === 0, p.problems.join('; '));
  await p.context().close();
}

async function intake({ holds, open }) {
  const p = await open('/intake/new', { lang: 'zh', width: 390, height: 844 });
  await p.locator('main form .btn').press('Enter');
  await p.waitForSelector('.faults');
  holds('the form says what it needs, in Chinese', /请选择类型/.test(await p.locator('.faults').innerText()));
  await p.locator('input[value=misuse]').press('Space');
  await p.fill('#text', '克隆语音被用来欺骗老人，昨天下午。');
  await p.locator('main form .btn').press('Enter');
  await p.waitForSelector('.done code');
  holds('a report without a name gives a receipt, once', (await p.locator('.done code').innerText()).length > 4);
  await p.context().close();
}
