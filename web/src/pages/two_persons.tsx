// What takes two persons: commands that wait for another administrator, and records (a waiver, a policy) that count once a second person has signed.
// Which of them wait, what counts as approved and whether this person may sign is the node's to say (`concord waiting`), never worked out here.
import { useEffect, useState } from 'preact/hooks';
import { Problem, may, run, send, session, useGet } from '../lib/api';
import { day, moment, number } from '../lib/format';
import { useWords, type Text as Words } from '../lib/i18n';
import { Chip, Cite, Empty, Section, T, Wait, type Status } from '../ui/bits';
import { Choice, Faults, Field, Text, type Fault } from '../ui/form';
import { Table } from '../ui/table';
import type { Person } from './admin_people';
import { HandOver, type Given } from './hand_over';
import { labelIn, placeName, useLists, type Lists, type Row as Instrument } from './law';
import type { SystemRow } from './systems';

export interface OwnKey {
  name: string;
  role: string;
}
interface Vote {
  seq: number;
  time: string;
  decision: string;
  role: string;
  reason?: string;
  counts: boolean;
  weight: string;
}
interface WaitingRow {
  what: string;
  kind: string;
  title: Words;
  state: string;
  seq?: number;
  since: string;
  until?: string;
  by?: { role?: string };
  system?: string;
  duty?: string;
  market?: string;
  owner?: string;
  may?: boolean; // missing: nobody in particular asks
  why_not?: string;
  votes?: Vote[];
}
interface WaitingList {
  total: number;
  items: WaitingRow[];
}

const twoPerson = ['waiver/1', 'policy/1'];
export const takesTwo = (kind: string) => twoPerson.includes(kind);
const stateStatus: Record<string, Status> = { waiting: 'unknown', approved: 'satisfied', refused: 'failed', uncounted: 'failed' };

// The lists that ids of these records are found in.
const useNames = () => ({ systems: useGet<SystemRow[]>('/api/v1/system/list'), instruments: useGet<Instrument[]>('/api/v1/norm/list'), lists: useLists() });

// By name: which duty of which system is set aside, or whose limits these are.
function Name({ r, names: { systems, instruments, lists } }: { r: WaitingRow; names: ReturnType<typeof useNames> }) {
  const w = useWords(), system = systems.data?.find((s) => s.id === r.system)?.name ?? r.system;
  if (!r.duty) return <>{r.owner ? w.two.policy(r.owner) : <T v={r.title} />} {r.owner && <span class="sm mu">{system ? <T v={system} /> : w.two.allSystems}</span>}</>;
  return <><Cite title={instruments.data?.find((i) => i.id === r.duty?.split('/')[0])?.title ?? r.duty} id={r.duty} /> <span class="sm mu"><T v={system} />{r.market && w.placed(placeName(lists.data, r.market))}</span></>;
}

interface Proposal {
  id: string;
  op: string;
  person: string;
  made: string;
  body: string;
}

// Commands: what one administrator proposed, another approves word for word.
function Proposals() {
  const w = useWords(), list = useGet<{ items: Proposal[] }>('/api/v1/proposals'), people = useGet<{ items: Person[] }>('/api/v1/people'), me = session.use(), [fault, setFault] = useState(''), [given, setGiven] = useState<Given>(), [done, setDone] = useState<string[]>([]);
  // Once each; a link that was shown stays until another comes.
  const decide = async ({ id, op, body }: Proposal, decision: string) => {
    setFault('');
    setDone((all) => [...all, id]);
    try {
      const r = await send<Given | undefined>('POST', `/api/v1/proposals/${id}`, { decision }, `${decision}-${id}`);
      if (r?.link) setGiven({ ...r, name: op === 'person add' ? (JSON.parse(body) as { args: string[] }).args[0] : by(r.id ?? '') });
    } catch (x) {
      setFault((x as Problem).detail);
      setDone((all) => all.filter((d) => d !== id));
    }
    list.again();
  };
  const by = (id: string) => people.data?.items.find((p) => p.id === id)?.name || id, anew = (id: string) => people.data?.items.find((p) => p.id === id)?.let_in_by_one, idsIn = (body: string) => [...new Set(body.match(/\bp-[0-9a-f]{16}\b/g) ?? [])];
  return (
    <>
      {fault && <p class="problem" role="alert">{fault}</p>}
      <HandOver of={given} approved />
      <Wait of={list} names={[people]} what={w.admin.proposals}>
        {({ items }) => items.length === 0 ? <Empty title={w.admin.noProposals} /> : <Table id="proposals" caption={w.admin.proposals} rows={items} keyOf={(p) => p.id} file="concord-proposals" columns={[
          { key: 'op', head: w.admin.command, cell: (p) => <><code>concord {p.op}</code><pre>{p.body}</pre>{idsIn(p.body).map((id) => <div class="sm" key={id}><p><code>{id}</code> {by(id)}</p>{p.op === 'person key' && anew(id) && <p>{w.hand.anew(by(id))}</p>}</div>)}</>, value: (p) => p.op },
          { key: 'by', head: w.admin.by, cell: (p) => by(p.person), value: (p) => by(p.person) },
          { key: 'made', head: w.admin.since, cell: (p) => <span class="n">{moment(p.made)}</span>, value: (p) => p.made },
          { key: 'do', head: w.admin.decide, cell: (p) => <span class="acts">{me?.id === p.person ? <span class="sm mu">{w.two.whyNot('same-person')}</span> : <button class="btn" disabled={done.includes(p.id)} onClick={() => void decide(p, 'approve')}>{w.admin.approve}</button>}<button class="btn s" disabled={done.includes(p.id)} onClick={() => void decide(p, 'refuse')}>{w.admin.refuse}</button></span>, value: () => '', fixed: true },
        ]} />}
      </Wait>
    </>
  );
}

// What the signed-in person can do about it, in a word.
function Yours({ r }: { r: WaitingRow }) {
  const w = useWords();
  return r.may === undefined ? null : <span class={r.may ? 'strong' : 'sm mu'}>{r.may ? w.two.youMay : w.two.whyNot(r.why_not ?? '')}</span>;
}

function Records() {
  const w = useWords(), all = useGet<WaitingList>('/api/v1/waiting', { limit: '200' }), names = useNames();
  return (
    <Wait of={all} names={Object.values(names)} what={w.two.records}>
      {({ items, total }) => {
        const rows = items.filter((r) => r.what === 'record').reverse();
        return rows.length === 0 ? <Empty title={w.two.noRecords} /> : (
          <>
            <Table id="waiting" caption={w.two.recordsCaption} rows={rows} keyOf={(r) => String(r.seq)} file="concord-waiting" columns={[
              { key: 'what', head: w.log.content, cell: (r) => <><a href={`/log/${r.seq}`}>{w.log.kindOf(r.kind)}</a> <Name r={r} names={names} /></>, value: (r) => `${r.kind} ${r.duty ?? r.owner ?? ''}` },
              { key: 'by', head: w.admin.by, cell: (r) => labelIn(names.lists.data, 'people_roles', r.by?.role ?? ''), value: (r) => r.by?.role ?? '' },
              { key: 'until', head: w.admin.until, cell: (r) => <span class="n">{day(r.until)}</span>, value: (r) => r.until ?? '' },
              { key: 'made', head: w.admin.since, cell: (r) => <span class="n">{moment(r.since)}</span>, value: (r) => r.since },
              { key: 'you', head: w.two.you, cell: (r) => <Yours r={r} />, value: (r) => (r.may === undefined ? '' : r.may ? 'may' : r.why_not ?? '') },
            ]} />
            {total > items.length && <p class="mu">{w.two.more(number(total - items.length))} <code>concord waiting --from {items.length}</code></p>}
          </>
        );
      }}
    </Wait>
  );
}

export function Waiting() {
  const w = useWords();
  return <>{may('administrator') && <Proposals />}<Section title={w.two.records}><Records /></Section></>;
}

// Which of one's own keys signs, and with it in which role: what each signature takes. The only one is chosen; where there is none, it says who gives one.
export function Signer({ mine, setRole, setMine, faults }: { role?: string; setRole: (v: string) => void; mine: string; setMine: (v: string) => void; faults: Fault[] }) {
  const w = useWords(), lists = useLists(), keys = useGet<OwnKey[]>('/api/v1/key/mine'), only = keys.data?.length === 1 ? keys.data[0] : undefined;
  const choose = (k: OwnKey | undefined) => {
    setMine(k?.name ?? '');
    setRole(k?.role ?? '');
  };
  useEffect(() => {
    if (only && mine !== only.name) choose(only);
  }, [only?.name]);
  return (
    <Wait of={keys} names={[lists]} what={w.two.key}>
      {(list) => list.length === 0 ? <div class="field" id="key" tabIndex={-1}><p class="strong">{w.two.noKey}</p><p class="hint">{w.two.noKeySay}</p></div> : (
        <Field id="key" label={w.two.key} hint={w.two.keyHint} faults={faults}>
          {(more) => <select {...more} value={mine} onChange={(e) => choose(list.find((k) => k.name === (e.target as HTMLSelectElement).value))}>{list.length > 1 && <option value="">–</option>}{list.map((k) => <option key={k.name} value={k.name}>{w.two.keyOf(labelIn(lists.data, 'people_roles', k.role), k.name)}</option>)}</select>}
        </Field>
      )}
    </Wait>
  );
}
export const signerFaults = (w: ReturnType<typeof useWords>, role: string, mine: string) => [(!mine || !role) && { field: 'key', text: w.two.needKey }];

function Votes({ votes, lists }: { votes: Vote[]; lists: Lists | undefined }) {
  const w = useWords();
  return (
    <ul class="rows">
      {votes.map((v) => (
        <li key={v.seq}>
          <Chip s={!v.counts ? 'na' : v.decision === 'approve' ? 'satisfied' : 'failed'}>{v.counts ? (v.decision === 'approve' ? w.two.approved : w.two.refused) : w.two.uncounted}</Chip> {labelIn(lists, 'people_roles', v.role)}, {day(v.time)} <a class="sm n" href={`/log/${v.seq}`}>{w.log.number(v.seq)}</a>
          {!v.counts && <p class="sm mu">{w.two.weight(v.weight)}</p>}
          {v.reason && <p>{v.reason}</p>}
        </li>
      ))}
    </ul>
  );
}

// Of a record that takes two: where it stands, who has signed, and for whom the node lets the second signature.
export function Second({ r }: { r: { seq: number } }) {
  const w = useWords(), all = useGet<WaitingList>('/api/v1/waiting', { record: String(r.seq) }), names = useNames();
  const [decision, setDecision] = useState(''), [role, setRole] = useState(''), [key, setKey] = useState(''), [reason, setReason] = useState(''), [faults, setFaults] = useState<Fault[]>([]), [once, setOnce] = useState(() => crypto.randomUUID());
  const submit = async (e: Event) => {
    e.preventDefault();
    const wrong = [!decision && { field: 'decision', text: w.two.needDecision }, ...signerFaults(w, role, key)].filter(Boolean) as Fault[];
    setFaults(wrong);
    if (wrong.length) return;
    try {
      await run('approve', { args: [String(r.seq)], flags: { role, key, ...(decision === 'refuse' ? { refuse: true } : {}), ...(reason ? { reason } : {}) } }, once);
      setOnce(crypto.randomUUID());
      all.again();
    } catch (x) {
      setFaults([{ field: '', text: (x as Problem).detail }]);
    }
  };
  return (
    <Section title={w.two.title} id="second">
      <Wait of={all} names={Object.values(names)} what={w.two.title}>
        {({ items }) => {
          const mine = items[0];
          if (!mine) return null;
          const waits = mine.state === 'waiting', sign = waits && may('officer') && mine.may !== false;
          return (
            <>
              <p class="strong"><Name r={mine} names={names} />{mine.until && ` · ${w.law.until(day(mine.until))}`}</p>
              <p><Chip s={stateStatus[mine.state] ?? 'na'}>{w.two.stateOf(mine.state)}</Chip> {waits && w.two.waitsSay}</p>
              {!!mine.votes?.length && <Votes votes={mine.votes} lists={names.lists.data} />}
              {waits && mine.may === false && <p class="text">{w.two.whyNot(mine.why_not ?? '')}{mine.why_not === 'no-key' && <> {w.two.noKeySay}</>}</p>}
              {sign && (
                <>
                  <Faults faults={faults} />
                  <form onSubmit={(e) => void submit(e)} noValidate>
                    <Choice id="decision" label={w.admin.decide} faults={faults} value={decision} change={setDecision} options={[['approve', w.admin.approve], ['refuse', w.admin.refuse]]} />
                    <Signer role={role} setRole={setRole} mine={key} setMine={setKey} faults={faults} />
                    <Text id="reason" label={w.cases.reasons} value={reason} change={setReason} long />
                    <p class="hint">{w.cases.signed}</p>
                    <p class="acts"><button class="btn">{w.two.sign}</button></p>
                  </form>
                </>
              )}
            </>
          );
        }}
      </Wait>
    </Section>
  );
}
