// The keys that somebody signs with: which there are, taking one away, and proposing another, a key that nobody has or one that is made for it. Whose a key
// is says for whom it signs, so another administrator has to agree.
import { useState } from 'preact/hooks';
import { Problem, send, useGet } from '../lib/api';
import { say, useWords } from '../lib/i18n';
import { Section, Wait } from '../ui/bits';
import { Faults, Field, type Fault } from '../ui/form';
import type { Person } from './admin_people';
import type { Given } from './hand_over';
import { labelIn, useLists } from './law';
import type { OwnKey } from './two_persons';

type Done = (say: string, given?: Given) => void;

// What is sent has its own number, so that a second press is no second proposal.
function Proposing({ id, label, hint, options, button, what, done }: { id: string; label: string; hint: string; options: [string, string][]; button: string; what: (v: string) => [string, unknown]; done: Done }) {
  const w = useWords(), [value, setValue] = useState(''), [faults, setFaults] = useState<Fault[]>([]), [once, setOnce] = useState(() => crypto.randomUUID());
  const submit = async (e: Event) => {
    e.preventDefault();
    setFaults(value ? [] : [{ field: id, text: w.people.needChoice }]);
    if (!value) return;
    try {
      done('', await send<Given>('POST', ...what(value), once));
      setOnce(crypto.randomUUID());
      setValue('');
    } catch (x) {
      if ((x as Problem).status) setOnce(crypto.randomUUID());
      setFaults([{ field: '', text: (x as Problem).detail }]);
    }
  };
  return (
    <form onSubmit={(e) => void submit(e)} noValidate>
      <Faults faults={faults} />
      <Field id={id} label={label} hint={hint} faults={faults}>
        {(more) => <select {...more} value={value} onChange={(e) => setValue((e.target as HTMLSelectElement).value)}><option value="">–</option>{options.map(([v, t]) => <option key={v} value={v}>{t}</option>)}</select>}
      </Field>
      <p class="acts"><button class="btn s">{button}</button></p>
    </form>
  );
}

export function KeysOf({ p, name, done, free }: { p: Person; name: string; done: Done; free: (key: string) => void }) {
  const w = useWords(), keys = useGet<OwnKey[]>('/api/v1/key/people'), people = useGet<{ items: Person[] }>('/api/v1/people'), lists = useLists();
  return (
    <Section title={w.people.keys}>
      {p.keys?.length ? <ul class="rows">{p.keys.map((k) => <li key={k}><code>{k}</code> <button class="btn s" aria-label={`${w.people.free} ${k}`} onClick={() => free(k)}>{w.people.free}</button></li>)}</ul> : <p>{w.people.noKeys}</p>}
      <Wait of={keys} names={[people, lists]} what={w.people.keys}>
        {(all) => {
          const had = (people.data?.items ?? []).flatMap((x) => (x.id === p.id ? x.keys : x.held) ?? []), left = all.filter((k) => !had.includes(k.name)); // a key that was another's is for good
          return (
            <>
              {left.length > 0 && <Proposing key={left.length} id="give" label={w.people.give} hint={p.let_in_by_one === false ? w.people.giveHint : w.hand.keyed(name)} options={left.map((k) => [k.name, w.two.keyOf(labelIn(lists.data, 'people_roles', k.role), k.name)])} button={w.people.giveYes} what={(key) => [`/api/v1/people/${p.id}/keys`, { key }]} done={done} />}
              <Proposing id="make" label={w.people.make} hint={w.people.makeHint} options={(lists.data?.people_roles ?? []).map((r) => [r.id, say(r.label)])} button={w.people.makeYes} what={(role) => ['/api/v1/key/add', { flags: { role } }]} done={done} />
            </>
          );
        }}
      </Wait>
    </Section>
  );
}
