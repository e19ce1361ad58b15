// Cases of a regulator: a manifest comes in, questions and answers, a counter-claim, a decision with reasons and a deadline, an appeal. Each step is a record.
import { useState } from 'preact/hooks';
import { Problem, get, may, send, session, useGet, type Ran } from '../lib/api';
import { download } from '../lib/csv';
import { day } from '../lib/format';
import { say, useWords } from '../lib/i18n';
import { glance } from '../lib/manifest';
import { go } from '../lib/router';
import { kept } from '../lib/draft';
import { Chip, Empty, Section, Cite, T, Title, Wait, type Status } from '../ui/bits';
import { Choice, Faults, Files, Text, type Fault } from '../ui/form';
import { Table } from '../ui/table';
import { NeedsSignIn } from './closed';
import { Attach, Documents, documentFaults, packed, type Document } from './documents';
import { labelIn, placeName, useLists, type Row as Instrument } from './law';
import type { SystemRow } from './systems';
import { Signer, signerFaults } from './two_persons';

export interface CaseRow {
  case: number;
  title: string;
  state: string;
  system?: string;
  party?: string;
  market?: string;
  on?: string;
  due?: string;
  overdue: boolean;
  outcome?: string;
}
interface Step {
  seq: number;
  step: string;
  role?: string;
  on?: string;
  text?: string;
  outcome?: string;
  reasons?: string;
  deadline?: string;
  late?: boolean;
  law?: string[];
  documents?: Document[];
}

const stateOf = (c: CaseRow): Status => (c.overdue ? 'failed' : c.state === 'final' || c.state === 'decided' ? 'satisfied' : c.state === 'withdrawn' ? 'na' : 'unknown');
const isDate = (s: string) => /^\d{4}-\d\d-\d\d$/.test(s) && !Number.isNaN(Date.parse(s));

function List() {
  const w = useWords(), list = useGet<{ items: CaseRow[] }>('/api/v1/cases');
  return (
    <>
      <Title page={w.menu.cases} lead={w.cases.lead}>{w.cases.title}</Title>
      <Wait of={list} what={w.menu.cases}>
        {({ items }) => items.length === 0 ? <Empty title={w.cases.none}><p>{w.cases.noneSay}</p></Empty> : (
          <Table id="cases" hideCaption caption={w.cases.caption} rows={items} keyOf={(c) => String(c.case)} file="concord-cases" columns={[
            { key: 'title', head: w.cases.one, cell: (c) => <a href={`/cases/${c.case}`}>{c.title}</a>, value: (c) => c.title },
            { key: 'state', head: w.cases.state, cell: (c) => <Chip s={stateOf(c)}>{w.cases.stateOf(c.state)}</Chip>, value: (c) => c.state },
            { key: 'party', head: w.cases.party, cell: (c) => c.party ?? '', value: (c) => c.party ?? '' },
            { key: 'due', head: w.cases.due, cell: (c) => <><span class="n">{day(c.due)}</span>{c.overdue && <> <strong>{w.cases.overdue}</strong></>}</>, value: (c) => c.due ?? '' },
          ]} />
        )}
      </Wait>
      <p class="acts">{may('contributor') && <a class="btn" href="/cases/new">{w.cases.open}</a>}<a class="btn s" href="/cases/register">{w.cases.register}</a></p>
    </>
  );
}

function New() {
  const w = useWords(), [title, setTitle] = useState(''), [party, setParty] = useState(() => (kept().yaml ? glance(kept().yaml).party : '')), [text, setText] = useState(''), [yaml, setYaml] = useState(() => kept().yaml), [docs, setDocs] = useState<File[]>([]), [faults, setFaults] = useState<Fault[]>([]), [key, setKey] = useState(() => crypto.randomUUID());
  const take = async (e: Event) => {
    const f = (e.target as HTMLInputElement).files?.[0];
    if (f) setYaml(await f.text());
  };
  const submit = async (e: Event) => {
    e.preventDefault();
    const wrong = [!title && { field: 'title', text: w.cases.needTitle }, !party && { field: 'party', text: w.cases.needParty }, !yaml && { field: 'manifest', text: w.cases.needManifest }, ...documentFaults(w, docs)].filter(Boolean) as Fault[];
    setFaults(wrong);
    if (wrong.length) return;
    try {
      const more = await packed(docs), manifest = 'system.yaml' in more.files ? 'submitted/system.yaml' : 'system.yaml'; // a document may have that name too
      const r = await send<Ran<{ seq?: number; case?: number }>>('POST', '/api/v1/cases', { args: [manifest], flags: { title, party, ...(text ? { text } : {}), ...more.flags }, files: { [manifest]: yaml, ...more.files } }, key);
      const seq = r.answer?.seq ?? r.answer?.case;
      go(seq === undefined ? '/cases' : '/cases/' + seq);
    } catch (x) {
      if ((x as Problem).status >= 400 && (x as Problem).status < 500) setKey(crypto.randomUUID()); // refused: what is mended is another request
      setFaults([{ field: '', text: (x as Problem).detail }]);
    }
  };
  return (
    <>
      <p class="up"><a href="/cases">{w.cases.title}</a></p>
      <Title page={w.cases.open} lead={w.cases.openLead}>{w.cases.open}</Title>
      <Faults faults={faults} />
      <form onSubmit={(e) => void submit(e)} noValidate>
        <Text id="title" label={w.cases.caseTitle} hint={w.cases.titleHint} faults={faults} value={title} change={setTitle} />
        <Text id="party" label={w.cases.party} hint={w.cases.partyHint} faults={faults} value={party} change={setParty} width="mid" />
        <Files id="manifest" label={w.assess.manifest} hint={yaml ? w.assess.draftSay(say(glance(yaml).name)) : w.cases.manifestHint} faults={faults} accept=".yaml,.yml" listed={!!yaml} take={(e) => void take(e)} />
        <Text id="text" label={w.cases.text} value={text} change={setText} long />
        <Attach files={docs} change={setDocs} faults={faults} />
        <p class="acts"><button class="btn">{w.cases.open}</button></p>
      </form>
    </>
  );
}

// What may be said: by the authority, which signs with a person's key, or by a party. To a question and a decision there is a day until which one can answer or appeal.
const ofAuthority = ['question', 'decision', 'appeal-decision'], ofParty = ['answer', 'counter', 'appeal', 'withdrawal'], withDay = ['question', 'decision'];
const outcomes: Record<string, string[]> = { decision: ['granted', 'granted-with-conditions', 'refused', 'closed'], 'appeal-decision': ['upheld', 'changed', 'annulled'] };

// What may follow in a state (docs/cases.md); the node decides.
const mayFollow: Record<string, string[]> = {
  submitted: ['question', 'decision', 'counter', 'withdrawal'], asked: ['question', 'decision', 'answer', 'counter', 'withdrawal'], answered: ['question', 'decision', 'counter', 'withdrawal'],
  decided: ['appeal', 'counter'], appealed: ['appeal-decision', 'counter'], final: [], withdrawn: [],
};
const followers = (state: string) => (mayFollow[state] ?? [...ofAuthority, ...ofParty]).filter((k) => may('officer') || !ofAuthority.includes(k));

function AddStep({ id, kinds, done }: { id: string; kinds: string[]; done: () => void }) {
  const w = useWords(), [chosen, setKind] = useState(''), kind = kinds.includes(chosen) ? chosen : kinds[0]!;
  const [text, setText] = useState(''), [deadline, setDeadline] = useState(''), [reasons, setReasons] = useState(''), [outcome, setOutcome] = useState(''), [role, setRole] = useState(''), [key, setKey] = useState(''), [docs, setDocs] = useState<File[]>([]), [faults, setFaults] = useState<Fault[]>([]), [once, setOnce] = useState(() => crypto.randomUUID());
  const authority = ofAuthority.includes(kind), decides = kind in outcomes, dated = withDay.includes(kind);
  const submit = async (e: Event) => {
    e.preventDefault();
    const wrong = [!text && { field: 'text', text: w.cases.needText }, decides && !outcome && { field: 'outcome', text: w.cases.needOutcome }, decides && !reasons && { field: 'reasons', text: w.cases.needReasons }, dated && !isDate(deadline) && { field: 'due', text: w.cases.needDate }, ...(authority ? signerFaults(w, role, key) : []), ...documentFaults(w, docs)].filter(Boolean) as Fault[];
    setFaults(wrong);
    if (wrong.length) return;
    try {
      const more = await packed(docs);
      await send('POST', `/api/v1/cases/${id}/steps`, { flags: { step: kind, text, ...(dated ? { deadline } : {}), ...(decides ? { reasons, outcome } : {}), ...(authority ? { key } : {}), ...more.flags }, files: more.files }, once);
      setOnce(crypto.randomUUID());
      for (const empty of [setText, setDeadline, setReasons, setOutcome]) empty('');
      setDocs([]);
      done();
    } catch (x) {
      if ((x as Problem).status >= 400 && (x as Problem).status < 500) setOnce(crypto.randomUUID()); // refused: what is mended is another request
      setFaults([{ field: '', text: (x as Problem).detail }]);
    }
  };
  return (
    <Section title={w.cases.add}>
      <Faults faults={faults} />
      <form onSubmit={(e) => void submit(e)} noValidate>
        <Choice id="kind" label={w.cases.kind} value={kind} change={setKind} options={kinds.map((k) => [k, w.cases.kindOf(k)])} />
        <Text id="text" label={w.cases.text} faults={faults} value={text} change={setText} long />
        {decides && <><Choice id="outcome" label={w.cases.outcome} faults={faults} value={outcome} change={setOutcome} options={outcomes[kind]!.map((o) => [o, w.cases.outcomeOf(o)])} /><Text id="reasons" label={w.cases.reasons} faults={faults} value={reasons} change={setReasons} long /></>}
        {dated && <Text id="due" label={kind === 'decision' ? w.cases.appealUntil : w.cases.due} hint={w.form.dateHint} faults={faults} value={deadline} change={setDeadline} width="short" />}
        {authority && <Signer role={role} setRole={setRole} mine={key} setMine={setKey} faults={faults} />}
        <Attach files={docs} change={setDocs} faults={faults} />
        <p class="hint">{w.cases.signed}</p>
        <p class="acts"><button class="btn">{w.cases.add}</button></p>
      </form>
    </Section>
  );
}

// What the authority decided and released: for everybody, as a table, as CSV, and as the node gives it to programs.
interface Decision {
  case: number;
  system: string;
  party: string;
  market: string;
  step: string;
  outcome: string;
  decided: string;
  record: number;
}
const REGISTER = '/api/v1/case/register';

function Register() {
  const w = useWords(), list = useGet<{ items: Decision[] }>(REGISTER), lists = useLists();
  return (
    <>
      <p class="up"><a href="/cases">{w.cases.title}</a></p>
      <Title page={w.cases.register} lead={w.cases.registerLead}>{w.cases.register}</Title>
      <Wait of={list} names={[lists]} what={w.cases.register}>
        {({ items }) => items.length === 0 ? <Empty title={w.cases.noDecisions}><p>{w.cases.noDecisionsSay}</p></Empty> : <Table id="register" caption={w.cases.registerCaption} rows={items} keyOf={(d) => String(d.record)} file="concord-register" first="-decided" columns={[
          { key: 'system', head: w.systems.system, cell: (d) => <a href={`/log/${d.record}`}>{d.system}</a>, value: (d) => d.system },
          { key: 'party', head: w.cases.party, cell: (d) => d.party, value: (d) => d.party },
          { key: 'market', head: w.law.market, cell: (d) => d.market && placeName(lists.data, d.market), value: (d) => d.market },
          { key: 'step', head: w.cases.kind, cell: (d) => w.cases.kindOf(d.step), value: (d) => d.step },
          { key: 'outcome', head: w.cases.outcome, cell: (d) => w.cases.outcomeOf(d.outcome), value: (d) => d.outcome },
          { key: 'decided', head: w.cases.decidedOn, cell: (d) => <span class="n">{day(d.decided)}</span>, value: (d) => d.decided },
          { key: 'record', head: w.log.entry, cell: (d) => <span class="n">{d.record}</span>, value: (d) => d.record },
        ]} />}
      </Wait>
      <p class="sm">{w.cases.forPrograms} <a href={REGISTER}><code>{REGISTER}</code></a></p>
    </>
  );
}

// Does the node make letters as PDF too? Its own description of the interface says so.
const usePdf = () => !!useGet<{ paths?: Record<string, { get?: { parameters?: { name: string }[] } }> }>('/openapi.json').data?.paths?.['/api/v1/case/letter']?.get?.parameters?.some((p) => p.name === 'pdf');

function Letter({ id, step, pdf }: { id: string; step: number; pdf: boolean }) {
  const w = useWords(), [fault, setFault] = useState('');
  const fetch_ = async (as: 'html' | 'pdf') => {
    setFault('');
    try {
      const r = await get<{ html?: string; pdf?: string }>('/api/v1/case/letter', { record: id, step: String(step), ...(as === 'pdf' ? { pdf: 'true' } : {}) }, true);
      if (as === 'pdf') download(`letter-${id}-${step}.pdf`, Uint8Array.from(atob(r.pdf ?? ''), (c) => c.charCodeAt(0)), 'application/pdf');
      else download(`letter-${id}-${step}.html`, r.html ?? '', 'text/html');
    } catch (x) {
      setFault((x as Problem).detail);
    }
  };
  return <p class="sm"><button class="link" onClick={() => void fetch_('html')}>{w.cases.letter}</button>{pdf && <> · <button class="link" onClick={() => void fetch_('pdf')}>{w.cases.letterPdf}</button></>}{fault && <span class="problem" role="alert"> {fault}</span>}</p>;
}

function One({ id }: { id: string }) {
  const w = useWords(), c = useGet<CaseRow & { steps: Step[]; text?: string; manifest?: Document; documents?: Document[] }>('/api/v1/cases/' + id), systems = useGet<SystemRow[]>('/api/v1/system/list'), instruments = useGet<Instrument[]>('/api/v1/norm/list'), lists = useLists(), pdf = usePdf();
  return (
    <Wait of={c} names={[systems, instruments, lists]} what={id}>
      {(x) => (
        <>
          <p class="up"><a href="/cases">{w.cases.title}</a></p>
          <Title page={x.title}>{x.title}</Title>
          <p class="meta"><Chip s={stateOf(x)}>{w.cases.stateOf(x.state)}</Chip>{x.outcome && <span>{w.cases.outcomeOf(x.outcome)}</span>}<span>{x.party}</span>{x.system && <a href={`/systems/${x.system}`}><T v={systems.data?.find((s) => s.id === x.system)?.name ?? x.system} /></a>}{x.due && <span class="strong">{x.state === 'decided' ? w.cases.appealBy(day(x.due)) : w.cases.dueBy(day(x.due))}{x.overdue && ` · ${w.cases.overdue}`}</span>}<a class="n" href={`/log/${x.case}`}>{w.log.number(x.case)}</a></p>
          {x.text && <p class="text">{x.text}</p>}
          {(x.manifest || !!x.documents?.length) && (
            <Section title={w.documents.submitted}>
              <Documents id={id} step={x.case} list={x.manifest && [x.manifest]} first={0} />
              <Documents id={id} step={x.case} list={x.documents} />
              <p class="hint">{w.documents.restricted}</p>
            </Section>
          )}
          <Section title={w.cases.steps}>
            {x.steps.length === 0 ? <p class="mu">{w.cases.noSteps}</p> : (
              <ol class="rows">{x.steps.map((y) => (
                <li key={y.seq}>
                  <p><strong>{w.cases.kindOf(y.step)}</strong>{y.outcome && w.colon + w.cases.outcomeOf(y.outcome)} <span class="mu sm">{y.role && (labelIn(lists.data, 'people_roles', y.role) === y.role ? labelIn(lists.data, 'roles', y.role) : labelIn(lists.data, 'people_roles', y.role))} {day(y.on)}</span> <a class="sm n" href={`/log/${y.seq}`}>{w.log.number(y.seq)}</a></p>
                  <p>{y.text}</p>{y.reasons && <p>{w.cases.reasons}{w.colon}{y.reasons}</p>}{y.deadline && <p class="sm">{y.step === 'decision' ? w.cases.appealBy(day(y.deadline)) : w.cases.dueBy(day(y.deadline))}</p>}{!!y.law?.length && <p class="sm">{y.law.map((l, i) => <>{i > 0 && ' · '}<a href={`/law/${l}`}><Cite title={instruments.data?.find((r) => r.id === l.split('/')[0])?.title ?? l.split('/')[0]} id={l} /></a></>)}</p>}<Documents id={id} step={y.seq} list={y.documents} />{y.late && <p class="sm strong">{w.cases.late}</p>}{ofAuthority.includes(y.step) && <Letter id={id} step={y.seq} pdf={pdf} />}
                </li>
              ))}</ol>
            )}
          </Section>
          {may('contributor') && (followers(x.state).length ? <AddStep id={id} kinds={followers(x.state)} done={c.again} /> : <p class="mu">{w.cases.closedCase}</p>)}
        </>
      )}
    </Wait>
  );
}

export default function Cases({ at }: { at: string[] }) {
  const w = useWords(), me = session.use();
  if (at[0] === 'register') return <Register />;
  if (me === null) return <NeedsSignIn title={w.cases.title} why={w.cases.closed}><p><a href="/cases/register">{w.cases.register}</a></p></NeedsSignIn>;
  if (me === undefined) return <p class="wait" />;
  return at[0] === 'new' ? <New /> : at[0] ? <One id={at[0]} key={at[0]} /> : <List />;
}
