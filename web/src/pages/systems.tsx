// Systems: may this one go live, where, and what changed?
import { may, session, useGet } from '../lib/api';
import { day, decimal, moment, number, percent, placesFor } from '../lib/format';
import { say, useWords, type Text } from '../lib/i18n';
import { axis, axisOver, draw, strip } from '../charts/geometry';
import { address, to } from '../lib/router';
import { Chip, Empty, Force, Glyph, Section, T, Tabs, Title, Wait, statusOf, type Status } from '../ui/bits';
import { Table } from '../ui/table';
import { NeedsSignIn } from './closed';
import { labelIn, placeName, useLists } from './law';
import { WhatIf } from './system_whatif';
import { useSystem, type Counts, type Measurement, type Range, type Risk, type SystemShown } from './system_data';

export interface SystemRow {
  id: string;
  name?: Text;
  version?: string;
  stage?: string;
  markets?: string[];
  assessments: number;
  record?: number;
  time?: string;
  answers?: { as_of: string; verdict: string }[];
}

function List() {
  const w = useWords(), list = useGet<SystemRow[]>('/api/v1/system/list'), lists = useLists();
  return (
    <>
      <Title page={w.menu.systems} lead={w.systems.lead}>{w.systems.title}</Title>
      <Wait of={list} what={w.menu.systems}>
        {(rows) => rows.length === 0 ? <Empty title={w.systems.none}><p>{w.systems.noneSay}</p><p class="acts"><a class="btn" href="/assess">{w.systems.first}</a></p></Empty> : (
          <>
            <Table id="systems" caption={w.systems.caption} rows={rows} keyOf={(r) => r.id} file="concord-systems" columns={[
              { key: 'name', head: w.systems.system, cell: (r) => <a href={`/systems/${r.id}`}><T v={r.name ?? r.id} /> {r.version}</a>, value: (r) => say(r.name ?? r.id) },
              { key: 'verdict', head: w.systems.answer, cell: (r) => r.answers?.[0] ? <Chip s={statusOf(r.answers[0].verdict)}>{w.verdict(r.answers[0].verdict)}</Chip> : <span class="mu">{w.systems.notAssessed}</span>, value: (r) => r.answers?.[0]?.verdict ?? '' },
              { key: 'markets', head: w.systems.markets, cell: (r) => (r.markets ?? []).map((m) => placeName(lists.data, m)).join(w.comma), value: (r) => (r.markets ?? []).join(' ') },
              { key: 'time', head: w.systems.assessed, cell: (r) => <span class="n">{day(r.time)}</span>, value: (r) => r.time ?? '' },
            ]} />
            <p class="acts"><a class="btn" href="/assess">{w.systems.another}</a></p>
          </>
        )}
      </Wait>
    </>
  );
}

const order: [keyof Counts, Status][] = [['satisfied', 'satisfied'], ['not_satisfied', 'failed'], ['unknown', 'unknown'], ['waived', 'waived'], ['not_applicable', 'na']];
export function CountsOf({ c }: { c: Counts }) {
  const w = useWords();
  return <span class="counts">{order.filter(([k], i) => i < 3 || c[k] > 0).map(([k, s]) => <span key={k} class={c[k] ? '' : 'zero'} title={w.verdict(k)}><Glyph s={s} /><span class="vh">{w.verdict(k)}</span>{c[k]}</span>)}</span>;
}

function Duties({ s }: { s: SystemShown }) {
  const w = useWords(), c = s.content, as = c.as_of[0];
  const rows = c.markets.flatMap((m) => m.by_date.filter((d) => d.as_of === as).flatMap((d) => Object.entries(d.by_force).filter(([, n]) => order.some(([k]) => n[k] > 0)).map(([force, n]) => ({ market: m.name, code: m.market, force, n }))));
  return (
    <>
      <Table id="duties" caption={w.systems.dutiesCaption(day(as))} rows={rows} keyOf={(r) => r.code + r.force} file={`concord-${s.id}-duties`} columns={[
        { key: 'market', head: w.law.market, cell: (r) => <a href={to('/findings/' + s.id, { market: r.code, force: r.force })}><T v={r.market} /></a>, value: (r) => say(r.market) },
        { key: 'force', head: w.law.force, cell: (r) => <Force v={r.force} />, value: (r) => r.force },
        { key: 'counts', head: w.systems.counts, cell: (r) => <CountsOf c={r.n} />, value: (r) => order.map(([k]) => r.n[k]).join(' '), fixed: true },
      ]} />
      {c.markets.some((m) => !m.covered) && <p class="mu">{w.systems.notCovered(c.markets.filter((m) => !m.covered).map((m) => say(m.name)).join(', '))}</p>}
      {c.questions.length > 0 && <Section title={w.systems.next} more={number(c.questions.length)}><ul class="rows">{c.questions.slice(0, 5).map((q) => <li key={q.fact} data-row><a href={to('/assess', { system: s.id, fact: q.fact })}><T v={q.question} /></a><p class="sm mu">{w.systems.decides(q.decides)}</p></li>)}</ul></Section>}
    </>
  );
}

const urgency = (v: string | undefined) => ['fails', 'not_enough_data', 'meets'].indexOf(v ?? '') & 3; // without a limit last

function Measured({ m }: { m: Measurement[] }) {
  const w = useWords();
  const worst = [...m].sort((a, b) => urgency(a.verdict) - urgency(b.verdict));
  const failing = m.filter((x) => x.verdict === 'fails').length;
  if (m.length === 0) return <Empty title={w.systems.noMeasurements}><p>{w.systems.noMeasurementsSay}</p></Empty>;
  return (
    <>
      <figure>
        <figcaption>{w.systems.measured(failing, m.length)}<span class="mu">{w.systems.measuredSub}</span></figcaption>
        {worst.map((x) => {
          const v = Number(x.value), lo = Number(x.lo), hi = Number(x.hi), limit = x.limit ? Number(x.limit.value) : NaN, has = !x.undefined && Number.isFinite(v), places = placesFor(lo, hi);
          const a = axisOver([...(has ? [v, lo, hi] : []), ...(Number.isFinite(limit) ? [limit] : []), ...(!has && !Number.isFinite(limit) ? [0, 1] : [])], 1, 0);
          const s = x.verdict ? statusOf(x.verdict) : 'na', words = w.systems.interval(decimal(x.value, places), decimal(x.lo, places), decimal(x.hi, places), number(x.n));
          return (
            <div class="strips" key={x.id} role="img" aria-label={`${say(x.name)}, ${say(x.comparison)}: ${words}. ${x.limit ? w.systems.limit(x.limit.op, x.limit.value, x.limit.owner ?? '') : ''} ${w.verdict(x.verdict)}`}>
              <div><T v={x.name} /><p class="sm mu"><T v={x.comparison} /></p></div>
              <div>{draw(strip(a, { cls: { satisfied: 'sa', failed: 'fa', unknown: 'un', na: 's1', waived: 's1' }[s], value: v, lo, hi, hollow: s === 'unknown', hasValue: has, meets: !x.limit ? 0 : x.limit.op.startsWith('>') ? 1 : -1, limit: Number.isFinite(limit) ? limit : 0, height: 30 }))}{draw(axis(a))}</div>
              <div>{x.verdict && <Chip s={s}>{w.verdict(x.verdict)}</Chip>}<p class="sm n">{x.undefined ? w.systems.undefined : words}</p>{x.limit && <p class="sm mu">{w.systems.limit(x.limit.op, x.limit.value, x.limit.owner ?? '')}</p>}</div>
            </div>
          );
        })}
      </figure>
      <details><summary>{w.systems.numbers}</summary>
        <Table id="m" caption={w.systems.numbers} rows={worst} keyOf={(x) => x.id} file="concord-measurements" columns={[
          { key: 'name', head: w.lab.metric, cell: (x) => <a href={`/lab/${x.metric}`}><T v={x.name} /></a>, value: (x) => x.metric },
          { key: 'comparison', head: w.systems.comparison, cell: (x) => <T v={x.comparison} />, value: (x) => say(x.comparison) },
          { key: 'value', head: w.systems.value, cell: (x) => decimal(x.value, 3), value: (x) => Number(x.value), num: true },
          { key: 'lo', head: w.systems.lo, cell: (x) => decimal(x.lo, 3), value: (x) => Number(x.lo), num: true },
          { key: 'hi', head: w.systems.hi, cell: (x) => decimal(x.hi, 3), value: (x) => Number(x.hi), num: true },
          { key: 'n', head: 'n', cell: (x) => number(x.n), value: (x) => x.n, num: true },
          { key: 'verdict', head: w.systems.answer, cell: (x) => w.verdict(x.verdict), value: (x) => x.verdict },
        ]} />
      </details>
    </>
  );
}

function Risks({ s }: { s: SystemShown }) {
  const w = useWords(), lists = useLists(), list = s.content.risks ?? [];
  if (!list.length) return <Empty title={w.systems.noRisks}><p>{w.systems.noRisksSay}</p></Empty>;
  const chance = (r: Range | undefined) => r ? w.systems.oneOf(percent(r.lo), percent(r.hi), w.systems.per(r.per ?? '')) : w.systems.notEstimated;
  const weight = (r: Range | undefined) => r ? [...new Set([r.lo, r.hi])].map(w.systems.severityOf).join(' – ') : w.systems.notEstimated;
  const rank = (r: Risk) => (r.status === 'closed' ? 3 : r.overdue ? 0 : r.status === 'open' ? 1 : 2);
  return <Table id="risks" caption={w.systems.risksCaption} rows={[...list].sort((a, b) => rank(a) - rank(b) || (a.review < b.review ? -1 : 1))} keyOf={(r) => r.id} file={`concord-${s.id}-risks`} columns={[
    { key: 'title', head: w.systems.risk, cell: (r) => <><T v={r.title} /><p class="sm mu"><T v={r.cause} /></p>{!!r.duties?.length && <p class="sm">{r.duties.map((d, i) => <>{i > 0 && ' · '}<a href={`/law/${d.id}`}><T v={d.heading ?? d.id} /></a></>)}</p>}</>, value: (r) => say(r.title) },
    { key: 'status', head: w.cases.state, cell: (r) => <Chip s={r.overdue ? 'failed' : r.status === 'open' ? 'unknown' : r.status === 'closed' ? 'na' : 'satisfied'}>{w.systems.riskStatus(r.status)}</Chip>, value: (r) => r.status },
    { key: 'likelihood', head: w.systems.likelihood, cell: (r) => <span class={r.likelihood ? '' : 'mu'}>{chance(r.likelihood)}</span>, value: (r) => r.likelihood ? `${r.likelihood.lo} ${r.likelihood.hi}` : '' },
    { key: 'severity', head: w.systems.severity, cell: (r) => <span class={r.severity ? '' : 'mu'}>{weight(r.severity)}</span>, value: (r) => weight(r.severity) },
    { key: 'controls', head: w.systems.controls, cell: (r) => r.controls?.length ? r.controls.map((c) => <p key={say(c.what)}><T v={c.what} /></p>) : <span class="mu">{w.systems.noControls}</span>, value: (r) => (r.controls ?? []).map((c) => say(c.what)).join('; '), fixed: true },
    { key: 'owner', head: w.systems.owner, cell: (r) => labelIn(lists.data, 'people_roles', r.owner), value: (r) => labelIn(lists.data, 'people_roles', r.owner) },
    { key: 'review', head: w.systems.review, cell: (r) => <><span class="n">{day(r.review)}</span>{r.overdue && <> <strong>{w.systems.overdue}</strong></>}</>, value: (r) => r.review },
  ]} />;
}

function History({ s }: { s: SystemShown }) {
  const w = useWords();
  return <Table id="history" caption={w.systems.history} rows={[...s.history].reverse()} keyOf={(r) => String(r.seq)} file={`concord-${s.id}-history`} columns={[
    { key: 'seq', head: w.log.entry, cell: (r) => <a href={`/log/${r.seq}`}>{w.log.number(r.seq)}</a>, value: (r) => r.seq },
    { key: 'kind', head: w.log.kind, cell: (r) => w.log.kindOf(r.kind), value: (r) => r.kind },
    { key: 'answer', head: w.systems.answer, cell: (r) => r.answers?.[0] ? <Chip s={statusOf(r.answers[0].verdict)}>{w.verdict(r.answers[0].verdict)}</Chip> : '', value: (r) => r.answers?.[0]?.verdict ?? '' },
    { key: 'time', head: w.log.time, cell: (r) => <span class="n">{moment(r.time)}</span>, value: (r) => r.time },
  ]} />;
}

function One({ id }: { id: string }) {
  const w = useWords(), s = useSystem(id), tab = address.use().query.get('tab') ?? 'duties';
  return (
    <Wait of={s} what={id}>
      {(x) => {
        const a = x.content.answers[0]!, st = statusOf(a.verdict);
        return (
          <>
            <p class="up"><a href="/systems">{w.systems.title}</a></p>
            <Title page={say(x.name)} lead={<T v={x.content.system.description} />}><T v={x.name} /> {x.content.system.version}</Title>
            <div class={`answer ${st}`}><p class="what"><Glyph s={st} /><T v={a.headline} /></p><p class="say"><T v={a.sentence} /></p><p class="sm mu">{w.systems.asOf(day(a.as_of))} · <a href={`/log/${x.record}`}>{w.systems.signedAs(x.record)}</a> · <span class="tlp amber">TLP:{x.content.tlp}</span></p></div>
            <Tabs label={w.systems.tabs} now={tab} tabs={(['duties', 'measurements', 'risks', 'whatif', 'history'] as const).map((t) => ({ id: t, href: to('/systems/' + id, { tab: t === 'duties' ? '' : t }), text: w.systems.tab[t] }))} />
            {tab === 'measurements' ? <Measured m={x.content.measurements} /> : tab === 'risks' ? <Risks s={x} /> : tab === 'whatif' ? <WhatIf s={x} /> : tab === 'history' ? <History s={x} /> : <Duties s={x} />}
            <p class="acts"><a class="btn" href={to('/assess', { system: id })}>{w.systems.again}</a><a class="btn s" href={`/findings/${id}`}>{w.menu.findings}</a>{may('officer') && <a class="btn s" href={to('/watch', { view: 'new', system: id })}>{w.systems.watchIt}</a>}</p>
          </>
        );
      }}
    </Wait>
  );
}

export default function Systems({ at }: { at: string[] }) {
  const w = useWords(), me = session.use();
  if (me === null) return <NeedsSignIn title={w.systems.title} why={w.systems.closed} />;
  if (me === undefined) return <p class="wait" />;
  return at[0] ? <One id={at[0]} key={at[0]} /> : <List />;
}
