// Administration: which sessions and tokens there are, what the node is; and each person's own sign-in.
import { useState } from 'preact/hooks';
import { Problem, may, send, session, signOut, useGet } from '../lib/api';
import { moment, number } from '../lib/format';
import { useWords } from '../lib/i18n';
import { newPasskey, passkeysHere } from '../lib/passkey';
import { node } from '../app';
import { Empty, Glyph, Section, Tabs, Title, Wait } from '../ui/bits';
import { Faults, Text, type Fault } from '../ui/form';
import { Table } from '../ui/table';
import { People, RoleBoxes, type Person } from './admin_people';
import { Policies } from './admin_policy';
import { NeedsSignIn } from './closed';
import type { Key } from './log';
import { Waiting } from './two_persons';

interface Named {
  id: string;
  name?: string;
  label?: string;
  person?: string;
  how?: string;
  current?: boolean; // the session by which this page is shown
  made?: string;
  seen?: string;
  until?: string;
  roles?: string[];
}

function AdminTabs({ now }: { now: string }) {
  const w = useWords();
  const ids = may('administrator') ? (['me', 'people', 'policy', 'proposals', 'sessions', 'tokens', 'node'] as const) : may('officer') ? (['me', 'policy', 'proposals', 'sessions', 'tokens'] as const) : (['me', 'policy', 'sessions', 'tokens'] as const);
  return <Tabs label={w.menu.admin} now={now} tabs={ids.map((t) => ({ id: t, href: '/admin/' + t, text: w.admin.tab[t] }))} />;
}

function Ending({ what, path }: { what: 'sessions' | 'tokens'; path: string }) {
  const w = useWords(), list = useGet<{ items: Named[] }>(path), everybody = may('administrator'), people = useGet<{ items: Person[] }>(everybody ? '/api/v1/people' : null), [fault, setFault] = useState('');
  const who = (s: Named) => people.data?.items.find((p) => p.id === s.person)?.name || (s.person ?? '');
  const end = (id: string) => send('DELETE', `${path}/${id}`).then(() => list.again(), (x: Problem) => setFault(x.detail));
  return (
    <>
      {fault && <p class="problem" role="alert">{fault}</p>}
      <Wait of={list} what={w.admin.tab[what]} names={everybody ? [people] : []}>
        {({ items }) => items.length === 0 ? <Empty title={w.admin.none[what]} /> : <Table id={what} caption={w.admin.tab[what]} hideCaption rows={items} keyOf={(s) => s.id} file={`concord-${what}`} columns={[
          { key: 'id', head: w.admin.tab[what], cell: (s) => s.label ?? s.name ?? (s.how ? w.admin.how(s.how) : s.id), value: (s) => s.label ?? s.id },
          ...(everybody ? [{ key: 'who', head: w.admin.whose, cell: who, value: who }] : []),
          { key: 'made', head: w.admin.since, cell: (s) => <span class="n">{moment(s.made)}</span>, value: (s) => s.made ?? '' },
          { key: 'seen', head: what === 'tokens' ? w.admin.until : w.admin.seen, cell: (s) => <span class="n">{moment(s.until ?? s.seen)}</span>, value: (s) => s.until ?? s.seen ?? '' },
          { key: 'end', head: w.admin.end, cell: (s) => (s.current ? <span class="mu">{w.admin.current}</span> : <button class="link" onClick={() => void end(s.id)}>{w.admin.endOne}</button>), value: () => '', fixed: true },
        ]} />}
      </Wait>
    </>
  );
}

function Tokens() {
  const w = useWords(), [label, setLabel] = useState(''), [until, setUntil] = useState(() => new Date(Date.now() + 90 * 86400000).toISOString().slice(0, 10)), [chosen, setChosen] = useState<string[]>(['reader']), [faults, setFaults] = useState<Fault[]>([]), [token, setToken] = useState('');
  const make = async (e: Event) => {
    e.preventDefault();
    const wrong = [!label && { field: 'label', text: w.admin.needLabel }, !/^\d{4}-\d\d-\d\d$/.test(until) && { field: 'until', text: w.cases.needDate }].filter(Boolean) as Fault[];
    setFaults(wrong);
    if (wrong.length) return;
    try {
      setToken((await send<{ token: string }>('POST', '/api/v1/tokens', { label, roles: chosen, until }, crypto.randomUUID())).token);
      setLabel('');
    } catch (x) {
      setFaults([{ field: '', text: (x as Problem).detail }]);
    }
  };
  return (
    <>
      <Ending what="tokens" path="/api/v1/tokens" key={token} />
      <Section title={w.admin.newToken}>
        <Faults faults={faults} />
        {token && <div class="done" role="status"><p>{w.admin.tokenOnce}</p><p><code>{token}</code></p></div>}
        <form onSubmit={(e) => void make(e)} noValidate>
          <Text id="label" label={w.admin.label} hint={w.admin.labelHint} faults={faults} value={label} change={setLabel} width="mid" />
          <Text id="until" label={w.admin.until} hint={w.form.dateHint} faults={faults} value={until} change={setUntil} width="short" />
          <RoleBoxes chosen={chosen} change={setChosen} />
          <p class="acts"><button class="btn">{w.admin.newToken}</button></p>
        </form>
      </Section>
    </>
  );
}

function Password() {
  const w = useWords(), [old, setOld] = useState(''), [password, setPassword] = useState(''), [faults, setFaults] = useState<Fault[]>([]), [done, setDone] = useState(false);
  const change = async (e: Event) => {
    e.preventDefault();
    const wrong = [!old && { field: 'old', text: w.signin.needPassword }, password.length < 12 && { field: 'password', text: w.setup.needLong }].filter(Boolean) as Fault[];
    setFaults(wrong);
    if (wrong.length) return;
    try {
      await send('POST', '/api/v1/password', { old, password });
      setDone(true);
      setOld('');
      setPassword('');
    } catch (x) {
      setFaults([{ field: '', text: (x as Problem).detail }]);
    }
  };
  return (
    <Section title={w.admin.password}>
      <Faults faults={faults} />
      {done && <p class="done" role="status">{w.admin.changed}</p>}
      <form onSubmit={(e) => void change(e)} noValidate>
        <Text id="old" label={w.admin.oldPassword} faults={faults} value={old} change={setOld} type="password" auto="current-password" width="mid" />
        <Text id="password" label={w.admin.newPassword} hint={w.setup.passwordHint} faults={faults} value={password} change={setPassword} type="password" auto="new-password" width="mid" />
        <p class="acts"><button class="btn">{w.admin.change}</button></p>
      </form>
    </Section>
  );
}

// One-time codes: a key for the app, and a code of it before it counts.
function Factor() {
  const w = useWords(), [key, setKey] = useState<{ key: string; uri: string } | null>(null), [code, setCode] = useState(''), [faults, setFaults] = useState<Fault[]>([]), [said, setSaid] = useState('');
  const fail = (x: unknown) => setFaults([{ field: '', text: (x as Problem).detail }]);
  const confirm = async (e: Event) => {
    e.preventDefault();
    try {
      await send('POST', '/api/v1/code/confirm', { code });
      setKey(null);
      setFaults([]);
      setSaid(w.admin.factorOn);
    } catch (x) {
      fail(x);
    }
  };
  return (
    <Section title={w.admin.factor}>
      <Faults faults={faults} />
      {said && <p class="done" role="status">{said}</p>}
      {key
        ? <form onSubmit={(e) => void confirm(e)} noValidate><p class="text">{w.admin.factorSay}</p><p><code class="strong">{key.key}</code></p><Text id="code" label={w.signin.code} value={code} change={setCode} auto="one-time-code" width="short" /><p class="acts"><button class="btn">{w.admin.confirm}</button></p></form>
        : <p class="acts"><button class="btn s" onClick={() => void send<{ key: string; uri: string }>('POST', '/api/v1/code', {}).then(setKey, fail)}>{w.admin.factorBegin}</button><button class="link" onClick={() => void send('DELETE', '/api/v1/code').then(() => setSaid(w.admin.factorEnded), fail)}>{w.admin.factorEnd}</button></p>}
    </Section>
  );
}

function Passkeys() {
  const w = useWords(), list = useGet<{ items: { id: string; label: string; made: string; seen?: string }[] }>('/api/v1/passkeys'), [label, setLabel] = useState(''), [faults, setFaults] = useState<Fault[]>([]);
  const fail = (x: unknown) => setFaults([{ field: '', text: x instanceof Problem ? x.detail : w.signin.passkeyFailed }]);
  const add = (e: Event) => {
    e.preventDefault();
    if (!label) return setFaults([{ field: 'device', text: w.admin.needLabel }]);
    void newPasskey(label, node.name).then(() => { setLabel(''); setFaults([]); list.again(); }, fail);
  };
  return (
    <Section title={w.admin.passkeys}>
      <p class="text mu">{w.admin.passkeySay}</p>
      <Faults faults={faults} />
      <Wait of={list} what={w.admin.passkeys}>
        {({ items }) => items.length === 0 ? <p>{w.admin.noPasskeys}</p> : <ul class="rows">{items.map((p) => <li key={p.id}><strong>{p.label}</strong> <span class="mu sm">{moment(p.made)}</span> <button class="link" onClick={() => void send('DELETE', '/api/v1/passkeys/' + p.id).then(list.again, fail)}>{w.admin.endOne}<span class="vh"> {p.label}</span></button></li>)}</ul>}
      </Wait>
      {passkeysHere() ? <form onSubmit={add} noValidate><Text id="device" label={w.admin.passkeyLabel} faults={faults} value={label} change={setLabel} width="mid" /><p class="acts"><button class="btn s">{w.admin.passkeyNew}</button></p></form> : <p class="mu sm">{w.admin.noPasskeysHere}</p>}
    </Section>
  );
}

function Me() {
  const w = useWords(), me = session.use();
  return (
    <>
      <dl class="pairs"><dt>{w.signin.name}</dt><dd>{me?.name}</dd><dt>{w.admin.roles}</dt><dd>{me?.roles.map((r) => <p key={r}>{w.admin.role[r as keyof typeof w.admin.role] ?? r}</p>)}</dd></dl>
      <Password />
      <Factor />
      <Passkeys />
      <p class="acts"><button class="btn s" onClick={signOut}>{w.signin.out}</button></p>
    </>
  );
}

function Node() {
  const w = useWords(), keys = useGet<Key[]>('/api/v1/key/list'), list = useGet<unknown[]>('/api/v1/norm/list'), records = useGet<{ size: number }>('/api/v1/records', { limit: '1' });
  const people = keys.data?.filter((k) => k.role === 'person').length ?? 0;
  const step = (done: boolean, text: string, command?: string) => <li><Glyph s={done ? 'satisfied' : 'unknown'} /><div><p>{text}</p>{command && <pre>{command}</pre>}</div></li>;
  return (
    <>
      <dl class="pairs"><dt>{w.admin.name}</dt><dd>{node.name}</dd><dt>{w.admin.logKey}</dt><dd><code>{node.key}</code> <a href="/log/keys">{w.log.keys}</a></dd><dt>{w.admin.entries}</dt><dd><a href="/log">{records.data ? number(records.data.size) : '…'}</a></dd></dl>
      <Section title={w.admin.first}>
        <ul class="check">
          {step(true, w.admin.named(node.name))}
          {step(!!list.data?.length, w.admin.loaded(number(list.data?.length ?? 0)), list.data?.length === 0 ? 'concord norm check' : undefined)}
          {step(people > 0, people ? w.admin.peopleKeys(people) : w.admin.noPeopleKeys, people ? undefined : 'concord key add --role risk-owner')}
          {step(false, w.admin.witness, 'concord log witness https://witness.example')}
        </ul>
      </Section>
    </>
  );
}

export default function Admin({ at }: { at: string[] }) {
  const w = useWords(), me = session.use(), tab = at[0] ?? 'me';
  if (me === null) return <NeedsSignIn title={w.admin.title} why={w.admin.closed}><p><a href="/setup">{w.setup.title}</a></p></NeedsSignIn>;
  if (me === undefined) return <p class="wait" />;
  return (
    <>
      <Title page={w.menu.admin} lead={w.admin.lead}>{w.admin.title}</Title>
      <AdminTabs now={tab} />
      {tab === 'people' ? <People at={at.slice(1)} key={at.join('/')} /> : tab === 'policy' ? <Policies /> : tab === 'proposals' ? <Waiting /> : tab === 'sessions' ? <Ending what="sessions" path="/api/v1/sessions" /> : tab === 'tokens' ? <Tokens /> : tab === 'node' ? <Node /> : <Me />}
    </>
  );
}
