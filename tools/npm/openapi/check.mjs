// node check.mjs URL DIR LINK-FILE CASE MANIFEST    a served node, a folder to write to, the file with its first link, the number of a case, a manifest.
// Prints `N passed, N failed` last.
//   the document is OpenAPI 3.1 by an independent validator
//   openapi-typescript makes types from it; a program that calls every route with values of the right types passes the TypeScript compiler, and one that
//     leaves a required question out, or asks one that is not there, does not
//   openapi-fetch calls every route: the status is in the document, the media type is the one it names, JSON fits its schema (Ajv)
//   a signed-in administrator's token calls what is for people: the status, the media type and the schema are the document's; without it the answer is 401
//   each question that is not there, and each value of a wrong type, is answered by a problem as the document has it
import { spawnSync } from 'node:child_process';
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Validator } from '@seriousme/openapi-schema-validator';
import Ajv2020 from 'ajv/dist/2020.js';
import createClient from 'openapi-fetch';
import openapiTS, { astToString } from 'openapi-typescript';

const [url, dir, link_file, case_number, manifest] = process.argv.slice(2);
let passed = 0, failed = 0;
function holds(what, ok, more = '') {
  if (ok) passed++;
  else if (failed++ < 40) console.log('FAIL', what, String(more).slice(0, 600));
}

const doc = await (await fetch(url + '/openapi.json')).json();
const valid = await new Validator().validate(structuredClone(doc));
holds('the document is OpenAPI 3.1', valid.valid && doc.openapi.startsWith('3.1'), JSON.stringify(valid.errors));

// ---- a value for each parameter, by its name and, where that is not enough, by its route
const size = Number((await (await fetch(url + '/checkpoint')).text()).split('\n')[1]);
const list = await (await fetch(url + '/api/v1/records?limit=200')).json();
const open = list.records.find((r) => r.public);
const released = (await Promise.all(list.records.map(async (r) => [(await fetch(`${url}/release/${r.id.slice(7)}`)).status, r.id.slice(7)]))).find(([s]) => s === 200);
holds('a released record is there', released);
const value = {
  'tile.rest': `0/000.p/${size}`, 'release.id': released?.[1], 'norm_show.id': 'eu-ai-act/art_50.1', 'norm_compare.a': 'eu-ai-act', 'norm_compare.b': 'kr-ai-basic-act',
  'norm_concordance.id': 'eu-ai-act/art_50.2', 'norm_timeline.id': ['eu-ai-act'], 'norm_search.words': ['children'], 'norm_protects.group': 'children',
  'norm_schema.what': 'system', 'lab_show.metric': 'selection_rate_ratio', 'kind_schema.kind': 'waiver/1', record: open.id, from: 1, to: size, limit: 2,
  'case.record': case_number, 'case_steps.record': case_number, 'case_steps_add.record': case_number, 'case_show.record': case_number, 'case_letter.record': case_number,
  id: 'none', 'watch_show.name': 'none', 'norm_search.limit': '3', market: 'EU', markets: 'EU,CN', theme: 'society-sustainability', stage: 'use', force: 'binding', 'as-of': '2026-11-23', lang: 'zh',
};
const named = (op, p) => value[`${op}.${p.name}`] ?? value[p.name] ?? (p.schema.type === 'boolean' ? true : undefined);
const pick = (op, p) => { const v = named(op, p); return p.schema.type === 'string' && typeof v === 'number' ? String(v) : v; }; // flags of commands are texts
const all_routes = Object.entries(doc.paths).flatMap(([path, item]) => Object.entries(item).map(([method, get]) => ({ path, method: method.toUpperCase(), get, op: get.operationId })));
const routes = all_routes.filter((r) => r.method === 'GET' && !r.get.security); // everybody's
const for_people = all_routes.filter((r) => r.get.security || r.method !== 'GET').filter((r) => r.op !== 'add-checkpoint'); // a witness is posted text: it has a judge of its own
holds('no name stands twice', new Set(all_routes.map((r) => r.op)).size === all_routes.length);
for (const r of all_routes)
  for (const p of r.get.parameters) if (pick(r.op, p) === undefined) holds(`${r.op}: a value for ${p.name}`, p.name === 'theme' || !p.required, 'add one to this judge');

function params(r, all) {
  const out = {};
  for (const p of r.get.parameters) {
    const v = pick(r.op, p);
    if (v !== undefined && (all || p.required)) (out[p.in] ??= {})[p.name] = v;
  }
  return out;
}

// ---- a body for each method that takes one
const file = readFileSync(manifest, 'utf8');
const body_of = { Command: {}, NewJob: { op: 'applies', args: ['system.yaml'], files: { 'system.yaml': file } }, Nothing: {}, SignIn: { name: 'Ada', password: 'not this one at all' }, Setup: { link: '0', password: 'several words again' }, Password: { old: 'a', password: 'several words again' },
  Code: { code: '000000' }, NewToken: { label: 'judge', roles: ['reader'], until: new Date(Date.now() + 2 * 86400e3).toISOString().slice(0, 10) }, NewPerson: { name: 'Bela', roles: ['reader', 'officer'] },
  Roles: { roles: ['assessor'] }, BindKey: { key: 'management-00000000', free: true }, Decision: { decision: 'refuse' }, NewPasskey: { id: 'AA', label: 'x', client_data: 'AA', authenticator_data: 'AA', public_key: 'AA' },
  ShownPasskey: { id: 'AA', client_data: 'AA', authenticator_data: 'AA', signature: 'AA' }, Report: { about: 'misuse', text: 'it is used on pupils' }, Receipt: { code: '0' }, Triage: { decision: 'dismiss' } };
const by_op = { 'add-checkpoint': 'old 0\n', watch_show_post: { args: ['none'] }, applies_post: { args: ['system.yaml'], files: { 'system.yaml': file } }, case_steps_add: { flags: { step: 'answer', text: 'for seven months' } }, counter_post: { args: ['0'], flags: { claim: 'noted' } },
  log_show_post: {}, key_add_post: { flags: { role: 'management' } } };
const schema_name = (r) => r.get.requestBody?.content['application/json']?.schema.$ref?.split('/').pop();
const body = (r) => (r.get.requestBody ? by_op[r.op] ?? body_of[schema_name(r)] : undefined);
for (const r of for_people) holds(`${r.op}: a body for it`, !r.get.requestBody || body(r), 'add one to this judge');

// ---- types
writeFileSync(join(dir, 'node.d.ts'), astToString(await openapiTS(structuredClone(doc))));
const call = (r, p) => `  await client.${r.method}(${JSON.stringify(r.path)}, { params: ${JSON.stringify(p)}${body(r) ? `, body: ${JSON.stringify(body(r))}` : ''} });\n`;
function compiles(body) {
  writeFileSync(join(dir, 'calls.ts'), `import createClient from 'openapi-fetch';\nimport type { paths } from './node.js';\nconst client = createClient<paths>({ baseUrl: '' });\nexport async function calls() {\n${body}}\n`);
  const tsc = spawnSync(process.execPath, [join(process.cwd(), 'node_modules/typescript/lib/tsc.js'), '--noEmit', '--strict', '--skipLibCheck', '--target', 'es2022', '--module', 'nodenext',
    '--moduleResolution', 'nodenext', join(dir, 'calls.ts')], { encoding: 'utf8' });
  return [tsc.status === 0, tsc.stdout];
}
writeFileSync(join(dir, 'package.json'), '{"type":"module"}');
symlinkSync(join(process.cwd(), 'node_modules'), join(dir, 'node_modules'));
holds('every call has the right types', ...compiles(all_routes.map((r) => call(r, params(r, true))).join('')));
const [wrong, said] = compiles(call(routes.find((r) => r.op === 'norm_show'), { query: {} }));
holds('a call without a required question does not compile', !wrong && /id/.test(said), said);
holds('a question that is not there does not compile', !compiles(call(routes.find((r) => r.op === 'records'), { query: { of: 1 } }))[0]);

// ---- calls
const ajv = new Ajv2020.default({ strict: false, validateFormats: false });
ajv.addSchema({ $id: 'doc', ...doc });
const checks = (ref) => ajv.compile({ $ref: `doc${ref}` });
const problem = checks('#/components/schemas/Problem');
const client = createClient({ baseUrl: url, pathSerializer: (path, p) => path.replace(/\{(\w+)\}/g, (_, n) => p[n]) }); // a tile's path holds slashes
for (const r of routes)
  for (const all of [false, true]) {
    let p = params(r, all);
    if (all && r.op === 'norm_timeline') p.query = { id: ['eu-ai-act', 'kr-ai-basic-act'], upcoming: true };
    const { response, data, error } = await client.GET(r.path, { params: p, parseAs: 'text' });
    const text = data ?? error ?? '';
    const want = r.get.responses[response.status];
    const type = (response.headers.get('content-type') ?? '').split(';')[0];
    holds(`${r.path} ${JSON.stringify(p)}: 200`, response.status === 200, `${response.status} ${typeof text === 'string' ? text : JSON.stringify(text)}`);
    holds(`${r.path}: status ${response.status} and ${type} are in the document`, want?.content?.[type]);
    if (type !== 'application/json' || response.status !== 200) continue;
    let tree;
    try { tree = JSON.parse(text); } catch (e) { holds(`${r.path} is JSON`, false, e.message); continue; }
    const schema = want.content[type].schema;
    holds(`${r.path} fits its schema`, !schema.$ref || checks(schema.$ref)(tree), text);
  }

// ---- what is for people
const json = { 'content-type': 'application/json' };
const post = (path, b, headers = {}) => fetch(url + path, { method: 'POST', headers: { ...json, ...headers }, body: JSON.stringify(b) });
const password = 'several words that nobody guesses';
const setup = await post('/api/v1/setup', { link: readFileSync(link_file, 'utf8'), name: 'Ada', password });
holds('the first administrator', setup.status === 201, await setup.text());
const signed = await post('/api/v1/session', { name: 'Ada', password });
const { csrf } = await signed.json();
const cookie = (signed.headers.get('set-cookie') ?? '').split(';')[0];
const made = await post('/api/v1/tokens', { label: 'judge', roles: ['administrator'], until: body_of.NewToken.until }, { cookie, 'x-concord-csrf': csrf });
const { token } = await made.json();
holds('a token', made.status === 201 && token?.startsWith('concord_'));
const last = ['session_end', 'code_end', 'password']; // what would end the judge's own sign-in comes last
for (const r of [...for_people].sort((a, b) => last.includes(a.op) - last.includes(b.op))) {
  const p = params(r, false);
  const send = (headers) => client[r.method](r.path, { params: p, parseAs: 'text', headers, ...(body(r) && { body: body(r) }) });
  if (r.get.security) {
    const { response, error } = await send({});
    holds(`${r.method} ${r.path}: 401 without a sign-in`, response.status === 401 && problem(typeof error === 'string' ? JSON.parse(error) : error), response.status);
  }
  const { response, data, error } = await send(r.get.security ? { authorization: `Bearer ${token}` } : {});
  const text = data ?? (typeof error === 'string' ? error : JSON.stringify(error)) ?? '';
  const want = r.get.responses[response.status];
  const type = (response.headers.get('content-type') ?? '').split(';')[0];
  holds(`${r.method} ${r.path}: ${response.status} is in the document and no fault`, want && response.status !== 500, text);
  if (response.status === 204) continue;
  holds(`${r.method} ${r.path}: ${type} is the document's`, want?.content?.[type], text);
  const schema = want?.content?.[type]?.schema;
  let tree;
  try { tree = JSON.parse(text); } catch (e) { holds(`${r.path} is JSON`, false, e.message + text); continue; }
  holds(`${r.method} ${r.path} fits its schema`, !schema?.$ref || checks(schema.$ref)(tree), text);
}

// ---- what is wrong is a problem of the document
async function is_problem(what, path, status) {
  const a = await fetch(url + path);
  const text = await a.text();
  let ok = false;
  try { ok = problem(JSON.parse(text)); } catch { /* said below */ }
  holds(what, a.status === status && ok && a.headers.get('content-type') === 'application/problem+json', `${a.status} ${text}`);
}
for (const r of routes.filter((x) => x.path.startsWith('/api/'))) {
  const path = r.path.replace('{record}', '0');
  await is_problem(`${r.path}: a question that is not there`, `${path}?nobody=asks`, 400);
  for (const p of r.get.parameters.filter((q) => q.schema.type === 'integer' || q.schema.type === 'boolean'))
    await is_problem(`${r.path}: ${p.name} of a wrong type`, `${path}?${p.name}=perhaps`, 400);
}
for (const r of list.records.filter((x) => !x.public)) await is_problem('a sealed record', `/api/v1/records/${r.seq}`, 403);
await is_problem('nothing there', '/nothing', 404);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
