// What takes two administrators, by keyboard alone: an administrator is proposed and approved, each half of the link is handed over, and the two of them let
// somebody in; a key is proposed, taken away and made.
import { downTo, key, tabTo } from './keyboard.mjs';

const words = (zh) => zh
  ? { waits: /等待另一位管理员批准[^]*请将此代码亲自交给本人/, half: /请将此链接亲自交给本人；代码由提议者持有/, keyed: /Grace原凭一位管理员单独持有的链接进入/, anew: /Grace获得密钥的同时获得新链接/, own: /由您提出：须第二人签署/, two: /管理员须由两位管理员共同设立/, raise: /须另一位管理员同意。此后Grace/, change: '更改角色', reset: '发放新链接', needCode: /此链接还需要代码/, propose: /等待另一位管理员批准/, take: /解除/, freed: /现在不属于任何人/, choose: /请选择一项/ }
  : { waits: /It waits for another administrator[^]*Give this code to the person yourself/, half: /Give this link to the person yourself; who proposed it has the code/, keyed: /The link that let Grace in was in one hand alone/, anew: /With the key Grace gets a new link/, own: /You asked for it: a second person signs/, two: /let in by two/, raise: /Another administrator has to agree. Then Grace/, change: 'Change roles', reset: 'Give a new link', needCode: /takes a code too/, propose: /It waits for another administrator/, take: /Take away/, freed: /is nobody's now/, choose: /Choose one/ };

export async function administrators({ holds, open, rest }, lang) {
  const zh = lang === 'zh', say = words(zh), p = await open('/admin/people', { signed: true, lang }), text = (s) => p.locator(s).first().innerText();
  // proposed: who proposes gets the code alone
  await tabTo(p, '#who');
  await p.keyboard.type('Hana');
  await tabTo(p, '#roles input[value=administrator]');
  await key(p, 'Space');
  holds(`${lang}: it is said before that an administrator takes two`, say.two.test(await text('main form')), await text('main form'));
  await tabTo(p, 'main form .btn');
  await key(p, 'Enter');
  await p.waitForSelector('.done code');
  holds(`${lang}: who proposes an administrator is given a code for whom it is, and no link`, /^Hana/.test(await text('.done')) && say.waits.test(await text('.done')) && /^c-d+$/.test(await text('.done code')) && (await p.locator('.done code').count()) === 1, await text('.done'));
  await tabTo(p, '.done a[href="/admin/proposals"]');
  await key(p, 'Enter');
  const row = (what) => p.locator('main tbody tr', { hasText: what });
  await row('Hana').waitFor();
  holds(`${lang}: and is not offered to approve it`, say.own.test(await row('Hana').innerText()) && (await row('Hana').locator('button').count()) === 1, await row('Hana').innerText());
  // approved: who approves gets the link alone, and what is decided after it does not take it away
  p.node.proposed([{ id: 'w-8', op: 'key add', person: 'p-fedcba9876543210', made: '2026-11-23T09:30:00Z', until: '2026-11-30T09:00:00Z', body: '{"flags":{"role":"management"}}' }, { id: 'w-9', op: 'person add', person: 'p-fedcba9876543210', made: '2026-11-23T09:00:00Z', until: '2026-11-30T09:00:00Z', body: '{"args":["Iris"],"flags":{"role":"administrator"}}' }]);
  await p.reload();
  await row('Iris').waitFor();
  await tabTo(p, () => document.activeElement.matches('main tbody .btn') && /Iris/.test(document.activeElement.closest('tr').innerText));
  await key(p, 'Enter', 'Enter');
  await p.waitForSelector('.done code');
  holds(`${lang}: who approves is given the link for whom it is, and told of the code`, /^Iris/.test(await text('.done')) && say.half.test(await text('.done')) && /#\/setup\/h+$/.test(await text('.done code')), await text('.done'));
  holds(`${lang}: once, also when pressed twice, and the focus is on what is shown once`, p.node.asked.filter((a) => a === 'POST proposals/w-9').length === 1 && (await p.evaluate(() => document.activeElement.matches('.done'))), p.node.asked.join());
  await row('key add').locator('.btn').last().press('Enter');
  await row('key add').waitFor({ state: 'detached' });
  holds(`${lang}: the link stands there after another decision`, /#\/setup\/h+$/.test(await text('.done code')), await text('main'));
  // roles and a new link of an administrator
  await p.goto(new URL('/admin/people', p.url()).href);
  await tabTo(p, '#who');
  await p.keyboard.type('Grace');
  await key(p, 'Enter');
  await p.waitForSelector('.done code');
  await tabTo(p, () => /Grace/.test(document.activeElement.innerText ?? '') && document.activeElement.matches('a'), 120);
  await key(p, 'Enter');
  await p.waitForSelector('#roles');
  await tabTo(p, '#roles input[value=administrator]');
  await key(p, 'Space');
  await tabTo(p, 'form:has(#roles) .btn');
  await key(p, 'Enter');
  await p.waitForSelector('.confirm h2:focus');
  holds(`${lang}: what becoming an administrator means is said before`, say.raise.test(await text('.confirm')), await text('.confirm'));
  await key(p, 'Tab', 'Enter');
  await p.waitForSelector('.done code');
  holds(`${lang}: roles of an administrator wait, and the code is shown`, say.waits.test(await text('.done')) && !(await p.locator('#roles input[value=administrator]').isDisabled()), await text('.done'));
  // keys: one that nobody has, a new one, and taking one away
  await p.waitForFunction(() => document.querySelectorAll('#give option').length > 1 && document.querySelectorAll('#make option').length > 2);
  await tabTo(p, 'form:has(#give) .btn');
  await key(p, 'Enter');
  await p.waitForSelector('.faults');
  holds(`${lang}: a key has to be chosen`, say.choose.test(await text('.faults')) && !p.node.asked.some((a) => /keys$/.test(a)), await text('.faults'));
  await tabTo(p, '.faults a[href="#give"]');
  await key(p, 'Enter');
  const first = await p.locator('#give option').nth(1).getAttribute('value');
  await downTo(p, first);
  holds(`${lang}: what a key means for whom one let in is said before`, say.keyed.test(await text('form:has(#give)')), await text('form:has(#give)'));
  await key(p, 'Tab', 'Enter');
  await p.waitForFunction(() => document.activeElement.matches('.done') && document.querySelector('#give').value === '');
  holds(`${lang}: a key for somebody whom one let in waits, and the code is shown`, say.waits.test(await text('.done')) && p.node.asked.some((a) => /^POST people\/p-\d+\/keys$/.test(a)), await text('.done'));
  const grace = p.url().split('/').pop();
  p.node.personIs(grace, { let_in_by_one: false });
  await p.reload();
  await p.waitForFunction(() => document.querySelectorAll('#give option').length > 1);
  holds(`${lang}: whom two let in gets a key and no more`, !say.keyed.test(await text('form:has(#give)')), await text('form:has(#give)'));
  await tabTo(p, '#give');
  await downTo(p, first);
  await key(p, 'Tab', 'Enter');
  await p.waitForSelector('.done');
  holds(`${lang}: which waits`, say.propose.test(await text('.done')) && (await p.locator('.done code').count()) === 0, await text('.done'));
  p.node.personIs(grace, { let_in_by_one: true });
  await tabTo(p, '#make');
  await downTo(p, 'management');
  await key(p, 'Tab', 'Enter');
  await p.waitForFunction(() => document.querySelector('#make').value === '');
  holds(`${lang}: and so does a new one`, p.node.asked.includes('POST key/add'));
  p.node.personIs(grace, { keys: [first] });
  await p.reload();
  await p.waitForSelector('main section .rows .btn');
  holds(`${lang}: a key that somebody has is not offered`, (await p.locator(`#give option[value="${first}"]`).count()) === 0 && (await text('main section .rows')).includes(first));
  await tabTo(p, 'main section .rows .btn');
  await key(p, 'Enter');
  await p.waitForSelector('.confirm h2:focus');
  await key(p, 'Tab', 'Enter');
  await p.waitForSelector('.done');
  await p.waitForFunction(() => !document.querySelector('main section .rows .btn')); // the person is asked for anew
  holds(`${lang}: it is taken away, and said`, say.freed.test(await text('.done')) && (await p.locator('main section .rows .btn').count()) === 0, await text('.done'));
  // who approves a key for somebody whom one let in reads what comes with it, and gets a link
  p.node.proposed([{ id: 'w-7', op: 'person key', person: 'p-fedcba9876543210', made: '2026-11-23T09:00:00Z', until: '2026-11-30T09:00:00Z', body: JSON.stringify({ args: [grace], flags: { key: first } }) }]);
  await p.goto(new URL('/admin/proposals', p.url()).href);
  await row('person key').waitFor();
  holds(`${lang}: who approves a key reads that a link comes with it`, say.anew.test(await row('person key').innerText()), await row('person key').innerText());
  await row('person key').locator('.btn').first().press('Enter');
  await p.waitForSelector('.done code');
  holds(`${lang}: and has it to hand over`, /^Grace/.test(await text('.done')) && say.half.test(await text('.done')) && /#\/setup\/h+$/.test(await text('.done code')), await text('.done'));
  // with the link alone nobody comes in
  await p.goto(new URL('/setup#' + 'h'.repeat(20), p.url()).href);
  await p.waitForSelector('#password');
  await tabTo(p, '#password');
  await p.keyboard.type('three words and more');
  await key(p, 'Enter');
  await p.waitForSelector('#code');
  holds(`${lang}: a link that takes a code asks for it, once it is needed`, say.needCode.test(await text('.faults')), await text('.faults'));
  await tabTo(p, '.faults a[href="#code"]');
  await key(p, 'Enter');
  await p.keyboard.type('c-' + 'd'.repeat(16));
  await key(p, 'Enter');
  await p.waitForFunction(() => location.pathname === '/signin');
  await rest(p);
  const bad = p.problems.filter((x) => !/403/.test(x)); // the browser notes the link that was tried without its code
  holds(`${lang}: no error on the way to two administrators`, bad.length === 0, bad.join('; '));
  await p.context().close();
}

// Over the node's own sign-in: Ada alone makes no second; whom the operator made approves what she proposes; the third comes in by what the two hand over.
export async function administratorsOfTwo({ holds, p, go, url, command, browser }) {
  const propose = async (name) => {
    await go('/admin/people');
    await p.fill('#who', name);
    await p.locator('#roles input[value=administrator]').press('Space');
    await p.locator('main form .btn').press('Enter');
    await p.waitForSelector('main .done code, main .faults');
  };
  const person = async (link, name, code) => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'en-GB' }), q = await context.newPage();
    q.setDefaultTimeout(60000);
    await q.goto(link);
    await q.waitForSelector('#password');
    await q.fill('#password', `the words of ${name}`);
    await q.press('#password', 'Enter');
    if (code) {
      await q.waitForSelector('#code');
      await q.fill('#code', code);
      await q.press('#code', 'Enter');
    }
    await q.waitForFunction(() => location.pathname === '/signin' && document.querySelector('#name'));
    await q.fill('#name', name);
    await q.fill('#password', `the words of ${name}`);
    await q.press('#password', 'Enter');
    await q.waitForFunction((n) => location.pathname === '/' && document.querySelector('.who')?.textContent.includes(n), name);
    return { context, q };
  };
  await propose('Iris');
  holds('one administrator alone makes no second, and is told who does', /second administrator[^]*concord person add NAME/.test(await p.locator('.faults').innerText()), await p.locator('.faults').innerText());
  const hal = await person(url + /\/#\/setup\/\S+/.exec(command('person', 'add', 'Hal', '--role', 'administrator'))[0], 'Hal');
  await propose('Iris');
  const code = await p.locator('.done code').innerText();
  holds('with a second there is, who proposes is given a code', /^c-[0-9a-f]{16}$/.test(code), code);
  await hal.q.goto(url + '/admin/proposals');
  const row = hal.q.locator('main tbody tr', { hasText: 'Iris' });
  await row.waitFor();
  holds('the other reads what is proposed, and by whom', /person add[^]*administrator[^]*Ada/.test(await row.innerText()), await row.innerText());
  await row.locator('.btn').first().press('Enter');
  await hal.q.waitForSelector('.done code');
  const iris = await person(await hal.q.locator('.done code').innerText(), 'Iris', code);
  await iris.q.goto(url + '/admin/people');
  await iris.q.waitForSelector('main tbody');
  holds('and with both halves the third comes in, an administrator', /Hal[^]*Iris/.test(await iris.q.locator('main table').innerText()), await iris.q.locator('main').innerText());
  for (const who of [hal, iris]) await who.context.close();
  command('person', 'end', 'Hal');
  command('person', 'end', 'Iris');
}
