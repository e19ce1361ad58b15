// The owner's limits: which policy holds today, and a new one, signed by one officer. It waits among what takes two persons until another approves.
import { useState } from 'preact/hooks';
import { Problem, may, run, useGet } from '../lib/api';
import { day } from '../lib/format';
import { say, useWords } from '../lib/i18n';
import { go } from '../lib/router';
import { Chip, Empty, Section, T, Wait, type Status } from '../ui/bits';
import { Faults, Field, Files, Text, type Fault } from '../ui/form';
import { Table } from '../ui/table';
import { labelIn, useLists, type Lists } from './law';
import type { SystemRow } from './systems';
import { Signer, signerFaults } from './two_persons';

interface Policy {
  seq: number;
  id: string;
  state: 'waiting' | 'refused' | 'ended' | 'replaced' | 'in-force';
  owner: string;
  role: string;
  system?: string;
  until?: string;
  sha256: string;
}
const order = ['in-force', 'waiting', 'replaced', 'ended', 'refused'];
const look: Record<string, Status> = { 'in-force': 'satisfied', waiting: 'unknown', refused: 'failed', replaced: 'na', ended: 'na' };
const isDay = (s: string) => /^\d{4}-\d\d-\d\d$/.test(s) && !Number.isNaN(Date.parse(s));
const useSystems = () => useGet<SystemRow[]>('/api/v1/system/list');

function Adopted({ rows, systems, lists }: { rows: Policy[]; systems: SystemRow[] | undefined; lists: Lists | undefined }) {
  const w = useWords();
  const sorted = [...rows].sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state) || b.seq - a.seq);
  return (
    <Table id="policies" caption={w.policy.caption} rows={sorted} keyOf={(p) => String(p.seq)} file="concord-policies" columns={[
      { key: 'owner', head: w.policy.whose, cell: (p) => <a href={`/log/${p.seq}`}>{w.two.policy(p.owner)}</a>, value: (p) => p.owner },
      { key: 'state', head: w.cases.state, cell: (p) => <Chip s={look[p.state] ?? 'unknown'}>{w.policy.state(p.state)}</Chip>, value: (p) => p.state },
      { key: 'system', head: w.systems.system, cell: (p) => (p.system ? <T v={systems?.find((s) => s.id === p.system)?.name ?? p.system} /> : w.two.allSystems), value: (p) => p.system ?? '' },
      { key: 'role', head: w.policy.signer, cell: (p) => labelIn(lists, 'people_roles', p.role), value: (p) => p.role },
      { key: 'until', head: w.admin.until, cell: (p) => p.until && <span class="n">{day(p.until)}</span>, value: (p) => p.until ?? '' },
      { key: 'sha256', head: w.policy.digest, cell: (p) => <span class="n"><code title={p.sha256}>{p.sha256.slice(0, 19)}…</code></span>, value: (p) => p.sha256 },
    ]} />
  );
}

function Adopt() {
  const w = useWords(), systems = useSystems(), [yaml, setYaml] = useState(''), [system, setSystem] = useState(''), [until, setUntil] = useState(''), [role, setRole] = useState(''), [mine, setMine] = useState(''), [faults, setFaults] = useState<Fault[]>([]), [once, setOnce] = useState(() => crypto.randomUUID());
  const take = async (e: Event) => {
    const f = (e.target as HTMLInputElement).files?.[0];
    if (!f) return;
    if (f.size > 1 << 20) return setFaults([{ field: 'file', text: w.policy.tooLarge }]);
    setFaults([]);
    setYaml(await f.text());
  };
  const submit = async (e: Event) => {
    e.preventDefault();
    const wrong = [!yaml.trim() && { field: 'text', text: w.policy.needText }, until && !isDay(until) && { field: 'until', text: w.cases.needDate }, ...signerFaults(w, role, mine)].filter(Boolean) as Fault[];
    setFaults(wrong);
    if (wrong.length) return;
    try {
      const r = await run<{ seq?: number }>('policy adopt', { args: ['policy.yaml'], flags: { signer: role, key: mine, ...(system ? { system } : {}), ...(until ? { until } : {}) }, files: { 'policy.yaml': yaml } }, once);
      go(r?.seq === undefined ? '/admin/proposals' : `/log/${r.seq}`);
    } catch (x) {
      if ((x as Problem).status >= 400 && (x as Problem).status < 500) setOnce(crypto.randomUUID()); // refused: what is mended is another request
      setFaults([{ field: '', text: (x as Problem).detail }]);
    }
  };
  return (
    <Section title={w.policy.adopt}>
      <p class="text">{w.policy.adoptSay}</p>
      <Faults faults={faults} />
      <form onSubmit={(e) => void submit(e)} noValidate>
        <Files id="file" label={w.policy.file} hint={w.policy.fileHint} faults={faults} accept=".yaml,.yml" take={(e) => void take(e)} />
        <Text id="text" label={w.policy.text} hint={w.policy.textHint} faults={faults} value={yaml} change={setYaml} long />
        <Field id="system" label={w.policy.forWhich}>{(more) => <select {...more} value={system} onChange={(e) => setSystem((e.target as HTMLSelectElement).value)}><option value="">{w.two.allSystems}</option>{(systems.data ?? []).map((s) => <option key={s.id} value={s.id}>{say(s.name ?? s.id)}</option>)}</select>}</Field>
        <Text id="until" label={w.waive.until} hint={w.policy.untilHint} faults={faults} value={until} change={setUntil} width="short" />
        <Signer role={role} setRole={setRole} mine={mine} setMine={setMine} faults={faults} />
        <p class="hint">{w.policy.signed}</p>
        <p class="acts"><button class="btn">{w.waive.sign}</button></p>
      </form>
    </Section>
  );
}

export function Policies() {
  const w = useWords(), list = useGet<Policy[]>('/api/v1/policy/list'), systems = useSystems(), lists = useLists();
  return (
    <>
      <Section title={w.policy.title}>
        <Wait of={list} names={[systems, lists]} what={w.policy.title}>
          {(rows) => (
            <>
              {!rows.some((p) => p.state === 'in-force') && <Empty title={w.policy.none}><p>{w.policy.noneSay}</p></Empty>}
              {rows.length > 0 && <Adopted rows={rows} systems={systems.data} lists={lists.data} />}
              {rows.some((p) => p.state === 'waiting') && may('officer') && <p><a href="/admin/proposals">{w.policy.toWaiting}</a></p>}
            </>
          )}
        </Wait>
      </Section>
      {may('officer') ? <Adopt /> : <p class="mu">{w.policy.needsOfficer}</p>}
    </>
  );
}
