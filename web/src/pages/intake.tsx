// Intake: a report of a vulnerability or of misuse. Anybody may send one, without a name; nothing enters the log before somebody has looked at it.
import { useState } from 'preact/hooks';
import { Problem, may, send, session, useGet } from '../lib/api';
import { moment } from '../lib/format';
import { useWords } from '../lib/i18n';
import { Chip, Empty, Title, Wait } from '../ui/bits';
import { Choice, Faults, Text, type Fault } from '../ui/form';
import { Table } from '../ui/table';

interface Report {
  id: string;
  kind: string;
  summary?: string;
  text?: string;
  state: string;
  time?: string;
  due?: string;
}

function New() {
  const w = useWords(), [kind, setKind] = useState(''), [system, setSystem] = useState(''), [text, setText] = useState(''), [contact, setContact] = useState(''), [faults, setFaults] = useState<Fault[]>([]), [receipt, setReceipt] = useState(''), [key] = useState(() => crypto.randomUUID());
  const submit = async (e: Event) => {
    e.preventDefault();
    const wrong = [!kind && { field: 'kind', text: w.intake.needKind }, text.trim().length < 10 && { field: 'text', text: w.intake.needText }].filter(Boolean) as Fault[];
    setFaults(wrong);
    if (wrong.length) return;
    try {
      const r = await send<{ receipt?: string; id?: string }>('POST', '/api/v1/intake', { kind, system, text, contact }, key);
      setReceipt(r.receipt ?? r.id ?? '');
    } catch (x) {
      const p = x as Problem;
      setFaults([{ field: '', text: p.status === 404 || p.status === 405 ? w.intake.notYet : p.detail }]);
    }
  };
  if (receipt) return <><Title page={w.intake.sent}>{w.intake.sent}</Title><div class="done"><p>{w.intake.receipt}</p><p><code class="strong">{receipt}</code></p><p class="mu">{w.intake.receiptOnce}</p></div></>;
  return (
    <>
      <Title page={w.intake.report} lead={w.intake.reportLead}>{w.intake.report}</Title>
      <Faults faults={faults} />
      <form onSubmit={(e) => void submit(e)} noValidate>
        <Choice id="kind" label={w.intake.kind} faults={faults} value={kind} change={setKind} options={[['vulnerability', w.intake.vulnerability], ['misuse', w.intake.misuse], ['incident', w.intake.incident], ['other', w.intake.other]]} />
        <Text id="system" label={w.intake.system} hint={w.intake.systemHint} value={system} change={setSystem} />
        <Text id="text" label={w.intake.what} hint={w.intake.whatHint} faults={faults} value={text} change={setText} long />
        <Text id="contact" label={w.intake.contact} hint={w.intake.contactHint} value={contact} change={setContact} width="mid" />
        <p class="acts"><button class="btn">{w.intake.send}</button></p>
      </form>
    </>
  );
}

function List() {
  const w = useWords(), list = useGet<{ items: Report[] }>('/api/v1/intake');
  return (
    <>
      <Title page={w.menu.intake} lead={w.intake.lead}>{w.intake.title}</Title>
      <Wait of={list} what={w.menu.intake}>
        {({ items }) => items.length === 0 ? <Empty title={w.intake.none}><p>{w.intake.noneSay} <a href="/intake/new">/intake/new</a></p></Empty> : (
          <Table id="intake" caption={w.intake.caption} rows={items} keyOf={(r) => r.id} file="concord-intake" columns={[
            { key: 'id', head: w.intake.one, cell: (r) => <span>{r.summary ?? r.text?.slice(0, 120) ?? r.id}</span>, value: (r) => r.summary ?? r.text ?? r.id },
            { key: 'kind', head: w.intake.kind, cell: (r) => w.intake.kindOf(r.kind), value: (r) => r.kind },
            { key: 'state', head: w.cases.state, cell: (r) => <Chip s={r.state === 'new' ? 'unknown' : 'satisfied'}>{w.intake.stateOf(r.state)}</Chip>, value: (r) => r.state },
            { key: 'time', head: w.log.time, cell: (r) => moment(r.time), value: (r) => r.time ?? '' },
          ]} />
        )}
      </Wait>
    </>
  );
}

export default function Intake({ at }: { at: string[] }) {
  session.use();
  return at[0] === 'new' || !may('contributor') ? <New /> : <List />;
}
