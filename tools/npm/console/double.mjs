// A stand-in for what a node answers to a person who is signed in: sessions, people, cases and reports in memory; commands are run by the program
// itself on the same node, so what the pages show is what it says.
import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export function double(concord, data, roles) {
  const me = { id: 'p-0123456789abcdef', name: 'Ada', roles, csrf: 'c'.repeat(64) };
  const kept = { people: [{ id: 'p-0123456789abcdef', name: 'Ada', roles, let_in_by_one: false, made: '2026-11-20T08:00:00Z' }], sessions: [{ id: 's-1', person: 'p-0123456789abcdef', how: 'password', made: '2026-11-23T08:00:00Z', seen: '2026-11-23T12:00:00Z', current: true }, { id: 's-2', person: 'p-fedcba9876543210', how: 'passkey', made: '2026-11-23T07:00:00Z', seen: '2026-11-23T07:30:00Z', current: false }], tokens: [], cases: [], intake: [], passkeys: [], code: [], password: [], proposals: [{ id: 'r-1', op: 'key add', person: 'p-fedcba9876543210', made: '2026-11-23T09:00:00Z', until: '2026-11-30T09:00:00Z', body: '{"flags":{"role":"management"}}' }, { id: 'r-2', op: 'person key', person: 'p-fedcba9876543210', made: '2026-11-23T09:05:00Z', until: '2026-11-30T09:05:00Z', body: '{"args":["p-0123456789abcdef"],"flags":{"key":"management-0a0b0c0d"}}' }] };
  const asked = [], jobs = [];
  let signed = false, next = 1;
  const problem = (status, detail) => ({ status, contentType: 'application/problem+json', body: JSON.stringify({ type: 'about:blank', title: 'x', status, detail, request_id: '0123456789abcdef' }) });
  const json = (body, status = 200) => ({ status, contentType: 'application/json', body: JSON.stringify(body) });

  function command(name, { args = [], flags = {}, files = {} }, lang, bare = false) {
    const dir = mkdtempSync(join(tmpdir(), 'concord-double-'));
    for (const [file, content] of Object.entries(files)) writeFileSync(join(dir, file), content);
    const line = [...name.split('/'), '--json', `--lang=${lang}`, `--data=${data}`, ...Object.entries(flags).map(([k, v]) => (v === true ? `--${k}` : `--${k}=${v}`)), '--', ...args];
    const r = spawnSync(concord, line, { cwd: dir, encoding: 'utf8', maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'pipe'] });
    return r.status <= 2 ? { status: 200, contentType: 'application/json', body: bare ? r.stdout : `{"exit":${r.status},"answer":${r.stdout},"files":{}}` } : problem(r.status === 3 ? 400 : 500, r.stderr.split('\n')[0].replace(/^(error: |错误：)/, ''));
  }

  // A job is at work until its events have been asked for twice; then the program runs it.
  function job(method, [id, events], body, lang) {
    if (method === 'POST') {
      jobs.push({ id: (0x1000000000000000n + BigInt(jobs.length)).toString(16), op: body.op, lang, by: 'p-0123456789abcdef', state: 'running', created: new Date().toISOString(), started: null, ended: null, status: null, detail: null, result: null, looked: 0, body });
      return json(shown(jobs[jobs.length - 1]), 202);
    }
    const j = jobs.find((x) => x.id === id);
    if (!id) return json({ items: jobs.map((x) => ({ ...shown(x), result: undefined })) });
    if (!j) return problem(404, 'there is no such job');
    if (method === 'DELETE') {
      if (j.state === 'running') Object.assign(j, { state: 'cancelled', ended: new Date().toISOString() });
      else jobs.splice(jobs.indexOf(j), 1);
      return { status: 204, body: '' };
    }
    if (!events) return json(shown(j));
    if (j.state !== 'running' && j.told) return { status: 204, body: '' };
    if (j.state === 'running' && ++j.looked > 2 && !j.held) {
      const r = command(j.op, j.body, lang);
      Object.assign(j, r.status === 200 ? { state: 'done', result: JSON.parse(r.body) } : { state: 'failed', detail: JSON.parse(r.body).detail }, { ended: new Date().toISOString() });
    }
    j.told = j.state !== 'running';
    return { status: 200, contentType: 'text/event-stream', body: `retry: 50\n\nid: ${j.looked}\nevent: ${j.told ? 'state' : 'progress'}\ndata: "${j.told ? j.state : `measuring   ${j.looked} of 3`}"\n\n` };
  }
  const shown = ({ looked, told, held, body, ...j }) => j;

  // what came with a step, as the node names it
  const documents = ({ flags, files }) => (flags.document ? { documents: flags.document.map((name) => ({ name, size: Buffer.from(files[name].base64, 'base64').length, media_type: 'application/pdf', digest: 'sha256:' + createHash('sha256').update(Buffer.from(files[name].base64, 'base64')).digest('hex') })) } : {});

  function collection(method, [what, id, more], body) {
    if (what === 'cases') {
      const list = kept.cases, of = list.find((c) => String(c.case) === id);
      if (method === 'GET') return of ? json(of) : id ? problem(404, 'no such case') : json({ items: list, next: null });
      const after = { question: 'asked', answer: 'answered', decision: 'decided', appeal: 'appealed', 'appeal-decision': 'final', withdrawal: 'withdrawn' };
      if (more === 'steps') {
        const { key, ...said } = body.flags;
        if (!key && ['question', 'decision', 'appeal-decision'].includes(said.step)) return problem(400, "what the authority says is signed by a person's key");
        if (['question', 'decision'].includes(said.step) !== ('deadline' in said)) return problem(400, `a ${said.step} ${said.deadline ? 'sets no' : 'has a'} deadline`);
        of.state = after[said.step] ?? of.state;
        of.steps.push({ ...said, ...documents(body), seq: 8 + of.steps.length, on: '2026-11-23', role: key ? key.replace(/-[0-9a-f]+$/, '') : 'provider' });
      }
      if (!more) list.push({ case: 7 + list.length, ...body.flags, ...documents(body), system: 'harbour-helper', state: 'submitted', overdue: false, on: '2026-11-23', steps: [] });
      return json({ exit: 0, answer: { seq: 6 + list.length }, files: {} });
    }
    if (what === 'code') return method === 'DELETE' || id ? { status: 204, body: '' } : json({ key: 'JBSWY3DPEHPK3PXP', uri: 'otpauth://totp/x' }, 201);
    if (what === 'password') return body.old === 'three words and more' ? { status: 204, body: '' } : problem(401, 'the password does not fit');
    if (what === 'intake' && method === 'POST' && id) {
      Object.assign(kept.intake.find((x) => x.id === id), { state: body.decision === 'accept' ? 'accepted' : 'dismissed', answer: body.answer ?? null, record: 7 });
      return json({ exit: 0, answer: {}, files: {} });
    }
    if (what === 'proposals' && method === 'POST') {
      const of = kept.proposals.find((x) => x.id === id);
      kept.proposals = kept.proposals.filter((x) => x.id !== id);
      const anew = /^person (add|role|reset)/.test(of.op) || (of.op === 'person key' && kept.people.find((x) => of.body.includes(x.id))?.let_in_by_one !== false);
      if (body.decision === 'approve' && anew) return json({ id: /p-[0-9a-f]{16}/.exec(of.body)?.[0] ?? 'p-00000000000000aa', link: '/#/setup/' + 'h'.repeat(20) }, 201);
      return json({ exit: 0, answer: null, files: {} });
    }
    const person = what === 'people' && id ? kept.people.find((x) => x.id === id) : null;
    const two = (op, flags, args, more = {}) => {
      kept.proposals.push({ id: `w-${next}`, op, person: 'p-0123456789abcdef', made: '2026-11-23T12:00:00Z', until: '2026-11-30T12:00:00Z', body: JSON.stringify({ args, flags }) });
      return json({ proposal: `w-${next++}`, ...more }, 202);
    };
    const code = { code: 'c-' + 'd'.repeat(16) }, administrator = (x) => x?.includes('administrator');
    if (what === 'people' && method === 'POST' && !id && administrator(body.roles)) return two('person add', { role: body.roles.join() }, [body.name], code);
    if (person && method === 'POST' && more === 'roles' && administrator(body.roles) && !administrator(person.roles)) return two('person role', { role: body.roles.join() }, [id], code);
    if (person && method === 'POST' && more === 'reset' && administrator(person.roles)) return two('person reset', {}, [id], code);
    if (person && method === 'POST' && more === 'keys' && !body.free) return two('person key', { key: body.key }, [id], person.let_in_by_one === false ? {} : code);
    if (person && method === 'POST') {
      if (more === 'keys') person.keys = (person.keys ?? []).filter((k) => k !== body.key);
      if (more === 'roles') Object.assign(person, { roles: body.roles });
      return more === 'reset' ? json({ id, link: '/#/setup/' + 'm'.repeat(20) }, 201) : { status: 204, body: '' };
    }
    if (person && method === 'DELETE') {
      Object.assign(person, { name: undefined, roles: [], ended: '2026-11-23T12:00:00Z' });
      return { status: 204, body: '' };
    }
    const list = kept[what];
    if (method === 'GET') return id ? json(list.find((x) => x.id === id) ?? null) : json({ items: list, next: null });
    if (method === 'DELETE') {
      kept[what] = list.filter((x) => x.id !== id);
      return { status: 204, body: '' };
    }
    const row = { id: `${what[0]}-${String(next++).padStart(what === 'people' ? 16 : 1, '0')}`, state: 'received', made: '2026-11-23T12:00:00Z', time: '2026-11-23T12:00:00Z', ...(what === 'people' && { let_in_by_one: true }), ...body };
    list.push(row);
    return json({ ...row, link: '/#/setup/' + 'l'.repeat(20), token: 'concord_' + 't'.repeat(20), code: 'r'.repeat(12) }, 201);
  }

  async function answer(route) {
    const request = route.request(), url = new URL(request.url()), path = url.pathname.replace('/api/v1/', ''), method = request.method(), headers = await request.allHeaders();
    const lang = (headers['accept-language'] ?? 'en').startsWith('zh') ? 'zh' : 'en', body = request.postData() ? JSON.parse(request.postData()) : {};
    asked.push(`${method} ${path}`);
    if (path === 'session') {
      if (method === 'POST') {
        if (body.password !== 'three words and more') return route.fulfill(problem(401, lang === 'zh' ? '姓名或密码不符' : 'name or password do not fit'));
        signed = true;
        return route.fulfill(json(me, 201));
      }
      if (method === 'DELETE') signed = false;
      return route.fulfill(method === 'DELETE' ? { status: 204, body: '' } : signed ? json(me) : problem(401, 'not signed in'));
    }
    const first = path.split('/')[0];
    if (path === 'setup') {
      if (/^h+$/.test(body.link) && !body.code) return route.fulfill({ ...problem(403, 'this link takes a code too'), body: JSON.stringify({ status: 403, detail: 'this link takes a code too', code_needed: true }) });
      return route.fulfill(/^h+$/.test(body.link) && !/^c-d+$/.test(body.code) ? problem(403, 'the code does not go with this link') : json({ id: 'p-1' }, 201));
    }
    if (path === 'key/add') return route.fulfill(json({ proposal: 'w-0' }, 202));
    if (first === 'intake' && method === 'POST') return route.fulfill(collection(method, path.split('/'), body));
    if (path === 'case/letter') {
      const [record, step] = ['record', 'step'].map((k) => url.searchParams.get(k)), text = `letter of ${record}, step ${step}, ${lang}`;
      return route.fulfill(signed ? json(url.searchParams.get('pdf') ? { pdf: Buffer.from('%PDF-1.7 ' + text).toString('base64') } : { html: `<!doctype html><p>${text}` }) : problem(401, 'sign in first'));
    }
    if (['system/list', 'system/show', 'record/show', 'log/show', 'watch/list', 'watch/show', 'watch/changes', 'alerts', 'waiting', 'key/mine', 'key/people', 'policy/list'].includes(path)) return route.fulfill(signed ? command(path, { args: ['id', 'record', 'name'].flatMap((k) => url.searchParams.getAll(k)) }, lang, true) : problem(401, 'sign in first'));
    if (first in kept || first === 'jobs' || method === 'POST') {
      if (!signed) return route.fulfill(problem(401, 'sign in first'));
      if (method !== 'GET' && headers['x-concord-csrf'] !== me.csrf) return route.fulfill(problem(403, 'the request lacks its token'));
      if (first === 'jobs') return route.fulfill(job(method, path.split('/').slice(1), body, lang));
      return route.fulfill(first in kept ? collection(method, path.split('/'), body) : command(path, body, lang));
    }
    return route.continue();
  }
  return { answer, asked, jobs, signIn: () => { signed = true; }, reports: (list) => { kept.intake = list; }, proposed: (list) => { kept.proposals = list; }, personIs: (id, what) => { Object.assign(kept.people.find((x) => x.id === id), what); } };
}
