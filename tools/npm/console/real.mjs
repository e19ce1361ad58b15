// The console against the node's own sign-in: a fresh node, its one-time link, the first administrator, a passkey of Chromium's virtual authenticator,
// a first assessment read to its reason, a report taken up. Nothing stands in for anything here.
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { downTo, key, tabTo } from './keyboard.mjs';
import { administratorsOfTwo } from './administrators.mjs';
import { limitsOfTwo } from './limits.mjs';

export async function real({ holds, browser, dir, concord, paths }) {
  const has = (path) => paths.includes(path);
  const home = join(dir, 'real'), node = join(home, 'node'), pass = join(home, 'pass');
  mkdirSync(home, { recursive: true });
  writeFileSync(pass, 'a passphrase of this test\n', { mode: 0o600 });
  const env = { ...process.env, CONCORD_PASSPHRASE_FILE: pass };
  const made = spawnSync(concord, ['init', node, '--name', 'regulator.example'], { env, encoding: 'utf8' });
  holds('a fresh node', made.status === 0, made.stderr);
  const server = spawn(concord, ['serve', '--data', node, '--listen', '127.0.0.1:0', '--quiet', '--passphrase-file', pass], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  server.stderr.on('data', (d) => { log += d; });
  for (let i = 0; i < 200 && !/"event":"listening"/.test(log); i++) await new Promise((r) => setTimeout(r, 100));
  const port = /"event":"listening".*"port":(\d+)/.exec(log)?.[1], link = join(node, 'private/setup-link');
  holds('it listens, and left a one-time link', port && existsSync(link), log);
  if (!port || !existsSync(link)) return void server.kill();
  const url = `http://localhost:${port}`;
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'en-GB' }), p = await context.newPage(), problems = [];
  p.setDefaultTimeout(60000);
  p.on('pageerror', (e) => problems.push(e.message));
  p.on('console', (m) => { if (m.type() === 'error') problems.push(m.text()); });
  const rest = async () => { await p.waitForSelector('main h1'); await p.waitForFunction(() => !document.querySelector('main .wait')); };
  const go = async (path) => { await p.goto(url + path); await rest(); };
  const began = Date.now();
  let acts = 0;
  const press = async (where) => { acts++; await p.locator(where).first().press('Enter'); };
  try {
    // the first administrator, by the link as it was handed over
    acts++;
    await p.goto(url + readFileSync(link, 'utf8').trim());
    await rest();
    holds('the link leads to the setting-up, and its secret to no server', new URL(p.url()).pathname === '/setup' && (await p.inputValue('#link')).length > 20, p.url());
    await p.fill('#name', 'Ada');
    await p.fill('#password', 'three words and more');
    await press('main form .btn');
    await p.waitForFunction(() => location.pathname === '/signin');
    await p.waitForSelector('#password');
    await p.fill('#name', 'Ada');
    await p.fill('#password', 'three words and more');
    await press('main form .btn');
    await p.waitForFunction(() => location.pathname === '/');
    await rest();
    holds('the first administrator is signed in', /Ada/.test(await p.locator('.who').innerText()));
    holds('and the page says what to do first', /No system yet/.test(await p.locator('main').innerText()), (await p.locator('main').innerText()).slice(0, 300));
    // the first assessment
    await press('main a.btn[href="/assess"]');
    await p.waitForFunction(() => document.querySelectorAll('#market option').length > 100 && document.querySelectorAll('#role .choice').length === 5);
    await p.fill('#name', 'Harbour Helper');
    await p.fill('#purpose', 'chatbot');
    await p.selectOption('#market', 'EU');
    await p.locator('input[name=role][value=provider]').press('Space');
    acts += 2;
    await press('main form .btn');
    await p.waitForSelector('#answer');
    await p.locator('#answer input').first().press('Space');
    acts++;
    await press('main a.btn[href="/assess/run"]');
    await p.waitForSelector('main pre');
    await press('main button.btn');
    await p.waitForSelector('.answer, .problem', { timeout: 120000 });
    holds('the node assesses and signs', (await p.locator('.answer .say').count()) === 1, await p.locator('main').innerText());
    await press('main .acts a.btn');
    await p.waitForSelector('main table tbody a');
    await press('main table tbody a');
    await p.waitForSelector('.chain, .answer');
    const took = (Date.now() - began) / 1000;
    holds(`from a fresh node to why: ${acts} presses, ${took.toFixed(0)} s`, acts <= 12 && took < 300);
    console.log(`newcomer, fresh node to why: ${acts} presses, ${took.toFixed(1)} s`);
    await go('/systems');
    holds('the system is listed', /Harbour Helper/.test(await p.locator('main table').innerText()));
    await go('/systems/harbour-helper');
    await p.locator('.answer a').first().press('Enter');
    await p.waitForSelector('main pre');
    holds('a sealed record is read by who may', /harbour-helper/.test(await p.locator('main pre').first().innerText()));
    // a passkey
    if (has('/api/v1/passkeys')) {
      const cdp = await context.newCDPSession(p);
      await cdp.send('WebAuthn.enable');
      await cdp.send('WebAuthn.addVirtualAuthenticator', { options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true } });
      await go('/admin/me');
      await p.fill('#device', 'desk');
      await p.press('#device', 'Enter');
      await p.waitForFunction(() => /desk/.test(document.querySelector('main ul.rows')?.innerText ?? ''));
      holds('a passkey is made', true);
      await p.locator('header.top .who button').press('Enter');
      await p.waitForFunction(() => location.pathname === '/' && /Sign in/.test(document.querySelector('.who')?.textContent ?? ''));
      await go('/signin');
      await p.locator('main button.btn.s').press('Enter');
      await p.waitForFunction(() => /Ada/.test(document.querySelector('.who')?.textContent ?? ''));
      holds('and signs in', true);
    }
    // people, tokens, sessions
    await go('/admin/people');
    await p.fill('#who', 'Grace');
    await p.press('#who', 'Enter');
    await p.waitForSelector('.done code');
    holds('a person is invited by a link', (await p.locator('.done code').innerText()).startsWith(url + '/#/setup/'));
    await go('/admin/tokens');
    await p.fill('#label', 'build server');
    await p.press('#label', 'Enter');
    await p.waitForSelector('.done code');
    holds('a token is made', (await p.locator('.done code').innerText()).startsWith('concord_'));
    await go('/admin/sessions');
    holds('sessions are listed, with whose they are', (await p.locator('main tbody tr').count()) >= 1 && /Ada/.test(await p.locator('main tbody').innerText()) && !/p-[0-9a-f]{16}/.test(await p.locator('main tbody').innerText()), await p.locator('main tbody').innerText());
    holds('one is this one, and has no button to end it', (await p.locator('main tbody tr', { hasText: 'this session' }).count()) === 1 && (await p.locator('main tbody tr', { hasText: 'this session' }).locator('button').count()) === 0);
    // a report, without a name, taken up
    const other = await browser.newContext({ locale: 'zh-CN' }), q = await other.newPage();
    await q.goto(url + '/intake/new');
    await q.waitForSelector('#text');
    await q.locator('input[value=misuse]').press('Space');
    await q.fill('#text', '克隆语音被用来欺骗老人，昨天下午。');
    await q.locator('main form .btn').press('Enter');
    await q.waitForSelector('.done code');
    const code = await q.locator('.done code').innerText();
    holds('a report without a name gives a receipt', code.length >= 12);
    holds('and no cookie', (await other.cookies()).length === 0);
    await go('/intake');
    await p.locator('main tbody a').first().press('Enter');
    await p.waitForSelector('#answer');
    await p.fill('#answer', 'We look into it.');
    await p.locator('main .acts .btn').first().press('Enter');
    await p.waitForFunction(() => /Taken up/.test(document.querySelector('main').innerText));
    await q.goto(url + '/intake/status');
    await q.waitForSelector('#code');
    await q.fill('#code', code);
    await q.press('#code', 'Enter');
    await q.waitForSelector('.done');
    holds('who reported reads the answer', /We look into it/.test(await q.locator('.done').innerText()));
    await other.close();
    await authority({ holds, p, go, url, node, dir, concord, env, browser });
    const refused = problems.filter((x) => /40[039]/.test(x)); // a key of another, another key of hers, the last administrator: the browser notes each
    const wrong = problems.filter((x) => !refused.includes(x) && (has('/api/v1/passkeys') || !/404/.test(x)));
    holds('no error on the way', wrong.length === 0, wrong.join('; '));
  } catch (e) {
    holds('the path through a real node', false, `${e.message.slice(0, 300)} at ${p.url()}: ${await p.evaluate(() => document.body.innerText.slice(0, 400)).catch(() => '')} ${problems.join('; ')} ${log.slice(-300)}`);
  }
  await context.close();
  server.kill();
}

// The command line writes beside the served node: a case with its letter and register; then an officer's waiver, signed by a key of hers, and a person ended.
async function authority({ holds, p, go, url, node, dir, concord, env, browser }) {
  const rest = async () => { await p.waitForSelector('main h1'); await p.waitForFunction(() => !document.querySelector('main .wait')); };
  const command = (...args) => {
    const r = spawnSync(concord, [...args, '--data', node], { env, encoding: 'utf8', maxBuffer: 1 << 28 });
    holds(`concord ${args.slice(0, 2).join(' ')}`, r.status === 0, r.stderr);
    return r.stdout;
  };
  const seq = (...args) => JSON.parse(command(...args, '--json')).seq, keyOf = (role) => /[a-z-]+-[0-9a-f]{8}/.exec(command('key', 'add', '--role', role))?.[0];
  const management = keyOf('management'), owner = keyOf('risk-owner'), opened = seq('case', 'open', join(dir, 'examples/public-chatbot/system.yaml'), '--party', 'acme', '--title', 'Chatbot, first use');
  seq('case', 'rule', String(opened), '--step', 'question', '--text', 'How long are logs kept?', '--deadline', '2027-01-15', '--key', management);
  await go(`/cases/${opened}`);
  const [file] = await Promise.all([p.waitForEvent('download'), p.locator('main ol.rows button').first().press('Enter')]);
  const letter = Buffer.concat(await (await file.createReadStream()).toArray()).toString('utf8');
  holds('the letter of a step, by the node itself', /^<!doctype html>/i.test(letter) && /How long are logs kept\?/.test(letter) && /2027/.test(letter), letter.slice(0, 300));
  await papers({ holds, p, home: join(dir, 'real'), opened, manifest: join(dir, 'examples/public-chatbot/system.yaml'), command });
  const decided = seq('case', 'rule', String(opened), '--step', 'decision', '--outcome', 'granted', '--text', 'First use is granted.', '--reasons', 'Records were shown.', '--deadline', '2027-01-31', '--key', management);
  command('release', String(decided));
  const other = await browser.newContext({ locale: 'zh-CN' }), q = await other.newPage();
  for (let i = 0; i < 20 && !(await q.locator('main table').count()); i++) { // the served log follows the one that was written
    await q.goto(url + '/cases/register');
    await q.waitForSelector('main table, main .empty, main .problem');
    await q.waitForTimeout(500);
  }
  holds('what was released stands in the register, for everybody', /acme[^]*准予/.test(await q.locator('main').innerText()), await q.locator('main').innerText());
  await other.close();
  // a waiver: by a key that is hers, and with no other
  await go('/findings/harbour-helper?status=unknown');
  await p.locator('main tbody a').first().press('Enter');
  await p.waitForSelector('a[href*="waive=yes"]');
  await p.locator('a[href*="waive=yes"]').press('Enter');
  await p.waitForSelector('#key');
  holds('without a key of hers there is none to choose, and it says who gives one', /no key to sign with[^]*two administrators/i.test(await p.locator('#key').innerText()), await p.locator('#key').innerText());
  const waive = new URL(p.url());
  command('person', 'key', 'Ada', '--key', owner);
  await go(waive.pathname + waive.search);
  await p.waitForFunction(() => !!document.querySelector('select#key')?.value);
  holds('the one key that is hers is chosen, and no other is shown', (await p.inputValue('#key')) === owner && !(await p.locator('#key').innerText()).includes(management), await p.locator('#key').innerText());
  await p.fill('#until', '2027-02-01');
  await p.fill('#reason', 'The text is being written.');
  await p.press('#until', 'Enter');
  await p.waitForSelector('#second');
  await p.waitForSelector('#second .chip');
  const waiver = p.url().split('/').pop();
  holds('a waiver is signed, and waits', /Waits for a second person/.test(await p.locator('#second').innerText()), await p.locator('#second').innerText());
  const another = keyOf('legal-reviewer');
  command('person', 'key', 'Ada', '--key', another);
  await go(`/log/${waiver}`);
  await p.waitForSelector('#second .chip');
  holds('another key of hers makes her no second person', /a second person signs/.test(await p.locator('#second').innerText()) && (await p.locator('#second form').count()) === 0, await p.locator('#second').innerText());
  await go('/alerts');
  await p.waitForSelector(`main tbody a[href="/log/${waiver}"]`);
  holds('it stands among what needs somebody', /Waits for a second person/.test(await p.locator('main table').innerText()));
  await go('/admin/proposals');
  await p.waitForSelector(`main section a[href="/log/${waiver}"]`);
  holds('and is found where two persons are asked', (await p.locator(`main section a[href="/log/${waiver}"]`).count()) === 1);
  command('approve', waiver, '--role', 'management', '--key', management);
  await go(`/log/${waiver}`);
  await p.waitForSelector('#second .rows .chip');
  holds('the second signature is seen', /approved/.test(await p.locator('#second').innerText()));
  // a command that she proposed herself: another approves it, she may take it back
  const proposed = await p.evaluate(async () => {
    const { csrf } = await (await fetch('/api/v1/session')).json();
    return (await fetch('/api/v1/key/add', { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-Concord-CSRF': csrf }, body: '{"flags":{"role":"compliance"}}' })).status;
  });
  await go('/admin/proposals');
  const own = p.locator('main tbody tr', { hasText: 'concord key add' });
  holds('who proposed a command is not offered to approve it', proposed === 202 && /Ada[^]*You asked for it: a second person signs/.test(await own.innerText()) && (await own.locator('button').allInnerTexts()).join() === 'Refuse', `${proposed} ${await own.innerText()}`);
  await own.locator('button').press('Enter');
  await own.waitFor({ state: 'detached' });
  await signedStep({ holds, p, go, command, opened: seq('case', 'open', join(dir, 'examples/public-chatbot/system.yaml'), '--party', 'acme', '--title', 'Chatbot, second use'), signer: another });
  await limitsOfTwo({ holds, p, go, url, command, browser, file: join(dir, 'examples/public-chatbot/policy.yaml'), hers: owner, his: management });
  await administratorsOfTwo({ holds, p, go, url, command, browser });
  // roles, and an end
  await go('/admin/people');
  await p.locator('main tbody a', { hasText: 'Grace' }).press('Enter');
  await p.waitForSelector('#roles');
  await p.locator('#roles input[value=assessor]').press('Space');
  await p.locator('form:has(#roles) .btn').press('Enter');
  await p.waitForSelector('.confirm');
  await p.locator('.confirm .btn').first().press('Enter');
  await p.waitForSelector('.done');
  holds('the node takes other roles', /Assessor/.test(await p.locator('.done').innerText()));
  const ends = async (name) => {
    await go('/admin/people');
    await p.locator('main tbody a', { hasText: name }).press('Enter');
    await p.waitForSelector('#roles');
    await p.locator('main button', { hasText: 'End this person' }).press('Enter');
    await p.waitForSelector('.confirm');
    await p.locator('.confirm .btn').first().press('Enter');
  };
  await ends('Grace');
  await p.waitForFunction(() => location.pathname === '/admin/people');
  await rest();
  holds('and ends a person', !/Grace/.test(await p.locator('main table').innerText()));
  await ends('Ada');
  await p.waitForSelector('.confirm .problem');
  holds('but not the last administrator, and says so', (await p.locator('.confirm .problem').innerText()).length > 20, await p.locator('.confirm').innerText());
}

// On the page of a case that has been asked: without a key the authority says nothing; an answer takes documents, which are saved again byte for byte. By keyboard.
async function papers({ holds, p, home, opened, manifest, command }) {
  const name = 'contract 合同.pdf', bytes = Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(100000)]), path = join(home, name), sent = [];
  writeFileSync(path, bytes);
  p.on('request', (r) => { if (r.method() === 'POST' && /\/steps$/.test(r.url())) sent.push(r.postDataJSON().flags.step); });
  await p.waitForSelector('#key');
  holds('without a key of hers she cannot speak for the authority, and it says who gives one', /no key to sign with[^]*two administrators/i.test(await p.locator('#key').innerText()), await p.locator('#key').innerText());
  await tabTo(p, '#text');
  await p.keyboard.type('And the copies?');
  await tabTo(p, '#due');
  await p.keyboard.type('2027-01-20');
  await tabTo(p, 'main form .btn');
  await key(p, 'Enter');
  await p.waitForSelector('.faults a[href="#key"]');
  holds('nor is anything sent', sent.length === 0 && (await p.locator('.faults a').count()) === 1, await p.locator('.faults').innerText());
  await tabTo(p, '#kind input'); // the chosen one
  await downTo(p, 'answer');
  await tabTo(p, '#documents');
  await p.setInputFiles('#documents', path);
  await p.waitForSelector('main form ul.docs li');
  await tabTo(p, 'main form .btn');
  await key(p, 'Enter');
  await p.waitForFunction((n) => [...document.querySelectorAll('main ol.rows a.name')].some((a) => a.innerText.includes(n)), name);
  holds('an answer is sent once, with its document', sent.join() === 'answer', sent.join());
  const saved = async (where) => {
    await p.locator('main h1').focus();
    const there = await tabTo(p, where);
    const [file] = await Promise.all([p.waitForEvent('download'), key(p, 'Enter')]);
    return { there, name: file.suggestedFilename(), bytes: Buffer.concat(await (await file.createReadStream()).toArray()) };
  };
  const document = await saved('main ol.rows a.name');
  holds('the document is saved under its name, byte for byte', document.there && document.name === name && document.bytes.equals(bytes), `${document.name} ${document.bytes.length}`);
  const yaml = await saved('main ul.docs a.name[href$="number=0"]'), out = join(home, 'submitted.yaml');
  command('case', 'document', String(opened), '--number', '0', '--out', out);
  holds('so is the manifest of the case', yaml.there && yaml.bytes.equals(readFileSync(manifest)) && yaml.bytes.equals(readFileSync(out)), `${yaml.name} ${yaml.bytes.length}`);
}

// Of two keys of hers the one that she chooses signs the step, which stands there in its role.
async function signedStep({ holds, p, go, command, opened, signer }) {
  const sent = [];
  p.on('request', (r) => { if (r.method() === 'POST' && /\/steps$/.test(r.url())) sent.push(r.postDataJSON().flags); });
  await go(`/cases/${opened}`);
  await p.waitForFunction(() => document.querySelectorAll('#key option').length === 3);
  await tabTo(p, '#text');
  await p.keyboard.type('Who reads the logs?');
  await tabTo(p, '#due');
  await p.keyboard.type('2027-01-20');
  await tabTo(p, 'main form .btn');
  await key(p, 'Enter');
  await p.waitForSelector('.faults a[href="#key"]');
  holds('of several keys one is chosen, or nothing is sent', sent.length === 0 && (await p.inputValue('#key')) === '');
  await tabTo(p, '.faults a[href="#key"]');
  await key(p, 'Enter');
  const chosen = await downTo(p, signer);
  await tabTo(p, 'main form .btn');
  await key(p, 'Enter');
  await p.waitForFunction(() => /Who reads the logs/.test(document.querySelector('main ol.rows')?.innerText ?? ''));
  const shown = JSON.parse(command('case', 'show', String(opened), '--json'));
  holds('the step is signed by the key that was chosen', chosen && sent.length === 1 && sent[0].key === signer && shown.steps[0].role === signer.replace(/-[0-9a-f]{8}$/, ''), JSON.stringify([sent, shown.steps]));
  holds('and stands there in its role', /Question Legal reviewer/.test(await p.locator('main ol.rows li').innerText()), await p.locator('main ol.rows').innerText());
}
