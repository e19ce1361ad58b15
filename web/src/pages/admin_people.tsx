// People of the node: who may do what. An administrator invites, changes roles, gives a new link and ends; what cannot be taken back is told word for word before.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Problem, roles, send, session, useGet } from '../lib/api';
import { day } from '../lib/format';
import { useWords } from '../lib/i18n';
import { go } from '../lib/router';
import { Section, Wait } from '../ui/bits';
import { Faults, Text, type Fault } from '../ui/form';
import { Table } from '../ui/table';
import { HandOver, type Given } from './hand_over';
import { KeysOf } from './person_keys';

export interface Person {
  id: string;
  name?: string;
  roles: string[];
  made?: string;
  ended?: string | null;
  keys?: string[];
  held?: string[]; // all they ever had
  let_in_by_one?: boolean; // missing: not known, and then as if
}

const shortRole = (w: ReturnType<typeof useWords>, r: string) => w.admin.role[r as keyof typeof w.admin.role]?.split(/[:：]/)[0] ?? r;
const rolesOf = (w: ReturnType<typeof useWords>, list: string[]) => roles.filter((r) => list.includes(r)).map((r) => shortRole(w, r)).join(w.comma);
const same = (a: string[], b: string[]) => a.length === b.length && a.every((x) => b.includes(x));

export function RoleBoxes({ chosen, change }: { chosen: string[]; change: (r: string[]) => void }) {
  const w = useWords();
  return <fieldset class="field" id="roles" tabIndex={-1}><legend>{w.admin.roles}</legend><div class="choices many">{roles.map((r) => <label key={r} class="choice"><input type="checkbox" value={r} checked={chosen.includes(r)} onChange={(e) => change((e.target as HTMLInputElement).checked ? [...chosen, r] : chosen.filter((x) => x !== r))} /><span>{w.admin.role[r]}</span></label>)}</div></fieldset>;
}

function List() {
  const w = useWords(), list = useGet<{ items: Person[] }>('/api/v1/people'), [name, setName] = useState(''), [chosen, setChosen] = useState<string[]>(['reader']), [faults, setFaults] = useState<Fault[]>([]), [given, setGiven] = useState<Given>(), [once, setOnce] = useState(() => crypto.randomUUID());
  const invite = async (e: Event) => {
    e.preventDefault();
    const wrong = [!name && { field: 'who', text: w.signin.needName }, !chosen.length && { field: 'roles', text: w.admin.needRole }].filter(Boolean) as Fault[];
    setFaults(wrong);
    setGiven(undefined);
    if (wrong.length) return;
    try {
      setGiven({ ...(await send<Given>('POST', '/api/v1/people', { name, roles: chosen }, once)), name });
      setOnce(crypto.randomUUID());
      setName('');
      list.again();
    } catch (x) {
      if ((x as Problem).status) setOnce(crypto.randomUUID()); // it was answered: what is sent next is another request
      setFaults([{ field: '', text: (x as Problem).detail }]);
    }
  };
  return (
    <>
      <Wait of={list} what={w.admin.tab.people}>
        {({ items }) => <Table id="people" hideCaption caption={w.admin.tab.people} rows={items} keyOf={(p) => p.id} file="concord-people" columns={[
          { key: 'name', head: w.signin.name, cell: (p) => p.ended ? <span class="mu">{p.id} {w.people.endedOn(day(p.ended))}</span> : <a href={`/admin/people/${p.id}`}>{p.name || p.id}</a>, value: (p) => p.name || p.id },
          { key: 'roles', head: w.admin.roles, cell: (p) => rolesOf(w, p.roles), value: (p) => p.roles.join(' ') },
          { key: 'made', head: w.admin.since, cell: (p) => <span class="n">{day(p.made)}</span>, value: (p) => p.made ?? '' },
        ]} />}
      </Wait>
      <Section title={w.admin.invite}>
        <p class="text mu">{w.admin.inviteSay}</p>
        <Faults faults={faults} />
        <HandOver of={given} />
        <form onSubmit={(e) => void invite(e)} noValidate>
          <Text id="who" label={w.signin.name} faults={faults} value={name} change={setName} width="mid" />
          <RoleBoxes chosen={chosen} change={setChosen} />
          {chosen.includes('administrator') && <p class="hint" role="status">{w.hand.two}</p>}
          <p class="acts"><button class="btn">{w.admin.invite}</button></p>
        </form>
      </Section>
    </>
  );
}

// What is about to be done, in words, and the two ways on; the heading has the focus, so that it is read before the button.
function Confirm({ title, children, yes, act, back }: { title: string; children: ComponentChildren; yes: string; act: () => Promise<void>; back: () => void }) {
  const w = useWords(), ref = useRef<HTMLHeadingElement>(null), [busy, setBusy] = useState(false), [fault, setFault] = useState('');
  useEffect(() => ref.current?.focus(), []);
  const go_ = () => {
    setBusy(true);
    act().catch((x: Problem) => { setFault(x.detail); setBusy(false); });
  };
  return (
    <section class="confirm" aria-labelledby="confirm-h">
      <h2 class="h" id="confirm-h" tabIndex={-1} ref={ref}>{title}</h2>
      {children}
      {fault && <p class="problem" role="alert">{fault}</p>}
      <p class="acts"><button class="btn" disabled={busy} onClick={go_}>{yes}</button><button class="btn s" onClick={back}>{w.people.back}</button></p>
    </section>
  );
}

function Roles({ p, name, done }: { p: Person; name: string; done: (say: string, given?: Given) => void }) {
  const w = useWords(), [chosen, setChosen] = useState(p.roles), [asked, setAsked] = useState(false), [faults, setFaults] = useState<Fault[]>([]);
  const submit = (e: Event) => {
    e.preventDefault();
    const wrong = [!chosen.length && { field: 'roles', text: w.admin.needRole }, same(chosen, p.roles) && { field: 'roles', text: w.people.sameRoles }].filter(Boolean) as Fault[];
    setFaults(wrong);
    setAsked(!wrong.length);
  };
  if (asked)
    return (
      <Confirm title={w.people.rolesTitle(name)} yes={w.people.rolesYes} back={() => setAsked(false)} act={async () => { const r = await send<Given | undefined>('POST', `/api/v1/people/${p.id}/roles`, { roles: chosen }); setAsked(false); if (r) setChosen(p.roles); done(r ? '' : w.people.rolesDone(name, rolesOf(w, chosen)), r); }}>
        <dl class="pairs"><dt>{w.people.before}</dt><dd>{rolesOf(w, p.roles)}</dd><dt>{w.people.after}</dt><dd class="strong">{rolesOf(w, chosen)}</dd></dl>
        <p class="text">{chosen.includes('administrator') && !p.roles.includes('administrator') ? w.hand.raise(name) : w.people.rolesSay}</p>
      </Confirm>
    );
  return (
    <Section title={w.people.changeRoles}>
      <Faults faults={faults} />
      <form onSubmit={submit} noValidate><RoleBoxes chosen={chosen} change={setChosen} /><p class="acts"><button class="btn">{w.people.changeRoles}</button></p></form>
    </Section>
  );
}

type Doing = '' | 'end' | 'reset' | 'free';

function One({ id }: { id: string }) {
  const w = useWords(), person = useGet<Person>('/api/v1/people/' + id), me = session.use(), [doing, setDoing] = useState<Doing>(''), [said, setSaid] = useState(''), [given, setGiven] = useState<Given>(), [key, setKey] = useState('');
  const done = (say: string, what?: Given) => {
    setDoing('');
    setSaid(say);
    setGiven(what);
    person.again();
  };
  const begin = (what: Doing) => {
    setSaid('');
    setGiven(undefined);
    setDoing(what);
  };
  return (
    <>
      <p class="up"><a href="/admin/people">{w.admin.tab.people}</a></p>
      <Wait of={person} what={w.admin.tab.people}>
        {(p) => {
          const name = p.name || p.id, mine = me?.id ? me.id === p.id : me?.name === p.name;
          if (doing === 'end')
            return (
              <Confirm title={w.people.endTitle(name)} yes={w.people.endYes(name)} back={() => setDoing('')} act={async () => { await send('DELETE', `/api/v1/people/${p.id}`); go('/admin/people'); }}>
                <ul class="text">{w.people.endSay.map(([what, more]) => <li key={what}><strong>{what}</strong> {more}</li>)}</ul>
                {mine && <p class="strong">{w.people.endMe}</p>}
              </Confirm>
            );
          if (doing === 'reset')
            return (
              <Confirm title={w.people.resetTitle(name)} yes={w.people.resetYes} back={() => setDoing('')} act={async () => done('', await send<Given>('POST', `/api/v1/people/${p.id}/reset`, {}))}>
                <p class="text">{p.roles.includes('administrator') ? w.hand.raise(name) : w.people.resetSay}</p>
              </Confirm>
            );
          if (doing === 'free')
            return (
              <Confirm title={w.people.freeTitle(key, name)} yes={w.people.freeYes} back={() => setDoing('')} act={async () => { await send('POST', `/api/v1/people/${p.id}/keys`, { key, free: true }); done(w.people.freed(key)); }}>
                <p class="text">{w.people.freeSay}</p>
              </Confirm>
            );
          return (
            <>
              <h2 class="h">{name}</h2>
              {said && <p class="done" role="status">{said}</p>}
              <HandOver of={given} />
              <dl class="pairs"><dt>{w.log.id}</dt><dd><code>{p.id}</code></dd><dt>{w.admin.roles}</dt><dd>{rolesOf(w, p.roles)}</dd><dt>{w.admin.since}</dt><dd>{day(p.made)}</dd></dl>
              <Roles p={p} name={name} done={done} key={p.roles.join()} />
              <KeysOf p={p} name={name} done={done} free={(k) => { setKey(k); begin('free'); }} />
              <Section title={w.people.more}>
                <p class="acts"><button class="btn s" onClick={() => begin('reset')}>{w.people.reset}</button><button class="btn s" onClick={() => begin('end')}>{w.people.end}</button></p>
              </Section>
            </>
          );
        }}
      </Wait>
    </>
  );
}

export const People = ({ at }: { at: string[] }) => (at[0] ? <One id={at[0]} /> : <List />);
