// What if: one answer, one market or the day is another; which duties change, and the manifest that says so.
import { useState } from 'preact/hooks';
import { run, useAnswer, useGet } from '../lib/api';
import { day, number, placed } from '../lib/format';
import { say, useWords, type Text as Said } from '../lib/i18n';
import { download } from '../lib/csv';
import { bare, glance, withFact } from '../lib/manifest';
import { address, ask } from '../lib/router';
import { Confidence, Empty, Force, Section, Cite, T, Wait } from '../ui/bits';
import { Faults, Field, Text, type Fault } from '../ui/form';
import { Table } from '../ui/table';
import { placeName, useLists, type Member } from './law';
import { findingHref, type SystemShown } from './system_data';

interface Asked {
  id: string;
  type: string;
  question: Said;
  values: Member[];
}
interface Flip {
  id: string;
  heading: Said;
  instrument: Said;
  force: string;
  confidence: string;
  market: string;
  role: string;
  before: string;
  after: string;
}
interface Told {
  as_of: string;
  then: string;
  newly_applies: Flip[];
  no_longer: Flip[];
  becomes_unknown: Flip[];
}

const forces = ['binding', 'soft', 'standard', 'voluntary', 'draft'];
const isDate = (s: string) => /^\d{4}-\d\d-\d\d$/.test(s);
const parsed = (change: string) => /^([\w-]+)(\+?=)(.*)$/.exec(change);

// What a change says, as people put it.
function useSaid(change: string, facts: Asked[] | undefined): string {
  const w = useWords(), lists = useLists(), m = parsed(change);
  if (!m) return change;
  const [, what, , value] = m as unknown as [string, string, string, string], f = facts?.find((x) => x.id === what);
  if (what === 'market') return w.whatif.saysMarket(placeName(lists.data, value));
  if (what === 'date') return w.whatif.saysDate(day(value, false));
  return `${say(f?.question ?? what)} ${value === 'yes' ? w.form.yes : value === 'no' ? w.form.no : say(f?.values.find((v) => v.id === value)?.label) || value}`;
}

function Ask({ s, facts }: { s: SystemShown; facts: Asked[] }) {
  const w = useWords(), lists = useLists(), first = s.content.questions.map((q) => q.fact);
  const was = parsed(address.get().query.get('change') ?? ''), [what, setWhat] = useState(was?.[1] ?? first[0] ?? 'market'), [value, setValue] = useState(was?.[3] ?? ''), [faults, setFaults] = useState<Fault[]>([]);
  const f = facts.find((x) => x.id === what), sorted = [...facts].sort((a, b) => (first.indexOf(a.id) + 1 || 999) - (first.indexOf(b.id) + 1 || 999));
  const options: [string, string][] | null = what === 'market' ? [...(lists.data?.groups ?? []).filter((g) => g.id === 'EU'), ...(lists.data?.places ?? [])].map((p): [string, string] => [p.id, say(p.label)]).sort((a, b) => a[1].localeCompare(b[1])) : f?.type === 'bool' ? [['yes', w.form.yes], ['no', w.form.no]] : f?.values.length ? f.values.map((v): [string, string] => [v.id, say(v.label)]) : null;
  const submit = (e: Event) => {
    e.preventDefault();
    const dated = what === 'date' || f?.type === 'date';
    const wrong = !value ? { field: 'value', text: w.assess.needAnswer } : dated && !isDate(value) ? { field: 'value', text: w.cases.needDate } : null;
    setFaults(wrong ? [wrong] : []);
    if (!wrong) ask({ change: `${what}${what === 'market' || f?.type === 'set' ? '+=' : '='}${value}` });
  };
  return (
    <form onSubmit={submit} noValidate>
      <Faults faults={faults} />
      <Field id="what" label={w.whatif.what}>
        {(more) => <select {...more} value={what} onChange={(e) => { setWhat((e.target as HTMLSelectElement).value); setValue(''); }}><option value="market">{w.whatif.market}</option><option value="date">{w.whatif.date}</option>{sorted.map((x) => <option key={x.id} value={x.id}>{say(x.question)}</option>)}</select>}
      </Field>
      {options ? <Field id="value" label={w.whatif.value} faults={faults}>{(more) => <select {...more} value={value} onChange={(e) => setValue((e.target as HTMLSelectElement).value)}><option value="">{w.watch.choose}</option>{options.map(([v, t]) => <option key={v} value={v}>{t}</option>)}</select>}</Field>
        : <Text id="value" label={w.whatif.value} hint={what === 'date' || f?.type === 'date' ? w.form.dateHint : undefined} faults={faults} value={value} change={setValue} width="short" />}
      <p class="acts"><button class="btn">{w.whatif.show}</button></p>
    </form>
  );
}

function Answer({ s, change, facts }: { s: SystemShown; change: string; facts: Asked[] }) {
  const w = useWords(), lists = useLists(), said = useSaid(change, facts), m = parsed(change), f = facts.find((x) => x.id === m?.[1]);
  const told = useAnswer(() => run<Told>('whatif', { args: ['system.yaml', change], files: { 'system.yaml': bare(s.manifest) } }), [change, s.record]);
  const judged = (id: string) => s.content.findings.some((x) => x.id === id);
  const yaml = f && m ? withFact(s.manifest, { fact: f.id, value: f.type === 'set' ? [m[3]!] : m[3]!, by: glance(s.manifest).party, on: new Date().toISOString().slice(0, 10), source: w.whatif.source }) : '';
  return (
    <Section title={said}>
      <Wait of={told} what={w.systems.tab.whatif}>
        {(t) => {
          const rows = [...t.newly_applies, ...t.no_longer, ...t.becomes_unknown].sort((x, y) => forces.indexOf(x.force) - forces.indexOf(y.force)), binding = rows.filter((r) => r.force === 'binding').length;
          return (
            <>
              <p class="text">{rows.length ? w.whatif.changes(number(t.newly_applies.length), number(t.no_longer.length), number(t.becomes_unknown.length), number(binding)) : w.whatif.nothing}</p>
              {rows.length > 0 && <Table id="flips" caption={w.whatif.caption} hideCaption rows={rows} keyOf={(r) => r.id + r.market + r.role} file={`concord-${s.id}-whatif`} columns={[
                { key: 'provision', head: w.law.provision, cell: (r) => <><a href={judged(r.id) ? findingHref(s.id, r) : `/law/${r.id}`}><T v={r.heading} /></a><p class="sm mu"><Cite title={r.instrument} id={r.id} /> <Confidence v={r.confidence} /></p></>, value: (r) => say(r.heading) },
                { key: 'force', head: w.law.force, cell: (r) => <Force v={r.force} />, value: (r) => r.force },
                { key: 'market', head: w.law.market, cell: (r) => placeName(lists.data, r.market), value: (r) => r.market },
                { key: 'before', head: w.whatif.before, cell: (r) => w.answer(r.before), value: (r) => r.before },
                { key: 'after', head: w.whatif.after, cell: (r) => <strong>{w.answer(r.after)}</strong>, value: (r) => r.after },
              ]} />}
              {yaml && <p class="acts"><button class="btn s" onClick={() => download('system.yaml', yaml, 'application/yaml')}>{w.whatif.save}</button></p>}
            </>
          );
        }}
      </Wait>
    </Section>
  );
}

export function WhatIf({ s }: { s: SystemShown }) {
  const w = useWords(), facts = useGet<Asked[]>('/api/v1/norm/facts'), change = address.use().query.get('change') ?? '', list = s.content.what_if, lists = useLists();
  const called = (id: string) => s.content.findings.find((x) => x.id === id)?.heading ?? id;
  return (
    <>
      <Wait of={facts} what={w.systems.tab.whatif}>{(all) => <><Ask s={s} facts={all} />{change && <Answer key={change} s={s} change={change} facts={all} />}</>}</Wait>
      <Section title={w.whatif.most}>
        {!list.length ? <Empty title={w.systems.nothingFlips} /> : <ul class="rows">{list.map((x) => <li key={x.fact + x.value} data-row><p><strong><T v={x.change} /></strong></p><p class="sm mu">{w.systems.flips(x.n)}</p><details data-why><summary>{w.systems.which}</summary><ul>{x.flips.slice(0, 20).map((f) => <li key={f.id + f.market + f.role}><a href={findingHref(s.id, f)}><T v={called(f.id)} /></a> <span class="mu">{[placed(f.id), placeName(lists.data, f.market)].filter(Boolean).join(w.comma)}:</span> {w.answer(f.from)} → {w.answer(f.to)}</li>)}</ul></details></li>)}</ul>}
      </Section>
    </>
  );
}
