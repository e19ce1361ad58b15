// Intake: a report of a vulnerability or of misuse. Anybody may send one, without a name; nothing enters the log before somebody has looked at it.
import { useState } from 'preact/hooks';
import { Problem, may, send, session, useGet } from '../lib/api';
import { moment } from '../lib/format';
import { useWords } from '../lib/i18n';
import { Chip, Empty, Section, Title, Wait } from '../ui/bits';
import { Choice, Faults, Text, type Fault } from '../ui/form';
import { Table } from '../ui/table';

interface Report {
  id: string;
  about: string;
  system?: string;
  text?: string;
  contact?: string;
  state: string;
  made?: string;
  answer?: string | null;
  record?: number | null;
}

function New() {
  const w = useWords(), [about, setAbout] = useState(''), [system, setSystem] = useState(''), [text, setText] = useState(''), [contact, setContact] = useState(''), [faults, setFaults] = useState<Fault[]>([]), [code, setCode] = useState(''), [key] = useState(() => crypto.randomUUID());
  const submit = async (e: Event) => {
    e.preventDefault();
    const wrong = [!about && { field: 'about', text: w.intake.needKind }, text.trim().length < 10 && { field: 'text', text: w.intake.needText }].filter(Boolean) as Fault[];
    setFaults(wrong);
    if (wrong.length) return;
    try {
      setCode((await send<{ code: string }>('POST', '/api/v1/intake', { about, text, ...(system ? { system } : {}), ...(contact ? { contact } : {}) }, key)).code);
    } catch (x) {
      const p = x as Problem;
      setFaults([{ field: '', text: p.status === 404 || p.status === 405 ? w.intake.notYet : p.detail }]);
    }
  };
  if (code) return <><Title page={w.intake.sent}>{w.intake.sent}</Title><div class="done"><p>{w.intake.receipt}</p><p><code class="strong">{code}</code></p><p class="mu">{w.intake.receiptOnce}</p></div><p class="acts"><a class="btn s" href="/intake/status">{w.intake.status}</a></p></>;
  return (
    <>
      <Title page={w.intake.report} lead={w.intake.reportLead}>{w.intake.report}</Title>
      <Faults faults={faults} />
      <form onSubmit={(e) => void submit(e)} noValidate>
        <Choice id="about" label={w.intake.kind} faults={faults} value={about} change={setAbout} options={[['vulnerability', w.intake.vulnerability], ['misuse', w.intake.misuse], ['other', w.intake.other]]} />
        <Text id="system" label={w.intake.system} hint={w.intake.systemHint} value={system} change={setSystem} />
        <Text id="text" label={w.intake.what} hint={w.intake.whatHint} faults={faults} value={text} change={setText} long />
        <Text id="contact" label={w.intake.contact} hint={w.intake.contactHint} value={contact} change={setContact} width="mid" />
        <p class="acts"><button class="btn">{w.intake.send}</button></p>
      </form>
      <p class="sm"><a href="/intake/status">{w.intake.status}</a></p>
    </>
  );
}

function StatusOf() {
  const w = useWords(), [code, setCode] = useState(''), [faults, setFaults] = useState<Fault[]>([]), [found, setFound] = useState<Report | null>(null);
  const submit = async (e: Event) => {
    e.preventDefault();
    if (!code) return setFaults([{ field: 'code', text: w.intake.needCode }]);
    try {
      setFound(await send<Report>('POST', '/api/v1/intake/status', { code: code.trim() }));
      setFaults([]);
    } catch (x) {
      setFaults([{ field: 'code', text: (x as Problem).detail }]);
    }
  };
  return (
    <>
      <p class="up"><a href="/intake/new">{w.intake.report}</a></p>
      <Title page={w.intake.status}>{w.intake.status}</Title>
      <Faults faults={faults} />
      {found && <div class="done" role="status"><p><Chip s={found.state === 'received' ? 'unknown' : 'satisfied'}>{w.intake.stateOf(found.state)}</Chip> {moment(found.made)}</p>{found.answer && <p>{found.answer}</p>}{typeof found.record === 'number' && <p><a href={`/log/${found.record}`}>{w.log.number(found.record)}</a></p>}</div>}
      <form onSubmit={(e) => void submit(e)} noValidate><Text id="code" label={w.intake.code} faults={faults} value={code} change={setCode} width="mid" /><p class="acts"><button class="btn">{w.intake.ask}</button></p></form>
    </>
  );
}

function Triage({ r, done }: { r: Report; done: () => void }) {
  const w = useWords(), [answer, setAnswer] = useState(''), [faults, setFaults] = useState<Fault[]>([]);
  const decide = (decision: string) => send('POST', '/api/v1/intake/' + r.id, { decision, ...(answer ? { answer } : {}) }).then(done, (x: Problem) => setFaults([{ field: '', text: x.detail }]));
  return (
    <Section title={w.intake.triage}>
      <Faults faults={faults} />
      <Text id="answer" label={w.intake.answer} hint={w.intake.answerHint} value={answer} change={setAnswer} long />
      <p class="acts"><button class="btn" onClick={() => void decide('accept')}>{w.intake.accept}</button><button class="btn s" onClick={() => void decide('dismiss')}>{w.intake.dismiss}</button></p>
      <p class="hint">{w.intake.triageSay}</p>
    </Section>
  );
}

function List({ id }: { id: string | undefined }) {
  const w = useWords(), list = useGet<{ items: Report[] }>('/api/v1/intake');
  return (
    <Wait of={list} what={w.menu.intake}>
      {({ items }) => {
        const r = items.find((x) => x.id === id);
        if (id && r)
          return (
            <>
              <p class="up"><a href="/intake">{w.intake.title}</a></p>
              <Title page={w.intake.one}>{w.intake.kindOf(r.about)}{r.system && `: ${r.system}`}</Title>
              <p class="meta"><Chip s={r.state === 'received' ? 'unknown' : 'satisfied'}>{w.intake.stateOf(r.state)}</Chip><span>{moment(r.made)}</span>{r.contact && <span>{r.contact}</span>}{typeof r.record === 'number' && <a href={`/log/${r.record}`}>{w.log.number(r.record)}</a>}</p>
              <p class="text said">{r.text}</p>{r.answer && <p class="text mu">{r.answer}</p>}
              {r.state === 'received' && <Triage r={r} done={list.again} />}
            </>
          );
        return (
          <>
            <Title page={w.menu.intake} lead={w.intake.lead}>{w.intake.title}</Title>
            {items.length === 0 ? <Empty title={w.intake.none}><p>{w.intake.noneSay} <a href="/intake/new">/intake/new</a></p></Empty> : (
              <Table id="intake" caption={w.intake.caption} rows={items} keyOf={(x) => x.id} file="concord-intake" columns={[
                { key: 'one', head: w.intake.one, cell: (x) => <a href={`/intake/${x.id}`}>{x.text ? x.text.slice(0, 120) : x.id}</a>, value: (x) => x.text ?? x.id },
                { key: 'about', head: w.alerts.what, cell: (x) => w.intake.kindOf(x.about), value: (x) => x.about },
                { key: 'state', head: w.cases.state, cell: (x) => <Chip s={x.state === 'received' ? 'unknown' : 'satisfied'}>{w.intake.stateOf(x.state)}</Chip>, value: (x) => x.state },
                { key: 'made', head: w.log.time, cell: (x) => moment(x.made), value: (x) => x.made ?? '' },
              ]} />
            )}
          </>
        );
      }}
    </Wait>
  );
}

export default function Intake({ at }: { at: string[] }) {
  session.use();
  return at[0] === 'status' ? <StatusOf /> : at[0] === 'new' || !may('assessor') ? <New /> : <List id={at[0]} />;
}
