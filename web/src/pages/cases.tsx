// Cases of a regulator: a manifest comes in, questions and answers, a counter-claim, a decision with reasons and a deadline, an appeal. Each step is a record.
import { useState } from 'preact/hooks';
import { Problem, may, send, session, useGet } from '../lib/api';
import { day, moment } from '../lib/format';
import { useWords } from '../lib/i18n';
import { go } from '../lib/router';
import { Chip, Empty, Section, Title, Wait, type Status } from '../ui/bits';
import { Choice, Faults, Text, type Fault } from '../ui/form';
import { Table } from '../ui/table';
import { NeedsSignIn } from './closed';

export interface CaseRow {
  id: string;
  title: string;
  state: string;
  party?: string;
  system?: string;
  opened?: string;
  due?: string;
}
interface Step {
  kind: string;
  by?: string;
  time?: string;
  text?: string;
  due?: string;
  record?: number;
}

const stateOf = (s: string): Status => (s === 'closed' || s === 'decided' ? 'satisfied' : s === 'appealed' ? 'failed' : 'unknown');

function List() {
  const w = useWords(), list = useGet<{ items: CaseRow[] }>('/api/v1/cases');
  return (
    <>
      <Title page={w.menu.cases} lead={w.cases.lead}>{w.cases.title}</Title>
      <Wait of={list} what={w.menu.cases}>
        {({ items }) => items.length === 0 ? <Empty title={w.cases.none}><p>{w.cases.noneSay}</p></Empty> : (
          <Table id="cases" caption={w.cases.caption} rows={items} keyOf={(c) => c.id} file="concord-cases" columns={[
            { key: 'title', head: w.cases.one, cell: (c) => <a href={`/cases/${c.id}`}>{c.title || c.id}</a>, value: (c) => c.title },
            { key: 'state', head: w.cases.state, cell: (c) => <Chip s={stateOf(c.state)}>{w.cases.stateOf(c.state)}</Chip>, value: (c) => c.state },
            { key: 'party', head: w.cases.party, cell: (c) => c.party ?? '', value: (c) => c.party ?? '' },
            { key: 'due', head: w.cases.due, cell: (c) => day(c.due), value: (c) => c.due ?? '' },
          ]} />
        )}
      </Wait>
      {may('contributor') && <p class="acts"><a class="btn" href="/cases/new">{w.cases.open}</a></p>}
    </>
  );
}

function New() {
  const w = useWords(), [title, setTitle] = useState(''), [party, setParty] = useState(''), [text, setText] = useState(''), [faults, setFaults] = useState<Fault[]>([]), [key] = useState(() => crypto.randomUUID());
  const submit = async (e: Event) => {
    e.preventDefault();
    const wrong = [!title && { field: 'title', text: w.cases.needTitle }, !text && { field: 'text', text: w.cases.needText }].filter(Boolean) as Fault[];
    setFaults(wrong);
    if (wrong.length) return;
    try {
      const c = await send<{ id: string }>('POST', '/api/v1/cases', { title, party, text }, key);
      go('/cases/' + c.id);
    } catch (x) {
      setFaults([{ field: '', text: (x as Problem).detail }]);
    }
  };
  return (
    <>
      <p class="up"><a href="/cases">{w.cases.title}</a></p>
      <Title page={w.cases.open} lead={w.cases.openLead}>{w.cases.open}</Title>
      <Faults faults={faults} />
      <form onSubmit={(e) => void submit(e)} noValidate>
        <Text id="title" label={w.cases.caseTitle} faults={faults} value={title} change={setTitle} />
        <Text id="party" label={w.cases.party} hint={w.cases.partyHint} faults={faults} value={party} change={setParty} width="mid" />
        <Text id="text" label={w.cases.text} faults={faults} value={text} change={setText} long />
        <p class="acts"><button class="btn">{w.cases.open}</button></p>
      </form>
    </>
  );
}

function One({ id }: { id: string }) {
  const w = useWords(), c = useGet<CaseRow & { steps?: Step[] }>('/api/v1/cases/' + id), steps = useGet<{ items: Step[] }>(`/api/v1/cases/${id}/steps`);
  const [kind, setKind] = useState('question'), [text, setText] = useState(''), [due, setDue] = useState(''), [faults, setFaults] = useState<Fault[]>([]);
  const officer = may('officer'), kinds = officer ? ['question', 'answer', 'counter', 'decision'] : ['answer', 'counter', 'appeal'];
  const submit = async (e: Event) => {
    e.preventDefault();
    const wrong = [!text && { field: 'text', text: w.cases.needText }, due && !/^\d{4}-\d\d-\d\d$/.test(due) && { field: 'due', text: w.cases.needDate }].filter(Boolean) as Fault[];
    setFaults(wrong);
    if (wrong.length) return;
    try {
      await send('POST', `/api/v1/cases/${id}/steps`, { kind, text, ...(due ? { due } : {}) }, crypto.randomUUID());
      setText('');
      steps.again();
    } catch (x) {
      setFaults([{ field: '', text: (x as Problem).detail }]);
    }
  };
  return (
    <Wait of={c} what={id}>
      {(x) => (
        <>
          <p class="up"><a href="/cases">{w.cases.title}</a></p>
          <Title page={x.title}>{x.title || id}</Title>
          <p class="meta"><Chip s={stateOf(x.state)}>{w.cases.stateOf(x.state)}</Chip>{x.party && <span>{x.party}</span>}{x.due && <span class="strong">{w.cases.dueBy(day(x.due))}</span>}</p>
          <Section title={w.cases.steps}>
            <Wait of={steps} what={w.cases.steps}>{(s) => s.items.length === 0 ? <p class="mu">{w.cases.noSteps}</p> : <ol class="rows">{s.items.map((y, i) => <li key={i}><p><strong>{w.cases.kindOf(y.kind)}</strong> <span class="mu sm">{y.by} {moment(y.time)}</span> {y.record !== undefined && <a class="sm" href={`/log/${y.record}`}>{w.log.number(y.record)}</a>}</p><p>{y.text}</p>{y.due && <p class="sm">{w.cases.dueBy(day(y.due))}</p>}</li>)}</ol>}</Wait>
          </Section>
          <Section title={w.cases.add}>
            <Faults faults={faults} />
            <form onSubmit={(e) => void submit(e)} noValidate>
              <Choice id="kind" label={w.cases.kind} value={kind} change={setKind} options={kinds.map((k) => [k, w.cases.kindOf(k)])} />
              <Text id="text" label={w.cases.text} faults={faults} value={text} change={setText} long />
              {officer && <Text id="due" label={w.cases.due} hint={w.form.dateHint} faults={faults} value={due} change={setDue} width="short" />}
              <p class="hint">{w.cases.signed}</p>
              <p class="acts"><button class="btn">{w.cases.add}</button></p>
            </form>
          </Section>
        </>
      )}
    </Wait>
  );
}

export default function Cases({ at }: { at: string[] }) {
  const w = useWords(), me = session.use();
  if (me === null) return <NeedsSignIn title={w.cases.title} why={w.cases.closed} />;
  if (me === undefined) return <p class="wait" />;
  return at[0] === 'new' ? <New /> : at[0] ? <One id={at[0]} key={at[0]} /> : <List />;
}
