// What takes two persons: commands that wait for another administrator, and records (a waiver, a policy) that count once a second person has signed.
import { useState } from 'preact/hooks';
import { Problem, may, run, send, useGet } from '../lib/api';
import { day, moment } from '../lib/format';
import { say, useWords } from '../lib/i18n';
import { Chip, Cite, Empty, Section, T, Wait } from '../ui/bits';
import { Choice, Faults, Field, Text, type Fault } from '../ui/form';
import { Table } from '../ui/table';
import type { Person } from './admin_people';
import { labelIn, placeName, useLists, type Row as Instrument } from './law';
import type { SystemRow } from './systems';

export interface Signed {
  seq: number;
  id: string;
  kind: string;
  time: string;
  refs: { role: string; to: string }[];
  body: { system?: string; duty?: string; market?: string; role?: string; owner_role?: string; reason?: string; until?: string; owner?: string; decision?: string };
}

const twoPerson = ['waiver/1', 'policy/1'];
export const takesTwo = (kind: string) => twoPerson.includes(kind);
const votesOf = (all: Signed[], r: { id: string }) => all.filter((x) => x.kind === 'approval/1' && x.refs.some((f) => f.role === 'approves' && f.to === r.id));
const today = () => new Date().toISOString().slice(0, 10);
const waits = (all: Signed[]) => all.filter((r) => takesTwo(r.kind) && votesOf(all, r).length === 0 && (!r.body.until || r.body.until >= today()));

// By name: which duty of which system is set aside, or whose limits these are.
function Name({ r }: { r: Signed }) {
  const w = useWords(), systems = useGet<SystemRow[]>('/api/v1/system/list'), instruments = useGet<Instrument[]>('/api/v1/norm/list'), lists = useLists(), b = r.body;
  const system = systems.data?.find((s) => s.id === b.system)?.name ?? b.system;
  if (r.kind === 'policy/1') return <>{w.two.policy(b.owner ?? '')} <span class="sm mu">{system ? <T v={system} /> : w.two.allSystems}</span></>;
  return <><Cite title={instruments.data?.find((i) => i.id === b.duty?.split('/')[0])?.title ?? b.duty} id={b.duty ?? ''} /> <span class="sm mu"><T v={system} />{b.market && w.placed(placeName(lists.data, b.market))}</span></>;
}

// Commands: what one administrator proposed, another approves word for word.
function Proposals() {
  const w = useWords(), list = useGet<{ items: { id: string; op: string; person: string; made: string; body: string }[] }>('/api/v1/proposals'), people = useGet<{ items: Person[] }>('/api/v1/people'), [fault, setFault] = useState('');
  const decide = (id: string, decision: string) => send('POST', `/api/v1/proposals/${id}`, { decision }).then(() => list.again(), (x: Problem) => setFault(x.detail));
  const by = (id: string) => people.data?.items.find((p) => p.id === id)?.name || id;
  return (
    <>
      {fault && <p class="problem" role="alert">{fault}</p>}
      <Wait of={list} what={w.admin.proposals}>
        {({ items }) => items.length === 0 ? <Empty title={w.admin.noProposals} /> : <Table id="proposals" caption={w.admin.proposals} rows={items} keyOf={(p) => p.id} file="concord-proposals" columns={[
          { key: 'op', head: w.admin.command, cell: (p) => <><code>concord {p.op}</code><pre>{p.body}</pre></>, value: (p) => p.op },
          { key: 'by', head: w.admin.by, cell: (p) => by(p.person), value: (p) => by(p.person) },
          { key: 'made', head: w.admin.since, cell: (p) => moment(p.made), value: (p) => p.made },
          { key: 'do', head: w.admin.decide, cell: (p) => <span class="acts"><button class="btn" onClick={() => void decide(p.id, 'approve')}>{w.admin.approve}</button><button class="btn s" onClick={() => void decide(p.id, 'refuse')}>{w.admin.refuse}</button></span>, value: () => '', fixed: true },
        ]} />}
      </Wait>
    </>
  );
}

function Records() {
  const w = useWords(), all = useGet<Signed[]>('/api/v1/log/show'), lists = useLists();
  return (
    <Wait of={all} what={w.two.records}>
      {(log) => {
        const rows = waits(log).reverse();
        return rows.length === 0 ? <Empty title={w.two.noRecords} /> : <Table id="waiting" caption={w.two.recordsCaption} rows={rows} keyOf={(r) => String(r.seq)} file="concord-waiting" columns={[
          { key: 'what', head: w.log.content, cell: (r) => <><a href={`/log/${r.seq}`}>{w.log.kindOf(r.kind)}</a> <Name r={r} /></>, value: (r) => `${r.kind} ${r.body.duty ?? r.body.owner ?? ''}` },
          { key: 'by', head: w.admin.by, cell: (r) => labelIn(lists.data, 'people_roles', r.body.role ?? r.body.owner_role ?? ''), value: (r) => r.body.role ?? r.body.owner_role ?? '' },
          { key: 'until', head: w.admin.until, cell: (r) => day(r.body.until), value: (r) => r.body.until ?? '' },
          { key: 'made', head: w.admin.since, cell: (r) => moment(r.time), value: (r) => r.time },
        ]} />;
      }}
    </Wait>
  );
}

export function Waiting() {
  const w = useWords();
  return <>{may('administrator') && <Proposals />}<Section title={w.two.records}><Records /></Section></>;
}

// The role in which one signs, and the name of one's own key: what each signature takes.
export function Signer({ role, setRole, mine, setMine, faults }: { role: string; setRole: (v: string) => void; mine: string; setMine: (v: string) => void; faults: Fault[] }) {
  const w = useWords(), lists = useLists();
  return (
    <>
      <Field id="role" label={w.two.role} hint={w.two.roleHint} faults={faults}>{(more) => <select {...more} value={role} onChange={(e) => setRole((e.target as HTMLSelectElement).value)}><option value="">–</option>{(lists.data?.people_roles ?? []).map((r) => <option key={r.id} value={r.id}>{say(r.label)}</option>)}</select>}</Field>
      <Text id="key" label={w.cases.key} hint={w.two.keyHint} faults={faults} value={mine} change={setMine} width="mid" />
    </>
  );
}
export const signerFaults = (w: ReturnType<typeof useWords>, role: string, mine: string) => [!role && { field: 'role', text: w.two.needRole }, !mine && { field: 'key', text: w.two.needKey }];

// Of a record that takes two: who has signed, and for an officer the second signature.
export function Second({ r }: { r: { id: string; seq: number; kind: string; body: unknown } }) {
  const w = useWords(), all = useGet<Signed[]>('/api/v1/log/show'), lists = useLists();
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
      <Wait of={all} what={w.two.title}>
        {(log) => {
          const votes = votesOf(log, r), mine = log.find((x) => x.id === r.id);
          return (
            <>
              {mine && <p class="strong"><Name r={mine} />{mine.body.until && ` · ${w.law.until(day(mine.body.until))}`}</p>}
              {votes.length === 0 ? <p><Chip s="unknown">{w.alerts.kind('proposal')}</Chip> {w.two.waitsSay}</p> : <ul class="rows">{votes.map((v) => <li key={v.seq}><Chip s={v.body.decision === 'approve' ? 'satisfied' : 'failed'}>{v.body.decision === 'approve' ? w.two.approved : w.two.refused}</Chip> {labelIn(lists.data, 'people_roles', v.body.role ?? '')}, {day(v.time)} <a class="sm" href={`/log/${v.seq}`}>{w.log.number(v.seq)}</a>{v.body.reason && <p>{v.body.reason}</p>}</li>)}</ul>}
              {votes.length === 0 && may('officer') && (
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
