// What the first page loads; a slow line and none; no script; what the page may load.

export async function lines({ holds, browser, url }) {
  // ---- what the first page loads, packed
  let context = await browser.newContext(), p = await context.newPage(), sum = 0, api = 0;
  const client = await context.newCDPSession(p);
  await client.send('Network.enable');
  const kind = new Map();
  client.on('Network.responseReceived', (e) => kind.set(e.requestId, e.response.url));
  client.on('Network.loadingFinished', (e) => { if (/\/api\//.test(kind.get(e.requestId) ?? '')) api += e.encodedDataLength; else sum += e.encodedDataLength; });
  await p.goto(url + '/', { waitUntil: 'networkidle' });
  holds(`the first page is ${sum} bytes of page and scripts, below 100,000 (and ${api} of answers)`, sum > 10000 && sum < 100000 && sum + api < 200000);
  console.log(`first load: ${sum} bytes of page, scripts and style, ${api} of answers`);
  await context.close();

  // ---- 400 ms there and back, 50 kB/s
  context = await browser.newContext();
  p = await context.newPage();
  const slow = await context.newCDPSession(p);
  await slow.send('Network.enable');
  await slow.send('Network.emulateNetworkConditions', { offline: false, latency: 400, downloadThroughput: 50000, uploadThroughput: 50000 });
  const began = Date.now();
  await p.goto(url + '/', { waitUntil: 'commit' });
  await p.waitForSelector('main h1');
  const took = Date.now() - began;
  console.log(`at 50 kB/s and 400 ms: first content after ${took} ms`);
  holds(`first content at 50 kB/s and 400 ms after ${took} ms`, took < 5000);
  await slow.send('Network.emulateNetworkConditions', { offline: true, latency: 0, downloadThroughput: 0, uploadThroughput: 0 });
  await p.evaluate(() => document.querySelector('nav.m a[href="/log"]').click());
  await p.waitForFunction(() => /could not be loaded|does not answer/.test(document.querySelector('main').innerText));
  holds('without a line it says so and what to do', (await p.locator('main button').count()) >= 1);
  await context.close();

  // ---- no script, no cookie, no style inline; the policy is the one that holds
  context = await browser.newContext({ javaScriptEnabled: false });
  p = await context.newPage();
  const answer = await p.goto(url + '/law'), policy = answer.headers()['content-security-policy'];
  holds('without a script the page says what the node is, in both languages', (await p.locator('noscript section').count()) === 2 || (await p.locator('section').count()) === 2, await p.content());
  holds('the policy allows this server alone, nothing inline', /default-src 'none'/.test(policy) && /script-src 'self'/.test(policy) && !/unsafe|\*|https?:/.test(policy) && /frame-ancestors 'none'/.test(policy), policy);
  holds('no cookie without a sign-in', (await context.cookies()).length === 0);
  await context.close();
  context = await browser.newContext();
  p = await context.newPage();
  await p.goto(url + '/');
  await p.waitForSelector('main h1');
  holds('a script that somebody smuggles in does not run', await p.evaluate(() => { try { document.body.insertAdjacentHTML('beforeend', '<img src=x onerror="window.bad=1">'); } catch { return true; } return false; }) && !(await p.evaluate(() => window.bad)));
  await context.close();
}
