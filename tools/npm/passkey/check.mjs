// node check.mjs URL LINK-FILE    a served node that nobody administers yet. Prints `N passed, N failed` last.
//   the first administrator makes a passkey in Chromium's virtual authenticator, signs in by it without a name, and cannot where somebody should not:
//   a shown passkey is shown again, who is there is not verified, a challenge of somebody else, a passkey that was ended
import { readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';

const [url, link_file] = process.argv.slice(2);
let passed = 0, failed = 0;
function holds(what, ok, more = '') {
  if (ok) passed++;
  else { failed++; console.log('FAIL', what, String(more).slice(0, 500)); }
}

async function ask(method, path, body, who = {}) {
  const headers = { ...(body !== undefined && { 'content-type': 'application/json' }), ...(who.cookie && { cookie: who.cookie, 'x-concord-csrf': who.csrf }) };
  const a = await fetch(url + path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  const text = await a.text();
  return { status: a.status, tree: text ? JSON.parse(text) : null, cookie: (a.headers.get('set-cookie') ?? '').split(';')[0] };
}
const session = (a) => ({ cookie: a.cookie, csrf: a.tree?.csrf });
const password = 'several words that nobody guesses';
const setup = await ask('POST', '/api/v1/setup', { link: readFileSync(link_file, 'utf8'), name: 'Ada', password });
holds('the first administrator', setup.status === 201, JSON.stringify(setup));
const ada = session(await ask('POST', '/api/v1/session', { name: 'Ada', password }));

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox'] });
const page = await browser.newPage();
await page.goto(url + '/');
const cdp = await page.context().newCDPSession(page);
await cdp.send('WebAuthn.enable');
const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
  options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true } });

// What the console does in the page: bytes as base64url.
const make = (challenge, uv = 'required') => page.evaluate(async ([challenge, uv]) => {
  const bytes = (s) => Uint8Array.from(atob(s.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
  const text = (b) => btoa(String.fromCharCode(...new Uint8Array(b))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  const c = await navigator.credentials.create({ publicKey: { challenge: bytes(challenge), rp: { name: 'Concord' }, user: { id: new Uint8Array(16), name: 'Ada', displayName: 'Ada' },
    pubKeyCredParams: [{ type: 'public-key', alg: -7 }, { type: 'public-key', alg: -8 }, { type: 'public-key', alg: -257 }], attestation: 'none',
    authenticatorSelection: { residentKey: 'required', userVerification: uv } } });
  return { id: c.id, client_data: text(c.response.clientDataJSON), authenticator_data: text(c.response.getAuthenticatorData()), public_key: text(c.response.getPublicKey()) };
}, [challenge, uv]);
const show = (challenge, uv = 'required') => page.evaluate(async ([challenge, uv]) => {
  const bytes = (s) => Uint8Array.from(atob(s.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
  const text = (b) => btoa(String.fromCharCode(...new Uint8Array(b))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  const c = await navigator.credentials.get({ publicKey: { challenge: bytes(challenge), allowCredentials: [], userVerification: uv } });
  return { id: c.id, client_data: text(c.response.clientDataJSON), authenticator_data: text(c.response.authenticatorData), signature: text(c.response.signature) };
}, [challenge, uv]);
const challenge = async () => (await ask('POST', '/api/v1/passkeys/challenge', {})).tree.challenge;
const sign_in = (shown) => ask('POST', '/api/v1/session/passkey', shown);

const made = await make(await challenge());
let a = await ask('POST', '/api/v1/passkeys', { ...made, label: 'virtual' });
holds('not without a sign-in', a.status === 401, JSON.stringify(a));
a = await ask('POST', '/api/v1/passkeys', { ...made, label: 'virtual' }, ada);
holds('a passkey is made', a.status === 201 && a.tree.id === made.id, JSON.stringify(a));
a = await ask('POST', '/api/v1/passkeys', { ...made, label: 'again' }, ada);
holds('once', a.status === 403, JSON.stringify(a));
a = await ask('GET', '/api/v1/passkeys', undefined, ada);
holds('it is listed', a.tree.items.length === 1 && a.tree.items[0].label === 'virtual' && a.tree.items[0].origin === url, JSON.stringify(a));

const shown = await show(await challenge());
a = await sign_in(shown);
holds('it signs in, without a name', a.status === 201 && a.tree.name === 'Ada', JSON.stringify(a));
const by_key = session(a);
a = await ask('GET', '/api/v1/session', undefined, by_key);
holds('a session like any other', a.status === 200 && a.tree.access === 'administrator', JSON.stringify(a));
a = await ask('GET', '/api/v1/sessions', undefined, by_key);
holds('which says how it began', a.tree.items.some((s) => s.how === 'passkey'), JSON.stringify(a));
a = await sign_in(shown);
holds('shown again it is worth nothing', a.status === 401, JSON.stringify(a));
a = await sign_in(await show(await challenge()));
holds('shown anew it is', a.status === 201, JSON.stringify(a));
a = await sign_in(await show(btoa('a challenge of somebody else').replaceAll('=', '')));
holds('a challenge of somebody else', a.status === 401, JSON.stringify(a));
const other = await show(await challenge());
a = await sign_in({ ...other, signature: other.signature.slice(0, -4) + 'AAAA' });
holds('a signature that does not hold', a.status === 401, JSON.stringify(a));
a = await sign_in({ ...other, id: 'bm90aGluZw' });
holds('a passkey that is not known', a.status === 401, JSON.stringify(a));
a = await sign_in({ ...other, client_data: Buffer.from(Buffer.from(other.client_data, 'base64url').toString().replace('localhost', 'evil.example')).toString('base64url') });
holds('another origin', a.status === 401 || a.status === 400, JSON.stringify(a));
await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
a = await sign_in(await show(await challenge(), 'discouraged'));
holds('nobody verified who is there', a.status === 401, JSON.stringify(a));
await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: true });
a = await ask('DELETE', `/api/v1/passkeys/${made.id}`, undefined, ada);
holds('it is ended', a.status === 204, JSON.stringify(a));
a = await sign_in(await show(await challenge()));
holds('and signs in no more', a.status === 401, JSON.stringify(a));
await browser.close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
