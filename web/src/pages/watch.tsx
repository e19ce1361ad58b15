// Watch: has a measured value left its bounds for certain? And who is newly bound by law that has changed?
import { useState } from 'preact/hooks';
import { Problem, may, run, session, useGet, type Data } from '../lib/api';
import { control, type Dot } from '../charts/control';
import { draw } from '../charts/geometry';
import { day, moment, number, percent, shortTime } from '../lib/format';
import { say, useWords } from '../lib/i18n';
import { idOf } from '../lib/manifest';
import { address, go, to } from '../lib/router';
import { Chip, Empty, Glyph, Section, Cite, T, Tabs, Title, Wait } from '../ui/bits';
import { Choice, Faults, Field, Files, Text, type Fault } from '../ui/form';
import { Table } from '../ui/table';
import { NeedsSignIn } from './closed';
import type { Row as Instrument } from './law';
import type { Metric } from './lab';
import type { SystemRow } from './systems';
import { Signer, signerFaults } from './two_persons';
import { limitOf, statusOfWatch, type Changes, type Point, type WatchRow } from './watch_data';

const useSystems = () => useGet<SystemRow[]>('/api/v1/system/list');
const nameOf = (of: Data<SystemRow[]>, id: string) => of.data?.find((s) => s.id === id)?.name ?? (of.data || of.problem ? id : '…');
const useMetrics = () => useGet<Metric[]>('/api/v1/lab/list');
const isDate = (s: string) => /^\d{4}-\d\d-\d\d$/.test(s);
const isCount = (s: string) => /^\d{1,10}$/.test(s);

function WatchTabs({ now }: { now: string }) {
  const w = useWords();
  return <Tabs label={w.watch.title} now={now} tabs={[{ id: 'shares', href: '/watch', text: w.watch.shares }, { id: 'law', href: '/watch?view=law', text: w.watch.law }]} />;
}

function List() {
  const w = useWords(), list = useGet<WatchRow[]>('/api/v1/watch/list'), systems = useSystems(), metrics = useMetrics();
  const title = (r: WatchRow) => r.what ?? say(metrics.data?.find((m) => m.name === r.metric)?.title ?? r.metric);
  const rank = (r: WatchRow) => ['breach', 'not_enough_data', 'quiet'].indexOf(r.state);
  return (
    <>
      <Title page={w.menu.watch} lead={w.watch.lead}>{w.watch.title}</Title>
      <WatchTabs now="shares" />
      <Wait of={list} names={[systems, metrics]} what={w.menu.watch}>
        {(rows) => rows.length === 0 ? (
          <Empty title={w.watch.none}>
            <p>{w.watch.say}</p>
            <ol>{w.watch.steps.map(([t, href]) => <li key={href}><a href={href}>{t}</a></li>)}</ol>
            {!may('officer') && <p class="mu">{w.watch.needsOfficer}</p>}
          </Empty>
        ) : (
          <Table id="watches" caption={w.watch.caption} rows={[...rows].sort((a, b) => rank(a) - rank(b))} keyOf={(r) => r.name} file="concord-watches" columns={[
            { key: 'what', head: w.watch.share, cell: (r) => <a href={`/watch/${r.name}`}>{title(r)}</a>, value: title },
            { key: 'state', head: w.cases.state, cell: (r) => <Chip s={statusOfWatch(r.state)}>{w.watch.state(r.state)}</Chip>, value: (r) => w.watch.state(r.state) },
            { key: 'system', head: w.systems.system, cell: (r) => <a href={`/systems/${r.system}`}><T v={nameOf(systems, r.system)} /></a>, value: (r) => say(nameOf(systems, r.system)) },
            { key: 'interval', head: w.lab.interval, cell: (r) => r.now ? w.watch.range(percent(r.now.lo), percent(r.now.hi)) : <span class="mu">{w.watch.noCases}</span>, value: (r) => r.now ? `${r.now.lo} ${r.now.hi}` : '' },
            { key: 'limit', head: w.watch.limit, cell: limitOf, value: (r) => `${r.op} ${r.limit}` },
            { key: 'cases', head: w.watch.casesTaken, cell: (r) => number(r.cases), value: (r) => r.cases, num: true },
            { key: 'time', head: w.watch.last, cell: (r) => r.now ? <span class="n">{day(r.now.time)}</span> : '', value: (r) => r.now?.time ?? '' },
          ]} />
        )}
      </Wait>
      {may('officer') && <p class="acts"><a class="btn" href="/watch?view=new">{w.watch.add}</a></p>}
    </>
  );
}

// ---- one watch

const dotOf = (p: Point): Dot => ({ at: Date.parse(p.time), value: (p.events ?? 0) / Math.max(1, p.cases ?? 1), lo: Number(p.lo), hi: Number(p.hi), verdict: p.state as Dot['verdict'] });

function sentence(w: ReturnType<typeof useWords>, x: WatchRow): string {
  if (!x.now) return w.watch.sayNone;
  const lo = percent(x.now.lo), hi = percent(x.now.hi), limit = limitOf(x);
  if (x.state === 'breach') return w.watch.sayBreach(lo, hi, limit, number(x.now.events ?? 0), number(x.now.cases ?? 0));
  return x.state === 'quiet' ? w.watch.sayQuiet(lo, hi, limit) : w.watch.sayOpen(lo, hi, limit);
}

function Picture({ x, title, law }: { x: WatchRow; title: string; law: Changes | undefined }) {
  const w = useWords(), points = x.history ?? [], measured = points.filter((p) => p.state !== 'settled');
  if (!measured.length) return null;
  const dots = measured.map(dotOf), limit = Number(x.limit), span = dots[dots.length - 1]!.at - dots[0]!.at;
  const marks = [...points.filter((p) => p.state === 'settled').map((p) => ({ at: Date.parse(p.time), text: w.watch.settled })), ...(law?.told ?? []).filter((t) => t.systems.some((s) => s.id === x.system && s.newly_bound.length)).map((t) => ({ at: Date.parse(t.time), text: w.watch.lawMark }))];
  const c = control(dots, limit, x.op === '<=', marks, w.watch.gap, (v) => percent(v));
  const last = measured[measured.length - 1]!, firstBreach = measured.find((p) => p.state === 'breach');
  const finding = firstBreach ? w.watch.passedOn(day(firstBreach.time, false)) : last.state === 'quiet' ? w.watch.holds : w.watch.notYet;
  const label = `${title}. ${finding} ${w.watch.pictureLabel(measured.length, day(measured[0]!.time), day(last.time), percent(last.lo), percent(last.hi), limitOf(x))}`;
  return (
    <figure>
      <figcaption>{finding}<span class="mu">{w.watch.pictureSub}</span></figcaption>
      <div class="control" role="img" aria-label={label}>
        <div class="ylab">{draw(c.labels)}</div>
        <div>
          {draw(c.plot)}
          <svg class="ax" width="100%" height="20" aria-hidden="true">{c.times.map(([at, ms]) => <text key={at} x={`${(at * 100).toFixed(1)}%`} y="15" text-anchor="middle">{shortTime(ms, span)}</text>)}</svg>
        </div>
      </div>
      <details>
        <summary>{w.systems.numbers}</summary>
        <Table id="points" caption={w.systems.numbers} rows={[...points].reverse()} keyOf={(p) => p.time + p.state + (p.cases ?? '') + (p.from ?? '')} file={`concord-watch-${x.name}`} columns={[
          { key: 'time', head: w.log.time, cell: (p) => <span class="n">{moment(p.time)}</span>, value: (p) => p.time },
          { key: 'state', head: w.cases.state, cell: (p) => p.state === 'settled' ? <>{w.watch.settled}</> : <Chip s={statusOfWatch(p.state)}>{w.watch.state(p.state)}</Chip>, value: (p) => (p.state === 'settled' ? w.watch.settled : w.watch.state(p.state)) },
          { key: 'taken', head: w.watch.taken, cell: (p) => p.taken === undefined ? '' : w.watch.of(number(p.taken_events ?? 0), number(p.taken)), value: (p) => p.taken === undefined ? '' : `${p.taken_events}/${p.taken}` },
          { key: 'seen', head: w.watch.seen, cell: (p) => p.cases === undefined ? '' : w.watch.of(number(p.events ?? 0), number(p.cases)), value: (p) => p.cases === undefined ? '' : `${p.events}/${p.cases}` },
          { key: 'lo', head: w.systems.lo, cell: (p) => percent(p.lo, 2), value: (p) => Number(p.lo), num: true },
          { key: 'hi', head: w.systems.hi, cell: (p) => percent(p.hi, 2), value: (p) => Number(p.hi), num: true },
        ]} />
      </details>
    </figure>
  );
}

function Feed({ x, done }: { x: WatchRow; done: () => void }) {
  const w = useWords(), [events, setEvents] = useState(''), [cases, setCases] = useState(''), [on, setOn] = useState(''), [file, setFile] = useState<{ name: string; text: string } | null>(null), [faults, setFaults] = useState<Fault[]>([]), [said, setSaid] = useState('');
  const submit = async (e: Event) => {
    e.preventDefault();
    setSaid('');
    const wrong = [!file && !isCount(events) && { field: 'events', text: w.watch.needEvents }, !file && !(isCount(cases) && Number(cases) > 0) && { field: 'cases', text: w.watch.needCases }, !file && isCount(events) && isCount(cases) && Number(events) > Number(cases) && { field: 'events', text: w.watch.needFewer }, on && !isDate(on) && { field: 'on', text: w.cases.needDate }].filter(Boolean) as Fault[];
    setFaults(wrong);
    if (wrong.length) return;
    try {
      const r = await run<WatchRow & { taken: number }>('watch feed', { args: file ? [x.name, 'cases.csv'] : [x.name], flags: { after: String(x.cases), ...(on ? { on } : {}), ...(file ? {} : { events, cases }) }, ...(file ? { files: { 'cases.csv': file.text } } : {}) }, crypto.randomUUID());
      setEvents('');
      setCases('');
      setFile(null);
      setSaid(w.watch.wasTaken(number(r.taken)));
      done();
    } catch (y) {
      setFaults([{ field: '', text: (y as Problem).detail }]);
    }
  };
  const take = async (e: Event) => {
    const f = (e.target as HTMLInputElement).files?.[0];
    setFile(f ? { name: f.name, text: await f.text() } : null);
  };
  return (
    <Section title={w.watch.feed}>
      <Faults faults={faults} />
      {said && <div class="done" role="status"><p>{said}</p></div>}
      <form onSubmit={(e) => void submit(e)} noValidate>
        {!file && <div class="pair"><Text id="events" label={w.watch.events} hint={x.what} faults={faults} value={events} change={setEvents} width="short" /><Text id="cases" label={w.watch.cases} hint={w.watch.casesHint} faults={faults} value={cases} change={setCases} width="short" /></div>}
        <Files id="file" label={w.watch.file} hint={w.watch.fileHint} accept=".csv" name={file?.name ?? ''} take={(e) => void take(e)} />
        <Text id="on" label={w.watch.on} hint={`${w.watch.onHint} ${w.form.dateHint}`} faults={faults} value={on} change={setOn} width="short" />
        <p class="acts"><button class="btn">{w.watch.feed}</button></p>
      </form>
    </Section>
  );
}

function Settle({ x, done }: { x: WatchRow; done: () => void }) {
  const w = useWords(), [role, setRole] = useState(''), [reason, setReason] = useState(''), [key, setKey] = useState(''), [faults, setFaults] = useState<Fault[]>([]);
  const submit = async (e: Event) => {
    e.preventDefault();
    const wrong = [!reason && { field: 'reason', text: w.watch.needReason }, ...signerFaults(w, role, key)].filter(Boolean) as Fault[];
    setFaults(wrong);
    if (wrong.length) return;
    try {
      await run('watch settle', { args: [x.name], flags: { role, reason, key } }, crypto.randomUUID());
      done();
    } catch (y) {
      setFaults([{ field: '', text: (y as Problem).detail }]);
    }
  };
  return (
    <Section title={w.watch.settle}>
      <p class="text">{w.watch.settleSay}</p>
      <Faults faults={faults} />
      <form onSubmit={(e) => void submit(e)} noValidate>
        <Text id="reason" label={w.watch.reason} faults={faults} value={reason} change={setReason} long />
        <Signer role={role} setRole={setRole} mine={key} setMine={setKey} faults={faults} />
        <p class="hint">{w.watch.signed}</p>
        <p class="acts"><button class="btn">{w.watch.settle}</button></p>
      </form>
    </Section>
  );
}

function One({ name }: { name: string }) {
  const w = useWords(), one = useGet<WatchRow>('/api/v1/watch/show', { name }), systems = useSystems(), metrics = useMetrics(), law = useGet<Changes>('/api/v1/watch/changes');
  return (
    <Wait of={one} what={name}>
      {(x) => {
        const title = x.what ?? say(metrics.data?.find((m) => m.name === x.metric)?.title ?? x.metric), s = statusOfWatch(x.state);
        return (
          <>
            <p class="up"><a href="/watch">{w.watch.title}</a></p>
            <Title page={title} lead={<T v={nameOf(systems, x.system)} />}>{title}</Title>
            <div class={`answer ${s}`}><p class="what"><Glyph s={s} />{w.watch.state(x.state)}</p><p class="say">{sentence(w, x)}</p>{x.breach && <p class="sm mu"><a href={`/log/${x.breach.record}`}>{w.systems.signedAs(x.breach.record)}</a>{x.gate_closes && <> · {w.watch.gateClosed}</>}</p>}</div>
            <Picture x={x} title={title} law={law.data} />
            {x.breach ? (may('officer') ? <Settle x={x} done={one.again} /> : <p class="text mu">{w.watch.waitsOfficer}</p>) : may('contributor') && <Feed x={x} done={one.again} />}
            <Section title={w.watch.definition}>
              <dl class="pairs">
                <dt>{w.systems.system}</dt><dd><a href={`/systems/${x.system}`}><T v={nameOf(systems, x.system)} /></a></dd>
                {x.metric && <><dt>{w.lab.metric}</dt><dd><a href={`/lab/${x.metric}`}>{say(metrics.data?.find((m) => m.name === x.metric)?.title ?? x.metric)}</a></dd></>}
                <dt>{w.watch.limit}</dt><dd>{limitOf(x)}{x.duty && <>, <a href={`/law/${x.duty}`}><code>{x.duty}</code></a></>}</dd>
                <dt>{w.watch.falseAlarm}</dt><dd>{w.watch.falseAlarmSay(percent(x.alpha), number(x.block))}</dd>
                <dt>{w.watch.gate}</dt><dd>{x.gate_closes ? w.watch.gateCloses : w.watch.gateStays}</dd>
                <dt>{w.watch.casesTaken}</dt><dd>{w.watch.of(number(x.events), number(x.cases))}</dd>
              </dl>
            </Section>
          </>
        );
      }}
    </Wait>
  );
}

// ---- a new one

function New() {
  const w = useWords(), systems = useSystems(), metrics = useMetrics(), asked = address.get().query;
  const [system, setSystem] = useState(asked.get('system') ?? ''), [what, setWhat] = useState(''), [metric, setMetric] = useState(''), [side, setSide] = useState('most'), [limit, setLimit] = useState(''), [duty, setDuty] = useState(''), [gate, setGate] = useState('no'), [faults, setFaults] = useState<Fault[]>([]);
  const shares = (metrics.data ?? []).filter((m) => /_sequential$/.test(m.name));
  const submit = async (e: Event) => {
    e.preventDefault();
    const share = Number(limit.replace(/\s*%$/, '')) / 100;
    const wrong = [!system && { field: 'system', text: w.watch.needSystem }, !what && { field: 'what', text: w.watch.needWhat }, !(share > 0 && share < 1) && { field: 'limit', text: w.watch.needLimit }].filter(Boolean) as Fault[];
    setFaults(wrong);
    if (wrong.length) return;
    const ascii = idOf(what), name = `${idOf(system).slice(0, 30)}-${ascii === 'system' ? Date.now().toString(36) : ascii}`.slice(0, 60);
    try {
      await run('watch add', { args: [name], flags: { system, what, ...(metric ? { metric } : {}), [side === 'most' ? 'at-most' : 'at-least']: String(Number(share.toPrecision(12))), ...(duty ? { duty } : {}), ...(gate === 'yes' ? { 'closes-gate': true } : {}) } }, crypto.randomUUID());
      go('/watch/' + name);
    } catch (y) {
      setFaults([{ field: '', text: (y as Problem).detail }]);
    }
  };
  return (
    <>
      <p class="up"><a href="/watch">{w.watch.title}</a></p>
      <Title page={w.watch.add} lead={w.watch.addLead}>{w.watch.add}</Title>
      {!may('officer') && <p class="text">{w.watch.needsOfficer}</p>}
      {systems.data?.length === 0 && <Empty title={w.systems.none}><p class="acts"><a class="btn" href="/assess">{w.systems.first}</a></p></Empty>}
      <Faults faults={faults} />
      <form onSubmit={(e) => void submit(e)} noValidate>
        <Field id="system" label={w.watch.whichSystem} faults={faults}>{(more) => <select {...more} value={system} onChange={(e) => setSystem((e.target as HTMLSelectElement).value)}><option value="">{w.watch.choose}</option>{(systems.data ?? []).map((s) => <option key={s.id} value={s.id}>{say(s.name ?? s.id)}</option>)}</select>}</Field>
        <Text id="what" label={w.watch.whatCounts} hint={w.watch.whatHint} faults={faults} value={what} change={setWhat} />
        <Choice id="side" label={w.watch.side} value={side} change={setSide} options={[['most', w.watch.sideMost], ['least', w.watch.sideLeast]]} />
        <Text id="limit" label={w.watch.limitPercent} hint={w.watch.limitHint} faults={faults} value={limit} change={setLimit} width="short" />
        <Choice id="gate" label={w.watch.gateAsk} value={gate} change={setGate} options={[['yes', w.form.yes], ['no', w.form.no]]} />
        <details><summary>{w.watch.optional}</summary>
          <Field id="metric" label={w.lab.metric}>{(more) => <select {...more} value={metric} onChange={(e) => setMetric((e.target as HTMLSelectElement).value)}><option value="">{w.watch.noMetric}</option>{shares.map((m) => <option key={m.name} value={m.name}>{say(m.title)}</option>)}</select>}</Field>
          <Text id="duty" label={w.watch.duty} hint={w.watch.dutyHint} value={duty} change={setDuty} width="mid" />
        </details>
        <p class="acts"><button class="btn">{w.watch.add}</button></p>
      </form>
    </>
  );
}

// ---- law that changed

interface Bound {
  key: string;
  time: string;
  as_of: string;
  system: string;
  id: string;
  heading: ReturnType<typeof say>;
  newly: boolean;
}

function Law() {
  const w = useWords(), changes = useGet<Changes>('/api/v1/watch/changes'), systems = useSystems(), list = useGet<Instrument[]>('/api/v1/norm/list'), [busy, setBusy] = useState(false), [fault, setFault] = useState('');
  const instrument = (id: string) => list.data?.find((i) => i.id === id.split('/')[0])?.title ?? id.split('/')[0]!;
  const look = () => {
    setBusy(true);
    setFault('');
    run('watch law', {}, crypto.randomUUID()).then(changes.again, (x: Problem) => setFault(x.detail)).finally(() => setBusy(false));
  };
  return (
    <>
      <Title page={w.watch.law} lead={w.watch.lawLead}>{w.watch.lawTitle}</Title>
      <WatchTabs now="law" />
      {fault && <p class="problem" role="alert">{fault}</p>}
      <Wait of={changes} names={[systems, list]} what={w.watch.law}>
        {(c) => {
          const last = c.told[c.told.length - 1], newly = last?.systems.filter((s) => s.newly_bound.length) ?? [];
          const rows = [...c.told].reverse().flatMap((t) => t.systems.flatMap((s) => [...s.newly_bound.map((p) => ({ p, newly: true })), ...s.no_longer_bound.map((p) => ({ p, newly: false }))].map(({ p, newly: n }): Bound => ({ key: t.time + s.id + p.id + n, time: t.time, as_of: t.as_of, system: s.id, id: p.id, heading: say(p.heading ?? p.id), newly: n }))));
          return (
            <>
              {!c.time ? <Empty title={w.watch.lawNever}><p>{w.watch.lawNeverSay}</p></Empty> : <p class="text">{w.watch.lawLast(moment(c.time), day(c.as_of), c.systems)}{w.space}{last ? w.watch.lawTold(day(last.time), newly.length, newly.reduce((k, s) => k + s.newly_bound.length, 0)) : w.watch.lawQuiet}</p>}
              {may('assessor') ? <p class="acts"><button class="btn" disabled={busy} onClick={look}>{w.watch.lawLook}</button><span role="status" class="mu">{busy ? w.loading(w.watch.law) : ''}</span></p> : <p class="mu">{w.watch.lawNeeds}</p>}
              {rows.length > 0 && <Section title={w.watch.lawWho}><Table id="law" caption={w.watch.lawWho} hideCaption rows={rows} keyOf={(r) => r.key} file="concord-newly-bound" columns={[
                { key: 'heading', head: w.law.provision, cell: (r) => <><a href={`/law/${r.id}`}>{r.heading}</a><p class="sm mu"><Cite title={instrument(r.id)} id={r.id} /></p></>, value: (r) => r.heading },
                { key: 'id', head: w.law.id, cell: (r) => <code>{r.id}</code>, value: (r) => r.id },
                { key: 'change', head: w.watch.change, cell: (r) => (r.newly ? <strong>{w.watch.newly}</strong> : w.watch.noLonger), value: (r) => (r.newly ? w.watch.newly : w.watch.noLonger) },
                { key: 'system', head: w.systems.system, cell: (r) => <a href={to('/findings/' + r.system)}><T v={nameOf(systems, r.system)} /></a>, value: (r) => say(nameOf(systems, r.system)) },
                { key: 'asof', head: w.watch.lawOf, cell: (r) => <span class="n">{day(r.as_of)}</span>, value: (r) => r.as_of },
                { key: 'time', head: w.watch.toldOn, cell: (r) => <span class="n">{day(r.time)}</span>, value: (r) => r.time },
              ]} /></Section>}
            </>
          );
        }}
      </Wait>
    </>
  );
}

export default function Watch({ at }: { at: string[] }) {
  const w = useWords(), me = session.use(), view = address.use().query.get('view');
  if (me === null) return <NeedsSignIn title={w.watch.title} why={w.watch.closed} />;
  if (me === undefined) return <p class="wait" />;
  return at[0] ? <One name={at[0]} key={at[0]} /> : view === 'law' ? <Law /> : view === 'new' ? <New /> : <List />;
}
