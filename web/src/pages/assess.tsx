// Assess: a manifest by questions, one a screen, or one that is there already; then the run. What was typed is kept in this browser at each step.
import { useEffect, useState } from 'preact/hooks';
import { Problem, get, may, run, session, useAnswer } from '../lib/api';
import { number } from '../lib/format';
import { say, useWords, type Text as Said } from '../lib/i18n';
import { bare, factsIn, glance, idOf, manifestOf, withFact } from '../lib/manifest';
import { begin, endJob, goesOn, useJob, type Job } from '../lib/jobs';
import { address, ask, go, to } from '../lib/router';
import { empty, keep, kept, type Draft } from '../lib/draft';
import { download } from '../lib/csv';
import { Empty, Glyph, Section, T, Title, Wait, statusOf } from '../ui/bits';
import { Choice, Faults, Field, Files, Text, yesNo, type Fault } from '../ui/form';
import { labelIn, useLists, type Member } from './law';
import type { Content, SystemShown } from './system_data';

interface Asked {
  fact: string;
  type: string;
  question: Said;
  help?: Said;
  values: Member[];
  judgement?: string;
  decides?: number;
  needed_by?: { id: string; heading: Said }[];
}

// ---- the first three questions

function Start({ done }: { done: (d: Draft) => void }) {
  const w = useWords(), lists = useLists(), [name, setName] = useState(''), [purpose, setPurpose] = useState(''), [markets, setMarkets] = useState<string[]>([]), [role, setRole] = useState(''), [party, setParty] = useState(''), [place, setPlace] = useState(''), [stage, setStage] = useState('design'), [faults, setFaults] = useState<Fault[]>([]);
  const places = [...(lists.data?.places ?? [])].sort((a, b) => say(a.label).localeCompare(say(b.label)));
  const submit = (e: Event) => {
    e.preventDefault();
    const wrong = [!name && { field: 'name', text: w.assess.needName }, !purpose && { field: 'purpose', text: w.assess.needPurpose }, !markets.length && { field: 'market', text: w.assess.needMarket }, !role && { field: 'role', text: w.assess.needRole }].filter(Boolean) as Fault[];
    setFaults(wrong);
    if (!wrong.length) done({ yaml: manifestOf({ id: idOf(name), name, party: idOf(party || 'owner'), place, role, markets, purposes: [idOf(purpose)], stage }), files: {}, skipped: [] });
  };
  const upload = async (e: Event) => {
    const all = [...((e.target as HTMLInputElement).files ?? [])], files: Record<string, string> = {};
    for (const f of all) files[f.name] = await f.text();
    const yaml = Object.keys(files).find((n) => /\.ya?ml$/.test(n) && /^concord: *system\/1/m.test(files[n]!));
    if (!yaml) return setFaults([{ field: 'upload', text: w.assess.noManifest }]);
    const text = files[yaml]!;
    delete files[yaml];
    done({ yaml: text, files, skipped: [] });
  };
  return (
    <>
      <Title page={w.menu.assess} lead={w.assess.lead}>{w.assess.title}</Title>
      <Faults faults={faults} />
      <div class="cols">
        <form onSubmit={submit} noValidate>
          <h2 class="h">{w.assess.byQuestions}</h2>
          <Text id="name" label={w.assess.name} faults={faults} value={name} change={setName} />
          <Text id="purpose" label={w.assess.purpose} hint={w.assess.purposeHint} faults={faults} value={purpose} change={setPurpose} width="mid" />
          <Field id="market" label={w.assess.markets} hint={w.assess.marketsHint} faults={faults}>
            {(more) => <select {...more} value="" onChange={(e) => { const v = (e.target as HTMLSelectElement).value; if (v) setMarkets([...markets, v]); }}><option value="">{w.assess.add}</option>{places.filter((p) => !markets.includes(p.id)).map((p) => <option key={p.id} value={p.id}>{say(p.label)}</option>)}</select>}
          </Field>
          {markets.length > 0 && <p class="chips">{markets.map((m) => <button type="button" key={m} onClick={() => setMarkets(markets.filter((x) => x !== m))}>{say(places.find((p) => p.id === m)?.label) || m} <span aria-hidden="true">×</span><span class="vh">{w.law.remove}</span></button>)}</p>}
          <Choice id="role" label={w.assess.role} faults={faults} value={role} change={setRole} options={(lists.data?.roles ?? []).slice(0, 5).map((r) => [r.id, say(r.label)])} />
          <Text id="party" label={w.assess.party} value={party} change={setParty} width="mid" />
          <Field id="place" label={w.assess.place}>{(more) => <select {...more} value={place} onChange={(e) => setPlace((e.target as HTMLSelectElement).value)}><option value="">{w.form.unknown}</option>{places.map((p) => <option key={p.id} value={p.id}>{say(p.label)}</option>)}</select>}</Field>
          <Field id="stage" label={w.assess.stage}>{(more) => <select {...more} value={stage} onChange={(e) => setStage((e.target as HTMLSelectElement).value)}>{(lists.data?.stages ?? []).map((p) => <option key={p.id} value={p.id}>{say(p.label)}</option>)}</select>}</Field>
          <p class="acts"><button class="btn">{w.form.next}</button></p>
        </form>
        <div>
          <h2 class="h">{w.assess.byUpload}</h2>
          <p class="text">{w.assess.uploadSay}</p>
          <Files id="upload" label={w.assess.files} hint={w.assess.filesHint} faults={faults} multiple accept=".yaml,.yml,.csv,.json,.txt" take={(e) => void upload(e)} />
        </div>
      </div>
    </>
  );
}

// ---- one question a screen

function OneQuestion({ q, left, answer, skip }: { q: Asked; left: number; answer: (v: string | string[], source: string) => void; skip: () => void }) {
  const w = useWords(), lists = useLists(), [value, setValue] = useState(''), [many, setMany] = useState<string[]>([]), [source, setSource] = useState(''), [faults, setFaults] = useState<Fault[]>([]);
  const set = q.type === 'set', listed = q.values.length > 0, judged = !!q.judgement;
  const submit = (e: Event) => {
    e.preventDefault();
    if (value === 'unknown' || (!set && !value)) {
      if (value === 'unknown') return skip();
      return setFaults([{ field: 'answer', text: w.assess.needAnswer }]);
    }
    if (q.type === 'date' && !/^\d{4}-\d\d-\d\d$/.test(value)) return setFaults([{ field: 'answer', text: w.cases.needDate }]);
    if (q.type === 'number' && !/^[0-9.]+(e[0-9]+)?$/i.test(value)) return setFaults([{ field: 'answer', text: w.assess.needNumber }]);
    answer(set ? many : value, source || w.assess.sourceDefault);
  };
  return (
    <form onSubmit={submit} noValidate>
      <Faults faults={faults} />
      {judged && <p class="mu">{w.assess.judgement(labelIn(lists.data, 'people_roles', q.judgement!))}</p>}
      {set ? (
        <fieldset class="field" id="answer" tabIndex={-1}><legend><T v={q.question} /></legend>{q.help && <p class="hint"><T v={q.help} /></p>}<div class="choices many">{q.values.map((v) => <label key={v.id} class="choice"><input type="checkbox" checked={many.includes(v.id)} onChange={(e) => setMany((e.target as HTMLInputElement).checked ? [...many, v.id] : many.filter((x) => x !== v.id))} /><span><T v={v.label} /></span></label>)}</div><p class="hint">{w.assess.noneOfThem}</p></fieldset>
      ) : q.type === 'bool' || listed ? (
        <Choice id="answer" label={<T v={q.question} />} hint={q.help && <T v={q.help} />} faults={faults} value={value} change={setValue} options={q.type === 'bool' ? yesNo(w) : [...q.values.map((v): [string, string] => [v.id, say(v.label)]), ['unknown', w.form.unknown]]} />
      ) : (
        <Text id="answer" label={<T v={q.question} />} hint={<>{q.help && <T v={q.help} />} {q.type === 'date' ? w.form.dateHint : ''}</>} faults={faults} value={value} change={setValue} width="short" />
      )}
      <Text id="source" label={w.assess.source} hint={w.assess.sourceHint} value={source} change={setSource} />
      {!!q.needed_by?.length && <details data-why><summary>{w.assess.whyAsked(q.needed_by.length)}</summary><ul class="rows">{q.needed_by.slice(0, 12).map((n) => <li key={n.id}><a href={`/law/${n.id}`} target="_blank" rel="noreferrer"><T v={n.heading} /></a></li>)}</ul></details>}
      <p class="acts"><button class="btn">{w.form.next}</button><button type="button" class="btn s" onClick={skip}>{w.form.unknown}</button></p>
      <p class="sm mu" role="status">{w.assess.left(number(left))}</p>
    </form>
  );
}

// The node orders by how much an answer decides; without a sign-in they come in the order of the file.
async function nextQuestions(d: Draft, signed: boolean, only: string): Promise<{ open: number; questions: Asked[]; ordered: boolean }> {
  if (signed) {
    const a = await run<{ open: number; questions: Asked[] }>('ask', { args: ['system.yaml'], flags: { limit: String(d.skipped.length + 3) }, files: { 'system.yaml': bare(d.yaml) } });
    return { ...a, ordered: true };
  }
  const have = factsIn(d.yaml), all = await get<(Asked & { id: string })[]>('/api/v1/norm/facts');
  const open = all.map((f) => ({ ...f, fact: f.id })).filter((f) => !have.has(f.fact));
  return { open: open.length, questions: only ? [...open.filter((f) => f.fact === only), ...open] : open, ordered: false };
}

function Questions({ d, set }: { d: Draft; set: (d: Draft) => void }) {
  const w = useWords(), signed = may('reader'), only = address.use().query.get('fact') ?? '';
  const next = useAnswer(() => nextQuestions(d, signed, only), [d.yaml, d.skipped.length, signed]);
  const g = glance(d.yaml);
  const move = (n: Draft) => {
    set(n);
    requestAnimationFrame(() => document.querySelector<HTMLElement>('main h1')?.focus());
  };
  return (
    <>
      <p class="up"><a href="/assess">{w.assess.title}</a></p>
      <Title page={w.assess.questions} lead={w.assess.questionsLead}>{w.assess.questionsOf(say(g.name))}</Title>
      {!signed && <p class="mu text">{w.assess.unordered} <a href={to('/signin', { back: '/assess/questions' })}>{w.signin.title}</a></p>}
      <Wait of={next} what={w.assess.questions}>
        {(n) => {
          const q = n.questions.find((x) => !d.skipped.includes(x.fact));
          return q ? <OneQuestion key={q.fact} q={q} left={n.open} answer={(v, source) => move({ ...d, yaml: withFact(d.yaml, { fact: q.fact, value: v, by: q.judgement ?? g.party, on: new Date().toISOString().slice(0, 10), source }) })} skip={() => move({ ...d, skipped: [...d.skipped, q.fact] })} />
            : <Empty title={w.assess.noMore}><p>{w.assess.noMoreSay(d.skipped.length)}</p></Empty>;
        }}
      </Wait>
      <p class="acts"><a class="btn" href="/assess/run">{w.assess.toRun}</a><button class="btn s" onClick={() => download('system.yaml', d.yaml, 'application/yaml')}>{w.assess.save}</button></p>
    </>
  );
}

// ---- the run: a job of the node, which goes on when this page is left; the address names it

const clock = (seconds: number) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;

function Running({ job, said }: { job: Job; said: string }) {
  const w = useWords(), [now, setNow] = useState(Date.now), [fault, setFault] = useState('');
  useEffect(() => {
    const t = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(t);
  }, []);
  return (
    <div class="empty">
      <p class="strong" role="status">{job.state === 'queued' ? w.assess.waits : w.assess.working}</p>
      <p class="n">{said ? <code>{said}</code> : <span class="mu">{w.assess.elapsed(clock(Math.max(0, Math.round((now - Date.parse(job.created)) / 1000))))}</span>}</p>
      <p class="sm mu">{w.assess.mayLeave}</p>
      {fault && <p class="problem" role="alert">{fault}</p>}
      <p class="acts"><button class="btn s" onClick={() => void endJob(job.id).catch((x: Problem) => setFault(x.detail))}>{w.assess.stop}</button></p>
    </div>
  );
}

function Answered({ c, another }: { c: Content; another: () => void }) {
  const w = useWords(), a = c.answers[0]!, s = statusOf(a.verdict);
  return (
    <>
      <div class={`answer ${s}`}><p class="what"><Glyph s={s} /><T v={a.headline} /></p><p class="say"><T v={a.sentence} /></p></div>
      <p class="acts"><a class="btn" href={`/findings/${c.system.id}`}>{w.why}</a><a class="btn s" href={`/systems/${c.system.id}`}>{w.systems.system}</a><button class="btn s" onClick={another}>{w.systems.another}</button></p>
    </>
  );
}

function Run({ d, set }: { d: Draft; set: (d: Draft) => void }) {
  const w = useWords(), g = glance(d.yaml), id = address.use().query.get('job'), { job, said, problem } = useJob<{ content: Content }>(id), [fault, setFault] = useState(''), [busy, setBusy] = useState(false);
  session.use();
  const work = async () => {
    setFault('');
    setBusy(true);
    try {
      ask({ job: (await begin('assess', { args: ['system.yaml'], files: { 'system.yaml': d.yaml, ...d.files } }, crypto.randomUUID())).id });
    } catch (x) {
      setFault((x as Problem).detail);
    }
    setBusy(false);
  };
  const addFiles = async (e: Event) => {
    const files = { ...d.files };
    for (const f of [...((e.target as HTMLInputElement).files ?? [])]) files[f.name] = await f.text();
    set({ ...d, files });
  };
  const done = job?.state === 'done' ? job.result?.answer.content : undefined;
  const wrong = fault || problem?.detail || (job && !goesOn(job) && !done ? (job.state === 'cancelled' ? w.assess.stopped : job.state === 'interrupted' ? w.assess.interrupted : job.detail ?? '') : '');
  return (
    <>
      <p class="up"><a href="/assess/questions">{w.assess.questions}</a></p>
      <Title page={w.assess.toRun} lead={w.assess.runLead}>{w.assess.runOf(say(done?.system.name ?? g.name))}</Title>
      {done ? <Answered c={done} another={() => { set(empty); go('/assess'); }} /> : job && goesOn(job) ? <Running job={job} said={said} /> : id && !job && !problem ? <p class="wait" /> : (
        <>
          <Files id="data" label={w.assess.data} hint={w.assess.dataHint} multiple listed take={(e) => void addFiles(e)} />
          {Object.keys(d.files).length > 0 && <p class="chips">{Object.keys(d.files).map((f) => <button key={f} onClick={() => { const files = { ...d.files }; delete files[f]; set({ ...d, files }); }}>{f} <span aria-hidden="true">×</span><span class="vh">{w.law.remove}</span></button>)}</p>}
          {wrong && <div class="problem" role="alert"><p class="strong">{w.assess.failed}</p><p>{wrong}</p><p class="sm mu">{w.assess.keptHere}</p></div>}
          {!may('assessor') && <p class="text">{w.assess.needsRole}</p>}
          <p class="acts">{may('assessor') ? <button class="btn" disabled={busy || !d.yaml} onClick={() => void work()}>{w.assess.toRun}</button> : <a class="btn" href={to('/signin', { back: '/assess/run' })}>{w.signin.title}</a>}<button class="btn s" onClick={() => download('system.yaml', d.yaml, 'application/yaml')}>{w.assess.save}</button></p>
          <Section title={w.assess.manifest}><pre tabIndex={0}>{d.yaml}</pre></Section>
        </>
      )}
    </>
  );
}

export default function Assess({ at }: { at: string[] }) {
  const w = useWords(), [d, setDraft] = useState(kept), system = address.use().query.get('system'), step = at[0] ?? '', me = session.use();
  const set = (n: Draft) => {
    setDraft(n);
    keep(n);
  };
  const old = useAnswer(system && me && glance(d.yaml).id !== system ? () => get<SystemShown & { manifest?: string }>('/api/v1/system/show', { id: system }) : null, [system, me]);
  useEffect(() => {
    if (old.data?.manifest) {
      set({ yaml: old.data.manifest, files: {}, skipped: [] });
      go(to('/assess/questions', { fact: address.get().query.get('fact') }), true);
    }
  }, [old.data]);
  if (system && old.problem) return <><Title>{w.assess.title}</Title><Wait of={old} what={system}>{() => null}</Wait></>;
  if (step === 'questions' && d.yaml) return <Questions d={d} set={set} />;
  if (step === 'run' && (d.yaml || address.get().query.has('job'))) return <Run d={d} set={set} />;
  return (
    <>
      <Start done={(n) => { set(n); go('/assess/questions'); }} />
      {d.yaml && <Section title={w.assess.draft}><p>{w.assess.draftSay(say(glance(d.yaml).name))}</p><p class="acts"><a class="btn s" href="/assess/questions">{w.assess.goOn}</a><button class="link" onClick={() => set(empty)}>{w.assess.throwAway}</button></p></Section>}
    </>
  );
}
